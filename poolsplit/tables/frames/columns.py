"""Typed columns of a DataFrame of many rows, in arrays: names, numbers, and values that repeat.

They answer as the lists of `poolsplit.tables.columns` do; names are spelled out only where somebody asks for it.
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

_FEW = 20  # names that are looked for one by one
_NUMERAL = re.compile("0|-?[1-9][0-9]{0,18}")  # as a whole number of 64 bits is spelled
_LONG = 18  # digits that an int64 holds, whatever they are


class FrameNames(Names):
    """Names of a frame; keys and spellings are made only where somebody asks for them, as whole numbers seldom need any.

    spelled: the distinct names as they stand in the frame; whole: the same as int64, where they are whole numbers, else None.
    cells: how each row spells its name, where names are spelled in several ways, else None; column: the column itself where every row is spelled
    as its distinct name, None where it is not known. case: "lower" or "upper" where the names are ASCII
    without letters of the other case, so that they differ just where their keys do; else "".
    """

    codes: Array

    def __init__(
        self, codes: Array, spelled: Any, whole: Array | None = None, shown: Sequence[str] | None = None, keys: Sequence[str] | None = None,
        *, cells: Few | None = None, case: str = "", column: Any = None,
    ) -> None:
        """shown, keys: where they are known already; whole numbers, and texts of a case, can do without."""
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
        """How many distinct names there are."""
        return len(self.spelled)

    @property
    def are_ascii(self) -> bool:
        """Whether no name has a letter beyond ASCII."""
        return self.whole is not None or bool(self.case) or super().are_ascii

    def at(self, rows: Array) -> FrameNames:
        """Those of some rows: the names that occur there, in the order and the spelling in which they do."""
        codes, cells = np.asarray(self.codes[rows]), None if self.cells is None else Few(self.cells.codes[rows], self.cells.distinct)
        first = first_rows(codes, self.count)
        kept = np.argsort(first, kind="stable")[int((first < 0).sum()) :]
        place = np.full(self.count + 1, -1, np.int64)
        place[kept] = np.arange(len(kept))
        whole = None if self.whole is None else self.whole[kept]
        shown, keys = (None if known is None else [known[at] for at in kept.tolist()] for known in (self._shown, self._keys))
        if cells is not None:
            shown = [cells[row] for row in first[kept].tolist()]
        return FrameNames(place[codes], self.spelled.take(kept), whole, shown, keys, cells=cells, case=self.case)

    def within(self, others: Names, ops: Any, *, blank: int = -1, unknown: int = -2) -> Any:
        """As `Names.within`."""
        if self is others:
            return self.codes
        pair = self._comparable(others)
        if pair is None:
            return super().within(others, ops, blank=blank, unknown=unknown)
        mine, theirs = pair
        if len(mine) == len(theirs) and bool((mine == theirs).all()):
            return self.codes if blank == -1 or not len(self.codes) or int(self.codes.min()) >= 0 else np.where(self.codes < 0, blank, self.codes)
        place = pd.Index(theirs).get_indexer(pd.Index(mine))
        return ops.pick(np.where(place < 0, unknown, place), self.codes, blank)

    def _comparable(self, others: Names) -> tuple[Any, Any] | None:
        """Distinct names of both that are equal just where the keys are; None where only the keys tell."""
        if not isinstance(others, FrameNames):
            return None
        if self.whole is not None and others.whole is not None:
            return self.whole, others.whole
        alike = self.case and self.case == others.case and type(self.spelled) is type(others.spelled)
        return (self.spelled, others.spelled) if alike else None

    def codes_of(self, keys: Sequence[str], unknown: int = -1) -> list[int]:
        """As `Names.codes_of`; a few names are looked for among whole numbers without spelling these out."""
        if self.whole is None or len(keys) > _FEW:
            return super().codes_of(keys, unknown)
        places = [np.flatnonzero(self.whole == int(key)).tolist() if _NUMERAL.fullmatch(key) else [] for key in keys]
        return [place[0] if place else unknown for place in places]

    def complete(self, ops: Any) -> Names:
        """As `Names.complete`."""
        if not len(self.codes) or int(self.codes.min()) >= 0:
            return self
        return Names(self.codes, self.keys, self.shown).complete(ops)

    def in_key_order(self, ops: Any) -> Names:
        """As `Names.in_key_order`."""
        if self.whole is not None and len(self.whole) and int(self.whole.min()) >= 0:
            order = _numerals_in_order(self.whole)
        else:
            order = np.array(sorted(range(len(self.keys)), key=self.keys.__getitem__), np.int64)
        if (order[1:] > order[:-1]).all():
            return self
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        shown, keys = (None if known is None else [known[place] for place in order.tolist()] for known in (self._shown, self._keys))
        whole = None if self.whole is None else self.whole[order]
        codes, spelled = ops.pick(rank, self.codes, -1), self.spelled.take(order)
        return FrameNames(codes, spelled, whole, shown, keys, cells=self.cells, case=self.case, column=self.column)

    def spelling(self, code: int) -> str:
        """As `Names.spelling`."""
        return self.shown[code] if self.whole is None else str(self.whole[code])

    def cell(self, row: int) -> str | None:
        """The name as its cell spells it; None where it is blank."""
        if self.codes[row] < 0:
            return None
        if self.cells is not None:
            return self.cells[row]  # type: ignore[no-any-return]
        return self.spelling(self.codes[row])


def _numerals_in_order(values: Array) -> Array:
    """The order of whole numbers, at least 0, as text: 10 before 9, 1 before 10."""
    digits = np.searchsorted(10 ** np.arange(1, _LONG + 1), values, "right") + 1
    most = int(digits.max())
    if most > _LONG:
        return np.array(sorted(range(len(values)), key=list(map(str, values.tolist())).__getitem__), np.int64)
    return np.lexsort((digits, values * 10 ** (most - digits)))


@dataclass
class Figures(Sequence[Any]):
    """A column of numbers; whole: whether they are counts, which are ints to those who ask for one."""

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
class Few(Sequence[Any]):
    """A column of values that repeat: each row's place among the distinct ones, -1 where it is blank."""

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
        """As numbers."""
        read = Numbers.of(self.distinct)
        return Numbers(fast.pick(fast.column(read.values), self.codes), fast.pick(fast.column(read.known), self.codes), read.unit)


