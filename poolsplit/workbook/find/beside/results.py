"""What counts in tables of what somebody worked out: deposits where no payments stand elsewhere, and costs that each partner bears alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import is_own, total_words
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.beside.multiples import factor_of, figure, in_full
from poolsplit.workbook.find.beside.own_costs import hand_on_own_costs
from poolsplit.workbook.find.beside.payments import hand_on_payments
from poolsplit.workbook.find.beside.records import Money
from poolsplit.workbook.find.beside.sums import sums_of_payments
from poolsplit.workbook.find.shape.cells import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region


def hand_on(book: Book) -> None:
    """Hand on the deposits of the first result that has some, where there are no others, and those that were answered to be payments."""
    for region, kind in book.kinds.items():
        columns = _typed(region) if kind == kinds.RESULT and region.said("partner", weak=False) else []
        if columns and (not book.parts.get("payments") or not region.answered.isdisjoint(columns)):
            hand_on_payments(book, region, list(_lines(book, region, columns)), region.headings[columns[0]].text)
        if kind == kinds.RESULT and region.said("partner", weak=False):
            _hand_on_own_costs(book, region)


def _hand_on_own_costs(book: Book, region: Region) -> None:
    """Hand on the columns that were answered to be own costs, and those that say so, where no such cost stands elsewhere."""
    has_own = any("direct" in part.columns.get("basis", ()) for part in book.parts.get("costs", []))
    for column in region.numeric:
        is_answered = region.headings[column].meanings == ("own",)
        lines = list(_lines(book, region, [column])) if is_answered or (is_own(region.headings[column].text) and not has_own) else []
        if lines and "ignore" not in region.headings[column].meanings:
            hand_on_own_costs(book, region, column, lines)


def deposits(region: Region) -> list[int]:
    """The columns whose headings say that something was paid, and nothing else."""
    return [column for column, heading in region.headings.items() if heading.meanings == ("paid",)]


def _typed(region: Region) -> list[int]:
    """The columns of deposits that were typed and do not add up others."""
    columns = [column for column in deposits(region) if column in region.numeric]
    who = region.said("partner", weak=False)[0]
    rows = [row for row in region.rows if not total_words(region.cells.text(row, who))]
    typed = [column for column in columns if not any((row, column) in region.cells.formulas for row in rows)]
    amounts = kinds.values_of(region, typed, region.rows)
    sums = sums_of_payments({column: region.headings[column].text for column in typed}, region.rows, amounts)
    return [column for column in typed if column not in sums or column in region.answered]


def _lines(book: Book, region: Region, columns: Sequence[int]) -> Iterator[Money]:
    """The amounts of those who ordered."""
    cells, who, ordered = region.cells, region.said("partner", weak=False)[0], book.ordered("partner")
    for column in columns:
        heading = region.headings[column]
        for row in region.rows:
            if cells.key(row, who) in ordered and cells.number(row, column):
                partner = (cells.name(row, who), cells.address(row, who))
                yield Money(partner, in_full(cells, (row, column), cells.sheet.at(row, column), factor_of(heading)), (row, column), unit=heading.unit)


def repeats_payments(book: Book, region: Region, column: int) -> bool:
    """Whether a column of deposits in a result says of everybody what the payments that count come to: of those who did not order, nothing."""
    cells, who = region.cells, region.said("partner", weak=False)
    paid, factor = _paid(book), factor_of(region.headings[column])
    rows = {row: cells.key(row, who[0]) for row in region.rows if who and cells.name(row, who[0]) and not total_words(cells.text(row, who[0]))}
    said = {row: figure(cells, (row, column), factor) if (row, column) in cells.numbers else 0 for row in rows}
    return bool(rows) and all(said[row] == paid[name] for row, name in rows.items())


def _paid(book: Book) -> defaultdict[str, Value]:
    """What everybody has paid in dong, as far as that can be read: key -> amount."""
    paid: defaultdict[str, Value] = defaultdict(int)
    for part in book.parts.get("payments", []):
        for partner, amount in zip(part.columns["partner"], part.columns["paid"], strict=True):
            number = number_of(amount, book.lang)
            if number is not None:
                currency = currency_code(number.unit) or currency_code(part.units.get("paid", "")) or "VND"
                paid[key(partner)] += number.value * (1 if currency == "VND" else book.rates.get(currency, 0))
    return paid
