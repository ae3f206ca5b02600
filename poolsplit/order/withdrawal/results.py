"""The results of withdrawals: holdings, dues, changes, and the entries of the ledger, as columns of display values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.order.agreement.binding import changes, code, version
from poolsplit.order.ledger.kinds import LEAD, PIECES
from poolsplit.pool.costs import FORFEIT, TAKEN_OVER
from poolsplit.pool.results import Columns
from poolsplit.values import names
from poolsplit.values.money import display

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.order.withdrawal.standing import Standing

LEDGER = ("date", "pool", "partner", "kind", "amount", "reference", "reverses", "sku", "version")
"""The columns of the entries of a ledger, in order."""

CHANGES = ("date", "pool", "version", "what", "partner", "of", "before", "after")
"""The columns of the changes in the agreement, in order."""


def orders(state: Standing) -> dict[str, list[Any]]:
    """The holdings: pool, partner, sku, quantity; pool and sku only where the orders name them."""
    ordered = state.report.case.orders
    positions = {key: position for position, key in enumerate(state.shown)}
    rows = [(positions[pool, partner], partner, sku, n, pool) for pool, book in state.books.items() for (partner, sku), n in book.pieces.items() if n]
    rows.sort()
    columns: dict[str, list[Any]] = {} if one_pool(state) else {"pool": [state.pools[row[4]] for row in rows]}
    columns["partner"] = [state.shown[row[4], row[1]] for row in rows]
    if ordered.has_skus():
        columns["sku"] = [state.skus[row[2]] for row in rows]
    columns["quantity"] = [row[3] for row in rows]
    return columns


def one_pool(state: Standing) -> bool:
    """True where there is a single pool without a name, so that results need no `pool` column."""
    return list(state.pools) == [""]


def _unsaid(state: Standing) -> set[str]:
    return {"pool"} if one_pool(state) else set()


def dues(state: Standing, *, lines: bool = True) -> dict[str, list[Any]]:
    """The dues, one row for each partner: the lines as they were split at placing, the amount taken over, the forfeit, and the resulting due.

    lines: False leaves out the lines. Everybody who ordered, holds, owes or has paid something has a row, so that all payments can be settled.
    """
    report, people = state.report, _people(state)
    columns: dict[str, list[Any]] = {} if one_pool(state) else {"pool": [state.pools[pool] for pool, _, _ in people]}
    columns["partner"] = [state.shown[pool, partner] for pool, partner, _ in people]
    columns["quantity"] = [sum(state.books[pool].holds(partner).values()) for pool, partner, _ in people]

    for key, label in report.labels().items():
        if lines and key != "due":
            columns[label] = _money(state, people, [report.amounts(key)[member] if member >= 0 else 0 for _, _, member in people])
    moved = [state.books[pool].moved[partner] for pool, partner, _ in people]
    if any(moved):
        columns[TAKEN_OVER] = _money(state, people, moved)
    forfeits = [state.books[pool].forfeit[partner] for pool, partner, _ in people]
    if any(forfeits) or any(event.forfeits for event in state.events):
        columns[FORFEIT] = _money(state, people, forfeits)
    columns["due"] = _money(state, people, [state.books[pool].due(partner) for pool, partner, _ in people])
    return columns


def paid(state: Standing) -> dict[str, list[Any]]:
    """The payments of everybody in `dues`, and the balances that are open: paid, balance."""
    people = _people(state)
    amounts = [state.paid.get((pool, partner), 0) for pool, partner, _ in people]
    due = [state.books[pool].due(partner) for pool, partner, _ in people]
    return {"paid": _money(state, people, amounts), "balance": _money(state, people, [owed - sent for owed, sent in zip(due, amounts, strict=True)])}


def _people(state: Standing) -> list[tuple[str, str, int]]:
    """The people in the dues: the keys of pool and partner, and the index of the member that he was at placing, -1 for none."""
    ordered = state.report.case.orders
    members = enumerate(zip(ordered.member_pool, ordered.members, strict=True))
    members_by_key = {(names.key(ordered.pools[pool]), names.key(name)): member for member, (pool, name) in members}
    people = [(pool, partner, members_by_key.get((pool, partner), -1)) for pool, partner in state.shown]
    return [(pool, partner, member) for pool, partner, member in people if _counts(state, pool, partner, member)]


def _money(state: Standing, people: Sequence[tuple[str, str, int]], amounts: Sequence[int]) -> list[Any]:
    return [display(int(amount), currency(state, pool)) for amount, (pool, _, _) in zip(amounts, people, strict=True)]


def _counts(state: Standing, pool: str, partner: str, member: int) -> bool:
    """True where a partner ordered, holds, owes or has paid something."""
    book = state.books[pool]
    owes = book.due(partner) or book.moved[partner] or book.forfeit[partner]
    return member >= 0 or bool(owes or book.holds(partner) or state.paid.get((pool, partner)))


def currency(state: Standing, pool: str) -> str:
    """The currency of a pool; that of the case where nobody orders in it any more."""
    index = state.place(pool)
    return state.report.currency(index) if index >= 0 else state.report.case.currency


def ledger(state: Standing) -> dict[str, list[Any]]:
    """The entries of all withdrawals. Each has a reference of its own: the reference of its event and a number.

    The reference of an event follows from everything before it, so that no two events of a pool share one.
    """
    rows: list[tuple[Any, ...]] = []
    codes = {pool: code([pool, *sorted([*fact, value] for fact, value in stated.items())]) for pool, stated in state.agreed.items()}
    for event in state.events:
        codes[event.pool] = code([codes[event.pool], event.date, event.version, [list(entry) for entry in event.entries]])
        for number, entry in enumerate(event.entries, start=1):
            is_count = entry.kind in PIECES or entry.kind == LEAD
            amount = entry.amount if is_count else display(entry.amount, currency(state, event.pool))
            sku = state.skus.get(entry.sku or "", entry.sku) or None
            rows.append((event.date or None, state.pools[event.pool], state.shown[event.pool, entry.partner], entry.kind, amount,
                         f"W-{codes[event.pool]}-{number}", None, sku, event.version))
    return Columns.from_rows(LEDGER, rows, _unsaid(state))


def between(before: Standing, after: Standing) -> dict[str, list[Any]]:
    """The facts that two agreements state differently, pool by pool: version (the new one), what, partner, of, before, after."""
    rows: list[tuple[Any, ...]] = []
    for pool, pool_name in {**before.pools, **after.pools}.items():
        bound = after.binding.get(pool, {})
        for (what, partner, of), old, new in changes(before.binding.get(pool, {}), bound):
            name = after.shown.get((pool, partner)) or before.shown.get((pool, partner), partner)
            rows.append((pool_name, version(bound), what, name, of, old, new))
    return Columns.from_rows(CHANGES[1:], rows, _unsaid(before) & _unsaid(after))


def changed(state: Standing) -> dict[str, list[Any]]:
    """The changes in the agreement by every event: date, version, what, partner, of, before, after."""
    rows: list[tuple[Any, ...]] = []
    for event in state.events:
        for (what, partner, of), old, new in event.changes:
            name = state.shown.get((event.pool, partner), partner)
            rows.append((event.date or None, state.pools[event.pool], event.version, what, name, of, old, new))
    return Columns.from_rows(CHANGES, rows, _unsaid(state))
