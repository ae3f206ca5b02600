"""Set up, show and test poolsplit, from nothing: `python3 dev.py demo`, `python3 dev.py test`, `python3 dev.py lint`.

Nothing but Python is needed beforehand. Each command makes or repairs `.venv` beside this file, installs what it needs there and
does its work in it; run again, it finds everything in place.

This file is read by whatever Python a machine has, so that an old one can be told so: no syntax and no import newer than 3.6
before `main`, and annotations as text.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 10)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = "poolsplit.json"
PROBE = "import json, sys; print(json.dumps([list(sys.version_info[:2]), sys.prefix]))"

EXAMPLE = Path("workbook_templates", "example_vi.xlsx")
RESULT = Path("build", "demo", "example_vi_dues.xlsx")

SYSTEM_PACKAGES = {
    "libreoffice-calc-nogui": "/usr/lib/libreoffice/program/libsclo.so",
    "libreoffice-writer-nogui": "/usr/lib/libreoffice/program/libswlo.so",
    "python3-uno": "/usr/lib/python3/dist-packages/uno.py",
    "poppler-utils": "/usr/bin/pdftotext",
    "fonts-wqy-microhei": "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "fonts-crosextra-carlito": "/usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf",
    "nodejs": "node",
    "npm": "npm",
}
"""What some tests need beside Python: the Debian package, and a file or a program that shows that it (or its like) is there."""
WINDOWS_PATH = "--windows-path"
WINDOWS_TESTS = Path("tests", "hosts", "windows")
WINE = {"wine": "/usr/bin/wine", "wine64": "/usr/lib/wine/wine64"}
"""What the tests of that option need too."""

SLOW = "--slow"

USAGE = """python3 dev.py demo                 split the shipped example workbook and show who pays what
python3 dev.py test [arguments]     run every test but the slow ones, or what the arguments tell pytest
python3 dev.py test --slow          only the slow ones: an installation from nothing, and more of what is tried at random
python3 dev.py test --windows-path  the add-in for Excel under wine: from the installed wheel to the answer in a cell
python3 dev.py mutants [--sample N] small faults put into the code one at a time, to see whether a test fails; hours for many
python3 dev.py lint                 style, types, and no syntax newer than Python {}.{}""".format(*OLDEST)


class Stop(Exception):
    """What a person has to do before this can go on."""


def say(text: str) -> None:
    """Tell what happens next, before the output of the commands that do it."""
    print(text, flush=True)


def run(*command: "str | Path") -> int:
    """Run a command in the project's folder, in UTF-8 on every system, and give its exit code."""
    return subprocess.call([str(part) for part in command], cwd=str(ROOT), env={**os.environ, "PYTHONUTF8": "1"})


def must(what: str, *command: "str | Path") -> None:
    """Run a command without which the rest makes no sense."""
    if run(*command):
        raise Stop(f"{what} failed; the lines above say why. Run the same command again when that is repaired.")


# ---------------------------------------------------------------- the environment


def in_venv(name: str) -> Path:
    """Where the environment keeps a program."""
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def base_python() -> str:
    """The Python that environments are made from: this one, or what this one was made from."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def healthy() -> bool:
    """Whether the environment's Python runs, is of this version and is an environment's; with pip where pip will be used."""
    probe = PROBE if shutil.which("uv") else f"import pip; {PROBE}"
    try:
        answer = subprocess.run([str(in_venv("python")), "-I", "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        version, prefix = json.loads(answer.stdout.decode())
    except (OSError, subprocess.CalledProcessError, ValueError):
        return False
    return bool(tuple(version) == sys.version_info[:2] and os.path.realpath(prefix) == os.path.realpath(str(VENV)))


def stamp() -> "dict[str, object]":
    """What was last installed, and from which pyproject.toml; {} in an environment that someone made by hand."""
    try:
        found = json.loads((VENV / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_stamp(**facts: object) -> None:
    """Note what is installed, or that something is half done."""
    (VENV / STAMP).write_text(json.dumps(facts), encoding="utf-8")


def fingerprint() -> str:
    """What decides that an installation is out of date."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()


def ensure(*extras: str) -> None:
    """Make the environment if it is missing, broken, half made, moved or another Python's; install the project and `extras` if need be."""
    known = stamp()
    moved = known.get("root", str(ROOT)) != str(ROOT)    # its Python would still run, its programs would not
    if moved or known.get("unfinished") or not healthy():
        create()
        known = {}
    had = known.get("extras")
    have = set(had) if isinstance(had, list) else set()
    if known.get("fingerprint") == fingerprint() and have >= set(extras):
        return
    install(sorted(have | set(extras)))


def create() -> None:
    """Make the environment anew. The mark is set first: an environment whose making was cut short is not taken for a whole one."""
    if os.path.realpath(sys.prefix) == os.path.realpath(str(VENV)):
        raise Stop(f"{VENV} has to be made anew, and this Python is part of it. Run dev.py with the Python that you installed instead.")
    say(f"Making {VENV}")
    remove_venv()
    VENV.mkdir()
    write_stamp(unfinished=True)
    if shutil.which("uv"):
        must("Making the environment", "uv", "venv", "--quiet", "--allow-existing", "--python", base_python(), VENV)
        return
    need_venv_module()
    must("Making the environment", base_python(), "-m", "venv", VENV)


def remove_venv() -> None:
    """Remove what stands in the environment's place, be it a folder, a file or a link."""
    try:
        if VENV.is_dir() and not VENV.is_symlink():
            shutil.rmtree(str(VENV))
        elif VENV.is_symlink() or VENV.exists():
            VENV.unlink()
    except OSError as error:
        way = "Close what uses it, such as an editor or a terminal, and run this again."
        raise Stop(f"{VENV} has to be made anew but cannot be removed ({error}). {way}") from error


