"""Figures by which any spreadsheet detects that a range has changed since it was read, without our functions or functions newer than Excel 2013.

Each figure is a formula that refers to the range only, and the value that it had when the range was read. Excel and LibreOffice must give equal
values, although they differ:

- TRUE and FALSE are not numbers for SUM in Excel, but are in LibreOffice. Here they count as 1 and 0, as they do in both in a multiplication.
- A letter outside the first 65,536 of Unicode (an emoji) is two characters in Excel, each an error for UNICODE, and one character in LibreOffice and
  in workbooks of Excel's newer compatibility version. Either way it counts as 2. In a column with such a letter the position of a letter in its text
  does not count, because behind the emoji the programs would count positions differently.
- COUNTA counts a formula whose result is the empty text; COUNTBLANK counts it as blank, and so does a `Grid`. So filled means not blank.
- Sums of the same numbers differ in their last digits, by the order of addition. So figures are compared with some slack.

A number is never turned into text, because that depends on the country. An error value counts as 0 in the sum and as 1 in the order: a range with an
error value is unchanged as long as it is there, and changed when it is repaired. A formula without a saved result counts as 0, so the range is
changed when the formula gets another result.
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
"""The number of rows below a range that are watched too: the next orders are typed there."""
LETTERS = 128
"""The number of letters of a text that are compared: product titles of shops have up to 120."""
_EXTRA_LETTERS = 4
"""The number of positions beyond the longest text that are compared too, because letters may be added there, behind a blank too."""
_PRIMES = (
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233,
    239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311, 313, 317, 331, 337, 347, 349, 353, 359, 367, 373, 379, 383, 389,
    397, 401, 409, 419, 421, 431, 433, 439, 443, 449, 457, 461, 463, 467, 479, 487, 491, 499, 503, 509, 521, 523, 541, 547, 557, 563,
    569, 571, 577, 587, 593, 599, 601, 607, 613, 617, 619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683, 691, 701, 709, 719, 727,
    733, 739, 743, 751, 757, 761, 769, 773, 787, 797, 809, 811, 821, 823, 827, 829, 839, 853, 857, 859, 863, 877, 881, 883,
)
"""The weight of a letter by its position in the text. With primes, the changes of two letters seldom cancel each other out."""
_SLACK, _ROUNDING = 1e-12, 2**-52
_WHOLE = 2**53
"""Sums of whole numbers up to this one are exact in every order of addition."""
_BLANK, _SURROGATE, _ASTRAL = 32, chr(0xD800), chr(0x10000)
_DIGITS = 14
_FORMULA_LENGTH = 8_000
"""The longest formula in characters; Excel allows 8,192."""
_COLUMNS_A_FORMULA = 100
_CONDITIONS_AN_AND = 200
"""The most conditions in one AND, which takes up to 255."""


class Watch(NamedTuple):
    """The figures of one range.

    range: as given to `watch`. formulas: the sum of the numbers; the number of filled cells; the sum of the numbers weighted by row and column;
    the number of filled cells in the last row and the 25 below it; the weighted sum of the letters, if there are any. A very wide range has more
    formulas, for the columns behind the first 100 and for letters that do not fit into one formula.
    slack: by how much each figure may differ from its value although nothing has changed.
    """

    range: str
    formulas: tuple[Formula, ...]
    slack: tuple[float, ...]


class _Figure(NamedTuple):
    """One figure, or a part of one.

    text: its formula without "=". value: its result. magnitude: the sum of the absolute values of its terms. slack: see `Watch`. array: see
    `Formula`.
    """

    text: str
    value: float
    magnitude: float
    slack: float
    array: bool = True


def watch(grids: Sequence[Grid], ranges: Sequence[str]) -> list[Watch]:
    """The figures of ranges ("'Đơn hàng'!B3:E9"), each in one of the sheets. Raises KeyError where there is no such sheet.

    The formulas use positions within the range only, so that rows and columns inserted before it change nothing.
    They do not detect changes of: letters of a text beyond the first 128; any letters of a column, or of the first row, where a text has emoji and a
    text is longer than that; blanks at the end of a text; a number by less than about a 10^-12 part of the largest ones beside it.

    >>> from poolsplit.workbook.read.grid import Grid
    >>> [orders] = watch([Grid("Đơn", {(1, 1): "Tên", (1, 2): "SL", (2, 1): "An", (2, 2): 60})], ["'Đơn'!A1:B2"])
    >>> [formula.value for formula in orders.formulas]
    [60, 4, 36, 2, 86187]
    >>> orders.formulas[1].text
    "=ROWS('Đơn'!$A$1:$B$2)*COLUMNS('Đơn'!$A$1:$B$2)-COUNTBLANK('Đơn'!$A$1:$B$2)"
    """
    sheets = {grid.name(""): grid for grid in grids}
    watches = []
    for address in ranges:
        title, sign, ref = address.rpartition("!")
        figures = list(map(_scaled, _WatchedRange(sheets[title + sign], box(ref)).figures()))
        formulas = tuple(
            Formula(f"={figure.text}", int(figure.value) if figure.value.is_integer() else figure.value, figure.array) for figure in figures
        )
        watches.append(Watch(address, formulas, tuple(figure.slack for figure in figures)))
    return watches


def unchanged(watches: Sequence[Watch], at: Sequence[Sequence[str]]) -> str:
    """The condition, as part of a formula, that every figure is as it was; an error value where a figure is an error value.

    at: for each watch the cells ("B20") of its formulas, side by side; the cells of their values follow to the right, in the same order.

    >>> orders = Watch("Orders!A1:B9", (Formula("=SUM(Orders!A1:B9)", 60), Formula("=ROWS(Orders!A1:B9)", 9)), (1e-10, 0.5))
    >>> unchanged([orders], [["B20", "C20"]])
    'AND(ABS(B20-D20)<=1E-10,ABS(C20-E20)<=5E-01)'
    """
    conditions = []
    for watched, cells in zip(watches, at, strict=True):
        for cell, slack in zip(cells, watched.slack, strict=True):
            position = box(cell)
            conditions.append(f"ABS({cell}-{letters(position.left + len(cells))}{position.top})<={slack:.0E}")
    while len(conditions) > 1:
        conditions = [f"AND({','.join(conditions[first:first + _CONDITIONS_AN_AND])})" for first in range(0, len(conditions), _CONDITIONS_AN_AND)]
    return conditions[0] if conditions else "TRUE"


def _weighted_sum(numbers: Iterable[float], weights: Iterable[float]) -> float:
    """The sum of the numbers, each times its weight. The products are rounded, their sum is rounded once."""
    return math.fsum(map(mul, numbers, weights))


def _total(numbers: Iterable[float]) -> float:
    return _weighted_sum(numbers, repeat(1))


def _slack(magnitude: float, terms: int) -> float:
    """The largest difference of two sums of the same terms: by rounding, and by the last digits of formulas that another program recalculates."""
    return _weighted_sum([magnitude], [max(_SLACK, _weighted_sum([terms], [_ROUNDING]))])


def _whole(figure: _Figure) -> _Figure:
    """A figure of whole numbers, such as the codes of letters, with its slack. Sums of whole numbers are exact unless they are very large."""
    return figure._replace(slack=0.5 if figure.magnitude < _WHOLE else _slack(figure.magnitude, 1))


def _scaled(figure: _Figure) -> _Figure:
    """A figure, multiplied by a power of ten where it has more digits before the point than a cell of ours keeps."""
    if figure.magnitude < LIMIT:
        return figure
    power = f"1E{_DIGITS - _power(figure.magnitude)}"
    value, magnitude, slack = (_weighted_sum([number], [float(power)]) for number in figure[1:4])
    return _Figure(f"({figure.text})*{power}", value, magnitude, slack)


def _power(number: float) -> int:
    """The power of ten of a number's first digit.

    >>> _power(2.5e6), _power(0.08), _power(0)
    (6, -2, 0)
    """
    return int(f"{number:e}".partition("e")[2])


class _WatchedRange:
    """A range with the values that formulas see in it. Rows and columns are counted from 0 within it.

    odds: an odd number for each column, its weight. first: the reference of the first cell. numbers, texts: for each column, row -> value.
    errors: the column of each error value.
    """

    def __init__(self, grid: Grid, area: Box) -> None:
        self.grid, self.area = grid, area
        self.width = area.right - area.left + 1
        self.odds = range(1, self.width + self.width, 2)
        self.first = self.ref(0, 0, 0, 0)
        self.numbers: list[dict[int, float]] = [{} for _ in self.odds]
        self.texts: list[dict[int, str]] = [{} for _ in self.odds]
        self.errors: list[int] = []
        for row, column, value in self.cells(area):
            if isinstance(value, CellError):
                self.errors.append(column)
            elif isinstance(value, str) and not isinstance(value, Uncached):
                self.texts[column][row] = value
            elif isinstance(value, (int, float)) and abs(value) < math.inf:
                self.numbers[column][row] = float(value)

    def cells(self, area: Box) -> Iterator[tuple[int, int, object]]:
        """Row, column and value of each cell of `area` that is not blank."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                value = self.grid.stored.get((row, column), self.grid.values.get((row, column)))
                if value is not None:
                    yield row - self.area.top, column - self.area.left, value

    def ref(self, top: int, left: int, bottom: int, right: int) -> str:
        """The reference of a part of the range for a formula. The title is in quotes, because without them it might have another meaning."""
        title = self.grid.title.replace("'", "''")
        first, last = f"${letters(self.area.left + left)}${self.area.top + top}", f"${letters(self.area.left + right)}${self.area.top + bottom}"
        return f"'{title}'!{first}" if first == last else f"'{title}'!{first}:{last}"

    def figures(self) -> Iterator[_Figure]:
        """The figures of the range, in the order that `Watch` describes."""
        bottom = self.area.bottom - self.area.top
        column_groups = [range(first, min(first + _COLUMNS_A_FORMULA, self.width)) for first in range(0, self.width, _COLUMNS_A_FORMULA)]
        order = list(_packed([self._order(columns) for columns in column_groups]))
        below = min(bottom + BELOW, ROWS - self.area.top)
        yield from (self._sum(), self._filled(0, bottom), order[0], self._filled(bottom, below))
        yield from (*map(_whole, _packed(list(self._letters()))), *order[1:])

    def _sum(self) -> _Figure:
        area = self.ref(0, 0, self.area.bottom - self.area.top, self.width - 1)
        numbers = [value for column in self.numbers for value in column.values()]
        magnitude = _total(map(abs, numbers))
        return _Figure(f"SUM(IFERROR(IF(ISTEXT({area}),0,{area}*1),0))", _total(numbers), magnitude, _slack(magnitude, len(numbers)))

    def _filled(self, top: int, bottom: int) -> _Figure:
        """The number of cells that are not blank in the rows from top to bottom.

        The rows below the range are counted together with its last row, so that the figure also detects rows inserted right behind that row.
        """
        area = self.ref(top, 0, bottom, self.width - 1)
        count = len(list(self.cells(self.area._replace(top=self.area.top + top, bottom=self.area.top + bottom))))
        return _Figure(f"ROWS({area})*COLUMNS({area})-COUNTBLANK({area})", float(count), count, 0.5, array=False)

    def _order(self, columns: range) -> _Figure:
        """The sum of the numbers of some columns, each times its row number and times the odd number of its column.

        Each column is scaled so that its largest number has one digit before the point; a percentage then counts beside millions.
        """
        area = self.ref(0, columns[0], self.area.bottom - self.area.top, columns[-1])
        powers = [-_power(max(map(abs, self.numbers[column].values()), default=0)) for column in columns]
        weights = [f"{self.odds[column]}E{power:+}" if power else str(self.odds[column]) for column, power in zip(columns, powers, strict=True)]
        rows = [[row + 1 for row in self.numbers[column]] for column in columns]
        values = [list(self.numbers[column].values()) for column in columns]
        errors = sum(column in columns for column in self.errors)
        column_weights = "{" + ",".join(weights) + "}" if len(weights) > 1 else weights[0]
        text = f"SUM(IFERROR(IF(ISTEXT({area}),0,{area})*(ROW({area})-ROW({self.first})+1)*{column_weights},1))"
        value = _weighted_sum([*map(_weighted_sum, values, rows), errors], [*map(float, weights), 1])
        magnitudes = [_weighted_sum(map(abs, numbers), row_numbers) for numbers, row_numbers in zip(values, rows, strict=True)]
        magnitude = _weighted_sum([*magnitudes, errors], [*map(float, weights), 1])
        return _Figure(text, value, magnitude, _slack(magnitude, len(columns) + sum(1 for numbers in values for _ in numbers)))

    def _letters(self) -> Iterator[_Figure]:
        """The figures of the texts: of the first row, which may hold the headings, and of each column below it, from its first text to its last."""
        headings = {column: texts[0] for column, texts in enumerate(self.texts) if 0 in texts}
        if headings:
            columns = range(min(headings), max(headings) + 1)
            area = self.ref(0, columns[0], 0, columns[-1])
            column_weights = [self.odds[column] for column in headings]
            yield from _line(area, headings.values(), column_weights, f"(2*(COLUMN({area})-COLUMN({self.first}))+1)", ";")
        for column, texts in enumerate(self.texts):
            below = {row: text for row, text in texts.items() if row}
            if below:
                area = self.ref(min(below), column, max(below), column)
                weights = [_weighted_sum([row + 1], [self.odds[column]]) for row in below]
                yield from _line(area, below.values(), weights, f"(ROW({area})-ROW({self.first})+1)*{self.odds[column]}", ",")


