"""Rows of an order list that name what the SKU list does not have: a total under a word that nobody knows, a line that was called off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question
from poolsplit.workbook.read.grid import box

if TYPE_CHECKING:
    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book

_STATED = ("unit_price", "unit_kg")


def ask(book: Book, orders: Table, items: Table) -> None:
    """Ask about every SKU that stands in one row of the orders alone and has no price or weight, where half of the SKUs, or more, have one."""
    if "sku" not in orders.columns or "sku" not in items.columns:
        return
    ordered: dict[str, list[int]] = {}
    for row, sku in enumerate(orders.columns["sku"]):
        if sku is not None:
            ordered.setdefault(key(sku), []).append(row)
    for column in (name for name in _STATED if name in items.columns):
        known = {key(sku) for sku, value in zip(items.columns["sku"], items.columns[column], strict=True) if value is not None}
        strangers = [rows[0] for sku, rows in ordered.items() if sku not in known and len(rows) == 1]
        if 2 * len(strangers) <= len(ordered):
            for row in strangers:
                _ask(book, orders, row)


def _ask(book: Book, orders: Table, row: int) -> None:
    """Ask whether a row of a list is an order."""
    cell, quantity = orders.cells["sku"][row], orders.cells["quantity"][row]
    if box(cell.rpartition("!")[2]).top != box(quantity.rpartition("!")[2]).top:
        return    # names across
    message = Text('"{sku}" has no price or weight like the others: is it an order?', sku=orders.columns["sku"][row])
    choices = [
        Choice(f"{cell}=total", Text("it is a total, and does not count")), Choice(f"{cell}=out", Text("the row does not count")),
        Choice(f"{cell}=paid", Text("it says what they have paid")),
    ]
    book.ask_once(question("orders", "sku", cell, message, choices))
