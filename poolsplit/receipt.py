"""The goods themselves, in pieces: filling up to the MOQ, what arrived, what was defective, and who hands over what. (spec.md, section 3)

Rows, lots and members are those of `pool.Orders`; every column is a list of int, and the operations are handed in (`ops`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.pool import Orders

    Column = Sequence[int]


@dataclass
class Fill:
    """Orders after filling up: quantity a row; shortfall a lot (pieces still missing to MOQ and pack); target a lot."""

    quantity: Column
    shortfall: Column
    target: Column


def fill(orders: Orders, moq: Sequence[int | None], pack: Sequence[int | None], ops: Any, carry: Sequence[Fraction] | None = None) -> Fill:
    """Fill every SKU up to its MOQ and a whole number of packs from the tolerances, apportioned by tolerance. (spec.md, section 3)

    moq, pack: one a lot, None where there is none. Nobody gets more than quantity + tolerance.
    """
    n = len(orders.lots)
    firm = ops.total(orders.quantity, orders.row_lot, n)
    spare = ops.total(orders.tolerance, orders.row_lot, n)
    packs = [size or 1 for size in pack]
    wanted = ops.choose(firm, [least or 0 for least in moq], firm, [least or 0 for least in moq])
    whole, rest = ops.divide(wanted, packs)
    in_packs = ops.multiply(ops.add(whole, [1 if left else 0 for left in rest]), packs)
    nothing = ops.constant(0, n)
    target = ops.choose(nothing, firm, nothing, in_packs)  # what nobody orders firmly is not ordered at all
    missing = ops.add(target, [-pieces for pieces in firm])
    taken = ops.choose(missing, spare, spare, missing)
    extra = ops.apportion_lines(taken, orders.tolerance, orders.row_lot, orders.row_member, carry)
    return Fill(ops.add(orders.quantity, extra), ops.add(missing, [-pieces for pieces in taken]), target)


@dataclass
class Received:
    """What each row gets of what arrived, of that what he ordered (base), and the pieces of each lot that nobody ordered and that are offered."""

    quantity: Column
    base: Column
    offered: Column


def received(orders: Orders, arrived: Sequence[int], ops: Any, carry: Sequence[Fraction] | None = None) -> Received:
    """Share out what arrived of every lot. (spec.md, section 3)

    arrived: pieces, one a lot. Short: pro rata to the orders, over all SKUs at once. Over: everybody gets what he ordered, the
    tolerances take from the rest, and what is still left is offered.
    """
    n = len(orders.lots)
    ordered = ops.total(orders.quantity, orders.row_lot, n)
    spare = ops.total(orders.tolerance, orders.row_lot, n)
    within = ops.choose(arrived, ordered, ordered, arrived)
    over = ops.add(arrived, [-pieces for pieces in within])
    taken = ops.choose(over, spare, spare, over)
    base = ops.apportion_lines(within, orders.quantity, orders.row_lot, orders.row_member, carry)
    extra = ops.apportion_lines(taken, orders.tolerance, orders.row_lot, orders.row_member)
    return Received(ops.add(base, extra), base, ops.add(over, [-pieces for pieces in taken]))


def owed(orders: Orders, totals: Sequence[int], weights: Column, shares: Column) -> list[Fraction]:
    """What rounding adds to the carry of each member: quota - share, over all lots. (spec.md, section 1, carry)

    totals: pieces shared out, one a lot; weights, shares: one a row.
    """
    sums = [0] * len(orders.lots)
    for lot, weight in zip(orders.row_lot, weights, strict=True):
        sums[lot] += weight
    added = [Fraction(0)] * len(orders.members)
    for member, lot, weight, share in zip(orders.row_member, orders.row_lot, weights, shares, strict=True):
        added[member] += Fraction(totals[lot] * weight, sums[lot] or 1) - share
    return added


def defective_pieces(stated: Sequence[int | Fraction], arrived: Sequence[int]) -> list[int]:
    """Counts as they are; a rate between 0 and 1 of the received pieces, half up to a whole piece. (spec.md, section 3)

    >>> from fractions import Fraction
    >>> defective_pieces([3, Fraction(1, 8)], [10, 100])
    [3, 13]
    """
    return [int(value) if value >= 1 or not value else (2 * value * pieces + 1) // 2 for value, pieces in zip(stated, arrived, strict=True)]


def defects(orders: Orders, got: Column, count: Sequence[int], ops: Any, carry: Sequence[Fraction] | None = None) -> Column:
    """Share the defective pieces of every lot among those who received pieces of it, by the pieces they received.

    got: received pieces a row; count: defective pieces a lot, at most what arrived. Nobody has fewer than no good pieces, since
    every share is at most the ceiling of a quota that his pieces bound. (spec.md, section 3)
    """
    return ops.apportion_lines(count, got, orders.row_lot, orders.row_member, carry)  # type: ignore[no-any-return]


def equalisation(orders: Orders, shares: Column, fell: Column, value: Column, pieces: Column, ops: Any) -> Column:
    """Cash that evens out where the bad pieces physically fell, at the landed cost of their SKU. (spec.md, section 3)

    shares: defective pieces that each row should bear; fell: those that he found; value, pieces: landed cost and pieces of each
    lot. Returns minor units a row, positive for what he is paid; every lot sums to zero.
    """
    n = len(orders.lots)
    more = ops.add(fell, [-share for share in shares])
    nothing = ops.constant(0, len(more))
    paid_for = ops.choose(more, nothing, more, nothing)
    pays_for = ops.add(paid_for, [-difference for difference in more])
    moved = ops.total(paid_for, orders.row_lot, n)
    cash = ops.scale(ops.multiply(moved, value), ops.constant(1, n), [max(count, 1) for count in pieces])
    gets = ops.apportion(cash, paid_for, orders.row_lot)
    gives = ops.apportion(cash, pays_for, orders.row_lot)
    return ops.add(gets, [-amount for amount in gives])  # type: ignore[no-any-return]


def by_value(orders: Orders, count: Column, value: Column, pieces: Column, row_value: Column, ops: Any) -> Column:
    """The option to share all defects of a pool by value: what each row owes (+) or is owed (-) beyond its own SKUs' defects.

    count: defective pieces a lot; value, pieces: landed cost and pieces of each lot; row_value: landed cost a row.
    """
    loss = ops.scale(ops.multiply(count, value), ops.constant(1, len(count)), [max(n, 1) for n in pieces])
    own = ops.apportion(loss, orders.quantity, orders.row_lot)
    pools = ops.spread(orders.member_pool, orders.row_member)
    whole = ops.total(loss, orders.lot_pool, len(orders.pools))
    return ops.add(ops.apportion(whole, row_value, pools), [-amount for amount in own])  # type: ignore[no-any-return]
