"""DataFrames of pandas, polars and Arrow as typed columns on arrays, and results as frames.

Imported only by a function that was handed a frame, so that nobody else loads pandas.
"""
