"""What stands beside labels: the lead buyer and other terms, rates of exchange, costs, prices and weights of all pieces."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from poolsplit.tables.headings import weak_heading
from poolsplit.tables.table import Table, Taken
from poolsplit.tables.vocabulary import cost_kind, is_alone, is_own, says_paid
from poolsplit.values.money import currency_code
from poolsplit.values.names import key, without_tones
from poolsplit.workbook.find import gather, plausible
from poolsplit.workbook.find.account import ASIDE, OPEN
from poolsplit.workbook.find.batches import pool_at
from poolsplit.workbook.find.lists import who_ordered
from poolsplit.workbook.find.shape.cells import number_of, typed
from poolsplit.workbook.find.shape.labels import label_and_value
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.labels import Label

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_FOR_ALL = ("unit_price", "unit_kg", "unit_cbm")
_ASIDE = frozenset({"deadline", "account", "holder", "product", "lead_exempt", "long_term"})


def settle_names(book: Book) -> None:
    """The lead buyer, and the numbers that others may be made with: rates, one price for all."""
    for label in book.labels:
        if label.name.table == "terms" and label.name.column == "lead_buyer":
            book.names.add_lead(key(label.value))
        number = number_of(label.value, book.lang)
        if number is not None and label.name.table in {"rates", "items"}:
            chosen = plausible.rate_of_exchange(label.name.column, number) if label.name.table == "rates" else number.value
            if chosen is not None:
                book.constants[chosen] = label.text
                if label.name.table == "rates":
                    book.rates[label.name.column] = chosen
    for region in book.regions:
        for column in region.said("lead_buyer", weak=False):
            for row in region.rows:
                if region.cells.name(row, column):
                    book.names.add_lead(region.cells.key(row, column))
        for column in region.said("rate", weak=False) if region.said("currency") else []:
            for row in region.rows:
                if (number := region.cells.numbers.get((row, column))) is not None:
                    code = next((found for c in region.said("currency") if (found := currency_code(region.cells.text(row, c)))), None)
                    chosen = plausible.rate_of_exchange(code, number) if code else number.value
                    if chosen is not None:
                        book.constants[chosen] = "rate"
                    if code and chosen is not None:
                        book.rates[code] = chosen


def payments(book: Book) -> None:
    """Hand on payments that stand beside labels: "Cọc - An | 500k", or "Đã cọc | 500k" on a partner's own sheet."""
    table, costs = Table("payments", {"partner": [], "paid": []}, {"partner": [], "paid": []}), Table("costs", {}, {})
    nameless = [region for region, kind in book.kinds.items() if kind == "orders" and not region.said("partner")]
    owners = {region.cells.title: owner for region in nameless if (owner := who_ordered(book, region))}
    partners = book.names.partners | {key(name) for part in book.parts.get("orders", []) for name in part.columns.get("partner", ()) if name is not None}
    for cells in book.sheets:
        boxes = [region.lying_box for region in book.regions if region.is_on(cells)]
        for row, columns in cells.sheet.rows.items():
            for column in columns:
                pair = label_and_value(cells.text(row, column)) if cells.holding.get((row, column)) == "pair" else None
                if pair and (partner := _paid_by(partners, pair[0])) and not book.account.role(cells, row, column):
                    _add_payment(book, table, cells, (partner, pair[1], (row, column), (row, column)))
            for column, right in pairwise(columns):
                text = cells.text(row, column)
                if not text or (row, right) not in cells.numbers or book.account.role(cells, row, right):
                    continue
                if any(box.top <= row <= box.bottom and box.left <= right <= box.right for box in boxes):
                    continue
                behind = next((cells.text(row, c) for c in columns if c > right and cells.text(row, c)), "")
                inside = _BRACKETS.search(text)
                name = _BRACKETS.sub(" ", text).strip(" :") if inside else text
                bearer = _alone(partners, inside[1]) if inside else _alone(partners, behind)
                if bearer and (is_own(name) or cost_kind(name)):
                    _add_own_cost(book, costs, cells, (name, cells.sheet.at(row, right), bearer, (row, column), (row, right)))
                    continue
                partner = _paid_by(partners, text) or (owners.get(cells.title, "") if "paid" in weak_heading(text).meanings else "")
                if partner:
                    _add_payment(book, table, cells, (partner, cells.sheet.at(row, right), (row, column), (row, right)))
    book.hand_on(table)
    book.hand_on(costs)


def _alone(partners: set[str], text: str) -> str:
    """The partner in a text that says who bears a cost alone: "chỉ An", "Anna only"; "" where it does not."""
    said = without_tones(key(text))
    longest = max((name for name in partners if name and without_tones(name) in said), key=len, default="")
    return longest if longest and is_alone(said.replace(without_tones(longest), " ")) else ""


