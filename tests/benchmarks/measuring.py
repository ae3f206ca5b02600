"""What the benchmarks share: CPU time in turns, medians, and tables that are Markdown and can be read in a terminal."""

from __future__ import annotations

import gc
import os
import platform
import time
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PACKAGES = ("poolsplit", "numpy", "pandas", "pyarrow", "polars", "duckdb", "numba", "apportionment")


@dataclass(frozen=True)
class Aim:
    """One ratio and what it should be: `at_most` or else at least `bound`."""

    name: str
    ratio: float
    bound: float
    at_most: bool

    @property
    def met(self) -> bool:
        """Whether the ratio is on the right side."""
        return self.ratio <= self.bound if self.at_most else self.ratio >= self.bound


@dataclass
class Findings:
    """What one benchmark found: its page in Markdown, its ratios, and how many of our rows were wrong (none, ever)."""

    title: str
    paragraphs: list[str]
    aims: list[Aim] = field(default_factory=list)
    our_wrong_rows: int = 0

    def markdown(self) -> str:
        """The page, without its aims."""
        return "\n\n".join([f"## {self.title}", *self.paragraphs])

    def report(self) -> int:
        """Print the page and its aims; the exit code of the script, 1 where a row of ours is wrong."""
        print(self.markdown(), aims_table(self.aims), f"Wrong rows of ours: {self.our_wrong_rows}", sep="\n\n")
        return 1 if self.our_wrong_rows else 0


def cpu_times(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of CPU, of all threads in user and system, that each call takes in each round, what it returns given back included.

    The calls take turns, so that a busy moment falls on all, after one round that is not counted: it compiles and fills caches.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    collecting = gc.isenabled()
    gc.freeze()    # what is there before the first call need not be looked through before each of them
    for counted in range(rounds + 1):
        for name, call in calls.items():
            gc.collect()
            gc.disable()
            start = time.process_time()
            call()
            taken = time.process_time() - start
            if collecting:
                gc.enable()
            times[name] += [taken] * bool(counted)
    gc.unfreeze()
    return times


def ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """The median over the rounds of how many times as long."""
    return median(this / that for this, that in zip(these, those, strict=True))


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table whose columns are aligned; the first is text, the others are figures."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(headings))]
    lines = ["| " + " | ".join(_padded(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True))) + " |" for row in cells]
    rule = "|" + "|".join("-" * (width + 2) if not place else "-" * (width + 1) + ":" for place, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _padded(cell: str, width: int, place: int) -> str:
    return cell.rjust(width) if place else cell.ljust(width)


def aims_table(aims: Sequence[Aim]) -> str:
    """Each aim beside what was measured."""
    rows = [[aim.name, f"{aim.ratio:.2f}", f"{'at most' if aim.at_most else 'at least'} {aim.bound:g}", "yes" if aim.met else "no"] for aim in aims]
    return table(["ratio of CPU times", "measured", "aim", "met"], rows)


def machine() -> str:
    """Cores and versions, and nothing that names the machine."""
    system = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, {platform.python_implementation()} {platform.python_version()}"
    return system + "".join(f", {name} {installed(name) or 'not installed'}" for name in PACKAGES)


def installed(package: str) -> str:
    """The version of a package, or nothing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
