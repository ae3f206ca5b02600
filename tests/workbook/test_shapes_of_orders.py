"""Shapes of order tables: SKUs that look like numbers or headings, headings with a typing error, dates that change nothing, second headings, odd quantities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .test_blocks_of_names import BOTH, HEAD, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("skus", [("SP118", "SP119"), ("SP-118", "SP-119"), ("38.5", "39"), ("Giá đỡ", "Túi đựng tiền")])
def test_skus_across_may_look_like_numbers_or_prices(skus: tuple[str, str], tmp_path: Path) -> None:
    text = f"""
    Shop | {skus[0]} | {skus[1]}
    Lan | 10 | 5
    Hoa | 30 | 10
    Giá (¥) | 35 | 50
    """
    assert read(tmp_path, HEAD + text) == BOTH


@pytest.mark.parametrize("skus", [("Giá đỡ", "Túi đựng tiền"), ("Total set", "Áo"), ("SP-118", "SP-119")])
def test_skus_down_may_look_like_prices_or_totals(skus: tuple[str, str], tmp_path: Path) -> None:
    text = f"""
    Mã hàng | Giá (¥) | Lan | Hoa
    {skus[0]} | 35 | 10 | 30
    {skus[1]} | 50 | 5 | 10
    """
    assert read(tmp_path, HEAD + text) == BOTH


@pytest.mark.parametrize("text", [
    "Shop | Áo\n    Lan | 10\n    Hoa | 30\n    Giá (¥) | 35", "Mã hàng | Giá (¥) | Lan | Hoa\n    Áo | 35 | 10 | 30",
])
def test_a_matrix_may_have_one_sku(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"{HEAD}\n    {text}") == {"Lan": 1_225_000, "Hoa": 3_675_000}


@pytest.mark.parametrize("headings", [
    "Shop | Item | Quantiy | Price (¥)", "Custmer | Item | Quantity | Price (¥)", "Tên shop | Sản phẩn | Số lượng | Giá (¥)",
    "Tên shop | Mã hàng | SL | Unit prise (¥)", "Tên shop | Mã hàng | Số lượngg | Giá (¥)", "Họ và tên | Mã hàng | SL | Giá (¥)",
])
def test_a_heading_with_a_typing_error_is_the_one_that_its_table_lacks(headings: str, tmp_path: Path) -> None:
    text = f"""
    {headings}
    Lan | Áo | 10 | 35
    Hoa | Áo | 30 | 35
    """
    assert read(tmp_path, HEAD + text) == {"Lan": 1_225_000, "Hoa": 3_675_000}


def test_a_heading_with_a_typing_error_beside_another_unknown_one_is_asked_about(tmp_path: Path) -> None:
    text = HEAD + """
    Tên shop | Mã hàng | Quantiy | Zzz | Giá (¥)
    Lan | Áo | 10 | 7 | 35
    Hoa | Áo | 30 | 9 | 35
    """
    assert isinstance(read(tmp_path, text), list)


def test_dates_of_payments_and_of_the_only_rate_need_not_be_read(tmp_path: Path) -> None:
    text = """
    # Đơn
    Người gom | Lan

    Shop | Mã hàng | SL | Giá (¥)
    Lan | Áo | 10 | 35
    Hoa | Áo | 30 | 35

    Tiền tệ | Tỷ giá | Ngày
    CNY | 3500 | 12/11
    # Cọc
    Ngày | Tên | Đã cọc
    12/11 | Lan | 100000
    13-11 | Hoa | 200000
    """
    assert read(tmp_path, text) == {"Lan": 1_225_000, "Hoa": 3_675_000}


def test_either_of_two_headings_for_one_column_may_count(tmp_path: Path) -> None:
    text = HEAD + """
    Tên shop | Mã hàng | SL đặt | SL chốt | Giá (¥)
    Lan | Áo | 10 | 8 | 35
    Hoa | Áo | 30 | 30 | 35
    """
    [(_, [first, second])] = read(tmp_path, text)
    assert read(tmp_path, text, first) == {"Lan": 1_225_000, "Hoa": 3_675_000}
    assert read(tmp_path, text, second) == {"Lan": 980_000, "Hoa": 3_675_000}


def test_pieces_below_zero_may_be_taken_off(tmp_path: Path) -> None:
    text = HEAD + """
    Shop | Mã hàng | SL | Giá (¥)
    Lan | Áo | 10 | 35
    Hoa | Áo | 30 | 35
    Hoa | Áo | −5 | 35
    """
    [(_, [taken_off, out, _])] = read(tmp_path, text)
    assert read(tmp_path, text, taken_off) == {"Lan": 1_225_000, "Hoa": 3_062_500}
    assert read(tmp_path, text, out) == {"Lan": 1_225_000, "Hoa": 3_675_000}


@pytest.mark.parametrize("rest", ["Giá (¥) | 35 | 50 |\n    Lan | 10 | 5 | 15", "Lan | 10 | 5 | 15\n    Hoa | 30 | 10 | 40"])
def test_a_row_of_numbers_under_an_unknown_word_that_its_sums_leave_out_is_asked_about(rest: str, tmp_path: Path) -> None:
    text = f"""
    Shop | Áo | Quần | Tổng
    Vốn | 35 | 50 |
    {rest}
    """
    found = read(tmp_path, HEAD + text)
    assert isinstance(found, list)
    assert found[0][0] == "'Đơn'!A4"
