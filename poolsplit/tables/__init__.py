"""A cell range, a list of records or a DataFrame, and the same table as typed columns.

`schema` lists the tables and their columns, `headings` and `vocabulary` what people call them. Imports the rooms up to `engine`; pandas and Arrow in
`frames` alone, which is imported by functions that were handed a frame.
"""
