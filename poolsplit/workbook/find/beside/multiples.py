"""What the figures below a heading count in: thousands, millions, or a unit that is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.tables.vocabulary import multiple_of
from poolsplit.workbook.find.shape.cells import typed
from poolsplit.workbook.read.currencies import InCurrency, in_currency

if TYPE_CHECKING:
    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells, Number


def factor_of(heading: Heading) -> int:
    """What the numbers of a heading count in: 1,000 for "Đã cọc (k)"; 1 where it says nothing that is read.

    >>> from poolsplit.tables.headings import parse
    >>> factor_of(parse("Đã cọc (k)")), factor_of(parse("Đã cọc")), factor_of(parse("Đơn giá (tạ)"))
    (1000, 1, 1)
    """
    return multiple_of(heading.multiple) or 1


def figure(cells: Cells, place: tuple[int, int], factor: int) -> Value:
    """The number in a cell, times what its heading counts in; a text with a unit of its own ("2tr", "30¥") counts in that."""
    number = cells.numbers[place]
    return number.value if _says_its_unit(cells.sheet.at(*place), number) else number.value * factor


def in_full(cells: Cells, place: tuple[int, int], value: object, factor: int) -> object:
    """A value as it is handed on, in full. value: as typed or as answered; an answer is in full already."""
    if factor <= 1 or place not in cells.numbers or value != cells.sheet.at(*place) or _says_its_unit(value, cells.numbers[place]):
        return value
    full = typed(figure(cells, place, factor))
    return in_currency(full, value.currency) if isinstance(value, InCurrency) else full


def _says_its_unit(value: object, number: Number) -> bool:
    return isinstance(value, str) and bool(number.unit or any(map(str.isalpha, value)))


def is_unread(heading: Heading) -> bool:
    """Whether a heading counts in a unit that is not read.

    >>> from poolsplit.tables.headings import parse
    >>> is_unread(parse("Đơn giá (tạ)")), is_unread(parse("Đã cọc (k)")), is_unread(parse("Đã cọc"))
    (True, False, False)
    """
    return bool(heading.multiple) and multiple_of(heading.multiple) is None


def say_unread(book: Book, heading: Heading, cell: str) -> None:
    """Add the problem of a heading that means something and counts in what is not read. cell: where it stands."""
    message = Text('the heading "{heading}" counts in {unit}, which is not read', heading=heading.text, unit=heading.multiple)
    fix = Text("type the figures in full, weights in kg or g, and take the unit out of the heading")
    book.problems.append(Problem("", 0, heading.meanings[0], message, fix, cell))
