"""Frames of many rows go by arrays, and say exactly what the same rows say as a list: results, problems, warnings."""

from __future__ import annotations

import random
from decimal import Decimal

import pandas as pd
import pytest

import poolsplit as ps
from poolsplit.engine import fast
from poolsplit.tables import backend
from poolsplit.tables import table as tables

NAMES = {"pool", "partner", "sku", "payer", "payee"}
PARTNERS = ["An", "Bình", "chị  Hà", "Chị Hà", "小燕", "Zoe", "9", "10"]


def frame(rows):
    """A DataFrame of records; None where there are none."""
    return pd.DataFrame(rows) if rows else None


def maybe(rng, value, other=None, chance=0.5):
    return value if rng.random() < chance else other


class Made:
    """One random set of tables."""

    def __init__(self, seed: int, *, faulty: bool) -> None:
        """faulty: whether a few cells hold what nobody can use."""
        rng = self.rng = random.Random(seed)
        self.faulty = faulty
        pools = [f"P{i}" for i in range(rng.randint(1, 6))] if rng.random() < 0.8 else []
        skus = rng.sample(["đỏ", "xanh", "S", "M"], rng.randint(1, 3)) if rng.random() < 0.6 else []
        decimals = rng.choice([0, 1, 3])
        has_kg, has_cbm, has_tolerance, has_points = (rng.random() < 0.6 for _ in range(4))
        self.orders = []
        for pool in pools or [None]:
            for partner in rng.sample(PARTNERS, rng.randint(1, 5)):
                for sku in rng.sample(skus, rng.randint(1, len(skus))) if skus else [None]:
                    for _ in range(rng.choice([1, 1, 1, 2])):
                        row = {"partner": partner, "quantity": rng.choice([0, 1, 1, 7, 50, 60])}
                        row |= {"pool": rng.choice([pool, pool, pool.lower()])} if pool else {}
                        row |= {"sku": sku} if sku else {}
                        row |= {"kg": maybe(rng, round(rng.random() * 9, decimals), None, 0.9)} if has_kg else {}
                        row |= {"cbm": round(rng.random(), 2)} if has_cbm else {}
                        row |= {"tolerance": rng.randint(0, 9)} if has_tolerance else {}
                        row |= {"points": rng.choice([1, 2.5, 0.1 + 0.2])} if has_points else {}
                        self.orders.append(row)
        rng.shuffle(self.orders)
        self.items = []
        for pool in rng.sample([None, *pools], rng.randint(1, len(pools) + 1)):
            for sku in skus or [None]:
                row = {"unit_price": maybe(rng, rng.choice([5, 28.5, 0.37]), None, 0.9), "unit_kg": maybe(rng, 0.25, None, 0.6), "unit_cbm": 0.01}
                row |= {"moq": rng.choice([None, 50, 100]), "pack": rng.choice([None, 12])}
                row |= {"sku": sku} if sku else {}
                row |= {"pool": pool} if pool else {}
                row |= {"currency": "CNY"} if rng.random() < 0.7 else {}
                row |= {"tiers": "10: 4; 60: 3.5"} if rng.random() < 0.3 else {}
                row |= {"estimated_kg": 0.5} if rng.random() < 0.3 else {}
                self.items.append(row)
        self.terms = [
            {"lead_buyer": maybe(rng, rng.choice(PARTNERS), None, 0.7), "step": rng.choice([None, 1, 1000, 7]), "billed_kg": maybe(rng, 400.5),
             "price_per_kg": maybe(rng, 20000), "price_per_cbm": maybe(rng, 3_000_000), "kg_per_cbm": maybe(rng, 167),
             "currency": maybe(rng, "VND", "CNY", 0.8), "lead_exempt": maybe(rng, "yes", None, 0.2)} | ({"pool": pool} if pool else {})
            for pool in rng.choice([[None], pools, []])
        ]
        self.costs = [self._cost(name, pools) for name in rng.sample(["goods", "freight", "fee", "duty", "box", "refund", "extra"], rng.randint(1, 6))]
        self.costs += [dict(rng.choice(self.costs))] if rng.random() < 0.2 else []
        self.payments = [{"partner": row["partner"], "paid": rng.choice([0, 1000, 55_555])} | ({"pool": row["pool"]} if pools else {})
                         for row in rng.sample(self.orders, rng.randint(0, len(self.orders)))]
        self.receipt = [{"received": rng.choice([None, 0, 3, 55, 200]), "defective": rng.choice([None, 0, 1, 3, 0.05])} | ({"sku": sku} if skus else {})
                        | ({"pool": pool} if pools else {}) for pool in pools or [None] for sku in skus or [None]]
        if faulty:
            self._spoil()

    def _cost(self, name, pools):
        rng = self.rng
        row = {"cost": name, "pool": rng.choice([None, None, *pools])}
        basis = rng.choice(["quantity", "value", "kg", "cbm", "chargeable", "equal", "points", "goods", "freight", None])
        if name in {"fee", "duty"} or rng.random() < 0.2:
            row |= {"rate": rng.choice(["1.5%", 0.02, "5 %"]), "of": rng.choice(["goods", "goods + freight"]), "basis": maybe(rng, basis, None, 0.3)}
        elif name == "refund":
            row |= {"reverses": rng.choice(["freight", "box"]), "amount": rng.choice([None, -500])}
        elif name == "box":
            row |= {"partner": rng.choice(PARTNERS), "amount": 333}
        elif name == "goods" and rng.random() < 0.5:
            row |= {"actual": maybe(rng, 17_500_001)}
        else:
            row |= {"amount": rng.choice([0, 1, 100_003, -7, "3.000.000"]), "basis": basis, "currency": maybe(rng, None, "CNY", 0.8), "actual": maybe(rng, 99, None, 0.2)}
        return row

    def _spoil(self):
        for _ in range(self.rng.randint(1, 3)):
            rows = self.rng.choice([self.orders, self.items, self.costs, self.terms, self.payments, self.receipt])
            if rows:
                row = self.rng.choice(rows)
                row[self.rng.choice(list(row))] = self.rng.choice([-3, 2.5, "1.234", "#N/A", "", None, "lạ", 10**16, True, float("inf")])

    def tables(self, wrap):
        """The tables as `wrap` makes them of records."""
        return {"orders": wrap(self.orders), "costs": wrap(self.costs), "items": wrap(self.items), "terms": wrap(self.terms), "rates": {"CNY": 3500}}


