"""Replaces a workbook's file by new bytes: whole or not at all, and only while it is still the file that was read."""

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
"""The names of the lock files that Excel and WPS, and LibreOffice, create beside a workbook while it is open there."""
PAUSES = (0.1, 0.3, 0.6, 1.0)
"""Seconds between the attempts to replace a file: a virus scanner or a preview releases it within them, an open Excel does not."""
STALE_SECONDS = 600
"""The age in seconds at which a left-over temporary file counts as abandoned, where it cannot be found out whether its process still runs."""

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
"""The longest name in bytes that the name of a temporary file repeats: systems allow 255, and the rest of its name has up to 36."""


@dataclass(frozen=True)
class Seen:
    """A file as it was when it was read: its size in bytes, the time of its last modification in nanoseconds, and the SHA-256 of its bytes."""

    size: int
    modified: int
    digest: str


def look(path: str | Path) -> tuple[bytes, Seen]:
    """The bytes of a file, read in one piece, and a `Seen` by which the same file is recognized later.

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
    """Raise Refused ("open") where Excel, WPS or LibreOffice has the workbook open, which their lock file beside it shows.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "~$đơn.xlsx").touch()
    ...     check_free(Path(folder, "đơn.xlsx"))
    Traceback (most recent call last):
    poolsplit.errors.Refused: đơn.xlsx is open in another program
    """
    for workbook in (Path(path), Path(os.path.realpath(path))):    # a program may have followed the link, or not
        for pattern in LOCKS:
            lock = workbook.parent.joinpath(pattern.format(name=workbook.name))
            if os.path.lexists(lock):
                fix = Text("save and close it there; if it is open nowhere, delete the file {lock} beside it", lock=lock.name)
                raise Refused(code="open", message=Text("{file} is open in another program", file=workbook.name), fix=fix)


def replace(path: str | Path, content: bytes, seen: Seen | None) -> Path | None:
    """Replace the file at `path` by `content`. At every moment `path` holds either the old or the new bytes, complete.

    seen: the result of `look` for the file; None for a new file, which must not exist yet. The old file is kept beside it as NAME.bak,
    which replaces an older one. Gives the path of NAME.bak, None for a new file. Links are followed; mode and, where the system
    allows it, owner stay the same.

    Raises Refused: "open" (see `check_free`), "changed" where the file is not the one that was seen, "exists" where a new file exists
    already, "held" where another program does not release the file, "unwritable" where it is write-protected or the disk or the
    folder refuses it, and the errors of `look`. The file is then unchanged; only its .bak may be new after "held" and a late "changed".

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
        _remove_stale(file)
    with _writing(target):
        if seen is None:
            _create(target, content)
            return None
        _exchange(target, content, seen, bak)
    return bak


def _create(target: Path, content: bytes) -> None:
    """Write a file that does not exist yet."""
    with _temporary(target) as part:
        _write(part, content)
        try:
            _retry(lambda: _claim(part, target), target)
        except FileExistsError as error:
            raise _exists(target) from error
    _flush_folder(target.parent)


def _exchange(target: Path, content: bytes, seen: Seen, bak: Path) -> None:
    """Replace an existing file by `content`, and keep the old file at `bak`."""
    _check_unchanged(target, seen)
    old = target.stat()
    if not old.st_mode & _ANY_WRITER:
        fix = Text("remove the write protection, or copy the workbook under another name")
        raise Refused(code="unwritable", message=Text("{file} is write-protected", file=target.name), fix=fix)

    with _temporary(target) as part:
        _write(part, content, old)
        _keep(target, seen, old, bak)

        def swap() -> None:
            _check_unchanged(target, seen)    # before each attempt, because the program that holds the file may have saved it meanwhile
            part.replace(target)

        _retry(swap, target)
    _flush_folder(target.parent)


