"""The missing records of a stage, and the sampling plans of an inspection, as text for a terminal and as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text
from poolsplit.order.evidence.inspection import SHARES_BAD
from poolsplit.report.sections import COUNT, TEXT, Outcome, Section
from poolsplit.report.text import render
from poolsplit.values.formats import localised
from poolsplit.values.translate import problem_line, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.order.evidence.files import Changed
    from poolsplit.order.evidence.gate import MissingRecord
    from poolsplit.order.evidence.inspection import Draw, Inspection


def render_missing(stage: str, missing: Sequence[MissingRecord], changed: Sequence[Changed], lang: str) -> str:
    """The records that a stage lacks and the files that have changed, one a line; one sentence where there are none.

    >>> print(render_missing("Export", [], [], "en"))
    Export: nothing is missing
    """
    if not missing and not changed:
        return translate(Text("{stage}: nothing is missing", stage=stage), lang)
    heading = translate(Text("{stage}: {n} things are missing", stage=stage, n=len(missing) + len(changed)), lang)
    lines = [_line(record.pool, record.cell, translate(record.item, lang), record.reason, record.fix, lang) for record in missing]
    lines += [_line("", "", file.name, file.reason, file.fix, lang) for file in changed]
    return "\n".join([heading, *(f"- {line}" for line in lines)])


def _line(pool: str, cell: str, item: str, reason: str, fix: str, lang: str) -> str:
    location = ", ".join(part for part in (pool, cell, item) if part)
    return problem_line(Problem("", 0, "", reason, fix, location), lang)


def missing_as_json(stage: str, missing: Sequence[MissingRecord], changed: Sequence[Changed], lang: str) -> str:
    """The records that a stage lacks and the files that have changed, as JSON: stage, ready, missing, changed.

    missing: `item` is in `lang`, `name` is the same in every language.
    """
    result = {
        "stage": translate(stage, lang), "ready": not missing and not changed,
        "missing": [{**record._asdict(), "item": translate(record.item, lang), **_reason_and_fix(record, lang)} for record in missing],
        "changed": [{"name": file.name, **_reason_and_fix(file, lang)} for file in changed],
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


def _reason_and_fix(finding: MissingRecord | Changed, lang: str) -> dict[str, str]:
    return {"reason": translate(finding.reason, lang), "fix": translate(finding.fix, lang)}


def render_inspections(lot: int, inspections: Sequence[Inspection], draws: Sequence[Draw], lang: str) -> str:
    """The sampling plans of a lot, one row for each AQL, and the cartons to open. lot: in pieces. draws: [] for no table of cartons."""
    columns = [(Text("Defects"), TEXT), (Text("AQL"), TEXT), (Text("Letter"), TEXT), (Text("Inspect"), COUNT), (Text("Accept up to"), COUNT),
               (Text("Reject from"), COUNT), *((Text("Chance if {share} % are bad", share=share), TEXT) for share in SHARES_BAD)]
    rows: list[list[Any]] = [
        [inspection.kind, localised(inspection.plan.aql, lang), inspection.plan.letter, inspection.plan.sample, inspection.plan.accept,
         inspection.plan.reject, *(localised(chance, lang) for chance in inspection.shown())]
        for inspection in inspections
    ]
    everything = any(inspection.plan.everything for inspection in inspections)
    note = Text("every piece is inspected, as the sample is as large as the lot") if everything else ""
    sections = [Section("inspection", Text("How many of {lot:,} pieces to inspect", lot=lot), columns, rows, note=note)]
    if draws:
        cartons = [(Text("Carton"), COUNT), (Text("Pieces"), COUNT)]
        sections.append(Section("cartons", Text("Which cartons to open"), cartons, [[draw.carton, draw.pieces] for draw in draws]))
    return render(Outcome(sections), lang)


def inspections_as_json(
    lot: int, inspections: Sequence[Inspection], draws: Sequence[Draw], lang: str,  # noqa: ARG001  (the same in every language)
) -> str:
    """The sampling plans of a lot and the cartons to open, as JSON: lot, plans, cartons."""
    record = {"lot": lot, "plans": [inspection.as_record() for inspection in inspections], "cartons": [draw._asdict() for draw in draws]}
    return json.dumps(record, ensure_ascii=False, indent=2)