def said(function, *arguments, **named):
    """What a function says: its rows, or its problems."""
    try:
        found = function(*arguments, **named)
    except ps.DataError as error:
        return sorted({str(problem) for problem in error.problems})
    except ps.PoolsplitError as error:
        return str(error)
    if isinstance(found, pd.DataFrame):
        found = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in found.to_dict("records")]
    if found and isinstance(found[0], ps.Problem):
        return sorted({str(problem) for problem in found})
    return [{name: str(value) if isinstance(value, Decimal) or name in NAMES else value for name, value in row.items()} for row in found]


def alike(monkeypatch, function, *arguments, seed, **named):
    """What a function says of lists (records, where the tables are sound; frames that count as few), after arrays have said the same."""
    monkeypatch.setattr(tables, "FEW", 10**9)
    plain = said(function, *arguments, **named)
    monkeypatch.setattr(tables, "FEW", 0)
    assert backend.operations(tables.table("orders", pd.DataFrame({"partner": ["An"]}))) is fast
    assert plain == said(function, *arguments, **named), (seed, function.__name__)
    return plain


def check_alike(monkeypatch, seed, *, faulty):
    made = Made(seed, faulty=faulty)
    framed = made.tables(frame)
    dues = alike(monkeypatch, ps.split, seed=seed, **framed)
    if not faulty:
        assert dues == said(ps.split, **made.tables(lambda rows: rows or None)), seed
    for function in (ps.landed, ps.bills, ps.check):
        alike(monkeypatch, function, seed=seed, **framed)
    orders, receipt = framed["orders"], frame(made.receipt)
    alike(monkeypatch, ps.check, seed=seed, **framed, payments=frame(made.payments), receipt=receipt)
    alike(monkeypatch, ps.defects, orders, receipt, seed=seed)
    alike(monkeypatch, ps.received, orders, receipt, seed=seed)
    alike(monkeypatch, ps.fill, orders, framed["items"], seed=seed)
    alike(monkeypatch, ps.refunds, orders, framed["items"], receipt, {"CNY": 3500}, seed=seed)
    alike(monkeypatch, ps.equalise, orders, framed["costs"], receipt, None, framed["items"], framed["terms"], {"CNY": 3500}, seed=seed)
    alike(monkeypatch, ps.saving, seed=seed, **framed)
    if dues and isinstance(dues[0], dict):
        rows = [{"pool": row.get("pool", "x"), "partner": row["partner"], "due": row["due"]} for row in dues]
        currency = "VND" if all(isinstance(row["due"], int) for row in rows) else "CNY"
        for lead in (None, "An"):
            for paid in ([], [{"pool": row["pool"], "partner": row["partner"], "paid": row["due"]} for row in reversed(rows)]):
                alike(monkeypatch, ps.settle, frame(rows), frame(paid), lead, currency=currency, seed=seed)


BLOCKS = [pytest.param(block, marks=[pytest.mark.slow] if block > 3 else []) for block in range(8)]
"""Of 30 tables each."""


@pytest.mark.parametrize("block", BLOCKS)
def test_arrays_say_what_lists_say(block, monkeypatch):
    for seed in range(block * 30, block * 30 + 30):
        check_alike(monkeypatch, seed, faulty=False)


@pytest.mark.parametrize("block", BLOCKS)
def test_arrays_find_the_same_problems(block, monkeypatch):
    for seed in range(10_000 + block * 30, 10_000 + block * 30 + 30):
        check_alike(monkeypatch, seed, faulty=True)


@pytest.mark.parametrize("kind", ["object", "str", "category"])
def test_a_row_of_spaces_is_blank_as_it_is_in_a_list(kind):
    rows = [{"partner": f"P{i}", "quantity": str(1 + i % 5)} for i in range(500)]
    rows += [{"partner": "  ", "quantity": "\u3000 "}, {"partner": "", "quantity": None}, {"partner": "Zoe", "quantity": " 7 "}]
    line = ps.Cost("freight", 1_000_003, basis="quantity")
    assert ps.check(pd.DataFrame(rows, dtype=kind), line) == ps.check(rows, line) == []
    assert ps.split(pd.DataFrame(rows, dtype=kind), line).to_dict("records") == ps.split(rows, line)


def test_a_frame_of_blank_rows_only_has_no_orders():
    blank = [{"partner": " ", "quantity": None}] * 450
    assert [str(problem.message) for problem in ps.check(pd.DataFrame(blank))] == [str(problem.message) for problem in ps.check(blank)]
