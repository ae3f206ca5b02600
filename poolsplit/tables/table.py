"""The one door: 2-D ranges, lists of records and DataFrames in, the same kind out.

A `Table` holds raw cell values by column; `read` turns them into typed `Rows`, and every cell that cannot be read exactly into a
`Problem` that names it.
"""

from __future__ import annotations

import datetime as dt
import sys
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from decimal import Decimal
from functools import wraps
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeVar

from poolsplit.engine import exact
from poolsplit.errors import CurrencyError, NumberError, PoolsplitError, Problem, Text, word
from poolsplit.tables import vocabulary
from poolsplit.tables.columns import Rows
from poolsplit.tables.headings import parse
from poolsplit.tables.schema import DUES, STATEMENT, TABLES
from poolsplit.tables.vocabulary import normal
from poolsplit.values import cells, money
from poolsplit.values.dates import day
from poolsplit.values.numerals import shown
from poolsplit.values.rates import fx, tiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction

_F = TypeVar("_F", bound="Callable[..., Any]")

RECORDS, RANGE, FRAME = "records", "range", "frame"

FEW = 400
"""Fewer rows are quicker on lists than on arrays (tests/benchmarks/break_even.py)."""

_DESCRIBED = {**TABLES, "dues": DUES, "statement": STATEMENT}

_STATES_CURRENCY = {"costs": "amount", "items": "unit_price", "terms": "step"}
"""The column of each table whose heading may state the currency of the rows, as in "Giá (¥)"."""

_ENDLESS = 10**64

_RESULT_TEXTS = frozenset({"pool", "partner", "sku", "payer", "payee", "cost", "leaves", "measure", "currency", "basis"})


