"""The cases of the golden table on pieces and on whole tables: worked out by hand, as the notes say, or line by line by `reference`."""

from __future__ import annotations

from typing import Any

from golden import reference
from golden.layout import BLANK_IS_ZERO, Case, failing, giving, padded

import poolsplit

LEFT_OUT = {"formualizer": "an argument left out between two commas arrives as 0"}
ERROR = {"f": "=NA()"}


def down(values: list[Any]) -> list[list[Any]]:
    """Values below each other."""
    return [[value] for value in values]


def across(lines: list[list[Any]]) -> list[list[Any]]:
    """SKUs side by side instead of below each other."""
    return [list(row) for row in zip(*lines, strict=True)]


def pieces() -> list[Case]:
    """POOLDEFECTS, POOLRECEIVED, POOLFREIGHT and POOLMOQ."""
    return [*defects(), *received(), *freight(), *moq()]


def defects() -> list[Case]:
    """Six lines of orders: SKUs down and partners across in A1:C3, one figure a SKU in E1:E3; or turned over."""
    quantities = [[60, 40, 20], [30, 30, 60], [12, 8, 0]]
    bad = [12, 5, 3]
    shared = reference.lines(bad, quantities)
    beside = [[*line, None, count] for line, count in zip(quantities, bad, strict=True)]
    above = [bad, *across(quantities)]
    return [
        giving("ten defective of a hundred", "=POOLDEFECTS(10,A1:A2)", down([60, 40]), down([6, 4]), at="H1"),
        giving("no defects", "=POOLDEFECTS(0,A1:A2)", down([60, 40]), down([0, 0]), at="H1"),
        giving("all defective", "=POOLDEFECTS(100,A1:A2)", down([60, 40]), down([60, 40]), at="H1"),
        giving("a rate of defects", "=POOLDEFECTS(0.05,A1:A2)", down([60, 40]), down([3, 2]), at="H1"),
        giving("a rate, half up to a piece", "=POOLDEFECTS(0.125,A1:A2)", down([60, 40]), down([8, 5]), at="H1", note="12.5 of 100 is 13; 7.8 and 5.2"),
        giving("a rate as text", '=POOLDEFECTS("5%",A1:A2)', down([60, 40]), down([3, 2]), at="H1"),
        giving("partners in a row", "=POOLDEFECTS(10,A1:B1)", [[60, 40]], [[6, 4]], at="H1"),
        giving("a partner who ordered nothing", "=POOLDEFECTS(3,A1:A3)", down([60, None, 40]), [[2], [""], [1]], at="H1"),
        giving("quantities with their unit", "=POOLDEFECTS(10,A1:A2)", down(["60 cái", "40件"]), down([6, 4]), at="H1"),
        giving("SKUs down, partners across", "=POOLDEFECTS(E1:E3,A1:C3)", beside, shared, at="H1"),
        giving("partners down, SKUs across: the row says so", "=POOLDEFECTS(A1:C1,A2:C4)", above, across(shared), at="H1", note="the block is square"),
        giving("a SKU without defects stays at 0", "=POOLDEFECTS(C1:C2,A1:B2)", [[60, 40, 10], [5, 5, None]], [[6, 4], [0, 0]], at="H1"),
        giving("one partner, several SKUs", "=POOLDEFECTS(B1:B3,A1:A3)", [[10, 1], [20, 2], [30, 3]], down([1, 2, 3]), at="H1"),
        giving("a blank in a block stays blank", "=POOLDEFECTS(D1:D2,A1:C2)", [[60, 40, None, 10], [None, 5, 5, 2]], [[6, 4, ""], ["", 1, 1]], at="H1"),
        giving("names decide who gets the odd defect", "=POOLDEFECTS(1,B1:B2,A1:A2)", [["Bình", 5], ["An", 5]], down([0, 1]), at="H1"),
        giving("carry decides who gets the odd defect", "=POOLDEFECTS(1,B1:B2,A1:A2,C1:C2)", [["Bình", 5, 0.5], ["An", 5, -0.5]], down([1, 0]), at="H1"),
        failing("more defective than arrived", "=POOLDEFECTS(101,A1:A2)", down([60, 40]), "defects: 101 defective pieces are more than the 100", at="H1:H2"),
        failing("more defective than arrived of one SKU", "=POOLDEFECTS(D1:D2,A1:B2)", [[6, 4, None, 1], [5, 5, None, 11]],
                "defects, row 2, column 1: 11 defective pieces are more than the 10", at="H1:I2"),
        failing("more defective than arrived, across", "=POOLDEFECTS(A1:B1,A2:B3)", [[1, 11], [6, 5], [4, 5]], "defects, row 1, column 2: 11 defective", at="H1:I2"),
        failing("half a defective piece", "=POOLDEFECTS(1.5,A1:A2)", down([60, 40]), "defects: a quantity is a whole number of pieces: 1.5", at="H1:H2"),
        failing("one count for two SKUs", "=POOLDEFECTS(5,A1:B2)", [[6, 4], [5, 5]], "defects: one cell a SKU is needed", at="H1:I2"),
        failing("counts that do not fit", "=POOLDEFECTS(D1:D3,A1:B2)", [[6, 4, None, 1], [5, 5, None, 1], [None, None, None, 1]],
                "defects: a range of 3 by 1 does not fit quantities of 2 by 2", at="H1:I2"),
        failing("half a piece ordered", "=POOLDEFECTS(1,A1:A2)", down([2.5, 4]), "quantities, row 1, column 1: a quantity is a whole number of pieces: 2.5", at="H1:H2"),
        failing("headings among the quantities", "=POOLDEFECTS(C2:C3,A1:B3)", [["An", "Bình", None], [6, 4, 1], [5, 5, 1]],
                'quantities, row 1, column 1: "An" looks like a heading', at="H1:I3"),
        failing("the total among the names", "=POOLDEFECTS(1,B1:B3,A1:A3)", [["An", 5], ["Bình", 5], ["Total", 10]], 'names, row 3, column 1: "Total" is a total', at="H1:H3"),
        failing("an error among the defects", "=POOLDEFECTS(D1:D2,A1:B2)", [[6, 4, None, 1], [5, 5, None, ERROR]], "defects, row 2, column 1:", at="H1:I2"),
    ]


