"""Remarks beside orders that somebody has paid ("đã ck", "已付"), where no payment of hers is written: they are asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Listing, Text
from poolsplit.tables.vocabulary import says_paid
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import USED
from poolsplit.workbook.find.book import question

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_NO_REMARKS = frozenset({"partner", "sku", "colour", "size", "paid", "pool"})
_MOST_SHOWN = 5


def ask(book: Book) -> None:
    """Ask about the remarks of every column of orders, and of the one behind them, together."""
    payers = {key(name) for part in book.parts.get("payments", []) for name in part.columns.get("partner", ()) if name is not None}
    for region in book.regions:
        if book.kinds[region] not in {"orders", kinds.MATRIX}:
            continue
        named = set(region.said(*_NO_REMARKS, weak=False))
        if book.kinds[region] == kinds.MATRIX:
            named |= {column for column in region.columns if column < min(region.numeric, default=0)}    # the names of its rows
        for column in (*region.columns, region.columns[-1] + 1):
            if column not in named:
                _ask_of(book, region, column, payers | book.names.leads)


def _ask_of(book: Book, region: Region, column: int, settled: set[str]) -> None:
    """Ask about one column. settled: keys of the partners of whom payments are written, and of the lead buyer, who pays nobody."""
    cells = region.cells
    said = [row for row in region.rows if says_paid(cells.text(row, column)) and not cells.holds(row, column)]
    rows = [row for row in said if _counts(book, region, row) and not (_who(region, row) in settled or book.answers.cell(cells.sheet, row, column))]
    if not rows:
        return
    shown = Listing([*(cells.short(row, column) for row in rows[:_MOST_SHOWN]), *(["…"] if len(rows) > _MOST_SHOWN else [])])
    text = cells.text(rows[0], column)
    message = Text('"{text}" stands in {places}, and no payment of theirs is written: how much was it?', text=text, places=shown)
    whole = cells.address(rows[0], column) + (f":{cells.short(rows[-1], column)}" if len(rows) > 1 else "")
    choice = Choice(f"{whole}=ignore", Text("nothing that counts here; what they paid is typed under a heading of its own"))
    book.problems.append(question("payments", "", cells.address(rows[0], column), message, [choice]))


def _who(region: Region, row: int) -> str:
    """The key of the partner of a row; "" where no column says it."""
    places = (region.filled.get((row, column), (row, column)) for column in region.said("partner"))
    return next((name for place in places if (name := region.cells.key(*place))), "")


def _counts(book: Book, region: Region, row: int) -> bool:
    """Whether something in a row was handed on."""
    return any(book.account.role(region.cells, row, column) == USED for column in region.columns)
