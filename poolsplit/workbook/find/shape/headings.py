"""Whether texts in a row are the headings of a table, in one row or several, and what each heading may mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from poolsplit.tables.headings import Heading, is_unit, parse, weak_heading
from poolsplit.tables.rate_bands import band
from poolsplit.tables.vocabulary import basis, cost_kind, total_words, when
from poolsplit.values.money import currency_code
from poolsplit.workbook.find.answers import BASES
from poolsplit.workbook.find.shape.labels import is_answered_label, is_label, name_in
from poolsplit.workbook.find.shape.one_cell import label_and_value
from poolsplit.workbook.find.shape.regions import Region
from poolsplit.workbook.find.shape.runs import segments
from poolsplit.workbook.find.shape.signatures import JOINED, classify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.answers import Answers
    from poolsplit.workbook.find.shape.cells import Cells

LONGEST_HEADING = 80
"""The characters of the longest text that may be a heading."""
_MOST_ROWS = 3
_LOOK_AHEAD = 3
_FEWEST = 2
_FEW = 4
"""One heading of so many may be a number that is a name."""
"""The headings of the smallest table."""
_CLEARLY = 3
"""Known headings that make a table even where the first one looks like a label."""
_HALF, _LARGEST_SIZE = 2, 60
"""Sizes of shoes come in halves."""
_OF_NAMES = frozenset({"partner", "sku", "currency", "cost", "pool", "name"})
"""Columns of names, which stand first in a table."""


def head_of(cells: Cells, answers: Answers, row: int, run: Sequence[int], *, certain: bool = False) -> Region | None:
    """The table whose headings begin in a run of cells of a row, without its rows; None where they are no headings. certain: they are."""
    sheet = cells.sheet
    decided = answers.table(sheet, [(row, column) for column in run])
    answered = [column for column in run if answers.heading(sheet, row, column) not in {"", "ignore", *BASES}]
    if decided or any(not is_answered_label(cells, answers, row, column) for column in answered):
        certain = True
    if len({sheet.anchor(row, column) for column in run}) < _FEWEST or not (cells.text(row, run[0]) or certain):
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
    _spread_groups(region)
    return region if certain or _are_headings(_Candidate(region, run)) else None


# ---------------------------------------------------------------- rows of headings


def _with_corner(cells: Cells, row: int, run: Sequence[int]) -> list[int]:
    """A run of headings with the blank corner before it, where names stand below that."""
    left = run[0] - 1
    return [left, *run] if left > 0 and cells.text(row + 1, left) and cells.text(row + 2, left) else [*run]


def _bottom(cells: Cells, row: int, run: Sequence[int]) -> int:
    """The last row of headings that begin in a row."""
    sheet = cells.sheet
    inside = [column for column in sheet.rows.get(row + 1, []) if run[0] <= column <= run[-1]]
    upright = [box.bottom for column in run if (box := sheet.spans.get((row, column))) and box.top == row]
    if upright and max(upright) > row:
        return min(max(upright), row + _MOST_ROWS - 1)
    texts = [cells.text(row + 1, column) for column in inside]
    if inside and all(text and is_unit(text) for text in texts):
        return row + 1
    return row + 1 if _are_second(cells, row, run, inside) else row


def _are_second(cells: Cells, row: int, run: Sequence[int], inside: Sequence[int]) -> bool:
    """Whether the cells below headings are headings too: S, M, L below colours, sizes below "Sizes"."""
    sheet = cells.sheet
    if len(inside) < _FEWEST or sheet.at(row + 1, run[0]) is not None:
        return False
    flat = {column for column in run if (box := sheet.spans.get((row, column))) and box.left < box.right}
    names = all(cells.text(row + 1, column) or _is_name(cells, row + 1, column) for column in inside)
    grouped = set(inside) <= flat or (
        any(sheet.at(row, column) is None for column in inside) and all(cells.text(row + 1, column) for column in inside)
    )
    return names and grouped and any(cells.counts(row + 2, column) or cells.counts(row + 3, column) for column in inside)


def _is_name(cells: Cells, row: int, column: int) -> bool:
    """Whether a number may be a name: 38, 38.5, 2050; a whole number or half a size, without a unit, that no formula gives."""
    number = cells.numbers.get((row, column))
    if number is None or number.unit or (row, column) in cells.formulas:
        return False
    return isinstance(number.value, int) or (number.value.denominator == _HALF and number.value < _LARGEST_SIZE)


# ---------------------------------------------------------------- one heading


def _read_heading(region: Region, column: int, answers: Answers) -> None:
    """Read what the heading of a column may mean, and what stands over it; an answer goes before both."""
    cells, sheet = region.cells, region.cells.sheet
    texts = _texts_down(region, column)
    own = cells.name(region.bottom, column) or (texts[-1] if texts else "")
    above = _above(region, column)
    known = next((heading for text in (" ".join(texts), own, f"{above} {own}" if above else "") if (heading := parse(text)).meanings), None)
    if known is None and own and not _names_both_sides(own):
        known = weak_heading(own)
        if known.meanings:
            region.weak.add(column)
    known = known or parse(own)
    region.headings[column] = Heading(own, known.meanings, known.unit, known.multiple, known.languages)
    region.groups[column] = " ".join(texts[:-1]) or (above if sheet.at(region.bottom, column) is not None else "")
    said = next((found for row in range(region.top, region.bottom + 1) if (found := answers.heading(sheet, row, column))), "")
    if said:
        region.mean(column, said)
        region.answered.add(column)


def _texts_down(region: Region, column: int) -> list[str]:
    """The texts of a column down the rows of headings, each once."""
    texts: list[str] = []
    for row in range(region.top, region.bottom + 1):
        text = region.cells.name(row, column)
        if text and text not in texts[-1:] and len(text) <= LONGEST_HEADING:
            texts.append(text)
    return texts


def _spread_groups(region: Region) -> None:
    """A text over several names that is not merged reaches to the next one, or to a heading that is no name: Black, blank, Red, blank."""
    cells = region.cells
    above: dict[int, str] = {}
    for column in region.columns:
        heading = region.headings[column]
        for row in range(region.top, region.bottom):
            if cells.sheet.at(row, column) is not None or heading.meanings or not heading.text or total_words(heading.text):
                box = cells.sheet.spans.get((row, column))
                above = {upper: text for upper, text in above.items() if upper < row}
                above[row] = cells.name(row, column) if box is None or box.left == box.right else ""
        texts = dict.fromkeys(text for row in range(region.top, region.bottom) if (text := cells.name(row, column) or above.get(row, "")))
        if texts and not heading.meanings and cells.sheet.at(region.bottom, column) is not None:
            region.groups[column] = " ".join(texts)


def _names_both_sides(corner: str) -> bool:
    """Whether a corner names both sides, which does not say which is which: "Mẫu / Khách"."""
    said = {meaning for part in corner.replace("\\", "/").replace("|", "/").split("/") for meaning in parse(part).meanings}
    return "partner" in said and bool(said & set(JOINED))


def _above(region: Region, column: int) -> str:
    """The merged text over a heading that groups it with its neighbours; "" where there is none."""
    cells, row = region.cells, region.top - 1
    box = cells.sheet.spans.get((row, column))
    if box is None or box.left == box.right or box.left <= region.columns[0]:
        return ""
    text = cells.text(row, column)
    return text if len(text) <= LONGEST_HEADING else ""


# ---------------------------------------------------------------- headings or not


@dataclass
class _Candidate:
    """Texts that may be headings. run: their columns, without the blank ones of the region."""

    region: Region
    run: Sequence[int]

    @cached_property
    def texts(self) -> dict[int, str]:
        """What stands in each column."""
        region = self.region
        return {column: region.cells.name(region.bottom, column) or region.headings[column].text for column in self.run}

    @cached_property
    def known(self) -> list[int]:
        """The columns whose text is a heading as a whole, or has a word for totals."""
        region = self.region
        return [c for c in self.run if (region.headings[c].meanings and c not in region.weak) or total_words(self.texts[c])]

    @cached_property
    def numbers(self) -> list[int]:
        """The columns with a number among the headings."""
        cells, row = self.region.cells, self.region.bottom
        return [column for column in self.run if not cells.text(row, column) and (row, column) in cells.numbers]

    @cached_property
    def numbered(self) -> set[int]:
        """The columns with a number in the next rows."""
        region, cells = self.region, self.region.cells
        ahead = range(region.bottom + 1, region.bottom + 1 + _LOOK_AHEAD)
        below = list(takewhile(lambda row: any(cells.sheet.at(row, column) is not None for column in region.columns), ahead))
        return {column for column in region.columns for row in below if cells.counts(row, column)}


def _are_headings(candidate: _Candidate) -> bool:
    """Whether texts are the headings of a table, by what they mean and by what stands below them."""
    region = candidate.region
    if _head_rates(candidate):
        return True
    if any(label_and_value(text) for text in candidate.texts.values()) or not _may_be_names(candidate) or _is_label_with_value(candidate):
        return False
    if classify(region.headings[column] for column in candidate.run if column not in region.weak):
        return not _is_better_below(candidate)
    if _says_when(candidate) or _says_basis(candidate):
        return True
    return bool(candidate.numbered) and not _is_better_below(candidate) and _head_numbers(candidate)


def _head_rates(candidate: _Candidate) -> bool:
    """Whether two texts stand over a currency and a number that may be its rate: "Currency" and "TG" over CNY and 3575."""
    cells, row, run = candidate.region.cells, candidate.region.bottom + 1, candidate.run
    if len(run) != _FEWEST or not all(cells.text(row - 1, column) for column in run):
        return False
    limits = band(currency_code(cells.text(row, run[0])) or "", "VND")
    number = cells.numbers.get((row, run[1]))
    if limits is None or number is None or currency_code(cells.text(row - 1, run[0])):
        return False
    return any(value is not None and limits[0] <= value <= limits[1] for value in (number.value, number.other))


def _may_be_names(candidate: _Candidate) -> bool:
    """Whether the numbers among headings, if any, may be names: sizes behind a heading for partners or SKUs, or below a group."""
    region, cells, run = candidate.region, candidate.region.cells, candidate.run
    if not all(_is_name(cells, region.bottom, column) for column in candidate.numbers):
        return False
    if region.bottom > region.top or not candidate.numbers:
        return True
    first = next((column for column in run if "index" not in region.headings[column].meanings), run[0])
    heads_names = bool({"partner", "sku", "name"} & set(region.headings[first].meanings)) and first not in region.weak
    if heads_names and _may_stand_below(candidate):
        return True
    if _are_sizes(candidate):
        return True
    return len(candidate.numbers) * _FEW <= len(candidate.run) and all(_is_between_names(candidate, column) for column in candidate.numbers)


def _are_sizes(candidate: _Candidate) -> bool:
    """Whether the numbers among headings rise side by side, over numbers, before a heading that is known: 36, 37, 38, "Total"."""
    numbers, cells, row = candidate.numbers, candidate.region.cells, candidate.region.bottom
    sizes = [cells.number(row, column) or 0 for column in numbers]
    if len(numbers) < _FEWEST or sizes != sorted(set(sizes)) or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return False
    before = candidate.run[: candidate.run.index(numbers[0])]
    after = {column for column in candidate.run if column > numbers[-1] and (candidate.region.headings[column].meanings or column in candidate.known)}
    return bool(before and after) and candidate.numbered.issuperset(numbers) and not any(total_words(candidate.texts[column]) for column in before)


def _is_between_names(candidate: _Candidate, column: int) -> bool:
    """Whether a number among headings stands between texts, over numbers as they do: "2050" between "Lan" and "Hoa"."""
    cells, row, numbered = candidate.region.cells, candidate.region.bottom, candidate.numbered
    beside = (column - 1, column + 1)
    return column in numbered and all(cells.text(row, each) for each in beside) and not numbered.isdisjoint(beside)


def _may_stand_below(candidate: _Candidate) -> bool:
    """Whether headings with numbers may stand below what is above them: nothing, one caption, or labels with values, and no headings."""
    region, cells, row = candidate.region, candidate.region.cells, candidate.region.top - 1
    above = {cells.sheet.anchor(row, column) for column in region.columns if cells.sheet.at(row, column) is not None}
    texts = [text for place in above if (text := cells.text(*place))]
    if len(above) <= 1:
        return len(texts) == len(above)
    return any(name_in(text) is not None or label_and_value(text) for text in texts)


def _is_label_with_value(candidate: _Candidate) -> bool:
    """Whether the first text is a label with its value beside it, or all are labels with their values below them."""
    region, run = candidate.region, candidate.run
    if not is_label(candidate.texts[run[0]]):
        return False
    table = classify(region.headings[column] for column in run)
    if table in {"", "terms"} and all(is_label(candidate.texts[column]) for column in run) and _is_one_row(region):
        return True
    if run[1] in candidate.known:
        return False
    meanings = set(region.headings[run[0]].meanings)
    return (len(run) == _FEWEST and "pool" not in meanings) or (not meanings & _OF_NAMES and len(candidate.known) < _CLEARLY)


def _is_one_row(region: Region) -> bool:
    """Whether one row stands below headings, and then nothing: labels above their values."""
    first, second = ([region.cells.sheet.at(region.bottom + step, column) is not None for column in region.columns] for step in (1, 2))
    return any(first) and not any(second)


def _says_when(candidate: _Candidate) -> bool:
    """Whether the next row says when somebody withdrew, below a heading that is known."""
    cells, row = candidate.region.cells, candidate.region.bottom + 1
    return bool(candidate.known) and len(candidate.run) > 1 and any(when(cells.text(row, column)) for column in candidate.run)


def _says_basis(candidate: _Candidate) -> bool:
    """Whether the next row says what a cost is shared by, below texts, of which the last is no such word itself."""
    region, cells, run = candidate.region, candidate.region.cells, candidate.run
    if not candidate.numbered or candidate.numbers or len(run) < _FEWEST or basis(candidate.texts[run[-1]]):
        return False
    return all(cells.text(region.bottom, column) for column in run) and any(basis(cells.text(region.bottom + 1, column)) for column in region.columns)


def _head_numbers(candidate: _Candidate) -> bool:
    """Whether enough texts above numbers are known to be headings, or there are so many of both that they can be nothing else."""
    region, run = candidate.region, candidate.run
    some = [column for column in run if region.headings[column].meanings]
    is_right_below = any(region.cells.counts(region.bottom + 1, column) for column in region.columns)
    if len(candidate.known) > 1 or ((candidate.known or len(some) > 1) and is_right_below):
        return True
    return len(run) > _FEWEST and len(candidate.numbered) > 1 and not cost_kind(candidate.texts[run[0]])


def _is_better_below(candidate: _Candidate) -> bool:
    """Whether the row below makes better headings: then this one is a title, or a label."""
    cells, columns, row = candidate.region.cells, candidate.region.columns, candidate.region.bottom + 1
    inside = [column for column in cells.sheet.rows.get(row, []) if columns[0] <= column <= columns[-1]]
    if len(inside) < _FEWEST or not all(cells.text(row, column) for column in inside):
        return False
    clear = sum(bool(parse(cells.text(row, column)).meanings) for column in inside)
    return clear > len(candidate.known) or (clear > 1 and len(inside) > len(candidate.run))
