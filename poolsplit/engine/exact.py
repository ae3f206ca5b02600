"""The specification: every operation that the rules use, on lists of int, exact at any size.

A column is a list of int; a column of flags holds 1 and 0. `groups` gives each row's group (a pool, a partner in a pool, a SKU
in a pool) as an index from 0; an index of -1 means none. Operations row by row accept an int for a column that holds it in every row.
`poolsplit.engine.fast` has the same operations on int64 arrays and is held to this module; the rules receive one of the two.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from poolsplit.engine.controlled import Rounding
from poolsplit.errors import Text, WeightsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, MutableSequence, Sequence

_FEW = 4  # fewer odd units than this are given out faster one by one than by sorting


def integers(values: Sequence[Fraction]) -> list[int]:
    """Ratios as ints in the same proportion, one scale for the whole column.

    >>> integers([Fraction(1, 10), Fraction(1, 4), Fraction(2)])
    [2, 5, 40]
    """
    denominator = lcm(*(value.denominator for value in values))
    return [value.numerator * (denominator // value.denominator) for value in values]


# columns and indices ----------------------------------------------------------------------------------------------------


def column(values: Iterable[int]) -> list[int]:
    """A column of these values."""
    return list(values)


def constant(value: int, n: int) -> list[int]:
    """A column of n times `value`."""
    return [value] * n


def own(column: Sequence[int]) -> list[int]:
    """A copy of a column, for the caller to write into."""
    return list(column)


def _by_row(*values: Sequence[int] | int) -> Iterator[tuple[int, ...]]:
    """The rows of columns; an int has the same value in every row. Raises ValueError where lengths differ."""
    n = next(len(value) for value in values if not isinstance(value, int))
    return zip(*([value] * n if isinstance(value, int) else value for value in values), strict=True)


def count(n: int) -> list[int]:
    """The column 0, 1, 2 ... n - 1."""
    return list(range(n))


def is_count(column: Sequence[int], n: int) -> bool:
    """True where a column equals `count(n)`."""
    return list(column) == count(n)


def join(*columns: Sequence[int]) -> list[int]:
    """One column after the other.

    >>> join([1, 2], [3])
    [1, 2, 3]
    """
    return [value for column in columns for value in column]


def mark(indices: Iterable[int], n: int) -> list[int]:
    """n flags, set at the indices; an index of -1 sets none.

    >>> mark([2, -1], 3)
    [0, 0, 1]
    """
    flags = [0] * n
    for index in indices:
        if index >= 0:
            flags[index] = 1
    return flags


def indices(flags: Sequence[int]) -> list[int]:
    """The indices of the flags that are set, as a list of int to loop over.

    >>> indices([0, 1, 1])
    [1, 2]
    """
    return [index for index, flag in enumerate(flags) if flag]


def some(flags: Sequence[int]) -> bool:
    """True where any flag is set."""
    return any(flags)


def where(flags: Sequence[int]) -> list[int]:
    """The indices of the flags that are set, as a column."""
    return indices(flags)


def pick(column: Sequence[int], indices: Sequence[int], default: int = 0) -> list[int]:
    """The value at each index; `default` where the index is below 0.

    >>> pick([10, 20], [1, 1, -1])
    [20, 20, 0]
    """
    return [column[index] if index >= 0 else default for index in indices]


def put(column: MutableSequence[int], indices: Sequence[int], values: Sequence[int]) -> None:
    """Write each value to its index in a column that the caller owns."""
    for index, value in zip(indices, values, strict=True):
        column[index] = value


def placed(column: Sequence[int], indices: Sequence[int], values: Sequence[int] | int) -> list[int]:
    """A copy of the column with each value at its index; an index of -1 is skipped.

    >>> placed([0, 0, 0], [2, -1], [7, 9])
    [0, 0, 7]
    """
    result = list(column)
    for index, value in _by_row(indices, values):
        if index >= 0:
            result[index] = value
    return result


# arithmetic ------------------------------------------------------------------------------------------------------------


def add(*columns: Sequence[int] | int) -> list[int]:
    """The sum of columns, row by row.

    >>> add([1, 2], [10, 20], [100, 200])
    [111, 222]
    """
    return [sum(row) for row in _by_row(*columns)]


def subtract(a: Sequence[int] | int, b: Sequence[int] | int) -> list[int]:
    """a - b, row by row.

    >>> subtract(10, [3, 4])
    [7, 6]
    """
    return [x - y for x, y in _by_row(a, b)]


def multiply(a: Sequence[int] | int, b: Sequence[int] | int) -> list[int]:
    """The product of two columns, row by row."""
    return [x * y for x, y in _by_row(a, b)]


def scale(column: Sequence[int], numerator: Sequence[int] | int, denominator: Sequence[int] | int) -> list[int]:
    """Each value times its ratio, rounded half-even: rates, exchange rates, signs. (spec.md, section 2)

    >>> scale([5, 15, 500000], [1, 1, 3500], [10, 10, 100])
    [0, 2, 17500000]
    """
    return [_half_even(x * n, d) for x, n, d in _by_row(column, numerator, denominator)]


def _half_even(numerator: int, denominator: int) -> int:
    quotient, remainder = divmod(numerator, denominator)
    return quotient + (2 * remainder > denominator or (2 * remainder == denominator and quotient & 1))


def divide(column: Sequence[int], divisor: Sequence[int] | int) -> tuple[list[int], list[int]]:
    """Quotients truncated toward zero and their remainders, which keep the sign: steps and packs.

    >>> divide([7, -7], [4, 4])
    ([1, -1], [3, -3])
    """
    quotients = [x // d if x >= 0 else -(-x // d) for x, d in _by_row(column, divisor)]
    return quotients, [x - q * d for x, q, d in _by_row(column, quotients, divisor)]


# comparing -------------------------------------------------------------------------------------------------------------


def at_least(a: Sequence[int] | int, b: Sequence[int] | int) -> list[int]:
    """Flags of the rows where a >= b.

    >>> at_least([1, 2, 3], 2)
    [0, 1, 1]
    """
    return [int(x >= y) for x, y in _by_row(a, b)]


def equal(a: Sequence[int] | int, b: Sequence[int] | int) -> list[int]:
    """Flags of the rows where a = b."""
    return [int(x == y) for x, y in _by_row(a, b)]


def both(a: Sequence[int], b: Sequence[int]) -> list[int]:
    """Flags of the rows where both flags are set; any value other than 0 counts as set."""
    return [int(bool(x and y)) for x, y in _by_row(a, b)]


def either(*flags: Sequence[int]) -> list[int]:
    """Flags of the rows where any flag is set.

    >>> either([1, 0, 0], [0, 0, 7])
    [1, 0, 1]
    """
    return [int(any(row)) for row in _by_row(*flags)]


def without(flags: Sequence[int] | int, others: Sequence[int]) -> list[int]:
    """Flags of the rows where the first flag is set and the other one is not.

    >>> without([1, 1, 0], [0, 1, 0]), without(1, [0, 5])
    ([1, 0, 0], [1, 0])
    """
    return [int(bool(flag and not other)) for flag, other in _by_row(flags, others)]


def beyond(column: Sequence[int], limit: int) -> list[int]:
    """Flags of the rows whose value is `limit` or more, or -limit or less."""
    return [int(abs(x) >= limit) for x in column]


def when(flags: Sequence[int], x: Sequence[int] | int, y: Sequence[int] | int) -> list[int]:
    """x where the flag is set, else y, row by row."""
    return [then if flag else other for flag, then, other in _by_row(flags, x, y)]


def choose(a: Sequence[int] | int, b: Sequence[int] | int, x: Sequence[int] | int, y: Sequence[int] | int) -> list[int]:
    """x where a >= b, else y: chargeable weight, price tiers, clamps."""
    return [then if p >= q else other for p, q, then, other in _by_row(a, b, x, y)]


# groups ----------------------------------------------------------------------------------------------------------------


def group(*codes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Group rows with the same codes; groups are numbered in the order of their codes: (group of each row, first row of each group).

    >>> group([1, 0, 1], [5, 5, 5])
    ([1, 0, 1], [1, 0])
    """
    rows = list(zip(*codes, strict=True))
    first: dict[tuple[int, ...], int] = {}
    for row, code in enumerate(rows):
        first.setdefault(code, row)
    ordered = sorted(first)
    number = {code: index for index, code in enumerate(ordered)}
    return [number[code] for code in rows], [first[code] for code in ordered]


