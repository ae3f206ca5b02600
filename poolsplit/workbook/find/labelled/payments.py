"""Payments beside labels: "Cọc - An | 500k", "An đã ck: 500k" in one cell, or "Đã cọc | 500k" on a partner's own sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.headings import meant, parse, weak_heading
from poolsplit.tables.labels import says_received
from poolsplit.tables.table import Table, Taken
from poolsplit.tables.vocabulary import is_title_of_payments, says_paid
from poolsplit.values.names import key
from poolsplit.workbook.find.beside.multiples import factor_of, in_full
from poolsplit.workbook.find.contents import MONEY
from poolsplit.workbook.find.labelled import rows
from poolsplit.workbook.find.lists import who_ordered
from poolsplit.workbook.find.shape.captions import below_captions
from poolsplit.workbook.find.shape.cells import around_amount
from poolsplit.workbook.find.shape.one_cell import label_and_value
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region


def hand_on(book: Book) -> None:
    """Hand on the payments that stand beside labels, or behind them in one cell."""
    table = Table("payments", {"partner": [], "paid": []}, {"partner": [], "paid": []})
    partners = rows.partners(book)
    for cells in book.sheets:
        owned = owners_on(book, cells)
        heads: dict[rows.Place, str] = {}
        titled = None if is_title_of_payments(cells.title) else below_captions(cells, is_title_of_payments)
        for row in cells.sheet.rows:
            for place, label, amount in _in_one_cell(book, cells, row):
                payer = _payer(label, partners)
                if not payer and book.answers.heading(cells.sheet, *place) == "paid":
                    payer = named_in(label, partners) or rows.partner_in_row(book, cells, place)
                _add(book, table, cells, (payer, amount), (place, place))
            for place, number in rows.beside_texts(book, cells, row):
                text = cells.text(*place)
                is_money = cells.numbers[number].value >= MONEY
                owner = _owner_at(owned, place) if _says_paid(text, is_money=is_money) else ""
                is_titled = is_money and (titled is None or place in titled)
                payer = key(text) if is_titled and key(text) in partners else _payer(text, partners, is_money=is_money)
                if not payer and book.answers.heading(cells.sheet, *place) == "paid":
                    payer = named_in(text, partners) or _owner_at(owned, place)
                if payer or owner:
                    _add(book, table, cells, (payer or owner, _amount(cells, number, heads)), (place, number))
    book.hand_on(table)


def _amount(cells: Cells, place: rows.Place, heads: dict[rows.Place, str]) -> object:
    """The amount in a cell, in full where the text over its column says that figures count in thousands: "Nộp quỹ (k)".

    heads: the texts over the columns of the cells that were asked about before.
    """
    row, column = place
    while (row, column) not in heads and cells.sheet.at(row, column) is not None and not cells.text(row, column):
        row -= 1
    heads[place] = heads.get((row, column), cells.text(row, column))
    return in_full(cells, place, cells.sheet.at(*place), factor_of(meant(parse(heads[place]), "paid")))


def owners_on(book: Book, cells: Cells) -> list[tuple[Region, str]]:
    """The tables on a sheet that are the order of one partner, from top to bottom, with that partner."""
    nameless = [region for region, kind in book.kinds.items() if kind == "orders" and region.is_on(cells) and not region.said("partner")]
    owned = [(region, owner) for region in nameless if (owner := who_ordered(book, region))]
    return sorted(owned, key=lambda each: each[0].lying_box)


def _owner_at(owned: Sequence[tuple[Region, str]], place: rows.Place) -> str:
    """Whose order a cell belongs to: that of the last table above it, over its column where several stand side by side; "" where that is not told."""
    if len({key(owner) for _, owner in owned}) <= 1:
        return owned[0][1] if owned else ""
    row, column = place
    above = [(region.lying_box, owner) for region, owner in owned if region.lying_box.top <= row and region.lying_box.left <= column + 1]
    over = [(box, owner) for box, owner in above if column <= box.right]
    return over[-1][1] if over else ""


def _in_one_cell(book: Book, cells: Cells, row: int) -> Iterator[tuple[rows.Place, str, str]]:
    """The cells of a row that hold a label and its amount and have no role yet: place, label, amount."""
    for column in cells.sheet.rows[row]:
        place = (row, column)
        kind, text = cells.holding.get(place), cells.text(*place)
        is_answered = kind == "sentence" and book.answers.heading(cells.sheet, *place) == "paid"
        pair = label_and_value(text) if kind == "pair" else around_amount(text) if is_answered else None
        if pair and not book.account.role(cells, *place):
            yield place, *pair


def _says_paid(text: str, *, is_money: bool) -> bool:
    """Whether a text says that what stands beside it was paid, or received, where that is money."""
    return "paid" in weak_heading(text).meanings or (is_money and says_received(text))


def payer_of(book: Book, text: str) -> str:
    """The partner of the orders who paid an amount that stands in a sentence with her name; "" where nobody did."""
    parts, partners = around_amount(text), book.ordered("partner")
    return _payer(parts[0] if parts else text, partners) or (named_in(text, partners) if says_paid(text) else "")


def _payer(text: str, partners: Iterable[str], *, is_money: bool = False) -> str:
    """The partner in a text that says what somebody paid; "" where it does not. is_money: whether what stands beside it can only be money.

    >>> _payer("Cọc - An", ["an", "an bình"]), _payer("An Bình đã ck", ["an", "an bình"]), _payer("An", ["an"])
    ('an', 'an bình', '')
    """
    said, longest = key(text), named_in(text, partners)
    rest = said.replace(longest, " ").strip(" -–:()") if longest else ""
    return longest if rest and (_says_paid(rest, is_money=is_money) or says_paid(rest)) else ""


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
