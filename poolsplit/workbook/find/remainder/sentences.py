"""Amounts in sentences, such as "ship 30k cho Lan": in or beside a table, or of a cost, a question, elsewhere a notice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import cost_kind, says_paid, says_transfer
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import OPEN
from poolsplit.workbook.find.labelled import payments, rows
from poolsplit.workbook.find.remainder.outside import is_near
from poolsplit.workbook.find.shape.cells import around_amount

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_ROW = re.compile(r"(\d+)(?::[A-Z]+\d+)?$")


def ask(book: Book, cells: Cells, place: tuple[int, int], region: Region | None) -> None:
    """Ask about an amount in a sentence, or say that it does not count. region: the table that the sentence stands in."""
    book.account.mark(cells, [place], OPEN, "sentence")
    cell, text = cells.address(*place), cells.name(*place)
    remark = ("ignore", Text("no, it is only a remark"))
    table = region or _before(book, cells, place)
    is_in_row = table is not None and _is_in_row(book, table, table.cells.place(*place)[0])
    if region is None and payments.payer_of(book, text):
        paid = [("paid", Text("yes, that was paid"))] if around_amount(text) else []
        book.ask("payments", "", cell, Text('"{text}": does it count as a payment?', text=text), [*paid, remark])
    elif table is not None and is_in_row and not _is_row_asked(book, table, table.cells.place(*place)[0], cell):
        book.ask("", "", cell, Text('"{text}" has an amount in it: does it count?', text=text), [*_of_row(book, cells, place), remark])
    elif not is_in_row and (_names_cost(text) or _is_near_orders(book, cells, place)):
        costs = _as_cost(book, text) if region is None else []
        book.ask("", "", cell, Text('"{text}" has an amount in it: does it count?', text=text), [remark, *costs])
    else:
        book.warn("", "", cell, Text('"{text}" has an amount in it, which does not count', text=text), Text("nothing, if it is only a remark"))


def _as_cost(book: Book, text: str) -> list[tuple[str, Text]]:
    """What a sentence with one amount may say: a cost that is shared, or that one partner bears who is named in it."""
    if around_amount(text) is None:
        return []
    named = payments.named_in(text, book.ordered("partner"))
    shared = ("amount", Text("yes, it is a cost that is shared"))
    return [("own", Text("yes, {partner} bears it alone", partner=_spelled(book, named))), shared] if named else [shared]


def _of_row(book: Book, cells: Cells, place: tuple[int, int]) -> list[tuple[str, Text]]:
    """What an amount in a remark beside orders may be for the partner of that row, the likelier one first: a payment of hers, or a cost of hers."""
    text, partner = cells.text(*place), rows.partner_in_row(book, cells, place)
    if not partner or around_amount(text) is None:
        return []
    name = _spelled(book, partner)
    paid, own = ("paid", Text("yes, {partner} has paid it", partner=name)), ("own", Text("yes, {partner} bears it alone", partner=name))
    return [paid, own] if says_paid(text) or says_transfer(text) else [own, paid]


def _spelled(book: Book, partner: str) -> object:
    """A partner as the orders spell the name. partner: its key."""
    names = (name for part in book.parts["orders"] for name in part.columns.get("partner", ()))
    return next((name for name in names if name is not None and key(name) == partner), partner)


def _names_cost(text: str) -> bool:
    """Whether a sentence begins with the name of a cost.

    >>> _names_cost("ship 30k cho Lan"), _names_cost("quà 30k")
    (True, False)
    """
    parts = around_amount(text)
    return parts is not None and cost_kind(parts[0]) is not None


def _is_near_orders(book: Book, cells: Cells, place: tuple[int, int]) -> bool:
    """Whether a cell stands beside a table that counts, or right below it."""
    return any(is_near(region.lying_box, place) for region in book.regions if region.is_on(cells) and _counts(book, region))


def _before(book: Book, cells: Cells, place: tuple[int, int]) -> Region | None:
    """The table whose rows end right before a cell."""
    row, column = place
    return next((each for each in book.regions if each.is_on(cells) and each.covers(row, column - 1)), None)


def _is_in_row(book: Book, region: Region, row: int) -> bool:
    """Whether a row is one of a table that may count."""
    return _counts(book, region) and row > region.bottom and row in region.rows


def _counts(book: Book, region: Region) -> bool:
    """Whether a table may count."""
    return book.kinds[region] not in {kinds.NOTHING, kinds.RESULT}


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
