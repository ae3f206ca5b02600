"""Payments in several columns, of which one says what they are, and all have their numbers: "Đã cọc 1", "Góp rồi 2"."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from poolsplit.workbook.find import contents
from poolsplit.workbook.find.proofs.products import is_unknown

if TYPE_CHECKING:
    from poolsplit.workbook.find.shape.regions import Region

_NUMBER = re.compile(r"(?:lần|lan|đợt|dot|no\.?|part|第|#)?\s*#?(\d)\s*(?:次|笔|期)?\s*$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def settle(region: Region) -> None:
    """Settle that columns of money beside a payment, which go on counting where its heading ends, are payments too."""
    numbered = {column: number for column, heading in region.headings.items() if (number := number_at_end(heading.text))}
    known = [column for column in numbered if region.headings[column].meanings == ("paid",)]
    for first in known:
        for step in (1, -1):
            column = first + step
            while numbered.get(column) == numbered[column - step] + step and _may_be(region, column):
                region.mean(column, "paid")
                column += step


def _may_be(region: Region, column: int) -> bool:
    """Whether a column is a payment, or money under a word that nobody knows."""
    return region.headings[column].meanings == ("paid",) or (is_unknown(region, column) and contents.are_money(region, column))


def number_at_end(heading: str) -> int:
    """The number that a heading ends with, before its brackets; 0 where it ends with none.

    >>> number_at_end("Góp rồi 2"), number_at_end("微信来的 第2次 (VND)"), number_at_end("Wired #3"), number_at_end("Áo 38"), number_at_end("Cọc")
    (2, 2, 3, 0, 0)
    """
    text = _BRACKETS.sub("", unicodedata.normalize("NFKC", heading))
    match = _NUMBER.search(text)
    before = text[: match.start()] if match else ""
    return int(match[1]) if match and before and not before[-1].isdecimal() else 0
