"""The worksheet functions in a real LibreOffice: the golden table, what Calc hands over, files, and the extension's own installation."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest
from click.testing import CliRunner
from golden.formulas import CASES, cases
from poolsplit_addin.libreoffice import program
from poolsplit_addin.libreoffice.commands import libreoffice
from poolsplit_addin.libreoffice.extension import build, contents
from poolsplit_addin.libreoffice.program import OfficeError
from poolsplit_addin.libreoffice.session import Session

import poolsplit
from poolsplit.functions.declaration import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN_NAMES = (25, 2)
ERROR = re.compile(r"#(N/A|VALUE!|REF!|DIV/0!|NUM!|NULL!|NAME\?)|Err:\d+")


def calc(formula: str) -> str:
    """A formula as Excel has it, in the spelling of Calc's own interface: {60;40} is {60|40} there, and arguments are separated by semicolons."""
    parts = re.split(r'("[^"]*"|\{[^}]*\})', formula)
    spelled = [part if part.startswith('"') else part.replace(";", "|").replace(",", ";") if part.startswith("{") else part.replace(",", ";") for part in parts]
    return "".join(spelled)


# ---------------------------------------------------------------- the golden table


@pytest.fixture(scope="module")
def golden(office: Session) -> dict[str, dict[str, Any]]:
    """What every case shows, by its name."""
    asked = [
        {
            "sheet": [[cell["f"] if isinstance(cell, dict) else cell for cell in row] for row in case["sheet"]],
            "formula": calc(case["formula"]), "target": case["target"],
        }
        for case in CASES
    ]
    return {case["name"]: answer for case, answer in zip(CASES, office.ask("golden", cases=asked), strict=True)}


@pytest.mark.parametrize("case", cases("libreoffice"))
def test_every_formula_of_the_golden_table_answers_as_worked_out(golden: dict[str, dict[str, Any]], case: dict[str, Any]) -> None:
    shown = golden[case["name"]]["shown"]
    if "expected" in case:
        expected = case["expected"] if isinstance(case["expected"], list) else [[case["expected"]]]
        assert shown == expected
    else:
        assert all(isinstance(cell, str) and ERROR.fullmatch(cell) for row in shown for cell in row), shown
        if not any(isinstance(cell, dict) for row in case["sheet"] for cell in row):    # Calc itself refuses a range that shows an error
            assert case["error"] in golden[case["name"]]["error"]


# ---------------------------------------------------------------- what people see


def show(office: Session, formula: str, cells: list[list[Any]] | None = None, target: str = "Z1") -> Any:
    """What a formula shows in a new document beside these cells from A1 on."""
    office.ask("new")
    office.ask("fill", sheet="S", cells=cells or [])
    office.ask("enter", sheet="S", target=target, formula=formula)
    shown = office.ask("read", sheet="S", target=target)
    return shown if ":" in target else shown[0][0]


@pytest.mark.parametrize("formula", ["=SUM(POOLSPLIT(100;A1:A2))", "=SUM(POOLSPLIT(100;A1:A2);1)", "=SUM(C1:C2)"])
def test_a_failure_is_an_error_that_sum_cannot_skip(office: Session, formula: str) -> None:
    office.ask("new")
    office.ask("fill", sheet="S", cells=[[-60], [40]])
    office.ask("enter", sheet="S", target="C1:C2", formula="=POOLSPLIT(100;A1:A2)")
    office.ask("enter", sheet="S", target="E1", formula=formula)
    assert office.ask("read", sheet="S", target="C1:C2") == [["Err:502"], ["Err:502"]]
    assert office.ask("read", sheet="S", target="E1") == [["Err:502"]]


@pytest.mark.parametrize("target", ["Z1", "Z1:Z2"])
@pytest.mark.parametrize("error", ["=NA()", "=1/0", "=SQRT(-1)", '=INDIRECT("nowhere")', "=FOO()", "=POOLSPLIT(1;0)"])
@pytest.mark.parametrize("formula", ["=POOLSPLIT(A1;A2:A3)", "=POOLSPLIT(100;A1:A3)", "=POOLSPLIT(100;A2:A3;1;A1:A2)", "=POOLSPLIT(100;A2:A3;A1)"])
def test_an_error_among_the_cells_is_an_error_in_the_result(office: Session, formula: str, error: str, target: str) -> None:
    shown = show(office, formula, [[error], [60], [40]], target)
    assert all(ERROR.fullmatch(str(cell)) for row in (shown if ":" in target else [[shown]]) for cell in row), shown


