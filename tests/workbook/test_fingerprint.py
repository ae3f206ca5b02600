from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from poolsplit.workbook.attach.fingerprint import _PRIMES, LETTERS, Watch, unchanged, watch
from poolsplit.workbook.read.grid import CellError, Grid, Uncached, letters
from poolsplit.workbook.read.load import load

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[list[object]]
NOON = dt.datetime.fromisoformat("2024-02-29T12:45:07")
SUM, FILLED, ORDER, BELOW, WORDS = range(5)


def seen(rows: Rows, ref: str = "A1:D9", *, above: int = 0, stored: dict[tuple[int, int], object] | None = None) -> Watch:
    """The figures of a range over rows that begin in A1, or below some blank ones."""
    cells = {(above + row, column): value for row, line in enumerate(rows, 1) for column, value in enumerate(line, 1) if value is not None}
    [found] = watch([Grid("Đơn", cells, stored=stored or {})], [f"'Đơn'!{ref}"])
    return found


def differs(old: Rows, new: Rows) -> bool:
    """Whether the comparison in the sheet would say that one list has become the other.

    Formulas are cut to the longest text and the largest number of a column. A row before and one behind keep these the same, so that both lists
    can be told apart by figures; what formulas make of cells that they were not made for is asked of LibreOffice in tests/hosts.
    """
    width = max(map(len, old))
    before, after = (seen([["Đối tác có tên dài nhất"] * width, *rows, ["x" * 13] * width, [9e9, 900, 9e9][:width]], f"A1:{letters(width)}{len(rows) + 3}") for rows in (old, new))
    return is_other(before, after)


def is_other(old: Watch, new: Watch) -> bool:
    """Whether a figure is further from what it was than its slack."""
    assert [one.text for one in old.formulas] == [one.text for one in new.formulas]
    return any(abs(a.value - b.value) > slack for a, b, slack in zip(old.formulas, new.formulas, old.slack, strict=True))    # type: ignore[operator]


def values(found: Watch) -> list[object]:
    return [one.value for one in found.formulas]


# ---------------------------------------------------------------- what they say


def test_the_figures_of_a_list() -> None:
    found = seen([["Tên", "SL"], ["An", 60], ["Bé", 40.5], ["x", None]], "A1:B3")
    an, be = 33 * 101 + 78 * 103, 34 * 101 + 201 * 103
    heads = (52 * 101 + 202 * 103 + 78 * 107) * 1 + (51 * 101 + 44 * 103) * 3
    assert values(found) == [100.5, 6, pytest.approx((60 * 2 + 40.5 * 3) * 3 / 10), 3, heads + an * 2 + be * 3]
    assert [one.array for one in found.formulas] == [True, False, True, False, True]


def test_yes_and_no_count_as_one_and_zero_and_errors_as_nothing_but_filled() -> None:
    found = seen([[True, False, CellError("#N/A"), Uncached("=B9")]], "A1:D1")
    assert values(found) == [1, 4, 1 + 1, 4]


def test_what_formulas_see_is_taken_before_what_people_see() -> None:
    cells: dict[tuple[int, int], object] = {(1, 1): 45000.25, (2, 2): 7}
    assert values(seen([[dt.date(2023, 3, 15)]], "A1:B2", stored=cells))[:2] == [45007.25, 2]


def test_numbers_that_no_cell_of_ours_keeps_are_shortened() -> None:
    found = seen([[8.9e12 + row] for row in range(1000)], "A1:A1000")
    assert found.formulas[SUM].text.endswith("*1E-1")
    assert found.formulas[SUM].value == pytest.approx(8.9e14, rel=1e-6)


def test_a_very_wide_list_has_no_formula_that_excel_does_not_take() -> None:
    rows: Rows = [[f"Khách {column}" for column in range(400)], ["vàng"] * 400, [*range(400)]]
    found = seen(rows, "A1:OJ3")
    assert max(len(one.text) for one in found.formulas) < 8_192
    assert len(found.formulas) > 5
    assert found.formulas[BELOW].text.startswith("=ROWS(")


def test_a_sheet_without_such_a_title() -> None:
    with pytest.raises(KeyError):
        watch([Grid("Đơn", {})], ["Orders!A1:B2"])


def test_the_last_rows_of_a_sheet_have_none_below() -> None:
    assert seen([], "A1048570:B1048576").formulas[BELOW].text.count("$A$1048576:$B$1048576") == 3


