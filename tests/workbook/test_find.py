"""The finder against untidy sheets: complete tables out of every layout, and a question wherever two readings are possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.table import Table as OpenpyxlTable
from support.layouts import LAYOUTS, SIMPLE, Layout, grid, table
from support.readings import asked, choices, columns, warned

from poolsplit.tables.schema import TABLES
from poolsplit.tables.vocabulary import heading
from poolsplit.workbook.find.tables import Reading, find
from poolsplit.workbook.read.grid import Box, CellError, Grid, Uncached, letters
from poolsplit.workbook.read.load import load
from poolsplit.workbook.supposed import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.conversion import Convert

ORDERS: list[list[object]] = [["Tên shop", "Mã hàng", "SL"], ["An", "T1", 60], ["Bình", "T1", 40]]


def check(reading: Reading, layout: Layout) -> None:
    assert asked(reading) == []
    assert warned(reading) == []
    assert columns(reading) == layout.tables
    assert {name: table.units for name, table in reading.tables.items() if table.units} == layout.units


def ref(box: Box) -> str:
    return f"{letters(box.left)}{box.top}:{letters(box.right)}{box.bottom}"


def save_xlsxwriter(grids: list[Grid], path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for sheet in grids:
            page = book.add_worksheet(sheet.title)
            for merge in sheet.merges:
                page.merge_range(ref(merge), sheet.values.get((merge.top, merge.left), ""))
            for (row, column), value in sheet.values.items():
                if not any(merge[:2] == (row, column) for merge in sheet.merges):
                    page.write(row - 1, column - 1, value)
            for name, box in sheet.tables.items():
                names = [{"header": sheet.values[box.top, column]} for column in range(box.left, box.right + 1)]
                page.add_table(ref(box), {"name": name, "columns": names})


def save_openpyxl(grids: list[Grid], path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in grids:
        page = book.create_sheet(sheet.title)
        for (row, column), value in sheet.values.items():
            page.cell(row, column, value)
        for merge in sheet.merges:
            page.merge_cells(ref(merge))
        for name, box in sheet.tables.items():
            page.add_table(OpenpyxlTable(displayName=name, ref=ref(box)))
    book.save(path)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_layout_gives_its_complete_tables(layout: Layout) -> None:
    check(find(layout.grids, layout.answers), layout)


@pytest.mark.parametrize("save", [save_xlsxwriter, save_openpyxl])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_layout_survives_the_writers(layout: Layout, save: Callable[[list[Grid], Path], None], tmp_path: Path) -> None:
    save(layout.grids, tmp_path / "book.xlsx")
    check(find(load(tmp_path / "book.xlsx"), layout.answers), layout)


@pytest.fixture(scope="module")
def in_libreoffice(soffice: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each layout by its name as LibreOffice saves it, which starts once for all of them."""
    books, saved = tmp_path_factory.mktemp("books"), tmp_path_factory.mktemp("saved")
    paths = [books / f"{place}.xlsx" for place in range(len(LAYOUTS))]
    for layout, path in zip(LAYOUTS, paths, strict=True):
        save_xlsxwriter(layout.grids, path)
    soffice(paths[0], "xlsx", saved, *paths[1:])
    return {layout.name: saved / path.name for layout, path in zip(LAYOUTS, paths, strict=True)}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_layout_survives_libreoffice(layout: Layout, in_libreoffice: dict[str, Path]) -> None:
    check(find(load(in_libreoffice[layout.name]), layout.answers), layout)


@pytest.mark.parametrize("language", ["en", "vi", "zh"])
@pytest.mark.parametrize("name", TABLES)
def test_the_headings_of_templates_are_read_back(name: str, language: str) -> None:
    row = {column.name: heading(column.name, language) for column in TABLES[name]}
    texts = {"name", "text", "date", "flag", "tiers"}
    cells: list[object] = [f"x{place}" if column.kind in texts else 7 for place, column in enumerate(TABLES[name])]
    reading = find([grid("Mẫu", [list(row.values()), cells])])
    assert columns(reading)[name] == {column: [value] for column, value in zip(row, cells, strict=True)}
    assert [message for message in asked(reading) if "no orders were found" not in message] == []
    assert reading.lang == language


def test_the_report_says_what_was_taken_for_what() -> None:
    taken = find(SIMPLE.grids).taken
    assert [(entry.table, entry.sheet, entry.range) for entry in taken] == [("orders", "Đơn hàng", "'Đơn hàng'!A3:D6")]
    assert taken[0].columns == {"Tên shop": "partner", "Mã hàng": "sku", "SL": "quantity"}
    assert find(SIMPLE.grids).tables["orders"].cells["quantity"] == ["'Đơn hàng'!D4", "'Đơn hàng'!D5", "'Đơn hàng'!D6"]


