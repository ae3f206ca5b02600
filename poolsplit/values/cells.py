"""Readers of cells that hold numbers, quantities, measures, percentages, or yes and no.

Each reader takes a cell's value as it came (a number, or text as people type it) and returns an exact value, or raises NumberError, which
quotes the value and has the way out. `lang` ("vi", "en", "zh") decides between two possible readings, and nothing else.
"""

from __future__ import annotations

import numbers
import re
from fractions import Fraction

from poolsplit.errors import AmbiguousError, NumberError, Text
from poolsplit.values.money import currency_signs
from poolsplit.values.numerals import decimal_text, quoted
from poolsplit.values.typed_numbers import fold, read, refuse_other_kinds

_RATIO = re.compile(r"([+-]?[0-9]{1,15})/([1-9][0-9]{0,14})")

_PIECES = (
    "cái chiếc đôi cặp bộ con quyển cuốn tấm cây chai lọ sp spm đv|sản phẩm|đơn vị|pc pcs piece pieces pair pairs set sets unit units ea"
    "|个 個 件 只 双 对 套 条 张 把 台 支 瓶 片 顶 枚"
)
_PIECE_UNITS = {word: "piece" for group in _PIECES.split("|") for word in ([group] if group in {"sản phẩm", "đơn vị"} else group.split())}
"""Words that people write behind a number of pieces. Cartons, boxes and dozens hold several pieces, so they are not among them."""

_KG = {
    "kg kgs kilo ki kí ký kilogram kilograms 公斤 千克": Fraction(1),
    "g gr gam gram grams 克": Fraction(1, 1000),
    "斤 市斤": Fraction(1, 2),
    "tấn t 吨": Fraction(1000),
}
_M3 = {
    "m3 cbm khối 立方 立方米 方": Fraction(1),
    "dm3 lít l 升 立方分米": Fraction(1, 1000),
    "cm3 cc 立方厘米": Fraction(1, 1_000_000),
}
_MEASURES = {
    spelling: (dimension, factor)
    for dimension, units in (("kg", _KG), ("m3", _M3))
    for spellings, factor in units.items()
    for spelling in spellings.split()
}
_MEASURE_UNITS = {spelling: spelling for spelling in _MEASURES}

_YES = frozenset({"có", "co", "x", "✓", "✔", "√", "☑", "✅", "đúng", "yes", "y", "true", "是", "对", "有", "1"})
_NO = frozenset({"không", "khong", "ko", "✗", "✘", "❌", "☐", "sai", "no", "n", "false", "否", "不", "无", "没有", "0"})


def number(value: object, lang: str | None = None) -> Fraction:
    """An exact number of any sign; a currency beside it and a ratio of whole numbers ("-1/3", a carry) are accepted.

    Raises the errors of `poolsplit.values.typed_numbers.read`.

    >>> number("12,300,000 ₫"), number(3 * 0.1), number("-1/3"), number("30万")
    (Fraction(12300000, 1), Fraction(3, 10), Fraction(-1, 3), Fraction(300000, 1))
    >>> number("1.234")
    Traceback (most recent call last):
    poolsplit.errors.AmbiguousError: "1.234" can be read as 1234 or as 1.234
    """
    ratio = _RATIO.fullmatch(fold(value)) if isinstance(value, str) else None
    if ratio:
        return Fraction(int(ratio[1]), int(ratio[2]))
    return read(value, lang, currency_signs()).value


def quantity(value: object, lang: str | None = None) -> int:
    """A number of pieces: whole, at least 0, with or without a unit of pieces. (spec.md, section 2, Reading sheets)

    Raises the errors of `poolsplit.values.typed_numbers.read`, and NumberError for negatives and fractions.

    >>> quantity("100 cái"), quantity("60件"), quantity(40.0), quantity("1,200", "en")
    (100, 60, 40, 1200)
    >>> quantity(2.5)
    Traceback (most recent call last):
    poolsplit.errors.NumberError: a quantity is a whole number of pieces: 2.5
    """
    pieces = read(value, lang, _PIECE_UNITS).value
    if pieces < 0:
        raise NumberError(Text("a quantity cannot be negative: {value}", value=quoted(value)), Text("type 0 or more"))
    if pieces.denominator != 1:
        raise NumberError(Text("a quantity is a whole number of pieces: {value}", value=quoted(value)), Text("type a whole number"))
    return pieces.numerator


