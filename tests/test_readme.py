"""The README says what happens: its session runs, and its table is what the demo prints."""

from __future__ import annotations

import doctest
from pathlib import Path

from click.testing import CliRunner

from poolsplit.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"


def test_the_notebook_session_runs():
    failed, attempted = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert attempted >= 6
    assert failed == 0


def test_the_table_is_what_the_demo_prints(tmp_path):
    shown = README.read_text(encoding="utf-8").split("```")[1].strip()
    done = CliRunner().invoke(main, ["split", str(ROOT / "workbook_templates" / "example_vi.xlsx"), "--out", str(tmp_path / "out.xlsx")], env={"COLUMNS": "100"})
    assert done.exit_code == 0
    assert shown in "\n".join(line.rstrip() for line in done.output.splitlines())
