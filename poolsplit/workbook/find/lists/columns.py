"""What the headings of a list mean; what could be two columns is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text, name_text
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import OPEN
from poolsplit.workbook.find.beside.multiples import factor_of, say_unread
from poolsplit.workbook.find.beside.no_inputs import is_no_second
from poolsplit.workbook.find.beside.numbering import is_index
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.names import column_keys, settled_elsewhere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_MONEY = frozenset({"amount", "actual", "paid", "unit_price", "due", "landed", "total"})
_WITH_SKU = frozenset({"orders", "items", "receipt", "count"})
"""The tables in which a colour or a size is part of the SKU's name."""
_PER_PIECE = {frozenset({"unit_kg", "kg"}): ("unit_kg", "kg"), frozenset({"unit_cbm", "cbm"}): ("unit_cbm", "cbm")}
_IN_WORDS = {
    "unit_kg": Text("the weight of a piece"), "kg": Text("the weight of all pieces of a row"),
    "unit_cbm": Text("the volume of a piece"), "cbm": Text("the volume of all pieces of a row"),
}
_SEVERAL_PAYMENTS = frozenset({"orders", "payments"})
_OF_SKUS = ("unit_price", "unit_kg", "unit_cbm")
_A_THIRD = 3


@dataclass
class Columns:
    """The columns of one list.

    named: column -> column of `schema.TABLES`. joined: those whose texts make the SKU's name. paid: every column of payments in an order list, and in
    a list of payments those behind the first one.
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

    def name(self, column: int, name: str) -> None:
        """Settle that a column which meant nothing so far is one of the schema's."""
        self.named[column] = name
        del self.extra[column]


def settle(book: Book, region: Region, table: str) -> Columns:
    """Settle the headings of a list that was taken as `table`."""
    columns = Columns()
    for column in region.columns:
        if not _repeats_as_index(region, column):
            _note_multiple(book, region, column, columns)
            _settle_column(book, region, column, table, columns)
    sku = columns.one("sku")
    if table == "orders" and sku is not None and sku not in region.answered:
        _ask_numbering(book, region, sku)
    if columns.joined and sku is not None:
        columns.joined.insert(0, sku)
    if table == "orders" and sku is None and not columns.joined:
        _find_sku(book, region, columns)
    if table == "items" and region.decided and sku is None and not columns.joined:
        _settle_first(columns, region, "sku", numbers=True)
    if table == "payments" and region.decided and columns.one("partner") is None:
        _settle_first(columns, region, "partner")
    if table == "costs" and columns.one("cost") is None:
        _settle_first(columns, region, "cost")
    return columns


def _settle_first(columns: Columns, region: Region, name: str, *, numbers: bool = False) -> None:
    """Settle that the first column of texts under a word that nobody knows holds the names of a table; numbers: or its first column of numbers."""
    text = next((column for column in columns.extra if column not in region.numeric), None)
    if text is None and numbers and region.columns[0] in columns.extra:
        text = region.columns[0]
    if text is not None:
        columns.name(text, name)


def _repeats_as_index(region: Region, column: int) -> bool:
    """Whether a column numbers the rows under a heading that is known in part, or means what another one means: "Item no." beside "Item"."""
    meanings = set(region.headings[column].meanings)
    others = (region.headings[other].meanings for other in region.columns if other != column)
    return is_index(region, column, region.rows) and (column in region.weak or not all(meanings.isdisjoint(other) for other in others))


def _settle_column(book: Book, region: Region, column: int, table: str, columns: Columns) -> None:
    """Settle one heading, and ask where it can mean several columns."""
    heading, candidates = region.headings[column], kinds.meanings_in(region, column, table)
    if len(candidates) > 1:
        candidates = _by_content(region, column, candidates) or candidates
    if len(candidates) > 1:
        _ask_which(book, region, column, table, candidates)
        columns.extra[column] = heading.text
    elif candidates:
        _settle_meaning(book, region, column, table, columns, candidates[0])
    elif table in _WITH_SKU and set(heading.meanings) & {"colour", "size"}:
        columns.joined.append(column)
    elif heading.text and not kinds.is_ignored(heading.meanings) and not is_index(region, column, region.rows):
        columns.extra[column] = heading.text


def _settle_meaning(book: Book, region: Region, column: int, table: str, columns: Columns, name: str) -> None:
    """Settle a column that is one of the schema's, the first of that name; payments may stand in several."""
    unit = region.headings[column].unit
    if name == "paid" and table in _SEVERAL_PAYMENTS:
        columns.paid.append(column)
    elif table == "orders" and column not in region.answered and is_no_second(book, region, column, name):
        return
    elif name in columns.named.values():
        _ask_twice(book, region, column, table, name)
    else:
        columns.named[column] = name
        if unit:
            columns.units[name] = unit


def _note_multiple(book: Book, region: Region, column: int, columns: Columns) -> None:
    """Note that figures of money count in thousands; any other unit that is not read is a problem."""
    heading = region.headings[column]
    factor = factor_of(heading)
    if factor > 1 and (not heading.meanings or set(heading.meanings) & _MONEY):
        columns.factors[column] = factor
    elif heading.multiple and heading.meanings and not kinds.is_ignored(heading.meanings) and not _say_units(region, column):
        say_unread(book, heading, region.address(column))


def _say_units(region: Region, column: int) -> bool:
    """Whether every number of a column has a unit of its own."""
    numbers = [number for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None]
    return bool(numbers) and all(number.unit for number in numbers)


