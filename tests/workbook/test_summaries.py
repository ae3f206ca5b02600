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


def test_a_cost_that_stands_in_a_summary_alone_is_asked_once(tmp_path: Path) -> None:
    text = f"{following('vi')}\nTên | Tiền hàng | Phí gói | Phí quà | Tổng\nLan | 2100000 | 30000 | 0 | 2280000\nHoa | 5425000 | 0 | 20000 | 5845000\n"
    done = read(text, tmp_path)
    [question] = done.questions
    assert [str(choice.text) for choice in question.choices] == ["nothing that counts here", "a cost that each of them bears alone"]
    assert amounts(read(text, tmp_path, question.choices[1].answer)) == {"Lan": 2_280_000, "Hoa": 5_845_000}


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
