"""One template workbook: its sheets in their order, and the file.

Every formula has its result beside it, and nothing asks Excel to calculate on opening, so that a phone's preview shows the same figures.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from poolsplit.workbook.read.scan import OURS

from .figures import Figures
from .input_sheet import InputSheet
from .layout import PLANS
from .payment_values import OpenPayments
from .places import Places
from .result_sheet import ResultSheet
from .sheet import Sheet
from .sheets import (
    card,
    checks,
    count,
    dues,
    engine,
    landed,
    pieces,
    quotes,
    ready,
    reminders,
    sample,
    settlement,
    start,
    tables,
    terms,
)
from .styles import HEADING, Styles
from .texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

_CREATED = dt.datetime(2026, 1, 1)    # noqa: DTZ001 - a workbook's dates have no zone
_CALCULATED_BY = 191029    # Excel 2019 and later: a lower number makes Excel calculate everything anew on opening
_BLANK = re.compile(rb'<c( r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)><f>([^<]*)</f><v></v></c>')
_SMALL_COLUMN = b' width="0.7109375"', b' width="0.69"'
"""What XlsxWriter gives a column of five pixels, and what is as many pixels in Excel and nearest to them in LibreOffice."""

_RESULTS: dict[str, tuple[Callable[[ResultSheet], None], list[int]]] = {
    "dues": (dues.write, dues.WIDTHS), "settlement": (settlement.write, settlement.WIDTHS), "card": (card.write, card.WIDTHS),
    "reminders": (reminders.write, reminders.WIDTHS), "landed": (landed.write, landed.WIDTHS), "pieces": (pieces.write, pieces.WIDTHS),
    "count": (count.write, count.WIDTHS), "ready": (ready.write, ready.WIDTHS), "sample": (sample.write, sample.WIDTHS),
    "quotes": (quotes.write, quotes.WIDTHS), "checks": (checks.write, checks.WIDTHS), "engine": (engine.write, engine.WIDTHS),
}
"""The sheets that work themselves out, by the name of their title: what writes each, and the widths of its columns."""


class Book:
    """One workbook being built in a language; `example`: whether it is filled."""

    def __init__(self, path: Path, language: str, *, example: bool) -> None:
        """Begin the workbook."""
        texts = TEXTS[language]
        self._path, self._file = path, BytesIO()
        self._language, self._example, self._titles = language, example, texts["sheets"]
        look = {"font_name": texts["font"], "font_size": 11}
        self._book = xlsxwriter.Workbook(self._file, {"in_memory": True, "default_format_properties": look})
        self._book.set_properties({"title": texts["start"]["title"], "author": "poolsplit", "created": _CREATED})
        self._book.set_calc_mode("auto", _CALCULATED_BY)
        self._book.calc_on_load = False
        self._styles = Styles(self._book, texts)

    def build(self) -> None:
        """Every sheet, and the file."""
        pages = {name: self._book.add_worksheet(title) for name, title in self._titles.items()}
        start.write(Sheet(self._book, pages["start"], self._styles, self._language), example=self._example)
        for table, plan in PLANS.items():
            tables.write(self._input_sheet(pages[table]), plan)
        terms.write(self._input_sheet(pages["terms"]))
        places = Places(self._titles)
        places.name_inputs(self._book)
        figures = Figures(self._language, self._example)
        payments = OpenPayments(figures)
        for table, (write, widths) in _RESULTS.items():
            pages[table].set_tab_color(HEADING["bg_color"])
            self._book.define_name(f"{OURS}_{table}", "=" + places.cell(table, 0, 0))    # readers of the tables pass it over
            write(ResultSheet(self._book, pages[table], self._styles, figures, payments, places, widths))
        self._book.close()
        self._save()

    def _input_sheet(self, page: Worksheet) -> InputSheet:
        return InputSheet(self._book, page, self._styles, self._language, example=self._example)

    def _save(self) -> None:
        """Write the file; where a formula gives "", that is marked as its saved result, without which it would count as not calculated."""
        with zipfile.ZipFile(self._file) as built, zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as package:
            for part in built.infolist():
                package.writestr(part, _BLANK.sub(rb'<c\1 t="str"><f>\2</f><v></v></c>', built.read(part)).replace(*_SMALL_COLUMN))
