"""Finishing a run: equal columns in all parts, all problems in one file, and the file that marks a finished run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from poolsplit.pool.costs import CREDIT, FX, QUOTED, ROUNDING
from poolsplit.scale import keys
from poolsplit.scale.part import FIRST, money_type, stored_result, with_result, write
from poolsplit.scale.whole import whole, write_json
from poolsplit.tables.table import table
from poolsplit.tables.unknown_columns import unused_columns
from poolsplit.values import names
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.scale.job import Folder, Plan
    from poolsplit.scale.part import PartResult

_LAST = (FX, ROUNDING, QUOTED, "due")


@dataclass(frozen=True)
class Summary:
    """The result of a run.

    rows, pools, parts: their numbers. totals: currency -> the sum of all dues. kept: the number of parts that were there before the run.
    problems: the number of problems that prevent dues; wrong: the number of parts that have some; both are 0 once all dues are there.
    dues: the folder of the dues. file: the file of the problems, "" without any. first: up to ten of them, as lines for people.
    warnings: the columns that change nothing, one line a table, in the form of `first`: file ("" where there are several), row (0), column,
    message, way out.
    """

    rows: int
    pools: int
    totals: dict[str, Decimal]
    parts: int
    kept: int
    problems: int
    wrong: int
    dues: str
    file: str
    first: tuple[tuple[str, int, str, str, str], ...]
    warnings: tuple[tuple[str, int, str, str, str], ...] = ()


def together(folder: Folder, plan: Plan, kept: int, lang: str) -> Summary:
    """Make one result of all parts. A run that was stopped here repeats no finished work.

    kept: the number of parts that were there before. lang: the language of the warnings.
    """
    parts = [part for number in range(plan.partitions) if (part := stored_result(folder, plan, number)) is not None]
    without_problems = [part for part in parts if not part.problems]
    _same_columns(folder, plan, without_problems)
    problems, first = _problems(folder, [part.number for part in parts if part.problems])
    total = sum((Decimal(part.total) for part in without_problems), Decimal(0))
    summary = Summary(
        sum(part.rows for part in parts), sum(part.pools for part in without_problems), {plan.currency: total}, len(parts), kept, problems,
        len(parts) - len(without_problems), str(folder.dues), str(folder.problems) if problems else "", first,
        _unused(plan, lang),
    )
    if not problems:
        folder.problems.unlink(missing_ok=True)
        counts = {"rows": summary.rows, "pools": summary.pools, "parts": summary.parts}
        write_json(folder.success, {"run": plan.id, **counts, "totals": {code: str(amount) for code, amount in summary.totals.items()}})
    for name in ("orders", "costs", "items", "terms", "rates", "witnesses"):
        folder.rows(name).unlink(missing_ok=True)
    rmtree(folder.work / "spill", ignore_errors=True)
    folder.tidy()
    return summary


def _unused(plan: Plan, lang: str) -> tuple[tuple[str, int, str, str, str], ...]:
    """A warning for each table with columns that change nothing. The folders of a run keep the headings, so that going on with it says the same."""
    lines = []
    for name, headings in plan.headings.items():
        files = plan.files[name]
        for problem in unused_columns(replace(table(name, [headings]), shared_by=frozenset(plan.shared_by))):
            file = files[0] if len(files) == 1 else ""
            lines.append((file, 0, problem.column, translate(problem.message, lang), translate(problem.fix, lang)))
    return tuple(lines)


def _same_columns(folder: Folder, plan: Plan, parts: Sequence[PartResult]) -> None:
    """Give every part the columns of all parts, in one order. A cost line that a part does not have is 0 in it."""
    from pyarrow.parquet import read_schema

    columns_of_part = {part.number: read_schema(folder.part(part.number)).names for part in parts}
    columns = _order(plan, list(columns_of_part.values()))
    for part in parts:
        if columns_of_part[part.number] != columns:
            write(folder.part(part.number), _filled(folder, plan, part, columns))


def _filled(folder: Folder, plan: Plan, part: PartResult, columns: Sequence[str]) -> Any:
    """The dues of a part with all columns: 0 for cost lines that it lacks, and the amount due as the amount quoted."""
    import pyarrow as pa
    from pyarrow.parquet import read_table

    table = read_table(folder.part(part.number), use_threads=False)
    kind = money_type(plan.currency)
    zeros = pa.array([0] * table.num_rows, pa.int64()).cast(kind)
    substitutes: dict[str, Any] = {QUOTED: table["due"]}
    return with_result(pa.table({name: table[name] if name in table.column_names else substitutes.get(name, zeros) for name in columns}), part)


def _order(plan: Plan, columns_of_parts: Sequence[Sequence[str]]) -> list[str]:
    """All columns in order: cost lines as they are listed, each fee's credit after it, and first the goods line that comes only from prices."""
    positions = {key: position for position, key in enumerate(plan.labels)}

    def position_of(name: str) -> tuple[int, bool]:
        key = names.key(name)
        return positions.get(key, positions.get(key[: -len(CREDIT)], -1) if key.endswith(CREDIT) else -1), key not in positions

    lines = dict.fromkeys(name for name in chain.from_iterable(columns_of_parts) if name not in {*FIRST, *_LAST})
    last = [name for name in _LAST if any(name in columns for columns in columns_of_parts) or name == "due"]
    return [*FIRST, *sorted(lines, key=position_of), *last]


def _problems(folder: Folder, parts: Sequence[int]) -> tuple[int, tuple[tuple[str, int, str, str, str], ...]]:
    """Write all problems to one file, each once. Returns their number, and the first ten as (file, row, column, message, fix)."""
    if not parts:
        return 0, ()
    import duckdb

    with duckdb.connect() as connection, whole(folder.problems) as temporary:
        source = keys.read(*map(folder.wrong, parts))
        query = f'SELECT DISTINCT * FROM {source} ORDER BY pool, "table", file, row, "column", message'
        connection.execute(f"COPY ({query}) TO {keys.quoted(str(temporary))} (FORMAT parquet)")
        count_row = connection.execute(f"SELECT count(*) FROM {keys.read(temporary)}").fetchone()
        first = connection.execute(f'SELECT file, row, "column", message, fix FROM {keys.read(temporary)} LIMIT 10').fetchall()
    return (count_row[0] if count_row else 0), tuple(first)
