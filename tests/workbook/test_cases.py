"""Small sheets that people make: each is right at first go, or one clear question away from it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit.workbook.run import Run

TOP = """
Người mua chính | Lan
Tỷ giá | 3565
"""
ONE_PRICE = f"{TOP}Giá (¥) | 35"
NO_RATE = """
Người mua chính | Lan
"""
ORDERS = """
Shop | Mã hàng | Số lượng | Giá (¥)
Lan | Áo | 10 | 35
Hoa | Áo | 30 | 35
"""
COSTS = """
Chi phí | Số tiền | Chia theo
Cước | 400000 | số lượng
"""
DUES = ("Lan 10: Goods 1247750, Cước 100000", "Hoa 30: Goods 3743250, Cước 300000", "Hoa pays Lan 4043250")
BAGS = "# Giá\nMã hàng | Đơn giá\ntui | 50000"
PARTNERS_OF_THREE = "# Đơn\nShop | Mã hàng | SL\nHà | tui | 30\nAn | tui | 60\nBình | tui | 40"


def sheet(*blocks: str, title: str = "Đơn") -> str:
    """A sheet of blocks, with a blank row between two of them."""
    return "\n\n".join([f"# {title}\n{blocks[0].strip()}", *(block.strip() for block in blocks[1:])])


@dataclass(frozen=True)
class Case:
    """A workbook, the dues and transfers that are right for it, and what is asked before.

    book: sheets under "# Title", a row a line, cells set apart by "|"; "." is a blank cell, "Mai~" is struck through, "=SUM(B2:B3) -> 100" a
    formula and its result. right: "partner pieces: cost amount, ...; paid amount", then the transfers; pools stand before partners.
    asked: cell of a question -> the choice that is true.
    """

    name: str
    book: str
    right: tuple[str, ...]
    asked: tuple[tuple[str, str], ...] = ()


CASES = [
    Case("a rate typed with a comma is thousands", sheet("Người mua chính | Lan\nTỷ giá | 3,565", ORDERS, COSTS), DUES),
    Case(
        "a rate that Excel took for 3.565 is asked with both readings", sheet("Người mua chính | Lan\nTỷ giá | 3.565", ORDERS, COSTS), DUES,
        (("'Đơn'!B2", "'Đơn'!B2==3565"),),
    ),
    Case(
        "a column of currencies is headed Tiền",
        sheet(TOP, ORDERS, "Chi phí | Số tiền | Tiền | Chia theo\nCước | 400000 | VND | số lượng\nShip TQ | 120 | CNY | số lượng"),
        (
            "Lan 10: Goods 1247750, Cước 100000, Ship TQ 106950", "Hoa 30: Goods 3743250, Cước 300000, Ship TQ 320850",
            "Hoa pays Lan 4364100",
        ),
    ),
    Case(
        "totals of two batches and of both are no customers",
        sheet(NO_RATE, "Shop | Số lượng\nLan | 10\nHoa | 30\nTổng đợt 1 | 40\nLan | 5\nMai | 15\nTổng đợt 2 | 20\nTỔNG CỘNG | 60", COSTS),
        ("Lan 15: Cước 100000", "Hoa 30: Cước 200000", "Mai 15: Cước 100000", "Hoa pays Lan 200000", "Mai pays Lan 100000"),
    ),
    Case(
        "totals of two batches with SKUs",
        sheet(TOP, f"{ORDERS.strip()}\nTổng | . | 40\nLan | Áo | 5 | 35\nMai | Áo | 15 | 35\nTổng | . | 20", COSTS),
        (
            "Lan 15: Goods 1871625, Cước 100000", "Hoa 30: Goods 3743250, Cước 200000", "Mai 15: Goods 1871625, Cước 100000",
            "Hoa pays Lan 3943250", "Mai pays Lan 1971625",
        ),
    ),
    Case(
        "rows behind a total and a blank row go on",
        sheet(TOP, f"{ORDERS.strip()}\nTổng | . | 40\n\nLan | Quần | 5 | 50\nMai | Quần | 15 | 50\nTổng | . | 20", COSTS),
        (
            "Lan 15: Goods 2139000, Cước 100000", "Hoa 30: Goods 3743250, Cước 200000", "Mai 15: Goods 2673750, Cước 100000",
            "Hoa pays Lan 3943250", "Mai pays Lan 2773750",
        ),
    ),
    *(
        Case(
            f'two columns of deposits both count, "{first}" and "{second}"',
            sheet(TOP, f"Shop | Mã hàng | Số lượng | Giá (¥) | {first} | {second}\nLan | Áo | 10 | 35\nHoa | Áo | 30 | 35 | 1000000 | {value}", COSTS),
            ("Lan 10: Goods 1247750, Cước 100000; paid 0", "Hoa 30: Goods 3743250, Cước 300000; paid 1500000", "Hoa pays Lan 2543250"),
        )
        for first, second, value in (("Đã cọc", "Cọc thêm", "500k"), ("Đã cọc lần 1", "Đã cọc lần 2", "500000"))
    ),
    Case(
        "a cost table headed Khoản and Tiền (VND)",
        sheet(TOP, ORDERS, "Khoản | Tiền (VND) | Chia theo\nCước | 400000 | số lượng\nBốc xếp | 90000 | chia đều\nĐóng gói | 60000 | chia đều"),
        (
            "Lan 10: Goods 1247750, Cước 100000, Bốc xếp 45000, Đóng gói 30000", "Hoa 30: Goods 3743250, Cước 300000, Bốc xếp 45000, Đóng gói 30000",
            "Hoa pays Lan 4118250",
        ),
    ),
    Case(
        "amounts in thousands by their heading",
        sheet(TOP, ORDERS, "Chi phí | Số tiền (k) | Chia theo\nCước | 400 | số lượng\nCước kg | 900 | số lượng\nBốc xếp | 90 | chia đều"),
        (
            "Lan 10: Goods 1247750, Cước 100000, Cước kg 225000, Bốc xếp 45000", "Hoa 30: Goods 3743250, Cước 300000, Cước kg 675000, Bốc xếp 45000",
            "Hoa pays Lan 4763250",
        ),
    ),
    Case(
        "a row that is struck through and says huỷ is asked",
        sheet(TOP, f"{ORDERS.strip()}\nMai~ | Áo~ | 20~ | 35~ | huỷ", COSTS), DUES, (("'Đơn'!A7", "'Đơn'!A7=out"),),
    ),
    Case(
        "已付定金 is what was paid",
        sheet(
            "下单人 | Lan\n汇率 | 3565", "店铺 | 款号 | 数量 | 单价(元)\nLan | Áo | 10 | 35\nHoa | Áo | 30 | 35",
            "费用 | 金额 | 分摊方式\n运费 | 400000 | 数量", "店铺 | 已付定金\nHoa | 1000000",
        ),
        ("Lan 10: Goods 1247750, 运费 100000; paid 0", "Hoa 30: Goods 3743250, 运费 300000; paid 1000000", "Hoa pays Lan 3043250"),
    ),
    *(Case(f'"{label}" names the lead buyer', sheet(f"{label} | Lan\nTỷ giá | 3565", ORDERS, COSTS), DUES) for label in ("Người đặt", "Người gom")),
    Case(
        'a price typed "17,5" and one that is 17.5 are the same', sheet(TOP, ORDERS.replace("10 | 35", "10 | 17,5").replace("30 | 35", "30 | 17.5"), COSTS),
        ("Lan 10: Goods 623875, Cước 100000", "Hoa 30: Goods 1871625, Cước 300000", "Hoa pays Lan 2171625"),
    ),
    Case(
        'a quantity "3+2" is asked, "2 đôi" is not', sheet(TOP, ORDERS.replace("10", "3+2").replace("30", "2 đôi"), COSTS),
        ("Lan 5: Goods 623875, Cước 285714", "Hoa 2: Goods 249550, Cước 114286", "Hoa pays Lan 363836"),
        (("'Đơn'!C5", "'Đơn'!C5==5"),),
    ),
    Case(
        "prices of 120k, 1tr2 and 1,5tr are read, and two prices of one SKU are asked",
        sheet(NO_RATE, "Shop | Mã hàng | Số lượng | Đơn giá\nLan | Áo | 10 | 120k\nHoa | Áo | 3 | 1tr2\nHoa | Áo len | 3 | 1,5tr", COSTS),
        ("Lan 10: Goods 1200000, Cước 250000", "Hoa 6: Goods 4860000, Cước 150000", "Hoa pays Lan 5010000"),
        (("'Đơn'!D5", "'Đơn'!D5==120k"),),
    ),
    Case(
        "Cước kg is a cost, not a number of kilograms",
        sheet(TOP, ORDERS, f"{COSTS.replace('Cước', 'Cước nội địa').strip()}\nCước kg | 900000 | số lượng\nBốc xếp | 90000 | chia đều"),
        (
            "Lan 10: Goods 1247750, Cước nội địa 100000, Cước kg 225000, Bốc xếp 45000",
            "Hoa 30: Goods 3743250, Cước nội địa 300000, Cước kg 675000, Bốc xếp 45000", "Hoa pays Lan 4763250",
        ),
    ),
    Case(
        'a total with "-" as its SKU', sheet(TOP, f"{ORDERS.strip()}\nTổng đợt 1 | - | 40 | 35\nMai | Áo | 15 | 35", COSTS),
        (
            "Lan 10: Goods 1247750, Cước 72727", "Hoa 30: Goods 3743250, Cước 218182", "Mai 15: Goods 1871625, Cước 109091",
            "Hoa pays Lan 3961432", "Mai pays Lan 1980716",
        ),
    ),
    *(
        Case(
            f'"{total}" is a total', sheet(NO_RATE, f"Shop | Số lượng\nLan | 10\nHoa | 30\n{total} | 40", COSTS),
            ("Lan 10: Cước 100000", "Hoa 30: Cước 300000", "Hoa pays Lan 300000"),
        )
        for total in ("Tổng số đôi", "Tổng cộng đợt 1:")
    ),
    Case(
        "bases in English: per piece, equally, by units",
        sheet(
            "Lead buyer | Lan\nRate CNY | 3565", "Shop | Item | Qty | Price (CNY)\nLan | Tee | 10 | 35\nHoa | Tee | 30 | 35",
            "Cost | Amount | Split by\nFreight | 400000 | per piece\nPacking | 400000 | equally\nBox | 400000 | by units",
        ),
        (
            "Lan 10: Goods 1247750, Freight 100000, Packing 200000, Box 100000", "Hoa 30: Goods 3743250, Freight 300000, Packing 200000, Box 300000",
            "Hoa pays Lan 4543250",
        ),
    ),
    Case(
        "bases in Chinese",
        sheet(
            "下单人 | Lan\n汇率 | 3565", "店铺 | 款号 | 数量 | 单价(元)\nLan | Áo | 10 | 35\nHoa | Áo | 30 | 35",
            "费用 | 金额 | 分摊方式\n运费 | 400000 | 按件均摊\n打包 | 100000 | 均摊\n盒 | 100000 | 平均分摊\n袋 | 100000 | 按人头\n税 | 100000 | 按金额",
        ),
        (
            "Lan 10: Goods 1247750, 运费 100000, 打包 50000, 盒 50000, 袋 50000, 税 25000",
            "Hoa 30: Goods 3743250, 运费 300000, 打包 50000, 盒 50000, 袋 50000, 税 75000", "Hoa pays Lan 4268250",
        ),
    ),
    Case(
        "bases in Vietnamese; a weight that is nowhere and chia 2 are asked",
        sheet(
            TOP, ORDERS,
            "Chi phí | Số tiền | Chia theo\nA | 100000 | theo số cái\nB | 100000 | đều\nC | 100000 | theo đầu người\nD | 100000 | theo tiền hàng\n"
            "E | 100000 | như Tiền hàng\nF | 100000 | SL\nG | 100000 | theo kg\nH | 100000 | chia 2\nI | 100000 | mỗi shop như nhau",
        ),
        (
            "Lan 10: Goods 1247750, A 25000, B 50000, C 50000, D 25000, E 25000, F 25000, G 50000, H 50000, I 50000",
            "Hoa 30: Goods 3743250, A 75000, B 50000, C 50000, D 75000, E 75000, F 75000, G 50000, H 50000, I 50000", "Hoa pays Lan 4293250",
        ),
        (("'Đơn'!C15", "'Đơn'!C15=equal"), ("'Đơn'!C16", "'Đơn'!C16=equal")),
    ),
    Case(
        "a column of VAT in the cost table is asked", sheet(TOP, ORDERS, "Chi phí | Số tiền | VAT | Chia theo\nCước | 400000 | 40000 | số lượng"), DUES,
        (("'Đơn'!C8", "'Đơn'!C8=ignore"),),
    ),
    Case(
        "pools typed once above blank cells are asked",
        "# Đơn hàng\nĐơn gộp | Shop | Mã hàng | SL\nT10 | An | tui | 60\n. | Bình | tui | 40\nT11 | An | tui | 30\n. | Chi | tui | 70\n"
        f"# Chi phí\n{COSTS.strip().replace('400000', '100000')}\n{BAGS}",
        (
            "T10 An 60: Goods 3000000, Cước 60000", "T10 Bình 40: Goods 2000000, Cước 40000",
            "T11 An 30: Goods 1500000, Cước 30000", "T11 Chi 70: Goods 3500000, Cước 70000",
        ),
        (("'Đơn hàng'!A3", "'Đơn hàng'!A3:A5=above"),),
    ),
    Case(
        "one blank pool is asked",
        "# Đơn hàng\nĐơn gộp | Shop | Mã hàng | SL\nT10 | An | tui | 60\nT10 | Bình | tui | 40\n. | Chi | tui | 50\n"
        "# Chi phí\nĐơn gộp | Chi phí | Số tiền | Chia theo\nT10 | Cước | 100000 | Số lượng",
        ("T10 An 60: Cước 40000", "T10 Bình 40: Cước 26667", "T10 Chi 50: Cước 33333"),
        (("'Đơn hàng'!A4", "'Đơn hàng'!A4=above"),),
    ),
    Case(
        "blank pools of costs are asked",
        "# Đơn hàng\nĐơn gộp | Shop | SL\nT10 | An | 60\nT10 | Bình | 40\nT11 | An | 10\nT11 | Bình | 10\n"
        "# Chi phí\nĐơn gộp | Chi phí | Số tiền | Chia theo\nT10 | Cước | 100000 | Số lượng\n. | Bốc xếp | 50000 | Số lượng\n"
        "T11 | Cước | 80000 | Số lượng\n. | Bốc xếp | 20000 | Số lượng",
        (
            "T10 An 60: Cước 60000, Bốc xếp 30000", "T10 Bình 40: Cước 40000, Bốc xếp 20000",
            "T11 An 10: Cước 40000, Bốc xếp 10000", "T11 Bình 10: Cước 40000, Bốc xếp 10000",
        ),
        (("'Chi phí'!A3", "'Chi phí'!A3:A5=above"),),
    ),
    Case(
        "a payment whose pool is blank belongs to the only one",
        "# Đơn hàng\nĐơn gộp | Shop | SL\nT10 | An | 60\nT10 | Bình | 40\n# Chi phí\nChi phí | Số tiền | Chia theo\nCước | 100000 | Số lượng\n"
        "# Đã thu\nĐơn gộp | Shop | Đã trả | Ngày\nT10 | An | 30000 | 2026-11-01\n. | An | 20000 | 2026-11-02\n# Điều khoản\nNgười mua chính | Bình",
        ("T10 An 60: Cước 60000; paid 50000", "T10 Bình 40: Cước 40000; paid 0", "T10 An pays Bình 10000"),
    ),
    *(
        Case(
            f'subtotals of Excel\'s own command, "{first}"',
            f"# Đơn\nShop | SL\nAn | 60\nAn | 40\n{first} | =SUBTOTAL(9,B2:B3) -> 100\nBình | 30\n{second} | =SUBTOTAL(9,B5:B5) -> 30\n"
            f"{last} | =SUBTOTAL(9,B2:B5) -> 130\n# Chi phí\n{COSTS.strip().replace('400000', '1300000')}",
            ("An 100: Cước 1000000", "Bình 30: Cước 300000"),
        )
        for first, second, last in (
            ("An Total", "Bình Total", "Grand Total"), ("Tổng An", "Tổng Bình", "Tổng Cuối"), ("An 汇总", "Bình 汇总", "总计"),
        )
    ),
    *(
        Case(
            f'a pivot pasted as values, "{corner}"',
            f"# Pivot\n{corner} | {across}\n{down} | Đỏ | Xanh | {total}\nAn | 60 | 40 | 100\nBình | 30 | . | 30\n{total} | 90 | 40 | 130\n"
            f"# Chi phí\n{COSTS.strip().replace('400000', '1300000')}\n# Giá\nMã hàng | Đơn giá\nĐỏ | 50000\nXanh | 80000",
            ("An 100: Goods 6200000, Cước 1000000", "Bình 30: Goods 1500000, Cước 300000"),
        )
        for corner, across, down, total in (
            ("Sum of SL", "Column Labels", "Row Labels", "Grand Total"), ("Tổng của SL", "Nhãn Cột", "Nhãn Hàng", "Tổng Cuối"),
        )
    ),
    Case(
        "the holder of the account stands below the account",
        f"# Đơn hàng\nShop | Mã hàng | SL\nHà | tui | 30\nAn | tui | 60\n{BAGS}\n# TT\nNgười mua chính | Hà\nTài khoản | Vietcombank 0123456789\n"
        "Chủ tài khoản | NGUYEN THI HA\nHạn chuyển tiền | 18h ngày 20/11/2026",
        ("Hà 30: Goods 1500000", "An 60: Goods 3000000", "An pays Hà 3000000"),
    ),
    Case(
        "an account in a number cell",
        f"# Đơn hàng\nShop | Mã hàng | SL\nHà | tui | 30\nAn | tui | 60\n{BAGS}\n# TT\nNgười mua chính | Ngân hàng | Số tài khoản | Chủ tài khoản\n"
        "Hà | Vietcombank | 123456789 | NGUYEN THI HA",
        ("Hà 30: Goods 1500000", "An 60: Goods 3000000", "An pays Hà 3000000"),
    ),
    Case(
        "who takes over is a column that may be blank",
        f"{PARTNERS_OF_THREE}\n{BAGS}\n# TT\nNgười mua chính | Hà\n# Rút\nShop | Khi nào | Người nhận hàng\nBình | trước khi đặt",
        ("Hà 30: Goods 1500000", "An 60: Goods 3000000", "An pays Hà 3000000"),
    ),
    Case(
        "a withdrawal with the day of it",
        f"{PARTNERS_OF_THREE}\n{BAGS}\n# TT\nNgười mua chính | Hà\nTài khoản | VCB 0123456789 NGUYEN THI HA\nHạn chuyển tiền | 2026-11-20 18:00\n"
        "# Rút\nShop | Khi nào rút | Ngày rút\nBình | trước khi đặt | 2026-11-19 00:00",
        ("Hà 30: Goods 1500000", "An 60: Goods 3000000", "An pays Hà 3000000"),
    ),
    Case(
        "the weight of a piece, with the piece in brackets",
        sheet(TOP, "Shop | Mã hàng | Số lượng | Giá (¥) | TL (cái)\nLan | Áo | 10 | 35 | 0.2\nHoa | Áo | 30 | 35 | 0.2", COSTS.replace("số lượng", "theo kg")), DUES,
    ),
    Case(
        "money received in two parts, in columns",
        sheet(TOP, "Shop | SKU | Qty | Price (¥) | Received #1 | Received 2 (k)\nLan | T1 | 10 | 35 | . | .\nHoa | T1 | 30 | 35 | 250000 | 500", COSTS),
        ("Lan 10: Goods 1247750, Cước 100000; paid 0", "Hoa 30: Goods 3743250, Cước 300000; paid 750000", "Hoa pays Lan 3293250"),
    ),
    Case(
        "money received, in a row below the pieces",
        sheet(ONE_PRICE, "SKU | Lan | Hoa\nT1 | 10 | 30\nReceived (₫) | . | 750000", COSTS),
        ("Lan 10: Goods 1247750, Cước 100000; paid 0", "Hoa 30: Goods 3743250, Cước 300000; paid 750000", "Hoa pays Lan 3293250"),
    ),
    Case(
        "own costs without tone marks", sheet(TOP, "Shop | Ma hang | So luong | Gia (te) | Giao hang rieng\nLan | Ao | 10 | 35 | .\nHoa | Ao | 30 | 35 | 20000"),
        ("Lan 10: Goods 1247750, Giao hang rieng 0", "Hoa 30: Goods 3743250, Giao hang rieng 20000", "Hoa pays Lan 3763250"),
    ),
    Case(
        "a tax that is a part of one", sheet(TOP, ORDERS, "Thuế: | 0.08 | tiền hàng"),
        ("Lan 10: Goods 1247750, Thuế 99820", "Hoa 30: Goods 3743250, Thuế 299460", "Hoa pays Lan 4042710"),
    ),
    Case(
        "a tax that may be a percentage or a part of one", sheet(TOP, ORDERS, "Thuế (% tiền hàng): | 0.08"),
        ("Lan 10: Goods 1247750, Thuế 99820", "Hoa 30: Goods 3743250, Thuế 299460", "Hoa pays Lan 4042710"), (("'Đơn'!B8", "'Đơn'!B8==8%"),),
    ),
    Case(
        "amounts in dong of a sheet with one row, at a rate that stands elsewhere",
        "# Lan\nMã hàng | SL | Đơn giá | Quy ra VND\nT1 | 19 | 156.1 | 10755836\n# Hoa\nMã hàng | SL | Đơn giá\nT1 | 10 | 156.1\n"
        "# Chung\nNgười mua chính | Lan\nTỷ giá | 3626.5",
        ("Lan 19: Goods 10755836", "Hoa 10: Goods 5660967", "Hoa pays Lan 5660967"),
    ),
    Case(
        "row numbers under a word for items",
        sheet(ONE_PRICE, "Item no. | Partner | S | M | Total\n1 | Lan | 10 | . | 10\n2 | Hoa | 20 | 10 | 30\n3 | Mai | 5 | 5 | 10", COSTS),
        (
            "Lan 10: Goods 1247750, Cước 80000", "Hoa 30: Goods 3743250, Cước 240000", "Mai 10: Goods 1247750, Cước 80000",
            "Hoa pays Lan 3983250", "Mai pays Lan 1327750",
        ),
    ),
    Case(
        "a cancelled row that the total leaves out", sheet(TOP, f"{ORDERS.strip()}\nMai | Áo | 7 | 35 | huỷ\nTổng | . | 40", COSTS), DUES,
    ),
    Case(
        "a cancelled row that a formula adds up", sheet(TOP, f"{ORDERS.strip()}\nMai | Áo | 7 | 35 | huỷ\nTổng | . | =SUM(C5:C7) -> 47", COSTS), DUES,
        (("'Đơn'!A7", "'Đơn'!A7=out"),),
    ),
    Case(
        "a cancelled column that the sums leave out",
        sheet(ONE_PRICE, "Mã hàng | Lan | Hoa | Mai | Tổng\nÁo | 6 | 14 | 7 | 20\nVáy | 4 | 16 | 2 | 20\n. | . | . | huỷ", COSTS), DUES,
    ),
    Case(
        "a partner between others, whom nothing else names",
        sheet(ONE_PRICE, "Mã hàng | Lan | Hoa | Mai\nÁo | 10 | 30 | 10", COSTS, "Shop | Đã cọc\nMai | 500000"),
        (
            "Lan 10: Goods 1247750, Cước 80000; paid 0", "Hoa 30: Goods 3743250, Cước 240000; paid 0", "Mai 10: Goods 1247750, Cước 80000; paid 500000",
            "Hoa pays Lan 3983250", "Mai pays Lan 827750",
        ),
    ),
    Case(
        "what the office needs, and scratch, beside an order",
        sheet(TOP, f"{ORDERS.strip()}", COSTS, "Mua cho văn phòng\nGiấy A4 | 5\nNước 20L | 3", "nháp\n48\n=A18*2 -> 96"), DUES,
    ),
    Case(
        "two blocks below captions, each with its own freight",
        sheet(
            TOP, "Hàng hè", ORDERS, "Chi phí | Số tiền | Chia theo\nCước | 400000 | số lượng", "Hàng đông", "Shop | Mã hàng | Số lượng | Giá (¥)\nLan | Khăn | 5 | 20",
            "Chi phí | Số tiền | Chia theo\nCước | 50000 | số lượng",
        ),
        (
            "Hàng hè Lan 10: Goods 1247750, Cước 100000", "Hàng hè Hoa 30: Goods 3743250, Cước 300000", "Hàng đông Lan 5: Goods 356500, Cước 50000",
            "Hàng hè Hoa pays Lan 4043250",
        ),
    ),
    Case(
        "a list of phones in which a partner has a number for a name",
        sheet(TOP, ORDERS.replace("Hoa", "2050"), COSTS, "Shop | SĐT\n2050 | 0902557821\nLan | 0904886085"), tuple(line.replace("Hoa", "2050") for line in DUES),
    ),
    Case(
        "payments under a heading for names, by somebody whom only the list of phones names",
        sheet(ONE_PRICE, "Mã hàng | Lan | Hoa\nÁo | 10 | 30", COSTS, "Tên | Đã thanh toán\nHoa | 750000", "Khách hàng | SĐT\nHoa | 0902557821\nLan | 0904886085"),
        ("Lan 10: Goods 1247750, Cước 100000; paid 0", "Hoa 30: Goods 3743250, Cước 300000; paid 750000", "Hoa pays Lan 3293250"),
    ),
    Case(
        "what part of the pieces each row is",
        sheet(TOP, "Shop | Mã hàng | Số lượng | Giá (¥) | Tỷ trọng\nLan | Áo | 10 | 35 | 0.25\nHoa | Áo | 30 | 35 | 0.75", COSTS), DUES,
    ),
    Case(
        "a rate that Excel took for 3.565, and amounts that were made with 3565",
        sheet(
            "Người mua chính | Lan\nTỷ giá | 3.565", "Shop | Mã hàng | Số lượng | Giá (¥) | Thành tiền (đ)\nLan | Áo | 10 | 35 | 1247750\nHoa | Áo | 30 | 35 | 3743250", COSTS,
        ),
        DUES,
    ),
    Case(
        "pieces and prices under words that nobody knows are no names across",
        sheet(TOP, "Shop | Chốt | Xưởng lấy | Thành tiền VND\nLan | 10 | 35 | 1247750\nHoa | 30 | 35 | 3743250", COSTS), DUES,
        (("'Đơn'!B4", "'Đơn'!B4=quantity"), ("'Đơn'!C4", "'Đơn'!C4=unit_price")),
    ),
    Case(
        "sizes across behind row numbers, right below labels",
        sheet("Người mua chính | Lan | Tỷ giá | 3565 | Giá (¥) | 35\nTT | Khách hàng | 36 | 37\n1 | Lan | 6 | 4\n2 | Hoa | 20 | 10", COSTS), DUES,
    ),
    Case(
        "money received, beside labels below a list of two columns",
        sheet(ONE_PRICE, "Shop | Số lượng\nLan | 10\nHoa | 30", "Received - Hoa | 750000", COSTS),
        ("Lan 10: Goods 1247750, Cước 100000; paid 0", "Hoa 30: Goods 3743250, Cước 300000; paid 750000", "Hoa pays Lan 3293250"),
    ),
    Case(
        "a cost under a word that nobody knows, whose basis stands beside a list of two columns",
        sheet(ONE_PRICE, "Shop | Số lượng\nLan | 10\nHoa | 30", "Xe ba gác | 400000 | số lượng"),
        ("Lan 10: Goods 1247750, Xe ba gác 100000", "Hoa 30: Goods 3743250, Xe ba gác 300000", "Hoa pays Lan 4043250"),
    ),
    Case(
        "prices in the first row of a matrix under a word that nobody knows, which the total leaves out",
        sheet(TOP, "Khách | Áo | Váy\nNhiêu một em | 35 | 35\nLan | 6 | 4\nHoa | 20 | 10\nTổng | 26 | 14", COSTS), DUES,
        (("'Đơn'!A5", "'Đơn'!A5=unit_price"),),
    ),
    Case(
        "a list of prices whose SKUs are numbers under a word that nobody knows",
        sheet(TOP, "Shop | Mã hàng | SL\nLan | 36 | 10\nHoa | 36 | 30", COSTS) + "\n# Giá\nEm nào | Giá (tệ)\n36 | 35\n37 | 40", DUES, (("'Giá'!A1", "'Giá'!A1=items"),),
    ),
]

NEVER_WRONG = [
    *(
        Case(
            f'a payment in one cell, "{label}"', sheet(TOP, ORDERS, COSTS, label),
            ("Lan 10: Goods 1247750, Cước 100000; paid 0", "Hoa 30: Goods 3743250, Cước 300000; paid 2550000", "Hoa pays Lan 1493250"),
        )
        for label in ("Hoa đã ck: 2.550.000₫", "Hoa đã cọc 2.550.000đ", "Hoa paid so far: 2,550,000 vnd", "Hoa 已付: 2,550,000越盾")
    ),
    *(
        Case(
            f'an amount typed "{amount}"', sheet(TOP, ORDERS, f"{COSTS.strip()}\nBốc xếp | {amount} | chia đều"),
            (
                "Lan 10: Goods 1247750, Cước 100000, Bốc xếp 38500", "Hoa 30: Goods 3743250, Cước 300000, Bốc xếp 38500", "Hoa pays Lan 4081750",
            ),
        )
        for amount in ("77,000盾", "77.000 VNĐ", "77k", "77 nghìn", "khoảng 77k", "77.000/đơn")
    ),
    Case(
        "a cost of one partner with an unusual sign of money",
        "# 订单\n主买家 | Lan | 汇率 | 3565\n\n客户 | 货号 | 订货数 | 每件价格 (CNY)\nLan | 拖鞋 | 10 | 35\nHoa | 拖鞋 | 30 | 35\n"
        "# 费用\n越南运费 | 400,000 VND | 数量\n单独送货: | 77,000盾 | Hoa",
        ("Lan 10: Goods 1247750, 单独送货 0, 越南运费 100000", "Hoa 30: Goods 3743250, 单独送货 77000, 越南运费 300000", "Hoa pays Lan 4120250"),
    ),
    Case(
        "a price list on a sheet of its own under a heading that few use",
        "# 订单\n主买家 | Lan | 汇率 | 3565\n\n款号 | Lan | Hoa\n白色 S | 10 | 30\n红色 M | 5 | 6\n# 费用\n运费 | 51000 | 数量\n"
        "# 价格表\n商品 | 进货价 (元)\n白色 S | 35\n红色 M | 40",
        ("Lan 15: Goods 1960750, 运费 15000", "Hoa 36: Goods 4598850, 运费 36000", "Hoa pays Lan 4634850"),
    ),
    Case(
        "money that was received, in a table of partners",
        sheet("Lead buyer | Lan", "Shop | SKU | Qty | Price (VND)\nLan | T1 | 10 | 50000\nHoa | T1 | 30 | 50000", "Partner | Received | Remark\nHoa | 250k | fragile"),
        ("Lan 10: Goods 500000; paid 0", "Hoa 30: Goods 1500000; paid 250000", "Hoa pays Lan 1250000"),
    ),
    Case(
        "a stray number beside the headings of a short table of deposits",
        f"{sheet(TOP, ORDERS, COSTS)}\n# Cọc\nShop | Đặt cọc (k) | 38.4\nHoa | 234",
        ("Lan 10: Goods 1247750, Cước 100000; paid 0", "Hoa 30: Goods 3743250, Cước 300000; paid 234000", "Hoa pays Lan 3809250"),
    ),
    Case(
        "a stray number in a chart of sizes is no weight of all pieces",
        sheet(TOP, ORDERS, COSTS.replace("số lượng", "theo kg"), "Bảng size | kg | . | 277.5\nS | 42-48\nM | 49-55"), (),
    ),
    Case(
        "two sheets of orders and a cost that names neither",
        "# Đợt 1\nTên shop | Mã hàng | SL\nAn | T1 | 60\nBình | T1 | 40\n# Đợt 2\nTên shop | Mã hàng | SL\nAn | T1 | 20\nCúc | T1 | 30\n"
        "# Phí\nKhoản | Số tiền | Cách chia\nTiền hàng | 15000000 | SL",
        ("An 80: Tiền hàng 8000000", "Bình 40: Tiền hàng 4000000", "Cúc 30: Tiền hàng 3000000"),
    ),
]
"""Sheets that may be asked about, or be read as is right; nothing else. Where nothing is right, they have to be asked about."""


def save(book: str, path: Path) -> None:
    """Write the sheets of a case as a workbook."""
    workbook = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy hh:mm"})
    struck = workbook.add_format({"font_strikeout": True})
    for text in re.split(r"^# ", book, flags=re.MULTILINE)[1:]:
        title, _, lines = text.partition("\n")
        page = workbook.add_worksheet(title)
        for row, line in enumerate(lines.rstrip("\n").split("\n")):
            for column, cell in enumerate(line.split(" | ")):
                style = struck if cell.endswith("~") else None
                if cell.startswith("="):
                    formula, _, result = cell.partition(" -> ")
                    page.write_formula(row, column, formula, style, float(result))
                elif cell not in {".", ""}:
                    page.write(row, column, _value(cell.removesuffix("~")), style)
    workbook.close()


def _value(text: str) -> object:
    if re.fullmatch(r"\d+", text):
        return int(text)
    if re.fullmatch(r"\d+\.\d+", text):
        return float(text)
    return dt.datetime.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text) else text


def lines(result: Run) -> tuple[str, ...]:
    """Dues and transfers as `Case.right` has them."""
    sections = {section.key: section for section in result.outcome.sections}
    dues = sections["dues"]
    names = [label for label, _ in dues.columns]
    found = []
    for row in dues.rows[:-1]:
        cells = dict(zip(names, row, strict=True))
        who = " ".join(cells.pop(name) for name in ("Pool", "Partner") if name in cells)
        pieces, paid = cells.pop("Quantity"), cells.pop("Paid", None)
        due, balance = cells.pop("Due"), cells.pop("Balance", None)
        assert due == sum(cells.values())
        assert balance == (None if paid is None else due - paid)
        found.append(f"{who} {pieces}: " + ", ".join(f"{name} {value}" for name, value in cells.items()) + (f"; paid {paid}" if paid is not None else ""))
    for row in sections["settlement"].rows if "settlement" in sections else []:
        *pool, payer, payee, amount = row
        found.append(" ".join([*pool, f"{payer} pays {payee} {amount}"]))
    return tuple(found)


@pytest.mark.parametrize("case", [case for case in CASES if not case.asked], ids=lambda case: case.name)
def test_a_case_is_right_at_first_go(case: Case, tmp_path: Path) -> None:
    save(case.book, tmp_path / "case.xlsx")
    result = run(tmp_path / "case.xlsx")
    assert [str(problem) for problem in result.outcome.problems if not problem.warning] == []
    assert lines(result) == case.right
    assert result.reading.account.counts()["open"] == 0


@pytest.mark.parametrize("case", [case for case in CASES if case.asked], ids=lambda case: case.name)
def test_a_case_is_asked_about_its_cell_and_right_after_the_true_answer(case: Case, tmp_path: Path) -> None:
    save(case.book, tmp_path / "case.xlsx")
    result = run(tmp_path / "case.xlsx")
    questions = [problem for problem in result.outcome.problems if problem.choices]
    assert [problem.cell for problem in questions] == [cell for cell, _ in case.asked]
    assert result.outcome.sections == []
    for problem, (_, answer) in zip(questions, case.asked, strict=True):
        assert answer in [choice.answer for choice in problem.choices]
    answered = run(tmp_path / "case.xlsx", [answer for _, answer in case.asked])
    assert [str(problem) for problem in answered.outcome.problems if not problem.warning] == []
    assert lines(answered) == case.right
    assert answered.reading.account.counts()["open"] == 0


@pytest.mark.parametrize("case", [case for case in CASES if case.asked], ids=lambda case: case.name)
def test_every_choice_of_a_question_closes_it(case: Case, tmp_path: Path) -> None:
    save(case.book, tmp_path / "case.xlsx")
    for problem in run(tmp_path / "case.xlsx").outcome.problems:
        for choice in problem.choices:
            answered = run(tmp_path / "case.xlsx", [choice.answer]).outcome.problems
            assert problem.cell not in [each.cell for each in answered if each.choices], choice.answer


@pytest.mark.parametrize("case", [case for case in CASES if case.asked], ids=lambda case: case.name)
def test_a_question_is_the_only_thing_that_is_said_about_its_cause(case: Case, tmp_path: Path) -> None:
    save(case.book, tmp_path / "case.xlsx")
    assert [str(problem) for problem in run(tmp_path / "case.xlsx").outcome.problems if not problem.warning and not problem.choices] == []


@pytest.mark.parametrize("case", NEVER_WRONG, ids=lambda case: case.name)
def test_a_case_is_right_or_asked_but_never_wrong(case: Case, tmp_path: Path) -> None:
    save(case.book, tmp_path / "case.xlsx")
    result = run(tmp_path / "case.xlsx")
    asked = [problem.cell for problem in result.outcome.problems if not problem.warning]
    assert lines(result) == case.right if result.outcome.exact else all(asked)


def read_case(name: str, tmp_path: Path) -> Run:
    """The run over the case of this name."""
    (case,) = [case for case in CASES if case.name == name]
    save(case.book, tmp_path / "case.xlsx")
    return run(tmp_path / "case.xlsx")


def test_account_and_holder_are_handed_on_from_cells_below_each_other(tmp_path: Path) -> None:
    terms = read_case("the holder of the account stands below the account", tmp_path).reading.tables["terms"].columns
    assert (terms["account"], terms["holder"]) == (["Vietcombank 0123456789"], ["NGUYEN THI HA"])


def test_an_account_that_has_lost_its_zeros_makes_no_payment_code_and_is_named(tmp_path: Path) -> None:
    result = read_case("an account in a number cell", tmp_path)
    assert [(problem.cell, problem.warning) for problem in result.outcome.problems] == [("TT!C2", True)]
    assert result.reading.tables["terms"].columns["account"] == [None]


@pytest.mark.parametrize("name", ["who takes over is a column that may be blank", "a withdrawal with the day of it"])
def test_a_withdrawal_is_handed_on(name: str, tmp_path: Path) -> None:
    withdrawals = read_case(name, tmp_path).reading.tables["withdrawals"].columns
    assert (withdrawals["partner"], withdrawals["when"]) == (["Bình"], ["before"])
