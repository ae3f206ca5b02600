"""Texts that stand over what they are about, with nothing beside them: captions of blocks, titles of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_REACH = 2
"""The columns from a label to its value."""
_ABOVE = 2
"""The rows from a title to its table: right above it, or with one blank row between."""


def below_captions(cells: Cells, says: Callable[[str], bool]) -> set[tuple[int, int]]:
    """The cells of blocks below a text that says something and has nothing beside it, down to the next blank cell.

    A remark at the end of a row of a list ("như lần trước") is no caption.
    """
    sheet, found = cells.sheet, set[tuple[int, int]]()
    for row, columns in sheet.rows.items():
        for column in columns:
            if not says(cells.text(row, column)) or not _stands_alone(cells, row, column):
                continue
            below = row
            while sheet.at(below, column) is not None:
                found |= {(below, column + step) for step in range(_REACH + 1)}
                below += 1
    return found


def _stands_alone(cells: Cells, row: int, column: int) -> bool:
    """Whether nothing stands beside a text, on neither side, nor above it; it may be merged over several columns."""
    span = cells.sheet.spans.get((row, column))
    around = ((row, (span.right if span else column) + 1), (row, column - 1), (row - 1, column))
    return all(cells.sheet.at(*place) is None for place in around if all(place))


def title_of(region: Region) -> tuple[int, int] | None:
    """Where the title of a table stands: the one text that is alone in its row over the table's columns; None where there is none."""
    cells, box = region.cells.lying, region.lying_box
    for row in range(box.top - 1, max(box.top - 1 - _ABOVE, 0), -1):
        near = [column for column in cells.sheet.rows.get(row, ()) if box.left - 1 <= column <= box.right + 1]
        anchors = {cells.sheet.anchor(row, column) for column in near}
        if anchors:
            place = anchors.pop()
            return place if not anchors and cells.text(*place) else None
    return None


def titles_of(region: Region) -> list[str]:
    """The titles that a table stands under: its own, else that of its sheet, where no other title stands over it."""
    place = title_of(region)
    return [region.cells.lying.text(*place)] if place else [region.cells.title]
