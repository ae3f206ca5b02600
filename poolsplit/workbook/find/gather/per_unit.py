"""Amounts of costs that are no plain number ("25k/kg", "500k~600k"), and prices for a kilogram that no cost uses: asked, with what they come to."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.per_unit import per_unit
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.gather.formats import written
from poolsplit.workbook.find.shape.cells import number_of, size
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Number
    from poolsplit.workbook.find.shape.labels import Label

_NUMBERS = re.compile(r"\d(?:[\d.,]*\d)?(?:\s?(?:k|tr|triệu|nghìn|ngàn|万|千)(?!\w))?", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_MEASURES = {"kg": ("kg", Fraction(1)), "g": ("kg", Fraction(1000)), "m3": ("cbm", Fraction(1))}
"""What an amount may be for each of -> the measure of what was ordered, and how many of them one of that is."""
_PRICES = {"price_per_kg": "kg", "price_per_cbm": "m3"}
_PER_PIECE = ("unit_price", "unit_kg", "unit_cbm")


def strip_pieces(items: Table) -> None:
    """A price or weight of a SKU that is "for each piece" is what a column of them says anyhow: in place, without these words.

    >>> from poolsplit.tables.table import Table
    >>> items = Table("items", {"sku": ["Áo"], "unit_price": ["35¥/cái"]})
    >>> strip_pieces(items)
    >>> items.columns["unit_price"]
    ['35¥']
    """
    for column in _PER_PIECE:
        if column in items.columns:
            items.columns[column] = [_bare(value) for value in items.columns[column]]


def _bare(value: object) -> object:
    each = per_unit(value) if type(value) is str else None
    return each[0] if each and each[1] == "pieces" else value


def ask(book: Book, tables: Mapping[str, Table]) -> None:
    """Ask how much the costs are whose amounts are no plain numbers, and whether prices for a kilogram are a cost that stands nowhere."""
    costs = tables.get("costs")
    names = costs.columns.get("cost") if costs is not None else None
    if costs is not None and names is not None:
        for row, value in enumerate(costs.columns.get("amount", ())):
            number = number_of(value, book.lang)
            if type(value) is str and (number is None or (number.unit not in {"", "%"} and not currency_code(number.unit))):
                _ask_of_text(book, tables, (names[row], costs.cells["amount"][row]), value)
    _ask_of_prices(book, tables)


def _ask_of_text(book: Book, tables: Mapping[str, Table], cost: tuple[object, str], text: str) -> None:
    """Ask how much a cost is. cost: its name, and the cell of the amount."""
    name, cell = cost
    each = per_unit(text)
    message = Text('"{text}" stands where the amount of {cost} is: how much is it in all?', text=text, cost=name)
    number, unit = (_in_full(each[0], book.lang), each[1]) if each else (None, "")
    count = count_of(book, tables, unit) if each else None
    choices: list[Choice] = []
    if number is not None and count:
        choices.append(_choice(cell, number, number.value * count, Text("{number} times {count}", number=shown(number.value), count=shown(count))))
    numbers = [number] if number is not None else _numbers_in(text, book.lang)
    choices += [_choice(cell, found, found.value, Text("{number} in all", number=shown(found.value))) for found in numbers]
    choices.append(Choice(f"{cell}==0", Text("nothing")))
    book.problems.append(question("costs", "amount", cell, message, choices))


def _choice(cell: str, number: Number, amount: Value, text: Text) -> Choice:
    """The answer that a cell is an amount, in the currency of a number."""
    return Choice(f"{cell}=={written(amount, number.unit) if number.unit else shown(amount)}", text)


def _in_full(text: str, lang: str) -> Number | None:
    """The number in a text; of two readings the larger one where no unit stands behind it, as dong have no decimals."""
    number = number_of(text, lang)
    if number is None or number.other is None or _LETTER.search(text):
        return number
    return number._replace(value=max(number.value, number.other, key=size))


def _numbers_in(text: str, lang: str) -> Iterator[Number]:
    """The numbers in a text.

    >>> [int(number.value) for number in _numbers_in("500k~600k", "vi")]
    [500000, 600000]
    """
    numbers = (_in_full(found, lang) for found in _NUMBERS.findall(text))
    yield from (number for number in numbers if number is not None)


def _ask_of_prices(book: Book, tables: Mapping[str, Table]) -> None:
    """Ask whether a carrier's price that stands beside a label is a cost, where no cost is worked out of it or comes to what it gives."""
    costs = tables.get("costs")
    bases = costs.columns.get("basis", []) if costs is not None else []
    if "chargeable" in bases:
        return
    amounts = {number.value for value in (costs.columns.get("amount", ()) if costs else ()) if (number := number_of(value, book.lang)) is not None}
    for label in book.labels:
        unit = _PRICES.get(label.name.column, "") if label.name.table == "terms" else ""
        number = _in_full(str(label.value), book.lang) if unit else None
        if number is None or book.is_answered(label.cell):
            continue
        count = count_of(book, tables, unit)
        if count is None or number.value * count not in amounts:
            _ask_of_price(book, label, number, count, unit)


