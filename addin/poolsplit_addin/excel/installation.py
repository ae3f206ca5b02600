r"""The add-in on an operator's Windows: what is put where, in her own profile only, and how it is taken out again.

    %APPDATA%\Microsoft\Excel\XLSTART\poolsplit.xlam     Excel opens it at every start
    %APPDATA%\poolsplit\excel.ini                         what the add-in has to know, in UTF-16, as Windows' own calls read it
    %APPDATA%\poolsplit\engine.py                         what Python starts with (`poolsplit_addin.excel.start`)
    %APPDATA%\poolsplit\help.html                         the functions

Where the disk keeps no 8.3 names and the profile's name has letters beyond the ANSI code page, engine.py and a launcher of Python stand in
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
"""From here on mkdir(mode=0o700) makes folders on Windows that other users cannot write into: a file beside pythonw.exe could be theirs."""
_IMPORTED = ("poolsplit", "poolsplit_addin", "segno", "xlwings", "win32", "win32com")
_LAUNCHER = ("pythonw.exe", "python3*.dll", "vcruntime*.dll")


class SetupError(PoolsplitError):
    """What prevents the installation; fix: what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        """Keep the sentence and the way out."""
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True)
class Setup:
    """What excel.ini holds. command: what the DLL starts; dll: the folder of the DLLs; python, engine, addin: files.

    addin_hash: of the add-in as it was installed. kept: where another add-in of the same name has been put; "" for none.
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
    """Where the installation is. home: our own folder in the profile; xlstart: Excel's; spare: for what has to have an ASCII path."""

    home: Path
    xlstart: Path
    spare: Path

    @classmethod
    def of_user(cls) -> Places:
        """Those of the user who runs this."""
        roaming = windows.folder(windows.ROAMING)
        mark = hashlib.sha256(str(roaming).encode()).hexdigest()[:8]
        return cls(roaming / "poolsplit", roaming / "Microsoft" / "Excel" / "XLSTART", windows.folder(windows.COMMON) / f"poolsplit-{mark}")

    @property
    def ini(self) -> Path:
        """The configuration."""
        return self.home / "excel.ini"

    @property
    def addin(self) -> Path:
        """The add-in."""
        return self.xlstart.joinpath(NAME)

    @property
    def kept(self) -> Path:
        """Where an add-in of somebody else that bears our name is put."""
        return self.home / f"kept-{NAME}"


def installed(places: Places) -> Setup | None:
    """What is installed, as the add-in reads it; None for nothing."""
    if not places.ini.is_file():
        return None
    return Setup(**{one.name: windows.setting(places.ini, one.name) for one in fields(Setup)})


def install(places: Places, lang: str) -> Setup:
    """Put everything in place, or bring it up to date; nothing is changed where one part cannot be had.

    Raises SetupError: without xlwings, without pythonw, where no path can be given to the DLL, and while Excel holds the add-in.
    """
    before = installed(places)
    _probe(places.addin)
    xlwings = xlwings_version()
    site = site_folder()
    dll = dll_folder(xlwings)
    content = build(xlwings, lang)
    places.home.mkdir(parents=True, exist_ok=True)
    compile_packages(site)
    python, engine = _launch(places, _pythonw(), start(site, lang), before)
    setup = Setup(
        command=f'"{windows.ansi(python)}" -I -S -B "{windows.ansi(engine)}" $(CLSID)', dll=str(dll), python=str(python), engine=str(engine),
        addin=str(places.addin), addin_hash=_hash(content), kept=_keep(places, before), template=str(template_path(lang)),
        help=str(places.home / "help.html"), lang=lang, xlwings=xlwings, poolsplit=poolsplit.__version__,
    )
    _write(Path(setup.help), page(lang).encode())
    with _free_of_excel():
        _write(places.addin, content)
    _write(places.ini, _as_ini(setup))
    return setup


def uninstall(places: Places) -> bool:
    """Take everything out, and put back what was there before; False where nothing was installed.

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
        places.kept.replace(places.addin)
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
    """Where that version of xlwings keeps its DLLs. Raises SetupError where it does not."""
    for file in metadata.files("xlwings") or []:
        if file.name == dll_name(version):
            found = Path(str(file.locate())).resolve()
            if found.is_file():
                return found.parent
    message = Text("the file {file} of xlwings is missing", file=dll_name(version))
    fix = Text('a virus scanner may have taken it; type: uv tool install "poolsplit[excel]" --reinstall, or pipx reinstall poolsplit')
    raise SetupError(message, fix)


def site_folder() -> Path:
    """The folder with poolsplit and xlwings. Raises SetupError where they are in two."""
    ours, theirs = (Path(str(metadata.distribution(name).locate_file(""))).resolve() for name in ("poolsplit", "xlwings"))
    if ours != theirs:
        message = Text("xlwings is not installed beside poolsplit")
        raise SetupError(message, Text('type: uv tool install "poolsplit[excel]" --force, or pipx install "poolsplit[excel]" --force'))
    return ours


def compile_packages(site: Path) -> None:
    """Compile what the engine imports, as it writes nothing itself: uv does not, and a slow machine needs the seconds at every start."""
    for name in _IMPORTED:
        if site.joinpath(name).is_dir():
            compileall.compile_dir(str(site.joinpath(name)), quiet=2)


def dll_name(version: str, bits: int = 64) -> str:
    """The name of xlwings' DLL for Excel of 64 or 32 bits."""
    return f"xlwings{bits}-{version}.dll"


