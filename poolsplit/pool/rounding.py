"""Dues in whole payable steps: 1,000 VND, or 0.05 of another currency. (spec.md, section 2, due)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.engine.exact import integers
from poolsplit.errors import Problem, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from poolsplit.engine.operations import Column, Operations
    from poolsplit.pool.terms import PoolTerms


@dataclass
class Rounded:
    """due, moved: one int a member, what is paid and how much that is more than the exact due; owed: the carry afterwards."""

    due: Column
    moved: Column
    owed: list[Fraction] | None
    problems: list[Problem]


def in_steps(due: Column, member_pool: Sequence[int], terms: PoolTerms, owed: Sequence[Fraction] | None, ops: Operations) -> Rounded:
    """Truncate every due to the step, hand out the whole steps left over, and let the lead buyer take the rest.

    due: exact, in minor units. owed: what earlier rounding to the same steps owes each member. `moved` sums to zero in every pool;
    it stays under one step for everybody but the lead buyer, and under two for him.
    """
    pools = len(terms.step)
    usual = ops.distinct(terms.step)
    steps = usual[0] if len(usual) == 1 else ops.spread(terms.step, member_pool)
    whole, rest = ops.divide(due, steps)
    left, remainder = ops.divide(ops.total(rest, member_pool, pools), terms.step)
    signs = ops.choose(left, 0, 1, -1)
    by_member = ops.spread(signs, member_pool)
    order = _order(ops.multiply(rest, by_member), by_member, owed)
    given = ops.hand_out(ops.multiply(left, signs), order, ops.multiply(due, by_member), member_pool)
    paid = ops.multiply(ops.add(whole, ops.multiply(given, by_member)), steps)
    paid = ops.placed(paid, terms.lead, ops.add(ops.pick(paid, terms.lead), remainder))
    moved = ops.subtract(paid, due)
    after = None if owed is None else [before - more for before, more in zip(owed, moved, strict=True)]
    return Rounded(paid, moved, after, _restless(remainder, terms, ops))


def _order(rest: Column, signs: Column, owed: Sequence[Fraction] | None) -> Column:
    """What decides who gets a whole step: the rest, with the carry among those who have a rest of their pool's sign."""
    if owed is None:
        return rest
    keys = integers([value + sign * carry for value, sign, carry in zip(rest, signs, owed, strict=True)])
    lowest = min(keys, default=0) - 1
    return [key if value > 0 else lowest for key, value in zip(keys, rest, strict=True)]


def _restless(remainder: Column, terms: PoolTerms, ops: Operations) -> list[Problem]:
    """Pools whose dues are no whole number of steps, and that have nobody to take the rest."""
    message = Text("paying in whole steps leaves a rest that the lead buyer takes, and there is no lead buyer")
    fix = Text("name the lead buyer, or take the step out")
    leaderless = ops.equal(terms.lead, -1)
    return [
        terms.problem(pool, "lead_buyer", message, fix)
        for pool in ops.indices(ops.both(leaderless, remainder)) if not terms.unread(pool, "lead_buyer")
    ]
