from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter
from support.packages import MAIN, SHEET, decided, packed, parts_of, plain, replaced, with_sheet

from poolsplit.errors import Refused
from poolsplit.workbook.read.load import load
from poolsplit.workbook.read.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.conversion import Convert


def refusal(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        scan(path)
    assert str(caught.value)
    assert caught.value.fix
    return caught.value


# ---------------------------------------------------------------- what is not a workbook


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "not-a-workbook", "empty"),
        ("Shop;SL\nBình;40\n".encode(), "not-a-workbook", "CSV"),
        ("Shop\tSL\nBình\t40\n".encode("utf-16"), "not-a-workbook", "CSV"),
        (b"\xef\xbb\xbf  <html><body><table></table></body></html>", "not-a-workbook", "HTML"),
        (b"%PDF-1.7 ...", "not-a-workbook", "PDF"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "not-a-workbook", "XML"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not-a-workbook", "picture"),
        (b"\0\1\2\3", "not-a-workbook", "another kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not-a-workbook", "old Office"),
    ],
)
def test_a_file_of_another_kind_is_named_whatever_its_ending(tmp_path: Path, content: bytes, code: str, says: str) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(content)
    refused = refusal(path)
    assert refused.code == code
    assert says in str(refused)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "orders.xlsx").code == "not-found"
    assert refusal(tmp_path).code == "is-a-folder"
    with pytest.raises(Refused):
        scan("a\0b.xlsx")


def test_packages_of_other_programs(tmp_path: Path) -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    addin = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    codes = {}
    for name, kind in {"word": word, "binary": binary, "addin": addin}.items():
        types = f'<Types><Override PartName="/x" ContentType="{kind}"/></Types>'
        codes[name] = refusal(packed(tmp_path / f"{name}.xlsx", {"[Content_Types].xml": types})).code
    assert codes == {"word": "not-a-workbook", "binary": "xlsb", "addin": "not-a-workbook"}
    assert refusal(packed(tmp_path / "photos.zip", {"1.jpg": b"\xff\xd8"})).code == "not-a-workbook"


