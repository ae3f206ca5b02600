"""Ranges with headings as tables: which rows and columns are used, terms as a table or as a list of labels, and where a cell of them stands."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import Listing, Problem, Text, word
from poolsplit.functions.ranges import ArgumentError, Grid, blank, grid, plain
from poolsplit.tables.headings import parse
from poolsplit.tables.labels import name_of
from poolsplit.tables.schema import DUES, TABLES
from poolsplit.tables.table import Table, table
from poolsplit.tables.vocabulary import is_total
from poolsplit.values.dates import from_serial

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAMED = ("partner", "sku", "cost")  # the columns in which a total row says that it is one


_COLUMNS = {**TABLES, "dues": DUES}


_FIRST_DIGIT = re.compile(r"(?=\d)")


class TableRange(NamedTuple):
    """A table out of a range. header: the row of its headings; columns: where its columns stand, from 1. totals: its total rows."""

    table: Table
    header: int
    columns: dict[str, int]
    totals: list[Problem]


def table_in(table_name: str, value: Any) -> TableRange:
    """A table out of a range whose first row that is not blank has the headings; total rows are problems."""
    rows = _whole(value)
    used = _used(rows)
    if not used:
        return TableRange(table(table_name, None), 0, {}, [])
    header = used[0]
    found = table(table_name, rows[header - 1 :])
    for column in _COLUMNS[table_name]:
        if column.kind == "date" and column.name in found.columns:
            found.columns[column.name] = [_as_date(cell) for cell in found.columns[column.name]]
    known = [column.name for column in _COLUMNS[table_name] if column.name not in {"pool", "currency"}]
    if found.columns.keys().isdisjoint(known):
        message = Text("no heading is known that could stand here; they are: {columns}", columns=Listing(map(word, known)))
        raise ArgumentError(message, table_name, header, 1)
    texts = [str(cell or "").strip() for cell in rows[header - 1]]
    totals = [
        Problem(table_name, row, column, Text('"{text}" is a total: it must not count', text=str(text)), Text("let the range end before it"))
        for column in _NAMED if column in found.columns
        for row, text in enumerate(found.columns[column], 1) if is_total(text)
    ]
    return TableRange(found, header, {column: texts.index(heading) + 1 for column, heading in found.headings.items()}, totals)


def _as_date(cell: Any) -> Any:
    """A date out of the number of its day, which is how spreadsheets hand dates to functions; anything else as it is."""
    return from_serial(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


def _whole(value: Any) -> Grid:
    """A range with its whole numbers as int."""
    return [[plain(cell) for cell in row] for row in grid(value)]


def _used(rows: Grid) -> list[int]:
    """The rows, from 1, that are not blank."""
    return [i for i, row in enumerate(rows, 1) if not all(blank(cell) for cell in row)]


def terms_and_rates(value: Any) -> tuple[TableRange, TableRange]:
    """Terms and rates out of one range: a table with headings, or labels and values, side by side or in one cell. (spec.md, section 2)

    Raises ArgumentError for a label that is no term, so that none is passed over in silence.
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
    """Whether a cell is a heading of terms or rates."""
    return isinstance(cell, str) and (_term(cell) is not None or bool({"pool", "rate"} & set(parse(cell).meanings)))


def _terms_table(rows: Grid, used: list[int]) -> tuple[TableRange, TableRange]:
    """Terms as a table with headings; a column with a rate counts among them, and currency beside rate alone is a table of rates."""
    header = rows[used[0] - 1]
    texts = [cell if isinstance(cell, str) else "" for cell in header]
    rate = {i for i, text in enumerate(texts) if "rate" in parse(text).meanings or ((said := _term(text)) is not None and said.table == "rates")}
    meanings = {meaning for text in texts for meaning in parse(text).meanings}
    if {"rate", "currency"} <= meanings <= {"rate", "currency", "date"}:
        return table_in("terms", None), table_in("rates", rows)
    pairs = [_Pair(_term(texts[i]), texts[i], rows[row - 1][i], row, i + 1) for row in used[1:] for i in sorted(rate)]
    return table_in("terms", [["" if i in rate else cell for i, cell in enumerate(row)] for row in rows]), _listed("rates", pairs)


class _Pair(NamedTuple):
    """A label with its value. said: what the label is about. text: as written. row, column: where the value stands in the range."""

    said: Any
    text: str
    value: Any
    row: int
    column: int


def _pair(cells: Sequence[Any], row: int) -> _Pair:
    """The label and the value of one row: in two cells, or else in one. Raises ArgumentError for what is no label of a term or rate."""
    label, *values = [i for i, cell in enumerate(cells) if not blank(cell)]
    text = unicodedata.normalize("NFKC", cells[label]) if isinstance(cells[label], str) else ""
    if not values:
        for left, _, value in (text.partition(":"), text.partition("="), _at_first_digit(text)):
            said = _term(left) if value.strip() else None
            if said is not None:
                return _Pair(said, left.strip(), value.strip(), row, label + 1)
    said = _term(text)
    if said is None:
        reason = Text('"{text}" is no term that is known here: correct it, or let the range leave it out', text=str(cells[label]))
        raise ArgumentError(reason, "terms", row, label + 1)
    place = values[0] if values else label
    return _Pair(said, text, cells[place] if values else None, row, place + 1)


def _term(text: str) -> Any:
    """What a label of a term or a rate says, None for any other text."""
    said = name_of(text)
    return said if said is not None and said.table in {"terms", "rates"} else None


def _at_first_digit(text: str) -> tuple[str, str, str]:
    left, *right = _FIRST_DIGIT.split(text, maxsplit=1)
    return left, "", "".join(right)


def _listed(table_name: str, pairs: Iterable[_Pair]) -> TableRange:
    """The terms as one row, or the rates as one row each, out of labels and values; a label without a value is not agreed yet."""
    mine = [pair for pair in pairs if pair.said is not None and pair.said.table == table_name and not blank(pair.value)]
    if table_name == "rates":
        cells = {"currency": [cell_at(pair.row, pair.column) for pair in mine], "rate": [cell_at(pair.row, pair.column) for pair in mine]}
        columns: dict[str, list[object]] = {"currency": [pair.said.column for pair in mine], "rate": [pair.value for pair in mine]}
        return TableRange(Table("rates", columns if mine else {}, cells, {"rate": mine[0].text} if mine else {}), 0, {}, [])
    terms = {pair.said.column: pair for pair in reversed(mine)}
    twice = next((pair for pair in mine if terms[pair.said.column] is not pair), None)
    if twice is not None:
        raise ArgumentError(Text('"{text}" stands here twice: keep one', text=twice.text), "terms", twice.row, twice.column)
    dates = {column.name for column in TABLES["terms"] if column.kind == "date"}
    found = Table(
        "terms", {column: [_as_date(pair.value) if column in dates else pair.value] for column, pair in terms.items()},
        {column: [cell_at(pair.row, pair.column)] for column, pair in terms.items()},
        {column: pair.text for column, pair in terms.items()}, {column: pair.said.currency for column, pair in terms.items() if pair.said.currency},
    )
    return TableRange(found, 0, {}, [])


def cell_at(row: int, column: int) -> str:
    """A cell of a range as `Problem.cell` carries it to `_located`."""
    return f"R{row}C{column}"
