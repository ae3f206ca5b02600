"""Total rows and columns of a sheet: checked against their parts, and never counted themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.tables.totals import agree, cell_number, cells_total
from poolsplit.values.numerals import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from poolsplit.workbook.read.sheet import Sheet

    Cell = tuple[int, int]

ADDITIVE = frozenset({"quantity", "tolerance", "kg", "cbm", "amount", "actual", "paid", "received", "defective", "carry"})
"""The columns that a total row adds up."""


@dataclass(frozen=True)
class Totals:
    """The totals of one table. lang: how its numbers are read; what can be read two ways even so is not checked."""

    sheet: Sheet
    table: str
    lang: str | None

    def row(self, row: int, columns: dict[int, str], rows: Sequence[int], before: Sequence[int]) -> list[Problem]:
        """Warnings about a total row. columns: sheet column -> name; rows: all rows of data; before: the total rows above it.

        It may add up all the rows above it, or those since the last total; the rows below where it stands first.
        """
        above = [line for line in rows if line < row]
        since = [line for line in above if not before or line > max(before)]
        groups = [lines for lines in (above or list(rows), since) if lines]
        found = (self.one(name, (row, column), [[(line, column) for line in lines] for lines in groups]) for column, name in columns.items())
        return [problem for problem in found if problem is not None]

    def one(self, column: str, total: Cell, parts: Sequence[Sequence[Cell]]) -> Problem | None:
        """A warning where a total is the sum of none of `parts`. (spec.md, section 2, Reading sheets)"""
        stated = cell_number(self.sheet.at(*total), self.lang)
        sums = [found for found in (self._sum(cells) for cells in parts) if found is not None]
        if self.sheet.at(*total) is None or stated is None or not sums or any(agree(stated, found) for found in sums):
            return None
        first, last = self.sheet.address(*parts[0][0]), self.sheet.address(*parts[0][-1]).rpartition("!")[2]
        message = Text(
            "the total says {stated}, but {first} to {last} add up to {found}", stated=decimal_text(stated), first=first, last=last,
            found=decimal_text(sums[0]),
        )
        fix = Text("correct the figures or the total; the figures count, not the total")
        return Problem(self.table, 0, column, message, fix, self.sheet.address(*total), warning=True)

    def unsaid(self, row: int, columns: Iterable[int], rows: Sequence[int]) -> bool:
        """Whether every number of a row is the sum of its column, over at least two rows: a total that does not say so."""
        filled = [column for column in columns if self.sheet.at(row, column) is not None]
        return bool(filled and rows[1:]) and all(self._is_sum(row, column, rows) for column in filled)

    def _is_sum(self, row: int, column: int, rows: Sequence[int]) -> bool:
        stated, found = cell_number(self.sheet.at(row, column), self.lang), self._sum([(line, column) for line in rows])
        return stated is not None and found is not None and agree(stated, found)

    def _sum(self, cells: Iterable[Cell]) -> Fraction | None:
        """The sum of cells, a merged one once; None where one of them is no number."""
        return cells_total((self.sheet.at(*anchor) for anchor in {self.sheet.anchor(*cell) for cell in cells}), self.lang)
