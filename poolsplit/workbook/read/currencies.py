"""The currency in which a cell's number format shows its number, and such numbers: 100 shown as ¥100."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from poolsplit.values.money import currency_code

_QUOTED_OR_SIGN = re.compile(r'"([^"]*)"|\[\$([^\]-]*)-?([^\]]*)\]|\[[^\]]*\]|\\(.)|[_*].|(;)|([^\s#0?.,/%E+()\-@])')
_SHARED_SIGNS = {
    ("¥", "411"): "JPY", ("¥", "ja-jp"): "JPY", ("$", "404"): "TWD", ("$", "c04"): "HKD", ("$", "c09"): "AUD", ("$", "1004"): "SGD",
    ("$", "1009"): "CAD",
}
"""A sign that several currencies share, with the language of the format (its number in Excel, or its name) -> the currency that it is there."""


class InCurrency:
    """A number whose format shows a currency. It is the number everywhere, and says its currency where somebody asks."""

    __slots__ = ()
    currency = ""


class WholeInCurrency(InCurrency, int):
    """A whole number in a currency."""

    __slots__ = ()


class DecimalInCurrency(InCurrency, float):
    """A number with decimals in a currency."""

    __slots__ = ()


def in_currency(value: float, currency: str) -> WholeInCurrency | DecimalInCurrency:
    """A number with the currency in which it is shown.

    >>> price = in_currency(100, "CNY")
    >>> price == 100, str(price), price.currency
    (True, '100', 'CNY')
    """
    whole, decimal = _kinds(currency)
    return whole(value) if isinstance(value, int) else decimal(value)


@cache
def _kinds(currency: str) -> tuple[type[WholeInCurrency], type[DecimalInCurrency]]:
    """The kinds of numbers in a currency: it is the kind that knows the currency, so that a number of it costs no more than another."""
    own = {"currency": currency, "__slots__": ()}
    return type("WholeInCurrency", (WholeInCurrency,), own), type("DecimalInCurrency", (DecimalInCurrency,), own)


@lru_cache(maxsize=1_000)
def currency_of(format_code: str) -> str:
    r"""The currency that a number format writes beside positive numbers; "" where it writes none, or something else.

    Accounting formats that a program knows without declaring them say nothing: they follow the country of whoever looks.

    >>> [currency_of(code) for code in ('"¥"#,##0', "[$¥-804]#,##0.00", '#,##0\\ "₫"', "[$¥-411]#,##0", '#,##0 "cái"', '#,##0;"¥"0', "0.0%")]
    ['CNY', 'CNY', 'VND', 'JPY', '', '', '']
    """
    written, language = "", ""
    for match in _QUOTED_OR_SIGN.finditer(format_code):
        quoted, sign, country, escaped, ends, plain = match.groups()
        if ends:
            break
        written += quoted or sign or escaped or plain or ""
        language = country or language
    sign = written.strip()
    shared = _SHARED_SIGNS.get((sign.replace("\uffe5", "¥"), language.casefold()))
    return shared or (currency_code(sign) or "" if sign else "")
