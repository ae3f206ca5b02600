"""Landed cost: each partner's share of a line is split over his SKUs. (spec.md, section 2, landed cost)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.pool.costs import ITEMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.engine.operations import Column
    from poolsplit.pool.bases import Bases
    from poolsplit.pool.lines import SharedLine
    from poolsplit.pool.orders import Orders


def by_row(steps: Sequence[SharedLine], bases: Bases) -> dict[str, Column]:
    """Every line that has a bill, as one int per order row. Each member's rows add up to his share."""
    lines: dict[str, Column] = {}
    for step in steps:
        rows = _step_rows(step, lines, bases)
        before = lines.get(step.layer.key)
        lines[step.layer.key] = rows if before is None else bases.ops.add(before, rows)
    return lines


def _step_rows(step: SharedLine, lines: dict[str, Column], bases: Bases) -> Column:
    """One layer by row, split by its basis. In the pools where it takes back a whole line, its rows are those of that line, negated.

    lines: the earlier lines, by row.
    """
    ops, orders = bases.ops, bases.orders
    if step.layer.basis == ITEMS:
        return ops.multiply(bases.goods_value(), ops.spread(step.layer.here, orders.row_pool))
    if not ops.some(step.whole):
        return _to_rows(step.shares, bases.rows(step.layer, lines), orders)
    apportioned = ops.without(1, step.whole)
    rows = _to_rows(ops.multiply(step.shares, ops.spread(apportioned, orders.member_pool)), bases.rows(step.layer, lines), orders)
    earlier = lines.get(step.layer.reverses)
    return rows if earlier is None else ops.subtract(rows, ops.multiply(earlier, ops.spread(step.whole, orders.row_pool)))


def _to_rows(shares: Column, rows: Column, orders: Orders) -> Column:
    """Split each member's share over his rows by the weights `rows`, or by quantity where his weights are all 0."""
    ops, members, n = orders.ops, orders.row_member, len(orders.members)
    sums = ops.total(rows, members, n)
    weights = ops.when(ops.spread(sums, members), rows, orders.quantity)
    has_weight = ops.total(weights, members, n)
    totals = ops.when(has_weight, shares, 0)
    return ops.apportion(totals, weights, members)
