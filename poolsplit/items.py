"""What is known of each SKU: price and tiers, MOQ and pack, weight and volume of a piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text

if TYPE_CHECKING:
    from fractions import Fraction

    from poolsplit.pool import Orders, Rows


@dataclass
class Items:
    """The items of every lot (a SKU in a pool), as columns: one value a lot, None where it is not known.

    unit_price: Fraction in `currency` (None: the pool's own). tiers: [(minimum pieces, price)]. moq, pack: pieces.
    unit: kg and cbm of one piece; estimated: the same, where a person marked it as an estimate. row: the typed row, -1 for none.
    """

    unit_price: list[Fraction | None]
    currency: list[str | None]
    tiers: list[list[tuple[int, Fraction]] | None]
    moq: list[int | None]
    pack: list[int | None]
    unit: dict[str, list[Fraction | None]]
    estimated: dict[str, list[Fraction | None]]
    row: list[int]
    typed: Rows

    def problem(self, lot: int, column: str, message: str, fix: str = "", *, warning: bool = False) -> Problem:
        """A finding about a lot's item: at its cell, or about the table where the lot has no row."""
        if self.row[lot] < 0:
            return Problem("items", 0, column, message, fix, warning=warning)
        return self.typed.problem(self.row[lot], column, message, fix, warning=warning)


def gather(typed: Rows, orders: Orders) -> tuple[Items, list[Problem]]:
    """The items of the lots in `orders`; a row without a pool holds in all of them, one without a SKU for a pool's only lot."""
    row_of = [-1] * len(orders.lots)
    problems: list[Problem] = []
    for row, (pool_name, sku) in enumerate(zip(typed.get("pool"), typed.get("sku"), strict=True)):
        pools = range(len(orders.pools)) if pool_name is None else [orders.pool(pool_name)]
        lots = [lot for pool in pools if (lot := _lot(orders, pool, sku, typed.size)) >= 0]
        if not lots:
            message = Text("nobody orders {sku}", sku=sku)
            problems.append(typed.problem(row, "sku", message, Text("where it is a spelling of an ordered SKU, type it alike"), warning=True))
        for lot in lots:
            if row_of[lot] < 0:
                row_of[lot] = row
            elif any(values[row] != values[row_of[lot]] for column, values in typed.columns.items() if column not in {"link", "sku"}):
                message = Text("{sku} stands in two rows that differ: {first} and {second}", sku=sku, first=row_of[lot] + 1, second=row + 1)
                problems.append(typed.problem(row, "sku", message, Text("keep the row that is right")))

    def values(column: str) -> list[Any]:
        column_values = typed.get(column)
        return [None if row < 0 else column_values[row] for row in row_of]

    items = Items(
        unit_price=values("unit_price"),
        currency=values("currency"),
        tiers=values("tiers"),
        moq=values("moq"),
        pack=values("pack"),
        unit={"kg": values("unit_kg"), "cbm": values("unit_cbm")},
        estimated={"kg": values("estimated_kg"), "cbm": values("estimated_cbm")},
        row=row_of,
        typed=typed,
    )
    return items, problems


def _lot(orders: Orders, pool: int, sku: object, rows: int) -> int:
    """The lot that an item row is about; where the orders name no SKU, the only item is theirs."""
    if pool < 0:
        return -1
    found = orders.lot(pool, sku or "")
    if found < 0 and rows == 1:
        return orders.lot(pool, "")
    return found
