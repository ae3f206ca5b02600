from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from poolsplit.errors import Problem, Text
from poolsplit.report.sections import COUNT, LABELS, MARK, MONEY, TEXT, Outcome, Section
from poolsplit.report.text import as_json, display_width, render, render_findings, wrapped
from poolsplit.tables.table import Taken

PARTNERS = ("Nguyễn Thị Phương Thảo – Shop Mẹ & Bé Hạnh Phúc", "Bình", "=cmd|' /C calc'!A0", "-Lan (小燕服装店)")
COSTS = (LABELS["goods"], "Cước nội địa TQ", "Cước quốc tế", "Thuế nhập khẩu", "VAT", "Phí đóng gói", "Kiểm hàng", "Giao hàng tận nơi", "Phí dịch vụ")


def dues(partners: tuple[str, ...] = PARTNERS, costs: tuple[str, ...] = COSTS) -> Section:
    columns = [(LABELS["partner"], TEXT), (LABELS["quantity"], COUNT), *((cost, MONEY) for cost in costs), (LABELS["due"], MONEY)]
    rows: list[list[Any]] = [[partner, 10 + place, *([12_345_678 + place] * (len(costs) + 1))] for place, partner in enumerate(partners)]
    total = [Text("Total"), *(sum(row[place] for row in rows) for place in range(1, len(columns)))]
    return Section("dues", Text("Who pays what"), columns, [*rows, total], "VND", total=True)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["vi", "en", "zh"])
@pytest.mark.parametrize("width", [60, 100, 400])
def test_every_line_fits_and_every_name_and_amount_is_there_in_full(lang: str, width: int) -> None:
    text = render(Outcome([dues()]), lang, width=width)
    assert max(map(display_width, text.splitlines())) <= width
    amounts = ("12.345.678", "49.382.718") if lang == "vi" else ("12,345,678", "49,382,718")
    assert all(text.count(amount) == len(COSTS) + 1 for amount in amounts)


def test_what_fits_stands_upright_with_its_total_below_a_ruler() -> None:
    small = dues(("An", "Bình"), ("Cước",))
    assert render(Outcome([small]), "vi").splitlines() == [
        "Ai trả bao nhiêu (VND)",
        "----------------------",
        "Shop  Số lượng        Cước    Phải trả",
        "----  --------  ----------  ----------",
        "An          10  12.345.678  12.345.678",
        "Bình        11  12.345.679  12.345.679",
        "----  --------  ----------  ----------",
        "Tổng        21  24.691.357  24.691.357",
    ]


def test_what_is_too_wide_stands_on_its_side_with_the_partners_across() -> None:
    lines = render(Outcome([dues()]), "vi", width=100).splitlines()
    assert lines[2].startswith("Shop  ")
    assert lines[2].endswith("Tổng")
    assert [line.split()[0] for line in lines if line.startswith(("Tiền", "VAT", "Phải"))] == ["Tiền", "VAT", "Phải"]
    assert squeezed(PARTNERS[0]) in squeezed("".join(line[17:37] for line in lines[2:5]))


def test_names_of_several_columns_head_a_table_on_its_side() -> None:
    section = dues()
    section = Section("dues", section.title, [(LABELS["pool"], TEXT), *section.columns], [["Đơn 1", *row] for row in section.rows], "VND")
    lines = render(Outcome([section]), "vi", width=110).splitlines()
    assert lines[2].split()[:2] == ["Đơn", "gộp"]
    assert lines[2].count("Đơn 1") == len(section.rows)
    assert lines[3].startswith("Shop")


def test_what_is_too_wide_even_on_its_side_comes_in_blocks_that_repeat_the_names() -> None:
    partners = tuple(f"Shop thứ {number}" for number in range(12))
    text = render(Outcome([dues(partners)]), "en", width=80)
    assert max(map(display_width, text.splitlines())) <= 80
    assert text.count("Shop thứ 11") > 1
    assert all(cost.split()[0] in text for cost in COSTS)


