"""One sheet of the results workbook: its tables, their formats, and the set-up for printing."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from poolsplit.errors import Text
from poolsplit.report.sections import LABELS, MARK, TEXT, Section
from poolsplit.report.text import display_width, heading, value_text, wrapped
from poolsplit.values.translate import translate
from poolsplit.values.typed_numbers import LIMIT
from poolsplit.workbook.results.chart import add_chart
from poolsplit.workbook.results.heights import height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_FORMULA_LIKE = ("=", "+", "-", "@")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST_SENTENCE = 60
_WIDEST_NAME = 34
_HEADER_WIDEST = 10
_ON_A_SCREEN = 8

_TITLE = Font(name="Calibri", bold=True, size=14)
_NOTE = Font(name="Calibri", size=11, italic=True, color="595959")
_PLAIN = Font(name="Calibri", size=11)
_BOLD = Font(name="Calibri", size=11, bold=True)
_HEADER = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_DARK = PatternFill("solid", fgColor="1F4E79")
_THIN = Border(bottom=Side("thin", color="D9D9D9"))
_BESIDE = Border(left=Side("thin", color="FFFFFF"))
_SUM = Border(top=Side("medium", color="1F4E79"))
_NUMBERS = Alignment(horizontal="right", vertical="center", wrap_text=True)
_ALIGNED = {
    TEXT: Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1),
    MARK: Alignment(horizontal="center", vertical="center", wrap_text=True),
}
_FILLS = {
    "bad": PatternFill("solid", fgColor="F8CBAD"),
    "mind": PatternFill("solid", fgColor="FFE699"),
    "good": PatternFill("solid", fgColor="E2EFDA"),
}
_JUDGED = {"ok": "good", "fine": "good", "mind": "mind", "warning": "mind", "differs": "bad", "problem": "bad"}


class Page:
    """One sheet that is filled from the top: sections below each other, then the set-up for screen and paper."""

    def __init__(self, sheet: Worksheet, lang: str) -> None:
        """Begin at the first row of an empty sheet. lang: the language of its texts."""
        self.sheet = sheet
        self.lang = lang
        self.row = 1
        self.widths: dict[int, int] = {}

    def fill(self, sections: Sequence[Section]) -> None:
        """Write the sections, and a chart below the dues."""
        self.widths = self._column_widths(sections)
        header = 0
        for section in sections:
            header = self._section(section)
            if section.key == "dues" and section.rows:
                add_chart(self.sheet, section, header, translate(Text("Shares of the costs"), self.lang))
        self._set_up(sections, header)

    def _column_widths(self, sections: Sequence[Section]) -> dict[int, int]:
        """Column index -> its width in characters, enough for every number; long names and sentences wrap instead."""
        widths: dict[int, int] = {}
        for section in sections:
            widest = _WIDEST_NAME if len(section.columns) > _ON_A_SCREEN else _WIDEST_SENTENCE
            for index, (name, kind) in enumerate(section.columns):
                label = value_text(name, self.lang)
                longest_word = max(map(display_width, label.split()), default=0)
                header = max(longest_word, min(display_width(label), _HEADER_WIDEST))
                body = max((display_width(value_text(row[index], self.lang)) for row in section.rows), default=0)
                widths[index] = max(widths.get(index, 0), min(max(header, body), widest) if kind == TEXT else max(min(header, widest), body))
        return widths

    def _section(self, section: Section) -> int:
        """Write the title, note, headings and rows of a section. Gives the row number of the headings."""
        self._text(1, heading(section, self.lang), _TITLE)
        self.sheet.row_dimensions[self.row].height = 24
        self.row += 1
        if section.note:
            self._text(1, translate(section.note, self.lang), _NOTE)
            self.row += 1
        header = self.row
        if section.rows:
            self._header(section)
            for index, row in enumerate(section.rows):
                self._row(section, row, is_total=section.total and index == len(section.rows) - 1)
        self.row += 1
        return header

    def _header(self, section: Section) -> None:
        lines = 1
        for index, (name, kind) in enumerate(section.columns):
            label = value_text(name, self.lang)
            cell = self._text(index + 1, label, _HEADER)
            cell.fill = _DARK
            cell.border = _BESIDE
            cell.alignment = _ALIGNED.get(kind, _NUMBERS)
            lines = max(lines, len(wrapped(label, self.widths[index])))
        self.sheet.row_dimensions[self.row].height = height(lines)
        self.row += 1

    def _row(self, section: Section, row: Sequence[Any], *, is_total: bool) -> None:
        lines = 1
        for index, (value, (name, kind)) in enumerate(zip(row, section.columns, strict=True)):
            cell = self._number(index + 1, value) if _is_number(value) else self._text(index + 1, value_text(value, self.lang))
            if is_total or name is LABELS["due"]:
                cell.font = _BOLD
            cell.border = _SUM if is_total else _THIN
            cell.alignment = _ALIGNED.get(kind, _NUMBERS)
            if kind == TEXT:
                lines = max(lines, len(wrapped(str(cell.value or ""), self.widths[index])))
            elif isinstance(value, Text) and value.template in _JUDGED:
                cell.fill = _FILLS[_JUDGED[value.template]]
        if lines > 1:
            self.sheet.row_dimensions[self.row].height = height(lines)
        self.row += 1

    def _number(self, column: int, value: int | Decimal) -> Cell | MergedCell:
        """Write a number unrounded, shown with the decimals of its currency; a number that a sheet cannot keep exactly is written as text."""
        if not -LIMIT < value < LIMIT:
            return self._text(column, value_text(value, self.lang))
        cell = self.sheet.cell(self.row, column, value)
        decimals = str(value).partition(".")[2]
        cell.number_format = "#,##0." + "0" * len(decimals) if decimals else "#,##0"
        cell.font = _PLAIN
        return cell

    def _text(self, column: int, text: str, font: Font = _PLAIN) -> Cell | MergedCell:
        """Write a text so that it stays text: never a formula, whatever it starts with. Characters that no sheet can hold are replaced."""
        cell = self.sheet.cell(self.row, column)
        if text:
            cell.value = _ILLEGAL.sub("\ufffd", text)
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(_FORMULA_LIKE)
        cell.font = font
        return cell

    def _set_up(self, sections: Sequence[Section], header: int) -> None:
        """Set the column widths and the paper (A4 landscape, all columns on a page).

        Where the sheet has one table only, its headings are frozen on the screen and printed on each page.
        """
        sheet = self.sheet
        for index, width in self.widths.items():
            sheet.column_dimensions[get_column_letter(index + 1)].width = width + len(range(0, width, 8)) + 2
        sheet.sheet_view.showGridLines = False
        if len(sections) == 1 and sections[0].rows:
            kinds = [kind for _, kind in sections[0].columns]
            frozen_columns = len(list(takewhile(lambda kind: kind == TEXT, kinds))) if len(kinds) > _ON_A_SCREEN else 0
            sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}{header + 1}"
            sheet.print_title_rows = f"{header}:{header}"
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, header=0.3, footer=0.3)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.oddFooter.center.text = "&A  &P/&N"    # type: ignore[union-attr]  # openpyxl always gives a footer its three parts


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
