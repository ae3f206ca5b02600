"""A workbook as an operator keeps it, with more in it than tables."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path


def operators_book(path: Path, *, heading: str = "SL") -> Path:
    """Orders as a list, costs, payments and labels on sheets of her own, with a chart, a comment and a format or two."""
    book = xlsxwriter.Workbook(str(path))
    bold, money = book.add_format({"bold": True, "bg_color": "#FFEEAA"}), book.add_format({"num_format": "#,##0 ₫"})
    orders = book.add_worksheet("Đơn tháng 11")
    orders.write_row("B3", ["Tên shop", "Mã hàng", heading], bold)
    for row, line in enumerate([("An Nhiên", "Áo S", 60), ("Bình", "Áo S", 40), ("Chị Hà 🌿", "Áo M", 25), ("An Nhiên", "Áo M", 15)], 3):
        orders.write_row(row, 1, line)
    orders.write_comment("B4", "khách quen")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Đơn tháng 11'!$D$4:$D$7"})
    orders.insert_chart("G3", chart)
    costs = book.add_worksheet("Chi phí")
    costs.write_row("A1", ["Chi phí", "Số tiền", "Chia theo"], bold)
    costs.write_row("A2", ["Tiền hàng", 17_500_000, "số lượng"])
    costs.write_row("A3", ["Cước", 3_000_001, "số lượng"])
    costs.write("A9", "ghi chú: hàng về cuối tháng", money)
    terms = book.add_worksheet("Khác")
    terms.write_row("A1", ["Người mua chính", "An Nhiên"])
    terms.write_row("A2", ["Bước làm tròn", 1000])
    terms.write_row("D1", ["Đối tác", "Đã trả", "Ngày"], bold)
    terms.write_row("D2", ["Bình", 5_000_000])
    terms.write_datetime("F2", dt.datetime(2026, 11, 21), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001  (a workbook has no zone)
    book.close()
    return path
