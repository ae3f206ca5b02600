"""A grid as the readers of tables walk it: merges resolved, used rows in order, what is a number and what is a name."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from poolsplit.errors import NumberError
from poolsplit.tables.headings import Clues, clues
from poolsplit.tables.totals import unit_signs
from poolsplit.values.typed_numbers import read
from poolsplit.workbook.read.grid import Box, CellError, Uncached, letters

if TYPE_CHECKING:
    from poolsplit.workbook.read.grid import Grid

_TALLEST, _WIDEST = 10_000, 100
_DASHES = {"-", "\u2013", "\u2014", "/", "\\"}


class Sheet:
    """One grid with look-ups. A covered cell of a merge has the value of its anchor, as far as the sheet is used."""

    def __init__(self, grid: Grid) -> None:
        """Index the used cells and the merges that reach into them."""
        self.grid = grid
        self.values: dict[tuple[int, int], object] = {place: value for place, value in grid.values.items() if not _blank(value)}
        self.bottom = max((row for row, _ in self.values), default=0)
        self.right = max((column for _, column in self.values), default=0)
        self.spans: dict[tuple[int, int], Box] = {}
        self._columns: dict[int, str] = {}
        for box in grid.merges:
            clipped = Box(box.top, box.left, min(box.bottom, self.bottom), min(box.right, self.right))
            # A merge over a whole sheet is a decoration: no table has a value that covers so much.
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
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.values):
            found.setdefault(row, []).append(column)
        return found

    @cached_property
    def _clues(self) -> dict[str, Clues]:
        return {text: clues(text) for text in {value for value in self.values.values() if isinstance(value, str)}}

    @cached_property
    def telling(self) -> dict[int, list[int]]:
        """Used row -> its columns with a text that may be a heading or a label (`headings.clues`), both in order."""
        told = {text for text, clue in self._clues.items() if clue.tells}
        found = {row: [column for column in columns if self.values[row, column] in told] for row, columns in self.rows.items()}
        return {row: columns for row, columns in found.items() if columns}

    @cached_property
    def heads(self) -> set[int]:
        """The rows in which headings may begin: a text tells something in them, next above or next below, or cells are merged."""
        opening = {text for text, clue in self._clues.items() if clue.opens}
        pairs = ((row, text, self.text(row + 1, column)) for (row, column), text in self.values.items() if text in opening)
        parted = {row for row, text, below in pairs if below and clues(f"{text} {below}").tells}
        return {line for row in {*self.telling, *parted} for line in (row - 1, row, row + 1)} | {row for row, _ in self.spans}

    def at(self, row: int, column: int) -> object:
        """The value of a cell, None where it is blank."""
        return self.values.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text of a cell on one line, "" where it is blank or no text."""
        value = self.at(row, column)
        return " ".join(value.split()) if isinstance(value, str) and not isinstance(value, (CellError, Uncached)) else ""

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Where the value of a cell was typed: the first cell of its merge, or the cell itself."""
        box = self.spans.get((row, column))
        return (box.top, box.left) if box else (row, column)

    def address(self, row: int, column: int) -> str:
        """The address of the cell where the value was typed ("'Đơn hàng'!C5")."""
        row, column = self.anchor(row, column)
        if column not in self._columns:
            self._columns[column] = self.grid.name(letters(column))
        return f"{self._columns[column]}{row}"

    def range(self, box: Box) -> str:
        """The address of a rectangle ("'Đơn hàng'!B3:E9")."""
        first = self.grid.address(box.top, box.left)
        return first if (box.top, box.left) == (box.bottom, box.right) else f"{first}:{letters(box.right)}{box.bottom}"

    def is_number(self, row: int, column: int) -> bool:
        """Whether a cell is a number, or stands where a number would: a formula without result, an error value, "12 cái"."""
        return like_number(self.at(row, column))


def like_number(value: object) -> bool:
    """Whether a value is a number or text that reads as one, with or without a unit.

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
    if not any(letter.isdecimal() for letter in text):
        return False
    try:
        read(text, "en", unit_signs())
    except NumberError:
        return False
    return True


def _blank(value: object) -> bool:
    return value is None or (type(value) is str and (not value.strip() or value.strip() in _DASHES))
