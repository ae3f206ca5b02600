"""Batches of one workbook: a caption over each block of tables ("Lô 5", "第1批"), or a sheet for each. Each batch is a pool of its own.

Captions and titles that have no word for a batch ("summer", "Oct") are asked about where the tables below them cannot be one order.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import is_batch, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.labels import name_in
from poolsplit.workbook.find.shape.one_cell import label_and_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.errors import Problem
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

    Span = tuple[str, int, int]

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
    captions = sorted(caption for region in orders if (caption := caption_of(book, cells, region)))
    names = [name for _, _, name in captions]
    if len(names) < len(orders) or len(set(names)) < len(orders):
        return
    said = [book.answers.batch(cells.sheet, row, column) for row, column, _ in captions]
    ends = [row for row, _, _ in captions[1:]]
    spans = [(cells.title, row, end) for (row, _, _), end in zip(captions, [*ends, sys.maxsize], strict=True)]
    places = [(cells.address(row, column), name) for row, column, name in captions]
    if not _are_batches(book, places, said, [cells.title], costs_apart=all(map(_may_be_caption, names)) and _have_own_costs(book, spans)):
        return
    for region in book.regions:
        if region.is_on(cells):
            above = [name for row, _, name in captions if row <= region.lying_box.top]
            if above:
                book.pools[region] = above[-1]
    book.blocks[cells.title] = [(row, name) for row, _, name in captions]


def caption_of(book: Book, cells: Cells, region: Region) -> tuple[int, int, str] | None:
    """The nearest row above a region that holds one short text and nothing else, outside of other tables: row, column and text.

    One that begins right of the region's first column is a text over its headings ("Số lượng mỗi shop"); beside a word for a batch more may stand.
    The name of the partner whose order it is captions no batch.
    """
    for row in range(region.top - 1, max(region.top - 1 - _REACH, 0), -1):
        columns = cells.sheet.rows.get(row, [])
        if any(other is not region and other.is_on(cells) and other.covers(row, region.lying_box.left) for other in book.regions):
            return None
        if not columns:
            continue
        text, alone = cells.text(row, columns[0]), len({cells.sheet.anchor(row, column) for column in columns}) == 1
        if text and len(text) <= _LONGEST and columns[0] <= region.lying_box.left and (alone or is_batch(text)):
            return None if _names_partner(book, cells, (row, columns[0])) else (row, columns[0], text)
    return None


def _names_partner(book: Book, cells: Cells, place: tuple[int, int]) -> bool:
    """Whether a cell names the partner whose order stands below it."""
    return any(label.name.table == "partner" and label.cells is cells and label.place == place for label in book.labels)


def _by_sheet(book: Book, orders: list[Region]) -> None:
    """A sheet for each batch: tables with partners, on several sheets whose titles are those of batches."""
    sheets: dict[str, list[Region]] = defaultdict(list)
    for region in orders:
        sheets[region.cells.title].append(region)
    names_partners = {region: bool(region.said("partner")) or book.kinds[region] == kinds.MATRIX for region in orders}
    if len(sheets) == 1 or not all(named or is_batch(region.cells.title) for region, named in names_partners.items()):
        return    # each sheet may be a partner's
    first = [regions[0].cells.sheet for regions in sheets.values()]
    places = [(sheet.grid.name(""), sheet.grid.title) for sheet in first]
    said = [book.answers.batch(sheet) for sheet in first]
    costs_apart = all(names_partners.values()) and _have_own_costs(book, [(title, 0, sys.maxsize) for title in sheets])
    if not _are_batches(book, places, said, list(sheets), costs_apart=costs_apart):
        return
    for region in book.regions:
        if region.cells.title in sheets:
            book.pools[region] = region.cells.title
    book.blocks |= {title: [(0, title)] for title in sheets}


def _are_batches(
    book: Book, places: Sequence[tuple[str, str]], said: Sequence[str], titles: Sequence[str], *, costs_apart: bool,
) -> bool:
    """Whether captions or titles of sheets are those of batches, by their words, as it was answered, or because each has costs of its own.

    places: the place of each for an answer, and its text. said: what was answered of each. titles: the sheets that they are about.
    """
    if "join" in said:
        book.together |= set(titles)
        return False
    if costs_apart or all(is_batch(name) or answer for (_, name), answer in zip(places, said, strict=True)):
        book.captions |= dict.fromkeys(titles, places)
        return True
    book.doubtful |= dict.fromkeys(titles, places)
    return False


def _may_be_caption(text: str) -> bool:
    """Whether a text may be the caption of a block: it is no label with its value, and no heading.

    >>> _may_be_caption("Hàng hè"), _may_be_caption("Tỷ giá tệ: 3674"), _may_be_caption("Chi phí")
    (True, False, False)
    """
    return label_and_value(text) is None and name_in(text) is None and not parse(text).meanings


def _have_own_costs(book: Book, spans: Sequence[Span]) -> bool:
    """Whether each of several blocks has costs of its own, which another one has too: one order has its freight once, and several have it each.

    spans: sheet, first row of the block, and the row behind its last one. A cost that is in none of them may be of all: then they are not told so.
    """
    costs: dict[Span, set[str]] = {span: set() for span in spans}
    for title, row, name in _costs(book):
        span = next((each for each in spans if each[0] == title and each[1] <= row < each[2]), None)
        if span is None:
            return False
        costs[span].add(name)
    times = Counter(name for names in costs.values() for name in names)
    return all(any(times[name] > 1 for name in names) for names in costs.values())


def _costs(book: Book) -> Iterator[tuple[str, int, str]]:
    """Sheet, row and key of every cost that is named in a table or by a label."""
    for label in book.labels:
        if label.name.table == "costs":
            yield label.cells.title, label.box.top, key(label.name.column)
    for region, kind in book.kinds.items():
        for column in region.said("cost")[:1] if kind == "costs" else ():
            for row in region.rows:
                if region.cells.name(row, column) and not total_words(region.cells.name(row, column)):
                    yield region.cells.title, region.cells.place(row, column)[0], region.cells.key(row, column)


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
