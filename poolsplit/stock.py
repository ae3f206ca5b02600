"""What comes out of a run about pieces: orders filled up, what arrived, what was defective, refunds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit import exact, goods
from poolsplit import receipt as rules
from poolsplit.case import DEFECTS, PIECES, Case
from poolsplit.errors import Problem, Text
from poolsplit.money import display, exponent
from poolsplit.report import Report
from poolsplit.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.pool import Orders, Rows


@dataclass
class Goods:
    """One receipt shared out: pieces a row; arrived, count and offered pieces a lot. owed: what it adds to the carry, by measure, a member."""

    received: Sequence[int]
    defective: Sequence[int]
    good: Sequence[int]
    arrived: Sequence[int]
    count: Sequence[int]
    offered: Sequence[int]
    owed: dict[str, list[Fraction]]


def filled(case: Case) -> tuple[rules.Fill, list[Problem]]:
    """Orders filled up to MOQ and packs, and a warning for every SKU that lacks pieces, or has enough only with the tolerances."""
    orders = case.orders
    result = rules.fill(orders, case.items.moq, case.items.pack, exact, case.carry_of(PIECES))
    firm = exact.total(orders.quantity, orders.row_lot, len(orders.lots))
    problems = []
    holders: list[dict[int, str]] = [{} for _ in orders.lots]
    for row, (member, lot) in enumerate(zip(orders.row_member, orders.row_lot, strict=True)):
        holders[lot][row] = orders.members[member]
    for lot, (missing, target, name) in enumerate(zip(result.shortfall, result.target, holders, strict=True)):
        if missing:
            message = Text("{sku} lacks {missing} of {target} pieces", sku=orders.sku(lot), missing=missing, target=target)
            fix = Text("ask who would take more: {partners}", partners=", ".join(name.values()))
            problems.append(case.items.problem(lot, "moq", message, fix, warning=True))
        elif firm[lot] < target:
            message = Text("{sku} reaches {target} pieces only with the tolerances", sku=orders.sku(lot), target=target)
            shares = ", ".join(f"{name[row]} {result.quantity[row]}" for row in name)
            fix = Text("type the quantities that the supplier gets: {shares}", shares=shares)
            problems.append(case.items.problem(lot, "moq", message, fix, warning=True))
    return result, problems


def fill_columns(case: Case) -> dict[str, list[Any]]:
    """The table of `fill`: one row a partner and SKU, then one for each SKU that lacks pieces."""
    result, _ = filled(case)
    columns = Report(case).by_row({"ordered": case.orders.quantity, "quantity": result.quantity, "shortfall": [0] * len(result.quantity)})
    for lot, missing in enumerate(result.shortfall):
        if missing:
            _extra_row(columns, case.orders, lot, {"ordered": 0, "quantity": 0, "shortfall": missing})
    return columns


def _extra_row(columns: dict[str, list[Any]], orders: Orders, lot: int, values: dict[str, Any]) -> None:
    """A row about a lot as a whole, without a partner."""
    row = {"pool": orders.pools[orders.lot_pool[lot]], "partner": "", "sku": orders.lots[lot], **values}
    for name, column in columns.items():
        column.append(row[name])


def share_out(case: Case, source: Any) -> Goods:
    """Read a receipt and share what arrived and what was defective; problems join the case's. (spec.md, section 3)"""
    orders = case.orders
    typed = case.read(table("receipt", source))
    ordered = exact.total(orders.quantity, orders.row_lot, len(orders.lots))
    row_of = _rows_of_lots(case, typed)
    arrived_typed, stated_typed = typed.get("received"), typed.get("defective")
    arrived = [ordered[lot] if row < 0 or arrived_typed[row] is None else arrived_typed[row] for lot, row in enumerate(row_of)]
    stated = [0 if row < 0 or stated_typed[row] is None else stated_typed[row] for row in row_of]
    count = rules.defective_pieces(stated, arrived)
    for lot, (bad, pieces) in enumerate(zip(count, arrived, strict=True)):
        if bad > pieces:
            message = Text("{bad} defective pieces are more than the {pieces} that arrived", bad=bad, pieces=pieces)
            case.say([typed.problem(row_of[lot], "defective", message, Text("count again"))])
            count[lot] = 0
    got = rules.received(orders, arrived, exact, case.carry_of(PIECES))
    within = exact.total(got.quantity, orders.row_lot, len(orders.lots))
    count_within = [min(bad, pieces) for bad, pieces in zip(count, within, strict=True)]
    defective = rules.defects(orders, got.quantity, count_within, exact, case.carry_of(DEFECTS))
    good = exact.add(got.quantity, [-bad for bad in defective])
    base = [min(pieces, most) for pieces, most in zip(arrived, ordered, strict=True)]
    owed = {
        PIECES: rules.owed(orders, base, orders.quantity, got.base),
        DEFECTS: rules.owed(orders, count_within, got.quantity, defective),
    }
    return Goods(got.quantity, defective, good, arrived, count, got.offered, owed)


