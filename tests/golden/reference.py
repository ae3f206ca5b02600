"""Largest remainder written down a second time, from its definition and with Fractions only; it shares nothing with poolsplit.

It answers the cases of the golden table whose values are not worked out by hand. (spec.md, section 1)
"""

from __future__ import annotations

import hashlib
import unicodedata
from fractions import Fraction

Number = int | str | Fraction


def sort_key(name: str) -> str:
    """The form in which names are compared."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", name).casefold().split()))


def quotas(total: Number, weights: list[Number]) -> list[Fraction]:
    """The exact shares."""
    exact = [Fraction(weight) for weight in weights]
    return [Fraction(total) * weight / sum(exact) for weight in exact]


def apportion(total: int, weights: list[Number], names: list[str] | None = None, carry: list[Number] | None = None) -> list[int]:
    """The quota toward zero, and one unit more for those with the largest remainder (and carry) until the total is reached.

    >>> apportion(-10, ["0.5", 1, 1])
    [-2, -4, -4]
    """
    sign = -1 if total < 0 else 1
    exact = quotas(abs(total), weights)
    shares = [int(quota) for quota in exact]
    owed = [sign * Fraction(value) for value in carry or [0] * len(weights)]
    waiting = [i for i, quota in enumerate(exact) if quota != int(quota)]
    waiting.sort(key=lambda i: (shares[i] - exact[i] - owed[i], -Fraction(weights[i]), sort_key(names[i]) if names else "", i))
    for i in waiting[: abs(total) - sum(shares)]:
        shares[i] += 1
    return [sign * share for share in shares]


def carry_after(total: int, weights: list[Number], carry: list[Number] | None = None, names: list[str] | None = None) -> list[Fraction]:
    """Quota minus share, on top of the carry before."""
    shares = apportion(total, weights, names, carry)
    before = [Fraction(value) for value in carry or [0] * len(weights)]
    return [owed + quota - share for owed, quota, share in zip(before, quotas(total, weights), shares, strict=True)]


def lines(totals: list[int], weights: list[list[int]]) -> list[list[int]]:
    """Several lines, where every partner's sum is right as it is; AssertionError for lines of which units would have to move.

    >>> lines([10, 5], [[60, 40], [10, 10]])
    [[6, 4], [3, 2]]
    """
    shares = [apportion(total, line) for total, line in zip(totals, weights, strict=True)]
    exact = [quotas(total, line) for total, line in zip(totals, weights, strict=True)]
    for mine, owed in zip(zip(*shares, strict=True), zip(*exact, strict=True), strict=True):
        assert abs(sum(mine) - sum(owed)) < 1, "work this case out by hand"
    return shares


_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def version(facts: list[str]) -> str:
    """The version of an agreement: five symbols out of the SHA-256 of its facts, a sorted line each. (spec.md, section 6)"""
    value = int(hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest(), 16)
    return "".join(_SYMBOLS[value // 31**power % 31] for power in (4, 3, 2, 1, 0))


def reply_code(made: str, number: int) -> str:
    """What the partner of a number replies with: the last symbol makes the sum of place times symbol, counted from the end, a multiple of 31."""
    body = made + _SYMBOLS[number // 31] + _SYMBOLS[number % 31]
    check = next(symbol for symbol in _SYMBOLS if sum(place * _SYMBOLS.index(one) for place, one in enumerate(reversed(body + symbol), 1)) % 31 == 0)
    return f"{body[:5]}-{body[5:]}{check}"
