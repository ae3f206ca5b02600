"""Columns of names under words that nobody knows, whose names other tables have: the SKUs of a price table, the batches of a table of costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import is_batch, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find.names import column_keys
from poolsplit.workbook.find.proofs.products import is_unknown
from poolsplit.workbook.find.shape.signatures import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.workbook.find.names import Names
    from poolsplit.workbook.find.shape.regions import Region

_FEWEST_ACROSS = 2
_OF_FIGURES = NUMBERS | {"stock"}
"""What stands over figures; over texts alone it is a word that nobody knows."""


def settle_batches(region: Region) -> None:
    """Settle which column of a table names batches, where every text in it has a word for one, whatever its heading says."""
    may_be_instalments = "paid" in region.meanings() and not region.said("quantity") and not region.said("cost", weak=False)
    if region.said("pool") or may_be_instalments:    # "Đợt 1" of payments
        return
    batches = [column for column in region.columns if _may_name(region, column) and _are_batches(region, column)]
    if len(batches) == 1:
        region.mean(batches[0], "pool")


def settle(region: Region, regions: Sequence[Region], names: Names) -> None:
    """Settle which column names SKUs, where all of its names are those of other tables."""
    unknown = [column for column in region.columns if _may_name(region, column)]
    if not unknown or region.said("sku", "colour", "size") or region.said("cost", weak=False):
        return
    skus = {name for other in regions if other is not region for name in _skus_of(other, names)} - names.partners
    named = [column for column in unknown if column_keys(region, column) and skus.issuperset(column_keys(region, column))]
    if len(named) == 1:
        region.mean(named[0], "sku")


def _may_name(region: Region, column: int) -> bool:
    """Whether a column may hold names: texts under a word that nobody knows, or the first one of all."""
    heading = region.headings[column]
    if not heading.text:
        return False
    if column not in region.numeric and heading.meanings and _OF_FIGURES.issuperset(heading.meanings):
        return True    # "Ban" may be what was sold, and has no figures below it
    return heading.meanings in {(), ("name",)} and (column not in region.numeric or column == region.columns[0])


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
