"""Which rows are totals of others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.workbook.find.arithmetic.bits import A_TOTAL, NOT_ITS_SUM, PERHAPS, close, grain, worth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from poolsplit.workbook.find.arithmetic.bits import Value, Values

    Filled = Sequence[tuple[int, Value]]


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

    holds, fails: the columns in which it is that sum and in which it is not. without: those of `holds` in which it leaves out what is struck
    through, and withal: those in which it includes that. sure: False where it is asked.
    """

    since: str
    bits: float
    holds: list[int] = field(default_factory=list)
    fails: list[int] = field(default_factory=list)
    sure: bool = True
    without: list[int] = field(default_factory=list)
    withal: list[int] = field(default_factory=list)


class _Sum:
    """A running sum of one column. out: what of it is struck through."""

    __slots__ = ("out", "parts", "value")

    def __init__(self) -> None:
        self.value: Value = 0
        self.out: Value = 0
        self.parts = 0

    def add(self, value: Value, *, is_struck: bool = False) -> None:
        """Add one part."""
        self.value += value
        self.out += value if is_struck else 0
        self.parts += 1


class _Sums:
    """What the rows so far come to in each column: since the last total, all of them, their totals."""

    def __init__(self, rows: Sequence[int], columns: Mapping[int, Values]) -> None:
        self.steps = {column: grain(values[row] for row in rows if row in values) for column, values in columns.items()}
        self.group, self.all, self.totals = ({column: _Sum() for column in columns} for _ in range(3))
        self.rows = 0

    @property
    def is_fresh(self) -> bool:
        """Whether anything was added since the last total."""
        return any(each.parts for each in self.group.values())

    def add(self, filled: Filled, struck: Collection[int]) -> None:
        """Add a row of data. struck: its columns that are struck through."""
        self.rows += 1
        for column, value in filled:
            for sums in (self.group, self.all):
                sums[column].add(value, is_struck=column in struck)

    def close(self, filled: Filled, since: str) -> None:
        """Begin a new group behind a total. since: what the total adds up."""
        if since == "group":
            for column, value in filled:
                self.totals[column].add(value)
        self.group = {column: _Sum() for column in self.group}


def total_rows(
    rows: Sequence[int], columns: Mapping[int, Values], evidence: Callable[[int], Evidence], struck: Callable[[int, int], bool]
) -> dict[int, Total]:
    """The rows that are the sum of rows above them: since the last total, of all rows, or of the totals; in one pass from above.

    columns: the columns that a total adds up. evidence: what a row says of itself. struck: whether a cell is struck through, and so may be
    left out of a sum. A row that is none of these sums, but says that it is one, is a total as well: its numbers are wrong.

    >>> found = total_rows([1, 2, 3], {1: {1: 400, 2: 613, 3: 1013}}, lambda row: Evidence(14, hints=row == 3), lambda row, column: False)
    >>> {row: (total.since, total.holds, total.sure) for row, total in found.items()}
    {3: ('group', [1], True)}
    """
    found: dict[int, Total] = {}
    so_far = _Sums(rows, columns)
    for row in rows:
        filled = [(column, values[row]) for column, values in columns.items() if row in values]
        said = evidence(row)
        may_be = so_far.rows > 0 and said.said != "data"
        if may_be and said.counts:
            found[row] = Total("count", said.score)
            continue
        total = _total(filled, said, so_far) if may_be else None
        if said.said == "total":
            total = total or _wrong(filled, said)
            total.sure = True
        if total is None:
            so_far.add(filled, {column for column, _ in filled if struck(row, column)})
        else:
            found[row] = total
            so_far.close(filled, total.since)
    _confirm(found)
    return found


def _total(filled: Filled, said: Evidence, so_far: _Sums) -> Total | None:
    """What a row is a total of, by its numbers and by what it says; None where it is none."""
    best = _best(filled, so_far) if so_far.is_fresh or said.hints else None    # right below a total: what is the sum of everything again says so
    if best is not None:
        says_something = said.hints or best.bits > NOT_ITS_SUM * len(best.fails)
        best.bits += said.score
        best.sure = best.bits >= A_TOTAL
        if best.sure or (best.bits >= PERHAPS and says_something):
            return best
    return _wrong(filled, said) if said.says_so else None


def _wrong(filled: Filled, said: Evidence) -> Total:
    """A row that is said to be a total, and is no sum of anything above it."""
    return Total("", said.score, [], [column for column, _ in filled])


def _best(filled: Filled, so_far: _Sums) -> Total | None:
    """The sum that the numbers of a row are most likely meant to be."""
    candidates = (_as_total(since, filled, sums, so_far) for since, sums in (("group", so_far.group), ("all", so_far.all), ("totals", so_far.totals)))
    return max((total for total in candidates if total is not None), key=lambda total: total.bits, default=None)


def _as_total(since: str, filled: Filled, sums: Mapping[int, _Sum], so_far: _Sums) -> Total | None:
    """A row as the total of some sums; None where it is that in no column."""
    found, bits = Total(since, 0.0), 0.0
    for column, value in filled:
        total = sums[column]
        if total.parts and close(value, total.value):
            found.holds.append(column)
            found.withal += [column] if total.out else []
            bits += worth(value, so_far.steps[column]) if total.parts > 1 else 0
        elif total.parts and total.out and value == total.value - total.out:
            found.holds.append(column)
            found.without.append(column)
            bits += worth(value, so_far.steps[column])
        elif value != 0 or total.parts:
            found.fails.append(column)
    found.bits = bits + NOT_ITS_SUM * len(found.fails)
    return found if found.holds else None


def _confirm(found: Mapping[int, Total]) -> None:
    """A row that may be a total is one where a later total, which is sure, only adds up without it."""
    sure = [row for row, total in found.items() if total.sure and total.holds and total.since in {"all", "totals"} and not total.fails]
    for row, total in found.items():
        if not total.sure and any(later > row for later in sure):
            total.sure = True
