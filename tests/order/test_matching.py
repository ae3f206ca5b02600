from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import poolsplit as ps
from poolsplit.errors import DataError, Refused
from poolsplit.order.payment.matching import KINDS, Due, Transfer, match
from poolsplit.order.payment.memo import memo, memo_code
from poolsplit.order.payment.statement import rows_of, transfers_in
from poolsplit.values.translate import translate

PARTNERS = ["Bình", "Chị Hà", "小燕"]
MEMOS = {name: memo(memo_code("pool", 1, name), name) for name in PARTNERS}
CODES = {name: text[:11] for name, text in MEMOS.items()}
DUES = [Due(name, due, MEMOS[name]) for name, due in zip(PARTNERS, (8_200_000, 5_000_000, 0), strict=True)]
TIMELY = dt.datetime(2026, 11, 19, 10, 30)
DEADLINE = dt.datetime(2026, 11, 20, 18)


def kinds(*transfers: tuple[Any, int, str], deadline: Any = DEADLINE) -> list[tuple[str, int, int]]:
    dues = [due._replace(deadline=deadline) for due in DUES]
    return [(one.kind, one.counted, one.back) for one in match([Transfer(*one) for one in transfers], dues).matches]


@pytest.mark.parametrize(("transfers", "expected"), [
    ([(TIMELY, 8_200_000, CODES["Bình"])], [("exact", 8_200_000, 0)]),
    ([(TIMELY, 8_000_000, CODES["Bình"]), (TIMELY, 200_000, CODES["Bình"])], [("partial", 8_000_000, 0), ("exact", 200_000, 0)]),
    ([(TIMELY, 8_300_000, CODES["Bình"])], [("over", 8_200_000, 100_000)]),
    ([(TIMELY, 8_200_000, CODES["Bình"]), (TIMELY, 8_200_000, CODES["Bình"])], [("exact", 8_200_000, 0), ("duplicate", 0, 8_200_000)]),
    ([(dt.datetime(2026, 11, 20, 18, 1), 8_200_000, CODES["Bình"])], [("late", 0, 8_200_000)]),
    ([(dt.datetime(2026, 11, 20, 18), 8_200_000, CODES["Bình"])], [("exact", 8_200_000, 0)]),
    ([(dt.date(2026, 11, 20), 8_200_000, CODES["Bình"])], [("exact", 8_200_000, 0)]),
    ([(dt.date(2026, 11, 21), 8_200_000, CODES["Bình"])], [("late", 0, 8_200_000)]),
    ([(None, 8_200_000, CODES["Bình"])], [("exact", 8_200_000, 0)]),
    ([(TIMELY, 50_000, "chuyen tien an trua")], [("unknown", 0, 50_000)]),
    ([(TIMELY, 50_000, f"{CODES['Bình']} {CODES['Chị Hà']}")], [("unknown", 0, 50_000)]),
    ([(TIMELY, 50_000, CODES["小燕"])], [("duplicate", 0, 50_000)]),
    ([(TIMELY, 50_000, memo_code("pool", 2, "Bình"))], [("unknown", 0, 50_000)]),
    ([(dt.datetime(2026, 11, 19, 11), 200_000, CODES["Bình"]), (TIMELY, 8_200_000, CODES["Bình"])], [("duplicate", 0, 200_000), ("exact", 8_200_000, 0)]),
])
def test_every_class(transfers: list[Any], expected: list[Any]) -> None:
    assert kinds(*transfers) == expected


def test_a_deadline_without_a_time_ends_with_its_day() -> None:
    on_time, late = (dt.datetime(2026, 11, 20, 23, 59), 1, CODES["Bình"]), (dt.datetime(2026, 11, 21, 0, 1), 1, CODES["Bình"])
    assert [kind for kind, _, _ in kinds(on_time, late, deadline=dt.date(2026, 11, 20))] == ["partial", "late"]


