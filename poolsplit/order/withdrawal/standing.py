"""Partners who leave, in part or wholly: whole tables in, who holds what, who owes what and the entries of the ledger out.

The rule itself is `poolsplit.order.withdrawal.book`. Before placing, the orders are split again without what was given up; after placing, units
and debts change hands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import Text
from poolsplit.order.agreement import binding, draft
from poolsplit.order.agreement.binding import Bound
from poolsplit.order.withdrawal.book import Book, forfeited, led, replaced, resplit
from poolsplit.order.withdrawal.resplit import reordered
from poolsplit.order.withdrawal.withdrawals import Move, moves
from poolsplit.pool.balances import paid_by_key
from poolsplit.pool.inputs import Case
from poolsplit.pool.pieces import filled
from poolsplit.pool.results import Report
from poolsplit.tables.table import listed, table
from poolsplit.values import names
from poolsplit.values.money import display

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.order.agreement.binding import Change
    from poolsplit.order.withdrawal.book import Entry
    from poolsplit.pool.inputs import Inputs
    from poolsplit.tables.columns import Rows


@dataclass
class Event:
    """What one row of the withdrawals did: its entries, and the version that the agreement has from then on. pool: its key."""

    pool: str
    date: str
    entries: list[Entry]
    version: str
    changes: list[Change]
    forfeits: bool = False


@dataclass
class Standing:
    """Pools after withdrawals. report: the split that counts, of the orders at placing. Everything else goes by pool key and partner key.

    books: one a pool. paid: minor units. shown: names, in the order in which people see them. left: who has left wholly.
    agreed: the facts that bound before the first withdrawal; binding: those that bind now.
    """

    report: Report
    books: dict[str, Book]
    paid: dict[tuple[str, str], int]
    shown: dict[tuple[str, str], str]
    pools: dict[str, str]
    agreed: dict[str, dict[Bound, str]] = field(default_factory=dict)
    binding: dict[str, dict[Bound, str]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    left: set[tuple[str, str]] = field(default_factory=set)

    def place(self, pool: str) -> int:
        """The index of a pool in the report; -1 where nobody orders in it any more."""
        return self.report.case.orders.pool_names.code(pool)

    def members(self, pool: str) -> list[str]:
        """The keys of everybody in the orders of a pool."""
        orders, place = self.report.case.orders, self.place(pool)
        return [names.key(orders.members[member]) for member in orders.members_of(place)] if place >= 0 else []

    def staying(self, pool: str) -> list[str]:
        """Everybody who is in a pool now, in the order of the keys."""
        return [partner for partner in sorted({*self.books[pool].partners(), *self.members(pool)}) if (pool, partner) not in self.left]

    def version(self, pool: str) -> str:
        """The version that binds now: the agreement's, which the partners reply to; that of the facts where nobody can agree yet or somebody left."""
        left = any(event.pool == pool for event in self.events)
        agreed = "" if left or self.place(pool) < 0 else draft.version_of(self.report, self.place(pool))
        return agreed or binding.version(self.binding[pool])


def standing(inputs: Inputs, *, withdrawals: Any = None, payments: Any = None) -> Standing:
    """The pools after all withdrawals. Raises DataError with all problems, such as a MOQ that is no longer reached."""
    orders, costs, terms = (listed(table(name, getattr(inputs, name))) for name in ("orders", "costs", "terms"))
    inputs = replace(inputs, orders=orders, costs=costs, terms=terms)
    start = Case(inputs, exact)
    typed = start.read(table("withdrawals", withdrawals))
    found = moves(start, typed)
    joining = {(move.pool, names.key(move.replacement)): move.replacement for move in found if move.replacement is not None}
    paid = paid_by_key(start, payments, set(joining))
    report = Report.of(start)
    pools = [names.key(name) for name in start.orders.pools]
    ordering = start.orders.members
    shown = {(pools[start.orders.member_pool[member]], names.key(ordering[member])): ordering[member] for member in start.orders.shown}
    done = Standing(report, books(report), paid, {**shown, **joining, **shown}, dict(zip(pools, start.orders.pools, strict=True)))
    done.agreed = {pool: facts(report, place, done.books[pool]) for place, pool in enumerate(pools)}
    done.binding = dict(done.agreed)
    _before_placing(done, typed, [move for move in found if move.before], inputs)
    values = piece_values(done.report)
    for move in (move for move in found if not move.before):
        entries = _entries(done, typed, move, values[move.pool])
        done.books[move.pool].apply(entries)
        _record(done, move, entries)
    done.report.case.say(start.problems)
    done.report.case.stop_on_problems()
    return done


def _record(done: Standing, move: Move, entries: list[Entry]) -> None:
    """Keep what a move did, and which facts bind from then on."""
    place = done.place(move.pool)
    bound = facts(done.report, place, done.books[move.pool]) if place >= 0 else {}
    done.events.append(Event(move.pool, move.date, entries, binding.version(bound), binding.changes(done.binding[move.pool], bound),
                             forfeits=not move.before and move.replacement is None))
    done.binding[move.pool] = bound
    if move.wholly:
        done.left.add((move.pool, move.key))


