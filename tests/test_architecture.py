"""Who imports whom, and what never happens: each rule is kept by the project, and each is shown to bite by planting what it forbids."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from support.architecture import (
    CALCULATES,
    CHECKS,
    ENGINE,
    ROOT,
    arithmetic,
    calculating,
    circles,
    crowded,
    forbidden_imports,
    imports,
    loaded_by,
    modules,
    room,
    sources,
    too_new,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEMPLATES = ROOT / "workbook_templates"


def test_rooms_import_only_what_stands_before_them() -> None:
    assert forbidden_imports(ROOT) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(sources(ROOT)) == []


def test_no_modules_of_the_template_builder_import_each_other_not_even_for_types() -> None:
    builder = list(modules(TEMPLATES))
    assert len(builder) > 20
    assert circles(builder, types=True) == []


def test_no_module_of_the_template_builder_is_imported_by_its_bare_name() -> None:
    bare = {path.stem for path, _ in modules(TEMPLATES)}
    used = {used.name.split(".")[0] for path, module in modules(TEMPLATES) for used in imports(path, module.rpartition(".")[0])}
    assert "builder" in used
    assert used & bare == set()


def test_no_folder_is_crowded() -> None:
    assert crowded(ROOT) == []


def test_every_package_says_what_it_is_for() -> None:
    silent = [path for path, _ in sources(ROOT) if path.name == "__init__.py" and not path.read_text(encoding="utf-8").startswith('"""')]
    assert silent == []


def test_showing_rooms_and_hosts_do_no_arithmetic() -> None:
    assert {place: lines for place, lines in calculating(ROOT).items() if place not in CALCULATES} == {}


def test_no_permission_to_calculate_outlives_its_use() -> None:
    assert set(CALCULATES) <= set(calculating(ROOT))


def test_what_worksheet_functions_need_is_python_3_10() -> None:
    files = [path for path, module in sources(ROOT) if room(module) in ENGINE]
    assert len(files) > 5
    assert too_new(files) == ""


def test_importing_poolsplit_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit", tmp_path) == []


