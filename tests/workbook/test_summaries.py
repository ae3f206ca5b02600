"""Money and tables beside the orders: what follows from them is checked without a question, what is of another time is set aside, the rest is asked.

# begins a sheet, | stands between two cells. Lan owes 2,250,000 and Hoa 5,825,000, with freight of 550,000 that is shared by pieces.
"""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

import pytest
from support.workbooks_page import save

from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit.workbook.run import Run

ORDERS = {
    "vi": """# Đơn
Người gom | Lan | | Tỷ giá | 3500

Shop | Mã hàng | SL | Giá (¥)
Lan | Áo | 10 | 35
Lan | Quần | 5 | 50
Hoa | Áo | 30 | 35
Hoa | Quần | 10 | 50

""",
    "en": """# Orders
Lead buyer | Lan | | Rate CNY | 3500

Shop | Item | Qty | Price (CNY)
Lan | Shirt | 10 | 35
Lan | Pants | 5 | 50
Hoa | Shirt | 30 | 35
Hoa | Pants | 10 | 50

""",
    "zh": """# 订单
团长 | Lan | | 汇率 | 3500

团员 | 款式 | 数量 | 单价(元)
Lan | 上衣 | 10 | 35
Lan | 裤子 | 5 | 50
Hoa | 上衣 | 30 | 35
Hoa | 裤子 | 10 | 50

""",
}
COSTS = {
    "vi": "Chi phí | Số tiền | Chia theo\nCước | 550000 | số lượng\n", "en": "Cost | Amount | Split by\nFreight | 550000 | pieces\n",
    "zh": "费用 | 金额 | 分摊方式\n运费 | 550000 | 按件均摊\n",
}
DUES = {"Lan": 2_250_000, "Hoa": 5_825_000}


def read(text: str, path: Path, *answers: str) -> Run:
    """The run over a workbook that is made of a text, with answers."""
    save(indent(text, "    "), path / "order.xlsx")
    return run(path / "order.xlsx", list(answers))


def asked(done: Run) -> list[str]:
    return [f"{problem.cell}: {problem.message}" for problem in done.outcome.problems if not problem.warning]


def said(done: Run) -> list[str]:
    return [f"{problem.cell}: {problem.message}" for problem in done.outcome.problems if problem.warning]


def amounts(done: Run, name: str = "Due") -> dict[str, int]:
    """What stands in a column of the dues, by partner, without zeros."""
    assert asked(done) == []
    dues = done.outcome.sections[0]
    labels = [str(label) for label, _ in dues.columns]
    if name not in labels:
        return {}
    return {row[labels.index("Partner")]: row[labels.index(name)] for row in dues.rows[:-1] if row[labels.index(name)]}


def beside(lang: str, columns: str, *figures: str) -> str:
    """The orders with further columns. figures: those of each row."""
    lines = ORDERS[lang].split("\n")
    rows = [columns, *figures]
    return "\n".join(f"{line} | {rows[at - 3]}" if 3 <= at < 3 + len(rows) else line for at, line in enumerate(lines))


def following(lang: str) -> str:
    return ORDERS[lang] + COSTS[lang]


# ---------------------------------------------------------------- summaries


@pytest.mark.parametrize("where", ["\n", "# Tổng kết\n"])
@pytest.mark.parametrize(("lang", "headings"), [
    ("vi", "Tên | Tiền hàng | Phí | Tổng | Còn lại"), ("zh", "姓名 | 货款 | 费用 | 合计 | 余款"), ("en", "Name | Goods | Fees | Total | Balance"),
])
def test_a_summary_that_follows_from_the_orders_is_checked_without_a_word(lang: str, headings: str, where: str, tmp_path: Path) -> None:
    done = read(f"{following(lang)}{where}{headings}\nLan | 2100000 | 150000 | 2250000 | 2250000\nHoa | 5425000 | 400000 | 5825000 | 5825000\n", tmp_path)
    assert amounts(done) == DUES
    assert said(done) == []
    assert done.reading.account.counts()["open"] == 0


def test_pieces_goods_in_yuan_totals_and_deposits_of_a_summary_are_checked_too(tmp_path: Path) -> None:
    table = "Tên | SL | Tiền hàng (¥) | Tiền hàng | Cước | Tổng | Đã cọc | Còn lại\n"
    rows = "Lan | 15 | 600 | 2100000 | 150000 | 2250000 | 0 | 2250000\nHoa | 40 | 1550 | 5425000 | 400000 | 5825000 | 1000000 | 4825000\n"
    done = read(f"{following('vi')}\n{table}{rows}Tổng | 55 | 2150 | 7525000 | 550000 | 8075000 | 1000000 | 7075000\n", tmp_path)
    assert amounts(done) == DUES
    assert amounts(done, "Paid") == {"Hoa": 1_000_000}
    assert said(done) == []


