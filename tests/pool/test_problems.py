"""Problems: all of them at once, each once, each with its row and a way out; and nothing that only follows from another problem."""

from __future__ import annotations

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.errors import Problem

AB = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
GOODS = Cost("goods", 1000, basis="quantity")


def places(*arguments, **more):
    """(table, row, column) of every finding, in order."""
    return [(problem.table, problem.row, problem.column) for problem in ps.check(*arguments, **more)]


def test_a_cell_that_cannot_be_read_is_one_problem():
    assert places(AB, Cost("freight", "1.234", basis="quantity")) == [("costs", 1, "amount")]
    two = [{"partner": "A", "sku": sku, "quantity": 1} for sku in "xy"]
    assert places(two, None, [{"sku": "x", "unit_price": "abc"}, {"sku": "y", "unit_price": 1}]) == [("items", 1, "unit_price")]
    assert places(two, Cost("freight", 5, basis="kg"), [{"sku": "x", "unit_kg": "abc"}, {"sku": "y", "unit_kg": 1}]) == [("items", 1, "unit_kg")]
    assert places(AB, Cost("freight", 5, "CNY", basis="quantity"), rates={"CNY": 0}) == [("rates", 1, "rate")]


def test_a_row_with_a_cell_that_cannot_be_read_has_no_problem_of_the_row_above_it():
    rows = [{"cost": "papers", "amount": 5}, {"cost": "papers", "amount": 5, "partner": "#N/A"}]
    assert places(AB, rows) == [("costs", 2, "partner"), ("costs", 1, "basis")]


def test_what_somebody_orders_unreadably_he_orders_all_the_same():
    orders = [{"partner": "A", "quantity": "x"}, {"partner": "B", "quantity": 1}]
    assert places(orders, Cost("papers", 5, basis="equal"), {"moq": 50}, Terms("A"), payments={"partner": "A", "paid": 1}) == [("orders", 1, "quantity")]
    assert places([{"partner": "A"}], GOODS, terms=Terms("A")) == [("orders", 0, "quantity")]


def test_one_row_can_have_several_problems():
    row = Cost("duty", rate="1%", of="gods + fright", basis="zz", currency="XYZ", pool="nope")
    found = places(AB, [GOODS, row])
    assert found == [("costs", 2, "currency"), ("costs", 2, "pool"), ("costs", 2, "of"), ("costs", 2, "of"), ("costs", 2, "basis")]


def test_a_missing_rate_is_one_problem_however_many_rows_need_it():
    lines = [Cost(name, 5, "CNY", basis="quantity") for name in "ab"]
    assert places(AB, lines, {"unit_price": 3, "currency": "CNY"}) == [("costs", 1, "currency")]


def test_a_row_for_all_pools_is_said_once():
    orders = [{"pool": pool, "partner": "A", "quantity": 1} for pool in "12"]
    assert places(orders, [GOODS, Cost("fee", rate="3%", of="goods")], terms=Terms("B")) == [("terms", 1, "lead_buyer"), ("costs", 2, "rate")]


def test_blank_rows_count_as_rows_and_are_no_problem():
    sheet = [["partner", "quantity"], ["A", 1], [None, " "], ["B", -3]]
    assert places(sheet, GOODS) == [("orders", 3, "quantity")]
    records = [{"partner": "A", "quantity": 1}, {"partner": None, "quantity": None}, {"partner": "B", "quantity": 2}]
    assert not ps.check(records, GOODS)
    assert ps.split(records, GOODS)[1]["due"] == 667


def test_problems_of_payments_receipts_and_carry_come_with_the_others():
    found = places(
        AB, Cost("freight", 5), payments=[{"partner": "X", "paid": 1}, {"partner": "A", "paid": "?"}], receipt={"received": 99, "defective": 100},
        carry={"partner": "A", "measure": "VND", "carry": "?"},
    )
    assert sorted(found) == [("carry", 1, "carry"), ("costs", 1, "basis"), ("payments", 1, "partner"), ("payments", 2, "paid"), ("receipt", 1, "defective")]


def test_a_problem_about_a_sku_without_an_item_row_stands_where_it_is_ordered():
    orders = [{"partner": "A", "sku": "x", "quantity": 1, "kg": 1}, {"partner": "A", "sku": "y", "quantity": 1}]
    assert places(orders, Cost("freight", 5, basis="kg")) == [("orders", 2, "sku")]


@pytest.mark.parametrize(("items", "row", "words"), [
    ([{"unit_price": 5}, {"sku": "x", "unit_price": 6}], 1, "does not say which SKU"),
    ([{"sku": "x", "unit_price": 5}, {"sku": "X ", "unit_price": 6}, {"sku": "y", "unit_price": 6}], 2, "two rows that differ: 1 and 2"),
])
def test_items_that_do_not_say_what_they_are_about(items, row, words):
    orders = [{"partner": "A", "sku": sku, "quantity": 1} for sku in "xy"]
    assert any(problem.row == row and words in problem.message and not problem.warning for problem in ps.check(orders, None, items))


def test_rows_of_a_sku_may_differ_in_what_does_not_matter():
    items = [{"sku": "x", "unit_price": 5, "link": "a", "note": 1}, {"sku": "X", "unit_price": 5, "link": "b", "note": 2}]
    assert not ps.check({"partner": "A", "sku": "x", "quantity": 1}, None, items)


def test_the_one_item_is_that_of_the_one_sku():
    assert ps.split({"partner": "A", "sku": "x", "quantity": 2}, None, {"unit_price": 5})[0]["due"] == 10


@pytest.mark.parametrize("orders", [[], sheet("orders", "partner|quantity"), sheet("orders", "partner|quantity", [None, " "])])
def test_without_a_row_there_are_no_orders(orders):
    assert ps.check(orders, GOODS) == [Problem("orders", 0, "", "there are no orders", "list who orders how many pieces of what")]


def test_a_fee_that_nobody_gets_is_reported():
    fee = [GOODS, Cost("fee", rate="1%", of="goods")]
    (warning,) = ps.check(AB, fee)
    assert warning.warning
    assert "leaves the pool" in warning.message
    assert not ps.check(AB, fee, terms=Terms("A"))


def test_minimum_orders_are_reported_where_they_lack_pieces_or_need_the_tolerances():
    orders = [{"partner": "A", "quantity": 60, "tolerance": 30}, {"partner": "B", "quantity": 30}]
    (lacking,) = ps.check(orders, GOODS, {"moq": 200})
    assert "lacks 80 of 200" in lacking.message
    (reached,) = ps.check(orders, GOODS, {"moq": 100})
    assert reached.warning
    assert (reached.table, reached.column) == ("items", "moq")
    assert "A 70, B 30" in reached.fix
    assert not ps.check([{"partner": "A", "sku": "x", "quantity": 0}, {"partner": "A", "sku": "y", "quantity": 1}], GOODS, [{"sku": "x", "moq": 100}])


def test_prices_do_not_matter_to_pieces():
    items = {"moq": 10, "unit_price": 3, "currency": "CNY"}
    assert ps.fill(AB, items)[0]["quantity"] == 60
    assert [row["amount"] for row in ps.refunds(AB, items, 95)] == [-9, -6]


def test_lines_that_look_alike_are_reported():
    (warning,) = ps.check(AB, [Cost("Phí", 5, basis="equal"), Cost("Phi", 5, basis="equal")])
    assert (warning.table, warning.row, warning.column) == ("costs", 2, "cost")
