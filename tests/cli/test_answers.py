"""Questions and answers on the command line: asked at a terminal, listed in pipes, kept, listed and forgotten."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.commands import ROOT, book, call, digest, process

from poolsplit.workbook.kept.record import path_of

if TYPE_CHECKING:
    from pathlib import Path

ROWS: list[list[Any]] = [
    ["Tên shop", "Mã hàng", "SL", "Giá (¥)", "Blabla"],
    ["Chị Hà", "T1", 60, 50, 7], ["Shop Bống", "T1", 40, 50, 8], ["Lan", "T1", "3+2", 50, None],
    [],
    ["Tỷ giá", 3500], ["Người mua chính", "Chị Hà"], ["Cước", 3_000_000, "số lượng"],
]
SAID = ("--answer", "'Đơn'!C4==5", "--answer", "'Đơn'!E1=ignore")


@pytest.fixture
def untidy(tmp_path: Path) -> Path:
    return book(tmp_path / "đơn.xlsx", ROWS)


def at_a_terminal(folder: Path, arguments: list[str], typed: list[str]) -> tuple[str, int]:
    """What a command prints at a terminal on which somebody types, and its exit code. typed: the words of a choice, or what is typed as it is."""
    pty = pytest.importorskip("pty")
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "poolsplit", *arguments]
    settings = {**os.environ, "PYTHONPATH": path, "TERM": "dumb", "COLUMNS": "200"}
    child = subprocess.Popen(command, cwd=folder, env=settings, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    printed, left = b"", list(typed)
    while select.select([terminal], [], [], 60)[0]:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        printed += more
        if printed.endswith(b": "):
            text = left.pop(0) if left else "\x04"
            chosen = re.findall(rf"^  ([0-9])  {re.escape(text)}", printed.decode(), re.MULTILINE)
            os.write(terminal, ((chosen[-1] if chosen else text) + "\n").encode())
    os.close(terminal)  # which ends a command that waits for more
    return printed.decode(), child.wait(timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="Linux and macOS only: Windows has no pseudo-terminals in Python's library")
def test_at_a_terminal_one_question_at_a_time_is_asked_and_the_answers_are_kept(untidy: Path) -> None:
    before = digest(untidy)
    printed, code = at_a_terminal(untidy.parent, ["split", untidy.name, "--lang", "en"], ["9", "5 pieces", "nothing that counts here"])
    assert code == 0
    assert "'Đơn'!C4: 3+2" in printed
    assert "1  5 pieces  (21,375,000 VND in all, of which Lan 1,017,857)" in printed
    assert "Type one of the numbers from 1 to 4" in printed
    assert printed.index("'Đơn'!C4") < printed.index("'Đơn'!E1: Blabla") < printed.index("Who pays what")
    assert [each["words"] for each in json.loads(path_of(untidy).read_text(encoding="utf-8"))["answers"]] == ["5 pieces", "nothing that counts here"]
    assert digest(untidy) == before
    assert call("split", untidy).exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Linux and macOS only: Windows has no pseudo-terminals in Python's library")
def test_enter_leaves_a_question_open_and_something_else_takes_an_answer_as_it_is_written(untidy: Path) -> None:
    printed, code = at_a_terminal(untidy.parent, ["check", untidy.name, "--lang", "en"], ["something else", "rubbish", "'Đơn'!C4==4", ""])
    assert code == 1
    assert '"rubbish" is not of the form PLACE=MEANING' in printed
    assert "Questions (1)" in printed
    assert [each["meaning"] for each in json.loads(path_of(untidy).read_text(encoding="utf-8"))["answers"]] == ["=4"]


@pytest.mark.skipif(sys.platform == "win32", reason="Linux and macOS only: Windows has no pseudo-terminals in Python's library")
def test_no_input_asks_nothing_at_a_terminal_and_the_end_of_input_ends_the_asking(untidy: Path) -> None:
    printed, code = at_a_terminal(untidy.parent, ["split", untidy.name, "--no-input"], [])
    assert code == 1
    assert "--answer" in printed
    printed, code = at_a_terminal(untidy.parent, ["split", untidy.name, "--lang", "en"], ["5 pieces"])
    assert code == 1
    assert "Questions (1)" in printed


def test_in_a_pipe_questions_are_listed_with_the_answers_to_copy(untidy: Path) -> None:
    done = process("split", untidy, "--lang", "en")
    assert done.returncode == 1
    printed = done.stdout.decode()
    assert "Questions (2)" in printed
    assert "--answer \"'Đơn'!C4==5\"  5 pieces" in printed
    assert not path_of(untidy).exists()


def test_answers_of_a_call_are_kept_for_all_commands(untidy: Path) -> None:
    assert call("check", untidy, *SAID).exit_code == 0
    for command in ("split", "check", "attach", "status", "refresh"):
        assert call(command, untidy).exit_code == 0, command
    assert "7 numbers counted, 0 checked, 0 set aside, 2 as answered, 0 unexplained" in call("check", untidy, "--lang", "en").output


def test_an_answer_in_vain_is_said_and_not_kept(untidy: Path) -> None:
    done = call("check", untidy, "--answer", "'Đơn'!Z9=kg")
    assert done.exit_code == 1
    assert not path_of(untidy).exists()


def test_json_has_the_questions_with_what_each_choice_comes_to_and_the_account_and_the_answers(untidy: Path) -> None:
    found = json.loads(call("check", untidy, "--json", "--lang", "en").stdout)
    first = found["questions"][0]
    assert (first["cell"], first["sheet"], first["content"]) == ("'Đơn'!C4", "Đơn", "3+2")
    assert first["choices"][0] == {"answer": "'Đơn'!C4==5", "text": "5 pieces", "result": "21,375,000 VND in all, of which Lan 1,017,857"}
    assert set(found["account"]["counts"]) == {"used", "derived", "aside", "answered", "open"}
    call("check", untidy, *SAID)
    found = json.loads(call("split", untidy, "--json").stdout)
    assert found["questions"] == []
    assert [(each["answer"], each["used"]) for each in found["answers"]] == [("'Đơn'!C4==5", True), ("'Đơn'!E1=ignore", True)]


def test_answers_lists_what_is_kept_and_forgets_by_number_or_all(untidy: Path) -> None:
    call("check", untidy, *SAID)
    listed = call("answers", untidy, "--lang", "en").output
    assert "Lan / SL" in listed
    assert "Blabla" in listed
    assert call("answers", untidy, "--forget", "3").exit_code == 2
    assert call("answers", untidy, "--forget", "1").exit_code == 0
    assert "Lan / SL" not in call("answers", untidy).output
    assert call("split", untidy).exit_code == 1
    assert call("answers", untidy, "--forget", "all").exit_code == 0
    assert "nothing was answered" in call("answers", untidy, "--lang", "en").output


def test_answers_of_another_book_are_taken_over_on_request(untidy: Path, tmp_path: Path) -> None:
    call("check", untidy, *SAID)
    folder = tmp_path / "sau"
    folder.mkdir()
    other = book(folder / "sau.xlsx", [row if row[:1] != ["Lan"] else ["Lan", "T1", 5, 50, None] for row in ROWS])
    assert call("split", other).exit_code == 1
    done = call("split", other, "--answers", path_of(untidy), "--lang", "en")
    assert done.exit_code == 0
    assert "as answered in đơn" in done.output
    assert call("split", other).exit_code == 0


def test_a_foreign_file_of_answers_is_refused_with_its_name(untidy: Path) -> None:
    path_of(untidy).write_text("mine", encoding="utf-8")
    done = call("split", untidy, "--lang", "en")
    assert done.exit_code == 1
    assert "đơn.poolsplit.json does not hold answers" in done.stderr
    assert path_of(untidy).read_text(encoding="utf-8") == "mine"


def test_answers_that_cannot_be_kept_do_not_prevent_the_result(untidy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    done = call("check", untidy, *SAID)
    assert done.exit_code == 0
    assert "poolsplit.json" in done.stderr


def test_while_a_question_is_open_the_attached_sheet_stays_and_its_status_says_so(untidy: Path) -> None:
    call("attach", untidy, *SAID)
    call("answers", untidy, "--forget", "1")
    before = digest(untidy)
    for command in ("refresh", "status"):
        done = call(command, untidy, "--lang", "en")
        assert done.exit_code == 1
        assert "1 questions are open: the results stay as they were" in done.output
        assert digest(untidy) == before
