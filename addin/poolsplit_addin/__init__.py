"""The hosts of the worksheet functions, Excel and LibreOffice: the add-ins that register them, and their installers."""
