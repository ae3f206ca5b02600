"""From a workbook on disk to its outcome: load, find the tables, compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.outcome import Outcome, outcome
from poolsplit.workbook.find import Reading, find
from poolsplit.workbook.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Run(NamedTuple):
    """One run over a workbook: what was read, what came of it, and the language to answer in."""

    reading: Reading
    outcome: Outcome
    lang: str


def run(path: Path, mapping: Sequence[str] = (), lang: str | None = None, progress: Callable[[str, int, int], None] | None = None) -> Run:
    """Read a filled workbook and compute everything that its tables allow. The file is never written.

    mapping: what the operator decided, see `poolsplit.workbook.mapping`. lang: "vi", "en" or "zh": how ambiguous numbers are read,
    and the language of the answer; without it, the language of the headings. progress: see `poolsplit.workbook.load`.
    Raises errors.Refused for a file that cannot be read; everything about the data is in the outcome's problems.
    """
    reading = find(load(path, progress), mapping, lang)
    answer = lang or reading.lang
    return Run(reading, outcome(reading.tables, reading.problems, answer), answer)
