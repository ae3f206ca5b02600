"""What stands beside labels: the lead buyer and other terms, rates of exchange, costs, prices and weights of all pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.rate_bands import band
from poolsplit.tables.table import Table, Taken
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import gather
from poolsplit.workbook.find.account import ASIDE
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from fractions import Fraction

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.cells import Cells, Number
    from poolsplit.workbook.find.labels import Label

_FOR_ALL = ("unit_price", "unit_kg", "unit_cbm")
_ASIDE = frozenset({"deadline", "account", "holder", "product", "lead_exempt", "long_term"})
_A_THOUSAND = 1000


def settle_names(book: Book) -> None:
    """The lead buyer, and the numbers that others may be made with: rates, one price for all."""
    for label in book.labels:
        if label.name.table == "terms" and label.name.column == "lead_buyer":
            book.names.add_lead(key(label.value))
        number = label.cells.numbers.get(label.place)
        if number is not None and label.name.table in {"rates", "items"}:
            chosen = rate_in(label.name.column, number) if label.name.table == "rates" else number.value
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
                    book.constants[number.value] = "rate"
                    code = next((found for c in region.said("currency") if (found := currency_code(region.cells.text(row, c)))), None)
                    if code:
                        book.rates[code] = number.value


def rate_in(currency: str, number: Number, base: str = "VND") -> Fraction | int | None:
    """The reading of a rate that is plausible; None where none or several are, so that it is asked.

    >>> from poolsplit.workbook.find.cells import Number
    >>> from fractions import Fraction
    >>> rate_in("CNY", Number(Fraction("3.565"), 3565)), rate_in("CNY", Number(Fraction("3.565")))
    (3565, None)
    """
    limits = band(currency, base)
    if limits is None:
        return number.value if number.other is None else None
    fits = [value for value in (number.value, number.other) if value is not None and limits[0] <= value <= limits[1]]
    return fits[0] if fits else None


def hand_on(book: Book) -> None:
    """Hand on what stands beside labels; what is implausible is asked first."""
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
    if label.name.table == "terms" and label.name.column in _ASIDE:
        book.account.mark(cells, [label.place], ASIDE, label.name.column)
    else:
        book.account.take(cells, *label.place)


def _plausible(book: Book, label: Label) -> Label | None:
    """A rate in the reading that is plausible; None where that was asked."""
    from poolsplit.workbook.find.cells import number_of

    number = number_of(label.value, book.lang) or label.cells.numbers.get(label.place)
    if number is None:
        return label
    chosen = rate_in(label.name.column, number)
    if chosen == number.value:
        return label
    if chosen is not None:
        return gather.with_value(label, int(chosen) if chosen == int(chosen) else float(chosen))
    _ask_rate(book, label.cells, label.cell, label.name.column, number)
    return None


def _ask_rate(book: Book, cells: Cells, cell: str, currency: str, number: Number) -> None:
    """Ask which of the readings of a rate is meant, or whether an unusual one is right."""
    limits = band(currency, "VND")
    readings = [value for value in (number.value, number.other) if value is not None]
    if number.other is None and limits and limits[0] <= number.value * _A_THOUSAND <= limits[1]:
        readings.append(number.value * _A_THOUSAND)
    readings.sort(key=lambda value: not (limits and limits[0] <= value <= limits[1]))
    message = Text("is 1 {currency} worth {readings} dong?", currency=currency, readings=" / ".join(map(shown, readings)))
    choices = [Choice(f"{cell}=={shown(value)}", Text("1 {currency} = {value} dong", currency=currency, value=shown(value))) for value in readings]
    book.account.roles.setdefault(_place(cells, cell), ("open", "asked"))
    book.problems.append(question("rates", "rate", cell, message, choices))


def _place(cells: Cells, cell: str) -> tuple[str, int, int]:  # type: ignore[misc]
    from poolsplit.workbook.find.account import Place
    from poolsplit.workbook.read.grid import box

    area = box(cell.rpartition("!")[2])
    return Place(cells.title, area.top, area.left)


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
