"""What the operator has answered: which heading, row, cell, table or names stand where.

An answer is PLACE=MEANING. PLACE is a cell or range ('Đơn hàng'!D3, Sheet1!B3:E3), a column of a sheet (Sheet1!D), a whole sheet
(Sheet1!), or a heading or label as it is written (Cân nặng). MEANING is one of
- a column (unit_kg) or a table and its column (orders.kg): what the heading or label stands for;
- a table (orders): the table whose headings stand there is this one, and others like it are left alone;
- partner or sku over several headings of a matrix: whose names they are, those of partners or of SKUs;
- member: a heading is one of the names across; total: a heading or row adds up others; data: a row counts like its neighbours;
- own: a heading is a cost that each of them bears alone; out: the row does not count; above: the blank cell means what stands above it;
- join: the headings over several rows join into one name ("BLACK" over "S" is "BLACK S"); apart: they do not, the last row is the name;
- pool: a caption, or a whole sheet, is that of an order of its own; join: those that say so are one order;
- a basis (equal, quantity, value, kg ...): what a cost is shared by (equal_named, quantity_named: among those who are named there);
- "= 5": the number that a cell means;
- ignore: the heading, row, number, table or sheet is none of poolsplit's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.utils import column_index_from_string

from poolsplit.errors import Problem, Text
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import normal
from poolsplit.values.names import without_tones
from poolsplit.workbook.read.grid import COLUMNS as COLUMNS_OF_A_SHEET
from poolsplit.workbook.read.grid import ROWS, Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from poolsplit.workbook.read.sheet import Sheet

COLUMNS = tuple(dict.fromkeys(column.name for columns in TABLES.values() for column in columns))
AMONG_NAMED = ("equal_named", "quantity_named")
"""Bases that share a cost among those who are named beside it, or in its name."""
BASES = ("quantity", "value", "kg", "cbm", "chargeable", "equal", "direct", *AMONG_NAMED)
JOINS, ROWS_ARE, CELLS_ARE = ("join", "apart"), ("total", "data", "out"), ("above",)
_BATCHES = ("pool", "join")
_ACTIONS = (*JOINS, "member", "own", *ROWS_ARE, *CELLS_ARE, "ignore")
_ADDRESS = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!]+))!(?P<cells>.*)")
_LETTERS = "[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D]"
_CELLS = re.compile(rf"\$?(?P<left>{_LETTERS})\$?(?P<top>[0-9]{{1,7}})?(?::\$?(?P<right>{_LETTERS})\$?(?P<bottom>[0-9]{{1,7}})?)?", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<place>.+?)\s*=\s*=\s*(?P<number>\S.*)")
_SEVERAL = re.compile(r";\s+(?=(?:'(?:[^']|'')+'|[^'!;=]+)!?[^;=]*=)")
_PLACES = Text("write the place as the report names it")


@dataclass
class Answer:
    """One answer. sheet, box: the place, None for a heading or label by its text. meaning: as written behind the "=".

    table, column: what the meaning names; "" where it names none.
    """

    written: str
    meaning: str = ""
    sheet: str = ""
    box: Box | None = None
    heading: str = ""
    table: str = ""
    column: str = ""
    used: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the place is a whole sheet."""
        return self.box is not None and self.box.bottom == ROWS and self.box.right == COLUMNS_OF_A_SHEET

    @property
    def is_column(self) -> bool:
        """Whether the place is a column of a sheet."""
        return self.box is not None and self.box.bottom == ROWS and self.box.top == 1 and not self.is_whole


