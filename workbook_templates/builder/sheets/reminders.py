"""The sheet of reminders: the partners who still owe, each with a memo and a text to paste into a chat. The first row is the group's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ..layout import DATA, HEADS, LEFT, ORDERS, PARTNERS
from ..payment_formulas import payers, position_of
from ..text_formulas import amount, sentence

if TYPE_CHECKING:
    from ..result_sheet import ResultSheet

WIDTHS = [8, 34, 18, 18, 110]
POSITION, NAME, STILL, MEMO, TEXT = range(LEFT, LEFT + 5)
_LAST = DATA + PARTNERS
_NAMED, _PRINTED, _HIGH = 12, 12, 50


def write(sheet: ResultSheet) -> None:
    """Write the row of the group, and one row for each partner who owes."""
    sentences, payments = sheet.words["reminders"], sheet.payments
    sheet.head("reminders", len(WIDTHS))
    sheet.wider(len(WIDTHS), xl_rowcol_to_cell(DATA + 1 + _PRINTED, NAME))
    sheet.headings(HEADS, LEFT, [sentences["position"], sheet.titled(ORDERS, "partner"), sheet.words["open"], sentences["memo"], sentences["text"]])
    sheet.fix_heads(_LAST)
    wrapped = sheet.look(text_wrap=True)
    looks = [sheet.look("count", align="center"), wrapped, sheet.look("money", bold=True), sheet.look(), wrapped]
    for row, line in enumerate(payments.rows, DATA):
        for column, (formula, value, look) in enumerate(zip(_formulas(sheet, row), line, looks, strict=True), LEFT):
            sheet.formula(row, column, f"={formula}", value, look)
        sheet.page.set_row(row, _HIGH)
    for name, column in (("reminder_places", POSITION), ("reminder_names", NAME), ("reminder_amounts", STILL), ("reminder_memos", MEMO)):
        sheet.book.define_name(name, "=" + sheet.places.area("reminders", DATA, column, _LAST, column))
    sheet.filled(DATA, LEFT + 1, _LAST, TEXT)
    sheet.printed(DATA + _PRINTED, TEXT, landscape=True)


def _formulas(sheet: ResultSheet, row: int) -> list[str]:
    """The formulas of one row: position, name, amount, memo, text."""
    sentences, words = sheet.words["reminders"], sheet.words["card"]
    position, name, still, memo = (xl_rowcol_to_cell(row, column) for column in (POSITION, NAME, STILL, MEMO))
    until = f'IF(pay_until="","",{sentence(sentences["until"], {"until": "pay_until"})})'
    facts = {
        "until": until, "account": '(pay_bank&" "&pay_number&" "&pay_holder)', "version": "pay_version", "n": "pay_owing", "all": "pay_payers",
        "amount": amount(still, words["marks"]),
    }
    if row == DATA:
        names = "&".join(
            f'IF({cell}="","",{mark}{cell})'
            for nth in range(1, _NAMED + 1) for cell in [xl_rowcol_to_cell(row + nth, NAME)] for mark in ['", "&' if nth > 1 else ""]
        )
        text = sentence(sentences["group"], facts | {"names": f"({names})"})
        group = f'IF(pay_payers=0,"",IF(pay_owing=0,"{sentences["done"]}",{text}))'
        total = f'IF(pay_owing=0,"",SUM({xl_range_abs(row + 1, STILL, _LAST, STILL)}))'
        return ['""', f'"{words["group"]}"', total, '""', group]
    names, owed, _ = payers(sheet.places)
    nth = row - DATA
    return [
        f'IF({nth}>pay_owing,"",{position_of(sheet.places, nth)})',
        f'IF({position}="","",INDEX({names},{position})&"")', f'IF({position}="","",INDEX({owed},{position}))',
        f'IF({position}="","","POOL "&pay_version&" "&TEXT({position},"00"))',
        f'IF({position}="","",{sentence(sentences["one"], facts | {"partner": name, "memo": memo})})',
    ]
