"""Whole untidy books of operators: right to the dong at first go, or right after one question about the cell that leaves it open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from poolsplit.workbook.find.account import OPEN
from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from poolsplit.workbook.run import Run

BOOKS = Path(__file__).parent / "books"
RIGHT: dict[str, dict[str, Any]] = json.loads((BOOKS / "expected.json").read_text(encoding="utf-8"))
ASKED = {
    "A12_vi_coc_nhieu_lan.xlsx": ("'Đơn váy'!G8", "'Đơn váy'!G8=ignore"),
}
"""Book -> the cell that is asked about, and the true answer."""


def is_right(value: object, right: Any) -> bool:
    """Whether a figure is the right one; where the odd dong may fall either way, it is {"min": 16816, "max": 16817}."""
    return right["min"] <= value <= right["max"] if isinstance(right, dict) else value == right


def check(result: Run, right: dict[str, Any]) -> None:
    """Every share, payment and transfer is right, and no number of the book is left open but an amount in a sentence, of which a notice tells."""
    assert [str(problem) for problem in result.outcome.problems if not problem.warning] == []
    sections = {section.key: section for section in result.outcome.sections}
    names = [{"Goods": "goods", "Due": "total"}.get(label, str(label)) for label, _ in sections["dues"].columns]
    dues = {row[0]: dict(zip(names, row, strict=True)) for row in sections["dues"].rows[:-1]}
    assert dues.keys() == right["dues"].keys()
    for partner, shares in right["dues"].items():
        said = dues[partner]
        assert said.keys() - {"Partner", "Quantity", "Paid", "Balance"} == shares.keys()
        assert all(is_right(said[name], share) for name, share in shares.items()), (partner, said, shares)
        assert said.get("Paid", 0) == right["paid"].get(partner, 0)
    transfers = {(payer, payee): amount for payer, payee, amount in sections["settlement"].rows}
    assert transfers.keys() == {(each["from"], each["to"]) for each in right["transfers"]}
    assert all(is_right(transfers[each["from"], each["to"]], each["amount"]) for each in right["transfers"])
    assert result.reading.tables["terms"].columns["lead_buyer"] == [right["lead_buyer"]]
    warned = {problem.cell for problem in result.outcome.problems}
    grids = {grid.title: grid for grid in result.grids}
    assert {grids[place.sheet].address(place.row, place.column) for place, (role, _) in result.reading.account.roles.items() if role == OPEN} <= warned


def test_every_book_has_its_right_figures() -> None:
    assert {path.name for path in BOOKS.glob("*.xlsx")} == RIGHT.keys()


@pytest.mark.parametrize("name", sorted(RIGHT.keys() - ASKED.keys()))
def test_a_book_is_right_at_first_go(name: str) -> None:
    check(run(BOOKS / name), RIGHT[name])


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_book_is_asked_about_one_cell_and_right_after_the_true_answer(name: str) -> None:
    cell, answer = ASKED[name]
    (question,) = [problem for problem in run(BOOKS / name).outcome.problems if not problem.warning]
    assert question.cell == cell
    assert question.choices[0].answer == answer
    check(run(BOOKS / name, [answer]), RIGHT[name])


def test_a_struck_customer_who_counts_after_all_is_among_the_dues() -> None:
    result = run(BOOKS / "A02_vi_sneaker_size_gach_ngang.xlsx", ["'MLB chunky'!A9=data"])
    assert "Chị Lan" in result.reading.tables["orders"].columns["partner"]
