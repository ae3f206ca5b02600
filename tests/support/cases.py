"""Whole cases as people type them, made at random and valid: orders, costs of every basis, items, terms, payments, withdrawals, receipt and count.

`cases()` is valid: nothing in it prevents an answer. `faulty()` puts one or two faults into such a case and says where each is to be found.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTNERS = ("An", "Bình", "Chị Hà", "Đức", "小燕")
SKUS = ("Đen M", "Đen S", "Trắng S")
NEW = "Mới"
LEAD_LESS = (None, True, True, True, True, True, True, True)
RATES = {"VND": (3500, "3565.5", 3600), "USD": ("0.14", "0.1375")}
QUANTITY = st.one_of(st.integers(12, 120), st.integers(30, 60), st.integers(1, 11))
STEPS = {"VND": (None, 1, 500, 1000), "USD": (None, "0.01", "0.05", 1)}


class Case(NamedTuple):
    """The tables of one case, each a list of records. currency: of the pools."""

    orders: list[dict[str, Any]]
    costs: list[dict[str, Any]]
    items: list[dict[str, Any]]
    terms: list[dict[str, Any]]
    rates: list[dict[str, Any]]
    currency: str
    payments: Sequence[dict[str, Any]] = ()
    withdrawals: Sequence[dict[str, Any]] = ()
    receipt: Sequence[dict[str, Any]] = ()

    @property
    def tables(self) -> dict[str, Any]:
        """What `split` and its like take."""
        return {name: getattr(self, name) for name in ("orders", "costs", "items", "terms", "rates", "currency")}

    @property
    def pools(self) -> list[str | None]:
        """The names of the pools; [None] for a single one without a name."""
        return list(dict.fromkeys(row.get("pool") for row in self.orders))

    @property
    def lead(self) -> str | None:
        """The lead buyer, who is the same in all pools; None where there is none."""
        return self.terms[0].get("lead_buyer")


def ordered(case: Case, pool: str | None) -> dict[tuple[str, str], int]:
    """Pieces by partner and SKU, by their plain names."""
    pieces: dict[tuple[str, str], int] = {}
    for row in case.orders:
        if row.get("pool") == pool:
            at = plain(row["partner"], PARTNERS), plain(row["sku"], SKUS)
            pieces[at] = pieces.get(at, 0) + int(row["quantity"])
    return pieces


def plain(name: str, of: tuple[str, ...]) -> str:
    """The name as it stands in PARTNERS or SKUS, whatever its spelling."""
    return next(one for one in of if one.casefold() == " ".join(name.split()).casefold())


def _spelled(draw: Any, name: str) -> str:
    return draw(st.sampled_from([name, name, name, name, f" {name} ", name.upper(), name.lower()]))


def _money(draw: Any, currency: str, low: int, high: int) -> Any:
    """An amount as people type it, from whole units or cents. low, high: minor units."""
    minor = draw(st.one_of(st.integers(low, high), st.sampled_from([low, 3_000_000, 99_999])))
    return minor if currency == "VND" else str(Decimal(minor).scaleb(-2))


@st.composite
def cases(draw: Any, *, pools: int = 2, currencies: tuple[str, ...] = ("VND", "VND", "USD"), led: bool = False, priced: bool = False, carrier: bool = False) -> Case:
    """A valid case. pools: how many at most; led: always with a lead buyer; priced: always with prices, so never with goods in one amount.

    carrier: every pool has a freight that follows from the carrier's prices.
    """
    currency = draw(st.sampled_from(currencies))
    names = [f"Đơn {i + 1}" for i in range(pools)] if pools > 1 and draw(st.booleans()) else [None]
    has_lead = led or draw(st.sampled_from(LEAD_LESS))
    lead = draw(st.sampled_from(PARTNERS)) if has_lead else None
    orders = [row for name in names for row in _orders(draw, name, lead)]
    skus = [sku for sku in SKUS if any(plain(row["sku"], SKUS) == sku for row in orders)]
    weight = draw(st.sampled_from(["items", "items", "rows", "difference", "estimate"]))
    has_prices = priced or draw(st.integers(0, 5)) > 0
    items = [_item(draw, sku, currency, has_prices=has_prices) for sku in skus]
    _weigh(draw, weight, orders, items)
    terms = [_terms(draw, name, lead, currency, carrier=carrier) for name in names]
    for row in terms:
        if weight == "difference":
            known = {item["sku"]: Fraction(item["unit_kg"]) for item in items if item.get("unit_kg") is not None}
            pieces = [(plain(order["sku"], SKUS), order["quantity"]) for order in orders if order.get("pool") == row.get("pool")]
            row["billed_kg"] = str(float(sum(known.get(sku, 0) * n for sku, n in pieces) + draw(st.integers(1, 300))))
    costs = [row for name in names for row in _costs(draw, name, orders, terms[names.index(name)], currency, has_prices=has_prices)]
    if carrier:
        costs = [row for row in costs if row["cost"] != "freight" and row.get("reverses") != "freight"]
        costs += [{"cost": "freight", "basis": "chargeable"} | ({} if name is None else {"pool": name}) for name in names]
    rates = [{"currency": "CNY", "rate": draw(st.sampled_from(RATES[currency])), "date": "2026-07-01"}]
    case = Case(orders, costs, items, terms, rates, currency)
    return case._replace(payments=_payments(draw, case), receipt=_receipt(draw, case))


def _orders(draw: Any, pool: str | None, lead: str | None) -> list[dict[str, Any]]:
    people = draw(st.lists(st.sampled_from(PARTNERS), min_size=2, max_size=4, unique=True))
    rows = []
    for partner in people:
        for sku in draw(st.lists(st.sampled_from(SKUS), min_size=1, max_size=2, unique=True)):
            times = draw(st.sampled_from([1, 1, 1, 1, 2]))
            rows += [{"partner": _spelled(draw, partner), "sku": _spelled(draw, sku), "quantity": draw(QUANTITY)} for _ in range(times)]
    if lead is not None and lead not in people:
        rows.append({"partner": lead, "sku": plain(rows[0]["sku"], SKUS), "quantity": 0})
    for row in rows:
        row["tolerance"] = draw(st.sampled_from([0, 0, 5, 17]))
        row["points"] = draw(st.integers(1, 9))
        if pool is not None:
            row["pool"] = pool
    return rows


def _item(draw: Any, sku: str, currency: str, *, has_prices: bool) -> dict[str, Any]:
    item = {"sku": sku, "unit_cbm": draw(st.sampled_from(["0.001", "0.004", "0.0125"])), "unit_kg": draw(st.sampled_from(["0.2", "0.25", "0.5", "1.3"]))}
    item |= {"moq": draw(st.sampled_from([None, 1])), "link": f"https://detail.1688.com/offer/{610 + SKUS.index(sku)}.html", "supplier": "Xưởng 7"}
    if has_prices:
        in_cny = draw(st.booleans())
        item["currency"] = "CNY" if in_cny else currency
        item["unit_price"] = draw(st.sampled_from(["28.5", "0.75", 50, Decimal("7.333")] if in_cny or currency == "USD" else [17_500, 999, 100_001]))
        if draw(st.integers(0, 2)) == 0:
            item["tiers"] = "40: 27; 90: 26.5"
    return item


def _weigh(draw: Any, how: str, orders: list[dict[str, Any]], items: list[dict[str, Any]]) -> None:
    """Weights as `how` says: of a piece, of a row in total, of all SKUs but one and the shipment's, or of one as an estimate."""
    if how == "rows":
        typed = st.sampled_from(["0.4", "12.5", "3", "20"])
        for row in orders:
            row["kg"] = draw(typed) if row["quantity"] else "0"
        if draw(st.booleans()):    # the other holders of a SKU tell the weight of who has none, else the item
            orders[0]["kg"] = None
    elif how in {"difference", "estimate"}:
        item = draw(st.sampled_from(items))
        item["unit_kg"] = None
        item["estimated_kg"] = "0.35" if how == "estimate" else None


