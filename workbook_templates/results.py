"""The result sheets for people: who pays what, who transfers to whom, and what a piece costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from canvas import Canvas, Control
from layout import DATA, GOODS, HEADS, LEFT, LINES, ORDERS, PARTNERS, PAYMENTS, RAW, SHARED, SKUS
from pieces import FIRST_SKU, first_row, head_row, sums_row
from styles import HEADING
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

if TYPE_CHECKING:
    from figures import Figures

QUANTITY, DUE, FIRST_LINE = LEFT + 1, LEFT + 2, LEFT + 3
LAST_LINE, CHECKED = FIRST_LINE + LINES - 1, FIRST_LINE + LINES
LAST_PARTNER, LAST_GOODS = DATA + PARTNERS - 1, DATA + GOODS - 1
"""The rows of the last partner and of the last partner and SKU."""
DUES_WIDTHS = [26, 10, 14, *[13] * LINES, 10]
SETTLEMENT_WIDTHS = [26, 14, 14, 14, 14, 3, 26, 26, 14]
LANDED_WIDTHS = [24, 24, 10, 14, 12, 10, 10, 12]
_PRINTED_LINES, _PRINTED_GOODS = 12, 38
PAID, OPEN, AFTER, PAYER, PAYEE, MOVED = LEFT + 2, LEFT + 3, LEFT + 4, LEFT + 6, LEFT + 7, LEFT + 8
RECEIVED, DEFECTIVE, HANDED = LEFT + 5, LEFT + 6, LEFT + 7
_COMMON = "all_orders,all_costs,all_items,all_terms"


def dues(sheet: Canvas) -> None:
    """Who pays what: one row a partner, one column a line of costs."""
    figures, first = sheet.figures, xl_rowcol_to_cell(RAW, LEFT, row_abs=True, col_abs=True)
    sheet.head("dues", FIRST_LINE + _PRINTED_LINES - LEFT)
    sheet.reason(FIRST_LINE + _PRINTED_LINES - LEFT, first, "dues_reason")
    sheet.wider(FIRST_LINE + _PRINTED_LINES - LEFT, xl_rowcol_to_cell(RAW, FIRST_LINE + _PRINTED_LINES))
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), sheet.words["quantity"], sheet.words["due"]])
    for column, heading in enumerate(figures.dues[0][3:], FIRST_LINE):
        sheet.formula(HEADS, column, _shown(sheet, xl_rowcol_to_cell(RAW, column)), _as_shown(sheet, heading), sheet.styles.of(**HEADING))
    beyond = sheet.inside(RAW, LEFT, figures.dues, "ROWS(all_orders)", "ROWS(all_costs)+8")
    looks = [sheet.look(), sheet.look("count"), sheet.look("money", bold=True), *[sheet.look("money")] * LINES]
    sheet.array(RAW, LEFT, f'IF(filled,IF({beyond},"",POOLDUES({_COMMON})),"")', figures.dues, looks)
    _check_rows(sheet)
    sums = figures.sums(figures.dues[1:])
    lines = sum(value for value in sums[3:] if value != "") if figures.example else ""
    row = xl_range_abs(SHARED, FIRST_LINE, SHARED, LAST_LINE)
    controls = [
        Control(QUANTITY, f"SUM({sheet.places.column(ORDERS, 'quantity')})", sums[1], sums[1]), Control(DUE, f"SUM({row})", lines, sums[2]),
        *(Control(column, _must_be(sheet, column), wanted, shared)
          for column, wanted, shared in zip(range(FIRST_LINE, LAST_LINE + 1), figures.expected(), sums[3:], strict=True)),
    ]
    sheet.controls(controls, (DATA, LAST_PARTNER))
    sheet.filled(DATA, LEFT, LAST_PARTNER, LAST_LINE)
    sheet.fix_heads()
    sheet.printed(LAST_PARTNER, FIRST_LINE + _PRINTED_LINES - 1, landscape=True)


def _shown(sheet: Canvas, raw: str) -> str:
    """The heading of a line for people: as it was typed, and the function's own ones in the language."""
    said = f'SUBSTITUTE({raw},"_credit","{sheet.words["credit"]}")'
    for name in ("rounding", "fx_difference", "quoted"):
        said = f'IF({raw}="{name}","{sheet.words[name]}",{said})'
    return f'=IF(ISERROR({raw}),"",{said})'


