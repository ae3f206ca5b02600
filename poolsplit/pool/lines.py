"""The cost lines after sharing: each member's share of each line, and the steps that led to it."""

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
    """One layer after sharing, for `explain` and for landed cost.

    amount: one per pool; base: the amount that a rate was taken of, one per pool, () for other lines; weights, shares: one per member;
    basis: the name of the weights, for people. whole: flags: the pools in which the layer took back a whole earlier line, so that its shares
    are that line's shares, negated; () for none.
    carry: the amount that rounding owed each member before, None without a carry; owed: the amount that this step added to it.
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

    items: the items whose prices the goods value was computed from. landing: computes `rows`.
    shares: line -> one int per member, in display order; names: line -> its name; credits: the lines that credit a fee to the lead buyer.
    exact_due: the sum of the lines; due: the payable amount, after `rounding`. goods_value: quantity at the items' prices, one int per row.
    steps: the layers after sharing, in computing order.
    owed, steps_owed: the amount that rounding owes each member afterwards, for the lines and for the payable steps; None without a carry.
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
        """Line -> one int per order row, for landed cost; without the lines that have no bill. Computed on first use."""
        return self.landing()
