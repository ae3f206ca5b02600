"""Heights of rows that hold several lines of text."""

from __future__ import annotations

_HEIGHTS = range(0, 410, 16)


def height(lines: int) -> int:
    """The height in points of a row with so many lines of text. A sheet allows 409 points at most.

    >>> height(2), height(100)
    (32, 400)
    """
    return _HEIGHTS[min(lines, len(_HEIGHTS) - 1)]
