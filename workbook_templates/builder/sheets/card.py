"""The sheet of the payment card, in portrait and as wide as a phone's screen: for the group, or for the partner chosen in its yellow cell.

The payment code is a square of small cells. They are painted only while the engine confirms that the code agrees with the texts on the card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from ..blocks import at
from ..layout import CODE_ROWS, LEFT
from ..payment_formulas import settled
from ..styles import BIG, INPUT, NUMBERS, SIDE
from ..text_formulas import sentence

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

WIDTHS: list[int] = []
_SIDE, _CELL = 30, 5
_HIGH = {"Microsoft YaHei": 6}
"""Sizes in pixels: the columns at the sides, the cells of the code, and by font the height of the code's rows. The width of a column is measured in
digits of the workbook's font; where these are wider, the rows are higher, so that the code stays square."""
_RIGHT, _NOTES = LEFT + CODE_ROWS + 1, LEFT + CODE_ROWS + 3
_SPLIT = LEFT + 20
_NAMES = LEFT + 37
_TITLE, _WHO, _AMOUNT, _UNTIL, _GUARD, _CODE = range(6)
_FACTS = _CODE + CODE_ROWS + 1
_EXACTLY, _GATE, _VERSION, _LINES = range(_FACTS + 4, _FACTS + 8)
_ROOM = 5
_END = _LINES + _ROOM - 1
_HEIGHTS = {_TITLE: 24, _WHO: 44, _AMOUNT: 36, _UNTIL: 22, _GUARD: 32, _CODE + CODE_ROWS: 5, _EXACTLY: 24, _GATE: 34, _VERSION: 18}
_GREEN, _RED, _GREY = "#0A6B3D", "#A11616", SIDE["font_color"]


def write(sheet: ResultSheet) -> None:
    """Write the card, and to its right the explanation of its use."""
    _grid(sheet)
    _head(sheet)
    _code(sheet)
    _receiver(sheet)
    _lines(sheet)
    _notes(sheet)
    sheet.page.set_portrait()
    sheet.page.center_horizontally()
    sheet.printed(_END, _RIGHT, landscape=False)
    sheet.page.print_area(0, LEFT, _END, _RIGHT)
    sheet.book.define_name("card_who", "=" + sheet.places.cell("card", _WHO, LEFT))


def _grid(sheet: ResultSheet) -> None:
    """Set the sizes of columns and rows: small columns between two wider ones, and in the code rows as high as the columns are wide."""
    page = sheet.page
    page.set_column_pixels(LEFT, LEFT, _SIDE)
    page.set_column_pixels(LEFT + 1, LEFT + CODE_ROWS, _CELL)
    page.set_column_pixels(_RIGHT, _RIGHT, _SIDE)
    page.set_column_pixels(_RIGHT + 1, _RIGHT + 1, 20)
    page.set_column(_NOTES, _NOTES, 70)
    heights = dict.fromkeys(range(_FACTS, _EXACTLY), 18) | dict.fromkeys(range(_LINES, _END + 1), 30)
    for row, height in (heights | _HEIGHTS).items():
        page.set_row_pixels(row, height)
    for row in range(_CODE, _CODE + CODE_ROWS):
        page.set_row_pixels(row, _HIGH.get(sheet.texts["font"], _CELL))


def _across(sheet: ResultSheet, row: int, formula: str, value: Any, *, left: int = LEFT, right: int = _RIGHT, **look: Any) -> None:
    """Write a formula with its result into a row, over the merged cells from `left` to `right`."""
    style = sheet.styles.of(**({"text_wrap": True, "align": "center"} | look))
    sheet.page.merge_range(row, left, row, right, "", style)
    sheet.page.write_formula(row, left, f"={formula}", style, value)