def test_a_weight_that_may_be_a_piece_or_a_row_is_asked_and_decided() -> None:
    rows: list[list[object]] = [["Khách", "Mã", "SL", "Cân nặng (g)"], ["An", "T1", 60, 200], ["Bình", "T2", 40, 300]]
    reading = find([grid("Đơn", rows)])
    assert asked(reading) == [
        (
            "'Đơn'!D1: the heading \"Cân nặng (g)\" can mean unit_kg / kg -> say which: "
            "--answer \"'Đơn'!D1=unit_kg\" (the weight of a piece), --answer \"'Đơn'!D1=kg\" (the weight of all pieces of a row)"
        ),
    ]
    assert choices(reading) == [["'Đơn'!D1=unit_kg", "'Đơn'!D1=kg"]]
    assert "items" not in reading.tables
    for entry in ("'Đơn'!D1=unit_kg", "'Đơn'!D=unit_kg", "Cân nặng (g)=unit_kg", "can nang (g)=items.unit_kg"):
        decided = find([grid("Đơn", rows)], [entry])
        assert asked(decided) == []
        assert columns(decided)["items"] == {"sku": ["T1", "T2"], "unit_kg": [200, 300]}
        assert decided.tables["items"].units == {"unit_kg": "g"}
    assert columns(find([grid("Đơn", rows)], ["'Đơn'!D1=kg"]))["orders"]["kg"] == [200, 300]


def test_a_weight_that_is_the_same_for_each_piece_of_a_sku_is_of_a_piece_and_one_that_grows_with_the_pieces_of_a_row() -> None:
    heading: list[object] = ["Khách", "Mã", "SL", "Cân nặng (g)"]
    piece = find([grid("Đơn", [heading, ["An", "T1", 60, 200], ["Bình", "T1", 40, 200]])])
    assert piece.problems == []
    assert columns(piece)["items"] == {"sku": ["T1"], "unit_kg": [200]}
    row = find([grid("Đơn", [heading, ["An", "T1", 60, 12000], ["Bình", "T1", 40, 8000]])])
    assert row.problems == []
    assert columns(row)["orders"]["kg"] == [12000, 8000]


def test_two_order_tables_are_asked_and_decided() -> None:
    second: list[list[object]] = [["Khách", "Mã", "SL"], ["Chi", "T1", 5]]
    grids = [grid("Đơn 1", ORDERS), grid("Đơn 2", second)]
    reading = find(grids)
    assert "orders" not in reading.tables
    assert [line.split(" ->")[0] for line in asked(reading)] == ["'Đơn 1'!A1: is each of these an order of its own: Đơn 1, Đơn 2?"]
    own, together = "'Đơn 1'!=pool; 'Đơn 2'!=pool", "'Đơn 1'!=join; 'Đơn 2'!=join"
    assert choices(reading) == [[own, together, "'Đơn 1'!A1=orders", "'Đơn 2'!A1=orders"]]
    assert columns(find(grids, [own]))["orders"]["pool"] == ["Đơn 1", "Đơn 1", "Đơn 2"]
    assert columns(find(grids, ["'Đơn 2'!A1=orders"]))["orders"]["partner"] == ["Chi"]
    assert columns(find(grids, ["'Đơn 1'!=ignore"]))["orders"]["partner"] == ["Chi"]
    both = find(grids, [together])
    assert columns(both)["orders"] == table("partner|sku|quantity\nAn|T1|60\nBình|T1|40\nChi|T1|5")
    assert asked(both) == []


def test_a_table_that_continues_with_the_same_headings_is_one() -> None:
    rows: list[list[object]] = [*ORDERS, [], ["Tên shop", "Mã hàng", "SL"], ["Chi", "T1", 5]]
    assert columns(find([grid("Đơn", rows)]))["orders"]["partner"] == ["An", "Bình", "Chi"]
    again: list[list[object]] = [*ORDERS, [], ["Tên shop", "Mã hàng", "SL"], ["An", "T1", 5]]
    assert any("2 ranges could be orders" in message for message in asked(find([grid("Đơn", again)])))


def test_wrong_totals_are_warned_with_both_numbers() -> None:
    reading = find([grid("Đơn", [*ORDERS, ["Tổng", None, 101]])])
    assert warned(reading) == ["'Đơn'!C4: the total says 101, but 'Đơn'!C2 to C3 add up to 100"]
    assert columns(reading)["orders"]["quantity"] == [60, 40]
    rows: list[list[object]] = [["Mẫu", "An", "Bình", "Tổng"], ["S", 1, 2, 4], ["M", 3, 4, 7], ["Cộng", 4, 7, 10]]
    matrix = find([grid("M", rows)])
    assert warned(matrix) == [
        "M!C4: the total says 7, but M!C2 to C3 add up to 6",
        "M!D4: the total says 10, but M!D2 to D3 add up to 11",
    ]
    assert asked(matrix) == [
        'M!D2: the row adds up to 3, and its total says 4 -> say which: --answer "M!D2=ignore" (the pieces are right, the total is off)',
    ]
    answered = find([grid("M", rows)], choices(matrix)[0])
    assert asked(answered) == []
    assert columns(answered)["orders"]["quantity"] == [1, 2, 3, 4]


