"""The goods in pieces: filling orders up to the MOQ, sharing received and defective pieces, and cash for defects. (spec.md, section 3)

Rows, lots and members are those of `pool.orders.Orders`; the operations are those that made its columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.engine.operations import Column, Operations
    from poolsplit.pool.orders import Orders
    from poolsplit.tables.columns import Numbers


@dataclass
class Fill:
    """Orders after filling up. quantity: pieces per row; shortfall: pieces per lot still missing to MOQ and pack; target: pieces per lot."""

    quantity: Column
    shortfall: Column
    target: Column


def fill(orders: Orders, moq: Numbers, pack: Numbers, carry: Sequence[Fraction] | None = None) -> Fill:
    """Fill every SKU up to its MOQ and a whole number of packs from the tolerances, apportioned by tolerance. (spec.md, section 3)

    moq, pack: pieces, one per lot. Nobody gets more than quantity + tolerance.
    """
    ops, n = orders.ops, len(orders.lots)
    firm = ops.total(orders.quantity, orders.row_lot, n)
    spare = ops.total(orders.tolerance, orders.row_lot, n)
    pack_size = ops.when(pack.values, pack.values, 1)
    wanted = ops.choose(firm, moq.values, firm, moq.values)
    full_packs, rest = ops.divide(wanted, pack_size)
    in_packs = ops.multiply(ops.add(full_packs, ops.at_least(rest, 1)), pack_size)
    target = ops.choose(0, firm, 0, in_packs)  # a SKU with tolerances and no quantity is not ordered
    missing = ops.subtract(target, firm)
    taken = ops.choose(missing, spare, spare, missing)
    extra = ops.apportion_lines(taken, orders.tolerance, orders.row_lot, orders.row_member, carry)
    return Fill(ops.add(orders.quantity, extra), ops.subtract(missing, taken), target)


@dataclass
class Received:
    """The received pieces after sharing. quantity: per row; base: the part of quantity within the order, per row.

    offered: pieces per lot that nobody ordered, and that are offered to the partners.
    """

    quantity: Column
    base: Column
    offered: Column


def received(orders: Orders, arrived: Column, carry: Sequence[Fraction] | None = None) -> Received:
    """Share the received pieces of every lot. (spec.md, section 3)

    arrived: pieces, one per lot. Fewer than ordered: shared pro rata to the orders, over all SKUs at once. More than ordered: everybody gets
    his order, the rest is shared by tolerance up to the tolerances, and what is then left is offered.
    """
    ops, n = orders.ops, len(orders.lots)
    ordered = ops.total(orders.quantity, orders.row_lot, n)
    spare = ops.total(orders.tolerance, orders.row_lot, n)
    within = ops.choose(arrived, ordered, ordered, arrived)
    over = ops.subtract(arrived, within)
    taken = ops.choose(over, spare, spare, over)
    base = ops.apportion_lines(within, orders.quantity, orders.row_lot, orders.row_member, carry)
    extra = ops.apportion_lines(taken, orders.tolerance, orders.row_lot, orders.row_member)
    return Received(ops.add(base, extra), base, ops.subtract(over, taken))


def rounding_carry(orders: Orders, totals: Column, weights: Column, shares: Column) -> list[Fraction]:
    """The amount that rounding adds to the carry of each member: quota - share, summed over all lots. (spec.md, section 1, carry)

    totals: shared pieces, one per lot; weights, shares: one per row.
    """
    sums = orders.ops.total(weights, orders.row_lot, len(orders.lots))
    added = [Fraction(0)] * len(orders.members)
    for member, lot, weight, share in zip(orders.row_member, orders.row_lot, weights, shares, strict=True):
        added[member] += Fraction(int(totals[lot]) * int(weight), int(sums[lot]) or 1) - int(share)
    return added


def defective_pieces(stated: Numbers, arrived: Column, ops: Operations) -> Column:
    """Defective pieces from counts or rates. Counts stay as they are. A value between 0 and 1 is a rate of the received pieces. (spec.md, section 3)

    stated: counts or rates, one per lot, 0 for a blank; arrived: pieces, one per lot. A rate gives whole pieces, rounded half up.

    >>> from poolsplit.engine import exact
    >>> from poolsplit.tables.columns import Numbers
    >>> defective_pieces(Numbers([24, 1], [1, 1], 8), [10, 100], exact)
    [3, 13]
    """
    unit = stated.unit
    counts, _ = ops.divide(stated.values, unit)
    half_up, _ = ops.divide(ops.add(ops.multiply(ops.multiply(stated.values, 2), arrived), unit), 2 * unit)
    return ops.choose(stated.values, unit, counts, half_up)


def defects(orders: Orders, quantity: Column, count: Column, carry: Sequence[Fraction] | None = None) -> Column:
    """Share the defective pieces of every lot among those who received pieces of it, by received pieces. (spec.md, section 3)

    quantity: received pieces per row; count: defective pieces per lot, at most the received pieces. No row gets more defective pieces than
    it received, because every share is at most the ceiling of its quota, and the quota is at most the received pieces.
    """
    return orders.ops.apportion_lines(count, quantity, orders.row_lot, orders.row_member, carry)


def equalisation(orders: Orders, shares: Column, counted: Column, value: Column, pieces: Column) -> Column:
    """Cash that compensates those who found more defective pieces than their share, at the landed cost of the SKU. (spec.md, section 3)

    shares: defective pieces that each row should bear; counted: defective pieces that each row found; value, pieces: landed cost and pieces
    of each lot. Returns minor units per row, positive where the partner is paid; every lot sums to zero.
    """
    ops, n = orders.ops, len(orders.lots)
    excess = ops.subtract(counted, shares)
    paid_for = ops.choose(excess, 0, excess, 0)
    pays_for = ops.subtract(paid_for, excess)
    moved = ops.total(paid_for, orders.row_lot, n)
    cash = _of_pieces(moved, value, pieces, ops)
    gets = ops.apportion(cash, paid_for, orders.row_lot)
    gives = ops.apportion(cash, pays_for, orders.row_lot)
    return ops.subtract(gets, gives)


def by_value(orders: Orders, count: Column, value: Column, pieces: Column, row_value: Column) -> Column:
    """The option to share all defects of a pool by value: cash per row that is owed (+) or received (-) beyond its own SKUs' defects.

    count: defective pieces per lot; value, pieces: landed cost and pieces of each lot; row_value: landed cost per row.
    """
    ops = orders.ops
    loss = _of_pieces(count, value, pieces, ops)
    own_loss = ops.apportion(loss, orders.quantity, orders.row_lot)
    pool_loss = ops.total(loss, orders.lot_pool, len(orders.pools))
    return ops.subtract(ops.apportion(pool_loss, row_value, orders.row_pool), own_loss)


def _of_pieces(count: Column, value: Column, pieces: Column, ops: Operations) -> Column:
    """The cost of `count` pieces of each lot, where all its pieces together cost `value`."""
    return ops.scale(ops.multiply(count, value), 1, ops.choose(pieces, 1, pieces, 1))
