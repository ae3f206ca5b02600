"""Fingerprints in LibreOffice, by way of a file: the formulas give what was stored beside them, and follow every change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from poolsplit.workbook.attach.fingerprint import Watch, unchanged, watch
from poolsplit.workbook.read.grid import box, letters
from poolsplit.workbook.read.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit_addin.libreoffice.session import Session

Rows = list[list[Any]]
OURS = "poolsplit"
STATUS = "A1"
NOON = dt.datetime.fromisoformat("2024-02-29T12:45:07")

LIST: Rows = [
    ["Tên shop", "SKU", "SL", "Giá (¥)", "Giảm", "Ngày", "Đã trả", "Ghi chú"],
    ["Bình An 🎁", "A-01", 60, 12.35, 0.05, dt.date(2024, 2, 29), True, "gói quà 🎀🎀, giao trước 5 giờ"],
    ["李明（上海）", "A-02", 40, 0.1, 0.125, NOON, False, None],
    ["Hồng Ngọc", "b-01", 7, 1_234_567.89, None, dt.time(14, 30), "chưa", "dòng một\ndòng hai"],
    [None, None, None, None, None, None, None, None],
    ["😀", "🎁🎁🎁", -3, 1e-7, 1 / 3, dt.date(1900, 1, 15), True, " "],
    ["Trần Thị Ánh Nguyệt", "0123", 500, 88_000_000, 0.3, "chưa rõ", None, "Ｆｕｌｌ width ～"],
]


class Book:
    """A workbook with a sheet of ours behind the others: a row for each range, the figures and, behind them, what they were."""

    def __init__(self, office: Session, path: Path, ranges: list[str], book: openpyxl.Workbook | None = None) -> None:
        """Add the sheet to a workbook, and open it in the office. book: the same, with what openpyxl drops when it reads it."""
        self.office, self.watches = office, watch(load(path), ranges)
        book = book or openpyxl.load_workbook(path)
        add(book.create_sheet(OURS), self.watches)
        book.save(path)
        office.ask("load", path=str(path))

    def differing(self) -> list[str]:
        """The figures that are not what they were."""
        found = []
        for row, one in enumerate(self.watches, 3):
            shown = self.read(f"B{row}:{letters(1 + len(one.formulas))}{row}")[0]
            for formula, now, slack in zip(one.formulas, shown, one.slack, strict=True):
                if not isinstance(now, float) or abs(now - formula.value) > min(slack, abs(now) * 1e-14):    # type: ignore[operator]
                    found.append(f"{formula.text[:60]}: {formula.value} was stored, {now} is shown")
        return found

    def read(self, target: str) -> Rows:
        """What a range of our sheet shows."""
        return self.office.ask("read", sheet=OURS, target=target)

    def status(self) -> str:
        """What the sheet says."""
        return self.read(STATUS)[0][0]

    def set(self, sheet: str, cell: str, value: object) -> None:
        """Type a value."""
        self.office.ask("set", sheet=sheet, target=cell, value=value)


def written(folder: Path, sheets: dict[str, Rows], epoch: dt.datetime = openpyxl.utils.datetime.WINDOWS_EPOCH) -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.epoch = epoch
    book.remove(book.active)
    for title, rows in sheets.items():
        fill(book.create_sheet(title), rows)
    book.save(folder / "orders.xlsx")
    return folder / "orders.xlsx"


def fill(sheet: Any, rows: Rows) -> None:
    """Values into a sheet as openpyxl writes them; a number below 1 is shown as a percentage."""
    for row, line in enumerate(rows, 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, float) and value < 1:
                cell.number_format = "0.0%"


def add(sheet: Any, watches: list[Watch]) -> None:
    """The figures, what they were, and the status."""
    at = [[f"{letters(2 + place)}{row}" for place in range(len(one.formulas))] for row, one in enumerate(watches, 3)]
    sheet[STATUS] = f'=IF(IFERROR({unchanged(watches, at)},FALSE),"same","changed")'
    for cells, one in zip(at, watches, strict=True):
        for cell, formula in zip(cells, one.formulas, strict=True):
            sheet[cell] = ArrayFormula(cell, formula.text) if formula.array else formula.text
            spot = box(cell)
            sheet.cell(spot.top, spot.left + len(cells)).value = formula.value


def test_every_figure_is_what_was_stored(office: Session, tmp_path: Path) -> None:
    sheets = {"Đơn hàng": LIST, "An's T10": [[None, "x"], *([None, *line] for line in LIST)], "T10": [["SL"], [5]]}
    ranges = ["'Đơn hàng'!A1:H7", "'An''s T10'!B2:I8", "'An''s T10'!B2:E3", "T10!A1:A2", "T10!A2", "'Đơn hàng'!A5:B5"]
    book = Book(office, written(tmp_path, sheets), ranges)
    assert book.differing() == []
    assert book.status() == "same"


def test_days_that_are_counted_from_1904(office: Session, tmp_path: Path) -> None:
    rows: Rows = [["Ngày"], [dt.date(2024, 2, 29)], [NOON], [dt.time(6)]]
    book = Book(office, written(tmp_path, {"Ngày": rows}, openpyxl.utils.datetime.MAC_EPOCH), ["'Ngày'!A1:A4"])
    assert book.watches[0].formulas[0].value == pytest.approx(2 * 43889 + 0.5 + 0.25 + (45 * 60 + 7) / 86400)
    assert book.differing() == []
    assert book.status() == "same"


def test_errors_empty_results_and_cells_under_a_merge(office: Session, tmp_path: Path) -> None:
    """Written with the results of their formulas, as Excel and LibreOffice do: by LibreOffice."""
    rows: Rows = [["Tên", "SL", "Tiền"], ["An", 5, '=IF(B2>9;B2;"")'], ["Bé", 0, "=1/B3"], ["Chi", "=NA()", "=B2=5"], ["Dũ", 3, "=B5*1.1"]]
    office.ask("new")
    office.ask("fill", sheet="Đơn", cells=rows)
    office.ask("save", path=str(tmp_path / "saved.xlsx"))
    book = Book(office, tmp_path / "saved.xlsx", ["'Đơn'!A1:C5"])
    assert [one.value for one in book.watches[0].formulas][:2] == [pytest.approx(5 + 3 + 3.3 + 1), 14]
    assert book.differing() == []
    assert book.status() == "same"
    book.set("Đơn", "C2", "")
    assert book.status() == "same"    # a blank for an empty result
    book.set("Đơn", "B3", 4)
    assert book.status() == "changed"
    book.set("Đơn", "B3", 0)
    assert book.status() == "same"


def test_what_a_merge_covers_counts_as_the_program_counts_it(office: Session, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Đơn"
    fill(sheet, [["Tên", "SL"], ["An", 5], ["Bé", 7], [None, 9]])
    sheet.merged_cells.add("A2:A4")
    sheet.merged_cells.add("B2:B3")
    made.save(tmp_path / "merged.xlsx")
    book = Book(office, tmp_path / "merged.xlsx", ["'Đơn'!A1:B4"], made)
    assert book.watches[0].formulas[0].value == 5 + 7 + 9
    assert book.differing() == []
    assert book.status() == "same"


@pytest.mark.parametrize(("cell", "value"), [
    ("C2", 61), ("C2", "60"), ("D3", 0.1001), ("E2", 0.06), ("F2", 45352), ("G2", 0), ("G2", "TRUE"), ("G4", "Chưa"), ("G7", 1),
    ("A4", "Hồng Ngoc"), ("A2", "Bình An"), ("A2", "Bình An 🎁🎁"), ("A3", "李明(上海)"), ("B4", "b-11"), ("B4", "B-01"), ("B6", "🎁🎁"), ("B7", 123),
    ("A7", "Trần Thị Ánh Nguyệt🎁"), ("A7", "Trần Thị Ánh Nguyệt x"), ("A1", "Tên shop x"), ("H4", "dòng một dòng hai"), ("H7", "Full width ～"),
    ("A5", "Mới"), ("C5", 0), ("A4", None), ("D9", 1), ("A32", "x"), ("H8", "x"),
])
def test_every_edit_is_seen_and_undone(office: Session, tmp_path: Path, cell: str, value: object) -> None:
    book = Book(office, written(tmp_path, {"Đơn hàng": LIST}), ["'Đơn hàng'!A1:H7"])
    old = office.ask("read", sheet="Đơn hàng", target=cell)[0][0]
    book.set("Đơn hàng", cell, "" if value is None else value)
    assert book.status() == "changed"
    book.set("Đơn hàng", cell, old)
    assert book.status() == "same"


def test_what_is_not_watched_may_change(office: Session, tmp_path: Path) -> None:
    book = Book(office, written(tmp_path, {"Đơn hàng": LIST}), ["'Đơn hàng'!A1:G7"])
    for cell in ("H2", "A33", "I1"):
        book.set("Đơn hàng", cell, "x")
    assert book.status() == "same"


def test_rows_above_change_nothing_and_rows_within_or_right_below_do(office: Session, tmp_path: Path) -> None:
    book = Book(office, written(tmp_path, {"Đơn hàng": LIST}), ["'Đơn hàng'!A1:H7", "'Đơn hàng'!A2:H7"])
    office.ask("insert_rows", sheet="Đơn hàng", row=0, count=12)
    assert book.differing() == []
    assert book.status() == "same"
    office.ask("insert_rows", sheet="Đơn hàng", row=19, count=1)
    assert book.status() == "same"
    book.set("Đơn hàng", "A20", "Mới")
    assert book.status() == "changed"
    book.set("Đơn hàng", "A20", "")
    assert book.status() == "same"
    office.ask("insert_rows", sheet="Đơn hàng", row=15, count=1)
    assert book.status() == "changed"


def test_two_names_of_the_same_length_that_change_places(office: Session, tmp_path: Path) -> None:
    rows: Rows = [["Tên", "SL"], ["Lan", 5], ["Nal", 5], ["Hoa", 5]]
    book = Book(office, written(tmp_path, {"Đơn": rows}), ["'Đơn'!A1:B4"])
    book.set("Đơn", "A2", "Nal")
    book.set("Đơn", "A3", "Lan")
    assert book.status() == "changed"


def test_a_figure_that_fails_is_a_change(office: Session, tmp_path: Path) -> None:
    book = Book(office, written(tmp_path, {"Đơn": LIST}), ["'Đơn'!A1:H7"])
    book.set(OURS, "B3", "=1/0")
    assert book.status() == "changed"


def test_a_wide_matrix(office: Session, tmp_path: Path) -> None:
    heads = [f"Khách thứ {column}" for column in range(120)]
    rows: Rows = [["SKU", *heads], ["màu", *heads[::-1]], *([f"A-{row}", *(row * column % 7 or None for column in range(120))] for row in range(30))]
    title = "Tháng mười hai, đợt 'mới' về"
    book = Book(office, written(tmp_path, {title: rows}), [f"""'{title.replace("'", "''")}'!A1:DQ32"""])
    assert len(book.watches[0].formulas) > 5
    assert book.differing() == []
    book.set(title, "BQ2", "Khách thứ 5x")
    assert book.status() == "changed"


def test_a_long_list_is_worked_out_in_about_a_second(office: Session, tmp_path: Path) -> None:
    rows: Rows = [["Tên", "SKU", "Mặt hàng", "SL", "Giá", "Ngày"]]
    rows += [[f"Khách hàng {row % 97}", f"SKU-{row:05}", f"Áo thun cotton màu số {row % 13} 🎁", row % 9 + 1, 35_000.5 + row, dt.date(2024, 1, 1)] for row in range(2000)]
    book = Book(office, written(tmp_path, {"Đơn": rows}), ["'Đơn'!A1:F2001"])
    assert book.differing() == []
    assert book.status() == "same"
    book.set("Đơn", "A1990", "Khách hàng 5x")
    assert book.status() == "changed"
    book.set("Đơn", "A1990", rows[1989][0])
    office.ask("keep", name="long")
    seconds = min(office.ask("recalculate", name="long") for _ in range(3))
    assert seconds < 3    # 0.2 on the machine where it was written
