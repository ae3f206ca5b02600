"""Writes the sheets that people fill in: tables with empty rows, values in cells of their format, drop-down lists and hints."""

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
    """One yellow sheet while it is written; `example`: True where it is filled with the example."""

    def __init__(self, book: Workbook, page: Worksheet, styles: Styles, language: str, *, example: bool) -> None:
        """Set up the page."""
        super().__init__(book, page, styles, language)
        self._example = example

    def rows(self, table: str) -> list[dict[str, object]]:
        """The rows of one table of the example; none in an empty template."""
        return example.rows(table, self.language) if self._example else []

    def table(self, plan: Plan, top: int) -> None:
        """Write an Excel table: headings in the row `top`, the filled rows, and empty rows below them."""
        self.page.set_row(top, 34)
        bottom, right = top + plan.rows, LEFT + len(plan.spots) - 1
        header = self.styles.of(**HEADING)
        columns = [{"header": column_heading(plan.table, spot, self.language), "header_format": header} for spot in plan.spots]
        self.page.add_table(top, LEFT, bottom, right, {"name": plan.table, "columns": columns, "autofilter": False, "style": None})
        rows = self.rows(plan.table)
        for row, values in enumerate([*rows, *[{}] * (plan.rows - len(rows))], top + 1):
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
        """Mark the end of a table with a grey row. Formulas read down to this row, so rows that are inserted above it are read too."""
        self.page.set_row(row, 9)
        self.page.write_string(row, LEFT - 1, "▲", self.styles.of(font_color="#7F7F7F", font_size=7, align="center"))
        for column in range(LEFT, LEFT + columns):
            self.page.write_blank(row, column, None, self.styles.of(**END))

    def value(self, row: int, column: int, value: object, look: Format) -> None:
        """Write one value in a format. A text stays a text, also where it begins like a formula or a link."""
        if isinstance(value, str):
            self.page.write_string(row, column, value, look)
        elif isinstance(value, dt.datetime):
            self.page.write_datetime(row, column, value, look)
        elif value is None:
            self.page.write_blank(row, column, None, look)
        else:
            self.page.write_number(row, column, value, look)

    def _without_decimals(self, plan: Plan, area: tuple[int, int, int, int]) -> None:
        """Show amounts in dong without decimals; amounts in other currencies keep them."""
        currency = xl_rowcol_to_cell(area[0], plan.column("currency"), col_abs=True)
        whole = self.book.add_format({"num_format": NUMBERS["money"]})
        self.page.conditional_format(*area, {"type": "formula", "criteria": f'=OR({currency}="",{currency}="VND")', "format": whole})

    # lists and hints -------------------------------------------------------------------------------------------------

    def _offer(self, table: str, spot: Spot, area: tuple[int, int, int, int]) -> None:
        """Add the drop-down list and the hint of a column, where it has any."""
        rule = self._list(spot.offers, xl_rowcol_to_cell(*area[:2])) if spot.offers else {"validate": "any"}
        hint = self.texts["hints"].get(f"{table}.{spot.name}")
        if hint:
            rule["input_message"] = hint
        if len(rule) > 1:
            self.page.data_validation(*area, rule)

    def offer_in_cell(self, row: int, column: int, offers: str) -> None:
        """Add the drop-down list of one cell. offers: a value of `Spot.offers`."""
        self.page.data_validation(row, column, row, column, self._list(offers, xl_rowcol_to_cell(row, column)))

    def _list(self, offers: str, cell: str) -> dict[str, Any]:
        """The validation rule of a cell. A partner or SKU that is not listed gives a warning; other lists only propose, any text is accepted."""
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
