"""Numbers outside of tables: beside or under one, or beside a text, a question; elsewhere a notice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.vocabulary import is_past
from poolsplit.workbook.find.account import ASIDE, OPEN
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.remainder.in_tables import first_of, is_reference
from poolsplit.workbook.find.shape.labels import past_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region
    from poolsplit.workbook.read.grid import Box

_NEAR = 2
"""The cells from a number to the text, or to the table, that it may belong to."""
_MOST_LABELS = 3


@dataclass
class _Block:
    """Numbers of rows that stand right below each other, and the text beside each row."""

    places: list[tuple[int, int]]
    labels: list[str]

    def goes_on(self, place: tuple[int, int], label: str) -> bool:
        """Whether the next row, whose first number stands at a place, is one more of the block."""
        (row, column), last = place, self.places[-1]
        return bool(label and self.labels[-1]) and last[0] == row - 1 and self.places[0][1] == column


def ask(book: Book, cells: Cells, regions: Sequence[Region], alone: Sequence[tuple[int, int]]) -> None:
    """Ask about the numbers of a sheet that stand outside of its tables. alone: their cells, from top to bottom."""
    notices: list[tuple[int, int]] = []
    blocks: list[_Block] = []
    past = past_cells(cells)
    for _, of_row in groupby(alone, key=lambda place: place[0]):
        places = list(of_row)
        why = _reason(cells, places, past)
        if why:
            book.account.mark(cells, places, ASIDE, why)
            continue
        book.account.mark(cells, places, OPEN, "unknown")
        label = _label(cells, regions, places[0])
        is_near = any(book.kinds[region] and _is_near(region.lying_box, places[0]) for region in regions)
        if not label and not is_near and not any(place in cells.holding for place in places):
            notices += places
        elif blocks and blocks[-1].goes_on(places[0], label):
            blocks[-1].places += places
            blocks[-1].labels.append(label)
        else:
            blocks.append(_Block(places, [label]))
    for block in blocks:
        _ask_block(book, cells, block)
    if notices:
        message = Text("{count} numbers stand apart from every table, and do not count", count=len(notices))
        book.warn("", "", cells.address(*notices[0]), message, Text("nothing, if they are no part of the order"))


def _reason(cells: Cells, places: Sequence[tuple[int, int]], past: set[tuple[int, int]]) -> str:
    """Why the numbers of a row are set aside: "contact", "past"; "" where they are not. past: the cells of blocks of another time."""
    if all(is_reference(cells, place) for place in places) or all(place in cells.sheet.grid.summaries for place in places):
        return "contact"
    row, first = places[0]
    is_of_the_past = past.issuperset(places) or any(is_past(cells.text(row, column)) for column in cells.sheet.rows[row] if column < first)
    return "past" if is_of_the_past else ""


def _label(cells: Cells, regions: Sequence[Region], place: tuple[int, int]) -> str:
    """The text beside a number, outside of tables; "" where there is none."""
    row, first = place
    beside = (column for column in reversed(cells.sheet.rows[row]) if first - _NEAR <= column < first and cells.text(row, column))
    return next((cells.text(row, column) for column in beside if not any(region.covers(row, column) for region in regions)), "")


def _is_near(box: Box, place: tuple[int, int]) -> bool:
    """Whether a cell stands beside a table, or right below it."""
    row, column = place
    return box.top <= row <= box.bottom + _NEAR and box.left - 1 <= column <= box.right + _NEAR


def _ask_block(book: Book, cells: Cells, block: _Block) -> None:
    """Ask what the numbers of a block are."""
    places, numbers = block.places, first_of(cells, block.places)
    cell = cells.address(*places[0])
    rows, columns = [row for row, _ in places], [column for _, column in places]
    target = cell if len(places) == 1 else f"{cells.address(min(rows), min(columns))}:{cells.short(max(rows), max(columns))}"
    if block.labels[0]:
        message = Text('what is "{label}" ({numbers})?', label='", "'.join(block.labels[:_MOST_LABELS]), numbers=numbers)
    else:
        message = Text("what is {numbers}, which stands beside a table?", numbers=numbers)
    book.problems.append(question("", "", cell, message, [Choice(f"{target}=ignore", Text("nothing that counts here"))]))
