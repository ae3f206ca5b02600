"""Blank names: the one above goes on where that is how orders are written, else it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Listing, Text, name_text
from poolsplit.workbook.find.account import OPEN
from poolsplit.workbook.find.book import question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.lists.rowlist import RowList

_MOST_SHOWN = 6


def with_names(rowlist: RowList, column: int, rows: list[int], blocks: set[int]) -> list[int]:
    """The rows that have a name in a column of names, or take the one above; the others are asked about, together where they follow each other.

    blocks: the rows of totals and headings, across which no name goes on.
    """
    region, cells = rowlist.region, rowlist.cells
    at, name = cells.sheet.at, rowlist.columns.named.get(column, "sku")
    blank = {row for row in rows if at(row, column) is None}
    if not blank or (name == "pool" and len(blank) == len(rows)):
        return rows
    goes_on = _goes_on(rowlist, column, name, rows)
    left, asked, above = list[int](), list[int](), 0
    for row in rows:
        answer = rowlist.book.answers.cell(cells.sheet, row, column) if row in blank else ""
        if row not in blank:
            above = row
            left.append(row)
        elif above and (answer == "above" or (goes_on and not any(above < block < row for block in blocks))):
            region.filled[row, column] = (above, column)
            left.append(row)
            if answer != "above" and name == "partner":
                region.from_above.append(row)
        elif answer == "data" and name == "pool" and rowlist.table != "orders":
            left.append(row)
        else:
            asked.append(row)
            rowlist.book.account.mark(cells, [(row, each) for each in region.columns], OPEN, "asked")
    if asked:
        _ask(rowlist, column, name, _runs(asked, region.rows))
    return left


def _goes_on(rowlist: RowList, column: int, name: str, rows: Sequence[int]) -> bool:
    """Whether a name goes on without a question: a partner's in orders with SKUs, and that of the only batch of payments."""
    if name == "pool" and rowlist.table == "payments":
        return len({rowlist.cells.key(row, column) for row in rows if rowlist.cells.name(row, column)}) == 1
    return name == "partner" and rowlist.table == "orders" and bool(rowlist.columns.of("sku") or rowlist.columns.joined)


def _runs(some: Sequence[int], rows: Sequence[int]) -> list[list[int]]:
    """Rows that follow each other in the table, together.

    >>> _runs([3, 5, 8], [2, 3, 5, 6, 8])
    [[3, 5], [8]]
    """
    index = {row: at for at, row in enumerate(rows)}
    runs: list[list[int]] = []
    for row in some:
        if runs and index[row] == index[runs[-1][-1]] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _ask(rowlist: RowList, column: int, name: str, runs: list[list[int]]) -> None:
    """Ask about the blank names of a column: one question."""
    cells, first = rowlist.cells, runs[0][0]
    cell = cells.address(first, column)
    whole = cell if len(runs) == len(runs[0]) == 1 else f"{cell}:{cells.short(runs[-1][-1], column)}"
    above = next((cells.name(row, column) for row in range(first - 1, rowlist.region.bottom, -1) if cells.name(row, column)), "")
    choices = []
    if above and len(runs) > 1:
        places = Listing(cells.short(run[0], column) + (f":{cells.short(run[-1], column)}" if len(run) > 1 else "") for run in runs)
        message = Text("the {column} is blank in {places}", column=name_text(name), places=places)
        choices.append(Choice(f"{whole}=above", Text("it is the one above each of them")))
    elif above:
        message = Text('the {column} is blank below "{above}"', column=name_text(name), above=above)
        choices.append(Choice(f"{whole}=above", Text('it is "{above}" as well', above=above)))
    else:
        message = Text("the {column} is blank", column=name_text(name))
    if len(runs) > 1 and all(len(run) == 1 for run in runs) and name == "sku":
        rows = "; ".join(f"{cells.address(run[0], column)}=total" for run in runs)
        choices.append(Choice(rows, Text("these rows are totals, and do not count")))
    if len(runs) == len(runs[0]) == 1:
        choices.append(Choice(f"{whole}=total", Text("it is a total, and does not count")))
    if len(runs) == 1:
        choices.append(Choice(f"{whole}=out", Text("the row does not count")))
    rowlist.book.problems.append(question(rowlist.table, name, cell, message, choices))


def say_from_above(rowlist: RowList) -> None:
    """Warn of the rows that count for the partner above them."""
    rows = rowlist.region.from_above
    if rows:
        cell = rowlist.cells.address(rows[0], rowlist.columns.of("partner")[0])
        shown = ", ".join(map(str, rows[:_MOST_SHOWN])) + (" …" if len(rows) > _MOST_SHOWN else "")
        message = Text("rows without a name count for the name above them: {rows}", rows=shown)
        rowlist.book.warn(rowlist.table, "partner", cell, message, Text("nothing, if that is right; else type the name into every row"))