CONTENTS = st.one_of(
    st.sampled_from([*CODES.values(), *MEMOS.values()]), st.text(max_size=30), st.sampled_from(PARTNERS).map(lambda name: f"MBVCB.9.{CODES[name].lower()} ct"),
    st.tuples(*[st.sampled_from(list(CODES.values()))] * 2).map(" ".join),
)
WHEN = st.none() | st.datetimes(dt.datetime(2026, 11, 18), dt.datetime(2026, 11, 22)) | st.dates(dt.date(2026, 11, 18), dt.date(2026, 11, 22))
TRANSFERS = st.lists(st.builds(Transfer, WHEN, st.integers(1, 10_000_000), CONTENTS), max_size=12)


@given(TRANSFERS, st.none() | st.just(DEADLINE) | st.just(DEADLINE.date()), st.randoms())
def test_every_transfer_has_one_class_and_no_dong_is_lost(transfers: list[Transfer], deadline: Any, shuffle: Any) -> None:
    dues = [due._replace(deadline=deadline) for due in DUES]
    found = match(transfers, dues)
    assert [one.transfer for one in found.matches] == transfers
    for one in found.matches:
        assert one.kind in KINDS
        assert one.counted + one.back == one.transfer.amount
        assert min(one.counted, one.back) >= 0
        assert (one.due < 0) == (one.kind == "unknown")
        assert (one.back == 0) == (one.kind in {"exact", "partial"})
    for place, standing in enumerate(found.standings):
        counted = sum(one.counted for one in found.matches if one.due == place)
        assert standing.paid == counted <= standing.due.due
        assert standing.open == standing.due.due - counted
        assert bool(standing.text) == bool(standing.open)
        assert sum(one.kind in {"exact", "over"} for one in found.matches if one.due == place) == (counted == standing.due.due > 0)
    again = list(transfers)
    shuffle.shuffle(again)
    dated = [one for one in transfers if one.when is not None]
    if len({(one.when.date(), one.when.time()) if isinstance(one.when, dt.datetime) else (one.when, dt.time.max) for one in dated}) == len(transfers):
        assert Counter((one.transfer, one.kind) for one in match(again, dues).matches) == Counter((one.transfer, one.kind) for one in found.matches)


def test_texts_in_three_languages_name_partner_amount_and_memo() -> None:
    found = match([Transfer(TIMELY, 8_000_000, CODES["Bình"])], [DUES[0]._replace(deadline=DEADLINE)])
    assert translate(found.matches[0].text, "vi") == f"Bình: đã nhận 8.000.000 ₫, còn thiếu 200.000 ₫. Nhờ bạn chuyển nốt với nội dung {MEMOS['Bình']}"
    assert translate(found.standings[0].text, "zh") == f"Bình：8,200,000 越南盾中还差 200,000。请在 2026年11月20日 18:00 前转账，附言写 {MEMOS['Bình']}"
    slipped = CODES["Bình"][:-1] + ("2" if CODES["Bình"][-1] != "2" else "3")
    said = match([Transfer(TIMELY, 5, slipped)], DUES).matches[0].text
    assert "the code is mistyped. Did Bình" in said


# ---------------------------------------------------------------- statements as banks write them