@dataclass
class Answers:
    """All answers of one run; each remembers whether it met anything, so that none is accepted without effect."""

    entries: list[Answer] = field(default_factory=list)

    def _at(self, sheet: Sheet, row: int, column: int) -> Iterator[Answer]:
        """The answers about a cell, by its place or by its text."""
        if not self.entries:
            return
        text = without_tones(normal(sheet.text(row, column))) if sheet.text(row, column) else ""
        title, (row, column) = sheet.grid.title, sheet.place(row, column)
        for entry in self.entries:
            box = entry.box
            if box is None:
                if entry.heading == text:
                    yield entry
            elif entry.sheet == title and box.top <= row <= box.bottom and box.left <= column <= box.right:
                yield entry

    def heading(self, sheet: Sheet, row: int, column: int) -> str:
        """What a heading or label stands for: a column, "member", "own", "total" or "ignore"; "" where that was not answered."""
        found = (e for e in self._at(sheet, row, column) if (e.column or e.meaning in {"member", "own", "total", "ignore"}) and not e.is_whole)
        entry = _first(found)
        return (entry.column or entry.meaning) if entry else ""

    def batch(self, sheet: Sheet, row: int = 0, column: int = 0) -> str:
        """Whether a caption, or without a cell the title of a sheet, is that of an order of its own: "pool", "join" where it is not, or ""."""
        title = sheet.grid.title
        whole = (entry for entry in self.entries if entry.is_whole and entry.sheet == title)
        entry = _first(e for e in (self._at(sheet, row, column) if row else whole) if e.meaning in _BATCHES and e.is_whole == (row == 0))
        return entry.meaning if entry else ""

    def join(self, sheet: Sheet, row: int, column: int) -> str:
        """Whether headings join at a cell: "join", "apart", or "" where that was not answered."""
        entry = _first(e for e in self._at(sheet, row, column) if e.meaning in JOINS and not e.is_whole)
        return entry.meaning if entry else ""

    def row(self, sheet: Sheet, row: int, columns: Iterable[int], names: Iterable[int] = ()) -> str:
        """What a row is: "total", "data", "out" or "ignore"; "" where that was not answered.

        columns: those of its table. names: those that name its rows; "ignore" about another cell is about that cell alone.
        """
        if not self.entries:
            return ""
        own = set(names)
        found = ((column, entry) for column in columns for entry in self._at(sheet, row, column) if entry.box is not None and not entry.is_column)
        entry = _first(entry for column, entry in found if entry.meaning in ROWS_ARE or (entry.meaning == "ignore" and column in own))
        return entry.meaning if entry else ""

    def cell(self, sheet: Sheet, row: int, column: int) -> str:
        """What one cell means: "= 5", a basis, "above" or "ignore"; "" where that was not answered."""
        found = (e for e in self._at(sheet, row, column) if e.meaning[:1] == "=" or e.meaning in {*BASES, *CELLS_ARE, "ignore"})
        entry = _first(e for e in found if e.box is None or e.box.top == e.box.bottom or e.meaning in {"ignore", "above"})
        return entry.meaning if entry else ""

    def number(self, sheet: Sheet, row: int, column: int) -> str:
        """The number that a cell means, "" where none was answered."""
        entry = _first(e for e in self._at(sheet, row, column) if e.meaning[:1] == "=")
        return entry.meaning[1:].strip() if entry else ""

    def basis(self, sheet: Sheet, row: int, column: int) -> str:
        """What the cost in a cell is shared by, "" where it was not answered."""
        entry = _first(e for e in self._at(sheet, row, column) if e.meaning in BASES)
        return entry.meaning if entry else ""

    def table(self, sheet: Sheet, cells: Sequence[tuple[int, int]]) -> str:
        """The table that was answered for the headings in `cells`, "ignore" included; "" where that was not answered."""
        if not self.entries:
            return ""
        for row, column in cells:
            entry = _first(e for e in self._at(sheet, row, column) if (e.table and not e.column) or (e.meaning == "ignore" and _covers(e, cells)))
            if entry:
                return entry.table or entry.meaning
        return ""

    def is_whole_table(self, sheet: Sheet, box: Box, table: str) -> bool:
        """Whether an answer about all of a range says that it is a table."""
        corners = [(box.top, box.left), (box.bottom, box.right)]
        found = (e for e in self.entries if e.sheet == sheet.grid.title and e.table == table and not e.column and _covers(e, corners))
        return _first(found) is not None

    def ignores(self, sheet: Sheet) -> bool:
        """Whether a whole sheet is to be left out."""
        return _first(e for e in self.entries if e.meaning == "ignore" and e.is_whole and e.sheet == sheet.grid.title) is not None

    def unused(self, sheets: Sequence[Sheet]) -> list[Problem]:
        """A problem for every answer that met nothing; where its place is there, a warning: what it answered is no longer asked."""
        words = 'the answer "{entry}" has no effect: there is no such place, or nothing to answer there'
        return [
            Problem("", 0, "", Text(words, entry=entry.written), _PLACES, warning=any(_is_on(entry, sheet) for sheet in sheets))
            for entry in self.entries if not entry.used
        ]


