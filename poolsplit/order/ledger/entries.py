"""The ledger over many orders: entries are only ever appended, and a correction is a reversal. (spec.md, section 4)"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.errors import PoolsplitError, Problem, Text
from poolsplit.order.ledger.kinds import LEAD, MONEY, PIECES
from poolsplit.values import names

if TYPE_CHECKING:
    from poolsplit.tables.columns import Rows

SIGNS = {"due": 1, "refund": 1, "payment": -1, **dict.fromkeys(sorted(MONEY), 1), **dict.fromkeys(sorted(PIECES | {LEAD}), 0)}
"""The sign with which each kind of entry counts in the balance (the amount that a partner still owes).

Dues and money paid back raise the balance, payments lower it. Of the kinds in `kinds`, those of money raise it,
and those of pieces and of the lead buyer's role leave it.
"""

CARRY = "carry"
REVERSAL = "reversal"


def open_balances(entries: Rows, scale: int) -> tuple[dict[str, int], dict[tuple[str, str], Fraction], list[Problem]]:
    """Balances by partner key (minor units still owed), carry by partner key and measure, and the problems of the ledger.

    scale: minor units in one unit of the currency that amounts are in.
    A reversal names in `reverses` the reference of the entry that it takes back, as a whole and only once. Entries of kind "carry" hold the
    amount that rounding owes; their reference is the measure ("pieces", "VND").
    """
    balances: dict[str, int] = {}
    carry: dict[tuple[str, str], Fraction] = {}
    counted, problems = in_force(entries)
    for row, target, sign in counted:
        partner = names.key(entries.get("partner")[row])
        kind = names.key(entries.get("kind")[target] or "")
        if kind == CARRY:
            measure = (partner, str(entries.get("reference")[row] or ""))
            carry[measure] = carry.get(measure, Fraction(0)) + _amount(entries, row)
            continue
        minor = sign * SIGNS.get(kind, 0) * _amount(entries, target) * scale
        if minor.denominator != 1:
            message = Text("the amount has more decimals than the currency")
            problems.append(entries.problem(row, "amount", message, Text("round it in the sheet")))
        balances[partner] = balances.get(partner, 0) + int(minor)
    return balances, carry, problems


def in_force(entries: Rows) -> tuple[list[tuple[int, int, int]], list[Problem]]:
    """Every entry that counts, by date and pool, as (row, row whose kind and amount count, 1 or -1), and the problems of the ledger.

    A reversal counts as the entry that it names, with -1. Entries that cannot be right are problems and are left out.
    """
    problems: list[Problem] = []
    counted: list[tuple[int, int, int]] = []
    by_reference = _references(entries, problems)
    reversed_rows: set[int] = set()
    for row in _in_order(entries):
        if entries.get("partner")[row] is None or (row, "kind") in entries.unread:
            continue
        kind = names.key(entries.get("kind")[row] or "")
        if kind in SIGNS or kind == CARRY:
            counted.append((row, row, 1))
        elif kind != REVERSAL:
            message = Text("{kind} is no kind of entry", kind=kind)
            problems.append(entries.problem(row, "kind", message, Text("type one of: {kinds}", kinds=", ".join([*SIGNS, REVERSAL, CARRY]))))
        else:
            target = by_reference.get(names.key(entries.get("reverses")[row] or ""))
            reason = _wrong_reversal(entries, row, target, reversed_rows)
            if reason is not None or target is None:
                fix = Text("name an entry of the same partner that still stands; what was reversed by mistake is entered again")
                problems += [] if reason is None else [entries.problem(row, "reverses", reason, fix)]
                continue
            reversed_rows.add(target)
            counted.append((row, target, -1))
    return counted, problems


def _in_order(entries: Rows) -> list[int]:
    """The rows of the entries, sorted by date and pool. (spec.md, section 1)"""
    dates, pools = entries.get("date"), entries.get("pool")
    return sorted(range(entries.size), key=lambda row: (str(dates[row] or ""), names.key(pools[row] or ""), row))


def _references(entries: Rows, problems: list[Problem]) -> dict[str, int]:
    """The row of each reference. A reference that stands in two entries is a problem, because it has to name one."""
    rows: dict[str, int] = {}
    for row, (reference, kind) in enumerate(zip(entries.get("reference"), entries.get("kind"), strict=True)):
        if reference is None or names.key(kind or "") == CARRY:
            continue
        if names.key(reference) in rows:
            message = Text("the reference {reference} stands in two entries", reference=reference)
            problems.append(entries.problem(row, "reference", message, Text("give every entry a reference of its own")))
        rows.setdefault(names.key(reference), row)
    return rows


def _amount(entries: Rows, row: int) -> Fraction:
    """The amount of an entry; 0 for one that cannot be read, which is a problem already."""
    return Fraction(entries.get("amount")[row] or 0)


def _wrong_reversal(entries: Rows, row: int, target: int | None, reversed_rows: set[int]) -> Text | None:
    """The reason why a reversal cannot be right; None where it can."""
    reference = entries.get("reverses")[row]
    if target is None:
        return Text("there is no entry {reference} to reverse", reference=reference)
    if target in reversed_rows:
        return Text("{reference} was reversed before", reference=reference)
    if names.key(entries.get("kind")[target] or "") == REVERSAL:
        return Text("{reference} is a reversal itself", reference=reference)
    if names.key(entries.get("partner")[target] or "") != names.key(entries.get("partner")[row]):
        return Text("{reference} is an entry of another partner", reference=reference)
    unread = {(row, "amount"), (target, "amount")} & entries.unread
    if not unread and abs(_amount(entries, row)) != abs(_amount(entries, target)):
        return Text("a reversal takes back the whole of {reference}", reference=reference)
    return None


def reversal(entry: dict[str, Any], date: object, reference: str) -> dict[str, Any]:
    """The entry that takes another one back. Raises PoolsplitError for an entry without a reference.

    >>> entry = {"date": "2026-11-21", "partner": "An", "kind": "payment", "amount": 500_000, "reference": "P7"}
    >>> reversal(entry, "2026-11-22", "P8")["reverses"]
    'P7'
    """
    if not entry.get("reference"):
        raise PoolsplitError(Text("an entry without a reference cannot be reversed: give it one first"))
    return {**entry, "date": date, "kind": REVERSAL, "reference": reference, "reverses": entry["reference"]}
