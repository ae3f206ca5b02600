"""A partner who leaves after the order was placed, and whom nobody replaces: units, dues and the forfeited transfer. (spec.md, section 3)

Withdrawing before placing is no rule of its own: the orders are split again without him. Nor is a replacement, who takes his place
in the orders, with units and debts.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.exact import integers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.pool import Orders


@dataclass
class Holdings:
    """Who holds what and owes what, as withdrawals go on: pieces by (member, lot), dues and the forfeit line by member."""

    pieces: dict[tuple[int, int], int]
    due: list[int]
    forfeit: list[int]
    gone: set[int]


def start(orders: Orders, due: Sequence[int]) -> Holdings:
    """Everybody holds what he ordered and owes his due."""
    pieces = {(member, lot): n for member, lot, n in zip(orders.row_member, orders.row_lot, orders.quantity, strict=True)}
    return Holdings(pieces, list(due), [0] * len(due), set())


def forfeit(holdings: Holdings, leaver: int, paid: int, taker: int, orders: Orders, lot_cost: Sequence[Fraction], ops: Any) -> None:
    """Move the leaver's units, and settle his transfer: it first pays his own costs.

    taker: who takes all units, -1 for pro rata to each SKU's other holders (to all by total quantity where there are none).
    What the transfer leaves over or lacks becomes a `forfeit` line on those who take the units, by the landed cost of what they
    take; his own line brings his due to exactly what he paid, so the line sums to zero. (spec.md, section 3)
    lot_cost: landed cost of one piece of each lot.
    """
    taken = _taken(holdings, leaver, taker, orders, ops)
    holdings.gone.add(leaver)
    takers = sorted({member for member, _ in taken}) or _others(holdings, leaver, orders)
    value = {member: Fraction(0) for member in takers}
    for (member, lot), pieces in taken.items():
        value[member] += pieces * lot_cost[lot]
        holdings.pieces[member, lot] = holdings.pieces.get((member, lot), 0) + pieces
        holdings.pieces[leaver, lot] -= pieces
    if not takers:
        return  # a pool of one: his transfer pays his costs, and there is nobody else
    missing = holdings.due[leaver] - paid
    weights = _weights([value[member] for member in takers], [sum(n for (holder, _), n in taken.items() if holder == member) for member in takers])
    for member, share in zip(takers, ops.apportion([missing], weights, [0] * len(takers)), strict=True):
        holdings.forfeit[member] += share
        holdings.due[member] += share
    holdings.forfeit[leaver] -= missing
    holdings.due[leaver] = paid


def _weights(value: list[Fraction], pieces: list[int]) -> list[int]:
    """By landed cost; by pieces where credits make that zero or less for somebody; else equal."""
    if all(cost >= 0 for cost in value) and any(value):
        return integers(value)
    return pieces if any(pieces) else [1] * len(pieces)


def _taken(holdings: Holdings, leaver: int, taker: int, orders: Orders, ops: Any) -> dict[tuple[int, int], int]:
    """Pieces of the leaver by (taker, lot)."""
    lots = [lot for (member, lot), pieces in sorted(holdings.pieces.items()) if member == leaver and pieces]
    if taker >= 0:
        return {(taker, lot): holdings.pieces[leaver, lot] for lot in lots}
    others = _others(holdings, leaver, orders)
    everything = {member: sum(n for (holder, _), n in holdings.pieces.items() if holder == member) for member in others}
    if not any(everything.values()):
        everything = dict.fromkeys(others, 1)
    weights: list[int] = []
    for lot in lots:
        held = [holdings.pieces.get((member, lot), 0) for member in others]
        weights += held if any(held) else [everything[member] for member in others]
    lines = [line for line in range(len(lots)) for _ in others]
    shares = ops.apportion_lines([holdings.pieces[leaver, lot] for lot in lots], weights, lines, list(range(len(others))) * len(lots))
    return {(others[i % len(others)], lots[i // len(others)]): share for i, share in enumerate(shares) if share}


def _others(holdings: Holdings, leaver: int, orders: Orders) -> list[int]:
    """Everybody else who is still in the leaver's pool."""
    pool = orders.member_pool[leaver]
    return [member for member, own in enumerate(orders.member_pool) if own == pool and member != leaver and member not in holdings.gone]
