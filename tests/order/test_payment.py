from __future__ import annotations

import itertools
from typing import Any

import pytest
from golden.payments import PUBLISHED, STATIC
from hypothesis import given
from hypothesis import strategies as st
from vietnam_qr_pay import QRPay

from poolsplit.errors import PaymentError
from poolsplit.functions.declaration import call
from poolsplit.order.payment import qr
from poolsplit.order.payment import vietqr as payment
from poolsplit.order.payment.memo import codes_in, is_code, memo, memo_code, memo_text, nearly
from poolsplit.order.payment.qr import LARGEST_CODE, in_square
from poolsplit.order.payment.vietqr import differences, read, tags, vietqr
from poolsplit.values import banks

ACCOUNTS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", min_size=1, max_size=19).filter(lambda one: one.strip("0"))
AMOUNTS = st.none() | st.integers(1, 9_999_999_999_999)
MEMOS = st.text("0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", max_size=25).map(lambda text: " ".join(text.split()))
BANKS = st.sampled_from(banks.banks())
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def crc_by_bits(text: str) -> str:
    """CRC-16/CCITT-FALSE as the standard writes it: polynomial 0x1021, start 0xFFFF, bit by bit."""
    register = 0xFFFF
    for byte in text.encode("ascii"):
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x1021 if register & 0x8000 else register << 1) & 0xFFFF
    return f"{register:04X}"


def refused(part: str, *given_: Any) -> str:
    with pytest.raises(PaymentError) as caught:
        vietqr(*given_)
    assert caught.value.part == part
    assert caught.value.fix
    return str(caught.value)


# ---------------------------------------------------------------- the text


def test_the_published_codes() -> None:
    assert vietqr("ACB", "257678859", 10_000, "Chuyen tien") == PUBLISHED
    assert vietqr("ACB", "257678859") == STATIC


@given(BANKS, ACCOUNTS, AMOUNTS, MEMOS)
def test_codes_are_those_of_an_independent_package(bank: Any, account: str, amount: int | None, said: str) -> None:
    more = {"amount": str(amount)} if amount else {}
    theirs = QRPay.init_viet_qr(bank.bin, account, **more, **({"purpose": said} if said else {}))
    assert vietqr(bank.bin, account, amount, said) == theirs.build()
    back = QRPay(vietqr(bank.bin, account, amount, said))
    assert back.is_valid
    assert (back.consumer.bank_bin, back.consumer.bank_number, back.amount or None) == (bank.bin, account, str(amount) if amount else None)


@given(BANKS, ACCOUNTS, AMOUNTS, MEMOS)
def test_the_structure_of_every_code(bank: Any, account: str, amount: int | None, said: str) -> None:
    text = vietqr(bank.bin, account, amount, said)
    assert text.isascii()
    assert len(text) <= 150
    fields = tags(text)
    assert list(fields) == [tag for tag in ("00", "01", "38", "53", "54", "58", "62", "63") if (tag != "54" or amount) and (tag != "62" or said)]
    assert "".join(f"{tag}{len(value):02d}{value}" for tag, value in fields.items()) == text
    assert fields["01"] == ("12" if amount else "11")
    assert tags(fields["38"]) | tags(tags(fields["38"])["01"]) == {"00": bank.bin, "01": account, "02": "QRIBFTTA"}
    assert tags(fields["38"])["00"] == "A000000727"
    assert (fields["00"], fields["53"], fields["58"]) == ("01", "704", "VN")
    assert fields["63"] == crc_by_bits(text[:-4])
    assert read(text) == (bank.bin, account, amount, said)


@given(ACCOUNTS, AMOUNTS, MEMOS, st.data())
def test_a_code_with_one_character_changed_is_none(account: str, amount: int | None, said: str, data: Any) -> None:
    text = vietqr("VCB", account, amount, said)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from([one for one in "0123456789AbZ " if one != text[place]]))
    with pytest.raises(PaymentError):
        read(text[:place] + letter + text[place + 1 :])


@pytest.mark.parametrize("text", ["", "6304", None, 5, "không", "00020163041D1D", "0002016304" + crc_by_bits("0002016304"), "000263041234",
                                  vietqr("VCB", "1")[:-8] + "5904" + crc_by_bits(vietqr("VCB", "1")[:-8] + "5904")])    # a sum that fits, as a name
def test_what_is_no_code_is_said(text: Any) -> None:
    with pytest.raises(PaymentError) as caught:
        read(text)
    assert caught.value.part == "code"


def test_the_limits() -> None:
    assert len(vietqr("VCB", "1" * 19, 9_999_999_999_999, "a" * 25)) == 150
    assert "20 characters" in refused("account", "VCB", "1" * 20)
    assert "26 characters" in refused("memo", "VCB", "1", 1, "a" * 26)
    assert "more than a code takes" in refused("amount", "VCB", "1", 10_000_000_000_000)
    for amount in (0, -1):
        assert "no amount of whole dong" in refused("amount", "VCB", "1", amount)
    assert "more decimals" in refused("amount", "VCB", "1", 0.5)
    refused("amount", "VCB", "1", "¥5")
    refused("amount", "VCB", "1", "1.234")
    refused("amount", "VCB", "1", "nhiều")
    refused("bank", "Ngân hàng Sao Hỏa", "1")
    refused("account", "VCB", "12-ế")
    assert "小" in refused("memo", "VCB", "1", 1, "小燕")
    assert "Ж" in refused("memo", "VCB", "1", 1, "Ж")