# before placing --------------------------------------------------------------------------------------------------------


def _before_placing(done: Standing, typed: Rows, early: list[Move], inputs: Inputs) -> None:
    """Split again without what was given up: of each pool its first withdrawal, then its second ..., each time all pools at once."""
    queue: dict[str, list[Move]] = {}
    for move in early:
        queue.setdefault(move.pool, []).append(move)
    while queue:
        now = {pool: waiting.pop(0) for pool, waiting in queue.items()}
        queue = {pool: waiting for pool, waiting in queue.items() if waiting}
        given = {pool: (move, _given(done, typed, move)) for pool, move in now.items()}
        leads = {pool: lead for pool, move in now.items() if (lead := _new_lead(done, typed, move)) is not None}
        done.report.case.stop_on_problems()
        inputs = reordered(done.report.case, inputs, given, leads)
        done.report = Report.of(Case(inputs, exact))
        after = books(done.report)
        for pool, move in now.items():
            book = after.get(pool, Book())
            entries = resplit(done.books[pool], book)
            done.books[pool] = book
            _record(done, move, entries)
    if early:
        problems = filled(done.report.case)[1]
        done.report.case.say([replace(problem, warning=False) for problem in problems])


# after placing ---------------------------------------------------------------------------------------------------------


def _entries(done: Standing, typed: Rows, move: Move, value: Mapping[str, Fraction]) -> list[Entry]:
    """What one withdrawal after placing does; [] with problems where it cannot be."""
    book, case = done.books[move.pool], done.report.case
    given, new_lead = _given(done, typed, move), _new_lead(done, typed, move)
    if any(not problem.warning for problem in case.problems):
        return []
    paid = done.paid.get((move.pool, move.key), 0)
    if book.lead == move.key and move.replacement is None and (move.pool, move.key) not in done.paid:
        message = Text("{partner} is the lead buyer, and the payments do not say what he put in himself", partner=move.partner)
        case.say([typed.problem(move.row, "partner", message, Text("add his own payment; 0 where he put in nothing"))])
        return []
    entries = led(book, names.key(new_lead)) if new_lead is not None else []
    book.apply(entries)
    if move.replacement is not None:
        more = replaced(book, move.key, names.key(move.replacement), given, exact, wholly=move.wholly)
    else:
        others = [partner for partner in done.staying(move.pool) if partner != move.key]
        taker = None if move.taker is None else names.key(move.taker)
        more = forfeited(book, move.key, paid, given, taker, others, value, exact, wholly=move.wholly)
    book.apply(entries, -1)
    return [*entries, *more]


# both ------------------------------------------------------------------------------------------------------------------


def _given(done: Standing, typed: Rows, move: Move) -> dict[str, int]:
    """The pieces that a withdrawal gives up, by SKU key; {} with a problem where it says no such thing."""
    case, held = done.report.case, done.books[move.pool].holds(move.key)
    if move.wholly:
        return held
    if move.sku is None and len(held) > 1:
        message = Text("{partner} gives up {n} pieces of one of several SKUs", partner=move.partner, n=move.quantity)
        case.say([typed.problem(move.row, "sku", message, Text("type the SKU; one row for each"))])
        return {}
    sku = names.key(move.sku) if move.sku is not None else next(iter(held), "")
    pieces = held.get(sku, 0) if move.quantity is None else move.quantity
    if pieces > held.get(sku, 0):
        has = held.get(sku, 0)
        message = Text("{partner} holds {held} pieces of {sku}, fewer than {n}", partner=move.partner, held=has, sku=move.sku or "SKU", n=pieces)
        case.say([typed.problem(move.row, "quantity", message, Text("type what he gives up; leave it blank for all"))])
        return {}
    return {sku: pieces}


def _new_lead(done: Standing, typed: Rows, move: Move) -> str | None:
    """Who is the lead buyer from now on, where that changes; a problem where the lead buyer leaves and nobody is named, or nobody who can be."""
    case, book = done.report.case, done.books[move.pool]
    if book.lead != move.key:
        if move.new_lead is not None and names.key(move.new_lead) != book.lead:
            message = Text("{partner} is not the lead buyer, so there is no new one to name", partner=move.partner)
            case.say([typed.problem(move.row, "new_lead", message, Text("clear it, or name it where the lead buyer withdraws"))])
        return None
    if move.new_lead is None:
        if move.wholly:
            message = Text("{partner} is the lead buyer", partner=move.partner)
            case.say([typed.problem(move.row, "partner", message, Text("agree on another lead buyer first, and name him in the column new_lead"))])
        return None
    key = names.key(move.new_lead)
    if (move.pool, key) not in done.shown or (key not in done.staying(move.pool) and key != names.key(move.replacement or "")):
        message = Text("the new lead buyer {name} is not among the partners who order", name=move.new_lead)
        case.say([typed.problem(move.row, "new_lead", message, Text("type the name as it stands in the orders"))])
        return None
    return done.shown[move.pool, key]


