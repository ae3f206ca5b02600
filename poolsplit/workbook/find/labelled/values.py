"""Values beside labels: the lead buyer and other terms, rates of exchange, costs, prices and weights of all pieces."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poolsplit.tables.table import Table, Taken
from poolsplit.values.names import key
from poolsplit.workbook.find import gather, plausible
from poolsplit.workbook.find.account import ASIDE, OPEN, USED
from poolsplit.workbook.find.shape.cells import number_of, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.labels import Label

_ASIDE = frozenset({"deadline", "account", "holder", "product", "lead_exempt", "long_term"})
"""Terms whose value is no number to count with."""


def hand_on(book: Book) -> None:
    """Hand on what stands beside labels; a rate that is implausible is asked first."""
    for label in book.labels:
        if label.name.table == "partner":
            book.account.take(label.cells, *label.place)
        elif label.name.table == "items":
            _hand_on_for_all(book, label)
        elif book.account.role(label.cells, *label.place) != USED and (settled := _settled(book, label)) is not None:
            book.problems += gather.add_label(book, settled)
            _note(book, settled)


def _settled(book: Book, label: Label) -> Label | None:
    """A label with the value that was answered, or in the reading that is plausible; None where it does not count, or is asked."""
    said = book.answers.cell(label.cells.sheet, *label.place)
    if said == "ignore":
        return None
    if said.startswith("="):
        return replace(label, value=said[1:])
    return _plausible(book, label) if label.name.table == "rates" else label


def _plausible(book: Book, label: Label) -> Label | None:
    """A rate in the reading that is plausible; None where that is asked."""
    number = number_of(label.value, book.lang) or label.cells.numbers.get(label.place)
    if number is None:
        return label
    chosen = plausible.rate_of_exchange(label.name.column, number, book.proven.get(label.name.column))
    if chosen is None:
        book.account.mark(label.cells, [label.place], OPEN, "asked")
        book.problems.append(plausible.rate_asked(label.cell, label.name.column, number))
        return None
    return label if chosen == number.value and number.other is None else replace(label, value=typed(chosen))


def _note(book: Book, label: Label) -> None:
    """Note that a label was taken, and its value used or set aside."""
    cells, start = label.cells, (label.box.top, label.box.left)
    book.taken.append(Taken(label.name.table, cells.title, cells.sheet.range(label.box), {label.text: label.name.column}))
    if label.place != start:
        book.account.mark(cells, [start], ASIDE, "label")
    if label.name.table == "terms" and label.name.column in _ASIDE:
        book.account.mark(cells, [label.place], ASIDE, label.name.column)
    else:
        book.account.take(cells, *label.place)


def _hand_on_for_all(book: Book, label: Label) -> None:
    """Hand on a price or weight that holds for every SKU that has none of its own; none where orders have a column of them."""
    column, orders = label.name.column, book.parts.get("orders", [])
    own: set[str] = set()
    for part in book.parts.get("items", []):
        stated = part.columns.get(column, [None] * part.size)
        own |= {key(sku) for row, sku, _ in _skus(part) if sku is not None and stated[row] is not None}
    left: dict[str, tuple[object, str]] = {}
    for part in orders:
        for _, sku, cell in _skus(part):
            name = "" if sku is None else key(sku)
            if name not in own:
                left.setdefault(name, (sku, cell))
    if not left or any(column in part.columns for part in orders):
        return
    table = Table("items", {"sku": [sku for sku, _ in left.values()], column: [label.value] * len(left)}, headings={column: label.text})
    table.cells = {"sku": [cell for _, cell in left.values()], column: [label.cell] * len(left)}
    if label.name.currency:
        table.units[column] = label.name.currency
    book.hand_on(table)
    _note(book, label)


def _skus(table: Table) -> Iterator[tuple[int, object, str]]:
    """Every row of a table: its index, its SKU (None where it has none), and where that stands."""
    skus, cells = table.columns.get("sku", [None] * table.size), table.cells.get("sku", [""] * table.size)
    return zip(range(table.size), skus, cells, strict=True)
