"""The items, data about each SKU: price and tiers, MOQ and pack, weight and volume of a piece."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.tables.columns import Numbers
from poolsplit.tables.schema import TABLES

if TYPE_CHECKING:
    from fractions import Fraction

    from poolsplit.engine.operations import Column, Operations
    from poolsplit.pool.orders import Orders
    from poolsplit.tables.columns import Labels, Rows
    Tiers = list[tuple[int, Fraction]]

_COMPARED = [column.name for column in TABLES["items"] if column.name not in {"pool", "sku", "link", "supplier"}]
"""The columns in which two rows of one SKU must agree."""


@dataclass
class Items:
    """The items of every lot (a SKU in a pool), as columns: one value per lot.

    unit_price: in `currency` ("" for the pool's own). breaks: the distinct lists of price breaks, each [(minimum pieces, price)], rising;
    tiers: the index of each lot's list in `breaks`, -1 for none; its first price applies where no unit_price was typed. moq, pack: pieces.
    unit: kg and cbm of one piece; estimated: kg and cbm of one piece that a person marked as an estimate.
    row: the typed row, -1 for none. priced: True where the table has any price. typed: the item rows as they were typed.
    """

    unit_price: Numbers
    currency: Labels
    breaks: list[Tiers]
    tiers: Column
    moq: Numbers
    pack: Numbers
    unit: dict[str, Numbers]
    estimated: dict[str, Numbers]
    row: Column
    priced: bool
    typed: Rows
    orders: Orders

    def problem(self, lot: int, column: str, message: str, fix: str, *, warning: bool = False) -> Problem:
        """A problem with a lot's item: at the item's cell, or at the first order of its SKU where no item row is about it."""
        if self.row[lot] < 0:
            return self.orders.typed.problem(self._ordered[lot], "sku", message, fix, warning=warning)
        return self.typed.problem(self.row[lot], column, message, fix, warning=warning)

    @cached_property
    def _ordered(self) -> Column:
        """The first row in which each lot was ordered."""
        orders = self.orders
        return orders.ops.lowest(orders.row_first, orders.row_lot, len(orders.lots))

    def unread(self, lot: int, column: str) -> bool:
        """True where the cell of a lot's item could not be read, which is a problem already."""
        return (self.row[lot], column) in self.typed.unread

    def prices(self, pieces: Column) -> Numbers:
        """The price of one piece of each lot for a number of pieces: of the tier with the largest minimum that they reach. (spec.md, section 2)"""
        ops = self.orders.ops
        unit = lcm(self.unit_price.unit, *(price.denominator for tiers in self.breaks for _, price in tiers))
        values, known = self.unit_price.times(unit, ops), self.unit_price.known
        for index, tiers in enumerate(self.breaks):
            has_tiers = ops.equal(self.tiers, index)
            for minimum, price in tiers:
                reached = ops.both(has_tiers, ops.at_least(pieces, minimum))
                values = ops.when(reached, int(price * unit), values)
                known = ops.either(known, reached)
        return Numbers(values, known, unit)

    def first_break(self, lot: int) -> int | None:
        """The number of pieces from which a lot has a price; None where it has no price breaks."""
        return self.breaks[self.tiers[lot]][0][0] if self.tiers[lot] >= 0 else None

    def with_price(self) -> Column:
        """Flags: the lots for which any price was typed."""
        ops = self.orders.ops
        return ops.either(ops.at_least(self.tiers, 0), self.unit_price.known)


def gather_items(typed: Rows, orders: Orders) -> tuple[Items, list[Problem]]:
    """The items of the lots in `orders`, and the problems of the rows.

    A row without a pool applies to all pools. A row without a SKU applies to a pool's only lot.
    """
    ops = orders.ops
    row_of, problems = _rows_of_lots(typed, orders)
    breaks, tiers = _breaks(typed, ops)

    def numbers(column: str) -> Numbers:
        return typed.numbers(column).on(ops).at(row_of, ops) if column in typed.columns else Numbers.unknown(len(row_of), ops)

    prices = typed.numbers("unit_price").on(ops)
    items = Items(
        unit_price=prices.at(row_of, ops),
        currency=typed.labels("currency", ops).at(row_of, ops),
        breaks=breaks,
        tiers=ops.pick(ops.column(tiers), row_of, -1),
        moq=numbers("moq"),
        pack=numbers("pack"),
        unit={"kg": numbers("unit_kg"), "cbm": numbers("unit_cbm")},
        estimated={"kg": numbers("estimated_kg"), "cbm": numbers("estimated_cbm")},
        row=row_of,
        priced=bool(breaks) or ops.some(prices.known),
        typed=typed,
        orders=orders,
    )
    return items, problems


def _breaks(typed: Rows, ops: Operations) -> tuple[list[Tiers], Column]:
    """The distinct lists of price breaks of a table, and the index of each row's list, -1 for none."""
    if "tiers" not in typed.columns:
        return [], ops.constant(-1, typed.size)
    breaks: list[Tiers] = []
    indices = []
    for cell in typed.get("tiers"):
        tiers = sorted(cell or ())
        if tiers and tiers not in breaks:
            breaks.append(tiers)
        indices.append(breaks.index(tiers) if tiers else -1)
    return breaks, indices


def _rows_of_lots(typed: Rows, orders: Orders) -> tuple[Column, list[Problem]]:
    """The typed row of each lot, -1 for none, and the problems of the rows."""
    ops, n = orders.ops, len(orders.lots)
    rows, lots = orders.lot_rows(typed)
    if not len(rows) and typed.size == 1:  # where the orders name no SKU, the only item is about them
        rows, lots = _only_item(typed, orders)
    unread = ops.mark([row for row, column in typed.unread if column == "sku"], typed.size)
    readable = ops.where(ops.without(1, ops.pick(unread, rows)))
    rows, lots = ops.pick(rows, readable), ops.pick(lots, readable)
    row_of = ops.lowest(rows, lots, n)
    ordered = ops.mark(rows, typed.size)
    problems = [_not_ordered(typed, row) for row in ops.indices(ops.without(1, ops.either(ordered, unread))) if n]
    for pair in ops.indices(ops.without(1, ops.equal(rows, ops.spread(row_of, lots)))):
        row, lot = int(rows[pair]), int(lots[pair])
        first = int(row_of[lot])
        if any(typed.get(column)[row] != typed.get(column)[first] for column in _COMPARED if column in typed.columns):
            message = Text("{sku} stands in two rows that differ: {first} and {second}", sku=orders.sku(lot),
                           first=typed.numbered[first], second=typed.numbered[row])
            problems.append(typed.problem(row, "sku", message, Text("keep the row that is right")))
    return row_of, problems


def _only_item(typed: Rows, orders: Orders) -> tuple[Column, Column]:
    """The pairs (row, lot) of the table's only item: the lots without a SKU in its pools."""
    ops = orders.ops
    _, pools = orders.pool_rows(typed)
    lots = orders.lots_at(pools, ops.constant(orders.sku_names.code(""), len(pools)))
    lots = ops.pick(lots, ops.where(ops.at_least(lots, 0)))
    return ops.constant(0, len(lots)), lots


def _not_ordered(typed: Rows, row: int) -> Problem:
    """The problem of an item that nobody orders: a warning, because lists of goods may be longer than the order; an error without a SKU."""
    sku = typed.get("sku")[row]
    if sku is None:
        return typed.problem(row, "sku", Text("the row does not say which SKU it is about"), Text("type the SKU as it stands in the orders"))
    fix = Text("where it is a spelling of an ordered SKU, type it alike")
    return typed.problem(row, "sku", Text("nobody orders {sku}", sku=sku), fix, warning=True)
