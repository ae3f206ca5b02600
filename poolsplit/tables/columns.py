"""Typed tables: names as indices, numbers as exact integers with one unit per column.

`poolsplit.tables.reader` makes `Rows` from a list, a range or a small frame, and `FrameRows`, with arrays in it, from a large frame.
The rules ask for a column as `Names` or as `Numbers`, and never see which of the two kinds of rows it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem
from poolsplit.values import names

if TYPE_CHECKING:
    from poolsplit.engine.operations import Column, Operations

@dataclass
class Names:
    """One column of names: each row's name as an index into the distinct names.

    codes: the index of each row's name, -1 where the cell is blank. keys: the keys of the distinct names. shown: the first spelling of
    each, for people. first: the first row of the original table that has it, counted from 0; () where that is not known.
    """

    codes: Column
    keys: Sequence[str]
    shown: Sequence[str]
    first: Sequence[int] = ()

    @property
    def count(self) -> int:
        """The number of distinct names."""
        return len(self.keys)

    @property
    def are_ascii(self) -> bool:
        """True where all names are in ASCII: two names that look alike are then one name."""
        return "".join(self.keys).isascii()

    def spelling(self, code: int) -> str:
        """The first spelling of the name with this index, for people."""
        return self.shown[code]

    @cached_property
    def indices(self) -> dict[str, int]:
        """The index of each key."""
        return {key: index for index, key in enumerate(self.keys)}

    def code(self, name: object) -> int:
        """The index of a name, however spelled; -1 where it is not among them."""
        return self.codes_of([names.key(name)])[0]

    def within(self, others: Names, ops: Operations, *, blank: int = -1, unknown: int = -2) -> Column:
        """Each row's name as an index into `others`; `blank` where the cell is blank, `unknown` where the name is not among them."""
        if self is others:
            return self.codes
        return ops.pick(ops.column(others.codes_of(self.keys, unknown)), self.codes, blank)

    def codes_of(self, keys: Sequence[str], unknown: int = -1) -> list[int]:
        """The index of each key; `unknown` where it is not among these names."""
        return [self.indices.get(key, unknown) for key in keys] if keys else []

    def complete(self, ops: Operations) -> Names:
        """These names with "" as a name of its own, which blank cells have."""
        if not ops.some(ops.equal(self.codes, -1)):
            return self
        if "" not in self.indices:
            return replace(self, codes=ops.pick(ops.count(len(self.keys)), self.codes, len(self.keys)), keys=[*self.keys, ""],
                           shown=[*self.shown, ""], first=())
        return replace(self, codes=ops.pick(ops.count(len(self.keys)), self.codes, self.indices[""]))

    def in_key_order(self, ops: Operations) -> Names:
        """These names in the order of their keys, so that their indices decide ties. (spec.md, section 1)"""
        order = sorted(range(len(self.keys)), key=self.keys.__getitem__)
        if order == list(range(len(order))):
            return self
        rank = [0] * len(order)
        for index, old_index in enumerate(order):
            rank[old_index] = index
        keys, shown = ([values[old_index] for old_index in order] for values in (self.keys, self.shown))
        first = [self.first[old_index] for old_index in order] if len(self.first) else ()
        return Names(ops.pick(ops.column(rank), self.codes, -1), keys, shown, first)


class Labels(Sequence[str]):
    """A sequence of names that stores only indices: a million rows may have few distinct names. An item is "" where there is no name."""

    def __init__(self, source: Names, codes: Column) -> None:
        """source: the distinct names; codes: the index of each item's name among them, -1 for none."""
        self.source, self.codes = source, codes

    def __getitem__(self, index: Any) -> Any:
        """The name at an index."""
        code = self.codes[index]
        return self.source.spelling(code) if code >= 0 else ""

    def __len__(self) -> int:
        """The number of items."""
        return len(self.codes)

    def at(self, indices: Column, ops: Operations) -> Labels:
        """The names at the indices, in that order; no name where an index is -1."""
        return Labels(self.source, ops.pick(self.codes, indices, -1))

    def joined(self, others: Labels, ops: Operations) -> Labels:
        """These items followed by those of `others`, which have the same distinct names."""
        return Labels(self.source, ops.join(self.codes, others.codes))

    def filled(self, name: str, ops: Operations) -> Labels:
        """These items with `name` where there is no name."""
        source = Names((), [*self.source.keys, names.key(name)], [*self.source.shown, name])
        return Labels(source, ops.pick(ops.count(len(source.keys)), self.codes, len(source.keys) - 1))

    def each(self, ops: Operations) -> list[tuple[str, Column]]:
        """Each name that occurs, with flags of the items that have it; "" for no name."""
        return [(self.source.shown[code] if code >= 0 else "", ops.equal(self.codes, code))
                for code in map(int, ops.distinct(self.codes))]

    def occurring(self, ops: Operations) -> set[str]:
        """The names that occur; "" for no name."""
        return {self.source.shown[code] if code >= 0 else "" for code in map(int, ops.distinct(self.codes))}


