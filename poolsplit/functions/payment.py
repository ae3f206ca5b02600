"""The worksheet functions on payments: POOLPAY, POOLQR, POOLPAYCHECK. (spec.md, section 7)

Every function takes its arguments as hosts hand them over (`poolsplit.functions.ranges`). It raises `ArgumentError` for the first one that
cannot be used.
"""

from __future__ import annotations

from typing import Any

from poolsplit.errors import PaymentError, Text
from poolsplit.functions.ranges import ArgumentError, Grid, number, plain, scalar
from poolsplit.order.payment import vietqr
from poolsplit.order.payment.qr import LARGEST_CODE, LARGEST_SQUARE, matrix
from poolsplit.values import cells
from poolsplit.values.names import is_error_value
from poolsplit.values.translate import LANGUAGES, translate

_ARGUMENT = {"code": "payload"}


def pay(bank: Any, account: Any, amount: Any = None, memo: Any = None) -> str:
    """POOLPAY: the text of a VietQR code for a transfer. Without an amount, the payer types one.

    >>> pay("ACB", "257678859", 10000.0, "Chuyển tiền")[-32:]
    '802VN62150811Chuyen tien630453E6'
    """
    arguments = {"bank": bank, "account": account, "amount": amount, "memo": memo}
    try:
        return vietqr.vietqr(*(_entry(value, name) for name, value in arguments.items()))
    except PaymentError as error:
        raise _failure(error) from None


def qr(payload: Any, size: Any = None) -> Grid:
    """POOLQR: a payment code as a square of 0 and 1, with its margin. size: its number of rows; 57 without it, into which every code fits.

    >>> {len(row) for row in qr(pay("ACB", "257678859"))}
    {57}
    """
    rows = LARGEST_CODE if size is None or scalar(size, "size") is None else number(size, "size", cells.quantity)
    try:
        text = _entry(payload, "payload")
        vietqr.read(text)
        return matrix(text, min(rows, LARGEST_SQUARE))
    except PaymentError as error:
        raise _failure(error) from None


def paycheck(payload: Any, bank: Any, account: Any, amount: Any = None, memo: Any = None, lang: Any = None) -> str:
    """POOLPAYCHECK: "ok", or those of bank, account, amount and memo that differ from the code, with the values in the code.

    A code that was changed is reported here, not as an error. lang: "en" (without it), "vi" or "zh".

    >>> paycheck(pay("ACB", "257678859", 10_000, "A"), "ACB", "257678859", 10_001, "A", "vi")
    'số tiền: trong mã là 10.000'
    """
    language = scalar(lang, "lang") or "en"
    if language not in LANGUAGES:
        raise ArgumentError(Text("{lang} is none of the languages en, vi, zh", lang=language), "lang")
    arguments = {"payload": payload, "bank": bank, "account": account, "amount": amount, "memo": memo}
    try:
        differences = vietqr.differences(*(_entry(value, name) for name, value in arguments.items()))
    except PaymentError as error:
        differences = [error.args[0]]
    return "; ".join(translate(difference, language) for difference in differences or [Text("ok")])


def _entry(value: Any, argument: str) -> Any:
    """The value of one cell. Raises ArgumentError for a range and for an error value."""
    cell = plain(scalar(value, argument))
    if isinstance(cell, bool) or (isinstance(cell, str) and is_error_value(cell)):
        raise ArgumentError(Text("the cell holds {value}, which is no entry", value=str(cell)), argument)
    return cell


def _failure(error: PaymentError) -> ArgumentError:
    return ArgumentError(error.args[0], _ARGUMENT.get(error.part, error.part), fix=error.fix)
