"""What every sheet of a workbook has: its paper, its title and the note below it, in the words and looks of its language."""

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
"""In points: a line of a text that takes several, and a row to be filled in."""
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
_A4 = 9


class Sheet:
    """One sheet being written; `page` is XlsxWriter's."""

    def __init__(self, book: Workbook, page: Worksheet, styles: Styles, language: str) -> None:
        """Set paper, margins and page numbers, and a narrow column on the left."""
        self.book, self.page, self.styles, self.language = book, page, styles, language
        self.texts: dict[str, Any] = TEXTS[language]
        page.set_paper(_A4)
        page.set_margins(**_MARGINS)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L&A&R{self.texts['page']}")
        page.hide_gridlines(2)
        page.set_column(0, 0, 2)

    def set_widths(self, widths: list[int]) -> None:
        """The widths of the columns from `LEFT` on, in characters."""
        for column, width in enumerate(widths, LEFT):
            self.page.set_column(column, column, width)

    def title(self, table: str, widths: list[int]) -> None:
        """The title, and the note below it over columns of these widths."""
        self.page.set_row(TITLE, 28)
        self.page.write_string(TITLE, LEFT, self.texts["titles"][table], self.styles.of(**BIG, font_size=16))
        self.paragraph(NOTE, self.texts["notes"][table], widths)

    def paragraph(self, row: int, text: str, widths: list[int]) -> None:
        """A text over several columns, in a row that is high enough for it."""
        lines = -(-text_width(text) // sum(widths))
        self.page.set_row(row, LINE_HEIGHT * lines + 4)
        self.page.merge_range(row, LEFT, row, LEFT + len(widths) - 1, text, self.styles.of(**SIDE, text_wrap=True))
