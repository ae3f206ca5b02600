"""A matrix while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.values.names import key
from poolsplit.workbook.find.account import OPEN
from poolsplit.workbook.find.shape.cells import typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.find.arithmetic import Relation, Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells, Number
    from poolsplit.workbook.find.shape.regions import Region


@dataclass
class Matrix:
    """A region with orders, names before its rows and over its columns.

    leading: the columns that name the rows, the last one the nearest. named: column -> column of the schema, of what stands beside the quantities.
    members: the columns of quantities. sums: the column of the sums of rows, if any; adding: how it follows from the members.
    meant: row -> column of the schema, of rows of prices or payments. data: the rows of quantities. unclear: row of which it is asked what it is
    -> whether it stands behind the quantities. down: what the rows are, "partner" or "sku".
    struck: the columns of quantities that are struck through as a whole.
    values: the numbers of every column but the leading ones: column -> row -> number.
    """

    book: Book
    region: Region
    leading: list[int]
    named: dict[int, str] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)
    sums: int | None = None
    adding: Relation | None = None
    meant: dict[int, str] = field(default_factory=dict)
    data: list[int] = field(default_factory=list)
    unclear: dict[int, bool] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)
    down: str = ""
    values: dict[int, dict[int, Value]] = field(default_factory=dict)

    @property
    def cells(self) -> Cells:
        """The cells of the region's sheet."""
        return self.region.cells

    @property
    def figures(self) -> list[int]:
        """The columns with numbers beside the leading ones."""
        columns = (column for column in self.region.columns if column not in self.leading)
        return [column for column in columns if any(self.cells.counts(row, column) for row in self.region.rows)]

    @property
    def counted(self) -> list[int]:
        """The columns of quantities and that of their sums."""
        return self.members if self.sums is None else [*self.members, self.sums]

    def name_down(self, row: int) -> str:
        """The name before a row, as it was typed."""
        return self.cells.name(row, self.leading[-1])

    def keys_down(self) -> list[str]:
        """The keys of the names before the rows of quantities."""
        return [self.cells.key(row, self.leading[-1]) for row in self.data]

    def keys_across(self) -> list[str]:
        """The keys of the names over the columns of quantities."""
        return [key(self.region.headings[column].text) for column in self.members]

    def value_at(self, row: int, column: int) -> object:
        """What a cell is handed on as: as it was typed or answered; pieces without their unit."""
        said = self.book.answers.cell(self.cells.sheet, row, column)
        number = self.cells.numbers.get((row, column))
        if said.startswith("="):
            return said[1:]
        return typed(number.value) if number is not None and number.unit == "pieces" else self.cells.sheet.at(row, column)

    def mark_asked(self, rows: Iterable[int], columns: Iterable[int]) -> None:
        """Note that the numbers of some rows and columns are asked about."""
        columns = list(columns)
        self.book.account.mark(self.cells, [(row, column) for row in rows for column in columns], OPEN, "asked")


def may_be_pieces(numbers: Sequence[Number]) -> bool:
    """Whether at least half of some numbers may be numbers of pieces: they are whole, and have no unit of another kind."""
    return 2 * sum(number.unit in {"", "pieces"} and isinstance(number.value, int) for number in numbers) >= len(numbers)
