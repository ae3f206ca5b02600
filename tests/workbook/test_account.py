"""The account of numbers: one role for every number, and what is used is what was handed on. On sheets that people make, drawn at random."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
from support.sheets_of_people import one_more_number, pool, write

from poolsplit.tables.schema import TABLES
from poolsplit.workbook.find.account import ANSWERED, ASIDE, DERIVED, OPEN, ROLES, USED, Place
from poolsplit.workbook.find.shape.cells import Cells
from poolsplit.workbook.read.grid import box
from poolsplit.workbook.read.sheet import Sheet
from poolsplit.workbook.run import Run, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.sheets_of_people import SheetOfPeople

SEEDS = range(100)
KNOWN = (1.0, 0.5)
"""How many of the words are usual ones."""
NUMBERS_A_SHEET = 4


def draw(seed: int, known: float) -> SheetOfPeople:
    """One book, made anew."""
    random = Random(seed)
    return write(pool(random), random, known)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("people")


def read(of: SheetOfPeople, folder: Path) -> Run:
    """The run over a book."""
    of.save(folder / "book.xlsx")
    return run(folder / "book.xlsx")


@cache
def kept(seed: int, known: float, folder: Path) -> Run:
    """The run over a drawn book that nobody changes."""
    return read(draw(seed, known), folder)


def numbers(result: Run) -> dict[Place, object]:
    """Every cell of the book that holds a number, an error or a formula without its result, and the number."""
    return {
        Place(cells.title, row, column): cells.number(row, column)
        for cells in (Cells(Sheet(grid), result.lang) for grid in result.grids) for row, column in {*cells.numbers, *cells.broken}
    }


def sheet_of(address: str) -> str:
    """The title of the sheet of an address."""
    title = address.rpartition("!")[0]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def place(address: str) -> Place:
    """The cell, or the first of a range, of an address with its sheet."""
    area = box(address.rpartition("!")[2])
    return Place(sheet_of(address), area.top, area.left)


def handed_on(result: Run) -> Iterator[tuple[str, str, Place]]:
    """Table, column and cell of everything in the tables' own columns that stands in a cell."""
    for name, table in result.reading.tables.items():
        for column in (column.name for column in TABLES[name]):
            yield from ((name, column, place(address)) for address in table.cells.get(column, ()) if address)


def with_role(result: Run, *roles: str) -> set[Place]:
    return {each for each, (role, _) in result.reading.account.roles.items() if role in roles}


# ---------------------------------------------------------------- one role for every number


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_on_a_sheet_from_which_anything_was_taken_has_one_role(seed: int, known: float, folder: Path) -> None:
    result = kept(seed, known, folder)
    taken = {entry.sheet for entry in result.reading.taken} | {each.sheet for each in with_role(result, USED)}
    roles = result.reading.account.roles
    assert {each for each in numbers(result) if each.sheet in taken} - roles.keys() == set()
    values = {Place(grid.title, row, column): value for grid in result.grids for (row, column), value in grid.values.items()}
    assert [each for each in roles.keys() - numbers(result).keys() if not any(character.isdecimal() for character in str(values[each]))] == []
    counts = result.reading.account.counts()
    assert list(counts) == list(ROLES)
    assert sum(counts.values()) == len(roles)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_used_is_what_was_handed_on(seed: int, folder: Path) -> None:
    """A price that stands in every row of its SKU is handed on once, and used in all of them; an account and a size are handed on, and set aside."""
    result = kept(seed, KNOWN[0], folder)
    if not result.outcome.exact:
        return
    held, roles = numbers(result), result.reading.account.roles
    cells = {each for _, _, each in handed_on(result)}
    repeated = {held[each] for name, _, each in handed_on(result) if name == "items" and each in held}
    assert {each for each in with_role(result, USED) - cells if held.get(each) not in repeated} == set()
    names = {column.name for columns in TABLES.values() for column in columns if column.kind == "name"}
    others = {(column, roles[each]) for _, column, each in handed_on(result) if each in held and roles[each][0] != USED}
    assert {(column, said) for column, said in others if said != (ASIDE, column) and (said[0] != ASIDE or column not in names)} == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_result_leaves_no_number_open_but_those_that_a_notice_names(seed: int, folder: Path) -> None:
    result = kept(seed, KNOWN[0], folder)
    sentences = {each for each, said in result.reading.account.roles.items() if said == (OPEN, "sentence")}
    if result.outcome.exact:
        assert sentences <= {place(problem.cell) for problem in result.outcome.problems if "!" in problem.cell}
        assert len(with_role(result, OPEN) - sentences) == noticed(result)


def noticed(result: Run) -> int:
    """How many numbers the notices say that they stand apart."""
    return sum(
        int(str(getattr(problem.message, "values", {})["count"])) for problem in result.outcome.problems
        if getattr(problem.message, "template", "") == "{count} numbers stand apart from every table, and do not count"
    )


def test_enough_of_the_drawn_books_are_read_without_a_question(folder: Path) -> None:
    assert sum(kept(seed, KNOWN[0], folder).outcome.exact for seed in SEEDS) >= len(SEEDS) / 5


# ---------------------------------------------------------------- one more number


def records(result: Run) -> Counter[tuple[str, str]]:
    """The rows of all tables in the tables' own columns, as table and text."""
    return Counter(
        (name, str({column.name: value for column in TABLES[name] if (value := table.columns.get(column.name, [None] * table.size)[row]) is not None}))
        for name, table in result.reading.tables.items() for row in range(table.size)
    )


def figures(result: Run) -> object:
    """Dues and transfers."""
    return [(section.key, section.rows) for section in result.outcome.sections if section.key in {"dues", "settlement"}]


def objection(before: Run, after: Run, at: Place) -> str:
    """What speaks against what one more number, at this place, has done to a book that was read without a question; "" for nothing."""
    if not after.outcome.exact:
        return ""
    role = after.reading.account.roles.get(at, ("", ""))[0]
    gone, new = records(before) - records(after), records(after) - records(before)
    if gone or new or figures(before) != figures(after):
        one = sum(gone.values()) <= 1 and sum(new.values()) <= 1
        return "" if one and role == USED else f"{role}: {list(gone)} became {list(new)}"
    if role in {DERIVED, ASIDE, ANSWERED} or (role == OPEN and noticed(after) > noticed(before)):
        return ""
    unread = {sheet_of(problem.cell) for problem in after.outcome.problems if problem.message == "nothing was read from this sheet"}
    return "" if not role and at.sheet in unread else f'"{role}", and nothing is said of it'


def test_one_more_number_changes_nothing_or_is_asked_about_or_changes_the_one_record_that_it_completes(folder: Path) -> None:
    found = []
    for seed in SEEDS:
        before = kept(seed, KNOWN[0], folder)
        for number in range(NUMBERS_A_SHEET if before.outcome.exact else 0):
            of = draw(seed, KNOWN[0])
            added = one_more_number(of, Random(f"{seed} {number}"))
            said = objection(before, read(of, folder), Place(*added.place))
            found += [(seed, number, added, said)] * bool(said)
    assert found == []
