"""Our sheet in an operator's workbook, in a real LibreOffice: the status follows what she types, and live results follow too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from support.operators_book import operators_book

from poolsplit.workbook.attach.actions import attach, refresh
from poolsplit.workbook.attach.our_sheet import Settings
from poolsplit.workbook.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit_addin.libreoffice.session import Session

ORDERS, OURS = "Đơn tháng 11", "poolsplit"


def state(office: Session) -> str:
    """What the status cell says: "up to date" or "changed"."""
    said = office.ask("read", sheet=OURS, target="A2")[0][0]
    return "changed" if said.startswith("ĐÃ THAY ĐỔI") else "up to date" if said.startswith("Còn đúng") else said


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return operators_book(tmp_path / "don.xlsx")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("D4", 61), ("B4", "An Nhiên B"), ("B5", "Binh"), ("C4", "Áo M"), ("B8", "Dũng"), ("D8", 5), ("C5", "")],
)
def test_the_status_turns_when_something_that_was_read_changes(office: Session, book: Path, cell: str, value: Any) -> None:
    attach(book, Settings())
    office.ask("load", path=str(book))
    assert state(office) == "up to date"
    office.ask("set", sheet=ORDERS, target=cell, value=value)
    assert state(office) == "changed"


def test_what_is_not_read_may_change_and_rows_above_may_come(office: Session, book: Path) -> None:
    attach(book, Settings())
    office.ask("load", path=str(book))
    office.ask("set", sheet="Chi phí", target="G20", value="ghi chú")
    office.ask("insert_rows", sheet=ORDERS, row=0, count=3)
    assert state(office) == "up to date"


def test_a_refresh_after_libreoffice_has_saved_is_up_to_date_again(office: Session, book: Path, tmp_path: Path) -> None:
    attach(book, Settings())
    office.ask("load", path=str(book))
    office.ask("set", sheet=ORDERS, target="D4", value=160)
    saved = tmp_path / "saved.xlsx"
    office.ask("save", path=str(saved))
    assert refresh(saved).written
    office.ask("load", path=str(saved))
    assert state(office) == "up to date"


def test_live_results_follow_what_is_typed(office: Session, version: tuple[int, ...], book: Path, tmp_path: Path) -> None:
    if version < (25, 2):
        pytest.skip("LibreOffice 25.2 or later only: before, the plain names in an .xlsx are unknown ones")
    attach(book, Settings(live=True))
    office.ask("load", path=str(book))
    office.ask("set", sheet=ORDERS, target="D4", value=160)
    shown = office.ask("read", sheet=OURS, target="A1:C40")
    top = next(i for i, row in enumerate(shown) if row[0] == "partner")
    saved = tmp_path / "saved.xlsx"
    office.ask("save", path=str(saved))
    expected = run(saved).outcome.report.dues()
    assert [(row[0], row[2]) for row in shown[top + 1:top + 4]] == list(zip(expected["partner"], expected["due"], strict=True))
    assert "=POOLDUES(" in str([cell.value.text for row in openpyxl.load_workbook(saved)[OURS].iter_rows() for cell in row if hasattr(cell.value, "text")])
