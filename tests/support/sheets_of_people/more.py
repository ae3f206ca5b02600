"""One more number on a good sheet: in a table's blank cells, under it or beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.cell.cell import MergedCell

if TYPE_CHECKING:
    from random import Random

    from .facts import Place
    from .sheets import SheetOfPeople


class Added(NamedTuple):
    """Where the number was put, and what it is."""

    place: Place
    value: int | float


def one_more_number(sheet: SheetOfPeople, random: Random) -> Added:
    """Put a number into a cell that is blank and means nothing, in a table or label of the sheet or within two cells of it.

    It is about as large as what stands there, so that it may complete a row, repeat a figure, or equal a sum by chance.
    """
    title, top, left, bottom, right = random.choice(sheet.book.boxes)
    worksheet = sheet.workbook[title]
    free = [
        (row, column)
        for row in range(max(top - 2, 1), bottom + 3)
        for column in range(max(left - 2, 1), right + 3)
        if (title, row, column) not in sheet.truth.facts and not isinstance(worksheet.cell(row, column), MergedCell)
    ]
    row, column = random.choice(free)
    near = [
        fact.value
        for (of, r, c), fact in sheet.truth.facts.items()
        if of == title and (r == row or c == column) and isinstance(fact.value, Fraction) and fact.value
    ]
    copied = random.choice(near) if near and random.random() < 0.4 else sum(near[:3]) if near and random.random() < 0.2 else None
    value = random.choice([random.randint(1, 60), random.randint(2, 400) * 1000, random.randint(10, 900) / 10]) if copied is None else float(copied)
    value = int(value) if value == int(value) else value
    worksheet.cell(row, column).value = value
    return Added((title, row, column), value)