def _rows_of_lots(case: Case, typed: Rows) -> list[int]:
    """The receipt row of every lot, -1 for none; a row without a SKU or a pool is about the only one that it can be about."""
    orders = case.orders
    found = [-1] * len(orders.lots)
    for row, (pool_name, sku) in enumerate(zip(typed.get("pool"), typed.get("sku"), strict=True)):
        lots = [lot for pool in orders.pools_of(pool_name) if (lot := orders.lot_of(pool, sku)) >= 0]
        if (row, "sku") in typed.unread or not orders.lots:
            continue
        if len(lots) != 1:
            case.say([_unclear_lot(typed, row, orders, sku, lots)])
        elif found[lots[0]] >= 0:
            message = Text("{sku} was received in two rows", sku=orders.sku(lots[0]))
            case.say([typed.problem(row, "sku", message, Text("add them up in one row"))])
        else:
            found[lots[0]] = row
    return found


def _unclear_lot(typed: Rows, row: int, orders: Orders, sku: object, lots: list[int]) -> Problem:
    """A row of a receipt that is about no SKU of the orders, or about that of several pools."""
    if lots:
        return typed.problem(row, "pool", Text("the receipt does not say of which pool"), Text("type the pool as it stands in the orders"))
    message = Text("the receipt does not say of which SKU") if sku is None else Text("nobody ordered {sku}", sku=sku)
    return typed.problem(row, "sku", message, Text("type one of: {skus}", skus=", ".join(dict.fromkeys(orders.lots))))


def received_columns(case: Case, shared: Goods) -> dict[str, list[Any]]:
    """The table of `received`; pieces that nobody ordered follow in rows without a partner."""
    orders = case.orders
    missing = [max(0, ordered - got) for ordered, got in zip(orders.quantity, shared.received, strict=True)]
    columns = Report(case).by_row({"ordered": orders.quantity, "received": shared.received, "missing": missing})
    for lot, pieces in enumerate(shared.offered):
        if pieces:
            _extra_row(columns, orders, lot, {"ordered": 0, "received": pieces, "missing": 0})
    return columns


def refund_columns(case: Case, shared: Goods) -> dict[str, list[Any]]:
    """The goods price of the missing pieces as negative direct lines in the price's currency, rounded half-even per SKU.

    The price is the one that was paid: that of the ordered total. A missing piece without a price is a problem of the case.
    """
    orders, items = case.orders, case.items
    missing = [max(0, ordered - got) for ordered, got in zip(orders.quantity, shared.received, strict=True)]
    per_lot = exact.total(missing, orders.row_lot, len(orders.lots))
    codes = [code or case.terms.currency[orders.lot_pool[lot]] for lot, code in enumerate(items.currency)]
    known = goods.prices(orders, items, exact)
    for lot, pieces in enumerate(per_lot):
        if pieces and known[lot] is None:
            message = Text("{sku} has no price", sku=orders.sku(lot))
            case.say([items.problem(lot, "unit_price", message, Text("type the price of one piece; 0 where it is free"))])
    prices = [(price or Fraction(0)) * 10 ** exponent(code) for price, code in zip(known, codes, strict=True)]
    totals = exact.scale(per_lot, [price.numerator for price in prices], [price.denominator for price in prices])
    shares = exact.apportion(totals, missing, orders.row_lot)
    rows = [
        {"pool": orders.pools[orders.lot_pool[lot]], "cost": f"refund {orders.lots[lot]}".strip(), "partner": orders.members[member],
         "amount": display(-share, codes[lot]), "currency": codes[lot], "basis": "direct"}
        for member, lot, share in zip(orders.row_member, orders.row_lot, shares, strict=True) if share
    ]
    columns = {name: [row[name] for row in rows] for name in ("pool", "cost", "partner", "amount", "currency", "basis")}
    if orders.one_pool():
        del columns["pool"]
    return columns


