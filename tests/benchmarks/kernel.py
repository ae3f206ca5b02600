"""What a million exact shares cost on arrays: `python tests/benchmarks/kernel.py [rounds]`.

Rows in groups of two to four, CPU time of whole calls of `fast.apportion`, beside what numpy takes for plain work on as many rows: adding up the
arrays, sorting random integers, and (rows shuffled) bringing them in order and back; beside the same rule as a loop that numba compiles, where numba
is there; and beside ten times the rows. Then the number of rows from which lists are worth turning into arrays. All calls of a measurement take turns,
so that a busy moment falls on all. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from importlib.util import find_spec
from statistics import median
from timeit import timeit
from typing import TYPE_CHECKING, Any

import numpy as np

from poolsplit.engine import exact, fast
from poolsplit.engine.fast import kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROWS = 1_000_000
RANDOM = np.random.default_rng(5)

AIMS = {"adding up the arrays": 15.0, "sorting random integers": 3.0, "a loop compiled by numba": 2.5}
"""What the sorted million is compared with -> at most so many times its time."""


def pools(rows: int) -> tuple[Any, Any, Any]:
    """Totals, weights and groups: pools of two to four as in sheets, dong and pieces, some of them credits."""
    ends = np.cumsum(RANDOM.integers(2, 4, rows // 2, endpoint=True))
    sizes = np.diff(ends[ends <= rows], prepend=0)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return RANDOM.integers(-(10**6), 10**8, len(sizes)), RANDOM.integers(1, 1000, len(groups)), groups


def measure(rounds: int, calls: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """CPU seconds of each call in each round, after one that warms up."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds + 1):
        for name, call in calls.items():
            start = time.process_time()
            call()
            times[name].append(time.process_time() - start)
    return {name: taken[1:] for name, taken in times.items()}


def in_order_and_back(groups: Any, weights: Any) -> Any:
    """The least that shuffled rows cost: sort them by group, gather, scatter."""
    order = kernel.ordered(groups, int(groups.max()) + 1)[0]
    gathered, result = weights[order], np.empty_like(weights)
    result[order] = gathered
    return result


def compiled() -> Callable[[Any, Any, Any], Any]:
    """The rule as a loop over groups that stand in order, with 64-bit products as in the kernel."""
    import numba  # noqa: PLC0415

    @numba.njit
    def loop(totals: Any, weights: Any, groups: Any) -> Any:
        shares, remainders = np.empty_like(weights), np.empty_like(weights)
        first = 0
        while first < len(weights):
            group, end, sum_of_weights = groups[first], first, 0
            while end < len(weights) and groups[end] == group:
                sum_of_weights += weights[end]
                end += 1
            whole = left = abs(totals[group])
            for i in range(first, end):
                share = whole * weights[i] // sum_of_weights
                remainders[i] = whole * weights[i] - share * sum_of_weights
                shares[i] = share
                left -= share
            for _ in range(left):
                most = first
                for i in range(first + 1, end):
                    if remainders[i] > remainders[most] or (remainders[i] == remainders[most] and weights[i] > weights[most]):
                        most = i
                shares[most] += 1
                remainders[most] = -1
            if totals[group] < 0:
                for i in range(first, end):
                    shares[i] = -shares[i]
            first = end
        return shares

    return loop


def break_even(rounds: int) -> int:
    """The smallest number of rows, in pools of three, at which lists are quicker shared as arrays, the shares being a list again."""
    for n in range(1, 400):
        totals, weights, groups = [1_000_003] * n, [12, 20, 7] * n, [group for group in range(n) for _ in range(3)]
        calls = {"exact": partial(exact.apportion, totals, weights, groups), "fast": partial(_through_arrays, totals, weights, groups)}
        times = [[timeit(call, number=20) for call in calls.values()] for _ in range(rounds)]
        if median(arrays / lists for lists, arrays in times) < 1:
            return 3 * n
    return -1


def _through_arrays(*columns: list[int]) -> list[int]:
    shares: list[int] = fast.apportion(*columns).tolist()
    return shares


def report(rounds: int) -> None:
    """Print medians and ratios."""
    totals, weights, groups = pools(ROWS)
    shuffled = RANDOM.permutation(len(weights))
    numbers = RANDOM.integers(-(2**62), 2**62, len(weights))
    ten_times = pools(10 * ROWS)
    mixed = totals, weights[shuffled], groups[shuffled]
    calls: dict[str, Callable[[], object]] = {
        "sorted rows": partial(fast.apportion, totals, weights, groups),
        "adding up the arrays": partial(np.add, weights, groups),
        "sorting random integers": partial(np.sort, numbers),
        "shuffled rows": partial(fast.apportion, *mixed),
        "sort, gather, scatter": partial(in_order_and_back, mixed[2], mixed[1]),
    }
    if find_spec("numba"):
        loop = compiled()
        calls["a loop compiled by numba"] = partial(loop, totals, weights, groups)
        if not np.array_equal(loop(totals, weights, groups), fast.apportion(totals, weights, groups)):
            message = "the compiled loop gives other shares"
            raise SystemExit(message)
    times = measure(rounds, calls)
    _print("sorted rows", times["sorted rows"])
    for name, aim in AIMS.items():
        if name in times:
            _print(name, times[name], times["sorted rows"], aim)
    _print("shuffled rows", times["shuffled rows"])
    _print("sort, gather, scatter", times["sort, gather, scatter"], times["shuffled rows"], 3)
    growing = measure(max(rounds // 3, 3), {"one": calls["sorted rows"], "ten": partial(fast.apportion, *ten_times)})
    _print("ten times the sorted rows", growing["ten"])
    _print("once", growing["one"], growing["ten"], 11)
    print(f"lists are worth turning into arrays from {break_even(rounds)} rows in pools of three")


def _print(name: str, times: list[float], ours: list[float] | None = None, aim: float = 0) -> None:
    """A median, and where it is what we are compared with, our times of it."""
    line = f"{name:28}{median(times) * 1e3:9.2f} ms"
    if ours:
        line += f"{median(mine / theirs for mine, theirs in zip(ours, times, strict=True)):8.2f} times    (the aim is at most {aim:g})"
    print(line)


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 21)
