"""Inserts, replaces and removes one sheet of ours in any workbook. Nothing else in the file is touched.

Only the lists of contents change, by insertion: [Content_Types].xml, the workbook's part, its relations, and the styles that the sheet's
cells need. A hidden defined name marks the sheet as ours (`scan.OURS`), so that it may be renamed and moved.
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
"""The longest title in bytes of UTF-16: 31 letters as Excel counts them, an emoji as two."""
_INVALID_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|^'|'$")
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LARGEST_ID = 65_534
_PRINTER, _CHAIN = "printerSettings", "calcChain"
_BEFORE_NAMES = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences")
"""The elements that precede the defined names in a workbook's part."""


def insert_sheet(source: str | Path, target: str | Path, title: str, rows: Sequence[Sequence[object]]) -> None:
    """Add one sheet behind the other sheets of a workbook. Everything else in the file is kept, byte for byte.

    source: .xlsx, .xlsm, .xltx or .xltm, written by any program, Strict Open XML too. target: the new file, or the source itself, which is then
    replaced whole or not at all, and kept as NAME.bak. title: of the new sheet. rows: of cells: None, text (which stays text, whatever it begins
    with), int, float, Decimal, bool, date, datetime, or `Formula("=SUM(A1:A2)", 3)`: a formula and the result to show until it is calculated.
    Raises Refused, and writes nothing: for a file that cannot be edited (`Book`), "sheet-name", "sheet-exists", "cell", "styles", and the errors
    of `replace.replace`.

    >>> from poolsplit.workbook import Formula
    >>> insert_sheet("orders.xlsx", "copy.xlsx", "Sums", [["Total", Formula("=SUM(Orders!C2:C9)", 100)]])
    Traceback (most recent call last):
    poolsplit.errors.Refused: there is no file orders.xlsx
    """
    _rewrite(source, target, lambda book: with_sheet(book, title, rows))


def remove_sheet(source: str | Path, target: str | Path, title: str) -> None:
    """Remove a sheet that `insert_sheet` has added. The original is restored, except for unused styles and the calculation chain.

    source, target: see `insert_sheet`. Raises Refused: the errors of `insert_sheet`, "no-sheet" where no sheet has that title, "not-ours" for a
    sheet that poolsplit did not add, and "has-content" where somebody has added a chart, a note or a picture to the sheet.

    >>> remove_sheet("orders.xlsx", "copy.xlsx", "Sums")
    Traceback (most recent call last):
    poolsplit.errors.Refused: there is no file orders.xlsx
    """

    def without(book: Book) -> bytes:
        sheet = next((sheet for sheet in book.sheets() if same_title(sheet.title, title)), None)
        if sheet is None:
            raise Refused("no-sheet", Text('the workbook has no sheet "{title}"', title=title), Text("check the name of the sheet"))
        if not marks(book, sheet):
            message = Text('the sheet "{title}" was not put in by poolsplit', title=title)
            raise Refused("not-ours", message, Text("delete it by hand if it is not needed"))
        return without_sheet(book, sheet)

    _rewrite(source, target, without)


def _rewrite(source: str | Path, target: str | Path, change: Callable[[Book], bytes]) -> None:
    """Read a workbook, change it, and write the result to `target`, which may be the source."""
    source, target = Path(source), Path(target)
    content, seen = look(source)
    in_place = target.exists() and target.samefile(source)
    if in_place:
        check_free(source)
    replace(target, change(Book(BytesIO(content))), seen if in_place else None)


def with_sheet(book: Book, title: str, rows: Sequence[Sequence[object]], mark: str = "", widths: Sequence[float] = ()) -> bytes:
    """The bytes of the package with a new sheet.

    mark: the defined name that marks the sheet, by default an unused one. widths: of the columns, in characters.
    """
    _check_title(book, title)
    if any(name.local is not None and name.local >= len(book.sheets()) for name in book.names()):
        raise damaged(book.workbook.name)  # a name local to a missing sheet would become a name of our sheet
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


def with_content(book: Book, sheet: Sheet, rows: Sequence[Sequence[object]], widths: Sequence[float] = ()) -> bytes:
    """The bytes of the package with other content in a sheet of ours, which keeps its title and its position."""
    part = _our_part(book, sheet)
    styles, changes = add_looks(book, sheet_xml.looks(rows))
    changes[part] = sheet_xml.sheet(book.workbook.root.uri, rows, styles, widths, epoch_1904=book.epoch_1904)
    return book.archive.written({**changes, **_without_parts(book, _printer_parts(book, part))})


def without_sheet(book: Book, sheet: Sheet) -> bytes:
    """The bytes of the package without a sheet of ours."""
    part = _our_part(book, sheet)
    changes = _without_parts(book, [part, *_printer_parts(book, part)])
    return book.archive.written({**changes, book.workbook.name: book.workbook.edited(_unlisted(book, sheet))})


def marks(book: Book, sheet: Sheet) -> list[Name]:
    """The defined names that mark a sheet as ours."""
    return [name for name in book.names() if name.name.startswith(OURS) and same_title(sheet_of(name.reference), sheet.title)]


def _check_title(book: Book, title: str) -> None:
    if not title or len(title.encode("utf-16-le", "surrogatepass")) > TITLE_BYTES or _INVALID_TITLE.search(title) or title.casefold() == "history":
        message = Text('no sheet can be called "{title}"', title=title)
        raise Refused("sheet-name", message, Text("use 1 to 31 letters without [ ] : * ? / \\ and without ' at either end"))
    if any(same_title(sheet.title, title) for sheet in book.sheets()):
        message = Text('there is a sheet "{title}" already, and it is not ours', title=title)
        raise Refused("sheet-exists", message, Text("rename it, then do the same again"))


