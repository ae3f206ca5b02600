"""The functions that callers use to apportion one total or several lines: any numbers as weights, names for ties, carry between orders.

They are thin wrappers of `poolsplit.engine.exact`: they read the numbers and put the rows in the order that decides ties. Lists, tuples,
numpy arrays and pandas columns are all accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from operator import index
from typing import TYPE_CHECKING

from poolsplit.engine import exact
from poolsplit.errors import Text, TotalError, WeightsError
from poolsplit.values.names import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    Weight = int | Decimal | Fraction | str | float

_DIGITS = 15  # significant digits of a float that a sheet shows
_EXACT = 10**_DIGITS  # from here on a cell no longer holds every whole number
_LONGEST = 999  # the power of ten that a weight may reach; a sheet's numbers end at 308


def apportion(
    total: float, weights: Sequence[Weight], carry: Sequence[Weight] | None = None, names: Sequence[str] | None = None
) -> list[int]:
    """Cut an integer total into integers in proportion to `weights`, exactly, by largest remainder. (spec.md, section 1)

    total: minor units or pieces, any sign; a float, as sheets hold numbers, where it is whole and below 1e15.
    weights: ints, Decimals, Fractions, decimal text ("0.1") or floats (read at 15 significant digits), at least 0.
    carry: what rounding still owes each row, from `carry_after` of earlier orders.
    names: the partners; with them the order of rows never changes who gets the odd unit. Add up the rows of one partner first.
    Returns one int per weight; their sum is `total`. Units left over go to the largest remainder (+ carry), ties to the larger
    weight, then to the name that sorts first, else to the earlier row.
    Raises TotalError where the total is not a whole number, WeightsError for no weights, weights that are negative or not numbers,
    weights that are all 0 while the total is not, two rows of one name, and lists of unequal length.

    >>> apportion(100, [1, 1, 1])
    [34, 33, 33]
    >>> apportion(-100, ["0.5", 0.3, Decimal("0.2")])
    [-50, -30, -20]
    """
    if carry is names is None and type(total) is int and total > 0 and type(weights) is list:
        try:
            return exact.hamilton(total, weights)
        except (TypeError, ArithmeticError):  # weights other than plain ints are read below, so that the usual call does not pay for them
            pass
    units = _whole(total)
    int_weights = _checked_weights(units, weights)
    order = _order(names, len(int_weights))
    owed = None if carry is None else _carry(carry, len(int_weights))
    shares = exact.largest_remainder(units, [int_weights[i] for i in order], None if owed is None else [owed[i] for i in order])
    return _in_row_order(order, shares)


def carry_after(
    total: float, weights: Sequence[Weight], shares: Sequence[int], carry: Sequence[Weight] | None = None
) -> list[Fraction]:
    """The carry of each row after a split, which is what rounding owes it: quota - share + the carry before. (spec.md, section 1)

    It has the same sum as the carry before (zero at the start). Raises the errors of `apportion`, and TotalError where the shares
    do not add up to the total.

    >>> carry_after(100, [1, 1, 1], [34, 33, 33])
    [Fraction(-2, 3), Fraction(1, 3), Fraction(1, 3)]
    """
    units = _whole(total)
    int_weights = _checked_weights(units, weights)
    before = [Fraction(0)] * len(int_weights) if carry is None else _carry(carry, len(int_weights))
    int_shares = [_whole(share) for share in _list(shares, "shares", len(int_weights))]
    if sum(int_shares) != units:
        raise TotalError(Text("the shares add up to {sum}, not to the total {total}: give this total's shares", sum=sum(int_shares), total=units))
    sum_of_weights = sum(int_weights) or 1  # without any weight the total is 0, and so is every quota
    return [owed + Fraction(units * weight, sum_of_weights) - share for owed, weight, share in zip(before, int_weights, int_shares, strict=True)]


def apportion_lines(
    totals: Sequence[float],
    weights: Sequence[Sequence[Weight]] | Sequence[Weight],
    carry: Sequence[Weight] | None = None,
    names: Sequence[str] | None = None,
) -> list[list[int]]:
    """Apportion several lines at once, so that the sums of lines and of partners are both right: controlled rounding. (spec.md, section 1)

    totals: one integer per line. weights: one row of weights per line (lines x partners), or one row that is used for every line.
    Returns lines x partners ints. Every line sums to its total, every share is the floor or ceiling of its own quota, every
    partner's sum over the lines is the floor or ceiling of its exact sum. carry, names: one per partner, as in `apportion`.
    Raises the errors of `apportion`; the `groups` of a WeightsError are the lines, counted from 0, that have a total and no weight.

    >>> apportion_lines([1] * 10, [60, 40]).count([1, 0])
    6
    """
    units = [_whole(total) for total in _list(totals, "totals")]
    table = _table(weights, len(units))
    n = len(table[0]) if table else 0
    without_weight = [line for line, row in enumerate(table) if units[line] and not any(row)]
    if without_weight:
        lines = ", ".join(str(line + 1) for line in without_weight)
        raise WeightsError(Text("nobody has a weight in line {lines}, which has something to share: give weights there", lines=lines), without_weight)
    if len(units) == 1:  # each partner's sum is his only share
        return [apportion(units[0], table[0], carry, names)]
    order = _order(names, n)
    owed = None if carry is None else _carry(carry, n)
    flat = exact.apportion_lines(
        units,
        [row[i] for row in table for i in order],
        [line for line in range(len(units)) for _ in order],
        list(range(n)) * len(units),
        None if owed is None else [owed[i] for i in order],
    )
    return [_in_row_order(order, flat[start : start + n]) for start in range(0, n * len(units), n or 1)]


def integers(weights: Sequence[Weight]) -> list[int]:
    """Weights as ints in the same proportion. Raises WeightsError for no weights, negatives, and values that are not numbers.

    >>> integers(["0.1", 0.25, 2])
    [2, 5, 40]
    """
    values = _list(weights, "weights")
    if values and all(type(value) is int and value >= 0 for value in values):
        return values
    ratios = _ratios(values, "weight")
    if not ratios:
        raise WeightsError(Text("there are no weights: give one for each partner, at least one in all"))
    for position, ratio in enumerate(ratios, 1):
        if ratio < 0:
            raise WeightsError(Text("weight {place} is negative: {weight}; give 0 or more", place=position, weight=values[position - 1]))
    return exact.integers(ratios)


def _checked_weights(units: int, weights: Sequence[Weight]) -> list[int]:
    """The weights of a single total as ints. Raises WeightsError where all are 0 and the total is not."""
    int_weights = integers(weights)
    if units and not any(int_weights):
        raise WeightsError(Text("{total} has nobody to go to, as all weights are zero: give somebody a weight", total=units))
    return int_weights


def _table(weights: Sequence[Sequence[Weight]] | Sequence[Weight], lines: int) -> list[list[int]]:
    """One row of weights per line, as ints; a single row is used for every line. Raises WeightsError where the shape does not fit."""
    values = _list(weights, "weights")
    if not any(type(row) is list or (isinstance(row, Iterable) and not isinstance(row, (str, bytes))) for row in values):
        return [integers(values)] * lines
    if len(values) != lines:
        raise WeightsError(Text("there are {found} rows of weights for {lines} totals: give one for each", found=len(values), lines=lines))
    table = [_row(row, line) for line, row in enumerate(values, 1)]
    for line, row in enumerate(table, 1):
        if len(row) != len(table[0]):
            message = "line {line} has {found} weights, and line 1 has {n}: give a weight, or 0, for every partner in every line"
            raise WeightsError(Text(message, line=line, found=len(row), n=len(table[0])))
    return table


def _row(weights: Sequence[Weight], line: int) -> list[int]:
    """The weights of one line as ints; line: its number from 1, which errors name."""
    try:
        return integers(weights)
    except WeightsError as error:
        raise WeightsError(Text("line {line}: {error}", line=line, error=error.args[0])) from None


def _carry(carry: Sequence[Weight], n: int) -> list[Fraction]:
    return _ratios(_list(carry, "carry", n), "carry")


def _list(values: object, what: str, n: int | None = None) -> list:  # type: ignore[type-arg]  # its items may be of any type
    """The values of a list, tuple, numpy array or pandas column as a list.

    what: the name that errors use. n: the number of values that is required. Raises WeightsError.
    """
    if type(values) is not list:
        values = values.to_numpy() if hasattr(values, "to_numpy") else values
        values = values.tolist() if hasattr(values, "tolist") else values
    if type(values) is not list and (not isinstance(values, Iterable) or isinstance(values, (str, bytes, Mapping, AbstractSet))):
        raise WeightsError(Text("{what} must be a list, and not {found}: put its values into one", what=what, found=repr(values)))
    items = list(values)
    if n is not None and len(items) != n:
        raise WeightsError(Text("{what} has {found} values for {n} weights: give one for each", what=what, found=len(items), n=n))
    return items


def _ratios(values: Sequence[object], what: str) -> list[Fraction]:
    return [_ratio(value, what, position) for position, value in enumerate(values, 1)]


def _ratio(value: object, what: str, position: int) -> Fraction:
    """One exact number. what, position: the name that an error uses ("weight", 2). Raises WeightsError."""
    try:
        return _exact(value)
    except (ArithmeticError, TypeError, ValueError):
        message = "{what} {place} is not a number: {value}; give a whole number, a decimal or a ratio"
        raise WeightsError(Text(message, what=what, place=position, value=repr(value))) from None


def _exact(value: object) -> Fraction:
    """A number as an exact ratio; a float, or a value that converts to one, is taken at the 15 digits that a sheet shows.

    Raises ArithmeticError, TypeError or ValueError for any other value.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str) and "/" in value:
        return Fraction(value)
    if isinstance(value, (str, Decimal)):
        decimal = Decimal(value)
        if abs(decimal.adjusted()) > _LONGEST:
            raise OverflowError
        return Fraction(decimal)
    if _is_boolean(value) or isinstance(value, bytes):
        raise TypeError
    if hasattr(value, "__index__"):
        return Fraction(index(value))
    return Fraction(f"{float(value):.{_DIGITS}g}")  # type: ignore[arg-type]  # a value that does not convert raises TypeError


