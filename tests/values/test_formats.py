"""Numbers, amounts and days are written as the CLDR says people of the language write them."""

from __future__ import annotations

import datetime as dt
import runpy
from fractions import Fraction
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from poolsplit.values import formats, money
from poolsplit.values.typed_numbers import DECIMAL_MARKS

GENERATOR = runpy.run_path(str(Path(__file__).resolve().parents[1] / "tools" / "generate_formats.py"))
LOCALES = {"vi": "vi_VN", "en": "en_GB", "zh": "zh_Hans_CN"}
LANGUAGES = st.sampled_from(sorted(LOCALES))


def test_the_data_is_what_the_generator_would_write_now() -> None:
    assert GENERATOR["TARGET"].read_text(encoding="utf-8") == GENERATOR["source"](), "run: python tests/tools/generate_formats.py"


def test_numbers_are_written_with_the_marks_that_they_are_read_with() -> None:
    assert {lang: marks["decimal"] for lang, marks in formats.formats().items()} == DECIMAL_MARKS


@given(st.decimals(-(10**14), 10**14, places=3), LANGUAGES)
def test_numbers_are_as_babel_writes_them(value, lang) -> None:
    assert formats.number(Fraction(value), lang) == format_decimal(value.normalize() + 0, locale=LOCALES[lang], decimal_quantization=False)


@given(st.decimals(0, 100, places=3), LANGUAGES)
def test_percentages_are_as_babel_writes_them(value, lang) -> None:
    assert formats.percent(Fraction(value), lang) == format_percent(value.normalize(), locale=LOCALES[lang], decimal_quantization=False)


@pytest.mark.parametrize(("lang", "length"), [("en", "medium"), ("zh", "long")])
@given(date=st.dates(dt.date(1970, 1, 1)))
def test_days_are_as_babel_writes_them(lang, length, date) -> None:
    assert formats.day(date, lang) == format_date(date, length, locale=LOCALES[lang])


@given(st.datetimes(), LANGUAGES)
def test_a_moment_says_the_day_and_the_time_of_day(time, lang) -> None:
    said = formats.moment(time, lang)
    assert formats.day(time, lang) in said
    assert f"{time:%H:%M}" in said


@given(st.integers(-(10**14), 10**14), st.sampled_from(["VND", "CNY", "USD"]), LANGUAGES)
def test_a_price_in_whole_minor_units_is_written_as_an_amount(minor, currency, lang) -> None:
    assert money.price_text(Fraction(minor, 10 ** money.exponent(currency)), currency, lang) == money.amount_text(minor, currency, lang)