def received() -> list[Case]:
    """What arrived."""
    quantities = [[60, 40, 20], [30, 30, 60]]
    short = reference.lines([110, 100], quantities)
    return [
        giving("five pieces short", "=POOLRECEIVED(95,A1:A2)", down([60, 40]), down([57, 38]), at="H1"),
        giving("everything arrived", "=POOLRECEIVED(100,A1:A2)", down([60, 40]), down([60, 40]), at="H1"),
        giving("nothing arrived", "=POOLRECEIVED(0,A1:A2)", down([60, 40]), down([0, 0]), at="H1"),
        giving("two SKUs short", "=POOLRECEIVED(E1:E2,A1:C2)", [[*quantities[0], None, 110], [*quantities[1], None, 100]], short, at="H1"),
        giving("two SKUs short, across", "=POOLRECEIVED(A1:B1,A2:B4)", [[110, 100], *across(quantities)], across(short), at="H1"),
        giving("a SKU that is not counted yet", "=POOLRECEIVED(C1:C2,A1:B2)", [[60, 40, 95], [5, 5, None]], [[57, 38], ["", ""]], at="H1"),
        giving("not counted yet at all", "=POOLRECEIVED(C1,A1:A2)", down([60, 40]), [[""], [""]], at="H1", hosts=BLANK_IS_ZERO),
        giving("names decide who misses a piece", "=POOLRECEIVED(9,B1:B2,A1:A2)", [["Bình", 5], ["An", 5]], down([4, 5]), at="H1"),
        failing("more than was ordered", "=POOLRECEIVED(101,A1:A2)", down([60, 40]), "received: 101 pieces arrived and 100 were ordered", at="H1:H2"),
        failing("more of one SKU", "=POOLRECEIVED(C1:C2,A1:B2)", [[6, 4, 10], [5, 5, 11]], "received, row 2, column 1: 11 pieces arrived and 10 were ordered", at="H1:I2"),
        failing("a part of a piece arrived", "=POOLRECEIVED(0.95,A1:A2)", down([60, 40]), "received: a quantity is a whole number of pieces: 0.95", at="H1:H2"),
        failing("fewer than none arrived", "=POOLRECEIVED(-1,A1:A2)", down([60, 40]), "received: a quantity cannot be negative: -1", at="H1:H2"),
    ]


