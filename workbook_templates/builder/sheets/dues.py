"""The sheets of results for people: who pays what, who transfers to whom, and what a piece costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ..blocks import at
from ..layout import COUNTED, DATA, GOODS, HEADS, LEFT, LINES, ORDERS, PARTNERS, PAYMENTS, SHARED
from ..result_sheet import Control, ResultSheet, text_in
from ..styles import COMPUTED, HEADING, NUMBERS

if TYPE_CHECKING:
    from ..figures import Figures
    from ..places import Places

QUANTITY, DUE, FIRST_LINE = LEFT + 1, LEFT + 2, LEFT + 3
LAST_LINE, CHECKED = FIRST_LINE + LINES - 1, FIRST_LINE + LINES
"""The columns of the dues; in the last one stands what a due differs by from the sum of its lines."""
PAID, OPEN, AFTER, PAYER, PAYEE, MOVED = LEFT + 2, LEFT + 3, LEFT + 4, LEFT + 6, LEFT + 7, LEFT + 8
PIECES, LANDED, RECEIVED, DEFECTIVE, HANDED = LEFT + 2, LEFT + 3, LEFT + 5, LEFT + 6, LEFT + 7
LAST_PARTNER, LAST_GOODS = DATA + PARTNERS - 1, DATA + GOODS - 1
"""The rows of the last partner, and of the last partner and SKU."""
DUES_WIDTHS = [26, 10, 14, *[14] * LINES, 10]
SETTLEMENT_WIDTHS = [26, 14, 14, 14, 14, 3, 26, 26, 14]
LANDED_WIDTHS = [24, 24, 10, 14, 13, 10, 10, 12]
_PRINTED_LINES, _PRINTED_GOODS = 12, 38


def dues(sheet: ResultSheet) -> None:
    """Who pays what: one row a partner, one column a line of costs."""
    figures, places, printed = sheet.figures, sheet.places, FIRST_LINE + _PRINTED_LINES - LEFT
    sheet.head("dues", printed)
    sheet.reason(printed, "dues")
    sheet.wider(printed, at(places, "dues", 0, 3 + _PRINTED_LINES))
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), sheet.words["quantity"], sheet.words["due"]])
    for place, heading in enumerate(figures.dues[0][3:], 3):
        own = _shown(sheet, at(places, "dues", 0, place))
        sheet.formula(HEADS, LEFT + place, own, _as_shown(sheet, heading), sheet.styles.of(**HEADING))
    looks = [sheet.look(), sheet.look("count"), sheet.look("money", bold=True), *[sheet.look("money")] * LINES]
    sheet.answers(DATA, LEFT, "dues", (1, 0), figures.dues[1:], looks, _no_dues)
    _check_rows(sheet)
    sums = figures.sums(figures.dues[1:])
    lines = sum(value for value in sums[3:] if value != "") if figures.example else ""
    of_lines = zip(range(FIRST_LINE, LAST_LINE + 1), figures.expected(), sums[3:], strict=True)
    sheet.controls([
        Control(QUANTITY, f"SUM({places.column(ORDERS, 'quantity')})", sums[1], sums[1]), Control(DUE, _of_lines(places, SHARED), lines, sums[2]),
        *(Control(column, _must_be(sheet, column), wanted, shared) for column, wanted, shared in of_lines),
    ], (DATA, LAST_PARTNER))
    sheet.filled(DATA, LEFT, LAST_PARTNER, LAST_LINE)
    sheet.fix_heads(LAST_PARTNER)
    sheet.printed(LAST_PARTNER, FIRST_LINE + _PRINTED_LINES - 1, landscape=True)


def _no_dues(row: int, column: int) -> str:
    return f"OR({row + 1}>partner_count,{column - 2}>COUNTA(cost_names))"


def _heads(places: Places) -> str:
    """The headings of all lines as the engine gives them."""
    first, last = (at(places, "dues", 0, place) for place in (3, 2 + LINES))
    return text_in(f"{first}:{last.rpartition('!')[2]}")


def _of_lines(places: Places, row: int) -> str:
    """The sum of the lines in a row, without what was due on the quote, which is no line."""
    return f'SUMPRODUCT(({_heads(places)}<>"quoted")*1,{xl_range_abs(row, FIRST_LINE, row, LAST_LINE)})'


def _shown(sheet: ResultSheet, raw: str) -> str:
    """The heading of a line for people: as it was typed, and the engine's own ones in the language."""
    said = f'SUBSTITUTE({raw},"_credit","{sheet.words["credit"]}")'
    for name in ("rounding", "fx_difference", "quoted"):
        said = f'IF({text_in(raw)}="{name}","{sheet.words[name]}",{said})'
    return f'=IF(ISERROR({raw}),"",{said})'


