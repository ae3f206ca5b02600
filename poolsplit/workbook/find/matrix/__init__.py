"""Orders with names across: SKUs down and partners across, or the reverse. Rows and columns are told alike: names, totals, prices, payments."""

from poolsplit.workbook.find.matrix.read import read_matrix

__all__ = ["read_matrix"]
