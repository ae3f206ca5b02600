"""Making and joining columns, and reading and writing them by index, on int64 arrays: the first operations of `exact`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from poolsplit.engine.fast.arrays import are_all, as_column, as_given, as_result, is_constant, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable

    Array = Any  # numpy's array types say nothing of shapes



def column(values: Iterable[int]) -> Array:
    """A column of these values. Raises OverflowError where one does not fit."""
    return as_result(as_column(values if isinstance(values, (np.ndarray, list, tuple)) else list(values)))


def constant(value: int, n: int) -> Array:
    """A column of n times `value`."""
    return repeated(np.int64(value), n)


def own(column: Any) -> Array:
    """A copy of a column, for the caller to write into."""
    return np.array(as_column(column))


def count(n: int) -> range:
    """The column 0, 1, 2 ... n - 1."""
    return range(n)


def is_count(column: Any, n: int) -> bool:
    """True where a column equals `count(n)`."""
    return are_all(column, n) or np.array_equal(as_column(column), np.arange(n))


def join(*columns: Any) -> Array:
    """One column after the other.

    >>> join([1, 2], [3]).tolist()
    [1, 2, 3]
    """
    filled = [column for column in columns if len(column)]
    return filled[0] if len(filled) == 1 else np.concatenate([as_column(column) for column in columns])


def mark(indices: Any, n: int) -> Array:
    """n flags, set at the indices; an index of -1 sets none.

    >>> mark([2, -1], 3).tolist()
    [False, False, True]
    """
    if are_all(indices, n):
        return repeated(np.True_, n)
    flags = np.zeros(n + 1, bool)
    flags[column(indices)] = True  # an index of -1 sets the last flag, which belongs to no row
    return flags[:n]


def indices(flags: Any) -> list[int]:
    """The indices of the flags that are set, as a list of int to loop over.

    >>> indices([0, 1, 1])
    [1, 2]
    """
    return np.flatnonzero(flags).tolist()


def some(flags: Any) -> bool:
    """True where any flag is set."""
    return bool(flags[0]) if is_constant(flags) else bool(np.any(flags))


def where(flags: Any) -> Any:
    """The indices of the flags that are set, as a column."""
    return range(len(flags)) if np.all(flags[:1]) and np.all(flags) else np.flatnonzero(flags)


def pick(column: Any, indices: Any, default: int = 0) -> Any:
    """The value at each index; `default` where the index is below 0.

    >>> pick([10, 20], [1, 1, -1]).tolist()
    [20, 20, 0]
    """
    if are_all(indices, len(column)):
        return column
    values, rows = as_given(column), as_column(indices)
    if values.dtype == bool and default not in {0, 1}:
        values = values.astype(np.int64)
    if is_constant(rows):
        return repeated(values.take(rows[:1])[0] if rows[0] >= 0 else values.dtype.type(default), len(rows))
    if not len(rows) or int(rows.min()) >= 0:
        return repeated(values[0], len(rows)) if is_constant(values) else values.take(rows)
    if not len(values):
        return np.full(len(rows), default, np.int64)
    return np.where(rows >= 0, values.take(rows, mode="clip"), bool(default) if values.dtype == bool else default)


def put(column: Array, indices: Any, values: Any) -> None:
    """Write each value to its index in a column that the caller owns."""
    column[as_column(indices)] = as_column(values)


def placed(column: Any, indices: Any, values: Any) -> Any:
    """The column with each value written at its index; an index of -1 is skipped.

    >>> placed([0, 0, 0], [2, -1], [7, 9]).tolist()
    [0, 0, 7]
    """
    if are_all(indices, len(column)):
        return constant(values, len(column)) if type(values) is int else values
    rows, n = as_column(indices), len(column)
    result = np.empty(n if len(rows) and rows.min() >= 0 else n + 1, np.int64)
    result[:n] = as_given(column)
    result[rows] = as_given(values)  # an index of -1 writes to the last item, which belongs to no row
    return result[:n]
