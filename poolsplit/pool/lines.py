"""The cost lines as shared: what one member bears of each, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from poolsplit.engine.operations import Column
    from poolsplit.errors import Problem
    from poolsplit.pool.costs import Layer
    from poolsplit.pool.items import Items


@dataclass
class SharedLine:
    """How one layer was shared, for `explain` and for landed cost.

    amount: one a pool; base: what a rate was taken of, one a pool, () for other lines; weights, shares: one a member; basis: what the
    weights are, for people. whole: flags: the pools in which it took back a whole earlier line, and negated that line's shares; () for none.
    carry: what rounding owed each member before, None without; owed: what this step added to it.
    """

    layer: Layer
    amount: Column
    base: Column
    weights: Column
    shares: Column
    basis: str
    whole: Column
    carry: Sequence[Fraction] | None
    owed: Sequence[Fraction]


@dataclass
class Lines:
    """Every cost line of every member, in minor units of the pool's currency.

    items: whose prices made the goods. landing: what works out `rows`.
    shares: line -> one int a member, in display order; names: line -> its name; credits: the lines that credit a fee to the lead buyer.
    exact_due: the sum of the lines; due: what is paid, after `rounding`. goods_value: goods of the items, one int a row.
    steps: how each line was shared, in computing order.
    owed, steps_owed: what rounding owes each member afterwards, of the lines and of the payable steps, where a carry was given.
    """

    items: Items
    landing: Callable[[], dict[str, Column]] = dict
    shares: dict[str, Column] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    credits: set[str] = field(default_factory=set)
    goods_value: Column = ()
    steps: list[SharedLine] = field(default_factory=list)
    exact_due: Column = ()
    due: Column = ()
    owed: list[Fraction] | None = None
    steps_owed: list[Fraction] | None = None
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def rows(self) -> dict[str, Column]:
        """Line -> one int an order row, for landed cost; lines without a bill have none. Worked out when first asked for."""
        return self.landing()
