"""What the sheet proves itself: answers with which everybody's due is, to the dong, the amount that stands on the sheet.

Who works out what everybody owes writes it down. Where two partners or more owe exactly what one column or row of the sheet says, under whatever
heading, the answers that lead to it are those that she worked with; every other answer to the same question leads to other amounts, or to none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Problem, Text
from poolsplit.report.outcome import outcome
from poolsplit.report.sections import LABELS
from poolsplit.workbook import supposed
from poolsplit.workbook.find.account import ANSWERED, DERIVED, OPEN, Place
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.read.grid import box, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from poolsplit.report.sections import Outcome
    from poolsplit.workbook.find.tables import Reading
    from poolsplit.workbook.read.grid import Grid

    Sums = Mapping[object, Mapping[object, tuple[int, int]]]

_LEAST = 1000
"""The smallest amount that may be what somebody owes."""
_DUE = frozenset({"due", "result", "formula", "difference", "copy"})
"""Why a number is derived that may be what somebody owes."""
_PAID = frozenset({"paid", "payments"})
_FEWEST = 2
"""The partners whose dues have to stand on the sheet."""
_MOST_READINGS = 40
_MOST_VARIANTS = 6
_MOST_TOTALS = 3
_MOST_ROUNDS = 4
_MOST_BASES = 5
_OFF = 3
"""By how much dong a sum of differences may be off, since every line is rounded by itself."""


class Proof(NamedTuple):
    """answers: those that are proven. range: where the amounts stand that prove them."""

    answers: tuple[str, ...]
    range: str


@dataclass
class _Lines:
    """The amounts in the columns and rows of a workbook that may be what somebody owes: where they stand, and the amounts."""

    found: dict[tuple[str, str, int], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def holding(self, amounts: Iterable[int]) -> tuple[str, str, int] | None:
        """The column or row in which some amounts all stand."""
        wanted = set(amounts)
        return next((line for line, values in self.found.items() if wanted <= values.keys()), None)

    def may_be_dues(self, fewest: int, partners: int) -> bool:
        """Whether a column or row may have an amount for each partner, and but a few totals. fewest: the partners of the pool with the fewest."""
        return any(fewest <= len(values) <= partners + _MOST_TOTALS for values in self.found.values())

    def range(self, line: tuple[str, str, int], amounts: Iterable[int]) -> str:
        """The address from the first to the last of some amounts in a column or row."""
        name, way, at = line
        stands = sorted(self.found[line][amount] for amount in amounts)
        ends = (stands[0], stands[-1])
        return f"{name}{letters(at)}{ends[0]}:{letters(at)}{ends[1]}" if way == "column" else f"{name}{letters(ends[0])}{at}:{letters(ends[1])}{at}"


class _Match(NamedTuple):
    """A column or row with the amounts of a pool. is_left: they are what is still to be paid, which proves payments too."""

    line: tuple[str, str, int]
    amounts: list[int]
    is_left: bool


class _Reading(NamedTuple):
    """A reading under some answers, what follows from it, and the answers, by the first choice of each question."""

    reading: Reading
    outcome: Outcome
    chosen: dict[str, str]


@dataclass
class _Search:
    """A search for the answers that lead to what stands on the sheet. left: the readings that may still be made."""

    grids: list[Grid]
    answers: Sequence[str]
    lang: str
    lines: _Lines
    questions: dict[str, Problem] = field(default_factory=dict)
    left: int = _MOST_READINGS

    def read(self, chosen: Mapping[str, str], *, complete: bool = True) -> _Reading | None:
        """The reading under some answers; complete: with the first choices of the questions that these lead to. None where too many were made."""
        chosen = dict(chosen)
        for _ in range(_MOST_ROUNDS):
            if not self.left:
                return None
            self.left -= 1
            reading = supposed.read(self.grids, [*self.answers, *chosen.values()], self.lang)
            new = [question for question in filter(supposed.is_question, reading.problems) if question.choices[0].answer not in chosen]
            if not new or not complete:
                break
            for question in new:
                self.questions[question.choices[0].answer] = question
                chosen[question.choices[0].answer] = question.choices[0].answer
        reading.problems = [problem for problem in reading.problems if supposed.entry_in_vain(problem) is None]
        return _Reading(reading, outcome(reading.tables, reading.problems, self.lang), chosen)

    def stands(self, sums: Sums | None) -> list[_Match]:
        """Where what everybody owes, or still owes, stands on the sheet, for each pool; [] where it does not stand there for all of them."""
        found = []
        for of_partners in (sums or {}).values():
            for which in (0, 1):
                amounts = [sums_of[which] for sums_of in of_partners.values() if sums_of[which]]
                line = self.lines.holding(amounts) if len(set(amounts)) >= _FEWEST and min(map(abs, amounts)) >= _LEAST else None
                if line is not None:
                    found.append(_Match(line, amounts, is_left=which == 1 and any(due != left for due, left in of_partners.values())))
                    break
            else:
                return []
        return found


def prove(grids: list[Grid], answers: Sequence[str], questions: Sequence[Problem], lang: str) -> Proof | None:
    """The answers to open questions that what everybody owes proves; None where it proves none.

    answers: those in use. Nothing is looked for in workbooks that are too large for trying out answers.
    """
    if not questions or not supposed.is_small(grids):
        return None
    search = _Search(grids, answers, lang, _Lines(), {question.choices[0].answer: question for question in questions})
    first = search.read({question.choices[0].answer: question.choices[0].answer for question in questions})
    if first is None:
        return None
    search.lines = _lines(grids, first.reading, lang)
    fewest, partners = _partners(first.reading)
    if fewest < _FEWEST or not search.lines.may_be_dues(fewest, partners):
        return None
    found = next((each for each in _variants(search, first) if search.stands(_sums(each.outcome))), None)
    return _proof(search, found) if found is not None else None


def _lines(grids: Sequence[Grid], reading: Reading, lang: str) -> _Lines:
    """The amounts of each column and row that may be what somebody owes."""
    lines = _Lines()
    for grid in grids:
        for (row, column), value in grid.values.items():
            number = number_of(value, lang)
            if number is None or not isinstance(number.value, int) or abs(number.value) < _LEAST:
                continue
            if _may_be_due(*reading.account.roles.get(Place(grid.title, row, column), ("", ""))):
                lines.found[grid.name(""), "column", column].setdefault(number.value, row)
                lines.found[grid.name(""), "row", row].setdefault(number.value, column)
    return lines


def _may_be_due(role: str, why: str) -> bool:
    """Whether a number with a role may be what somebody owes: nothing explains it, or its heading says so."""
    return role in {"", OPEN, ANSWERED} or (role == DERIVED and why in _DUE)


def _partners(reading: Reading) -> tuple[int, int]:
    """How many partners order in the pool with the fewest, and in all pools together."""
    orders = reading.tables.get("orders")
    if orders is None or "partner" not in orders.columns:
        return 0, 0
    pools = orders.columns.get("pool", [None] * orders.size)
    of_pools: dict[object, set[object]] = defaultdict(set)
    for pool, partner in zip(pools, orders.columns["partner"], strict=True):
        of_pools[pool].add(partner)
    every = {(pool, partner) for pool, partners in of_pools.items() for partner in partners}
    return min(map(len, of_pools.values()), default=0), len(every)


def _sums(result: Outcome) -> Sums | None:
    """What everybody owes, and still owes: pool -> partner -> (due, remaining); None where there is no result."""
    dues = next((section for section in result.sections if section.key == "dues"), None)
    if dues is None or not result.exact:
        return None
    labels = [str(label) for label, _ in dues.columns]
    at = {name: labels.index(LABELS[name]) for name in ("pool", "partner", "due", "paid") if LABELS.get(name, name) in labels}
    found: dict[object, dict[object, tuple[int, int]]] = defaultdict(dict)
    for row in dues.rows[: -1 if dues.total else None]:
        due, paid = row[at["due"]] or 0, (row[at["paid"]] or 0) if "paid" in at else 0
        found[row[at["pool"]] if "pool" in at else None][row[at["partner"]]] = (due, due - paid)
    return found


# ---------------------------------------------------------------- search


def _variants(search: _Search, first: _Reading) -> Iterator[_Reading]:
    """Readings under different answers: to the questions about tables, headings and rows, and under each to those about what costs are shared by."""
    others = [question for question in search.questions.values() if not _is_basis(question)]
    choices = [[choice.answer for choice in question.choices] for question in others]
    firsts = [question.choices[0].answer for question in others]
    for answers in islice(product(*choices), _MOST_VARIANTS):
        variant = first if list(answers) == firsts else search.read(dict(zip(firsts, answers, strict=True)))
        if variant is None:
            return
        yield variant
        if variant.outcome.exact:
            yield from _with_other_bases(search, variant)


def _is_basis(question: Problem) -> bool:
    return (question.table, question.column) == ("costs", "basis")


def _with_other_bases(search: _Search, variant: _Reading) -> Iterator[_Reading]:
    """The readings under other answers to what costs are shared by, for which the amounts may stand on the sheet: each line adds its own share."""
    bases = [first for first in variant.chosen if _is_basis(search.questions[first])]
    if not bases or len(bases) > _MOST_BASES:
        return
    start: Sums = _sums(variant.outcome) or {}
    moved: dict[str, dict[str, Sums]] = {}
    for first in bases:
        moved[first] = {}
        for choice in search.questions[first].choices[1:]:
            other = search.read({**variant.chosen, first: choice.answer}, complete=False)
            if other is not None and (sums := _sums(other.outcome)) is not None:
                moved[first][choice.answer] = sums
    for answers in product(*([first, *moved[first]] for first in bases)):
        steps = [moved[first][answer] for first, answer in zip(bases, answers, strict=True) if answer != first]
        if len(steps) > 1 and not _nearly_stands(search.lines, start, steps):
            continue
        if steps and (found := search.read({**variant.chosen, **dict(zip(bases, answers, strict=True))}, complete=False)) is not None:
            yield found


def _nearly_stands(lines: _Lines, start: Sums, steps: Sequence[Sums]) -> bool:
    """Whether amounts may stand on the sheet, if each of some steps adds what it adds alone."""
    for pool, of_partners in start.items():
        for which in (0, 1):
            amounts = [own[which] + sum(step.get(pool, {}).get(who, own)[which] - own[which] for step in steps) for who, own in of_partners.items()]
            if any(all(any(amount + off in values for off in range(-_OFF, _OFF + 1)) for amount in amounts) for values in lines.found.values()):
                break
        else:
            return False
    return True


# ---------------------------------------------------------------- proof


def _proof(search: _Search, found: _Reading) -> Proof | None:
    """The answers of a reading to which every other choice leads to other amounts, or to none; None where there are none."""
    search.left = _MOST_READINGS
    rows, matches = _rows(found.outcome), search.stands(_sums(found.outcome))
    if _leaves_out_money(search, found.reading, matches):
        return None
    proven = []
    for first, answer in found.chosen.items():
        if not _may_be_proven(search.questions[first], matches):
            continue
        others = (choice.answer for choice in search.questions[first].choices if choice.answer != answer)
        readings = [search.read({**found.chosen, first: other}) for other in others]
        if None not in readings and not any(search.stands(_sums(each.outcome)) and _rows(each.outcome) != rows for each in readings if each):
            proven.append(answer)
    return Proof(tuple(proven), search.lines.range(matches[0].line, matches[0].amounts)) if proven else None


def _leaves_out_money(search: _Search, reading: Reading, matches: Sequence[_Match]) -> bool:
    """Whether a reading sets aside money by an answer, that is no part of the proof: it may have been paid, of which dues say nothing."""
    if all(match.is_left for match in matches):
        return False
    amounts = {amount for match in matches for amount in match.amounts}
    grids = {grid.title: grid for grid in search.grids}
    left_out = (place for place, (role, why) in reading.account.roles.items() if role == ANSWERED and why == "ignore")
    numbers = (number_of(grids[place.sheet].values.get((place.row, place.column)), search.lang) for place in left_out)
    return any(number is not None and number.value >= _LEAST and number.value not in amounts for number in numbers)


def _may_be_proven(question: Problem, matches: Sequence[_Match]) -> bool:
    """Whether amounts say something of a question: dues say nothing of payments, unless what is asked about are these dues."""
    may_be_paid = any(part.rpartition("=")[2] in _PAID for choice in question.choices for part in choice.answer.split("; "))
    return not may_be_paid or all(match.is_left for match in matches) or any(_is_in(question.cell, match.line) for match in matches)


def _is_in(cell: str, line: tuple[str, str, int]) -> bool:
    """Whether a cell stands in a column or row.

    >>> _is_in("'Đơn'!C5", ("'Đơn'!", "column", 3)), _is_in("'Đơn'!C5", ("'Đơn'!", "row", 3))
    (True, False)
    """
    name, way, at = line
    sheet, _, place = cell.rpartition("!")
    first = box(place.partition(":")[0])
    return f"{sheet}!" == name and (first.left if way == "column" else first.top) == at


def _rows(result: Outcome) -> object:
    """All that a result shows: dues, payments, transfers and the rest."""
    return [(section.key, section.rows) for section in result.sections]


def notice(proof: Proof) -> Problem:
    """What is said of a proof."""
    message = Text("the amounts in {range} are what everybody owes, to the dong: this settles what was open", range=proof.range)
    return Problem("", 0, "", message, Text("nothing, if these amounts are right"), proof.range, warning=True)
