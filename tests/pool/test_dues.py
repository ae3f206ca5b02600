"""The dues: every basis and chain of spec.md section 2, with figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

import poolsplit as ps
from poolsplit import Cost, Terms

AB = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
CNY = {"CNY": 3500}


def column(table, name):
    return {row["partner"]: row[name] for row in table}


def dues(orders, *costs, **more):
    return ps.split(orders, list(costs), **more)


def problem_of(error):
    (problem,) = [problem for problem in error.value.problems if not problem.warning]
    return problem


# the worked examples of the sources ------------------------------------------------------------------------------------


def test_source_1_hundred_pieces_at_sixty_forty():
    table = dues(AB, Cost("goods", 5000, "CNY", basis="quantity"), Cost("freight", 3_000_000, basis="quantity"), rates=CNY)
    assert column(table, "goods") == {"A": 10_500_000, "B": 7_000_000}
    assert column(table, "freight") == {"A": 1_800_000, "B": 1_200_000}
    assert column(table, "due") == {"A": 12_300_000, "B": 8_200_000}


def test_source_1_goods_follow_from_price_and_quantity():
    table = ps.split(AB, None, {"unit_price": 50, "currency": "CNY"}, rates=CNY)
    assert column(table, "goods") == {"A": 10_500_000, "B": 7_000_000}


def test_freight_at_sixty_forty_holds_only_for_equal_unit_weights():
    orders = [{"partner": "A", "sku": "light", "quantity": 60}, {"partner": "B", "sku": "heavy", "quantity": 40}]
    freight = Cost("freight", 3_000_000, basis="kg")
    equal = [{"sku": "light", "unit_kg": "0.3"}, {"sku": "heavy", "unit_kg": "0.3"}]
    true = [{"sku": "light", "unit_kg": "0.2"}, {"sku": "heavy", "unit_kg": "0.5"}]
    assert column(ps.split(orders, freight, equal), "freight") == {"A": 1_800_000, "B": 1_200_000}
    assert column(ps.split(orders, freight, true), "freight") == {"A": 1_125_000, "B": 1_875_000}


def test_moq_of_a_hundred_at_thirty_yuan():
    order = {"partner": "A", "quantity": 100}
    assert ps.split(order, None, {"unit_price": 30, "currency": "CNY"}, rates=CNY)[0]["due"] == 10_500_000
    in_dollars = ps.split(order, None, {"unit_price": 30, "currency": "CNY"}, rates={"CNY": "0.1383"}, currency="USD")
    assert in_dollars[0]["due"] == Decimal("414.90")


def test_the_notebook_lines_of_the_architecture():
    orders = [{"partner": "A", "quantity": 60, "kg": 12}, {"partner": "B", "quantity": 40, "kg": 20}]
    costs = [Cost("goods", 5000, "CNY", basis="quantity"), Cost("freight", 3_000_000, basis="kg"), Cost("fee", rate="1.5%", of="goods", basis="goods")]
    table = ps.split(orders, costs, rates=CNY, currency="VND")
    assert table == [
        {"partner": "A", "quantity": 60, "goods": 10_500_000, "freight": 1_125_000, "fee": 157_500, "due": 11_782_500},
        {"partner": "B", "quantity": 40, "goods": 7_000_000, "freight": 1_875_000, "fee": 105_000, "due": 8_980_000},
    ]
    payments = [{"partner": "A", "paid": 12_000_000}, {"partner": "B", "paid": 5_000_000}]
    assert ps.settle(table, payments, lead_buyer="A") == [{"payer": "B", "payee": "A", "amount": 3_980_000}]


# bases -----------------------------------------------------------------------------------------------------------------


def test_equal_is_among_partners_with_any_quantity():
    orders = [*AB, {"partner": "C", "quantity": 0}]
    assert column(dues(orders, Cost("papers", 101, basis="equal")), "papers") == {"A": 51, "B": 50, "C": 0}


def test_direct_is_borne_by_one():
    table = dues(AB, Cost("last mile", 35_000, basis="direct", partner="b"), Cost("goods", 100, basis="quantity"))
    assert column(table, "last mile") == {"A": 0, "B": 35_000}


def test_any_named_column_and_any_other_cost_can_be_a_basis():
    orders = [{"partner": "A", "quantity": 1, "cartons": 3}, {"partner": "B", "quantity": 1, "cartons": "1"}]
    table = dues(orders, Cost("handling", 400, basis="cartons"), Cost("insurance", 40, basis="handling"))
    assert column(table, "handling") == {"A": 300, "B": 100}
    assert column(table, "insurance") == {"A": 30, "B": 10}


def test_value_is_price_times_quantity_converted():
    orders = [{"partner": "A", "sku": "x", "quantity": 10}, {"partner": "B", "sku": "y", "quantity": 10}]
    items = [{"sku": "x", "unit_price": 10, "currency": "CNY"}, {"sku": "y", "unit_price": 35_000, "currency": "VND"}]
    assert column(ps.split(orders, Cost("insurance", 200, basis="value"), items, rates=CNY), "insurance") == {"A": 100, "B": 100}


def test_goods_are_rounded_half_even_per_sku():
    items = {"unit_price": "0.01", "currency": "CNY"}
    assert ps.split({"partner": "A", "quantity": 1}, None, items, rates={"CNY": 50})[0]["due"] == 0
    assert ps.split({"partner": "A", "quantity": 1}, None, items, rates={"CNY": 150})[0]["due"] == 2


def test_tiers_pick_the_price_from_the_total_of_the_sku():
    orders = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 39}]
    items = {"unit_price": 30, "currency": "CNY", "tiers": "100: 28; 500: 25"}
    assert sum(column(ps.split(orders, None, items, rates=CNY), "due").values()) == 99 * 30 * 3500
    orders[1]["quantity"] = 40
    assert sum(column(ps.split(orders, None, items, rates=CNY), "due").values()) == 100 * 28 * 3500


def chargeable(kg_per_cbm, **terms):
    orders = [{"partner": "A", "quantity": 1, "kg": 30, "cbm": "0.1"}, {"partner": "B", "quantity": 1, "kg": 10, "cbm": "0.3"}]
    return ps.split(orders, Cost("freight", terms.pop("amount", 400), basis="chargeable"), terms=Terms(kg_per_cbm=kg_per_cbm, **terms))


def test_chargeable_compares_the_whole_shipment_not_row_by_row():
    assert column(chargeable(50), "freight") == {"A": 300, "B": 100}  # 40 kg against 20: actual weight
    assert column(chargeable(167), "freight") == {"A": 100, "B": 300}  # 66.8 kg by volume
    assert column(chargeable(167, billed_kg=70), "freight") == {"A": 300, "B": 100}


def test_the_greater_of_two_prices_binds():
    table = chargeable(None, price_per_kg=1000, price_per_cbm=200_000, amount=None)
    assert column(table, "freight") == {"A": 20_000, "B": 60_000}


def test_one_unknown_weight_is_the_difference_to_the_total():
    orders = [{"partner": "A", "sku": "x", "quantity": 10}, {"partner": "B", "sku": "y", "quantity": 10}]
    items = [{"sku": "x", "unit_kg": "0.2"}, {"sku": "y"}]
    assert column(ps.split(orders, Cost("freight", 800, basis="kg"), items, Terms(billed_kg=8)), "freight") == {"A": 200, "B": 600}


def test_an_unknown_weight_is_never_zero_and_never_equal():
    orders = [{"partner": "A", "sku": "x", "quantity": 10}, {"partner": "B", "sku": "y", "quantity": 10}]
    items = [{"sku": "x", "unit_kg": "0.2"}, {"sku": "y"}]
    freight = Cost("freight", 800, basis="kg")
    with pytest.raises(ps.DataError) as error:
        ps.split(orders, freight, items)
    assert (problem_of(error).table, problem_of(error).column) == ("items", "unit_kg")
    items[1]["estimated_kg"] = "0,6"
    assert column(ps.split(orders, freight, items), "freight") == {"A": 200, "B": 600}
    assert any("estimate" in str(problem) and problem.warning for problem in ps.check(orders, freight, items))


def test_all_holders_of_a_sku_share_its_unit_weight():
    orders = [{"partner": "A", "quantity": 10, "kg": 5}, {"partner": "B", "quantity": 30}]
    assert column(dues(orders, Cost("freight", 400, basis="kg")), "freight") == {"A": 100, "B": 300}


# chains ----------------------------------------------------------------------------------------------------------------

GOODS, FREIGHT = Cost("goods", 10_000, basis="quantity"), Cost("freight", 2_000, basis="quantity")


def test_fee_is_charged_to_all_and_credited_to_the_lead_buyer():
    table = dues(AB, GOODS, Cost("fee", rate="1.5%", of="goods"), terms=Terms("A"))
    assert column(table, "fee") == {"A": 90, "B": 60}
    assert column(table, "fee_credit") == {"A": -150, "B": 0}
    assert column(table, "due") == {"A": 5_940, "B": 4_060}


def test_an_exempt_lead_buyer_neither_pays_the_fee_nor_raises_it():
    table = dues(AB, GOODS, Cost("fee", rate="1.5%", of="goods"), terms=Terms("A", lead_exempt="yes"))
    assert column(table, "fee") == {"A": 0, "B": 60}
    assert column(table, "fee_credit") == {"A": -60, "B": 0}


def test_a_fixed_fee_spares_an_exempt_lead_buyer_too():
    table = dues(AB, Cost("fee", 90, basis="equal"), terms=Terms("A", lead_exempt="yes"))
    assert column(table, "due") == {"A": -90, "B": 90}


def test_duty_on_goods_and_freight_and_vat_on_top():
    table = dues(AB, GOODS, FREIGHT, Cost("duty", rate="10%", of="goods + freight"), Cost("VAT", rate="8%", of="goods+freight+duty"))
    assert column(table, "duty") == {"A": 720, "B": 480}
    assert column(table, "VAT") == {"A": 634, "B": 422}  # 1056 at 633.6 / 422.4


def test_a_rate_line_may_stand_above_its_base_and_may_follow_another_basis():
    table = dues(AB, Cost("duty", rate="10%", of="goods", basis="equal"), GOODS)
    assert column(table, "duty") == {"A": 500, "B": 500}
    assert list(table[0]) == ["partner", "quantity", "duty", "goods", "due"]


def test_a_line_that_waits_for_itself_is_a_problem():
    with pytest.raises(ps.DataError, match="depends on itself"):
        dues(AB, Cost("a", rate="1%", of="b"), Cost("b", rate="1%", of="a"))


def test_a_whole_reversal_negates_the_shares_and_a_partial_credit_is_apportioned():
    odd = Cost("inspection", 101, basis="equal")
    table = dues(AB, odd, Cost("refund", reverses="inspection"))
    assert column(table, "refund") == {"A": -51, "B": -50}
    assert column(dues(AB, odd, Cost("refund", -101, reverses="inspection")), "due") == {"A": 0, "B": 0}
    assert column(dues(AB, odd, Cost("refund", -51, reverses="inspection")), "refund") == {"A": -26, "B": -25}


def test_a_credit_is_a_negative_line():
    assert column(dues(AB, GOODS, Cost("voucher", -15, basis="quantity")), "voucher") == {"A": -9, "B": -6}


def test_the_fee_base_is_goods_before_credits_unless_of_names_them():
    voucher = Cost("voucher", -1000, basis="quantity")
    assert column(dues(AB, GOODS, voucher, Cost("fee", rate="1%", of="goods")), "fee") == {"A": 60, "B": 40}
    assert column(dues(AB, GOODS, voucher, Cost("fee", rate="1%", of="goods + voucher")), "fee") == {"A": 54, "B": 36}


def test_names_of_lines_are_understood_in_three_languages():
    table = dues(AB, Cost("Tiền hàng", 10_000, basis="theo số lượng"), Cost("手续费", rate="1%", of="Tiền hàng"), terms=Terms("B"))
    assert column(table, "手续费_credit") == {"A": 0, "B": -100}


def test_a_basis_that_is_zero_for_everybody_names_both_lines():
    with pytest.raises(ps.DataError) as error:
        dues(AB, Cost("goods", 0, basis="quantity"), Cost("insurance", 10, basis="goods"))
    assert "insurance" in problem_of(error).message
    assert "goods" in problem_of(error).message


# quote and actual ------------------------------------------------------------------------------------------------------


def test_actual_costs_stand_beside_the_quote():
    table = dues(AB, GOODS, Cost("freight", 2_000, basis="quantity", actual=2_500))
    assert column(table, "quoted") == {"A": 7_200, "B": 4_800}
    assert column(table, "due") == {"A": 7_500, "B": 5_000}


def test_the_amount_debited_for_the_goods_makes_a_difference_line():
    goods = Cost("goods", 5000, "CNY", basis="quantity", actual=17_600_001)
    table = dues(AB, goods, rates=CNY)
    assert column(table, "goods") == {"A": 10_500_000, "B": 7_000_000}
    assert column(table, "fx_difference") == {"A": 60_001, "B": 40_000}
    assert column(table, "due") == {"A": 10_560_001, "B": 7_040_000}


def test_an_actual_bill_in_yuan_is_converted_like_its_quote():
    table = dues(AB, Cost("domestic", 100, "CNY", basis="quantity", actual=120), rates=CNY)
    assert column(table, "quoted") == {"A": 210_000, "B": 140_000}
    assert column(table, "due") == {"A": 252_000, "B": 168_000}


# steps -----------------------------------------------------------------------------------------------------------------


def test_steps_round_to_a_column_that_sums_to_zero_and_the_lead_buyer_takes_the_rest():
    orders = [{"partner": name, "quantity": 1} for name in "ABC"]
    table = dues(orders, Cost("goods", 5_555, basis="quantity"), terms=Terms("B", step=1000))
    assert column(table, "goods") == {"A": 1_852, "B": 1_852, "C": 1_851}
    assert column(table, "due") == {"A": 2_000, "B": 2_555, "C": 1_000}
    assert column(table, "rounding") == {"A": 148, "B": 703, "C": -851}


def test_a_rest_without_a_lead_buyer_is_a_problem():
    with pytest.raises(ps.DataError) as error:
        dues(AB, Cost("goods", 1_500, basis="quantity"), terms=Terms(step=1000))
    assert problem_of(error).column == "lead_buyer"
    assert column(dues(AB, Cost("goods", 2_000, basis="quantity"), terms=Terms(step=1000)), "due") == {"A": 1_000, "B": 1_000}


# names, pools, carry ---------------------------------------------------------------------------------------------------


def test_rows_of_one_partner_and_sku_are_added_up_before_anything_is_apportioned():
    rows = [{"partner": "Chị  Hà", "quantity": 1}, {"partner": "B", "quantity": 1}, {"partner": "chị hà", "quantity": 1}]
    table = dues(rows, Cost("goods", 100, basis="quantity"))
    assert column(table, "goods") == {"Chị Hà": 67, "B": 33}


def test_names_that_differ_in_tone_marks_stay_apart_and_are_reported():
    orders = [{"partner": "Hà", "quantity": 1}, {"partner": "Hạ", "quantity": 1}]
    assert len(dues(orders, Cost("goods", 100, basis="quantity"))) == 2
    (warning,) = ps.check(orders, Cost("goods", 100, basis="quantity"))
    assert warning.warning
    assert "Hà" in warning.message


def test_pools_are_split_apart():
    orders = [{"pool": "1", "partner": "A", "quantity": 1}, {"pool": "1", "partner": "B", "quantity": 1}, {"pool": "2", "partner": "A", "quantity": 5}]
    costs = [{"pool": "1", "cost": "freight", "amount": 101, "basis": "quantity"}, {"pool": "2", "cost": "freight", "amount": 7, "basis": "equal"}]
    table = ps.split(orders, costs)
    assert [(row["pool"], row["partner"], row["due"]) for row in table] == [("1", "A", 51), ("1", "B", 50), ("2", "A", 7)]


def test_pools_may_have_their_own_currency_lead_and_step():
    orders = [{"pool": pool, "partner": name, "quantity": 1} for pool in ("vn", "us") for name in "AB"]
    terms = [Terms("A", currency="VND", step=1000, pool="vn"), Terms("B", currency="USD", pool="us")]
    costs = [Cost("goods", 10_001, pool="vn", basis="quantity"), Cost("goods", "10.01", pool="us", basis="quantity")]
    assert [row["due"] for row in ps.split(orders, costs, terms=terms)] == [5_001, 5_000, Decimal("5.01"), Decimal("5.00")]


def test_carry_decides_the_odd_unit_and_comes_from_a_table_only():
    orders = [{"partner": name, "quantity": 1} for name in "ABC"]
    freight = Cost("freight", 100, basis="quantity")
    first = ps.carry_table(orders, freight)
    assert [str(row["carry"]) for row in first] == ["-2/3", "1/3", "1/3"]
    second = ps.split(orders, freight, carry=first)
    assert column(second, "freight") == {"A": 33, "B": 34, "C": 33}
    third = ps.split(orders, freight, carry=ps.carry_table(orders, freight, carry=first))
    assert column(third, "freight") == {"A": 33, "B": 33, "C": 34}
    assert column(ps.split(orders, freight), "freight") == {"A": 34, "B": 33, "C": 33}


def test_all_problems_come_at_once_each_with_its_place():
    orders = [{"partner": "A", "quantity": -1}, {"partner": None, "quantity": 2}, {"partner": "B", "quantity": "1.5"}, {"partner": "C", "quantity": True}]
    costs = [{"cost": "freight", "amount": "1.234", "basis": "kg"}, {"cost": "duty", "rate": "5%", "of": "gods"}]
    problems = ps.check(orders, costs)
    places = {(problem.table, problem.row, problem.column) for problem in problems if not problem.warning}
    assert places == {
        ("orders", 1, "quantity"), ("orders", 2, "partner"), ("orders", 3, "quantity"), ("orders", 4, "quantity"),
        ("costs", 1, "amount"), ("costs", 2, "of"), ("orders", 1, "sku"),  # whose kg nobody knows
    }
    assert len(problems) == len(places)
    assert all(problem.fix for problem in problems)


# landed cost, bills, explain -------------------------------------------------------------------------------------------


def test_landed_cost_adds_up_to_the_dues_and_carries_weight_to_the_sku():
    orders = [{"partner": "A", "sku": "x", "quantity": 10}, {"partner": "A", "sku": "y", "quantity": 10}, {"partner": "B", "sku": "x", "quantity": 10}]
    items = [{"sku": "x", "unit_price": 100, "unit_kg": 1}, {"sku": "y", "unit_price": 100, "unit_kg": 3}]
    table = ps.landed(orders, Cost("freight", 500, basis="kg"), items)
    assert [row["landed"] for row in table] == [1_100, 1_300, 1_100]
    assert [row["unit_cost"] for row in table] == [110, 130, 110]


def test_the_lead_buyers_own_fee_is_no_cost_to_him():
    table = ps.landed(AB, [GOODS, Cost("fee", rate="1.5%", of="goods")], terms=Terms("A"))
    assert column(table, "landed") == {"A": 6_000, "B": 4_060}


def test_bills_say_what_leaves_the_pool():
    table = ps.bills(AB, [GOODS, Cost("fee", rate="1%", of="goods")], terms=Terms("A"))
    assert table == [
        {"cost": "goods", "billed": 10_000, "shared": 10_000, "leaves": "yes"},
        {"cost": "fee", "billed": 100, "shared": 100, "leaves": "no"},
    ]


@pytest.mark.parametrize("cost", ["goods", "freight", "fee", "fee_credit", "back", "rounding", "due", "fx_difference"])
def test_explain_ends_at_the_amount_that_the_dues_show(cost):
    costs = [
        Cost("goods", "0.07", "CNY", basis="quantity", actual=300), Cost("freight", 2_001, basis="quantity"), Cost("fee", rate="1%", of="goods + freight"),
        Cost("back", reverses="freight"),
    ]
    terms = Terms("A", step=10)
    table = ps.split(AB, costs, terms=terms, rates=CNY)
    sentences = ps.explain(AB, costs, "B", cost, terms=terms, rates=CNY)
    shown = f"{column(table, cost)['B']:,}"
    assert any(shown in sentence for sentence in sentences), (shown, sentences)


def test_explain_names_who_and_what_there_is_when_it_is_asked_for_something_else():
    with pytest.raises(ps.PoolsplitError, match="A, B"):
        ps.explain(AB, GOODS, "X", "goods")
    with pytest.raises(ps.PoolsplitError, match="goods, due"):
        ps.explain(AB, GOODS, "A", "fright")


# reversals of what was billed in the end ---------------------------------------------------------------------------------

WITHOUT_ACTUAL, WITH_ACTUAL = Cost("freight", 101, basis="equal"), Cost("freight", 101, basis="equal", actual=151)  # 51 and 50; 76 and 75


@pytest.mark.parametrize(("freight", "back", "expected", "quoted"), [
    (WITH_ACTUAL, Cost("back", reverses="freight"), {"A": -76, "B": -75}, {"A": 0, "B": 0}),
    (WITH_ACTUAL, Cost("back", -101, reverses="freight"), {"A": -51, "B": -50}, {"A": 0, "B": 0}),  # 50.8 and 50.2: a part of the 151
    (WITH_ACTUAL, Cost("back", -101, reverses="freight", actual=-151), {"A": -76, "B": -75}, {"A": 0, "B": 0}),
    (WITHOUT_ACTUAL, Cost("back", reverses="freight", actual=-101), {"A": -51, "B": -50}, {"A": 0, "B": 0}),
    (WITHOUT_ACTUAL, Cost("back", reverses="freight", actual=-100), {"A": -50, "B": -50}, {"A": 0, "B": 0}),  # a part: 50.495 and 49.505
    (WITHOUT_ACTUAL, Cost("back", -51, reverses="freight", actual=-101), {"A": -51, "B": -50}, {"A": 25, "B": 25}),
])
def test_what_was_billed_in_the_end_decides_whether_a_line_is_taken_back_whole(freight, back, expected, quoted):
    table = dues(AB, freight, back)
    assert column(table, "back") == expected
    assert column(table, "quoted") == quoted


def test_a_rate_line_is_taken_back_whole_only_by_its_own_amount():
    fee = Cost("duty", rate="10%", of="goods")  # 600 and 400
    assert column(dues(AB, GOODS, fee, Cost("back", rate="-10%", of="goods", reverses="duty")), "back") == {"A": -600, "B": -400}
    assert column(dues(AB, GOODS, fee, Cost("back", rate="-0.11%", of="goods", reverses="duty")), "back") == {"A": -7, "B": -4}  # 6.6 and 4.4
