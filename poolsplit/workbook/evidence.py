"""The evidence in a workbook: finds its table, and compares it with what a stage needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import DataError, Named, Problem, Text
from poolsplit.order.api import readiness
from poolsplit.workbook.find.tables import find
from poolsplit.workbook.kept.carry import in_use
from poolsplit.workbook.read.load import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poolsplit.order.evidence.files import Changed
    from poolsplit.order.evidence.gate import MissingRecord


class EvidenceGaps(NamedTuple):
    """The gaps in the evidence before a stage.

    stage: its name for people. missing: the records that the stage lacks. changed: the files that are gone or differ from what was recorded.
    lang: the language of the answer.
    """

    stage: Named
    missing: list[MissingRecord]
    changed: list[Changed]
    lang: str


def look(
    path: Path, stage: str, requirements: Path | None = None, folder: Path | None = None, answers: Sequence[str] = (), lang: str | None = None
) -> EvidenceGaps:
    """The gaps in the evidence of a workbook before a stage. The file is never written. (spec.md, section 8)

    requirements, stage: see `readiness.ready`. folder: the folder of the recorded files; None checks no files. answers, lang: see
    `poolsplit.workbook.run`. Raises Refused for a file that cannot be read, DataError where its evidence cannot be read or is missing,
    and the errors of `readiness.ready`.
    """
    stage_code, stage_label = readiness.named_stage(stage, requirements)
    grids = load(path)
    reading = find(grids, in_use(path, grids, answers), lang)
    answer_lang = lang or reading.lang
    problems = [problem for problem in reading.problems if problem.table == "evidence" and not problem.warning]
    evidence = reading.tables.get("evidence")
    if evidence is None and not problems:
        fix = Text("give the columns headings such as Stage, Record, Reference, Refers to, Result, Date, Recorded by")
        problems = [Problem("evidence", 0, "", Text("no table of evidence was found"), fix)]
    if problems:
        raise DataError(problems)
    changed = [] if folder is None else readiness.changed_files(evidence, folder)
    return EvidenceGaps(stage_label, readiness.ready(stage_code, evidence, requirements, lang=answer_lang), changed, answer_lang)
