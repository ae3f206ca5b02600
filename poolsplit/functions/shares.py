"""What the worksheet functions on one amount compute: POOLSPLIT, POOLSHARE, POOLCARRY.

Every function takes its arguments as cells come (`poolsplit.functions.ranges`) and raises `ArgumentError` for the first one that cannot be used.
"""

from __future__ import annotations

import marshal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from poolsplit.engine import apportion
from poolsplit.engine.exact import integers
from poolsplit.errors import NumberError, Text, WeightsError
from poolsplit.functions.names import beside, keys_beside, name_said, place_of
from poolsplit.functions.ranges import ArgumentError, Grid, as_cell, blank, filled, flat, grid, like, number, numbers, owed, scalar
from poolsplit.values import cells


class _Shared:
    """One amount shared by a range of weights. rows: the range; unit: the step; units: the amount in steps.

    weights, keys (of the names), before (the carry), got: one a cell of the range that is not blank; got counts steps.
    """

    def __init__(self, amount: Any, weights: Any, step: Any, names: Any, carry: Any) -> None:
        self.rows = filled(weights, "weights")
        self.unit = 1 if step is None or scalar(step, "step") is None else number(step, "step", _positive)
        self.units = steps(amount, self.unit)
        self.weights = integers([value for row in numbers(self.rows, "weights", weight) for value in row if value is not None])
        in_use = [] if names is carry is None else [not blank(cell) for cell in flat(self.rows)]
        self.keys = None if names is None else keys_beside(names, in_use, "weights")
        self.before = None if carry is None else beside(numbers(grid(carry), "carry", owed), in_use, "carry", "weights")
        try:
            self.got = _by_key(self.keys, self.units, self.weights, self.before)
        except WeightsError as error:
            raise ArgumentError(error.args[0], "weights") from None
        self.given_names = names

    def shown(self) -> list[Any]:
        """The shares as cells hold them."""
        return self.got if self.unit == 1 else [as_cell(share * self.unit) for share in self.got]

    @cached_property
    def in_shape(self) -> list[Any]:
        """One share a cell of the range, "" for a blank one."""
        return flat(like(self.rows, self.shown()))

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each name stands, counted from 0."""
        found = {name_said(cell, "names").key: place for place, cell in reversed(list(enumerate(flat(grid(self.given_names)))))}
        found.pop("", None)
        return found


def _by_key(keys: list[str] | None, units: int, weights: list[Any], before: list[Any] | None) -> list[int]:
    """Shares, with ties by name where names are known. (spec.md, section 1)

    The rows are put in that order here, so that whole weights keep to the short way of `shares.apportion`.
    """
    if keys is None:
        return apportion.apportion(units, weights, before)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    got = apportion.apportion(units, [weights[i] for i in order], None if before is None else [before[i] for i in order])
    return [share for _, share in sorted(zip(order, got, strict=True))]


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
        place = next(i for i, cell in enumerate(flat(rows)) if blank(cell) and shared.in_shape[i] != "")
        raise ArgumentError(Text("a weight stands here without a name: type the name"), "names", *place_of(rows, place))
    said = name_said(scalar(partner, "partner"), "partner")
    if not said.key:
        return ""
    if said.key not in shared.places:
        raise ArgumentError(Text("{partner} is not among the names", partner=partner), "partner")
    return shared.in_shape[shared.places[said.key]]


def _remembered(amount: Any, weights: Any, step: Any, names: Any) -> _Shared:
    """The shares of an amount by weights, step and names; every row of a table that grows row by row asks for the same ones again."""
    try:
        packed = marshal.dumps((amount, weights, step, names), 2)  # tells 1 from TRUE, and knows every kind of value that hosts hand over
    except ValueError:
        return _Shared(amount, weights, step, names, None)
    return _unpacked(packed)


@lru_cache(maxsize=256)
def _unpacked(packed: bytes) -> _Shared:
    amount, weights, step, names = marshal.loads(packed)  # noqa: S302  (packed just above)
    return _Shared(amount, weights, step, names, None)


def _position(partner: Any, n: int) -> int:
    """Which of n cells of weights is meant, from 1."""
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
    """POOLCARRY: what rounding still owes each partner after such a split, in steps; it sums to what the carry before summed to.

    >>> carry(100, [[3], [""], [3], [2]])
    [[-0.5], [''], [0.5], [0]]
    """
    shared = _Shared(amount, weights, step, names, carry)
    after = apportion.carry_after(shared.units, shared.weights, shared.got, shared.before)
    return like(shared.rows, [as_cell(rest) for rest in after])


def _positive(value: Any) -> Fraction:
    """A step."""
    step = cells.number(value)
    if step <= 0:
        raise NumberError(Text("the smallest payable amount must be positive"), Text("type 1000 for whole thousands"))
    return step


def weight(value: Any) -> Fraction:
    """A weight: a number of at least 0. Raises NumberError."""
    found = cells.number(value)
    if found.numerator < 0:
        raise NumberError(Text("a weight cannot be negative: {value}", value=as_cell(found)), Text("type 0 or more"))
    return found


def steps(amount: Any, unit: int | Fraction) -> int:
    """An amount in steps. Raises ArgumentError where it is no multiple of the step."""
    total = number(amount, "amount")
    whole, rest = divmod(total, unit)
    if rest:
        raise ArgumentError(Text("{amount} is no multiple of the step {step}", amount=as_cell(total), step=as_cell(unit)), "amount")
    return int(whole)
