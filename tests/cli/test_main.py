"""The commands, as an operator calls them: what is printed, what is written, what is never touched, and the exit code."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from support.commands import ROWS, book, call, digest, process

from poolsplit.cli.terminal import ReadingProgress
from poolsplit.errors import Text
from poolsplit.report.text import display_width
from poolsplit.values.translate import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def order(tmp_path: Path) -> Path:
    folder = tmp_path / "Đơn hàng tháng 10 拼单"
    folder.mkdir()
    return book(folder / "đơn gộp 10.xlsx")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return book(tmp_path / "sai.xlsx", [row if row[:1] != ["Chị Hà"] else ["Chị Hà", "T1", 60.5, 50] for row in ROWS])


def test_split_prints_who_pays_what_and_writes_it_beside_the_input_which_stays_as_it_was(order: Path) -> None:
    before = digest(order)
    done = call("split", order)
    assert done.exit_code == 0
    assert "Chị Hà           60  10.500.000  1.800.000  12.300.000" in done.output
    assert "Shop Bống        40   7.000.000  1.200.000   8.200.000" in done.output
    written = order.with_name("đơn gộp 10 - kết quả.xlsx")
    assert done.output.splitlines()[-1].endswith(str(written))
    assert openpyxl.load_workbook(written).sheetnames[0] == "Phải trả"
    assert digest(order) == before
    assert sorted(path.name for path in order.parent.iterdir()) == [written.name, order.name]


def test_a_second_run_keeps_the_first_results(order: Path) -> None:
    call("split", order)
    first = order.with_name("đơn gộp 10 - kết quả.xlsx")
    first.write_bytes(b"mine")
    assert call("split", order).exit_code == 0
    assert first.read_bytes() == b"mine"
    assert order.with_name("đơn gộp 10 - kết quả 2.xlsx").exists()


def test_out_names_the_file_which_is_replaced_then_but_never_the_input(order: Path, tmp_path: Path) -> None:
    out = tmp_path / "kết quả.xlsx"
    out.write_bytes(b"old")
    assert call("split", order, "--out", out).exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames
    before = digest(order)
    refused = call("split", order, "--out", order)
    assert refused.exit_code == 2
    assert refused.stderr == f"{order.name} là tệp vừa được đọc: không bao giờ ghi đè. → chọn tên khác, hoặc chuyển tệp cũ đi chỗ khác\n"
    assert digest(order) == before
    assert len(list(order.parent.iterdir())) == 1


@pytest.mark.parametrize(("out", "said"), [
    ("kết quả.xls", "tên kết quả.xls không kết thúc bằng .xlsx. → chọn tên kết thúc bằng .xlsx\n"),
    ("no such folder/kết quả.xlsx",
     "không ghi được tệp kết quả.xlsx. → kiểm tra thư mục có tồn tại và được phép ghi, và đóng chương trình đang mở tệp\n"),
])
def test_an_out_that_cannot_be_written_is_a_wrong_call(order: Path, tmp_path: Path, out: str, said: str) -> None:
    refused = call("split", order, "--out", tmp_path / out)
    assert (refused.exit_code, refused.stderr) == (2, said)
    assert not (tmp_path / out).exists()
    assert list(tmp_path.iterdir()) == [order.parent]


def test_problems_are_printed_with_their_cells_and_nothing_is_written(wrong: Path) -> None:
    done = call("split", wrong)
    assert done.exit_code == 1
    assert "'Đơn'!C4: số lượng phải là số nguyên: 60.5" in done.output
    assert [path.name for path in wrong.parent.iterdir()] == [wrong.name]


def test_check_reports_and_writes_nothing(order: Path, wrong: Path) -> None:
    fine = call("check", order)
    assert fine.exit_code == 0
    assert fine.output.splitlines()[-1] == "không thấy gì sai"
    assert call("check", wrong).exit_code == 1
    assert len(list(order.parent.iterdir())) == 1


def test_check_and_split_find_the_same(wrong: Path) -> None:
    ends = [call(command, wrong).output.partition("Lỗi cần sửa")[2] for command in ("check", "split")]
    assert ends[0] == ends[1] != ""


def test_json_has_the_same_numbers_in_every_language(order: Path, tmp_path: Path) -> None:
    found = []
    for lang in LANGUAGES:
        out = tmp_path / f"{lang}.xlsx"
        printed = json.loads(call("split", order, "--json", "--lang", lang, "--out", out).stdout)
        assert printed["exact"] is True
        assert printed["written"] == str(out)
        sections = [(s["key"], s["currency"], s["total"], [[v for v in row if not isinstance(v, str)] for row in s["rows"]]) for s in printed["sections"]]
        found.append((sections, [(p["table"], p["row"], p["column"], p["cell"], p["warning"]) for p in printed["problems"]], printed["taken"]))
    assert found[0] == found[1] == found[2]
    dues = next(numbers for key, _, _, numbers in found[0][0] if key == "dues")
    assert [row[-1] for row in dues] == [12_300_000, 8_200_000, 20_500_000]


@pytest.mark.parametrize("command", ["split", "check"])
def test_json_of_problems_names_cell_and_way_out(wrong: Path, command: str) -> None:
    done = call(command, wrong, "--json", "--lang", "en")
    printed = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (printed["exact"], printed["written"]) == (False, None)
    assert ("'Đơn'!C4", True) in [(p["cell"], p["fix"] != "") for p in printed["problems"]]


def test_lang_changes_the_words_and_the_name_of_the_results(order: Path) -> None:
    done = call("split", order, "--lang", "en")
    assert "Who pays what (VND)" in done.output
    assert "12,300,000" in done.output
    assert order.with_name("đơn gộp 10 - results.xlsx").exists()


def test_map_answers_what_is_asked(tmp_path: Path) -> None:
    weights = {"Tên shop": "Cân nặng", "Chị Hà": 12, "Shop Bống": 20}
    rows = [[*row, weights[row[0]]] if row and row[0] in weights else row for row in ROWS[:-1]] + [["Cước", 3_000_000, "kg"]]
    path = book(tmp_path / "cân.xlsx", rows)
    asked = call("check", path)
    assert asked.exit_code == 1
    assert "--answer \"'Đơn'!E3=kg\"" in asked.output
    done = call("split", path, "--map", "'Đơn'!E3=kg")
    assert done.exit_code == 0
    assert "1.125.000" in done.output
    assert "1.875.000" in done.output


def test_a_map_that_meets_nothing_or_means_nothing_is_a_problem(order: Path) -> None:
    for entry in ("'Đơn'!Z9=kg", "SL=pieces", "SL"):
        done = call("check", order, "--map", entry)
        assert done.exit_code == 1
        assert entry in done.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_new_writes_a_template_that_check_reads_and_an_example_that_splits(tmp_path: Path, lang: str) -> None:
    template, example = tmp_path / "mẫu mới.xlsx", tmp_path / "ví dụ.xlsx"
    assert call("new", template, "--lang", lang).exit_code == 0
    assert call("check", template).exit_code == 1    # it has no orders yet, and says so
    assert call("new", example, "--lang", lang, "--example").exit_code == 0
    printed = json.loads(call("split", example, "--json").stdout)
    assert printed["exact"] is True
    assert [problem for problem in printed["problems"] if not problem["warning"]] == []


def test_new_keeps_a_file_that_is_there(tmp_path: Path) -> None:
    kept = tmp_path / "đơn.xlsx"
    kept.write_bytes(b"mine")
    refused = call("new", kept, "--lang", "vi")
    assert (refused.exit_code, refused.stderr) == (2, "đã có tệp đơn.xlsx, được giữ nguyên. → chọn tên khác, hoặc chuyển tệp cũ đi chỗ khác\n")
    assert kept.read_bytes() == b"mine"


@pytest.mark.parametrize("command", ["split", "check"])
def test_a_missing_file_and_a_folder_are_wrong_calls(tmp_path: Path, command: str) -> None:
    for path, said in (
        (tmp_path / "không có.xlsx", "không có tệp không có.xlsx. → kiểm tra lại tên tệp và thư mục\n"),
        (tmp_path, f"{tmp_path.name} là một thư mục. → ghi tên một tệp Excel trong thư mục đó\n"),
    ):
        refused = call(command, path, "--lang", "vi")
        assert (refused.exit_code, refused.stderr) == (2, said)


def test_wrong_options_are_wrong_calls(order: Path) -> None:
    assert call("split").exit_code == 2
    assert call("split", order, "--lang", "fr").exit_code == 2
    assert call("divide", order).exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mật khẩu.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
         "tệp Excel có mật khẩu bảo vệ. → mở bằng Excel, bỏ mật khẩu (File, Info, Protect Workbook) rồi lưu lại\n"),
        ("rỗng.xlsx", b"", "tệp rỗng. → lưu hoặc tải về lại\n"),
        ("ảnh.xlsx", b"\x89PNG\r\n", "đây không phải tệp Excel mà là tệp ảnh. → mở bằng Excel hoặc LibreOffice và lưu dạng .xlsx\n"),
    ],
)
def test_a_file_that_is_no_readable_workbook_is_refused_with_the_way_out(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused = call("split", path, "--lang", "vi")
    assert (refused.exit_code, refused.stderr) == (1, said)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("terminal", "widest"), [("40", 80), ("80", 80), ("200", 200)])
def test_tables_fit_the_terminal_of_at_least_80_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: str, widest: int) -> None:
    example = tmp_path / "e.xlsx"
    call("new", example, "--example")
    monkeypatch.setenv("COLUMNS", terminal)
    printed = call("split", example, "--out", tmp_path / "r.xlsx").output.partition("Lưu ý (")[0]
    tables = [line for line in printed.splitlines() if not line.startswith("Đã ghi vào")]
    assert widest // 2 < max(map(display_width, tables)) <= widest


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "ascii"])
def test_output_piped_into_another_code_page_is_utf_8_and_whole(order: Path, encoding: str) -> None:
    done = process("split", order, env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0
    assert "Ai trả bao nhiêu (VND)" in done.stdout.decode("utf-8")
    missing = process("check", order.with_name("thiếu.xlsx"), "--lang", "vi", env={"PYTHONIOENCODING": encoding})
    assert missing.returncode == 2
    assert "thiếu.xlsx" in missing.stderr.decode("utf-8")


def test_it_runs_from_the_folder_of_the_order_with_a_bare_name(order: Path) -> None:
    done = process("split", order.name, cwd=order.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    assert order.with_name("đơn gộp 10 - kết quả.xlsx").exists()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_progress_is_shown_after_a_second_on_a_terminal_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.5, 1.1, 1.1, 1.2, 1.5, 1.5])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with ReadingProgress("vi") as progress:
        for done in (1, 50, 60):    # at 0.5, 1.1 and 1.2 seconds: too early, shown, too soon after that
            progress(Text("reading {sheet}", sheet="Đơn"), done, 200)
        progress(Text("looking for the tables"), 0, 0)
    assert terminal.getvalue() == "\rđang đọc Đơn 50 / 200\x1b[K\rđang tìm các bảng ...\x1b[K\r\x1b[K"


def test_progress_is_no_part_of_what_is_piped(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr", piped := io.StringIO())
    with ReadingProgress("en") as progress:
        progress(Text("reading {sheet}", sheet="Đơn"), 50, 200)
    assert piped.getvalue() == ""


def test_json_stays_clean_when_piped(order: Path) -> None:
    done = process("split", order, "--json", env={"PYTHONIOENCODING": "cp1252"})
    assert json.loads(done.stdout.decode("utf-8"))["exact"] is True
    assert done.stderr == b""


def test_names_that_look_like_formulas_arrive_as_text(tmp_path: Path) -> None:
    names = ['=HYPERLINK("http://x")', "+84 Shop", "-Lan", "@mây"]
    path = tmp_path / "tên lạ.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["Tên shop", "Mã hàng", "SL"])
    for row, name in enumerate(names, 2):
        sheet.cell(row, 1).value = name
        sheet.cell(row, 1).data_type = "s"
        sheet.cell(row, 2).value = "T1"
        sheet.cell(row, 3).value = 10
    sheet["A7"], sheet["B7"], sheet["C7"] = "Cước", 1_000_001, "số lượng"
    workbook.save(path)
    out = tmp_path / "r.xlsx"
    assert call("split", path, "--out", out).exit_code == 0
    cells = [cell for page in openpyxl.load_workbook(out) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert set(names) <= {cell.value for cell in cells}


# ---------------------------------------------------------------- agree

AGREED: list[list[Any]] = [
    ["Tên shop", "Mã hàng", "SL", "Giá (¥)", "Link"],
    ["Chị Hà", "T1", 60, 50, "https://detail.1688.com/offer/1.html"], ["Shop Bống", "T1", 40, 50, "https://detail.1688.com/offer/1.html"],
    [],
    ["Tỷ giá", 3500], ["Người mua chính", "Chị Hà"], ["Hạn chuyển tiền", "17:00 2026-07-10"], ["Tài khoản", "Vietcombank 1017595600"],
    ["Chủ tài khoản", "NGUYEN THI HA"], ["Cước", 3_000_000, "số lượng"],
]


def test_agree_prints_the_messages_and_the_form_beside_them(tmp_path: Path) -> None:
    done = call("agree", book(tmp_path / "đơn.xlsx", AGREED))
    assert done.exit_code == 0
    assert done.stdout.startswith("(1/")
    assert "Shop Bống: T1 40 cái. Phải trả 8.200.000 ₫ = Tiền hàng 7.000.000 ₫ + Cước 1.200.000 ₫." in done.stdout
    assert "nên làm văn bản có ký" in done.stderr
    assert "Shop Bống" in call("agree", tmp_path / "đơn.xlsx", "--lang", "zh").stdout


def test_agree_for_one_partner_leaves_the_others_out(tmp_path: Path) -> None:
    done = call("agree", book(tmp_path / "đơn.xlsx", AGREED), "--partner", "shop bống")
    assert "8.200.000" in done.stdout
    assert "12.300.000" not in done.stdout
    stranger = call("agree", tmp_path / "đơn.xlsx", "--partner", "Ai đó")
    assert stranger.exit_code == 2
    assert "Chị Hà, Shop Bống" in stranger.stderr
    assert stranger.stdout == ""


def test_agree_says_what_has_changed_since_and_that_old_replies_are_void(tmp_path: Path) -> None:
    old = book(tmp_path / "cũ.xlsx", AGREED)
    new = book(tmp_path / "mới.xlsx", [[3600 if cell == 3500 else cell for cell in row] for row in AGREED])
    done = call("agree", new, "--since", old)
    assert "tỷ giá CNY: 3.600 thay cho 3.500" in done.stderr
    assert "hết hiệu lực, mọi bên đồng ý lại" in done.stderr
    assert "vẫn giữ nguyên" in call("agree", new, "--since", new).stderr


def test_agree_lists_all_that_is_missing_with_its_cell_and_writes_no_document(tmp_path: Path) -> None:
    rows = [row[:4] for row in AGREED if row[:1] != ["Hạn chuyển tiền"]]
    done = call("agree", book(tmp_path / "đơn.xlsx", rows), "--docx", tmp_path / "a.docx")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "T1 chưa có link" in done.stderr
    assert "thỏa thuận chưa có hạn chuyển tiền" in done.stderr
    assert not (tmp_path / "a.docx").exists()


def test_agree_writes_a_document_for_signing_and_keeps_one_that_is_there(tmp_path: Path) -> None:
    path = book(tmp_path / "đơn.xlsx", AGREED)
    done = call("agree", path, "--docx", tmp_path / "a.docx", "--first-together", "--long-term")
    assert done.exit_code == 0
    assert "cần văn bản có ký" in done.stderr
    assert "sổ chung" in done.stdout
    before = digest(tmp_path / "a.docx")
    refused = call("agree", path, "--docx", tmp_path / "a.docx")
    assert refused.exit_code == 2
    assert digest(tmp_path / "a.docx") == before
    assert refused.stdout == ""


@pytest.mark.parametrize(("settings", "said"), [
    ({"LANG": "vi_VN.UTF-8"}, "không có tệp"), ({"LC_ALL": "zh_CN.UTF-8", "LANG": "vi_VN.UTF-8"}, "没有文件"), ({"LC_ALL": "", "LANG": "C.UTF-8"}, "there is no file"), ({}, "there is no file"),
])
@pytest.mark.skipif(sys.platform == "win32", reason="Linux and macOS only: the language stands in the environment")
def test_a_file_that_cannot_be_read_is_refused_in_the_language_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    refused = call("check", tmp_path / "none.xlsx")
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert "there is no file" in call("check", tmp_path / "none.xlsx", "--lang", "en").stderr
