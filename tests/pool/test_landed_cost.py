"""Landed cost: what a partner pays for a line goes on to his SKUs, and what is taken back leaves them again. (spec.md, section 2, landed cost)"""

from __future__ import annotations

import pytest

import poolsplit as ps
from poolsplit import Cost, Terms

ORDERS = [{"partner": "A", "sku": "x", "quantity": 6}, {"partner": "A", "sku": "y", "quantity": 1}, {"partner": "B", "sku": "x", "quantity": 4}]
ITEMS = [{"sku": "x", "unit_price": 100, "unit_kg": 1}, {"sku": "y", "unit_price": 300, "unit_kg": "2.5"}]
GOODS = [600, 300, 400]
FREIGHT = Cost("freight", 1001, basis="kg")  # 8.5 kg and 4 kg: 681 and 320; of the 681, 481 are for 6 kg of x and 200 for 2.5 kg of y


def landed(*costs, orders=ORDERS, items=ITEMS, **more):
    return [row["landed"] for row in ps.landed(orders, list(costs), items, **more)]


def test_a_share_of_freight_goes_on_to_the_skus_by_their_weight():
    assert landed(FREIGHT) == [600 + 481, 300 + 200, 400 + 320]
    assert [row["unit_cost"] for row in ps.landed(ORDERS, FREIGHT, ITEMS)] == [180, 500, 180]  # 180.17 and 180


@pytest.mark.parametrize("amount", [None, -1001])
def test_a_line_that_is_taken_back_whole_counts_no_longer(amount):
    assert landed(FREIGHT, Cost("back", amount, reverses="freight")) == GOODS


@pytest.mark.parametrize(("amount", "expected"), [
    (-1000, [600 + 481 - 480, 300 + 200 - 200, 400 + 320 - 320]),  # 680.3 and 319.7 of the 1,000: A gets 680 back, 479.3 and 200.7 of it for x and y
    (-500, [600 + 481 - 240, 300 + 200 - 100, 400 + 320 - 160]),  # 340.2 and 159.8: A gets 340, 240.1 and 99.9
])
def test_a_part_that_is_taken_back_is_apportioned_by_what_each_sku_bore(amount, expected):
    assert landed(FREIGHT, Cost("back", amount, reverses="freight")) == expected


def test_every_pool_takes_its_own_line_back():
    orders = [{**row, "pool": pool} for pool in ("1", "2", "3") for row in ORDERS]
    backs = [Cost("back", pool="1", reverses="freight"), Cost("back", -500, pool="2", reverses="freight")]
    assert landed(FREIGHT, *backs, orders=orders) == [*GOODS, 600 + 481 - 240, 300 + 200 - 100, 400 + 320 - 160, 600 + 481, 300 + 200, 400 + 320]


def test_a_line_that_is_taken_back_whole_is_taken_back_as_billed_in_the_end():
    in_the_end = Cost("freight", 1001, basis="kg", actual=1500)  # 1,020 and 480
    assert landed(in_the_end) == [600 + 720, 300 + 300, 400 + 480]
    assert landed(in_the_end, Cost("back", reverses="freight")) == GOODS
    # 1,001 of the 1,500 are a part by now: 681 and 320, of A's 480.7 for x and 200.3 for y
    assert landed(in_the_end, Cost("back", -1001, reverses="freight")) == [600 + 720 - 481, 300 + 300 - 200, 400 + 480 - 320]


def test_a_fee_that_is_taken_back_costs_nobody_anything():
    fee = Cost("fee", rate="1%", of="goods")
    assert landed(fee, terms=Terms("A")) == [600, 300, 404]  # the lead buyer's own fee is no cost to him
    assert landed(fee, Cost("back", reverses="fee"), terms=Terms("A")) == GOODS
    assert landed(fee, Cost("back", -9, reverses="fee"), terms=Terms("A")) == [600, 300, 404 - 3]  # 9 of the 13: 6.2 and 2.8


@pytest.mark.parametrize(("costs", "expected"), [
    ([Cost("papers", 101, basis="equal")], [644, 307, 450]),  # 51 and 50; A's by pieces: 43.7 and 7.3
    ([Cost("last mile", 70, partner="A")], [660, 310, 400]),
    ([Cost("insurance", 130, basis="value")], [660, 330, 440]),
    ([Cost("duty", rate="10%", of="goods")], [660, 330, 440]),
    ([FREIGHT, Cost("VAT", rate="10%", of="goods + freight")], [600 + 481 + 108, 300 + 200 + 50, 400 + 320 + 72]),  # 230: 158.0 and 72.0; A's 108.0 and 50.0
])
def test_every_basis_goes_on_to_the_skus_in_its_own_way(costs, expected):
    assert landed(*costs) == expected


def test_rounding_to_payable_steps_is_no_cost():
    assert landed(FREIGHT, terms=Terms("B", step=1000)) == landed(FREIGHT)


def test_a_partner_without_pieces_bears_a_line_that_no_sku_can_bear():
    orders = [*ORDERS, {"partner": "C", "sku": "x", "quantity": 0}]
    assert landed(Cost("papers", 90, partner="C"), orders=orders) == [*GOODS, 0]
    assert [row["due"] for row in ps.split(orders, Cost("papers", 90, partner="C"), ITEMS)] == [900, 400, 90]


def test_the_amount_debited_for_the_goods_goes_on_by_their_value():
    assert landed(Cost("goods", 1300, basis="value", actual=1400)) == [600 + 46, 300 + 23, 400 + 31]  # 100: 69.2 and 30.8; A's 46 and 23
