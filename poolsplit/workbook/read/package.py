"""The file on the disk: its kind, and the zip package inside it, checked before any of its contents are trusted."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from poolsplit.errors import Refused, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE_BYTES = 200 << 20
"""The largest file in bytes: photos pasted into a sheet do make files of 100 MB; the photos are never unpacked."""
PARTS = 10_000
"""The most parts: a sheet with thousands of photos has two or three parts for each photo; opening 10,000 parts takes about a second."""
DIRECTORY_BYTES = 2 << 20
"""The largest list of parts in bytes: 10,000 parts of some 100 bytes each fit; Python needs ten times as much memory for the list."""
INFLATED_BYTES = 2 << 30
"""The most bytes that all parts together may declare to unpack to, unread parts too. Photos hardly compress, so ten times the largest file."""
SAVE_AGAIN = Text("open it in Excel and save it under a new name as .xlsx")
_SAVE_AS = Text("open it in Excel or LibreOffice and save it as .xlsx")
_END_BYTES, _LOCATOR_BYTES, _ZIP64_BYTES = 22, 20, 56
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPECTED = (ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError)
_BROKEN = (*_EXPECTED, zipfile.BadZipFile, zlib.error, struct.error)


def damaged(part: str, cell: str = "") -> Refused:
    """The error that names a broken part, or one cell in it."""
    return Refused("damaged", Text("the workbook is damaged in its part {part}", part=part), SAVE_AGAIN, cell)


@contextmanager
def damage(part: str, cell: str = "") -> Iterator[None]:
    """Turn every error that a broken part makes the readers raise into `Refused`, which names the part, or the cell.

    >>> with damage("xl/workbook.xml"):
    ...     raise KeyError("r:id")
    Traceback (most recent call last):
    poolsplit.errors.Refused: the workbook is damaged in its part xl/workbook.xml
    """
    try:
        yield
    except Refused:
        raise
    except _BROKEN as error:
        raise damaged(part, cell) from error


@contextmanager
def opened(path: str | Path) -> Iterator[IO[bytes]]:
    """The file, opened for reading only, also while Excel has it open. Raises `Refused` where it does not exist or is a folder."""
    path = Path(path)
    if path.is_dir():
        raise Refused(code="is-a-folder", message=Text("{file} is a folder", file=path.name), fix=Text("name a workbook inside it"))
    try:
        file = path.open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        message = Text("there is no file {file}", file=path.name)
        raise Refused(code="not-found", message=message, fix=Text("check the name and the folder")) from error
    except (OSError, ValueError) as error:
        message = Text("the file {file} cannot be opened", file=path.name)
        raise Refused(code="not-readable", message=message, fix=Text("check that you may read it, and close programs that hold it")) from error
    with file:
        yield file


def open_package(file: IO[bytes]) -> zipfile.ZipFile:
    """The zip package in `file`, with its list of parts checked. Raises `Refused` for any file that is not a package, or is an attack."""
    size = file.seek(0, os.SEEK_END)
    if size > FILE_BYTES:
        message = Text("the file is too large: {size} MB, at most {most} MB", size=size >> 20, most=FILE_BYTES >> 20)
        raise Refused(code="too-large", message=message, fix=Text("copy the tables of this order into a new workbook"))
    _check_kind(file)
    _check_directory(file, size)
    with damage("zip"):
        package = zipfile.ZipFile(file)
    _check_parts(package)
    return package


def _check_kind(file: IO[bytes]) -> None:
    """Refuse a file that is not a zip package. The error says what the file is by its first bytes, whatever its suffix."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(b"PK"):
        return
    if head.startswith(_OLE):
        _refuse_ole(file)
    if not head:
        raise Refused(code="not-a-workbook", message=Text("the file is empty"), fix=Text("save or download it again"))
    raise Refused(code="not-a-workbook", message=Text("this is no Excel workbook but {kind}", kind=_kind(head)), fix=_SAVE_AS)


