"""Tables and columns that somebody worked out for each partner: goods, fees, totals, what is left. What follows is checked, and never counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.vocabulary import cost_kind, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import DERIVED, OPEN, USED
from poolsplit.workbook.find.beside.multiples import factor_of, figure
from poolsplit.workbook.find.beside.numbering import is_index
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.remainder.fitting import follows, meant, shared
from poolsplit.workbook.find.remainder.given import Given, given
from poolsplit.workbook.find.remainder.in_tables import first_of, is_reference
from poolsplit.workbook.find.shape.cells import size
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.remainder.given import Owe
    from poolsplit.workbook.find.shape.regions import Region

_TABLES = frozenset({kinds.RESULT, kinds.OPEN, kinds.NOTHING})
_ORDERS = frozenset({"orders", kinds.MATRIX})
_NO_INPUT = frozenset({"due", "remaining", "landed", "total", "quantity", "stock", "currency"})
"""What a column of a summary may mean that counts in no case."""


@dataclass
class _Summary:
    """Rows of partners with columns of figures. rows: row -> key of its partner. totals: rows that add up others. columns: those to look at."""

    region: Region
    rows: dict[int, str]
    totals: list[int]
    columns: list[int]

    def stated(self, column: int) -> dict[str, list[Value]]:
        """The figures of a column in full, by partner."""
        found: dict[str, list[Value]] = {}
        for row, partner in self.rows.items():
            found.setdefault(partner, []).extend(self._figures(column, [row]))
        return found

    def sums(self, column: int) -> list[Value]:
        """The figures of a column in rows that add up others."""
        return self._figures(column, self.totals)

    def _figures(self, column: int, rows: Sequence[int]) -> list[Value]:
        cells, factor = self.region.cells, factor_of(self.region.headings[column])
        return [figure(cells, (row, column), factor) for row in rows if (row, column) in cells.numbers]

    def places(self, columns: Sequence[int]) -> list[tuple[int, int]]:
        """The cells of some columns that hold numbers."""
        cells = self.region.cells
        return [(row, column) for column in columns for row in (*self.rows, *self.totals) if cells.counts(row, column)]


def check(book: Book, tables: Mapping[str, Table], owe: Owe) -> None:
    """Check the figures for each partner; those that follow are noted, and of those that do not, one thing is said or asked a table.

    owe: see `given.Owed`.
    """
    worked_out = [summary for region, kind in book.kinds.items() if kind in _TABLES and (summary := _table(book, region))]
    beside = [summary for region, kind in book.kinds.items() if kind in _ORDERS and (summary := _columns(book, region))]
    found = given(book, tables, owe) if worked_out or beside else {}
    if not found:
        return
    for summary in worked_out:
        _check(book, summary, found)
    for summary in beside:
        follow = [column for column in summary.columns if any(_follows(summary, column, one) for one in found.values())]
        book.account.mark(summary.region.cells, summary.places(follow), DERIVED, "worked out")


def _follows(summary: _Summary, column: int, one: Given) -> bool:
    return follows(summary.region.headings[column], summary.stated(column), summary.sums(column), one)


# ---------------------------------------------------------------- what is looked at


def _table(book: Book, region: Region) -> _Summary | None:
    """A table as a summary: each row with figures names a partner who ordered, once, or a total; None where it is none, or was explained."""
    who = _who(book, region)
    if who is None or region.decided or region.answered:
        return None
    cells, partners = region.cells, book.ordered("partner")
    columns = [column for column in region.numeric if not _is_aside(region, column) and _open_rows(book, region, column)]
    filled = [row for row in region.rows if any(cells.number(row, column) for column in columns)]
    names = {row: cells.key(row, who) for row in filled if cells.key(row, who) in partners}
    totals = [row for row in filled if row not in names and (not cells.name(row, who) or total_words(cells.text(row, who)))]
    if not columns or len(names) + len(totals) < len(filled) or len(set(names.values())) < len(names):
        return None
    return _Summary(region, names, totals, columns)


def _columns(book: Book, region: Region) -> _Summary | None:
    """The columns beside orders of which no number has a role, where every row of theirs is a partner's; None where there are none."""
    who, cells, partners = _who(book, region), region.cells, book.ordered("partner")
    if who is None:
        return None
    rows = {row: cells.key(*region.filled.get((row, who), (row, who))) for row in region.rows}
    named = {row: partner for row, partner in rows.items() if partner in partners and any(
        book.account.role(cells, row, column) == USED for column in region.columns
    )}
    columns = [column for column in region.numeric if column not in region.answered and not _is_aside(region, column)]
    columns = [column for column in columns if (rows_of := _open_rows(book, region, column)) and set(rows_of) <= named.keys()]
    return _Summary(region, named, [], columns) if columns else None


