"""The operations of `poolsplit.exact` on int64 arrays, with the same answers.

Columns are lists, tuples, ranges, pandas columns or arrays of whole numbers, and are never changed; results are int64 arrays, flags
arrays of bool. Two kinds of columns are so usual in tables of many pools that nothing is computed row by row for them: one value in all
rows is an array that holds it once (a stride of 0), and the places 0, 1, 2 ... of rows that stand in order are a range.

What 64 bits cannot hold on the way is done by `exact`, for the rows or groups concerned. A result that they cannot hold raises
OverflowError, for the caller to take `exact` instead; only shares come as an array of Python ints then, since a share is never larger
than its total. Lengths that differ raise ValueError, indices of groups that do not exist IndexError, and numbers that are not whole
TypeError.
"""

from __future__ import annotations

from functools import wraps
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from poolsplit import exact, grouping, kernel
from poolsplit.components import components
from poolsplit.controlled import Rounding
from poolsplit.errors import Text, WeightsError
from poolsplit.grouping import Groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Array = Any  # numpy's array types say nothing of shapes

_MOST = np.iinfo(np.int64).max
_SIGN = 63  # the place of the bit that negative numbers have
_SURE = 1 << 62  # what floating point finds below is below 2**63 in truth
_BLOCK = 1 << 16  # rows that are worked on at a time: what is made of them on the way stays in the processor's cache
_LAST_PLACE = 2.0**-53  # the relative error of one operation in floating point


# ---------------------------------------------------------------- columns in and out


def _column(values: Any) -> Array:
    """One column: int64 where everything fits, else Python ints. Raises TypeError for what is no whole number."""
    if type(values) is range:
        return np.arange(values.start, values.stop, values.step)
    found = np.asarray(values)
    if found.ndim != 1:
        message = f"a column has one dimension, not {found.ndim}"
        raise ValueError(message)
    if not len(found):
        return np.zeros(0, np.int64)
    if np.can_cast(found.dtype, np.int64):
        return found.astype(np.int64, copy=False)
    whole = [index(value) for value in values]  # numpy makes floats of lists with ints of more than 63 bits
    try:
        return np.array(whole, np.int64)
    except OverflowError:
        return np.array(whole, object)


def _columns(*values: Any) -> list[Array]:
    """Several columns, which have to be of equal length."""
    return _equally_long([_column(each) for each in values])


def _loose(*values: Any) -> list[Any]:
    """The same where an int may stand for a column, and flags stay bool; columns of one value are its int if another column is not."""
    found = _equally_long([_as_it_is(each) for each in values])
    if all(type(each) is int or _is_constant(each) for each in found):
        return found
    return [int(each[0]) if type(each) is not int and _is_constant(each) else each for each in found]


def _as_it_is(value: Any) -> Any:
    if _is_int(value):
        return int(value)
    return value if type(value) is np.ndarray and value.dtype == bool else _column(value)


def _is_int(value: Any) -> bool:
    """Whether it is one number that stands for a column."""
    return isinstance(value, (int, np.integer))


def _is_constant(column: Any) -> bool:
    """Whether a column is known to hold one value in all of its rows."""
    return type(column) is np.ndarray and column.strides == (0,) and len(column) > 1


def _is_always(column: Any, value: int) -> bool:
    """Whether a column, or an int in its stead, is known to hold this value in all of its rows."""
    return bool(column == value) if _is_int(column) else _is_constant(column) and bool(column[0] == value)


def _repeated(value: Any, n: int) -> Array:
    """n times a value of an array."""
    return np.broadcast_to(value, n)


