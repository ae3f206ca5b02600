"""The tests of the Windows path run where `python3 dev.py test --windows-path` asks for them: they need wine, and a minute."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003  (pytest reads the hints of fixtures)
from typing import TYPE_CHECKING

import pytest
from hosts.windows import rig

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKED = "POOLSPLIT_WINDOWS_PATH"
collect_ignore = ["excel.py"]    # it runs on Windows only


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Only whoever asks for them has the packages that they import."""
    return True if collection_path.name.startswith("test_") and not os.environ.get(ASKED) else None


@pytest.fixture(scope="session")
def installed_wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Windows with poolsplit from its wheel, in which nothing else was done yet."""
    rig.make()
    rig.install_poolsplit(rig.wheel(tmp_path_factory.mktemp("wheel")))
    yield
    rig.stop()


@pytest.fixture(scope="module")
def addin(installed_wheel: None) -> None:
    """The add-in installed in English, as `poolsplit excel install` leaves it; for modules in which nothing else is installed or removed."""
    rig.forget()
    done = rig.poolsplit("excel", "install", "--lang", "en")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def excel(addin: None) -> Iterator[rig.Excel]:
    """An Excel with that add-in; for modules in which no other one is stopped."""
    with rig.Excel() as running:
        yield running


@pytest.fixture
def crowded(installed_wheel: None, tmp_path: Path) -> Iterator[None]:
    """An environment with pandas and numpy in it, for one test."""
    rig.forget()
    for path in sorted((rig.HOME / "heavy").glob("*.whl")):
        rig.install_wheel(path)
    yield
    rig.stop()
    rig.install_poolsplit(rig.wheel(tmp_path))


@pytest.fixture
def fresh(installed_wheel: None) -> None:
    """A profile in which nothing was ever installed."""
    rig.forget()