def test_what_shows_results_in_a_notebook_loads_nothing_heavy_before_it_is_asked(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit; poolsplit.notebook.style, poolsplit.notebook.plot", tmp_path) == []


def test_what_files_are_split_with_is_loaded_when_they_are(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit.scale", tmp_path) == []


def test_the_command_line_loads_click_and_nothing_else_heavy(tmp_path: Path) -> None:
    assert loaded_by("import poolsplit.cli.main", tmp_path) == ["click"]


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
        ("poolsplit/errors.py", "from poolsplit.values import money", "beside or behind"),
        ("poolsplit/values/names.py", "from ..engine import exact", "beside or behind"),
        ("poolsplit/engine/exact.py", "import poolsplit.pool.orders", "beside or behind"),
        ("poolsplit/pool/dues.py", "from poolsplit.order.api.split import settle", "beside or behind"),
        ("poolsplit/pool/dues.py", "from poolsplit import settle", "beside or behind"),
        ("poolsplit/pool/dues.py", "from poolsplit.engine.fast import add", "handed the operations"),
        ("poolsplit/pool/dues.py", "def due():\n    from poolsplit.engine import fast", "handed the operations"),
        ("poolsplit/pool/dues.py", "if TYPE_CHECKING:\n    from poolsplit.engine import fast", "handed the operations"),
        ("poolsplit/pool/dues.py", "from poolsplit.engine.fast import kernel", "handed the operations"),
        ("poolsplit/pool/dues.py", "def due():\n    from poolsplit.tables.frames import columns", "only tables knows frames"),
        ("poolsplit/engine/fast/kernel.py", "from poolsplit.pool.orders import check", "beside or behind"),
        ("poolsplit/order/api/split.py", "def split():\n    from poolsplit.engine import fast", "handed the operations"),
        ("poolsplit/tables/backend.py", "from poolsplit.engine import fast", "only inside functions"),
        ("poolsplit/tables/backend.py", "from poolsplit.tables.frames import reader", "only inside functions"),
        ("poolsplit/tables/table.py", "from ..workbook.read import grid", "beside or behind"),
        ("poolsplit/workbook/read/grid.py", "from poolsplit.cli import main", "beside or behind"),
        ("poolsplit/functions/shares.py", "from poolsplit.workbook.read import grid", "beside or behind"),
        ("poolsplit/functions/shares.py", "from poolsplit.engine import fast", "handed the operations"),
        ("poolsplit/scale/run.py", "from poolsplit.functions.declaration import call", "beside or behind"),
        ("poolsplit/notebook.py", "from poolsplit.functions.declaration import call", "beside or behind"),
        ("poolsplit/__init__.py", "from poolsplit import notebook", "only inside functions"),
        ("addin/poolsplit_addin/excel/udf.py", "from poolsplit.tables.frames import codes", "only tables knows frames"),
        ("poolsplit/values/money.py", "import babel", "third-party"),
        ("poolsplit/pool/dues.py", "def due():\n    import numpy", "third-party"),
        ("poolsplit/pool/dues.py", "import importlib\nimportlib.import_module('numpy')", "third-party"),
        ("poolsplit/engine/exact.py", "import numpy", "third-party"),
        ("poolsplit/engine/fast/kernel.py", "def add():\n    import pandas", "third-party"),
        ("poolsplit/tables/table.py", "import pandas", "only inside functions"),
        ("poolsplit/tables/table.py", "import numpy as np", "only inside functions"),
        ("poolsplit/tables/table.py", "def read():\n    import polars", "third-party"),
        ("poolsplit/tables/frames/codes.py", "import pyarrow", "only inside functions"),
        ("poolsplit/order/payment/memo.py", "import segno", "third-party"),
        ("poolsplit/order/payment/qr.py", "import segno", "only inside functions"),
        ("poolsplit/scale/sort.py", "import duckdb", "only inside functions"),
        ("poolsplit/scale/run.py", "from pyarrow import parquet", "only inside functions"),
        ("poolsplit/scale/part.py", "def compute():\n    import dask", "third-party"),
        ("poolsplit/scale/part.py", "from poolsplit.cli import main", "beside or behind"),
        ("poolsplit/order/api/split.py", "from poolsplit.scale import compute", "beside or behind"),
        ("poolsplit/functions/shares.py", "import numpy", "third-party"),
        ("poolsplit/notebook.py", "import pandas", "only inside functions"),
        ("poolsplit/notebook.py", "from matplotlib import pyplot", "only inside functions"),
        ("poolsplit/notebook.py", "def plot():\n    import seaborn", "third-party"),
        ("poolsplit/workbook/results/write.py", "import xlwings", "third-party"),
        ("poolsplit/cli/hosts.py", "def excel():\n    import uno", "third-party"),
        ("poolsplit/cli/hosts.py", "import poolsplit_addin", "only inside functions"),
        ("poolsplit/order/agreement/draft.py", "from poolsplit.order.payment import memo", "behind in PARTS"),
        ("poolsplit/order/ledger/entries.py", "from poolsplit.order.withdrawal.book import Book", "behind in PARTS"),
        ("poolsplit/workbook/results/page.py", "from poolsplit.workbook.attach import styles", "behind in PARTS"),
        ("poolsplit/workbook/kept/carry.py", "from poolsplit.workbook.supposed import identity", "behind in PARTS"),
        ("poolsplit/workbook/find/shape/cells.py", "from poolsplit.workbook.find import kinds", "behind in PARTS"),
        ("poolsplit/workbook/find/arithmetic.py", "from poolsplit.workbook.find.shape import cells", "behind in PARTS"),
        ("poolsplit/workbook/find/totals.py", "from poolsplit.pool.dues import dues", "knows no rules"),
        ("poolsplit/workbook/find/shape/cells.py", "def due():\n    from poolsplit.order.api.split import split", "knows no rules"),
        ("poolsplit/misc.py", "import os", "in none of the rooms"),
    ],
)
def test_a_planted_import_is_reported(tmp_path: Path, file: str, line: str, reason: str) -> None:
    [problem] = forbidden_imports(plant(tmp_path, {file: line}))
    assert reason in problem


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("poolsplit/pool/dues.py", "import fractions\nfrom poolsplit.pool import orders\nfrom poolsplit.engine.exact import add"),
        ("poolsplit/tables/backend.py", "if TYPE_CHECKING:\n    import pandas\nelse:\n    import os\ndef read():\n    from poolsplit.engine import fast"),
        ("poolsplit/tables/frames/codes.py", "import numpy as np\nfrom poolsplit.engine import fast\nfrom poolsplit.tables.frames import columns"),
        ("poolsplit/scale/part.py", "from poolsplit.order.api.split import split\nfrom poolsplit import __version__\ndef compute():\n    import pyarrow"),
        ("poolsplit/workbook/results/write.py", "import openpyxl\nfrom poolsplit.workbook.read import grid"),
        ("poolsplit/workbook/find/kinds.py", "from poolsplit.tables import schema\nfrom poolsplit.workbook.find.shape import regions\nfrom poolsplit.workbook.find import arithmetic"),
        ("poolsplit/notebook.py", "from poolsplit.report import outcome, text\ndef plot():\n    from matplotlib import pyplot\n    import pandas"),
        ("poolsplit/cli/hosts.py", "import click\nfrom poolsplit import __version__, workbook\ndef excel():\n    import poolsplit_addin"),
        ("addin/poolsplit_addin/excel/udf.py", "import xlwings\nfrom poolsplit.functions import declaration\nfrom . import book"),
    ],
)
def test_what_is_allowed_is_not_reported(tmp_path: Path, file: str, line: str) -> None:
    assert forbidden_imports(plant(tmp_path, {file: line})) == []


