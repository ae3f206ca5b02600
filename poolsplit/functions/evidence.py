"""What the worksheet functions on evidence and inspection compute: what a stage still lacks, and how many pieces to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, PoolsplitError, Text
from poolsplit.functions.ranges import ArgumentError, Grid, blank, filled, number, numbers, scalar
from poolsplit.functions.table_ranges import table_in
from poolsplit.functions.tables import failure, padded
from poolsplit.order.api import readiness
from poolsplit.order.evidence import inspection
from poolsplit.tables.headings import language, parse
from poolsplit.values import cells
from poolsplit.values.numerals import plain
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from poolsplit.order.evidence.gate import MissingRecord

_MISSING_ROWS = 24  # as many missing records as `ready` has room for
_HEADINGS = ("item", "reason", "way out")
_PLAN = ("aql", "letter", "sample", "accept", "reject", "5 % bad", "10 % bad", "20 % bad")


def ready(stage: Any, evidence: Any) -> Grid:
    """POOLREADY: item, reason, way out; two dozen rows, in the language of the headings; nothing below its headings where the stage is ready.

    stage: as `readiness.ready` takes it. (spec.md, section 8)

    >>> found = ready("agree", [["Record", "Reference", "Date", "Recorded by"], ["Selected option", "white, 2 m", 46330, "Lan"]])
    >>> found[1], found[2], len(found)
    (['Listing URL', 'not recorded', 'record it: link, file or number, the date, and who recorded it'], ['', '', ''], 25)
    """
    filled(evidence, "evidence")
    found = table_in("evidence", evidence)
    lang = language([parse(heading).languages for heading in found.table.headings.values()])
    wanted = scalar(stage, "stage")
    if wanted is None:
        raise ArgumentError(Text("the cell is blank, or was left out"), "stage")
    try:
        lacking = readiness.ready(str(wanted), found.table, lang=lang)
    except DataError as error:
        raise failure(error.problems, {"evidence": found}) from None
    except PoolsplitError as error:
        raise ArgumentError(error.args[0], "stage") from None
    rows = [_said(one, lang or "en") for one in lacking]
    if len(rows) > _MISSING_ROWS:
        more = translate(Text("and {n} more", n=len(rows) - _MISSING_ROWS + 1), lang or "en")
        rows = [*rows[: _MISSING_ROWS - 1], ["", more, ""]]
    return padded({heading: [row[i] for row in rows] for i, heading in enumerate(_HEADINGS)}, _MISSING_ROWS + 1, len(_HEADINGS))


def _said(one: MissingRecord, lang: str) -> list[str]:
    item = translate(one.item, lang)
    return [f"{one.pool}: {item}" if one.pool else item, translate(one.reason, lang), translate(one.fix, lang)]


def sample(lot: Any, aql: Any, level: Any = None) -> Grid:
    """POOLSAMPLE: AQL, letter, sample, accept, reject, and the chance of accepting a lot that is 5, 10 and 20 % bad; one row an AQL.

    aql: one cell, or several, such as those of critical, major and minor defects; a blank cell gives a blank row. (spec.md, section 8)

    >>> sample(100, 2.5)[1]
    [2.5, 'F', 20, 1, 2, 0.739453, 0.363049, 0.049848]
    """
    pieces = number(lot, "lot", cells.quantity)
    wanted = scalar(level, "level")
    rows: Grid = [list(_PLAN)]
    asked = filled(aql, "aql")
    read = numbers(asked, "aql")
    for i, line in enumerate(read, 1):
        for j, value in enumerate(line, 1):
            rows.append([""] * len(_PLAN) if blank(value) else _plan(pieces, value, wanted, (i, j)))
    return rows


def _plan(lot: int, aql: Any, level: Any, place: tuple[int, int]) -> list[Any]:
    try:
        [found] = inspection.inspections(lot, [plain(aql) if not isinstance(aql, int) else aql], "II" if level is None else str(level))
    except PoolsplitError as error:
        raise ArgumentError(error.args[0], _about(error), *(place if _about(error) == "aql" else (0, 0))) from None
    record = found.as_record()
    return [float(aql) if float(aql) != int(aql) else int(aql), *(record[name] for name in _PLAN[1:])]


def _about(error: PoolsplitError) -> str:
    """The argument that an error is about."""
    said = error.args[0]
    return next((name for name in ("lot", "level", "aql") if isinstance(said, Text) and name in said.values), "aql")
