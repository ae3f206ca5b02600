"""How a case of the golden table is written down."""

from __future__ import annotations

import re
from typing import Any

Case = dict[str, Any]

BLANK_IS_ZERO = {"libreoffice": "Calc hands a single blank cell over as the number 0"}
ZERO_IS_BLANK = {"libreoffice": "0 is taken for a blank cell, which Calc hands over as 0"}
"""Where LibreOffice cannot answer as the others do, and why."""

_CELL = re.compile(r"([A-Z]+)(\d+)")


def letter(column: int) -> str:
    """The letters of a column, counted from 1.

    >>> letter(1), letter(27)
    ('A', 'AA')
    """
    high, low = divmod(column - 1, 26)
    return (letter(high) if high else "") + chr(ord("A") + low)


def place(cell: str) -> tuple[int, int]:
    """Row and column of a cell, from 1.

    >>> place("AA10")
    (10, 27)
    """
    letters, row = _CELL.fullmatch(cell).groups()  # type: ignore[union-attr]  # every cell here is one
    column = 0
    for one in letters:
        column = column * 26 + ord(one) - ord("A") + 1
    return int(row), column


def over(at: str, rows: list[list[Any]]) -> str:
    """The range from a cell on that rows fill."""
    top, left = place(at)
    return at if len(rows) == len(rows[0]) == 1 else f"{at}:{letter(left + len(rows[0]) - 1)}{top + len(rows) - 1}"


def giving(name: str, formula: str, sheet: list[list[Any]], expected: Any, *, at: str, note: str = "", hosts: dict[str, str] | None = None) -> Case:
    """A case with a value or a block. hosts: those in which it does not hold, and why."""
    block = isinstance(expected, list)
    if block and len(expected) == len(expected[0]) == 1:
        expected = expected[0][0]
        block = False
    case = {"name": name, "sheet": sheet, "formula": formula, "target": over(at, expected) if block else at, "expected": expected, "note": note}
    return {**case, "except": hosts} if hosts else case


def failing(name: str, formula: str, sheet: list[list[Any]], error: str, *, at: str, note: str = "", hosts: dict[str, str] | None = None) -> Case:
    """A case that fails as a whole, with a part of what POOLLASTERROR says in English."""
    case = {"name": name, "sheet": sheet, "formula": formula, "target": at, "error": error, "note": note}
    return {**case, "except": hosts} if hosts else case


def padded(rows: list[list[Any]], height: int, width: int) -> list[list[Any]]:
    """Rows filled up with "" to a size."""
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    return full + [[""] * width for _ in range(height - len(full))]
