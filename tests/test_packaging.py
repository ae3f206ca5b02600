"""The wheel: the same bytes each time, all that users need and nothing else, and at work in an environment with nothing but its dependencies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import poolsplit

ROOT = Path(__file__).resolve().parents[1]
NOT_THE_PROJECT = shutil.ignore_patterns(".*_cache", ".ci", ".dev", ".git", ".hypothesis", ".venv", "__pycache__", "build", "dist")
TEMPLATES = "poolsplit/workbook/templates/"


def build(project: Path, to: Path, **environment: str) -> Path:
    """Build a project's wheel as pip would, without fetching anything."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(to)]
    subprocess.run(command, check=True, cwd=project, capture_output=True, env={**os.environ, **environment})
    [wheel] = to.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs in an environment into which nothing but the wheel was installed."""
    place = tmp_path_factory.mktemp("empty") / "môi trường"
    venv.create(place, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(place), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", str(wheel)], check=True)
    return place / ("Scripts" if os.name == "nt" else "bin")


def run(program: Path | str, *arguments: str, folder: Path, **environment: str) -> str:
    """What a command prints in a folder outside the project; it must succeed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [str(program), *arguments]
    done = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", cwd=folder, env={**clean, "PYTHONUTF8": "1", **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_is_the_same_byte_for_byte_wherever_and_whenever_it_is_built(wheel: Path, tmp_path: Path) -> None:
    clone = tmp_path / "Đơn hàng tháng 5"
    shutil.copytree(ROOT, clone, ignore=NOT_THE_PROJECT, copy_function=shutil.copyfile)    # new times and permissions
    again = build(clone, tmp_path / "dist", TZ="Asia/Ho_Chi_Minh", PYTHONHASHSEED="7")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_is_for_every_machine_and_has_the_version_of_the_package(wheel: Path) -> None:
    assert wheel.name == f"poolsplit-{poolsplit.__version__}-py3-none-any.whl"


def below(folder: str, *patterns: str) -> set[str]:
    """The project's files below a folder, as paths from that folder on."""
    start = ROOT / folder
    return {path.relative_to(start).as_posix() for pattern in patterns for path in start.rglob(pattern)}


def test_the_wheel_has_the_package_its_templates_and_its_hosts_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    package = {f"poolsplit/{name}" for name in below("poolsplit", "*.py", "*.csv", "*.json", "py.typed")}
    templates = {TEMPLATES + name for name in below("workbook_templates", "*.xlsx")}
    hosts = {name for name in names if name.startswith("poolsplit_addin/")}
    assert names - hosts == package | templates
    assert {name for name in hosts if name.endswith(".py")} == below("addin", "*.py")
    assert f"{TEMPLATES}example_vi.xlsx" in templates
    assert {f"poolsplit/values/locale/{language}.json" for language in ("vi", "zh")} <= package
    assert "poolsplit/values/vn_banks.csv" in package


def test_the_installed_wheel_needs_only_click_openpyxl_and_segno(programs: Path, tmp_path: Path) -> None:
    listed = "import importlib.metadata as m; print(*(d.name.lower().replace('-', '_') for d in m.distributions()))"
    assert set(run(programs / "python", "-c", listed, folder=tmp_path).split()) <= {"click", "colorama", "et_xmlfile", "openpyxl", "poolsplit", "segno"}


def test_version_and_help(programs: Path, tmp_path: Path) -> None:
    assert poolsplit.__version__ in run(programs / "poolsplit", "--version", folder=tmp_path)
    assert "split" in run(programs / "poolsplit", "--help", folder=tmp_path)


def test_the_hosts_are_importable_from_the_wheel_and_from_the_checkout(programs: Path, tmp_path: Path) -> None:
    where = "import poolsplit_addin; print(poolsplit_addin.__file__)"
    assert "site-packages" in run(programs / "python", "-c", where, folder=tmp_path)
    assert Path(run(sys.executable, "-c", where, folder=tmp_path).strip()).is_relative_to(ROOT / "addin")


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
def test_new_writes_a_template(programs: Path, tmp_path: Path, language: str) -> None:
    run(programs / "poolsplit", "new", "mẫu.xlsx", "--lang", language, folder=tmp_path)
    assert "xl/workbook.xml" in zipfile.ZipFile(tmp_path / "mẫu.xlsx").namelist()


def test_the_wheel_splits_the_shipped_example_as_the_checkout_does(wheel: Path, programs: Path, tmp_path: Path) -> None:
    (tmp_path / "đơn.xlsx").write_bytes(zipfile.ZipFile(wheel).read(f"{TEMPLATES}example_vi.xlsx"))
    arguments = ["split", "đơn.xlsx", "--json", "--out", "chia.xlsx"]
    installed = run(programs / "poolsplit", *arguments, folder=tmp_path)
    checkout = run(sys.executable, "-c", "from poolsplit.cli.main import main; main()", *arguments, folder=tmp_path, PYTHONPATH=str(ROOT))
    assert json.loads(installed) == json.loads(checkout)


def test_split_writes_its_workbook_and_leaves_the_input_alone(wheel: Path, programs: Path, tmp_path: Path) -> None:
    example = zipfile.ZipFile(wheel).read(f"{TEMPLATES}example_vi.xlsx")
    (tmp_path / "đơn.xlsx").write_bytes(example)
    run(programs / "poolsplit", "split", "đơn.xlsx", "--out", "chia.xlsx", folder=tmp_path)
    assert "xl/workbook.xml" in zipfile.ZipFile(tmp_path / "chia.xlsx").namelist()
    assert (tmp_path / "đơn.xlsx").read_bytes() == example
