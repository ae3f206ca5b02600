"""Numbers that were not handed on, and that the orders explain: what a count sheet repeats of them, and columns that costs are shared by."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.values.names import key
from poolsplit.workbook.find.account import DERIVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

    Ordered = Mapping[tuple[str, ...], int | float]


def as_basis(book: Book, tables: Mapping[str, Table]) -> None:
    """A column of the orders that a cost is shared by is used."""
    costs = tables.get("costs")
    shared_by = {key(name) for name in costs.columns.get("basis", ()) if name is not None} if costs is not None else set()
    for region, kind in book.kinds.items():
        for column in region.columns if kind == "orders" else ():
            if key(region.headings[column].text) in shared_by:
                for row in region.rows:
                    if not book.account.role(region.cells, row, column):
                        book.account.take(region.cells, row, column)


def from_orders(book: Book, tables: Mapping[str, Table]) -> None:
    """What a count sheet says of the pieces that were ordered, of each SKU or by each partner, follows from the orders."""
    orders = tables.get("orders")
    if orders is None or "sku" not in orders.columns:
        return
    of_skus, of_partners = _ordered(orders, "sku"), _ordered(orders, "partner", "sku")
    for region, kind in book.kinds.items():
        sku, partner = (next(iter(columns), None) for columns in (region.said("sku", weak=False), region.said("partner")))
        if kind == "receipt" and sku is not None:
            _derive(book, region, [sku], of_skus)
        if kind == "count" and partner is not None:
            _derive(book, region, [partner, sku], of_partners)


def _ordered(orders: Table, *names: str) -> Ordered:
    """The pieces that were ordered by the keys of some names: (partner, SKU) -> 60."""
    found: dict[tuple[str, ...], int | float] = defaultdict(int)
    if not orders.columns.keys() >= set(names):
        return found
    for row, quantity in enumerate(orders.columns["quantity"]):
        if isinstance(quantity, (int, float)):
            found[tuple(key(orders.columns[name][row]) for name in names)] += quantity
    return found


def _derive(book: Book, region: Region, named: Sequence[int | None], ordered: Ordered) -> None:
    """Mark the columns that say in every row what was ordered. named: the columns of the names, None for one that the table does not have."""
    cells = region.cells
    for column in region.numeric:
        rows = [row for row in region.rows if cells.counts(row, column) and not book.account.role(cells, row, column)]
        keys = {row: tuple("" if each is None else cells.key(row, each) for each in named) for row in rows}
        if rows and all(cells.number(row, column) == ordered.get(keys[row]) for row in rows):
            book.account.mark(cells, [(row, column) for row in rows], DERIVED, "ordered")
