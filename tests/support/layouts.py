"""Untidy sheets as operators keep them, and what they say: input for the finder's tests and for the round trips through other programs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.workbook.read.grid import Box, Grid, box

if TYPE_CHECKING:
    from collections.abc import Sequence

Columns = dict[str, list[object]]


@dataclass(frozen=True)
class Layout:
    """One workbook: its sheets, and the complete tables that are in it. warned: how many warnings come with them."""

    name: str
    grids: list[Grid]
    tables: dict[str, Columns]
    units: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: tuple[str, ...] = ()
    warned: int = 0


def grid(title: str, rows: Sequence[Sequence[object]], merges: str = "", at: str = "A1", **more: object) -> Grid:
    """A sheet from rows of values, the first at cell `at`; merges: "A1:C1 B2:B4"; None is a blank cell."""
    start = box(at)
    values = {
        (start.top + down, start.left + across): value for down, row in enumerate(rows) for across, value in enumerate(row) if value is not None
    }
    return Grid(title, values, [box(ref) for ref in merges.split()], **more)  # type: ignore[arg-type]


def table(text: str) -> Columns:
    """Columns from lines of cells set apart by |, the first line the column names; whole numbers are ints, "." is blank."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return {name: [_value(line[place]) for line in lines[1:]] for place, name in enumerate(lines[0])}


def _value(text: str) -> object:
    if text == ".":
        return None
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


SIMPLE = Layout(
    "list with title, index column, note below",
    [
        grid(
            "Đơn hàng",
            [
                ["ĐƠN GỘP THÁNG 10", None, None, None],
                [],
                ["STT", "Tên shop", "Mã hàng", "SL"],
                [1, "An", "Túi đen", 60],
                [2, "Bình", "Túi đen", 40],
                [3, "Bình", "Túi be", 25],
                [],
                ["Ghi chú: hàng về khoảng 15/11"],
            ],
            "A1:D1",
        ),
    ],
    {"orders": table("partner|sku|quantity\nAn|Túi đen|60\nBình|Túi đen|40\nBình|Túi be|25")},
)

UNITS = Layout(
    "units in the headings, goods and weights in the order list",
    [
        grid(
            "Sheet1",
            [
                ["Khách hàng", "Mẫu", "Số lượng (cái)", "Giá (¥)", "Cân nặng (g/cái)", "Ghi chú"],
                ["Chị Hà", "A1", 30, 28.5, 200, "gấp"],
                ["Chị Mai", "A1", 20, 28.5, 200, None],
                ["Chị Mai", "B2", 10, 41, 500, None],
            ],
            at="C4",
        ),
    ],
    {
        "orders": table("partner|sku|quantity\nChị Hà|A1|30\nChị Mai|A1|20\nChị Mai|B2|10"),
        "items": table("sku|unit_price|unit_kg\nA1|28.5|200\nB2|41|500"),
    },
    {"items": {"unit_price": "CNY", "unit_kg": "g"}},
)

CHINESE = Layout(
    "Chinese list with totals, terms beside labels and in one cell",
    [
        grid(
            "订单",
            [
                ["下单人：小燕", None, None, None, "汇率", 3565],
                ["序号", "店铺", "款式", "数量", None, None],
                [1, "小燕", "黑色S", 50, None, None],
                [2, "阿明", "黑色S", 30, None, None],
                [3, "阿明", "黑色M", 20, None, None],
                ["合计", None, None, 100, None, None],
                [],
                ["国际运费", 3000000, "按重量"],
                ["手续费", "1.5%"],
            ],
        ),
    ],
    {
        "orders": table("partner|sku|quantity\n小燕|黑色S|50\n阿明|黑色S|30\n阿明|黑色M|20"),
        "costs": table("cost|amount|basis|rate\n国际运费|3000000|kg|.\n手续费|.|.|1.5%"),
        "terms": table("lead_buyer\n小燕"),
        "rates": table("currency|rate\nCNY|3565"),
    },
)

MERGED_PARTNER = Layout(
    "partner merged over his rows, blank rows inside, merged total label",
    [
        grid(
            "Đơn",
            [
                ["Người mua", "Sản phẩm", "Số lượng"],
                ["An", "Ly sứ", 12],
                [None, "Bình giữ nhiệt", 8],
                [None, "Hộp cơm", 5],
                [],
                ["Bình", "Ly sứ", 6],
                [None, "Hộp cơm", 10],
                ["Tổng cộng", None, 41],
            ],
            "A2:A4 A6:A7 A8:B8",
        ),
    ],
    {"orders": table("partner|sku|quantity\nAn|Ly sứ|12\nAn|Bình giữ nhiệt|8\nAn|Hộp cơm|5\nBình|Ly sứ|6\nBình|Hộp cơm|10")},
)