def _keep(target: Path, seen: Seen, old: os.stat_result, bak: Path) -> None:
    """Give the file at `target` the second path `bak`, by a link or a copy, complete from the first moment."""
    with _writing(bak), _temporary(bak) as part:
        if not _link(target, part):
            _write(part, _check_unchanged(target, seen), old)
            os.utime(part, ns=(seen.modified, seen.modified))
        _check_unchanged(target, seen)
        _retry(lambda: part.replace(bak), bak)    # where both are links to one file, this does nothing, and _temporary removes `part`
    _flush_folder(bak.parent)    # otherwise a power cut could keep the replacement that follows, and lose this file


def _link(target: Path, part: Path) -> bool:
    """Try to create a hard link `part` to the file `target`. True where that succeeded."""
    if os.name == "nt":    # a program that holds the file holds the link too, which could then be neither moved nor removed
        return False
    try:
        os.link(target, part)
    except OSError:    # FAT and some network folders have no hard links, and systems refuse them for other people's files
        return False
    return True


def _check_unchanged(target: Path, seen: Seen) -> bytes:
    """The bytes of a file. Raises Refused where it is not the file that was seen any more, or has been opened since."""
    check_free(target)
    content, now = look(target)
    if now != seen:
        raise _changed(target)
    return content


# ---------------------------------------------------------------- temporary files


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """The path of a temporary file in the folder of `target`, .NAME.PROCESS.TOKEN.poolsplit. A file that is there at the end is removed."""
    part = target.parent.joinpath(f".{_label(target)}.{os.getpid()}.{secrets.token_hex(4)}.poolsplit")
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink()


def _label(target: Path) -> str:
    """The name of a file; a digest of it where it is so long that nothing could be added to it."""
    name = os.fsencode(target.name)
    return target.name if len(name) <= _NAME_BYTES else hashlib.sha256(name).hexdigest()


def _remove_stale(target: Path) -> None:
    """Remove the temporary files of processes that were killed while they wrote `target`. A folder that cannot be listed is skipped."""
    pattern = re.compile(rf"\.{re.escape(_label(target))}\.([0-9]{{1,9}})\.[0-9a-f]{{8}}\.poolsplit")
    with suppress(OSError):
        for part in [*target.parent.iterdir()]:
            match = pattern.fullmatch(part.name)
            if match and _is_stale(part, int(match[1])):
                part.unlink()


def _is_stale(part: Path, process: int) -> bool:
    """True where the process in the name of a temporary file has ended; where that cannot be known, true where the file is old."""
    if os.name == "nt" or process == os.getpid():    # Windows: os.kill would end the process. Containers: several may have a process number 1
        return time.time() - part.stat().st_mtime > STALE_SECONDS
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:    # the process runs, as another user
        return False
    return False


def _write(part: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Write a new file and flush it to the disk.

    like: the file gets the mode and the owner of this other file where the system allows it, and is private until it has them.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, _OWNER_ONLY if like else _BY_UMASK), "wb") as file:
        file.write(content)
        if like:
            _copy_owner(part, like)
        file.flush()
        os.fsync(file.fileno())


def _copy_owner(part: Path, like: os.stat_result) -> None:
    """Give a file the group, the owner and the mode of another, each where the system allows it: FAT and network folders set their own."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(part, -1, like.st_gid)
        with suppress(OSError):
            os.chown(part, like.st_uid, -1)
    with suppress(OSError):
        part.chmod(like.st_mode & _PERMISSIONS)


# ---------------------------------------------------------------- the last step


def _retry(move: Callable[[], object], target: Path) -> None:
    """Call `move`, which puts a file at `target`. While a program holds it, retry after each of PAUSES; then raise Refused ("held")."""
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
    """Put the file at `part` at `target`. Raises FileExistsError where `target` exists."""
    if os.name == "nt":
        part.rename(target)    # on other systems this would replace an existing file
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:    # no hard links here, see _link: then a file that appears between the next two calls is lost
        if os.path.lexists(target):
            raise _exists(target) from None
        part.replace(target)


def _flush_folder(folder: Path) -> None:
    """Flush the entries of a folder to the disk, where the system can do that. Where it cannot, the files are at their paths all the same."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ---------------------------------------------------------------- errors


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Turn the system's errors in writing `target` into Refused ("unwritable")."""
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
