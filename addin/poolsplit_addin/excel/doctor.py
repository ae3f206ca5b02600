"""The causes why =POOLSPLIT() does not answer in Excel, as far as they can be found without Excel, each with its repair."""

from __future__ import annotations

import re
import subprocess
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import poolsplit
from poolsplit.errors import Text
from poolsplit_addin.excel import installation, windows
from poolsplit_addin.excel.addin import NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from poolsplit_addin.excel.installation import Places, Setup

AGAIN = Text("type: poolsplit excel install")
PATIENCE = 10
_VERSIONS = ("16.0", "15.0")
_SECURITY = r"Software\{policies}Microsoft\Office\{version}\Excel\Security"
_FORBIDDING = (("", "DisableAllAddins"), ("", "RequireAddinSig"), (r"\Trusted Locations", "AllLocationsDisabled"))
_DISABLED = r"Software\Microsoft\Office\{version}\Excel\Resiliency\DisabledItems"
_MARK_OF_THE_WEB = ":Zone.Identifier"
_VIRUS_SCANNER = Text("a virus scanner may have taken it: allow it there, then type: poolsplit excel install")


class Finding(NamedTuple):
    """One cause: its name ("installation", "python", "DLL", "version", "trust location", "quarantine", "path", "engine"), message and repair."""

    cause: Text
    message: Text
    fix: Text


def examine(places: Places) -> list[Finding]:
    """Every cause that is found; [] where the engine answers and nothing prevents Excel from calling it."""
    setup = installation.installed(places)
    if setup is None:
        return [Finding(Text("installation"), Text("nothing is installed for this Windows user"), AGAIN)]
    checks = (python(setup), dll(setup), version(setup), quarantine(setup), *trust(registry), path(setup))
    findings = [finding for finding in checks if finding is not None]
    return findings or [finding for finding in (engine(setup),) if finding is not None]


