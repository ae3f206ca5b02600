"""Problems of whole cases, each asserted whole: table, row, column, message, way out and cell."""

from __future__ import annotations

import pytest
from support.sheets import sheet

import poolsplit as ps
from poolsplit import Cost, Terms
from poolsplit.errors import Problem

ORDERS = sheet("orders", "partner|sku|quantity", ["A", "x", 60], ["B", "y", 40])
GOODS = ["goods", 1000, None, None, "quantity", None, None, None]
BASES = "type one of: quantity, value, kg, cbm, chargeable, equal, direct, a column of the orders, or another line"


def costs(*rows):
    return sheet("costs", "cost|amount|rate|of|basis|partner|reverses|currency", GOODS, *rows)


def problem(table, row, column, letter, message, fix, *, warning=False):
    return Problem(table, row, column, message, fix, f"{table}!{letter}{row + 1}", warning)


@pytest.mark.parametrize(("row", "column", "letter", "message", "fix"), [
    (["due", 5, None, None, "equal", None, None, None], "cost", "A", "due is the name of another column of the dues", "give the cost another name"),
    (["freight", 5, "1%", "goods", "equal", None, None, None], "rate", "C", "freight has an amount and a rate", "keep the one that was agreed"),
    (["freight", None, None, None, "equal", None, None, None], "amount", "B", "freight has neither amount nor rate", "type one of the two, or delete the row"),
    (["fee", None, "1%", None, "equal", None, None, None], "of", "D", "fee is a rate, but it does not say of which lines", "type the names of earlier lines, joined by +"),
    (["duty", None, "1%", "gods", None, None, None, None], "of", "D", "there is no line named gods", "the lines are: goods, duty"),
    (["back", -5, None, None, None, None, "fright", None], "reverses", "G", "back takes back fright, which is no line of this pool", "the lines are: goods, back"),
    (["back", 5, None, None, None, None, "goods", None], "amount", "B", "back takes back goods, but has the same sign", "type the amount with the other sign"),
    (["freight", 5, None, None, None, None, None, None], "basis", "E", "freight does not say what it is shared by", BASES),
    (["freight", 5, None, None, "zz", None, None, None], "basis", "E", "freight is shared by zz, which is neither a basis, nor a column of numbers, nor a line", BASES),
    (["freight", 5, None, None, "equal", "A", None, None], "partner", "F", "freight names A and a basis: it is not clear who bears it",
     'take the basis out, or type "direct"; or take the partner out'),
    (["freight", 5, None, None, "direct", "C", None, None], "partner", "F", "C, who bears freight, is not among the partners who order",
     "type the partner's name as it stands in the orders"),
    (["freight", 5, None, None, "direct", None, None, None], "partner", "F", "freight is borne by one partner, and does not say by whom",
     "type the partner's name as it stands in the orders"),
    (["freight", 5, None, None, "equal", None, None, "CNY"], "currency", "H", "there is no rate from CNY to VND", "type the rate of CNY into the rates"),
    (["duty", None, "1%", "duty", "equal", None, None, None], "of", "D", "duty depends on itself", "take it out of its own `of` or basis"),
    (["freight", "999999999999999", None, None, "equal", None, None, "XX"], "currency", "H", None, "type a code such as VND, CNY or USD"),
])
def test_a_cost_line_that_cannot_be_is_a_problem_of_its_cell(row, column, letter, message, fix):
    (found,) = ps.check(ORDERS, costs(row), terms=Terms("A"))
    assert found == problem("costs", 2, column, letter, found.message if message is None else message, fix)


def test_a_line_that_is_shared_by_nothing_names_both_lines_at_its_basis():
    table = sheet("costs", "cost|amount|basis", ["goods", 0, "quantity"], ["insurance", 10, "goods"])
    assert ps.check(ORDERS, table) == [
        problem("costs", 2, "basis", "C", "insurance is shared by goods, which is zero for everybody", "choose another basis, or fill in what it is made of"),
    ]


def test_a_line_that_is_shared_by_value_needs_one():
    found = ps.check(ORDERS, sheet("costs", "cost|amount|basis", ["freight", 5, "value"]))
    blank = sheet("items", "sku|unit_price|tiers", ["x", None, None], ["y", None, None])
    assert ps.check(ORDERS, sheet("costs", "cost|amount|basis", ["freight", 5, "value"]), blank) == found
    assert problem("costs", 1, "basis", "C", "freight is shared by value, but no value is known", "type the unit prices of the items, or a goods line above") in found


