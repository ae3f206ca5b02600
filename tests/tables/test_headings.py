"""What `headings.clues` lets pass is all that can mean anything: readers of sheets look at nothing else."""

from __future__ import annotations

import pytest

from poolsplit.tables.headings import clues, is_unit, parse
from poolsplit.tables.vocabulary import words
from poolsplit.values.money import currency_signs

SECTIONS = ("columns", "ignored", "joined", "unclear", "results", "totals", "measures", "labels", "costs")
SPELLINGS = sorted({word for section in SECTIONS for word in words(section)})


@pytest.mark.parametrize("written", ["{}", "12 {} (kg)", "Chị Hà / {}", "x：{}", "({})", "{} của Hà: 5%"])
def test_every_spelling_of_the_vocabulary_tells_wherever_it_stands(written: str) -> None:
    assert [word for word in SPELLINGS if not clues(written.format(word)).tells] == []


def test_a_heading_that_a_bracket_parts_tells() -> None:
    assert clues("Số (cái) lượng").tells
    assert parse("Số (cái) lượng").meanings == ("quantity",)


def test_a_spelling_that_goes_on_in_the_cell_below_opens() -> None:
    parts = [word.split(" ", 1) for word in SPELLINGS if " " in word]
    assert [first for first, _ in parts if not (clues(first).opens or clues(first).tells)] == []


def test_every_unit_tells() -> None:
    units = [*words("units"), *words("qualifiers"), *currency_signs()]
    assert [unit for unit in units if is_unit(f"({unit})") and not clues(f"({unit})").tells] == []


def test_a_currency_tells_beside_one_and_not_in_an_address() -> None:
    assert clues("1¥ = 3.560").tells
    assert clues("1 USD").tells
    assert not clues("Quận Tân Bình, Hà Đông").tells
