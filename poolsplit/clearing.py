"""Settling whole tables: dues and payments in, transfers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit import names
from poolsplit.errors import Problem, Text
from poolsplit.money import currency_code, display
from poolsplit.settlement import plan
from poolsplit.tables import read, table

if TYPE_CHECKING:
    from poolsplit.pool import Rows

    Key = tuple[str, str]


def clear(dues: Any, payments: Any, lead_buyer: str | None, currency: str) -> tuple[str, dict[str, list[Any]], list[Problem]]:
    """(kind of the dues, transfers by column, problems) for every pool of a dues table. (spec.md, section 4)"""
    code = currency_code(currency) or currency
    source = table("dues", dues)
    typed, problems = read(source, None, lambda _: code)
    paid, more = read(table("payments", payments), None, lambda _: code)
    owed, given = _summed(typed, "due"), _summed(paid, "paid")
    problems += more + _strangers(paid, owed, typed)
    shown = {_key(typed, row): str(name) for row, name in reversed(list(enumerate(typed.get("partner"))))}
    pools = {names.key(name or ""): name or "" for name in typed.get("pool")}
    rows: list[tuple[str, str, str, int]] = []
    for pool, pool_name in pools.items():
        keys = sorted(key for key in owed if key[0] == pool)
        lead = -1 if lead_buyer is None else _place((pool, names.key(lead_buyer)), keys)
        if lead_buyer is not None and lead < 0 and not typed.unread:
            message = Text("the lead buyer {name} is not among the dues", name=lead_buyer)
            problems.append(Problem("dues", 0, "partner", message, Text("type the name as it stands in the dues")))
            continue
        balances = [owed[key] - given.get(key, 0) for key in keys]
        found = plan(balances, lead)
        if found is None:
            problems += [] if problems else [differing(sum(balances), code)]
            continue
        rows += [(pool_name, shown[keys[move.payer]], shown[keys[move.payee]], move.amount) for move in found.transfers]
    columns: dict[str, list[Any]] = {name: [row[i] for row in rows] for i, name in enumerate(("pool", "payer", "payee"))}
    columns["amount"] = [display(row[3], code) for row in rows]
    if set(pools) <= {""}:
        del columns["pool"]
    return source.kind, columns, problems


def differing(amount: int, currency: str) -> Problem:
    """What was paid is not what is due, and nobody takes or bears the difference. amount: due - paid, in minor units."""
    message = Text("what was paid differs from the dues by {amount:,} {currency}", amount=display(amount, currency), currency=currency)
    return Problem("payments", 0, "paid", message, Text("name the lead buyer who receives the rest, or complete the payments"))


def _place(key: Key, keys: list[Key]) -> int:
    return keys.index(key) if key in keys else -1


def _key(typed: Rows, row: int) -> Key:
    return names.key(typed.get("pool")[row] or ""), names.key(typed.get("partner")[row] or "")


def _summed(typed: Rows, column: str) -> dict[Key, int]:
    """Minor units by pool and partner key; what cannot be read is a problem already, and counts as 0."""
    found: dict[Key, int] = {}
    for row, amount in enumerate(typed.get(column)):
        if typed.get("partner")[row] is not None:
            found[_key(typed, row)] = found.get(_key(typed, row), 0) + (amount or 0)
    return found


def _strangers(paid: Rows, owed: dict[Key, int], dues: Rows) -> list[Problem]:
    """Payments of people who are not among the dues."""
    return [
        paid.problem(row, "partner", Text("{partner} paid, but owes nothing here", partner=name), Text("type the name as it stands in the dues"))
        for row, name in enumerate(paid.get("partner")) if name is not None and _key(paid, row) not in owed and not dues.unread
    ]