def test_a_planted_circle_is_reported(tmp_path: Path) -> None:
    files = {"poolsplit/pool/a.py": "from poolsplit.pool import b", "poolsplit/pool/b.py": "from poolsplit.pool.c import x", "poolsplit/pool/c.py": "import poolsplit.pool.a"}
    assert circles(sources(plant(tmp_path, files))) == ["poolsplit.pool.a -> poolsplit.pool.b -> poolsplit.pool.c -> poolsplit.pool.a"]


def test_a_planted_circle_of_relative_imports_is_reported(tmp_path: Path) -> None:
    files = {"builder/a.py": "from .sheets import c", "builder/b.py": "from . import a", "builder/sheets/c.py": "from ..b import x"}
    assert circles(modules(plant(tmp_path, files))) == ["builder.a -> builder.sheets.c -> builder.b -> builder.a"]


def test_circles_of_types_and_of_later_imports_are_not_reported(tmp_path: Path) -> None:
    files = {"poolsplit/pool/a.py": "if TYPE_CHECKING:\n    from poolsplit.pool import b", "poolsplit/pool/b.py": "from poolsplit.pool import a"}
    assert circles(sources(plant(tmp_path, files))) == []
    assert circles(sources(tmp_path), types=True) == ["poolsplit.pool.a -> poolsplit.pool.b -> poolsplit.pool.a"]
    assert circles(sources(plant(tmp_path, {"poolsplit/pool/a.py": "def a():\n    from poolsplit.pool import b"}))) == []


def test_a_crowded_folder_is_reported(tmp_path: Path) -> None:
    assert crowded(plant(tmp_path, {f"poolsplit/pool/a{i}.py": "" for i in range(22)})) == []
    assert crowded(plant(tmp_path, {"poolsplit/pool/more.py": ""})) == ["poolsplit/pool: 23"]


@pytest.mark.parametrize(
    "line",
    [
        "a * b", "a / b", "-a // b", "a % b", "a ** 2", "a *= 2",
        "round(a)", "sum(a)", "sum(c for c in a)", "divmod(a, b)", "math.fsum(a)", "Fraction(a)", "decimal.Decimal(a)",
    ],
)
@pytest.mark.parametrize("file", ["poolsplit/functions/a.py", "poolsplit/workbook/read/grid.py", "poolsplit/notebook.py", "poolsplit/report/text.py", "poolsplit/cli/main.py", "addin/poolsplit_addin/udf.py"])
def test_planted_arithmetic_is_reported(tmp_path: Path, file: str, line: str) -> None:
    assert list(calculating(plant(tmp_path, {file: f"def show(a, b):\n    return [0]\n    {line}"}))) == [(file, "show")]


@pytest.mark.parametrize(
    "line",
    [
        "row + 1", "'-' * width", "[None] * n", "'%s' % name", "f'{a}' * n", "path / 'mẫu.xlsx'", "300 * 1024 ** 2", "len(a)",
        "sum(1 for c in a)", "sum(bool(c) for c in a)", "sum(c > 0 for c in a)", "sum(not c for c in a)", "sum(c > 0 and not d for c, d in a)",
    ],
)
def test_texts_rows_and_written_figures_are_not_arithmetic(tmp_path: Path, line: str) -> None:
    assert calculating(plant(tmp_path, {"poolsplit/cli/main.py": line})) == {}


@pytest.mark.parametrize("line", ["sum(c or d for c, d in a)", "sum(c and c > 0 for c in a)"])
def test_what_adds_up_more_than_true_and_false_is_arithmetic(tmp_path: Path, line: str) -> None:
    assert len(calculating(plant(tmp_path, {"poolsplit/cli/main.py": line}))) == 1


@pytest.mark.parametrize("file", ["poolsplit/pool/dues.py", "poolsplit/workbook/find/totals.py", "poolsplit/workbook/find/shape/cells.py"])
def test_rules_and_what_checks_sheets_may_calculate(tmp_path: Path, file: str) -> None:
    assert calculating(plant(tmp_path, {file: "a * b"})) == {}


def test_every_part_that_may_calculate_does() -> None:
    for part in CHECKS:
        files = [path for path, module in sources(ROOT) if f"{module}.".startswith(f"poolsplit.{part}.")]
        assert any(any(arithmetic(path)) for path in files), part


@pytest.mark.parametrize("line", ["import tomllib", "from typing import Self", "import datetime\ndatetime.UTC"])
def test_planted_newer_python_is_reported(tmp_path: Path, line: str) -> None:
    plant(tmp_path, {"pool.py": line})
    assert "pool.py" in too_new([tmp_path / "pool.py"])


@pytest.mark.parametrize("name", ["numpy", "openpyxl", "pandas", "matplotlib", "xlwings", "click"])
def test_a_planted_heavy_import_is_seen(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {"poolsplit/__init__.py": f"import {name}", f"{name}.py": ""})
    assert loaded_by("import poolsplit", tmp_path) == [name]