@pytest.mark.parametrize(("rows", "cell"), [
    ("Lan | 2100000 | 140000 | 2240000\nHoa | 5425000 | 410000 | 5835000\n", "C13"),
    ("Lan | 2100000 | 150000 | 2250000\nHoa | 5425000 | 400000 | 5925000\n", "D14"),
])
def test_a_figure_of_a_summary_that_is_off_is_one_notice(rows: str, cell: str, tmp_path: Path) -> None:
    done = read(f"{following('vi')}\nTên | Tiền hàng | Phí | Tổng\n{rows}", tmp_path)
    assert amounts(done) == DUES
    [notice] = said(done)
    assert notice.startswith(f"'Đơn'!{cell}: ")


def costs_of_a_summary(total: int) -> str:
    """A summary with two costs that stand nowhere else. total: what Lan owes by it."""
    return f"{following('vi')}\nTên | Tiền hàng | Phí gói | Phí quà | Tổng\nLan | 2100000 | 30000 | 0 | {total}\nHoa | 5425000 | 0 | 20000 | 5845000\n"


def test_a_cost_that_stands_in_a_summary_alone_is_asked_once(tmp_path: Path) -> None:
    done = read(costs_of_a_summary(2_280_001), tmp_path)
    [question] = done.questions
    assert [str(choice.text) for choice in question.choices] == ["nothing that counts here", "a cost that each of them bears alone"]
    assert amounts(read(costs_of_a_summary(2_280_001), tmp_path, question.choices[1].answer)) == {"Lan": 2_280_000, "Hoa": 5_845_000}


def test_what_everybody_owes_by_the_summary_proves_its_costs_and_that_is_said(tmp_path: Path) -> None:
    done = read(costs_of_a_summary(2_280_000), tmp_path)
    assert not done.questions
    assert amounts(done) == {"Lan": 2_280_000, "Hoa": 5_845_000}
    assert any("this settles what was open" in each for each in said(done))


def test_own_costs_in_a_table_of_partners_count(tmp_path: Path) -> None:
    done = read(f"{following('vi')}# Phí riêng\nTên shop | Ship riêng\nLan | 30000\nHoa | 50000\n", tmp_path)
    assert amounts(done) == {"Lan": 2_280_000, "Hoa": 5_875_000}


@pytest.mark.parametrize(("lang", "heading"), [("vi", "Tổng cộng"), ("zh", "总计"), ("en", "Grand total")])
def test_what_somebody_owes_on_the_first_of_the_rows_is_checked(lang: str, heading: str, tmp_path: Path) -> None:
    assert amounts(read(beside(lang, heading, "2250000", "", "5825000", "") + COSTS[lang], tmp_path)) == DUES


# ---------------------------------------------------------------- of another time


@pytest.mark.parametrize(("lang", "title"), [
    ("vi", "ĐƠN THÁNG TRƯỚC (đã xong)"), ("vi", "Đợt trước"), ("vi", "backup"), ("zh", "上个月（已完成）"), ("zh", "旧订单"), ("en", "last month (done)"),
])
@pytest.mark.parametrize("mark", ["\n", "# "])
def test_tables_and_sheets_of_another_time_are_set_aside_and_said(lang: str, title: str, mark: str, tmp_path: Path) -> None:
    old = ORDERS[lang].split("\n", 3)[3].replace("| 30 |", "| 20 |")
    done = read(f"{following(lang)}{mark}{title}\n{old}", tmp_path)
    assert amounts(done) == DUES
    [notice] = said(done)
    assert title in notice


@pytest.mark.parametrize("mark", ["\n", "# "])
def test_deposits_of_an_earlier_order_are_set_aside_and_those_of_an_earlier_time_are_asked(mark: str, tmp_path: Path) -> None:
    table = "\nShop | Đã cọc\nHoa | 500000\n"
    assert amounts(read(f"{following('vi')}{mark}Đợt trước{table}", tmp_path), "Paid") == {}
    assert asked(read(f"{following('vi')}\nTháng trước{table}", tmp_path)) != []


def test_the_only_orders_are_read_whatever_their_title_says(tmp_path: Path) -> None:
    assert amounts(read(following("vi").replace("# Đơn", "# Đơn tháng trước"), tmp_path)) == DUES


def test_a_block_of_costs_of_last_month_is_not_borne_by_whoever_stands_in_a_table_beside_it(tmp_path: Path) -> None:
    done = read(f"{following('vi')}\nTháng trước (đã xong) | | | SĐT\nCước | 138000 | | Hoa | 0987654321\n", tmp_path)
    assert amounts(done) == DUES


