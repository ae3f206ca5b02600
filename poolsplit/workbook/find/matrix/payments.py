"""What partners paid beside and below the quantities of a matrix, without what only adds it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.workbook.find.account import DERIVED
from poolsplit.workbook.find.beside.sums import sums_of_payments

if TYPE_CHECKING:
    from poolsplit.workbook.find.matrix.matrix import Matrix


def leave_out_sums(matrix: Matrix) -> None:
    """Leave out columns and rows that add up the other payments, unless somebody has said that they are payments.

    What the figures do not bear out is asked about.
    """
    _columns(matrix)
    _rows(matrix)


def _columns(matrix: Matrix) -> None:
    region = matrix.region
    paid = [column for column, name in matrix.named.items() if name == "paid"]
    texts = {column: region.headings[column].text for column in paid}
    for column, relation in sums_of_payments(texts, region.rows, {each: matrix.values.get(each, {}) for each in paid}).items():
        if column not in region.answered:
            del matrix.named[column]
            if relation:
                matrix.book.account.mark(matrix.cells, [(row, column) for row in region.rows], DERIVED, "total")


def _rows(matrix: Matrix) -> None:
    places = [column for column in matrix.region.columns if column not in matrix.leading]
    paid = [row for row, name in matrix.meant.items() if name == "paid"]
    lines = {row: {column: amount for column in places if (amount := matrix.values.get(column, {}).get(row)) is not None} for row in paid}
    for row, relation in sums_of_payments({row: matrix.name_down(row) for row in paid}, places, lines).items():
        if not matrix.book.answers.heading(matrix.cells.sheet, row, matrix.leading[-1]):
            matrix.meant[row] = "due" if relation else ""
