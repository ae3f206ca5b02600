"""Largest remainder for many groups at once on int64 arrays: the basis of `poolsplit.engine.fast`, and the reason why it is exact.

Totals are of any sign, but below 2**62 in size; weights are at least 0, and add up to less than 2**62 in each group; `fast` makes sure of both.

Quotas are guessed in floating point. Of a total A, a weight w and a sum W of n weights, w * (A / W) is at most 5.01 * A / 2**53 off: one rounding
of each input, quotient and product. Where that is less than 1 / n, the floor of the guess misses the true floor by at most one unit, and A * w -
guess * W is the exact remainder, since it lies in (-W, 2 * W), which wrapping int64 arithmetic cannot distort. Then no guess has to be corrected:
the step that gives the left-over units to the largest remainders does so.

- A guess one too low means a true remainder below W / n. No such row can be due a unit: if k units are left over, the remainders add up to k * W,
  which k - 1 remainders below W and others not above W / n never reach. Its apparent remainder is W or more, so it comes first and gets the unit
  that the guess took from it.
- A guess one too high means a true remainder above W - W / n. Every such row is due a unit: else it and the k rows before it would have more than
  k * W among them. Its apparent remainder is negative, so it comes last and gets none, as the guess has given it one.
- The others keep their true remainders, hence their order; and the units that are left for them are as many as in truth.

Totals too large for that are divided exactly, in two digits of base 2**31. Groups are worked on in blocks that fit into the processor's cache, and
in each block by classes of like size: small groups compare their rows in pairs, large ones look for the remainder of the last row that gets a unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Array = Any  # numpy's array types say nothing of shapes

LIMIT = 1 << 62  # totals and sums of weights stay below
LEAST = np.iinfo(np.int64).min  # sorts after every remainder and weight
BLOCK = 1 << 17  # rows in a block: their intermediate results fit into a core's own cache
_PAIRS = 8  # groups of at most so many rows compare their rows in pairs
_GUESSED = int(2**53 / 5.02)  # totals times rows below this are guessed
_DIGIT = 31  # no mutant: bits; fewer do as well


class NobodyError(ArithmeticError):
    """Some group has a total and no weight; raised before it is known which groups these are."""


# ---------------------------------------------------------------- the order of rows


def ordered(groups: Array, n: int, rank: Array | None = None) -> tuple[Array | None, Array]:
    """(the order that brings each group's rows together, by rank and then position; the start of each of n groups in it, and the end of the last).

    The order is None where the rows are in that order. groups: indices from 0 to n - 1, else IndexError.

    >>> order, starts = ordered(np.array([1, 0, 1]), 3)
    >>> order.tolist(), starts.tolist()
    ([1, 0, 2], [0, 1, 3, 3])
    """
    if not len(groups):
        return None, np.zeros(n + 1, np.int64)
    begins = np.ones(len(groups) + 1, bool)  # True where a row is the first of its group; one more, behind the rows, ends the last group
    inner = begins[1:-1]
    if not np.greater_equal(groups[1:], groups[:-1], out=inner).all():
        check(groups, n)
        return _sorted_order([groups] if rank is None else [groups, rank]), _starts(groups, n)
    check(groups[[0, -1]], n)
    np.not_equal(groups[1:], groups[:-1], out=inner)
    starts = np.flatnonzero(begins)
    if len(starts) != n + 1:  # some group is without rows
        starts = _starts(groups, n)
    in_order = rank is None or (inner | (rank[1:] >= rank[:-1])).all()
    return None if in_order else _sorted_order([groups, rank]), starts


def _starts(groups: Array, n: int) -> Array:
    """The start of each group in the order by group, and the end of the last one."""
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(groups, minlength=n), out=starts[1:])
    return starts


def check(groups: Array, n: int) -> None:
    """Raise IndexError where a group is not from 0 to n - 1."""
    if len(groups) and (groups.min() < 0 or groups.max() >= n):
        message = f"a group is an index from 0 to {n - 1}, not {groups.min() if groups.min() < 0 else groups.max()}"
        raise IndexError(message)


def _sorted_order(keys: Sequence[Array]) -> Array:
    """A stable order by several keys. Where they fit, they are packed into one int64 with the position, which sorts several times as fast."""
    rows = len(keys[0])
    position_bits = rows.bit_length()
    lowest = [int(key.min()) for key in keys]
    widths = [(int(key.max()) - low).bit_length() for key, low in zip(keys, lowest, strict=True)]
    if sum(widths) + position_bits >= np.iinfo(np.int64).bits:
        return np.lexsort(tuple(reversed(keys)))
    packed = np.zeros(rows, np.int64)
    for key, low, width in zip(keys, lowest, widths, strict=True):
        packed <<= width
        packed += key
        packed -= low
    packed <<= position_bits
    packed += np.arange(rows)
    packed.sort()
    packed &= (1 << position_bits) - 1
    return packed


# ---------------------------------------------------------------- blocks, and classes of size


def shares(totals: Array, weights: Array, order: Array | None, starts: Array) -> Array:
    """Each row's share of its group's total, in the order of `weights`. (spec.md, section 1)

    totals: one per group; weights: one per row; order, starts: the result of `ordered`. Raises NobodyError.

    >>> shares(np.array([10, -7]), np.array([60, 40, 1, 1]), None, np.array([0, 2, 4])).tolist()
    [6, 4, -4, -3]
    """
    if totals[starts[1:] == starts[:-1]].any():
        raise NobodyError
    return _by_blocks(_share, totals, [(weights, 0)], order, starts)


def winners(units: Array, remainders: Array, weights: Array, order: Array | None, starts: Array) -> Array:
    """1 for the rows with the largest remainders, as many in each group as it has units, 0 for the others. (spec.md, section 2, due)

    units: one per group, from 0 to its number of rows. remainders, weights: one per row, above LEAST. order, starts: the result of `ordered`.

    >>> winners(np.array([1]), np.array([5, 7, 7]), np.array([1, 1, 2]), None, np.array([0, 3])).tolist()
    [0, 0, 1]
    """
    return _by_blocks(_win, units, [(remainders, LEAST), (weights, LEAST)], order, starts)


def _by_blocks(
    work: Callable[..., Array], per_group: Array, columns: Sequence[tuple[Array, int]], order: Array | None, starts: Array
) -> Array:
    """The results of `work` for the rows of all groups, in the order of the columns.

    work(per group, columns ..., axis) receives matrices with the rows of a group along an axis: 0 for small groups, 1 for large ones.
    columns: each with the value that fills it up where groups of unequal size share a matrix.
    """
    result = np.empty(len(columns[0][0]), np.int64)
    for first, last in _blocks(starts):
        rows = slice(int(starts[first]), int(starts[last]))
        if order is None:
            block_columns, output = [(column[rows], fill) for column, fill in columns], result[rows]
        else:
            block_columns, output = [(column.take(order[rows]), fill) for column, fill in columns], np.empty(rows.stop - rows.start, np.int64)
        _by_classes(work, per_group[first:last], block_columns, starts[first : last + 1] - rows.start, output)
        if order is not None:
            result[order[rows]] = output
    return result


def _blocks(starts: Array) -> Iterator[tuple[int, int]]:
    """(first group, end) of each block: about BLOCK rows, or one larger group. Blocks without rows are left out."""
    groups, rows = len(starts) - 1, int(starts[-1])
    cuts = np.unique(np.searchsorted(starts, np.arange(0, max(rows, 1), BLOCK)))
    ends = [*cuts[1:].tolist(), groups]
    return ((first, last) for first, last in zip(cuts.tolist(), ends, strict=True) if starts[last] > starts[first])


def _by_classes(work: Callable[..., Array], per_group: Array, columns: Sequence[tuple[Array, int]], starts: Array, output: Array) -> None:
    """Write the results of `work` for the groups of a block into `output`, one class of like size after the other."""
    sizes = np.diff(starts)
    classes = np.minimum(sizes, _PAIRS + 1).astype(np.int8)
    smallest, largest = int(classes.min()), int(classes.max())
    if smallest == largest <= _PAIRS:
        _small(work, per_group, columns, starts[:-1], smallest, output)
        return
    for size in range(max(smallest, 1), min(largest, _PAIRS) + 1):
        chosen = np.flatnonzero(classes == size)
        if len(chosen):
            _small(work, per_group.take(chosen), columns, starts.take(chosen), size, output)
    if largest > _PAIRS:
        _, classes = np.frexp((sizes - 1).astype(np.float64))  # no mutant: classes of like sizes (9 to 16, 17 to 32, ...), however they are cut
        classes[sizes <= _PAIRS] = 0
        for size_class in np.unique(classes[classes > 0]).tolist():
            chosen = np.flatnonzero(classes == size_class)
            _large(work, per_group.take(chosen), columns, starts.take(chosen), sizes.take(chosen), output)


def _small(work: Callable[..., Array], per_group: Array, columns: Sequence[tuple[Array, int]], firsts: Array, size: int, output: Array) -> None:
    """Write the results of `work` for groups of one size into `output`; in the matrices, each group is a column."""
    matrices = []
    for column, _ in columns:
        matrix = np.empty((size, len(firsts)), np.int64)
        for offset, row in enumerate(matrix):
            column[offset:].take(firsts, out=row, mode="clip")  # the mode that needs no copy
        matrices.append(matrix)
    for offset, row in enumerate(work(per_group[None, :], *matrices, axis=0)):
        output[offset:][firsts] = row


def _large(work: Callable[..., Array], per_group: Array, columns: Sequence[tuple[Array, int]], firsts: Array, sizes: Array, output: Array) -> None:
    """Write the results of `work` into `output`; in the matrices, each group is a row, filled up to the size of the largest group."""
    offsets = np.arange(int(sizes.max()))
    indices = firsts[:, None] + offsets
    if sizes.min() == sizes.max():
        matrices = [column.take(indices) for column, _ in columns]
        output[indices] = work(per_group[:, None], *matrices, axis=1)
        return
    live = offsets < sizes[:, None]
    matrices = [np.where(live, column.take(indices, mode="clip"), fill) for column, fill in columns]
    output[indices[live]] = work(per_group[:, None], *matrices, axis=1)[live]


def sums(values: Array, starts: Array) -> Array:
    """The sum of each group, of rows that are in order. The running sum may wrap, but its differences are right nevertheless.

    >>> sums(np.array([1, 2, 3]), np.array([0, 1, 1, 3])).tolist()
    [1, 0, 5]
    """
    result = np.zeros(len(starts) - 1, np.int64)
    for first, last in _blocks(starts):
        bounds = starts[first : last + 1]
        so_far = np.zeros(int(bounds[-1] - bounds[0]) + 1, np.int64)
        np.cumsum(values[bounds[0] : bounds[-1]], out=so_far[1:])
        result[first:last] = np.diff(so_far.take(bounds - bounds[0]))
    return result


# ---------------------------------------------------------------- largest remainder


def _share(totals: Array, weights: Array, axis: int) -> Array:
    """The shares of groups along an axis; rows that only fill up the matrix have weight 0 and get nothing."""
    sums = weights.sum(axis, keepdims=True)
    if not sums.min():
        if totals[sums == 0].any():
            raise NobodyError
        np.maximum(sums, 1, out=sums)
    whole = np.abs(totals)
    shares = _floors(whole, weights, sums, weights.shape[axis])
    units = whole - shares.sum(axis, keepdims=True)
    shares += _MOST[axis](_keys(whole, weights, sums, shares), units)
    if totals.min() < 0:
        shares *= np.sign(totals)
    return shares


def _keys(whole: Array, weights: Array, sums: Array, floors: Array) -> list[Array]:
    """The keys that decide which rows get a unit: remainders, then weights. The array `weights` is overwritten.

    Sums below 2**31 leave room for both in one key, remainder * 2**31 + weight, so that ties need no second key. Products may wrap on
    the way, keys do not.
    """
    if sums.max() < 1 << _DIGIT:
        keys = np.multiply(weights, (whole << _DIGIT) + 1, out=weights)
        keys -= floors * (sums << _DIGIT)
        return [keys]
    return [whole * weights - floors * sums, weights]


def _win(units: Array, remainders: Array, weights: Array, axis: int) -> Array:
    return _MOST[axis]([remainders, weights], units)


def _floors(whole: Array, weights: Array, sums: Array, size: int) -> Array:
    """Floors of whole * weights / sums, guessed where the docstring of this module allows it, else exact."""
    if int(whole.max()) * size >= _GUESSED:
        return _long_division(whole, weights, sums)
    floors: Array = np.multiply(weights, whole / sums, out=np.empty(weights.shape, np.int64), casting="unsafe")
    return floors


def _long_division(whole: Array, weights: Array, sums: Array) -> Array:
    """Exact floors of whole * weights / sums, where no weight is above its sum: the total's two digits one after the other."""
    divisors = sums.astype(np.float64)
    parts = weights.astype(np.float64)
    high, low = whole >> _DIGIT, whole & ((1 << _DIGIT) - 1)
    first, remainder = _digit(high * (parts / divisors), high * weights, sums)
    second, _ = _digit((remainder * float(1 << _DIGIT) + low * parts) / divisors, (remainder << _DIGIT) + low * weights, sums)
    return (first << _DIGIT) + second


def _digit(guess: Array, numerator: Array, sums: Array) -> tuple[Array, Array]:
    """(the exact quotient, the exact remainder) near a guess; `numerator` may have wrapped, the remainders do not.

    A digit is at most 2**31, and its guess is wrong by less than 2**-18; the floor of the guess is therefore wrong by at most one.
    """
    quotient = guess.astype(np.int64)
    remainder = numerator - quotient * sums
    for wrong, sign in ((remainder < 0, 1), (remainder >= sums, -1)):
        quotient -= sign * wrong
        remainder += sums * (sign * wrong)
    return quotient, remainder


def _most_by_pairs(keys: Sequence[Array], units: Array) -> Array:
    """Flags of the rows that come first by the keys, as many as there are units; of equal rows the earlier. Groups are columns of few rows.

    A row's rank is the number of rows that come before it.
    """
    first, *finer = keys
    ranks = np.zeros(first.shape, np.int8)
    for row in range(1, len(first)):
        later = first[row] > first[:row]
        if finer:
            later |= (first[row] == first[:row]) & (finer[0][row] > finer[0][:row])
        wins = later.view(np.int8)
        ranks[:row] += wins
        ranks[row] += np.int8(row) - wins.sum(0, dtype=np.int8)
    return ranks < units.astype(np.int8)


def _most_by_threshold(keys: Sequence[Array], units: Array) -> Array:
    """Flags of the rows that come first by the keys, as many as there are units; of equal rows the earlier. Groups are rows of the matrices.

    These are all rows above the key of the last row that gets a unit, and some of those equal to it.
    """
    first, *finer = keys
    size = first.shape[1]
    last = size - np.maximum(units, 1)
    sorted_so_far = np.partition(first, last[0, 0], 1) if len(first) == 1 else np.sort(first, 1)
    threshold = np.take_along_axis(sorted_so_far, last, 1)
    flags = first > threshold
    tied = first == threshold
    left = units - flags.sum(1, keepdims=True)
    unclear = np.flatnonzero((tied.sum(1, keepdims=True) > left) & (units > 0))
    if len(unclear):
        candidates = tied[unclear]
        if finer:
            tied[unclear] = _most_by_threshold([np.where(candidates, key[unclear], LEAST) for key in finer], left[unclear])
        else:
            tied[unclear] = candidates & (np.cumsum(candidates, 1) <= left[unclear])
    flags |= tied
    flags &= units > 0
    return flags


_MOST = (_most_by_pairs, _most_by_threshold)