def need_venv_module() -> None:
    """Debian and Ubuntu ship Python without the part that makes environments: install it where we may, else say how."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if has_apt() and is_root() and apt_install([package]):
        importlib.invalidate_caches()
        return
    way = f"On Debian and Ubuntu: sudo apt-get install {package}\nElsewhere install Python from python.org, or uv."
    raise Stop(f"This Python cannot make environments: its module ensurepip is missing. {way}")


def install(extras: "list[str]") -> None:
    """Install the project, editable, with its extras."""
    say("Installing poolsplit and what it needs ({}); the first time takes a minute or two".format(", ".join(["itself", *extras])))
    write_stamp(unfinished=True)
    project = str(ROOT) + (f"[{','.join(extras)}]" if extras else "")
    if shutil.which("uv"):
        must("Installing", "uv", "pip", "install", "--quiet", "--python", in_venv("python"), "--editable", project)
    else:
        must("Installing", in_venv("python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", project)
    write_stamp(root=str(ROOT), fingerprint=fingerprint(), extras=extras)


# ---------------------------------------------------------------- the system


def has_apt() -> bool:
    """Whether this is Debian, Ubuntu or one of their kin."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg"))


def is_root() -> bool:
    """Whether we may install packages of the system."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: "list[str]") -> bool:
    """Install packages of the system without a question, and without removing any that someone has."""
    say("Installing {}".format(" ".join(packages)))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "-qq", "update"]
    add = ["apt-get", "-qq", "install", "--yes", "--no-remove", "--no-install-recommends", *packages]
    return all(subprocess.call(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) == 0 for command in (update, add))


def ensure_system(wanted: "dict[str, str]") -> bool:
    """Install packages of the system where we may; else say how, and that what needs them cannot run."""
    missing = [package for package, shows in wanted.items() if not (Path(shows).exists() or shutil.which(shows))]
    if not missing or (has_apt() and is_root() and apt_install(missing)):
        return True
    if has_apt():
        way = "To run them too: sudo apt-get update && sudo apt-get install --no-install-recommends {}".format(" ".join(missing))
    else:
        way = "They run on Debian and Ubuntu."
    say("Some tests need {} and cannot run. {}".format(", ".join(missing), way))
    return False


# ---------------------------------------------------------------- the commands


def demo() -> int:
    """Split the shipped workbook, as an operator would; the command itself shows the dues and where it wrote them."""
    ensure()
    (ROOT / RESULT).parent.mkdir(parents=True, exist_ok=True)
    try:
        if (ROOT / RESULT).exists():
            (ROOT / RESULT).unlink()
    except OSError as error:
        raise Stop(f"{RESULT} of the last demo cannot be replaced ({error}). Close it in Excel and run this again.") from error
    say(f"\n> poolsplit split {EXAMPLE} --out {RESULT}\n")
    return run(in_venv("poolsplit"), "split", EXAMPLE, "--out", RESULT)


def test(arguments: "list[str]") -> int:
    """Run the tests on all processors, but for the slow ones, or what `arguments` tell pytest; the tests of one file stay together.

    Slow are those with the mark `slow`, which pyproject.toml leaves out; SLOW among the arguments runs them and no others. Those of the
    Windows path share one Windows and run one after the other, for themselves.
    """
    if WINDOWS_PATH in arguments:
        rest = [argument for argument in arguments if argument != WINDOWS_PATH]
        if not ensure_system(WINE):
            return 1
        ensure("test")
        os.environ["POOLSPLIT_WINDOWS_PATH"] = "1"
        return run(in_venv("python"), "-m", "pytest", "--timeout=120", *(rest or [str(WINDOWS_TESTS)]))
    ensure_system(SYSTEM_PACKAGES)
    ensure("test")
    which = ["-m", "slow"] if SLOW in arguments else []
    rest = [argument for argument in arguments if argument != SLOW]
    return run(in_venv("python"), "-m", "pytest", "-n", "auto", "--dist", "loadfile", *which, *rest)


def mutants(arguments: "list[str]") -> int:
    """Put small faults into the code, one at a time in a copy of the project, and see whether a test fails (tests/tools/mutants.py)."""
    ensure_system(SYSTEM_PACKAGES)
    ensure("mutants")
    return run(in_venv("python"), Path("tests", "tools", "mutants.py"), *arguments)


def lint() -> int:
    """Check style, types and the oldest Python's syntax; all three speak before the exit code does."""
    ensure("dev")
    oldest = "{}.{}-".format(*OLDEST)
    checks = [
        ["ruff", "check"],
        ["mypy"],
        ["vermin", "--quiet", "--violations", "--no-tips", f"--target={oldest}", "poolsplit", "addin", "dev.py"],
    ]
    return max([run(in_venv(program), *arguments) for program, *arguments in checks])


def main(arguments: "list[str]") -> int:
    """Do what the command line says; 2 for a wrong call, 1 where a person has to do something first."""
    if sys.version_info[:2] < OLDEST:
        print("poolsplit needs Python {}.{} or later; this is {}.{} ({}).".format(*OLDEST, *sys.version_info[:2], sys.executable))
        print("Install a newer one from python.org and run this with it, for instance: python3.12 dev.py demo")
        return 1
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command == "test":
            return test(rest)
        if command == "mutants":
            return mutants(rest)
        if command in ("demo", "lint") and not rest:
            return demo() if command == "demo" else lint()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