def find(ordered: Sequence[Sequence[int]], wanted: Sequence[Sequence[int]]) -> list[int]:
    """The index of each wanted row among distinct rows in rising order; -1 where it is missing. Both are given column by column.

    >>> find(([0, 0, 1], [3, 4, 3]), ([1, 0], [3, 9]))
    [2, -1]
    """
    index = {row: i for i, row in enumerate(zip(*ordered, strict=True))}
    return [index.get(row, -1) for row in zip(*wanted, strict=True)]


def pairs(left: Sequence[int], right: Sequence[int]) -> tuple[list[int], list[int]]:
    """All (i, j) with left[i] = right[j], in the order of i, then j; values below 0 match nothing.

    >>> pairs([7, -1, 8], [8, 7, 7])
    ([0, 0, 2], [1, 2, 0])
    """
    positions: dict[int, list[int]] = {}
    for j, value in enumerate(right):
        positions.setdefault(value, []).append(j)
    matches = [(i, j) for i, value in enumerate(left) if value >= 0 for j in positions.get(value, ())]
    return [i for i, _ in matches], [j for _, j in matches]


def lowest(column: Sequence[int], groups: Sequence[int], n: int) -> list[int]:
    """The smallest value of each of n groups; -1 where a group has none."""
    result = [-1] * n
    for value, group in zip(column, groups, strict=True):
        if result[group] < 0 or value < result[group]:
            result[group] = value
    return result


