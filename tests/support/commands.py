"""The command line as an operator calls it, and a small order for it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from click.testing import CliRunner, Result

from poolsplit.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("vi", "en", "zh")
ROWS: list[list[Any]] = [
    ["ĐƠN GỘP THÁNG 10"], [],
    ["Tên shop", "Mã hàng", "SL", "Giá (¥)"], ["Chị Hà", "T1", 60, 50], ["Shop Bống", "T1", 40, 50],
    [],
    ["Tỷ giá", 3500], ["Người mua chính", "Chị Hà"], ["Cước", 3_000_000, "số lượng"],
]


def call(*arguments: object, **more: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False, **more)


def process(*arguments: object, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "poolsplit", *map(str, arguments)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(command, capture_output=True, check=False, timeout=120, cwd=cwd, env={**os.environ, "PYTHONPATH": path, **(env or {})})


def book(path: Path, rows: list[list[Any]] = ROWS) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Đơn"
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
