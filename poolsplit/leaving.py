"""Partners who leave: whole tables in, who holds what and who owes what out. The rule itself is `poolsplit.withdrawal`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit import exact, names, stock, vocabulary, withdrawal
from poolsplit.case import Case
from poolsplit.costs import FORFEIT
from poolsplit.errors import Text
from poolsplit.report import Report
from poolsplit.tables import Table, listed, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.typed import Rows


def withdrawn(orders: Any, withdrawals: Any, arguments: tuple[Any, ...], payments: Any) -> tuple[Any, Any]:
    """(orders, dues) after withdrawals. arguments: costs, items, terms, rates, currency, as `split` takes them."""
    costs, *others = arguments
    order_source, cost_source = listed(table("orders", orders)), listed(table("costs", costs))
    leaving = Case(order_source, cost_source, *others, ops=exact)
    moves = _moves(leaving, leaving.read(table("withdrawals", withdrawals)))
    paid_by = dict(zip(_member_keys(leaving), stock.case_paid(leaving, payments), strict=True))
    leaving.stop_on_problems()
    renamed = {move.key: move.replacement for move in moves if move.taker is None}
    new_orders = _renamed(order_source, leaving.orders.typed, renamed, leaving.orders.pools)
    replaced = {key: name for key, name in renamed.items() if name is not None}
    case = Case(new_orders, _renamed(cost_source, leaving.costs.typed, replaced, leaving.orders.pools), *others, ops=exact)
    report = Report.of(case)
    short = [problem for problem in stock.filled(case)[1] if any(move.before for move in moves)]
    case.say([replace(problem, warning=False) for problem in short])
    case.stop_on_problems()
    holdings = withdrawal.start(case.orders, report.binding.due)
    value, pieces = report.lot_cost()
    lot_cost = [Fraction(cost, max(n, 1)) for cost, n in zip(value, pieces, strict=True)]
    forfeits = [move for move in moves if move.taker is not None]
    for move in forfeits:
        pool = case.orders.pool(move.pool)
        leaver = case.orders.member(pool, move.partner)
        taker = case.orders.member(pool, move.taker) if move.taker else -1
        withdrawal.forfeit(holdings, leaver, paid_by[move.key], taker, case.orders, lot_cost, exact)
    dues = report.dues()
    if forfeits:
        last = report.by_member({}, {FORFEIT: holdings.forfeit, "due": holdings.due})
        dues.pop("due")
        dues |= {FORFEIT: last[FORFEIT], "due": last["due"]}
    return case.result(_holding_columns(case, holdings)), case.result(dues)


@dataclass
class _Move:
    """One withdrawal: before placing or after; replaced by somebody; or (taker not None) forfeited, to a taker or pro rata ("")."""

    pool: str
    partner: str
    before: bool
    replacement: str | None
    taker: str | None

    @property
    def key(self) -> tuple[str, str]:
        """The keys of pool and partner."""
        return names.key(self.pool), names.key(self.partner)


def _moves(case: Case, typed: Rows) -> list[_Move]:
    """The withdrawals in the order of pool and partner key; what cannot be right joins the case's problems."""
    found: dict[tuple[str, str], _Move] = {}
    rows: dict[tuple[str, str], int] = {}
    for row, partner in enumerate(typed.get("partner")):
        pool = case.orders.pool(typed.get("pool")[row])
        if partner is None:
            continue
        if case.orders.member(pool, partner) < 0:
            message = Text("{partner} does not order", partner=partner)
            case.say([typed.problem(row, "partner", message, Text("type the name as it stands in the orders"))])
            continue
        time = vocabulary.when(typed.get("when")[row] or "")
        replacement, taker = typed.get("replacement")[row], typed.get("taker")[row]
        forfeits = time == "after" and replacement is None
        move = _Move(case.orders.pools[pool], partner, time == "before", replacement, (taker or "") if forfeits else None)
        if move.key in found:
            case.say([typed.problem(row, "partner", Text("{partner} withdraws twice", partner=partner), Text("delete one of the rows"))])
        _check_time(case, typed, row, time)
        _check_successors(case, typed, row, pool, time)
        if case.terms.lead[pool] == case.orders.member(pool, partner):
            message = Text("{partner} is the lead buyer", partner=partner)
            case.say([typed.problem(row, "partner", message, Text("agree on another lead buyer first"))])
        found.setdefault(move.key, move)
        rows.setdefault(move.key, row)
    for move in found.values():
        for column, name in (("replacement", move.replacement), ("taker", move.taker)):
            if name and (names.key(move.pool), names.key(name)) in found:
                message = Text("{name} takes over from {partner}, but withdraws too", name=name, partner=move.partner)
                case.say([typed.problem(rows[move.key], column, message, Text("name somebody who stays"))])
    return [found[key] for key in sorted(found)]


