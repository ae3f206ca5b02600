"""A workbook's package, written again with some parts changed. The other parts keep their compressed bytes exactly."""

from __future__ import annotations

import struct
import zlib
from typing import IO, TYPE_CHECKING, NamedTuple
from zipfile import ZipInfo

from poolsplit.errors import Refused, Text
from poolsplit.workbook.read.package import SAVE_AGAIN, damage, damaged, open_package

if TYPE_CHECKING:
    from collections.abc import Mapping

EDITED_BYTES = 64 << 20
"""The largest part that is edited, in bytes: a stylesheet of the 64,000 styles that Excel allows has some 20 MB."""
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
_KEPT_FLAGS = 0x6    # the level of compression
_PACKED, _VERSION = 8, 20
_LONG_AGO = (33, 0)    # 1980-01-01
_LARGEST = 0xFFFFFFFF


class _Entry(NamedTuple):
    """The fields of the two headers of a part. content: its compressed bytes; size: of the unpacked part. day, time: as a zip encodes them."""

    name: bytes
    method: int
    checksum: int
    size: int
    content: bytes
    day: int
    time: int
    flags: int = 0
    attributes: int = 0


class Archive:
    """The parts of a package, by their names in it."""

    def __init__(self, file: IO[bytes]) -> None:
        """Read the list of parts. Raises the errors of `package.open_package`."""
        self._file = file
        self.package = open_package(file)
        self.names = {name.lower(): name for name in self.package.namelist()}

    def name(self, name: str) -> str | None:
        """The name of a part as the package spells it; None where the package has no such part."""
        return self.names.get(name.lower())

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a part. Raises Refused where it is damaged, missing, or too large to be edited."""
        with damage(name):
            if self.package.getinfo(name).file_size > EDITED_BYTES:
                raise Refused("too-large", Text("the part {part} of the workbook is too large to be changed", part=name), SAVE_AGAIN)
            return self.package.read(name)

    def head(self, name: str, size: int) -> bytes:
        """The first `size` bytes of a part, unpacked."""
        with damage(name), self.package.open(name) as stream:
            return stream.read(size)

    def written(self, changes: Mapping[str, bytes | None]) -> bytes:
        """The bytes of the package with some parts changed, added (behind the others) or removed (None)."""
        entries = []
        for info in self.package.infolist():
            if info.filename not in changes:
                entries.append(self._kept(info))
            elif changes[info.filename] is not None:
                entries.append(_packed(info, changes[info.filename] or b"", _dos_time(info)))
        old_names = set(self.package.namelist())
        entries += [_packed(ZipInfo(name), content, _LONG_AGO) for name, content in changes.items() if name not in old_names and content is not None]
        return _assembled(entries, self.package.comment)

    def _kept(self, info: ZipInfo) -> _Entry:
        """A part with its compressed bytes as they are in the file."""
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):  # no mutant: it is never longer
            raise damaged(info.filename)
        *_, name_bytes, extra_bytes = _LOCAL.unpack(header)
        self._file.seek(info.header_offset + _LOCAL.size + name_bytes + extra_bytes)
        content = self._file.read(info.compress_size)
        if len(content) < info.compress_size:
            raise damaged(info.filename)
        flags = info.flag_bits & (_KEPT_FLAGS | _UTF8)
        return _Entry(_name(info), info.compress_type, info.CRC, info.file_size, content, *_dos_time(info), flags, info.external_attr)


def _packed(info: ZipInfo, content: bytes, when: tuple[int, int]) -> _Entry:
    """A part with new content, compressed. when: its day and time as a zip encodes them."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return _Entry(_name(info), _PACKED, zlib.crc32(content), len(content), packed, *when, info.flag_bits & _UTF8)


def _name(info: ZipInfo) -> bytes:
    """The name of a part in the bytes that it has in the package: old programs do not write UTF-8, or do not declare it."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def _dos_time(info: ZipInfo) -> tuple[int, int]:
    """Day and time as a zip encodes them."""
    year, month, day, hour, minute, second = info.date_time
    return (max(year, 1980) - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second >> 1


def _assembled(entries: list[_Entry], comment: bytes) -> bytes:
    """The bytes of the zip file."""
    pieces, directory, offset = [], [], 0
    for entry in entries:
        name = entry.name
        common = (entry.flags, entry.method, entry.time, entry.day, entry.checksum, len(entry.content), entry.size, len(name))
        directory.append(_CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *common, 0, 0, 0, 0, entry.attributes, offset) + name)
        pieces += [_LOCAL.pack(b"PK\x03\x04", _VERSION, *common, 0) + name, entry.content]
        offset += _LOCAL.size + len(name) + len(entry.content)
    directory_bytes = len(b"".join(directory))
    if offset + directory_bytes > _LARGEST:
        raise Refused("too-large", Text("the workbook is too large to be written again"), SAVE_AGAIN)
    return b"".join([*pieces, *directory, _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), directory_bytes, offset, len(comment)), comment])
