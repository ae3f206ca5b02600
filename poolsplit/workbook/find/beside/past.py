"""Sheets and tables of another time, or of something else, by their titles ("Đơn tháng trước (đã xong)", "backup"): set aside and said, or asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.headings import weak_heading
from poolsplit.tables.vocabulary import is_elsewhere, is_past, is_past_order, is_past_title, says_transfer
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import ASIDE
from poolsplit.workbook.find.shape.captions import below_captions, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_ORDERS = frozenset({"orders", kinds.MATRIX})
_FIX = Text("nothing, if that is right; else give it another title")


def leave_out_sheets(book: Book, sheets: Sequence[Cells]) -> list[Cells]:
    """The sheets without those whose titles say that they are of another time, which is said; all of them where no other one would be left."""
    old = [cells for cells in sheets if says_past(cells.title) and not any(entry.sheet == cells.title for entry in book.answers.entries)]
    if not any(len(cells.numbers) > 1 for cells in sheets if cells not in old):
        return list(sheets)
    for cells in old:
        if cells.numbers:
            book.warn("", "", cells.title, Text('the sheet "{title}" is of another time by its title, and does not count', title=cells.title), _FIX)
    return [cells for cells in sheets if cells not in old]


def says_past(title: str) -> bool:
    """Whether a title says that something is of another time, and nothing of payments: a deposit of last month may be one for this order.

    >>> says_past("Đợt trước"), says_past("Cọc đợt trước"), says_past("Đơn")
    (True, False, False)
    """
    return is_past_title(title) and not (says_transfer(title) or "paid" in weak_heading(title).meanings)


def leave_out_tables(book: Book) -> None:
    """Set aside the tables below titles of their own that say so, where other orders are left; ask about other tables below such captions."""
    for cells in book.sheets:
        below = below_captions(cells, lambda text: is_past(text) or is_elsewhere(text))
        for region in book.regions:
            if not region.is_on(cells) or region.decided:
                continue
            place = title_of(region)
            title = cells.text(*place) if place else ""
            if book.kinds[region] and says_past(title) and _is_left(book, region, title):
                _set_aside(book, region, title)
            elif (region.top, region.columns[0]) in below or is_elsewhere(cells.title) or is_past_title(title):
                book.kinds[region] = kinds.NOTHING


def _is_left(book: Book, region: Region, title: str) -> bool:
    """Whether a table can be set aside: other orders are left, and payments stand under a title of an order, not only of a time.

    What was paid last month may be for this order.
    """
    others = (other for other, kind in book.kinds.items() if kind in _ORDERS and other is not region)
    if not any(not says_past(_title(other)) for other in others):
        return False
    return book.kinds[region] == "costs" or not region.said("paid") or is_past_order(title)


def _title(region: Region) -> str:
    place = title_of(region)
    return region.cells.lying.text(*place) if place else ""


def _set_aside(book: Book, region: Region, title: str) -> None:
    book.kinds[region] = kinds.NOTHING
    places = [(row, column) for row in region.rows for column in region.columns]
    book.account.mark(region.cells, places, ASIDE, "past")
    message = Text('the table under "{title}" is of another time by its title, and does not count', title=title)
    book.warn("", "", region.address(), message, _FIX)
