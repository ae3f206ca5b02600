"""Costs beside orders ("Ship riêng"), which each partner bears alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import cost_kind, is_own
from poolsplit.workbook.find.beside.records import add_batch, add_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.beside.records import Money
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region


def is_own_cost(heading: Heading) -> bool:
    """Whether a heading beside orders names a cost that each partner bears alone.

    >>> from poolsplit.tables.headings import parse
    >>> is_own_cost(parse("Ship riêng")), is_own_cost(parse("Cước")), is_own_cost(parse("Tiền hàng"))
    (True, True, False)
    """
    return heading.meanings == ("own",) or is_own(heading.text) or cost_kind(heading.text) not in {None, "goods"}


def unexplained(book: Book, region: Region, column: int, rows: Iterable[int]) -> list[int]:
    """The rows that have a number in a column which nothing else has explained."""
    cells = region.cells
    return [row for row in rows if cells.counts(row, column) and not book.account.role(cells, row, column)]


def hand_on_own_costs(book: Book, region: Region, column: int, lines: Sequence[Money]) -> None:
    """Hand on the amounts of a column as what each partner bears alone, and say so."""
    cells, costs, heading, named_at = region.cells, Table("costs", {}), region.headings[column].text, region.address(column)
    for line in lines:
        cell, (partner, partner_cell) = cells.address(*line.place), line.partner
        record = {"cost": (heading, named_at), "amount": (line.amount, cell), "basis": ("direct", cell)}
        pool = {} if line.pool is None else {"pool": line.pool}
        add_record(costs, record | {"partner": (partner, partner_cell or cell)} | pool)
        book.account.take(cells, *line.place)
    if lines[0].unit:
        costs.units["amount"] = lines[0].unit
    add_batch(book, region, costs, costs.size)
    book.hand_on(costs)
    message = Text('"{heading}" is read as what each of them bears alone', heading=heading)
    book.warn("costs", "", region.address(column), message, Text("nothing, if that is right; a cost that is shared stands in a table of costs"))
