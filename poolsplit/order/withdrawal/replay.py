"""Replays a ledger: the tables at the start and the entries give the same holdings, dues and versions again. (spec.md, sections 4 and 6)"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, PoolsplitError, Problem, Text
from poolsplit.order.agreement import binding
from poolsplit.order.ledger.entries import REVERSAL, in_force
from poolsplit.order.ledger.kinds import FOR_NO_SKU, LEAD, MONEY, PIECES
from poolsplit.order.withdrawal.book import Entry, conserved
from poolsplit.order.withdrawal.standing import Standing, facts, standing
from poolsplit.tables.reader import read
from poolsplit.tables.table import table
from poolsplit.values import names
from poolsplit.values.money import exponent

if TYPE_CHECKING:
    from poolsplit.pool.inputs import Inputs
    from poolsplit.tables.columns import Rows

KINDS = PIECES | MONEY | {LEAD}
"""The kinds that change holdings and debts; all others (due, payment, refund, carry) only repeat what the tables and banks say."""


def replayed(inputs: Inputs, entries: Any, payments: Any = None) -> Standing:
    """The pools after all entries of a ledger. inputs: as before the first withdrawal.

    Raises DataError for entries that cannot be right, for an event of which entries are missing (its pieces or money are not conserved), for
    pieces that nobody holds, and where the last entry of a pool names another version than the replay gives.
    """
    state = standing(inputs, payments=payments)
    case = state.report.case
    typed = case.read(table("ledger", entries))
    counted, problems = in_force(typed)
    case.say(problems)
    applied: dict[str, list[Entry]] = defaultdict(list)
    last: dict[str, int] = {}
    for row, target, sign in counted:
        kind = names.key(typed.get("kind")[target] or "")
        index = case.orders.pool(typed.get("pool")[target])
        if kind not in KINDS or index < 0:
            continue
        pool = names.key(case.orders.pools[index])
        entry = _entry(state, typed, target, kind, pool)
        if entry is None:
            message = Text("the amount is not a whole number")
            case.say([typed.problem(target, "amount", message, Text("copy the entry again from the withdrawals"))])
            continue
        state.shown.setdefault((pool, entry.partner), typed.get("partner")[target])
        state.books[pool].apply([entry], sign)
        applied[pool].append(entry._replace(amount=sign * entry.amount))
        last[pool] = row
    case.say(_faults(state, typed, applied, last))
    case.stop_on_problems()
    return state


def _entry(state: Standing, typed: Rows, row: int, kind: str, pool: str) -> Entry | None:
    """One row as an entry; None where its amount is not a whole number of pieces or minor units."""
    unit = 10 ** exponent(state.report.currency(state.place(pool))) if kind in MONEY else 1
    amount = Fraction(typed.get("amount")[row] or 0) * unit
    sku = None if kind in FOR_NO_SKU else names.key(typed.get("sku")[row] or "")
    return Entry(kind, names.key(typed.get("partner")[row]), sku, int(amount)) if amount.denominator == 1 else None


def _faults(state: Standing, typed: Rows, applied: dict[str, list[Entry]], last: dict[str, int]) -> list[Problem]:
    """Set the facts that bind every pool now, and return the problems of all pools."""
    problems = []
    for pool, entries in applied.items():
        if not conserved(entries):
            message = Text("entries are missing: pieces or money of {pool} do not add up", pool=state.pools[pool] or "the pool")
            problems.append(typed.problem(last[pool], "amount", message, Text("enter or reverse all entries of an event together")))
        for (partner, sku), n in sorted(state.books[pool].pieces.items()):
            if n < 0:
                message = Text("{partner} would hold {n} pieces of {sku}", partner=state.shown[pool, partner], n=n, sku=sku or "SKU")
                problems.append(typed.problem(last[pool], "amount", message, Text("reverse the later events first")))
        state.binding[pool] = facts(state.report, state.place(pool), state.books[pool])
        stated, actual = typed.get("version")[last[pool]], binding.version(state.binding[pool])
        reverses = typed.get("reverses")[last[pool]] is not None
        if stated is not None and stated != actual and not reverses and not state.report.case.has_actual():
            message = Text("the ledger says version {stated}, but version {now} comes out", stated=stated, now=actual)
            problems.append(typed.problem(last[pool], "version", message, Text("take the tables as they were agreed on, without later changes")))
    return problems


def undone(entries: Any, event: str, date: object) -> dict[str, list[Any]]:
    """The reversals of all entries of an event, as columns. event: its reference, or that of one of its entries ("W-KRTFM3-2").

    Raises PoolsplitError where there is no such event, DataError where the ledger cannot be read.
    """
    source = table("ledger", entries)
    typed, problems = read(source)
    if problems:
        raise DataError(problems)
    prefix = "-".join(event.split("-")[:2]) + "-"
    rows = [row for row, reference in enumerate(typed.get("reference")) if reference is not None and reference.startswith(prefix)]
    if not rows:
        raise PoolsplitError(Text("there is no event {event} in the ledger", event=event))
    columns = {name: [typed.get(name)[row] for row in rows] for name in source.columns}
    columns["amount"] = [source.columns["amount"][typed.numbered[row] - 1] for row in rows]
    columns["date"] = [date] * len(rows)
    columns["kind"] = [REVERSAL] * len(rows)
    columns["reverses"] = columns["reference"]
    columns["reference"] = [f"R-{reference}" for reference in columns["reference"]]
    if "version" in columns:
        columns["version"] = [None] * len(rows)
    return columns
