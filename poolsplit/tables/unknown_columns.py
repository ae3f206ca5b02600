"""Columns that a table does not have: those misspelt or of another table are problems, and the others are named once as not used.

Only tables whose columns were handed in by name are looked at: records, ranges and frames. Whoever reads a workbook asks there, with the cells.
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING

from poolsplit.errors import Listing, Problem, Text, name_text
from poolsplit.tables.headings import parse
from poolsplit.tables.schema import DESCRIBED, TABLES
from poolsplit.tables.table import RECORDS, Table, is_blank
from poolsplit.tables.vocabulary import basis, basis_name, normal, words
from poolsplit.values.names import key, without_tones

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 0.8
"""From this ratio of `difflib` on, a heading is taken for a misspelt one."""

_SHORT = 3
"""From this length on, a heading is also taken for a column's own name where one letter is wrong, missing, too many or in its neighbour's place."""

_SHARED = frozenset({"pool", "partner", "sku", "currency", "date", "reference"})
"""Columns that many tables have: they do not tell which one it is."""

_ASKED = ("orders", "items", "costs", "terms", "payments")
"""The tables in which a column that stands elsewhere may belong."""


def shared_by(costs: Table) -> frozenset[str]:
    """The keys of the names by which the lines of a cost table are shared, where these are not words for a basis.

    >>> from poolsplit.tables.table import table
    >>> sorted(shared_by(table("costs", [{"cost": "freight", "basis": "by Points"}, {"cost": "duty", "basis": "value"}])))
    ['by points', 'points']
    """
    cells = costs.columns.get("basis", [])
    texts = [cell for cell in (cells if isinstance(cells, list) else cells.unique().tolist()) if isinstance(cell, str) and not is_blank(cell)]
    return frozenset(key(name) for text in texts if basis(text) is None for name in (text, basis_name(text)))


def wrong_columns(source: Table) -> list[Problem]:
    """The problems of a table that looks like another one, else of each column that looks like one that is missing.

    In terms that are records, every unknown column is a problem. Columns that only take note of something are never one.

    >>> from poolsplit.tables.table import table
    >>> print(*wrong_columns(table("terms", {"stp": 1000})))
    terms, stp: there is no column "stp"; it looks like "step", which is missing. Way out: write "step", or leave the column out
    """
    other = looks_like(source)
    if other:
        message = Text("this looks like the table {other}, not like {table}", other=name_text(other), table=name_text(source.name))
        return [Problem(source.name, 0, "", message, Text("hand it in as {other}", other=name_text(other)))]
    problems = []
    for name, heading in _unknown(source).items():
        close = _misspelt(source, name)
        if close:
            message = Text('there is no column "{heading}"; it looks like "{close}", which is missing', heading=heading, close=name_text(close))
            fix = Text('write "{close}", or leave the column out', close=name_text(close))
            problems.append(Problem(source.name, 0, name, message, fix))
        elif _only_terms(source):
            message = Text('"{heading}" is no term that is known here', heading=heading)
            problems.append(Problem(source.name, 0, name, message, _list_of_columns(source.name)))
    return problems


def unused_columns(source: Table) -> list[Problem]:
    """One warning that names every column that changes nothing; [] where there is none, and where the table has `wrong_columns` of its own kind.

    >>> from poolsplit.tables.table import table
    >>> print(*unused_columns(table("orders", {"partner": "An", "quantity": 60, "points": 5})))
    orders, points: the column "points" is not used. Way out: correct a heading that was meant to count; what was not can stay
    """
    if _only_terms(source) or looks_like(source):
        return []
    unused = [name for name in _unknown(source) if not _misspelt(source, name)]
    fix = Text("correct a heading that was meant to count; what was not can stay")
    if len(unused) == 1 and not source.unheaded:
        [name] = unused
        return [Problem(source.name, 0, name, _single(source, name), fix, warning=True)]
    parts = [_one_of_several(source, name) for name in unused]
    parts += [Text("column {number}, which has no heading", number=number) for number in source.unheaded]
    message = Text("columns that are not used: {headings}", headings=Listing(parts))
    return [Problem(source.name, 0, "", message, fix, warning=True)] if parts else []


def looks_like(source: Table) -> str:
    """The other table that the headings of a table are of, where they cannot be its own; "" where there is none.

    >>> from poolsplit.tables.table import table
    >>> looks_like(table("costs", {"partner": "An", "paid": 500})), looks_like(table("payments", {"partner": "An", "paid": 500}))
    ('payments', '')
    """
    return _looks_like(source.name, tuple(source.headings.values())) if source.named else ""


def _single(source: Table, name: str) -> Text:
    heading, (close, place) = source.headings[name], _hints(source, name)
    if close:
        return Text('the column "{heading}" is not used; it may be meant as "{close}"', heading=heading, close=name_text(close))
    if place:
        return Text('the column "{heading}" is not used; it belongs in {table}', heading=heading, table=name_text(place))
    return Text('the column "{heading}" is not used', heading=heading)


def _one_of_several(source: Table, name: str) -> str:
    heading, (close, place) = source.headings[name], _hints(source, name)
    if close:
        return Text('"{heading}" (it may be meant as "{close}")', heading=heading, close=name_text(close))
    if place:
        return Text('"{heading}" (it belongs in {table})', heading=heading, table=name_text(place))
    return f'"{heading}"'


def _only_terms(source: Table) -> bool:
    """True for terms that are records: a dict of options, in which no key is free."""
    return source.name == "terms" and source.kind == RECORDS


def _list_of_columns(table: str) -> Text:
    return Text("the columns are: {columns}", columns=Listing(name_text(column.name) for column in DESCRIBED[table]))


def _unknown(source: Table) -> dict[str, str]:
    """The columns that neither the schema nor a cost line knows -> their headings as they were written, without those that only take note."""
    if not source.named:
        return {}
    known = {column.name for column in DESCRIBED[source.name]}
    return {
        name: heading for name, heading in source.headings.items()
        if name in source.columns and name not in known and not {key(name), key(heading)} & source.shared_by and not _only_notes(heading)
    }


def _only_notes(heading: str) -> bool:
    """True for a heading of what is never part of a calculation: a number of the row, a remark, a phone number."""
    meanings = parse(heading).meanings
    return bool(meanings) and set(meanings) <= {meaning for possible in words("ignored").values() for meaning in possible}


def _missing(source: Table, name: str) -> frozenset[str]:
    """The columns that a table does not have. In records these are also the columns that are blank wherever `name` is filled."""
    missing = {column.name for column in DESCRIBED[source.name] if column.name not in source.columns}
    if source.kind == RECORDS and len(source.columns[name]) > 1:
        filled = [row for row, value in enumerate(source.columns[name]) if not is_blank(value)]
        missing |= {other for other, values in source.columns.items() if filled and all(is_blank(values[row]) for row in filled)}
    return frozenset(missing)


def _misspelt(source: Table, name: str) -> str:
    """The missing column that an unknown one is a misspelt name of; "" where it is like none."""
    return _like(source.name, source.headings[name], _missing(source, name))


@lru_cache(maxsize=10_000)
def _like(table: str, heading: str, missing: frozenset[str]) -> str:
    if parse(heading).meanings and not _own_meanings(table, heading):
        return ""  # a word that is known, for something else
    text, spellings = _bare(heading), {spelling: column for spelling, column in _spellings(table).items() if column in missing}
    close = difflib.get_close_matches(text, spellings, n=1, cutoff=_ALIKE)
    if close:
        return spellings[close[0]]
    return next((name for name in sorted(missing) if len(name) >= _SHORT and _one_letter_apart(text, _bare(name))), "")


def _one_letter_apart(first: str, second: str) -> bool:
    """True where one letter is wrong, missing, too many or in its neighbour's place.

    >>> [_one_letter_apart(typed, "sku") for typed in ("sko", "su", "skuu", "suk", "usk")]
    [True, True, True, True, False]
    """
    same = next((index for index, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), min(len(first), len(second)))
    a, b = first[same:], second[same:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _hints(source: Table, name: str) -> tuple[str, str]:
    """(the missing column that some words of an unknown one name, the only other table that has it); "" where there is none."""
    heading, missing = source.headings[name], _missing(source, name)
    parts = _bare(heading).split()
    spellings = _spellings(source.name)
    runs = [" ".join(parts[first:last]) for first in range(len(parts)) for last in range(len(parts), first, -1)]
    named = [spellings[run] for run in sorted(runs, key=len, reverse=True) if spellings.get(run) in missing]
    places = [table for table in _ASKED if table != source.name and _own_meanings(table, heading)]
    return (named[0], "") if named and not places else ("", places[0] if len(places) == 1 else "")


@lru_cache
def _spellings(table: str) -> dict[str, str]:
    """The spellings of a table's columns in the form of `_bare` -> the column; no spelling is of two columns of one table."""
    names = {column.name for column in DESCRIBED[table]}
    spellings = {_bare(name): name for name in names}
    for spelling, meanings in words("columns").items():
        spellings |= {_bare(spelling): column for column in names & meanings.keys()}
    return spellings