def _ask_of_price(book: Book, label: Label, number: Number, count: Value | None, unit: str) -> None:
    """Ask whether a price is a cost of what it gives for all that was ordered."""
    cells, named = label.cells, label.cells.address(label.box.top, label.box.left)
    message = Text('"{label}" is {number}, and no cost is made of it: is it one?', label=label.text, number=shown(number.value))
    choices = [Choice(f"{label.cell}=ignore", Text("nothing that counts here"))]
    if count and label.box.left < label.place[1]:
        behind = cells.address(label.place[0], label.place[1] + 1)
        amount = number.value * count
        answer = f"{named}=amount; {label.cell}=={shown(amount)}; {behind}={_MEASURES[unit][0]}"
        text = Text("a cost of {number} times {count}, shared by {basis}", number=shown(number.value), count=shown(count), basis=_MEASURES[unit][0])
        choices.insert(0, Choice(answer, text))
    book.problems.append(question("terms", label.name.column, label.cell, message, choices))


def count_of(book: Book, tables: Mapping[str, Table], unit: str) -> Value | None:
    """How many pieces, kilograms, grams or cubic metres were billed or ordered in all; None where it cannot be told."""
    orders = tables.get("orders")
    if unit == "pieces":
        return None if orders is None else sum((n.value for v in orders.columns.get("quantity", ()) if (n := number_of(v, book.lang))), Fraction(0))
    measure, times = _MEASURES[unit]
    billed = tables["terms"].columns.get(f"billed_{measure}", [None]) if "terms" in tables else [None]
    number = number_of(billed[0], book.lang)
    if number is not None:
        return number.value * times
    weights = dict(_weights(book, tables, f"unit_{measure}"))
    if orders is None or not weights:
        return None
    lines = zip(orders.columns.get("sku", [None] * orders.size), orders.columns.get("quantity", ()), strict=True)
    counted = [(weights.get(key(sku or "")), number_of(quantity, book.lang)) for sku, quantity in lines]
    if any(weight is None for weight, _ in counted):
        return None
    return sum((weight * quantity.value for weight, quantity in counted if weight is not None and quantity is not None), Fraction(0)) * times


def _weights(book: Book, tables: Mapping[str, Table], column: str) -> Iterator[tuple[str, Value]]:
    """The key of each SKU with its weight in kilograms, or its volume in cubic metres."""
    items = tables.get("items")
    if items is None or column not in items.columns:
        return
    for sku, value in zip(items.columns.get("sku", [None] * items.size), items.columns[column], strict=True):
        number = number_of(value, book.lang)
        if number is not None:
            is_gram = (number.unit or items.units.get(column)) == "g"
            yield key(sku or ""), Fraction(number.value) / (1000 if is_gram else 1)
