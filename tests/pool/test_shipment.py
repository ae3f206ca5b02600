"""Weight and volume of a shipment: what the carrier bills, and what an unknown weight is. (spec.md, section 2, freight and unknown weight)"""

from __future__ import annotations

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.errors import Problem

FREIGHT = sheet("costs", "cost|amount|basis", ["freight", 400, "kg"])
TWO_SKUS = sheet("orders", "partner|sku|quantity", ["A", "x", 10], ["B", "y", 10])


def shares(orders, costs, items=None, terms=None):
    return {row["partner"]: row["freight"] for row in ps.split(orders, costs, items, terms)}


def billed_by(kg, cbm, **terms):
    """Who bears 400 dong, or the carrier's amount: A has nearly all of the weight, and B nearly all of the volume."""
    orders = [{"partner": "A", "quantity": 1, "kg": kg, "cbm": 0}, {"partner": "B", "quantity": 1, "kg": 0, "cbm": cbm}]
    amount = None if {"price_per_kg", "price_per_cbm"} & set(terms) else 400
    return shares(orders, Cost("freight", amount, basis="chargeable"), terms=Terms(**terms))


# the measure that the carrier bills ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kg", "expected"), [
    (99.999, {"A": 0, "B": 400}),  # 0.5 m3 at 200 count for 100 kg
    (100, {"A": 400, "B": 0}),
    (100.001, {"A": 400, "B": 0}),
])
def test_of_actual_and_volumetric_weight_the_greater_counts_and_of_equal_ones_the_actual(kg, expected):
    assert billed_by(kg, "0.5", kg_per_cbm=200) == expected


@pytest.mark.parametrize(("billed_kg", "expected"), [(99.999, {"A": 0, "B": 400}), (100, {"A": 400, "B": 0}), (100.001, {"A": 400, "B": 0})])
def test_the_weight_that_the_carrier_billed_decides_before_the_sum_of_the_rows(billed_kg, expected):
    assert billed_by(7, 2, kg_per_cbm=200, billed_kg=billed_kg, billed_cbm="0.5") == expected


@pytest.mark.parametrize(("kg", "cbm", "prices", "expected"), [
    # a chargeable kilogram costs 1,000
    ("99.5", "0.5", {"price_per_kg": 1000}, {"A": 0, "B": 100_000}),
    (100, "0.5", {"price_per_kg": 1000}, {"A": 100_000, "B": 0}),
    ("100.5", "0.5", {"price_per_kg": 1000}, {"A": 100_500, "B": 0}),
    # 200 kg count for a cubic metre at 300,000, so a kilogram costs 1,500
    ("99.5", "0.5", {"price_per_cbm": 300_000}, {"A": 0, "B": 150_000}),
    (100, "0.5", {"price_per_cbm": 300_000}, {"A": 150_000, "B": 0}),
    ("100.5", "0.5", {"price_per_cbm": 300_000}, {"A": 150_750, "B": 0}),
])
def test_one_price_of_the_carrier_is_that_of_the_chargeable_measure_whichever_is_greater(kg, cbm, prices, expected):
    assert billed_by(kg, cbm, kg_per_cbm=200, **prices) == expected


@pytest.mark.parametrize(("kg_per_cbm", "expected"), [("0.5", 1_800_000), (1, 900_000), (250, 3_600), ("333.3", 2_700)])
def test_the_price_of_a_cubic_metre_alone_is_divided_by_the_kilograms_that_count_for_it(kg_per_cbm, expected):
    orders = [{"partner": "A", "quantity": 1, "kg": 3, "cbm": "0.001"}]  # 3 kg are more than any of these for a litre
    assert shares(orders, Cost("freight", basis="chargeable"), terms=Terms(kg_per_cbm=kg_per_cbm, price_per_cbm=300_000)) == {"A": expected}


@pytest.mark.parametrize(("kg", "expected"), [(199.999, {"A": 0, "B": 200_000}), (200, {"A": 200_000, "B": 0}), ("200.5", {"A": 200_500, "B": 0})])
def test_of_the_amounts_of_two_prices_the_greater_counts_and_of_equal_ones_that_by_weight(kg, expected):
    assert billed_by(kg, "0.5", price_per_kg=1000, price_per_cbm=400_000) == expected
    # they bind however heavy a cubic metre counts: one at 1,000,000 kg would make the volume the greater weight
    assert billed_by(kg, "0.5", price_per_kg=1000, price_per_cbm=400_000, kg_per_cbm=1_000_000) == expected


