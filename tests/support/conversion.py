"""What the fixture `soffice` of the workbook tests is: LibreOffice as a converter of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class Convert(Protocol):
    """Turn a file into one of another kind ("xlsx", "ods", "xls"), beside it or in `folder`; others with it, at the cost of one start."""

    def __call__(self, source: Path, kind: str, folder: Path | None = None, *others: Path) -> Path:
        """The new file of the first."""
