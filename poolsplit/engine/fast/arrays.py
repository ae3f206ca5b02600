"""Columns as arrays: reading values into one, what is known about one without reading its rows, and the limits of 64 bits.

These are not operations, but helpers of the operations in `indexing`, `arithmetic`, `grouping` and `apportioning`.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Array = Any  # numpy's array types say nothing of shapes

MOST = np.iinfo(np.int64).max
SURE = 1 << 62  # no mutant: what floating point finds to be below this is below 2**63 in truth; a lower bound sends more rows the long way


def as_column(values: Any) -> Array:
    """One column as an array: int64 where every value fits, else Python ints. Raises TypeError for a value that is not a whole number."""
    if type(values) is range:
        return np.arange(values.start, values.stop, values.step)
    array = np.asarray(values)
    if array.ndim != 1:
        message = f"a column has one dimension, not {array.ndim}"
        raise ValueError(message)
    if not len(array):
        return np.zeros(0, np.int64)
    if np.can_cast(array.dtype, np.int64):
        return array.astype(np.int64, copy=False)
    ints = [index(value) for value in values]  # numpy makes floats from lists with ints of more than 63 bits
    try:
        return np.array(ints, np.int64)
    except OverflowError:
        return np.array(ints, object)


def as_columns(*values: Any) -> list[Array]:
    """Several columns, which have to be of equal length."""
    return equally_long([as_column(value) for value in values])


def as_given(value: Any) -> Any:
    """A column as an array, where an int that stands for a column stays an int, and flags stay bool. Raises the errors of `as_column`."""
    if is_int(value):
        return int(value)
    return value if type(value) is np.ndarray and value.dtype == bool else as_column(value)


def is_int(value: Any) -> bool:
    """True where a value is one number that stands for a column."""
    return isinstance(value, (int, np.integer))


def is_constant(column: Any) -> bool:
    """True where a column is known, without reading its rows, to hold one value in all of them."""
    return type(column) is np.ndarray and column.strides == (0,) and len(column) > 1


def are_all(indices: Any, n: int) -> bool:
    """True where indices are known, without reading them, to be those of n rows in order."""
    return type(indices) is range and indices == range(n)


def repeated(value: Any, n: int) -> Array:
    """A column of n times a value of numpy, which is stored once."""
    return np.broadcast_to(value, n)


def equally_long(columns: list[Any]) -> list[Any]:
    """The columns, unchanged. Raises ValueError where their lengths differ; ints stand for columns of any length."""
    lengths = {len(column) for column in columns if type(column) is not int}
    if len(lengths) > 1:
        message = f"columns have {' and '.join(map(str, sorted(lengths)))} rows"
        raise ValueError(message)
    return columns


def as_counts(columns: list[Any]) -> list[Any]:
    """The columns with flags converted to 1 and 0."""
    return [column.astype(np.int64) if type(column) is not int and column.dtype == bool else column for column in columns]


def fitting(values: Sequence[int]) -> Array:
    """A result of `exact` as int64. Raises OverflowError where a value does not fit."""
    return np.array(values, np.int64)


def as_result(column: Array) -> Array:
    """A column as the result of an operation: int64, or bool. Raises OverflowError where a value does not fit."""
    return fitting(column.tolist()) if column.dtype == object else column


def size(column: Any) -> int:
    """The largest absolute value of a column."""
    if type(column) is int:
        return abs(column)
    if column.dtype == np.int64:
        largest = int(column.view(np.uint64).max(initial=0))  # one pass where no value is negative
        if largest <= MOST:
            return largest
    return max(-int(column.min()), int(column.max())) if len(column) else 0


def wide(columns: Sequence[Any]) -> bool:
    """True where some column holds a value that 64 bits cannot."""
    return any(abs(column) > MOST if type(column) is int else column.dtype == object for column in columns)


def by_exact(operation: Callable[..., Any], *columns: Any) -> Any:
    """The result of an operation of `exact` on columns and ints: one column, or several. Raises OverflowError where a value does not fit."""
    result = operation(*(column if type(column) is int else column.tolist() for column in columns))
    return tuple(map(fitting, result)) if type(result) is tuple else fitting(result)