@dataclass
class Table:
    """One table as it came in: raw cell values by column, before anything is read from them.

    name: a key of `columns.TABLES`. columns: column name -> values, all of one length; columns that `columns.TABLES` does not
    know keep their heading as name and may serve as an allocation basis.
    cells: column name -> where each value stands ("Đơn!C5"); {} outside workbooks.
    headings: column name -> the heading as it was written. units: column name -> the unit that the heading stated: a currency
    code for money and prices ("CNY"), "kg" or "g" for weights, "m3" for volumes, "%" for rates.
    kind: how it came in, and how results go out: "records", "range" or "frame".
    frame: the DataFrame that it was, None where it was none; of many rows, its columns are its Series. library: whose frame it was,
    "pandas", "polars" or "pyarrow"; "" for none.
    twice: the columns that more than one heading means; only the first is in `columns`, and reading the table is a problem.
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

    @property
    def size(self) -> int:
        """The number of rows."""
        return max(map(len, self.columns.values()), default=0)


@dataclass(frozen=True)
class Taken:
    """One range that was taken for a table. range: "'Đơn hàng'!B3:E9". columns: heading as written -> column."""

    table: str
    sheet: str
    range: str
    columns: dict[str, str]


def table(name: str, data: Any) -> Table:
    """A `Table` from whatever people hand in; None is a table without rows.

    data: a Table, a DataFrame (of pandas or polars), an Arrow table, a list of dicts (or of Cost or Terms, or one of them), or a 2-D
    list whose first row is the header.
    Raises PoolsplitError where it is none of these.

    >>> table("orders", [["Đối tác", "SL"], ["An", 60]]).columns
    {'partner': ['An'], 'quantity': [60]}
    """
    if isinstance(data, Table):
        return data
    if data is None:
        return Table(name, {})
    frame, library = _as_frame(data)
    if library:
        found = _named(name, [str(column) for column in frame.columns], list(_frame_columns(frame)), FRAME)
        found.frame, found.library = frame, library
        return found
    if _is_record(data):
        data = [data]
    if isinstance(data, (list, tuple)):
        if all(_is_record(row) for row in data):
            return _from_records(name, [row if isinstance(row, dict) else asdict(row) for row in data])
        if all(isinstance(row, (list, tuple)) for row in data):
            return _from_range(name, data)
    message = Text("{name} must be a DataFrame, a list of dicts, or a 2-D list with a header row, not {kind}", name=name, kind=type(data).__name__)
    raise PoolsplitError(message)


def _as_frame(data: Any) -> tuple[Any, str]:
    """(a DataFrame of pandas, whose frame it was); "" where it is no frame. Frames of polars and Arrow come over by way of Arrow."""
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
    """Whether it is one row by names: a dict, a Cost, a Terms."""
    return isinstance(data, dict) or (is_dataclass(data) and not isinstance(data, type))


def _frame_columns(data: Any) -> Iterable[Any]:
    """The columns of a frame: as they are where there are many rows, else as lists."""
    for place in range(data.shape[1]):
        column = data.iloc[:, place]
        yield _as_list(column) if len(data) < FEW else column.reset_index(drop=True)


def _as_list(column: Any) -> list[object]:
    return [None if missing else value for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)]


def listed(source: Table) -> Table:
    """The table with lists as columns, whatever they were."""
    return replace(source, columns={name: values if isinstance(values, list) else _as_list(values) for name, values in source.columns.items()})


def _from_records(name: str, rows: Sequence[Mapping[str, object]]) -> Table:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return _named(name, [str(heading) for heading in headings], [[row.get(heading) for row in rows] for heading in headings], RECORDS)


def _from_range(name: str, rows: Sequence[Sequence[object]]) -> Table:
    header = ["" if value is None else str(value).strip() for value in rows[0]] if rows else []
    columns: list[list[object]] = [[row[place] if place < len(row) else None for row in rows[1:]] for place in range(len(header))]
    kept = [place for place, heading in enumerate(header) if heading]
    return _named(name, [header[place] for place in kept], [columns[place] for place in kept], RANGE)


def _named(name: str, headings: Sequence[str], columns: Sequence[list[object]], kind: str) -> Table:
    """A table whose columns bear the names of `columns.TABLES` wherever a heading clearly means one of them."""
    known = {column.name for column in _DESCRIBED[name]}
    found = Table(name, {}, kind=kind)
    for heading, values in zip(headings, columns, strict=True):
        said = parse(heading)
        own = normal(heading).replace(" ", "_")
        meant = [meaning for meaning in said.meanings if meaning in known] or [own] * (own in known)
        column = meant[0] if heading not in known and len(meant) == 1 and meant[0] not in headings else heading
        if column in found.columns and column in known:
            found.twice.append(column)
            continue
        while column in found.columns:
            column += "'"
        found.columns[column] = values
        found.headings[column] = heading
        if said.unit and column in known:
            found.units[column] = said.unit
    return found


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


_ON_LISTS: ContextVar[bool] = ContextVar("on_lists", default=False)


def redone_on_lists(function: _F) -> _F:
    """A function that does anew, on lists, what 64 bits cannot hold: `fast` says so rather than wrap."""

    @wraps(function)
    def run(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except OverflowError:
            token = _ON_LISTS.set(True)
        try:
            return function(*arguments, **named)
        finally:
            _ON_LISTS.reset(token)

    return run  # type: ignore[return-value]


def apportion_by(frame: Any, total: Any, weights: str, pool: str, partner: str | None) -> Any:
    """As `api.apportion_by`. Raises PoolsplitError where it is no DataFrame."""
    found, library = _as_frame(frame)
    if library != "pandas":
        raise PoolsplitError(Text("apportion_by works on a DataFrame of pandas, not on {kind}", kind=type(frame).__name__))
    from poolsplit.tables.frames import apportion  # noqa: PLC0415  (whoever hands in a frame has pandas)

    return apportion.apportion_by(found, total, weights, pool, partner)


def operations(orders: Table, carry: Any = None) -> Any:
    """The operations for a run on these orders: on arrays for a frame with enough rows to pay for them, else on lists.

    With carry they are exact ratios, row by row, and so everything is.
    """
    if orders.kind != FRAME or orders.size < FEW or carry is not None or _ON_LISTS.get():
        return exact
    from poolsplit.engine import fast  # noqa: PLC0415  (whoever hands in a frame has numpy)

    return fast


def read(
    source: Table, lang: str | None = None, currency: str | Callable[[object], str] = "VND", ops: Any = exact
) -> tuple[Rows, list[Problem]]:
    """Typed rows of a table, and a problem for every cell that cannot be read exactly.

    lang: how ambiguous numbers are read (None refuses them). currency: that of all pools, or what tells a pool's by its name, for
    amounts whose row, heading and cell do not say another. ops: what will work on the rows. What cannot be read is None in the rows.
    """
    if any(not isinstance(values, list) for values in source.columns.values()):
        if ops is not exact:
            return _read_frame(source, lang, currency)
        source = listed(source)
    filled = [row for row in range(source.size) if any(not _blank(values[row]) for values in source.columns.values())]
    source = _with_stated_currency(_only(source, filled))
    rows = Rows(source.name, {}, [row + 1 for row in filled], source.cells)
    known = {column.name: column for column in _DESCRIBED[source.name]}
    reader = _Reader(source, rows, lang, currency)
    reader.say_what_is_twice()
    for name in _in_reading_order(source):
        described = known.get(name)
        kind = described.kind if described else "number"
        rows.columns[name] = reader.column(name, kind, required=bool(described and described.required), strict=described is not None)
    for name in reader.missing_columns():
        rows.columns[name] = [None] * source.size
    return rows, reader.problems


def _read_frame(source: Table, lang: str | None, currency: str | Callable[[object], str]) -> tuple[Rows, list[Problem]]:
    """The same for the columns of a frame."""
    from poolsplit.tables.frames import columns as frames
    from poolsplit.tables.frames import reader as framecells  # noqa: PLC0415  (whoever hands in a frame has pandas)

    keep = framecells.filled(source.columns)
    if keep is not None:
        source = replace(source, columns={name: values.iloc[keep].reset_index(drop=True) for name, values in source.columns.items()})
    source = _with_stated_currency(source)
    rows = frames.FrameRows(source.name, {}, range(1, source.size + 1) if keep is None else [row + 1 for row in keep.tolist()])
    reader = framecells.FrameReader(source, rows, _Reader(source, rows, lang, currency), {column.name: column for column in _DESCRIBED[source.name]})
    return rows, reader.run(_in_reading_order(source))


def _in_reading_order(source: Table) -> list[str]:
    """The columns so that what tells an amount's currency comes before the amounts."""
    return sorted(source.columns, key=lambda name: name not in {"pool", "currency", "cost"})