TWO_POOLS = sheet("orders", "pool|partner|quantity", ["P", "A", 1], ["Q", "A", 1])


@pytest.mark.parametrize(("row", "column", "letter", "message"), [
    ([None, "fee", None, "1%", "freight", None], "of", "E", "fee is a rate of lines that the pool Q does not have"),
    ([None, "back", -5, None, None, "freight"], "reverses", "F", "back takes back a line that the pool Q does not have"),
])
def test_a_line_refers_to_lines_of_its_own_pool_only(row, column, letter, message):
    freight = ["P", "freight", 5, None, None, None, "equal"]
    table = sheet("costs", "pool|cost|amount|rate|of|reverses|basis", freight, [*row, None])
    assert problem("costs", 2, column, letter, message, "give the row the name of its pool") in ps.check(TWO_POOLS, table, terms=Terms("A"))
    assert not [found for found in ps.check(TWO_POOLS, sheet("costs", "pool|cost|amount|rate|of|reverses|basis", freight, ["P", *row[1:], None]), terms=Terms("A"))
                if found.column == column]


def test_a_line_that_follows_charges_and_credits_at_once_is_a_problem_of_its_basis():
    table = sheet("costs", "cost|amount|basis|partner", ["a", 5, None, "A"], ["a", -2, None, "B"], ["tax", 10, "a", None])
    assert ps.check(ORDERS, table) == [
        problem("costs", 3, "basis", "C", "tax follows a, where some partners have more than 0 and some less", "choose another basis"),
    ]


@pytest.mark.parametrize(("amount", "said"), [(999_999_999_999_999, False), ("500000000000000", False)])
def test_amounts_up_to_what_a_sheet_holds_are_no_problem(amount, said):
    assert bool(ps.check(ORDERS, sheet("costs", "cost|amount|basis", ["freight", amount, "quantity"]))) is said


def test_an_amount_that_a_sheet_cannot_hold_is_a_problem_of_its_line_and_the_dues_of_two_of_the_costs():
    table = sheet("costs", "cost|basis|amount|currency", ["goods", "quantity", 1, None], ["freight", "quantity", 1_000_000_000, "CNY"])
    assert ps.check(ORDERS, table, rates={"CNY": 1_000_000}) == [
        problem("costs", 2, "amount", "C", "freight comes to more than a sheet can hold to the last digit", "check the amount, its currency and the rate"),
    ]
    two = sheet("costs", "cost|basis|amount|partner", ["a", None, 600_000_000_000_000, "A"], ["b", None, 400_000_000_000_000, "A"])
    assert ps.check(ORDERS, two) == [
        Problem("costs", 0, "amount", "the dues come to more than a sheet can hold to the last digit", "check the amounts, their currencies and the rates"),
    ]
    less = sheet("costs", "cost|basis|amount|partner", ["a", None, 600_000_000_000_000, "A"], ["b", None, 399_999_999_999_999, "A"])
    assert not ps.check(ORDERS, less)


@pytest.mark.parametrize(("cell", "words"), [(None, "which is not known here"), (-1, "which is negative here"), (0, None)])
def test_a_column_of_the_orders_that_a_line_follows_is_known_and_not_negative_for_everybody(cell, words):
    orders = sheet("orders", "partner|quantity|cartons", ["A", 1, 3], ["B", 1, cell])
    assert ps.check(orders, Cost("freight", 5, basis="cartons")) == ([] if words is None else [
        problem("orders", 2, "cartons", "C", f"freight is shared by cartons, {words}", "type a number of 0 or more"),
    ])


def test_goods_from_prices_that_a_sheet_cannot_hold_are_a_problem_of_no_row():
    items = sheet("items", "sku|unit_price|currency", ["x", 5, "VND"], ["y", 999_999_999_999_999, "VND"])
    assert Problem("costs", 0, "amount", "goods comes to more than a sheet can hold to the last digit", "check the amount, its currency and the rate") in ps.check(
        ORDERS, None, items)


PRICED = sheet("items", "sku|unit_price|currency", ["x", 5, "VND"], ["y", 6, "VND"])


