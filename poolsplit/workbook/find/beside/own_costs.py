"""Costs beside orders ("Ship riêng"), which each partner bears alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.headings import meant
from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import cost_kind, is_own
from poolsplit.workbook.find.beside.multiples import factor_of
from poolsplit.workbook.find.beside.records import add_batch, add_record
from poolsplit.workbook.find.shape.labels import BRACKETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.beside.records import Money
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region


_FEWEST_DONG = 1000
"""The smallest amount of dong."""


def is_own_cost(heading: Heading) -> bool:
    """Whether a heading beside orders names a cost that each partner bears alone.

    >>> from poolsplit.tables.headings import parse
    >>> is_own_cost(parse("Ship riêng")), is_own_cost(parse("Cước")), is_own_cost(parse("Tiền hàng"))
    (True, True, False)
    """
    return heading.meanings == ("own",) or is_own(heading.text) or cost_kind(heading.text) not in {None, "goods"}


def unexplained(book: Book, region: Region, column: int, rows: Iterable[int]) -> list[int]:
    """The rows that have a number in a column which nothing else has explained; none where they are no dong under a word that may say anything."""
    cells = region.cells
    open_ones = [row for row in rows if cells.counts(row, column) and not book.account.role(cells, row, column)]
    return open_ones if _is_certain(region.headings[column]) or _are_dong(region, column, open_ones) else []


def _is_certain(heading: Heading) -> bool:
    """Whether a heading is known to name a cost, or was answered to; "Lẻ một con (tệ)" only has a word of such names."""
    bare = BRACKETS.sub(" ", heading.text).strip()
    return heading.meanings == ("own",) or any(cost_kind(text) not in {None, "goods"} for text in (bare, *bare.split()))


def _are_dong(region: Region, column: int, rows: Sequence[int]) -> bool:
    """Whether the numbers of some rows are amounts of dong: 1,000 and more, or with a unit, under no other currency."""
    heading = meant(region.headings[column], "amount")
    numbers = [number for row in rows if (number := region.cells.numbers.get((row, column))) is not None]
    if heading.unit not in {"", "VND"} or not all(number.unit in {"", "VND"} for number in numbers):
        return False
    return all(number.unit or number.value * factor_of(heading) >= _FEWEST_DONG for number in numbers)


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
