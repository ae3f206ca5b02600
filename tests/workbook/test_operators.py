"""Workbooks as operators keep them, through real files: was it understood, and can she answer with what the messages tell her?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter

from poolsplit.values.translate import problem_line
from poolsplit.workbook.run import Run, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Rows = list[list[Any]]


class Formula(str):
    """A formula, "=SUM(D6:D9) -> 100": as it stands and what it was saved with."""

    __slots__ = ()


def save(path: Path, sheets: dict[str, Rows], merges: Sequence[str] = ()) -> Path:
    """A workbook with sheets of rows from A1; merges: ranges of the first sheet."""
    with xlsxwriter.Workbook(path) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if isinstance(value, Formula):
                        formula, _, saved = value.partition(" -> ")
                        sheet.write_formula(row, column, formula, None, float(saved) if saved[:1].isdigit() else saved)
                    elif isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif value is not None:
                        sheet.write(row, column, value)
        for merge in merges:
            book.worksheets()[0].merge_range(merge, "")
            first = re.match(r"[A-Z]+\d+", merge)
            assert first
            place = openpyxl.utils.cell.coordinate_to_tuple(first[0])
            book.worksheets()[0].write(place[0] - 1, place[1] - 1, next(iter(sheets.values()))[place[0] - 1][place[1] - 1])
    return path


def said(done: Run, *, warning: bool) -> list[str]:
    return [problem_line(problem, done.lang) for problem in done.outcome.problems if problem.warning == warning]


def answers(done: Run) -> list[str]:
    """Every answer that the problems suggest, as the operator would copy them."""
    return re.findall(r'--answer "([^"]+)"', " ".join(said(done, warning=False)))


def dues(done: Run, column: str = "Due") -> dict[str, object]:
    section = next(section for section in done.outcome.sections if section.key == "dues")
    place = [str(name) for name, _ in section.columns].index(column)
    return {str(row[0]): row[place] for row in section.rows[:-1]}


ZALO: Rows = [
    ["ĐƠN GOM HÀNG THÁNG 10 - NHÓM ZALO MẸ & BÉ"],
    ["Tỷ giá 3.565"],
    ["Người mua chính: Chị Hà"],
    [],
    ["STT", "Tên shop", "Mã hàng", "SL", "Đơn giá (tệ)", "Ghi chú"],
    [1, "Chị Hà", "Váy hoa S", 30, 28, "gấp"],
    [2, "Chị Hà", "Váy hoa M", 30, 28],
    [3, "Shop Bống", "Váy hoa S", "25 cái", 28],
    [4, "Shop Bống", "Váy hoa M", 15, 28],
    ["Tổng", None, None, Formula("=SUM(D6:D9) -> 100")],
    [],
    ["Chi phí", "Số tiền", "Chia theo"],
    ["Tiền hàng"],
    ["Cước về VN", "3.000.000đ", "số lượng"],
    [],
    ["Lưu ý: hàng về khoảng 15/11, ai chưa cọc thì nhắn em"],
]


def test_a_list_from_a_chat_group_with_a_goods_line_that_has_only_its_name(tmp_path: Path) -> None:
    done = run(save(tmp_path / "đơn gộp.xlsx", {"Đơn T10": ZALO}))
    assert said(done, warning=False) == []
    assert said(done, warning=True) == []
    assert done.lang == "vi"
    assert dues(done) == {"Chị Hà": 7_789_200, "Shop Bống": 5_192_800}    # by hand: 5,989,200 + 1,800,000 and 3,992,800 + 1,200,000


def test_another_name_alone_in_a_cost_table_is_still_asked_about(tmp_path: Path) -> None:
    rows = [*ZALO[:12], ["Hàng tặng"], *ZALO[12:]]
    done = run(save(tmp_path / "a.xlsx", {"Đơn": rows}))
    assert [line.partition(".")[0] for line in said(done, warning=False)] == ["'Đơn'!A13: dòng 13 chỉ ghi \"Hàng tặng\""]


def test_an_amount_beside_a_name_that_nobody_knows_is_not_lost_unseen(tmp_path: Path) -> None:
    rows: Rows = [["Bọc bong bóng", 450_000], ["Đóng thêm: 50k"], ["Số món", Formula("=SUM(D10:D13) -> 100")], [], *ZALO]
    done = run(save(tmp_path / "a.xlsx", {"Đơn": rows, "Nháp": [["Xe ôm", 30_000]]}))
    assert [(problem.cell, problem.warning) for problem in done.outcome.problems] == [("'Đơn'!B1", False), ("'Đơn'!A2", False), ("'Nháp'!B1", True)]
    ignore = ["'Đơn'!B1=ignore", "'Đơn'!A2=ignore"]
    assert answers(done) == [ignore[0], "'Đơn'!A1=amount", "'Đơn'!A1=unit_kg", ignore[1], "'Đơn'!A2=amount", "'Đơn'!A2=unit_kg"]
    assert dues(run(tmp_path / "a.xlsx", ignore)) == {"Chị Hà": 7_789_200, "Shop Bống": 5_192_800}
    ignored = run(tmp_path / "a.xlsx", ["'Nháp'!=ignore"])
    assert [problem.cell for problem in ignored.outcome.problems] == ["'Đơn'!B1", "'Đơn'!A2"]


COLOURS: Rows = [
    ["Áo phông 180gsm"],
    ["Màu", "Size", "Giá ¥", "Hà", "Bống", "Tổng"],
    ["Đen", "S", 25, 40, 60, Formula("=SUM(D3:E3) -> 100")],
    [None, "M", 30, 50, 50, Formula("=SUM(D4:E4) -> 100")],
    ["Tổng cộng", None, None, Formula("=SUM(D3:D4) -> 90"), 110, 200],
    [],
    ["Tỷ giá", 3500],
    ["Chủ đơn", "Hà"],
    ["Cước quốc tế", "4.500.000", "số lượng"],
]


def test_colours_merged_over_sizes_join_to_the_names_of_the_goods(tmp_path: Path) -> None:
    done = run(save(tmp_path / "bảng màu.xlsx", {"Bảng đặt": COLOURS}, ["A3:A4"]))
    assert said(done, warning=False) == []
    assert done.reading.tables["orders"].columns["sku"] == ["Đen S", "Đen S", "Đen M", "Đen M"]
    # goods: 1,000 + 1,500 and 1,500 + 1,500 yuan at 3,500; freight 45 % and 55 %
    assert dues(done) == {"Hà": 8_750_000 + 2_025_000, "Bống": 10_500_000 + 2_475_000}


def test_a_cost_without_basis_is_asked_about_where_the_answer_goes(tmp_path: Path) -> None:
    rows = [*COLOURS[:-1], COLOURS[-1][:2]]
    rows[2:4] = [["Đen S", None, *rows[2][2:]], ["Đen M", None, *rows[3][2:]]]
    rows = [[*row[:1], *row[2:]] for row in rows[:5]] + rows[5:]
    asked = run(save(tmp_path / "a.xlsx", {"Đơn": rows}))
    assert [problem.cell for problem in asked.outcome.problems] == ["'Đơn'!C9"]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    book["Đơn"]["C9"] = "số lượng"
    book.save(tmp_path / "b.xlsx")
    assert dues(run(tmp_path / "b.xlsx")) == {"Hà": 10_775_000, "Bống": 12_975_000}


def test_amounts_below_the_quantities_of_a_matrix_are_no_pieces(tmp_path: Path) -> None:
    rows: Rows = [["Mã", "Giá (¥)", "Hà", "Bống", "Tổng"], ["V01", 35, 20, 30, 50], ["V02", 42, 10, 20, 30]]
    money: Rows = [["Tiền hàng (¥)", None, 1120, 1890, 3010], ["Đã cọc", None, 2e6, 3e6, 5e6]]
    done = run(save(tmp_path / "a.xlsx", {"T11": [*rows, *money, [], ["Tỷ giá", 3560], ["Chủ đơn", "Hà"]]}))
    assert done.outcome.problems == []
    assert dues(done) == {"Hà": 1120 * 3560, "Bống": 1890 * 3560}
    assert dues(done, "Paid") == {"Hà": 2_000_000, "Bống": 3_000_000}
    apart = run(save(tmp_path / "b.xlsx", {"T11": [*rows, [], ["Tỷ giá", 3560], ["Chủ đơn", "Hà"]]}))
    assert dues(apart) == dues(done)


def test_rows_of_a_template_that_were_never_filled_in_are_no_rows(tmp_path: Path) -> None:
    filled: list[list[Any]] = [["An", "K1", 50, 20], ["Bình", "K1", 30, 20], ["Cúc", "K2", 70, 15]]
    rows: Rows = [["PHIẾU ĐẶT HÀNG GỘP"], [], ["STT", "Tên shop", "Mã SP", "SL", "Đơn giá (¥)", "Thành tiền"]]
    for number in range(1, 16):
        own: list[Any] = filled[number - 1] if number <= len(filled) else [None] * 4
        worth = own[2] * own[3] if own[0] else 0
        rows.append([number, *own, Formula(f"=D{number + 3}*E{number + 3} -> {worth}")])
    rows += [["Tổng", None, None, Formula("=SUM(D4:D18) -> 150"), None, Formula("=SUM(F4:F18) -> 2650")], [], ["Tỷ giá", 3500], ["Chủ đơn", "An"]]
    done = run(save(tmp_path / "mẫu.xlsx", {"Đặt hàng": rows}))
    assert done.outcome.problems == []
    assert dues(done) == {"An": 3_500_000, "Bình": 2_100_000, "Cúc": 3_675_000}
    rows[7][3] = 5    # a quantity that nobody's name stands beside is no empty row
    asked = run(save(tmp_path / "b.xlsx", {"Đặt hàng": rows}))
    assert [problem.cell for problem in asked.outcome.problems if not problem.warning] == ["'Đặt hàng'!D8"]
    for answer in answers(asked):
        assert dues(run(tmp_path / "b.xlsx", [answer])) == dues(done)


DEPOSITS: Rows = [
    ["Tỷ giá", 3550],
    ["Người mua chính", "Hoa"],
    [],
    ["STT", "Tên khách", "Mã hàng", "SĐT", "SL", "Giá (¥)", "Thành tiền (¥)", "Đã cọc", "Còn lại"],
    [1, "Hoa", "T1", "0912345678", 40, 50, 2000, "5.000.000", None],
    [2, "Hoa", "T2", "0912345678", 20, 50, 1000, None, None],
    [3, "Mai", "T1", "0987654321", 40, 50, 2000, "3tr", None],
    ["Tổng", None, None, None, 100, None, 5000, "8.000.000", None],
]


def test_what_partners_paid_stands_in_the_order_list_and_a_merged_deposit_counts_once(tmp_path: Path) -> None:
    done = run(save(tmp_path / "cọc.xlsx", {"Tổng hợp": DEPOSITS}))
    assert said(done, warning=False) == []
    assert dues(done, "Paid") == {"Hoa": 5_000_000, "Mai": 3_000_000}
    assert done.reading.taken[0].columns["Đã cọc"] == "paid"
    merged = run(save(tmp_path / "merged.xlsx", {"Tổng hợp": DEPOSITS}, ["H5:H6"]))
    assert dues(merged, "Paid") == {"Hoa": 5_000_000, "Mai": 3_000_000}


def test_a_column_of_deposits_under_another_name_is_asked_about_and_the_suggested_answers_work(tmp_path: Path) -> None:
    rows = [[("Đưa trước" if value == "Đã cọc" else value) for value in row] for row in DEPOSITS]
    path = save(tmp_path / "a.xlsx", {"Đơn": rows})
    asked = run(path)
    assert [problem.cell for problem in asked.outcome.problems if not problem.warning] == ["'Đơn'!H4"]
    assert answers(asked)[0] == "'Đơn'!H4=paid"
    assert dues(run(path, answers(asked)[:1]), "Paid") == {"Hoa": 5_000_000, "Mai": 3_000_000}
    assert answers(asked)[-1] == "'Đơn'!H4=ignore"
    assert dues(run(path, answers(asked)[-1:])) == {"Hoa": 10_650_000, "Mai": 7_100_000}


def test_payments_in_two_tables_are_asked_about_and_those_in_two_columns_all_count(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"Đơn": DEPOSITS, "CK": [["Tên shop", "Đã chuyển"], ["Mai", "1tr"]]}
    done = run(save(tmp_path / "a.xlsx", sheets))
    assert [(problem.table, problem.cell) for problem in done.outcome.problems if not problem.warning] == [("payments", "'Đơn'!H5")]
    two = [[*row[:8], value] for row, value in zip(DEPOSITS[3:], ["Đã trả", "1tr", None, None, None], strict=True)]
    done = run(save(tmp_path / "b.xlsx", {"Đơn": [*DEPOSITS[:3], *two]}))
    assert done.outcome.problems == []
    assert dues(done, "Paid") == {"Hoa": 6_000_000, "Mai": 3_000_000}


def test_a_broken_cell_is_reported_once_and_by_nothing_that_follows_from_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["Tên shop", "Mã hàng", "SL", "Giá (¥)"],
        ["Hà", "A", 10, Formula("=#REF!*2 -> #REF!")], ["Bống", "A", 20, 20], ["Hà", "B", 5, 20], ["Mây", "B", 5, Formula("=NA() -> #N/A")],
    ]
    done = run(save(tmp_path / "lỗi.xlsx", {"Đơn": [*rows, [], ["Tỷ giá", 3500]]}))
    assert [problem.cell for problem in done.outcome.problems if not problem.warning] == ["'Đơn'!D2", "'Đơn'!D5"]


def test_an_order_kept_over_two_sheets_is_asked_about_once_and_the_suggested_answer_joins_it(tmp_path: Path) -> None:
    heading = ["Tên shop", "Mã hàng", "SL"]
    sheets: dict[str, Rows] = {
        "Đợt 1": [heading, ["An", "T1", 60], ["Bình", "T1", 40]],
        "Đợt 2": [heading, ["An", "T1", 20], ["Cúc", "T1", 30]],
        "Phí": [["Khoản", "Số tiền", "Cách chia"], ["Tiền hàng", "15.000.000", "SL"]],
    }
    path = save(tmp_path / "hai đợt.xlsx", sheets)
    asked = run(path)
    assert len(asked.outcome.problems) == 1
    assert "Đợt 1, Đợt 2" in said(asked, warning=False)[0]
    assert answers(asked) == ["'Đợt 1'!=join; 'Đợt 2'!=join"]
    assert dues(run(path, answers(asked)[-1:])) == {"An": 8_000_000, "Bình": 4_000_000, "Cúc": 3_000_000}


def test_a_sheet_for_each_shop_that_says_whose_it_is_is_read(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {name: [["Tên shop", name], [], ["Mã hàng", "Số lượng", "Đơn giá ¥"], ["T1", 60, 50]] for name in ("Shop A", "Shop B")}
    done = run(save(tmp_path / "a.xlsx", sheets | {"Phí": [["Tỷ giá", 3500]]}))
    assert [str(problem.message) for problem in done.outcome.problems] == ["no lead buyer is named, so nobody can be told whom to pay"]
    assert dues(done) == {"Shop A": 60 * 50 * 3500, "Shop B": 60 * 50 * 3500}
