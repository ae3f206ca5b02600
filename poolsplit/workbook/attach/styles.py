"""How the cells of our sheet look: styles that are added behind those of the workbook, and found again where they are there already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Refused, Text
from poolsplit.workbook.attach.xml_text import Edit, Element, append, parse, set_attribute
from poolsplit.workbook.read.package import SAVE_AGAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.attach.book import Book
    from poolsplit.workbook.attach.xml_text import Part

MOST = 64_000
"""The most styles that Excel opens."""
_FIRST_FORMAT = 164
_HEIGHTS = range(0, 410, 16)
_BOLD = re.compile(r"<(?:\w+:)?(?:b|sz|color)(?:\s[^>]*)?/>")


class Look(NamedTuple):
    """One look: a number format ("#,##0"), a font (bold, its size, its colour), a fill colour ("FF1F5C57"), and how text lies in it."""

    number: str = ""
    bold: bool = False
    size: int = 0
    colour: str = ""
    fill: str = ""
    wrap: bool = False
    centre: bool = False
    indent: bool = False


PLAIN = Look()


def height(lines: int) -> int:
    """The height of a row by its lines, in points; a sheet allows no more than 409."""
    return _HEIGHTS[min(lines, len(_HEIGHTS) - 1)]


class _List:
    """One list of the stylesheet (fonts, fills, numFmts, cellXfs): what is in it, and what is added."""

    def __init__(self, part: Part, name: str) -> None:
        self.part, self.name = part, name
        self.element = part.child(name)
        self.there = [] if self.element is None else [self._written(one) for one in part.children(self.element)]
        self.added: list[str] = []

    def _written(self, element: Element) -> str:
        return self.part.data[element.start : element.end].decode("utf-8", "replace")

    def place(self, xml: str) -> int:
        """The index of an entry; it is added where none is written like that."""
        whole = [*self.there, *self.added]
        if xml in whole:
            return whole.index(xml)
        self.added.append(xml)
        return len(whole)

    def edits(self, prefix: str) -> list[Edit]:
        """The additions with the new count."""
        if not self.added:
            return []
        count, text = len(self.there) + len(self.added), "".join(self.added)
        if self.element is None:
            at = self.part.root.inside
            return [Edit(at, at, f'<{prefix}{self.name} count="{count}">{text}</{prefix}{self.name}>')]
        return [append(self.element, text), set_attribute(self.part, self.element, "count", count)]


def add_looks(book: Book, looks: Sequence[Look]) -> tuple[dict[Look, int], dict[str, bytes]]:
    """The style of each look, and the stylesheet with what had to be added; no styles where the workbook has none, or one that is not plain.

    Raises Refused "styles" where Excel's limit is reached, and what `xmltext.parse` raises.
    """
    name = book.related_part("styles")
    if name is None:
        return {}, {}
    part = parse(name, book.archive.read(name), 2)
    plain = part.root.name == "styleSheet" and not any(one.name == "AlternateContent" for one in part.elements)
    if not plain or part.root.close < 0 or any(part.child(one) is None for one in ("fonts", "fills", "cellXfs")):
        return {}, {}
    lists = {one: _List(part, one) for one in ("numFmts", "fonts", "fills", "cellXfs")}
    styles = {look: _style(part, lists, look) for look in dict.fromkeys(looks)}
    if len(lists["cellXfs"].there) + len(lists["cellXfs"].added) > MOST:
        message = Text("the workbook has {n} styles already, and Excel opens {most} at most", n=len(lists["cellXfs"].there), most=MOST)
        raise Refused("styles", message, SAVE_AGAIN)
    edits = [edit for one in lists.values() for edit in one.edits(part.root.prefix)]
    return styles, {name: part.edited(edits)} if edits else {}


def _style(part: Part, lists: dict[str, _List], look: Look) -> int:
    """One style out of its parts."""
    p = part.root.prefix
    number = _number(part, lists["numFmts"], look.number) if look.number else 0
    font = lists["fonts"].place(_font(lists["fonts"], p, look)) if look.bold or look.size or look.colour else 0
    fill = 0
    if look.fill:
        pattern = f'<{p}patternFill patternType="solid"><{p}fgColor rgb="{look.fill}"/><{p}bgColor indexed="64"/></{p}patternFill>'
        fill = lists["fills"].place(f"<{p}fill>{pattern}</{p}fill>")
    applied = "".join(f' {name}="1"' for name, used in (("applyNumberFormat", number), ("applyFont", font), ("applyFill", fill)) if used)
    horizontal = ' horizontal="center"' * look.centre + ' horizontal="left" indent="1"' * look.indent
    wrap = ' wrapText="1"' * look.wrap
    start = f'<{p}xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"{applied}'
    return lists["cellXfs"].place(f'{start} applyAlignment="1"><{p}alignment{horizontal} vertical="center"{wrap}/></{p}xf>')


def _number(part: Part, formats: _List, code: str) -> int:
    """The number of a format: that of one that is there, else the next free one."""
    known: dict[str, int] = {}
    used = [int(one.attributes["numFmtId"]) for one in part.elements if one.attributes.get("numFmtId", "").isdecimal()]
    for one in part.children(formats.element) if formats.element is not None else ():
        identity = one.attributes.get("numFmtId", "")
        known.setdefault(one.attributes.get("formatCode", ""), int(identity) if identity.isdecimal() else 0)
    added = [re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', xml)[0] for xml in formats.added]
    known.update((text, int(number)) for number, text in reversed(added))
    if code in known:
        return known[code]
    free = max([_FIRST_FORMAT - 1, *used, *known.values()]) + 1    # cells may use numbers that nobody has declared
    formats.added.append(f'<{part.root.prefix}numFmt numFmtId="{free}" formatCode="{code}"/>')
    return free


def _font(fonts: _List, prefix: str, look: Look) -> str:
    """The workbook's own font, bold, in another size or colour."""
    inner = ""
    first = fonts.there[0] if fonts.there else ""
    if not first.endswith("/>"):
        inner = first[first.index(">") + 1 : first.rindex("</")] if first else ""
    kept = re.findall(r"<(?:\w+:)?sz(?:\s[^>]*)?/>|<(?:\w+:)?color(?:\s[^>]*)?/>", inner)
    rest = _BOLD.sub("", inner)
    size = f'<{prefix}sz val="{look.size}"/>' if look.size else "".join(one for one in kept if "sz" in one.split()[0])
    colour = f'<{prefix}color rgb="{look.colour}"/>' if look.colour else "".join(one for one in kept if "color" in one.split()[0])
    return f"<{prefix}font>{f'<{prefix}b/>' * look.bold}{size}{colour}{rest}</{prefix}font>"