def _as_shown(sheet: ResultSheet, heading: str) -> str:
    own: str = sheet.words["rounding"] if heading == "rounding" else heading.replace("_credit", sheet.words["credit"])
    return own


def _must_be(sheet: ResultSheet, column: int) -> str:
    """What a line must add up to by what was typed: its amount in the pool's currency, or its rate of the lines that it is taken of.

    Blank where the cells do not say it in numbers: goods, whose price may have tiers, and lines that were billed differently in the end.
    """
    head = text_in(at(sheet.places, "dues", 0, column - LEFT))
    heads, sums = _heads(sheet.places), xl_range_abs(SHARED, FIRST_LINE, SHARED, LAST_LINE)
    amount, currency, rate, of, reverses, actual = (
        f"INDEX({name},MATCH({head},cost_names,0))"
        for name in ("cost_amounts", "cost_currencies", "cost_rates", "cost_of", "cost_reverses", "cost_actuals")
    )
    own = f'OR({currency}="",{currency}=IF(pool_currency="","VND",pool_currency))'
    converted = f'IF({own},{amount},IF(COUNTIF(rate_currencies,{currency})=1,{amount}*SUMIF(rate_currencies,{currency},rate_values),""))'
    named = f'ISNUMBER(SEARCH("+"&SUBSTITUTE({heads}," ","")&"+","+"&SUBSTITUTE({of}," ","")&"+"))*({heads}<>"")'
    parts = f'LEN({of})-LEN(SUBSTITUTE({of},"+",""))+1'
    plain = f'AND(ISNUMBER({rate}),{of}<>"",lead_exempt<>"{sheet.texts["yes"]}")'
    taken = f'IF({plain},IF(SUMPRODUCT({named})={parts},{rate}*SUMPRODUCT({named},{sums}),""),"")'
    typed = f'IF(OR(ISNUMBER({actual}),{reverses}<>""),"",IF(ISNUMBER({amount}),{converted},{taken}))'
    credited = f'-SUMPRODUCT(({heads}=SUBSTITUTE({head},"_credit",""))*1,{sums})'
    return f'IF(ISERROR({head}),"",IF({head}="rounding",0,IF(RIGHT({head},7)="_credit",{credited},IF(COUNTIF(cost_names,{head})=1,{typed},""))))'


def _check_rows(sheet: ResultSheet) -> None:
    """Beside each partner what his due and the sum of his lines differ by."""
    sheet.page.write_string(HEADS, CHECKED, sheet.words["mark"], sheet.styles.of(**HEADING))
    for row, line in enumerate(sheet.figures.dues[1:], DATA):
        lines = _of_lines(sheet.places, row)
        due = xl_rowcol_to_cell(row, DUE)
        sheet.formula(row, CHECKED, f'=IF(ISNUMBER({due}),{due}-{lines},"")', 0 if line[0] else "", sheet.look("money"))


