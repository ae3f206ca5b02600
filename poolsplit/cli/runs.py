"""The run of a workbook for a command, and its results on the terminal."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from poolsplit.cli.terminal import PROBLEMS, ReadingProgress, answering, language, refused, say, translated, width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poolsplit.errors import Problem
    from poolsplit.pool.results import Report
    from poolsplit.workbook.run import Run


def run_of(file: Path, answers: Sequence[str], lang: str | None, others: Path | None = None) -> Run:
    """Read a workbook and compute its results; what is answered with the call is kept.

    others: a file of answers of another book, which are kept for this one. Where a file is refused, the reason is printed and the command ends.
    """
    from poolsplit.workbook.run import run

    with answering(language(lang)), ReadingProgress(language(lang)) as progress:
        done = run(file, answers, lang, progress, others)
    if others is not None:
        keep(file, done)
    else:
        keep_given(file, done)
    return done


def today() -> dt.date:
    """The date of an answer that is given now."""
    return dt.datetime.now(tz=dt.timezone.utc).astimezone().date()


def keep_given(file: Path, run: Run | None) -> None:
    """Keep the answers that came with a call."""
    if run is not None and run.given:
        keep(file, run)


def keep(file: Path, run: Run) -> None:
    """Keep the answers of a run beside its workbook, and say where. Where they cannot be kept, say why, and go on."""
    say_kept(run, keep_silently(file, run))


def keep_silently(file: Path, run: Run) -> Path | None:
    """Keep the answers of a run beside its workbook: where, None where nothing is new. Where they cannot be kept, say why, and go on."""
    from poolsplit.errors import Refused
    from poolsplit.workbook.run import keep as keep_beside

    try:
        return keep_beside(file, run, run.given, today(), {})
    except Refused as refusal:
        click.echo(refused(refusal, run.lang), err=True)
        return None


def say_kept(run: Run, path: Path | None) -> None:
    """Say where answers are kept; nothing where none are."""
    if path is not None:
        click.echo(say("What you answered is kept in {path}", run.lang, path=path), err=True)


def exact_run(file: Path, answers: Sequence[str], lang: str | None) -> Run:
    """A run with an exact result. Where there is none, its findings are printed and the command ends."""
    run = run_of(file, answers, lang)
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

    click.echo(render(run.outcome, run.lang, width=width(), taken=run.reading.taken, notes=account_lines(run)))


def print_findings(run: Run) -> None:
    """Print the problems and warnings of a run, and what was read from where."""
    from poolsplit.report.text import render_findings

    click.echo(render_findings(run.outcome, run.lang, width=width(), taken=run.reading.taken, notes=account_lines(run, in_full=True)))


def print_json(run: Run, written: Path | None) -> None:
    """Print a run as JSON. written: the path of the results workbook, None where none was written."""
    from poolsplit.report.text import as_json

    account = run.reading.account
    more = {
        "questions": [_question(run, question) for question in run.questions],
        "account": {"counts": account.counts(), "ranges": {role: account.ranges(role) for role in account.counts()}},
        "answers": [{**asdict(use.kept), "answer": use.answer, "used": use.used} for use in run.kept],
    }
    click.echo(as_json(run.outcome, run.lang, taken=run.reading.taken, written=written, more=more))


def _question(run: Run, question: Problem) -> dict[str, Any]:
    """A question for programs, with what each choice would come to."""
    sheet, content = run.content(question.cell)
    choices = [
        {"answer": choice.answer, "text": translated(choice.text, run.lang), "result": None if result is None else translated(result, run.lang)}
        for choice, result in zip(question.choices, run.results(question), strict=True)
    ]
    return {"cell": question.cell, "sheet": sheet, "content": content, "message": translated(question.message, run.lang), "choices": choices}


def account_lines(run: Run, *, in_full: bool = False) -> list[str]:
    """The account of the numbers that were read, in a line. in_full: with the cells of those that do not count."""
    from poolsplit.report.account import account_text, cells_text

    account = run.reading.account
    lines = [account_text(account.counts())]
    if in_full and lines[0] is not None:
        lines += [cells_text(role, account.ranges(role)) for role in ("aside", "answered", "open")]
    return [translated(line, run.lang) for line in lines if line is not None]
