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
    """One run over a workbook: its sheets, what was read, what came of it, and the language to answer in."""

    grids: list[Grid]
    reading: Reading
    outcome: Outcome
    lang: str


def run(path: Path, mapping: Sequence[str] = (), lang: str | None = None, progress: Callable[[str, int, int], None] | None = None) -> Run:
    """Read a filled workbook and compute everything that its tables allow. The file is never written.

    mapping: what the operator decided, see `poolsplit.workbook.find.mapping`. lang: "vi", "en" or "zh": how ambiguous numbers are read,
    and the language of the answer; without it, the language of the headings. progress: see `poolsplit.workbook.read.load`; it is called once
    more, with 0 of 0, when everything is read.
    Raises errors.Refused for a file that cannot be read; everything about the data is in the outcome's problems.
    """
    grids = load(path, progress)
    if progress:
        progress(Text("looking for the tables"), 0, 0)
    reading = find(grids, mapping, lang)
    _take_payments(reading)
    _note_the_rest(reading, grids, mapping)
    answer = lang or reading.lang
    found = outcome(reading.tables, reading.problems, answer)
    found.problems = list(_once(found.problems, asked_for_orders="orders" not in reading.tables))
    return Run(grids, reading, found, answer)


def _take_payments(reading: Reading) -> None:
    """What partners paid, out of the order list; two places for it are a problem, as nobody knows whether they are the same payments."""
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
    """Warn of figures that came into no table, and of columns that came into one for nothing; what --map ignores is known."""
    asked = [place for problem in reading.problems for place in _places(problem)]
    ignored = [entry.rpartition("=")[0].strip() for entry in mapping if entry.endswith("=ignore")]
    sheets = [grid for grid in grids if grid.name("") not in ignored]
    reading.problems += unread(sheets, [one.range for one in reading.taken], [*asked, *ignored])
    if "orders" in reading.tables:
        reading.problems += unused(reading.tables["orders"], reading.tables.get("costs"))


def _places(problem: Problem) -> list[str]:
    """The cell and the ranges that a question names."""
    values = problem.message.values if isinstance(problem.message, Text) else {}
    ranges = values.get("ranges", (values.get("range", ""),))
    return [place for place in (problem.cell, *(ranges if isinstance(ranges, tuple) else ())) if "!" in place]


def _once(problems: Iterable[Problem], *, asked_for_orders: bool) -> list[Problem]:
    """Every finding once: a cell that cannot be read is met by more than one reader, and a question about the orders explains why there are none."""
    found: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        about_orders = asked_for_orders and problem.table == "orders" and not problem.cell and not problem.warning
        if not (about_orders and any(one.table == "orders" and not one.warning for one in found.values())):
            found.setdefault((problem.where(), problem.column, problem.message), problem)
    return list(found.values())