VIETCOMBANK = f"""NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM,,,,,
"Số tài khoản: 0123456789",,,,,
STT,Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Mô tả
1,19/11/2026 10:30:00,FT1,,"8,000,000","MBVCB.327.{CODES['Bình'][:6]}
{CODES['Bình'][6:]} CUA HANG BINH.CT tu 0123"
2,19/11/2026 11:00:00,FT2,,"200,000.00",{MEMOS['Bình'].upper()}
2,19/11/2026 11:00:00,FT2,,"200,000.00",{MEMOS['Bình'].upper()}
3,20/11/2026 09:00:00,FT3,"11,000",,PHI SMS
4,20/11/2026 09:30:00,FT4,,"5,000",THU LAI
,Tổng cộng,,"11,000","8,405,000",
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_statement_with_lines_above_debits_a_total_and_breaks_within_cells(tmp_path: Any, encoding: str, mark: str) -> None:
    path = tmp_path / "sao kê.csv"
    frame = list(csv.reader(VIETCOMBANK.splitlines(keepends=True)))
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=mark).writerows(frame)
    found, problems = transfers_in(rows_of(path))
    assert [(one.amount, one.when) for one in found] == [
        (8_000_000, dt.datetime(2026, 11, 19, 10, 30)), (200_000, dt.datetime(2026, 11, 19, 11)), (5_000, dt.datetime(2026, 11, 20, 9, 30)),
    ]
    [warning] = problems
    assert warning.warning
    assert "FT2" in warning.message
    assert [one.kind for one in match(found, DUES).matches] == ["partial", "exact", "unknown"]


@pytest.mark.parametrize("headings", [
    ["Ngày", "Số tiền", "Nội dung"], ["Date", "Amount", "Description"], ["日期", "金额", "摘要"], ["Ngày GD", "Ghi có", "Diễn giải"],
    ["交易日期", "贷方金额", "附言"], ["Transaction date", "Credit", "Details"], ["Ngày giao dịch / Date", "Phát sinh có (Credit)", "Nội dung\nDescription"],
    ["date", "amount", "content"],
])
@pytest.mark.parametrize("amount", ["+8,200,000", "8.200.000", "8,200,000 VND", 8_200_000, "8200000", "8.200.000,00"])
def test_headings_and_amounts_in_three_languages(headings: list[str], amount: Any) -> None:
    found = ps.match_payments([headings, ["19/11/2026", amount, CODES["Bình"]]], [{"partner": "Bình", "due": 8_200_000, "memo": MEMOS["Bình"]}])
    assert [(one.kind, one.counted) for one in found.matches] == [("exact", 8_200_000)]


def test_frames_records_and_lines_that_go_on() -> None:
    rows = [{"date": "2026-11-19", "amount": 8_200_000, "content": CODES["Bình"][:5]}, {"date": None, "amount": None, "content": CODES["Bình"][5:]}]
    dues = pd.DataFrame({"partner": ["Bình"], "due": [8_200_000], "memo": [MEMOS["Bình"]]})
    for transfers in (rows, pd.DataFrame(rows), [["date", "amount", "content"], *([*row.values()] for row in rows)]):
        assert [one.kind for one in ps.match_payments(transfers, dues, "2026-11-20").matches] == ["exact"]


def test_what_went_out_is_no_payment() -> None:
    found, _ = transfers_in([["Ngày", "Số tiền", "Nội dung"], ["19/11/2026", "-50,000", CODES["Bình"]], ["19/11/2026", 0, ""]])
    assert found == []


@pytest.mark.parametrize(("rows", "said"), [
    ([["a", "b"], [1, 2]], "the statement has no headings for amount and content"),
    ([], "the statement has no headings for amount and content"),
    ([["Ngày", "Số tiền", "Nội dung"], ["hôm qua", "5,000", "x"]], '"hôm qua" is not a date'),
    ([["Ngày", "Số tiền", "Nội dung"], ["19/11/2026", "nhiều", "x"]], '"nhiều" is not a number'),
])
def test_what_cannot_be_read_is_a_problem(rows: Any, said: str) -> None:
    with pytest.raises(DataError) as caught:
        ps.match_payments(rows, [{"partner": "Bình", "due": 1, "memo": MEMOS["Bình"]}])
    assert said in str(caught.value)


def test_dues_that_share_a_code_or_have_none_are_problems() -> None:
    rows = [["Ngày", "Số tiền", "Nội dung"]]
    same = [{"partner": "Bình", "due": 1, "memo": MEMOS["Bình"]}, {"partner": "Chị Hà", "due": 1, "memo": CODES["Bình"]}]
    for dues, said in ((same, "stands twice"), ([{"partner": "Bình", "due": 1, "memo": "tien hang"}], "is no memo with a payment code")):
        with pytest.raises(DataError, match=said):
            ps.match_payments(rows, dues)


def test_files_that_are_none(tmp_path: Any) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x00\x01\xff\xfe\x00")
    for name, code in (("b.csv", "not-found"), ("a.csv", "not-a-statement")):
        with pytest.raises(Refused) as caught:
            rows_of(tmp_path / name)
        assert caught.value.code == code
    (tmp_path / "zh.csv").write_bytes("日期,金额,摘要\n2026-11-19,5000,饭钱\n".encode("gb18030"))
    assert transfers_in(rows_of(tmp_path / "zh.csv"))[0] == [Transfer(dt.date(2026, 11, 19), 5000, "饭钱")]
