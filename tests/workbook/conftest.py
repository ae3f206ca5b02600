"""LibreOffice, which writes and converts workbooks for the tests."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.conversion import Convert


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
