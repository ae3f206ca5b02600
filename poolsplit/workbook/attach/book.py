"""A workbook as far as it is edited: its lists of sheets, names, relations and content types, and what forbids to edit it."""

from __future__ import annotations

import posixpath
import unicodedata
from html import unescape
from typing import IO, NamedTuple
from urllib.parse import unquote

from poolsplit.errors import Refused, Text
from poolsplit.workbook.attach.archive import Archive
from poolsplit.workbook.attach.xml_text import Element, Part, parse
from poolsplit.workbook.read.package import SAVE_AGAIN, check_workbook, damaged

MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
"""The namespace of workbooks, as Excel saves them and as "Strict Open XML"."""
RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
TYPES = "[Content_Types].xml"
_PROLOG = 4096
_TRUE = {"1", "true"}
_XML = (".xml", ".rels", ".vml")


class Relation(NamedTuple):
    """One relation of a part: its element, its kind ("worksheet"), and the name of the part that it leads to, None for one outside."""

    element: Element
    kind: str
    part: str | None


class Sheet(NamedTuple):
    """One sheet: its element, title, place among the sheets, and part; None where its part is missing."""

    element: Element
    title: str
    place: int
    part: str | None


class Name(NamedTuple):
    """One defined name: its element, what it refers to, and the place of the sheet that it belongs to; None for one of the whole workbook."""

    element: Element
    name: str
    reference: str
    local: int | None


class Book:
    """An open package with the parts that are edited, none of them changed.

    Raises Refused: what `package.open_package` and `check_workbook` raise, "doctype", "encoding", "damaged", "protected", "shared", "signed".
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Read the lists."""
        self.archive = Archive(file)
        self._check_doctypes()
        types = self.archive.name(TYPES)
        self.types = parse(types, self.archive.read(types), 1) if types else None
        check_workbook(self.archive.package, " ".join(one.attributes.get("ContentType", "") for one in self.types.elements) if self.types else "")
        if self.types is None:
            raise damaged(TYPES)
        self._check_forbidden()
        self.workbook = self._part(self._main(), 2)
        name = relations_of(self.workbook.name)
        self.relations = self._part(self.archive.name(name) or name, 1)
        if self.workbook.root.uri not in MAIN or self.workbook.root.name != "workbook" or self.workbook.child("sheets") is None:
            raise damaged(self.workbook.name)
        protection = self.workbook.child("workbookProtection")
        if protection is not None and protection.attributes.get("lockStructure") in _TRUE:
            fix = Text("in Excel: Review, Protect Workbook, to take the protection off; then do the same again")
            raise Refused("protected", Text("the structure of the workbook is protected, so that no sheet can be added"), fix)

    @property
    def relation_uri(self) -> str:
        """The namespace of relations that goes with that of the workbook."""
        return RELATIONS[MAIN.index(self.workbook.root.uri)]

    @property
    def epoch_1904(self) -> bool:
        """Whether days are counted from 1904."""
        properties = self.workbook.child("workbookPr")
        return properties is not None and properties.attributes.get("date1904") in _TRUE

    def sheets(self) -> list[Sheet]:
        """Every sheet in its order."""
        leads = {relation.element.attributes.get("Id"): relation.part for relation in self.related()}
        found = [one for one in self.workbook.children(self.workbook.child("sheets")) if one.name == "sheet"]
        return [Sheet(one, one.attributes.get("name", ""), place, leads.get(identity(one))) for place, one in enumerate(found)]

    def names(self) -> list[Name]:
        """Every defined name."""
        inside = self.workbook.child("definedNames")
        found = []
        for one in self.workbook.children(inside) if inside is not None else ():
            local = one.attributes.get("localSheetId", "")
            found.append(Name(one, one.attributes.get("name", ""), self._text(one), int(local) if local.isdecimal() else None))
        return found

    def related(self, part: str = "") -> list[Relation]:
        """What a part leads to, by default the workbook's own."""
        base = part or self.workbook.name
        name = self.archive.name(relations_of(base))
        relations = self.relations if not part else self._part(name, 1) if name else None
        found = []
        for one in relations.children() if relations else ():
            inside = one.attributes.get("TargetMode") != "External"
            target = self.archive.name(resolved(base, one.attributes.get("Target", ""))) if inside else None
            found.append(Relation(one, one.attributes.get("Type", "").rpartition("/")[2], target))
        return found

    def related_part(self, kind: str) -> str | None:
        """The part of a kind that the workbook leads to."""
        return next((relation.part for relation in self.related() if relation.kind == kind and relation.part), None)

    def override(self, part: str) -> Element | None:
        """What the list of content types says about one part."""
        for one in self.types.children() if self.types else ():
            if one.name == "Override" and one.attributes.get("PartName", "").lstrip("/").lower() == part.lower():
                return one
        return None

    def signed_macros(self) -> bool:
        """Whether the macros in the workbook bear a signature; it stays valid, but Excel looks at it anew."""
        return any("vbaprojectsignature" in name for name in self.archive.names)

    def _text(self, element: Element) -> str:
        """The text inside an element without elements in it."""
        if element.close < 0:
            return ""
        return unescape(self.workbook.data[element.inside : element.close].decode("utf-8", "replace"))

    def _part(self, name: str, depth: int) -> Part:
        if self.archive.name(name) is None:
            raise damaged(name)
        return parse(name, self.archive.read(name), depth)

    def _main(self) -> str:
        """The workbook's own part."""
        rels = self.archive.name("_rels/.rels")
        if rels is None:
            raise damaged("_rels/.rels")
        for one in self._part(rels, 1).children():
            if one.attributes.get("Type", "").rpartition("/")[2] == "officeDocument":
                found = self.archive.name(resolved("", one.attributes.get("Target", "")))
                if found:
                    return found
        raise damaged(rels)

    def _check_doctypes(self) -> None:
        for name in self.archive.package.namelist():
            if name.lower().endswith(_XML):
                head = self.archive.head(name, _PROLOG)
                if b"<!DOCTYPE" in head or "<!DOCTYPE".encode("utf-16-le") in head or "<!DOCTYPE".encode("utf-16-be") in head:
                    message = Text("the part {part} of the workbook declares a DOCTYPE, as attacks do", part=name)
                    raise Refused("doctype", message, SAVE_AGAIN)

    def _check_forbidden(self) -> None:
        names = self.archive.names
        if any(name.startswith("_xmlsignatures/") for name in names):
            fix = Text("save it under a new name, which takes the signature off; then do the same with the new file")
            raise Refused("signed", Text("the workbook bears a digital signature, which any change would break"), fix)
        if any("/revisions/" in name for name in names):
            fix = Text("in Excel: Review, Share Workbook, to stop sharing; then do the same again")
            raise Refused("shared", Text("the workbook is shared in the old way, with a history of changes"), fix)


def identity(sheet: Element) -> str | None:
    """The relation that a sheet's element names, whatever the prefix is called."""
    for key, value in sheet.attributes.items():
        prefix, _, name = key.rpartition(":")
        if name == "id" and sheet.prefixes.get(prefix) in RELATIONS:
            return value
    return None


def relations_of(part: str) -> str:
    """The part with the relations of a part.

    >>> relations_of("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolved(base: str, target: str) -> str:
    """The part that a relation of `base` leads to.

    >>> resolved("xl/workbook.xml", "worksheets/sheet1.xml"), resolved("xl/workbook.xml", "/xl/styles.xml")
    ('xl/worksheets/sheet1.xml', 'xl/styles.xml')
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), unquote(target))).lstrip("/")


def same_title(one: str, other: str) -> bool:
    """Whether Excel takes two titles for the same."""
    return unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()
