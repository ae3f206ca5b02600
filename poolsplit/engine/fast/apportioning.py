"""Totals apportioned by largest remainder on int64 arrays, one by one and as lines that are exact together. (spec.md, section 1)"""

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

    totals: one a group. weights, groups: one a row, rows in any order. rank: the order of the rows where remainder and weight tie
    (their position by default). carry: Fractions, what rounding still owes each row; groups in which somebody is owed anything are left to
    `exact`, as are totals and sums of weights from 2**62. An int64 array, or one of Python ints where some share does not fit.
    Raises WeightsError with all groups whose weights are all 0 under a total that is not, else with all that have a negative weight.

    >>> apportion([10, -7], [60, 40, 1, 1], [0, 0, 1, 1]).tolist()
    [6, 4, -4, -3]
    """
    units = as_column(totals)
    parts, of, *ranks = as_columns(weights, groups, *([] if rank is None else [rank]))
    order, starts = ordered_groups(groups, len(units), *ranks)
    owed = None if carry is None else _carried(carry, len(parts))
    to_exact = _beyond(units, parts, of, owed)
    if to_exact is None:
        return _shares(units, parts, of, order, starts)
    _refuse(units, parts, of)
    mine = to_exact[of]
    rows = np.flatnonzero(mine)
    found = exact.apportion(
        units[to_exact].tolist(), parts[rows].tolist(), (np.cumsum(to_exact) - 1)[of[rows]].tolist(),
        ranks[0][rows].tolist() if ranks else None, None if owed is None else owed[rows].tolist(),
    )
    rest = _shares(np.where(to_exact, 0, units).astype(np.int64), np.where(mine, 0, parts).astype(np.int64), of, order, starts)
    return _merged(rest, rows, found)


def _carried(carry: Any, n: int) -> Array:
    """The carry of each row as an array of Fractions."""
    owed = np.fromiter(carry, object)
    if len(owed) != n:
        message = f"a carry of {len(owed)} rows is shorter or longer than the weights, of {n}"
        raise ValueError(message)
    return owed


def _beyond(totals: Array, weights: Array, groups: Array, owed: Array | None) -> Array | None:
    """Which groups are left to `exact`, None where none is: see `apportion`. Raises WeightsError where a weight is negative."""
    n = len(totals)
    found = [(totals >= kernel.LIMIT) | (totals <= -kernel.LIMIT)] if size(totals) >= kernel.LIMIT else []
    largest = kernel.LIMIT if wide([weights]) else int(weights.view(np.uint64).max(initial=0))  # a negative one is very large then
    if largest * len(weights) >= kernel.LIMIT:
        if weights.min() < 0:
            _refuse(totals, weights, groups)
        sums = np.bincount(groups, np.minimum(weights, MOST).astype(np.float64), n)
        found.append(sums >= 0.99 * kernel.LIMIT)  # far more than adding up floats can lose
    if owed is not None:
        found.append(np.bincount(groups[owed != 0], minlength=n) > 0)
    flags = np.any(found, axis=0) if found else np.zeros(0, bool)
    return flags if flags.any() else None


def _shares(totals: Array, weights: Array, groups: Array, order: Array | None, starts: Array) -> Array:
    """What the kernel makes of groups that it can hold. Raises WeightsError."""
    try:
        return kernel.shares(totals, weights, order, starts)
    except kernel.NobodyError:
        _refuse(totals, weights, groups)
        raise


def _refuse(totals: Array, weights: Array, groups: Array) -> None:
    """Raise WeightsError where there is reason to."""
    n = len(totals)
    alone = np.flatnonzero((totals != 0) & (np.bincount(groups[weights != 0], minlength=n) == 0))
    if len(alone):
        raise exact.nobody(alone.tolist())
    negative = np.unique(groups[weights < 0])
    if len(negative):
        raise WeightsError(Text("a weight is negative: give 0 or more"), negative.tolist())


def _merged(result: Array, rows: Array, found: Sequence[int]) -> Array:
    """The result with what `exact` found for some rows."""
    try:
        result[rows] = fitting(found)
    except OverflowError:
        result = result.astype(object)
        result[rows] = found
    return result


def hand_out(units: Any, remainders: Any, weights: Any, groups: Any) -> Array:
    """Which rows get one of their group's units: those with the largest remainders, ties as in `apportion`; 1 or 0 a row.

    units: one a group, at least 0, else ValueError; a negative remainder never gets one before a positive one. Used for steps, where the
    remainders are given (spec.md, section 2, due).

    >>> hand_out([1, 1], [300, 700, 5, 5], [1, 1, 1, 2], [0, 0, 1, 1]).tolist()
    [0, 1, 0, 1]
    """
    counts = as_column(units)
    over, parts, of = as_columns(remainders, weights, groups)
    order, starts = ordered_groups(groups, len(counts))
    if len(counts) and counts.min() < 0:
        message = "units are handed out, not taken back: give 0 or more"
        raise ValueError(message)
    if wide([counts, over, parts]) or max(size(over), size(parts)) > MOST:
        return by_exact(exact.hand_out, counts, over, parts, of)
    return kernel.winners(np.minimum(counts, np.diff(starts)), over, parts, order, starts)


# ---------------------------------------------------------------- controlled rounding


def apportion_lines(totals: Any, weights: Any, lines: Any, members: Any, carry: Any = None) -> Array:
    """Controlled rounding of several lines at once, such as the pieces of several SKUs. (spec.md, section 1)

    totals: one a line, any signs. weights, lines, members: one a row, a row being one member's part in one line, and the only
    one of that member in that line. carry: Fractions, what rounding still owes each member.
    All lines by largest remainder at once; then members whose sum over the lines may be off are put right by
    `poolsplit.engine.controlled`, with the lines and members that theirs connect them to and nobody else. Result and errors as in `apportion`.

    >>> sum(apportion_lines([1] * 10, [60, 40] * 10, [i // 2 for i in range(20)], [0, 1] * 10)[::2].tolist())
    6
    """
    units = as_column(totals)
    parts, of, who = as_columns(weights, lines, members)
    if len(who) and who.min() < 0:
        message = "a member is an index from 0"
        raise IndexError(message)
    owed = None if carry is None else np.fromiter(carry, object)
    result = apportion(units, parts, of, who, None if owed is None else owed[who])
    suspects = _suspects(units, parts, of, who, result)
    for rows in components(suspects, of, who):
        mine, theirs = of[rows], who[rows]
        some_lines, line = np.unique(mine, return_inverse=True)
        some_members, member = np.unique(theirs, return_inverse=True)
        rounding = Rounding(
            units[some_lines].tolist(), parts[rows].tolist(), line.tolist(), member.tolist(), None if owed is None else owed[some_members].tolist()
        )
        result = _merged(result, rows, rounding.repaired(result[rows].tolist()))
    return result


def _suspects(totals: Array, weights: Array, lines: Array, members: Array, shares: Array) -> list[int]:
    """The members whose sum may not be the floor or ceiling of their exact sum.

    Shares are less than one off their quotas, and a sum is right just where it is less than one off the sum of quotas. Each row's difference
    is exact but for its last division; adding up n of them loses at most n more last places of n. What comes too close to one is suspected.
    """
    counts = np.bincount(members)
    off = np.bincount(members, _off(totals, weights, lines, shares), len(counts))
    doubt = counts * (counts + 4.0) * _LAST_PLACE
    suspects: list[int] = np.flatnonzero(np.abs(off) >= 1 - doubt).tolist()
    return suspects


def _off(totals: Array, weights: Array, lines: Array, shares: Array) -> Array:
    """Quota - share of each row, as float."""
    if _beyond(totals, weights, lines, None) is None:
        sums = np.maximum(total(weights, lines, len(totals)), 1)
        return (totals[lines] * weights - shares * sums[lines]) / sums[lines]  # the products may wrap, their difference does not
    sums = np.array(exact.total(weights.tolist(), lines.tolist(), len(totals)), object)
    sums[sums == 0] = 1
    whole, all_weights = totals.astype(object)[lines], sums[lines]
    return ((whole * weights.astype(object) - shares.astype(object) * all_weights) / all_weights).astype(np.float64)
