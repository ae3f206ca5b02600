"""Which rows belong together, on int64 arrays: the operations of `poolsplit.exact` that sort, match and group. `fast` hands them on."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any  # numpy's array types say nothing of shapes
_BITS = 63


class Groups(np.ndarray):
    """Which group each row is in. standing: the order of the rows by group and where each group starts in it, once somebody asked for it."""

    standing: tuple[Array, Array] | None = None


def packed(codes: tuple[Array, ...], rows: int) -> tuple[Array, int] | None:
    """Several codes of a row in one int64 that sorts as they do, and how many bits it has; None where they do not fit."""
    lowest = [int(code.min()) if rows else 0 for code in codes]
    widths = [(int(code.max()) - low).bit_length() if rows else 0 for code, low in zip(codes, lowest, strict=True)]
    if sum(widths) > _BITS:
        return None
    return _key(codes, lowest, widths), sum(widths)


def _key(codes: tuple[Array, ...], lowest: list[int], widths: list[int]) -> Array:
    """Several codes in one: each in its bits, counted from its lowest."""
    key = codes[0] - lowest[0]
    for code, low, width in zip(codes[1:], lowest[1:], widths[1:], strict=True):
        if width:
            key <<= width
            key += code
            key -= low
    return key


def order_of(codes: tuple[Array, ...]) -> Array | None:
    """The stable order that sorts rows by their codes; None where they stand in it."""
    return _order_of(codes, packed(codes, len(codes[0])))


def _order_of(codes: tuple[Array, ...], found: tuple[Array, int] | None) -> Array | None:
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


def group(*codes: Array) -> tuple[Any, Any]:
    """Rows with the same codes are one group, groups being numbered in the order of their codes: (group a row, first row a group).

    Both are ranges where every row is a group of its own, and they stand in order.

    >>> [found.tolist() for found in group(np.array([1, 0, 1]), np.array([5, 5, 5]))]
    [[1, 0, 1], [1, 0]]
    """
    rows = len(codes[0])
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    differing = tuple(code for code in codes if code.strides != (0,)) or codes[:1]  # one value in all rows tells none apart
    found = packed(differing, rows)
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
        groups.standing = None, np.concatenate((first, [rows]))
        return groups, first
    of_row = np.empty(rows, np.int64)
    of_row[order] = number
    return of_row, order.take(first)  # the order is stable, so the first of a group stands before the others


def find(ordered: tuple[Array, ...], wanted: tuple[Array, ...]) -> Array:
    """The place of each wanted row among rows that differ and are ordered; -1 where it is not there.

    >>> find((np.array([0, 0, 1]), np.array([3, 4, 3])), (np.array([1, 0]), np.array([3, 9]))).tolist()
    [2, -1]
    """
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


def pairs(left: Array, right: Array) -> tuple[Array, Array]:
    """All (i, j) with left[i] = right[j], in the order of i, then j; what is below 0 matches nothing.

    >>> [found.tolist() for found in pairs(np.array([7, -1, 8]), np.array([8, 7, 7]))]
    [[0, 0, 2], [1, 2, 0]]
    """
    if not len(left) or left.max() < 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = order_of((right,))
    keys = right if order is None else right.take(order)
    start, end = np.searchsorted(keys, left, "left"), np.searchsorted(keys, left, "right")
    counts = np.where(left >= 0, end - start, 0)
    i = np.repeat(np.arange(len(left)), counts)
    within = np.arange(len(i)) - np.repeat(np.cumsum(counts) - counts, counts)
    j = np.repeat(start, counts) + within
    return i, j if order is None else order.take(j)


def lowest(column: Array, groups: Array, n: int) -> Array:
    """The smallest value of each of n groups, values being at least 0; -1 where a group has none.

    >>> lowest(np.array([5, 3, 4]), np.array([0, 2, 2]), 3).tolist()
    [5, -1, 3]
    """
    found = np.full(n, -1, np.int64)
    if (column[1:] >= column[:-1]).all():
        found[groups[::-1]] = column[::-1]  # of several written to one place, the last stays
        return found
    order = order_of((groups, column))
    mine, values = (each if order is None else each.take(order) for each in (groups, column))
    found[mine[::-1]] = values[::-1]
    return found


def ordered(column: Array) -> Array:
    """The places of a column's values in rising order; equal ones stay in theirs.

    >>> ordered(np.array([30, 10, 20])).tolist()
    [1, 2, 0]
    """
    order = order_of((column,)) if len(column) else None
    return np.arange(len(column)) if order is None else order


def distinct(column: Array) -> list[int]:
    """The values of a column, each once, rising."""
    if len(column) and column.min() >= -1 and column.max() < max(4 * len(column), 1024):
        return [int(value) - 1 for value in np.flatnonzero(np.bincount(column + 1))]
    return np.unique(column).tolist()  # type: ignore[no-any-return]
