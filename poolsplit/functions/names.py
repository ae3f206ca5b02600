"""The ranges beside weights or quantities: names and carries, one for each partner."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import Text
from poolsplit.functions.ranges import ArgumentError, Grid, flat, grid, name
from poolsplit.tables.vocabulary import is_total
from poolsplit.values.names import key

if TYPE_CHECKING:
    from collections.abc import Sequence


def beside(rows: Grid, in_use: Sequence[bool], argument: str, what: str) -> list[Any]:
    """The cells of another range beside the weights or quantities that are in use, 0 for a blank cell.

    in_use: one flag for each weight or partner. what: "weights" or "partners", the word in the message of the error.
    Raises ArgumentError where the two ranges differ in their number of cells.

    >>> beside([[1], [None], [3]], [True, True, False], "carry", "weights")
    [1, 0]
    """
    values = flat(rows)
    same_number(len(values), len(in_use), argument, what)
    return [value or 0 for used, value in zip(in_use, values, strict=True) if used]


class Name(NamedTuple):
    """A name that was read. key: equal for all spellings of a name, "" for a blank cell. is_total: True where it says that it is a total."""

    key: str
    is_total: bool


def read_name(cell: Any, argument: str, rows: Grid | None = None, index: int = 0) -> Name:
    """The name in a cell. rows, index: the range and the index of the cell in it, where the error is to name row and column."""
    if type(cell) is str and not cell.startswith("#"):
        return _read_once(cell)
    return _read_once(name(cell, argument, *(place_of(rows, index) if rows else ())))


@lru_cache(maxsize=10_000)
def _read_once(text: str) -> Name:
    """Remembered, because a table that grows row by row asks for the same names in every row."""
    return Name(key(text), is_total(text))


def keys_beside(names: Any, in_use: Sequence[bool], what: str) -> list[str]:
    """The keys of the names beside the weights or partners that are in use, "" for a blank name. in_use, what: as in `beside`.

    Raises ArgumentError for a name that stands there twice, and for a name that says that it is a total.

    >>> keys_beside([["An"], [" BÌNH "]], [True, True], "weights")
    ['an', 'bình']
    """
    rows = grid(names)
    same_number(len(flat(rows)), len(in_use), "names", what)
    keys: list[str] = []
    for index, (used, cell) in enumerate(zip(in_use, flat(rows), strict=True)):
        if used:
            partner = read_name(cell, "names", rows, index)
            if partner.is_total:
                reason = Text('"{text}" is a total, not a partner: let the ranges end before it', text=cell)
                raise ArgumentError(reason, "names", *place_of(rows, index))
            if partner.key and partner.key in keys:
                raise ArgumentError(Text('"{name}" stands here twice: add its rows up first', name=cell), "names", *place_of(rows, index))
            keys.append(partner.key)
    return keys


def place_of(rows: Grid, index: int) -> tuple[int, int]:
    """Row and column, from 1, of a cell of a range. index: of the cell, counted from 0 row by row."""
    return index // len(rows[0]) + 1, index % len(rows[0]) + 1


def same_number(n: int, m: int, argument: str, what: str) -> None:
    """Raise ArgumentError unless n and m are equal: n cells of an argument stand beside m weights or partners. what: as in `beside`."""
    if n != m:
        reason = Text("{n} cells stand beside {m} weights", n=n, m=m) if what == "weights" else Text("{n} cells stand beside {m} partners", n=n, m=m)
        raise ArgumentError(reason, argument)
