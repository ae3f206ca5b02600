"""The worksheet functions on one amount: POOLSPLIT, POOLSHARE, POOLCARRY.

Every function takes its arguments as hosts hand them over (`poolsplit.functions.ranges`). It raises `ArgumentError` for the first one that
cannot be used.
"""

from __future__ import annotations

import marshal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from poolsplit.engine import apportion
from poolsplit.engine.exact import integers
from poolsplit.errors import NumberError, Text, WeightsError
from poolsplit.functions.names import beside, keys_beside, place_of, read_name
from poolsplit.functions.ranges import ArgumentError, Grid, as_cell, blank, filled, flat, grid, like, number, numbers, owed, scalar
from poolsplit.values import cells


class _Shared:
    """One amount shared by a range of weights. rows: the range; unit: the step; units: the amount in steps.

    weights, keys (of the names), carry (of the order before), shares (in steps): one entry for each cell of the range that is not blank.
    """

    def __init__(self, amount: Any, weights: Any, step: Any, names: Any, carry: Any) -> None:
        self.rows = filled(weights, "weights")
        self.unit = 1 if step is None or scalar(step, "step") is None else number(step, "step", _positive)
        self.units = steps(amount, self.unit)
        self.weights = integers([value for row in numbers(self.rows, "weights", weight) for value in row if value is not None])
        in_use = [] if names is carry is None else [not blank(cell) for cell in flat(self.rows)]
        self.keys = None if names is None else keys_beside(names, in_use, "weights")
        self.carry = None if carry is None else beside(numbers(grid(carry), "carry", owed), in_use, "carry", "weights")
        try:
            self.shares = _by_key(self.keys, self.units, self.weights, self.carry)
        except WeightsError as error:
            raise ArgumentError(error.args[0], "weights") from None
        self.given_names = names

    def shown(self) -> list[Any]:
        """The shares as values of cells, in the unit of the amount."""
        return self.shares if self.unit == 1 else [as_cell(share * self.unit) for share in self.shares]

    @cached_property
    def in_shape(self) -> list[Any]:
        """One share for each cell of the range, "" for a blank cell."""
        return flat(like(self.rows, self.shown()))

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Key of a name -> the index of its first cell in the range of names."""
        result = {read_name(cell, "names").key: index for index, cell in reversed(list(enumerate(flat(grid(self.given_names)))))}
        result.pop("", None)
        return result


def _by_key(keys: list[str] | None, units: int, weights: list[Any], carry: list[Any] | None) -> list[int]:
    """The shares in steps, with ties decided by name where names are given. (spec.md, section 1)

    The rows are sorted by name here and not in `apportion`, because it is quicker for whole weights without names.
    """
    if keys is None:
        return apportion.apportion(units, weights, carry)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    shares = apportion.apportion(units, [weights[i] for i in order], None if carry is None else [carry[i] for i in order])
    return [share for _, share in sorted(zip(order, shares, strict=True))]


def split(amount: Any, weights: Any, step: Any = None, names: Any = None, carry: Any = None) -> Grid:
    """POOLSPLIT: the exact shares, in the shape of the weights; blank stays blank. (spec.md, section 1)

    >>> split(100, [[60], [""], [40]])
    [[60], [''], [40]]
    """
    shared = _Shared(amount, weights, step, names, carry)
    return like(shared.rows, shared.shown())


def share(amount: Any, weights: Any, partner: Any, names: Any = None, step: Any = None) -> Any:
    """POOLSHARE: one partner's share, by name, or by position from 1 where there are no names; "" where his weight is blank.

    With names, a blank partner is a row that is not in use yet, and gets ""; then every weight needs a name, so that no share is lost.

    >>> share(100, [[60], [40]], "b", [["A"], ["B"]]), share(100, [[60], [40]], 1)
    (40, 60)
    """
    shared = _remembered(amount, weights, step, names)
    if shared.keys is None:
        return shared.in_shape[_position(partner, len(shared.in_shape)) - 1]
    if "" in shared.keys:
        rows = grid(names)
        index = next(i for i, cell in enumerate(flat(rows)) if blank(cell) and shared.in_shape[i] != "")
        raise ArgumentError(Text("a weight stands here without a name: type the name"), "names", *place_of(rows, index))
    name = read_name(scalar(partner, "partner"), "partner")
    if not name.key:
        return ""
    if name.key not in shared.index_of:
        raise ArgumentError(Text("{partner} is not among the names", partner=partner), "partner")
    return shared.in_shape[shared.index_of[name.key]]


def _remembered(amount: Any, weights: Any, step: Any, names: Any) -> _Shared:
    """The shares of an amount by weights, step and names; remembered, because every row of a table that grows row by row asks for them again."""
    try:
        packed = marshal.dumps((amount, weights, step, names), 2)  # it tells 1 from TRUE, and takes every kind of value that hosts hand over
    except ValueError:
        return _Shared(amount, weights, step, names, None)
    return _unpacked(packed)


@lru_cache(maxsize=256)
def _unpacked(packed: bytes) -> _Shared:
    amount, weights, step, names = marshal.loads(packed)  # noqa: S302  (packed just above)
    return _Shared(amount, weights, step, names, None)


def _position(partner: Any, n: int) -> int:
    """The position of a partner among n cells of weights, from 1. Raises ArgumentError where it is not a whole number from 1 to n."""
    if isinstance(scalar(partner, "partner"), str):
        try:
            cells.number(scalar(partner, "partner"))
        except NumberError:
            reason = Text('"{text}" is a name: hand in the range of names as well', text=scalar(partner, "partner"))
            raise ArgumentError(reason, "partner") from None
    position = Fraction(number(partner, "partner"))
    if position.denominator != 1 or not 1 <= position <= n:
        raise ArgumentError(Text("there is no position {position} among {n} weights", position=as_cell(position), n=n), "partner")
    return int(position)


def carry(amount: Any, weights: Any, step: Any = None, names: Any = None, carry: Any = None) -> Grid:
    """POOLCARRY: what rounding still owes each partner after POOLSPLIT, in steps. Its sum is the sum of the carry that was handed in.

    >>> carry(100, [[3], [""], [3], [2]])
    [[-0.5], [''], [0.5], [0]]
    """
    shared = _Shared(amount, weights, step, names, carry)
    after = apportion.carry_after(shared.units, shared.weights, shared.shares, shared.carry)
    return like(shared.rows, [as_cell(rest) for rest in after])


def _positive(value: Any) -> Fraction:
    """A step: a number above 0. Raises NumberError."""
    step = cells.number(value)
    if step <= 0:
        raise NumberError(Text("the smallest payable amount must be positive"), Text("type 1000 for whole thousands"))
    return step


def weight(value: Any) -> Fraction:
    """A weight: a number of at least 0. Raises NumberError."""
    typed = cells.number(value)
    if typed.numerator < 0:
        raise NumberError(Text("a weight cannot be negative: {value}", value=as_cell(typed)), Text("type 0 or more"))
    return typed


def steps(amount: Any, unit: int | Fraction) -> int:
    """An amount in steps. Raises ArgumentError where it is not a multiple of the step."""
    total = number(amount, "amount")
    whole, rest = divmod(total, unit)
    if rest:
        raise ArgumentError(Text("{amount} is no multiple of the step {step}", amount=as_cell(total), step=as_cell(unit)), "amount")
    return int(whole)