def _head(sheet: ResultSheet) -> None:
    words, payments = sheet.words["card"], sheet.payments
    page = sheet.page
    page.merge_range(_TITLE, LEFT, _TITLE, _RIGHT, words["title"], sheet.styles.of(**SIDE, align="center", font_size=12))
    who = sheet.styles.of(**INPUT, bold=True, font_size=13, align="center", text_wrap=True, num_format="@")
    page.merge_range(_WHO, LEFT, _WHO, _RIGHT, payments.who, who)
    names = "=OFFSET(reminder_names,0,0,1+MAX(0,pay_owing),1)"
    page.data_validation(_WHO, LEFT, _WHO, _RIGHT, {"validate": "list", "source": names, "error_type": "stop", "error_message": words["unknown"]})
    still = sentence(words["still"], {"n": "pay_owing", "all": "pay_payers"})
    if payments.position:
        amount: Any = payments.due
    elif payments.owing:
        amount = words["still"].format(n=len(payments.owing), all=payments.payers)
    else:
        amount = words["done"] if payments.payers else ""
    formula = f'IF(card_position>0,card_due,IF(OR(card_position<0,pay_payers=0),"",IF(pay_owing=0,"{words["done"]}",{still})))'
    money = f'{NUMBERS["money"].removesuffix("_)")}"{words["marks"]["dong"]}"'
    _across(sheet, _AMOUNT, formula, amount, bold=True, font_size=18, font_color=_GREEN, num_format=money, shrink=True, text_wrap=False)
    until = sentence(words["until"], {"until": "pay_until"})
    until_when = words["until"].format(until=payments.until) if payments.until else ""
    _across(sheet, _UNTIL, f'IF(pay_until="","",{until})', until_when, bold=True, font_color=_RED)
    _across(sheet, _GUARD, 'pay_guard&""', "", bold=True, font_color=_RED, font_size=9)


def _code(sheet: ResultSheet) -> None:
    """Write a cell for each square of the code. Its figure is hidden; a square of 1 is painted black only while the guard line is blank."""
    page, values = sheet.page, sheet.payments.block("code")
    small = sheet.styles.of(font_size=1, num_format=";;;", bg_color="#FFFFFF")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            source = at(sheet.places, "code", row, column)
            sheet.formula(_CODE + row, LEFT + 1 + column, f'=IF(ISNUMBER({source}),{source},"")', value, small)
    first, why_not = xl_rowcol_to_cell(_CODE, LEFT + 1), xl_rowcol_to_cell(_GUARD, LEFT, row_abs=True, col_abs=True)
    black = sheet.book.add_format({"bg_color": "#000000"})
    agreed = f"IF(ISERROR({why_not}),FALSE,LEN({why_not})=0)"
    painted = {"type": "formula", "criteria": f"=AND({first}=1,{agreed})", "format": black}
    page.conditional_format(_CODE, LEFT + 1, _CODE + CODE_ROWS - 1, LEFT + CODE_ROWS, painted)


def _receiver(sheet: ResultSheet) -> None:
    """Write bank, masked account, holder and memo, and the line that says whether the order may be placed."""
    words, payments = sheet.words["card"], sheet.payments
    rows = {
        "bank": ("pay_bank", payments.bank), "account": ("pay_masked", payments.masked), "holder": ("pay_holder", payments.holder),
        "memo": ("card_memo", payments.memo),
    }
    for row, (name, (formula, value)) in enumerate(rows.items(), _FACTS):
        sheet.page.merge_range(row, LEFT, row, _SPLIT, words[name], sheet.styles.of(**SIDE, font_size=10))
        shown = f'IF(pay_typed="","",{formula}&"")'
        _across(sheet, row, shown, value, left=_SPLIT + 1, align="left", bold=name == "memo", shrink=True, text_wrap=False)
    gate = f'IF(AND(pay_payers>0,pay_owing=0),"{words["done"]}","{words["gate"]}")'
    gate_value = words["done"] if payments.payers and not payments.owing else words["gate"]
    _across(sheet, _GATE, gate, gate_value, bold=True, top=1, top_color="#CCCCCC")


