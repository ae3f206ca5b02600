"""Files that are complete or absent: each is written under a temporary name in the same folder, flushed to the disk, and renamed."""

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
"""The ending of the names of files that are not complete yet. The names begin with a dot, so that no reader of a folder takes them for a part."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary path to write a file to. The file is renamed to `path` when the block ends, and deleted where the block raises an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{token_hex(4)}{UNFINISHED}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        _bring_to_disk(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _bring_to_disk(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file, which is complete or absent."""
    with whole(path) as temporary:
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def read_json(path: Path) -> Any:
    """The content of a JSON file; None where there is no file, or where it is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
