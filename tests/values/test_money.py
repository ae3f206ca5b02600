"""What cells say, as exact numbers: amounts, quantities, measures, rates, dates, yes and no."""

from __future__ import annotations

import ast
import datetime as dt
import decimal
import math
import unicodedata
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolsplit.errors import AmbiguousError, CurrencyError, NumberError
from poolsplit.values import cells, dates, money, numerals, rates, typed_numbers
from poolsplit.values.currencies import EXPONENTS
from poolsplit.workbook.read.grid import CellError, Uncached

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

LANGS = (None, "vi", "en", "zh")
EXACT = {
    "12.300.000": 12_300_000, "12,300,000 ₫": 12_300_000, "12 300 000đ": 12_300_000, "12'300'000": 12_300_000, "12’300’000": 12_300_000,
    "12\u00a0300\u00a0000": 12_300_000, "12\u202f300\u2009000": 12_300_000, "１２，３００，０００": 12_300_000, "12300000": 12_300_000,
    "VND 12,300,000": 12_300_000, "₫12.300.000": 12_300_000, "  5  ": 5, "007": 7, "0": 0, "-0": 0,
    "17,5tr": 17_500_000, "17.5 triệu": 17_500_000, "17tr5": 17_500_000, "1tr250": 1_250_000, "1tr05": 1_050_000, "1tr250k": 1_250_000,
    "1 triệu 250 nghìn": 1_250_000, "2k5": 2500, "500k": 500_000, "500 nghìn": 500_000, "500 ngàn đồng": 500_000, "3 tỷ": 3_000_000_000,
    "1 tỷ 200 triệu": 1_200_000_000, "1tỷ2": 1_200_000_000, "500kđ": 500_000, "500K VNĐ": 500_000, "1tr250000": 1_250_000,
    "30万": 300_000, "3w": 30_000, "3w5": 35_000, "1.2千": 1200, "2亿": 200_000_000, "3万5千": 35_000, "3万5": 35_000, "1万2000": 12_000,
    "3万元": 30_000, "十": None, "2 million": 2_000_000, "2 million 5": None,
    "-5": -5, "\u22125": -5, "+5": 5, "(1.200.000)": -1_200_000, "(1.200.000 ₫)": -1_200_000, "1.200.000-": -1_200_000, "-¥50": -50,
    "¥-50": -50, "¥ 50 CNY": 50,
    "0.5": "0.5", "0,500": "0.5", ".5": "0.5", ",5": "0.5", "12.300,50": "12300.5", "1,234.56": "1234.56", "1234.567": "1234.567",
    "12.30": "12.3", "1 234,5": "1234.5", "1 234.567": "1234.567", "1.234.567,891": "1234567.891", "1.234,567": "1234.567", "1,2345": "1.2345",
    "12.30.000": None, "1,23,456": None, "0.300.000": None, "1.234,567.8": None, "1 23": None, "1'000 000": None, "12.": None, ".": None,
    "1..5": None, "1.5tr5": None, "1tr5000": None, "3万500": None, "500k1tr": None, "1tr2000k": None, "k5": None, "5 5tr": None, "1tr1,5": None,
    "--5": None, "(-5)": None, "-5-": None, "5+": None, "()": None, "-": None, "": None, "   ": None, "five": None, "khoảng 500": None,
    "5-6": None, "21/11/2026": None, "1e5": None, "5³": None, "①": None, "½": None, "1½": None, "٣": None, "5 $ CNY": None, "$5 CNY": None,
    "NaN": None, "inf": None, "TRUE": None, "#REF!": None, "=A1": None, "9" * 5000: None, "1" + "0" * 15: None,
    "999999999999999": 999_999_999_999_999,
    "1000000 tỷ": None, "5 xyz": None, "5kg": None, "1/3": Fraction(1, 3), "-2/4": Fraction(-1, 2), "1/0": None,
}
"""Text -> the number in it under every language; None where there is none."""

