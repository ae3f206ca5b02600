"""Typed columns of a DataFrame with many rows, in arrays: names, numbers, and values that repeat.

They have the methods of the columns of lists in `poolsplit.tables.columns`, with equal results. Names become texts only when a caller asks for
texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from poolsplit.engine import fast
from poolsplit.engine.fast.grouping import Groups
from poolsplit.tables.columns import Names, Numbers, Rows
from poolsplit.tables.frames.codes import first_rows
from poolsplit.values import names

Array = Any  # numpy's array types say nothing of shapes

_FEW = 20  # names up to which each is looked for by itself
_NUMERAL = re.compile("0|-?[1-9][0-9]{0,18}")  # as a whole number of 64 bits is spelled
_LONG = 18  # digits that an int64 holds, whatever they are


class FrameNames(Names):
    """Names of a frame. Keys and spellings are made only when a caller asks for them, because whole numbers seldom need any.

    spelled: the distinct names as they stand in the frame. whole: these as int64, where they are whole numbers, else None.
    cells: each row's own spelling, where names are spelled in several ways, else None. column: the column itself, where every row is spelled
    as its distinct name; None where that is not known. case: "lower" or "upper" where the names are in ASCII
    without letters of the other case, so that they differ just where their keys do; else "".
    """

    codes: Array

    def __init__(
        self, codes: Array, spelled: Any, whole: Array | None = None, shown: Sequence[str] | None = None, keys: Sequence[str] | None = None,
        *, cells: Repeated | None = None, case: str = "", column: Any = None,
    ) -> None:
        """shown, keys: where they are known already; whole numbers, and texts of one case, do not need them."""
        self.codes, self.spelled, self.whole, self.cells, self.case = codes.view(Groups), spelled, whole, cells, case
        self.first = ()
        self._shown, self._keys, self.column = shown, keys, column

    @property
    def shown(self) -> Sequence[str]:  # type: ignore[override]
        """The first spelling of each name, for people."""
        if self._shown is None:
            self._shown = pd.Series(self.spelled).tolist() if self.whole is None else list(map(str, self.whole.tolist()))
        return self._shown

    @property
    def keys(self) -> Sequence[str]:  # type: ignore[override]
        """The key of each name."""
        if self._keys is None:
            self._keys = self.shown if self.whole is not None or self.case == "lower" else names.keys(self.shown)
        return self._keys

    @property
    def count(self) -> int:
        """The number of distinct names."""
        return len(self.spelled)

    @property
    def are_ascii(self) -> bool:
        """True where all names are in ASCII."""
        return self.whole is not None or bool(self.case) or super().are_ascii

    def at(self, rows: Array) -> FrameNames:
        """The names of the rows at some indices: those that occur there, in the order and the spelling in which they first occur."""
        codes, cells = np.asarray(self.codes[rows]), None if self.cells is None else Repeated(self.cells.codes[rows], self.cells.distinct)
        first_row = first_rows(codes, self.count)
        kept = np.argsort(first_row, kind="stable")[int((first_row < 0).sum()) :]
        new_codes = np.full(self.count + 1, -1, np.int64)
        new_codes[kept] = np.arange(len(kept))
        whole = None if self.whole is None else self.whole[kept]
        shown, keys = (None if texts is None else [texts[code] for code in kept.tolist()] for texts in (self._shown, self._keys))
        if cells is not None:
            shown = [cells[row] for row in first_row[kept].tolist()]
        return FrameNames(new_codes[codes], self.spelled.take(kept), whole, shown, keys, cells=cells, case=self.case)

    def within(self, others: Names, ops: Any, *, blank: int = -1, unknown: int = -2) -> Any:
        """Each row's name as an index into `others`, as in `Names.within`; without keys where both columns hold comparable values."""
        if self is others:
            return self.codes
        pair = self._comparable(others)
        if pair is None:
            return super().within(others, ops, blank=blank, unknown=unknown)
        own_names, other_names = pair
        if len(own_names) == len(other_names) and bool((own_names == other_names).all()):
            return self.codes if blank == -1 or not len(self.codes) or int(self.codes.min()) >= 0 else np.where(self.codes < 0, blank, self.codes)
        codes = pd.Index(other_names).get_indexer(pd.Index(own_names))
        return ops.pick(np.where(codes < 0, unknown, codes), self.codes, blank)

    def _comparable(self, others: Names) -> tuple[Any, Any] | None:
        """The distinct names of both, where these are equal just where their keys are; None where the keys have to be compared."""
        if not isinstance(others, FrameNames):
            return None
        if self.whole is not None and others.whole is not None:
            return self.whole, others.whole
        same_kind = self.case and self.case == others.case and self.spelled.dtype == others.spelled.dtype
        return (self.spelled, others.spelled) if same_kind else None

    def codes_of(self, keys: Sequence[str], unknown: int = -1) -> list[int]:
        """The index of each key, as in `Names.codes_of`. A few keys are looked for among whole numbers without making these texts."""
        are_few = len(keys) <= _FEW  # no mutant: both ways have one answer, and this one is quicker for a few
        if self.whole is None or not are_few:
            return super().codes_of(keys, unknown)
        matches = [np.flatnonzero(self.whole == int(key)).tolist() if _NUMERAL.fullmatch(key) else [] for key in keys]
        return [codes[0] if codes else unknown for codes in matches]

    def complete(self, ops: Any) -> Names:
        """These names with "" as a name of its own, which blank cells have, as in `Names.complete`."""
        if not len(self.codes) or int(self.codes.min()) >= 0:
            return self
        return Names(self.codes, self.keys, self.shown).complete(ops)

    def in_key_order(self, ops: Any) -> Names:
        """These names in the order of their keys, as in `Names.in_key_order`; of whole numbers, without making the keys."""
        if self.whole is not None and len(self.whole) and int(self.whole.min()) >= 0:
            order = _numerals_in_order(self.whole)
        else:
            order = np.array(sorted(range(len(self.keys)), key=self.keys.__getitem__), np.int64)
        if (order[1:] > order[:-1]).all():
            return self
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        shown, keys = (None if texts is None else [texts[code] for code in order.tolist()] for texts in (self._shown, self._keys))
        whole = None if self.whole is None else self.whole[order]
        codes, spelled = ops.pick(rank, self.codes, -1), self.spelled.take(order)
        return FrameNames(codes, spelled, whole, shown, keys, cells=self.cells, case=self.case, column=self.column)

    def spelling(self, code: int) -> str:
        """The first spelling of the name with this index, for people."""
        return self.shown[code] if self.whole is None else str(self.whole[code])

    def cell(self, row: int) -> str | None:
        """The name as its cell spells it; None where it is blank."""
        if self.codes[row] < 0:
            return None
        if self.cells is not None:
            return self.cells[row]  # type: ignore[no-any-return]
        return self.spelling(self.codes[row])


