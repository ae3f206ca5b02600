"""What an agreement binds, as facts, and the version that follows from them. (spec.md, section 6)

A change of a quantity, price, rate or account makes another version, and nothing else does; the order in which facts were typed never
matters. A reply to one version is no reply to another.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The letters of a version: no 0, 1, I or O, which people mix up when they type them off a screen."""

LENGTH = 6


class Bound(NamedTuple):
    """One thing that binds: what it is about ("quantity", "due", "price", "rate", "account" ...), the partner and the SKU or line, "" for none."""

    what: str
    partner: str = ""
    of: str = ""


class Change(NamedTuple):
    """A fact that two versions state differently; "" where one does not state it at all."""

    fact: Bound
    before: str
    after: str


def version(facts: Mapping[Bound, str]) -> str:
    """The version of what binds: six letters and digits that follow from all facts of a pool and from nothing else.

    >>> version({Bound("quantity", "an"): "60", Bound("rate", of="CNY"): "3500"})
    'KRTFM3'
    >>> version({Bound("rate", of="CNY"): "3500", Bound("quantity", "an"): "60"})
    'KRTFM3'
    """
    return code(sorted([*fact, value] for fact, value in facts.items()))


def code(content: object) -> str:
    """A short code that follows from lists, texts and numbers: the first bits of their SHA-256."""
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii")).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def named(text: str, wanted: str) -> bool:
    """Whether a reply names a version: alone, or as a word of a text such as a reply code.

    >>> named("đồng ý krtfm3!", "KRTFM3"), named("KRTFM33", "KRTFM3")
    (True, False)
    """
    return wanted in re.findall(r"[A-Z0-9]+", text.upper())


def changes(before: Mapping[Bound, str], after: Mapping[Bound, str]) -> list[Change]:
    """What a new version states differently, in the order of the facts.

    >>> changes({Bound("rate", of="CNY"): "3500"}, {Bound("rate", of="CNY"): "3565"})
    [Change(fact=Bound(what='rate', partner='', of='CNY'), before='3500', after='3565')]
    """
    return [Change(fact, before.get(fact, ""), after.get(fact, "")) for fact in sorted({*before, *after}) if before.get(fact) != after.get(fact)]
