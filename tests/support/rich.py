"""Workbooks as others make them, by name: with all that XlsxWriter and openpyxl can put into one, and packages changed by hand."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from openpyxl.styles import Border, Font, NamedStyle, PatternFill, Side
from poolsplit_addin.excel.addin import build
from support.packages import MAIN, packed, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    Parts = dict[str, bytes]

BOOK, BOOK_RELS, STYLES, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml"
EDITED = (TYPES, BOOK, BOOK_RELS, STYLES)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN, STRICT_RELATIONS = "http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
FIRST, SECOND = "Đơn hàng", "订单 二"


# ---------------------------------------------------------------- XlsxWriter


def picture() -> io.BytesIO:
    """A red PNG of two by two pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", 2, 2, 8, 2, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\xff\0\0" * 2) * 2)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b""))


def figures(book: Workbook, title: str = FIRST) -> Worksheet:
    """A sheet with a small table of texts, numbers, a date and a formula, on which the rest stands."""
    sheet = book.add_worksheet(title)
    sheet.write_row("A1", ["Shop", "SL", "Giá", "Ngày"])
    for row, (shop, count, price) in enumerate([("An", 60, 12.5), ("Bình", 40, 0.1), ("陈", 5, 1e15)], 1):
        sheet.write_row(row, 0, [shop, count, price])
        sheet.write_datetime(row, 3, datetime.fromisoformat(f"2025-05-0{row}"), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_formula("B5", "=SUM(B2:B4)", book.add_format({"bold": True, "bg_color": "#FFEEAA"}), 105)
    return sheet


def charts(book: Workbook) -> None:
    sheet = figures(book)
    for kind in ("column", "pie", "line"):
        chart = book.add_chart({"type": kind})
        chart.add_series({"categories": [FIRST, 1, 0, 3, 0], "values": [FIRST, 1, 1, 3, 1], "trendline": None})
        chart.set_title({"name": f"='{FIRST}'!$A$1"})
        sheet.insert_chart("F2", chart)
    whole = book.add_chartsheet("Biểu đồ")
    bars = book.add_chart({"type": "bar"})
    bars.add_series({"values": [FIRST, 1, 1, 3, 1]})
    whole.set_chart(bars)


def pictures(book: Workbook) -> None:
    sheet = figures(book)
    sheet.insert_image("F2", "red.png", {"image_data": picture(), "url": "https://example.org"})
    sheet.embed_image("G2", "red.png", {"image_data": picture()})
    sheet.set_background(picture())
    sheet.set_header("&L&G&Rtháng 5", {"image_left": "red.png", "image_data_left": picture()})
    sheet.insert_textbox("F9", "Ghi chú: 请核对", {"fill": {"color": "#DDEEFF"}})
    sheet.insert_button("F14", {"caption": "Tính"})


def marks(book: Workbook) -> None:
    sheet = figures(book)
    sheet.conditional_format("B2:B4", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format("C2:C4", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("A2:A4", {"type": "formula", "criteria": "=$B2>10", "format": book.add_format({"font_color": "#FF0000"})})
    sheet.conditional_format("D2:D4", {"type": "3_color_scale"})
    figures(book, SECOND)
    sheet.data_validation("E2:E9", {"validate": "list", "source": f"='{SECOND}'!$A$2:$A$4"})
    sheet.data_validation("B2:B9", {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "số nguyên"})
    sheet.add_sparkline("F2", {"range": f"'{FIRST}'!B2:C2", "type": "column"})
    sheet.insert_checkbox("G2", True)  # noqa: FBT003 (as XlsxWriter has it)
    sheet.write_rich_string("A7", "đậm ", book.add_format({"bold": True}), "và", " thường")


def tables(book: Workbook) -> None:
    sheet = figures(book)
    sheet.add_table("A9:B11", {"name": "orders", "columns": [{"header": "Shop"}, {"header": "SL"}], "data": [["An", 60], ["Bình", 40]], "total_row": False})
    sheet.write_comment("A2", "nợ từ tháng 4 — 欠款", {"visible": True})
    sheet.autofilter("A1:D4")
    sheet.print_area("A1:D5")
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    sheet.write_url("A13", "https://example.org/?a=1&b=2", string="trang")
    sheet.protect("secret")
    sheet.set_h_pagebreaks([4])


def formulas(book: Workbook) -> None:
    sheet = figures(book)
    sheet.write_dynamic_array_formula("F2:F4", "=_xlfn._xlws.SORT(B2:B4)", None, 5)
    sheet.write_formula("G2", "=Twice(B2)", None, 120)
    sheet.write_array_formula("H2:H4", "{=B2:B4*2}", None, 120)
    book.define_name("Twice", "=_xlfn.LAMBDA(_xlpm.n,_xlpm.n*2)")
    book.define_name("Total", f"='{FIRST}'!$B$5")
    book.define_name(f"'{FIRST}'!Local", f"='{FIRST}'!$B$2")
    figures(book, SECOND)
    book.define_name(f"'{SECOND}'!Local", f"='{SECOND}'!$B$3")
    book.set_custom_property("Người lập", "An")
    book.set_properties({"title": "Đơn tháng 5", "comments": "合单"})


def hidden(book: Workbook) -> None:
    for title in ("một", "hai", "ba", "bốn"):
        figures(book, title)
    one, two, three, four = book.worksheets()
    one.hide()
    two.very_hidden()
    three.set_first_sheet()
    four.activate()
    four.right_to_left()


def macros(book: Workbook) -> None:
    figures(book)
    with zipfile.ZipFile(io.BytesIO(build("0.0", "en"))) as addin:
        book.add_vba_project(io.BytesIO(addin.read("xl/vbaProject.bin")), is_stream=True)


def signed_macros(book: Workbook) -> None:
    figures(book)
    with zipfile.ZipFile(io.BytesIO(build("0.0", "en"))) as addin:
        project = io.BytesIO(addin.read("xl/vbaProject.bin"))
    book.add_signed_vba_project(project, io.BytesIO(b"a signature"), project_is_stream=True, signature_is_stream=True)


def everything(book: Workbook) -> None:
    """All of it in one book: each in its turn writes its first sheet, under another title."""
    sheet = figures(book)
    sheet.insert_image("F2", "red.png", {"image_data": picture()})
    sheet.conditional_format("B2:B4", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_comment("A2", "欠款")
    sheet.add_table("A9:B11", {"name": "orders", "columns": [{"header": "Shop"}, {"header": "SL"}], "data": [["An", 60], ["Bình", 40]]})
    sheet.data_validation("E2", {"validate": "list", "source": ["đỏ", "xanh"]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": [FIRST, 1, 1, 3, 1]})
    sheet.insert_chart("H2", chart)
    sheet.freeze_panes(1, 0)
    book.define_name("Total", f"='{FIRST}'!$B$5")
    figures(book, "A&B <c> \"d\" 'e").print_area("A1:B2")


def written(content: Callable[[Workbook], None], **options: object) -> Callable[[Path], Path]:
    """The builder of a book that XlsxWriter writes with these options."""

    def make(path: Path) -> Path:
        with xlsxwriter.Workbook(path, options) as book:
            content(book)
        return path

    return make


def plainly(book: Workbook) -> None:
    """What the packages changed by hand begin with: two sheets, a name for all and one for the second sheet."""
    figures(book)
    figures(book, SECOND)
    book.define_name("Total", f"='{FIRST}'!$B$5")
    book.define_name(f"'{SECOND}'!Local", f"='{SECOND}'!$B$3")


def nameless(book: Workbook) -> None:
    figures(book)
    figures(book, SECOND)


base, without_names = written(plainly), written(nameless)


# ---------------------------------------------------------------- openpyxl


def styled(path: Path) -> Path:
    """Many fonts, fills and borders, a named style, notes and a merge, saved by openpyxl."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = FIRST
    book.add_named_style(NamedStyle("tiền", number_format='#,##0 "₫"'))
    for row in range(1, 30):
        cell = sheet.cell(row, 1, f"dòng {row}")
        cell.font = Font(size=8 + row, italic=bool(row % 2))
        cell.fill = PatternFill("solid", f"FF{row:02X}80FF")
        cell.border = Border(left=Side("thin"), top=Side("double"))
        sheet.cell(row, 2, row * 1000).style = "tiền"
    sheet["C1"] = "=SUM(B1:B29)"
    sheet.merge_cells("D1:E2")
    book.create_sheet(SECOND).sheet_state = "hidden"
    book.save(path)
    return path


# ---------------------------------------------------------------- by hand


def edited(change: Callable[[Parts], object], begin: Callable[[Path], Path] = base) -> Callable[[Path], Path]:
    """The builder of a package whose parts are changed in place."""

    def make(path: Path) -> Path:
        parts = parts_of(begin(path))
        change(parts)
        return packed(path, parts)

    return make


def put(part: str, old: str, new: str) -> Callable[[Parts], None]:
    """The change of one part by one replacement, which must find its place."""

    def change(parts: Parts) -> None:
        assert old.encode() in parts[part], (part, old)
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def related(parts: Parts, name: str, kind: str, content: str, of: str = "") -> None:
    """Add a part to which the workbook has a relationship `xOf`, of this content type."""
    parts[f"xl/{name}" if not name.startswith("../") else name[3:]] = content.encode()
    identifier = f"x{len(parts)}"
    put(BOOK_RELS, "</Relationships>", f'<Relationship Id="{identifier}" Type="{RELATIONS}/{kind}" Target="{name}"/></Relationships>')(parts)
    if of:
        override = f'<Override PartName="/xl/{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{of}+xml"/>'
        put(TYPES, "</Types>", f"{override}</Types>")(parts)


def custom_xml(parts: Parts) -> None:
    related(parts, "../customXml/item1.xml", "customXml", '<?xml version="1.0"?><a xmlns="urn:của-tôi"><b>陈</b></a>')


def strict(parts: Parts) -> None:
    """ISO 29500 Strict, as Excel saves it: other namespaces everywhere but in the package's own relationships."""
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            text = content.replace(MAIN.encode(), STRICT_MAIN.encode()).replace(RELATIONS.encode(), STRICT_RELATIONS.encode())
            parts[name] = text
    put(BOOK, "<workbook ", '<workbook conformance="strict" ')(parts)


def prefixed(*names: str) -> Callable[[Parts], None]:
    """Every element of these parts gets a prefix."""

    def change(parts: Parts) -> None:
        for name in names:
            text = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", parts[name])
            parts[name] = re.sub(rb'\sxmlns="', b' xmlns:x="', text, count=1)

    return change


def another_relation_prefix(parts: Parts) -> None:
    """The prefix of relationships is declared at each sheet, and has another name, as the .NET library writes it."""
    text = parts[BOOK].replace(f' xmlns:r="{RELATIONS}"'.encode(), b"")
    parts[BOOK] = re.sub(rb'r:id="', f'xmlns:d3p1="{RELATIONS}" d3p1:id="'.encode(), text)


def without_styles(parts: Parts) -> None:
    del parts[STYLES]
    parts[TYPES] = re.sub(rb"<Override[^>]*styles\.xml[^>]*>", b"", parts[TYPES])
    parts[BOOK_RELS] = re.sub(rb"<Relationship [^>]*styles\.xml[^>]*>", b"", parts[BOOK_RELS])
    for name in parts:
        if "worksheets/sheet" in name:
            parts[name] = re.sub(rb' s="\d+"', b"", parts[name])


def external(parts: Parts) -> None:
    """A formula that refers to another workbook."""
    link = f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATIONS}" r:id="rId1"><sheetNames><sheetName val="Giá"/></sheetNames></externalBook></externalLink>'
    related(parts, "externalLinks/externalLink1.xml", "externalLink", link, "externalLink")
    target = f'<Relationship Id="rId1" Type="{RELATIONS}/externalLinkPath" Target="prices.xlsx" TargetMode="External"/>'
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{target}</Relationships>'.encode()
    )
    identifier = f"x{len(parts) - 1}"
    put(BOOK, "</sheets>", f'</sheets><externalReferences><externalReference r:id="{identifier}"/></externalReferences>')(parts)


def calc_chain(parts: Parts) -> None:
    chain = f'<calcChain xmlns="{MAIN}"><c r="B5" i="1"/><c r="B5" i="2"/></calcChain>'
    related(parts, "calcChain.xml", "calcChain", chain, "calcChain")


def every_child(parts: Parts) -> None:
    """The children that a workbook may have before and behind its names, but no names."""
    put(BOOK, "</sheets>", '</sheets><functionGroups builtInGroupCount="17"/>')(parts)
    behind = (
        '<oleSize ref="A1:B2"/><customWorkbookViews><customWorkbookView name="An" guid="{00000000-0000-0000-0000-000000000001}" windowWidth="9"'
        ' windowHeight="9" activeSheetId="1"/></customWorkbookViews><fileRecoveryPr autoRecover="0"/>'
        '<extLst><ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
        '<x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>'
    )
    put(BOOK, "</workbook>", behind)(parts)
    parts[BOOK] = re.sub(rb"<calcPr[^>]*/>", b"", parts[BOOK])


def byte_order_marks(parts: Parts) -> None:
    for name in EDITED:
        parts[name] = b"\xef\xbb\xbf" + parts[name]


def absolute_targets(parts: Parts) -> None:
    parts[BOOK_RELS] = parts[BOOK_RELS].replace(b'Target="', b'Target="/xl/')


def moved(renaming: dict[str, str], *, also_inside: bool = True) -> Callable[[Parts], None]:
    """Parts under other names; `also_inside` the types and relationships that name them."""

    def change(parts: Parts) -> None:
        for old, new in renaming.items():
            content = parts.pop(old)
            parts[new] = content
        for name in (TYPES, BOOK_RELS, "_rels/.rels"):
            for old, new in renaming.items() if also_inside and name in parts else ():
                parts[name] = parts[name].replace(old.encode(), new.encode()).replace(old.removeprefix("xl/").encode(), new.removeprefix("xl/").encode())

    return change


def elsewhere(parts: Parts) -> None:
    """The workbook in another folder, under another name."""
    parts["book/main.xml"], parts["book/_rels/main.xml.rels"] = parts.pop(BOOK), parts.pop(BOOK_RELS).replace(b'Target="', b'Target="../xl/')
    put(TYPES, "/xl/workbook.xml", "/book/main.xml")(parts)
    put("_rels/.rels", "xl/workbook.xml", "book/main.xml")(parts)


def asides(parts: Parts) -> None:
    """Comments, processing instructions and CDATA that look like what one searches for."""
    put(BOOK, "<sheets>", '<!-- <sheets></sheets><definedNames/> --><?old <sheets> ?><sheets><!-- <sheet name="x" sheetId="9" r:id="rId9"/> -->')(parts)
    put(BOOK, f"'{FIRST}'!$B$5</definedName>", f"<![CDATA['{FIRST}'!$B$5]]><!-- </definedNames> --></definedName>")(parts)
    put(BOOK, "</workbook>", "<!-- </workbook> --></workbook><!-- <sheets/> -->\n")(parts)
    put(BOOK_RELS, "</Relationships>", "<!-- </Relationships> --></Relationships>")(parts)
    put(TYPES, "</Types>", "<!-- </Types> --></Types>")(parts)
    put(STYLES, "</cellXfs>", "<!-- </cellXfs><xf/> --></cellXfs>")(parts)


def single_quotes(parts: Parts) -> None:
    """Attributes in single quotes; some with a > and a double quote in them."""
    for name in EDITED:
        parts[name] = re.sub(rb'="([^"\'<>]*)"', rb"='\1'", parts[name])
    put(BOOK, f"name='{SECOND}'", "name='a>b \"c\">'")(parts)
    put(BOOK, "<definedName name='Total'", "<definedName comment='>/definedNames> />' name='Total'")(parts)
    parts[BOOK] = re.sub(rb"<definedName name='Local.*?</definedName>", b"", parts[BOOK])


def over_lines(parts: Parts) -> None:
    """Blanks and ends of lines wherever XML allows them."""
    for name in EDITED:
        text = re.sub(rb"></", rb">\r\n\t</", parts[name])
        text = re.sub(rb"</([\w:]+)>", b"</\\1\r\n>", text)
        parts[name] = re.sub(rb'" ([\w:]+)="', b'"\r\n   \\1 = "', text).replace(b"/>", b"\n/>")


def compatibility(parts: Parts) -> None:
    """Alternatives beside the sheets, as Excel writes the folder of the file."""
    folder = (
        f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Đơn\\"'
        ' xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
    )
    put(BOOK, "<bookViews>", f"{folder}<bookViews>")(parts)
    put(BOOK, "<workbook ", '<workbook xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" ')(parts)


def alternative_fonts(parts: Parts) -> None:
    """Alternatives among the styles, as Hancom writes them."""
    font = '<font><sz val="11"/><name val="Calibri"/></font>'
    either = f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="hs">{font}</mc:Choice><mc:Fallback>{font}</mc:Fallback></mc:AlternateContent>'
    put(STYLES, "</fonts>", f"{either}</fonts>")(parts)
    put(STYLES, "<styleSheet ", '<styleSheet xmlns:hs="http://schemas.haansoft.com/office/spreadsheet/8.0" ')(parts)


def odd_numbers(parts: Parts) -> None:
    """The highest sheetId, relationship ids that are no numbers or look like the next one, and a part that bears the next name."""
    parts[BOOK] = parts[BOOK].replace(b'sheetId="2"', b'sheetId="65534"').replace(b'r:id="rId1"', b'r:id="R0a1f"')
    parts[BOOK_RELS] = parts[BOOK_RELS].replace(b'Id="rId1"', b'Id="R0a1f"')
    for number in range(6, 12):
        put(BOOK_RELS, "</Relationships>", f'<Relationship Id="rId{number}" Type="urn:x" Target="https://example.org" TargetMode="External"/></Relationships>')(parts)
    parts["xl/worksheets/Sheet3.XML"] = b"<an orphan/>"
    parts["xl/worksheets/sheet4.xml"] = b"<an orphan/>"


def no_declarations(parts: Parts) -> None:
    for name in EDITED:
        parts[name] = parts[name].partition(b"?>")[2].lstrip()


def no_counts(parts: Parts) -> None:
    parts[STYLES] = re.sub(rb' count="\d+"', b"", parts[STYLES])


def wrong_counts(parts: Parts) -> None:
    parts[STYLES] = re.sub(rb' count="\d+"', b' count="1"', parts[STYLES])


def double_formats(parts: Parts) -> None:
    """Two number formats with one text, as LibreOffice writes them, and one that cells use and nobody has declared."""
    formats = '<numFmt numFmtId="164" formatCode="0"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="0"/>'
    put(STYLES, '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>', formats)(parts)
    put(STYLES, '<xf numFmtId="164"', '<xf numFmtId="165"')(parts)
    put(STYLES, '<xf numFmtId="0" fontId="1"', '<xf numFmtId="166" applyNumberFormat="1" fontId="1"')(parts)
    put(STYLES, '<cellXfs count="3"><xf numFmtId="0"', '<cellXfs count="3"><xf numFmtId="167" applyNumberFormat="1"')(parts)


def short_styles(parts: Parts) -> None:
    """Styles with nothing in them but the formats of cells."""
    parts[STYLES] = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 4}</cellXfs></styleSheet>'.encode()


def another_encoding(parts: Parts) -> None:
    """The workbook and its relations in an encoding that lacks most of our letters."""
    for name in (BOOK, BOOK_RELS, STYLES):
        text = parts[name].decode().replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').replace("</definedName><", "</definedName><!-- é --><")
        parts[name] = text.encode("iso-8859-1", "xmlcharrefreplace")


def foreign_prefix(parts: Parts) -> None:
    """A prefix with letters that ASCII lacks."""
    prefixed(BOOK)(parts)
    parts[BOOK] = parts[BOOK].replace(b"<x:", "<bảng:".encode()).replace(b"</x:", "</bảng:".encode()).replace(b"xmlns:x=", "xmlns:bảng=".encode())


def entities(parts: Parts) -> None:
    put(BOOK, f'name="{SECOND}"', 'name="&#272;&#x1A1;n &amp; &quot;2&quot;&apos;s"')(parts)
    parts[BOOK] = re.sub(rb"<definedName name=\"Local.*?</definedName>", b"", parts[BOOK])


# ---------------------------------------------------------------- other ways to zip


class OneWay(io.RawIOBase):
    """A stream that cannot go back: a zip's writer must put each part's size behind it."""

    def __init__(self) -> None:
        """Begin empty."""
        self.blocks: list[bytes] = []

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, block: object) -> int:
        """Keep the block."""
        self.blocks.append(bytes(block))  # type: ignore[call-overload]
        return len(self.blocks[-1])


def zipped_one_way(path: Path) -> Path:
    parts, stream = parts_of(base(path)), OneWay()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:  # type: ignore[arg-type]
        for name, content in parts.items():
            package.writestr(name, content)
    path.write_bytes(b"".join(stream.blocks))
    return path


def zipped_with_names_of_old(path: Path) -> Path:
    """A part with a name in UTF-8 that does not say so, as some programs write it."""
    name = "customXml/đơn.xml".encode()
    stand_in = b"x" * len(name)
    packed(path, {**parts_of(base(path)), stand_in.decode(): b"<a/>"})
    path.write_bytes(path.read_bytes().replace(stand_in, name))
    return path


def zipped_stored(path: Path) -> Path:
    parts = parts_of(base(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for number, (name, content) in enumerate(parts.items()):
            package.writestr(name, content, zipfile.ZIP_STORED if number % 3 else zipfile.ZIP_DEFLATED)
    return path


def zipped_as_if_large(path: Path) -> Path:
    """Each part with the fields for sizes beyond 4 GB, as streaming writers put them."""
    parts = parts_of(base(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            with package.open(name, "w", force_zip64=True) as part:
                part.write(content)
    return path


def zipped_with_extras(path: Path) -> Path:
    """Entries of folders, fields and comments of other programs, dates, and a comment of the whole file."""
    parts = parts_of(base(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for folder in ("xl/", "xl/worksheets/"):
            package.writestr(zipfile.ZipInfo(folder, (2024, 2, 29, 12, 0, 0)), b"")
        for name, content in reversed(parts.items()):
            entry = zipfile.ZipInfo(name, (2025, 5, 1, 8, 30, 2))
            entry.extra, entry.comment, entry.external_attr = b"\x55\x54\x05\x00\x03" + bytes(4), "của tôi".encode(), 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
        package.comment = b"a file of ours"
    return path


BOOKS: dict[str, Callable[[Path], Path]] = {
    "charts": written(charts),
    "pictures": written(pictures),
    "marks": written(marks),
    "tables": written(tables),
    "formulas": written(formulas),
    "days from 1904": written(formulas, date_1904=True),
    "hidden sheets": written(hidden),
    "macros": written(macros),
    "signed macros": written(signed_macros),
    "everything": written(everything),
    "rows written as they came": written(figures, constant_memory=True),
    "openpyxl": styled,
    "plain": base,
    "custom XML": edited(custom_xml),
    "strict": edited(strict),
    "strict without names": edited(strict, without_names),
    "prefixed": edited(prefixed(BOOK, STYLES, "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")),
    "prefixed without names": edited(prefixed(BOOK, STYLES), without_names),
    "prefixed relationships": edited(prefixed(BOOK_RELS, TYPES)),
    "prefixed strict": edited(lambda parts: (strict(parts), prefixed(BOOK, STYLES)(parts))),
    "another prefix of relations": edited(another_relation_prefix),
    "no styles": edited(without_styles),
    "no names": without_names,
    "names in an empty element": edited(put(BOOK, "</sheets>", "</sheets><definedNames/>"), without_names),
    "names in an element of two tags": edited(put(BOOK, "</sheets>", "</sheets><definedNames></definedNames>"), without_names),
    "second tab active": edited(put(BOOK, "<workbookView ", '<workbookView activeTab="1" firstSheet="1" ')),
    "external references": edited(external),
    "external references without names": edited(external, without_names),
    "calculation chain": edited(calc_chain),
    "every child": edited(every_child, without_names),
    "byte order marks": edited(byte_order_marks),
    "absolute targets": edited(absolute_targets),
    "names of parts in capitals": edited(moved({"xl/worksheets/sheet1.xml": "xl/Worksheets/SHEET1.xml", STYLES: "xl/Styles.XML"})),
    "names of parts in other capitals": edited(moved({BOOK: "XL/Workbook.xml", "xl/worksheets/sheet1.xml": "XL/Worksheets/sheet1.XML"}, also_inside=False)),
    "types in small letters": edited(moved({TYPES: "[content_types].xml"}, also_inside=False)),
    "the workbook elsewhere": edited(elsewhere),
    "comments and CDATA": edited(asides),
    "single quotes": edited(single_quotes),
    "over lines": edited(over_lines),
    "alternative content": edited(compatibility),
    "alternative fonts": edited(alternative_fonts),
    "odd numbers": edited(odd_numbers),
    "no declarations": edited(no_declarations),
    "no counts": edited(no_counts),
    "wrong counts": edited(wrong_counts),
    "double formats": edited(double_formats),
    "short styles": edited(short_styles),
    "entities": edited(entities),
    "another encoding": edited(another_encoding),
    "a foreign prefix": edited(foreign_prefix),
    "a template": edited(put(TYPES, "sheet.main+xml", "template.main+xml")),
    "zipped one way": zipped_one_way,
    "stored": zipped_stored,
    "zipped as if large": zipped_as_if_large,
    "zipped with extras": zipped_with_extras,
    "zipped with names of old": zipped_with_names_of_old,
}
"""Every kind of book by its name, but for the one that LibreOffice saves."""
MACROS = {"macros", "signed macros"}
