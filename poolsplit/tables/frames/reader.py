"""Reading of a DataFrame with many rows into typed rows.

Plain numbers are taken from the arrays. Of all other cells, `CellReader` reads each distinct value once, so that a frame gives
exactly the result of a list of the same cells.
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
from poolsplit.tables.unknown_columns import wrong_columns
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
_SAMPLE = 100  # the first values of an unknown column: only if they are numbers are all values read


def filled(columns: Mapping[str, Any]) -> Array | None:
    """The indices of the rows in which at least one cell is filled; None where that is every row. A text of spaces is not filled."""
    rows: Array | None = None    # those that are blank so far; numbers are looked at first, since they cost less than texts
    for column in sorted(columns.values(), key=lambda column: _holds_texts(column.dtype)):
        blank = _is_blank(column if rows is None else column.iloc[rows])
        rows = np.flatnonzero(blank) if rows is None else rows[blank]
        if not len(rows):
            return None
    if rows is None:
        return None
    is_filled = np.ones(len(next(iter(columns.values()))), bool)
    is_filled[rows] = False
    return np.flatnonzero(is_filled)


def _holds_texts(dtype: Any) -> bool:
    return isinstance(dtype, pd.CategoricalDtype) or pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)


def _is_blank(cells: Any) -> Array:
    """Flags: the cells that `is_blank` calls blank."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        of_categories = _is_blank(pd.Series(cells.cat.categories))
        return np.array([*of_categories, True])[cells.cat.codes.to_numpy()]    # the last one is for the code -1 of no category
    missing: Array = cells.isna().to_numpy()
    if not _holds_texts(cells.dtype):
        return missing
    return missing | np.fromiter((isinstance(cell, str) and not cell.strip() for cell in cells), bool, len(cells))


def read(source: Table, lang: str | None, currency: str | Callable[[object], str]) -> tuple[FrameRows, list[Problem]]:
    """Typed rows of a frame, and a problem for every cell that cannot be read exactly; arguments as in `poolsplit.tables.reader.read`."""
    keep = filled(source.columns)
    if keep is not None:
        source = replace(source, columns={name: values.iloc[keep].reset_index(drop=True) for name, values in source.columns.items()})
    source = with_stated_currency(source)
    rows = FrameRows(source.name, {}, range(1, source.size + 1) if keep is None else [row + 1 for row in keep.tolist()])
    return rows, _FrameReader(source, rows, CellReader(source, rows, lang, currency)).run(in_reading_order(source))


