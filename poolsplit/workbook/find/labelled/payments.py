"""Payments beside labels: "Cọc - An | 500k", "An đã ck: 500k" in one cell, or "Đã cọc | 500k" on a partner's own sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.headings import weak_heading
from poolsplit.tables.table import Table, Taken
from poolsplit.tables.vocabulary import says_paid
from poolsplit.values.names import key
from poolsplit.workbook.find.labelled import rows
from poolsplit.workbook.find.lists import who_ordered
from poolsplit.workbook.find.shape.cells import around_amount
from poolsplit.workbook.find.shape.one_cell import label_and_value
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells


def hand_on(book: Book) -> None:
    """Hand on the payments that stand beside labels, or behind them in one cell."""
    table = Table("payments", {"partner": [], "paid": []}, {"partner": [], "paid": []})
    owners, partners = owners_of_sheets(book), rows.partners(book)
    for cells in book.sheets:
        for row in cells.sheet.rows:
            for place, label, amount in _in_one_cell(book, cells, row):
                payer = _payer(label, partners) or (named_in(label, partners) if book.answers.heading(cells.sheet, *place) == "paid" else "")
                _add(book, table, cells, (payer, amount), (place, place))
            for place, number in rows.beside_texts(book, cells, row):
                text = cells.text(*place)
                owner = owners.get(cells.title, "") if "paid" in weak_heading(text).meanings else ""
                payer = _payer(text, partners)
                if not payer and book.answers.heading(cells.sheet, *place) == "paid":
                    payer = named_in(text, partners) or owners.get(cells.title, "")
                _add(book, table, cells, (payer or owner, cells.sheet.at(*number)), (place, number))
    book.hand_on(table)


def owners_of_sheets(book: Book) -> dict[str, str]:
    """Whose a sheet is, where it holds the order of one partner: title -> partner."""
    nameless = [region for region, kind in book.kinds.items() if kind == "orders" and not region.said("partner")]
    return {region.cells.title: owner for region in nameless if (owner := who_ordered(book, region))}


def _in_one_cell(book: Book, cells: Cells, row: int) -> Iterator[tuple[rows.Place, str, str]]:
    """The cells of a row that hold a label and its amount and have no role yet: place, label, amount."""
    for column in cells.sheet.rows[row]:
        place = (row, column)
        kind, text = cells.holding.get(place), cells.text(*place)
        is_answered = kind == "sentence" and book.answers.heading(cells.sheet, *place) == "paid"
        pair = label_and_value(text) if kind == "pair" else around_amount(text) if is_answered else None
        if pair and not book.account.role(cells, *place):
            yield place, *pair


def payer_of(book: Book, text: str) -> str:
    """The partner of the orders who paid an amount that stands in a sentence with her name; "" where nobody did."""
    parts, partners = around_amount(text), book.ordered("partner")
    return _payer(parts[0] if parts else text, partners) or (named_in(text, partners) if says_paid(text) else "")


def _payer(text: str, partners: Iterable[str]) -> str:
    """The partner in a text that says what somebody paid; "" where it does not.

    >>> _payer("Cọc - An", ["an", "an bình"]), _payer("An Bình đã ck", ["an", "an bình"]), _payer("An", ["an"])
    ('an', 'an bình', '')
    """
    said, longest = key(text), named_in(text, partners)
    rest = said.replace(longest, " ").strip(" -–:()") if longest else ""
    return longest if rest and ("paid" in weak_heading(rest).meanings or says_paid(rest)) else ""


def named_in(text: str, partners: Iterable[str]) -> str:
    """The partner, by the longest of their names, who is named in a text; "" where nobody is."""
    said = key(text)
    return max((name for name in partners if name and name in said), key=len, default="")


def _add(book: Book, table: Table, cells: Cells, payment: tuple[str, object], places: tuple[rows.Place, rows.Place]) -> None:
    """Add a payment, if somebody made it. payment: partner and amount. places: where label and amount stand."""
    (partner, amount), (label, number) = payment, places
    if partner:
        rows.add(book, table, cells, number, {"partner": (partner, label), "paid": (amount, number)})
        book.taken.append(Taken("payments", cells.title, cells.sheet.range(Box(*label, *number)), {cells.text(*label): "paid"}))