@pytest.mark.parametrize(("row", "items", "column", "letter", "message", "fix"), [
    ([None, "goods", None], None, "amount", "C", "goods has no amount, and the items have no prices", "type the amount, or the unit prices of the items"),
    (["equal", "goods", None], PRICED, "basis", "A", "goods has no amount: it is price times quantity of each SKU, and follows no other basis", "take the basis out, or type the amount"),
])
def test_goods_without_an_amount_follow_from_prices_and_from_nothing_else(row, items, column, letter, message, fix):
    assert ps.check(ORDERS, sheet("costs", "basis|cost|amount", row), items) == [problem("costs", 1, column, letter, message, fix)]


def test_a_basis_that_is_a_column_and_a_line_is_asked():
    table = sheet("costs", "cost|amount|basis", ["cartons", 5, "equal"], ["freight", 5, "cartons"])
    assert ps.check(sheet("orders", "partner|quantity|cartons", ["A", 1, 2]), table) == [
        problem("costs", 2, "basis", "C", "cartons is a column of the orders and a line: it is not clear which one freight is shared by", "give one of the two another name")]


def test_an_amount_for_pools_of_several_currencies_says_its_own():
    table = sheet("costs", "cost|amount|basis|currency", ["papers", 5, "equal", "VND"], ["freight", 5, "equal", None])
    assert ps.check(TWO_POOLS, table, terms=[{"pool": "P"}, {"pool": "Q", "currency": "USD"}], rates={"USD": 26_000}) == [
        problem("costs", 2, "currency", "D", "freight has an amount without a currency, and the pools have several", "type the currency, or the pool that the line is for")]


# terms, items, orders --------------------------------------------------------------------------------------------------


def test_terms_that_cannot_be_are_problems_of_their_cells():
    terms = sheet("terms", "pool|lead_buyer|step", [None, "C", None], ["2", None, 5], [None, "A", None])
    assert ps.check(ORDERS, Cost("goods", 1000, basis="quantity"), terms=terms) == [
        problem("terms", 2, "pool", "A", "nobody orders in the pool 2", "type a pool of the orders, or delete the row"),
        problem("terms", 3, "pool", "A", "the terms of a pool stand in two rows: 1 and 3", "keep one row for each pool"),
        problem("terms", 1, "lead_buyer", "B", "the lead buyer C is not among the partners who order",
                "type the name as it stands in the orders; who only places the order stands there with a quantity of 0"),
    ]


def test_items_that_are_not_clear_are_problems_of_their_cells():
    items = sheet("items", "unit_price|sku", [5, "x"], [6, "X"], [5, None], [5, "z"], [5, "y"], [5, "Y"])
    assert ps.check(ORDERS, None, items) == [
        problem("items", 3, "sku", "B", "the row does not say which SKU it is about", "type the SKU as it stands in the orders"),
        problem("items", 4, "sku", "B", "nobody orders z", "where it is a spelling of an ordered SKU, type it alike", warning=True),
        problem("items", 2, "sku", "B", "x stands in two rows that differ: 1 and 2", "keep the row that is right"),
    ]


@pytest.mark.parametrize(("names", "message"), [
    (("Hà", "Hạ"), '"Hạ" and "Hà" differ only in tone marks; they count as two'), (("An", "Ａn"), '"Ａn" and "An" look the same but are typed differently; they count as two'),
    (("Hà", "HÀ"), None), (("An", "Anh"), None),
])
def test_names_that_look_alike_are_told_at_the_later_one(names, message):
    orders = sheet("orders", "quantity|partner", *([1, name] for name in names))
    assert ps.check(orders, Cost("goods", 1000, basis="quantity")) == ([] if message is None else [
        problem("orders", 2, "partner", "B", message, "where they are one, type them alike", warning=True),
    ])


# payments --------------------------------------------------------------------------------------------------------------


def test_payments_that_belong_to_nobody_are_problems_of_their_cells():
    payments = sheet("payments", "paid|partner", [1, "A"], [2, "C"])
    expected = [problem("payments", 2, "partner", "B", "C paid, but does not order", "type the name as it stands in the orders")]
    assert ps.check(ORDERS, Cost("goods", 1000, basis="quantity"), payments=payments) == expected
    with pytest.raises(ps.DataError) as error:
        ps.settle(sheet("dues", "partner|due", ["A", 5]), payments, "A")
    assert error.value.problems == [problem("payments", 2, "partner", "B", "C paid, but owes nothing here", "type the name as it stands in the dues")]


