"""Remarks beside orders that say something else than the row: fewer pieces, another price, no freight. Whether the row counts so is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.remarks import change_in
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from poolsplit.tables.remarks import Change
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

    Place = tuple[int, int]


def ask_of_remarks(book: Book, region: Region, place: Place, name: str, columns: Iterable[int], figures: Mapping[str, Place]) -> None:
    """Ask about every remark in a row that changes what the row says, unless that was answered.

    place: the cell that names the row. columns: those in which remarks may stand. figures: "take" -> the cell of its pieces, "price" -> that of a
    price which is this row's alone, as far as there are such.
    """
    cells, row = region.cells, place[0]
    for column in columns:
        text = cells.text(row, column)
        change = change_in(text) if text and (row, column) not in cells.holding else None
        if change is None or cells.sheet.anchor(row, column) != (row, column) or book.answers.cell(cells.sheet, row, column) == "ignore":
            continue
        cell = cells.address(row, column)
        message = Text('row {row} ("{name}") says "{text}": does the row count as it stands?', row=row, name=name, text=text)
        remark = Choice(f"{cell}=ignore", Text("yes, that is only a remark"))
        changed = _changed(book, region, change, figures)
        said = [Choice(f"{cells.address(*where)}=={shown(number)}; {cell}=ignore", words) for where, number, words in changed]
        out = Choice(f"{cells.address(*place)}=out", Text("no, it does not count"))
        book.problems.append(question("orders", "", cell, message, [*said, remark, out]))


def _changed(book: Book, region: Region, change: Change, figures: Mapping[str, Place]) -> Iterable[tuple[Place, Value, Text]]:
    """What a remark may make of a row: the cell that it changes, its number then, and that in words."""
    number = number_of(change.number, book.lang)
    where = figures.get("price" if change.kind == "price" else "take")
    stated = region.cells.number(*where) if where else None
    if number is None or where is None or stated is None:
        return
    if change.kind == "price":
        yield where, number.value, Text("no, the price is {number}", number=shown(number.value))
        return
    others = {"less": [stated - number.value, number.value], "more": [stated + number.value, number.value]}.get(change.kind, [number.value])
    for pieces in others:
        if pieces >= 0 and pieces == int(pieces) and pieces != stated:
            yield where, pieces, Text("no, it is {count} pieces", count=shown(pieces))