def test_a_total_that_does_not_say_so_is_warned_and_other_rows_without_a_name_are_asked() -> None:
    total = find([grid("Đơn", [*ORDERS, [None, None, 100]])])
    assert warned(total) == ["'Đơn'!C4: row 4 has no name and equals the sums above it: it is taken as a total"]
    assert columns(total)["orders"]["quantity"] == [60, 40]
    other = find([grid("Đơn", [*ORDERS, [None, None, 99]])])
    assert asked(other) == [
        (
            "'Đơn'!C4: row 4 has 99 and no name -> say which: --answer \"'Đơn'!C4=total\" (it is a total, and does not count), "
            "--answer \"'Đơn'!C4=out\" (the row does not count)"
        ),
    ]
    for answer in choices(other)[0]:
        answered = find([grid("Đơn", [*ORDERS, [None, None, 99]])], [answer])
        assert asked(answered) == []
        assert columns(answered)["orders"]["quantity"] == [60, 40]
    matrix = find([grid("M", [["Mẫu", "An", "Bình"], ["S", 1, 2], ["M", 3, 4], [None, 4, 6]])])
    assert warned(matrix) == ["M!B4: row 4 has no name and equals the sums above it: it is taken as a total"]


def test_a_partner_typed_once_above_blank_cells_counts_for_them_with_one_warning() -> None:
    reading = find([grid("Đơn", [["Khách", "Mã", "SL"], ["An", "T1", 6], [None, "T2", 7], [None, "T3", 8], ["Bình", "T1", 9]])])
    assert asked(reading) == []
    assert warned(reading) == ["'Đơn'!A3: rows without a name count for the name above them: 3, 4"]
    assert columns(reading)["orders"] == table("partner|sku|quantity\nAn|T1|6\nAn|T2|7\nAn|T3|8\nBình|T1|9")


@pytest.mark.parametrize("between", [["Tổng", None, 6], ["Nhóm B"]])
def test_a_name_never_counts_for_rows_behind_a_total_or_a_row_with_nothing_but_a_name(between: list[object]) -> None:
    reading = find([grid("Đơn", [["Khách", "Mã", "SL"], ["An", "T1", 6], between, [None, "T2", 7], ["Bình", "T1", 9]])])
    assert asked(reading) != []
    assert "orders" not in reading.tables or len(columns(reading)["orders"]["partner"]) < 3


def test_a_row_that_says_only_a_name_is_asked() -> None:
    reading = find([grid("Đơn", [["Khách", "Mã", "SL"], ["An", "T1", 6], ["Nhóm B"], ["Bình", "T1", 9]])])
    assert [message.split(" ->")[0] for message in asked(reading)] == ["'Đơn'!A3: row 3 says only \"Nhóm B\""]


def test_a_list_that_does_not_say_who_orders_is_not_taken_silently() -> None:
    staff = grid("Nhân sự", [["Họ tên", "Phòng ban", "Số lượng"], ["Hoa", "Kho", 3], ["Lý", "Bán hàng", 4]])
    alone = find([staff])
    assert alone.tables == {}
    assert asked(alone)[0].startswith("'Nhân sự'!A1: 'Nhân sự'!A1:C3 may be orders: no heading says who ordered")
    beside = find([grid("Đơn", ORDERS), staff])
    assert columns(beside) == {"orders": table("partner|sku|quantity\nAn|T1|60\nBình|T1|40")}
    assert asked(beside) == []
    assert warned(beside) == ["'Nhân sự'!A1: 'Nhân sự'!A1:C3 could be orders too; it was left alone"]
    decided = find([staff], ["Họ tên=partner"])
    assert columns(decided) == {"orders": table("partner|quantity\nHoa|3\nLý|4")}


def test_employees_and_other_junk_give_no_table() -> None:
    junk = [
        grid("A", [["Nhân viên", "Phòng ban", "Số lượng", "Lương"], ["Hoa", "Kho", 3, 9000000]]),
        grid("B", [["Tháng", "Doanh thu", "Tồn kho"], ["Một", 5, 6], ["Hai", 7, 8]]),
        grid("C", [["Sản phẩm", "Tồn kho", "Đã bán"], ["Ly", 5, 6], ["Tô", 7, 8]]),
    ]
    reading = find(junk)
    assert reading.tables == {}
    assert [message.split(" ->")[0] for message in asked(reading)] == [": no orders were found"]


def test_results_are_not_orders() -> None:
    dues = grid("Dues", [["Partner", "Quantity", "Freight", "Due"], ["An", 60, 1800000, 12300000], ["Binh", 40, 1200000, 8200000]])
    transfers = grid("Settlement", [["Payer", "Payee", "Amount"], ["Binh", "An", 8200000]])
    reading = find([grid("Đơn", ORDERS), dues, transfers])
    assert list(reading.tables) == ["orders"]
    assert columns(reading)["orders"]["partner"] == ["An", "Bình"]
    assert reading.problems == []
    assert asked(find([dues]))[0].startswith("Dues!A1: Dues!A1:D3 looks like a result")
    assert columns(find([dues], ["Dues!A1=orders"]))["orders"]["quantity"] == [60, 40]


