"""What stands in the cells, rows and ranges of a sheet, for meeting an answer again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import normal
from poolsplit.workbook.read.grid import Box
from poolsplit.workbook.read.sheet import Sheet, like_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.read.grid import Grid

def layout(grids: Iterable[Grid]) -> dict[str, list[str]]:
    """Sheet -> the known headings on it, in order of the alphabet."""
    found = {}
    for sheet in map(Sheet, grids):
        texts = {normal(sheet.text(row, column)) for row in heading_rows(sheet) for column in sheet.telling[row]}
        found[sheet.grid.title] = sorted(texts)
    return found


def shown(sheet: Sheet, row: int, column: int) -> str:
    """What a cell says, on one line; "" where it is blank."""
    value = sheet.at(row, column)
    return "" if value is None else " ".join(str(value).split())


def row_values(sheet: Sheet, row: int) -> tuple[str, ...]:
    """What the cells of a row say, in order, blank ones left out."""
    return tuple(shown(sheet, row, column) for column in sheet.rows.get(row, ()))


def texts_of(values: Iterable[str]) -> tuple[str, ...]:
    """Those of the values of a row that are no figures."""
    return tuple(value for value in values if not like_figure(value))


def like_figure(text: str) -> bool:
    """Whether a text is a number, with or without a unit, or a date: "60", "10 cái", "2026-11-21 00:00:00"."""
    return like_number(text) or (any(letter.isdecimal() for letter in text) and not any(letter.isalpha() for letter in text))


def heading_rows(sheet: Sheet) -> list[int]:
    """The rows with at least two texts that are known as headings, and no number."""
    rows = [row for row, columns in sheet.telling.items() if len({sheet.anchor(row, column) for column in columns}) > 1]
    return [row for row in rows if not any(sheet.is_number(row, column) for column in sheet.rows[row])]


def heading_above(sheet: Sheet, row: int, column: int) -> str:
    """The heading above a cell: in the nearest row of headings, with no blank row between; "" where there is none."""
    known = set(heading_rows(sheet))
    above = row - 1
    while above in sheet.rows:
        if above in known:
            return shown(sheet, above, column)
        above -= 1
    return ""


def nearest_above(sheet: Sheet, row: int, column: int) -> str:
    """What stands nearest above a cell; "" where nothing does."""
    return next((text for above in range(row - 1, 0, -1) if (text := shown(sheet, above, column))), "")


def heading_row_of_column(sheet: Sheet, column: int) -> int:
    """The first row of headings with something in a column; without one, the first row with something in it."""
    rows = [row for row, columns in sheet.rows.items() if column in columns]
    known = set(heading_rows(sheet))
    return next((row for row in rows if row in known), rows[0] if rows else 1)


def first_text(sheet: Sheet, row: int) -> int:
    """The column of the first text of a row that is no figure; of its first value where it has none."""
    columns = sheet.rows.get(row, [1])
    return next((column for column in columns if texts_of([shown(sheet, row, column)])), columns[0])


def is_struck(sheet: Sheet, row: int) -> bool:
    """Whether anything in a row is struck through."""
    return any(sheet.anchor(row, column) in sheet.grid.struck for column in sheet.rows.get(row, ()))


def cells_with(sheet: Sheet, text: str) -> list[tuple[int, int]]:
    """The cells that hold a text, each merge once, in order."""
    wanted = normal(text)
    return sorted({sheet.anchor(row, column) for row, column in sheet.values if normal(shown(sheet, row, column)) == wanted}) if text else []


def rows_like(sheet: Sheet, values: Sequence[str], *, struck: bool) -> list[int]:
    """The rows with the same texts in the same order, struck through or not."""
    wanted = texts_of(values)
    return [row for row in sheet.rows if texts_of(row_values(sheet, row)) == wanted and is_struck(sheet, row) == struck]


def block_values(sheet: Sheet, box: Box) -> tuple[str, ...]:
    """What the cells of a range say, row by row: all of its first row, and the texts below it; "" for all else."""
    return tuple(
        text if row == box.top or texts_of([text]) else ""
        for row in range(box.top, box.bottom + 1) for column in range(box.left, box.right + 1) for text in [shown(sheet, row, column)]
    )


def blocks_like(sheet: Sheet, box: Box, block: Sequence[str]) -> list[tuple[int, int]]:
    """The upper left cells of all ranges of the size of `box` that say the same."""
    wide, tall = box.right - box.left, box.bottom - box.top
    first = next((index for index, text in enumerate(block[:wide + 1]) if text), None)
    if first is None:
        return []
    starts = ((row, column - first) for row, column in sorted(sheet.values) if shown(sheet, row, column) == block[first] and column > first)
    return [(row, column) for row, column in starts if block_values(sheet, Box(row, column, row + tall, column + wide)) == tuple(block)]
