"""Cells as hosts hand them over: error values, limits, and where a cell stands that cannot be used."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poolsplit.errors import NumberError, Text
from poolsplit.functions import ranges
from poolsplit.functions.ranges import ArgumentError
from poolsplit.values import cells

ERRORS = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CONNECT!", "#BLOCKED!", "#UNKNOWN!", "#FIELD!", "#CALC!", "#BUSY!",
          "#EXTERNAL!", "#PYTHON!", "#ERROR!", "#NEU_IN_2031!"]


def refused(run, *arguments):
    with pytest.raises(ArgumentError) as caught:
        run(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_is_neither_a_number_nor_a_name_whether_it_is_known_or_not(error):
    said = f"the cell holds the error {error} → repair the formula, or type the value over it"
    assert refused(ranges.number, error, "amount") == f"amount: {said}"
    assert refused(ranges.numbers, [[1, 2], [3, error]], "weights") == f"weights, row 2, column 2: {said}"
    assert refused(ranges.numbers, [[error], [3]], "weights") == f"weights, row 1, column 1: {said}"  # it is no heading over numbers
    assert refused(ranges.name, error, "names", 2, 1) == f"names, row 2, column 1: {error} is an error value, not a name"


@pytest.mark.parametrize(("value", "expected"), [
    (-1, -1), (0, 0), (1, 1), (-1.0, -1), (0.0, 0), (0.5, Fraction(1, 2)), (999_999_999_999_999, 999_999_999_999_999), (999_999_999_999_999.0, 999_999_999_999_999),
    (10**15, None), (1e15, None), (-(10**15), None), (True, None), (False, None), (float("nan"), None), (float("inf"), None),
])
def test_numbers_end_where_a_sheet_keeps_their_digits_and_true_is_none(value, expected):
    if expected is None:
        for run in (lambda: ranges.number(value, "amount"), lambda: ranges.numbers([[1], [value]], "weights")):
            refused(run)
    else:
        assert ranges.number(value, "amount") == expected
        assert ranges.numbers([[value]], "weights") == [[expected]]


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_blank_cell_is_no_number_of_its_own_and_none_in_a_range(value):
    assert refused(ranges.number, value, "amount") == "amount: the cell is blank, or was left out"
    assert refused(ranges.filled, [[value, value]], "orders") == "orders: the range is blank, or was left out"
    assert ranges.numbers([[value, 1]], "weights") == [[None, 1]]
    assert ranges.scalar([[value]], "step") is None


@pytest.mark.parametrize(("value", "rows", "columns"), [([[1, 2]], 1, 2), ([[1], [2]], 2, 1), ([[1, 2], [3, 4]], 2, 2), ([], 0, 0)])
def test_a_range_where_one_cell_is_needed_is_refused_with_its_size(value, rows, columns):
    assert refused(ranges.scalar, value, "step") == f"step: one cell is needed, not a range of {rows} by {columns}"
    assert ranges.scalar([[7]], "step") == 7


@pytest.mark.parametrize(("rows", "position", "heading"), [
    ([["SL"], [60], [40]], "row 1, column 1", True), ([["SL", 60, 40]], "row 1, column 1", True), ([["SL"], [None]], "row 1, column 1", True), ([["SL"], ["x"]], "row 1, column 1", False),
    ([[60], ["SL"]], "row 2, column 1", False), ([["SL 1"], [60]], "row 1, column 1", False), ([[60, "SL"], [60, 40]], "row 1, column 2", True), ([[1, 2], ["SL", 40]], "row 2, column 1", True),
    ([["SL", 60, 40], ["x", "y", "z"]], "row 1, column 1", True),
])
def test_a_text_over_or_beside_numbers_is_called_a_heading_at_its_cell(rows, position, heading):
    said = refused(ranges.numbers, rows, "weights")
    text = next(cell for row in rows for cell in row if isinstance(cell, str))
    reason = f'"{text}" looks like a heading: let the range begin behind it' if heading else f'"{text}" is not a number'
    assert said.startswith(f"weights, {position}: {reason}")


def test_the_only_cell_of_a_range_needs_no_row_and_column():
    assert refused(ranges.numbers, [["nhiều"]], "weights").startswith('weights: "nhiều" is not a number')


@pytest.mark.parametrize(("value", "expected"), [
    (0.333333333333333, "1/3"), (-0.666666666666667, "-2/3"), (0.25, "1/4"), (0.1234567, "0.1234567"), (1e-9, "0.000000001"), ("1/3", "1/3"), (0.999999000000999, "0.999999000000999"),
])
def test_a_carry_of_15_digits_is_the_simple_ratio_that_has_them(value, expected):
    assert ranges.owed(value) == Fraction(expected)


@pytest.mark.parametrize(("value", "expected"), [(None, ""), (7.0, "7"), (7, "7"), (0.5, "0.5"), (" Chị  Hà ", "Chị Hà"), ("#12", "#12"), (999_999_999_999_999.0, "999999999999999"), (1e15, "1000000000000000.0")])
def test_a_number_is_a_name_by_its_digits(value, expected):
    assert ranges.name(value, "partner") == expected


@pytest.mark.parametrize("value", [True, False])
def test_true_and_false_are_no_names(value):
    assert refused(ranges.name, value, "names", 3, 1) == f"names, row 3, column 1: {value} is an error value, not a name"


def test_a_reader_that_refuses_gives_its_reason_and_way_out_with_row_and_column():
    def read(value):
        raise NumberError(Text("no {value}", value=value), Text("type another"))

    assert refused(ranges.numbers, [[1], [2.5]], "weights", read) == "weights, row 2, column 1: no 2.5 → type another"
    assert refused(ranges.number, 2.5, "step", read) == "step: no 2.5 → type another"
    assert refused(ranges.number, 0, "step", read) == "step: no 0 → type another"  # 0 is left to the reader
    assert refused(ranges.numbers, [[1], [-1]], "quantities", cells.quantity) == "quantities, row 2, column 1: a quantity cannot be negative: -1 → type 0 or more"
