"""The SVG of a card as a picture, drawn by resvg, and the letters of it that no font draws. (spec.md, section 7)

resvg draws a line with one font and takes what that font lacks from another one, but only where both have as many glyphs for the line;
elsewhere it draws an empty box. The numbers differ where a font joins letters into one glyph: "fi", or the parts of an emoji. So the
letters of a line that needs several fonts are kept apart before it is drawn; an emoji of several parts is then shown as its parts,
which is what Unicode has fonts do that lack the whole. Scripts whose letters have to join are left as they are, and tried word by word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import escape, unescape
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from poolsplit.order.payment import card

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_APART = "\u200c"
"""Between two letters: no font joins them. (Unicode: zero width non-joiner)"""
_IN_NO_FONT = "\U0001fffe"
"""A noncharacter, which is drawn as what no font has."""
_UNDER_A_MARK = "\u25cc"
_CHOICE = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef]")
"""What chooses among the shapes of the letter before it, such as the colour of a hand. It is left out, as fonts that know it join the two."""
_LINE = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_SIZE = 12
"""Of the letters that are drawn to be compared."""


def drawn(svg: str, fonts: tuple[Path, ...] = ()) -> bytes:
    """A card as PNG, a pixel a unit of the SVG.

    fonts: the files of those to draw with; () for those of the system. Raises ImportError without resvg.
    """
    return _rendered(_LINE.sub(lambda line: f"<text {line[1]}>{escape(apart(unescape(line[2])))}</text>", svg), fonts)


def lost(svg: str, fonts: tuple[Path, ...] = ()) -> list[str]:
    """The letters of a card that `drawn` would show as empty boxes, in the order in which they stand there, each once; marks on a dotted circle.

    A font may have a letter in one weight and lack it in another. Raises ImportError without resvg.
    """
    found: dict[str, None] = {}
    for looks, text in _LINE.findall(svg):
        for piece in pieces(apart(unescape(text))):
            found.update(dict.fromkeys(_lost(piece, "font-weight" in looks, fonts)))
    return [f"{_UNDER_A_MARK}{letter}" if unicodedata.category(letter)[0] == "M" else letter for letter in found]


def apart(line: str) -> str:
    r"""A line with nothing in it that a font joins, where it needs more than one font; a line of Latin letters as it is.

    >>> apart("office"), apart("off 拼单").split("\u200c"), apart("\U0001f469\U0001f3fd\u200d\U0001f4bb") == "\U0001f469\u200c\U0001f4bb"
    ('office', ['o', 'f', 'f 拼单'], True)
    """
    line = _CHOICE.sub("", line)
    if all(_is_latin(letter) for letter in line):
        return line
    letters = [" "]
    for letter in line:
        if unicodedata.category(letter) != "Cf" or not _is_by_itself(letters[-1]):    # what joins or directs letters has nothing to do there
            letters.append(letter)
    return "".join((_APART if _could_join(before, letter) else "") + letter for before, letter in pairwise(letters))


def pieces(line: str) -> Iterator[str]:
    r"""The smallest parts of a line that fonts draw whatever stands beside them: letters, and whole words in scripts that join theirs.

    >>> list(pieces("Hà 拼单 สวัสดี"))
    ['H', 'à', '拼', '单', 'สวัสดี']
    """
    for by_itself, letters in groupby(line, _is_by_itself):
        for piece in letters if by_itself else "".join(letters).split():
            if any(not _is_unseen(letter) for letter in piece):
                yield piece


def _is_latin(letter: str) -> bool:
    return letter < "\u0300" or "\u1e00" <= letter < "\u1f00"


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp", "Zs"}


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Mc"}


def _is_by_itself(letter: str) -> bool:
    """Whether a letter looks the same whatever its neighbours: Latin, Chinese, signs, emoji; those too that Python does not know yet."""
    category = unicodedata.category(letter)
    return _is_latin(letter) or card.is_wide(letter) or category[0] in "PS" or category in {"Cn", "Co", "Me"}


def _could_join(before: str, letter: str) -> bool:
    """Whether some font may have one glyph for both. Chinese characters are never joined."""
    both = (before, letter)
    return all(_is_by_itself(one) and not _is_unseen(one) for one in both) and not all(card.is_wide(one) and one.isalnum() for one in both)


@cache
def _lost(piece: str, bold: bool, fonts: tuple[Path, ...]) -> tuple[str, ...]:  # noqa: FBT001  (a key of the cache)
    """The letters of a piece that are drawn as a noncharacter in their place is.

    The piece stands beside an A, so that other fonts than the first come in as they do in a line. A mark is drawn alone: beside a letter its
    box would stand elsewhere than a noncharacter's. Some fonts set the box of a mark back by its width; hence two boxes to compare with.
    """
    before = "A" + _APART
    whole = _probe(before + piece, bold, fonts)
    found = []
    for letter in dict.fromkeys(piece):
        if _is_mark(letter):
            is_lost = _probe(letter, bold, fonts) in {_probe(_IN_NO_FONT, bold, fonts, anchor) for anchor in ("start", "end")}
        else:
            is_lost = not _is_unseen(letter) and whole == _probe(before + piece.replace(letter, _IN_NO_FONT), bold, fonts)
        if is_lost:
            found.append(letter)
    return tuple(found)


@cache
def _probe(text: str, bold: bool, fonts: tuple[Path, ...], anchor: str = "start") -> bytes:  # noqa: FBT001  (a key of the cache)
    """A short text as a picture of its own, to compare with others."""
    weight = ' font-weight="bold"' if bold else ""  # no mutant: another weight lacks the same letters, as any font of the machine fills in
    looks = f'x="{2 * _SIZE}" y="{1.5 * _SIZE}" font-size="{_SIZE}" font-family="{card.FONTS}" text-anchor="{anchor}"{weight}'
    size = f'width="{2 * _SIZE * (len(text) + 2)}" height="{2 * _SIZE}"'
    return _rendered(f'<svg xmlns="http://www.w3.org/2000/svg" {size}><text {looks}>{escape(text)}</text></svg>', fonts)


def _rendered(svg: str, fonts: tuple[Path, ...]) -> bytes:
    from resvg_py import svg_to_bytes  # noqa: PLC0415  (whoever wants a PNG)

    files = [str(font) for font in fonts]
    return bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=bool(files), font_files=files or None))
