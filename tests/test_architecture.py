"""Who imports whom, and what never happens: each rule is kept by the project, and each is shown to bite by planting what it forbids."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from architecture import CALCULATES, ROOT, calculating, forbidden_imports, imports, loaded_by, sources, too_new

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

def test_modules_import_only_what_stands_above_them_and_what_their_kind_may() -> None:
    assert forbidden_imports(ROOT) == []


def test_faces_and_hosts_do_no_arithmetic() -> None:
    assert {place: lines for place, lines in calculating(ROOT).items() if place not in CALCULATES} == {}


def test_no_permission_to_calculate_outlives_its_use() -> None:
    assert set(CALCULATES) <= set(calculating(ROOT))


def test_what_worksheet_functions_need_is_python_3_10() -> None:
    files = [path for path, module, kind, _ in sources(ROOT) if kind in {"base", "rule", "door", "root"} or module == "functions"]
    assert len(files) > 5
    assert too_new(files) == ""


def test_importing_poolsplit_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit", tmp_path) == []


def test_what_shows_results_in_a_notebook_loads_nothing_heavy_before_it_is_asked(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit; poolsplit.notebook.style, poolsplit.notebook.plot", tmp_path) == []


def test_what_files_are_split_with_is_loaded_when_they_are(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit.scale", tmp_path) == []


def test_the_command_line_loads_click_and_nothing_else_heavy(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit.cli", tmp_path) == ["click"]


def test_dev_needs_nothing_but_python() -> None:
    assert {used.name.split(".")[0] for used in imports(ROOT / "dev.py")} <= sys.stdlib_module_names


# ---------------------------------------------------------------- and each rule bites


def plant(folder: Path, files: Mapping[str, str]) -> Path:
    """A small tree with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("poolsplit/errors.py", "from poolsplit import money", "stands below"),
        ("poolsplit/errors.py", "from . import money", "stands below"),
        ("poolsplit/exact.py", "import poolsplit.pool", "stands below"),
        ("poolsplit/dues.py", "from poolsplit.settlement import settle", "stands below"),
        ("poolsplit/dues.py", "from poolsplit import settle", "stands below"),
        ("poolsplit/dues.py", "from poolsplit.fast import add", "does not import a fast"),
        ("poolsplit/dues.py", "def due():\n    from poolsplit import fast", "does not import a fast"),
        ("poolsplit/dues.py", "if TYPE_CHECKING:\n    from poolsplit import fast", "does not import a fast"),
        ("poolsplit/dues.py", "from poolsplit import kernel", "does not import a fast"),
        ("poolsplit/fast.py", "from poolsplit.pool import check", "stands below"),
        ("poolsplit/api.py", "def split():\n    from poolsplit import fast", "does not import a fast"),
        ("poolsplit/tables.py", "from poolsplit import fast", "only inside functions"),
        ("poolsplit/tables.py", "from .workbook import grid", "stands below"),
        ("poolsplit/functions.py", "from poolsplit.dues import split", "does not import a rule"),
        ("poolsplit/workbook/grid.py", "from poolsplit.exact import add\nfrom ..dues import split", "does not import a rule"),
        ("poolsplit/workbook/grid.py", "from poolsplit import cli", "stands below"),
        ("poolsplit/cli.py", "from poolsplit import settlement", "does not import a rule"),
        ("poolsplit/__init__.py", "from poolsplit import functions", "stands below"),
        ("addin/poolsplit_addin/excel/udf.py", "from poolsplit import fast", "does not import a fast"),
        ("addin/poolsplit_addin/excel/udf.py", "from poolsplit import dues", "does not import a rule"),
        ("poolsplit/money.py", "import babel", "third-party"),
        ("poolsplit/dues.py", "def due():\n    import numpy", "third-party"),
        ("poolsplit/dues.py", "import importlib\nimportlib.import_module('numpy')", "third-party"),
        ("poolsplit/tables.py", "import pandas", "only inside functions"),
        ("poolsplit/tables.py", "import numpy as np", "only inside functions"),
        ("poolsplit/tables.py", "def read():\n    import polars", "third-party"),
        ("poolsplit/scale/sort.py", "import duckdb", "only inside functions"),
        ("poolsplit/scale/run.py", "from pyarrow import parquet", "only inside functions"),
        ("poolsplit/scale/part.py", "def compute():\n    import dask", "third-party"),
        ("poolsplit/scale/part.py", "from poolsplit import cli", "stands below"),
        ("poolsplit/api.py", "from poolsplit.scale import compute", "stands below"),
        ("poolsplit/functions.py", "import numpy", "third-party"),
        ("poolsplit/notebook.py", "import pandas", "only inside functions"),
        ("poolsplit/notebook.py", "from matplotlib import pyplot", "only inside functions"),
        ("poolsplit/notebook.py", "def plot():\n    import seaborn", "third-party"),
        ("poolsplit/notebook.py", "from poolsplit.dues import split", "does not import a rule"),
        ("poolsplit/__init__.py", "from poolsplit import notebook", "only inside functions"),
        ("poolsplit/workbook/write.py", "import xlwings", "third-party"),
        ("poolsplit/cli.py", "def excel():\n    import uno", "third-party"),
        ("poolsplit/cli.py", "import poolsplit_addin", "only inside functions"),
        ("poolsplit/misc.py", "import os", "not in MODULES"),
    ],
)
def test_a_planted_import_is_reported(tmp_path: Path, file: str, line: str, reason: str) -> None:
    [found] = forbidden_imports(plant(tmp_path, {file: line}))
    assert reason in found


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("poolsplit/dues.py", "import fractions\nfrom poolsplit import errors, pool\nfrom poolsplit.exact import add"),
        ("poolsplit/tables.py", "if TYPE_CHECKING:\n    import pandas\nelse:\n    import os\ndef read():\n    from poolsplit import fast"),
        ("poolsplit/scale/part.py", "from poolsplit.api import split\nfrom poolsplit import __version__\ndef compute():\n    import pyarrow"),
        ("poolsplit/workbook/write.py", "import openpyxl\nfrom poolsplit.workbook import grid\nif TYPE_CHECKING:\n    from poolsplit import dues"),
        ("poolsplit/notebook.py", "from poolsplit import outcome, screen\ndef plot():\n    from matplotlib import pyplot\n    import pandas"),
        ("poolsplit/cli.py", "import click\nfrom poolsplit import __version__, workbook\ndef excel():\n    import poolsplit_addin"),
        ("addin/poolsplit_addin/excel/udf.py", "import xlwings\nfrom poolsplit import functions\nfrom . import book"),
    ],
)
def test_what_is_allowed_is_not_reported(tmp_path: Path, file: str, line: str) -> None:
    assert forbidden_imports(plant(tmp_path, {file: line})) == []


