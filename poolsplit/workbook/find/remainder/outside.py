"""Numbers outside of tables: beside or under one, or beside a text, a question; elsewhere a notice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import cost_kind, is_elsewhere, is_paid_to_supplier, is_past, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find import plausible
from poolsplit.workbook.find.account import ASIDE, OPEN
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.contents import MONEY
from poolsplit.workbook.find.labelled.payments import owners_on
from poolsplit.workbook.find.remainder.in_tables import first_of, is_reference
from poolsplit.workbook.find.shape.captions import below_captions
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.shape.labels import BRACKETS
from poolsplit.workbook.find.shape.one_cell import label_and_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells, Number
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
    past, elsewhere = cells.past, below_captions(cells, is_elsewhere)
    labels = {place: place if cells.holding.get(place) == "pair" else _label(cells, regions, place) for place in alone}
    for _, of_row in groupby(alone, key=lambda place: (place[0], labels[place])):
        places = list(of_row)
        why = _reason(cells, places, past) or ("elsewhere" if elsewhere.issuperset(places) and _says_nothing(book, cells, places, labels) else "")
        if why:
            book.account.mark(cells, places, ASIDE, why)
            continue
        book.account.mark(cells, places, OPEN, "unknown")
        label = labels[places[0]]
        stands_near = any(book.kinds[region] and is_near(region.lying_box, places[0]) for region in regions)
        if not label and not stands_near and not any(place in cells.holding for place in places):
            notices += places
        elif blocks and blocks[-1].goes_on(places[0], label) and _are_alike(book, cells, blocks[-1], places[0], label):
            blocks[-1].places += places
            blocks[-1].labels.append(label)
        else:
            blocks.append(_Block(places, [label]))
    for block in blocks:
        _ask_block(book, cells, block)
    if notices:
        message = Text("{count} numbers stand apart from every table, and do not count", count=len(notices))
        book.warn("", "", cells.address(*notices[0]), message, Text("nothing, if they are no part of the order"))


def _are_alike(book: Book, cells: Cells, block: _Block, place: tuple[int, int], label: tuple[int, int] | None) -> bool:
    """Whether a number and its text are of the kind of those above them: one text, both names, or both with more behind the amount."""
    last, text = block.labels[-1], cells.text(*label) if label else ""
    if last is None or _measure(cells, block.places[-1]) != _measure(cells, place):
        return False
    above = cells.text(*last)
    names = book.ordered("partner", "sku") | book.names.partners | book.names.skus
    if key(above) == key(text) or all(any(name and name in key(each) for name in names) for each in (above, text)):
        return True
    return all(cells.text(row, column + 1) or BRACKETS.search(each) for (row, column), each in ((block.places[-1], above), (place, text)))


def _measure(cells: Cells, place: tuple[int, int]) -> str:
    """What a number measures, a weight or a volume, by its unit; "" for money and all else. One question is about one measure."""
    number = cells.numbers.get(place)
    return "" if number is None or number.unit not in {"kg", "g", "m3"} else number.unit.replace("kg", "g")


def _reason(cells: Cells, places: Sequence[tuple[int, int]], past: set[tuple[int, int]]) -> str:
    """Why the numbers of a row are set aside: "contact", "past", "supplier"; "" where they are not. past: the cells of blocks of another time."""
    if all(is_reference(cells, place) for place in places) or all(place in cells.sheet.grid.summaries for place in places):
        return "contact"
    row, first = places[0]
    own = label_and_value(cells.text(row, first))
    if len(places) == 1 and any(map(is_paid_to_supplier, own or (cells.text(row, column) for column in cells.sheet.rows[row] if column < first))):
        return "supplier"
    is_of_the_past = past.issuperset(places) or any(is_past(cells.text(row, column)) for column in cells.sheet.rows[row] if column < first)
    return "past" if is_of_the_past else ""


def _says_nothing(book: Book, cells: Cells, places: Sequence[tuple[int, int]], labels: Mapping[tuple[int, int], tuple[int, int] | None]) -> bool:
    """Whether the numbers of a row say nothing of an order: right below a caption, or small counts beside a text that is no partner, SKU or cost."""
    known = book.ordered("partner", "sku")
    for place in places:
        number, label = cells.numbers.get(place), labels[place]
        text = cells.text(*label) if label else ""
        if number is None or number.unit not in {"", "pieces"}:
            return False
        is_small = isinstance(number.value, int) and 0 <= number.value < MONEY
        if text and (not is_small or cost_kind(text) or parse(text).meanings or any(_is_word_of(name, key(text)) for name in known)):
            return False
    return True


def _is_word_of(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word or several: the size L is none of "20L".

    >>> _is_word_of("l", "nước 20l"), _is_word_of("áo", "áo đỏ")
    (False, True)
    """
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


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
    choices = [*_of_a_table(book, cells, block, labels), Choice(f"{_range(cells, places)}=ignore", Text("nothing that counts here"))]
    offered = {str(choice.text) for choice in choices}
    if len(labels) == len(places):    # one number beside each text
        meanings = _meanings(book, cells, block, labels)
        choices += [Choice(f"{_range(cells, labels)}={meaning}", text) for meaning, text in meanings if str(text) not in offered]
    book.problems.append(question("", "", cells.address(*places[0]), message, choices))


