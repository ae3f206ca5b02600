"""dev.py: from nothing to the demo and the tests, on a machine of any state; and the rule for skipped tests in CI."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
NOT_THE_PROJECT = shutil.ignore_patterns(".*_cache", ".ci", ".dev", ".git", ".hypothesis", ".venv", "__pycache__", "build", "dist")


@pytest.fixture
def dev(tmp_path: Path) -> Any:
    """dev.py as it stands in a project of its own, with no commands run yet."""
    project = tmp_path / "gom đơn"
    project.mkdir()
    shutil.copy(ROOT / "dev.py", project)
    (project / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("dev_of_a_project", project / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ran(dev: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that dev.py runs, none of which is carried out; without uv."""
    commands: list[list[str]] = []

    def run(*command: object) -> int:
        commands.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(dev, "run", run)
    on_path(dev, monkeypatch)
    return commands


def on_path(dev: Any, monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """Let dev.py find only these programs on PATH."""
    monkeypatch.setattr(dev, "shutil", SimpleNamespace(which=lambda name: name if name in programs else None, rmtree=shutil.rmtree))


def steps(commands: list[list[str]]) -> list[str]:
    """Commands, told by what they do."""
    return ["make" if "venv" in command else command[-1] for command in commands]


# ---------------------------------------------------------------- which Python


def test_an_old_python_is_told_so(dev: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(dev, "sys", SimpleNamespace(version_info=(3, 8, 1), executable="/usr/bin/python3"))
    assert dev.main(["demo"]) == 1
    assert "needs Python 3.10 or later; this is 3.8 (/usr/bin/python3)" in capsys.readouterr().out


@pytest.mark.parametrize(("planted", "readable"), [("", True), ("\ndef f(rows: list[int]) -> None: ...", False), ("\nif (n := 1): pass", False)])
def test_an_old_python_can_read_the_file_to_be_told_so(tmp_path: Path, planted: str, *, readable: bool) -> None:
    copy = tmp_path / "dev.py"
    copy.write_text((ROOT / "dev.py").read_text(encoding="utf-8") + planted, encoding="utf-8")
    command = [sys.executable, "-c", "from vermin import main; main()", "--quiet", "--violations", "--eval-annotations", "--target=3.6-", str(copy)]
    assert (subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0) == readable


@pytest.mark.parametrize("call", [[], ["tset"], ["demo", "now"], ["lint", "x"]])
def test_a_wrong_call_shows_the_right_ones(dev: Any, call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(call) == 2
    assert "python3 dev.py demo" in capsys.readouterr().err


# ---------------------------------------------------------------- the environment


def test_nothing_there_makes_and_installs_then_rests(dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    dev.ensure()
    assert steps(ran) == ["make", str(dev.ROOT)]
    monkeypatch.setattr(dev, "healthy", lambda: True)
    dev.ensure()
    assert len(ran) == 2


def installed(dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment with the extra `test`, as if it had been made and found well."""
    dev.ensure("test")
    ran.clear()
    monkeypatch.setattr(dev, "healthy", lambda: True)


def test_another_extra_is_added_to_those_there(dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    installed(dev, ran, monkeypatch)
    dev.ensure("dev")
    assert steps(ran) == [f"{dev.ROOT}[dev,test]"]
    dev.ensure("test")
    assert len(ran) == 1


def test_a_changed_pyproject_installs_again(dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    installed(dev, ran, monkeypatch)
    (dev.ROOT / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    dev.ensure()
    assert steps(ran) == [f"{dev.ROOT}[test]"]


def test_an_environment_made_by_hand_is_kept_and_filled(dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    (dev.VENV / "lib").mkdir(parents=True)
    monkeypatch.setattr(dev, "healthy", lambda: True)
    dev.ensure()
    assert steps(ran) == [str(dev.ROOT)]
    assert (dev.VENV / "lib").is_dir()


def _cut_short(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "run", lambda *_command: 1)
    with pytest.raises(dev.Stop, match="Installing failed"):
        dev.ensure("dev")


def _moved(dev: Any, _monkeypatch: pytest.MonkeyPatch) -> None:
    dev.write_stamp(**{**dev.stamp(), "root": "/elsewhere"})


def _broken(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "healthy", lambda: False)


@pytest.mark.parametrize("harm", [_cut_short, _moved, _broken])
def test_a_harmed_environment_is_made_anew(
    dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, harm: Callable[[Any, pytest.MonkeyPatch], None],
) -> None:
    installed(dev, ran, monkeypatch)
    (dev.VENV / "left over").touch()
    recording = dev.run
    harm(dev, monkeypatch)
    monkeypatch.setattr(dev, "run", recording)
    dev.ensure("test")
    assert steps(ran) == ["make", f"{dev.ROOT}[test]"]
    assert not (dev.VENV / "left over").exists()


def test_uv_is_used_where_it_is(dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    on_path(dev, monkeypatch, "uv")
    dev.ensure()
    assert [command[:2] for command in ran] == [["uv", "venv"], ["uv", "pip"]]


def test_health_is_seen_by_running_the_python(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path(dev, monkeypatch, "uv")
    assert not dev.healthy()
    venv.create(dev.VENV, with_pip=False)
    assert dev.healthy()
    with monkeypatch.context() as other:
        other.setattr(dev, "sys", SimpleNamespace(version_info=(3, 99, 0)))
        assert not dev.healthy()
    on_path(dev, monkeypatch)
    assert not dev.healthy(), "without uv, an environment without pip is of no use"
    on_path(dev, monkeypatch, "uv")
    (dev.VENV / "pyvenv.cfg").unlink()
    assert not dev.healthy()


def test_the_running_python_is_not_pulled_from_under_itself(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "sys", SimpleNamespace(prefix=str(dev.VENV), version_info=sys.version_info))
    dev.VENV.mkdir()
    with pytest.raises(dev.Stop, match="the Python that you installed"):
        dev.create()
    assert dev.VENV.is_dir()


# ---------------------------------------------------------------- the system


def lacking(dev: Any, monkeypatch: pytest.MonkeyPatch, *, root: bool, succeeds: bool = True) -> list[list[str]]:
    """A Debian without ensurepip and one of the system packages; the commands of apt that dev.py runs there."""
    commands: list[list[str]] = []

    def call(command: list[str], **_options: object) -> int:
        commands.append(command)
        return 0 if succeeds else 100

    on_path(dev, monkeypatch, "apt-get", "dpkg")
    monkeypatch.setattr(dev, "is_root", lambda: root)
    monkeypatch.setattr(dev, "SYSTEM_PACKAGES", {"there": str(ROOT / "dev.py"), "lacking": str(ROOT / "no such file")})
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    monkeypatch.setattr(dev, "subprocess", SimpleNamespace(call=call, DEVNULL=subprocess.DEVNULL))
    return commands


def test_root_gets_what_is_missing_and_loses_nothing(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = lacking(dev, monkeypatch, root=True)
    assert dev.ensure_system(dev.SYSTEM_PACKAGES)
    update, install = commands
    assert update[-1] == "update"
    assert "--no-remove" in install
    assert install[-1] == "lacking"
    assert "there" not in install


@pytest.mark.parametrize(("root", "succeeds"), [(False, True), (True, False)])
def test_others_are_told_the_command_and_go_on(
    dev: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, root: bool, succeeds: bool,
) -> None:
    lacking(dev, monkeypatch, root=root, succeeds=succeeds)
    assert not dev.ensure_system(dev.SYSTEM_PACKAGES)
    assert "apt-get install --no-install-recommends lacking" in capsys.readouterr().out


def test_a_python_without_ensurepip_is_completed_or_explained(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    package = f"python3.{sys.version_info.minor}-venv"
    lacking(dev, monkeypatch, root=False)
    with pytest.raises(dev.Stop, match=f"sudo apt-get install {package}"):
        dev.need_venv_module()
    commands = lacking(dev, monkeypatch, root=True)
    dev.need_venv_module()
    assert commands[-1][-1] == package


# ---------------------------------------------------------------- the commands


def test_lint_runs_every_check_and_fails_when_one_does(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def run(program: Path, *_arguments: str) -> int:
        ran.append(program.stem)
        return int(program.stem == "ruff")

    monkeypatch.setattr(dev, "ensure", lambda *_extras: None)
    monkeypatch.setattr(dev, "run", run)
    assert dev.main(["lint"]) == 1
    assert ran == ["ruff", "mypy", "vermin"]


@pytest.mark.parametrize(
    ("arguments", "told"), [([], []), (["-k", "tone"], ["-k", "tone"]), (["--slow"], ["-m", "slow"]), (["tests/pool", "--slow"], ["-m", "slow", "tests/pool"])],
)
def test_the_slow_tests_run_when_they_are_asked_for(
    dev: Any, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: list[str],
) -> None:
    monkeypatch.setattr(dev, "ensure", lambda *_extras: None)
    monkeypatch.setattr(dev, "ensure_system", lambda _packages: True)
    assert dev.main(["test", *arguments]) == 0
    assert [command[command.index("loadfile") + 1 :] for command in ran] == [told]


@pytest.mark.slow
def test_both_readme_commands_work_from_a_fresh_clone_in_an_awkward_place(tmp_path: Path) -> None:
    clone = tmp_path / "Đơn hàng 拼单 tháng 5"
    shutil.copytree(ROOT, clone, ignore=NOT_THE_PROJECT)

    def run(*arguments: str) -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
        command = [getattr(sys, "_base_executable", sys.executable), "dev.py", *arguments]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", cwd=clone, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    first, again = run("demo"), run("demo")
    assert (clone / "build" / "demo" / "example_vi_dues.xlsx").is_file()
    assert "Making" in first
    assert "Making" not in again
    assert "Installing" not in again
    assert first.endswith(again.strip() + "\n")
    assert " passed" in run("test", "tests/test_architecture.py", "-k", "planted_import")


# ---------------------------------------------------------------- skips, and what is left out


def pytest_with_our_conftest(folder: Path, *arguments: str, ci: str = "true") -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder as ours are run, with pytest-xdist, hypothesis and no other plugin, as these take longer to load than the tests."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", "-p", "hypothesispytest", *arguments]
    environment = {**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT / "tests")}
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env=environment)


@pytest.mark.parametrize(
    ("test", "ci", "workers", "code"),
    [
        ("def test(): pass", "true", "0", 0),
        ("def test(): pytest.skip('no LibreOffice')", "", "0", 0),
        ("def test(): pytest.skip('no LibreOffice')", "true", "0", 1),
        ("def test(): pytest.skip('no LibreOffice')", "true", "2", 1),
        ("pytest.importorskip('no_such_module')", "true", "0", 1),
        ("pytest.importorskip('no_such_module')", "true", "2", 1),
        ("def test(): pytest.skip('Windows only: COM')", "true", "0", 0),
        ("@pytest.mark.xfail(strict=True)\ndef test(): raise ValueError", "true", "0", 0),
    ],
)
def test_a_skip_for_want_of_something_fails_in_ci(tmp_path: Path, test: str, ci: str, workers: str, code: int) -> None:
    (tmp_path / "test_it.py").write_text(f"import pytest\n\ndef test_fine(): pass\n{test}\n", encoding="utf-8")
    (tmp_path / "test_more.py").write_text("def test_fine(): pass\n", encoding="utf-8")
    done = pytest_with_our_conftest(tmp_path, "-n", workers, ci=ci)
    assert done.returncode == code, done.stdout
    assert ("not tested here" in done.stdout) == ("no LibreOffice" in test or "importorskip" in test)


LEFT_OUT = "slow tests left out: 1; python3 dev.py test --slow runs them"


@pytest.mark.parametrize(("arguments", "left_out"), [(["-n", "0"], True), (["-n", "2"], True), (["-m", "slow"], False), (["-k", "fine"], False)])
def test_slow_tests_are_left_out_aloud_and_are_no_skips(tmp_path: Path, arguments: list[str], *, left_out: bool) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -m 'not slow'\nmarkers = slow\n", encoding="utf-8")
    (tmp_path / "test_it.py").write_text("import pytest\n\ndef test_fine(): pass\n\n@pytest.mark.slow\ndef test_long(): pass\n", encoding="utf-8")
    done = pytest_with_our_conftest(tmp_path, *arguments)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert (LEFT_OUT in done.stdout) == left_out
    assert "not tested here" not in done.stdout