TWO_WAYS = {
    "1.234": (1234, "1.234"), "1,234": ("1.234", 1234), "1.234tr": (1_234_000_000, 1_234_000), "1,234万": (12_340, 12_340_000),
    "-1.234": (-1234, "-1.234"), "12.300 ₫": (12_300, "12.3"), "１．２３４": (1234, "1.234"), "100,000": (100, 100_000),
}
"""Text -> how "vi" reads it and how "en" and "zh" do."""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("text", "expected"), EXACT.items())
def test_what_can_be_read_one_way_is_read_so_in_every_language(text: str, expected: int | str | Fraction | None, lang: str | None) -> None:
    if expected is None:
        with pytest.raises(NumberError) as caught:
            cells.number(text, lang)
        assert not isinstance(caught.value, AmbiguousError)
        assert caught.value.fix
    else:
        assert cells.number(text, lang) == Fraction(expected)


@pytest.mark.parametrize(("text", "expected"), TWO_WAYS.items())
def test_what_can_be_read_two_ways_is_refused_unless_the_language_decides(text: str, expected: tuple[int | str, int | str]) -> None:
    vi, en = (Fraction(number) for number in expected)
    assert (cells.number(text, "vi"), cells.number(text, "en"), cells.number(text, "zh")) == (vi, en, en)
    with pytest.raises(AmbiguousError) as caught:
        cells.number(text)
    assert {Fraction(shown) for shown in caught.value.readings} == {vi, en}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5), (3 * 0.1, "0.3"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (Decimal("1.10"), "1.1"), (Fraction(1, 3), Fraction(1, 3)),
        (12_300_000.0, 12_300_000), (np.int64(7), 7), (np.float64(0.1), "0.1"), (Decimal("0E-999999"), 0),
        (-999_999_999_999_999, -999_999_999_999_999),
    ],
)
def test_numbers_are_read_as_the_sheet_shows_them(value: object, expected: int | str | Fraction) -> None:
    assert cells.number(value) == Fraction(expected)


