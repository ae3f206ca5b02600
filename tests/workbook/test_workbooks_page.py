"""docs/workbooks.md says what happens: its layouts are read at first go, its questions are asked, its weights are those of the reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.commands import ROOT, call
from support.terminal import lines_of
from support.workbooks_page import SECTIONS, pictures, save, save_asked

from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = {title: text for title, _, text in (part.partition("\n") for part in SECTIONS["Layouts that are read at first go"].split("\n### ")[1:])}
DUES = {"Lan": 2_250_000, "Hoa": 5_825_000}


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
    return save_asked(tmp_path).name


@pytest.mark.usefixtures("asked")
def test_the_questions_are_asked_and_answered_as_the_pictures_show() -> None:
    shown = {path.name: lines_of(path.read_text(encoding="utf-8")) for path in (ROOT / "docs" / "pictures").glob("*.svg")}
    assert shown == pictures()
    assert all(f"(pictures/{name})" in SECTIONS["When it asks"] for name in shown)


def test_the_questions_are_listed_as_the_page_shows(asked: str) -> None:
    printed = call("split", asked, "--lang", "en", "--no-input")
    assert printed.exit_code == 1
    assert SECTIONS["When it asks"].split("```")[1].strip() in printed.output


def test_the_weights_are_those_of_the_reader() -> None:
    weights = [int(bits) for bits in re.findall(r"\| ([+-]\d+) \|$", SECTIONS["How a total is told"], flags=re.MULTILINE)]
    assert weights == [
        arithmetic.FORMULA, arithmetic.NAMELESS, arithmetic.WORD[2], arithmetic.WORD[1], arithmetic.NAMES_ITS_GROUP, arithmetic.A_KEY_BLANK,
        arithmetic.ALL_KEYS, arithmetic.NOT_LAST, arithmetic.NUMBERED, arithmetic.OWN_BASIS, arithmetic.NOT_ITS_SUM, arithmetic.KNOWN_NAME,
    ]
    said = SECTIONS["How a total is told"]
    assert f"From {arithmetic.A_TOTAL:.0f} bits on it is a total; from {arithmetic.PERHAPS:.0f} on it is asked" in said
    assert f"loses {-arithmetic.A_COPY}" in said
    assert f"from {arithmetic.SURE:.0f} bits on" in said
