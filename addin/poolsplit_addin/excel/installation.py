r"""Installation of the add-in on the operator's Windows, in her own profile only, and its removal.

    %APPDATA%\Microsoft\Excel\XLSTART\poolsplit.xlam     the add-in, which Excel opens at every start
    %APPDATA%\poolsplit\excel.ini                         the settings of the add-in, in UTF-16, as Windows' own calls read it
    %APPDATA%\poolsplit\engine.py                         the script that Python starts with (`poolsplit_addin.excel.start`)
    %APPDATA%\poolsplit\help.html                         the help on the functions

Where the disk keeps no 8.3 names and the profile's name has letters beyond the ANSI code page, engine.py and a launcher of Python are in
a folder of this user below C:\ProgramData instead.
"""

from __future__ import annotations

import compileall
import hashlib
import os
import shutil
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import poolsplit
from poolsplit.errors import PoolsplitError, Text
from poolsplit.workbook.templates import template_path
from poolsplit_addin.excel import windows
from poolsplit_addin.excel.addin import NAME, build
from poolsplit_addin.excel.guide import page

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTION = "excel"
PRIVATE_FOLDERS = (3, 13)
"""The first Python whose mkdir(mode=0o700) keeps other users from writing into a folder on Windows, so that no file beside pythonw.exe is theirs."""
_IMPORTED = ("poolsplit", "poolsplit_addin", "segno", "xlwings", "win32", "win32com")
_LAUNCHER = ("pythonw.exe", "python3*.dll", "vcruntime*.dll")


class SetupError(PoolsplitError):
    """An obstacle to installing or uninstalling the add-in. fix: the way out."""

    def __init__(self, message: str, fix: str) -> None:
        """Keep the message and the way out."""
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True)
class Setup:
    """The settings in excel.ini. command: the command that the DLL runs; dll: the folder of the DLLs; python, engine, addin: files.

    addin_hash: of the add-in as it was installed. kept: the path of another add-in of the same name that was moved away; "" for none.
    """

    command: str
    dll: str
    python: str
    engine: str
    addin: str
    addin_hash: str
    kept: str
    template: str
    help: str
    lang: str
    xlwings: str
    poolsplit: str


@dataclass(frozen=True)
class Places:
    """The folders of the installation. home: our own in the profile; xlstart: Excel's start folder; spare: for files that need an ASCII path."""

    home: Path
    xlstart: Path
    spare: Path

    @classmethod
    def of_user(cls) -> Places:
        """The folders of the current user."""
        roaming = windows.folder(windows.ROAMING)
        mark = hashlib.sha256(str(roaming).encode()).hexdigest()[:8]
        return cls(roaming / "poolsplit", roaming / "Microsoft" / "Excel" / "XLSTART", windows.folder(windows.COMMON) / f"poolsplit-{mark}")

    @property
    def ini(self) -> Path:
        """The path of the settings."""
        return self.home / "excel.ini"

    @property
    def addin(self) -> Path:
        """The path of the add-in."""
        return self.xlstart.joinpath(NAME)

    @property
    def kept(self) -> Path:
        """The path to which an add-in of somebody else with our name is moved."""
        return self.home / f"kept-{NAME}"


def installed(places: Places) -> Setup | None:
    """The settings of the installation, as the add-in reads them; None where nothing is installed."""
    if not places.ini.is_file():
        return None
    return Setup(**{field.name: windows.setting(places.ini, field.name) for field in fields(Setup)})


def install(places: Places, lang: str) -> Setup:
    """Install the add-in, or bring it up to date. Nothing is changed where a part of it is not available.

    Raises SetupError without xlwings, without pythonw, where the DLL takes no path of this user, and while Excel holds the add-in.
    """
    previous = installed(places)
    _probe(places.addin)
    xlwings = xlwings_version()
    site = site_folder()
    dll = dll_folder(xlwings)
    content = build(xlwings, lang)
    places.home.mkdir(parents=True, exist_ok=True)
    compile_packages(site)
    python, engine = _launch(places, _pythonw(), start(site, lang), previous)
    setup = Setup(
        command=f'"{windows.ansi(python)}" -I -S -B "{windows.ansi(engine)}" $(CLSID)', dll=str(dll), python=str(python), engine=str(engine),
        addin=str(places.addin), addin_hash=_hash(content), kept=_keep(places, previous), template=str(template_path(lang)),
        help=str(places.home / "help.html"), lang=lang, xlwings=xlwings, poolsplit=poolsplit.__version__,
    )
    _write(Path(setup.help), page(lang).encode())
    with _free_of_excel():
        _write(places.addin, content)
    _write(places.ini, _as_ini(setup))
    return setup


