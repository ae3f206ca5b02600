"""The LibreOffice of this machine: its program, the Python that can connect to it, and the user's profile."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from poolsplit.errors import PoolsplitError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_PROBE = "import sys, uno; sys.exit(sys.version_info < (3, 8))"


class OfficeError(PoolsplitError):
    """LibreOffice is missing, in use, or did not do what it was asked. The message says what the user can do."""


def soffice() -> Path:
    """The program: on the PATH, or where installers put it. Raises OfficeError where there is none."""
    for path in _programs():
        if path.is_file():
            return path.resolve()
    raise OfficeError(Text("LibreOffice is not installed here. Install it from libreoffice.org (version 25.2 or later) and run this again"))


def _programs() -> Iterator[Path]:
    for name in ("soffice", "libreoffice"):
        path = which(name)
        if path:
            yield Path(path)
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)"):
            if variable in os.environ:
                yield Path(os.environ[variable], "LibreOffice", "program", "soffice.exe")
    elif sys.platform == "darwin":
        yield Path(_MAC)
        yield Path.home().joinpath(_MAC.lstrip("/"))
    else:
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
        yield Path("/usr/lib/libreoffice/program/soffice")


@cache
def python(program: Path) -> Path:
    """The Python that can connect to this LibreOffice: its own, else the system's. Raises OfficeError where there is none."""
    folder = program.parent
    beside = [folder / "python.exe", folder / "python", folder.parent / "Resources" / "python"]
    for path in [path for path in beside if path.is_file()] + [Path("/usr/bin/python3")]:
        if path.is_file() and subprocess.run([str(path), "-c", _PROBE], check=False, capture_output=True, env=environment()).returncode == 0:
            return path
    message = "LibreOffice at {program} has no Python to talk to it with. On Debian and Ubuntu: sudo apt-get install python3-uno"
    raise OfficeError(Text(message, program=program))


def environment() -> dict[str, str]:
    """The environment variables for LibreOffice and its Python: the current ones, without those meant for the Python that runs now.

    PATH is the system's default, because an embedded Python looks there for its library, and the library of another Python lacks UNO.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYENV", "VIRTUAL_ENV"))}
    return kept if os.name == "nt" else {**kept, "PATH": os.defpath}


def profile() -> Path:
    """The folder of the user's settings and extensions."""
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"], "LibreOffice", "4")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config").joinpath("libreoffice", "4")
