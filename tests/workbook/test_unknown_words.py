"""Words that nobody knows: what the sheet proves needs no question, what follows from a question is not asked, and one cause is one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.layouts import grid

from poolsplit.workbook.find.tables import Reading, find
from poolsplit.workbook.run import Run, run_over

if TYPE_CHECKING:
    from poolsplit.workbook.read.grid import Grid

Rows = list[list[object]]
RATE: Rows = [["Tỷ giá tệ", 3500], []]
NAMED: Rows = [["Tên shop", "Mã hàng", "Ôm", "Bên đó bán (¥)"], ["An", "Áo", 5, 35], ["Bình", "Áo", 3, 35], ["An", "Quần", 4, 50]]


def asked(reading: Reading) -> list[str]:
    return [str(problem.message) for problem in reading.problems if not problem.warning]


def orders(reading: Reading) -> dict[str, list[object]]:
    return reading.tables["orders"].columns if "orders" in reading.tables else {}


def items(reading: Reading) -> dict[str, list[object]]:
    return reading.tables["items"].columns if "items" in reading.tables else {}


def run(*grids: Grid) -> Run:
    return run_over(list(grids), (), (), "vi")


def open_ones(done: Run) -> list[str]:
    return [str(problem.message) for problem in done.outcome.problems if not problem.warning]


# ---------------------------------------------------------------- columns


def test_pieces_and_prices_are_told_by_formulas_that_multiply_them() -> None:
    formulas = {(row, 5): f"=C{row}*D{row}" for row in (4, 5, 6)}
    sheet = [[*row, end] for row, end in zip(NAMED, ["Thành tiền", 175, 105, 200], strict=True)]
    reading = find([grid("Đơn", [*RATE, *sheet], formulas=formulas)])
    assert asked(reading) == []
    assert orders(reading)["quantity"] == [5, 3, 4]
    assert items(reading)["unit_price"] == [35, 50]


def test_pieces_are_told_by_formulas_with_the_price_of_each_sku_in_them_and_not_by_those_with_one_rate() -> None:
    heading: Rows = [["Tên shop", "Mã hàng", "Ôm", "Thành tiền"]]
    rows: Rows = [["An", "Áo", 5, 360000], ["Bình", "Áo", 3, 216000], ["An", "Quần", 4, 200000]]
    prices = {(row, 4): f"=C{row}*{price}" for row, price in ((2, 72000), (3, 72000), (4, 50000))}
    reading = find([grid("Đơn", [*heading, *rows], formulas=prices)])
    assert asked(reading) == []
    assert orders(reading)["quantity"] == [5, 3, 4]
    rates = {(row, 4): f"=C{row}*3500" for row in (2, 3, 4)}
    assert asked(find([grid("Đơn", [*heading, *rows], formulas=rates)]))


def test_of_two_whole_columns_without_a_currency_nobody_says_which_counts_pieces() -> None:
    rows: Rows = [["Tên shop", "Mã hàng", "Ôm", "Bển", "Thành tiền"], ["An", "Áo", 5, 35, 175], ["Bình", "Áo", 3, 35, 105], ["An", "Quần", 4, 50, 200]]
    assert asked(find([grid("Đơn", [*RATE, *rows])]))


def test_a_price_table_is_told_by_the_names_of_its_skus_and_by_its_units() -> None:
    listed: Rows = [["Tên shop", "Mã hàng", "SL"], ["An", "Áo", 5], ["Bình", "Quần", 3], []]
    prices: Rows = [["Bé nào", "Bên đó bán", "Bỏ lên cân"], ["Áo", "35¥", "0,2kg"], ["Quần", "50¥", "0,4kg"]]
    reading = find([grid("Đơn", [*RATE, *listed, *prices])])
    assert asked(reading) == []
    assert items(reading)["unit_price"] == ["35¥", "50¥"]
    assert items(reading)["unit_kg"] == ["0,2kg", "0,4kg"]


def test_what_is_the_same_in_all_rows_of_a_sku_is_that_of_a_piece() -> None:
    rows: Rows = [["Tên shop", "Mã hàng", "SL", "Bên đó bán (¥)"], ["An", "Áo", 5, 35], ["Bình", "Áo", 3, 35], ["An", "Quần", 4, 50]]
    reading = find([grid("Đơn", [*RATE, *rows])])
    assert asked(reading) == []
    assert items(reading)["unit_price"] == [35, 50]
    rows[2][3] = 21     # no longer the same for each shirt: it may be what they owe the shop
    assert asked(find([grid("Đơn", [*RATE, *rows])]))


def test_money_that_goes_on_counting_beside_a_payment_is_a_payment() -> None:
    rows: Rows = [["Tên shop", "SL", "Đã cọc 1", "Góp rồi 2"], ["An", 5, 500000, 200000], ["Bình", 3, 300000, None]]
    reading = find([grid("Đơn", rows)])
    assert asked(reading) == []
    assert sorted(map(str, reading.tables["payments"].columns["paid"])) == ["200000", "300000", "500000"]
    rows[0][3] = "Góp rồi"
    assert asked(find([grid("Đơn", rows)]))


def test_the_column_that_prices_follow_from_names_the_skus() -> None:
    rows: Rows = [["Tên shop", "Bé nào", "SL", "Giá (¥)"], ["An", "Áo", 5, 35], ["Bình", "Áo", 3, 35], ["An", "Quần", 4, 50]]
    reading = find([grid("Đơn", [*RATE, *rows])])
    assert asked(reading) == []
    assert orders(reading)["sku"] == ["Áo", "Áo", "Quần"]


# ---------------------------------------------------------------- labels


def test_a_rate_that_prices_need_is_told_by_its_size_unless_there_are_two_or_it_is_of_another_time() -> None:
    rows: Rows = [["Tên shop", "Mã hàng", "SL", "Giá (¥)"], ["An", "Áo", 5, 35], ["Bình", "Áo", 3, 35]]
    reading = find([grid("Đơn", [["Bà Hoa đổi cho", 3520], [], *rows])])
    assert asked(reading) == []
    assert reading.tables["rates"].columns == {"currency": ["CNY"], "rate": [3520]}
    assert asked(find([grid("Đơn", [["Bà Hoa đổi cho", 3520], ["Chợ đổi cho", 3610], [], *rows])]))
    assert "rates" not in find([grid("Đơn", [["Tỷ giá tháng trước", 3520], [], *rows])]).tables


def test_a_price_and_a_weight_for_all_pieces_are_told_by_amounts_and_by_a_unit() -> None:
    rows: Rows = [["Tên shop", "SL", "Thành tiền"], ["An", 5, 360000], ["Bình", 3, 216000], ["Chi", 11, 792000]]
    reading = find([grid("Đơn", [["Lẻ một con", 72000], ["Bỏ lên cân (cái)", "250 g"], [], *rows])])
    assert asked(reading) == []
    assert items(reading)["unit_price"] == [72000]
    assert items(reading)["unit_kg"] == ["250 g"]


def test_a_line_among_costs_is_a_cost_of_which_only_the_basis_is_asked() -> None:
    costs: Rows = [["Cước:", 610000, "theo số lượng"], ["Xe ôm bển:", 140000, "ai nhiều nấy chịu"], ["Thuế NK:", 90000, "theo số lượng"]]
    reading = find([grid("Đơn", [["Tên shop", "SL"], ["An", 5], ["Bình", 3]]), grid("Phí", costs)])
    assert reading.tables["costs"].columns["amount"] == [610000, 140000, 90000]
    done = run(grid("Đơn", [["Tên shop", "SL"], ["An", 5], ["Bình", 3]]), grid("Phí", costs))
    assert open_ones(done) == ['what is Xe ôm bển shared by? "ai nhiều nấy chịu" is nothing that is known']


# ---------------------------------------------------------------- one cause, one question


def test_one_word_in_several_lines_is_one_question_for_all_of_them() -> None:
    costs: Rows = [["Chi phí", "Số tiền", "Chia theo"], ["Cước", 90000, "cào bằng"], ["Thùng", 20000, "SL"], ["Bốc xếp", 10000, "cào bằng"]]
    done = run(grid("Đơn", [["Tên shop", "SL"], ["An", 5], ["Bình", 3], [], *costs]))
    [question] = done.questions
    assert question.message == 'what is Cước, Bốc xếp shared by? "cào bằng" is nothing that is known'
    assert question.choices[0].answer == "'Đơn'!C6=equal; 'Đơn'!C8=equal"
    after = run_over(done.grids, [question.choices[0].answer], (), "vi")
    assert open_ones(after) == []


def test_the_cancelled_rows_of_one_partner_are_one_question() -> None:
    rows: Rows = [["Tên shop", "Mã hàng", "SL", "Ghi chú"], ["An", "Áo", 5, "huỷ"], ["Bình", "Áo", 3, None], ["An", "Quần", 4, "đã huỷ"]]
    done = run(grid("Đơn", rows))
    [question] = done.questions
    assert question.message == 'rows 2, 4 ("An") say "huỷ, đã huỷ": do they count?'
    assert question.choices[0].answer == "'Đơn'!A2=out; 'Đơn'!A4=out"


def test_what_follows_from_an_unread_price_is_not_asked_beside_it() -> None:
    rows: Rows = [["Tên shop", "SL"], ["An", 5], ["Bình", 3], [], ["Chi phí", "Số tiền", "Chia theo"], ["Cước", 90000, "giá trị"], ["Thuế", "8%", "tiền hàng"]]
    done = run(grid("Đơn", [["Lẻ một con:", 72000], [], *rows]))
    assert open_ones(done) == ['what is "Lẻ một con:" (72000)?']


# ---------------------------------------------------------------- dues


DUES: Rows = [["Tên shop", "SL", "Phải trả"], ["An", 6, 560000], ["Bình", 3, 290000], ["Chi", 1, 150000], []]
COSTS: Rows = [["Chi phí", "Số tiền", "Chia theo"], ["Cước", 900000, "đếm con"], ["Thùng", 90000, "cào bằng"]]


def test_what_everybody_owes_proves_what_costs_are_shared_by() -> None:
    dues: Rows = [["Tên shop", "SL", "Phải trả"], ["An", 6, 570000], ["Bình", 3, 300000], ["Chi", 1, 120000], []]
    done = run(grid("Đơn", [*dues, *COSTS]))
    assert open_ones(done) == []
    assert done.proven == ("'Đơn'!C7=quantity", "'Đơn'!C8=equal")
    assert done.given == ()
    assert any("are what everybody owes" in problem.message for problem in done.outcome.problems)


def test_amounts_that_nothing_leads_to_prove_nothing() -> None:
    done = run(grid("Đơn", [*DUES, *COSTS]))
    assert done.proven == ()
    assert len(done.questions) == 2


def test_what_everybody_owes_says_nothing_of_money_that_an_answer_sets_aside() -> None:
    matrix: Rows = [["Mã hàng", "An", "Bình", "Chi"], ["Áo", 4, 2, 1], ["Quần", 2, 1, None], [None, None, None, None, "ghi chú"],
                    ["Gom vô rồi", 350000, None, None], ["Tính ra hết", 570000, 300000, 120000], []]
    done = run(grid("Đơn", [*matrix, *COSTS]))
    assert not done.outcome.exact
    assert any('"Gom vô rồi"' in message for message in open_ones(done))
