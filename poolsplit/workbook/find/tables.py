"""Finding the tables in an operator's own workbook: right or asked, never wrong. (docs/workbooks.md; spec.md, section 2, Reading sheets)

The order of decisions: cells, tables and labels, names, what each table is, its totals, what its columns are made of, what is handed on; the rest
of the numbers is asked about.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.tables.headings import clues, language, parse
from poolsplit.tables.schema import TABLES
from poolsplit.workbook.find import answers as answers_of
from poolsplit.workbook.find import batches, choose, gather, kinds
from poolsplit.workbook.find.account import Account
from poolsplit.workbook.find.beside import past, results
from poolsplit.workbook.find.book import Book
from poolsplit.workbook.find.gather import partners
from poolsplit.workbook.find.labelled import known, own_costs, owners, payments, values
from poolsplit.workbook.find.lists import people, read_list
from poolsplit.workbook.find.proofs.labels import settle as settle_labels
from poolsplit.workbook.find.proofs.names_elsewhere import settle_batches
from poolsplit.workbook.find.remainder import account_of_sheets
from poolsplit.workbook.find.remainder.notices import broken_cells, hidden
from poolsplit.workbook.find.shape.cells import Cells
from poolsplit.workbook.find.shape.finding import find_regions
from poolsplit.workbook.find.shape.labels import Label, find_labels
from poolsplit.workbook.find.shape.turned import upright
from poolsplit.workbook.read.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.errors import Problem
    from poolsplit.tables.table import Table, Taken
    from poolsplit.workbook.find.remainder.given import Owe
    from poolsplit.workbook.find.shape.regions import Region
    from poolsplit.workbook.read.grid import Grid

_LONGEST_WORDS = 60
_FIRST = ("items", "rates", "terms", "payments")
_AFTER_ORDERS = ("costs", "receipt", "count", "withdrawals", "acceptances", "steps", "ledger", "carry", "evidence")


@dataclass
class Reading:
    """What a workbook says. tables: by name, raw values with their addresses. taken: what was taken for what.

    problems: what is asked, and warnings. lang: the language of most headings, "vi", "en" or "zh". account: the role of every number.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lang: str = "en"
    account: Account = field(default_factory=Account)


def find(grids: list[Grid], answers: Sequence[str] = (), lang: str | None = None, owe: Owe | None = None) -> Reading:
    """Find every table of `schema.TABLES` in the sheets of a workbook.

    answers: what the operator has answered, each "PLACE=MEANING" (`poolsplit.workbook.find.answers`). lang: how numbers with two readings are
    read; without it, the language of the headings. owe: the rules of a split, by which what somebody worked out by hand is checked
    (`poolsplit.workbook.find.remainder.given.Owed`). Nothing raises: what cannot be settled is a problem with choices.

    >>> from poolsplit.workbook.read.grid import Grid
    >>> cells = {(2, 1): "Tên shop", (2, 2): "SL", (3, 1): "An", (3, 2): 60, (4, 1): "Bình", (4, 2): 40, (5, 1): "Tổng", (5, 2): 100}
    >>> reading = find([Grid("Đơn", cells)])
    >>> reading.tables["orders"].columns, reading.taken[0].range, reading.lang
    ({'partner': ['An', 'Bình'], 'quantity': [60, 40]}, "'Đơn'!A2:B5", 'vi')
    >>> reading.account.counts()
    {'used': 2, 'derived': 1, 'aside': 0, 'answered': 0, 'open': 0}
    """
    given, problems = answers_of.parse(answers)
    sheets = [sheet for sheet in map(Sheet, grids) if not given.ignores(sheet)]
    headings_lang = _language(sheets)
    book = Book(given, lang or headings_lang or "en", problems=problems)
    book.sheets = past.leave_out_sheets(book, [Cells(sheet, book.lang) for sheet in sheets])
    _find_places(book)
    settle_labels(book)
    known.settle(book)
    people.settle_columns(book)
    for region in book.regions:
        settle_batches(region)
    _settle_kinds(book)
    known.settle_rates(book)
    owners.settle(book)
    batches.settle(book)
    for table in _FIRST:
        _read(book, table)
    choose.read_orders(book)
    for table in _AFTER_ORDERS:
        _read(book, table)
    own_costs.hand_on(book)
    payments.hand_on(book)
    results.hand_on(book)
    values.hand_on(book)
    partners.settle_names(book)
    tables = gather.together(book)
    account_of_sheets.ask(book, tables, owe)
    used = {taken.sheet for taken in book.taken}
    book.problems += broken_cells(tables)
    for cells in book.sheets:
        if cells.title in used:
            book.problems += hidden(cells.sheet)
    book.problems += given.unused(sheets)
    return Reading({name: tables[name] for name in TABLES if name in tables}, book.taken, book.problems, headings_lang or "en", book.account)


def _language(sheets: Sequence[Sheet]) -> str | None:
    """The language of most headings and labels."""
    texts = {value for sheet in sheets for value in sheet.values.values() if isinstance(value, str) and len(value) < _LONGEST_WORDS}
    counted = Counter(tuple(sorted(parse(text).languages)) for text in texts if clues(text).tells)
    return language([languages for languages, count in counted.items() for _ in range(count)])


def _find_places(book: Book) -> None:
    """Tables and labels, by words and shape."""
    for cells in book.sheets:
        regions = find_regions(cells, book.answers)
        book.regions += regions
        for label in find_labels(cells, [region.box for region in regions], book.answers):
            if isinstance(label, Label):
                book.labels.append(label)
            else:
                book.problems.append(label)


def _settle_kinds(book: Book) -> None:
    """Which table each region is; what is not told by itself is told by the names of the others."""
    regions = book.regions
    for index, region in enumerate(regions):
        regions[index] = upright(region, book.answers) or region
    for region in regions:
        book.kinds[region] = kinds.kind_of(region, regions, book.names)
        _settle_names_of(book, region)
    for region in regions:
        if book.kinds[region] == kinds.OPEN:
            book.kinds[region] = kinds.kind_of(region, regions, book.names, last=True)
            _settle_names_of(book, region)
    known.prove_rates(book)
    past.leave_out_tables(book)


def _settle_names_of(book: Book, region: Region) -> None:
    if book.kinds[region] in {"orders", "payments", "count", kinds.MATRIX} or region.said("contact"):
        for column in region.said("partner", weak=False):
            if column not in region.numeric:
                book.names.add_partners(region, column)
    if book.kinds[region] in {"items", "receipt", "orders"}:
        for column in region.said("sku", weak=False):
            book.names.add_skus(region, column)


def _read(book: Book, table: str) -> None:
    """Read the regions that are one of the tables other than orders; which one, is asked where a name stands in several."""
    regions = [region for region in book.regions if book.kinds[region] == table and region.rows]
    for region in choose.one_or_continued(book, table, regions):
        read_list(book, region, table)
