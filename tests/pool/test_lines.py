"""Rules of cost lines that an operator meets late: several pools, lines that refer to each other, credits, prices, carry."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.report.outcome import outcome
from poolsplit.tables.table import table

AB = [{"partner": "A", "quantity": 60}, {"partner": "B", "quantity": 40}]
ABC = [{"partner": name, "quantity": 1} for name in "ABC"]
POOLS = [{"pool": pool, "partner": name, "quantity": 1} for pool in ("us", "vn") for name in "AB"]
VN_AND_US = [Terms("A", currency="VND", pool="vn"), Terms("B", currency="USD", pool="us")]
GOODS = Cost("goods", 10_000, basis="quantity")


def column(table, name):
    return {row["partner"]: row[name] for row in table}


def refused(words, run, *arguments, **more):
    """The one problem that stands in the way."""
    with pytest.raises(ps.DataError, match=words) as error:
        run(*arguments, **more)
    (problem,) = [problem for problem in error.value.problems if not problem.warning]
    assert problem.fix
    return problem


# lines that refer to lines ---------------------------------------------------------------------------------------------


def test_a_line_goes_by_the_word_for_its_kind():
    lines = [Cost("Tiền hàng", 10_000, basis="quantity"), Cost("fee", rate="1%", of="goods")]
    assert column(ps.split(AB, lines), "fee") == {"A": 60, "B": 40}


def test_a_word_for_two_lines_is_refused():
    lines = [Cost("Cước", 1000, basis="quantity"), Cost("国际运费", 1000, basis="quantity"), Cost("duty", rate="1%", of="freight")]
    assert refused("no line named freight", ps.split, AB, lines).row == 3


def test_a_rate_of_goods_needs_a_goods_line():
    lines = [Cost("freight", 1000, basis="quantity"), Cost("fee", rate="1%", of="goods")]
    assert refused("no line named goods", ps.split, AB, lines).column == "of"


def test_a_rate_of_lines_that_only_another_pool_has_is_refused():
    lines = [Cost("goods", 1000, pool="vn", basis="quantity"), Cost("duty", rate="10%", of="goods")]
    assert refused("the pool us does not have", ps.split, POOLS, lines).row == 2


def test_a_name_that_is_a_column_and_a_line_is_asked():
    orders = [{**row, "handling": 1} for row in AB]
    lines = [Cost("handling", 100, basis="equal"), Cost("insurance", 100, basis="handling")]
    assert refused("a column of the orders and a line", ps.split, orders, lines).row == 2
    assert column(ps.split(orders, Cost("handling", 100, basis="handling")), "handling") == {"A": 50, "B": 50}


def test_a_partner_beside_a_basis_is_asked():
    assert refused("not clear who bears it", ps.split, AB, Cost("freight", 100, basis="equal", partner="B")).column == "partner"
    assert column(ps.split(AB, Cost("freight", 100, partner="B")), "freight") == {"A": 0, "B": 100}


def test_only_the_lines_of_a_circle_are_blamed():
    lines = [Cost("a", rate="1%", of="b"), Cost("b", rate="1%", of="a"), Cost("c", rate="1%", of="a")]
    problems = ps.check(AB, lines)
    assert [(problem.row, problem.message) for problem in problems] == [(1, "a depends on itself"), (2, "b depends on itself")]


def test_a_column_counts_only_where_a_line_is_shared_by_it():
    orders = [{"pool": "1", "partner": "A", "quantity": 1, "cartons": 1}, {"pool": "2", "partner": "A", "quantity": 1, "cartons": -1}]
    assert not ps.check(orders, Cost("freight", 100, pool="1", basis="cartons"))
    assert refused("negative here", ps.split, orders, Cost("freight", 100, pool="2", basis="cartons")).row == 2


# credits and reversals -------------------------------------------------------------------------------------------------


def test_a_fee_that_is_taken_back_is_taken_back_from_the_lead_buyer():
    lines = [GOODS, Cost("fee", rate="1%", of="goods"), Cost("back", reverses="fee")]
    table = ps.split(AB, lines, terms=Terms("A"))
    assert column(table, "back_credit") == {"A": 100, "B": 0}
    assert column(table, "due") == {"A": 6_000, "B": 4_000}
    lines[-1] = Cost("back", -51, reverses="fee")
    assert column(ps.split(AB, lines, terms=Terms("A")), "due") == {"A": 6_000 + 60 - 100 - 31 + 51, "B": 4_000 + 40 - 20}


def test_each_pool_takes_back_its_own_whole_line():
    lines = [Cost("freight", 101, basis="quantity"), Cost("all", -101, reverses="freight", pool="us"), Cost("some", -51, reverses="freight", pool="vn")]
    table = ps.split(POOLS, lines)
    assert [row["all"] for row in table] == [-51, -50, 0, 0]
    assert [row["some"] for row in table] == [0, 0, -26, -25]


def test_a_credit_of_nothing_is_no_reversal_and_one_with_the_wrong_sign_is_refused():
    assert column(ps.split(AB, [GOODS, Cost("back", 0, reverses="goods")]), "back") == {"A": 0, "B": 0}
    assert refused("has the same sign", ps.split, AB, [GOODS, Cost("back", 5, reverses="goods")]).row == 2


def test_a_reversal_takes_its_carry_back():
    freight = Cost("freight", 100, basis="quantity")
    assert {row["carry"] for row in ps.carry_table(ABC, [freight, Cost("back", reverses="freight")])} == {0}


# goods and prices ------------------------------------------------------------------------------------------------------


def test_goods_without_an_amount_are_price_times_quantity_whatever_basis_is_typed():
    for basis in (None, "quantity", "value"):
        assert column(ps.split(AB, Cost("goods", basis=basis), {"unit_price": 10}), "goods") == {"A": 600, "B": 400}
    assert refused("follows no other basis", ps.split, AB, Cost("goods", basis="equal"), {"unit_price": 10}).column == "basis"
    assert refused("the items have no prices", ps.split, AB, Cost("goods", basis="quantity")).column == "amount"


def test_goods_with_an_amount_follow_the_prices_of_each_pool_that_has_some():
    orders = [{"pool": pool, "partner": partner, "sku": sku, "quantity": 10} for pool in ("us", "vn") for partner, sku in ("Ax", "By")]
    items = [{"pool": "us", "sku": "x", "unit_price": 1}, {"pool": "us", "sku": "y", "unit_price": 3}]
    for basis in (None, "quantity"):
        shared = [row["goods"] for row in ps.split(orders, Cost("goods", 100, basis=basis), items)]
        assert shared == [*((50, 50) if basis else (25, 75)), 50, 50]


def test_every_pool_with_prices_has_goods():
    table = ps.split(POOLS, Cost("goods", 100, basis="quantity", pool="us"), {"unit_price": 10})
    assert [row["goods"] for row in table] == [50, 50, 10, 10]


def test_tiers_alone_are_prices():
    assert column(ps.split(AB, None, {"tiers": "1: 30; 100: 28"}), "due") == {"A": 1680, "B": 1120}
    assert refused("below 101 pieces", ps.split, AB, None, {"tiers": "101: 28"}).table == "items"


def test_a_price_list_that_nobody_orders_from_is_no_free_order():
    orders = [{"partner": "A", "sku": "ao den", "quantity": 5}]
    problem = refused("ao den has no price", ps.split, orders, Cost("freight", 100, basis="quantity"), [{"sku": "áo đen", "unit_price": 5}])
    assert (problem.table, problem.row, problem.column) == ("orders", 1, "sku")


def test_a_bill_is_held_against_the_prices_whatever_it_is_shared_by():
    for basis in (None, "quantity"):
        (warning,) = ps.check(AB, Cost("goods", 999, basis=basis), {"unit_price": 10})
        assert "comes to 1,000" in warning.message


def test_a_refund_is_at_the_price_that_was_paid():
    table = ps.refunds(AB, {"unit_price": 30, "tiers": "100: 28"}, 95)
    assert column(table, "amount") == {"A": -84, "B": -56}
    assert refused("has no price", ps.refunds, AB, {"moq": 5}, 95).column == "unit_price"


# freight ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prices", "amount"), [({"price_per_kg": 1000}, 167_000), ({"price_per_cbm": 200_000}, 200_000)])
def test_one_price_of_the_carrier_is_that_of_a_chargeable_kilogram_or_cubic_metre(prices, amount):
    orders = [{"partner": "A", "quantity": 1, "kg": 3, "cbm": 1}]
    assert ps.split(orders, Cost("freight", basis="chargeable"), terms=Terms(kg_per_cbm=167, **prices))[0]["freight"] == amount


def test_what_chargeable_weight_lacks_is_said_at_the_terms():
    orders = [{**row, "kg": 3, "cbm": 1} for row in AB]
    assert refused("for a cubic metre", ps.split, orders, Cost("freight", 5, basis="chargeable"), terms=Terms("A")).row == 1


def test_a_typed_weight_of_zero_counts_but_is_reported():
    orders = [{"partner": "A", "sku": "x", "quantity": 1}, {"partner": "B", "sku": "y", "quantity": 1}]
    items = [{"sku": "x", "unit_kg": 0}, {"sku": "y", "unit_kg": 1}]
    freight = Cost("freight", 100, basis="kg")
    assert column(ps.split(orders, freight, items), "freight") == {"A": 0, "B": 100}
    (warning,) = ps.check(orders, freight, items)
    assert (warning.table, warning.row, warning.column, warning.warning) == ("items", 1, "unit_kg", True)


# currencies ------------------------------------------------------------------------------------------------------------


def test_rates_are_in_one_currency_and_pools_in_others_are_converted_through_it():
    line = Cost("domestic", 254, "CNY", basis="quantity")
    assert refused("from CNY to USD", ps.split, POOLS, line, terms=VN_AND_US, rates={"CNY": 3500}).row == 1
    table = ps.split(POOLS, line, terms=VN_AND_US, rates={"CNY": 3500, "USD": 25_400})
    assert [row["due"] for row in table] == [Decimal("17.50"), Decimal("17.50"), 444_500, 444_500]


def test_an_amount_for_pools_of_several_currencies_says_its_own():
    assert refused("without a currency", ps.split, POOLS, Cost("freight", 100, basis="quantity"), terms=VN_AND_US).column == "currency"
    table = ps.split(POOLS, Cost("freight", 100, "VND", basis="quantity"), terms=VN_AND_US, rates={"USD": 25_000})
    assert [row["due"] for row in table] == [0, 0, 50, 50]


def test_a_single_pool_with_a_name_gives_its_currency_to_everything():
    orders = [{"pool": "P", "partner": "A", "quantity": 1}]
    table = ps.split(orders, Cost("goods", "10.01", basis="quantity"), terms=Terms("A", currency="USD", pool="P"), rates={"CNY": "0.14"})
    assert table[0]["due"] == Decimal("10.01")
    assert not ps.check(orders, GOODS, payments={"partner": "A", "paid": 5})


def test_the_heading_of_an_amount_gives_its_currency():
    costs = [["cost", "Amount (CNY)", "basis"], ["goods", 50, "quantity"]]
    assert ps.split(AB, costs, rates={"CNY": 3500})[0]["goods"] == 105_000
    problems = ps.check(AB, GOODS, payments=[["partner", "paid (CNY)"], ["A", 5]])
    assert [(problem.table, problem.row, problem.column) for problem in problems] == [("payments", 1, "paid")]


def test_codes_of_currencies_are_read_in_any_case():
    assert column(ps.split(AB, Cost("goods", 5, "cny", basis="quantity"), rates={"Cny": 100}, currency="vnd"), "due") == {"A": 300, "B": 200}
    assert ps.settle([{"partner": "A", "due": 3}], [], lead_buyer="A", currency="vnd") == []
    assert refused("is the currency of the pool itself", ps.split, AB, GOODS, rates={"VND": 2}).table == "rates"


# carry -----------------------------------------------------------------------------------------------------------------


def test_the_carry_of_a_partner_in_two_pools_is_added_up_once():
    orders = [{"pool": pool, "partner": name, "quantity": 1} for pool in "12" for name in "AB"]
    before = [{"partner": "A", "measure": "VND", "carry": "1/3"}, {"partner": "B", "measure": "VND", "carry": "-1/3"}]
    after = ps.carry_table(orders, Cost("freight", 101, basis="quantity"), carry=before)
    assert column(after, "carry") == {"A": Fraction(1, 3) - 1, "B": 1 - Fraction(1, 3)}


def test_the_carry_of_goods_and_of_steps_counts():
    items, terms = {"unit_price": "33.5"}, Terms("C", step=10)
    first = ps.carry_table(ABC, None, items, terms)  # 100 or 101 dong: an odd one, and steps of 10
    assert {row["measure"] for row in first} == {"VND", "VND 10"}
    for measure in ("VND", "VND 10"):
        assert sum(row["carry"] for row in first if row["measure"] == measure) == 0
    rounding = column(ps.split(ABC, None, items, terms), "rounding")
    assert {row["partner"]: row["carry"] for row in first if row["measure"] == "VND 10"} == {name: -moved for name, moved in rounding.items()}
    dues, total = [], {"A": 0, "B": 0, "C": 0}
    carry = []
    for _ in range(6):
        dues.append(column(ps.split(ABC, Cost("goods", 45, basis="equal"), terms=Terms("C", step=10), carry=carry), "due"))
        carry = ps.carry_table(ABC, Cost("goods", 45, basis="equal"), terms=Terms("C", step=10), carry=carry)
        total = {name: total[name] + dues[-1][name] for name in total}
    assert abs(total["A"] - total["B"]) <= 10


def test_pieces_have_a_carry_of_their_own():
    after = ps.carry_table(AB, receipt={"received": 99, "defective": 1})
    assert [(row["partner"], row["measure"], row["carry"]) for row in after if row["measure"] == "pieces"] == [
        ("A", "pieces", Fraction(2, 5)), ("B", "pieces", Fraction(-2, 5)),
    ]
    assert sum(row["carry"] for row in after if row["measure"] == "defects") == 0


def test_a_carry_table_that_cannot_be_is_refused_or_reported():
    row = {"partner": "A", "measure": "VND", "carry": "1/2"}
    assert refused("stands in two rows", ps.split, AB, GOODS, carry=[row, row]).row == 2
    assert refused("no measure of carry", ps.split, AB, GOODS, carry={**row, "measure": "boxes"}).column == "measure"
    (warning,) = ps.check(AB, GOODS, carry=row)
    assert "does not add up to 0" in warning.message


def test_a_workbook_hands_its_carry_on():
    tables = {"orders": ABC, "costs": {"cost": "freight", "amount": 100, "basis": "quantity"}}
    tables["carry"] = ps.carry_table(tables["orders"], tables["costs"])
    found = outcome({name: table(name, rows) for name, rows in tables.items()})
    by_key = {section.key: section for section in found.sections}
    assert [row[2] for row in by_key["dues"].rows] == [33, 34, 33, 100]
    assert by_key["carry"].rows == [["A", "VND", "-1/3"], ["B", "VND", "-1/3"], ["C", "VND", "2/3"]]


# explain ---------------------------------------------------------------------------------------------------------------


def said(*arguments, **more):
    return ". ".join(ps.explain(*arguments, **more))


def test_explain_shows_the_base_of_a_rate_and_the_rate_of_exchange():
    lines = [Cost("goods", 50, "CNY", basis="quantity"), Cost("fee", rate="1.5%", of="goods")]
    assert "fee is 1.5 % of goods, 175,000 VND: 2,625 VND" in said(AB, lines, "A", "fee", rates={"CNY": 3500})
    assert "counts 35 here, so it comes to 175,000 VND" in said(AB, lines, "A", "goods", rates={"CNY": 3500})


def test_explain_goes_through_the_goods_sku_by_sku():
    orders = [{"partner": "A", "sku": "x", "quantity": 1}, {"partner": "B", "sku": "x", "quantity": 2}, {"partner": "A", "sku": "y", "quantity": 1}]
    words = said(orders, None, "A", "goods", [{"sku": "x", "unit_price": "0.5"}, {"sku": "y", "unit_price": 7}])
    assert "x: 3 pieces at 0.5 VND come to 2 VND; 1 of them are exactly 0.666666… in minor units, 1 VND" in words
    assert "goods of A comes to 8 VND" in words


def test_explain_says_why_the_odd_unit_went_where_it_did():
    freight = Cost("freight", 100, basis="quantity")
    assert "largest remainders: 1; 0.333333… is among these, so A got one" in said(ABC, freight, "A", "freight")
    assert "remainders larger than 0.333333…: 1; B got none" in said(ABC, freight, "B", "freight")
    assert "A had the same remainder" in said(ABC, freight, "B", "freight")
    carry = ps.carry_table(ABC, freight)
    assert "what earlier orders still owe B was added to the remainder: 0.333333…: B" not in said(ABC, freight, "B", "freight", carry=carry)
    assert "B got one and pays 34 VND. what earlier orders still owe B was added" in said(ABC, freight, "B", "freight", carry=carry)


@pytest.mark.parametrize(("amount", "carry"), [(3, "1/4"), (-3, "-1/4")])
def test_explain_compares_remainders_with_what_is_still_owed(amount, carry):
    orders = [{"partner": name, "quantity": quantity} for name, quantity in (("A", 1), ("B", 2), ("C", 1))]  # 0.75, 1.5 and 0.75
    owed = {"partner": "B", "measure": "VND", "carry": carry}
    assert "A, B had the same remainder" in said(orders, Cost("freight", amount, basis="quantity"), "C", "freight", carry=owed)


def test_explain_names_the_line_that_another_one_follows_as_it_was_typed():
    lines = [Cost("Cước", 100, basis="quantity"), Cost("papers", 10, basis="cước")]
    assert "papers of 10 VND is shared by Cước. " in said(AB, lines, "A", "papers")


def test_explain_adds_up_a_line_of_several_rows_and_the_quote():
    lines = [Cost("freight", 100, basis="quantity"), Cost("freight", 50, basis="equal", actual=70)]
    assert "freight of A comes to 95 VND" in said(AB, lines, "A", "freight")
    assert "A owes 85 VND" in said(AB, lines, "A", "quoted")


def test_explain_says_where_the_step_has_moved_an_amount_and_of_no_other_line_that():
    lines = [Cost("goods", 1001, basis="quantity"), Cost("storage", 10, basis="quantity")]    # A 600.6 and 6, B 400.4 and 4: 607 and 404
    terms = Terms("A", step=500)
    assert said(AB, lines, "A", "rounding", terms=terms) == "dues are paid in steps of 500 VND; A, the lead buyer, takes the rest: -96 VND"
    assert said(AB, lines, "B", "rounding", terms=terms) == "dues are paid in steps of 500 VND; for B that is 96 VND"
    assert said(AB, lines, "A", "storage", terms=terms) == (
        "storage of 10 VND is shared by quantity. A has 60 % of it: exactly 6 in minor units. that is whole, so nothing is rounded: 6 VND")


def test_explain_gives_no_part_of_a_line_of_nothing_to_who_is_credited_in_the_line_that_it_follows():
    lines = [Cost("freight", 6, partner="A"), Cost("freight", -4, partner="B"), Cost("insurance", 0, basis="freight")]
    assert "A has 100 % of it: exactly 0 in minor units" in said(AB, lines, "A", "insurance")
    assert "B has 0 % of it: exactly 0 in minor units" in said(AB, lines, "B", "insurance")


def test_explain_asks_for_the_pool_where_there_are_several():
    line = Cost("freight", 100, basis="quantity", pool="us")
    with pytest.raises(ps.PoolsplitError, match="say which pool; the pools are: us, vn"):
        ps.explain(POOLS, line, "A", "freight")
    with pytest.raises(ps.PoolsplitError, match="say which pool"):
        ps.explain(POOLS, line, "A", "freight", pool="cn")
    assert "50 VND" in said(POOLS, line, "A", "freight", pool="us")
    assert said(POOLS, line, "A", "freight", pool="vn") == "freight of A comes to 0 VND"