def test_headings_over_two_rows_join_unless_somebody_says_otherwise() -> None:
    rows: list[list[object]] = [["Shop", "BLACK", None, "WHITE", None], [None, "S", "M", "S", "M"], ["An", 1, 2, 3, 4], ["Total", 1, 2, 3, 4]]
    sheet = grid("O", rows, "A1:A2 B1:C1 D1:E1")
    for answers in ([], ["O!B1=join"]):
        joined = find([sheet], answers)
        assert joined.problems == []
        assert columns(joined)["orders"]["sku"] == ["BLACK S", "BLACK M", "WHITE S", "WHITE M"]
    assert columns(find([sheet], ["O!B1=apart"]))["orders"]["sku"] == ["S", "M", "S", "M"]
    sizes = grid("SKU", [["SKU", "Price (¥)"], ["S", 28], ["M", 30]])
    assert columns(find([sheet, sizes]))["orders"]["sku"] == ["S", "M", "S", "M"]


def test_two_prices_for_one_sku_are_a_question_that_names_both_cells() -> None:
    sheet = grid("O", [["Shop", "SKU", "Qty", "Price (¥)"], ["An", "M", 6, 28], ["Binh", "M", 5, 29]])
    reading = find([sheet])
    assert asked(reading) == [
        'O!D3: "M" has 28 in O!D2 and 29 in O!D3 -> say which: --answer "O!D3==28" (28 for all of them), --answer "O!D2==29" (29 for all of them)',
    ]
    for answer, price in (("O!D3==28", 28), ("O!D2==29", 29)):
        answered = find([sheet], [answer])
        assert asked(answered) == []
        assert columns(answered)["items"]["sku"] == ["M"]
        assert [float(str(value)) for value in columns(answered)["items"]["unit_price"]] == [price]


def test_errors_and_formulas_without_results_are_problems_with_their_cell() -> None:
    rows: list[list[object]] = [["Shop", "SKU", "Qty"], ["An", "M", CellError("#REF!")], ["Binh", "M", Uncached("=C2*2")]]
    assert [message.split(" ->")[0] for message in asked(find([grid("O", rows)]))] == [
        "O!C2: the cell holds the error #REF!",
        "O!C3: the formula =C2*2 has no saved result",
    ]


def test_what_is_hidden_counts_and_is_named() -> None:
    reading = find([grid("Đơn", ORDERS, hidden_rows=frozenset({3, 9}), hidden_columns=frozenset({2}), hidden=True)])
    assert columns(reading)["orders"]["quantity"] == [60, 40]
    assert warned(reading) == ['Đơn: the sheet "Đơn" is hidden, and counts', "Đơn: hidden rows count: 3", "Đơn: hidden columns count: B"]


def test_an_answer_that_cannot_be_read_or_meets_nothing_is_a_problem() -> None:
    problems = find([grid("Đơn", ORDERS)], ["SL", "SL=weigth", "'Đơn'!Z9=kg"]).problems
    assert [problem.message for problem in problems] == [
        'the answer "SL" is not of the form PLACE=MEANING',
        'the answer "SL=weigth": "weigth" is no column, no table and nothing else that is known',
        "the answer \"'Đơn'!Z9=kg\" has no effect: there is no such place, or nothing to answer there",
    ]
    assert problems[1].fix.startswith("choose one of: pool, partner, sku, quantity, ")


def test_amounts_beside_partners_are_asked_unless_a_date_makes_them_payments() -> None:
    rows: list[list[object]] = [["Khách", "Số tiền"], ["An", 5000000], ["Bình", 3000000]]
    grids = [grid("Đơn", ORDERS), grid("Tiền", rows)]
    reading = find(grids)
    assert [(problem.cell, problem.message) for problem in reading.problems] == [
        ("'Tiền'!A1", "what is the table 'Tiền'!A1:B3 (\"Khách\", \"Số tiền\")?"),
    ]
    assert "payments" not in reading.tables
    paid = {"partner": ["An", "Bình"], "paid": [5000000, 3000000]}
    assert "'Tiền'!A1=payments" in choices(reading)[0]
    for answer in ("'Tiền'!A1=payments", "'Tiền'!B1=payments.paid"):
        answered = find(grids, [answer])
        assert asked(answered) == []
        assert columns(answered)["payments"] == paid
    dated = grid("Tiền", [[*rows[0], "Ngày"], [*rows[1], "1/10"], [*rows[2], "2/10"]])
    assert columns(find([grids[0], dated]))["payments"] == {**paid, "date": ["1/10", "2/10"]}