def test_a_payment_without_its_pool_is_asked_where_there_are_several():
    orders = [{"pool": pool, "partner": "A", "quantity": 1} for pool in "12"]
    payments = sheet("payments", "paid|pool|partner", [1, "1", "A"], [2, None, "A"], [3, "3", "A"])
    assert ps.check(orders, Cost("goods", 1000, basis="quantity"), payments=payments) == [
        problem("payments", 2, "partner", "C", "the payment of A does not say for which pool", "type the pool as it stands in the orders"),
        problem("payments", 3, "partner", "C", "A paid, but does not order", "type the name as it stands in the orders"),
    ]


def test_a_settlement_says_who_is_missing_and_by_how_much_payments_differ():
    dues = sheet("dues", "partner|due", ["A", 100], ["B", 50])
    for lead, paid, expected in (
        ("Z", 150, Problem("dues", 0, "partner", "the lead buyer Z is not among the dues", "type the name as it stands in the dues")),
        (None, 149, Problem("payments", 0, "paid", "what was paid differs from the dues by 1 VND", "name the lead buyer who receives the rest, or complete the payments")),
        (None, 151, Problem("payments", 0, "paid", "what was paid differs from the dues by -1 VND", "name the lead buyer who receives the rest, or complete the payments")),
    ):
        with pytest.raises(ps.DataError) as error:
            ps.settle(dues, [{"partner": "A", "paid": paid}], lead)
        assert error.value.problems == [expected]
    assert ps.settle(dues, [{"partner": "A", "paid": 150}]) == [{"payer": "B", "payee": "A", "amount": 50}]


# missing and defective pieces ------------------------------------------------------------------------------------------


def problems(run):
    with pytest.raises(ps.DataError) as error:
        run()
    return error.value.problems


def test_pieces_that_are_missing_have_a_price():
    receipt = sheet("receipt", "sku|received", ["x", 60], ["y", 39])
    fix = "type the price of one piece; 0 where it is free"
    assert problems(lambda: ps.refunds(ORDERS, sheet("items", "sku|unit_price", ["x", 5], ["y", None]), receipt)) == [
        problem("items", 2, "unit_price", "B", "y has no price", fix)]
    assert problems(lambda: ps.refunds(ORDERS, sheet("items", "sku|unit_price", ["x", 5]), receipt)) == [
        problem("orders", 2, "sku", "B", "y has no price", fix)]


def test_defects_cannot_be_shared_by_a_value_below_zero():
    orders = sheet("orders", "quantity|partner", [6, "A"], [4, "B"])
    lines = [Cost("goods", 100, basis="quantity"), Cost("credit", -500, partner="B")]
    assert problems(lambda: ps.equalise(orders, lines, sheet("receipt", "received|defective", [10, 2]))) == [
        problem("orders", 2, "partner", "B", "what B takes costs less than nothing, so defects cannot be shared by value",
                "hand in the count of where the bad pieces fell instead")]


@pytest.mark.parametrize(("row", "expected"), [
    ([9, "A", "x"], Problem("count", 0, "defective", "of x the partners found 9 defective pieces, but the receipt says 10", "count again, or correct the receipt")),
    ([10, "B", "x"], problem("count", 1, "partner", "B", "B does not hold x", "type partner and SKU as they stand in the orders")),
])
def test_the_partners_count_has_to_agree_with_the_orders_and_the_receipt(row, expected):
    receipt = sheet("receipt", "sku|received|defective", ["x", 60, 10], ["y", 40, 0])
    assert problems(lambda: ps.equalise(ORDERS, Cost("goods", 1000, basis="quantity"), receipt, sheet("count", "defective|partner|sku", row))) == [expected]


# what follows from another problem stays silent ------------------------------------------------------------------------