def _only(source: Table, keep: Sequence[int]) -> Table:
    """Some rows of a table."""
    columns = {name: [values[row] for row in keep] for name, values in source.columns.items()}
    cells = {name: [places[row] for row in keep] for name, places in source.cells.items()}
    return replace(source, columns=columns, cells=cells)


def _with_stated_currency(source: Table) -> Table:
    """The table with the currency of a heading ("Giá (¥)") in every row that does not say its own."""
    unit = source.units.get(_STATES_CURRENCY.get(source.name, ""))
    if not unit:
        return source
    typed = source.columns.get("currency", [None] * source.size)
    if not isinstance(typed, list):
        return replace(source, columns={**source.columns, "currency": typed.astype(object).where(typed.notna(), unit)})
    stated: Any = [unit if _blank(code) else code for code in typed]
    column = next(iter(source.columns.values()))
    return replace(source, columns={**source.columns, "currency": stated if isinstance(column, list) else type(column)(stated)})


class _Reader:
    """Reads the columns of one table."""

    def __init__(self, source: Table, rows: Rows, lang: str | None, currency: str | Callable[[object], str]) -> None:
        self.source, self.rows, self.lang = source, rows, lang
        self.one_currency = currency if isinstance(currency, str) else None
        self.pool_currency: Callable[[object], str] = (lambda _: currency) if isinstance(currency, str) else currency
        self.problems: list[Problem] = []

    def say_what_is_twice(self) -> None:
        """A problem for every column that two headings mean."""
        for name in self.source.twice:
            message = Text("two columns both mean {column}", column=word(name))
            fix = Text("keep one of them, or give the other one another heading")
            self.problems.append(Problem(self.source.name, 0, name, message, fix))

    def missing_columns(self) -> list[str]:
        """The required columns that the table does not have, each a problem; all of their cells count as unread."""
        missing = []
        for column in _DESCRIBED[self.source.name]:
            if column.required and column.name not in self.source.columns and self.source.size:
                message = Text("the column {column} is missing", column=word(column.name))
                fix = Text("add it; the columns are: {columns}", columns=", ".join(self.source.headings.values()))
                self.problems.append(Problem(self.source.name, 0, column.name, message, fix))
                self.rows.unread |= {(row, column.name) for row in range(self.source.size)}
                missing.append(column.name)
        return missing

    def reader(self, kind: str) -> Callable[[object, int, str], Any]:
        """What reads a cell of a kind, in a row and a column."""
        return getattr(self, f"_{kind}")  # type: ignore[no-any-return]

    def is_readable(self, value: object) -> bool:
        """Whether a cell holds a number."""
        return _readable(value, self.lang)

    def column(self, name: str, kind: str, *, required: bool, strict: bool) -> list[Any]:
        """The typed values of one column; an extra column that does not hold numbers is kept as it is."""
        values = self.source.columns[name]
        read_one = self.reader(kind)
        if not strict and any(not _blank(value) and not _readable(value, self.lang) for value in values):
            return [None if _blank(value) else value for value in values]
        found: list[Any] = []
        for row, value in enumerate(values):
            found.append(None)
            if _blank(value):
                if required:
                    self.blank(row, name)
                continue
            try:
                found[-1] = read_one(value, row, name)
            except (NumberError, CurrencyError) as error:
                self.failed(row, name, error)
        return found

    def blank(self, row: int, name: str) -> None:
        """A required cell is blank."""
        message = Text("{column} is blank", column=self.source.headings.get(name, name))
        self._unread(row, name, message, Text("fill it in, or delete the row"))

    def failed(self, row: int, name: str, error: PoolsplitError) -> None:
        """A cell cannot be read."""
        fix = error.fix if isinstance(error, NumberError) else Text("type a code such as VND, CNY or USD")
        self._unread(row, name, error.args[0], fix)

    def unit(self, name: str) -> str:
        """The unit of a measure whose cells do not state one."""
        return self.source.units.get(name) or ("kg" if "kg" in name else "m3")

    def _unread(self, row: int, name: str, message: str, fix: str) -> None:
        self.problems.append(self.rows.problem(row, name, message, fix))
        self.rows.unread.add((row, name))

    def currency_at(self, row: int, name: str, value: object) -> str:
        """The currency of one amount: of its row, else the pool's; a heading that states another one is an error."""
        pool = self.source.columns.get("pool", [None] * (row + 1))[row]
        here = self.pool_currency(None if _blank(pool) else pool)
        typed = self.rows.columns.get("currency")
        expected = (typed[row] if typed is not None else None) or here
        if name == "actual" and vocabulary.cost_kind(self.source.columns.get("cost", [""] * (row + 1))[row]) == "goods":
            expected = here  # what was debited for the goods, in the pool's own money (spec.md, section 2)
        stated = self.source.units.get(name, expected)
        if stated != expected and name != _STATES_CURRENCY.get(self.source.name):
            raise money.wrong_currency(value, stated, expected)
        return expected

    def _name(self, value: object, row: int, name: str) -> str:
        if isinstance(value, str):
            text = " ".join(value.split())
            if text.startswith("#") and text.endswith(("!", "?", "/A")):
                raise NumberError(Text("{text} is an error value, not a name", text=text), Text("repair the formula"))
            return text
        if isinstance(value, (dt.date, dt.time, dt.timedelta)):
            message = Text("the cell holds the date {date}, not a name", date=shown(value))
            raise NumberError(message, Text("format the cell as text and type the name again"))
        if isinstance(value, bool) or not isinstance(value, (Real, Decimal)) or not _finite(value):
            raise NumberError(Text("the cell holds {value}, not a name", value=shown(value)), Text("type the name"))
        whole = int(value)  # type: ignore[arg-type]  # every real number that is finite has one
        if value == whole:
            return str(whole)
        return f"{value:f}".rstrip("0") if isinstance(value, Decimal) else str(value)

    def _text(self, value: object, row: int, name: str) -> str:
        if name == "currency":
            code = money.currency_code(str(value)) or str(value).strip().upper()
            money.exponent(code)
            return code
        return str(value) if isinstance(value, (dt.date, dt.time)) else self._name(value, row, name)

    def _quantity(self, value: object, row: int, name: str) -> int:
        return cells.quantity(value, self.lang)

    def _defective(self, value: object, row: int, name: str) -> int | Fraction:
        number = cells.percent(value, self.lang) if isinstance(value, str) and "%" in value else cells.number(value, self.lang)
        return number if 0 < number < 1 else cells.quantity(value, self.lang)

    def _measure(self, value: object, row: int, name: str) -> Fraction:
        return cells.measure(value, self.unit(name), self.lang)

    def _number(self, value: object, row: int, name: str) -> Fraction:
        return cells.number(value, self.lang)

    def _money(self, value: object, row: int, name: str) -> int:
        return money.minor_units(value, self.currency_at(row, name, value), self.lang)

    def _price(self, value: object, row: int, name: str) -> Fraction:
        price = money.price(value, self.currency_at(row, name, value), self.lang)
        if price < 0:
            raise NumberError(Text("a price cannot be negative: {price}", price=value), Text("type the price of one piece"))
        return price

    def _rate(self, value: object, row: int, name: str) -> Fraction:
        return cells.percent(value, self.lang, self.source.units.get(name, ""))

    def _fx(self, value: object, row: int, name: str) -> Fraction:
        code = self.rows.get("currency")[row]
        return fx(value, code or "CNY", self.pool_currency(None), self.lang)

    def _tiers(self, value: object, row: int, name: str) -> list[tuple[int, Fraction]]:
        return tiers(value, self.currency_at(row, "unit_price", value), self.lang)

    def _flag(self, value: object, row: int, name: str) -> bool:
        return cells.flag(value)

    def _date(self, value: object, row: int, name: str) -> object:
        """A date; a deadline may carry words and a time, and stays as it was typed."""
        return value if name == "deadline" else day(value, self.lang)


