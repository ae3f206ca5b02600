"""VietQR: the text of a payment code, which a banking app reads, and what such a text holds. Computed offline. (spec.md, section 7)"""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import NumberError, PaymentError, Text
from poolsplit.order.payment.memo import memo_text
from poolsplit.values import banks, money

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_AMOUNT = 9_999_999_999_999

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"


def vietqr(bank: object, account: object, amount: object = None, memo: object = "") -> str:
    """The text of a VietQR code for a transfer to an account: EMV tags and lengths, CRC-16/CCITT-FALSE. (spec.md, section 7)

    bank: BIN, short name or code, see `banks.bank`. account: up to 19 letters and digits. amount: whole dong from 1 to 13 digits; without
    one (None, "") the code is static and the payer types it. memo: what `memo_text` makes of it is at most 25 characters.
    Raises PaymentError, which names the part that no code can carry.

    >>> vietqr("ACB", "257678859", 10_000, "Chuyen tien")
    '00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6'
    >>> vietqr(970416, "257678859")
    '00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F'
    """
    where = _field("00", banks.bank(bank).bin) + _field("01", banks.account_number(account))
    dong, said = amount_of(amount), memo_text(memo)
    text = _field("00", "01") + _field("01", "11" if dong is None else "12")
    text += _field("38", _field("00", _NAPAS) + _field("01", where) + _field("02", _TO_ACCOUNT)) + _field("53", "704")
    text += "" if dong is None else _field("54", str(dong))
    text += _field("58", "VN") + (_field("62", _field("08", said)) if said else "") + "6304"
    return text + crc(text)


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of an ASCII text in four hexadecimal digits.

    >>> crc("123456789")
    '29B1'
    """
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def amount_of(value: object) -> int | None:
    """An amount in whole dong, None where there is none. Raises PaymentError, part "amount".

    >>> amount_of("12.300.000"), amount_of(12300000.0), amount_of("")
    (12300000, 12300000, None)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        dong = money.minor_units(value, "VND")
    except NumberError as error:
        raise PaymentError("amount", error.args[0], error.fix) from None
    fix = Text("type whole dong, from 1 to 13 digits, or nothing")
    if dong <= 0:
        raise PaymentError("amount", Text("{value} is no amount of whole dong", value=value), fix)
    if dong > LARGEST_AMOUNT:
        raise PaymentError("amount", Text("{value} is more than a code takes", value=value), fix)
    return dong


# ---------------------------------------------------------------- what a code holds


class Held(NamedTuple):
    """What a payment code holds; amount None for a static code."""

    bin: str
    account: str
    amount: int | None
    memo: str


def read(payload: object) -> Held:
    """What a VietQR text holds. Raises PaymentError, part "code", for a text that is none, or that was changed.

    >>> read(vietqr("ACB", "257678859", 10_000, "Chuyen tien"))
    Held(bin='970416', account='257678859', amount=10000, memo='Chuyen tien')
    """
    text = payload if isinstance(payload, str) else ""
    if len(text) < len("6304") or not text.isascii() or text[-8:-4] != "6304" or crc(text[:-4]) != text[-4:]:
        raise PaymentError("code", Text("the payment code was changed or is none: its check sum does not fit"), Text("make it anew"))
    try:
        fields = tags(text)
        merchant = tags(fields["38"])
        where = tags(merchant["01"])
        more = tags(fields.get("62", ""))
        is_transfer = (merchant["00"], merchant["02"], fields["53"]) == (_NAPAS, _TO_ACCOUNT, "704")
        held = Held(where["00"], where["01"], int(fields["54"]) if "54" in fields else None, more.get("08", ""))
    except (KeyError, ValueError):
        is_transfer = False
    if not is_transfer:
        raise PaymentError("code", Text("the code is no transfer to an account in dong"), Text("make it anew"))
    return held


def tags(text: str) -> dict[str, str]:
    """The fields of one level: two digits of tag, two of length, the value. Raises ValueError where lengths do not fit.

    >>> tags("000201" + "5802VN")
    {'00': '01', '58': 'VN'}
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        size = int(text[at + 2 : at + 4])
        if at + 4 + size > len(text):
            raise ValueError(text)
        found[text[at : at + 2]] = text[at + 4 : at + 4 + size]
        at += 4 + size
    return found


def differences(payload: object, bank: object, account: object, amount: object = None, memo: object = "") -> list[Text]:
    """What stands beside a code and is not what the code holds, a sentence each; [] where all four agree. (spec.md, section 7)

    What cannot be read, or what no code could hold, differs. Raises PaymentError, part "code", where the code itself is none.

    >>> code = vietqr("ACB", "257678859", 10_000, "Chuyen tien")
    >>> differences(code, "ACB", "257678859", 10_000, "Chuyển tiền")
    []
    >>> [str(one) for one in differences(code, "VCB", "257678859", 10_001, "Chuyen tien")]
    ['bank: the code holds ACB (970416)', 'amount: the code holds 10,000']
    """
    held = read(payload)
    name = next((f"{one.name} ({one.bin})" for one in banks.banks() if one.bin == held.bin), held.bin)
    blank = Text("nothing")
    checks: list[tuple[Callable[[], Any], object, Text]] = [
        (lambda: banks.bank(bank).bin, held.bin, Text("bank: the code holds {value}", value=name)),
        (lambda: banks.account_number(account), held.account, Text("account: the code holds {value}", value=held.account)),
        (lambda: amount_of(amount), held.amount,
         Text("amount: the code holds {value}", value=blank) if held.amount is None else Text("amount: the code holds {value:,}", value=held.amount)),
        (lambda: memo_text(memo), held.memo, Text("memo: the code holds {value}", value=held.memo or blank)),
    ]
    return [said for read_one, inside, said in checks if not _is(read_one, inside)]


def _is(read_one: Callable[[], Any], inside: object) -> bool:
    try:
        return bool(read_one() == inside)
    except PaymentError:
        return False


# ---------------------------------------------------------------- memos


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
