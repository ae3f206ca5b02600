"""Results as sections for a terminal, a sheet and JSON: a title, columns with their kinds, rows, a total, a note."""

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
    section's currency) and MARK (a judgement such as "ok" or "differs"). rows: values in display units. total: the last row holds sums.
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
    """The result of a run: sections where there is an exact result, and all problems, warnings included."""

    sections: list[Section] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    report: Report | None = None

    @property
    def exact(self) -> bool:
        """True where nothing prevented a result."""
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
"""Labels of result columns; the label of a cost's column is the name that the operator gave it."""


COUNTS = {"quantity", "ordered", "received", "defective", "good", "missing", "shortfall", "hand_over"}


_TEXTS = {"counted", "signed", "stage", "fix", "pool", "partner", "sku", "cost", "leaves", "payer", "payee", "measure", "carry"}


SUMS = tuple(LABELS[name] for name in ("quoted", "due", "paid", "balance"))
"""The labels of the columns of the dues that are not costs: a chart of costs leaves them out."""


MOST_BARS = 30
"""The most bars that a chart has: nobody reads more."""


def section_of(key: str, title: str, columns: Mapping[str, Sequence[Any]], currency: str, note: str = "") -> Section:
    """A section from columns by name. The kind of a column follows from its name and its values: text, pieces, else money."""
    kinds = [TEXT if name in _TEXTS or any(isinstance(value, str) for value in values) else COUNT if name in COUNTS else MONEY
             for name, values in columns.items()]
    labels = [LABELS.get(name, name) for name in columns]
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return Section(key, title, list(zip(labels, kinds, strict=True)), rows, currency, note=note)


def with_total(section: Section, *unsummed: str) -> Section:
    """The section with a last row of sums. unsummed: the labels of columns without a sum.

    Unchanged where nothing can be added up: there are no rows, or the amounts are of several currencies (`currency` is "").
    """
    if not section.rows or not section.currency:
        return section
    sums: list[Any] = []
    for index, (label, kind) in enumerate(section.columns):
        summed = kind in {COUNT, MONEY} and label not in unsummed
        sums.append(exact.total([row[index] for row in section.rows], [0] * len(section.rows), 1)[0] if summed else "")
    sums[0] = Text("Total")
    return Section(section.key, section.title, section.columns, [*section.rows, sums], section.currency, total=True, note=section.note)


def dues_section(columns: Mapping[str, Sequence[Any]], currency: str, costs: Mapping[str, str]) -> Section:
    """The section of the dues, with its total. columns: as `split` gives them, in display units. costs: column -> its name for people.

    >>> dues_section({"partner": ["An", "Ba"], "fee": [5, 3], "fee_credit": [-8, 0], "due": [-3, 3]}, "VND", {"fee": "Phí"}).columns[2]
    ('Phí, credited to the lead buyer', 'money')
    """
    named = {_shown_name(name, costs): values for name, values in columns.items()}
    return with_total(section_of("dues", Text("Who pays what"), named, currency))


def _shown_name(column: str, costs: Mapping[str, str]) -> str:
    """The label of a cost's column, or of the column of its credit."""
    for cost, name in costs.items():
        if column == f"{cost}{CREDIT}":
            return Text("{cost}, credited to the lead buyer", cost=name)
    return costs.get(column, column)


def column_sum(values: Sequence[Any]) -> Any:
    """The sum of a column of numbers, exact; 0 for none."""
    return exact.total(values, [0] * len(values), 1)[0]
