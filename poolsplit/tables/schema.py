"""The tables and their columns: the one list from which every interface, template and page of the docs is made.

A column's `kind` says how its cells are read (`poolsplit.tables.cell_reader`):

name      text that names a partner, SKU, cost or pool; keyed by `poolsplit.values.names.key`
quantity  pieces, a whole number of at least 0
measure   kilograms or cubic metres, an exact decimal of at least 0
number    an exact decimal of any sign
money     an amount in the row's currency, in whole minor units
price     an amount in the row's currency, which may be finer than the minor unit
rate      a percentage or a ratio: 1.5%, 0.015
fx        the price of one unit of a currency, in the pool's currency
defective pieces, or a rate between 0 and 1
tiers     price breaks: "100: 28; 500: 25"
flag      yes or no
date      a day; a deadline stays as it was typed
text      as it stands
"""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One column. kind: how its cells are read. required: True where every row must have a value."""

    name: str
    kind: str
    required: bool = False


def _columns(*described: str) -> tuple[Column, ...]:
    """Columns from texts of the form "name kind", with a ! after the name of a required column."""
    pairs = (text.split() for text in described)
    return tuple(Column(name.rstrip("!"), kind, name.endswith("!")) for name, kind in pairs)


TABLES: dict[str, tuple[Column, ...]] = {
    "orders": _columns("pool name", "partner! name", "sku name", "quantity! quantity", "tolerance quantity", "kg measure", "cbm measure"),
    "items": _columns(
        "pool name", "sku name", "unit_price price", "currency text", "tiers tiers", "moq quantity", "pack quantity", "unit_kg measure",
        "unit_cbm measure", "estimated_kg measure", "estimated_cbm measure", "link text", "supplier text",
    ),
    "costs": _columns(
        "pool name", "cost! name", "amount money", "rate rate", "of text", "currency text", "basis name", "partner name", "reverses name",
        "actual money",
    ),
    "terms": _columns(
        "pool name", "lead_buyer name", "lead_exempt flag", "currency text", "step money", "deadline date", "account text", "holder text",
        "product text", "long_term flag", "billed_kg measure", "billed_cbm measure", "price_per_kg money", "price_per_cbm money",
        "kg_per_cbm measure",
    ),
    "rates": _columns("currency! text", "rate! fx", "date date"),
    "payments": _columns("pool name", "partner! name", "paid! money", "date date", "reference text"),
    "receipt": _columns("pool name", "sku name", "received quantity", "defective defective"),
    "count": _columns("pool name", "sku name", "partner! name", "received quantity", "defective! quantity"),
    "withdrawals": _columns(
        "pool name", "partner! name", "when! text", "replacement name", "taker name", "sku name", "quantity quantity", "new_lead name", "date date",
    ),
    "acceptances": _columns("pool name", "partner! name", "version! text", "date date"),
    "steps": _columns("pool name", "done! name", "partner name", "sku name", "date date", "reference text"),
    "ledger": _columns(
        "date! date", "pool name", "partner! name", "kind! text", "amount! number", "reference text", "reverses text", "sku name", "version text",
    ),
    "carry": _columns("partner! name", "measure! text", "carry! number"),
    "evidence": _columns(
        "pool name", "stage text", "item! text", "reference text", "refers_to text", "result text", "date date", "recorded_by text",
    ),
}
"""Every table that is read, with its columns in the order in which templates show them. A column may be left out unless required."""

DUES = _columns("pool name", "partner! name", "due! money")
"""The columns that are read of a dues table when it comes in again, to be settled. Its other columns are cost lines."""

STATEMENT = _columns("date text", "amount money", "credit money", "debit money", "content text", "reference text")
"""The columns that are read of a bank statement (`poolsplit.order.payment.statement`). A workbook is never searched for one."""

DESCRIBED = {**TABLES, "dues": DUES, "statement": STATEMENT}
"""The columns of every table that is read, by the table's name."""

RESULTS: dict[str, tuple[str, ...]] = {
    "dues": ("pool", "partner", "quantity", "due"),
    "landed": ("pool", "partner", "sku", "quantity", "landed", "unit_cost"),
    "transfers": ("pool", "payer", "payee", "amount"),
}
"""The columns of the result tables. `dues` also has one column for each cost, between `quantity` and `due`."""
