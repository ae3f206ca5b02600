"""Which rows belong to a table: behind totals and blank rows it goes on as long as they look like its rows."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from poolsplit.tables.headings import parse, weak_heading
from poolsplit.tables.labels import says_received
from poolsplit.tables.vocabulary import basis, cost_kind, is_past, says_paid, total_words
from poolsplit.workbook.find.shape.headings import LONGEST_HEADING, head_of
from poolsplit.workbook.find.shape.labels import basis_in, is_answered_label, is_label
from poolsplit.workbook.find.shape.one_cell import label_and_value
from poolsplit.workbook.find.shape.runs import segments
from poolsplit.workbook.find.shape.signatures import classify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.answers import Answers
    from poolsplit.workbook.find.shape.regions import Region

_KNOWN_ROWS = 60
"""From so many rows on, a table goes on behind a blank row whatever columns are filled there."""
_PAIR = 2
"""The cells of a label with its value."""
_FEW = 3
"""The most cells of a row that may be a cost with its amount and one word more."""
_TIMES = 1000
_WIDE = 2
"""A table of more columns has no row of two cells behind a blank one."""
_WITHOUT_LABELS = frozenset({"evidence", "terms", "rates", "steps"})
"""Tables whose own rows look like labels with their values."""


def walk(region: Region, answers: Answers, rows: Sequence[int]) -> None:
    """Find the rows of a table below its headings. rows: those of the sheet that are not blank."""
    columns, previous = set(region.columns), region.bottom
    for row in rows[bisect_right(rows, region.bottom) :]:
        filled = [column for column in region.cells.sheet.rows[row] if column in columns]
        if not filled:
            continue
        gap = row > previous + 1
        if _ends(region, answers, row, filled, gap=gap):
            break
        if _is_note(region, row, filled):
            text = region.cells.name(row, filled[0])
            if gap and region.rows and len(text) <= LONGEST_HEADING and not total_words(text) and not _heads_more_rows(region, row, rows):
                break    # the caption of what follows
            region.notes.append(row)
            continue
        if gap and region.rows:
            region.apart.add(row)
        previous = row
        region.rows.append(row)


def _is_note(region: Region, row: int, filled: Sequence[int]) -> bool:
    """Whether a row holds one text and nothing else; a line of costs may be no more than the name of the goods."""
    cells = region.cells
    first, last = cells.sheet.anchor(row, filled[0]), cells.sheet.anchor(row, filled[-1])
    if len(region.columns) < _PAIR or first != last or first[0] != row or not cells.text(row, filled[0]):
        return False
    return not ("cost" in region.meanings() and cost_kind(cells.text(row, filled[0])) == "goods")


def _heads_more_rows(region: Region, row: int, rows: Sequence[int]) -> bool:
    """Whether a text stands over rows like those so far, as another one stood over the first of them: names over the blocks of one list."""
    below = rows[bisect_right(rows, row) :][:1]
    if not region.notes or region.notes[0] > region.rows[0] or below != [row + 1]:
        return False
    return all(region.cells.counts(row + 1, column) == region.cells.counts(region.rows[0], column) for column in region.columns)


def _ends(region: Region, answers: Answers, row: int, filled: Sequence[int], *, gap: bool) -> bool:
    """Whether a row no longer belongs to the table above it. filled: its columns that are not blank. gap: whether it comes behind blank rows."""
    figures = [column for column in filled if region.cells.counts(row, column)]
    if gap and len(filled) == _PAIR and is_answered_label(region.cells, answers, row, filled[0]):
        return True
    if _is_label_row(region, row, filled, gap=gap) or (not figures and _has_headings(region, answers, row, filled)):
        return True
    if len(filled) == _PAIR and len(region.columns) > _PAIR and figures == filled[1:] and "paid" in parse(region.cells.text(row, filled[0])).meanings:
        return all(heading.meanings != ("paid",) for heading in region.headings.values())    # "Đã cọc | 500k" right below the order of one partner
    return _is_cost_line(region, row, filled) or (gap and _is_something_else(region, row, filled, figures))


def _is_cost_line(region: Region, row: int, filled: Sequence[int]) -> bool:
    """Whether a row below a table of something else is a cost, its amount and what it is shared by: "Bốc xếp | 500000 | theo kg"."""
    if not region.rows or region.said("basis", "cost"):
        return False
    first = [column for column in region.cells.sheet.rows[region.rows[0]] if column in region.columns]
    return _says_basis(region, row, filled) and not _says_basis(region, region.rows[0], first)


def _says_basis(region: Region, row: int, filled: Sequence[int]) -> bool:
    """Whether a row begins with a text, a number, and words for what a cost is shared by."""
    cells, line = region.cells, filled[: _PAIR + 1]
    if len(line) <= _PAIR or not cells.text(row, line[0]) or not cells.counts(row, line[1]):
        return False
    return basis(cells.text(row, line[2])) is not None


def _has_headings(region: Region, answers: Answers, row: int, filled: Sequence[int]) -> bool:
    """Whether the headings of another table stand in a row."""
    runs = (run for run in segments(region.cells, row) if len(run) > 1 and not set(run).isdisjoint(filled))
    return any(head_of(region.cells, answers, row, run) is not None for run in runs)


def _is_something_else(region: Region, row: int, filled: Sequence[int], figures: Sequence[int]) -> bool:
    """Whether a row behind blank ones is of another time, texts alone, a cost, a payment, or simply unlike the rows of the table."""
    cells = region.cells
    if len(filled) <= _PAIR and is_past(cells.text(row, filled[0])):
        return True
    if not figures:
        return len({cells.sheet.anchor(row, column) for column in filled}) > 1
    if _is_cost(region, row, filled) or (len(figures) == 1 and len(filled) == _PAIR and _is_payment(region, row, filled[0])):
        return True
    return _is_unlike(region, row, filled, figures)


def _is_cost(region: Region, row: int, filled: Sequence[int]) -> bool:
    """Whether a row below a table of something else says what a cost is shared by, or has a colon behind its name."""
    if region.said("basis", "cost"):
        return False
    name, beside = region.cells.text(row, filled[0]), region.columns[-1] + 1
    return any(basis(region.cells.text(row, column)) for column in (*filled, beside)) or basis_in(name) is not None or name.endswith((":", "："))


def _is_payment(region: Region, row: int, column: int) -> bool:
    """Whether a text says that somebody has paid, below a table without payments: "Cọc - An"."""
    text = region.cells.text(row, column)
    parts = [part for part in (text, text.split(" - ")[0]) if part]
    said = {meaning for part in parts for meaning in weak_heading(part).meanings}
    is_said = "paid" in said or says_paid(text) or any(map(says_received, parts))
    return is_said and ("paid" not in region.meanings(weak=False) or bool(region.said("cost", "basis", weak=False)))


def _is_unlike(region: Region, row: int, filled: Sequence[int], figures: Sequence[int]) -> bool:
    """Whether a row has figures where the table has none, or too few cells for its columns."""
    cells = region.cells
    if 0 < len(region.rows) < _KNOWN_ROWS:
        filled_so_far = {column for line in region.rows for column in region.columns if cells.sheet.at(line, column) is not None}
        known = {column for line in region.rows for column in filled_so_far if cells.counts(line, column)}
        if known.isdisjoint(figures) or any(column in filled_so_far and column not in known for column in figures):
            return True
        if len(filled) == _PAIR and any(_is_far(region, row, column) for column in figures):
            return True
    if _is_whole_payment(region, filled):
        return False
    if len(filled) == _PAIR and len(region.columns) > _WIDE and not total_words(cells.name(row, filled[0])):
        always = set(region.columns).intersection(*(cells.sheet.rows[line] for line in region.rows))
        return not always or not always.issubset(filled)
    return len(filled) == len(figures) == 1 and len(region.columns) > _PAIR


def _is_whole_payment(region: Region, filled: Sequence[int]) -> bool:
    """Whether a row of a list of payments has a partner and an amount, and nothing else: dates and references may be missing."""
    said = [region.headings[column].meanings for column in filled]
    return said == [("partner",), ("paid",)] and "quantity" not in region.meanings()


def _is_far(region: Region, row: int, column: int) -> bool:
    """Whether a number is 1,000 times, or more, what stands above it: a payment below pieces."""
    above = [value for line in region.rows if (value := region.cells.number(line, column))]
    return bool(above) and (region.cells.number(row, column) or 0) >= _TIMES * max(above)


def _begins_with_cost(region: Region, row: int) -> bool:
    """Whether a cost stands right below headings that nobody knows: they are those of costs, and say what its amount counts in."""
    first = region.rows[0] if region.rows else row
    is_known = bool(region.meanings() & {"partner", "sku", "quantity", "paid"})
    return not is_known and first == region.bottom + 1 and cost_kind(region.cells.text(first, region.columns[0])) is not None


def _is_label_row(region: Region, row: int, filled: Sequence[int], *, gap: bool) -> bool:
    """Whether a row is a label with its value rather than a row of the table: "Tỷ giá | 3.565" below the orders."""
    cells, text = region.cells, region.cells.text(row, filled[0])
    if not text or len(text) > LONGEST_HEADING or region.decided or classify(region.headings.values()) in _WITHOUT_LABELS:
        return False
    pair = label_and_value(text)
    if pair and is_label(pair[0]):
        return True
    is_cost_table = bool(region.said("cost", "basis")) or _begins_with_cost(region, row)
    figures = [column for column in filled[1:] if cells.counts(row, column)]
    if (is_cost_table and len(filled) > _PAIR) or len(figures) > 1:
        return any(is_label(cells.text(row, left), costs=False) and cells.counts(row, right) for left, right in pairwise(filled[2:]))
    is_term = len(filled) > 1 and is_label(text, costs=False)
    if is_cost_table:
        is_percentage = gap and len(filled) == _PAIR and "%" in text and is_label(text)
        return is_percentage or (is_term and not cost_kind(text))
    is_cost = bool(cost_kind(text)) and not total_words(text)
    return is_term or (is_cost and (gap or len(filled) <= _FEW))
