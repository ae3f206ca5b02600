"""Figures by which any spreadsheet sees that a range has changed since it was read, with no function of ours and none newer than Excel 2013.

Each figure is a formula that only looks at the range, and the value that it had when the range was read. Both are the same in Excel and in
LibreOffice, which differ in more than one might think:

- A yes or no is no number for SUM in Excel, and one in LibreOffice. Here it counts as 1 or 0, as it does in both when it is multiplied.
- A letter outside the 65,536 most usual (an emoji) is two characters in Excel, of which UNICODE makes two errors, and one in LibreOffice and in
  workbooks of Excel's newer compatibility version. Either way it counts as 2. In a column that has such a letter the place of a letter in its text
  does not count: behind it the two would count on differently.
- COUNTA counts a formula whose result is the empty text, COUNTBLANK calls it blank, and so does a `Grid`: so what is filled is what is not blank.
- Sums of the same numbers differ in their last digits, by the order in which they are added: figures are compared with some slack.

A number is never turned into text, as that depends on the country. An error value counts as 0 in the sum and as 1 in the order: a range that had one
is not changed because it has one, but is when it is repaired. A formula without a saved result counts as 0, so it is changed when it has another one.
"""

from __future__ import annotations

import math
from itertools import repeat
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.values.typed_numbers import LIMIT
from poolsplit.workbook.attach.formula import Formula
from poolsplit.workbook.read.grid import ROWS, CellError, Uncached, box, letters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from poolsplit.workbook.read.grid import Box, Grid

BELOW = 25
"""Rows below a range that are watched: where the next orders are typed."""
LETTERS = 128
"""The letters of a text that are looked at: product titles of shops have up to 120."""
_MORE = 4
"""So many letters are looked at beyond the longest text, where one may be added, behind a blank too."""
_PRIMES = (
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233,
    239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311, 313, 317, 331, 337, 347, 349, 353, 359, 367, 373, 379, 383, 389,
    397, 401, 409, 419, 421, 431, 433, 439, 443, 449, 457, 461, 463, 467, 479, 487, 491, 499, 503, 509, 521, 523, 541, 547, 557, 563,
    569, 571, 577, 587, 593, 599, 601, 607, 613, 617, 619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683, 691, 701, 709, 719, 727,
    733, 739, 743, 751, 757, 761, 769, 773, 787, 797, 809, 811, 821, 823, 827, 829, 839, 853, 857, 859, 863, 877, 881, 883,
)
"""What a letter is multiplied by for its place in the text: with primes, two letters that change seldom make up for each other."""
_SLACK, _ROUNDING = 1e-12, 2**-52
_WHOLE = 2**53
"""Up to here sums of whole numbers are exact in every order."""
_BLANK, _SURROGATE, _ASTRAL = 32, chr(0xD800), chr(0x10000)
_DIGITS = 14
_FORMULA = 8_000
"""A formula may have 8,192 characters."""
_ABREAST = 100
_TOGETHER = 200
"""How many conditions stand in one AND, which takes up to 255."""


class Watch(NamedTuple):
    """The figures of one range.

    range: as `watch` got it. formulas: the sum of the numbers; how many cells are filled; the numbers by their places; how many cells are filled in
    the last row and the 25 below it; the letters by their places, where there are any; in a very wide range they go on in more formulas.
    slack: by how much each figure may differ from its value though nothing has changed.
    """

    range: str
    formulas: tuple[Formula, ...]
    slack: tuple[float, ...]


class _Figure(NamedTuple):
    """One figure, or a part of one. size: its terms added up without their signs. slack: as in `Watch`. array: as in `Formula`."""

    text: str
    value: float
    size: float
    slack: float
    array: bool = True


