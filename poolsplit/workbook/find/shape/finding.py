"""Finding the tables of a sheet by words and shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.workbook.find.shape.extent import walk
from poolsplit.workbook.find.shape.headings import head_of
from poolsplit.workbook.find.shape.runs import joined
from poolsplit.workbook.find.shape.signatures import classify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.answers import Answers
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region
    from poolsplit.workbook.read.grid import Box


def find_regions(cells: Cells, answers: Answers) -> list[Region]:
    """All tables of a sheet: those that are tables of Excel, then the others from top to bottom."""
    sheet = cells.sheet
    found: list[Region] = []
    covered: dict[int, list[tuple[int, int]]] = {}
    rows = list(sheet.rows)

    def add(region: Region) -> None:
        found.append(region)
        for row in (*range(region.top, region.bottom + 1), *region.rows, *region.notes):
            covered.setdefault(row, []).append((region.columns[0], region.columns[-1]))

    boxes = sorted(sheet.grid.tables.values())
    for box in boxes:
        region = head_of(cells, answers, box.top, [c for c in range(box.left, box.right + 1) if sheet.at(box.top, c) is not None], certain=True)
        if region is not None:
            walk(region, answers, _rows_of(box, boxes, rows))
            add(region)
    for row in rows:
        for run in joined(cells, row):
            if any(left <= column <= right for left, right in covered.get(row, ()) for column in run):
                continue
            region = head_of(cells, answers, row, run)
            if region is None:
                continue
            walk(region, answers, rows)
            if _says_something(region):
                add(region)
    return found


def _rows_of(box: Box, boxes: Sequence[Box], rows: Sequence[int]) -> list[int]:
    """The rows down to the next Excel table below this one: in LibreOffice its range does not grow by what is typed below it.

    >>> from poolsplit.workbook.read.grid import Box
    >>> _rows_of(Box(1, 1, 3, 2), [Box(1, 1, 3, 2), Box(7, 1, 9, 2)], [1, 2, 3, 4, 7, 8])
    [1, 2, 3, 4]
    """
    below = [other.top for other in boxes if other.top > box.bottom and other.left <= box.right and box.left <= other.right]
    return [row for row in rows if not below or row < min(below)]


def _says_something(region: Region) -> bool:
    """Whether there is more below the headings than texts under words that nobody knows."""
    if region.decided or classify(region.headings.values()):
        return True
    if region.said("partner", weak=False):
        return bool(region.rows)    # without rows it is a label for whose order it is, and what stands beside that
    return any(region.cells.counts(row, column) for row in region.rows for column in region.columns)
