"""Dates that change nothing: a payment counts whenever it was made, and the only rate of a currency whenever it was noted. They need not be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from poolsplit.errors import NumberError
from poolsplit.values.dates import day
from poolsplit.values.names import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.tables.table import Table


def leave_out(tables: Mapping[str, Table], lang: str) -> None:
    """Leave out the dates of payments, and of rates that are the only ones of their currency, where they are none or have two readings, in place.

    >>> from poolsplit.tables.table import Table
    >>> payments = Table("payments", {"partner": ["An"], "paid": [5], "date": ["12/11"]})
    >>> leave_out({"payments": payments}, "vi")
    >>> payments.columns["date"]
    [None]
    """
    for name in ("rates",) if {"withdrawals", "ledger"} & tables.keys() else ("payments", "rates"):
        table = tables.get(name)
        if table is None or "date" not in table.columns:
            continue
        currencies = [key(value) for value in table.columns.get("currency", [None] * table.size)]
        rows = Counter(currencies)
        table.columns["date"] = [
            None if (name == "payments" or rows[currency] == 1) and not _is_date(value, lang) else value
            for value, currency in zip(table.columns["date"], currencies, strict=True)
        ]


def _is_date(value: object, lang: str) -> bool:
    """Whether a value is a date with one reading.

    >>> _is_date("12/11", "vi"), _is_date("12/11/2026", "vi"), _is_date("12/11/2026", "en"), _is_date(None, "vi")
    (False, True, False, False)
    """
    try:
        day(value, lang)
    except NumberError:
        return False
    return True
