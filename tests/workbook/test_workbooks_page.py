"""docs/workbooks.md says what happens: its layouts are read at first go, its questions are asked, its weights are those of the reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from support.commands import ROOT, call

from poolsplit.cli import asking
from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

PAGE = (ROOT / "docs" / "workbooks.md").read_text(encoding="utf-8")
SECTIONS = {title: text for title, _, text in (part.partition("\n") for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:])}
LAYOUTS = {title: text for title, _, text in (part.partition("\n") for part in SECTIONS["Layouts that are read at first go"].split("\n### ")[1:])}
DUES = {"Lan": 2_250_000, "Hoa": 5_825_000}


def save(example: str, path: Path) -> Path:
    """Write the indented block of an example as a workbook: # begins a sheet, | stands between cells, < is merged with the cell left of it."""
    lines = [line[4:] for line in example.splitlines() if line.startswith("    ") or not line.strip()]
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for text in re.split(r"^# ", "\n".join(lines).strip(), flags=re.MULTILINE)[1:]:
        title, _, rows = text.strip().partition("\n")
        fill(workbook.create_sheet(title), rows)
    workbook.save(path)
    return path


def fill(page: Worksheet, rows: str) -> None:
    """Write rows of text; whole numbers are numbers."""
    for row, line in enumerate(rows.splitlines(), 1):
        for column, cell in enumerate(map(str.strip, line.split("|")), 1):
            if cell == "<":
                page.merge_cells(start_row=row, end_row=row, start_column=column - 1, end_column=column)
            elif cell:
                page.cell(row, column, int(cell) if cell.isdecimal() else cell)


@pytest.mark.parametrize("title", LAYOUTS)
def test_a_layout_is_read_at_first_go(title: str, tmp_path: Path) -> None:
    result = run(save(LAYOUTS[title], tmp_path / "order.xlsx"))
    assert [str(problem) for problem in result.outcome.problems if not problem.warning] == []
    assert result.reading.account.counts()["open"] == 0
    [dues] = [section for section in result.outcome.sections if section.key == "dues"]
    names = [str(label) for label, _ in dues.columns]
    paid = dict.fromkeys(DUES, 0)
    for row in dues.rows[:-1]:
        paid[row[names.index("Partner")]] += row[names.index("Due")]
    assert paid == DUES


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the book about which the page shows questions, in the current folder."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    save(SECTIONS["When it asks"].partition("In a terminal")[0], tmp_path / "order.xlsx")
    return "order.xlsx"


def shown(number: int) -> str:
    """The n-th block of output on the page."""
    return SECTIONS["When it asks"].split("```")[2 * number + 1].strip()


def test_the_questions_are_asked_and_answered_as_the_page_shows(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "is_possible", lambda: True)
    printed = call("split", asked, "--lang", "en", input="1\n4\n")
    assert printed.exit_code == 0
    assert shown(0) in "\n".join(line.rstrip() for line in printed.output.splitlines())
    kept = re.sub(r"\d{4}-\d\d-\d\d", "2026-11-30", call("answers", asked, "--lang", "en").output)
    assert shown(2) in "\n".join(line.rstrip() for line in kept.splitlines())


def test_the_questions_are_listed_as_the_page_shows(asked: str) -> None:
    printed = call("split", asked, "--lang", "en", "--no-input")
    assert printed.exit_code == 1
    assert shown(1) in printed.output


def test_the_weights_are_those_of_the_reader() -> None:
    weights = [int(bits) for bits in re.findall(r"\| ([+-]\d+) \|$", SECTIONS["How a total is told"], flags=re.MULTILINE)]
    assert weights == [
        arithmetic.FORMULA, arithmetic.NAMELESS, arithmetic.WORD[2], arithmetic.WORD[1], arithmetic.NAMES_ITS_GROUP, arithmetic.A_KEY_BLANK,
        arithmetic.ALL_KEYS, arithmetic.NOT_LAST, arithmetic.NUMBERED, arithmetic.NOT_ITS_SUM, arithmetic.KNOWN_NAME,
    ]
    said = SECTIONS["How a total is told"]
    assert f"From {arithmetic.A_TOTAL:.0f} bits on it is a total; from {arithmetic.PERHAPS:.0f} on it is asked" in said
    assert f"loses {-arithmetic.A_COPY}" in said
    assert f"from {arithmetic.SURE:.0f} bits on" in said
