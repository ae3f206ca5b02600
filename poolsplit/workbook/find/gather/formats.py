"""Amounts whose currency is said in several ways that disagree, or that has no rate; and payments in another currency than the dues: asked."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text
from poolsplit.values.money import currency_code
from poolsplit.values.numerals import decimal_text
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.gather.currencies import of_name, unit_of
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.totals import shown
from poolsplit.workbook.read.currencies import InCurrency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book

_AMOUNTS = {"costs": "amount", "items": "unit_price"}
_MOST_CELLS = 40
"""The cells of a column up to which one answer settles them all."""
_THREE = 3


def pool_currency(tables: Mapping[str, Table]) -> str:
    """The currency of what is due: that of the terms, else dong."""
    said = tables["terms"].columns.get("currency", [None]) if "terms" in tables else [None]
    return (currency_code(str(said[0])) or "VND") if said and said[0] is not None else "VND"


def ask(book: Book, table: Table, due: str) -> None:
    """Ask about the amounts of a table whose currency is in doubt. due: the currency of what is due."""
    if table.name == "payments":
        _ask_of_payments(book, table, due)
    elif table.name in _AMOUNTS:
        _ask_of_amounts(book, table, _AMOUNTS[table.name], due)


def _ask_of_amounts(book: Book, table: Table, column: str, due: str) -> None:
    """Ask about the amounts that are shown in one currency where heading, name or row say another one, or where it has no rate."""
    codes = table.columns.get("currency") or [None] * table.size
    heading = table.units.get(column)
    doubts: dict[tuple[str, str], list[int]] = {}
    for row, value in enumerate(table.columns.get(column, ())):
        shown_in = value.currency if isinstance(value, InCurrency) else None
        if value is None or book.is_answered(table.cells[column][row]) or (shown_in is None and unit_of(value, book.lang)):
            continue
        said = [code for code in (shown_in, of_name(table, row), currency_code(str(codes[row] or "")) or heading) if code]
        if len(set(said)) > 1:
            doubts.setdefault((said[0], said[1] if said[1] != said[0] else said[-1]), []).append(row)
        elif shown_in and shown_in != due and shown_in not in book.rates:
            doubts.setdefault((shown_in, due), []).append(row)
    for pair, rows in doubts.items():
        _ask_currency(book, table, column, rows, pair)


def _ask_currency(book: Book, table: Table, column: str, rows: Sequence[int], pair: tuple[str, str]) -> None:
    """Ask in which of two currencies the amounts of some rows are."""
    cells = [table.cells[column][row] for row in rows]
    numbers = [number_of(table.columns[column][row], book.lang) for row in rows]
    first = next((number.value for number in numbers if number is not None), 0)
    words = "{number} is in {first} by its format or name, and in {second} by what stands beside or over it: which is right?"
    message = Text(words, number=shown(first), first=pair[0], second=pair[1])
    if len(rows) > _MOST_CELLS:
        fix = Text("write the currency into the heading, and show the cells in the same one")
        book.problems.append(Problem(table.name, 0, column, message, fix, cells[0]))
        return
    choices = [
        Choice("; ".join(f"{cell}=={written(number.value, code)}" for cell, number in zip(cells, numbers, strict=True) if number is not None),
               Text("in {currency}", currency=code))
        for code in pair
    ]
    book.problems.append(question(table.name, column, cells[0], message, choices))


def written(value: Fraction | int, currency: str) -> str:
    """An amount as an answer states it, which can be read in one way only.

    >>> written(100, "CNY"), written(Fraction("1.234"), "CNY")
    ('100 CNY', '1.2340 CNY')
    """
    text = decimal_text(Fraction(value))
    return f"{text}{'0' if len(text.partition('.')[2]) == _THREE else ''} {currency}"


def unit_in_row(table: Table, column: str, row: int) -> str:
    """The currency of the amounts of a row that have none in their cell: that of the row, else that of the heading, else dong."""
    code = (table.columns.get("currency") or [None] * table.size)[row]
    return currency_code(str(code or "")) or table.units.get(column) or "VND"


def _ask_of_payments(book: Book, payments: Table, due: str) -> None:
    """Ask about what was paid in another currency than that of what is due."""
    for row, value in enumerate(payments.columns.get("paid", ())):
        code, cell = unit_of(value, book.lang), payments.cells["paid"][row]
        number = number_of(value, book.lang) if code and code != due else None
        if number is None or code is None or book.is_answered(cell):
            continue
        amount = shown(number.value)
        message = Text("{number} {currency} was paid, and what is due is in {due}: how much is it?", number=amount, currency=code, due=due)
        choices = [Choice(f"{cell}=={amount}", Text("it is {number}", number=f"{amount} {due}"))]
        if due == "VND" and code in book.rates:
            at, worth = shown(book.rates[code]), shown(number.value * book.rates[code])
            text = Text("{number} {currency} at {rate}: {amount} {due}", number=amount, currency=code, rate=at, amount=worth, due=due)
            choices.insert(0, Choice(f"{cell}=={worth}", text))
        book.problems.append(question("payments", "paid", cell, message, choices))