def test_labels_that_disagree_are_a_problem_and_labels_without_value_a_warning() -> None:
    rows: list[list[object]] = [*ORDERS, ["Tỷ giá", 3565], ["Tỷ giá áp dụng: 3.600"], ["Cước: báo sau"]]
    reading = find([grid("Đơn", rows)])
    assert asked(reading) == ["'Đơn'!A5: \"Tỷ giá áp dụng: 3.600\" says 3600, but 'Đơn'!B4 says 3565 -> keep one of them and delete the other"]
    assert warned(reading) == ["'Đơn'!A6: \"Cước: báo sau\" names Cước, but no value that can be read"]


def test_a_label_above_its_value_and_a_rate_without_label() -> None:
    reading = find([grid("Đơn", [["Người mua chính", "Tỷ giá"], ["An", 3565], [], *ORDERS]), grid("R", [["1 USD = 25.400"]])])
    assert columns(reading)["terms"] == {"lead_buyer": ["An"]}
    assert columns(reading)["rates"] == {"currency": ["CNY", "USD"], "rate": [3565, 25400]}


@pytest.mark.parametrize("heading", ["Số tiền (nghìn đồng)", "Số tiền (k)", "Số tiền (nghìn)"])
def test_a_heading_in_thousands_counts_in_thousands(heading: str) -> None:
    reading = find([grid("Đơn", ORDERS), grid("Phí", [["Khoản phí", heading], ["Cước", 3000], ["Bốc xếp", 12.5]])])
    assert reading.problems == []
    assert columns(reading)["costs"] == {"cost": ["Cước", "Bốc xếp"], "amount": [3_000_000, 12_500]}


def test_a_corner_that_names_both_sides_is_asked_and_decided() -> None:
    sheet = grid("M", [["Mẫu / Khách", "An", "Bình"], ["Ly", 3, 4], ["Tô", 5, 6], ["Tổng", 8, 10]])
    assert asked(find([sheet]))[0].startswith("M!A1: the quantities in M!A1:C4 stand between two sets of names")
    assert columns(find([sheet], ["M!A1=sku"]))["orders"] == table("sku|partner|quantity\nLy|An|3\nLy|Bình|4\nTô|An|5\nTô|Bình|6")
    assert columns(find([sheet], ["M!A1=partner"]))["orders"]["partner"] == ["Ly", "Ly", "Tô", "Tô"]


@pytest.mark.parametrize("answers", [[], ["M!C1:D1=partner"]])
def test_figures_beside_skus_are_what_partners_order(answers: list[str]) -> None:
    reading = find([grid("M", [["Mẫu", "Giá (¥)", "An", "Bình"], ["Ly", 8, 3, 4], ["Tô", 11, 5, 6]])], answers)
    assert columns(reading) == {
        "orders": table("sku|partner|quantity\nLy|An|3\nLy|Bình|4\nTô|An|5\nTô|Bình|6"),
        "items": table("sku|unit_price\nLy|8\nTô|11"),
    }
    assert reading.problems == []


def test_a_merged_figure_counts_for_every_row_with_a_warning() -> None:
    reading = find([grid("Đơn", [["Khách", "Mã", "SL"], ["An", "T1", 6], ["Bình", "T1", None]], "C2:C3")])
    assert columns(reading)["orders"]["quantity"] == [6, 6]
    assert warned(reading) == ["'Đơn'!C2:C3: the merged cell counts for each of the 2 rows that it covers"]


def test_a_merge_over_the_whole_sheet_and_a_far_cell_are_no_trouble() -> None:
    sheet = Grid("S", {(1, 1): "x", (1_048_576, 16_384): 1}, [Box(1, 1, 1_048_576, 16_384)])
    assert [message.split(" ->")[0] for message in asked(find([sheet]))] == [": no orders were found"]


def test_an_order_list_that_was_counted_gives_both_tables() -> None:
    rows: list[list[object]] = [["Khách", "Mã", "SL", "SL nhận", "SL lỗi"], ["An", "T1", 60, 60, 6], ["Bình", "T1", 40, 40, 4]]
    both = {"orders": table("partner|sku|quantity\nAn|T1|60\nBình|T1|40"), "count": table("sku|partner|received|defective\nT1|An|60|6\nT1|Bình|40|4")}
    assert columns(find([grid("Đơn", rows)])) == both
    beside = find([grid("Đơn", ORDERS), grid("Đếm", rows)])
    assert asked(beside) == []
    assert columns(beside)["count"]["received"] == [60, 40]
    assert columns(beside)["orders"] == both["orders"]


def test_a_narrow_blank_column_does_not_part_a_table_and_a_column_without_heading_is_named() -> None:
    spaced: list[list[object]] = [
        ["Khách", None, "Mã", None, "SL", None, "Tổng kg"],
        ["An", None, "T1", None, 5, None, 2],
        ["Bình", None, "T1", None, 6, None, 3],
    ]
    assert columns(find([grid("Đơn", spaced)]))["orders"] == table("partner|sku|quantity|kg\nAn|T1|5|2\nBình|T1|6|3")
    unnamed = find([grid("Đơn", [["Khách", None, "SL"], ["An", "đỏ", 5], ["Bình", "xanh", 6]])])
    assert warned(unnamed) == ["'Đơn'!B2: the column has values and no heading; it was left out"]


