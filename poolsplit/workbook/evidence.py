"""The evidence in a workbook: found among its tables, and held against what a stage needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import DataError, Named, Problem, Text
from poolsplit.order.api import readiness
from poolsplit.workbook.find.tables import find
from poolsplit.workbook.read.load import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poolsplit.order.evidence.files import Changed
    from poolsplit.order.evidence.gate import MissingRecord


class Looked(NamedTuple):
    """What was found. stage: its name for people. missing, changed: what the stage lacks, and the files that are not what was recorded."""

    stage: Named
    missing: list[MissingRecord]
    changed: list[Changed]
    lang: str


def look(
    path: Path, stage: str, requirements: Path | None = None, folder: Path | None = None, mapping: Sequence[str] = (), lang: str | None = None
) -> Looked:
    """What the evidence of a workbook lacks before a stage. The file is never written. (spec.md, section 8)

    requirements, stage: as `readiness.ready` takes them. folder: where recorded files lie; None looks at none. mapping, lang: as
    `poolsplit.workbook.run` takes them. Raises Refused for a file that cannot be read, DataError where its evidence cannot be, or is not
    there, and what `readiness.ready` raises.
    """
    wanted, shown = readiness.named_stage(stage, requirements)
    reading = find(load(path), mapping, lang)
    answer = lang or reading.lang
    problems = [problem for problem in reading.problems if problem.table == "evidence" and not problem.warning]
    evidence = reading.tables.get("evidence")
    if evidence is None and not problems:
        fix = Text("give the columns headings such as Stage, Record, Reference, Refers to, Result, Date, Recorded by")
        problems = [Problem("evidence", 0, "", Text("no table of evidence was found"), fix)]
    if problems:
        raise DataError(problems)
    changed = [] if folder is None else readiness.changed_files(evidence, folder)
    return Looked(shown, readiness.ready(wanted, evidence, requirements, lang=answer), changed, answer)