def freight() -> list[Case]:
    """60 pieces of 0.2 kg and 40 of 0.5 kg are 12 and 20 kg: 3,000,000 split on 32 kg."""
    down_ = [[0.2, 0.5], [60, 0], [0, 40]]
    volume = [*down_, [0.001, 0.01]]  # 0.06 and 0.4 m3; at 167 kg 76.82 kg in all, more than 32; shares 0.06 to 0.4
    by_volume = reference.apportion(3_000_000, ["0.06", "0.4"])
    return [
        giving("freight by weight", "=POOLFREIGHT(3000000,A2:B3,A1:B1)", down_, down([1_125_000, 1_875_000]), at="H1"),
        giving("freight by weight, SKUs down", "=POOLFREIGHT(3000000,A1:B2,C1:C2)", [[60, 0, 0.2], [0, 40, 0.5]], [[1_125_000, 1_875_000]], at="H1"),
        giving("freight of one SKU", "=POOLFREIGHT(3000000,A1:A2,B1)", [[60, 0.2], [40, None]], down([1_800_000, 1_200_000]), at="H1"),
        giving("freight of one SKU, partners across", "=POOLFREIGHT(3000000,A1:B1,A2)", [[60, 40], [0.2]], [[1_800_000, 1_200_000]], at="H1"),
        giving("weights in grams as text", "=POOLFREIGHT(3000000,A2:B3,A1:B1)", [["200g", "500 g"], [60, 0], [0, 40]], down([1_125_000, 1_875_000]), at="H1"),
        giving("freight by volume where it counts for more", "=POOLFREIGHT(3000000,A2:B3,A1:B1,A4:B4,167)", volume, down(by_volume), at="H1"),
        giving("freight by weight where volume counts for less", "=POOLFREIGHT(3000000,A2:B3,A1:B1,A4:B4,50)", volume, down([1_125_000, 1_875_000]), at="H1",
               note="0.46 m3 at 50 kg are 23 kg, less than 32"),
        giving("a partner without pieces stays blank", "=POOLFREIGHT(3000000,A2:B4,A1:B1)", [[0.2, 0.5], [60, 0], [None, None], [0, 40]],
               [[1_125_000], [""], [1_875_000]], at="H1"),
        giving("a square block: a column of weights means SKUs down", "=POOLFREIGHT(370,A1:B2,C1:C2)", [[1, 2, 10], [3, 4, 1]], [[130, 240]], at="H1",
               note="10 + 3 = 13 kg and 20 + 4 = 24 kg"),
        giving("a square block: a row of weights means partners down", "=POOLFREIGHT(460,A1:B2,A3:B3)", [[1, 2], [3, 4], [10, 1]], down([120, 340]), at="H1",
               note="10 + 2 = 12 kg and 30 + 4 = 34 kg"),
        failing("an unknown weight", "=POOLFREIGHT(3000000,A2:B3,A1:B1)", [[0.2, None], [60, 0], [0, 40]], "unit_kg, row 1, column 2: the kg of a piece is not known", at="H1:H2"),
        failing("weights that do not fit", "=POOLFREIGHT(3000000,A2:B3,A1:C1)", [[0.2, 0.5, 1], [60, 0], [0, 40]], "unit_kg: a range of 1 by 3 does not fit", at="H1:H2"),
        failing("volume without its kilograms", "=POOLFREIGHT(3000000,A2:B3,A1:B1,A4:B4)", volume, "kg_per_cbm: chargeable weight needs", at="H1:H2"),
        failing("a volume among the weights", "=POOLFREIGHT(3000000,A2:B3,A1:B1)", [["0,2 m3", 0.5], [60, 0], [0, 40]], "unit_kg, row 1, column 1:", at="H1:H2"),
        failing("a negative weight of a piece", "=POOLFREIGHT(3000000,A2:B3,A1:B1)", [[-0.2, 0.5], [60, 0], [0, 40]],
                "unit_kg, row 1, column 1: a weight or volume cannot be negative", at="H1:H2"),
        failing("freight for nobody", "=POOLFREIGHT(3000000,A2:B3,A1:B1)", [[0.2, 0.5], [0, 0], [0, 0]], "quantities: 3000000 has nobody to go to", at="H1:H2"),
        failing("freight left without quantities", "=POOLFREIGHT(3000000,,A1:B1)", [[0.2, 0.5]], "quantities: the range is blank", at="H1",
                note="An argument left out is blank.", hosts=LEFT_OUT | BLANK_IS_ZERO),
    ]


def moq() -> list[Case]:
    """Filling up to the minimum order."""
    return [
        giving("filled from the tolerances", "=POOLMOQ(A1:A2,100,B1:B2)", [[60, 30], [30, 5]], down([69, 31, 0]), at="H1", note="10 missing at 30 to 5: 8.57 and 1.43"),
        giving("no tolerance: the shortfall", "=POOLMOQ(A1:A4,100)", down([10, 15, 20, 12]), down([10, 15, 20, 12, 43]), at="H1"),
        giving("tolerances are not enough", "=POOLMOQ(A1:A2,100,B1:B2)", [[60, 10], [20, 5]], down([70, 25, 5]), at="H1"),
        giving("above the minimum already", "=POOLMOQ(A1:A2,100,B1:B2)", [[60, 10], [50, 5]], down([60, 50, 0]), at="H1"),
        giving("whole packs", "=POOLMOQ(A1:A2,100,B1:B2,12)", [[60, 10], [40, 10]], down([64, 44, 0]), at="H1", note="nine packs are 108: 8 more, 4 each"),
        giving("quantities in a row", "=POOLMOQ(A1:B1,100)", [[60, 30]], [[60, 30, 10]], at="H1"),
        giving("a blank quantity stays blank", "=POOLMOQ(A1:A3,100)", down([60, None, 30]), [[60], [""], [30], [10]], at="H1"),
        giving("a blank quantity that takes some", "=POOLMOQ(A1:A2,100,B1:B2)", [[90, None], [None, 10]], down([90, 10, 0]), at="H1"),
        giving("one partner", "=POOLMOQ(A1,100)", [[60]], down([60, 40]), at="H1"),
        failing("a block of several SKUs", "=POOLMOQ(A1:B2,100)", [[6, 4], [5, 5]], "quantities: one SKU at a time", at="H1:H3"),
        failing("tolerances that do not fit", "=POOLMOQ(A1:A2,100,B1)", [[6, 4], [5, 5]], "tolerance: 1 cells stand beside 2 weights", at="H1:H3"),
        failing("a minimum in words", '=POOLMOQ(A1:A2,"nhiều")', [[6], [5]], 'moq: "nhiều" is not a number', at="H1:H3"),
        failing("half a piece as minimum", "=POOLMOQ(A1:A2,99.5)", [[6], [5]], "moq: a quantity is a whole number of pieces: 99.5", at="H1:H3"),
    ]


