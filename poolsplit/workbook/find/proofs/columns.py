"""The columns of a table under words that nobody knows, as far as its units, its products and the names of other tables prove what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.workbook.find.proofs import instalments, names_elsewhere, products, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.names import Names
    from poolsplit.workbook.find.shape.regions import Region


def settle_columns(region: Region, regions: Sequence[Region], names: Names) -> None:
    """Settle what the columns of a table are. regions, names: all tables of the workbook, and the names that they have settled so far."""
    if not any(heading.text and not heading.meanings for heading in region.headings.values()):
        return
    names_elsewhere.settle(region, regions, names)
    products.settle(region)
    units.settle(region, regions)
    instalments.settle(region)
