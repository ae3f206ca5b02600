"""How people type a number: with separators of their language, with units, in thousands and millions, or as a plain number."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .vocabulary import Voice

SIGNS: dict[str, dict[str, tuple[str, ...]]] = {
    "CNY": {"vi": ("¥", " tệ", "tệ", " NDT"), "en": ("¥", " CNY", " rmb"), "zh": ("元", "¥", " CNY")},
    "VND": {"vi": ("đ", " đ", "₫", " VND"), "en": (" VND", "₫", " vnd"), "zh": (" VND", "越盾", "盾")},
    "USD": {"vi": ("$", " USD", " đô"), "en": ("$", " USD"), "zh": ("$", " 美元", " USD")},
    "KRW": {"vi": (" won", "₩", " KRW"), "en": (" won", "₩", " KRW"), "zh": ("韩元", "₩", " KRW")},
}
"""Currency -> language -> what people put behind an amount; ¥, $ and ₩ stand before it as well."""

PIECES = {"vi": (" cái", " chiếc", "c", " sp"), "en": (" pcs", "pcs", " pc", " units"), "zh": ("个", "件", " 件")}
DONG = ("number", "number", "number", "plain", "grouped", "signed", "short")
FOREIGN = ("number", "number", "number", "text", "signed")
KILOGRAMS = ("kg", "kg", "g", "kg signed", "g signed")

Content = int | float | str


def plain(value: Fraction) -> int | float:
    """The value as a number cell."""
    return int(value) if value.denominator == 1 else float(value)


def decimal(value: Fraction, language: str) -> str:
    """The value as text, with the decimal sign of the language and no separators.

    >>> decimal(Fraction(71, 2), "vi")
    '35,5'
    """
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "vi" else text


def grouped(value: Fraction, language: str) -> str:
    """A whole amount with thousands separators: 1.250.000 in Vietnamese, 1,250,000 elsewhere."""
    return f"{int(value):,}".replace(",", "." if language == "vi" else ",")


def short(value: Fraction, voice: Voice) -> str:
    """Dong as people say them: 500k, 1tr2, 1,25tr, 125万.

    >>> from collections import Counter
    >>> from random import Random
    >>> from .vocabulary import Voice
    >>> short(Fraction(1_200_000), Voice(Random(0), "zh", 1, Counter()))
    '120万'
    """
    amount = int(value)
    if amount % 1000:
        return grouped(value, voice.language)
    if voice.language == "zh" and amount >= 10_000:
        voice.counts["thousands: 万"] += 1
        return f"{decimal(Fraction(amount, 10_000), 'zh')}万"
    if voice.language == "vi" and amount >= 1_000_000 and amount % 10_000 == 0:
        voice.counts["thousands: tr"] += 1
        millions, rest = divmod(amount // 10_000, 100)
        if not rest:
            return f"{millions}tr"
        digits = f"{rest:02d}".rstrip("0")
        return f"{millions}tr{digits}" if voice.chance(0.6) else f"{millions}{voice.random.choice(',.')}{digits}tr"
    voice.counts["thousands: k"] += 1
    return f"{amount // 1000}k"


def sign(currency: str, voice: Voice) -> str:
    """A sign or word for the currency, with the space that goes before it."""
    return voice.write(voice.random.choice(SIGNS[currency][voice.language]))


def money(value: Fraction, currency: str, style: str, voice: Voice) -> Content:
    """An amount in a cell. style: number; plain (a number now, text then); text; grouped; signed (with its currency); short; thousands (of dong)."""
    if style in {"number", "thousands"}:
        return plain(value / 1000 if style == "thousands" else value)
    return _dong(value, style, voice) if currency == "VND" else _foreign(value, currency, style, voice)


def _foreign(value: Fraction, currency: str, style: str, voice: Voice) -> Content:
    """An amount in another currency: a number, text, or text with a sign before or behind it."""
    text = decimal(value, voice.language)
    if style != "signed":
        return text if style == "text" or voice.chance(0.3) else plain(value)
    voice.counts["unit in cell: currency"] += 1
    mark = sign(currency, voice)
    return f"{mark}{text}" if mark in {"¥", "$", "₩"} and voice.chance(0.5) else f"{text}{mark}"


def _dong(value: Fraction, style: str, voice: Voice) -> Content:
    """An amount in dong: a number, text with separators, with a sign, or as people say it."""
    if style == "short":
        return short(value, voice)
    if style == "signed":
        voice.counts["unit in cell: currency"] += 1
        return grouped(value, voice.language) + sign("VND", voice)
    return grouped(value, voice.language) if style == "grouped" or voice.chance(0.4) else plain(value)


def kilograms(value: Fraction, style: str, voice: Voice) -> Content:
    """A weight in a cell: in the unit of its heading, or with its own."""
    unit, _, own = style.partition(" ")
    shown = value * 1000 if unit == "g" else value
    if not own:
        return plain(shown)
    voice.counts[f"unit in cell: {unit}"] += 1
    return f"{decimal(shown, voice.language)}{voice.random.choice(['', ' '])}{unit}"


def pieces(value: int, style: str, voice: Voice) -> Content:
    """A quantity in a cell. style: number; units (10 cái); text (a digit text with a space, or full-width digits)."""
    if style == "units":
        voice.counts["unit in cell: pieces"] += 1
        return f"{value}{voice.write(voice.random.choice(PIECES[voice.language]))}"
    if style == "text" and voice.chance(0.4):
        voice.counts["quantity as text"] += 1
        return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９")) if voice.language == "zh" else f"{value} "
    return value


def percent(value: Fraction, voice: Voice) -> tuple[Content, str]:
    """A percentage in a cell, and the cell's number format: a number shown as 8%, or text."""
    if voice.chance(0.5):
        return float(value / 100), "0%" if value.denominator == 1 else "0.0%"
    return f"{decimal(value, voice.language)}%", "General"


def exchange(value: Fraction, voice: Voice) -> Content:
    """An exchange rate in a cell: a number, text with separators, or a number of thousands where a point was typed that the program took for a decimal one."""
    drawn = voice.random.random()
    if value < 1000:
        return plain(value) if drawn < 0.6 else decimal(value, voice.language)
    if drawn < 0.55:
        return plain(value)
    if drawn < 0.6 and value.denominator == 1 and value % 10:
        voice.counts["rate as a number of thousands"] += 1
        return float(value / 1000)
    whole, rest = grouped(Fraction(int(value)), "vi" if drawn > 0.9 or (voice.language == "vi" and voice.chance(0.7)) else "en"), value - int(value)
    voice.counts[f"rate typed with {'a point' if '.' in whole else 'a comma'}"] += 1
    if not rest:
        return whole
    return f"{whole}{',' if '.' in whole else '.'}{int(rest * 10)}"
