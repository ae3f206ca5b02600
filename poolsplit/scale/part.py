"""Computing one part: its rows are read and split by `poolsplit.split`; the file of its dues is complete or absent.

The result does not depend on where, or how often, a part is computed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, Problem, Refused, Text
from poolsplit.order.api.split import split
from poolsplit.scale.job import SIDE_TABLES, Folder, Plan
from poolsplit.scale.sort import FILE, PART, ROW
from poolsplit.scale.whole import whole
from poolsplit.tables.reader import read
from poolsplit.tables.table import table
from poolsplit.values import names
from poolsplit.values.money import exponent
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.table import Table

_ABOUT = b"poolsplit"
_WIDEST = 38
FIRST = ("pool", "partner", "quantity")


@dataclass(frozen=True)
class PartResult:
    """The result of one part. total: the sum of its dues, as text. problems: the number of problems that it has instead of dues."""

    run: str
    number: int
    rows: int
    pools: int
    total: str
    problems: int


def compute(out: str, number: int, lang: str = "en") -> PartResult:
    """Split part `number` of the run in the folder `out`. A part that is there already stays as it is.

    Its dues are written, or its problems where there are any; either file is complete or absent. Raises Refused where the folder has no
    run whose rows are sorted. lang: the language of the problems.
    """
    folder = Folder(Path(out))
    plan = _plan(out, _stamp(folder.work / "plan.json"))
    stored = stored_result(folder, plan, number)
    if stored is not None:
        return stored
    part = _PartRows(folder, plan, number)
    try:
        dues = _dues(part, plan)
    except DataError as error:
        return _write_problems(part, plan, [problem for problem in error.problems if not problem.warning], lang)
    try:
        table = _arrow(dues, part)
    except _TooLarge as large:
        return _write_problems(part, plan, [large.problem], lang)
    result = PartResult(plan.id, number, part.size, *_counted(table), 0)
    write(folder.part(number), with_result(table, result))
    return result


def stored_result(folder: Folder, plan: Plan, number: int) -> PartResult | None:
    """The result of a part from its file; None where the file is absent, not complete, or of another run."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    for path in (folder.part(number), folder.wrong(number)):
        try:
            with ParquetFile(path) as file:
                result = PartResult(**json.loads(file.schema_arrow.metadata[_ABOUT]))
        except (OSError, ArrowException, KeyError, TypeError, ValueError):
            continue
        if result.run == plan.id and result.number == number:
            return result
    return None


def write(path: Path, table: Any) -> None:
    """Write an Arrow table as a Parquet file, which is complete or absent."""
    from pyarrow.parquet import write_table

    with whole(path) as temporary:
        write_table(table, temporary)


# ---------------------------------------------------------------- rows in


class _PartRows:
    """The rows of one part.

    frames: by table, as `split` takes them. origins: by table, the file (an index) and the row in it (from 0) from which each row came.
    pool_type: Arrow's type of the orders' pools; None where the orders name none. size: the number of order rows.
    """

    def __init__(self, folder: Folder, plan: Plan, number: int) -> None:
        self.folder, self.number = folder, number
        self.plan = plan
        self.frames: dict[str, Any] = {}
        self.origins: dict[str, tuple[Sequence[int], Sequence[int]]] = {}
        self.pool_type: Any = None
        self._take("orders", _rows(folder.rows("orders"), [number]))
        self.size = len(self.frames["orders"])
        for name in (*SIDE_TABLES, "rates"):
            if name in plan.files:
                self._take(name, _rows(folder.rows(name), [-1, number], folder.rows("witnesses") if name == "items" else None))

    def _take(self, name: str, table: Any) -> None:
        """Keep one table as a frame, in the order in which it was typed. Integers with blanks stay integers."""
        if name != "orders":
            table = table.sort_by([(FILE, "ascending"), (ROW, "ascending")])
        elif heading := self.plan.pool.get(name):
            self.pool_type = table.schema.field(heading).type
        self.origins[name] = (table[FILE].to_numpy(), table[ROW].to_numpy())
        self.frames[name] = table.drop_columns([PART, FILE, ROW]).to_pandas(integer_object_nulls=True, use_threads=False)

    def table(self, name: str) -> Table | None:
        """One table of the part; None where the run does not have it. Its columns were looked at when the rows were sorted."""
        return replace(table(name, self.frames[name]), named=False) if name in self.frames else None

    def pool(self, table: str, row: int) -> str:
        """The pool that a row of a table names; "" where it names none."""
        heading = self.plan.pool.get(table)
        value = None if heading is None or row < 1 else self.frames[table][heading].iloc[row - 1]
        return "" if value is None or value != value else str(value)  # noqa: PLR0124 (NaN)

    def origin(self, table: str, row: int) -> tuple[str, int]:
        """The file of a row, and its number there, from 1 below the header. "" where the file is not known, 0 where it is not about one row."""
        files = self.plan.files.get(table, [])
        if row < 1 or table not in self.origins or row > len(self.origins[table][0]):
            return (files[0] if len(files) == 1 else ""), 0
        file_indices, file_rows = self.origins[table]
        return files[int(file_indices[row - 1])], int(file_rows[row - 1]) + 1

    def message(self, problem: Problem) -> str:
        """The message of a problem. The two rows that it may name are numbered as in their file."""
        message = problem.message
        if not isinstance(message, Text):
            return message
        rows = {name: row for name in ("first", "second") if isinstance(row := message.values.get(name), int)}
        return message.about(**{name: self.origin(problem.table, row)[1] for name, row in rows.items()})


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        message = Text("there is no file {path}", path=path)
        raise Refused("not-found", message, Text("sort the rows first; all workers must see the same folder")) from None


