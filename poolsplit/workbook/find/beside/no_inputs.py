"""Columns beside orders that change nothing: resale prices, profit, stock, pieces ordered at first or delivered, a price or rate once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import no_input
from poolsplit.workbook.find import contents
from poolsplit.workbook.find.account import ASIDE, DERIVED
from poolsplit.workbook.find.arithmetic import close

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_OF_ANOTHER = {"unit_price": frozenset({"resale", "former"}), "quantity": frozenset({"former", "delivered", "stock"})}
"""What a second column of prices or of pieces may be that does not count."""


def is_no_second(book: Book, region: Region, column: int, name: str) -> bool:
    """Whether a column that could be one of prices or pieces does not count, because of what its heading says and of another one; it is noted then.

    name: the column of the schema that its heading means.
    """
    others = [other for other in region.said(name) if other != column and other in region.numeric and not _why(region, other, name)]
    places = [(row, column) for row in region.rows]
    if others and (why := _why(region, column, name)) and not _makes_amounts(region, column):
        book.account.mark(region.cells, places, ASIDE, why)
        if name == "quantity":
            headings = [region.headings[each].text for each in (column, others[0])]
            message = Text('"{first}" is set aside, and "{second}" counts', first=headings[0], second=headings[1])
            book.warn("orders", name, region.address(column), message, Text("nothing, if that is right"))
        return True
    if name == "unit_price" and any(_is_at_rate(book, region, column, other) for other in others if other < column):
        book.account.mark(region.cells, places, DERIVED, "price in dong")
        return True
    return False


def _why(region: Region, column: int, name: str) -> str:
    """Why a column of prices or pieces does not count, by its heading; "" where that does not say it."""
    why = no_input(region.headings[column].text)
    return why if why in _OF_ANOTHER.get(name, ()) else ""


def _makes_amounts(region: Region, column: int) -> bool:
    """Whether amounts beside it are made with the figures of a column: pieces times that price, or that many pieces times a price."""
    cells, rows = region.cells, [row for row in region.rows if region.cells.number(row, column)]
    factors = [other for other in region.said("quantity", "unit_price") if other != column and other in region.numeric]
    for other in factors:
        made = {row: (cells.number(row, column) or 0) * (cells.number(row, other) or 0) for row in rows}
        for amount in region.numeric:
            if amount not in {column, other} and rows and all(made[row] and cells.number(row, amount) == made[row] for row in rows):
                return True
    return False


def _is_at_rate(book: Book, region: Region, column: int, other: int) -> bool:
    """Whether the prices of a column are those of another one at a rate that is known, row by row."""
    cells = region.cells
    pairs = [(cells.number(row, column), cells.number(row, other)) for row in region.rows if cells.counts(row, column)]
    return any(
        bool(pairs) and all(price is not None and foreign is not None and close(price, foreign * rate) for price, foreign in pairs)
        for rate in book.rates.values()
    )


def set_aside(book: Book, region: Region) -> None:
    """Set aside the open numbers of columns whose headings say that they change nothing; note those that repeat a rate."""
    cells = region.cells
    for column in region.numeric:
        rows = [row for row in region.rows if cells.counts(row, column) and not book.account.role(cells, row, column)]
        heading = region.headings[column]
        if not rows or column in region.answered:
            continue
        why = no_input(heading.text)
        numbers = {cells.number(row, column) for row in rows}
        if "rate" in heading.meanings and numbers <= set(book.rates.values()):
            book.account.mark(cells, [(row, column) for row in rows], DERIVED, "rate")
        elif (why in {"stock", "delivered"} and not contents.are_money(region, column)) or why in {"profit", "resale"}:
            book.account.mark(cells, [(row, column) for row in rows], ASIDE, why)
