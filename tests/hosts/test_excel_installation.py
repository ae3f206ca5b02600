"""Installing and uninstalling the add-in for Excel in folders of this machine, with stand-ins for the calls of Windows."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from poolsplit_addin.excel import doctor, installation, windows
from poolsplit_addin.excel.addin import build
from poolsplit_addin.excel.doctor import Finding
from poolsplit_addin.excel.installation import Places, Setup, SetupError

import poolsplit

SOMEBODYS = b"an add-in of somebody else with our name"
AGAIN = "type: poolsplit excel install"
CLOSE = ("Excel is open and holds the add-in", "close every window of Excel and type the same again")


def setting(ini: Path, key: str) -> str:
    """What Windows' own call reads: one line of the section [excel], in UTF-16."""
    section, *lines = ini.read_bytes().decode("utf-16").splitlines()
    assert section == "[excel]"
    return dict(line.split("=", 1) for line in lines)[key]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """An empty profile, and a Windows that takes paths in ASCII only and has no short names."""
    base = tmp_path / "python"
    base.mkdir()
    for name in ("pythonw.exe", "python3.dll", "python313.dll", "vcruntime140.dll", "other.dll"):
        base.joinpath(name).write_bytes(name.encode())
    dll = tmp_path / "dll"
    dll.mkdir()
    for bits in (64, 32):
        dll.joinpath(f"xlwings{bits}-0.37.8.dll").write_bytes(b"")
    stand_ins: dict[str, Any] = {
        "xlwings_version": lambda: "0.37.8", "site_folder": lambda: tmp_path / "site", "dll_folder": lambda _: dll, "_pythonw": lambda: base / "pythonw.exe",
        "compile_packages": lambda _: None,
    }
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(installation, name, stand_in)
    monkeypatch.setattr(windows, "setting", setting)
    monkeypatch.setattr(windows, "is_ansi", str.isascii)
    monkeypatch.setattr(windows, "short", str)
    roaming = tmp_path / "Roaming"
    return Places(roaming / "poolsplit", roaming / "Microsoft" / "Excel" / "XLSTART", tmp_path / "ProgramData" / "poolsplit-1")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def others(places: Places, content: bytes = SOMEBODYS) -> None:
    places.xlstart.mkdir(parents=True, exist_ok=True)
    places.addin.write_bytes(content)


# ---------------------------------------------------------------- installing and uninstalling


def test_install_writes_four_files_and_uninstall_takes_them_out(places: Places, tmp_path: Path) -> None:
    setup = installation.install(places, "vi")
    assert set(files(tmp_path / "Roaming")) == {
        "poolsplit/excel.ini", "poolsplit/engine.py", "poolsplit/help.html", "Microsoft/Excel/XLSTART/poolsplit.xlam"}
    assert places.addin.read_bytes() == build("0.37.8", "vi")
    assert (setup.kept, setup.addin_hash) == ("", hashlib.sha256(build("0.37.8", "vi")).hexdigest())
    assert setup.command == f'"{tmp_path}/python/pythonw.exe" -I -S -B "{places.home}/engine.py" $(CLSID)'
    assert installation.installed(places) == setup
    assert installation.uninstall(places)
    assert files(tmp_path / "Roaming") == {}
    assert not places.home.exists()
    assert not installation.uninstall(places)


def test_settings_come_back_as_they_were_written(places: Places) -> None:
    setup = installation.install(places, "zh")
    odd = replace(setup, command='"C:\\Nguyễn Đức\\p.exe" a=b $(CLSID)', kept="小燕", lang="vi")
    places.ini.write_bytes(installation._as_ini(odd))    # noqa: SLF001  (it is what install writes)
    assert places.ini.read_bytes().startswith(b"\xff\xfe[\0e\0x\0c\0e\0l\0]\0\r\0\n\0")
    assert installation.installed(places) == odd
    assert installation.installed(replace(places, home=places.spare)) is None


def test_uninstalling_leaves_somebody_elses_add_in_of_our_name_alone(places: Places) -> None:
    installation.install(places, "en")
    others(places)    # it was put over ours after the installation
    assert installation.uninstall(places)
    assert places.addin.read_bytes() == SOMEBODYS
    assert not places.home.exists()


def test_an_add_in_of_our_name_is_kept_and_put_back(places: Places) -> None:
    others(places)
    for _ in range(2):    # installing again keeps the one that was kept
        assert installation.install(places, "en").kept == str(places.kept)
        assert places.kept.read_bytes() == SOMEBODYS
        assert places.addin.read_bytes() == build("0.37.8", "en")
    assert installation.uninstall(places)
    assert places.addin.read_bytes() == SOMEBODYS
    assert not places.kept.exists()


