"""Files of spreadsheets: what is in the package, within bounds (`scan`), and its sheets as sparse grids (`load`)."""
