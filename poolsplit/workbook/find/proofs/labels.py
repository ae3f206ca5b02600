"""Labels under words that nobody knows, whose values are proven: the rate that prices need, the weight of a piece by its unit, a cost among costs."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.tables.headings import meant, parse
from poolsplit.tables.labels import Name
from poolsplit.tables.rate_bands import band
from poolsplit.tables.vocabulary import basis, is_past, total_words
from poolsplit.values.money import currency_code
from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.find.kinds import values_of
from poolsplit.workbook.find.proofs.products import are_whole, body, is_proven, is_unknown
from poolsplit.workbook.find.shape.cells import Number, number_of
from poolsplit.workbook.find.shape.labels import Label
from poolsplit.workbook.find.shape.one_cell import label_and_value
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_REACH = 2
"""The columns from a text to its number."""
_LEAST_RATE = 1000
"""The smallest rate that is told by its size alone: so few other numbers lie between 3,000 and 4,500."""
_THOUSAND = 1000
_LITERAL = re.compile(r"\*(\d+(?:\.\d+)?)")


class _Pair(NamedTuple):
    """A text with its number, which nothing has explained. inline: the value where both stand in one cell, else ""."""

    cells: Cells
    label: tuple[int, int]
    place: tuple[int, int]
    text: str
    number: Number
    inline: str = ""

    def named(self, table: str, column: str, currency: str = "") -> Label:
        """The label that it is."""
        value = self.inline or self.cells.sheet.at(*self.place)
        box = Box(*self.label, *self.place)
        return Label(Name(table, column, currency), self.text, value, self.cells, self.cells.address(*self.place), self.place, box)


def settle(book: Book) -> None:
    """Add the labels that are proven to those that are known."""
    pairs = list(_pairs(book))
    for pair in (*_rates(book, pairs), *_weights(book, pairs), *_prices(book, pairs)):
        book.labels.append(pair)
    _settle_costs(book, [pair for pair in pairs if not any(_is_at(label, pair) for label in book.labels)])
    sheets = {id(cells): at for at, cells in enumerate(book.sheets)}
    book.labels.sort(key=lambda label: (sheets[id(label.cells)], label.box.top, label.box.left))


def _is_at(label: Label, pair: _Pair) -> bool:
    return label.cells is pair.cells and label.place == pair.place


def _pairs(book: Book) -> Iterator[_Pair]:
    """Every text under which nobody knows a word, with the number beside it or behind its colon, outside of tables."""
    for cells in book.sheets:
        boxes = [region.lying_box for region in book.regions if region.is_on(cells)] + [label.box for label in book.labels if label.cells is cells]
        past = cells.past

        def is_taken(row: int, column: int, boxes: list[Box] = boxes, past: set[tuple[int, int]] = past) -> bool:
            inside = any(box.top <= row <= box.bottom and box.left <= column <= box.right for box in boxes)
            return inside or (row, column) in past

        for row, columns in cells.sheet.rows.items():
            for left, right in pairwise([*columns, columns[-1] + _REACH + 1]):
                text = cells.text(row, left)
                if not text or is_taken(row, left) or total_words(text) or is_past(text) or book.answers.heading(cells.sheet, row, left):
                    continue
                inline = label_and_value(text)
                number = number_of(inline[1], cells.lang) if inline else None
                if inline and number is not None and (cells.holding.get((row, left)) == "pair" or (number.other or 0) >= _LEAST_RATE):
                    yield _Pair(cells, (row, left), (row, left), inline[0], number, inline[1])
                elif right <= left + _REACH and (row, right) in cells.numbers and not is_taken(row, right) and not parse(text).meanings:
                    yield _Pair(cells, (row, left), (row, right), text, cells.numbers[row, right])


# ---------------------------------------------------------------- rates


def _rates(book: Book, pairs: list[_Pair]) -> Iterator[Label]:
    """The rate of the only currency that prices or costs are in without one: the only number between its bounds, or one that formulas multiply by."""
    known = {label.name.column for label in book.labels if label.name.table == "rates"}
    if any(_states_rates(region) for region in book.regions):
        return
    needed = _foreign(book) - known
    literals = {float(number) for cells in book.sheets for formula in cells.formulas.values() for number in _LITERAL.findall(formula)}
    for code in sorted(needed or ({"CNY"} - known)):
        limits = band(code, "VND")
        if limits is None or limits[0] < _LEAST_RATE or len(needed) > 1:
            continue
        fitting = [pair for pair in pairs if _rate_in(pair.number, limits) is not None]
        proven = [pair for pair in fitting if float(_rate_in(pair.number, limits) or 0) in literals]
        chosen = proven or (fitting if needed else [])
        if len({pair.cells.title for pair in chosen}) == len(chosen) and len({pair.number.value for pair in chosen}) == 1:
            yield from (pair.named("rates", code) for pair in chosen)


def _states_rates(region: Region) -> bool:
    """Whether a table may be one of rates: it says so, or a currency stands in it before a number that may be its rate."""
    if region.said("rate", weak=False) and region.said("currency"):
        return True
    codes = [(row, column, code) for row in region.rows for column in region.columns if (code := currency_code(region.cells.text(row, column)))]
    beside = ((band(code, "VND"), region.cells.numbers.get((row, column + 1))) for row, column, code in codes)
    return any(limits is not None and number is not None and _rate_in(number, limits) is not None for limits, number in beside)


def _rate_in(number: Number, limits: tuple[Value, Value]) -> Value | None:
    """The reading of a number that lies between bounds, as an amount of dong; None where none does."""
    if number.unit not in {"", "VND"}:
        return None
    large = None if isinstance(number.value, int) else number.value * _THOUSAND
    readings = (number.value, number.other, large)
    return next((value for value in readings if value is not None and limits[0] <= value <= limits[1]), None)


def _foreign(book: Book) -> set[str]:
    """The currencies other than dong in which headings, labels and numbers are."""
    stated = [meant(heading, "unit_price").unit for region in book.regions for heading in region.headings.values()]
    stated += [number.unit for cells in book.sheets for number in cells.numbers.values() if number.unit]
    stated += [label.name.currency for label in book.labels]
    return {code for unit in set(stated) if unit and (code := currency_code(unit))} - {"VND"}


# ---------------------------------------------------------------- weights and prices for all pieces


def _weights(book: Book, pairs: list[_Pair]) -> Iterator[Label]:
    """The weight of every piece: a number of grams or kilograms beside a text that says "(cái)"."""
    weighing = [pair for pair in pairs if pair.number.unit in {"kg", "g"} and parse(pair.text).unit == "pieces"]
    if len(weighing) == 1 and not _is_stated(book, "unit_kg"):
        yield weighing[0].named("items", "unit_kg")


def _is_stated(book: Book, measure: str) -> bool:
    """Whether a table or a label says a measure of SKUs."""
    labelled = any(label.name[:2] == ("items", measure) for label in book.labels)
    return labelled or any(region.said(measure) for region in book.regions)


def _prices(book: Book, pairs: list[_Pair]) -> Iterator[Label]:
    """The price of every piece: a number by which formulas multiply pieces, or that makes a column of pieces one of amounts."""
    for label in book.labels:
        number = number_of(label.value, book.lang) if label.name[:2] == ("items", "unit_price") else None
        if number is not None:
            _settle_pieces(_priced(book, number.value))
    if _is_stated(book, "unit_price"):
        return
    found = [(pair, column) for pair in pairs if pair.number.value > 0 for column in _priced(book, pair.number.value)]
    if len({pair.number.value for pair, _ in found}) == 1:
        _settle_pieces(column for _, column in found)
        first = found[0][0]
        yield first.named("items", "unit_price", currency_code(meant(parse(first.text), "unit_price").unit) or "")


def _settle_pieces(columns: Iterable[tuple[Region, int]]) -> None:
    """Settle that columns under words that nobody knows count pieces, where their table has no others."""
    for region, column in columns:
        if is_unknown(region, column) and not region.said("quantity"):
            region.mean(column, "quantity")


def _priced(book: Book, price: Value) -> Iterator[tuple[Region, int]]:
    """The columns of pieces, each with its table, that come to amounts with a price, in its currency or in dong."""
    stated = [number_of(label.value, book.lang) for label in book.labels if label.name.table == "rates"]
    rates = [value for number in stated if number is not None for value in number[:2] if value]
    factors = [price, *(price * rate for rate in rates)]
    for region in book.regions:
        for column in region.numeric:
            if not (region.headings[column].meanings == ("quantity",) or is_unknown(region, column)) or not are_whole(region, column):
                continue
            if _is_multiplied(region, column, factors) or _makes_amounts(region, column, factors):
                yield region, column


def _is_multiplied(region: Region, column: int, factors: list[Value]) -> bool:
    """Whether formulas beside the numbers of a column multiply them by a price."""
    cells, letter = region.cells, region.cells.short(1, column)[:-1]
    rows = [row for row in region.rows if (row, column) in cells.numbers]
    written = {float(factor) for factor in factors}
    formulas = (
        (re.fullmatch(rf"=\$?{letter}\$?{row}\*(\d+(?:\.\d+)?)(?:\*\d+(?:\.\d+)?)?", cells.formulas.get((row, other), "")) for row in rows)
        for other in region.columns
    )
    return any(rows and all(match and float(match[1]) in written for match in of_rows) for of_rows in formulas)


def _makes_amounts(region: Region, column: int, factors: list[Value]) -> bool:
    """Whether a column times a price is another column, in every row and in more than one."""
    rows = body(region)
    found = arithmetic.products(rows, values_of(region, region.numeric, rows), factors)
    return any(each.parts == (column,) and each.constant in factors and is_proven(each) for each in found.values())


# ---------------------------------------------------------------- costs


def _settle_costs(book: Book, pairs: list[_Pair]) -> None:
    """Add the costs under words that nobody knows: right above or below a known one, in its columns, with a text behind the amount or in brackets."""
    left = [pair for pair in pairs if not pair.inline and _is_amount(pair) and _says_more(pair)]
    while True:
        beside = next((pair for pair in left if any(_is_beside(label, pair) for label in book.labels)), None)
        if beside is None:
            return
        left.remove(beside)
        name = re.sub(r"[(（][^()（）]*[)）]", " ", beside.text).strip(" :：")
        if name:
            label = beside.named("costs", name)
            label.beside.update(_basis_behind(beside))
            book.labels.append(label)


def _is_amount(pair: _Pair) -> bool:
    """Whether a number may be what something costs."""
    return pair.number.unit == "%" or bool(currency_code(pair.number.unit)) or (not pair.number.unit and pair.number.value >= _THOUSAND)


def _says_more(pair: _Pair) -> bool:
    """Whether something stands behind an amount, or in the brackets of its name."""
    return bool(pair.cells.text(pair.place[0], pair.place[1] + 1)) or bool(re.search(r"[(（][^()（）]+[)）]", pair.text))


def _is_beside(label: Label, pair: _Pair) -> bool:
    """Whether a cost stands right above or below a text and its number, in the same columns."""
    if label.name.table != "costs" or label.cells is not pair.cells or label.place == (label.box.top, label.box.left):
        return False
    return abs(label.place[0] - pair.place[0]) == 1 and (label.box.left, label.place[1]) == (pair.label[1], pair.place[1])


def _basis_behind(pair: _Pair) -> dict[str, tuple[object, str]]:
    """What a cost is shared by, where the text behind its amount is a word for that."""
    row, column = pair.place[0], pair.place[1] + 1
    said = basis(pair.cells.text(row, column))
    return {"basis": (said, pair.cells.address(row, column))} if said else {}
