"""Answers met again by their headings and labels when the book has changed.

An answer is about a heading, a row, a value, a range, a column, a sheet, or a heading by its words (`record.KINDS`). It is met again where the same
heading stands, or where a row says the same: cells may have moved. Figures play no part, except that an answer about a value holds for this
value only, and that rows which say the same are told apart by their figures. What is not met exactly once is not applied.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import normal
from poolsplit.values.names import without_tones
from poolsplit.workbook.find.answers import BASES, CELLS_ARE, JOINS, ROWS_ARE, Answer, parse
from poolsplit.workbook.kept.cells import Said, layout, like_figure, sheets_of, texts_of
from poolsplit.workbook.kept.record import COLUMN, HEADING, RANGE, ROW, SHEET, VALUE, WORDS, AnswersFile, Kept, address, ref, written
from poolsplit.workbook.read.grid import COLUMNS, ROWS, Box, letters

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from poolsplit.workbook.read.grid import Grid

_MOST_ROWS_OF_HEADINGS = 3
_ABOUT_A_BASIS = frozenset({"quantity", "kg", "cbm"})
"""Bases that are names of columns as well."""


def with_answers(
    kept: AnswersFile, given: Sequence[str], words: Mapping[str, str], grids: Sequence[Grid], today: dt.date,
) -> AnswersFile:
    """The kept answers with new ones, which replace those that say something else of the same place.

    given: "PLACE=MEANING" each, of which the first holds where two contradict; what cannot be read is left out. words:
    answer -> its meaning in words. grids: the sheets that the answers are about.
    """
    sheets = sheets_of(grids)
    new: list[Kept] = []
    for entry in parse(given)[0].entries:
        for each in _described(entry, sheets):
            if not any(_contradict(other, each, sheets) for other in new):
                new.append(replace(each, date=today.isoformat(), words=str(words.get(entry.written, ""))))
    old = [each for each in kept.answers if not any(_contradict(each, other, sheets) for other in new)]
    return AnswersFile((*old, *new), layout(sheets))


def _contradict(old: Kept, new: Kept, sheets: Mapping[str, Said]) -> bool:
    """Whether two answers say the same thing of the same place differently. A cell may begin a table and be the heading of its first column."""
    return bool(_says(old.meaning) & _says(new.meaning)) and _same_place(old, new, sheets)


def _says(meaning: str) -> set[str]:
    """What a meaning is said of: a table, a heading, joined headings, a row, a cell."""
    if meaning == "ignore":
        return {"table", "heading", "join", "row", "cell"}
    if meaning in TABLES:
        return {"table"}
    if meaning in JOINS:
        return {"join"}
    if meaning in ROWS_ARE:
        return {"row", "heading"} if meaning == "total" else {"row"}
    if meaning[:1] == "=" or meaning in CELLS_ARE:
        return {"cell"}
    return {"heading", "cell"} if meaning in BASES else {"heading"}


def _same_place(old: Kept, new: Kept, sheets: Mapping[str, Said]) -> bool:
    """Whether an older answer is about what a new one is about, or was given for that cell and is about nothing any more."""
    if WORDS in {old.about, new.about}:
        return old.about == new.about and normal(old.heading) == normal(new.heading)
    return place_now(old, sheets) == place_now(new, sheets)


def place_now(kept: Kept, sheets: Mapping[str, Said]) -> str:
    """Where what an answer is about stands today ("'Đơn'!A9"); where it stood, if it is about nothing any more."""
    now = located(kept, sheets).removesuffix(f"={kept.meaning}").rpartition("!")[2]
    return address(kept.sheet, now or kept.cell)


def _described(entry: Answer, sheets: Mapping[str, Said]) -> Iterator[Kept]:
    """An answer with all that it can be met by again; one for each row where it is about several."""
    box = entry.box
    if box is None:
        yield Kept("", "", WORDS, entry.written.rpartition("=")[0].rstrip("= "), (), "", entry.meaning, "")
        return
    sheet = sheets.get(entry.sheet)
    if sheet is None:
        return
    if entry.is_whole:
        yield Kept(entry.sheet, "", SHEET, "", (), "", entry.meaning, "")
    elif entry.is_column:
        yield _of_heading(entry, sheet, COLUMN, box, sheet.heading_row_of(box.left))
    elif entry.meaning in {*ROWS_ARE, *CELLS_ARE} and box.bottom > box.top:
        for row in range(box.top, min(box.bottom, sheet.bottom) + 1):
            if entry.meaning not in CELLS_ARE or not sheet.at(row, box.left):
                yield _in_row(entry, sheet, Box(row, box.left, row, box.right))
    else:
        yield _at(entry, sheet, Box(box.top, box.left, min(box.bottom, max(sheet.bottom, box.top)), min(box.right, max(sheet.right, box.left))))


def _at(entry: Answer, sheet: Said, box: Box) -> Kept:
    """An answer about a cell or a range of one sheet."""
    if entry.table and not entry.column and box.bottom > box.top:
        last = max((row for row in sheet.heading_rows if box.top <= row < box.top + _MOST_ROWS_OF_HEADINGS), default=box.top)
        box = box._replace(bottom=min(last, box.bottom))
    if box.bottom == box.top and _is_about_a_row(entry, sheet, box):
        return _in_row(entry, sheet, box)
    if (box.top, box.left) == (box.bottom, box.right):
        return _of_heading(entry, sheet, HEADING, box, box.top)
    block = sheet.block(box)
    heading = ", ".join(dict.fromkeys(text for text in block[:box.right - box.left + 1] if text))
    return Kept(sheet.grid.title, ref(box), RANGE, heading, block, "", entry.meaning, "", twins=len(sheet.blocks_like(box, block)))


def _of_heading(entry: Answer, sheet: Said, about: str, box: Box, row: int) -> Kept:
    """An answer about a heading, or about the column below it. row: where the heading stands."""
    heading = sheet.at(row, box.left)
    same = sheet.cells_with(heading)
    before = sum(1 for other, column in same if other == row and column < box.left)
    return Kept(sheet.grid.title, ref(box), about, heading, sheet.row(row), heading, entry.meaning, "", twins=len(same), offset=before)


def _is_about_a_row(entry: Answer, sheet: Said, box: Box) -> bool:
    """Whether an answer about cells of one row is about this row, and not about headings."""
    if entry.meaning[:1] == "=" or entry.meaning in {*CELLS_ARE, "out", "data"}:
        return True
    if box.top in sheet.heading_rows:
        return False
    if entry.meaning in _ABOUT_A_BASIS:
        return bool(sheet.heading_above(box.top, box.left)) or sheet.has_number(box.top)
    return not (entry.column or entry.table or entry.meaning in {"join", "apart", "member", "own"})


def _in_row(entry: Answer, sheet: Said, box: Box) -> Kept:
    """An answer about a row, or about what one of its cells holds."""
    row = box.top
    values = sheet.row(row)
    is_value = entry.meaning[:1] == "=" or entry.meaning in BASES or not texts_of(values)
    heading = sheet.nearest_above(row, box.left) if entry.meaning in CELLS_ARE else sheet.heading_above(row, box.left)
    alike = sheet.rows_like(values, struck=sheet.is_struck(row), first_only=is_value)
    return Kept(
        sheet.grid.title, ref(box), VALUE if is_value else ROW, heading, values, sheet.at(row, box.left), entry.meaning, "",
        struck=sheet.is_struck(row), twins=len(alike), copies=sum(sheet.row(other) == values for other in alike),
        offset=box.left - sheet.first_text(row),
    )


def located(kept: Kept, sheets: Mapping[str, Said]) -> str:
    """The answer as it applies to the sheets of today, "PLACE=MEANING"; "" where what it was about is gone, has changed, or is not the only one."""
    if kept.about == WORDS:
        folded = without_tones(normal(kept.heading))
        texts = {value for sheet in sheets.values() for value in sheet.grid.values.values() if isinstance(value, str)}
        met = any(without_tones(normal(text)) == folded for text in texts)
        return written(kept, kept.heading) if met else ""
    sheet = sheets.get(kept.sheet)
    if sheet is None:
        return ""
    if kept.about == SHEET:
        return written(kept, sheet.grid.name(""))
    box = parse([written(kept, address(kept.sheet, kept.cell))])[0].entries[0].box
    find = {HEADING: _find_heading, COLUMN: _find_heading, RANGE: _find_range, ROW: _find_row, VALUE: _find_row}[kept.about]
    found = find(kept, sheet, box) if box is not None else None
    if box is None or found is None:
        return ""
    row, column = found
    if kept.about == COLUMN:
        return written(kept, sheet.grid.name(letters(column)))
    right, bottom = column + min(box.right, COLUMNS) - box.left, row + min(box.bottom, ROWS) - box.top
    return written(kept, sheet.grid.name(ref(Box(row, column, bottom, right))))


def _find_heading(kept: Kept, sheet: Said, box: Box) -> tuple[int, int] | None:
    """The one cell with the same text, in a row that has another text in common with the old one."""
    others = {text for text in texts_of(kept.row) if text != kept.heading}
    cells = sheet.cells_with(kept.heading)
    if not kept.heading:
        return None
    if len(cells) == kept.twins == 1:
        return cells[0] if not others or others & {*texts_of(sheet.row(cells[0][0]))} else None
    rows = {cell[0] for cell in cells if sheet.row(cell[0]) == kept.row}
    row = rows.pop() if len(rows) == 1 else box.top if box.top in rows and kept.about == HEADING else None
    found = [cell for cell in cells if cell[0] == row]
    return found[kept.offset] if kept.offset < len(found) else None


def _find_range(kept: Kept, sheet: Said, box: Box) -> tuple[int, int] | None:
    """The one range with the same texts."""
    found = sheet.blocks_like(box, kept.row)
    if len(found) == kept.twins == 1:
        return found[0]
    return next((cell for cell in found if cell == (box.top, box.left)), None) if len(found) == kept.twins else None


def _find_row(kept: Kept, sheet: Said, box: Box) -> tuple[int, int] | None:
    """The cell in the one row that says the same; of several, the one with the same figures, and where these are the same too, the same cell."""
    rows = sheet.rows_like(kept.row, struck=kept.struck, first_only=kept.about == VALUE)
    cells = [cell for cell in (_cell_in(kept, sheet, row) for row in rows) if cell is not None]
    figures_may_change = kept.about == ROW and like_figure(kept.content)
    cells = [cell for cell in cells if sheet.at(*cell) == kept.content or (figures_may_change and like_figure(sheet.at(*cell)))]
    if len(rows) == kept.twins == 1 and texts_of(kept.row):
        return cells[0] if cells else None
    cells = [cell for cell in cells if sheet.row(cell[0]) == kept.row]
    if len(cells) != kept.copies:
        return None
    same = [cell for cell in cells if cell == (box.top, box.left)]
    return (same or cells)[0] if same or len(cells) == 1 else None


def _cell_in(kept: Kept, sheet: Said, row: int) -> tuple[int, int] | None:
    """The cell of a row that a kept answer is about: below the same heading, or as far right of the first text."""
    beside = sheet.first_text(row) + kept.offset
    if kept.meaning in CELLS_ARE:
        return (row, beside) if sheet.nearest_above(row, beside) == kept.heading else None
    if not kept.heading:
        return None if sheet.heading_above(row, beside) else (row, beside)
    columns = [column for column in range(1, sheet.right + 1) if sheet.heading_above(row, column) == kept.heading]
    return (row, columns[0]) if len(columns) == 1 else (row, beside) if beside in columns else None
