"""A grid with the look-ups of the readers of tables: merges resolved, used rows in order, numbers told from names."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from poolsplit.errors import NumberError
from poolsplit.tables.headings import Clues, clues
from poolsplit.tables.per_unit import per_unit
from poolsplit.tables.totals import unit_signs
from poolsplit.values.typed_numbers import read
from poolsplit.workbook.read.grid import Box, CellError, Uncached, letters

if TYPE_CHECKING:
    from poolsplit.workbook.read.grid import Grid

_TALLEST, _WIDEST = 10_000, 100
_DASHES = {"-", "\u2013", "\u2014", "/", "\\"}


class Sheet:
    """One grid with look-ups. A covered cell of a merge has the value of its anchor, within the used rows and columns."""

    def __init__(self, grid: Grid) -> None:
        """Index the used cells and the merges that reach into them."""
        self.grid = grid
        self.values: dict[tuple[int, int], object] = {cell: value for cell, value in grid.values.items() if not _blank(value)}
        self.bottom = max((row for row, _ in self.values), default=0)
        self.right = max((column for _, column in self.values), default=0)
        self.spans: dict[tuple[int, int], Box] = {}
        self._columns: dict[int, str] = {}
        for box in grid.merges:
            clipped = Box(box.top, box.left, min(box.bottom, self.bottom), min(box.right, self.right))
            # A merge over a whole sheet is a decoration: no table has a value that covers so many cells.
            if (box.top, box.left) in self.values and clipped.bottom - box.top < _TALLEST and clipped.right - box.left < _WIDEST:
                self._cover(clipped)

    def _cover(self, box: Box) -> None:
        value = self.values[box.top, box.left]
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                self.values[row, column] = value
                self.spans[row, column] = box

    @cached_property
    def rows(self) -> dict[int, list[int]]:
        """Used row -> its used columns, both in order."""
        rows: dict[int, list[int]] = {}
        for row, column in sorted(self.values):
            rows.setdefault(row, []).append(column)
        return rows

    @cached_property
    def _clues(self) -> dict[str, Clues]:
        return {text: clues(text) for text in {value for value in self.values.values() if isinstance(value, str)}}

    @cached_property
    def telling(self) -> dict[int, list[int]]:
        """Used row -> its columns with a text that may be a heading or a label (`headings.clues`), both in order."""
        labels = {text for text, clue in self._clues.items() if clue.tells}
        label_columns = {row: [column for column in columns if self.values[row, column] in labels] for row, columns in self.rows.items()}
        return {row: columns for row, columns in label_columns.items() if columns}

    @cached_property
    def heads(self) -> set[int]:
        """The rows in which headings may begin: rows with a text that may be a heading, the rows next to them, and rows with merged cells.

        A heading may be written in two cells, one below the other.
        """
        openings = {text for text, clue in self._clues.items() if clue.opens}
        pairs = ((row, text, self.text(row + 1, column)) for (row, column), text in self.values.items() if text in openings)
        two_cells = {row for row, text, below in pairs if below and clues(f"{text} {below}").tells}
        return {near for row in {*self.telling, *two_cells} for near in (row - 1, row, row + 1)} | {row for row, _ in self.spans}

    def at(self, row: int, column: int) -> object:
        """The value of a cell, None where it is blank."""
        return self.values.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text of a cell on one line, "" where the cell is blank or does not hold text."""
        value = self.at(row, column)
        return " ".join(value.split()) if isinstance(value, str) and not isinstance(value, (CellError, Uncached)) else ""

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of a cell on the sheet as it lies."""
        return row, column

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of the cell in which a value was typed: the upper left cell of its merge, or the cell itself."""
        box = self.spans.get((row, column))
        return (box.top, box.left) if box else (row, column)

    def address(self, row: int, column: int) -> str:
        """The address of the cell in which a value was typed ("'Đơn hàng'!C5"), see `anchor`."""
        row, column = self.anchor(row, column)
        if column not in self._columns:
            self._columns[column] = self.grid.name(letters(column))
        return f"{self._columns[column]}{row}"

    def range(self, box: Box) -> str:
        """The address of a rectangle ("'Đơn hàng'!B3:E9"), of one cell without the colon."""
        first = self.grid.address(box.top, box.left)
        return first if (box.top, box.left) == (box.bottom, box.right) else f"{first}:{letters(box.right)}{box.bottom}"

    def is_number(self, row: int, column: int) -> bool:
        """True where a cell holds a number, or stands for one: a formula without result, an error value, "12 cái"."""
        return like_number(self.at(row, column))


def like_number(value: object) -> bool:
    """True where a value is a number or a text that reads as one, with or without a unit.

    >>> like_number(3), like_number("3tr"), like_number("1.234 ₫"), like_number("BLACK S"), like_number(True)
    (True, True, True, False, False)
    """
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, (int, float, CellError, Uncached)):
        return True
    return isinstance(value, str) and _text_like_number(value)


@lru_cache(maxsize=10_000)
def _text_like_number(text: str) -> bool:
    if not any(character.isdecimal() for character in text):
        return False
    try:
        read(text, "en", unit_signs())
    except NumberError:
        each = per_unit(text)
        return each is not None and _text_like_number(each[0])
    return True


def _blank(value: object) -> bool:
    return value is None or (type(value) is str and (not value.strip() or value.strip() in _DASHES))
