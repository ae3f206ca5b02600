"""Amounts that are no lie, but hardly what they say: discounts that would be added, rates above the whole, dong by the hundred: they are asked."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text, name_text
from poolsplit.tables.vocabulary import is_deduction
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.gather.formats import unit_in_row, written
from poolsplit.workbook.find.shape.cells import number_of, size
from poolsplit.workbook.find.totals import shown
from poolsplit.workbook.read.currencies import InCurrency

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book

_MONEY = (("costs", "amount"), ("payments", "paid"))
_PERCENT = 100
_THOUSAND, _MILLION = 10**3, 10**6
_GOODS_OF_DONG = 100_000
"""Goods that come to so much are counted in dong, and nothing beside them costs less than a thousand."""
_MOST_BESIDE = 100_000
"""The largest amount that may count in thousands where one beside it does."""
_MOST_MILLIONS = 100
"""The smallest number that nobody pays in millions of dong."""
_MOST_CELLS = 40
"""The cells of a column up to which one answer settles them all."""
_MOST_SHOWN = 3
_ROW = re.compile(r"\d+$")


def ask(book: Book, tables: Mapping[str, Table], due: str) -> None:
    """Ask about the amounts of costs and payments that are hardly what they say. due: the currency of what is due."""
    if "cost" in (tables["costs"].columns if "costs" in tables else {}):
        _ask_of_deductions(book, tables["costs"])
        _ask_of_rates(book, tables["costs"])
    few = [(name, column, lines) for name, column in _MONEY for lines in _few(book, tables.get(name), column)] if due == "VND" else []
    if few and size(goods_of(book, tables)) >= _GOODS_OF_DONG:
        for name, column, lines in few:
            _ask_of_thousands(book, tables[name], column, lines)


# ---------------------------------------------------------------- discounts and refunds


def _ask_of_deductions(book: Book, costs: Table) -> None:
    """Ask whether a discount or refund that is written without a minus is taken off; those of one name together."""
    named: dict[tuple[str, str], list[tuple[str, object]]] = {}
    for column in ("amount", "rate"):
        for row, value in enumerate(costs.columns.get(column, ())):
            name, cell = costs.columns["cost"][row], costs.cells[column][row]
            number = number_of(value, book.lang)
            if number is None or number.value <= 0 or not is_deduction(name) or book.is_answered(cell) or _is_reversed(costs, row):
                continue
            named.setdefault((column, str(name)), []).append((cell, value))
    for (column, name), lines in named.items():
        message = Text('"{name}" is {number}: is it taken off, or added?', name=name, number=_as_typed(lines[0][1]))
        off, added = [(cell, _negative(value)) for cell, value in lines], [(cell, _as_typed(value)) for cell, value in lines]
        _ask(book, costs, column, message, [(off, Text("it is taken off")), (added, Text("it is added"))])


def _is_reversed(costs: Table, row: int) -> bool:
    """Whether a row says which line it takes back, and so needs no sign."""
    return costs.columns.get("reverses", [None] * costs.size)[row] is not None


def _as_typed(value: object) -> str:
    """An amount as an answer repeats it."""
    if isinstance(value, InCurrency):
        return written(number_of(value, "en").value, value.currency)  # type: ignore[union-attr]  # it is a number
    return value.strip() if isinstance(value, str) else shown(number_of(value, "en").value)  # type: ignore[union-attr]  # as above


def _negative(value: object) -> str:
    """An amount below zero as an answer states it.

    >>> _negative("20k"), _negative(5000), _negative(" +5%")
    ('-20k', '-5000', '-5%')
    """
    return f"-{_as_typed(value).lstrip('+')}"


# ---------------------------------------------------------------- rates


def _ask_of_rates(book: Book, costs: Table) -> None:
    """Ask about rates that are more than the whole: they may be amounts."""
    heading = costs.units.get("rate", "")
    for row, value in enumerate(costs.columns.get("rate", ())):
        number, cell = number_of(value, book.lang), costs.cells["rate"][row]
        if number is None or not (number.unit == "%" or heading) or size(number.value) <= _PERCENT or book.is_answered(cell):
            continue
        percent = number.value
        message = Text("{cost} is {number} % of what it is a rate of: is that right?", cost=costs.columns["cost"][row], number=shown(percent))
        choices = [([(cell, f"{shown(percent)}%")], Text("it is {number}", number=f"{shown(percent)}%"))]
        if percent >= _THOUSAND:
            choices.insert(0, ([(cell, f"{shown(number.value)} VND")], Text("it is {number}", number=f"{shown(number.value)} VND")))
        _ask(book, costs, "rate", message, choices)


# ---------------------------------------------------------------- amounts that may count in thousands


def _few(book: Book, table: Table | None, column: str) -> Iterator[list[tuple[str, Value]]]:
    """Amounts of a few hundred dong, with those beside them that may count in thousands alike, a list for each column of a sheet."""
    columns: dict[str, list[tuple[str, Value]]] = {}
    for row, value in enumerate(table.columns.get(column, ()) if table is not None else ()):
        number = None if table is None or isinstance(value, InCurrency) else number_of(value, book.lang)
        if table is None or number is None or number.unit or not 0 < size(number.value) < _MOST_BESIDE:
            continue
        cell, has_word = table.cells[column][row], isinstance(value, str) and any(map(str.isalpha, value))
        if not has_word and unit_in_row(table, column, row) == "VND" and not book.is_answered(cell):
            columns.setdefault(_ROW.sub("", cell), []).append((cell, number.value))
    yield from (lines for lines in columns.values() if any(size(value) < _THOUSAND for _, value in lines))


def _ask_of_thousands(book: Book, table: Table, column: str, lines: Sequence[tuple[str, Value]]) -> None:
    """Ask whether some amounts are what they say, or so many thousands."""
    largest = max(size(value) for _, value in lines)
    factors = (_THOUSAND, _MILLION, 1) if largest < _MOST_MILLIONS else (_THOUSAND, 1)
    numbers = ", ".join(shown(value) for _, value in lines[:_MOST_SHOWN])
    message = Text("{numbers} dong is very little for {column}: is that right?", numbers=numbers, column=name_text(column))
    readings = [[(cell, shown(value * factor)) for cell, value in lines] for factor in factors]
    choices = [(reading, Text("{number} dong", number=reading[0][1])) for reading in readings]
    _ask(book, table, column, message, choices)


def _ask(book: Book, table: Table, column: str, message: Text, choices: Sequence[tuple[Sequence[tuple[str, str]], Text]]) -> None:
    """Ask about some cells together. choices: what each cell means, and how that is said; none for more cells than one answer is for."""
    cell = choices[0][0][0][0]
    if len(choices[0][0]) > _MOST_CELLS:
        book.problems.append(Problem(table.name, 0, column, message, Text("type the figures in full, with their sign and currency"), cell))
        return
    given = [Choice("; ".join(f"{place}=={meaning}" for place, meaning in each), text) for each, text in choices]
    book.problems.append(question(table.name, column, cell, message, given))


def goods_of(book: Book, tables: Mapping[str, Table]) -> Value:
    """What the goods come to in dong, as far as prices and rates say it."""
    orders, prices = tables.get("orders"), dict(_prices(book, tables))
    if orders is None or not prices:
        return 0
    skus = orders.columns.get("sku", [None] * orders.size)
    quantities = (number_of(value, book.lang) for value in orders.columns.get("quantity", ()))
    lines = zip(skus, quantities, strict=False)
    return sum((number.value * prices.get(key(sku or ""), 0) for sku, number in lines if number is not None), Fraction(0))


def are_all_priced(book: Book, tables: Mapping[str, Table]) -> bool:
    """Whether every SKU that was ordered has a price in dong, or at a rate that is known."""
    orders, prices = tables.get("orders"), dict(_prices(book, tables))
    skus = orders.columns.get("sku", [None] * orders.size) if orders is not None else []
    return bool(prices) and all(prices.get(key(sku or "")) for sku in skus)


def _prices(book: Book, tables: Mapping[str, Table]) -> Iterator[tuple[str, Value]]:
    """The key of each SKU with what a piece costs in dong."""
    items = tables.get("items")
    if items is None or "unit_price" not in items.columns:
        return
    skus = items.columns.get("sku", [None] * items.size)
    for row, (sku, value) in enumerate(zip(skus, items.columns["unit_price"], strict=True)):
        number, code = number_of(value, book.lang), unit_in_row(items, "unit_price", row)
        if number is not None:
            yield key(sku or ""), number.value * (1 if code == "VND" else book.rates.get(code, 0))
