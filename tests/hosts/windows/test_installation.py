"""Installing, removing and examining the add-in on Windows, and engines that do not start: every test begins with an empty profile."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from hosts.windows import rig

import poolsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDIN = rf"{rig.XLSTART}\poolsplit.xlam"
OURS = rf"{rig.ROAMING}\poolsplit"
SITE = rf"{rig.ENV}\Lib\site-packages"
SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel"


def install(*arguments: str) -> str:
    done = rig.poolsplit("excel", "install", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def setting(name: str, value: str) -> None:
    """Change one line of the configuration."""
    ini = rig.unix(rf"{OURS}\excel.ini")
    lines = ini.read_bytes().decode("utf-16").split("\r\n")
    changed = [f"{name}={value}" if line.startswith(f"{name}=") else line for line in lines]
    assert changed != lines
    ini.write_bytes("\r\n".join(changed).encode("utf-16"))


# ---------------------------------------------------------------- installing and removing


def profile() -> set[str]:
    """Every file of the user's profile but the programs in it."""
    return {str(path) for path in rig.unix(rig.ROAMING).rglob("*") if path.is_file() and "/uv/" not in str(path)}


def test_what_install_puts_there_uninstall_takes_out(fresh: None) -> None:
    before = profile()
    assert "poolsplit.xlam" in install("--lang", "en")
    assert {path.rpartition("/")[2] for path in profile() - before} == {"poolsplit.xlam", "excel.ini", "engine.py", "help.html"}
    done = rig.poolsplit("excel", "status", "--lang", "en")
    assert (done.returncode, "poolsplit 0.1.0, xlwings 0.37.8" in done.stdout) == (0, True)
    install("--lang", "vi")    # again, over itself
    assert rig.poolsplit("excel", "uninstall").returncode == 0
    assert profile() == before
    done = rig.poolsplit("excel", "status", "--lang", "en")
    assert (done.returncode, "not installed" in done.stdout) == (1, True)
    assert "not installed" in rig.poolsplit("excel", "uninstall", "--lang", "en").stdout


def test_an_add_in_of_the_same_name_is_kept_and_put_back(fresh: None) -> None:
    rig.unix(rig.XLSTART).mkdir(parents=True)
    rig.unix(ADDIN).write_bytes(b"somebody's own")
    assert "is kept in" in install("--lang", "en")
    install("--lang", "en")
    assert rig.unix(ADDIN).read_bytes() != b"somebody's own"
    assert rig.poolsplit("excel", "uninstall").returncode == 0
    assert rig.unix(ADDIN).read_bytes() == b"somebody's own"


def test_while_excel_is_open_nothing_is_replaced_and_the_word_is_clear(fresh: None) -> None:
    install("--lang", "en")
    before = rig.unix(ADDIN).read_bytes(), rig.unix(rf"{OURS}\excel.ini").read_bytes()
    with rig.Excel() as excel:
        excel.ask("hold", path=ADDIN)
        for command in ("install", "uninstall"):
            done = rig.poolsplit("excel", command, "--lang", "en")
            assert (done.returncode, "close every window of Excel" in done.stderr) == (1, True)
            assert before == (rig.unix(ADDIN).read_bytes(), rig.unix(rf"{OURS}\excel.ini").read_bytes())


def test_a_profile_without_short_names_gets_a_launcher_with_an_ascii_path(fresh: None) -> None:
    program = "from poolsplit_addin.excel import installation, windows; windows.short = lambda path: path; installation.install(installation.Places.of_user(), 'en')"
    done = rig.python("-c", program)
    assert done.returncode == 0, done.stderr
    with rig.Excel() as excel:
        command = excel.ask("setting", key="command")
        assert command.startswith('"C:\\ProgramData\\poolsplit-')
        assert command.isascii()
        assert excel.call("POOLSPLIT", 100, [[60], [40]]) == {"value": [[60], [40]]}
        assert excel.ask("ask_python", expression="__import__('sys').flags.isolated") == "1"
    assert rig.poolsplit("excel", "uninstall").returncode == 0
    assert list(rig.unix(r"C:\ProgramData").glob("poolsplit-*")) == []


# ---------------------------------------------------------------- the doctor


def doctor() -> tuple[int, str]:
    done = rig.poolsplit("excel", "doctor", "--lang", "en")
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def registry(fresh: None) -> Iterator[None]:
    """The user's registry without what a test puts there."""
    yield
    for key in (SECURITY, POLICIES):
        subprocess.run(["wine", "reg", "delete", key, "/f"], check=False, capture_output=True, env=rig.environment())


