"""Header rows and the rows below them: where a table begins, which table it is, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.columns import TABLES
from poolsplit.headings import Heading, is_unit, parse
from poolsplit.vocabulary import cost_kind, is_total, meanings
from poolsplit.workbook.grid import Box
from poolsplit.workbook.signatures import ITEM_COLUMNS, NUMBERS, TERM_COLUMNS, classify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from poolsplit.workbook.mapping import Mapping
    from poolsplit.workbook.sheet import Sheet

_LONGEST_HEADING = 80
_FEWEST, _MOST_ROWS = 2, 3


@dataclass
class Block:
    """One table on a sheet, before its columns are settled.

    table: a name of `columns.TABLES`, "matrix" for orders with names across, "result" for a table that poolsplit or the operator
    worked out, "" where the columns do not say. top, bottom: first and last header row. headings: sheet column -> heading.
    rows: the rows of data. totals: the rows that say they are totals. alone: rows that hold a name and nothing else. apart: those
    rows of data that come first after blank ones.
    """

    sheet: Sheet
    table: str
    top: int
    bottom: int
    headings: dict[int, Heading]
    rows: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)
    decided: bool = False

    @cached_property
    def box(self) -> Box:
        """The rectangle from the first heading to the last row of data or totals; asked for when these are known."""
        return Box(self.top, min(self.headings), max([self.bottom, *self.rows, *self.totals]), max(self.headings))

    def meanings(self) -> set[str]:
        """Every meaning that a heading of the block may have."""
        return {meaning for heading in self.headings.values() for meaning in heading.meanings}

    def column_of(self, *meanings: str) -> int | None:
        """The first sheet column whose heading may mean one of `meanings`."""
        return next((column for column, heading in self.headings.items() if any(m in meanings for m in heading.meanings)), None)

    def address(self) -> str:
        """Where the first heading stands: what --map needs to name the table."""
        return self.sheet.address(self.bottom, min(self.headings))


def find_blocks(sheet: Sheet, mapping: Mapping) -> list[Block]:
    """All tables of a sheet whose headings say what they are, from top to bottom; matrices are found by `matrix`."""
    blocks: list[Block] = []
    for box in sorted(sheet.grid.tables.values()):
        block = _block(sheet, mapping, box.top, [column for column in range(box.left, box.right + 1) if sheet.at(box.top, column) is not None])
        if block is not None:
            _walk(block, mapping, range(block.bottom + 1, box.bottom + 1))
            blocks.append(block)
    for row, used in sheet.rows.items():
        if not may_head(sheet, mapping, row) or any(_holds(block, row, used) and block.box.left <= used[0] and used[-1] <= block.box.right for block in blocks):
            continue
        for columns in _joined(sheet, mapping, row):
            if any(_holds(block, row, columns) for block in blocks):
                continue
            block = _block(sheet, mapping, row, columns)
            if block is not None:
                _walk(block, mapping, (below for below in sheet.rows if below > block.bottom))
                blocks.append(block)
    return blocks


def may_head(sheet: Sheet, mapping: Mapping, row: int) -> bool:
    """Whether headings with a meaning may begin in a row."""
    return row in sheet.heads or row in mapping.heads(sheet)


def _holds(block: Block, row: int, columns: list[int]) -> bool:
    box = block.box
    return box.top <= row <= box.bottom and box.left <= columns[-1] and columns[0] <= box.right


def _block(sheet: Sheet, mapping: Mapping, row: int, columns: list[int]) -> Block | None:
    """The table whose headings begin in a row, None where they make none."""
    if sum(bool(sheet.text(row, column)) for column in columns) < _FEWEST:
        return None
    bottom, headings = headings_at(sheet, mapping, row, columns)
    decided = mapping.table(sheet, [(line, column) for line in range(row, bottom + 1) for column in columns]) if mapping.entries else ""
    if decided == "ignore":
        return Block(sheet, "ignore", row, bottom, headings, decided=True)
    table = decided or classify(headings.values())
    return Block(sheet, table, row, bottom, headings, decided=bool(decided)) if table else None


def segments(sheet: Sheet, row: int) -> Iterator[list[int]]:
    """The runs of cells of a row that may be the headings of one table.

    A column that is blank in this row and in the next ones separates; an unnamed column with data below does not.
    """
    columns = sheet.rows.get(row, [])
    run: list[int] = []
    for column in columns:
        if run and not all(_filled_below(sheet, row, gap) for gap in range(run[-1] + 1, column)):
            yield run
            run = []
        run.append(column)
    if run:
        yield run


def _joined(sheet: Sheet, mapping: Mapping, row: int) -> Iterator[list[int]]:
    """The runs of a row; one behind a single blank column is part of the run before it where its headings only go with that."""
    run: list[int] = []
    for columns in segments(sheet, row):
        if run and columns[0] == run[-1] + 2 and _goes_with(sheet, mapping, row, run, columns):
            run = run + columns
            continue
        if run:
            yield run
        run = columns
    if run:
        yield run


def _goes_with(sheet: Sheet, mapping: Mapping, row: int, run: list[int], columns: list[int]) -> bool:
    before = list(headings_at(sheet, mapping, row, run)[1].values())
    behind = list(headings_at(sheet, mapping, row, columns)[1].values())
    said, more = ({meaning for heading in headings for meaning in heading.meanings} for headings in (before, behind))
    table = classify(before)
    if said & more or classify(behind) or not all(heading.meanings for heading in behind):
        return False
    known = {column.name for column in TABLES.get(table, ())} | (ITEM_COLUMNS if table == "orders" else frozenset())
    if table:
        return all(set(heading.meanings) & known for heading in behind)
    return all(heading.meanings for heading in before) and not (said | more) & TERM_COLUMNS


def _filled_below(sheet: Sheet, row: int, column: int) -> bool:
    return any(sheet.at(below, column) is not None for below in (row + 1, row + 2))


def headings_at(sheet: Sheet, mapping: Mapping, row: int, columns: Iterable[int]) -> tuple[int, dict[int, Heading]]:
    """The last row of the headings that begin in `row`, and the heading of each column, joined over these rows."""
    columns = list(columns)
    spans = [sheet.spans[row, column] for column in columns if (row, column) in sheet.spans]
    bottom = min(max([row, *(span.bottom for span in spans if span.top == row)]), row + _MOST_ROWS)
    while _only_units(sheet, bottom + 1, columns):
        bottom += 1
    found = {column: _heading(sheet, row, bottom, column) for column in columns}
    for column in columns:
        for line in range(row, bottom + 1):
            decided = mapping.column(sheet, line, column)
            if decided is not None:
                found[column] = replace(found[column], meanings=(decided.column or "index",))
    return bottom, found


def _only_units(sheet: Sheet, row: int, columns: list[int]) -> bool:
    """Whether a row below headings only states their units: "(¥)", "cái", "kg"."""
    texts = [sheet.text(row, column) for column in columns if sheet.at(row, column) is not None]
    return bool(texts) and all(text and is_unit(text) for text in texts)


def _heading(sheet: Sheet, top: int, bottom: int, column: int) -> Heading:
    """The heading of one column: its texts down the header rows as one, else the last of them, else with the group above."""
    texts: list[str] = []
    for row in range(top, bottom + 1):
        text = sheet.text(row, column) or (str(sheet.at(row, column)) if sheet.at(row, column) is not None else "")
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    if not texts or len(texts[-1]) > _LONGEST_HEADING:
        return Heading(" ".join(texts))
    joined = parse(" ".join(texts))
    if joined.meanings:
        return joined
    last = parse(texts[-1])
    above = sheet.text(top - 1, column)
    if last.meanings or not above or len(above) > _LONGEST_HEADING:
        return last if last.meanings else joined
    grouped = parse(f"{above} {texts[-1]}")
    return grouped if grouped.meanings else joined


def _walk(block: Block, mapping: Mapping, rows: Iterable[int]) -> None:
    """Sort the rows below the headings into data, totals and lonely names, up to where the table ends."""
    sheet, columns = block.sheet, list(block.headings)
    previous, waiting = block.bottom, list[int]()
    for row in rows:
        filled = [column for column in columns if sheet.at(row, column) is not None]
        if not filled:
            continue
        gap, previous = row > previous + 1 and _blank_between(sheet, previous, row, columns), row
        if _ends(block, mapping, row, filled, gap=gap):
            break
        if total_label(sheet, row, filled):
            block.totals.append(row)
        elif _lonely(sheet, row, filled, columns):
            waiting.append(row)
        else:
            block.alone += waiting
            waiting = []
            block.apart += [row] if gap and block.rows else []
            block.rows.append(row)


def _blank_between(sheet: Sheet, above: int, below: int, columns: list[int]) -> bool:
    return all(sheet.at(row, column) is None for row in range(above + 1, below) for column in columns)


def total_label(sheet: Sheet, row: int, columns: Iterable[int]) -> bool:
    """Whether a row says that it is a total: the first cell that is no number does.

    >>> from poolsplit.workbook.grid import Grid
    >>> from poolsplit.workbook.sheet import Sheet
    >>> total_label(Sheet(Grid("S", {(1, 1): 7, (1, 2): "Tổng cộng", (1, 3): 12})), 1, [1, 2, 3])
    True
    """
    return next((is_total(sheet.text(row, column)) for column in columns if sheet.text(row, column) and not sheet.is_number(row, column)), False)


def _lonely(sheet: Sheet, row: int, filled: list[int], columns: list[int]) -> bool:
    anchors = {sheet.anchor(row, column) for column in filled}
    return len(columns) > 1 and len(anchors) == 1 and not sheet.is_number(row, filled[0]) and sheet.anchor(row, filled[0])[0] == row


def _ends(block: Block, mapping: Mapping, row: int, filled: list[int], *, gap: bool) -> bool:
    """Whether a row no longer belongs to the table above it."""
    sheet = block.sheet
    numeric = [column for column in filled if sheet.is_number(row, column)]
    expected = [column for column, heading in block.headings.items() if set(heading.meanings) & NUMBERS]
    if not set(numeric) & set(expected):
        if gap and not _lonely(sheet, row, filled, list(block.headings)):
            return True
        if is_header(sheet, mapping, row, filled):
            return True
    if gap and block.totals and max(block.totals) > max(block.rows, default=0):
        return True
    return _is_label(block, row, filled)


def is_header(sheet: Sheet, mapping: Mapping, row: int, near: list[int]) -> bool:
    """Whether another table begins in a row, in the run of cells that touches the columns `near`."""
    for columns in segments(sheet, row) if may_head(sheet, mapping, row) else ():
        if len(columns) > 1 and set(columns) & set(near):
            headings = headings_at(sheet, mapping, row, columns)[1]
            if classify(headings.values()) or sum(bool(heading.meanings) for heading in headings.values()) > 1:
                return True
    return False


def _is_label(block: Block, row: int, filled: list[int]) -> bool:
    """Whether a row is a term or a cost beside its value rather than a row of the table ("Tỷ giá | 3.565" below the orders)."""
    if block.table in {"costs", "terms"}:
        first = block.sheet.text(row, filled[0]).split(":")[0]
        return block.table == "costs" and bool(set(parse(first).meanings) & TERM_COLUMNS or meanings("labels", first))
    text = block.sheet.text(row, filled[0])
    heading = parse(text.split(":")[0]) if text and len(text) <= _LONGEST_HEADING else Heading("")
    return bool(text and cost_kind(text.split(":")[0])) or bool(set(heading.meanings) & (TERM_COLUMNS | {"rate"}))
