"""What stands beside weights or quantities: names and carries, one a partner."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import Text
from poolsplit.functions.ranges import ArgumentError, Grid, flat, grid, name
from poolsplit.tables.vocabulary import is_total
from poolsplit.values.names import key

if TYPE_CHECKING:
    from collections.abc import Sequence


def beside(others: Grid, in_use: Sequence[bool], argument: str, what: str) -> list[Any]:
    """The cells of another range beside those in use, 0 for a blank one. what: "weights" or "partners", as errors say.

    Raises ArgumentError where the two ranges do not have as many cells.

    >>> beside([[1], [None], [3]], [True, True, False], "carry", "weights")
    [1, 0]
    """
    theirs = flat(others)
    same_number(len(theirs), len(in_use), argument, what)
    return [other or 0 for used, other in zip(in_use, theirs, strict=True) if used]


class Said(NamedTuple):
    """What a name says."""

    key: str
    is_total: bool


def name_said(cell: Any, argument: str, rows: Grid | None = None, i: int = 0) -> Said:
    """What a name says; rows, i: its cell, where the error names one."""
    if type(cell) is str and not cell.startswith("#"):
        return _read_once(cell)
    return _read_once(name(cell, argument, *(place_of(rows, i) if rows else ())))


@lru_cache(maxsize=10_000)
def _read_once(text: str) -> Said:
    """A table that grows row by row asks for the same names in every row."""
    return Said(key(text), is_total(text))


def keys_beside(names: Any, in_use: Sequence[bool], what: str) -> list[str]:
    """The keys of the names beside the cells in use, "" for a blank one; what: as in `beside`.

    Raises ArgumentError for a name that stands there twice, and for one that says that it is a total.

    >>> keys_beside([["An"], [" BÌNH "]], [True, True], "weights")
    ['an', 'bình']
    """
    rows = grid(names)
    same_number(len(flat(rows)), len(in_use), "names", what)
    found: list[str] = []
    for i, (used, cell) in enumerate(zip(in_use, flat(rows), strict=True)):
        if used:
            said = name_said(cell, "names", rows, i)
            if said.is_total:
                raise ArgumentError(Text('"{text}" is a total, not a partner: let the ranges end before it', text=cell), "names", *place_of(rows, i))
            if said.key and said.key in found:
                raise ArgumentError(Text('"{name}" stands here twice: add its rows up first', name=cell), "names", *place_of(rows, i))
            found.append(said.key)
    return found


def place_of(rows: Grid, i: int) -> tuple[int, int]:
    """Row and column, from 1, of the i-th cell of a range."""
    return i // len(rows[0]) + 1, i % len(rows[0]) + 1


def same_number(n: int, m: int, argument: str, what: str) -> None:
    """Raise ArgumentError where n cells of an argument stand beside m weights, or partners."""
    if n != m:
        said = Text("{n} cells stand beside {m} weights", n=n, m=m) if what == "weights" else Text("{n} cells stand beside {m} partners", n=n, m=m)
        raise ArgumentError(said, argument)
