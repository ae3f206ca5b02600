"""`python3 dev.py mutants`: which faults are tried. That a fault is put in and taken out again, the command itself shows: it needs cosmic-ray."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from tools import mutants
from tools.mutants import Mutant, Verdict

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Number = int | float

WIDE = 2 * 3  # no mutant: nobody sees how wide it is


def add(a: int | None, b: "int | str" = 0) -> int | None:
    total: int | None = a + b
    return total


def plain(a: int | None) -> None:
    return None


def named(a: int | None = None, *, b: int = 1) -> int:
    return b
"""


def faults(rows: int, in_each: int = 3) -> list[Mutant]:
    return [Mutant("a.py", f"core/{number}", row, row, 1) for row in range(1, rows + 1) for number in range(in_each)]


def test_no_fault_is_put_into_annotations_types_and_marked_lines() -> None:
    assert mutants.rows_passed_over(SOURCE) == {4, 5, 7, 10, 15, 19}


def test_a_sample_is_the_same_for_the_same_seed_and_spreads_over_the_rows() -> None:
    chosen = mutants.sample(faults(50), 30, 7, {})
    assert chosen == mutants.sample(faults(50), 30, 7, {}) != mutants.sample(faults(50), 30, 8, {})
    assert len({mutant.row for mutant in chosen}) == 30


def test_a_sample_takes_a_second_fault_of_a_row_once_all_rows_have_one() -> None:
    chosen = mutants.sample(faults(10), 15, 1, {})
    assert len(set(chosen)) == 15
    assert {mutant.row for mutant in chosen[:10]} == set(range(1, 11))
    assert len(mutants.sample(faults(2), 99, 1, {})) == 6


def test_changed_rows_come_first_and_are_half_of_the_sample_at_most() -> None:
    chosen = mutants.sample(faults(50), 10, 1, {"a.py": set(range(40, 51)), "b.py": {1}})
    assert all(mutant.row >= 40 for mutant in chosen[:5])
    assert sum(mutant.row >= 40 for mutant in chosen) < 10


@pytest.mark.parametrize(("operator", "is_tried"), [("Add_Sub", True), ("Add_Div", False), ("Mul_FloorDiv", True), ("Mul_Pow", False), ("RShift_LShift", True)])
def test_operators_are_replaced_by_what_somebody_could_have_written(operator: str, is_tried: bool) -> None:  # noqa: FBT001
    assert mutants.is_plausible(f"core/ReplaceBinaryOperator_{operator}") == is_tried
    assert mutants.is_plausible("core/NumberReplacer")


def test_changed_rows_are_read_from_git(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=tmp_path, check=True, capture_output=True)

    path = tmp_path / "poolsplit" / "a.py"
    path.parent.mkdir()
    path.write_text("a = 1\nb = 2\nc = 3\n", encoding="utf-8")
    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    path.write_text("a = 1\nb = 4\nc = 3\nd = 5\n", encoding="utf-8")
    assert mutants.changed_rows("HEAD", tmp_path) == {"poolsplit/a.py": {2, 4}}


def test_every_room_has_modules_and_what_is_left_out_is_there() -> None:
    assert [room for room in mutants.ROOMS if not mutants.files_of(room)] == []
    assert [name for name in mutants.LEFT_OUT if not (mutants.ROOT / name).is_file()] == []
    assert [name for tests in mutants.OWN_TESTS.values() for name in tests if not (mutants.ROOT / name).exists()] == []


