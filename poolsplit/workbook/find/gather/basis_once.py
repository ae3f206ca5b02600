"""What costs are shared by where a text says it once for all of them: below their table, in its title, or among labels; and as it was answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import basis, cost_kind
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.shape.labels import BRACKETS, basis_in
from poolsplit.workbook.read.grid import Box, box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells

_NEAR = 2
"""The rows from a table or block to the text above or below it."""
_SAYS_SHARED = re.compile(r"chia|theo|phân bổ|phan bo|split|shared?\b|\bby\b|\bper\b|[按摊]|平均", re.IGNORECASE)
_APART = re.compile(r"[,;，；、]|\.\s|(?<!\w)và(?!\w)|\band\b")
"""What stands between what is said of one cost and of another one."""
_SAY_WHOSE = ("basis", "partner", "of", "reverses", "rate")
"""The columns of a line that has no need of a text beside it."""


def settle(book: Book, costs: Table) -> None:
    """Settle what lines of costs are shared by that say nothing themselves, in place, and where that would stand in their rows."""
    for row in list(_silent(costs)):
        cell = costs.cells.get("cost", [""] * costs.size)[row]
        cells = next((each for each in book.sheets if cell.startswith(each.sheet.grid.name(""))), None)
        amount_cell = costs.cells.get("amount", [""] * costs.size)[row]
        if cells is None or not amount_cell:
            continue
        place, amount = box(cell.rpartition("!")[2]), box(amount_cell.rpartition("!")[2])
        area = _area(book, cells, (place.top, place.left))
        behind = _behind(book, cells, (amount.top, amount.left), area)
        said = book.answers.basis(cells.sheet, *behind) if behind else ""
        found = said or _said_near(cells, area, str(costs.columns["cost"][row]))
        places = costs.cells.setdefault("basis", [""] * costs.size)
        places[row] = places[row] or (cells.address(*behind) if behind else "")
        if found:
            costs.columns.setdefault("basis", [None] * costs.size)[row] = found


def _silent(costs: Table) -> Iterator[int]:
    """The lines with an amount that is none of the goods and nothing that says who bears it."""
    none = [None] * costs.size
    for row, (name, amount) in enumerate(zip(costs.columns.get("cost", none), costs.columns.get("amount", none), strict=True)):
        said = (costs.columns.get(column, none)[row] for column in _SAY_WHOSE)
        if name is not None and amount is not None and cost_kind(name) != "goods" and all(value is None for value in said):
            yield row


def _area(book: Book, cells: Cells, place: tuple[int, int]) -> Box:
    """The table that a cost stands in, or the block of labels without a blank row."""
    region = next((each for each in book.regions if each.is_on(cells) and each.covers(*place)), None)
    if region is not None:
        return region.lying_box
    row, column = place
    top = bottom = row
    while cells.sheet.at(top - 1, column) is not None:
        top -= 1
    while cells.sheet.at(bottom + 1, column) is not None:
        bottom += 1
    return Box(top, column, bottom, column + _NEAR)


def _behind(book: Book, cells: Cells, amount: tuple[int, int], area: Box) -> tuple[int, int] | None:
    """The blank cell behind an amount, where it would say what it is shared by; None where something stands there that may say it."""
    row, first = amount
    region = next((each for each in book.regions if each.is_on(cells) and each.covers(*amount)), None)
    notes = {column for column in region.columns if kinds.is_ignored(region.headings[column].meanings)} if region is not None else set()
    behind = [column for column in range(first + 1, area.right + 2) if column not in notes]
    return (row, behind[0]) if behind and all(cells.sheet.at(row, column) is None for column in behind) else None


def _said_near(cells: Cells, area: Box, cost: str) -> str:
    """The one basis of a cost that lone texts above, in or below an area say; "" where none does, or several do."""
    found = set[str]()
    for row in range(area.top - _NEAR, area.bottom + _NEAR + 1):
        columns = [column for column in cells.sheet.rows.get(row, ()) if area.left - 1 <= column <= area.right + 1]
        anchors = {cells.sheet.anchor(row, column) for column in columns}
        if len(anchors) == 1:
            found.add(said_for(cost, cells.text(*anchors.pop())))
    found.discard("")
    return found.pop() if len(found) == 1 else ""


def said_for(cost: str, text: str) -> str:
    """The basis that a text says of a cost, by its name or of all costs; "" where it says none, or several.

    >>> said_for("Cước", "Chia theo số lượng"), said_for("Cước", "CHI PHÍ CHUNG (chia theo SL)"), said_for("运费", "公共费用 按件均摊")
    ('quantity', 'quantity', 'quantity')
    >>> [said_for(cost, "Cước chia theo kg, kho chia đều") for cost in ("Cước", "Kho", "Thuế")]
    ['kg', 'equal', '']
    """
    of_all, own = set[str](), set[str]()
    for part in _APART.split(text) if _SAYS_SHARED.search(text) else ():
        about, said = _about_and_basis(part)
        if said and key(cost) in key(about):
            own.add(said)
        elif said and (not about or "cost" in parse(about).meanings):
            of_all.add(said)
    found = own or of_all
    return found.pop() if len(found) == 1 else ""


def _about_and_basis(text: str) -> tuple[str, str]:
    """What a text is about and the basis that it says of that; "" where it says none.

    >>> _about_and_basis("Cước chia theo kg"), _about_and_basis("(chia đều)"), _about_and_basis("Cước")
    (('Cước', 'kg'), ('', 'equal'), ('Cước', ''))
    """
    inside = basis_in(text)
    if inside:
        return BRACKETS.sub(" ", text).strip(" :-"), inside
    parts = re.split(r"[\s:：]+", text.strip(" ():：（）*-."))
    for start in range(len(parts)):
        end = " ".join(parts[start:])
        said = basis(end) if _SAYS_SHARED.search(end) else None
        if said:
            return " ".join(parts[:start]), said
    return text.strip(), ""
