"""An agreement as messages for a chat: short enough for Zalo, numbered, and never cut inside a clause or a link. (spec.md, section 7)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.order.agreement.clauses import clauses, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.order.agreement.content import Agreement

LIMIT = 1_000
"""What one message may have, as `units` counts."""

_ROOM_FOR_NUMBER = 10  # "(99/99)" and a line end of two


def units(text: str) -> int:
    r"""The length of a message, on the safe side: UTF-16 code units, as phones count, and two for a line end.

    >>> units("đủ"), units("😀"), units("a\nb")
    (2, 2, 4)
    """
    return len(text.encode("utf-16-le")) // 2 + text.count("\n")


def messages(agreement: Agreement, lang: str = "vi", partner: str = "") -> list[str]:
    """The messages to paste, one after the other: numbered "(1/3)" where there are several, each of at most LIMIT units.

    partner: for whom they are, "" for the group. A clause of more than a message, of somebody with very many options, goes on in the
    next one behind its number. Raises KeyError for who is no party; a single line of more than a message, such as a link, is passed on
    whole (`too_long` finds it before).
    """
    blocks = _blocks(agreement, lang, partner)
    whole = "\n".join(blocks)
    if units(whole) <= LIMIT:
        return [whole]
    found = _packed(blocks)
    return [f"({place}/{len(found)})\n{text}" for place, text in enumerate(found, 1)]


def too_long(agreement: Agreement, lang: str = "vi") -> list[str]:
    """What no message can hold: links and names of nearly LIMIT units."""
    return [text for text in _blocks(agreement, lang, "") if units(text) > LIMIT - _ROOM_FOR_NUMBER]


def _blocks(agreement: Agreement, lang: str, partner: str) -> list[str]:
    """What is not cut: each clause, or a piece of one that is too long; a heading with the first clause below it."""
    found: list[str] = []
    heading = "-"
    for clause in clauses(agreement, lang, partner):
        first, *rest = _pieces(clause.number, str(clause), wording(lang)["more"])
        if clause.number.startswith(heading) and units(f"{found[-1]}\n{first}") <= LIMIT - _ROOM_FOR_NUMBER:
            found[-1] += f"\n{first}"
        else:
            found.append(first)
        found += rest
        heading = "-" if rest or not clause.number or "." in clause.number else f"{clause.number}."
    return found


def _packed(blocks: Sequence[str]) -> list[str]:
    """As few messages as go, each with as many whole blocks as fit."""
    found: list[str] = []
    for text in blocks:
        joined = f"{found[-1]}\n{text}" if found else text
        if found and units(joined) <= LIMIT - _ROOM_FOR_NUMBER:
            found[-1] = joined
        else:
            found.append(text)
    return found


def _pieces(number: str, text: str, more: str) -> list[str]:
    """A clause whole, or where it is too long cut behind a comma, a plus or a line end, each further piece behind its number."""
    room = LIMIT - _ROOM_FOR_NUMBER
    if units(text) <= room:
        return [text]
    parts = text.replace(", ", ",\0 ").replace(" + ", "\0 + ").replace("\n", "\0\n").split("\0")
    found, behind = [parts[0]], f"{number} {more}"
    for part in parts[1:]:
        if units(found[-1] + part) <= room:
            found[-1] += part
        else:
            found.append(f"{behind} {part.strip()}".strip())
    return found
