"""The formulas behind the payment card and the reminders: the parts of the account, the partners who owe, a version, and the guard of the code.

The engine's sheet has one cell for each fact. The results that are saved with the formulas come from `payment_values`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .layout import DATA, LEFT, PARTNERS
from .text_formulas import moment

if TYPE_CHECKING:
    from .places import Places
    from .result_sheet import ResultSheet

_NUMBERS = "{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19}"
_SHORTEST = 6


def settled(places: Places, column: int) -> str:
    """The reference to a column of the settlement sheet, one cell per partner."""
    return places.area("settlement", DATA, column, DATA + PARTNERS - 1, column)


def payers(places: Places) -> tuple[str, str, str]:
    """Formulas over the settlement: the names, the open amounts, and a condition per partner that is true for everybody except the lead buyer."""
    names, still = settled(places, LEFT), settled(places, LEFT + 3)
    return names, still, f"ISNUMBER({still})*({names}<>lead_buyer)"


def facts(sheet: ResultSheet) -> list[tuple[str, str, Any]]:
    """The facts as (name, formula, result). A fact comes after the facts that its formula uses."""
    payments, words, places = sheet.payments, sheet.words["card"], sheet.places
    due, quantity, positions = settled(places, LEFT + 1), places.area("dues", DATA, LEFT + 1, DATA + PARTNERS - 1, LEFT + 1), _positions(places)
    _, still, counts = payers(places)
    first, second, *rest = [*payments.typed.replace(",", " ").split(), "", ""]
    swapped = f"AND({_starts_with_digit('pay_first')},NOT({_starts_with_digit('pay_second')}))"
    told = (
        f'SUMPRODUCT({due},({positions})^2)+SUMPRODUCT({quantity},({positions})+30)'
        f'+SUMPRODUCT(CODE(MID(pay_number&REPT("0",19),{_NUMBERS},1))*{_NUMBERS})'
    )
    readable = (
        f'AND(LEN(pay_number)>={_SHORTEST},LEN(pay_holder)>0,SUMPRODUCT(ISNUMBER(FIND({{0,1,2,3,4,5,6,7,8,9}},pay_holder))*1)=0,'
        'SUMPRODUCT(ISNUMBER(FIND(MID(RIGHT(pay_number,4),{1,2,3,4},1),"0123456789"))*1)=4)'
    )
    position = 'IF(card_who="",0,IF(COUNTIF(reminder_names,card_who)=0,-1,MATCH(card_who,reminder_names,0)-1))'
    return [
        ("pay_typed", 'TRIM(SUBSTITUTE(pool_account&"",","," "))', " ".join(payments.typed.replace(",", " ").split())),
        ("pay_first", 'LEFT(pay_typed,FIND(" ",pay_typed&" ")-1)', first),
        ("pay_rest", "MID(pay_typed,LEN(pay_first)+2,200)", " ".join([second, *rest]).strip()),
        ("pay_second", 'LEFT(pay_rest,FIND(" ",pay_rest&" ")-1)', second),
        ("pay_holder", "MID(pay_rest,LEN(pay_second)+2,200)", payments.holder),
        ("pay_bank", f"IF({swapped},pay_second,pay_first)", payments.bank),
        ("pay_number", f"IF({swapped},pay_first,pay_second)", payments.number),
        ("pay_masked", 'IF(pay_number="","","****"&RIGHT(pay_number,MIN(4,INT(LEN(pay_number)/2))))', payments.masked),
        ("pay_readable", readable, bool(payments.number)),
        ("pay_dong", 'OR(pool_currency="",pool_currency="VND")', True),
        ("pay_until", moment("pool_deadline", sheet.texts["date"]), payments.until),
        ("pay_owing", f"SUMPRODUCT({counts}*({still}>0))", len(payments.owing)),
        ("pay_payers", f"SUMPRODUCT({counts})", payments.payers),
        ("pay_told", told, payments.told),
        ("pay_version", 'TEXT(pay_told-9973*INT(pay_told/9973),"0000")', payments.version),
        ("card_position", position, payments.position),
        ("card_due", 'IF(card_position>0,INDEX(reminder_amounts,card_position+1),"")', payments.due),
        ("card_memo", 'IF(card_position>0,INDEX(reminder_memos,card_position+1),"")', payments.memo),
        ("pay_wanted", "AND(filled,pay_readable,pay_dong,card_position>=0,pay_owing>0)", bool(payments.owing)),
        ("pay_wrong", _wrong(words), ""),
    ]


def guard(words: dict[str, Any], missing: str, agreed: str, pay: str, check: str) -> str:
    """The formula of the reason why the code is hidden; its result is "" where the code agrees with the texts on the card, or nothing is to be paid.

    agreed: the result of POOLPAYCHECK for a correct code. pay, check: the cells with the results of POOLPAY and POOLPAYCHECK.
    """
    agrees = f'IF(ISERROR({check}),"{words["unchecked"]}",IF(({check}&"")="{agreed}","",{check}&""))'
    answered = f"IF(ISERROR({pay}),pay_reason,{agrees})"
    return f'IF(NOT(filled),"",IF(ISERROR(engine_version),"{missing}",IF(pay_wrong<>"",pay_wrong,IF(pay_wanted,{answered},""))))'


def _wrong(words: dict[str, Any]) -> str:
    """The formula of the first problem in the entries, which is found without the engine; its result is "" where there is none."""
    account = f'IF(pay_typed="","{words["no_account"]}",IF(pay_readable,"","{words["unreadable"]}"))'
    return f'IF(NOT(filled),"",IF(card_position<0,"{words["unknown"]}",IF(NOT(pay_dong),"{words["not_dong"]}",{account})))'


def _positions(places: Places) -> str:
    names = settled(places, LEFT)
    return f"ROW({names})-MIN(ROW({names}))+1"


def position_of(places: Places, nth: int) -> str:
    """The formula of a position among all partners: that of the nth partner who owes."""
    _, still, counts = payers(places)
    return f"SUMPRODUCT(SMALL(999-(999-({_positions(places)}))*{counts}*({still}>0),{nth}))"


def _starts_with_digit(name: str) -> str:
    return f'AND({name}<>"",ISNUMBER(FIND(LEFT({name},1),"0123456789")))'
