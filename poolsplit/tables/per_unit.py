"""Amounts for each piece, kilogram or cubic metre, as people type them in one cell: "25k/kg", "1.000đ/cái", "5元/件", "2k mỗi cái"."""

from __future__ import annotations

import re
from functools import lru_cache

from poolsplit.tables.vocabulary import units
from poolsplit.values.typed_numbers import fold

_PER = re.compile(r"(.*\d.*?)\s*(?:/|(?<=\s)(?:per|each|mỗi|một)\s)\s*1?\s*([^\W\d]+\d?)", re.IGNORECASE)
_LONGEST = 40


@lru_cache(maxsize=20_000)
def per_unit(text: str) -> tuple[str, str] | None:
    """The amount in a text and what it is for each of: kg, g, m3 or pieces; None where it is for each of nothing that is known.

    >>> per_unit("25k/kg"), per_unit("2.500 đ / cái"), per_unit("5¥ per pc"), per_unit("12/5"), per_unit("S/M")
    (('25k', 'kg'), ('2.500 đ', 'pieces'), ('5¥', 'pieces'), None, None)
    """
    match = _PER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    unit = units().get(fold(match[2]), "") if match else ""
    return (match[1], unit) if match and unit not in {"", "%"} else None
