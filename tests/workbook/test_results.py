from __future__ import annotations

import shutil
import subprocess
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from poolsplit.errors import Problem, Refused, Text
from poolsplit.report.sections import COUNT, LABELS, MARK, MONEY, TEXT, Outcome, Section
from poolsplit.report.text import display_width
from poolsplit.tables.table import Taken
from poolsplit.values.translate import translate
from poolsplit.workbook.results import write

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet
    from support.conversion import Convert

LONG = "Nguyễn Thị Phương Thảo – Shop Mẹ & Bé Hạnh Phúc"
PARTNERS = (LONG, "Bình", "-Lan (小燕服装店)", "+84 Shop")
HOSTILE = ("=cmd|' /C calc'!A0", "+84 Shop", "-Lan", "@shop", "=1+1", "#N/A", "\t=1", "007", "12.5", "TRUE", "2026-11-21")
SKUS = ("黑色 S", "黑色 M", "黑色 L", "Trắng kem cổ bèo tay phồng S", "Trắng M", "Trắng L")
COSTS = (LABELS["goods"], "Cước nội địa", "Cước quốc tế", "Thuế nhập khẩu", "VAT", "Phí đóng gói", "Kiểm hàng", "Giao hàng")
TAKEN = (Taken("orders", "Đơn hàng", "'Đơn hàng'!B3:E27", {"Tên shop": "partner", "SL": "quantity"}),)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def dues(partners: tuple[str, ...] = PARTNERS, amount: Any = 12_345_678, currency: str = "VND") -> Section:
    columns = [(LABELS["partner"], TEXT), (LABELS["quantity"], COUNT), *((cost, MONEY) for cost in COSTS), (LABELS["due"], MONEY)]
    rows = [[partner, 10, *([amount] * len(COSTS)), amount] for partner in partners]
    return Section("dues", Text("Who pays what"), columns, [*rows, [Text("Total"), 40, *([amount] * len(COSTS)), amount]], currency, total=True)


def landed() -> Section:
    kinds = {"partner": TEXT, "sku": TEXT, "quantity": COUNT, "landed": MONEY, "unit_cost": MONEY}
    rows: list[list[Any]] = [[partner, sku, 10, 1_447_525, 144_752] for partner in PARTNERS for sku in SKUS]
    return Section("landed", Text("What a piece costs once it is here"), [(LABELS[name], kind) for name, kind in kinds.items()], rows, "VND")


def checks(*rows: list[Any]) -> Section:
    return Section("checks", Text("Checks"), [(Text("Check"), TEXT), (Text("Result"), MARK)], list(rows))


def whole() -> Outcome:
    warning = Problem("items", 2, "moq", Text("{sku} lacks {missing} of {target} pieces", sku="黑色 M", missing=14, target=100), warning=True)
    ok = checks([Text("{cost}: shares add up to the bill", cost="VAT"), Text("ok")], [warning, Text("note")])
    transfers = [(LABELS[name], TEXT) for name in ("payer", "payee")] + [(LABELS["amount"], MONEY)]
    settlement = Section("settlement", Text("Who transfers what to whom"), transfers, [[LONG, "Bình", 18_741_000]], "VND")
    return Outcome([dues(), settlement, landed(), ok], [warning])


def written(outcome: Outcome, folder: Path, lang: str = "vi", **more: Any) -> Path:
    path = folder / "kết quả.xlsx"
    write.write(outcome, path, lang, **more)
    return path


