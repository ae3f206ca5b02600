"""VietQR: writes the text of a payment code, which a banking app reads, and reads such a text. Computed offline. (spec.md, section 7)"""

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
    one (None, "") the code is static and the payer types it. memo: at most 25 characters after `memo_text`.
    Raises PaymentError, which names the part that no code can carry.

    >>> vietqr("ACB", "257678859", 10_000, "Chuyen tien")
    '00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6'
    >>> vietqr(970416, "257678859")
    '00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F'
    """
    receiver = _field("00", banks.bank(bank).bin) + _field("01", banks.account_number(account))
    dong, purpose = amount_of(amount), memo_text(memo)
    text = _field("00", "01") + _field("01", "11" if dong is None else "12")
    text += _field("38", _field("00", _NAPAS) + _field("01", receiver) + _field("02", _TO_ACCOUNT)) + _field("53", "704")
    text += "" if dong is None else _field("54", str(dong))
    text += _field("58", "VN") + (_field("62", _field("08", purpose)) if purpose else "") + "6304"
    return text + crc(text)


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of an ASCII text in four hexadecimal digits.

    >>> crc("123456789")
    '29B1'
    """
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def amount_of(value: object) -> int | None:
    """An amount in whole dong, None for a blank one. Raises PaymentError, part "amount".

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


# ---------------------------------------------------------------- reading


class CodeContent(NamedTuple):
    """The content of a payment code. amount: whole dong, None for a static code."""

    bin: str
    account: str
    amount: int | None
    memo: str


def read(payload: object) -> CodeContent:
    """The content of a VietQR text. Raises PaymentError, part "code", for a text that is not one, or that was changed.

    >>> read(vietqr("ACB", "257678859", 10_000, "Chuyen tien"))
    CodeContent(bin='970416', account='257678859', amount=10000, memo='Chuyen tien')
    """
    text = payload if isinstance(payload, str) else ""
    if len(text) < len("6304") or not text.isascii() or text[-8:-4] != "6304" or crc(text[:-4]) != text[-4:]:
        raise PaymentError("code", Text("the payment code was changed or is none: its check sum does not fit"), Text("make it anew"))
    try:
        fields = tags(text)
        merchant = tags(fields["38"])
        receiver = tags(merchant["01"])
        additional = tags(fields.get("62", ""))
        is_transfer = (merchant["00"], merchant["02"], fields["53"]) == (_NAPAS, _TO_ACCOUNT, "704")
        held = CodeContent(receiver["00"], receiver["01"], int(fields["54"]) if "54" in fields else None, additional.get("08", ""))
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
    fields: dict[str, str] = {}
    start = 0
    while start < len(text):
        size = int(text[start + 2 : start + 4])
        if start + 4 + size > len(text):
            raise ValueError(text)
        fields[text[start : start + 2]] = text[start + 4 : start + 4 + size]
        start += 4 + size
    return fields


def differences(payload: object, bank: object, account: object, amount: object = None, memo: object = "") -> list[Text]:
    """The differences between a code and the bank, account, amount and memo given beside it: one sentence each. (spec.md, section 7)

    Returns [] where all four agree. A value that cannot be read, or that no code can hold, counts as different. Raises PaymentError, part
    "code", for a payload that is not a payment code.

    >>> code = vietqr("ACB", "257678859", 10_000, "Chuyen tien")
    >>> differences(code, "ACB", "257678859", 10_000, "Chuyển tiền")
    []
    >>> [str(sentence) for sentence in differences(code, "VCB", "257678859", 10_001, "Chuyen tien")]
    ['bank: the code holds ACB (970416)', 'amount: the code holds 10,000']
    """
    held = read(payload)
    name = next((f"{known.name} ({known.bin})" for known in banks.banks() if known.bin == held.bin), held.bin)
    blank = Text("nothing")
    checks: list[tuple[Callable[[], Any], object, Text]] = [
        (lambda: banks.bank(bank).bin, held.bin, Text("bank: the code holds {value}", value=name)),
        (lambda: banks.account_number(account), held.account, Text("account: the code holds {value}", value=held.account)),
        (lambda: amount_of(amount), held.amount,
         Text("amount: the code holds {value}", value=blank) if held.amount is None else Text("amount: the code holds {value:,}", value=held.amount)),
        (lambda: memo_text(memo), held.memo, Text("memo: the code holds {value}", value=held.memo or blank)),
    ]
    return [sentence for read_beside, inside, sentence in checks if not _agrees(read_beside, inside)]


def _agrees(read_beside: Callable[[], Any], inside: object) -> bool:
    """True where the value beside a code can be read and is the one inside the code."""
    try:
        return bool(read_beside() == inside)
    except PaymentError:
        return False


# ---------------------------------------------------------------- writing


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
