"""Stated totals beside sums: when they agree, and what is no number to add up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poolsplit.tables import totals


@pytest.mark.parametrize(("stated", "total", "expected"), [
    ("0", "0.000000001", True), ("0", "0.0000000011", False), ("0", "-0.000000001", True), ("0", "-0.0000000011", False),
    ("1", "1.000000001", True), ("1", "1.0000000011", False), ("1", "0.999999999", True), ("1", "0.9999999989", False),
    ("1000000.001", "1000000", True), ("1000000.0011", "1000000", False), ("-1000000.001", "-1000000", True), ("-1000000.0011", "-1000000", False),
    ("100", "100", True), ("100", "101", False), ("100", "99", False), ("100", "-100", False),
])
def test_a_total_agrees_up_to_the_digits_that_a_sheet_keeps(stated, total, expected):
    assert totals.agree(Fraction(stated), Fraction(total)) is expected


@pytest.mark.parametrize(("values", "lang", "expected"), [
    ([], None, 0), ([None, None], None, 0), ([1, None, "2"], None, 3), (["1.200", 1], "vi", 1201), (["1.200", 1], "en", "2.2"), (["1.200", 1], None, None),
    (["1 kg", "2 kg"], None, 3), (["1 kg", "2 g"], None, None), (["1 kg", 2], None, None), (["5 ¥", "3tr"], None, None), ([1, "#REF!"], None, None), ([1, "nhiều"], None, None),
    ([0.1, 0.2], None, "0.3"), ([True], None, None),
])
def test_cells_are_added_up_where_all_are_numbers_in_one_unit(values, lang, expected):
    assert totals.cells_total(values, lang) == (None if expected is None else Fraction(expected))


@pytest.mark.parametrize(("value", "lang", "expected"), [
    (None, None, 0), (0, None, 0), ("1.200 cái", "vi", 1200), ("1.200 cái", "en", "1.2"), ("1.200", None, None), ("12.300.000 ₫", None, 12_300_000), ("50%", None, 50),
    ("#N/A", None, None), ("", None, None), ("x", None, None), (True, None, None),
])
def test_the_number_of_a_cell_is_none_where_it_could_be_two_or_is_no_number(value, lang, expected):
    assert totals.cell_number(value, lang) == (None if expected is None else Fraction(expected))
