"""The benchmarks of many pools run, at a tiny size: tables come out, ours are right, and a mistake of ours would be seen. No time is judged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pandas")

HERE = Path(__file__).resolve().parent / "benchmarks"


def ran(script, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1]), "PYTHONUTF8": "1"}    # this checkout, wherever the environment has poolsplit from
    done = subprocess.run([sys.executable, HERE / script, *map(str, arguments)], env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def contenders(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    import contenders  # noqa: PLC0415

    return contenders


@pytest.fixture
def full_dues(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    import full_dues  # noqa: PLC0415

    return full_dues


def test_everything_is_written_to_one_page(tmp_path):
    shown = ran("run.py", "--rows", 90, "--rounds", 1, "--hard", 10, "--no-scripts", "--out", tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page.strip() == shown.strip()
    said = [
        "# What exactness costs", "| poolsplit.apportion_by ", "| pandas, one line ", "| np.sort ", " nearly tied remainders |", "| poolsplit.split ",
        "| pandas by hand, string keys ", "| ours / pandas by hand: full dues, string keys ", "Wrong rows of ours in all that follows: 0.",
    ]
    assert [text for text in said if text not in page] == []


@pytest.mark.parametrize("script", [("contenders.py", 60, 1, 5), ("full_dues.py", 60, 1)])
def test_each_script_runs_by_itself(script):
    shown = ran(*script)
    assert "| ratio of CPU times" in shown
    assert "Wrong rows of ours: 0" in shown


def test_a_contender_that_is_not_installed_is_named(contenders, monkeypatch):
    installed = contenders.installed
    monkeypatch.setattr(contenders, "installed", lambda package: "" if package == "duckdb" else installed(package))
    page = contenders.findings(60, 1, 5).markdown()
    assert "DuckDB HUGEINT is missing here: duckdb not installed." in page
    assert "| DuckDB HUGEINT" in page


def test_a_wrong_share_of_ours_is_counted(contenders, monkeypatch):
    right = contenders.apportion_by
    monkeypatch.setattr(contenders, "apportion_by", lambda *arguments: right(*arguments) + ([1] + [0] * (len(arguments[0]) - 1)))
    assert contenders.findings(60, 1, 5).our_wrong_rows == len(contenders.LAYOUTS) + len(contenders.HARD)


def test_a_wrong_due_of_ours_is_counted(full_dues, monkeypatch):
    right = full_dues.poolsplit.split

    def off(orders, *tables, **others):
        dues = right(orders, *tables, **others)
        if not isinstance(dues, list):
            dues.loc[3, "due"] += 1
        return dues

    monkeypatch.setattr(full_dues.poolsplit, "split", off)
    assert full_dues.findings(60, 1).our_wrong_rows == len(full_dues.LAYOUTS)


@pytest.mark.parametrize(
    ("shares", "wrong", "ties"),
    [([4, 3, 3], 0, 0), ([3, 3, 4], 0, 2), ([3.0, 3.0, 4.0], 0, 2), ([4, 4, 2], 2, 0), ([3, 3, 3], 1, 0), ([4.5, 3, 3], 1, 0), ([float("nan"), 3, 3], 1, 0)],
)
def test_other_ties_are_told_from_mistakes(contenders, shares, wrong, ties):
    frame = contenders.pd.DataFrame({"pool": ["a"] * 3, "total": [10] * 3, "weight": [1] * 3})
    verdict = contenders.judge(frame, shares, *contenders.truth(frame))
    assert (verdict.wrong, verdict.ties) == (wrong, ties)
