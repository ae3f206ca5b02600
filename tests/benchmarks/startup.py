"""What `poolsplit --help` costs beside the least that a click program can cost: `python tests/benchmarks/startup.py [rounds]`.

The aim is under twice the time of `python -c "import click"`. A benchmark and not a test: it measures the machine too.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "import click": [sys.executable, "-c", "import click"],
    "poolsplit --help": [sys.executable, "-c", "from poolsplit.cli.main import main; main(['--help'])"],
}


def seconds(command: list[str]) -> float:
    """How long one run of a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure(rounds: int) -> dict[str, float]:
    """The median of each command in seconds; they take turns, so that a busy moment falls on both, after one round that warms the disk."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds + 1):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def report(rounds: int) -> None:
    """Print the medians in milliseconds, and their ratio."""
    least, ours = medians = list(measure(rounds).values())
    for name, median in zip(COMMANDS, medians, strict=True):
        print(f"{name:20}{median * 1000:8.1f} ms")
    print(f"{'ratio':20}{ours / least:8.2f}    (median of {rounds} rounds; the aim is under 2)")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
