from __future__ import annotations

import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from poolsplit.errors import Refused
from poolsplit.workbook.read.grid import Box, CellError, Grid, TableRows, Uncached
from poolsplit.workbook.read.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.conversion import Convert

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
moment = datetime.fromisoformat
ROWS: list[list[object]] = [
    ["Shop", "SL", "Giá (¥)", "备注", "Ngày", "Đủ"],
    ["An", 60, 12.5, "=không phải công thức", moment("2025-05-01"), True],
    ["Bình", 40, -3, "第一行\n第二行", moment("2025-05-02 18:30"), False],
    ["Chị Hà", 0, 0.1, "@x", moment("1999-12-31"), True],
]
EXPECTED = {
    (row, column): value.date() if isinstance(value, datetime) and not value.hour else value
    for row, values in enumerate(ROWS, 1)
    for column, value in enumerate(values, 1)
}


def by_xlsxwriter(path: Path, options: Mapping[str, object] | None = None) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm", "strings_to_formulas": False, **(options or {})}) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate(ROWS):
            sheet.write_row(row, 0, values)
    return path


def by_openpyxl(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Orders", 0)
    for row, values in enumerate(ROWS, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    return path


def by_pandas(path: Path) -> Path:
    options = {"options": {"strings_to_formulas": False}}
    pd.DataFrame(ROWS[1:], columns=ROWS[0]).to_excel(path, index=False, engine="xlsxwriter", engine_kwargs=options)
    return path


def by_hand(path: Path, cells: str, before: str = "", after: str = "", **parts: str) -> Path:
    """A workbook with these rows in its sheet, and other parts by their bare names (styles, sharedStrings, workbook)."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Orders")
    with zipfile.ZipFile(path) as package:
        old = {name: package.read(name) for name in package.namelist()}
    new: dict[str, str | bytes] = {**old, SHEET: f'<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'}
    new |= {f"xl/{name}.xml": content for name, content in parts.items()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in new.items():
            package.writestr(name, content)
    return path


def values_of(grid: Grid) -> dict[tuple[int, int], object]:
    return grid.values


def cells(path: Path) -> dict[str, object]:
    """The values of the first sheet by address."""
    grid = load(path)[0]
    return {grid.address(*place).rpartition("!")[2]: value for place, value in values_of(grid).items()}


def same(path: Path) -> None:
    values = values_of(load(path)[0])
    assert values == EXPECTED
    assert {place: type(value) for place, value in values.items()} == {place: type(value) for place, value in EXPECTED.items()}


# ---------------------------------------------------------------- every program's files load equal


def test_xlsxwriter_openpyxl_and_pandas(tmp_path: Path) -> None:
    same(by_xlsxwriter(tmp_path / "a.xlsx"))
    same(by_xlsxwriter(tmp_path / "b.xlsx", {"constant_memory": True}))
    same(by_openpyxl(tmp_path / "c.xlsx"))
    same(by_pandas(tmp_path / "d.xlsx"))


def test_dates_counted_from_1904(tmp_path: Path) -> None:
    same(by_xlsxwriter(tmp_path / "mac.xlsx", {"date_1904": True}))


def test_libreoffice_from_xlsx_and_ods(tmp_path: Path, soffice: Convert) -> None:
    path = by_xlsxwriter(tmp_path / "orders.xlsx")
    again = tmp_path / "again"
    same(soffice(path, "xlsx", again))
    same(soffice(soffice(path, "ods"), "xlsx", again))


def test_libreoffice_from_csv(tmp_path: Path, soffice: Convert) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Shop,SL\nBình,40\nChị Hà,12.5\n", encoding="utf-8")
    values = cells(soffice(path, "xlsx"))
    assert values["B2"] == 40
    assert values["B3"] == 12.5
    assert values["B1"] == "SL"


def test_a_file_that_excel_has_open_and_that_is_never_written(tmp_path: Path) -> None:
    path = by_xlsxwriter(tmp_path / "orders.xlsx")
    (tmp_path / "~$orders.xlsx").write_bytes(b"\x04user")
    path.chmod(0o444)
    before = path.read_bytes(), path.stat().st_mtime_ns
    load(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["orders.xlsx", "~$orders.xlsx"]


# ---------------------------------------------------------------- values


def test_numbers_texts_booleans_and_errors_as_they_stand_in_the_file(tmp_path: Path) -> None:
    path = by_hand(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>100</v></c><c r="B1"><v>100.5</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#REF!</v></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><r><t>Chị </t></r><r><t>Hà</t></r><rPh sb="0" eb="1"><t>xx</t></rPh></is></c>'
        '<c r="B2" t="str"><v>007</v></c><c r="C2" t="d"><v>2025-05-01T00:00:00</v></c><c r="D2" t="s"><v>0</v></c></row>'
        '<row><c><v>1E-3</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="n"/><c t="inlineStr"><is><t>#N/A</t></is></c></row>',
        sharedStrings=f'<sst xmlns="{MAIN}"><si><r><t>你</t></r><r><t>好</t></r><rPh sb="0" eb="1"><t>nihao</t></rPh></si>'
        "<si><t>a_x000D_\nb</t></si><si><t>_x005F_x000D_</t></si></sst>",
    )
    shared = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="/xl/SharedStrings.xml"/></Relationships>'
    parts[shared] = parts[shared].replace(b"</Relationships>", relation.encode())
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    values = cells(path)
    assert values == {
        "A1": 100, "B1": 100.5, "C1": True, "D1": "#REF!", "A2": "Chị Hà", "B2": "007", "C2": date(2025, 5, 1), "D2": "你好",
        "A3": 0.001, "B3": "a\nb", "C3": "_x000D_", "E3": "#N/A",
    }
    assert type(values["A1"]) is int
    assert values["C1"] is True
    assert type(values["D1"]) is CellError
    assert type(values["E3"]) is str


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("dd/mm/yyyy", date(2025, 5, 1)),
        ('yyyy"年"m"月"d"日"', date(2025, 5, 1)),
        ("[$-804]yyyy/m/d;@", date(2025, 5, 1)),
        ('#,##0 "đồng"', 45778),
        ("#,##0\\ \\d", 45778),
        ("#,##0.00 [$₫-42A]", 45778),
        ("[h]:mm", 45778),
        ("General", 45778),
    ],
)
def test_number_formats_that_are_dates_and_that_are_not(tmp_path: Path, code: str, shown: object) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_number(0, 0, 45778, book.add_format({"num_format": code}))
    assert cells(path) == {"A1": shown}


def test_dates_that_east_asian_programs_do_not_write_down_times_and_what_is_no_date(tmp_path: Path) -> None:
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 31, 57, 14, 20))
    row = '<c r="A1" s="1"><v>45778</v></c><c r="B1" s="2"><v>45778</v></c><c r="C1" s="3"><v>12300000</v></c><c r="D1" s="3"><v>-5</v></c>'
    more = '<c r="E1" s="4"><v>0.75</v></c><c r="F1" s="3"><v>45778.5</v></c>'
    stylesheet = f'<styleSheet xmlns="{MAIN}"><cellXfs>{styles}</cellXfs></styleSheet>'
    path = by_hand(tmp_path / "a.xlsx", f'<row r="1">{row}{more}</row>', styles=stylesheet)
    assert cells(path) == {
        "A1": date(2025, 5, 1), "B1": date(2025, 5, 1), "C1": 12300000, "D1": -5, "E1": "18:00", "F1": moment("2025-05-01 12:00"),
    }


def test_formulas_without_a_result(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"    # type: ignore[index]
    book.save(path)
    assert cells(path) == {"A1": "=1+1"}
    assert type(cells(path)["A1"]) is Uncached


def test_shared_and_array_formulas_without_a_result(tmp_path: Path) -> None:
    path = by_hand(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>5</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>10</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/></c></row><row r="3"><c r="B3"><f t="shared" si="0"/><v/></c></row>'
        '<row r="4"><c r="B4"><f t="array" ref="B4">SUM(A1:A3)</f></c><c r="C4" t="str"><f>""</f><v></v></c>'
        '<c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="5"><c r="A5"><f t="dataTable" ref="A5" dt2D="1" r1="A1" r2="A2"/></c><c r="B5"><f t="shared" si="9"/></c></row>',
        workbook=f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
    )
    values = cells(path)
    assert values == {"A1": 5, "B1": 10, "B2": "=A2*2", "B3": "=A3*2", "B4": "=SUM(A1:A3)", "D4": "#DIV/0!", "A5": "={TABLE}", "B5": "="}
    assert {name for name, value in values.items() if type(value) is Uncached} == {"B2", "B3", "B4", "A5", "B5"}


def test_a_zero_that_stands_for_a_result_until_excel_has_calculated(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, (60, 40))
        sheet.write_formula("C1", "=A1+B1")
        sheet.write_formula("D1", "=A1-B1", None, 20)
    assert cells(path) == {"A1": 60, "B1": 40, "C1": "=A1+B1", "D1": 20}


def test_a_cell_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for cell in ('<c r="B7"><v>abc</v></c>', '<c r="B7" t="s"><v>99</v></c>', '<c r="B7" t="d"><v>tomorrow</v></c>'):
        with pytest.raises(Refused) as caught:
            load(by_hand(tmp_path / "a.xlsx", f'<row r="7">{cell}</row>'))
        assert (caught.value.code, caught.value.cell) == ("damaged", "Orders!B7")


# ---------------------------------------------------------------- what the operator does not see


def test_hidden_rows_columns_and_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Đơn")
        sheet.write_column(0, 0, ["Shop", "An", "Bình", "Chi", "Em"])
        sheet.autofilter("A1:A5")
        sheet.filter_column(0, "x == An")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"level": 1, "hidden": True})
        sheet.set_row(4, 0)
        sheet.set_column("C:E", None, None, {"hidden": True})
        sheet.set_column("G:G", 0)
        book.add_worksheet("hidden").hide()
        book.add_worksheet("deep").very_hidden()
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "='Đơn'!$A$2:$A$3"})
        book.add_chartsheet("chart").set_chart(chart)
    grids = load(path)
    assert [(grid.title, grid.hidden) for grid in grids] == [("Đơn", False), ("hidden", True), ("deep", True)]
    assert grids[0].hidden_rows == {3, 4, 5}
    assert grids[0].hidden_columns == {3, 4, 5, 7}
    assert values_of(grids[0])[3, 1] == "Bình"


# ---------------------------------------------------------------- merges and tables


def test_merges_show_their_first_cell_and_hide_what_is_under_them(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c><c r="C3"><v>4</v></c></row>'
    grid = load(by_hand(tmp_path / "a.xlsx", rows, after='<mergeCells count="1"><mergeCell ref="A1:B3"/></mergeCells>'))[0]
    assert grid.merges == [Box(1, 1, 3, 2)]
    assert values_of(grid) == {(1, 1): 1, (3, 3): 4}
    assert [grid.value(row, column) for row in (1, 2, 3, 4) for column in (1, 2, 3)] == [1, 1, None, 1, 1, None, 1, 1, 4, None, None, None]


def test_many_merges_are_looked_up_by_row() -> None:
    merges = [Box(row, 1, row, 3) for row in range(1, 50_001)]
    grid = Grid("Orders", {(row, 1): row for row in range(1, 50_001)}, merges=merges)
    assert all(grid.value(row, 2) == row for row in range(1, 50_001))


def test_excel_tables_with_headings_and_totals(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        columns = [{"header": "Shop", "total_string": "Tổng"}, {"header": "SL", "total_function": "sum"}]
        sheet.add_table("B3:C6", {"name": "đơn", "columns": columns, "total_row": True, "data": [["An", 60], ["Bình", 40]]})
        sheet.add_table("F1:G4", {"name": "bare", "header_row": False})
    grid = load(path)[0]
    assert grid.tables == {"đơn": Box(3, 2, 6, 3), "bare": Box(1, 6, 4, 7)}
    assert grid.table_rows == {"đơn": TableRows(1, 1), "bare": TableRows(0, 0)}


# ---------------------------------------------------------------- other programs' spellings


def test_prefixed_elements(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "a.xlsx", "")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[SHEET] = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'.encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert cells(path) == {"A1": 1}


def test_comments_and_character_data(tmp_path: Path) -> None:
    text = '<row r="1"><!-- <c> --><c r="A1" t="inlineStr"><is><t><![CDATA[a < b /> c]]></t></is></c></row>'
    assert cells(by_hand(tmp_path / "a.xlsx", text)) == {"A1": "a < b /> c"}


def test_formats_that_openpyxl_cannot_read_do_not_matter(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><fills><fill/></fills><cellXfs><xf numFmtId="14"/></cellXfs><odd/></styleSheet>'
    after = '<conditionalFormatting sqref="nonsense"><cfRule type="unknown" priority="x"/></conditionalFormatting>'
    path = by_hand(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>45778</v></c></row>', after=after, styles=styles)
    assert cells(path) == {"A1": date(2025, 5, 1)}


# ---------------------------------------------------------------- progress


def test_progress_tells_the_sheet_and_goes_forward(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for title in ("Orders", "Costs"):
            sheet = book.add_worksheet(title)
            for row in range(3000):
                sheet.write_row(row, 0, (row, "An"))
    said: list[tuple[str, int, int]] = []
    load(path, lambda text, done, total: said.append((text, done, total)))
    assert [text for text, _, _ in said] == ["reading Orders"] * 3 + ["reading Costs"] * 3
    assert [done for _, done, _ in said] == sorted(done for _, done, _ in said)
    assert all(0 < done <= total for _, done, total in said)
