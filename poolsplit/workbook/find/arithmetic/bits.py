"""The numbers of sheets, and what an equality among them is worth: one table of weights, in bits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction

Value = Fraction | int
Values = Mapping[int, Value]
"""The numbers of a column: row -> number."""

SURE = 12.0
"""Bits from which a column is worked out of others, where no word or formula says so."""
A_TOTAL, PERHAPS = 10.0, 0.0
"""Bits from which a row or column is a total, and from which that is asked."""

WORD = (0, 8, 12)
"""Nothing says total; a part of the text does ("An Total"); the whole text does ("Tổng")."""
FORMULA = 15
"""A formula that adds up cells above, or beside."""
NOT_ITS_SUM = -10
"""A column, or a row, in which the equality fails."""
NAMELESS = 14
"""No name where other rows have one, and no other text."""
A_KEY_BLANK = 4
"""One of several names is blank: no SKU where other rows have one."""
ALL_KEYS = -4
"""Every one of several names is there."""
NAMES_ITS_GROUP = 6
""""An Count" below the rows of An."""
KNOWN_NAME = -12
"""A partner or SKU of another table."""
OWN_BASIS = -12
"""What it is shared by stands beside a cost: no total is shared by anything."""
NUMBERED = -8
"""A row number, like the rows of data."""
NOT_LAST = -4
"""Something follows it."""
A_COPY = -6
"""A sum of one part."""

_AMOUNT = 100
"""A whole number from which on it is an amount, beside which a part of one is a rate."""
_LARGEST_SCALE = 10**6
_DIGITS = 100
"""A rounded number shows at least so many steps: 1979 may be 1978.575, 5 is not 4.8."""


def grain(values: Iterable[Value]) -> Value:
    """The step in which the values of a column move: 50,000 for round amounts, 1 for pieces, 1/10 for weights.

    A part of one among whole amounts is a rate (0.08 for a duty) and says nothing of how they move.

    >>> grain([150_000, 400_000]), grain([Fraction(1, 2), 2]), grain([0]), grain([150_000, 400_000, Fraction(8, 100)])
    (50000, Fraction(1, 2), 1, 50000)
    """
    known = {value for value in values if value}
    whole = {value for value in known if value.denominator == 1 and size(value) >= _AMOUNT}
    if whole and all(value in whole or size(value) < 1 for value in known):
        known = whole
    if not known:
        return 1
    scale = 1
    for value in known:
        scale = math.lcm(scale, value.denominator)
        if scale > _LARGEST_SCALE:
            return Fraction(1, 1000)
    step = math.gcd(*(int(value * scale) for value in known))
    return step if scale == 1 else Fraction(step, scale)


def roundness(step: Value) -> Value:
    """The largest of 1, 2, 5, 10, 20 ... that a whole step is a multiple of: what a person rounds to who types such amounts; other steps stay.

    Pieces times 97 yuan at 3,590 dong move in steps of 348,230, but so would no payment.

    >>> roundness(348_230), roundness(150_000), roundness(7), roundness(Fraction(1, 2))
    (10, 50000, 1, Fraction(1, 2))
    """
    if step != int(step) or step == 0:
        return step
    power = 1
    while step % (power * 10) == 0:
        power *= 10
    return next(power * factor for factor in (5, 2, 1) if step % (power * factor) == 0)


def worth(value: Value, step: Value) -> float:
    """The bits of one match on a value in a column that moves in steps.

    >>> worth(7, 1), worth(0, 1)
    (3.0, 0.0)
    """
    return math.log2(1 + size(value) / step)


def size(value: Value) -> Value:
    """A number without its sign."""
    return value if value >= 0 else -value


def close(stated: Value, exact: Value) -> bool:
    """Whether a number that was typed is another one, rounded to the digits that it shows: 1979 for 1978.575.

    >>> close(1979, Fraction("1978.575")), close(5, Fraction("4.8")), close(1979, 1978)
    (True, False, False)
    """
    if stated == exact:
        return True
    if isinstance(stated, int) and isinstance(exact, int):
        return False
    step = Fraction(1)
    while (stated / step).denominator != 1 and step > Fraction(1, _LARGEST_SCALE):
        step /= 10
    return size(stated - exact) <= step / 2 and size(stated) >= _DIGITS * step
