"""Sorting the rows by part with DuckDB, on disk: the only step that sees all rows at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from poolsplit.errors import DataError, Listing, Refused, Text, name_text
from poolsplit.scale import keys
from poolsplit.scale.job import SIDE_TABLES, Plan
from poolsplit.scale.whole import whole, write_json
from poolsplit.tables.schema import TABLES
from poolsplit.tables.table import Table, table
from poolsplit.tables.unknown_columns import shared_by, wrong_columns
from poolsplit.values import money, names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from poolsplit.scale.job import Asked, Folder

PART, FILE, ROW = "__part", "__file", "__row"
"""Columns that are added to sorted rows: their part (-1: all), the file that they come from (from 0), and their row in it (from 0)."""

PROCESS_BYTES = 200_000_000
ROW_BYTES = 2_000
"""The memory of a Python process with its libraries, and of an order row while its part is split, with its share of the other tables."""

_MOST_LINES = 1_000
_FEW_ROWS = 5_000
_ROW_GROUPS = (2_048, 122_880)
_PROGRESS_SECONDS = 0.2
_PATH = 0
_CSV_TYPES = "'BIGINT', 'DOUBLE', 'VARCHAR'"


@dataclass(frozen=True)
class _Source:
    """One table in its files. relation: SQL of its rows. described: its columns as `tables` reads the headings. kinds: heading -> DuckDB's type."""

    relation: str
    described: Table
    kinds: dict[str, str]

    def heading(self, name: str) -> str | None:
        """The heading of a column; None where the table does not have the column."""
        return self.described.headings.get(name) if name in self.described.columns else None

    def expression(self, name: str) -> str | None:
        """A column as text, in SQL; None where the table does not have the column."""
        heading = self.heading(name)
        return None if heading is None else keys.text(heading, self.kinds[heading])


