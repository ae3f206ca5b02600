"""Names over blocks of orders: "Lan" alone in a row, and below it what she ordered; then Hoa, and so on. Each block is that partner's order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.headings import parse, weak_heading
from poolsplit.tables.labels import Name
from poolsplit.tables.remarks import name_in_caption
from poolsplit.tables.vocabulary import basis, cost_kind, is_batch, is_cancelled, is_elsewhere, is_past, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find.batches import caption_of
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.lists import who_ordered
from poolsplit.workbook.find.names import settled_elsewhere
from poolsplit.workbook.find.shape.labels import Label
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

    Place = tuple[int, int]

_PHONE = re.compile(r"\d[\d .-]{7,}\d")
_MOST_WORDS = 5
"""The words of the longest name."""


def settle(book: Book) -> None:
    """Settle whose order each of several blocks is by the names above them; what is not certain is offered where it is asked who ordered."""
    for cells in book.sheets:
        nameless = [region for region in _nameless(book) if region.is_on(cells)]
        captions = {region: caption for region in nameless if (caption := _caption(book, cells, region))}
        if nameless and len(captions) == len(nameless):
            _settle_blocks(book, cells, captions)
        elif len(nameless) == 1:
            _settle_groups(book, nameless[0])


def _nameless(book: Book) -> list[Region]:
    """The lists of orders of which nothing says so far who ordered."""
    lists = (region for region, kind in book.kinds.items() if kind == "orders" and region.rows and not region.said("partner"))
    return [region for region in lists if not who_ordered(book, region)]


def _caption(book: Book, cells: Cells, region: Region) -> Place | None:
    """The cell of the text above a list; of several side by side, the only one right above its columns."""
    found = caption_of(book, cells, region)
    if found:
        return found[:2]
    row = region.top - 1
    above = {cells.sheet.anchor(row, column) for column in region.columns if cells.sheet.at(row, column) is not None}
    place = above.pop() if len(above) == 1 else (0, 0)
    return place if place[0] == row and cells.text(*place) else None


# ---------------------------------------------------------------- a list for each partner


def _settle_blocks(book: Book, cells: Cells, captions: dict[Region, Place]) -> None:
    """Settle whose order each of several lists is, by the text above it."""
    sheet, places = cells.sheet, sorted(set(captions.values()))
    answered = [place for place in places if book.answers.heading(sheet, *place) == "partner"]
    may_be = len(places) == len(captions) and _may_be_partners(book, cells, places, list(captions))
    if not answered and not may_be:
        return
    if answered or (_have_same_headings(list(captions)) and _are_partners(book, cells, places, list(captions))):
        for place in answered or places:
            _add_label(book, cells, place)
        if not answered:
            _warn_of(book, cells, captions.values())
    else:
        for region in captions:
            book.over[region] = [(cells.address(*place), name_in_caption(cells.text(*place))) for place in places]


def _have_same_headings(regions: Sequence[Region]) -> bool:
    """Whether lists have the same headings in the same order."""
    return len({tuple(key(region.headings[column].text) for column in region.columns) for region in regions}) == 1


def _add_label(book: Book, cells: Cells, place: Place) -> None:
    """Add the name in a cell as that of the partner whose order stands below."""
    text = cells.text(*place)
    book.labels.append(Label(Name("partner", "partner"), text, name_in_caption(text), cells, cells.address(*place), place, Box(*place, *place)))


# ---------------------------------------------------------------- one list, with names between its rows


def _settle_groups(book: Book, region: Region) -> None:
    """Settle whose order each block of rows of a list is, where a name stands in a row of its own above each."""
    cells = region.cells
    heads = [row for row in region.notes if row < region.rows[-1]]
    places = [(row, next(column for column in region.columns if cells.sheet.at(row, column) is not None)) for row in heads]
    if not heads or heads[0] > region.rows[0] or any(cells.sheet.anchor(*place) != place for place in places):
        return
    answered = [place for place in places if book.answers.heading(cells.sheet, *place) == "partner"]
    if not answered and not _may_be_partners(book, cells, places, [region]):
        return
    if answered or _are_partners(book, cells, places, [region]):
        for row in region.rows:
            region.owners[row] = max(place for place in answered or places if place[0] < row)
        for place in answered or places:
            book.account.take(cells, *place)
        if not answered:
            _warn_of(book, cells, places)
    else:
        book.over[region] = [(cells.address(*place), name_in_caption(cells.text(*place))) for place in places]


# ---------------------------------------------------------------- names or not


def _may_be_partners(book: Book, cells: Cells, places: Sequence[Place], regions: Sequence[Region]) -> bool:
    """Whether texts above lists may be names of partners: different ones, none of them a heading, a batch, a cost or a known SKU."""
    names = [name_in_caption(cells.text(*place)) for place in places]
    if any(label.cells is cells and label.box.top == row and label.box.left <= column for label in book.labels for row, column in places):
        return False
    if len({key(name) for name in names}) < len(names) or not all(map(may_be_name, names)):
        return False
    skus = {cells.key(row, column) for region in regions for column in region.said("sku", weak=False) for row in region.rows}
    return not any(key(name) in skus or book.names.is_sku(key(name)) for name in names)


def may_be_name(text: str) -> bool:
    """Whether a text may be the name of a partner, as far as it says itself.

    >>> may_be_name("Shop An"), may_be_name("Đơn giá"), may_be_name("Tổng"), may_be_name("Lô 5"), may_be_name("12/11"), may_be_name("Cước")
    (True, False, False, False, False, False)
    """
    if not any(map(str.isalpha, text)) or any(map(str.isdecimal, text)) or len(text.split()) > _MOST_WORDS:
        return False
    says_else = (is_batch, is_past, is_elsewhere, is_cancelled, cost_kind, basis, total_words)
    return not (parse(text).meanings or weak_heading(text).meanings or any(says(text) for says in says_else))


def _are_partners(book: Book, cells: Cells, places: Sequence[Place], regions: Sequence[Region]) -> bool:
    """Whether texts above lists are partners for certain: one of them is known elsewhere, or telephones stand behind them."""
    if not all(map(_says_sku, regions)) or any(map(_names_others, regions)) or _have_costs(book, cells, places):
        return False
    texts = [cells.text(*place) for place in places]
    names = {key(name_in_caption(text)) for text in texts}
    if names & (book.names.leads | book.names.partners | settled_elsewhere(names, regions[0], book.regions)):
        return True
    return not book.names.leads and len(texts) > 1 and all(_PHONE.search(text) for text in texts)


def _says_sku(region: Region) -> bool:
    """Whether a heading says SKU by itself, so that no text above the list has to."""
    return any("sku" in parse(heading.text).meanings for heading in region.headings.values())


def _have_costs(book: Book, cells: Cells, places: Sequence[Place]) -> bool:
    """Whether costs stand between blocks: they may be those of one partner alone."""
    first, last = min(places)[0], max(places)[0]
    labels = (label.place[0] for label in book.labels if label.name.table == "costs" and label.cells.title == cells.title)
    tables = (region.lying_box.top for region, kind in book.kinds.items() if kind == "costs" and region.is_on(cells))
    return any(first < row < last for row in (*labels, *tables))


def _warn_of(book: Book, cells: Cells, places: Collection[Place]) -> None:
    """Warn of what was taken for names."""
    names = ", ".join(name_in_caption(cells.text(*place)) for place in sorted(places))
    message = Text("no column says who ordered: each block is read as the order of the name above it: {names}", names=names)
    fix = Text("nothing, if that is right; else write Partner and the name above each table")
    book.warn("orders", "partner", cells.address(*min(places)), message, fix)


def ask_who(book: Book, region: Region) -> bool:
    """Ask whether the names above blocks are those who ordered them, once for all of a sheet; whether that is all there is to ask."""
    places, cells = book.over.get(region, []), region.cells
    if len(places) == 1 or not places or _names_others(region):
        return False
    several = [other for other in book.regions if book.over.get(other) == places]
    message = Text("{range} may be orders: no heading says who ordered", range=", ".join(each.range for each in several))
    names = ", ".join(name for _, name in places)
    given = [
        Choice("; ".join(f"{cell}=partner" for cell, _ in places), Text("each block is the order of the name above it: {names}", names=names)),
        Choice("; ".join(f"{each.range}=orders" for each in several), Text('all of this sheet is for "{title}"', title=cells.title)),
        Choice("; ".join(f"{each.range}=ignore" for each in several), Text("it is no order")),
    ]
    book.ask_once(question("orders", "", places[0][0], message, given))
    return True


def _names_others(region: Region) -> bool:
    """Whether a column of texts under a word that nobody knows may say who ordered."""
    texts = (column for column in region.columns if column not in region.numeric and region.headings[column].text)
    return any(not region.headings[column].meanings for column in texts)
