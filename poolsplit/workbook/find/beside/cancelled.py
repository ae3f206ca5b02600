"""Rows that are struck through, or that a remark says were cancelled: whether they count is asked, where no total says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import is_cancelled, says_unpaid
from poolsplit.workbook.find.account import ASIDE, OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region


def remark_of(region: Region, row: int, names: Sequence[int]) -> str:
    """The text in a row, right behind it or in a comment that says that it was cancelled; "" where none does. names: columns whose texts never do."""
    cells, columns = region.cells, (*region.columns, region.columns[-1] + 1)
    texts = (cells.text(row, column) for column in columns if column not in names)
    comments = (cells.comment(row, column) for column in columns if cells.comments)
    return next((text for text in (*texts, *comments) if text and is_cancelled(text)), "")


def unpaid_in(region: Region, row: int) -> str:
    """The text in a row of payments, or right behind it, that says that it has not come in or was given back; "" where none does."""
    texts = (region.cells.text(row, column) for column in (*region.columns, region.columns[-1] + 1))
    return next((text for text in texts if says_unpaid(text)), "")


def ask_whether_row_counts(book: Book, region: Region, table: str, place: tuple[int, int], name: str, remark: str, total: str) -> None:
    """Ask whether a row counts; it does not where a total leaves it out, which is said.

    place: the cell that is asked about. name: whose row it is. remark: what says that it was cancelled, "" where it is struck through.
    total: where the total stands that leaves it out, "" where there is none.
    """
    cells, row = region.cells, place[0]
    if total:
        leave_out(book, region, table, place, name, total)
        return
    message = Text('row {row} ("{name}") says "{text}": does it count?', row=row, name=name, text=remark) if remark else Text(
        'row {row} ("{name}") is struck through: does it count?', row=row, name=name
    )
    book.account.mark(cells, [(row, column) for column in region.columns], OPEN, "asked")
    out = Text("no, it does not count") if table == "payments" else Text("no, it was cancelled")
    choices = [("out", out), ("data", Text("yes, it counts like the others"))]
    own = next((column for column in (place[1], *region.columns) if cells.sheet.anchor(row, column)[0] == row and cells.name(row, column)), place[1])
    book.ask(table, "", cells.address(row, own), message, choices)    # a name may be merged over rows


def leave_out(book: Book, region: Region, table: str, place: tuple[int, int], name: str, total: str) -> None:
    """Leave out a row that a total leaves out, and say so. place, name, total: see above."""
    book.account.mark(region.cells, [(place[0], column) for column in region.columns], ASIDE, "cancelled")
    say_left_out(book, table, region.cells.address(*place), name, total)


def say_left_out(book: Book, table: str, cell: str, name: str, total: str) -> None:
    """Say that a row or column does not count. cell: where it begins. total: where the total stands that leaves it out."""
    message = Text('"{name}" was cancelled, and the total in {total} leaves it out: it does not count', name=name, total=total)
    book.warn(table, "", cell, message, Text("nothing, if that is right; else correct the total"))
