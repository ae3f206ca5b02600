"""A workbook's file, exchanged for new bytes: whole or not at all, and only while it is still the file that was read."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poolsplit.errors import Refused, Text
from poolsplit.workbook.read.package import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCKS = ("~${name}", ".~lock.{name}#")
"""What Excel and WPS, and what LibreOffice lays beside a workbook while it is open there."""
PAUSES = (0.1, 0.3, 0.6, 1.0)
"""Seconds between the tries to exchange a file: a virus scanner or a preview lets go of it within them, an open Excel does not."""
STALE_SECONDS = 600
"""The age at which a left temporary file is nobody's any more, where its process cannot be asked for."""

_AGAIN = Text("wait until no other program is writing it, and start again")
_FORBIDDEN = Text("check that you may write into this folder, or copy the workbook into a folder of your own")
_FULL = Text("the disk is full: make room on it, and start again")
_WAYS_OUT = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
    errno.ENAMETOOLONG: Text("give the file a shorter name"),
}
_ANY_WRITER = 0o222
_OWNER_ONLY, _BY_UMASK, _PERMISSIONS = 0o600, 0o666, 0o777
_NAME_BYTES = 215
"""The longest name that a temporary file repeats: systems take 255 bytes, and the rest of its name is up to 36."""


@dataclass(frozen=True)
class Seen:
    """A file as it was when it was read: its size in bytes, when it was modified in nanoseconds, the SHA-256 of its bytes."""

    size: int
    modified: int
    digest: str


def look(path: str | Path) -> tuple[bytes, Seen]:
    """The bytes of a file and what to know it by again, read in one piece.

    Raises Refused: "not-found", "is-a-folder", "not-readable", and "changed" where another program writes it at the same time.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "đơn.xlsx").write_bytes(b"PK")
    ...     content, seen = look(Path(folder, "đơn.xlsx"))
    >>> content, seen.size
    (b'PK', 2)
    """
    path = Path(path)
    with opened(path) as file:
        try:
            before = os.fstat(file.fileno())
            content = file.read()
            after = os.fstat(file.fileno())
        except OSError as error:
            fix = Text("check that you may read it, and close programs that hold it")
            raise Refused(code="not-readable", message=Text("the file {file} cannot be read", file=path.name), fix=fix) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise _changed(path)
    return content, Seen(after.st_size, after.st_mtime_ns, hashlib.sha256(content).hexdigest())


def check_free(path: str | Path) -> None:
    """Raise Refused ("open") where Excel, WPS or LibreOffice has the workbook open, by the file that they lay beside it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "~$đơn.xlsx").touch()
    ...     check_free(Path(folder, "đơn.xlsx"))
    Traceback (most recent call last):
    poolsplit.errors.Refused: đơn.xlsx is open in another program
    """
    for place in (Path(path), Path(os.path.realpath(path))):    # a program may have followed the link, or not
        for pattern in LOCKS:
            lock = place.parent.joinpath(pattern.format(name=place.name))
            if os.path.lexists(lock):
                fix = Text("save and close it there; if it is open nowhere, delete the file {lock} beside it", lock=lock.name)
                raise Refused(code="open", message=Text("{file} is open in another program", file=place.name), fix=fix)


def replace(path: str | Path, content: bytes, seen: Seen | None, *, keep: bool = True) -> Path | None:
    """Put `content` in the place of the file at `path`, so that at every moment the old or the new bytes lie there, whole.

    seen: what `look` gave for the file; None where no file may be there yet. keep: the old file stays beside it as NAME.bak, in
    place of an older one; the path of it is the answer, None where nothing was kept. Links are followed; mode and, where the
    system allows it, owner stay.

    Raises Refused: "open" (see `check_free`), "changed" where the file is not the one that was seen, "exists" where there is one
    and none was to be, "held" where a program does not let go of it, "unwritable" where it is write-protected or the disk or the
    folder does not take it, and what `look` raises. The file is then as it was; only its .bak may be new after "held" and a late "changed".

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "đơn.xlsx")
    ...     replace(path, b"old", None)
    ...     kept = replace(path, b"new", look(path)[1])
    ...     path.read_bytes(), kept.name, kept.read_bytes()
    (b'new', 'đơn.xlsx.bak', b'old')
    """
    check_free(path)
    target = Path(os.path.realpath(path))
    bak = target.parent.joinpath(f"{target.name}.bak")
    for file in (target, bak):
        _clean(file)
    with _writing(target):
        if seen is None:
            _create(target, content)
            return None
        _exchange(target, content, seen, bak if keep else None)
    return bak if keep else None


def _create(target: Path, content: bytes) -> None:
    """Write a file that is not there yet."""
    with _temporary(target) as part:
        _write(part, content)
        try:
            _insist(lambda: _claim(part, target), target)
        except FileExistsError as error:
            raise _exists(target) from error
    _settle(target.parent)


def _exchange(target: Path, content: bytes, seen: Seen, bak: Path | None) -> None:
    """Put `content` in the place of a file that is there, and the file itself in the place of `bak`."""
    _check(target, seen)
    old = target.stat()
    if not old.st_mode & _ANY_WRITER:
        fix = Text("remove the write protection, or copy the workbook under another name")
        raise Refused(code="unwritable", message=Text("{file} is write-protected", file=target.name), fix=fix)

    with _temporary(target) as part:
        _write(part, content, old)
        if bak:
            _keep(target, seen, old, bak)

        def swap() -> None:
            _check(target, seen)    # before each try: while one waits for a program, that program may save
            part.replace(target)

        _insist(swap, target)
    _settle(target.parent)


