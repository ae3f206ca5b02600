"""Which currency prices and amounts are in where only some of them say it, and which of two readings an amount has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text
from poolsplit.values.money import currency_code
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.cells import number_of, size
from poolsplit.workbook.find.shape.labels import BRACKETS
from poolsplit.workbook.find.totals import shown
from poolsplit.workbook.read.currencies import InCurrency

if TYPE_CHECKING:
    from collections.abc import Callable

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book

_FEWEST_DONG = 1000
"""A price in dong is at least this; so is the rate of a currency that prices could be told from dong by."""
_STATES_CURRENCY = {"costs": "amount", "items": "unit_price"}
_MONEY = {"costs": "amount", "items": "unit_price", "payments": "paid"}
_SUFFIX = re.compile(r"\d\s*[^\W\d_]")


def settle_prices(book: Book, tables: dict[str, Table]) -> None:
    """Settle the currency of prices that state none, where one foreign currency has a rate: that one, where no dong are so few, or dong.

    Where some of them can be dong and others cannot, it is asked.
    """
    items = tables.get("items")
    if items is None or len(book.rates) != 1 or items.units.get("unit_price") or "unit_price" not in items.columns:
        return
    code, rate = next(iter(book.rates.items()))
    prices = [number_of(value, book.lang) for value in items.columns["unit_price"]]
    codes = items.columns.get("currency") or [None] * items.size
    bare = {row: price.value for row, price in enumerate(prices) if price is not None and not price.unit and codes[row] is None}
    if not bare:
        return
    cell = items.cells["unit_price"][0]
    fix = Text("write the currency into the heading of the prices")
    if min(bare.values()) >= _FEWEST_DONG and rate >= _FEWEST_DONG:
        _set_currencies(items, ["VND" if row in bare else own for row, own in enumerate(codes)])
    elif max(bare.values()) < _FEWEST_DONG:
        unsaid = [own is None and (price is None or not price.unit) for own, price in zip(codes, prices, strict=True)]
        _set_currencies(items, [code if is_unsaid else own for is_unsaid, own in zip(unsaid, codes, strict=True)])
        book.warn("items", "currency", cell, Text("prices without a currency are read in {currency}, because of its rate", currency=code), fix)
    else:
        message = Text("prices without a currency: are they in {currency}, or in dong?", currency=code)
        book.problems.append(Problem("items", 0, "currency", message, fix, cell))


def _set_currencies(items: Table, codes: list[str | None]) -> None:
    items.columns["currency"] = codes
    items.cells.setdefault("currency", list(items.cells["unit_price"]))


def state_currencies(table: Table, lang: str, is_answered: Callable[[str], bool] = lambda _: False) -> None:
    """A currency that stands in the cell of an amount ("35¥", "KRW 6,000") is that of its row, in place; the heading's is that of the others.

    So is the one in which the cell is shown, and for costs the one in the brackets of their names. is_answered: whether the amount of a cell was
    answered, whose currency goes before that of its row.

    >>> from poolsplit.tables.table import Table
    >>> costs = Table("costs", {"cost": ["Cước", "Ship", "Xe (tệ)"], "amount": ["35¥", 6000, 10]})
    >>> state_currencies(costs, "vi")
    >>> costs.columns["currency"]
    ['CNY', None, 'CNY']
    """
    column = _STATES_CURRENCY.get(table.name, "")
    stated = {row: code for row, value in enumerate(table.columns.get(column, ())) if (code := unit_of(value, lang) or of_name(table, row))}
    heading = table.units.get(column)
    if set(stated.values()) <= {heading}:
        return
    table.units.pop(column, None)
    codes = table.columns.get("currency") or [None] * table.size
    cells = table.cells.get("currency") or list(table.cells.get(column, [""] * table.size))
    places = table.cells.get(column, [""] * table.size)
    own = [None if row in stated and is_answered(cell) else code for row, (code, cell) in enumerate(zip(codes, places, strict=True))]
    table.columns["currency"] = [code if code is not None else stated.get(row) or heading for row, code in enumerate(own)]
    table.cells["currency"] = cells


def unit_of(value: object, lang: str) -> str | None:
    """The currency that an amount has in its cell, typed or by its number format; None where it has none.

    >>> unit_of("35¥", "vi"), unit_of("3%", "vi"), unit_of(35, "vi")
    ('CNY', None, None)
    """
    if isinstance(value, InCurrency):
        return value.currency
    number = number_of(value, lang) if isinstance(value, str) else None
    return currency_code(number.unit) if number is not None and number.unit not in {"", "%"} else None


def of_name(table: Table, row: int) -> str | None:
    """The currency in the brackets of a cost's name; None where there is none.

    >>> from poolsplit.tables.table import Table
    >>> costs = Table("costs", {"cost": ["Ship TQ (tệ)", "Cước (theo cân)"]})
    >>> of_name(costs, 0), of_name(costs, 1)
    ('CNY', None)
    """
    name = table.columns["cost"][row] if table.name == "costs" and "cost" in table.columns else None
    return next((code for part in BRACKETS.findall(name) if (code := currency_code(part))), None) if isinstance(name, str) else None


def settle_amounts(book: Book, table: Table) -> None:
    """An amount in dong that could be read with decimals is read without: "612,000" is never 612 dong. With k or tr behind it, it is asked."""
    column = _MONEY.get(table.name, "")
    codes = table.columns.get("currency") or [None] * table.size
    heading = table.units.get(column, "VND")
    for row, value in enumerate(table.columns.get(column, ())):
        number = number_of(value, book.lang) if isinstance(value, str) else None
        if number is None or number.other is None or (number.unit or codes[row] or heading) != "VND":
            continue
        if number.unit or not _SUFFIX.search(str(value)):
            table.columns[column][row] = int(max(number.value, number.other, key=size))
            continue
        cell = table.cells[column][row]
        readings = [shown(reading) for reading in sorted((number.value, number.other), key=size, reverse=True)]
        message = Text('"{text}" can be read as {first} or as {second}', text=value, first=readings[0], second=readings[1])
        choices = [Choice(f"{cell}=={reading}", Text("{number} dong", number=reading)) for reading in readings]
        book.problems.append(question(table.name, column, cell, message, choices))
