"""A table or group of labels before it has a place, and the book in which such blocks are placed with what their cells truly are."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell import Cell as OpenpyxlCell

    from .facts import Fact, Place

HEADING = {fill: PatternFill("solid", fgColor=fill) for fill in ("DDEBF7", "E2EFDA", "FFF2CC", "FCE4D6", "EDEDED")}
EDGE = Side(style="thin", color="BFBFBF")
THIN = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
BOLD, STRUCK = Font(bold=True), Font(strike=True)
MIDDLE, TALL = Alignment(horizontal="center", vertical="center"), Alignment(vertical="center")


@dataclass(frozen=True)
class Formula:
    """A formula over cells of its block: "=SUM({0}:{1})" with their (row, column). value: what Excel shows."""

    text: str
    cells: tuple[tuple[int, int], ...]
    value: Fraction


Content = int | float | str | dt.date | Formula | None


@dataclass(frozen=True)
class Cell:
    """What stands in a cell and what it is. bold, struck, number format: how it looks."""

    content: Content
    fact: Fact
    bold: bool = False
    struck: bool = False
    number_format: str = "General"


@dataclass
class Block:
    """Cells by (row, column) counted from 0, and merged ranges as (top, left, bottom, right). bordered: it is drawn as a table."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    bordered: bool = True

    def put(self, row: int, column: int, content: Content, fact: Fact, *, bold: bool = False, struck: bool = False, number_format: str = "General") -> None:
        """One cell. A content of None is a blank cell that has a meaning: a name that stands above it."""
        self.cells[row, column] = Cell(content, fact, bold, struck, number_format)

    @property
    def height(self) -> int:
        """Rows from the block's first to its last."""
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def width(self) -> int:
        """Columns from the block's first to its last."""
        return max((column for _, column in self.cells), default=-1) + 1

    def number(self, row: int, column: int) -> Fraction | None:
        """What Excel takes the cell for where it adds up: None for texts and blanks."""
        content = self.cells[row, column].content if (row, column) in self.cells else None
        if isinstance(content, Formula):
            return content.value
        return Fraction(str(content)) if isinstance(content, (int, float)) else None

    def under(self, other: Block, gap: int = 0) -> Block:
        """This block with the other one `gap` rows below it."""
        return self.joined(other, self.height + gap, 0)

    def joined(self, other: Block, down: int, right: int) -> Block:
        """This block with the other one so far down and to the right."""
        moved = Block(dict(self.cells), list(self.merges), self.bordered)
        for (row, column), cell in other.cells.items():
            content = cell.content
            if isinstance(content, Formula):
                content = Formula(content.text, tuple((r + down, c + right) for r, c in content.cells), content.value)
            moved.cells[row + down, column + right] = Cell(content, cell.fact, cell.bold, cell.struck, cell.number_format)
        moved.merges += [(top + down, left + right, bottom + down, far + right) for top, left, bottom, far in other.merges]
        return moved


class Book:
    """A workbook with the facts of its cells. boxes: (title, top, left, bottom, right) of every block that was placed; values: what formulas show."""

    def __init__(self, fill: str) -> None:
        """A book without sheets, whose headings are filled with this colour."""
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self.facts: dict[Place, Fact] = {}
        self.boxes: list[tuple[str, int, int, int, int]] = []
        self.values: dict[Place, Fraction] = {}
        self._fill = HEADING[fill]

    def sheet(self, title: str) -> str:
        """A new worksheet, and its title."""
        return str(self.workbook.create_sheet(title).title)

    def place(self, block: Block, title: str, top: int, left: int) -> None:
        """The block with its first cell at this row and column of the sheet, counted from 1."""
        sheet = self.workbook[title]
        for (row, column), cell in block.cells.items():
            place = (title, top + row, left + column)
            written = sheet.cell(place[1], place[2])
            assert not isinstance(written, MergedCell)
            self.facts[place] = cell.fact
            if isinstance(cell.content, Formula):
                addresses = [f"{get_column_letter(left + c)}{top + r}" for r, c in cell.content.cells]
                written.value = cell.content.text.format(*addresses)
                self.values[place] = cell.content.value
            elif cell.content is not None:
                written.value = cell.content
            if isinstance(cell.content, str):
                written.data_type = "s"
            self._dress(written, cell, bordered=block.bordered)
        for above, first, bottom, last in block.merges:
            sheet.cell(top + above, left + first).alignment = MIDDLE if above == bottom else TALL
            sheet.merge_cells(start_row=top + above, end_row=top + bottom, start_column=left + first, end_column=left + last)
        if block.cells:
            self.boxes.append((title, top, left, top + block.height - 1, left + block.width - 1))

    def _dress(self, written: OpenpyxlCell, cell: Cell, *, bordered: bool) -> None:
        """Give the cell its looks."""
        if isinstance(cell.content, dt.date):
            written.number_format = "DD/MM/YYYY"
        elif cell.number_format != "General":
            written.number_format = cell.number_format
        if cell.bold:
            written.font = BOLD
        elif cell.struck:
            written.font = STRUCK
        if bordered:
            written.border = THIN
            if cell.fact.role == "heading" or (cell.bold and cell.fact.role == "name"):
                written.fill, written.alignment = self._fill, MIDDLE

    def fit(self) -> None:
        """Columns as wide as what stands in them."""
        for sheet in self.workbook.worksheets:
            for number, column in enumerate(sheet.iter_cols(), 1):
                shown = [self._shown(sheet.title, cell) for cell in column if cell.value is not None]
                widest = max((len(text) for text in shown if len(text) < 26), default=8)
                sheet.column_dimensions[get_column_letter(number)].width = min(max(widest * 1.15 + 2, 7), 30)

    def _shown(self, title: str, cell: OpenpyxlCell) -> str:
        """About what a cell shows, to know how wide it is."""
        value = self.values.get((title, cell.row, cell.column), cell.value)
        return f"{float(value):,.0f}" if isinstance(value, (int, Fraction)) else "00/00/0000" if isinstance(value, dt.date) else str(value)

    def save(self, path: Path) -> None:
        """The book as a file in which formulas have their results, as in one that a person has saved."""
        buffer = BytesIO()
        self.workbook.save(buffer)
        results = {
            f"xl/worksheets/sheet{index}.xml": {f"{get_column_letter(column)}{row}": value for (of, row, column), value in self.values.items() if of == title}
            for index, title in enumerate(self.workbook.sheetnames, 1)
        }
        with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for part in source.namelist():
                data = source.read(part)
                if results.get(part):
                    data = _with_results(data.decode(), results[part]).encode()
                target.writestr(part, data)


def _with_results(xml: str, values: dict[str, Fraction]) -> str:
    """The XML of a sheet with a result in every cell that has a formula."""
    def shown(found: re.Match[str]) -> str:
        return f"{found[1]}<v>{float(values[found[2]]):.15g}</v></c>"

    return re.sub(r'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)</c>', shown, xml)
