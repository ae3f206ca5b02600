"""The account of numbers: every number on a sheet from which anything was taken has exactly one role. (docs/workbooks.md, The account)

used      it was handed on in a complete record
derived   other cells give it: a total, a product, a difference, a share; checked, never counted
aside     a row number, a date, a phone, an order number, a size or name that is a number
answered  somebody has said what it is
open      none of these: a question, or outside of tables a notice
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.workbook.read.grid import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.find.shape.cells import Cells

USED, DERIVED, ASIDE, ANSWERED, OPEN = ROLES = ("used", "derived", "aside", "answered", "open")


class Place(NamedTuple):
    """A cell of a workbook. Rows and columns are counted from 1."""

    sheet: str
    row: int
    column: int


@dataclass
class Account:
    """The role of every cell with a number, and why it has it."""

    roles: dict[Place, tuple[str, str]] = field(default_factory=dict)

    def mark(self, cells: Cells, places: Iterable[tuple[int, int]], role: str, why: str = "") -> None:
        """Give a role to cells that have none yet; blank cells and texts get none."""
        for row, column in places:
            if cells.holds(row, column):
                self.roles.setdefault(Place(cells.title, *cells.place(row, column)), (role, why))

    def take(self, cells: Cells, row: int, column: int) -> None:
        """Note that a cell was handed on. A merged cell is handed on where it was typed."""
        row, column = cells.sheet.anchor(row, column)
        if cells.holds(row, column):
            self.roles[Place(cells.title, *cells.place(row, column))] = (USED, "")

    def role(self, cells: Cells, row: int, column: int) -> str:
        """The role of a cell; "" where it has none yet."""
        return self.roles.get(Place(cells.title, *cells.place(row, column)), ("", ""))[0]

    def counts(self) -> dict[str, int]:
        """How many numbers have each role."""
        found = dict.fromkeys(ROLES, 0)
        for role, _ in self.roles.values():
            found[role] += 1
        return found

    def ranges(self, role: str) -> dict[str, list[str]]:
        """The cells with a role, by sheet, as ranges of a column: {"Đơn": ["C5:C9", "E5"]}."""
        columns: dict[tuple[str, int], list[int]] = defaultdict(list)
        for place, (its_role, _) in self.roles.items():
            if its_role == role:
                columns[place.sheet, place.column].append(place.row)
        found: dict[str, list[str]] = {}
        for (sheet, column), rows in sorted(columns.items()):
            found.setdefault(sheet, []).extend(_spans(letters(column), sorted(rows)))
        return found


def _spans(column: str, rows: Sequence[int]) -> list[str]:
    """Rows of a column as ranges.

    >>> _spans("C", [5, 6, 7, 9])
    ['C5:C7', 'C9']
    """
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])]
    return [f"{column}{run[0]}" if len(run) == 1 else f"{column}{run[0]}:{column}{run[-1]}" for run in runs]
