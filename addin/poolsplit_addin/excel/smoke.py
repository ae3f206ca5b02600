"""The files of the smoke test (docs/excel-smoke-test.md): a workbook for each form in which a file can hold a formula of poolsplit.

Only Excel can show which of these forms find the add-in when a file is opened. Their parts are written as text, because no library writes all
of them. Each has the same pool of two partners, with the correct shares as saved values, and beside them the shares after a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

import poolsplit
from poolsplit.workbook.templates import template_path
from poolsplit_addin.excel.addin import NAME
from poolsplit_addin.packed import packed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AMOUNT = 100
WEIGHTS = (60, 40)
CHANGED = (50, 40)
"""The weights as they are saved, and after the tester has typed over the first one."""

EXAMPLE = "f_example.xlsx"

_FOREIGN = rf"file:///C:\Users\somebody\AppData\Roaming\Microsoft\Excel\XLSTART\{NAME}"
_PATH = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
_STARTUP = "http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/xlStartup"


class Form(NamedTuple):
    """A workbook of the test. title: the form that it tries; formulas: of the two shares, "" where the one above fills both.

    array: True where the formula is an array over both shares; dynamic: one that spills, as Excel calls it. link: type and target of the link
    that [1] in a formula means. configuration: True where there is a sheet by which stock xlwings would let the file choose the Python that runs.
    """

    file: str
    title: str
    formulas: tuple[str, str]
    array: bool = False
    dynamic: bool = False
    link: tuple[str, str] | None = None
    configuration: bool = False


_CELLS = ("POOLSHARE(B3,B5:B6,1)", "POOLSHARE(B3,B5:B6,2)")
_BLOCK = ("POOLSPLIT(B3,B5:B6)", "")
_LINKED = ("[1]!POOLSPLIT(B3,B5:B6)", "")

FORMS = (
    Form("a_plain_name.xlsx", "a: a plain name in each cell", _CELLS),
    Form("b_fixed_array.xlsx", "b: a plain name in a fixed array", _BLOCK, array=True),
    Form("c_dynamic_array.xlsx", "c: a plain name in an array that spills", _BLOCK, array=True, dynamic=True),
    Form("d_startup_link.xlsx", "d: a link to the add-in in the start folder", _LINKED, array=True, link=(_STARTUP, NAME)),
    Form("e_foreign_link.xlsx", "e: a link to the add-in of another computer", _LINKED, array=True, link=(_PATH, _FOREIGN)),
    Form("g_configuration_sheet.xlsx", "g: as a, with a sheet xlwings.conf", _CELLS, configuration=True),
)


def write(folder: Path) -> list[Path]:
    """Write the files into a folder, made where it is missing, over those of an earlier run; the same bytes each time.

    Raises OSError where the folder cannot be written, and on Windows while Excel has one of the files open.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {form.file: packed(_encoded(_parts(form))) for form in FORMS} | {EXAMPLE: template_path("en", example=True).read_bytes()}
    paths = {name: folder.joinpath(name) for name in sorted(files)}
    for name, path in paths.items():
        path.write_bytes(files[name])
    return [*paths.values()]


# ---------------------------------------------------------------- the parts of a workbook

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_R = f'xmlns:r="{_OFFICE}"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."

