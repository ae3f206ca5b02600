"""What comes out of a run about pieces: orders filled up, what arrived, what was defective, refunds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit import exact
from poolsplit import receipt as rules
from poolsplit.case import PIECES, Case
from poolsplit.errors import Problem, Text
from poolsplit.money import display, exponent
from poolsplit.report import Report
from poolsplit.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.pool import Orders, Rows


@dataclass
class Goods:
    """One receipt shared out: pieces a row; arrived, count and offered pieces a lot."""

    received: Sequence[int]
    defective: Sequence[int]
    good: Sequence[int]
    arrived: Sequence[int]
    count: Sequence[int]
    offered: Sequence[int]


def filled(case: Case) -> tuple[rules.Fill, list[Problem]]:
    """Orders filled up to MOQ and packs, and a warning for every SKU that still lacks pieces, with who could take them."""
    orders = case.orders
    result = rules.fill(orders, case.items.moq, case.items.pack, exact, case.carry_of(PIECES))
    problems = []
    for lot, missing in enumerate(result.shortfall):
        if missing:
            holders = [orders.members[member] for member, own in zip(orders.row_member, orders.row_lot, strict=True) if own == lot]
            message = Text("{sku} lacks {missing} of {target} pieces", sku=orders.lots[lot] or "SKU", missing=missing, target=result.target[lot])
            fix = Text("ask who would take more: {partners}", partners=", ".join(dict.fromkeys(holders)))
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
    n = len(orders.lots)
    ordered = exact.total(orders.quantity, orders.row_lot, n)
    row_of = _rows_of_lots(case, typed)
    arrived_typed, stated_typed = typed.get("received"), typed.get("defective")
    arrived = [ordered[lot] if row < 0 or arrived_typed[row] is None else arrived_typed[row] for lot, row in enumerate(row_of)]
    stated = [0 if row < 0 or stated_typed[row] is None else stated_typed[row] for row in row_of]
    count = rules.defective_pieces(stated, arrived)
    for lot, (bad, pieces) in enumerate(zip(count, arrived, strict=True)):
        if bad > pieces:
            message = Text("{bad} defective pieces are more than the {pieces} that arrived", bad=bad, pieces=pieces)
            case.problems.append(typed.problem(row_of[lot], "defective", message, Text("count again")))
            count[lot] = 0
    got = rules.received(orders, arrived, exact, case.carry_of(PIECES))
    within = exact.total(got.quantity, orders.row_lot, n)
    count_within = [min(bad, pieces) for bad, pieces in zip(count, within, strict=True)]
    defective = rules.defects(orders, got.quantity, count_within, exact, case.carry_of(PIECES))
    good = exact.add(got.quantity, [-bad for bad in defective])
    return Goods(got.quantity, defective, good, arrived, count, got.offered)


def _rows_of_lots(case: Case, typed: Rows) -> list[int]:
    """The receipt row of every lot, -1 for none; a row without a SKU is about the pool's only one."""
    orders = case.orders
    found = [-1] * len(orders.lots)
    for row, (pool_name, sku) in enumerate(zip(typed.get("pool"), typed.get("sku"), strict=True)):
        pools = range(len(orders.pools)) if pool_name is None else [orders.pool(pool_name)]
        for pool in pools:
            mine = [lot for lot, own in enumerate(orders.lot_pool) if own == pool]
            lot = mine[0] if sku is None and len(mine) == 1 else orders.lot(pool, sku or "")
            if lot < 0:
                message = Text("the receipt does not say of which SKU") if sku is None else Text("nobody ordered {sku}", sku=sku)
                fix = Text("type one of: {skus}", skus=", ".join(dict.fromkeys(orders.lots[own] for own in mine)))
                case.problems.append(typed.problem(row, "sku", message, fix))
            elif found[lot] >= 0:
                message = Text("{sku} was received in two rows", sku=orders.lots[lot] or "SKU")
                case.problems.append(typed.problem(row, "sku", message, Text("add them up in one row")))
            else:
                found[lot] = row
    return found


