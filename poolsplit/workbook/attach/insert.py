"""One sheet of ours in anybody's workbook: put in, put in anew, and taken out, with nothing else of the file touched.

Only the lists of contents change, by insertion: [Content_Types].xml, the workbook's part, its relations, and the styles that the sheet's
cells need. A hidden defined name marks the sheet as ours (`scan.OURS`), whatever it is called later and wherever it stands.
"""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from poolsplit.errors import Refused, Text
from poolsplit.workbook.attach import sheet_xml
from poolsplit.workbook.attach.book import Book, Name, Sheet, relations_of, resolved, same_title
from poolsplit.workbook.attach.replace import check_free, look, replace
from poolsplit.workbook.attach.styles import add_looks
from poolsplit.workbook.attach.xml_text import Edit, Element, Part, append, attributes, emptied, remove, set_attribute
from poolsplit.workbook.read.package import damaged
from poolsplit.workbook.read.scan import OURS, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

TITLE_BYTES = 62
"""31 letters as Excel counts them, an emoji as two."""
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|^'|'$")
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LARGEST_ID = 65_534
_PRINTER, _CHAIN = "printerSettings", "calcChain"
_BEFORE_NAMES = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences")
"""What stands before the defined names in a workbook's part."""


def insert_sheet(source: str | Path, target: str | Path, title: str, rows: Sequence[Sequence[object]]) -> None:
    """Add one sheet behind the others of a workbook; everything else stays as it is, byte for byte.

    source: .xlsx, .xlsm, .xltx or .xltm, by whatever program, Strict Open XML too. target: the new file, or the source itself, which is then
    replaced whole or not at all, and kept as NAME.bak. title: of the new sheet. rows: of cells: None, text (which stays text, whatever it begins
    with), int, float, Decimal, bool, date, datetime, or `Formula("=SUM(A1:A2)", 3)`: a formula and the result to show until it is calculated.
    Raises Refused, and nothing is written: for a file that cannot be edited (`Book`), "sheet-name", "sheet-exists", "cell", "styles", and what
    `replace.replace` raises.

    >>> from poolsplit.workbook import Formula
    >>> insert_sheet("orders.xlsx", "copy.xlsx", "Sums", [["Total", Formula("=SUM(Orders!C2:C9)", 100)]])
    Traceback (most recent call last):
    poolsplit.errors.Refused: there is no file orders.xlsx
    """
    _rewrite(source, target, lambda book: inserted(book, title, rows))


def remove_sheet(source: str | Path, target: str | Path, title: str) -> None:
    """Take out a sheet that `insert_sheet` has put in: the original is back, but for unused styles and the list of the order of calculation.

    Raises Refused as `insert_sheet`, "no-sheet" where no sheet has that title, "not-ours" for a sheet of somebody else, and "has-content"
    where somebody has added a chart, a note or a picture to it.

    >>> remove_sheet("orders.xlsx", "copy.xlsx", "Sums")
    Traceback (most recent call last):
    poolsplit.errors.Refused: there is no file orders.xlsx
    """

    def without(book: Book) -> bytes:
        found = next((sheet for sheet in book.sheets() if same_title(sheet.title, title)), None)
        if found is None:
            raise Refused("no-sheet", Text('the workbook has no sheet "{title}"', title=title), Text("check the name of the sheet"))
        if not marks(book, found):
            message = Text('the sheet "{title}" was not put in by poolsplit', title=title)
            raise Refused("not-ours", message, Text("delete it by hand if it is not needed"))
        return removed(book, found)

    _rewrite(source, target, without)


def _rewrite(source: str | Path, target: str | Path, change: Callable[[Book], bytes]) -> None:
    """Read a workbook, change it, and put the result where it belongs."""
    source, target = Path(source), Path(target)
    content, seen = look(source)
    same = target.exists() and target.samefile(source)
    if same:
        check_free(source)
    replace(target, change(Book(BytesIO(content))), seen if same else None)


