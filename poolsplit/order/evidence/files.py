"""Files as evidence: recorded with their size and SHA-256, so that a swapped photo shows. (spec.md, section 8)"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import PoolsplitError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_RECORDED = re.compile(r"(?P<name>.+?) \((?P<size>\d+) bytes, sha256 (?P<digest>[0-9a-f]{64})\)")
_CHUNK = 1 << 20


class Changed(NamedTuple):
    """A file that differs from its record. name: as recorded. reason: the difference. fix: what to do."""

    name: str
    reason: str
    fix: str


def record_file(path: str | Path, folder: str | Path | None = None) -> str:
    """The reference of a file, for the evidence table: name, size, SHA-256.

    folder: the one that holds the evidence; the name is then the path from there, with forward slashes. Without it, it is the bare name.
    Raises PoolsplitError where the file cannot be read or lies outside the folder.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "kho 1.jpg").write_bytes(b"photo")
    ...     record_file(Path(folder) / "kho 1.jpg")[:35]
    'kho 1.jpg (5 bytes, sha256 55c64d0f'
    """
    path = Path(path)
    try:
        name = path.name if folder is None else path.resolve().relative_to(Path(folder).resolve()).as_posix()
        size, digest = _measured(path)
    except (OSError, ValueError) as error:
        raise PoolsplitError(Text("{path} cannot be recorded: {reason}", path=str(path), reason=str(error))) from None
    return f"{name} ({size} bytes, sha256 {digest})"


def file_name(reference: str) -> str:
    """The name in the reference of a recorded file; any other reference as it is.

    >>> file_name("https://detail.1688.com/offer/1.html")
    'https://detail.1688.com/offer/1.html'
    """
    match = _RECORDED.fullmatch(reference)
    return match["name"] if match else reference


def changed_files(references: Iterable[str], folder: str | Path) -> list[Changed]:
    """The recorded files that have changed since or are gone, each once; references that are not recorded files are skipped.

    references: as `record_file` made them. folder: the one that holds the files.
    """
    changed = []
    for reference in dict.fromkeys(references):
        match = _RECORDED.fullmatch(reference)
        if match is None:
            continue
        try:
            size, digest = _measured(Path(folder) / match["name"])
        except OSError:
            changed.append(Changed(match["name"], Text("the file is gone, or cannot be read"), Text("put it back, or record another one")))
            continue
        fix = Text("put the old file back, or have the new one recorded and checked again")
        if size != int(match["size"]):
            reason = Text("the file has changed: {size:,} bytes, recorded with {recorded:,}", size=size, recorded=int(match["size"]))
            changed.append(Changed(match["name"], reason, fix))
        elif digest != match["digest"]:
            changed.append(Changed(match["name"], Text("the file has changed: as many bytes, but others than were recorded"), fix))
    return changed


def _measured(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()
