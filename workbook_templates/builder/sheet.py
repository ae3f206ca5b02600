"""The parts that all sheets of a workbook share: paper, title and the note below it, in the words and the font of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .layout import LEFT, NOTE, TITLE
from .styles import BIG, SIDE
from .texts import TEXTS, text_width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from .styles import Styles

LINE_HEIGHT, ROW_HEIGHT = 15, 20
"""Heights in points: one line of a text with several lines, and a row to be filled in."""
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
_A4 = 9


class Sheet:
    """One sheet while it is written; `page` is the worksheet of XlsxWriter."""

    def __init__(self, book: Workbook, page: Worksheet, styles: Styles, language: str) -> None:
        """Set the paper, the margins, the page numbers, and a narrow first column."""
        self.book, self.page, self.styles, self.language = book, page, styles, language
        self.texts: dict[str, Any] = TEXTS[language]
        page.set_paper(_A4)
        page.set_margins(**_MARGINS)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L&A&R{self.texts['page']}")
        page.hide_gridlines(2)
        page.set_column(0, 0, 2)

    def set_widths(self, widths: list[int]) -> None:
        """Set the widths of the columns from `LEFT` on, in characters."""
        for column, width in enumerate(widths, LEFT):
            self.page.set_column(column, column, width)

    def title(self, table: str, widths: list[int]) -> None:
        """Write the title, and the note below it over columns of the given widths."""
        self.page.set_row(TITLE, 28)
        self.page.write_string(TITLE, LEFT, self.texts["titles"][table], self.styles.of(**BIG, font_size=16))
        self.paragraph(NOTE, self.texts["notes"][table], widths)

    def paragraph(self, row: int, text: str, widths: list[int]) -> None:
        """Write a text over several columns, in a row that is high enough for the text. widths: those of the columns."""
        lines = -(-text_width(text) // sum(widths))
        self.page.set_row(row, LINE_HEIGHT * lines + 4)
        self.page.merge_range(row, LEFT, row, LEFT + len(widths) - 1, text, self.styles.of(**SIDE, text_wrap=True))
