"""Ranges with headings as tables: the rows in use, the positions of the columns, and terms as a table or as a list of labels and values."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import Listing, Problem, Text, name_text
from poolsplit.functions.ranges import ArgumentError, Grid, blank, grid, plain
from poolsplit.tables.headings import parse
from poolsplit.tables.labels import name_of
from poolsplit.tables.schema import DUES, TABLES
from poolsplit.tables.table import Table, table
from poolsplit.tables.unknown_columns import looks_like
from poolsplit.tables.vocabulary import is_total
from poolsplit.values.dates import from_serial

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAMED = ("partner", "sku", "cost")  # the columns in which a total row says that it is one


_COLUMNS = {**TABLES, "dues": DUES}


_FIRST_DIGIT = re.compile(r"(?=\d)")


class TableRange(NamedTuple):
    """A table read from a range. totals: its total rows, as problems.

    header: the row of its headings, from 1; 0 where it has none. columns: column name -> its position in the range, from 1.
    """

    table: Table
    header: int
    columns: dict[str, int]
    totals: list[Problem]


def table_in(table_name: str, value: Any) -> TableRange:
    """The table in a range whose first row that is not blank has the headings. Raises ArgumentError where no heading is known."""
    rows = _whole(value)
    used = _used(rows)
    if not used:
        return TableRange(table(table_name, None), 0, {}, [])
    header = used[0]
    source = table(table_name, rows[header - 1 :])
    for column in _COLUMNS[table_name]:
        if column.kind == "date" and column.name in source.columns:
            source.columns[column.name] = [_as_date(cell) for cell in source.columns[column.name]]
    expected = [column.name for column in _COLUMNS[table_name] if column.name not in {"pool", "currency"}]
    if source.columns.keys().isdisjoint(expected):
        message = Text("no heading is known that could stand here; they are: {columns}", columns=Listing(map(name_text, expected)))
        other = looks_like(source)
        fix = Text("it looks like the table {other}: hand it in as {other}", other=name_text(other)) if other else ""
        raise ArgumentError(message, table_name, header, 1, fix)
    texts = [str(cell or "").strip() for cell in rows[header - 1]]
    totals = [
        Problem(table_name, row, column, Text('"{text}" is a total: it must not count', text=str(text)), Text("let the range end before it"))
        for column in _NAMED if column in source.columns
        for row, text in enumerate(source.columns[column], 1) if is_total(text)
    ]
    return TableRange(source, header, {column: texts.index(heading) + 1 for column, heading in source.headings.items()}, totals)


def _as_date(cell: Any) -> Any:
    """The date of a day's serial number, because spreadsheets hand dates to functions as numbers; any other value as it is."""
    return from_serial(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


def _whole(value: Any) -> Grid:
    """A range as a list of rows, with its whole numbers as int."""
    return [[plain(cell) for cell in row] for row in grid(value)]


def _used(rows: Grid) -> list[int]:
    """The rows, from 1, that are not blank."""
    return [i for i, row in enumerate(rows, 1) if not all(blank(cell) for cell in row)]


def terms_and_rates(value: Any) -> tuple[TableRange, TableRange]:
    """The terms and the rates in one range: a table with headings, or labels and values, side by side or in one cell. (spec.md, section 2)

    Raises ArgumentError for a label that is neither a term nor a rate, so that none is ignored in silence.
    """
    rows = _whole(value)
    used = _used(rows)
    if not used:
        return table_in("terms", None), table_in("rates", None)
    header = [cell for cell in rows[used[0] - 1] if not blank(cell)]
    if len(used) > 1 and all(_about_terms(cell) for cell in header) and (len(header) > 1 or not _about_terms(rows[used[1] - 1][0])):
        return _terms_table(rows, used)
    pairs = [_pair(rows[i - 1], i) for i in used]
    return _listed("terms", pairs), _listed("rates", pairs)


def _about_terms(cell: object) -> bool:
    """True where a cell is a heading of terms or rates."""
    return isinstance(cell, str) and (_term(cell) is not None or bool({"pool", "rate"} & set(parse(cell).meanings)))


def _terms_table(rows: Grid, used: list[int]) -> tuple[TableRange, TableRange]:
    """Terms and rates in a table with headings. A column may be a rate; currency and rate alone (with a date, or without) are a table of rates."""
    header = rows[used[0] - 1]
    texts = [cell if isinstance(cell, str) else "" for cell in header]
    rates = {i for i, text in enumerate(texts) if "rate" in parse(text).meanings or ((name := _term(text)) is not None and name.table == "rates")}
    meanings = {meaning for text in texts for meaning in parse(text).meanings}
    if {"rate", "currency"} <= meanings <= {"rate", "currency", "date"}:
        return table_in("terms", None), table_in("rates", rows)
    pairs = [_Pair(_term(texts[i]), texts[i], rows[row - 1][i], row, i + 1) for row in used[1:] for i in sorted(rates)]
    return table_in("terms", [["" if i in rates else cell for i, cell in enumerate(row)] for row in rows]), _listed("rates", pairs)


class _Pair(NamedTuple):
    """A label with its value. name: the term or rate that the label names. text: the label as written. row, column: of the value, from 1."""

    name: Any
    text: str
    value: Any
    row: int
    column: int


def _pair(cells: Sequence[Any], row: int) -> _Pair:
    """The label and the value of one row, in two cells or in one. Raises ArgumentError for any label that is neither a term nor a rate."""
    label, *values = [i for i, cell in enumerate(cells) if not blank(cell)]
    text = unicodedata.normalize("NFKC", cells[label]) if isinstance(cells[label], str) else ""
    if not values:
        for left, _, value in (text.partition(":"), text.partition("="), _at_first_digit(text)):
            name = _term(left) if value.strip() else None
            if name is not None:
                return _Pair(name, left.strip(), value.strip(), row, label + 1)
    name = _term(text)
    if name is None:
        reason = Text('"{text}" is no term that is known here: correct it, or let the range leave it out', text=str(cells[label]))
        raise ArgumentError(reason, "terms", row, label + 1)
    index = values[0] if values else label
    return _Pair(name, text, cells[index] if values else None, row, index + 1)


def _term(text: str) -> Any:
    """The term or rate that a label names, None for any other text."""
    name = name_of(text)
    return name if name is not None and name.table in {"terms", "rates"} else None


def _at_first_digit(text: str) -> tuple[str, str, str]:
    """A text parted before its first digit, as str.partition gives it."""
    left, *right = _FIRST_DIGIT.split(text, maxsplit=1)
    return left, "", "".join(right)


def _listed(table_name: str, pairs: Iterable[_Pair]) -> TableRange:
    """The table of the terms, in one row, or of the rates, one row each, from labels and values. A label without a value is not agreed yet."""
    agreed = [pair for pair in pairs if pair.name is not None and pair.name.table == table_name and not blank(pair.value)]
    if table_name == "rates":
        cells = {"currency": [cell_at(pair.row, pair.column) for pair in agreed], "rate": [cell_at(pair.row, pair.column) for pair in agreed]}
        columns: dict[str, list[object]] = {"currency": [pair.name.column for pair in agreed], "rate": [pair.value for pair in agreed]}
        return TableRange(Table("rates", columns if agreed else {}, cells, {"rate": agreed[0].text} if agreed else {}), 0, {}, [])
    terms = {pair.name.column: pair for pair in reversed(agreed)}
    twice = next((pair for pair in agreed if terms[pair.name.column] is not pair), None)  # no mutant: no two pairs have one cell
    if twice is not None:
        raise ArgumentError(Text('"{text}" stands here twice: keep one', text=twice.text), "terms", twice.row, twice.column)
    dates = {column.name for column in TABLES["terms"] if column.kind == "date"}
    source = Table(
        "terms", {column: [_as_date(pair.value) if column in dates else pair.value] for column, pair in terms.items()},
        {column: [cell_at(pair.row, pair.column)] for column, pair in terms.items()},
        {column: pair.text for column, pair in terms.items()}, {column: pair.name.currency for column, pair in terms.items() if pair.name.currency},
    )
    return TableRange(source, 0, {}, [])


def cell_at(row: int, column: int) -> str:
    """The position of a cell in a range, from 1, as text for `Problem.cell`; `tables._located` reads it back."""
    return f"R{row}C{column}"
