"""The layout of the engine's sheet: rows of input for the functions, and below them one block of cells for the result of each function.

The sheets of results refer to cells of the blocks by `at`; `sheets.engine` writes the sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .layout import AQLS, CODE_ROWS, FINDINGS, GOODS, LACKING, LEFT, LINES, PARTNERS, RATES, SKUS, TERMS

if TYPE_CHECKING:
    from .places import Places

READ = 4
"""The first row of input: the engine's version, followed by one fact per row."""
VALUES = LEFT + 4
"""The column of the input values: close enough to the labels for the functions, and so far away that a reader of tables does not take the rows
for the table of terms."""
FACTS = 30
"""The number of facts below the version: ten about the tables and the functions that failed, twenty about the payments."""
TERMS_FROM = READ + FACTS + 2
GUARD = TERMS_FROM - 1
"""The row with the reason why the payment code is hidden."""
LAST_TERM = TERMS_FROM + len(TERMS) + RATES.rows


class Block(NamedTuple):
    """The cells for the result of one function: the first row, which holds the headings if the result has any, and the size in rows and columns."""

    top: int
    height: int
    width: int


def _stacked(sizes: dict[str, tuple[int, int]]) -> dict[str, Block]:
    """Place blocks below each other. sizes: name -> (rows, columns)."""
    blocks, top = {}, LAST_TERM + 4
    for name, (height, width) in sizes.items():
        blocks[name] = Block(top, height, width)
        top += height + 3
    return blocks


BLOCKS = _stacked({
    "dues": (PARTNERS + 1, 3 + LINES), "transfers": (PARTNERS + 1, 3), "landed": (GOODS + 1, 5), "findings": (FINDINGS + 1, 5),
    "received": (PARTNERS, SKUS), "defective": (PARTNERS, SKUS), "ready": (LACKING + 1, 3), "inspection": (len(AQLS) + 1, 8),
    "pay": (1, 1), "paycheck": (1, 1), "code": (CODE_ROWS, CODE_ROWS),
})
RECORD_WORDS = BLOCKS["code"].top + CODE_ROWS + 3
"""The first row of the words for records, below the last block. The drop-down list on the sheet of evidence reads them."""


def at(places: Places, block: str, row: int, column: int) -> str:
    """The reference to a cell of a block, for formulas on other sheets. Row and column count from 0 within the block."""
    return places.cell("engine", BLOCKS[block].top + row, LEFT + column)
