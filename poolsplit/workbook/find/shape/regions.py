"""Tables by words and shape: where one begins, what its headings are, and which rows belong to it, whatever stands in them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, is_unit, parse, weak_heading
from poolsplit.tables.labels import TERM_COLUMNS
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import basis, cost_kind, is_past, says_paid, total_words, when
from poolsplit.workbook.find.shape.labels import is_label, label_and_value
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS, JOINED, classify
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poolsplit.workbook.find.answers import Answers
    from poolsplit.workbook.find.shape.cells import Cells

LONGEST_HEADING = 80
_LONGEST_NOTE = 25
_MOST_HEADING_ROWS = 3
_LOOK_AHEAD = 3
_KNOWN_ROW = 60
_CLEARLY = 3


@dataclass(eq=False)
class Region:
    """A table on a sheet: headings and the rows below them.

    top, bottom: first and last row of headings. columns: from left to right. headings: column -> what it may mean. groups: column -> the text
    over its heading, "" where there is none. rows: with the totals. notes: rows of one text, which are no rows of the table.
    """

    cells: Cells
    top: int
    bottom: int
    columns: list[int]
    headings: dict[int, Heading]
    groups: dict[int, str]
    weak: set[int] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    apart: set[int] = field(default_factory=set)
    decided: str = ""
    across: str = ""
    answered: set[int] = field(default_factory=set)
    keys: dict[int, list[str]] = field(default_factory=dict)
    guessed: list[int] = field(default_factory=list)
    filled: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    from_above: list[int] = field(default_factory=list)

    @cached_property
    def box(self) -> Box:
        """The rectangle from the first heading to the last row."""
        return Box(self.top, self.columns[0], max([self.bottom, *self.rows]), self.columns[-1])

    @cached_property
    def lying_box(self) -> Box:
        """The rectangle as it lies on the sheet."""
        box = self.box
        return Box(*self.cells.place(box.top, box.left), *self.cells.place(box.bottom, box.right))

    def is_on(self, cells: Cells) -> bool:
        """Whether the region stands on a sheet."""
        return self.cells.lying is cells.lying

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell of the sheet, as that lies, is within the rectangle."""
        box = self.lying_box
        return box.top <= row <= box.bottom and box.left <= column <= box.right

    @property
    def range(self) -> str:
        """The address of the rectangle."""
        return self.cells.sheet.range(self.box)

    @cached_property
    def numeric(self) -> list[int]:
        """The columns that hold more numbers than texts."""
        counts = {column: sum(self.cells.counts(row, column) for row in self.rows) for column in self.columns}
        texts = {column: sum(bool(self.cells.text(row, column)) for row in self.rows) for column in self.columns}
        return [column for column in self.columns if counts[column] and counts[column] >= texts[column]]

    def said(self, *meanings: str, weak: bool = True) -> list[int]:
        """The columns whose heading may mean one of `meanings`."""
        fits = (column for column in self.columns if not set(meanings).isdisjoint(self.headings[column].meanings))
        return [column for column in fits if weak or column not in self.weak]

    def meanings(self, *, weak: bool = True) -> set[str]:
        """Every meaning that a heading may have."""
        return {meaning for column in self.columns if weak or column not in self.weak for meaning in self.headings[column].meanings}

    def mean(self, column: int, meaning: str) -> None:
        """Settle what a column is."""
        heading = self.headings[column]
        self.headings[column] = Heading(heading.text, (meaning,), heading.unit, heading.multiple, heading.languages)
        self.weak.discard(column)

    def address(self, column: int | None = None) -> str:
        """Where a heading stands; without a column the first one."""
        return self.cells.address(self.bottom, self.columns[0] if column is None else column)