# ---------------------------------------------------------------- payments, the supplier, columns that change nothing


@pytest.mark.parametrize(("lang", "title", "headings"), [
    ("vi", "Cọc", "Shop | Số tiền"), ("vi", "Đã ck", "Tên | Số tiền"), ("zh", "收款", "姓名 | 金额"), ("en", "Deposits", "Partner | Amount"), ("vi", "Cọc", ""),
])
@pytest.mark.parametrize("mark", ["\n", "# "])
def test_amounts_under_a_title_of_payments_were_paid(lang: str, title: str, headings: str, mark: str, tmp_path: Path) -> None:
    table = "\n".join(filter(None, [headings, "Hoa | 1000000", "Lan | 300000"]))
    done = read(f"{following(lang)}{mark}{title}\n{table}\n", tmp_path)
    assert amounts(done) == DUES
    assert amounts(done, "Paid") == {"Hoa": 1_000_000, "Lan": 300_000}


@pytest.mark.parametrize(("lang", "headings", "rows"), [
    ("vi", "Mã hàng | Tổng SL", "Áo | 40\nQuần | 15\nTổng | 55"), ("zh", "款式 | 数量", "上衣 | 40\n裤子 | 15"),
    ("en", "Item | Qty | Price (CNY) | Amount (CNY)", "Shirt | 40 | 35 | 1400\nPants | 15 | 50 | 750\nTotal | 55 | | 2150"),
])
@pytest.mark.parametrize("where", ["\n", "# NCC\n"])
def test_a_list_for_the_supplier_follows_from_the_orders(lang: str, headings: str, rows: str, where: str, tmp_path: Path) -> None:
    assert amounts(read(f"{following(lang)}{where}{headings}\n{rows}\n", tmp_path)) == DUES


def test_a_list_for_the_supplier_that_differs_from_the_orders_is_asked(tmp_path: Path) -> None:
    assert asked(read(f"{following('vi')}\nMã hàng | SL\nÁo | 42\nQuần | 15\n", tmp_path)) != []


@pytest.mark.parametrize(("lang", "label"), [("vi", "Đã trả NCC"), ("vi", "Còn phải trả xưởng"), ("zh", "已付厂家"), ("en", "Paid to the supplier")])
def test_what_the_supplier_was_paid_is_set_aside(lang: str, label: str, tmp_path: Path) -> None:
    assert amounts(read(f"{following(lang)}\n{label} | 8650000\n", tmp_path)) == DUES


@pytest.mark.parametrize(("lang", "headings", "rows"), [
    ("vi", "Tồn kho", ["50", "20", "50", "20"]), ("vi", "Giá bán | Lãi", ["200000 | 77500", "300000 | 125000", "200000 | 77500", "300000 | 125000"]),
    ("vi", "Giá VNĐ", ["122500", "175000", "122500", "175000"]), ("zh", "汇率", ["3500", "3500", "3500", "3500"]), ("en", "Delivered", ["5", "5", "20", "10"]),
    ("vi", "SL ban đầu", ["12", "5", "30", "8"]), ("zh", "售价", ["200000", "300000", "200000", "300000"]),
])
def test_a_column_beside_the_orders_that_changes_nothing_is_not_asked_about(lang: str, headings: str, rows: list[str], tmp_path: Path) -> None:
    assert amounts(read(beside(lang, headings, *rows) + COSTS[lang], tmp_path)) == DUES


def test_resale_prices_that_amounts_are_made_with_are_asked_about(tmp_path: Path) -> None:
    rows = ["200000 | 2000000", "300000 | 1500000", "200000 | 6000000", "300000 | 3000000"]
    assert asked(read(beside("vi", "Giá bán | Thành tiền", *rows) + COSTS["vi"], tmp_path)) != []


# ---------------------------------------------------------------- one basis for all costs


LINES = {"vi": ("Cước", "Phí kho"), "zh": ("运费", "仓库费"), "en": ("Freight", "Warehouse fee")}
HEADINGS = {"vi": "Chi phí | Số tiền\n", "zh": "费用 | 金额\n", "en": "Cost | Amount\n"}


