"""The formats of cells in the template workbooks: number formats, colours and borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

NUMBERS = {
    "text": "@", "list": "@", "count": "#,##0_)", "money": "#,##0_)", "price": "#,##0.00_)", "amount": "#,##0.00_)", "rate": "0.0##%_)",
    "kg": "0.000##_)", "cbm": "0.0000##_)",
}
"""Number formats by the keys that `layout` uses, with a little room on the right. The formats of dates depend on the language and are in `texts`."""

_BORDER = {"border": 1, "border_color": "#CFC9B8"}
INPUT = {**_BORDER, "bg_color": "#FFF8DC"}
COMPUTED = {**_BORDER, "bg_color": "#EDEDED"}
HEADING = {**_BORDER, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F5C57", "align": "center", "text_wrap": True}
LABEL = {**_BORDER, "bold": True, "bg_color": "#E3EEEC", "indent": 1}
BIG = {"bold": True, "font_color": "#1F5C57"}
SIDE = {"font_color": "#595959"}
PLAIN = {"bg_color": "#FFFFFF"}
"""A cell of results. A conditional format adds borders where there is a result."""
END = {"bg_color": "#D9D9D9", "top": 2, "top_color": "#7F7F7F"}
"""The marked row below a table."""
FILLED = {"border": 1, "border_color": "#CFC9B8"}
GOOD = {"font_color": "#1F6B3A", "bg_color": "#E2F0E5"}
BAD = {"font_color": "#9C0006", "bg_color": "#FFD9D6", "bold": True}
FAILED = {"font_color": "#B7B7B7"}
"""A formula that failed. It is pale, because the reason is shown in red above the table."""


class Styles:
    """The formats of one workbook, in the font of its language."""

    def __init__(self, book: Workbook, texts: dict[str, Any]) -> None:
        """Start without formats; each is added to `book` at its first use."""
        self._book, self._font = book, texts["font"]
        self._numbers = NUMBERS | {"date": texts["date"], "moment": texts["moment"]}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """The format with the given properties. Equal properties give the identical format."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": self._font, "valign": "vcenter", **properties})
        return self._formats[key]

    def cell(self, number: str, *, left: bool = False) -> Format:
        """The format of a cell to be filled in. left: True aligns numbers left too, as beside a label. A list of names takes several lines."""
        alignment: dict[str, Any] = {"align": "center"} if number == "date" else {}
        if left or number in {"text", "list"}:
            alignment = {"align": "left", "indent": 1, "text_wrap": number == "list"}
        return self.of(**INPUT, num_format=self._numbers[number], **alignment)
