"""Texts with a number right beside them, outside of tables, and rows of tables that are made of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

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
