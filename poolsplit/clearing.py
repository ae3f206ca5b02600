"""Settling whole tables: dues and payments in, transfers out."""

from __future__ import annotations

from typing import Any

from poolsplit import names
from poolsplit.errors import NumberError, Problem, Text, word
from poolsplit.money import display, minor_units
from poolsplit.settlement import Transfer, fewest, to_lead
from poolsplit.tables import Table, read, table


def clear(dues: Any, payments: Any, lead_buyer: str | None, currency: str) -> tuple[str, dict[str, list[Any]], list[Problem]]:
    """(kind of the dues, transfers by column, problems) for every pool of a dues table. (spec.md, section 4)"""
    source = table("payments", payments)
    owed, kind, problems = _dues(dues, currency)
    paid, more = _paid(source, currency)
    problems += more
    shown = {key: name for key, (name, _) in owed.items()}
    for key, row in paid.items():
        if key not in owed:
            message = Text("{partner} paid, but owes nothing here", partner=row[0])
            problems.append(Problem("payments", row[2], "partner", message, Text("type the name as it stands in the dues")))
    rows: list[tuple[str, str, str, int]] = []
    for pool in dict.fromkeys(pool for pool, _ in owed):
        keys = sorted(key for key in owed if key[0] == pool)
        balances = [owed[key][1] - paid.get(key, ("", 0, 0))[1] for key in keys]
        transfers, problem = _transfers(balances, keys, pool, lead_buyer, currency)
        problems += problem
        rows += [(pool, shown[keys[move.payer]], shown[keys[move.payee]], move.amount) for move in transfers]
    columns: dict[str, list[Any]] = {name: [row[i] for row in rows] for i, name in enumerate(("pool", "payer", "payee"))}
    columns["amount"] = [display(row[3], currency) for row in rows]
    if {pool for pool, _ in owed} <= {""}:
        del columns["pool"]
    return kind, columns, problems


def _transfers(
    balances: list[int], keys: list[tuple[str, str]], pool: str, lead_buyer: str | None, currency: str
) -> tuple[list[Transfer], list[Problem]]:
    if lead_buyer is not None:
        lead = (pool, names.key(lead_buyer))
        if lead in keys:
            return to_lead(balances, keys.index(lead)), []
        message = Text("the lead buyer {name} is not among the dues", name=lead_buyer)
        return [], [Problem("dues", 0, "partner", message, Text("type the name as it stands in the dues"))]
    if sum(balances):
        message = Text("what was paid differs from the dues by {amount:,} {currency}", amount=display(sum(balances), currency), currency=currency)
        return [], [Problem("payments", 0, "paid", message, Text("name the lead buyer who receives the rest, or complete the payments"))]
    return fewest(balances)[0], []


def _dues(dues: Any, currency: str) -> tuple[dict[tuple[str, str], tuple[str, int]], str, list[Problem]]:
    """What each partner owes in minor units, by pool and partner key."""
    source = dues if isinstance(dues, Table) else table("ledger", dues)
    owed: dict[tuple[str, str], tuple[str, int]] = {}
    problems: list[Problem] = []
    partners, amounts = source.columns.get("partner", []), source.columns.get("due", [])
    if not amounts and partners:
        message = Text("the column {column} is missing", column=word("due"))
        problems.append(Problem("dues", 0, "due", message, Text("hand in the dues table as it came out")))
    pools = source.columns.get("pool") or [""] * len(amounts)
    for row, (pool, partner, amount) in enumerate(zip(pools, partners, amounts, strict=False), 1):
        key = (names.key(pool), names.key(partner))
        try:
            owed[key] = (str(partner), owed.get(key, ("", 0))[1] + minor_units(amount, currency))
        except NumberError as error:
            problems.append(Problem("dues", row, "due", error.args[0], error.fix))
    return owed, source.kind, problems


def _paid(source: Table, currency: str) -> tuple[dict[tuple[str, str], tuple[str, int, int]], list[Problem]]:
    """What each partner paid: name, minor units, and the row where he is first named."""
    typed, problems = read(source, None, lambda _: currency)
    paid: dict[tuple[str, str], tuple[str, int, int]] = {}
    for row, (pool, partner, amount) in enumerate(zip(typed.get("pool"), typed.get("partner"), typed.get("paid"), strict=True), 1):
        if partner is not None and amount is not None:
            key = (names.key(pool or ""), names.key(partner))
            before = paid.get(key, (partner, 0, row))
            paid[key] = (before[0], before[1] + amount, before[2])
    return paid, problems
