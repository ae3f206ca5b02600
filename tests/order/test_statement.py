"""A bank's statement row by row: what counts as a transfer, what continues the one above, and what is told. (spec.md, section 7)"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit.errors import DataError, Problem
from poolsplit.order.payment.matching import Transfer
from poolsplit.order.payment.memo import memo_code
from poolsplit.order.payment.statement import transfers_in

CODE = memo_code("pool", 1, "Bình")
HEAD = ["Ngày", "Số tham chiếu", "Số tiền", "Nội dung"]
DAY = dt.date(2026, 11, 19)
DUES = [{"partner": "Bình", "due": 8_200_000, "memo": CODE}]


def received(*rows: list[Any]) -> list[Transfer]:
    found, problems = transfers_in([HEAD, *rows])
    assert problems == []
    return found


def matched(*rows: list[Any], due: int = 8_200_000, deadline: Any = None) -> list[tuple[str, int, int]]:
    found = ps.match_payments([HEAD, *rows], [{**DUES[0], "due": due}], deadline)
    return [(one.kind, one.counted, one.back) for one in found.matches]


@pytest.mark.parametrize("reference", ["", None, "   "])
def test_two_equal_transfers_without_a_reference_both_count(reference: Any) -> None:
    row = ["19/11/2026", reference, "4.100.000", CODE]
    assert received(row, row) == [Transfer(DAY, 4_100_000, CODE)] * 2
    assert matched(row, row) == [("partial", 4_100_000, 0), ("exact", 4_100_000, 0)]


def test_a_row_that_stands_twice_under_one_reference_counts_once_and_is_told() -> None:
    row = ["19/11/2026", "FT7", "4.100.000", CODE]
    found, problems = transfers_in([["Sao kê"], HEAD, row, ["19/11/2026", "", 5, "x"], row])
    assert found == [Transfer(DAY, 4_100_000, CODE), Transfer(DAY, 5, "x")]
    assert problems == [Problem("statement", 3, "reference", "the transfer FT7 stands in the statement twice, and counts once", warning=True)]


@pytest.mark.parametrize(("place", "other"), [(0, "20/11/2026"), (2, "4.200.000"), (3, "khac")])
def test_two_rows_of_one_reference_that_differ_are_two_transfers(place: int, other: str) -> None:
    row = ["19/11/2026", "FT7", "4.100.000", CODE]
    assert len(received(row, [*row[:place], other, *row[place + 1:]])) == 2


def test_a_row_without_date_and_figure_continues_the_transfer_above() -> None:
    assert received(["19/11/2026", "", 5, "CT tu 0123"], [None, None, None, CODE[:4]], [None, None, None, CODE[4:]]) == [
        Transfer(DAY, 5, f"CT tu 0123\n{CODE[:4]}\n{CODE[4:]}")]


@pytest.mark.parametrize("date", ["20/11/2026", dt.date(2026, 11, 20)])
def test_a_dated_row_without_a_figure_gives_its_code_to_nobody(date: Any) -> None:
    """It is a transfer of its own, of which the figure is lacking: the one above may be anybody's."""
    assert received(["19/11/2026", "", 5, "an trua"], [date, "", None, CODE]) == [Transfer(DAY, 5, "an trua")]
    assert matched(["19/11/2026", "", 8_200_000, "an trua"], [date, "", None, CODE]) == [("unknown", 0, 8_200_000)]


def test_what_stands_above_the_first_transfer_continues_none() -> None:
    assert received([None, None, None, CODE], ["19/11/2026", "", 5, "x"]) == [Transfer(DAY, 5, "x")]


def test_what_goes_out_and_nothing_at_all_are_no_transfers() -> None:
    assert received(["19/11/2026", "", -1, CODE], ["19/11/2026", "", 0, CODE], ["19/11/2026", "", 1, CODE]) == [Transfer(DAY, 1, CODE)]
    both, _ = transfers_in([["Ngày", "Ghi nợ", "Ghi có", "Nội dung"], ["19/11/2026", 7, None, "a"], ["19/11/2026", None, 8, "b"], ["19/11/2026", 7, 0, "c"]])
    assert both == [Transfer(DAY, 8, "b")]


@pytest.mark.parametrize(("when", "kind"), [
    ("20/11/2026 17:59", "exact"), ("20/11/2026 18:00", "exact"), ("20/11/2026 18:00:00", "exact"), ("20/11/2026 18:01", "late"), ("20/11/2026", "exact"),
    ("21/11/2026", "late"), ("19/11/2026 23:59", "exact"),
])
def test_a_payment_at_the_minute_of_the_deadline_is_in_time(when: str, kind: str) -> None:
    assert [one[0] for one in matched([when, "", 8_200_000, CODE], deadline="18:00 20/11/2026")] == [kind]


@pytest.mark.parametrize(("amount", "due", "expected"), [
    (1, 1, ("exact", 1, 0)), (1, 2, ("partial", 1, 0)), (2, 1, ("over", 1, 1)), (1, 0, ("duplicate", 0, 1)),
])
def test_one_dong_more_and_one_dong_less(amount: int, due: int, expected: tuple[str, int, int]) -> None:
    assert matched(["19/11/2026", "", amount, CODE], due=due) == [expected]


def test_with_nothing_left_to_pay_there_is_no_reminder_and_with_one_dong_there_is() -> None:
    standings = [ps.match_payments([HEAD, ["19/11/2026", "", amount, CODE]], DUES).standings[0] for amount in (8_200_000, 8_199_999)]
    assert [(one.paid, one.open, str(one.text)) for one in standings] == [
        (8_200_000, 0, ""), (8_199_999, 1, f"Bình: 1 of 8,200,000 VND is open. Please transfer it with the content {CODE}")]


ADVICE = "type the date as year-month-day, for example 2026-11-21"


@pytest.mark.parametrize(("rows", "dues", "deadline", "problem"), [
    ([["a", "b"], [1, 2]], DUES, None,
     Problem("statement", 0, "", "the statement has no headings for amount and content", "keep the line of headings, such as: Ngày, Số tiền, Nội dung")),
    ([["Sao kê"], HEAD, ["19/11/2026", "", 5, "x"], ["hôm qua", "", 5, "x"]], DUES, None, Problem("statement", 2, "date", '"hôm qua" is not a date', ADVICE)),
    ([HEAD], DUES, "thứ sáu", Problem("terms", 0, "deadline", '"thứ sáu" is not a date', ADVICE)),
    ([HEAD], sheet("dues", "due|partner|memo", [5, "Bình", CODE[:-1]]), None,
     Problem("dues", 1, "partner", f'"{CODE[:-1]}" is no memo with a payment code', "take it from the payment card", "dues!B2")),
    ([HEAD], sheet("dues", "due|partner|memo", [5, "Bình", CODE], [5, "Hà", CODE]), None, Problem("dues", 2, "partner", f"the payment code {CODE} stands twice", cell="dues!B3")),
])
def test_each_problem_names_table_row_column_and_way_out(rows: Any, dues: Any, deadline: Any, problem: Problem) -> None:
    with pytest.raises(DataError) as caught:
        ps.match_payments(rows, dues, deadline)
    assert caught.value.problems == [problem]
