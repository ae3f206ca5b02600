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
    """Dues after rounding. due: the payable amount, one per member; moved: due less the exact due, one per member; owed: the carry afterwards."""

    due: Column
    moved: Column
    owed: list[Fraction] | None
    problems: list[Problem]


def in_steps(due: Column, member_pool: Sequence[int], terms: PoolTerms, owed: Sequence[Fraction] | None, ops: Operations) -> Rounded:
    """Truncate every due to the step, hand out the whole steps left over, and let the lead buyer take the rest.

    due: exact, in minor units. owed: the amount that earlier rounding to these steps owes each member. `moved` sums to zero in every pool.
    Its size is less than one step for everybody but the lead buyer, and less than two steps for the lead buyer.
    """
    n_pools = len(terms.step)
    step, *others = ops.distinct(terms.step)
    steps = ops.spread(terms.step, member_pool) if others else step
    whole, rest = ops.divide(due, steps)
    left, remainder = ops.divide(ops.total(rest, member_pool, n_pools), terms.step)
    signs = ops.choose(left, 0, 1, -1)  # no mutant: where nothing is left to hand out, no sign counts
    member_signs = ops.spread(signs, member_pool)
    order = _order(ops.multiply(rest, member_signs), member_signs, owed)
    given = ops.hand_out(ops.multiply(left, signs), order, ops.multiply(due, member_signs), member_pool)
    paid = ops.multiply(ops.add(whole, ops.multiply(given, member_signs)), steps)
    paid = ops.placed(paid, terms.lead, ops.add(ops.pick(paid, terms.lead), remainder))
    moved = ops.subtract(paid, due)
    owed_after = None if owed is None else [before - change for before, change in zip(owed, moved, strict=True)]
    return Rounded(paid, moved, owed_after, _unassigned_rest(remainder, terms, ops))


def _order(rest: Column, signs: Column, owed: Sequence[Fraction] | None) -> Column:
    """One value per member; the largest ones get the whole steps. It is the rest, plus the carry where one was given.

    With a carry, the members whose rest does not have their pool's sign come last. rest: times the pool's sign.
    """
    if owed is None:
        return rest
    keys = integers([value + sign * carry for value, sign, carry in zip(rest, signs, owed, strict=True)])
    lowest = min(keys, default=0) - 1
    return [key if value > 0 else lowest for key, value in zip(keys, rest, strict=True)]


def _unassigned_rest(remainder: Column, terms: PoolTerms, ops: Operations) -> list[Problem]:
    """Problems for pools whose dues are not a whole number of steps, and that have no lead buyer to take the rest."""
    message = Text("paying in whole steps leaves a rest that the lead buyer takes, and there is no lead buyer")
    fix = Text("name the lead buyer, or take the step out")
    leaderless = ops.equal(terms.lead, -1)
    return [
        terms.problem(pool, "lead_buyer", message, fix)
        for pool in ops.indices(ops.both(leaderless, remainder)) if not terms.unread(pool, "lead_buyer")
    ]