@pytest.mark.parametrize(("lang", "above", "below"), [
    ("vi", "", "Chia theo số lượng\n"), ("zh", "", "\n按件均摊\n"), ("en", "", "Split by pieces\n"),
    ("vi", "CHI PHÍ CHUNG (chia theo số lượng)\n", ""), ("zh", "公共费用 按件均摊\n", ""), ("en", "Shared costs, split by quantity\n", ""),
])
@pytest.mark.parametrize("headed", [True, False])
def test_a_basis_that_is_said_once_holds_for_all_costs_of_the_block(lang: str, above: str, below: str, headed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    first, second = LINES[lang]
    costs = f"{above}{HEADINGS[lang] if headed else ''}{first} | 300000\n{second} | 250000\n{below}"
    assert amounts(read(ORDERS[lang] + costs, tmp_path)) == DUES


def test_a_basis_of_one_cost_is_not_that_of_another(tmp_path: Path) -> None:
    costs = "Chi phí | Số tiền\nCước | 300000\nPhí kho | 250000\n"
    [question] = asked(read(f"{ORDERS['vi']}{costs}Cước chia theo số lượng\n", tmp_path))
    assert question.startswith("'Đơn'!C11: ")
    assert amounts(read(f"{ORDERS['vi']}{costs}Cước chia theo số lượng, phí kho chia đều\n", tmp_path)) == {"Lan": 2_306_818, "Hoa": 5_768_182}


def test_a_table_without_a_column_for_it_can_be_answered(tmp_path: Path) -> None:
    text = f"{ORDERS['vi']}Chi phí | Số tiền\nCước | 550000\n"
    [question] = read(text, tmp_path).questions
    assert amounts(read(text, tmp_path, f"{question.cell}=quantity")) == DUES


# ---------------------------------------------------------------- choices that are true


def answer(text: str, path: Path, says: str) -> Run:
    """The run with the choice of the only question that says something."""
    [question] = read(text, path).questions
    [choice] = [choice for choice in question.choices if says in str(choice.text)]
    return read(text, path, *choice.answer.split("; "))


def test_a_share_that_is_asked_for_is_no_payment(tmp_path: Path) -> None:
    done = read(beside("vi", "Cọc 50% | Đã cọc", "1050000", "", "2712500 | 1000000", "") + COSTS["vi"], tmp_path)
    assert amounts(done) == DUES
    assert amounts(done, "Paid") == {"Hoa": 1_000_000}


def test_a_share_that_does_not_follow_can_be_what_was_paid(tmp_path: Path) -> None:
    text = beside("vi", "Cọc 50%", "500000", "", "2000000", "") + COSTS["vi"]
    assert amounts(answer(text, tmp_path, "nothing"), "Paid") == {}
    assert amounts(answer(text, tmp_path, "has paid"), "Paid") == {"Lan": 500_000, "Hoa": 2_000_000}


@pytest.mark.parametrize(("headings", "says", "due", "paid"), [
    ("Đã cọc | Hoàn cọc", "given back", 5_825_000, 800_000), ("Đã cọc | Trả lại", "taken off", 5_625_000, 1_000_000),
    ("Đã cọc | Nợ cũ", "owed from before", 6_025_000, 1_000_000), ("Đã cọc | Dư kỳ trước", "left over", 5_825_000, 1_200_000),
])
def test_money_that_comes_back_or_was_owed_before_has_a_choice_of_its_own(headings: str, says: str, due: int, paid: int, tmp_path: Path) -> None:
    done = answer(beside("vi", headings, "", "", "1000000 | 200000", "") + COSTS["vi"], tmp_path, says)
    assert amounts(done) == {"Lan": 2_250_000, "Hoa": due}
    assert amounts(done, "Paid") == {"Hoa": paid}


def test_an_amount_in_a_remark_can_be_a_payment_or_a_cost_of_the_partner_of_its_row(tmp_path: Path) -> None:
    done = answer(beside("vi", "Ghi chú", "", "", "đã ck 500k", "") + COSTS["vi"], tmp_path, "Hoa has paid")
    assert amounts(done, "Paid") == {"Hoa": 500_000}
    done = answer(beside("vi", "Ghi chú", "", "", "ship 30k", "") + COSTS["vi"], tmp_path, "Hoa bears")
    assert amounts(done) == {"Lan": 2_250_000, "Hoa": 5_855_000}


@pytest.mark.parametrize(("line", "says", "lan", "hoa"), [
    ("Giao | 30000 | trừ Lan", "only Hoa", 0, 30_000), ("Đóng gói áo | 40000 | chỉ áo", "only Áo, by pieces", 10_000, 30_000),
    ("Đóng gói áo | 40000 | chỉ áo", "only Áo, everybody", 20_000, 20_000), ("Ship Hoa | 30000", "only Hoa", 0, 30_000),
    ("Giao | 30000 | 50/50", "everybody the same", 15_000, 15_000),
])
def test_a_cost_can_be_borne_by_those_alone_who_are_named(line: str, says: str, lan: int, hoa: int, tmp_path: Path) -> None:
    assert amounts(answer(f"{following('vi')}{line}\n", tmp_path, says)) == {"Lan": 2_250_000 + lan, "Hoa": 5_825_000 + hoa}