def test_of_two_add_ins_of_somebody_else_neither_is_lost(places: Places) -> None:
    others(places)
    installation.install(places, "en")
    others(places, b"a second one")
    assert installation.uninstall(places)
    assert (places.addin.read_bytes(), places.kept.read_bytes()) == (b"a second one", SOMEBODYS)


def test_an_add_in_that_came_over_ours_is_kept_by_the_next_installation(places: Places) -> None:
    installation.install(places, "en")
    others(places)
    assert installation.install(places, "en").kept == str(places.kept)
    installation.uninstall(places)
    assert places.addin.read_bytes() == SOMEBODYS


def test_installing_over_a_second_add_in_of_somebody_else_keeps_both(places: Places) -> None:
    others(places)
    installation.install(places, "en")
    others(places, b"a second one")
    for _ in range(2):
        assert installation.install(places, "en").kept == str(places.home / "kept-2-poolsplit.xlam")
    assert installation.uninstall(places)
    assert places.addin.read_bytes() == b"a second one"
    assert files(places.home) == {"kept-poolsplit.xlam": SOMEBODYS}


def test_what_an_interrupted_installation_left_is_ours_and_is_not_kept(places: Places) -> None:
    others(places, build("0.30.0", "zh"))
    assert installation.install(places, "en").kept == ""
    installation.uninstall(places)
    assert not places.addin.exists()


