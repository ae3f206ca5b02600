"""Full dues of many pools beside the same in inexact pandas by hand: `python tests/benchmarks/full_dues.py [rows] [rounds]`.

Per pool: goods at a unit price in CNY, freight by kg with three decimals, a fee of 1.5 % of the goods, credited to the lead buyer (what
the rules do unless he is exempt), duty of 5 % on goods and freight, and dues in steps of VND 1,000 with the rest at the lead buyer.
A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd
from measuring import Aim, Findings, cpu_times, ratio, table

import poolsplit

OURS, BY_HAND, BY_ARRAY = "poolsplit.split", "pandas by hand", "numpy by hand"
LEAD, RATE, STEP = "Anh", 3565, 1000
PARTNERS = [LEAD, "Bình", "Chi", "Dũng"]
COLUMNS = ["goods", "freight", "fee", "fee_credit", "duty", "due"]
CHECKED_ROWS = 20_000
"""The first pools with so many rows are also computed pool by pool, each in a call of its own, on Python's ints."""


@dataclass
class Tables:
    """What a user has: orders, and per pool one price and one freight bill; `costs` is the freight and two rates."""

    orders: pd.DataFrame
    items: pd.DataFrame
    freight: pd.DataFrame
    terms: pd.DataFrame
    costs: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        """Put the cost lines together."""
        rated = pd.DataFrame({"cost": ["fee", "duty"], "rate": ["1.5%", "5%"], "of": ["goods", "goods + freight"]})
        self.costs = pd.concat([self.freight, rated], ignore_index=True)

    @classmethod
    def random(cls, rows, *, text) -> Tables:
        """Tables of about so many rows."""
        rng = np.random.default_rng(4)
        sizes = rng.integers(2, 5, max(rows // 3, 1))
        numbers = 10_000_000 + np.cumsum(rng.integers(1, 9, len(sizes)))
        pools = pd.Series([f"HN-{number}" for number in numbers] if text else numbers).astype("str" if text else "int64")
        n = int(sizes.sum())
        place = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        orders = pd.DataFrame({
            "pool": pools.repeat(sizes).reset_index(drop=True),
            "partner": pd.Series(np.array(PARTNERS, object)[place]).astype("str"),
            "quantity": rng.integers(1, 200, n),
            "kg": rng.integers(100, 60_000, n) / 1000,
        })
        items = pd.DataFrame({"pool": pools, "unit_price": rng.integers(300, 12_000, len(sizes)) / 100, "currency": "CNY"})
        freight = pd.DataFrame({"pool": pools, "cost": "freight", "amount": rng.integers(500_000, 9_000_000, len(sizes)), "basis": "kg"})
        return cls(orders, items, freight, pd.DataFrame({"lead_buyer": [LEAD], "step": [STEP]}))

    def first(self, pools):
        """The same tables with only the first pools."""
        some = self.items["pool"].iloc[:pools]
        return Tables(*(frame[frame["pool"].isin(some)] for frame in (self.orders, self.items, self.freight)), self.terms)


def ours(tables):
    return poolsplit.split(tables.orders, tables.costs, items=tables.items, terms=tables.terms, rates={"CNY": RATE})


def by_hand(tables):
    """As a good pandas user writes it: keys become codes once, sums are transforms, and every share is rounded by itself."""
    orders = tables.orders.merge(tables.items[["pool", "unit_price"]], on="pool", how="left")
    orders = orders.merge(tables.freight[["pool", "amount"]], on="pool", how="left")
    codes, _ = pd.factorize(orders["pool"])
    is_lead = orders["partner"] == LEAD

    def sums(column):
        return column.groupby(codes, sort=False).transform("sum")

    return _dues(orders["quantity"], orders["kg"], orders["unit_price"], orders["amount"], is_lead, sums, tables.orders[["pool", "partner", "quantity"]])


def by_array(tables):
    """The same on arrays: nothing is merged, sums are bincount."""
    codes, pools = pd.factorize(tables.orders["pool"])
    price = tables.items.set_index("pool")["unit_price"].reindex(pools).to_numpy()[codes]
    amount = tables.freight.set_index("pool")["amount"].reindex(pools).to_numpy()[codes]
    is_lead = (tables.orders["partner"] == LEAD).to_numpy()

    def sums(column):
        return np.bincount(codes, column)[codes]

    orders = tables.orders
    return _dues(orders["quantity"].to_numpy(), orders["kg"].to_numpy(), price, amount, is_lead, sums, orders[["pool", "partner", "quantity"]])


def _dues(quantity, kg, price, amount, is_lead, sums, names):
    """Every line rounded row by row; all but the lead buyer pay the nearest step, and he what is left."""
    goods = (quantity * price * RATE).round()
    freight = (amount * kg / sums(kg)).round()
    fee = (goods * 0.015).round()
    credit = -sums(fee) * is_lead
    duty = ((goods + freight) * 0.05).round()
    exact = goods + freight + fee + credit + duty
    stepped = (exact / STEP).round() * STEP * ~is_lead
    due = stepped + (sums(exact) - sums(stepped)) * is_lead
    return names.assign(goods=goods, freight=freight, fee=fee, fee_credit=credit, duty=duty, rounding=due - exact, due=due)


WAYS = {OURS: ours, BY_HAND: by_hand, BY_ARRAY: by_array}
LAYOUTS = {"integer keys": False, "string keys": True}


# ---------------------------------------------------------------- right or wrong


def differing(theirs, right):
    """Rows that differ in each column, and the pools whose lines do not add up to what is billed."""
    found = {column: int((theirs[column].to_numpy() != right[column].to_numpy()).sum()) for column in COLUMNS}
    found["any"] = int((theirs[COLUMNS].to_numpy() != right[COLUMNS].to_numpy()).any(axis=1).sum())
    both = [frame.groupby("pool", sort=False)["due"].sum().to_numpy() for frame in (theirs, right)]
    found["pools"] = int((both[0] != both[1]).sum())
    return found


def wrong_rows(tables, dues):
    """Rows of ours that differ from each pool computed by itself, from lists of dicts."""
    sizes = tables.orders.groupby("pool", sort=False).size().cumsum()
    few = tables.first(max(int((sizes <= CHECKED_ROWS).sum()), 1))
    expected = []
    terms = few.terms.to_dict("records")
    rated = few.costs[few.costs["pool"].isna()][["cost", "rate", "of"]].to_dict("records")
    prices, bills = (frame.set_index("pool").to_dict("index") for frame in (few.items, few.freight))
    for pool, rows in few.orders.groupby("pool", sort=False):
        orders = rows[["partner", "quantity", "kg"]].to_dict("records")
        expected += poolsplit.split(orders, [bills[pool], *rated], items=prices[pool], terms=terms, rates={"CNY": RATE})
    mine = dues.iloc[:len(expected)].to_dict("records")
    return sum(any(found[column] != right[column] for column in ("partner", "quantity", "rounding", *COLUMNS)) for found, right in zip(mine, expected, strict=True))


# ---------------------------------------------------------------- the report


def findings(rows=1_000_000, rounds=7):
    """Times, differing rows, and the aims."""
    times, rows_differ, wrong = {}, [], 0
    for name, text in LAYOUTS.items():
        tables = Tables.random(rows, text=text)
        dues = ours(tables)
        wrong += wrong_rows(tables, dues)
        for way in (BY_HAND, BY_ARRAY):
            found = differing(WAYS[way](tables), dues)
            rows_differ.append([f"{way}, {name}", *(f"{count:,}" for count in found.values())])
        counted = len(tables.orders)
        del dues
        times[name] = cpu_times({way: partial(call, tables) for way, call in WAYS.items()}, rounds)
    shown = [
        [way, *(f"{float(np.median(found[way])) * 1e3:,.1f} ({ratio(found[way], found[BY_HAND]):.2f})" for found in times.values())] for way in WAYS
    ]
    return Findings(
        "Full dues of many pools",
        [
            (f"{counted:,} rows in pools of 2 to 4, sorted: goods at a price in CNY, freight by kg, a fee credited to the lead buyer, duty on goods and freight, steps of "
            f"VND 1,000. CPU time of all threads in ms, medians of {rounds} rounds in turn; in brackets: times pandas by hand."),
            table(["", *times], shown),
            ("Rows in which the inexact ways differ from ours, by column, and pools whose dues do not add up to the bills. They round each share by itself; for the step they let "
            "everybody pay the nearest one, a rule of their own, so that dues differ by whole steps as well."),
            table(["", *COLUMNS, "any column", "pools"], rows_differ),
            f"The first {min(CHECKED_ROWS, counted):,} rows of ours are compared with each pool computed by itself on Python's ints; they differ in {wrong} rows.",
        ],
        [Aim(f"ours / {BY_HAND}: full dues, {name}", ratio(found[OURS], found[BY_HAND]), 1.5, at_most=True) for name, found in times.items()],
        wrong,
    )


if __name__ == "__main__":
    sys.exit(findings(*map(int, sys.argv[1:])).report())
