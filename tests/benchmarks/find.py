"""How long finding the tables of a workbook takes: `python tests/benchmarks/find.py [rounds]`.

The aims are for one core of a small laptop: big sheets of other things in the workbook must not keep the operator waiting. A benchmark
and not a test: it measures the machine too.
"""

from __future__ import annotations

import random
import statistics
import sys
import time

from poolsplit.workbook.find.tables import find
from poolsplit.workbook.read.grid import Grid

_WORDS = ["áo", "quần", "giày dép", "túi", "mũ", "khăn", "váy", "nón", "Hà Nội", "Đà Nẵng", "giao", "nhanh", "shopee", "tiktok", "đơn"]
_RANDOM = random.Random(1)


def _grid(title: str, rows: list[list[object]]) -> Grid:
    return Grid(title, {(row, column): value for row, values in enumerate(rows, 1) for column, value in enumerate(values, 1)})


def _orders(rows: int) -> Grid:
    lines = [[f"Shop {row % 97}", f"Mẫu {row}", _RANDOM.randint(1, 50), 25.5] for row in range(rows)]
    return _grid("Đơn", [["Tên shop", "Mã hàng", "SL", "Đơn giá"], *lines])


def _matrix(rows: int, partners: int) -> Grid:
    lines = [[f"Mẫu {row}", *(_RANDOM.randint(0, 9) for _ in range(partners))] for row in range(rows)]
    return _grid("Đơn", [["Mẫu", *(f"Chị Hà {column}" for column in range(partners))], *lines])


def _sales(rows: int) -> Grid:
    """A sheet of texts that are no business of poolsplit's."""
    def words(count: int) -> str:
        return " ".join(_RANDOM.choices(_WORDS, k=count))

    lines = [[f"VD{row:06}", "2026-03-14", words(3), f"{words(6)} {row}", words(4), _RANDOM.randint(1, 10**6)] for row in range(rows)]
    return _grid("Doanh thu", [["Mã vận đơn", "Ngày", "Người nhận", "Địa chỉ", "Ghi chú", "Doanh thu"], *lines])


def _figures(rows: int, columns: int) -> Grid:
    return _grid("Số liệu", [[_RANDOM.random() for _ in range(columns)] for _ in range(rows)])


WORKBOOKS = {
    "order list, 2,000 rows": ([_orders(2_000)], 0.3),
    "order matrix, 2,000 x 60": ([_matrix(2_000, 60)], 1.5),
    "20,000 x 6 other cells": ([_orders(20), _sales(20_000)], 3.0),
    "30,000 x 10 other numbers": ([_orders(20), _figures(30_000, 10)], 3.0),
    "5,000 x 60 other numbers": ([_orders(20), _figures(5_000, 60)], 3.0),
}
"""Name -> the sheets, and the time in seconds that is the aim."""


def seconds(grids: list[Grid]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    find(grids)
    return time.perf_counter() - start


def measure(rounds: int) -> dict[str, float]:
    """The median of each workbook in seconds; they take turns, so that a busy moment falls on all of them."""
    times: dict[str, list[float]] = {name: [] for name in WORKBOOKS}
    for _ in range(rounds):
        for name, (grids, _) in WORKBOOKS.items():
            times[name].append(seconds(grids))
    return {name: statistics.median(taken) for name, taken in times.items()}


def report(rounds: int) -> None:
    """Print the medians in seconds beside the aims."""
    for name, median in measure(rounds).items():
        print(f"{name:28}{median:7.2f} s    (median of {rounds} rounds; the aim is under {WORKBOOKS[name][1]})")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
