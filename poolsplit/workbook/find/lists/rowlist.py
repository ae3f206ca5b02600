"""A list while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.tables.remarks import name_in_caption
from poolsplit.tables.schema import TABLES

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.lists.columns import Columns
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_FOR_ALL_SKUS = frozenset({"withdrawals", "steps", "ledger"})
"""The tables in which a blank SKU says something: all of them, or none."""
_KEYS = {
    table: tuple(c.name for c in columns if c.kind == "name" and (c.required or (c.name in {"sku", "pool"} and table not in _FOR_ALL_SKUS)))
    for table, columns in TABLES.items()
}
"""The columns that say whom or what a row is about."""


@dataclass
class RowList:
    """A region that is read as one of the tables, a row for each order, cost or payment.

    table: a key of `schema.TABLES`. columns: what its headings mean. partner: who ordered, where the sheet says so and no column does.
    may_follow: the columns whose every number follows from others, though so few of them may by chance.
    """

    book: Book
    region: Region
    table: str
    columns: Columns
    partner: str = ""
    may_follow: set[int] = field(default_factory=set)

    @property
    def cells(self) -> Cells:
        """The cells of the region's sheet."""
        return self.region.cells

    @cached_property
    def keys(self) -> list[int]:
        """The columns that say whom or what a row is about, the batch among them."""
        return self.columns.of(*_KEYS[self.table])

    @cached_property
    def named(self) -> list[int]:
        """The columns whose names a row of data has: whom or what it is about, without the batch."""
        return [column for column in self.keys if self.columns.named[column] != "pool"] + self.columns.joined

    @cached_property
    def free(self) -> list[int]:
        """The columns of texts that are read as nothing, and the one right behind the table: remarks may stand there."""
        taken = {*self.columns.named, *self.columns.joined, *self.columns.paid, *self.region.numeric}
        return [column for column in (*self.region.columns, self.region.columns[-1] + 1) if column not in taken]

    def owner(self, row: int) -> tuple[str, str]:
        """Who ordered what a row says, where no column does: by the name above its block, or by the sheet; and the cell of that name, "" for none."""
        place = self.region.owners.get(row)
        return (self.partner, "") if place is None else (name_in_caption(self.cells.text(*place)), self.cells.address(*place))

    def whose(self, place: tuple[int, int]) -> tuple[int, int]:
        """The cell that a name is taken from: the one above, where a blank one repeats it."""
        return self.region.filled.get(place, place)
