"""One part: its rows in, `poolsplit.split`, its dues out, as one file that is whole or not there; the same wherever and how often it runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
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

_ABOUT = b"poolsplit"
_WIDEST = 38
FIRST = ("pool", "partner", "quantity")


@dataclass(frozen=True)
class Done:
    """What came out of one part: counts, the sum of its dues as text, and how many problems there are instead."""

    run: str
    number: int
    rows: int
    pools: int
    total: str
    problems: int


def compute(out: str, number: int, lang: str = "en") -> Done:
    """Split part `number` of the run in the folder `out`; a part that is there already stays as it is.

    Its dues are written, or its problems where there are any; either file is complete once it is there. Raises Refused where the folder has no
    run whose rows are sorted. lang: of the problems.
    """
    folder = Folder(Path(out))
    plan = _plan(out, _stamp(folder.work / "plan.json"))
    there = done(folder, plan, number)
    if there is not None:
        return there
    taken = _Taken(folder, plan, number)
    try:
        dues = _dues(taken, plan)
    except DataError as error:
        return _write_problems(taken, plan, [problem for problem in error.problems if not problem.warning], lang)
    try:
        written = _arrow(dues, taken)
    except _TooLarge as large:
        return _write_problems(taken, plan, [large.problem], lang)
    about = Done(plan.id, number, taken.size, *_counted(written), 0)
    write(folder.part(number), with_note(written, about))
    return about


def done(folder: Folder, plan: Plan, number: int) -> Done | None:
    """What a part came to; None where its file is not there, is not whole, or is not of this run."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    for path in (folder.part(number), folder.wrong(number)):
        try:
            with ParquetFile(path) as file:
                about = Done(**json.loads(file.schema_arrow.metadata[_ABOUT]))
        except (OSError, ArrowException, KeyError, TypeError, ValueError):
            continue
        if about.run == plan.id and about.number == number:
            return about
    return None


def write(path: Path, table: Any) -> None:
    """Write an Arrow table as a Parquet file, whole."""
    from pyarrow.parquet import write_table

    with whole(path) as beside:
        write_table(table, beside)


# ---------------------------------------------------------------- rows in


class _Taken:
    """The rows of one part by table: frames as `split` takes them, and where each row stood. pool_type: Arrow's, of the orders' pools."""

    def __init__(self, folder: Folder, plan: Plan, number: int) -> None:
        self.folder, self.number = folder, number
        self.plan = plan
        self.frames: dict[str, Any] = {}
        self.places: dict[str, tuple[Sequence[int], Sequence[int]]] = {}
        self.pool_type: Any = None
        self._take("orders", _rows(folder.rows("orders"), [number]))
        self.size = len(self.frames["orders"])
        for name in (*SIDE_TABLES, "rates"):
            if name in plan.files:
                self._take(name, _rows(folder.rows(name), [-1, number], folder.rows("witnesses") if name == "items" else None))

    def _take(self, name: str, table: Any) -> None:
        """One table as a frame, in the order in which it was typed; integers with blanks stay integers."""
        if name != "orders":
            table = table.sort_by([(FILE, "ascending"), (ROW, "ascending")])
        elif heading := self.plan.pool.get(name):
            self.pool_type = table.schema.field(heading).type
        self.places[name] = (table[FILE].to_numpy(), table[ROW].to_numpy())
        self.frames[name] = table.drop_columns([PART, FILE, ROW]).to_pandas(integer_object_nulls=True, use_threads=False)

    def pool(self, table: str, row: int) -> str:
        """The pool that a row of a table names; "" where it names none."""
        heading = self.plan.pool.get(table)
        value = None if heading is None or row < 1 else self.frames[table][heading].iloc[row - 1]
        return "" if value is None or value != value else str(value)  # noqa: PLR0124 (NaN)

    def place(self, table: str, row: int) -> tuple[str, int]:
        """The file of a row, and the row as it is counted there, from 1 below the header; "" and 0 where it is about no single one."""
        files = self.plan.files.get(table, [])
        if row < 1 or table not in self.places or row > len(self.places[table][0]):
            return (files[0] if len(files) == 1 else ""), 0
        file, place = self.places[table]
        return files[int(file[row - 1])], int(place[row - 1]) + 1

    def message(self, problem: Problem) -> str:
        """What a problem says; the two rows that it may name are counted as they are in their file."""
        message = problem.message
        if not isinstance(message, Text):
            return message
        rows = {name: row for name in ("first", "second") if isinstance(row := message.values.get(name), int)}
        return message.about(**{name: self.place(problem.table, row)[1] for name, row in rows.items()})


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        message = Text("there is no file {path}", path=path)
        raise Refused("not-found", message, Text("sort the rows first; all workers must see the same folder")) from None


@lru_cache(maxsize=4)
def _plan(out: str, _stamp: int) -> Plan:
    found = Folder(Path(out)).plan()
    if found is None:
        raise Refused("not-found", Text("there is no file {path}", path=Path(out)), Text("sort the rows first; all workers must see the same folder"))
    return found


@lru_cache(maxsize=8)
def _groups(path: str, _stamp: int) -> tuple[Any, list[tuple[int, int]]]:
    """The footer of sorted rows, and the first and last part of each row group."""
    from pyarrow.parquet import read_metadata

    footer = read_metadata(path)
    place = footer.schema.names.index(PART)
    spans = [footer.row_group(i).column(place).statistics for i in range(footer.num_row_groups)]
    return footer, [(span.min, span.max) for span in spans]


