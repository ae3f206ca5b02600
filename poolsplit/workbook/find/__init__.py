"""Which range of a sheet is which table: by headings, labels and shape; what is not clear is asked."""
