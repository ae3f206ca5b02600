"""The memos on the payment card of a template: they count in a bank's statement beside the codes of our own cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from poolsplit.values import names

if TYPE_CHECKING:
    from pathlib import Path

_NAMES, _MEMOS = "reminder_names", "reminder_memos"
"""What the templates call the partners who still owe, and the memo of each."""


def memos(path: Path) -> dict[str, str]:
    """Partner key -> the memo that the workbook's own card and reminders ask for, as they were last worked out; {} where it has no such sheet."""
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        partners, texts = (_values(book, name) for name in (_NAMES, _MEMOS))
    finally:
        book.close()
    return {names.key(partner): str(text) for partner, text in zip(partners, texts, strict=False) if partner and text}


def _values(book: openpyxl.Workbook, name: str) -> list[object]:
    """The cells that a workbook gives a name, one after the other; none where it does not know the name."""
    if name not in book.defined_names:
        return []
    return [cell.value for sheet, place in book.defined_names[name].destinations for row in book[sheet][place] for cell in row]
