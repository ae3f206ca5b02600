"""A worksheet as a sparse grid of values: the input of the readers of tables, whichever program wrote the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from openpyxl.utils import column_index_from_string


class Box(NamedTuple):
    """A rectangle of cells. Rows and columns are counted from 1; all four bounds are included."""

    top: int
    left: int
    bottom: int
    right: int


class TableRows(NamedTuple):
    """The number of rows of an Excel table's range that are not data: headings at the top, totals at the bottom."""

    headers: int
    totals: int


class CellError(str):
    """An error value in a cell: "#REF!", "#N/A"."""


class Uncached(str):
    """A formula that was saved without its result. The text is the formula."""


def letters(column: int) -> str:
    """The letters of a column, from its number counted from 1.

    >>> letters(1), letters(28), letters(16384)
    ('A', 'AB', 'XFD')
    """
    text = ""
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text


_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
ROWS, COLUMNS = 1_048_576, 16_384


def box(ref: str) -> Box:
    """The rectangle of a cell reference or range reference. Raises ValueError for any other text, and beyond the largest sheet.

    >>> box("B2:D5"), box("$C$7")
    (Box(top=2, left=2, bottom=5, right=4), Box(top=7, left=3, bottom=7, right=3))
    """
    match = _RANGE.fullmatch(ref)
    if match is None:
        raise ValueError(ref)
    left, top, right, bottom = match.groups()
    rows = sorted((int(top), int(bottom or top)))
    columns = sorted((column_index_from_string(left), column_index_from_string(right or left)))
    if rows[1] > ROWS or columns[1] > COLUMNS:
        raise ValueError(ref)
    return Box(rows[0], columns[0], rows[1], columns[1])


@dataclass
class Grid:
    """One worksheet.

    values: (row, column) -> str, int, float (`InCurrency` where its format shows a currency), bool, date, datetime, CellError or Uncached;
    blank cells are absent, and so are the covered cells of a merge (`value` looks at their anchor).
    merges: merged ranges. tables: Excel tables by name, headings and totals included; table_rows: the number of those rows in each.
    hidden_rows, hidden_columns: what the operator does not see; hidden: True where she does not see the whole sheet.
    summaries: cells whose formula only adds up or counts other cells. computed: the cells that formulas fill, one Box per array formula.
    stored: the values that formulas see, where they differ from `values`: the serial number of a date or time, and what a merge covers.
    formulas: the formula of each cell that has one ("=SUM(B2:B9)"), also where several cells share it or an array formula fills them.
    struck: cells with a value that is struck through as a whole. greyed: cells with a value whose text is grey, or what is behind it; where
    most of a sheet's values have a grey text, that is its look and says nothing, and so with what is behind them.
    comments: the text of notes and of threaded comments, replies on lines of their own, also at blank cells. unread_comments: True where the
    sheet has comments that could not be read; then there are none in `comments`.

    >>> grid = Grid("Orders", {(1, 1): "An", (2, 2): 60}, merges=[Box(1, 1, 3, 1)])
    >>> grid.value(3, 1), grid.value(2, 2), grid.value(9, 9)
    ('An', 60, None)
    """

    title: str
    values: dict[tuple[int, int], object]
    merges: list[Box] = field(default_factory=list)
    tables: dict[str, Box] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    table_rows: dict[str, TableRows] = field(default_factory=dict)
    summaries: frozenset[tuple[int, int]] = frozenset()
    computed: list[Box] = field(default_factory=list)
    stored: dict[tuple[int, int], object] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: frozenset[tuple[int, int]] = frozenset()
    greyed: frozenset[tuple[int, int]] = frozenset()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    unread_comments: bool = False

    def value(self, row: int, column: int) -> object:
        """The value that the operator sees in a cell, None where it is blank. A cell under a merge shows the merge's upper left cell."""
        merge = self.merge_at(row, column)
        return self.values.get((merge.top, merge.left) if merge else (row, column))

    def merge_at(self, row: int, column: int) -> Box | None:
        """The merged range that contains a cell, None where the cell is not merged.

        >>> Grid("Orders", {}, merges=[Box(1, 2, 1, 4)]).merge_at(1, 3)
        Box(top=1, left=2, bottom=1, right=4)
        """
        for merge in self._merges_by_row.get(row, ()):
            if merge.left <= column <= merge.right:
                return merge
        return None

    @cached_property
    def _merges_by_row(self) -> dict[int, list[Box]]:
        """Row -> the merges over it. Computed on first use, so `merges` must be complete before."""
        by_row: dict[int, list[Box]] = {}
        for merge in self.merges:
            for row in range(merge.top, merge.bottom + 1):
                by_row.setdefault(row, []).append(merge)
        return by_row

    def address(self, row: int, column: int) -> str:
        """The address of a cell with its sheet, as people write it.

        >>> Grid("Đơn hàng", {}).address(5, 3), Grid("Orders", {}).address(1, 1)
        ("'Đơn hàng'!C5", 'Orders!A1')
        """
        return self.name(f"{letters(column)}{row}")

    def span(self, area: Box) -> str:
        """The address of a range with its sheet, as people write it.

        >>> Grid("Orders", {}).span(Box(1, 1, 2, 3))
        'Orders!A1:C2'
        """
        return self.name(f"{letters(area.left)}{area.top}:{letters(area.right)}{area.bottom}")

    def name(self, ref: str) -> str:
        """The cell or range `ref` with the sheet's title before it, in quotes where Excel would set them.

        >>> Grid("An's", {}).name("A1")
        "'An''s'!A1"
        """
        plain = self.title.isidentifier() and self.title.isascii()
        title = self.title if plain else "'" + self.title.replace("'", "''") + "'"
        return f"{title}!{ref}"
