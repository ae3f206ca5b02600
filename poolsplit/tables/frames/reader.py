"""Typed rows of a DataFrame of many rows.

Plain numbers are taken as they stand in the arrays; every other cell is read by `CellReader`, each distinct value once, so that a frame is read
exactly as a list of the same cells.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from poolsplit.engine import fast
from poolsplit.errors import PoolsplitError
from poolsplit.tables.cell_reader import CellReader, in_reading_order, with_stated_currency
from poolsplit.tables.columns import Numbers
from poolsplit.tables.frames.columns import Figures, FrameRows
from poolsplit.tables.frames.names import named
from poolsplit.tables.frames.numbers import Kind, figures, texts, together
from poolsplit.tables.schema import DESCRIBED
from poolsplit.tables.vocabulary import cost_kind
from poolsplit.values.cells import measure
from poolsplit.values.money import exponent
from poolsplit.values.typed_numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from poolsplit.errors import Problem
    from poolsplit.tables.table import Table

    Array = Any  # numpy's array types say nothing of shapes
    Reader = Callable[[object, int, str], Any]
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


def read(source: Table, lang: str | None, currency: str | Callable[[object], str]) -> tuple[FrameRows, list[Problem]]:
    """Typed rows of a frame, and a problem for every cell that cannot be read exactly; arguments as `poolsplit.tables.reader.read` takes them."""
    keep = filled(source.columns)
    if keep is not None:
        source = replace(source, columns={name: values.iloc[keep].reset_index(drop=True) for name, values in source.columns.items()})
    source = with_stated_currency(source)
    rows = FrameRows(source.name, {}, range(1, source.size + 1) if keep is None else [row + 1 for row in keep.tolist()])
    return rows, _FrameReader(source, rows, CellReader(source, rows, lang, currency)).run(in_reading_order(source))


class _FrameReader:
    """Reads the columns of one frame into rows: plain numbers as they stand in the arrays, all else by its cells."""

    def __init__(self, source: Table, rows: FrameRows, cells: CellReader) -> None:
        """cells: what reads a single cell, and keeps the problems."""
        self.source, self.rows, self.cells = source, rows, cells
        self.known = {column.name: column for column in DESCRIBED[source.name]}

    def run(self, columns: Sequence[str]) -> list[Problem]:
        """Read the columns in this order; the problems."""
        self.cells.report_duplicate_columns()
        for name in columns:
            described = self.known.get(name)
            column = self.source.columns[name]
            found = self._column(name, column, described.kind) if described else self._unknown(name, column)
            if found is not None:
                self.rows.columns[name] = found
                if described and described.required:
                    self._require(name)
        self.cells.report_missing_columns()
        return self.cells.problems

    def _column(self, name: str, column: Any, kind: str) -> Any:
        read, unread = self.cells.readers[kind], lambda row, error: self.cells.report_unreadable(row, name, error)
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
        read, unread = self.cells.readers[kind], lambda row, error: self.cells.report_unreadable(row, name, error)
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
        nothing: Array = np.zeros(0, np.int64)
        return found or Figures(Numbers(nothing, nothing), whole=kind == "money")

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
        read = self.cells.readers["number"]
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
        blank = np.asarray(found.numbers.known) == 0 if isinstance(found, Figures) else found.codes < 0
        for row in np.flatnonzero(blank).tolist():
            if (row, name) not in self.rows.unread:
                self.cells.report_blank(row, name)
