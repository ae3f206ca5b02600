"""Sheets from which nothing was taken, while others were read: what on them may be part of the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import basis, cost_kind, says_transfer
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.remainder.in_tables import ask_whole, is_reference, says_prices

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region


_MONEY = frozenset({"cost", "amount", "paid"})
"""What headings of costs and payments mean."""


def names_something(book: Book, cells: Cells) -> bool:
    """Whether a number of the sheet stands beside a partner or a SKU of the orders, outside of results: then all of its numbers are asked about."""
    known, results = book.ordered("partner", "sku"), _results(book, cells)
    for row, column in cells.numbers:
        if any(region.covers(row, column) for region in results) or is_reference(cells, (row, column)):
            continue
        left = cells.text(row, column - 1) or cells.text(row, column - 2)
        if left and (key(left) in known or _pays(left, book)):
            return True
    return any(_pays(cells.name(*place), book) for place in cells.holding)


def _pays(text: str, book: Book) -> bool:
    """Whether a text names a partner of the orders, and has a word for a transfer: "Hoa ck"."""
    words = set(key(text).replace(":", " ").split())
    return says_transfer(text) and any(name and set(name.split()) <= words for name in book.ordered("partner"))


def say(book: Book, cells: Cells) -> None:
    """Ask about tables of the sheet that may be part of the order; where there are none, say that nothing was read."""
    tables = [region for region in book.regions if region.is_on(cells) and _may_count(book, region)]
    is_said = any(problem.cell.startswith(cells.sheet.grid.name("")) for problem in book.problems)
    for region in tables:
        ask_whole(book, region)
    results = _results(book, cells)
    numbers = [place for place in cells.numbers if place not in cells.sheet.grid.summaries and not any(region.covers(*place) for region in results)]
    beside_texts = [(row, column) for row, column in numbers if any(cells.text(row, each) for each in cells.sheet.rows[row])]
    if beside_texts and not is_said and not tables and _says_costs(cells):
        name = cells.sheet.grid.name("")
        book.problems.append(question("", "", cells.address(*min(beside_texts)), Text("nothing was read from this sheet"), [
            Choice(f"{name}=ignore", Text("it is no part of this order")),
        ]))
    elif beside_texts and not is_said and not tables:
        fix = Text("a cost counts in a table (Cost, Amount, Split by) or beside a name such as Freight; what is no part of the order can stay")
        book.warn("", "", cells.address(*min(beside_texts)), Text("nothing was read from this sheet"), fix)


def _says_costs(cells: Cells) -> bool:
    """Whether a sheet has words for costs, amounts and bases, or for payments, its title included."""
    texts = {cells.title} | {text for row, columns in cells.sheet.rows.items() for column in columns if (text := cells.text(row, column))}
    return any(basis(text) or not _MONEY.isdisjoint(parse(text).meanings) for text in texts)


def _results(book: Book, cells: Cells) -> list[Region]:
    """The tables of a sheet that say what was worked out."""
    return [region for region, kind in book.kinds.items() if kind == kinds.RESULT and region.is_on(cells)]


def _may_count(book: Book, region: Region) -> bool:
    """Whether a table that nobody knows may be part of the order: it has figures, and names partners, SKUs, costs, bases, prices or weights."""
    cells = region.cells
    if book.kinds[region] not in {kinds.OPEN, kinds.NOTHING}:
        return False
    if all(is_reference(cells, (row, column)) for row in region.rows for column in region.columns if cells.counts(row, column)):
        return False
    texts = {text for row in region.rows for column in region.columns if (text := cells.text(row, column))}
    texts |= {region.headings[column].text for column in region.columns}
    texts |= {cells.name(row, region.columns[0]) for row in region.rows}    # SKUs may be numbers
    known = book.names.partners | book.ordered("sku")
    if says_prices(region):
        return True
    return any(key(text) in known or basis(text) or cost_kind(text) for text in texts) or bool(region.said("partner", "paid", "cost", weak=False))