def _whole(total: object) -> int:
    """A whole number of units as an int. Raises TotalError for any other value."""
    if not _is_boolean(total):
        if isinstance(total, float) and total.is_integer() and abs(total) < _EXACT:
            return int(total)
        try:
            return index(total)  # type: ignore[arg-type]  # a value without __index__ raises TypeError
        except TypeError:
            pass
    message = "a total is a whole number of units (dong, fen, pieces), given as an int, or as a float below 1e15; this is none: {total}"
    raise TotalError(Text(message, total=repr(total)))


def _is_boolean(value: object) -> bool:
    """True where a value is a boolean of Python or numpy."""
    return type(value).__name__ in {"bool", "bool_"}


def _order(names: Sequence[str] | None, n: int) -> list[int]:
    """The indices of n rows in the order that decides ties: by name where names are given, rows with blank names by position.

    Raises WeightsError where two rows have one name.
    """
    if names is None:
        return list(range(n))
    listed = _list(names, "names", n)
    keys = ["" if name is None else key(name) for name in listed]
    order = sorted(range(n), key=keys.__getitem__)
    for row, next_row in pairwise(order):
        if keys[row] and keys[row] == keys[next_row]:  # no mutant: they rise
            message = "rows {one} and {other} both have the name {name}: add them up first"
            raise WeightsError(Text(message, one=row + 1, other=next_row + 1, name=listed[row]))
    return order


def _in_row_order(order: Sequence[int], shares: Sequence[int]) -> list[int]:
    """Shares in the order of the rows; order: the row of each share."""
    result = [0] * len(order)  # no mutant: every row gets its share
    for i, share in zip(order, shares, strict=True):
        result[i] = share
    return result