def _kind(head: bytes) -> Text:
    """The kind of a file by its first bytes, as a phrase for people."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"%pdf"):
        return Text("a PDF")
    if b"<html" in text or b"<table" in text or text.startswith(b"<!doctype html"):
        return Text("a web page (HTML)")
    if text.startswith(b"<?xml"):
        return Text("an XML file")
    if text.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8")):
        return Text("a picture")
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if utf16 or b"\0" not in head:
        separated = any(separator in head for separator in (b",", b";", b"\t"))
        return Text("a text file with separators (CSV)") if separated else Text("a text file")
    return Text("a file of another kind")


def _refuse_ole(file: IO[bytes]) -> None:
    """Refuse an OLE file, telling an encrypted workbook from an old .xls by the names of its streams, which are in the file as UTF-16."""
    encoded_names = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book")}
    streams: set[str] = set()
    tail = b""
    file.seek(0)
    while block := file.read(1 << 20):
        streams.update(name for name, encoded in encoded_names.items() if encoded in tail + block)
        tail = block[-64:]
    if "EncryptedPackage" in streams:
        message = Text("the workbook is protected with a password")
        raise Refused(code="encrypted", message=message, fix=Text("open it in Excel, remove the password (File, Info, Protect Workbook) and save it"))
    if streams:
        raise Refused(code="xls", message=Text("this is an old workbook of Excel 97-2003 (.xls)"), fix=_SAVE_AS)
    raise Refused(code="not-a-workbook", message=Text("this is no Excel workbook but {kind}", kind=Text("an old Office document")), fix=_SAVE_AS)


def _check_directory(file: IO[bytes], size: int) -> None:
    """Refuse a zip whose list of parts is too large, before Python reads all of it into memory."""
    file.seek(max(0, size - (1 << 16) - _END_BYTES))
    tail = file.read()
    end_record = tail.rfind(b"PK\x05\x06")
    if end_record < 0 or len(tail) - end_record < _END_BYTES:
        raise Refused(code="damaged", message=Text("the file is incomplete: its end is missing"), fix=Text("download or copy it again"))
    locator = tail[max(0, end_record - _LOCATOR_BYTES) : end_record]
    directory_bytes = struct.unpack_from("<L", tail, end_record + 12)[0]
    if locator.startswith(b"PK\x06\x07"):
        directory_bytes = _zip64_directory_bytes(file, struct.unpack_from("<Q", locator, 8)[0])
    if directory_bytes > DIRECTORY_BYTES:
        raise Refused(code="too-large", message=Text("the workbook has too many parts, at most {most}", most=PARTS), fix=SAVE_AGAIN)


def _zip64_directory_bytes(file: IO[bytes], offset: int) -> int:
    """The size in bytes of the list of parts of a zip64 file, from its record at `offset`. Some programs write zip64 for small files too."""
    file.seek(offset)
    record = file.read(_ZIP64_BYTES)
    if len(record) < _ZIP64_BYTES or not record.startswith(b"PK\x06\x06"):
        raise Refused(code="damaged", message=Text("the file is incomplete: its end is missing"), fix=Text("download or copy it again"))
    return int(struct.unpack_from("<Q", record, 40)[0])


def _check_parts(package: zipfile.ZipFile) -> None:
    """Refuse parts that a workbook cannot have: impossible or repeated names, overlaps, passwords, the sizes of a zip bomb."""
    parts = package.infolist()
    if len(parts) > PARTS:
        raise Refused(code="too-large", message=Text("the workbook has too many parts, at most {most}", most=PARTS), fix=SAVE_AGAIN)
    names: set[str] = set()
    unpacked_bytes = 0
    for part in parts:
        name = part.orig_filename
        if _is_impossible(name) or name.lower() in names:
            message = Text("the workbook has a part with an impossible or repeated name: {part}", part=repr(name))
            raise Refused(code="part-names", message=message, fix=SAVE_AGAIN)
        names.add(name.lower())
        if part.flag_bits & 1:
            raise Refused(code="encrypted", message=Text("the file is protected with a password"), fix=Text("save it without the password"))
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise damaged(name)
        unpacked_bytes += part.file_size
        if unpacked_bytes > INFLATED_BYTES:
            message = Text("the part {part} of the workbook unpacks to {size} MB", part=name, size=part.file_size >> 20)
            raise Refused(code="too-large", message=message, fix=Text("copy the tables of this order into a new workbook"))
    _check_overlap(parts)


def _is_impossible(name: str) -> bool:
    """True where the name of a part leads out of the package, or cannot name a file."""
    steps = name.removesuffix("/").split("/")
    return any(step in {"", ".", ".."} for step in steps) or any(character in "\\:" or ord(character) < ord(" ") for character in name)


def _check_overlap(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that share bytes: a zip bomb uses one block of data under many names."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            message = Text("the parts of the workbook overlap, as in a zip bomb: {part}", part=part.filename)
            raise Refused(code="too-large", message=message, fix=SAVE_AGAIN)
        end = part.header_offset + 30 + len(part.orig_filename) + part.compress_size


def check_workbook(package: zipfile.ZipFile, types: str) -> None:
    """Refuse a package that is not an .xlsx, .xlsm, .xltx or .xltm file, by its content types (`types`, "" where it lists none)."""
    names = set(package.namelist())
    if "mimetype" in names or "content.xml" in names:
        raise Refused(code="ods", message=Text("this is an OpenDocument file (.ods)"), fix=Text("open it in LibreOffice and save it as .xlsx"))
    if "sheet.binary.macroEnabled" in types:
        raise Refused(code="xlsb", message=Text("this is a binary workbook (.xlsb)"), fix=_SAVE_AS)
    if "addin.macroEnabled" in types:
        raise Refused(code="not-a-workbook", message=Text("this is no Excel workbook but {kind}", kind=Text("an Excel add-in")), fix=_SAVE_AS)
    if "wordprocessingml" in types or "presentationml" in types:
        kind = Text("a Word document") if "wordprocessingml" in types else Text("a presentation")
        raise Refused(code="not-a-workbook", message=Text("this is no Excel workbook but {kind}", kind=kind), fix=_SAVE_AS)
    if "sheet.main+xml" not in types and "sheet.macroEnabled.main+xml" not in types and "template" not in types:
        message = Text("this is no Excel workbook but {kind}", kind=Text("a zip archive"))
        raise Refused(code="not-a-workbook", message=message, fix=Text("unpack it and name the workbook"))
