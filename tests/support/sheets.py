"""Tables whose values have a cell each, as those of a workbook."""

from __future__ import annotations

from typing import Any

from poolsplit.tables.table import RECORDS, Table, table


def sheet(name: str, headings: str, *rows: list[Any]) -> Table:
    """The table `name` with its headings (joined by |) in row 1 of a sheet of the same name; results come as records.

    >>> sheet("items", "sku|moq", ["x", 5]).cells
    {'sku': ['items!A2'], 'moq': ['items!B2']}
    """
    result = table(name, [headings.split("|"), *rows])
    result.kind = RECORDS
    result.cells = {
        column: [f"{name}!{chr(ord('A') + place)}{row}" for row in range(2, len(rows) + 2)] for place, column in enumerate(result.columns)
    }
    return result
