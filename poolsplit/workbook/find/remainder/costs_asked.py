"""What cost lines leave open: a basis that nobody knows, weights that are nowhere, a rate that does not say of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text, name_text
from poolsplit.tables.vocabulary import basis, cost_kind
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.gather import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from poolsplit.tables.table import Table

_BASES = frozenset({"quantity", "value", "kg", "cbm", "chargeable", "equal", "direct"})
_MEASURED = {"kg": ("kg", "unit_kg", "estimated_kg", "billed_kg"), "cbm": ("cbm", "unit_cbm", "estimated_cbm", "billed_cbm")}
"""A basis that has to be measured, and the columns that it may be measured in."""
_SUGGESTED = {
    "equal": Text("everybody the same"), "quantity": Text("by pieces"), "value": Text("by the value of the goods"), "kg": Text("by weight"),
    "cbm": Text("by volume"),
}
_SAY_WHOSE = ("partner", "of", "reverses", "rate")
"""The columns that make a basis needless."""


def open_questions(tables: Mapping[str, Table]) -> list[Problem]:
    """Settle what a rate is of, in place; the questions what costs are shared by where the sheet does not say it, and what is worth saying."""
    costs = tables.get("costs")
    if costs is None or "cost" not in costs.columns:
        return []
    problems = list(_settle_rates(costs))
    known = set(_known_bases(tables))
    usable = [basis for basis in _SUGGESTED if basis not in _MEASURED or _is_measured(tables, basis)]
    for row, value in enumerate(costs.columns.get("basis", [None] * len(costs.cells.get("basis", ())))):
        message = _blank(costs, row) if value is None else _doubt(tables, costs.columns["cost"][row], value, known)
        cell = costs.cells["basis"][row]
        if message and cell:
            of_some = _among_named(tables, f"{costs.columns['cost'][row]}" if value is None else str(value))
            choices = [*of_some, *((each, _SUGGESTED[each]) for each in usable)]
            problems.append(question("costs", "basis", cell, message, [Choice(f"{cell}={each}", text) for each, text in choices]))
    return problems


def _among_named(tables: Mapping[str, Table], text: str) -> list[tuple[str, Text]]:
    """How a cost may be shared among those who are named in a text, and how that is said; nothing where nobody is."""
    orders = tables.get("orders")
    rows = named.rows_named(orders, text) if orders is not None else []
    if orders is None or not rows:
        return []
    who = named.who(orders, rows)
    if len({key(orders.columns["partner"][row]) for row in rows}) == 1:
        return [("equal_named", Text("only {names}", names=who))]
    return [("equal_named", Text("only {names}, everybody the same", names=who)), ("quantity_named", Text("only {names}, by pieces", names=who))]


def waits(question: Problem) -> bool:
    """Whether a question need not be asked as long as another one is open: the weight that is missing may be what that is about."""
    return isinstance(question.message, Text) and "measure" in question.message.values


def _blank(costs: Table, row: int) -> Text | None:
    """What is wrong with a blank basis: an amount that is not the goods, and nothing else that says who bears it."""
    said = (costs.columns.get(column, [None] * costs.size)[row] for column in _SAY_WHOSE)
    name, amount = costs.columns["cost"][row], costs.columns.get("amount", [None] * costs.size)[row]
    if name is None or amount is None or cost_kind(name) == "goods" or any(value is not None for value in said):
        return None
    return Text("{cost} does not say what it is shared by", cost=name)


def _doubt(tables: Mapping[str, Table], cost: object, value: object, known: set[str]) -> Text | None:
    """What is wrong with a basis: nothing says how heavy or large things are, or nobody knows it; None where it can be used."""
    if isinstance(value, (int, float)):
        return None
    text = str(value)
    if text in _MEASURED and not _is_measured(tables, text):
        return Text("{cost} is shared by {measure}, and no weight or volume is written anywhere", cost=cost, measure=name_text(text))
    if basis(text) is not None or text in _BASES or key(text) in known:
        return None
    return Text('what is {cost} shared by? "{text}" is nothing that is known', cost=cost, text=text)


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
