"""Numbers outside of tables: beside or under one, or beside a text, a question; elsewhere a notice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.vocabulary import is_past
from poolsplit.values.names import key
from poolsplit.workbook.find import plausible
from poolsplit.workbook.find.account import ASIDE, OPEN
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.labelled.payments import owners_of_sheets
from poolsplit.workbook.find.remainder.in_tables import first_of, is_reference
from poolsplit.workbook.find.shape.labels import past_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region
    from poolsplit.workbook.read.grid import Box

_NEAR = 2
"""The cells from a number to the text, or to the table, that it may belong to."""
_MOST_LABELS = 3


@dataclass
class _Block:
    """Numbers of rows that stand right below each other, and where the text beside each row stands, None where there is none."""

    places: list[tuple[int, int]]
    labels: list[tuple[int, int] | None]

    def goes_on(self, place: tuple[int, int], label: tuple[int, int] | None) -> bool:
        """Whether the next row, whose first number stands at a place, is one more of the block."""
        (row, column), last = place, self.places[-1]
        return bool(label and self.labels[-1]) and last[0] == row - 1 and self.places[0][1] == column


def ask(book: Book, cells: Cells, regions: Sequence[Region], alone: Sequence[tuple[int, int]]) -> None:
    """Ask about the numbers of a sheet that stand outside of its tables. alone: their cells, from top to bottom."""
    notices: list[tuple[int, int]] = []
    blocks: list[_Block] = []
    past = past_cells(cells)
    labels = {place: place if cells.holding.get(place) == "pair" else _label(cells, regions, place) for place in alone}
    for _, of_row in groupby(alone, key=lambda place: (place[0], labels[place])):
        places = list(of_row)
        why = _reason(cells, places, past)
        if why:
            book.account.mark(cells, places, ASIDE, why)
            continue
        book.account.mark(cells, places, OPEN, "unknown")
        label = labels[places[0]]
        stands_near = any(book.kinds[region] and is_near(region.lying_box, places[0]) for region in regions)
        if not label and not stands_near and not any(place in cells.holding for place in places):
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


def _label(cells: Cells, regions: Sequence[Region], place: tuple[int, int]) -> tuple[int, int] | None:
    """Where the text beside a number stands, outside of tables; None where there is none."""
    row, first = place
    beside = (column for column in reversed(cells.sheet.rows[row]) if first - _NEAR <= column < first and cells.text(row, column))
    return next(((row, column) for column in beside if not any(region.covers(row, column) for region in regions)), None)


def is_near(box: Box, place: tuple[int, int]) -> bool:
    """Whether a cell stands beside a table, or right below it."""
    row, column = place
    return box.top <= row <= box.bottom + _NEAR and box.left - 1 <= column <= box.right + _NEAR


def _ask_block(book: Book, cells: Cells, block: _Block) -> None:
    """Ask what the numbers of a block are."""
    places, numbers = block.places, first_of(cells, block.places)
    labels = [place for place in block.labels if place is not None]
    if labels:
        texts = '", "'.join(cells.text(*place) for place in labels[:_MOST_LABELS])
        message = Text('what is "{label}" ({numbers})?', label=texts, numbers=numbers)
    else:
        message = Text("what is {numbers}, which stands beside a table?", numbers=numbers)
    choices = [Choice(f"{_range(cells, places)}=ignore", Text("nothing that counts here"))]
    if len(labels) == len(places):    # one number beside each text
        choices += [Choice(f"{_range(cells, labels)}={meaning}", text) for meaning, text in _meanings(book, cells, block, labels)]
    book.problems.append(question("", "", cells.address(*places[0]), message, choices))


def _range(cells: Cells, places: Sequence[tuple[int, int]]) -> str:
    """The address of the rectangle around some cells."""
    rows, columns = [row for row, _ in places], [column for _, column in places]
    first, last = (min(rows), min(columns)), (max(rows), max(columns))
    return cells.address(*first) + (f":{cells.short(*last)}" if first != last else "")


def _meanings(book: Book, cells: Cells, block: _Block, labels: Sequence[tuple[int, int]]) -> Iterator[tuple[str, Text]]:
    """What labels with a number each may be, and how that is said."""
    partners, is_owned = book.ordered("partner"), cells.title in owners_of_sheets(book)
    if is_owned or all(any(name in key(cells.text(*place)) for name in partners) for place in labels):
        yield "paid", Text("what each of them has paid")
    numbers = [cells.numbers.get(place) for place in block.places]
    if any(number is None for number in numbers):
        return
    if len(labels) == 1 and numbers[0] is not None and "CNY" not in book.rates and plausible.rate_of_exchange("CNY", numbers[0]) is not None:
        yield "rate", Text("how many dong a yuan is")
    yield "amount", Text("a cost that is shared")
    if len(labels) == 1:
        read = {column for name in ("orders", "items") for part in book.parts.get(name, []) for column in part.columns}
        choices = (("unit_price", Text("the price of a piece")), ("unit_kg", Text("the weight of a piece")))
        yield from (choice for choice in choices if choice[0] not in read)
