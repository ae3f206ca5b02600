"""Total rows of a table: told by what a row says of itself and by arithmetic, checked, and never counted."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.vocabulary import is_count, is_total, normal, total_words
from poolsplit.values.numerals import decimal_text
from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.find.account import ASIDE, DERIVED, OPEN
from poolsplit.workbook.find.arithmetic import Evidence, Total
from poolsplit.workbook.find.beside.cancelled import remark_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.workbook.find.arithmetic import Value, Values
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

ADDITIVE = frozenset({"quantity", "tolerance", "kg", "cbm", "amount", "actual", "paid", "received", "defective", "carry"})
"""The columns that a total row adds up."""
_ADDS = re.compile(r"SUM\(|SUBTOTAL\(|AGGREGATE\(", re.IGNORECASE)
_COUNTS = re.compile(r"SUBTOTAL\((?:2|3|102|103),|COUNTA?\(", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![A-Za-z!'])\$?[A-Z]{1,3}\$?(\d+)")
_PLUSES = frozenset("=+$ ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
"""What stands in a formula that only adds cells."""
_A_QUARTER = 4
_SHORT = 400
"""Rows of a table, below which every one of them is asked what it says."""
_TEXTS, _COLUMNS = 2, 4
"""How many texts of a row may say that it is a total, and in how many columns they are looked for in a long table."""
_A_ROW_AND_ITS_TOTAL = 2


class Totals:
    """The total rows of a region.

    columns: the numbers that a total adds up, column -> row -> value. keys: the columns of names. index: the column of row numbers, if any.
    known: keys of names that other tables have, or this one more than once. body: the rows among which totals are looked for.
    names: column -> column of the schema, for what is said to a person. found: row -> total, also those that are asked.
    """

    def __init__(
        self, book: Book, region: Region, columns: Mapping[int, Values], keys: Sequence[int], known: frozenset[str], index: int | None,
        body: Sequence[int], names: Mapping[int, str],
    ) -> None:
        """Look for the totals of a region."""
        self.book, self.region, self.columns, self.keys, self.known, self.index = book, region, columns, keys, known, index
        self.body, self.names = body, names
        cells = region.cells
        filled = {column: sum(cells.sheet.at(row, column) is not None for row in body) for column in keys}
        self._usual = [column for column in keys if filled[column] * _A_QUARTER >= len(body)]
        self._above: dict[int, set[str]] = {column: set() for column in keys}
        self._nameless: set[int] = set()
        self.found = arithmetic.total_rows(body, columns, self._evidence, self._may_be_out)
        self._find_first()

    @property
    def rows(self) -> set[int]:
        """The rows that are totals for sure."""
        return {row for row, total in self.found.items() if total.sure}

    def leaving_out(self, row: int) -> str:
        """The address of a total that was typed, and is the sum of the other rows but not of one that may not count; "" where there is none.

        A formula adds up whatever its range holds, and says nothing; neither does a total that leaves the row out in one column only.
        """
        for below, total in self.found.items():
            above = max((line for line in self.found if line < below and self.found[line].since != "count"), default=0)
            if not total.sure or not row < below or (total.since == "group" and row < above):
                continue
            typed = {column for column, values in self.columns.items() if values.get(row) and (below, column) not in self.region.cells.formulas}
            if typed & set(total.without) and not typed & set(total.withal):
                return self.region.cells.address(below, min(typed & set(total.without)))
        return ""

    def _may_be_out(self, row: int, column: int) -> bool:
        """Whether a total may leave a number out: it is struck through, or its row is greyed out or says that it was cancelled."""
        return self.region.cells.is_struck(row, column) or row in self.region.faded or bool(remark_of(self.region, row, self.keys))

    # ------------------------------------------------------------ what a row says

    def _evidence(self, row: int) -> Evidence:
        """What a row says of itself."""
        region, cells = self.region, self.region.cells
        said = self.book.answers.row(cells.sheet, row, region.columns)
        names = {column: name for column in self.keys if cells.sheet.anchor(row, column)[0] == row and (name := cells.key(row, column))}
        name = next(iter(names.values()), "")
        sums = any(self._adds_up(row, column) for column in self.columns)
        if not (said or sums or self._may_be(row)):
            self._note(names)
            return Evidence()
        texts = [text for column in region.columns if (text := cells.text(row, column))]
        blank = any(cells.sheet.at(row, column) is None for column in self._usual)
        nameless = blank and not texts
        if nameless and not sums:
            self._nameless.add(row)
        words = max((total_words(text) for text in texts[:_TEXTS]), default=0)
        group = any(self._names_its_group(column, name) for column, name in names.items())
        self._note(names)
        score = arithmetic.WORD[words] + arithmetic.FORMULA * sums + arithmetic.NAMES_ITS_GROUP * group
        score += self._score(row, name, blank=blank, nameless=nameless)
        return Evidence(
            float(score), said if said in {"total", "data"} else "",
            hints=bool(group or words or nameless or self._is_lone()),
            says_so=sums or any(map(is_total, texts[:_TEXTS])),
            counts=bool(name) and (self._counts_rows(row) or (group and is_count(texts[0] if texts else ""))),
        )

    def _score(self, row: int, name: str, *, blank: bool, nameless: bool) -> int:
        """What the names of a row, and its place, say for or against a total."""
        cells = self.region.cells
        several = arithmetic.ALL_KEYS if len(self.keys) > 1 else 0
        score = arithmetic.NAMELESS if nameless else arithmetic.A_KEY_BLANK if blank else several
        score += arithmetic.KNOWN_NAME * (name in self.known or normal(name) in self.known)
        score += arithmetic.OWN_BASIS * any(cells.text(row, column) for column in self.region.said("basis", weak=False))
        score += arithmetic.NOT_LAST * (row != self.body[-1])
        score += arithmetic.NUMBERED * (self.index is not None and cells.number(row, self.index) is not None)
        return score

    def _note(self, names: Mapping[int, str]) -> None:
        """Note the names of a row, for those below it: column -> name."""
        for column, name in names.items():
            self._above[column].add(name)

    def _names_its_group(self, column: int, name: str) -> bool:
        """Whether a name begins or ends with one that stands above it: "An Count" below the rows of An."""
        return any(len(above) > 1 and name != above and (name.startswith(f"{above} ") or name.endswith(f" {above}")) for above in self._above[column])

    def _is_lone(self) -> bool:
        """Whether a table has a row and what may be its total, and nothing more to tell them by."""
        return len(self.body) == _A_ROW_AND_ITS_TOTAL and len(self.keys) == 1 and self.index is None

    def _may_be(self, row: int) -> bool:
        """Whether it is worth asking what a row says: most rows of a long table are rows of data, and are told quickly."""
        cells = self.region.cells
        if any(cells.sheet.at(row, column) is None for column in self.keys):
            return True
        texts = [text for column in self.region.columns[:_COLUMNS] if (text := cells.text(row, column))]
        return any(total_words(text) for text in texts[:_TEXTS]) or len(self.body) < _SHORT

    def _adds_up(self, row: int, column: int) -> bool:
        """Whether a cell's formula adds up cells of other rows."""
        formula = self.region.cells.formulas.get((row, column), "")
        if not formula:
            return False
        rows = rows_in(formula)
        return bool(_ADDS.search(formula) and rows and row not in rows) or (len(rows) > 1 and row not in rows and set(formula) <= _PLUSES)

    def _counts_rows(self, row: int) -> bool:
        """Whether a formula of a row counts the rows above it."""
        return any(_COUNTS.search(self.region.cells.formulas.get((row, column), "")) for column in self.region.columns)

    def _find_first(self) -> None:
        """A total that stands above its rows is the sum of those below."""
        first, *rows = self.body or [0]
        if len(rows) < _A_ROW_AND_ITS_TOTAL or first in self.found:
            return
        evidence = self._evidence(first)
        if not evidence.says_so or evidence.said == "data":
            return
        rest = [row for row in rows if row not in self.found]
        stated = {column: values for column, values in self.columns.items() if first in values}
        holds = [column for column, values in stated.items() if values[first] == sum(values.get(row, 0) for row in rest)]
        self.found[first] = Total("below", evidence.score, holds, [column for column in stated if column not in holds])

    # ------------------------------------------------------------ what is said about totals

    def settle(self, numeric: Sequence[int], table: str) -> None:
        """Give roles to the numbers of the total rows, ask about the rows that may be totals, and warn of totals that are off."""
        for row, total in self.found.items():
            if not total.sure:
                self._ask(row, total, table)
                continue
            self._say_nameless(row, total, table)
            for column in numeric:
                if self.region.cells.counts(row, column):
                    self._settle_number(row, column, total, table)

    def _settle_number(self, row: int, column: int, total: Total, table: str) -> None:
        """Give its role to a number of a total row."""
        cells, account, place = self.region.cells, self.book.account, (row, column)
        unchecked = total.since in {"", "count"} and not total.holds and not total.fails
        if column == self.index:
            account.mark(cells, [place], ASIDE, "index")
        elif unchecked or column in total.holds or place in cells.broken or self._repeats(row, column):
            account.mark(cells, [place], DERIVED, "total")
        elif self.names.get(column) == "paid" and column in total.fails and self._stands_alone(row, column):
            return    # a deposit that is written beside the sum of a group is asked about
        elif column in total.fails or self._adds_up(row, column):
            account.mark(cells, [place], DERIVED, "off")
            self._warn(row, column, table)

    def _stands_alone(self, row: int, column: int) -> bool:
        """Whether nothing stands above a number in the rows since the total before it."""
        last = max((line for line in self.found if line < row), default=0)
        return not any(self.region.cells.counts(line, column) for line in self.body if last < line < row)

    def _say_nameless(self, row: int, total: Total, table: str) -> None:
        """Warn of a row that only arithmetic makes a total."""
        cells, columns = self.region.cells, self.region.columns
        if row in self._nameless and self.book.answers.row(cells.sheet, row, columns) != "total":
            message = Text("row {row} has no name and equals the sums above it: it is taken as a total", row=row)
            self.book.warn(table, "", cells.address(row, next(iter(total.holds), columns[0])), message, Text('write "Total" beside it'))

    def _repeats(self, row: int, column: int) -> bool:
        """Whether a number that no total adds up, a price, only repeats its column."""
        if column in self.columns:
            return False
        number = self.region.cells.number
        rows = (line for line in self.body if line < row and line not in self.found)
        above = [value for line in rows if (value := number(line, column)) is not None]
        value = number(row, column)
        return bool(above) and value is not None and min(above) <= value <= max(above)

    def _ask(self, row: int, total: Total, table: str) -> None:
        """Ask about a row that may be a total."""
        cells, columns = self.region.cells, self.region.columns
        name = next((text for column in columns if (text := cells.text(row, column))), "")
        self.book.account.mark(cells, [(row, column) for column in columns], OPEN, "asked")
        number = shown(cells.number(row, total.holds[0]))
        message = Text('row {row} ("{name}") equals the sum of rows above it: {number}', row=row, name=name, number=number)
        choices = [("total", Text("it is a total, and does not count")), ("data", Text("it counts like the rows above it"))]
        self.book.ask(table, "", cells.address(row, columns[0]), message, choices)

    def _warn(self, row: int, column: int, table: str) -> None:
        """Warn of a total that is the sum of nothing above it."""
        cells, values, stated = self.region.cells, self.columns.get(column), self.region.cells.number(row, column)
        parts = [] if values is None else self._parts(row, values)
        if values is None or stated is None or not parts:
            return
        total = sum(values[line] for line in parts)
        if arithmetic.close(stated, total):
            return
        message = Text(
            "the total says {stated}, but {first} to {last} add up to {found}", stated=shown(stated), first=cells.address(parts[0], column),
            last=cells.short(parts[-1], column), found=shown(total),
        )
        fix = Text("correct the figures or the total; the figures count, not the total")
        self.book.warn(table, self.names.get(column, ""), cells.address(row, column), message, fix)

    def _parts(self, row: int, values: Values) -> list[int]:
        """The rows of data that a total adds up: those above it, or below where there are none; of a group's total, those since the last one."""
        rows = [line for line in self.body if line not in self.found and line in values]
        above = [line for line in rows if line < row] or rows
        if self.found[row].since != "group":
            return above
        last = max((line for line in self.rows if line < row and self.found[line].since != "count"), default=0)
        return [line for line in above if line > last] or above


def rows_in(formula: str) -> set[int]:
    """The rows of the cells that a formula names on its own sheet.

    >>> sorted(rows_in("=C5*$D$2")), rows_in("=Phí!B3")
    ([2, 5], set())
    """
    return {int(row) for row in _REFERENCE.findall(formula)}


def shown(value: Value | None) -> str:
    """A number as a sentence shows it.

    >>> shown(1250), shown(None)
    ('1250', '')
    """
    return "" if value is None else decimal_text(Fraction(value))
