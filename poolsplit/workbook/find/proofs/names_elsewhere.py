"""Columns of names under words that nobody knows, whose names other tables have: the SKUs of a price table, the batches of a table of costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import is_batch, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find.names import column_keys
from poolsplit.workbook.find.proofs.products import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.workbook.find.names import Names
    from poolsplit.workbook.find.shape.regions import Region

_FEWEST_ACROSS = 2


def settle(region: Region, regions: Sequence[Region], names: Names) -> None:
    """Settle which column names SKUs and which one batches, where all of its names are those of other tables."""
    unknown = [column for column in region.columns if _may_name(region, column)]
    if not unknown or region.said("cost", weak=False):
        return
    if not region.said("pool") and ("paid" not in region.meanings() or region.said("quantity")):    # "Đợt 1" of payments is an instalment
        batches = [column for column in unknown if _are_batches(region, column)]
        if len(batches) == 1:
            region.mean(batches[0], "pool")
    if region.said("sku", "colour", "size"):
        return
    skus = {name for other in regions if other is not region for name in _skus_of(other, names)} - names.partners
    named = [column for column in unknown if column_keys(region, column) and skus.issuperset(column_keys(region, column))]
    if len(named) == 1:
        region.mean(named[0], "sku")


def _may_name(region: Region, column: int) -> bool:
    """Whether a column may hold names: texts under a word that nobody knows, or the first one of all."""
    heading = region.headings[column]
    if not heading.text or heading.meanings not in {(), ("name",)}:
        return False
    return column not in region.numeric or column == region.columns[0]


def _are_batches(region: Region, column: int) -> bool:
    """Whether every name in a column has a word for a batch: "Đợt 1", "第1批"."""
    texts = [text for row in region.rows if (text := region.cells.text(row, column)) and not total_words(text)]
    return len(texts) > 1 and all(map(is_batch, texts))


def _skus_of(region: Region, names: Names) -> Iterator[str]:
    """The keys of the SKUs that a table has for certain: under a heading that says so, or across from partners."""
    for column in region.said("sku", weak=False):
        yield from column_keys(region, column)
    across = {key(region.headings[c].text) for c in region.columns if is_unknown(region, c)}
    if len(across) < _FEWEST_ACROSS:
        return
    if region.said("partner", weak=False):
        yield from across
    elif across & (names.partners | names.leads) and region.columns[0] not in region.numeric:
        yield from column_keys(region, region.columns[0])
