"""Write all workbooks: `python -m workbook_templates.builder [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from .book import Book
from .texts import LANGUAGES

SHIPPED = Path(__file__).resolve().parents[1]
"""The folder of the project's workbooks."""


def main(folder: Path) -> None:
    """Write the empty template and the filled example of every language into a folder."""
    for language in LANGUAGES:
        Book(folder / f"template_{language}.xlsx", language, example=False).build()
        Book(folder / f"example_{language}.xlsx", language, example=True).build()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else SHIPPED)
