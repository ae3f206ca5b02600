"""Names in several cells ("BLACK" over or beside "S"): one SKU where the SKU list says so, else it is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.values.names import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WORD = re.compile(r"\w+")


def pieces(name: object) -> tuple[str, ...]:
    """The words of a name in no order, by which joined names are compared.

    >>> pieces("BLACK-S") == pieces("S Black")
    True
    """
    return tuple(sorted(_WORD.findall(key(name))))


def spellings(names: Iterable[object]) -> dict[tuple[str, ...], str]:
    """The SKU list by the words of its names, each in its first spelling; names that differ only in the order of words are left out.

    >>> spellings(["Black S", "White S"])[("black", "s")]
    'Black S'
    """
    found: dict[tuple[str, ...], dict[str, None]] = {}  # in the order of the list
    for name in names:
        found.setdefault(pieces(name), {})[str(name)] = None
    return {words: next(iter(same)) for words, same in found.items() if len({key(name) for name in same}) == 1}


def joined(parts: Sequence[object], known: Mapping[tuple[str, ...], str]) -> str:
    """The parts as one name, as the SKU list spells it where it has it.

    >>> joined(["BLACK", "S"], spellings(["Black S"])), joined(["BLACK", "S"], {})
    ('Black S', 'BLACK S')
    """
    said = " ".join(" ".join(str(part).split()) for part in parts if part is not None)
    return known.get(pieces(said), said)


def decide(names: Sequence[Sequence[object]], known: Mapping[tuple[str, ...], str]) -> str:
    """Whether the SKU list has the parts joined ("join"), or one part of them alone ("apart"); "" where it has neither.

    >>> decide([["BLACK", "S"], ["BLACK", "M"]], spellings(["Black S", "Black M"])), decide([["BLACK", "S"]], {})
    ('join', '')
    """
    if all(pieces(" ".join(str(part) for part in parts if part is not None)) in known for parts in names):
        return "join"
    if all(any(part is not None and pieces(part) in known for part in parts) for parts in names):
        return "apart"
    return ""