def defective(value: object, lang: str | None = None) -> int | Fraction:
    """A number of defective pieces, or their share of the pieces that arrived, between 0 and 1: 10, 0.1, "10%".

    Raises NumberError for anything else.

    >>> defective("10"), defective("10%"), defective(0.5)
    (10, Fraction(1, 10), Fraction(1, 2))
    """
    parsed = percent(value, lang) if isinstance(value, str) and "%" in value else number(value, lang)
    return parsed if 0 < parsed < 1 else quantity(value, lang)


def measure(value: object, unit: str, lang: str | None = None) -> Fraction:
    """A weight in kilograms or a volume in cubic metres, exact, at least 0.

    unit: the unit of a number without one, as the heading states it: "kg" or "g" for weights, "m3" for volumes (any other spelling
    of a unit that cells may hold is accepted too). A unit in the cell overrides it: 斤 is 500 g.

    Raises the errors of `poolsplit.values.typed_numbers.read`, and NumberError for negatives and for a volume among weights.

    >>> measure("200g", "kg"), measure(200, "g"), measure("3斤", "kg"), measure("20000 cm3", "m3")
    (Fraction(1, 5), Fraction(1, 5), Fraction(3, 2), Fraction(1, 50))
    >>> measure("2 kg", "m3")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "2 kg" is in kg, but m3 is expected here
    """
    reading = read(value, lang, _MEASURE_UNITS)
    expected, _ = _MEASURES[unit]
    dimension, factor = _MEASURES[reading.unit or unit]
    if dimension != expected:
        raise NumberError(
            Text('"{text}" is in {found}, but {expected} is expected here', text=quoted(value), found=reading.unit, expected=expected),
            Text("type it in {expected}, or correct the heading", expected=expected),
        )
    if reading.value < 0:
        raise NumberError(Text("a weight or volume cannot be negative: {value}", value=quoted(value)), Text("type 0 or more"))
    return reading.value * factor


def percent(value: object, lang: str | None = None, heading: str = "") -> Fraction:
    """A rate as a ratio: "1.5%" and 0.015 are 3/200.

    heading: "%" where the heading states percent, "" where it does not. Without a % sign in the cell, a ratio of 1 or more is
    refused as ambiguous (1.5 may mean 1.5% or 150%), and so is a number below 1 under a heading of percent.

    Raises the errors of `poolsplit.values.typed_numbers.read`.

    >>> percent("1,5 %"), percent(0.015), percent(1.5, heading="%")
    (Fraction(3, 200), Fraction(3, 200), Fraction(3, 200))
    >>> percent(1.5)
    Traceback (most recent call last):
    poolsplit.errors.AmbiguousError: "1.5" can be read as 1.5% or as 150%
    """
    reading = read(value, lang, {"%": "%"})
    if reading.unit:
        return reading.value / 100
    if reading.value and (abs(reading.value) < 1) == bool(heading):
        error = AmbiguousError(quoted(value), (f"{decimal_text(reading.value)}%", f"{decimal_text(reading.value * 100)}%"))
        error.fix = Text("type it with a % sign")
        raise error
    return reading.value / 100 if heading else reading.value


def flag(value: object) -> bool:
    """Yes or no as a bool, from the words and ticks of three languages; a blank cell is no, as in a column of ticks.

    Raises NumberError for error cells and for any other word.

    >>> flag("Có"), flag("✓"), flag("否"), flag(""), flag(True)
    (True, True, False, False, True)
    >>> flag("maybe")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: "maybe" is neither yes nor no
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return False
    refuse_other_kinds(value)
    if isinstance(value, numbers.Real) and value in {0, 1}:
        return bool(value)
    word = fold(str(value))
    if word not in _YES | _NO:
        raise NumberError(Text('"{text}" is neither yes nor no', text=quoted(value)), Text("type yes or no"))
    return word in _YES
