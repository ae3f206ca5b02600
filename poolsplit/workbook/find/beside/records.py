"""Rows of a table on their way to be handed on, each value with the cell that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.tables.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_OF_A_BATCH = frozenset(table for table, columns in TABLES.items() if table != "items" and any(column.name == "pool" for column in columns))


class Money(NamedTuple):
    """An amount of one partner. partner, pool: the name and the address of its cell, "" where no cell has it; no pool where no column says it.

    amount: as it is handed on. place: row and column of the amount. unit: the currency that its heading states, "" for none.
    """

    partner: tuple[object, str]
    amount: object
    place: tuple[int, int]
    pool: tuple[object, str] | None = None
    unit: str = ""


def add_record(table: Table, record: Mapping[str, tuple[object, str]]) -> None:
    """Add a row to a table, in place. record: column -> value and the address of its cell.

    >>> from poolsplit.tables.table import Table
    >>> payments = Table("payments", {})
    >>> add_record(payments, {"partner": ("An", "A2"), "paid": (500_000, "B2")})
    >>> payments.columns, payments.cells
    ({'partner': ['An'], 'paid': [500000]}, {'partner': ['A2'], 'paid': ['B2']})
    """
    for name, (value, cell) in record.items():
        table.columns.setdefault(name, []).append(value)
        table.cells.setdefault(name, []).append(cell)


def add_batch(book: Book, region: Region, table: Table, rows: int) -> None:
    """Add the batch of a region to its rows, where it is one of several and no column says it."""
    pool = book.pools.get(region)
    if pool and table.name in _OF_A_BATCH and "pool" not in table.columns:
        table.columns = {"pool": [pool] * rows, **table.columns}
        table.cells = {"pool": [""] * rows, **table.cells}