def watch(grids: Sequence[Grid], ranges: Sequence[str]) -> list[Watch]:
    """The figures of ranges ("'Đơn hàng'!B3:E9"), each of them in one of the sheets; KeyError where there is no such sheet.

    The formulas look at places within the range only: rows and columns that are inserted before it change nothing.
    What they do not see: the letters of a text beyond the first 128; those of a line where a longer text has emoji; blanks at a text's end.

    >>> from poolsplit.workbook.read.grid import Grid
    >>> [orders] = watch([Grid("Đơn", {(1, 1): "Tên", (1, 2): "SL", (2, 1): "An", (2, 2): 60})], ["'Đơn'!A1:B2"])
    >>> [formula.value for formula in orders.formulas]
    [60, 4, 36, 2, 86187]
    >>> orders.formulas[1].text
    "=ROWS('Đơn'!$A$1:$B$2)*COLUMNS('Đơn'!$A$1:$B$2)-COUNTBLANK('Đơn'!$A$1:$B$2)"
    """
    sheets = {grid.name(""): grid for grid in grids}
    found = []
    for place in ranges:
        title, sign, ref = place.rpartition("!")
        figures = list(map(_short, _Source(sheets[title + sign], box(ref)).figures()))
        formulas = tuple(Formula(f"={one.text}", int(one.value) if one.value.is_integer() else one.value, one.array) for one in figures)
        found.append(Watch(place, formulas, tuple(one.slack for one in figures)))
    return found


def unchanged(watches: Sequence[Watch], at: Sequence[Sequence[str]]) -> str:
    """The condition that every figure is what it was; an error where a figure is one.

    at: for each watch the cells ("B20") that hold its formulas, side by side; their values stand right behind them, in the same order.

    >>> orders = Watch("Orders!A1:B9", (Formula("=SUM(Orders!A1:B9)", 60), Formula("=ROWS(Orders!A1:B9)", 9)), (1e-10, 0.5))
    >>> unchanged([orders], [["B20", "C20"]])
    'AND(ABS(B20-D20)<=1E-10,ABS(C20-E20)<=5E-01)'
    """
    conditions = []
    for one, cells in zip(watches, at, strict=True):
        for cell, slack in zip(cells, one.slack, strict=True):
            spot = box(cell)
            conditions.append(f"ABS({cell}-{letters(spot.left + len(cells))}{spot.top})<={slack:.0E}")
    while len(conditions) > 1:
        conditions = [f"AND({','.join(conditions[first:first + _TOGETHER])})" for first in range(0, len(conditions), _TOGETHER)]
    return conditions[0] if conditions else "TRUE"


def _scalar(numbers: Iterable[float], weights: Iterable[float]) -> float:
    """The numbers, each times its weight, added up as if nothing were rounded in between."""
    return math.fsum(map(mul, numbers, weights))


def _total(numbers: Iterable[float]) -> float:
    return _scalar(numbers, repeat(1))


def _slack(size: float, terms: int) -> float:
    """How far apart two sums of the same terms can be: by rounding, and by the last digits of formulas that another program works out again."""
    return _scalar([size], [max(_SLACK, _scalar([terms], [_ROUNDING]))])


def _whole(figure: _Figure) -> _Figure:
    """A figure of whole numbers, such as the codes of letters, with its slack: sums of them are exact unless they are very large."""
    return figure._replace(slack=0.5 if figure.size < _WHOLE else _slack(figure.size, 1))


def _short(figure: _Figure) -> _Figure:
    """A figure that has no more digits before the point than a cell of ours keeps."""
    if figure.size < LIMIT:
        return figure
    power = f"1E{_DIGITS - _power(figure.size)}"
    value, size, slack = (_scalar([one], [float(power)]) for one in figure[1:4])
    return _Figure(f"({figure.text})*{power}", value, size, slack)


def _power(number: float) -> int:
    """The power of ten of a number's first digit.

    >>> _power(2.5e6), _power(0.08), _power(0)
    (6, -2, 0)
    """
    return int(f"{number:e}".partition("e")[2])


