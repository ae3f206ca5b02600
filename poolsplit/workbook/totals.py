"""Totals that a sheet states, against the parts that they are said to add up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import NumberError, Problem, Text
from poolsplit.numerals import plain
from poolsplit.reading import read
from poolsplit.workbook.sheet import unit_signs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from poolsplit.workbook.sheet import Sheet

ADDITIVE = frozenset({"quantity", "tolerance", "kg", "cbm", "amount", "actual", "paid", "received", "defective", "carry"})
"""The columns that a total row adds up."""

_HALF_A_SHOWN_DIGIT = Fraction(1, 10**9)


def figure(value: object, lang: str | None) -> Fraction | None:
    """A cell's number; 0 for a blank one, None for what is no number or can be read two ways.

    >>> figure("1.200 cái", "vi"), figure(None, None), figure("1.200", None)
    (Fraction(1200, 1), Fraction(0, 1), None)
    """
    if value is None:
        return Fraction(0)
    try:
        return read(value, lang, unit_signs()).value
    except NumberError:
        return None


def summed(sheet: Sheet, cells: Iterable[tuple[int, int]], lang: str | None) -> Fraction | None:
    """The sum of cells, a merged one once; None where one of them is no number."""
    found = Fraction(0)
    for row, column in {sheet.anchor(*cell) for cell in cells}:
        value = figure(sheet.at(row, column), lang)
        if value is None:
            return None
        found += value
    return found


def check(sheet: Sheet, table: str, column: str, total: tuple[int, int], parts: Sequence[Sequence[tuple[int, int]]], lang: str | None) -> Problem | None:
    """A warning where the total is the sum of none of `parts` (all the rows, or those since the last total). (spec.md, section 2)"""
    stated = figure(sheet.at(*total), lang)
    sums = [summed(sheet, cells, lang) for cells in parts]
    if sheet.at(*total) is None or stated is None or None in sums or any(_same(stated, found) for found in sums):
        return None
    first, last = sheet.address(*parts[0][0]), sheet.address(*parts[0][-1])
    message = Text(
        "the total says {stated}, but {first} to {last} add up to {found}",
        stated=plain(stated),
        first=first,
        last=last.rpartition("!")[2],
        found=plain(sums[0] or Fraction(0)),
    )
    fix = Text("correct the figures or the total; the figures count, not the total")
    return Problem(table, 0, column, message, fix, sheet.address(*total), warning=True)


def check_row(sheet: Sheet, table: str, row: int, columns: dict[int, str], rows: list[int], before: list[int], lang: str | None) -> list[Problem]:
    """Check the total row of a table. columns: sheet column -> name; rows: all rows of data; before: the other total rows above."""
    above = [line for line in rows if line < row]
    since = [line for line in above if not before or line > max(before)]
    problems = []
    for column, name in columns.items():
        groups = [[(line, column) for line in lines] for lines in (above or rows, since) if lines]
        found = check(sheet, table, name, (row, column), groups, lang) if groups else None
        problems += [found] if found else []
    return problems


def equals_sums(sheet: Sheet, row: int, columns: Iterable[int], rows: Sequence[int], lang: str | None) -> bool:
    """Whether every number of a row is the sum of its column, over at least two rows: a total that does not say so."""
    filled = [column for column in columns if sheet.at(row, column) is not None]
    return len(rows) > 1 and bool(filled) and all(
        (stated := figure(sheet.at(row, column), lang)) is not None and stated == summed(sheet, [(line, column) for line in rows], lang)
        for column in filled
    )


def _same(stated: Fraction, found: Fraction | None) -> bool:
    return found is not None and abs(stated - found) <= _HALF_A_SHOWN_DIGIT * max(1, abs(found))