def test_what_no_cell_can_be_is_never_taken_for_a_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("unohelper", "com.sun.star.beans", "com.sun.star.lang", "org.poolsplit.calc"):
        stub = MagicMock(Base=type("Base", (), {}), XServiceInfo=type("XServiceInfo", (), {}), XPoolSplit=type("XPoolSplit", (), {}))
        monkeypatch.setitem(sys.modules, name, stub)
    monkeypatch.setattr(sys, "path", sys.path[:])
    component = runpy.run_path(str(Path(program.__file__).with_name("component.py")))
    assert component["argument"](((60.0, "x"), (None, 524), (0.5, "")), zero_is_blank=False) == [[60, "x"], ["#N/A", "#N/A"], [0.5, ""]]


def test_the_last_error_is_told_in_the_language_of_the_menus(office: Session) -> None:
    formula = "=POOLLASTERROR(A1)"
    try:
        told = {}
        for lang in ("en-US", "vi", "de"):
            office.ask("language", name=lang)
            show(office, "=POOLSPLIT(100;A1:A2)", [[0], [0]])
            office.ask("enter", sheet="S", target="B1", formula=formula)
            told[lang] = office.ask("read", sheet="S", target="B1")[0][0]
    finally:
        office.ask("language", name="en-US")
    assert "nobody to go to" in told["en-US"]
    assert told["de"] == told["en-US"]
    assert told["vi"] != told["en-US"]
    assert "POOLSPLIT" in told["vi"]


def test_typing_a_quantity_changes_the_shares(office: Session) -> None:
    assert show(office, "=POOLSPLIT(1000;A1:A3)", [[60], [40], [33]], "C1:C3") == [[451], [301], [248]]
    office.ask("set", sheet="S", target="A1", value=61)
    assert office.ask("read", sheet="S", target="C1:C3") == [[455], [299], [246]]


def test_rows_inserted_inside_the_ranges_are_counted(office: Session) -> None:
    rows = [["An", 60, "=POOLSHARE(1000;B$1:B$2;A1;A$1:A$2)"], ["Bình", 40, "=POOLSHARE(1000;B$1:B$2;A2;A$1:A$2)"]]
    assert show(office, "=SUM(C1:C2)", rows) == 1000
    office.ask("insert_rows", sheet="S", row=1, count=10)
    office.ask("set", sheet="S", target="A2", value="Chi")
    office.ask("set", sheet="S", target="B2", value=100)
    office.ask("set", sheet="S", target="C2", value="=POOLSHARE(1000;B$1:B$12;A2;A$1:A$12)")
    assert [row[0] for row in office.ask("read", sheet="S", target="C1:C12") if row[0] != ""] == [300, 500, 200]


# ---------------------------------------------------------------- files


def formulas_of(path: Path) -> list[str]:
    """The formulas in the XML of an .xlsx, as they stand."""
    with zipfile.ZipFile(path) as package:
        return [found for name in sorted(package.namelist()) if "worksheets/" in name for found in re.findall(r"<f[^>]*>([^<]*)</f>", package.read(name).decode())]


@pytest.fixture
def saved(office: Session, tmp_path: Path) -> Path:
    """An .xlsx that LibreOffice has saved, with a formula in one cell and one over a range."""
    path = tmp_path / "đơn hàng.xlsx"
    office.ask("new")
    office.ask("fill", sheet="S", cells=[["An", 60, "=POOLSHARE(1000;B1:B2;A1;A1:A2)"], ["Bình", 40]])
    office.ask("enter", sheet="S", target="D1:D2", formula="=POOLSPLIT(1000;B1:B2)")
    office.ask("save", path=str(path))
    return path


def test_an_xlsx_keeps_names_and_values_through_saving_and_loading(office: Session, version: tuple[int, ...], saved: Path) -> None:
    names = [formula.split("(")[0] for formula in formulas_of(saved)]
    if version >= PLAIN_NAMES:
        assert names == ["POOLSHARE", "POOLSPLIT"]
    else:
        assert names == ["ORG.POOLSPLIT.CALC.POOLSPLIT.POOLSHARE", "ORG.POOLSPLIT.CALC.POOLSPLIT.POOLSPLIT"]
    office.ask("load", path=str(saved))
    assert office.ask("read", sheet="S", target="C1:D2") == [[600, 600], ["", 400]]


@pytest.fixture
def plain(saved: Path) -> Path:
    """The same workbook with plain names, as Excel would have saved it."""
    path = saved.with_name("plain.xlsx")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).decode().replace("ORG.POOLSPLIT.CALC.POOLSPLIT.", "") if name.endswith(".xml") else old.read(name))
    return path


def test_plain_names_in_an_xlsx_work_from_25_2_on(office: Session, version: tuple[int, ...], plain: Path) -> None:
    office.ask("load", path=str(plain))
    shown = office.ask("read", sheet="S", target="C1:D2")
    assert shown == ([[600, 600], ["", 400]] if version >= PLAIN_NAMES else [["#NAME?", "#NAME?"], ["", "#NAME?"]])


# ---------------------------------------------------------------- the extension


