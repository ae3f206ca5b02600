"""Reading the cells of a DataFrame of many rows.

Plain numbers are taken as they stand in the arrays; every other cell is read by the readers of `poolsplit.tables`, each distinct value
once, so that a frame is read exactly as a list of the same cells.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit import fast, names
from poolsplit.cells import measure
from poolsplit.errors import PoolsplitError
from poolsplit.frames import Few, Figures, FrameNames
from poolsplit.money import exponent
from poolsplit.reading import LIMIT
from poolsplit.typed import Numbers
from poolsplit.vocabulary import cost_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from poolsplit.frames import FrameRows

    Array = Any  # numpy's array types say nothing of shapes
    Reader = Callable[[object, int, str], Any]

_DELETE = 127  # the first byte after those of visible ASCII
_SAMPLE = 100  # values of a column that nobody knows, of which each has to be a number before all are looked at
_BLOCK = 1 << 16  # rows that are worked on at a time: what is made of them on the way stays in the processor's cache
_PLACES = 9  # decimals up to which a column of floats is scaled as a whole


def filled(columns: Mapping[str, Any]) -> Array | None:
    """The rows of a frame in which some cell is filled; None where all rows are."""
    blank: Array | None = None
    for column in columns.values():
        mine = column.isna().to_numpy()
        if pd.api.types.is_object_dtype(column.dtype) or pd.api.types.is_string_dtype(column.dtype):
            mine = mine | column.isin(["", " "]).to_numpy()
        blank = mine if blank is None else blank & mine
        if not blank.any():
            return None
    return np.flatnonzero(~blank) if blank is not None else None


def named(column: Any, read: Reader, name: str, unread: Callable[[int, PoolsplitError], None]) -> FrameNames:
    """A column of names. read: reads one of them; unread: is told of each row whose name cannot be read."""
    codes, uniques = distinct(column)
    whole = _whole(uniques)
    if whole is not None:
        return FrameNames(codes, uniques, whole, column=column)
    case = _case_of_codes(uniques)
    if case:
        return FrameNames(codes, uniques, case=case, column=column)
    values, cells = _as_python(uniques), None
    text = _plain_text(values)
    case = _case(text)
    if case:
        return FrameNames(codes, uniques, None, values, case=case, column=column)
    shown = values if text else None
    if shown is None:
        codes, shown, kept = _read_names(codes, values, read, name, unread)
        uniques = uniques.take(kept)
    keys = names.keys(shown) if shown else []
    if len(set(keys)) < len(keys):
        codes, shown, keys, kept = _merged(codes, shown, keys)
        uniques, cells = uniques.take(kept), column
    if shown is not values:
        uniques = _respelled(shown, uniques)
    return FrameNames(codes, uniques, None, shown, keys, cells=cells, column=column if shown is values else None)


def _whole(uniques: Any) -> Array | None:
    """Distinct names that are whole numbers, as such; None where some are not. Numbers beyond what floats count exactly are left to be read."""
    if isinstance(uniques, pd.Categorical) or pd.api.types.is_bool_dtype(uniques.dtype):
        return None
    if not (pd.api.types.is_integer_dtype(uniques.dtype) or pd.api.types.is_float_dtype(uniques.dtype)):
        return None
    values = np.asarray(uniques.to_numpy() if hasattr(uniques, "to_numpy") else uniques)
    if values.dtype.kind == "i":
        return values.astype(np.int64, copy=False)
    if values.dtype.kind == "f" and np.isfinite(values).all() and (np.rint(values) == values).all() and (np.abs(values) < LIMIT).all():
        return values.astype(np.int64)
    return None


def _as_python(uniques: Any) -> list[Any]:
    return pd.Series(uniques, copy=False).tolist()


def distinct(column: Any) -> tuple[Array, Any]:
    """(place of each row's value among the distinct ones, -1 where it is missing; the distinct values in the kind of the column)."""
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in {"mixed", "mixed-integer", "boolean"}:
        return np.where(column.isna(), -1, np.arange(len(column))), column.array  # True and 1 are one key, but not one value
    runs = _text_runs(column) if _in_arrow(column) else _runs(column)
    if runs is not None:
        return runs
    codes, uniques = pd.factorize(column)
    return codes.astype(np.int64, copy=False), getattr(uniques, "array", uniques)


def _runs(column: Any) -> tuple[Array, Any] | None:
    """The same for numbers that never fall, such as those of pools that stand one after the other: then a change is a new value."""
    if not isinstance(column.dtype, np.dtype) or column.dtype.kind not in "if":
        return None
    values = column.to_numpy()
    known = values == values  # noqa: PLR0124  (what is missing is not equal to itself)
    found = values if known.all() else values[known]
    if not len(found) or not (found[1:] >= found[:-1]).all():
        return None
    changes = found[1:] != found[:-1]
    return _codes(_numbered(changes), known), found if changes.all() else found[_starts(changes)]


def _numbered(changes: Array) -> Array:
    """The run that each row is in. changes: whether each row but the first begins one."""
    run = np.zeros(len(changes) + 1, np.int64)
    run[1:] = np.cumsum(changes, dtype=np.int32)  # several times as fast as in 64 bits; no frame has 2**31 rows
    return run


def _starts(changes: Array) -> Array:
    """Where each run begins."""
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def _codes(mine: Array, known: Array) -> Array:
    """The codes of all rows from those of the known ones; -1 for the others."""
    if len(mine) == len(known):
        return mine
    codes = np.full(len(known), -1, np.int64)
    codes[known] = mine
    return codes


def _in_arrow(values: Any) -> bool:
    """Whether they are texts that pyarrow holds."""
    return isinstance(values.dtype, pd.StringDtype) and values.dtype.storage == "pyarrow"


def _text_runs(column: Any) -> tuple[Array, Any] | None:
    """The same for texts of which equal ones stand together in the first rows.

    Neighbours are compared, and only where a run starts is a text looked up, or not even there where they rise.
    """
    import pyarrow.compute as pc  # noqa: PLC0415  (it holds the texts)

    sample = column.head(_SAMPLE)
    if len(column) < _SAMPLE or sample.isna().any() or int((sample != sample.shift()).sum()) > sample.nunique():
        return None
    known = column.notna().to_numpy()
    texts = column.array if known.all() else column.array[known]
    arrow = texts.__arrow_array__()
    changes = pc.not_equal(arrow[1:], arrow[:-1]).to_numpy()
    if known.all() and not changes.any():
        return fast.constant(0, len(texts)), texts[:1]
    heads = texts if changes.all() else texts.take(_starts(changes))
    arrow = heads.__arrow_array__()
    run = _numbered(changes)
    if not pc.all(pc.less(arrow[:-1], arrow[1:]), min_count=0).as_py():
        place, heads = pd.factorize(heads)
        run = place.take(run)
    return _codes(run, known), heads


def _case_of_codes(values: Any) -> str:
    """As `_case`, for texts in pyarrow that are codes such as HN-1024: of visible ASCII alone, so that they are names as they stand; else ""."""
    if not len(values) or not _in_arrow(values):
        return ""
    cases = set()
    for chunk in values.__arrow_array__().chunks:
        kind = np.int64 if str(chunk.type).startswith("large") else np.int32
        _, ends, letters = chunk.buffers()
        bounds = np.frombuffer(ends, kind)[chunk.offset : chunk.offset + len(chunk) + 1]
        if not (np.diff(bounds) > 0).all():
            return ""
        text = memoryview(letters)[int(bounds[0]) : int(bounds[-1])].tobytes()
        visible = np.frombuffer(text, np.uint8)
        if visible.min() <= ord(" ") or visible.max() >= _DELETE or b"#" in text:
            return ""
        cases.add("lower" if text == text.lower() else "upper" if text == text.upper() else "")
    return cases.pop() if len(cases) == 1 else ""


def _plain_text(values: list[Any]) -> str:
    """Values that are texts and stand for themselves, joined: no error values, nothing to collapse, none blank. "" where some are not."""
    if not all(type(value) is str for value in values):
        return ""
    text = "\n".join(values)
    one_a_line = bool(values) and text.count("\n") == len(values) - 1 and "\n\n" not in f"\n{text}\n"
    return text if one_a_line and "#" not in text and names.are_collapsed(text) else ""


def _case(text: str) -> str:
    """Which case the letters of a text in ASCII have; "" where they have both."""
    if not text or not text.isascii():
        return ""
    return "lower" if text == text.lower() else "upper" if text == text.upper() else ""


def _read_names(
    codes: Array, values: list[Any], read: Reader, name: str, unread: Callable[[int, PoolsplitError], None]
) -> tuple[Array, list[str], Array]:
    """Names read one by one: (codes, names, places of the values that are names)."""
    first = _first_rows(codes, len(values))
    place = np.full(len(values) + 1, -1, np.int64)
    shown: list[str] = []
    kept: list[int] = []
    for at, value in enumerate(values):
        if first[at] < 0 or (isinstance(value, str) and not value.strip()):
            continue
        try:
            text = read(value, int(first[at]), name)
        except PoolsplitError as error:
            for row in np.flatnonzero(codes == at).tolist():
                unread(row, error)
            continue
        place[at] = len(shown)
        shown.append(text)
        kept.append(at)
    return place[codes], shown, np.array(kept, np.int64)


def _merged(codes: Array, shown: Sequence[str], keys: Sequence[str]) -> tuple[Array, list[str], list[str], Array]:
    """Names that are spelled differently and are one."""
    place: dict[str, int] = {}
    kept = []
    into = np.empty(len(keys) + 1, np.int64)
    into[-1] = -1
    for at, key in enumerate(keys):
        if key not in place:
            place[key] = len(place)
            kept.append(at)
        into[at] = place[key]
    return into[codes], [shown[at] for at in kept], list(place), np.array(kept, np.int64)


def _respelled(shown: Sequence[str], uniques: Any) -> Any:
    """Names as they are shown, in the kind of the column where it can hold them; what is no text stays what it is."""
    values = [text if isinstance(value, str) else value for text, value in zip(shown, _as_python(uniques), strict=True)]
    if isinstance(uniques, pd.Categorical):
        return uniques if values == _as_python(uniques) else np.array(shown, object)
    return pd.array(values, dtype=uniques.dtype) if values else uniques


def _first_rows(codes: Array, n: int) -> Array:
    """The first row with each code; -1 where there is none."""
    first = np.full(n + 1, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first[:n]


def texts(column: Any, read: Reader, name: str, unread: Callable[[int, PoolsplitError], None], rows: Array | None = None) -> Few:
    """A column of which each distinct value is read once; what cannot be read is blank. rows: only these."""
    mine = column if rows is None else column.iloc[rows]
    codes, uniques = distinct(mine)
    values = _as_python(uniques)
    first = _first_rows(codes, len(values))
    found: list[Any] = []
    for at, value in enumerate(values):
        found.append(None)
        if first[at] < 0 or (isinstance(value, str) and not value.strip()):
            continue
        try:
            found[-1] = read(value, int(first[at] if rows is None else rows[first[at]]), name)
        except PoolsplitError as error:
            for row in np.flatnonzero(codes == at).tolist():
                unread(row if rows is None else int(rows[row]), error)
    if len(found) == 1 and found[0] is not None and codes.min() >= 0:
        return Few(fast.constant(0, len(codes)), found)
    blank = np.array([*(value is None for value in found), True], bool)
    return Few(np.where(blank[codes], -1, codes) if blank[:-1].any() else codes, found)


@dataclass(frozen=True)
class Kind:
    """How plain numbers of a column are taken: what may stand there, and by which ratio it counts.

    low: the least value; limit: what integers stay below;
    whole: whether decimals are refused; small: whether values of 1 and more are refused (a rate), and large, values
    below 1 (percent); by: what a value is multiplied by.
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
    """A column of numbers. rows: only these are read. counts: whether the values are ints to those who ask for one."""
    n = len(column)
    column = _as_integers(column)
    if rows is None and not _is_plain(column.dtype):
        return Figures(texts(column, read, name, unread).figures(), counts)
    mine = column if rows is None else column.iloc[rows]
    values, known, unit, taken = _plain(mine, kind)
    if not taken.all():
        left = np.flatnonzero(~taken)
        at = left if rows is None else rows[left]
        others = texts(column, read, name, unread, at).figures()
        scale = lcm(unit, others.unit)
        values, others_values = _times(values, scale // unit), _times(others.values, scale // others.unit)
        values[left], known[left], unit = others_values, others.known != 0, scale
    if rows is not None:
        whole_values, whole_known = np.zeros(n, np.int64), np.zeros(n, bool)
        whole_values[rows], whole_known[rows] = values, known
        values, known = whole_values, whole_known
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
    """Whether a column holds plain numbers."""
    if pd.api.types.is_bool_dtype(dtype) or isinstance(dtype, pd.CategoricalDtype):
        return False
    return pd.api.types.is_integer_dtype(dtype) or pd.api.types.is_float_dtype(dtype)


def _plain(column: Any, kind: Kind) -> tuple[Array, Array, int, Array]:
    """(counts of 1 / unit, whether known, unit, which rows are done) of what is a plain number of the kind."""
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
    """A column of whole numbers beside blanks, as Arrow hands them over, as a column of integers; any other as it is."""
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
    """Floats as the decimals that a sheet shows of them, at one scale for the column.

    A float is the decimal r / 10**p of at most 15 digits just where it is the float nearest to it, and of such decimals it has only one.
    """
    n = len(floats)
    values, good = np.empty(n, np.int64), np.empty(n, bool)
    places = 0
    for end in (min(n, _SAMPLE), n):  # what the first rows need, all rows need
        start = 0
        while start < end:
            rows = slice(start, min(start + _BLOCK, end))
            if _count(floats[rows], known[rows], 10**places, values[rows], good[rows]) and places < _PLACES:
                places, start = places + 1, 0
            else:
                start = rows.stop
    return values, 10**places, good


def _count(floats: Array, known: Array, scale: int, values: Array, good: Array) -> bool:
    """Write floats as counts of 1 / scale, 0 where they are none, and where they are; whether a finer scale might count more of them."""
    finite = np.isfinite(floats)
    clean = floats if finite.all() else np.where(finite, floats, 0.0)
    with np.errstate(over="ignore"):
        counts = np.rint(clean * scale)
    fits = np.abs(counts) < LIMIT
    np.logical_and(fits, counts / scale == clean, out=good)
    all_good = bool(good.all())
    values[:] = counts if all_good else np.where(good, counts, 0)
    more = not all_good and bool((fits & ~good).any())
    good &= finite | ~known
    return more


class FrameReader:
    """Reads the columns of one frame into rows, as `poolsplit.tables` reads those of a list; cells are its, arrays ours."""

    def __init__(self, source: Any, rows: FrameRows, cells: Any, known: Mapping[str, Any]) -> None:
        """cells: what reads a single cell, and keeps the problems. known: the columns that the table describes, by name."""
        self.source, self.rows, self.cells, self.known = source, rows, cells, known

    def run(self, columns: Sequence[str]) -> list[Any]:
        """Read the columns in this order; the problems."""
        self.cells.say_what_is_twice()
        for name in columns:
            described = self.known.get(name)
            column = self.source.columns[name]
            found = self._column(name, column, described.kind) if described else self._unknown(name, column)
            if found is not None:
                self.rows.columns[name] = found
                if described and described.required:
                    self._require(name)
        self.cells.missing_columns()
        return self.cells.problems  # type: ignore[no-any-return]

    def _column(self, name: str, column: Any, kind: str) -> Any:
        read, unread = self.cells.reader(kind), lambda row, error: self.cells.failed(row, name, error)
        if kind == "name":
            return named(column, read, name, unread)
        if kind in {"money", "price"}:
            return self._amounts(name, column, kind)
        if kind == "defective" and not pd.api.types.is_integer_dtype(column.dtype):
            few = texts(column, read, name, unread)
            return Figures(few.figures(), whole=False)
        plain = self._plain(name, kind)
        if plain is None:
            return texts(column, read, name, unread)
        return figures(column, plain, read, name, unread, counts=kind in {"quantity", "defective"})

    def _plain(self, name: str, kind: str) -> Kind | None:
        """How plain numbers of a kind are taken; None where every value is read one by one."""
        if kind in {"quantity", "defective"}:
            return Kind(low=0, whole=True)
        if kind == "measure":
            return Kind(low=0, by=measure(1, self.cells.unit(name)))
        if kind == "rate":
            percent = bool(self.source.units.get(name))
            return Kind(large=True, by=Fraction(1, 100)) if percent else Kind(small=True)
        return Kind() if kind == "number" else None

    def _amounts(self, name: str, column: Any, kind: str) -> Figures:
        """Amounts in the currency that the row, or its pool, is in: the rows of each are read together."""
        read, unread = self.cells.reader(kind), lambda row, error: self.cells.failed(row, name, error)
        found: Figures | None = None
        for rows in self._alike(name):
            row = 0 if rows is None else int(rows[0])
            try:
                currency = self.cells.currency_at(row, name, None)
                plain = Kind(whole=True, by=Fraction(10 ** exponent(currency))) if kind == "money" else Kind(low=0)
            except PoolsplitError:
                plain = Kind(low=LIMIT)  # every cell says what is wrong with it
            part = figures(column, plain, read, name, unread, rows, counts=kind == "money")
            found = part if found is None else _together(found, part)
        return found or Figures(Numbers(np.zeros(0, np.int64), np.zeros(0, np.int64)), whole=kind == "money")

    def _alike(self, name: str) -> list[Array | None]:
        """The rows of each currency, of the goods and of the other lines; None alone where all rows are alike."""
        size = self.rows.size
        nothing = fast.constant(0, size)
        codes = [self.rows.codes("currency") + 1 if "currency" in self.rows.columns else nothing]
        if self.cells.one_currency is None:
            pools = self.rows.names("pool")
            currencies: dict[str, int] = {}
            of_pool = [currencies.setdefault(self.cells.pool_currency(pool), len(currencies)) for pool in [*pools.shown, None]]
            codes.append(np.array(of_pool, np.int64)[pools.codes])
        if name == "actual" and "cost" in self.rows.columns:
            costs = self.rows.names("cost")
            codes.append(np.array([*(cost_kind(cost) == "goods" for cost in costs.shown), False], np.int64)[costs.codes])
        if not size:
            return []
        _, number = np.unique(np.stack(codes), axis=1, return_inverse=True) if any(code.min() != code.max() for code in codes) else (None, nothing)
        number = number.reshape(-1)
        return [None] if number.max() == 0 else [np.flatnonzero(number == each) for each in range(int(number.max()) + 1)]

    def _unknown(self, name: str, column: Any) -> Any:
        """A column that the table does not know: numbers may serve as an allocation basis, anything else is left out."""
        dtype = column.dtype
        if pd.api.types.is_datetime64_any_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
            return None
        wrong: list[int] = []
        read = self.cells.reader("number")
        if pd.api.types.is_numeric_dtype(dtype) and not isinstance(dtype, pd.CategoricalDtype):
            found = figures(column, Kind(), read, name, lambda row, _: wrong.append(row), counts=False)
            return None if wrong else found
        sample = column.dropna().head(_SAMPLE).tolist()
        if not all(self.cells.is_readable(value) for value in sample if not (isinstance(value, str) and not value.strip())):
            return None
        few = texts(column, read, name, lambda row, _: wrong.append(row))
        return None if wrong else Figures(few.figures(), whole=False)

    def _require(self, name: str) -> None:
        """Blank cells of a required column are problems."""
        found = self.rows.columns[name]
        blank = found.numbers.known == 0 if isinstance(found, Figures) else found.codes < 0
        for row in np.flatnonzero(blank).tolist():
            if (row, name) not in self.rows.unread:
                self.cells.blank(row, name)


def _together(a: Figures, b: Figures) -> Figures:
    """Two columns of figures, of which each row has a value in one."""
    unit = lcm(a.numbers.unit, b.numbers.unit)
    values = _times(a.numbers.values, unit // a.numbers.unit) + _times(b.numbers.values, unit // b.numbers.unit)
    return Figures(Numbers(values, a.numbers.known | b.numbers.known, unit), a.whole)
