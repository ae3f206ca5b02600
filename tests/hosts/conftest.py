"""One LibreOffice for all host tests: headless, with a temporary profile and the extension unpacked beside it.

POOLSPLIT_SOFFICE names another soffice than the machine's own, such as the one that get_libreoffice.py fetches.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from poolsplit_addin.libreoffice import program
from poolsplit_addin.libreoffice.extension import contents
from poolsplit_addin.libreoffice.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

DRIVER = Path(__file__).with_name("driver.py")


@pytest.fixture(scope="session")
def soffice() -> Path:
    """The LibreOffice under test; without one (or its Python) the tests are skipped, loudly."""
    named = os.environ.get("POOLSPLIT_SOFFICE")
    try:
        found = Path(named).resolve(strict=True) if named else program.soffice()
        program.python(found)
    except program.OfficeError as error:
        pytest.skip(str(error))
    return found


@pytest.fixture(scope="session")
def office(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The running office with the functions in it; ask it what `driver.Office` can do."""
    bundled = tmp_path_factory.mktemp("bundled")
    for name, content in contents().items():
        path = bundled / "poolsplit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with Session(soffice, tmp_path_factory.mktemp("office") / "profile", bundled, DRIVER) as session:
        yield session


@pytest.fixture(scope="session")
def version(office: Session) -> tuple[int, ...]:
    """(7, 4) or (25, 2) ..."""
    return tuple(int(part) for part in office.ask("product")["version"].split("."))
