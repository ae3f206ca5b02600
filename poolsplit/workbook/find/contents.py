"""What columns are by what stands in them, where their headings do not say it: known partners, amounts of money, bases, currencies, products."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from poolsplit.tables.labels import says_received
from poolsplit.tables.rate_bands import band
from poolsplit.tables.schema import TABLES
from poolsplit.tables.typos import close_meaning
from poolsplit.tables.vocabulary import are_bases, basis, cost_kind, when
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import arithmetic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.workbook.find.arithmetic import Values
    from poolsplit.workbook.find.names import Names
    from poolsplit.workbook.find.shape.regions import Region

MONEY = 1000
"""The smallest amount that can only be money: nobody receives so many pieces, and no price is less in dong."""
_NO_PIECES = 10_000
"""The smallest number that is money in a column of what was received beside SKUs."""
_OF_DATES = frozenset(column.name for columns in TABLES.values() for column in columns if column.kind == "date")
_OTHERS = _OF_DATES | {"pool", "currency", "partner"}
"""What a column of texts in a table of costs may say besides their names."""
_OF = re.compile(r"^(?:tính\s)?(?:trên|tren|của|cua|theo|of|on)\s+", re.IGNORECASE)
"""The words before what a rate is of."""
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?")
_MAY_LACK = {
    "quantity": frozenset({"partner", "sku"}), "unit_price": frozenset({"sku", "quantity"}), "partner": frozenset({"sku", "quantity"}),
    "sku": frozenset({"unit_price"}),
}
"""Column -> those beside which a list of orders hardly goes without it."""
_MOST_UNKNOWN = 6
"""The columns of which two may be pieces and prices; more are names across."""
_OF_A_RATE = 2
"""The columns of a table of rates: a currency and its rate."""


def texts_of(region: Region, column: int) -> list[str]:
    """The texts in a column, from top to bottom; numbers are none."""
    return [text for row in region.rows if (text := region.cells.text(row, column))]


def are_money(region: Region, column: int) -> bool:
    """Whether the numbers of a column are amounts of money: its heading or each number has a currency, or they are of 1,000 and more."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    heading = region.headings[column]
    if numbers and (heading.multiple or currency_code(heading.unit)):
        return not any(number.unit == "pieces" for number in numbers)
    return bool(numbers) and all(number.unit not in {"", "pieces"} or number.value >= MONEY for number in numbers)


def settle_instalments(region: Region) -> None:
    """What was received of partners in several parts, each under its number, is what they paid, where it is money: "Received #1"."""
    if "sku" in region.meanings(weak=False) and not region.said("partner", "name", weak=False):
        return
    for column, heading in region.headings.items():
        if not heading.meanings and says_received(heading.text) and are_money(region, column):
            region.mean(column, "paid")


def may_be_paid(region: Region, column: int) -> bool:
    """Whether numbers under a heading that begins like one of payments can be money: "Coc men" (a mug) over pieces is none ("coc", a deposit)."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    heading = region.headings[column]
    says_money = bool(heading.multiple or currency_code(heading.unit))
    return says_money or (are_money(region, column) and not any(number.unit == "pieces" for number in numbers))


def settle_dates(region: Region) -> None:
    """A column of dates is one of dates, whatever its heading may mean besides: "Ordered"."""
    for column, heading in region.headings.items():
        if heading.meanings and _OF_DATES.isdisjoint(heading.meanings) and _are_dates(region, column):
            region.mean(column, "date")


def settle_typos(region: Region) -> None:
    """A heading with a typing error is the one that its table lacks, where what stands below it fits, and nothing else there can be it.

    Pieces are whole numbers, prices numbers, partners and SKUs texts.
    """
    unknown = [column for column, heading in region.headings.items() if heading.text and not heading.meanings]
    said = region.meanings()
    for column in unknown:
        meaning = close_meaning(region.headings[column].text)
        others = [other for other in unknown if other != column and (other in region.numeric) == (column in region.numeric)]
        if meaning in _MAY_LACK and meaning not in said and not others and _MAY_LACK[meaning] <= said and _fits(region, column, meaning):
            region.mean(column, meaning)


def _fits(region: Region, column: int, meaning: str) -> bool:
    """Whether what stands below a heading can be what it may mean."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    if meaning not in {"quantity", "unit_price"}:
        return column not in region.numeric and bool(texts_of(region, column))
    if column not in region.numeric or texts_of(region, column):
        return False
    whole = (isinstance(number.value, int) and 0 <= number.value < MONEY and number.unit in {"", "pieces"} for number in numbers)
    return meaning == "unit_price" or all(whole)


