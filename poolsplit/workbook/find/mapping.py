"""What the operator decided with --map: which heading, table or names stand where.

An entry is PLACE=MEANING. PLACE is a cell or range ('Đơn hàng'!D3, Sheet1!B3:E3), a column of a sheet (Sheet1!D), a whole sheet
(Sheet1!), or a heading as it is written (Cân nặng). MEANING is one of
- a column (unit_kg) or a table and its column (orders.kg): what the heading stands for;
- a table (orders): the table whose headings stand there is this one, and others like it are left alone;
- partner or sku over several headings of a matrix: whose names they are, those of partners or of SKUs;
- join: the headings over several rows join into one name ("BLACK" over "S" is "BLACK S"); apart: they do not, the last row is the name;
- ignore: the heading, table or sheet is none of poolsplit's business.
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
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.read.sheet import Sheet

COLUMNS = tuple(dict.fromkeys(column.name for columns in TABLES.values() for column in columns))
_ACTIONS = ("join", "apart", "ignore")
_ADDRESS = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!]+))!(?P<cells>.*)")
_LETTERS = "[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D]"
_CELLS = re.compile(rf"\$?(?P<left>{_LETTERS})\$?(?P<top>[0-9]{{1,7}})?(?::\$?(?P<right>{_LETTERS})\$?(?P<bottom>[0-9]{{1,7}})?)?", re.IGNORECASE)
_PLACES = Text("write the place as the report names it")


@dataclass
class Entry:
    """One decision. sheet, box: the place, None for a heading by its text. table, column, action: the meaning; one or two are set."""

    written: str
    sheet: str = ""
    box: Box | None = None
    heading: str = ""
    table: str = ""
    column: str = ""
    action: str = ""
    used: bool = False


@dataclass
class Mapping:
    """All decisions of one run; each remembers whether it met anything, so that a misspelt place is reported."""

    entries: list[Entry] = field(default_factory=list)
    _heads: dict[Sheet, set[int]] = field(default_factory=dict)

    def heads(self, sheet: Sheet) -> set[int]:
        """The rows of a sheet in which headings may begin that were decided: an entry names them, the next above or the next below."""
        if self.entries and sheet not in self._heads:
            boxes = [entry.box for entry in self.entries if entry.box is not None and entry.sheet == sheet.grid.title]
            rows = {row for box in boxes for row in range(box.top, min(box.bottom, sheet.bottom) + 1)}
            texts = {entry.heading for entry in self.entries if entry.box is None}
            if texts:
                rows |= {
                    row for row, columns in sheet.rows.items() if any(without_tones(normal(sheet.text(row, column))) in texts for column in columns)
                }
            self._heads[sheet] = {line for row in rows for line in (row - 1, row, row + 1)}
        return self._heads.get(sheet, set())

    def _at(self, sheet: Sheet, row: int, column: int) -> Iterable[Entry]:
        return (entry for entry in self.entries if _meets(entry, sheet, row, column))

    def column(self, sheet: Sheet, row: int, column: int) -> Entry | None:
        """The decision about what one heading stands for; None where there is none."""
        return self._first(entry for entry in self._at(sheet, row, column) if entry.column or (entry.action == "ignore" and not _whole(entry)))

    def action(self, sheet: Sheet, row: int, column: int) -> str:
        """Whether headings join at a cell: "join", "apart", or "" where nothing was decided."""
        found = self._first(entry for entry in self._at(sheet, row, column) if entry.action in {"join", "apart"})
        return found.action if found else ""

    def table(self, sheet: Sheet, cells: Iterable[tuple[int, int]]) -> str:
        """The table that was decided for the headings in `cells`, "ignore" included; "" where nothing was decided."""
        for row, column in cells:
            found = self._first(e for e in self._at(sheet, row, column) if (e.table and not e.column) or (e.action == "ignore" and _covers(e, cells)))
            if found:
                return found.table or found.action
        return ""

    def ignores(self, sheet: Sheet) -> bool:
        """Whether a whole sheet is to be left out."""
        return self._first(e for e in self.entries if e.action == "ignore" and _whole(e) and e.sheet == sheet.grid.title) is not None

    def unused(self) -> list[Problem]:
        """A problem for every entry that met nothing."""
        return [
            Problem("", 0, "", Text('--map "{entry}": there is no such place among the headings', entry=entry.written), _PLACES)
            for entry in self.entries
            if not entry.used
        ]

    @staticmethod
    def _first(entries: Iterable[Entry]) -> Entry | None:
        for entry in entries:
            entry.used = True
            return entry
        return None


def parse(written: Sequence[str]) -> tuple[Mapping, list[Problem]]:
    """Read the --map entries; those that cannot be read are problems that list what could stand there.

    >>> mapping, problems = parse(["'Đơn hàng'!D3=unit_kg", "Cân nặng=weigth"])
    >>> mapping.entries[0].sheet, mapping.entries[0].column, problems[0].message
    ('Đơn hàng', 'unit_kg', '--map "Cân nặng=weigth": "weigth" is no column and no table')
    """
    mapping, problems = Mapping(), []
    for text in written:
        place, equals, meaning = (part.strip() for part in text.rpartition("="))
        entry = Entry(text)
        if not equals or not place or not _place(entry, place):
            problems.append(_unreadable(text))
        elif not _meaning(entry, meaning):
            problems.append(_unknown(text, meaning))
        else:
            mapping.entries.append(entry)
    return mapping, problems


def _place(entry: Entry, place: str) -> bool:
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


def _meaning(entry: Entry, meaning: str) -> bool:
    table, dot, column = meaning.rpartition(".")
    if dot:
        entry.table, entry.column = table, column
        return any(known.name == column for known in TABLES.get(table, ()))
    if meaning in COLUMNS:
        entry.column = meaning
    elif meaning in TABLES:
        entry.table = meaning
    elif meaning in _ACTIONS:
        entry.action = meaning
    return bool(entry.column or entry.table or entry.action)


def _meets(entry: Entry, sheet: Sheet, row: int, column: int) -> bool:
    box = entry.box
    if box is None:
        return entry.heading == without_tones(normal(sheet.text(row, column)))
    return entry.sheet == sheet.grid.title and box.top <= row <= box.bottom and box.left <= column <= box.right


def _whole(entry: Entry) -> bool:
    return entry.box is not None and entry.box.bottom == ROWS and entry.box.right == COLUMNS_OF_A_SHEET


def _covers(entry: Entry, cells: Iterable[tuple[int, int]]) -> bool:
    box = entry.box
    return box is not None and all(box.top <= row <= box.bottom and box.left <= column <= box.right for row, column in cells)


def _unreadable(text: str) -> Problem:
    message = Text('--map "{entry}" is not of the form PLACE=MEANING', entry=text)
    return Problem("", 0, "", message, Text("write it like 'Sheet1!D3=unit_kg', 'Sheet1!D=ignore' or 'Cân nặng=unit_kg'"))


def _unknown(text: str, meaning: str) -> Problem:
    message = Text('--map "{entry}": "{meaning}" is no column and no table', entry=text, meaning=meaning)
    fix = Text("choose one of: {columns}; {tables}; {actions}", columns=", ".join(COLUMNS), tables=", ".join(TABLES), actions=", ".join(_ACTIONS))
    return Problem("", 0, "", message, fix)
