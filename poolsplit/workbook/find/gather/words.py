"""The words of a sheet as the engine's own: bases, percentages, currencies, moments, and who bears a cost alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import basis, basis_name, is_alone, step, when
from poolsplit.values.money import currency_code
from poolsplit.values.names import key, without_tones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from poolsplit.tables.table import Table

_PERCENT_SIGNS = ("%", "\uff05")


def canonical(table: Table) -> None:
    """Words that the vocabulary knows become the engine's own, in place; all else stays as it was typed.

    >>> from poolsplit.tables.table import Table
    >>> costs = Table("costs", {"cost": ["Cước"], "amount": ["1,5%"], "basis": ["theo cân nặng"]})
    >>> canonical(costs)
    >>> costs.columns
    {'cost': ['Cước'], 'amount': [None], 'basis': ['kg'], 'rate': ['1,5%']}
    """
    if table.name == "costs":
        _each(table, "basis", lambda text: basis(text) or basis_name(text))
        _move_percentages(table)
        _move_amounts(table)
    _each(table, "currency", lambda text: currency_code(text) or text)
    if table.name == "withdrawals":
        _each(table, "when", lambda text: when(text) or text)
    if table.name == "steps":
        _each(table, "done", lambda text: step(text) or text)


def _each(table: Table, column: str, change: Callable[[str], str]) -> None:
    """Change every text of a column that was typed; errors and formulas without a result are kept."""
    if column in table.columns:
        table.columns[column] = [change(value) if type(value) is str else value for value in table.columns[column]]


def _move_percentages(costs: Table) -> None:
    """A percentage typed where the amounts stand is a rate; so is a part of one (0.08), which no amount of dong is."""
    amounts = costs.columns.get("amount", [])
    rates = costs.columns.get("rate", [None] * len(amounts))
    moved = [row for row, value in enumerate(amounts) if rates[row] is None and _is_rate(value)]
    if not moved:
        return
    cells = costs.cells.get("rate", list(costs.cells.get("amount", [])))
    for row in moved:
        rates[row], amounts[row] = amounts[row], None
        if cells:
            cells[row] = costs.cells["amount"][row]
    costs.columns["rate"] = rates
    if cells:
        costs.cells["rate"] = cells


def _move_amounts(costs: Table) -> None:
    """An amount with a currency that stands where rates are is an amount, in place."""
    rates = costs.columns.get("rate", [])
    moved = [row for row, value in enumerate(rates) if isinstance(value, str) and currency_code(value.strip(" -+.,0123456789"))]
    if not moved:
        return
    amounts = costs.columns.setdefault("amount", [None] * costs.size)
    cells = costs.cells.setdefault("amount", [""] * costs.size)
    for row in moved:
        amounts[row], rates[row], cells[row] = rates[row], None, costs.cells["rate"][row]


def _is_rate(value: object) -> bool:
    """Whether a value among amounts is a percentage.

    >>> _is_rate("1,5%"), _is_rate(0.08), _is_rate(0), _is_rate("50k")
    (True, True, False, False)
    """
    if isinstance(value, str):
        return value.strip().endswith(_PERCENT_SIGNS)
    return isinstance(value, float) and -1 < value < 1 and value != 0


def settle_bearers(tables: Mapping[str, Table]) -> None:
    """A cost that is shared by the name of a partner ("An chịu", "只算老陈") is that partner's own."""
    costs, orders = tables.get("costs"), tables.get("orders")
    if costs is None or orders is None or "basis" not in costs.columns:
        return
    partners = {without_tones(key(name)): name for name in orders.columns.get("partner", ()) if name is not None}
    bases = {key(name) for name in orders.columns} | {key(name) for name in costs.columns.get("cost", ()) if name is not None}
    for row, value in enumerate(costs.columns["basis"]):
        if not isinstance(value, str) or basis(value) or key(value) in bases:
            continue
        bearer = _bearer(value, partners)
        if bearer:
            costs.columns["basis"][row] = "direct"
            costs.columns.setdefault("partner", [None] * costs.size)[row] = partners[bearer]
            costs.cells.setdefault("partner", list(costs.cells["basis"]))


def _bearer(text: str, partners: Mapping[str, object]) -> str:
    """The partner, as a key without tone marks, who a text says bears a cost alone; "" where it does not.

    >>> _bearer("An chịu", {"an": "An"}), _bearer("theo An", {"an": "An"})
    ('an', '')
    """
    said = without_tones(key(text))
    longest = max((name for name in partners if name and name in said), key=len, default="")
    return longest if longest and is_alone(said.replace(longest, " ")) else ""