def python(setup: Setup) -> Finding | None:
    """The finding where the Python interpreter or engine.py is gone, or Python does not run; None where all is well."""
    if not Path(setup.python).is_file():
        return Finding(Text("python"), Text("the Python that was there at installation is gone: {path}", path=setup.python), AGAIN)
    try:
        process = subprocess.run(
            [setup.python, "-I", "-S", "-B", "-c", "import sys, ctypes"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        process = None
    if process is None or process.returncode:
        return Finding(Text("python"), Text("this Python does not run: {path}", path=setup.python), Text("install Python again, then poolsplit"))
    if not Path(setup.engine).is_file():
        return Finding(Text("python"), Text("the file that Python starts with is gone: {path}", path=setup.engine), AGAIN)
    return None


def dll(setup: Setup) -> Finding | None:
    """The finding where a DLL that the add-in was built for is gone; None where both are in place."""
    files = [Path(setup.dll, installation.dll_name(setup.xlwings, bits)) for bits in (64, 32)]
    missing = next((file for file in files if not file.is_file()), None)
    if missing is None:
        return None
    others = sorted(file.name for file in Path(setup.dll).glob("xlwings64-*.dll") if file not in files)
    if others:
        message = Text("an update of xlwings has replaced {file} by {other}", file=missing.name, other=others[-1])
        return Finding(Text("DLL"), message, Text("close Excel, then type: poolsplit excel install"))
    return Finding(Text("DLL"), Text("the file {file} of xlwings is missing", file=missing), _VIRUS_SCANNER)


def version(setup: Setup) -> Finding | None:
    """The finding where poolsplit or xlwings has another version than the one that the add-in was built with; None where both are equal."""
    now = installation.xlwings_version()
    if now != setup.xlwings:
        message = Text("the add-in was built for xlwings {built}, and {now} is here", built=setup.xlwings, now=now)
        return Finding(Text("version"), message, Text("close Excel, then type: poolsplit excel install"))
    if poolsplit.__version__ != setup.poolsplit:
        message = Text("the add-in was built by poolsplit {built}, and {now} is here", built=setup.poolsplit, now=poolsplit.__version__)
        return Finding(Text("version"), message, Text("close Excel, then type: poolsplit excel install"))
    return None


def quarantine(setup: Setup) -> Finding | None:
    """The finding where the add-in is gone, changed, or marked as a file from the internet, which Excel would block; None where all is well."""
    addin = Path(setup.addin)
    if not addin.is_file():
        return Finding(Text("quarantine"), Text("the add-in is gone: {path}", path=addin), _VIRUS_SCANNER)
    if marked(addin):
        fix = Text("in its properties tick Unblock, or type: poolsplit excel install")
        message = Text("Windows takes the add-in for a file from the internet, and Excel blocks it: {path}", path=addin)
        return Finding(Text("quarantine"), message, fix)
    if installation.file_hash(addin) != setup.addin_hash:
        return Finding(Text("quarantine"), Text("the add-in was changed after it was installed: {path}", path=addin), AGAIN)
    return None


def marked(file: Path) -> bool:
    """True where a file is marked as coming from the internet."""
    try:
        with open(f"{file}{_MARK_OF_THE_WEB}", encoding="utf-8", errors="replace") as stream:
            return bool(re.search("ZoneId=[34]", stream.read()))
    except OSError:
        return False


def trust(read: Callable[[str], dict[str, object]]) -> Iterator[Finding]:
    """The findings on Excel's settings, the user's own and those of an organisation. read: gives the values below a key of the user's registry."""
    for number in _VERSIONS:
        for policies in ("", "Policies\\"):
            for folder, name in _FORBIDDING:
                key = _SECURITY.format(policies=policies, version=number) + folder
                if read(key).get(name) == 1:
                    fix = Text("ask whoever administers this computer") if policies else Text("change it in Excel: File, Options, Trust Center")
                    yield Finding(Text("trust location"), Text("Excel's Trust Center forbids add-ins: {setting}", setting=f"{key}\\{name}"), fix)
        for value in read(_DISABLED.format(version=number)).values():
            if isinstance(value, bytes) and NAME in value.decode("utf-16-le", "replace").lower():
                fix = Text("in Excel: File, Options, Add-ins, Manage: Disabled Items, and enable it")
                yield Finding(Text("trust location"), Text("Excel has disabled the add-in after a crash"), fix)


def registry(key: str) -> dict[str, object]:
    """The values below a key of the user's registry; {} where there is no such key."""
    winreg = import_module("winreg")  # on Windows only

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            _, count, _ = winreg.QueryInfoKey(opened)
            return {name: value for name, value, _ in (winreg.EnumValue(opened, index) for index in range(count))}
    except OSError:
        return {}


def path(setup: Setup) -> Finding | None:
    """The finding where the command has letters beyond ANSI, which the DLL does not take; None where it has none."""
    if windows.is_ansi(setup.command):
        return None
    return Finding(Text("path"), Text("the command has letters that the DLL cannot take: {command}", command=setup.command), AGAIN)


def engine(setup: Setup) -> Finding | None:
    """The finding where the engine does not answer when it is started as Excel would start it; None where it answers."""
    started = time.monotonic()
    file = Path(setup.dll, installation.dll_name(setup.xlwings))
    server, reason = windows.activate(file, setup.command)
    if server is None:
        message = Text("the engine did not start ({seconds:.0f} s): {reason}", seconds=time.monotonic() - started, reason=reason)
        return Finding(Text("engine"), message, _log(setup))
    try:
        answer = server.CallUDF("poolsplit_addin.excel.udfs", "POOLVERSION", ())
    finally:
        windows.activate(file, setup.command, windows.KILL)
    if answer != poolsplit.__version__:
        return Finding(Text("engine"), Text("the engine answers {answer} instead of {version}", answer=answer, version=poolsplit.__version__), AGAIN)
    return None


def _log(setup: Setup) -> Text:
    """The repair for an engine that does not start: send the last line of its log, or install again where it wrote none."""
    log = Path(setup.engine).with_name("engine.log")
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.is_file() else []
    return Text("send this line to whoever helps you: {line}", line=lines[-1]) if lines else AGAIN
