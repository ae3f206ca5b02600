"""The styles of the cells of our sheet, added behind those of the workbook. A style that the workbook has already is used again."""

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
_BOLD_SIZE_COLOUR = re.compile(r"<(?:\w+:)?(?:b|sz|color)(?:\s[^>]*)?/>")


class Look(NamedTuple):
    """One look: a number format ("#,##0"), a font (bold, its size, its colour), a fill colour ("FF1F5C57"), and the alignment of text."""

    number: str = ""
    bold: bool = False
    size: int = 0
    colour: str = ""
    fill: str = ""
    wrap: bool = False
    centre: bool = False
    indent: bool = False


PLAIN = Look()


class _List:
    """One list of the stylesheet (fonts, fills, numFmts, cellXfs): its existing entries and the added ones, as XML."""

    def __init__(self, part: Part, name: str) -> None:
        self.part, self.name = part, name
        self.element = part.child(name)
        self.existing = [] if self.element is None else [self._xml(entry) for entry in part.children(self.element)]
        self.added: list[str] = []

    def _xml(self, element: Element) -> str:
        return self.part.data[element.start : element.end].decode("utf-8", "replace")

    def index(self, xml: str) -> int:
        """The index of an entry. It is added where no entry has exactly this XML."""
        entries = [*self.existing, *self.added]
        if xml in entries:
            return entries.index(xml)
        self.added.append(xml)
        return len(entries)

    def edits(self, prefix: str) -> list[Edit]:
        """The edits that write the added entries and the new count."""
        if not self.added:
            return []
        count, text = len(self.existing) + len(self.added), "".join(self.added)
        if self.element is None:
            offset = self.part.root.inside
            return [Edit(offset, offset, f'<{prefix}{self.name} count="{count}">{text}</{prefix}{self.name}>')]
        return [append(self.element, text), set_attribute(self.part, self.element, "count", count)]


def add_looks(book: Book, looks: Sequence[Look]) -> tuple[dict[Look, int], dict[str, bytes]]:
    """The index of the style of each look, and the changed stylesheet by the name of its part ({} where nothing had to be added).

    Both are empty where the workbook has no stylesheet, or one of an unusual kind. Raises Refused "styles" where Excel's limit is reached,
    and the errors of `xml_text.parse`.
    """
    name = book.related_part("styles")
    if name is None:
        return {}, {}
    part = parse(name, book.archive.read(name), 2)
    plain = part.root.name == "styleSheet" and not any(element.name == "AlternateContent" for element in part.elements)
    if not plain or any(part.child(required) is None for required in ("fonts", "fills", "cellXfs")):
        return {}, {}
    lists = {list_name: _List(part, list_name) for list_name in ("numFmts", "fonts", "fills", "cellXfs")}
    styles = {look: _style(part, lists, look) for look in dict.fromkeys(looks)}
    if len(lists["cellXfs"].existing) + len(lists["cellXfs"].added) > MOST:
        message = Text("the workbook has {n} styles already, and Excel opens {most} at most", n=len(lists["cellXfs"].existing), most=MOST)
        raise Refused("styles", message, SAVE_AGAIN)
    edits = [edit for entries in lists.values() for edit in entries.edits(part.root.prefix)]
    return styles, {name: part.edited(edits)} if edits else {}


def _style(part: Part, lists: dict[str, _List], look: Look) -> int:
    """The index of the style of a look; the style and its number format, font and fill are added where they are missing."""
    p = part.root.prefix
    number = _number(part, lists["numFmts"], look.number) if look.number else 0
    font = lists["fonts"].index(_font(lists["fonts"], p, look)) if look.bold or look.size or look.colour else 0
    fill = 0
    if look.fill:
        pattern = f'<{p}patternFill patternType="solid"><{p}fgColor rgb="{look.fill}"/><{p}bgColor indexed="64"/></{p}patternFill>'
        fill = lists["fills"].index(f"<{p}fill>{pattern}</{p}fill>")
    applied = "".join(f' {name}="1"' for name, used in (("applyNumberFormat", number), ("applyFont", font), ("applyFill", fill)) if used)
    horizontal = ' horizontal="center"' * look.centre + ' horizontal="left" indent="1"' * look.indent
    wrap = ' wrapText="1"' * look.wrap
    start = f'<{p}xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"{applied}'
    return lists["cellXfs"].index(f'{start} applyAlignment="1"><{p}alignment{horizontal} vertical="center"{wrap}/></{p}xf>')


def _number(part: Part, formats: _List, code: str) -> int:
    """The number of a number format: of an existing one with this code, or the next free number, under which the format is added."""
    numbers: dict[str, int] = {}
    used = [int(element.attributes["numFmtId"]) for element in part.elements if element.attributes.get("numFmtId", "").isdecimal()]
    for entry in part.children(formats.element) if formats.element is not None else ():
        identity = entry.attributes.get("numFmtId", "")
        numbers.setdefault(entry.attributes.get("formatCode", ""), int(identity) if identity.isdecimal() else 0)
    added = [re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', xml)[0] for xml in formats.added]
    numbers.update((added_code, int(number)) for number, added_code in reversed(added))
    if code in numbers:
        return numbers[code]
    free = max([_FIRST_FORMAT - 1, *used, *numbers.values()]) + 1    # used: cells may use numbers that no entry declares
    formats.added.append(f'<{part.root.prefix}numFmt numFmtId="{free}" formatCode="{code}"/>')
    return free


def _font(fonts: _List, prefix: str, look: Look) -> str:
    """The XML of the workbook's first font, changed to the look's weight, size and colour."""
    inner = ""
    first = fonts.existing[0] if fonts.existing else ""
    if not first.endswith("/>"):
        inner = first[first.index(">") + 1 : first.rindex("</")] if first else ""
    defaults = re.findall(r"<(?:\w+:)?sz(?:\s[^>]*)?/>|<(?:\w+:)?color(?:\s[^>]*)?/>", inner)
    rest = _BOLD_SIZE_COLOUR.sub("", inner)
    size = f'<{prefix}sz val="{look.size}"/>' if look.size else "".join(tag for tag in defaults if "sz" in tag.split()[0])
    colour = f'<{prefix}color rgb="{look.colour}"/>' if look.colour else "".join(tag for tag in defaults if "color" in tag.split()[0])
    return f"<{prefix}font>{f'<{prefix}b/>' * look.bold}{size}{colour}{rest}</{prefix}font>"
