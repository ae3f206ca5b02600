"""LibreOffice, which writes and converts workbooks for the tests."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Convert(Protocol):
    """Turn a file into one of another kind ("xlsx", "ods", "xls"), beside it or in `folder`; others with it, at the cost of one start."""

    def __call__(self, source: Path, kind: str, folder: Path | None = None, *others: Path) -> Path:
        """The new file of the first."""


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """LibreOffice with a profile of its own, so that an open one does not matter."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not on PATH")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def convert(source: Path, kind: str, folder: Path | None = None, *others: Path) -> Path:
        target = folder or source.parent
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, "--outdir", str(target), *map(str, (source, *others))]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return target / f"{source.stem}.{kind.partition(':')[0]}"

    return convert
