"""Which columns are worked out of others: sums, products, differences, shares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.workbook.find.arithmetic.bits import A_COPY, NOT_ITS_SUM, NOT_LAST, close, grain, worth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from poolsplit.workbook.find.arithmetic.bits import Value, Values

_SPREAD, _FEW = 60, 40
"""The rows from which only a few are looked at first, and how many these are."""
_HOPELESS = 5
"""The rows after which a product that never held is given up."""
_FEWEST_SHARES = 2
_NO_DIFFERENCE = 6
"""Bits by which any other relation goes before a difference."""
_RATIO, _PERCENT = 1, 100


@dataclass(frozen=True)
class Relation:
    """How one column follows from others. kind: "sum", "copy", "product", "difference" or "share".

    parts: the columns that it follows from. holds, fails: the rows in which it does and does not. constant: the factor, 1 where there is none.
    """

    kind: str
    parts: tuple[int, ...]
    bits: float
    holds: tuple[int, ...]
    fails: tuple[int, ...]
    constant: Value = 1


def _may_hold(rows: Sequence[int], holds: Callable[[int], bool | None]) -> bool:
    """Whether something holds in most of a few rows, spread over the table; what does not is looked at no further."""
    if len(rows) <= _SPREAD:
        return True
    few = [holds(row) for row in rows[:: len(rows) // _FEW][:_FEW]]
    known = [each for each in few if each is not None]
    return bool(known) and sum(known) * 2 > len(known)


def sums(rows: Sequence[int], columns: Mapping[int, Values], evidence: Callable[[int], float], *, copies: bool) -> dict[int, Relation]:
    """Columns that are the sum of a run of columns beside them, blank being 0: the best run for each.

    columns: sheet column -> row -> value. evidence: the bits that a column's heading and formulas add. copies: whether a run of one column counts.

    >>> from poolsplit.workbook.find.arithmetic import WORD
    >>> sums([1, 2], {1: {1: 4, 2: 5}, 2: {1: 6}, 3: {1: 10, 2: 5}}, lambda column: WORD[2], copies=False)[3].parts
    (2, 1)
    """
    found: dict[int, Relation] = {}
    for column, values in columns.items():
        mine = [row for row in rows if row in values]
        if not mine:
            continue
        step, base = grain(values[row] for row in mine), evidence(column)
        for start, run in _runs_beside(column, columns, fewest=1 if copies else 2):
            relation = _sum(rows, mine, (column, run), columns, step)
            if relation is None:
                continue
            bits = base + relation.bits + NOT_ITS_SUM * len(relation.fails) + NOT_LAST * start + (A_COPY if len(run) == 1 else 0)
            if column not in found or (bits, len(run)) > (found[column].bits, len(found[column].parts)):
                found[column] = Relation(relation.kind, run, bits, relation.holds, relation.fails)
    return found


def _runs_beside(column: int, columns: Iterable[int], *, fewest: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The runs of columns on either side that a column may add up, with the number of columns between: none, or one.

    >>> list(_runs_beside(4, [1, 2, 3, 4], fewest=2))
    [(0, (3, 2)), (0, (3, 2, 1)), (1, (2, 1))]
    """
    for side in (-1, 1):
        others = sorted((each for each in columns if (each - column) * side > 0), key=lambda each: abs(each - column))
        for start in (0, 1):
            for size in range(fewest, len(others) - start + 1):
                yield start, tuple(others[start : start + size])


def _sum(rows: Sequence[int], mine: Sequence[int], sides: tuple[int, tuple[int, ...]], columns: Mapping[int, Values], step: Value) -> Relation | None:
    """How a column is the sum of a run; None where it never is. mine: the rows in which it has a value. sides: the column and the run."""
    column, run = sides
    values, parts = columns[column], [columns[part] for part in run]
    if not _may_hold(mine, lambda row: values[row] == sum(part.get(row, 0) for part in parts)):
        return None
    holds, fails, bits = [], [], 0.0
    for row in mine:
        filled = [part[row] for part in parts if row in part]
        if not filled and values[row] == 0:
            continue
        if filled and sum(filled) == values[row]:
            holds.append(row)
            if len(run) == 1 or sum(value != 0 for value in filled) > 1:
                bits += worth(values[row], step)
        else:
            fails.append(row)
    fails += [row for row in rows if row not in values and any(part.get(row) for part in parts)]
    return Relation("copy" if len(run) == 1 else "sum", run, bits, tuple(holds), tuple(fails)) if holds else None


def products(rows: Sequence[int], columns: Mapping[int, Values], constants: Iterable[Value], of: Iterable[int] | None = None) -> dict[int, Relation]:
    """Columns that are the product of two others, or of one or two and a constant that is written somewhere: a rate, one price for all.

    of: the columns to explain; all of them by default.
    """
    found: dict[int, Relation] = {}
    factors = [1, *(constant for constant in dict.fromkeys(constants) if constant not in {0, 1})]
    tried = math.log2(len(columns) ** 2 * len(factors) or 1)
    names = list(columns)
    pairs = [(a, b) for at, a in enumerate(names) for b in names[at + 1 :]] + [(a, None) for a in names]
    for column in names if of is None else of:
        values = columns[column]
        mine = [row for row in rows if row in values]
        step = _step(values[row] for row in mine)
        for a, b in pairs:
            if column in {a, b}:
                continue
            for constant in factors:
                if b is None and constant == 1:
                    continue
                relation = _product(mine, values, (columns[a], None if b is None else columns[b], constant), step)
                if relation is None:
                    continue
                bits = relation.bits + NOT_ITS_SUM * len(relation.fails) - tried
                if column not in found or bits > found[column].bits:
                    parts = (a,) if b is None else (a, b)
                    found[column] = Relation("product", parts, bits, relation.holds, relation.fails, constant)
    return found


