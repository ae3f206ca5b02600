"""What stands where: a plan that fits the pool, so that a person can read the book without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .draft import Plan

if TYPE_CHECKING:
    from .pools import Pool
    from .vocabulary import Voice


def plan(pool: Pool, voice: Voice) -> Plan:
    """A random plan among those that say everything of the pool."""
    random = voice.random
    several, named = len(pool.batches) > 1, pool.skus[0].name is not None
    batches = random.choice(["column", "blocks", "sheets"]) if several else None
    orders = "list"
    if named and batches != "column":
        two = 3 if all(sku.colour for sku in pool.skus) else 1
        kinds, shares = ["list", "partners down", "partners across", "two rows"], [4.0, 2.0, 2.0, float(two)]
        if not several:
            kinds, shares = [*kinds, "sheets of partners"], [*shares, 1.0]
        orders = random.choices(kinds, shares)[0]
    return Plan(
        orders, batches, _figures(pool, voice, "price"), _figures(pool, voice, "kg"), _paid(pool, voice, orders, batches),
        "table" if batches == "column" else random.choices(("table", "across", "labels"), (5, 1, 2))[0],
        "column" if orders in {"list", "partners down", "two rows"} and voice.chance(0.4) else "costs",
        random.choices(("label", "cell", "table"), (4, 2, 1))[0],
    )


def _figures(pool: Pool, voice: Voice, which: str) -> str | None:
    """Where prices or weights stand: beside the quantities, in a list of their own, or once where they are all the same."""
    values = {getattr(sku, which) for sku in pool.skus}
    if None in values:
        return None
    named = pool.skus[0].name is not None
    if len(values) == 1 and (not named or len(pool.skus) > 1) and voice.chance(0.6):
        return "label"
    return "items" if named and voice.chance(0.35 if which == "price" else 0.5) else "orders"


def _paid(pool: Pool, voice: Voice, orders: str, batches: str | None) -> str | None:
    """Where the payments stand."""
    if not pool.payments:
        return None
    beside = {"partners across": "rows", "sheets of partners": "labels"}.get(orders, "columns")
    return voice.random.choices((beside, "table", "table" if batches == "column" else "labels"), (5, 3, 1))[0]
