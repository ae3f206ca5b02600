"""Columns of numbers and of texts in a frame: plain numbers are taken from the arrays; of anything else, each distinct value is read once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit.engine import fast
from poolsplit.errors import PoolsplitError
from poolsplit.tables.columns import Numbers
from poolsplit.tables.frames.codes import as_python, distinct, first_rows
from poolsplit.tables.frames.columns import Figures, Repeated
from poolsplit.values.typed_numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    Array = Any  # numpy's array types say nothing of shapes
    Reader = Callable[[object, int, str], Any]

_SAMPLE = 100  # floats from which the number of decimals of a column is found
_BLOCK = 1 << 16  # rows that are worked on at a time, so that intermediate arrays stay in the processor's cache
_DECIMALS = 9  # the most decimals with which a column of floats is scaled as a whole


def texts(column: Any, read: Reader, name: str, unread: Callable[[int, PoolsplitError], None], rows: Array | None = None) -> Repeated:
    """A column of which each distinct value is read once; a cell that cannot be read is blank. rows: only these are read."""
    cells = column if rows is None else column.iloc[rows]
    codes, uniques = distinct(cells)
    raw_values = as_python(uniques)
    first_row = first_rows(codes, len(raw_values))
    values: list[Any] = []
    for code, raw_value in enumerate(raw_values):
        values.append(None)
        if first_row[code] < 0 or (isinstance(raw_value, str) and not raw_value.strip()):
            continue
        try:
            values[-1] = read(raw_value, int(first_row[code] if rows is None else rows[first_row[code]]), name)
        except PoolsplitError as error:
            for row in np.flatnonzero(codes == code).tolist():
                unread(row if rows is None else int(rows[row]), error)
    if len(values) == 1 and values[0] is not None and codes.min() >= 0:
        return Repeated(fast.constant(0, len(codes)), values)
    blank = np.array([*(value is None for value in values), True], bool)
    return Repeated(np.where(blank[codes], -1, codes) if blank[:-1].any() else codes, values)


@dataclass(frozen=True)
class Kind:
    """The plain numbers that a column may hold, and the factor by which they are multiplied.

    low: the least value. limit: integers are below it, and above its negative. whole: True to refuse decimals. small: True to refuse
    values of 1 and more (a rate). large: True to refuse values below 1 other than 0 (percent). by: the factor.
    """

    low: int | None = None
    limit: int = LIMIT
    whole: bool = False
    small: bool = False
    large: bool = False
    by: Fraction = Fraction(1)


def figures(
    column: Any, kind: Kind, read: Reader, name: str, unread: Callable[[int, PoolsplitError], None], rows: Array | None = None, *, counts: bool
) -> Figures:
    """A column of numbers. rows: only these are read. counts: True where the items of the result are ints, not Fractions."""
    n = len(column)
    column = _as_integers(column)
    if rows is None and not _is_plain(column.dtype):
        return Figures(texts(column, read, name, unread).figures(), counts)
    cells = column if rows is None else column.iloc[rows]
    values, known, unit, taken = _plain(cells, kind)
    if not taken.all():
        unread_rows = np.flatnonzero(~taken)
        indices = unread_rows if rows is None else rows[unread_rows]
        others = texts(column, read, name, unread, indices).figures()
        scale = lcm(unit, others.unit)
        values, others_values = _times(values, scale // unit), _times(others.values, scale // others.unit)
        values[unread_rows], known[unread_rows], unit = others_values, np.asarray(others.known) != 0, scale
    if rows is not None:
        all_values, all_known = np.zeros(n, np.int64), np.zeros(n, bool)
        all_values[rows], all_known[rows] = values, known
        values, known = all_values, all_known
    return Figures(Numbers(values, fast.constant(1, n) if known.all() else known.astype(np.int64), unit), counts)


def _times(values: Array, factor: int) -> Array:
    """Values times a factor. Raises OverflowError where one does not fit."""
    if factor == 1:
        return values
    if factor * (int(np.abs(values).max(initial=0))) > np.iinfo(np.int64).max:
        message = "the numbers of a column have too many digits for one unit"
        raise OverflowError(message)
    return values * factor


def _is_plain(dtype: Any) -> bool:
    """True where a column holds plain numbers."""
    if pd.api.types.is_bool_dtype(dtype) or isinstance(dtype, pd.CategoricalDtype):
        return False
    return pd.api.types.is_integer_dtype(dtype) or pd.api.types.is_float_dtype(dtype)


def _plain(column: Any, kind: Kind) -> tuple[Array, Array, int, Array]:
    """(counts of 1 / unit, flags of known values, unit, flags of rows that need no more reading) for the plain numbers of the kind."""
    dtype, n = column.dtype, len(column)
    if not _is_plain(dtype):
        return np.zeros(n, np.int64), np.zeros(n, bool), 1, np.zeros(n, bool)
    known = ~column.isna().to_numpy()
    if pd.api.types.is_integer_dtype(dtype):
        values, unit, good = _whole_numbers(column, known, kind.limit)
    else:
        values, unit, good = _decimals(column.to_numpy(dtype=np.float64, na_value=np.nan), known)
    numerator, denominator = kind.by.numerator, kind.by.denominator
    if kind.low is not None:
        good &= values >= kind.low * unit
    if kind.small:
        good &= np.abs(values) < unit
    if kind.large:
        good &= (np.abs(values) >= unit) | (values == 0)
    if kind.whole and unit * denominator > 1:
        good &= values % (unit * denominator) == 0 if numerator == 1 else (values % (unit // np.gcd(unit, numerator)) == 0)
    taken = good & known
    values = _times(values if taken.all() else np.where(taken, values, 0), numerator)
    unit *= denominator
    if kind.whole and unit > 1:
        values, unit = values // unit, 1
    return values, taken, unit, good | ~known


def _as_integers(column: Any) -> Any:
    """A column of integers, from Python's whole numbers and blanks, which is how Arrow hands them over. Any other column as it is."""
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) == "integer":
        with suppress(OverflowError):
            return column.astype("Int64")
    return column