def test_a_row_after_blank_ones_that_any_label_would_fit_is_named() -> None:
    reading = find([grid("Đơn", [["Khách", "SL"], ["An", 5], [], ["Quà", 6]])])
    assert warned(reading) == ["'Đơn'!A4: the row comes after blank ones, and counts"]


def test_amounts_by_partner_are_neither_orders_nor_costs() -> None:
    summary = grid("Tổng", [["Khách", "Tiền hàng", "Phí ship", "Tổng"], ["An", 10500000, 1800000, 12300000]])
    reading = find([grid("Đơn", ORDERS), summary])
    assert list(reading.tables) == ["orders"]
    assert reading.problems == []


def test_skus_and_quantities_without_partners_are_asked() -> None:
    rows: list[list[object]] = [["Ai mua", "Mẫu", "SL", "Đơn giá"], ["Hoa", "Ly", 60, 50], ["Lan", "Ly", 40, 50]]
    reading = find([grid("A", rows)])
    assert reading.tables == {}
    assert asked(reading) == [
        (
            'A!A1: A!A1:D3 may be orders: no heading says who ordered -> say which: --answer "A!A1=partner" (those under "Ai mua"), '
            '--answer "A!A1:D3=orders" (all of this sheet is for "A"), --answer "A!A1:D3=ignore" (it is no order)'
        ),
    ]
    assert columns(find([grid("A", rows)], choices(reading)[0][:1])) == columns(find([grid("A", rows)], ["Ai mua=partner"]))
    assert columns(find([grid("A", rows)], ["Ai mua=partner"]))["orders"] == table("partner|sku|quantity\nHoa|Ly|60\nLan|Ly|40")


def test_totals_over_several_currencies_are_not_checked_and_percent_signs_are_kept() -> None:
    costs: list[list[object]] = [["Khoản", "Số tiền", "Tiền tệ"], ["Tiền hàng", 5000, "tệ"], ["Cước", 3000000, "đ"], ["Tổng", 20825000, None]]
    labels: list[list[object]] = [[], ["VAT (%)", 8], ["Thuế NK 10%"], ["Phí dịch vụ (%)", 0.5]]
    reading = find([grid("Đơn", ORDERS), grid("Phí", [*costs, *labels])])
    assert warned(reading) == []
    assert columns(reading)["costs"]["currency"] == ["CNY", "VND", None, None]
    assert columns(reading)["costs"]["rate"] == [None, None, "8%", "10%"]
    assert [message.split(" ->")[0] for message in asked(reading)] == [
        "'Phí'!B8: \"Phí dịch vụ (%)\" with 0.5 can mean 0.5 percent or 0.5 of the whole",
    ]


# ---------------------------------------------------------------- money beside orders


def test_a_remark_that_somebody_paid_is_asked_about_where_no_payment_of_hers_is_written() -> None:
    rows: list[list[object]] = [
        ["Người gom", "An"], [], ["Khách", "Mã", "SL", "Đã cọc", "Ghi chú"], ["An", "S", 4, None, "đã ck"], ["Bình", "S", 5, 60000, "đã ck"],
        ["Chi", "S", 6, None, "đã ck đủ"], [None, "M", 7, None, "đã ck"], ["Dung", "S", 8, None, "chưa ck"],
    ]
    reading = find([grid("A", rows)])
    assert [line.split(" ->")[0] for line in asked(reading)] == [
        'A!E6: "đã ck đủ" stands in E6, E7, and no payment of theirs is written: how much was it?',
    ]
    assert choices(reading) == [["A!E6:E7=ignore"]]
    answered = find([grid("A", rows)], ["A!E6:E7=ignore"])
    assert asked(answered) == []
    assert columns(answered)["payments"] == {"partner": ["Bình"], "paid": [60000]}


@pytest.mark.parametrize("kind", ["list", "matrix"])
def test_money_beside_orders_counts_in_what_its_heading_or_its_cell_says(kind: str) -> None:
    wanted: tuple[list[object], ...] = (["Mã", "SL"], ["S", 4], ["M", 5]) if kind == "list" else (["S", "M"], [3, 4], [2, 5])
    money: list[list[object]] = [["Đã cọc (k)", "Ship riêng (k)"], [500, "30k"], ["2tr", 20]]
    rows = [[name, *some, *more] for name, some, more in zip(["Khách", "An", "Bình"], wanted, money, strict=True)]
    reading = find([grid("A", rows)])
    assert asked(reading) == []
    assert columns(reading)["payments"]["paid"] == [500000, "2tr"]
    assert columns(reading)["costs"]["amount"] == ["30k", 20000]
    answered = find([grid("A", rows)], [f"A!{letters(len(wanted[0]) + 2)}2==300000"])
    assert columns(answered)["payments"]["paid"] == ["300000", "2tr"]


