"""Pieces: filling up, receipts, defects, equalisation, withdrawals (spec.md section 3), with figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

import poolsplit as ps
from poolsplit import Cost, Terms

AB = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
GOODS = Cost("goods", 100_000, basis="quantity")


def column(table, name):
    return {row["partner"]: row[name] for row in table}


# MOQ -------------------------------------------------------------------------------------------------------------------


def test_four_shops_that_want_ten_to_twenty_pieces_do_not_reach_a_hundred():
    orders = [{"partner": name, "quantity": n, "tolerance": 5} for name, n in zip("ABCD", (10, 15, 20, 12), strict=True)]
    table = ps.fill(orders, {"moq": 100})
    assert column(table, "quantity") == {"A": 15, "B": 20, "C": 25, "D": 17, "": 0}
    assert table[-1]["shortfall"] == 23


def test_the_tolerance_fills_first_and_is_apportioned():
    orders = [{"partner": "A", "quantity": 60, "tolerance": 30}, {"partner": "B", "quantity": 30, "tolerance": 10}]
    assert column(ps.fill(orders, {"moq": 100}), "quantity") == {"A": 68, "B": 32}


def test_packs_make_the_total_a_multiple():
    orders = [{"partner": "A", "quantity": 60, "tolerance": 10}, {"partner": "B", "quantity": 41}]
    assert column(ps.fill(orders, {"moq": 100, "pack": 12}), "quantity") == {"A": 67, "B": 41}
    assert ps.fill(AB, {"pack": 12})[-1] == {"partner": "", "ordered": 0, "quantity": 0, "shortfall": 8}


# receipts --------------------------------------------------------------------------------------------------------------


def test_ten_defects_of_a_hundred_at_sixty_forty():
    assert column(ps.defects(AB, 10), "defective") == {"A": 6, "B": 4}
    assert column(ps.defects(AB, {"defective": "10%"}), "good") == {"A": 54, "B": 36}


def test_ten_skus_with_one_defect_each_give_six_and_four():
    orders = [{"partner": name, "sku": f"s{i}", "quantity": n} for i in range(10) for name, n in (("A", 60), ("B", 40))]
    table = ps.defects(orders, [{"sku": f"s{i}", "defective": 1} for i in range(10)])
    assert sum(row["defective"] for row in table if row["partner"] == "A") == 6


def test_a_defect_rate_is_of_the_received_pieces_half_up():
    assert sum(column(ps.defects(AB, {"received": 50, "defective": "0.05"}), "defective").values()) == 3


def test_defects_fall_on_those_who_received_pieces_of_that_sku():
    orders = [{"partner": "A", "sku": "x", "quantity": 3}, {"partner": "B", "sku": "y", "quantity": 100}]
    table = ps.defects(orders, [{"sku": "x", "defective": 3}])
    assert [(row["defective"], row["good"]) for row in table] == [(3, 0), (0, 100)]


def test_short_shipments_are_shared_pro_rata_and_refunded():
    table = ps.received(AB, 95)
    assert column(table, "received") == {"A": 57, "B": 38}
    refund = ps.refunds(AB, {"unit_price": "0.55", "currency": "CNY"}, 95, {"CNY": 1000})
    assert [(row["partner"], row["amount"], row["currency"]) for row in refund] == [("A", Decimal("-1.65"), "CNY"), ("B", Decimal("-1.10"), "CNY")]
    dues = ps.split(AB, refund, rates={"CNY": 1000})
    assert column(dues, "due") == {"A": -1650, "B": -1100}


def test_over_shipments_go_to_the_tolerance_and_the_rest_is_offered():
    orders = [{"partner": "A", "quantity": 60, "tolerance": 2}, {"partner": "B", "quantity": 40}]
    assert column(ps.received(orders, 105), "received") == {"A": 62, "B": 40, "": 3}


def test_more_defects_than_pieces_and_unknown_skus_are_problems():
    with pytest.raises(ps.DataError, match="more than the 100"):
        ps.defects(AB, 101)
    with pytest.raises(ps.DataError, match="nobody ordered z"):
        ps.received(AB, [{"sku": "z", "received": 5}])
    two = [{"partner": "A", "sku": "x", "quantity": 1}, {"partner": "A", "sku": "y", "quantity": 1}]
    with pytest.raises(ps.DataError, match="does not say of which SKU"):
        ps.defects(two, 1)


def test_a_later_find_takes_nothing_back():
    carry = None
    total = {"A": 0, "B": 0}
    for _ in range(10):
        found = column(ps.defects(AB, 1, carry=carry), "defective")
        total = {name: total[name] + found[name] for name in total}
        carry = ps.carry_table(AB, carry=carry, receipt=1)
    assert total == {"A": 6, "B": 4}


def test_cash_equalises_where_the_bad_pieces_fell():
    # landed cost 1,000 a piece; A should bear 6 of the 10 defects and found none of them
    count = [{"partner": "A", "defective": 0}, {"partner": "B", "defective": 10}]
    assert column(ps.equalise(AB, GOODS, 10, count), "cash") == {"A": -6000, "B": 6000}
    with pytest.raises(ps.DataError, match="found 9"):
        ps.equalise(AB, GOODS, 10, [{"partner": "B", "defective": 9}])


def test_all_defects_can_be_shared_by_value():
    orders = [{"partner": "A", "sku": "x", "quantity": 10}, {"partner": "B", "sku": "y", "quantity": 10}]
    items = [{"sku": "x", "unit_price": 100}, {"sku": "y", "unit_price": 300}]
    # one piece of y is lost, 300; by value A bears a quarter of it
    assert column(ps.equalise(orders, None, [{"sku": "y", "defective": 1}], None, items), "cash") == {"A": -75, "B": 75}


# withdrawal ------------------------------------------------------------------------------------------------------------

ABC = [{"partner": "A", "quantity": 50}, {"partner": "B", "quantity": 30}, {"partner": "C", "quantity": 20}]


def test_before_placing_the_order_is_split_again():
    after = ps.withdraw(ABC, {"partner": "C", "when": "before"}, Cost("freight", 800, basis="quantity"))
    assert column(after.dues, "due") == {"A": 500, "B": 300}
    assert column(after.orders, "quantity") == {"A": 50, "B": 30}


def test_before_placing_the_moq_and_the_tier_are_checked_again():
    items = {"unit_price": 30, "tiers": "100: 28", "moq": 100}
    with pytest.raises(ps.DataError, match="lacks 20 of 100"):
        ps.withdraw(ABC, {"partner": "C", "when": "before"}, None, items)
    dearer = ps.withdraw(ABC, {"partner": "C", "when": "before"}, None, {**items, "moq": 80})
    assert column(dearer.dues, "due") == {"A": 1500, "B": 900}


def test_a_replacement_takes_units_and_debts():
    after = ps.withdraw(ABC, {"partner": "C", "when": "after", "replacement": "D"}, Cost("freight", 1000, basis="quantity"))
    assert column(after.dues, "due") == {"A": 500, "B": 300, "C": 0, "D": 200}
    assert column(after.orders, "quantity") == {"A": 50, "B": 30, "D": 20}


def forfeit(paid, **taker):
    return ps.withdraw(ABC, {"partner": "C", "when": "after", **taker}, Cost("goods", 1000, basis="quantity"), payments=[{"partner": "C", "paid": paid}])


def test_a_forfeited_transfer_pays_his_own_costs_and_the_units_go_pro_rata():
    after = forfeit(200)
    assert column(after.orders, "quantity") == {"A": 63, "B": 37}  # 20 at 5:3 is 12.5 / 7.5, the tie goes to the larger
    assert column(after.dues, "forfeit") == {"A": 0, "B": 0, "C": 0}


def test_what_the_forfeited_transfer_lacks_or_leaves_is_borne_by_those_who_take_the_units():
    lacking = forfeit(40)
    assert column(lacking.dues, "due") == {"A": 604, "B": 356, "C": 40}  # 160 missing at 13:7
    leaving = forfeit(220)
    assert column(leaving.dues, "forfeit") == {"A": -13, "B": -7, "C": 20}


def test_a_named_taker_takes_all_units():
    after = forfeit(150, taker="b")
    assert column(after.orders, "quantity") == {"A": 50, "B": 50}
    assert column(after.dues, "due") == {"A": 500, "B": 350, "C": 150}


def test_units_of_a_sku_that_nobody_else_holds_go_to_all_by_total_quantity():
    orders = [{"partner": "A", "sku": "x", "quantity": 30}, {"partner": "B", "sku": "x", "quantity": 10}, {"partner": "C", "sku": "y", "quantity": 8}]
    after = ps.withdraw(orders, {"partner": "C", "when": "after"}, GOODS, payments=[])
    assert [(row["partner"], row["sku"], row["quantity"]) for row in after.orders] == [("A", "x", 30), ("A", "y", 6), ("B", "x", 10), ("B", "y", 2)]


def test_withdrawals_that_cannot_be_are_problems():
    for row, words in (
        ({"partner": "X", "when": "before"}, "does not order"),
        ({"partner": "C", "when": "yesterday"}, "whether the order was placed"),
        ({"partner": "A", "when": "after"}, "is the lead buyer"),
        ({"partner": "C", "when": "after", "taker": "X"}, "not among the partners"),
    ):
        with pytest.raises(ps.DataError, match=words):
            ps.withdraw(ABC, row, GOODS, terms=Terms("A"))
    with pytest.raises(ps.DataError, match="withdraws twice"):
        ps.withdraw(ABC, [{"partner": "C", "when": "after"}, {"partner": "c", "when": "before"}], GOODS)


# settlement and ledger -------------------------------------------------------------------------------------------------


def dues(**owed):
    return [{"partner": name, "due": amount} for name, amount in owed.items()]


def paid(**amounts):
    return [{"partner": name, "paid": amount} for name, amount in amounts.items()]


def test_everybody_clears_with_the_lead_buyer_who_pays_back_what_is_too_much():
    transfers = ps.settle(dues(A=100, B=200, C=300), paid(B=250, C=100), lead_buyer="a")
    assert transfers == [{"payer": "A", "payee": "B", "amount": 50}, {"payer": "C", "payee": "A", "amount": 200}]


def test_without_a_lead_buyer_payments_must_add_up_and_the_fewest_transfers_clear():
    owed, given = dues(A=100, B=200, C=70, D=30), paid(A=150, B=150, C=100)
    transfers = ps.settle(owed, given)
    assert transfers == [{"payer": "B", "payee": "A", "amount": 50}, {"payer": "D", "payee": "C", "amount": 30}]
    with pytest.raises(ps.DataError, match="differs from the dues by 400"):
        ps.settle(owed, [])


def test_the_largest_debt_first_would_need_one_transfer_more():
    assert ps.settle(dues(A=4, B=6, C=1, D=1, E=1), paid(C=5, D=4, E=4)) == [
        {"payer": "A", "payee": "C", "amount": 4}, {"payer": "B", "payee": "D", "amount": 3}, {"payer": "B", "payee": "E", "amount": 3},
    ]


def test_payments_of_strangers_and_an_unknown_lead_buyer_are_problems():
    with pytest.raises(ps.DataError, match="X paid"):
        ps.settle(dues(A=1), paid(X=1), lead_buyer="A")
    with pytest.raises(ps.DataError, match="lead buyer Z"):
        ps.settle(dues(A=1), [], lead_buyer="Z")


def entry(kind, amount, reference=None, reverses=None, partner="A", date="2026-01-02"):
    return {"date": date, "partner": partner, "kind": kind, "amount": amount, "reference": reference, "reverses": reverses}


def test_a_ledger_gives_balances_and_carry():
    entries = [entry("due", 500, "D1"), entry("payment", 300, "P1"), entry("refund", 20), entry("carry", "-1/3", "pieces"), entry("due", 70, partner="B")]
    table = ps.balances(entries)
    assert [(row["partner"], row["measure"], str(row["balance"])) for row in table] == [("A", "VND", "220"), ("B", "VND", "70"), ("A", "pieces", "-1/3")]


def test_a_correction_is_a_reversal_and_happens_once():
    payment = entry("payment", 300, "P1")
    back = ps.reversal(payment, "2026-01-03", "R1")
    assert ps.balances([entry("due", 500), payment, back])[0]["balance"] == 500
    for wrong, words in (
        ([payment, back, {**back, "reference": "R2"}], "reversed before"),
        ([payment, {**back, "reverses": "P9"}], "no entry P9"),
        ([payment, {**back, "partner": "B"}], "another partner"),
        ([payment, {**back, "amount": 299}], "whole of P1"),
        ([payment, payment], "two entries"),
        ([entry("gift", 5)], "no kind of entry"),
        ([payment, back, {**back, "reference": "R2", "reverses": "R1"}], "a reversal itself"),
        ([entry("due", "1/2")], "more decimals"),
    ):
        with pytest.raises(ps.DataError, match=words):
            ps.balances(wrong)


# advice ----------------------------------------------------------------------------------------------------------------


def advice(orders=AB, cost=GOODS, items=None, terms=None, facts=None, policy=None):
    return {said.topic: said for said in ps.advise(orders, cost, items, terms, facts=facts, policy=policy)}


def test_advice_on_partners_and_form():
    assert "cleanest" in advice()["partners"].reason
    five = [{"partner": name, "quantity": 1} for name in "ABCDE"]
    assert advice(five)["partners"].warning
    assert not advice(five, policy=ps.Policy(partners=5))["partners"].warning
    for amount, words in ((19_999_999, "chat"), (20_000_000, "advised"), (50_000_000, "advised"), (50_000_001, "above 50,000,000")):
        assert words in advice(cost=Cost("goods", amount, basis="quantity"))["agreement"].reason
    assert "signed" in advice(facts=ps.Facts(collateral=True))["agreement"].reason


def test_advice_on_the_product_and_the_partners():
    cheap = advice(cost=None, items={"unit_price": 19_999}, facts=ps.Facts(trend_weeks=3, piece_inspection=True, capital=10_000_000, new_sku=True))
    assert cheap["unit price"].warning
    assert cheap["trend"].warning
    assert cheap["inspection"].warning
    assert "unit price" not in advice(cost=None, items={"unit_price": 20_000})
    assert advice(facts=ps.Facts(goods_before_paying=True))["partner"].warning
    assert advice(cost=Cost("goods", 5_000_001, basis="quantity"), facts=ps.Facts(first_together=True))["first pool"].warning


def test_a_fee_above_two_percent_is_a_warning():
    fee = [GOODS, Cost("fee", rate="3%", of="goods")]
    assert any("3 %" in problem.message and problem.warning for problem in ps.check(AB, fee, terms=Terms("A")))
    assert not ps.check(AB, [GOODS, Cost("fee", rate="2%", of="goods")], terms=Terms("A"))


def test_the_saving_against_buying_alone():
    table = ps.saving(AB, None, {"unit_price": 1000, "moq": 50})
    assert column(table, "saving_low") == {"A": 0, "B": 12_000}
    assert column(table, "saving_high") == {"A": 0, "B": 20_000}