def _as_shown(sheet: Canvas, heading: str) -> str:
    own: str = sheet.words["rounding"] if heading == "rounding" else heading.replace("_credit", sheet.words["credit"])
    return own


def _must_be(sheet: Canvas, column: int) -> str:
    """What a line must add up to by what was typed: its amount in the pool's currency, or its rate of the lines that it is taken of.

    Blank where the cells do not say it in numbers: goods, whose price may have tiers, and lines that were billed differently in the end.
    """
    head = xl_rowcol_to_cell(RAW, column, row_abs=True)
    heads, sums = (xl_range_abs(row, FIRST_LINE, row, LAST_LINE) for row in (RAW, SHARED))
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
    return f'IF({head}="rounding",0,IF(RIGHT({head},7)="_credit",{credited},IF(COUNTIF(cost_names,{head})=1,{typed},"")))'


def _check_rows(sheet: Canvas) -> None:
    """Beside each partner what his due and the sum of his lines differ by."""
    sheet.page.write_string(HEADS, CHECKED, sheet.words["mark"], sheet.styles.of(**HEADING))
    for row, line in enumerate(sheet.figures.dues[1:], DATA):
        lines = f"SUM({xl_rowcol_to_cell(row, FIRST_LINE)}:{xl_rowcol_to_cell(row, LAST_LINE)})"
        partner, due = xl_rowcol_to_cell(row, LEFT), xl_rowcol_to_cell(row, DUE)
        sheet.formula(row, CHECKED, f'=IF(ISERROR({partner}),"",IF({partner}="","",{due}-{lines}))', 0 if line[0] else "", sheet.look("money"))


def settlement(sheet: Canvas) -> None:
    """What each partner still owes, and the transfers that clear it."""
    figures, places = sheet.figures, sheet.places
    first = xl_rowcol_to_cell(RAW, PAYER, row_abs=True, col_abs=True)
    sheet.head("settlement", len(SETTLEMENT_WIDTHS))
    sheet.reason(len(SETTLEMENT_WIDTHS), first, "settlement_reason", f'IF(AND(filled,lead_buyer=""),"{sheet.words["lead"]}","")')
    words = sheet.words
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), words["due"], words["paid"], words["open"], words["after"]])
    sheet.headings(HEADS, PAYER, [words["payer"], words["payee"], words["amount"]])
    of_dues = places.area("dues", RAW, LEFT, LAST_PARTNER, DUE)
    failed = places.cell("dues", RAW, LEFT)
    cleared = f'IF(ISERROR({failed}),{failed},IF(lead_buyer="","",POOLSETTLE({of_dues},all_payments,lead_buyer)))'
    sheet.array(RAW, PAYER, f'IF(filled,{cleared},"")', figures.transfers, [sheet.look(), sheet.look(), sheet.look("money", bold=True)])
    balances = [_balance(sheet, row, line) for row, line in enumerate(figures.dues[1:], DATA)]
    columns = figures.sums(balances)
    due = places.cell("dues", SHARED, DUE)
    wanted, paid = (columns[0], columns[1]) if figures.example else ("", "")
    sheet.controls(
        [Control(QUANTITY, due, wanted, columns[0]), Control(PAID, f"SUM({places.column(PAYMENTS, 'paid')})", paid, columns[1]),
         Control(OPEN, f"{xl_rowcol_to_cell(SHARED, QUANTITY)}-{xl_rowcol_to_cell(SHARED, PAID)}", columns[2], columns[2]),
         Control(AFTER, "0", "" if columns[3] == "" else 0, columns[3])],
        (DATA, LAST_PARTNER),
    )
    sheet.filled(DATA, LEFT, LAST_PARTNER, AFTER)
    sheet.filled(DATA, PAYER, LAST_PARTNER, MOVED)
    sheet.fix_heads()
    sheet.printed(LAST_PARTNER, MOVED, landscape=True)


