"""Names of partners, SKUs and costs, and the keys by which two spellings are the same name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ODD_SPACE = re.compile(r"[^\S \n]")
_ODD_ASCII = "\t\r\x0b\x0c\x1c\x1d\x1e\x1f"


def are_collapsed(text: str) -> bool:
    """True where names, joined by line ends, have no white space that `key` would change."""
    if text.startswith(" ") or text.endswith(" ") or any(run in text for run in ("  ", " \n", "\n ")):
        return False
    return not any(space in text for space in _ODD_ASCII) if text.isascii() else not _ODD_SPACE.search(text)


class _Letters(dict[int, "int | None"]):
    """A table for `str.translate` that drops combining marks and turns "đ" into "d"; each letter is looked up once and then kept."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return self[letter]


_LETTERS = _Letters(str.maketrans("đĐ", "dD"))


def is_error_value(text: str) -> bool:
    """True for the error value of a cell, which is no name: each ends in a sign or in A. Other texts that begin with # may be names.

    >>> is_error_value("#SPILL!"), is_error_value("#N/A"), is_error_value("#GETTING_DATA"), is_error_value("#12")
    (True, True, True, False)
    """
    return text.startswith("#") and (text.endswith(("!", "?", "/A")) or text == "#GETTING_DATA")


def key(name: object) -> str:
    """The key of a name, equal for all its spellings: NFC, casefold, collapsed spaces. (spec.md, section 1)

    >>> key("  Chị  HÀ ") == key("chị hà")
    True
    """
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", str(name)).casefold().split()))


def keys(texts: Sequence[str]) -> list[str]:
    """The `key` of every name; quick for a million of them.

    >>> keys(["An", "Chị  HÀ"]) == [key("An"), key("Chị  HÀ")]
    True
    """
    text = "\n".join(texts)
    if text.count("\n") != len(texts) - 1 or not are_collapsed(text):
        return [key(name) for name in texts]
    if text.isascii():
        return text.lower().split("\n")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split("\n")


def without_tones(name: object) -> str:
    """The key without its tone marks. Names with the same plain form may be one name typed differently; they are reported and never merged.

    >>> without_tones("Hà") == without_tones("Hạ"), key("Hà") == key("Hạ")
    (True, False)
    """
    return unicodedata.normalize("NFD", key(name)).translate(_LETTERS)


def all_without_tones(texts: Sequence[str]) -> list[str]:
    """The `without_tones` form of every name.

    >>> all_without_tones(["Hà", "An"])
    ['ha', 'an']
    """
    return unicodedata.normalize("NFD", "\n".join(keys(texts))).translate(_LETTERS).split("\n") if texts else []
