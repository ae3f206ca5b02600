"""Rows that are struck through, or that a remark says were cancelled: whether they count is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import is_cancelled
from poolsplit.workbook.find.account import OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region


def remark_of(region: Region, row: int, names: Sequence[int]) -> str:
    """The text in a row, or right behind it, that says that it was cancelled; "" where none does. names: the columns of names, which never do."""
    columns = (column for column in (*region.columns, region.columns[-1] + 1) if column not in names)
    return next((text for column in columns if (text := region.cells.text(row, column)) and is_cancelled(text)), "")


def ask_whether_row_counts(book: Book, region: Region, table: str, place: tuple[int, int], name: str, remark: str) -> None:
    """Ask whether a row counts.

    place: the cell that is asked about. name: whose row it is. remark: what says that it was cancelled, "" where it is struck through.
    """
    cells, row = region.cells, place[0]
    message = Text('row {row} ("{name}") says "{text}": does it count?', row=row, name=name, text=remark) if remark else Text(
        'row {row} ("{name}") is struck through: does it count?', row=row, name=name
    )
    book.account.mark(cells, [(row, column) for column in region.columns], OPEN, "asked")
    choices = [("out", Text("no, it was cancelled")), ("data", Text("yes, it counts like the others"))]
    own = next((column for column in (place[1], *region.columns) if cells.sheet.anchor(row, column)[0] == row and cells.name(row, column)), place[1])
    book.ask(table, "", cells.address(row, own), message, choices)    # a name may be merged over rows
