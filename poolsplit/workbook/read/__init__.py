"""Reading spreadsheet files: `scan` checks a package within bounds of time and memory, `load` gives its sheets as sparse grids."""
