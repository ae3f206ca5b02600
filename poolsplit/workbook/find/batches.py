"""Batches of one workbook: a caption over each block of tables ("Lô 5", "第1批"), or a sheet for each. Each batch is a pool of its own.

Captions and titles that have no word for a batch ("summer", "Oct") are asked about where the tables below them cannot be one order.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.vocabulary import is_batch
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.book import question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.errors import Problem
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_ORDERS = frozenset({"orders", kinds.MATRIX})
_LONGEST = 40
"""The characters of the longest caption."""
_REACH = 4
"""The rows from a caption to its table."""


def settle(book: Book) -> None:
    """Note of which batch every table is, where orders stand in several blocks with a caption of their own, or on several sheets."""
    if any(region.said("pool") for region in book.regions):
        return
    orders = [region for region in book.regions if book.kinds[region] in _ORDERS and region.rows]
    _by_sheet(book, orders)
    for cells in book.sheets:
        own = [region for region in orders if region.is_on(cells)]
        if len(own) > 1:
            _by_caption(book, cells, own)


def _by_caption(book: Book, cells: Cells, orders: list[Region]) -> None:
    """Blocks of a sheet, each below a caption."""
    captions = sorted(caption for region in orders if (caption := _caption(book, cells, region)))
    names = [name for _, _, name in captions]
    if len(names) < len(orders) or len(set(names)) < len(orders):
        return
    said = [book.answers.batch(cells.sheet, row, column) for row, column, _ in captions]
    if not _are_batches(book, [(cells.address(row, column), name) for row, column, name in captions], said, [cells.title]):
        return
    for region in book.regions:
        if region.is_on(cells):
            above = [name for row, _, name in captions if row <= region.lying_box.top]
            if above:
                book.pools[region] = above[-1]
    book.blocks[cells.title] = [(row, name) for row, _, name in captions]


def _caption(book: Book, cells: Cells, region: Region) -> tuple[int, int, str] | None:
    """The nearest row above a region that holds one short text at its left and nothing else, outside of other tables: row, column and text."""
    for row in range(region.top - 1, max(region.top - 1 - _REACH, 0), -1):
        columns = cells.sheet.rows.get(row, [])
        if any(other is not region and other.is_on(cells) and other.lying_box.top <= row <= other.lying_box.bottom for other in book.regions):
            return None
        if columns and columns[0] > region.columns[0]:
            continue    # it stands over some of the headings, and groups them
        if columns and len({cells.sheet.anchor(row, column) for column in columns}) == 1:
            text = cells.text(row, columns[0])
            if text and len(text) <= _LONGEST:
                return row, columns[0], text
    return None


def _by_sheet(book: Book, orders: list[Region]) -> None:
    """A sheet for each batch: tables with partners, on several sheets whose titles are those of batches."""
    sheets: dict[str, list[Region]] = defaultdict(list)
    for region in orders:
        sheets[region.cells.title].append(region)
    if len(sheets) == 1 or not all(region.said("partner") or book.kinds[region] == kinds.MATRIX or is_batch(region.cells.title) for region in orders):
        return    # each sheet may be a partner's
    first = [regions[0].cells.sheet for regions in sheets.values()]
    places = [(sheet.grid.name(""), sheet.grid.title) for sheet in first]
    if not _are_batches(book, places, [book.answers.batch(sheet) for sheet in first], list(sheets)):
        return
    for region in book.regions:
        if region.cells.title in sheets:
            book.pools[region] = region.cells.title
    book.blocks |= {title: [(0, title)] for title in sheets}


def _are_batches(book: Book, places: Sequence[tuple[str, str]], said: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether captions or titles of sheets are those of batches, by their words or as it was answered.

    places: the place of each for an answer, and its text. said: what was answered of each. titles: the sheets that they are about.
    """
    if "join" in said:
        book.together |= set(titles)
        return False
    if all(is_batch(name) or answer for (_, name), answer in zip(places, said, strict=True)):
        book.captions |= dict.fromkeys(titles, places)
        return True
    book.doubtful |= dict.fromkeys(titles, places)
    return False


def question_about(book: Book, titles: Sequence[str]) -> Problem | None:
    """The question whether blocks or sheets are orders of their own, if it is open for some sheets; None where it is not."""
    open_ones = [book.doubtful.get(title) for title in titles]
    places = next((places for places in open_ones if places), None)
    if places is None or any(each != places for each in open_ones):
        return None
    names = ", ".join(name for _, name in places)
    message = Text("is each of these an order of its own: {names}?", names=names)
    cell = next((place for place, _ in places if place[-1:] != "!"), f"{places[0][0]}A1")
    return question("orders", "pool", cell, message, [
        Choice(_of_all(places, "pool"), Text("each is an order of its own, with its own costs")), together(places),
    ])


def together(places: Sequence[tuple[str, str]]) -> Choice:
    """The choice that blocks or sheets are one order. places: the place of each for an answer, and its text."""
    return Choice(_of_all(places, "join"), Text("all of them are one order, and share the costs"))


def _of_all(places: Sequence[tuple[str, str]], meaning: str) -> str:
    """The same answer for some places.

    >>> _of_all([("'T1'!", "T1"), ("'T2'!", "T2")], "pool")
    "'T1'!=pool; 'T2'!=pool"
    """
    return "; ".join(f"{place}={meaning}" for place, _ in places)


def pool_at(book: Book, title: str, row: int) -> str:
    """The batch of a row of a sheet; "" where it is of none."""
    return next((name for start, name in reversed(book.blocks.get(title, [])) if start <= row), "")
