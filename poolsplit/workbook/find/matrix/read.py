"""A matrix, read: its columns, its rows, which side the partners are on, and what stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.matrix.beside import ask_of_remarks_in, explain
from poolsplit.workbook.find.matrix.columns import ask_of_cancelled, find_members, is_doubtful, leading_columns, named_columns
from poolsplit.workbook.find.matrix.matrix import Matrix
from poolsplit.workbook.find.matrix.payments import leave_out_sums
from poolsplit.workbook.find.matrix.records import hand_on
from poolsplit.workbook.find.matrix.rows import ask_of_rows, find_totals, meanings_of_rows, sort_rows
from poolsplit.workbook.find.matrix.sides import side_down

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region


def read_matrix(book: Book, region: Region) -> None:
    """Read a region as orders with names across, and hand on one order for each quantity; nothing, where what it takes for that is asked."""
    matrix = Matrix(book, region, leading_columns(region))
    matrix.named = named_columns(matrix)
    matrix.meant = meanings_of_rows(matrix)
    matrix.values = kinds.values_of(region, [column for column in region.columns if column not in matrix.leading], region.rows)
    leave_out_sums(matrix)
    plain = [row for row in region.rows if row not in matrix.meant]
    find_members(matrix, plain)
    if is_doubtful(matrix):
        return
    totals = find_totals(matrix, plain)
    sort_rows(matrix, totals)
    ask_of_cancelled(matrix)
    ask_of_remarks_in(matrix)
    matrix.down = region.down = side_down(matrix)
    ask_of_rows(matrix)
    explain(matrix, totals.rows)
    if matrix.members and matrix.data and matrix.down:
        hand_on(matrix)
