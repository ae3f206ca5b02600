"""docs/workbooks.md as tests use it: the sheets in its examples, and what the commands print about the one that is asked about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest import mock

import openpyxl

from poolsplit.cli import asking

from .commands import ROOT, call

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

PAGE = (ROOT / "docs" / "workbooks.md").read_text(encoding="utf-8")
SECTIONS = {title: text for title, _, text in (part.partition("\n") for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:])}
BOOK = "order.xlsx"
"""The name of the workbook about which the page shows questions."""


def save(example: str, path: Path) -> Path:
    """Write the indented block of an example as a workbook: # begins a sheet, | stands between cells, < is merged with the cell left of it."""
    lines = [line[4:] for line in example.splitlines() if line.startswith("    ") or not line.strip()]
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for text in re.split(r"^# ", "\n".join(lines).strip(), flags=re.MULTILINE)[1:]:
        title, _, rows = text.strip().partition("\n")
        _fill(workbook.create_sheet(title), rows)
    workbook.save(path)
    return path


def _fill(page: Worksheet, rows: str) -> None:
    """Write rows of text; whole numbers are numbers."""
    for row, line in enumerate(rows.splitlines(), 1):
        for column, cell in enumerate(map(str.strip, line.split("|")), 1):
            if cell == "<":
                page.merge_cells(start_row=row, end_row=row, start_column=column - 1, end_column=column)
            elif cell:
                page.cell(row, column, int(cell) if cell.isdecimal() else cell)


def save_asked(folder: Path) -> Path:
    """Write the workbook about which the page shows questions into a folder."""
    return save(SECTIONS["When it asks"].partition("In a terminal")[0], folder / BOOK)


def pictures() -> dict[str, list[str]]:
    """What stands in each picture of the terminal, as lines: file name -> command and what it prints. The workbook stands in the current folder."""
    with mock.patch.object(asking, "is_possible", return_value=True):
        split = _lines(call("split", BOOK, "--lang", "en", input="1\n4\n").output)
    dues = next(number for number, line in enumerate(split) if line.startswith("Total "))
    kept = re.sub(r"\d{4}-\d\d-\d\d", "2026-11-30", call("answers", BOOK, "--lang", "en").output)
    return {
        "asking.svg": [f"$ poolsplit split {BOOK}", *split[: dues + 1]],
        "answers.svg": [f"$ poolsplit answers {BOOK}", *_lines(kept)],
    }


def _lines(printed: str) -> list[str]:
    return [line.rstrip() for line in printed.rstrip().splitlines()]