def received_columns(case: Case, goods: Goods) -> dict[str, list[Any]]:
    """The table of `received`; pieces that nobody ordered follow in rows without a partner."""
    orders = case.orders
    missing = [max(0, ordered - got) for ordered, got in zip(orders.quantity, goods.received, strict=True)]
    columns = Report(case).by_row({"ordered": orders.quantity, "received": goods.received, "missing": missing})
    for lot, pieces in enumerate(goods.offered):
        if pieces:
            _extra_row(columns, orders, lot, {"ordered": 0, "received": pieces, "missing": 0})
    return columns


def refund_columns(case: Case, goods: Goods) -> dict[str, list[Any]]:
    """The goods price of the missing pieces as negative direct lines in the price's currency, rounded half-even per SKU."""
    orders, items = case.orders, case.items
    missing = [max(0, ordered - got) for ordered, got in zip(orders.quantity, goods.received, strict=True)]
    per_lot = exact.total(missing, orders.row_lot, len(orders.lots))
    codes = [code or case.terms.currency[orders.lot_pool[lot]] for lot, code in enumerate(items.currency)]
    prices = [(items.unit_price[lot] or Fraction(0)) * 10 ** exponent(code) for lot, code in enumerate(codes)]
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
    goods = share_out(case, receipt)
    value, pieces = report.lot_cost()
    if count is None:
        cash = [-owed for owed in rules.by_value(orders, goods.count, value, pieces, report.landed_rows(), exact)]
    else:
        fell = _fell(case, count, goods)
        cash = list(rules.equalisation(orders, goods.defective, fell, value, pieces, exact)) if fell else [0] * len(orders.quantity)
    return exact.total(cash, orders.row_member, len(orders.members))


def _fell(case: Case, source: Any, goods: Goods) -> list[int]:
    """Defective pieces that each row found at the split; [] with problems where the count cannot be used."""
    orders = case.orders
    typed = case.read(table("count", source))
    row_at = {(member, lot): row for row, (member, lot) in enumerate(zip(orders.row_member, orders.row_lot, strict=True))}
    fell = [0] * len(orders.quantity)
    before = len(case.problems)
    for i, (pool_name, sku, partner, bad) in enumerate(zip(*(typed.get(name) for name in ("pool", "sku", "partner", "defective")), strict=True)):
        pool = orders.pool(pool_name or "") if pool_name or orders.one_pool() else -1
        lots = [lot for lot, own in enumerate(orders.lot_pool) if own == pool]
        lot = lots[0] if sku is None and len(lots) == 1 else orders.lot(pool, sku or "")
        row = row_at.get((orders.member(pool, partner or ""), lot), -1)
        if row < 0:
            message = Text("{partner} does not hold {sku}", partner=partner, sku=sku or "SKU")
            case.problems.append(typed.problem(i, "partner", message, Text("type partner and SKU as they stand in the orders")))
        elif bad is not None:
            fell[row] += bad
    found, stated = exact.total(fell, orders.row_lot, len(orders.lots)), exact.total(goods.defective, orders.row_lot, len(orders.lots))
    for lot, (counted, received) in enumerate(zip(found, stated, strict=True)):
        if counted != received:
            message = Text("of {sku} the partners found {counted} defective pieces, but the receipt says {stated}",
                           sku=orders.lots[lot] or "SKU", counted=counted, stated=received)
            case.problems.append(Problem("count", 0, "defective", message, Text("count again, or correct the receipt")))
    return [] if len(case.problems) > before else fell


def case_paid(case: Case, payments: Any) -> list[int]:
    """What each member paid, in minor units; payments of people who do not order are problems of the case."""
    orders = case.orders
    typed = case.read(table("payments", payments))
    paid = [0] * len(orders.members)
    for row, (pool_name, partner, amount) in enumerate(zip(typed.get("pool"), typed.get("partner"), typed.get("paid"), strict=True)):
        pool = orders.pool(pool_name or "") if pool_name or orders.one_pool() else -1
        member = orders.member(pool, partner or "")
        if partner is not None and member < 0:
            message = Text("{partner} paid, but does not order", partner=partner)
            case.problems.append(typed.problem(row, "partner", message, Text("type the name as it stands in the orders")))
        elif amount is not None and member >= 0:
            paid[member] += amount
    return paid
