"""Writes the golden table, formulas.json beside this file: python tests/golden/build.py.

What a case expects is worked out by `reference` (shares) or by hand (tables); nothing of it comes out of the engine.
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from golden import agreements, gates, payments, reference, tables
from golden.layout import BLANK_IS_ZERO, ZERO_IS_BLANK, Case, failing, giving, letter

TARGET = Path(__file__).parent / "formulas.json"

READ: dict[object, object] = {
    "12.300.000": 12_300_000, "12,300,000 ₫": 12_300_000, "17,5tr": 17_500_000, "30万": 300_000, "１２": 12, "1 tỷ 200 triệu": 1_200_000_000, "1/3": "1/3",
    "-2/3": "-2/3", "0,2": "0.2", "17tr5": 17_500_000, "(1.200.000)": -1_200_000, "60 cái": 60, "40件": 40, 0.1: "0.1", 0.2: "0.2", 0.3: "0.3",
    0.5: "0.5", 2.5: "2.5", 12.34: "12.34", 12.35: "12.35", 100.01: "100.01", 1234.56: "1234.56", 0.01: "0.01", 33.3: "33.3", 1.75: "1.75",
    0.333333333333333: "1/3", 0.25: "1/4", 0.35: "0.35", 0.05: "0.05", 1e-9: "0.000000001", -0.25: "-1/4", -0.333333333333333: "-1/3",
    -0.666666666666667: "-2/3", -12.35: "-12.35", 0.7: "0.7",
}
"""What a person reads in the cells that are no whole numbers, typed by hand."""

LEFT_OUT = {"formualizer": "an argument left out between two commas arrives as 0"}
TRUE_IS_ONE = {"libreoffice": "TRUE is the number 1 there, and so it arrives"}


def said(cell: Any) -> Any:
    """The exact number that a cell means, as `reference` takes it."""
    return READ.get(cell, cell)


def as_shown(value: Fraction | int) -> int | float:
    """A number as a cell holds it."""
    return int(value) if value == int(value) else float(value)


def split(name: str, amount: Any, weights: list[Any], *, step: Any = None, names: list[str] | None = None, carry: list[Any] | None = None,
          function: str = "POOLSPLIT", across: bool = False, note: str = "") -> Case:
    """A case of POOLSPLIT or POOLCARRY: the weights in B1 downwards (or in row 2), names before them, carry behind them."""
    used = [i for i, weight in enumerate(weights) if weight not in {None, ""}]
    unit = Fraction(said(step)) if step is not None else Fraction(1)
    total = Fraction(said(amount)) / unit
    assert total.denominator == 1
    mine: list[Any] = [said(weights[i]) for i in used]
    owed = None if carry is None else [said(carry[i]) or 0 for i in used]
    called = None if names is None else [names[i] for i in used]
    if function == "POOLSPLIT":
        got = [unit * share for share in reference.apportion(int(total), mine, called, owed)]
    else:
        got = reference.carry_after(int(total), mine, owed, called)
    left = iter(got)
    expected = [[as_shown(next(left))] if i in used else [""] for i in range(len(weights))]
    sheet = [[names[i] if names else None, weight, carry[i] if carry else None] for i, weight in enumerate(weights)]
    sheet[0] += [None, amount, step]
    n = len(weights)
    if across:
        sheet = [[row[i] if i < len(row) else None for row in sheet] for i in range(6)]
        expected = [[row[0] for row in expected]]
    places = {name: (f"A{i}:{letter(n)}{i}" if across else f"{letter(i)}1:{letter(i)}{n}") for i, name in enumerate(("names", "weights", "carry"), 1)}
    cells = {"amount": "A5" if across else "E1", "step": "A6" if across else "F1"}
    last = max(2, 3 * (step is not None), 4 * (names is not None), 5 * (carry is not None))
    given = [cells["amount"], places["weights"], cells["step"] if step is not None else "1", places["names"], places["carry"]][:last]
    return giving(name, f"={function}({','.join(given)})", sheet, expected, at="A9" if across else "H1", note=note)


AN, BINH, CHI, DUNG = "An", "Bình", "Chị Hà", "Dũng"
DECOMPOSED = "Chi\u0323 Ha\u0300"


def splits() -> list[Case]:
    """POOLSPLIT with values."""
    people = [AN, BINH, CHI, DUNG]
    cases = [
        split("freight of the first source, 60 to 40", 3_000_000, [60, 40]),
        split("thirds: the earlier row gets the odd unit", 100, [1, 1, 1]),
        split("one partner takes all", 12_300_000, [7]),
        split("a single unit goes to the larger weight", 1, [3, 5, 4]),
        split("nothing to share", 0, [60, 40]),
        split("nothing to share and no weights", 0, [5, 0]),
        split("a refund mirrors the charge", -100, [1, 1, 1]),
        split("a refund with unequal weights", -3_000_001, [12, 20, 7, 31]),
        split("four partners, an odd amount", 3_000_001, [12, 20, 7, 31]),
        split("a weight of 0 never gets a unit", 101, [0, 1, 1, 0]),
        split("a blank weight stays blank", 100, [60, None, 40]),
        split("blanks at both ends", 100, [None, 1, 1, 1, None]),
        split("zero is not blank", 100, [60, 0, 40]),
        split("twelve partners", 1_000_000, [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]),
        split("weights in kilograms", 1_875_000, [0.2, 0.5, 0.3]),
        split("a float that is one tenth", 1000, [0.1, 0.2, 0.7]),
        split("weights far apart", 1_000_000, [1e-9, 1]),
        split("weights in halves", 7, [2.5, 2.5, 5]),
        split("weights that tie in remainder, larger weight first", 10, [1, 3]),
        split("largest amount that a cell keeps", 999_999_999_999_999, [1, 1, 1]),
        split("largest amount, weights as large", 999_999_999_999_999, [999_999_999_999_999, 1, 333_333_333_333_333]),
        split("largest refund", -999_999_999_999_999, [7, 11, 13]),
        split("amount typed with dots", "12.300.000", [60, 40]),
        split("amount typed with commas and a dong sign", "12,300,000 ₫", [61, 39]),
        split("amount typed in millions", "17,5tr", [60, 40]),
        split("amount typed in millions with a tail", "17tr5", [3, 4]),
        split("amount typed in ten thousands", "30万", [7, 11, 13]),
        split("amount typed in billions and millions", "1 tỷ 200 triệu", [7, 11, 13]),
        split("a refund in parentheses", "(1.200.000)", [7, 11, 13]),
        split("weights as text, full-width digits", 1000, ["１２", 13]),
        split("weights as decimal text with a comma", 1000, ["0,2", 0.5]),
        split("step of a thousand", 20_500_000, [60, 41], step=1000),
        split("step of a thousand, thirds", 100_000, [1, 1, 1], step=1000),
        split("step of a fen", 12.35, [60, 40], step=0.01),
        split("step of a fen, thirds", 100.01, [1, 1, 1], step=0.01),
        split("step of a fen, many yuan", 1234.56, [7, 11, 13], step=0.01),
        split("step of a fen, refund", -12.35, [1, 1], step=0.01),
        split("step of five hundred", 7_500, [1, 1], step=500),
        split("step 1 written out", 100, [1, 1, 1], step=1),
        split("names decide ties", 100, [1, 1, 1], names=[CHI, BINH, AN]),
        split("the same rows sorted otherwise", 100, [1, 1, 1], names=[AN, CHI, BINH]),
        split("names: the larger weight comes first", 5, [3, 3, 4], names=[CHI, BINH, AN]),
        split("names with marks composed and decomposed", 100, [1, 1, 1], names=["Hà", "Ha\u0323", "HA"]),
        split("a decomposed name sorts as the composed one", 101, [1, 1], names=[DECOMPOSED, "Chị Hạ"]),
        split("a composed name sorts as the decomposed one", 101, [1, 1], names=[CHI, "Chị Hạ"]),
        split("names in Chinese", 100, [1, 1, 1], names=["小燕", "阿强", "伟"]),
        split("names in any case, with spaces", 100, [1, 1, 1], names=["  bình ", "AN", "chị   hà"]),
        split("names beside a blank weight", 100, [1, None, 1, 1], names=people),
        split("a blank name goes by position", 100, [1, 1, 1], names=["", "An", ""]),
        split("names and a step", 100_000, [1, 1, 1], step=1000, names=[CHI, BINH, AN]),
        split("carry decides who gets the odd unit", 100, [1, 1, 1], carry=["-2/3", "1/3", "1/3"]),
        split("carry as a cell shows it", 100, [1, 1, 1], carry=[-0.666666666666667, 0.333333333333333, 0.333333333333333],
              note="the 15 digits of a cell mean the ratio, so that the tie is one"),
        split("carry with names", 100, [1, 1, 1], names=[CHI, BINH, AN], carry=["1/3", "1/3", "-2/3"]),
        split("a blank carry is none", 100, [1, 1, 1], carry=[None, None, "1/3"]),
        split("carry under a refund", -100, [1, 1, 1], carry=["-2/3", "1/3", "1/3"]),
        split("carry never moves a whole quota", 100, [1, 1], carry=[-0.25, 0.25]),
        split("carry beside a blank weight", 100, [1, None, 1, 1], carry=["-2/3", 5, "1/3", "1/3"]),
        split("a row of weights", 100, [1, 1, 1], across=True),
        split("a row with a blank", 100, [60, None, 40], across=True),
        split("a row with names", 100, [1, 1, 1], names=[CHI, BINH, AN], across=True),
        split("a row with carry", 100, [1, 1, 1], carry=["-2/3", "1/3", "1/3"], across=True),
    ]
    block = reference.apportion(1000, [3, 5, 7, 11])
    cases += [
        giving("a block of weights", "=POOLSPLIT(E1,A1:B2)", [[3, 5, None, None, 1000], [7, 11]], [block[:2], block[2:]], at="H1"),
        giving("a block with a blank", "=POOLSPLIT(E1,A1:B2)", [[3, None, None, None, 100], [None, 1]], [[75, ""], ["", 25]], at="H1"),
        giving("a single cell of weights", "=POOLSPLIT(E1,A1)", [[3, None, None, None, 1000]], [[1000]], at="H1"),
        giving("amount and step as constants", "=POOLSPLIT(100000,A1:A3,1000)", [[1], [1], [1]], [[34000], [33000], [33000]], at="H1"),
        giving("weights as an array constant", "=POOLSPLIT(100,{60;40})", [[1]], [[60], [40]], at="H1"),
        giving("step left out between commas", "=POOLSPLIT(100,B1:B3,,A1:A3)", [[CHI, 1], [BINH, 1], [AN, 1]], [[33], [33], [34]], at="H1",
               note="An argument left out is its default.", hosts=LEFT_OUT),
        giving("a blank step is 1", "=POOLSPLIT(100,B1:B3,D1,A1:A3)", [[CHI, 1], [BINH, 1], [AN, 1]], [[33], [33], [34]], at="H1"),
        giving("a number as name is its digits", "=POOLSPLIT(101,B1:B2,1,A1:A2)", [[7, 1], ["6", 1]], [[50], [51]], at="H1"),
        giving("names in a row beside a column", "=POOLSPLIT(100,A1:A3,1,C1:E1)", [[1, None, CHI, BINH, AN], [1], [1]], [[33], [33], [34]], at="H1"),
    ]
    return cases


def failures() -> list[Case]:
    """POOLSPLIT that fails, with the place and the reason."""
    def bad(name: str, weights: list[Any], error: str, amount: Any = 100, **more: Any) -> Case:
        sheet = [[None, weight] for weight in weights]
        sheet[0] += [None, None, amount]
        return failing(name, f"=POOLSPLIT(E1,B1:B{len(weights)})", sheet, error, at=f"H1:H{len(weights)}", **more)

    return [
        bad("an error among the weights", [60, {"f": "=NA()"}, 40], "weights, row 2, column 1: the cell holds the error"),
        bad("a division by zero among the weights", [{"f": "=1/0"}, 40], "weights, row 1, column 1: the cell holds the error"),
        bad("an error as amount", [60, 40], "amount: the cell holds the error", amount={"f": "=NA()"}),
        bad("TRUE among the weights", [60, True], "weights, row 2, column 1: the cell holds", hosts=TRUE_IS_ONE),
        bad("TRUE as amount", [60, 40], "amount: the cell holds", amount=True, hosts=TRUE_IS_ONE),
        bad("the heading handed in", ["Số lượng", 60, 40], 'weights, row 1, column 1: "Số lượng" looks like a heading'),
        bad("a text among the weights", [60, "nhiều", 40], 'weights, row 2, column 1: "nhiều" is not a number'),
        bad("a negative weight", [60, -1], "weights, row 2, column 1: a weight cannot be negative: -1"),
        bad("all weights zero", [0, 0], "weights: 100 has nobody to go to"),
        bad("a blank range", [None, None], "weights: the range is blank"),
        bad("a number with two readings", ["1.234", 5], 'weights, row 1, column 1: "1.234" can be read as 1234 or as 1.234'),
        bad("an amount with two readings", [60, 40], 'amount: "1,234" can be read as 1234 or as 1.234', amount="1,234"),
        bad("a blank amount", [60, 40], "amount: the cell is blank", amount=None, hosts=BLANK_IS_ZERO),
        bad("half a dong", [60, 40], "amount: 100.5 is no multiple of the step 1", amount=100.5),
        bad("an amount too large", [60, 40], "is too large: a sheet keeps 15 digits", amount=1_000_000_000_000_000),
        bad("a weight too large", [60, 1_000_000_000_000_000], "weights, row 2, column 1: 1000000000000000"),
        bad("words as amount", [60, 40], 'amount: "ba triệu" is not a number', amount="ba triệu"),
        failing("the heading of a row handed in", "=POOLSPLIT(100,A1:C1)", [["SL", 60, 40]], 'weights, row 1, column 1: "SL" looks like a heading', at="H1:J1"),
        failing("an error in the middle of a block", "=POOLSPLIT(100,A1:B2)", [[1, 2], [{"f": "=NA()"}, 4]], "weights, row 2, column 1", at="H1:I2"),
        failing("a step of 0", "=POOLSPLIT(100,A1:A2,0)", [[1], [1]], "step: the smallest payable amount must be positive", at="H1:H2", hosts=ZERO_IS_BLANK),
        failing("a negative step", "=POOLSPLIT(100,A1:A2,-1000)", [[1], [1]], "step: the smallest payable amount must be positive", at="H1:H2"),
        failing("no multiple of a thousand", "=POOLSPLIT(20500001,A1:A2,1000)", [[1], [1]], "amount: 20500001 is no multiple of the step 1000", at="H1:H2"),
        failing("too few names", "=POOLSPLIT(100,B1:B3,1,A1:A2)", [[AN, 1], [BINH, 1], [CHI, 1]], "names: 2 cells stand beside 3 weights", at="H1:H3"),
        failing("too many carries", "=POOLSPLIT(100,B1:B2,1,A1:A2,C1:C3)", [[AN, 1, 0], [BINH, 1, 0], [None, None, 0]], "carry: 3 cells stand beside 2 weights", at="H1:H2"),
        failing("a name that stands twice", "=POOLSPLIT(100,B1:B3,1,A1:A3)", [[CHI, 1], [BINH, 1], [DECOMPOSED.upper(), 1]], "names, row 3, column 1:", at="H1:H3"),
        failing("the total row handed in", "=POOLSPLIT(100,B1:B3,1,A1:A3)", [[AN, 60], [BINH, 40], ["Tổng cộng", 100]], 'names, row 3, column 1: "Tổng cộng" is a total', at="H1:H3"),
        failing("the Chinese total row handed in", "=POOLSPLIT(100,B1:B3,1,A1:A3)", [[AN, 60], [BINH, 40], ["合计", 100]], 'names, row 3, column 1: "合计" is a total', at="H1:H3"),
        failing("an error among the names", "=POOLSPLIT(100,B1:B2,1,A1:A2)", [[{"f": "=NA()"}, 60], [BINH, 40]], "names, row 1, column 1:", at="H1:H2"),
        failing("a text as carry", "=POOLSPLIT(100,B1:B2,1,A1:A2,C1:C2)", [[AN, 60, "nợ"], [BINH, 40, "x"]], 'carry, row 1, column 1: "nợ" is not a number', at="H1:H2"),
        failing("a range as amount", "=POOLSPLIT(B1:B2,A1:A2)", [[60, 1], [40, 2]], "amount: one cell is needed, not a range of 2 by 1", at="H1:H2"),
        failing("a range as step", "=POOLSPLIT(100,A1:A2,B1:B2)", [[60, 1], [40, 2]], "step: one cell is needed, not a range of 2 by 1", at="H1:H2"),
    ]


def shares() -> list[Case]:
    """POOLSHARE and POOLCARRY."""
    people = [[CHI, 1, 100], [BINH, 1], [AN, 1], [None, None]]
    one = "=POOLSHARE(C1,B1:B4,{},A1:A4)"
    return [
        giving("share by name", one.format('"An"'), people, 34, at="H1"),
        giving("share by name in any case", one.format('" chị  HÀ "'), people, 33, at="H1"),
        giving("share by a decomposed name", one.format("D1"), [[CHI, 1, 100, DECOMPOSED], *people[1:]], 33, at="H1"),
        giving("share of a blank partner is blank", one.format("A4"), people, "", at="H1"),
        giving("share of a name without weight is blank", one.format('"Dũng"'), [*people[:3], [DUNG, None]], "", at="H1"),
        giving("share by position", "=POOLSHARE(100,B1:B3,1)", people, 34, at="H1"),
        giving("share by the last position", "=POOLSHARE(C1,B1:B3,3)", people, 33, at="H1"),
        giving("share by position counts blanks", "=POOLSHARE(100,A1:A3,3)", [[60], [None], [40]], 40, at="H1"),
        giving("share at a blank position is blank", "=POOLSHARE(100,A1:A3,2)", [[60], [None], [40]], "", at="H1"),
        giving("share with a step", "=POOLSHARE(100000,B1:B4,A3,A1:A4,1000)", people, 34000, at="H1"),
        giving("share in fen", "=POOLSHARE(12.35,B1:B3,A2,A1:A3,0.01)", people, 4.12, at="H1", note="thirds of 1,235 fen: An first by name 412, Bình 412, Chị Hà 411"),
        giving("share of a row", "=POOLSHARE(100,A1:C1,2)", [[1, 1, 1]], 33, at="H1"),
        failing("share of somebody else", one.format('"Dũng"'), people, "partner: Dũng is not among the names", at="H1"),
        failing("share by name without names", '=POOLSHARE(100,B1:B3,"An")', people, 'partner: "An" is a name: hand in the range of names as well', at="H1"),
        failing("share at position 4 of 3", "=POOLSHARE(100,B1:B3,4)", people, "partner: there is no position 4 among 3 weights", at="H1"),
        failing("share at position 0", "=POOLSHARE(100,B1:B3,0)", people, "partner: there is no position 0 among 3 weights", at="H1", hosts=ZERO_IS_BLANK),
        failing("share at position 1.5", "=POOLSHARE(100,B1:B3,1.5)", people, "partner: there is no position 1.5 among 3 weights", at="H1"),
        failing("share where a weight has no name", one.format('"An"'), [[CHI, 1, 100], [None, 1], [AN, 1], [None, None]], "names, row 2, column 1: a weight stands here without a name", at="H1"),
        failing("share of the total row", '=POOLSHARE(100,B1:B3,"Tổng",A1:A3)', [[CHI, 1], [AN, 1], ["Tổng", 2]], 'names, row 3, column 1: "Tổng" is a total', at="H1"),
        failing("share of a blank position", "=POOLSHARE(100,B1:B3,D1)", people, "partner: the cell is blank", at="H1"),
        failing("share of an error", one.format("D1"), [[CHI, 1, 100, {"f": "=NA()"}], *people[1:]], "partner:", at="H1"),
        split("carry after thirds", 100, [1, 1, 1], function="POOLCARRY"),
        split("carry after a whole split", 100, [60, 40], function="POOLCARRY"),
        split("carry with a blank", 100, [3, None, 3, 2], function="POOLCARRY"),
        split("carry in steps", 100_000, [1, 1, 1], step=1000, function="POOLCARRY"),
        split("carry in fen", 12.35, [60, 41], step=0.01, function="POOLCARRY"),
        split("carry goes on", 100, [1, 1, 1], carry=["-2/3", "1/3", "1/3"], function="POOLCARRY"),
        split("carry goes on with names", 100, [1, 1, 1], names=[CHI, BINH, AN], carry=["1/3", "1/3", "-2/3"], function="POOLCARRY"),
        split("carry of a refund", -100, [1, 1, 1], function="POOLCARRY"),
        split("carry of a row", 100, [1, 1, 1], function="POOLCARRY", across=True),
        failing("carry of nobody", "=POOLCARRY(100,A1:A2)", [[0], [0]], "POOLCARRY: weights: 100 has nobody to go to", at="H1:H2"),
    ]


def source() -> str:
    """The text of formulas.json as it should be: a case a line."""
    cases = [*splits(), *failures(), *shares(), *tables.pieces(), *tables.money(), *gates.evidence(), *gates.inspection(), *payments.payments(),
             *agreements.agreements()]
    return "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n"


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
