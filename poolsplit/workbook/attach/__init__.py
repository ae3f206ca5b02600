"""The results as a sheet in the operator's own workbook: inserted into the package, the file replaced whole, all else untouched."""