def cells(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def charts(path: Path) -> list[Any]:
    """The charts of the first sheet, which openpyxl keeps to itself."""
    return [*vars(openpyxl.load_workbook(path).worksheets[0])["_charts"]]


def test_each_sheet_holds_its_tables_in_the_readers_language(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(whole(), tmp_path, taken=TAKEN))
    assert book.sheetnames == ["Phải trả", "Chuyển tiền", "Giá vốn", "Kiểm tra", "Nguồn dữ liệu"]
    assert cells(book["Phải trả"])[:3] == [
        ["Ai trả bao nhiêu (VND)"],
        ["Shop", "Số lượng", "Tiền hàng", *COSTS[1:], "Phải trả"],
        [LONG, 10, *[12_345_678] * 9],
    ]
    assert ["bảng đặt hàng", "'Đơn hàng'!B3:E27", "Tên shop = shop, SL = số lượng"] in cells(book["Nguồn dữ liệu"])


def test_a_warning_stands_once_with_its_place_and_in_colour(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(whole(), tmp_path))["Kiểm tra"]
    said = "黑色 M còn thiếu 14 trên 100 cái"
    [row] = [row for row in sheet.iter_rows() if row[0].value == said]
    assert [cell.value for cell in row] == [said, "lưu ý", "bảng mã hàng, dòng 2, đặt tối thiểu (MOQ)", None]
    [fine] = [row for row in sheet.iter_rows() if row[1].value == "đúng"]
    assert len({row[1].fill.fgColor.rgb, fine[1].fill.fgColor.rgb, sheet["A1"].fill.fgColor.rgb}) == 3


def test_problems_alone_make_a_workbook_too(tmp_path: Path) -> None:
    problem = Problem("orders", 2, "quantity", Text("a quantity cannot be negative: {value}", value=-3), Text("type 0 or more"), "'Đơn'!C5")
    book = openpyxl.load_workbook(written(Outcome([], [problem]), tmp_path, "en"))
    assert book.sheetnames == ["Checks"]
    assert cells(book["Checks"])[2] == ["a quantity cannot be negative: -3", "problem", "'Đơn'!C5", "type 0 or more"]


@pytest.mark.parametrize("lang", ["vi", "en", "zh"])
def test_text_is_never_a_formula_whatever_it_starts_with(tmp_path: Path, lang: str) -> None:
    section = dues(HOSTILE)
    section.columns = [section.columns[0], *((f"={name}", kind) for name, kind in section.columns[1:])]
    outcome = Outcome([section], [Problem("", 0, "", "=1+1", "@fix", "+cell")])
    path = written(outcome, tmp_path, lang, taken=[Taken("orders", "=x", "-x", {"=a": "@b"})])
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    sheets = [ET.fromstring(part) for part in parts]  # noqa: S314  # written two lines above
    assert not [element for sheet in sheets for element in sheet.iter(f"{MAIN}f")]
    assert {cell.get("t") for sheet in sheets for cell in sheet.iter(f"{MAIN}c") if len(cell)} == {"inlineStr", "n"}
    names = openpyxl.load_workbook(path).worksheets[0]
    first = {str(cell.value).replace(" =1", "\t=1"): cell for cell in names["A"] if cell.value}
    assert all(first[name].data_type == "s" for name in HOSTILE)
    assert {name for name in HOSTILE if first[name].quotePrefix} == {name for name in HOSTILE if name[0] in "=+-@"}


def test_characters_that_no_sheet_can_hold_are_replaced(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(Outcome([dues(("An\x00\x1b", "B\ud800", "C\ufffe"))]), tmp_path)).worksheets[0]
    assert [cell.value for cell in sheet["A"]][2:5] == ["An  ", "B\ufffd", "C\ufffd"]


@pytest.mark.parametrize(
    ("amount", "currency", "shown_as"),
    [(12_345_678, "VND", "#,##0"), (-5, "VND", "#,##0"), (999_999_999_999_999, "VND", "#,##0"), (Decimal("-1234.50"), "CNY", "#,##0.00")],
)
def test_amounts_are_exact_numbers_with_the_decimals_of_their_currency(tmp_path: Path, amount: Any, currency: str, shown_as: str) -> None:
    cell = openpyxl.load_workbook(written(Outcome([dues(amount=amount, currency=currency)]), tmp_path)).worksheets[0]["C3"]
    assert cell.data_type == "n"
    assert Decimal(str(cell.value)) == amount
    assert cell.number_format == shown_as


def test_an_amount_that_a_sheet_would_round_stands_as_text(tmp_path: Path) -> None:
    cell = openpyxl.load_workbook(written(Outcome([dues(amount=1_234_567_890_123_456)]), tmp_path)).worksheets[0]["C3"]
    assert cell.value == "1.234.567.890.123.456"


@pytest.mark.parametrize("lang", ["vi", "en", "zh"])
def test_columns_are_wide_enough_for_numbers_and_for_the_words_of_headers(tmp_path: Path, lang: str) -> None:
    for sheet in openpyxl.load_workbook(written(whole(), tmp_path, lang)):
        for place, column in enumerate(sheet.iter_cols(), 1):
            width = sheet.column_dimensions[get_column_letter(place)].width
            numbers = [f"{cell.value:,}" for cell in column if cell.data_type == "n" and cell.value is not None]
            assert width > max(map(display_width, numbers), default=0)
            texts = [cell for cell in column if cell.data_type == "s" and cell.border.bottom and cell.border.bottom.style]
            assert all(cell.alignment.wrap_text or width > display_width(str(cell.value)) for cell in texts)


def test_what_is_broken_into_lines_has_a_row_that_is_high_enough(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(whole(), tmp_path))["Phải trả"]
    assert sheet.row_dimensions[3].height >= 2 * 15
    assert sheet.row_dimensions[4].height is None


def test_totals_are_bold_headers_stay_in_view_and_paper_is_landscape(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(whole(), tmp_path))["Phải trả"]
    total = 3 + len(PARTNERS)
    assert [sheet.cell(total, column).font.b for column in (1, 3)] == [True, True]
    assert sheet.cell(total - 1, 3).font.b is False
    assert sheet.freeze_panes == "B3"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 0)
    assert sheet.print_title_rows == "$2:$2"


