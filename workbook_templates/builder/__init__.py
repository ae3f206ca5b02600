"""Builds the template workbooks in the folder above: an empty one and a filled example in each language. Every build gives identical files.

    python -m workbook_templates.builder            # from the project's folder: rewrites template_*.xlsx and example_*.xlsx
    python -m workbook_templates.builder FOLDER     # writes the workbooks into another folder

The builder needs the development tools (XlsxWriter) and is not part of any wheel. The words of the workbooks are in `texts.json`, the example's
figures in `example.json`, columns and rows in `layout.py`; `sheets` has a module for each kind of sheet, and `book.py` puts the sheets together.

The builder may import XlsxWriter and poolsplit, whose functions give the results that are saved with the formulas; poolsplit never imports the
builder. Only the module `book` imports `sheets`, and no two modules import each other, not even for types.
"""
