"""The numbers of a list that are not handed on: worked out of others and checked, set aside, or left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import cost_kind, total_words
from poolsplit.workbook.find import arithmetic, kinds
from poolsplit.workbook.find.account import ANSWERED, ASIDE, DERIVED, OPEN
from poolsplit.workbook.find.beside.numbering import counts_up, is_index
from poolsplit.workbook.find.beside.prices import prices_elsewhere
from poolsplit.workbook.find.totals import rows_in, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.arithmetic import Relation, Values
    from poolsplit.workbook.find.lists.rowlist import RowList
    from poolsplit.workbook.find.shape.cells import Number
    from poolsplit.workbook.find.shape.regions import Region

_WORKED_OUT = frozenset({"amount", "stock", "due", "remaining", "landed", "total"})
_SAYS_DUE = frozenset({"due", "remaining", "landed"})
"""What a heading says that is worked out with all costs: what somebody owes, or still owes. It never counts."""
_ELSEWHERE = -1
"""The column of prices that stand in another table."""
_A_PHONE, _LONGER_THAN_MONEY = 10**8, 10**10
_AN_AMOUNT = 1000
_FEWEST_COLUMNS, _MOST_FOR_DIFFERENCES = 2, 12
"""Columns of numbers, from which one can follow from another, and from which differences are no longer looked for."""
_FORMULAS_LOOKED_AT = 40


def explain(rowlist: RowList, data: Sequence[int], values: Mapping[int, Values]) -> None:
    """Give a role to the numbers of a list that are not handed on. data: its rows without totals. values: the numbers of each column by row."""
    region, cells, account = rowlist.region, rowlist.cells, rowlist.book.account
    handed_on = {*rowlist.columns.named, *rowlist.columns.paid}
    rest = [column for column in region.columns if column not in handed_on and any(cells.counts(row, column) for row in data)]
    relations = _relations(rowlist, data, values, rest)
    _say_unheaded(rowlist, data)
    rowlist.may_follow = {column for column, relation in relations.items() if relation.holds and not relation.fails and relation.bits > 0}
    for column in rest:
        meanings, relation = region.headings[column].meanings, relations.get(column)
        places = [(row, column) for row in data]
        if "ignore" in meanings:
            account.mark(cells, [(row, column) for row in region.rows], ANSWERED, "ignore")
        elif _numbers_rows(region, column, data):
            account.mark(cells, [place for place in places if not _stands_alone(region, place)], ASIDE, "index")
        elif relation is None and not _SAYS_DUE.isdisjoint(meanings):
            account.mark(cells, places, DERIVED, "due")
        elif _is_derived(region, column, data, relation):
            _check(rowlist, column, data, relation)
        elif kinds.is_ignored(meanings) and "stock" not in meanings:
            kept = [place for place in places if "note" not in meanings or not _may_be_money(cells.numbers.get(place))]
            account.mark(cells, kept, ASIDE, meanings[0])
        elif _is_contact(region, column, data):
            account.mark(cells, places, ASIDE, "contact")


def _say_unheaded(rowlist: RowList, data: Sequence[int]) -> None:
    """Warn of a column inside the table that has texts and no heading; numbers there are asked about."""
    region, cells = rowlist.region, rowlist.cells
    for column in region.columns:
        filled = [row for row in data if cells.text(row, column)]
        if not region.headings[column].text and filled and column not in region.numeric:
            message = Text("the column has values and no heading; it was left out")
            rowlist.book.warn(rowlist.table, "", cells.address(filled[0], column), message, Text("give it a heading"))


# ---------------------------------------------------------------- worked out of others


def _relations(rowlist: RowList, data: Sequence[int], values: Mapping[int, Values], rest: Sequence[int]) -> dict[int, Relation]:
    """What each column of the rest is worked out of."""
    if not rest or len(values) < _FEWEST_COLUMNS:
        return {}
    rest = [column for column in rest if column in values]
    prices = _prices(rowlist, data)
    priced = {**values, _ELSEWHERE: prices} if prices else values
    relations = [
        *arithmetic.products(data, priced, rowlist.book.constants, rest).items(),
        *((column, relation) for column, relation in _sums(rowlist.region, data, values).items() if column in rest),
        *arithmetic.shares(data, values, rest).items(),
    ]
    if len(values) < _MOST_FOR_DIFFERENCES:
        relations += arithmetic.differences(data, values, rest).items()
    return arithmetic.without_circles(relations)


def _sums(region: Region, data: Sequence[int], values: Mapping[int, Values]) -> dict[int, Relation]:
    """The columns that add up others."""
    formulas = region.cells.formulas

    def evidence(column: int) -> float:
        words = max(total_words(region.headings[column].text), total_words(region.groups[column]))
        adds = any("SUM(" in formulas.get((row, column), "").upper() for row in data[:_FORMULAS_LOOKED_AT])
        return arithmetic.WORD[words] + arithmetic.FORMULA * adds

    return arithmetic.sums(data, values, evidence, copies=False)


def _prices(rowlist: RowList, data: Sequence[int]) -> Values:
    """The price of each row's SKU, where an order list has none of its own: row -> price."""
    columns = rowlist.columns
    if columns.one("unit_price") is not None or rowlist.table != "orders":
        return {}
    skus, prices = columns.joined or columns.of("sku"), prices_elsewhere(rowlist.book)
    found = {row: prices.of(" ".join(rowlist.cells.name(row, column) for column in skus)) for row in data}
    return {row: price for row, price in found.items() if price is not None}


