"""What the columns of a list are: those that are handed on, those that others give, and those that nobody needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text, name_text
from poolsplit.tables.vocabulary import multiple_of, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find import arithmetic, kinds
from poolsplit.workbook.find.account import ANSWERED, ASIDE, DERIVED, OPEN
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.arithmetic import Relation, Value, Values
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_MONEY = frozenset({"amount", "actual", "paid", "unit_price", "due", "landed", "total"})
_WORKED_OUT = frozenset({"amount", "stock", "due", "remaining", "landed", "total"})
_SAYS_DUE = frozenset({"due", "remaining", "landed"})
"""What a heading says that is worked out with all costs: what somebody owes, or still owes. It never counts."""
_ELSEWHERE = -1
"""The column of prices that stand in another table."""
_A_PHONE = 10**8
_MOST_FOR_DIFFERENCES = 12
_ASKED = 40


@dataclass
class Columns:
    """The columns of one list.

    named: column -> column of `schema.TABLES`. joined: those whose texts make the SKU's name. paid: every column of payments in an order list.
    extra: column -> heading of a column that a cost may be shared by. units: column of the schema -> stated unit.
    factors: column -> what its numbers count in, 1,000 for "Số tiền (k)".
    """

    named: dict[int, str] = field(default_factory=dict)
    joined: list[int] = field(default_factory=list)
    paid: list[int] = field(default_factory=list)
    extra: dict[int, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    factors: dict[int, int] = field(default_factory=dict)

    def of(self, *names: str) -> list[int]:
        """The columns that are some of the schema's."""
        return [column for column, name in self.named.items() if name in names]

    def one(self, name: str) -> int | None:
        """The column that is one of the schema's."""
        return next(iter(self.of(name)), None)


def settle(book: Book, region: Region, table: str) -> Columns:
    """Settle the headings of a list that was taken as `table`; what could be two columns is asked."""
    found = Columns()
    counting = {column for column in region.columns[:1] if is_index(region, column, region.rows)}
    for column in region.columns:
        heading = region.headings[column]
        if column in counting and any(set(heading.meanings) & set(region.headings[other].meanings) for other in region.columns[1:]):
            continue    # "Item no." beside "Item"
        _note_multiple(book, region, column, found)
        candidates = kinds.meanings_in(region, column, table)
        if len(candidates) > 1:
            candidates = _by_content(region, column, candidates, found) or candidates
        if len(candidates) > 1:
            _ask_which(book, region, column, table, candidates)
            found.extra[column] = heading.text
        elif candidates == ["paid"] and table == "orders":
            found.paid.append(column)
        elif candidates and candidates[0] in found.named.values():
            _ask_twice(book, region, column, table, candidates[0])
        elif candidates:
            found.named[column] = candidates[0]
            if heading.unit:
                found.units[candidates[0]] = heading.unit
        elif set(heading.meanings) & {"colour", "size"} and table in {"orders", "items", "receipt", "count"}:
            found.joined.append(column)
        elif heading.text and not kinds.is_ignored(heading.meanings) and not is_index(region, column, region.rows):
            found.extra[column] = heading.text
    sku = found.one("sku")
    if found.joined and sku is not None:
        found.joined.insert(0, sku)
    if table == "orders" and sku is None and not found.joined:
        _find_sku(book, region, found)
    if table == "costs" and found.one("cost") is None:
        column = next((column for column in found.extra if column not in region.numeric), None)
        if column is not None:
            found.named[column] = "cost"
            del found.extra[column]
    return found


def _note_multiple(book: Book, region: Region, column: int, found: Columns) -> None:
    heading = region.headings[column]
    factor = (multiple_of(heading.multiple) or 0) if heading.multiple else 1
    if factor > 1 and (set(heading.meanings) & _MONEY or not heading.meanings):
        found.factors[column] = factor
    elif heading.multiple and heading.meanings and not kinds.is_ignored(heading.meanings):
        message = Text('the heading "{heading}" counts in {unit}, which is not read', heading=heading.text, unit=heading.multiple)
        fix = Text("type the figures in full, weights in kg or g, and take the unit out of the heading")
        from poolsplit.errors import Problem
        book.problems.append(Problem("", 0, heading.meanings[0], message, fix, region.address(column)))


