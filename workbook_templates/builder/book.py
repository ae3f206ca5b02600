"""One template workbook: its sheets in their order, and the file.

Every formula has its result beside it, and nothing asks Excel to calculate on opening, so that a phone's preview shows the same figures.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from poolsplit.workbook.read.scan import OURS

from . import example
from .figures import Figures
from .layout import (
    CURRENCIES,
    FIRST,
    HEADINGS,
    LAST,
    LEFT,
    NOTE,
    PLANS,
    RATES,
    RATES_AT,
    RATES_END,
    SUM,
    TERMS,
    TERMS_AT,
    TERMS_NOTE,
    TITLE,
    Plan,
    Spot,
    column_heading,
    term_label,
)
from .payment_values import OpenPayments
from .places import Places
from .result_sheet import ResultSheet
from .sheets import card, checks, count, dues, engine, landed, pieces, quotes, ready, reminders, sample, settlement
from .styles import BIG, COMPUTED, END, HEADING, INPUT, LABEL, NUMBERS, SIDE, Styles
from .texts import TEXTS, stages, text_width, verdicts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CREATED = dt.datetime(2026, 1, 1)    # noqa: DTZ001 - a workbook's dates have no zone
_CALCULATED_BY = 191029    # Excel 2019 and later: a lower number makes Excel calculate everything anew on opening
_LINE, _ROW = 15, 20
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
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
    """One workbook being built; `example`: whether it is filled."""

    def __init__(self, path: Path, language: str, *, example: bool) -> None:
        """Begin the workbook."""
        self.texts: dict[str, Any] = TEXTS[language]
        self.language, self.example = language, example
        self._path, self._file = path, BytesIO()
        look = {"font_name": self.texts["font"], "font_size": 11}
        self.book = xlsxwriter.Workbook(self._file, {"in_memory": True, "default_format_properties": look})
        self.book.set_properties({"title": self.texts["start"]["title"], "author": "poolsplit", "created": _CREATED})
        self.book.set_calc_mode("auto", _CALCULATED_BY)
        self.book.calc_on_load = False
        self.styles = Styles(self.book, self.texts)
        self.places = Places(self.texts)
        self.figures = Figures(language, example)
        self.payments = OpenPayments(self.figures)

    def build(self) -> None:
        """Every sheet, and the file."""
        pages = {name: self.book.add_worksheet(title) for name, title in self.texts["sheets"].items()}
        for page in pages.values():
            self._set_up(page)
        self._start(pages["start"])
        for table, plan in PLANS.items():
            self._table_sheet(pages[table], plan)
        self._terms(pages["terms"])
        self.places.name_inputs(self.book)
        for table, (write, widths) in _RESULTS.items():
            pages[table].set_tab_color(HEADING["bg_color"])
            self.book.define_name(f"{OURS}_{table}", "=" + self.places.cell(table, 0, 0))    # readers of the tables pass it over
            write(ResultSheet(self.book, pages[table], self.styles, self.texts, self.figures, self.payments, self.places, widths))
        self.book.close()
        self._save()

    def _save(self) -> None:
        """Write the file; where a formula gives "", that is marked as its saved result, without which it would count as not calculated."""
        with zipfile.ZipFile(self._file) as built, zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as package:
            for part in built.infolist():
                package.writestr(part, _BLANK.sub(rb'<c\1 t="str"><f>\2</f><v></v></c>', built.read(part)).replace(*_SMALL_COLUMN))

    # sheets ----------------------------------------------------------------------------------------------------------

    def _set_up(self, page: Worksheet) -> None:
        """Paper, margins and page numbers; a narrow column on the left."""
        page.set_paper(9)
        page.set_margins(**_MARGINS)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L&A&R{self.texts['page']}")
        page.hide_gridlines(2)
        page.set_column(0, 0, 2)

    def _title(self, page: Worksheet, table: str, widths: list[int]) -> None:
        """The title, and the note below it over the whole width."""
        page.set_row(TITLE, 28)
        page.write_string(TITLE, LEFT, self.texts["titles"][table], self.styles.of(**BIG, font_size=16))
        self._paragraph(page, NOTE, self.texts["notes"][table], widths)

    def _paragraph(self, page: Worksheet, row: int, text: str, widths: list[int]) -> None:
        """A text over several columns, in a row that is high enough for it."""
        lines = -(-text_width(text) // sum(widths))
        page.set_row(row, _LINE * lines + 4)
        page.merge_range(row, LEFT, row, LEFT + len(widths) - 1, text, self.styles.of(**SIDE, text_wrap=True))

    def _table_sheet(self, page: Worksheet, plan: Plan) -> None:
        widths = [spot.width for spot in plan.spots]
        for place, width in enumerate(widths):
            page.set_column(LEFT + place, LEFT + place, width)
        if plan.landscape:
            page.set_landscape()
        self._title(page, plan.table, widths)
        rows = example.rows(plan.table, self.language) if self.example else []
        self._sums(page, plan, rows)
        self._table(page, plan, HEADINGS, rows)
        page.freeze_panes(FIRST, LEFT + 1)
        page.repeat_rows(HEADINGS)
        page.print_area(0, 0, plan.end, LEFT + len(widths) - 1)

    def _table(self, page: Worksheet, plan: Plan, top: int, rows: list[dict[str, object]]) -> None:
        """An Excel table: headings, the rows that are filled, and empty ones below."""
        page.set_row(top, 34)
        bottom = top + plan.rows
        headings = [{"header": column_heading(plan.table, spot, self.language), "header_format": self.styles.of(**HEADING)} for spot in plan.spots]
        page.add_table(top, LEFT, bottom, LEFT + len(plan.spots) - 1, {"name": plan.table, "columns": headings, "autofilter": False, "style": None})
        for row, values in enumerate([*rows, *[{}] * (plan.rows - len(rows))], top + 1):
            lists = [spot for spot in plan.spots if spot.format == "list"]
            lines = max([-(-text_width(str(values.get(spot.name, ""))) // (spot.width - 4)) for spot in lists], default=1)
            page.set_row(row, max(_ROW, _LINE * lines + 4))
            for place, spot in enumerate(plan.spots, LEFT):
                self._write(page, (row, place), values.get(spot.name), self.styles.cell(spot.format))
        for place, spot in enumerate(plan.spots, LEFT):
            self._offer(page, plan.table, spot, (top + 1, place, bottom, place))
            if spot.format == "amount":
                self._without_decimals(page, plan, (top + 1, place, bottom, place))
        self._mark_end(page, bottom + 1, len(plan.spots))

    def _mark_end(self, page: Worksheet, row: int, columns: int) -> None:
        """The grey row below a table: rows inserted above it are inside of what the formulas read."""
        page.set_row(row, 9)
        page.write_string(row, LEFT - 1, "▲", self.styles.of(font_color="#7F7F7F", font_size=7, align="center"))
        for column in range(LEFT, LEFT + columns):
            page.write_blank(row, column, None, self.styles.of(**END))

    @staticmethod
    def _write(page: Worksheet, at: tuple[int, int], value: object, cell: Format) -> None:
        """One value in its format; texts stay texts, whatever they begin with."""
        if isinstance(value, str):
            page.write_string(*at, value, cell)
        elif isinstance(value, dt.datetime):
            page.write_datetime(*at, value, cell)
        elif value is None:
            page.write_blank(*at, None, cell)
        else:
            page.write_number(*at, value, cell)

    def _without_decimals(self, page: Worksheet, plan: Plan, area: tuple[int, int, int, int]) -> None:
        """Amounts in dong show no decimals; those in other currencies do."""
        currency = xl_rowcol_to_cell(area[0], plan.column("currency"), col_abs=True)
        whole = self.book.add_format({"num_format": NUMBERS["money"]})
        page.conditional_format(*area, {"type": "formula", "criteria": f'=OR({currency}="",{currency}="VND")', "format": whole})

    # formulas --------------------------------------------------------------------------------------------------------

    def _sums(self, page: Worksheet, plan: Plan, rows: list[dict[str, object]]) -> None:
        """The figure above the headings: sums of columns, or how many SKUs do not reach their MOQ yet."""
        for name in plan.sums:
            column = xl_col_to_name(plan.column(name))
            total = sum(int(str(row[name])) for row in rows)
            self._computed(page, plan.column(name), f"=SUM({column}{FIRST + 1}:{column}{LAST + 1})", total)
        if plan.table == "items":
            skus, moqs = (xl_range_abs(FIRST, plan.column(name), LAST, plan.column(name)) for name in ("sku", "moq"))
            ordered = f"SUMIF(order_skus,{skus},order_quantities)"
            self._computed(page, plan.column("moq"), f'=SUMPRODUCT(({skus}<>"")*({ordered}<{moqs}))', sum(map(self._is_short, rows)))
        figures = [*plan.sums, *["moq"] * (plan.table == "items")]
        if figures:
            text = self.styles.of(**SIDE, bold=True, align="right", indent=1)
            page.write_string(SUM, plan.column(figures[0]) - 1, self.texts["sums"][plan.table], text)

    def _computed(self, page: Worksheet, column: int, formula: str, result: int) -> None:
        grey = self.styles.of(**COMPUTED, bold=True, num_format=NUMBERS["money"])
        page.write_formula(SUM, column, formula, grey, result)

    def _is_short(self, item: dict[str, object]) -> bool:
        """Whether the orders of the example do not reach a SKU's MOQ."""
        orders = example.rows("orders", self.language)
        return sum(int(str(row["quantity"])) for row in orders if row["sku"] == item["sku"]) < int(str(item["moq"]))

    # lists and hints -------------------------------------------------------------------------------------------------

    def _offer(self, page: Worksheet, table: str, spot: Spot, area: tuple[int, int, int, int]) -> None:
        """The drop-down list and the hint of a column."""
        rule = self._choice(spot.offers, xl_rowcol_to_cell(*area[:2])) if spot.offers else {"validate": "any"}
        hint = self.texts["hints"].get(f"{table}.{spot.name}")
        if hint:
            rule["input_message"] = hint
        if len(rule) > 1:
            page.data_validation(*area, rule)

    def _choice(self, offers: str, cell: str) -> dict[str, Any]:
        """A list to choose from; a name that is on no list yet is asked about, and what is only a proposal may be typed over."""
        warned = {"error_type": "warning", "error_message": self.texts["warnings"].get(offers, "")}
        if offers == "partner":
            return {"validate": "custom", "value": f"=COUNTIF(order_partners,{cell})>0", **warned}
        if offers == "sku":
            return {"validate": "list", "source": "=OFFSET(item_skus,0,0,MAX(1,COUNTA(item_skus)),1)", **warned}
        sources = {
            "currency": CURRENCIES, "flag": [self.texts["yes"], self.texts["no"]],
            "stage": list(stages(self.language).values()), "record": "=record_words", "result": list(verdicts(self.language).values()),
            "cost": list(self.texts["costs"].values()), "basis": [words[0] for words in self.texts["bases"].values()],
        }
        return {"validate": "list", "source": sources[offers], "show_error": False}

    # the sheets that are no table ------------------------------------------------------------------------------------

    def _terms(self, page: Worksheet) -> None:
        """The terms, each label beside its value with its explanation further right; the rates below."""
        for column, width in enumerate((34, 46, 14, 80), LEFT):
            page.set_column(column, column, width)
        page.set_landscape()
        self._title(page, "terms", [34, 46, 14, 80])
        values = example.rows("terms", self.language)[0] if self.example else {}
        name = self.styles.of(**LABEL)
        grey = self.styles.of(**SIDE)
        offers = {"lead_buyer": "partner", "lead_exempt": "flag", "currency": "currency"}
        for row, (term, number) in enumerate(TERMS.items(), TERMS_AT):
            page.set_row(row, _ROW)
            page.write_string(row, LEFT, term_label(term, self.language), name)
            self._write(page, (row, LEFT + 1), values.get(term), self.styles.cell(number, left=True))
            page.write_string(row, TERMS_NOTE, self.texts["terms"][term], grey)
            if term in offers:
                rule = self._choice(offers[term], xl_rowcol_to_cell(row, LEFT + 1))
                page.data_validation(row, LEFT + 1, row, LEFT + 1, rule)
        big = self.styles.of(**BIG, font_size=13)
        page.set_row(RATES_AT - 1, 26)
        page.write_string(RATES_AT - 1, LEFT, self.texts["titles"]["rates"], big)
        self._table(page, RATES, RATES_AT, example.rows("rates", self.language) if self.example else [])
        page.freeze_panes(TERMS_AT, 0)
        page.print_area(0, 0, RATES_END, TERMS_NOTE)

    def _start(self, page: Worksheet) -> None:
        """What to do, what goes where, the ways to split, and the colours."""
        texts = self.texts["start"]
        widths = [26, 66]
        for column, width in enumerate(widths, LEFT):
            page.set_column(column, column, width)
        page.set_row(TITLE, 32)
        page.write_string(TITLE, LEFT, texts["title"], self.styles.of(**BIG, font_size=18))
        row = 1
        if self.example:
            page.write_string(row, LEFT, texts["example"], self.styles.of(**SIDE, italic=True))
        row += 2
        for step in texts["steps"]:
            self._paragraph(page, row, step, widths)
            row += 1
        links = [(title, self.texts["titles"][table], table) for table, title in self.texts["sheets"].items() if table != "start"]
        row = self._listed(page, row + 1, texts["pages"], [(title, said) for title, said, _ in links])
        for at, (title, _, _) in enumerate(links, row - len(links)):
            page.write_url(at, LEFT, f"internal:'{title}'!A1", self.styles.of(**BIG, underline=1, indent=1), title)
        row = self._listed(page, row + 1, texts["bases"], list(self.texts["bases"].values()))
        page.write_string(row + 1, LEFT, texts["legend"], self.styles.of(**HEADING))
        page.write_string(row + 2, LEFT, texts["input"], self.styles.of(**INPUT, indent=1))
        page.write_string(row + 3, LEFT, texts["computed"], self.styles.of(**COMPUTED, indent=1))
        page.print_area(0, 0, row + 3, LEFT + 1)

    def _listed(self, page: Worksheet, row: int, title: str, lines: list[tuple[str, str]]) -> int:
        """A title over two columns and lines of a word and what it means; the row below them."""
        page.merge_range(row, LEFT, row, LEFT + 1, title, self.styles.of(**HEADING))
        for at, (word, meaning) in enumerate(lines, row + 1):
            page.set_row(at, _ROW)
            page.write_string(at, LEFT, word, self.styles.of(bold=True, indent=1))
            page.write_string(at, LEFT + 1, meaning, self.styles.of())
        return row + 1 + len(lines)