@pytest.mark.parametrize(("killed", "tried", "exit_code"), [(19, 20, 0), (18, 20, 1), (20, 20, 0)])
def test_the_exit_code_says_whether_enough_were_killed(killed: int, tried: int, exit_code: int, capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = [("pool", Verdict(mutant, "a test" if number < killed else "", 1.0)) for number, mutant in enumerate(faults(tried, 1))]
    assert mutants.report(verdicts) == exit_code
    assert f"all: {killed} of {tried} killed" in capsys.readouterr().out


def test_a_weak_room_is_not_made_up_for_by_a_strong_one() -> None:
    strong = [("pool", Verdict(mutant, "a test", 1.0)) for mutant in faults(200, 1)]
    assert mutants.report([*strong, *[("report", Verdict(mutant, "", 1.0)) for mutant in faults(2, 1)]]) == 1


def test_what_was_killed_is_known_as_long_as_its_module_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    mutant = Mutant("a.py", "core/NumberReplacer", 0, 1, 5)
    mutants.keep(mutant, "tests/test_a.py::test_x", tmp_path, tmp_path)
    assert mutants.killed_before(tmp_path)[mutants.identity(mutant, tmp_path)] == "tests/test_a.py::test_x"
    (tmp_path / "a.py").write_text("x = 2\n", encoding="utf-8")
    assert mutants.identity(mutant, tmp_path) not in mutants.killed_before(tmp_path)


def test_the_tests_that_run_a_line_come_before_all_of_its_room() -> None:
    mutant = Mutant("poolsplit/pool/costs.py", "core/NumberReplacer", 0, 1, 5)
    running = ["tests/pool/test_costs.py::test_a", "tests/order/test_b.py::test_b", "tests/hosts/test_c.py::test_c"]
    assert list(mutants.stages_of(mutant, "pool", running)) == [
        ["poolsplit/pool/costs.py", "tests/pool/test_costs.py::test_a"], ["tests/order/test_b.py::test_b"], ["tests/pool"],
    ]


@pytest.mark.parametrize(("exit_code", "stdout", "stderr", "failure"), [
    (0, "3 passed", "", ""), (5, "no tests ran", "", ""), (1, "FAILED tests/a.py::test_a - assert 1 == 2", "", "tests/a.py::test_a"),
    (1, "2 passed, 1 skipped", "", ""), (2, "ERROR tests/a.py - NameError", "", "tests/a.py"),
    (4, "", "ImportError while loading conftest '/p/tests/workbook/conftest.py'.", "the tests cannot start"),
])
def test_a_run_says_which_test_failed(exit_code: int, stdout: str, stderr: str, failure: str) -> None:
    assert mutants.failure_in(exit_code, stdout, stderr) == failure


@pytest.mark.parametrize(("exit_code", "stderr"), [(4, "ERROR: not found: tests/a.py::test_gone"), (3, "INTERNALERROR> Profile 'x' is not registered")])
def test_a_run_that_did_not_begin_has_not_seen_the_fault(exit_code: int, stderr: str) -> None:
    with pytest.raises(RuntimeError, match="the tests did not run"):
        mutants.failure_in(exit_code, "", stderr)


def test_a_test_whose_parameter_is_called_otherwise_with_the_fault_is_left_out(tmp_path: Path) -> None:
    tests = tmp_path / "test_a.py"
    tests.write_text("import pytest\n\n\n@pytest.mark.parametrize('x', ['V2'])\ndef test_x(x):\n    pass\n\n\ndef test_y():\n    assert 0\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    assert mutants.first_failure(["test_a.py::test_x[V1]"], tmp_path) == ""
    assert mutants.first_failure(["test_a.py::test_x[V1]", "test_a.py::test_y"], tmp_path) == "test_a.py::test_y"


def test_a_module_without_tests_of_its_own_is_run_with_its_docstrings(tmp_path: Path) -> None:
    module = tmp_path / "poolsplit" / "a.py"
    module.parent.mkdir()
    module.write_text('"""A number.\n\n>>> ONE\n1\n"""\n\nONE = 1\n', encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --doctest-modules\n", encoding="utf-8")
    assert mutants.first_failure(["poolsplit/a.py"], tmp_path) == ""
    module.write_text(module.read_text(encoding="utf-8").replace("ONE = 1", "ONE = 2"), encoding="utf-8")
    assert mutants.first_failure(["poolsplit/a.py"], tmp_path) == "poolsplit/a.py::a"
