"""Tables of headings and rows: where one begins, which table it is, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, parse
from poolsplit.tables.labels import TERM_COLUMNS
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import cost_kind, is_total, meanings
from poolsplit.workbook.find.header import LONGEST_HEADING, headings_at, is_header, may_head, segments
from poolsplit.workbook.find.signatures import ITEM_COLUMNS, NUMBERS, classify
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from poolsplit.workbook.find.mapping import Mapping
    from poolsplit.workbook.read.sheet import Sheet

_FEWEST = 2


@dataclass
class Block:
    """One table on a sheet, before its columns are settled.

    table: a name of `schema.TABLES`, "matrix" for orders with names across, "result" for a table that poolsplit or the operator
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

    @cached_property
    def numbers(self) -> set[int]:
        """The sheet columns whose heading may mean numbers."""
        return {column for column, heading in self.headings.items() if not NUMBERS.isdisjoint(heading.meanings)}

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
        if not may_head(sheet, mapping, row):
            continue
        if any(_holds(block, row, used) and block.box.left <= used[0] and used[-1] <= block.box.right for block in blocks):
            continue
        for columns in _joined(sheet, mapping, row):
            if any(_holds(block, row, columns) for block in blocks):
                continue
            block = _block(sheet, mapping, row, columns)
            if block is not None:
                _walk(block, mapping, (below for below in sheet.rows if below > block.bottom))
                blocks.append(block)
    return blocks


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

    >>> from poolsplit.workbook.read.grid import Grid
    >>> from poolsplit.workbook.read.sheet import Sheet
    >>> total_label(Sheet(Grid("S", {(1, 1): 7, (1, 2): "Tổng cộng", (1, 3): 12})), 1, [1, 2, 3])
    True
    """
    return next((is_total(sheet.text(row, column)) for column in columns if sheet.text(row, column) and not sheet.is_number(row, column)), False)


def _lonely(sheet: Sheet, row: int, filled: list[int], columns: list[int]) -> bool:
    first, last = sheet.anchor(row, filled[0]), sheet.anchor(row, filled[-1])
    return len(columns) > 1 and first == last and first[0] == row and not sheet.is_number(row, filled[0])


def _ends(block: Block, mapping: Mapping, row: int, filled: list[int], *, gap: bool) -> bool:
    """Whether a row no longer belongs to the table above it."""
    sheet = block.sheet
    if not any(column in block.numbers and sheet.is_number(row, column) for column in filled):
        if gap and not _lonely(sheet, row, filled, list(block.headings)):
            return True
        if is_header(sheet, mapping, row, filled):
            return True
    if gap and block.totals and max(block.totals) > max(block.rows, default=0):
        return True
    return _is_label(block, row, filled)


def _is_label(block: Block, row: int, filled: list[int]) -> bool:
    """Whether a row is a term or a cost beside its value rather than a row of the table ("Tỷ giá | 3.565" below the orders)."""
    if block.table == "evidence":
        return False    # its records are named by words such as MOQ
    if block.table in {"costs", "terms"}:
        first = block.sheet.text(row, filled[0]).split(":")[0]
        return block.table == "costs" and bool(set(parse(first).meanings) & TERM_COLUMNS or meanings("labels", first))
    text = block.sheet.text(row, filled[0])
    heading = parse(text.split(":")[0]) if text and len(text) <= LONGEST_HEADING else Heading("")
    return bool(text and cost_kind(text.split(":")[0])) or bool(set(heading.meanings) & (TERM_COLUMNS | {"rate"}))
