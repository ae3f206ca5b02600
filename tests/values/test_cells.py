"""Quantities, measures and rates out of cells: every unit, and both sides of every limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poolsplit.errors import AmbiguousError, NumberError
from poolsplit.values import cells

ONE_OF = {
    "kg": "1", "kgs": "1", "kilo": "1", "ki": "1", "kí": "1", "ký": "1", "kilogram": "1", "kilograms": "1", "公斤": "1", "千克": "1",
    "g": "0.001", "gr": "0.001", "gam": "0.001", "gram": "0.001", "grams": "0.001", "克": "0.001", "斤": "0.5", "市斤": "0.5", "tấn": "1000", "t": "1000", "吨": "1000",
    "m3": "1", "m³": "1", "cbm": "1", "khối": "1", "立方": "1", "立方米": "1", "方": "1", "dm3": "0.001", "lít": "0.001", "l": "0.001", "升": "0.001", "立方分米": "0.001",
    "cm3": "0.000001", "cc": "0.000001", "立方厘米": "0.000001",
}
"""One of each unit in kilograms or cubic metres."""


@pytest.mark.parametrize(("unit", "expected"), ONE_OF.items())
def test_a_unit_in_a_cell_is_worth_what_it_is(unit, expected):
    dimension = "m3" if list(ONE_OF).index(unit) >= list(ONE_OF).index("m3") else "kg"
    for text in (f"1 {unit}", f"1{unit}", f"1 {unit.upper()}"):
        assert cells.measure(text, dimension) == Fraction(expected)
    assert cells.measure(20, unit.replace("³", "3"), None) == 20 * Fraction(expected)


def test_twenty_litres_are_a_fiftieth_of_a_cubic_metre():
    assert cells.measure("20 lít", "m3") == cells.measure("20L", "m3") == cells.measure("20升", "m3") == Fraction(1, 50)
    assert cells.measure("20 lít", "cm3") == Fraction(1, 50)  # the cell's own unit comes before the heading's


@pytest.mark.parametrize("value", [-1, "-0,5 kg", -1e-9])
def test_a_weight_below_0_is_refused(value):
    with pytest.raises(NumberError, match="a weight or volume cannot be negative"):
        cells.measure(value, "kg")
    assert cells.measure(0, "kg") == cells.measure("0 kg", "kg") == 0


@pytest.mark.parametrize(("value", "without", "under_percent"), [
    (0, 0, 0), ("0%", 0, 0), ("0.99%", "0.0099", "0.0099"), ("100%", 1, 1),
    ("0.9999", "0.9999", None), (1, None, "0.01"), ("1.0001", None, "0.010001"), ("-0.9999", "-0.9999", None), (-1, None, "-0.01"), (150, None, "1.5"),
])
def test_a_rate_without_its_sign_is_read_where_it_can_be_only_one(value, without, under_percent):
    for expected, heading in ((without, ""), (under_percent, "%")):
        if expected is None:
            with pytest.raises(AmbiguousError, match="can be read as"):
                cells.percent(value, heading=heading)
        else:
            assert cells.percent(value, heading=heading) == Fraction(expected)


@pytest.mark.parametrize(("value", "expected"), [
    (0, 0), ("0.0001", "0.0001"), ("99.99%", "0.9999"), (0.9999, "0.9999"), (1, 1), (2, 2), ("1/2", "0.5"), (1.5, None), (-1, None), (-0.5, None), ("150%", None),
])
def test_defects_are_a_share_between_0_and_1_or_whole_pieces(value, expected):
    if expected is None:
        with pytest.raises(NumberError):
            cells.defective(value)
    else:
        assert cells.defective(value) == Fraction(expected)


@pytest.mark.parametrize(("value", "expected"), [(-1, None), (0, 0), (1, 1), (0.5, None), (999_999_999_999_999, 999_999_999_999_999), (10**15, None)])
def test_pieces_are_whole_from_0_to_what_a_sheet_can_hold(value, expected):
    if expected is None:
        with pytest.raises(NumberError):
            cells.quantity(value)
    else:
        assert cells.quantity(value) == expected


ERRORS = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CONNECT!", "#BLOCKED!", "#UNKNOWN!", "#FIELD!", "#CALC!", "#BUSY!",
          "#EXTERNAL!", "#PYTHON!", "#ERROR!", "#NEU_IN_2031!", "#12"]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_is_no_number_whether_it_is_known_or_not(error):
    readers = (cells.number, cells.quantity, cells.defective, cells.percent, lambda value: cells.measure(value, "kg"), cells.flag)
    for read in readers:
        with pytest.raises(NumberError) as caught:
            read(error)
        assert (caught.value.args[0], caught.value.fix) == (f"the cell holds the error {error}", "repair the formula, or type the value over it")


@pytest.mark.parametrize(("value", "expected"), [(0, False), (1, True), (0.0, False), (1.0, True), (True, True), (False, False), (None, False), (" ", False), (2, None), (-1, None), (0.5, None)])
def test_yes_and_no_are_1_and_0_and_no_other_number(value, expected):
    if expected is None:
        with pytest.raises(NumberError, match="is neither yes nor no"):
            cells.flag(value)
    else:
        assert cells.flag(value) is expected
