"""Formulas in the cells that we write, which otherwise hold plain values."""

from __future__ import annotations

from typing import NamedTuple

from poolsplit.workbook.read.grid import Box, box, letters


class Formula(NamedTuple):
    """A formula with the result to show until a program calculates it.

    text: "=SUM(A1:A2)", with the names of functions as files have them. value: the result, a text, a number or a bool; None for no result.
    array: True for an array formula, over a block of `rows` x `columns` cells of which this is the first cell.

    >>> Formula("=SUM(A1:A2)", 3).array, Formula("=A1:A2*2", 2, array=True, rows=2).block("C1")
    (False, 'C1:C2')
    """

    text: str
    value: object = None
    array: bool = False
    rows: int = 1
    columns: int = 1

    def block(self, address: str) -> str:
        """The range of an array formula whose first cell is at `address`."""
        cell: Box = box(address)
        return f"{address}:{letters(cell.left + self.columns - 1)}{cell.top + self.rows - 1}" if self.rows > 1 or self.columns > 1 else address