class Sorter:
    """A DuckDB connection with limited memory, which spills to a folder inside OUT, and the tables of one run."""

    def __init__(self, asked: Asked, folder: Folder, memory: int, threads: int, tell: Callable[[float], None]) -> None:
        """memory: the bytes that DuckDB may use. tell: is called with the progress of a step, in percent."""
        import duckdb

        self.asked, self.folder, self.tell = asked, folder, tell
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory}B", "threads": threads, "temp_directory": str(folder.work / "spill"),
        }
        self.connection = duckdb.connect(config=settings)
        self.connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        self.error: Any = duckdb.Error

    def close(self) -> None:
        """Close the connection, which frees its memory."""
        self.connection.close()

    def sort(self, workers: int, memory: int, *, partitions: int | None = None) -> Plan:
        """Sort every table by part, and write the plan last. memory: of all processes together. partitions: those of an earlier run, if any.

        Raises DataError for tables and columns that look like others than they are named as.
        """
        files = [identity[_PATH] for identity in self.asked.inputs]
        orders = self._source("orders", files)
        if orders.heading("pool") is None:
            message = Text("the orders have no column that names the pool; their columns are: {columns}", columns=Listing(orders.kinds))
            raise Refused("no-pool", message, Text("add a column pool; a single pool is split in memory, with poolsplit.split"))
        others = {name: self._source(name, [identity[_PATH]]) for name, identity in self.asked.tables.items()}
        sides = {name: other for name, other in others.items() if name != "rates"}
        rows, largest_side = self._count(orders), max((self._count(side) for side in sides.values()), default=0)
        if partitions is None:
            partitions = self.asked.partitions or _partitions(max(rows, largest_side), workers, memory)
        self._require_one_currency(sides.get("terms"))
        labels, bases = self._lines(sides.get("costs"))
        orders.described.shared_by = bases
        problems = [problem for source in (orders, *others.values()) for problem in wrong_columns(source.described)]
        if problems:  # every part would have them
            raise DataError(problems)
        self._sort("orders", orders, _needed(orders), partitions, rows)
        for name, side in sides.items():
            self._sort(name, side, list(side.kinds), partitions, rows)
        if "items" in sides:
            self._witnesses(sides["items"])
        if "rates" in others:
            self._sort("rates", others["rates"], list(others["rates"].kinds), 1, rows)
        sources = {"orders": orders, **sides}
        plan = Plan(
            self.asked.id, partitions, rows, self.asked.currency, self.asked.rates, labels,
            {name: heading for name, source in sources.items() if (heading := source.heading("pool")) is not None},
            {"orders": files, **{name: [identity[_PATH]] for name, identity in self.asked.tables.items()}},
            {name: list(source.kinds) for name, source in {"orders": orders, **others}.items()}, sorted(bases),
        )
        write_json(self.folder.work / "plan.json", plan.__dict__)
        return plan

    # reading ---------------------------------------------------------------------------------------------------------

    def _source(self, name: str, files: Sequence[str]) -> _Source:
        if name != "orders" and files[0].lower().endswith(".csv"):
            relation = f"read_csv({keys.literal(files[0])}, header=true, sample_size=-1, auto_type_candidates=[{_CSV_TYPES}])"
            texts = [heading for heading, column in _headings(name, self._kinds(relation, files)) if column in _texts(name)]
            if texts:
                types = ", ".join(f"{keys.quoted(heading)}: 'VARCHAR'" for heading in texts)
                relation = f"{relation[:-1]}, types={{{types}}})"
        else:
            relation = keys.read(*files)
        kinds = self._kinds(relation, files)
        return _Source(relation, table(name, [list(kinds)]), kinds)

    def _kinds(self, relation: str, files: Sequence[str]) -> dict[str, str]:
        """The columns of a relation with their types."""
        try:
            return {row[0]: row[1] for row in self.answer(f"DESCRIBE SELECT * FROM {relation}")}
        except self.error as error:
            reason = str(error).splitlines()[0]
            message = Text("{path} cannot be read: {reason}", path=Listing(files), reason=reason)
            raise Refused("unreadable", message, Text("orders are Parquet files; the other tables Parquet or CSV files with a header")) from error

    def _count(self, source: _Source) -> int:
        return int(self.answer(f"SELECT count(*) FROM {source.relation}")[0][0])

    def _require_one_currency(self, terms: _Source | None) -> None:
        """Refuse terms in another currency than the run's, because the currency of rates and amounts without a pool would depend on the part."""
        if terms is None:
            return
        currencies = {terms.described.units.get("step", "")} - {""}
        if (expression := terms.expression("currency")) is not None:
            query = f"SELECT DISTINCT {expression} FROM {terms.relation} WHERE NOT {keys.blank(expression)} LIMIT {_MOST_LINES}"
            currencies |= {money.currency_code(code) or code.strip().upper() for (code,) in self.answer(query)}
        others = sorted(currencies - {self.asked.currency})
        if others:
            message = Text("the terms name {currencies}, and the run is in {currency}", currencies=Listing(others), currency=self.asked.currency)
            raise Refused("currency", message, Text("split the pools of each currency by themselves, with --currency"))

    def _lines(self, costs: _Source | None) -> tuple[dict[str, str], frozenset[str]]:
        """The cost lines in the order in which they are listed, key -> first spelling; and the keys of the columns by which they may be shared."""
        if costs is None:
            return {}, frozenset()
        labels: dict[str, str] = {}
        for name in self._distinct(costs, "cost"):
            labels.setdefault(names.key(name), " ".join(name.split()))
        return labels, shared_by(Table("costs", {"basis": self._distinct(costs, "basis")}))

    def _distinct(self, costs: _Source, name: str) -> list[str]:
        """The distinct texts of a column, in the order of their first rows."""
        expression = costs.expression(name)
        if expression is None:
            return []
        texts = f"(SELECT {expression} t, {self._origin(costs)} FROM {_with_origin(costs.relation)})"
        query = f"SELECT t FROM (SELECT t, min({ROW}) r FROM {texts} GROUP BY t) WHERE NOT {keys.blank('t')} ORDER BY r LIMIT {_MOST_LINES + 1}"
        rows = self.answer(query)
        if len(rows) > _MOST_LINES:
            message = Text("the costs have more than {most:,} different texts in the column {column}", most=_MOST_LINES, column=name_text(name))
            raise Refused("lines", message, Text("name lines of a kind alike in all pools: each name is a column of the dues"))
        return [text for (text,) in rows]

    # writing ---------------------------------------------------------------------------------------------------------

    def _sort(self, name: str, source: _Source, headings: Sequence[str], partitions: int, rows: int) -> None:
        """Write the columns of some headings of a table, sorted by part, file and row; in their own order where the table names no pools."""
        target = self.folder.rows(name)
        expression = source.expression("pool")
        part = "-1" if expression is None else keys.part(expression, partitions)
        if expression is not None and name in SIDE_TABLES:
            part = f"CASE WHEN {keys.blank(expression)} THEN -1 ELSE {part} END"
        row_group_size = min(max(rows // partitions // 8, _ROW_GROUPS[0]), _ROW_GROUPS[1])
        kept = ", ".join(keys.column(heading) for heading in headings)
        query = f"SELECT {part} {PART}, {self._origin(source)}, {kept} FROM {_with_origin(source.relation)} ORDER BY {PART}, {FILE}, {ROW}"
        with whole(target) as temporary:
            self._run(f"COPY ({query}) TO {keys.quoted(str(temporary))} (FORMAT parquet, ROW_GROUP_SIZE {row_group_size})")

    def _origin(self, source: _Source) -> str:
        """The columns of a row's file and of its row there, in SQL."""
        if source.relation.startswith("read_csv"):
            return f"0::INTEGER {FILE}, row_number() OVER () - 1 {ROW}"
        return f"file_index::INTEGER {FILE}, file_row_number {ROW}"

    def _witnesses(self, items: _Source) -> None:
        """Write two rows of the items that go to every part: they show that the table has prices, and that it has rows of other parts."""
        if items.heading("pool") is None:
            return
        source = keys.read(self.folder.rows("items"))
        prices = [f"NOT {keys.blank(expression)}" for name in ("unit_price", "tiers") if (expression := items.expression(name)) is not None]
        order = f"{ROW}" if not prices else f"NOT ({' OR '.join(prices)}), {ROW}"
        first = f"(SELECT * FROM {source} ORDER BY {order} LIMIT 1)"
        last = f"(SELECT * FROM {source} ORDER BY {ROW} DESC LIMIT 1)"
        with whole(self.folder.rows("witnesses")) as temporary:
            self._run(f"COPY (SELECT DISTINCT * FROM ({first} UNION ALL {last})) TO {keys.quoted(str(temporary))} (FORMAT parquet)")

    def _run(self, query: str) -> None:
        """Execute a query, and report its progress. Raises Refused where it fails."""
        try:
            self.answer(query, self.tell)
        except self.error as error:
            message = Text("the rows cannot be sorted by pool: {reason}", reason=str(error).splitlines()[0])
            raise Refused("sorting", message, Text("look at the free space of the disk; give more --memory")) from error

    def answer(self, query: str, tell: Callable[[float], None] | None = None) -> list[Any]:
        """The rows of a query's answer. DuckDB runs in a thread, so that Ctrl+C stops it as it stops anything else."""
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(lambda: self.connection.execute(query).fetchall())
            try:
                while wait([running], _PROGRESS_SECONDS).not_done:
                    if tell is not None:
                        tell(self.connection.query_progress())
            except BaseException:
                self.connection.interrupt()
                raise
        return running.result()


def _with_origin(relation: str) -> str:
    """A relation with the columns of each row's file and row, where it is of Parquet files."""
    if relation.startswith("read_csv"):
        return relation
    return f"(SELECT *, file_index FROM {relation[:-1]}, file_row_number=true))"


def _partitions(rows: int, workers: int, memory: int) -> int:
    """The number of parts: enough that each fits its worker's share of the memory, and several for each worker, so that all end together."""
    share = max(memory // workers - PROCESS_BYTES, memory // workers // 4)
    return max(ceil(rows * ROW_BYTES / share), min(4 * workers, ceil(rows / _FEW_ROWS)), 1)


def _needed(orders: _Source) -> list[str]:
    """The headings of the orders on which dues can depend: those of the schema, and those by which a cost line may be shared."""
    described, schema_names = orders.described, {column.name for column in TABLES["orders"]}
    return [heading for name, heading in described.headings.items()
            if name in schema_names or {names.key(name), names.key(heading)} & described.shared_by]


def _headings(name: str, kinds: dict[str, str]) -> list[tuple[str, str]]:
    described = table(name, [list(kinds)])
    return [(heading, column) for column, heading in described.headings.items()]


def _texts(name: str) -> set[str]:
    """The columns whose cells are kept as they are typed: a SKU 00123 is not a number."""
    return {column.name for column in TABLES[name] if column.kind in {"name", "text", "date"}}
