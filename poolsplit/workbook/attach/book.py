"""The parts of a workbook that are edited: its lists of sheets, names, relations and content types. Refuses workbooks that must not be edited."""

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
"""The namespaces of workbooks: as Excel saves them, and as "Strict Open XML"."""
RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
TYPES = "[Content_Types].xml"
_PROLOG = 4096
_TRUE = {"1", "true"}
_XML = (".xml", ".rels", ".vml")


class Relation(NamedTuple):
    """One relation of a part: its element, its kind ("worksheet"), and the name of its target part, None where that is outside or missing."""

    element: Element
    kind: str
    part: str | None


class Sheet(NamedTuple):
    """One sheet: its element, its title, its position among the sheets from 0, and its part, None where that is missing."""

    element: Element
    title: str
    position: int
    part: str | None


class Name(NamedTuple):
    """One defined name. element: of its definition. reference: the formula that it stands for.

    local: the position of the sheet that it belongs to, None for a name of the whole workbook.
    """

    element: Element
    name: str
    reference: str
    local: int | None


class Book:
    """An open package with the parts that are edited. A Book never changes; edits give new bytes.

    Raises Refused: "doctype", "encoding", "damaged", "protected", "shared", "signed", and the errors of `package.open_package` and
    `check_workbook`.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Read the lists of sheets, relations and content types, and check that the workbook may be edited."""
        self.archive = Archive(file)
        self._check_doctypes()
        types = self.archive.name(TYPES)
        self.types = parse(types, self.archive.read(types), 1) if types else None
        check_workbook(self.archive.package, " ".join(entry.attributes.get("ContentType", "") for entry in self.types.elements) if self.types else "")
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
        """The namespace of relations that belongs to the namespace of this workbook."""
        return RELATIONS[MAIN.index(self.workbook.root.uri)]

    @property
    def epoch_1904(self) -> bool:
        """True where days are counted from 1904."""
        properties = self.workbook.child("workbookPr")
        return properties is not None and properties.attributes.get("date1904") in _TRUE

    def sheets(self) -> list[Sheet]:
        """Every sheet, in the order of the workbook."""
        parts = {relation.element.attributes.get("Id"): relation.part for relation in self.related()}
        elements = [element for element in self.workbook.children(self.workbook.child("sheets")) if element.name == "sheet"]
        return [
            Sheet(element, element.attributes.get("name", ""), position, parts.get(identity(element))) for position, element in enumerate(elements)
        ]

    def names(self) -> list[Name]:
        """Every defined name."""
        parent = self.workbook.child("definedNames")
        names = []
        for element in self.workbook.children(parent) if parent is not None else ():
            local = element.attributes.get("localSheetId", "")
            names.append(Name(element, element.attributes.get("name", ""), self._text(element), int(local) if local.isdecimal() else None))
        return names

    def related(self, part: str = "") -> list[Relation]:
        """The relations of a part, by default of the workbook's own part."""
        base = part or self.workbook.name
        name = self.archive.name(relations_of(base))
        relations_part = self.relations if not part else self._part(name, 1) if name else None
        relations = []
        for element in relations_part.children() if relations_part else ():
            internal = element.attributes.get("TargetMode") != "External"
            target = self.archive.name(resolved(base, element.attributes.get("Target", ""))) if internal else None
            relations.append(Relation(element, element.attributes.get("Type", "").rpartition("/")[2], target))
        return relations

    def related_part(self, kind: str) -> str | None:
        """The first part of a kind that the workbook has a relation to, None where there is no such part."""
        return next((relation.part for relation in self.related() if relation.kind == kind and relation.part), None)

    def override(self, part: str) -> Element | None:
        """The entry of one part in the list of content types, None where the list has none."""
        for entry in self.types.children() if self.types else ():
            if entry.name == "Override" and entry.attributes.get("PartName", "").lstrip("/").lower() == part.lower():
                return entry
        return None

    def signed_macros(self) -> bool:
        """True where the macros in the workbook are signed. The signature stays valid after an edit, but Excel checks it again."""
        return any("vbaprojectsignature" in name for name in self.archive.names)

    def _text(self, element: Element) -> str:
        """The text of an element that contains no other elements."""
        if element.close < 0:
            return ""
        return unescape(self.workbook.data[element.inside : element.close].decode("utf-8", "replace"))

    def _part(self, name: str, depth: int) -> Part:
        if self.archive.name(name) is None:
            raise damaged(name)
        return parse(name, self.archive.read(name), depth)

    def _main(self) -> str:
        """The name of the workbook's own part."""
        rels = self.archive.name("_rels/.rels")
        if rels is None:
            raise damaged("_rels/.rels")
        for element in self._part(rels, 1).children():
            if element.attributes.get("Type", "").rpartition("/")[2] == "officeDocument":
                name = self.archive.name(resolved("", element.attributes.get("Target", "")))
                if name:
                    return name
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
    """The identity of the relation that a sheet's element names, whatever prefix its attribute has."""
    for key, value in sheet.attributes.items():
        prefix, _, name = key.rpartition(":")
        if name == "id" and sheet.prefixes.get(prefix) in RELATIONS:
            return value
    return None


def relations_of(part: str) -> str:
    """The name of the part that lists the relations of a part.

    >>> relations_of("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolved(base: str, target: str) -> str:
    """The name of the part that a relation of the part `base` targets.

    >>> resolved("xl/workbook.xml", "worksheets/sheet1.xml"), resolved("xl/workbook.xml", "/xl/styles.xml")
    ('xl/worksheets/sheet1.xml', 'xl/styles.xml')
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), unquote(target))).lstrip("/")


def same_title(title: str, other: str) -> bool:
    """True where Excel regards two titles of sheets as equal."""
    return unicodedata.normalize("NFC", title).casefold() == unicodedata.normalize("NFC", other).casefold()
