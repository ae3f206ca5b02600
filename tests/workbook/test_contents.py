"""What columns, rows and sheets are by what stands in them, where their words do not say it or say too much."""

from __future__ import annotations

from datetime import date

import pytest
from support.layouts import grid, table
from support.readings import asked, choices, columns, questions, warned

from poolsplit.workbook.find.tables import find

Rows = list[list[object]]

ORDERS: Rows = [["Khách", "Mã", "SL"], ["An", "S", 4], ["Bình", "S", 5]]
PIECES = table("partner|sku|quantity\nAn|S|4\nBình|S|5")


# ---------------------------------------------------------------- dates


def test_a_column_of_dates_counts_no_pieces_whatever_its_heading() -> None:
    days = [date(2026, 10, 1), date(2026, 10, 2)]
    listed = find([grid("A", [["Who", "Ordered", "SKU", "Pieces"], ["An", days[0], "S", 4], ["Bình", days[1], "S", 5]])])
    assert asked(listed) == []
    assert columns(listed) == {"orders": PIECES}
    across = find([grid("A", [["Who", "Ordered", "S", "M"], ["An", days[0], 4, 5], ["Bình", days[1], 5, 3]])])
    assert asked(across) == []
    assert columns(across)["orders"]["quantity"] == [4, 5, 5, 3]
    numbers = find([grid("A", [["Who", "Ordered", "SKU"], ["An", 4, "S"], ["Bình", 5, "S"]])])
    assert columns(numbers)["orders"]["quantity"] == [4, 5]


# ---------------------------------------------------------------- money


@pytest.mark.parametrize("who", ["Customer", "Name"])
@pytest.mark.parametrize("amounts", [[200000, 300000], ["200k", "300k"]])
def test_money_that_was_received_was_paid_whoever_it_was_received_of(who: str, amounts: list[object]) -> None:
    received: Rows = [[who, "Received"], ["An", amounts[0]], ["Bình", amounts[1]]]
    reading = find([grid("A", ORDERS), grid("B", received)])
    assert asked(reading) == []
    assert columns(reading) == {"orders": PIECES, "payments": {"partner": ["An", "Bình"], "paid": amounts}}


@pytest.mark.parametrize(("received", "read_as"), [
    ([200000, 300000], {"payments": {"partner": ["An", "Bình"], "paid": [200000, 300000]}}),
    (["200k", "300k"], {"payments": {"partner": ["An", "Bình"], "paid": ["200k", "300k"]}}),
    ([4, 5], {"count": table("sku|partner|received\nS|An|4\nS|Bình|5")}),
])
def test_beside_orders_money_that_was_received_was_paid_and_pieces_were_counted(received: list[object], read_as: dict[str, object]) -> None:
    reading = find([grid("A", [[*row, more] for row, more in zip(ORDERS, ["Received", *received], strict=True)])])
    assert asked(reading) == []
    assert columns(reading) == {"orders": PIECES, **read_as}


@pytest.mark.parametrize("amounts", [["200k", "300k"], [200000, 300000]])
def test_behind_names_across_money_that_was_received_was_paid_too(amounts: list[object]) -> None:
    reading = find([grid("A", [["Khách", "S", "M", "Đã nhận"], ["An", 4, 5, amounts[0]], ["Bình", 5, 3, amounts[1]]])])
    assert asked(reading) == []
    assert columns(reading)["orders"]["quantity"] == [4, 5, 5, 3]
    assert columns(reading)["payments"] == {"partner": ["An", "Bình"], "paid": amounts}


def test_an_order_list_with_money_that_was_received_is_no_count_of_another_one() -> None:
    first: Rows = [[*row, more] for row, more in zip(ORDERS, ["Đã nhận", "200.000đ", "300.000đ"], strict=True)]
    reading = find([grid("A", [*first, [], ORDERS[0], ["Chi", "S", 6]])])
    assert asked(reading) == []
    assert columns(reading)["orders"]["partner"] == ["An", "Bình", "Chi"]
    assert columns(reading)["payments"]["partner"] == ["An", "Bình"]


def test_few_pieces_that_partners_received_are_no_money() -> None:
    reading = find([grid("A", ORDERS), grid("B", [["Khách", "Đã nhận"], ["An", 4], ["Bình", "5 cái"]])])
    assert "payments" not in reading.tables