def test_the_extension_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    command = f"from pathlib import Path; from poolsplit_addin.libreoffice.extension import build; build(Path({str(tmp_path / 'b.oxt')!r}))"
    subprocess.run([sys.executable, "-c", command], check=True, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"})
    assert build(tmp_path / "a.oxt").read_bytes() == (tmp_path / "b.oxt").read_bytes()


def test_the_extension_carries_what_draws_codes_with_its_licence(tmp_path: Path) -> None:
    with zipfile.ZipFile(build(tmp_path / "a.oxt")) as package:
        names = set(package.namelist())
        assert {"pythonpath/segno/__init__.py", "pythonpath/segno/encoder.py", "pythonpath/poolsplit/values/vn_banks.csv"} <= names
        assert "Redistribution and use" in package.read("pythonpath/segno/LICENSE").decode()


def test_the_engine_in_the_extension_stands_alone(tmp_path: Path) -> None:
    for name, content in contents().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    program_text = (
        "import sys; sys.path.insert(0, 'pythonpath'); import poolsplit.functions.declaration as f, poolsplit.values.translate as l; "
        "f.call('POOLDUES', [[['partner', 'quantity'], ['A', 1]], [['cost', 'amount', 'basis'], ['Freight', 5, 'quantity']]]); l.catalogue('vi'); l.catalogue('zh'); "
        "print(f.__file__, [name for name in ('openpyxl', 'click', 'pandas', 'numpy') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-I", "-S", "-c", program_text], check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    assert said.strip() == f"{tmp_path.joinpath('pythonpath', 'poolsplit', 'functions', 'declaration.py')} []"


def test_the_wizard_knows_every_function_in_every_language(office: Session) -> None:
    told = office.ask("wizard", service="org.poolsplit.calc.PoolSplit")
    for function in FUNCTIONS:
        entry = told[function.name.lower()]
        for lang, name in (("en", "en-US"), ("vi", "vi"), ("zh", "zh-CN")):
            assert entry[name] == {"": function.help[lang], **{argument.name.replace("_", ""): argument.help[lang] for argument in function.arguments}}


# ---------------------------------------------------------------- the commands, on a profile of their own


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's profile."""
    return tmp_path_factory.mktemp("Nguyễn Đức") / "profile"


@pytest.fixture(scope="module")
def run(soffice: Path, profile: Path) -> Iterator[Any]:
    """Run a command on that profile: its exit code and what it said."""

    def command(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(libreoffice, [*arguments, "--soffice", str(soffice), "--profile", str(profile), "--lang", "en"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return command


def test_install_status_reenter_and_uninstall(run: Any, version: tuple[int, ...], plain: Path) -> None:
    code, said = run("status")
    assert code == 1
    assert "not installed" in said

    code, said = run("install")
    assert code == 0
    assert f"The functions answer: version {poolsplit.__version__}" in said
    assert ("older than 25.2" in said) == (version < PLAIN_NAMES)
    assert run("install")[0] == 0    # once more: in place of the first
    assert run("status")[0] == 0

    before = plain.read_bytes()
    code, said = run("reenter", str(plain))
    assert code == 0
    assert f"Formulas typed again: {0 if version >= PLAIN_NAMES else 2}" in said
    assert plain.read_bytes() == before
    names = {formula.split("(")[0].rpartition(".")[2] for formula in formulas_of(plain.with_name("plain_reentered.xlsx"))}
    assert names == {"POOLSHARE", "POOLSPLIT"}

    assert run("uninstall") == (0, "The functions have been removed\n")
    assert run("uninstall") == (0, "The functions are not installed\n")
    assert run("status")[0] == 1


def test_what_reenter_writes_shows_values(run: Any, office: Session, plain: Path) -> None:
    run("install")
    target = plain.with_name("repaired.ods")
    assert run("reenter", str(plain), "--out", str(target))[0] == 0
    office.ask("load", path=str(target))
    assert office.ask("read", sheet="S", target="C1:D2") == [[600, 600], ["", 400]]


def test_a_profile_in_use_is_named(run: Any, soffice: Path, profile: Path) -> None:
    with Session(soffice, profile):
        code, said = run("status")
    assert code == 1
    assert "close all its windows" in said


def test_an_office_that_ends_at_once_is_told(tmp_path: Path, soffice: Path) -> None:
    fake = tmp_path / "soffice"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    (tmp_path / "python").symlink_to(program.python(soffice))
    with pytest.raises(OfficeError, match="ended before it answered"), Session(fake, tmp_path / "profile"):
        pass


def test_a_machine_without_libreoffice_is_told_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_programs", lambda: iter([Path("/nowhere/soffice")]))
    done = CliRunner().invoke(libreoffice, ["status", "--lang", "en"])
    assert done.exit_code == 1
    assert "libreoffice.org" in done.output