# whole tables -----------------------------------------------------------------------------------------------------------

EN = {"orders": ["Partner", "SKU", "Quantity"], "costs": ["Cost", "Amount", "Rate", "Of", "Basis"], "items": ["SKU", "Unit price (CNY)", "kg per piece"],
      "freight": "Freight", "by": "by quantity", "rate": "Exchange rate (CNY)", "lead": "Lead buyer", "step": "Step"}
VI = {"orders": ["Đối tác", "Mã hàng", "Số lượng"], "costs": ["Chi phí", "Số tiền", "Tỷ lệ", "Tính trên", "Chia theo"], "items": ["Mã hàng", "Đơn giá (¥)", "Kg mỗi cái"],
      "freight": "Cước", "by": "theo số lượng", "rate": "Tỷ giá (¥)", "lead": "Người mua chính", "step": "Bước làm tròn"}
ZH = {"orders": ["伙伴", "货号", "数量"], "costs": ["费用", "金额", "费率", "计算基础", "分摊方式"], "items": ["货号", "单价（元）", "单件公斤"],
      "freight": "运费", "by": "按数量", "rate": "汇率", "lead": "下单人", "step": "取整单位"}


def page(orders: list[list[Any]], costs: list[list[Any]], items: list[list[Any]] | None = None, terms: list[list[Any]] | None = None) -> tuple[list[list[Any]], str]:
    """A sheet with the tables side by side (orders in A, costs in G, items in M, terms in S), and the ranges as arguments."""
    tables = [(0, "A", orders), (6, "G", costs), (12, "M", items), (18, "S", terms)]
    height = max(len(table) for _, _, table in tables if table)
    sheet: list[list[Any]] = [[None] * 24 for _ in range(height)]
    given = []
    for left, first, table in tables:
        if table is None and first == "M" and terms:
            given.append("M1")    # a blank cell for the items, since hosts differ about arguments left out in between
        if table:
            width = max(len(row) for row in table)
            given.append(f"{first}1:{chr(ord(first) + width - 1)}{len(table)}")
            for i, row in enumerate(table):
                sheet[i][left : left + len(row)] = row
    return sheet, ",".join(given)


def table(name: str, function: str, expected: list[list[Any]], size: tuple[int, int], *tables: Any, then: str = "", note: str = "") -> Case:
    """A case of a function on whole tables; expected is filled up to size."""
    sheet, given = page(*tables)
    return giving(name, f"={function}({given}{then})", sheet, padded(expected, *size), at="AA1", note=note)


def broken(name: str, function: str, error: str, *tables: Any) -> Case:
    """A case of such a function that fails."""
    sheet, given = page(*tables)
    return failing(name, f"={function}({given})", sheet, error, at="AA1:AF3")


def money() -> list[Case]:
    """POOLDUES, POOLLANDED, POOLSETTLE, POOLCHECK, POOLEXPLAIN and POOLVERSION."""
    return [*dues(), *bad_tables(), *landed(), *settlements(), *findings(), *sentences()]


def worked(words: dict[str, Any]) -> tuple[list[list[Any]], ...]:
    """The worked example: 100 pieces at CNY 50 and 3,500, freight 3,000,000 by quantity."""
    orders = [words["orders"], ["An", "Đen", 60], ["Bình", "Đen", 40]]
    costs = [[words["costs"][0], words["costs"][1], words["costs"][4]], [words["freight"], 3_000_000, words["by"]]]
    return orders, costs, [words["items"][:2], ["Đen", 50]], [[words["rate"], 3500], [words["lead"], "An"]]


