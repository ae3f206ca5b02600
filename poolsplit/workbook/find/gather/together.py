"""Every table of the schema, out of the ranges that were handed on of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text, name_text
from poolsplit.tables.schema import TABLES
from poolsplit.values.names import key
from poolsplit.workbook.find import batches
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.gather import amounts, basis_once, formats, goods, named, per_unit, shares, unpriced
from poolsplit.workbook.find.gather.currencies import settle_amounts, settle_prices, state_currencies
from poolsplit.workbook.find.gather.items import are_in_dong, take_items
from poolsplit.workbook.find.gather.stack import clashing_units, stack
from poolsplit.workbook.find.gather.words import canonical, settle_bearers
from poolsplit.workbook.find.kinds import MATRIX
from poolsplit.workbook.read.grid import box

if TYPE_CHECKING:
    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book


def together(book: Book) -> dict[str, Table]:
    """Every table of the schema out of what was handed on of it; what two places state differently is a problem."""
    _check_payments(book)
    tables = {name: _whole(book, name) for name in TABLES if name != "items" and book.parts.get(name)}
    take_items(book, tables)
    if {"orders", "items"} <= tables.keys():
        unpriced.ask(book, tables["orders"], tables["items"])
    if "costs" in tables:
        basis_once.settle(book, tables["costs"])
    settle_bearers(tables)
    if "items" in tables:
        per_unit.strip_pieces(tables["items"])
    settle_prices(book, tables)
    _ask_of_batches(book, tables)
    due = formats.pool_currency(tables)
    for table in tables.values():
        canonical(table)
        formats.ask(book, table, due)
        state_currencies(table, book.lang, book.is_answered)
        settle_amounts(book, table)
    named.settle(book, tables)
    amounts.ask(book, tables, due)
    goods.ask(book, tables, due)
    per_unit.ask(book, tables)
    shares.ask(book, tables)
    return tables


def _whole(book: Book, name: str) -> Table:
    """All ranges of a table as one."""
    parts = book.parts[name]
    for column in clashing_units(parts):
        if column == "unit_price" and are_in_dong(book, parts):
            continue
        message = Text("the ranges of {table} state different units for {column}", table=name_text(name), column=name_text(column))
        book.problems.append(Problem(name, 0, column, message, Text("write the same unit into both headings")))
    return parts[0] if len(parts) == 1 else stack(parts)


def _check_payments(book: Book) -> None:
    """Payments beside orders and in a table of their own may be the same money."""
    parts = book.parts.get("payments", [])
    ranges = [taken.range for taken in book.taken if taken.table == "orders"]
    beside = [part for part in parts if _stands_in(part, ranges)]
    apart = [part for part in parts if not _stands_in(part, ranges)]
    if beside and apart and _who_paid(beside) & _who_paid(apart):
        message = Text("payments stand in the order list and in a table of their own")
        fix = Text("keep one of the two: the same money must not count twice")
        book.problems.append(Problem("payments", 0, "paid", message, fix, beside[0].cells["paid"][0]))


def _who_paid(parts: list[Table]) -> set[str]:
    """The keys of the partners of some payments."""
    return {key(name) for part in parts for name in part.columns.get("partner", ())}


def _stands_in(payments: Table, ranges: list[str]) -> bool:
    """Whether payments stand in one of some ranges: told by the first of them."""
    cell = next((cell for cell in payments.cells.get("paid", ()) if cell), "")
    return bool(cell) and any(_holds(area, cell) for area in ranges)


def _holds(area: str, cell: str) -> bool:
    """Whether a cell stands in a range.

    >>> _holds("'Đơn'!A2:C9", "'Đơn'!C5"), _holds("'Đơn'!A2:C9", "'Phí'!C5"), _holds("'Đơn'!A2:C9", "'Đơn'!D5")
    (True, False, False)
    """
    sheet, _, corners = area.rpartition("!")
    other, _, place = cell.rpartition("!")
    if sheet != other:
        return False
    outer, inner = box(corners), box(place)
    return outer.top <= inner.top <= outer.bottom and outer.left <= inner.left <= outer.right


def _ask_of_batches(book: Book, tables: dict[str, Table]) -> None:
    """Where a caption or a sheet makes the batches, a cost that stands in none of them is asked about: it would count for each."""
    costs = tables.get("costs")
    if costs is None or not book.pools:
        return
    pools = costs.columns.get("pool", [None] * costs.size)
    row = next((row for row, pool in enumerate(pools) if pool is None), None)
    if row is None:
        return
    orders = [region for region in book.pools if book.kinds[region] in {"orders", MATRIX}]
    names = ", ".join(dict.fromkeys(book.pools[region] for region in orders))
    message = Text("the orders stand in {names}, and {cost} says of none of them", names=names, cost=costs.columns["cost"][row])
    choices = [batches.together(places) for places in (book.captions.get(region.cells.title) for region in orders[:1]) if places]
    book.problems.append(question("costs", "pool", costs.cells["cost"][row], message, choices))
