"""How the cells of the template workbooks look: number formats, colours, borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

NUMBERS = {
    "text": "@", "list": "@", "count": "#,##0_)", "money": "#,##0_)", "price": "#,##0.00_)", "amount": "#,##0.00_)", "rate": "0.0##%_)",
    "kg": "0.000##_)", "cbm": "0.0000##_)",
}
"""Number formats by the keys that `layout` uses, with a little room on the right; those of dates stand among the texts."""

_BORDER = {"border": 1, "border_color": "#CFC9B8"}
INPUT = {**_BORDER, "bg_color": "#FFF8DC"}
COMPUTED = {**_BORDER, "bg_color": "#EDEDED"}
HEADING = {**_BORDER, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F5C57", "align": "center", "text_wrap": True}
LABEL = {**_BORDER, "bold": True, "bg_color": "#E3EEEC", "indent": 1}
BIG = {"bold": True, "font_color": "#1F5C57"}
SIDE = {"font_color": "#595959"}
PLAIN = {"bg_color": "#FFFFFF"}
"""A result: bordered only where there is one, by a conditional format."""
END = {"bg_color": "#D9D9D9", "top": 2, "top_color": "#7F7F7F"}
"""The marked row below a table."""
FILLED = {"border": 1, "border_color": "#CFC9B8"}
GOOD = {"font_color": "#1F6B3A", "bg_color": "#E2F0E5"}
BAD = {"font_color": "#9C0006", "bg_color": "#FFD9D6", "bold": True}
FAILED = {"font_color": "#B7B7B7"}
"""Cells of a formula that failed: the reason stands above in red."""


class Styles:
    """The formats of one workbook in its language's font."""

    def __init__(self, book: Workbook, texts: dict[str, Any]) -> None:
        """Begin without formats; they are added to `book` as they are asked for."""
        self._book, self._font = book, texts["font"]
        self._numbers = NUMBERS | {"date": texts["date"], "moment": texts["moment"]}
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format with these properties; equal ones are one."""
        wanted = tuple(sorted(properties.items()))
        if wanted not in self._made:
            self._made[wanted] = self._book.add_format({"font_name": self._font, "valign": "vcenter", **properties})
        return self._made[wanted]

    def cell(self, number: str, *, left: bool = False) -> Format:
        """A cell to be filled in; `left`: beside a label, where numbers stand left too. A list of names takes several lines."""
        more: dict[str, Any] = {"align": "center"} if number == "date" else {}
        if left or number in {"text", "list"}:
            more = {"align": "left", "indent": 1, "text_wrap": number == "list"}
        return self.of(**INPUT, num_format=self._numbers[number], **more)