def _numerals_in_order(values: Array) -> Array:
    """The order of whole numbers of at least 0 as texts: 10 before 9, 1 before 10."""
    digits = np.searchsorted(10 ** np.arange(1, _LONG + 1), values, "right") + 1
    most = int(digits.max())
    if most > _LONG:
        return np.array(sorted(range(len(values)), key=list(map(str, values.tolist())).__getitem__), np.int64)
    return np.lexsort((digits, values * 10 ** (most - digits)))


@dataclass
class Figures(Sequence[Any]):
    """A column of numbers. whole: True where they are counts, so that an item is an int and not a Fraction."""

    numbers: Numbers
    whole: bool

    def __getitem__(self, row: Any) -> Any:
        """The value of a row; None where it is not known."""
        value = self.numbers.get(row)
        return int(value) if self.whole and value is not None else value

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.numbers.values)


@dataclass
class Repeated(Sequence[Any]):
    """A column of values that repeat. codes: the index of each row's value in `distinct`, -1 where the cell is blank."""

    codes: Array
    distinct: list[Any]

    def __getitem__(self, row: Any) -> Any:
        """The value of a row; None where it is blank."""
        code = self.codes[row]
        return None if code < 0 else self.distinct[code]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.codes)

    def figures(self) -> Numbers:
        """The column as numbers."""
        numbers = Numbers.of(self.distinct)
        return Numbers(fast.pick(fast.column(numbers.values), self.codes), fast.pick(fast.column(numbers.known), self.codes), numbers.unit)


