"""poolsplit in an operator's own workbook: put in, made anew, taken out; her own sheets stay as they are."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from support.operators_book import operators_book

from poolsplit.cli.main import main
from poolsplit.errors import Refused
from poolsplit.workbook.attach import actions, archive, live
from poolsplit.workbook.attach.actions import MARK, attach, detach, refresh, status, watch_file
from poolsplit.workbook.attach.our_sheet import Settings
from poolsplit.workbook.read.load import load
from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from support.conversion import Convert

CHANGED = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return operators_book(tmp_path / "Đơn tháng 11.xlsx")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def ours(path: Path) -> list[list[Any]]:
    """The values of our sheet."""
    wb = openpyxl.load_workbook(path, data_only=True)
    return [[cell.value for cell in row] for row in wb[wb.sheetnames[-1]].iter_rows()]


def contents(path: Path, sheet: str) -> list[list[Any]]:
    """What a sheet holds: values, and formulas as texts."""
    return [[getattr(cell.value, "text", cell.value) for cell in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]


def dues(rows: list[list[Any]]) -> dict[str, Any]:
    """Partner -> due, out of our sheet."""
    top = next(i for i, row in enumerate(rows) if "Phải trả" in row)
    due = rows[top].index("Phải trả")
    found = {}
    for row in rows[top + 1:]:
        if row[0] is None or row[0] == "Tổng":
            return found
        found[row[0]] = row[due]
    return found


def change(path: Path, cells: dict[str, Any], sheet: str = "Đơn tháng 11") -> None:
    """Change cells and save, as a spreadsheet program does."""
    wb = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        wb[sheet][cell] = value
    wb.save(path)


# ---------------------------------------------------------------- putting in


def test_attach_adds_one_sheet_and_touches_nothing_else(book: Path) -> None:
    before, expected = book.read_bytes(), run(book)
    original = parts(book)
    done = attach(book, Settings())
    now = parts(book)
    assert done.written
    assert done.kept is not None
    assert done.kept.read_bytes() == before
    assert {name for name in original if now[name] != original[name]} <= CHANGED
    assert len(set(now) - set(original)) == 1
    assert openpyxl.load_workbook(book).sheetnames == ["Đơn tháng 11", "Chi phí", "Khác", "poolsplit"]
    section = next(one for one in expected.outcome.sections if one.key == "dues")
    assert dues(ours(book)) == {row[0]: row[2 if len(row) == 3 else [str(label) for label, _ in section.columns].index("Due")] for row in section.rows[:-1]}
    assert sum(dues(ours(book)).values()) == 20_500_001


def test_rows_are_as_high_as_their_texts(book: Path) -> None:
    name = "Tiệm quần áo trẻ em và đồ dùng gia đình Hà Nội của chị Hà, phố Hàng Đào"
    change(book, {"B6": name})
    attach(book, Settings())
    sheet = openpyxl.load_workbook(book)["poolsplit"]
    long = {cell.row: 32 for cell in sheet["A"] if cell.value == name}
    assert len(long) == 3    # what she pays, transfers, and what a piece costs her
    assert {row: one.height for row, one in sheet.row_dimensions.items() if one.height} == long


def test_the_results_are_no_input(book: Path) -> None:
    expected = run(book).outcome
    attach(book, Settings())
    assert [grid.title for grid in load(book)] == ["Đơn tháng 11", "Chi phí", "Khác"]
    assert run(book).outcome.sections == expected.sections
    assert run(book).outcome.problems == expected.problems


def test_a_second_attach_is_refused(book: Path) -> None:
    attach(book, Settings())
    before = book.read_bytes()
    with pytest.raises(Refused, match="already") as refusal:
        attach(book, Settings())
    assert (refusal.value.code, book.read_bytes() == before) == ("attached", True)


def test_a_sheet_of_that_name_that_is_not_ours_is_kept(book: Path) -> None:
    wb = openpyxl.load_workbook(book)
    wb.create_sheet("PoolSplit")["A1"] = "mine"
    wb.save(book)
    before = book.read_bytes()
    with pytest.raises(Refused) as refusal:
        attach(book, Settings())
    assert (refusal.value.code, book.read_bytes() == before) == ("sheet-exists", True)


def test_problems_in_the_data_write_nothing(book: Path) -> None:
    change(book, {"D4": "nhiều"})
    before = book.read_bytes()
    done = CliRunner().invoke(main, ["attach", str(book)])
    assert (done.exit_code, "nhiều" in done.output, book.read_bytes() == before) == (1, True, True)
    assert not (book.parent / f"{book.name}.bak").exists()


def test_a_dry_run_shows_the_ranges_and_writes_nothing(book: Path) -> None:
    before = book.read_bytes()
    done = CliRunner().invoke(main, ["attach", str(book), "--dry-run"])
    assert done.exit_code == 0, done.output
    assert "'Đơn tháng 11'!B3:D7" in done.output
    assert "poolsplit" in done.output
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_a_workbook_that_is_open_is_left_alone(book: Path) -> None:
    (book.parent / f"~${book.name}").write_bytes(b"\0")
    before = book.read_bytes()
    with pytest.raises(Refused) as refusal:
        attach(book, Settings())
    assert (refusal.value.code, book.read_bytes() == before) == ("open", True)


# ---------------------------------------------------------------- refreshing


def test_refresh_follows_a_change_and_twice_gives_the_same_bytes(book: Path) -> None:
    attach(book, Settings())
    assert status(book)[1]
    assert not refresh(book).written
    change(book, {"D4": 160})
    assert not status(book)[1]
    assert refresh(book).written
    once = book.read_bytes()
    assert dues(ours(book)) == {row[0]: row[2] for row in _due_rows(book)}
    assert not refresh(book).written
    assert book.read_bytes() == once
    assert status(book)[1]


def _due_rows(path: Path) -> list[list[Any]]:
    section = next(one for one in run(path).outcome.sections if one.key == "dues")
    place = [str(label) for label, _ in section.columns].index("Due")
    return [[row[0], None, row[place]] for row in section.rows[:-1]]


def test_what_somebody_typed_into_our_sheet_is_not_lost_unless_told(book: Path) -> None:
    attach(book, Settings())
    for cells in ({"A40": "ghi chú"}, {"B8": 1}, {"C5": "=1+1"}):
        copy = book.with_name("copy.xlsx")
        shutil.copy(book, copy)
        change(copy, cells, "poolsplit")
        before = copy.read_bytes()
        for work in (refresh, detach):
            with pytest.raises(Refused) as refusal:
                work(copy)
            assert (refusal.value.code, copy.read_bytes() == before) == ("touched", True)
        with pytest.raises(Refused):
            status(copy)
        assert refresh(copy, force=True).written
        assert status(copy)[1]


def test_what_was_answered_is_kept_so_that_refresh_needs_no_asking(tmp_path: Path) -> None:
    path = operators_book(tmp_path / "don.xlsx", heading="Lấy")
    assert not run(path).outcome.exact
    mapping = "'Đơn tháng 11'!D3=quantity"
    done = CliRunner().invoke(main, ["attach", str(path), "--map", mapping])
    assert done.exit_code == 0, done.output
    change(path, {"D4": 61})
    done = CliRunner().invoke(main, ["refresh", str(path)])
    assert done.exit_code == 0, done.output
    assert status(path)[1]
    assert json.loads(path.with_name("don.poolsplit.json").read_text(encoding="utf-8"))["answers"][0]["heading"] == "Lấy"


@pytest.mark.parametrize("by", ["openpyxl", "LibreOffice"])
def test_ownership_survives_renaming_moving_and_saving_by_others(book: Path, by: str, soffice: Convert, tmp_path: Path) -> None:
    attach(book, Settings())
    wb = openpyxl.load_workbook(book)
    wb["poolsplit"].title = "Kết quả"
    wb.defined_names[MARK].attr_text = "'Kết quả'!$A$1"    # what Excel does of itself
    wb.move_sheet("Kết quả", -2)
    wb.save(book)
    if by == "LibreOffice":
        (tmp_path / "out").mkdir()
        book = soffice(book, "xlsx", tmp_path / "out")
    assert [grid.title for grid in load(book)] == ["Đơn tháng 11", "Chi phí", "Khác"]
    refresh(book)
    assert not refresh(book).written
    change(book, {"D4": 160})
    assert refresh(book).written
    assert detach(book).written
    assert openpyxl.load_workbook(book).sheetnames == ["Đơn tháng 11", "Chi phí", "Khác"]


def test_a_copy_that_somebody_keeps_of_our_sheet_is_left_alone(book: Path) -> None:
    attach(book, Settings())
    wb = openpyxl.load_workbook(book)
    kept = wb.copy_worksheet(wb["poolsplit"])
    kept.title = "Bản lưu"
    kept.defined_names[MARK] = openpyxl.workbook.defined_name.DefinedName(MARK, attr_text="'Bản lưu'!$A$1")    # as programs copy it
    wb.move_sheet("Bản lưu", -4)
    wb["Đơn tháng 11"]["D4"] = 600
    wb.save(book)
    before = contents(book, "Bản lưu")
    assert refresh(book).written
    assert contents(book, "Bản lưu") == before
    assert detach(book).written
    assert openpyxl.load_workbook(book).sheetnames == ["Bản lưu", "Đơn tháng 11", "Chi phí", "Khác"]


def test_saving_by_another_program_alone_changes_nothing(book: Path, soffice: Convert, tmp_path: Path) -> None:
    attach(book, Settings())
    (tmp_path / "out").mkdir()
    saved = soffice(book, "xlsx", tmp_path / "out")
    before = saved.read_bytes()
    assert status(saved)[1]
    assert not refresh(saved).written
    assert saved.read_bytes() == before


def test_refresh_takes_what_it_asks_for_and_keeps_it(book: Path) -> None:
    attach(book, Settings())
    change(book, {"D3": "Lấy"})
    assert not refresh(book).run.outcome.exact
    done = CliRunner().invoke(main, ["refresh", str(book), "--map", "'Đơn tháng 11'!D3=quantity", "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert not refresh(book).written
    assert any(row[0] == "poolsplit: who pays what" for row in ours(book))


# ---------------------------------------------------------------- taking out


def test_detach_gives_the_original_back_but_for_styles(book: Path) -> None:
    original = parts(book)
    attach(book, Settings())
    assert detach(book).written
    now = parts(book)
    assert list(now) == list(original)
    assert {name for name in original if now[name] != original[name]} <= {"xl/styles.xml"}
    with pytest.raises(Refused) as refusal:
        detach(book)
    assert refusal.value.code == "not-attached"


# ---------------------------------------------------------------- formulas


def test_live_results_are_our_functions_with_the_same_figures(book: Path) -> None:
    attach(book, Settings(live=True))
    sheet = openpyxl.load_workbook(book)["poolsplit"]
    texts = [cell.value.text for row in sheet.iter_rows() for cell in row if hasattr(cell.value, "text")]
    assert [text.partition("(")[0] for text in texts[:3]] == ["=POOLDUES", "=POOLLANDED", "=POOLSETTLE"]
    assert not any("[1]" in text or "_xludf" in text for text in texts)
    rows = ours(book)
    top = next(i for i, row in enumerate(rows) if row[0] == "partner")
    assert {row[0]: row[2] for row in rows[top + 1:top + 4]} == {row[0]: row[2] for row in _due_rows(book)}
    first, last = map(int, re.findall(r"[$][AC][$](\d+)", texts[2].partition(",")[0]))    # the transfers follow from the dues above them
    assert [row[0] for row in rows[first - 1:last] if row[0]] == ["partner", *(row[0] for row in _due_rows(book))]    # and spare rows
    assert not refresh(book).written
    assert detach(book).written


def test_headings_stand_in_white_on_green_in_the_middle(book: Path) -> None:
    attach(book, Settings())
    headings = {"Shop", "Số lượng", "Phải trả", "Người chuyển", "Mã hàng"}
    found = {cell.value: cell for row in openpyxl.load_workbook(book)["poolsplit"].iter_rows() for cell in row if cell.value in headings}
    assert found.keys() == headings
    for cell in found.values():
        assert (cell.font.b, cell.font.color.rgb, cell.fill.fgColor.rgb) == (True, "FFFFFFFF", "FF1F5C57")
        assert (cell.alignment.horizontal, cell.alignment.wrap_text) == ("center", True)


def test_a_workbook_that_would_grow_beyond_what_a_zip_file_holds_stays_as_it_was(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = book.read_bytes()
    for largest in (len(before), len(before) - 1, 1000):    # instead of 4 GB; a sheet makes it larger in any case
        monkeypatch.setattr(archive, "_LARGEST", largest)
        with pytest.raises(Refused) as refusal:
            attach(book, Settings())
        assert (refusal.value.code, book.read_bytes() == before) == ("too-large", True)
    monkeypatch.undo()
    assert attach(book, Settings()).written


def test_live_is_refused_where_the_functions_do_not_read_the_ranges(book: Path) -> None:
    wb = openpyxl.load_workbook(book)
    del wb["Đơn tháng 11"]
    sheet = wb.create_sheet("Đơn", 0)
    for row in (["Mã hàng", "An Nhiên", "Bình"], ["Áo S", 60, 40], ["Áo M", 15, 25], ["Tổng", 75, 65]):
        sheet.append(row)
    wb.save(book)
    assert run(book).outcome.exact
    before = book.read_bytes()
    with pytest.raises(Refused) as refusal:
        attach(book, Settings(live=True))
    assert (refusal.value.code, book.read_bytes() == before) == ("live", True)
    assert attach(book, Settings()).written


@pytest.mark.parametrize("more", [-1, 1])
def test_live_is_refused_where_a_function_gives_another_amount_than_the_run(book: Path, monkeypatch: pytest.MonkeyPatch, more: int) -> None:
    usual = live.call

    def other(function: str, arguments: list[Any]) -> list[list[Any]]:
        heading, first, *rest = usual(function, arguments)
        return [heading, [*first[:2], first[2] + more, *first[3:]], *rest]

    monkeypatch.setattr(live, "call", other)
    with pytest.raises(Refused) as refusal:
        attach(book, Settings(live=True))
    assert "the functions do not give what was worked out from these ranges" in str(refusal.value)


# ---------------------------------------------------------------- watching


def test_watch_refreshes_after_every_save_waits_while_it_is_open_and_stops(book: Path) -> None:
    attach(book, Settings())
    told: list[Any] = []

    def tell(done: Any) -> None:
        told.append(done)
        if len(told) == 3:
            raise KeyboardInterrupt    # as where the operator presses Ctrl+C

    def work() -> None:
        with suppress(KeyboardInterrupt):
            watch_file(book, tell, seconds=0.05)

    watcher = threading.Thread(target=work, daemon=True)
    watcher.start()
    wait(lambda: len(told) == 1)
    lock = book.parent / f"~${book.name}"
    lock.write_bytes(b"\0")
    change(book, {"D4": 160})
    time.sleep(0.3)
    assert len(told) == 1    # Excel has it open
    lock.unlink()
    wait(lambda: len(told) == 2)
    assert [done.written for done in told] == [False, True]
    change(book, {"D4": "nhiều"})
    wait(lambda: len(told) == 3)
    assert not told[2].run.outcome.exact
    watcher.join(10)
    assert not watcher.is_alive()


def wait(until: Any) -> None:
    for _ in range(200):
        if until():
            return
        time.sleep(0.05)
    raise AssertionError


def test_watch_leaves_a_file_alone_while_it_is_being_written(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(book, Settings())
    changes, now = iter([1, 2, 3, 0, 4, 4, 4]), 0
    handled: list[int] = []

    def modified(_path: Path) -> int:
        nonlocal now
        try:
            now = next(changes)
        except StopIteration:
            raise KeyboardInterrupt from None
        return now

    def refreshed(_path: Path) -> actions.ActionResult:
        handled.append(now)
        return actions.ActionResult(None, written=False, kept=None, title="", signed=False, attached=True)

    monkeypatch.setattr(actions, "_modified", modified)
    monkeypatch.setattr(actions, "refresh", refreshed)
    with suppress(KeyboardInterrupt):
        watch_file(book, lambda _done: None, seconds=0)
    assert handled == [4]


def test_every_style_refers_to_a_font_and_a_fill_that_are_there(book: Path) -> None:
    attach(book, Settings())
    styles = parts(book)["xl/styles.xml"].decode()
    for name in ("font", "fill"):
        group = re.search(f"<{name}s[ >].*</{name}s>", styles, re.DOTALL)
        assert group is not None
        used = [int(index) for index in re.findall(f'{name}Id="(-?\\d+)"', styles)]
        assert used
        assert all(0 <= index < len(re.findall(f"<{name}[ />]", group[0])) for index in used)


@pytest.mark.parametrize("command", ["refresh", "detach", "status", "watch"])
def test_the_commands_say_where_poolsplit_is_not_in_the_workbook(book: Path, command: str) -> None:
    done = CliRunner().invoke(main, [command, str(book), "--lang", "en"])
    assert (done.exit_code, "poolsplit attach" in done.output) == (1, True)