def _terms(draw: Any, pool: str | None, lead: str | None, currency: str, *, carrier: bool) -> dict[str, Any]:
    row: dict[str, Any] = {} if pool is None else {"pool": pool}
    row |= {"lead_buyer": lead, "product": "Túi tote", "deadline": "2026-07-10 17:00", "account": "Vietcombank 1017595600", "holder": "NGUYEN THI LAN"}
    row["kg_per_cbm"] = draw(st.sampled_from([143, 167, 200, 1000]))
    if lead is not None:
        row["lead_exempt"] = draw(st.sampled_from([None, None, "x"]))
        row["step"] = draw(st.sampled_from(STEPS[currency]))
    prices = draw(st.sampled_from(["kg", "cbm", "both"] if carrier else ["none", "none", "kg", "cbm", "both"]))
    if prices in {"kg", "both"}:
        row["price_per_kg"] = _money(draw, currency, 1_000, 60_000)
    if prices in {"cbm", "both"}:
        row["price_per_cbm"] = _money(draw, currency, 500_000, 6_000_000)
    if draw(st.integers(0, 3)) == 0:
        row["billed_cbm"] = draw(st.sampled_from(["0.3", "1.25"]))
    return row


def _charged(draw: Any, currency: str, **more: Any) -> dict[str, Any]:
    """A line with an amount, sometimes in yuan, sometimes with what it came to in the end."""
    in_cny = draw(st.integers(0, 3)) == 0
    amount = {"amount": "120.55", "currency": "CNY"} if in_cny else {"amount": _money(draw, currency, 1_000, 9_000_000)}
    amount["actual"] = draw(st.sampled_from([None, None, None, "133.1" if in_cny or currency == "USD" else 1_234_567]))
    return {**amount, **more}


