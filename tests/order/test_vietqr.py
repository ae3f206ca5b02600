"""The amount of a payment code at its edges, and what is told. (spec.md, section 7)"""

from __future__ import annotations

from typing import Any

import pytest
from golden.payments import PUBLISHED

from poolsplit.errors import PaymentError
from poolsplit.order.payment.vietqr import amount_of, differences, read, vietqr

RECEIVER = ("ACB", "257678859")
WHOLE = "type whole dong, from 1 to 13 digits, or nothing"


@pytest.mark.parametrize(("amount", "field"), [
    (1, "54011"), (9, "54019"), (10, "540210"), (999_999_999_999, "5412999999999999"), (1_000_000_000_000, "54131000000000000"),
    (9_999_999_999_999, "54139999999999999"), ("9.999.999.999.999", "54139999999999999"), (9_999_999_999_999.0, "54139999999999999"),
])
def test_an_amount_of_up_to_13_digits_is_carried(amount: Any, field: str) -> None:
    text = vietqr(*RECEIVER, amount)
    assert f"5303704{field}5802VN" in text
    assert read(text).amount == int(field[4:])


@pytest.mark.parametrize(("amount", "message", "fix"), [
    (10_000_000_000_000, "10000000000000 is more than a code takes", WHOLE), ("10.000.000.000.000", "10.000.000.000.000 is more than a code takes", WHOLE),
    (99_999_999_999_999, "99999999999999 is more than a code takes", WHOLE), (0, "0 is no amount of whole dong", WHOLE), (-1, "-1 is no amount of whole dong", WHOLE),
])
def test_an_amount_of_14_digits_or_of_nothing_is_refused(amount: Any, message: str, fix: str) -> None:
    with pytest.raises(PaymentError) as caught:
        vietqr(*RECEIVER, amount)
    assert (caught.value.part, str(caught.value.args[0]), str(caught.value.fix)) == ("amount", message, fix)
    with pytest.raises(PaymentError):
        amount_of(amount)


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_code_without_an_amount_is_static(blank: Any) -> None:
    text = vietqr(*RECEIVER, blank, "Chuyen tien")
    assert text.startswith("0002010102113853")
    assert read(text).amount is None


@pytest.mark.parametrize(("beside", "said"), [
    ((*RECEIVER, 10_000, "Chuyen tien"), []), ((970416, "257 678 859", 10_000.0, "Chuyển tiền!"), []),
    (("VCB", "257678859", 10_000, "Chuyen tien"), ["bank: the code holds ACB (970416)"]),
    (("ACB", "257678858", 10_000, "Chuyen tien"), ["account: the code holds 257678859"]),
    ((*RECEIVER, 10_001, "Chuyen tien"), ["amount: the code holds 10,000"]), ((*RECEIVER, None, "Chuyen tien"), ["amount: the code holds 10,000"]),
    ((*RECEIVER, 10_000, "Chuyen tie"), ["memo: the code holds Chuyen tien"]), ((*RECEIVER, 10_000, ""), ["memo: the code holds Chuyen tien"]),
    (("?", "?", "?", "小"), ["bank: the code holds ACB (970416)", "account: the code holds 257678859", "amount: the code holds 10,000", "memo: the code holds Chuyen tien"]),
])
def test_what_stands_beside_the_published_code_agrees_or_is_told(beside: tuple[Any, ...], said: list[str]) -> None:
    assert differences(PUBLISHED, *beside) == said


def test_a_code_that_holds_no_amount_and_no_memo_says_so() -> None:
    assert differences(vietqr(*RECEIVER), *RECEIVER, 1, "a") == ["amount: the code holds nothing", "memo: the code holds nothing"]