def _line(area: str, texts: Collection[str], weights: Sequence[float], weight: str, separator: str) -> Iterator[_Figure]:
    """The figure of the texts in one row or column: the sum of the codes of their letters, each times a weight for its position in the text.

    No figure where not every program would cut the texts into letters at the same positions.
    area: the reference of the row or column. weights: of the texts. weight: the formula of these weights. separator: of numbers in an array
    constant that lies across the row or column.
    """
    longest = max(len(text) + sum(letter >= _ASTRAL for letter in text) for text in texts)
    emoji = any(max(text) >= _ASTRAL for text in texts)
    if emoji and longest > LETTERS:
        return
    length = min(longest + _EXTRA_LETTERS, LETTERS)
    primes = _PRIMES[:1] if emoji else _PRIMES[:length]
    position_weights = [_PRIMES[0]] * length if emoji else _PRIMES
    text_codes = {text: list(_codes(text[:length], emoji=emoji)) for text in set(texts)}
    sums = {text: _weighted_sum(codes, position_weights) for text, codes in text_codes.items()}
    magnitudes = {text: _weighted_sum(map(abs, codes), position_weights) for text, codes in text_codes.items()}
    magnitude = _weighted_sum([magnitudes[text] for text in texts], weights)
    cells = f'SUBSTITUTE({area},CHAR(13),"")' if any("\n" in text for text in texts) else area
    letter = f'_xlfn.UNICODE(MID({cells}&REPT(" ",{length}),{{{separator.join(map(str, range(1, length + 1)))}}},1))'
    code = f"({letter}-32)*({letter}<55296)+({letter}>55295)+({letter}>65535)" if emoji else f"{letter}-32"
    prime_array = "{" + separator.join(map(str, primes)) + "}" if len(primes) > 1 else str(primes[0])
    formula = f"SUM(ISTEXT({area})*{weight}*IFERROR({code},1)*{prime_array})"
    yield _Figure(formula, _weighted_sum([sums[text] for text in texts], weights), magnitude, 0)


def _codes(text: str, *, emoji: bool) -> Iterator[int]:
    """The code of each letter of a text: its distance from the blank. In a line with emoji, these count 2, and other letters from U+D800 on 1."""
    for letter in text:
        yield ord(letter) - _BLANK if not emoji or letter < _SURROGATE else 1 + (letter >= _ASTRAL)


def _packed(parts: Sequence[_Figure]) -> Iterator[_Figure]:
    """Figures that add parts up, as few as the length of a formula allows."""
    packs: list[list[_Figure]] = []
    for part in parts:
        if packs and len("+".join(figure.text for figure in (*packs[-1], part))) < _FORMULA_LENGTH:
            packs[-1].append(part)
        else:
            packs.append([part])
    for pack in packs:
        texts, values, magnitudes, slacks = zip(*(part[:4] for part in pack), strict=True)
        yield _Figure("+".join(texts), _total(values), _total(magnitudes), _total(slacks))
