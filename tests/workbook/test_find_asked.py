"""What is asked on sheets with words that nobody knows: the true choice is there, and leads on to the right reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.layouts import grid

from poolsplit.workbook.find.tables import Reading, find
from poolsplit.workbook.read.grid import Box

if TYPE_CHECKING:
    from poolsplit.workbook.read.grid import Grid

Rows = list[list[object]]
ORDERS: Rows = [["Khách", "Mã", "SL"], ["An", "Cốc", 6], ["Bình", "Áo", 4]]


def columns(reading: Reading) -> dict[str, dict[str, list[object]]]:
    return {name: table.columns for name, table in reading.tables.items()}


def asked(reading: Reading) -> list[str]:
    return [f"{problem.cell}: {problem.message}" for problem in reading.problems if not problem.warning]


def choices(reading: Reading) -> list[list[str]]:
    return [[choice.answer for choice in problem.choices] for problem in reading.problems if not problem.warning]


def answered(grids: list[Grid], *answers: str) -> dict[str, dict[str, list[object]]]:
    """The tables after answers that were all offered, and after which nothing is asked."""
    reading = find(grids)
    for at, answer in enumerate(answers):
        assert answer in [choice for each in choices(reading) for choice in each]
        reading = find(grids, answers[: at + 1])
    assert asked(reading) == []
    return columns(reading)


def test_blocks_under_captions_that_may_be_batches_are_asked_about_once_with_their_costs() -> None:
    block: Rows = [["Khách", "Mã", "SL"], ["An", "Cốc", 6], ["Bình", "Cốc", 4], [], ["Cước", 90000, "SL"], []]
    grids = [grid("Đơn", [["hè"], *block, ["thu"], *block[:4], ["Cước", 70000, "SL"], [], ["đông"], *block[:3]])]
    reading = find(grids)
    assert asked(reading) == ["'Đơn'!A1: is each of these an order of its own: hè, thu, đông?"]
    tables = answered(grids, "'Đơn'!A1=pool; 'Đơn'!A8=pool; 'Đơn'!A15=pool")
    assert tables["orders"]["pool"] == ["hè", "hè", "thu", "thu", "đông", "đông"]
    assert tables["costs"]["pool"] == ["hè", "thu"]
    assert tables["costs"]["amount"] == [90000, 70000]


def test_blocks_under_any_captions_that_each_have_their_freight_are_orders_of_their_own() -> None:
    block: Rows = [["Khách", "Mã", "SL"], ["An", "Cốc", 6], ["Bình", "Cốc", 4], [], ["Cước", 90000, "SL"], []]
    reading = find([grid("Đơn", [["hè"], *block, ["thu"], *block])])
    assert asked(reading) == []
    assert columns(reading)["orders"]["pool"] == ["hè", "hè", "thu", "thu"]


def test_a_basis_that_was_answered_below_costs_on_their_side_is_used() -> None:
    costs: Rows = [["Chi phí", "Cước", "Thùng"], ["Số tiền", 90000, 20000], ["Chia theo", "nặng thì trả", "SL"]]
    weights: Rows = [["Mã", "Nặng (kg)"], ["Cốc", 0.5], ["Áo", 0.2]]
    grids = [grid("Đơn", ORDERS), grid("Phí", costs), grid("Hàng", weights)]
    assert columns(find(grids, ["'Phí'!B3=kg"]))["costs"]["basis"] == ["kg", "quantity"]


def test_costs_on_their_side_under_words_that_nobody_knows_are_asked_about_as_a_table() -> None:
    costs: Rows = [["Hao hụt", "Xe rùa", "Thùng"], ["Đi đứt", 90000, 20000], ["Cưa kiểu", "đếm đầu", "đếm con"]]
    grids = [grid("Đơn", [*ORDERS, [], [], *costs])]
    assert [line.split(" (")[0] for line in asked(find(grids))] == ["'Đơn'!A6: what is the table 'Đơn'!A6:C8"]
    assert answered(grids, "'Đơn'!A6=costs")["costs"]["basis"] == ["đếm đầu", "đếm con"]
    tables = columns(find(grids, ["'Đơn'!A6=costs", "'Đơn'!B8=equal", "'Đơn'!C8=quantity"]))
    assert tables["costs"] == {"cost": ["Xe rùa", "Thùng"], "amount": [90000, 20000], "basis": ["equal", "quantity"]}


def test_costs_on_their_side_are_told_by_words_for_what_they_are_shared_by() -> None:
    costs: Rows = [["Hao hụt", "Xe rùa", "Thùng"], ["Đi đứt", 90000, 20000], ["Cưa kiểu", "SL", "chia đều"]]
    reading = find([grid("Đơn", [*ORDERS, [], [], *costs])])
    assert asked(reading) == []
    assert columns(reading)["costs"] == {"cost": ["Xe rùa", "Thùng"], "amount": [90000, 20000], "basis": ["quantity", "equal"]}


def test_a_rate_in_one_cell_with_a_label_that_nobody_knows_can_be_answered() -> None:
    grids = [grid("Đơn", [["Đổi chác: 3.530"], [], *ORDERS])]
    assert answered(grids, "'Đơn'!A1=rate")["rates"] == {"currency": ["CNY"], "rate": [3530]}


def test_what_partners_and_skus_cannot_have_is_no_choice_and_nothing_is_always_one() -> None:
    rows: Rows = [["Khách", "Cốc", "Áo", "Gì đó"], ["An", 6, 3, 22228939], ["Bình", 4, 2, 9161161]]
    assert choices(find([grid("A", rows)])) == [["A!D1=paid", "A!D1=own", "A!D1=ignore"]]


def test_a_total_that_was_answered_below_a_matrix_is_not_asked_about_again() -> None:
    rows: Rows = [["Khách", "Cốc", "Áo"], ["An", 6, 3], ["Bình", 4, 2], ["Hết veo", 10, 5]]
    assert answered([grid("A", rows)], "A!A4=total")["orders"]["quantity"] == [6, 3, 4, 2]


def test_a_price_list_under_words_that_nobody_knows_is_one_question() -> None:
    grids = [grid("Đơn", ORDERS), grid("Giá", [["Con gì", "Nhiêu"], ["Cốc", 11000], ["Áo", 22000]])]
    assert len(asked(find(grids))) == 1
    assert answered(grids, "'Giá'!A1=sku; 'Giá'!B1=unit_price")["items"] == {"sku": ["Cốc", "Áo"], "unit_price": [11000, 22000]}


def test_an_unknown_column_of_a_partners_sheet_can_be_the_pieces() -> None:
    heads: list[list[object]] = [["Mã", "SL", "Giá"], ["Mã", "Nhiêu", "Giá"]]
    grids = [grid(name, [head, ["Cốc", 4, 11000], ["Áo", 5, 22000]]) for name, head in zip(("An", "Bình"), heads, strict=True)]
    tables = answered([*grids, grid("Chung", [["Người gom", "An"], ["Khách", "An", "Bình"]])], "'Bình'!B1=quantity")
    assert tables["orders"]["partner"] == ["An", "An", "Bình", "Bình"]


def test_a_row_without_a_price_may_be_a_total_by_a_word_that_nobody_knows() -> None:
    rows: Rows = [["Khách", "Mã", "SL"], ["An", "Cốc", 6], [None, "Hết veo", 6], ["Bình", "Áo", 4], ["Chi", "Cốc", 5]]
    grids = [grid("Đơn", rows), grid("Giá", [["Mã", "Giá"], ["Cốc", 11000], ["Áo", 22000]])]
    assert answered(grids, "'Đơn'!B3=total")["orders"]["quantity"] == [6, 4, 5]


def test_rows_of_a_name_that_is_merged_over_them_are_asked_about_one_by_one() -> None:
    rows: Rows = [["Khách", "Mã", "SL", "Ghi chú"], ["An", "Cốc", 6, "huỷ"], ["", "Áo", 2, "huỷ"], ["Bình", "Áo", 4]]
    page = grid("Đơn", [[cell or None for cell in row] for row in rows])
    page.merges.append(Box(2, 1, 3, 1))
    assert answered([page], "'Đơn'!A2=out", "'Đơn'!B3=out")["orders"]["quantity"] == [4]


def test_a_sum_without_what_was_cancelled_is_not_off() -> None:
    rows: Rows = [["Mã", "An", "Bình", "Chi", "Tổng"], ["Cốc", 6, 5, 3, 9], ["Áo", 1, 2, 4, 5], ["Mũ", 7, None, 3, 10], [None, None, "huỷ"]]
    assert answered([grid("A", rows)], "A!C1=ignore")["orders"]["quantity"] == [6, 3, 1, 4, 7, 3]


def test_a_number_may_be_a_name_among_others() -> None:
    rows: Rows = [["#", "Ai đó", "Cốc", "Áo", 2050, "Mũ"], [1, "An", 4, 5, 6, 7], [2, "Bình", 2, 1, 3, 4]]
    reading = find([grid("A", rows)])
    assert columns(reading).get("orders", {}).get("sku", []) == [] or "2050" in str(columns(reading)["orders"])
    assert not any("A!E1" in line for line in asked(reading))


def test_an_answer_about_what_is_no_longer_asked_is_a_warning() -> None:
    reading = find([grid("Đơn", ORDERS)], ["'Đơn'!C2=ignore", "'Đơn'!Z9=kg"])
    assert asked(reading) == [": the answer \"'Đơn'!Z9=kg\" has no effect: there is no such place, or nothing to answer there"]


def test_a_column_whose_formulas_add_up_its_row_is_no_name() -> None:
    page = grid("A", [["Mã", "An", "Bình", "Hết veo"], ["Cốc", "6 ", 5, 5], ["Áo", 1, 2, 3]])
    page.formulas[2, 4] = "=SUM(B2:C2)"
    assert columns(find([page]))["orders"]["quantity"] == ["6 ", 5, 1, 2]


def test_a_sku_that_begins_like_a_payment_is_one_where_pieces_stand_behind_it() -> None:
    rows: Rows = [["Mã", "An", "Bình", "Tổng"], ["Coc men", "63 cái", "9 cái", 72], ["Áo", "1 cái", "2 cái", 3], ["Tổng", 64, 11, 75]]
    assert columns(find([grid("A", rows)]))["orders"]["sku"] == ["Coc men", "Coc men", "Áo", "Áo"]


def test_costs_under_words_that_nobody_knows_count_in_thousands_where_their_heading_says_so() -> None:
    costs: Rows = [["Hao", "Đi đứt (k)", "Ai chịu"], ["Cước", 1570, "chia đều"], ["Thùng", 135, "SL"]]
    assert columns(find([grid("Đơn", ORDERS), grid("Phí", costs)]))["costs"]["amount"] == [1_570_000, 135_000]


def test_what_only_has_a_word_of_own_costs_is_asked_about_where_it_is_no_dong() -> None:
    rows: Rows = [["Khách", "Mã", "Lẻ một con (tệ)", "SL"], ["An", "Cốc", 235, 6], ["Bình", "Áo", 172, 4]]
    grids = [grid("Đơn", [["Tỷ giá", 3530], [], *rows])]
    assert answered(grids, "'Đơn'!C3=unit_price")["items"]["unit_price"] == [235, 172]


def test_sizes_before_a_total_are_headings() -> None:
    rows: Rows = [["#", "Ai đó", 36, 37, "Tổng"], [1, "An", 4, 5, 9], [2, "Bình", 2, 1, 3]]
    assert "A!C1" not in str(asked(find([grid("A", rows)])))


def test_a_lead_buyer_whose_name_is_a_number_can_be_answered() -> None:
    rows: Rows = [["Khách", "Mã", "SL"], [2050, "Cốc", 6], ["Bình", "Áo", 4]]
    assert answered([grid("Đơn", [["Trùm sò", 2050], [], *rows])], "'Đơn'!A1=lead_buyer")["terms"]["lead_buyer"] == [2050]


def test_what_percent_is_meant_is_a_question_with_both_readings() -> None:
    grids = [grid("Đơn", [*ORDERS, [], ["Thuế (% tiền hàng)", 0.08]])]
    assert answered(grids, "'Đơn'!B5==8%")["costs"]["rate"] == ["8%"]


def test_a_text_over_some_headings_is_no_caption_of_a_batch() -> None:
    block: Rows = [["Đợt 1"], [None, "Số lượng mỗi mẫu", ""], ["Khách", "Cốc", "Áo"], ["An", 6, 4], ["Bình", 5, 2], []]
    page = grid("Đơn", [[cell or None for cell in row] for row in [*block, ["Đợt 2"], *block[1:]]])
    page.merges += [Box(2, 2, 2, 3), Box(8, 2, 8, 3)]
    reading = find([page])
    assert asked(reading) == []
    assert columns(reading)["orders"]["pool"] == ["Đợt 1"] * 4 + ["Đợt 2"] * 4
