"""Orders as a matrix: SKUs down and partners across, or the reverse, with headings over one or more rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, parse
from poolsplit.tables.vocabulary import cost_kind, is_total
from poolsplit.workbook.find.blocks import total_label
from poolsplit.workbook.find.header import headings_at, is_header, may_head, segments
from poolsplit.workbook.find.known import Confirmation, Known
from poolsplit.workbook.find.signatures import ITEM_COLUMNS, JOINED
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poolsplit.workbook.find.mapping import Mapping
    from poolsplit.workbook.read.sheet import Sheet

_LEVELS = 2


@dataclass
class Matrix:
    """A block of quantities between two sets of names.

    top, bottom: first and last heading row. leading: the columns that name the rows. across: the columns of quantities.
    beside: columns about the row's SKU (price, MOQ ...). total_columns, rows, totals, unnamed: as in `Block`; unnamed rows have
    quantities and no name. down: what stands below the corner, "sku" or "partner", "" where that is not clear. sure: whether
    totals, known names or a decision confirm that it is an order.
    """

    sheet: Sheet
    top: int
    bottom: int
    headings: dict[int, Heading]
    leading: list[int]
    across: list[int]
    beside: dict[int, Heading]
    total_columns: list[int]
    rows: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    down: str = ""
    sure: bool = False

    @cached_property
    def box(self) -> Box:
        """The rectangle from the first heading to the last row; asked for when these are known."""
        columns = [*self.leading, *self.across, *self.beside, *self.total_columns]
        return Box(self.top, min(columns), max([self.bottom, *self.rows, *self.totals, *self.unnamed]), max(columns))

    def address(self) -> str:
        """Where the corner stands: what --map needs to name the table."""
        return self.sheet.address(self.bottom, self.leading[0])

    def heading_parts(self, column: int) -> list[object]:
        """The names over a column, from the top row of the headings to the last; a group without merge reaches to the next one."""
        parts: list[object] = []
        for row in range(self.top, self.bottom):
            left = [self.sheet.at(row, c) for c in range(self.across[0], column + 1)]
            parts += [value for value in left if value is not None][-1:]
        last = self.sheet.at(self.bottom, column)
        return [part for part in dict.fromkeys(parts) if part != last] + [last]

    def row_parts(self, row: int) -> list[object]:
        """The names before a row, of every leading column; a group without merge reaches down to the next one."""
        parts: list[object] = []
        for column in self.leading:
            lines = range(row, self.bottom, -1) if column != self.leading[-1] else [row]
            above = next((value for value in (self.sheet.at(line, column) for line in lines) if value is not None), None)
            parts += [] if above is None else [above]
        return parts


def find_matrices(sheet: Sheet, mapping: Mapping, taken: list[Box], known: Known) -> Iterator[Matrix]:
    """All matrices of a sheet outside the rectangles `taken`, from top to bottom."""
    held, confirmed = list(taken), Confirmation(sheet, known)
    for row, used in sheet.rows.items():
        if any(box.top <= row <= box.bottom and box.left <= used[0] and used[-1] <= box.right for box in held):
            continue
        for columns in segments(sheet, row):
            wide = _with_corner(sheet, row, columns)
            if any(box.top <= row <= box.bottom and box.left <= wide[-1] and wide[0] <= box.right for box in held):
                continue
            blank = not sheet.text(row, wide[0])
            if not may_head(sheet, mapping, row) and not (blank and confirmed.may_be(row, wide)):
                continue
            matrix = _matrix(sheet, mapping, row, wide, confirmed)
            if matrix is not None:
                held.append(matrix.box)
                yield matrix


def _with_corner(sheet: Sheet, row: int, columns: list[int]) -> list[int]:
    """The run of headings, with the blank corner before it where names stand below that."""
    left = columns[0] - 1
    named = left > 0 and any(sheet.text(row + below, left) and not sheet.is_number(row + below, left) for below in (1, 2))
    return [left, *columns] if named else columns


def _matrix(sheet: Sheet, mapping: Mapping, row: int, columns: list[int], confirmed: Confirmation) -> Matrix | None:
    """The matrix whose last heading row is `row`, None where there is none."""
    bottom, headings = headings_at(sheet, mapping, row, columns)
    own = {column: _own_heading(sheet, mapping, bottom, column) for column in columns}
    decided = _decided(sheet, mapping, row, bottom, columns)
    leading = _leading(own, headings, decided)
    if not leading or mapping.table(sheet, [(bottom, column) for column in columns]) == "ignore":
        return None
    rest = [column for column in columns if column not in leading]
    across = [c for c in rest if c in decided or (not own[c].meanings and not headings[c].meanings and sheet.at(bottom, c) is not None)]
    found = Matrix(sheet, row, bottom, headings, leading, across, {}, [c for c in rest if c not in decided and is_total(sheet.text(bottom, c))])
    found.beside = {c: headings[c] for c in rest if c not in decided and set(headings[c].meanings) & (ITEM_COLUMNS | {"kg", "cbm"})}
    if any(cost_kind(sheet.text(bottom, c)) for c in across if c not in decided):
        return None
    if any(set(headings[c].meanings) & {"quantity", "paid", "amount", "due", "cost"} for c in rest if c not in decided and c not in across):
        return None
    said = own[leading[-1]].meanings or _two_in_one(sheet.text(bottom, leading[-1]))
    if not (said or decided or found.total_columns or any(headings[c].meanings for c in leading) or confirmed.may_be(bottom, [leading[-1], *across])):
        return None
    _walk(found, mapping)
    if not found.across[1:] or not any(sheet.is_number(row, column) for row in found.rows for column in found.across):
        return None
    _extend_upwards(found)
    _orient(found, decided, confirmed.known)
    return found if found.down or said or found.sure else None


def _own_heading(sheet: Sheet, mapping: Mapping, row: int, column: int) -> Heading:
    decided = mapping.column(sheet, row, column)
    return parse(sheet.text(row, column)) if decided is None else Heading(sheet.text(row, column), (decided.column or "index",))


def _decided(sheet: Sheet, mapping: Mapping, top: int, bottom: int, columns: list[int]) -> dict[int, str]:
    """The columns of which --map says whose names head them; one alone is the corner, not a row of names."""
    found = {}
    for column in columns:
        for row in range(top, bottom + 1):
            entry = mapping.column(sheet, row, column)
            if entry is not None and entry.column in {"partner", "sku"}:
                found[column] = entry.column
    return found if len(found) > 1 else {}


def _leading(own: dict[int, Heading], headings: dict[int, Heading], decided: dict[int, str]) -> list[int]:
    """The columns that name the rows: partner or SKU, colour and size; else the first one, where its heading is blank or unclear."""
    named = [c for c in own if c not in decided and (set(own[c].meanings) | set(headings[c].meanings)) & {"partner", *JOINED}]
    if named:
        return named
    rest = [column for column in own if "index" not in own[column].meanings]
    first = rest[0] if rest else None
    if first is None or first in decided:
        return []
    unclear = own[first].meanings == ("name",) or not own[first].text or _two_in_one(own[first].text)
    return [first] if unclear else []


def _walk(found: Matrix, mapping: Mapping) -> None:
    """Sort the rows below the headings into rows of quantities, totals and unnamed ones, up to where the matrix ends.

    Only columns that hold nothing but numbers and blanks stay quantities.
    """
    sheet = found.sheet
    columns = sorted([*found.leading, *found.across, *found.total_columns])
    previous = found.bottom
    for row in (line for line in sheet.rows if line > found.bottom):
        filled = [column for column in columns if sheet.at(row, column) is not None]
        figures = [column for column in filled if column not in found.leading]
        numbers = [column for column in figures if sheet.is_number(row, column)]
        if not filled:
            continue
        apart_from_a_total, previous = row > previous + 1 and previous in found.totals, row
        named = sheet.at(row, found.leading[-1]) is not None
        is_heading = named and bool(set(parse(sheet.text(row, found.leading[-1])).meanings) & {"partner", "sku"})
        if is_heading or (not numbers and is_header(sheet, mapping, row, filled)):
            break
        if total_label(sheet, row, filled):
            found.totals.append(row)
        elif numbers and apart_from_a_total:
            break
        elif numbers:
            (found.rows if named else found.unnamed).append(row)
            if named and len(numbers) < len(figures):
                found.across = [column for column in found.across if column in numbers or column not in figures]
            if not found.across[1:]:
                break
        elif len(filled) > 1 and not named:
            break


def _extend_upwards(found: Matrix) -> None:
    """Take in the rows of group headings over the last one ("BLACK" over S, M, L)."""
    while found.bottom - found.top < _LEVELS and found.top > 1:
        above = [found.sheet.text(found.top - 1, column) for column in found.across]
        anchors = {found.sheet.anchor(found.top - 1, column) for column in found.across}
        outside = any(found.sheet.spans.get((found.top - 1, c), Box(0, c, 0, c)).left < found.across[0] for c in found.across)
        if not above[0] or outside or any(found.sheet.is_number(found.top - 1, c) for c in found.across):
            return
        if len(anchors) == 1 and parse(above[0]).meanings:
            return
        found.top -= 1


def _orient(found: Matrix, decided: dict[int, str], known: Known) -> None:
    """Settle what stands below the corner, by decision, by the corner's heading, else by names that other tables have."""
    across = [found.heading_parts(column) for column in found.across]
    down = [found.row_parts(row) for row in found.rows]
    partners_across, partners_down = (any(known.has_partner(parts[-1]) for parts in side) for side in (across, down))
    skus_across, skus_down = (any(known.has_sku(parts) for parts in side) for side in (across, down))
    by_names = {"sku": partners_across or skus_down, "partner": partners_down or skus_across}
    corner = {meaning for column in found.leading for meaning in found.headings[column].meanings}
    corner |= {meaning for column in found.leading for meaning in parse(found.sheet.text(found.bottom, column)).meanings}
    if decided:
        found.down = "partner" if "sku" in decided.values() else "sku"
    elif corner & {"partner", *JOINED}:
        found.down = "partner" if "partner" in corner else "sku"
    elif by_names["sku"] != by_names["partner"]:
        found.down = "sku" if by_names["sku"] else "partner"
    found.sure = bool(decided or found.totals or found.total_columns or (found.down and by_names[found.down]))


def _two_in_one(corner: str) -> bool:
    """Whether a corner names both sides, which does not say which is which: "Mẫu / Khách"."""
    said = {meaning for part in corner.replace("\\", "/").replace("|", "/").split("/") for meaning in parse(part).meanings}
    return "partner" in said and bool(said & set(JOINED))