def _of_a_table(book: Book, cells: Cells, block: _Block, labels: Sequence[tuple[int, int]]) -> Iterator[Choice]:
    """What numbers beside the names of SKUs, or of partners, may be where two texts stand over them, as headings."""
    (row, left), (_, right) = min(labels, default=(0, 0)), block.places[0]
    if len(labels) != len(block.places) or {column for _, column in labels} != {left} or {column for _, column in block.places} != {right}:
        return
    if not (cells.text(row - 1, left) and cells.text(row - 1, right)):
        return
    names = {cells.key(*place) for place in labels if not total_words(cells.text(*place))}
    if not names:
        return
    heads = cells.address(row - 1, left), cells.address(row - 1, right)
    if names <= book.ordered("sku") | book.names.skus:
        read = {column for name in ("orders", "items") for part in book.parts.get(name, []) for column in part.columns}
        meanings = [("unit_price", Text("the price of a piece")), ("unit_kg", Text("the weight of a piece"))]
        for meaning, text in sorted(meanings, key=lambda each: each[0] in read):
            yield Choice(f"{heads[0]}=sku; {heads[1]}={meaning}", text)
    elif names <= book.ordered("partner") | book.names.partners:
        yield Choice(f"{heads[0]}=partner; {heads[1]}=paid", Text("what each of them has paid"))


def _number_behind(cells: Cells, place: tuple[int, int]) -> Number | None:
    """The number behind a label in the same cell; None where there is none."""
    pair = label_and_value(cells.text(*place))
    return number_of(pair[1], cells.lang) if pair else None


def _range(cells: Cells, places: Sequence[tuple[int, int]]) -> str:
    """The address of the rectangle around some cells."""
    rows, columns = [row for row, _ in places], [column for _, column in places]
    first, last = (min(rows), min(columns)), (max(rows), max(columns))
    return cells.address(*first) + (f":{cells.short(*last)}" if first != last else "")


def _meanings(book: Book, cells: Cells, block: _Block, labels: Sequence[tuple[int, int]]) -> Iterator[tuple[str, Text]]:
    """What labels with a number each may be, and how that is said."""
    partners, is_owned = book.ordered("partner"), bool(owners_on(book, cells))
    if is_owned or all(any(name in key(cells.text(*place)) for name in partners) for place in labels):
        yield "paid", Text("what each of them has paid")
    pairs = (label_and_value(cells.text(*place)) for place in block.places)
    names = {key(pair[1] if pair else cells.name(*place)) for pair, place in zip(pairs, block.places, strict=True)}
    if len(labels) == 1 and names <= partners | book.names.partners and not book.names.leads:
        yield "lead_buyer", Text("who places the order")
    numbers = [cells.numbers.get(place) or _number_behind(cells, place) for place in block.places]
    if any(number is None for number in numbers):
        return
    if len(labels) == 1 and numbers[0] is not None and "CNY" not in book.rates and plausible.rate_of_exchange("CNY", numbers[0]) is not None:
        yield "rate", Text("how many dong a yuan is")
    yield "amount", Text("a cost that is shared")
    if len(labels) == 1:
        read = {column for name in ("orders", "items") for part in book.parts.get(name, []) for column in part.columns}
        choices = (("unit_price", Text("the price of a piece")), ("unit_kg", Text("the weight of a piece")))
        yield from (choice for choice in choices if choice[0] not in read)
