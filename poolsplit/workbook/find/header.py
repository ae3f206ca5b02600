"""Rows of headings: where one may stand, which of its cells go together, and the heading of each column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, is_unit, parse
from poolsplit.workbook.find.signatures import classify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from poolsplit.workbook.find.mapping import Mapping
    from poolsplit.workbook.read.sheet import Sheet

LONGEST_HEADING = 80
_MOST_ROWS = 3


def may_head(sheet: Sheet, mapping: Mapping, row: int) -> bool:
    """Whether headings with a meaning may begin in a row."""
    return row in sheet.heads or row in mapping.heads(sheet)


def segments(sheet: Sheet, row: int) -> Iterator[list[int]]:
    """The runs of cells of a row that may be the headings of one table.

    A column that is blank in this row and in the next ones separates; an unnamed column with data below does not.
    """
    columns = sheet.rows.get(row, [])
    run: list[int] = []
    for column in columns:
        if run and not all(_filled_below(sheet, row, gap) for gap in range(run[-1] + 1, column)):
            yield run
            run = []
        run.append(column)
    if run:
        yield run


def _filled_below(sheet: Sheet, row: int, column: int) -> bool:
    return any(sheet.at(below, column) is not None for below in (row + 1, row + 2))


def headings_at(sheet: Sheet, mapping: Mapping, row: int, columns: Iterable[int]) -> tuple[int, dict[int, Heading]]:
    """The last row of the headings that begin in `row`, and the heading of each column, joined over these rows."""
    columns = list(columns)
    spans = [sheet.spans[row, column] for column in columns if (row, column) in sheet.spans]
    bottom = min(max([row, *(span.bottom for span in spans if span.top == row)]), row + _MOST_ROWS)
    while _only_units(sheet, bottom + 1, columns):
        bottom += 1
    found = {column: _heading(sheet, row, bottom, column) for column in columns}
    for column in columns:
        for line in range(row, bottom + 1):
            decided = mapping.column(sheet, line, column)
            if decided is not None:
                found[column] = replace(found[column], meanings=(decided.column or "index",))
    return bottom, found


def _only_units(sheet: Sheet, row: int, columns: list[int]) -> bool:
    """Whether a row below headings only states their units: "(¥)", "cái", "kg"."""
    texts = [sheet.text(row, column) for column in columns if sheet.at(row, column) is not None]
    return bool(texts) and all(text and is_unit(text) for text in texts)


def _heading(sheet: Sheet, top: int, bottom: int, column: int) -> Heading:
    """The heading of one column: its texts down the header rows as one, else the last of them, else with the group above."""
    texts: list[str] = []
    for row in range(top, bottom + 1):
        text = sheet.text(row, column) or (str(sheet.at(row, column)) if sheet.at(row, column) is not None else "")
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    if not texts or len(texts[-1]) > LONGEST_HEADING:
        return Heading(" ".join(texts))
    joined = parse(" ".join(texts))
    if joined.meanings:
        return joined
    last = parse(texts[-1])
    above = sheet.text(top - 1, column)
    if last.meanings or not above or len(above) > LONGEST_HEADING:
        return last if last.meanings else joined
    grouped = parse(f"{above} {texts[-1]}")
    return grouped if grouped.meanings else joined


def is_header(sheet: Sheet, mapping: Mapping, row: int, near: list[int]) -> bool:
    """Whether another table begins in a row, in the run of cells that touches the columns `near`."""
    for columns in segments(sheet, row) if may_head(sheet, mapping, row) else ():
        if len(columns) > 1 and set(columns) & set(near):
            headings = headings_at(sheet, mapping, row, columns)[1]
            if classify(headings.values()) or sum(bool(heading.meanings) for heading in headings.values()) > 1:
                return True
    return False