def inserted(book: Book, title: str, rows: Sequence[Sequence[object]], mark: str = "", widths: Sequence[float] = ()) -> bytes:
    """The package with one more sheet. mark: the defined name that marks it, by default one that is free."""
    _check_title(book, title)
    if any(one.local is not None and one.local >= len(book.sheets()) for one in book.names()):
        raise damaged(book.workbook.name)  # a name of a sheet that there is not would become one of ours
    styles, changes = add_looks(book, sheet_xml.looks(rows))
    part = _free_part(book)
    changes[part] = sheet_xml.sheet(book.workbook.root.uri, rows, styles, widths, epoch_1904=book.epoch_1904)
    relation = _free_id(book)
    changes[book.relations.name] = book.relations.edited([_relation(book, relation, part)])
    types = _types(book)
    override = f"<{types.root.prefix}Override{attributes(PartName=f'/{part}', ContentType=_WORKSHEET)}/>"
    changes[types.name] = types.edited([append(types.root, override)])
    changes[book.workbook.name] = book.workbook.edited([_listed(book, title, relation), _named(book, mark or _free_mark(book), title)])
    return book.archive.written(changes)


def replaced(book: Book, sheet: Sheet, rows: Sequence[Sequence[object]], widths: Sequence[float] = ()) -> bytes:
    """The package with other content in a sheet of ours, which keeps its title and its place."""
    part = _own_part(book, sheet)
    styles, changes = add_looks(book, sheet_xml.looks(rows))
    changes[part] = sheet_xml.sheet(book.workbook.root.uri, rows, styles, widths, epoch_1904=book.epoch_1904)
    return book.archive.written({**changes, **_without_parts(book, _printer(book, part))})


def removed(book: Book, sheet: Sheet) -> bytes:
    """The package without a sheet of ours."""
    part = _own_part(book, sheet)
    changes = _without_parts(book, [part, *_printer(book, part)])
    return book.archive.written({**changes, book.workbook.name: book.workbook.edited(_unlisted(book, sheet))})


def marks(book: Book, sheet: Sheet) -> list[Name]:
    """The defined names that mark a sheet as ours."""
    return [one for one in book.names() if one.name.startswith(OURS) and same_title(sheet_of(one.reference), sheet.title)]


def _check_title(book: Book, title: str) -> None:
    if not title or len(title.encode("utf-16-le", "surrogatepass")) > TITLE_BYTES or _NO_TITLE.search(title) or title.casefold() == "history":
        message = Text('no sheet can be called "{title}"', title=title)
        raise Refused("sheet-name", message, Text("use 1 to 31 letters without [ ] : * ? / \\ and without ' at either end"))
    if any(same_title(sheet.title, title) for sheet in book.sheets()):
        message = Text('there is a sheet "{title}" already, and it is not ours', title=title)
        raise Refused("sheet-exists", message, Text("rename it, then do the same again"))


def _types(book: Book) -> Part:
    if book.types is None:  # Book has refused that
        raise damaged("[Content_Types].xml")
    return book.types


def _own_part(book: Book, sheet: Sheet) -> str:
    """The part of a sheet of ours, on which nobody has put anything that lies in other parts."""
    if sheet.part is None:
        raise damaged(book.relations.name)
    if any(one.kind != _PRINTER for one in book.related(sheet.part)):
        message = Text('somebody has added a chart, a note or a picture to the sheet "{title}"', title=sheet.title)
        raise Refused("has-content", message, Text("move them to a sheet of your own, or delete the sheet by hand"))
    return sheet.part


def _printer(book: Book, part: str) -> dict[str, bytes | None]:
    """The package without the settings of a printer, which Excel saves beside a sheet that was printed."""
    relations = book.archive.name(relations_of(part))
    return dict.fromkeys([relations, *(one.part for one in book.related(part) if one.part)]) if relations else {}


def _free_part(book: Book) -> str:
    """A name for the new part, beside those of the other sheets."""
    number = 1
    while book.archive.name(name := resolved(book.workbook.name, f"worksheets/sheet{number}.xml")) or book.override(name):
        number += 1
    return name


def _free_id(book: Book) -> str:
    used = {one.element.attributes.get("Id", "").lower() for one in book.related()}
    number = 1
    while f"rid{number}" in used:
        number += 1
    return f"rId{number}"


