"""What a partner's folder or file can make run: xlwings as it is, our add-in without isolation, and our add-in.

Excel stands in the partner's folder, with his workbook open. Whatever falls writes a file. Stock is what xlwings' own VBA does
(xlwings_custom_addin.bas, XLPyCommand), fed with what it reads from that folder and workbook; everything from the DLL on is real.
"""

from __future__ import annotations

import shutil
import time
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hosts.windows import rig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTNER = r"C:\orders"
WORKBOOK = rf"{PARTNER}\order.xlsx"
FALLEN = r"C:\fallen.txt"
PAYLOAD = f"open({FALLEN!r}, 'w').write('code of the partner ran')\n"
MODULES = ("sitecustomize.py", "xlwings.py", "poolsplit_addin.py", "poolsplit.py", "site.py", "traceback.py", "win32event.py", "order.py")
"""Names that somebody imports on the way to the first answer."""

ATTACKS = ("the current folder", "a config sheet", "xlwings.conf beside the workbook", "a zip beside the workbook", "PYTHONPATH")
FALLS = {
    ("stock", "the current folder"), ("stock", "a config sheet"), ("stock", "xlwings.conf beside the workbook"), ("stock", "a zip beside the workbook"),
    ("stock", "PYTHONPATH"), ("not isolated", "PYTHONPATH"),
}
"""Who falls to what. Ours without isolation never reads a sheet or a file beside the workbook, so only what Python itself looks at is left."""


@pytest.fixture
def partner(addin: None) -> Iterator[Path]:
    """The partner's folder, empty but for his workbook."""
    folder = rig.unix(PARTNER)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rig.unix(FALLEN).unlink(missing_ok=True)
    (folder / "order.xlsx").write_bytes(b"")
    yield folder
    rig.stop()


def stock(config: dict[str, str]) -> str:
    """XLPyCommand: the command of xlwings' own add-in for a workbook in the partner's folder. config: what it reads from sheet and files."""
    ours = rf"{rig.BASE}\pythonw.exe"
    short = config.get("INTERPRETER_WIN") or config.get("short", ours)
    first = [config.get("ADD_WORKBOOK_TO_PYTHONPATH", "true"), WORKBOOK, r"C:\addin\xlwings.xlam", "", "", "", config.get("PYTHONPATH", "")]
    pythonpath = ";".join(first).replace("\\", "\\\\").replace("'", "\\'").replace("&", "^&")
    tail = (
        f' -B -c "import sys, os;import xlwings.utils;xlwings.utils.prepare_sys_path(\\"{pythonpath}\\");import xlwings; '
        "xlwings.serve('$(CLSID)')\""
    )
    return f'cmd.exe  /K ""{short}"{tail}"'


def lay(attack: str, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Prepare an attack: what stock reads as its configuration, and the environment."""
    if attack == "the current folder":
        for name in MODULES:
            (folder / name).write_text(PAYLOAD)
    elif attack in {"a config sheet", "xlwings.conf beside the workbook"}:
        (folder / "python.bat").write_text(f"@echo code of the partner ran>{FALLEN}\r\n@exit\r\n")
        if attack != "a config sheet":
            (folder / "xlwings.conf").write_text(f'"INTERPRETER_WIN","{PARTNER}\\python.bat"\n')
        return {"INTERPRETER_WIN": rf"{PARTNER}\python.bat"}, {}
    elif attack == "a zip beside the workbook":
        with zipfile.ZipFile(folder / "order.zip", "w") as packed:
            for name in MODULES:
                packed.writestr(name, PAYLOAD)
    else:
        (folder / "hidden").mkdir()
        for name in MODULES:
            (folder / "hidden" / name).write_text(PAYLOAD)
        return {}, {"PYTHONPATH": rf"{PARTNER}\hidden"}
    return {}, {}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("victim", ["stock", "not isolated", "ours"])
def test_only_the_isolated_engine_runs_nothing_of_the_partner(partner: Path, victim: str, attack: str) -> None:
    config, variables = lay(attack, partner)
    with rig.Excel(folder=partner, safe=True, patience=8, **variables) as excel:
        own = excel.ask("setting", key="command")
        config["short"] = own.split('"')[1]
        if victim == "stock":
            with suppress(OSError, RuntimeError):    # where Python falls before it serves, cmd stays open and the DLL waits for it
                excel.ask("try_udf", command=stock(config), module="order", function="f")
        else:
            command = own if victim == "ours" else own.replace(" -I -S", "")
            answer = excel.ask("call", function="POOLSPLIT", arguments=[100, [[60], [40]]], command=command)
            assert victim != "ours" or answer == {"value": [[60], [40]]}
        if (victim, attack) in FALLS:
            wait_for(rig.unix(FALLEN))
        rig.stop()
    assert rig.unix(FALLEN).exists() == ((victim, attack) in FALLS)


def wait_for(path: Path) -> None:
    """Give a file five seconds to appear."""
    for _ in range(50):
        if path.exists():
            return
        time.sleep(0.1)
