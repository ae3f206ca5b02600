"""The sheet of the landed cost: the cost of each partner's pieces on arrival, and the number of pieces that the partner gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from ..blocks import at
from ..layout import COUNTED, DATA, HEADS, LAST_GOODS, LAST_PARTNER, LEFT, LINES, ORDERS, SHARED
from ..result_sheet import Control, text_in
from ..styles import COMPUTED, NUMBERS
from .dues import DUE, FIRST_LINE, LAST_LINE, QUANTITY

if TYPE_CHECKING:
    from ..figures import Figures
    from ..places import Places
    from ..result_sheet import ResultSheet

PIECES, LANDED, UNIT_COST, RECEIVED, DEFECTIVE, HANDED = range(LEFT + 2, LEFT + 8)
"""The columns to the right of partner and SKU."""
WIDTHS = [24, 24, 10, 14, 13, 10, 10, 12]
_PRINTED = 38


def write(sheet: ResultSheet) -> None:
    """Write the costs of the engine, the pieces from the sheet of pieces, and the control totals above both."""
    figures, places, words = sheet.figures, sheet.places, sheet.words
    sheet.head("landed", len(WIDTHS))
    sheet.reason(len(WIDTHS), "landed")
    sheet.wider(len(WIDTHS), at(places, "landed", 1 + _PRINTED, 0))
    of_pieces = [words[name] for name in ("quantity", "landed", "unit_cost", "received", "defective", "good")]
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), sheet.titled(ORDERS, "sku"), *of_pieces])
    looks = [sheet.look(), sheet.look(), sheet.look("count"), sheet.look("money"), sheet.look("money", bold=True)]
    sheet.answers(DATA, LEFT, "landed", (1, 0), figures.landed[1:], looks, lambda row, _: f"{row + 1}>COUNT(order_quantities)")
    received, defective, good = figures.sums([_pieces(sheet, row, line) for row, line in enumerate(figures.landed[1:], DATA)])
    sums = figures.sums(figures.landed[1:])
    shared = [f"SUM({places.to_share(block)})" for block in (1, 2)]
    sheet.controls([
        Control(PIECES, places.cell("dues", SHARED, QUANTITY), sums[2], sums[2]), Control(LANDED, _all_costs(places), _cost_of_all(figures), sums[3]),
        Control(RECEIVED, shared[0], received, received), Control(DEFECTIVE, shared[1], defective, defective),
        Control(HANDED, f"{xl_rowcol_to_cell(SHARED, RECEIVED)}-{xl_rowcol_to_cell(SHARED, DEFECTIVE)}", good, good),
    ], (DATA, LAST_GOODS))
    pieces, cost = xl_rowcol_to_cell(SHARED, PIECES), xl_rowcol_to_cell(SHARED, LANDED)
    average = round(sums[3] / sums[2], 2) if figures.example else ""
    grey = sheet.styles.of(**COMPUTED, num_format=NUMBERS["money"])
    sheet.formula(SHARED, UNIT_COST, f'=IF(OR({pieces}="",{cost}=""),"",ROUND({cost}/{pieces},2))', average, grey)    # on average
    sheet.filled(DATA, LEFT, LAST_GOODS, HANDED)
    sheet.fix_heads(LAST_GOODS)
    sheet.printed(DATA + _PRINTED - 1, HANDED, landscape=False)


def _all_costs(places: Places) -> str:
    """The formula of the landed cost's expected total: the dues, plus the fees of the other partners that the dues credit to the lead buyer."""
    first, last = at(places, "dues", 0, 4), at(places, "dues", 0, 2 + LINES).rpartition("!")[2]
    is_credit = f'(RIGHT({text_in(f"{first}:{last}")},7)="_credit")*1'
    sums = places.area("dues", SHARED, FIRST_LINE + 1, SHARED, LAST_LINE)
    fees, names = places.area("dues", DATA, FIRST_LINE, LAST_PARTNER, LAST_LINE - 1), places.area("dues", DATA, LEFT, LAST_PARTNER, LEFT)
    lead_fees = f"SUMPRODUCT({is_credit},INDEX({fees},MATCH(lead_buyer,{names},0),0))"    # a credit is in the column to the right of its fee
    return f'{places.cell("dues", SHARED, DUE)}-SUMPRODUCT({is_credit},{sums})-IF(lead_buyer="",0,{lead_fees})'


def _cost_of_all(figures: Figures) -> Any:
    """The result of `_all_costs`; "" in an empty template."""
    if not figures.example:
        return ""
    headings, sums = figures.dues[0], figures.sums(figures.dues[1:])
    lead = next(row for row in figures.dues[1:] if row[0] == figures.lead)
    credit_columns = [column for column, heading in enumerate(headings) if heading.endswith("_credit")]
    return sums[2] - sum(sums[column] + lead[column - 1] for column in credit_columns)


def _pieces(sheet: ResultSheet, row: int, line: list[Any]) -> list[Any]:
    """Write a partner's pieces of a SKU and return their numbers: received, the defective ones among them, and good; blank until a count is typed."""
    figures, places = sheet.figures, sheet.places
    partner, sku = (xl_rowcol_to_cell(row, column, col_abs=True) for column in (LEFT, LEFT + 1))
    values: list[Any] = ["", "", ""]
    if line[0]:
        partner_row, sku_column = figures.partners.index(line[0]), figures.skus.index(line[1])
        values = [grid[partner_row][sku_column] for grid in (figures.received, figures.defective)]
        values.append(values[0] - values[1])
    for column, block, value in ((RECEIVED, 1, values[0]), (DEFECTIVE, 2, values[1])):
        pieces = f"INDEX({places.pieces(block)},MATCH({partner},{places.pieces_of()},0),MATCH({sku},{places.skus()},0))"
        used = f'IF(ISERROR({sku}),FALSE,AND({COUNTED},{sku}<>"",COUNTIF({places.skus()},{sku})>0))'
        sheet.formula(row, column, f'=IF({used},{pieces},"")', value, sheet.look("count"))
    received, defective = xl_rowcol_to_cell(row, RECEIVED), xl_rowcol_to_cell(row, DEFECTIVE)
    sheet.formula(row, HANDED, f'=IF({received}="","",{received}-{defective})', values[2], sheet.look("count", bold=True))
    return values
