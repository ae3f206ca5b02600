"""Terms, rates and costs that stand as label and value: side by side, one above the other, or in one cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text, name_text
from poolsplit.tables.headings import parse
from poolsplit.tables.labels import Name, name_of
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import basis
from poolsplit.values.money import currency_code
from poolsplit.workbook.read.grid import Box
from poolsplit.workbook.read.sheet import like_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poolsplit.workbook.read.sheet import Sheet

_KINDS = {column.name: column.kind for column in TABLES["terms"]}
_NUMERIC = {"money", "measure"}
_FIRST_DIGIT = re.compile(r"[^\w\s]?\d")
_LONGEST = 120
_PAGES = 2


@dataclass(frozen=True)
class Label:
    """One label with its value. text: as written. cell: where the value stands. box: label and value. row: for costs, more cells."""

    name: Name
    text: str
    value: object
    sheet: Sheet
    cell: str
    box: Box
    beside: dict[str, tuple[object, str]]


def find_labels(sheet: Sheet, taken: list[Box]) -> Iterator[Label | Problem]:
    """All labels with values outside the rectangles `taken`; a problem where a label's own cell holds no value that it can have."""
    for row, columns in sheet.telling.items():
        for column in columns:
            text = sheet.text(row, column)
            if not text or len(text) > _LONGEST or sheet.anchor(row, column) != (row, column) or _inside(row, column, taken):
                continue
            name, inline = _split(text)
            if name is None:
                continue
            found = _inline(sheet, row, column, name, inline) if inline else _beside(sheet, row, column, name, taken)
            if found is not None:
                yield found


def _inside(row: int, column: int, boxes: list[Box]) -> bool:
    return any(box.top <= row <= box.bottom and box.left <= column <= box.right for box in boxes)


def _split(text: str) -> tuple[Name | None, str]:
    """The label in a text and the value behind it: at a colon, at "=", or before the first digit."""
    folded = unicodedata.normalize("NFKC", text)
    whole = name_of(folded)
    if whole is not None and not (whole.table == "rates" and "=" in folded):
        return whole, ""
    for mark in (":", "="):
        left, found, right = folded.partition(mark)
        if found and name_of(left) is not None:
            return name_of(left), right.strip()
    digit = _FIRST_DIGIT.search(folded)
    if digit and digit.start():
        return name_of(folded[: digit.start()]), folded[digit.start() :].strip()
    return None, ""


def _fits(name: Name, value: object) -> bool:
    """Whether a value can be one of this label: a number where one is needed, a name for the lead buyer."""
    if value is None or isinstance(value, bool):
        return False
    if name.table == "rates":
        return like_number(value) or (isinstance(value, str) and any(letter.isdecimal() for letter in value) and name_of(value) is None)
    if name.table == "costs" or _KINDS[name.column] in _NUMERIC:
        return like_number(value)
    return not (isinstance(value, str) and _split(value)[0] is not None) and not (_KINDS[name.column] == "name" and like_number(value))


def _inline(sheet: Sheet, row: int, column: int, name: Name, value: str) -> Label | Problem | None:
    cell = sheet.address(row, column)
    if _fits(name, value):
        beside: dict[str, tuple[object, str]] = {}
        return Label(_with_currency(name, value), sheet.text(row, column), value, sheet, cell, Box(row, column, row, column), beside)
    message = Text('"{text}" names {column}, but no value that can be read', text=sheet.text(row, column), column=name_text(name.column))
    fix = Text("type the label into one cell and the value into the next one, or reword it if it is only a note")
    return Problem(name.table, 0, "", message, fix, cell, warning=True)


def _beside(sheet: Sheet, row: int, column: int, name: Name, taken: list[Box]) -> Label | None:
    """The value right of a label, else the one below it, where nothing else stands below that."""
    span = sheet.spans.get((row, column), Box(row, column, row, column))
    right = [c for c in sheet.rows[row] if span.right < c <= span.right + _PAGES and not _inside(row, c, taken)]
    if right and _fits(name, sheet.at(row, right[0])):
        place = (row, right[0])
    elif not right or name_of(sheet.text(row, right[0])) is not None:
        place = (span.bottom + 1, column)
        others = {meaning for c in sheet.rows[row] for meaning in parse(sheet.text(row, c)).meanings}
        is_column = bool(others & {"partner", "sku", "name", "cost"}) or sheet.at(place[0] + 1, column) is not None
        if is_column or _inside(*place, taken) or not _fits(name, sheet.at(*place)):
            return None
    else:
        return None
    value = sheet.at(*place)
    beside = _further(sheet, place) if name.table == "costs" and place[0] == row else {}
    box = Box(row, column, place[0], max(column, place[1]))
    return Label(_with_currency(name, value), sheet.text(row, column), value, sheet, sheet.address(*place), box, beside)


def _further(sheet: Sheet, place: tuple[int, int]) -> dict[str, tuple[object, str]]:
    """The currency and the basis that stand behind a cost's amount."""
    found: dict[str, tuple[object, str]] = {}
    for column in (place[1] + 1, place[1] + 2):
        text = sheet.text(place[0], column)
        if currency_code(text):
            found["currency"] = (currency_code(text), sheet.address(place[0], column))
        elif basis(text):
            found["basis"] = (basis(text), sheet.address(place[0], column))
        else:
            break
    return found


def _with_currency(name: Name, value: object) -> Name:
    """The rate's currency as the value names it ("1 USD = 25.400"), where it names one other than dong."""
    if name.table != "rates" or not isinstance(value, str):
        return name
    codes = [currency_code(word) for word in re.findall(r"[^\W\d]+|[^\w\s.,]", value)]
    foreign = next((code for code in codes if code and code != "VND"), name.column)
    return name._replace(column=foreign)
