"""Whether a reader got a sheet right: the dues and payments that follow from what it read, against those that are true."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from poolsplit.values.names import key
from poolsplit.workbook.run import Run, run

from .answering import true_answer
from .facts import dues, paid
from .pools import pool
from .sheets import SheetOfPeople, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poolsplit.report.sections import Section

RIGHT, ASKED, WRONG = "right", "asked", "wrong"
_MOST_ROUNDS = 8


@dataclass
class Verdict:
    """What became of a sheet. at_first: "right", "asked" or "wrong" without any answer; after: with the true answers to what was asked.

    answers: these. questions: how many were put, all rounds together. left: what was still asked at the end.
    """

    at_first: str
    after: str
    answers: list[str] = field(default_factory=list)
    questions: int = 0
    left: list[str] = field(default_factory=list)


def sheet_of(seed: int, known: float) -> SheetOfPeople:
    """The sheet of a seed. known: the share of headings, labels and totals in words that are usual."""
    random = Random(seed)
    return write(pool(random), random, known)


def judge(sheet: SheetOfPeople, path: Path) -> Verdict:
    """Save a sheet, have it read, and answer what is asked truly until nothing is asked, or nothing that is offered is true."""
    sheet.save(path)
    done = run(path)
    verdict = Verdict(standing(sheet, done), "")
    while standing(sheet, done) == ASKED and len(verdict.answers) < _MOST_ROUNDS * 10:
        open_ones = [problem for problem in done.outcome.problems if not problem.warning]
        verdict.questions += len(open_ones)
        true = [answer for problem in open_ones if (answer := true_answer(problem, sheet)) and answer not in verdict.answers]
        if not true:
            verdict.left = [str(problem) for problem in open_ones]
            break
        verdict.answers += true
        done = run(path, verdict.answers)
    verdict.after = standing(sheet, done)
    return verdict


def standing(sheet: SheetOfPeople, done: Run) -> str:
    """Whether a run gave the true dues and payments, other ones, or none yet."""
    if not done.outcome.exact:
        return ASKED
    section = next(section for section in done.outcome.sections if section.key == "dues")
    stated_dues, stated_paid = _column(section, "Due"), _column(section, "Paid")
    true_dues, true_paid = _keyed(dues(sheet.truth)), _keyed(paid(sheet.truth))
    same = _without_zeros(stated_dues) == _without_zeros(true_dues) and _without_zeros(stated_paid) == _without_zeros(true_paid)
    return RIGHT if same else WRONG


def _column(section: Section, name: str) -> dict[tuple[str, str], int]:
    names = [str(column) for column, _ in section.columns]
    if name not in names:
        return {}
    pool_of = names.index("Pool") if "Pool" in names else None
    rows: Sequence[Sequence[object]] = section.rows[:-1]
    return {("" if pool_of is None else key(row[pool_of]), key(row[names.index("Partner")])): int(str(row[names.index(name)])) for row in rows}


def _keyed(amounts: dict[tuple[str | None, str], int]) -> dict[tuple[str, str], int]:
    return {(key(pool_name) if pool_name else "", key(partner)): amount for (pool_name, partner), amount in amounts.items()}


def _without_zeros(amounts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {name: amount for name, amount in amounts.items() if amount}
