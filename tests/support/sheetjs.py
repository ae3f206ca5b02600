"""SheetJS, a JavaScript reader of workbooks and of the containers inside them, for what should be read by somebody else too."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "xlsx@0.18.5"
"""Pinned. `npm install` puts it below build/node the first time, which needs node and the registry."""
FOLDER = Path(__file__).resolve().parents[2] / "build" / "node"


def node() -> str:
    """The program node with SheetJS in `FOLDER`; a loud skip where there is none."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        pytest.skip("node and npm are not on PATH: no JavaScript reader looks at the workbooks")
    name, _, version = PACKAGE.partition("@")
    package = FOLDER / "node_modules" / name / "package.json"
    with one_at_a_time():
        if not package.exists() or json.loads(package.read_text(encoding="utf-8"))["version"] != version:
            command = [npm, "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(FOLDER), PACKAGE]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
    return program


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Tests run on several processors, and two of them must not install the same."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        try:
            import fcntl  # noqa: PLC0415  (there is none on Windows)

            fcntl.flock(lock, fcntl.LOCK_EX)
        except ImportError:
            pass
        yield


def run(program: str, given: object) -> object:
    """What a JavaScript program prints as JSON; it gets `given` as JSON on its standard input."""
    done = subprocess.run([node(), "-e", program], cwd=FOLDER, input=json.dumps(given), check=True, capture_output=True, text=True, encoding="utf-8")
    return json.loads(done.stdout)
