"""The runs of cells of a row that may be the headings of one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.headings import parse
from poolsplit.tables.labels import TERM_COLUMNS
from poolsplit.tables.schema import TABLES
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS, classify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.workbook.find.shape.cells import Cells


def segments(cells: Cells, row: int) -> Iterator[list[int]]:
    """The runs of cells of a row that may be headings of one table.

    A column that is blank in this row and in the next two separates; an unnamed column with data below it does not.
    """
    run: list[int] = []
    for column in cells.sheet.rows.get(row, []):
        if run and not all(any(cells.sheet.at(below, gap) is not None for below in (row + 1, row + 2)) for gap in range(run[-1] + 1, column)):
            yield run
            run = []
        run.append(column)
    if run:
        yield run


def joined(cells: Cells, row: int) -> Iterator[list[int]]:
    """The runs of a row; one behind a single blank column is part of the run before it where its headings only go with that."""
    run: list[int] = []
    for columns in segments(cells, row):
        if run and columns[0] == run[-1] + 2 and _goes_with(cells, row, run, columns):
            run = run + columns
            continue
        if run:
            yield run
        run = columns
    if run:
        yield run


def _goes_with(cells: Cells, row: int, run: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether the headings in some columns belong to the table of a run: they are of that table, and make none of their own."""
    before, behind = ([parse(cells.text(row, column)) for column in part] for part in (run, columns))
    said, more = ({meaning for heading in headings for meaning in heading.meanings} for headings in (before, behind))
    if said & more or classify(behind) or not all(heading.meanings for heading in behind):
        return False
    table = classify(before)
    known = {column.name for column in TABLES.get(table, ())} | (ITEM_COLUMNS if table == "orders" else frozenset())
    if table:
        return all(set(heading.meanings) & known for heading in behind)
    return all(heading.meanings for heading in before) and not (said | more) & TERM_COLUMNS
