"""The public functions on tables of evidence: the records that a stage still lacks, the verdict on a sample, the files that have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError
from poolsplit.order.evidence import files, gate, sample
from poolsplit.order.evidence.requirements import read_requirements
from poolsplit.tables.reader import read
from poolsplit.tables.table import table, with_lists

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit.errors import Named
    from poolsplit.order.evidence.gate import MissingRecord
    from poolsplit.order.evidence.sample import Verdict
    from poolsplit.tables.columns import Rows

def ready(stage: str, evidence: Any, requirements: Any = None, *, pool: str | None = None, lang: str | None = None) -> list[MissingRecord]:
    """The records that a stage still lacks, each with its reason and the way out; [] where it may go ahead. (spec.md, section 8)

    stage: agree, place, sample, bulk, domestic (in the warehouse in China), export, receive or settle, in any of the three languages; the
    needs of the stages before it count, too. evidence: a table of pool, stage, item, reference, refers_to, result, date, recorded_by.
    requirements: the changes to the shipped ones, a dict or the path of a JSON file (see `Requirements`). pool: the only one asked about.
    Raises DataError for cells that cannot be read, PoolsplitError for an unknown stage.

    >>> listing = {"item": "listing", "reference": "https://detail.1688.com/offer/1.html", "date": "2026-11-02", "recorded_by": "Lan"}
    >>> [str(missing) for missing in ready("agree", [listing])]
    ['Selected option: not recorded. Way out: record it: link, file or number, the date, and who recorded it']
    """
    return gate.missing(stage, _rows(evidence, lang), read_requirements(requirements), pool)


def sample_verdict(evidence: Any, requirements: Any = None, *, pool: str | None = None, lang: str | None = None) -> Verdict:
    """The verdict on the sample: scale, fix the brief, wait or stop, with what failed, what is open, and what no sample proves.

    Takes the arguments of `ready` except the stage, and raises its errors; see `poolsplit.order.evidence.sample`. (spec.md, section 8)

    >>> sample_verdict([{"item": "colour", "reference": "anh 3.jpg", "result": "fail", "date": "2026-11-09"}]).advice[1]
    'then order a second sample: this fix has to be seen'
    """
    return sample.verdict(_rows(evidence, lang), read_requirements(requirements), pool)


def changed_files(evidence: Any, folder: str | Path) -> list[files.Changed]:
    """The files in an evidence table that are gone, or not what was recorded. (spec.md, section 8)

    folder: the one that holds them. References are as `record_file` made them; links are skipped, and the other columns are ignored.
    """
    references = with_lists(table("evidence", evidence)).columns.get("reference", [])
    return files.changed_files([str(reference).strip() for reference in references if reference is not None], folder)


def named_stage(stage: str, requirements: Any = None) -> tuple[str, Named]:
    """The stage that a text names, and its name for people. Raises PoolsplitError where it names none.

    >>> named_stage("Xuất hàng")
    ('export', 'Export')
    """
    needed = read_requirements(requirements)
    name = gate.stage_named(stage, needed)
    return name, needed.label("stages", name)


def _rows(evidence: Any, lang: str | None) -> Rows:
    typed, problems = read(table("evidence", evidence), lang)
    if any(not problem.warning for problem in problems):
        raise DataError(problems)
    return typed
