"""What is known of each SKU: price and tiers, MOQ and pack, weight and volume of a piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poolsplit.columns import TABLES
from poolsplit.errors import Problem, Text

if TYPE_CHECKING:
    from fractions import Fraction

    from poolsplit.pool import Orders, Rows

_COMPARED = {column.name for column in TABLES["items"]} - {"pool", "sku", "link"}
"""Where two rows of one SKU have to agree."""


@dataclass
class Items:
    """The items of every lot (a SKU in a pool), as columns: one value a lot, None where it is not known.

    unit_price: Fraction in `currency` (None: the pool's own). tiers: [(minimum pieces, price)]; where no unit_price was typed, the
    first one stands for it. moq, pack: pieces. unit: kg and cbm of one piece; estimated: the same, where a person marked it as an
    estimate. row: the typed row, -1 for none; ordered: a typed row of the orders that names the SKU.
    priced: whether the table has prices at all.
    """

    unit_price: list[Fraction | None]
    currency: list[str | None]
    tiers: list[list[tuple[int, Fraction]]]
    moq: list[int | None]
    pack: list[int | None]
    unit: dict[str, list[Fraction | None]]
    estimated: dict[str, list[Fraction | None]]
    row: list[int]
    ordered: list[int]
    priced: bool
    typed: Rows
    orders: Rows

    def problem(self, lot: int, column: str, message: str, fix: str, *, warning: bool = False) -> Problem:
        """A finding about a lot's item: at its cell, or where its SKU is ordered if no item row is about it."""
        if self.row[lot] < 0:
            return self.orders.problem(self.ordered[lot], "sku", message, fix, warning=warning)
        return self.typed.problem(self.row[lot], column, message, fix, warning=warning)

    def unread(self, lot: int, column: str) -> bool:
        """Whether the cell is a problem already."""
        return (self.row[lot], column) in self.typed.unread

    def price(self, lot: int, pieces: int) -> Fraction | None:
        """What a piece costs if so many are ordered: the tier with the largest minimum that they reach. (spec.md, section 2)"""
        reached = [price for minimum, price in self.tiers[lot] if minimum <= pieces]
        return reached[-1] if reached else self.unit_price[lot]


def gather(typed: Rows, orders: Orders) -> tuple[Items, list[Problem]]:
    """The items of the lots in `orders`; a row without a pool holds in all of them, one without a SKU for a pool's only lot."""
    row_of, problems = _rows_of_lots(typed, orders)

    def values(column: str) -> list[Any]:
        column_values = typed.get(column)
        return [None if row < 0 else column_values[row] for row in row_of]

    first_row = {lot: rows[0] for lot, rows in zip(reversed(orders.row_lot), reversed(orders.source), strict=True)}
    prices = (*typed.get("unit_price"), *typed.get("tiers"))
    items = Items(
        unit_price=values("unit_price"),
        currency=values("currency"),
        tiers=[sorted(tiers or ()) for tiers in values("tiers")],
        moq=values("moq"),
        pack=values("pack"),
        unit={"kg": values("unit_kg"), "cbm": values("unit_cbm")},
        estimated={"kg": values("estimated_kg"), "cbm": values("estimated_cbm")},
        row=row_of,
        ordered=[first_row[lot] for lot in range(len(orders.lots))],
        priced=any(price is not None for price in prices),
        typed=typed,
        orders=orders.typed,
    )
    return items, problems


def _rows_of_lots(typed: Rows, orders: Orders) -> tuple[list[int], list[Problem]]:
    """The typed row of each lot, -1 for none, and what is wrong with the rows."""
    row_of = [-1] * len(orders.lots)
    problems: list[Problem] = []
    for row, (pool_name, sku) in enumerate(zip(typed.get("pool"), typed.get("sku"), strict=True)):
        if (row, "sku") in typed.unread:
            continue
        lots = [lot for pool in orders.pools_of(pool_name) if (lot := _lot(orders, pool, sku, typed.size)) >= 0]
        if not lots and orders.lots:
            problems.append(_not_ordered(typed, row, sku))
        for lot in lots:
            first = row_of[lot]
            if first < 0:
                row_of[lot] = row
            elif any(values[row] != values[first] for column, values in typed.columns.items() if column in _COMPARED):
                name, numbers = orders.sku(lot), typed.numbers
                message = Text("{sku} stands in two rows that differ: {first} and {second}", sku=name, first=numbers[first], second=numbers[row])
                problems.append(typed.problem(row, "sku", message, Text("keep the row that is right")))
    return row_of, problems


def _lot(orders: Orders, pool: int, sku: object, rows: int) -> int:
    """The lot that an item row is about; where the orders name no SKU, the only item is theirs."""
    found = orders.lot_of(pool, sku)
    return orders.lot(pool, "") if found < 0 and rows == 1 else found


def _not_ordered(typed: Rows, row: int, sku: object) -> Problem:
    """An item that no lot is about: a warning, as lists of goods may be longer than the order; not where the SKU is missing."""
    if sku is None:
        return typed.problem(row, "sku", Text("the row does not say which SKU it is about"), Text("type the SKU as it stands in the orders"))
    fix = Text("where it is a spelling of an ordered SKU, type it alike")
    return typed.problem(row, "sku", Text("nobody orders {sku}", sku=sku), fix, warning=True)
