"""What a person answers is read as she says, and every choice of a question leads on: it is not asked again."""

from __future__ import annotations

import pytest
from support.layouts import grid, table
from support.readings import asked, choices, columns, questions, warned

from poolsplit.workbook.find.tables import find
from poolsplit.workbook.supposed import read

Rows = list[list[object]]

ORDERS: Rows = [["Khách", "Mã", "SL"], ["An", "S", 4], ["Bình", "M", 5]]
PIECES: dict[str, list[object]] = {"partner": ["An", "Bình"], "sku": ["S", "M"], "quantity": [4, 5]}


def lead_on(rows: Rows, struck: frozenset[tuple[int, int]] = frozenset()) -> dict[str, dict[str, dict[str, list[object]]]]:
    """What comes of a sheet with one question by each of its choices: meaning -> tables. None of them has no effect, or leaves the question open."""
    sheet = grid("A", rows, struck=struck)
    reading = find([sheet])
    (question,), (answers,) = questions(reading), choices(reading)
    found = {}
    for answer in answers:
        after = find([sheet], [answer])
        assert question not in questions(after), answer
        assert not any("has no effect" in line for line in questions(after)), answer
        found[answer.rpartition("=")[2]] = columns(after)
    return found


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(("label", "number", "read_as"), [
    ("Bãi xe", 300000, {"amount": {"costs": {"cost": ["Bãi xe"], "amount": [300000], "basis": [None]}}}),
    ("Mức hôm nay", 3500, {"rate": {"rates": {"currency": ["CNY"], "rate": [3500]}}}),
    ("Ôm rồi An", 200000, {"paid": {"payments": {"partner": ["an"], "paid": [200000]}}}),
    ("Mỗi món", 35000, {"unit_price": {"items": {"sku": ["S", "M"], "unit_price": [35000, 35000]}}}),
    ("Ôm chừng", 0.4, {"unit_kg": {"items": {"sku": ["S", "M"], "unit_kg": [0.4, 0.4]}}}),
])
def test_a_number_beside_a_text_that_nobody_knows_is_what_somebody_says(
    label: str, number: float, read_as: dict[str, dict[str, dict[str, list[object]]]]
) -> None:
    found = lead_on([*ORDERS, [], [label, number]])
    assert found["ignore"] == {"orders": PIECES}
    for meaning, tables in read_as.items():
        assert found[meaning] == {"orders": PIECES, **tables}


def test_labels_below_each_other_are_explained_together_and_head_no_table() -> None:
    rows = [*ORDERS, [], ["Bãi xe", 300000, "chở"], ["Bốc kho", 200000, "vác"]]
    reading = find([grid("A", rows)])
    assert choices(reading) == [["A!B5:B6=ignore", "A!A5:A6=amount"]]
    answered = find([grid("A", rows)], ["A!A5:A6=amount"])
    assert asked(answered) == []
    assert columns(answered)["costs"]["amount"] == [300000, 200000]


def test_what_a_cost_is_shared_by_is_answered_in_its_blank_cell_of_a_table() -> None:
    grids = [grid("A", ORDERS), grid("B", [["Khoản", "Số tiền", "Chia theo"], ["Cước", 300000, "SL"], ["Đóng gói", 40000, None]])]
    assert choices(read(grids, [], None)) == [["B!C3=equal", "B!C3=quantity", "B!C3=value"]]
    answered = read(grids, ["B!C3=equal"], None)
    assert asked(answered) == []
    assert columns(answered)["costs"]["basis"] == ["quantity", "equal"]


# ---------------------------------------------------------------- columns


def test_a_column_beside_orders_is_what_each_of_them_bears_alone_if_somebody_says_so() -> None:
    found = lead_on([[*ORDERS[0], "Gói quà"], [*ORDERS[1], 20000], [*ORDERS[2], 30000]])
    assert list(found) == ["paid", "unit_price", "own", "ignore"]
    own = {"cost": ["Gói quà"] * 2, "amount": [20000, 30000], "basis": ["direct"] * 2, "partner": ["An", "Bình"]}
    assert found["own"]["costs"] == own
    assert found["paid"]["payments"] == {"partner": ["An", "Bình"], "paid": [20000, 30000]}
    assert found["unit_price"]["items"] == {"sku": ["S", "M"], "unit_price": [20000, 30000]}
    assert list(found["ignore"]) == ["orders"]


