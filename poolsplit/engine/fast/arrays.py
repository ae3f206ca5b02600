"""Columns as arrays: what is read into one, what is known of one without a look at its rows, and what of it 64 bits can hold.

Not operations, but what the operations of `fast` have in common: `places`, `arithmetic`, `grouping` and `fast` itself.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Array = Any  # numpy's array types say nothing of shapes

MOST = np.iinfo(np.int64).max
SURE = 1 << 62  # what floating point finds below is below 2**63 in truth


def as_column(values: Any) -> Array:
    """One column: int64 where everything fits, else Python ints. Raises TypeError for what is no whole number."""
    if type(values) is range:
        return np.arange(values.start, values.stop, values.step)
    found = np.asarray(values)
    if found.ndim != 1:
        message = f"a column has one dimension, not {found.ndim}"
        raise ValueError(message)
    if not len(found):
        return np.zeros(0, np.int64)
    if np.can_cast(found.dtype, np.int64):
        return found.astype(np.int64, copy=False)
    whole = [index(value) for value in values]  # numpy makes floats of lists with ints of more than 63 bits
    try:
        return np.array(whole, np.int64)
    except OverflowError:
        return np.array(whole, object)


def as_columns(*values: Any) -> list[Array]:
    """Several columns, which have to be of equal length."""
    return equally_long([as_column(each) for each in values])


def as_given(value: Any) -> Any:
    """The same where an int may stand for a column, and flags stay bool."""
    if is_int(value):
        return int(value)
    return value if type(value) is np.ndarray and value.dtype == bool else as_column(value)


def is_int(value: Any) -> bool:
    """Whether it is one number that stands for a column."""
    return isinstance(value, (int, np.integer))


def is_constant(column: Any) -> bool:
    """Whether a column is known to hold one value in all of its rows."""
    return type(column) is np.ndarray and column.strides == (0,) and len(column) > 1


def are_all(places: Any, n: int) -> bool:
    """Whether places are known to be those of n rows, in order."""
    return type(places) is range and places == range(n)


def repeated(value: Any, n: int) -> Array:
    """n times a value of an array."""
    return np.broadcast_to(value, n)


def equally_long(columns: list[Any]) -> list[Any]:
    """These columns. Raises ValueError where their lengths differ; ints stand for columns of any length."""
    lengths = {len(column) for column in columns if type(column) is not int}
    if len(lengths) > 1:
        message = f"columns have {' and '.join(map(str, sorted(lengths)))} rows"
        raise ValueError(message)
    return columns


def as_counts(columns: list[Any]) -> list[Any]:
    """Columns in which flags count as 1 and 0."""
    return [column.astype(np.int64) if type(column) is not int and column.dtype == bool else column for column in columns]


def fitting(values: Sequence[int]) -> Array:
    """What `exact` found, as int64. Raises OverflowError."""
    return np.array(values, np.int64)


def as_result(column: Array) -> Array:
    """A column as a result. Raises OverflowError where a value does not fit."""
    return fitting(column.tolist()) if column.dtype == object else column


def size(column: Any) -> int:
    """The largest absolute value of a column."""
    if type(column) is int:
        return abs(column)
    if column.dtype == np.int64:
        largest = int(column.view(np.uint64).max(initial=0))  # one look at what holds no negative value
        if largest <= MOST:
            return largest
    return max(-int(column.min()), int(column.max())) if len(column) else 0


def wide(columns: Sequence[Any]) -> bool:
    """Whether some column holds what 64 bits cannot."""
    return any(abs(column) > MOST if type(column) is int else column.dtype == object for column in columns)


def by_exact(operation: Callable[..., Any], *columns: Any) -> Any:
    """What an operation of `exact` makes of columns and ints: a column, or several. Raises OverflowError where one does not fit."""
    found = operation(*(column if type(column) is int else column.tolist() for column in columns))
    return tuple(map(fitting, found)) if type(found) is tuple else fitting(found)
