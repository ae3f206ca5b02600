"""The workbook of results, a file beside the operator's own workbook."""