def test_the_doctor_finds_nothing_where_all_is_well_and_says_so_where_nothing_is_installed(fresh: None) -> None:
    assert doctor() == (1, "installation: nothing is installed for this Windows user. Way out: type: poolsplit excel install\n")
    install()
    code, said = doctor()
    assert (code, said.startswith("Everything is in place, and the engine answers")) == (0, True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("python", r"C:\gone\pythonw.exe", "python: the Python that was there at installation is gone"),
        ("python", r"C:\windows\win.ini", "python: this Python does not run"),
        ("engine", r"C:\gone\engine.py", "python: the file that Python starts with is gone"),
        ("dll", r"C:\gone", "DLL: the file"),
        ("xlwings", "0.30.0", "DLL: an update of xlwings has replaced xlwings64-0.30.0.dll by xlwings64-0.37.8.dll"),
        ("xlwings", "0.30.0", "version: the add-in was built for xlwings 0.30.0, and 0.37.8 is here"),
        ("poolsplit", "0.0.9", "version: the add-in was built by poolsplit 0.0.9, and 0.1.0 is here"),
        ("command", rf'"{rig.BASE}\pythonw.exe" $(CLSID)', "path: the command has letters that the DLL cannot take"),
        ("addin", r"C:\gone\poolsplit.xlam", "quarantine: the add-in is gone"),
        ("addin_hash", "0", "quarantine: the add-in was changed after it was installed"),
        ("command", r'"C:\windows\system32\winver.exe" $(CLSID)', "engine: the engine did not start"),
    ],
)
def test_the_doctor_names_what_the_configuration_no_longer_finds(fresh: None, name: str, value: str, said: str) -> None:
    install()
    setting(name, value)
    if "did not start" in said:
        rig.unix(rf"{OURS}\engine.py").write_text("raise SystemExit('no letters left')\n")
        setting("command", rf'"{short(rig.BASE)}\pythonw.exe" -I -S -B "{short(OURS)}\engine.py" $(CLSID)')
    code, told = doctor()
    assert code == 1
    assert said in told
    assert ". Way out: " in told


def short(path: str) -> str:
    return rig.python("-c", f"from poolsplit_addin.excel import windows; print(windows.short({path!r}))").stdout.strip()


@pytest.mark.parametrize(
    ("key", "name", "kind", "value", "said"),
    [
        (rf"{SECURITY}\Security", "DisableAllAddins", "REG_DWORD", "1", "change it in Excel"),
        (rf"{SECURITY}\Security", "RequireAddinSig", "REG_DWORD", "1", "change it in Excel"),
        (rf"{POLICIES}\Security\Trusted Locations", "AllLocationsDisabled", "REG_DWORD", "1", "ask whoever administers this computer"),
        (rf"{SECURITY}\Resiliency\DisabledItems", "1F", "REG_BINARY", ADDIN.lower().encode("utf-16-le").hex(), "Excel has disabled the add-in after a crash"),
    ],
)
def test_the_doctor_reads_what_excel_forbids(registry: None, key: str, name: str, kind: str, value: str, said: str) -> None:
    install()
    subprocess.run(["wine", "reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f"], check=True, capture_output=True, env=rig.environment())
    code, told = doctor()
    assert (code, "trust location: " in told, said in told) == (1, True, True), told


def test_the_doctor_knows_an_environment_without_xlwings(fresh: None) -> None:
    install()
    package = rig.unix(rf"{SITE}\xlwings-0.37.8.dist-info")
    package.rename(package.with_name("aside"))
    try:
        code, told = doctor()
    finally:
        package.with_name("aside").rename(package)
    assert (code, "xlwings is not installed beside poolsplit" in told) == (1, True)


# ---------------------------------------------------------------- engines


def test_heavy_packages_that_are_installed_are_not_loaded_either(crowded: None) -> None:
    install("--lang", "en")
    with rig.Excel() as excel:
        assert excel.call("POOLVERSION") == {"value": poolsplit.__version__}
        assert excel.ask("ask_python", expression="[name for name in ('pandas', 'numpy') if name in __import__('sys').modules]") == "[]"
        assert excel.ask("ask_python", expression="__import__('importlib.util').util.find_spec('pandas') is not None") == "True"


def test_the_reason_is_in_the_language_of_the_installation(fresh: None) -> None:
    install("--lang", "vi")
    with rig.Excel() as excel:
        assert "không thể âm" in excel.call("POOLSPLIT", 100, [[60], [-1]])["reason"]


# ---------------------------------------------------------------- interpreters that do not start


def started() -> tuple[dict[str, Any], float]:
    with rig.Excel() as excel:
        excel.ask("setting", key="command")    # wine itself has started
        begun = time.perf_counter()
        return excel.call("POOLVERSION"), time.perf_counter() - begun


def test_a_missing_interpreter_gives_its_reason_within_two_seconds(fresh: None) -> None:
    install()
    setting("command", r'"C:\nowhere\pythonw.exe" -I -S -B "C:\nowhere\engine.py" $(CLSID)')
    answer, seconds = started()
    assert "value" not in answer
    assert len(answer["reason"]) > 10
    assert seconds <= 2


def test_one_that_ends_early_gives_its_reason_within_two_seconds(fresh: None) -> None:
    install()
    rig.unix(rf"{rig.ROAMING}\poolsplit\engine.py").write_text("raise SystemExit(3)\n")
    answer, seconds = started()
    assert "value" not in answer
    assert len(answer["reason"]) > 10
    assert seconds <= 2


@pytest.mark.parametrize("hang", ["import time; time.sleep(1000)", "while True: pass"])
def test_one_that_hangs_is_ended_and_gives_its_reason_within_ten_seconds(fresh: None, hang: str) -> None:
    install()
    server = rig.unix(rf"{rig.ENV}\Lib\site-packages\poolsplit_addin\excel\server.py")
    source = server.read_bytes()
    server.write_text(hang)
    try:
        answer, seconds = started()
    finally:
        server.write_bytes(source)
    assert "value" not in answer
    assert len(answer["reason"]) > 10
    assert 7 <= seconds <= 10
    assert "server.py" in rig.unix(rf"{rig.ROAMING}\poolsplit\engine.log").read_text()    # where it hung
