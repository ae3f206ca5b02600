"""Packages made by hand, and the scan of one in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
SECONDS = 3
MEGABYTES = 300


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def plain(path: Path) -> Path:
    """A small workbook with a text, a number, a formula, a date format, a merge and an Excel table."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Đơn hàng")
    sheet.merge_range("A1:C1", "Đơn hàng tháng 5")
    sheet.add_table("A3:B6", {"name": "orders", "columns": [{"header": "Shop"}, {"header": "SL"}], "data": [["An", 60], ["Bình", 40], ["Chi", 5]]})
    sheet.write_formula("C4", "=B4*2", None, 120)
    sheet.write_datetime("D4", datetime.fromisoformat("2025-05-01"), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    return path


def with_sheet(path: Path, data: str, after: str = "") -> Path:
    """A workbook whose sheet is written by hand: its cells, and what comes behind them."""
    parts: dict[str, bytes | str] = {**parts_of(plain(path))}
    parts = {name: content for name, content in parts.items() if "table" not in name and "worksheets/_rels" not in name}
    parts[SHEET] = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'
    return packed(path, parts)


def replaced(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    parts = parts_of(plain(path))
    return packed(path, parts | {name: change(parts[name])})


PROGRAM = """
import json, re, sys, time
from pathlib import Path
from poolsplit.errors import Refused
from poolsplit.workbook.read.scan import scan
start, code, cell = time.thread_time(), "", ""
try:
    scan(sys.argv[1])
except Refused as refused:
    code, cell = refused.code, refused.cell
seconds = time.thread_time() - start
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([code, cell, seconds, peak]))
"""


def decided(path: Path) -> tuple[str, str]:
    """The code and the cell of the decision ("" where the file may be read), taken in a fresh process within the bounds.

    The peak is the new program's own (VmHWM); what getrusage tells includes the peak of the process that started it.
    """
    if sys.platform != "linux":
        pytest.skip("Linux only: elsewhere a process cannot tell its own peak memory")
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], check=True, capture_output=True, text=True)
    code, cell, seconds, megabytes = json.loads(done.stdout)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    return code, cell
