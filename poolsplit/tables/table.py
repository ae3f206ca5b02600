"""Tables as users hand them in: 2-D ranges, lists of records and DataFrames. Results go out in the kind that came in.

A `Table` holds raw cell values by column. `poolsplit.tables.reader.read` turns them into typed `Rows`, with a `Problem` for every
cell that cannot be read exactly.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from poolsplit.errors import PoolsplitError, Text
from poolsplit.tables.headings import parse
from poolsplit.tables.schema import DESCRIBED
from poolsplit.tables.vocabulary import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

RECORDS, RANGE, FRAME = "records", "range", "frame"

FEW = 400
"""With fewer rows than this, lists are faster than arrays (tests/benchmarks/break_even.py)."""

_RESULT_TEXTS = frozenset({"pool", "partner", "sku", "payer", "payee", "cost", "leaves", "measure", "currency", "basis"})


@dataclass
class Table:
    """One table as it came in: raw cell values by column, before anything is read from them.

    name: a key of `schema.DESCRIBED`. columns: column name -> values, all of one length; columns that the schema does not
    know keep their heading as name and may serve as an allocation basis.
    cells: column name -> the address of each value ("Đơn!C5"); {} outside workbooks.
    headings: column name -> the heading as it was written. units: column name -> the unit that the heading stated: a currency
    code for money and prices ("CNY"), "kg" or "g" for weights, "m3" for volumes, "%" for rates.
    kind: the kind that came in, in which results go out: "records", "range" or "frame".
    frame: the DataFrame that came in, else None; where it has many rows, `columns` holds its Series. library: the one that the frame
    is of, "pandas", "polars" or "pyarrow"; "" without a frame.
    twice: the columns that more than one heading means; only the first is in `columns`, and reading the table adds a problem.
    named: True where the columns were handed in by their names, so that reading the table looks for unknown ones (`unknown_columns`).
    unheaded: the columns of a range that have values and no heading, from 1; they are in no other field.
    shared_by: the keys of the names by which cost lines are shared; a column with one of them is used.
    """

    name: str
    columns: dict[str, Any]
    cells: dict[str, list[str]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    kind: str = RECORDS
    frame: Any = None
    library: str = ""
    twice: list[str] = field(default_factory=list)
    named: bool = False
    unheaded: list[int] = field(default_factory=list)
    shared_by: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """The number of rows."""
        return max(map(len, self.columns.values()), default=0)


@dataclass(frozen=True)
class Taken:
    """One range that was read as a table. range: its address, such as "'Đơn hàng'!B3:E9". columns: heading as written -> column."""

    table: str
    sheet: str
    range: str
    columns: dict[str, str]


def table(name: str, data: Any) -> Table:
    """A `Table` from the data that a user hands in; None is a table without rows.

    data: a Table, a DataFrame (of pandas or polars), an Arrow table, a list of dicts (or of Cost or Terms, or one of them), or a 2-D
    list whose first row is the header.
    Raises PoolsplitError for any other data.

    >>> table("orders", [["Đối tác", "SL"], ["An", 60]]).columns
    {'partner': ['An'], 'quantity': [60]}
    """
    if isinstance(data, Table):
        return data
    if data is None:
        return Table(name, {})
    frame, library = as_frame(data)
    if library:
        result = _named(name, [str(column) for column in frame.columns], list(_frame_columns(frame)), FRAME)
        result.frame, result.library = frame, library
        return result
    if _is_record(data):
        data = [data]
    if isinstance(data, (list, tuple)):
        if all(_is_record(row) for row in data):
            return _from_records(name, [row if isinstance(row, dict) else asdict(row) for row in data])
        if all(isinstance(row, (list, tuple)) for row in data):
            return _from_range(name, data)
    message = Text("{name} must be a DataFrame, a list of dicts, or a 2-D list with a header row, not {kind}", name=name, kind=type(data).__name__)
    raise PoolsplitError(message)


def as_frame(data: Any) -> tuple[Any, str]:
    """(a DataFrame of pandas, the library of `data`); (None, "") where it is not a frame. polars and Arrow data are converted through Arrow."""
    pandas: Any = sys.modules.get("pandas")
    polars, pyarrow = sys.modules.get("polars"), sys.modules.get("pyarrow")
    if pandas is not None and isinstance(data, pandas.DataFrame):
        return data, "pandas"
    try:
        if polars is not None and isinstance(data, polars.DataFrame):
            return data.to_pandas(use_pyarrow_extension_array=True), "polars"
        if pyarrow is not None and isinstance(data, pyarrow.Table):
            import pandas as pd  # noqa: PLC0415  (so that an Arrow table is read as a frame)

            return data.to_pandas(types_mapper=pd.ArrowDtype), "pyarrow"
    except ModuleNotFoundError as error:
        raise PoolsplitError(Text("{package} is needed for this kind of table: pip install {package}", package=error.name)) from error
    return None, ""


def _is_record(data: Any) -> bool:
    """True where `data` is one row with named values: a dict, a Cost, a Terms."""
    return isinstance(data, dict) or (is_dataclass(data) and not isinstance(data, type))


def _frame_columns(data: Any) -> Iterable[Any]:
    """The columns of a frame: as Series where it has many rows, else as lists."""
    for index in range(data.shape[1]):
        column = data.iloc[:, index]
        yield _as_list(column) if len(data) < FEW else column.reset_index(drop=True)


def _as_list(column: Any) -> list[object]:
    return [None if missing else value for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)]


def with_lists(source: Table) -> Table:
    """The table with all columns as lists."""
    return replace(source, columns={name: values if isinstance(values, list) else _as_list(values) for name, values in source.columns.items()})


def _from_records(name: str, rows: Sequence[Mapping[str, object]]) -> Table:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return _named(name, [str(heading) for heading in headings], [[row.get(heading) for row in rows] for heading in headings], RECORDS)


def _from_range(name: str, rows: Sequence[Sequence[object]]) -> Table:
    header = ["" if value is None else str(value).strip() for value in rows[0]] if rows else []
    columns: list[list[object]] = [[row[index] if index < len(row) else None for row in rows[1:]] for index in range(len(header))]
    kept = [index for index, heading in enumerate(header) if heading]
    result = _named(name, [header[index] for index in kept], [columns[index] for index in kept], RANGE)
    width = max(map(len, rows), default=0)
    result.unheaded = [
        index + 1 for index in range(width)
        if not (index < len(header) and header[index]) and any(index < len(row) and not is_blank(row[index]) for row in rows[1:])
    ]
    return result


def _named(name: str, headings: Sequence[str], columns: Sequence[list[object]], kind: str) -> Table:
    """A table whose columns have the names of the schema wherever a heading clearly means one of them."""
    schema_names = {column.name for column in DESCRIBED[name]}
    result = Table(name, {}, kind=kind, named=True)
    for heading, values in zip(headings, columns, strict=True):
        parsed = parse(heading)
        plain_name = normal(heading).replace(" ", "_")
        candidates = [meaning for meaning in parsed.meanings if meaning in schema_names] or [plain_name] * (plain_name in schema_names)
        column = candidates[0] if heading not in schema_names and len(candidates) == 1 and candidates[0] not in headings else heading
        if column in result.columns and column in schema_names:
            result.twice.append(column)
            continue
        while column in result.columns:
            column += "'"
        result.columns[column] = values
        result.headings[column] = heading
        if parsed.unit and column in schema_names:
            result.units[column] = parsed.unit
    return result


def is_blank(value: object) -> bool:
    """True where a cell is empty: None, or a text of nothing but spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def result_table(source: Table, columns: Mapping[str, Any], rows: Callable[[], Sequence[int]] | None = None) -> Any:
    """A result table of the kind in which `source` came in: a DataFrame, a list of dicts, or a 2-D list with a header row.

    rows: for results in which each row is about one row of `source`, gives the numbers of these rows, from 0; a DataFrame keeps their index.

    >>> result_table(table("orders", [["partner"]]), {"partner": ["An"], "due": [12_300_000]})
    [['partner', 'due'], ['An', 12300000]]
    """
    if source.kind == FRAME:
        from poolsplit.tables.frames import results  # noqa: PLC0415  (whoever handed in a frame has pandas)

        return results.in_library(results.result(source, columns, rows, _RESULT_TEXTS), source.library)
    result_rows = list(zip(*columns.values(), strict=True))
    if source.kind == RANGE:
        return [list(columns), *(list(row) for row in result_rows)]
    return [dict(zip(columns, row, strict=True)) for row in result_rows]