def books(report: Report) -> dict[str, Book]:
    """The book of each pool, by its key: everybody holds what he ordered, and owes what it costs and the rest of his due."""
    orders, terms, binding = report.case.orders, report.case.terms, report.binding
    found = [Book() for _ in orders.pools]
    keys = [names.key(name) for name in orders.members]
    skus = [names.key(name) for name in orders.lots]
    by_row = [sum(int(rows[row]) for rows in binding.rows.values()) for row in range(len(orders.quantity))]
    for row, (pool, member, lot) in enumerate(zip(orders.row_pool, orders.row_member, orders.row_lot, strict=True)):
        found[pool].pieces[keys[member], skus[lot]] += int(orders.quantity[row])
        found[pool].owed[keys[member], skus[lot]] += by_row[row]
        found[pool].owed[keys[member], None] -= by_row[row]
    for member, (pool, due) in enumerate(zip(orders.member_pool, binding.due, strict=True)):
        found[pool].owed[keys[member], None] += int(due)
    for pool, lead in enumerate(terms.lead):
        if lead >= 0:
            found[pool].leads[keys[lead]] = 1
            found[pool].fee = sum(int(binding.shares[line][lead]) for line in binding.credits)
    return dict(zip(map(names.key, orders.pools), found, strict=True))


def piece_values(report: Report) -> dict[str, dict[str, Fraction]]:
    """Landed cost of a piece, by the keys of pool and SKU."""
    orders = report.case.orders
    found: dict[str, dict[str, Fraction]] = {names.key(name): {} for name in orders.pools}
    value, pieces = report.lot_cost()
    for lot, pool in enumerate(orders.lot_pool):
        found[names.key(orders.pools[pool])][names.key(orders.lots[lot])] = Fraction(int(value[lot]), max(int(pieces[lot]), 1))
    return found


def facts(report: Report, pool: int, book: Book) -> dict[Bound, str]:
    """What the agreement of a pool binds, as it stands in the book: quantities, prices, rates, lines, the account, and who pays how much.

    Amounts are those of the quote, changed by what was taken over and forfeited; names are keys, so spelling changes no version.
    """
    case = report.case
    currency = report.currency(pool)
    found = {Bound("quantity", partner, sku): str(n) for (partner, sku), n in book.pieces.items() if n}
    if not book.partners():
        return {}
    quoted = {names.key(case.orders.members[member]): int(report.quote.due[member]) for member in case.orders.members_of(pool)}
    for partner in {*quoted, *book.resplit, *book.moved, *book.forfeit}:
        due = quoted.get(partner, 0) + book.resplit[partner] + book.moved[partner] + book.forfeit[partner]
        if due:
            found[Bound("due", partner)] = f"{display(due, currency)} {currency}"
    held = {fact.of for fact in found if fact.what == "quantity"}
    lots = [lot for lot, own in enumerate(case.orders.lot_pool) if own == pool and names.key(case.orders.lots[lot]) in held]
    found |= _prices(case, lots) | _lines(case, pool)
    used = {case.items.currency[lot] for lot in lots} | {code for code in case.costs.typed.get("currency") if code}
    found |= {Bound("rate", of=code): str(rate) for code, rate in case.rates.items() if code in used - {"", currency}}
    for column in ("account", "deadline", "step", "lead_exempt"):
        row = case.terms.row[pool]
        value = case.terms.typed.get(column)[row] if row >= 0 else None
        if value is not None:
            found[Bound(column)] = names.key(value)
    if book.lead is not None:
        found[Bound("lead_buyer", book.lead)] = "yes"
    return found


def _prices(case: Case, lots: Sequence[int]) -> dict[Bound, str]:
    """Price and price breaks of SKUs."""
    found, items = {}, case.items
    for lot in lots:
        sku = names.key(case.orders.lots[lot])
        code, price = items.currency[lot] or case.terms.currency[case.orders.lot_pool[lot]], items.unit_price.get(lot)
        if price is not None:
            found[Bound("price", of=sku)] = f"{price} {code}"
        if items.tiers[lot] >= 0:
            found[Bound("tiers", of=sku)] = "; ".join(f"{minimum}: {value}" for minimum, value in items.breaks[items.tiers[lot]]) + f" {code}"
    return found


_BINDING = ("amount", "rate", "of", "currency", "basis", "reverses")
"""The columns of a cost line that bind; what it came to in the end does not, and who bears it shows in the dues."""


def _lines(case: Case, pool: int) -> dict[Bound, str]:
    """Every cost line of a pool as it was quoted: amount or rate, and what it is shared by."""
    found: dict[Bound, str] = {}
    typed = case.costs.typed
    for layer in case.costs.layers:
        row = int(layer.row[pool])
        if layer.here[pool] and row >= 0:
            said = " ".join(str(value) for column in _BINDING if (value := typed.get(column)[row]) is not None)
            before = found.get(Bound("cost", of=layer.key))
            found[Bound("cost", of=layer.key)] = said if before is None else f"{before}; {said}"
    return found
