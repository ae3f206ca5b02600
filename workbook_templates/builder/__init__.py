"""Builds the template workbooks beside this folder: an empty one and a filled example in each language, the same files each time.

    python -m workbook_templates.builder            # from the project's folder: writes template_*.xlsx and example_*.xlsx anew
    python -m workbook_templates.builder FOLDER     # writes them into another folder

It needs the development tools (XlsxWriter) and is part of no wheel. Its words are in `texts.json`, the example's figures in `example.json`,
columns and rows in `layout.py`; `sheets` has a module for each sheet, and `book.py` puts them together.

It may import XlsxWriter and poolsplit, whose functions give the results that are saved beside the formulas; poolsplit never imports it.
Of its modules only `book` imports `sheets`, and no two import each other, not even for types.
"""