MATRIX_DOWN = Layout(
    "matrix, SKUs down and partners across, total row and column",
    [
        grid(
            "Đặt hàng",
            [
                ["Mẫu", "An", "Bình", "Chi", "Tổng"],
                ["Áo S", 10, 5, None, 15],
                ["Áo M", 8, "-", 4, 12],
                ["Tổng", 18, 5, 4, 27],
            ],
            at="B3",
        ),
    ],
    {"orders": table("sku|partner|quantity\nÁo S|An|10\nÁo S|Bình|5\nÁo M|An|8\nÁo M|Chi|4")},
)

MATRIX_ACROSS = Layout(
    "matrix, partners down, colours merged over sizes, SKU list elsewhere",
    [
        grid(
            "Order",
            [
                ["Shop", "BLACK", None, None, "WHITE", None, None, "Total"],
                [None, "S", "M", "L", "S", "M", "L", None],
                ["An", 5, 5, None, None, 3, 3, 16],
                ["Binh", None, 2, 2, 4, None, None, 8],
            ],
            "A1:A2 B1:D1 E1:G1 H1:H2",
        ),
        grid(
            "Items",
            [["SKU", "Price (RMB)", "MOQ"], *([f"{colour} {size}", 28, 100] for colour in ("Black", "White") for size in "SML")],
        ),
    ],
    {
        "orders": table(
            "partner|sku|quantity\nAn|Black S|5\nAn|Black M|5\nAn|White M|3\nAn|White L|3\nBinh|Black M|2\nBinh|Black L|2\nBinh|White S|4",
        ),
        "items": table("sku|unit_price|moq\nBlack S|28|100\nBlack M|28|100\nBlack L|28|100\nWhite S|28|100\nWhite M|28|100\nWhite L|28|100"),
    },
    {"items": {"unit_price": "CNY"}},
)

MATRIX_PRICES = Layout(
    "matrix with price, unit weight and MOQ beside the quantities",
    [
        grid(
            "Bảng đặt",
            [
                ["STT", "Mã SP", "Đơn giá (tệ)", "Kg/cái", "Lan", "Hùng", "Tổng SL", "MOQ"],
                [1, "X1", 12.5, 0.3, 60, 40, 100, 100],
                [2, "X2", 9, 0.2, 30, 30, 60, 50],
                [None, "Tổng", None, None, 90, 70, 160, None],
            ],
        ),
    ],
    {
        "orders": table("sku|partner|quantity\nX1|Lan|60\nX1|Hùng|40\nX2|Lan|30\nX2|Hùng|30"),
        "items": table("sku|unit_price|unit_kg|moq\nX1|12.5|0.3|100\nX2|9|0.2|50"),
    },
    {"items": {"unit_price": "CNY", "unit_kg": "kg"}},
)

SIDE_BY_SIDE = Layout(
    "three tables side by side, payments stacked below, columns in any order",
    [
        grid(
            "Tổng hợp",
            [
                ["SL", "Mã hàng", "Khách", None, "Khoản phí", "Số tiền (₫)", "Chia theo", None, "Tiền tệ", "Tỷ giá"],
                [60, "T1", "An", None, "Cước vận chuyển", "3.000.000", "theo kg", None, "tệ", 3565],
                [40, "T1", "Bình", None, "Phí bốc xếp", 200000, "chia đều"],
                [],
                ["Khách", "Đã chuyển", "Ngày chuyển"],
                ["An", 5000000, "01/10/2026"],
                ["Bình", 3000000, "02/10/2026"],
            ],
        ),
    ],
    {
        "orders": table("quantity|sku|partner\n60|T1|An\n40|T1|Bình"),
        "costs": table("cost|amount|basis\nCước vận chuyển|3.000.000|kg\nPhí bốc xếp|200000|equal") | {"amount": ["3.000.000", 200000]},
        "rates": table("currency|rate\nCNY|3565"),
        "payments": table("partner|paid|date\nAn|5000000|01/10/2026\nBình|3000000|02/10/2026"),
    },
    {"costs": {"amount": "VND"}},
)

