"""What differs between two packages, told without the code under test: the zip read entry by entry, the XML cut into tags."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path

_TOKEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+", re.DOTALL)
_COUNT = re.compile(rb"\s+count\s*=\s*(\"[^\"]*\"|'[^']*')")
_DESCRIPTOR = 0x8
_UTF8 = 0x800
_ZIP64 = 0xFFFFFFFF


class Entry(NamedTuple):
    """A part as the zip has it: its name's bytes, whether they are ASCII or said to be UTF-8, how it is packed, and the packed bytes."""

    name: bytes
    utf8: bool
    method: int
    checksum: int
    size: int
    packed: bytes
    when: tuple[int, int]

    @property
    def content(self) -> bytes:
        """The part, unpacked and checked."""
        content = self.packed if self.method == 0 else zlib.decompress(self.packed, -15)
        assert zlib.crc32(content) == self.checksum, self.name
        return content


def entries(path: Path) -> dict[str, Entry]:
    """Every part by its name, in the order of the zip's directory."""
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    length, at = struct.unpack_from("<2L", data, end + 12)
    ahead = end - length - at  # bytes before the zip itself, which its places do not count
    at, found = at + ahead, {}
    while at < end:
        signature, flags, method, time, day, checksum, packed, size, name, extra, comment, begin = struct.unpack_from("<4s4x4H3L3H8xL", data, at)
        assert signature == b"PK\x01\x02"
        raw, begin = data[at + 46 : at + 46 + name], begin + ahead
        local_name, local_extra = struct.unpack_from("<2H", data, begin + 26)
        begin += 30 + local_name + local_extra
        found[raw.decode("utf-8", "surrogateescape")] = Entry(raw, raw.isascii() or bool(flags & _UTF8), method, checksum, size, data[begin : begin + packed], (day, time))
        at += 46 + name + extra + comment
    return found


def check_streamable(path: Path) -> None:
    """Prove that one part follows the other from the first byte to the directory, each with its sizes before it.

    Readers that do not look at the directory first, such as those that unpack a download while it comes, need that.
    """
    data, names = path.read_bytes(), [entry.name for entry in entries(path).values()]
    end = data.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<L", data, end + 16)[0]
    at = 0
    while at < directory:
        signature, flags, packed, size, name, extra = struct.unpack_from("<4s2xH10x2L2H", data, at)
        assert (signature, data[at + 30 : at + 30 + name]) == (b"PK\x03\x04", names.pop(0))
        assert not flags & _DESCRIPTOR
        assert _ZIP64 not in {packed, size}
        at += 30 + name + extra + packed
    assert (at, names) == (directory, [])


def inserted(old: bytes, new: bytes) -> list[bytes]:
    """What was put between the tags of `old` to make `new`; AssertionError where anything but a `count` differs otherwise."""
    before, after = _tokens(old), _tokens(new)
    runs: list[list[bytes]] = [[]]
    at = 0
    for token in after:
        wanted = _COUNT.sub(b"", before[at]) if at < len(before) else b""
        if wanted and _COUNT.sub(b"", token) in {wanted, wanted[:-1] + b" >"}:  # an empty element may be opened with a blank
            at += 1
            runs.append([])
        else:
            runs[-1].append(token)
    assert at == len(before), f"changed or lost: {before[at : at + 3]}"
    return [b"".join(run) for run in runs if run]


def _tokens(data: bytes) -> list[bytes]:
    """The tags and texts, an empty element as its two tags."""
    tokens = _TOKEN.findall(data)
    assert b"".join(tokens) == data
    found = []
    for token in tokens:
        if token.startswith(b"<") and token.endswith(b"/>") and not token.startswith((b"<!", b"<?")):
            name = re.match(rb"<([^\s/>]+)", token)
            assert name
            found += [token[:-2] + b">", b"</" + name[1] + b">"]
        else:
            found.append(token)
    return found


def wrong_counts(data: bytes) -> list[str]:
    """The elements whose `count` is not the number of what is in them."""
    return [element.tag for element in ET.fromstring(data).iter() if element.get("count", str(len(element))) != str(len(element))]  # noqa: S314


def order(data: bytes) -> list[str]:
    """The names of the elements inside the root, in their order."""
    return [element.tag.rpartition("}")[2] for element in ET.fromstring(data)]  # noqa: S314