def find_regions(cells: Cells, answers: Answers) -> list[Region]:
    """All tables of a sheet, from top to bottom."""
    sheet, found = cells.sheet, list[Region]()
    covered: dict[int, list[tuple[int, int]]] = {}
    rows = list(sheet.rows)

    def add(region: Region) -> None:
        found.append(region)
        for row in (*range(region.top, region.bottom + 1), *region.rows, *region.notes):
            covered.setdefault(row, []).append((region.columns[0], region.columns[-1]))

    for box in sorted(sheet.grid.tables.values()):
        region = _head(cells, answers, box.top, [c for c in range(box.left, box.right + 1) if sheet.at(box.top, c) is not None], certain=True)
        if region is not None:
            _walk(region, answers, [row for row in rows if row <= box.bottom])
            add(region)
    for row in rows:
        for run in _joined(cells, answers, row):
            if any(left <= column <= right for left, right in covered.get(row, ()) for column in run):
                continue
            region = _head(cells, answers, row, run)
            if region is None:
                continue
            _walk(region, answers, rows)
            if _says_something(region):
                add(region)
    return found


def _says_something(region: Region) -> bool:
    """Whether there is more below the headings than texts under words that nobody knows."""
    if region.decided or classify(region.headings.values()) or region.said("partner", weak=False):
        return True
    return any(region.cells.counts(row, column) for row in region.rows for column in region.columns)


def segments(cells: Cells, row: int) -> Iterator[list[int]]:
    """The runs of cells of a row that may be headings of one table.

    A column that is blank in this row and in the next two separates; an unnamed column with data below it does not.
    """
    run: list[int] = []
    for column in cells.sheet.rows.get(row, []):
        if run and not all(any(cells.sheet.at(below, gap) is not None for below in (row + 1, row + 2)) for gap in range(run[-1] + 1, column)):
            yield run
            run = []
        run.append(column)
    if run:
        yield run


def _joined(cells: Cells, answers: Answers, row: int) -> Iterator[list[int]]:
    """The runs of a row; one behind a single blank column is part of the run before it where its headings only go with that."""
    run: list[int] = []
    for columns in segments(cells, row):
        if run and columns[0] == run[-1] + 2 and _goes_with(cells, answers, row, run, columns):
            run = run + columns
            continue
        if run:
            yield run
        run = columns
    if run:
        yield run


def _goes_with(cells: Cells, answers: Answers, row: int, run: list[int], columns: list[int]) -> bool:
    before, behind = ([parse(cells.text(row, column)) for column in part] for part in (run, columns))
    said, more = ({meaning for heading in headings for meaning in heading.meanings} for headings in (before, behind))
    if said & more or classify(behind) or not all(heading.meanings for heading in behind):
        return False
    table = classify(before)
    known = {column.name for column in TABLES.get(table, ())} | (ITEM_COLUMNS if table == "orders" else frozenset())
    if table:
        return all(set(heading.meanings) & known for heading in behind)
    return all(heading.meanings for heading in before) and not (said | more) & TERM_COLUMNS


def _head(cells: Cells, answers: Answers, row: int, run: list[int], *, certain: bool = False) -> Region | None:
    """The table whose headings begin in a row, without its rows; None where they are no headings."""
    sheet = cells.sheet
    decided = answers.table(sheet, [(row, column) for column in run])
    if decided or any(answers.heading(sheet, row, column) not in {"", "ignore"} for column in run):
        certain = True
    if len({sheet.anchor(row, column) for column in run}) < 2 or not (cells.text(row, run[0]) or certain):
        return None
    run = _with_corner(cells, row, run)
    bottom = _bottom(cells, row, run)
    last = run[-1]
    if bottom > row:
        last = max([last, *(part[-1] for part in segments(cells, bottom) if part[0] <= last + 1 and part[-1] > last)])
    region = Region(cells, row, bottom, list(range(run[0], last + 1)), {}, {}, decided=decided)
    run = [*run, *(column for column in range(run[-1] + 1, last + 1) if sheet.at(bottom, column) is not None)]
    for column in region.columns:
        _read_heading(region, column, answers)
    if certain or _are_headings(region, run):
        return region
    return None


def _with_corner(cells: Cells, row: int, run: list[int]) -> list[int]:
    """A run of headings with the blank corner before it, where names stand below that."""
    left = run[0] - 1
    return [left, *run] if left > 0 and cells.text(row + 1, left) and cells.text(row + 2, left) else run


