"""Bringing the parts together: the same columns in each, all problems in one file, and the mark of a run that is done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from poolsplit.pool.costs import CREDIT, FX, QUOTED, ROUNDING
from poolsplit.scale import keys
from poolsplit.scale.part import FIRST, done, money_type, with_note, write
from poolsplit.scale.whole import whole, write_json
from poolsplit.values import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.scale.job import Folder, Plan
    from poolsplit.scale.part import Done

_LAST = (FX, ROUNDING, QUOTED, "due")


@dataclass(frozen=True)
class Summary:
    """What a run came to. rows: of the orders; totals: currency -> the sum of all dues; parts: how many, and how many were there before.

    problems: how many prevent the dues of how many parts (`wrong`); 0 where all is done. first: some of them, as lines for people.
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


def together(folder: Folder, plan: Plan, kept: int) -> Summary:
    """Make one result of all parts; nothing is done twice where a run was stopped in the midst of it."""
    parts = [part for number in range(plan.partitions) if (part := done(folder, plan, number)) is not None]
    good = [part for part in parts if not part.problems]
    _same_columns(folder, plan, good)
    problems, first = _problems(folder, [part.number for part in parts if part.problems])
    total = sum((Decimal(part.total) for part in good), Decimal(0))
    summary = Summary(
        sum(part.rows for part in parts), sum(part.pools for part in good), {plan.currency: total}, len(parts), kept, problems,
        len(parts) - len(good), str(folder.dues), str(folder.problems) if problems else "", first,
    )
    if not problems:
        folder.problems.unlink(missing_ok=True)
        counts = {"rows": summary.rows, "pools": summary.pools, "parts": summary.parts}
        write_json(folder.success, {"run": plan.id, **counts, "totals": {code: str(amount) for code, amount in summary.totals.items()}})
    for table in ("orders", "costs", "items", "terms", "rates", "witnesses"):
        folder.rows(table).unlink(missing_ok=True)
    rmtree(folder.work / "spill", ignore_errors=True)
    folder.tidy()
    return summary


def _same_columns(folder: Folder, plan: Plan, parts: Sequence[Done]) -> None:
    """Give every part the columns of all, in one order: a line that its pools do not have is 0 there."""
    from pyarrow.parquet import read_schema

    found = {part.number: read_schema(folder.part(part.number)).names for part in parts}
    columns = _order(plan, list(found.values()))
    for part in parts:
        if found[part.number] != columns:
            write(folder.part(part.number), _filled(folder, plan, part, columns))


def _filled(folder: Folder, plan: Plan, part: Done, columns: Sequence[str]) -> Any:
    """A part with more columns: no share of the lines that it lacks; what was quoted is what is due."""
    import pyarrow as pa
    from pyarrow.parquet import read_table

    table = read_table(folder.part(part.number), use_threads=False)
    kind = money_type(plan.currency)
    nothing = pa.array([0] * table.num_rows, pa.int64()).cast(kind)
    lacking: dict[str, Any] = {QUOTED: table["due"]}
    return with_note(pa.table({name: table[name] if name in table.column_names else lacking.get(name, nothing) for name in columns}), part)


def _order(plan: Plan, found: Sequence[Sequence[str]]) -> list[str]:
    """All columns: as the lines are listed, a fee's credit behind it; goods that only the prices make stand first."""
    listed = {key: place for place, key in enumerate(plan.labels)}

    def place(name: str) -> tuple[int, bool]:
        key = names.key(name)
        return listed.get(key, listed.get(key[: -len(CREDIT)], -1) if key.endswith(CREDIT) else -1), key not in listed

    lines = dict.fromkeys(name for name in chain.from_iterable(found) if name not in {*FIRST, *_LAST})
    last = [name for name in _LAST if any(name in columns for columns in found) or name == "due"]
    return [*FIRST, *sorted(lines, key=place), *last]


def _problems(folder: Folder, parts: Sequence[int]) -> tuple[int, tuple[tuple[str, int, str, str, str], ...]]:
    """All problems in one file, each once, and the first ten: file, row, column, message, way out."""
    if not parts:
        return 0, ()
    import duckdb

    with duckdb.connect() as connection, whole(folder.problems) as beside:
        listed = keys.read(*map(folder.wrong, parts))
        query = f'SELECT DISTINCT * FROM {listed} ORDER BY pool, "table", file, row, "column", message'
        connection.execute(f"COPY ({query}) TO {keys.quoted(str(beside))} (FORMAT parquet)")
        counted = connection.execute(f"SELECT count(*) FROM {keys.read(beside)}").fetchone()
        first = connection.execute(f'SELECT file, row, "column", message, fix FROM {keys.read(beside)} LIMIT 10').fetchall()
    return (counted[0] if counted else 0), tuple(first)
