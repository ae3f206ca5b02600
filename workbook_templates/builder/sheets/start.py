"""The first sheet: the steps, a list of the sheets, the ways to split costs, and the meaning of the colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..layout import LEFT, TITLE
from ..sheet import ROW_HEIGHT
from ..styles import BIG, COMPUTED, HEADING, INPUT, SIDE

if TYPE_CHECKING:
    from ..sheet import Sheet

WIDTHS = [26, 66]


def write(sheet: Sheet, *, example: bool) -> None:
    """Write the sheet from top to bottom. example: True adds the line that says that the workbook is an example."""
    page, styles, texts = sheet.page, sheet.styles, sheet.texts["start"]
    sheet.set_widths(WIDTHS)
    page.set_row(TITLE, 32)
    page.write_string(TITLE, LEFT, texts["title"], styles.of(**BIG, font_size=18))
    row = 1
    if example:
        page.write_string(row, LEFT, texts["example"], styles.of(**SIDE, italic=True))
    row += 2
    for step in texts["steps"]:
        sheet.paragraph(row, step, WIDTHS)
        row += 1
    links = [(title, sheet.texts["titles"][table]) for table, title in sheet.texts["sheets"].items() if table != "start"]
    row = _listed(sheet, row + 1, texts["pages"], links)
    for link_row, (title, _) in enumerate(links, row - len(links)):
        page.write_url(link_row, LEFT, f"internal:'{title}'!A1", styles.of(**BIG, underline=1, indent=1), title)
    row = _listed(sheet, row + 1, texts["bases"], list(sheet.texts["bases"].values()))
    page.write_string(row + 1, LEFT, texts["legend"], styles.of(**HEADING))
    page.write_string(row + 2, LEFT, texts["input"], styles.of(**INPUT, indent=1))
    page.write_string(row + 3, LEFT, texts["computed"], styles.of(**COMPUTED, indent=1))
    page.print_area(0, 0, row + 3, LEFT + 1)


def _listed(sheet: Sheet, top: int, title: str, lines: list[tuple[str, str]]) -> int:
    """Write a title over two columns, and below it lines of a word and its meaning. Returns the row below the last line."""
    page, styles = sheet.page, sheet.styles
    page.merge_range(top, LEFT, top, LEFT + 1, title, styles.of(**HEADING))
    for row, (word, meaning) in enumerate(lines, top + 1):
        page.set_row(row, ROW_HEIGHT)
        page.write_string(row, LEFT, word, styles.of(bold=True, indent=1))
        page.write_string(row, LEFT + 1, meaning, styles.of())
    return top + 1 + len(lines)
