"""The memos on the payment card of a template. A bank's statement is searched for them as well as for the codes of our own cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from poolsplit.values import names

if TYPE_CHECKING:
    from pathlib import Path

_NAMES, _MEMOS = "reminder_names", "reminder_memos"
"""The defined names of two ranges in the templates: the partners who still owe, and the memo of each."""


def memos(path: Path) -> dict[str, str]:
    """Partner key -> the memo on the workbook's own card and reminders, as last calculated there; {} where the workbook has no such sheet."""
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        partners, texts = (_values(book, name) for name in (_NAMES, _MEMOS))
    finally:
        book.close()
    return {names.key(partner): str(text) for partner, text in zip(partners, texts, strict=False) if partner and text}


def _values(book: openpyxl.Workbook, name: str) -> list[object]:
    """The values of the cells of a defined name, row by row; [] where the workbook does not define it."""
    if name not in book.defined_names:
        return []
    return [cell.value for sheet, area in book.defined_names[name].destinations for row in book[sheet][area] for cell in row]
