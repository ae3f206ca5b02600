"""Which columns and rows are worked out of others, and how surprising that would be if they were not.

Everything is scored in bits, the logarithm of how much likelier an equality is when it is meant than by chance. A match is worth log2(1 + value /
grain of its column): 1,247,750 in a column of whole dong says much, 3 pieces say little. Only a sum of two or more parts that are not 0 says
anything; words, formulas and blank names add to it, a column that is not the sum takes away. (docs/workbooks.md, How a total is told)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Value = Fraction | int
    Values = Mapping[int, Value]

SURE = 12.0
"""Bits from which a column is worked out of others, where no word or formula says so."""
A_TOTAL, PERHAPS = 10.0, 0.0
"""Bits from which a row or column is a total, and from which that is asked."""

WORD = (0, 8, 12)
"""Nothing says total; a part of the text does ("An Total"); the whole text does ("Tổng")."""
FORMULA = 15
"""A formula that adds up cells above, or beside."""
NOT_ITS_SUM = -10
"""A column, or a row, in which the equality fails."""
NAMELESS = 14
"""No name where other rows have one, and no other text."""
A_KEY_BLANK = 4
"""One of several names is blank: no SKU where other rows have one."""
ALL_KEYS = -4
"""Every one of several names is there."""
NAMES_ITS_GROUP = 6
""""An Count" below the rows of An."""
KNOWN_NAME = -12
"""A partner or SKU of another table."""
NUMBERED = -8
"""A row number, like the rows of data."""
NOT_LAST = -4
"""Something follows it."""
A_COPY = -6
"""A sum of one part."""

_SPREAD, _FEW = 60, 40
_LARGEST_SCALE = 10**6


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


def grain(values: Iterable[Value]) -> Value:
    """The step in which the values of a column move: 50,000 for round amounts, 1 for pieces, 1/10 for weights.

    >>> grain([150_000, 400_000]), grain([Fraction(1, 2), 2]), grain([0])
    (50000, Fraction(1, 2), 1)
    """
    known = {value for value in values if value}
    if not known:
        return 1
    scale = 1
    for value in known:
        scale = math.lcm(scale, value.denominator)
        if scale > _LARGEST_SCALE:
            return Fraction(1, 1000)
    step = math.gcd(*(int(value * scale) for value in known))
    return step if scale == 1 else Fraction(step, scale)


def worth(value: Value, step: Value) -> float:
    """The bits of one match on a value in a column that moves in steps.

    >>> worth(7, 1), worth(0, 1)
    (3.0, 0.0)
    """
    return math.log2(1 + abs(value) / step)


def close(stated: Value, exact: Value) -> bool:
    """Whether a number that was typed is another one, rounded to the digits that it shows: 1979 for 1978.575.

    >>> close(1979, Fraction("1978.575")), close(5, Fraction("4.8")), close(1979, 1978)
    (True, False, False)
    """
    if stated == exact:
        return True
    if isinstance(stated, int) and isinstance(exact, int):
        return False
    step = Fraction(1)
    while (stated / step).denominator != 1 and step > Fraction(1, _LARGEST_SCALE):
        step /= 10
    return abs(stated - exact) <= step / 2 and abs(stated) >= 100 * step


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

    >>> sums([1, 2], {1: {1: 4, 2: 5}, 2: {1: 6}, 3: {1: 10, 2: 5}}, lambda column: WORD[2], copies=False)[3].parts
    (2, 1)
    """
    found: dict[int, Relation] = {}
    for column, values in columns.items():
        mine = [row for row in rows if row in values]
        if not mine:
            continue
        step, base = grain(values[row] for row in mine), evidence(column)
        for side in (-1, 1):
            others = sorted((c for c in columns if (c - column) * side > 0), key=lambda c: abs(c - column))
            for start in (0, 1):
                for size in range(1 if copies else 2, len(others) - start + 1):
                    run = tuple(others[start : start + size])
                    relation = _sum(rows, mine, (column, run), columns, step)
                    if relation is None:
                        continue
                    bits = base + relation.bits + NOT_ITS_SUM * len(relation.fails) + NOT_LAST * start + (A_COPY if size == 1 else 0)
                    if column not in found or (bits, size) > (found[column].bits, len(found[column].parts)):
                        found[column] = Relation(relation.kind, run, bits, relation.holds, relation.fails)
    return found


def _sum(rows: Sequence[int], mine: Sequence[int], sides: tuple[int, tuple[int, ...]], columns: Mapping[int, Values], step: Value) -> Relation | None:
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
        step = grain(values[row] for row in mine)
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


def _product(mine: Sequence[int], values: Values, factors: tuple[Values, Values | None, Value], step: Value) -> Relation | None:
    first, second, constant = factors

    def holds_in(row: int) -> bool | None:
        if row not in first or (second is not None and row not in second):
            return None
        return close(values[row], first[row] * (1 if second is None else second[row]) * constant)

    if not _may_hold(mine, holds_in):
        return None
    holds, fails, bits = [], [], 0.0
    for number, row in enumerate(mine):
        held = holds_in(row)
        if held:
            holds.append(row)
            if values[row] and (second is None or not {first[row], second[row]} & {0, 1}):
                bits += worth(values[row], step)
        elif held is not None:
            fails.append(row)
        if number == 4 and not holds:
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
        if len(mine) < 2 or not all(0 <= values[row] <= 100 for row in mine):
            continue
        digits = len(str(max(values[row].denominator for row in mine))) - 1
        half = Fraction(1, 2 * 10**digits)
        for whole, parts in columns.items():
            total = sum(parts.get(row, 0) for row in rows)
            if whole == column or not total:
                continue
            for scale in (1, 100):
                said = (digits or scale == 100) and (digits > 1 or scale == 100)
                if said and all(row in parts and abs(parts[row] * scale / Fraction(total) - values[row]) <= half for row in mine):
                    bits = sum(math.log2(1 + values[row] / half / 2) for row in mine) - math.log2(2 * len(columns) ** 2)
                    found[column] = Relation("share", (whole,), bits, tuple(mine), ())
    return found


