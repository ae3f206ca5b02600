"""What the operator has to know about cells that were taken: errors, formulas without results, and what is hidden but counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.errors import Listing, Problem, Text
from poolsplit.tables.headings import parse
from poolsplit.values.names import key
from poolsplit.workbook.read.grid import Box, CellError, Uncached, box, letters
from poolsplit.workbook.read.sheet import like_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.read.grid import Grid
    from poolsplit.workbook.read.sheet import Sheet

_AMOUNT = re.compile(r"\D{2,40}\d[\d.,]*\s?(?:k|tr|triệu|nghìn|đ|₫|vnd|tệ|cny|rmb|元|%)(?:\W.{0,12})?", re.IGNORECASE)
"""A text that ends in an amount: "Bọc hàng: 50k"."""
_BEGINS = re.compile(r"\W{0,4}(?:[A-Za-z]{1,3}\W{0,2})?\d")
_NAMED = 5


def broken(table: str, row: int, column: str, value: object, cell: str) -> Iterator[Problem]:
    """A problem where a value is an error or a formula without its result."""
    if isinstance(value, CellError):
        message = Text("the cell holds the error {error}", error=str(value))
        yield Problem(table, row, column, message, Text("repair the formula, or type the value over it"), cell)
    if isinstance(value, Uncached):
        message = Text("the formula {formula} has no saved result", formula=str(value))
        fix = Text("open the file in Excel or LibreOffice and save it, or type the value over the formula")
        yield Problem(table, row, column, message, fix, cell)


def hidden(sheet: Sheet) -> Iterator[Problem]:
    """Warnings for hidden sheets, rows and columns: they count all the same."""
    grid = sheet.grid
    if grid.hidden:
        yield _counts(Text('the sheet "{sheet}" is hidden, and counts', sheet=grid.title), grid.title)
    rows = [str(row) for row in sorted(grid.hidden_rows) if row in sheet.rows]
    columns = [letters(column) for column in sorted(grid.hidden_columns) if any(place[1] == column for place in sheet.values)]
    for names, message in ((rows, "hidden rows count: {names}"), (columns, "hidden columns count: {names}")):
        if names:
            yield _counts(Text(message, names=", ".join(names)), grid.title)


def _counts(message: Text, sheet: str) -> Problem:
    return Problem("", 0, "", message, Text("delete what should not count"), sheet, warning=True)


def unread(grids: Sequence[Grid], read: Sequence[str], asked: Sequence[str] = ()) -> Iterator[Problem]:
    """A warning for every sheet with figures that nothing was made of: a name that nobody knows must not lose an amount unseen.

    read: the ranges that were read. asked: the ranges and cells that a problem names, which speak for the rows right below them too.

    >>> from poolsplit.workbook.read.grid import Grid
    >>> cells = {(1, 1): "Cước", (1, 2): 3000, (3, 1): "Bọc hàng", (3, 2): 500, (5, 1): "Đợt 7"}
    >>> print(next(unread([Grid("S", cells)], ["S!A1:B1"])).message)
    not read: "Bọc hàng"
    """
    for grid in grids:
        boxes, questions = _boxes(grid, read), _boxes(grid, asked)
        left = [(area, name) for area, name in _left(grid, boxes + questions) if not any(_is_below(area, above) for above in questions)]
        if left:
            more = ["…"] * (len(left) > _NAMED)
            cells = ", ".join([grid.span(left[0][0]), *(grid.span(area).rpartition("!")[2] for area, _ in left[1:_NAMED]), *more])
            message = Text("not read: {names}", names=Listing([*(f'"{name}"' for _, name in left[:_NAMED]), *more]))
            fix = Text("a cost counts in a table (Cost, Amount, Split by) or beside a name such as Freight; what is no part of the order can stay")
            yield Problem("", 0, "", message, fix, cells, warning=True)


def unused(orders: Table, costs: Table | None) -> Iterator[Problem]:
    """A warning for every column of figures in the orders whose heading nobody knows and no cost is shared by.

    >>> from poolsplit.tables.table import Table
    >>> orders = Table("orders", {"partner": ["An"], "Cọc đợt 1": [500]}, {"Cọc đợt 1": ["S!C2"]})
    >>> print(next(unused(orders, None)))
    S!C2: the column "Cọc đợt 1" is not used. Way out: if it is what partners paid: --map "Cọc đợt 1=paid"; if a cost is shared by it, name it there
    """
    shared_by = {key(name) for name in (costs.columns.get("basis", ()) if costs else ())}
    for name, values in orders.columns.items():
        figures = [value for value in values if value is not None]
        if figures and all(map(like_number, figures)) and not parse(name).meanings and key(name) not in shared_by:
            fix = Text('if it is what partners paid: --map "{heading}=paid"; if a cost is shared by it, name it there', heading=name)
            cells = orders.cells.get(name, [""])
            yield Problem("orders", 0, "", Text('the column "{heading}" is not used', heading=name), fix, cells[0], warning=True)


def _boxes(grid: Grid, places: Sequence[str]) -> list[Box]:
    start = grid.name("")
    return [box(place.removeprefix(start)) for place in places if place.startswith(start) and place != start]


def _is_below(area: Box, above: Box) -> bool:
    return area.top == above.bottom + 1 and area.left <= above.right and above.left <= area.right


def _is_figure(value: object) -> bool:
    """Whether a value is a number or text that reads as one; most texts are told by how they begin, which is quick."""
    return like_number(value) if not isinstance(value, str) or _BEGINS.match(value) else False


def _left(grid: Grid, boxes: Sequence[Box]) -> Iterator[tuple[Box, str]]:
    """The areas of rows that have a figure beside a text outside of `boxes`, each with its first text."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(grid.values):
        if not any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in boxes):
            rows.setdefault(row, []).append(column)
    area, name = None, ""
    for row, columns in rows.items():
        values = [grid.values[row, column] for column in columns if (row, column) not in grid.summaries]
        figures = [_is_figure(value) for value in values]
        texts = [value.strip() for value, figure in zip(values, figures, strict=True) if isinstance(value, str) and not figure and value.strip()]
        if not (texts and any(figures)) and not any(_AMOUNT.fullmatch(text) for text in texts):
            continue
        if area is not None and row == area.bottom + 1:
            area = Box(area.top, min(area.left, *columns), row, max(area.right, *columns))
            continue
        if area is not None:
            yield area, name
        area, name = Box(row, columns[0], row, columns[-1]), " ".join(texts[0].split())
    if area is not None:
        yield area, name