# ---------------------------------------------------------------- what is seen

NAMES = st.text(st.sampled_from("abcdeghiklmnopqrstuvxyâăêôơưđàáảãạấầẩẫậệ 李明王小红芳A1-（）"), min_size=1, max_size=12).filter(lambda text: text == text.strip())
FIGURES = st.one_of(st.integers(0, 10_000_000), st.decimals(0, 5000, places=2).map(float), st.sampled_from([0.05, 0.1, 1e9]))
LISTS = st.lists(st.tuples(NAMES, st.integers(1, 500), FIGURES).map(list), min_size=2, max_size=30)


def ref(rows: Rows) -> str:
    return f"A1:C{len(rows)}"


SLACK = Fraction(13, 10**9)
"""More than the slack of the order of any of these lists, 10**-12 of what is added up: pieces count 3 times per hundred, figures 5 times per 1e9.

30 rows of 500 and 1e9 come to (15 + 5) * (2 + ... + 31), and the one behind them to (9 + 3 * 9 + 5 * 9) * 32: 12,492 together.
"""


def letter_sum(name: object) -> int:
    """The letters of a name, each times a prime from 101 on by its place; two names with the same sum are the same for the fingerprint."""
    primes = [number for number in range(101, 200) if all(number % by for by in range(2, 15))]
    return sum((ord(letter) - 32) * prime for letter, prime in zip(str(name), primes, strict=False))


def order_change(one: list[object], other: list[object], apart: int) -> Fraction:
    """By how much the order changes where two rows change places."""
    pieces, figures = (Fraction(str(one[column])) - Fraction(str(other[column])) for column in (1, 2))
    return abs(pieces * 3 / 100 + figures * 5 / 10**9) * apart


@given(LISTS, st.data())
def test_two_rows_that_change_places_are_seen(rows: Rows, data: st.DataObject) -> None:
    """Unless they are the same for the fingerprint, which adds up: by their letters, or by figures within the slack."""
    first, second = sorted(data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2, unique=True)))
    one, other = rows[first], rows[second]
    assume(letter_sum(one[0]) != letter_sum(other[0]) or order_change(one, other, second - first) > SLACK)
    moved = [*rows]
    moved[first], moved[second] = other, one
    assert differs(rows, moved)


def test_a_figure_in_the_last_digits_of_far_larger_ones_is_within_the_slack() -> None:
    """0.01 beside 9e9 is a part of 10**-12: as much as formulas of another program may differ by. A whole dong is seen."""
    for figure, seen_ in ((0.01, False), (1, True)):
        rows: Rows = [["a", 1, 0], ["a", 1, figure]]
        assert differs(rows, rows[::-1]) is seen_


@given(LISTS, st.data())
def test_one_letter_of_a_name_is_seen(rows: Rows, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(rows) - 1))
    name = str(rows[row][0])
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("aáàbcABC明红"))
    assume(name[place] != letter)
    edited = [*rows]
    edited[row] = [name[:place] + letter + name[place + 1:], *rows[row][1:]]
    assert differs(rows, edited)


@given(LISTS, st.data())
def test_two_letters_that_change_places_are_seen(rows: Rows, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(rows) - 1))
    name = str(rows[row][0])
    assume(len(name) > 1)
    place = data.draw(st.integers(0, len(name) - 2))
    edited = [*rows]
    edited[row] = [name[:place] + name[place + 1] + name[place] + name[place + 2:], *rows[row][1:]]
    assume(edited != rows and str(edited[row][0]).strip() == edited[row][0])
    assert differs(rows, edited)


@given(LISTS, st.data(), st.sampled_from([1, -1, 0.01, 0.5]))
def test_a_number_that_is_edited_is_seen(rows: Rows, data: st.DataObject, more: float) -> None:
    row = data.draw(st.integers(0, len(rows) - 1))
    edited = [*rows]
    edited[row] = [rows[row][0], rows[row][1] + more, rows[row][2]]    # type: ignore[operator]
    assert differs(rows, edited)


@given(LISTS, st.integers(1, 25))
def test_a_row_that_is_typed_below_is_seen(rows: Rows, away: int) -> None:
    more = [*rows, *[[None, None, None]] * (away - 1), ["Hà", None, None]]
    old, new = seen(rows, ref(rows)), seen(more, ref(rows))
    assert new.formulas[BELOW].value == old.formulas[BELOW].value + 1    # type: ignore[operator]
    assert new.formulas[:BELOW] == old.formulas[:BELOW]


