"""Rows that are greyed out, or have a comment with a figure: whether they count as they stand is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.workbook.find.account import OPEN
from poolsplit.workbook.find.beside.cancelled import leave_out

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region
    from poolsplit.workbook.find.totals import Totals

_COMMENTED = frozenset({"orders", "items", "costs", "payments", "receipt"})
_FADED = frozenset({"orders", "costs", "payments"})
_NO_FIGURES = re.compile(r"\d{1,2}/\d{1,2}(?!\d)|\d{1,4}([/.-])\d{1,2}\1\d{1,4}|\b\d{1,2}[:hH]\d{0,2}\b|\d[\d .-]{6,}\d")
"""Dates, times of day, and numbers as long as those of telephones and accounts."""


def ask_of_looks(book: Book, region: Region, table: str, place: tuple[int, int], name: str, totals: Totals) -> bool:
    """Ask whether a row counts that is greyed out or has a comment with a figure; True where that was asked, or a total leaves out a grey one.

    place: the cell that is asked about. name: whose row it is. totals: those of the table.
    """
    row = place[0]
    is_faded = row in region.faded and table in _FADED
    if is_faded and (total := totals.leaving_out(row)):
        leave_out(book, region, table, place, name, total)
        return True
    if is_faded:
        message = Text('row {row} ("{name}") is greyed out: does it count?', row=row, name=name)
        choices = [("out", Text("no, it does not count")), ("data", Text("yes, it counts like the others"))]
    elif (text := comment_with_figure(region, row)) and table in _COMMENTED:
        message = Text('row {row} ("{name}") has the comment "{text}": does the row count as it stands?', row=row, name=name, text=text)
        choices = [("data", Text("yes, the comment is only a remark")), ("out", Text("no, it does not count"))]
    else:
        return False
    book.account.mark(region.cells, [(row, column) for column in region.columns], OPEN, "asked")
    book.ask(table, "", region.cells.address(*place), message, choices)
    return True


def comment_with_figure(region: Region, row: int) -> str:
    """The first comment in a row that has a figure in it; "" where there is none."""
    if not region.cells.comments:
        return ""
    return next((text for column in region.columns if has_figure(text := region.cells.comment(row, column))), "")


def has_figure(text: str) -> bool:
    """Whether a text has a number in it that is no date, time of day, telephone or account.

    >>> [has_figure(text) for text in ("ship 30k riêng", "lấy 12 thôi", "giá 3.5", "giao 5/10 lúc 9h", "2026-10-05, sđt 0912 345 678", "gọi trước")]
    [True, True, True, False, False, False]
    """
    return any(character.isdecimal() for character in _NO_FIGURES.sub(" ", text))
