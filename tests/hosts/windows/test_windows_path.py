"""From a formula to its answer on Windows: the real DLL, the real COM server, the installed wheel and configuration; a host plays Excel's VBA."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from golden.formulas import arguments, cases, function
from hosts.windows import rig
from poolsplit_addin.excel.udfs import REFUSED

import poolsplit

MISSING = {"missing": 1}


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("case", cases("excel"))
def test_every_formula_of_the_golden_table_answers_as_worked_out(excel: rig.Excel, case: dict[str, Any]) -> None:
    answer = excel.call(function(case), *arguments(case))
    if "error" in case:
        assert answer["number"] == REFUSED
        assert case["error"] in answer["reason"]
    else:
        assert answer["value"] == case["expected"]


def test_what_is_left_out_is_no_argument(excel: rig.Excel) -> None:
    assert excel.call("POOLSPLIT", 100, [[60], [None], [40]], MISSING, MISSING, MISSING) == {"value": [[60], [""], [40]]}
    assert excel.call("POOLSPLIT", 100, [[1], [1], [1]], MISSING, [["Chị Hà"], ["Bình"], ["An"]]) == {"value": [[33], [33], [34]]}


@pytest.mark.parametrize("error", ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"])
def test_an_error_value_is_refused_by_its_name(excel: rig.Excel, error: str) -> None:
    assert excel.call("POOLSPLIT", 100, [[60], [error]])["reason"].startswith(f"POOLSPLIT: weights, row 2, column 1: the cell holds the error {error}")
    assert excel.call("POOLSPLIT", error, [[60], [40]])["reason"].startswith(f"POOLSPLIT: amount: the cell holds the error {error}")


def test_a_thousand_rows_are_exact(excel: rig.Excel) -> None:
    weights = [[12 + (row * 7) % 31] for row in range(1000)]
    got = excel.call("POOLSPLIT", 3_000_001, weights)["value"]
    assert got == [[share] for share in poolsplit.apportion(3_000_001, [row[0] for row in weights])]


def test_one_partner_alone_and_a_row(excel: rig.Excel) -> None:
    assert excel.call("POOLSPLIT", 100, [[7]]) == {"value": 100}
    assert excel.call("POOLSPLIT", 100, [60, 40]) == {"value": [[60, 40]]}    # an array that was typed into the formula


def test_several_callers_at_once_get_what_is_theirs(excel: rig.Excel) -> None:
    got = excel.ask("at_once", callers=4, rounds=25)
    assert got == [[[[share] for share in poolsplit.apportion(100 + step, [1 + place, 2, 4])] for step in range(25)] for place in range(4)]


def test_several_excels_at_once_have_their_own_engines(excel: rig.Excel) -> None:
    got: dict[int, list[Any]] = {}

    def work(place: int) -> None:
        with rig.Excel() as other:
            got[place] = [other.call("POOLSPLIT", 100 + step, [[1 + place], [2], [4]])["value"] for step in range(10)]

    threads = [threading.Thread(target=work, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {place: [[[share] for share in poolsplit.apportion(100 + step, [1 + place, 2, 4])] for step in range(10)] for place in range(3)}


# ---------------------------------------------------------------- the engine


def test_after_the_first_answer_nothing_heavy_is_loaded(excel: rig.Excel) -> None:
    assert excel.call("POOLVERSION") == {"value": poolsplit.__version__}
    heavy = "[name for name in ('pandas', 'numpy', 'matplotlib', 'PIL', 'polars', 'plotly') if name in __import__('sys').modules]"
    assert excel.ask("ask_python", expression=heavy) == "[]"


def test_python_runs_isolated_and_knows_no_folder_but_its_own(excel: rig.Excel) -> None:
    excel.call("POOLVERSION")
    assert excel.ask("ask_python", expression="(lambda f: (f.isolated, f.no_site, f.dont_write_bytecode))(__import__('sys').flags)") == "(1, 1, 1)"
    folders = excel.ask("ask_python", expression="'|'.join(__import__('sys').path)").split("|")
    assert all(folder.startswith((rig.BASE, rf"{rig.ENV}\Lib\site-packages")) for folder in folders), folders


def test_a_server_that_died_is_started_again_by_the_next_formula(excel: rig.Excel) -> None:
    first = excel.ask("ask_python", expression="__import__('os').getpid()")
    excel.ask("kill_engine")
    assert excel.call("POOLSPLIT", 100, [[60], [40]]) == {"value": [[60], [40]]}
    assert excel.ask("ask_python", expression="__import__('os').getpid()") != first