@given(LISTS, st.permutations("hoaimnây").map("".join), st.permutations("hoaimnây").map("".join))
def test_two_names_of_the_same_letters_that_change_places_are_seen(rows: Rows, one: str, other: str) -> None:
    assume(letter_sum(one) != letter_sum(other))
    old = [[one, 5, 1], *rows, [other, 5, 1]]
    new = [[other, 5, 1], *rows, [one, 5, 1]]
    assert differs(old, new)


@given(LISTS, st.integers(1, 1000))
def test_rows_above_change_nothing(rows: Rows, above: int) -> None:
    assert values(seen(rows, ref(rows))) == values(seen(rows, f"A{above + 1}:C{above + len(rows)}", above=above))


def test_columns_of_millions_do_not_hide_a_percentage_nor_an_amount() -> None:
    rows: Rows = [["Tên", "SL", "Tiền", "Giảm"], *([f"Khách {row}", row % 7 + 1, 4_000_000.0 + row * 1.5, 0.05] for row in range(2000))]
    old = seen(rows, "A1:D2001")
    for column, more in ((1, 1), (2, 1.0), (3, 0.001)):
        for row in (1, 900, 2000):
            edited = [[*line] for line in rows]
            edited[row][column] += more    # type: ignore[operator]
            assert is_other(old, seen(edited, "A1:D2001"))


@pytest.mark.parametrize(("old", "new"), [("#N/A", 0), (0, "#N/A"), ("#N/A", 5), ("#N/A", "An"), (True, False), (True, "TRUE"), (1, "1"), (0, None)])
def test_a_value_of_another_kind_is_seen(old: object, new: object) -> None:
    before, after = ([["Tên", "SL"], ["An", CellError(value) if value == "#N/A" else value]] for value in (old, new))
    assert differs(before, after)


def test_letters_beyond_the_last_one_that_is_looked_at_are_not_seen() -> None:
    text = "ấ" * LETTERS
    assert values(seen([[text + "a"]], "A1:A1")) == values(seen([[text + "b"]], "A1:A1"))
    assert len(seen([["🎁" + text]], "A1:A1").formulas) == WORDS    # Excel and LibreOffice would stop at different letters: none are looked at


# ---------------------------------------------------------------- what formulas see in a file


@pytest.mark.parametrize("epoch", [openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH])
def test_the_number_of_a_date_is_that_in_the_file(tmp_path: Path, epoch: dt.datetime) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch
    sheet = book.active
    for row, value in enumerate((dt.date(2024, 2, 29), NOON, dt.time(14, 30), dt.timedelta(hours=30)), 1):
        sheet.cell(row, 1).value = value
    book.save(tmp_path / "dates.xlsx")
    [grid] = load(tmp_path / "dates.xlsx")
    day = (dt.date(2024, 2, 29) - epoch.date()).days
    expected = [day, day + (12 * 3600 + 45 * 60 + 7) / 86400, 14.5 / 24, 1.25]
    assert [grid.stored.get((row, 1), grid.values[row, 1]) for row in range(1, 5)] == pytest.approx(expected, rel=1e-15)


def test_what_lies_under_a_merge_is_kept_for_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["A3"] = "An", 5, dt.date(2024, 1, 1)
    sheet.merged_cells.add("A1:A3")
    book.save(tmp_path / "merged.xlsx")
    [grid] = load(tmp_path / "merged.xlsx")
    assert grid.values == {(1, 1): "An"}
    assert grid.stored == {(2, 1): 5, (3, 1): 45292}


# ---------------------------------------------------------------- the condition


def test_the_condition_of_many_ranges_stays_within_the_arguments_of_excel() -> None:
    watches = [seen([["An", 1]], "A1:B1")] * 90
    condition = unchanged(watches, [[f"{column}{row}" for column in "BCDEF"] for row in range(1, 91)])
    assert condition.startswith("AND(AND(ABS(B1-G1)<=")
    assert condition.count("AND(") == 4
    assert unchanged([], []) == "TRUE"


def test_the_weights_of_letters_are_the_primes_from_101_on() -> None:
    """With others, the changes of two letters could cancel each other out."""
    last = _PRIMES[-1]
    assert [*_PRIMES] == [number for number in range(101, last + 1) if all(number % divisor for divisor in range(2, number))]
    assert len(_PRIMES) == LETTERS
