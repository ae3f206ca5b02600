"""The results workbook: what a run found, as sheets that an operator reads, prints and sends on."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from poolsplit.errors import Problem, Refused, Text
from poolsplit.locale import problem_line, translate
from poolsplit.outcome import LABELS, MARK, MONEY, TEXT, Outcome, Section
from poolsplit.reading import LIMIT
from poolsplit.screen import columns_wide, heading, shown, sources, without_problems, wrapped
from poolsplit.workbook.chart import add_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from poolsplit.workbook.find import Taken

SHEETS = (
    (Text("Dues"), ("dues",)),
    (Text("Settlement"), ("settlement",)),
    (Text("Landed costs"), ("landed",)),
    (Text("Pieces"), ("shortfall", "goods")),
    (Text("Buying alone"), ("saving",)),
    (Text("Bills"), ("bills",)),
    (Text("Checks"), ("problems", "warnings", "checks", "advice")),
    (Text("Read from"), ("sources",)),
)
"""The sheets, each with the keys of its sections; a section that is not here gets a sheet named after its title."""

_FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_TITLE_LENGTH = 31
_WIDEST_SENTENCE = 60
_WIDEST_NAME = 34
_HEADER_WIDEST = 10
_HEIGHTS = range(0, 410, 16)
"""The height of a row by its lines, in points; a sheet allows no more than 409."""

_TITLE = Font(name="Calibri", bold=True, size=14)
_NOTE = Font(name="Calibri", italic=True, color="595959")
_PLAIN = Font(name="Calibri")
_BOLD = Font(name="Calibri", bold=True)
_HEADER = Font(name="Calibri", bold=True, color="FFFFFF")
_DARK = PatternFill("solid", fgColor="1F4E79")
_THIN = Border(bottom=Side("thin", color="D9D9D9"))
_SUM = Border(top=Side("medium", color="1F4E79"))
_NUMBERS = Alignment(horizontal="right", vertical="center", wrap_text=True)
_ALIGNED = {
    TEXT: Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1),
    MARK: Alignment(horizontal="center", vertical="center", wrap_text=True),
}
_FILLS = {"bad": PatternFill("solid", fgColor="F8CBAD"), "mind": PatternFill("solid", fgColor="FFE699"), "good": PatternFill("solid", fgColor="E2EFDA")}
_JUDGED = {"ok": "good", "fine": "good", "mind": "mind", "warning": "mind", "differs": "bad", "problem": "bad"}


def write(outcome: Outcome, path: str | Path, lang: str, *, taken: Sequence[Taken] = (), overwrite: bool = False) -> None:
    """Write everything that a run found into a new workbook at `path` (.xlsx); it appears there whole or not at all.

    taken: the ranges that the tables were read from. overwrite: replace a file that is there already. Text is always written as
    text, whatever it starts with; the workbook holds no formula. (issue 2, section 3)

    Raises Refused, code "exists" where the file is there, "unwritable" where the folder does not take it.

    >>> import tempfile
    >>> dues = Section("dues", Text("Who pays what"), [("Shop", TEXT), ("Cước", MONEY)], [["An", 1800000]], "VND")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Outcome([dues]), Path(folder, "kết quả.xlsx"), "vi")
    ...     [file.name for file in Path(folder).iterdir()]
    ['kết quả.xlsx']
    """
    target = Path(path)
    if target.exists() and not overwrite:
        raise Refused("exists", Text("there is a file {file} already", file=target.name), Text("choose another name, or move that file away"))
    book = _book(outcome, taken, lang)
    part = target.with_name(f".{target.stem}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            book.save(file)
        part.replace(target)
    except OSError as error:
        fix = Text("check that the folder is there and that you may write into it, and close programs that hold the file")
        raise Refused("unwritable", Text("the file {file} cannot be written", file=target.name), fix) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _book(outcome: Outcome, taken: Sequence[Taken], lang: str) -> Workbook:
    """The workbook: every sheet of SHEETS that has a section, then sheets for the other sections."""
    sections = without_problems(outcome.sections) + _findings(outcome.problems, lang) + [sources(taken)] * bool(taken)
    book = Workbook()
    del book[book.active.title]    # type: ignore[union-attr]  # a new workbook has a sheet
    known = {key for _, keys in SHEETS for key in keys}
    others = tuple((section.title, (section.key,)) for section in sections if section.key not in known)
    for name, keys in (*SHEETS[:-2], *others, *SHEETS[-2:]):
        shown_here = [section for key in keys for section in sections if section.key == key]
        if shown_here:
            _Sheet(book.create_sheet(_sheet_title(translate(name, lang), book.sheetnames)), lang).fill(shown_here)
    return book


def _sheet_title(wanted: str, used: Sequence[str]) -> str:
    """A title that Excel takes and no other sheet has: 31 characters, none of []:*?/\\."""
    title = _NO_TITLE.sub(" ", wanted).strip("' ")[:_TITLE_LENGTH] or "_"
    number = 1
    while title.casefold() in {name.casefold() for name in used}:
        number += 1
        title = f"{title[:_TITLE_LENGTH - 4]} {number}"
    return title


def _findings(problems: Sequence[Problem], lang: str) -> list[Section]:
    """What prevents an exact result, and the warnings: with their place and the way out."""
    columns = [(Text("Finding"), TEXT), (Text("Result"), MARK), (Text("Where"), TEXT), (Text("What to do"), TEXT)]
    kinds = (("problems", Text("Problems"), Text("problem"), False), ("warnings", Text("Warnings"), Text("warning"), True))
    found = []
    for key, title, mark, warning in kinds:
        rows = [[problem.message, mark, _place(problem, lang), problem.fix] for problem in problems if problem.warning == warning]
        found += [Section(key, title, columns, rows)] * bool(rows)
    return found


def _place(problem: Problem, lang: str) -> str:
    return problem_line(replace(problem, message="", fix=""), lang).removesuffix(": ")


class _Sheet:
    """One sheet being filled from the top: sections below each other, then the set-up for screen and paper."""

    def __init__(self, sheet: Worksheet, lang: str) -> None:
        self.sheet = sheet
        self.lang = lang
        self.row = 1
        self.widths: dict[int, int] = {}

    def fill(self, sections: Sequence[Section]) -> None:
        """Write the sections, and below the dues a chart of them."""
        self.widths = self._fitting(sections)
        header = 0
        for section in sections:
            header = self._section(section)
            if section.key == "dues" and section.rows:
                add_chart(self.sheet, section, header, translate(Text("Shares of the costs"), self.lang))
        self._set_up(sections, header)

    def _fitting(self, sections: Sequence[Section]) -> dict[int, int]:
        """The width of every column, wide enough for what is shown in it; long names and sentences are broken into lines instead."""
        widths: dict[int, int] = {}
        for section in sections:
            most = _WIDEST_NAME if any(kind == MONEY for _, kind in section.columns) else _WIDEST_SENTENCE
            for place, (name, kind) in enumerate(section.columns):
                label = shown(name, self.lang)
                words = max(map(columns_wide, label.split()), default=0)
                header = max(words, min(columns_wide(label), _HEADER_WIDEST))
                body = max((columns_wide(shown(row[place], self.lang)) for row in section.rows), default=0)
                widths[place] = max(widths.get(place, 0), min(max(header, body), most) if kind == TEXT else max(min(header, most), body))
        return widths

    def _section(self, section: Section) -> int:
        """Title, note, header and rows; the row of the header."""
        self._text(1, heading(section, self.lang), _TITLE)
        self.sheet.row_dimensions[self.row].height = 24
        self.row += 1
        if section.note:
            self._text(1, translate(section.note, self.lang), _NOTE)
            self.row += 1
        header = self.row
        if section.rows:
            self._header(section)
            for place, row in enumerate(section.rows):
                self._row(section, row, last=section.total and place == len(section.rows) - 1)
        self.row += 1
        return header

    def _header(self, section: Section) -> None:
        lines = 1
        for place, (name, kind) in enumerate(section.columns):
            label = shown(name, self.lang)
            cell = self._text(place + 1, label, _HEADER)
            cell.fill = _DARK
            cell.alignment = _ALIGNED.get(kind, _NUMBERS)
            lines = max(lines, len(wrapped(label, self.widths[place])))
        self.sheet.row_dimensions[self.row].height = _HEIGHTS[min(lines, len(_HEIGHTS) - 1)]
        self.row += 1

    def _row(self, section: Section, row: Sequence[Any], *, last: bool) -> None:
        lines = 1
        for place, (value, (name, kind)) in enumerate(zip(row, section.columns, strict=True)):
            cell = self._number(place + 1, value) if _is_number(value) else self._text(place + 1, shown(value, self.lang))
            if last or name is LABELS["due"]:
                cell.font = _BOLD
            cell.border = _SUM if last else _THIN
            cell.alignment = _ALIGNED.get(kind, _NUMBERS)
            if kind == TEXT:
                lines = max(lines, len(wrapped(str(cell.value or ""), self.widths[place])))
            elif isinstance(value, Text) and value.template in _JUDGED:
                cell.fill = _FILLS[_JUDGED[value.template]]
        if lines > 1:
            self.sheet.row_dimensions[self.row].height = _HEIGHTS[min(lines, len(_HEIGHTS) - 1)]
        self.row += 1

    def _number(self, column: int, value: int | Decimal) -> Cell:
        """A number as it is, shown with the decimals of its currency; one that a sheet cannot keep exactly stands as text."""
        if abs(value) >= LIMIT:
            return self._text(column, shown(value, self.lang))
        cell: Cell = self.sheet.cell(self.row, column, value)
        decimals = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
        cell.number_format = "#,##0." + "0" * decimals if decimals else "#,##0"
        return cell

    def _text(self, column: int, text: str, font: Font = _PLAIN) -> Cell:
        """A text that stays one: never a formula, whatever it starts with, and without the characters that no sheet can hold."""
        cell: Cell = self.sheet.cell(self.row, column)
        if text:
            cell.value = _ILLEGAL.sub("\ufffd", text)
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(_FORMULA_LIKE)
        cell.font = font
        return cell

    def _set_up(self, sections: Sequence[Section], header: int) -> None:
        """Widths, frozen panes where there is one table only, and paper: A4 landscape, all columns on a page, the header on each."""
        sheet = self.sheet
        for place, wide in self.widths.items():
            sheet.column_dimensions[get_column_letter(place + 1)].width = wide + len(range(0, wide, 8)) + 2
        sheet.sheet_view.showGridLines = False
        if len(sections) == 1 and sections[0].rows:
            names = next((place for place, (_, kind) in enumerate(sections[0].columns) if kind == MONEY), 0)
            sheet.freeze_panes = sheet.cell(header + 1, min(names, 1) + 1)
            sheet.print_title_rows = f"{header}:{header}"
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.oddFooter.center.text = "&A  &P/&N"


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
