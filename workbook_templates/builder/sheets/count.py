"""The count sheet for the day on which the goods are split: a row per partner and SKU, with room for the counted pieces and a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from ..layout import DATA, GOODS, HEADS, LAST_GOODS, LEFT, ORDERS
from ..result_sheet import Control
from .landed import DEFECTIVE, HANDED, PIECES, RECEIVED

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

WIDTHS = [28, 26, 10, 10, 10, 13, 13, 24]
_FIRST, _PRINTED = LEFT + 2, 38
_SOURCES = (LEFT, LEFT + 1, PIECES, RECEIVED, DEFECTIVE, HANDED)
_LAST = LEFT + len(WIDTHS) - 1


def write(sheet: ResultSheet) -> None:
    """Write the pieces of the landed-cost sheet with their sums, and two columns to be filled in by hand."""
    words, for_pen = sheet.words, sheet.words["count"]
    sheet.head("count", len(WIDTHS))
    sheet.wider(len(WIDTHS), xl_rowcol_to_cell(DATA + _PRINTED, LEFT))
    names = [words[name] for name in ("quantity", "received", "defective", "good")]
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), sheet.titled(ORDERS, "sku"), *names, for_pen["counted"], for_pen["signed"]])
    grid = [_row(sheet, nth) for nth in range(GOODS)]
    sums = sheet.figures.sums(grid)
    of_landed = [sheet.places.cell("landed", DATA - 3, column) for column in _SOURCES[2:]]
    columns = zip(range(_FIRST, _FIRST + len(of_landed)), of_landed, sums[2:], strict=True)
    controls = [Control(column, f'IF({cell}="",0,{cell})', total, total) for column, cell, total in columns]
    sheet.controls(controls, (DATA, LAST_GOODS))
    sheet.filled(DATA, LEFT, LAST_GOODS, _LAST)
    sheet.fix_heads(LAST_GOODS)
    sheet.printed(DATA + _PRINTED - 1, _LAST, landscape=False)


def _row(sheet: ResultSheet, nth: int) -> list[object]:
    """Write the nth row, counted from 0, and return its results."""
    row, line = DATA + nth, sheet.figures.goods[nth]
    for column, (source, value) in enumerate(zip(_SOURCES, line, strict=True), LEFT):
        cell = sheet.places.cell("landed", row, source)
        look = sheet.look() if column < _FIRST else sheet.look("count", bold=source == HANDED)
        sheet.formula(row, column, f'=IF(ISERROR({cell}),"",{cell})', value, look)
    for column in (_LAST - 1, _LAST):
        sheet.page.write_blank(row, column, None, sheet.look())
    return line