_STYLES = (
    f'{_XML}<styleSheet {_MAIN}>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_BOLD, _YELLOW = ' s="1"', ' s="2"'

_METADATA = (
    f'{_XML}<metadata {_MAIN} xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"><metadataTypes count="1">'
    '<metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1"'
    ' clearFormats="1" clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_LINK = (
    f'{_XML}<externalLink {_MAIN}><externalBook {_R} r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames>'
    '<definedNames><definedName name="POOLSPLIT"/></definedNames></externalBook></externalLink>'
)
"""The link to an add-in as Excel writes it: the sheets of the add-in, and the functions that are called."""

_LAST_SAVED = '<fileVersion appName="xl" lastEdited="4" lowestEdited="4" rupBuild="4505"/>'
"""The version that saved the file, as in the templates, so that Excel decides in both cases alike whether to recalculate everything."""


class _Part(NamedTuple):
    """A part that the workbook refers to. kind: the type of both the relation and the content. The name of the relation is that of the file."""

    kind: str
    path: str
    content: str

    @property
    def key(self) -> str:
        """The name of its relation."""
        return self.path.rpartition("/")[2].removesuffix(".xml")


def _parts(form: Form) -> dict[str, str]:
    """The package of one workbook: name of each part -> content."""
    parts = [_Part("worksheet", "worksheets/sheet1.xml", _pool(form)), _Part("styles", "styles.xml", _STYLES)]
    sheets, links = {"Pool": parts[0]}, ""
    if form.configuration:
        setting = [_text("A1", "Interpreter_Win"), _text("B1", r"C:\Users\somebody\python.exe")]
        parts.append(_Part("worksheet", "worksheets/sheet2.xml", _sheet({1: setting})))
        sheets["xlwings.conf"] = parts[-1]
    if form.dynamic:
        parts.append(_Part("sheetMetadata", "metadata.xml", _METADATA))
    if form.link:
        parts.append(_Part("externalLink", "externalLinks/externalLink1.xml", _LINK))
        links = f'<externalReferences><externalReference r:id="{parts[-1].key}"/></externalReferences>'
    listed = "".join(f'<sheet name="{name}" sheetId="{number}" r:id="{part.key}"/>' for number, (name, part) in enumerate(sheets.items(), 1))
    package = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relations([("workbook", f"{_OFFICE}/officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_XML}<workbook {_MAIN} {_R}>{_LAST_SAVED}<sheets>{listed}</sheets>{links}<calcPr calcId="191029"/></workbook>',
        "xl/_rels/workbook.xml.rels": _relations([(part.key, f"{_OFFICE}/{part.kind}", part.path) for part in parts]),
    }
    package |= {f"xl/{part.path}": part.content for part in parts}
    if form.link:
        package["xl/externalLinks/_rels/externalLink1.xml.rels"] = _relations([("rId1", *form.link)], ' TargetMode="External"')
    return package


def _content_types(parts: Sequence[_Part]) -> str:
    kinds = {"xl/workbook.xml": "sheet.main"} | {f"xl/{part.path}": part.kind for part in parts}
    overrides = "".join(f'<Override PartName="/{path}" ContentType="{_TYPE}{kind}+xml"/>' for path, kind in kinds.items())
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(related: Sequence[tuple[str, str, str]], mode: str = "") -> str:
    """The XML of relations. related: name, type and target of each."""
    listed = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{escape(target)}"{mode}/>' for key, kind, target in related)
    return f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'


# ---------------------------------------------------------------- the sheet


def _pool(form: Form) -> str:
    """The sheet with the pool: inputs, the formulas with their saved values, and the instructions for the tester."""
    headings = ("Partner", "Weight", "Share", "Now", f"With {CHANGED[0]} in B5")
    rows = {
        1: [_text("A1", form.title, _BOLD)],
        3: [_text("A3", "Amount"), _number("B3", AMOUNT)],
        4: [_text(f"{column}4", heading, _BOLD) for column, heading in zip("ABCDE", headings, strict=True)],
        8: [_text("A8", f"Type {CHANGED[0]} into B5, the yellow cell: column C has to show what stands in column E.")],
        9: [_text("A9", f"In the file the formula of C5 is {form.formulas[0]}")],
    }
    shares, shares_after = poolsplit.apportion(AMOUNT, WEIGHTS), poolsplit.apportion(AMOUNT, CHANGED)
    partners = zip(("An", "Bình"), WEIGHTS, CHANGED, shares, shares_after, form.formulas, strict=True)
    for row, (partner, weight, changed, share, after, formula) in enumerate(partners, 5):
        rows[row] = [
            _text(f"A{row}", partner), _number(f"B{row}", weight, _YELLOW if changed != weight else ""), _share(form, f"C{row}", formula, share),
            _number(f"D{row}", share), _number(f"E{row}", after),
        ]
    return _sheet(rows)


def _share(form: Form, cell: str, formula: str, value: int) -> str:
    """A cell with a formula and its saved value; the value alone where the formula is ""."""
    if not formula:
        return _number(cell, value)
    array = ' t="array" ref="C5:C6"' if form.array else ""
    return _number(cell, value, ' cm="1"' if form.dynamic else "", f"<f{array}>{escape(formula)}</f>")


def _sheet(rows: dict[int, list[str]]) -> str:
    """The XML of a sheet. rows: number of the row -> its cells."""
    data = "".join(f'<row r="{number}">{"".join(cells)}</row>' for number, cells in sorted(rows.items()))
    return f'{_XML}<worksheet {_MAIN}><cols><col min="1" max="5" width="15" customWidth="1"/></cols><sheetData>{data}</sheetData></worksheet>'


def _text(cell: str, text: str, attributes: str = "") -> str:
    return f'<c r="{cell}"{attributes} t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _number(cell: str, value: int, attributes: str = "", formula: str = "") -> str:
    return f'<c r="{cell}"{attributes}>{formula}<v>{value}</v></c>'


def _encoded(parts: dict[str, str]) -> dict[str, bytes]:
    return {name: content.encode() for name, content in parts.items()}