def dues() -> list[Case]:
    """Who owes what."""
    worked_rows = [["An", 60, 12_300_000, 10_500_000, 1_800_000], ["Bình", 40, 8_200_000, 7_000_000, 1_200_000]]
    head = ["partner", "quantity", "due"]
    cases = [
        table(f"the worked example in {language}", "POOLDUES", [[*head, "goods", words["freight"]], *worked_rows], (3, 10), *worked(words),
              note="10,500,000 + 1,800,000 and 7,000,000 + 1,200,000")
        for language, words in (("English", EN), ("Vietnamese", VI), ("Chinese", ZH))
    ]
    plain = [["Shop", "Qty"], ["A", 60], ["B", 40]]
    cost = ["Cost", "Amount", "Basis"]
    three = [["Shop", "Qty"], ["A", 1], ["B", 1], ["C", 1]]
    two_kg = [["Shop", "SKU", "Qty"], ["A", "black", 60], ["B", "white", 40]]
    kg_items = [["SKU", "Unit price (CNY)", "kg per piece"], ["black", 50, 0.2], ["white", 50, 0.5]]
    rated = ["Cost", "Amount", "Rate", "Of", "Basis"]
    goods = worked(EN)[0], worked(EN)[2], worked(EN)[3]
    chain = [rated, ["Freight", 3_000_000, None, None, "quantity"], ["Duty", None, "10%", "goods + Freight", None],
             ["VAT", None, "8%", "goods + Freight + Duty", None]]
    fee = [rated, ["Goods", None, None, None, None], ["Fee", None, 0.015, "Goods", None]]
    return [
        *cases,
        table("an odd dong", "POOLDUES", [[*head, "Freight"], ["A", 60, 59, 59], ["B", 40, 40, 40]], (3, 10), plain, [cost, ["Freight", 99, "quantity"]],
              note="59.4 and 39.6: the larger remainder is B's"),
        table("amounts as text", "POOLDUES", [[*head, "Freight", "Packing"], ["A", 60, 1_980_000, 1_800_000, 180_000], ["B", 40, 1_320_000, 1_200_000, 120_000]],
              (3, 11), plain, [cost, ["Freight", "3.000.000", "quantity"], ["Packing", "30万", "quantity"]]),
        table("rows of one partner are added up", "POOLDUES", [[*head, "Freight"], ["A", 60, 60, 60], ["B", 40, 40, 40]], (4, 10),
              [["Shop", "Qty"], ["A", 35], ["B", 40], [" a ", 25]], [cost, ["Freight", 100, "quantity"]]),
        table("blank rows in between", "POOLDUES", [[*head, "Freight"], ["A", 60, 60, 60], ["B", 40, 40, 40]], (5, 12),
              [["Shop", "Qty"], ["A", 60], [None, None], ["B", 40], [None, None]], [cost, [None, None, None], ["Freight", 100, "quantity"], [None, None, None]]),
        table("a blank row above the headings", "POOLDUES", [[*head, "Freight"], ["A", 60, 60, 60], ["B", 40, 40, 40]], (4, 10),
              [[None, None], *plain], [cost, ["Freight", 100, "quantity"]]),
        table("equal shares", "POOLDUES", [[*head, "Packing"], ["A", 60, 50, 50], ["B", 40, 50, 50]], (3, 10), plain, [cost, ["Packing", 100, "equal"]]),
        table("a direct cost", "POOLDUES", [[*head, "Delivery"], ["A", 60, 0, 0], ["B", 40, 30_000, 30_000]], (3, 10), plain,
              [["Cost", "Amount", "Basis", "Partner"], ["Delivery", 30_000, "direct", "B"]]),
        table("dues with freight by weight", "POOLDUES", [[*head, "goods", "Freight"], ["A", 60, 11_625_000, 10_500_000, 1_125_000], ["B", 40, 8_875_000, 7_000_000, 1_875_000]],
              (3, 10), two_kg, [cost, ["Freight", 3_000_000, "kg"]], kg_items, [["Exchange rate (CNY)", 3500]], note="12 kg and 20 kg"),
        table("a step of a thousand", "POOLDUES", [[*head, "Freight", "rounding"], ["A", 1, 34_000, 33_334, 666], ["B", 1, 33_000, 33_333, -333], ["C", 1, 33_000, 33_333, -333]],
              (4, 10), three, [cost, ["Freight", 100_000, "quantity"]], None, [["Step", 1000]], note="three times 33,000, and the step left over to the largest remainder"),
        table("dues in yuan", "POOLDUES", [[*head, "Freight"], ["A", 1, 33.34, 33.34], ["B", 1, 33.33, 33.33], ["C", 1, 33.33, 33.33]], (4, 10), three,
              [cost, ["Freight", 100, "quantity"]], None, [["Currency", "CNY"]]),
        table("terms in one cell", "POOLDUES", [[*head, "Freight"], ["A", 1, 33.34, 33.34], ["B", 1, 33.33, 33.33], ["C", 1, 33.33, 33.33]], (4, 10), three,
              [cost, ["Freight", 100, "quantity"]], None, [["Currency: CNY"]]),
        table("terms as a table", "POOLDUES", [[*head, "Freight", "rounding"], ["A", 1, 34_000, 33_334, 666], ["B", 1, 33_000, 33_333, -333], ["C", 1, 33_000, 33_333, -333]],
              (4, 10), three, [cost, ["Freight", 100_000, "quantity"]], None, [["Lead buyer", "Step"], ["A", 1000]]),
        table("the rate in a table of terms", "POOLDUES", [[*head, "goods", "Freight"], *worked_rows], (3, 10), *worked(EN)[:3], [["Lead buyer", "Exchange rate (CNY)"], ["An", 3500]]),
        table("a table of rates", "POOLDUES", [[*head, "goods", "Freight"], *worked_rows], (3, 10), *worked(EN)[:3], [["Currency", "Rate"], ["CNY", 3500], ["USD", 25_000]]),
        table("the rate as text in one cell", "POOLDUES", [[*head, "goods", "Cước"], *worked_rows], (3, 10), *worked(VI)[:3], [["Tỷ giá (¥): 3.500"], ["Người mua chính: An"]]),
        table("a fee that goes to the lead buyer", "POOLDUES",
              [[*head, "Goods", "Fee", "Fee_credit"], ["An", 60, 10_395_000, 10_500_000, 157_500, -262_500], ["Bình", 40, 7_105_000, 7_000_000, 105_000, 0]], (3, 11),
              goods[0], fee, goods[1], goods[2], note="1.5 % of 17,500,000 is 262,500"),
        table("duty and VAT", "POOLDUES",
              [[*head, "goods", "Freight", "Duty", "VAT"], ["An", 60, 14_612_400, 10_500_000, 1_800_000, 1_230_000, 1_082_400],
               ["Bình", 40, 9_741_600, 7_000_000, 1_200_000, 820_000, 721_600]], (3, 12), goods[0], chain, goods[1], goods[2],
              note="10 % of 20,500,000, then 8 % of 22,550,000"),
        table("two pools", "POOLDUES", [["pool", *head, "Freight"], ["1", "A", 60, 60, 60], ["1", "B", 40, 40, 40], ["2", "A", 5, 50, 50]], (4, 11),
              [["Pool", "Shop", "Qty"], [1, "A", 60], [1, "B", 40], [2, "A", 5]], [["Pool", *cost], [1, "Freight", 100, "quantity"], [2, "Freight", 50, "quantity"]]),
        table("a refund", "POOLDUES", [[*head, "Freight", "Refund"], ["A", 60, 54, 60, -6], ["B", 40, 36, 40, -4]], (3, 11), plain,
              [cost, ["Freight", 100, "quantity"], ["Refund", -10, "quantity"]]),
    ]


