"""Apportioning by largest remainder on int64 arrays: totals one by one, and lines by controlled rounding. (spec.md, section 1)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from poolsplit.engine import exact
from poolsplit.engine.controlled import Rounding
from poolsplit.engine.fast import kernel
from poolsplit.engine.fast.arrays import MOST, as_column, as_columns, by_exact, fitting, size, wide
from poolsplit.engine.fast.components import components
from poolsplit.engine.fast.grouping import ordered_groups, total
from poolsplit.errors import Text, WeightsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    Array = Any  # numpy's array types say nothing of shapes

_LAST_PLACE = 2.0**-53  # the relative error of one operation in floating point


# ---------------------------------------------------------------- apportioning


def apportion(totals: Any, weights: Any, groups: Any, rank: Any = None, carry: Any = None) -> Array:
    """Cut each group's total into integers in proportion to its rows' weights, by largest remainder. (spec.md, section 1)

    totals: one per group. weights, groups: one per row, rows in any order. rank: the order of the rows where remainder and weight tie
    (their position by default). carry: Fractions, what rounding still owes each row; groups in which any carry is not 0 are left to
    `exact`, as are totals and sums of weights from 2**62. Returns an int64 array, or one of Python ints where some share does not fit.
    Raises WeightsError with all groups whose weights are all 0 while the total is not, else with all that have a negative weight.

    >>> apportion([10, -7], [60, 40, 1, 1], [0, 0, 1, 1]).tolist()
    [6, 4, -4, -3]
    """
    units = as_column(totals)
    row_weights, row_groups, *ranks = as_columns(weights, groups, *([] if rank is None else [rank]))
    order, starts = ordered_groups(groups, len(units), *ranks)
    owed = None if carry is None else _carried(carry, len(row_weights))
    to_exact = _for_exact(units, row_weights, row_groups, owed)
    if to_exact is None:
        return _shares(units, row_weights, row_groups, order, starts)
    _refuse(units, row_weights, row_groups)
    row_to_exact = to_exact[row_groups]
    rows = np.flatnonzero(row_to_exact)
    exact_shares = exact.apportion(
        units[to_exact].tolist(), row_weights[rows].tolist(), (np.cumsum(to_exact) - 1)[row_groups[rows]].tolist(),
        ranks[0][rows].tolist() if ranks else None, None if owed is None else owed[rows].tolist(),
    )
    other_shares = _shares(
        np.where(to_exact, 0, units).astype(np.int64), np.where(row_to_exact, 0, row_weights).astype(np.int64), row_groups, order, starts
    )
    return _merged(other_shares, rows, exact_shares)


def _carried(carry: Any, n: int) -> Array:
    """The carry of each row as an array of Fractions."""
    owed = np.fromiter(carry, object)
    if len(owed) != n:
        message = f"a carry of {len(owed)} rows is shorter or longer than the weights, of {n}"
        raise ValueError(message)
    return owed


def _for_exact(totals: Array, weights: Array, groups: Array, owed: Array | None) -> Array | None:
    """Flags of the groups that are left to `exact`, see `apportion`; None where there are none. Raises WeightsError where a weight is negative."""
    n = len(totals)
    conditions = [(totals >= kernel.LIMIT) | (totals <= -kernel.LIMIT)] if size(totals) >= kernel.LIMIT else []
    largest = kernel.LIMIT if wide([weights]) else int(weights.view(np.uint64).max(initial=0))  # as uint64, negative weights are very large
    if largest * len(weights) >= kernel.LIMIT:
        if weights.min() < 0:
            _refuse(totals, weights, groups)
        sums = np.bincount(groups, np.minimum(weights, MOST).astype(np.float64), n)
        conditions.append(sums >= 0.99 * kernel.LIMIT)  # the margin is far more than the sums of floats can lose
    if owed is not None:
        conditions.append(np.bincount(groups[owed != 0], minlength=n) > 0)
    flags = np.any(conditions, axis=0) if conditions else np.zeros(0, bool)
    return flags if flags.any() else None


def _shares(totals: Array, weights: Array, groups: Array, order: Array | None, starts: Array) -> Array:
    """The shares of groups that the kernel can work out. Raises WeightsError."""
    try:
        return kernel.shares(totals, weights, order, starts)
    except kernel.NobodyError:
        _refuse(totals, weights, groups)
        raise


def _refuse(totals: Array, weights: Array, groups: Array) -> None:
    """Raise WeightsError where groups have a total and no weight, else where they have a negative weight."""
    n = len(totals)
    without_weight = np.flatnonzero((totals != 0) & (np.bincount(groups[weights != 0], minlength=n) == 0))
    if len(without_weight):
        raise exact.nobody(without_weight.tolist())
    negative = np.unique(groups[weights < 0])
    if len(negative):
        raise WeightsError(Text("a weight is negative: give 0 or more"), negative.tolist())


def _merged(result: Array, rows: Array, shares: Sequence[int]) -> Array:
    """The result with exact shares written to some rows: int64, or Python ints where a share does not fit."""
    try:
        result[rows] = fitting(shares)
    except OverflowError:
        result = result.astype(object)
        result[rows] = shares
    return result


def hand_out(units: Any, remainders: Any, weights: Any, groups: Any) -> Array:
    """Flags of the rows that get one of their group's units: those with the largest remainders, ties as in `apportion`; 1 or 0 per row.

    units: one per group, at least 0, else ValueError; a negative remainder never gets one before a positive one. Used for steps, where the
    remainders are given (spec.md, section 2, due).

    >>> hand_out([1, 1], [300, 700, 5, 5], [1, 1, 1, 2], [0, 0, 1, 1]).tolist()
    [0, 1, 0, 1]
    """
    counts = as_column(units)
    row_remainders, row_weights, row_groups = as_columns(remainders, weights, groups)
    order, starts = ordered_groups(groups, len(counts))
    if len(counts) and counts.min() < 0:
        message = "units are handed out, not taken back: give 0 or more"
        raise ValueError(message)
    if wide([counts, row_remainders, row_weights]) or max(size(row_remainders), size(row_weights)) > MOST:  # no mutant: both ways have one answer
        return by_exact(exact.hand_out, counts, row_remainders, row_weights, row_groups)
    return kernel.winners(np.minimum(counts, np.diff(starts)), row_remainders, row_weights, order, starts)


# ---------------------------------------------------------------- controlled rounding


def apportion_lines(totals: Any, weights: Any, lines: Any, members: Any, carry: Any = None) -> Array:
    """Controlled rounding of several lines at once, such as the pieces of several SKUs. (spec.md, section 1)

    totals: one per line, any signs. weights, lines, members: one per row, a row being one member's part in one line, and the only
    one of that member in that line. carry: Fractions, what rounding still owes each member.
    First all lines are cut by largest remainder at once. Then `poolsplit.engine.controlled` repairs the members whose sum over the lines may
    be wrong, together with the lines and members that are connected to them and no others. Result and errors as in `apportion`.

    >>> sum(apportion_lines([1] * 10, [60, 40] * 10, [i // 2 for i in range(20)], [0, 1] * 10)[::2].tolist())
    6
    """
    units = as_column(totals)
    row_weights, row_lines, row_members = as_columns(weights, lines, members)
    if len(row_members) and row_members.min() < 0:
        message = "a member is an index from 0"
        raise IndexError(message)
    owed = None if carry is None else np.fromiter(carry, object)
    result = apportion(units, row_weights, row_lines, row_members, None if owed is None else owed[row_members])
    suspects = _suspects(units, row_weights, row_lines, row_members, result)
    for rows in components(suspects, row_lines, row_members):
        component_lines, component_members = row_lines[rows], row_members[rows]
        some_lines, line_index = np.unique(component_lines, return_inverse=True)
        some_members, member_index = np.unique(component_members, return_inverse=True)
        rounding = Rounding(
            units[some_lines].tolist(), row_weights[rows].tolist(), line_index.tolist(), member_index.tolist(),
            None if owed is None else owed[some_members].tolist(),
        )
        result = _merged(result, rows, rounding.repaired(result[rows].tolist()))
    return result


def _suspects(totals: Array, weights: Array, lines: Array, members: Array, shares: Array) -> list[int]:
    """The members whose sum may not be the floor or ceiling of their exact sum.

    A share differs from its quota by less than 1, and a sum is right if and only if it differs from the sum of quotas by less than 1. Each
    row's difference is exact except for its last division; the sum of n of them loses at most n more last places of n. A member is suspected
    where the sum of differences is too close to 1 to decide, or above.
    """
    counts = np.bincount(members)
    differences = np.bincount(members, _differences(totals, weights, lines, shares), len(counts))
    margin = counts * (counts + 4.0) * _LAST_PLACE
    suspects: list[int] = np.flatnonzero(np.abs(differences) >= 1 - margin).tolist()
    return suspects


def _differences(totals: Array, weights: Array, lines: Array, shares: Array) -> Array:
    """The difference quota - share of each row, as float."""
    if _for_exact(totals, weights, lines, None) is None:
        sums = np.maximum(total(weights, lines, len(totals)), 1)
        return (totals[lines] * weights - shares * sums[lines]) / sums[lines]  # the products may wrap, their difference does not
    sums = np.array(exact.total(weights.tolist(), lines.tolist(), len(totals)), object)
    sums[sums == 0] = 1
    row_totals, row_sums = totals.astype(object)[lines], sums[lines]
    return ((row_totals * weights.astype(object) - shares.astype(object) * row_sums) / row_sums).astype(np.float64)
