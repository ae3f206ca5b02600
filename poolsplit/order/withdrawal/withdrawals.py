"""Reads the table of withdrawals: who gives up what, when, and to whom. Rows that cannot be right are problems before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables import vocabulary
from poolsplit.values import names

if TYPE_CHECKING:
    from poolsplit.pool.inputs import Case
    from poolsplit.tables.columns import Rows


@dataclass
class Move:
    """One row: a partner gives up pieces, before placing or after. He is replaced, or forfeits them to a taker or (None) pro rata.

    pool: its key. partner, sku, replacement, taker, new_lead: names as typed, None where blank. quantity: None for all that he holds. date: text.
    row: of the withdrawals, from 0.
    """

    row: int
    pool: str
    partner: str
    before: bool
    sku: str | None
    quantity: int | None
    replacement: str | None
    taker: str | None
    new_lead: str | None
    date: str

    @property
    def key(self) -> str:
        """The key of the partner."""
        return names.key(self.partner)

    @property
    def wholly(self) -> bool:
        """True where he leaves the pool, False where he gives up a part."""
        return self.sku is None and self.quantity is None

    @property
    def moment(self) -> tuple[bool, str]:
        """A key for the time: everything before placing comes first, and undated rows come before dated ones."""
        return (not self.before, self.date)

    @property
    def order(self) -> tuple[object, ...]:
        """A key to sort rows by, so that the order in which they were typed changes nothing. A partner gives up a part before he leaves."""
        successor = names.key(self.replacement or self.taker or "")
        return (*self.moment, self.pool, self.key, self.wholly, names.key(self.sku or ""), self.quantity or 0, successor, self.row)


def moves(case: Case, typed: Rows) -> list[Move]:
    """The withdrawals in the order in which they count; rows that cannot be right are added to the problems of the case."""
    result = []
    joining = {names.key(name) for name in typed.get("replacement") if name is not None}
    for row, partner in enumerate(typed.get("partner")):
        if partner is None:
            continue
        pool = case.orders.pool(typed.get("pool")[row])
        if case.orders.member(pool, partner) < 0 and (pool < 0 or names.key(partner) not in joining):
            message = Text("{partner} does not order", partner=partner)
            case.say([typed.problem(row, "partner", message, Text("type the name as it stands in the orders"))])
            continue
        words = typed.get("when")[row]
        time = vocabulary.when(words or "")
        if time is None and words is not None:
            message = Text('"{when}" does not say whether the order was placed', when=words)
            case.say([typed.problem(row, "when", message, Text('type "before" or "after"'))])
        sku, replacement, taker, new_lead = (typed.get(column)[row] for column in ("sku", "replacement", "taker", "new_lead"))
        _check_successors(case, typed, row, pool, time)
        if sku is not None and case.orders.lot(pool, sku) < 0:
            fix = Text("type one of: {skus}", skus=", ".join(case.orders.sku_names.shown))
            case.say([typed.problem(row, "sku", Text("nobody ordered {sku}", sku=sku), fix)])
        date = str(typed.get("date")[row] or "")
        if not {(row, "sku"), (row, "quantity")} & typed.unread:
            pool_key, quantity = names.key(case.orders.pools[pool]), typed.get("quantity")[row]
            result.append(Move(row, pool_key, partner, time == "before", sku, quantity, replacement, taker, new_lead, date))
    result.sort(key=lambda move: move.order)
    _check_dates(case, typed, result)
    _check_who_stays(case, typed, result)
    return result


def _check_successors(case: Case, typed: Rows, row: int, pool: int, time: str | None) -> None:
    """Add a problem for a taker who does not order himself, who takes before placing, or who is named beside a replacement, who takes everything."""
    replacement, taker = typed.get("replacement")[row], typed.get("taker")[row]
    if taker is None:
        return
    joining = {names.key(name) for name in typed.get("replacement") if name is not None}
    if replacement is not None or time == "before":
        message = Text("{taker} takes units only where a partner leaves after placing and nobody replaces him", taker=taker)
        case.say([typed.problem(row, "taker", message, Text("name a replacement, who takes units and debts, or a taker"))])
    elif case.orders.member(pool, taker) < 0 and names.key(taker) not in joining:
        message = Text("{taker}, who takes the units, is not among the partners who order", taker=taker)
        case.say([typed.problem(row, "taker", message, Text("name a replacement instead, who takes units and debts"))])


def _check_dates(case: Case, typed: Rows, withdrawals: list[Move]) -> None:
    """Add a problem for a row before placing that is dated later than a row after placing in its pool: a ledger is replayed by date."""
    placed: dict[str, Move] = {}
    for move in withdrawals:
        if move.date and vocabulary.when(typed.get("when")[move.row] or "") == "after":
            placed.setdefault(move.pool, move)
    for move in withdrawals:
        first = placed.get(move.pool)
        if move.before and first is not None and move.date > first.date:
            message = Text("{date} is before placing here, but {partner} withdraws after placing on {placed}", date=move.date, partner=first.partner,
                           placed=first.date)
            case.say([typed.problem(move.row, "date", message, Text("correct one of the dates, or say that both are before or after placing"))])


def _check_who_stays(case: Case, typed: Rows, withdrawals: list[Move]) -> None:
    """Add a problem where a partner leaves wholly and then gives up more, or takes over from others at the same time or later."""
    left: dict[tuple[str, str], Move] = {}
    for move in withdrawals:
        if (move.pool, move.key) in left:
            message = Text("{partner} withdraws twice", partner=move.partner)
            case.say([typed.problem(move.row, "partner", message, Text("delete one of the rows"))])
        elif move.wholly:
            left[move.pool, move.key] = move
    for move in withdrawals:
        for column, name in (("replacement", move.replacement), ("taker", move.taker), ("new_lead", move.new_lead)):
            if name is None:
                continue
            departure = left.get((move.pool, names.key(name)))
            if names.key(name) == move.key or (departure is not None and departure.moment <= move.moment):
                message = Text("{name} takes over from {partner}, but withdraws too", name=name, partner=move.partner)
                case.say([typed.problem(move.row, column, message, Text("name somebody who stays"))])
