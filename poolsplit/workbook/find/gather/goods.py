"""What the goods come to, stated and reckoned: a "Tổng tiền hàng" that is not the pieces times their prices is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.vocabulary import cost_kind, total_words
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.gather.amounts import are_all_priced, goods_of
from poolsplit.workbook.find.shape.cells import number_of, size
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book


def ask(book: Book, tables: Mapping[str, Table], due: str) -> None:
    """Ask which of the two counts where a total of the goods is another one than pieces times prices. due: the currency of what is due."""
    costs, orders = tables.get("costs"), tables.get("orders")
    if costs is None or orders is None or due != "VND" or not {"cost", "amount"} <= costs.columns.keys() or not are_all_priced(book, tables):
        return
    if any(pool is not None for pool in (*costs.columns.get("pool", ()), *orders.columns.get("pool", ()))):
        return
    reckoned = goods_of(book, tables)
    for row, name in enumerate(costs.columns["cost"]):
        number, cell = number_of(costs.columns["amount"][row], book.lang), costs.cells["amount"][row]
        is_goods = cost_kind(name) == "goods" and total_words(name)
        if not is_goods or number is None or number.unit not in {"", "VND"} or book.is_restated(cell):
            continue
        if number.value > 0 and size(number.value - reckoned) > orders.size:
            _ask(book, costs, row, (shown(number.value), shown(round(reckoned))))


def _ask(book: Book, costs: Table, row: int, numbers: tuple[str, str]) -> None:
    """Ask whether what a total of the goods says counts. numbers: that, and what pieces times prices come to."""
    (stated, reckoned), cell, named = numbers, costs.cells["amount"][row], costs.cells["cost"][row]
    message = Text('"{cost}" is {stated}, but price times quantity comes to {reckoned}: which of them counts?', cost=costs.columns["cost"][row],
                   stated=stated, reckoned=reckoned)
    old = f"{cell}=ignore" if named == cell else f"{named}=out"
    choices = [
        Choice(old, Text("price times quantity: {number}", number=reckoned)),
        Choice(f"{cell}=={stated}", Text("the amount that stands there: {number}", number=stated)),
    ]
    book.problems.append(question("costs", "amount", cell, message, choices))