@dataclass
class Numbers:
    """One column of exact numbers. values: each as a count of 1 / `unit`, 0 where it is not known; known: flags."""

    values: Column
    known: Column
    unit: int = 1

    @classmethod
    def of(cls, values: Sequence[int | Fraction | None]) -> Numbers:
        """A column of ints and ratios; None is a number that is not known.

        >>> Numbers.of([Fraction(1, 4), None, 2])
        Numbers(values=[1, 0, 8], known=[1, 0, 1], unit=4)
        """
        unit = lcm(*(value.denominator for value in values if value is not None))
        counts = [0 if value is None else value.numerator * (unit // value.denominator) for value in values]
        return cls(counts, [int(value is not None) for value in values], unit)

    @classmethod
    def unknown(cls, n: int, ops: Operations) -> Numbers:
        """A column of n numbers of which none is known."""
        return cls(ops.constant(0, n), ops.constant(0, n))

    def at(self, indices: Column, ops: Operations) -> Numbers:
        """The numbers at the indices; not known where an index is -1."""
        return Numbers(ops.pick(self.values, indices), ops.pick(self.known, indices), self.unit)

    def on(self, ops: Operations) -> Numbers:
        """These numbers in columns of `ops`."""
        return Numbers(ops.column(self.values), ops.column(self.known), self.unit)

    def get(self, index: int) -> Fraction | None:
        """The number at an index as a ratio; None where it is not known."""
        return Fraction(int(self.values[index]), self.unit) if self.known[index] else None

    def times(self, unit: int, ops: Operations) -> Column:
        """The values as counts of 1 / `unit`, where `unit` is a multiple of their own unit."""
        factor = unit // self.unit
        return self.values if factor == 1 else ops.multiply(self.values, factor)


@dataclass
class Rows:
    """One table after reading: typed values by column, None for a blank cell.

    Names and texts are str, quantities and money int (minor units), measures, prices and rates Fraction.
    numbered: each row's number as people see it, counted from 1 below the header; blank rows are counted, but are not in the columns.
    cells: the address of each value in a workbook, by column; {} elsewhere.
    unread: (row, column) of the cells that could not be read: they are problems already, so no other problem is added for them.
    """

    table: str
    columns: dict[str, Any]
    numbered: Sequence[int]
    cells: dict[str, list[str]] = field(default_factory=dict)
    unread: set[tuple[int, str]] = field(default_factory=set)

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.numbered)

    def get(self, column: str) -> Sequence[Any]:
        """The values of a column; all None where the table does not have it."""
        return self.columns.get(column) or [None] * self.size

    def names(self, column: str) -> Names:
        """A column of names."""
        indices: dict[str, int] = {}
        shown: list[str] = []
        first: list[int] = []
        codes = []
        for row, value in enumerate(self.get(column)):
            if value is None:
                codes.append(-1)
                continue
            key = names.key(value)
            if key not in indices:
                indices[key] = len(shown)
                shown.append(" ".join(str(value).split()))
                first.append(self.numbered[row] - 1)
            codes.append(indices[key])
        return Names(codes, list(indices), shown, first)

    def labels(self, column: str, ops: Operations) -> Labels:
        """A column of texts with few distinct values, such as currencies."""
        source = self.names(column)
        return Labels(source, ops.column(source.codes))

    def codes(self, column: str) -> Column:
        """Each row's value as an index into the distinct values, compared as they are written; -1 where the cell is blank."""
        indices: dict[object, int] = {}
        return [-1 if value is None else indices.setdefault(value, len(indices)) for value in self.get(column)]

    def numbers(self, column: str) -> Numbers:
        """A column of numbers, or of flags."""
        return Numbers.of(self.get(column))

    def is_numeric(self, column: str) -> bool:
        """True where a column holds nothing but exact numbers and blanks."""
        return all(value is None or isinstance(value, Fraction) for value in self.columns[column])

    def take(self, keep: Sequence[int]) -> Rows:
        """The rows at the indices in `keep`."""
        columns, cells = ({name: [values[row] for row in keep] for name, values in by_name.items()} for by_name in (self.columns, self.cells))
        new_rows = {row: index for index, row in enumerate(keep)}
        unread = {(new_rows[row], column) for row, column in self.unread if row in new_rows}
        return Rows(self.table, columns, [self.numbered[row] for row in keep], cells, unread)

    def completed(self, column: str, value: int) -> Rows:
        """These rows with `value` in the blank cells of one column."""
        return replace(self, columns={**self.columns, column: [value if cell is None else cell for cell in self.get(column)]})

    def problem(self, row: int, column: str, message: str, fix: str = "", *, warning: bool = False) -> Problem:
        """A problem about one cell. row: its index, from 0; the problem has the number that people see, from 1."""
        cells = self.cells.get(column) or next(iter(self.cells.values()), [])
        return Problem(self.table, self.numbered[row], column, message, fix, cells[row] if row < len(cells) else "", warning)
