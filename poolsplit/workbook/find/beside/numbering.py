"""Columns that number the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.shape.regions import Region


def counts_up(region: Region, column: int, rows: Sequence[int]) -> bool:
    """Whether the numbers of a column are 1, 2, 3, where there are any."""
    numbers = [number for row in rows if (number := region.cells.number(row, column)) is not None]
    return numbers == list(range(1, len(numbers) + 1))


def is_index(region: Region, column: int, rows: Sequence[int]) -> bool:
    """Whether a column numbers the rows: it is the first, and has 1, 2, 3."""
    if column != region.columns[0]:
        return False
    return sum(region.cells.number(row, column) is not None for row in rows) > 1 and counts_up(region, column, rows)
