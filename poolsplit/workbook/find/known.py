"""Names that a workbook has settled, and where a sheet has them: what confirms a matrix whose corner says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import is_total
from poolsplit.values.names import key
from poolsplit.workbook.find.join import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.read.sheet import Sheet


@dataclass(frozen=True)
class Known:
    """Names that other tables of the workbook have settled: keys of partners, and SKUs by the words of their names."""

    partners: frozenset[str] = frozenset()
    skus: frozenset[tuple[str, ...]] = frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the known names."""
        return frozenset(word for names in (map(pieces, self.partners), self.skus) for name in names for word in name)

    def has(self, name: object) -> bool:
        """Whether a name is that of a partner or of a SKU."""
        return self.has_partner(name) or self.has_sku([name])

    def has_partner(self, name: object) -> bool:
        """Whether a name is that of a partner."""
        return key(name) in self.partners

    def has_sku(self, parts: Sequence[object]) -> bool:
        """Whether a name in several cells is that of a SKU: the last part alone, or all of them together."""
        return pieces(parts[-1]) in self.skus or pieces(" ".join(str(part) for part in parts)) in self.skus

    def may_have(self, part: object) -> bool:
        """Whether a name may be known, or be part of a known one."""
        return self.words.issuperset(pieces(part))


class Confirmation:
    """What can confirm that headings above a row without a word that says so are those of a matrix, without reading all rows below."""

    def __init__(self, sheet: Sheet, known: Known) -> None:
        """Look at nothing yet."""
        self.sheet = sheet
        self.known = known
        self._last: dict[int, int] = {}

    @cached_property
    def last_total(self) -> int:
        """The last row in which a text says that it is a total."""
        rows = (row for row, columns in reversed(self.sheet.telling.items()) if any(is_total(self.sheet.text(row, column)) for column in columns))
        return next(rows, 0)

    def _last_known(self, column: int) -> int:
        """The last row in which a column has a known name."""
        if column not in self._last:
            filled = (row for row, columns in reversed(self.sheet.rows.items()) if column in columns)
            self._last[column] = next((row for row in filled if self.known.has(self.sheet.at(row, column))), 0)
        return self._last[column]

    def may_be(self, row: int, columns: list[int]) -> bool:
        """Whether a total or a known name stands below the corner, the first of `columns`, or a known name beside it."""
        if row < max(self.last_total, self._last_known(columns[0])):
            return True
        return any(self.known.may_have(self.sheet.at(row, column)) for column in columns[1:])
