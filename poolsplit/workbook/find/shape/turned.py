"""Tables that lie on their side: the names of costs across, and amounts and bases in rows below them. They are read as if they stood upright."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, parse
from poolsplit.workbook.find.shape.cells import Cells
from poolsplit.workbook.find.shape.regions import Region
from poolsplit.workbook.read.grid import Box
from poolsplit.workbook.read.sheet import Sheet

if TYPE_CHECKING:
    from poolsplit.workbook.find.answers import Answers

_OF_COSTS = frozenset({"amount", "rate", "basis", "currency", "of", "partner", "actual"})


class TurnedSheet(Sheet):
    """A sheet with rows and columns exchanged. Addresses are those of the sheet as it lies."""

    def __init__(self, sheet: Sheet) -> None:
        """Exchange rows and columns of what is on a sheet."""
        super().__init__(sheet.grid)
        self.values = {(column, row): value for (row, column), value in sheet.values.items()}
        self.spans = {(column, row): Box(box.left, box.top, box.right, box.bottom) for (row, column), box in sheet.spans.items()}
        self.bottom, self.right = sheet.right, sheet.bottom
        self._lying = sheet

    def address(self, row: int, column: int) -> str:
        """The address of a cell as the sheet lies."""
        return self._lying.address(column, row)

    def range(self, box: Box) -> str:
        """The address of a rectangle as the sheet lies."""
        return self._lying.range(Box(box.left, box.top, box.right, box.bottom))


class TurnedCells(Cells):
    """The cells of a sheet with rows and columns exchanged."""

    def __init__(self, cells: Cells) -> None:
        """Exchange rows and columns of cells."""
        super().__init__(TurnedSheet(cells.sheet), cells.lang)
        self.lying = cells.lying
        self.formulas = {(column, row): formula for (row, column), formula in cells.formulas.items()}
        self.struck = frozenset((column, row) for row, column in cells.struck)
        self.numbers = {(column, row): number for (row, column), number in cells.numbers.items()}
        self.holding = {(column, row): kind for (row, column), kind in cells.holding.items()}
        self.broken = {(column, row) for row, column in cells.broken}

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of a cell on the sheet as it lies."""
        return column, row

    def short(self, row: int, column: int) -> str:
        """The address of a cell as the sheet lies, without the sheet's name."""
        return self.lying.short(column, row)


def upright(region: Region, answers: Answers) -> Region | None:
    """A region of costs that lies on its side, as it would stand upright; None where it does not lie so."""
    cells, first = region.cells, region.columns[0]
    labels = {row: parse(cells.text(row, first)) for row in region.rows if cells.text(row, first)}
    first_costs = [row for row, heading in labels.items() if heading.meanings == ("cost",) and any(cells.counts(row, c) for c in region.columns[1:])]
    if len(first_costs) == 1 and "cost" in region.headings[first].meanings:
        labels[first_costs[0]] = Heading(labels[first_costs[0]].text, ("amount",), labels[first_costs[0]].unit, languages=labels[first_costs[0]].languages)
    said = {meaning for heading in labels.values() for meaning in heading.meanings}
    lies = "amount" in said and said & {"basis", "currency", "of"} if "cost" not in region.headings[first].meanings else said & {"amount", "rate"}
    if not lies or len(labels) != len(region.rows) or any(not set(heading.meanings) & _OF_COSTS for heading in labels.values()):
        return None
    del answers
    turned = TurnedCells(cells)
    corner = region.headings[first]
    headings = {region.bottom: Heading(corner.text, ("cost",), languages=corner.languages)}
    headings |= {row: labels.get(row, Heading("")) for row in range(region.bottom + 1, region.rows[-1] + 1)}
    columns = sorted(headings)
    result = Region(turned, first, first, columns, headings, dict.fromkeys(columns, ""))
    result.rows = [column for column in region.columns if column != first and cells.name(region.bottom, column)]
    return result
