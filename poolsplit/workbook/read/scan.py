"""The check of a workbook before it is read, bounded in time and memory whatever the file holds (3 seconds, 300 MB).

Only the parts that `poolsplit.workbook.read.load` reads are unpacked, block by block, and their elements and attributes (marks) are counted;
no tree is built from them. Validations, conditional formats, links, pictures and macros are never read, so they cannot exhaust the memory.
"""

from __future__ import annotations

import posixpath
import re
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from openpyxl.xml.functions import iterparse

from poolsplit.errors import Refused, Text
from poolsplit.workbook.read.grid import Box, Grid, box
from poolsplit.workbook.read.package import SAVE_AGAIN, check_workbook, damage, damaged, open_package, opened

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from xml.etree.ElementTree import Element

READ_BYTES = 128 << 20
"""The most bytes that the parts which are read may unpack to: 100,000 rows of 30 cells; scanning them takes about a second."""
MARKS = 8_000_000
"""The most marks, elements and attributes, in those parts together. A cell has 4 to 6, so some 1.5 million cells: half a minute and 700 MB
to load."""
CONTENTS_MARKS = 400_000
"""The most marks in the lists of contents (types, relations, the workbook's part), which the scan itself reads: the 65,530 links that
Excel allows in a sheet have 330,000; reading so many takes a second, or two seconds and 200 MB where every name is different."""
MERGED_ROWS = 1_000_000
"""The most rows under the merges of one sheet, summed over the merges: ten merged cells in each of 100,000 rows are allowed, a whole merged
column is not."""
DEPTH = 64
"""The deepest nesting: a worksheet has fewer than ten levels; deep nesting fills the memory of every XML reader."""
TOKEN_BYTES = 1 << 20
"""The longest single tag or text: a cell holds 32,767 characters, at most 230 KB when every one is escaped."""
PROLOG_BYTES = 1 << 16
"""The most bytes before the first element: real parts have one line there."""
SECONDS = 2.5
"""Seconds of work after which the scan gives up: the decision is promised within 3. Waiting for a busy machine does not count."""

_PACKAGE_RELATIONS = "_rels/.rels"
_BLOCK = 1 << 18
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_COPY = Text("copy the tables of this order into a new workbook")
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_QUOTED_END = re.compile(rb"/>\s*[^<\s]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*[\"']([^\"'<]*)")
_PROLOG_BLOCK = 1 << 11
_TRUE = {"1", "true"}
_CELL = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]+)[\"']")
OURS = "_poolsplit"
"""The beginning of the defined names that mark a sheet as written by poolsplit: such a sheet is a result, never an input."""


class Sheet(NamedTuple):
    """One worksheet of the package: its title, the name of its part, whether it is hidden, the parts of its Excel tables and of its comments.

    unread_comments: True where a part of its comments cannot be read, which is no reason to refuse the workbook; then `comments` is empty.
    """

    title: str
    part: str
    hidden: bool
    tables: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    unread_comments: bool = False


@dataclass(frozen=True)
class Scan:
    """The result of a scan.

    sheets: the worksheets in their order, without those that poolsplit wrote (`OURS`). strings, styles, theme: the names of the parts with
    the shared texts, the styles and the colours that styles refer to, "" where the package has no such part, or a theme cannot be read.
    ours: the sheets that poolsplit wrote. epoch_1904: True where days are counted from 1904. recalculates: True where the program that wrote
    the file left its formulas to be calculated later.
    """

    sheets: tuple[Sheet, ...]
    strings: str
    styles: str
    theme: str
    epoch_1904: bool
    recalculates: bool
    ours: tuple[Sheet, ...] = ()


@dataclass
class _Tally:
    """The counts of a running scan.

    deadline: in seconds of this thread's work. unpacked: bytes. marks: elements and attributes; contents_marks: those in the lists of
    contents. scanned: the names of the parts scanned so far.
    """

    deadline: float = field(default_factory=lambda: time.thread_time() + SECONDS)
    unpacked: int = 0
    marks: int = 0
    contents_marks: int = 0
    scanned: set[str] = field(default_factory=set)

    def check_time(self) -> None:
        """Raise Refused after the deadline."""
        if time.thread_time() > self.deadline:
            raise Refused(code="too-large", message=Text("the workbook is too large to look through in time"), fix=_COPY)

    def unpack(self, part: str, size: int) -> None:
        """Count the bytes that a part declares to unpack to. The zip reader stops there, whatever follows."""
        self.unpacked += size
        if self.unpacked > READ_BYTES:
            message = Text("the part {part} of the workbook unpacks to {size} MB", part=part, size=size >> 20)
            raise Refused(code="too-large", message=message, fix=_COPY)