def _add_own_cost(
    book: Book, table: Table, cells: Cells, line: tuple[str, object, str, tuple[int, int], tuple[int, int]]
) -> None:
    """Add a cost that one partner bears. line: its name, the amount, the partner, and where the name and the amount stand."""
    name, amount, partner, label, place = line
    pool = pool_at(book, cells.title, place[0])
    for column, value, at in (("pool", pool or None, place), ("cost", name.strip(" :"), label), ("amount", amount, place), ("basis", "direct", place), ("partner", partner, place)):
        if column == "pool" and not book.blocks:
            continue
        table.columns.setdefault(column, []).append(value)
        table.cells.setdefault(column, []).append(cells.address(*at))
    book.account.take(cells, *place)


def _add_payment(book: Book, table: Table, cells: Cells, line: tuple[str, object, tuple[int, int], tuple[int, int]]) -> None:
    """Add a payment. line: the partner, the amount, and where the label and the amount stand."""
    partner, amount, label, place = line
    pool = pool_at(book, cells.title, place[0])
    for name, value, at in (("pool", pool or None, place), ("partner", partner, label), ("paid", amount, place)):
        if name == "pool" and not book.blocks:
            continue
        table.columns.setdefault(name, []).append(value)
        table.cells.setdefault(name, []).append(cells.address(*at))
    book.account.take(cells, *place)
    book.taken.append(Taken("payments", cells.title, cells.sheet.range(Box(*label, *place)), {cells.text(*label): "paid"}))


def _paid_by(partners: set[str], text: str) -> str:
    """The partner in a text that says what somebody paid; "" where it does not."""
    said = key(text)
    named = [name for name in partners if name and name in said]
    longest = max(named, key=len, default="")
    rest = said.replace(longest, " ").strip(" -–:()") if longest else ""
    return longest if rest and ("paid" in weak_heading(rest).meanings or says_paid(rest)) else ""


def hand_on(book: Book) -> None:
    """Hand on what stands beside labels; what is implausible is asked first."""
    payments(book)
    for label in book.labels:
        if label.name.table == "partner":
            book.account.take(label.cells, *label.place)
            continue
        if label.name.table == "items":
            _for_all(book, label)
            continue
        said = book.answers.cell(label.cells.sheet, *label.place)
        if said == "ignore":
            continue
        if label.name.table == "rates" and not said.startswith("="):
            label = _plausible(book, label)
            if label is None:
                continue
        elif said.startswith("="):
            label = gather.with_value(label, said[1:])
        book.problems += gather.add_label(book, label)
        _note(book, label)


def _note(book: Book, label: Label) -> None:
    cells = label.cells
    book.taken.append(Taken(label.name.table, cells.title, cells.sheet.range(label.box), {label.text: label.name.column}))
    if label.place != (label.box.top, label.box.left):
        book.account.mark(cells, [(label.box.top, label.box.left)], ASIDE, "label")
    if label.name.table == "terms" and label.name.column in _ASIDE:
        book.account.mark(cells, [label.place], ASIDE, label.name.column)
    else:
        book.account.take(cells, *label.place)


def _plausible(book: Book, label: Label) -> Label | None:
    """A rate in the reading that is plausible; None where that was asked."""
    number = number_of(label.value, book.lang) or label.cells.numbers.get(label.place)
    if number is None:
        return label
    chosen = plausible.rate_of_exchange(label.name.column, number)
    if chosen is None:
        book.account.mark(label.cells, [label.place], OPEN, "asked")
        book.problems.append(plausible.rate_asked(label.cell, label.name.column, number))
        return None
    return label if chosen == number.value and number.other is None else gather.with_value(label, typed(chosen))


def _for_all(book: Book, label: Label) -> None:
    """A price or weight that holds for every SKU that has none of its own."""
    name, skus = label.name.column, dict[str, tuple[object, str]]()
    for orders in book.parts.get("orders", []):
        for value, cell in zip(orders.columns.get("sku", [None] * orders.size), orders.cells.get("sku", [""] * orders.size), strict=True):
            skus.setdefault(key(value) if value is not None else "", (value, cell))
    own = {
        key(sku) for items in book.parts.get("items", []) if name in items.columns
        for sku, value in zip(items.columns.get("sku", [None] * items.size), items.columns[name], strict=True) if value is not None and sku is not None
    }
    left = [each for each_key, each in skus.items() if each_key not in own]
    if not left or any(name in orders.columns for orders in book.parts.get("orders", [])):
        return
    table = Table("items", {"sku": [value for value, _ in left], name: [label.value] * len(left)}, headings={name: label.text})
    table.cells = {"sku": [cell for _, cell in left], name: [label.cell] * len(left)}
    if label.name.currency:
        table.units[name] = label.name.currency
    book.hand_on(table)
    _note(book, label)
