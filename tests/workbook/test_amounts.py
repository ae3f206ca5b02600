"""Amounts that are not simply what a cell holds: with a sign, a currency, a rate, or for each piece; read where it is plain, else asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from support.layouts import grid

from poolsplit.workbook.read.currencies import InCurrency, in_currency
from poolsplit.workbook.read.load import load
from poolsplit.workbook.supposed import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from support.conversion import Convert

    from poolsplit.workbook.find.tables import Reading

ORDERS: list[list[object]] = [
    ["Người gom", "Lan", "Tỷ giá", 3500], [], ["Shop", "Mã hàng", "SL", "Giá (¥)"], ["Lan", "Áo", 10, 35], ["Hoa", "Áo", 30, 35], [],
]
COSTS: list[object] = ["Chi phí", "Số tiền", "Chia theo"]


def reading_of(*below: list[object], answers: Sequence[str] = ()) -> Reading:
    return read([grid("A", [*ORDERS, *below])], answers, None)


def choices(reading: Reading) -> list[list[str]]:
    return [[choice.answer for choice in problem.choices] for problem in reading.problems if not problem.warning]


def cost(reading: Reading) -> dict[str, object]:
    return {name: values[0] for name, values in reading.tables["costs"].columns.items() if values[0] is not None}


@pytest.mark.parametrize("typed", ["-20.000", "(20.000)", "\u221220.000", "-20,000", "-20k", "-20.000đ"])
def test_a_text_below_zero_is_read_like_the_one_above(typed: str) -> None:
    reading = reading_of(COSTS, ["Giảm giá", typed, "số lượng"])
    assert choices(reading) == []
    assert cost(reading)["amount"] in {-20_000, "-20k"}


@pytest.mark.parametrize("name", ["Giảm giá", "Hoàn tiền", "Được giảm", "Refund from supplier", "Discount", "厂家退款", "返现"])
def test_a_discount_without_a_sign_is_asked_about(name: str) -> None:
    reading = reading_of(COSTS, [name, 20_000, "số lượng"])
    assert choices(reading) == [["A!B8==-20000", "A!B8==20000"]]
    assert choices(reading_of(COSTS, [name, 20_000, "số lượng"], answers=["A!B8==20000"])) == []
    assert choices(reading_of(COSTS, [name, -20_000, "số lượng"])) == []


def test_a_currency_in_the_name_of_a_cost_is_its_own() -> None:
    assert cost(reading_of(COSTS, ["Ship TQ (tệ)", 100, "số lượng"]))["currency"] == "CNY"
    assert choices(reading_of(["Chi phí", "Số tiền (đ)", "Chia theo"], ["Ship TQ (tệ)", 100, "số lượng"])) == [["A!B8==100 CNY", "A!B8==100 VND"]]


def test_a_currency_of_a_number_format_is_that_of_the_number() -> None:
    assert cost(reading_of(COSTS, ["Ship TQ", in_currency(100, "CNY"), "số lượng"]))["currency"] == "CNY"
    paid = [*ORDERS[:2], ["Shop", "Mã hàng", "SL", "Giá (¥)", "Cọc"], ["Lan", "Áo", 10, 35, None], ["Hoa", "Áo", 30, 35, in_currency(200, "CNY")]]
    assert choices(read([grid("A", paid)], [], None)) == [["A!E5==700000", "A!E5==200"]]


def test_a_format_that_says_another_currency_than_the_heading_is_asked_about() -> None:
    rows = [*ORDERS[:2], ["Shop", "Mã hàng", "SL", "Giá (đ)"], ["Lan", "Áo", 10, in_currency(122_500, "CNY")], ["Hoa", "Áo", 30, 122_500]]
    assert choices(read([grid("A", rows)], [], None)) == [["A!D4==122500 CNY", "A!D4==122500 VND"]]
    reading = read([grid("A", rows)], ["A!D4==122500 VND"], None)
    assert choices(reading) == []


FORMATS = {'"¥"#,##0': "CNY", "[$¥-804]#,##0.00": "CNY", '#,##0\\ "₫"': "VND", "[$$-409]#,##0": "USD", "#,##0": "", '#,##0 "cái"': "", "0.0%": ""}


def currencies(path: Path) -> list[str]:
    [page] = load(path)
    values = [page.values[row, 1] for row in range(1, len(FORMATS) + 1)]
    assert values == [100.5] * len(FORMATS)
    return [value.currency if isinstance(value, InCurrency) else "" for value in values]


def test_the_currency_of_a_format_is_found_in_every_program_s_files(tmp_path: Path, soffice: Convert) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    with xlsxwriter.Workbook(first) as book:
        page = book.add_worksheet()
        for row, shown in enumerate(FORMATS):
            page.write_number(row, 0, 100.5, book.add_format({"num_format": shown}))
    other = openpyxl.Workbook()
    for row, shown in enumerate(FORMATS, 1):
        other.active.cell(row, 1, 100.5).number_format = shown  # type: ignore[union-attr]  # a new book has a sheet
    other.save(second)
    assert currencies(first) == currencies(second) == list(FORMATS.values())
    assert currencies(soffice(first, "xlsx", tmp_path / "again")) == list(FORMATS.values())


def test_a_rate_above_the_whole_is_asked_about() -> None:
    line = ["Cước (% tiền hàng)", 60_000]
    assert choices(reading_of(line)) == [["A!B7==60000 VND", "A!B7==60000%"]]
    reading = reading_of(line, answers=["A!B7==60000 VND"])
    assert choices(reading) == []
    assert (cost(reading)["amount"], cost(reading)["basis"]) == ("60000 VND", "value")


@pytest.mark.parametrize(("rows", "answers"), [
    ([["Cước", "1k/cái", "số lượng"]], ["A!B7==40000", "A!B7==1000", "A!B7==0"]),
    ([["Nội dung", "Số tiền", "Chia theo"], ["Cước xe", "2.500/cái", "số lượng"]], ["A!B8==100000", "A!B8==2500", "A!B8==0"]),
    ([COSTS, ["Cước", "500k~600k", "số lượng"]], ["A!B8==500000", "A!B8==600000", "A!B8==0"]),
    ([COSTS, ["Cước", "5¥/cái", "số lượng"]], ["A!B8==200 CNY", "A!B8==5 CNY", "A!B8==0"]),
])
def test_an_amount_that_is_no_plain_number_is_asked_about(rows: list[list[object]], answers: list[str]) -> None:
    assert choices(reading_of(*rows)) == [answers]
    assert choices(reading_of(*rows, answers=answers[:1])) == []


def test_a_price_for_a_kilogram_that_no_cost_uses_is_asked_about() -> None:
    rows: list[list[object]] = [["Giá mỗi kg", 25_000], ["Kg tính cước", 20]]
    [[answer, ignore]] = choices(reading_of(*rows))
    assert (answer, ignore) == ("A!A7=amount; A!B7==500000; A!C7=kg", "A!B7=ignore")
    reading = reading_of(*rows, answers=[answer])
    assert choices(reading) == choices(reading_of(*rows, answers=[ignore])) == []
    assert (cost(reading)["amount"], cost(reading)["basis"]) == ("500000", "kg")
    assert choices(reading_of(*rows, ["Cước", 500_000, "theo kg"])) == []


@pytest.mark.parametrize(("text", "read_as"), [
    ("Cước: 400k chia theo số lượng", {"cost": "Cước", "amount": "400k", "basis": "quantity"}),
    ("Bãi xe: 400k theo số lượng", {"cost": "Bãi xe", "amount": "400k", "basis": "quantity"}),
    ("运费：400000按件均摊", {"cost": "运费", "amount": "400000", "basis": "quantity"}),
    ("VAT 10% trên tiền hàng", {"cost": "VAT", "rate": "10%", "basis": "value", "of": "goods"}),
])
def test_a_cost_in_one_cell_with_its_basis_is_read(text: str, read_as: dict[str, object]) -> None:
    reading = reading_of([text])
    assert choices(reading) == []
    assert cost(reading) == read_as


@pytest.mark.parametrize(("text", "answers"), [
    ("Hoa cọc 1tr", ["A!A7=paid", "A!A7=ignore"]),
    ("Cước khoảng 400k nha", ["A!A7=ignore", "A!A7=amount"]),
    ("ship 30k cho Lan", ["A!A7=ignore", "A!A7=own", "A!A7=amount"]),
    ("VAT 10% nha", ["A!A7==10%", "A!A7=ignore"]),
])
def test_an_amount_in_a_sentence_near_the_orders_is_asked_about(text: str, answers: list[str]) -> None:
    assert choices(reading_of([text])) == [answers]
    assert choices(reading_of([text], answers=["A!A7=ignore"])) == []


def test_an_amount_in_a_sentence_counts_as_it_is_answered() -> None:
    assert reading_of(["Hoa cọc 1tr"], answers=["A!A7=paid"]).tables["payments"].columns == {"partner": ["hoa"], "paid": ["1tr"]}
    assert cost(reading_of(["ship 30k cho Lan"], answers=["A!A7=own"])) == {"cost": "ship", "amount": "30k", "basis": "direct", "partner": "lan"}
    shared = ["A!A7=amount", "A!A7=quantity"]
    assert cost(reading_of(["Cước khoảng 400k nha"], answers=shared)) == {"cost": "Cước khoảng", "amount": "400k", "basis": "quantity"}


def test_a_few_dong_beside_goods_of_millions_are_asked_about() -> None:
    paid = [*ORDERS[:2], ["Shop", "Mã hàng", "SL", "Giá (¥)", "Đã cọc"], ["Lan", "Áo", 10, 35, 500], ["Hoa", "Áo", 30, 35, "1.000"]]
    thousands, plain = "A!E4==500000; A!E5==1000000", "A!E4==500; A!E5==1000"
    assert choices(read([grid("A", paid)], [], None)) == [[thousands, plain]]
    assert choices(read([grid("A", paid)], [plain], None)) == []
    assert choices(reading_of(COSTS, ["Cước", 400, "số lượng"])) == [["A!B8==400000", "A!B8==400"]]
    assert choices(reading_of(COSTS, ["Cước", "400đ", "số lượng"])) == []
