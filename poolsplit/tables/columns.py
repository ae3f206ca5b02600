"""Typed tables: names as indices, numbers as exact integers with one unit a column.

`Rows` is what `poolsplit.tables.reader` makes of a list, a range or a small frame; of a large frame it makes the same with arrays in it.
The rules ask for a column as `Names` or as `Numbers`, and never see which of the two it was.
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
    """One column of names: each row's name as an index into the distinct ones, -1 where the cell is blank.

    keys: the keys of the distinct names; shown: the first spelling of each, for people; first: the row of the table, as it came in,
    that has it, () where that is not known.
    """

    codes: Column
    keys: Sequence[str]
    shown: Sequence[str]
    first: Sequence[int] = ()

    @property
    def count(self) -> int:
        """How many distinct names there are."""
        return len(self.keys)

    @property
    def are_ascii(self) -> bool:
        """Whether no name has a letter beyond ASCII; two that look alike are then one."""
        return "".join(self.keys).isascii()

    def spelling(self, code: int) -> str:
        """One of the names, for people."""
        return self.shown[code]

    @cached_property
    def places(self) -> dict[str, int]:
        """The index of each key."""
        return {key: place for place, key in enumerate(self.keys)}

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
        return [self.places.get(key, unknown) for key in keys] if keys else []

    def complete(self, ops: Operations) -> Names:
        """The same with "" for a blank cell, as a name like any other."""
        if not ops.some(ops.equal(self.codes, -1)):
            return self
        if "" not in self.places:
            return replace(self, codes=ops.pick(ops.count(len(self.keys)), self.codes, len(self.keys)), keys=[*self.keys, ""],
                           shown=[*self.shown, ""], first=())
        return replace(self, codes=ops.pick(ops.count(len(self.keys)), self.codes, self.places[""]))

    def in_key_order(self, ops: Operations) -> Names:
        """The same with the names in the order of their keys, so that their indices decide ties. (spec.md, section 1)"""
        order = sorted(range(len(self.keys)), key=self.keys.__getitem__)
        if order == list(range(len(order))):
            return self
        rank = [0] * len(order)
        for place, old in enumerate(order):
            rank[old] = place
        keys, shown = ([values[old] for old in order] for values in (self.keys, self.shown))
        first = [self.first[old] for old in order] if len(self.first) else ()
        return Names(ops.pick(ops.column(rank), self.codes, -1), keys, shown, first)


class Labels(Sequence[str]):
    """Names by index without writing each out: those of a million partners, of whom many bear the same name; "" where there is none."""

    def __init__(self, source: Names, codes: Column) -> None:
        """source: the distinct names; codes: which of them each one bears, -1 for none."""
        self.source, self.codes = source, codes

    def __getitem__(self, place: Any) -> Any:
        """The name at a place."""
        code = self.codes[place]
        return self.source.spelling(code) if code >= 0 else ""

    def __len__(self) -> int:
        """How many there are, each as often as it occurs."""
        return len(self.codes)

    def at(self, places: Column, ops: Operations) -> Labels:
        """Those at the places, in that order; none where a place is -1."""
        return Labels(self.source, ops.pick(self.codes, places, -1))

    def joined(self, others: Labels, ops: Operations) -> Labels:
        """These and then others of the same names."""
        return Labels(self.source, ops.join(self.codes, others.codes))

    def filled(self, name: str, ops: Operations) -> Labels:
        """The same with a name where there is none."""
        source = Names((), [*self.source.keys, names.key(name)], [*self.source.shown, name])
        return Labels(source, ops.pick(ops.count(len(source.keys)), self.codes, len(source.keys) - 1))

    def each(self, ops: Operations) -> list[tuple[str, Column]]:
        """Every name that occurs, with flags where."""
        return [(self.source.shown[code] if code >= 0 else "", ops.equal(self.codes, code))
                for code in map(int, ops.distinct(self.codes))]

    def occurring(self, ops: Operations) -> set[str]:
        """The names that occur, "" for none."""
        return {self.source.shown[code] if code >= 0 else "" for code in map(int, ops.distinct(self.codes))}


@dataclass
class Numbers:
    """One column of exact numbers: how many times 1 / `unit` each is, 0 where it is not known; known: flags."""

    values: Column
    known: Column
    unit: int = 1

    @classmethod
    def of(cls, values: Sequence[int | Fraction | None]) -> Numbers:
        """From ints and ratios; None is not known.

        >>> Numbers.of([Fraction(1, 4), None, 2])
        Numbers(values=[1, 0, 8], known=[1, 0, 1], unit=4)
        """
        unit = lcm(*(value.denominator for value in values if value is not None))
        counts = [0 if value is None else value.numerator * (unit // value.denominator) for value in values]
        return cls(counts, [int(value is not None) for value in values], unit)

    @classmethod
    def unknown(cls, n: int, ops: Operations) -> Numbers:
        """n numbers of which none is known."""
        return cls(ops.constant(0, n), ops.constant(0, n))

    def at(self, places: Column, ops: Operations) -> Numbers:
        """The numbers at the places; not known where a place is -1."""
        return Numbers(ops.pick(self.values, places), ops.pick(self.known, places), self.unit)

    def on(self, ops: Operations) -> Numbers:
        """The same as columns of `ops`."""
        return Numbers(ops.column(self.values), ops.column(self.known), self.unit)

    def get(self, place: int) -> Fraction | None:
        """One of them as a ratio; None where it is not known."""
        return Fraction(int(self.values[place]), self.unit) if self.known[place] else None

    def times(self, unit: int, ops: Operations) -> Column:
        """The values as counts of 1 / `unit`, a multiple of their own."""
        factor = unit // self.unit
        return self.values if factor == 1 else ops.multiply(self.values, factor)


@dataclass
class Rows:
    """One table after reading: typed values by column, None for a blank cell.

    Names and texts are str, quantities and money int (minor units), measures, prices and rates Fraction.
    numbered: the row that people see, counted from 1 below the header; blank rows are left out of the columns, not out of the count.
    cells: where each value stands in a workbook, by column; {} elsewhere.
    unread: (row, column) of the cells that could not be read: they are problems already, so nothing more is said about them.
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
        """The column's values; all None where the table does not have it."""
        return self.columns.get(column) or [None] * self.size

    def names(self, column: str) -> Names:
        """A column of names."""
        places: dict[str, int] = {}
        shown: list[str] = []
        first: list[int] = []
        codes = []
        for row, value in enumerate(self.get(column)):
            if value is None:
                codes.append(-1)
                continue
            key = names.key(value)
            if key not in places:
                places[key] = len(shown)
                shown.append(" ".join(str(value).split()))
                first.append(self.numbered[row] - 1)
            codes.append(places[key])
        return Names(codes, list(places), shown, first)

    def labels(self, column: str, ops: Operations) -> Labels:
        """A column of texts of which there are few, such as currencies."""
        found = self.names(column)
        return Labels(found, ops.column(found.codes))

    def codes(self, column: str) -> Column:
        """Each row's value as an index into the distinct ones, as they are written; -1 where the cell is blank."""
        places: dict[object, int] = {}
        return [-1 if value is None else places.setdefault(value, len(places)) for value in self.get(column)]

    def numbers(self, column: str) -> Numbers:
        """A column of numbers, or of flags."""
        return Numbers.of(self.get(column))

    def is_numeric(self, column: str) -> bool:
        """Whether a column holds nothing but exact numbers and blanks."""
        return all(value is None or isinstance(value, Fraction) for value in self.columns[column])

    def take(self, keep: Sequence[int]) -> Rows:
        """Some of the rows."""
        columns, cells = ({name: [values[row] for row in keep] for name, values in by_name.items()} for by_name in (self.columns, self.cells))
        places = {row: place for place, row in enumerate(keep)}
        unread = {(places[row], column) for row, column in self.unread if row in places}
        return Rows(self.table, columns, [self.numbered[row] for row in keep], cells, unread)

    def completed(self, column: str, value: int) -> Rows:
        """The same with a value for what is not known in a column."""
        return replace(self, columns={**self.columns, column: [value if known is None else known for known in self.get(column)]})

    def problem(self, row: int, column: str, message: str, fix: str = "", *, warning: bool = False) -> Problem:
        """A finding about one cell; row counts from 0 here and from 1 for people."""
        cells = self.cells.get(column) or next(iter(self.cells.values()), [])
        return Problem(self.table, self.numbered[row], column, message, fix, cells[row] if row < len(cells) else "", warning)
