"""Codes as pictures: the encoder that `payment.matrix` is handed, and PNG and SVG of a code alone.

segno is pure Python and travels inside the add-ins; nothing else in poolsplit knows it.
"""

from __future__ import annotations

import io

from poolsplit.order.payment import vietqr

LEVEL = "m"
"""Of error correction: 15 % of a code may be lost, such as to a crease or to a picture that was compressed twice."""


def matrix(payload: str, size: int | None = None) -> list[list[int]]:
    """A payment code as rows of 0 and 1, quiet zone included, filled up to `size` rows where one is given."""
    return vietqr.matrix(payload, modules, size)


def modules(text: str) -> list[list[int]]:
    """The modules of the smallest code for a text, without a quiet zone.

    >>> len(modules("x"))
    21
    """
    import segno  # noqa: PLC0415  (whoever draws a code)

    return [list(row) for row in segno.make(text, error=LEVEL, micro=False).matrix]


def png(payload: str, scale: int = 10) -> bytes:
    """A code as a PNG, black on white. scale: pixels of a module."""
    return _picture(payload, "png", scale)


def svg(payload: str, scale: int = 10) -> str:
    """A code as an SVG of its own. scale: units of a module."""
    return _picture(payload, "svg", scale).decode("utf-8")


def _picture(payload: str, kind: str, scale: int) -> bytes:
    import segno  # noqa: PLC0415  (whoever draws a code)

    made = io.BytesIO()
    code = segno.make(payload, error=LEVEL, micro=False)
    code.save(made, kind=kind, scale=scale, border=vietqr.QUIET_ZONE, dark="#000", light="#fff")
    return made.getvalue()