def heads_dates(region: Region, column: int) -> bool:
    """Whether a column is of dates, by its heading or by what stands in it, also where that was typed as text: "20/11/2026"."""
    if column not in region.weak and not _OF_DATES.isdisjoint(region.headings[column].meanings):
        return True
    texts = texts_of(region, column)
    return _are_dates(region, column) or (bool(texts) and all(_DATE.fullmatch(text) for text in texts))


def _are_dates(region: Region, column: int) -> bool:
    """Whether dates stand in a column, and nothing else."""
    values = (value for row in region.rows if (value := region.cells.sheet.at(row, column)) is not None)
    return all(isinstance(value, date) for value in values) and any(region.cells.sheet.at(row, column) is not None for row in region.rows)


def settle_members(region: Region) -> None:
    """Several headings over numbers that were answered to be names of partners, or of SKUs, are those of a matrix."""
    for word in ("partner", "sku"):
        named = [column for column in region.numeric if column in region.answered and region.headings[column].meanings == (word,)]
        if len(named) > 1:
            region.across = word
            for column in named:
                region.mean(column, "member")


def settle_received(region: Region, *, certain: bool = True) -> bool:
    """Whether what was received is money and no pieces: then partners paid it. certain: numbers of 1,000 and more are money without a unit."""
    for column in region.said("received", weak=False):
        units = {number.unit for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None}
        units |= {region.headings[column].unit, region.headings[column].multiple}
        if are_money(region, column) and (certain or units - {"", "pieces"} or _are_large(region, column)):
            region.mean(column, "paid")
            return True
    return False


