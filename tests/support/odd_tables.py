"""Tables of any kind, made at random, with what people type and every so often with junk."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from poolsplit.tables.schema import TABLES

NAMES = st.sampled_from(["An", "an ", "Bình", "Bính", 1, 1.0, "1", "\u202eAn", "An\u200b", "=An", "Ａn"])
GOOD = {
    "name": NAMES,
    "quantity": st.sampled_from([0, 1, 2.0, "3", 60]),
    "measure": st.sampled_from([0, 0.5, "0,2", Decimal("1.25"), Fraction(1, 3)]),
    "number": st.sampled_from([0, 1, -1, "1/3", 0.5]),
    "money": st.sampled_from([0, 1, -7, 101, "3tr", 10**14]),
    "price": st.sampled_from([0, 1, "28,5", 10**6]),
    "rate": st.sampled_from(["1%", 0.015, "100%", 2, "-5%"]),
    "fx": st.sampled_from([3500, "3.565,5"]),
    "defective": st.sampled_from([0, 1, 0.1, "10%"]),
    "tiers": st.sampled_from(["100: 28; 500: 25", "1: 30"]),
    "flag": st.sampled_from([True, "x", "không"]),
    "date": st.sampled_from([dt.date(2026, 11, 21), "2026-11-21"]),
    "text": st.sampled_from(["R1", "R2", "due", "payment", "reversal"]),
}
"""What people type into each kind of column."""

BY_NAME = {
    "pool": st.sampled_from([None, None, None, None, "P", "Q"]),
    "sku": st.sampled_from([None, None, "x", "y", "X"]),
    "currency": st.sampled_from([None, "VND", "cny", "USD"]),
    "when": st.sampled_from(["before", "after"]),
    "done": st.sampled_from(["placed", "qc", "photos", "refund"]),
    "kind": st.sampled_from(["due", "payment", "reversal", "units", "debt", "forfeit", "lead", "order"]),
    "measure": st.sampled_from(["VND", "VND 1000", "pieces", "defects"]),
    "lead_buyer": st.sampled_from(["An", "Bình", None]),
    "step": st.sampled_from([1, 1000]),
}
ODD = st.sampled_from(["1.200", "1 m3", 10**15, "5 ¥", -1, 70, 1.5, "03/04/2026", "x", "#REF!", "#N/A", "=A1", "  ", "nan", "１２", Decimal("sNaN"), 10**400])
JUNK = st.one_of(
    ODD, st.none(), st.text(max_size=8), st.floats(), st.booleans(), st.dates(), st.integers(), st.decimals(), st.binary(max_size=2),
    st.sampled_from([dt.timedelta(1), object(), [], {}]),
)
BASES = st.sampled_from(["quantity", "value", "kg", "chargeable", "equal", "cartons", "goods", "freight", "theo số lượng"])
NAMED = st.sampled_from(["goods", "freight", "fee", "Tiền hàng", "duty", "Goods ", "cartons"])
AMOUNT = {"cost": NAMED, "amount": GOOD["money"], "basis": BASES}
LINES = st.one_of(
    st.fixed_dictionaries(AMOUNT, optional={"currency": BY_NAME["currency"], "actual": GOOD["money"], "pool": BY_NAME["pool"]}),
    st.fixed_dictionaries({"cost": NAMED, "rate": GOOD["rate"], "of": st.sampled_from(["goods", "goods + freight", "freight", "x"])}),
    st.fixed_dictionaries({"cost": st.just("refund"), "reverses": NAMED}, optional={"amount": GOOD["money"], "basis": BASES}),
    st.fixed_dictionaries({"cost": NAMED, "amount": GOOD["money"], "partner": NAMES}),
    st.fixed_dictionaries({"cost": st.sampled_from(["goods", "due", "partner", "rounding", "fee_credit"])}, optional={"amount": GOOD["money"]}),
)


@st.composite
def tables(draw, name, *, max_size=4):
    """A table of any of its columns; every so often there is junk in it."""
    optional = [column for column in TABLES[name] if not column.required]
    more = draw(st.lists(st.sampled_from(optional), max_size=4, unique=True)) if optional else []
    row = {column.name: BY_NAME.get(column.name, GOOD[column.kind]) for column in TABLES[name] if column.required or column in more}
    if name == "orders":
        row["cartons"] = st.sampled_from([1, 2, 0.5, None, "n"]) if draw(st.booleans()) else st.just(1)
    lines = LINES if name == "costs" else st.fixed_dictionaries(row)
    rows = draw(st.lists(lines, min_size=name == "orders", max_size=max_size))
    if rows and draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(rows) - 1))
        rows[place] = {**rows[place], draw(st.sampled_from([column.name for column in TABLES[name]])): draw(JUNK)}
    return rows
