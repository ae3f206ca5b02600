"""Pools of one order, made at random: anything that people do."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

import poolsplit as ps

PARTNERS = ["An", "Bình", "Chị Hà", "Đức", "Shop Êm"]
SKUS = ["Đen S", "Đen M", "Trắng S"]
BASES = ["quantity", "value", "kg", "equal", "column", "goods"]


@st.composite
def pools(draw):
    """Orders, items, costs and terms of one pool in VND, with anything that people do."""
    rows = draw(st.lists(st.tuples(st.sampled_from(PARTNERS), st.sampled_from(SKUS), st.integers(0, 300), st.integers(1, 9)), min_size=1, max_size=12))
    assume(any(quantity for _, _, quantity, _ in rows))
    orders = [{"partner": p, "sku": s, "quantity": q, "column": c, "tolerance": draw(st.integers(0, 20))} for p, s, q, c in rows]
    items = [
        {"sku": sku, "unit_price": draw(st.integers(1, 10**6)), "unit_kg": draw(st.fractions("0.01", 3).filter(bool)).limit_denominator(1000) or 1}
        for sku in dict.fromkeys(sku for _, sku, _, _ in rows)
    ]
    costs = [
        {"cost": f"line {i}", "amount": draw(st.integers(-(10**9), 10**9)), "basis": draw(st.sampled_from(BASES))}
        for i in range(draw(st.integers(0, 4)))
    ]
    costs.append({"cost": "fee", "rate": draw(st.sampled_from(["1%", "1.5%", "0.37%"])), "of": "goods"})
    costs.append({"cost": "duty", "rate": "7.7%", "of": "goods"})
    lead = draw(st.sampled_from([order["partner"] for order in orders]))
    terms = ps.Terms(lead, lead_exempt=draw(st.booleans()), step=draw(st.sampled_from([1, 500, 1000])))
    return orders, costs, items, terms
