"""The cells of a sheet as a person reads them: the number in each, in both readings where there are two, and the unit beside it."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import AmbiguousError, NumberError
from poolsplit.tables.per_unit import per_unit
from poolsplit.tables.totals import unit_signs
from poolsplit.tables.vocabulary import is_past
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.values.typed_numbers import read
from poolsplit.workbook.find.shape.captions import below_captions
from poolsplit.workbook.read.currencies import DecimalInCurrency, WholeInCurrency
from poolsplit.workbook.read.grid import CellError, Uncached, letters

if TYPE_CHECKING:
    from poolsplit.workbook.read.sheet import Sheet

    Cell = tuple[int, int]

_LONGEST_NUMBER = 40
_LITTLE = 10
"""A number behind a colon that is less, and has no unit, is no amount: "Đợt: 2"."""
_UNREAD = re.compile(r"\W{0,2}\d{1,3}(?:[.,]\d{3})+\s*[^\W\d]{1,6}")
_MONEY = re.compile(r"(?<![a-zà-ỹ\d.,])\d[\d.,]*\s?(?:k|tr|triệu|nghìn|ngàn|đ|₫|vnd|vnđ|tệ|cny|rmb|元|¥|万)(?![\w])", re.IGNORECASE)


class Number(NamedTuple):
    """The number in a cell. other: its other reading, None where it has one only. unit: a currency code, kg, g, m3, %, pieces, or "".

    The unit of an amount for each of something begins with a slash, as in "/kg".
    """

    value: Fraction | int
    other: Fraction | int | None = None
    unit: str = ""


def number_of(value: object, lang: str) -> Number | None:
    """The number in a value; None where it is not one, and for errors and formulas without a result.

    >>> number_of("3.565", "vi"), number_of("35¥", "vi"), number_of("Đỏ", "vi")
    (Number(value=3565, other=Fraction(713, 200), unit=''), Number(value=35, other=None, unit='CNY'), None)
    """
    if type(value) is int:
        return Number(value)
    if type(value) is float:
        return Number(_whole(Fraction(format(value, ".15g"))))
    if isinstance(value, WholeInCurrency):
        return Number(int(value), None, value.currency)
    if isinstance(value, DecimalInCurrency):
        return Number(_whole(Fraction(format(value, ".15g"))), None, value.currency)
    if isinstance(value, str) and not isinstance(value, (CellError, Uncached)):
        return _text_number(value, lang)
    return None


@lru_cache(maxsize=100_000)
def _text_number(text: str, lang: str) -> Number | None:
    if len(text) > _LONGEST_NUMBER or not any(character.isdecimal() for character in text):
        return None
    signs = unit_signs()
    try:
        found = read(text, None, signs)
    except AmbiguousError:
        first, second = read(text, lang, signs), read(text, "en" if lang == "vi" else "vi", signs)
        return Number(_whole(first.value), _whole(second.value), first.unit)
    except NumberError:
        each = per_unit(text)
        number = _text_number(each[0], lang) if each else None
        return number._replace(unit=f"/{each[1]}") if each and number is not None else None
    return None if _is_code(text, found.unit) else Number(_whole(found.value), None, found.unit)


def _is_code(text: str, unit: str) -> bool:
    """Whether letters before a number make a name of it: a currency may stand there, and no other unit does.

    >>> _is_code("SP-118", "pieces"), _is_code("CNY 35", "CNY"), _is_code("118 sp", "pieces")
    (True, False, False)
    """
    return bool(unit) and text.strip()[:1].isalpha() and currency_code(unit) is None


@lru_cache(maxsize=50_000)
def _amount_in(text: str, lang: str) -> str:
    """How a text that is no number has an amount in it; "" where it has none.

    >>> _amount_in("An đã ck: 2.550.000₫", "vi"), _amount_in("77,000xu", "vi"), _amount_in("ship 30k cho Lan", "vi"), _amount_in("Áo 38", "vi")
    ('pair', 'amount', 'sentence', '')
    """
    if isinstance(text, (CellError, Uncached)) or not any(character.isdecimal() for character in text):
        return ""
    label, colon, value = text.replace("：", ":").rpartition(":")
    if colon and label.strip() and not label.strip()[-1].isdecimal() and (number := _text_number(value.strip(), lang)) is not None:
        return "pair" if number.unit or size(number.value) >= _LITTLE else ""
    if _UNREAD.fullmatch(text.strip()):
        return "amount"
    return "sentence" if _MONEY.search(text) else ""


def around_amount(text: str) -> tuple[str, str] | None:
    """The words of a sentence with one amount in it, and that amount; None where it has none, or several.

    >>> around_amount("Hoa cọc 1tr"), around_amount("400k cước"), around_amount("20k hoặc 30k")
    (('Hoa cọc', '1tr'), ('cước', '400k'), None)
    """
    found = _MONEY.findall(text)
    if len(found) != 1:
        return None
    before, _, behind = text.partition(found[0])
    return before.strip(" :-–,") or behind.strip(" :-–,"), found[0]


@lru_cache(maxsize=50_000)
def _key(name: str) -> str:
    return key(name)


def typed(value: Fraction | int) -> int | float:
    """A number as a cell would hold it."""
    return int(value) if value == int(value) else float(value)


def size(value: Fraction | int) -> Fraction | int:
    """A number without its sign."""
    return -value if value < 0 else value


def _whole(value: Fraction) -> Fraction | int:
    """A whole number as int, which is quicker to add."""
    return value.numerator if value.denominator == 1 else value


class Cells:
    """A sheet with the number in each cell, and what Excel knows of the cell. A merged cell has its number in its first cell only.

    lying: the cells as they lie on the sheet, where these are turned (`poolsplit.workbook.find.shape.turned`); else these themselves.
    """

    def __init__(self, sheet: Sheet, lang: str) -> None:
        """Read nothing yet. lang: how numbers with two readings are read."""
        self.sheet = sheet
        self.lang = lang
        self.lying: Cells = self
        self.title = sheet.grid.title
        self.formulas = sheet.grid.formulas
        self.struck = sheet.grid.struck
        self.greyed = sheet.grid.greyed
        self.comments = {place: " ".join(text.split()) for place, text in sheet.grid.comments.items()}

    @cached_property
    def numbers(self) -> dict[Cell, Number]:
        """Every cell with a number."""
        values, spans, lang = self.sheet.values, self.sheet.spans, self.lang
        numbers = ((cell, number_of(value, lang)) for cell, value in values.items() if cell not in spans or self.sheet.anchor(*cell) == cell)
        return {cell: number for cell, number in numbers if number is not None}

    @cached_property
    def holding(self) -> dict[Cell, str]:
        """Every text with an amount in it that does not read as a number.

        "pair" for a label and its value, "amount" for one in an unknown unit, "sentence" for any other text.
        """
        anchors = ((cell, value) for cell, value in self.sheet.values.items() if isinstance(value, str) and cell not in self.numbers)
        kinds = ((cell, _amount_in(value, self.lang)) for cell, value in anchors if cell not in self.sheet.spans or self.sheet.anchor(*cell) == cell)
        return {cell: kind for cell, kind in kinds if kind}

    @cached_property
    def past(self) -> set[Cell]:
        """The cells of blocks that are of another time: those below a text that says so and has nothing beside it ("Tháng trước (đã xong)")."""
        return below_captions(self, is_past)

    @cached_property
    def broken(self) -> set[Cell]:
        """Every cell with an error or a formula without its result."""
        return {cell for cell, value in self.sheet.values.items() if isinstance(value, (CellError, Uncached))}

    def number(self, row: int, column: int) -> Fraction | int | None:
        """The number in a cell, None where there is none."""
        number = self.numbers.get((row, column))
        return None if number is None else number.value

    def counts(self, row: int, column: int) -> bool:
        """Whether a cell has a number, or stands for one: an error, a formula without its result."""
        return (row, column) in self.numbers or (row, column) in self.broken

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell has to be accounted for: it has a number, stands for one, or has an amount in its text."""
        return self.counts(row, column) or (row, column) in self.holding

    @cached_property
    def _texts(self) -> dict[Cell, str]:
        """Every cell with a text that is no number, on one line; a merged one in each of its cells."""
        sheet, numbers = self.sheet, self.numbers
        found = ((cell, value) for cell, value in sheet.values.items() if isinstance(value, str) and not isinstance(value, (CellError, Uncached)))
        return {cell: " ".join(value.split()) for cell, value in found if (sheet.anchor(*cell) if cell in sheet.spans else cell) not in numbers}

    def text(self, row: int, column: int) -> str:
        """The text of a cell on one line; "" where it is blank, a number, or stands for one."""
        return self._texts.get((row, column), "")

    @cached_property
    def _names(self) -> dict[Cell, str]:
        """Every cell as a name."""
        found = ((cell, value) for cell, value in self.sheet.values.items() if not isinstance(value, (CellError, Uncached)))
        return {cell: " ".join(str(value).split()) for cell, value in found}

    def name(self, row: int, column: int) -> str:
        """What a cell says, as a name: its text, or its number as it is shown ("38", "2050")."""
        return self._names.get((row, column), "")

    def key(self, row: int, column: int) -> str:
        """The key of the name in a cell."""
        return _key(self.name(row, column))

    def is_struck(self, row: int, column: int) -> bool:
        """Whether what stands in a cell is struck through."""
        return self.sheet.anchor(row, column) in self.struck

    def is_greyed(self, row: int, column: int) -> bool:
        """Whether what stands in a cell is greyed out."""
        return self.sheet.anchor(row, column) in self.greyed

    def comment(self, row: int, column: int) -> str:
        """The comment at a cell on one line; "" where there is none."""
        return self.comments.get(self.sheet.anchor(row, column), "") if self.comments else ""

    def address(self, row: int, column: int) -> str:
        """The address of a cell with its sheet."""
        return self.sheet.address(row, column)

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of a cell on its sheet as it lies."""
        return self.sheet.place(row, column)

    def short(self, row: int, column: int) -> str:
        """The address of a cell without its sheet."""
        return f"{letters(column)}{row}"