def _small(draw: Any, currency: str) -> str:
    """What a credit comes to: less than the goods, so that nobody's goods cost less than nothing."""
    return str(draw(st.integers(100, 900))) if currency == "VND" else draw(st.sampled_from(["0.07", "0.25"]))


CHARGED = {
    "quantity": {"cost": "Ship nội địa", "basis": "quantity"}, "equal": {"cost": "Đóng gói", "basis": "equal"}, "value": {"cost": "Bảo hiểm", "basis": "value"},
    "column": {"cost": "Bốc xếp", "basis": "points"}, "line": {"cost": "Lưu kho", "basis": "freight"}, "again": {"cost": "freight", "basis": "equal"},
    "direct": {"cost": "Giao hàng"},
}
"""Lines with an amount of their own."""
BACK = {"whole": {"cost": "Hoàn cước", "reverses": "freight"}, "partial": {"cost": "Bớt cước", "reverses": "freight"}, "fee back": {"cost": "Bớt phí", "reverses": "fee"}}
"""Lines that take earlier ones back."""
FREIGHT = ("kg", "cbm", "chargeable")
KINDS = (*CHARGED, *BACK, *FREIGHT, "fee", "duty", "credit")


def _costs(draw: Any, pool: str | None, orders: list[dict[str, Any]], terms: dict[str, Any], currency: str, *, has_prices: bool) -> list[dict[str, Any]]:
    """The lines of a pool, of two to six kinds, with those that they need; in every order."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=6, unique=True))
    people = sorted({plain(row["partner"], PARTNERS) for row in orders if row.get("pool") == pool})
    rows = _goods(draw, currency, has_prices=has_prices)
    basis = next((kind for kind in kinds if kind in FREIGHT), "kg" if {"line", "whole", "partial", "again"} & set(kinds) else None)
    if basis == "chargeable" and {"price_per_kg", "price_per_cbm"} & set(terms) and draw(st.booleans()):
        rows.append({"cost": "freight", "basis": basis})
    elif basis is not None:
        rows.append(_charged(draw, currency, cost="freight", basis=basis))
    for kind in kinds:
        if kind in CHARGED:
            rows.append(_charged(draw, currency, **CHARGED[kind]))
        elif kind == "credit":
            rows.append({"cost": "Giảm giá", "amount": "-" + _small(draw, currency), "basis": draw(st.sampled_from(["quantity", "equal"]))})
        if kind == "direct":
            rows[-1] |= {"partner": draw(st.sampled_from(people)), "basis": draw(st.sampled_from([None, "direct"]))}
    rows += _rates_of(draw, kinds, with_freight=basis is not None)
    rows += [dict(BACK[kind]) for kind in kinds if kind in BACK and not (kind == "partial" and "whole" in kinds)]
    for row in rows:
        if row["cost"] == "Bớt cước":
            row["amount"] = "-0.07" if currency == "USD" else -71
        if pool is not None:
            row["pool"] = pool
    return draw(st.permutations(rows)) if draw(st.integers(0, 3)) == 0 else rows


def _goods(draw: Any, currency: str, *, has_prices: bool) -> list[dict[str, Any]]:
    """The goods line: one amount where the items have no prices, else none or what was debited in the end."""
    if not has_prices:
        return [{"cost": "goods", "amount": _money(draw, currency, 1_000_000, 90_000_000), "basis": draw(st.sampled_from([None, "quantity"]))}]
    return [{"cost": "goods", "actual": draw(st.sampled_from([None, 1_750_001]))}] if draw(st.integers(0, 3)) == 0 else []


def _rates_of(draw: Any, kinds: list[str], *, with_freight: bool) -> list[dict[str, Any]]:
    """Fee and duty, as rates of earlier lines."""
    both, rows = "goods + freight" if with_freight else "goods", []
    if {"fee", "fee back"} & set(kinds):
        rows.append({"cost": "fee", "rate": draw(st.sampled_from(["1%", "1.5%", "0.37%", 0.02])), "of": draw(st.sampled_from(["goods", both]))})
    if "duty" in kinds:
        rows.append({"cost": "duty", "rate": draw(st.sampled_from(["10%", "7.7%", "12.25%"])), "of": both})
    return rows


def _payments(draw: Any, case: Case) -> list[dict[str, Any]]:
    rows = []
    for pool in case.pools:
        for partner in sorted({partner for partner, _ in ordered(case, pool)}):
            for _ in range(draw(st.sampled_from([1, 1, 2]))):
                row = {"partner": _spelled(draw, partner), "paid": draw(st.integers(0, 9_000_000))}
                rows.append(row if pool is None else {**row, "pool": pool})
    return rows


def _receipt(draw: Any, case: Case) -> list[dict[str, Any]]:
    """What came of every SKU: fewer, all or more than were ordered; some of it defective, as a count or a rate."""
    rows = []
    for pool in case.pools:
        totals: dict[str, int] = {}
        for (_, sku), n in ordered(case, pool).items():
            totals[sku] = totals.get(sku, 0) + n
        for sku, n in totals.items():
            came = max(0, n + draw(st.sampled_from([-n // 3, -n // 2, -7, -1, 0, 3, 30])))
            bad = draw(st.one_of(st.sampled_from(["10%", "25%", came // 3]), st.integers(1, came), st.none())) if came else None
            row = {"sku": sku, "received": came, "defective": bad}
            rows.append(row if pool is None else {**row, "pool": pool})
    return rows


# withdrawals -----------------------------------------------------------------------------------------------------------


@st.composite
def leaving(draw: Any, *, when: tuple[str, ...] = ("before", "after", "after"), pools: int = 2, currencies: tuple[str, ...] = ("VND", "VND", "USD"),
            subsidised: bool = False) -> Case:
    """A case with a lead buyer, and one to three partners who leave or give up a part, one a day: with or without replacement, taker, new lead buyer.

    subsidised: a credit exceeds all costs, so that what somebody takes costs less than nothing.
    """
    case = draw(cases(led=True, priced=True, pools=pools, currencies=currencies))
    if subsidised:    # somebody else pays more than all of it: landed cost is no weight then
        subsidy = {"cost": "Trợ giá", "amount": -990_000_000, "basis": "quantity"}
        case = case._replace(costs=[*case.costs, *({"pool": pool, **subsidy} if pool is not None else subsidy for pool in case.pools)])
    busy = {plain(row["partner"], PARTNERS) for row in case.costs if row.get("partner")}    # who bears a line alone has to stay, or be replaced
    rows: list[dict[str, Any]] = []
    for pool in draw(st.permutations(case.pools)):
        held = ordered(case, pool)
        people = sorted({partner for (partner, _), n in held.items() if n})
        stays = draw(st.sampled_from(people))
        others = [partner for partner in people if partner != stays]
        for leaver in draw(st.lists(st.sampled_from(others), min_size=0 if rows else 1, max_size=2, unique=True)):
            rows.append({} if pool is None else {"pool": pool})
            rows[-1] |= _leaves(draw, leaver, stays, held, draw(st.sampled_from(when)), is_lead=leaver == case.lead, is_busy=leaver in busy)
            rows[-1]["date"] = dt.date(2026, 3, len(rows) + (10 if rows[-1]["when"] == "after" else 0))
    return case._replace(withdrawals=rows)


def _leaves(draw: Any, leaver: str, stays: str, held: dict[tuple[str, str], int], when: str, *, is_lead: bool, is_busy: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"partner": leaver, "when": when}
    how = draw(st.sampled_from(["replaced", "alone", "alone"]))
    if how == "replaced" or is_busy:
        row["replacement"] = draw(st.sampled_from([stays, NEW]))
    elif when == "after":
        row["taker"] = draw(st.sampled_from([None, stays]))
    if draw(st.booleans()):
        sku = draw(st.sampled_from(sorted(sku for (partner, sku), n in held.items() if partner == leaver and n)))
        row |= {"sku": sku, "quantity": draw(st.one_of(st.none(), st.integers(1, held[leaver, sku])))}
    elif is_lead:
        row["new_lead"] = stays
    return row


# faults ----------------------------------------------------------------------------------------------------------------


class Fault(NamedTuple):
    """What is put into a cell, and where its problem is to be found. row: from 1."""

    table: str
    row: int
    column: str


FAULTS: dict[str, list[tuple[str, Any]]] = {
    "orders": [("quantity", -1), ("quantity", "2.5"), ("quantity", "nhiều"), ("partner", None), ("partner", "#REF!"), ("sku", True)],
    "costs": [("cost", "due"), ("basis", "mặt trăng"), ("amount", "#N/A"), ("of", "không có"), ("reverses", "không có"), ("partner", "Người lạ"), ("currency", "EUR")],
    "items": [("unit_price", -5), ("unit_price", "#N/A"), ("tiers", "abc"), ("unit_cbm", "nặng"), ("currency", "xyz")],
    "terms": [("lead_buyer", "Người lạ"), ("step", 0), ("kg_per_cbm", "x"), ("lead_exempt", "có lẽ")],
    "rates": [("rate", 0), ("rate", "x"), ("currency", "xyz")],
    "payments": [("partner", "Người lạ"), ("paid", "x"), ("paid", 10**15)],
    "receipt": [("sku", "Vàng"), ("received", -1), ("defective", 10**6), ("defective", "x")],
}
"""Cells that prevent an exact result, by table: the column, and what is typed there."""


@st.composite
def faulty(draw: Any) -> tuple[Case, list[Fault]]:
    """A valid case with one or two faults, in different tables."""
    case = draw(cases())
    faults = []
    for table in draw(st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, max_size=2, unique=True)):
        column, value = draw(st.sampled_from(FAULTS[table]))
        rows = getattr(case, table)
        fitting = [place for place, row in enumerate(rows) if _fits(table, column, row)]
        if not fitting:
            column, value = {"costs": ("cost", "due"), "items": ("unit_cbm", "nặng")}[table]
            fitting = list(range(len(rows)))
        place = draw(st.sampled_from(fitting))
        case = case._replace(**{table: [{**row, column: value} if at == place else row for at, row in enumerate(rows)]})
        faults.append(Fault(table, place + 1, column))
    return case, faults


def _fits(table: str, column: str, row: dict[str, Any]) -> bool:
    """Whether a fault of this column can stand in a row: a wrong `of` in a row with a rate, a stranger in a row that is borne by one partner."""
    if table == "costs" and column != "cost":
        return row.get(column) is not None
    return table != "items" or column not in {"unit_price", "tiers", "currency"} or row.get("unit_price") is not None
