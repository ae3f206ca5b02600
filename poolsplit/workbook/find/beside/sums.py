"""Payments that add up others beside them, as "Tổng cọc" does behind "Cọc lần 1" and "Cọc lần 2": they never count a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import total_words
from poolsplit.workbook.find import arithmetic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.workbook.find.arithmetic import Relation, Values

_FEWEST = 2
"""A payment, and what may be its sum."""


def sums_of_payments(texts: Mapping[int, str], places: Sequence[int], payments: Mapping[int, Values]) -> dict[int, Relation | None]:
    """Which of several columns, or rows, of payments add up the others: by arithmetic, or by their word, with None where figures fail.

    texts: what stands over or before each. places: the rows of columns, or the columns of rows. payments: column or row -> place -> amount.

    >>> found = sums_of_payments({4: "Cọc 1", 5: "Cọc 2", 6: "Tổng cọc"}, [2, 3], {4: {2: 500, 3: 700}, 5: {2: 200}, 6: {2: 700, 3: 700}})
    >>> list(found), found[6].parts
    ([6], (5, 4))
    """
    if len(payments) < _FEWEST:
        return {}
    relations = arithmetic.sums(places, payments, lambda each: arithmetic.WORD[total_words(texts[each])], copies=True)
    found: dict[int, Relation | None] = {}
    for each in payments:
        relation = relations.get(each)
        adds, is_told = relation is not None and not relation.fails, total_words(texts[each]) > 0
        if is_told or (relation is not None and adds and relation.kind == "sum" and relation.bits >= arithmetic.A_TOTAL):
            found[each] = relation if adds else None
    return found if len(found) < len(payments) else {}