class FrameRows(Rows):
    """The typed rows of a frame. columns: `FrameNames`, `Figures` or `Repeated`. Columns that nothing can use are left out."""

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.numbered)

    def get(self, column: str) -> Sequence[Any]:
        """The values of a column, one per row; all None where the table does not have it."""
        values = self.columns.get(column)
        if isinstance(values, FrameNames):
            return _Spelled(values)
        return Repeated(fast.constant(-1, self.size), []) if values is None else values

    def names(self, column: str) -> Names:
        """A column of names."""
        values = self.columns.get(column)
        if isinstance(values, Names):
            return values
        if values is None:
            return Names(fast.constant(-1, self.size), [], [])
        distinct = Names([], [], [])
        if isinstance(values, Repeated):
            distinct = Rows(self.table, {column: values.distinct}, range(len(values.distinct))).names(column)
        return Names(fast.pick(distinct.codes, values.codes, -1), distinct.keys, distinct.shown)

    def codes(self, column: str) -> Array:
        """Each row's value as an index into the distinct values; -1 where the cell is blank."""
        values = self.columns.get(column)
        return fast.constant(-1, self.size) if values is None else values.codes

    def numbers(self, column: str) -> Numbers:
        """A column of numbers, or of flags."""
        values = self.columns.get(column)
        if values is None:
            return Numbers.unknown(self.size, fast)
        return values.numbers if isinstance(values, Figures) else values.figures()

    def is_numeric(self, column: str) -> bool:
        """True where a column holds nothing but exact numbers and blanks."""
        return isinstance(self.columns[column], Figures)

    def take(self, keep: Sequence[int]) -> Rows:
        """The rows at the indices in `keep`."""
        kept = np.asarray(keep, np.int64)
        new_rows = {int(row): index for index, row in enumerate(kept)} if self.unread else {}
        unread = {(new_rows[row], column) for row, column in self.unread if row in new_rows}
        columns = {name: _taken(column, kept) for name, column in self.columns.items()}
        return FrameRows(self.table, columns, np.asarray(self.numbered)[kept].tolist(), {}, unread)

    def completed(self, column: str, value: int) -> Rows:
        """These rows with `value` in the blank cells of one column."""
        numbers = self.numbers(column)
        known: Array = numbers.known
        if not (known == 0).any():
            return self
        values: Array = np.where(known != 0, numbers.values, value * numbers.unit)
        all_known: Array = np.ones(len(values), np.int64)
        figures = Figures(Numbers(values, all_known, numbers.unit), whole=True)
        return FrameRows(self.table, {**self.columns, column: figures}, self.numbered, {}, self.unread)


class _Spelled(Sequence[Any]):
    """The names of a column, row by row; None where the cell is blank."""

    def __init__(self, source: FrameNames) -> None:
        self.source = source

    def __getitem__(self, row: Any) -> Any:
        return self.source.cell(row)

    def __len__(self) -> int:
        return len(self.source.codes)


def _taken(column: Any, rows: Array) -> Any:
    if isinstance(column, FrameNames):
        return column.at(rows)
    if isinstance(column, Figures):
        values: Array = column.numbers.values
        known: Array = column.numbers.known
        return Figures(Numbers(values[rows], known[rows], column.numbers.unit), column.whole)
    return Repeated(column.codes[rows], column.distinct)
