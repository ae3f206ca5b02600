"""Sorting, matching and grouping rows, and adding up groups, on int64 arrays: the operations of `exact` under the heading "groups"."""

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
    """The group of each row. in_order: the order of the rows by group and the start of each group in it, once they have been worked out."""

    in_order: tuple[Array, Array] | None = None


def _packed(codes: Sequence[Array], rows: int) -> tuple[Array, int] | None:
    """(one int64 key per row that sorts as its codes do, the number of bits of a key); None where the codes do not fit into 63 bits."""
    lowest = [int(code.min()) if rows else 0 for code in codes]
    widths = [(int(code.max()) - low).bit_length() if rows else 0 for code, low in zip(codes, lowest, strict=True)]
    if sum(widths) > _BITS:
        return None
    return _key(codes, lowest, widths), sum(widths)


def _key(codes: Sequence[Array], lowest: list[int], widths: list[int]) -> Array:
    """The codes of each row in one key: every code takes up its own bits (widths), counted from its lowest value."""
    key = codes[0] - lowest[0]
    for code, low, width in zip(codes[1:], lowest[1:], widths[1:], strict=True):
        if width:
            key <<= width
            key += code
            key -= low
    return key


def _order(*codes: Array) -> Array | None:
    """The stable order that sorts rows by their codes; None where the rows are in that order."""
    return _order_of(codes, _packed(codes, len(codes[0])))


def _order_of(codes: Sequence[Array], packed: tuple[Array, int] | None) -> Array | None:
    """The stable order that sorts rows by their codes; None where the rows are in that order.

    packed: the result of `_packed` for these codes; its keys are overwritten where they have to be sorted.
    """
    rows = len(codes[0])
    if packed is None:
        order = np.lexsort(tuple(reversed(codes)))
        return None if (order[1:] > order[:-1]).all() else order
    key, bits = packed
    if (key[1:] >= key[:-1]).all():
        return None
    position_bits = max(rows - 1, 1).bit_length()
    if bits + position_bits > _BITS:
        return np.argsort(key, kind="stable")
    key <<= position_bits  # keys with the position in their last bits sort several times as fast as indices by key
    key |= np.arange(rows)
    key.sort()
    key &= (1 << position_bits) - 1
    return key


def group(*codes: Any) -> tuple[Any, Any]:
    """Group rows with the same codes; groups are numbered in the order of their codes: (group of each row, first row of each group).

    Both are ranges where every row is a group of its own and the rows are in the order of their codes.

    >>> [column.tolist() for column in group([1, 0, 1], [5, 5, 5])]
    [[1, 0, 1], [1, 0]]
    """
    columns = as_columns(*codes)
    rows = len(columns[0])
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    varying = [code for code in columns if code.strides != (0,)] or columns  # one value in all rows separates none of them
    packed = _packed(varying, rows)
    order = _order_of(varying, packed)
    changes = np.zeros(rows, bool)
    changes[0] = True
    for code in varying if order is not None or packed is None else packed[:1]:
        column = code if order is None else code.take(order)
        changes[1:] |= column[1:] != column[:-1]
    if order is None and changes.all():
        return range(rows), range(rows)
    numbers = np.cumsum(changes, dtype=np.int32 if rows < 1 << 31 else np.int64).astype(np.int64)  # several times as fast as adding up flags
    numbers -= 1
    first = np.flatnonzero(changes)
    if order is None:
        groups = numbers.view(Groups)
        groups.in_order = None, np.concatenate((first, [rows]))
        return groups, first
    group_of_row = np.empty(rows, np.int64)
    group_of_row[order] = numbers
    return group_of_row, order.take(first)  # the order is stable, so the first row of a group comes before the others


def find(ordered: Sequence[Any], wanted: Sequence[Any]) -> Array:
    """The index of each wanted row among distinct rows in rising order; -1 where it is missing. Both are given column by column.

    >>> find(([0, 0, 1], [3, 4, 3]), ([1, 0], [3, 9])).tolist()
    [2, -1]
    """
    ordered, wanted = as_columns(*ordered), as_columns(*wanted)
    n, rows = len(ordered[0]), len(wanted[0])
    if not n or not rows:
        return np.full(rows, -1, np.int64)
    columns = list(zip(ordered, wanted, strict=True))
    if any(code.min() > wanted_code.max() or code.max() < wanted_code.min() for code, wanted_code in columns):
        return np.full(rows, -1, np.int64)
    lows = [min(int(code.min()), int(wanted_code.min())) for code, wanted_code in columns]
    widths = [(max(int(code.max()), int(wanted_code.max())) - low).bit_length() for (code, wanted_code), low in zip(columns, lows, strict=True)]
    if sum(widths) > _BITS:
        numbers, _ = group(*map(np.concatenate, columns))
        index_of_group = np.full(int(numbers.max()) + 1, -1, np.int64)
        index_of_group[numbers[:n]] = np.arange(n)
        return index_of_group[numbers[n:]]
    ordered_keys, wanted_keys = (_key(codes, lows, widths) for codes in (ordered, wanted))
    index = np.minimum(np.searchsorted(ordered_keys, wanted_keys), n - 1)
    return np.where(ordered_keys[index] == wanted_keys, index, -1)