@pytest.mark.parametrize("kind", ["list", "matrix"])
def test_currencies_of_money_beside_orders_are_kept_apart(kind: str) -> None:
    wanted: tuple[list[object], ...] = (["Mã", "SL"], ["S", 4], ["M", 5]) if kind == "list" else (["S", "M"], [3, 4], [2, 5])
    money: list[list[object]] = [["Cọc lần 1 (¥)", "Cọc lần 2 (đ)", "Ship riêng (¥)"], [500, 20000, 12], [100, None, None]]
    reading = find([grid("A", [[name, *some, *more] for name, some, more in zip(["Khách", "An", "Bình"], wanted, money, strict=True)])])
    assert [line.split(" ->")[0] for line in asked(reading)] == [": the ranges of payments state different units for paid"]
    assert columns(reading)["payments"]["paid"] == [500, 100, 20000]
    assert reading.tables["costs"].units == {"amount": "CNY"}


@pytest.mark.parametrize(("heading", "meaning", "unit", "values"), [("Bỏ túi (k)", "paid", "", [500000, 300000]), ("Ôm nặng (g)", "unit_kg", "g", [500, 300])])
def test_a_unit_in_a_heading_counts_when_somebody_explains_the_heading(heading: str, meaning: str, unit: str, values: list[object]) -> None:
    rows: list[list[object]] = [["Khách", "Mã", "SL", heading], ["An", "S", 4, 500], ["Bình", "M", 5, 300]]
    assert len(asked(find([grid("A", rows)]))) == 1
    reading = find([grid("A", rows)], [f"A!D1={meaning}"])
    assert asked(reading) == []
    of = reading.tables["payments" if meaning == "paid" else "items"]
    assert of.columns[meaning] == values
    assert of.units.get(meaning, "") == unit


def test_weights_in_a_unit_that_is_not_read_are_refused_in_a_matrix() -> None:
    rows: list[list[object]] = [["Mã", "An", "Bình", "Cân (tạ)"], ["S", 3, 4, 0.2], ["M", 2, 5, 0.3]]
    assert [line.split(" ->")[0] for line in asked(find([grid("A", rows)]))] == ['A!D1: the heading "Cân (tạ)" counts in tạ, which is not read']


def test_a_cost_that_does_not_say_what_it_is_shared_by_is_asked_and_answered_in_its_blank_cell() -> None:
    orders: list[list[object]] = [["Khách", "Mã", "SL", "Cân (kg/cái)"], ["An", "S", 4, 0.5], ["Bình", "M", 5, 0.2]]
    rows = [*orders, [], ["Cước", 300000], ["Ship kho", 20000, "chia đều"]]
    reading = read([grid("A", rows)], [], None)
    assert choices(reading) == [["A!C5=equal", "A!C5=quantity", "A!C5=value", "A!C5=kg"]]
    assert asked(reading)[0].startswith("A!C5: Cước does not say what it is shared by")
    answered = read([grid("A", rows)], ["A!C5=kg"], None)
    assert asked(answered) == []
    assert columns(answered)["costs"]["basis"] == ["kg", "equal"]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("tail", [[], ["Tổng"], ["Tổng", "Đã cọc"]])
@pytest.mark.parametrize("is_above", [True, False])
def test_a_group_that_is_not_merged_reaches_to_the_next_one(tail: list[object], *, is_above: bool) -> None:
    blank: list[object] = [None] * len(tail)
    rows: list[list[object]] = [
        ["Khách", "Đen", None, "Trắng", None, *(tail if is_above else blank)], [None, "S", "M", "S", "M", *(blank if is_above else tail)],
        ["An", 1, 2, 3, 4, *[10, 50000][: len(tail)]], ["Bình", 2, 3, 4, 1, *[10, None][: len(tail)]],
    ]
    reading = find([grid("A", rows)])
    assert asked(reading) == []
    assert columns(reading)["orders"]["sku"] == ["Đen S", "Đen M", "Trắng S", "Trắng M"] * 2


def test_remarks_that_repeat_make_no_list_of_a_matrix() -> None:
    rows: list[list[object]] = [["Khách", "S", "M", "Ghi chú"], ["An", 4, 5, "gấp"], ["Bình", 5, 6, "gấp"], ["Chi", 5, 2, None]]
    reading = find([grid("A", rows)])
    assert asked(reading) == []
    assert columns(reading)["orders"]["quantity"] == [4, 5, 5, 6, 5, 2]


