"""What stands where on a sheet, by words and shape: cells, tables, labels. No arithmetic, no meaning of numbers."""
