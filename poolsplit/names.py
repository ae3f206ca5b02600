"""Names of partners, SKUs and costs: when two spellings are the same one."""

from __future__ import annotations

import unicodedata

_STROKE = str.maketrans("đĐ", "dD")


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
    letters = unicodedata.normalize("NFD", key(name)).translate(_STROKE)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
