"""Total rows: the sum of all rows above, or of those since the last total, however many totals there are. (spec.md, section 2, Reading sheets)"""

from __future__ import annotations

import pytest
from support.layouts import grid

from poolsplit.errors import Problem
from poolsplit.workbook.find.tables import find

HEADINGS = ["Tên shop", "Mã hàng", "SL"]
GROUPS = [[60, 40], [30, 5], [7, 8], [9, 10, 11], [1, 2]]
RUNNING = [100, 135, 150, 180, 183]
"""The sums of all groups up to each."""


def book(stated, grand=None):
    """Groups of orders, a subtotal below each, and a total below them all."""
    rows = [HEADINGS]
    for group, total in zip(GROUPS, stated, strict=True):
        rows += [[f"Shop {len(rows)}", "T1", pieces] for pieces in group] + [["Cộng", None, total]]
    return [grid("Đơn", [*rows, *([["Tổng cộng", None, grand]] if grand is not None else [])])]


def quantities(reading):
    return reading.tables["orders"].columns["quantity"]


@pytest.mark.parametrize("stated", [[sum(group) for group in GROUPS], RUNNING, [100, 35, 15, 180, 3]])
@pytest.mark.parametrize("grand", [None, 183])
def test_a_subtotal_may_be_of_its_group_or_of_everything_above_from_the_first_to_the_last(stated, grand):
    reading = find(book(stated, grand))
    assert reading.problems == []
    assert quantities(reading) == [pieces for group in GROUPS for pieces in group]


LAST_CELLS = [3, 6, 9, 13, 16]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("off", [-1, 1])
def test_a_subtotal_that_is_neither_is_told_at_its_cell_and_no_other(number, off):
    stated = [sum(group) for group in GROUPS]
    stated[number] += off
    reading = find(book(stated, 183))
    assert reading.problems == [
        Problem("orders", 0, "quantity", f"the total says {stated[number]}, but 'Đơn'!C2 to C{LAST_CELLS[number]} add up to {RUNNING[number]}",
                "correct the figures or the total; the figures count, not the total", f"'Đơn'!C{LAST_CELLS[number] + 1}", warning=True),
    ]
    assert quantities(reading) == [pieces for group in GROUPS for pieces in group]


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_subtotal_of_two_groups_is_not_taken_for_that_of_one(number):
    stated = [sum(group) for group in GROUPS]
    stated[number] += sum(GROUPS[number - 1])
    assert [problem.cell for problem in find(book(stated)).problems] == [f"'Đơn'!C{LAST_CELLS[number] + 1}"]


@pytest.mark.parametrize(("grand", "told"), [(182, True), (183, False), (184, True), (3, True)])
def test_the_total_below_the_last_subtotal_is_of_everything(grand, told):
    assert bool(find(book([sum(group) for group in GROUPS], grand)).problems) is told


@pytest.mark.parametrize(("stated", "told"), [(100, False), (101, True)])
def test_a_total_above_the_rows_is_of_those_below(stated, told):
    problems = find([grid("Đơn", [HEADINGS, ["Tổng", None, stated], ["An", "T1", 60], ["Bình", "T1", 40]])]).problems
    assert [(str(problem.message), problem.cell, problem.warning) for problem in problems] == [
        ("the total says 101, but 'Đơn'!C3 to C4 add up to 100", "'Đơn'!C2", True),
    ] * told


def matrix(totals, blank_rows=0):
    """Three sizes in two colours, of which Bình orders twice as many as An, with a total below each size, and blank rows behind it."""
    rows = [["Mẫu", "An", "Bình"]]
    for size, pieces, total in zip("SML", (1, 3, 5), totals, strict=True):
        rows += [[f"{size} đen", pieces, pieces * 2], [f"{size} trắng", pieces + 1, pieces * 2 + 2], ["Cộng", total, total * 2], *[[]] * blank_rows]
    return [grid("M", rows)]


@pytest.mark.parametrize("totals", [[3, 7, 11], [3, 10, 21], [3, 7, 21]])
def test_subtotals_in_a_matrix_are_checked_like_those_of_a_list_and_no_row_behind_them_is_lost(totals):
    reading = find(matrix(totals))
    assert reading.problems == []
    assert quantities(reading) == [1, 2, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12]


@pytest.mark.parametrize(("place", "cells"), [(0, "B4 C4"), (1, "B7 C7"), (2, "B10 C10")])
def test_a_wrong_subtotal_in_a_matrix_is_told_at_its_cells(place, cells):
    totals = [3, 7, 11]
    totals[place] += 1
    assert [problem.cell for problem in find(matrix(totals)).problems] == [f"M!{cell}" for cell in cells.split()]


@pytest.mark.parametrize("blank_rows", [1, 2])
def test_a_matrix_goes_on_behind_a_total_and_blank_rows(blank_rows):
    reading = find(matrix([3, 7, 11], blank_rows))
    assert reading.problems == []
    assert quantities(reading) == [1, 2, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12]


def test_two_columns_of_a_matrix_with_the_same_figures_are_asked():
    rows = [["Mẫu", "An", "Bình"], ["S", 11, 11], ["M", 12, 12], ["L", 13, 13]]
    (problem,) = find([grid("M", rows)]).problems
    assert (problem.cell, problem.message, [choice.answer for choice in problem.choices]) == ("M!C1", '"Bình" repeats "An"', ["M!C1=total", "M!C1=member"])
    counted = find([grid("M", rows)], ["M!C1=member"])
    assert counted.problems == []
    assert quantities(counted) == [11, 11, 12, 12, 13, 13]
    left_out = find([grid("M", rows)], ["M!C1=total"])
    assert left_out.problems == []
    assert quantities(left_out) == [11, 12, 13]