def test_many_pieces_of_a_sku_that_were_received_are_no_money() -> None:
    reading = find([grid("A", ORDERS), grid("B", [["SKU", "Received"], ["S", 2000], ["M", 3000]])])
    assert columns(reading)["receipt"] == {"sku": ["S", "M"], "received": [2000, 3000]}


@pytest.mark.parametrize(("heading", "amounts", "paid", "unit"), [
    ("Coc ngay", [50000, 30000], [50000, 30000], ""), ("Coc ngay (k)", [50, 30], [50000, 30000], ""), ("Coc ngay (¥)", [50, 30], [50, 30], "CNY"),
])
def test_a_heading_that_begins_like_a_deposit_is_one_over_money(heading: str, amounts: list[object], paid: list[object], unit: str) -> None:
    for sizes in (["S", "M"], ["S"]):
        pieces: Rows = [[4, 2][: len(sizes)], [5, 1][: len(sizes)]]
        reading = find([grid("A", [["Khách", *sizes, heading], ["An", *pieces[0], amounts[0]], ["Bình", *pieces[1], amounts[1]]])], ["A!B1=member"])
        assert asked(reading) == []
        assert columns(reading)["payments"] == {"partner": ["An", "Bình"], "paid": paid}
        assert reading.tables["payments"].units.get("paid", "") == unit


@pytest.mark.parametrize("names", [["Ao", "Coc men", "Quan"], ["Ao", "Coc men"], ["Coc men", "Coc nhua"]])
@pytest.mark.parametrize("unit", ["", " cái"])
def test_a_mug_whose_name_begins_like_a_deposit_is_a_sku_over_pieces(names: list[str], unit: str) -> None:
    many = 1500 if unit else 5
    pieces = [[f"{many + at + row}{unit}" if unit else many + at + row for at in range(len(names))] for row in range(2)]
    reading = find([grid("A", [["Khách", *names], ["An", *pieces[0]], ["Bình", *pieces[1]]])])
    assert asked(reading) == []
    assert columns(reading)["orders"]["sku"] == names * 2
    assert "payments" not in reading.tables


def test_few_pieces_under_such_a_heading_in_a_list_are_asked_about() -> None:
    rows = [[*row, more] for row, more in zip(ORDERS, ["Coc men", 5, 3], strict=True)]
    assert questions(find([grid("A", rows)])) == ['A!D1: what is "Coc men" (5, 3)?']
    assert columns(find([grid("A", rows)], ["A!D1=paid"]))["payments"] == {"partner": ["An", "Bình"], "paid": [5, 3]}
    grids = [grid("A", ORDERS), grid("B", [["Khách", "Coc men"], ["An", 5], ["Bình", 3]])]
    assert questions(find(grids)) == ['B!A1: what is the table B!A1:B3 ("Khách", "Coc men")?']
    answered = find(grids, ["B!A1=payments"])
    assert asked(answered) == []
    assert columns(answered)["payments"] == {"partner": ["An", "Bình"], "paid": [5, 3]}


# ---------------------------------------------------------------- which rows, which names


def test_a_table_goes_on_behind_a_blank_row_where_a_column_was_blank_so_far() -> None:
    rows: Rows = [["Khách", "Mã", "SL", "Đã cọc"], ["An", "S", 4, None], ["Bình", "S", 5, None], [], ["Chi", "S", 6, 60000]]
    reading = find([grid("A", rows)])
    assert asked(reading) == []
    assert columns(reading)["orders"]["partner"] == ["An", "Bình", "Chi"]
    assert columns(reading)["payments"] == {"partner": ["Chi"], "paid": [60000]}
    texts = [row if at in {0, 3} else [*row[:3], "chưa"] for at, row in enumerate(rows[:4])]
    assert columns(find([grid("A", [*texts, rows[4]])]))["orders"]["partner"] == ["An", "Bình"]


