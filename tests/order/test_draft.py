"""What an agreement takes from the tables, and each thing that it lacks, whole. (spec.md, section 7)"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from support.agreement import ITEMS, LINK, TERMS, agreed
from support.sheets import sheet

import poolsplit as ps
from poolsplit.errors import DataError, Problem
from poolsplit.order.agreement.content import Good
from poolsplit.tables.table import Table

ORDERS = [{"partner": "Shop Mộc Lan", "sku": "x", "quantity": 60}, {"partner": "Chị Hà", "sku": "x", "quantity": 40}]
UNPRICED = {"sku": "x", "link": LINK}
IN_TERMS = "type date and time, for example 2026-11-21 17:00"


def problems(orders: Any = ORDERS, costs: Any = (), items: Any = ITEMS, **more: Any) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        agreed(orders, list(costs), items, **more)
    return caught.value.problems


@pytest.mark.parametrize("cost", [{"amount": 17_500_000}, {"amount": 5000, "currency": "CNY"}])
@pytest.mark.parametrize("name", ["goods", "Tiền hàng"])
def test_goods_billed_as_one_amount_need_no_price_of_a_piece(name: str, cost: dict[str, Any]) -> None:
    """100 pieces for 17,500,000 dong, 60 to 40."""
    found = agreed(ORDERS, {"cost": name, "basis": "quantity", **cost}, UNPRICED)
    assert found.goods == (Good("x", 100, None, "VND", LINK),)
    assert [(party.name, party.due) for party in found.parties] == [("Chị Hà", 7_000_000), ("Shop Mộc Lan", 10_500_000)]


def test_without_a_bill_of_the_goods_each_option_needs_its_price() -> None:
    freight = {"cost": "Cước", "amount": 3_000_000, "basis": "quantity"}
    assert problems(costs=[freight], items=sheet("items", "link|sku|unit_price", [LINK, "x", None])) == [
        Problem("items", 1, "unit_price", "x has no price", "type the price of one piece; 0 where it is free", "items!C2")]
    assert agreed(ORDERS, freight, {**UNPRICED, "unit_price": 0, "currency": "VND"}).goods[0].price == 0


@pytest.mark.parametrize(("more", "column", "message", "fix"), [
    ({"deadline": None}, "deadline", "the agreement has no deadline", IN_TERMS),
    ({"deadline": "2026-07-10"}, "deadline", '"2026-07-10" has no time of day', IN_TERMS),
    ({"lead_buyer": None}, "lead_buyer", "the agreement names no lead buyer", "type the lead buyer's name"),
    ({"account": None}, "account", "the agreement has no account", "type bank and number of the lead buyer's account"),
    ({"account": "Vietcombank"}, "account", 'no account number stands in "Vietcombank"', "type bank and number of the lead buyer's account"),
    ({"holder": None}, "holder", "the agreement does not say in whose name the account is", "type the account holder's name into the terms"),
])
def test_each_thing_that_the_terms_lack_is_told_with_its_cell(more: dict[str, Any], column: str, message: str, fix: str) -> None:
    values = {**TERMS, **more, "step": 1}
    cells = {name: [f"Điều khoản!B{row}"] for row, name in enumerate(values, 2)}
    with pytest.raises(DataError) as caught:
        ps.agree(ORDERS, None, {**UNPRICED, "unit_price": 5, "currency": "VND"}, Table("terms", {name: [value] for name, value in values.items()}, cells))
    assert caught.value.problems == [Problem("terms", 1, column, message, fix, cells[column][0])]


def test_what_is_ordered_has_a_name_from_the_terms_the_pool_or_the_options() -> None:
    orders = [{"partner": partner, "quantity": 5} for partner in ("Shop Mộc Lan", "Chị Hà")]
    item = {"unit_price": 5, "currency": "VND", "link": LINK}
    assert Problem("terms", 1, "product", "the agreement does not say what is ordered", "type it into the terms, or the SKUs into the orders") in problems(
        orders, items=item, product=None)
    assert agreed(orders, [], item).product == TERMS["product"]


def test_an_option_without_a_row_of_its_own_is_told_where_it_is_ordered() -> None:
    orders = Table("orders", {"partner": ["Shop Mộc Lan", "Chị Hà"], "sku": ["x", "y"], "quantity": [60, 40]}, {"sku": ["Đơn!B2", "Đơn!B3"]})
    assert Problem("orders", 2, "sku", "y has no link", "paste the link of its 1688 page into the column link of the items", "Đơn!B3") in problems(
        orders, items={**UNPRICED, "unit_price": 5, "currency": "VND"})


@pytest.mark.parametrize(("typed", "ends"), [("2026-07-10 00:01", (0, 1)), ("2026-07-10 23:59", (23, 59)), (dt.datetime.fromisoformat("2026-07-10T00:01"), (0, 1))])
def test_a_deadline_is_a_day_with_its_minute(typed: Any, ends: tuple[int, int]) -> None:
    assert agreed(deadline=typed).deadline == dt.datetime.fromisoformat("2026-07-10").replace(hour=ends[0], minute=ends[1])
