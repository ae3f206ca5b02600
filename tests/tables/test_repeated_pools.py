"""Frames of more than 400 rows go by arrays: a whole case, repeated as pools of its own, has in every one of them what the case has as lists."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from hypothesis import given, settings
from support import useful
from support.cases import cases

import poolsplit as ps
from poolsplit.engine import exact, fast
from poolsplit.tables.backend import operations
from poolsplit.tables.table import table

ROWS = 400
A_FEW = settings(max_examples=12)


def repeated(rows, times):
    """The rows of a table once for each of many pools, as a frame."""
    return pd.DataFrame([{**row, "pool": f"{row.get('pool') or 'P'}/{time}"} for time in range(times) for row in rows])


def by_pool(rows):
    """The rows of a result by pool, in their order, each without blanks and figures that are 0: a line that only another pool has is a column of zeros there."""
    found = {}
    for row in rows:
        said = {name: value for name, value in row.items() if name != "pool" and value is not None and value == value and value}  # noqa: PLR0124  (NaN is blank)
        found.setdefault(row.get("pool"), []).append(said)
    return found


@A_FEW
@given(cases())
def test_arrays_say_of_many_pools_what_lists_say_of_each(case):
    times = -(-ROWS // len(case.orders))
    orders, costs, items, terms, receipt, payments = (
        repeated(rows, times) if name != "items" else rows
        for name, rows in (("orders", case.orders), ("costs", case.costs), ("items", case.items), ("terms", case.terms), ("receipt", case.receipt), ("payments", case.payments))
    )
    assert operations(table("orders", orders)) is fast
    assert operations(table("orders", case.orders)) is exact
    money = (costs, items, terms, case.rates, case.currency)
    ours = (case.costs, case.items, case.terms, case.rates, case.currency)
    packed = [{"sku": item["sku"], "moq": 150, "pack": 12} for item in case.items]
    calls = {
        "split": (ps.split(orders, *money), ps.split(case.orders, *ours)),
        "landed": (ps.landed(orders, *money), ps.landed(case.orders, *ours)),
        "bills": (ps.bills(orders, *money), ps.bills(case.orders, *ours)),
        "saving": (ps.saving(orders, costs, with_moq(items), *money[2:]), ps.saving(case.orders, case.costs, with_moq(case.items), *ours[2:])),
        "received": (ps.received(orders, receipt), ps.received(case.orders, case.receipt)),
        "defects": (ps.defects(orders, receipt), ps.defects(case.orders, case.receipt)),
        "fill": (ps.fill(orders, packed), ps.fill(case.orders, packed)),
    }
    dues = calls["split"]
    calls["settle"] = (ps.settle(dues[0], payments, case.lead, currency=case.currency), ps.settle(dues[1], case.payments, case.lead, currency=case.currency)) if case.lead else dues
    for name, (many, one) in calls.items():
        useful.say(name, many, any(value for row in one for value in row.values() if isinstance(value, (int, Decimal))))
        expected = {f"{pool or 'P'}/{time}": rows for pool, rows in by_pool(one).items() for time in range(times)}
        assert by_pool(many.to_dict("records")) == expected, name


def with_moq(items):
    """The items with a MOQ that nobody reaches alone."""
    return [{**item, "moq": 200} for item in items]
