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
    """How many units of `base` one unit of `currency` costs, exact. (spec.md, section 2)

    value: a number, or text: "3.565 VND", "3565 VND/CNY", "1 CNY = 3.565 VND" (either side first).

    Raises what `poolsplit.values.typed_numbers.read` raises; NumberError for zero, negatives and other currencies than these two.

    >>> fx("1 CNY = 3.565 VND", "CNY", "VND", "vi"), fx(3565.5, "CNY", "VND"), fx("3565đ/¥", "CNY", "VND")
    (Fraction(3565, 1), Fraction(7131, 2), Fraction(3565, 1))
    >>> fx("25.400 ₫/$", "CNY", "VND", "vi")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "25.400 ₫/$" is in USD, but CNY is expected here
    """
    refuse_other_kinds(value)
    signs = currency_signs(currency, base)
    one, cost = _sides(value, currency, lang, signs) if isinstance(value, str) else (Reading(_ONE, currency), read(value, lang, signs))
    if one.unit != currency and (one.unit == base or cost.unit == currency):
        one, cost = cost, one
    for side, expected in ((one, currency), (cost, base)):
        if side.unit not in ("", expected):
            raise wrong_currency(value, side.unit, expected)
    if one.value <= 0 or cost.value <= 0:
        raise NumberError(
            Text("a rate of exchange must be above 0: {value}", value=quoted(value)),
            Text("type how many {base} one {currency} costs", base=base, currency=currency),
        )
    return cost.value / one.value


def tiers(value: object, currency: str, lang: str | None = None) -> list[tuple[int, Fraction]]:
    """Price breaks as (from how many pieces, unit price), rising: "100: 28; 500: 25", "100-499：28，500以上：25", ">=100 28¥".

    Raises NumberError where a break is not clear, a range leaves a gap or the last one ends, and what `price` and `quantity` raise.

    >>> tiers("100: 28; 500: 25,5", "CNY")
    [(100, Fraction(28, 1)), (500, Fraction(51, 2))]
    >>> tiers("100-499：28，600以上：25", "CNY")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "100-499：28，600以上：25": what 500 pieces cost is not clear
    """
    refuse_other_kinds(value)
    if not isinstance(value, str):
        raise _unclear_tiers(value)
    breaks = [_tier(piece, value, currency, lang) for piece in _BETWEEN_TIERS.split(value.strip()) if piece.strip()]
    if not breaks or any(after.low <= before.low for before, after in pairwise(breaks)):
        raise _unclear_tiers(value)
    for at, found in enumerate(breaks):
        follows = breaks[at + 1].low if at + 1 < len(breaks) else None
        if found.high is not None and found.high + 1 != follows:
            raise NumberError(
                Text('"{text}": what {pieces} pieces cost is not clear', text=quoted(value), pieces=found.high + 1),
                _TIERS_ADVICE,
            )
    return [(found.low, found.price) for found in breaks]


class _Tier(NamedTuple):
    low: int
    high: int | None
    price: Fraction


def _tier(piece: str, whole: str, currency: str, lang: str | None) -> _Tier:
    """One break of the text `whole`."""
    folded = fold(piece)
    match = _TIER.fullmatch(folded) or _TIER_WITHOUT_COLON.fullmatch(folded)
    if match is None:
        raise _unclear_tiers(whole)
    each = price(match["price"], currency, lang)
    if each < 0:
        raise NumberError(Text("a price cannot be negative: {value}", value=quoted(whole)), _TIERS_ADVICE)
    return _Tier(quantity(match["low"], lang), quantity(match["high"], lang) if match["high"] else None, each)


def _unclear_tiers(value: object) -> NumberError:
    return NumberError(Text('"{text}" is not a list of price breaks', text=quoted(value)), _TIERS_ADVICE)


def _sides(text: str, currency: str, lang: str | None, signs: Mapping[str, str]) -> tuple[Reading, Reading]:
    """One unit and its cost, or what stands on both sides of "="; at least one side names its currency."""
    folded = fold(text)
    if "=" in folded:
        one, cost = (_side(side.strip(), lang, signs) for side in folded.split("=", 1))
        if not (one.unit or cost.unit):
            raise not_a_number(text)
        return one, cost
    amount, slash, unit = folded.partition("/")
    if slash and unit.strip() not in signs:
        raise not_a_number(text)
    return Reading(_ONE, signs[unit.strip()] if slash else currency), read(amount, lang, signs)


def _side(text: str, lang: str | None, signs: Mapping[str, str]) -> Reading:
    """One side of "="; a currency alone is one unit of it."""
    return Reading(_ONE, signs[text]) if text in signs else read(text, lang, signs)
