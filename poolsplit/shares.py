"""Apportioning one total, or several lines, as people call it: any numbers as weights, names for ties, carry between orders.

These are thin faces over `poolsplit.exact`: they read the weights and put the rows in the order that decides ties.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from poolsplit import exact, names as naming
from poolsplit.errors import Text, TotalError, WeightsError
from poolsplit.exact import hamilton

if TYPE_CHECKING:
    from collections.abc import Sequence

    Weight = int | Decimal | Fraction | str | float

_DIGITS = 15  # what a sheet shows of a float


def apportion(
    total: int, weights: Sequence[Weight], carry: Sequence[Weight] | None = None, names: Sequence[str] | None = None
) -> list[int]:
    """Cut an integer total into integers in proportion to `weights`, exactly, by largest remainder. (spec.md, section 1)

    total: minor units or pieces, any sign. weights: ints, Decimals, Fractions, decimal text ("0.1") or floats (read at 15
    significant digits), at least 0. carry: what rounding still owes each row, from `carry_after` of earlier orders.
    names: the partners; with them the order of rows never changes who gets the odd unit.
    Returns one int a weight; their sum is `total`. Units left over go to the largest remainder (+ carry), ties to the larger
    weight, then to the name that sorts first, else to the earlier row.
    Raises TotalError where the total is no whole number, WeightsError for no weights, weights that are negative or no number,
    and weights that are all 0 under a total that is not.

    >>> apportion(100, [1, 1, 1])
    [34, 33, 33]
    >>> apportion(-100, ["0.5", 0.3, Decimal("0.2")])
    [-50, -30, -20]
    """
    if carry is names is None and type(total) is int and total > 0:
        try:
            return hamilton(total, weights)  # type: ignore[arg-type]
        except (TypeError, ZeroDivisionError):  # anything but plain ints: read below, where it costs the usual call nothing
            pass
    _whole(total)
    whole_weights = integers(weights)
    if total and not any(whole_weights):
        raise WeightsError(Text("{total} has nobody to go to: all weights are zero", total=total))
    order = _order(len(whole_weights), names)
    owed = None if carry is None else _same_length(_ratios(carry), len(order), "carry")
    shares = exact.largest_remainder(total, [whole_weights[i] for i in order], None if owed is None else [owed[i] for i in order])
    return _back(order, shares)


def carry_after(
    total: int, weights: Sequence[Weight], shares: Sequence[int], carry: Sequence[Weight] | None = None
) -> list[Fraction]:
    """What rounding owes each row after a split: quota - share, on top of the carry before it. (spec.md, section 1)

    It sums to what the carry before summed to (zero, from the start). Raises as `apportion`.

    >>> carry_after(100, [1, 1, 1], [34, 33, 33])
    [Fraction(-2, 3), Fraction(1, 3), Fraction(1, 3)]
    """
    _whole(total)
    whole_weights = integers(weights)
    sum_of_weights = sum(whole_weights)
    if total and not sum_of_weights:
        raise WeightsError(Text("{total} has nobody to go to: all weights are zero", total=total))
    before = [Fraction(0)] * len(whole_weights) if carry is None else _same_length(_ratios(carry), len(whole_weights), "carry")
    got = _same_length(list(shares), len(whole_weights), "shares")
    return [owed + Fraction(total * w, sum_of_weights or 1) - s for owed, w, s in zip(before, whole_weights, got, strict=True)]


def apportion_lines(
    totals: Sequence[int],
    weights: Sequence[Sequence[Weight]] | Sequence[Weight],
    carry: Sequence[Weight] | None = None,
    names: Sequence[str] | None = None,
) -> list[list[int]]:
    """Apportion several lines at once, so that lines and partners both come out right: controlled rounding. (spec.md, section 1)

    totals: one integer a line. weights: one row of weights a line (lines x partners), or one row that serves every line.
    Returns lines x partners ints. Every line sums to its total, every share is the floor or ceiling of its own quota, every
    partner's sum over the lines is the floor or ceiling of its exact sum. carry, names: one a partner, as in `apportion`.

    >>> apportion_lines([1] * 10, [60, 40]).count([1, 0])
    6
    """
    lines = list(totals)
    for line in lines:
        _whole(line)
    given = list(weights)
    nested = bool(given) and all(isinstance(row, (list, tuple)) for row in given)
    table = [integers(row) for row in given] if nested else [integers(given)] * len(lines)  # type: ignore[arg-type]
    if not lines:
        return []
    if len(table) != len(lines) or len({len(row) for row in table}) != 1:
        message = Text("{lines} totals need as many rows of weights, all of one length", lines=len(lines))
        raise WeightsError(message)
    n = len(table[0])
    order = _order(n, names)
    owed = None if carry is None else _same_length(_ratios(carry), n, "carry")
    sign = next((-1 for line in lines if line < 0), 1) if next((line for line in lines if line), 1) < 0 else 1
    flat = exact.apportion_lines(
        [sign * line for line in lines],
        [row[i] for row in table for i in order],
        [line for line in range(len(lines)) for _ in order],
        list(range(n)) * len(lines),
        None if owed is None else [sign * owed[i] for i in order],
    )
    return [[sign * share for share in _back(order, flat[start : start + n])] for start in range(0, n * len(lines), n)]


def integers(weights: Sequence[Weight]) -> list[int]:
    """Weights as ints in the same proportion. Raises WeightsError for none, negatives, and what is no number.

    >>> integers(["0.1", 0.25, 2])
    [2, 5, 40]
    """
    if len(weights) == 0:
        raise WeightsError(Text("there are no weights"))
    ratios = _ratios(weights)
    for place, ratio in enumerate(ratios, 1):
        if ratio < 0:
            raise WeightsError(Text("weight {place} is negative: {weight}", place=place, weight=weights[place - 1]))
    denominator = lcm(*(ratio.denominator for ratio in ratios))
    return [ratio.numerator * (denominator // ratio.denominator) for ratio in ratios]


def _ratios(values: Sequence[Weight]) -> list[Fraction]:
    return [_ratio(value, place) for place, value in enumerate(values, 1)]


def _ratio(value: object, place: int) -> Fraction:
    """One weight, exact; a float as a sheet shows it."""
    if type(value) is int:
        return Fraction(value)
    if not isinstance(value, bool):
        text = f"{value:.{_DIGITS}g}" if isinstance(value, float) else value
        try:
            if isinstance(text, (int, str, Decimal, Fraction)):
                return Fraction(text)
            if hasattr(value, "__index__"):
                return Fraction(int(value))
        except (ValueError, OverflowError, ZeroDivisionError):
            pass
    raise WeightsError(Text("weight {place} is not a number: {weight}", place=place, weight=repr(value)))


def _whole(total: object) -> None:
    if isinstance(total, bool) or not hasattr(total, "__index__"):
        raise TotalError(Text("the total must be a whole number of units (dong, fen, pieces): {total}", total=repr(total)))


def _order(n: int, names: Sequence[str] | None) -> list[int]:
    """The rows in the order that decides ties: by name where names are known."""
    if names is None:
        return list(range(n))
    keys = _same_length([naming.key(name) for name in names], n, "names")
    return sorted(range(n), key=lambda i: keys[i])


def _back(order: Sequence[int], shares: Sequence[int]) -> list[int]:
    """Shares put back into the rows' own order."""
    placed = [0] * len(order)
    for i, share in zip(order, shares, strict=True):
        placed[i] = share
    return placed


def _same_length(values: list, n: int, what: str) -> list:  # type: ignore[type-arg]
    if len(values) != n:
        raise WeightsError(Text("{what} has {found} values for {n} weights", what=what, found=len(values), n=n))
    return values
