"""A workbook read and split for a command, and what is printed of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from poolsplit.cli.terminal import PROBLEMS, ReadingProgress, answering, language, width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poolsplit.pool.results import Report
    from poolsplit.workbook.run import Run


def run_of(file: Path, mapping: Sequence[str], lang: str | None) -> Run:
    """Read and compute, or say why the file is refused and leave."""
    from poolsplit.workbook.run import run

    with answering(language(lang)), ReadingProgress(language(lang)) as progress:
        return run(file, mapping, lang, progress)


def exact_run(file: Path, mapping: Sequence[str], lang: str | None) -> Run:
    """A run with an exact result; else its findings are printed, and the command ends."""
    done = run_of(file, mapping, lang)
    if not done.outcome.exact:
        print_findings(done)
        sys.exit(PROBLEMS)
    return done


def report_of(done: Run) -> Report:
    """The results of a run. Raises DataError where its problems prevented them."""
    from poolsplit.errors import DataError

    if not done.outcome.exact or done.outcome.report is None:
        raise DataError(done.outcome.problems)
    return done.outcome.report


def print_run(done: Run) -> None:
    """Everything that a workbook leads to, or what prevents it."""
    from poolsplit.report.text import render

    click.echo(render(done.outcome, done.lang, width=width(), taken=done.reading.taken))


def print_findings(done: Run) -> None:
    """What is wrong or odd in a workbook, and which ranges were taken for what."""
    from poolsplit.report.text import render_findings

    click.echo(render_findings(done.outcome, done.lang, width=width(), taken=done.reading.taken))


def print_json(done: Run, written: Path | None) -> None:
    """The same for programs. written: where the results went, None where nowhere."""
    from poolsplit.report.text import as_json

    click.echo(as_json(done.outcome, done.lang, taken=done.reading.taken, written=written))