def _whole_numbers(column: Any, known: Array, limit: int) -> tuple[Array, int, Array]:
    wide = column.to_numpy(dtype=object, na_value=0) if str(column.dtype).lower().startswith("uint64") else None
    if wide is not None:
        good = np.array([-LIMIT < value < LIMIT for value in wide], bool)
        return np.where(good, wide, 0).astype(np.int64), 1, good
    values = column.to_numpy(dtype=np.int64, na_value=0) if not known.all() else column.to_numpy(dtype=np.int64)
    return values, 1, (values > -limit) & (values < limit) if limit <= np.iinfo(np.int64).max else np.ones(len(values), bool)


def _decimals(floats: Array, known: Array) -> tuple[Array, int, Array]:
    """(counts of 1 / unit, unit, flags of rows that need no more reading) for floats as the decimals that a sheet shows, with one unit for all.

    A float stands for the decimal r / 10**p of at most 15 digits just where it is the float nearest to that decimal. No float stands for two.
    """
    n = len(floats)
    values, good = np.empty(n, np.int64), np.empty(n, bool)
    decimals = 0
    for end in (min(n, _SAMPLE), n):  # decimals that the first rows need are needed for all rows
        start = 0
        while start < end:
            rows = slice(start, min(start + _BLOCK, end))
            if _count(floats[rows], known[rows], 10**decimals, values[rows], good[rows]) and decimals < _DECIMALS:
                decimals, start = decimals + 1, 0
            else:
                start = rows.stop
    return values, 10**decimals, good


def _count(floats: Array, known: Array, scale: int, values: Array, good: Array) -> bool:
    """Write floats as counts of 1 / scale into `values`, 0 where one is not a count, and flags of counts and blanks into `good`.

    Returns True where a finer scale may make counts of more floats.
    """
    finite = np.isfinite(floats)
    clean = floats if finite.all() else np.where(finite, floats, 0.0)
    with np.errstate(over="ignore"):
        counts = np.rint(clean * scale)
    fits = np.abs(counts) < LIMIT
    np.logical_and(fits, counts / scale == clean, out=good)
    all_good = bool(good.all())
    values[:] = counts if all_good else np.where(good, counts, 0)
    finer_may_help = not all_good and bool((fits & ~good).any())
    good &= finite | ~known
    return finer_may_help


def together(a: Figures, b: Figures) -> Figures:
    """One column from two, where each row has a value in at most one of them."""
    unit = lcm(a.numbers.unit, b.numbers.unit)
    values = _times(a.numbers.values, unit // a.numbers.unit) + _times(b.numbers.values, unit // b.numbers.unit)
    known: Array = np.asarray(a.numbers.known) | np.asarray(b.numbers.known)
    return Figures(Numbers(values, known, unit), a.whole)
