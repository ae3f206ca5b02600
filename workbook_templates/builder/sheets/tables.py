"""The sheets that hold one table to be filled in: orders, items, costs, payments, receipt and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from ..layout import FIRST, HEADINGS, LAST, LEFT, SUM
from ..styles import COMPUTED, NUMBERS, SIDE

if TYPE_CHECKING:
    from ..input_sheet import InputSheet
    from ..layout import Plan


def write(sheet: InputSheet, plan: Plan) -> None:
    """Write the table of a plan, with its sums above the headings."""
    widths = [spot.width for spot in plan.spots]
    sheet.set_widths(widths)
    if plan.landscape:
        sheet.page.set_landscape()
    sheet.title(plan.table, widths)
    _sums(sheet, plan)
    sheet.table(plan, HEADINGS)
    sheet.page.freeze_panes(FIRST, LEFT + 1)
    sheet.page.repeat_rows(HEADINGS)
    sheet.page.print_area(0, 0, plan.end, LEFT + len(widths) - 1)


def _sums(sheet: InputSheet, plan: Plan) -> None:
    """Write the figures above the headings: sums of columns, and for the items the number of SKUs below their minimum order quantity (MOQ)."""
    rows = sheet.rows(plan.table)
    for name in plan.sums:
        column = xl_col_to_name(plan.column(name))
        total = sum(int(str(row[name])) for row in rows)
        _computed(sheet, plan.column(name), f"=SUM({column}{FIRST + 1}:{column}{LAST + 1})", total)
    if plan.table == "items":
        skus, moqs = (xl_range_abs(FIRST, plan.column(name), LAST, plan.column(name)) for name in ("sku", "moq"))
        ordered = f"SUMIF(order_skus,{skus},order_quantities)"
        short = sum(_is_short(sheet, row) for row in rows)
        _computed(sheet, plan.column("moq"), f'=SUMPRODUCT(({skus}<>"")*({ordered}<{moqs}))', short)
    summed = [*plan.sums, *["moq"] * (plan.table == "items")]
    if summed:
        look = sheet.styles.of(**SIDE, bold=True, align="right", indent=1)
        sheet.page.write_string(SUM, plan.column(summed[0]) - 1, sheet.texts["sums"][plan.table], look)


def _computed(sheet: InputSheet, column: int, formula: str, result: int) -> None:
    """Write a formula with its result into the grey cell above a column."""
    grey = sheet.styles.of(**COMPUTED, bold=True, num_format=NUMBERS["money"])
    sheet.page.write_formula(SUM, column, formula, grey, result)


def _is_short(sheet: InputSheet, item: dict[str, object]) -> bool:
    """True where the example orders fewer pieces of a SKU than its MOQ."""
    orders = sheet.rows("orders")
    return sum(int(str(row["quantity"])) for row in orders if row["sku"] == item["sku"]) < int(str(item["moq"]))
