"""Amounts in sentences, such as "ship 30k cho Lan": in a row of a table, or right behind it, a question, elsewhere a notice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import says_paid
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import OPEN

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_ROW = re.compile(r"(\d+)(?::[A-Z]+\d+)?$")


def ask(book: Book, cells: Cells, place: tuple[int, int], region: Region | None) -> None:
    """Ask about an amount in a sentence, or say that it does not count. region: the table that the sentence stands in."""
    book.account.mark(cells, [place], OPEN, "sentence")
    cell, text = cells.address(*place), cells.name(*place)
    remark = [("ignore", Text("no, it is only a remark"))]
    table = region or _before(book, cells, place)
    if region is None and _says_paid_by_somebody(book, text):
        book.ask("payments", "", cell, Text('"{text}": does it count as a payment?', text=text), remark)
    elif table is not None and _is_in_row(book, table, row := table.cells.place(*place)[0]) and not _is_row_asked(book, table, row, cell):
        book.ask("", "", cell, Text('"{text}" has an amount in it: does it count?', text=text), remark)
    else:
        book.warn("", "", cell, Text('"{text}" has an amount in it, which does not count', text=text), Text("nothing, if it is only a remark"))


def _before(book: Book, cells: Cells, place: tuple[int, int]) -> Region | None:
    """The table whose rows end right before a cell."""
    row, column = place
    return next((each for each in book.regions if each.is_on(cells) and each.covers(row, column - 1)), None)


def _says_paid_by_somebody(book: Book, text: str) -> bool:
    """Whether a text says that a partner of the orders has paid."""
    said = key(text)
    return says_paid(text) and any(name and name in said for name in book.ordered("partner"))


def _is_in_row(book: Book, region: Region, row: int) -> bool:
    """Whether a row is one of a table that may count."""
    return book.kinds[region] not in {kinds.NOTHING, kinds.RESULT} and row > region.bottom and row in region.rows


def _is_row_asked(book: Book, region: Region, row: int, cell: str) -> bool:
    """Whether something else in the row of a cell is asked about, or has been answered."""
    if any(problem.choices and is_same_row(problem.cell, cell) for problem in book.problems):
        return True
    return any(book.answers.cell(region.cells.sheet, row, column) for column in region.columns)


def is_same_row(first: str, second: str) -> bool:
    """Whether two addresses are of one row of a sheet.

    >>> is_same_row("Sheet1!B3:C5", "Sheet1!F3"), is_same_row("Sheet1!B3", "Sheet2!B3"), is_same_row("Sheet1", "Sheet1!B1")
    (True, False, False)
    """
    one, other = _ROW.search(first), _ROW.search(second)
    return one is not None and other is not None and (first.rpartition("!")[0], one[1]) == (second.rpartition("!")[0], other[1])
