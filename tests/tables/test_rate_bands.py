"""Plausible rates of exchange: wide enough for good ones, too narrow for a rate with its decimal mark in the wrong place."""

from __future__ import annotations

import pytest

from poolsplit.tables.rate_bands import as_of, band
from poolsplit.values.money import exponent

CURRENCIES = ["CNY", "USD", "EUR", "GBP", "AUD", "SGD", "HKD", "TWD", "THB", "JPY", "KRW"]


@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_band_is_of_a_known_currency_and_narrower_than_a_factor_of_two(currency: str) -> None:
    known = band(currency, "VND")
    assert known is not None
    assert exponent(currency) >= 0
    assert known.low < known.high < 2 * known.low


@pytest.mark.parametrize(("currency", "rate"), [("CNY", 3565), ("USD", 25400), ("KRW", 18), ("JPY", 170), ("THB", 760), ("TWD", 800)])
def test_a_good_rate_lies_in_its_band_and_not_a_thousandth_of_it(currency: str, rate: int) -> None:
    known = band(currency, "VND")
    assert known is not None
    assert known.low <= rate <= known.high
    assert rate / 1000 < known.low


@pytest.mark.parametrize(("currency", "base"), [("VND", "CNY"), ("VND", "VND"), ("XAU", "VND"), ("CNY", "date"), ("CNY", "USD")])
def test_a_pair_without_a_band_has_none(currency: str, base: str) -> None:
    assert band(currency, base) is None


def test_the_bands_have_a_month() -> None:
    year, month = as_of().split("-")
    assert int(year) >= 2026
    assert 1 <= int(month) <= 12