def _is_on(entry: Answer, sheet: Sheet) -> bool:
    """Whether something stands where an answer is about."""
    box = entry.box
    return box is not None and entry.sheet == sheet.grid.title and sheet.at(box.top, box.left) is not None


def _first(entries: Iterable[Answer]) -> Answer | None:
    """The first of some answers, which has met something now."""
    for entry in entries:
        entry.used = True
        return entry
    return None


def parse(written: Sequence[str]) -> tuple[Answers, list[Problem]]:
    """Read answers, also several in one text with semicolons between them.

    Those that cannot be read are problems, which list what could stand there.

    >>> answers, problems = parse(["'Đơn hàng'!D3=unit_kg", "Cân nặng=weigth"])
    >>> answers.entries[0].sheet, answers.entries[0].column, problems[0].message
    ('Đơn hàng', 'unit_kg', 'the answer "Cân nặng=weigth": "weigth" is no column, no table and nothing else that is known')
    """
    answers, problems = Answers(), []
    for text in (each for several in written for each in _SEVERAL.split(several)):
        number = _NUMBER.fullmatch(text.strip())
        place, equals, meaning = (number["place"], "=", f"={number['number']}") if number else (part.strip() for part in text.rpartition("="))
        entry = Answer(text, meaning)
        if not equals or not place or not _place(entry, place):
            problems.append(_unreadable(text))
        elif not _meaning(entry, meaning):
            problems.append(_unknown(text, meaning))
        else:
            answers.entries.append(entry)
    return answers, problems


def _place(entry: Answer, place: str) -> bool:
    """Read the place of an answer; False where it is none."""
    address = _ADDRESS.fullmatch(place)
    if address is None:
        entry.heading = without_tones(normal(place))
        return bool(entry.heading)
    entry.sheet = (address["quoted"] or address["bare"]).replace("''", "'")
    cells = address["cells"].strip()
    if not cells:
        entry.box = Box(1, 1, ROWS, COLUMNS_OF_A_SHEET)
        return True
    match = _CELLS.fullmatch(cells)
    if match is None:
        return False
    top, left = int(match["top"] or 1), column_index_from_string(match["left"])
    right = column_index_from_string(match["right"]) if match["right"] else left
    bottom = int(match["bottom"] or (ROWS if match["right"] or not match["top"] else top))
    entry.box = Box(top, left, bottom, right)
    return True


def _meaning(entry: Answer, meaning: str) -> bool:
    """Read the meaning of an answer; False where it is none that is known."""
    table, dot, column = meaning.rpartition(".")
    if meaning.startswith("="):
        return True
    if dot:
        entry.table, entry.column = table, column
        return any(known.name == column for known in TABLES.get(table, ()))
    if meaning in COLUMNS:
        entry.column = meaning
    elif meaning in TABLES:
        entry.table = meaning
    return bool(entry.column or entry.table or meaning in _ACTIONS or meaning in BASES)


def _covers(entry: Answer, cells: Iterable[tuple[int, int]]) -> bool:
    """Whether an answer is about all of some cells."""
    box = entry.box
    return box is not None and all(box.top <= row <= box.bottom and box.left <= column <= box.right for row, column in cells)


def _unreadable(text: str) -> Problem:
    message = Text('the answer "{entry}" is not of the form PLACE=MEANING', entry=text)
    return Problem("", 0, "", message, Text("write it like 'Sheet1!D3=unit_kg', 'Sheet1!D=ignore' or 'Cân nặng=unit_kg'"))


def _unknown(text: str, meaning: str) -> Problem:
    message = Text('the answer "{entry}": "{meaning}" is no column, no table and nothing else that is known', entry=text, meaning=meaning)
    others = ", ".join(dict.fromkeys((*_ACTIONS, *BASES)))
    fix = Text("choose one of: {columns}; {tables}; {actions}", columns=", ".join(COLUMNS), tables=", ".join(TABLES), actions=others)
    return Problem("", 0, "", message, fix)