def _row_by_row(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation on columns of which each row is worked on alone: once for columns of one value, else block after block."""

    @wraps(operation)
    def run(*columns: Any) -> Any:
        read = _equally_long([_as_it_is(each) for each in columns])
        n = next((len(each) for each in read if type(each) is not int), 0)
        if all(type(each) is int or _is_constant(each) for each in read) and n > 1:
            found = operation(*_some_rows(read, slice(0, 1)))
            return tuple(_repeated(each[0], n) for each in found) if type(found) is tuple else _repeated(found[0], n)
        if n <= _BLOCK:
            return operation(*read)
        whole: list[Array] = []
        for start in range(0, n, _BLOCK):
            rows = slice(start, start + _BLOCK)
            found = operation(*_some_rows(read, rows))
            parts = found if type(found) is tuple else (found,)
            whole = whole or [np.empty(n, part.dtype) for part in parts]
            for into, part in zip(whole, parts, strict=True):
                into[rows] = part
        return tuple(whole) if type(found) is tuple else whole[0]

    return run


def _equally_long(columns: list[Any]) -> list[Any]:
    lengths = {len(column) for column in columns if type(column) is not int}
    if len(lengths) > 1:
        message = f"columns have {' and '.join(map(str, sorted(lengths)))} rows"
        raise ValueError(message)
    return columns


def _counts(columns: list[Any]) -> list[Any]:
    """Columns in which flags count as 1 and 0."""
    return [column.astype(np.int64) if type(column) is not int and column.dtype == bool else column for column in columns]


def _fitting(values: Sequence[int]) -> Array:
    """What `exact` found, as int64. Raises OverflowError."""
    return np.array(values, np.int64)


def _fits(column: Array) -> Array:
    """A column as a result. Raises OverflowError where a value does not fit."""
    return _fitting(column.tolist()) if column.dtype == object else column


def _size(column: Any) -> int:
    """The largest absolute value of a column."""
    if type(column) is int:
        return abs(column)
    if column.dtype == np.int64:
        largest = int(column.view(np.uint64).max(initial=0))  # one look at what holds no negative value
        if largest <= _MOST:
            return largest
    return max(-int(column.min()), int(column.max())) if len(column) else 0


def _wide(columns: Sequence[Any]) -> bool:
    """Whether some column holds what 64 bits cannot."""
    return any(abs(column) > _MOST if type(column) is int else column.dtype == object for column in columns)


def _by_exact(operation: Callable[..., Any], *columns: Any) -> Any:
    return operation(*(column if type(column) is int else column.tolist() for column in columns))


def _some_rows(columns: Sequence[Any], rows: Any) -> list[Any]:
    return [column if type(column) is int else column[rows] for column in columns]


# ---------------------------------------------------------------- columns


def column(values: Iterable[int]) -> Array:
    """A column of these values. Raises OverflowError where one does not fit."""
    return _fits(_column(values if isinstance(values, (np.ndarray, list, tuple)) else list(values)))


def constant(value: int, n: int) -> Array:
    """A column of n times `value`."""
    return _repeated(np.int64(value), n)


def own(column: Any) -> Array:
    """A copy of a column, for the caller to write into."""
    return np.array(_column(column))


def count(n: int) -> range:
    """0, 1, 2 ... n - 1."""
    return range(n)


def is_count(column: Any, n: int) -> bool:
    """Whether a column is that of `count(n)`."""
    return _are_all(column, n) or (len(column) == n and np.array_equal(_column(column), np.arange(n)))


def join(*columns: Any) -> Array:
    """One column after the other.

    >>> join([1, 2], [3]).tolist()
    [1, 2, 3]
    """
    filled = [each for each in columns if len(each)]
    return filled[0] if len(filled) == 1 else np.concatenate([_column(each) for each in columns])


def mark(places: Any, n: int) -> Array:
    """n flags, set at the places; -1 is no place.

    >>> mark([2, -1], 3).tolist()
    [False, False, True]
    """
    if _are_all(places, n):
        return _repeated(np.True_, n)
    flags = np.zeros(n + 1, bool)
    flags[column(places)] = True  # the last one, which is no row, takes the -1
    return flags[:n]


def places(flags: Any) -> list[int]:
    """Where flags are set, as plain ints to walk along.

    >>> places([0, 1, 1])
    [1, 2]
    """
    return np.flatnonzero(flags).tolist()


def some(flags: Any) -> bool:
    """Whether any flag is set."""
    return bool(flags[0]) if _is_constant(flags) else bool(np.any(flags))


def where(flags: Any) -> Any:
    """Where flags are set, as a column."""
    return range(len(flags)) if np.all(flags[:1]) and np.all(flags) else np.flatnonzero(flags)


def _are_all(places: Any, n: int) -> bool:
    """Whether places are known to be those of n rows, in order."""
    return type(places) is range and places == range(n)


def pick(column: Any, places: Any, default: int = 0) -> Any:
    """The value at each place; `default` where the place is below 0.

    >>> pick([10, 20], [1, 1, -1]).tolist()
    [20, 20, 0]
    """
    if _are_all(places, len(column)):
        return column
    values, at = _as_it_is(column), _column(places)
    if values.dtype == bool and default not in {0, 1}:
        values = values.astype(np.int64)
    if _is_constant(at):
        return _repeated(values.take(at[:1])[0] if at[0] >= 0 else values.dtype.type(default), len(at))
    if not len(at) or int(at.min()) >= 0:
        return _repeated(values[0], len(at)) if _is_constant(values) else values.take(at)
    if not len(values):
        return np.full(len(at), default, np.int64)
    return np.where(at >= 0, values.take(at, mode="clip"), bool(default) if values.dtype == bool else default)


def put(column: Array, places: Any, values: Any) -> None:
    """Write each value to its place in a column that the caller owns."""
    column[_column(places)] = values if type(values) is int else _column(values)


def placed(column: Any, places: Any, values: Any) -> Any:
    """The column with each value at its place; -1 is no place.

    >>> placed([0, 0, 0], [2, -1], [7, 9]).tolist()
    [0, 0, 7]
    """
    if _are_all(places, len(column)):
        return constant(values, len(column)) if type(values) is int else values
    at, n = _column(places), len(column)
    found = np.empty(n if len(at) and at.min() >= 0 else n + 1, np.int64)
    found[:n] = _as_it_is(column)
    found[at] = _as_it_is(values)  # the last one, which is no row, takes what has no place
    return found[:n]


# ---------------------------------------------------------------- row by row


def add(*columns: Any) -> Array:
    """The sum of columns, row by row.

    >>> add([1, 2], [10, 20], [100, 200]).tolist()
    [111, 222]
    """
    whole = [each for each in columns if not _is_int(each)]
    others = [each for each in columns if not _is_always(each, 0)] or whole[:1]
    if len(others) == 1 and not _is_int(others[0]) and _equally_long(whole):
        return _fits(_column(others[0]))
    return _sum(*columns) if all(map(_is_int, others)) else _sum(*others)


@_row_by_row
def _sum(*columns: Any) -> Array:
    read = _counts(_loose(*columns))
    if not read:
        return np.zeros(0, np.int64)
    if _wide(read) or sum(map(_size, read)) > _MOST:
        return _fitting(_by_exact(exact.add, *read))
    result = read[0] + read[1]
    for column in read[2:]:
        result += column
    return result


@_row_by_row
def subtract(a: Any, b: Any) -> Array:
    """a - b, row by row.

    >>> subtract([1, 2], [10, 20]).tolist()
    [-9, -18]
    """
    read = _counts(_loose(a, b))
    if _wide(read) or _size(read[0]) + _size(read[1]) > _MOST:
        return _fitting(_by_exact(exact.subtract, *read))
    return read[0] - read[1]


def multiply(a: Any, b: Any) -> Array:
    """The product of two columns, row by row.

    >>> multiply([2, -3], [5, 7]).tolist()
    [10, -21]
    """
    for column, factor in ((a, b), (b, a)):
        if _is_always(factor, 1) and not _is_int(column) and _equally_long([each for each in (a, b) if not _is_int(each)]):
            return _fits(_column(column))
    return _product(a, b)


@_row_by_row
def _product(a: Any, b: Any) -> Array:
    read = _loose(a, b)
    if _wide(read):
        return _fitting(_by_exact(exact.multiply, *read))
    result = read[0] * read[1]
    rows = _doubtful(*read)
    if len(rows):
        result[rows] = _fitting(_by_exact(exact.multiply, *_some_rows(read, rows)))
    return result


def _doubtful(a: Array, b: Array) -> Array:
    """The rows whose product may have wrapped."""
    if _size(a) * _size(b) < _SURE:
        return ()
    return np.flatnonzero(np.abs(np.asarray(a, np.float64) * b) >= _SURE)


def scale(column: Any, numerator: Any, denominator: Any) -> Array:
    """Each value times its ratio, rounded half-even: rates, exchange rates, signs. (spec.md, section 2)

    >>> scale([5, 15, 500000], [1, 1, 3500], [10, 10, 100]).tolist()
    [0, 2, 17500000]
    """
    return multiply(column, numerator) if _is_always(denominator, 1) else _scaled(column, numerator, denominator)


@_row_by_row
def _scaled(column: Any, numerator: Any, denominator: Any) -> Array:
    read = _counts(_loose(column, numerator, denominator))
    if _wide(read):
        return _fitting(_by_exact(exact.scale, *read))
    values, numerators, denominators = read
    if type(values) is int is type(numerators):
        values = np.full(len(denominators), values)  # a product a row, as the results are
    _refuse_zero(denominators)
    product = values * numerators
    rows = _doubtful(values, numerators)
    if _size(denominators) >= _SURE:  # twice the rest may not fit
        large = np.broadcast_to((denominators >= _SURE) | (denominators <= -_SURE), product.shape)
        rows = np.union1d(rows, np.flatnonzero(large)).astype(np.int64)
    if len(rows):
        product[rows] = 0
    quotient = product // denominators
    rest = product - quotient * denominators
    rest *= 2
    quotient += (rest > denominators) | ((rest == denominators) & (quotient & 1 == 1))
    if len(rows):
        quotient[rows] = _fitting(_by_exact(exact.scale, *_some_rows(read, rows)))
    return quotient


@_row_by_row
def divide(column: Any, divisor: Any) -> tuple[Array, Array]:
    """Quotients truncated toward zero and their remainders, which keep the sign: steps and packs.

    >>> [found.tolist() for found in divide([7, -7], [4, 4])]
    [[1, -1], [3, -3]]
    """
    read = _counts(_loose(column, divisor))
    values, divisors = read
    if _wide(read) or _size(values) > _MOST:
        quotients, remainders = _by_exact(exact.divide, *read)
        return _fitting(quotients), _fitting(remainders)
    _refuse_zero(divisors)
    signs = values >> _SIGN  # -1 turns all bits over, and taking it away makes the negative
    quotients = np.abs(values) // divisors
    quotients ^= signs
    quotients -= signs
    return quotients, values - quotients * divisors


def _refuse_zero(divisors: Array) -> None:
    if not np.all(divisors):
        message = "division by zero"
        raise ZeroDivisionError(message)


@_row_by_row
def at_least(a: Any, b: Any) -> Array:
    """Flags: where a >= b.

    >>> at_least([1, 2, 3], 2).tolist()
    [False, True, True]
    """
    read = _loose(a, b)
    return read[0] >= read[1]


def equal(a: Any, b: Any) -> Array:
    """Flags: where a = b."""
    return _repeated(np.True_, len(a)) if type(a) is range and type(b) is range and a == b else _equal(a, b)


@_row_by_row
def _equal(a: Any, b: Any) -> Array:
    read = _loose(a, b)
    return read[0] == read[1]


@_row_by_row
def both(a: Any, b: Any) -> Array:
    """Flags: where both are set; what is not 0 counts as set."""
    return np.logical_and(*_loose(a, b))


@_row_by_row
def either(*flags: Any) -> Array:
    """Flags: where any is set.

    >>> either([1, 0, 0], [0, 0, 7]).tolist()
    [True, False, True]
    """
    first, *others = _loose(*flags)
    found = first != 0
    for other in others:
        found |= other != 0
    return found


@_row_by_row
def without(flags: Any, others: Any) -> Array:
    """Flags that are set where the others are not.

    >>> without([1, 1, 0], [0, 1, 0]).tolist()
    [True, False, False]
    """
    read = _loose(flags, others)
    return np.logical_and(read[0], np.logical_not(read[1]))


def beyond(column: Any, limit: int) -> Array:
    """Flags: where a value is `limit` or more, or -limit or less."""
    values = _column(column)
    if _size(values) < limit:
        return _repeated(np.False_, len(values))
    return np.array(exact.beyond(values.tolist(), limit), bool)


def when(flags: Any, x: Any, y: Any) -> Array:
    """x where the flag is set, else y.

    >>> when([1, 0], [10, 20], -2).tolist()
    [10, -2]
    """
    chosen, *read = _equally_long([_as_it_is(each) for each in (flags, x, y)])
    if _wide(read):
        return _fitting(_by_exact(exact.when, chosen, *read))
    return _picked(chosen if chosen.dtype == bool else chosen != 0, *read)


def _picked(flags: Array, x: Any, y: Any) -> Array:
    """x or y; ints of 64 bits, or flags where both are."""
    if _is_constant(flags) or (len(flags) and flags[0] == flags[-1] and flags.all() == flags.any()):
        found = x if flags[0] else y
        return constant(found, len(flags)) if type(found) is int else found
    if type(x) is not int and type(y) is int and not y and x.dtype == np.int64:
        return x * flags
    if type(y) is not int and type(x) is int and not x and y.dtype == np.int64:
        return y * ~flags
    found = np.where(flags, x, y)
    return found if found.dtype == bool else found.astype(np.int64, copy=False)


def choose(a: Any, b: Any, x: Any, y: Any) -> Array:
    """x where a >= b, else y: chargeable weight, price tiers, clamps.

    >>> choose([1, 2, 3], [2, 2, 2], [10, 20, 30], [-1, -2, -3]).tolist()
    [-1, 20, 30]
    """
    read = _equally_long([_as_it_is(each) for each in (a, b, x, y)])
    if _wide(read):
        return _fitting(_by_exact(exact.choose, *read))
    return _picked(at_least(read[0], read[1]), read[2], read[3])


# ---------------------------------------------------------------- rows and groups


def group(*codes: Any) -> tuple[Any, Any]:
    """As `exact.group`; ranges where every row is a group of its own and they stand in order."""
    return grouping.group(*_columns(*codes))


def find(ordered: Sequence[Any], wanted: Sequence[Any]) -> Array:
    """As `exact.find`."""
    return grouping.find(tuple(_columns(*ordered)), tuple(_columns(*wanted)))


def pairs(left: Any, right: Any) -> tuple[Array, Array]:
    """As `exact.pairs`."""
    return grouping.pairs(_column(left), _column(right))


def lowest(column: Any, groups: Any, n: int) -> Array:
    """As `exact.lowest`."""
    if _are_all(groups, n):
        return column
    if type(groups) is Groups and _are_all(column, len(groups)):
        order, starts = _standing(groups, n)
        if order is None:
            return np.where(starts[1:] > starts[:-1], starts[:-1], -1)
    values, of = _columns(column, groups)
    kernel.check(of, n)
    return grouping.lowest(values, of, n)


def ordered(column: Any) -> Array:
    """As `exact.ordered`."""
    if type(column) is range:
        return range(len(column))
    return grouping.ordered(_column(column))


def distinct(column: Any) -> list[int]:
    """As `exact.distinct`."""
    if _is_constant(column):
        return [int(column[0])]
    return grouping.distinct(_column(column))


def total(column: Any, groups: Any, n: int) -> Array:
    """The sum of each of n groups.

    >>> total([1, 2, 3, 4], [0, 2, 0, 2], 3).tolist()
    [4, 0, 6]
    """
    if _are_all(groups, n):
        return _fits(_column(column))
    values, of = _equally_long([*_counts([_as_it_is(column)]), _column(groups)])
    _check(groups, n)
    if _wide([values]):
        return _fitting(exact.total(values.tolist(), of.tolist(), n))
    order, starts = _standing(groups, n) if type(groups) is Groups else (of, of)
    if order is None and _is_constant(values):
        return _product(np.diff(starts), int(values[0])) if values[0] != 1 else np.diff(starts)
    if order is None:
        sums = kernel.sums(values, starts)
    elif _size(values) * len(values) < 1 << 53:
        return np.bincount(of, values, n).astype(np.int64)  # floats hold every sum on the way
    else:
        sums = np.zeros(n, np.int64)
        np.add.at(sums, of, values)
    if _size(values) * len(values) >= _SURE:
        doubtful = np.bincount(of, np.abs(values.astype(np.float64)), n) >= _SURE
        rows = np.flatnonzero(doubtful[of])
        if len(rows):
            which = np.cumsum(doubtful) - 1
            sums[doubtful] = _fitting(exact.total(values[rows].tolist(), which[of[rows]].tolist(), int(which[-1]) + 1))
    return sums


def _standing(groups: Any, n: int, *ranks: Array) -> tuple[Array | None, Array]:
    """As `kernel.ordered`; worked out once for groups that keep it."""
    if ranks or type(groups) is not Groups:
        return kernel.ordered(_column(groups), n, *ranks)
    if groups.standing is None or len(groups.standing[1]) != n + 1:
        groups.standing = kernel.ordered(_column(groups), n)
    return groups.standing


def _check(groups: Any, n: int) -> None:
    """Raise IndexError where a group is none of n; groups that know where they stand have been looked at."""
    if type(groups) is not Groups or groups.standing is None or len(groups.standing[1]) != n + 1:
        kernel.check(_column(groups), n)


def spread(per_group: Any, groups: Any) -> Array:
    """Each row's own group's value.

    >>> spread([10, 20], [1, 0, 1]).tolist()
    [20, 10, 20]
    """
    if _are_all(groups, len(per_group)):
        return per_group if type(per_group) is range else _fits(_as_it_is(per_group))
    values, of = _as_it_is(per_group), _column(groups)
    _check(groups, len(values))
    if _is_constant(values):
        return _repeated(values[0], len(of))
    return _fits(values.take(of))


def apportion(totals: Any, weights: Any, groups: Any, rank: Any = None, carry: Any = None) -> Array:
    """Cut each group's total into integers in proportion to its rows' weights, by largest remainder. (spec.md, section 1)

    totals: one a group. weights, groups: one a row, rows in any order. rank: the order of the rows where remainder and weight tie
    (their position by default). carry: Fractions, what rounding still owes each row; groups in which somebody is owed anything are left to
    `exact`, as are totals and sums of weights from 2**62. An int64 array, or one of Python ints where some share does not fit.
    Raises WeightsError with all groups whose weights are all 0 under a total that is not, else with all that have a negative weight.

    >>> apportion([10, -7], [60, 40, 1, 1], [0, 0, 1, 1]).tolist()
    [6, 4, -4, -3]
    """
    units = _column(totals)
    parts, of, *ranks = _columns(weights, groups, *([] if rank is None else [rank]))
    order, starts = _standing(groups, len(units), *ranks)
    owed = None if carry is None else _carried(carry, len(parts))
    by_exact = _beyond(units, parts, of, owed)
    if by_exact is None:
        return _shares(units, parts, of, order, starts)
    _refuse(units, parts, of)
    mine = by_exact[of]
    rows = np.flatnonzero(mine)
    found = exact.apportion(
        units[by_exact].tolist(), parts[rows].tolist(), (np.cumsum(by_exact) - 1)[of[rows]].tolist(),
        ranks[0][rows].tolist() if ranks else None, None if owed is None else owed[rows].tolist(),
    )
    rest = _shares(np.where(by_exact, 0, units).astype(np.int64), np.where(mine, 0, parts).astype(np.int64), of, order, starts)
    return _merged(rest, rows, found)


def _carried(carry: Any, n: int) -> Array:
    """The carry of each row as an array of Fractions."""
    owed = np.fromiter(carry, object)
    if len(owed) != n:
        message = f"a carry of {len(owed)} rows is shorter or longer than the weights, of {n}"
        raise ValueError(message)
    return owed


def _beyond(totals: Array, weights: Array, groups: Array, owed: Array | None) -> Array | None:
    """Which groups are left to `exact`, None where none is: see `apportion`. Raises WeightsError where a weight is negative."""
    n = len(totals)
    found = [(totals >= kernel.LIMIT) | (totals <= -kernel.LIMIT)] if _size(totals) >= kernel.LIMIT else []
    largest = kernel.LIMIT if _wide([weights]) else int(weights.view(np.uint64).max(initial=0))  # a negative one is very large then
    if largest * len(weights) >= kernel.LIMIT:
        if weights.min() < 0:
            _refuse(totals, weights, groups)
        sums = np.bincount(groups, np.minimum(weights, _MOST).astype(np.float64), n)
        found.append(sums >= 0.99 * kernel.LIMIT)  # far more than adding up floats can lose
    if owed is not None:
        found.append(np.bincount(groups[owed != 0], minlength=n) > 0)
    flags = np.any(found, axis=0) if found else np.zeros(0, bool)
    return flags if flags.any() else None


def _shares(totals: Array, weights: Array, groups: Array, order: Array | None, starts: Array) -> Array:
    """What the kernel makes of groups that it can hold. Raises WeightsError."""
    try:
        return kernel.shares(totals, weights, order, starts)
    except kernel.NobodyError:
        _refuse(totals, weights, groups)
        raise


def _refuse(totals: Array, weights: Array, groups: Array) -> None:
    """Raise WeightsError where there is reason to."""
    n = len(totals)
    alone = np.flatnonzero((totals != 0) & (np.bincount(groups[weights != 0], minlength=n) == 0))
    if len(alone):
        raise exact.nobody(alone.tolist())
    negative = np.unique(groups[weights < 0])
    if len(negative):
        raise WeightsError(Text("a weight is negative: give 0 or more"), negative.tolist())


def _merged(result: Array, rows: Array, found: Sequence[int]) -> Array:
    """The result with what `exact` found for some rows."""
    try:
        result[rows] = _fitting(found)
    except OverflowError:
        result = result.astype(object)
        result[rows] = found
    return result


def hand_out(units: Any, remainders: Any, weights: Any, groups: Any) -> Array:
    """Which rows get one of their group's units: those with the largest remainders, ties as in `apportion`; 1 or 0 a row.

    units: one a group, at least 0, else ValueError; a negative remainder never gets one before a positive one. Used for steps, where the
    remainders are given (spec.md, section 2, due).

    >>> hand_out([1, 1], [300, 700, 5, 5], [1, 1, 1, 2], [0, 0, 1, 1]).tolist()
    [0, 1, 0, 1]
    """
    counts = _column(units)
    over, parts, of = _columns(remainders, weights, groups)
    order, starts = _standing(groups, len(counts))
    if len(counts) and counts.min() < 0:
        message = "units are handed out, not taken back: give 0 or more"
        raise ValueError(message)
    if _wide([counts, over, parts]) or max(_size(over), _size(parts)) > _MOST:
        return _fitting(_by_exact(exact.hand_out, counts, over, parts, of))
    return kernel.winners(np.minimum(counts, np.diff(starts)), over, parts, order, starts)


# ---------------------------------------------------------------- controlled rounding


def apportion_lines(totals: Any, weights: Any, lines: Any, members: Any, carry: Any = None) -> Array:
    """Controlled rounding of several lines at once, such as the pieces of several SKUs. (spec.md, section 1)

    totals: one a line, any signs. weights, lines, members: one a row, a row being one member's part in one line, and the only
    one of that member in that line. carry: Fractions, what rounding still owes each member.
    All lines by largest remainder at once; then members whose sum over the lines may be off are put right by
    `poolsplit.controlled`, with the lines and members that theirs connect them to and nobody else. Result and errors as in `apportion`.

    >>> sum(apportion_lines([1] * 10, [60, 40] * 10, [i // 2 for i in range(20)], [0, 1] * 10)[::2].tolist())
    6
    """
    units = _column(totals)
    parts, of, who = _columns(weights, lines, members)
    if len(who) and who.min() < 0:
        message = "a member is an index from 0"
        raise IndexError(message)
    owed = None if carry is None else np.fromiter(carry, object)
    result = apportion(units, parts, of, who, None if owed is None else owed[who])
    suspects = _suspects(units, parts, of, who, result)
    for rows in components(suspects, of, who):
        mine, theirs = of[rows], who[rows]
        some_lines, line = np.unique(mine, return_inverse=True)
        some_members, member = np.unique(theirs, return_inverse=True)
        rounding = Rounding(
            units[some_lines].tolist(), parts[rows].tolist(), line.tolist(), member.tolist(), None if owed is None else owed[some_members].tolist()
        )
        result = _merged(result, rows, rounding.repaired(result[rows].tolist()))
    return result


def _suspects(totals: Array, weights: Array, lines: Array, members: Array, shares: Array) -> list[int]:
    """The members whose sum may not be the floor or ceiling of their exact sum.

    Shares are less than one off their quotas, and a sum is right just where it is less than one off the sum of quotas. Each row's difference
    is exact but for its last division; adding up n of them loses at most n more last places of n. What comes too close to one is suspected.
    """
    counts = np.bincount(members)
    off = np.bincount(members, _off(totals, weights, lines, shares), len(counts))
    doubt = counts * (counts + 4.0) * _LAST_PLACE
    suspects: list[int] = np.flatnonzero(np.abs(off) >= 1 - doubt).tolist()
    return suspects


def _off(totals: Array, weights: Array, lines: Array, shares: Array) -> Array:
    """Quota - share of each row, as float."""
    if _beyond(totals, weights, lines, None) is None:
        sums = np.maximum(total(weights, lines, len(totals)), 1)
        return (totals[lines] * weights - shares * sums[lines]) / sums[lines]  # the products may wrap, their difference does not
    sums = np.array(exact.total(weights.tolist(), lines.tolist(), len(totals)), object)
    sums[sums == 0] = 1
    whole, all_weights = totals.astype(object)[lines], sums[lines]
    return ((whole * weights.astype(object) - shares.astype(object) * all_weights) / all_weights).astype(np.float64)
