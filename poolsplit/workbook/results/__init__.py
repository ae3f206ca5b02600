"""The workbook of results beside the operator's own."""
