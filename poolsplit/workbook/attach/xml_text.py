"""XML of other programs, edited as text: where its elements stand is looked up, new text is put in between, and nothing is written again."""

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
"""The deepest nesting: no part that is edited comes near it."""
_BLOCK = 1 << 16
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_XML = {"xml": "http://www.w3.org/XML/1998/namespace"}


@dataclass
class Element:
    """One element and where it stands, in bytes.

    uri, name: its namespace and its name; tag: the name as written ("x:sheet"). prefixes: the namespaces that are declared there.
    start, inside: its open tag; close: where its end tag begins, -1 for one that is empty (<a/>); end: behind all of it.
    """

    uri: str
    name: str
    tag: str
    attributes: Mapping[str, str]
    prefixes: Mapping[str, str]
    parent: Element | None
    start: int
    inside: int = -1
    close: int = -1
    end: int = -1

    @property
    def prefix(self) -> str:
        """What stands before the names of its namespace: "" or "x:"."""
        return self.tag.removesuffix(self.name)


class Edit(NamedTuple):
    """A stretch of a part that is replaced by a text; an insertion where start and end are one."""

    start: int
    end: int
    text: str


class Part(NamedTuple):
    """A part of a package: its name, its bytes, and its elements down to the depth that was asked for, in their order."""

    name: str
    data: bytes
    elements: list[Element]

    @property
    def root(self) -> Element:
        """The outermost element."""
        return self.elements[0]

    def children(self, parent: Element | None = None) -> list[Element]:
        """The elements directly inside of one, by default of the root."""
        wanted = self.root if parent is None else parent
        return [element for element in self.elements if element.parent is wanted]

    def child(self, name: str) -> Element | None:
        """The first element of that name inside the root, in the root's namespace."""
        return next((element for element in self.children() if (element.uri, element.name) == (self.root.uri, name)), None)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The bytes with the edits made; those at one place in the order in which they are given."""
        pieces, at = [], 0
        declared = _ENCODING.match(self.data)
        encoding = "ascii" if declared and declared[1].lower() != b"utf-8" else "utf-8"    # what it lacks is escaped
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.data[at : edit.start], edit.text.encode(encoding, "xmlcharrefreplace")]
            at = edit.end
        return b"".join([*pieces, self.data[at:]])


def parse(name: str, data: bytes, depth: int) -> Part:
    """Look up the elements of a part down to a depth; the root has depth 0.

    Raises Refused: "encoding" for UTF-16, "doctype", "damaged" for what is no XML.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:64]:
        message = Text("the part {part} of the workbook is written in {encoding}", part=name, encoding="UTF-16")
        raise Refused("encoding", message, SAVE_AGAIN)
    return Part(name, data, _Reader(name, data, depth).read())


class _Reader:
    """One run of the parser over a part."""

    def __init__(self, name: str, data: bytes, depth: int) -> None:
        self.name, self.data, self.depth = name, data, depth
        self.found: list[Element] = []
        self.open: list[Element | None] = []
        self.prefixes: list[Mapping[str, str]] = [_XML]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def read(self) -> list[Element]:
        """Every element that is wanted."""
        try:
            for at in range(0, len(self.data), _BLOCK):
                self.parser.Parse(self.data[at : at + _BLOCK])
            self.parser.Parse(b"", True)  # noqa: FBT003  (expat's own way to say that this is all)
        except Refused:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise damaged(self.name) from error
        for element in self.found:
            element.inside = _tag_end(self.data, element.start)
            empty = self.data[element.inside - 2 : element.inside] == b"/>"
            element.end = element.inside if empty else self.data.index(b">", element.close) + 1
            element.close = -1 if empty else element.close
        return self.found

    def _doctype(self, *_: object) -> None:
        message = Text("the part {part} of the workbook declares a DOCTYPE, as attacks do", part=self.name)
        raise Refused("doctype", message, SAVE_AGAIN)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        declared = {key[6:]: value for key, value in attributes.items() if key == "xmlns" or key.startswith("xmlns:")}
        known = {**self.prefixes[-1], **declared} if declared else self.prefixes[-1]
        self.prefixes.append(known)
        prefix, _, name = tag.rpartition(":")
        used = [prefix, *(key.partition(":")[0] for key in attributes if ":" in key and not key.startswith("xmlns:"))]
        if any(one and one not in known for one in used) or len(self.open) > DEPTH:
            raise damaged(self.name)
        element = None
        if len(self.open) <= self.depth:
            parent = self.open[-1] if self.open else None
            element = Element(known.get(prefix, ""), name, tag, attributes, known, parent, self.parser.CurrentByteIndex)
            self.found.append(element)
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.prefixes.pop()
        element = self.open.pop()
        if element is not None:
            element.close = self.parser.CurrentByteIndex


def _tag_end(data: bytes, start: int) -> int:
    """Where the tag that begins at `start` ends; a > inside quotes is none."""
    match = _TAG.match(data, start)
    return match.end() if match else len(data)


_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def append(element: Element, text: str) -> Edit:
    """A text at the end of what is inside an element. One that was empty gets a blank in a tag, by which `emptied` knows it again."""
    if element.close < 0:
        return Edit(element.inside - 2, element.inside, f" >{text}</{element.tag}>")
    if element.close == element.inside:
        return Edit(element.close, element.end, f"{text}</{element.tag} >")
    return Edit(element.close, element.close, text)


def emptied(part: Part, element: Element) -> Edit:
    """An element of which nothing inside is left: taken out, or empty again where it was an empty one that `append` has filled."""
    if part.data[element.close : element.end].endswith(b" >"):
        return Edit(element.inside, element.end, f"</{element.tag}>")
    if part.data[element.start : element.inside].endswith(b" >"):
        return Edit(element.inside - 2, element.end, "/>")
    return remove(element)


def remove(element: Element) -> Edit:
    """An element taken out."""
    return Edit(element.start, element.end, "")


def set_attribute(part: Part, element: Element, name: str, value: object) -> Edit:
    """An attribute with another value, or with one where it had none."""
    tag = part.data[element.start : element.inside]
    match = re.search(rb"\s" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
    if match:
        return Edit(element.start + match.start(1), element.start + match.end(1), f'"{value}"')
    at = element.start + len(element.tag.encode()) + 1
    return Edit(at, at, f' {name}="{value}"')


def attributes(**values: object) -> str:
    """Attributes as they stand in a tag, those without a value left out.

    >>> attributes(name="A & B", hidden=None, sheetId=3)
    ' name="A &amp; B" sheetId="3"'
    """
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)
