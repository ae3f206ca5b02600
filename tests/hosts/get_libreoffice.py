"""LibreOffice 25.2 beside the system's own, for the host tests: `python tests/hosts/get_libreoffice.py` prints its soffice.

Debian 12 has 7.4; its backports have 25.2. Nothing of the machine is changed: apt works on lists and archives of its own below
build/libreoffice-25, the packages are unpacked there and never installed. A second run finds them in place. Python's own library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PREFIX = Path(__file__).resolve().parents[2] / "build" / "libreoffice-25"
SOFFICE = PREFIX / "root" / "usr" / "lib" / "libreoffice" / "program" / "soffice"
DONE = PREFIX / "done"
PACKAGES = ("libreoffice-calc-nogui", "libreoffice-writer-nogui", "python3-uno")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SUITES = ("bookworm", "bookworm-backports")
LIBRARIES = """export LD_LIBRARY_PATH="{program}:$(echo "{program}"/../../*-linux-gnu)"
"""
PYTHON = """#!/bin/sh
program=$(dirname "$(readlink -f "$0")")
{libraries}export URE_BOOTSTRAP="vnd.sun.star.pathname:$program/fundamentalrc"
PYTHONPATH="$program:$program/../../python3/dist-packages" exec /usr/bin/python3 "$@"
"""


def get() -> Path:
    """The path of soffice 25.2, fetched if it is not there yet; RuntimeError where it cannot be had."""
    if not DONE.exists():
        shutil.rmtree(PREFIX, ignore_errors=True)
        unpack(download(PREFIX / "apt"), PREFIX / "root")
        shutil.rmtree(PREFIX / "apt")
        DONE.touch()
    return SOFFICE


def download(state: Path) -> list[Path]:
    """Fetch the packages and what they need that this machine lacks, with apt on its own lists."""
    if not (shutil.which("apt-get") and "VERSION_CODENAME=bookworm" in Path("/etc/os-release").read_text(encoding="utf-8")):
        message = "LibreOffice 25.2 is fetched from the backports of Debian 12, and this is another system"
        raise RuntimeError(message)
    for folder in ("lists/partial", "archives/partial"):
        (state / folder).mkdir(parents=True)
    sources = state / "sources.list"
    sources.write_text("".join(f"deb [signed-by={KEYRING}] {archive()} {suite} main\n" for suite in SUITES), encoding="utf-8")
    options = {
        "Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "/dev/null", "Dir::State::lists": state / "lists", "Dir::Cache": state,
        "Dir::Cache::archives": state / "archives", "Acquire::Languages": "none", "APT::Sandbox::User": "root", "Acquire::Retries": 3,
    }
    apt = ["apt-get", "-qq", "--yes", *(part for name, value in options.items() for part in ("-o", f"{name}={value}"))]
    run([*apt, "update"])
    run([*apt, "--download-only", "--no-install-recommends", "--target-release", SUITES[-1], "install", *PACKAGES])
    return sorted((state / "archives").glob("*.deb"))


def archive() -> str:
    """The Debian archive that this machine already uses; its backports stand beside its own suite."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"], stdout=subprocess.PIPE, check=True, text=True  # noqa: S607  (the machine's own)
    )
    found = [line.split()[0] for line in listed.stdout.splitlines() if line.split()[1:] == [SUITES[0]]]
    if not found:
        message = f"apt knows no archive of {SUITES[0]}: run apt-get update first"
        raise RuntimeError(message)
    return found[0]


def unpack(archives: list[Path], root: Path) -> None:
    """Unpack the packages so that they run from where they are, as LibreOffice's own downloads do."""
    root.mkdir()
    for archive in archives:
        run(["dpkg-deb", "--extract", str(archive), str(root)])
    home = root / "usr" / "lib" / "libreoffice"
    registry = home / "share" / "registry" / "main.xcd"    # a link to a file in /etc that installing would make, from this:
    registry.unlink()
    registry.symlink_to("../.registry/main.xcd")
    settings = home / "program" / "fundamentalrc"
    settings.write_text(settings.read_text().replace("BRAND_BASE_DIR=file:///usr/lib/libreoffice", "BRAND_BASE_DIR=${ORIGIN}/.."))
    loader = home / "program" / "pythonloader.unorc"
    loader.write_text(loader.read_text().replace(" $ORIGIN\n", " $ORIGIN $ORIGIN/../../python3/dist-packages\n"))
    (home / "program" / "ooenv").write_text(LIBRARIES.format(program="$sd_prog"))    # which the script soffice reads
    uno = root / "usr" / "lib" / "python3" / "dist-packages" / "uno.py"
    uno.write_text("".join(line for line in uno.read_text().splitlines(keepends=True) if "'/usr/lib/libreoffice/" not in line and "URE_BOOTSTRAP" not in line))
    python = home / "program" / "python"
    python.write_text(PYTHON.format(libraries=LIBRARIES.format(program="$program")))
    python.chmod(0o755)


def run(command: list[str]) -> None:
    """Run a command; RuntimeError with what it said where it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode:
        message = f"LibreOffice 25.2 could not be fetched: {' '.join(command[:1] + command[-3:])}: {done.stderr.strip() or done.stdout.strip()}"
        raise RuntimeError(message)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{get()}\n")
    except RuntimeError as error:
        sys.exit(f"\n!!! {error}\n")
