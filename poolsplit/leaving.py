"""Partners who leave: whole tables in, who holds what and who owes what out. The rule itself is `poolsplit.withdrawal`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit import exact, names, stock, vocabulary, withdrawal
from poolsplit.case import Case
from poolsplit.errors import Text
from poolsplit.report import Report
from poolsplit.tables import Table, like, table

if TYPE_CHECKING:
    from poolsplit.pool import Rows


def withdrawn(orders: Any, withdrawals: Any, arguments: tuple[Any, ...], payments: Any) -> tuple[Any, Any]:
    """(orders, dues) after withdrawals. arguments: costs, items, terms, rates, currency, as `split` takes them."""
    source = table("orders", orders)
    leaving = Case(source, *arguments)
    typed = leaving.read(table("withdrawals", withdrawals))
    moves = _moves(leaving, typed)
    leaving.stop_on_problems()
    remaining = _resplit(source, leaving, [move for move in moves if move.taker is None])
    case = Case(remaining, *arguments)
    report = Report.of(case)
    short = stock.filled(case)[1]
    if any(move.before for move in moves) and short:
        case.problems += [replace(problem, warning=False) for problem in short]
        case.stop_on_problems()
    holdings = withdrawal.start(case.orders, report.binding.due)
    forfeits = [move for move in moves if move.taker is not None]
    paid = stock.case_paid(case, payments)
    value, pieces = report.lot_cost()
    lot_cost = [Fraction(cost, max(n, 1)) for cost, n in zip(value, pieces, strict=True)]
    for move in forfeits:
        leaver = case.orders.member(move.pool, move.partner)
        taker = case.orders.member(move.pool, move.taker) if move.taker else -1
        withdrawal.forfeit(holdings, leaver, paid[leaver], taker, case.orders, lot_cost, exact)
    case.stop_on_problems()
    dues = report.dues()
    if forfeits:
        last = report.by_member({}, {"forfeit": holdings.forfeit, "due": holdings.due})
        dues.pop("due")
        dues |= {"forfeit": last["forfeit"], "due": last["due"]}
    return like(source.kind, _holding_columns(case, holdings)), like(source.kind, dues)


@dataclass
class _Move:
    """One withdrawal: before placing or after; replaced by somebody; or (taker not None) forfeited, to a taker or pro rata ("")."""

    pool: int
    partner: str
    before: bool
    replacement: str | None
    taker: str | None


def _moves(case: Case, typed: Rows) -> list[_Move]:
    """The withdrawals in the order of pool and partner key; what cannot be right joins the case's problems."""
    found: list[_Move] = []
    for row in range(typed.size):
        pool_name, partner, words = typed.get("pool")[row], typed.get("partner")[row], typed.get("when")[row]
        pool = case.orders.pool(pool_name or "") if pool_name or case.orders.one_pool() else -1
        time = vocabulary.when(words)
        replacement, taker = typed.get("replacement")[row], typed.get("taker")[row]
        if case.orders.member(pool, partner or "") < 0:
            message = Text("{partner} does not order", partner=partner)
            case.problems.append(typed.problem(row, "partner", message, Text("type the name as it stands in the orders")))
        elif any(names.key(move.partner) == names.key(partner) and move.pool == pool for move in found):
            case.problems.append(typed.problem(row, "partner", Text("{partner} withdraws twice", partner=partner), Text("delete one of the rows")))
        elif time is None:
            message = Text('"{when}" does not say whether the order was placed', when=words)
            case.problems.append(typed.problem(row, "when", message, Text('type "before" or "after"')))
        elif taker is not None and case.orders.member(pool, taker) < 0:
            message = Text("{taker}, who takes the units, is not among the partners who order", taker=taker)
            case.problems.append(typed.problem(row, "taker", message, Text("name a replacement instead, who takes units and debts")))
        elif case.terms.lead[pool] == case.orders.member(pool, partner) and replacement is None:
            message = Text("{partner} is the lead buyer", partner=partner)
            case.problems.append(typed.problem(row, "partner", message, Text("agree on another lead buyer first")))
        else:
            forfeits = time == "after" and replacement is None
            found.append(_Move(pool, str(partner), time == "before", replacement, (taker or "") if forfeits else None))
    return sorted(found, key=lambda move: (move.pool, names.key(move.partner)))


def _resplit(source: Table, case: Case, moves: list[_Move]) -> Table:
    """The orders without those who left before placing, and with replacements in the place of those whom they replace."""
    new_name = {(names.key(case.orders.pools[move.pool]), names.key(move.partner)): move.replacement for move in moves}
    pools = source.columns.get("pool") or [""] * source.size
    keys = [(names.key(pool or ""), names.key(name)) for pool, name in zip(pools, source.columns["partner"], strict=True)]
    keep = [row for row, key in enumerate(keys) if key not in new_name or new_name[key] is not None]
    columns = {name: [values[row] for row in keep] for name, values in source.columns.items()}
    columns["partner"] = [new_name.get(keys[row]) or name for row, name in zip(keep, columns["partner"], strict=True)]
    return replace(source, columns=columns, cells={name: [cells[row] for row in keep] for name, cells in source.cells.items()})


def _holding_columns(case: Case, holdings: withdrawal.Holdings) -> dict[str, list[Any]]:
    """Who holds what after the forfeits."""
    orders = case.orders
    rows = [(member, lot, pieces) for (member, lot), pieces in holdings.pieces.items() if pieces]
    rows.sort(key=lambda row: (orders.shown.index(row[0]), row[1]))
    columns: dict[str, list[Any]] = {} if orders.one_pool() else {"pool": [orders.pools[orders.member_pool[member]] for member, _, _ in rows]}
    columns["partner"] = [orders.members[member] for member, _, _ in rows]
    if any(orders.lots):
        columns["sku"] = [orders.lots[lot] for _, lot, _ in rows]
    columns["quantity"] = [pieces for _, _, pieces in rows]
    return columns