REFUSED = {
    "empty": (None, "the cell is empty"),
    "true": (True, "TRUE, not a number"),
    "numpy true": (np.True_, "True, not a number"),
    "nan": (math.nan, "not a number"),
    "infinity": (-math.inf, "not a number"),
    "decimal nan": (Decimal("sNaN"), "not a number"),
    "decimal infinity": (Decimal("Infinity"), "not a number"),
    "tiny decimal": (Decimal("1e-999999999"), "not a number"),
    "huge decimal": (Decimal("1e999999999"), "too large"),
    "10^15": (10**15, "too large"),
    "-10^15": (-(10**15), "too large"),
    "float 10^15": (1e15, "too large"),
    "int of 5000 digits": (10**5000, "too large"),
    "date": (dt.date(2026, 11, 5), "the date 2026-11-05"),
    "date and time": (dt.datetime(2026, 11, 5, tzinfo=dt.timezone.utc), "the date 2026-11-05"),
    "time": (dt.time(1, 5), "the date 01:05"),
    "error cell": (CellError("#N/A"), "the error #N/A"),
    "error text": (" #NAME? ", "the error #NAME?"),
    "formula without result": (Uncached("=B2*3"), "=B2\\*3 has no saved result"),
    "list": ([1], "not a number"),
    "complex": (1j, "not a number"),
}
READERS: dict[str, Callable[[object], object]] = {
    "number": cells.number,
    "quantity": cells.quantity,
    "measure": lambda value: cells.measure(value, "kg"),
    "percent": cells.percent,
    "price": lambda value: money.price(value, "CNY"),
    "minor_units": lambda value: money.minor_units(value, "VND"),
    "fx": lambda value: rates.fx(value, "CNY", "VND"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("value", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_number_is_refused_with_what_was_found_and_the_way_out(reader: str, value: object, said: str) -> None:
    with pytest.raises(NumberError, match=said) as caught:
        READERS[reader](value)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        ("12.300.000 ₫", "VND", 12_300_000), ("17,5tr", "VND", 17_500_000), (50, "CNY", 5000), (50.25, "CNY", 5025), ("¥50,5", "CNY", 5050),
        ("50元", "CNY", 5000), ("RMB 1,200.50", "CNY", 120_050), ("¥500", "JPY", 500), ("$5", "HKD", 500), ("US$5.05", "USD", 505),
        ("-3 tỷ", "VND", -3_000_000_000), ("1.2345", "KWD", None), (0.1 * 3, "USD", 30), ("0,5", "VND", None), (0.005, "CNY", None),
        (Fraction(1, 3), "CNY", None), ("30万", "VND", 300_000), ("NDT 12", "CNY", 1200),
    ],
)
def test_amounts_are_whole_minor_units(value: object, currency: str, expected: int | None) -> None:
    if expected is None:
        with pytest.raises(NumberError, match="has more decimals than"):
            money.minor_units(value, currency)
    else:
        assert money.minor_units(value, currency) == expected


@pytest.mark.parametrize(("text", "currency", "named"), [("¥50", "VND", "CNY"), ("50k đ", "CNY", "VND"), ("$5", "JPY", "USD"),
("5 HKD", "USD", "HKD")])
def test_a_sign_that_contradicts_the_column_is_refused_by_name(text: str, currency: str, named: str) -> None:
    with pytest.raises(NumberError, match=f"is in {named}, but {currency} is expected"):
        money.minor_units(text, currency)


@pytest.mark.parametrize(("code", "close"), [("VNĐ", "VND"), ("RMB", "CNY"), ("VNDD", "VND"), ("vnd", "VND"), ("USB", "USD")])
def test_an_unknown_currency_is_refused_with_close_ones(code: str, close: str) -> None:
    with pytest.raises(CurrencyError, match=close):
        money.exponent(code)
    with pytest.raises(CurrencyError, match=close):
        money.minor_units(1, code)


def test_a_currency_like_no_other_is_refused_too() -> None:
    with pytest.raises(CurrencyError, match="such as VND or CNY"):
        money.exponent("1688")


@pytest.mark.parametrize(
    ("spelling", "code"),
    [(word, "VND") for word in ("₫", "đ", "Đ", "d", "VNĐ", "vnd", "đồng", "ĐỒNG", unicodedata.normalize("NFD", "đồng"))]
    + [(word, "CNY") for word in ("¥", "￥", "元", "块", "RMB", "cny", "NDT", "Nhân dân tệ", "tệ", "人民币")]
    + [("$", "USD"), ("USD", "USD"), ("US$", "USD"), ("€", "EUR"), ("kg", None), ("", None), ("XAU", None)],
)
def test_words_and_signs_of_currencies(spelling: str, code: str | None) -> None:
    assert money.currency_code(spelling) == code


@pytest.mark.parametrize(
    ("value", "expected"),
    [("100 cái", 100), ("60 chiếc", 60), ("20 đôi", 20), ("3 bộ", 3), ("100件", 100), ("60个", 60), ("12 pcs", 12), ("50 sản phẩm", 50), (0, 0),
     (40.0, 40),
     ("5 thùng", None), ("5箱", None), ("2 tá", None), (-1, None), ("-3 cái", None), (2.5, None), ("0,5", None), ("5 kg", None), ("¥5", None)],
)
def test_quantities(value: object, expected: int | None) -> None:
    if expected is None:
        with pytest.raises(NumberError):
            cells.quantity(value)
    else:
        assert cells.quantity(value) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("200g", "kg", "0.2"), ("0,2 kg", "kg", "0.2"), ("12kg", "kg", 12), ("1.5公斤", "kg", "1.5"), ("3斤", "kg", "1.5"), ("2千克", "kg", 2),
        (200, "g", "0.2"), ("0.2kg", "g", "0.2"), ("1,5 tấn", "kg", 1500), (0.1 * 3, "kg", "0.3"), ("0.02 m3", "m3", "0.02"),
        ("0,02 m³", "m3", "0.02"), ("0,02㎥", "m3", "0.02"), ("0.5 khối", "m3", "0.5"), ("1立方", "m3", 1), ("20000 cm3", "m3", "0.02"),
        ("20.000 cm³", "m3", None), (5, "m3", 5), ("2 kg", "m3", None), ("1 m3", "g", None), (-1, "kg", None), ("5 m", "m3", None),
    ],
)
def test_measures(value: object, unit: str, expected: int | str | None) -> None:
    if expected is None:
        with pytest.raises(NumberError):
            cells.measure(value, unit)
    else:
        assert cells.measure(value, unit) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "heading", "expected"),
    [("1.5%", "", "0.015"), ("1,5 %", "%", "0.015"), ("１％", "", "0.01"), (0.015, "", "0.015"), (0, "", 0), (0, "%", 0), ("150%", "", "1.5"),
     (10, "%", "0.1"),
     (1, "%", "0.01"), ("-2%", "", "-0.02")],
)
def test_percentages(value: object, heading: str, expected: int | str) -> None:
    assert cells.percent(value, None, heading) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "heading", "readings"),
    [(1.5, "", ("1.5%", "150%")), (1, "", ("1%", "100%")), (-8, "", ("-8%", "-800%")), (0.08, "%", ("0.08%", "8%")), ("0,5", "%", ("0.5%", "50%"))],
)
def test_a_rate_that_may_or_may_not_be_a_percentage_is_refused(value: object, heading: str, readings: tuple[str, str]) -> None:
    with pytest.raises(AmbiguousError) as caught:
        cells.percent(value, None, heading)
    assert caught.value.readings == readings
    assert "% sign" in caught.value.fix


