"""Payment codes as squares: a text as rows of 0 (light) and 1 (dark). (ISO/IEC 18004)

segno draws them; it is pure Python and travels inside the add-ins, and nothing else in poolsplit knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import PaymentError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = "m"
"""Of error correction: 15 % of a code may be lost, such as to a crease or to a picture that was compressed twice."""

QUIET_ZONE = 4
"""Blank modules around a code, on every side."""

LARGEST_CODE = 49 + 2 * QUIET_ZONE
"""Rows of the largest code that `vietqr` can lead to: 150 characters, version 8 at level M, and the quiet zone."""

LARGEST_SQUARE = 177 + 2 * QUIET_ZONE
"""Rows of the largest code that there is."""


def matrix(payload: str, size: int | None = None) -> list[list[int]]:
    """A code for a text as rows of 0 and 1, the quiet zone of 4 included.

    size: rows and columns of the result, filled up with 0 on all sides; without it as many as the code has. Raises PaymentError, part
    "size", for a code that is larger.

    >>> len(matrix("x")), len(matrix("x", 40))
    (29, 40)
    """
    return in_square(modules(payload), size)


def modules(text: str) -> list[list[int]]:
    """The modules of the smallest code for a text, without a quiet zone.

    >>> len(modules("x"))
    21
    """
    import segno  # noqa: PLC0415  (whoever draws a code)

    return [list(row) for row in segno.make(text, error=LEVEL, micro=False).matrix]


def in_square(code: Sequence[Sequence[int]], size: int | None) -> list[list[int]]:
    """The modules of a code in the middle of a square of 0, with at least the quiet zone around them. size, errors: as for `matrix`.

    >>> in_square([[1]], None)[4]
    [0, 0, 0, 0, 1, 0, 0, 0, 0]
    """
    least = len(code) + 2 * QUIET_ZONE
    wide = least if size is None else size
    if wide < least:
        part, message = "size", Text("a code of {n} rows with its margin does not fit into {size}", n=least, size=wide)
        raise PaymentError(part, message, Text("type {n} or more, or leave it out", n=least))
    before = (wide - len(code)) // 2
    after = wide - before - len(code)
    middle = [[0] * before + [int(bool(module)) for module in row] + [0] * after for row in code]
    return [*([0] * wide for _ in range(before)), *middle, *([0] * wide for _ in range(after))]
