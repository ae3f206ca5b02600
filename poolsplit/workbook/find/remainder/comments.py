"""Comments that could change what somebody owes, and about which nothing is asked: they are said not to count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import is_cancelled, says_paid
from poolsplit.workbook.find.beside.looks import has_figure
from poolsplit.workbook.find.remainder.sentences import is_same_row

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells


def say(book: Book, cells: Cells) -> None:
    """Warn of the comments on a sheet that have a figure, or say that something was cancelled or paid, in rows that are not asked about."""
    for (row, column), text in sorted(cells.comments.items()):
        tells = has_figure(text) or is_cancelled(text) or says_paid(text)
        if tells and not _is_row_settled(book, cells, row, column):
            message = Text('the comment "{text}" does not count', text=text)
            book.warn("", "", cells.address(row, column), message, Text("nothing, if it is only a remark"))


def _is_row_settled(book: Book, cells: Cells, row: int, column: int) -> bool:
    """Whether something in the row of a comment is asked, or somebody has answered that the row counts or does not."""
    cell = cells.address(row, column)
    if any(problem.choices and is_same_row(problem.cell, cell) for problem in book.problems):
        return True
    return bool(book.answers.row(cells.sheet, row, cells.sheet.rows.get(row, ())))