def test_a_typed_amount_comes_before_the_carriers_prices():
    orders = [{"partner": "A", "quantity": 1, "kg": 1, "cbm": 1}]
    assert shares(orders, Cost("freight", 7, basis="chargeable"), terms=Terms(kg_per_cbm=167, price_per_kg=1000)) == {"A": 7}


@pytest.mark.parametrize("terms", [sheet("terms", "lead_buyer", ["A"]), sheet("terms", "lead_buyer|kg_per_cbm", ["A", 0])])
def test_chargeable_weight_without_the_weight_of_a_cubic_metre_is_a_problem_of_the_terms(terms):
    orders = sheet("orders", "partner|quantity|kg|cbm", ["A", 1, 3, 1])
    cell = "terms!B2" if "kg_per_cbm" in terms.columns else "terms!A2"  # where the column is missing, the row says where
    assert ps.check(orders, Cost("freight", 5, basis="chargeable"), terms=terms) == [
        Problem("terms", 1, "kg_per_cbm", "chargeable weight needs the kilograms that count for a cubic metre",
                "type kg_per_cbm: 167 by air (divisor 6000), 200 (5000), 143 (7000), 1000 by sea; or both prices of the carrier", cell),
    ]


def test_chargeable_freight_with_neither_amount_nor_price_is_a_problem_of_the_line():
    orders = sheet("orders", "partner|quantity|kg|cbm", ["A", 1, 3, 1])
    costs = sheet("costs", "cost|amount|basis", ["goods", 5, "quantity"], ["freight", None, "chargeable"])
    assert ps.check(orders, costs, terms=Terms("A", kg_per_cbm=167)) == [
        Problem("costs", 2, "amount", "freight has no amount, and the carrier's prices are not known", "type the amount, or price_per_kg and price_per_cbm",
                "costs!B3"),
    ]


# weights of 0 ----------------------------------------------------------------------------------------------------------


def weightless(row, sku, cell, unit="kg"):
    return Problem("items", row, "unit_kg" if unit == "kg" else "unit_cbm", f"the {unit} of {sku} is 0, so it bears nothing of what is shared by it",
                   "leave the cell blank where it is not known", cell, warning=True)


def test_where_every_typed_weight_is_0_the_freight_is_not_silently_0():
    items = sheet("items", "sku|unit_kg", ["x", 0], ["y", 0])
    zero = Problem("costs", 1, "basis", "freight is shared by kg, which is zero for everybody", "choose another basis, or fill in what it is made of", "costs!C2")
    assert ps.check(TWO_SKUS, FREIGHT, items) == [weightless(1, "x", "items!B2"), weightless(2, "y", "items!B3"), zero]
    with pytest.raises(ps.DataError) as error:
        ps.split(TWO_SKUS, FREIGHT, items)
    assert [problem for problem in error.value.problems if not problem.warning] == [zero]


def test_totals_of_0_in_the_orders_are_not_silently_0_either():
    orders = sheet("orders", "partner|quantity|kg", ["A", 10, 0], ["B", 10, 0])
    assert [(problem.table, problem.row, problem.column, problem.cell, problem.warning) for problem in ps.check(orders, FREIGHT)] == [
        ("orders", 1, "sku", "orders!A2", True), ("costs", 1, "basis", "costs!C2", False),
    ]


@pytest.mark.parametrize(("unit_kg", "expected", "said"), [("0.000001", {"A": 0, "B": 400}, []), (0, {"A": 0, "B": 400}, [weightless(1, "x", "items!B2")])])
def test_a_sku_that_weighs_0_beside_others_bears_nothing_and_is_told_once(unit_kg, expected, said):
    items = sheet("items", "sku|unit_kg", ["x", unit_kg], ["y", 1])
    assert shares(TWO_SKUS, FREIGHT, items) == expected
    assert ps.check(TWO_SKUS, FREIGHT, items) == said


def test_a_volume_of_0_is_told_in_cubic_metres():
    freight = Cost("freight", 400, basis="cbm")
    assert ps.check(TWO_SKUS, freight, sheet("items", "sku|unit_cbm", ["x", 0], ["y", 1])) == [weightless(1, "x", "items!B2", "m3")]


def test_a_sku_that_nobody_takes_needs_no_weight():
    orders = [{"partner": "A", "sku": "x", "quantity": 0}, {"partner": "B", "sku": "y", "quantity": 1}]
    assert shares(orders, FREIGHT, [{"sku": "y", "unit_kg": 1}]) == {"A": 0, "B": 400}
    assert not ps.check(orders, FREIGHT, [{"sku": "y", "unit_kg": 1}])


# unknown weights -------------------------------------------------------------------------------------------------------