def pairs(left: Any, right: Any) -> tuple[Array, Array]:
    """All (i, j) with left[i] = right[j], in the order of i, then j; values below 0 match nothing.

    >>> [column.tolist() for column in pairs([7, -1, 8], [8, 7, 7])]
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
    if type(groups) is Groups and are_all(column, len(groups)):  # no mutant: a short cut
        order, starts = ordered_groups(groups, n)
        if order is None:
            return np.where(starts[1:] > starts[:-1], starts[:-1], -1)
    values, row_groups = as_columns(column, groups)
    kernel.check(row_groups, n)
    result = np.full(n, -1, np.int64)
    if not (values[1:] >= values[:-1]).all():
        order = _order(row_groups, values)
        values, row_groups = (array if order is None else array.take(order) for array in (values, row_groups))
    result[row_groups[::-1]] = values[::-1]  # of several values written to one index, the last stays
    return result


def ordered(column: Any) -> Array:
    """The indices that put a column in rising order; equal values keep their order.

    >>> ordered([30, 10, 20]).tolist()
    [1, 2, 0]
    """
    if type(column) is range:
        return range(len(column))
    values = as_column(column)
    order = _order(values) if len(values) else None
    return np.arange(len(values)) if order is None else order


def distinct(column: Any) -> list[int]:
    """The distinct values of a column in rising order."""
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
    values, row_groups = equally_long([*as_counts([as_given(column)]), as_column(groups)])
    _check(groups, n)
    if wide([values]):
        return by_exact(exact.total, values, row_groups, n)
    order, starts = ordered_groups(groups, n) if type(groups) is Groups else (row_groups, row_groups)
    if order is None and is_constant(values):
        return np.diff(starts) if values[0] == 1 else multiply(np.diff(starts), int(values[0]))
    if order is None:
        sums = kernel.sums(values, starts)
    elif size(values) * len(values) < 1 << 53:
        return np.bincount(row_groups, values, n).astype(np.int64)  # floats hold every intermediate sum
    else:
        sums = np.zeros(n, np.int64)
        np.add.at(sums, row_groups, values)
    if size(values) * len(values) >= SURE:
        doubtful = np.bincount(row_groups, np.abs(values.astype(np.float64)), n) >= SURE
        rows = np.flatnonzero(doubtful[row_groups])
        if len(rows):
            doubtful_index = np.cumsum(doubtful) - 1
            sums[doubtful] = by_exact(exact.total, values[rows], doubtful_index[row_groups[rows]], int(doubtful_index[-1]) + 1)
    return sums


def spread(per_group: Any, groups: Any) -> Array:
    """The value of each row's group.

    >>> spread([10, 20], [1, 0, 1]).tolist()
    [20, 10, 20]
    """
    if are_all(groups, len(per_group)):
        return per_group if type(per_group) is range else as_result(as_given(per_group))
    values, row_groups = as_given(per_group), as_column(groups)
    _check(groups, len(values))
    if is_constant(values):
        return repeated(values[0], len(row_groups))
    return as_result(values.take(row_groups))


def ordered_groups(groups: Any, n: int, *ranks: Array) -> tuple[Array | None, Array]:
    """The order of the rows by group and the start of each group, as `kernel.ordered` returns them; `Groups` keep theirs."""
    if ranks or type(groups) is not Groups:
        return kernel.ordered(as_column(groups), n, *ranks)
    if groups.in_order is None or len(groups.in_order[1]) != n + 1:  # no mutant: to order them once more changes nothing
        groups.in_order = kernel.ordered(as_column(groups), n)
    return groups.in_order


def _check(groups: Any, n: int) -> None:
    """Raise IndexError where a group is not from 0 to n - 1; `Groups` that keep their order have been checked before."""
    if type(groups) is not Groups or groups.in_order is None or len(groups.in_order[1]) != n + 1:
        kernel.check(as_column(groups), n)
