"""What stands in the cells, rows and ranges of a sheet, for meeting an answer again."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import normal
from poolsplit.workbook.read.grid import Box
from poolsplit.workbook.read.sheet import Sheet, like_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from poolsplit.workbook.read.grid import Grid

    Cell = tuple[int, int]


def texts_of(values: Iterable[str]) -> tuple[str, ...]:
    """Those of the values of a row that are no figures."""
    return tuple(value for value in values if not like_figure(value))


def like_figure(text: str) -> bool:
    """Whether a text is a number, with or without a unit, or a date.

    >>> [like_figure(text) for text in ("60", "10 cái", "2026-11-21 00:00:00", "T1")]
    [True, True, True, False]
    """
    return like_number(text) or (any(letter.isdecimal() for letter in text) and not any(letter.isalpha() for letter in text))


class Said:
    """A sheet by what its cells say: everything is a text on one line, "" where a cell is blank."""

    def __init__(self, grid: Grid) -> None:
        """Index nothing yet."""
        self.sheet = Sheet(grid)
        self.grid = grid
        self.right, self.bottom = self.sheet.right, self.sheet.bottom
        self._values: dict[int, tuple[str, ...]] = {}

    def at(self, row: int, column: int) -> str:
        """What a cell says."""
        value = self.sheet.at(row, column)
        return "" if value is None else " ".join(str(value).split())

    def row(self, row: int) -> tuple[str, ...]:
        """What the cells of a row say, in order, blank ones left out, and behind them its comments: one that changes is a change of the row."""
        if row not in self._values:
            self._values[row] = (*(self.at(row, column) for column in self.sheet.rows.get(row, ())), *self._comments.get(row, ()))
        return self._values[row]

    @cached_property
    def _comments(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for (row, _), text in sorted(self.grid.comments.items()):
            found[row].append(" ".join(text.split()))
        return found

    def has_number(self, row: int) -> bool:
        """Whether a row has a number."""
        return any(self.sheet.is_number(row, column) for column in self.sheet.rows.get(row, ()))

    def is_struck(self, row: int) -> bool:
        """Whether anything in a row is struck through."""
        struck = self.grid.struck
        return bool(struck) and any(self.sheet.anchor(row, column) in struck for column in self.sheet.rows.get(row, ()))

    def first_text(self, row: int) -> int:
        """The column of the first text of a row that is no figure; of its first value where it has none."""
        columns = self.sheet.rows.get(row, [1])
        return next((column for column in columns if texts_of([self.at(row, column)])), columns[0])

    # ---------------------------------------------------------------- headings

    @cached_property
    def heading_rows(self) -> frozenset[int]:
        """The rows with at least two texts that are known as headings, and no number."""
        rows = [row for row, columns in self.sheet.telling.items() if len({self.sheet.anchor(row, column) for column in columns}) > 1]
        return frozenset(row for row in rows if not self.has_number(row))

    @cached_property
    def _headed(self) -> dict[int, int]:
        """Row -> the nearest row of headings above it with no blank row between; rows without one are absent."""
        found, last, before = {}, 0, 0
        for row in self.sheet.rows:
            if row != before + 1:
                last = 0
            if last:
                found[row] = last
            if row in self.heading_rows:
                last = row
            before = row
        return found

    def heading_above(self, row: int, column: int) -> str:
        """The heading above a cell, in the nearest row of headings with no blank row between; "" where there is none."""
        return self.at(self._headed[row], column) if row in self._headed else ""

    def heading_row_of(self, column: int) -> int:
        """The first row of headings with something in a column; without one, the first row with something in it."""
        rows = [row for row, columns in self.sheet.rows.items() if column in columns]
        return next((row for row in rows if row in self.heading_rows), rows[0] if rows else 1)

    def nearest_above(self, row: int, column: int) -> str:
        """What stands nearest above a cell; "" where nothing does."""
        return next((text for above in range(row - 1, 0, -1) if (text := self.at(above, column))), "")

    # ---------------------------------------------------------------- what says the same

    @cached_property
    def _cells_by_text(self) -> dict[str, list[Cell]]:
        found: dict[str, set[Cell]] = defaultdict(set)
        for row, column in self.sheet.values:
            found[normal(self.at(row, column))].add(self.sheet.anchor(row, column))
        return {text: sorted(cells) for text, cells in found.items()}

    def cells_with(self, text: str) -> list[Cell]:
        """The cells that say a text, each merge once, in order."""
        return self._cells_by_text.get(normal(text), []) if text else []

    @cached_property
    def _rows_by_first_text(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.sheet.rows:
            found[next(iter(texts_of(self.row(row))), "")].append(row)
        return found

    def rows_like(self, values: Sequence[str], *, struck: bool, first_only: bool) -> list[int]:
        """The rows with the same texts in the same order, or for `first_only` with the same first text; struck through or not."""
        wanted = texts_of(values)
        rows = self._rows_by_first_text.get(wanted[0] if wanted else "", [])
        return [row for row in rows if self.is_struck(row) == struck and (first_only or texts_of(self.row(row)) == wanted)]

    def block(self, box: Box) -> tuple[str, ...]:
        """What the cells of a range say, row by row: all of its first row, and the texts below it; "" for all else."""
        cells = [(row, self.at(row, column)) for row in range(box.top, box.bottom + 1) for column in range(box.left, box.right + 1)]
        return tuple(text if row == box.top or texts_of([text]) else "" for row, text in cells)

    def blocks_like(self, box: Box, block: Sequence[str]) -> list[Cell]:
        """The upper left cells of all ranges of the size of `box` that say the same."""
        wide, tall = box.right - box.left, box.bottom - box.top
        first = next((index for index, text in enumerate(block[:wide + 1]) if text), None)
        if first is None:
            return []
        starts = [(row, column - first) for row, column in self.cells_with(block[first]) if column > first]
        return [(row, column) for row, column in starts if self.block(Box(row, column, row + tall, column + wide)) == tuple(block)]

    def layout(self) -> list[str]:
        """The known headings, in order of the alphabet."""
        return sorted({normal(self.sheet.text(row, column)) for row in self.heading_rows for column in self.sheet.telling[row]})


def sheets_of(grids: Iterable[Grid]) -> dict[str, Said]:
    """The sheets of a workbook by their titles."""
    return {grid.title: Said(grid) for grid in grids}


def layout(sheets: Mapping[str, Said]) -> dict[str, list[str]]:
    """Sheet -> the known headings on it, by which a book of the same layout is known."""
    return {title: said.layout() for title, said in sheets.items()}