def _types(book: Book) -> Part:
    if book.types is None:  # Book has refused that
        raise damaged("[Content_Types].xml")
    return book.types


def _our_part(book: Book, sheet: Sheet) -> str:
    """The name of the part of a sheet of ours. Raises Refused ("has-content") where somebody has added something that has a part of its own."""
    if sheet.part is None:
        raise damaged(book.relations.name)
    if any(relation.kind != _PRINTER for relation in book.related(sheet.part)):
        message = Text('somebody has added a chart, a note or a picture to the sheet "{title}"', title=sheet.title)
        raise Refused("has-content", message, Text("move them to a sheet of your own, or delete the sheet by hand"))
    return sheet.part


def _printer_parts(book: Book, part: str) -> dict[str, bytes | None]:
    """The parts to remove with the settings of a printer, which Excel saves for a sheet that was printed, each with None."""
    relations = book.archive.name(relations_of(part))
    return dict.fromkeys([relations, *(relation.part for relation in book.related(part) if relation.part)]) if relations else {}


def _free_part(book: Book) -> str:
    """An unused name for the new part, in the folder of the other sheets."""
    number = 1
    while book.archive.name(name := resolved(book.workbook.name, f"worksheets/sheet{number}.xml")) or book.override(name):
        number += 1
    return name


def _free_id(book: Book) -> str:
    used = {relation.element.attributes.get("Id", "").lower() for relation in book.related()}
    number = 1
    while f"rid{number}" in used:
        number += 1
    return f"rId{number}"


def _free_mark(book: Book) -> str:
    used = {name.name.lower() for name in book.names()}
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
    """The edit that adds the sheet to the list of sheets."""
    sheets = _sheets(book)
    used = {sheet.element.attributes.get("sheetId", "") for sheet in book.sheets()}
    number = max([int(sheet_id) for sheet_id in used if sheet_id.isdecimal()], default=0) + 1
    if number > _LARGEST_ID:
        number = next(free for free in range(1, _LARGEST_ID) if str(free) not in used)
    prefix = next((declared for declared, uri in sheets.prefixes.items() if uri == book.relation_uri and declared), None)
    declaration = "" if prefix else attributes(**{"xmlns:r": book.relation_uri})
    values = attributes(name=title, sheetId=number, **{f"{prefix or 'r'}:id": relation})
    return append(sheets, f"<{sheets.prefix}sheet{declaration}{values}/>")


def _sheets(book: Book) -> Element:
    sheets = book.workbook.child("sheets")
    if sheets is None:  # Book has refused that
        raise damaged(book.workbook.name)
    return sheets


def _named(book: Book, mark: str, title: str) -> Edit:
    """The edit that adds the hidden name `mark`, which marks the sheet as ours."""
    prefix = book.workbook.root.prefix
    quoted = title.replace("'", "''")
    reference = f"'{quoted}'!$A$1".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    name = f"<{prefix}definedName{attributes(name=mark, hidden=1)}>{reference}</{prefix}definedName>"
    names = book.workbook.child("definedNames")
    if names is not None:
        return append(names, name)
    offset = max(element.end for element in book.workbook.children() if element.name in _BEFORE_NAMES)
    return Edit(offset, offset, f"<{prefix}definedNames>{name}</{prefix}definedNames>")


def _unlisted(book: Book, sheet: Sheet) -> list[Edit]:
    """The edits that remove a sheet from the lists of sheets and names. Positions of later sheets decrease by one."""
    edits = [remove(sheet.element)]
    mark_elements = {id(mark.element) for mark in marks(book, sheet)}
    names = book.names()
    removed_names = [name for name in names if id(name.element) in mark_elements or name.local == sheet.position]
    parent = book.workbook.child("definedNames")
    if parent is not None and len(removed_names) == len(names):
        edits.append(emptied(book.workbook, parent))
    else:
        edits += [remove(name.element) for name in removed_names]
        later = [name for name in names if name not in removed_names and name.local is not None and name.local > sheet.position]
        edits += [set_attribute(book.workbook, name.element, "localSheetId", (name.local or 0) - 1) for name in later]
    views = book.workbook.child("bookViews")
    last = len(book.sheets()) - 2
    for view in book.workbook.children(views) if views is not None else ():
        for attribute in ("activeTab", "firstSheet"):
            position = view.attributes.get(attribute, "")
            if position.isdecimal() and (int(position) > sheet.position or int(position) > last):
                edits.append(set_attribute(book.workbook, view, attribute, max(0, int(position) - 1)))
    return edits


def _without_parts(book: Book, parts: Iterable[str]) -> dict[str, bytes | None]:
    """The changes that remove some parts, and the calculation chain (Excel's list of the order of calculation).

    The chain may name cells of ours that are removed. Excel builds it again.
    """
    chain = [relation for relation in book.related() if relation.kind == _CHAIN]
    removed_parts = [*parts, *(relation.part for relation in chain if relation.part)]
    relations = [relation.element for relation in book.related() if relation.kind == _CHAIN or relation.part in removed_parts]
    overrides = [entry for entry in map(book.override, removed_parts) if entry is not None]
    changes: dict[str, bytes | None] = {**dict.fromkeys(removed_parts)}
    if relations:
        changes[book.relations.name] = book.relations.edited(map(remove, relations))
    if overrides:
        changes[_types(book).name] = _types(book).edited(map(remove, overrides))
    return changes
