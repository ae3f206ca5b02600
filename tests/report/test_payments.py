"""A bank statement beside a workbook: what came in, who has paid, and every warning with its place."""

from __future__ import annotations

from typing import Any

import pytest

from poolsplit.errors import Problem
from poolsplit.order.payment.memo import memo_code
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Report
from poolsplit.report.payments import settled
from poolsplit.tables.table import Table, table
from poolsplit.values.translate import translate

ORDERS = [{"partner": "An", "quantity": 60}, {"partner": "Bình", "quantity": 40}]
FREIGHT = {"cost": "freight", "amount": 1000, "basis": "quantity"}
TERMS = {"lead_buyer": "An", "account": "VCB 0123456789 NGUYEN VAN A", "deadline": "2026-11-20 18:00"}
HEAD = ["Ngày", "Số tham chiếu", "Số tiền", "Nội dung"]


def report(**terms: Any) -> Report:
    values = {**TERMS, **terms}
    cells = {name: [f"Terms!B{row}"] for row, name in enumerate(values, 2)}
    return Report(Case(Inputs(ORDERS, FREIGHT, terms=Table("terms", {name: [value] for name, value in values.items()}, cells))))


def code(of: Report) -> str:
    """The memo of Bình, taken from the reminder."""
    result, _ = settled(of, None, [HEAD], "en", {})
    return str(result.sections[2].rows[0][0]).rpartition("content ")[2]


def shown(result: Any) -> dict[str, list[list[Any]]]:
    return {section.key: [[translate(cell, "en") if isinstance(cell, str) else cell for cell in row] for row in section.rows] for section in result.sections}


@pytest.mark.parametrize(("amount", "when", "kind", "counted", "still_open"), [
    (399, "20/11/2026 18:00", "partial", 399, 1), (400, "20/11/2026 18:00", "exact", 400, 0), (401, "20/11/2026 18:00", "over", 400, 0), (400, "20/11/2026 18:01", "late", 0, 400),
])
def test_a_transfer_is_shown_with_its_class_and_all_is_paid_when_nothing_is_open(amount: int, when: str, kind: str, counted: int, still_open: int) -> None:
    of = report()
    memo = code(of)
    result, paid = settled(of, None, [HEAD, [when, "", amount, f"CT {memo}"]], "en", {})
    assert result.problems == []
    assert paid is (still_open == 0)
    date = f"2026-11-20 {when[-5:]}"
    assert shown(result)["transfers"] == [[date, amount, "Bình", kind, counted, amount - counted, f"CT {memo}"], ["Total", amount, "", "", counted, amount - counted, ""]]
    assert shown(result)["standings"] == [["Bình", 400, counted, still_open, memo], ["Total", 400, counted, still_open, ""]]
    assert [row[0].split(":")[0] for row in shown(result)["texts"]] == ["Bình"] * (1 + bool(still_open))


def test_the_memo_of_the_card_in_the_workbook_counts_as_well() -> None:
    result, paid = settled(report(), None, [HEAD, ["20/11/2026", "", 400, "pool 4916 02"]], "en", {"bình": "POOL 4916 02"})
    assert paid
    assert shown(result)["transfers"][0][2:4] == ["Bình", "exact"]
    _, paid = settled(report(), None, [HEAD, ["20/11/2026", "", 400, memo_code("", 1, "Bình")]], "en", {})
    assert not paid


def test_warnings_keep_their_place_and_stop_nothing() -> None:
    row = ["20/11/2026", "FT1", 5, "x"]
    result, paid = settled(report(), table("payments", [{"partner": "Bình", "paid": 400}]), [HEAD, row, row], "en", {})
    assert not paid
    assert len(result.sections) == 3
    assert result.problems == [
        Problem("statement", 2, "reference", "the transfer FT1 stands in the statement twice, and counts once", warning=True),
        Problem("payments", 0, "paid", "the payments in the workbook are not counted here: the statement decides",
                "cash that never went through the bank: subtract it by hand", warning=True),
    ]


@pytest.mark.parametrize(("terms", "rows", "problem"), [
    ({"account": None}, [], Problem("terms", 1, "account", "no account is given that the partners pay to", "type bank, number and holder, such as VCB 0123456789 NGUYEN VAN A",
                                    "Terms!B3")),
    ({"deadline": "thứ sáu"}, [], Problem("terms", 1, "deadline", '"thứ sáu" is not a date', "type the date as year-month-day, for example 2026-11-21", "Terms!B4")),
    ({}, [["hôm qua", "", 5, "x"]], Problem("statement", 1, "date", '"hôm qua" is not a date', "type the date as year-month-day, for example 2026-11-21")),
])
def test_a_problem_stops_the_match_and_is_told_whole(terms: dict[str, Any], rows: list[list[Any]], problem: Problem) -> None:
    result, paid = settled(report(**terms), None, [HEAD, *rows], "en", {})
    assert (result.problems, result.sections, paid) == ([problem], [], False)
