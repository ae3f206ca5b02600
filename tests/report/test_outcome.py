"""All results of a workbook: problems come with those that were found before, and each keeps its place."""

from __future__ import annotations

from typing import Any

import pytest

from poolsplit.errors import Problem, Text
from poolsplit.report.outcome import outcome
from poolsplit.tables.table import Table

ORDERS = {"partner": ["An", "Bình"], "sku": ["x", "x"], "quantity": [60, 40]}
EARLIER = Problem("orders", 1, "quantity", Text("found when the workbook was read"), Text("nothing to do"), "Đơn!C4", warning=True)


def typed(name: str, columns: dict[str, list[Any]]) -> Table:
    """A table of a workbook: its first row is row 4, its columns are A, B, C ..."""
    return Table(name, columns, {column: [f"{name}!{letter}{row}" for row in range(4, 4 + len(values))] for letter, (column, values) in zip("ABCDEF", columns.items(), strict=False)})


def run(**tables: dict[str, list[Any]]) -> Any:
    return outcome({name: typed(name, columns) for name, columns in {"orders": ORDERS, **tables}.items()}, [EARLIER])


@pytest.mark.parametrize(("tables", "problem"), [
    ({"orders": {**ORDERS, "quantity": [60, -1]}}, Problem("orders", 2, "quantity", "a quantity cannot be negative: -1", "type 0 or more", "orders!C5")),
    ({"payments": {"partner": ["An", "Dũng"], "paid": [1, 2]}}, Problem("payments", 2, "partner", "Dũng paid, but does not order", "type the name as it stands in the orders", "payments!A5")),
    ({"withdrawals": {"partner": ["Dũng"], "when": ["after"]}},
     Problem("withdrawals", 1, "partner", "Dũng does not order", "type the name as it stands in the orders", "withdrawals!A4")),
    ({"steps": {"done": ["thinking"], "date": ["2026-11-20"]}},
     Problem("steps", 1, "done", '"thinking" is no step of an order',
             "type one of: placed, qc, shipped, received, counted, split, cartons, packing_list, photos, supplier_contacted, refund, reship, keep", "steps!A4")),
    ({"acceptances": {"partner": ["Dũng"], "version": ["X"]}},
     Problem("acceptances", 1, "partner", "Dũng does not order", "type the name as it stands in the orders", "acceptances!A4")),
])
def test_a_problem_stands_behind_the_earlier_ones_with_its_cell_and_nothing_is_calculated(tables: Any, problem: Problem) -> None:
    result = run(**tables)
    assert result.problems == [EARLIER, problem]
    assert not result.exact
    assert result.sections == []


def test_a_receipt_that_cannot_be_is_a_problem_beside_acceptances_too() -> None:
    result = run(receipt={"sku": ["x"], "received": [10], "defective": [11]}, acceptances={"partner": ["An"], "version": ["X"]})
    assert [(each.table, each.row, each.column, each.cell) for each in result.problems if each is not EARLIER] == [("receipt", 1, "defective", "receipt!C4")]
    assert result.sections == []


def test_a_fee_that_stays_in_the_pool_is_no_bill_that_the_dues_add_up_to() -> None:
    costs = {"cost": ["goods", "fee"], "amount": [1000, None], "rate": [None, "2%"], "of": [None, "goods"], "basis": ["quantity", None]}
    [checks] = [section for section in run(costs=costs, terms={"lead_buyer": ["An"]}).sections if section.key == "checks"]
    assert [result for _, result in checks.rows] == [Text("ok")] * 3


def test_without_a_lead_buyer_nobody_is_told_whom_to_pay_and_the_rest_is_calculated() -> None:
    result = run(costs={"cost": ["freight"], "amount": [1000], "basis": ["quantity"]})
    assert result.problems == [EARLIER, Problem("terms", 0, "lead_buyer", "no lead buyer is named, so nobody can be told whom to pay", "type the lead buyer's name", warning=True)]
    assert [section.key for section in result.sections][:2] == ["dues", "landed"]
    [dues] = [section for section in result.sections if section.key == "dues"]
    assert [row[0::len(row) - 1] for row in dues.rows] == [["An", 600], ["Bình", 400], ["Total", 1000]]


@pytest.mark.parametrize(("pools", "headed"), [([None], 0), (["Đơn 7"], 1), (["Đơn 7", "Đơn 8"], 1)])
def test_transfers_name_their_pool_where_it_has_a_name(pools: list[str | None], headed: int) -> None:
    n = len(pools)
    orders = {"pool": [pool for pool in pools for _ in ORDERS["partner"]], **{name: values * n for name, values in ORDERS.items()}}
    lines = {"cost": ["freight"], "amount": [1000], "basis": ["quantity"]}
    [transfers] = [one for one in run(orders=orders, costs=lines, terms={"pool": pools, "lead_buyer": ["An"] * n}).sections if one.key == "settlement"]
    assert [row[headed:] for row in transfers.rows] == [["Bình", "An", 400]] * n
    assert [row[:headed] for row in transfers.rows] == [[pool] * headed for pool in pools]
