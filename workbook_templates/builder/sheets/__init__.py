"""The sheets of a workbook, a module each, with `write` for what it holds and `WIDTHS` for its columns; `tables` writes all that are one table.

They may import whatever stands in the builder but `book`. A column or row that other sheets refer to is a constant of the sheet that has it.
"""
