"""Reading the cells of a DataFrame of many rows.

Plain numbers are taken as they stand in the arrays; every other cell is read by the readers of `poolsplit.tables.table`, each distinct value
once, so that a frame is read exactly as a list of the same cells.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit.engine import fast
from poolsplit.errors import PoolsplitError
from poolsplit.tables.columns import Numbers
from poolsplit.tables.frames.codes import as_python, distinct, first_rows, in_arrow, letters_of
from poolsplit.tables.frames.columns import Few, Figures, FrameNames
from poolsplit.tables.frames.numbers import Kind, figures, texts, together
from poolsplit.tables.vocabulary import cost_kind
from poolsplit.values import names
from poolsplit.values.cells import measure
from poolsplit.values.money import exponent
from poolsplit.values.typed_numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from poolsplit.tables.frames.columns import FrameRows

    Array = Any  # numpy's array types say nothing of shapes
    Reader = Callable[[object, int, str], Any]

_DELETE = 127  # the first byte after those of visible ASCII
_SAMPLE = 100  # values of a column that nobody knows, of which each has to be a number before all are looked at


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
    values, cells = as_python(uniques), None
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
        cells = Few(codes, list(shown))
        codes, shown, keys, kept = _merged(codes, shown, keys)
        uniques = uniques.take(kept)
    if shown is not values:
        uniques = respelled(shown, uniques)
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


def _case_of_codes(values: Any) -> str:
    """As `_case`, for texts in pyarrow that are codes such as HN-1024: of visible ASCII alone, so that they are names as they stand; else ""."""
    if not len(values) or not in_arrow(values):
        return ""
    cases = set()
    for chunk in filter(len, values.__arrow_array__().chunks):  # a frame put together from several may have empty ones
        visible, bounds = letters_of(chunk)
        if not (np.diff(bounds) > 0).all():
            return ""
        text = visible.tobytes()
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
    first = first_rows(codes, len(values))
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


def respelled(shown: Sequence[str], cells: Any) -> Any:
    """Cells of names as these are shown, in the kind of the column where it can hold them; what is no text stays what it is."""
    before = as_python(cells)
    values = [text if isinstance(value, str) else value for text, value in zip(shown, before, strict=True)]
    if values == before:
        return cells
    return pd.Series(list(shown)).array if isinstance(cells, pd.Categorical) else pd.array(values, dtype=cells.dtype)


class FrameReader:
    """Reads the columns of one frame into rows, as `poolsplit.tables.table` reads those of a list; cells are its, arrays ours."""

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
            found = part if found is None else together(found, part)
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
