from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolsplit.errors import PaymentError
from poolsplit.values.banks import Account, account, account_number, bank, banks, masked

DATA = Path(__file__).resolve().parents[2] / "poolsplit" / "values" / "vn_banks.csv"


def refused(text: object, read=bank) -> PaymentError:
    with pytest.raises(PaymentError) as caught:
        read(text)
    return caught.value


def test_every_bank_of_the_list_has_six_digits_of_its_own_and_a_source() -> None:
    rows = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
    assert len({row["bin"] for row in rows}) == len(rows) == len(banks())
    assert all(len(row["bin"]) == 6 and row["bin"].isdigit() and row["name"] and row["source"] for row in rows)


@pytest.mark.parametrize("one", banks(), ids=lambda one: one.bin)
def test_every_bank_answers_to_its_bin_its_name_and_its_registered_name(one) -> None:
    for text in (one.bin, int(one.bin), float(one.bin), one.name, one.name.upper(), one.name.replace(" ", ""), one.full, one.full.lower()):
        assert bank(text) == one


@pytest.mark.parametrize(("text", "bin_"), [
    ("VCB", "970436"), ("tcb", "970407"), ("MB", "970422"), ("MB Bank", "970422"), ("ngân hàng ngoại thương việt nam", "970436"),
    ("Techcom", "970407"), ("Viettin bank", ""), ("techcombank ", "970407"), ("Vietin", "970415"), ("ＶＣＢ", "970436"), ("Nam Á", "970428"), ("Nam A", "970428"),
])
def test_names_as_people_type_them(text: str, bin_: str) -> None:
    if bin_:
        assert bank(text).bin == bin_
    else:
        assert "VietinBank (970415)" in refused(text).fix


@pytest.mark.parametrize(("text", "close"), [("Viet", "VietBank (970433)"), ("Vietcombnk", "Vietcombank (970436)"), ("Kookmin", "Kookmin Bank HN (970462)")])
def test_what_is_only_similar_is_asked_with_the_close_ones(text: str, close: str) -> None:
    error = refused(text)
    assert error.part == "bank"
    assert close in error.fix


def test_a_name_of_two_banks_is_asked_with_both() -> None:
    assert str(refused("BVB")) == '"BVB" may be BaoViet Bank (970438), BVBank (970454)'
    assert refused("").fix == refused("zzzzqq").fix == "type its short name or its six digits, such as Vietcombank or 970436"


@pytest.mark.parametrize(("text", "bin_", "number", "holder"), [
    ("VCB 0123456789 NGUYEN VAN A", "970436", "0123456789", "NGUYEN VAN A"),
    ("0123456789 VCB Nguyễn Văn A", "970436", "0123456789", "Nguyễn Văn A"),
    ("MB Bank - 0987 654 321 - LÊ THỊ B", "970422", "0987654321", "LÊ THỊ B"),
    ("Số tài khoản: 19012345678011 Ngân hàng: Techcombank Chủ tài khoản: PHẠM C", "970407", "19012345678011", "PHẠM C"),
    ("户名: 阮文A 账号: 0123456789 银行: Vietcombank", "970436", "0123456789", "阮文A"),
    ("Vietinbank\n1020 3040 5060\nTRAN THI HA", "970415", "102030405060", "TRAN THI HA"),
    ("CAKE by VPBank 0123456789 A", "546034", "0123456789", "A"),
    ("NGUYEN VAN A 0123456789 Ngân hàng ACB", "970416", "0123456789", "NGUYEN VAN A"),
    ("970436 0123456789 LY", "970436", "0123456789", "LY"),
    ("STK 0071000123456 tại Vietcombank CN Tân Bình, chủ TK Nguyễn A", "970436", "0071000123456", "Nguyễn A"),
    ("Ngân hàng TMCP Á Châu 123456 Ngô B", "970416", "123456", "Ngô B"),
    ("VCB 0123456789 NGUYEN THI AN BINH", "970436", "0123456789", "NGUYEN THI AN BINH"),
    ("ACB 257678859", "970416", "257678859", ""),
])
def test_accounts_as_people_write_them(text: str, bin_: str, number: str, holder: str) -> None:
    found = account(text)
    assert (found.bank.bin, found.number, found.holder) == (bin_, number, holder)


@pytest.mark.parametrize(("text", "part", "said"), [
    ("VCB NGUYEN VAN A", "account", "has no account number"),
    ("0123456789 NGUYEN VAN A", "bank", "names no bank"),
    ("VCB 0123456789 hoặc 9876543210", "account", "has more than one number"),
    ("VCB 0123456789 TRAN TIMO", "bank", "which is the bank: VCB, TIMO?"),
    ("VCB ACB Bank 0123456789", "bank", "which is the bank: ACB Bank, VCB?"),
    ("VCB 12345678901234567890 A", "account", "has 20 characters"),
    ("", "account", "has no account number"),
])
def test_accounts_that_cannot_be_told_are_asked(text: str, part: str, said: str) -> None:
    error = refused(text, account)
    assert error.part == part
    assert said in str(error)
    assert error.fix


@given(st.sampled_from(banks()), st.text("0123456789", min_size=7, max_size=19).filter(lambda digits: digits.strip("0")), st.permutations(range(3)))
def test_any_order_of_the_three_is_read(one, number: str, order: list[int]) -> None:
    parts = [one.bin, number, "TRAN THI HA"]
    found = account(" - ".join(parts[place] for place in order))
    assert found == Account(one, number, "TRAN THI HA") or number in {other.bin for other in banks()}


def test_the_limits_of_an_account_number() -> None:
    assert account_number("1" * 19) == "1" * 19
    assert "20 characters" in str(refused("1" * 20, account_number))
    assert account_number("VQR12ab") == "VQR12ab"
    assert account_number(999_999_999_999_999.0) == "999999999999999"
    for bad in (1e15, -5.0, 1.5, "12/34", "12345đ", "", "0000", 0, None):
        assert refused(bad, account_number).part == "account"


def test_what_is_shown_of_an_account_is_its_end_and_not_its_length() -> None:
    assert masked("0123456789") == "****6789"
    assert masked("1" * 15 + "2345") == "****2345"
    assert masked("1234") == "****34"
