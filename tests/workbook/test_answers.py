"""Answers that are kept beside a workbook: met again by headings and labels, never by figures alone, and asked again where something has changed."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from support.commands import book, digest
from support.sheets_of_people import pool, write

from poolsplit.errors import Refused
from poolsplit.workbook.kept.record import path_of, read
from poolsplit.workbook.run import Run, keep, run, run_with

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TODAY = dt.date(2026, 11, 30)
ROWS: list[list[Any]] = [
    ["ĐƠN GỘP THÁNG 11"], [],
    ["Tên shop", "Mã hàng", "SL", "Giá (¥)", "Blabla"],
    ["Chị Hà", "T1", 60, 50, 7], ["Shop Bống", "T1", 40, 50, 8], ["Lan", "T1", "3+2", 50, None],
    [],
    ["Tỷ giá", 3500], ["Người mua chính", "Chị Hà"], ["Cước", 3_000_000, "số lượng"], ["ghi chú lạ", 77],
]
SAID = {"C6": "=5", "E3": "ignore", "B11": "ignore"}


def answered(path: Path, said: Mapping[str, str]) -> Run:
    """The run with answers that are kept afterwards. said: cell -> meaning."""
    answers = [f"'Đơn'!{cell}={meaning}" for cell, meaning in said.items()]
    done = run(path, answers)
    keep(path, done, answers, TODAY, {})
    return done


def dues(done: Run) -> list[list[Any]]:
    assert done.outcome.exact, [str(problem) for problem in done.outcome.problems]
    return done.outcome.sections[0].rows


def asked(done: Run) -> list[str]:
    return [question.cell for question in done.questions]


def said(done: Run) -> str:
    return "\n".join(map(str, done.outcome.problems))


def test_what_is_kept_and_read_again_gives_the_same_reading(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    before = digest(path)
    first = answered(path, SAID)
    again = run(path)
    assert dues(again) == dues(first)
    assert again.reading == first.reading
    assert digest(path) == before
    assert [use.used for use in again.kept] == [True, True, True]


def test_the_file_is_readable_and_says_what_each_answer_is_about(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    answered(path, SAID)
    found = json.loads(path_of(path).read_text(encoding="utf-8"))["answers"]
    assert [(each["cell"], each["heading"], each["row"][0], each["content"], each["meaning"], each["date"]) for each in found] == [
        ("C6", "SL", "Lan", "3+2", "=5", "2026-11-30"), ("E3", "Blabla", "Tên shop", "Blabla", "ignore", "2026-11-30"),
        ("B11", "", "ghi chú lạ", "77", "ignore", "2026-11-30"),
    ]
    assert list(tmp_path.iterdir()) in ([path, path_of(path)], [path_of(path), path])


def test_rows_above_and_columns_between_do_not_make_it_ask_again(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    first = dues(answered(path, SAID))
    notes = {"Tên shop": "Ghi chú", "Chị Hà": "gọi trước", "Lan": "khách quen"}
    moved = [["x"], ["y"], *([row[0], notes.get(row[0]), *row[1:]] if len(row) > 3 else row for row in ROWS)]
    assert dues(run(book(path, moved))) == first
    assert run(path).answers == ["'Đơn'!D8==5", "'Đơn'!F5=ignore", "'Đơn'!B13=ignore"]


def test_other_figures_do_not_make_it_ask_again(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    answered(path, SAID)
    changed = [[61 if cell == 60 else 9 if cell == 7 else 78 if cell == 77 else cell for cell in row] for row in ROWS]
    assert dues(run(book(path, changed)))[0][1] == 61


@pytest.mark.parametrize(("old", "new", "cell"), [("Blabla", "Blabla 2", "E3"), ("3+2", "4+2", "C6"), ("ghi chú lạ", "ghi chú khác", "B11"), ("SL", "Số lượng", "C6")])
def test_a_changed_heading_label_or_value_is_asked_again_and_a_notice_says_so(tmp_path: Path, old: str, new: str, cell: str) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    answered(path, SAID)
    done = run(book(path, [[new if value == old else value for value in row] for row in ROWS]))
    assert asked(done) == [f"'Đơn'!{cell}"]
    assert "is not used" in said(done)


def test_a_new_answer_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    answered(path, SAID)
    answered(path, {"C6": "=3"})
    kept = read(path_of(path))
    assert kept is not None
    assert sorted(each.meaning for each in kept.answers) == ["=3", "ignore", "ignore"]
    assert dues(run(path))[2][1] == 3


TWINS: list[list[Any]] = [
    ["Tên shop", "Mã hàng", "SL"], ["An", "T1", 60], ["Bình", "T1", 40], ["Bình", "T1", 5], [], ["Cước", 3_000_000, "số lượng"], ["Người mua chính", "An"],
]


def struck(path: Path, rows: list[list[Any]], *cells: str) -> Path:
    workbook = openpyxl.load_workbook(book(path, rows))
    for cell in cells:
        workbook.worksheets[0][cell].font = Font(strike=True)
    workbook.save(path)
    return path


def test_an_answer_about_one_of_two_rows_that_say_the_same_never_meets_the_other(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", TWINS)
    answered(path, {"A4": "out"})
    assert dues(run(path))[1][1] == 40
    for rows in ([*TWINS[:3], *TWINS[4:]], [TWINS[0], TWINS[1], TWINS[3], TWINS[2], *TWINS[4:]], [*TWINS[:2], ["Bình", "T1", 7], *TWINS[2:]]):
        done = run(book(path, rows))
        expected = sum(row[2] for row in rows[1:5] if row[:1] == ["Bình"]) - (5 if ["Bình", "T1", 5] in rows else 0)
        assert dues(done)[1][1] == expected


def test_an_answer_about_one_of_two_rows_that_are_the_same_is_asked_again_when_one_is_gone(tmp_path: Path) -> None:
    rows = [*TWINS[:2], ["Bình", "T1", 5], ["Bình", "T1", 5], *TWINS[4:]]
    path = book(tmp_path / "đơn.xlsx", rows)
    answered(path, {"A4": "out"})
    assert dues(run(path))[1][1] == 5
    assert run(book(path, [*rows[:3], *rows[4:]])).answers == []


def test_a_row_that_is_not_struck_any_more_is_not_left_out(tmp_path: Path) -> None:
    path = struck(tmp_path / "đơn.xlsx", TWINS[:3] + TWINS[4:], "A3", "B3", "C3")
    assert run(path).questions
    answered(path, {"A3": "out"})
    assert len(dues(run(path))) == 2
    assert dues(run(struck(path, TWINS[:3] + TWINS[4:])))[1][1] == 40


def test_an_answer_about_a_comment_is_asked_again_when_the_comment_changes(tmp_path: Path) -> None:
    path = commented(tmp_path / "đơn.xlsx", "lấy thêm 2 cái nữa")
    assert asked(run(path)) == ["'Đơn'!A3"]
    answered(path, {"A3": "data"})
    assert dues(run(path))[1][1] == 40
    assert asked(run(commented(path, "chị huỷ rồi"))) == ["'Đơn'!A3"]


def commented(path: Path, text: str) -> Path:
    workbook = openpyxl.load_workbook(book(path, [*TWINS[:3], *TWINS[4:]]))
    workbook.worksheets[0]["C3"].comment = Comment(text, "Lan")
    workbook.save(path)
    return path


def test_answers_about_several_rows_and_ranges_are_kept_too(tmp_path: Path) -> None:
    rows = [*TWINS[:2], [None, "T1", 40], [None, "T1", 5], *TWINS[4:], [], ["Kho", "Ghi"], ["ở nhà", 5], ["ở xa", 6]]
    path = book(tmp_path / "đơn.xlsx", rows)
    first = answered(path, {"A3:A4": "above", "A9:B11": "ignore"})
    assert dues(run(book(path, [["x"], *rows]))) == dues(first)


def test_problems_that_only_follow_from_a_question_are_left_out(tmp_path: Path) -> None:
    rows = [["Tên shop", "Mã hàng", "SL", "Cân nặng"], ["An", "T1", 60, 12], ["Bình", "T1", 40, 20], [], ["Cước", 3_000_000, "kg"], ["Người mua chính", "An"]]
    done = run(book(tmp_path / "đơn.xlsx", rows))
    assert asked(done) == ["'Đơn'!D1"]
    assert [problem.cell for problem in done.outcome.problems if not problem.warning] == ["'Đơn'!D1"]


def test_each_choice_says_what_it_would_come_to(tmp_path: Path) -> None:
    done = run(book(tmp_path / "đơn.xlsx", ROWS))
    question = next(each for each in done.questions if each.cell == "'Đơn'!C6")
    assert done.results(question)[0] == "21,375,000 VND in all, of which Lan 1,017,857"
    many = [*ROWS, [], *([f"chữ {row}", "x"] for row in range(1001))]
    large = run(book(tmp_path / "lớn.xlsx", many))
    question = next(each for each in large.questions if each.cell == "'Đơn'!C6")
    assert large.results(question) == [None] * len(question.choices)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_answered_on_a_sheet_of_people_is_read_again_as_it_was(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    write(pool(chance), chance, 0.5).save(tmp_path / "book.xlsx")
    done = run(tmp_path / "book.xlsx")
    for _ in range(6):
        if done.questions:
            done = run_with(done, chance.choice(done.questions[0].choices).answer, TODAY, {}, None)
    assert all(use.answer for use in done.kept)
    keep(tmp_path / "book.xlsx", done, (), TODAY, {})
    assert run(tmp_path / "book.xlsx").reading.tables == done.reading.tables


def test_one_cell_may_begin_a_table_and_be_a_heading_of_it(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    answered(path, {**SAID, "A3": "orders"})
    answered(path, {"A3": "partner"})
    assert {"'Đơn'!A3=orders", "'Đơn'!A3=partner"} <= set(run(path).answers)
    answered(path, {"A3": "ignore"})
    assert not {"'Đơn'!A3=orders", "'Đơn'!A3=partner"} & set(run(path).answers)


def test_of_two_headings_that_are_the_same_each_keeps_its_own_answer(tmp_path: Path) -> None:
    rows = [["Tên shop", "Mã hàng", "SL", "Xyz", "Xyz"], ["An", "T1", 60, 1, 2], ["Bình", "T1", 40, 3, 4], [], ["Người mua chính", "An"], ["Cước", 3_000_000, "số lượng"]]
    path = book(tmp_path / "đơn.xlsx", rows)
    answered(path, {"D1": "ignore", "E1": "paid"})
    assert run(book(path, [["x"], *rows])).answers == ["'Đơn'!D2=ignore", "'Đơn'!E2=paid"]


# ---------------------------------------------------------------- the next book


def test_the_next_book_of_the_same_layout_takes_over_what_holds_for_it_and_says_so(tmp_path: Path) -> None:
    answered(book(tmp_path / "tháng 11.xlsx", ROWS), SAID)
    following = book(tmp_path / "tháng 12.xlsx", [[41 if cell == 40 else cell for cell in row] for row in ROWS])
    done = run(following)
    assert asked(done) == ["'Đơn'!C6", "'Đơn'!B11"]
    assert "1 of the answers are as answered in tháng 11" in said(done)
    assert not path_of(following).exists()
    answered(following, {"C6": "=2"})
    path_of(tmp_path / "tháng 11.xlsx").unlink()
    assert asked(run(following)) == ["'Đơn'!B11"]


def test_a_book_with_other_headings_takes_nothing_over_unless_it_is_told_to(tmp_path: Path) -> None:
    answered(book(tmp_path / "tháng 11.xlsx", ROWS), SAID)
    other = book(tmp_path / "khác.xlsx", [["Đơn giá" if cell == "Giá (¥)" else "Khách" if cell == "Tên shop" else cell for cell in row] for row in ROWS])
    assert "'Đơn'!E3" in asked(run(other))
    assert "'Đơn'!E3" not in asked(run(other, others=path_of(tmp_path / "tháng 11.xlsx")))
    with pytest.raises(Refused) as refusal:
        run(other, others=tmp_path / "none.poolsplit.json")
    assert refusal.value.code == "not-found"


def test_foreign_files_beside_are_never_taken_over(tmp_path: Path) -> None:
    (tmp_path / "x.poolsplit.json").write_text("{}", encoding="utf-8")
    (tmp_path / "y.poolsplit.json").mkdir()
    assert len(asked(run(book(tmp_path / "đơn.xlsx", ROWS)))) == 3


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("content", [
    "", "[]", "{", "\xff", '{"poolsplit answers": 2}', '{"poolsplit answers": 1, "answers": [], "layout": 3}', '{"poolsplit answers": 1, "answers": [{}], "layout": {}}',
    "[" * 100_000,
])
def test_a_file_that_is_not_ours_is_refused_by_its_name_with_the_way_out(tmp_path: Path, content: str) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    path_of(path).write_text(content, encoding="latin-1")
    with pytest.raises(Refused) as refusal:
        run(path)
    assert refusal.value.code == "answers"
    assert "đơn.poolsplit.json" in str(refusal.value)
    assert "move that file away" in refusal.value.fix


def test_no_broken_record_is_taken_for_an_answer(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    answered(path, SAID)
    good = json.loads(path_of(path).read_text(encoding="utf-8"))
    chance = random.Random(20261130)
    for _ in range(300):
        record = json.loads(json.dumps(good))
        each = chance.choice(record["answers"])
        each[chance.choice(sorted(each))] = chance.choice([None, 7, "", [], {}, "x=y; z=ignore", "A0", ["a"], True])
        path_of(path).write_text(json.dumps(record), encoding="utf-8")
        try:
            run(path)
        except Refused as refusal:
            assert refusal.code == "answers"  # noqa: PT017  (some of the changed records are sound)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "đơn.xlsx", ROWS)
    answered(path, SAID)
    before = digest(path_of(path))

    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Refused) as refusal:
        answered(path, {"C6": "=3"})
    assert refusal.value.code == "unwritable"
    assert digest(path_of(path)) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["đơn.poolsplit.json", "đơn.xlsx"]


@pytest.mark.parametrize("seed", range(40))
def test_answers_hold_wherever_rows_are_put_in_and_never_for_another_row(tmp_path: Path, seed: int) -> None:
    """Rows and columns are put in at random; the answers give the same dues, or something is asked again."""
    chance = random.Random(seed)
    path = book(tmp_path / "đơn.xlsx", ROWS)
    first = dues(answered(path, SAID))
    rows = [list(row) for row in ROWS]
    for _ in range(chance.randint(1, 4)):
        kind = chance.choice(["above", "blank", "partner", "column"])
        if kind == "above":
            rows.insert(chance.randint(0, 2), [chance.choice(["Kính gửi các shop", "x"])])
        elif kind == "blank":
            rows.insert(0, [])
        elif kind == "partner":
            at = next(index for index, row in enumerate(rows) if "Lan" in row)
            rows.insert(chance.choice([at, at - 1]), ["Mới" if cell == "Lan" else 0 if cell == "3+2" else cell for cell in rows[at]])
        else:
            rows = [[None, *row] if row else row for row in rows]
    done = run(book(path, rows))
    if done.outcome.exact:
        assert [row for row in dues(done) if row[0] != "Mới"] == first
    else:
        assert done.questions