def test_workbooks_with_macros_and_templates_are_read(tmp_path: Path) -> None:
    ordinary = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    for kind in (b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", ordinary.replace(b"sheet.main", b"template.main")):
        path = replaced(tmp_path / "orders.xlsm", "[Content_Types].xml", lambda types, kind=kind: types.replace(ordinary, kind))  # type: ignore[misc]
        assert [sheet.title for sheet in scan(path).sheets] == ["Đơn hàng"]


def test_xls_and_ods_of_libreoffice(tmp_path: Path, soffice: Convert) -> None:
    path = plain(tmp_path / "orders.xlsx")
    assert refusal(soffice(path, "xls")).code == "xls"
    assert refusal(soffice(path, "ods")).code == "ods"


def test_an_encrypted_workbook(tmp_path: Path) -> None:
    plainly = plain(tmp_path / "orders.xlsx")
    path = tmp_path / "locked.xlsx"
    with plainly.open("rb") as source, path.open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("secret", target)
    assert refusal(path).code == "encrypted"


def test_strict_open_xml_is_refused_with_the_way_out(tmp_path: Path) -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    path = replaced(tmp_path / "strict.xlsx", "xl/workbook.xml", lambda xml: xml.replace(MAIN.encode(), strict))
    assert refusal(path).code == "strict"


# ---------------------------------------------------------------- damage and tricks


def test_truncated_anywhere(tmp_path: Path) -> None:
    whole = plain(tmp_path / "orders.xlsx").read_bytes()
    path = tmp_path / "cut.xlsx"
    for length in range(4, len(whole), len(whole) // 25):
        path.write_bytes(whole[:length])
        assert refusal(path).code in {"damaged", "not-a-workbook"}


def test_broken_xml(tmp_path: Path) -> None:
    for data in ("<row><c><v>1</v></row>", "<row><c r='A1'><v>1</v></c></row></sheetData></x>", "<row" + "<a>" * 100):
        with pytest.raises(Refused) as caught:
            load(with_sheet(tmp_path / "broken.xlsx", data))
        assert caught.value.code == "damaged"
    path = with_sheet(tmp_path / "half.xlsx", "<row r='1'>" + "<c r='A1'><v>1</v></c>" * 50)
    assert refusal(path).code == "damaged"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl\\evil.xml", "C:/evil.xml", "xl//a.xml", "xl/./a.xml", "XL/Workbook.xml"])
def test_names_of_parts_that_play_tricks(tmp_path: Path, name: str) -> None:
    path = tmp_path / "tricks.xlsx"
    packed(path, {**parts_of(plain(path)), name: b"<a/>"})
    assert refusal(path).code == "part-names"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_twice(tmp_path: Path) -> None:
    path = plain(tmp_path / "twice.xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(SHEET, "<worksheet/>")
    assert refusal(path).code == "part-names"


@pytest.mark.parametrize(
    "name", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "_rels/.rels", "docProps/core.xml"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_in_any_part(tmp_path: Path, name: str, encoding: str) -> None:
    def declare(xml: bytes) -> bytes:
        body = xml.decode().partition("?>")[2]
        return f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]>{body}'.encode(encoding)

    assert refusal(replaced(tmp_path / "doctype.xlsx", name, declare)).code == "doctype"


def test_a_part_in_utf_16(tmp_path: Path) -> None:
    def recode(xml: bytes) -> bytes:
        return xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    assert refusal(replaced(tmp_path / "wide.xlsx", SHEET, recode)).code == "encoding"


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    parts = parts_of(plain(path))
    del parts[SHEET]
    refused = refusal(packed(path, parts))
    assert refused.code == "damaged"
    assert "Đơn hàng" in str(refused)


# ---------------------------------------------------------------- bombs, each in a fresh process within the bounds


def test_far_cells_are_read(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    path = with_sheet(tmp_path / "far.xlsx", data)
    assert decided(path) == ("", "")
    assert load(path)[0].values == {(1, 1): 1, (1048576, 16384): 2}


def test_cells_outside_the_sheet_are_refused_by_name(tmp_path: Path) -> None:
    for ref, row in {"A1048577": "1048577", "XFE1": "1", "A0": "0"}.items():
        with pytest.raises(Refused) as caught:
            load(with_sheet(tmp_path / "out.xlsx", f'<row r="{row}"><c r="{ref}"><v>1</v></c></row>'))
        assert caught.value.cell == f"'Đơn hàng'!{ref}"


def test_a_merge_over_the_whole_sheet(tmp_path: Path) -> None:
    for ref in ("A1:XFD1048576", "B1:B1048576"):
        path = with_sheet(tmp_path / "merge.xlsx", "", f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>')
        assert decided(path) == ("merge", f"'Đơn hàng'!{ref}")
    many = "".join('<mergeCell ref="A1:A90000"/>' for _ in range(12))
    assert decided(with_sheet(tmp_path / "many.xlsx", "", f"<mergeCells>{many}</mergeCells>"))[0] == "merge"
    hidden = '<mergeCells><mergeCell ref="A1&#58;XFD1048576"/></mergeCells>'
    with pytest.raises(Refused):
        load(with_sheet(tmp_path / "hidden.xlsx", "", hidden))


def test_merges_of_a_large_honest_sheet_pass(tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{row}:C{row}"/><mergeCell ref="D{row}:E{row}"/>' for row in range(1, 100_001))
    assert decided(with_sheet(tmp_path / "wide.xlsx", "", f"<mergeCells>{merges}</mergeCells>")) == ("", "")


def test_a_hundred_thousand_rows_of_other_data_pass(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(100_000):
            sheet.write_row(row, 0, (f"SKU {row}", "đỏ", row, row, row, row))
    assert decided(path) == ("", "")


def test_too_many_cells(tmp_path: Path) -> None:
    row = "<row>" + '<c r="AB77"><v>1</v></c>' * 1000 + "</row>"
    path = with_sheet(tmp_path / "cells.xlsx", row * 3000)
    assert decided(path) == ("too-many-cells", "'Đơn hàng'!AB77")


def bombs(path: Path) -> dict[str, tuple[str, Callable[[], Path]]]:
    """Files that would fill memory or time, by name: how they are made, and the code of the refusal ("" where they do no harm)."""
    return {
        "one part of 200 MB": ("too-large", lambda: with_sheet(path, " " * (200 << 20))),
        "blanks": ("too-large", lambda: with_sheet(path, " " * (100 << 20))),
        "a long text": ("too-large", lambda: with_sheet(path, f"<row><c t='inlineStr'><is><t>{'x' * (100 << 20)}</t></is></c></row>")),
        "a long comment": ("too-large", lambda: with_sheet(path, f"<!--{'<a>' * (30 << 20)}-->")),
        "a long attribute": ("too-large", lambda: with_sheet(path, f"<row a='{'>' * (100 << 20)}'></row>")),
        "deep nesting": ("damaged", lambda: with_sheet(path, "<a>" * (20 << 20))),
        "deep nesting behind false ends": ("damaged", lambda: with_sheet(path, '<a b="/>">' * (5 << 20))),
        "deep nesting behind comments": ("damaged", lambda: with_sheet(path, "<a><!--</a>-->" * (4 << 20))),
        "names": ("too-many-cells", lambda: with_sheet(path, "".join(f"<a{n}/>" for n in range(9_000)) * 1000)),
        "attributes": ("too-many-cells", lambda: with_sheet(path, "".join(f"<a b{n}='' c{n}='' d{n}=''/>" for n in range(2_500)) * 1000)),
        "one range of conditional formats": ("", lambda: with_sheet(path, "", f'<conditionalFormatting sqref="{"A1:XFD1048576 " * 9000}"/>')),
        "conditional formats": ("too-large", lambda: with_sheet(path, "", '<conditionalFormatting sqref="A1"/>' * 5_000_000)),
        "validations": ("", lambda: with_sheet(path, "", f'<dataValidations><dataValidation sqref="{"A1:XFD9 " * 99_000}"/></dataValidations>')),
        "links": ("", lambda: with_sheet(path, "", '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>')),
        "columns": ("", lambda: with_sheet(path, "", "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 1000 + "</cols>")),
    }


@pytest.mark.parametrize("name", bombs(None))  # type: ignore[arg-type]
def test_bombs_are_decided_within_the_bounds(tmp_path: Path, name: str) -> None:
    code, make = bombs(tmp_path / "bomb.xlsx")[name]
    path = make()
    assert decided(path)[0] == code
    if not code:
        assert load(path)[0].values == {}


@pytest.mark.parametrize(
    ("part", "before", "each", "times"),
    [
        ("xl/sharedStrings.xml", "sst", "<si><t>abc</t></si>", 5_000_000),
        ("xl/sharedStrings.xml", "sst", f"<si><t>{'x' * 1_000_000}</t></si>", 200),
        ("xl/styles.xml", "styleSheet", '<xf numFmtId="0" fontId="0"/>', 4_000_000),
        ("xl/workbook.xml", "workbook", '<definedName name="a">A1</definedName>', 5_000_000),
        ("xl/workbook.xml", "workbook", '<definedName name="a">A1</definedName>', 300_000),
        ("xl/_rels/workbook.xml.rels", "Relationships", '<Relationship Id="a" Type="b" Target="c"/>', 600_000),
        ("xl/worksheets/_rels/sheet1.xml.rels", "Relationships", '<Relationship Id="a" Type="b" Target="c"/>', 150_000),
    ],
)
def test_bombs_beside_the_sheets(tmp_path: Path, part: str, before: str, each: str, times: int) -> None:
    path = tmp_path / "bomb.xlsx"
    packed(path, {**parts_of(plain(path)), part: f'<{before} xmlns="{MAIN}">{each * times}</{before}>'})
    assert decided(path)[0] == "too-large"


def test_many_names_and_as_many_links_as_excel_allows_pass(tmp_path: Path) -> None:
    path = tmp_path / "names.xlsx"
    parts = parts_of(plain(path))
    names = b'<definedName name="a">A1</definedName>' * 20_000
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", b"</sheets><definedNames>" + names + b"</definedNames>")
    links = b'<Relationship Id="x" Type="y/hyperlink" Target="https://example.org" TargetMode="External"/>' * 65_530
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", links + b"</Relationships>")
    assert decided(packed(path, parts)) == ("", "")
    assert [*load(path)[0].tables] == ["orders"]


def test_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "parts.xlsx"
    packed(path, {**parts_of(plain(path)), **{f"xl/media/{n}.xml": b"<a/>" for n in range(20_000)}})
    assert decided(path)[0] == "too-large"
    packed(path, {**parts_of(plain(path)), **{f"xl/media/{n}.xml": b"<a/>" for n in range(9_000)}})
    assert decided(path)[0] in {"", "too-large"}


def lie(path: Path, part: str, size: int) -> Path:
    """Write another unpacked size for a part into the zip's list of parts."""
    data = bytearray(path.read_bytes())
    at = data.rindex(part.encode()) - 46
    assert data[at:at + 4] == b"PK\x01\x02"
    data[at + 24:at + 28] = struct.pack("<L", size)
    path.write_bytes(data)
    return path


def test_sizes_that_lie(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "lie.xlsx", "<row>" + " " * (120 << 20) + "</row>")
    assert decided(lie(path, SHEET, 1000))[0] == "damaged"
    assert decided(lie(plain(path), SHEET, 0xFFFFFFF0))[0] == "too-large"


def test_parts_that_overlap(tmp_path: Path) -> None:
    path = plain(tmp_path / "overlap.xlsx")
    data = bytearray(path.read_bytes())
    first, second = (data.rindex(name) - 46 for name in (b"xl/styles.xml", b"xl/sharedStrings.xml"))
    data[second + 42:second + 46] = data[first + 42:first + 46]
    path.write_bytes(data)
    assert decided(path)[0] == "too-large"


# ---------------------------------------------------------------- anything at all


def mutated(whole: bytes, parts: dict[str, bytes], chance: random.Random) -> bytes:
    """The file with one thing wrong: bits, an end, a part deleted, two parts swapped, or a few bytes of a part changed."""
    kind = chance.randrange(5)
    data = bytearray(whole)
    if kind == 0:
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)
    if kind == 1:
        return bytes(data[:chance.randrange(len(data))])
    changed = dict(parts)
    one, two = chance.sample(sorted(parts), 2)
    if kind == 2:
        del changed[one]
    elif kind == 3:
        changed[one], changed[two] = parts[two], parts[one]
    else:
        content = bytearray(parts[one])
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.choice(b"<>&\"'/=0-9A:\x00\xff")
        changed[one] = bytes(content)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content_of in changed.items():
            package.writestr(name, content_of)
    return target.getvalue()


def test_nothing_but_a_refusal_escapes_from_damaged_files(tmp_path: Path) -> None:
    path = plain(tmp_path / "orders.xlsx")
    whole, parts = path.read_bytes(), parts_of(path)
    chance = random.Random(20250501)
    refused = 0
    for _ in range(600):
        path.write_bytes(mutated(whole, parts, chance))
        try:
            load(path)
        except Refused as error:
            refused += bool(error.fix)
    assert 200 < refused < 600


def test_openpyxl_agrees_that_the_plain_file_is_one(tmp_path: Path) -> None:
    assert openpyxl.load_workbook(plain(tmp_path / "orders.xlsx")).sheetnames == [sheet.title for sheet in scan(tmp_path / "orders.xlsx").sheets]
