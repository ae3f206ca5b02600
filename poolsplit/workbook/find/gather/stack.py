"""Ranges of one table as one, and a table in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_IN_DONG = frozenset({"costs", "payments"})
"""The tables whose amounts are in dong where no unit is stated."""


def stack(parts: Sequence[Table]) -> Table:
    """Ranges of one table, one below the other; a column that a range does not have is blank there.

    >>> stack([Table("orders", {"partner": ["A"]}), Table("orders", {"partner": ["B"], "kg": [2]})]).columns
    {'partner': ['A', 'B'], 'kg': [None, 2]}
    """
    names = dict.fromkeys(name for part in parts for name in part.columns)
    whole = Table(parts[0].name, {name: [] for name in names}, {name: [] for name in names})
    for part in parts:
        for name in names:
            whole.columns[name] += part.columns.get(name, [None] * part.size)
            whole.cells[name] += part.cells.get(name, [""] * part.size)
            if name in part.headings:
                whole.headings.setdefault(name, part.headings[name])
        whole.units |= part.units
    return whole


def clashing_units(parts: Sequence[Table]) -> list[str]:
    """The columns whose unit two ranges of one table state differently.

    >>> clashing_units([Table("items", {"unit_kg": [1]}, units={"unit_kg": "kg"}), Table("items", {"unit_kg": [900]}, units={"unit_kg": "g"})])
    ['unit_kg']
    """
    stated: dict[str, set[str]] = {}
    for part in parts:
        for name in part.columns:
            stated.setdefault(name, set()).add(part.units.get(name, ""))
    same = {"", "VND"} if parts[0].name in _IN_DONG else {""}
    return [name for name, units in stated.items() if len(units) > 1 and not units <= same]


def only(table: Table, name: str, columns: Sequence[str]) -> Table:
    """Some columns of a table, as a table of another name.

    >>> only(Table("orders", {"partner": ["A"], "sku": ["S"], "kg": [2]}), "count", ["sku", "partner"]).columns
    {'sku': ['S'], 'partner': ['A']}
    """
    return Table(
        name,
        {column: table.columns[column] for column in columns},
        {column: table.cells[column] for column in columns if column in table.cells},
        {column: table.headings[column] for column in columns if column in table.headings},
        {column: table.units[column] for column in columns if column in table.units},
    )
