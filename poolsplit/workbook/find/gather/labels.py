"""Labels with their values, added to the table that each belongs to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text
from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import cost_kind
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.values.numerals import decimal_text
from poolsplit.workbook.find.batches import pool_at, question_about
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.shape.labels import BRACKETS

if TYPE_CHECKING:
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.labels import Label

_PERCENT = 100


def with_value(label: Label, value: object) -> Label:
    """A label with another value: the one that was answered, or the reading that is plausible."""
    return replace(label, value=value)


def add_label(book: Book, label: Label) -> list[Problem]:
    """Add a label with its value to what is handed on; a value that is stated twice, differently, is a problem."""
    table = _labelled(book, label.name.table)
    if table.name == "terms":
        problem = _set_term(table, label)
    elif table.name == "rates":
        problem = _add_row(table, "currency", "rate", {"currency": label.name.column, "rate": label.value}, label)
    else:
        problem = _add_cost(book, table, label, pool_at(book, label.cells.title, label.place[0]))
    if problem is not None and (doubt := question_about(book, [label.cells.title])):
        book.ask_once(doubt)
        return []
    return [problem] if problem else []


def _labelled(book: Book, name: str) -> Table:
    """The table of a name to which a label is added: the only one that was handed on, or a new one."""
    parts = book.parts.setdefault(name, [])
    if not parts:
        parts.append(Table(name, {}))
    return parts[-1]


def _add_cost(book: Book, costs: Table, label: Label, pool: str) -> Problem | None:
    """Add a cost, as an amount or as a rate. pool: the batch that it is of, "" where there are none."""
    is_rate = "%" in (str(label.value) if _has_unit(book, label.value) else f"{label.text} {label.value}")
    if is_rate and _is_unclear_rate(label.value):
        return _unclear_rate(label)
    column = "rate" if is_rate else "amount"
    row: dict[str, object] = {"cost": label.name.column, column: _with_sign(label.value) if is_rate else label.value}
    row |= {name: value for name, (value, _) in label.beside.items()}
    if _has_room(label) or _is_one_cell(label):
        row.setdefault("basis", _answered_basis(book, label) or (None if is_rate else _unread_basis(book, label)))
    if not is_rate and "%" in label.text and any(cost_kind(part.strip(" %")) == "goods" for part in BRACKETS.findall(label.text)):
        row["basis"] = "value"
    if pool:
        row["pool"] = pool
    if label.name.currency and label.name.currency != "%":
        row.setdefault("currency", label.name.currency)
    return _add_row(costs, "cost", column, row, label)


def _has_unit(book: Book, value: object) -> bool:
    """Whether a value says itself whether it is an amount or a rate."""
    number = number_of(value, book.lang)
    return isinstance(value, str) and number is not None and bool(number.unit)


def _is_unclear_rate(value: object) -> bool:
    """Whether a number below 1 stands beside "%": Excel shows 0.08 as 8%, and half a percent is 0.5.

    >>> _is_unclear_rate(0.08), _is_unclear_rate(8), _is_unclear_rate("0,5%")
    (True, False, False)
    """
    return isinstance(value, (int, float)) and -1 < value < 1 and value != 0


def _unclear_rate(label: Label) -> Problem:
    """The question which of its two readings a number is that may be a percentage or a part of one."""
    value = Fraction(str(label.value))
    message = Text('"{label}" with {value} can mean {value} percent or {value} of the whole', label=label.text, value=label.value)
    choices = [f"{decimal_text(each)}%" for each in (value * _PERCENT, value)]
    return question("costs", "rate", label.cell, message, [Choice(f"{label.cell}=={each}", Text("it is {number}", number=each)) for each in choices])


def _with_sign(value: object) -> object:
    """A rate with its percent sign, where only its label has it.

    >>> _with_sign(1.5), _with_sign("1,5"), _with_sign("1,5%")
    ('1.5%', '1,5%', '1,5%')
    """
    return value if isinstance(value, str) and "%" in value else f"{value}%"


def _set_term(terms: Table, label: Label) -> Problem | None:
    """Set a term for every row of the terms; the problem where another value is there."""
    column = label.name.column
    if terms.columns.get(column, [None])[0] is not None:
        return _stated_twice(terms, column, (terms.columns[column][0], terms.cells[column][0]), label)
    rows = max(1, terms.size)
    terms.columns[column] = [label.value] * rows
    terms.cells[column] = [label.cell] * rows
    terms.headings[column] = label.text
    if label.name.currency:
        terms.units[column] = label.name.currency
    return None


def _add_row(table: Table, name: str, value: str, record: dict[str, object], label: Label) -> Problem | None:
    """Add a row, unless one of its name and batch is there: then nothing, or the problem where its value is another one.

    name, value: the columns of the name and of the value. record: column -> value of the row.
    """
    pools = table.columns.get("pool", [None] * table.size)
    for row, other in enumerate(table.columns.get(name, [])):
        if other is not None and key(other) == key(record[name]) and pools[row] == record.get("pool"):
            stated = table.columns.get(value, [None] * table.size)[row]
            return _stated_twice(table, value, (stated, table.cells[value if value in table.columns else name][row]), label)
    rows = table.size
    for column in record:
        table.columns.setdefault(column, [None] * rows)
        table.cells.setdefault(column, [""] * rows)
    for column, values in table.columns.items():
        values.append(record.get(column))
        table.cells[column].append(_cell(label, column))
    return None


def _cell(label: Label, column: str) -> str:
    """Where a column of a label's row stands; a basis that is not there yet belongs into the next cell to the right."""
    if column in label.beside:
        return label.beside[column][1]
    return label.cells.sheet.grid.address(*_place_of_basis(label)) if column == "basis" and _has_room(label) else label.cell


def _place_of_basis(label: Label) -> tuple[int, int]:
    return label.box.top, label.place[1] + 1 + len(label.beside)


def _answered_basis(book: Book, label: Label) -> str | None:
    """The basis that was answered for the blank cell behind a label; None where it was not."""
    return book.answers.basis(label.cells.sheet, *(label.place if _is_one_cell(label) else _place_of_basis(label))) or None


def _unread_basis(book: Book, label: Label) -> str | None:
    """The words behind an amount, or in the brackets of its name, that may say what it is shared by, though nobody knows them; None for names."""
    row, column = _place_of_basis(label)
    inside = BRACKETS.search(label.text)
    text = (label.cells.text(row, column) if _has_room(label) else "") or (inside[1] if inside else "")
    known = book.names.partners | {key(heading) for part in book.parts.get("orders", []) for heading in part.headings.values()}
    known |= {key(name) for part in book.parts.get("costs", []) for name in part.columns.get("cost", ()) if name is not None}
    return text if text and key(text) not in known and cost_kind(label.name.column) != "goods" and currency_code(text) is None else None


def _has_room(label: Label) -> bool:
    """Whether more than the value is read behind a label: where it stands beside it in the same row."""
    return label.box.left < label.place[1]


def _is_one_cell(label: Label) -> bool:
    """Whether a label and its value stand in one cell."""
    return (label.box.top, label.box.left) == label.place


def _stated_twice(table: Table, column: str, stated: tuple[object, str], label: Label) -> Problem | None:
    """The problem where a label says something else than what is stated already. stated: that value and its cell."""
    value, cell = stated
    if value == label.value:
        return None
    message = Text('"{label}" says {value}, but {cell} says {other}', label=label.text, value=label.value, cell=cell, other=value)
    return Problem(table.name, 0, column, message, Text("keep one of them and delete the other"), label.cell)
