"""Payment codes as squares: a text as rows of 0 (light) and 1 (dark). (ISO/IEC 18004)

segno computes the codes. It is pure Python and is shipped inside the add-ins; no other module of poolsplit uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import PaymentError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = "m"
"""The level of error correction: 15 % of a code may be lost, for example to a crease or to a picture that was compressed twice."""

QUIET_ZONE = 4
"""The number of blank modules on every side of a code."""

LARGEST_CODE = 49 + 2 * QUIET_ZONE
"""The number of rows of the largest code for a text of `vietqr`: 150 characters, version 8 at level M, and the quiet zone."""

LARGEST_SQUARE = 177 + 2 * QUIET_ZONE
"""The number of rows of the largest code that there is, with the quiet zone."""


def matrix(payload: str, size: int | None = None) -> list[list[int]]:
    """A code for a text as rows of 0 and 1, the quiet zone of 4 included.

    size: the number of rows and of columns of the result, which is filled up with 0 on all sides; None for as many as the code needs. Raises
    PaymentError, part "size", for a code that is larger.

    >>> len(matrix("x")), len(matrix("x", 40))
    (29, 40)
    """
    return in_square(modules(payload), size)


def modules(text: str) -> list[list[int]]:
    """The modules of the smallest code for a text, without a quiet zone.

    >>> len(modules("x"))
    21
    """
    import segno  # noqa: PLC0415  (only drawing a code needs it)

    return [list(row) for row in segno.make(text, error=LEVEL, micro=False).matrix]


def in_square(code: Sequence[Sequence[int]], size: int | None) -> list[list[int]]:
    """The modules of a code in the middle of a square of 0, with at least the quiet zone around them.

    size: the number of rows and of columns of the square, None for as many as the code needs. Raises PaymentError, part "size", for a code
    that is larger.

    >>> in_square([[1]], None)[4]
    [0, 0, 0, 0, 1, 0, 0, 0, 0]
    """
    smallest = len(code) + 2 * QUIET_ZONE
    side = smallest if size is None else size
    if side < smallest:
        part, message = "size", Text("a code of {n} rows with its margin does not fit into {size}", n=smallest, size=side)
        raise PaymentError(part, message, Text("type {n} or more, or leave it out", n=smallest))
    before = (side - len(code)) // 2
    after = side - before - len(code)
    middle = [[0] * before + [int(bool(module)) for module in row] + [0] * after for row in code]
    return [*([0] * side for _ in range(before)), *middle, *([0] * side for _ in range(after))]