def test_a_block_is_as_wide_as_the_terminal_lets_it_be_and_wider_only_for_its_numbers() -> None:
    section = dues(tuple(f"S{number}" for number in range(12)), ("Cước quốc tế",))
    assert "Shop  Số lượng  Cước quốc tế" in render(Outcome([section]), "vi", width=30).splitlines()
    lines = render(Outcome([section]), "vi", width=10).splitlines()
    assert lines.count("S11    12.345.689") == 2


def test_chinese_and_decomposed_names_are_aligned() -> None:
    names = ("小燕", "An", unicodedata.normalize("NFD", "Hạnh"))
    lines = render(Outcome([dues(names, ("运费",))]), "zh").splitlines()
    assert len({display_width(line) for line in lines[3:]}) == 1


def test_long_words_are_broken_and_nothing_is_lost() -> None:
    text = "SKU-" + "x" * 50 + " 黑色大号加厚 cuối"
    assert squeezed("".join(wrapped(text, 12))) == squeezed(text)
    assert max(map(display_width, wrapped(text, 12))) <= 12


def test_what_a_partner_typed_cannot_steer_the_terminal() -> None:
    text = render(Outcome([dues(("\x1b[31mAn\r\nB\x07",), ("a\tb",))], [Problem("", 0, "", "x\x1b[2J", warning=True)]), "en")
    assert not any(unicodedata.category(one) == "Cc" and one != "\n" for one in text)


def test_names_are_not_translated() -> None:
    text = render(Outcome([dues(("Partner", "Total"), ("Amount",))]), "vi")
    assert [line.split()[0] for line in text.splitlines()[4:6]] == ["Partner", "Total"]
    assert "Amount" in text


def test_findings_come_last_once_and_in_groups() -> None:
    lacks = Problem("items", 1, "moq", Text("{sku} lacks {missing} of {target} pieces", sku="X", missing=7, target=40), warning=True)
    wrong = Problem("orders", 2, "quantity", Text("a quantity cannot be negative: {value}", value="-3"), Text("type 0 or more"), "'Đơn'!C5")
    checks = Section("checks", Text("Checks"), [(Text("Check"), TEXT), (Text("Result"), MARK)], [[Text("ok"), Text("ok")], [lacks, Text("note")]])
    text = render(Outcome([checks], [wrong, lacks]), "vi")
    assert text.endswith(
        "Lưu ý (1)\n---------\n- bảng mã hàng, dòng 1, đặt tối thiểu (MOQ): X còn thiếu 7 trên 40 cái\n\n"
        "Lỗi cần sửa (1)\n---------------\n- 'Đơn'!C5: số lượng không thể âm: -3. → gõ 0 hoặc lớn hơn",
    )
    assert text.count("còn thiếu") == 1


def test_what_was_read_is_shown_with_the_meaning_of_each_heading() -> None:
    taken = [Taken("orders", "Đơn", "'Đơn'!A1:B3", {"SL": "quantity"})]
    for text in (render(Outcome(), "vi", taken=taken), render_findings(Outcome(), "vi", taken=taken)):
        assert "bảng đặt hàng  'Đơn'!A1:B3  SL = số lượng" in text


def test_json_holds_the_same_with_amounts_as_numbers_and_marks_for_programs() -> None:
    marked = Section("checks", Text("Checks"), [(Text("Check"), TEXT), (Text("Result"), MARK)], [[Text("Total"), Text("ok")]])
    section = Section("dues", Text("Who pays what"), [(LABELS["due"], MONEY), ("Cước", MONEY)], [[Decimal("50.25"), 3]], "CNY")
    problem = Problem("orders", 2, "quantity", Text("type a number"), warning=True)
    found = json.loads(as_json(Outcome([section, marked], [problem]), "vi", written=Path("ra.xlsx")))
    assert found["exact"] is True
    assert found["written"] == "ra.xlsx"
    assert found["sections"][0]["columns"][0] == {"name": "Due", "label": "Phải trả", "kind": "money"}
    assert found["sections"][0]["rows"] == [[50.25, 3]]
    assert found["sections"][1]["rows"] == [["Tổng", "ok"]]
    assert found["problems"][0]["message"] == "gõ một số"
