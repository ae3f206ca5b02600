"""Functions on whole tables: where a problem stands, and what has room. (spec.md, section 2)"""

from __future__ import annotations

import pytest

from poolsplit.functions import tables
from poolsplit.functions.ranges import ArgumentError

HEAD = ["table", "row", "column", "problem", "way out"]
BLANK = [""] * 5
COSTS = [["Cost", "Amount", "Basis"], ["Freight", 100, "quantity"]]


def found(*arguments):
    head, *rows = tables.check(*arguments)
    assert head == HEAD
    assert len(rows) == 12
    return [row for row in rows if row != BLANK]


@pytest.mark.parametrize(("bad", "last"), [
    (11, ["orders", 12, "Qty", "a quantity cannot be negative: -1", "type 0 or more"]), (12, ["orders", 13, "Qty", "a quantity cannot be negative: -1", "type 0 or more"]),
    (13, ["", "", "", "and 2 more", ""]), (14, ["", "", "", "and 3 more", ""]),
])
def test_as_many_findings_as_there_is_room_for_are_listed_and_the_others_counted(bad, last):
    rows = found([["Shop", "Qty"], *([f"A{n}", -1] for n in range(bad))], COSTS)
    assert len(rows) == min(bad, 12)
    assert rows[-1] == last


def test_every_finding_stands_at_its_row_of_the_range_with_its_heading():
    orders = [[None, None], ["Shop", "Qty"], [None, None], ["A", "x"], ["B", 1]]
    costs = [["Amount", "Cost", "Basis"], ["nhiều", "Freight", "quantity"]]
    items = [["SKU", "MOQ"], [None, "nhiều"]]
    terms = [["Step", 0], ["Lead buyer", "C"]]
    assert found(orders, costs, items, terms) == [
        ["orders", 4, "Qty", '"x" is not a number', "type digits only, for example 12300000"],
        ["terms", 2, "Lead buyer", "the lead buyer C is not among the partners who order", "type the name as it stands in the orders; who only places the order stands there with a quantity of 0"],
        ["terms", 1, "Step", "the smallest payable amount must be positive", "type 1000 for whole thousands"],
        ["items", 2, "MOQ", '"nhiều" is not a number', "type digits only, for example 12300000"],
        ["costs", 2, "Amount", '"nhiều" is not a number', "type digits only, for example 12300000"],
    ]


@pytest.mark.parametrize(("quantity", "finding"), [
    (30, ["items", 2, "MOQ", "SKU lacks 10 of 100 pieces", "ask who would take more: A, B"]), (40, None),
    ("x", ["orders", 3, "Qty", '"x" is not a number', "type digits only, for example 12300000"]),
])
def test_pieces_that_lack_to_a_minimum_order_are_told_where_all_quantities_are_read(quantity, finding):
    assert found([["Shop", "Qty"], ["A", 60], ["B", quantity]], COSTS, [["MOQ"], [100]]) == [finding] * bool(finding)


@pytest.mark.parametrize("blank_rows", [0, 2])
def test_a_total_in_a_range_of_orders_is_told_with_its_row_and_way_out(blank_rows):
    orders = [*[[None, None]] * blank_rows, ["Qty", "Shop"], [1, "A"], [3, "Tổng"]]
    assert found(orders, COSTS) == [["orders", 3 + blank_rows, "Shop", '"Tổng" is a total: it must not count', "let the range end before it"]]


@pytest.mark.parametrize(("costs", "place"), [
    ([["Cost", "Amount", "Basis"], ["Freight", 1.5, "quantity"]], "costs, row 2, column 2"), ([[None] * 3, ["Basis", "Cost", "Amount"], ["quantity", "Freight", 1.5]], "costs, row 3, column 3"),
    ([["Cost", "Amount"], ["Freight", 100]], "costs, row 2, column 1"),
])
def test_a_failure_names_argument_row_and_column(costs, place):
    with pytest.raises(ArgumentError) as caught:
        tables.dues([["Shop", "Qty"], ["A", 1]], costs)
    assert str(caught.value).startswith(f"{place}: ")


@pytest.mark.parametrize(("blank_rows", "room"), [(0, 15), (1, 16), (2, 17)])
def test_the_dues_need_a_column_for_each_line_and_have_nine_more(blank_rows, room):
    orders = [["Pool", "Shop", "Qty"], [1, "A", 1], [1, "B", 1]]
    fees = [[name, "", "1%", "Goods"] for name in ("Fee", "Service fee", "Commission", "Handling fee", "Lead buyer fee")]
    costs = [["Cost", "Amount", "Rate", "Of"], ["Goods", "", "", ""], *fees, *[[None] * 4] * blank_rows]
    given = orders, costs, [["Price"], [1000]], [["Lead buyer", "A"], ["Step", 500]]
    # pool, partner, quantity, due, rounding, goods, five fees and their credits: 16 columns
    if room < 16:
        with pytest.raises(ArgumentError, match=f"the dues need 16 columns, and there is room for {room}"):
            tables.dues(*given)
    else:
        assert {len(row) for row in tables.dues(*given)} == {room}


PAID = [["Partner", "Paid"], ["B", 0.5]]


def test_dues_with_decimals_are_in_yuan():
    assert tables.settle([["Partner", "Due"], ["A", 5], ["B", 12.34]], PAID, "A")[1] == ["B", "A", 11.84, ""]


def test_dues_without_decimals_are_in_dong():
    with pytest.raises(ArgumentError, match=r"payments, row 2, column 2: 0\.5 has more decimals than VND"):
        tables.settle([["Partner", "Due"], ["A", 5], ["B", 12.0]], PAID, "A")
