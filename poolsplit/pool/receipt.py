"""The goods themselves, in pieces: filling up to the MOQ, what arrived, what was defective, and who hands over what. (spec.md, section 3)

Rows, lots and members are those of `pool.Orders`; the operations are those that made its columns.
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
    """Orders after filling up: quantity a row; shortfall a lot (pieces still missing to MOQ and pack); target a lot."""

    quantity: Column
    shortfall: Column
    target: Column


def fill(orders: Orders, moq: Numbers, pack: Numbers, carry: Sequence[Fraction] | None = None) -> Fill:
    """Fill every SKU up to its MOQ and a whole number of packs from the tolerances, apportioned by tolerance. (spec.md, section 3)

    moq, pack: pieces, one a lot. Nobody gets more than quantity + tolerance.
    """
    ops, n = orders.ops, len(orders.lots)
    firm = ops.total(orders.quantity, orders.row_lot, n)
    spare = ops.total(orders.tolerance, orders.row_lot, n)
    packs = ops.when(pack.values, pack.values, 1)
    wanted = ops.choose(firm, moq.values, firm, moq.values)
    whole, rest = ops.divide(wanted, packs)
    in_packs = ops.multiply(ops.add(whole, ops.at_least(rest, 1)), packs)
    target = ops.choose(0, firm, 0, in_packs)  # what nobody orders firmly is not ordered at all
    missing = ops.subtract(target, firm)
    taken = ops.choose(missing, spare, spare, missing)
    extra = ops.apportion_lines(taken, orders.tolerance, orders.row_lot, orders.row_member, carry)
    return Fill(ops.add(orders.quantity, extra), ops.subtract(missing, taken), target)


@dataclass
class Received:
    """What each row gets of what arrived, of that what he ordered (base), and the pieces of each lot that nobody ordered and that are offered."""

    quantity: Column
    base: Column
    offered: Column


def received(orders: Orders, arrived: Column, carry: Sequence[Fraction] | None = None) -> Received:
    """Share out what arrived of every lot. (spec.md, section 3)

    arrived: pieces, one a lot. Short: pro rata to the orders, over all SKUs at once. Over: everybody gets what he ordered, the
    tolerances take from the rest, and what is still left is offered.
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


def owed(orders: Orders, totals: Column, weights: Column, shares: Column) -> list[Fraction]:
    """What rounding adds to the carry of each member: quota - share, over all lots. (spec.md, section 1, carry)

    totals: pieces shared out, one a lot; weights, shares: one a row.
    """
    sums = orders.ops.total(weights, orders.row_lot, len(orders.lots))
    added = [Fraction(0)] * len(orders.members)
    for member, lot, weight, share in zip(orders.row_member, orders.row_lot, weights, shares, strict=True):
        added[member] += Fraction(int(totals[lot]) * int(weight), int(sums[lot]) or 1) - int(share)
    return added


def defective_pieces(stated: Numbers, arrived: Column, ops: Operations) -> Column:
    """Counts as they are; a rate between 0 and 1 of the received pieces, half up to a whole piece. (spec.md, section 3)

    stated: one a lot, 0 where nothing was said; arrived: pieces.

    >>> from poolsplit.engine import exact
    >>> from poolsplit.tables.columns import Numbers
    >>> defective_pieces(Numbers([24, 1], [1, 1], 8), [10, 100], exact)
    [3, 13]
    """
    unit = stated.unit
    counts, _ = ops.divide(stated.values, unit)
    half_up, _ = ops.divide(ops.add(ops.multiply(ops.multiply(stated.values, 2), arrived), unit), 2 * unit)
    return ops.choose(stated.values, unit, counts, half_up)


def defects(orders: Orders, got: Column, count: Column, carry: Sequence[Fraction] | None = None) -> Column:
    """Share the defective pieces of every lot among those who received pieces of it, by the pieces they received.

    got: received pieces a row; count: defective pieces a lot, at most what arrived. Nobody has fewer than no good pieces, since
    every share is at most the ceiling of a quota that his pieces bound. (spec.md, section 3)
    """
    return orders.ops.apportion_lines(count, got, orders.row_lot, orders.row_member, carry)


def equalisation(orders: Orders, shares: Column, fell: Column, value: Column, pieces: Column) -> Column:
    """Cash that evens out where the bad pieces physically fell, at the landed cost of their SKU. (spec.md, section 3)

    shares: defective pieces that each row should bear; fell: those that he found; value, pieces: landed cost and pieces of each
    lot. Returns minor units a row, positive for what he is paid; every lot sums to zero.
    """
    ops, n = orders.ops, len(orders.lots)
    more = ops.subtract(fell, shares)
    paid_for = ops.choose(more, 0, more, 0)
    pays_for = ops.subtract(paid_for, more)
    moved = ops.total(paid_for, orders.row_lot, n)
    cash = _of_pieces(moved, value, pieces, ops)
    gets = ops.apportion(cash, paid_for, orders.row_lot)
    gives = ops.apportion(cash, pays_for, orders.row_lot)
    return ops.subtract(gets, gives)


def by_value(orders: Orders, count: Column, value: Column, pieces: Column, row_value: Column) -> Column:
    """The option to share all defects of a pool by value: what each row owes (+) or is owed (-) beyond its own SKUs' defects.

    count: defective pieces a lot; value, pieces: landed cost and pieces of each lot; row_value: landed cost a row.
    """
    ops = orders.ops
    loss = _of_pieces(count, value, pieces, ops)
    own = ops.apportion(loss, orders.quantity, orders.row_lot)
    whole = ops.total(loss, orders.lot_pool, len(orders.pools))
    return ops.subtract(ops.apportion(whole, row_value, orders.row_pool), own)


def _of_pieces(count: Column, value: Column, pieces: Column, ops: Operations) -> Column:
    """What some pieces of each lot cost, where all of its pieces cost `value`."""
    return ops.scale(ops.multiply(count, value), 1, ops.choose(pieces, 1, pieces, 1))
