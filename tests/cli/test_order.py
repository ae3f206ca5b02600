"""The commands card and pay, from a workbook as an operator keeps it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from support.commands import book, call, digest

from poolsplit.order.payment import collection as cards
from poolsplit.order.payment import vietqr
from poolsplit.values.names import key
from poolsplit.workbook.memos import memos
from poolsplit.workbook.run import run

TEMPLATES = Path(__file__).resolve().parents[2] / "workbook_templates"

ROWS: list[list[Any]] = [
    ["ĐƠN GỘP THÁNG 10"], [],
    ["Tên shop", "Mã hàng", "SL", "Giá (¥)"], ["Chị Hà", "T1", 60, 50], ["Shop Bống", "T1", 40, 50], ["小燕", "T1", 20, 50],
    [],
    ["Tỷ giá", 3500], ["Người mua chính", "Chị Hà"], ["Cước", 3_000_000, "số lượng"],
    ["Tài khoản", "VCB 0123456789 NGUYEN VAN A"], ["Hạn chuyển tiền", "18h ngày 20/11/2026"],
]


def changed(label: str, value: Any) -> list[list[Any]]:
    return [[label, value] if row[:1] == [label] else row for row in ROWS]


@pytest.fixture
def order(tmp_path: Path) -> Path:
    return book(tmp_path / "đơn.xlsx", ROWS)


def collection(path: Path) -> Any:
    done = run(path)
    assert done.outcome.report is not None
    [found], problems = cards.collections(done.outcome.report, done.reading.tables.get("payments"), done.lang)
    assert problems == []
    return found


def statement(path: Path, *rows: tuple[str, int, str]) -> Path:
    lines = ["Ngày giao dịch,Số tiền,Nội dung", *(f'{when},"{amount:,}",{content}' for when, amount, content in rows)]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


# ---------------------------------------------------------------- card


def test_cards_are_written_beside_the_workbook_which_stays_as_it_is(order: Path) -> None:
    before = digest(order)
    done = call("card", order, "--png")
    assert done.exit_code == 0
    names = sorted(path.name for path in order.parent.glob("*.png"))
    assert names == ["đơn-thẻ-chuyển-tiền-Shop-Bống.png", "đơn-thẻ-chuyển-tiền-小燕.png", "đơn-thẻ-chuyển-tiền.png"]
    assert all(name in done.output for name in names)
    assert digest(order) == before
    whole = collection(order)
    for name, share in zip(names, [whole.shares[0], whole.shares[1], None], strict=True):
        picture = cv2.imdecode(np.fromfile(order.parent / name, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)] == [whole.code(share)]
    assert vietqr.read(whole.code(whole.shares[0])) == ("970436", "0123456789", 8_000_000, whole.shares[0].memo)


def test_one_partner_in_a_folder_and_a_language(order: Path) -> None:
    folder = order.parent / "cards"
    done = call("card", order, "--partner", "shop bống", "--out", folder, "--lang", "en")
    assert done.exit_code == 0
    [path] = folder.iterdir()
    assert path.name == "đơn-card-Shop-Bống.svg"
    assert "8,000,000 VND" in path.read_text(encoding="utf-8")


def test_a_partner_who_does_not_pay_is_a_wrong_call_that_lists_who_does(order: Path) -> None:
    for name in ("Chị Hà", "An"):
        done = call("card", order, "--partner", name)
        assert done.exit_code == 2
        assert f"{name} không có trong danh sách phải chuyển tiền: Shop Bống, 小燕" in done.output


@pytest.mark.parametrize(("rows", "said"), [
    (changed("Tài khoản", "VCB NGUYEN VAN A"), '!B11: "VCB NGUYEN VAN A" chưa có số tài khoản'),
    (changed("Tài khoản", "Viet 0123456789 A"), "VietinBank (970415)"),
    (changed("Tài khoản", "VCB 0123456789"), "!B11: tài khoản chưa ghi chủ tài khoản"),
    ([row for row in ROWS if row[:1] != ["Tài khoản"]], "chưa ghi tài khoản để các đối tác chuyển vào"),
    (changed("Hạn chuyển tiền", "thứ sáu"), "!B12: "),
])
def test_terms_that_prevent_a_code_are_problems_with_their_cell(tmp_path: Path, rows: list[list[Any]], said: str) -> None:
    path = book(tmp_path / "đơn.xlsx", rows)
    done = call("card", path)
    assert done.exit_code == 1
    assert said in done.output
    assert list(tmp_path.glob("*.svg")) == []


def test_who_has_paid_gets_no_card(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", [*ROWS, [], ["Đối tác", "Đã trả"], ["Shop Bống", 8_000_000], ["小燕", 1_000_000]])
    assert call("card", path).exit_code == 0
    assert sorted(one.name for one in tmp_path.glob("*.svg")) == ["đơn-thẻ-chuyển-tiền-小燕.svg", "đơn-thẻ-chuyển-tiền.svg"]
    assert vietqr.read(collection(path).code(collection(path).shares[1])).amount == 3_000_000


def test_an_edit_makes_a_new_version_and_old_codes_are_void(order: Path, tmp_path: Path) -> None:
    before = collection(order)
    rows = [["Shop Bống", "T1", 41, 50] if row[:1] == ["Shop Bống"] else row for row in ROWS]
    for edited in (rows, changed("Tài khoản", "VCB 0123456780 NGUYEN VAN A"), changed("Tỷ giá", 3501)):
        after = collection(book(tmp_path / "sau.xlsx", edited))
        assert after.version != before.version
        assert not {one.memo for one in before.shares} & {one.memo for one in after.shares}
    same = collection(book(tmp_path / "hạn.xlsx", changed("Hạn chuyển tiền", "18h ngày 21/11/2026")))
    assert same.version == before.version


# ---------------------------------------------------------------- pay


def test_a_statement_that_pays_everything(order: Path, tmp_path: Path) -> None:
    first, second = collection(order).shares
    rows = statement(tmp_path / "sk.csv", ("19/11/2026", first.due, f"MBVCB.1.{first.memo.upper()} CT"), ("19/11/2026", second.due, second.memo))
    done = call("pay", order, rows)
    assert done.exit_code == 0
    assert "đã nhận đủ 8.000.000 ₫" in done.output


def test_a_statement_that_leaves_something_open(order: Path, tmp_path: Path) -> None:
    first, second = collection(order).shares
    rows = statement(tmp_path / "sk.csv", ("19/11/2026", 8_500_000, first.memo), ("21/11/2026", second.due, second.memo), ("19/11/2026", 5_000, "an trua"))
    done = call("pay", order, rows, "--json")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert [[row[1], row[2], row[3], row[4], row[5]] for row in found["sections"][0]["rows"][:-1]] == [
        [8_500_000, "Shop Bống", "over", 8_000_000, 500_000], [4_000_000, "小燕", "late", 0, 4_000_000], [5_000, "", "unknown", 0, 5_000],
    ]
    assert [row[:4] for row in found["sections"][1]["rows"]] == [["Shop Bống", 8_000_000, 8_000_000, 0], ["小燕", 4_000_000, 0, 4_000_000],
                                                                 ["Tổng", 12_000_000, 8_000_000, 4_000_000]]
    assert any("小燕: còn thiếu 4.000.000/4.000.000 ₫" in text for [text] in found["sections"][2]["rows"])
    for lang, word in (("vi", "trễ hạn"), ("zh", "逾期"), ("en", "late")):
        assert word in call("pay", order, rows, "--lang", lang).output


@pytest.mark.parametrize(("content", "code"), [(None, 2), ("a,b\n1,2\n", 1), ("Ngày,Số tiền,Nội dung\n19/11/2026,nhiều,x\n", 1)])
def test_statements_that_cannot_be_used(order: Path, tmp_path: Path, content: str | None, code: int) -> None:
    path = tmp_path / "sk.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert call("pay", order, path).exit_code == code


# ---------------------------------------------------------------- the template's own card


def test_what_the_templates_card_asks_for_is_known_in_the_statement(tmp_path: Path) -> None:
    filled = tmp_path / "đơn.xlsx"
    filled.write_bytes((TEMPLATES / "example_vi.xlsx").read_bytes())
    told = memos(filled)
    [(partner, memo)] = told.items()  # whoever still owes
    due = next(share for share in collection(filled).shares if key(share.partner) == partner)
    bank = statement(tmp_path / "sao kê.csv", ("01/10/2026", due.due, f"MBVCB.77.{memo.lower().replace(' ', '-')}.CT tu 0123"), ("01/10/2026", 5, f"{memo}9"))
    found = json.loads(call("pay", filled, bank, "--json").stdout)
    [rows] = [section["rows"] for section in found["sections"] if section["key"] == "transfers"]
    assert [row for row in rows if due.partner in row]
    assert len([row for row in rows if due.partner in row]) == 1


def test_a_workbook_without_our_card_has_no_memos(order: Path) -> None:
    assert memos(order) == {}
