"""Whether figures that stand beside partners are what is given for them, in a way that their heading can mean."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import cost_kind, is_own
from poolsplit.values.names import key
from poolsplit.workbook.find.shape.cells import size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.remainder.given import Given

    Stated = Mapping[str, Sequence[Value]]

_ROUND = 1000
"""What people round amounts to."""
_MUCH = 100_000
"""The smallest amount that is rounded so."""
_PERCENT = re.compile(r"(\d{1,3})\s*%")
_SAYS_DUE = frozenset({"due", "remaining", "landed", "total", "stock"})


def follows(heading: Heading, stated: Stated, totals: Sequence[Value], one: Given) -> bool:
    """Whether a column is what is given for each partner. stated: partner -> the figures in her rows. totals: those in rows that add up others.

    >>> from poolsplit.tables.headings import parse
    >>> from poolsplit.workbook.find.remainder.given import Given
    >>> one = Given({"an": 5, "ba": 5}, {"an": 500_000, "ba": 700_000}, costs={"Cước": {"an": 60_000, "ba": 40_000}})
    >>> follows(parse("Phí"), {"an": [60_000], "ba": [40_000]}, [100_000], one)
    True
    >>> [follows(parse(text), {"an": [560_000], "ba": [740_000]}, [], one) for text in ("Tổng", "Phí")]
    [True, False]
    """
    if not any(map(any, stated.values())):
        return True
    return any(_fits(stated, totals, figures, len(one.costs) + 1) for figures in _may_mean(heading, one))


def _fits(stated: Stated, totals: Sequence[Value], figures: Mapping[str, Value], grain: int) -> bool:
    """Whether figures are those that are stated, but for rounding: once for each partner, in parts, or in each of her rows. grain: in dong."""
    every = [value for values in stated.values() for value in values]
    is_round = max(map(size, every)) >= _MUCH and all(value % _ROUND == 0 for value in every)
    slack = _ROUND if is_round else grain
    for partner, value in figures.items():
        values = stated.get(partner, ())
        parts = size(sum(values) - value) <= slack * max(1, len(values))
        repeated = len(set(values)) == 1 and size(values[0] - value) <= slack
        if not (parts or repeated):
            return False
    wholes = (sum(figures.values()), sum(figures.get(partner, 0) for partner in stated))
    return bool(figures) and all(any(size(total - whole) <= slack * len(figures) for whole in wholes) for total in totals)


def _may_mean(heading: Heading, one: Given) -> Iterator[Mapping[str, Value]]:
    """The figures that a heading can mean."""
    meanings, kind = set(heading.meanings), cost_kind(heading.text)
    if heading.unit == "%" and (percent := _PERCENT.search(heading.text)):
        part = Fraction(int(percent[1]), 100)
        yield from ({partner: value * part for partner, value in whole.items()} for whole in (one.goods, one.due, *_dues(one)))
    if "quantity" in meanings or (meanings & {"total"} and not heading.unit):
        yield one.pieces
    if kind == "goods" or meanings & {"currency", "total", "amount"} or not meanings:
        yield one.goods
        yield from one.goods_in.values()
    if "paid" in meanings and heading.unit != "%":
        yield one.paid
        return
    own = one.costs.get(next((name for name in one.costs if key(name) == key(heading.text)), ""))
    if own is not None:
        yield own
    if (kind or "cost" in meanings or not meanings) and kind != "goods" and not is_own(heading.text):
        yield from (sums for _, sums in one.sums_of_costs() if len(set(sums.values())) > 1 or "cost" in meanings or kind)
    if meanings & _SAYS_DUE or not meanings:
        yield from _dues(one)


def _dues(one: Given) -> Iterator[Mapping[str, Value]]:
    """What partners owe: the goods with some of the costs, and what is left of that."""
    yield one.due
    for _, sums in one.sums_of_costs():
        whole = {partner: one.goods.get(partner, 0) + value for partner, value in sums.items()}
        yield whole
        yield {partner: value - one.paid.get(partner, 0) for partner, value in whole.items()}
    yield {partner: value - one.paid.get(partner, 0) for partner, value in one.due.items()}


def meant(heading: Heading, one: Given) -> Mapping[str, Value]:
    """The figures that a heading means in all likelihood; {} where that is not plain."""
    if cost_kind(heading.text) == "goods" and heading.unit in {"", "VND"}:
        return one.goods
    if "remaining" in heading.meanings:
        return {partner: value - one.paid.get(partner, 0) for partner, value in one.due.items()}
    return one.due if "due" in heading.meanings or heading.meanings == ("total",) else {}


def shared(stated: Stated, one: Given) -> Mapping[str, Value]:
    """The shares of the costs that figures add up to, however they share them; {} where they add up to none."""
    whole = sum((value for values in stated.values() for value in values), Fraction(0))
    return next((sums for _, sums in one.sums_of_costs() if whole and size(sum(sums.values()) - whole) <= len(stated)), {})
