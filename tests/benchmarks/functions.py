"""What a worksheet function costs beside the bare rule: `python tests/benchmarks/functions.py [rounds]`.

Arguments come as hosts hand them over, tuples of floats. The aim for one call on four partners, arguments to result, is at most 15
times the bare `apportion` on ints, and at most 60 us where `apportion` takes 5. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import sys
from functools import partial
from statistics import median
from timeit import timeit
from typing import TYPE_CHECKING, Any

from poolsplit import apportion
from poolsplit.functions.declaration import call

if TYPE_CHECKING:
    from collections.abc import Callable

AMOUNT, INTS = 3_000_001, [12, 20, 7, 31]
WEIGHTS = tuple((float(weight),) for weight in INTS)
DECIMALS = tuple((weight / 10,) for weight in INTS)
NAMES = (("Dũng",), ("An",), ("Chị Hà",), ("Bình",))
ROUNDS_OF = 300

FORMULAS: dict[str, tuple[str, list[Any]]] = {
    "POOLSPLIT": ("POOLSPLIT", [float(AMOUNT), WEIGHTS]),
    "POOLSPLIT with a step": ("POOLSPLIT", [3_000_000.0, WEIGHTS, 1000.0]),
    "POOLSPLIT with names": ("POOLSPLIT", [float(AMOUNT), WEIGHTS, None, NAMES]),
    "POOLSPLIT of decimals": ("POOLSPLIT", [float(AMOUNT), DECIMALS]),
    "POOLSHARE by position": ("POOLSHARE", [float(AMOUNT), WEIGHTS, 2.0]),
    "POOLSHARE by name": ("POOLSHARE", [float(AMOUNT), WEIGHTS, "Bình", NAMES]),
    "POOLDEFECTS": ("POOLDEFECTS", [10.0, WEIGHTS]),
}


def measure(rounds: int) -> tuple[list[float], dict[str, list[float]]]:
    """Seconds of `apportion` and of each formula in every round; they take turns, so that a busy moment falls on all."""
    bare: list[float] = []
    found: dict[str, list[float]] = {name: [] for name in FORMULAS}
    for _ in range(rounds):
        bare.append(_seconds(partial(apportion, AMOUNT, INTS)))
        for name, (function, arguments) in FORMULAS.items():
            found[name].append(_seconds(partial(call, function, arguments)))
    return bare, found


def _seconds(work: Callable[[], object]) -> float:
    return timeit(work, number=ROUNDS_OF) / ROUNDS_OF


def report(rounds: int) -> None:
    """Print medians and ratios."""
    bare, found = measure(rounds)
    print(f"{'apportion() on ints':26}{median(bare) * 1e6:9.2f} us")
    for name, times in found.items():
        ratio = median(ours / plain for ours, plain in zip(times, bare, strict=True))
        print(f"{name:26}{median(times) * 1e6:9.2f} us{ratio:8.2f} times    (the aim for one call is 15)")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
