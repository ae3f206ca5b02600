"""Costs that one partner bears, beside their names: "Ship riêng (chỉ An) | 30.000", "Home delivery | 12 | Anna only"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import cost_kind, is_alone, is_own
from poolsplit.values.names import key, without_tones
from poolsplit.workbook.find.labelled import rows
from poolsplit.workbook.find.labelled.payments import named_in
from poolsplit.workbook.find.shape.cells import around_amount
from poolsplit.workbook.find.shape.labels import BRACKETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells


def hand_on(book: Book) -> None:
    """Hand on every cost that says beside its amount, or in the brackets of its name, which partner bears it alone."""
    table, partners = Table("costs", {}), rows.partners(book)
    costs = {label.cell for label in book.labels if label.name.table == "costs"}
    for cells in book.sheets:
        for row in cells.sheet.rows:
            for label, number in rows.beside_texts(book, cells, row):
                name, about = _name_and_bearer(cells, label, number)
                bearer = _bearer(about, partners)
                is_cost = cells.address(*number) in costs or book.answers.heading(cells.sheet, *label) == "amount"
                if bearer and (is_own(name) or cost_kind(name) or is_cost):
                    line = {
                        "cost": (name.strip(" :"), label), "amount": (cells.sheet.at(*number), number),
                        "basis": ("direct", number), "partner": (bearer, number),
                    }
                    rows.add(book, table, cells, number, line)
            _add_sentences(book, table, cells, row)
    book.hand_on(table)


def _add_sentences(book: Book, table: Table, cells: Cells, row: int) -> None:
    """Add the amounts in sentences of a row that somebody has answered to be costs of the partner who is named in them."""
    for place in ((row, column) for column in cells.sheet.rows[row]):
        parts = around_amount(cells.text(*place)) if cells.holding.get(place) == "sentence" else None
        if parts and book.answers.heading(cells.sheet, *place) == "own":
            bearer = named_in(cells.text(*place), rows.partners(book)) or rows.partner_in_row(book, cells, place)
            line = {"cost": (parts[0], place), "amount": (parts[1], place), "basis": ("direct", place), "partner": (bearer or None, place)}
            rows.add(book, table, cells, place, line)


def _name_and_bearer(cells: Cells, label: rows.Place, number: rows.Place) -> tuple[str, str]:
    """The name of a cost, and the words that may say who bears it: those in its brackets, else the next text right behind the amount."""
    text, (row, column) = cells.text(*label), number
    inside = BRACKETS.search(text)
    if inside:
        return BRACKETS.sub(" ", text).strip(" :"), inside[1]
    while cells.sheet.at(row, column + 1) is not None:
        column += 1
        if cells.text(row, column):
            return text, cells.text(row, column)
    return text, ""


def _bearer(text: str, partners: Iterable[str]) -> str:
    """The partner in a text that says who bears a cost alone; "" where it does not.

    >>> _bearer("chỉ An", ["an", "bình"]), _bearer("Anna only", ["anna", "an"]), _bearer("An và Bình", ["an", "bình"])
    ('an', 'anna', '')
    """
    said = without_tones(key(text))
    longest = max((name for name in partners if name and without_tones(name) in said), key=len, default="")
    return longest if longest and is_alone(said.replace(without_tones(longest), " ")) else ""
