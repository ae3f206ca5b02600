"""Why =POOLSPLIT() does not answer in Excel: each cause that can be told without Excel, with its repair."""

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
    """One cause: its name ("python", "DLL", "version", "trust location", "quarantine", "path", "engine"), what is wrong, and the repair."""

    cause: Text
    message: Text
    fix: Text


def examine(places: Places) -> list[Finding]:
    """Every cause that is found; none where the engine answers and nothing keeps Excel from asking it."""
    setup = installation.installed(places)
    if setup is None:
        return [Finding(Text("installation"), Text("nothing is installed for this Windows user"), AGAIN)]
    checks = (python(setup), dll(setup), version(setup), quarantine(setup), *trust(registry), path(setup))
    found = [finding for finding in checks if finding is not None]
    return found or [finding for finding in (engine(setup),) if finding is not None]


def python(setup: Setup) -> Finding | None:
    """Whether the interpreter is there and runs."""
    if not Path(setup.python).is_file():
        return Finding(Text("python"), Text("the Python that was there at installation is gone: {path}", path=setup.python), AGAIN)
    try:
        ended = subprocess.run(
            [setup.python, "-I", "-S", "-B", "-c", "import sys, ctypes"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        ended = None
    if ended is None or ended.returncode:
        return Finding(Text("python"), Text("this Python does not run: {path}", path=setup.python), Text("install Python again, then poolsplit"))
    if not Path(setup.engine).is_file():
        return Finding(Text("python"), Text("the file that Python starts with is gone: {path}", path=setup.engine), AGAIN)
    return None


def dll(setup: Setup) -> Finding | None:
    """Whether the DLL that the add-in was built for is where it was."""
    files = [Path(setup.dll, installation.dll_name(setup.xlwings, bits)) for bits in (64, 32)]
    file = next((one for one in files if not one.is_file()), None)
    if file is None:
        return None
    others = sorted(one.name for one in Path(setup.dll).glob("xlwings64-*.dll") if one not in files)
    if others:
        message = Text("an update of xlwings has replaced {file} by {other}", file=file.name, other=others[-1])
        return Finding(Text("DLL"), message, Text("close Excel, then type: poolsplit excel install"))
    return Finding(Text("DLL"), Text("the file {file} of xlwings is missing", file=file), _VIRUS_SCANNER)


def version(setup: Setup) -> Finding | None:
    """Whether poolsplit and xlwings are those that the add-in was built with."""
    now = installation.xlwings_version()
    if now != setup.xlwings:
        message = Text("the add-in was built for xlwings {built}, and {now} is here", built=setup.xlwings, now=now)
        return Finding(Text("version"), message, Text("close Excel, then type: poolsplit excel install"))
    if poolsplit.__version__ != setup.poolsplit:
        message = Text("the add-in was built by poolsplit {built}, and {now} is here", built=setup.poolsplit, now=poolsplit.__version__)
        return Finding(Text("version"), message, Text("close Excel, then type: poolsplit excel install"))
    return None


def quarantine(setup: Setup) -> Finding | None:
    """Whether the add-in is where Excel looks, unchanged, and without the mark of a file from the internet, which Excel would block."""
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
    """Whether a file bears the mark of the web."""
    try:
        with open(f"{file}{_MARK_OF_THE_WEB}", encoding="utf-8", errors="replace") as stream:
            return bool(re.search("ZoneId=[34]", stream.read()))
    except OSError:
        return False


def trust(read: Callable[[str], dict[str, object]]) -> Iterator[Finding]:
    """What Excel's settings forbid, the user's own and those of an organisation. read: the values below a key of the user's registry."""
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
    """The values below a key of the user's registry; none where there is no such key."""
    winreg = import_module("winreg")  # on Windows only

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            _, count, _ = winreg.QueryInfoKey(opened)
            return {name: value for name, value, _ in (winreg.EnumValue(opened, place) for place in range(count))}
    except OSError:
        return {}


def path(setup: Setup) -> Finding | None:
    """Whether the command can be handed to the DLL, which takes ANSI."""
    if windows.is_ansi(setup.command):
        return None
    return Finding(Text("path"), Text("the command has letters that the DLL cannot take: {command}", command=setup.command), AGAIN)


def engine(setup: Setup) -> Finding | None:
    """Whether the engine answers when it is started as Excel would start it."""
    begun = time.monotonic()
    file = Path(setup.dll, installation.dll_name(setup.xlwings))
    found, why = windows.activate(file, setup.command)
    if found is None:
        message = Text("the engine did not start ({seconds:.0f} s): {reason}", seconds=time.monotonic() - begun, reason=why)
        return Finding(Text("engine"), message, _log(setup))
    try:
        answer = found.CallUDF("poolsplit_addin.excel.udfs", "POOLVERSION", ())
    finally:
        windows.activate(file, setup.command, windows.KILL)
    if answer != poolsplit.__version__:
        return Finding(Text("engine"), Text("the engine answers {answer} instead of {version}", answer=answer, version=poolsplit.__version__), AGAIN)
    return None


def _log(setup: Setup) -> Text:
    """What to do about an engine that does not start: what it wrote last."""
    log = Path(setup.engine).with_name("engine.log")
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.is_file() else []
    return Text("send this line to whoever helps you: {line}", line=lines[-1]) if lines else AGAIN
