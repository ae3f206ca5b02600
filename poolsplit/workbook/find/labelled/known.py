"""What is known before any table is told: who the lead buyer is, and which rates and prices other numbers may be made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import arithmetic, plausible
from poolsplit.workbook.find.kinds import values_of
from poolsplit.workbook.find.shape.cells import number_of

if TYPE_CHECKING:
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Number
    from poolsplit.workbook.find.shape.regions import Region


def settle(book: Book) -> None:
    """Note the lead buyers of labels and tables, the rates, and the one price or weight of all pieces."""
    for label in book.labels:
        if (label.name.table, label.name.column) == ("terms", "lead_buyer"):
            book.names.add_lead(key(label.value))
        number = number_of(label.value, book.lang)
        if number is not None and label.name.table == "items":
            book.constants[number.value] = label.text
        if number is not None and label.name.table == "rates":
            _note_rate(book, label.name.column, number, label.text)
    for region in book.regions:
        for column in region.said("lead_buyer", weak=False):
            for row in region.rows:
                if region.cells.name(row, column):
                    book.names.add_lead(region.cells.key(row, column))
        if region.said("currency"):
            note_rates(book, region)


def settle_rates(book: Book) -> None:
    """Note the rates of the tables that turned out to be of rates by what stands in them."""
    for region, kind in book.kinds.items():
        if kind == "rates":
            note_rates(book, region)


def note_rates(book: Book, region: Region) -> None:
    """Note the rates of a table; where no currency stands in a row, its rate may still explain other numbers."""
    cells, currencies = region.cells, region.said("currency")
    for column in region.said("rate", weak=False):
        for row in region.rows:
            number = cells.numbers.get((row, column))
            code = next((found for each in currencies if (found := currency_code(cells.text(row, each)))), None)
            if number is not None and code:
                _note_rate(book, code, number, "rate")
            elif number is not None:
                book.constants[number.value] = "rate"


def _note_rate(book: Book, currency: str, number: Number, label: str) -> None:
    """Note a rate in the reading that is plausible; none where none is."""
    chosen = plausible.rate_of_exchange(currency, number)
    if chosen is not None:
        book.constants[chosen] = label
        book.rates[currency] = chosen
    elif (large := plausible.in_thousands(currency, number)) is not None:
        book.supposed[currency] = large


def prove_rates(book: Book) -> None:
    """A rate that Excel took for 3.565 is 3,565 where amounts of a list are pieces times prices at that rate, row by row."""
    for currency, rate in book.supposed.items():
        if currency not in book.rates and any(_is_made_with(region, rate) for region, kind in book.kinds.items() if kind == "orders"):
            book.proven[currency] = book.rates[currency] = rate
            book.constants[rate] = "rate"


def _is_made_with(region: Region, rate: Value) -> bool:
    """Whether a column of a list is the product of two others and a rate in all of its rows, and in more than one."""
    values = values_of(region, region.numeric, region.rows)
    found = arithmetic.products(region.rows, values, [rate]).values()
    made = (each for each in found if each.constant == rate and len(each.parts) > 1 and not each.fails)
    return any(each.bits >= arithmetic.SURE and len(each.holds) > 1 for each in made)