def _by_content(region: Region, column: int, candidates: Sequence[str]) -> list[str]:
    """Whether a weight or volume is that of a piece, by what is the same in all rows of a SKU; [] where the numbers do not tell."""
    quantity = next(iter(region.said("quantity", weak=False)), None)
    sku = next(iter(region.said("sku", weak=False)), None)
    pair = _PER_PIECE.get(frozenset(candidates))
    if pair is None or quantity is None or sku is None:
        return []
    cells = region.cells
    of_sku: dict[str, list[tuple[Value, Value]]] = {}
    for row in region.rows:
        weight, pieces = cells.number(row, column), cells.number(row, quantity)
        if weight is not None and pieces:
            of_sku.setdefault(cells.key(row, sku), []).append((weight, pieces))
    several = [rows for rows in of_sku.values() if len({pieces for _, pieces in rows}) > 1]
    if several and all(len({weight for weight, _ in rows}) == 1 for rows in several):
        return [pair[0]]
    if several and all(len({weight / pieces for weight, pieces in rows}) == 1 for rows in several):
        return [pair[1]]
    return []


def _find_sku(book: Book, region: Region, columns: Columns) -> None:
    """The first column of texts under words that nobody knows, where no heading says SKU: certain where prices follow from it, else asked."""
    cells, rows = region.cells, region.rows
    texts = [column for column in columns.extra if column not in region.numeric]
    texts = [column for column in texts if sum(bool(cells.text(row, column)) for row in rows) * _A_THIRD >= len(rows)]
    if not texts:
        return
    first = texts[0]
    certain = [column for column in texts if _decides_all(region, column, columns.of(*_OF_SKUS)) or _are_skus(book, region, column)]
    if len(certain) == 1:
        columns.name(certain[0], "sku")
        return
    if len(texts) == 1 and not columns.of(*_OF_SKUS) and not _are_skus_described(book, region):
        fix = Text("nothing, if it names what is ordered; no price and no weight depends on it")
        book.warn("orders", "sku", region.address(first), Text('"{heading}" is taken for what is ordered', heading=columns.extra[first]), fix)
        columns.name(first, "sku")
        return
    cell = region.address(first)
    message = Text('no heading says which SKU is ordered: does "{heading}"?', heading=columns.extra[first])
    choices = [Choice(f"{region.address(other)}=sku", Text('"{heading}" names the SKU', heading=columns.extra[other])) for other in texts[:4]]
    choices.append(Choice(f"{cell}=ignore", Text("no: all pieces are the same")))
    book.problems.append(question("orders", "sku", cell, message, choices))


def _ask_numbering(book: Book, region: Region, column: int) -> None:
    """Ask whether a column of SKUs that are 1, 2, 3, and stand nowhere else, only numbers the rows: "Item no."."""
    names = {region.cells.key(row, column) for row in region.rows}
    if not is_index(region, column, region.rows) or settled_elsewhere(names, region, book.regions):
        return
    heading = region.headings[column].text
    message = Text('does "{heading}" number the rows, or does it name the SKU?', heading=heading)
    choices = [("ignore", Text("it numbers the rows")), ("sku", Text('"{heading}" names the SKU', heading=heading))]
    book.ask("orders", "sku", region.address(column), message, choices)


def _decides_all(region: Region, column: int, stated: Sequence[int]) -> bool:
    """Whether prices and weights follow from a column, and differ: then no other one names the SKUs, or it makes no difference."""
    return all(_decides(region, column, each) for each in stated) and any(_differ(region, each) for each in stated)


def _decides(region: Region, column: int, stated: int) -> bool:
    """Whether the same text has the same number in every row, and every number has a text."""
    values: dict[str, Value] = {}
    for row in region.rows:
        value, name = region.cells.number(row, stated), region.cells.key(row, column)
        if value is not None and (not name or values.setdefault(name, value) != value):
            return False
    return True


def _differ(region: Region, column: int) -> bool:
    """Whether a column has two different numbers."""
    return len({number for row in region.rows if (number := region.cells.number(row, column)) is not None}) > 1


def _are_skus(book: Book, region: Region, column: int) -> bool:
    """Whether all names in a column are SKUs of other tables."""
    keys = column_keys(region, column)
    return bool(keys) and all(map(book.names.is_sku, keys))


def _are_skus_described(book: Book, region: Region) -> bool:
    """Whether another table may say something of SKUs: it names them, or nobody knows what it is."""
    others = [other for other in book.regions if other is not region]
    return any(other.said("sku", "name") or book.kinds[other] in {kinds.OPEN, kinds.NOTHING, kinds.MATRIX} for other in others)


def _ask_which(book: Book, region: Region, column: int, table: str, candidates: Sequence[str]) -> None:
    """Ask which of several columns a heading means."""
    message = Text('the heading "{heading}" can mean {candidates}', heading=region.headings[column].text, candidates=" / ".join(candidates))
    choices = [(candidate, _IN_WORDS.get(candidate) or name_text(candidate)) for candidate in candidates]
    book.ask(table, "", region.address(column), message, choices)
    book.account.mark(region.cells, [(row, column) for row in region.rows], OPEN, "asked")


def _ask_twice(book: Book, region: Region, column: int, table: str, name: str) -> None:
    """Ask which of two headings for one column counts."""
    heading, said = region.headings[column].text, (other for other in region.columns if name in kinds.meanings_in(region, other, table))
    first = next(said)
    message = Text('a second heading "{heading}" for {column}', heading=heading, column=name_text(name))
    choices = [
        Choice(f"{region.address(column)}=ignore", Text('"{heading}" counts, the other one does not', heading=region.headings[first].text)),
        Choice(f"{region.address(first)}=ignore", Text('"{heading}" counts, the other one does not', heading=heading)),
    ]
    book.problems.append(question(table, name, region.address(column), message, choices))
    book.account.mark(region.cells, [(row, column) for row in region.rows], OPEN, "asked")