def _balance(sheet: Canvas, row: int, line: list[Any]) -> list[Any]:
    """One partner's row: due, paid, still due, and what is left after the transfers; its values without the name."""
    figures, places = sheet.figures, sheet.places
    partner, paid, still = (xl_rowcol_to_cell(row, column) for column in (LEFT, PAID, OPEN))
    name, due = places.cell("dues", row, LEFT), places.cell("dues", row, DUE)
    payers, payees, moved = (xl_range_abs(DATA, column, LAST_PARTNER, column) for column in (PAYER, PAYEE, MOVED))
    given = figures.paid(line[0])
    left = ""
    if line[0]:
        sent, got = (sum(move[2] for move in figures.transfers[1:] if move[side] == line[0]) for side in (0, 1))
        left = "" if line[0] == figures.lead else line[2] - given - sent + got
    values = [line[2], given, line[2] - given if line[0] else "", left]
    sheet.formula(row, LEFT, f'=IF(ISERROR({name}),"",{name})', line[0], sheet.look())
    formulas = (
        due, f"SUMPRODUCT((paid_partners={partner})*1,paid_amounts)", f"{xl_rowcol_to_cell(row, QUANTITY)}-{paid}",
        f'IF({partner}=lead_buyer,"",{still}-SUMPRODUCT(({payers}={partner})*1,{moved})+SUMPRODUCT(({payees}={partner})*1,{moved}))',
    )
    for column, (formula, value) in enumerate(zip(formulas, values, strict=True), QUANTITY):
        sheet.formula(row, column, f'=IF({partner}="","",{formula})', value, sheet.look("money", bold=column == OPEN))
    return values


def landed(sheet: Canvas) -> None:
    """What each partner's pieces cost once they are here, and how many of them he gets."""
    figures, places, words = sheet.figures, sheet.places, sheet.words
    first = xl_rowcol_to_cell(RAW, LEFT, row_abs=True, col_abs=True)
    sheet.head("landed", len(LANDED_WIDTHS))
    sheet.reason(len(LANDED_WIDTHS), first, "landed_reason")
    sheet.wider(len(LANDED_WIDTHS), xl_rowcol_to_cell(DATA + _PRINTED_GOODS, LEFT))
    of_pieces = [words[name] for name in ("quantity", "landed", "unit_cost", "received", "defective", "good")]
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), sheet.titled(ORDERS, "sku"), *of_pieces])
    failed = places.cell("dues", RAW, LEFT)
    beyond = sheet.inside(RAW, LEFT, figures.landed, "ROWS(all_orders)")
    looks = [sheet.look(), sheet.look(), sheet.look("count"), sheet.look("money"), sheet.look("money", bold=True)]
    asked = f'IF(ISERROR({failed}),{failed},IF({beyond},"",POOLLANDED({_COMMON})))'
    sheet.array(RAW, LEFT, f'IF(filled,{asked},"")', figures.landed, looks)
    pieces = [_pieces(sheet, row, line) for row, line in enumerate(figures.landed[1:], DATA)]
    sums = figures.sums(figures.landed[1:])
    got = figures.sums(pieces)
    wanted = _cost_of_all(figures)
    received, defective = (f"SUM({places.area('pieces', sums_row(at), FIRST_SKU, sums_row(at), FIRST_SKU + SKUS - 1)})" for at in (1, 2))
    sheet.controls(
        [Control(LEFT + 2, places.cell("dues", SHARED, QUANTITY), sums[2], sums[2]), Control(LEFT + 3, _all_costs(places), wanted, sums[3]),
         Control(RECEIVED, received, got[0], got[0]), Control(DEFECTIVE, defective, got[1], got[1]),
         Control(HANDED, f"{xl_rowcol_to_cell(SHARED, RECEIVED)}-{xl_rowcol_to_cell(SHARED, DEFECTIVE)}", got[2], got[2])],
        (DATA, LAST_GOODS),
    )
    sheet.filled(DATA, LEFT, LAST_GOODS, HANDED)
    sheet.fix_heads()
    sheet.printed(DATA + _PRINTED_GOODS - 1, HANDED, landscape=False)


