"""A list, read: its columns, its totals, its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.table import Taken
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.beside.multiples import figure
from poolsplit.workbook.find.beside.numbering import is_index
from poolsplit.workbook.find.beside.sums import sums_of_payments
from poolsplit.workbook.find.lists.columns import settle
from poolsplit.workbook.find.lists.derived import explain
from poolsplit.workbook.find.lists.records import hand_on
from poolsplit.workbook.find.lists.rowlist import RowList
from poolsplit.workbook.find.lists.rows import rows_that_count, say_what_is_apart
from poolsplit.workbook.find.names import repeated_keys, settled_elsewhere
from poolsplit.workbook.find.totals import ADDITIVE, Totals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.workbook.find.arithmetic import Value, Values
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.lists.columns import Columns
    from poolsplit.workbook.find.shape.regions import Region

    Figures = dict[int, dict[int, Value]]

_NO_TOTALS = frozenset({"rates", "terms", "items", "evidence", "steps", "acceptances", "withdrawals", "ledger"})
_NAMED_BY = ("partner", "sku", "cost", "currency")
_AMOUNTS = frozenset({"amount", "actual", "paid"})
_MOST_NAMES = 5_000


def read_list(book: Book, region: Region, table: str, partner: str = "") -> None:
    """Read a region as one of the tables, and hand on its complete rows. partner: who ordered, where the sheet says so and no column does."""
    columns = settle(book, region, table)
    _settle_extra(book, region, columns, table)
    rowlist = RowList(book, region, table, columns, partner)
    figures = _figures(region, columns)
    _settle_payments(region, columns, figures, table)
    totals = _totals(rowlist, figures)
    data = [row for row in region.rows if row not in totals.found]
    say_what_is_apart(rowlist, data)
    totals.settle(region.numeric, table)
    explain(rowlist, data, figures)
    hand_on(rowlist, rows_that_count(rowlist, data, totals))
    book.taken.append(Taken(table, region.cells.title, region.range, _read_as(region, columns)))


def _read_as(region: Region, columns: Columns) -> dict[str, str]:
    """What each heading was read as: heading -> column of the schema."""
    read = columns.named | dict.fromkeys(columns.joined, "sku") | dict.fromkeys(columns.paid, "paid")
    return {region.headings[column].text: name for column, name in read.items()}


def _figures(region: Region, columns: Columns) -> Figures:
    """The numbers of a list in full: column -> row -> number."""
    figures: Figures = kinds.values_of(region, region.numeric, region.rows)
    for column, factor in columns.factors.items():
        if column in figures:
            figures[column] = {row: figure(region.cells, (row, column), factor) for row in figures[column]}
    return figures


def _settle_payments(region: Region, columns: Columns, figures: Figures, table: str) -> None:
    """Leave out columns that add up the other payments, unless somebody has said that they are payments; the first one makes a list of payments."""
    texts = {column: region.headings[column].text for column in columns.paid}
    sums = sums_of_payments(texts, region.rows, {column: figures[column] for column in columns.paid if column in figures})
    columns.paid = [column for column in columns.paid if column not in sums or column in region.answered]
    if table == "payments" and columns.paid:
        first = columns.paid.pop(0)
        columns.named = dict(sorted({**columns.named, first: "paid"}.items()))
        columns.units |= {"paid": region.headings[first].unit} if region.headings[first].unit else {}


def _settle_extra(book: Book, region: Region, columns: Columns, table: str) -> None:
    """A column of texts that are all names of pools holds pools; other texts under words that nobody knows are asked about in a table of costs."""
    cells = region.cells
    pools = {key(value) for part in book.parts.get("orders", []) for value in part.columns.get("pool", ()) if value is not None}
    pools |= _pools_elsewhere(book, region)
    for column, heading in list(columns.extra.items()):
        names = {cells.key(row, column) for row in region.rows if cells.name(row, column)}
        if pools and names and names <= pools and columns.one("pool") is None:
            columns.name(column, "pool")
        elif table == "costs" and names and column not in region.numeric:
            del columns.extra[column]
            message = Text('what does "{heading}" say of the costs ({names})?', heading=heading, names=", ".join(sorted(names)[:3]))
            choices = [
                ("ignore", Text("nothing that changes them")), ("pool", Text("of which order they are")),
                ("basis", Text("what they are shared by")), ("partner", Text("who bears them")),
            ]
            book.ask(table, "", region.address(column), message, choices)


def _pools_elsewhere(book: Book, region: Region) -> set[str]:
    """The keys of the names under the headings of pools in other tables."""
    others = ((other, column) for other in book.regions if other is not region for column in other.said("pool", weak=False))
    return {other.cells.key(row, column) for other, column in others for row in other.rows if other.cells.name(row, column)}


# ---------------------------------------------------------------- totals


def _totals(rowlist: RowList, figures: Figures) -> Totals:
    """The totals of a list."""
    book, region, columns = rowlist.book, rowlist.region, rowlist.columns
    keys = [column for column in columns.of(*_NAMED_BY) if column not in region.numeric] or region.columns[:1]
    index = next((column for column in region.numeric if _is_index(region, column)), None)
    candidates = {} if rowlist.table in _NO_TOTALS else _added(rowlist, figures)
    added: Mapping[int, Values] = {column: values for column, values in candidates.items() if column != index}
    known = repeated_keys(region, keys) | book.names.leads
    names = {region.cells.key(row, column) for row in region.rows for column in keys if region.cells.name(row, column)}
    if len(names) <= _MOST_NAMES:
        known |= settled_elsewhere(names, region, book.regions)
    return Totals(book, region, added, keys, frozenset(known), index, region.rows, columns.named | dict.fromkeys(columns.paid, "paid"))


def _is_index(region: Region, column: int) -> bool:
    """Whether a column numbers the rows: by its heading, or all of them but a total at the end."""
    return "index" in region.headings[column].meanings or is_index(region, column, region.rows[:-1])


def _added(rowlist: RowList, figures: Figures) -> Figures:
    """The numbers that a total adds up: those of the schema that can be added, and those under words that nobody knows."""
    columns, headings = rowlist.columns, rowlist.region.headings
    added = {
        column: values for column, values in figures.items()
        if column in columns.paid or columns.named.get(column) in ADDITIVE
        or (column not in columns.named and not kinds.is_ignored(headings[column].meanings))
    }
    currency = columns.one("currency")
    if currency is None or not _has_several(rowlist.region, currency):
        return added
    amounts = {column for column in added if columns.named.get(column) in _AMOUNTS}
    in_dong = {column: _in_dong(rowlist.book, rowlist.region, currency, added[column]) for column in amounts}
    return {column: values for column in added if (values := in_dong.get(column, added[column]))}


def _has_several(region: Region, column: int) -> bool:
    """Whether several names stand in a column."""
    return len({region.cells.key(row, column) for row in region.rows if region.cells.name(row, column)}) > 1


def _in_dong(book: Book, region: Region, currency: int, values: dict[int, Value]) -> dict[int, Value]:
    """Amounts in several currencies as amounts in dong, which their total is in; {} where a rate is not known."""
    rates = {**book.rates, "VND": 1}
    codes = {row: currency_code(region.cells.text(row, currency)) or "VND" for row in values}
    if not rates.keys() >= set(codes.values()):
        return {}
    return {row: value * rates[codes[row]] for row, value in values.items()}


# ---------------------------------------------------------------- lists without a column of partners


def who_ordered(book: Book, region: Region) -> str:
    """The partner of a table without a column of partners: by a label on the sheet ("Shop: An"), or by its title; "" where neither says.

    Of several labels, the nearest one above the table and over its columns counts; where there is none, nothing says it.
    """
    labels = [label for label in book.labels if label.name.table == "partner" and region.is_on(label.cells)]
    if len({key(label.value) for label in labels}) > 1:
        box = region.lying_box
        over = [label for label in labels if label.box.bottom <= box.top and label.box.left <= box.right and box.left <= label.box.right]
        return str(max(over, key=lambda label: label.box.top).value) if over else ""
    if labels:
        return str(labels[0].value)
    title = region.cells.title
    return title if title in book.titles or book.names.is_partner(key(title)) else ""
