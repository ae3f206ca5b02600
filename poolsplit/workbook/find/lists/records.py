"""The complete rows of a list, handed on with what stands beside them: payments, and costs that each partner bears alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import basis, cost_kind
from poolsplit.workbook.find import join
from poolsplit.workbook.find.beside.own_costs import hand_on_own_costs, is_own_cost, unexplained
from poolsplit.workbook.find.beside.payments import hand_on_payments
from poolsplit.workbook.find.beside.records import Money, add_batch
from poolsplit.workbook.find.lists.values import value_of
from poolsplit.workbook.find.totals import ADDITIVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.workbook.find.lists.rowlist import RowList

_NEEDS = {"orders": ("quantity",), "costs": ("amount", "rate", "actual"), "payments": ("paid",), "rates": ("rate",)}
"""Tables whose rows are complete only with a figure, and the columns that it may stand in."""


def hand_on(rowlist: RowList, rows: Sequence[int]) -> None:
    """Hand on the complete rows as a table of the schema, and note every cell that went in. rows: those that count."""
    book, table = rowlist.book, rowlist.table
    complete = [row for row in rows if _is_complete(rowlist, row)]
    records = _records(rowlist, complete)
    if rowlist.columns.joined:
        _join(rowlist, records, complete)
    add_batch(book, rowlist.region, records, len(complete))
    if (rowlist.partner or rowlist.region.owners) and "partner" not in records.columns:
        records.columns["partner"] = [rowlist.owner(row)[0] for row in complete]
        records.cells["partner"] = [rowlist.owner(row)[1] for row in complete]
    book.hand_on(records)
    if table == "orders":
        _hand_on_own_costs(rowlist, complete)
    _say_merged(rowlist, complete)
    if rowlist.columns.paid:
        _hand_on_payments(rowlist, rows)


def _is_complete(rowlist: RowList, row: int) -> bool:
    """Whether a row says enough to be handed on: an order has pieces, a cost an amount or a rate, a payment an amount."""
    cells, columns = rowlist.cells, rowlist.columns
    needs = _NEEDS.get(rowlist.table)
    if needs is None or any(cells.sheet.at(row, column) is not None for column in columns.of(*needs)):
        return True
    if rowlist.table != "costs":
        return False
    is_goods = any(cost_kind(cells.text(row, column)) == "goods" for column in columns.of("cost"))
    return is_goods or any(basis(cells.text(row, column)) == "chargeable" for column in columns.of("basis"))    # the carrier's prices say how much


def _records(rowlist: RowList, rows: Sequence[int]) -> Table:
    """The rows as a table: the columns of the schema, and in orders those that a cost may be shared by."""
    book, region, cells, columns = rowlist.book, rowlist.region, rowlist.cells, rowlist.columns
    records = Table(rowlist.table, {}, units=dict(columns.units))
    bases = columns.extra if rowlist.table == "orders" else {}
    filled = {column: heading for column, heading in bases.items() if any(cells.sheet.at(row, column) is not None for row in rows)}
    for column, name in [*columns.named.items(), *filled.items()]:
        if name in records.columns:
            continue
        places = [rowlist.whose((row, column)) for row in rows]
        records.columns[name] = [value_of(rowlist, place) for place in places]
        records.cells[name] = [cells.address(*place) for place in places]
        records.headings[name] = region.headings[column].text
        if column in columns.named:
            for place in places:
                book.account.take(cells, *place)
    return records


def _join(rowlist: RowList, records: Table, rows: Sequence[int]) -> None:
    """The SKU's name out of several cells of a row: colour and size, or a SKU column and these."""
    book, region, cells, joined = rowlist.book, rowlist.region, rowlist.cells, rowlist.columns.joined
    spellings = book.spellings()
    names = [[cells.sheet.at(row, column) for column in joined] for row in rows]
    how = book.answers.join(cells.sheet, region.bottom, joined[0]) or join.decide(names, spellings) or "join"
    if how == "join" or "sku" not in records.columns:
        records.columns["sku"] = [join.joined(parts, spellings) for parts in names]
        records.cells["sku"] = [cells.address(row, joined[-1]) for row in rows]
        records.headings["sku"] = " + ".join(region.headings[column].text for column in joined)
    for row in rows:
        for column in joined:
            book.account.take(cells, row, column)


def _say_merged(rowlist: RowList, rows: Sequence[int]) -> None:
    """Warn of every merged cell with a figure that counts once for each row it covers."""
    sheet = rowlist.cells.sheet
    for column in rowlist.columns.of(*ADDITIVE):
        for anchor in sorted({sheet.anchor(row, column) for row in rows if (row, column) in sheet.spans}):
            box = sheet.spans[anchor]
            covered = sum(box.top <= row <= box.bottom for row in rows)
            if covered > 1:
                message = Text("the merged cell counts for each of the {count} rows that it covers", count=covered)
                fix = Text("unmerge the cells and type each row's own figure, if it is meant for all of them together")
                rowlist.book.warn(rowlist.table, rowlist.columns.named[column], sheet.range(box), message, fix)


# ---------------------------------------------------------------- money beside orders


def _hand_on_own_costs(rowlist: RowList, rows: Sequence[int]) -> None:
    """Hand on columns of costs that each partner bears alone, unless they follow from other columns."""
    region = rowlist.region
    for column in rowlist.columns.extra:
        heading = region.headings[column]
        if column not in region.numeric or not is_own_cost(heading) or (column in rowlist.may_follow and heading.meanings != ("own",)):
            continue
        lines = [_money(rowlist, row, (row, column)) for row in unexplained(rowlist.book, region, column, rows)]
        if lines and (rowlist.partner or rowlist.region.owners or rowlist.columns.one("partner") is not None):
            hand_on_own_costs(rowlist.book, region, column, lines)


def _hand_on_payments(rowlist: RowList, rows: Sequence[int]) -> None:
    """Hand on what partners paid, as it stands beside their orders: every column is a payment."""
    heading = rowlist.region.headings[rowlist.columns.paid[0]].text
    hand_on_payments(rowlist.book, rowlist.region, _payments(rowlist, rows), heading)


def _payments(rowlist: RowList, rows: Sequence[int]) -> Iterator[Money]:
    """Every cell of payments that is not blank; a merged one is one payment for all of its rows."""
    sheet, seen = rowlist.cells.sheet, set[tuple[int, int]]()
    for column in rowlist.columns.paid:
        for row in rows:
            place = sheet.anchor(row, column)
            if sheet.at(*place) is not None and place not in seen:
                seen.add(place)
                yield _money(rowlist, row, place)


def _money(rowlist: RowList, row: int, place: tuple[int, int]) -> Money:
    """An amount with the partner and the batch of a row."""
    who, pool = rowlist.columns.one("partner"), rowlist.columns.one("pool")
    partner = rowlist.owner(row) if who is None else _name(rowlist, (row, who))
    unit = rowlist.region.headings[place[1]].unit
    return Money(partner, value_of(rowlist, place), place, None if pool is None else _name(rowlist, (row, pool)), unit)


def _name(rowlist: RowList, place: tuple[int, int]) -> tuple[object, str]:
    """A name of a row, as it is handed on, and the address of the cell that it is taken from."""
    own = rowlist.whose(place)
    return value_of(rowlist, own), rowlist.cells.address(*own)
