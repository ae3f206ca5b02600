"""The operations on columns of whole numbers, and apportioning by largest remainder.

`exact` works on lists at any size and is the specification; `fast` gives the same answers on int64 arrays. No names of the trade here.
Imports `poolsplit.errors` and `poolsplit.values`; numpy in `fast` alone.
"""