def bad_tables() -> list[Case]:
    """What no dues come out of."""
    plain = [["Shop", "Qty"], ["A", 60], ["B", 40]]
    costs = [["Cost", "Amount", "Basis"], ["Freight", 100, "quantity"]]
    return [
        broken("a total row among the orders", "POOLDUES", 'orders, row 4, column 1: "Total" is a total', [*plain, ["Total", 100]], costs),
        broken("a Vietnamese total row among the orders", "POOLDUES", 'orders, row 4, column 1: "Tổng cộng" is a total', [*plain, ["Tổng cộng", 100]], costs),
        broken("a total row among the costs", "POOLDUES", 'costs, row 3, column 1: "合计" is a total', plain, [*costs, ["合计", 100, None]]),
        broken("half a piece", "POOLDUES", "orders, row 3, column 2: a quantity is a whole number of pieces: 2.5", [["Shop", "Qty"], ["A", 60], ["B", 2.5]], costs),
        broken("a negative quantity below a blank row", "POOLDUES", "orders, row 4, column 2: a quantity cannot be negative: -4", [["Shop", "Qty"], ["A", 60], [None, None], ["B", -4]], costs),
        broken("an error among the orders", "POOLDUES", "orders, row 2, column 2: the cell holds the error", [["Shop", "Qty"], ["A", ERROR], ["B", 4]], costs),
        broken("an error as partner", "POOLLANDED", "orders, row 2, column 1:", [["Shop", "Qty"], [ERROR, 6], ["B", 4]], costs),
        broken("orders without headings", "POOLDUES", "orders, row 1, column 1: no heading is known", [["A", 60], ["B", 40]], costs),
        broken("a heading that stands twice", "POOLDUES", "two columns", [["Shop", "Qty", "Qty"], ["A", 60, 1], ["B", 40, 1]], costs),
        broken("blank orders", "POOLDUES", "orders: the range is blank", [["", ""], ["", ""]], costs),
        broken("an amount in words", "POOLDUES", "costs, row 2, column 2:", plain, [["Cost", "Amount", "Basis"], ["Freight", "ba triệu", "quantity"]]),
        broken("a cost without a basis", "POOLDUES", "costs, row 2, column 3:", plain, [["Cost", "Amount", "Basis"], ["Freight", 100, None]]),
        broken("no rate for the yuan", "POOLDUES", "there is no rate from CNY to VND", *worked(EN)[:3]),
        broken("terms in the place of the items", "POOLDUES", "items, row 1, column 1: no heading is known", plain, costs, [["Lead buyer", "A"], ["Step", 1000]]),
        broken("an unknown term", "POOLDUES", 'terms, row 1, column 1: "Lucky number" is no term', plain, costs, None, [["Lucky number", 8]]),
        broken("a lead buyer who does not order", "POOLDUES", "terms, row 1, column 2: the lead buyer C is not among the partners", plain, costs, None, [["Lead buyer", "C"]]),
        broken("a term that stands twice", "POOLDUES", 'terms, row 2, column 2: "Step" stands here twice', plain, costs, None, [["Step", 1000], ["Step", 500]]),
        broken("a lead buyer twice named", "POOLLANDED", "stands here twice", plain, costs, None, [["Lead buyer", "A"], ["Lead buyer", "B"]]),
    ]