def _rows(path: Path, parts: Sequence[int], others: Path | None = None) -> Any:
    """The rows of some parts as an Arrow table; of `others`, those that are of none of these."""
    import pyarrow as pa
    from pyarrow import compute as pc
    from pyarrow.parquet import ParquetFile, read_table

    footer, spans = _groups(str(path), _stamp(path))
    with ParquetFile(path, metadata=footer) as file:
        wanted = [i for i, (first, last) in enumerate(spans) if any(first <= part <= last for part in parts)]
        table = file.read_row_groups(wanted, use_threads=False)
    kept = pa.array(parts, pa.int32())
    found = table.filter(pc.is_in(table[PART], kept))
    if others is not None and others.exists():
        more = read_table(others, use_threads=False)
        found = pa.concat_tables([found, more.filter(pc.invert(pc.is_in(more[PART], kept)))], promote_options="permissive")
    return found


# ---------------------------------------------------------------- dues out


def _dues(taken: _Taken, plan: Plan) -> Any:
    """The dues of a part, with a column `pool` in any case. Raises DataError with all problems."""
    import pandas as pd

    frames = taken.frames
    if not taken.size:
        problems = _nobody_orders(taken)
        if problems:
            raise DataError(problems)
        return pd.DataFrame({"pool": [], "partner": [], "quantity": [], "due": []}, dtype=object)  # whatever type the pools of others have
    rates = frames.get("rates", plan.rates or None)
    dues = split(frames["orders"], frames.get("costs"), frames.get("items"), frames.get("terms"), rates, plan.currency)
    if "pool" not in dues:
        dues.insert(0, "pool", "")
    return dues.rename(columns={column: plan.labels.get(names.key(column), column) for column in dues.columns[len(FIRST):]})


def _nobody_orders(taken: _Taken) -> list[Problem]:
    """The costs and terms of pools that nobody orders in, where a part has no orders; or that there are none at all."""
    if not taken.plan.rows:
        return [Problem("orders", 0, "", Text("there are no orders"), Text("list who orders how many pieces of what"))]
    found = []
    for name in ("costs", "terms"):
        typed, problems = read(table(name, taken.frames.get(name)), None, taken.plan.currency)
        found += problems
        for row, pool in enumerate(typed.get("pool")):
            if pool is not None:
                message = Text("nobody orders in the pool {pool}", pool=pool)
                found.append(typed.problem(row, "pool", message, Text("type a pool of the orders, or delete the row")))
    return found


class _TooLarge(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def money_type(currency: str) -> Any:
    """What amounts are written as: whole numbers, or decimals with the currency's places."""
    import pyarrow as pa

    places = exponent(currency)
    return pa.decimal128(_WIDEST, places) if places else pa.int64()


def _counted(dues: Any) -> tuple[int, str]:
    """How many pools there are, and the sum of what is due."""
    import pyarrow as pa
    from pyarrow import compute as pc

    due = dues["due"]
    wide = pa.decimal128(_WIDEST, due.type.scale if pa.types.is_decimal(due.type) else 0)  # 64 bits may not hold a sum
    return pc.count_distinct(dues["pool"], mode="all").as_py(), str(pc.sum(due.cast(wide), min_count=0).as_py())


def _arrow(dues: Any, taken: _Taken) -> Any:
    """Dues as an Arrow table whose columns have the same types in every part: pools that of the orders, so that the two can be joined."""
    import pyarrow as pa

    pool = pa.string() if taken.pool_type is None or pa.types.is_null(taken.pool_type) else taken.pool_type
    if not pa.types.is_string(pool):
        dues = dues.assign(pool=dues["pool"].mask(dues["pool"] == ""))  # orders that name no pool, beside pools that are numbers
    types = {"pool": pool.value_type if pa.types.is_dictionary(pool) else pool, "partner": pa.string(), "quantity": pa.int64()}
    money = money_type(taken.plan.currency)
    return pa.table({name: _column(name, dues[name], types.get(name, money)) for name in dues.columns})


def _column(name: str, values: Any, kind: Any) -> Any:
    """One column of the dues. Raises _TooLarge where its type does not hold an amount."""
    import pyarrow as pa

    if pa.types.is_string(kind) and values.dtype.kind in "iuf":  # names that are numbers
        values = [str(int(value)) if value == int(value) else str(value) for value in values]
    try:
        if name == "pool" and values.dtype == object and not pa.types.is_string(kind):  # a name beside blank ones is text
            return pa.array(values.map(str, na_action="ignore"), pa.string()).cast(kind)
        return pa.array(values, kind)
    except (pa.ArrowInvalid, OverflowError) as error:
        message = Text("{column} has an amount that is too large for a file", column=name)
        fix = Text("split its pool in memory, with poolsplit.split, or look for a wrong amount")
        raise _TooLarge(Problem("dues", 0, name, message, fix)) from error


def with_note(table: Any, about: Done) -> Any:
    """An Arrow table that says which part of which run it is."""
    return table.replace_schema_metadata({_ABOUT: json.dumps(asdict(about)).encode()})


def _write_problems(taken: _Taken, plan: Plan, problems: Sequence[Problem], lang: str) -> Done:
    """The problems of a part, with the file and the row that each stands in."""
    import pyarrow as pa

    about = Done(plan.id, taken.number, taken.size, 0, "0", len(problems))
    texts: Mapping[str, list[str]] = {
        "pool": [taken.pool(problem.table, problem.row) for problem in problems],
        "table": [problem.table for problem in problems],
        "file": [taken.place(problem.table, problem.row)[0] for problem in problems],
        "column": [problem.column for problem in problems],
        "message": [translate(taken.message(problem), lang) for problem in problems],
        "fix": [translate(problem.fix, lang) for problem in problems],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    columns["row"] = pa.array([taken.place(problem.table, problem.row)[1] for problem in problems], pa.int64())
    order = ("pool", "table", "file", "row", "column", "message", "fix")
    write(taken.folder.wrong(taken.number), with_note(pa.table({name: columns[name] for name in order}), about))
    return about
