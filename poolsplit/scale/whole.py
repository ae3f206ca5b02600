"""Files that are whole or not there: written under another name beside their own, brought to the disk, and renamed."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNFINISHED = ".unfinished"
"""How the names of files end that are still being written; they begin with a dot, so that nobody who reads a folder takes them for a part."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write a file under, which bears its own name once the block has ended well, and is gone where it has not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{token_hex(4)}{UNFINISHED}")
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
        _bring_to_disk(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _bring_to_disk(folder: Path) -> None:
    """The names in a folder, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file, whole."""
    with whole(path) as beside:
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def read_json(path: Path) -> Any:
    """What a JSON file says; None where there is none, or where it is not one."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
