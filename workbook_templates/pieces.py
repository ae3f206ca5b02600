"""The sheet of pieces: what was ordered, what arrived and what is defective, partners down and SKUs across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canvas import Control
from layout import DATA, LEFT, ORDERS, PARTNERS, REASON, SKUS
from styles import BIG, HEADING
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

if TYPE_CHECKING:
    from canvas import Canvas
    from figures import Grid

BLOCKS = ("ordered", "received", "defective")
FIRST_SKU = LEFT + 2
PIECES_WIDTHS = [26, 14, *[12] * SKUS]
_HEIGHT, _TOP, _PRINTED = PARTNERS + 6, 5, 12
_LAST = FIRST_SKU + SKUS - 1
"""The dues stand beside the names: who has paid gets his pieces, and nobody takes the sheet for an order list."""


def sums_row(block: int) -> int:
    """The row in which a block adds up the pieces of each SKU, below what it shares of it."""
    return _TOP + block * _HEIGHT + 2


def head_row(block: int) -> int:
    """The row with the SKUs of a block."""
    return sums_row(block) + 2


def first_row(block: int) -> int:
    """The first partner's row of a block."""
    return head_row(block) + 1


def pieces(sheet: Canvas) -> None:
    """Three blocks: ordered by plain formulas, arrived and defective by the engine."""
    figures, columns = sheet.figures, FIRST_SKU + _PRINTED - LEFT
    sheet.head("pieces", columns)
    one, two = (xl_rowcol_to_cell(first_row(block), FIRST_SKU) for block in (1, 2))
    sheet.reason(columns, one, "received_reason", f'IF(ISERROR({two}),defective_reason,"")')
    sheet.wider(columns, xl_rowcol_to_cell(head_row(0), FIRST_SKU + _PRINTED))
    totals = (figures.sums(figures.ordered), figures.counted("received"), figures.counted("defective"))
    for block, (grid, wanted) in enumerate(zip((figures.ordered, figures.received, figures.defective), totals, strict=True)):
        _frame(sheet, block)
        shared = figures.sums(grid)
        controls = [
            Control(column, _to_share(block, column), total, shared[column - FIRST_SKU]) for column, total in enumerate(wanted, FIRST_SKU)
        ]
        sheet.controls(controls, (first_row(block), _last_row(block)), at=sums_row(block) - 1, first=True)
        sheet.filled(first_row(block), LEFT, _last_row(block), _LAST)
    _ordered(sheet)
    _shared(sheet, 1, "POOLRECEIVED", figures.received)
    _shared(sheet, 2, "POOLDEFECTS", figures.defective)
    sheet.page.freeze_panes(REASON + 1, FIRST_SKU)
    sheet.printed(_last_row(2), FIRST_SKU + _PRINTED - 1, landscape=True)
    sheet.page.fit_to_pages(1, 0)
    sheet.page.set_h_pagebreaks([_last_row(0) + 1, _last_row(1) + 1])


def _last_row(block: int) -> int:
    return first_row(block) + PARTNERS - 1


def _to_share(block: int, column: int) -> str:
    """The pieces of a SKU that a block shares; a SKU that was not counted is complete, and a rate of defects counts on what arrived."""
    sku = xl_rowcol_to_cell(head_row(block), column)
    ordered, received = (f"SUM({xl_rowcol_to_cell(first_row(at), column)}:{xl_rowcol_to_cell(_last_row(at), column)})" for at in (0, 1))
    counted = {
        0: f"SUMPRODUCT((order_skus={sku})*1,order_quantities)",
        1: f"IF(SUMPRODUCT((receipt_skus={sku})*ISNUMBER(receipt_received))=0,{ordered},SUMPRODUCT((receipt_skus={sku})*1,receipt_received))",
        2: "SUMPRODUCT((receipt_skus={sku})*1,receipt_defective)".format(sku=sku),
    }[block]
    nothing = f'{sku}=""' if block == 0 else f'OR({sku}="",COUNT(receipt_received,receipt_defective)=0)'
    if block == 2:  # noqa: PLR2004
        counted = f"IF({counted}<1,ROUND({counted}*{received},0),{counted})"
    return f'IF({nothing},"",{counted})'


def _frame(sheet: Canvas, block: int) -> None:
    """The title of a block, its headings, and the partners with their dues."""
    page, places, figures = sheet.page, sheet.places, sheet.figures
    page.write_string(sums_row(block) - 2, LEFT, sheet.words["blocks"][BLOCKS[block]], sheet.styles.of(**BIG, font_size=13))
    page.set_row(head_row(block), 36)
    sheet.headings(head_row(block), LEFT, [sheet.titled(ORDERS, "partner"), sheet.words["due"]])
    for place, sku in enumerate(figures.skus, 1):
        column = FIRST_SKU + place - 1
        listed = f"INDEX(item_skus,{place})"
        own = f'=IF({place}>ROWS(item_skus),"",IF({listed}="","",{listed}))'
        sheet.formula(head_row(block), column, own if block == 0 else f"={xl_rowcol_to_cell(head_row(0), column)}", sku, sheet.styles.of(**HEADING))
    for at, row in enumerate(range(first_row(block), _last_row(block) + 1)):
        name, due = places.cell("dues", DATA + at, LEFT), places.cell("dues", DATA + at, LEFT + 2)
        partner, owed = figures.dues[at + 1][0], figures.dues[at + 1][2]
        sheet.formula(row, LEFT, f'=IF(ISERROR({name}),"",{name})', partner, sheet.look())
        sheet.formula(row, LEFT + 1, f'=IF(ISERROR({name}),"",{due})', owed, sheet.look("money"))


def _ordered(sheet: Canvas) -> None:
    """What each partner ordered of each SKU; a blank where that is nothing."""
    for at, line in enumerate(sheet.figures.ordered):
        row = first_row(0) + at
        partner = xl_rowcol_to_cell(row, LEFT, col_abs=True)
        for column, value in enumerate(line, FIRST_SKU):
            sku = xl_rowcol_to_cell(head_row(0), column, row_abs=True)
            pieces = f"SUMPRODUCT((order_partners={partner})*(order_skus={sku}),order_quantities)"
            sheet.formula(row, column, f'=IF(OR({partner}="",{sku}=""),"",IF({pieces}=0,"",{pieces}))', value, sheet.look("count"))


def _shared(sheet: Canvas, block: int, function: str, grid: Grid) -> None:
    """What the engine shares of a block's totals, by the block before it."""
    before = xl_range_abs(first_row(block - 1), FIRST_SKU, _last_row(block - 1), _LAST)
    failed = xl_rowcol_to_cell(first_row(block - 1), FIRST_SKU, row_abs=True, col_abs=True)
    totals = xl_range_abs(sums_row(block) - 1, FIRST_SKU, sums_row(block) - 1, _LAST)
    names = xl_range_abs(first_row(0), LEFT, _last_row(0), LEFT)
    asked = f"IF(ISERROR({failed}),{failed},{function}({totals},{before},{names}))"
    sheet.array(first_row(block), FIRST_SKU, f'IF(COUNT({totals})=0,"",{asked})', grid, [sheet.look("count")] * SKUS)
