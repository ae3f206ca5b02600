"""Headings with a typing error: one letter that is missing, too much, wrong or in the place of its neighbour, as in "Quantiy" and "Sản phẩn"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from poolsplit.tables.vocabulary import LANGUAGES, normal, words
from poolsplit.values.names import without_tones

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_FEWEST_LETTERS = 5
"""Shorter words are too much like others."""


@lru_cache(maxsize=20_000)
def close_meaning(text: str) -> str:
    """The one column whose heading a text may be with a typing error; "" where it is none, or may be those of several.

    >>> close_meaning("Quantiy"), close_meaning("Sản phẩn"), close_meaning("Unit prise"), close_meaning("Số lưọngg"), close_meaning("Hoa")
    ('quantity', 'sku', 'unit_price', 'quantity', '')
    """
    said = _plain(text)
    if _letters(said) < _FEWEST_LETTERS or not said.isascii():
        return ""
    near = (each for length in range(len(said) - 1, len(said) + 2) for each in _by_length().get(length, ()))
    found = {meaning for word, meanings in near if is_close(said, word) for meaning in meanings}
    return found.pop() if len(found) == 1 else ""


def _plain(text: str) -> str:
    return without_tones(normal(_BRACKETS.sub(" ", text)))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


@cache
def _by_length() -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    """The headings of columns without tone marks that are long enough, by their length, each with its meanings."""
    found: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for word, meanings in words("columns").items():
        plain = without_tones(word)
        if plain.isascii() and _letters(plain) >= _FEWEST_LETTERS and any(language in LANGUAGES for each in meanings.values() for language in each):
            found.setdefault(len(plain), []).append((plain, tuple(meanings)))
    return found


def is_close(text: str, word: str) -> bool:
    """Whether a text is a word with one letter missing, too much, wrong, or exchanged with its neighbour.

    >>> [is_close(text, "quantity") for text in ("quantiy", "quantitty", "quamtity", "quantiyt", "quantity", "quanti")]
    [True, True, True, True, False, False]
    """
    if text == word or abs(len(text) - len(word)) > 1:
        return False
    start = next((at for at, (one, other) in enumerate(zip(text, word, strict=False)) if one != other), min(len(text), len(word)))
    rest, goal = text[start:], word[start:]
    return rest[1:] == goal[1:] or rest[1:] == goal or rest == goal[1:] or (rest[1::-1] == goal[:2] and rest[2:] == goal[2:])
