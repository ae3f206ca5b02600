"""Every number of every sheet gets its role; those that nothing explains are asked about. (docs/workbooks.md, The account)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import ANSWERED, ASIDE, USED
from poolsplit.workbook.find.beside import no_inputs, of_skus
from poolsplit.workbook.find.remainder import comments, follows, in_tables, outside, paid, sentences, summaries, unread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.remainder.given import Owe
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region


def ask(book: Book, tables: Mapping[str, Table], owe: Owe | None) -> None:
    """Give every number that has no role one, and ask about those that stay open.

    tables: what was handed on, put together. owe: the rules of a split (`given.Owed`), None where nothing is checked against them.
    """
    used = {taken.sheet for taken in book.taken} | {place.sheet for place, (role, _) in book.account.roles.items() if role == USED}
    follows.from_orders(book, tables)
    follows.as_basis(book, tables)
    if not used:
        return
    of_skus.check(book)
    for region, kind in book.kinds.items():
        if kind in {"orders", kinds.MATRIX}:
            no_inputs.set_aside(book, region)
    if owe is not None:
        summaries.check(book, tables, owe)
    for cells in book.sheets:
        if cells.title in used or unread.names_something(book, cells):
            _ask_of_sheet(book, cells)
        else:
            unread.say(book, cells)
    paid.ask(book)


def _ask_of_sheet(book: Book, cells: Cells) -> None:
    """Ask about the numbers of a sheet: amounts in sentences, then columns, then tables that nobody knows, then what stands outside of tables."""
    regions = [region for region in book.regions if region.is_on(cells)]
    columns: dict[tuple[Region, int], list[tuple[int, int]]] = {}
    alone: list[tuple[int, int]] = []
    for row, column in sorted({*cells.numbers, *cells.broken, *cells.holding}):
        if book.account.role(cells, row, column) or _is_answered(book, cells, row, column):
            continue
        region = next((each for each in regions if each.covers(row, column)), None)
        if cells.holding.get((row, column)) == "sentence":
            sentences.ask(book, cells, (row, column), region)
        elif region is None:
            alone.append((row, column))
        elif (place := region.cells.place(row, column))[0] <= region.bottom:
            book.account.mark(cells, [(row, column)], ASIDE, "heading")
        else:
            columns.setdefault((region, place[1]), []).append(place)
    in_tables.ask(book, columns)
    outside.ask(book, cells, regions, alone)
    comments.say(book, cells)


def _is_answered(book: Book, cells: Cells, row: int, column: int) -> bool:
    """Whether somebody has said that a number does not count, which is noted."""
    said = book.answers.cell(cells.sheet, row, column) or book.answers.row(cells.sheet, row, [column])
    if said not in {"ignore", "out"}:
        return False
    book.account.mark(cells, [(row, column)], ANSWERED, said)
    return True