def settlement(sheet: ResultSheet) -> None:
    """What each partner still owes, and the transfers that clear it."""
    figures, places, words = sheet.figures, sheet.places, sheet.words
    sheet.head("settlement", len(SETTLEMENT_WIDTHS))
    sheet.reason(len(SETTLEMENT_WIDTHS), "transfers", f'IF(AND(filled,lead_buyer=""),"{words["lead"]}","")')
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), words["due"], words["paid"], words["open"], words["after"]])
    sheet.headings(HEADS, PAYER, [words["payer"], words["payee"], words["amount"]])
    balances, names = (xl_range_abs(DATA, column, LAST_PARTNER, column) for column in (OPEN, LEFT))
    transfers = f"COUNT({balances})-COUNTIF({balances},0)-SUMPRODUCT(({names}=lead_buyer)*({balances}<>0)*ISNUMBER({balances}))"
    looks = [sheet.look(), sheet.look(), sheet.look("money", bold=True)]
    sheet.answers(DATA, PAYER, "transfers", (1, 0), figures.transfers[1:], looks, lambda row, _: f"{row + 1}>{transfers}")
    due, paid, still, after = figures.sums([_balance(sheet, row, line) for row, line in enumerate(figures.dues[1:], DATA)])
    sheet.controls([
        Control(QUANTITY, places.cell("dues", SHARED, DUE), due, due), Control(PAID, f"SUM({places.column(PAYMENTS, 'paid')})", paid, paid),
        Control(OPEN, f"{xl_rowcol_to_cell(SHARED, QUANTITY)}-{xl_rowcol_to_cell(SHARED, PAID)}", still, still),
        Control(AFTER, "0", after, after),
    ], (DATA, LAST_PARTNER))
    sheet.filled(DATA, LEFT, LAST_PARTNER, AFTER)
    sheet.filled(DATA, PAYER, LAST_PARTNER, MOVED)
    sheet.fix_heads(LAST_PARTNER)
    sheet.printed(LAST_PARTNER, MOVED, landscape=True)


def _balance(sheet: ResultSheet, row: int, line: list[Any]) -> list[Any]:
    """One partner's row: due, paid, still due, and what is left after the transfers; its values without the name."""
    figures, places = sheet.figures, sheet.places
    partner, still = xl_rowcol_to_cell(row, LEFT), xl_rowcol_to_cell(row, OPEN)
    name, due = places.cell("dues", row, LEFT), places.cell("dues", row, DUE)
    payers, payees, moved = (xl_range_abs(DATA, column, LAST_PARTNER, column) for column in (PAYER, PAYEE, MOVED))
    given = figures.paid(line[0])
    values: list[Any] = [line[2], given, line[2] - given, _left(figures, line, given)] if line[0] else [""] * 4
    formulas = (
        due, f"SUMPRODUCT((paid_partners={partner})*1,paid_amounts)", f"{xl_rowcol_to_cell(row, QUANTITY)}-{xl_rowcol_to_cell(row, PAID)}",
        f'IF({partner}=lead_buyer,"",{still}-SUMPRODUCT(({payers}={partner})*1,{moved})+SUMPRODUCT(({payees}={partner})*1,{moved}))',
    )
    sheet.formula(row, LEFT, f'=IF(ISERROR({name}),"",{name})', line[0], sheet.look())
    for column, (formula, value) in enumerate(zip(formulas, values, strict=True), QUANTITY):
        sheet.formula(row, column, f'=IF({partner}="","",{formula})', value, sheet.look("money", bold=column == OPEN))
    return values


def _left(figures: Figures, line: list[Any], given: Any) -> Any:
    """What a partner owes after the transfers; nothing is said of the lead buyer, who pays the bills."""
    sent, got = (sum(move[2] for move in figures.transfers[1:] if move[side] == line[0]) for side in (0, 1))
    return "" if line[0] == figures.lead else line[2] - given - sent + got


