"""Who ordered, by names over blocks, beside a nick or with a remark; and what remarks and totals say otherwise: right at once, or asked with a true choice.

# begins a sheet, | stands between two cells.
"""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest
from support.workbooks_page import save

from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
    # Đơn
    Người gom | Lan | Tỷ giá | 3500
"""
TWO_BLOCKS = """
    {first}
    Mã hàng | SL | Giá (¥)
    Áo | 10 | 35
    Quần | 5 | 50

    {second}
    Mã hàng | {pieces} | Giá (¥)
    Áo | 30 | 35
    Quần | 10 | 50
"""
ONE_LIST = """
    Mã hàng | SL | Giá (¥)
    {first}
    Áo | 10 | 35
    Quần | 5 | 50
    {second}
    Áo | 30 | 35
    Quần | 10 | 50
"""
BOTH = {"Lan": 2_100_000, "Hoa": 5_425_000}


def read(tmp_path: Path, text: str, *answers: str) -> dict[str, int] | list[tuple[str, list[str]]]:
    """What everybody owes; where something is asked, the cell of each question and its answers."""
    done = run(save(indent(dedent(text), "    "), tmp_path / "order.xlsx"), list(answers))
    if not done.outcome.exact:
        return [(problem.cell, [choice.answer for choice in problem.choices]) for problem in done.outcome.problems if not problem.warning]
    [dues] = [section for section in done.outcome.sections if section.key == "dues"]
    names = [str(label) for label, _ in dues.columns]
    return {row[names.index("Partner")]: row[names.index("Due")] for row in dues.rows[:-1]}


@pytest.mark.parametrize(("first", "second"), [("Lan", "Hoa"), ("1. Lan - SĐT 0912 345 678", "2. Hoa (0912 345 679)")])
@pytest.mark.parametrize("text", [TWO_BLOCKS, ONE_LIST])
def test_names_over_blocks_are_those_who_ordered_them(text: str, first: str, second: str, tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + text.format(first=first, second=second, pieces="SL")) == BOTH


def test_names_over_blocks_with_other_headings_are_asked_about_once(tmp_path: Path) -> None:
    text = HEAD + TWO_BLOCKS.format(first="Lan", second="Hoa", pieces="Số lượng")
    [(cell, choices)] = read(tmp_path, text)
    assert (cell, choices[0]) == ("'Đơn'!A3", "'Đơn'!A3=partner; 'Đơn'!A8=partner")
    assert read(tmp_path, text, choices[0]) == BOTH


def test_names_over_blocks_that_nothing_else_knows_are_asked_about(tmp_path: Path) -> None:
    text = HEAD.replace("Người gom | Lan | ", "") + ONE_LIST.format(first="Áo thun", second="Quần dài")
    [(_, choices)] = read(tmp_path, text)
    assert read(tmp_path, text, choices[0]) == {"Áo thun": 2_100_000, "Quần dài": 5_425_000}


def test_a_name_with_a_remark_may_be_another_partner(tmp_path: Path) -> None:
    text = HEAD + """
    Shop | Mã hàng | SL | Giá (¥)
    Lan | Áo | 10 | 35
    Hoa | Áo | 30 | 35
    Hoa (thêm) | Áo | 5 | 35
    """
    [(_, [same, own])] = read(tmp_path, text)
    assert read(tmp_path, text, same) == {"Lan": 1_225_000, "Hoa": 4_287_500}
    assert read(tmp_path, text, own) == {"Lan": 1_225_000, "Hoa": 3_675_000, "Hoa (thêm)": 612_500}


def test_a_name_with_a_remark_may_stand_over_a_matrix(tmp_path: Path) -> None:
    text = HEAD + """
    Mã hàng | Giá (¥) | Lan | Hoa thêm | Hoa
    Áo | 35 | 10 | 5 | 30
    Quần | 50 | 2 | 3 | 4
    """
    [(_, [same, _])] = read(tmp_path, text)
    assert read(tmp_path, text, same) == {"Lan": 1_575_000, "Hoa": 5_512_500}


@pytest.mark.parametrize(("remark", "due"), [("lấy 8 thôi", 980_000), ("bớt 2", 980_000), ("thêm 2 cái", 1_470_000), ("giá 33", 1_155_000)])
def test_a_remark_that_changes_a_row_is_asked_about(remark: str, due: int, tmp_path: Path) -> None:
    text = HEAD + f"""
    Shop | Mã hàng | SL | Giá (¥) | Ghi chú
    Lan | Quần | 10 | 35 | {remark}
    Hoa | Áo | 30 | 35 | lấy màu nhạt, giao sau 15/9
    """
    [(cell, choices)] = read(tmp_path, text)
    assert cell == "'Đơn'!E4"
    assert read(tmp_path, text, choices[0]) == {"Lan": due, "Hoa": 3_675_000}
    assert read(tmp_path, text, choices[-2]) == {"Lan": 1_225_000, "Hoa": 3_675_000}


def test_a_remark_about_a_cost_is_asked_about_beside_a_matrix(tmp_path: Path) -> None:
    text = HEAD + """
    Shop | Áo | Quần | Ghi chú
    Lan | 10 | 5 | không tính ship
    Hoa | 30 | 10
    Giá (¥) | 35 | 50
    """
    [(cell, choices)] = read(tmp_path, text)
    assert cell == "'Đơn'!D4"
    assert read(tmp_path, text, choices[0]) == BOTH


def test_a_total_of_the_goods_that_is_off_is_asked_about(tmp_path: Path) -> None:
    text = HEAD + """
    Shop | Mã hàng | SL | Giá (¥)
    Lan | Áo | 10 | 35
    Hoa | Áo | 30 | 35

    Chi phí | Số tiền | Chia theo
    Cước | 400000 | số lượng

    Tổng tiền hàng | 4500000
    """
    [(_, [prices, stated])] = read(tmp_path, text)
    assert read(tmp_path, text, prices) == {"Lan": 1_325_000, "Hoa": 3_975_000}
    assert sum(read(tmp_path, text, stated).values()) == 4_900_000  # type: ignore[union-attr]  # what everybody owes


def test_a_nick_beside_a_name_is_no_partner_unless_payments_say_so(tmp_path: Path) -> None:
    text = """
    # Đơn
    Tỷ giá | 3500

    Tên | Nick FB | Mã hàng | SL | Giá (¥)
    Lan | mimi.shop | Áo | 10 | 35
    Hoa | be_tho99 | Áo | 30 | 35
    """
    assert read(tmp_path, text) == {"Lan": 1_225_000, "Hoa": 3_675_000}
    paid = """
    Nick | Đã cọc
    be_tho99 | 500000
    """
    assert read(tmp_path, text + paid) == {"mimi.shop": 1_225_000, "be_tho99": 3_675_000}
    [(_, [nicks, names])] = read(tmp_path, text.replace("Hoa", "Lan"))
    assert read(tmp_path, text.replace("Hoa", "Lan"), nicks) == {"mimi.shop": 1_225_000, "be_tho99": 3_675_000}
    assert read(tmp_path, text.replace("Hoa", "Lan"), names) == {"Lan": 4_900_000}


def test_pieces_that_add_up_to_a_cost_are_pieces(tmp_path: Path) -> None:
    text = HEAD + """
    Shop | Áo | Quần
    Lan | 10 | 5
    Hoa | 30 | 10
    Mai | 70 | 88
    Giá (¥) | 35 | 50

    Ship TQ (tệ) | 158 | số lượng
    """
    assert set(read(tmp_path, text)) == {"Lan", "Hoa", "Mai"}