def landed() -> list[Case]:
    """What a piece costs."""
    head = ["partner", "sku", "quantity", "landed", "unit_cost"]
    return [
        table("the landed cost of the worked example", "POOLLANDED", [head, ["An", "Đen", 60, 12_300_000, 205_000], ["Bình", "Đen", 40, 8_200_000, 205_000]], (3, 6), *worked(VI)),
        table("landed cost without SKUs", "POOLLANDED", [["partner", "quantity", "landed", "unit_cost"], ["A", 3, 100, 33]], (2, 6), [["Shop", "Qty"], ["A", 3]],
              [["Cost", "Amount", "Basis"], ["Freight", 100, "quantity"]], note="33.33 a piece, half-even to the dong"),
        table("landed cost of two SKUs by weight", "POOLLANDED", [head, ["A", "black", 60, 11_625_000, 193_750], ["B", "white", 40, 8_875_000, 221_875]], (3, 6),
              [["Shop", "SKU", "Qty"], ["A", "black", 60], ["B", "white", 40]], [["Cost", "Amount", "Basis"], ["Freight", 3_000_000, "kg"]],
              [["SKU", "Unit price (CNY)", "kg per piece"], ["black", 50, 0.2], ["white", 50, 0.5]], [["Exchange rate (CNY)", 3500]]),
    ]


def settlements() -> list[Case]:
    """Who pays whom: dues in A1:C4, payments in E1:F3."""
    def settle(name: str, owed: list[list[Any]], paid: list[list[Any]], expected: list[list[Any]] | str, then: str = "", note: str = "") -> Case:
        width = len(owed[0])
        sheet: list[list[Any]] = [[None] * 8 for _ in range(max(len(owed), len(paid)))]
        for left, rows in ((0, owed), (4, paid)):
            for i, row in enumerate(rows):
                sheet[i][left : left + len(row)] = row
        formula = f"=POOLSETTLE(A1:{'ABC'[width - 1]}{len(owed)},E1:{'EFG'[len(paid[0]) - 1]}{len(paid)}{then})"
        if isinstance(expected, str):
            return failing(name, formula, sheet, expected, at="K1:N3", note=note)
        return giving(name, formula, sheet, padded([["payer", "payee", "amount"], *expected], len(owed), 4), at="K1", note=note)

    owed = [["partner", "due"], ["A", 12_300_000], ["B", 8_200_000], ["C", 1_000_000]]
    nothing = [["Partner", "Paid"], [None, None]]
    return [
        settle("everybody pays the lead buyer", owed, nothing, [["B", "A", 8_200_000], ["C", "A", 1_000_000]], ',"A"'),
        settle("what was paid counts", owed, [["Partner", "Paid"], ["B", 8_000_000], ["C", 1_500_000]], [["B", "A", 200_000], ["A", "C", 500_000]], ',"a"'),
        settle("payments with the numbers of their days", owed, [["Paid", "Date", "Partner"], [8_000_000, 46_347, "B"]], [["B", "A", 200_000], ["C", "A", 1_000_000]], ',"A"'),
        settle("without a lead buyer", owed, [["Partner", "Paid"], ["A", 21_500_000]], [["B", "A", 8_200_000], ["C", "A", 1_000_000]], note="the largest debt first"),
        settle("without a lead buyer the fewest transfers", [["partner", "due"], ["A", 4], ["B", 6], ["C", 1], ["D", 1], ["E", 1]], [["Partner", "Paid"], ["C", 5], ["D", 4], ["E", 4]],
               [["A", "C", 4], ["B", "D", 3], ["B", "E", 3]], note="A and C are clear among themselves; the largest debt first, 6 to C, would need four"),
        settle("all is clear", owed, [["Partner", "Paid"], ["A", 12_300_000], ["B", 8_200_000], ["C", 1_000_000]], []),
        settle("dues as POOLDUES gives them", [["partner", "quantity", "due"], ["A", 60, 60], ["B", 40, 40], ["", "", ""]], nothing, [["B", "A", 40]], ',"A"'),
        settle("headings in Vietnamese", [["Đối tác", "Phải trả"], ["An", 50], ["Bình", 70]], [["Đối tác", "Đã trả"], ["Bình", 20]], [["Bình", "An", 50]], ',"An"'),
        settle("headings in Chinese", [["伙伴", "应付金额"], ["小燕", 50], ["阿强", 70]], [["伙伴", "已付"], ["阿强", 20]], [["阿强", "小燕", 50]], ',"小燕"'),
        settle("a settlement in yuan", [["partner", "due"], ["A", 12.34], ["B", 0.66]], nothing, [["B", "A", 0.66]], ',"A"'),
        settle("the currency stands in the heading", [["Partner", "Due (USD)"], ["A", 12], ["B", 7]], [["Partner", "Paid"], ["B", 6.5]], [["B", "A", 0.5]], ',"A"'),
        settle("paid does not add up and nobody leads", owed, nothing, "payments: what was paid differs from the dues by 21,500,000 VND"),
        settle("somebody paid who owes nothing", owed, [["Partner", "Paid"], ["D", 5]], "payments, row 2, column 1: D paid, but owes nothing here", ',"A"'),
        settle("a lead buyer who owes nothing", owed, nothing, "dues: the lead buyer D is not among the dues", ',"D"'),
        settle("the total row of the dues", [*owed[:3], ["Tổng", 20_500_000]], nothing, 'dues, row 4, column 1: "Tổng" is a total', ',"A"'),
        settle("dues without a due", [["partner", "quantity"], ["A", 60], ["B", 40]], nothing, "dues: the column due is missing", ',"A"'),
        settle("a due in words", [["partner", "due"], ["A", 60], ["B", "ít"]], nothing, "dues, row 3, column 2:", ',"A"'),
    ]