def test_a_batch_before_the_names_of_costs_is_no_name_of_a_cost() -> None:
    orders: list[list[object]] = [["Đợt hàng", "Khách", "Mã", "SL"], ["Lô 5", "An", "S", 4], ["Lô 6", "An", "S", 5], ["Lô 6", "Bình", "S", 5]]
    costs: list[list[object]] = [["Đợt hàng", "Phí", "Số tiền", "Chia theo"], ["Lô 5", "Cước", 300000, "SL"], ["Lô 6", "Đóng gói", 40000, "chia đều"]]
    reading = find([grid("A", [*orders, [], *costs])])
    assert columns(reading)["costs"]["cost"] == ["Cước", "Đóng gói"]
    assert columns(reading)["costs"]["pool"] == ["Lô 5", "Lô 6"]


def test_a_subtotal_in_the_second_column_of_names_is_one() -> None:
    rows: list[list[object]] = [["STT", "Phân loại", "Shop", "SL"]]
    for number, (name, pieces) in enumerate([("An", (4, 5)), ("Bình", (6, 9))]):
        rows += [[2 * number + at + 1, sku, name, count] for at, (sku, count) in enumerate(zip(("S", "M"), pieces, strict=True))]
        rows += [[None, None, f"{name} Count", 2], [None, None, f"{name} Total", sum(pieces)]]
    reading = find([grid("A", [*rows, [None, None, "Grand Total", 24]])])
    assert asked(reading) == []
    assert columns(reading)["orders"]["quantity"] == [4, 5, 6, 9]


def test_costs_without_names_are_handed_on_as_they_are() -> None:
    costs: list[list[object]] = [["Số tiền", "Tỷ lệ", "Chia theo"], [300000, None, "SL"], [None, 0.05, "tiền hàng"]]
    reading = find([grid("Đơn", ORDERS), grid("Chi phí", costs)], ["'Chi phí'!A1:C3=costs"])
    assert columns(reading)["costs"] == {"amount": [300000, None], "rate": [None, 0.05], "basis": ["quantity", "tiền hàng"]}


def test_a_row_of_money_among_pieces_is_asked_about_as_a_row_not_as_typing_errors() -> None:
    rows: list[list[object]] = [["Buyer", "Mug", "Cap"], ["Listing says", 347500, 132500], ["An", 5, 20], ["Bình", 3, 4], ["Chi", 2, None]]
    reading = find([grid("A", rows)])
    assert [line.split(" ->")[0] for line in asked(reading)] == [
        'A!A2: row 2, "Listing says", has no numbers of pieces like the rows around it: what is it?',
    ]
    answered = find([grid("A", rows)], ["A!A2=unit_price"])
    assert asked(answered) == []
    assert columns(answered)["items"] == {"sku": ["Mug", "Cap"], "unit_price": [347500, 132500]}
    assert columns(answered)["orders"]["quantity"] == [5, 20, 3, 4, 2]


def test_a_cost_below_a_matrix_with_its_basis_in_brackets_is_no_row_of_it() -> None:
    rows: list[list[object]] = [["Buyer", "Mug", "Cap"], ["An", 5, 20], ["Bình", 3, 4], [], ["Wheels (goods value)", "3840k"]]
    reading = find([grid("A", rows)])
    assert asked(reading) == []
    assert columns(reading)["costs"] == {"cost": ["Wheels"], "amount": ["3840k"], "basis": ["value"]}
    assert columns(reading)["orders"]["quantity"] == [5, 20, 3, 4]


def test_what_is_typed_below_an_excel_table_belongs_to_it_down_to_the_next_one() -> None:
    rows: list[list[object]] = [["Khách", "Mã", "SL"], ["An", "S", 4], ["Bình", "S", 5], ["Chi", "S", 6], [], ["Mã", "Giá"], ["S", 20000]]
    page = grid("A", rows)
    page.tables.update(orders=Box(1, 1, 3, 3), items=Box(6, 1, 7, 2))
    reading = find([page])
    assert asked(reading) == []
    assert columns(reading)["orders"]["quantity"] == [4, 5, 6]
    assert columns(reading)["items"] == {"sku": ["S"], "unit_price": [20000]}


def test_prices_under_a_word_that_nobody_knows_beside_names_of_another_sheet_are_asked_about() -> None:
    first = grid("A", [["Mẫu", "Lan", "Hoa", "Mai"], ["Ly", 11, 4, 20]])
    second = grid("B", [["Mẫu", "Trên mạng", "Lan", "Hoa", "Mai"], ["Ly", 189, 15, 7, 8]])
    assert [line.split(" ->")[0] for line in asked(find([first, second])) if "B!B1" in line] == ['B!B1: what is "Trên mạng" (189)?']


def test_a_payment_behind_blank_rows_needs_no_date() -> None:
    orders = grid("A", [["Khách", "Mã", "SL"], ["An", "S", 4], ["Bình", "S", 5]])
    paid = grid("B", [["Khách", "Đã cọc", "Ngày", "Mã GD"], ["An", 500000, "1/10", "X1"], [], [], ["Bình", 200000]])
    reading = find([orders, paid])
    assert asked(reading) == []
    assert columns(reading)["payments"]["paid"] == [500000, 200000]
