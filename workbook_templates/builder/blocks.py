"""What stands where on the engine's sheet: the rows of what is read, and below them one block for the answer of each function.

The sheets of results refer to its cells by `at`; the sheet itself is written by `sheets.engine`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .layout import AQLS, CODE_ROWS, FINDINGS, GOODS, LACKING, LEFT, LINES, PARTNERS, RATES, SKUS, TERMS

if TYPE_CHECKING:
    from .places import Places

READ = 4
"""The first row of what is read: the engine's version, then one fact a row."""
VALUES = LEFT + 4
"""The column of what is read: close enough to the labels for the functions, too far to be taken for the terms themselves."""
FACTS = 30
"""How many facts stand below the version: ten about the tables and the functions that failed, twenty about the payments."""
TERMS_FROM = READ + FACTS + 2
GUARD = TERMS_FROM - 1
"""The row that says why no payment code may be shown."""
LAST_TERM = TERMS_FROM + len(TERMS) + RATES.rows


class Block(NamedTuple):
    """The answer of one function: its first row, which holds the headings where there are any, and its size."""

    top: int
    height: int
    width: int


def _stacked(sizes: dict[str, tuple[int, int]]) -> dict[str, Block]:
    """Blocks below each other. sizes: name -> rows and columns."""
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
"""Below the last block, the first row of the words for records, which the sheet of evidence offers."""


def at(places: Places, block: str, row: int, column: int) -> str:
    """A cell of a block on another sheet; row and column count from 0."""
    return places.cell("engine", BLOCKS[block].top + row, LEFT + column)
