"""Names of partners, SKUs and costs: when two spellings are the same one."""

from __future__ import annotations

import unicodedata


class _Letters(dict[int, "int | None"]):
    """What `str.translate` makes of a letter: nothing of a combining mark, "d" of a "đ"; remembered once it was asked for."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return self[letter]


_LETTERS = _Letters(str.maketrans("đĐ", "dD"))


def key(name: object) -> str:
    """The key under which a name is one: NFC, casefold, collapsed spaces. (spec.md, section 1)

    >>> key("  Chị  HÀ ") == key("chị hà")
    True
    """
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", str(name)).casefold().split()))


def plain(name: object) -> str:
    """The key without its tone marks: equal for names that may have been typed differently, which are reported and never merged.

    >>> plain("Hà") == plain("Hạ"), key("Hà") == key("Hạ")
    (True, False)
    """
    return unicodedata.normalize("NFD", key(name)).translate(_LETTERS)
