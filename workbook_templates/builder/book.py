"""Builds one template workbook: the sheets in their order, and the file.

Every formula is saved with its result, and Excel is not asked to calculate on opening, so that a phone's preview shows the figures.
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
_CALCULATED_BY = 191029    # Excel 2019 and later: a lower number makes Excel recalculate everything on opening
_BLANK = re.compile(rb'<c( r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)><f>([^<]*)</f><v></v></c>')
_SMALL_COLUMN = b' width="0.7109375"', b' width="0.69"'
"""The width that XlsxWriter writes for a column of five pixels, and its replacement: five pixels in Excel, and the nearest to five in LibreOffice."""

_RESULTS: dict[str, tuple[Callable[[ResultSheet], None], list[int]]] = {
    "dues": (dues.write, dues.WIDTHS), "settlement": (settlement.write, settlement.WIDTHS), "card": (card.write, card.WIDTHS),
    "reminders": (reminders.write, reminders.WIDTHS), "landed": (landed.write, landed.WIDTHS), "pieces": (pieces.write, pieces.WIDTHS),
    "count": (count.write, count.WIDTHS), "ready": (ready.write, ready.WIDTHS), "sample": (sample.write, sample.WIDTHS),
    "quotes": (quotes.write, quotes.WIDTHS), "checks": (checks.write, checks.WIDTHS), "engine": (engine.write, engine.WIDTHS),
}
"""The sheets of results, by the key of their title: the function that writes the sheet, and the widths of its columns."""


class Book:
    """One workbook in one language while it is built; `example`: True for the filled example, False for the empty template."""

    def __init__(self, path: Path, language: str, *, example: bool) -> None:
        """Start the workbook in memory, with its properties and its font."""
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
        """Write every sheet, and save the file."""
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
            self._book.define_name(f"{OURS}_{table}", "=" + places.cell(table, 0, 0))    # readers of tables skip its sheet
            write(ResultSheet(self._book, pages[table], self._styles, figures, payments, places, widths))
        self._book.close()
        self._save()

    def _input_sheet(self, page: Worksheet) -> InputSheet:
        return InputSheet(self._book, page, self._styles, self._language, example=self._example)

    def _save(self) -> None:
        """Write the file. A result of "" is marked as a saved text; without the mark the formula would count as not calculated."""
        with zipfile.ZipFile(self._file) as built, zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as package:
            for part in built.infolist():
                package.writestr(part, _BLANK.sub(rb'<c\1 t="str"><f>\2</f><v></v></c>', built.read(part)).replace(*_SMALL_COLUMN))