def test_a_blank_partner_goes_on_only_where_skus_say_that_it_is_another_order() -> None:
    with_skus = find([grid("A", [["Khách", "Mã", "SL"], ["An", "S", 4], [None, "M", 5], ["Bình", "S", 6]])])
    assert asked(with_skus) == []
    assert columns(with_skus)["orders"]["partner"] == ["An", "An", "Bình"]
    with_sizes = find([grid("A", [["Khách", "Màu", "Size", "SL"], ["An", "Đen", "S", 4], [None, "Đen", "M", 5], ["Bình", "Đen", "S", 6]])])
    assert asked(with_sizes) == []
    assert columns(with_sizes)["orders"]["partner"] == ["An", "An", "Bình"]
    alone = [grid("A", [["Khách", "SL"], ["An", 4], [None, 5], ["Bình", 6]])]
    assert choices(find(alone)) == [["A!A3=above", "A!A3=total", "A!A3=out"]]
    assert columns(find(alone, ["A!A3=above"]))["orders"] == table("partner|quantity\nAn|4\nAn|5\nBình|6")
    assert columns(find(alone, ["A!A3=out"]))["orders"] == table("partner|quantity\nAn|4\nBình|6")


def test_names_that_another_table_has_as_pools_are_pools_under_any_word() -> None:
    orders = grid("A", [["Tập hàng", *ORDERS[0]], ["X1", *ORDERS[1]], ["X2", *ORDERS[2]]])
    costs = grid("B", [["Pool", "Cost", "Amount", "Basis"], ["X1", "Cước", 300000, "SL"], ["X2", "Cước", 200000, "SL"]])
    reading = find([orders, costs])
    assert asked(reading) == []
    assert columns(reading)["orders"]["pool"] == ["X1", "X2"]
    assert "pool" not in columns(find([orders, grid("B", [row[1:] for row in [["", "Cost", "Amount", "Basis"], ["", "Cước", 300000, "SL"]]])]))["orders"]


@pytest.mark.parametrize("heads", [["Xu", "Mức"], ["Ngoại tệ", "Mức"], ["Xu", "Giá"], ["Currency", "Going"], ["Currency", "Price"]])
def test_currencies_beside_plausible_rates_are_a_table_of_rates_under_any_words(heads: list[object]) -> None:
    for at in (grid("B", [heads, ["tệ", 3500], ["USD", 25400]]), grid("B", [heads, ["tệ", 3500]])):
        reading = find([grid("A", ORDERS), at])
        assert asked(reading) == []
        rates = columns(reading)["rates"]
        assert rates in ({"currency": ["CNY"], "rate": [3500]}, {"currency": ["CNY", "USD"], "rate": [3500, 25400]})
        assert columns(reading) == {"orders": PIECES, "rates": rates}
    below = find([grid("A", [*ORDERS, [], heads, ["tệ", 3500]])])
    assert asked(below) == []
    assert columns(below) == {"orders": PIECES, "rates": {"currency": ["CNY"], "rate": [3500]}}


# ---------------------------------------------------------------- sheets from which nothing was read


@pytest.mark.parametrize("words", ["theo cân", "Số tiền", "Chi phí", "Đã cọc"])
def test_a_sheet_with_words_for_costs_of_which_nothing_was_read_is_asked_about(words: str) -> None:
    grids = [grid("A", ORDERS), grid("B", [[words], [], ["tem", 30], ["hộp", 20]])]
    assert [line.split(" ->")[0] for line in asked(find(grids))] == ["B!B3: nothing was read from this sheet"]
    assert choices(find(grids)) == [["B!=ignore"]]
    assert asked(find(grids, ["B!=ignore"])) == []


def test_any_other_sheet_of_which_nothing_was_read_is_named() -> None:
    reading = find([grid("A", ORDERS), grid("B", [["Kho nhà"], [], ["tem", 30], ["hộp", 20]])])
    assert asked(reading) == []
    assert warned(reading) == ["B!B3: nothing was read from this sheet"]
    assert find([grid("A", ORDERS), grid("B", [["Kho nhà"], [], [30]])]).problems == []


# ---------------------------------------------------------------- remarks


