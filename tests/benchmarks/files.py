"""What pools in files cost beside one frame in memory: `python tests/benchmarks/files.py [rows ...] [--rounds N] [--memory 1GB] [--folder DIR]`.

For each number of order rows (four to a pool, with a cost line for each pool and a fee for all): the CPU and the wall time of reading, splitting
and writing one frame in memory; of `split-files` with one worker and with two; the peak memory of all its processes. The aims are at most 1.3 times
the CPU in memory, two workers at least 1.6 times as fast as one, and a peak that does not grow with the rows. A benchmark and not a test: it measures
the machine too. Above --most rows the frame in memory is left out.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from statistics import median
from typing import NamedTuple

import duckdb
import psutil

ROOT = Path(__file__).resolve().parents[2]
IN_MEMORY = """
import sys, pandas, poolsplit
orders, costs, out = sys.argv[1:]
poolsplit.split(pandas.read_parquet(orders), pandas.read_parquet(costs)).to_parquet(out)
"""
TO_A_POOL = 4
_A_MOMENT = 0.05
_SET_CHILD_SUBREAPER = 36


class Cost(NamedTuple):
    """What a command took: seconds of the clock and of all processors, and the most bytes of all its processes together."""

    wall: float
    cpu: float
    peak: int


def make(folder: Path, rows: int) -> tuple[Path, Path]:
    """Orders and costs of so many rows; the rows of a pool do not stand together."""
    orders, costs = folder / f"orders {rows}.parquet", folder / f"costs {rows}.parquet"
    pools = max(rows // TO_A_POOL, 1)
    with duckdb.connect() as connection:
        numbers = connection.from_query(f"SELECT i, hash(i) AS h FROM range({rows}) t(i)")  # noqa: S608 (a number)
        numbers.project(f"""'Pool ' || i % {pools} AS pool, 'Shop ' || i // {pools} AS partner, 'T' || i % 3 AS sku, (1 + h % 90)::BIGINT AS quantity,
            (1 + h // 90 % 9000)::BIGINT AS kg""").write_parquet(str(orders))
        lines = numbers.filter(f"i < {pools}").project("""'Pool ' || i AS pool, 'freight' AS cost, (1000000 + h % 1000000)::BIGINT AS amount, 'kg' AS basis,
            NULL::VARCHAR AS rate, NULL::VARCHAR AS "of" """)
        lines.union(connection.sql("SELECT NULL, 'fee', NULL, NULL, '1.5%', 'freight'")).write_parquet(str(costs))
    return orders, costs


def adopt() -> None:
    """Have what a process leaves behind become a child of this one: only the time of children that are waited for is counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(*arguments: object, watched: bool) -> Cost:
    """Run Python with these arguments, and all processes that it starts, to their end; raises where it fails.

    watched: whether their memory is looked at, which takes time from them.
    """
    start, before = time.perf_counter(), os.times()
    process = psutil.Popen([sys.executable, *map(str, arguments)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while watched and process.poll() is None:
        peak = max(peak, sum(map(_bytes, _family(process))))
        time.sleep(_A_MOMENT)
    failed = process.wait()
    wall = time.perf_counter() - start
    if failed:
        raise subprocess.CalledProcessError(failed, process.args)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, peak)


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def measure(folder: Path, rows: int, rounds: int, memory: str, *, frame: bool) -> dict[str, list[Cost]]:
    """The cost of each way in every round; they take turns, so that a busy moment falls on all. The first round shows the memory, the others the times."""
    orders, costs = make(folder, rows)
    found: dict[str, list[Cost]] = {"in memory": [], "1 worker": [], "2 workers": []}
    for watched in [True] + [False] * rounds:
        if frame:
            found["in memory"].append(run("-c", IN_MEMORY, orders, costs, folder / "dues.parquet", watched=watched))
        for workers in (1, 2):
            out = folder / "out"
            rmtree(out, ignore_errors=True)
            options = ("--costs", costs, "--workers", workers, "--memory", memory)
            found[f"{workers} worker{'s' * (workers > 1)}"].append(run("-m", "poolsplit", "split-files", orders, out, *options, watched=watched))
    return found


def report(found: dict[str, list[Cost]], rows: int) -> None:
    """Print the medians and the ratios."""
    print(f"{rows:,} rows")
    for way, costs in found.items():
        if costs:
            watched, *timed = costs
            wall, cpu = median(cost.wall for cost in timed), median(cost.cpu for cost in timed)
            print(f"  {way:12}{wall:9.1f} s wall{cpu:9.1f} s CPU{watched.peak / 1e6:9,.0f} MB peak{cpu / rows * 1e6:9.2f} s CPU a million rows")
    one, two, frame = (found[way][1:] for way in ("1 worker", "2 workers", "in memory"))
    if frame:
        ratio = median(files.cpu / memory.cpu for files, memory in zip(one, frame, strict=True))
        print(f"  {'CPU, 1 worker / in memory':40}{ratio:6.2f}    (the aim is at most 1.3)")
    print(f"  {'wall, 1 worker / 2 workers':40}{median(a.wall / b.wall for a, b in zip(one, two, strict=True)):6.2f}    (the aim is at least 1.6)")


def main() -> None:
    """Measure every number of rows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="*", default=[20_000, 40_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--most", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, help="where there is room; the system's folder for temporary files by default")
    asked = parser.parse_args()
    adopt()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        for rows in asked.rows:
            report(measure(Path(folder), rows, asked.rounds, asked.memory, frame=rows <= asked.most), rows)


if __name__ == "__main__":
    main()