@pytest.mark.parametrize(("typed", "said"), [
    ("Cửa hàng Đức: túi #12", "Cua hang Duc tui 12"), ("đĐ ƠƯơư ẾỆ", "dD OUou EE"), ("a\n b\t-c", "a b c"), (12.0, "12"), (None, ""), ("ＡＢ１", "AB1"),
    ("e\u0301ta\u0323", "eta"), ("!!!", ""),
])
def test_memos_are_folded(typed: object, said: str) -> None:
    assert memo_text(typed) == said


@given(st.text(max_size=60))
def test_a_memo_is_folded_or_refused_and_folds_to_itself(text: str) -> None:
    try:
        said = memo_text(text)
    except PaymentError:
        return
    assert len(said) <= 25
    assert said.isascii()
    assert memo_text(said) == said
    assert all(one.isalnum() or one == " " for one in said)


# ---------------------------------------------------------------- beside the code


@given(BANKS, ACCOUNTS, AMOUNTS, MEMOS)
def test_what_stands_beside_a_code_agrees_until_one_of_the_four_is_edited(bank: Any, account: str, amount: int | None, said: str) -> None:
    beside = [bank.bin, account, amount, said]
    code = vietqr(*beside)
    assert differences(code, *beside) == []
    other = next(one.bin for one in banks.banks() if one.bin != bank.bin)
    edits = [other, account[:-1] + ("1" if account[-1] != "1" else "2"), (amount or 0) + 1, "x" if said != "x" else "y"]
    for place, name in enumerate(["bank", "account", "amount", "memo"]):
        edited = [*beside[:place], edits[place], *beside[place + 1 :]]
        assert [str(one).partition(":")[0] for one in differences(code, *edited)] == [name]
    for place, name in enumerate(["bank", "account", "amount", "memo"]):
        edited = [*beside[:place], "?ệ小", *beside[place + 1 :]]
        assert [str(one).partition(":")[0] for one in differences(code, *edited)] == [name]


# ---------------------------------------------------------------- memo codes


@given(st.text(min_size=1, max_size=20), st.integers(1, 99), st.text(min_size=1, max_size=20))
def test_a_memo_code_is_short_stable_and_checked(pool: str, version: int, partner: str) -> None:
    code = memo_code(pool, version, partner)
    assert len(code) == 11
    assert code.startswith("PS")
    assert set(code[2:]) <= set(LETTERS)
    assert not set("01OIL") & set(code[2:])
    assert is_code(code)
    assert code == memo_code(pool, str(version), f"  {partner} ") or not partner.strip()
    assert code != memo_code(pool, version + 1, partner)


@given(st.integers(0, 10**6))
def test_every_slip_of_one_character_and_every_exchange_of_two_shows(seed: int) -> None:
    code = memo_code("pool", 1, seed)
    for place in range(2, 11):
        for letter in LETTERS:
            slipped = code[:place] + letter + code[place + 1 :]
            assert is_code(slipped) == (slipped == code)
    for first, second in itertools.combinations(range(2, 11), 2):
        exchanged = [*code]
        exchanged[first], exchanged[second] = code[second], code[first]
        assert is_code("".join(exchanged)) == (code[first] == code[second])


def test_ten_thousand_partners_have_ten_thousand_codes() -> None:
    assert len({memo_code("pool", 1, partner) for partner in range(10_000)}) == 10_000


@given(st.text(max_size=40))
def test_a_memo_has_its_code_first_and_fits(partner: str) -> None:
    code = memo_code("pool", 1, partner)
    said = memo(code, partner)
    assert said.startswith(code)
    assert memo_text(said) == said
    assert codes_in(said) == [code]


@pytest.mark.parametrize("form", [
    "{0}", "MBVCB.3278907687.{0} CUA HANG HA-CT tu 0123 toi 0456", "ibft {1} chuyen tien", "{2}", "CT DEN:0123{0}", "{3} GD 1234", "{0}{0}", "X{0}9",
])
def test_codes_are_found_in_the_texts_of_banks(form: str) -> None:
    code = memo_code("pool", 1, "Bình")
    text = form.format(code, code.lower(), code[:4] + "\n" + code[4:], " ".join(code))
    assert codes_in(text) == [code]


def test_a_mistyped_code_is_told_but_never_taken() -> None:
    codes_ = [memo_code("pool", 1, partner) for partner in range(5)]
    code = codes_[2]
    slips = [code[:5] + ("2" if code[5] != "2" else "3") + code[6:], code[:6] + code[7:], code[:7] + code[8] + code[7] + code[9:]]
    for slip in slips:
        if slip != code:
            assert codes_in(slip) == []
            assert nearly(f"CT {slip} HA", codes_) == code
    assert nearly("chuyen tien an trua", codes_) == ""
    assert nearly("", codes_) == ""


# ---------------------------------------------------------------- squares


def test_a_square_has_the_size_that_was_asked_and_the_code_in_its_middle() -> None:
    code = [[1, 1, 1], [1, 0, 1], [1, 1, 1]]
    for size in (None, 11, 12, 20):
        rows = in_square(code, size)
        wide = size or 11
        assert len(rows) == wide
        assert all(len(row) == wide for row in rows)
        assert sum(map(sum, rows)) == 8
        before = (wide - 3) // 2
        assert [row[before : before + 3] for row in rows[before : before + 3]] == code
        assert before >= 4
    with pytest.raises(PaymentError, match="does not fit"):
        in_square(code, 10)


def test_the_largest_code_fits_into_the_square_that_has_no_size() -> None:
    longest = vietqr("VCB", "z" * 19, 9_999_999_999_999, "z" * 25)
    assert len(qr.matrix(longest)) == LARGEST_CODE == 57
    assert len(call("POOLQR", [longest])) == len(call("POOLQR", [STATIC])) == 57


def test_payments_are_public() -> None:
    import poolsplit  # noqa: PLC0415

    assert poolsplit.vietqr is payment.vietqr