@pytest.mark.parametrize(("tables", "places"), [
    ({"costs": sheet("costs", "cost|amount|basis", ["goods", "x", "quantity"], ["insurance", 5, "goods"])}, ["costs!B2"]),
    ({"costs": sheet("costs", "cost|amount|basis|of|rate", ["goods", "x", "quantity", None, None], ["fee", None, None, "goods", "1%"], ["tax", 5, "fee", None, None]), "terms": Terms("A")}, ["costs!B2"]),
    ({"costs": sheet("costs", "cost|amount|basis", ["freight", 5, "kg"]), "items": sheet("items", "sku|unit_kg", ["x", "a"], ["y", "b"])}, ["items!B2", "items!B3"]),
    ({"items": sheet("items", "sku|unit_price|tiers", ["x", 5, "rẻ"], ["y", 5, None])}, ["items!C2"]),
    ({"items": sheet("items", "sku|unit_price|currency", ["x", 5, "XX"], ["y", 5, "VND"]), "rates": {"CNY": 3500}}, ["items!C2"]),
    ({"orders": sheet("orders", "partner|quantity|cartons", ["A", "x", 1], ["B", 1, -1]), "costs": Cost("freight", 5, basis="cartons")}, ["orders!B2", "orders!C3"]),
    ({"costs": sheet("costs", "cost|amount|basis", ["goods", 1500, "quantity"]), "terms": sheet("terms", "lead_buyer|step", ["Z", 1000])}, ["terms!A2"]),
    ({"costs": sheet("costs", "cost|amount|basis|rate|of", ["goods", 1500, "quantity", None, None], ["fee", None, None, "1%", "goods"]), "terms": sheet("terms", "lead_buyer", ["Z"])}, ["terms!A2"]),
    ({"costs": sheet("costs", "cost|amount|partner", ["freight", 5, "#REF!"])}, ["costs!C2"]),
    ({"costs": sheet("costs", "cost|amount|basis", ["freight", 5, "#REF!"])}, ["costs!C2"]),
    ({"costs": costs(["duty", None, "10.001%", "goods", None, None, None, None])}, ["costs!C3"]),
    ({"costs": costs(["duty", None, "10.001%", None, None, None, None, None])}, ["costs!C3"]),
    ({"costs": costs(["duty", None, "10.001%", "goods", None, None, None, None], ["tax", 5, None, None, "duty", None, None, None])}, ["costs!C3"]),
    ({"costs": costs(["duty", None, "10.001%", "gods", None, None, None, None])}, ["costs!C3", "costs!D3"]),
    ({"costs": sheet("costs", "cost|amount|basis|rate", ["goods", 1000, "quantity", "?"], ["insurance", 5, "value", None])}, ["costs!D2"]),
    ({"costs": sheet("costs", "cost|rate|of|amount|basis", ["freight", None, None, 5, "equal"], ["tiền hàng", "?", "freight", None, None])}, ["costs!B3"]),
    ({"orders": sheet("orders", "partner|sku|quantity", ["#N/A", "x", 1], ["B", "y", 1]), "payments": [{"partner": "B", "paid": 1}]}, ["orders!A2"]),
    ({"payments": sheet("payments", "partner|paid", ["#N/A", 5])}, ["payments!A2"]),
    ({"receipt": sheet("receipt", "sku|received", ["#N/A", 5])}, ["receipt!A2"]),
    ({"costs": sheet("costs", "cost|amount|basis|currency", ["goods", "999999999999999", "quantity", "CNY"], ["insurance", 5, "goods", "VND"]), "rates": {"CNY": 3500}}, ["costs!B2"]),
    ({"costs": sheet("costs", "cost|amount|basis|reverses", ["freight", 0, "quantity", None], ["back", 5, None, "freight"])}, ["costs!C3"]),
    ({"items": sheet("items", "sku|unit_price", ["#N/A", 5], ["x", 5], ["y", 5])}, ["items!A2"]),
])
def test_what_follows_from_a_problem_stays_silent(tables, places):
    given = {"orders": ORDERS, "costs": Cost("goods", 1000, basis="quantity"), **tables}
    if "items" in tables and "costs" not in tables:
        given["costs"] = None
    assert [found.cell for found in ps.check(given.pop("orders"), given.pop("costs"), **given)] == places


def test_what_does_not_follow_from_a_problem_is_told_with_it():
    orders = sheet("orders", "partner|sku|quantity|cbm", ["A", "x", 60, "#N/A"], ["B", "y", 40, "0.1"])
    lines = sheet("costs", "cost|amount|basis", ["freight", 5, "kg"], ["handling", 5, "cbm"])
    assert [found.cell for found in ps.check(orders, lines, sheet("items", "sku|unit_kg", ["x", "0.2"]))] == ["orders!D2", "orders!B3"]
