"""Inspection of a lot: the pieces to inspect and the bad ones to accept, by single sampling, normal inspection. (spec.md, section 8)

The plans are those of ISO 2859-1 and MIL-STD-105E, tables I and II-A, arrows followed. An AQL up to 10 is a percentage of bad pieces;
above 10 it counts defects per hundred pieces, because a piece can have several.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb, isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import PoolsplitError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


LETTERS = "ABCDEFGHJKLMNPQR"
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
AQLS = (
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40",
    "65", "100", "150", "250", "400", "650", "1000",
)
SHARES_BAD = (5, 10, 20)
"""Percent of bad pieces (above AQL 10: defects per hundred pieces) for which the chance of acceptance is shown."""

_AQL_VALUES = tuple(Fraction(aql) for aql in AQLS)
_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
_BANDS = (
    (8, "AAAAAAB"), (15, "AAAAABC"), (25, "AABBBCD"), (50, "ABBCCDE"), (90, "BBCCCEF"), (150, "BBCDDFG"), (280, "BCDEEGH"), (500, "BCDEFHJ"),
    (1200, "CCEFGJK"), (3200, "CDEGHKL"), (10_000, "CDFGJLM"), (35_000, "CDFHKMN"), (150_000, "DEGJLNP"), (500_000, "DEGJMPQ"), (None, "DEHKNQR"),
)
"""Table I: the largest lot of each band, and its letters at the seven levels."""

_UP, _DOWN = -1, 1
_NONE_BAD = 14
_ACCEPT = (1, 2, 3, 5, 7, 10, 14, 21, 30, 44)
_LAST_OF_LONG_ROWS, _LAST = 10, 8
_LONG_ROWS = 5
_PER_HUNDRED = 10
_DIGITS = 40


class Plan(NamedTuple):
    """One plan. letter: the code letter of the lot; where an arrow was followed, `sample` is that of another letter.

    aql: as the table writes it. sample: pieces to inspect. accept: the largest number of bad pieces (above AQL 10: of defects) with
    which the lot is accepted; one more rejects it. lot: its pieces, None where a plan was asked for by its letter. everything: True
    where the sample would be as large as the lot, so that every piece is inspected.
    """

    letter: str
    aql: str
    sample: int
    accept: int
    lot: int | None = None
    everything: bool = False

    @property
    def reject(self) -> int:
        """The smallest number of bad pieces with which the lot is rejected."""
        return self.accept + 1


class Draw(NamedTuple):
    """One carton to open: its number, from 1, and how many pieces to take out of it."""

    carton: int
    pieces: int


def sampling_plan(lot: int, aql: object, level: str = "II") -> Plan:
    """The plan for a lot: pieces to inspect and bad ones to accept. (spec.md, section 8)

    lot: pieces, at least 1. aql: one of AQLS, as a number or text. level: S-1 to S-4, I, II or III; II is the usual one.
    Where the sample is as large as the lot, every piece is inspected. Raises PoolsplitError for any other lot, AQL or level.

    >>> sampling_plan(100, 2.5)
    Plan(letter='F', aql='2.5', sample=20, accept=1, lot=100, everything=False)
    >>> sampling_plan(100, "4.0").accept, sampling_plan(100, 0.1).sample
    (2, 100)
    """
    if isinstance(lot, bool) or not isinstance(lot, int) or lot < 1:
        raise PoolsplitError(Text("a lot is a whole number of pieces, at least 1: {lot}", lot=str(lot)))
    plan = plan_for_letter(code_letter(lot, level), aql)
    return plan._replace(lot=lot, sample=min(plan.sample, lot), everything=plan.sample >= lot)


def code_letter(lot: int, level: str = "II") -> str:
    """The code letter of a lot at a level; a lot of one piece counts as the smallest band. Raises PoolsplitError for an unknown level.

    >>> code_letter(100), code_letter(100, "S-2"), code_letter(600_000, "iii")
    ('F', 'B', 'R')
    """
    wanted = str(level).strip().upper().replace(" ", "")
    wanted = f"S-{wanted[1:]}" if wanted.startswith("S") and "-" not in wanted else wanted
    if wanted not in LEVELS:
        raise PoolsplitError(Text("{level} is no level of inspection; they are: {levels}", level=str(level), levels=", ".join(LEVELS)))
    letters = next(letters for largest, letters in _BANDS if largest is None or lot <= largest)
    return letters[LEVELS.index(wanted)]


def plan_for_letter(letter: str, aql: object) -> Plan:
    """The plan of a code letter, arrows followed. Raises PoolsplitError for a letter or an AQL that the table does not have.

    >>> plan_for_letter("D", "2.5"), plan_for_letter("A", 10).sample
    (Plan(letter='D', aql='2.5', sample=5, accept=0, lot=None, everything=False), 5)
    """
    if len(letter) != 1 or letter not in LETTERS:
        raise PoolsplitError(Text("{letter} is no code letter; they are: {letters}", letter=letter, letters=", ".join(LETTERS)))
    row, column = LETTERS.index(letter), _column(aql)
    step = _arrow(row, column)
    while _arrow(row, column):
        row += step
    diagonal = row + column
    accept = 0 if diagonal == _NONE_BAD else _ACCEPT[diagonal - _NONE_BAD - 3]
    return Plan(letter, AQLS[column], _SIZES[row], accept)


def _column(aql: object) -> int:
    """The index of the column of an AQL, which may be written in any way: 4, 4.0 and "4" are the same."""
    try:
        wanted = Fraction(str(aql).strip())
    except (ValueError, ZeroDivisionError):
        wanted = Fraction(-1)
    if wanted not in _AQL_VALUES:
        raise PoolsplitError(Text("{aql} is no AQL of the table; they are: {aqls}", aql=str(aql), aqls=", ".join(AQLS)))
    return _AQL_VALUES.index(wanted)


def _arrow(row: int, column: int) -> int:
    """The direction of the arrow in a cell of table II-A: _UP or _DOWN, 0 where the cell holds a plan.

    One letter further and one AQL lower, the acceptance number is the same, so that the diagonal of a cell decides. On the first diagonal
    with plans no piece may be bad. The arrows of the two after it point up to it and down to the next one. Then 1, 2, 3, 5 ... follow, to 44
    in the first rows, to 21 below them. Where the table ends in the direction of an arrow, the arrow points the other way.
    """
    diagonal = row + column
    if diagonal < _NONE_BAD:
        return _DOWN
    if diagonal == _NONE_BAD + 1:
        return _UP if row else _DOWN
    if diagonal == _NONE_BAD + 2:
        return _DOWN if row < len(LETTERS) - 1 else _UP
    last = _LAST_OF_LONG_ROWS if row < _LONG_ROWS else _LAST
    return _UP if diagonal > _NONE_BAD + 2 + last else 0


# chances ----------------------------------------------------------------------------------------------------------------


def chance(plan: Plan, percent: int | Fraction) -> Fraction:
    """The chance that a plan for a lot accepts it although `percent` of it is bad. (spec.md, section 8)

    Up to AQL 10 exactly, by the hypergeometric distribution; the bad pieces are that share of the lot, rounded half up to whole pieces.
    Above AQL 10 `percent` counts defects per hundred pieces, by the Poisson distribution, to 40 digits. Where every piece is inspected, the
    chance is 1 or 0. Raises PoolsplitError for a plan without a lot, and for a share below 0 or of bad pieces above 100.

    >>> plan = sampling_plan(100, 2.5)
    >>> [percent_text(chance(plan, share)) for share in SHARES_BAD]
    ['73.9 %', '36.3 %', '4.98 %']
    """
    share = Fraction(percent)
    if plan.lot is None:
        raise PoolsplitError(Text("the chance of acceptance needs the size of the lot"))
    per_hundred = Fraction(plan.aql) > _PER_HUNDRED
    if share < 0 or (share > 100 and not per_hundred):  # noqa: PLR2004  (percent)
        raise PoolsplitError(Text("a share of bad pieces is 0 to 100 percent: {percent}", percent=str(percent)))
    bad = int(plan.lot * share / 100 + Fraction(1, 2))
    if plan.everything:
        return Fraction(int(bad <= plan.accept))
    return _poisson(plan.sample * share / 100, plan.accept) if per_hundred else _hypergeometric(plan.lot, bad, plan.sample, plan.accept)


def _hypergeometric(lot: int, bad: int, sample: int, accept: int) -> Fraction:
    ways = sum(comb(bad, bad_drawn) * comb(lot - bad, sample - bad_drawn) for bad_drawn in range(min(accept, sample) + 1))
    return Fraction(ways, comb(lot, sample))


def _poisson(mean: Fraction, accept: int) -> Fraction:
    terms, term = Fraction(0), Fraction(1)
    for defects in range(accept + 1):
        terms += term
        term = term * mean / (defects + 1)
    with localcontext() as context:
        context.prec = 2 * _DIGITS
        chance_of_none = Fraction((Decimal(-mean.numerator) / Decimal(mean.denominator)).exp())
    return Fraction(round(chance_of_none * terms * 10**_DIGITS), 10**_DIGITS)


def percent_text(share: Fraction) -> str:
    """A chance as a percentage with three digits. It is never rounded to 0 or 100 percent where it is not exactly that.

    >>> percent_text(Fraction(1, 3)), percent_text(Fraction(1)), percent_text(Fraction(99_999, 100_000)), percent_text(Fraction(1, 10**9))
    ('33.3 %', '100 %', '> 99.9 %', '< 0.1 %')
    """
    if share in {0, 1}:
        return f"{int(share * 100)} %"
    if share < Fraction(1, 1000):
        return "< 0.1 %"
    if share > Fraction(999, 1000):
        return "> 99.9 %"
    return f"{float(share * 100):.3g} %"


# cartons ----------------------------------------------------------------------------------------------------------------


def cartons(count: int, sample: int, seed: str, most: int | None = None) -> list[Draw]:
    """The cartons to open, and the number of pieces to take out of each. (spec.md, section 8)

    count: cartons of the lot, numbered from 1. sample: pieces to inspect. seed: any text, such as the order's number: the same text draws
    the same cartons on every machine, and nobody can know them before the text is known. most: pieces in a carton, None where not known.

    As many cartons are opened as the square root of their count, rounded up; more where these do not hold enough pieces, but never more than
    the pieces to inspect. The row of cartons is cut into that many equal stretches, and one carton is drawn from each, so that the whole lot
    is reached. The pieces are spread evenly over the cartons. Raises PoolsplitError where there are no cartons, or fewer pieces in them than
    the sample.

    >>> cartons(10, 20, "order 7")
    [Draw(carton=1, pieces=5), Draw(carton=4, pieces=5), Draw(carton=6, pieces=5), Draw(carton=10, pieces=5)]
    """
    if count < 1 or sample < 1 or (most is not None and count * most < sample):
        raise PoolsplitError(Text("{sample} pieces cannot be drawn from {count} cartons", sample=sample, count=count))
    needed = 1 if most is None else -(-sample // most)
    opened = min(max(isqrt(count - 1) + 1, needed), count, sample)
    draws = []
    for index in range(opened):
        first, end = index * count // opened, (index + 1) * count // opened
        digest = hashlib.sha256(f"{seed}/{count}/{index}".encode()).digest()
        pieces = (index + 1) * sample // opened - index * sample // opened
        draws.append(Draw(first + int.from_bytes(digest, "big") % (end - first) + 1, pieces))
    return draws


class Inspection(NamedTuple):
    """One plan with its chances. kind: of the defects ("major"), "" where none was given. chances: of accepting a lot that is 5, 10, 20 % bad."""

    kind: str
    plan: Plan
    chances: list[Fraction]

    def as_record(self) -> dict[str, Any]:
        """The plan and its chances as plain values; chances are ratios, rounded to six digits."""
        chances = {f"{share} % bad": round(float(chance), 6) for share, chance in zip(SHARES_BAD, self.chances, strict=True)}
        plan = self.plan
        return {"kind": self.kind, "aql": plan.aql, "letter": plan.letter, "sample": plan.sample, "accept": plan.accept, "reject": plan.reject,
                "everything": plan.everything, **chances}

    def shown(self) -> list[str]:
        """The chances for people."""
        return [percent_text(chance) for chance in self.chances]


def inspections(lot: int, aqls: Mapping[str, object] | Iterable[object], level: str = "II") -> list[Inspection]:
    """A plan for each AQL: those of critical, major and minor defects, by their names, or a list of them. (spec.md, section 8)

    >>> [(row.kind, row.plan.sample, row.plan.accept) for row in inspections(100, {"major": 2.5, "minor": 4.0})]
    [('major', 20, 1), ('minor', 20, 2)]
    """
    pairs = aqls.items() if isinstance(aqls, dict) else [("", aql) for aql in aqls]
    plans = [(kind, sampling_plan(lot, aql, level)) for kind, aql in pairs]
    return [Inspection(kind, plan, [chance(plan, share) for share in SHARES_BAD]) for kind, plan in plans]


def draw(count: int, plans: Sequence[Inspection], seed: str) -> list[Draw]:
    """The cartons to open for the largest sample of some plans; [] where every piece is inspected. See `cartons`."""
    if any(inspection.plan.everything for inspection in plans):
        return []
    return cartons(count, max(inspection.plan.sample for inspection in plans), seed)
