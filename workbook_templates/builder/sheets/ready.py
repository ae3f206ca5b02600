"""The sheet of the evidence that a stage of the order still lacks: a yellow cell for the stage, and a line for each missing record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ..blocks import at
from ..layout import DATA, EXPECTED, HEADS, LACKING, LEFT, RECORDED, SHARED
from ..styles import BAD, BIG, GOOD, INPUT, SIDE
from ..text_formulas import sentence
from ..texts import stages

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

WIDTHS = [36, 56, 76]
_LAST = LEFT + len(WIDTHS) - 1


def write(sheet: ResultSheet) -> None:
    """Write the stage, the verdict on it, and the missing records."""
    words, figures, page = sheet.words["ready"], sheet.figures, sheet.page
    sheet.head("ready", len(WIDTHS))
    sheet.reason(len(WIDTHS), "ready")
    page.write_string(EXPECTED, LEFT, words["stage"], sheet.styles.of(**SIDE, align="right", indent=1))
    page.write_string(EXPECTED, LEFT + 1, figures.stage, sheet.styles.of(**INPUT, bold=True, indent=1))
    sheet.choice((EXPECTED, LEFT + 1, EXPECTED, LEFT + 1), list(stages(figures.language).values()))
    sheet.book.define_name("ready_stage", "=" + sheet.places.cell("ready", EXPECTED, LEFT + 1))
    first, reasons = at(sheet.places, "ready", 1, 0), xl_range_abs(DATA, LEFT + 1, DATA + LACKING - 1, LEFT + 1)
    lacking = f"SUMPRODUCT((LEN({reasons})>0)*1)"
    verdict = f'IF({lacking}=0,"{words["done"]}",{sentence(words["lacking"], {"n": lacking})})'
    missing = sum(1 for line in figures.ready[1:] if line[1])
    verdict_value = "" if not figures.example else words["lacking"].format(n=missing) if missing else words["done"]
    page.set_row(EXPECTED, 22)
    page.set_row(SHARED, 24)
    page.merge_range(SHARED, LEFT, SHARED, _LAST, "", sheet.styles.of(**BIG, font_size=13, indent=1))
    formula = f'=IF(ISERROR({first}),"",IF({RECORDED},{verdict},""))'
    sheet.formula(SHARED, LEFT, formula, verdict_value, sheet.styles.of(**BIG, font_size=13, indent=1))
    cell = xl_rowcol_to_cell(SHARED, LEFT, row_abs=True, col_abs=True)
    for colours, condition in ((GOOD, f'={cell}="{words["done"]}"'), (BAD, f"=LEN({cell})>0")):
        rule = {"type": "formula", "criteria": condition, "format": sheet.book.add_format(colours), "stop_if_true": True}
        page.conditional_format(SHARED, LEFT, SHARED, _LAST, rule)
    sheet.headings(HEADS, LEFT, [words["item"], words["reason"], sheet.words["fix"]])
    sheet.fix_heads(DATA + LACKING - 1)
    look = sheet.look(text_wrap=True)
    sheet.answers(DATA, LEFT, "ready", (1, 0), figures.ready[1:], [look] * 3, lambda *_: "TRUE")
    for row in range(DATA, DATA + LACKING):
        page.set_row(row, 34)
    sheet.filled(DATA, LEFT, DATA + LACKING - 1, _LAST)
    sheet.printed(DATA + LACKING - 1, _LAST, landscape=True)