def _who(book: Book, region: Region) -> int | None:
    """The first column of texts with the name of somebody who ordered."""
    cells, partners = region.cells, book.ordered("partner")
    texts = (column for column in region.columns if column not in region.numeric)
    return next((column for column in texts if any(cells.key(row, column) in partners for row in region.rows)), None)


def _open_rows(book: Book, region: Region, column: int) -> list[int]:
    """The rows in which the number of a column has no role."""
    cells = region.cells
    return [row for row in region.rows if cells.counts(row, column) and not book.account.role(cells, row, column)]


def _is_aside(region: Region, column: int) -> bool:
    """Whether a column has row numbers, phones or deposits, which are looked at by themselves."""
    heading, rows = region.headings[column], region.rows
    if {"index", "contact"} & set(heading.meanings) or (heading.meanings == ("paid",) and heading.unit != "%") or is_index(region, column, rows):
        return True
    return all(is_reference(region.cells, (row, column)) for row in rows if region.cells.counts(row, column))


# ---------------------------------------------------------------- what does not follow


def _check(book: Book, summary: _Summary, found: Mapping[str, Given]) -> None:
    """Note what follows in a table; say or ask about the rest, once."""
    region = summary.region
    batches = [found[own] for own in (key(book.pools.get(region, "")), *found) if own in found]
    rest = [column for column in summary.columns if not any(_follows(summary, column, one) for one in batches)]
    if rest and book.kinds[region] != kinds.RESULT:
        return
    may_count = [column for column in rest if _may_count(region.headings[column]) and not shared(summary.stated(column), batches[0])]
    if may_count:
        _ask_about(book, summary, may_count)
    elif rest:
        _note(book, summary, rest, batches[0])
    book.account.mark(region.cells, summary.places(summary.columns), DERIVED, "result")


def _may_count(heading: Heading) -> bool:
    """Whether a column that does not follow may be of costs, and no mere result: "Ship riêng", and not "Còn lại".

    >>> from poolsplit.tables.headings import parse
    >>> [_may_count(parse(text)) for text in ("Ship riêng", "Phí", "Còn lại", "Tiền hàng", "Tổng")]
    [True, True, False, False, False]
    """
    if not _NO_INPUT.isdisjoint(heading.meanings) or cost_kind(heading.text) == "goods":
        return False
    return not total_words(heading.text)


def _note(book: Book, summary: _Summary, columns: Sequence[int], one: Given) -> None:
    """Say that a figure which was worked out is off: the first one that is."""
    region = summary.region
    for column in columns:
        heading, stated = region.headings[column], summary.stated(column)
        figures = meant(heading, one) or shared(stated, one)
        off = [row for row, partner in summary.rows.items() if size(sum(stated[partner]) - figures.get(partner, 0)) > len(one.costs) + 1]
        if figures and off:
            row, partner = off[0], summary.rows[off[0]]
            message = Text(
                '"{heading}" is {number} here, and the orders, costs and payments give {other}', heading=heading.text,
                number=shown(sum(stated[partner])), other=shown(figures.get(partner, 0)),
            )
            book.warn("", "", region.cells.address(row, column), message, Text("nothing, if it is an old figure; it does not count"))
            return


def _ask_about(book: Book, summary: _Summary, columns: Sequence[int]) -> None:
    """Ask about columns of a summary that may be costs which stand nowhere else."""
    region = summary.region
    places = summary.places(columns)
    texts = '", "'.join(region.headings[column].text for column in columns)
    message = Text('what is "{label}" ({numbers})?', label=texts, numbers=first_of(region.cells, places))
    meanings = (("ignore", Text("nothing that counts here")), ("own", Text("a cost that each of them bears alone")))
    choices = [Choice("; ".join(f"{region.address(column)}={meaning}" for column in columns), text) for meaning, text in meanings]
    book.account.mark(region.cells, places, OPEN, "unknown")
    book.problems.append(question("", "", region.address(columns[0]), message, choices))
