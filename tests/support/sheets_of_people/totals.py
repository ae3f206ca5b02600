"""Totals and other figures that arithmetic gives, right, out of date, named or not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from .blocks import Formula
from .draft import rounded
from .facts import Fact, Of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .blocks import Block
    from .draft import Draft
    from .numerals import Content


class Summed(NamedTuple):
    """A column (or row) of figures that is added up. write: how she types the sum; scale: what one of its bare numbers counts.

    right: what it should be, where that is not the sum of what these cells count: for a sum of subtotals.
    """

    cells: list[tuple[int, int]]
    of: Of = Of()
    write: Callable[[Fraction], Content] = rounded
    scale: int = 1
    number_format: str = "General"
    right: Fraction | None = None


def true_sum(block: Block, cells: Iterable[tuple[int, int]]) -> Fraction:
    """The sum of what the cells stand for, without those who have cancelled."""
    facts = [block.cells[cell].fact for cell in cells if cell in block.cells]
    return sum((fact.value for fact in facts if fact.counts and isinstance(fact.value, Fraction)), Fraction(0))


def put_sum(draft: Draft, block: Block, place: tuple[int, int], summed: Summed, how: str, *, function: str = "SUM", exact: bool = False) -> None:
    """A sum in a cell. how: formula, parts (a formula over subtotals that names each), typed or stale.

    A formula takes no note of texts and of rows that were struck; where it is wrong for that, it is stale as Excel's own sums are.
    exact: it has to be right, since no word says what it is.
    """
    cells = [cell for cell in summed.cells if cell in block.cells]
    if not cells:
        return
    numbers = [block.number(*cell) for cell in cells]
    right = true_sum(block, cells) if summed.right is None else summed.right
    texts = any(number is None and block.cells[cell].fact.value for number, cell in zip(numbers, cells, strict=True))
    shown = sum((number for number in numbers if number is not None), Fraction(0))
    allowed = shown * summed.scale == right if exact else not texts or (any(numbers) and draft.voice.chance(0.3))
    if how in {"formula", "parts"} and allowed:
        if how == "formula":
            formula = Formula(f"={function}({'9,' if function == 'SUBTOTAL' else ''}{{0}}:{{1}})", (cells[0], cells[-1]), shown)
        else:
            formula = Formula("=" + "+".join(f"{{{index}}}" for index in range(len(cells))), tuple(cells), shown)
        value, content, stale = shown * summed.scale, formula, shown * summed.scale != right
        draft.has("total: formula that passes over texts or counts struck rows" if stale else "total: formula")
        block.put(*place, content, Fact("derived", "total", value, of=summed.of, stale=stale), bold=True, number_format=summed.number_format)
        return
    value = right
    if how == "stale":
        parts = [block.cells[cell].fact.value for cell in cells if block.cells[cell].fact.counts and block.cells[cell].fact.value]
        value -= parts[-1] if len(parts) > 2 and isinstance(parts[-1], Fraction) else 0
    stale = value != right
    draft.has("total: stale" if stale else "total: typed")
    block.put(*place, summed.write(value), Fact("derived", "total", value, of=summed.of, stale=stale), bold=True, number_format=summed.number_format)


def put_product(block: Block, place: tuple[int, int], factors: list[tuple[int, int]], constant: Fraction, fact: Fact, *, formula: bool) -> None:
    """A product of cells and of a constant, which is the fact's value: a formula where all are numbers and she works with formulas, else typed."""
    value = fact.value
    assert isinstance(value, Fraction)
    shown = "#,##0.##" if value >= 1000 else "General"
    numeric = [number for number in (block.number(*cell) for cell in factors) if number is not None]
    if formula and len(numeric) == len(factors) and prod(numeric) * constant == value:
        text = "=" + "*".join(f"{{{index}}}" for index in range(len(factors))) + (f"*{float(constant):.12g}" if constant != 1 else "")
        block.put(*place, Formula(text, tuple(factors), value), fact, number_format=shown)
        return
    content = rounded(value)
    block.put(*place, content, replace(fact, value=Fraction(str(content))), number_format=shown)