def scan(path: str | Path) -> Scan:
    """Decide within 3 seconds and 300 MB whether `path` is a workbook that can be read safely, and list its sheets.

    Raises `Refused`: not-found, is-a-folder, not-readable, not-a-workbook, encrypted, xls, xlsb, ods, strict, encoding, too-large,
    too-many-cells, part-names, doctype, merge, damaged.

    >>> scan("orders.xlsx")
    Traceback (most recent call last):
    poolsplit.errors.Refused: there is no file orders.xlsx
    """
    with opened(path) as file:
        return scan_file(file)[1]


def scan_file(file: IO[bytes]) -> tuple[zipfile.ZipFile, Scan]:
    """Scan an open file, see `scan`. Gives the package, to be read from the very bytes that were scanned, and the result of the scan."""
    package = open_package(file)
    tally = _Tally()
    _check_doctypes(package, tally)
    types = ""
    if "[Content_Types].xml" in package.NameToInfo:
        _scan_contents(package, "[Content_Types].xml", tally)
        types = " ".join(node.get("ContentType", "") for node in _elements_in_time(package, "[Content_Types].xml", tally))
    check_workbook(package, types)
    return package, _scan_package(package, tally)


def _scan_package(package: zipfile.ZipFile, tally: _Tally) -> Scan:
    """Follow the relations from the package to the workbook and from there to the sheets. Each part is scanned before it is read."""
    workbook = next((target for kind, target in _relations(package, "", tally).values() if kind == "officeDocument"), "")
    if not workbook:
        raise damaged(_PACKAGE_RELATIONS)
    _scan_contents(package, workbook, tally)
    relations = _relations(package, workbook, tally)
    part_of_kind = dict(relations.values())
    strings, styles = part_of_kind.get("sharedStrings", ""), part_of_kind.get("styles", "")
    for part in filter(None, (strings, styles)):
        _scan_part(package, part, tally)
    theme = part_of_kind.get("theme", "")
    if theme and not _is_readable(package, theme, tally):
        theme = ""
    sheets = []
    our_titles = set()
    flags = {"date1904": "", "fullCalcOnLoad": ""}
    for node in _elements_in_time(package, workbook, tally):
        flags.update((name, value) for name, value in node.items() if name in flags)
        if node.tag == f"{{{_MAIN}}}sheet":
            identity = next((value for name, value in node.items() if name.endswith("}id")), "")
            kind, part = relations.get(identity, ("worksheet", ""))
            if kind == "worksheet":
                hidden = node.get("state", "visible") != "visible"
                sheets.append(_scan_sheet(package, Sheet(node.get("name", ""), part, hidden), tally))
        elif node.tag == f"{{{_MAIN}}}definedName" and node.get("name", "").startswith(OURS):
            our_titles.add(sheet_of(node.text or ""))
    inputs, results = (tuple(sheet for sheet in sheets if (sheet.title in our_titles) == is_ours) for is_ours in (False, True))
    return Scan(inputs, strings, styles, theme, flags["date1904"] in _TRUE, flags["fullCalcOnLoad"] in _TRUE, results)


def sheet_of(reference: str) -> str:
    """The title of the sheet in a reference.

    >>> sheet_of("'An''s dues'!$A$1"), sheet_of("Dues!$A$1")
    ("An's dues", 'Dues')
    """
    title = reference.rpartition("!")[0]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _scan_sheet(package: zipfile.ZipFile, sheet: Sheet, tally: _Tally) -> Sheet:
    """Scan the part of a worksheet and those of its Excel tables and comments. Gives the sheet with these parts filled in."""
    if not sheet.part or _prolog(package, sheet.part, tally)[0] not in {f"{_MAIN} worksheet", f"{_STRICT} worksheet"}:
        raise Refused(code="damaged", message=Text("the sheet {sheet} of the workbook is damaged", sheet=sheet.title), fix=SAVE_AGAIN)
    _scan_part(package, sheet.part, tally, sheet.title)
    relations = _relations(package, sheet.part, tally).values()
    tables = tuple(target for kind, target in relations if kind == "table")
    for table in tables:
        _scan_part(package, table, tally)
    comments = tuple(target for kind, target in relations if kind in {"comments", "threadedComment"})
    unread = not all(_is_readable(package, part, tally) for part in comments)
    return sheet._replace(tables=tables, comments=() if unread else comments, unread_comments=unread)


