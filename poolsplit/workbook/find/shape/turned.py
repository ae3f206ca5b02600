"""Tables that lie on their side: the names of costs across, and amounts and bases in rows below them. They are read as if they stood upright."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, parse
from poolsplit.workbook.find.shape.cells import Cells
from poolsplit.workbook.find.shape.regions import Region
from poolsplit.workbook.read.grid import Box
from poolsplit.workbook.read.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        self.greyed = frozenset((column, row) for row, column in cells.greyed)
        self.comments = {(column, row): text for (row, column), text in cells.comments.items()}
        self.numbers = {(column, row): number for (row, column), number in cells.numbers.items()}
        self.holding = {(column, row): kind for (row, column), kind in cells.holding.items()}
        self.broken = {(column, row) for row, column in cells.broken}

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of a cell on the sheet as it lies."""
        return column, row

    def short(self, row: int, column: int) -> str:
        """The address of a cell as the sheet lies, without the sheet's name."""
        return self.lying.short(column, row)


def upright(region: Region) -> Region | None:
    """A region of costs that lies on its side, as it would stand upright; None where it does not lie so."""
    cells, first = region.cells, region.columns[0]
    labels = _labels(region)
    if len(labels) != len(region.rows) or not _lies(region, labels):
        return None
    corner = region.headings[first]
    headings = {region.bottom: Heading(corner.text, ("cost",), languages=corner.languages)}
    headings |= {row: labels.get(row, Heading("")) for row in range(region.bottom + 1, region.rows[-1] + 1)}
    columns = sorted(headings)
    standing = Region(TurnedCells(cells), first, first, columns, headings, dict.fromkeys(columns, ""))
    standing.rows = [column for column in region.columns if column != first and cells.name(region.bottom, column)]
    return standing


def _labels(region: Region) -> dict[int, Heading]:
    """What the first cell of each row says, as a heading. The only row of "costs" below a corner that says so too has their amounts."""
    cells, first = region.cells, region.columns[0]
    labels = {row: parse(cells.text(row, first)) for row in region.rows if cells.text(row, first)}
    costs = [row for row, heading in labels.items() if heading.meanings == ("cost",) and any(cells.counts(row, c) for c in region.columns[1:])]
    if len(costs) == 1 and "cost" in region.headings[first].meanings:
        heading = labels[costs[0]]
        labels[costs[0]] = Heading(heading.text, ("amount",), heading.unit, languages=heading.languages)
    return labels


def _lies(region: Region, labels: Mapping[int, Heading]) -> bool:
    """Whether the labels of rows are headings of costs: amounts, and beside them what makes up for a corner that says nothing of costs."""
    if not all(_OF_COSTS.intersection(heading.meanings) for heading in labels.values()):
        return False
    said = {meaning for heading in labels.values() for meaning in heading.meanings}
    if "cost" in region.headings[region.columns[0]].meanings:
        return bool(said & {"amount", "rate"})
    return "amount" in said and bool(said & {"basis", "currency", "of"})
