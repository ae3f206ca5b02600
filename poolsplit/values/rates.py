"""Rates of exchange as exact ratios, and price tiers: cells that hold a small formula rather than a number."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import NumberError, Text
from poolsplit.values.cells import quantity
from poolsplit.values.money import currency_signs, price, wrong_currency
from poolsplit.values.numerals import not_a_number, quoted
from poolsplit.values.typed_numbers import Reading, fold, read, refuse_other_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE = Fraction(1)
_BETWEEN_TIERS = re.compile(r"[;；，、\n/]|,\s")
_TIER = re.compile(
    r"(?:(?:>=|≥|từ|from) ?)?(?P<low>[^-~:=<>≥+]+?) ?(?:(?:[-~]|đến) ?(?P<high>[^-~:=<>≥+]+?)|\+|以上|trở lên|or more)? ?[:=] ?(?P<price>[^:=]+)"
)
_TIER_WITHOUT_COLON = re.compile(r"(?:>=|≥) ?(?P<low>[0-9]+)(?P<high>) (?P<price>[^ ]+(?: [^0-9]+)?)")
_TIERS_ADVICE = Text("type each quantity from which a price holds, and the price: 100: 28; 500: 25")


def fx(value: object, currency: str, base: str, lang: str | None = None) -> Fraction:
    """The cost of one unit of `currency` in units of `base`, exact. (spec.md, section 2)

    value: a number, or text: "3.565 VND", "3565 VND/CNY", "1 CNY = 3.565 VND" (either side first).

    Raises the errors of `poolsplit.values.typed_numbers.read`; NumberError for zero, negatives and a currency other than these two.

    >>> fx("1 CNY = 3.565 VND", "CNY", "VND", "vi"), fx(3565.5, "CNY", "VND"), fx("3565đ/¥", "CNY", "VND")
    (Fraction(3565, 1), Fraction(7131, 2), Fraction(3565, 1))
    >>> fx("25.400 ₫/$", "CNY", "VND", "vi")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "25.400 ₫/$" is in USD, but CNY is expected here
    """
    refuse_other_kinds(value)
    signs = currency_signs(currency, base)
    amount, cost = _sides(value, currency, lang, signs) if isinstance(value, str) else (Reading(_ONE, currency), read(value, lang, signs))
    if amount.unit != currency and (amount.unit == base or cost.unit == currency):
        amount, cost = cost, amount
    for side, expected in ((amount, currency), (cost, base)):
        if side.unit not in ("", expected):
            raise wrong_currency(value, side.unit, expected)
    if amount.value <= 0 or cost.value <= 0:
        raise NumberError(
            Text("a rate of exchange must be above 0: {value}", value=quoted(value)),
            Text("type how many {base} one {currency} costs", base=base, currency=currency),
        )
    return cost.value / amount.value


def tiers(value: object, currency: str, lang: str | None = None) -> list[tuple[int, Fraction]]:
    """Price breaks as (lowest number of pieces, unit price), rising: "100: 28; 500: 25", "100-499：28，500以上：25", ">=100 28¥".

    Raises NumberError where a break is not clear, a range leaves a gap or the last range has an end; and the errors of `price` and `quantity`.

    >>> tiers("100: 28; 500: 25,5", "CNY")
    [(100, Fraction(28, 1)), (500, Fraction(51, 2))]
    >>> tiers("100-499：28，600以上：25", "CNY")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "100-499：28，600以上：25": what 500 pieces cost is not clear
    """
    refuse_other_kinds(value)
    if not isinstance(value, str):
        raise _unclear_tiers(value)
    breaks = [_tier(part, value, currency, lang) for part in _BETWEEN_TIERS.split(value.strip()) if part.strip()]
    if not breaks or any(after.low <= before.low for before, after in pairwise(breaks)):
        raise _unclear_tiers(value)
    for i, tier in enumerate(breaks):
        next_low = breaks[i + 1].low if i + 1 < len(breaks) else None
        if tier.high is not None and tier.high + 1 != next_low:
            raise NumberError(
                Text('"{text}": what {pieces} pieces cost is not clear', text=quoted(value), pieces=tier.high + 1),
                _TIERS_ADVICE,
            )
    return [(tier.low, tier.price) for tier in breaks]


class _Tier(NamedTuple):
    low: int
    high: int | None
    price: Fraction


def _tier(part: str, whole: str, currency: str, lang: str | None) -> _Tier:
    """One price break from its part of the text; whole: the text of all breaks, which errors quote."""
    folded = fold(part)
    match = _TIER.fullmatch(folded) or _TIER_WITHOUT_COLON.fullmatch(folded)
    if match is None:
        raise _unclear_tiers(whole)
    unit_price = price(match["price"], currency, lang)
    if unit_price < 0:
        raise NumberError(Text("a price cannot be negative: {value}", value=quoted(whole)), _TIERS_ADVICE)
    return _Tier(quantity(match["low"], lang), quantity(match["high"], lang) if match["high"] else None, unit_price)


def _unclear_tiers(value: object) -> NumberError:
    return NumberError(Text('"{text}" is not a list of price breaks', text=quoted(value)), _TIERS_ADVICE)


def _sides(text: str, currency: str, lang: str | None, signs: Mapping[str, str]) -> tuple[Reading, Reading]:
    """(an amount, its cost): one unit and its cost, or both sides of "=", of which at least one has to name its currency."""
    folded = fold(text)
    if "=" in folded:
        amount, cost = (_side(side.strip(), lang, signs) for side in folded.split("=", 1))
        if not (amount.unit or cost.unit):
            raise not_a_number(text)
        return amount, cost
    numeral, slash, sign = folded.partition("/")
    if slash and sign.strip() not in signs:
        raise not_a_number(text)
    return Reading(_ONE, signs[sign.strip()] if slash else currency), read(numeral, lang, signs)


def _side(text: str, lang: str | None, signs: Mapping[str, str]) -> Reading:
    """The amount on one side of "="; a currency without a number is one unit of it."""
    return Reading(_ONE, signs[text]) if text in signs else read(text, lang, signs)