def test_an_add_in_is_ours_by_its_ribbon(tmp_path: Path) -> None:
    file = tmp_path / "poolsplit.xlam"
    for content, ours in ((build("0.37.8", "vi"), True), (SOMEBODYS, False), (b"", False)):
        file.write_bytes(content)
        assert installation.is_ours(file) is ours
    for name, ours in (("customUI/customUI14.xml", False), ("xl/workbook.xml", False)):
        with zipfile.ZipFile(file, "w") as package:
            package.writestr(name, "<x/>")
        assert installation.is_ours(file) is ours
    assert not installation.is_ours(tmp_path / "gone.xlam")


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_while_excel_holds_the_add_in_nothing_is_changed(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    installation.install(places, "en")
    before = files(tmp_path)
    usual = Path.replace

    def held(path: Path, target: Path) -> Path:
        if path == places.addin:
            raise PermissionError(str(path))
        return usual(path, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(SetupError) as caught:
        installation.install(places, "vi") if command == "install" else installation.uninstall(places)
    assert (str(caught.value), str(caught.value.fix)) == CLOSE
    assert files(tmp_path) == before


def test_what_else_lies_in_our_folder_stays(places: Places) -> None:
    installation.install(places, "en")
    places.home.joinpath("engine.log").write_text("old")
    places.home.joinpath("notes.txt").write_text("hers")
    installation.uninstall(places)
    assert files(places.home) == {"notes.txt": b"hers"}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "new" / "a"
    installation._write(file, b"1")    # noqa: SLF001
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(PermissionError()))
    with pytest.raises(PermissionError):
        installation._write(file, b"2")    # noqa: SLF001
    assert files(tmp_path) == {"new/a": b"1"}


# ---------------------------------------------------------------- paths that the DLL does not take


def odd(places: Places) -> Places:
    return replace(places, home=places.home.with_name("Nguyễn Đức"))


def test_the_launcher_has_python_its_dlls_and_its_paths_and_goes_with_the_rest(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "PRIVATE_FOLDERS", (3, 0))    # of which Python a folder is private is a matter of Windows
    places.spare.parent.mkdir()
    number = f"python3{sys.version_info[1]}"
    for _ in range(2):    # again, over itself
        setup = installation.install(odd(places), "en")
        assert setup.command == f'"{places.spare}/pythonw.exe" -I -S -B "{places.spare}/engine.py" $(CLSID)'
        assert set(files(places.spare)) == {"pythonw.exe", "python3.dll", "python313.dll", "vcruntime140.dll", "engine.py", f"{number}._pth"}
        base = tmp_path / "python"
        assert places.spare.joinpath(f"{number}._pth").read_bytes().decode().split("\r\n") == [f"{base}/{number}.zip", f"{base}/DLLs", f"{base}/Lib", str(base), ""]
        assert set(files(odd(places).home)) == {"excel.ini", "help.html"}
    installation.uninstall(odd(places))
    assert not places.spare.exists()


def test_a_folder_of_somebody_else_in_the_launchers_place_is_left_alone(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "PRIVATE_FOLDERS", (3, 0))
    places.spare.mkdir(parents=True)
    places.spare.joinpath("pythonw.exe").write_bytes(b"theirs")
    with pytest.raises(SetupError) as caught:
        installation.install(odd(places), "en")
    assert (str(caught.value), str(caught.value.fix)) == (f"the folder {places.spare} is there and not ours", "rename it and type the same again")
    assert files(places.spare) == {"pythonw.exe": b"theirs"}


@pytest.mark.parametrize("spare", ["AllUsers", "ProgramData", "Zusatz"])    # before and behind Roaming, where our own folder is
def test_a_folder_of_somebody_else_is_left_alone_though_we_were_installed_elsewhere(places: Places, monkeypatch: pytest.MonkeyPatch, spare: str) -> None:
    monkeypatch.setattr(installation, "PRIVATE_FOLDERS", (3, 0))
    where = replace(odd(places), spare=places.spare.parents[1] / spare / "poolsplit-1")
    monkeypatch.setattr(windows, "is_ansi", lambda _: True)
    assert Path(installation.install(where, "en").engine).parent == where.home
    monkeypatch.setattr(windows, "is_ansi", str.isascii)    # another code page than at the first installation
    where.spare.mkdir(parents=True)
    where.spare.joinpath("notes.txt").write_bytes(b"theirs")
    with pytest.raises(SetupError) as caught:
        installation.install(where, "en")
    assert str(caught.value) == f"the folder {where.spare} is there and not ours"
    assert files(where.spare) == {"notes.txt": b"theirs"}


@pytest.mark.parametrize(("older", "message", "fix"), [
    (False, "the path {python} has letters that this Windows cannot hand to programs of the old kind", "install poolsplit under a user whose name has Latin letters only"),
    (True, "Python {version} cannot make a folder that is yours alone", "install poolsplit with Python 3.13 or later: uv tool install --python 3.13 ..."),
])
def test_where_no_launcher_can_be_the_reason_is_said(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, older: bool, message: str, fix: str) -> None:  # noqa: FBT001
    monkeypatch.setattr(installation, "PRIVATE_FOLDERS", (9, 0))
    where = odd(places) if older else replace(odd(places), spare=tmp_path / "Đức")
    with pytest.raises(SetupError) as caught:
        installation.install(where, "en")
    said = message.format(python=tmp_path / "python" / "pythonw.exe", version=sys.version.split()[0])
    assert (str(caught.value), str(caught.value.fix)) == (said, fix)
    assert not where.addin.exists()


@pytest.mark.parametrize(("whole", "brief", "form"), [("C:/An", "C:/AN~1", "C:/An"), ("C:/Đức", "C:/DUC~1", "C:/DUC~1"), ("C:/Đức", "C:/Đức", "")])
def test_a_path_goes_to_the_dll_as_it_is_else_in_its_short_form(monkeypatch: pytest.MonkeyPatch, whole: str, brief: str, form: str) -> None:
    monkeypatch.setattr(windows, "is_ansi", str.isascii)
    monkeypatch.setattr(windows, "short", {whole: brief}.get)
    assert windows.ansi(Path(whole)) == form


@pytest.mark.parametrize("site", ["C:\\Users\\Nguyễn Đức\\site-packages", 'C:\\a"b', "C:\\O'Neill"])
def test_the_script_that_python_starts_with_is_ascii_and_means_its_folder(site: str) -> None:
    source = installation.start(Path(site), "vi")
    assert source.isascii()
    found: dict[str, Any] = {"__name__": "engine"}
    exec(compile(source, "engine.py", "exec"), found)    # noqa: S102  (its definitions alone)
    assert (found["SITE"], found["LANG"]) == (str(Path(site)), "vi")


# ---------------------------------------------------------------- the doctor


@pytest.fixture
def setup(places: Places) -> Setup:
    return installation.install(places, "en")


def test_where_nothing_is_installed_the_doctor_says_so(places: Places) -> None:
    assert doctor.examine(places) == [Finding("installation", "nothing is installed for this Windows user", AGAIN)]


def test_where_all_is_well_no_check_finds_anything(setup: Setup) -> None:
    assert [check(setup) for check in (doctor.dll, doctor.version, doctor.quarantine, doctor.path)] == [None] * 4
    assert doctor.python(replace(setup, python=sys.executable)) is None


VIRUS = "a virus scanner may have taken it: allow it there, then type: poolsplit excel install"
UPDATE = "close Excel, then type: poolsplit excel install"


@pytest.mark.parametrize(("check", "change", "cause", "message", "fix"), [
    (doctor.python, {"python": "/gone/pythonw.exe"}, "python", "the Python that was there at installation is gone: /gone/pythonw.exe", AGAIN),
    (doctor.python, {"python": __file__}, "python", f"this Python does not run: {__file__}", "install Python again, then poolsplit"),
    (doctor.python, {"python": sys.executable, "engine": "/gone/engine.py"}, "python", "the file that Python starts with is gone: /gone/engine.py", AGAIN),
    (doctor.dll, {"dll": "/gone"}, "DLL", "the file /gone/xlwings64-0.37.8.dll of xlwings is missing", VIRUS),
    (doctor.dll, {"xlwings": "0.30.0"}, "DLL", "an update of xlwings has replaced xlwings64-0.30.0.dll by xlwings64-0.37.8.dll", UPDATE),
    (doctor.version, {"xlwings": "0.30.0"}, "version", "the add-in was built for xlwings 0.30.0, and 0.37.8 is here", UPDATE),
    (doctor.version, {"poolsplit": "0.0.9"}, "version", f"the add-in was built by poolsplit 0.0.9, and {poolsplit.__version__} is here", UPDATE),
    (doctor.quarantine, {"addin": "/gone/poolsplit.xlam"}, "quarantine", "the add-in is gone: /gone/poolsplit.xlam", VIRUS),
    (doctor.path, {"command": "Đức"}, "path", "the command has letters that the DLL cannot take: Đức", AGAIN),
])
def test_the_doctor_names_cause_and_repair(setup: Setup, check: Any, change: dict[str, str], cause: str, message: str, fix: str) -> None:
    assert check(replace(setup, **change)) == Finding(cause, message, fix)


def test_an_add_in_that_was_changed_or_comes_from_the_internet_is_told(setup: Setup) -> None:
    addin = Path(setup.addin)
    addin.write_bytes(addin.read_bytes() + b" ")
    assert doctor.quarantine(setup) == Finding("quarantine", f"the add-in was changed after it was installed: {addin}", AGAIN)
    mark = Path(f"{addin}:Zone.Identifier")
    for zone, found in ((2, "changed"), (3, "blocks"), (4, "blocks")):
        mark.write_text(f"[ZoneTransfer]\nZoneId={zone}\n")
        assert found in doctor.quarantine(setup).message    # type: ignore[union-attr]


SECURITY = r"Software\{}Microsoft\Office\{}\Excel\Security"


@pytest.mark.parametrize("number", ["16.0", "15.0"])
@pytest.mark.parametrize(("policies", "fix"), [("", "change it in Excel: File, Options, Trust Center"), ("Policies\\", "ask whoever administers this computer")])
@pytest.mark.parametrize(("folder", "name"), [("", "DisableAllAddins"), ("", "RequireAddinSig"), (r"\Trusted Locations", "AllLocationsDisabled")])
def test_what_excel_forbids_is_found_with_its_setting(number: str, policies: str, fix: str, folder: str, name: str) -> None:
    key = SECURITY.format(policies, number) + folder
    for value, findings in ((1, [Finding("trust location", f"Excel's Trust Center forbids add-ins: {key}\\{name}", fix)]), (0, []), ("1", [])):
        assert list(doctor.trust(lambda asked, value=value: {name: value} if asked == key else {})) == findings


def test_an_add_in_that_excel_disabled_after_a_crash_is_found() -> None:
    key = r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
    told = Finding("trust location", "Excel has disabled the add-in after a crash", "in Excel: File, Options, Add-ins, Manage: Disabled Items, and enable it")
    for content, found in ((r"C:\XLSTART\POOLSPLIT.XLAM".encode("utf-16-le"), [told]), ("other.xlam".encode("utf-16-le"), []), ("poolsplit.xlam", []), (1, [])):
        assert list(doctor.trust(lambda asked, content=content: {"1F": content} if asked == key else {})) == found


@pytest.mark.parametrize(("answer", "found"), [
    (poolsplit.__version__, []), ("0.0.9", [Finding("engine", f"the engine answers 0.0.9 instead of {poolsplit.__version__}", AGAIN)]),
])
def test_the_engine_is_asked_for_its_version_and_ended(setup: Setup, monkeypatch: pytest.MonkeyPatch, answer: str, found: list[Finding]) -> None:
    modes = []

    def activate(file: Path, command: str, mode: int = windows.START_OR_FIND) -> tuple[Any, str]:
        assert (file.name, command) == ("xlwings64-0.37.8.dll", setup.command)
        modes.append(mode)
        return SimpleNamespace(CallUDF=lambda *asked: answer if asked == ("poolsplit_addin.excel.udfs", "POOLVERSION", ()) else asked), ""

    monkeypatch.setattr(windows, "activate", activate)
    assert [one for one in [doctor.engine(setup)] if one] == found
    assert modes == [windows.START_OR_FIND, windows.KILL]


@pytest.mark.parametrize(("log", "fix"), [(None, AGAIN), ("", AGAIN), ("one\nlast line\n\n", "send this line to whoever helps you: last line")])
def test_an_engine_that_does_not_start_gives_its_reason_and_the_last_line_of_its_log(setup: Setup, monkeypatch: pytest.MonkeyPatch, log: str | None, fix: str) -> None:
    if log is not None:
        Path(setup.engine).with_name("engine.log").write_text(log)
    monkeypatch.setattr(windows, "activate", lambda *_: (None, "no reason given"))
    monkeypatch.setattr(doctor.time, "monotonic", iter([10.0, 12.4]).__next__)
    assert doctor.engine(setup) == Finding("engine", "the engine did not start (2 s): no reason given", fix)