def _finite(value: Real | Decimal) -> bool:
    """Whether a number can be written out: no NaN, no infinity, none of thousands of digits."""
    return not (isinstance(value, Decimal) and value.is_nan()) and bool(abs(value) < _ENDLESS)  # type: ignore[operator]  # real numbers compare


def _readable(value: object, lang: str | None) -> bool:
    try:
        cells.number(value, lang)
    except NumberError:
        return False
    return True


def like(source: Table, columns: Mapping[str, Any], rows: Callable[[], Sequence[int]] | None = None) -> Any:
    """A result table of the kind that came in: a DataFrame, a list of dicts, or a 2-D list with a header row.

    rows: for results whose rows are each about a row of `source`: tells which; a DataFrame keeps the index of these.

    >>> like(table("orders", [["partner"]]), {"partner": ["An"], "due": [12_300_000]})
    [['partner', 'due'], ['An', 12300000]]
    """
    if source.kind == FRAME:
        from poolsplit.tables.frames import results  # noqa: PLC0415  (whoever handed in a frame has pandas)

        return results.in_library(results.result(source, columns, rows, _RESULT_TEXTS), source.library)
    found = list(zip(*columns.values(), strict=True))
    if source.kind == RANGE:
        return [list(columns), *(list(row) for row in found)]
    return [dict(zip(columns, row, strict=True)) for row in found]