def _bottom(cells: Cells, row: int, run: list[int]) -> int:
    """The last row of headings that begin in a row."""
    sheet = cells.sheet
    inside = [column for column in sheet.rows.get(row + 1, []) if run[0] <= column <= run[-1]]
    upright = [box.bottom for column in run if (box := sheet.spans.get((row, column))) and box.top == row]
    if upright and max(upright) > row:
        return min(max(upright), row + _MOST_HEADING_ROWS - 1)
    texts = [cells.text(row + 1, column) for column in inside]
    if inside and all(text and is_unit(text) for text in texts):
        return row + 1
    return row + 1 if _are_second(cells, row, run, inside) else row


def _are_second(cells: Cells, row: int, run: list[int], inside: list[int]) -> bool:
    """Whether the cells below headings are headings too: S, M, L below colours, sizes below "Sizes"."""
    sheet = cells.sheet
    if len(inside) < 2 or sheet.at(row + 1, run[0]) is not None:
        return False
    flat = {column for column in run if (box := sheet.spans.get((row, column))) and box.left < box.right}
    names = all(cells.text(row + 1, column) or _is_name(cells, row + 1, column) for column in inside)
    grouped = set(inside) <= flat or (
        any(sheet.at(row, column) is None for column in inside) and all(cells.text(row + 1, column) for column in inside)
    )
    return names and grouped and any(cells.counts(row + 2, column) or cells.counts(row + 3, column) for column in inside)


def _is_name(cells: Cells, row: int, column: int) -> bool:
    """Whether a number may be a name: 38, 2050; a whole number without a unit that no formula gives."""
    number = cells.numbers.get((row, column))
    return number is not None and isinstance(number.value, int) and not number.unit and (row, column) not in cells.formulas


def _read_heading(region: Region, column: int, answers: Answers) -> None:
    """The heading of a column: its texts down the rows of headings as one, else the last of them, else with the group above."""
    cells, sheet = region.cells, region.cells.sheet
    texts: list[str] = []
    for row in range(region.top, region.bottom + 1):
        text = cells.name(row, column)
        if text and (not texts or texts[-1] != text) and len(text) <= LONGEST_HEADING:
            texts.append(text)
    own = cells.name(region.bottom, column) or (texts[-1] if texts else "")
    joined = parse(" ".join(texts))
    heading = joined if joined.meanings else parse(own)
    above = _above(region, column)
    if not heading.meanings and above:
        grouped = parse(f"{above} {own}")
        heading = grouped if grouped.meanings else heading
    if not heading.meanings and own and not _names_both_sides(own):
        heading = weak_heading(own)
        if heading.meanings:
            region.weak.add(column)
    region.headings[column] = Heading(own, heading.meanings, heading.unit, heading.multiple, heading.languages)
    region.groups[column] = " ".join(texts[:-1]) or (above if sheet.at(region.bottom, column) is not None else "")
    said = next((found for row in range(region.top, region.bottom + 1) if (found := answers.heading(sheet, row, column))), "")
    if said:
        region.mean(column, said)
        region.answered.add(column)


def _names_both_sides(corner: str) -> bool:
    """Whether a corner names both sides, which does not say which is which: "Mẫu / Khách"."""
    said = {meaning for part in corner.replace("\\", "/").replace("|", "/").split("/") for meaning in parse(part).meanings}
    return "partner" in said and bool(said & set(JOINED))


def _above(region: Region, column: int) -> str:
    """The text over a heading that groups it with its neighbours: a merged one, or the last one at or left of it where fewer stand above."""
    cells, row = region.cells, region.top - 1
    box = cells.sheet.spans.get((row, column))
    if box is not None and box.left < box.right and box.left > region.columns[0]:
        text = cells.text(row, column)
        return text if len(text) <= LONGEST_HEADING else ""
    return ""