def uninstall(places: Places) -> bool:
    """Remove the installation, and put back the add-in that was moved away last. False where nothing was installed.

    Raises SetupError while Excel holds the add-in, before anything is removed.
    """
    setup = installed(places)
    if setup is None:
        return False
    _probe(places.addin)
    if places.addin.is_file() and file_hash(places.addin) == setup.addin_hash:
        with _free_of_excel():
            places.addin.unlink()
    if setup.kept and not places.addin.exists():
        Path(setup.kept).replace(places.addin)
    if Path(setup.engine).parent == places.spare:
        shutil.rmtree(places.spare, ignore_errors=True)
    for name in ("engine.py", "engine.log", "help.html", "excel.ini"):
        places.home.joinpath(name).unlink(missing_ok=True)
    if not any(places.home.iterdir()):
        places.home.rmdir()
    return True


def xlwings_version() -> str:
    """The version of xlwings in this environment. Raises SetupError without one."""
    try:
        return metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        message = Text("xlwings is not installed beside poolsplit")
        raise SetupError(message, Text('type: uv tool install "poolsplit[excel]" --force, or pipx install "poolsplit[excel]" --force')) from None


def dll_folder(version: str) -> Path:
    """The folder of the DLLs of a version of xlwings. Raises SetupError where they are missing."""
    for file in metadata.files("xlwings") or []:
        if file.name == dll_name(version):
            path = Path(str(file.locate())).resolve()
            if path.is_file():
                return path.parent
    message = Text("the file {file} of xlwings is missing", file=dll_name(version))
    fix = Text('a virus scanner may have taken it; type: uv tool install "poolsplit[excel]" --reinstall, or pipx reinstall poolsplit')
    raise SetupError(message, fix)


def site_folder() -> Path:
    """The folder with poolsplit and xlwings. Raises SetupError where they are in two folders."""
    ours, theirs = (Path(str(metadata.distribution(name).locate_file(""))).resolve() for name in ("poolsplit", "xlwings"))
    if ours != theirs:
        message = Text("xlwings is not installed beside poolsplit")
        raise SetupError(message, Text('type: uv tool install "poolsplit[excel]" --force, or pipx install "poolsplit[excel]" --force'))
    return ours


def compile_packages(site: Path) -> None:
    """Compile the packages that the engine imports: uv does not, the engine writes no files itself, and a start of a slow machine saves seconds."""
    for name in _IMPORTED:
        if site.joinpath(name).is_dir():
            compileall.compile_dir(str(site.joinpath(name)), quiet=2)


def dll_name(version: str, bits: int = 64) -> str:
    """The file name of xlwings' DLL for Excel of 64 or 32 bits."""
    return f"xlwings{bits}-{version}.dll"


def _pythonw() -> Path:
    """pythonw.exe, which has no window, of the Python that environments are made from: that of an environment would start it as a second process.

    Raises SetupError where it is missing, or Excel cannot rely on it.
    """
    base = Path(getattr(sys, "_base_executable", sys.executable))
    pythonw = base.with_name("pythonw.exe")
    if "windowsapps" in str(base).lower():
        message = Text("Python from the Microsoft Store keeps its files where Excel does not see them")
        raise SetupError(message, Text('type: uv tool install --managed-python "poolsplit[excel]", or install Python from python.org'))
    if any((folder / "CACHEDIR.TAG").is_file() for folder in Path(sys.prefix).parents):
        message = Text("poolsplit runs from a cache, which may be emptied at any time")
        raise SetupError(message, Text('type: uv tool install "poolsplit[excel]", then: poolsplit excel install'))
    if not pythonw.is_file():
        raise SetupError(Text("there is no {file}", file=pythonw), Text("install Python from python.org or by uv, and poolsplit with it"))
    return pythonw


