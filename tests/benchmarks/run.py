"""All benchmarks that are about many pools, written to docs/benchmarks.md: `python tests/benchmarks/run.py`; --help for a quick run.

What is not installed is left out and named: `pip install -e .[bench]` brings all contenders.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import break_even
import contenders
import full_dues
from measuring import aims_table, machine

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "benchmarks.md"
SCRIPTS = {"kernel.py": ("The kernel", ["{rounds}"]), "files.py": ("Files", ["{rows}", "--rounds", "3"])}
"""Scripts that measure what has no contender: how they are headed, and their arguments; each prints."""

INTRODUCTION = """\
# What exactness costs

Written by `python tests/benchmarks/run.py`, which measures it anew. Ratios hold from machine to machine better than times do. Every
contender is written as somebody would who knows its library; its right and wrong rows stand beside its time, because most of them
are fast at another task.

Measured on: {machine}."""


def page(options):
    """The whole page, and how many rows of ours were wrong."""
    found = [alone(contenders.findings, options.rows, options.rounds, options.hard),
             alone(full_dues.findings, options.dues_rows or options.rows, options.rounds), alone(break_even.findings, options.rounds)]
    wrong = sum(each.our_wrong_rows for each in found)
    aims = [aim for each in found for aim in each.aims]
    parts = [
        INTRODUCTION.format(machine=machine()),
        "## Aims",
        aims_table(aims),
        f"Wrong rows of ours in all that follows: {wrong}.",
        *(each.markdown() for each in found),
        *(f"## {title}\n\n```\n{printed(script, arguments, options)}\n```" for script, (title, arguments) in SCRIPTS.items() if options.scripts),
    ]
    return "\n\n".join(parts) + "\n", wrong


def alone(measure, *arguments):
    """What a measurement finds in a process of its own, as a user has it: how memory is handed out depends on what ran before."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(measure, *arguments).result()


def printed(script, arguments, options):
    """What a script prints."""
    asked = [argument.format(rounds=options.rounds, rows=options.rows) for argument in arguments]
    done = subprocess.run([sys.executable, HERE / script, *asked], check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout.strip()


def options_of(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure, and write docs/benchmarks.md.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of one cost line and of the full dues (1,000,000)")
    parser.add_argument("--dues-rows", type=int, help="other rows of the full dues")
    parser.add_argument("--rounds", type=int, default=7, help="rounds in which everything takes turns (7)")
    parser.add_argument("--hard", type=int, default=300, help="hard pools of each kind (300)")
    parser.add_argument("--no-scripts", dest="scripts", action="store_false", help=f"without {' and '.join(SCRIPTS)}")
    parser.add_argument("--out", type=Path, default=PAGE, help="where the page goes (docs/benchmarks.md)")
    return parser.parse_args(arguments)


def run(arguments):
    """Write the page, print it, and fail where a row of ours was wrong."""
    options = options_of(arguments)
    text, wrong = page(options)
    options.out.write_text(text, encoding="utf-8")
    print(text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
