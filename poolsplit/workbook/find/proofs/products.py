"""Pieces and prices that are told by what they come to: "35 | 10 | 350", or a formula that multiplies them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.utils import column_index_from_string

from poolsplit.tables.headings import meant, weak_heading
from poolsplit.tables.rate_bands import band
from poolsplit.tables.vocabulary import cost_kind, total_words
from poolsplit.values.money import currency_code
from poolsplit.workbook.find import arithmetic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.workbook.find.arithmetic import Relation, Value
    from poolsplit.workbook.find.shape.regions import Region

_CELL = r"\$?([A-Z]{1,3})\$?(\d+)"
_OF_TWO = re.compile(rf"={_CELL}\*{_CELL}(?:\*(\d+(?:\.\d+)?))?")
_OF_ONE = re.compile(rf"={_CELL}\*(\d+(?:\.\d+)?)")
_FOREIGN = ("CNY", "USD", "KRW", "JPY", "THB")
_NO_COUNT = 1000
"""A number that is written in a formula, and can be no number of pieces: so large, or with decimals."""
_FEWEST_COLUMNS, _MOST_COLUMNS = 3, 14
_NAMES_BEFORE = 4
"""The first columns of a table, in one of which a total says that it is one."""


class Product(NamedTuple):
    """A column that is the product of two others and a number: column, the two, the number (1 where there is none)."""

    column: int
    parts: tuple[int, int]
    constant: float


def settle(region: Region) -> None:
    """Settle which columns are pieces and prices, where amounts are their products and one of them is under a word that nobody knows."""
    if "unit_price" in region.meanings() and region.said("quantity", weak=False):
        return
    for product in (*_by_formulas(region), *_by_numbers(region)):
        _settle_parts(region, product)
    if not region.said("quantity"):
        _settle_pieces(region)


def is_unknown(region: Region, column: int) -> bool:
    """Whether a column of numbers stands under a word that nobody knows."""
    return column in region.numeric and bool(region.headings[column].text) and not region.headings[column].meanings


def are_whole(region: Region, column: int) -> bool:
    """Whether all numbers of a column are whole."""
    numbers = [number for row in region.rows if (number := region.cells.number(row, column)) is not None]
    return bool(numbers) and all(isinstance(number, int) for number in numbers)


def money_in(region: Region, column: int) -> str:
    """The currency of a column, by its heading or by each of its numbers; "" where neither says one."""
    stated = currency_code(meant(region.headings[column], "unit_price").unit) or ""
    units = {currency_code(number.unit) for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None}
    return stated or (next(iter(units)) or "" if len(units) == 1 else "")


# ---------------------------------------------------------------- products


def _by_formulas(region: Region) -> Iterator[Product]:
    """The products that formulas say, in most rows of a column."""
    for column in region.columns:
        found: dict[Product, int] = {}
        filled = [row for row in region.rows if region.cells.counts(row, column)]
        for row in filled:
            match = _OF_TWO.fullmatch(region.cells.formulas.get((row, column), ""))
            if match and int(match[2]) == int(match[4]) == row:
                parts = column_index_from_string(match[1]), column_index_from_string(match[3])
                product = Product(column, (min(parts), max(parts)), float(match[5] or 1))
                found[product] = found.get(product, 0) + 1
        yield from (product for product, times in found.items() if times * 2 > len(filled) - 1 and set(product.parts) <= set(region.columns))


def _by_numbers(region: Region) -> Iterator[Product]:
    """The products that numbers are, in all rows."""
    numeric = [column for column in region.numeric if "index" not in region.headings[column].meanings]
    if not _FEWEST_COLUMNS <= len(numeric) <= _MOST_COLUMNS:
        return
    rows = body(region)
    values = {c: {row: number for row in rows if (number := region.cells.number(row, c)) is not None} for c in numeric}
    for column, relation in arithmetic.products(rows, values, ()).items():
        if len(relation.parts) > 1 and is_proven(relation):
            first, second = relation.parts
            yield Product(column, (first, second), 1)


def body(region: Region) -> list[int]:
    """The rows of a table without those that say that they are totals, and without the last one where that has no name in its first columns."""
    cells, names = region.cells, region.columns[:_NAMES_BEFORE]
    rows = [row for row in region.rows if not any(total_words(cells.text(row, column)) for column in names)]
    while rows and not any(cells.text(rows[-1], column) for column in region.columns):
        rows.pop()
    return rows


def is_proven(relation: Relation) -> bool:
    """Whether a column is a product in all of its rows, and in more than one."""
    return relation.bits >= arithmetic.SURE and not relation.fails and len(relation.holds) > 1


def _settle_parts(region: Region, product: Product) -> None:
    """Settle which of the two parts of a product counts pieces, and which one is the price."""
    for pieces, price in (product.parts, product.parts[::-1]):
        counts, is_price = _counts_pieces(region, pieces), region.headings[price].meanings == ("unit_price",)
        if counts and is_unknown(region, price) and "unit_price" not in region.meanings() and _is_money(region, product, price):
            region.mean(price, "unit_price")
        elif is_price and is_unknown(region, pieces) and are_whole(region, pieces) and not (region.said("quantity") or _adds_its_row(region, pieces)):
            region.mean(pieces, "quantity")
    unknown = all(is_unknown(region, column) and not _adds_its_row(region, column) for column in product.parts)
    if unknown and not region.said("quantity", "unit_price"):
        _settle_both(region, product)


def _settle_both(region: Region, product: Product) -> None:
    """Settle both parts of a product: pieces are whole, and prices are not, or say their currency."""
    for pieces, price in (product.parts, product.parts[::-1]):
        is_priced = not are_whole(region, price) or money_in(region, price)
        if are_whole(region, pieces) and not money_in(region, pieces) and is_priced and _is_money(region, product, price):
            region.mean(pieces, "quantity")
            region.mean(price, "unit_price")
            return


def _counts_pieces(region: Region, column: int) -> bool:
    """Whether a column counts pieces: by its heading, or as the sum of its row in a matrix."""
    heading = region.headings[column]
    return heading.meanings == ("quantity",) or (heading.meanings in {(), ("total",)} and _adds_its_row(region, column))


def _adds_its_row(region: Region, column: int) -> bool:
    """Whether formulas add up the cells beside them."""
    formulas = [region.cells.formulas.get((row, column), "").upper() for row in region.rows]
    return any(formula.startswith("=SUM(") for formula in formulas)


def _is_money(region: Region, product: Product, price: int) -> bool:
    """Whether a product is an amount of money, and no weight: by its heading, by the currency of a part, or made with a rate of exchange."""
    heading = region.headings[product.column]
    says_amount = "amount" in (*heading.meanings, *weak_heading(heading.text).meanings) or cost_kind(heading.text) == "goods"
    return says_amount or bool(money_in(region, price) or money_in(region, product.column)) or _is_rate(product.constant)


def _is_rate(number: Value | float) -> bool:
    """Whether a number may be a rate of exchange to dong.

    >>> _is_rate(3520), _is_rate(72500), _is_rate(1)
    (True, False, False)
    """
    bands = (band(code, "VND") for code in _FOREIGN)
    return any(limits is not None and limits[0] <= number <= limits[1] for limits in bands)


# ---------------------------------------------------------------- prices that formulas state


def _settle_pieces(region: Region) -> None:
    """Settle that a column counts pieces, where formulas multiply it by prices that are written in them: "=D3*72500"."""
    for column in region.columns:
        filled = [row for row in region.rows if region.cells.counts(row, column)]
        found = [(row, match) for row in filled if (match := _OF_ONE.fullmatch(region.cells.formulas.get((row, column), "")))]
        own = [(column_index_from_string(match[1]), float(match[3])) for row, match in found if int(match[2]) == row]
        parts = {part for part, _ in own}
        if len(parts) != 1 or len(own) * 2 <= len(filled) - 1:
            continue
        part, numbers = parts.pop(), [number for _, number in own]
        if part in region.columns and is_unknown(region, part) and are_whole(region, part) and _are_prices(numbers):
            region.mean(part, "quantity")
            return


def _are_prices(numbers: Sequence[float]) -> bool:
    """Whether numbers that formulas multiply by are prices: too large for pieces, or with decimals, and not one rate of exchange for all.

    >>> _are_prices([72500, 72500]), _are_prices([3520, 3520]), _are_prices([174.7, 35]), _are_prices([10, 12])
    (True, False, True, False)
    """
    are_no_pieces = any(number >= _NO_COUNT or number != int(number) for number in numbers)
    return are_no_pieces and (len(set(numbers)) > 1 or not _is_rate(numbers[0]))
