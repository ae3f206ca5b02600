"""Numerals with magnitudes at their limits: how much may follow a word, and how many digits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poolsplit.errors import NumberError
from poolsplit.values import cells, numerals

AFTER_A_MAGNITUDE = {
    "1tr999k": 1_999_000, "1tr1000k": None, "1tr1001k": None, "1tr 999 nghìn": 1_999_000, "1tr 1000 nghìn": None,
    "1tỷ999tr": 1_999_000_000, "1tỷ1000tr": None, "1tỷ1tr1k": 1_001_001_000, "1tỷ1tr1000k": None, "1tỷ1000k": 1_001_000_000, "1tr1tr": None, "1k1k": None,
    "3万9千": 39_000, "2百": 200, "2十万": 200_000, "3百万": 3_000_000, "4千万": 40_000_000, "1亿2千万": 120_000_000, "5w": 50_000, "3万10千": None, "3万11千": None, "1亿9999万": 199_990_000, "1亿10000万": None, "2 million 999 thousand": 2_999_000, "2 million 1000 thousand": None,
    "0tr1000k": None, "1tr0k": 1_000_000,
}
"""Text -> its number; None where a part is not smaller than the word before it."""

DIGITS_AT_THE_END = {
    "1tr5": 1_500_000, "1tr50": 1_500_000, "1tr500": 1_500_000, "1tr5000": None, "1tr50000": None, "1tr500000": 1_500_000, "1tr5000000": None,
    "1k5": 1500, "1k50": 1500, "1k500": 1500, "1k5000": None, "1tỷ5": 1_500_000_000, "1tỷ500": 1_500_000_000, "1tỷ5000": None, "1tỷ500000000": 1_500_000_000,
    "3万5": 35_000, "3万50": None, "3万500": None, "3万5000": 35_000, "3万50000": None, "1百5": 150, "1百50": 150, "1百500": None,
    "1 thousand 5": None, "1 thousand 50": None, "1 thousand 500": 1500, "1 thousand 5000": None,
}
"""Text -> its number; None where it is not clear what the last digits stand for."""


@pytest.mark.parametrize(("text", "expected"), [*AFTER_A_MAGNITUDE.items(), *DIGITS_AT_THE_END.items()])
def test_what_follows_a_magnitude_is_smaller_than_it_and_has_a_usual_number_of_digits(text, expected):
    if expected is None:
        with pytest.raises(NumberError):
            cells.number(text)
    else:
        assert cells.number(text) == expected


def test_what_is_longer_than_any_number_on_a_sheet_is_none():
    assert cells.number("1." + "0" * 62) == 1
    for zeros in (63, 64, 999):
        with pytest.raises(NumberError):
            cells.number("1." + "0" * zeros)


@pytest.mark.parametrize(("text", "expected"), [
    ("1.23", "1.23"), ("1.234", None), ("1.2345", "1.2345"), ("999.999", None), ("1000.999", "1000.999"), ("0.999", "0.999"), ("12.345.678", 12_345_678), ("1.234.56", None),
    ("1.234.5678", None), ("1234.567.890", None),
])
def test_three_digits_behind_one_to_three_can_be_thousands_or_decimals(text, expected):
    if expected is None:
        with pytest.raises(NumberError):
            cells.number(text)
    else:
        assert cells.number(text) == Fraction(expected)


def test_a_text_is_read_up_to_64_characters():
    assert cells.number(" " * 63 + "7") == 7
    with pytest.raises(NumberError, match="is not a number"):
        cells.number(" " * 64 + "7")


@pytest.mark.parametrize(("length", "expected"), [(63, "a" * 63), (64, "a" * 64), (65, "a" * 63 + "\u2026")])
def test_an_error_quotes_up_to_64_characters(length, expected):
    assert numerals.quoted("a" * length) == expected


@pytest.mark.parametrize(("value", "expected"), [(10**64 - 1, "9" * 64), (10**64, "1e64+"), (-(10**64), "1e64+"), (-(10**62), "-1" + "0" * 62)])
def test_an_error_quotes_numbers_of_up_to_64_digits(value, expected):
    assert numerals.quoted(value) == expected
