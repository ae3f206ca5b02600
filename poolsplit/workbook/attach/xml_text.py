"""XML of other programs, edited as text: finds the offsets of elements and inserts new text there. The rest keeps its bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from poolsplit.errors import Refused, Text
from poolsplit.workbook.read.package import SAVE_AGAIN, damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEPTH = 200
"""The deepest nesting; real parts that are edited have far less."""
_BLOCK = 1 << 16
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_XML = {"xml": "http://www.w3.org/XML/1998/namespace"}


@dataclass
class Element:
    """One element with its offsets in bytes.

    uri, name: its namespace and its name. tag: the name as written ("x:sheet"). prefixes: prefix -> namespace, as in force inside it.
    start, inside: the bounds of its start tag. close: the offset of its end tag, -1 for an empty element (<a/>). end: the offset behind it.
    """

    uri: str
    name: str
    tag: str
    attributes: Mapping[str, str]
    prefixes: Mapping[str, str]
    parent: Element | None
    start: int
    inside: int = -1  # no mutant: every element gets its own
    close: int = -1
    end: int = -1

    @property
    def prefix(self) -> str:
        """The prefix of names in its namespace, with the colon: "" or "x:"."""
        return self.tag.removesuffix(self.name)


class Edit(NamedTuple):
    """A range of bytes of a part that is replaced by a text; an insertion where start and end are equal."""

    start: int
    end: int
    text: str


class Part(NamedTuple):
    """A part of a package: its name, its bytes, and its elements down to the depth given to `parse`, in their order."""

    name: str
    data: bytes
    elements: list[Element]

    @property
    def root(self) -> Element:
        """The outermost element."""
        return self.elements[0]

    def children(self, parent: Element | None = None) -> list[Element]:
        """The direct children of an element, by default of the root."""
        outer = self.root if parent is None else parent
        return [element for element in self.elements if element.parent is outer]

    def child(self, name: str) -> Element | None:
        """The first child of the root with a name, in the root's namespace; None where there is none."""
        return next((element for element in self.children() if (element.uri, element.name) == (self.root.uri, name)), None)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The bytes with the edits applied. Edits at the same offset are applied in the given order."""
        pieces, offset = [], 0
        declared = _ENCODING.match(self.data)
        encoding = "ascii" if declared and declared[1].lower() != b"utf-8" else "utf-8"    # characters outside of it are escaped
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.data[offset : edit.start], edit.text.encode(encoding, "xmlcharrefreplace")]
            offset = edit.end
        return b"".join([*pieces, self.data[offset:]])


def parse(name: str, data: bytes, depth: int) -> Part:
    """Find the elements of a part down to a depth. The root has depth 0.

    Raises Refused: "encoding" for UTF-16, "doctype", "damaged" for data that is not XML.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:64]:
        message = Text("the part {part} of the workbook is written in {encoding}", part=name, encoding="UTF-16")
        raise Refused("encoding", message, SAVE_AGAIN)
    return Part(name, data, _Reader(name, data, depth).read())


class _Reader:
    """One run of the parser over a part."""

    def __init__(self, name: str, data: bytes, depth: int) -> None:
        self.name, self.data, self.depth = name, data, depth
        self.elements: list[Element] = []
        self.open: list[Element | None] = []
        self.prefixes: list[Mapping[str, str]] = [_XML]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def read(self) -> list[Element]:
        """Every element down to the depth."""
        try:
            for offset in range(0, len(self.data), _BLOCK):
                self.parser.Parse(self.data[offset : offset + _BLOCK])
            self.parser.Parse(b"", True)  # noqa: FBT003  (expat takes the end of the data by position only)
        except Refused:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise damaged(self.name) from error
        for element in self.elements:
            element.inside = _tag_end(self.data, element.start)
            empty = self.data[element.inside - 2 : element.inside] == b"/>"
            element.end = element.inside if empty else self.data.index(b">", element.close) + 1
            element.close = -1 if empty else element.close
        return self.elements

    def _doctype(self, *_: object) -> None:
        message = Text("the part {part} of the workbook declares a DOCTYPE, as attacks do", part=self.name)
        raise Refused("doctype", message, SAVE_AGAIN)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        declared = {key[6:]: value for key, value in attributes.items() if key == "xmlns" or key.startswith("xmlns:")}
        in_force = {**self.prefixes[-1], **declared} if declared else self.prefixes[-1]
        self.prefixes.append(in_force)
        prefix, _, name = tag.rpartition(":")
        used_prefixes = [prefix, *(key.partition(":")[0] for key in attributes if ":" in key and not key.startswith("xmlns:"))]
        if any(used_prefix and used_prefix not in in_force for used_prefix in used_prefixes) or len(self.open) > DEPTH:
            raise damaged(self.name)
        element = None
        if len(self.open) <= self.depth:
            parent = self.open[-1] if self.open else None
            element = Element(in_force.get(prefix, ""), name, tag, attributes, in_force, parent, self.parser.CurrentByteIndex)
            self.elements.append(element)
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.prefixes.pop()
        element = self.open.pop()
        if element is not None:
            element.close = self.parser.CurrentByteIndex


def _tag_end(data: bytes, start: int) -> int:
    """The offset behind the tag that begins at `start`. A > inside quotes does not end a tag."""
    match = _TAG.match(data, start)
    return match.end() if match else len(data)


_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def append(element: Element, text: str) -> Edit:
    """The edit that adds a text at the end of an element's content.

    An element that had no content gets a blank in one of its tags, by which `emptied` recognizes it.
    """
    if element.close < 0:
        return Edit(element.inside - 2, element.inside, f" >{text}</{element.tag}>")
    if element.close == element.inside:
        return Edit(element.close, element.end, f"{text}</{element.tag} >")
    return Edit(element.close, element.close, text)


def emptied(part: Part, element: Element) -> Edit:
    """The edit that removes an element with all its content. An element that `append` has filled becomes empty again instead."""
    if part.data[element.close : element.end].endswith(b" >"):
        return Edit(element.inside, element.end, f"</{element.tag}>")
    if part.data[element.start : element.inside].endswith(b" >"):
        return Edit(element.inside - 2, element.end, "/>")
    return remove(element)


def remove(element: Element) -> Edit:
    """The edit that removes an element."""
    return Edit(element.start, element.end, "")


def set_attribute(part: Part, element: Element, name: str, value: object) -> Edit:
    """The edit that sets an attribute of an element, and adds it where the element does not have it."""
    tag = part.data[element.start : element.inside]
    match = re.search(rb"\s" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
    if match:
        return Edit(element.start + match.start(1), element.start + match.end(1), f'"{value}"')
    offset = element.start + len(element.tag.encode()) + 1
    return Edit(offset, offset, f' {name}="{value}"')


def attributes(**values: object) -> str:
    """Attributes as written in a tag. Attributes whose value is None are left out.

    >>> attributes(name="A & B", hidden=None, sheetId=3)
    ' name="A &amp; B" sheetId="3"'
    """
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)
