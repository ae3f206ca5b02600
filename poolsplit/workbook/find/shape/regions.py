"""A table on a sheet, as words and shape tell it: its headings, its rows, and what is settled of it later."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.tables.headings import meant
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.shape.cells import Cells

_SOME = 3
"""Grey says something where at most one in so many rows has it; more often, it is stripes."""


@dataclass(eq=False)
class Region:
    """A table on a sheet: headings and the rows below them.

    top, bottom: first and last row of headings. columns: from left to right. headings: column -> what it may mean. groups: column -> the text
    over its heading, "" where there is none. weak: columns whose heading is known in part only. rows: with the totals. notes: rows of one
    text, which are no rows of the table. apart: rows that come behind blank ones.
    decided: which table somebody has said that it is, "" where nobody has. answered: columns whose heading somebody has explained.
    across: what the names across a matrix were answered to be, "partner" or "sku". down: what those before its rows are.
    guessed: columns that were settled, and are asked about.
    owners: row -> the cell of the name above its block, where each block of rows is the order of one partner.
    filled: a cell without a name -> the cell above, whose name it takes. from_above: the rows in which that is said.
    keys: column -> the keys of its names (`poolsplit.workbook.find.names.column_keys`).
    """

    cells: Cells
    top: int
    bottom: int
    columns: list[int]
    headings: dict[int, Heading]
    groups: dict[int, str]
    weak: set[int] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    apart: set[int] = field(default_factory=set)
    decided: str = ""
    across: str = ""
    down: str = ""
    answered: set[int] = field(default_factory=set)
    keys: dict[int, list[str]] = field(default_factory=dict)
    guessed: list[int] = field(default_factory=list)
    filled: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    from_above: list[int] = field(default_factory=list)
    owners: dict[int, tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def box(self) -> Box:
        """The rectangle from the first heading to the last row."""
        return Box(self.top, self.columns[0], max([self.bottom, *self.rows]), self.columns[-1])

    @cached_property
    def lying_box(self) -> Box:
        """The rectangle as it lies on the sheet."""
        box = self.box
        return Box(*self.cells.place(box.top, box.left), *self.cells.place(box.bottom, box.right))

    def is_on(self, cells: Cells) -> bool:
        """Whether the region stands on a sheet."""
        return self.cells.lying is cells.lying

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell of the sheet, as that lies, is within the rectangle."""
        box = self.lying_box
        return box.top <= row <= box.bottom and box.left <= column <= box.right

    @property
    def range(self) -> str:
        """The address of the rectangle."""
        return self.cells.sheet.range(self.box)

    @cached_property
    def numeric(self) -> list[int]:
        """The columns that hold more numbers than texts."""
        counts = {column: sum(self.cells.counts(row, column) for row in self.rows) for column in self.columns}
        texts = {column: sum(bool(self.cells.text(row, column)) for row in self.rows) for column in self.columns}
        return [column for column in self.columns if counts[column] and counts[column] >= texts[column]]

    @cached_property
    def faded(self) -> frozenset[int]:
        """The rows that are greyed out as a whole, where only some are: else grey is the look of the table, and says nothing."""
        if not self.cells.greyed:
            return frozenset()
        filled = {row: [column for column in self.columns if self.cells.sheet.at(row, column) is not None] for row in self.rows}
        faded = frozenset(row for row, columns in filled.items() if columns and all(self.cells.is_greyed(row, column) for column in columns))
        return faded if len(faded) * _SOME <= len(self.rows) else frozenset()

    def said(self, *meanings: str, weak: bool = True) -> list[int]:
        """The columns whose heading may mean one of `meanings`."""
        fits = (column for column in self.columns if not set(meanings).isdisjoint(self.headings[column].meanings))
        return [column for column in fits if weak or column not in self.weak]

    def meanings(self, *, weak: bool = True) -> set[str]:
        """Every meaning that a heading may have."""
        return {meaning for column in self.columns if weak or column not in self.weak for meaning in self.headings[column].meanings}

    def mean(self, column: int, meaning: str) -> None:
        """Settle what a column is."""
        self.headings[column] = meant(self.headings[column], meaning)
        self.weak.discard(column)

    def address(self, column: int | None = None) -> str:
        """Where a heading stands; without a column the first one."""
        return self.cells.address(self.bottom, self.columns[0] if column is None else column)
