"""Columns beside the orders that only share out a cost which stands elsewhere too: "Phí ship" beside each row, and "Cước 550k" in a table."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.workbook.find.shape.cells import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book


def ask(book: Book, tables: Mapping[str, Table]) -> None:
    """Ask whether a column that each partner bears alone, and that adds up to a cost that is shared, is a part of it."""
    costs = tables.get("costs")
    if costs is None or not {"cost", "amount"} <= costs.columns.keys() or not {"cost", "amount"} <= costs.cells.keys():
        return
    own, shared = _columns_and_lines(book, costs)
    for cell, (heading, total) in own.items():
        if total in shared and not book.is_answered(cell):
            message = Text('"{heading}" adds up to {cost}: is it the part of each of them?', heading=heading, cost=shared[total])
            choices = [("ignore", Text("yes, and it does not count again")), ("own", Text("no, it comes on top of that"))]
            book.ask("costs", "", cell, message, choices)


def _columns_and_lines(book: Book, costs: Table) -> tuple[dict[str, tuple[str, Value]], dict[Value, str]]:
    """The columns of own costs, cell of the heading -> heading and sum; and the amounts of the other costs, and of all of them -> name."""
    columns: dict[str, list[int]] = defaultdict(list)
    for row, cell in enumerate(costs.cells["cost"]):
        columns[cell].append(row)
    numbers = [number_of(value, book.lang) for value in costs.columns["amount"]]
    plain = {row: number.value for row, number in enumerate(numbers) if number is not None and number.unit in {"", "VND"}}
    bases = costs.columns.get("basis", [None] * len(numbers))
    own = {
        cell: rows for cell, rows in columns.items()
        if cell and len(rows) > 1 and set(rows) <= plain.keys() and all(bases[row] == "direct" for row in rows)
    }
    rest = [row for cell, rows in columns.items() if cell not in own for row in rows if row in plain]
    shared = {plain[row]: str(costs.columns["cost"][row]) for row in rest}
    if len(rest) > 1:
        shared.setdefault(sum(plain[row] for row in rest), ", ".join(shared.values()))
    return {cell: (str(costs.columns["cost"][rows[0]]), sum(plain[row] for row in rows)) for cell, rows in own.items()}, shared
