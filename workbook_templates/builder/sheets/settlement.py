"""The sheet of the settlement: the open balance of each partner, and the transfers between partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ..layout import DATA, HEADS, LAST_PARTNER, LEFT, ORDERS, PAYMENTS, SHARED
from ..result_sheet import Control
from . import dues

if TYPE_CHECKING:
    from ..figures import Figures
    from ..result_sheet import ResultSheet

DUE, PAID, OPEN, AFTER = range(LEFT + 1, LEFT + 5)
PAYER, PAYEE, MOVED = range(LEFT + 6, LEFT + 9)
"""The columns: four for the balance of a partner, and to their right three for the transfers."""
WIDTHS = [26, 14, 14, 14, 14, 3, 26, 26, 14]


def write(sheet: ResultSheet) -> None:
    """Write the balances by plain formulas, and the engine's transfers that clear them."""
    figures, places, words = sheet.figures, sheet.places, sheet.words
    sheet.head("settlement", len(WIDTHS))
    sheet.reason(len(WIDTHS), "transfers", f'IF(AND(filled,lead_buyer=""),"{words["lead"]}","")')
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), words["due"], words["paid"], words["open"], words["after"]])
    sheet.headings(HEADS, PAYER, [words["payer"], words["payee"], words["amount"]])
    balances, names = (xl_range_abs(DATA, column, LAST_PARTNER, column) for column in (OPEN, LEFT))
    transfers = f"COUNT({balances})-COUNTIF({balances},0)-SUMPRODUCT(({names}=lead_buyer)*({balances}<>0)*ISNUMBER({balances}))"
    looks = [sheet.look(), sheet.look(), sheet.look("money", bold=True)]
    sheet.answers(DATA, PAYER, "transfers", (1, 0), figures.transfers[1:], looks, lambda row, _: f"{row + 1}>{transfers}")
    due, paid, still, after = figures.sums([_balance(sheet, row, line) for row, line in enumerate(figures.dues[1:], DATA)])
    sheet.controls([
        Control(DUE, places.cell("dues", SHARED, dues.DUE), due, due), Control(PAID, f"SUM({places.column(PAYMENTS, 'paid')})", paid, paid),
        Control(OPEN, f"{xl_rowcol_to_cell(SHARED, DUE)}-{xl_rowcol_to_cell(SHARED, PAID)}", still, still),
        Control(AFTER, "0", after, after),
    ], (DATA, LAST_PARTNER))
    sheet.filled(DATA, LEFT, LAST_PARTNER, AFTER)
    sheet.filled(DATA, PAYER, LAST_PARTNER, MOVED)
    sheet.fix_heads(LAST_PARTNER)
    sheet.printed(LAST_PARTNER, MOVED, landscape=True)


def _balance(sheet: ResultSheet, row: int, line: list[Any]) -> list[Any]:
    """Write one partner's row: name, due, paid, open, and the rest after the transfers. Returns the results without the name."""
    figures, places = sheet.figures, sheet.places
    partner, still = xl_rowcol_to_cell(row, LEFT), xl_rowcol_to_cell(row, OPEN)
    name, due = places.cell("dues", row, LEFT), places.cell("dues", row, dues.DUE)
    payers, payees, moved = (xl_range_abs(DATA, column, LAST_PARTNER, column) for column in (PAYER, PAYEE, MOVED))
    given = figures.paid(line[0])
    values: list[Any] = [line[2], given, line[2] - given, _left(figures, line, given)] if line[0] else [""] * 4
    formulas = (
        due, f"SUMPRODUCT((paid_partners={partner})*1,paid_amounts)", f"{xl_rowcol_to_cell(row, DUE)}-{xl_rowcol_to_cell(row, PAID)}",
        f'IF({partner}=lead_buyer,"",{still}-SUMPRODUCT(({payers}={partner})*1,{moved})+SUMPRODUCT(({payees}={partner})*1,{moved}))',
    )
    sheet.formula(row, LEFT, f'=IF(ISERROR({name}),"",{name})', line[0], sheet.look())
    for column, (formula, value) in enumerate(zip(formulas, values, strict=True), DUE):
        sheet.formula(row, column, f'=IF({partner}="","",{formula})', value, sheet.look("money", bold=column == OPEN))
    return values


def _left(figures: Figures, line: list[Any], given: Any) -> Any:
    """The amount that a partner owes after the transfers; "" for the lead buyer, who pays the bills."""
    sent, received = (sum(move[2] for move in figures.transfers[1:] if move[side] == line[0]) for side in (0, 1))
    return "" if line[0] == figures.lead else line[2] - given - sent + received
