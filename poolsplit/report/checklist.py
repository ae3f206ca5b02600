"""What a stage still lacks, and what to inspect, as text for a terminal and as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text
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
    """The records that a stage lacks and the files that have changed, a line each; one sentence where there are none.

    >>> print(render_missing("Export", [], [], "en"))
    Export: nothing is missing
    """
    if not missing and not changed:
        return translate(Text("{stage}: nothing is missing", stage=stage), lang)
    head = translate(Text("{stage}: {n} things are missing", stage=stage, n=len(missing) + len(changed)), lang)
    lines = [_line(one.pool, one.cell, translate(one.item, lang), one.reason, one.fix, lang) for one in missing]
    lines += [_line("", "", one.name, one.reason, one.fix, lang) for one in changed]
    return "\n".join([head, *(f"- {line}" for line in lines)])


def _line(pool: str, cell: str, item: str, reason: str, fix: str, lang: str) -> str:
    place = ", ".join(part for part in (pool, cell, item) if part)
    return problem_line(Problem("", 0, "", reason, fix, place), lang)


def missing_as_json(stage: str, missing: Sequence[MissingRecord], changed: Sequence[Changed], lang: str) -> str:
    """The same for programs: stage, ready, missing (item and name, the same in every language), changed."""
    found = {
        "stage": translate(stage, lang), "ready": not missing and not changed,
        "missing": [{**one._asdict(), "item": translate(one.item, lang), **_said(one, lang)} for one in missing],
        "changed": [{"name": one.name, **_said(one, lang)} for one in changed],
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def _said(one: MissingRecord | Changed, lang: str) -> dict[str, str]:
    return {"reason": translate(one.reason, lang), "fix": translate(one.fix, lang)}


def render_inspections(lot: int, found: Sequence[Inspection], drawn: Sequence[Draw], lang: str) -> str:
    """The plans, one row an AQL, and which cartons to open."""
    columns = [(Text("Defects"), TEXT), (Text("AQL"), TEXT), (Text("Letter"), TEXT), (Text("Inspect"), COUNT), (Text("Accept up to"), COUNT),
               (Text("Reject from"), COUNT), *((Text("Chance if {share} % are bad", share=share), TEXT) for share in found[0].shares)]
    rows: list[list[Any]] = [
        [one.kind, localised(one.plan.aql, lang), one.plan.letter, one.plan.sample, one.plan.accept, one.plan.reject,
         *(localised(chance, lang) for chance in one.shown())]
        for one in found
    ]
    note = Text("every piece is inspected, as the sample is as large as the lot") if any(one.plan.everything for one in found) else ""
    sections = [Section("inspection", Text("How many of {lot:,} pieces to inspect", lot=lot), columns, rows, note=note)]
    if drawn:
        cartons = [(Text("Carton"), COUNT), (Text("Pieces"), COUNT)]
        sections.append(Section("cartons", Text("Which cartons to open"), cartons, [[one.carton, one.pieces] for one in drawn]))
    return render(Outcome(sections), lang)


def inspections_as_json(lot: int, found: Sequence[Inspection], drawn: Sequence[Draw], lang: str) -> str:  # noqa: ARG001  (the same in every language)
    """The same for programs: lot, plans, cartons."""
    record = {"lot": lot, "plans": [one.as_record() for one in found], "cartons": [one._asdict() for one in drawn]}
    return json.dumps(record, ensure_ascii=False, indent=2)
