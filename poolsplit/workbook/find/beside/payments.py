"""What partners paid, as it stands beside their orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.table import Table
from poolsplit.workbook.find.account import ANSWERED
from poolsplit.workbook.find.beside.records import add_batch, add_record
from poolsplit.workbook.find.book import question

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poolsplit.workbook.find.beside.records import Money
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region


def hand_on_payments(book: Book, region: Region, lines: Iterable[Money], heading: str) -> None:
    """Hand on what partners paid, each currency by itself; a heading such as "Cọc 50%" says none. heading: what stands over the amounts."""
    of_unit: dict[str, list[Money]] = {}
    for line in lines:
        of_unit.setdefault("" if line.unit == "%" else line.unit, []).append(line)
    for unit, same in of_unit.items():
        _hand_on(book, region, same, heading, unit)


def _hand_on(book: Book, region: Region, lines: Iterable[Money], heading: str, unit: str) -> None:
    cells, payments = region.cells, Table("payments", {})
    for line in lines:
        if _is_amount(book, cells, line.place):
            pool = {} if line.pool is None else {"pool": line.pool}
            add_record(payments, pool | {"partner": line.partner, "paid": (line.amount, cells.address(*line.place))})
            book.account.take(cells, *line.place)
    add_batch(book, region, payments, payments.size)
    payments.headings = {"paid": heading}
    payments.units = {"paid": unit} if unit else {}
    book.hand_on(payments)


def _is_amount(book: Book, cells: Cells, place: tuple[int, int]) -> bool:
    """Whether a cell among payments is an amount; what only says that something was paid is asked about."""
    said = book.answers.cell(cells.sheet, *place)
    if said == "ignore":
        book.account.mark(cells, [place], ANSWERED, "ignore")
        return False
    if said.startswith("=") or cells.counts(*place):
        return True
    cell = cells.address(*place)
    message = Text('"{text}" stands where payments are: how much was it?', text=cells.name(*place))
    book.problems.append(question("payments", "paid", cell, message, [Choice(f"{cell}=ignore", Text("nothing beside the other payments"))]))
    return False
