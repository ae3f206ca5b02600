"""Texts with a number right beside them, outside of tables, and rows of tables that are made of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.batches import pool_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells

    Place = tuple[int, int]

_REACH = 2
"""The columns from a text to its number."""


def partners(book: Book) -> set[str]:
    """The keys of all partners that are known."""
    return book.names.partners | book.ordered("partner")


def beside_texts(book: Book, cells: Cells, row: int) -> Iterator[tuple[Place, Place]]:
    """Where a text and the number right beside it stand in a row, outside of tables.

    Left out are numbers that have a role already, those behind a text that holds its own ("An đã ck: 500k"), and blocks of another time.
    """
    regions = [region for region in book.regions if region.is_on(cells)]
    for left, right in pairwise(cells.sheet.rows[row]):
        if right > left + _REACH or not cells.text(row, left) or (row, left) in cells.holding:
            continue
        if (row, right) not in cells.numbers or book.account.role(cells, row, right):
            continue
        if not any(region.covers(row, right) for region in regions) and (row, left) not in cells.past:
            yield (row, left), (row, right)


def add(book: Book, table: Table, cells: Cells, number: Place, row: Mapping[str, tuple[object, Place]]) -> None:
    """Add a row to a table that is not handed on yet. number: where its number stands, which is used now. row: column -> value and its place."""
    pool = pool_at(book, cells.title, number[0])
    whole = {"pool": (pool or None, number), **row} if book.blocks else row
    for column, (value, place) in whole.items():
        table.columns.setdefault(column, []).append(value)
        table.cells.setdefault(column, []).append(cells.address(*place))
    book.account.take(cells, *number)


def partner_in_row(book: Book, cells: Cells, place: Place) -> str:
    """The key of the partner whose orders stand in the row of a cell, or right before it; "" where they are nobody's, or several partners'."""
    found = set[str]()
    for region in book.regions:
        row, column = region.cells.place(*place)
        is_near = region.is_on(cells) and row in region.rows and region.columns[0] <= column <= region.columns[-1] + 1
        if is_near and book.kinds[region] in {"orders", kinds.MATRIX}:
            who = [region.filled.get((row, each), (row, each)) for each in region.said("partner")[:1]] or [(row, region.columns[0])]
            found |= {region.cells.key(*each) for each in who} & book.ordered("partner")
    return found.pop() if len(found) == 1 else ""
