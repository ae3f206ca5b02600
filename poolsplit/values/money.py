"""Money: currencies and their spellings, amounts in whole minor units, and amounts as a sheet or a text shows them.

An amount is an int of minor units (VND 1 dong, CNY 1 fen); it is converted into a display number once, on output.
"""

from __future__ import annotations

import difflib
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from poolsplit.errors import CurrencyError, NumberError, Text
from poolsplit.values.currencies import EXPONENTS
from poolsplit.values.formats import amount, number
from poolsplit.values.numerals import quoted
from poolsplit.values.typed_numbers import fold, read

if TYPE_CHECKING:
    from fractions import Fraction

_SPELLINGS = {
    "VND": "₫, đ, d, vnđ, đồng, dong, việt nam đồng, đồng việt nam, 越南盾, 越盾, 盾",
    "CNY": "¥, cn¥, 元, 块, 块钱, 圆, 人民币, rmb, ndt, nhân dân tệ, nhan dan te, tệ, te, yuan",
    "USD": "$, us$, đô, đô la, đô la mỹ, dollar, dollars, 美元, 美金",
    "EUR": "€, euro, 欧元",
    "JPY": "円, 日元, 日圆, yên, yen",
    "HKD": "hk$, 港币, 港元",
    "TWD": "nt$, 新台币, 台币",
    "SGD": "s$, 新元, 新加坡元",
    "KRW": "₩, won, 韩元",
    "THB": "฿, baht, 泰铢",
    "GBP": "£, 英镑",
}
_SIGNS = {spelling: code for code, spellings in _SPELLINGS.items() for spelling in spellings.split(", ")}
_SIGNS |= {code.casefold(): code for code in EXPONENTS}

_SHARED = {
    "¥": frozenset({"JPY"}),
    "$": frozenset({"AUD", "CAD", "HKD", "NZD", "SGD", "TWD"}),
    "元": frozenset({"HKD", "MOP", "SGD", "TWD"}),
    "块": frozenset({"HKD", "MOP", "SGD", "TWD"}),
}
"""Signs that other currencies use too: in a column of one of these currencies, the sign means that currency."""



def exponent(currency: str) -> int:
    """The number of decimals of a currency: 0 for VND, 2 for CNY. (ISO 4217)

    Raises CurrencyError, which lists similar codes, for text that is not a code of ISO 4217 in capitals with a minor unit.

    >>> exponent("VND"), exponent("CNY")
    (0, 2)
    >>> exponent("RMB")
    Traceback (most recent call last):
    poolsplit.errors.CurrencyError: "RMB" is not a currency code of ISO 4217; close to it: CNY
    """
    if currency not in EXPONENTS:
        close = _close(currency)
        if close:
            template = '"{code}" is not a currency code of ISO 4217; close to it: {close}'
            raise CurrencyError(Text(template, code=quoted(currency), close=", ".join(close)))
        raise CurrencyError(Text('"{code}" is not a currency code of ISO 4217, such as VND or CNY', code=quoted(currency)))
    return EXPONENTS[currency]


def currency_code(text: str) -> str | None:
    """The code of the currency that a sign, word or code means; None for any other text.

    "¥" and "元" mean CNY and "$" means USD, as on a sheet of 1688 orders.

    >>> currency_code("VNĐ"), currency_code("￥"), currency_code("Nhân dân tệ"), currency_code("usd"), currency_code("pieces")
    ('VND', 'CNY', 'CNY', 'USD', None)
    """
    return _SIGNS.get(fold(text))


@cache
def currency_signs(*expected: str) -> dict[str, str]:
    """Every folded spelling of a currency -> its code; a sign that several currencies share means the expected one.

    >>> currency_signs()["¥"], currency_signs("JPY")["¥"]
    ('CNY', 'JPY')
    """
    return _SIGNS | {sign: currency for sign, others in _SHARED.items() for currency in expected if currency in others}


def price(value: object, currency: str, lang: str | None = None) -> Fraction:
    """A cell's amount in units of `currency`, exact, with any number of decimals: unit prices, prices per kg.

    Raises the errors of `poolsplit.values.typed_numbers.read`, and NumberError where the text names another currency.

    >>> price("¥28,5", "CNY"), price("3.565 đ", "VND", "vi")
    (Fraction(57, 2), Fraction(3565, 1))
    >>> price("¥50", "VND")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "¥50" is in CNY, but VND is expected here
    """
    exponent(currency)
    reading = read(value, lang, currency_signs(currency))
    if reading.unit not in ("", currency):
        raise wrong_currency(value, reading.unit, currency)
    return reading.value


def wrong_currency(value: object, found: str, expected: str) -> NumberError:
    """The error for a value that names another currency than its column.

    >>> wrong_currency("$5", "USD", "CNY").fix
    'convert it to CNY, or correct the currency of the row or column'
    """
    return NumberError(
        Text('"{text}" is in {found}, but {expected} is expected here', text=quoted(value), found=found, expected=expected),
        Text("convert it to {expected}, or correct the currency of the row or column", expected=expected),
    )


def minor_units(value: object, currency: str, lang: str | None = None) -> int:
    """A cell's amount in whole minor units of `currency`. (spec.md, sections 1 and 2)

    Raises the errors of `price`, and NumberError for more decimals than the currency has.

    >>> minor_units("12.300.000 ₫", "VND"), minor_units("17tr5", "VND"), minor_units(50.25, "CNY")
    (12300000, 17500000, 5025)
    >>> minor_units(0.5, "VND")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: 0.5 has more decimals than VND, which has 0
    """
    places = exponent(currency)
    scale: int = 10**places
    minor = price(value, currency, lang) * scale
    if minor.denominator != 1:
        raise NumberError(
            Text("{value} has more decimals than {currency}, which has {places}", value=quoted(value), currency=currency, places=places),
            Text("round it to {places} decimals in the sheet", places=places),
        )
    return minor.numerator


def display(minor: int, currency: str) -> int | Decimal:
    """An amount as the number that a sheet shows: an int for currencies without decimals, else an exact Decimal.

    >>> display(12300000, "VND"), display(-5025, "CNY")
    (12300000, Decimal('-50.25'))
    """
    places = exponent(currency)
    return Decimal(f"{minor}e-{places}") if places else minor


def amount_text(minor: int, currency: str, lang: str = "en") -> str:
    """An amount as people read it in a language: grouped, with all its decimals and its currency.

    >>> amount_text(12300000, "VND", "vi"), amount_text(-12300000, "VND", "en"), amount_text(500000, "CNY", "vi"), amount_text(500000, "CNY", "zh")
    ('12.300.000 ₫', '-12,300,000 VND', '5.000,00 CNY', '¥5,000.00')
    """
    return amount(f"{display(minor, currency):,}", currency, lang)


def price_text(unit_price: Fraction, currency: str, lang: str = "en") -> str:
    """A unit price as people read it: with the decimals of its currency, and with more where it has more.

    >>> from fractions import Fraction
    >>> price_text(Fraction(57, 2), "CNY", "zh"), price_text(Fraction(57, 2), "VND", "vi"), price_text(Fraction(1, 8), "CNY")
    ('¥28.50', '28,5 ₫', '0.125 CNY')
    """
    minor = unit_price * 10 ** exponent(currency)
    return amount_text(minor.numerator, currency, lang) if minor.denominator == 1 else amount(number(unit_price, "en"), currency, lang)


def _close(currency: str) -> list[str]:
    """Codes that a text may mean: that of the currency that it spells, else similar codes."""
    meant = currency_code(currency)
    return [meant] if meant else difflib.get_close_matches(fold(currency).upper(), EXPONENTS, n=3)
