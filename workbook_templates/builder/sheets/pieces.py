"""The sheet of pieces: the ordered, the received and the defective pieces, a row per partner and a column per SKU.

The dues are beside the names, because a partner who has paid gets the pieces, and so that no reader of workbooks takes the sheet for an order list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from ..layout import COUNTED, DATA, LEFT, ORDERS, PARTNERS, REASON, SKUS
from ..places import PIECES_AT, PIECES_HIGH
from ..result_sheet import Control
from ..styles import BIG, COMPUTED, HEADING, NUMBERS
from .dues import DUE

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

ORDERED, RECEIVED, DEFECTIVE = range(3)
WIDTHS = [26, 14, *[12] * SKUS]
_NAMES = ("ordered", "received", "defective")
_FIRST, _PRINTED = LEFT + 2, 12
_LAST = _FIRST + SKUS - 1


def write(sheet: ResultSheet) -> None:
    """Write three blocks: the ordered pieces by plain formulas, the received and the defective pieces by the engine."""
    figures, columns = sheet.figures, _FIRST + _PRINTED - LEFT
    sheet.head("pieces", columns)
    sheet.reason(columns, "received", 'IF(defective_reason="","",defective_reason)')
    sheet.wider(columns, xl_rowcol_to_cell(_head(ORDERED), _FIRST + _PRINTED))
    totals = (figures.sums(figures.ordered), figures.counted("received"), figures.counted("defective"))
    for block, (grid, wanted) in enumerate(zip((figures.ordered, figures.received, figures.defective), totals, strict=True)):
        _frame(sheet, block)
        columns_of = zip(range(_FIRST, _LAST + 1), wanted, figures.sums(grid), strict=True)
        controls = [Control(column, _to_share(block, column), total, shared) for column, total, shared in columns_of]
        sheet.controls(controls, (_top(block), _bottom(block)), at=_head(block) - 3, first=True)
        sheet.filled(_top(block), LEFT, _bottom(block), _LAST)
        if block != ORDERED:
            sheet.answers(_top(block), _FIRST, _NAMES[block], (0, 0), grid, [sheet.look("count")] * SKUS, _not_ordered)
    _ordered(sheet)
    sheet.page.freeze_panes(REASON + 1, _FIRST)
    sheet.printed(_bottom(DEFECTIVE), _FIRST + _PRINTED - 1, landscape=True)
    sheet.page.fit_to_pages(1, 0)
    sheet.page.set_h_pagebreaks([_bottom(ORDERED) + 1, _bottom(RECEIVED) + 1])


def _top(block: int) -> int:
    return PIECES_AT + block * PIECES_HIGH


def _bottom(block: int) -> int:
    return _top(block) + PARTNERS - 1


def _head(block: int) -> int:
    return _top(block) - 1


def _not_ordered(row: int, column: int) -> str:
    return f'OR({xl_rowcol_to_cell(_top(ORDERED) + row, _FIRST + column)}="",NOT({COUNTED}))'


def _to_share(block: int, column: int) -> str:
    """The formula of the pieces of a SKU that a block shares. A SKU without a count is complete; a rate of defects applies to the received pieces."""
    sku = xl_rowcol_to_cell(_head(block), column)
    ordered, received = (
        f"SUM({xl_rowcol_to_cell(_top(shared), column)}:{xl_rowcol_to_cell(_bottom(shared), column)})" for shared in (ORDERED, RECEIVED)
    )
    if block == ORDERED:
        return f'IF({sku}="","",SUMPRODUCT((order_skus={sku})*1,order_quantities))'
    arrived, bad = (f"SUMPRODUCT((receipt_skus={sku})*1,{name})" for name in ("receipt_received", "receipt_defective"))
    counted = {
        RECEIVED: f"IF(SUMPRODUCT((receipt_skus={sku})*ISNUMBER(receipt_received))=0,{ordered},{arrived})",
        DEFECTIVE: f"IF({bad}<1,ROUND({bad}*{received},0),{bad})",
    }[block]
    return f'IF(AND({sku}<>"",{COUNTED}),{counted},"")'


def _frame(sheet: ResultSheet, block: int) -> None:
    """Write the title of a block, its headings, and the partners with their dues."""
    page, places, figures = sheet.page, sheet.places, sheet.figures
    page.write_string(_top(block) - 5, LEFT, sheet.words["blocks"][_NAMES[block]], sheet.styles.of(**BIG, font_size=13))
    page.set_row(_head(block), 36)
    sheet.headings(_head(block), LEFT, [sheet.titled(ORDERS, "partner"), sheet.words["due"]])
    for nth, sku in enumerate(figures.skus, 1):
        listed = f'IF({nth}>ROWS(item_skus),"",INDEX(item_skus,{nth})&"")'
        column = _FIRST + nth - 1
        source = listed if block == ORDERED else xl_rowcol_to_cell(_head(ORDERED), column)
        sheet.formula(_head(block), column, f"={source}", sku, sheet.styles.of(**HEADING))
    owed = figures.sums(figures.dues[1:])[2]
    dues = f"{xl_rowcol_to_cell(_top(block), LEFT + 1)}:{xl_rowcol_to_cell(_bottom(block), LEFT + 1)}"
    sheet.formula(_head(block) - 2, LEFT + 1, f'=IF(COUNT({dues})=0,"",SUM({dues}))', owed, sheet.styles.of(**COMPUTED, num_format=NUMBERS["money"]))
    for row, line in enumerate(figures.dues[1:]):
        name, due = places.cell("dues", DATA + row, LEFT), places.cell("dues", DATA + row, DUE)
        sheet.formula(_top(block) + row, LEFT, f'=IF(ISERROR({name}),"",{name})', line[0], sheet.look())
        sheet.formula(_top(block) + row, LEFT + 1, f'=IF(ISERROR({name}),"",{due})', line[2], sheet.look("money"))


def _ordered(sheet: ResultSheet) -> None:
    """Write the pieces that each partner ordered of each SKU; blank instead of 0."""
    for row, line in enumerate(sheet.figures.ordered, _top(ORDERED)):
        partner = xl_rowcol_to_cell(row, LEFT, col_abs=True)
        for column, value in enumerate(line, _FIRST):
            sku = xl_rowcol_to_cell(_head(ORDERED), column, row_abs=True)
            ordered = f"SUMPRODUCT((order_partners={partner})*(order_skus={sku}),order_quantities)"
            sheet.formula(row, column, f'=IF(OR({partner}="",{sku}=""),"",IF({ordered}=0,"",{ordered}))', value, sheet.look("count"))
