"""Results as sections, which a terminal, a sheet and JSON show alike: a title, columns with their kinds, rows, a total, a note."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import Problem, Text
from poolsplit.pool.costs import CREDIT, FORFEIT, TAKEN_OVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.pool.results import Report


TEXT, COUNT, MONEY, MARK = "text", "count", "money", "mark"


@dataclass
class Section:
    """One table for people.

    key: its name for programs. title, note: for people. columns: (label, kind), kind being one of TEXT, COUNT (pieces), MONEY (the
    section's currency) and MARK (ok or what is wrong). rows: values in display units. total: the last row holds sums.
    """

    key: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: list[list[Any]]
    currency: str = ""
    total: bool = False
    note: str = ""


@dataclass
class Outcome:
    """What a run found: sections where there is an exact result, and all problems, warnings included."""

    sections: list[Section] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    report: Report | None = None

    @property
    def exact(self) -> bool:
        """Whether nothing prevented a result."""
        return all(problem.warning for problem in self.problems)


LABELS = {
    "pool": Text("Pool"), "partner": Text("Partner"), "sku": Text("SKU"), "quantity": Text("Quantity"), "due": Text("Due"),
    "rounding": Text("Rounding"), "fx_difference": Text("Exchange difference"), "quoted": Text("Quoted"), "paid": Text("Paid"),
    "balance": Text("Balance"), "landed": Text("Landed cost"), "unit_cost": Text("Landed cost per piece"), "cost": Text("Cost"),
    "billed": Text("Billed"), "shared": Text("Shared"), "leaves": Text("Leaves the pool"), "payer": Text("From"), "payee": Text("To"),
    "amount": Text("Amount"), "ordered": Text("Ordered"), "received": Text("Received"), "defective": Text("Defective"),
    "good": Text("To hand over"), "goods": Text("Goods"), "pooled": Text("Goods in the pool"),
    "alone_low": Text("Alone, at least"), "alone_high": Text("Alone, at most"),
    "saving_low": Text("Saving, at least"), "saving_high": Text("Saving, at most"), "missing": Text("Missing"),
    "hand_over": Text("To hand over"), "counted": Text("Counted"), "signed": Text("Signed"),
    TAKEN_OVER: Text("Taken over"), FORFEIT: Text("Forfeit"), "stage": Text("Stage"), "fix": Text("Way out"),
    "shortfall": Text("Shortfall"), "measure": Text("Measure"), "carry": Text("Carry"), "yes": Text("yes"), "no": Text("no"),
}
"""Labels of result columns; a cost's column bears the name that the operator gave it."""


COUNTS = {"quantity", "ordered", "received", "defective", "good", "missing", "shortfall", "hand_over"}


_TEXTS = {"counted", "signed", "stage", "fix", "pool", "partner", "sku", "cost", "leaves", "payer", "payee", "measure", "carry"}


SUMS = tuple(LABELS[name] for name in ("quoted", "due", "paid", "balance"))
"""The labels of the dues that are no cost: what a chart of costs leaves out."""


MOST_BARS = 30
"""Bars beyond which nobody reads a chart."""


def section_of(key: str, title: str, columns: Mapping[str, Sequence[Any]], currency: str, note: str = "") -> Section:
    """A section from columns by name, with a total row where amounts or pieces can be added up."""
    kinds = [TEXT if name in _TEXTS or any(isinstance(value, str) for value in values) else COUNT if name in COUNTS else MONEY
             for name, values in columns.items()]
    labels = [LABELS.get(name, name) for name in columns]
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return Section(key, title, list(zip(labels, kinds, strict=True)), rows, currency, note=note)


def with_total(section: Section, *unsummed: str) -> Section:
    """The section with sums below; `unsummed` labels are left blank, and so is everything where amounts are of several currencies."""
    if not section.rows or not section.currency:
        return section
    sums: list[Any] = []
    for place, (label, kind) in enumerate(section.columns):
        summed = kind in {COUNT, MONEY} and label not in unsummed
        sums.append(exact.total([row[place] for row in section.rows], [0] * len(section.rows), 1)[0] if summed else "")
    sums[0] = Text("Total")
    return Section(section.key, section.title, section.columns, [*section.rows, sums], section.currency, total=True, note=section.note)


def dues_section(columns: Mapping[str, Sequence[Any]], currency: str, costs: Mapping[str, str]) -> Section:
    """A dues table for people, with its total. columns: as `split` gives them, in display units. costs: column -> its name for people.

    >>> dues_section({"partner": ["An", "Ba"], "fee": [5, 3], "fee_credit": [-8, 0], "due": [-3, 3]}, "VND", {"fee": "Phí"}).columns[2]
    ('Phí, credited to the lead buyer', 'money')
    """
    named = {_shown_name(name, costs): values for name, values in columns.items()}
    return with_total(section_of("dues", Text("Who pays what"), named, currency))


def _shown_name(column: str, costs: Mapping[str, str]) -> str:
    """A cost's column, or the column of its credit, for people."""
    for cost, name in costs.items():
        if column == f"{cost}{CREDIT}":
            return Text("{cost}, credited to the lead buyer", cost=name)
    return costs.get(column, column)


def _sum(values: Sequence[Any]) -> Any:
    return exact.total(values, [0] * len(values), 1)[0]