def _by_content(region: Region, column: int, candidates: Sequence[str], found: Columns) -> list[str]:
    """The one of several columns that the numbers agree with: a weight that stays the same for one SKU is that of a piece."""
    del found
    pair = next(((unit, whole) for unit, whole in (("unit_kg", "kg"), ("unit_cbm", "cbm")) if {unit, whole} == set(candidates)), None)
    quantity = next(iter(region.said("quantity", weak=False)), None)
    sku = next(iter(region.said("sku", weak=False)), None)
    if pair is None or quantity is None or sku is None:
        return []
    cells = region.cells
    each: dict[str, list[tuple[Value, Value]]] = {}
    for row in region.rows:
        weight, pieces = cells.number(row, column), cells.number(row, quantity)
        if weight is not None and pieces:
            each.setdefault(cells.key(row, sku), []).append((weight, pieces))
    several = [values for values in each.values() if len({pieces for _, pieces in values}) > 1]
    if several and all(len({weight for weight, _ in values}) == 1 for values in several):
        return [pair[0]]
    if several and all(len({weight / pieces if isinstance(weight, int) and weight % pieces == 0 else weight * 1 / pieces for weight, pieces in values}) == 1 for values in several):
        return [pair[1]]
    return []


def _find_sku(book: Book, region: Region, found: Columns) -> None:
    """The first column of texts under words that nobody knows, where no heading says SKU: certain where the price follows from it, else asked."""
    cells = region.cells
    free = [
        column for column in found.extra
        if column not in region.numeric and sum(bool(cells.text(row, column)) for row in region.rows) * 3 >= len(region.rows)
    ]
    if not free:
        return
    column = free[0]
    if len(free) == 1 and _decides(region, column, found.one("unit_price")):
        found.named[column] = "sku"
        del found.extra[column]
        return
    cell = region.address(column)
    message = Text('no heading says which SKU is ordered: does "{heading}"?', heading=found.extra[column])
    choices = [Choice(f"{region.address(other)}=sku", Text('"{heading}" names the SKU', heading=found.extra[other])) for other in free[:4]]
    choices.append(Choice(f"{cell}=ignore", Text("no: all pieces are the same")))
    book.problems.append(question("orders", "sku", cell, message, choices))


def _decides(region: Region, column: int, price: int | None) -> bool:
    """Whether the price follows from a column: the same text has the same price, at least twice, and there are two prices."""
    if price is None:
        return False
    prices: dict[str, list[Value]] = {}
    for row in region.rows:
        value = region.cells.number(row, price)
        if value is not None and region.cells.name(row, column):
            prices.setdefault(region.cells.key(row, column), []).append(value)
    same = all(len(set(values)) == 1 for values in prices.values())
    return same and any(len(values) > 1 for values in prices.values()) and len({values[0] for values in prices.values()}) > 1


def _ask_which(book: Book, region: Region, column: int, table: str, candidates: Sequence[str]) -> None:
    heading = region.headings[column]
    message = Text('the heading "{heading}" can mean {candidates}', heading=heading.text, candidates=" / ".join(candidates))
    book.ask(table, "", region.address(column), message, [(candidate, name_text(candidate)) for candidate in candidates])
    book.account.mark(region.cells, [(row, column) for row in region.rows], OPEN, "asked")


def _ask_twice(book: Book, region: Region, column: int, table: str, name: str) -> None:
    heading = region.headings[column]
    message = Text('a second heading "{heading}" for {column}', heading=heading.text, column=name_text(name))
    book.ask(table, name, region.address(column), message, [("ignore", Text("leave this column out"))])
    book.account.mark(region.cells, [(row, column) for row in region.rows], OPEN, "asked")


