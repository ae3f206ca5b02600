"""Labels of terms, rates and costs as people write them: "Tỷ giá (¥)", "下单人", "Phí ship nội địa"."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from poolsplit.tables.headings import parse
from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import cost_kind, meanings, normal, words
from poolsplit.values.money import currency_code

TERM_COLUMNS = frozenset(column.name for column in TABLES["terms"]) - {"pool", "currency"}
_NUMBERED = re.compile(r"(\D+?)\W*(?:lần|lan|đợt|dot|no\.?|第)?\s*#?\d{1,2}\s*(?:次|笔)?", re.IGNORECASE)
"""A heading and the number behind it: "Received #2", "Đã nhận lần 2"."""
_ONE_UNIT = re.compile(r"1?\s*([^\W\d]+|[^\w\s])\s*1?")


class Name(NamedTuple):
    """The meaning of a label. table: "terms", "rates" or "costs". column: a column of the terms, the name of a cost, or the currency of a rate.

    currency: the one that the label states, else "". languages: those of its words.
    """

    table: str
    column: str
    currency: str = ""
    languages: frozenset[str] = frozenset()


def name_of(text: str) -> Name | None:
    """The meaning of a label; None where the text is not a label.

    >>> name_of("Tỷ giá (¥)").column, name_of("下单人").column, name_of("Phí ship nội địa").table, name_of("Giao hàng trước thứ sáu")
    ('CNY', 'lead_buyer', 'costs', None)
    """
    heading = parse(text)
    labels = meanings("labels", text)
    if "lead_buyer" in labels:    # "Người đặt" is a partner above a column, and the lead buyer beside a name
        return Name("terms", "lead_buyer", languages=labels["lead_buyer"])
    if "rate" in heading.meanings and any(normal(text).startswith(spelling) for spelling, of in words("labels").items() if "exchange" in of):
        return Name("rates", _foreign(text), languages=heading.languages)
    terms = [meaning for meaning in heading.meanings if meaning in TERM_COLUMNS or heading.meanings == ("currency",)]
    if terms:
        return Name("terms", terms[0], heading.unit, heading.languages)
    bare = re.sub(r"\([^)]*\)|%", " ", unicodedata.normalize("NFKC", text)).strip(" :")
    if cost_kind(bare):
        languages = frozenset().union(*meanings("costs", bare).values())
        return Name("costs", bare, heading.unit if currency_code(heading.unit) else "", languages)
    match = _ONE_UNIT.fullmatch(text.strip())
    code = currency_code(match[1]) if match and "1" in text else None
    return Name("rates", code) if code else None


def _foreign(text: str) -> str:
    """The code of a rate's currency: the one named beside the label; CNY where only dong, or no currency, is named."""
    codes = [currency_code(word) for word in re.findall(r"[^\W\d]+|[^\w\s]", text)]
    return next((code for code in codes if code and code != "VND"), "CNY")


def says_received(text: str) -> bool:
    """Whether a text says that something was received, pieces or money, with or without the number of the part.

    >>> says_received("Received"), says_received("Received #2 (k)"), says_received("Đã nhận lần 1"), says_received("Deposit 1")
    (True, True, True, False)
    """
    part = _NUMBERED.fullmatch(text.partition("(")[0].strip())
    return any(parse(each).meanings == ("received",) for each in (text, part[1] if part else ""))