def _free_mark(book: Book) -> str:
    used = {one.name.lower() for one in book.names()}
    number = 1
    while f"{OURS}_{number}" in used:
        number += 1
    return f"{OURS}_{number}"


def _relation(book: Book, identifier: str, part: str) -> Edit:
    root = book.relations.root
    kind = f"{book.relation_uri}/worksheet"
    target = posixpath.relpath(part, posixpath.dirname(book.workbook.name) or ".")
    return append(root, f"<{root.prefix}Relationship{attributes(Id=identifier, Type=kind, Target=target)}/>")


def _listed(book: Book, title: str, relation: str) -> Edit:
    """The entry among the sheets."""
    sheets = _sheets(book)
    used = {sheet.element.attributes.get("sheetId", "") for sheet in book.sheets()}
    number = max([int(one) for one in used if one.isdecimal()], default=0) + 1
    if number > _LARGEST_ID:
        number = next(one for one in range(1, _LARGEST_ID) if str(one) not in used)
    prefix = next((one for one, uri in sheets.prefixes.items() if uri == book.relation_uri and one), None)
    declared = "" if prefix else attributes(**{"xmlns:r": book.relation_uri})
    named = attributes(name=title, sheetId=number, **{f"{prefix or 'r'}:id": relation})
    return append(sheets, f"<{sheets.prefix}sheet{declared}{named}/>")


def _sheets(book: Book) -> Element:
    found = book.workbook.child("sheets")
    if found is None:  # Book has refused that
        raise damaged(book.workbook.name)
    return found


def _named(book: Book, mark: str, title: str) -> Edit:
    """The hidden name that marks the sheet."""
    prefix = book.workbook.root.prefix
    quoted = title.replace("'", "''")
    reference = f"'{quoted}'!$A$1".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    name = f"<{prefix}definedName{attributes(name=mark, hidden=1)}>{reference}</{prefix}definedName>"
    names = book.workbook.child("definedNames")
    if names is not None:
        return append(names, name)
    at = max(one.end for one in book.workbook.children() if one.name in _BEFORE_NAMES)
    return Edit(at, at, f"<{prefix}definedNames>{name}</{prefix}definedNames>")


def _unlisted(book: Book, sheet: Sheet) -> list[Edit]:
    """A sheet taken out of the lists of sheets and names; what counts sheets behind it counts one less."""
    edits = [remove(sheet.element)]
    ours = {id(one.element) for one in marks(book, sheet)}
    names = book.names()
    gone = [one for one in names if id(one.element) in ours or one.local == sheet.place]
    inside = book.workbook.child("definedNames")
    if inside is not None and len(gone) == len(names):
        edits.append(emptied(book.workbook, inside))
    else:
        edits += [remove(one.element) for one in gone]
        kept = [one for one in names if one not in gone and one.local is not None and one.local > sheet.place]
        edits += [set_attribute(book.workbook, one.element, "localSheetId", (one.local or 0) - 1) for one in kept]
    views = book.workbook.child("bookViews")
    last = len(book.sheets()) - 2
    for view in book.workbook.children(views) if views is not None else ():
        for attribute in ("activeTab", "firstSheet"):
            place = view.attributes.get(attribute, "")
            if place.isdecimal() and (int(place) > sheet.place or int(place) > last):
                edits.append(set_attribute(book.workbook, view, attribute, max(0, int(place) - 1)))
    return edits


def _without_parts(book: Book, parts: Iterable[str]) -> dict[str, bytes | None]:
    """The package without some parts, and without the list of the order of calculation, which may name cells of ours that are gone.

    Excel makes that list anew.
    """
    chain = [one for one in book.related() if one.kind == _CHAIN]
    gone = [*parts, *(one.part for one in chain if one.part)]
    relations = [one.element for one in book.related() if one.kind == _CHAIN or one.part in gone]
    overrides = [one for one in map(book.override, gone) if one is not None]
    changes: dict[str, bytes | None] = {**dict.fromkeys(gone)}
    if relations:
        changes[book.relations.name] = book.relations.edited(map(remove, relations))
    if overrides:
        changes[_types(book).name] = _types(book).edited(map(remove, overrides))
    return changes
