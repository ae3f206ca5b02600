"""Tables that lie on their side: the names of costs across, and amounts and bases in rows below them. They are read as if they stood upright."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, meant, parse
from poolsplit.tables.vocabulary import are_bases
from poolsplit.workbook.find.shape.cells import Cells
from poolsplit.workbook.find.shape.regions import Region
from poolsplit.workbook.read.grid import Box
from poolsplit.workbook.read.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.workbook.find.answers import Answers

_TWO = 2
"""The rows of amounts and bases below names."""
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

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of a cell on the sheet as it lies."""
        return column, row

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

    def short(self, row: int, column: int) -> str:
        """The address of a cell as the sheet lies, without the sheet's name."""
        return self.lying.short(column, row)


def upright(region: Region, answers: Answers) -> Region | None:
    """A region of costs that lies on its side, as it would stand upright; None where it does not lie so."""
    cells, first = region.cells, region.columns[0]
    labels = _labels(region, answers)
    if len(labels) != len(region.rows) or not _lies(region, labels):
        return None
    corner = region.headings[first]
    headings = {region.bottom: Heading(corner.text, ("cost",), languages=corner.languages)}
    headings |= {row: labels.get(row, Heading("")) for row in range(region.bottom + 1, region.rows[-1] + 1)}
    columns = sorted(headings)
    standing = Region(TurnedCells(cells), first, first, columns, headings, dict.fromkeys(columns, ""), decided=region.decided)
    standing.rows = [column for column in region.columns if column != first and cells.name(region.bottom, column)]
    return standing


def may_lie(region: Region) -> bool:
    """Whether names may stand over a row of amounts and a row of words for what each is shared by; nothing but these two."""
    if len(region.rows) != _TWO:
        return False
    kinds = [_what_is_in(region, row) for row in region.rows]
    return sorted(kinds) == ["amount", "basis"] and bool(region.cells.text(region.bottom, region.columns[0]))


def _what_is_in(region: Region, row: int) -> str:
    """What a row of costs on their side holds behind its label: "amount" where numbers, "basis" where texts stand; "" for both, or neither."""
    cells = region.cells
    columns = [column for column in region.columns[1:] if cells.sheet.at(row, column) is not None]
    if not columns or not cells.text(row, region.columns[0]):
        return ""
    if all(cells.counts(row, column) for column in columns):
        return "amount"
    return "basis" if all(cells.text(row, column) for column in columns) else ""


def _labels(region: Region, answers: Answers) -> dict[int, Heading]:
    """What the first cell of each row says, as a heading. The only row of "costs" below a corner that says so too has their amounts.

    What somebody has answered goes before; of costs, the numbers are the amounts, and the texts say what each is shared by.
    """
    cells, first = region.cells, region.columns[0]
    labels = {row: parse(cells.text(row, first)) for row in region.rows if cells.text(row, first)}
    for row, heading in list(labels.items()):
        said = answers.heading(cells.sheet, row, first)
        if said in _OF_COSTS:
            labels[row] = meant(heading, said)
        elif may_lie(region) and (region.decided == "costs" or "cost" in region.headings[first].meanings or _shares_costs(region)):
            labels[row] = meant(heading, _what_is_in(region, row))
    costs = [row for row, heading in labels.items() if heading.meanings == ("cost",) and any(cells.counts(row, c) for c in region.columns[1:])]
    if len(costs) == 1 and "cost" in region.headings[first].meanings:
        heading = labels[costs[0]]
        labels[costs[0]] = Heading(heading.text, ("amount",), heading.unit, languages=heading.languages)
    return labels


def _shares_costs(region: Region) -> bool:
    """Whether half of the texts below amounts, or more, are words for what a cost is shared by."""
    cells, rows = region.cells, [row for row in region.rows if _what_is_in(region, row) == "basis"]
    return all(are_bases([cells.text(row, column) for column in region.columns[1:] if cells.text(row, column)]) for row in rows)


def _lies(region: Region, labels: Mapping[int, Heading]) -> bool:
    """Whether the labels of rows are headings of costs: amounts, and beside them what makes up for a corner that says nothing of costs."""
    if not all(_OF_COSTS.intersection(heading.meanings) for heading in labels.values()):
        return False
    said = {meaning for heading in labels.values() for meaning in heading.meanings}
    if "cost" in region.headings[region.columns[0]].meanings or region.decided == "costs":
        return bool(said & {"amount", "rate"})
    return "amount" in said and bool(said & {"basis", "currency", "of"})
