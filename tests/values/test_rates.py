"""Rates of exchange and price tiers, read exactly or refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poolsplit.errors import NumberError
from poolsplit.pool import costs
from poolsplit.values import rates


@pytest.mark.parametrize(
    ("value", "lang", "expected"),
    [
        ("3.565", "vi", 3565), ("3.565", "en", "3.565"), (3565, None, 3565), ("3565 VND", None, 3565), ("1 CNY = 3.565 VND", "vi", 3565),
        ("1元=3565đ", None, 3565), ("CNY = 3565", None, 3565), ("3565 = 1 CNY", None, 3565), ("3565 VND = 1 CNY", None, 3565),
        ("100 CNY = 356.550 VND", "vi", "3565.5"), ("1,000 VND = 0,28 CNY", "en", Fraction(100_000, 28)), ("3565đ/tệ", None, 3565),
        ("3,565.5 VND / CNY", None, "3565.5"), ("0,00028 CNY/VND", None, Fraction(100_000, 28)), (3565.1, None, "3565.1"),
    ],
)
def test_rates_of_exchange(value: object, lang: str | None, expected: int | str | Fraction) -> None:
    assert rates.fx(value, "CNY", "VND", lang) == Fraction(expected)


@pytest.mark.parametrize(
    "value",
    ["3565 CNY", "1 USD = 25.400 VND", "1 CNY = 3565 USD", "1 CNY = 2 CNY", "3565 VND/USD", "1 = 3565", "1 CNY =", "1 CNY = 2 = 3", "3565/1", "3565/",
     0, -3565, "0 VND", "1 CNY = 0 VND", "0 CNY = 3565 VND", "-1 CNY = -3565 VND"],
)
def test_a_rate_of_other_currencies_or_not_above_zero_is_refused(value: object) -> None:
    with pytest.raises(NumberError) as caught:
        rates.fx(value, "CNY", "VND", "vi")
    assert caught.value.fix


def test_a_rate_between_minor_units() -> None:
    ratio = costs.conversion("CNY", "VND", {"CNY": Fraction(3500), "VND": Fraction(1)})
    assert ratio == 35    # 1 fen is a hundredth of 3,500 dong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100: 28; 500: 25", [(100, 28), (500, 25)]), (">=100 28¥", [(100, 28)]), ("≥ 100: 28 元", [(100, 28)]),
        ("100+:28 / 500+:25", [(100, 28), (500, 25)]),
        ("100-499：28，500以上：25", [(100, 28), (500, 25)]), ("100件：28；500件：25,5", [(100, 28), (500, "25.5")]), ("100=28\n500=25", [(100, 28),
        (500, 25)]),
        ("từ 100 cái: 28, từ 500 cái: 25", [(100, 28), (500, 25)]), ("2-99: 30; 100 trở lên: 28", [(2, 30), (100, 28)]),
    ],
)
def test_price_tiers(text: str, expected: list[tuple[int, int | str]]) -> None:
    assert rates.tiers(text, "CNY") == [(low, Fraction(price)) for low, price in expected]


@pytest.mark.parametrize(
    "value",
    ["", None, 28, "28", "100", "500: 25; 100: 28", "100: 28; 100: 25", "100-499: 28", "100-499: 28; 600: 25", "100-400: 28; 300: 25",
     "> 100: 28", "100: -5",
     "100: 28; ; 500", "100: 28 VND", "100:28:5", "#REF!", ";", "1.000: 28", ">=10 500 000", "28元/件", "499-100: 28; 500: 25"],
)
def test_unclear_price_tiers_are_refused(value: object) -> None:
    with pytest.raises(NumberError) as caught:
        rates.tiers(value, "CNY")
    assert caught.value.fix
