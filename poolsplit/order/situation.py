"""Where a pool stands in its life: whole tables in, what the gates of `poolsplit.order.stages` look at out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import Listing, Text
from poolsplit.order import count_sheet
from poolsplit.order.stages import COUNTED, DECISIONS, PLACED, QC, RECEIVED, RECORDS, SHIPPED, SPLIT, Acceptance, Situation, Step, decision
from poolsplit.order.withdrawal import results
from poolsplit.pool import goods, pieces
from poolsplit.pool.inputs import Case, Inputs
from poolsplit.pool.results import Columns
from poolsplit.tables import vocabulary
from poolsplit.tables.table import table
from poolsplit.values import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.order.withdrawal.standing import Standing
    from poolsplit.tables.columns import Rows

STEPS = (PLACED, QC, SHIPPED, RECEIVED, COUNTED, SPLIT, *RECORDS, *DECISIONS)
"""The records of an order's life, by the names that `vocabulary.step` gives them."""


def receiving(done: Standing, carry: Any = None) -> Case:
    """The run that pieces are received in: the orders as they are held now, without money."""
    if not any(event.entries for event in done.events):
        return done.report.case
    return Case(Inputs(table("orders", _records(results.orders(done))), carry=carry), exact)


def _records(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def situations(done: Standing, acceptances: Any = None, steps: Any = None, receipt: Any = None) -> dict[str, Situation]:
    """What the gates look at in each pool, by its key. done: the pools after their withdrawals. Raises DataError with all problems."""
    case = done.report.case
    replies = _replies(done, case.read(table("acceptances", acceptances)))
    records = _steps(done, case.read(table("steps", steps)))
    case.stop_on_problems()
    here, shared = None, None
    if receipt is not None:
        here = receiving(done)
        shared = pieces.share_receipt(here, receipt)
        here.stop_on_problems()
    found = {}
    for pool in done.pools:
        if done.place(pool) >= 0:
            found[pool] = _situation(done, pool, replies.get(pool, []), records.get(pool, []))
            if here is not None and shared is not None:
                found[pool].counted = _counted(here, receipt, pool)
                found[pool].short = count_sheet.short(here, shared).get(pool, [])
    return found


def _situation(done: Standing, pool: str, replies: list[Acceptance], records: list[Step]) -> Situation:
    case, book, place = done.report.case, done.books[pool], done.place(pool)
    shown = {partner: name for (own, partner), name in done.shown.items() if own == pool}  # no mutant: a partner has one name in all pools
    everybody = sorted({*book.partners(), *(partner for own, partner in done.paid if own == pool)})
    terms_row = case.terms.row[place]

    def term(column: str) -> str:
        value = case.terms.typed.get(column)[terms_row] if terms_row >= 0 else None
        return "" if value is None else str(value)

    return Situation(
        shown=shown, skus=_skus(case, place), partners=[partner for partner in book.partners() if (pool, partner) not in done.left],
        version=done.version(pool), currency=done.report.currency(place), total=sum(abs(book.due(partner)) for partner in everybody),
        owed={partner: book.due(partner) - done.paid.get((pool, partner), 0) for partner in everybody},
        paid=[partner for partner in everybody if done.paid.get((pool, partner))], lead=book.lead, account=term("account"), deadline=term("deadline"),
        acceptances=replies, steps=records, sku_names=done.skus,
    )


def _skus(case: Case, pool: int) -> dict[str, tuple[str, str, bool]]:
    """Supplier, link and whether there is a price, of every SKU of a pool."""
    orders, items = case.orders, case.items
    known = goods.prices(orders, items).known
    found = {}
    for lot, own in enumerate(orders.lot_pool):
        if own == pool:
            row = items.row[lot]
            supplier, link = (str(items.typed.get(column)[row] or "") if row >= 0 else "" for column in ("supplier", "link"))
            found[names.key(orders.lots[lot])] = (supplier, link, bool(known[lot]))
    return found


def _counted(case: Case, receipt: Any, pool: str) -> list[str]:
    """The SKUs of a pool of which the receipt says how many came."""
    orders = case.orders
    typed = case.read(table("receipt", receipt))
    rows, lots = orders.lot_rows(typed)
    said = typed.get("received")
    return [names.key(orders.lots[lot]) for row, lot in zip(rows, lots, strict=True)
            if said[row] is not None and names.key(orders.pools[orders.lot_pool[lot]]) == pool]


def _pool_key(done: Standing, typed: Rows, row: int) -> str | None:
    """The key of the pool that a row is about; None, with a problem, where that is not clear."""
    name = typed.get("pool")[row]
    if name is None and len(done.pools) == 1:
        return next(iter(done.pools))
    key = names.key(name if name is not None else "")
    if key in done.pools:
        return key
    message = Text("the row does not say of which pool") if name is None else Text("nobody orders in the pool {pool}", pool=name)
    done.report.case.say([typed.problem(row, "pool", message, Text("type the pool as it stands in the orders"))])
    return None


def _who(done: Standing, typed: Rows, row: int, pool: str) -> str | None:
    """The key of the partner of a row, "" where none is named; None, with a problem, where he is nobody."""
    name = typed.get("partner")[row]
    key = names.key(name if name is not None else "")
    if not key or (pool, key) in done.shown:
        return key
    fix = Text("type the name as it stands in the orders")
    done.report.case.say([typed.problem(row, "partner", Text("{partner} does not order", partner=name), fix)])
    return None


def _replies(done: Standing, typed: Rows) -> dict[str, list[Acceptance]]:
    found: dict[str, list[Acceptance]] = {}
    for row in range(typed.size):
        pool = _pool_key(done, typed, row)
        who = None if pool is None else _who(done, typed, row, pool)
        if pool is not None and who:
            found.setdefault(pool, []).append(Acceptance(who, str(typed.get("version")[row] or ""), typed.get("date")[row]))
    return found


def _steps(done: Standing, typed: Rows) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for row, words in enumerate(typed.get("done")):
        pool = _pool_key(done, typed, row)
        who = None if pool is None else _who(done, typed, row, pool)
        if words is None or pool is None or who is None:
            continue
        step = vocabulary.step(words)
        if step is None:
            message = Text('"{words}" is no step of an order', words=words)
            done.report.case.say([typed.problem(row, "done", message, Text("type one of: {steps}", steps=Listing(STEPS)))])
            continue
        sku, reference = names.key(typed.get("sku")[row] or ""), str(typed.get("reference")[row] or "")
        found.setdefault(pool, []).append(Step(step, who, sku, typed.get("date")[row], reference))
    return found


def decisions(case: Case, found: dict[str, Situation]) -> list[str]:
    """What everybody decided about what is short, one a row of the orders; "" for nothing."""
    orders = case.orders
    return [
        decision(found[pool], names.key(orders.members[member]), names.key(orders.lots[lot])) or "" if pool in found else ""
        for pool, member, lot in zip((names.key(orders.pools[place]) for place in orders.row_pool), orders.row_member, orders.row_lot, strict=True)
    ]


def missing_columns(found: Sequence[tuple[str, str, str, Any]], *, one_pool: bool) -> dict[str, list[Any]]:
    """Rows (pool, stage, next, Missing or None) as columns: pool, stage, next, what, missing, fix."""
    rows = [
        (pool, stage, following, *((each.what, each.message, each.fix) if each is not None else ("", "", "")))
        for pool, stage, following, each in found
    ]
    return Columns.from_rows(("pool", "stage", "next", "what", "missing", "fix"), rows, {"pool"} if one_pool else ())
