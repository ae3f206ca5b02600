"""DataFrames of pandas, polars and Arrow as typed columns on arrays, and results as frames.

Only a function that was handed a frame imports this package, so that nobody else loads pandas.
"""
