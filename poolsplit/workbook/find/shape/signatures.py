"""Which table a row of headings makes: the columns that only this table has together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.labels import TERM_COLUMNS
from poolsplit.tables.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poolsplit.tables.headings import Heading

ITEM_COLUMNS = frozenset(column.name for column in TABLES["items"]) - {"pool", "sku"}
EVIDENCE_COLUMNS = frozenset({"stage", "reference", "refers_to", "result", "recorded_by"})
NUMBERS = frozenset(
    column.name
    for columns in TABLES.values()
    for column in columns
    if column.kind in {"quantity", "measure", "number", "money", "price", "rate", "fx", "defective"}
)
JOINED = ("sku", "colour", "size")


def classify(headings: Iterable[Heading]) -> str:
    """The table that headings make: a name of `schema.TABLES`, "result", "asked" where it could be orders, or "".

    >>> from poolsplit.tables.headings import parse
    >>> classify([parse("Tên shop"), parse("SL")]), classify([parse("Khoản phí"), parse("Số tiền")]), classify([parse("Tên"), parse("SL")])
    ('orders', 'costs', 'asked')
    """
    found = list(headings)
    said = {meaning for heading in found for meaning in heading.meanings}
    if "item" in said and said & EVIDENCE_COLUMNS:
        return "evidence"
    if {"payer", "payee"} <= said or ("partner" in said and said & {"due", "landed"}):
        return "result"
    for table, needed in _NEEDED.items():
        if needed <= said:
            return table
    if "partner" in said:
        return _of_partners(said)
    return _of_things(said, found)


def _of_things(said: set[str], found: list[Heading]) -> str:
    """The table that headings without partners make."""
    sku = bool(said & set(JOINED))
    for table, fits in (
        ("costs", "cost" in said and bool(said & {"amount", "rate", "actual"})),
        ("rates", {"currency", "rate"} <= said),
        ("receipt", bool(said & {"received", "defective"}) and (sku or {"received", "defective"} <= said)),
        ("items", sku and bool(said & (ITEM_COLUMNS - {"currency"}))),
    ):
        if fits:
            return table
    if len(said & TERM_COLUMNS) > 1 and all(set(heading.meanings) & (TERM_COLUMNS | {"currency", "pool"}) for heading in found):
        return "terms"
    return "asked" if "quantity" in said and (sku or "name" in said) else ""


_NEEDED = {
    "withdrawals": {"partner", "when"},
    "ledger": {"date", "partner", "kind", "amount"},
    "carry": {"partner", "measure", "carry"},
    "acceptances": {"partner", "version"},
    "steps": {"done", "date"},
    "orders": {"partner", "quantity"},
}


def _of_partners(said: set[str]) -> str:
    if "cost" in said and said & {"amount", "rate"}:
        return "costs"
    if said & {"received", "defective"}:
        return "count"
    if "paid" in said:
        # "Số tiền" beside a partner may be what he owes as well; a date or a reference makes it a payment.
        return "payments" if "amount" not in said or said & {"date", "reference"} else "asked"
    return ""
