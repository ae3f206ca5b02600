"""From how many rows arrays pay: `split` of a frame on lists and on arrays, for frames of more and more rows: `python tests/benchmarks/break_even.py`.

`tables.FEW` is the number of rows from which arrays are taken. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np
from full_dues import Tables, ours
from measuring import Aim, Findings, cpu_times, ratio, table

from poolsplit.tables import table as door

SIZES = (50, 100, 200, 400, 800, 1600)


def taking(few, tables):
    """The dues with `few` as the number of rows from which arrays are taken."""
    usual, door.FEW = door.FEW, few
    try:
        return ours(tables)
    finally:
        door.FEW = usual


def findings(rounds=15):
    """Times on both sides of the border, and where it lies."""
    rows, found, border = [], {}, None
    for size in SIZES:
        tables = Tables.random(size, text=True)
        times = cpu_times({"lists": partial(taking, 10**9, tables), "arrays": partial(taking, 0, tables)}, rounds)
        found[size] = ratio(times["lists"], times["arrays"])
        rows.append([f"{len(tables.orders):,}", *(f"{float(np.median(times[way])) * 1e3:.2f}" for way in ("lists", "arrays")), f"{found[size]:.2f}"])
        if border is None and found[size] >= 1:
            border = len(tables.orders)
    return Findings(
        "From how many rows arrays pay",
        [
            f"Full dues of pools of 2 to 4, CPU time in ms, medians of {rounds} rounds in turn. Arrays are taken from {door.FEW} rows.",
            table(["rows", "lists", "arrays", "lists / arrays"], rows),
            f"The first size at which arrays are quicker is {border:,} rows." if border else "Arrays are never quicker here.",
        ],
        [Aim(f"lists / arrays at {max(SIZES):,} rows", found[max(SIZES)], 1, at_most=False)],
        0,
    )


if __name__ == "__main__":
    sys.exit(findings(*map(int, sys.argv[1:])).report())
