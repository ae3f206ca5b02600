"""The sheets of a workbook, one module per sheet: `write` fills the sheet, `WIDTHS` has its columns. `tables` writes every sheet that is one table.

These modules may import everything in the builder except `book`. A column or row that other sheets refer to is a constant of its own sheet.
"""
