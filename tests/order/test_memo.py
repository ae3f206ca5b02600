"""The memo at the edge of what a code takes. (spec.md, section 7)"""

from __future__ import annotations

import pytest

from poolsplit.errors import PaymentError
from poolsplit.order.payment.memo import memo, memo_code, memo_text, nearly

CODE = "PSUA6C9H9VE"
FULL = "Cua hang Duc tui xach nau"


@pytest.mark.parametrize(("typed", "said"), [
    (FULL[:24], FULL[:24]), (FULL, FULL), ("Cửa hàng Đức: túi xách nâu", FULL), (f"  {FULL}. ", FULL), ("a" * 24, "a" * 24), ("a" * 25, "a" * 25),
])
def test_a_memo_of_25_letters_is_taken_whole(typed: str, said: str) -> None:
    assert len(FULL) == 25
    assert memo_text(typed) == said


@pytest.mark.parametrize("typed", [FULL + "s", FULL + " s", "a" * 26])
def test_a_memo_of_26_letters_is_refused_and_not_cut(typed: str) -> None:
    with pytest.raises(PaymentError) as caught:
        memo_text(typed)
    error, n = caught.value, len(typed)
    assert (error.part, str(error.args[0]), str(error.fix)) == ("memo", f'the memo "{typed}" has {n} characters, and a code takes 25', "shorten it")


@pytest.mark.parametrize(("letter", "typed"), [("小", "tui 小燕"), ("Ж", "ЖA"), ("ß", "ß")])
def test_a_letter_of_another_script_is_refused_and_named(letter: str, typed: str) -> None:
    with pytest.raises(PaymentError) as caught:
        memo_text(typed)
    assert (caught.value.part, str(caught.value.args[0]), str(caught.value.fix)) == (
        "memo", f'the memo has "{letter}", which banks do not carry', "type it in Latin letters and digits")


@pytest.mark.parametrize(("partner", "said"), [
    ("Nguyen Van Anh", f"{CODE} Nguyen Van"),               # 22 letters; "Anh" would make 26
    ("Nguyen Van An", f"{CODE} Nguyen Van An"),             # 25 letters
    ("a" * 13, f"{CODE} {'a' * 13}"), ("a" * 14, CODE), ("Đỗ Thị", f"{CODE} Do Thi"), ("Shop 小燕", CODE), ("", CODE),
    (f"{'a' * 14} b", CODE),                                # no word behind one that does not fit
])
def test_a_memo_takes_whole_words_up_to_25_letters(partner: str, said: str) -> None:
    assert memo(CODE, partner) == said


def test_a_code_begins_with_ps_and_differs_by_pool_version_and_partner() -> None:
    """The codes of an example that stands in the documentation."""
    assert (memo_code("Tháng 7", 1, "Chị Hà"), memo_code("Tháng 7", 2, "Chị Hà")) == (CODE, "PS9RADC2336")
    assert memo_code(" tháng  7", "1", "CHỊ HÀ") == CODE
    assert len({CODE, memo_code("Tháng 8", 1, "Chị Hà"), memo_code("Tháng 7", 1, "Chị Ha")}) == 3


@pytest.mark.parametrize(("typed", "meant"), [
    ("PSUA6C9H9V2", CODE), ("PSUA6C9H9EV", CODE), ("PSUA6C9HVE", CODE), ("PSUA6C9H922", ""), ("PSUA6CH9EV", ""), ("SUA6C9H9VE", CODE), ("PSUA6C9H9V", CODE),
])
def test_one_slip_is_told_and_two_are_not(typed: str, meant: str) -> None:
    assert nearly(f"CT {typed}!", [CODE, "PS9RADC2336"]) == meant
