"""Greyed rows, comments and sentences with amounts: evidence that a row does not count as it stands, which is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.layouts import grid

from poolsplit.workbook.find.tables import find

if TYPE_CHECKING:
    from poolsplit.workbook.find.tables import Reading
    from poolsplit.workbook.read.grid import Grid

LIST: list[list[object]] = [["Khách", "Mã", "SL"], ["An", "S", 4], ["Bình", "S", 5], ["Chi", "S", 6], ["Dung", "S", 7]]
MATRIX: list[list[object]] = [["Khách", "S", "M"], ["An", 4, 1], ["Bình", 5, 2], ["Chi", 6, 3], ["Dung", 7, 4]]
BOTH = pytest.mark.parametrize("rows", [LIST, MATRIX], ids=["list", "matrix"])


def questions(reading: Reading) -> list[str]:
    return [f"{problem.cell}: {problem.message}" for problem in reading.problems if not problem.warning]


def notices(reading: Reading) -> list[str]:
    return [f"{problem.cell}: {problem.message}" for problem in reading.problems if problem.warning]


def partners(reading: Reading) -> list[object]:
    return list(dict.fromkeys(reading.tables["orders"].columns["partner"]))


def greyed(rows: list[list[object]], *lines: int) -> Grid:
    return replace(grid("A", rows), greyed=frozenset((line, column) for line in lines for column in range(1, len(rows[0]) + 1)))


@BOTH
def test_a_greyed_row_is_asked_about(rows: list[list[object]]) -> None:
    page = greyed(rows, 4)
    reading = find([page])
    assert questions(reading) == ['A!A4: row 4 ("Chi") is greyed out: does it count?']
    assert partners(find([page], ["A!A4=data"])) == ["An", "Bình", "Chi", "Dung"]
    out = find([page], ["A!A4=out"])
    assert questions(out) == []
    assert partners(out) == ["An", "Bình", "Dung"]


@BOTH
def test_grey_stripes_and_a_grey_cell_say_nothing(rows: list[list[object]]) -> None:
    assert questions(find([greyed(rows, 2, 4)])) == []
    assert questions(find([replace(grid("A", rows), greyed=frozenset({(4, 3)}))])) == []


@BOTH
@pytest.mark.parametrize(("comment", "asked"), [
    ("ship 30k riêng", 'A!A4: row 4 ("Chi") has the comment "ship 30k riêng": does the row count as it stands?'),
    ("Lan:\nlấy 12 thôi", 'A!A4: row 4 ("Chi") has the comment "Lan: lấy 12 thôi": does the row count as it stands?'),
    ("khách huỷ rồi", 'A!A4: row 4 ("Chi") says "khách huỷ rồi": does it count?'),
    ("gọi trước khi giao 5/10, 0912 345 678", ""),
])
def test_a_comment_that_can_change_money_is_asked_about(rows: list[list[object]], comment: str, asked: str) -> None:
    page = replace(grid("A", rows), comments={(4, 3): comment})
    reading = find([page])
    assert questions(reading) == ([asked] if asked else [])
    answered = find([page], ["A!A4=data"] if asked else [])
    assert questions(answered) == notices(answered) == []
    assert partners(answered) == ["An", "Bình", "Chi", "Dung"]


def test_a_comment_elsewhere_is_said_not_to_count() -> None:
    page = replace(grid("A", LIST), comments={(1, 3): "tính cả 2 cái tặng", (9, 9): "ship 30k", (9, 8): "nhớ gọi"})
    reading = find([page])
    assert questions(reading) == []
    assert notices(reading) == ['A!C1: the comment "tính cả 2 cái tặng" does not count', 'A!I9: the comment "ship 30k" does not count']


@pytest.mark.parametrize(("apart", "text", "cell"), [
    (0, "quà 30k cho Bình", "D3"), (1, "quà 30k cho Bình", "E3"), (4, "quà 30k cho Bình", ""), (4, "ship 30k cho Bình", "H3"),
])
def test_an_amount_in_a_sentence_near_a_table_or_of_a_cost_is_asked_about_and_elsewhere_a_notice(apart: int, text: str, cell: str) -> None:
    page = grid("A", [*LIST[:2], [*LIST[2], *[None] * apart, text], *LIST[3:]])
    reading = find([page])
    assert questions(reading) == ([f'A!{cell}: "{text}" has an amount in it: does it count?'] if cell else [])
    assert len(notices(reading)) == (0 if cell else 1)
    assert questions(find([page], [f"A!{cell}=ignore"] if cell else [])) == []


def test_a_greyed_row_that_a_typed_total_leaves_out_does_not_count() -> None:
    page = greyed([*LIST, ["Tổng", None, 16]], 4)
    reading = find([page])
    assert questions(reading) == []
    assert notices(reading) == ['A!A4: "Chi" was cancelled, and the total in A!C6 leaves it out: it does not count']
    assert partners(reading) == ["An", "Bình", "Dung"]