def findings() -> list[Case]:
    """POOLCHECK: always thirteen rows of five."""
    head = ["table", "row", "column", "problem", "way out"]
    plain = [["Shop", "Qty"], ["A", 60], ["B", 40]]
    costs = [["Cost", "Amount", "Basis"], ["Freight", 100, "quantity"]]
    many = [["Shop", "Qty"], *([f"A{i}", -1] for i in range(14))]
    negative = "a quantity cannot be negative: -1"
    return [
        table("nothing is wrong", "POOLCHECK", [head], (13, 5), plain, costs),
        table("a negative quantity", "POOLCHECK", [head, ["orders", 3, "Qty", "a quantity cannot be negative: -4", "type 0 or more"]], (13, 5),
              [["Shop", "Qty"], ["A", 60], ["B", -4]], costs),
        table("a finding in Vietnamese", "POOLCHECK", [head, ["bảng đặt hàng", 3, "Số lượng", "số lượng không thể âm: -4", "gõ 0 hoặc lớn hơn"]], (13, 5),
              [["Đối tác", "Số lượng"], ["An", 60], ["Bình", -4]], [["Chi phí", "Số tiền", "Chia theo"], ["Cước", 100, "số lượng"]]),
        table("a finding in Chinese", "POOLCHECK", [head, ["订货表", 3, "数量", "数量不能为负数：-4", "填 0 或更大的数"]], (13, 5),
              [["伙伴", "数量"], ["小燕", 60], ["阿强", -4]], [["费用", "金额", "分摊方式"], ["运费", 100, "按数量"]]),
        table("the total row is found", "POOLCHECK", [head, ["orders", 4, "Shop", '"Total" is a total: it must not count', "let the range end before it"]], (13, 5),
              [*plain, ["Total", 100]], costs),
        table("more findings than there is room for", "POOLCHECK",
              [head, *(["orders", i, "Qty", negative, "type 0 or more"] for i in range(2, 13)), ["", "", "", "and 3 more", ""]], (13, 5), many, costs),
    ]


def sentences() -> list[Case]:
    """POOLEXPLAIN and POOLVERSION."""
    plain = [["Shop", "Qty"], ["A", 2], ["B", 1]]
    costs = [["Cost", "Amount", "Basis"], ["Freight", 100, "quantity"]]
    sheet, given = page(plain, costs)
    both = [*costs, ["Packing", 50, "equal"]]
    of_two, given_two = page(plain, both)
    said = "A owes 92 VND, the sum of these lines. Freight 67 VND. Packing 25 VND."
    return [
        giving("what A's due is made of", f'=POOLEXPLAIN({given_two},"A","due")', of_two, said, at="AA1", note="66.67 and 25"),
        giving("a blank line means the due", f'=POOLEXPLAIN({given_two},"a",Z1)', of_two, said, at="AA1"),
        failing("why somebody else pays", f'=POOLEXPLAIN({given},"C","Freight")', sheet, "partner: C does not order; the partners are: A, B", at="AA1"),
        failing("why a line that is not there", f'=POOLEXPLAIN({given},"A","Ship")', sheet, "cost: there is no line Ship; the lines are: Freight, due", at="AA1"),
        giving("the version answers", "=POOLVERSION()", [[None]], poolsplit.__version__, at="H1"),
        failing("the version takes nothing", "=POOLVERSION(1)", [[None]], "POOLVERSION: 1 arguments are too many", at="H1",
                hosts={"libreoffice": "Calc refuses the argument itself", "excel": "Excel refuses it as it is typed"}),
    ]
