"""What a sheet shows beside its values: formulas, strikes, greys and comments, from every program's files."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.formula import ArrayFormula
from support.packages import MAIN, decided, packed, parts_of, with_sheet

from poolsplit.workbook.read.grid import Grid, box
from poolsplit.workbook.read.load import load
from poolsplit.workbook.read.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from support.conversion import Convert

THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
THEME = "xl/theme/theme1.xml"
COMMENTS = "xl/comments1.xml"
THREAD = "xl/threadedComments/threadedComment1.xml"
SHEET_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
KINDS = {
    COMMENTS: f"{RELATIONS}/comments",
    THREAD: "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
    "xl/persons/person.xml": "http://schemas.microsoft.com/office/2017/10/relationships/person",
}


def names(cells: Iterable[tuple[int, int]]) -> str:
    """Cells by address, in order: "A1 B2"."""
    grid = Grid("S", {})
    return " ".join(grid.address(*cell).rpartition("!")[2] for cell in sorted(cells))


def by_name(texts: dict[tuple[int, int], str]) -> dict[str, str]:
    return {names([cell]): text for cell, text in texts.items()}


def by_hand(path: Path, data: str, after: str = "", **parts: str) -> Path:
    """A workbook with these cells and these parts, of the names above in lower case (styles, strings, theme, comments, thread)."""
    with_sheet(path, data, after)
    place = {"styles": STYLES, "strings": STRINGS, "theme": THEME, "comments": COMMENTS, "thread": THREAD, "persons": "xl/persons/person.xml"}
    new = {place[name]: content for name, content in parts.items()}
    links = "".join(f'<Relationship Id="r{number}" Type="{KINDS[part]}" Target="/{part}"/>' for number, part in enumerate(new) if part in KINDS)
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    return packed(path, {**parts_of(path), **new, SHEET_RELATIONS: relations})


def stylesheet(fonts: str = "<font/>", fills: str = "<fill/>", styles: str = "<xf/>", colours: str = "") -> str:
    return (
        f'<styleSheet xmlns="{MAIN}"><fonts>{fonts}</fonts><fills>{fills}</fills><cellXfs>{styles}</cellXfs>'
        f"<dxfs><dxf><font><strike/></font></dxf></dxfs>{colours}</styleSheet>"
    )


def row_of(*styles: int) -> str:
    """Row 1: a number in each of these styles from A1 on, and ten plain ones in row 2."""
    cells = "".join(f'<c s="{style}"><v>{style}</v></c>' for style in styles)
    return f'<row r="1">{cells}</row><row r="2">{"<c><v>1</v></c>" * 10}</row>'


def note(cell: str, text: str) -> str:
    return f'<comment ref="{cell}" authorId="0"><text>{text}</text></comment>'


def notes(*each: str) -> str:
    return f'<comments xmlns="{MAIN}"><authors><author>Lan</author></authors><commentList>{"".join(each)}</commentList></comments>'


def thread(*each: tuple[str, str]) -> str:
    said = "".join(f'<threadedComment ref="{cell}" dT="2025-05-01T10:00:00.00" personId="{{1}}" id="{{2}}"><text>{text}</text></threadedComment>' for cell, text in each)
    return f'<ThreadedComments xmlns="{THREADS}">{said}</ThreadedComments>'


# ---------------------------------------------------------------- formulas


def test_every_formula_is_kept_also_where_several_cells_share_it(tmp_path: Path) -> None:
    grid = load(with_sheet(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>5</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1</f><v>25</v></c></row>'
        '<row r="2"><c r="A2"><v>6</v></c><c r="B2"><f t="shared" si="0"/><v>30</v></c></row>'
        '<row r="3"><c r="A3"><v>7</v></c><c r="B3"><f t="shared" si="0"/></c></row>'
        '<row r="4"><c r="B4"><f>SUM(B1:B3)</f><v>55</v></c><c r="C4" t="str"><f>""</f><v></v></c><c r="D4"><f t="shared" si="9"/><v>1</v></c></row>',
    ))[0]
    assert by_name(grid.formulas) == {"B1": "=A1*$A$1", "B2": "=A2*$A$1", "B3": "=A3*$A$1", "B4": "=SUM(B1:B3)", "C4": '=""', "D4": "="}
    assert names(grid.summaries) == "B4"
    assert len(grid.computed) == 6


def test_an_array_formula_stands_at_every_value_that_it_fills(tmp_path: Path) -> None:
    grid = load(with_sheet(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="B1"><f t="array" ref="B1:C3">A1:A3*2</f><v>2</v></c><c r="C1"><v>3</v></c><c r="D1"><v>4</v></c></row>'
        '<row r="2"><c r="B2"><v>4</v></c><c r="C2"><f>A1</f><v>4</v></c></row><row r="4"><c r="B4"><v>9</v></c></row>'
        '<row r="5"><c r="A5"><f t="array" ref="A5:B5">A1:B1</f><v>9</v></c><c r="B5"><v>8</v></c></row>',
    ))[0]
    assert by_name(grid.formulas) == {"B1": "=A1:A3*2", "C1": "=A1:A3*2", "B2": "=A1:A3*2", "C2": "=A1", "A5": "=A1:B1", "B5": "=A1:B1"}
    assert grid.computed == [box("B1:C3"), box("C2"), box("A5:B5")]


def test_formulas_of_openpyxl_and_xlsxwriter(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as writer:
        written = writer.add_worksheet()
        written.write_row(0, 0, (60, 40))
        written.write_formula("C1", "=A1+B1", None, 100)
        written.write_dynamic_array_formula("D1:D2", "=FILTER(A1:A2,A1:A2>0)", None, 60)
        written.write_number("D2", 40)
    assert by_name(load(path)[0].formulas) == {"C1": "=A1+B1", "D1": "=_xlfn._xlws.FILTER(A1:A2,A1:A2>0)", "D2": "=_xlfn._xlws.FILTER(A1:A2,A1:A2>0)"}
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Orders", 0)
    sheet["A1"], sheet["B1"] = "=SUM(C1:C9)", ArrayFormula("B1:B2", "=C1:C2")
    book.save(path)
    assert by_name(load(path)[0].formulas) == {"A1": "=SUM(C1:C9)", "B1": "=C1:C2"}


def test_formulas_in_cells_without_a_reference(tmp_path: Path) -> None:
    first = '<row><c><v>2</v></c><c><f t="shared" ref="B1:B2" si="0">A1*2</f><v>4</v></c></row>'
    grid = load(with_sheet(tmp_path / "a.xlsx", f'{first}<row><c><v>3</v></c><c><f t="shared" si="0"/><v>6</v></c></row>'))[0]
    assert by_name(grid.formulas) == {"B1": "=A1*2", "B2": "=A2*2"}
    assert grid.computed == [box("B1"), box("B2")]


def test_array_formulas_over_the_whole_sheet_take_no_time(tmp_path: Path) -> None:
    array = '<c r="B2"><f t="array" ref="{}">A1*2</f><v>1</v></c>'
    wide, beside = array.format("A1:XFD1048576"), array.format("XFA1:XFD1048576")
    far = '<row r="1048576"><c r="C1048576"><v>1</v></c></row>'
    grid = load(with_sheet(tmp_path / "a.xlsx", f'<row r="2">{beside * 2_000}{wide * 2_000}</row>{far}'))[0]
    assert len(grid.computed) == 4_000
    assert set(by_name(grid.formulas)) <= {"B2", "C1048576"}


# ---------------------------------------------------------------- struck through


def test_cells_in_a_struck_font(tmp_path: Path) -> None:
    fonts = '<font/><font><strike/></font><font><strike val="1"/></font><font><strike val="0"/></font><font><b/></font><font><strike val="true"/></font>'
    styles = "".join(f'<xf fontId="{number}"/>' for number in range(6)) + '<xf fontId="99"/><xf fontId="x"/>'
    data = row_of(*range(8)) + '<row r="3"><c r="A3" s="1"/><c r="B3" s="1" t="str"><f>""</f><v></v></c><c r="C3" s="1" t="inlineStr"><is><t>An</t></is></c></row>'
    grid = load(by_hand(tmp_path / "a.xlsx", data, styles=stylesheet(fonts=fonts, styles=styles)))[0]
    assert names(grid.struck) == "B1 C1 F1 C3"


def test_texts_that_are_struck_by_their_runs(tmp_path: Path) -> None:
    struck, plain, bare = "<r><rPr><strike/></rPr><t>{}</t></r>", "<r><rPr><b/></rPr><t>{}</t></r>", "<r><t>{}</t></r>"
    texts = [
        struck.format("An 60"),
        struck.format("An") + plain.format(" – ") + struck.format("60"),
        struck.format("An") + plain.format(" 60"),
        bare.format("An") + struck.format(" 60"),
        plain.format("An"),
        struck.format("取消") + '<rPh sb="0" eb="1"><t>quxiao</t></rPh>',
        struck.format("–"),
        "<t>An</t>",
    ]
    shared = f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'
    styles = stylesheet(fonts="<font/><font><strike/></font>", styles='<xf fontId="0"/><xf fontId="1"/>')
    rows = [
        "".join(f'<c t="s" s="{style}"><v>{number}</v></c>' for number in range(len(texts))) for style in (0, 1)
    ] + ["".join(f'<c t="inlineStr" s="{style}"><is>{text}</is></c>' for text in texts) for style in (0, 1)]
    grid = load(by_hand(tmp_path / "a.xlsx", "".join(f"<row>{row}</row>" for row in rows), styles=styles, strings=shared))[0]
    by_runs, with_the_cell = {1, 2, 6}, {1, 2, 4, 6, 7, 8}
    expected = {1: by_runs, 2: with_the_cell, 3: by_runs, 4: with_the_cell}
    assert {row: {column for at, column in grid.struck if at == row} for row in expected} == expected
    assert grid.values[1, 2] == "An – 60"
    assert {type(value) for value in grid.values.values()} == {str}


def test_what_a_merge_covers_is_neither_struck_nor_grey(tmp_path: Path) -> None:
    styles = stylesheet(fonts='<font/><font><strike/><color rgb="FF808080"/></font>', styles='<xf fontId="0"/><xf fontId="1"/>')
    after = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    grid = load(by_hand(tmp_path / "a.xlsx", row_of(1, 1, 1), after, styles=styles))[0]
    assert names(grid.struck) == "A1 C1"
    assert names(grid.greyed) == "A1 C1"


# ---------------------------------------------------------------- greyed


@pytest.mark.parametrize(
    ("colour", "grey"),
    [
        ('rgb="FF808080"', True),
        ('rgb="808080"', True),
        ('rgb="FF606060"', True),
        ('rgb="FF5F5F5F"', False),
        ('rgb="FFD0D0D0"', True),
        ('rgb="FFD1D1D1"', False),
        ('rgb="FF808898"', True),
        ('rgb="FF808899"', False),
        ('rgb="FFFF0000"', False),
        ('indexed="23"', True),
        ('indexed="55"', True),
        ('indexed="10"', False),
        ('indexed="64"', False),
        ('indexed="900"', False),
        ('theme="0" tint="-0.34998626667073579"', True),
        ('theme="0" tint="-4.9989318521683403E-2"', False),
        ('theme="0"', False),
        ('theme="1" tint="0.499984740745262"', True),
        ('theme="1" tint="0.34998626667073579"', False),
        ('theme="1"', False),
        ('theme="2" tint="-0.249977111117893"', True),
        ('theme="3"', False),
        ('theme="6"', True),
        ('theme="6" tint="0.39997558519241921"', True),
        ('theme="6" tint="-0.499984740745262"', False),
        ('theme="4" tint="0.4"', False),
        ('auto="1"', False),
        ('rgb="grey"', False),
        ('rgb="FF80"', False),
        ('theme="x"', False),
        ('theme="99"', False),
        ('theme="1" tint="1e999"', False),
        ('theme="1" tint="nan"', False),
        ("", False),
    ],
)
def test_which_colours_are_grey_for_texts_and_for_fills(tmp_path: Path, colour: str, *, grey: bool) -> None:
    fonts = f"<font/><font><color {colour}/></font>"
    solid = f'<fill><patternFill patternType="solid"><fgColor {colour}/><bgColor indexed="64"/></patternFill></fill>'
    pattern = f'<fill><patternFill patternType="lightGray"><fgColor {colour}/></patternFill></fill><fill><gradientFill/></fill>'
    styles = '<xf/><xf fontId="1"/><xf fillId="1"/><xf fillId="2"/><xf fillId="3"/>'
    sheet = stylesheet(fonts, f"<fill/>{solid}{pattern}", styles)
    grid = load(by_hand(tmp_path / "a.xlsx", row_of(0, 1, 2, 3, 4), styles=sheet, theme="<damaged"))[0]
    assert names(grid.greyed) == ("B1 C1" if grey else "")


def test_colours_of_the_books_own_palette_and_theme(tmp_path: Path) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    own = {"dk1": '<a:sysClr val="windowText" lastClr="707070"/>', "lt1": '<a:srgbClr val="FFFFFF"/>', "accent3": '<a:srgbClr val="F2BA02"/>', "dk2": ""}
    theme = "".join(f"<a:{name}>{colour}</a:{name}>" for name, colour in own.items())
    sheet = stylesheet(
        '<font/><font><color theme="1"/></font><font><color theme="6"/></font><font><color theme="3"/></font><font><color indexed="1"/></font>',
        styles="".join(f'<xf fontId="{number}"/>' for number in range(5)),
        colours='<colors><indexedColors><rgbColor rgb="FFFF0000"/><rgbColor rgb="FF999999"/></indexedColors></colors>',
    )
    scheme = f'<a:theme xmlns:a="{drawing}"><a:themeElements><a:clrScheme name="x">{theme}</a:clrScheme></a:themeElements></a:theme>'
    grid = load(by_hand(tmp_path / "a.xlsx", row_of(0, 1, 2, 3, 4), styles=sheet, theme=scheme))[0]
    assert names(grid.greyed) == "B1 E1"


def test_a_grey_that_most_of_the_sheet_has_says_nothing(tmp_path: Path) -> None:
    sheet = stylesheet(
        '<font/><font><color rgb="FF808080"/></font>',
        '<fill/><fill><patternFill patternType="solid"><fgColor rgb="FFBFBFBF"/></patternFill></fill>',
        '<xf/><xf fontId="1"/><xf fillId="1"/><xf fontId="1" fillId="1"/>',
    )

    def greyed(*styles: int) -> str:
        cells = "".join(f'<c s="{style}"><v>1</v></c>' for style in styles)
        return names(load(by_hand(tmp_path / "a.xlsx", f"<row>{cells}</row><row><c s='1'/><c s='2'/></row>", styles=sheet))[0].greyed)

    assert greyed(1, 1, 0, 0) == "A1 B1"
    assert greyed(1, 1, 1, 0, 0) == ""
    assert greyed(2, 2, 0, 0) == "A1 B1"
    assert greyed(2, 2, 2, 0, 0) == ""
    assert greyed(1, 1, 3, 2, 0) == "C1 D1"


# ---------------------------------------------------------------- comments


def test_notes_and_threads_of_one_sheet(tmp_path: Path) -> None:
    legacy = notes(
        note("B2", "<r><rPr><b/></rPr><t>Lan:</t></r><r><t>_x000D_\n cọc 30k</t></r>"),
        note("C3", "<t>[Threaded comment] Your version of Excel allows you to read this</t>"),
        note("D4", "<t> </t>"),
        note("E5", ""),
    )
    said = thread(("C3", "đã ck 200k"), ("C3", "ok a &amp; b"), ("F6", "huỷ"))
    data = '<row r="2"><c r="B2"><v>5</v></c></row>'
    persons = '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>'
    grid = load(by_hand(tmp_path / "a.xlsx", data, comments=legacy, thread=said, persons=persons))[0]
    assert by_name(grid.comments) == {"B2": "Lan:\n cọc 30k", "C3": "đã ck 200k\nok a & b", "F6": "huỷ"}
    assert not grid.unread_comments


def test_comments_and_looks_of_openpyxl(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Orders", 0)
    for row, name in enumerate(("Shop", "An", "Bình", "Chi", "Dũng", "Em"), 1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, row)
    sheet["A2"].font = Font(strike=True)
    sheet["A3"].font = Font(color=Color(theme=0, tint=-0.35))
    sheet["B3"].fill = PatternFill("solid", fgColor="A6A6A6")
    sheet["A4"] = CellRichText(TextBlock(InlineFont(strike=True), "Chi"), " ", TextBlock(InlineFont(strike=True), "5"))
    sheet["B5"].comment = Comment("đã cọc 50k", "Lan")
    path = tmp_path / "a.xlsx"
    book.save(path)
    grid = load(path)[0]
    assert (names(grid.struck), names(grid.greyed), by_name(grid.comments)) == ("A2 A4", "A3 B3", {"B5": "đã cọc 50k"})


def by_xlsxwriter(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        struck, plain = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
        sheet = book.add_worksheet()
        for row, name in enumerate(("Shop", "An", "Bình", "Chi", "Dũng", "Em")):
            sheet.write_row(row, 0, (name, row))
        sheet.write("A2", "An", struck)
        sheet.write("B2", 60, struck)
        sheet.write("A3", "Bình", book.add_format({"font_color": "#808080"}))
        sheet.write("B3", 40, book.add_format({"bg_color": "#BFBFBF"}))
        sheet.write_rich_string("A4", struck, "Chi", plain, " – ", struck, "5")
        sheet.write_rich_string("A5", struck, "60", plain, " 50")
        sheet.write_formula("B6", "=SUM(B2:B5)", None, 100)
        sheet.write_comment("B5", "đã ck 200k", {"author": "Lan"})
        sheet.write_comment("D9", "huỷ")
    return path


def looks(path: Path) -> tuple[object, ...]:
    grid = load(path)[0]
    return names(grid.struck), names(grid.greyed), by_name(grid.comments), by_name(grid.formulas), grid.unread_comments


SEEN = ("A2 B2 A4", "A3 B3", {"B5": "đã ck 200k", "D9": "huỷ"}, {"B6": "=SUM(B2:B5)"}, False)


def test_looks_of_xlsxwriter(tmp_path: Path) -> None:
    assert looks(by_xlsxwriter(tmp_path / "a.xlsx")) == SEEN


def test_looks_that_libreoffice_has_read_and_written(tmp_path: Path, soffice: Convert) -> None:
    path = by_xlsxwriter(tmp_path / "orders.xlsx")
    again = tmp_path / "again"
    assert looks(soffice(path, "xlsx", again)) == SEEN
    assert looks(soffice(soffice(path, "ods"), "xlsx", again)) == SEEN


def test_a_book_as_google_writes_it(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><fonts count="3">'
        '<font><sz val="10.0"/><color rgb="FF000000"/><name val="Arial"/><scheme val="minor"/></font>'
        '<font><strike/><color theme="1"/><name val="Arial"/></font><font><color rgb="FFB7B7B7"/><name val="Arial"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="lightGray"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf borderId="0" fillId="0" fontId="0" numFmtId="0" applyFont="1"/></cellStyleXfs>'
        '<cellXfs count="3"><xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0"/><xf borderId="0" fillId="0" fontId="1" numFmtId="0" xfId="0"/>'
        '<xf borderId="0" fillId="0" fontId="2" numFmtId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>'
    )
    data = (
        '<row r="1"><c r="A1" s="1" t="inlineStr"><is><t>An</t></is></c><c r="B1" s="2"><v>60.0</v></c></row>'
        '<row r="2"><c r="A2" s="0"><v>1.0</v></c><c r="B2" s="0"><f>SUM(B1)</f><v>60.0</v></c></row>'
    )
    said = notes(note("B1", '<t xml:space="preserve">đã ck 200k\n\t-Lan</t>'))
    assert looks(by_hand(tmp_path / "a.xlsx", data, styles=styles, comments=said)) == ("A1", "B1", {"B1": "đã ck 200k\n\t-Lan"}, {"B2": "=SUM(B1)"}, False)


# ---------------------------------------------------------------- comments that cannot be read


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "no XML",
        notes(note("B2", "<t>ok</t>"))[:-20],
        notes(note("B2", "<t>ok</t>"), note("nowhere", "<t>far</t>")),
        notes(note("XFE1", "<t>far</t>")),
        notes('<comment authorId="0"><text><t>without a cell</t></text></comment>'),
        notes(note("B2", "<t>a</r>")),
        "<a>" * 100,
        f'<?xml version="1.0" encoding="iso-8859-1"?>{notes()}',
        f'<?xml version="1.0" encoding="gbk"?>{notes()}',
        f'<?xml version="1.0" encoding="UTF-9"?>{notes()}',
    ],
)
def test_damaged_comments_do_not_refuse_the_book(tmp_path: Path, damaged: str) -> None:
    data = '<row r="2"><c r="B2"><v>5</v></c></row>'
    for parts in ({"comments": damaged}, {"thread": damaged, "comments": notes(note("A1", "<t>ok</t>"))}):
        grid = load(by_hand(tmp_path / "a.xlsx", data, **parts))[0]
        assert (grid.values, grid.comments, grid.unread_comments) == ({(2, 2): 5}, {}, True)


@pytest.mark.parametrize("part", [COMMENTS, THEME])
def test_whatever_bytes_are_wrong_in_a_part_that_can_be_done_without_the_book_is_read(tmp_path: Path, part: str) -> None:
    path = by_xlsxwriter(tmp_path / "a.xlsx")
    parts = parts_of(path)
    expected = looks(path)
    chance = random.Random(20250501)
    unread = 0
    for _ in range(100):
        content = bytearray(parts[part])
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.choice(b"<>&\"'/=0-9A:\x00\xff")
        result = looks(packed(path, parts | {part: bytes(content)}))
        unread += bool(result[-1])
        assert result[:2] == expected[:2]
        assert result[3] == expected[3]
        assert not (result[-1] and result[2])
    assert (unread > 50) == (part == COMMENTS)


def test_comments_that_are_not_there_or_that_two_sheets_claim(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "a.xlsx", "", comments=notes(note("B2", "<t>ok</t>")))
    missing = {name: content for name, content in parts_of(path).items() if name != COMMENTS}
    assert load(packed(tmp_path / "b.xlsx", missing))[0].unread_comments
    path = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number in (1, 2):
            book.add_worksheet().write_comment("B2", f"note {number}")
    relations = "xl/worksheets/_rels/sheet2.xml.rels"
    parts = parts_of(path)
    packed(path, parts | {relations: parts[relations].replace(b"comments2", b"comments1")})
    assert [(by_name(grid.comments), grid.unread_comments) for grid in load(path)] == [({"B2": "note 1"}, False), ({}, True)]


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (COMMENTS, notes('<comment ref="A1"/>' * 5_000_000)),
        (COMMENTS, notes(note("A1", "<t>" + "x" * (100 << 20) + "</t>"))),
        (COMMENTS, " " * (140 << 20)),
        (THEME, "<a b='c'/>" * 5_000_000),
    ],
    ids=["many comments", "a long comment", "blanks", "a theme"],
)
def test_bombs_in_parts_that_can_be_done_without_are_left_unread(tmp_path: Path, part: str, content: str) -> None:
    path = by_hand(tmp_path / "a.xlsx", '<row r="2"><c r="B2"><v>5</v></c></row>', comments=notes())
    packed(path, {**parts_of(path), part: content})
    assert decided(path) == ("", "")
    result = scan(path)
    assert (result.sheets[0].unread_comments, result.theme) == ((True, THEME) if part == COMMENTS else (False, ""))
    assert load(path)[0].values == {(2, 2): 5}


def test_twenty_thousand_comments_are_read(tmp_path: Path) -> None:
    said = notes(*(note(f"B{row}", f"<r><rPr><b/><sz val='9'/></rPr><t>Lan:</t></r><r><t> {row}k</t></r>") for row in range(1, 20_001)))
    path = by_hand(tmp_path / "a.xlsx", "", comments=said)
    assert decided(path) == ("", "")
    comments = load(path)[0].comments
    assert len(comments) == 20_000
    assert comments[20_000, 2] == "Lan: 20000k"
