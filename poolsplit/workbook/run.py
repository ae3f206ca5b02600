"""From a workbook on disk to its outcome: load, find the tables, compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Problem, Text
from poolsplit.report.outcome import outcome
from poolsplit.workbook.find.gather import split_payments
from poolsplit.workbook.find.notices import unread, unused
from poolsplit.workbook.find.tables import Reading, find
from poolsplit.workbook.read.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

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
    _take_payments(reading)
    _note_the_rest(reading, grids, mapping)
    answer_lang = lang or reading.lang
    result = outcome(reading.tables, reading.problems, answer_lang)
    result.problems = list(_without_repeats(result.problems, orders_missing="orders" not in reading.tables))
    return Run(grids, reading, result, answer_lang)


def _take_payments(reading: Reading) -> None:
    """Move the payments in the order list into a table of their own.

    Where the workbook has such a table already, this is a problem, because nobody knows whether both are the same payments.
    """
    orders = reading.tables.get("orders")
    if orders is None:
        return
    reading.tables["orders"], payments = split_payments(orders)
    if payments is None or not payments.size:
        return
    if "payments" not in reading.tables:
        reading.tables["payments"] = payments
        return
    cell = payments.cells["paid"][0]
    message = Text("payments stand in the order list and in a table of their own")
    reading.problems.append(Problem("payments", 0, "paid", message, Text("keep one of the two: the same money must not count twice"), cell))


def _note_the_rest(reading: Reading, grids: list[Grid], mapping: Sequence[str]) -> None:
    """Warn of figures that are in no table, and of columns that are in one without any effect; ranges that --map ignores give no warning."""
    ranges_of_problems = [area for problem in reading.problems for area in _ranges(problem)]
    ignored = [entry.rpartition("=")[0].strip() for entry in mapping if entry.endswith("=ignore")]
    sheets = [grid for grid in grids if grid.name("") not in ignored]
    reading.problems += unread(sheets, [taken.range for taken in reading.taken], [*ranges_of_problems, *ignored])
    if "orders" in reading.tables:
        reading.problems += unused(reading.tables["orders"], reading.tables.get("costs"))


def _ranges(problem: Problem) -> list[str]:
    """The cell and the ranges that the message of a problem names."""
    values = problem.message.values if isinstance(problem.message, Text) else {}
    ranges = values.get("ranges", (values.get("range", ""),))
    return [area for area in (problem.cell, *(ranges if isinstance(ranges, tuple) else ())) if "!" in area]


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
