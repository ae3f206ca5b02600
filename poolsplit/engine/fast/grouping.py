"""Which rows belong together, on int64 arrays: the operations of `exact` that sort, match, group and add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from poolsplit.engine import exact
from poolsplit.engine.fast import kernel
from poolsplit.engine.fast.arithmetic import multiply
from poolsplit.engine.fast.arrays import (
    SURE,
    are_all,
    as_column,
    as_columns,
    as_counts,
    as_given,
    as_result,
    by_exact,
    equally_long,
    is_constant,
    repeated,
    size,
    wide,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = Any  # numpy's array types say nothing of shapes
_BITS = 63


class Groups(np.ndarray):
    """Which group each row is in. in_order: the order of the rows by group and where each group starts in it, once somebody asked for it."""

    in_order: tuple[Array, Array] | None = None


def _packed(codes: Sequence[Array], rows: int) -> tuple[Array, int] | None:
    """Several codes of a row in one int64 that sorts as they do, and how many bits it has; None where they do not fit."""
    lowest = [int(code.min()) if rows else 0 for code in codes]
    widths = [(int(code.max()) - low).bit_length() if rows else 0 for code, low in zip(codes, lowest, strict=True)]
    if sum(widths) > _BITS:
        return None
    return _key(codes, lowest, widths), sum(widths)


def _key(codes: Sequence[Array], lowest: list[int], widths: list[int]) -> Array:
    """Several codes in one: each in its bits, counted from its lowest."""
    key = codes[0] - lowest[0]
    for code, low, width in zip(codes[1:], lowest[1:], widths[1:], strict=True):
        if width:
            key <<= width
            key += code
            key -= low
    return key


def _order(*codes: Array) -> Array | None:
    """The stable order that sorts rows by their codes; None where they stand in it."""
    return _order_of(codes, _packed(codes, len(codes[0])))


def _order_of(codes: Sequence[Array], found: tuple[Array, int] | None) -> Array | None:
    """The same, where it is known what the codes are as one; that is written over where they are to be sorted."""
    rows = len(codes[0])
    if found is None:
        order = np.lexsort(tuple(reversed(codes)))
        return None if (order[1:] > order[:-1]).all() else order
    key, bits = found
    if (key[1:] >= key[:-1]).all():
        return None
    position = max(rows - 1, 1).bit_length()
    if bits + position > _BITS:
        return np.argsort(key, kind="stable")
    key <<= position  # with the position in its last bits a key is sorted several times as fast as places are
    key |= np.arange(rows)
    key.sort()
    key &= (1 << position) - 1
    return key


def group(*codes: Any) -> tuple[Any, Any]:
    """Rows with the same codes are one group, groups being numbered in the order of their codes: (group a row, first row a group).

    Both are ranges where every row is a group of its own, and they stand in order.

    >>> [found.tolist() for found in group([1, 0, 1], [5, 5, 5])]
    [[1, 0, 1], [1, 0]]
    """
    columns = as_columns(*codes)
    rows = len(columns[0])
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    differing = [code for code in columns if code.strides != (0,)] or columns[:1]  # one value in all rows tells none apart
    found = _packed(differing, rows)
    order = _order_of(differing, found)
    changes = np.zeros(rows, bool)
    changes[0] = True
    for code in differing if order is not None or found is None else found[:1]:
        column = code if order is None else code.take(order)
        changes[1:] |= column[1:] != column[:-1]
    if order is None and changes.all():
        return range(rows), range(rows)
    number = np.cumsum(changes, dtype=np.int32 if rows < 1 << 31 else np.int64).astype(np.int64)  # several times as fast as adding up flags
    number -= 1
    first = np.flatnonzero(changes)
    if order is None:
        groups = number.view(Groups)
        groups.in_order = None, np.concatenate((first, [rows]))
        return groups, first
    of_row = np.empty(rows, np.int64)
    of_row[order] = number
    return of_row, order.take(first)  # the order is stable, so the first of a group stands before the others


def find(ordered: Sequence[Any], wanted: Sequence[Any]) -> Array:
    """The place of each wanted row among rows that differ and are ordered; -1 where it is not there.

    >>> find(([0, 0, 1], [3, 4, 3]), ([1, 0], [3, 9])).tolist()
    [2, -1]
    """
    ordered, wanted = as_columns(*ordered), as_columns(*wanted)
    n, rows = len(ordered[0]), len(wanted[0])
    if not n or not rows:
        return np.full(rows, -1, np.int64)
    columns = list(zip(ordered, wanted, strict=True))
    if any(mine.min() > sought.max() or mine.max() < sought.min() for mine, sought in columns):
        return np.full(rows, -1, np.int64)
    low = [min(int(a.min()), int(b.min())) for a, b in columns]
    widths = [(max(int(a.max()), int(b.max())) - least).bit_length() for (a, b), least in zip(columns, low, strict=True)]
    if sum(widths) > _BITS:
        number, _ = group(*map(np.concatenate, columns))
        place = np.full(int(number.max()) + 1, -1, np.int64)
        place[number[:n]] = np.arange(n)
        return place[number[n:]]
    keys, sought = (_key(codes, low, widths) for codes in (ordered, wanted))
    at = np.minimum(np.searchsorted(keys, sought), n - 1)
    return np.where(keys[at] == sought, at, -1)


def pairs(left: Any, right: Any) -> tuple[Array, Array]:
    """All (i, j) with left[i] = right[j], in the order of i, then j; what is below 0 matches nothing.

    >>> [found.tolist() for found in pairs([7, -1, 8], [8, 7, 7])]
    [[0, 0, 2], [1, 2, 0]]
    """
    left, right = as_column(left), as_column(right)
    if not len(left) or left.max() < 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = _order(right)
    keys = right if order is None else right.take(order)
    start, end = np.searchsorted(keys, left, "left"), np.searchsorted(keys, left, "right")
    counts = np.where(left >= 0, end - start, 0)
    i = np.repeat(np.arange(len(left)), counts)
    within = np.arange(len(i)) - np.repeat(np.cumsum(counts) - counts, counts)
    j = np.repeat(start, counts) + within
    return i, j if order is None else order.take(j)


def lowest(column: Any, groups: Any, n: int) -> Array:
    """The smallest value of each of n groups, values being at least 0; -1 where a group has none.

    >>> lowest([5, 3, 4], [0, 2, 2], 3).tolist()
    [5, -1, 3]
    """
    if are_all(groups, n):
        return column
    if type(groups) is Groups and are_all(column, len(groups)):
        order, starts = ordered_groups(groups, n)
        if order is None:
            return np.where(starts[1:] > starts[:-1], starts[:-1], -1)
    values, of = as_columns(column, groups)
    kernel.check(of, n)
    found = np.full(n, -1, np.int64)
    if not (values[1:] >= values[:-1]).all():
        order = _order(of, values)
        values, of = (each if order is None else each.take(order) for each in (values, of))
    found[of[::-1]] = values[::-1]  # of several written to one place, the last stays
    return found


def ordered(column: Any) -> Array:
    """The places of a column's values in rising order; equal ones stay in theirs.

    >>> ordered([30, 10, 20]).tolist()
    [1, 2, 0]
    """
    if type(column) is range:
        return range(len(column))
    values = as_column(column)
    order = _order(values) if len(values) else None
    return np.arange(len(values)) if order is None else order


def distinct(column: Any) -> list[int]:
    """The values of a column, each once, rising."""
    if is_constant(column):
        return [int(column[0])]
    values = as_column(column)
    if len(values) and values.min() >= -1 and values.max() < max(4 * len(values), 1024):
        return [int(value) - 1 for value in np.flatnonzero(np.bincount(values + 1))]
    return np.unique(values).tolist()  # type: ignore[no-any-return]


def total(column: Any, groups: Any, n: int) -> Array:
    """The sum of each of n groups.

    >>> total([1, 2, 3, 4], [0, 2, 0, 2], 3).tolist()
    [4, 0, 6]
    """
    if are_all(groups, n):
        return as_result(as_column(column))
    values, of = equally_long([*as_counts([as_given(column)]), as_column(groups)])
    _check(groups, n)
    if wide([values]):
        return by_exact(exact.total, values, of, n)
    order, starts = ordered_groups(groups, n) if type(groups) is Groups else (of, of)
    if order is None and is_constant(values):
        return np.diff(starts) if values[0] == 1 else multiply(np.diff(starts), int(values[0]))
    if order is None:
        sums = kernel.sums(values, starts)
    elif size(values) * len(values) < 1 << 53:
        return np.bincount(of, values, n).astype(np.int64)  # floats hold every sum on the way
    else:
        sums = np.zeros(n, np.int64)
        np.add.at(sums, of, values)
    if size(values) * len(values) >= SURE:
        doubtful = np.bincount(of, np.abs(values.astype(np.float64)), n) >= SURE
        rows = np.flatnonzero(doubtful[of])
        if len(rows):
            which = np.cumsum(doubtful) - 1
            sums[doubtful] = by_exact(exact.total, values[rows], which[of[rows]], int(which[-1]) + 1)
    return sums


def spread(per_group: Any, groups: Any) -> Array:
    """Each row's own group's value.

    >>> spread([10, 20], [1, 0, 1]).tolist()
    [20, 10, 20]
    """
    if are_all(groups, len(per_group)):
        return per_group if type(per_group) is range else as_result(as_given(per_group))
    values, of = as_given(per_group), as_column(groups)
    _check(groups, len(values))
    if is_constant(values):
        return repeated(values[0], len(of))
    return as_result(values.take(of))


def ordered_groups(groups: Any, n: int, *ranks: Array) -> tuple[Array | None, Array]:
    """As `kernel.ordered`; worked out once for groups that keep it."""
    if ranks or type(groups) is not Groups:
        return kernel.ordered(as_column(groups), n, *ranks)
    if groups.in_order is None or len(groups.in_order[1]) != n + 1:
        groups.in_order = kernel.ordered(as_column(groups), n)
    return groups.in_order


def _check(groups: Any, n: int) -> None:
    """Raise IndexError where a group is none of n; groups that know where they stand have been looked at."""
    if type(groups) is not Groups or groups.in_order is None or len(groups.in_order[1]) != n + 1:
        kernel.check(as_column(groups), n)