STACKED = Layout(
    "orders, SKU list and labels stacked on one sheet without blank rows",
    [
        grid(
            "Pool",
            [
                ["Partner", "Variant", "Qty", "Tolerance"],
                ["An", "Mug", 12, 3],
                ["Binh", "Mug", 18, None],
                ["Total", None, 30, 3],
                ["Variant", "Unit price (CNY)", "MOQ", "Weight per piece (g)"],
                ["Mug", 15.5, 30, 350],
                ["Lead buyer", "An"],
                ["Exchange rate", 3600],
                ["Rounding step", 1000],
                ["Shipping", 900000, "VND", "by weight"],
                ["Billed kg", 14.2],
            ],
        ),
    ],
    {
        "orders": table("partner|sku|quantity|tolerance\nAn|Mug|12|3\nBinh|Mug|18|."),
        "items": table("sku|unit_price|moq|unit_kg\nMug|15.5|30|350"),
        "costs": table("cost|amount|currency|basis\nShipping|900000|VND|kg"),
        "terms": table("lead_buyer|step|billed_kg\nAn|1000|14.2"),
        "rates": table("currency|rate\nCNY|3600"),
    },
    {"items": {"unit_price": "CNY", "unit_kg": "g"}},
)

MERGED_HEADINGS = Layout(
    "headings over two rows, weights grouped, units in a row of their own",
    [
        grid(
            "T10",
            [
                ["Tên khách", "Mã hàng", "Cân nặng", None, "Số lượng"],
                [None, None, "g/cái", "tổng (kg)", None],
                ["An", "K1", 250, 15, 60],
                ["Bình", "K1", 250, 10, 40],
            ],
            "A1:A2 B1:B2 C1:D1 E1:E2",
        ),
        grid(
            "Giá",
            [
                ["Mã hàng", "Giá", "Đặt tối thiểu"],
                [None, "(¥)", "(cái)"],
                ["K1", 50, 100],
            ],
        ),
    ],
    {
        "orders": table("partner|sku|kg|quantity\nAn|K1|15|60\nBình|K1|10|40"),
        "items": table("sku|unit_price|moq|unit_kg\nK1|50|100|250"),
    },
    {"items": {"unit_price": "CNY", "unit_kg": "g"}, "orders": {"kg": "kg"}},
)

ONE_CELL_LABELS = Layout(
    "labels and values in one cell, no SKUs",
    [
        grid(
            "Gộp đơn",
            [
                ["Tỷ giá: 1 CNY = 3.565", None, "Phí ship: 3.000.000"],
                ["Hạn chuyển tiền: 20/10/2026 18:00", None, "Phí mua hộ 1,5%"],
                ["Người mua chính: Chị Hà"],
                ["Shop", "Số lượng"],
                ["Chị Hà", 60],
                ["Lan", 40],
            ],
        ),
    ],
    {
        "orders": table("partner|quantity\nChị Hà|60\nLan|40"),
        "costs": {"cost": ["Phí ship", "Phí mua hộ"], "amount": ["3.000.000", None], "basis": [None, None], "rate": [None, "1,5%"]},
        "terms": {"lead_buyer": ["Chị Hà"], "deadline": ["20/10/2026 18:00"]},
        "rates": {"currency": ["CNY"], "rate": ["1 CNY = 3.565"]},
    },
)

COLOUR_SIZE = Layout(
    "colour and size in columns of their own, as the SKU list joins them; bilingual headings",
    [
        grid(
            "订货 Đặt",
            [
                ["客户 Khách", "颜色 Màu", "尺码 Size", "数量 SL"],
                ["An", "Đen", "S", 10],
                ["An", "Đen", "M", 10],
                ["Bình", "Trắng", "S", 5],
            ],
        ),
        grid("SKU", [["SKU", "Đơn giá (tệ)"], ["Đen-S", 28], ["Đen-M", 28], ["Trắng-S", 30]]),
    ],
    {
        "orders": table("partner|quantity|sku\nAn|10|Đen-S\nAn|10|Đen-M\nBình|5|Trắng-S"),
        "items": table("sku|unit_price\nĐen-S|28\nĐen-M|28\nTrắng-S|30"),
    },
    {"items": {"unit_price": "CNY"}},
)

SUBTOTALS = Layout(
    "a subtotal after every partner, then the grand total",
    [
        grid(
            "Orders",
            [
                ["Customer", "SKU", "Quantity", "Total kg"],
                ["An", "A", 10, 2.5],
                ["An", "B", 5, 1.5],
                ["Subtotal", None, 15, 4],
                ["Binh", "A", 7, 1.75],
                ["Subtotal", None, 7, 1.75],
                ["Grand total", None, 22, 5.75],
            ],
        ),
    ],
    {"orders": table("partner|sku|quantity|kg\nAn|A|10|2.5\nAn|B|5|1.5\nBinh|A|7|1.75")},
    {"orders": {"kg": "kg"}},
)

SIZES = Layout(
    "matrix of shoe sizes: numbers as names across, a title over them, no totals",
    [
        grid(
            "Giày",
            [
                ["Cửa hàng", "Số lượng", None, None],
                [None, 36, 37, 38],
                ["An", 2, 3, 4],
                ["Bình", 1, None, 5],
            ],
            "A1:A2 B1:D1",
        ),
    ],
    {"orders": table("partner|sku|quantity\nAn|36|2\nAn|37|3\nAn|38|4\nBình|36|1\nBình|38|5")},
)

