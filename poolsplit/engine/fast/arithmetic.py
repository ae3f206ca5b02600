"""Arithmetic, comparing and choosing on int64 arrays: the operations of `exact` that work on each row alone."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from poolsplit.engine import exact
from poolsplit.engine.fast.arrays import (
    MOST,
    SURE,
    as_column,
    as_counts,
    as_given,
    as_result,
    by_exact,
    equally_long,
    is_constant,
    is_int,
    repeated,
    size,
    wide,
)
from poolsplit.engine.fast.indexing import constant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Array = Any  # numpy's array types say nothing of shapes

_SIGN = 63  # the place of the bit that negative numbers have
_BLOCK = 1 << 16  # rows that are worked on at a time: what is made of them on the way stays in the processor's cache


def _row_by_row(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation on columns of which each row is worked on alone: once for columns of one value, else block after block."""

    @wraps(operation)
    def run(*columns: Any) -> Any:
        read = equally_long([as_given(each) for each in columns])
        n = next((len(each) for each in read if type(each) is not int), 0)
        if all(type(each) is int or is_constant(each) for each in read) and n > 1:
            found = operation(*_some_rows(read, slice(0, 1)))
            return tuple(repeated(each[0], n) for each in found) if type(found) is tuple else repeated(found[0], n)
        if n <= _BLOCK:
            return operation(*read)
        whole: list[Array] = []
        for start in range(0, n, _BLOCK):
            rows = slice(start, start + _BLOCK)
            found = operation(*_some_rows(read, rows))
            parts = found if type(found) is tuple else (found,)
            whole = whole or [np.empty(n, part.dtype) for part in parts]
            for into, part in zip(whole, parts, strict=True):
                into[rows] = part
        return tuple(whole) if type(found) is tuple else whole[0]

    return run


def _loose(*values: Any) -> list[Any]:
    """Columns, ints in the stead of some, and flags; columns of one value are its int if another column is not."""
    found = equally_long([as_given(each) for each in values])
    if all(type(each) is int or is_constant(each) for each in found):
        return found
    return [int(each[0]) if type(each) is not int and is_constant(each) else each for each in found]


def _is_always(column: Any, value: int) -> bool:
    """Whether a column, or an int in its stead, is known to hold this value in all of its rows."""
    return bool(column == value) if is_int(column) else is_constant(column) and bool(column[0] == value)


def _some_rows(columns: Sequence[Any], rows: Any) -> list[Any]:
    return [column if type(column) is int else column[rows] for column in columns]


# ---------------------------------------------------------------- arithmetic


def add(*columns: Any) -> Array:
    """The sum of columns, row by row.

    >>> add([1, 2], [10, 20], [100, 200]).tolist()
    [111, 222]
    """
    whole = [each for each in columns if not is_int(each)]
    others = [each for each in columns if not _is_always(each, 0)] or whole[:1]
    if len(others) == 1 and not is_int(others[0]) and equally_long(whole):
        return as_result(as_column(others[0]))
    return _sum(*columns) if all(map(is_int, others)) else _sum(*others)


@_row_by_row
def _sum(*columns: Any) -> Array:
    read = as_counts(_loose(*columns))
    if not read:
        return np.zeros(0, np.int64)
    if wide(read) or sum(map(size, read)) > MOST:
        return by_exact(exact.add, *read)
    result = read[0] + read[1]
    for column in read[2:]:
        result += column
    return result


@_row_by_row
def subtract(a: Any, b: Any) -> Array:
    """a - b, row by row.

    >>> subtract([1, 2], [10, 20]).tolist()
    [-9, -18]
    """
    read = as_counts(_loose(a, b))
    if wide(read) or size(read[0]) + size(read[1]) > MOST:
        return by_exact(exact.subtract, *read)
    return read[0] - read[1]


def multiply(a: Any, b: Any) -> Array:
    """The product of two columns, row by row.

    >>> multiply([2, -3], [5, 7]).tolist()
    [10, -21]
    """
    for column, factor in ((a, b), (b, a)):
        if _is_always(factor, 1) and not is_int(column) and equally_long([each for each in (a, b) if not is_int(each)]):
            return as_result(as_column(column))
    return _product(a, b)


@_row_by_row
def _product(a: Any, b: Any) -> Array:
    read = _loose(a, b)
    if wide(read):
        return by_exact(exact.multiply, *read)
    result = read[0] * read[1]
    rows = _doubtful(*read)
    if len(rows):
        result[rows] = by_exact(exact.multiply, *_some_rows(read, rows))
    return result


def _doubtful(a: Array, b: Array) -> Array:
    """The rows whose product may have wrapped."""
    if size(a) * size(b) < SURE:
        return ()
    return np.flatnonzero(np.abs(np.asarray(a, np.float64) * b) >= SURE)


def scale(column: Any, numerator: Any, denominator: Any) -> Array:
    """Each value times its ratio, rounded half-even: rates, exchange rates, signs. (spec.md, section 2)

    >>> scale([5, 15, 500000], [1, 1, 3500], [10, 10, 100]).tolist()
    [0, 2, 17500000]
    """
    return multiply(column, numerator) if _is_always(denominator, 1) else _scaled(column, numerator, denominator)