# ---------------------------------------------------------------- columns that others give


def explain(book: Book, region: Region, columns: Columns, data: Sequence[int], values: dict[int, Values]) -> None:
    """Give a role to every number of a list that is not handed on: worked out of others, set aside, or asked about."""
    account, cells = book.account, region.cells
    handed_on = {*columns.named, *columns.paid}
    rest = [column for column in region.columns if column not in handed_on and any(cells.counts(row, column) for row in data)]
    elsewhere = _prices(book, region, columns, data) if columns.one("unit_price") is None and book.kinds[region] == "orders" else {}
    relations = _relations(book, region, data, values, rest, elsewhere)
    _say_unheaded(book, region, data)
    for column in rest:
        heading = region.headings[column]
        places = [(row, column) for row in data]
        answer = "ignore" in heading.meanings
        if answer:
            account.mark(cells, [(row, column) for row in region.rows], ANSWERED, "ignore")
        elif is_index(region, column, data) or heading.meanings == ("index",) or ("index" in heading.meanings and _counts_up(region, column, data)):
            account.mark(cells, [(row, column) for row in data if sum(cells.sheet.at(row, c) is not None for c in region.columns) > 1], ASIDE, "index")
        elif set(heading.meanings) & _SAYS_DUE and column not in relations:
            account.mark(cells, places, DERIVED, "due")
        elif _is_derived(region, column, data, relations.get(column)):
            _check(book, region, column, data, relations.get(column))
        elif kinds.is_ignored(heading.meanings) and "stock" not in heading.meanings:
            account.mark(cells, [place for place in places if not _is_money(book, place, region)], ASIDE, heading.meanings[0])
        elif _is_contact(region, column, data):
            account.mark(cells, places, ASIDE, "contact")


def _prices(book: Book, region: Region, columns: Columns, data: Sequence[int]) -> Values:
    """The price of each row's SKU as another table or a label says it, for columns that are worked out with it."""
    of_sku = {
        key(sku): number.value for part in book.parts.get("items", []) if "unit_price" in part.columns
        for sku, value in zip(part.columns.get("sku", [None] * part.size), part.columns["unit_price"], strict=True)
        if sku is not None and (number := number_of(value, book.lang)) is not None
    }
    for_all = next((n.value for label in book.labels if label.name[:2] == ("items", "unit_price") and (n := number_of(label.value, book.lang))), None)
    skus = columns.joined or columns.of("sku")
    names = {row: key(" ".join(region.cells.name(row, column) for column in skus)) for row in data}
    found = {row: of_sku.get(name, for_all) for row, name in names.items()}
    return {row: value for row, value in found.items() if value is not None}


def _say_unheaded(book: Book, region: Region, data: Sequence[int]) -> None:
    """Warn of a column inside the table that has texts and no heading; numbers there are asked about."""
    for column in region.columns:
        filled = [row for row in data if region.cells.text(row, column)]
        if not region.headings[column].text and filled and column not in region.numeric:
            message = Text("the column has values and no heading; it was left out")
            book.warn(book.kinds[region], "", region.cells.address(filled[0], column), message, Text("give it a heading"))


def _relations(
    book: Book, region: Region, data: Sequence[int], values: dict[int, Values], rest: Sequence[int], prices: Values
) -> dict[int, Relation]:
    """What each column is worked out of. prices: row -> price of its SKU, where that stands elsewhere."""
    if not rest or len(values) < 2:
        return {}
    rest = [column for column in rest if column in values]
    priced = {**values, _ELSEWHERE: prices} if prices else values
    formulas = region.cells.formulas

    def evidence(column: int) -> float:
        words = max(total_words(region.headings[column].text), total_words(region.groups[column]))
        adds = any("SUM(" in formulas.get((row, column), "").upper() for row in data[:_ASKED])
        return arithmetic.WORD[words] + arithmetic.FORMULA * adds

    found = [
        *arithmetic.products(data, priced, book.constants, rest).items(),
        *((column, relation) for column, relation in arithmetic.sums(data, values, evidence, copies=False).items() if column in rest),
        *arithmetic.shares(data, values, rest).items(),
    ]
    if len(values) < _MOST_FOR_DIFFERENCES:
        found += arithmetic.differences(data, values, rest).items()
    return arithmetic.without_circles(found)