def ordered(column: Sequence[int]) -> list[int]:
    """The indices that put a column in rising order; equal values keep their order.

    >>> ordered([30, 10, 20])
    [1, 2, 0]
    """
    return sorted(range(len(column)), key=column.__getitem__)


def distinct(column: Sequence[int]) -> list[int]:
    """The distinct values of a column in rising order."""
    return sorted(set(column))


def total(column: Sequence[int], groups: Sequence[int], n: int) -> list[int]:
    """The sum of each of n groups."""
    sums = [0] * n
    for x, group in zip(column, groups, strict=True):
        sums[group] += x
    return sums


def spread(per_group: Sequence[int], groups: Sequence[int]) -> list[int]:
    """The value of each row's group."""
    return [per_group[group] for group in groups]


# apportioning ----------------------------------------------------------------------------------------------------------


def apportion(
    totals: Sequence[int],
    weights: Sequence[int],
    groups: Sequence[int],
    rank: Sequence[int] | None = None,
    carry: Sequence[Fraction] | None = None,
) -> list[int]:
    """Cut each group's total into integers in proportion to its rows' weights, by largest remainder. (spec.md, section 1)

    totals: one per group. weights, groups: one per row; weights are at least 0. rank: the order of the rows where remainder and
    weight tie (their position by default). carry: what rounding still owes each row.
    Raises WeightsError with all groups whose weights are all 0 while the total is not.

    >>> apportion([10, -7], [60, 40, 1, 1], [0, 0, 1, 1])
    [6, 4, -4, -3]
    """
    rows_by_group = _rows(groups, len(totals))
    without_weight = [group for group, rows in enumerate(rows_by_group) if totals[group] and not any(weights[i] for i in rows)]
    if without_weight:
        raise nobody(without_weight)
    shares = [0] * len(weights)
    for whole, rows in zip(totals, rows_by_group, strict=True):
        if rank is not None:
            rows.sort(key=rank.__getitem__)
        owed = None if carry is None else [carry[i] for i in rows]
        for i, share in zip(rows, largest_remainder(whole, [weights[i] for i in rows], owed), strict=True):
            shares[i] = share
    return shares


def nobody(groups: Sequence[int]) -> WeightsError:
    """The error for groups that have a total and no weight."""
    return WeightsError(Text("an amount has nobody to go to: all its weights are zero"), groups)


def largest_remainder(whole: int, weights: Sequence[int], carry: Sequence[Fraction] | None = None) -> list[int]:
    """One total cut by largest remainder; ties go to the larger weight, then to the earlier row. (spec.md, section 1)

    The units that truncation leaves over are fewer than the rows with a remainder, so no whole quota ever gains one.

    >>> largest_remainder(100, [1, 1, 1])
    [34, 33, 33]
    """
    if whole > 0 and carry is None:
        return hamilton(whole, weights)
    if whole < 0:
        owed = None if carry is None else [-x for x in carry]
        return [-share for share in largest_remainder(-whole, weights, owed)]
    if carry is None or not whole:
        return [0] * len(weights)
    return _largest_with_carry(whole, weights, carry)


