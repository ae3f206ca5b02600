"""The golden table of formulas, run directly: the ranges of each case are taken out of its sheet, and the engine answers."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from golden import build
from golden.formulas import CASES, arguments, cases, function
from golden.layout import over

from poolsplit.functions.declaration import FUNCTIONS, CellFailure, call, last_error


def tuples(value: Any) -> Any:
    """Ranges as some hosts hand them over."""
    return tuple(tuples(one) for one in value) if isinstance(value, list) else value


HOSTS = {
    "ints": arguments,
    "floats": lambda case: arguments(case, float),
    "floats in tuples": lambda case: [tuples(value) for value in arguments(case, float)],
    "blanks as empty text": lambda case: [[["" if cell is None else cell for cell in row] for row in value] if isinstance(value, list) else value
                                          for value in arguments(case)],
}
"""How hosts hand over numbers and ranges."""


@pytest.mark.parametrize("case", cases("python"))
def test_every_formula_answers_as_worked_out_however_a_host_hands_its_cells_over(case: dict[str, Any]) -> None:
    for handed_over in HOSTS.values():
        if "error" in case:
            with pytest.raises(CellFailure) as failure:
                call(function(case), handed_over(case))
            assert case["error"] in str(failure.value)
            assert last_error() == str(failure.value)
        else:
            assert call(function(case), handed_over(case)) in (case["expected"], [[case["expected"]]])


def test_the_table_is_what_its_builder_writes() -> None:
    assert build.TARGET.read_text(encoding="utf-8") == build.source(), "run: python tests/golden/build.py"


def test_the_table_covers_every_function_with_values_and_errors() -> None:
    assert len(CASES) >= 150
    valued = {function(case) for case in CASES if "expected" in case}
    failing = {function(case) for case in CASES if "error" in case}
    every = {one.name for one in FUNCTIONS} - {"POOLLASTERROR"}    # it answers for whatever failed before
    assert valued == every
    assert failing == every - {"POOLCHECK"}    # which lists what is wrong


def test_names_of_cases_are_unique_and_targets_have_the_shape_of_the_block() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
    for case in CASES:
        if isinstance(case.get("expected"), list):
            assert case["target"] == over(case["target"].split(":")[0], case["expected"])
        assert set(case) <= {"name", "sheet", "formula", "target", "expected", "error", "note", "except"}


def test_hosts_differ_only_where_a_note_says_why() -> None:
    differing = [case for case in CASES if "except" in case]
    assert len(differing) <= len(CASES) // 20
    assert all(len(reason) > 10 for case in differing for reason in case["except"].values())


@pytest.mark.parametrize("path", sorted(Path(build.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_nothing_that_writes_the_table_asks_the_engine_for_more_than_its_version(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in {"poolsplit", "poolsplit_addin", "support"}]
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name for name in imported if name.startswith("poolsplit")} <= {"poolsplit"}
    engine = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "poolsplit"]
    version = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "poolsplit" and node.attr == "__version__"]
    assert len(engine) == len(version) == (path.stem == "tables")
