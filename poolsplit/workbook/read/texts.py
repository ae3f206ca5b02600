"""The texts of a workbook that stand outside of its sheets: the shared texts of the cells, and the comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.xml.functions import iterparse

from poolsplit.workbook.read.grid import box
from poolsplit.workbook.read.package import damage

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_THREADS = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_TRUE = {"1", "true"}
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")


class RichText(str):
    """A text whose runs have fonts of their own. struck: True where they strike through all that can be read, False where some is left."""

    struck: bool


def shared_texts(package: zipfile.ZipFile, part: str) -> list[str]:
    """The shared texts of a workbook, without the phonetic readings (pinyin, furigana) above them: `RichText` where runs decide on strikes."""
    texts: list[str] = []
    with damage(part), package.open(part) as stream:
        for _, node in iterparse(stream):
            if node.tag == f"{_MAIN}si":
                text, struck = _written(node), struck_by_runs(node)
                if struck is not None:
                    text = RichText(text)
                    text.struck = struck
                texts.append(text)
                node.clear()
    return texts


def struck_by_runs(node: Element) -> bool | None:
    """Whether the runs of a text are struck through: those with a letter or a digit, because a struck blank shows nothing.

    True where all are, False where a run is not, None where the font of the cell decides: it holds for runs without a font, and for plain text.
    """
    strikes = {_strike(run) for run in node.findall(f"{_MAIN}r") if any(character.isalnum() for character in run.findtext(f"{_MAIN}t") or "")}
    return False if False in strikes else None if None in strikes or not strikes else True


def _strike(run: Element) -> bool | None:
    font = run.find(f"{_MAIN}rPr")
    return None if font is None else is_struck(font)


def is_struck(font: Element) -> bool:
    """True where a font, of a style or of a run, is struck through."""
    strike = font.find(f"{_MAIN}strike")
    return strike is not None and strike.get("val", "1") in _TRUE


def _written(node: Element) -> str:
    """The text of an element, in one piece or in runs."""
    return "".join(text.text or "" for text in (*node.findall(f"{_MAIN}t"), *node.findall(f"{_MAIN}r/{_MAIN}t")))


def unescape(text: str) -> str:
    """Decode Excel's escapes of control characters (_x000D_). Line ends become one character, and NULs are removed."""
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\0", "")


def comments(package: zipfile.ZipFile, parts: Sequence[str]) -> dict[tuple[int, int], str]:
    """The comments of a sheet by (row, column), from its parts with notes and those with threads, whose replies follow on lines of their own.

    Programs that know no threads find a note in their place, which explains that: such a note is left out. Raises Refused for a damaged part.
    """
    notes: dict[tuple[int, int], list[str]] = {}
    threads: dict[tuple[int, int], list[str]] = {}
    for part in parts:
        with damage(part), package.open(part) as stream:
            for _, node in iterparse(stream):
                if node.tag == f"{_MAIN}comment":
                    text = node.find(f"{_MAIN}text")
                    _keep(notes, node, "" if text is None else _written(text))
                elif node.tag == f"{_THREADS}threadedComment":
                    _keep(threads, node, node.findtext(f"{_THREADS}text") or "")
    return {cell: "\n".join(texts) for cell, texts in (notes | threads).items()}


def _keep(texts: dict[tuple[int, int], list[str]], node: Element, text: str) -> None:
    """Add the text of a comment to those of its cell, unless it is blank; the element is cleared."""
    text = unescape(text).strip()
    if text:
        area = box(node.attrib["ref"])
        texts.setdefault((area.top, area.left), []).append(text)
    node.clear()