def hamilton(whole: int, weights: Sequence[int]) -> list[int]:
    """The usual case of `largest_remainder`, kept short because the speed of every split depends on it: whole > 0, some weight > 0, no carry.

    Raises TypeError for a weight that is not a plain int of at least 0, ZeroDivisionError where all are 0.
    """
    sum_of_weights = sum(weights)
    shares = []
    remainders = []
    for weight in weights:
        if type(weight) is not int or weight < 0:
            raise TypeError
        product = whole * weight
        shares.append(product // sum_of_weights)
        remainders.append(product % sum_of_weights)
    left = sum(remainders) // sum_of_weights
    if left < _FEW:  # no mutant: it decides how quick the answer is, not what it is
        while left:
            largest = max(remainders)
            i = remainders.index(largest)
            if remainders.count(largest) > 1:
                i = max((i for i, remainder in enumerate(remainders) if remainder == largest), key=lambda i: weights[i])
            shares[i] += 1
            remainders[i] = -1  # no mutant: a row with its unit comes after the others, whatever number below theirs it has
            left -= 1
    else:
        for i in sorted(range(len(shares)), key=lambda i: (-remainders[i], -weights[i]))[:left]:
            shares[i] += 1
    return shares


def _largest_with_carry(whole: int, weights: Sequence[int], carry: Sequence[Fraction]) -> list[int]:
    """One total above 0 cut by largest remainder + carry; only rows whose quota is not whole get a unit that is left over."""
    sum_of_weights = sum(weights)
    shares = [whole * weight // sum_of_weights for weight in weights]
    remainders = [whole * weight % sum_of_weights for weight in weights]
    keys = [(Fraction(remainder, sum_of_weights) + owed, weight) for remainder, owed, weight in zip(remainders, carry, weights, strict=True)]
    odd = [i for i, remainder in enumerate(remainders) if remainder]
    for i in sorted(odd, key=keys.__getitem__, reverse=True)[: whole - sum(shares)]:
        shares[i] += 1
    return shares


def hand_out(units: Sequence[int], remainders: Sequence[int], weights: Sequence[int], groups: Sequence[int]) -> list[int]:
    """Flags of the rows that get one of their group's units: those with the largest remainders, ties as in `apportion`; 1 or 0 per row.

    units: one per group, at least 0; a negative remainder never gets one before a positive one. Used for steps, where the
    remainders are given (spec.md, section 2, due).

    >>> hand_out([1, 1], [300, 700, 5, 5], [1, 1, 1, 2], [0, 0, 1, 1])
    [0, 1, 0, 1]
    """
    flags = [0] * len(remainders)
    for count, rows in zip(units, _rows(groups, len(units)), strict=True):
        for i in sorted(rows, key=lambda i: (-remainders[i], -weights[i], i))[:count]:
            flags[i] = 1
    return flags


def _rows(groups: Sequence[int], n: int) -> list[list[int]]:
    """The rows of each of n groups, in order."""
    rows: list[list[int]] = [[] for _ in range(n)]
    for i, group in enumerate(groups):
        rows[group].append(i)
    return rows


def apportion_lines(
    totals: Sequence[int],
    weights: Sequence[int],
    lines: Sequence[int],
    members: Sequence[int],
    carry: Sequence[Fraction] | None = None,
) -> list[int]:
    """Controlled rounding of several lines at once, such as the pieces of several SKUs. (spec.md, section 1)

    totals: one per line, any signs. weights, lines, members: one per row, a row being one member's part in one line, and the only
    one of that member in that line. carry: what rounding still owes each member.
    Every line's total is exact, every share is the floor or ceiling of its own quota, and every member's sum over the lines is
    the floor or ceiling of its exact sum. The largest remainder (+ carry) decides each line; where a member's sum is then wrong,
    single units move (`poolsplit.engine.controlled`). Negating totals and carry negates the shares.
    Ties go by the indices of members and lines, not by the order of rows. Raises WeightsError with all lines that have a total and no weight.

    >>> apportion_lines([1] * 10, [60, 40] * 10, [i // 2 for i in range(20)], [0, 1] * 10).count(1)
    10
    >>> sum(apportion_lines([1] * 10, [60, 40] * 10, [i // 2 for i in range(20)], [0, 1] * 10)[::2])
    6
    """
    shares = apportion(totals, weights, lines, members, None if carry is None else [carry[member] for member in members])
    return Rounding(totals, weights, lines, members, carry).repaired(shares)
