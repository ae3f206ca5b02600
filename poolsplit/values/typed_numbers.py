"""The reader of cells with numbers: a number, or text with its sign and unit, becomes an exact number.

Text may be "12.300.000", "(1.200.000 ₫)", "0,2 kg", with full-width digits and no-break spaces; text with two readings is refused.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import AmbiguousError, NumberError, Text
from poolsplit.values.numerals import amount, decimal_text, is_amount, not_a_number, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

DECIMAL_MARKS = {"vi": ",", "en": ".", "zh": "."}
"""Language -> its decimal mark, which decides only about text that can be read in two ways."""

LIMIT = 10**15
"""Values of this size or more are refused, because a sheet keeps 15 digits. (spec.md, section 2, Reading sheets)"""

_LONGEST = 64
_SMALLEST_ADJUSTED = -100

_SIGNS_AND_MARKS = str.maketrans(dict.fromkeys("\u2212\u2010\u2013\u2014", "-") | dict.fromkeys("\u2018\u2019\u02bc", "'") | {"\ufe0f": ""})
_SHAPE = re.compile(r"(?P<sign>[+-]?) ?(?P<unit>[^0-9.,+-]*?) ?(?P<inner>[+-]?) ?(?P<body>[0-9.,].*?) ?(?P<trailing>-?)")
_CUBIC = re.compile("(?<=[mM])\u00b3")


class Reading(NamedTuple):
    """A number and the unit beside it, as the caller names that unit; "" where there is none."""

    value: Fraction
    unit: str


def fold(text: str) -> str:
    """Text in the form in which it is compared: NFKC, casefold, one kind of dash and apostrophe, single spaces, nothing invisible.

    >>> fold(" １２，３００\u00a0ＶＮĐ "), fold("\u22125\u200b")
    ('12,300 vnđ', '-5')
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_SIGNS_AND_MARKS)
    return " ".join("".join(letter for letter in folded if unicodedata.category(letter) != "Cf").split())


def read(value: object, lang: str | None, units: Mapping[str, str]) -> Reading:
    """Read the exact number, and its unit, in a cell. (spec.md, sections 1 and 2)

    value: int, float (at the 15 significant digits that a sheet shows), Decimal, Fraction, or text.
    lang: "vi", "en" or "zh" decides about text with two readings ("1.234"); None refuses it. Other text is read in the same way with any lang.
    units: folded spelling -> the unit's name; a unit stands before or after the numeral.

    Raises AmbiguousError for two readings, NumberError for everything else that is not a number below 1e15.

    >>> read("17tr5 đ", None, {"đ": "VND"})
    Reading(value=Fraction(17500000, 1), unit='VND')
    >>> read(3 * 0.1, None, {}).value
    Fraction(3, 10)
    >>> read("1.234", "vi", {}).value, read("1.234", "en", {}).value
    (Fraction(1234, 1), Fraction(617, 500))
    """
    refuse_other_kinds(value)
    reading = _from_text(value, lang, units) if isinstance(value, str) else Reading(_from_number(value), "")
    if abs(reading.value.numerator) >= LIMIT * reading.value.denominator:
        raise NumberError(
            Text("{value} is too large: a sheet keeps 15 digits of a number, no more", value=quoted(value)),
            Text("check the number; it must be below 1,000,000,000,000,000"),
        )
    return reading


def refuse_other_kinds(value: object) -> None:
    """Raise NumberError, which says what the cell holds, for a cell without a value: blank, an error, a formula without a result.

    >>> refuse_other_kinds("#REF!")
    Traceback (most recent call last):
    poolsplit.errors.NumberError: the cell holds the error #REF!
    """
    text = value.strip() if isinstance(value, str) else value
    if text is None or text == "":
        raise NumberError(Text("the cell is empty"), Text("fill it in"))
    if isinstance(text, str) and text.startswith("#"):
        raise NumberError(Text("the cell holds the error {error}", error=quoted(text)), Text("repair the formula, or type the value over it"))
    if isinstance(text, str) and text.startswith("="):
        raise NumberError(
            Text("the formula {formula} has no saved result", formula=quoted(text)),
            Text("open the file in Excel or LibreOffice and save it, or type the value over the formula"),
        )


