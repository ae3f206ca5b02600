"""From a workbook on disk to its outcome: load, find the tables, compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Text
from poolsplit.report.outcome import outcome
from poolsplit.workbook.find import costs_asked
from poolsplit.workbook.find.tables import Reading, find
from poolsplit.workbook.read.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from poolsplit.errors import Problem
    from poolsplit.report.sections import Outcome
    from poolsplit.workbook.read.grid import Grid


class Run(NamedTuple):
    """One run over a workbook: its sheets, the tables read from them, the outcome, and the language of the answer."""

    grids: list[Grid]
    reading: Reading
    outcome: Outcome
    lang: str


def run(path: Path, mapping: Sequence[str] = (), lang: str | None = None, progress: Callable[[str, int, int], None] | None = None) -> Run:
    """Read a filled workbook and compute everything that its tables allow. The file is never written.

    mapping: the operator's decisions, see `poolsplit.workbook.find.mapping`. lang: "vi", "en" or "zh": how ambiguous numbers are read,
    and the language of the answer; without it, the language of the headings. progress: see `poolsplit.workbook.read.load`; it is called once
    more, with 0 of 0, when everything is read.
    Raises errors.Refused for a file that cannot be read. Everything that is wrong with the data is in the outcome's problems.
    """
    grids = load(path, progress)
    if progress:
        progress(Text("looking for the tables"), 0, 0)
    reading = find(grids, mapping, lang)
    reading.problems += costs_asked.open_questions(reading.tables)
    answer_lang = lang or reading.lang
    result = outcome(reading.tables, reading.problems, answer_lang)
    result.problems = list(_without_repeats(result.problems, orders_missing="orders" not in reading.tables))
    return Run(grids, reading, result, answer_lang)


def _without_repeats(problems: Iterable[Problem], *, orders_missing: bool) -> list[Problem]:
    """The problems without repetitions, in their order.

    More than one reader meets a cell that cannot be read. orders_missing: no order list was read; then a problem of the orders that names no
    cell is left out where an earlier problem of theirs explains already why there are none.
    """
    kept: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        about_orders = orders_missing and problem.table == "orders" and not problem.cell and not problem.warning
        if not (about_orders and any(earlier.table == "orders" and not earlier.warning for earlier in kept.values())):
            kept.setdefault((problem.where(), problem.column, problem.message), problem)
    return list(kept.values())
