"""Twice as many rows are twice the work: what is looked at is counted, not timed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.layouts import grid

from poolsplit.workbook.find.shape.cells import Cells
from poolsplit.workbook.find.tables import find
from poolsplit.workbook.read.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = list[object]

ROWS: dict[str, Callable[[int], list[list[Any]]]] = {
    "orders of three columns": lambda many: [["Khách", "Mã", "SL"], *([f"K{at % 9}", f"S{at % 7}", at % 5 + 1] for at in range(many))],
    "orders of unknown words": lambda many: [["Ai", "Gì", "Mấy"], *([f"K{at % 9}", f"S{at % 7}", at % 5 + 1] for at in range(many))],
    "orders with subtotals": lambda many: [["Khách", "Mã", "SL"], *(
        ["Tổng", None, 3] if at % 3 == 2 else [f"K{at // 3 % 9}", f"S{at % 7}", at % 3 + 1] for at in range(many)
    )],
    "names across": lambda many: [["Mã", "An", "Bình", "Chi"], *([f"S{at}", at % 5 + 1, at % 4, at % 3] for at in range(many))],
    "payments": lambda many: [["Khách", "Đã cọc", "Ngày"], *([f"K{at % 9}", 1000 * (at % 11 + 1), "1/10"] for at in range(many))],
    "costs": lambda many: [["Chi phí", "Số tiền", "Chia theo"], *([f"Khoản {at}", 1000 * (at % 11 + 1), "SL"] for at in range(many))],
    "a table that nobody knows": lambda many: [["Ngày", "Gì đó", "Khác"], *([f"{at % 28 + 1}/10", at, at * 7 % 13] for at in range(many))],
}
FEW = 150


@pytest.mark.parametrize("kind", ROWS)
def test_twice_as_many_rows_are_looked_at_twice_as_often(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def look(*arguments: object) -> object:
            nonlocal looked
            looked += 1
            return method(*arguments)
        return look

    for owner, name in ((Cells, "text"), (Cells, "name"), (Cells, "counts"), (Sheet, "at")):
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    counts = []
    for many in (FEW, 2 * FEW):
        looked = 0
        orders = [] if "orders" in kind or kind == "names across" else [grid("Đơn", [["Khách", "Mã", "SL"], ["K1", "S1", 4], ["K2", "S1", 5]])]
        find([*orders, grid("A", ROWS[kind](many))])
        counts.append(looked)
    assert FEW < counts[0] < counts[1] <= 2.5 * counts[0]
