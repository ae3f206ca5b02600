"""How one list of orders is laid out: its columns, how it names partners, and what it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .draft import Draft
    from .pools import Order


@dataclass
class Habits:
    """How one list is laid out. names: repeated, blank or merged; partner: False on a sheet of one partner."""

    columns: list[str]
    names: str = "repeated"
    totals: str = "none"
    subtotals: str = "none"
    blanks: bool = False
    formulas: bool = True
    cancelled: str = "both"
    counts: bool = False


def habits(draft: Draft, orders: list[Order], *, partner: bool = True, pool: bool = False) -> Habits:
    """What she decides on for this list."""
    voice, plan = draft.voice, draft.plan
    named = orders[0].sku.name is not None
    grouped = partner and named and not pool and voice.chance(0.6)
    core = [*(["partner"] if partner else []), *(["sku"] if named else [])]
    if voice.chance(0.25):
        core.reverse()
    figures = ["quantity", *(["unit_price"] if plan.price == "orders" else [])]
    core += figures if voice.chance(0.7) else figures[::-1]
    core += ["unit_kg"] if plan.kg == "orders" else []
    before = [*(["index"] if voice.chance(0.3) else []), *(["date"] if voice.chance(0.2) else []), *(["pool"] if pool else [])]
    priced = plan.price is not None
    after = [meaning for meaning, share in (("line_total", 0.35), ("line_vnd", 0.25)) if priced and voice.chance(share)]
    after += ["share"] if voice.chance(0.08) else []
    if partner:
        most = max((len([p for p in draft.pool.payments if (p.pool, p.partner) == (o.pool, o.partner)]) for o in orders), default=0)
        after += [f"paid {number}" for number in range(1, most + 1)] if plan.paid == "columns" else []
        after += ["personal"] if plan.personal == "column" and any(draft.personal(order.pool) for order in orders) else []
        after += [meaning for meaning in ("due", "remaining") if (grouped or not named) and voice.chance(0.12)]
    after += [meaning for meaning in ("phone", "tracking", "note") if voice.chance(0.13)]
    totals = voice.random.choices(("none", "word formula", "word typed", "bare formula", "bare typed", "stale"), (3, 4, 3, 1, 1, 1))[0]
    subtotals = voice.random.choices(("none", "word", "excel"), (5, 2, 1))[0] if grouped else "none"
    if subtotals != "none" and totals.startswith("bare"):
        totals = totals.replace("bare", "word")
    names = voice.random.choice(["repeated", "repeated", "blank", "merged"]) if grouped and core[0] == "partner" else "repeated"
    return Habits(
        before + core + after, "repeated" if subtotals == "excel" else names, totals, subtotals, voice.chance(0.12), voice.chance(0.6),
        voice.random.choice(["struck", "note", "both"]), voice.chance(0.4),
    )
