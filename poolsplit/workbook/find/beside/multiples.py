"""What the figures below a heading count in: thousands, millions, or a unit that is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.tables.vocabulary import multiple_of

if TYPE_CHECKING:
    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.book import Book


def factor_of(heading: Heading) -> int:
    """What the numbers of a heading count in: 1,000 for "Đã cọc (k)"; 1 where it says nothing that is read.

    >>> from poolsplit.tables.headings import parse
    >>> factor_of(parse("Đã cọc (k)")), factor_of(parse("Đã cọc")), factor_of(parse("Đơn giá (tạ)"))
    (1000, 1, 1)
    """
    return multiple_of(heading.multiple) or 1


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
