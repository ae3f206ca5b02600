"""The cases of the golden table on evidence and inspection, worked out by hand: from the data's words, the published table, and ratios."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from golden.layout import BLANK_IS_ZERO, Case, failing, giving, padded

HEAD = ["item", "reason", "way out"]
EN = ["Stage", "Record", "Reference", "Refers to", "Result", "Date", "Recorded by"]
VI = ["Giai đoạn", "Hồ sơ", "Tham chiếu", "Liên quan đến", "Kết quả", "Ngày", "Người ghi"]
ZH = ["阶段", "记录项", "参考号", "关联", "结果", "日期", "记录人"]
DAY = 46_330    # 2026-11-04
LISTING, CHAT = "detail.1688.com/offer/1.html", "chat.png"
RECORD_IT = "record it: link, file or number, the date, and who recorded it"


def row(stage: str, item: str, reference: Any, refers_to: str = "", result: str = "") -> list[Any]:
    """One record, dated and signed."""
    return [stage, item, reference, refers_to, result, DAY, "Lan"]


PLACED = [row("agree", "Listing URL", LISTING), row("agree", "Selected option", "white, 2 m"), row("place", "Seller reply", CHAT, LISTING)]
IN_CHINA = [row("domestic", "Number of parcels", 1), row("domestic", "Tracking number", "YT1", "", "matched"),
            row("domestic", "Warehouse photo", "kho.jpg", "YT1", "model, quantity, accessories, damage")]
TO_EXPORT = [row("export", "Risk", "rim bends"), row("export", "Packing note", "foam", "rim bends"), row("export", "Route", "road", "", "pass")]


def ready(name: str, stage: str, rows: list[list[Any]], expected: list[list[str]], head: list[str] | None = None, note: str = "") -> Case:
    """A case of POOLREADY: 25 rows of three."""
    sheet = [head or EN, *rows]
    return giving(name, f'=POOLREADY("{stage}",A1:G{len(sheet)})', sheet, padded([HEAD, *expected], 25, 3), at="J1", note=note)


def evidence() -> list[Case]:
    """POOLREADY."""
    plain = [*PLACED, *IN_CHINA, *TO_EXPORT]
    swapped = [row("domestic", "Warehouse photo", "kho.jpg", "YT9", "model, quantity, accessories, damage")]
    several = [line[:] for line in PLACED]
    several[0][5], several[1][6] = None, None
    many = [row("export", "Condition", kind) for kind in ("small parts", "fragile", "bulk", "shortage")]
    vi = [["agree", "Link sản phẩm", LISTING, "", "", DAY, "Lan"]]
    zh = [["agree", "商品链接", LISTING, "", "", DAY, "小燕"]]
    sheet = [EN, *PLACED]
    return [
        ready("nothing is missing before export", "export", plain, []),
        ready("a stage named in Vietnamese", "Xuất hàng", plain, []),
        ready("no tracking number is asked for before placing", "place", PLACED, []),
        ready("a record is missing", "agree", PLACED[:1], [["Selected option", "not recorded", RECORD_IT]]),
        ready("one of two would do", "place", PLACED[:2], [["Seller reply or Order note", "not recorded", RECORD_IT]]),
        ready("a photo of a parcel that is not there", "domestic", [*PLACED, *IN_CHINA[:2], *swapped],
              [["Warehouse photo", 'kho.jpg refers to "YT9", which is not on record as: Domestic tracking number',
                'type under "refers to" what stands as reference of: Domestic tracking number']]),
        ready("a date and a name are missing", "place", several,
              [["Listing URL", f"{LISTING} has no date", "type the day on which it was recorded"], ["Selected option", "white, 2 m: nobody stands for it", "type who recorded it"]]),
        ready("an open question", "place", [*PLACED, row("place", "Question", "lid in the box?")],
              [["Open question", "lid in the box?: open since 2026-11-04", "wait for the answer: that is cheaper than a mistake found after customs"]]),
        ready("small parts ask for one more photo", "export", [*plain, row("export", "Condition", "small parts")],
              [["Visible set matches the order note", "not recorded", RECORD_IT]]),
        ready("a missing record in Vietnamese", "agree", vi, [["Phân loại đã chọn", "chưa có", "ghi vào bảng: link, file hoặc số, ngày, và người ghi"]], VI),
        ready("a missing record in Chinese", "下单", [*zh, ["agree", "所选规格", "白色", "", "", DAY, "小燕"]],
              [["卖家回复 或 订单备注", "未登记", "登记：链接、文件或编号，日期，以及记录人"]], ZH),
        ready("evidence of two pools", "agree", [["A", *PLACED[0][1:]], ["", *PLACED[1][1:]], ["B", *row("", "Question", "colour?")[1:]]],
              [["B: Listing URL", "not recorded", RECORD_IT], ["B: Open question", "colour?: open since 2026-11-04", "wait for the answer: that is cheaper than a mistake found after customs"]],
              ["Pool", *EN[1:]]),
        ready("as many as there is room for", "settle", many, [
            *([name, "not recorded", RECORD_IT] for name in (
                "Listing URL", "Selected option", "Seller reply or Order note", "Number of parcels", "Domestic tracking number", "Warehouse photo", "Product risk", "Packing note",
                "Route decision", "Visible set matches the order note", "Fragile packaging", "Carton labels", "Representative product photos", "Carton size", "Dimensional weight",
                "Customs declaration consistent", "Count sheet", "Carton count", "Packing list", "Photos of the shortage", "Supplier contacted", "Hand-over signed off",
                "Supplier's answer on the shortage")),
        ]),
        failing("a stage that is none", '=POOLREADY("shipping",A1:G4)', sheet, "stage: shipping is no stage; they are: Agreeing, Placing the order", at="J1:L3"),
        failing("no stage", "=POOLREADY(Z1,A1:G4)", sheet, "stage: the cell is blank", at="J1:L3", hosts=BLANK_IS_ZERO),
        failing("evidence without headings", '=POOLREADY("agree",A2:G4)', sheet, "evidence, row 1, column 1: no heading is known", at="J1:L3"),
        failing("a date that is none", '=POOLREADY("agree",A1:G2)', [EN, [*PLACED[0][:5], "soon", "Lan"]], 'evidence, row 2, column 6: "soon" is not a date', at="J1:L3"),
        failing("no evidence", '=POOLREADY("agree",A1:G2)', [[None] * 7, [None] * 7], "evidence: the range is blank", at="J1:L3"),
    ]


PLAN = ["aql", "letter", "sample", "accept", "reject", "5 % bad", "10 % bad", "20 % bad"]


def accepted(lot: int, bad: int, sample: int, accept: int) -> float:
    """The chance that at most `accept` of `bad` pieces are among a sample, drawn piece by piece, to six digits."""
    chances = [Fraction(1)] + [Fraction(0)] * sample
    for drawn in range(sample):
        left = lot - drawn
        for hits in range(drawn + 1, -1, -1):
            miss = chances[hits] * Fraction(max(left - (bad - hits), 0), left) if hits <= drawn else Fraction(0)
            hit = chances[hits - 1] * Fraction(max(bad - hits + 1, 0), left) if hits else Fraction(0)
            chances[hits] = miss + hit
    return round(float(sum(chances[: accept + 1])), 6)


def plan(aql: float, lot: int, letter: str, sample: int, accept: int, bad: tuple[int, int, int]) -> list[Any]:
    """A row of POOLSAMPLE. bad: the pieces that 5, 10 and 20 % of the lot are."""
    return [aql, letter, sample, accept, accept + 1, *(accepted(lot, one, sample, accept) for one in bad)]


def inspection() -> list[Case]:
    """POOLSAMPLE: letters, samples and acceptance numbers as in the published table (tests/aql_tables.json)."""
    cells = [[2.5, 4, 0.1], [None], [None]]
    hundred = (5, 10, 20)
    return [
        giving("the inspection of a hundred pieces", "=POOLSAMPLE(100,A1)", cells, [PLAN, plan(2.5, 100, "F", 20, 1, hundred)], at="J1"),
        giving("major and minor defects", "=POOLSAMPLE(100,A1:B1)", cells, [PLAN, plan(2.5, 100, "F", 20, 1, hundred), plan(4, 100, "F", 20, 2, hundred)], at="J1"),
        giving("critical defects: every piece", "=POOLSAMPLE(100,C1)", cells, [PLAN, [0.1, "F", 100, 0, 1, 0, 0, 0]], at="J1", note="the plan would be 125 pieces"),
        giving("an arrow up", "=POOLSAMPLE(100,1)", cells, [PLAN, plan(1, 100, "F", 13, 0, hundred)], at="J1"),
        giving("an arrow down", "=POOLSAMPLE(100,1.5)", cells, [PLAN, plan(1.5, 100, "F", 32, 1, hundred)], at="J1"),
        giving("level I", '=POOLSAMPLE(100,2.5,"I")', cells, [PLAN, plan(2.5, 100, "D", 5, 0, hundred)], at="J1"),
        giving("a special level", '=POOLSAMPLE(1000,4,"S-3")', cells, [PLAN, plan(4, 1000, "E", 13, 1, (50, 100, 200))], at="J1"),
        giving("a blank AQL", "=POOLSAMPLE(100,A1:A2)", [[4], [None]], [PLAN, plan(4, 100, "F", 20, 2, hundred), [""] * 8], at="J1"),
        giving("defects per hundred pieces", "=POOLSAMPLE(1000,15)", cells, [PLAN, [15, "J", 80, 21, 22, 1, 0.999967, 0.910773]], at="J1", note="Poisson with means 4, 8 and 16"),
        giving("a lot and an AQL as text", '=POOLSAMPLE("100 cái","2,5")', cells, [PLAN, plan(2.5, 100, "F", 20, 1, hundred)], at="J1"),
        failing("an AQL that the table does not have", "=POOLSAMPLE(100,3)", cells, "aql, row 1, column 1: 3 is no AQL of the table; they are: 0.010, 0.015", at="J1:Q2"),
        failing("half a piece to inspect", "=POOLSAMPLE(99.5,2.5)", cells, "lot: a quantity is a whole number of pieces: 99.5", at="J1:Q2"),
        failing("a level that is none", '=POOLSAMPLE(100,2.5,"IV")', cells, "level: IV is no level of inspection; they are: S-1", at="J1:Q2"),
        failing("no AQL", "=POOLSAMPLE(100,A2:A3)", cells, "aql: the range is blank", at="J1:Q2"),
        failing("an error as AQL", "=POOLSAMPLE(100,A1:B1)", [[2.5, {"f": "=NA()"}]], "aql, row 1, column 2: the cell holds the error", at="J1:Q3"),
    ]
