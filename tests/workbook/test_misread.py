"""Kinds of sheets that were read wrong once, without a word: each is right or asked, and stays so.

# begins a sheet, | stands between two cells. A sheet is right where everybody's dues and payments are, or the cell that is asked about first is named.
"""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest
from support.workbooks_page import save

from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

SHEETS: dict[str, tuple[str, dict[str, tuple[int, int]] | list[str]]] = {
    "a sum of deposits": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥) | Cọc lần 1 | Cọc lần 2 | Tổng cọc
        Lan | Áo | 10 | 35 | 200000 | 400000 | 600000
        Lan | Quần | 5 | 50
        Hoa | Áo | 30 | 35 | 400000 | 600000 | 1000000
        Hoa | Quần | 10 | 50
    """, {"Lan": (2_100_000, 600_000), "Hoa": (5_425_000, 1_000_000)}),
    "blocks of customers below labels": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        KH: Lan
        Mã hàng | SL | Giá (¥)
        Áo | 10 | 35
        Quần | 5 | 50

        KH: Hoa
        Mã hàng | SL | Giá (¥)
        Áo | 30 | 35
        Quần | 10 | 50

        Cước | 550000 | số lượng
    """, {"Lan": (2_250_000, 0), "Hoa": (5_825_000, 0)}),
    "deposits in a summary": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Tên shop | Tiền hàng | Phí | Tổng phải trả | Đã cọc | Còn lại
        Lan | 1225000 | 0 | 1225000 | 0 | 1225000
        Hoa | 3675000 | 0 | 3675000 | 1000000 | 2675000
    """, {"Lan": (1_225_000, 0), "Hoa": (3_675_000, 1_000_000)}),
    "a deposit in a summary of somebody who did not order": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Tên shop | Tổng phải trả | Đã cọc | Còn lại
        Lan | 1225000 | 0 | 1225000
        Hoa | 3675000 | 1000000 | 2675000
        Mai | 0 | 300000 | -300000
    """, ["'Đơn'!C7"]),
    "deposits in a short summary": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Tên shop | Tổng phải trả | Đã cọc | Còn lại
        Lan | 1225000 | 0 | 1225000
        Hoa | 3675000 | 1000000 | 2675000
    """, {"Lan": (1_225_000, 0), "Hoa": (3_675_000, 1_000_000)}),
    "a summary of goods and costs": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Tên shop | Tiền hàng | Chi phí | Tổng tiền
        Lan | 1225000 | 0 | 1225000
        Hoa | 3675000 | 0 | 3675000
    """, {"Lan": (1_225_000, 0), "Hoa": (3_675_000, 0)}),
    "batches with more beside their titles": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Đợt 1 | | 12/11/2026
        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Cước | 400000 | số lượng

        Đợt 2
        Shop | Mã hàng | SL | Giá (¥)
        Lan | Quần | 5 | 50
        Hoa | Quần | 10 | 50
    """, {"Lan": (2_200_000, 0), "Hoa": (5_725_000, 0)}),
    "deposits of another time": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Đợt trước
        Shop | Đã cọc
        Hoa | 500000
    """, {"Lan": (1_225_000, 0), "Hoa": (3_675_000, 0)}),
    "a transfer on a sheet of its own": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35
        # Cọc
        Hoa ck | 1000000
    """, ["'Cọc'!B1"]),
    "a transfer in one cell": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35
        # Cọc
        Hoa ck: 1tr
    """, ["'Cọc'!A1"]),
    "costs of one batch under an unknown heading": ("""
        # Đơn
        Tỷ giá | 3500

        Đợt | Tên shop | Mã hàng | SL | Giá (¥)
        T10 | Anh Tuấn | 6021 | 55 | 44.5
        T11 | Mẹ Bắp | 6021 | 5 | 44.5
        # Chi phí
        Đợt | Nội dung | Số tiền | Chia theo
        T10 | Ship nội địa VN | 1141000 | giá trị
    """, {"Anh Tuấn": (9_707_250, 0), "Mẹ Bắp": (778_750, 0)}),
    "shares of a cost beside the orders": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥) | Phí ship
        Lan | Áo | 10 | 35 | 100000
        Lan | Quần | 5 | 50 | 50000
        Hoa | Áo | 30 | 35 | 300000
        Hoa | Quần | 10 | 50 | 100000

        Chi phí | Số tiền | Chia theo
        Cước | 550000 | số lượng
    """, ["'Đơn'!E3"]),
    "a row of stock": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Áo | Quần | Tổng
        Giá (¥) | 35 | 50
        Tồn kho | 100 | 50
        Lan | 10 | 5 | 15
        Hoa | 30 | 10 | 40
        Tổng | 40 | 15 | 55
    """, ["'Đơn'!A5"]),
    "a cost right below a list": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | SĐT | Mã hàng | SL | Giá (¥) | Kg/cái
        Lan | 0368070536 | Áo | 10 | 35 | 0.5
        Hoa | 0368296216 | Áo | 30 | 35 | 0.5
        Bốc xếp | 500000 | theo kg
    """, {"Lan": (1_350_000, 0), "Hoa": (4_050_000, 0)}),
    "a deposit beside the sum of a group": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥) | Thành tiền | Cọc
        Lan | Áo | 10 | 35 | 350
         | Quần | 5 | 50 | 250
         | Cộng | 15 | | 600
        Hoa | Áo | 30 | 35 | 1050
         | Quần | 10 | 50 | 500
         | Cộng | 40 | | 1550 | 1000000
        Tổng | | 55 | | 2150
    """, ["'Đơn'!F3"]),
    "a row that is out of stock": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥) | Trạng thái
        Lan | Áo | 10 | 35 | có
        Hoa | Áo | 30 | 35
        Hoa | Quần | 10 | 50 | hết hàng
    """, ["'Đơn'!A6"]),
    "a payment in a Chinese remark": ("""
        # 订单
        团长 | Lan | 汇率 | 3500

        团员 | 商品 | 数量 | 单价(元) | 备注
        Lan | T恤 | 10 | 35 | 已付500k
        Hoa | T恤 | 30 | 35
    """, ["'订单'!E4"]),
    "prices beside names across": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Áo SL | Áo giá | Quần SL | Quần giá
        Lan | 10 | 35 | 5 | 50
        Hoa | 30 | 35 | 10 | 50

        Chi phí | Số tiền | Chia theo
        Cước | 550000 | số lượng
    """, ["'Đơn'!C3"]),
    "a payment that has not come in": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35
        # Cọc
        Tên | Đã cọc | Trạng thái
        Hoa | 1000000 | đã nhận
        Lan | 500000 | chưa nhận
    """, ["'Cọc'!A3"]),
    "what the supplier was paid": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        KH: Lan
        Mã hàng | SL | Giá (¥)
        Áo | 10 | 35

        KH: Hoa
        Mã hàng | SL | Giá (¥)
        Áo | 30 | 35

        Đã trả NCC | 1850000
    """, {"Lan": (1_225_000, 0), "Hoa": (3_675_000, 0)}),
    "prices by date": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Lan | Quần | 5 | 50
        Hoa | Áo | 30 | 35
        Hoa | Quần | 10 | 50

        Lịch sử giá
        Ngày | Áo | Quần
        01/10/2026 | 36 | 52
        01/11/2026 | 35 | 50
    """, ["'Đơn'!A10"]),
    "a waiting list": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Lan | Quần | 5 | 50
        Hoa | Áo | 30 | 35
        Hoa | Quần | 10 | 50

        Chi phí | Số tiền | Chia theo
        Cước | 550000 | số lượng

        Danh sách chờ
        Shop | Mã hàng | SL
        Mai | Áo | 5
    """, ["'Đơn'!A13"]),
    "arrivals by date": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Lan | Quần | 5 | 50
        Hoa | Áo | 30 | 35
        Hoa | Quần | 10 | 50

        Hàng về
        Ngày | Áo | Quần
        20/11/2026 | 20 | 5
        25/11/2026 | 20 | 10
    """, ["'Đơn'!A10"]),
    "a first instalment in a summary": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Tên shop | Tiền hàng | Phí | Tổng phải trả | Đã ck lần 1 | Còn lại
        Lan | 1225000 | 0 | 1225000 | | 1225000
        Hoa | 3675000 | 0 | 3675000 | 1000000 | 2675000
    """, {"Lan": (1_225_000, 0), "Hoa": (3_675_000, 1_000_000)}),
    "a deposit that is missing": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥) | Cọc còn thiếu
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35 | 1000000
    """, ["'Đơn'!E3"]),
    "a cost that was cancelled": ("""
        # Đơn
        Người gom | Lan | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Chi phí | Số tiền | Chia theo | Ghi chú
        Cước | 400000 | số lượng
        Phí kho | 90000 | số lượng | huỷ
    """, ["'Đơn'!A9"]),
    "a table beside the title of a batch": ("""
        # Đơn
        Tỷ giá | 3500

        Đợt 1 | | | | Mã hàng | Giá (¥)
        Tên shop | Mã hàng | SL | | Áo | 35
        Lan | Áo | 10
        Chi phí | Số tiền | Chia theo
        Cước | 400000 | số lượng

        Đợt 2
        Tên shop | Mã hàng | SL
        Hoa | Áo | 30
    """, {"Lan": (1_625_000, 0), "Hoa": (3_675_000, 0)}),
    "costs beside a list whose remarks speak of last time": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥) | Ship lẻ | Ghi chú
        Lan | Áo | 10 | 35 | | lấy tem đỏ | | Cước (chia theo số lượng) | 400000
        Hoa | Áo | 30 | 35 | | như lần trước | | Phí kho (chia theo số lượng) | 140000
    """, {"Lan": (1_225_000 + 135_000, 0), "Hoa": (3_675_000 + 405_000, 0)}),
    "a cost that is the sum of those above it, with what it is shared by": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        Chi phí | Số tiền | Chia theo
        Cước | 400000 | số lượng
        Ship riêng | 37000 | Hoa
        Đóng gói | 437000 | số lượng
        Nội địa | 761000 | chia đều
    """, {"Lan": (1_225_000 + 100_000 + 109_250 + 380_500, 0), "Hoa": (3_675_000 + 300_000 + 37_000 + 327_750 + 380_500, 0)}),
    "batches of costs under a word that is of figures elsewhere": ("""
        # Đơn
        Tỷ giá | 3500

        Đợt | Shop | Mã hàng | SL | Giá (¥)
        Đợt 1 | Lan | Áo | 10 | 35
        Đợt 1 | Hoa | Áo | 30 | 35
        Đợt 2 | Mai | Áo | 20 | 35

        Bán | Khoản chi | Số tiền | Chia theo
        Đợt 1 | Cước | 400000 | số lượng
        Đợt 2 | Cước | 250000 | số lượng
    """, {"Lan": (1_225_000 + 100_000, 0), "Hoa": (3_675_000 + 300_000, 0), "Mai": (2_450_000 + 250_000, 0)}),
    "payments in thousands under words that nobody knows": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        # Cọc
        Bà nào | Nộp quỹ (k)
        Hoa | 1300
        Lan | 1200
        Hoa | 1000
    """, {"Lan": (1_225_000, 1_200_000), "Hoa": (3_675_000, 2_300_000)}),
    "a sheet of costs of which nothing is known": ("""
        # Đơn
        Người gom | Lan | | Tỷ giá | 3500

        Shop | Mã hàng | SL | Giá (¥)
        Lan | Áo | 10 | 35
        Hoa | Áo | 30 | 35

        # Chi phí
        Qua cửa | 760000 | nặng trả nhiều
        Bạt che | 215000 | ai cũng như ai
    """, ["'Chi phí'!B1"]),
}


@pytest.mark.parametrize("kind", SHEETS)
def test_a_kind_that_was_read_wrong_once_is_right_or_asked(kind: str, tmp_path: Path) -> None:
    text, expected = SHEETS[kind]
    done = run(save(indent(dedent(text), "    "), tmp_path / "order.xlsx"))
    if not done.outcome.exact:
        assert [problem.cell for problem in done.outcome.problems if not problem.warning][:1] == expected
        return
    [dues] = [section for section in done.outcome.sections if section.key == "dues"]
    names = [str(label) for label, _ in dues.columns]
    found: dict[str, tuple[int, int]] = {}
    for row in dues.rows[:-1]:
        due, paid = found.get(row[names.index("Partner")], (0, 0))
        found[row[names.index("Partner")]] = (due + row[names.index("Due")], paid + (row[names.index("Paid")] if "Paid" in names else 0))
    assert found == expected
