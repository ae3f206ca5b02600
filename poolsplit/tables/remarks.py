"""What remarks change of an order or of a name: "lấy 8 thôi", "giá 33", "free shipping" beside a row, and "Hoa (thêm)" for another row of Hoa's."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from poolsplit.tables.vocabulary import meanings, normal, words

_NUMBER = r"(?P<number>\d+(?:[.,]\d+)?)(?![\d/:h])"
_BEHIND = r"\s*(?:[^\W\d]+\s+)?"
"""What may stand between a number and a word behind it: "8 cái thôi"."""
_BRACKETS = re.compile(r"(?P<name>.+?)\s*[(\[（【](?P<remark>[^()\[\]（）【】]*)[)\]）】]")
_DASH = re.compile(r"(?P<name>.+?)\s+[-–—+/]\s+(?P<remark>.+)")
_CAPTION = re.compile(r"(?:\d{1,2}[.)]\s+)?(?P<name>.+?)(?:\s*[-–—(（,:：|/].*\d{3}.*|\s+\+?\d[\d .]{8,})?")
"""A name with its number before it and its telephone behind it: "2. Lan - SĐT 0912 345 678"."""
_CHINESE = re.compile(r"[\u2e80-\U0010ffff]")
_LETTER = r"[^\W\u2e80-\U0010ffff]"
_KINDS = ("take", "less", "more", "price")


class Change(NamedTuple):
    """What a remark changes. kind: "take" so many, so many "less" or "more", another "price", "exempt" from a cost, or "" where that is not clear.

    number: as it is typed; "" where the kind has none, or where it is a percentage.
    """

    kind: str
    number: str = ""


@lru_cache(maxsize=20_000)
def change_in(text: str) -> Change | None:
    """What a remark says that changes its row; None where it says nothing of the kind.

    >>> change_in("lấy 8 thôi"), change_in("bớt 2"), change_in("giá 33"), change_in("8 cái thôi")
    (Change(kind='take', number='8'), Change(kind='less', number='2'), Change(kind='price', number='33'), Change(kind='take', number='8'))
    >>> change_in("không tính ship"), change_in("giảm 5%"), change_in("lấy màu nhạt"), change_in("gói riêng 2 túi")
    (Change(kind='exempt', number=''), Change(kind='', number=''), None, None)
    """
    said = normal(text)
    if _exempt().search(said):
        return Change("exempt")
    found = _before().search(said)
    if found is None:
        behind = _only().search(said)
        return Change("take", behind["number"]) if behind else None
    if said[found.end() :].lstrip().startswith(("%", "％")):
        return Change("")
    return Change(next(kind for kind in _KINDS if found[kind]), found["number"])


@lru_cache(maxsize=20_000)
def without_remark(name: str) -> str:
    """A name without what stands in brackets or behind a dash, or says that it is more of the same; "" where there is nothing of the kind.

    >>> without_remark("Hoa (thêm)"), without_remark("Hoa - đợt 2"), without_remark("Hoa thêm"), without_remark("Chị Hoa"), without_remark("(Hoa)")
    ('Hoa', 'Hoa', 'Hoa', '', '')
    """
    for pattern in (_BRACKETS, _DASH):
        found = pattern.fullmatch(name.strip())
        if found:
            return found["name"]
    parts = name.split()
    ends = (count for count in range(1, len(parts)) if normal(" ".join(parts[count:])) in words("more"))
    return " ".join(parts[: next(ends, 0)])


def name_in_caption(text: str) -> str:
    """The name in a text above an order, without a number before it and a telephone behind it.

    >>> name_in_caption("Lan - SĐT 0912345678"), name_in_caption("2. Hoa (0912 345 678)"), name_in_caption("Shop Mai"), name_in_caption("Lan:")
    ('Lan', 'Hoa', 'Shop Mai', 'Lan')
    """
    found = _CAPTION.fullmatch(text.strip())
    return (found["name"] if found else text).strip(" :-–")


@lru_cache(maxsize=20_000)
def is_nick(heading: str) -> bool:
    """Whether a heading is one of names that people have on the net, rather than of their own.

    >>> is_nick("Nick FB"), is_nick("Tên Zalo"), is_nick("微信名"), is_nick("Tên khách")
    (True, True, True, False)
    """
    return _nick().search(normal(heading)) is not None


@lru_cache(maxsize=20_000)
def is_person(heading: str) -> bool:
    """Whether a heading can only be one of names of people, which "Tên" need not be.

    >>> is_person("Họ và tên"), is_person("姓名"), is_person("Tên")
    (True, True, False)
    """
    return "person" in meanings("nicks", heading)


@cache
def _before() -> re.Pattern[str]:
    """A word that changes something, and a number right behind it; the kind is the group that matches."""
    return re.compile("(?:" + "|".join(f"(?P<{kind}>{_spelled('remarks', kind)})" for kind in _KINDS) + rf")\s*:?\s*{_NUMBER}")


@cache
def _only() -> re.Pattern[str]:
    """A number, and behind it a word that says that it is no more."""
    return re.compile(rf"(?<![\d.,/:]){_NUMBER}{_BEHIND}(?:{_spelled('remarks', 'only')})")


@cache
def _exempt() -> re.Pattern[str]:
    """Words that say that somebody does not bear a cost."""
    return re.compile(_spelled("remarks", "exempt"))


@cache
def _nick() -> re.Pattern[str]:
    """Words for a name on the net."""
    return re.compile(_spelled("nicks", "nick"))


def _spelled(section: str, meaning: str) -> str:
    """The pattern of a meaning: its spellings as whole words, the longest first, those of Chinese anywhere."""
    spellings = {spelling for spelling, said in words(section).items() if meaning in said}
    longest_first = sorted(spellings, key=lambda word: (-len(word), word))
    chinese, spaced = ("|".join(re.escape(word) for word in longest_first if bool(_CHINESE.match(word)) == kind) for kind in (True, False))
    return f"(?:{chinese}|(?<!{_LETTER})(?:{spaced})(?!{_LETTER}))"
