"""The count sheet for the split day, and the shortage on receipt, per partner and SKU, as columns of display values. (spec.md, section 3)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.order.stages import Short
from poolsplit.pool.pieces import missing_pieces, price_of
from poolsplit.pool.results import Columns, by_row
from poolsplit.values import names
from poolsplit.values.money import display

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.pool.inputs import Case
    from poolsplit.pool.pieces import Goods

FIGURES = ("ordered", "received", "defective", "hand_over")
"""The columns of the count sheet that are added up; `counted` and `signed` stay blank, to be filled in by hand."""


def sheet(case: Case, shared: Goods) -> Columns:
    """The count sheet: one row for each partner and SKU, then the sums of each SKU, of each partner, and of everything, pool by pool.

    The sum of a SKU has a blank partner, the sum of a partner a blank SKU, and the sum of a pool both. Where a pool has one SKU or none,
    only the sum of the pool follows.
    """
    orders = case.orders
    columns = by_row(case, {"ordered": orders.quantity, "received": shared.received, "defective": shared.defective, "hand_over": shared.good})
    pools = list(columns.get("pool", [""] * len(orders.quantity)))
    skus = list(columns.get("sku", [""] * len(orders.quantity)))
    rows = list(zip(pools, columns["partner"], skus, *(map(int, columns[name]) for name in FIGURES), strict=True))
    result: list[tuple[Any, ...]] = []
    for pool in dict.fromkeys(pools):
        pool_rows = [row for row in rows if row[0] == pool]
        result += pool_rows
        several = len({row[2] for row in pool_rows}) > 1
        for sku in dict.fromkeys(row[2] for row in pool_rows) if several else ():
            result.append((pool, "", sku, *_sums([row for row in pool_rows if row[2] == sku])))
        for partner in dict.fromkeys(row[1] for row in pool_rows) if several else ():
            result.append((pool, partner, "", *_sums([row for row in pool_rows if row[1] == partner])))
        result.append((pool, "", "", *_sums(pool_rows)))
    return Columns.from_rows(("pool", "partner", "sku", *FIGURES, "counted", "signed"), [(*row, "", "") for row in result], orders.unsaid())


def _sums(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    return [sum(row[3 + column] for row in rows) for column in range(len(FIGURES))]


def short(case: Case, shared: Goods) -> dict[str, list[Short]]:
    """The partners who lack pieces or have defective ones, by pool key."""
    orders = case.orders
    shortages: dict[str, list[Short]] = {}
    for row, (missing, defective) in enumerate(zip(missing_pieces(case, shared), shared.defective, strict=True)):
        if missing or defective:
            pool = names.key(orders.pools[orders.row_pool[row]])
            partner, sku = names.key(orders.members[orders.row_member[row]]), names.key(orders.lots[orders.row_lot[row]])
            shortages.setdefault(pool, []).append(Short(partner, sku, int(missing), int(defective)))
    return shortages


def shortage_columns(case: Case, shared: Goods, decisions: Sequence[str]) -> Columns:
    """The shortage of every partner and SKU, its cost, and the partner's decision. Nothing is booked.

    decisions: one for each row of the orders, "" for none. In the result, refund is the goods price of the missing pieces and for_defective
    that of the defective ones, both in `currency`, for the pieces that fell to the partner.
    """
    orders, missing = case.orders, missing_pieces(case, shared)
    priced = bool(case.items.priced)
    refund, codes = price_of(case, missing) if priced else ([0] * len(missing), [""] * len(orders.lots))
    for_defective, _ = price_of(case, shared.defective) if priced else (refund, codes)
    rows = []
    for row in sorted(range(len(missing)), key=lambda row: orders.row_first[row]):
        if not (missing[row] or shared.defective[row]):
            continue
        lot = orders.row_lot[row]
        money = [display(int(amounts[row]), codes[lot]) if priced else "" for amounts in (refund, for_defective)]
        rows.append((orders.pools[orders.row_pool[row]], orders.members[orders.row_member[row]], orders.lots[lot], int(missing[row]),
                     int(shared.defective[row]), *money, codes[lot], decisions[row]))
    names_of_columns = ("pool", "partner", "sku", "missing", "defective", "refund", "for_defective", "currency", "decision")
    return Columns.from_rows(names_of_columns, rows, orders.unsaid())