def _relations(package: zipfile.ZipFile, part: str, tally: _Tally) -> dict[str, tuple[str, str]]:
    """The relations of a part ("" for the package) to parts of the package: identity -> (kind, name of the target part).

    Names are spelled as in the package; "" where the target is missing.
    """
    folder, _, name = part.rpartition("/")
    spellings = {name.lower(): name for name in package.namelist()}
    rels = spellings.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
    if rels is None:
        return {}
    if rels not in tally.scanned:
        _scan_contents(package, rels, tally)
    relations = {}
    for node in _elements_in_time(package, rels, tally):
        if node.get("Id") and node.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, unquote(node.get("Target", ""))))
            relations[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], spellings.get(target.lstrip("/").lower(), ""))
    return relations


def _elements_in_time(package: zipfile.ZipFile, part: str, tally: _Tally) -> Iterator[Element]:
    """The elements of a list of contents. Raises Refused at the deadline."""
    for node in elements(package, part):
        tally.check_time()
        yield node


def elements(package: zipfile.ZipFile, part: str) -> Iterator[Element]:
    """Every element of a scanned part, children before parents."""
    with damage(part), package.open(part) as stream:
        for _, node in iterparse(stream):
            yield node


def _check_doctypes(package: zipfile.ZipFile, tally: _Tally) -> None:
    """Refuse a DOCTYPE in any part of the package, including parts that are never read: no workbook has one."""
    for part in package.namelist():
        if part.lower().endswith((".xml", ".rels", ".vml")):
            _prolog(package, part, tally)


def _prolog(package: zipfile.ZipFile, part: str, tally: _Tally) -> tuple[str, str]:
    """The name of a part's first element ("namespace name", "" where it has no element) and the declared encoding."""
    tally.check_time()
    roots: list[str] = []
    encodings = ["utf-8"]
    parser = expat.ParserCreate(namespace_separator=" ")

    def doctype(*_: object) -> None:
        raise Refused(code="doctype", message=Text("the part {part} of the workbook declares a DOCTYPE, as attacks do", part=part), fix=SAVE_AGAIN)

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = lambda _version, encoding, _standalone: encodings.append(encoding or "utf-8")
    parser.StartElementHandler = lambda name, _attributes: roots.append(name)
    with damage(part), package.open(part) as stream:
        block = stream.read(_PROLOG_BLOCK)
        if b"\0" in block[:4]:
            encodings.append("utf-16")
        parsed_bytes = 0
        try:
            while block and not roots and parsed_bytes < PROLOG_BYTES:
                parser.Parse(block)
                parsed_bytes += len(block)
                block = stream.read(_PROLOG_BLOCK)
        except Refused:
            raise
        except (expat.ExpatError, LookupError, ValueError):
            pass    # damage, and an encoding that the parser does not know, are found when the part is read, if it is read
    return (roots[0] if roots else ""), encodings[-1]


def _check_readable(package: zipfile.ZipFile, part: str, tally: _Tally) -> None:
    """Refuse a part that is used twice, too large, or not XML, or whose encoding or dialect prevents counting its marks or reading its values."""
    if part in tally.scanned:
        raise Refused(code="damaged", message=Text("the workbook uses its part {part} twice", part=part), fix=SAVE_AGAIN)
    tally.scanned.add(part)
    with damage(part):
        tally.unpack(part, package.getinfo(part).file_size)
    root, encoding = _prolog(package, part, tally)
    if not root:
        raise damaged(part)
    if encoding.lower() not in {"utf-8", "us-ascii", "ascii"}:
        message = Text("the part {part} of the workbook is written in {encoding}", part=part, encoding=encoding)
        raise Refused(code="encoding", message=message, fix=SAVE_AGAIN)
    if root.startswith(_STRICT):
        fix = Text('open it in Excel and save it as "Excel Workbook (.xlsx)", not as "Strict Open XML"')
        raise Refused(code="strict", message=Text("the workbook was saved as Strict Open XML"), fix=fix)