class _Source:
    """A range with what formulas see in it; rows and columns are counted from 0 within it.

    numbers, texts: by column and row. errors: the columns of the error values.
    """

    def __init__(self, grid: Grid, area: Box) -> None:
        self.grid, self.area = grid, area
        self.width = area.right - area.left + 1
        self.odds = range(1, self.width + self.width, 2)
        self.first = self.ref(0, 0, 0, 0)
        self.numbers: list[dict[int, float]] = [{} for _ in self.odds]
        self.texts: list[dict[int, str]] = [{} for _ in self.odds]
        self.errors: list[int] = []
        for row, column, value in self.seen(area):
            if isinstance(value, CellError):
                self.errors.append(column)
            elif isinstance(value, str) and not isinstance(value, Uncached):
                self.texts[column][row] = value
            elif isinstance(value, (int, float)) and abs(value) < math.inf:
                self.numbers[column][row] = float(value)

    def seen(self, area: Box) -> Iterator[tuple[int, int, object]]:
        """Row, column and value of each cell that is not blank."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                value = self.grid.stored.get((row, column), self.grid.values.get((row, column)))
                if value is not None:
                    yield row - self.area.top, column - self.area.left, value

    def ref(self, top: int, left: int, bottom: int, right: int) -> str:
        """A part of the range for a formula, the sheet in quotes, as its title might be read as something else."""
        title = self.grid.title.replace("'", "''")
        first, last = f"${letters(self.area.left + left)}${self.area.top + top}", f"${letters(self.area.left + right)}${self.area.top + bottom}"
        return f"'{title}'!{first}" if first == last else f"'{title}'!{first}:{last}"

    def figures(self) -> Iterator[_Figure]:
        """All of them, in their order."""
        bottom = self.area.bottom - self.area.top
        order = list(_packed([self._order(range(first, min(first + _ABREAST, self.width))) for first in range(0, self.width, _ABREAST)]))
        below = min(bottom + BELOW, ROWS - self.area.top)
        yield from (self._sum(), self._filled(0, bottom), order[0], self._filled(bottom, below))
        yield from (*map(_whole, _packed(list(self._letters()))), *order[1:])

    def _sum(self) -> _Figure:
        area = self.ref(0, 0, self.area.bottom - self.area.top, self.width - 1)
        numbers = [value for column in self.numbers for value in column.values()]
        size = _total(map(abs, numbers))
        return _Figure(f"SUM(IFERROR(IF(ISTEXT({area}),0,{area}*1),0))", _total(numbers), size, _slack(size, len(numbers)))

    def _filled(self, top: int, bottom: int) -> _Figure:
        """How many cells are not blank. Rows below: with the last row among them, the figure also sees rows that are inserted right behind it."""
        area = self.ref(top, 0, bottom, self.width - 1)
        count = len(list(self.seen(self.area._replace(top=self.area.top + top, bottom=self.area.top + bottom))))
        return _Figure(f"ROWS({area})*COLUMNS({area})-COUNTBLANK({area})", float(count), count, 0.5, array=False)

    def _order(self, columns: range) -> _Figure:
        """The numbers of some columns, each times its row and times an odd number of its column.

        The largest of each column is brought to one digit before the point, so that a percentage counts beside millions.
        """
        area = self.ref(0, columns[0], self.area.bottom - self.area.top, columns[-1])
        powers = [-_power(max(map(abs, self.numbers[column].values()), default=0)) for column in columns]
        weights = [f"{self.odds[column]}E{power:+}" if power else str(self.odds[column]) for column, power in zip(columns, powers, strict=True)]
        rows = [[row + 1 for row in self.numbers[column]] for column in columns]
        values = [list(self.numbers[column].values()) for column in columns]
        errors = sum(column in columns for column in self.errors)
        by_column = "{" + ",".join(weights) + "}" if len(weights) > 1 else weights[0]
        text = f"SUM(IFERROR(IF(ISTEXT({area}),0,{area})*(ROW({area})-ROW({self.first})+1)*{by_column},1))"
        value = _scalar([*map(_scalar, values, rows), errors], [*map(float, weights), 1])
        size = _scalar([*(_scalar(map(abs, some), places) for some, places in zip(values, rows, strict=True)), errors], [*map(float, weights), 1])
        return _Figure(text, value, size, _slack(size, len(columns) + sum(1 for some in values for _ in some)))

    def _letters(self) -> Iterator[_Figure]:
        """The texts of the first row, where headings stand, and those of each column below it, from the first text to the last."""
        head = {column: texts[0] for column, texts in enumerate(self.texts) if 0 in texts}
        if head:
            columns = range(min(head), max(head) + 1)
            area = self.ref(0, columns[0], 0, columns[-1])
            yield from _line(area, head.values(), [self.odds[column] for column in head], f"(2*(COLUMN({area})-COLUMN({self.first}))+1)", ";")
        for column, texts in enumerate(self.texts):
            below = {row: text for row, text in texts.items() if row}
            if below:
                area = self.ref(min(below), column, max(below), column)
                weights = [_scalar([row + 1], [self.odds[column]]) for row in below]
                yield from _line(area, below.values(), weights, f"(ROW({area})-ROW({self.first})+1)*{self.odds[column]}", ",")


def _line(area: str, texts: Collection[str], weights: Sequence[float], weight: str, across: str) -> Iterator[_Figure]:
    """The letters of the texts in one row or column, each times a number for its place in the text; none where they cannot be cut alike everywhere.

    weights: of the texts. weight: the same as a formula. across: what separates numbers that lie across the line.
    """
    longest = max(len(text) + sum(letter >= _ASTRAL for letter in text) for text in texts)
    emoji = any(max(text) >= _ASTRAL for text in texts)
    if emoji and longest > LETTERS:
        return
    many = min(longest + _MORE, LETTERS)
    primes = _PRIMES[:1] if emoji else _PRIMES[:many]
    places = [_PRIMES[0]] * many if emoji else _PRIMES
    known = {text: list(_codes(text[:many], emoji=emoji)) for text in set(texts)}
    sums = {text: _scalar(codes, places) for text, codes in known.items()}
    sizes = {text: _scalar(map(abs, codes), places) for text, codes in known.items()}
    size = _scalar([sizes[text] for text in texts], weights)
    whole = f'SUBSTITUTE({area},CHAR(13),"")' if any("\n" in text for text in texts) else area
    letter = f'_xlfn.UNICODE(MID({whole}&REPT(" ",{many}),{{{across.join(map(str, range(1, many + 1)))}}},1))'
    code = f"({letter}-32)*({letter}<55296)+({letter}>55295)+({letter}>65535)" if emoji else f"{letter}-32"
    place = "{" + across.join(map(str, primes)) + "}" if len(primes) > 1 else str(primes[0])
    formula = f"SUM(ISTEXT({area})*{weight}*IFERROR({code},1)*{place})"
    yield _Figure(formula, _scalar([sums[text] for text in texts], weights), size, 0)


def _codes(text: str, *, emoji: bool) -> Iterator[int]:
    """What each letter counts: how far it is from a blank; beside emoji, which count 2, those from U+D800 on count 1."""
    for letter in text:
        yield ord(letter) - _BLANK if not emoji or letter < _SURROGATE else 1 + (letter >= _ASTRAL)


def _packed(parts: Sequence[_Figure]) -> Iterator[_Figure]:
    """Parts of a figure in as few formulas as they fit into."""
    packs: list[list[_Figure]] = []
    for part in parts:
        if packs and len("+".join(one.text for one in (*packs[-1], part))) < _FORMULA:
            packs[-1].append(part)
        else:
            packs.append([part])
    for pack in packs:
        texts, values, sizes, slacks = zip(*(part[:4] for part in pack), strict=True)
        yield _Figure("+".join(texts), _total(values), _total(sizes), _total(slacks))