def _launch(places: Places, pythonw: Path, source: bytes, previous: Setup | None) -> tuple[Path, Path]:
    """Write engine.py, and choose the Python that runs it. Returns the paths of Python and engine.py, in forms that the DLL takes."""
    engine = places.home / "engine.py"
    _write(engine, source)
    if windows.ansi(pythonw) and windows.ansi(engine):
        return pythonw, engine
    if not windows.is_ansi(str(places.spare)):
        message = Text("the path {path} has letters that this Windows cannot hand to programs of the old kind", path=pythonw)
        raise SetupError(message, Text("install poolsplit under a user whose name has Latin letters only"))
    engine.unlink()
    if places.spare.exists():
        if previous is None or Path(previous.engine).parent != places.spare:
            raise SetupError(Text("the folder {folder} is there and not ours", folder=places.spare), Text("rename it and type the same again"))
        shutil.rmtree(places.spare)
    return _spare(places.spare, pythonw, source)


def _spare(folder: Path, pythonw: Path, source: bytes) -> tuple[Path, Path]:
    """Write a launcher of Python into a folder with an ASCII path: pythonw.exe, its DLLs, and a ._pth file with the paths of all else."""
    if sys.version_info < PRIVATE_FOLDERS:
        raise SetupError(Text("Python {version} cannot make a folder that is yours alone", version=sys.version.split()[0]),
                         Text("install poolsplit with Python 3.13 or later: uv tool install --python 3.13 ..."))
    folder.mkdir(mode=0o700)
    for pattern in _LAUNCHER:
        for file in pythonw.parent.glob(pattern):
            folder.joinpath(file.name).write_bytes(file.read_bytes())
    number = "python{}{}".format(*sys.version_info)
    home = pythonw.parent
    _write(folder / f"{number}._pth", "".join(f"{path}\r\n" for path in (home / f"{number}.zip", home / "DLLs", home / "Lib", home)).encode())
    _write(folder / "engine.py", source)
    return folder / "pythonw.exe", folder / "engine.py"


def start(site: Path, lang: str) -> bytes:
    """The content of engine.py for one environment and language, all of it ASCII. site: the folder with the packages."""
    source = Path(__file__).with_name("start.py").read_text(encoding="utf-8")
    return source.replace('"@site@"', ascii(str(site))).replace('"@lang@"', ascii(lang)).encode("ascii")


def _keep(places: Places, previous: Setup | None) -> str:
    """Move another add-in with our name away, over none that was moved away before. The path of the last one now, "" for none."""
    installed_by_us = previous is not None and places.addin.is_file() and file_hash(places.addin) == previous.addin_hash
    if installed_by_us or not places.addin.is_file() or is_ours(places.addin):
        return "" if previous is None else previous.kept
    kept, number = places.kept, 1
    while kept.exists():
        number += 1
        kept = places.kept.with_name(f"kept-{number}-{NAME}")
    with _free_of_excel():
        places.addin.replace(kept)
    return str(kept)


def is_ours(file: Path) -> bool:
    """True where an add-in is one of ours, left behind by an installation that was interrupted."""
    try:
        with zipfile.ZipFile(file) as package:
            return b"PoolsplitRibbon.OnRestart" in package.read("customUI/customUI14.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _probe(addin: Path) -> None:
    """Raise SetupError while Excel holds the add-in, before anything is changed."""
    if addin.is_file():
        aside = addin.with_name(f"{addin.name}.{os.getpid()}")
        with _free_of_excel():
            addin.replace(aside)
            aside.replace(addin)


@contextmanager
def _free_of_excel() -> Iterator[None]:
    """Replace or remove the add-in inside this block. Raises SetupError while Excel has it open, because Windows then forbids it."""
    try:
        yield
    except PermissionError:
        message = Text("Excel is open and holds the add-in")
        raise SetupError(message, Text("close every window of Excel and type the same again")) from None


def file_hash(file: Path) -> str:
    """The SHA-256 of a file, which shows whether it is the one that was installed."""
    return _hash(file.read_bytes())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _as_ini(setup: Setup) -> bytes:
    lines = [f"[{SECTION}]", *(f"{name}={value}" for name, value in asdict(setup).items())]
    return "\ufeff".encode("utf-16-le") + "".join(f"{line}\r\n" for line in lines).encode("utf-16-le")


def _write(path: Path, content: bytes) -> None:
    """Write a file completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
