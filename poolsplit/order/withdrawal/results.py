"""What comes out of withdrawals: who gets what, who owes what, and the entries of the ledger, as columns of display values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.order.agreement.binding import changes, code, version
from poolsplit.order.withdrawal.book import LEAD, PIECES
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
"""The columns of what changed in the agreement, in order."""


def orders(done: Standing) -> dict[str, list[Any]]:
    """Who holds what: pool, partner, sku, quantity, as far as the orders name pools and SKUs."""
    typed = done.report.case.orders
    places = {key: place for place, key in enumerate(done.shown)}
    skus = {names.key(name): name for name in typed.sku_names.shown}
    rows = [(places[pool, partner], partner, sku, n, pool) for pool, book in done.books.items() for (partner, sku), n in book.pieces.items() if n]
    rows.sort()
    columns: dict[str, list[Any]] = {} if one_pool(done) else {"pool": [done.pools[row[4]] for row in rows]}
    columns["partner"] = [done.shown[row[4], row[1]] for row in rows]
    if typed.has_skus():
        columns["sku"] = [skus[row[2]] for row in rows]
    columns["quantity"] = [row[3] for row in rows]
    return columns


def one_pool(done: Standing) -> bool:
    """Whether there is a single pool without a name, so that results need no `pool` column."""
    return list(done.pools) == [""]


def _unsaid(done: Standing) -> set[str]:
    return {"pool"} if one_pool(done) else set()


def dues(done: Standing, *, lines: bool = True) -> dict[str, list[Any]]:
    """Who owes what: the lines as they were split at placing (where wanted), what was taken over, forfeits, and the due that is left.

    Everybody is there who holds, owes or has paid something, so that all payments can be settled.
    """
    report, people = done.report, _people(done)
    columns: dict[str, list[Any]] = {} if one_pool(done) else {"pool": [done.pools[pool] for pool, _, _ in people]}
    columns["partner"] = [done.shown[pool, partner] for pool, partner, _ in people]
    columns["quantity"] = [sum(done.books[pool].holds(partner).values()) for pool, partner, _ in people]

    for key, label in report.labels().items():
        if lines and key != "due":
            columns[label] = _money(done, people, [report.amounts(key)[member] if member >= 0 else 0 for _, _, member in people])
    moved = [done.books[pool].moved[partner] for pool, partner, _ in people]
    if any(moved):
        columns[TAKEN_OVER] = _money(done, people, moved)
    forfeits = [done.books[pool].forfeit[partner] for pool, partner, _ in people]
    if any(forfeits) or any(event.forfeits for event in done.events):
        columns[FORFEIT] = _money(done, people, forfeits)
    columns["due"] = _money(done, people, [done.books[pool].due(partner) for pool, partner, _ in people])
    return columns


def paid(done: Standing) -> dict[str, list[Any]]:
    """What the same people have paid, and the balance that is open."""
    people = _people(done)
    given = [done.paid.get((pool, partner), 0) for pool, partner, _ in people]
    due = [done.books[pool].due(partner) for pool, partner, _ in people]
    return {"paid": _money(done, people, given), "balance": _money(done, people, [owed - sent for owed, sent in zip(due, given, strict=True)])}


def _people(done: Standing) -> list[tuple[str, str, int]]:
    """Everybody in the dues: pool, partner, and the member that he was at placing, -1 for none."""
    typed = done.report.case.orders
    members = enumerate(zip(typed.member_pool, typed.members, strict=True))
    at = {(names.key(typed.pools[pool]), names.key(name)): member for member, (pool, name) in members}
    people = [(pool, partner, at.get((pool, partner), -1)) for pool, partner in done.shown]
    return [(pool, partner, member) for pool, partner, member in people if _counts(done, pool, partner, member)]


def _money(done: Standing, people: Sequence[tuple[str, str, int]], amounts: Sequence[int]) -> list[Any]:
    return [display(int(amount), currency(done, pool)) for amount, (pool, _, _) in zip(amounts, people, strict=True)]


def _counts(done: Standing, pool: str, partner: str, member: int) -> bool:
    book = done.books[pool]
    owes = book.due(partner) or book.moved[partner] or book.forfeit[partner]
    return member >= 0 or bool(owes or book.holds(partner) or done.paid.get((pool, partner)))


def currency(done: Standing, pool: str) -> str:
    """The currency of a pool; that of the run where nobody orders in it any more."""
    place = done.place(pool)
    return done.report.currency(place) if place >= 0 else done.report.case.currency


def ledger(done: Standing) -> dict[str, list[Any]]:
    """The entries of all withdrawals, each with a reference of its own: that of its event and a number.

    An event's reference follows from all that was before it, so that no two events of a pool share one.
    """
    skus = {names.key(name): name for name in done.report.case.orders.sku_names.shown}
    rows: list[tuple[Any, ...]] = []
    before = {pool: code([pool, *sorted([*fact, value] for fact, value in stated.items())]) for pool, stated in done.agreed.items()}
    for event in done.events:
        before[event.pool] = code([before[event.pool], event.date, event.version, [list(entry) for entry in event.entries]])
        for number, entry in enumerate(event.entries, start=1):
            plain = entry.kind in PIECES or entry.kind == LEAD
            amount = entry.amount if plain else display(entry.amount, currency(done, event.pool))
            sku = skus.get(entry.sku or "", entry.sku) or None
            rows.append((event.date or None, done.pools[event.pool], done.shown[event.pool, entry.partner], entry.kind, amount,
                         f"W-{before[event.pool]}-{number}", None, sku, event.version))
    return Columns.from_rows(LEDGER, rows, _unsaid(done))


def between(before: Standing, after: Standing) -> dict[str, list[Any]]:
    """What two agreements state differently, pool by pool: version (the new one), what, partner, of, before, after."""
    rows: list[tuple[Any, ...]] = []
    for pool, name in {**before.pools, **after.pools}.items():
        now = after.binding.get(pool, {})
        for (what, partner, of), old, new in changes(before.binding.get(pool, {}), now):
            shown = after.shown.get((pool, partner)) or before.shown.get((pool, partner), partner)
            rows.append((name, version(now), what, shown, of, old, new))
    return Columns.from_rows(CHANGES[1:], rows, _unsaid(before) & _unsaid(after))


def changed(done: Standing) -> dict[str, list[Any]]:
    """What every event changed in the agreement: date, version, what, partner, of, before, after."""
    rows: list[tuple[Any, ...]] = []
    for event in done.events:
        for (what, partner, of), old, new in event.changes:
            name = done.shown.get((event.pool, partner), partner)
            rows.append((event.date or None, done.pools[event.pool], event.version, what, name, of, old, new))
    return Columns.from_rows(CHANGES, rows, _unsaid(done))