EXTRA = Layout(
    "columns that nobody knows stay as a possible basis; phone numbers and notes do not",
    [
        grid(
            "Don",
            [
                ["TT", "Ten khach", "SDT", "So luong", "So thung", "Ghi chu"],
                [1, "An", "0901", 60, 3, None],
                [2, "Binh", "0902", 40, 2, "x"],
            ],
        ),
        grid("Chi phi", [["Khoan phi", "So tien", "Chia theo"], ["Boc xep", 500000, "So thung"]]),
    ],
    {
        "orders": table("partner|quantity|So thung\nAn|60|3\nBinh|40|2"),
        "costs": table("cost|amount|basis\nBoc xep|500000|So thung"),
    },
)

RECEIPT = Layout(
    "received and defective per SKU, counted per partner, a withdrawal, replies, steps and a carry on other sheets",
    [
        grid("Đơn", [["Khách", "Mã", "SL"], ["An", "T1", 60], ["Bình", "T1", 40]]),
        grid("Nhận", [["Mã", "Thực nhận", "Hàng lỗi"], ["T1", 100, 10], ["Tổng", 100, 10]]),
        grid("Đếm", [["Khách", "Mã", "SL nhận", "SL lỗi"], ["An", "T1", 60, 6], ["Bình", "T1", 40, 4]]),
        grid("Rút", [["Đối tác", "Khi nào", "Người thay"], ["Bình", "sau khi đặt", "Chi"]]),
        grid("Đồng ý", [["Đối tác", "Phiên bản", "Ngày"], ["An", "ĐỒNG Ý K7RTF3", "2026-07-01"]]),
        grid("Tiến độ", [["Việc đã làm", "Ngày", "Mã giao dịch"], ["Đã đặt hàng", "2026-07-11", "1688-778"]]),
        grid("Dư", [["Đối tác", "Đại lượng", "Mang sang"], ["An", "pieces", 0.5], ["Bình", "pieces", -0.5]]),
    ],
    {
        "orders": table("partner|sku|quantity\nAn|T1|60\nBình|T1|40"),
        "receipt": table("sku|received|defective\nT1|100|10"),
        "count": table("partner|sku|received|defective\nAn|T1|60|6\nBình|T1|40|4"),
        "withdrawals": table("partner|when|replacement\nBình|after|Chi"),
        "acceptances": table("partner|version|date\nAn|ĐỒNG Ý K7RTF3|2026-07-01"),
        "steps": table("done|date|reference\nplaced|2026-07-11|1688-778"),
        "carry": table("partner|measure|carry\nAn|pieces|0.5\nBình|pieces|-0.5"),
    },
)

EXCEL_TABLE = Layout(
    "an Excel table with a notes column beside it and another table right below",
    [
        Grid(
            "Data",
            grid("Data", [["Đối tác", "SKU", "Số lượng"], ["An", "P", 3], ["Bình", "P", 4]], at="B2").values
            | grid("Data", [["Chi phí", "Số tiền", "Tiền tệ"], ["Cước", 100000, "VND"]], at="B6").values,
            tables={"Orders": Box(2, 2, 4, 4)},
        ),
    ],
    {"orders": table("partner|sku|quantity\nAn|P|3\nBình|P|4"), "costs": table("cost|amount|currency\nCước|100000|VND")},
)

BLANK_CORNER = Layout(
    "matrix with a blank corner: the SKU list says which names are SKUs",
    [
        grid("Ma trận", [[None, "An", "Bình"], ["Ly", 3, 4], ["Tô", 5, None]]),
        grid("Hàng", [["Sản phẩm", "Giá nhập (¥)"], ["Ly", 8], ["Tô", 11]]),
    ],
    {
        "orders": table("sku|partner|quantity\nLy|An|3\nLy|Bình|4\nTô|An|5"),
        "items": table("sku|unit_price\nLy|8\nTô|11"),
    },
    {"items": {"unit_price": "CNY"}},
)

LAYOUTS = [
    SIMPLE, UNITS, CHINESE, MERGED_PARTNER, MATRIX_DOWN, MATRIX_ACROSS, MATRIX_PRICES, SIDE_BY_SIDE, STACKED, MERGED_HEADINGS, ONE_CELL_LABELS,
    COLOUR_SIZE, SUBTOTALS, SIZES, EXTRA, RECEIPT, EXCEL_TABLE, BLANK_CORNER,
]  # fmt: skip