def _all_costs(places: Any) -> str:
    """What landed cost must add up to: the dues, and the fees that the others pay the lead buyer, which are credited to him there."""
    heads, sums, credits = (
        places.area("dues", row, FIRST_LINE + shift, row, LAST_LINE - 1 + shift) for row, shift in ((RAW, 1), (SHARED, 1), (RAW, 1))
    )
    table, names = places.area("dues", DATA, FIRST_LINE, LAST_PARTNER, LAST_LINE - 1), places.area("dues", DATA, LEFT, LAST_PARTNER, LEFT)
    own = f'SUMPRODUCT((RIGHT({credits},7)="_credit")*1,INDEX({table},MATCH(lead_buyer,{names},0),0))'
    credited = f'SUMPRODUCT((RIGHT({heads},7)="_credit")*1,{sums})'
    return f'{places.cell("dues", SHARED, DUE)}-{credited}-IF(lead_buyer="",0,{own})'


def _cost_of_all(figures: Figures) -> Any:
    if not figures.example:
        return ""
    headings, sums = figures.dues[0], figures.sums(figures.dues[1:])
    lead = next(row for row in figures.dues[1:] if row[0] == figures.lead)
    credits = [place for place, heading in enumerate(headings) if heading.endswith("_credit")]
    return sums[2] - sum(sums[place] + lead[place - 1] for place in credits)


def _pieces(sheet: Canvas, row: int, line: list[Any]) -> list[Any]:
    """What a partner gets of a SKU: arrived, defective among them, and good; blank until something was counted."""
    figures, places = sheet.figures, sheet.places
    partner, sku = (xl_rowcol_to_cell(row, column, col_abs=True) for column in (LEFT, LEFT + 1))
    values: list[Any] = ["", "", ""]
    if line[1] in figures.skus and line[1]:
        at = figures.partners.index(line[0]), figures.skus.index(line[1])
        values = [figures.received[at[0]][at[1]], figures.defective[at[0]][at[1]]]
        values.append(values[0] - values[1])
    names = places.area("pieces", first_row(0), LEFT, first_row(0) + PARTNERS - 1, LEFT)
    skus = places.area("pieces", head_row(0), FIRST_SKU, head_row(0), FIRST_SKU + SKUS - 1)
    for column, block, value in ((RECEIVED, 1, values[0]), (DEFECTIVE, 2, values[1])):
        block_of = places.area("pieces", first_row(block), FIRST_SKU, first_row(block) + PARTNERS - 1, FIRST_SKU + SKUS - 1)
        found = f"INDEX({block_of},MATCH({partner},{names},0),MATCH({sku},{skus},0))"
        sheet.formula(row, column, f'=IF(COUNT(receipt_received,receipt_defective)=0,"",IF(ISERROR({sku}),"",IF({sku}="","",IF(COUNTIF({skus},{sku})=0,"",{found}))))', value, sheet.look("count"))
    got, bad = xl_rowcol_to_cell(row, RECEIVED), xl_rowcol_to_cell(row, DEFECTIVE)
    sheet.formula(row, HANDED, f'=IF({got}="","",{got}-{bad})', values[2], sheet.look("count", bold=True))
    return values
