"""Goods value: price times quantity of each SKU, at the price for its total quantity. (spec.md, section 2, goods)"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:

    from poolsplit.engine.operations import Column
    from poolsplit.pool.items import Items
    from poolsplit.pool.orders import Orders
    from poolsplit.tables.columns import Numbers


def prices(orders: Orders, items: Items) -> Numbers:
    """The price of one piece of each lot at the lot's total quantity, in the currency of its item."""
    return items.prices(orders.lot_pieces)


def lot_values(orders: Orders, items: Items, numerator: Column, denominator: Column) -> Column:
    """Price x quantity of each lot, converted and rounded half-even to the minor unit of its pool's currency.

    numerator, denominator: the ratio that converts each lot's price into minor units of its pool's currency.
    """
    ops = orders.ops
    price = prices(orders, items)
    return ops.scale(orders.lot_pieces, ops.multiply(price.values, numerator), ops.multiply(denominator, price.unit))


def row_values(value: Column, orders: Orders, owed: list[Fraction] | None = None) -> Column:
    """Split each lot's value by quantity among its holders. Returns one int per row.

    owed: the amount that rounding owes each member from earlier orders. It decides the odd units, lot after lot, and is updated in place.
    """
    ops = orders.ops
    if owed is None:
        return ops.apportion(value, orders.quantity, orders.row_lot)
    rows_of: list[list[int]] = [[] for _ in value]
    for row, lot in enumerate(orders.row_lot):
        rows_of[lot].append(row)
    shares = [0] * len(orders.quantity)
    for lot_value, rows in zip(value, rows_of, strict=True):
        weights, members = [orders.quantity[row] for row in rows], [orders.row_member[row] for row in rows]
        split = ops.apportion([lot_value], weights, [0] * len(rows), carry=[owed[member] for member in members])
        pieces = sum(weights) or 1
        for row, member, weight, share in zip(rows, members, weights, split, strict=True):
            shares[row] = share
            owed[member] += Fraction(lot_value * weight, pieces) - share
    return shares
