"""What a cell that we write can hold beside plain values."""

from __future__ import annotations

from typing import NamedTuple

from poolsplit.workbook.read.grid import Box, box, letters


class Formula(NamedTuple):
    """A formula with the result that stands beside it until it is calculated.

    text: "=SUM(A1:A2)", with the names of functions as files have them. value: a text, a number, yes or no, None for none.
    array: whether it is an array formula, over a block of rows x columns of which this is the first cell.

    >>> Formula("=SUM(A1:A2)", 3).array, Formula("=A1:A2*2", 2, array=True, rows=2).block("C1")
    (False, 'C1:C2')
    """

    text: str
    value: object = None
    array: bool = False
    rows: int = 1
    columns: int = 1

    def block(self, address: str) -> str:
        """The cells of an array formula that begins in a cell."""
        at: Box = box(address)
        return f"{address}:{letters(at.left + self.columns - 1)}{at.top + self.rows - 1}" if self.rows > 1 or self.columns > 1 else address
