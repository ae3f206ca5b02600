"""What cost lines leave open: a basis that nobody knows, weights that are nowhere, a rate that does not say of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text, name_text
from poolsplit.tables.vocabulary import basis, cost_kind
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from poolsplit.tables.table import Table

_MEASURED = {"kg": ("kg", "unit_kg", "estimated_kg", "billed_kg"), "cbm": ("cbm", "unit_cbm", "estimated_cbm", "billed_cbm")}
_SUGGESTED = ("equal", "quantity", "value")


def open_questions(tables: Mapping[str, Table]) -> list[Problem]:
    """Settle what a rate is of, in place, and ask what costs are shared by where the sheet does not say it; the questions, and what is worth saying."""
    costs = tables.get("costs")
    if costs is None or "cost" not in costs.columns:
        return []
    problems = list(_settle_rates(costs))
    known = set(_known_bases(tables))
    for row, value in enumerate(costs.columns.get("basis", ())):
        if value is None or isinstance(value, (int, float)):
            continue
        text = str(value)
        missing = [measure for measure in ("kg", "cbm") if text == measure and not _is_measured(tables, measure)]
        if missing or (basis(text) is None and text not in _BASES and key(text) not in known):
            problems.append(_question(costs, row, text, missing[0] if missing else ""))
    return problems


_BASES = frozenset({"quantity", "value", "kg", "cbm", "chargeable", "equal", "direct"})


def _known_bases(tables: Mapping[str, Table]) -> Iterator[str]:
    """Everything that a cost may be shared by beside the usual bases: a column of the orders, another cost, a partner."""
    orders, costs = tables.get("orders"), tables["costs"]
    yield from (key(name) for name in costs.columns.get("cost", ()) if name is not None)
    if orders is not None:
        yield from (key(name) for name in (*orders.columns, *orders.headings.values()))
        yield from (key(name) for name in orders.columns.get("partner", ()) if name is not None)


def _is_measured(tables: Mapping[str, Table], measure: str) -> bool:
    """Whether anything in the workbook says how heavy or large something is."""
    return any(
        value is not None for table in (tables[name] for name in ("orders", "items", "terms") if name in tables)
        for column in _MEASURED[measure] for value in table.columns.get(column, ())
    )


def _question(costs: Table, row: int, text: str, measure: str) -> Problem:
    cell = costs.cells["basis"][row]
    name = costs.columns["cost"][row]
    if measure:
        message = Text("{cost} is shared by {measure}, and no weight or volume is written anywhere", cost=name, measure=name_text(measure))
    else:
        message = Text('what is {cost} shared by? "{text}" is nothing that is known', cost=name, text=text)
    choices = [Choice(f"{cell}={each}", _words_of(each)) for each in _SUGGESTED]
    return question("costs", "basis", cell, message, choices)


def _words_of(each: str) -> Text:
    return {"equal": Text("everybody the same"), "quantity": Text("by pieces"), "value": Text("by the value of the goods")}[each]


def _settle_rates(costs: Table) -> Iterator[Problem]:
    """A rate that does not say of what is one of the goods, shared by their value."""
    rates = costs.columns.get("rate")
    if rates is None:
        return
    of = costs.columns.setdefault("of", [None] * costs.size)
    costs.cells.setdefault("of", [""] * costs.size)
    bases = costs.columns.setdefault("basis", [None] * costs.size)
    costs.cells.setdefault("basis", [""] * costs.size)
    goods = next((name for name in costs.columns["cost"] if cost_kind(name) == "goods"), "goods")
    for row, rate in enumerate(rates):
        if rate is None or of[row] is not None:
            continue
        of[row] = goods
        if bases[row] is None or cost_kind(str(bases[row]).strip("% ")) == "goods":
            bases[row] = "value"
        cell = costs.cells["rate"][row]
        message = Text("{cost} is read as a rate of the goods", cost=costs.columns["cost"][row])
        yield Problem("costs", 0, "of", message, Text('write "Of" beside it where it is a rate of something else'), cell, warning=True)