@lru_cache(maxsize=4)
def _plan(out: str, _stamp: int) -> Plan:
    plan = Folder(Path(out)).plan()
    if plan is None:
        raise Refused("not-found", Text("there is no file {path}", path=Path(out)), Text("sort the rows first; all workers must see the same folder"))
    return plan


@lru_cache(maxsize=8)
def _groups(path: str, _stamp: int) -> tuple[Any, list[tuple[int, int]]]:
    """The footer of a file of sorted rows, and the first and last part of each of its row groups."""
    from pyarrow.parquet import read_metadata

    footer = read_metadata(path)
    part_column = footer.schema.names.index(PART)
    spans = [footer.row_group(i).column(part_column).statistics for i in range(footer.num_row_groups)]
    return footer, [(span.min, span.max) for span in spans]


def _rows(path: Path, parts: Sequence[int], others: Path | None = None) -> Any:
    """The rows of some parts as an Arrow table, followed by the rows of the file `others` that are not in these parts."""
    import pyarrow as pa
    from pyarrow import compute as pc
    from pyarrow.parquet import ParquetFile, read_table

    footer, spans = _groups(str(path), _stamp(path))
    with ParquetFile(path, metadata=footer) as file:
        row_groups = [i for i, (first, last) in enumerate(spans) if any(first <= part <= last for part in parts)]
        table = file.read_row_groups(row_groups, use_threads=False)
    wanted_parts = pa.array(parts, pa.int32())
    rows = table.filter(pc.is_in(table[PART], wanted_parts))
    if others is not None and others.exists():
        other_rows = read_table(others, use_threads=False)
        rows = pa.concat_tables([rows, other_rows.filter(pc.invert(pc.is_in(other_rows[PART], wanted_parts)))], promote_options="permissive")
    return rows


# ---------------------------------------------------------------- dues out


def _dues(part: _PartRows, plan: Plan) -> Any:
    """The dues of a part, always with a column `pool`. Raises DataError with all problems."""
    import pandas as pd

    if not part.size:
        problems = _nobody_orders(part)
        if problems:
            raise DataError(problems)
        return pd.DataFrame({"pool": [], "partner": [], "quantity": [], "due": []}, dtype=object)  # pools of other parts may have any type
    rates = part.table("rates") or plan.rates or None
    dues = split(part.table("orders"), part.table("costs"), part.table("items"), part.table("terms"), rates, plan.currency)
    if "pool" not in dues:
        dues.insert(0, "pool", "")
    return dues.rename(columns={column: plan.labels.get(names.key(column), column) for column in dues.columns[len(FIRST):]})


