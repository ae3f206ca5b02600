"""The worksheet functions on evidence and inspection: the records that a stage still lacks, and the number of pieces to inspect."""

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
from poolsplit.values.numerals import decimal_text
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from poolsplit.order.evidence.gate import MissingRecord

_MISSING_ROWS = 24  # the number of missing records that `ready` has room for
_HEADINGS = ("item", "reason", "way out")
_PLAN = ("aql", "letter", "sample", "accept", "reject", "5 % bad", "10 % bad", "20 % bad")


def ready(stage: Any, evidence: Any) -> Grid:
    """POOLREADY: item, reason, way out, in the language of the headings; 24 rows below its own headings, all of them blank where the stage is ready.

    stage: as `readiness.ready` takes it. (spec.md, section 8)

    >>> rows = ready("agree", [["Record", "Reference", "Date", "Recorded by"], ["Selected option", "white, 2 m", 46330, "Lan"]])
    >>> rows[1], rows[2], len(rows)
    (['Listing URL', 'not recorded', 'record it: link, file or number, the date, and who recorded it'], ['', '', ''], 25)
    """
    filled(evidence, "evidence")
    source = table_in("evidence", evidence)
    lang = language([parse(heading).languages for heading in source.table.headings.values()])
    stage_text = scalar(stage, "stage")
    if stage_text is None:
        raise ArgumentError(Text("the cell is blank, or was left out"), "stage")
    try:
        missing = readiness.ready(str(stage_text), source.table, lang=lang)
    except DataError as error:
        raise failure(error.problems, {"evidence": source}) from None
    except PoolsplitError as error:
        raise ArgumentError(error.args[0], "stage") from None
    rows = [_row(record, lang or "en") for record in missing]
    if len(rows) > _MISSING_ROWS:
        remainder = translate(Text("and {n} more", n=len(rows) - _MISSING_ROWS + 1), lang or "en")
        rows = [*rows[: _MISSING_ROWS - 1], ["", remainder, ""]]
    return padded({heading: [row[i] for row in rows] for i, heading in enumerate(_HEADINGS)}, _MISSING_ROWS + 1, len(_HEADINGS))


def _row(record: MissingRecord, lang: str) -> list[str]:
    """A missing record as a row of POOLREADY: item, reason, way out."""
    item = translate(record.item, lang)
    return [f"{record.pool}: {item}" if record.pool else item, translate(record.reason, lang), translate(record.fix, lang)]


def sample(lot: Any, aql: Any, level: Any = None) -> Grid:
    """POOLSAMPLE: AQL, letter, sample, accept, reject, and the chances of accepting a lot that is 5, 10 and 20 % bad; one row for each AQL.

    aql: one cell, or several, such as those of critical, major and minor defects. A blank cell gives a blank row. (spec.md, section 8)

    >>> sample(100, 2.5)[1]
    [2.5, 'F', 20, 1, 2, 0.739453, 0.363049, 0.049848]
    """
    pieces = number(lot, "lot", cells.quantity)
    level_text = scalar(level, "level")
    rows: Grid = [list(_PLAN)]
    aqls = numbers(filled(aql, "aql"), "aql")
    for row, line in enumerate(aqls, 1):
        for column, value in enumerate(line, 1):
            rows.append([""] * len(_PLAN) if blank(value) else _plan(pieces, value, level_text, (row, column)))
    return rows


def _plan(lot: int, aql: Any, level: Any, position: tuple[int, int]) -> list[Any]:
    """The row of POOLSAMPLE for one AQL. position: row and column of the AQL in its range, from 1, for the error."""
    try:
        [plan] = inspection.inspections(lot, [decimal_text(aql) if not isinstance(aql, int) else aql], "II" if level is None else str(level))
    except PoolsplitError as error:
        raise ArgumentError(error.args[0], _about(error), *(position if _about(error) == "aql" else (0, 0))) from None
    record = plan.as_record()
    return [float(aql) if float(aql) != int(aql) else int(aql), *(record[name] for name in _PLAN[1:])]


def _about(error: PoolsplitError) -> str:
    """The argument that an error is about."""
    message = error.args[0]
    return next((name for name in ("lot", "level", "aql") if isinstance(message, Text) and name in message.values), "aql")