def _are_large(region: Region, column: int) -> bool:
    """Whether the numbers of a column are so large that they can be no pieces that one partner received."""
    numbers = [number.value for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    return bool(numbers) and min(numbers) >= _NO_PIECES


def settle_when(region: Region) -> bool:
    """Whether a column says when partners withdrew: before or after placing the order."""
    for column in region.columns:
        texts = texts_of(region, column)
        if texts and all(when(text) for text in texts):
            region.mean(column, "when")
            return True
    return False


def settle_partner(region: Region, names: Names, texts: Sequence[int]) -> None:
    """A column under a word that nobody knows, in which a known partner stands, holds partners. texts: the columns of texts."""
    if region.said("partner", weak=False) or region.said("cost", weak=False):
        return    # beside costs they bear some of them alone
    meanings = {column: region.headings[column].meanings for column in texts}
    unclear = [column for column in texts if meanings[column] in {(), ("name",)}]
    unclear += [column for column in texts if meanings[column] == ("contact",) and names.are_partners(region, column)]
    named = [column for column in unclear if names.overlap(region, column)]
    if len(named) == 1 and (len(texts) > 1 or region.meanings() & {"quantity", "paid", "unit_price"}):
        region.mean(named[0], "partner")


def settle_quantity(region: Region, unknown: Sequence[int], numbers: Mapping[int, Values]) -> None:
    """The number of pieces in a list: what, times the price, gives another column; else the first column of whole numbers, which is asked.

    unknown: the columns that it may be. numbers: column -> row -> number.
    """
    unknown = [column for column in unknown if not are_money(region, column)]
    whole = [column for column in unknown if all(isinstance(value, int) for value in numbers[column].values())]
    whole.sort(key=lambda column: not any(region.cells.numbers[row, column].unit == "pieces" for row in numbers[column]))
    for price in region.said("unit_price"):
        if price not in numbers:
            continue
        rows = [row for row in region.rows if row in numbers[price]]
        for relation in arithmetic.products(rows, numbers, ()).values():
            quantity = [column for column in relation.parts if column in whole]
            if price in relation.parts and quantity and relation.bits >= arithmetic.SURE and not relation.fails:
                region.mean(quantity[0], "quantity")
                return
    if whole:
        region.mean(whole[0], "quantity")
        region.guessed.append(whole[0])


def factors(unknown: Sequence[int], numbers: Mapping[int, Values]) -> list[int]:
    """The two of some columns whose product, times one number, is a third column in every row: pieces and prices, and no names across.

    numbers: column -> row -> number.

    >>> factors([3, 4], {3: {1: 7, 2: 9}, 4: {1: 170, 2: 170}, 5: {1: 4355400, 2: 5599800}})
    [3, 4]
    """
    for first, second in combinations(unknown, 2) if len(unknown) <= _MOST_UNKNOWN else ():
        for column, values in numbers.items():
            rows = [row for row in values if row in numbers[first] and row in numbers[second]]
            made = {row: numbers[first][row] * numbers[second][row] for row in rows}
            if column not in {first, second} and len(set(made.values())) > 1 and _are_multiples(made, values):
                return [first, second]
    return []


def _are_multiples(made: Values, values: Values) -> bool:
    """Whether numbers are others times one number, and rounded: amounts of money, which are as large or larger."""
    row = max(made, key=lambda each: made[each])
    if made[row] <= 0 or values[row] < max(MONEY, made[row]):
        return False
    return all(abs(values[each] - Fraction(values[row]) * made[each] / made[row]) <= 1 for each in made)


def settle_amounts(region: Region) -> None:
    """A second heading for costs, over numbers, heads their amounts: "Tổng chi phí", "费用 (金额)"."""
    costs = region.said("cost", weak=False)
    if not costs or region.meanings() & {"amount", "rate", "paid"}:
        return
    numeric = [column for column in costs if column in region.numeric]
    if len(costs) > 1 and len(numeric) == 1:
        region.mean(numeric[0], "amount")
        return
    unknown = [column for column in region.numeric if not set(region.headings[column].meanings) - {"currency"}]
    if region.said("basis", weak=False) and len(unknown) == 1 and not region.said("partner", "sku", "quantity", weak=False):
        region.mean(unknown[0], "amount")


def settle_rates(region: Region) -> bool:
    """Whether a table has two columns and nothing else: currencies, and beside them their rates."""
    figures = _figures(region)
    if len(figures) != 1 or len(region.columns) != _OF_A_RATE or region.meanings(weak=False) & {"partner", "sku", "quantity", "amount", "cost"}:
        return False
    for column in region.columns:
        codes = [currency_code(text) for text in texts_of(region, column)]
        if codes and all(code and band(code, "VND") for code in codes):
            region.mean(column, "currency")
            region.mean(figures[0], "rate")
            return True
    return False


def settle_costs(region: Region, names: Names) -> bool:
    """Whether a table has names, amounts, and words for what a cost is shared by, or who bears it: then these are costs."""
    said = region.meanings(weak=False)
    amount = _amount(region)
    if amount is None or said & {"partner", "quantity"} or ("cost" in said and said & {"amount", "rate"}):
        return False
    texts = {column: texts_of(region, column) for column in region.columns}
    figures = _figures(region)
    for column, values in texts.items():
        name = _names_of_costs(region, [c for c in region.columns if c != column and texts[c] and c not in figures and not _names_others(region, c)])
        if not values or name is None or "sku" in region.headings[name].meanings:
            continue
        if "basis" in region.headings[column].meanings or are_bases(values) or _say_who_bears(values, names, is_said="cost" in said):
            region.mean(name, "cost")
            region.mean(amount, "amount")
            region.mean(column, "basis")
            return True
    return False


def _say_who_bears(texts: Sequence[str], names: Names, *, is_said: bool) -> bool:
    """Whether texts say who bears costs: half are bases, words for the goods or partners, and one is no partner. is_said: a heading says cost."""
    shared = [basis(text) is not None or cost_kind(_OF.sub("", text).strip("% ")) == "goods" for text in texts]
    borne = [any(name and name in key(text) for name in names.partners | names.leads) for text in texts]
    told = sum(map(any, zip(shared, borne, strict=True)))
    return any(shared) and (is_said or 2 * told >= len(texts))


def _names_others(region: Region, column: int) -> bool:
    """Whether a heading says clearly that what stands below it are no costs: batches, dates, currencies."""
    return column not in region.weak and not _OTHERS.isdisjoint(region.headings[column].meanings)


def _names_of_costs(region: Region, columns: Sequence[int]) -> int | None:
    """The one of some columns of texts that names costs: it says so, or more costs stand in it that are known than in others; else the first."""
    said = [column for column in columns if "cost" in region.headings[column].meanings]
    known = {column: sum(cost_kind(text) is not None for text in set(texts_of(region, column))) for column in said or columns}
    return max(known, key=lambda column: known[column], default=None)


def _amount(region: Region) -> int | None:
    """The column of the amounts where one or two hold figures: the one that says so, else the only one."""
    figures = _figures(region)
    if len(figures) not in {1, 2}:
        return None
    only = figures[0] if len(figures) == 1 else None
    return next((column for column in figures if "amount" in region.headings[column].meanings), only)


def _figures(region: Region) -> list[int]:
    """The columns of numbers that are neither row numbers nor phones."""
    return [column for column in region.numeric if not set(region.headings[column].meanings) & {"index", "contact"}]