def _from_number(value: object) -> Fraction:
    """An int, float, Decimal or Fraction (numpy's too) exactly; NumberError for every other kind of value."""
    if type(value) is float and math.isfinite(value):  # the usual case first
        return Fraction(Decimal(format(value, ".15g")))
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        raise NumberError(
            Text("the cell holds the date {date}, not a number", date=quoted(value)),
            Text("format the cell as a number and type it again"),
        )
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        raise NumberError(Text("the cell holds {value}, not a number", value=quoted(value)), Text("type a number"))
    if isinstance(value, Decimal):
        return _from_decimal(value)
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if not math.isfinite(value):
        raise not_a_number(value)
    return Fraction(format(float(value), ".15g"))


def _from_decimal(value: Decimal) -> Fraction:
    if not value.is_finite():
        raise not_a_number(value)
    if not value:
        return Fraction(0)
    # Decimal("1e-999999999") is short, but its ratio would fill the memory.
    if value.adjusted() < _SMALLEST_ADJUSTED:
        raise not_a_number(value)
    return Fraction(value) if value.adjusted() < len(str(LIMIT)) else Fraction(LIMIT)


def _from_text(text: str, lang: str | None, units: Mapping[str, str]) -> Reading:
    """Read text; without a language, read it in both ways and raise AmbiguousError where the results differ."""
    if len(text) > _LONGEST or _has_lookalike_digits(text):
        raise not_a_number(text)
    folded = fold(_CUBIC.sub("3", text))
    if lang is not None:
        return _numeral(text, folded, DECIMAL_MARKS[lang], units)
    comma, dot = (_numeral(text, folded, mark, units) for mark in ",.")
    if comma != dot:
        larger, smaller = sorted((comma.value, dot.value), key=abs, reverse=True)
        raise AmbiguousError(quoted(text), (decimal_text(larger), decimal_text(smaller)))
    return comma


def _has_lookalike_digits(text: str) -> bool:
    """True where NFKC would turn a character that is not a digit into digits: a footnote mark, a circled number, a half."""
    suspects = (letter for letter in _CUBIC.sub("3", text) if not letter.isdecimal() and letter not in "㎥㎤")
    return any(any(digit.isdecimal() for digit in unicodedata.normalize("NFKC", letter)) for letter in suspects)


def _numeral(typed: str, text: str, mark: str, units: Mapping[str, str]) -> Reading:
    """Read `text` (`typed`, folded): sign or parentheses, unit before or after, and the amount; `mark` is the decimal mark in case of doubt."""
    bracketed = len(text) > 1 and text[0] == "(" and text[-1] == ")"
    match = _SHAPE.fullmatch(text[1:-1].strip() if bracketed else text)
    if match is None:
        raise not_a_number(typed)
    signs = match["sign"] + match["inner"] + match["trailing"] + ("-" if bracketed else "")
    before = units.get(match["unit"], "")
    if len(signs) > 1 or (match["unit"] and not before):
        raise not_a_number(typed)
    value, after = _with_unit(typed, match["body"], mark, units)
    if before and after and before != after:
        raise not_a_number(typed)
    return Reading(-value if signs == "-" else value, before or after)


def _with_unit(typed: str, body: str, mark: str, units: Mapping[str, str]) -> tuple[Fraction, str]:
    """(the amount, the unit behind it). The longest unit that leaves an amount counts: "kg" before "g"."""
    for spelling in sorted((spelling for spelling in units if body.endswith(spelling)), key=len, reverse=True):
        numeral = body[: -len(spelling)].rstrip()
        if is_amount(numeral):
            return amount(numeral, mark), units[spelling]
    if not is_amount(body):
        raise not_a_number(typed)
    return amount(body, mark), ""
