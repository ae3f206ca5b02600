"""Pieces at their thresholds: the MOQ with its tolerances and packs, short and over shipments, defects. (spec.md, section 3)"""

from __future__ import annotations

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost
from poolsplit.errors import Problem

AB = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
NINETY = sheet("orders", "partner|sku|quantity|tolerance", ["A", "x", 60, 5], ["B", "x", 30, 5])
GOODS = Cost("goods", 1000, basis="quantity")


def filled(**item):
    """(the pieces of A, of B, the shortfall)"""
    table = ps.fill(NINETY, {"sku": "x", **item})
    return (*(row["quantity"] for row in table if row["partner"]), sum(row["shortfall"] for row in table))


@pytest.mark.parametrize(("item", "expected"), [
    ({"moq": 0}, (60, 30, 0)),
    ({"moq": 89}, (60, 30, 0)),
    ({"moq": 90}, (60, 30, 0)),
    ({"moq": 91}, (61, 30, 0)),  # a half each: the larger tolerance, or the first name
    ({"moq": 92}, (61, 31, 0)),
    ({"moq": 99}, (65, 34, 0)),
    ({"moq": 100}, (65, 35, 0)),  # exactly the tolerances
    ({"moq": 101}, (65, 35, 1)),
    ({"pack": 0}, (60, 30, 0)),
    ({"pack": 1}, (60, 30, 0)),
    ({"pack": 90}, (60, 30, 0)),
    ({"pack": 91}, (61, 30, 0)),
    ({"pack": 89}, (65, 35, 78)),  # two packs
    ({"moq": 90, "pack": 10}, (60, 30, 0)),
    ({"moq": 91, "pack": 10}, (65, 35, 0)),
    ({"moq": 100, "pack": 25}, (65, 35, 0)),
    ({"moq": 101, "pack": 25}, (65, 35, 25)),
])
def test_tolerances_fill_up_to_the_moq_in_whole_packs_and_the_rest_is_the_shortfall(item, expected):
    assert filled(**item) == expected


@pytest.mark.parametrize(("moq", "message", "fix"), [
    (90, None, ""),
    (91, "x reaches 91 pieces only with the tolerances", "type the quantities that the supplier gets: A 61, B 30"),
    (100, "x reaches 100 pieces only with the tolerances", "type the quantities that the supplier gets: A 65, B 35"),
    (101, "x lacks 1 of 101 pieces", "ask who would take more: A, B"),
])
def test_what_lacks_is_told_at_the_moq_of_the_sku(moq, message, fix):
    expected = [] if message is None else [Problem("items", 1, "moq", message, fix, "items!B2", warning=True)]
    assert ps.check(NINETY, GOODS, sheet("items", "sku|moq", ["x", moq])) == expected


@pytest.mark.parametrize(("arrived", "expected"), [
    (0, {"A": 0, "B": 0}),
    (1, {"A": 1, "B": 0}),
    (99, {"A": 59, "B": 40}),  # 59.4 and 39.6
    (100, {"A": 60, "B": 40}),
    (101, {"A": 61, "B": 40}),
    (102, {"A": 62, "B": 40}),
    (103, {"A": 62, "B": 40, "": 1}),
])
def test_what_arrives_is_the_order_then_the_tolerance_then_offered(arrived, expected):
    orders = [{**AB[0], "tolerance": 2}, AB[1]]
    assert {row["partner"]: row["received"] for row in ps.received(orders, arrived)} == expected


@pytest.mark.parametrize(("stated", "count"), [
    (0, 0), ("0.0049", 0), ("0.005", 1), ("0.0149", 1), ("0.015", 2), ("1.4%", 1), ("1.5%", 2), ("0.994", 99), ("0.995", 100), ("0.999", 100),
    (1, 1), (100, 100),
])
def test_a_share_of_defects_is_rounded_half_up_and_1_is_one_piece(stated, count):
    assert sum(row["defective"] for row in ps.defects(AB, [{"received": 100, "defective": float(stated) if "%" not in str(stated) else stated}])) == count


@pytest.mark.parametrize(("received", "defective", "said"), [(100, 100, []), (100, 101, [101, 100]), (0, 0, []), (0, 1, [1, 0])])
def test_more_defective_pieces_than_arrived_are_a_problem_of_their_cell(received, defective, said):
    expected = [
        Problem("receipt", 1, "defective", f"{said[0]} defective pieces are more than the {said[1]} that arrived", "count again", "receipt!B2"),
    ] if said else []
    assert ps.check(AB, GOODS, receipt=sheet("receipt", "received|defective", [received, defective])) == expected


def test_a_receipt_row_about_nothing_or_about_something_again_is_a_problem_of_its_cell():
    orders = sheet("orders", "partner|sku|quantity", ["A", "x", 1], ["A", "y", 1])
    receipt = sheet("receipt", "received|sku", [1, "x"], [1, "z"], [1, None], [0, "X"])
    assert ps.check(orders, GOODS, receipt=receipt) == [
        Problem("receipt", 2, "sku", "nobody ordered z", "type one of: x, y", "receipt!B3"),
        Problem("receipt", 3, "sku", "the receipt does not say of which SKU", "type one of: x, y", "receipt!B4"),
        Problem("receipt", 4, "sku", "x was received in two rows", "add them up in one row", "receipt!B5"),
    ]


def test_a_receipt_that_may_be_of_several_pools_is_asked_at_its_pool():
    orders = [{"pool": pool, "partner": "A", "sku": "x", "quantity": 1} for pool in "12"]
    assert ps.check(orders, GOODS, receipt=sheet("receipt", "sku|pool|received", ["x", None, 1])) == [
        Problem("receipt", 1, "pool", "the receipt does not say of which pool", "type the pool as it stands in the orders", "receipt!B2"),
    ]
