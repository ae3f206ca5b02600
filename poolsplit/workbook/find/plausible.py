"""What numbers can be: rates of exchange near those that are known, and pieces, prices and weights that are not 1,000 times their neighbours."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text, name_text
from poolsplit.tables.rate_bands import band
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.errors import Problem
    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Number

_TIMES = 1000
FEWEST = 4
"""The numbers of a column from which one is usual."""
_NEIGHBOURS = {"orders": ("quantity", "unit_price", "unit_kg", "unit_cbm"), "items": ("unit_price", "unit_kg", "unit_cbm")}


def ask(book: Book) -> None:
    """Ask about quantities, prices and weights that are 1,000 times, or a thousandth of, what is usual in their column."""
    for table, columns in _NEIGHBOURS.items():
        for part in book.parts.get(table, []):
            for column in columns:
                if column in part.columns:
                    _ask_of(book, part, column)


def _ask_of(book: Book, part: Table, column: str) -> None:
    """Ask about the numbers of a column that are far from its others; those with a unit of their own are what they say."""
    read = {row: number_of(value, book.lang) for row, value in enumerate(part.columns[column])}
    numbers = {row: number for row, number in read.items() if number is not None and number.value > 0}
    units = {number.unit for number in numbers.values()}
    if len(numbers) < FEWEST or len(units - {""}) > 1:
        return
    usual = middle([number.value for number in numbers.values()])
    for row, number in numbers.items():
        cell = part.cells[column][row]
        if is_far(number.value, usual) and not number.unit and not book.is_answered(cell):
            book.problems.append(_far_asked(part.name, column, cell, number.value, is_large=number.value > usual))


def middle(numbers: Sequence[Value]) -> Value:
    """The middle one of some numbers, the larger one of two.

    >>> middle([12, 3840000, 7])
    12
    """
    return sorted(numbers)[len(numbers) // 2]


def is_far(value: Value, usual: Value) -> bool:
    """Whether a number is 1,000 times the usual one, or a thousandth of it.

    >>> is_far(3840000, 12), is_far(500, 12)
    (True, False)
    """
    return value >= _TIMES * usual or value * _TIMES <= usual


def _far_asked(table: str, column: str, cell: str, value: Value, *, is_large: bool) -> Problem:
    """The question whether a number that is far from the others of its column is right."""
    words = "{number} is more than 1,000 times what is usual for {column} here: is it right?" if is_large else (
        "{number} is less than a thousandth of what is usual for {column} here: is it right?"
    )
    message = Text(words, number=shown(value), column=name_text(column))
    other = Fraction(value) / _TIMES if is_large else value * _TIMES
    choices = [
        Choice(f"{cell}=={shown(other)}", Text("it is {number}", number=shown(other))),
        Choice(f"{cell}=={shown(value)}", Text("it is right: {number}", number=shown(value))),
    ]
    return question(table, column, cell, message, choices)


def rate_of_exchange(currency: str, number: Number, proven: Value | None = None) -> Value | None:
    """The reading of a rate that is plausible; None where none is, so that it is asked. A currency that nobody knows is taken as it stands.

    proven: the rate that amounts on the sheet were made with, if that is known.

    >>> from poolsplit.workbook.find.shape.cells import Number
    >>> from fractions import Fraction
    >>> rate_of_exchange("CNY", Number(Fraction("3.565"), 3565)), rate_of_exchange("CNY", Number(Fraction("3.565")))
    (3565, None)
    >>> rate_of_exchange("CNY", Number(Fraction("3.565")), 3565)
    3565
    """
    if proven is not None and in_thousands(currency, number) == proven:
        return proven
    limits = band(currency, "VND")
    if limits is None:
        return number.value if number.other is None else None
    fits = [value for value in (number.value, number.other) if value is not None and limits[0] <= value <= limits[1]]
    return fits[0] if fits else None


def in_thousands(currency: str, number: Number) -> Value | None:
    """1,000 times a rate, where that is plausible and the rate itself is not: 3,565 for 3.565; None elsewhere."""
    limits = band(currency, "VND")
    if limits is None or number.other is not None or not limits[0] <= number.value * _TIMES <= limits[1]:
        return None
    large = number.value * _TIMES
    return int(large) if large == int(large) else large


def rate_asked(cell: str, currency: str, number: Number) -> Problem:
    """The question which of the readings of a rate is meant, or whether an unusual one is right."""
    limits = band(currency, "VND")
    readings = [value for value in (number.value, number.other) if value is not None]
    if (large := in_thousands(currency, number)) is not None:
        readings.append(large)
    readings.sort(key=lambda value: not (limits and limits[0] <= value <= limits[1]))
    message = Text("is 1 {currency} worth {readings} dong?", currency=currency, readings=" / ".join(map(shown, readings)))
    choices = [Choice(f"{cell}=={shown(value)}", Text("1 {currency} = {value} dong", currency=currency, value=shown(value))) for value in readings]
    return question("rates", "rate", cell, message, choices)
