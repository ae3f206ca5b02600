"""An agreement as messages for a chat: short enough for Zalo, numbered, and never cut inside a clause or a link. (spec.md, section 7)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.order.agreement.clauses import clauses, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.order.agreement.content import Agreement

LIMIT = 1_000
"""The largest length of one message, as `units` counts it."""

_ROOM_FOR_NUMBER = 10  # "(99/99)" and a line end, which counts as two


def units(text: str) -> int:
    r"""The length of a message in UTF-16 code units, as phones count it. A line end counts as two, to be on the safe side.

    >>> units("đủ"), units("😀"), units("a\nb")
    (2, 2, 4)
    """
    return len(text.encode("utf-16-le")) // 2 + text.count("\n")


def messages(agreement: Agreement, lang: str = "vi", partner: str = "") -> list[str]:
    """The messages to paste, one after the other. They are numbered "(1/3)" where there are several, and each has at most LIMIT units.

    partner: the one who is written to, "" for the group. A clause that is too long for one message, because a partner has very many options,
    continues in the next message after its number. Raises KeyError for a partner who is not a party. A single line that is too long for a
    message, such as a link, is returned whole (`too_long` reports it before).
    """
    blocks = _blocks(agreement, lang, partner)
    whole = "\n".join(blocks)
    if units(whole) <= LIMIT:
        return [whole]
    texts = _packed(blocks)
    return [f"({number}/{len(texts)})\n{text}" for number, text in enumerate(texts, 1)]


def too_long(agreement: Agreement, lang: str = "vi") -> list[str]:
    """The texts that do not fit into a message: links and names of nearly LIMIT units."""
    return [text for text in _blocks(agreement, lang, "") if units(text) > LIMIT - _ROOM_FOR_NUMBER]


def _blocks(agreement: Agreement, lang: str, partner: str) -> list[str]:
    """The texts that are never cut: each clause, or each piece of a clause that is too long. A heading stays with the first clause below it."""
    blocks: list[str] = []
    heading = "-"
    for clause in clauses(agreement, lang, partner):
        first, *rest = _pieces(clause.number, str(clause), wording(lang)["more"])
        if clause.number.startswith(heading) and units(f"{blocks[-1]}\n{first}") <= LIMIT - _ROOM_FOR_NUMBER:
            blocks[-1] += f"\n{first}"
        else:
            blocks.append(first)
        blocks += rest
        heading = "-" if rest or not clause.number or "." in clause.number else f"{clause.number}."
    return blocks


def _packed(blocks: Sequence[str]) -> list[str]:
    """The smallest number of messages, each with as many whole blocks as fit."""
    packed: list[str] = []
    for text in blocks:
        joined = f"{packed[-1]}\n{text}" if packed else text
        if packed and units(joined) <= LIMIT - _ROOM_FOR_NUMBER:
            packed[-1] = joined
        else:
            packed.append(text)
    return packed


def _pieces(number: str, text: str, continued: str) -> list[str]:
    """A clause as one text, or, where it is too long, as several: cut at a comma, a plus or a line end.

    Each piece after the first starts with the number of the clause and `continued`, a word such as "(continued)".
    """
    room = LIMIT - _ROOM_FOR_NUMBER
    if units(text) <= room:
        return [text]
    parts = text.replace(", ", ",\0 ").replace(" + ", "\0 + ").replace("\n", "\0\n").split("\0")
    pieces, prefix = [parts[0]], f"{number} {continued}"
    for part in parts[1:]:
        if units(pieces[-1] + part) <= room:
            pieces[-1] += part
        else:
            pieces.append(f"{prefix} {part.strip()}".strip())
    return pieces
