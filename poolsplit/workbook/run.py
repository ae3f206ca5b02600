"""From a workbook on disk to its outcome: load, find the tables with what was answered about them, compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Problem, Text
from poolsplit.report.outcome import outcome
from poolsplit.workbook import proven, supposed
from poolsplit.workbook.find.answers import parse
from poolsplit.workbook.kept import carry, record
from poolsplit.workbook.kept.cells import layout, sheets_of
from poolsplit.workbook.kept.meeting import located, with_answers
from poolsplit.workbook.kept.record import AnswersFile, Kept, Use
from poolsplit.workbook.read.load import load
from poolsplit.workbook.supposed import entry_in_vain, identity, is_question

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from poolsplit.report.sections import Outcome
    from poolsplit.workbook.find.tables import Reading
    from poolsplit.workbook.read.grid import Grid


class Run(NamedTuple):
    """One run over a workbook.

    grids: its sheets. reading: the tables read from them. outcome: the results, or the problems. lang: the language of the answer.
    given: the answers that came with the call. kept: those that were kept, with what became of each. questions: what is still asked.
    proven: answers that nobody gave, but that the amounts of what everybody owes on the sheet prove.
    """

    grids: list[Grid]
    reading: Reading
    outcome: Outcome
    lang: str
    given: tuple[str, ...] = ()
    kept: tuple[Use, ...] = ()
    questions: tuple[Problem, ...] = ()
    proven: tuple[str, ...] = ()

    @property
    def answers(self) -> list[str]:
        """All answers in use, those of the call first, and last those that the sheet's own dues prove."""
        return [*self.given, *(use.answer for use in self.kept if use.answer), *self.proven]

    def content(self, cell: str) -> tuple[str, str]:
        """The title of the sheet and the content of a cell, given by its address; of the first cell of a range. "" where there is no such cell.

        >>> from poolsplit.workbook.read.grid import Grid
        >>> run_over([Grid("Đơn", {(6, 3): "3+2"})], (), (), "vi").content("'Đơn'!C6")
        ('Đơn', '3+2')
        """
        entry = next(iter(parse([f"{cell}=ignore"])[0].entries), None)
        grid = next((grid for grid in self.grids if entry is not None and grid.title == entry.sheet), None)
        if entry is None or grid is None or entry.box is None:
            return "", ""
        value = grid.value(entry.box.top, entry.box.left)
        return grid.title, "" if value is None else " ".join(str(value).split())

    def results(self, question: Problem) -> list[Text | None]:
        """What each choice of a question would come to, see `supposed.results`."""
        return supposed.results(self.grids, self.answers, self.questions, question, self.lang)


def run(
    path: Path, answers: Sequence[str] = (), lang: str | None = None, progress: Callable[[str, int, int], None] | None = None,
    others: Path | None = None,
) -> Run:
    """Read a filled workbook with what was answered about it, and compute everything that its tables allow. Nothing is written.

    answers: given with this call, see `poolsplit.workbook.find.answers`; they go before those that are kept beside the workbook. lang: "vi", "en"
    or "zh": how ambiguous numbers are read, and the language of the answer; without it, the language of the headings. progress: see
    `poolsplit.workbook.read.load`; it is called once more, with 0 of 0, when everything is read. others: a file of answers kept for another book.
    Raises errors.Refused for a file that cannot be read. Everything that is wrong with the data is in the outcome's problems.
    """
    grids = load(path, progress)
    if progress:
        progress(Text("looking for the tables"), 0, 0)
    return run_over(grids, answers, carry.for_book(path, grids, others), lang)


def run_over(grids: list[Grid], given: Sequence[str], kept: Sequence[Kept], lang: str | None) -> Run:
    """A run over sheets that are loaded. given, lang: as `run` has them. kept: the answers that are kept for these sheets."""
    sheets = sheets_of(grids) if kept else {}
    uses = [Use(each, located(each, sheets)) for each in kept]
    answers = [*given, *(use.answer for use in uses if use.answer)]
    reading, by_dues = _reading(grids, answers, lang)
    answers += by_dues
    in_vain = without_effect(reading)
    given_alone = {entry.written for entry in parse(given)[0].entries}
    uses = [use._replace(used=bool(use.answer) and use.answer not in in_vain) for use in uses]
    reading.problems = [problem for problem in reading.problems if entry_in_vain(problem) in {None, *given_alone}]
    reading.problems += _notices(uses)
    answer_lang = lang or reading.lang
    result = outcome(reading.tables, reading.problems, answer_lang)
    questions = [problem for problem in reading.problems if is_question(problem)]
    if questions:
        supposition, answers_likely = supposed.likely(grids, answers, questions, answer_lang)
        asked, questions = questions, supposed.independent(grids, answers, questions, answers_likely, answer_lang)
        follows = _following(reading.problems, supposition)
        reading.problems = [problem for problem in reading.problems if problem in questions or problem not in (*asked, *follows)]
        known = set(map(identity, reading.problems)) | (supposed.remaining(supposition) - set(map(identity, asked)))
        result.problems = [problem for problem in result.problems if identity(problem) in known]
    result.problems = list(_without_repeats(result.problems, orders_missing="orders" not in reading.tables))
    return Run(grids, reading, result, answer_lang, tuple(given), tuple(uses), tuple(questions), by_dues)


