"""Goods: price times quantity of each SKU, at the price for its total. (spec.md, section 2, goods)"""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost
from poolsplit.errors import Problem


def goods(pieces, rates=None, **item):
    """What the goods of two partners come to, who take half of the pieces each."""
    orders = [{"partner": "A", "quantity": pieces // 2}, {"partner": "B", "quantity": pieces - pieces // 2}]
    return sum(row["goods"] for row in ps.split(orders, None, item, rates=rates))


@pytest.mark.parametrize(("pieces", "price"), [(1, 30), (99, 30), (100, 28), (101, 28), (499, 28), (500, 25), (501, 25)])
def test_the_price_is_that_of_the_tier_which_the_total_of_the_sku_reaches(pieces, price):
    assert goods(pieces, unit_price=30, tiers="100: 28; 500: 25") == pieces * price
    assert goods(pieces, tiers="1: 30; 100: 28; 500: 25") == pieces * price


def test_each_sku_reaches_its_tiers_by_its_own_total_in_its_own_pool():
    orders = [{"pool": pool, "partner": "A", "sku": sku, "quantity": n} for pool, sku, n in (("1", "x", 99), ("1", "y", 1), ("2", "x", 100))]
    items = [{"sku": sku, "unit_price": 30, "tiers": "100: 28"} for sku in "xy"]
    assert [row["goods"] for row in ps.split(orders, None, items)] == [100 * 30, 100 * 28]


@pytest.mark.parametrize(("pieces", "said"), [(99, True), (100, False), (101, False)])
def test_below_the_first_tier_there_is_no_price_unless_one_was_typed(pieces, said):
    orders = sheet("orders", "partner|sku|quantity", ["A", "x", pieces])
    expected = Problem("items", 1, "unit_price", "what x costs below 100 pieces is not known", "type the price of one piece; 0 where it is free", "items!A2")
    assert ps.check(orders, None, sheet("items", "sku|tiers", ["x", "100: 28"])) == [expected] * said
    assert not ps.check(orders, None, sheet("items", "sku|tiers|unit_price", ["x", "100: 28", 0]))


@pytest.mark.parametrize(("pieces", "rate", "expected"), [
    (1, 49, 0), (1, 50, 0), (1, 51, 1),  # 0.5 goes to the even 0
    (3, 49, 1), (3, 50, 2), (3, 51, 2),  # 1.5 to the even 2
    (5, 50, 2), (7, 50, 4),
])
def test_the_value_of_a_sku_is_rounded_half_even_once(pieces, rate, expected):
    assert goods(pieces, {"CNY": rate}, unit_price="0.01", currency="CNY") == expected


def test_a_sku_is_rounded_once_and_not_for_each_holder():
    assert goods(2, {"CNY": 50}, unit_price="0.01", currency="CNY") == 1
    orders = [{"partner": "A", "sku": sku, "quantity": 1} for sku in "xy"]
    assert ps.split(orders, None, [{"sku": sku, "unit_price": "0.01", "currency": "CNY"} for sku in "xy"], rates={"CNY": 51})[0]["goods"] == 2


def test_prices_finer_than_the_minor_unit_count_in_full():
    orders = [{"partner": "A", "quantity": 3}]
    assert ps.split(orders, None, {"unit_price": "0.3333", "currency": "USD"}, currency="USD")[0]["goods"] == Decimal("1.00")  # 0.9999


def test_a_price_without_a_currency_beside_rates_and_a_sku_without_a_price_are_problems_of_their_cells():
    orders = sheet("orders", "partner|sku|quantity", ["A", "x", 1], ["A", "y", 1])
    assert ps.check(orders, None, sheet("items", "sku|unit_price", ["x", 5], ["y", None]), rates={"CNY": 3500}) == [
        Problem("items", 2, "unit_price", "y has no price", "type the price of one piece; 0 where it is free", "items!B3"),
        Problem("items", 1, "unit_price", "x has a price without a currency", "write it into the heading, such as Price (CNY), or add a column currency", "items!B2"),
    ]


def test_an_item_of_a_currency_without_a_rate_is_a_problem_of_its_currency():
    orders = sheet("orders", "partner|sku|quantity", ["A", "x", 1], ["A", "y", 1])
    items = sheet("items", "sku|unit_price|currency", ["x", 5, "VND"], ["y", 5, "CNY"])
    assert ps.check(orders, None, items) == [
        Problem("items", 2, "currency", "there is no rate from CNY to VND", "type the rate of CNY into the rates", "items!C3"),
    ]


@pytest.mark.parametrize(("typed", "said"), [(999, "999"), (1000, None), (1001, "1,001")])
def test_a_typed_amount_that_differs_from_the_prices_is_told_at_its_cell(typed, said):
    orders = [{"partner": "A", "quantity": 100}]
    costs = sheet("costs", "cost|basis|amount", ["goods", "quantity", typed])
    assert ps.check(orders, costs, {"unit_price": 10}) == ([] if said is None else [
        Problem("costs", 1, "amount", f"goods is {said} VND, but price times quantity comes to 1,000", "clear the amount to use the prices; as it stands, the amount counts",
                "costs!C2", warning=True),
    ])


@pytest.mark.parametrize("quantity", ["ba", None])
def test_an_unreadable_quantity_is_one_problem_and_no_other_bill(quantity):
    orders = sheet("orders", "partner|quantity", ["A", quantity], ["B", 60])
    assert [(problem.table, problem.row, problem.cell) for problem in ps.check(orders, Cost("goods", 1000, basis="value"), {"unit_price": 10})] == [("orders", 1, "orders!B2")]