@pytest.mark.parametrize(
    "line",
    [
        "a * b", "a / b", "-a // b", "a % b", "a ** 2", "a *= 2",
        "round(a)", "sum(a)", "sum(c for c in a)", "divmod(a, b)", "math.fsum(a)", "Fraction(a)", "decimal.Decimal(a)",
    ],
)
@pytest.mark.parametrize("file", ["poolsplit/functions.py", "poolsplit/workbook/write.py", "poolsplit/notebook.py", "poolsplit/cli.py", "addin/poolsplit_addin/udf.py"])
def test_planted_arithmetic_is_reported(tmp_path: Path, file: str, line: str) -> None:
    assert list(calculating(plant(tmp_path, {file: f"def show(a, b):\n    return [0]\n    {line}"}))) == [(file.split("/", 1)[1], "show")]


@pytest.mark.parametrize(
    "line",
    [
        "row + 1", "'-' * width", "[None] * n", "'%s' % name", "f'{a}' * n", "path / 'mẫu.xlsx'", "300 * 1024 ** 2", "len(a)",
        "sum(1 for c in a)", "sum(bool(c) for c in a)", "sum(c > 0 for c in a)", "sum(not c for c in a)",
    ],
)
def test_texts_rows_and_written_figures_are_no_arithmetic(tmp_path: Path, line: str) -> None:
    assert calculating(plant(tmp_path, {"poolsplit/cli.py": line})) == {}


def test_rules_may_calculate(tmp_path: Path) -> None:
    assert calculating(plant(tmp_path, {"poolsplit/dues.py": "a * b"})) == {}


@pytest.mark.parametrize("line", ["import tomllib", "from typing import Self", "import datetime\ndatetime.UTC"])
def test_planted_newer_python_is_reported(tmp_path: Path, line: str) -> None:
    plant(tmp_path, {"pool.py": line})
    assert "pool.py" in too_new([tmp_path / "pool.py"])


@pytest.mark.parametrize("name", ["numpy", "openpyxl", "pandas", "matplotlib", "xlwings", "click"])
def test_a_planted_heavy_import_is_seen(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {"poolsplit/__init__.py": f"import {name}", f"{name}.py": ""})
    assert loaded_by("import poolsplit", tmp_path) == [name]
