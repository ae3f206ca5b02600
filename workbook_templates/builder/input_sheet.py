"""A sheet to be filled in: its tables with empty rows, values in cells of their format, drop-down lists and hints."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from . import example
from .layout import CURRENCIES, LEFT, Plan, Spot, column_heading
from .sheet import LINE_HEIGHT, ROW_HEIGHT, Sheet
from .styles import END, HEADING, NUMBERS
from .texts import stages, text_width, verdicts

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from .styles import Styles


class InputSheet(Sheet):
    """One yellow sheet being written; `example`: whether it is filled."""

    def __init__(self, book: Workbook, page: Worksheet, styles: Styles, language: str, *, example: bool) -> None:
        """Begin the sheet."""
        super().__init__(book, page, styles, language)
        self._example = example

    def rows(self, table: str) -> list[dict[str, object]]:
        """The rows of a table of the example, none in an empty template."""
        return example.rows(table, self.language) if self._example else []

    def table(self, plan: Plan, top: int) -> None:
        """An Excel table: headings in the row `top`, the rows that are filled, and empty ones below."""
        self.page.set_row(top, 34)
        bottom, right = top + plan.rows, LEFT + len(plan.spots) - 1
        header = self.styles.of(**HEADING)
        columns = [{"header": column_heading(plan.table, spot, self.language), "header_format": header} for spot in plan.spots]
        self.page.add_table(top, LEFT, bottom, right, {"name": plan.table, "columns": columns, "autofilter": False, "style": None})
        filled = self.rows(plan.table)
        for row, values in enumerate([*filled, *[{}] * (plan.rows - len(filled))], top + 1):
            lists = [spot for spot in plan.spots if spot.format == "list"]
            lines = max([-(-text_width(str(values.get(spot.name, ""))) // (spot.width - 4)) for spot in lists], default=1)
            self.page.set_row(row, max(ROW_HEIGHT, LINE_HEIGHT * lines + 4))
            for column, spot in enumerate(plan.spots, LEFT):
                self.value(row, column, values.get(spot.name), self.styles.cell(spot.format))
        for column, spot in enumerate(plan.spots, LEFT):
            area = (top + 1, column, bottom, column)
            self._offer(plan.table, spot, area)
            if spot.format == "amount":
                self._without_decimals(plan, area)
        self._mark_end(bottom + 1, len(plan.spots))

    def _mark_end(self, row: int, columns: int) -> None:
        """The grey row below a table: rows inserted above it are inside of what the formulas read."""
        self.page.set_row(row, 9)
        self.page.write_string(row, LEFT - 1, "▲", self.styles.of(font_color="#7F7F7F", font_size=7, align="center"))
        for column in range(LEFT, LEFT + columns):
            self.page.write_blank(row, column, None, self.styles.of(**END))

    def value(self, row: int, column: int, value: object, look: Format) -> None:
        """One value in its format; texts stay texts, whatever they begin with."""
        if isinstance(value, str):
            self.page.write_string(row, column, value, look)
        elif isinstance(value, dt.datetime):
            self.page.write_datetime(row, column, value, look)
        elif value is None:
            self.page.write_blank(row, column, None, look)
        else:
            self.page.write_number(row, column, value, look)

    def _without_decimals(self, plan: Plan, area: tuple[int, int, int, int]) -> None:
        """Amounts in dong show no decimals; those in other currencies do."""
        currency = xl_rowcol_to_cell(area[0], plan.column("currency"), col_abs=True)
        whole = self.book.add_format({"num_format": NUMBERS["money"]})
        self.page.conditional_format(*area, {"type": "formula", "criteria": f'=OR({currency}="",{currency}="VND")', "format": whole})

    # lists and hints -------------------------------------------------------------------------------------------------

    def _offer(self, table: str, spot: Spot, area: tuple[int, int, int, int]) -> None:
        """The drop-down list and the hint of a column."""
        rule = self._list(spot.offers, xl_rowcol_to_cell(*area[:2])) if spot.offers else {"validate": "any"}
        hint = self.texts["hints"].get(f"{table}.{spot.name}")
        if hint:
            rule["input_message"] = hint
        if len(rule) > 1:
            self.page.data_validation(*area, rule)

    def offer_in_cell(self, row: int, column: int, offers: str) -> None:
        """The drop-down list of one cell. offers: as those of a `Spot`."""
        self.page.data_validation(row, column, row, column, self._list(offers, xl_rowcol_to_cell(row, column)))

    def _list(self, offers: str, cell: str) -> dict[str, Any]:
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
