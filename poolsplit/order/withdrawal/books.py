"""The book of each pool out of a run, and what its agreement binds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.order.agreement.binding import Fact
from poolsplit.order.withdrawal.book import Book
from poolsplit.values import names
from poolsplit.values.money import display

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.pool.inputs import Case
    from poolsplit.pool.results import Report


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


def facts(report: Report, pool: int, book: Book) -> dict[Fact, str]:
    """What the agreement of a pool binds, as it stands in the book: quantities, prices, rates, lines, the account, and who pays how much.

    Amounts are those of the quote, changed by what was taken over and forfeited; names are keys, so spelling changes no version.
    """
    case = report.case
    currency = report.currency(pool)
    found = {Fact("quantity", partner, sku): str(n) for (partner, sku), n in book.pieces.items() if n}
    if not book.partners():
        return {}
    quoted = {names.key(case.orders.members[member]): int(report.quote.due[member]) for member in case.orders.members_of(pool)}
    for partner in {*quoted, *book.resplit, *book.moved, *book.forfeit}:
        due = quoted.get(partner, 0) + book.resplit[partner] + book.moved[partner] + book.forfeit[partner]
        if due:
            found[Fact("due", partner)] = f"{display(due, currency)} {currency}"
    held = {fact.of for fact in found if fact.what == "quantity"}
    lots = [lot for lot, own in enumerate(case.orders.lot_pool) if own == pool and names.key(case.orders.lots[lot]) in held]
    found |= _prices(case, lots) | _lines(case, pool)
    used = {case.items.currency[lot] for lot in lots} | {code for code in case.costs.typed.get("currency") if code}
    found |= {Fact("rate", of=code): str(rate) for code, rate in case.rates.items() if code in used - {"", currency}}
    for column in ("account", "deadline", "step", "lead_exempt"):
        row = case.terms.row[pool]
        value = case.terms.typed.get(column)[row] if row >= 0 else None
        if value is not None:
            found[Fact(column)] = names.key(value)
    if book.lead is not None:
        found[Fact("lead_buyer", book.lead)] = "yes"
    return found


def _prices(case: Case, lots: Sequence[int]) -> dict[Fact, str]:
    """Price and price breaks of SKUs."""
    found, items = {}, case.items
    for lot in lots:
        sku = names.key(case.orders.lots[lot])
        code, price = items.currency[lot] or case.terms.currency[case.orders.lot_pool[lot]], items.unit_price.get(lot)
        if price is not None:
            found[Fact("price", of=sku)] = f"{price} {code}"
        if items.tiers[lot] >= 0:
            found[Fact("tiers", of=sku)] = "; ".join(f"{minimum}: {value}" for minimum, value in items.breaks[items.tiers[lot]]) + f" {code}"
    return found


_BINDING = ("amount", "rate", "of", "currency", "basis", "reverses")
"""The columns of a cost line that bind; what it came to in the end does not, and who bears it shows in the dues."""


def _lines(case: Case, pool: int) -> dict[Fact, str]:
    """Every cost line of a pool as it was quoted: amount or rate, and what it is shared by."""
    found: dict[Fact, str] = {}
    typed = case.costs.typed
    for layer in case.costs.layers:
        row = int(layer.row[pool])
        if layer.here[pool] and row >= 0:
            said = " ".join(str(value) for column in _BINDING if (value := typed.get(column)[row]) is not None)
            before = found.get(Fact("cost", of=layer.key))
            found[Fact("cost", of=layer.key)] = said if before is None else f"{before}; {said}"
    return found
