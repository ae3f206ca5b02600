"""`poolsplit ready` and `poolsplit sample`, as an operator calls them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

import poolsplit as ps
from poolsplit.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

ORDERS: list[list[Any]] = [["Tên shop", "Mã hàng", "SL", "Giá (¥)"], ["Chị Hà", "T1", 60, 50], ["Shop Bống", "T1", 40, 50], [], ["Tỷ giá", 3500], ["Cước", 3_000_000, "số lượng"]]
DAY = dt.datetime(2026, 11, 3)    # noqa: DTZ001  (a workbook's dates have no zone)
CHAT, LINK = "chat với shop.png", "https://detail.1688.com/offer/1.html"
RECORDS: list[list[Any]] = [
    ["Giai đoạn", "Hồ sơ", "Tham chiếu", "Liên quan đến", "Kết quả", "Ngày", "Người ghi"],
    ["Chốt đơn", "Link sản phẩm", LINK, None, None, DAY, "Lan"],
    ["Chốt đơn", "Phân loại đã chọn", "trắng, 2 m", None, None, DAY, "Lan"],
    ["Đặt hàng", "Shop trả lời", CHAT, LINK, None, DAY, "Lan"],
    ["Kho Trung Quốc", "Số kiện", 1, None, None, DAY, "Lan"],
    ["Kho Trung Quốc", "Mã vận đơn", 773_001_002_003, None, "khớp", DAY, "Lan"],
    ["Kho Trung Quốc", "Ảnh kho", "kho.jpg", 773_001_002_003, "mẫu mã, số lượng, phụ kiện, không hư hỏng", "03/11/2026", "Lan"],
    ["Xuất hàng", "Rủi ro", "Hàng dễ vỡ", None, None, DAY, "Lan"],
    ["Xuất hàng", "Đóng gói hàng dễ vỡ", "kho 2.jpg", None, "đạt", DAY, "Lan"],
    ["Xuất hàng", "Yêu cầu đóng gói", "xốp, thùng đôi", "hàng dễ vỡ", None, DAY, "Lan"],
    ["Xuất hàng", "Tuyến vận chuyển", "đường bộ", None, "đạt", DAY, "Lan"],
]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def book(path: Path, records: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    for title, rows in (("Đơn", ORDERS), ("Hồ sơ", records)):
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del workbook["Sheet"]
    workbook.save(path)
    return path


@pytest.fixture
def order(tmp_path: Path) -> Path:
    return book(tmp_path / "đơn.xlsx", RECORDS)


def test_an_order_that_lacks_nothing_may_go_ahead(order: Path) -> None:
    done = call("ready", order)
    assert (done.exit_code, done.output) == (0, "Xuất hàng: đã đủ, không thiếu gì\n")


def test_what_is_missing_is_named_with_its_cell_and_the_way_out(tmp_path: Path) -> None:
    records = [row for row in RECORDS if row[1] != "Tuyến vận chuyển"]
    records[3] = [*records[3][:3], "link khác", *records[3][4:]]
    done = call("ready", book(tmp_path / "đơn.xlsx", records))
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "Xuất hàng: còn thiếu 2 mục",
        f"- 'Hồ sơ'!B4, Shop trả lời: {CHAT} dẫn tới \"link khác\", nhưng không có trong: Link sản phẩm. → ở cột liên quan, gõ đúng tham chiếu của: Link sản phẩm",
        "- Tuyến vận chuyển: chưa có. → ghi vào bảng: link, file hoặc số, ngày, và người ghi",
    ]


@pytest.mark.parametrize(("stage", "code"), [("agree", 0), ("Đặt hàng", 0), ("国内仓库", 0), ("export", 0), ("receive", 1), ("bulk", 1), ("shipping", 2)])
def test_the_stage_is_asked_for_in_any_language(order: Path, stage: str, code: int) -> None:
    assert call("ready", order, "--stage", stage).exit_code == code


def test_json_is_the_same_in_every_language_but_for_its_sentences(tmp_path: Path) -> None:
    found = []
    order = book(tmp_path / "đơn.xlsx", [[DAY if cell == "03/11/2026" else cell for cell in row] for row in RECORDS])    # which London and New York read differently
    for lang in ("vi", "en", "zh"):
        done = call("ready", order, "--stage", "receive", "--json", "--lang", lang)
        assert done.exit_code == 1
        record = json.loads(done.output)
        found.append([record["ready"], [(one["name"], one["kind"], one["stage"], one["row"]) for one in record["missing"]]])
        assert record["missing"][0]["item"] == {"vi": "Phiếu kiểm đếm", "en": "Count sheet", "zh": "清点单"}[lang]
    assert found == [[False, [("count_sheet", "missing", "receive", 0)]]] * 3


def test_a_swapped_photo_stops_the_stage(tmp_path: Path) -> None:
    photo = tmp_path / "kho.jpg"
    photo.write_bytes(b"one")
    records = [[ps.record_file(photo) if cell == "kho.jpg" else cell for cell in row] for row in RECORDS]
    order = book(tmp_path / "đơn.xlsx", records)
    assert call("ready", order, "--folder", tmp_path).exit_code == 0
    photo.write_bytes(b"two")
    assert call("ready", order).exit_code == 0    # nobody looked
    done = call("ready", order, "--folder", tmp_path)
    assert done.exit_code == 1
    assert "- kho.jpg: file đã bị đổi" in done.output
    assert json.loads(call("ready", order, "--folder", tmp_path, "--json").output)["changed"][0]["name"] == "kho.jpg"


def test_other_requirements_come_from_a_file(order: Path, tmp_path: Path) -> None:
    other = tmp_path / "r.json"
    other.write_text(json.dumps({"stages": {"export": {"needs": ["route", "customs_declaration"]}}}), encoding="utf-8")
    done = call("ready", order, "--requirements", other)
    assert (done.exit_code, "Tờ khai khớp hàng" in done.output) == (1, True)
    other.write_text("{", encoding="utf-8")
    assert call("ready", order, "--requirements", other).exit_code == 2


def test_cells_that_cannot_be_read_and_workbooks_without_evidence_are_problems(tmp_path: Path) -> None:
    wrong = [RECORDS[0], [*RECORDS[1][:5], "hôm qua", "Lan"], *RECORDS[2:]]
    done = call("ready", book(tmp_path / "a.xlsx", wrong))
    assert done.exit_code == 1
    assert "'Hồ sơ'!F2: \"hôm qua\"" in done.stderr
    none = call("ready", book(tmp_path / "b.xlsx", [["Chú thích"], ["không có gì"]]))
    assert none.exit_code == 1
    assert "Giai đoạn, Hồ sơ, Tham chiếu" in none.stderr or "Stage, Record, Reference" in none.stderr
    assert call("ready", tmp_path / "không có.xlsx").exit_code == 2


@pytest.mark.parametrize(
    "head",
    [["Stage", "Record", "Link or file", "Refers to", "Result", "Date", "Recorded by"], ["阶段", "记录项", "参考号", "关联", "结果", "日期", "记录人"]],
)
def test_evidence_is_found_by_its_headings_in_every_language(tmp_path: Path, head: list[str]) -> None:
    records = [head, *([*row[:5], DAY, row[6]] for row in RECORDS[1:])]
    assert call("ready", book(tmp_path / "đơn.xlsx", records)).exit_code == 0


def test_evidence_beside_orders_changes_nothing_about_the_dues(order: Path, tmp_path: Path) -> None:
    done = call("split", order, "--json", "--out", tmp_path / "kết quả.xlsx")
    printed = json.loads(done.output)
    assert (done.exit_code, printed["exact"]) == (0, True)
    assert {problem["table"] for problem in printed["problems"]} == {"terms"}    # there is no lead buyer
    dues = next(section for section in printed["sections"] if section["key"] == "dues")
    assert [row[-1] for row in dues["rows"]] == [12_300_000, 8_200_000, 20_500_000]


# ---------------------------------------------------------------- inspection


def test_how_many_pieces_to_inspect() -> None:
    done = call("sample", 100, "--aql", "major=2.5", "--aql", "minor=4.0")
    assert done.exit_code == 0
    lines = [line.split() for line in done.output.splitlines()]
    assert ["major", "2.5", "F", "20", "1", "2", "73.9", "%", "36.3", "%", "4.98", "%"] in lines
    assert call("sample", 100).output.count(" F ") == 2    # 2.5 and 4.0 where nothing is said


def test_vietnamese_and_chinese_answers() -> None:
    vi = call("sample", 100, "--aql", 2.5, "--lang", "vi").output
    assert vi.splitlines()[0] == "Kiểm bao nhiêu trong 100 cái"
    assert "73,9 %" in vi
    assert call("sample", 100, "--aql", 2.5, "--lang", "zh").output.splitlines()[0] == "100 件中检验多少件"


def test_cartons_and_json() -> None:
    printed = json.loads(call("sample", 1000, "--aql", 2.5, "--cartons", 30, "--seed", "đơn 7", "--json").output)
    assert printed["lot"] == 1000
    assert {name: printed["plans"][0][name] for name in ("aql", "letter", "sample", "accept", "reject", "everything")} == {
        "aql": "2.5", "letter": "J", "sample": 80, "accept": 5, "reject": 6, "everything": False,
    }
    assert [(one["carton"], one["pieces"]) for one in printed["cartons"]] == [tuple(one) for one in ps.cartons(30, 80, "đơn 7")]
    everything = call("sample", 50, "--aql", 0.1, "--cartons", 5)
    assert "every piece is inspected" in everything.output
    assert "Which cartons" not in everything.output


@pytest.mark.parametrize("wrong", [["0"], ["100", "--aql", "3"], ["100", "--level", "IV"], ["100", "--aql", "major="], ["many"], ["100", "--cartons", "0"]])
def test_what_cannot_be_inspected_is_a_wrong_call(wrong: list[str]) -> None:
    assert call("sample", *wrong).exit_code == 2


@pytest.mark.parametrize("lang", ["vi", "zh"])
def test_a_wrong_call_is_answered_in_the_readers_language(lang: str) -> None:
    said = call("sample", 100, "--aql", 3, "--lang", lang).stderr
    assert {"vi": "bảng không có AQL 3", "zh": "表中没有 AQL 3"}[lang] in said