def test_a_remark_behind_a_matrix_that_somebody_paid_is_asked_about_unless_a_payment_is_written() -> None:
    rows: Rows = [["Người gom", "An"], [], ["Khách", "S", "M"], ["An", 4, 5, "đã ck"], ["Bình", 5, 3, "đã ck"], ["Chi", 2, 1, "đã ck đủ"]]
    reading = find([grid("A", rows)])
    assert questions(reading) == ['A!D5: "đã ck" stands in D5, D6, and no payment of theirs is written: how much was it?']
    assert asked(find([grid("A", rows)], *choices(reading))) == []
    paid = grid("B", [["Khách", "Đã cọc"], ["Bình", 50000], ["Chi", 20000]])
    assert asked(find([grid("A", rows), paid])) == []


def test_a_remark_on_a_row_that_does_not_count_says_nothing_of_payments() -> None:
    rows: Rows = [["Khách", "Mã", "SL", "Ghi chú"], ["An", "S", 4, None], ["Bình", "S", 5, None], ["Tổng", None, 9, "đã ck"]]
    assert asked(find([grid("A", rows)])) == []


# ---------------------------------------------------------------- what numbers belong to


def test_a_number_far_behind_a_text_that_holds_its_own_amount_is_no_payment() -> None:
    rows: Rows = [*ORDERS, [], ["An đã ck: 500k", None, None, None, None, 21], ["Bình đã ck: 60k", None, 735]]
    reading = find([grid("A", rows)])
    assert columns(reading)["payments"] == {"partner": ["an", "bình"], "paid": ["500k", "60k"]}
    assert not any("add up" in line for line in asked(reading))
    near = find([grid("A", [*ORDERS, [], ["An đã ck", None, "500k"], ["Bình đã ck", "60k"]])])
    assert columns(near)["payments"] == {"partner": ["an", "bình"], "paid": ["500k", "60k"]}
    far = find([grid("A", [*ORDERS, [], ["An đã ck", None, None, 500000]])])
    assert "payments" not in far.tables


def test_what_follows_from_pieces_and_prices_is_nothing_that_each_of_them_bears_alone() -> None:
    orders: Rows = [["Partner", "Model", "Pieces", "At home"], ["An", "S", 7, 931000], ["Bình", "M", 6, 798000]]
    labels: Rows = [["Rate CNY", 3500, None, "Price per piece (¥)", 38], []]
    reading = find([grid("A", [*labels, *orders])])
    assert questions(reading) == []
    assert "costs" not in reading.tables
    orders[1][3] = 50000
    other = find([grid("A", [*labels, *orders])])
    assert asked(other) == []
    assert columns(other)["costs"]["amount"] == [50000, 798000]


def test_a_sheet_of_prices_under_an_unknown_word_is_asked_about_though_its_skus_are_numbers() -> None:
    orders: Rows = [["Khách", 36, 37], ["An", 4, 5], ["Bình", 5, 3]]
    grids = [grid("A", orders), grid("B", [["Sản phẩm", "Bên xưởng kêu"], [36, 184.5], [37, 42]])]
    assert questions(find(grids)) == ['B!A1: what is the table B!A1:B3 ("Sản phẩm", "Bên xưởng kêu")?']
    answered = find(grids, ["B!A1=items", "B!B1=unit_price"])
    assert asked(answered) == []
    assert columns(answered)["items"] == {"sku": [36, 37], "unit_price": [184.5, 42]}


def test_skus_that_are_one_two_three_may_only_number_the_rows() -> None:
    rows: Rows = [["Item no.", "Partner", "Quantity"], [1, "An", 4], [2, "Bình", 5], [3, "Chi", 6]]
    sheet = grid("A", rows)
    assert questions(find([sheet])) == ['A!A1: does "Item no." number the rows, or does it name the SKU?']
    assert choices(find([sheet])) == [["A!A1=ignore", "A!A1=sku"]]
    numbered, named = (find([sheet], [answer]) for answer in ("A!A1=ignore", "A!A1=sku"))
    assert asked(numbered) == asked(named) == []
    assert columns(numbered)["orders"] == table("partner|quantity\nAn|4\nBình|5\nChi|6")
    assert columns(named)["orders"]["sku"] == [1, 2, 3]
    assert asked(find([sheet, grid("B", [["Item no.", "Price"], [1, 20000], [2, 30000], [3, 40000]])])) == []
    assert asked(find([grid("A", [rows[0], [2, "An", 4], [1, "Bình", 5], [3, "Chi", 6]])])) == []