def _is_derived(region: Region, column: int, data: Sequence[int], relation: Relation | None) -> bool:
    """Whether a column is worked out of others: by arithmetic, by what its heading says with some arithmetic, or by its formulas."""
    heading = region.headings[column]
    if relation is not None and relation.holds:
        sure = relation.bits >= arithmetic.SURE and not relation.fails
        said = not _WORKED_OUT.isdisjoint(heading.meanings) or total_words(heading.text) > 0 or cost_kind(heading.text) == "goods"
        if sure or (said and (relation.bits > 0 or not relation.fails)) or (relation.kind == "share" and _says_share(heading)):
            return True
    filled = [row for row in data if region.cells.counts(row, column)]
    of_its_row = [row for row in filled if rows_in(region.cells.formulas.get((row, column), "")) == {row}]
    return len(of_its_row) * 2 > len(filled)


def _says_share(heading: Heading) -> bool:
    """Whether a heading says that numbers are parts of a whole: "Tỷ lệ", "%"."""
    return "rate" in heading.meanings or heading.text.strip() == "%"


def _check(rowlist: RowList, column: int, data: Sequence[int], relation: Relation | None) -> None:
    """Mark what is worked out, and ask where a number that was typed disagrees with its own row."""
    book, cells = rowlist.book, rowlist.cells
    fails = set(relation.fails) if relation else set()
    for row in data:
        place = (row, column)
        if not cells.counts(*place):
            continue
        if row not in fails or place in cells.formulas:
            book.account.mark(cells, [place], DERIVED, relation.kind if relation else "formula")
        elif book.answers.cell(cells.sheet, *place) == "ignore":
            book.account.mark(cells, [place], ANSWERED, "ignore")
        else:
            heading = rowlist.region.headings[column].text
            message = Text('"{heading}" is {number} here, which its row does not give', heading=heading, number=shown(cells.number(*place)))
            book.account.mark(cells, [place], OPEN, "asked")
            book.ask("", "", cells.address(*place), message, [("ignore", Text("the rest of the row is right; this number does not count"))])


# ---------------------------------------------------------------- set aside


def _numbers_rows(region: Region, column: int, data: Sequence[int]) -> bool:
    """Whether a column numbers the rows, by its place or by its heading."""
    meanings = region.headings[column].meanings
    return is_index(region, column, data) or meanings == ("index",) or ("index" in meanings and counts_up(region, column, data))


def _stands_alone(region: Region, place: tuple[int, int]) -> bool:
    """Whether nothing but one cell is filled in a row."""
    at, row = region.cells.sheet.at, place[0]
    return sum(at(row, column) is not None for column in region.columns) <= 1


def _is_contact(region: Region, column: int, data: Sequence[int]) -> bool:
    """Whether a column holds phone, account or order numbers: whole, long, all different."""
    numbers = [number for row in data if (number := region.cells.numbers.get((row, column))) is not None]
    sizes = [abs(number.value) for number in numbers if isinstance(number.value, int) and not number.unit]
    if not numbers or len(sizes) < len(numbers) or min(sizes) < _A_PHONE:
        return False
    return (len(numbers) > 1 or min(sizes) >= _LONGER_THAN_MONEY) and len({number.value for number in numbers}) == len(numbers)


def _may_be_money(number: Number | None) -> bool:
    """Whether a number among notes may be money: 1,000 and more, or one with a unit."""
    return number is not None and (bool(number.unit) or not -_AN_AMOUNT < number.value < _AN_AMOUNT)