@pytest.mark.parametrize(
    ("value", "expected"),
    [(value, True) for value in (True, 1, 1.0, "có", "Có", "x", "X", "✓", "✔️", "是", "yes", "TRUE", "√", "1")]
    + [(value, False) for value in (False, 0, None, "", " ", "không", "KHÔNG", "否", "no", "FALSE", "无", "0")],
)
def test_yes_and_no(value: object, expected: bool) -> None:    # noqa: FBT001  # the expected flag itself
    assert cells.flag(value) is expected


@pytest.mark.parametrize("value", ["maybe", "×", 2, "#REF!", 0.5, dt.date(2026, 1, 1)])
def test_what_is_neither_yes_nor_no_is_refused(value: object) -> None:
    with pytest.raises(NumberError):
        cells.flag(value)


@pytest.mark.parametrize("typed", ["RMB50X", "Khoảng 500", "5 (Đỏ)", "--５", "5 $ CNY"])
def test_an_error_quotes_the_cell_as_it_was_typed(typed: str) -> None:
    with pytest.raises(NumberError) as caught:
        money.price(typed, "CNY")
    assert str(caught.value) == f'"{typed}" is not a number'


MINOR = st.integers(-(10**12), 10**12)
CODES = st.sampled_from(sorted(EXPONENTS))


@given(MINOR, CODES, st.sampled_from(["vi", "en", "zh"]))
def test_an_amount_that_is_written_reads_back_the_same(minor: int, currency: str, lang: str) -> None:
    assert money.minor_units(money.amount_text(minor, currency, lang), currency, lang) == minor
    assert money.minor_units(money.display(minor, currency), currency) == minor


@given(st.integers())
def test_a_displayed_amount_is_exact_whatever_the_decimal_context(minor: int) -> None:
    with decimal.localcontext() as context:
        context.prec = 3
        assert Fraction(money.display(minor, "CNY")) == Fraction(minor, 100)


