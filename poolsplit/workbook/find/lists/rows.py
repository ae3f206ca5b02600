"""Which rows of a list count: those with a name and a figure that nobody has cancelled; what is doubtful is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.remarks import change_in
from poolsplit.workbook.find.account import ANSWERED, OPEN
from poolsplit.workbook.find.beside.cancelled import ask_whether_row_counts, remark_of, unpaid_in
from poolsplit.workbook.find.beside.looks import ask_of_looks
from poolsplit.workbook.find.beside.numbering import is_index
from poolsplit.workbook.find.beside.remarks import ask_of_remarks
from poolsplit.workbook.find.lists.blanks import say_from_above, with_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.lists.rowlist import RowList
    from poolsplit.workbook.find.totals import Totals

_OUT = frozenset({"out", "ignore"})
_CANCELLED = frozenset({"orders", "payments", "costs"})
"""The tables of whose rows it is asked whether they were cancelled."""
_LONGEST_NAME = 25
_A_NAME_AND_A_FIGURE = 2


def rows_that_count(rowlist: RowList, data: Sequence[int], totals: Totals) -> list[int]:
    """The rows of data without those that are answered to be out, that never were filled in, that a total leaves out, or that are asked about."""
    region, cells = rowlist.region, rowlist.cells
    _ask_of_guesses(rowlist)
    rows = [row for row in data if _counts(rowlist, row, totals)]
    for row in rows if rowlist.table == "orders" else ():
        _ask_of_remarks(rowlist, row)
    blocks = totals.rows | {
        row for row in region.notes if any(cells.sheet.anchor(row, column) == (row, column) for column in rowlist.columns.of("partner", "cost"))
    }
    for column in dict.fromkeys([*rowlist.keys, *rowlist.columns.joined[:1]]):
        rows = with_names(rowlist, column, rows, blocks)
    say_from_above(rowlist)
    return rows


def _ask_of_guesses(rowlist: RowList) -> None:
    """Ask whether whole numbers under a word that nobody knows are the pieces."""
    region = rowlist.region
    for column in region.guessed:
        if rowlist.columns.named.get(column) == "quantity":
            message = Text('is "{heading}" how many pieces are ordered?', heading=region.headings[column].text)
            choices = [
                ("quantity", Text("yes, the pieces")), ("sku", Text("no, it names the SKU")), ("unit_price", Text("no, the price of a piece")),
                ("paid", Text("no, what each of them has paid")), ("ignore", Text("no")),
            ]
            choices = [choice for choice in choices if choice[0] not in region.meanings() - {"quantity", "paid", "ignore"}]
            rowlist.book.ask("orders", "quantity", region.address(column), message, choices)


def _counts(rowlist: RowList, row: int, totals: Totals) -> bool:
    """Whether a row of data counts as far as it says itself; what is doubtful is asked, and does not count until then."""
    book, region, cells, named = rowlist.book, rowlist.region, rowlist.cells, rowlist.named
    said = book.answers.row(cells.sheet, row, region.columns, named or region.columns[:1])
    if said in _OUT:
        book.account.mark(cells, [(row, column) for column in region.columns], ANSWERED, said)
        return False
    if not _is_filled_in(rowlist, row, named):
        return False
    if len(named) > 1 and all(cells.sheet.at(row, column) is None for column in named):
        _ask_nameless(rowlist, row)
        return False
    if said == "data":
        return True
    if rowlist.table in _CANCELLED and _is_doubtful(rowlist, row, totals):
        return False
    return not ask_of_looks(book, region, rowlist.table, (row, region.columns[0]), _name_of(rowlist, row), totals)


def _ask_of_remarks(rowlist: RowList, row: int) -> None:
    """Ask about remarks in a row of orders, or right behind it, that change its pieces or its price."""
    region, columns, cells = rowlist.region, rowlist.columns, rowlist.cells
    remarks = [column for column in rowlist.free if change_in(cells.text(row, column)) is not None]
    if not remarks or rowlist.book.answers.row(cells.sheet, row, region.columns, rowlist.named) == "data":
        return
    quantity, sku, price = columns.one("quantity"), columns.one("sku"), columns.one("unit_price")
    figures = {} if quantity is None else {"take": (row, quantity)}
    if price is not None and sku is not None and [cells.key(each, sku) for each in region.rows].count(cells.key(row, sku)) == 1:
        figures["price"] = (row, price)
    ask_of_remarks(rowlist.book, region, (row, region.columns[0]), _name_of(rowlist, row), remarks, figures)


def _is_filled_in(rowlist: RowList, row: int, named: Sequence[int]) -> bool:
    """Whether a row names anything or has a figure other than 0; a template's row that was never filled in has its number and formulas only."""
    at, region, columns = rowlist.cells.sheet.at, rowlist.region, rowlist.columns
    if not named or any(at(row, column) is not None for column in named):
        return True
    figures = (column for column in region.columns if column in columns.paid or (column in columns.named and column in region.numeric))
    return any(at(row, column) not in {None, 0} for column in figures)


