"""The sheet of the dues: the amount that each partner pays, a row per partner and a column per line of costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ..blocks import at
from ..layout import DATA, HEADS, LAST_PARTNER, LEFT, LINES, ORDERS, SHARED
from ..result_sheet import Control, ResultSheet, text_in
from ..styles import HEADING

if TYPE_CHECKING:
    from ..places import Places

QUANTITY, DUE, FIRST_LINE = LEFT + 1, LEFT + 2, LEFT + 3
LAST_LINE, CHECKED = FIRST_LINE + LINES - 1, FIRST_LINE + LINES
"""The columns. The last one, `CHECKED`, holds the difference between a due and the sum of its lines."""
WIDTHS = [26, 10, 14, *[14] * LINES, 10]
_PRINTED_LINES = 12


def write(sheet: ResultSheet) -> None:
    """Write the dues of the engine, with a control total for each line and a check of each partner's row."""
    figures, places, printed = sheet.figures, sheet.places, FIRST_LINE + _PRINTED_LINES - LEFT
    sheet.head("dues", printed)
    sheet.reason(printed, "dues")
    sheet.wider(printed, at(places, "dues", 0, 3 + _PRINTED_LINES))
    sheet.headings(HEADS, LEFT, [sheet.titled(ORDERS, "partner"), sheet.words["quantity"], sheet.words["due"]])
    for column, heading in enumerate(figures.dues[0][3:], 3):
        formula = _heading_formula(sheet, at(places, "dues", 0, column))
        sheet.formula(HEADS, LEFT + column, formula, _heading_value(sheet, heading), sheet.styles.of(**HEADING))
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
    """The formula of the headings of all lines, as the engine returns them."""
    first, last = (at(places, "dues", 0, column) for column in (3, 2 + LINES))
    return text_in(f"{first}:{last.rpartition('!')[2]}")


def _of_lines(places: Places, row: int) -> str:
    """The formula of the sum of the lines in a row. It excludes the column "quoted", the due by the quote, which is not a line."""
    return f'SUMPRODUCT(({_heads(places)}<>"quoted")*1,{xl_range_abs(row, FIRST_LINE, row, LAST_LINE)})'


def _heading_formula(sheet: ResultSheet, raw: str) -> str:
    """The formula of a line's heading on the sheet: as it was typed, or in the language where the engine adds the line. raw: the engine's cell."""
    heading = f'SUBSTITUTE({raw},"_credit","{sheet.words["credit"]}")'
    for name in ("rounding", "fx_difference", "quoted"):
        heading = f'IF({text_in(raw)}="{name}","{sheet.words[name]}",{heading})'
    return f'=IF(ISERROR({raw}),"",{heading})'


def _heading_value(sheet: ResultSheet, heading: str) -> str:
    """The result of `_heading_formula` for a heading of the engine."""
    rounding: str = sheet.words["rounding"]
    return rounding if heading == "rounding" else heading.replace("_credit", sheet.words["credit"])


def _must_be(sheet: ResultSheet, column: int) -> str:
    """The formula of a line's expected total: its typed amount in the pool's currency, or its rate times the lines that the rate applies to.

    The result is blank where the cells give no number for it: goods, whose price may have tiers, and lines that were billed differently in the end.
    """
    head = text_in(at(sheet.places, "dues", 0, column - LEFT))
    heads, sums = _heads(sheet.places), xl_range_abs(SHARED, FIRST_LINE, SHARED, LAST_LINE)
    amount, currency, rate, of, reverses, actual = (
        f"INDEX({name},MATCH({head},cost_names,0))"
        for name in ("cost_amounts", "cost_currencies", "cost_rates", "cost_of", "cost_reverses", "cost_actuals")
    )
    in_pool_currency = f'OR({currency}="",{currency}=IF(pool_currency="","VND",pool_currency))'
    converted = f'IF({in_pool_currency},{amount},IF(COUNTIF(rate_currencies,{currency})=1,{amount}*SUMIF(rate_currencies,{currency},rate_values),""))'
    named = f'ISNUMBER(SEARCH("+"&SUBSTITUTE({heads}," ","")&"+","+"&SUBSTITUTE({of}," ","")&"+"))*({heads}<>"")'
    parts = f'LEN({of})-LEN(SUBSTITUTE({of},"+",""))+1'
    plain = f'AND(ISNUMBER({rate}),{of}<>"",lead_exempt<>"{sheet.texts["yes"]}")'
    taken = f'IF({plain},IF(SUMPRODUCT({named})={parts},{rate}*SUMPRODUCT({named},{sums}),""),"")'
    typed = f'IF(OR(ISNUMBER({actual}),{reverses}<>""),"",IF(ISNUMBER({amount}),{converted},{taken}))'
    credited = f'-SUMPRODUCT(({heads}=SUBSTITUTE({head},"_credit",""))*1,{sums})'
    return f'IF(ISERROR({head}),"",IF({head}="rounding",0,IF(RIGHT({head},7)="_credit",{credited},IF(COUNTIF(cost_names,{head})=1,{typed},""))))'


def _check_rows(sheet: ResultSheet) -> None:
    """Write the difference between each partner's due and the sum of the partner's lines, beside the lines."""
    sheet.page.write_string(HEADS, CHECKED, sheet.words["mark"], sheet.styles.of(**HEADING))
    for row, line in enumerate(sheet.figures.dues[1:], DATA):
        lines = _of_lines(sheet.places, row)
        due = xl_rowcol_to_cell(row, DUE)
        sheet.formula(row, CHECKED, f'=IF(ISNUMBER({due}),{due}-{lines},"")', 0 if line[0] else "", sheet.look("money"))
