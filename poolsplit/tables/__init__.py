"""Tables: a cell range, a list of records or a DataFrame is read into typed columns.

`schema` lists the tables and their columns, `headings` and `vocabulary` what people call them. This package imports the rooms up to `engine`. Only
`frames` imports pandas and Arrow; it is imported only by functions that were handed a frame.
"""