STYLES: dict[str, Callable[[int], str]] = {
    "dots": lambda n: f"{n:,}".replace(",", "."),
    "commas": lambda n: f"{n:,}",
    "no-break spaces": lambda n: f"{n:,}".replace(",", "\u00a0"),
    "thin spaces": lambda n: f"{n:,}".replace(",", "\u2009"),
    "apostrophes": lambda n: f"{n:,}".replace(",", "\u2019"),
    "full width": lambda n: f"{n:,}".translate({ord(","): "，"} | {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}),
    "unicode minus": lambda n: str(n).replace("-", "\u2212"),
    "parentheses": lambda n: f"({-n})" if n < 0 else str(n),
    "minus behind": lambda n: f"{-n}-" if n < 0 else str(n),
    "sign before": lambda n: f"₫ {n}",
    "sign behind": lambda n: f"{n}đ",
}


@given(st.integers(-(10**14), 10**14).filter(lambda n: abs(n) >= 10**6 or abs(n) < 10**3), st.sampled_from(sorted(STYLES)), st.sampled_from(LANGS))
def test_every_style_of_writing_reads_back_the_same(whole: int, style: str, lang: str | None) -> None:
    assert money.minor_units(STYLES[style](whole), "VND", lang) == whole


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_a_float_reads_as_the_decimal_that_the_sheet_shows(value: Decimal) -> None:
    assert cells.number(float(value)) == cells.number(value) == Fraction(value)


@given(st.integers(1, 999), st.integers(0, 999))
def test_the_digits_behind_a_million_are_its_decimals(millions: int, rest: int) -> None:
    expected = millions * 10**6 + rest * 1000
    assert cells.number(f"{millions}tr{rest:03d}") == cells.number(f"{millions} triệu {rest:03d}k") == expected


TEXTS = st.one_of(st.text(), st.text(alphabet="0123456789.,'-+() trkg%万千亿¥₫đ=/:;年月日\u00a0³１，m", max_size=16))
TOTAL_READERS: dict[str, Callable[[object, str | None], object]] = {
    "number": cells.number,
    "quantity": cells.quantity,
    "kg": lambda value, lang: cells.measure(value, "kg", lang),
    "m3": lambda value, lang: cells.measure(value, "m3", lang),
    "percent": cells.percent,
    "flag": lambda value, _: cells.flag(value),
    "minor_units": lambda value, lang: money.minor_units(value, "VND", lang),
    "price": lambda value, lang: money.price(value, "CNY", lang),
    "fx": lambda value, lang: rates.fx(value, "CNY", "VND", lang),
    "tiers": lambda value, lang: rates.tiers(value, "CNY", lang),
    "day": dates.day,
}


@pytest.mark.parametrize("reader", TOTAL_READERS)
@given(text=TEXTS, lang=st.sampled_from(LANGS))
def test_any_text_is_read_or_refused_with_a_way_out(reader: str, text: str, lang: str | None) -> None:
    try:
        TOTAL_READERS[reader](text, lang)
    except NumberError as error:
        assert error.fix    # noqa: PT017  # any other exception fails the test


@given(TEXTS)
def test_without_a_language_only_what_all_languages_agree_on_is_read(text: str) -> None:
    try:
        found = cells.number(text)
    except NumberError:
        return
    assert [cells.number(text, lang) for lang in ("vi", "en", "zh")] == [found] * 3


@given(TEXTS)
def test_the_currency_of_any_text_is_one_of_iso_4217_or_none(text: str) -> None:
    assert money.currency_code(text) in {None, *EXPONENTS}


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert typed_numbers.fold(typed_numbers.fold(text)) == typed_numbers.fold(text)


@pytest.mark.parametrize("module", [cells, dates, money, numerals, rates, typed_numbers], ids=lambda module: str(module.__name__))
def test_no_module_of_money_calculates_with_binary_floats(module: ModuleType) -> None:
    nodes = list(ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))))
    constants = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    calls = [ast.unparse(node) for node in nodes if isinstance(node, ast.Call) and "float(" in ast.unparse(node)]
    assert not constants
    # The one place where a cell's float is turned into the decimal text that the sheet shows.
    assert set(calls) <= {"Fraction(format(float(value), '.15g'))", "format(float(value), '.15g')", "float(value)"}