def _check_time(case: Case, typed: Rows, row: int, time: str | None) -> None:
    words = typed.get("when")[row]
    if time is None and words is not None:
        message = Text('"{when}" does not say whether the order was placed', when=words)
        case.say([typed.problem(row, "when", message, Text('type "before" or "after"'))])


def _check_successors(case: Case, typed: Rows, row: int, pool: int, time: str | None) -> None:
    """A taker orders himself, and takes only after placing; a replacement takes everything, so there is no taker beside him."""
    replacement, taker = typed.get("replacement")[row], typed.get("taker")[row]
    if taker is None:
        return
    if replacement is not None or time == "before":
        message = Text("{taker} takes units only where a partner leaves after placing and nobody replaces him", taker=taker)
        case.say([typed.problem(row, "taker", message, Text("name a replacement, who takes units and debts, or a taker"))])
    elif case.orders.member(pool, taker) < 0:
        message = Text("{taker}, who takes the units, is not among the partners who order", taker=taker)
        case.say([typed.problem(row, "taker", message, Text("name a replacement instead, who takes units and debts"))])


def _member_keys(case: Case) -> list[tuple[str, str]]:
    orders = case.orders
    return [(names.key(orders.pools[pool]), names.key(name)) for pool, name in zip(orders.member_pool, orders.members, strict=True)]


def _renamed(source: Table, typed: Rows, new_name: Mapping[tuple[str, str], str | None], pools: Sequence[str]) -> Table:
    """A table with replacements in the place of those whom they replace, and without the rows of those who left (None)."""
    rows = [number - 1 for number in typed.numbered]
    only_pool = names.key(pools[0]) if len(pools) == 1 else ""
    keys = [
        (names.key(pool) if pool is not None else only_pool, names.key(partner) if partner is not None else "")
        for pool, partner in zip(typed.get("pool"), typed.get("partner"), strict=True)
    ]
    keep = [place for place, key in enumerate(keys) if new_name.get(key, "") is not None]
    columns = {name: [values[rows[place]] for place in keep] for name, values in source.columns.items()}
    if "partner" in columns:
        columns["partner"] = [new_name.get(keys[place]) or typed.get("partner")[place] for place in keep]
    return replace(source, columns=columns, cells={name: [cells[rows[place]] for place in keep] for name, cells in source.cells.items()})


def _holding_columns(case: Case, holdings: withdrawal.Holdings) -> dict[str, list[Any]]:
    """Who holds what after the forfeits."""
    orders = case.orders
    rows = [(member, lot, pieces) for (member, lot), pieces in holdings.pieces.items() if pieces]
    rows.sort(key=lambda row: (orders.shown.index(row[0]), row[1]))
    columns: dict[str, list[Any]] = {} if orders.one_pool() else {"pool": [orders.pools[orders.member_pool[member]] for member, _, _ in rows]}
    columns["partner"] = [orders.members[member] for member, _, _ in rows]
    if orders.has_skus():
        columns["sku"] = [orders.lots[lot] for _, lot, _ in rows]
    columns["quantity"] = [pieces for _, _, pieces in rows]
    return columns
