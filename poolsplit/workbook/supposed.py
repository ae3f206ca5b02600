"""What would follow from answers that nobody has given yet: which problems remain, and what each choice would come to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Problem, Text
from poolsplit.report.outcome import outcome
from poolsplit.report.sections import LABELS
from poolsplit.workbook.find.gather import dates
from poolsplit.workbook.find.remainder import costs_asked
from poolsplit.workbook.find.remainder.given import Owed
from poolsplit.workbook.find.remainder.merged import merged
from poolsplit.workbook.find.tables import Reading, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from poolsplit.report.sections import Outcome
    from poolsplit.tables.table import Table
    from poolsplit.workbook.read.grid import Grid

MOST_CELLS = 2_000
"""Filled cells of a workbook up to which every choice is tried out."""

_MOST_ROUNDS = 4
_MOST_TRIES = 12
"""Answers that are tried out for fewer problems."""
_TWO = 2


class Supposition(NamedTuple):
    """A reading and its outcome, with answers that are supposed."""

    reading: Reading
    outcome: Outcome


def read(grids: list[Grid], answers: Sequence[str], lang: str | None) -> Reading:
    """The tables of a workbook without dates that change nothing, with the questions that cost lines leave open; those of one cause are one."""
    reading = find(grids, answers, lang, owed)
    dates.leave_out(reading.tables, lang or reading.lang)
    reading.problems = merged([*reading.problems, *costs_asked.open_questions(reading.tables)])
    return reading


def owed(tables: Mapping[str, Table], lang: str) -> list[Owed]:
    """What everybody owes in dong by tables that are read; [] where they give no result yet, or in another currency."""
    copied = {name: replace(table, columns={column: list(values) for column, values in table.columns.items()}) for name, table in tables.items()}
    costs_asked.open_questions(copied)
    result = outcome(copied, (), lang)
    dues = next((section for section in result.sections if section.key == "dues"), None)
    if not result.exact or dues is None or dues.currency != "VND":
        return []
    labels = [label for label, _ in dues.columns]
    at = {name: labels.index(LABELS[name]) for name in ("pool", "partner", "quantity", "due", "paid") if LABELS[name] in labels}
    between = (index for index in range(at["quantity"] + 1, at["due"]) if labels[index] != LABELS["quoted"])
    costs = {index: "goods" if labels[index] == LABELS["goods"] else str(labels[index]) for index in between}
    return [
        Owed(
            str(row[at["pool"]]) if "pool" in at else "", str(row[at["partner"]]), row[at["quantity"]],
            {name: row[index] for index, name in costs.items()}, row[at["due"]], row[at["paid"]] if "paid" in at else 0,
        )
        for row in dues.rows[:-1]
    ]


def is_question(problem: Problem) -> bool:
    """Whether an answer solves a problem."""
    return bool(problem.choices) and not problem.warning


def identity(problem: Problem) -> tuple[str, str, str]:
    """What two problems have in common that are the same."""
    return problem.where(), problem.column, problem.message


def entry_in_vain(problem: Problem) -> str | None:
    """The answer of which a problem says that it has no effect; None for other problems."""
    message = problem.message
    if isinstance(message, Text) and message.template.startswith('the answer "{entry}" has no effect'):
        return str(message.values["entry"])
    return None


def independent(grids: list[Grid], answers: Sequence[str], questions: Sequence[Problem], likely: Mapping[str, str], lang: str) -> list[Problem]:
    """The questions without those that the likely answers to others settle: of one cause, only the cause is asked.

    likely: the likely answer to each question, by its first choice. Questions about tables and headings come first, those about values after them,
    and those about what a cost is shared by last: the weight that is missing may be what is asked.
    """
    if len(questions) < _TWO or not is_small(grids):
        return _without_bases(grids, answers, questions, lang)
    shown: list[Problem] = []
    for question in sorted(questions, key=_rank):
        if shown and _rank(question):
            after = read(grids, [*answers, *(likely[other.choices[0].answer] for other in shown)], lang)
            if identity(question) not in map(identity, after.problems) or costs_asked.waits(question):
                continue
        shown.append(question)
    return [question for question in questions if question in shown]


def _rank(question: Problem) -> int:
    """How far a question is from the causes of others: 0 for what a table, a heading or a label is, 1 for a value, 2 for what a cost is shared by."""
    if (question.table, question.column) == ("costs", "basis"):
        return 2
    return int(any("==" in choice.answer for choice in question.choices) or question.table == "items")


def _without_bases(grids: list[Grid], answers: Sequence[str], questions: Sequence[Problem], lang: str) -> list[Problem]:
    """The questions without those about what a cost is shared by that the first choices of the others settle."""
    first = [question for question in questions if (question.table, question.column) != ("costs", "basis")]
    if not first or len(first) == len(questions):
        return list(questions)
    after = read(grids, [*answers, *(question.choices[0].answer for question in first)], lang)
    still = set(map(identity, after.problems))
    return [question for question in questions if question in first or (identity(question) in still and not costs_asked.waits(question))]


def likely(grids: list[Grid], answers: Sequence[str], questions: Sequence[Problem], lang: str) -> tuple[Supposition, dict[str, str]]:
    """What would follow from the likely answers to some questions: the first choice of each, or another one that leaves fewer problems.

    The answers are given by the first choice of their questions.
    """
    chosen = {question.choices[0].answer: question.choices[0].answer for question in questions}
    best = suppose(grids, answers, questions, lang)
    left = _MOST_TRIES if is_small(grids) else 0
    for question in questions:
        for choice in question.choices[1:]:
            if not left or not _problems(best):
                return best, chosen
            left -= 1
            others = {**chosen, question.choices[0].answer: choice.answer}
            found = suppose(grids, [*answers, *others.values()], (), lang)
            if _problems(found) < _problems(best):
                best, chosen = found, others
    return best, chosen


def _problems(supposition: Supposition) -> int:
    """How many problems a supposition leaves."""
    return sum(not problem.warning for problem in supposition.outcome.problems)


def is_small(grids: list[Grid]) -> bool:
    """Whether a workbook has so few cells that many answers can be tried out."""
    return sum(1 for grid in grids for _ in grid.values) <= MOST_CELLS


def suppose(grids: list[Grid], answers: Sequence[str], questions: Iterable[Problem], lang: str) -> Supposition:
    """What would follow if the first choice of every question were the answer, also of the questions that these answers lead to."""
    supposed = list(answers)
    for _ in range(_MOST_ROUNDS):
        supposed += [problem.choices[0].answer for problem in questions]
        reading = read(grids, supposed, lang)
        questions = [problem for problem in reading.problems if is_question(problem) and problem.choices[0].answer not in supposed]
        if not questions:
            break
    reading.problems = [problem for problem in reading.problems if entry_in_vain(problem) is None]
    return Supposition(reading, outcome(reading.tables, reading.problems, lang))


def remaining(supposition: Supposition) -> set[tuple[str, str, str]]:
    """The identities of the problems that the pool itself has, and not what was read, if those answers are supposed."""
    return set(map(identity, supposition.outcome.problems)) - set(map(identity, supposition.reading.problems))


def results(grids: list[Grid], answers: Sequence[str], questions: Sequence[Problem], question: Problem, lang: str) -> list[Text | None]:
    """What each choice of a question would come to: the total due, and the due of the partner of that row where there is one.

    answers: those in use. questions: all that are open; the first choices of the others are supposed. None where a choice would lead to no
    result, and for workbooks with more than MOST_CELLS filled cells.
    """
    if not is_small(grids):
        return [None for _ in question.choices]
    others = [problem for problem in questions if problem is not question]
    return [_result(suppose(grids, [*answers, choice.answer], others, lang), question.cell) for choice in question.choices]


def _result(supposition: Supposition, cell: str) -> Text | None:
    dues = next((section for section in supposition.outcome.sections if section.key == "dues"), None)
    if dues is None or not dues.total:
        return None
    labels = [str(label) for label, _ in dues.columns]
    due, partner = labels.index(LABELS["due"]), labels.index(LABELS["partner"])
    total = Text("{total:,} {currency} in all", total=dues.rows[-1][due], currency=dues.currency)
    name = _partner_beside(supposition.reading.tables.get("orders"), cell)
    amounts = [row[due] for row in dues.rows[:-1] if row[partner] == name]
    return Text("{total}, of which {partner} {due:,}", total=total, partner=name, due=amounts[0]) if len(amounts) == 1 else total


def _partner_beside(orders: Table | None, cell: str) -> object:
    """The partner of the orders that were read from the row of a cell; None where there is none, or more than one."""
    if orders is None:
        return None
    places = zip(orders.cells.get("quantity", ()), orders.columns.get("partner", ()), strict=False)
    names = {name for quantity, name in places if _row_of(quantity) == _row_of(cell)}
    return names.pop() if len(names) == 1 else None


def _row_of(cell: str) -> tuple[str, str]:
    """The sheet and the row of a cell or of the beginning of a range: ("Đơn", "9") of "Đơn!C9"."""
    sheet, _, address = cell.rpartition("!")
    return sheet, "".join(letter for letter in address.partition(":")[0] if letter.isdecimal())
