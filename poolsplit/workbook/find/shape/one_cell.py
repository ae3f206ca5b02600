"""Texts that hold a label with its value, or an amount with what it is shared by, in one cell."""

from __future__ import annotations

import re
from functools import lru_cache

from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import basis, cost_kind
from poolsplit.workbook.read.sheet import like_number

_COLON = re.compile(r"\s*([^:：]{1,40}?)\s*[:：]\s*(\S.{0,60}?)\s*")
_FIGURES = re.compile(r"\d[\d.,]*\s?%|(?<![\d.,/])\d[\d.,]{3,}(?![\d/])")
"""Numbers in words that may be a rate or an amount."""
_OF = re.compile(r"^(?:tính\s)?(?:trên|của|theo|of|on)\s+(?:tổng\s|total\s|the\s)?", re.IGNORECASE)
_EACH = re.compile(r"([^\d\W]{1,12})\s*([\d.,]+\s*\S{1,4})")


@lru_cache(maxsize=20_000)
def label_and_value(text: str) -> tuple[str, str] | None:
    """The label and the value in one text; None where it is not both.

    >>> label_and_value("Tỷ giá: 3.560"), label_and_value("单重0.21kg"), label_and_value("Áo thun")
    (('Tỷ giá', '3.560'), ('单重(kg)', '0.21kg'), None)
    """
    pair = _COLON.fullmatch(text)
    if pair and "//" not in pair[2]:
        return pair[1], pair[2]
    each = _EACH.fullmatch(text)
    if each and "unit_kg" in parse(f"{each[1]}(kg)").meanings:
        return f"{each[1]}(kg)", each[2]
    return None


def amount_and_basis(value: str, cell: str) -> tuple[str, dict[str, tuple[object, str]]]:
    """The amount of a cost that says behind it what it is shared by, or of what it is a rate, and that basis; "" where it does not.

    >>> amount_and_basis("400k chia theo số lượng", "A1"), amount_and_basis("10% trên tiền hàng", "A1")
    (('400k', {'basis': ('quantity', 'A1')}), ('10%', {'basis': ('value', 'A1')}))
    >>> amount_and_basis("400元按件均摊", "A1"), amount_and_basis("400k nha", "A1")
    (('400元', {'basis': ('quantity', 'A1')}), ('', {}))
    """
    parts = value.replace("按", " 按").split()
    for count in (2, 1):
        amount, words = " ".join(parts[:count]), " ".join(parts[count:]).strip("(),;- ")
        if words and like_number(amount):
            said = basis(words)
            if said:
                return amount, {"basis": (said, cell)}
            if amount.endswith("%") and cost_kind(_OF.sub("", words)) == "goods":
                return amount, {}
    return "", {}


def figures_in(text: str) -> list[str]:
    """The numbers in words that may be a rate or an amount.

    >>> figures_in("10% nha"), figures_in("khoảng 400000"), figures_in("từ 20/9")
    (['10%'], ['400000'], [])
    """
    return _FIGURES.findall(text)
