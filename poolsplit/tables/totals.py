"""Comparison of the totals that a sheet states with the sums of its cells."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from poolsplit.errors import NumberError
from poolsplit.tables.vocabulary import units
from poolsplit.values.money import currency_signs
from poolsplit.values.names import without_tones
from poolsplit.values.typed_numbers import read

if TYPE_CHECKING:
    from collections.abc import Iterable

_A_SHOWN_DIGIT = Fraction(1, 10**9)


@cache
def unit_signs() -> dict[str, str]:
    """Each sign or word that may stand beside a number -> its unit: currencies, weights, volumes, pieces, percent."""
    signs = currency_signs() | units()
    return {**{without_tones(sign): unit for sign, unit in signs.items()}, **signs}


def cell_number(value: object, lang: str | None) -> Fraction | None:
    """The number in a cell; 0 for a blank cell, None where it is not a number or can be read in two ways.

    >>> cell_number("1.200 cái", "vi"), cell_number(None, None), cell_number("1.200", None)
    (Fraction(1200, 1), Fraction(0, 1), None)
    """
    if value is None:
        return Fraction(0)
    try:
        return read(value, lang, unit_signs()).value
    except NumberError:
        return None


def cells_total(values: Iterable[object], lang: str | None) -> Fraction | None:
    """The sum of cells; None where one of them is not a number, or where they are in different units.

    >>> cells_total([1, "2,5", None], "vi"), cells_total([1, "x"], "vi"), cells_total(["5.000 ¥", "3tr"], "vi")
    (Fraction(7, 2), None, None)
    """
    total, units_read = Fraction(0), set()
    for value in (value for value in values if value is not None):
        try:
            number, unit = read(value, lang, unit_signs())
        except NumberError:
            return None
        total += number
        units_read.add(unit)
    return total if len(units_read) <= 1 else None


def agree(stated: Fraction, total: Fraction) -> bool:
    """True where a stated total is a sum, as far as a sheet's binary numbers can hold it.

    >>> agree(Fraction(3, 10), Fraction(0.1) + Fraction(0.2)), agree(Fraction(100), Fraction(101))
    (True, False)
    """
    return abs(stated - total) <= _A_SHOWN_DIGIT * max(Fraction(1), abs(total))
