"""What is true of a sheet: the tables that a perfect reader hands to the library, and what every cell is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import poolsplit as ps

if TYPE_CHECKING:
    from fractions import Fraction


class Of(NamedTuple):
    """Whose a figure is, as far as it is anybody's. cost: the name of a cost line."""

    partner: str | None = None
    sku: str | None = None
    pool: str | None = None
    cost: str | None = None


NOBODY = Of()


@dataclass(frozen=True)
class Fact:
    """What one cell is.

    role: used (it goes into a table of the truth), derived (arithmetic over others gives it), aside (it has nothing to do with the pool),
    heading (of a column or row), label (of one value) or name (of a partner, SKU, pool or cost).
    meaning: a column of `schema.TABLES` ("quantity", "paid" ...), or "total", "line_total", "line_vnd", "due", "remaining", "share",
    "goods", "index", "note", "date", "phone", "tracking", "title", "decoy", "cancelled".
    value: what counts, in the table's unit (kilograms, whole dong), or the text. Where a cell holds a label and its value: the value.
    table: where a used value goes: orders, items, costs, rates, payments or terms.
    unit: of a heading: what a bare number below it counts in: "CNY", "VND", "k" (thousands of dong), "kg", "g".
    counts: False for what is there of somebody who has cancelled: it has a role, but is left out of the tables.
    stale: True where a sum is not that of what counts: she has not kept it up to date, or Excel passes over texts and adds what is struck.
    """

    role: str
    meaning: str
    value: Fraction | str | None = None
    table: str | None = None
    of: Of = NOBODY
    unit: str | None = None
    counts: bool = True
    stale: bool = False


Place = tuple[str, int, int]
"""Title of a worksheet, row and column, counted from 1 as openpyxl does."""


@dataclass
class Truth:
    """tables: name of the table -> its rows, as `ps.split` takes them; facts: place -> what the cell is."""

    tables: dict[str, list[dict[str, Any]]]
    facts: dict[Place, Fact] = field(default_factory=dict)


def dues(truth: Truth) -> dict[tuple[str | None, str], int]:
    """What each partner of each pool owes in dong, through the public API: (pool, partner) -> due; pool None where there is one only."""
    terms = truth.tables["terms"]
    rows = ps.split(
        truth.tables["orders"], costs=truth.tables["costs"] or None, items=truth.tables["items"] or None, rates=truth.tables["rates"] or None,
        terms=terms[0] if terms else None,
    )
    return {(row.get("pool"), row["partner"]): int(row["due"]) for row in rows}


def paid(truth: Truth) -> dict[tuple[str | None, str], int]:
    """What each partner has paid in dong: (pool, partner) -> sum of the payments; nobody who has paid nothing."""
    sums: dict[tuple[str | None, str], int] = {}
    for row in truth.tables["payments"]:
        key = (row.get("pool"), row["partner"])
        sums[key] = sums.get(key, 0) + row["paid"]
    return sums
