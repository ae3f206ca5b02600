"""Rates of exchange with and without dates, and carry tables, as a case takes them. (spec.md, sections 1 and 2)"""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.errors import Problem

A = [{"partner": "A", "quantity": 1}]
IN_YUAN = Cost("goods", 1, "CNY", basis="quantity")
OLD, NEW = ["CNY", 3500, "2026-01-01"], ["CNY", 3600, "2026-01-02"]


def rates(*rows):
    return sheet("rates", "currency|rate|date", *rows)


def two_rates(row):
    return Problem("rates", row, "rate", "there are two rates for CNY", "keep the one that was agreed, or date them: the latest counts", f"rates!B{row + 1}")


@pytest.mark.parametrize("rows", [(OLD, NEW), (NEW, OLD), (OLD, NEW, NEW), (NEW, OLD, ["CNY", 3400, "2026-01-01"]), (OLD, ["CNY", 3600, None], NEW), (["CNY", 3600, None],)])
def test_the_rate_with_the_latest_date_applies(rows):
    for order in permutations(rows):
        assert ps.split(A, IN_YUAN, rates=rates(*order))[0]["due"] == 3600
        assert not ps.check(A, IN_YUAN, rates=rates(*order))


@pytest.mark.parametrize("rows", [
    (OLD, NEW, ["CNY", 3500, None]),  # the undated one may be the old one, or newer than both
    (NEW, ["CNY", 3500, None]),
    (NEW, ["CNY", "3600.1", None]),
    (["CNY", 3500, None], ["CNY", 3600, None]),
    (NEW, ["CNY", 3500, "2026-01-02"]),
])
def test_rates_of_which_each_may_be_the_latest_are_a_problem_in_whatever_order_they_stand(rows):
    for order in permutations(rows):
        may_be_latest = [row for row, (_, _, day) in enumerate(order, 1) if day != "2026-01-01"]
        assert ps.check(A, IN_YUAN, rates=rates(*order)) == [two_rates(may_be_latest[1])]


def test_of_three_different_undated_rates_each_further_one_is_a_problem():
    assert ps.check(A, IN_YUAN, rates=rates(*(["CNY", 3500 + n, None] for n in range(3)))) == [two_rates(2), two_rates(3)]


@pytest.mark.parametrize("unread", [["CNY", "rẻ", None], ["CNY", "rẻ", "2026-01-02"], ["CNY", 3500, "hôm nay"]])
def test_a_rate_that_cannot_be_read_is_one_problem_and_not_a_second_rate_as_well(unread):
    for order in permutations([NEW, unread]):
        (problem,) = ps.check(A, IN_YUAN, rates=rates(*order))
        assert problem.message in {'"rẻ" is not a number', '"hôm nay" is not a date'}
        assert problem.row == order.index(unread) + 1


@pytest.mark.parametrize(("rate", "said"), [
    (1, []),
    (2, [Problem("rates", 1, "rate", "VND is the currency of the pool itself", "delete the row, or correct the currency of the terms", "rates!B2")]),
])
def test_the_currency_of_the_pool_costs_1(rate, said):
    assert ps.check(A, Cost("goods", 1, basis="quantity"), rates=rates(["VND", rate, None])) == said


def test_the_latest_rate_stands_in_the_agreement_with_its_day_wherever_its_row_is():
    orders, items = [{"partner": "A", "sku": "x", "quantity": 1}], [{"sku": "x", "unit_price": 1, "currency": "CNY", "link": "https://detail.1688.com/offer/1.html"}]
    terms = Terms("A", deadline="2026-02-01 17:00", account="VCB 0123456789", holder="NGUYEN VAN A", product="x")
    for order in permutations([OLD, NEW, ["CNY", 3600, None]]):
        (exchange,) = ps.agree(orders, None, items, terms, rates(*order)).exchange
        assert (exchange.rate, exchange.day) == (3600, dt.date(2026, 1, 2))



# carry -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "warned"), [("0.000000001", False), ("-0.000000001", False), ("0.0000000011", True), ("-0.0000000011", True)])
def test_a_carry_that_is_off_by_more_than_a_sheet_loses_is_told(off, warned):
    carry = sheet("carry", "partner|measure|carry", ["A", "VND", "1/3"], ["B", "VND", "-1/3"], ["C", "VND", off])
    expected = Problem("carry", 0, "carry", "the carry in VND does not add up to 0", "paste the whole carry table of the last order", warning=True)
    assert ps.check(A, Cost("goods", 1, basis="quantity"), carry=carry) == [expected] * warned


def test_a_carry_with_an_unreadable_row_is_not_added_up():
    carry = sheet("carry", "partner|measure|carry", ["A", "VND", "1/3"], ["B", "VND", "?"])
    assert [(problem.row, problem.cell) for problem in ps.check(A, Cost("goods", 1, basis="quantity"), carry=carry)] == [(2, "carry!C3")]


@pytest.mark.parametrize(("measure", "known"), [("VND", True), ("vnđ", True), ("VND 1000", True), ("pieces", True), ("defects", True), ("Pieces", True), ("boxes", False)])
def test_carry_is_of_a_currency_of_steps_of_pieces_or_of_defects(measure, known):
    carry = sheet("carry", "partner|measure|carry", ["A", measure, 0])
    expected = Problem("carry", 1, "measure", f"{measure} is no measure of carry",
                       "type a currency such as VND, a currency and a step such as VND 1000, pieces, or defects", "carry!B2")
    assert ps.check(A, Cost("goods", 1, basis="quantity"), carry=carry) == [expected] * (not known)


def test_a_partner_twice_in_one_measure_is_a_problem_of_the_second_row():
    carry = sheet("carry", "partner|measure|carry", ["An", "VND", 1], ["Bình", "VND", -1], ["AN", "₫", 0])
    assert ps.check(A, Cost("goods", 1, basis="quantity"), carry=carry) == [
        Problem("carry", 3, "carry", "the carry of AN in ₫ stands in two rows", "keep the row that came out of the last order", "carry!C4"),
    ]


@pytest.mark.parametrize(("measure", "share", "expected"), [
    ("pieces", ps.received, {"A": 0, "B": 1}), ("defects", ps.defects, {"A": 0, "B": 1}), ("VND", ps.received, {"A": 1, "B": 0}), ("pieces", ps.defects, {"A": 1, "B": 0}),
])
def test_each_measure_of_carry_decides_in_its_own_place_only(measure, share, expected):
    orders = [{"partner": name, "quantity": 1} for name in "AB"]
    carry = [{"partner": "A", "measure": measure, "carry": "-1/2"}, {"partner": "B", "measure": measure, "carry": "1/2"}]
    column = "received" if share is ps.received else "defective"
    assert {row["partner"]: row[column] for row in share(orders, {column: 1}, carry=carry)} == expected