def _ask_nameless(rowlist: RowList, row: int) -> None:
    """Ask about a row with figures and no name at all."""
    region, cells = rowlist.region, rowlist.cells
    counted = (column for column in region.columns if cells.counts(row, column) and not is_index(region, column, region.rows[:-1]))
    column = next((column for column in counted if "index" not in region.headings[column].meanings), region.columns[0])
    rowlist.book.account.mark(cells, [(row, each) for each in region.columns], OPEN, "asked")
    message = Text("row {row} has {number} and no name", row=row, number=cells.name(row, column))
    choices = [("total", Text("it is a total, and does not count")), ("out", Text("the row does not count"))]
    rowlist.book.ask(rowlist.table, "", cells.address(row, column), message, choices)


def _is_doubtful(rowlist: RowList, row: int, totals: Totals) -> bool:
    """Ask about a row that is struck through, or that says that it was cancelled; True where that was asked, or a total leaves the row out."""
    region, cells = rowlist.region, rowlist.cells
    names = [*rowlist.columns.of("partner", "sku", "cost"), *rowlist.columns.joined]
    remark = remark_of(region, row, names) or (unpaid_in(region, row) if rowlist.table == "payments" else "")
    if not remark and not any(cells.is_struck(row, column) for column in region.columns):
        return False
    place, name = (row, region.columns[0]), _name_of(rowlist, row)
    ask_whether_row_counts(rowlist.book, region, rowlist.table, place, name, remark, totals.leaving_out(row))
    return True


def _name_of(rowlist: RowList, row: int) -> str:
    """What a question calls a row: its partner or SKU, or the first thing that stands in it."""
    columns = (*rowlist.columns.of("partner"), *rowlist.columns.of("sku"), *rowlist.columns.joined, *rowlist.region.columns)
    return next((name for column in columns if (name := rowlist.cells.name(*rowlist.whose((row, column))))), "")


def say_what_is_apart(rowlist: RowList, data: Sequence[int]) -> None:
    """Warn of rows behind blank ones where a name and a figure are all that a row needs, and ask about lonely names between rows."""
    book, region, cells = rowlist.book, rowlist.region, rowlist.cells
    if len(rowlist.columns.named) <= _A_NAME_AND_A_FIGURE:
        for row in sorted(region.apart & set(data)):
            fix = Text("if it is no row of the table, leave a blank row and a heading above it, or move it elsewhere")
            book.warn(rowlist.table, "", cells.address(row, region.columns[0]), Text("the row comes after blank ones, and counts"), fix)
    last = max(data, default=0)
    for row in (row for row in region.notes if row <= last and row not in {place[0] for place in region.owners.values()}):
        column = next(column for column in region.columns if cells.sheet.at(row, column) is not None)
        text = cells.text(row, column)
        is_remark = len(text) > _LONGEST_NAME or text[:1] in {"", "(", "*"}
        if not is_remark and book.answers.row(cells.sheet, row, region.columns, [column]) not in _OUT:
            choices = [("ignore", Text("it is only a note or a heading between the rows"))]
            book.ask(rowlist.table, "", cells.address(row, column), Text('row {row} says only "{text}"', row=row, text=text), choices)
