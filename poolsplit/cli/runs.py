"""The run of a workbook for a command, and its results on the terminal."""

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
    """Read a workbook and compute its results. Where the file is refused, the reason is printed and the command ends."""
    from poolsplit.workbook.run import run

    with answering(language(lang)), ReadingProgress(language(lang)) as progress:
        return run(file, mapping, lang, progress)


def exact_run(file: Path, mapping: Sequence[str], lang: str | None) -> Run:
    """A run with an exact result. Where there is none, its findings are printed and the command ends."""
    run = run_of(file, mapping, lang)
    if not run.outcome.exact:
        print_findings(run)
        sys.exit(PROBLEMS)
    return run


def report_of(run: Run) -> Report:
    """The results of a run. Raises DataError where problems prevented them."""
    from poolsplit.errors import DataError

    if not run.outcome.exact or run.outcome.report is None:
        raise DataError(run.outcome.problems)
    return run.outcome.report


def print_run(run: Run) -> None:
    """Print the results of a run, or the problems that prevent them."""
    from poolsplit.report.text import render

    click.echo(render(run.outcome, run.lang, width=width(), taken=run.reading.taken))


def print_findings(run: Run) -> None:
    """Print the problems and warnings of a run, and the ranges that were read."""
    from poolsplit.report.text import render_findings

    click.echo(render_findings(run.outcome, run.lang, width=width(), taken=run.reading.taken))


def print_json(run: Run, written: Path | None) -> None:
    """Print a run as JSON. written: the path of the results workbook, None where none was written."""
    from poolsplit.report.text import as_json

    click.echo(as_json(run.outcome, run.lang, taken=run.reading.taken, written=written))