def test_a_column_beside_partners_is_theirs_and_one_beside_skus_is_of_the_skus() -> None:
    of_partners = lead_on([["Khách", "S", "M", "Gói quà"], ["An", 4, 5, 20000], ["Bình", 5, 3, 30000]])
    assert list(of_partners) == ["paid", "own", "ignore"]
    assert of_partners["own"]["costs"]["partner"] == ["An", "Bình"]
    assert of_partners["paid"]["payments"] == {"partner": ["An", "Bình"], "paid": [20000, 30000]}
    assert of_partners["ignore"]["orders"]["sku"] == ["S", "M"] * 2
    of_skus = lead_on([["Mã", "An", "Bình", "Gói quà"], ["S", 4, 5, 20000], ["M", 5, 3, 30000]])
    assert list(of_skus) == ["unit_price", "ignore"]
    assert of_skus["unit_price"]["items"] == {"sku": ["S", "M"], "unit_price": [20000, 30000]}
    assert list(lead_on([["Mã", "An", "Bình", "Gói"], ["S", 40, 50, 0.2], ["M", 50, 30, 0.3]])) == ["unit_price", "unit_kg", "ignore"]


def test_after_one_column_that_is_a_name_another_one_may_be_one_too() -> None:
    rows: Rows = [["Khách", "S", "M", "Gói quà", "Gói to"], ["An", 4, 5, 20000, 30000], ["Bình", 5, 3, 30000, 40000]]
    every = [[f"A!{column}1={meaning}" for meaning in ("paid", "own", "ignore")] for column in "DE"]
    assert choices(find([grid("A", rows)])) == every
    assert choices(find([grid("A", rows)], ["A!D1=own"])) == every[1:]
    assert every[1] in choices(find([grid("A", rows)], ["A!D1=member"]))


def test_of_more_choices_than_are_shown_the_one_to_leave_it_out_stays() -> None:
    reading = find([grid("A", [["Ai", "Mẫu", "Xx"], ["An", "S", 4], ["Bình", "M", 5]])], ["A!A1=orders", "A!A1=partner"])
    assert choices(reading)[-1] == [f"A!C1={meaning}" for meaning in ("quantity", "member", "unit_price", "paid", "ignore")]


# ---------------------------------------------------------------- rows of a matrix

BELOW_PARTNERS: Rows = [["Mẫu", "An", "Bình"], ["Ly", 5, 20], ["Mũ", 3, 4], ["Nón", 2, None]]
BELOW_SKUS: Rows = [["Khách", "Ly", "Mũ"], ["An", 5, 20], ["Bình", 3, 4], ["Chi", 2, None]]


@pytest.mark.parametrize("at", [1, 4])
def test_a_row_of_other_numbers_is_about_skus_below_skus_and_about_partners_below_partners(at: int) -> None:
    found = lead_on([*BELOW_SKUS[:at], ["Trên mạng", 347500, 132500], *BELOW_SKUS[at:]])
    assert list(found) == ["unit_price", "unit_kg", "ignore", "data"]
    assert found["unit_price"]["items"] == {"sku": ["Ly", "Mũ"], "unit_price": [347500, 132500]}
    assert found["unit_kg"]["items"] == {"sku": ["Ly", "Mũ"], "unit_kg": [347500, 132500]}
    assert found["ignore"]["orders"]["quantity"] == [5, 20, 3, 4, 2]
    assert "Trên mạng" in found["data"]["orders"]["partner"]
    found = lead_on([*BELOW_PARTNERS[:at], ["Ôm rồi", 347500, 132500], *BELOW_PARTNERS[at:]])
    assert list(found) == ["paid", "ignore", "data"]
    assert found["paid"]["payments"] == {"partner": ["An", "Bình"], "paid": [347500, 132500]}
    assert found["ignore"]["orders"]["quantity"] == [5, 20, 3, 4, 2]
    assert "Ôm rồi" in found["data"]["orders"]["sku"]


def test_a_row_behind_the_total_may_follow_from_the_order_or_say_something_new() -> None:
    found = lead_on([*BELOW_SKUS[:3], ["Tổng", 8, 24], ["Trên mạng", 347500, 132500]])
    assert list(found) == ["ignore", "unit_price", "unit_kg", "data"]
    assert found["unit_price"]["items"] == {"sku": ["Ly", "Mũ"], "unit_price": [347500, 132500]}
    assert list(found["ignore"]) == ["orders"]
    found = lead_on([*BELOW_PARTNERS[:3], ["Tổng", 8, 24], ["Ôm rồi", 347500, 132500]])
    assert list(found) == ["ignore", "paid", "data"]
    assert found["paid"]["payments"]["paid"] == [347500, 132500]


