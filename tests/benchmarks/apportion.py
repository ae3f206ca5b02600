"""What exact shares cost beside rounded ones, and what three hundred lines cost: `python tests/benchmarks/apportion.py [rounds]`.

The aims are under 3 times Python's own list of round() on the same shares, and under 150 ms for 300 lines of 12 partners in which
hundreds of units must move. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import sys
from functools import partial
from statistics import median
from timeit import timeit
from typing import TYPE_CHECKING

from poolsplit.engine.apportion import apportion, apportion_lines

if TYPE_CHECKING:
    from collections.abc import Callable

TOTAL, WEIGHTS = 3000001, [12, 20, 7, 31]
SUM_OF_WEIGHTS = sum(WEIGHTS)
CALLS = 2000
LINES = {"60 and eleven times 40": [60] + [40] * 11, "all alike": [1] * 12, "descending": list(range(12, 0, -1))}


def rounded() -> list[int]:
    """What apportion is compared with; its sum may be off."""
    return [round(TOTAL * weight / SUM_OF_WEIGHTS) for weight in WEIGHTS]


def exact() -> list[int]:
    """The same shares, and their sum is right."""
    return apportion(TOTAL, WEIGHTS)


def measure(rounds: int, *calls: Callable[[], object]) -> list[list[float]]:
    """For each round the seconds that each call takes; the calls take turns, so that a busy moment falls on all."""
    return [[timeit(call, number=CALLS) / CALLS for call in calls] for _ in range(rounds)]


def report(rounds: int) -> None:
    """Print the medians, the ratio, and the time of each kind of lines."""
    times = measure(rounds, rounded, exact)
    for name, column in zip(("round()", "apportion()"), zip(*times, strict=True), strict=True):
        print(f"{name:40}{median(column) * 1e6:8.2f} us")
    print(f"{'ratio':40}{median(ours / plain for plain, ours in times):8.2f}    (median of {rounds} rounds; the aim is under 3)")
    for name, weights in LINES.items():
        seconds = median(timeit(partial(apportion_lines, [1] * 300, weights), number=1) for _ in range(5))
        print(f"{'300 lines of one unit, ' + name:40}{seconds * 1e3:8.2f} ms    (the aim is under 150)")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
