"""Numbers that are a thousand times their neighbours: a price in dong among prices in thousands, a weight in grams among kilograms. They are asked about."""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text, name_text
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.cells import number_of
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book

_TIMES = 1000
_FEWEST = 4
_TIED = {"orders": ("quantity", "unit_price", "unit_kg", "unit_cbm"), "items": ("unit_price", "unit_kg", "unit_cbm")}


def ask(book: Book) -> None:
    """Ask about quantities, prices and weights that are 1,000 times, or a thousandth of, what is usual in their column."""
    for table, columns in _TIED.items():
        for part in book.parts.get(table, []):
            for column in columns:
                if column in part.columns:
                    _ask_of(book, part, column)


def _ask_of(book: Book, part: Table, column: str) -> None:
    numbers = {row: number for row, value in enumerate(part.columns[column]) if (number := number_of(value, book.lang)) is not None and number.value > 0}
    units = {number.unit for number in numbers.values()}
    if len(numbers) < _FEWEST or len(units - {""}) > 1:
        return
    usual = median(float(number.value) for number in numbers.values())
    for row, number in numbers.items():
        if not number.unit and (number.value >= _TIMES * usual or number.value * _TIMES <= usual):
            cell = part.cells[column][row]
            other = number.value * _TIMES if number.value < usual else Fraction(number.value) / _TIMES
            words = "{number} is more than 1,000 times what is usual for {column} here: is it right?" if number.value > usual else (
                "{number} is less than a thousandth of what is usual for {column} here: is it right?"
            )
            message = Text(words, number=shown(number.value), column=name_text(column))
            choices = [Choice(f"{cell}=={shown(other)}", Text("it is {number}", number=shown(other))), Choice(f"{cell}=={shown(number.value)}", Text("it is right: {number}", number=shown(number.value)))]
            if not book.is_answered(cell):
                book.problems.append(question(part.name, column, cell, message, choices))
