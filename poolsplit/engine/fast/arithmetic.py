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

_SIGN = 63  # the index of the bit that is set in negative numbers
_BLOCK = 1 << 16  # rows in a block: their intermediate results stay in the processor's cache


def _row_by_row(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap an operation that works on each row alone: it runs once where every column is of one value, else block after block."""

    @wraps(operation)
    def run(*columns: Any) -> Any:
        operands = equally_long([as_given(column) for column in columns])
        n = next((len(operand) for operand in operands if type(operand) is not int), 0)
        if all(type(operand) is int or is_constant(operand) for operand in operands) and n > 1:
            result = operation(*_some_rows(operands, slice(0, 1)))
            return tuple(repeated(part[0], n) for part in result) if type(result) is tuple else repeated(result[0], n)
        if n <= _BLOCK:
            return operation(*operands)
        outputs: list[Array] = []
        for start in range(0, n, _BLOCK):
            rows = slice(start, start + _BLOCK)
            result = operation(*_some_rows(operands, rows))
            parts = result if type(result) is tuple else (result,)  # no mutant: it is a plain tuple
            outputs = outputs or [np.empty(n, part.dtype) for part in parts]
            for output, part in zip(outputs, parts, strict=True):
                output[rows] = part
        return tuple(outputs) if type(result) is tuple else outputs[0]

    return run


def _operands(*values: Any) -> list[Any]:
    """The operands of an operation: columns, flags, or ints for columns; a column of one value becomes an int where another column varies."""
    operands = equally_long([as_given(operand) for operand in values])
    if all(type(operand) is int or is_constant(operand) for operand in operands):  # no mutant: ints alone give the same
        return operands
    return [int(operand[0]) if type(operand) is not int and is_constant(operand) else operand for operand in operands]


def _is_always(column: Any, value: int) -> bool:
    """True where a column, or an int for a column, is known to hold this value in all of its rows."""
    return bool(column == value) if is_int(column) else is_constant(column) and bool(column[0] == value)


def _some_rows(columns: Sequence[Any], rows: Any) -> list[Any]:
    return [column if type(column) is int else column[rows] for column in columns]


# ---------------------------------------------------------------- arithmetic


def add(*columns: Any) -> Array:
    """The sum of columns, row by row.

    >>> add([1, 2], [10, 20], [100, 200]).tolist()
    [111, 222]
    """
    sequences = [column for column in columns if not is_int(column)]
    addends = [column for column in columns if not _is_always(column, 0)] or sequences[:1]
    if len(addends) == 1 and not is_int(addends[0]) and equally_long(sequences):
        return as_result(as_column(addends[0]))
    return _sum(*columns) if all(map(is_int, addends)) else _sum(*addends)


@_row_by_row
def _sum(*columns: Any) -> Array:
    operands = as_counts(_operands(*columns))
    if not operands:
        return np.zeros(0, np.int64)
    if wide(operands) or sum(map(size, operands)) > MOST:
        return by_exact(exact.add, *operands)
    result = operands[0] + operands[1]
    for column in operands[2:]:
        result += column
    return result


@_row_by_row
def subtract(a: Any, b: Any) -> Array:
    """a - b, row by row.

    >>> subtract([1, 2], [10, 20]).tolist()
    [-9, -18]
    """
    operands = as_counts(_operands(a, b))
    if wide(operands) or size(operands[0]) + size(operands[1]) > MOST:  # no mutant: at the limit itself both ways have one answer
        return by_exact(exact.subtract, *operands)
    return operands[0] - operands[1]


def multiply(a: Any, b: Any) -> Array:
    """The product of two columns, row by row.

    >>> multiply([2, -3], [5, 7]).tolist()
    [10, -21]
    """
    for column, factor in ((a, b), (b, a)):
        if _is_always(factor, 1) and not is_int(column) and equally_long([operand for operand in (a, b) if not is_int(operand)]):
            return as_result(as_column(column))
    return _product(a, b)


@_row_by_row
def _product(a: Any, b: Any) -> Array:
    operands = _operands(a, b)
    if wide(operands):
        return by_exact(exact.multiply, *operands)
    result = operands[0] * operands[1]
    rows = _doubtful(*operands)
    if len(rows):
        result[rows] = by_exact(exact.multiply, *_some_rows(operands, rows))
    return result


def _doubtful(a: Array, b: Array) -> Array:
    """The indices of the rows whose product may have wrapped."""
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
    operands = as_counts(_operands(column, numerator, denominator))
    if wide(operands):
        return by_exact(exact.scale, *operands)
    values, numerators, denominators = operands
    if type(values) is int is type(numerators):
        values = np.full(len(denominators), values)  # one product per row, because there is one result per row
    _refuse_zero(denominators)
    product = values * numerators
    rows = _doubtful(values, numerators)
    if size(denominators) >= SURE:  # twice the remainder may not fit
        large = np.broadcast_to((denominators >= SURE) | (denominators <= -SURE), product.shape)
        rows = np.union1d(rows, np.flatnonzero(large)).astype(np.int64)
    if len(rows):
        product[rows] = 0
    quotient = product // denominators
    remainder = product - quotient * denominators
    remainder *= 2
    quotient += (remainder > denominators) | ((remainder == denominators) & (quotient & 1 == 1))
    if len(rows):
        quotient[rows] = by_exact(exact.scale, *_some_rows(operands, rows))
    return quotient


@_row_by_row
def divide(column: Any, divisor: Any) -> tuple[Array, Array]:
    """Quotients truncated toward zero and their remainders, which keep the sign: steps and packs.

    >>> [column.tolist() for column in divide([7, -7], [4, 4])]
    [[1, -1], [3, -3]]
    """
    operands = as_counts(_operands(column, divisor))
    values, divisors = operands
    if wide(operands) or size(values) > MOST:
        result: tuple[Array, Array] = by_exact(exact.divide, *operands)
        return result
    _refuse_zero(divisors)
    signs = values >> _SIGN  # x ^ -1 inverts all bits of x, and subtracting -1 then gives -x
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
    """Flags of the rows where a >= b.

    >>> at_least([1, 2, 3], 2).tolist()
    [False, True, True]
    """
    operands = _operands(a, b)
    return operands[0] >= operands[1]


def equal(a: Any, b: Any) -> Array:
    """Flags of the rows where a = b."""
    return repeated(np.True_, len(a)) if type(a) is range and type(b) is range and a == b else _equal(a, b)


@_row_by_row
def _equal(a: Any, b: Any) -> Array:
    operands = _operands(a, b)
    return operands[0] == operands[1]


@_row_by_row
def both(a: Any, b: Any) -> Array:
    """Flags of the rows where both flags are set; any value other than 0 counts as set."""
    return np.logical_and(*_operands(a, b))


@_row_by_row
def either(*flags: Any) -> Array:
    """Flags of the rows where any flag is set.

    >>> either([1, 0, 0], [0, 0, 7]).tolist()
    [True, False, True]
    """
    first, *others = _operands(*flags)
    result = first != 0
    for other in others:
        result |= other != 0
    return result


@_row_by_row
def without(flags: Any, others: Any) -> Array:
    """Flags of the rows where the first flag is set and the other one is not.

    >>> without([1, 1, 0], [0, 1, 0]).tolist()
    [True, False, False]
    """
    operands = _operands(flags, others)
    return np.logical_and(operands[0], np.logical_not(operands[1]))


def beyond(column: Any, limit: int) -> Array:
    """Flags of the rows whose value is `limit` or more, or -limit or less."""
    values = as_column(column)
    if size(values) < limit:
        return repeated(np.False_, len(values))
    return np.array(exact.beyond(values.tolist(), limit), bool)


def when(flags: Any, x: Any, y: Any) -> Array:
    """x where the flag is set, else y, row by row.

    >>> when([1, 0], [10, 20], -2).tolist()
    [10, -2]
    """
    condition, *branches = equally_long([as_given(operand) for operand in (flags, x, y)])
    if wide(branches):
        return by_exact(exact.when, condition, *branches)
    return _picked(condition if condition.dtype == bool else condition != 0, *branches)


def _picked(flags: Array, x: Any, y: Any) -> Array:
    """x where a flag is set, else y: int64, or bool where x and y are flags."""
    if is_constant(flags) or (len(flags) and flags[0] == flags[-1] and flags.all() == flags.any()):
        branch = x if flags[0] else y
        return constant(branch, len(flags)) if type(branch) is int else branch
    if type(x) is not int and type(y) is int and not y and x.dtype == np.int64:
        return x * flags
    if type(y) is not int and type(x) is int and not x and y.dtype == np.int64:  # no mutant: a short cut
        return y * ~flags
    result = np.where(flags, x, y)
    return result if result.dtype == bool else result.astype(np.int64, copy=False)  # no mutant: a flag counts the same as 1 or 0


def choose(a: Any, b: Any, x: Any, y: Any) -> Array:
    """x where a >= b, else y: chargeable weight, price tiers, clamps.

    >>> choose([1, 2, 3], [2, 2, 2], [10, 20, 30], [-1, -2, -3]).tolist()
    [-1, 20, 30]
    """
    operands = equally_long([as_given(operand) for operand in (a, b, x, y)])
    if wide(operands):
        return by_exact(exact.choose, *operands)
    return _picked(at_least(operands[0], operands[1]), operands[2], operands[3])
