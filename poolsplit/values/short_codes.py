"""Short codes that can be read aloud: their alphabet, symbols made from a hash, and the check symbol that shows a typing error.

Versions, reply codes and memos consist of them. (spec.md, sections 6 and 7)
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from poolsplit.values.names import key

if TYPE_CHECKING:
    from collections.abc import Iterable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 symbols, none like another. 31 is prime, so that one check symbol shows every single wrong symbol and every two that were swapped."""


def in_base(number: int, length: int) -> str:
    """A number written in ALPHABET, the highest digit first, with at least `length` symbols.

    >>> in_base(0, 2), in_base(31, 2), in_base(31 * 31, 2)
    ('22', '32', '322')
    """
    text = ""
    while number or len(text) < length:
        number, digit = divmod(number, len(ALPHABET))
        text = ALPHABET[digit] + text
    return text


def check_symbol(symbols: str) -> str:
    """The check symbol to put behind the others: it makes the sum of all symbols, weighted 1, 2, 3 ... from the last one, a multiple of 31.

    >>> check_symbol("7K3F923")
    'N'
    """
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(reversed(symbols), 2))
    return ALPHABET[-total % len(ALPHABET)]


def hashed_symbols(parts: Iterable[object], n: int) -> str:
    """n symbols made from the SHA-256 of the parts. Each part is replaced by its name key first, so that upper and lower case make no difference.

    >>> hashed_symbols(["An", 12_300_000], 5) == hashed_symbols(["AN ", 12_300_000], 5) != hashed_symbols(["An", 12_300_001], 5)
    True
    """
    number, symbols = int.from_bytes(hashlib.sha256("\x1f".join(map(key, parts)).encode()).digest(), "big"), ""
    for _ in range(n):
        number, digit = divmod(number, len(ALPHABET))
        symbols += ALPHABET[digit]
    return symbols


def check_of_hashed(symbols: str) -> str:
    """The check symbol of `hashed_symbols`: its sum with the symbols, weighted 2, 3, 4 ... from the first one, is a multiple of 31."""
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(symbols, 2))
    return ALPHABET[-total % len(ALPHABET)]