def _nobody_orders(part: _PartRows) -> list[Problem]:
    """The problems of a part without orders: its costs and terms of pools that nobody orders in, or that the whole run has no orders."""
    if not part.plan.rows:
        return [Problem("orders", 0, "", Text("there are no orders"), Text("list who orders how many pieces of what"))]
    problems = []
    for name in ("costs", "terms"):
        typed_rows, unreadable = read(part.table(name) or table(name, None), None, part.plan.currency)
        problems += unreadable
        for row, pool in enumerate(typed_rows.get("pool")):
            if pool is not None:
                message = Text("nobody orders in the pool {pool}", pool=pool)
                problems.append(typed_rows.problem(row, "pool", message, Text("type a pool of the orders, or delete the row")))
    return problems


class _TooLarge(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def money_type(currency: str) -> Any:
    """The Arrow type of amounts: int64, or decimals with the currency's number of decimals."""
    import pyarrow as pa

    decimals = exponent(currency)
    return pa.decimal128(_WIDEST, decimals) if decimals else pa.int64()


def _counted(dues: Any) -> tuple[int, str]:
    """The number of pools, and the sum of the dues as text."""
    import pyarrow as pa
    from pyarrow import compute as pc

    due = dues["due"]
    wide = pa.decimal128(_WIDEST, due.type.scale if pa.types.is_decimal(due.type) else 0)  # 64 bits may not hold a sum
    return pc.count_distinct(dues["pool"], mode="all").as_py(), str(pc.sum(due.cast(wide), min_count=0).as_py())


def _arrow(dues: Any, part: _PartRows) -> Any:
    """Dues as an Arrow table whose columns have the same types in every part. Pools have the type of the orders, so that the two can be joined."""
    import pyarrow as pa

    pool_type = pa.string() if part.pool_type is None or pa.types.is_null(part.pool_type) else part.pool_type
    if not pa.types.is_string(pool_type):
        dues = dues.assign(pool=dues["pool"].mask(dues["pool"] == ""))  # orders without a pool, where other pools are numbers
    types = {"pool": pool_type.value_type if pa.types.is_dictionary(pool_type) else pool_type, "partner": pa.string(), "quantity": pa.int64()}
    money = money_type(part.plan.currency)
    return pa.table({name: _column(name, dues[name], types.get(name, money)) for name in dues.columns})


def _column(name: str, values: Any, kind: Any) -> Any:
    """One column of the dues as an Arrow array. Raises _TooLarge where its type does not hold an amount."""
    import pyarrow as pa

    if pa.types.is_string(kind) and values.dtype.kind in "iuf":  # names that are numbers
        values = [str(int(value)) if value == int(value) else str(value) for value in values]
    try:
        if name == "pool" and values.dtype == object and not pa.types.is_string(kind):  # names are texts where some are blank
            return pa.array(values.map(str, na_action="ignore"), pa.string()).cast(kind)
        return pa.array(values, kind)
    except (pa.ArrowInvalid, OverflowError) as error:
        message = Text("{column} has an amount that is too large for a file", column=name)
        fix = Text("split its pool in memory, with poolsplit.split, or look for a wrong amount")
        raise _TooLarge(Problem("dues", 0, name, message, fix)) from error


def with_result(table: Any, result: PartResult) -> Any:
    """An Arrow table with the result of its part, and so the run and the part, in its metadata."""
    return table.replace_schema_metadata({_ABOUT: json.dumps(asdict(result)).encode()})


def _write_problems(part: _PartRows, plan: Plan, problems: Sequence[Problem], lang: str) -> PartResult:
    """Write the problems of a part, each with its file and row."""
    import pyarrow as pa

    result = PartResult(plan.id, part.number, part.size, 0, "0", len(problems))
    texts: Mapping[str, list[str]] = {
        "pool": [part.pool(problem.table, problem.row) for problem in problems],
        "table": [problem.table for problem in problems],
        "file": [part.origin(problem.table, problem.row)[0] for problem in problems],
        "column": [problem.column for problem in problems],
        "message": [translate(part.message(problem), lang) for problem in problems],
        "fix": [translate(problem.fix, lang) for problem in problems],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    columns["row"] = pa.array([part.origin(problem.table, problem.row)[1] for problem in problems], pa.int64())
    order = ("pool", "table", "file", "row", "column", "message", "fix")
    write(part.folder.wrong(part.number), with_result(pa.table({name: columns[name] for name in order}), result))
    return result