def _scan_contents(package: zipfile.ZipFile, part: str, tally: _Tally) -> None:
    """Check a list of contents, which the scan itself then reads: `_scan_part`, and the lower limit of marks for these lists."""
    before = tally.marks
    _scan_part(package, part, tally)
    tally.contents_marks += tally.marks - before
    if tally.contents_marks > CONTENTS_MARKS:
        raise _too_many_elements(part)


def _scan_part(package: zipfile.ZipFile, part: str, tally: _Tally, title: str = "") -> None:
    """Check a part that will be read: encoding, size, nesting, marks, and for a worksheet, called `title`, its merges."""
    _check_readable(package, part, tally)
    depth = 0
    merges: list[bytes] = []
    for block in _blocks(package, part, tally):
        end_tags = block.count(b"</")
        start_tags = block.count(b"<") - end_tags
        empty_tags = block.count(b"/>")
        if empty_tags:
            empty_tags -= len(_QUOTED_END.findall(block))
        depth += start_tags - empty_tags - end_tags
        if not 0 <= depth <= DEPTH:
            raise damaged(part)
        tally.marks += start_tags + block.count(b"=")
        if tally.marks > MARKS:
            raise _too_many_marks(block, part, title)
        if title and b"mergeCell" in block:
            merges += _MERGE.findall(block)
    if depth:
        raise Refused(code="damaged", message=Text("the part {part} of the workbook stops in the middle", part=part), fix=SAVE_AGAIN)
    with damage(part):
        check_merges(title, [box(merge.decode()) for merge in merges])


def _is_readable(package: zipfile.ZipFile, part: str, tally: _Tally) -> bool:
    """True where a part that can be done without passes the scan. Otherwise it is never read, so that its counts are taken back."""
    unpacked, marks = tally.unpacked, tally.marks
    try:
        _scan_part(package, part, tally)
    except Refused:
        tally.unpacked, tally.marks = unpacked, marks
        return False
    return True


def _too_many_elements(part: str) -> Refused:
    return Refused("too-large", Text("the part {part} of the workbook has too many elements", part=part), _COPY)


def _too_many_marks(block: bytes, part: str, title: str) -> Refused:
    """The error where MARKS is exceeded in a block of a part; in a worksheet it names the last cell of the block."""
    if not title:
        return _too_many_elements(part)
    cells = _CELL.findall(block)
    cell = Grid(title, {}).name(cells[-1].decode()) if cells else title
    return Refused("too-many-cells", Text("the workbook has too many cells: the limit is reached in {cell}", cell=cell), _COPY, cell)


def _blocks(package: zipfile.ZipFile, part: str, tally: _Tally) -> Iterator[bytes]:
    """A part in blocks that start with a tag and end before one, without comments, CDATA and instructions, which would falsify the counts."""
    rest = b""
    with damage(part), package.open(part) as stream:
        while data := stream.read(_BLOCK):
            tally.check_time()
            rest += data
            last_tag = rest.rfind(b"<")
            block = rest[: max(last_tag, 0)]
            if b"<!" in block or b"<?" in block:
                block = _ASIDE.sub(b"", block)
                unclosed = min((offset for offset in (block.find(b"<!"), block.find(b"<?")) if offset >= 0), default=len(block))
                rest = block[unclosed:] + rest[max(last_tag, 0) :]
                block = block[:unclosed]
            else:
                rest = rest[len(block) :]
            if len(rest) > TOKEN_BYTES:
                message = Text("the part {part} of the workbook has a text longer than a cell can hold", part=part)
                raise Refused(code="too-large", message=message, fix=_COPY)
            yield block
    yield _ASIDE.sub(b"", rest)


def check_merges(title: str, merges: Sequence[Box]) -> None:
    """Refuse the merges of a sheet where they cover more rows than any table has, because every row under a merge shows the merge's value.

    >>> check_merges("Orders", [Box(1, 1, 1048576, 16384)])
    Traceback (most recent call last):
    poolsplit.errors.Refused: the merged range Orders!A1:XFD1048576 covers too many rows
    """
    rows = 0
    for merge in merges:
        height = merge.bottom - merge.top + 1
        rows += height
        if rows > MERGED_ROWS:
            cell = Grid(title, {}).span(merge)
            message = Text("the merged range {cell} covers too many rows", cell=cell)
            if height <= MERGED_ROWS:
                message = Text("the merged ranges of the sheet cover too many rows, from {cell} on", cell=cell)
            raise Refused(code="merge", message=message, fix=Text("unmerge it in Excel (Home, Merge & Center) and save the workbook"), cell=cell)
