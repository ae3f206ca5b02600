"""Zip packages that are the same bytes each time and on every system, for the file formats of the hosts."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644 << 16


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip package. parts: name in the package -> content, in the order in which they are written.

    >>> packed({"a.txt": b"a"}) == packed({"a.txt": b"a"})
    True
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX  # else Windows would write another byte
            entry.external_attr = _MODE
            package.writestr(entry, content)
    return buffer.getvalue()