def _step(values: Iterable[Value]) -> Value:
    """The step in which a column moves; of a column with one value, the unit in which that is written: 10 for 12,040,640.

    >>> _step([150_000, 400_000]), _step([12_040_640]), _step([150_000, 150_000])
    (50000, 10, 10000)
    """
    known = {value for value in values if value}
    step = grain(known)
    if len(known) != 1 or not isinstance(step, int):
        return step
    zeros = len(str(step)) - len(str(step).rstrip("0"))
    return int("1" + "0" * zeros)


def _product(mine: Sequence[int], values: Values, factors: tuple[Values, Values | None, Value], step: Value) -> Relation | None:
    """How a column is the product of one or two others and a constant; None where it is not in most rows. mine: the rows in which it has a value."""
    first, second, constant = factors

    def holds_in(row: int) -> bool | None:
        if row not in first or (second is not None and row not in second):
            return None
        return close(values[row], first[row] * (1 if second is None else second[row]) * constant)

    if not _may_hold(mine, holds_in):
        return None
    holds, fails, bits = [], [], 0.0
    for number, row in enumerate(mine, 1):
        held = holds_in(row)
        if held:
            holds.append(row)
            if values[row] and (second is None or not {first[row], second[row]} & {0, 1}):
                bits += worth(values[row], step)
        elif held is not None:
            fails.append(row)
        if number == _HOPELESS and not holds:
            return None
    return Relation("product", (), bits, tuple(holds), tuple(fails)) if len(holds) > len(fails) else None


def differences(rows: Sequence[int], columns: Mapping[int, Values], of: Iterable[int]) -> dict[int, Relation]:
    """Columns that are one column less one or two others: what remains to be paid, what is left in stock."""
    found: dict[int, Relation] = {}
    tried = math.log2(max(1, len(columns) ** 3))
    for column in of:
        values = columns[column]
        mine = [row for row in rows if row in values]
        step = grain(values[row] for row in mine)
        for whole in columns:
            rest = [c for c in columns if c not in {whole, column}]
            if whole == column:
                continue
            for less in [(a,) for a in rest] + [(a, b) for at, a in enumerate(rest) for b in rest[at + 1 :]]:
                relation = _difference(mine, values, columns[whole], [columns[c] for c in less], step)
                if relation is None:
                    continue
                bits = relation.bits + NOT_ITS_SUM * len(relation.fails) - tried
                if column not in found or bits > found[column].bits:
                    found[column] = Relation("difference", (whole, *less), bits, relation.holds, relation.fails)
    return found


def _difference(mine: Sequence[int], values: Values, whole: Values, less: Sequence[Values], step: Value) -> Relation | None:
    """How a column is another one less some; None where it is not in most rows. mine: the rows in which it has a value."""
    def holds_in(row: int) -> bool | None:
        return values[row] == whole[row] - sum(part.get(row, 0) for part in less) if row in whole else None

    if not _may_hold(mine, holds_in):
        return None
    holds, fails, bits = [], [], 0.0
    for row in mine:
        held = holds_in(row)
        if held:
            holds.append(row)
            bits += worth(values[row], step) if any(part.get(row) for part in less) else 0
        elif held is not None:
            fails.append(row)
    return Relation("difference", (), bits, tuple(holds), tuple(fails)) if len(holds) > len(fails) else None


def shares(rows: Sequence[int], columns: Mapping[int, Values], of: Iterable[int]) -> dict[int, Relation]:
    """Columns that say what part of another column's sum each row is, rounded as they show it; as ratios or as percentages."""
    found: dict[int, Relation] = {}
    for column in of:
        values = columns[column]
        mine = [row for row in rows if row in values]
        if len(mine) < _FEWEST_SHARES or not all(0 <= values[row] <= _PERCENT for row in mine):
            continue
        digits = len(str(max(values[row].denominator for row in mine))) - 1
        half = Fraction(1, 2 * 10**digits)
        for whole, parts in columns.items():
            total = sum(parts.get(row, 0) for row in rows)
            if whole == column or not total:
                continue
            for scale in (_RATIO, _PERCENT) if digits > 1 else (_PERCENT,):
                if all(row in parts and abs(parts[row] * scale / Fraction(total) - values[row]) <= half for row in mine):
                    bits = sum(math.log2(1 + values[row] / half / 2) for row in mine) - math.log2(2 * len(columns) ** 2)
                    found[column] = Relation("share", (whole,), bits, tuple(mine), ())
    return found


def without_circles(relations: Iterable[tuple[int, Relation]]) -> dict[int, Relation]:
    """One relation a column, the surest first; what a column is made of is not made of that column in turn.

    Every part of a sum is a difference too: these come last among equals.
    """
    kept: dict[int, Relation] = {}
    for column, relation in sorted(relations, key=lambda each: (-each[1].bits - _NO_DIFFERENCE * (each[1].kind != "difference"), each[0])):
        if column not in kept and not any(_is_made_of(part, column, kept) for part in relation.parts):
            kept[column] = relation
    return kept


def _is_made_of(column: int, other: int, kept: Mapping[int, Relation]) -> bool:
    """Whether a column is another one, or follows from it through the relations that are kept."""
    return column == other or (column in kept and any(_is_made_of(part, other, kept) for part in kept[column].parts))
