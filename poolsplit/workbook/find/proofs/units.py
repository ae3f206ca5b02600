"""Prices and weights of a piece that are told by their units, and by being the same in every row of a SKU, however many pieces that has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.headings import meant, parse
from poolsplit.workbook.find.proofs.products import is_unknown, money_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.shape.regions import Region

_OF_WEIGHT = frozenset({"kg", "g"})
_LONGEST_LABEL = 60
"""The characters of the longest text that may be a label of a price or weight."""


def settle(region: Region, regions: Sequence[Region]) -> None:
    """Settle the prices and weights of a piece in a list or beside SKUs. regions: all tables of the workbook."""
    for column in [column for column in region.columns if is_unknown(region, column)]:
        measure = "unit_kg" if _weighs(region, column) else "unit_price" if money_in(region, column) else ""
        if not measure or measure in region.meanings():
            continue
        says_piece = measure == "unit_kg" and region.headings[column].unit == "pieces"
        if says_piece or _is_of_a_piece(region, column) or (_lists_skus(region) and not _is_said_elsewhere(region, regions, measure)):
            region.mean(column, measure)


def _weighs(region: Region, column: int) -> bool:
    """Whether the numbers of a column are weights, by the heading or by the unit of each."""
    units = {number.unit for row in region.rows if (number := region.cells.numbers.get((row, column))) is not None}
    return meant(region.headings[column], "unit_kg").unit in _OF_WEIGHT or (bool(units) and units <= _OF_WEIGHT)


def _is_of_a_piece(region: Region, column: int) -> bool:
    """Whether numbers are the same in all rows of a SKU, though these have different numbers of pieces: what holds for a piece, and no sum."""
    quantity, sku = (next(iter(region.said(name, weak=False)), None) for name in ("quantity", "sku"))
    if quantity is None:
        return False
    cells, several = region.cells, False
    of_sku: dict[str, list[tuple[object, object]]] = {}
    for row in region.rows:
        number, pieces = cells.number(row, column), cells.number(row, quantity)
        if number is not None and pieces is not None:
            of_sku.setdefault("" if sku is None else cells.key(row, sku), []).append((number, pieces))
    for rows in of_sku.values():
        if len({number for number, _ in rows}) > 1:
            return False
        several = several or len({pieces for _, pieces in rows}) > 1
    return several


def _lists_skus(region: Region) -> bool:
    """Whether a table has a row for each SKU, and no pieces and no partners."""
    sku = next(iter(region.said("sku", weak=False)), None)
    if sku is None or region.meanings() & {"quantity", "partner", "paid", "amount", "received"}:
        return False
    names = [region.cells.key(row, sku) for row in region.rows if region.cells.name(row, sku)]
    return bool(names) and len(set(names)) == len(names)


def _is_said_elsewhere(region: Region, regions: Sequence[Region], measure: str) -> bool:
    """Whether another table, or a label, says the same of SKUs."""
    if any(measure in other.meanings() for other in regions if other is not region):
        return True
    sheets = {id(each.cells.sheet): each.cells.sheet for each in regions}
    own = {heading.text for heading in region.headings.values()}
    texts = (text for sheet in sheets.values() for text in sheet.values.values() if isinstance(text, str) and len(text) <= _LONGEST_LABEL)
    return any(measure in parse(text).meanings and " ".join(text.split()) not in own for text in texts)