def _keep(target: Path, seen: Seen, old: os.stat_result, bak: Path) -> None:
    """Make the file at `target` that was seen lie at `bak` too, whole from the first moment."""
    with _writing(bak), _temporary(bak) as part:
        if not _linked(target, part):
            _write(part, _check(target, seen), old)
            os.utime(part, ns=(seen.modified, seen.modified))
        _check(target, seen)
        _insist(lambda: part.replace(bak), bak)    # where both are the same file already, this does nothing, and `part` is left to _temporary
    _settle(bak.parent)    # or a power cut could keep the exchange that follows, and not this


def _linked(target: Path, part: Path) -> bool:
    """Whether the file could be given a second name."""
    if os.name == "nt":    # a program that holds the file holds its second name too, which could be neither moved nor removed again
        return False
    try:
        os.link(target, part)
    except OSError:    # FAT and some network folders have no second names, and systems refuse them for other people's files
        return False
    return True


def _check(target: Path, seen: Seen) -> bytes:
    """The bytes of a file that is still the one that was seen; Refused where it is not, or has been opened since."""
    check_free(target)
    content, now = look(target)
    if now != seen:
        raise _changed(target)
    return content


# ---------------------------------------------------------------- temporary files


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A new name in the folder of `target`, .NAME.PROCESS.TOKEN.poolsplit; what lies there at the end is removed."""
    part = target.parent.joinpath(f".{_label(target)}.{os.getpid()}.{secrets.token_hex(4)}.poolsplit")
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink()


def _label(target: Path) -> str:
    """The name of a file, or a digest where it is so long that nothing could be added to it."""
    name = os.fsencode(target.name)
    return target.name if len(name) <= _NAME_BYTES else hashlib.sha256(name).hexdigest()


def _clean(target: Path) -> None:
    """Remove what killed processes have left of their tries to write `target`; a folder that cannot be listed is let be."""
    named = re.compile(rf"\.{re.escape(_label(target))}\.([0-9]{{1,9}})\.[0-9a-f]{{8}}\.poolsplit")
    with suppress(OSError):
        for part in [*target.parent.iterdir()]:
            found = named.fullmatch(part.name)
            if found and _stale(part, int(found[1])):
                part.unlink()


def _stale(part: Path, process: int) -> bool:
    """Whether the process that a temporary file is named after is gone; where that is not known, whether the file is old."""
    if os.name == "nt" or process == os.getpid():    # Windows: os.kill would end it. A container: each of its processes may be number 1
        return time.time() - part.stat().st_mtime > STALE_SECONDS
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:    # it is there, and another person's
        return False
    return False


def _write(part: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Write a new file down to the disk, with the mode and the owner of another where the system allows it; private until it has them."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, _OWNER_ONLY if like else _BY_UMASK), "wb") as file:
        file.write(content)
        if like:
            _dress(part, like)
        file.flush()
        os.fsync(file.fileno())


def _dress(part: Path, like: os.stat_result) -> None:
    """Give a file the group, the owner and the mode of another, each where the system allows it: FAT and network folders have their own."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(part, -1, like.st_gid)
        with suppress(OSError):
            os.chown(part, like.st_uid, -1)
    with suppress(OSError):
        part.chmod(like.st_mode & _PERMISSIONS)


# ---------------------------------------------------------------- the last step


def _insist(move: Callable[[], object], target: Path) -> None:
    """Do `move`, which gives `target` to a file; again after each of PAUSES where a program holds it; then Refused ("held")."""
    for pause in PAUSES:
        with suppress(PermissionError):
            move()
            return
        time.sleep(pause)
    try:
        move()
    except PermissionError as error:
        fix = Text("close the program that holds it, and check that you may write into the folder")
        raise Refused(code="held", message=Text("another program holds {file}", file=target.name), fix=fix) from error


def _claim(part: Path, target: Path) -> None:
    """Give the file at `part` the name of `target`; FileExistsError where another has it."""
    if os.name == "nt":
        part.rename(target)    # elsewhere this would take the name from the other file
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:    # no second names here, see _linked: then a file that appears within these two lines is lost
        if os.path.lexists(target):
            raise _exists(target) from None
        part.replace(target)


def _settle(folder: Path) -> None:
    """Bring the names in a folder down to the disk, where the system can; the files are in their places whether it can or not."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ---------------------------------------------------------------- how it is said


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Turn what the system says against writing `target` into Refused ("unwritable")."""
    try:
        yield
    except OSError as error:
        general = Text("check that the folder is there and that you may write into it, and close programs that hold the file")
        fix = _WAYS_OUT.get(error.errno or 0, general)
        raise Refused(code="unwritable", message=Text("the file {file} cannot be written", file=target.name), fix=fix) from error


def _changed(target: Path) -> Refused:
    return Refused(code="changed", message=Text("{file} has been changed by another program", file=target.name), fix=_AGAIN)


def _exists(target: Path) -> Refused:
    fix = Text("choose another name, or move that file away")
    return Refused(code="exists", message=Text("there is a file {file} already", file=target.name), fix=fix)