def test_of_which_side_a_row_is_may_be_open_too() -> None:
    rows: Rows = [["Gì", "X", "Y"], ["S", 5, 20], ["M", 3, 4], ["L", 2, None], ["Zu", 347500, 132500]]
    of_row = [offered for offered in choices(find([grid("A", rows)])) if offered[0].startswith("A!A5")]
    assert of_row == [[f"A!A5={meaning}" for meaning in ("unit_price", "unit_kg", "paid", "ignore", "data")]]


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize(("heads", "offered"), [
    (["Xưng", "Nhập"], ["B!A1:B3=ignore", "B!A1=payments", "B!A1=costs", "B!A1=items", "B!A1=orders; A!A1=orders"]),
    (["Xưng", "Ra sao"], ["B!A1=sku; B!B1=unit_price", "B!A1=sku; B!B1=unit_kg", "B!B2:B3=ignore", "B!A2:A3=amount"]),
])
def test_a_table_that_nobody_knows_is_a_sku_list_if_somebody_says_so(heads: list[object], offered: list[str]) -> None:
    grids = [grid("A", ORDERS), grid("B", [heads, ["S", 35000], ["M", 20000]])]
    assert choices(find(grids)) == [offered]
    answers = ["B!A1=items"]
    assert sorted(choices(find(grids, answers))[0]) == ["B!B1=ignore", "B!B1=quantity", "B!B1=unit_kg", "B!B1=unit_price"]
    answered = find(grids, [*answers, "B!B1=unit_price"])
    assert asked(answered) == []
    assert columns(answered)["items"] == {"sku": ["S", "M"], "unit_price": [35000, 20000]}


@pytest.mark.parametrize(("answer", "is_whole"), [("A!A1:C3=orders", True), ("A!A1:F9=orders", True), ("A!A1=orders", False), ("A!A1:C1=orders", False)])
def test_only_an_answer_about_all_of_a_table_says_that_a_sheet_is_one_partners(answer: str, is_whole: bool) -> None:    # noqa: FBT001
    reading = find([grid("A", [["Ai mua", "Mẫu", "SL"], ["Hoa", "Ly", 60], ["Lan", "Ly", 40]])], [answer])
    if is_whole:
        assert asked(reading) == []
        assert columns(reading)["orders"]["partner"] == ["A", "A"]
    else:
        assert choices(reading) == [["A!A1=partner", "A!A1:C3=orders", "A!A1:C3=ignore"]]
        assert "orders" not in reading.tables


# ---------------------------------------------------------------- what was cancelled

SIZES: Rows = [["Khách", "S", "M", "L"], ["An", 4, 5, 2], ["Bình", 5, 3, 1]]
BY_HEADING, BY_NUMBERS, WHOLE = frozenset({(1, 3)}), frozenset({(2, 3), (3, 3)}), frozenset({(1, 3), (2, 3), (3, 3)})


@pytest.mark.parametrize(("struck", "total"), [
    *((struck, total) for struck in (BY_HEADING, BY_NUMBERS, WHOLE) for total in ([], [["Tổng", 9, 8, 3]])),
    (BY_NUMBERS, [["Tổng", 9, 0, 3]]), (WHOLE, [["Tổng", 9, 0, 3]]),
])
def test_a_column_that_is_struck_through_is_asked_about_as_one(struck: frozenset[tuple[int, int]], total: Rows) -> None:
    found = lead_on([*SIZES, *total], struck)
    assert list(found) == ["ignore", "member"]
    assert found["ignore"]["orders"]["quantity"] == [4, 2, 5, 1]
    assert found["member"]["orders"]["quantity"] == [4, 5, 2, 5, 3, 1]
    assert asked(find([grid("A", [*SIZES, *total], struck=struck)], ["A!C1=ignore"])) == []


def test_rows_that_are_struck_through_make_no_column_so() -> None:
    rows: Rows = [*SIZES, ["Chi", 2, 2, None]]
    struck = frozenset((row, column) for row in (2, 3) for column in (2, 3, 4))
    reading = find([grid("A", rows, struck=struck)])
    assert [line[:5] for line in questions(reading)] == ["A!A2:", "A!A3:"]
    answered = find([grid("A", rows, struck=struck)], ["A!A2=out", "A!A3=data"])
    assert asked(answered) == []
    assert columns(answered)["orders"] == table("partner|sku|quantity\nBình|S|5\nBình|M|3\nBình|L|1\nChi|S|2\nChi|M|2")


def test_a_total_of_all_rows_says_nothing_of_a_cancelled_one() -> None:
    rows: Rows = [["Khách", "Mã", "SL", "Ghi chú"], ["An", "S", 40, None], ["Bình", "S", 15, "huỷ"], ["Chi", "S", 30, None], [None, None, 85, None]]
    found = lead_on(rows)
    assert found["out"]["orders"]["quantity"] == [40, 30]
    assert found["data"]["orders"]["quantity"] == [40, 15, 30]
    assert not any("total" in line for line in warned(find([grid("A", rows)])) if "no name" not in line)