@_row_by_row
def _scaled(column: Any, numerator: Any, denominator: Any) -> Array:
    read = as_counts(_loose(column, numerator, denominator))
    if wide(read):
        return by_exact(exact.scale, *read)
    values, numerators, denominators = read
    if type(values) is int is type(numerators):
        values = np.full(len(denominators), values)  # a product a row, as the results are
    _refuse_zero(denominators)
    product = values * numerators
    rows = _doubtful(values, numerators)
    if size(denominators) >= SURE:  # twice the rest may not fit
        large = np.broadcast_to((denominators >= SURE) | (denominators <= -SURE), product.shape)
        rows = np.union1d(rows, np.flatnonzero(large)).astype(np.int64)
    if len(rows):
        product[rows] = 0
    quotient = product // denominators
    rest = product - quotient * denominators
    rest *= 2
    quotient += (rest > denominators) | ((rest == denominators) & (quotient & 1 == 1))
    if len(rows):
        quotient[rows] = by_exact(exact.scale, *_some_rows(read, rows))
    return quotient


@_row_by_row
def divide(column: Any, divisor: Any) -> tuple[Array, Array]:
    """Quotients truncated toward zero and their remainders, which keep the sign: steps and packs.

    >>> [found.tolist() for found in divide([7, -7], [4, 4])]
    [[1, -1], [3, -3]]
    """
    read = as_counts(_loose(column, divisor))
    values, divisors = read
    if wide(read) or size(values) > MOST:
        found: tuple[Array, Array] = by_exact(exact.divide, *read)
        return found
    _refuse_zero(divisors)
    signs = values >> _SIGN  # -1 turns all bits over, and taking it away makes the negative
    quotients = np.abs(values) // divisors
    quotients ^= signs
    quotients -= signs
    return quotients, values - quotients * divisors


def _refuse_zero(divisors: Array) -> None:
    if not np.all(divisors):
        message = "division by zero"
        raise ZeroDivisionError(message)


# ---------------------------------------------------------------- comparing and choosing


@_row_by_row
def at_least(a: Any, b: Any) -> Array:
    """Flags: where a >= b.

    >>> at_least([1, 2, 3], 2).tolist()
    [False, True, True]
    """
    read = _loose(a, b)
    return read[0] >= read[1]


def equal(a: Any, b: Any) -> Array:
    """Flags: where a = b."""
    return repeated(np.True_, len(a)) if type(a) is range and type(b) is range and a == b else _equal(a, b)


@_row_by_row
def _equal(a: Any, b: Any) -> Array:
    read = _loose(a, b)
    return read[0] == read[1]


@_row_by_row
def both(a: Any, b: Any) -> Array:
    """Flags: where both are set; what is not 0 counts as set."""
    return np.logical_and(*_loose(a, b))


@_row_by_row
def either(*flags: Any) -> Array:
    """Flags: where any is set.

    >>> either([1, 0, 0], [0, 0, 7]).tolist()
    [True, False, True]
    """
    first, *others = _loose(*flags)
    found = first != 0
    for other in others:
        found |= other != 0
    return found


@_row_by_row
def without(flags: Any, others: Any) -> Array:
    """Flags that are set where the others are not.

    >>> without([1, 1, 0], [0, 1, 0]).tolist()
    [True, False, False]
    """
    read = _loose(flags, others)
    return np.logical_and(read[0], np.logical_not(read[1]))


def beyond(column: Any, limit: int) -> Array:
    """Flags: where a value is `limit` or more, or -limit or less."""
    values = as_column(column)
    if size(values) < limit:
        return repeated(np.False_, len(values))
    return np.array(exact.beyond(values.tolist(), limit), bool)


def when(flags: Any, x: Any, y: Any) -> Array:
    """x where the flag is set, else y.

    >>> when([1, 0], [10, 20], -2).tolist()
    [10, -2]
    """
    chosen, *read = equally_long([as_given(each) for each in (flags, x, y)])
    if wide(read):
        return by_exact(exact.when, chosen, *read)
    return _picked(chosen if chosen.dtype == bool else chosen != 0, *read)


def _picked(flags: Array, x: Any, y: Any) -> Array:
    """x or y; ints of 64 bits, or flags where both are."""
    if is_constant(flags) or (len(flags) and flags[0] == flags[-1] and flags.all() == flags.any()):
        found = x if flags[0] else y
        return constant(found, len(flags)) if type(found) is int else found
    if type(x) is not int and type(y) is int and not y and x.dtype == np.int64:
        return x * flags
    if type(y) is not int and type(x) is int and not x and y.dtype == np.int64:
        return y * ~flags
    found = np.where(flags, x, y)
    return found if found.dtype == bool else found.astype(np.int64, copy=False)


def choose(a: Any, b: Any, x: Any, y: Any) -> Array:
    """x where a >= b, else y: chargeable weight, price tiers, clamps.

    >>> choose([1, 2, 3], [2, 2, 2], [10, 20, 30], [-1, -2, -3]).tolist()
    [-1, 20, 30]
    """
    read = equally_long([as_given(each) for each in (a, b, x, y)])
    if wide(read):
        return by_exact(exact.choose, *read)
    return _picked(at_least(read[0], read[1]), read[2], read[3])