def _pythonw() -> Path:
    """The Python that environments are made from, in the form that has no window; an environment's own would start it as a second process."""
    base = Path(getattr(sys, "_base_executable", sys.executable))
    found = base.with_name("pythonw.exe")
    if "windowsapps" in str(base).lower():
        message = Text("Python from the Microsoft Store keeps its files where Excel does not see them")
        raise SetupError(message, Text('type: uv tool install --managed-python "poolsplit[excel]", or install Python from python.org'))
    if any((folder / "CACHEDIR.TAG").is_file() for folder in Path(sys.prefix).parents):
        message = Text("poolsplit runs from a cache, which may be emptied at any time")
        raise SetupError(message, Text('type: uv tool install "poolsplit[excel]", then: poolsplit excel install'))
    if not found.is_file():
        raise SetupError(Text("there is no {file}", file=found), Text("install Python from python.org or by uv, and poolsplit with it"))
    return found


def _launch(places: Places, pythonw: Path, source: bytes, before: Setup | None) -> tuple[Path, Path]:
    """Write engine.py, and choose the Python that runs it: both have paths that the DLL can be given."""
    engine = places.home / "engine.py"
    _write(engine, source)
    if windows.ansi(pythonw) and windows.ansi(engine):
        return pythonw, engine
    if not windows.is_ansi(str(places.spare)):
        message = Text("the path {path} has letters that this Windows cannot hand to programs of the old kind", path=pythonw)
        raise SetupError(message, Text("install poolsplit under a user whose name has Latin letters only"))
    engine.unlink()
    if places.spare.exists():
        if before is None or Path(before.engine).parent != places.spare:
            raise SetupError(Text("the folder {folder} is there and not ours", folder=places.spare), Text("rename it and type the same again"))
        shutil.rmtree(places.spare)
    return _spare(places.spare, pythonw, source)


def _spare(folder: Path, pythonw: Path, source: bytes) -> tuple[Path, Path]:
    """A launcher of Python with an ASCII path: its small program and its DLLs, and a ._pth file that says where the rest of it is."""
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
    """engine.py for one environment and language; everything in it is ASCII."""
    source = Path(__file__).with_name("start.py").read_text(encoding="utf-8")
    return source.replace('"@site@"', ascii(str(site))).replace('"@lang@"', ascii(lang)).encode("ascii")


def _keep(places: Places, before: Setup | None) -> str:
    """Put another add-in of our name aside, the first time; where it is now."""
    if before is not None and (before.kept or not places.addin.is_file() or file_hash(places.addin) == before.addin_hash):
        return before.kept
    if not places.addin.is_file() or is_ours(places.addin):
        return ""
    with _free_of_excel():
        places.addin.replace(places.kept)
    return str(places.kept)


def is_ours(file: Path) -> bool:
    """Whether an add-in is one of ours, which an installation that was cut short has left behind."""
    try:
        with zipfile.ZipFile(file) as package:
            return b"PoolsplitRibbon.OnRestart" in package.read("customUI/customUI14.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _probe(addin: Path) -> None:
    """Find out whether Excel holds the add-in, before anything is changed."""
    if addin.is_file():
        aside = addin.with_name(f"{addin.name}.{os.getpid()}")
        with _free_of_excel():
            addin.replace(aside)
            aside.replace(addin)


@contextmanager
def _free_of_excel() -> Iterator[None]:
    """The add-in is replaced or removed here, which Windows does not allow while Excel has it open."""
    try:
        yield
    except PermissionError:
        message = Text("Excel is open and holds the add-in")
        raise SetupError(message, Text("close every window of Excel and type the same again")) from None


def file_hash(file: Path) -> str:
    """What tells whether a file is the one that was installed."""
    return _hash(file.read_bytes())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _as_ini(setup: Setup) -> bytes:
    lines = [f"[{SECTION}]", *(f"{name}={value}" for name, value in asdict(setup).items())]
    return "\ufeff".encode("utf-16-le") + "".join(f"{line}\r\n" for line in lines).encode("utf-16-le")


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