ONE_UNKNOWN = sheet("items", "sku|unit_kg", ["x", "0.2"], ["y", None])  # the ten pieces of x weigh 2 kg


def leaves_nothing(total, unit="kg", column="unit_kg"):
    return Problem("items", 2, column, f"the shipment's {total} {unit} leave nothing for y", "check the shipment's total and the weights of the other SKUs",
                   "items!B3")


@pytest.mark.parametrize(("billed_kg", "said"), [(1.999, leaves_nothing("1.999")), (2, leaves_nothing(2))])
def test_a_billed_weight_that_leaves_nothing_for_the_unknown_sku_is_a_problem_and_never_a_share_of_0(billed_kg, said):
    assert ps.check(TWO_SKUS, FREIGHT, ONE_UNKNOWN, Terms(billed_kg=billed_kg)) == [said]
    with pytest.raises(ps.DataError):
        ps.split(TWO_SKUS, FREIGHT, ONE_UNKNOWN, Terms(billed_kg=billed_kg))


def test_a_billed_weight_that_leaves_anything_for_the_unknown_sku_is_its_weight():
    assert shares(TWO_SKUS, FREIGHT, ONE_UNKNOWN, Terms(billed_kg=2.001)) == {"A": 400, "B": 0}  # 0.2 of 400 goes to the larger remainder
    assert shares(TWO_SKUS, FREIGHT, ONE_UNKNOWN, Terms(billed_kg=8)) == {"A": 100, "B": 300}
    assert ps.check(TWO_SKUS, FREIGHT, ONE_UNKNOWN, Terms(billed_kg="2.5")) == [
        Problem("items", 2, "unit_kg", "y weighs what the shipment's total leaves: 0.5 kg in all", "weigh or measure a piece to be sure", "items!B3", warning=True),
    ]


def test_a_billed_volume_leaves_something_or_nothing_like_a_billed_weight():
    freight, items = Cost("freight", 400, basis="cbm"), sheet("items", "sku|unit_cbm", ["x", "0.2"], ["y", None])
    assert ps.check(TWO_SKUS, freight, items, Terms(billed_cbm=2)) == [leaves_nothing(2, "m3", "unit_cbm")]
    assert shares(TWO_SKUS, freight, items, Terms(billed_cbm=4)) == {"A": 200, "B": 200}


def test_the_rest_of_the_billed_weight_is_shared_by_the_pieces_of_the_unknown_sku():
    orders = [{"partner": "A", "sku": "x", "quantity": 10}, {"partner": "A", "sku": "y", "quantity": 1}, {"partner": "B", "sku": "y", "quantity": 3}]
    # 10 kg less 2 kg are 8 kg for four pieces: A has 2 + 2 kg, B 6 kg
    assert shares(orders, FREIGHT, ONE_UNKNOWN, Terms(billed_kg=10)) == {"A": 160, "B": 240}


def test_two_unknown_skus_are_not_known_from_a_billed_weight_and_each_is_a_problem_with_its_way_out():
    items = sheet("items", "sku|unit_kg", ["x", None], ["y", None])
    fix = "type unit_kg, or the shipment's billed_kg where it is the only unknown SKU, or estimated_kg as an estimate"
    assert ps.check(TWO_SKUS, FREIGHT, items, Terms(billed_kg=8)) == [
        Problem("items", 1, "unit_kg", "the kg of a piece of x is not known", fix, "items!B2"),
        Problem("items", 2, "unit_kg", "the kg of a piece of y is not known", fix, "items!B3"),
    ]


def test_an_estimate_counts_is_marked_and_gives_way_to_the_billed_weight_of_the_only_unknown_sku():
    items = sheet("items", "sku|unit_kg|estimated_kg", ["x", "0.2", None], ["y", None, "0,6"])
    assert shares(TWO_SKUS, FREIGHT, items) == {"A": 100, "B": 300}
    assert ps.check(TWO_SKUS, FREIGHT, items) == [
        Problem("items", 2, "estimated_kg", "the kg of y is an estimate: 0.6 a piece",
                "type the true weight when the carrier has billed it; the difference is trued up then", "items!C3", warning=True),
    ]
    assert shares(TWO_SKUS, FREIGHT, items, Terms(billed_kg=4)) == {"A": 200, "B": 200}


def test_an_unreadable_weight_is_one_problem_and_not_an_unknown_one_as_well():
    items = sheet("items", "sku|unit_kg", ["x", "nặng"], ["y", None])
    assert [(problem.row, problem.column, problem.cell) for problem in ps.check(TWO_SKUS, FREIGHT, items)] == [(1, "unit_kg", "items!B2")]
