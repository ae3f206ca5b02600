"""=POOLSPLIT() in Excel on Windows: an add-in of our own over xlwings' DLL and server, its installer, and its diagnosis."""
