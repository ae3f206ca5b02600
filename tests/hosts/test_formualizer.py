"""The golden table in formualizer, a spreadsheet engine with dynamic arrays: blocks spill from one cell, as they do in Excel."""

from __future__ import annotations

from functools import partial
from typing import Any

import formualizer
import pytest
from golden.formulas import cases
from golden.layout import place

from poolsplit.functions.declaration import FUNCTIONS, call, last_error

ERRORS = {"Na": "#N/A", "Div": "#DIV/0!", "Value": "#VALUE!", "Ref": "#REF!", "Name": "#NAME?", "Num": "#NUM!", "Null": "#NULL!", "Spill": "#SPILL!"}


def handed_over(value: Any) -> Any:
    """A value as the engine takes it: errors as their text."""
    if isinstance(value, list):
        return [handed_over(one) for one in value]
    return ERRORS[value["kind"]] if isinstance(value, dict) else value


def answer(name: str, *given: Any) -> Any:
    """One formula."""
    return call(name, [handed_over(value) for value in given])


@pytest.fixture(scope="module")
def workbook() -> Any:
    book = formualizer.Workbook()
    for function in FUNCTIONS:
        book.register_function(function.name, partial(answer, function.name), min_args=0, max_args=None)
    return book


def filled(book: Any, case: dict[str, Any]) -> str:
    """A sheet of its own with the case's cells and its formula; its name."""
    name = f"case {len(book.sheet_names)}"
    sheet = book.add_sheet(name) or book.sheet(name)
    for row, cells in enumerate(case["sheet"], 1):
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, dict):
                sheet.set_formula(row, column, cell["f"])
            elif cell is not None:
                sheet.set_value(row, column, cell)
    sheet.set_formula(*place(case["target"].split(":")[0]), case["formula"])
    return name


def shown(book: Any, sheet: str, target: str) -> list[list[Any]]:
    """What the cells of a range hold after the formula in its first cell was evaluated."""
    first, _, last = target.partition(":")
    (top, left), (bottom, right) = place(first), place(last or first)
    anchor = book.evaluate_cell(sheet, top, left)
    if isinstance(anchor, dict):
        return [[handed_over(anchor)]]
    cells = [[book.get_value(sheet, row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)]
    return [["" if cell is None else cell for cell in row] for row in cells]


@pytest.mark.parametrize("case", cases("formualizer"))
def test_every_formula_answers_and_spills_as_worked_out(workbook: Any, case: dict[str, Any]) -> None:
    sheet = filled(workbook, case)
    found = shown(workbook, sheet, case["target"])
    if "error" in case:
        assert found == [["#VALUE!"]]
        assert case["error"] in last_error()
    else:
        expected = case["expected"]
        assert found == (expected if isinstance(expected, list) else [[expected]])


def test_a_sum_over_a_block_that_failed_fails_too(workbook: Any) -> None:
    sheet = filled(workbook, {"sheet": [[60], ["nhiều"], [40]], "target": "C1:C3", "formula": "=POOLSPLIT(100,A1:A3)"})
    workbook.sheet(sheet).set_formula(1, 5, "=SUM(C1:C3)")
    assert shown(workbook, sheet, "E1") == [["#VALUE!"]]


def test_a_block_that_has_no_room_says_so(workbook: Any) -> None:
    sheet = filled(workbook, {"sheet": [[60], [40]], "target": "C1:C2", "formula": "=POOLSPLIT(100,A1:A2)"})
    workbook.sheet(sheet).set_value(2, 3, "taken")
    assert shown(workbook, sheet, "C1") == [["#SPILL!"]]


def test_more_weights_make_the_block_longer(workbook: Any) -> None:
    sheet = filled(workbook, {"sheet": [[1], [1], [None], [None]], "target": "C1:C4", "formula": "=POOLSPLIT(100,A1:A4)"})
    assert shown(workbook, sheet, "C1:C4") == [[50], [50], [""], [""]]
    workbook.sheet(sheet).set_value(3, 1, 1)
    workbook.evaluate_all()
    assert shown(workbook, sheet, "C1:C4") == [[34], [33], [33], [""]]
