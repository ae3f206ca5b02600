"""What columns and labels under words that nobody knows are, where the sheet itself proves it: products, formulas, units, names of other tables.

What is only left over is proven by nothing, and is asked about.
"""

from poolsplit.workbook.find.proofs.columns import settle_columns

__all__ = ["settle_columns"]