def _are_headings(region: Region, run: list[int]) -> bool:
    """Whether texts are the headings of a table, by what they mean and by what stands below them."""
    cells, first = region.cells, run[0]
    texts = {column: cells.name(region.bottom, column) or region.headings[column].text for column in run}
    known = [c for c in run if (region.headings[c].meanings and c not in region.weak) or total_words(texts[c])]
    if any(label_and_value(text) for text in texts.values()):
        return False
    numbers = [column for column in run if not cells.text(region.bottom, column) and (region.bottom, column) in cells.numbers]
    if numbers and not _may_be_names(region, first, numbers):
        return False
    is_first_a_name = bool({"partner", "sku", "currency", "cost", "pool", "name"} & set(region.headings[first].meanings))
    table = classify(region.headings[c] for c in run)
    if table in {"", "terms"} and all(is_label(texts[column]) for column in run) and _is_one_row(region):
        return False
    if is_label(texts[first]) and len(run) == len(("label", "value")) and run[1] not in known and "pool" not in region.headings[first].meanings:
        return False
    if is_label(texts[first]) and run[1] not in known and not is_first_a_name and len(known) < _CLEARLY:
        return False
    if classify(region.headings[c] for c in run if c not in region.weak):
        return not _is_better_below(region, run, known)
    below = list(takewhile(lambda row: any(cells.sheet.at(row, c) is not None for c in region.columns), range(region.bottom + 1, region.bottom + 1 + _LOOK_AHEAD)))
    numbered = {column for column in region.columns for row in below if cells.counts(row, column)}
    says_when = [c for c in run if when(cells.text(region.bottom + 1, c))]
    if says_when and known and len(run) > 1:
        return True
    next_row = [column for column in region.columns if cells.sheet.at(region.bottom + 1, column) is not None]
    says_basis = any(basis(cells.text(region.bottom + 1, column)) for column in next_row)
    if says_basis and numbered and not numbers and len(run) > 1 and all(cells.text(region.bottom, column) for column in run) and not basis(texts[run[-1]]):
        return True
    if not numbered or _is_better_below(region, run, known):
        return False
    next_row = [column for column in region.columns if cells.counts(region.bottom + 1, column)]
    some = [column for column in run if region.headings[column].meanings]
    if len(known) > 1 or ((known or len(some) > 1) and next_row):
        return True
    return len(run) > 2 and len(numbered) > 1 and not cost_kind(texts[first])


def _is_one_row(region: Region) -> bool:
    """Whether one row stands below headings, and then nothing: labels above their values."""
    sheet = region.cells.sheet
    return any(sheet.at(region.bottom + 1, c) is not None for c in region.columns) and all(sheet.at(region.bottom + 2, c) is None for c in region.columns)


def _may_be_names(region: Region, first: int, numbers: list[int]) -> bool:
    """Whether numbers among headings may be names: sizes behind a heading for partners or SKUs, or below a group."""
    cells = region.cells
    if region.bottom > region.top:
        return all(_is_name(cells, region.bottom, column) for column in numbers)
    heads_names = bool({"partner", "sku", "name"} & set(region.headings[first].meanings)) and first not in region.weak
    above = [column for column in region.columns if cells.sheet.at(region.top - 1, column) is not None]
    alone = not above or (above == [first] and bool(cells.text(region.top - 1, first)))
    return heads_names and alone and all(_is_name(cells, region.bottom, column) for column in numbers)


def _is_better_below(region: Region, run: list[int], known: list[int]) -> bool:
    """Whether the row below makes better headings: then this one is a title, or a label."""
    cells, row = region.cells, region.bottom + 1
    inside = [column for column in cells.sheet.rows.get(row, []) if region.columns[0] <= column <= region.columns[-1]]
    if len(inside) < 2 or not all(cells.text(row, column) for column in inside):
        return False
    clear = sum(bool(parse(cells.text(row, column)).meanings) for column in inside)
    return clear > len(known) or (clear > 1 and len(inside) > len(run))