def equalised(report: Report, receipt: Any, count: Any) -> list[int]:
    """Cash a member that evens out the defects: by where they fell (`count`), or over the whole order by value."""
    case, orders = report.case, report.case.orders
    shared = share_out(case, receipt)
    value, pieces = report.lot_cost()
    if count is None:
        cash = _by_value(report, shared, value, pieces)
    else:
        fell = _fell(case, count, shared)
        cash = list(rules.equalisation(orders, shared.defective, fell, value, pieces, exact)) if fell else [0] * len(orders.quantity)
    return exact.total(cash, orders.row_member, len(orders.members))


def _by_value(report: Report, shared: Goods, value: list[int], pieces: list[int]) -> list[int]:
    """Cash a row where all defects of a pool are shared by value; values below zero share nothing, which is a problem."""
    case, orders = report.case, report.case.orders
    by_row = report.landed_rows()
    below = [row for row, cost in enumerate(by_row) if cost < 0]
    for row in below:
        partner = orders.members[orders.row_member[row]]
        message = Text("what {partner} takes costs less than nothing, so defects cannot be shared by value", partner=partner)
        case.say([orders.typed.problem(orders.source[row][0], "partner", message, Text("hand in the count of where the bad pieces fell instead"))])
    if below:
        return [0] * len(by_row)
    return [-owed for owed in rules.by_value(orders, shared.count, value, pieces, by_row, exact)]


def _fell(case: Case, source: Any, shared: Goods) -> list[int]:
    """Defective pieces that each row found at the split; [] with problems where the count cannot be used."""
    orders = case.orders
    typed = case.read(table("count", source))
    row_at = {(member, lot): row for row, (member, lot) in enumerate(zip(orders.row_member, orders.row_lot, strict=True))}
    fell = [0] * len(orders.quantity)
    usable = not typed.unread
    for i, (pool_name, sku, partner, bad) in enumerate(zip(*(typed.get(name) for name in ("pool", "sku", "partner", "defective")), strict=True)):
        pool = orders.pool(pool_name)
        row = row_at.get((orders.member(pool, partner or ""), orders.lot_of(pool, sku)), -1)
        if row >= 0:
            fell[row] += bad or 0
        elif not {(i, "partner"), (i, "sku")} & typed.unread:
            message = Text("{partner} does not hold {sku}", partner=partner, sku=sku or "SKU")
            case.say([typed.problem(i, "partner", message, Text("type partner and SKU as they stand in the orders"))])
            usable = False
    found, stated = exact.total(fell, orders.row_lot, len(orders.lots)), exact.total(shared.defective, orders.row_lot, len(orders.lots))
    for lot, (counted, received) in enumerate(zip(found, stated, strict=True)):
        if usable and counted != received:
            message = Text("of {sku} the partners found {counted} defective pieces, but the receipt says {stated}",
                           sku=orders.sku(lot), counted=counted, stated=received)
            case.say([Problem("count", 0, "defective", message, Text("count again, or correct the receipt"))])
    return fell if usable and found == stated else []


def case_paid(case: Case, payments: Any) -> list[int]:
    """What each member paid, in minor units; payments of people who do not order are problems of the case."""
    orders = case.orders
    typed = case.read(table("payments", payments))
    paid = [0] * len(orders.members)
    for row, (pool_name, partner, amount) in enumerate(zip(typed.get("pool"), typed.get("partner"), typed.get("paid"), strict=True)):
        member = orders.member(orders.pool(pool_name), partner or "")
        if member >= 0:
            paid[member] += amount or 0
        elif partner is not None and orders.members:
            case.say([_stranger(typed, row, orders, pool_name, partner)])
    return paid


def _stranger(typed: Rows, row: int, orders: Orders, pool_name: object, partner: object) -> Problem:
    """A payment of somebody who does not order, or that does not say for which pool."""
    if pool_name is None and len(orders.pools) > 1:
        message = Text("the payment of {partner} does not say for which pool", partner=partner)
        return typed.problem(row, "partner", message, Text("type the pool as it stands in the orders"))
    message = Text("{partner} paid, but does not order", partner=partner)
    return typed.problem(row, "partner", message, Text("type the name as it stands in the orders"))
