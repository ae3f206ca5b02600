"""Names with a remark: whether "Hoa (thêm)" is Hoa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.remarks import without_remark
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question
from poolsplit.workbook.read.grid import box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells

_NAMING = ("orders", "payments", "costs")
"""The tables whose rows name partners."""


def settle_names(book: Book) -> None:
    """Ask whether a name with a remark is that of the partner without it, as "Hoa (thêm)" may be Hoa; put the names that were answered in place."""
    parts = [part for name in _NAMING for part in book.parts.get(name, []) if {"partner"} <= part.columns.keys() & part.cells.keys()]
    ordered = [part for part in parts if part.name == "orders"]
    names = {key(name): str(name) for part in ordered for name in part.columns["partner"] if name is not None}
    sheets = {cells.title: cells for cells in book.sheets}
    asked: dict[str, list[str]] = {}
    for part in parts:
        for row, (name, cell) in enumerate(zip(part.columns["partner"], part.cells["partner"], strict=True)):
            if not cell or not _may_be_other(str(name or ""), names, is_ordered=part.name == "orders"):
                continue
            if said := _answered(book, sheets, cell):
                part.columns["partner"][row] = said
            else:
                asked.setdefault(str(name), []).append(cell)
    for name, cells in asked.items():
        _ask_same(book, name, names[key(without_remark(name))], list(dict.fromkeys(cells)))


def _may_be_other(name: str, names: Mapping[str, str], *, is_ordered: bool) -> bool:
    """Whether a name may be that of another partner with a remark. names: those who ordered, by their keys. is_ordered: whether it is one of them."""
    plain = key(without_remark(name))
    return plain in names and plain != key(name) and (is_ordered or key(name) not in names)


def _answered(book: Book, sheets: Mapping[str, Cells], cell: str) -> str:
    """The name that was answered for a cell, which may stand over or before the rows of a matrix; "" where none was."""
    title, _, place = cell.rpartition("!")
    cells = sheets.get(title.strip("'").replace("''", "'"))
    return book.answers.number(cells.sheet, *_place(place)) if cells is not None else ""


def _place(address: str) -> tuple[int, int]:
    """Row and column of an address without its sheet."""
    corner = box(address)
    return corner.top, corner.left


def _ask_same(book: Book, name: str, plain: str, cells: list[str]) -> None:
    """Ask whether a name with a remark is that of another partner."""
    message = Text('is "{name}" the partner "{plain}", or a partner of their own?', name=name, plain=plain)
    choices = [
        Choice("; ".join(f"{cell}=={plain}" for cell in cells), Text('it is "{plain}"', plain=plain)),
        Choice("; ".join(f"{cell}=={name}" for cell in cells), Text("a partner of their own")),
    ]
    book.problems.append(question("orders", "partner", cells[0], message, choices))