class _FrameReader:
    """Reads the columns of one frame into rows: plain numbers from the arrays, everything else cell by cell."""

    def __init__(self, source: Table, rows: FrameRows, cells: CellReader) -> None:
        """cells: the reader of single cells; it keeps the problems."""
        self.source, self.rows, self.cells = source, rows, cells
        self.described = {column.name: column for column in DESCRIBED[source.name]}

    def run(self, columns: Sequence[str]) -> list[Problem]:
        """Read the columns in this order, and return the problems."""
        self.cells.report_duplicate_columns()
        self.cells.problems += wrong_columns(self.source) if self.source.size else []
        for name in columns:
            described = self.described.get(name)
            column = self.source.columns[name]
            values = self._column(name, column, described.kind) if described else self._unknown(name, column)
            if values is not None:
                self.rows.columns[name] = values
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
        if kind == "defective" and not pd.api.types.is_integer_dtype(column.dtype):  # no mutant: no other text is equal to it
            values = texts(column, read, name, unread)
            return Figures(values.figures(), whole=False)
        plain = self._plain(name, kind)
        if plain is None:
            return texts(column, read, name, unread)
        return figures(column, plain, read, name, unread, counts=kind in {"quantity", "defective"})

    def _plain(self, name: str, kind: str) -> Kind | None:
        """The plain numbers that a column of a kind may hold; None where every value is read one by one."""
        if kind in {"quantity", "defective"}:
            return Kind(low=0, whole=True)
        if kind == "measure":
            return Kind(low=0, by=measure(1, self.cells.unit(name)))
        if kind == "rate":
            percent = bool(self.source.units.get(name))
            return Kind(large=True, by=Fraction(1, 100)) if percent else Kind(small=True)
        return Kind() if kind == "number" else None

    def _amounts(self, name: str, column: Any, kind: str) -> Figures:
        """Amounts in the currency of the row, or of its pool. The rows of one currency are read together."""
        read, unread = self.cells.readers[kind], lambda row, error: self.cells.report_unreadable(row, name, error)
        amounts: Figures | None = None
        for rows in self._row_groups(name):
            row = 0 if rows is None else int(rows[0])
            try:
                currency = self.cells.currency_at(row, name, None)
                plain = Kind(whole=True, by=Fraction(10 ** exponent(currency))) if kind == "money" else Kind(low=0)
            except PoolsplitError:
                plain = Kind(low=LIMIT)  # no plain number, so that each cell is read and gives its own problem
            part = figures(column, plain, read, name, unread, rows, counts=kind == "money")
            amounts = part if amounts is None else together(amounts, part)
        empty: Array = np.zeros(0, np.int64)
        return amounts or Figures(Numbers(empty, empty), whole=kind == "money")  # no mutant: there is no number to be whole

    def _row_groups(self, name: str) -> list[Array | None]:
        """The indices of the rows of each currency, apart for goods and for other cost lines; a single None where all rows are one group."""
        size = self.rows.size
        zeros = fast.constant(0, size)
        codes = [self.rows.codes("currency") + 1 if "currency" in self.rows.columns else zeros]
        if self.cells.one_currency is None:
            pools = self.rows.names("pool")
            currencies: dict[str, int] = {}
            currency_of_pool = [currencies.setdefault(self.cells.pool_currency(pool), len(currencies)) for pool in [*pools.shown, None]]
            codes.append(np.array(currency_of_pool, np.int64)[pools.codes])
        if name == "actual" and "cost" in self.rows.columns:  # no mutant: no column of amounts stands before it in the alphabet
            costs = self.rows.names("cost")
            codes.append(np.array([*(cost_kind(cost) == "goods" for cost in costs.shown), False], np.int64)[costs.codes])
        if not size:
            return []
        _, group = np.unique(np.stack(codes), axis=1, return_inverse=True) if any(code.min() != code.max() for code in codes) else (None, zeros)
        group = group.reshape(-1)
        return [None] if group.max() == 0 else [np.flatnonzero(group == group_number) for group_number in range(int(group.max()) + 1)]

    def _unknown(self, name: str, column: Any) -> Any:
        """A column that the schema does not know. Numbers are kept, because they may serve as an allocation basis; None for anything else."""
        dtype = column.dtype
        if pd.api.types.is_datetime64_any_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
            return None
        unreadable: list[int] = []
        read = self.cells.readers["number"]
        if pd.api.types.is_numeric_dtype(dtype) and not isinstance(dtype, pd.CategoricalDtype):
            numbers = figures(column, Kind(), read, name, lambda row, _: unreadable.append(row), counts=False)
            return None if unreadable else numbers
        sample = column.dropna().head(_SAMPLE).tolist()
        if not all(self.cells.is_readable(value) for value in sample if not (isinstance(value, str) and not value.strip())):
            return None
        values = texts(column, read, name, lambda row, _: unreadable.append(row))
        return None if unreadable else Figures(values.figures(), whole=False)

    def _require(self, name: str) -> None:
        """Add a problem for each blank cell of a required column."""
        values = self.rows.columns[name]
        blank = np.asarray(values.numbers.known) == 0 if isinstance(values, Figures) else values.codes < 0
        for row in np.flatnonzero(blank).tolist():
            if (row, name) not in self.rows.unread:
                self.cells.report_blank(row, name)