def landed(sheet: ResultSheet) -> None:
    """What each partner's pieces cost once they are here, and how many of them he gets."""
    figures, places, words = sheet.figures, sheet.places, sheet.words
    sheet.head("landed", len(LANDED_WIDTHS))
    sheet.reason(len(LANDED_WIDTHS), "landed")
    sheet.wider(len(LANDED_WIDTHS), at(places, "landed", 1 + _PRINTED_GOODS, 0))
    of_pieces = [words[name] for name in ("quantity", "landed", "unit_cost", "received", "defective", "good")]
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), sheet.titled(ORDERS, "sku"), *of_pieces])
    looks = [sheet.look(), sheet.look(), sheet.look("count"), sheet.look("money"), sheet.look("money", bold=True)]
    sheet.answers(DATA, LEFT, "landed", (1, 0), figures.landed[1:], looks, lambda row, _: f"{row + 1}>COUNT(order_quantities)")
    got, bad, good = figures.sums([_pieces(sheet, row, line) for row, line in enumerate(figures.landed[1:], DATA)])
    sums = figures.sums(figures.landed[1:])
    shared = [f"SUM({places.to_share(block)})" for block in (1, 2)]
    sheet.controls([
        Control(PIECES, places.cell("dues", SHARED, QUANTITY), sums[2], sums[2]), Control(LANDED, _all_costs(places), _cost_of_all(figures), sums[3]),
        Control(RECEIVED, shared[0], got, got), Control(DEFECTIVE, shared[1], bad, bad),
        Control(HANDED, f"{xl_rowcol_to_cell(SHARED, RECEIVED)}-{xl_rowcol_to_cell(SHARED, DEFECTIVE)}", good, good),
    ], (DATA, LAST_GOODS))
    pieces, cost = xl_rowcol_to_cell(SHARED, PIECES), xl_rowcol_to_cell(SHARED, LANDED)
    average = round(sums[3] / sums[2], 2) if figures.example else ""
    grey = sheet.styles.of(**COMPUTED, num_format=NUMBERS["money"])
    sheet.formula(SHARED, LANDED + 1, f'=IF(OR({pieces}="",{cost}=""),"",ROUND({cost}/{pieces},2))', average, grey)    # on average
    sheet.filled(DATA, LEFT, LAST_GOODS, HANDED)
    sheet.fix_heads(LAST_GOODS)
    sheet.printed(DATA + _PRINTED_GOODS - 1, HANDED, landscape=False)


def _all_costs(places: Places) -> str:
    """What landed cost must add up to: the dues, and the fees that the others pay the lead buyer, which are credited to him there."""
    first, last = at(places, "dues", 0, 4), at(places, "dues", 0, 2 + LINES).rpartition("!")[2]
    is_credit = f'(RIGHT({text_in(f"{first}:{last}")},7)="_credit")*1'
    sums = places.area("dues", SHARED, FIRST_LINE + 1, SHARED, LAST_LINE)
    fees, names = places.area("dues", DATA, FIRST_LINE, LAST_PARTNER, LAST_LINE - 1), places.area("dues", DATA, LEFT, LAST_PARTNER, LEFT)
    own = f"SUMPRODUCT({is_credit},INDEX({fees},MATCH(lead_buyer,{names},0),0))"    # a credit stands right of its fee
    return f'{places.cell("dues", SHARED, DUE)}-SUMPRODUCT({is_credit},{sums})-IF(lead_buyer="",0,{own})'


def _cost_of_all(figures: Figures) -> Any:
    if not figures.example:
        return ""
    headings, sums = figures.dues[0], figures.sums(figures.dues[1:])
    lead = next(row for row in figures.dues[1:] if row[0] == figures.lead)
    credited = [place for place, heading in enumerate(headings) if heading.endswith("_credit")]
    return sums[2] - sum(sums[place] + lead[place - 1] for place in credited)


def _pieces(sheet: ResultSheet, row: int, line: list[Any]) -> list[Any]:
    """What a partner gets of a SKU: arrived, defective among them, and good; blank until something was counted."""
    figures, places = sheet.figures, sheet.places
    partner, sku = (xl_rowcol_to_cell(row, column, col_abs=True) for column in (LEFT, LEFT + 1))
    values: list[Any] = ["", "", ""]
    if line[0]:
        place = figures.partners.index(line[0]), figures.skus.index(line[1])
        values = [grid[place[0]][place[1]] for grid in (figures.received, figures.defective)]
        values.append(values[0] - values[1])
    for column, block, value in ((RECEIVED, 1, values[0]), (DEFECTIVE, 2, values[1])):
        found = f"INDEX({places.pieces(block)},MATCH({partner},{places.pieces_of()},0),MATCH({sku},{places.skus()},0))"
        used = f'IF(ISERROR({sku}),FALSE,AND({COUNTED},{sku}<>"",COUNTIF({places.skus()},{sku})>0))'
        sheet.formula(row, column, f'=IF({used},{found},"")', value, sheet.look("count"))
    got, bad = xl_rowcol_to_cell(row, RECEIVED), xl_rowcol_to_cell(row, DEFECTIVE)
    sheet.formula(row, HANDED, f'=IF({got}="","",{got}-{bad})', values[2], sheet.look("count", bold=True))
    return values