def _lines(sheet: ResultSheet) -> None:
    """Write the lines of amounts: for the group the name and open amount of everybody who owes; for one partner only their own due, paid and open."""
    words, payments = sheet.words["card"], sheet.payments
    names, amounts = "reminder_names", "reminder_amounts"
    lines = [(words["due"], "due"), (words["paid"], "paid"), (words["open"], "open")]
    money = NUMBERS["money"].removesuffix("_)")
    for nth in range(_ROOM):
        row = _LINES + nth
        beyond = f"OR(card_position<0,pay_owing<{nth + 1})"
        name, amount = f"INDEX({names},{nth + 2})", f"INDEX({amounts},{nth + 2})"
        if nth == _ROOM - 1:    # the last line adds up everybody without a line of their own
            more = sentence(words["more"], {"n": f"(pay_owing-{_ROOM - 1})"})
            name = f"IF(pay_owing>{_ROOM},{more},{name})"
            amount = "-".join([f"INDEX({amounts},1)", *(f"INDEX({amounts},{above + 2})" for above in range(_ROOM - 1))])
        label, partner_amount = (f'"{lines[nth][0]}"', _partner_amount(sheet, lines[nth][1])) if nth < len(lines) else ('""', '""')
        name_value, amount_value = _line_values(sheet, nth)
        name_formula = f'IF(card_position>0,{label},IF({beyond},"",{name}))'
        amount_formula = f'IF(card_position>0,{partner_amount},IF({beyond},"",{amount}))'
        _across(sheet, row, name_formula, name_value, right=_NAMES, align="left", font_size=9)
        _across(sheet, row, amount_formula, amount_value, left=_NAMES + 1, align="right", num_format=money, text_wrap=False)
    of_group, of_partner = words["type_yours"], words["exactly"]
    hint = of_partner if payments.position else of_group
    _across(sheet, _EXACTLY, f'IF(card_position=0,"{of_group}","{of_partner}")', hint, font_color=_GREY, font_size=9)
    version = sentence(words["version"], {"version": "pay_version"})
    value = words["version"].format(version=payments.version) if payments.number else ""
    _across(sheet, _VERSION, f'IF(pay_typed="","",{version})', value, font_color=_GREY, font_size=8)


def _partner_amount(sheet: ResultSheet, kind: str) -> str:
    """The formula of the chosen partner's amount on the settlement sheet. kind: "due", "paid" or "open"."""
    column = LEFT + {"due": 1, "paid": 2, "open": 3}[kind]
    return f"INDEX({settled(sheet.places, column)},INDEX(reminder_places,card_position+1))"


def _line_values(sheet: ResultSheet, nth: int) -> tuple[Any, Any]:
    """The saved name and amount of the nth line, counted from 0."""
    words, payments = sheet.words["card"], sheet.payments
    if payments.position:
        due = next(row[2] for row in sheet.figures.dues[1:] if row[0] == payments.who)
        paid = sheet.figures.paid(payments.who) or 0
        lines = [(words["due"], due), (words["paid"], paid), (words["open"], due - paid)]
        return lines[nth] if nth < len(lines) else ("", "")
    if nth >= len(payments.owing):
        return "", ""
    if nth == _ROOM - 1 and len(payments.owing) > _ROOM:
        return words["more"].format(n=len(payments.owing) - _ROOM + 1), sum(still for _, _, still in payments.owing[nth:])
    _, name, still = payments.owing[nth]
    return name, still


def _notes(sheet: ResultSheet) -> None:
    """Write how to use the card, outside of the printed area."""
    words = sheet.words["card"]
    sheet.page.write_string(_TITLE, _NOTES, sheet.texts["titles"]["card"], sheet.styles.of(**BIG, font_size=14))
    sheet.page.write_string(_WHO, _NOTES, sheet.texts["notes"]["card"], sheet.styles.of(**SIDE, text_wrap=True))
    sheet.status(_AMOUNT, _NOTES, sheet.styles.of(**SIDE, italic=True, text_wrap=True))
    sheet.page.write_string(_GUARD, _NOTES, words["how"], sheet.styles.of(**SIDE, text_wrap=True))