def test_the_chart_stacks_the_cost_lines_of_each_partner_below_the_table(tmp_path: Path) -> None:
    path = written(whole(), tmp_path)
    [chart] = charts(path)
    last = 3 + len(PARTNERS)
    assert chart.anchor._from.row > last  # noqa: SLF001
    assert [series.val.numRef.f for series in chart.series] == [f"'Phải trả'!${letter}$3:${letter}${last - 1}" for letter in "CDEFGHIJ"]
    assert {series.cat.numRef.f for series in chart.series} == {f"'Phải trả'!$A$3:$A${last - 1}"}


def test_several_pools_name_the_bars_by_pool_and_partner_and_a_crowd_has_no_chart(tmp_path: Path) -> None:
    section = dues()
    section.columns = [(LABELS["pool"], TEXT), *section.columns]
    section.rows = [["Đơn 1", *row] for row in section.rows]
    write.write(Outcome([section]), tmp_path / "a.xlsx", "en")
    [chart] = charts(tmp_path / "a.xlsx")
    assert {series.cat.multiLvlStrRef.f for series in chart.series} == {"'Dues'!$A$3:$B$6"}
    write.write(Outcome([dues(tuple(map(str, range(31))))]), tmp_path / "b.xlsx", "en")
    assert charts(tmp_path / "b.xlsx") == []


def test_sheets_of_unknown_sections_have_titles_that_excel_takes(tmp_path: Path) -> None:
    title = "[What]: is */this\\? A title that is much too long"
    others = [Section(key, title, [(LABELS["due"], MONEY)], [[1]]) for key in ("one", "two")]
    names = openpyxl.load_workbook(written(Outcome([dues(), *others]), tmp_path)).sheetnames
    assert len({name.casefold() for name in names}) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


# ---------------------------------------------------------------- the file


def test_an_existing_file_is_kept_unless_told_and_the_source_always(tmp_path: Path) -> None:
    path = tmp_path / "Đơn.xlsx"
    path.write_bytes(b"mine")
    cases: list[dict[str, Any]] = [{}, {"source": path, "overwrite": True}]
    for more in cases:
        with pytest.raises(Refused) as refusal:
            write.write(Outcome([dues()]), path, "vi", **more)
        assert refusal.value.code == "exists"
        assert path.read_bytes() == b"mine"
    write.write(Outcome([dues()]), path, "vi", overwrite=True)
    assert openpyxl.load_workbook(path).sheetnames == ["Phải trả"]
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object, file: Any) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(openpyxl.Workbook, "save", full)
    with pytest.raises(Refused) as refusal:
        written(Outcome([dues()]), tmp_path)
    assert refusal.value.code == "unwritable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "code"), [("ra.csv", "suffix"), ("ra", "suffix"), ("missing/ra.xlsx", "unwritable")])
def test_names_and_folders_that_cannot_be_written_are_refused(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        write.write(Outcome([dues()]), tmp_path / name, "vi")
    assert refusal.value.code == code


def test_a_free_name_is_found_beside_the_source(tmp_path: Path) -> None:
    source = tmp_path / "Đơn.xlsx"
    (tmp_path / "Đơn - kết quả.xlsx").touch()
    assert write.free_path(source, "vi") == tmp_path / "Đơn - kết quả 2.xlsx"
    assert write.free_path(source, "zh") == tmp_path / "Đơn - 结果.xlsx"


# ---------------------------------------------------------------- on paper


@pytest.mark.parametrize("lang", ["vi", "zh"])
def test_libreoffice_shows_every_text_and_number(tmp_path: Path, soffice: Convert, lang: str) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on PATH")
    pdf = soffice(written(whole(), tmp_path, lang, taken=TAKEN), "pdf")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout.decode()  # noqa: S607
    squeezed = "".join(text.split())
    assert "###" not in text
    assert text.count("12,345,678") == 9 * (len(PARTNERS) + 1)
    titles = [translate(section.title, lang) for section in whole().sections]
    for shown in (*PARTNERS[1:], *SKUS, *COSTS[1:], *titles, "1,447,525"):
        assert "".join(shown.split()) in squeezed