def without_circles(relations: Iterable[tuple[int, Relation]]) -> dict[int, Relation]:
    """One relation a column, the surest first; what a column is made of is not made of that column in turn.

    Every part of a sum is a difference too: these come last among equals.
    """
    kept: dict[int, Relation] = {}
    for column, relation in sorted(relations, key=lambda each: (-each[1].bits - 6 * (each[1].kind != "difference"), each[0])):
        if column not in kept and not any(_is_made_of(part, column, kept) for part in relation.parts):
            kept[column] = relation
    return kept


def _is_made_of(column: int, other: int, kept: Mapping[int, Relation]) -> bool:
    """Whether a column is another one, or follows from it through the relations that are kept."""
    return column == other or (column in kept and any(_is_made_of(part, other, kept) for part in kept[column].parts))


@dataclass(frozen=True)
class Evidence:
    """What a row says of itself, apart from its numbers. score: in bits. said: "total" or "data" where somebody has answered that.

    hints: whether anything beside arithmetic says that it may be a total. says_so: whether a formula, or its whole text, says so.
    counts: whether it says how many rows there are, as Excel's own subtotals may.
    """

    score: float = 0.0
    said: str = ""
    hints: bool = False
    says_so: bool = False
    counts: bool = False


@dataclass
class Total:
    """A row that is, or may be, a total. since: what it adds up: "" for nothing that was found, "group", "all" or "totals".

    holds, fails: the columns in which it is that sum and in which it is not. sure: False where it is asked.
    """

    since: str
    bits: float
    holds: list[int] = field(default_factory=list)
    fails: list[int] = field(default_factory=list)
    sure: bool = True


class _Sum:
    """A running sum of one column."""

    __slots__ = ("parts", "value")

    def __init__(self) -> None:
        self.value: Value = 0
        self.parts = 0

    def add(self, value: Value) -> None:
        self.value += value
        self.parts += 1


def total_rows(
    rows: Sequence[int], columns: Mapping[int, Values], evidence: Callable[[int], Evidence], struck: Callable[[int, int], bool]
) -> dict[int, Total]:
    """The rows that are the sum of rows above them: since the last total, of all rows, or of the totals; in one pass from above.

    columns: the columns that a total adds up. evidence: asked only for rows that may be totals. struck: whether a cell is struck through, and
    so may be left out of a sum. A row that is none of these sums, but says that it is one, is a total as well: its numbers are wrong.
    """
    found: dict[int, Total] = {}
    steps = {column: grain(values[row] for row in rows if row in values) for column, values in columns.items()}
    group, whole, totals = ({column: _Sum() for column in columns} for _ in range(3))
    out: dict[int, Value] = dict.fromkeys(columns, 0)
    seen = 0
    for row in rows:
        filled = [(column, values[row]) for column, values in columns.items() if row in values]
        said = evidence(row)
        if said.counts and seen and said.said != "data":
            found[row] = Total("count", said.score)
            continue
        best: Total | None = None
        if said.said != "data" and filled and seen:
            fresh = any(each.parts for each in group.values())
            for since, sums_so_far in (("group", group), ("all", whole), ("totals", totals)):
                if not fresh and not said.hints:
                    continue    # right below a total: what is the sum of everything again says so
                candidate = _as_total(since, filled, sums_so_far, (steps, out))
                if candidate is not None and (best is None or candidate.bits > best.bits):
                    best = candidate
            if best is not None:
                says_something = said.hints or best.bits > NOT_ITS_SUM * len(best.fails)
                best.bits += said.score
                best.sure = best.bits >= A_TOTAL
                best = best if best.sure or (best.bits >= PERHAPS and says_something) else None
        if best is None and said.says_so and seen and said.said != "data":
            best = Total("", said.score, [], [column for column, _ in filled])
        if said.said == "total":
            best = best or Total("", said.score, [], [column for column, _ in filled])
            best.sure = True
        if best is not None:
            found[row] = best
            if best.since == "group":
                for column, value in filled:
                    totals[column].add(value)
            group = {column: _Sum() for column in columns}
            continue
        seen += 1
        for column, value in filled:
            group[column].add(value)
            whole[column].add(value)
            if struck(row, column):
                out[column] += value
    _confirm(found)
    return found


def _confirm(found: Mapping[int, Total]) -> None:
    """A row that may be a total is one where a later total, which is sure, only adds up without it."""
    sure = [row for row, total in found.items() if total.sure and total.holds and total.since in {"all", "totals"} and not total.fails]
    for row, total in found.items():
        if not total.sure and any(later > row for later in sure):
            total.sure = True


def _as_total(
    since: str, filled: Sequence[tuple[int, Value]], sums_so_far: Mapping[int, _Sum], about: tuple[Mapping[int, Value], Mapping[int, Value]]
) -> Total | None:
    steps, out = about
    holds, fails, bits = [], [], 0.0
    for column, value in filled:
        total = sums_so_far[column]
        if total.parts and close(value, total.value):
            holds.append(column)
            bits += worth(value, steps[column]) if total.parts > 1 else 0
        elif total.parts and out[column] and value == total.value - out[column]:
            holds.append(column)
            bits += worth(value, steps[column])
        elif value != 0 or total.parts:
            fails.append(column)
    return Total(since, bits + NOT_ITS_SUM * len(fails), holds, fails) if holds else None