def _is_derived(region: Region, column: int, data: Sequence[int], relation: Relation | None) -> bool:
    """Whether a column is worked out of others: by arithmetic, by what its heading says with some arithmetic, or by its formulas."""
    meanings = set(region.headings[column].meanings)
    if relation is not None and relation.holds:
        sure = relation.bits >= arithmetic.SURE and not relation.fails
        said = bool(meanings & _WORKED_OUT) or total_words(region.headings[column].text) > 0
        if sure or (said and (relation.bits > 0 or not relation.fails)):
            return True
    filled = [row for row in data if region.cells.counts(row, column)]
    same_row = [row for row in filled if _refers_to_its_row(region, row, column)]
    return len(same_row) * 2 > len(filled)


def _refers_to_its_row(region: Region, row: int, column: int) -> bool:
    from poolsplit.workbook.find.totals import _REFERENCE
    rows = {int(found) for found in _REFERENCE.findall(region.cells.formulas.get((row, column), ""))}
    return rows == {row}


def _check(book: Book, region: Region, column: int, data: Sequence[int], relation: Relation | None) -> None:
    """Mark what is worked out, and ask where a number that was typed disagrees with its own row."""
    cells, account = region.cells, book.account
    fails = set(relation.fails) if relation else set()
    for row in data:
        if not cells.counts(row, column):
            continue
        if row in fails and (row, column) not in cells.formulas:
            cell, heading = cells.address(row, column), region.headings[column].text
            if book.answers.cell(cells.sheet, row, column) == "ignore":
                account.mark(cells, [(row, column)], ANSWERED, "ignore")
                continue
            account.mark(cells, [(row, column)], OPEN, "asked")
            message = Text('"{heading}" is {number} here, which its row does not give', heading=heading, number=shown(cells.number(row, column)))
            book.ask("", "", cell, message, [("ignore", Text("the rest of the row is right; this number does not count"))])
        else:
            account.mark(cells, [(row, column)], DERIVED, relation.kind if relation else "formula")


def _counts_up(region: Region, column: int, data: Sequence[int]) -> bool:
    numbers = [number for row in data if (number := region.cells.number(row, column)) is not None]
    return numbers == list(range(1, len(numbers) + 1))


def is_index(region: Region, column: int, data: Sequence[int]) -> bool:
    """Whether a column numbers the rows: 1, 2, 3."""
    numbers = [row for row in data if region.cells.number(row, column) is not None]
    return len(numbers) > 1 and column == region.columns[0] and _counts_up(region, column, data)


def _is_contact(region: Region, column: int, data: Sequence[int]) -> bool:
    """Whether a column holds phone, account or order numbers: whole, long, all different."""
    numbers = [region.cells.numbers[row, column] for row in data if (row, column) in region.cells.numbers]
    long = all(isinstance(number.value, int) and abs(number.value) >= _A_PHONE and not number.unit for number in numbers)
    longer = all(abs(number.value) >= _A_PHONE * 100 for number in numbers)
    return long and bool(numbers) and (longer or len(numbers) > 1) and len({number.value for number in numbers}) == len(numbers)


def _is_money(book: Book, place: tuple[int, int], region: Region) -> bool:
    """Whether a number among notes may be money: 1,000 and more, or one with a unit."""
    del book
    number = region.cells.numbers.get(place)
    return number is not None and "note" in region.headings[place[1]].meanings and (abs(number.value) >= 1000 or bool(number.unit))
