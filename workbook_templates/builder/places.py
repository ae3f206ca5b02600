"""References for formulas: the named ranges of a workbook, and the cells of its sheets as formulas write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from .layout import (
    COSTS,
    EVIDENCE,
    FIRST,
    HEADINGS,
    ITEMS,
    LAST,
    LEFT,
    ORDERS,
    PARTNERS,
    PAYMENTS,
    PLANS,
    RATES,
    RATES_AT,
    RATES_END,
    RECEIPT,
    SKUS,
    TERMS,
    TERMS_AT,
    Plan,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_COLUMNS: tuple[tuple[Plan, dict[str, str]], ...] = (
    (ORDERS, {"partner": "order_partners", "sku": "order_skus", "quantity": "order_quantities"}),
    (ITEMS, {"sku": "item_skus"}),
    (COSTS, {
        "cost": "cost_names", "amount": "cost_amounts", "currency": "cost_currencies", "rate": "cost_rates", "of": "cost_of",
        "reverses": "cost_reverses", "actual": "cost_actuals",
    }),
    (PAYMENTS, {"partner": "paid_partners", "paid": "paid_amounts"}),
    (EVIDENCE, {"item": "record_names", "reference": "record_references", "result": "record_results"}),
    (RECEIPT, {"sku": "receipt_skus", "received": "receipt_received", "defective": "receipt_defective"}),
)
"""The columns that have a name of their own, without the heading, down to the marked row."""
_TERMS = {
    "lead_buyer": "lead_buyer", "lead_exempt": "lead_exempt", "currency": "pool_currency", "deadline": "pool_deadline", "account": "pool_account",
}


PIECES_AT, PIECES_HIGH = 10, PARTNERS + 6
"""On the sheet of pieces: the first row of figures in the first block, and the number of rows from one block to the next."""


class Places:
    """References to the cells of one workbook. The titles of the sheets depend on the language."""

    def __init__(self, titles: dict[str, str]) -> None:
        """titles: table -> title of its sheet."""
        self._titles = titles

    def cell(self, table: str, row: int, column: int) -> str:
        """The reference to one cell, for formulas on other sheets."""
        return self._on(table, xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))

    def area(self, table: str, top: int, left: int, bottom: int, right: int) -> str:
        """The reference to a rectangle of cells, for formulas on other sheets."""
        return self._on(table, xl_range_abs(top, left, bottom, right))

    def pieces(self, block: int) -> str:
        """The figures of a block on the sheet of pieces: 0 ordered, 1 received, 2 defective."""
        top = PIECES_AT + block * PIECES_HIGH
        return self.area("pieces", top, LEFT + 2, top + PARTNERS - 1, LEFT + 1 + SKUS)

    def to_share(self, block: int) -> str:
        """The row above a block on the sheet of pieces that holds the total of each SKU, which the block shares among the partners."""
        row = PIECES_AT + block * PIECES_HIGH - 4
        return self.area("pieces", row, LEFT + 2, row, LEFT + 1 + SKUS)

    def pieces_of(self) -> str:
        """The column of partners on the sheet of pieces."""
        return self.area("pieces", PIECES_AT, LEFT, PIECES_AT + PARTNERS - 1, LEFT)

    def skus(self) -> str:
        """The row of SKUs above the first block on the sheet of pieces."""
        return self.area("pieces", PIECES_AT - 1, LEFT + 2, PIECES_AT - 1, LEFT + 1 + SKUS)

    def column(self, plan: Plan, name: str) -> str:
        """A whole column of a table's sheet, including the entries below the marked row."""
        column = plan.column(name)
        return self.area(plan.table, FIRST, column, LAST, column)

    def name_inputs(self, book: Workbook) -> None:
        """Define the named ranges that formulas read: whole tables with their headings, single columns, and single terms."""
        for table in ("orders", "costs", "items", "payments", "evidence"):
            plan = PLANS[table]
            book.define_name(f"all_{table}", "=" + self.area(table, HEADINGS, LEFT, plan.end, LEFT + len(plan.spots) - 1))
        for plan, names in _COLUMNS:
            for heading, name in names.items():
                column = plan.column(heading)
                book.define_name(name, "=" + self.area(plan.table, FIRST, column, plan.end, column))
        for heading, name in (("currency", "rate_currencies"), ("rate", "rate_values")):
            column = RATES.column(heading)
            book.define_name(name, "=" + self.area("terms", RATES_AT + 1, column, RATES_END, column))
        for term, name in _TERMS.items():
            book.define_name(name, "=" + self.cell("terms", TERMS_AT + list(TERMS).index(term), LEFT + 1))

    def _on(self, table: str, ref: str) -> str:
        return f"'{self._titles[table]}'!{ref}"
