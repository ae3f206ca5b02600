"""Total rows of a table: told by what a row says of itself and by arithmetic, checked, and never counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import is_count, normal, total_words
from poolsplit.values.numerals import decimal_text
from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.find.account import ASIDE, DERIVED, OPEN
from poolsplit.workbook.find.arithmetic import Evidence, Total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from poolsplit.workbook.find.arithmetic import Values
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

ADDITIVE = frozenset({"quantity", "tolerance", "kg", "cbm", "amount", "actual", "paid", "received", "defective", "carry"})
"""The columns that a total row adds up."""
_ADDS = re.compile(r"SUM\(|SUBTOTAL\(|AGGREGATE\(", re.IGNORECASE)
_COUNTS = re.compile(r"SUBTOTAL\((?:2|3|102|103),|COUNTA?\(", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![A-Za-z!'])\$?[A-Z]{1,3}\$?(\d+)")
_A_QUARTER = 4


@dataclass(frozen=True)
class Question:
    """A row that may be a total. since: see `arithmetic.Total`."""

    row: int
    total: Total


class Totals:
    """The total rows of a region.

    columns: the numbers that a total adds up, column -> row -> value. keys: the columns of names. index: the column of row numbers, if any.
    known: keys of names that other tables have, or this one more than once. found: row -> total, also those that are asked.
    """

    def __init__(
        self, book: Book, region: Region, columns: dict[int, Values], keys: Sequence[int], known: frozenset[str], index: int | None,
        rows: list[int] | None = None, names: Mapping[int, str] | None = None,
    ) -> None:
        """Look for the totals of a region."""
        self.book, self.region, self.columns, self.keys, self.known, self.index = book, region, columns, list(keys), known, index
        self.names = names or {}
        self.body = rows = region.rows if rows is None else rows
        cells = region.cells
        self._filled = {column: sum(cells.sheet.at(row, column) is not None for row in rows) for column in self.keys}
        self._above: set[str] = set()
        self._nameless: set[int] = set()
        self.found = arithmetic.total_rows(rows, columns, self._evidence, cells.is_struck)
        self._first_total()

    @property
    def rows(self) -> set[int]:
        """The rows that are totals for sure."""
        return {row for row, total in self.found.items() if total.sure}

    @property
    def asked(self) -> set[int]:
        """The rows that may be totals."""
        return {row for row, total in self.found.items() if not total.sure}

    def _evidence(self, row: int) -> Evidence:
        """What a row says of itself."""
        region, cells = self.region, self.region.cells
        said = self.book.answers.row(cells.sheet, row, region.columns)
        keys = [cells.key(row, column) if cells.sheet.anchor(row, column)[0] == row else "" for column in self.keys]
        first = keys[0] if keys else ""
        sums = any(self.adds_up(row, column) for column in self.columns)
        worth_it = sums or self._may_be(row)
        if not worth_it and not said:
            self._above.add(first)
            return Evidence()
        texts = [text for column in region.columns if (text := cells.text(row, column))]
        blank = [c for c in self.keys if cells.sheet.at(row, c) is None and self._filled[c] * _A_QUARTER >= len(self.body)]
        word = max((total_words(text) for text in texts[:2]), default=0)
        group = bool(first) and any(
            len(name) > 1 and name != first and (first.startswith(f"{name} ") or first.endswith(f" {name}")) for name in self._above
        )
        nameless = bool(blank) and not texts
        if nameless and not sums:
            self._nameless.add(row)
        score: float = arithmetic.WORD[word] + arithmetic.FORMULA * sums + arithmetic.NAMES_ITS_GROUP * group
        score += arithmetic.NAMELESS if nameless else arithmetic.A_KEY_BLANK if blank else arithmetic.ALL_KEYS if len(self.keys) > 1 else 0
        score += arithmetic.KNOWN_NAME * (first in self.known or normal(first) in self.known)
        score += arithmetic.NOT_LAST * (row != self.body[-1])
        score += arithmetic.NUMBERED * (self.index is not None and cells.number(row, self.index) is not None)
        lone = len(self.body) == len(("row", "total")) and len(self.keys) == 1 and self.index is None
        counts = bool(first) and (self._counts_rows(row) or (group and is_count(texts[0] if texts else "")))
        self._above.add(first)
        return Evidence(score, said if said in {"total", "data"} else "", hints=bool(group or word or nameless or lone), says_so=word == len(("", "word")) or sums, counts=counts)

    def _may_be(self, row: int) -> bool:
        """Whether it is worth asking what a row says: most rows of a long table are rows of data, and are told quickly."""
        cells = self.region.cells
        if any(cells.sheet.at(row, column) is None for column in self.keys):
            return True
        texts = [text for column in self.region.columns[:4] if (text := cells.text(row, column))]
        return any(total_words(text) for text in texts[:2]) or len(self.body) < _SHORT

    def adds_up(self, row: int, column: int) -> bool:
        """Whether a cell's formula adds up cells of other rows."""
        formula = self.region.cells.formulas.get((row, column), "")
        if not formula:
            return False
        rows = {int(found) for found in _REFERENCE.findall(formula)}
        return bool(_ADDS.search(formula) and rows and row not in rows) or (len(rows) > 1 and row not in rows and set(formula) <= _PLUSES)

    def _counts_rows(self, row: int) -> bool:
        """Whether a formula of a row counts the rows above it."""
        return any(_COUNTS.search(self.region.cells.formulas.get((row, column), "")) for column in self.region.columns)

    def _first_total(self) -> None:
        """A total that stands above its rows is the sum of those below."""
        rows = self.body
        if len(rows) < 3 or rows[0] in self.found:
            return
        first = rows[0]
        said = self._evidence(first)
        if not said.says_so or said.said == "data":
            return
        rest = [row for row in rows[1:] if row not in self.found]
        holds = [c for c, values in self.columns.items() if first in values and values[first] == sum(values.get(row, 0) for row in rest)]
        fails = [c for c, values in self.columns.items() if first in values and c not in holds]
        self.found[first] = Total("below", said.score, holds, fails)

    def settle(self, numeric: Iterable[int], table: str) -> None:
        """Give roles to the numbers of the total rows, ask about the rows that may be totals, and warn of totals that are off."""
        account, cells = self.book.account, self.region.cells
        columns = list(numeric)
        for row, total in self.found.items():
            if not total.sure:
                self._ask(row, total, table)
                continue
            if row in self._nameless and self.book.answers.row(cells.sheet, row, self.region.columns) != "total":
                cell = cells.address(row, next((column for column in total.holds), self.region.columns[0]))
                message = Text("row {row} has no name and equals the sums above it: it is taken as a total", row=row)
                self.book.warn(table, "", cell, message, Text('write "Total" beside it'))
            for column in columns:
                if not cells.counts(row, column):
                    continue
                if column == self.index:
                    account.mark(cells, [(row, column)], ASIDE, "index")
                    continue
                unchecked = total.since in {"", "count"} and not total.holds and not total.fails
                if unchecked or column in total.holds or (row, column) in cells.broken or self._repeats(row, column):
                    account.mark(cells, [(row, column)], DERIVED, "total")
                elif column in total.fails or self.adds_up(row, column):
                    account.mark(cells, [(row, column)], DERIVED, "off")
                    self._warn(row, column, table)

    def _repeats(self, row: int, column: int) -> bool:
        """Whether a number that no total adds up, a price, only repeats its column."""
        if column in self.columns:
            return False
        above = [value for line in self.body if line < row and line not in self.found and (value := self.region.cells.number(line, column)) is not None]
        value = self.region.cells.number(row, column)
        return bool(above) and value is not None and min(above) <= value <= max(above)

    def _ask(self, row: int, total: Total, table: str) -> None:
        cells = self.region.cells
        column = total.holds[0]
        cell = cells.address(row, self.region.columns[0])
        name = next((text for c in self.region.columns if (text := cells.text(row, c))), "")
        self.book.account.mark(cells, [(row, c) for c in self.region.columns], OPEN, "asked")
        message = Text('row {row} ("{name}") equals the sum of rows above it: {number}', row=row, name=name, number=shown(cells.number(row, column)))
        choices = [("total", Text("it is a total, and does not count")), ("data", Text("it counts like the rows above it"))]
        self.book.ask(table, "", cell, message, choices)

    def _warn(self, row: int, column: int, table: str) -> None:
        """Warn of a total that is the sum of nothing above it."""
        cells, values = self.region.cells, self.columns.get(column)
        stated = cells.number(row, column)
        if values is None or stated is None:
            return
        rows = [line for line in self.body if line not in self.found and line in values]
        above = [line for line in rows if line < row] or rows
        before = max((line for line in self.rows if line < row and self.found[line].since != "count"), default=0)
        group = [line for line in above if line > before] or above
        if not above:
            return
        parts = group if self.found[row].since == "group" else above
        total = sum(values[line] for line in parts)
        if arithmetic.close(stated, total):
            return
        message = Text(
            "the total says {stated}, but {first} to {last} add up to {found}", stated=shown(stated), first=cells.address(parts[0], column),
            last=cells.short(parts[-1], column), found=shown(total),
        )
        self.book.warn(table, self.names.get(column, ""), cells.address(row, column), message, Text("correct the figures or the total; the figures count, not the total"))


_SHORT = 400
_PLUSES = frozenset("=+$ ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def shown(value: Fraction | int | None) -> str:
    """A number as a sentence shows it.

    >>> shown(1250), shown(None)
    ('1250', '')
    """
    return "" if value is None else decimal_text(value)
