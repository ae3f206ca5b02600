"""Rates of exchange: which reading of a number is a plausible one, and the question where none or several are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.rate_bands import band
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.totals import shown

if TYPE_CHECKING:
    from fractions import Fraction

    from poolsplit.errors import Problem
    from poolsplit.workbook.find.cells import Number

_A_THOUSAND = 1000


def plausible(currency: str, number: Number, base: str = "VND") -> Fraction | int | None:
    """The reading of a rate that is plausible; None where none is, so that it is asked. A currency that nobody knows is taken as it stands.

    >>> from poolsplit.workbook.find.cells import Number
    >>> from fractions import Fraction
    >>> plausible("CNY", Number(Fraction("3.565"), 3565)), plausible("CNY", Number(Fraction("3.565")))
    (3565, None)
    """
    limits = band(currency, base)
    if limits is None:
        return number.value if number.other is None else None
    fits = [value for value in (number.value, number.other) if value is not None and limits[0] <= value <= limits[1]]
    return fits[0] if fits else None


def asked(cell: str, currency: str, number: Number) -> Problem:
    """The question which of the readings of a rate is meant, or whether an unusual one is right."""
    limits = band(currency, "VND")
    readings = [value for value in (number.value, number.other) if value is not None]
    if number.other is None and limits and limits[0] <= number.value * _A_THOUSAND <= limits[1]:
        readings.append(number.value * _A_THOUSAND)
    readings.sort(key=lambda value: not (limits and limits[0] <= value <= limits[1]))
    message = Text("is 1 {currency} worth {readings} dong?", currency=currency, readings=" / ".join(map(shown, readings)))
    choices = [Choice(f"{cell}=={shown(value)}", Text("1 {currency} = {value} dong", currency=currency, value=shown(value))) for value in readings]
    return question("rates", "rate", cell, message, choices)
