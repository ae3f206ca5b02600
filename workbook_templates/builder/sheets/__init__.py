"""The sheets of a workbook, a module each; it may import all of the builder but `book.py`.

A module takes the sheet that is being written, `ResultSheet`, and says the widths of its columns. Columns that other sheets refer to are
constants of the sheet that has them.
"""