def _bare(heading: str) -> str:
    """A heading in the form in which misspelt ones are compared: without tone marks, words apart."""
    return " ".join(without_tones(normal(heading)).replace("_", " ").split())


def _own_meanings(table: str, heading: str) -> set[str]:
    """The columns of a table that a heading may mean, as `table.table` reads it."""
    names = {column.name for column in DESCRIBED[table]}
    return names & {heading, normal(heading).replace(" ", "_"), *parse(heading).meanings}


@lru_cache(maxsize=10_000)
def _looks_like(table: str, headings: tuple[str, ...]) -> str:
    """The table that headings are of, where they cannot be those of `table`; "" where they can, and where they are of none.

    Dues have columns of any name, so they never look like another table.
    """
    if table == "dues" or _can_be(table, headings):
        return ""
    known = {name: _number_known(name, headings) for name in (*TABLES, "dues") if name != table and _can_be(name, headings)}
    likely = max(known, key=known.__getitem__, default="")
    return likely if likely and known[likely] > _number_known(table, headings) else ""


def _can_be(table: str, headings: Iterable[str]) -> bool:
    """True where a table with these headings has every required column, and one that not many tables have."""
    present = {meaning for heading in headings for meaning in _own_meanings(table, heading)}
    return all(column.name in present for column in DESCRIBED[table] if column.required) and not present <= _SHARED


def _number_known(table: str, headings: Iterable[str]) -> int:
    return sum(bool(_own_meanings(table, heading)) for heading in headings)
