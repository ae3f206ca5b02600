"""The cases of the golden table on payment codes: texts as published or put together by hand, squares by segno itself."""

from __future__ import annotations

from typing import Any

import segno
from golden.layout import Case, failing, giving

PUBLISHED = "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6"
STATIC = "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F"
BESIDE = ["ACB", "257678859", 10_000, "Chuyen tien"]


def payments() -> list[Case]:
    """POOLPAY, POOLQR and POOLPAYCHECK."""
    return [*pay(), *squares(), *checks()]


def pay() -> list[Case]:
    """The two texts that NAPAS publishes, typed in as many ways, and what no code can carry."""
    def bad(name: str, cells: list[Any], error: str) -> Case:
        return failing(name, "=POOLPAY(A1,B1,C1,D1)", [cells], error, at="H1")

    return [
        giving("a payment code with amount and memo", "=POOLPAY(A1,B1,C1,D1)", [BESIDE], PUBLISHED, at="H1"),
        giving("a payment code by BIN", "=POOLPAY(A1,B1,C1,D1)", [[970416, 257678859, "10000 ₫", "Chuyển tiền"]], PUBLISHED, at="H1",
               note="a number for the account keeps its digits, Vietnamese letters lose their marks"),
        giving("a payment code by the bank's registered name", "=POOLPAY(A1,B1,C1,D1)",
               [["ngân hàng tmcp Á Châu", "2576 788.59", "10000 VND", "Chuyen  tien!"]], PUBLISHED, at="H1"),
        giving("a static payment code", "=POOLPAY(A1,B1)", [["acb", "257678859"]], STATIC, at="H1"),
        giving("a blank amount and memo are none", "=POOLPAY(A1,B1,C1,D1)", [["acb", "257678859", None, None]], STATIC, at="H1"),
        bad("a bank that nobody knows", ["Vietcom Bank 2", *BESIDE[1:]], 'bank: no bank is called "Vietcom Bank 2" → type one of: Vietcombank (970436)'),
        bad("a bank that two are called", ["BVB", *BESIDE[1:]], 'bank: "BVB" may be BaoViet Bank (970438), BVBank (970454)'),
        bad("an account with a letter of Vietnamese", ["ACB", "25767885đ", *BESIDE[2:]], "account: "),
        bad("an account of twenty digits", ["ACB", "12345678901234567890", *BESIDE[2:]], "has 20 characters, and a code takes 19"),
        bad("half a dong to pay", ["ACB", "257678859", 10_000.5, "A"], "amount: 10000.5 has more decimals than VND"),
        bad("a negative amount to pay", ["ACB", "257678859", -1, "A"], "amount: -1 is no amount of whole dong"),
        bad("fourteen digits to pay", ["ACB", "257678859", 10_000_000_000_000, "A"], "amount: 10000000000000 is more than a code takes"),
        bad("yuan to pay", ["ACB", "257678859", "¥500", "A"], "amount: "),
        bad("a memo of twenty-six characters", ["ACB", "257678859", 1, "a" * 26], "has 26 characters, and a code takes 25"),
        bad("a memo in Chinese", ["ACB", "257678859", 1, "小燕"], 'memo: the memo has "小"'),
        bad("an error as memo", ["ACB", "257678859", 1, {"f": "=NA()"}], "memo: the cell holds"),
    ]


def square(text: str, size: int) -> list[list[int]]:
    """The code as segno draws it, in the middle of a light square; a light row or column too many stands behind it."""
    code = [list(map(int, row)) for row in segno.make(text, error="m", micro=False).matrix]
    before = (size - len(code)) // 2
    behind = size - len(code) - before
    return [[0] * size] * before + [[0] * before + row + [0] * behind for row in code] + [[0] * size] * behind


def squares() -> list[Case]:
    """Blocks of a fixed shape."""
    return [
        giving("a payment code as a square", "=POOLQR(A1)", [[PUBLISHED]], square(PUBLISHED, 57), at="C3"),
        giving("a payment code in a smaller square", "=POOLQR(A1,50)", [[STATIC]], square(STATIC, 50), at="C3"),
        failing("a square that is too small", "=POOLQR(A1,40)", [[PUBLISHED]], "size: a code of ", at="C3:D4"),
        failing("a payment code that was changed", "=POOLQR(A1)", [[PUBLISHED.replace("10000", "90000")]], "payload: the payment code was changed or is none", at="C3:D4"),
        failing("an amount to pay with two readings", "=POOLPAY(A1,B1,C1)", [["ACB", "257678859", "10.000"]], "amount: ", at="H1"),
        failing("no payment code", "=POOLQR(A1)", [[None]], "payload: the payment code was changed or is none", at="C3:D4"),
    ]


def checks() -> list[Case]:
    """Each of the four, edited beside the code."""
    formula = "=POOLPAYCHECK(A1,B1,C1,D1,E1)"

    def edited(name: str, place: int, value: Any, said: str) -> Case:
        beside = [*BESIDE]
        beside[place] = value
        return giving(name, formula, [[PUBLISHED, *beside]], said, at="H1")

    return [
        giving("what stands beside a code agrees", formula, [[PUBLISHED, *BESIDE]], "ok", at="H1"),
        giving("it agrees however it is typed", formula, [[PUBLISHED, 970416, 257678859, "10000 ₫", "chuyển tiền"]], "memo: the code holds Chuyen tien", at="H1",
               note="all but the memo, where the case counts"),
        giving("a static code agrees with blanks", formula, [[STATIC, "ACB", "257678859", None, None]], "ok", at="H1"),
        edited("the bank was edited", 0, "VCB", "bank: the code holds ACB (970416)"),
        edited("the account was edited", 1, "257678858", "account: the code holds 257678859"),
        edited("the amount was edited", 2, 10_001, "amount: the code holds 10,000"),
        edited("the amount was taken away", 2, None, "amount: the code holds 10,000"),
        edited("the memo was edited", 3, "Chuyen tien 2", "memo: the code holds Chuyen tien"),
        edited("the bank was misspelled", 0, "ACBB", "bank: the code holds ACB (970416)"),
        giving("two were edited", formula, [[PUBLISHED, "VCB", "257678859", 1, "Chuyen tien"]], "bank: the code holds ACB (970416); amount: the code holds 10,000", at="H1"),
        giving("an amount beside a static code", formula, [[STATIC, "ACB", "257678859", 5, None]], "amount: the code holds nothing", at="H1"),
        giving("the code itself was edited", formula, [[PUBLISHED.replace("10000", "90000"), "ACB", "257678859", 90_000, "Chuyen tien"]],
               "the payment code was changed or is none: its check sum does not fit", at="H1"),
        giving("a check in Vietnamese", '=POOLPAYCHECK(A1,B1,C1,D1,E1,"vi")', [[PUBLISHED, "ACB", "257678859", 10_001, "Chuyen tien"]],
               "số tiền: trong mã là 10.000", at="H1"),
        failing("a check in a language that is not spoken", '=POOLPAYCHECK(A1,B1,C1,D1,E1,"fr")', [[PUBLISHED, *BESIDE]], "lang: fr is none of the languages", at="H1"),
    ]
