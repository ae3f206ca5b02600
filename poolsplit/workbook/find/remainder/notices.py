"""What the operator has to know about cells that were taken: errors, formulas without results, and what is hidden but counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.workbook.read.grid import CellError, Uncached, letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.read.sheet import Sheet


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


def broken_cells(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """The problems about errors and formulas without result in what was handed on."""
    for table in tables.values():
        for column, values in table.columns.items():
            cells = table.cells.get(column, [""] * len(values))
            numbered = enumerate(zip(cells, values, strict=True), 1)
            bad = {cell: (row, value) for row, (cell, value) in numbered if isinstance(value, (CellError, Uncached))}
            for cell, (row, value) in bad.items():
                yield from broken(table.name, row, column, value, cell)
