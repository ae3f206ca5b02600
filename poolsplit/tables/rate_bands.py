"""Between which bounds a rate of exchange is plausible: data with a date, so that 3.565 dong for a yuan is noticed."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, cast


class Band(NamedTuple):
    """The least and the greatest plausible price of one unit of a currency, in another one. A rate outside is no error: it is asked."""

    low: int
    high: int


@cache
def _data() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(files("poolsplit.tables").joinpath("rate_bands.json").read_text(encoding="utf-8")))


def as_of() -> str:
    """The month for which the bands were written down: year-month.

    >>> as_of()
    '2026-11'
    """
    return cast("str", _data()["date"])


def band(currency: str, base: str) -> Band | None:
    """The plausible prices of one unit of `currency` in units of `base`, both as codes of ISO 4217; None for a pair without a band.

    The bands are wide, about a quarter to either side of the rate of their month (`as_of`), and far from ten times of it: they tell 3.565
    from 3,565, and one currency from another, and not a good rate from a bad one.

    >>> band("CNY", "VND"), band("VND", "CNY")
    (Band(low=3000, high=4500), None)
    """
    bounds = _data().get(base, {}) if base != "date" else {}
    return Band(*bounds[currency]) if currency in bounds else None
