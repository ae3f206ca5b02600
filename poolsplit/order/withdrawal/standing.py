"""Partners who leave, in part or wholly: from whole tables to holdings, dues and the entries of the ledger.

The rules are in `poolsplit.order.withdrawal.book`. Before placing, the orders are split again without the pieces given up; after placing, units
and debts go to other partners.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import Text
from poolsplit.order.agreement import binding, draft
from poolsplit.order.agreement.binding import Bound
from poolsplit.order.withdrawal.book import Book, forfeit_entries, lead_entries, replacement_entries, resplit_entries
from poolsplit.order.withdrawal.resplit import reordered
from poolsplit.order.withdrawal.withdrawals import Move, moves
from poolsplit.pool.balances import paid_by_key
from poolsplit.pool.inputs import Case
from poolsplit.pool.pieces import filled
from poolsplit.pool.results import Report
from poolsplit.tables.table import table, with_lists
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
    """The effect of one row of the withdrawals: its entries, and the version of the agreement from then on. pool: its key."""

    pool: str
    date: str
    entries: list[Entry]
    version: str
    changes: list[Change]
    forfeits: bool = False


@dataclass
class Standing:
    """The state of all pools after withdrawals. report: the split of the orders at placing. All else is by the keys of pools and partners.

    books: one for each pool. paid: minor units. shown: the names of partners, in the order in which people see them. pools: the names of pools.
    skus: the names of all SKUs as they were first ordered, whoever holds them now.
    left: the partners who have left wholly. agreed: the facts that bound before the first withdrawal. binding: the facts that bind now.
    """

    report: Report
    books: dict[str, Book]
    paid: dict[tuple[str, str], int]
    shown: dict[tuple[str, str], str]
    pools: dict[str, str]
    skus: dict[str, str]
    agreed: dict[str, dict[Bound, str]] = field(default_factory=dict)
    binding: dict[str, dict[Bound, str]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    left: set[tuple[str, str]] = field(default_factory=set)

    def place(self, pool: str) -> int:
        """The index of a pool in the report; -1 where nobody orders in it any more."""
        return self.report.case.orders.pool_names.code(pool)

    def members(self, pool: str) -> list[str]:
        """The keys of everybody in the orders of a pool."""
        orders, index = self.report.case.orders, self.place(pool)
        return [names.key(orders.members[member]) for member in orders.members_of(index)] if index >= 0 else []

    def staying(self, pool: str) -> list[str]:
        """The keys of everybody who is in a pool now, sorted."""
        return [partner for partner in sorted({*self.books[pool].partners(), *self.members(pool)}) if (pool, partner) not in self.left]

    def version(self, pool: str) -> str:
        """The version that binds now.

        It is that of the agreement, to which the partners reply; where nobody can agree yet or somebody has left, it is that of the facts. Somebody
        has left where other facts bind than were agreed: so it is the same whether withdrawals or their ledger led to them.
        """
        somebody_left = self.binding[pool] != self.agreed[pool]
        agreed = "" if somebody_left or self.place(pool) < 0 else draft.version_of(self.report, self.place(pool))
        return agreed or binding.version(self.binding[pool])


def standing(inputs: Inputs, *, withdrawals: Any = None, payments: Any = None) -> Standing:
    """The pools after all withdrawals. Raises DataError with all problems, such as a MOQ that is no longer reached."""
    orders, costs, terms = (with_lists(table(name, getattr(inputs, name))) for name in ("orders", "costs", "terms"))
    inputs = replace(inputs, orders=orders, costs=costs, terms=terms)
    first_case = Case(inputs, exact)
    typed = first_case.read(table("withdrawals", withdrawals))
    all_moves = moves(first_case, typed)
    joining = {(move.pool, names.key(move.replacement)): move.replacement for move in all_moves if move.replacement is not None}
    paid = paid_by_key(first_case, payments, set(joining))
    report = Report.of(first_case)
    pools = [names.key(name) for name in first_case.orders.pools]
    members = first_case.orders.members
    shown = {(pools[first_case.orders.member_pool[member]], names.key(members[member])): members[member] for member in first_case.orders.shown}
    skus = {names.key(name): name for name in first_case.orders.sku_names.shown}
    state = Standing(report, books(report), paid, {**shown, **joining, **shown}, dict(zip(pools, first_case.orders.pools, strict=True)), skus)
    state.agreed = {pool: facts(report, index, state.books[pool]) for index, pool in enumerate(pools)}
    state.binding = dict(state.agreed)
    _before_placing(state, typed, [move for move in all_moves if move.before], inputs)
    values = piece_values(state.report)
    for move in (move for move in all_moves if not move.before):
        entries = _entries(state, typed, move, values[move.pool])
        state.books[move.pool].apply(entries)
        _record(state, move, entries)
    state.report.case.say(first_case.problems)
    state.report.case.stop_on_problems()
    return state


def _record(state: Standing, move: Move, entries: list[Entry]) -> None:
    """Record the effect of a withdrawal, and the facts that bind from then on."""
    index = state.place(move.pool)
    bound = facts(state.report, index, state.books[move.pool]) if index >= 0 else {}
    state.events.append(Event(move.pool, move.date, entries, binding.version(bound), binding.changes(state.binding[move.pool], bound),
                             forfeits=not move.before and move.replacement is None))
    state.binding[move.pool] = bound
    if move.wholly:
        state.left.add((move.pool, move.key))


# before placing --------------------------------------------------------------------------------------------------------


def _before_placing(state: Standing, typed: Rows, early: list[Move], inputs: Inputs) -> None:
    """Split again without the pieces given up: after the first withdrawal of each pool, then the second ..., each time all pools at once."""
    queue: dict[str, list[Move]] = {}
    for move in early:
        queue.setdefault(move.pool, []).append(move)
    while queue:
        current = {pool: waiting.pop(0) for pool, waiting in queue.items()}
        queue = {pool: waiting for pool, waiting in queue.items() if waiting}
        given = {pool: (move, _given(state, typed, move)) for pool, move in current.items()}
        leads = {pool: lead for pool, move in current.items() if (lead := _new_lead(state, typed, move)) is not None}
        state.report.case.stop_on_problems()
        inputs = reordered(state.report.case, inputs, given, leads)
        state.report = Report.of(Case(inputs, exact))
        after = books(state.report)
        for pool, move in current.items():
            book = after.get(pool, Book())
            entries = resplit_entries(state.books[pool], book)
            state.books[pool] = book
            _record(state, move, entries)
    if early:
        problems = filled(state.report.case)[1]
        state.report.case.say([replace(problem, warning=False) for problem in problems])


# after placing ---------------------------------------------------------------------------------------------------------


def _entries(state: Standing, typed: Rows, move: Move, value: Mapping[str, Fraction]) -> list[Entry]:
    """The entries of one withdrawal after placing; [] with problems where it cannot be done."""
    book, case = state.books[move.pool], state.report.case
    given, new_lead = _given(state, typed, move), _new_lead(state, typed, move)
    if any(not problem.warning for problem in case.problems):
        return []
    paid = state.paid.get((move.pool, move.key), 0)
    if book.lead == move.key and move.replacement is None and (move.pool, move.key) not in state.paid:
        message = Text("{partner} is the lead buyer, and the payments do not say what he put in himself", partner=move.partner)
        case.say([typed.problem(move.row, "partner", message, Text("add his own payment; 0 where he put in nothing"))])
        return []
    entries = lead_entries(book, names.key(new_lead)) if new_lead is not None else []
    book.apply(entries)
    if move.replacement is not None:
        handed_over = replacement_entries(book, move.key, names.key(move.replacement), given, exact, wholly=move.wholly)
    else:
        others = [partner for partner in state.staying(move.pool) if partner != move.key]
        taker = None if move.taker is None else names.key(move.taker)
        handed_over = forfeit_entries(book, move.key, paid, given, taker, others, value, exact, wholly=move.wholly)
    book.apply(entries, -1)
    return [*entries, *handed_over]


# both ------------------------------------------------------------------------------------------------------------------


def _given(state: Standing, typed: Rows, move: Move) -> dict[str, int]:
    """The pieces that a withdrawal gives up, by SKU key; {} with a problem where the row names none that he holds."""
    case, held = state.report.case, state.books[move.pool].holds(move.key)
    if move.wholly:
        return held
    if move.sku is None and len(held) > 1:
        message = Text("{partner} gives up {n} pieces of one of several SKUs", partner=move.partner, n=move.quantity)
        case.say([typed.problem(move.row, "sku", message, Text("type the SKU; one row for each"))])
        return {}
    sku = names.key(move.sku) if move.sku is not None else next(iter(held), "")
    pieces = held.get(sku, 0) if move.quantity is None else move.quantity
    if pieces > held.get(sku, 0):
        in_hand = held.get(sku, 0)
        message = Text("{partner} holds {held} pieces of {sku}, fewer than {n}", partner=move.partner, held=in_hand, sku=move.sku or "SKU", n=pieces)
        case.say([typed.problem(move.row, "quantity", message, Text("type what he gives up; leave it blank for all"))])
        return {}
    return {sku: pieces}


def _new_lead(state: Standing, typed: Rows, move: Move) -> str | None:
    """The name of the new lead buyer; None where the role does not change.

    Adds a problem where the lead buyer leaves and nobody is named, or somebody who cannot be the lead buyer.
    """
    case, book = state.report.case, state.books[move.pool]
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
    if (move.pool, key) not in state.shown or (key not in state.staying(move.pool) and key != names.key(move.replacement or "")):
        message = Text("the new lead buyer {name} is not among the partners who order", name=move.new_lead)
        case.say([typed.problem(move.row, "new_lead", message, Text("type the name as it stands in the orders"))])
        return None
    return state.shown[move.pool, key]


def books(report: Report) -> dict[str, Book]:
    """The book of each pool, by its key: everybody holds the pieces that he ordered, and owes their cost and the rest of his due."""
    orders, terms, binding = report.case.orders, report.case.terms, report.binding
    result = [Book() for _ in orders.pools]
    keys = [names.key(name) for name in orders.members]
    skus = [names.key(name) for name in orders.lots]
    costs = [sum(int(rows[row]) for rows in binding.rows.values()) for row in range(len(orders.quantity))]
    for row, (pool, member, lot) in enumerate(zip(orders.row_pool, orders.row_member, orders.row_lot, strict=True)):
        result[pool].pieces[keys[member], skus[lot]] += int(orders.quantity[row])
        result[pool].owed[keys[member], skus[lot]] += costs[row]
        result[pool].owed[keys[member], None] -= costs[row]
    for member, (pool, due) in enumerate(zip(orders.member_pool, binding.due, strict=True)):
        result[pool].owed[keys[member], None] += int(due)
    for pool, lead in enumerate(terms.lead):
        if lead >= 0:
            result[pool].leads[keys[lead]] = 1
            result[pool].fee = sum(int(binding.shares[line][lead]) for line in binding.credits)
    return dict(zip(map(names.key, orders.pools), result, strict=True))


def piece_values(report: Report) -> dict[str, dict[str, Fraction]]:
    """The landed cost of a piece, in minor units, by the keys of pool and SKU."""
    orders = report.case.orders
    result: dict[str, dict[str, Fraction]] = {names.key(name): {} for name in orders.pools}
    costs, pieces = report.lot_cost()
    for lot, pool in enumerate(orders.lot_pool):
        result[names.key(orders.pools[pool])][names.key(orders.lots[lot])] = Fraction(int(costs[lot]), max(int(pieces[lot]), 1))
    return result


def facts(report: Report, pool: int, book: Book) -> dict[Bound, str]:
    """The facts that the agreement of a pool binds, after its book: quantities, prices, rates, lines, the account, and the due of each partner.

    Amounts are those of the quote, changed by the amounts taken over and forfeited. Names are keys, so that spelling changes no version.
    """
    case = report.case
    currency = report.currency(pool)
    bound = {Bound("quantity", partner, sku): str(n) for (partner, sku), n in book.pieces.items() if n}
    if not book.partners():
        return {}
    quoted = {names.key(case.orders.members[member]): int(report.quote.due[member]) for member in case.orders.members_of(pool)}
    for partner in {*quoted, *book.resplit, *book.moved, *book.forfeit}:
        due = quoted.get(partner, 0) + book.resplit[partner] + book.moved[partner] + book.forfeit[partner]
        if due:
            bound[Bound("due", partner)] = f"{display(due, currency)} {currency}"
    held = {fact.of for fact in bound if fact.what == "quantity"}
    lots = [lot for lot, its_pool in enumerate(case.orders.lot_pool) if its_pool == pool and names.key(case.orders.lots[lot]) in held]
    bound |= _prices(case, lots) | _lines(case, pool)
    used = {case.items.currency[lot] for lot in lots} | {code for code in case.costs.typed.get("currency") if code}
    bound |= {Bound("rate", of=code): str(rate) for code, rate in case.rates.items() if code in used - {"", currency}}
    for column in ("account", "deadline", "step", "lead_exempt"):
        row = case.terms.row[pool]
        value = case.terms.typed.get(column)[row] if row >= 0 else None
        if value is not None:
            bound[Bound(column)] = names.key(value)
    if book.lead is not None:
        bound[Bound("lead_buyer", book.lead)] = "yes"
    return bound


def _prices(case: Case, lots: Sequence[int]) -> dict[Bound, str]:
    """The facts about the price and the price breaks of SKUs."""
    bound, items = {}, case.items
    for lot in lots:
        sku = names.key(case.orders.lots[lot])
        code, price = items.currency[lot] or case.terms.currency[case.orders.lot_pool[lot]], items.unit_price.get(lot)
        if price is not None:
            bound[Bound("price", of=sku)] = f"{price} {code}"
        if items.tiers[lot] >= 0:
            bound[Bound("tiers", of=sku)] = "; ".join(f"{minimum}: {value}" for minimum, value in items.breaks[items.tiers[lot]]) + f" {code}"
    return bound


_BINDING = ("amount", "rate", "of", "currency", "basis", "reverses")
"""The columns of a cost line that bind. Its final amount does not bind, and the dues show who bears it."""


def _lines(case: Case, pool: int) -> dict[Bound, str]:
    """The facts about every cost line of a pool as it was quoted: amount or rate, and the basis by which it is shared."""
    bound: dict[Bound, str] = {}
    typed = case.costs.typed
    for layer in case.costs.layers:
        row = int(layer.row[pool])
        if layer.here[pool] and row >= 0:
            text = " ".join(str(value) for column in _BINDING if (value := typed.get(column)[row]) is not None)
            previous = bound.get(Bound("cost", of=layer.key))
            bound[Bound("cost", of=layer.key)] = text if previous is None else f"{previous}; {text}"
    return bound