class FrameRows(Rows):
    """The typed rows of a frame. columns: `FrameNames` for names, else what gives a row's value; those that nothing can use are left out."""

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.numbered)

    def get(self, column: str) -> Sequence[Any]:
        """The column's values, one by one; all None where the table does not have it."""
        found = self.columns.get(column)
        if isinstance(found, FrameNames):
            return _Spelled(found)
        return Few(fast.constant(-1, self.size), []) if found is None else found

    def names(self, column: str) -> Names:
        """A column of names."""
        found = self.columns.get(column)
        if isinstance(found, Names):
            return found
        if found is None:
            return Names(fast.constant(-1, self.size), [], [])
        few = Names([], [], [])
        if isinstance(found, Few):
            few = Rows(self.table, {column: found.distinct}, range(len(found.distinct))).names(column)
        return Names(fast.pick(few.codes, found.codes, -1), few.keys, few.shown)

    def codes(self, column: str) -> Array:
        """Each row's value as an index into the distinct ones; -1 where the cell is blank."""
        found = self.columns.get(column)
        return fast.constant(-1, self.size) if found is None else found.codes

    def numbers(self, column: str) -> Numbers:
        """A column of numbers, or of flags."""
        found = self.columns.get(column)
        if found is None:
            return Numbers.unknown(self.size, fast)
        return found.numbers if isinstance(found, Figures) else found.figures()

    def is_numeric(self, column: str) -> bool:
        """Whether a column holds nothing but exact numbers and blanks."""
        return isinstance(self.columns[column], Figures)

    def take(self, keep: Sequence[int]) -> Rows:
        """Some of the rows."""
        kept = np.asarray(keep, np.int64)
        places = {int(row): place for place, row in enumerate(kept)} if self.unread else {}
        unread = {(places[row], column) for row, column in self.unread if row in places}
        columns = {name: _taken(column, kept) for name, column in self.columns.items()}
        return FrameRows(self.table, columns, np.asarray(self.numbered)[kept].tolist(), {}, unread)

    def completed(self, column: str, value: int) -> Rows:
        """The same with a value for what is not known in a column."""
        numbers = self.numbers(column)
        known: Array = numbers.known
        if not (known == 0).any():
            return self
        values: Array = np.where(known != 0, numbers.values, value * numbers.unit)
        ones: Array = np.ones(len(values), np.int64)
        figures = Figures(Numbers(values, ones, numbers.unit), whole=True)
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
    return Few(column.codes[rows], column.distinct)