def _reading(grids: list[Grid], answers: Sequence[str], lang: str | None) -> tuple[Reading, tuple[str, ...]]:
    """The tables of a workbook, and the answers that were not given, but that its own amounts of what everybody owes prove."""
    reading = supposed.read(grids, answers, lang)
    questions = [problem for problem in reading.problems if is_question(problem)]
    proof = proven.prove(grids, answers, questions, lang or reading.lang)
    if proof is None:
        return reading, ()
    reading = supposed.read(grids, [*answers, *proof.answers], lang)
    reading.problems = [problem for problem in reading.problems if entry_in_vain(problem) not in proof.answers]
    reading.problems.append(proven.notice(proof))
    return reading, proof.answers


def _following(problems: Sequence[Problem], supposition: supposed.Supposition) -> list[Problem]:
    """The problems that no answer solves and that the likely answers to the questions leave no more: they follow from what is asked."""
    left = set(map(identity, supposition.reading.problems))
    follow = (problem for problem in problems if not (problem.warning or problem.choices) and identity(problem) not in left)
    return [problem for problem in follow if entry_in_vain(problem) is None]


def without_effect(reading: Reading) -> set[str]:
    """The answers of which the reading says that they have no effect."""
    return {entry for problem in reading.problems if (entry := entry_in_vain(problem)) is not None}


def _notices(uses: Sequence[Use]) -> Iterator[Problem]:
    """What is worth saying about kept answers: which books they come from, and which are not applied any more."""
    origins = [use.kept.origin for use in uses if use.kept.origin and use.used]
    for origin in dict.fromkeys(origins):
        message = Text("{count} of the answers are as answered in {book}", count=origins.count(origin), book=origin)
        yield Problem("", 0, "", message, Text("look at them: poolsplit answers FILE"), warning=True)
    for number, use in enumerate(uses, 1):
        if not use.answer:
            label = use.kept.label or use.kept.place
            message = Text('what was answered about "{label}" is not used: it is gone, or something else stands there now', label=label)
            fix = Text("answer again where it is asked; to drop the old answer: poolsplit answers FILE --forget {number}", number=number)
            yield Problem("", 0, "", message, fix, warning=True)


def keep(path: Path, done: Run, given: Sequence[str], today: dt.date, words: Mapping[str, str]) -> Path | None:
    """Keep answers beside a workbook, together with those that are in use already; those without effect are left out.

    words: answer -> what it means, in a person's words. Gives the path of the file, None where there is nothing to keep. Raises Refused
    ("unwritable").
    """
    content = _content(done, given, today, words)
    if not content.answers:
        return None
    target = record.path_of(path)
    record.write(target, content)
    return target


def run_with(done: Run, answer: str, today: dt.date, words: Mapping[str, str], lang: str | None) -> Run:
    """The run with one answer more, which goes before those that were given or kept. lang: as `run` has it."""
    in_vain = without_effect(done.reading)
    content = _content(done, [answer, *done.given], today, words)
    return run_over(done.grids, [each for each in done.given if each in in_vain], content.answers, lang)


def _content(done: Run, given: Sequence[str], today: dt.date, words: Mapping[str, str]) -> AnswersFile:
    """What is kept of a run and of answers; those without effect are left out."""
    in_vain = without_effect(done.reading)
    useful = [entry.written for entry in parse(given)[0].entries if entry.written not in in_vain]
    return with_answers(AnswersFile(tuple(use.kept for use in done.kept)), useful, words, done.grids, today)


def keep_only(path: Path, done: Run, kept: Sequence[Kept]) -> None:
    """Keep no other answers beside a workbook than these. Raises Refused ("unwritable")."""
    record.write(record.path_of(path), AnswersFile(tuple(kept), layout(sheets_of(done.grids))))


def _without_repeats(problems: Iterable[Problem], *, orders_missing: bool) -> list[Problem]:
    """The problems without repetitions, in their order.

    More than one reader meets a cell that cannot be read. orders_missing: no order list was read; then a problem of the orders that names no
    cell is left out where an earlier problem of theirs explains already why there are none.
    """
    kept: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        about_orders = orders_missing and problem.table == "orders" and not problem.cell and not problem.warning
        if not (about_orders and any(earlier.table == "orders" and not earlier.warning for earlier in kept.values())):
            kept.setdefault(identity(problem), problem)
    return list(kept.values())