def _walk(region: Region, answers: Answers, rows: list[int]) -> None:
    """The rows of a table. Those behind totals and blank rows go on as long as they look like its rows."""
    cells, sheet = region.cells, region.cells.sheet
    columns, previous = set(region.columns), region.bottom
    for row in rows[bisect_right(rows, region.bottom) :]:
        filled = [column for column in sheet.rows[row] if column in columns]
        if not filled:
            continue
        gap = row > previous + 1
        if _ends(region, answers, row, filled, gap=gap):
            break
        if _is_note(region, row, filled):
            if gap and len(cells.name(row, filled[0])) <= LONGEST_HEADING and region.rows and not total_words(cells.name(row, filled[0])):
                if row > previous + 1:
                    break
            region.notes.append(row)
            continue
        if gap and region.rows:
            region.apart.add(row)
        previous = row
        region.rows.append(row)


def _is_note(region: Region, row: int, filled: list[int]) -> bool:
    """Whether a row holds one text and nothing else; a line of costs may be no more than the name of the goods."""
    cells = region.cells
    first, last = cells.sheet.anchor(row, filled[0]), cells.sheet.anchor(row, filled[-1])
    if len(region.columns) < 2 or first != last or first[0] != row or not cells.text(row, filled[0]):
        return False
    return not ("cost" in region.meanings() and cost_kind(cells.text(row, filled[0])) == "goods")


def _ends(region: Region, answers: Answers, row: int, filled: list[int], *, gap: bool) -> bool:
    """Whether a row no longer belongs to the table above it."""
    cells = region.cells
    figures = [column for column in filled if cells.counts(row, column)]
    if _is_label_row(region, row, filled, gap=gap):
        return True
    if gap and len(filled) <= len(("label", "value")) and is_past(cells.text(row, filled[0])):
        return True
    said = weak_heading(cells.text(row, filled[0])).meanings if cells.text(row, filled[0]) else ()
    if gap and not region.said("basis", "cost") and figures and (any(basis(cells.text(row, c)) for c in filled) or cells.text(row, filled[0])[-1:] in {":", "："}):
        return True
    pays = "paid" in {*said, *weak_heading(cells.text(row, filled[0]).split(" - ")[0]).meanings} or says_paid(cells.text(row, filled[0]))
    if gap and len(figures) == 1 and len(filled) == len(("label", "value")) and pays and "paid" not in region.meanings(weak=False):
        return True
    if not figures:
        for run in segments(cells, row):
            if set(run) & set(filled) and len(run) > 1 and _head(cells, answers, row, run) is not None:
                return True
        if gap and len({cells.sheet.anchor(row, column) for column in filled}) > 1:
            return True
    if gap and figures:
        if len(region.rows) < _KNOWN_ROW and region.rows:
            known = {column for line in region.rows for column in region.columns if cells.counts(line, column)}
            if not known.issuperset(figures):
                return True
        if len(filled) == 2 and len(region.columns) > 4 and not total_words(cells.name(row, filled[0])):
            return True
        if all(column in figures for column in filled) and len(filled) == 1 and len(region.columns) > 2:
            return True
    return False


def _is_label_row(region: Region, row: int, filled: list[int], *, gap: bool) -> bool:
    """Whether a row is a label with its value rather than a row of the table: "Tỷ giá | 3.565" below the orders."""
    cells = region.cells
    text = cells.text(row, filled[0])
    if not text or len(text) > LONGEST_HEADING or region.decided:
        return False
    table = classify(region.headings.values())
    if table in {"evidence", "terms", "rates", "steps"}:
        return False
    pair = label_and_value(text)
    if pair and is_label(pair[0]):
        return True
    is_cost_table = bool(region.said("cost", "basis"))
    figures = [column for column in filled[1:] if cells.counts(row, column)]
    if (is_cost_table and len(filled) > len(("label", "value"))) or len(figures) > 1:
        return any(is_label(cells.text(row, left), costs=False) and cells.counts(row, right) for left, right in pairwise(filled[2:]))
    if gap and is_cost_table and len(filled) == len(("label", "value")) and is_label(text) and "%" in text:
        return True
    if len(filled) > 1 and is_label(text, costs=False):
        return not (is_cost_table and cost_kind(text))
    if is_cost_table or total_words(text) or not cost_kind(text):
        return False
    return gap or len(filled) <= _LOOK_AHEAD
