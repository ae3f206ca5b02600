"""Names that a workbook has settled: the lead buyer, partners, SKUs. They tell what a column, a heading or a row is that says nothing of itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import SAYS_TOTAL, cost_kind, total_words
from poolsplit.workbook.find.join import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.find.shape.regions import Region


@dataclass
class Names:
    """Keys of partners and of SKUs, and the words of SKUs in no order ("S BLACK" is "Black S"). leads: keys of lead buyers."""

    partners: set[str] = field(default_factory=set)
    skus: set[str] = field(default_factory=set)
    skus_by_words: set[tuple[str, ...]] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)

    def add_lead(self, name: str) -> None:
        """Settle a lead buyer, who is a partner too."""
        self.leads.add(name)
        self.partners.add(name)

    def add_partners(self, region: Region, column: int) -> None:
        """Settle the names in a column as partners; words for totals, prices and costs among them are none."""
        cells = region.cells
        for row in region.rows:
            text = cells.text(row, column)
            if not text or not (total_words(text) or parse(text).meanings or cost_kind(text)):
                self.partners |= {cells.key(row, column)} - {""}

    def add_skus(self, region: Region, column: int) -> None:
        """Settle the names in a column as SKUs."""
        self.skus |= set(column_keys(region, column))
        self.skus_by_words |= {pieces(region.cells.name(row, column)) for row in region.rows if region.cells.name(row, column)}

    def is_partner(self, name: str) -> bool:
        """Whether a key is that of a partner."""
        return name in self.partners

    def is_sku(self, name: str, parts: Sequence[object] = ()) -> bool:
        """Whether a key, or its parts together, is that of a SKU."""
        if name in self.skus or pieces(name) in self.skus_by_words:
            return True
        return bool(parts) and pieces(" ".join(map(str, parts))) in self.skus_by_words

    def overlap(self, region: Region, column: int) -> bool:
        """Whether a column holds a known partner."""
        return not self.partners.isdisjoint(column_keys(region, column))

    def are_partners(self, region: Region, column: int) -> bool:
        """Whether a column holds known partners alone."""
        return self.partners.issuperset(column_keys(region, column))


def column_keys(region: Region, column: int) -> list[str]:
    """The keys of the names in a column; words for totals are left out."""
    if column not in region.keys:
        cells = region.cells
        named = (row for row in region.rows if cells.name(row, column) and total_words(cells.text(row, column)) != SAYS_TOTAL)
        region.keys[column] = [cells.key(row, column) for row in named]
    return region.keys[column]


def repeats(region: Region, column: int) -> bool:
    """Whether a name stands in a column more than once: it keys the rows of a list, not those of a matrix."""
    names = [name for row in region.rows if (name := region.cells.text(row, column).casefold())]
    return len(set(names)) < len(names) and len(names) * 2 > len(region.rows)


def settled_elsewhere(names: Iterable[str], region: Region, regions: Iterable[Region]) -> set[str]:
    """Which of some keys are partners or SKUs of another table."""
    wanted, found = set(names), set[str]()
    for other in regions:
        if other is not region:
            for column in other.said("partner", "sku", weak=False):
                found |= {name for name in wanted & set(column_keys(other, column)) if not total_words(name)}
    return found


def repeated_keys(region: Region, columns: Iterable[int]) -> set[str]:
    """The names that stand in one of some columns more than once, which no total does."""
    found: set[str] = set()
    for column in columns:
        found |= {name for name, count in Counter(column_keys(region, column)).items() if count > 1}
    return found
