"""split, check and new: who pays what, from a workbook; split-files: who pays what, from Parquet files with many pools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poolsplit.cli import options
from poolsplit.cli.runs import print_findings, print_json, print_run, run_of
from poolsplit.cli.terminal import INTERRUPTED, PROBLEMS, FilesProgress, answering, language, say

if TYPE_CHECKING:

    from poolsplit.scale import Summary
    from poolsplit.workbook.run import Run


@click.command()
@options.FILE
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the results; beside FILE by default.")
@options.AS_JSON
@options.LANGUAGE
@options.ANSWERS
@options.OTHERS
@options.NO_INPUT
def split(
    file: Path, out: Path | None, as_json: bool, lang: str | None, answers: tuple[str, ...],  # noqa: FBT001  (click hands flags in)
    others: Path | None, silent: bool,  # noqa: FBT001
) -> None:
    """Read FILE.xlsx and say who pays what; write the results to a new workbook.

    FILE is never changed. What is not clear is asked, and kept in FILE.poolsplit.json once it is answered. Exit code
    0: done; 1: problems in the data or open questions, all of them listed; 2: a wrong call.
    """
    run = _asked(file, run_of(file, answers, lang, others), lang, silent=silent or as_json)
    written = _write(run, file, out) if run.outcome.exact else None
    if as_json:
        print_json(run, written)
    else:
        print_run(run)
        if written is not None:
            click.echo("\n" + say("Written to {path}", run.lang, path=written))
    sys.exit(0 if run.outcome.exact else PROBLEMS)


@click.command("split-files")
@click.argument("orders", nargs=-1, required=True, metavar="IN.parquet...", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT/", type=click.Path(path_type=Path))
@click.option("--costs", type=click.Path(path_type=Path), help="Cost lines, .parquet or .csv; a row without a pool holds for all.")
@click.option("--items", type=click.Path(path_type=Path), help="Prices and weights of the SKUs, likewise.")
@click.option("--terms", type=click.Path(path_type=Path), help="What the pools agreed on, likewise.")
@click.option("--rates", multiple=True, metavar="CNY=3500", help="A rate of exchange, or a file of them; may be repeated.")
@click.option("--currency", help="Currency of the dues; VND by default.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that split parts at the same time.")
@click.option("--memory", default="1GB", show_default=True, help="What all processes together may take.")
@click.option("--partitions", type=click.IntRange(min=1), help="Parts; by default as many as the memory asks for.")
@options.ANSWER_LANGUAGE
def split_files(
    orders: tuple[Path, ...], out: Path, costs: Path | None, items: Path | None, terms: Path | None, rates: tuple[str, ...], currency: str | None,
    workers: int, memory: str, partitions: int | None, lang: str | None,
) -> None:
    """Split all pools in Parquet files, past memory; write the dues as Parquet files to OUT/dues.

    Orders need a column `pool`. The same command goes on where a run was stopped. Exit code 0: done; 1: problems in the data, listed in
    OUT/problems.parquet; 2: a wrong call. Needs the extra: pip install "poolsplit[scale]".
    """
    lang = language(lang)
    try:
        from poolsplit import scale

        with answering(lang):
            summary = scale.split_files(
                orders, out, costs=costs, items=items, terms=terms, rates=scale.rates_of(rates), currency=currency, workers=workers,
                memory=memory, partitions=partitions, tell=FilesProgress(lang), lang=lang,
            )
    except KeyboardInterrupt:
        click.echo("\n" + say("Stopped; the same command goes on from here", lang), err=True)
        sys.exit(INTERRUPTED)
    _print_summary(summary, lang)
    sys.exit(PROBLEMS if summary.problems else 0)


@click.command()
@options.FILE
@options.AS_JSON
@options.LANGUAGE
@options.ANSWERS
@options.OTHERS
@options.NO_INPUT
def check(
    file: Path, as_json: bool, lang: str | None, answers: tuple[str, ...], others: Path | None, silent: bool,  # noqa: FBT001  (click hands flags in)
) -> None:
    """Report everything in FILE.xlsx that is wrong or odd, with the cell and the way out; write nothing but what you answer."""
    run = _asked(file, run_of(file, answers, lang, others), lang, silent=silent or as_json)
    if as_json:
        print_json(run, None)
    else:
        print_findings(run)
    sys.exit(0 if run.outcome.exact else PROBLEMS)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("poolsplit.xlsx"))
@click.option("--lang", type=click.Choice(["vi", "en", "zh"]), default="vi", show_default=True, help="Language of the template.")
@click.option("--example", is_flag=True, help="A filled example instead of an empty template.")
def new(file: Path, lang: str, example: bool) -> None:  # noqa: FBT001  (click hands flags in)
    """Write an empty template to FILE (poolsplit.xlsx by default); an existing file is kept."""
    from poolsplit.workbook.templates import copy_template

    with answering(lang):
        copy_template(file, lang, example=example)
    click.echo(say("Written to {path}", lang, path=file))


def _asked(file: Path, run: Run, lang: str | None, *, silent: bool) -> Run:
    """The run with what is answered at the terminal, where somebody sits there."""
    if silent or not run.questions:
        return run
    from poolsplit.cli import asking

    return asking.ask(file, run, lang) if asking.is_possible() else run


def _write(run: Run, file: Path, out: Path | None) -> Path:
    """Write the results workbook to `out`, or without it beside the input under a name that is free. The path that was written."""
    from poolsplit.workbook.results.write import free_path, write

    target = out or free_path(file, run.lang)
    with answering(run.lang):
        write(run.outcome, target, run.lang, source=file, taken=run.reading.taken, overwrite=out is not None)
    return target


def _print_summary(summary: Summary, lang: str) -> None:
    """Print the summary of a run over files, with the first of its problems."""
    if summary.problems:
        for problem in summary.first:
            click.echo(_problem_line(problem, lang))
        words = "{problems:,} problems in {wrong:,} of {parts:,} parts, which have no dues; all are listed in {path}"
        click.echo("\n" + say(words, lang, problems=summary.problems, wrong=summary.wrong, parts=summary.parts, path=summary.file))
    click.echo(say("{rows:,} rows, {pools:,} pools", lang, rows=summary.rows, pools=summary.pools))
    for code, total in summary.totals.items():
        click.echo(say("total due: {total:,} {currency}", lang, total=total, currency=code))
    click.echo(say("Written to {path}", lang, path=summary.dues))


def _problem_line(problem: tuple[str, int, str, str, str], lang: str) -> str:
    """A problem of a file in one line. problem: file, row, column, message, way out."""
    file, row, column, message, fix = problem
    position = ", ".join(part for part in (file, say("row {row}", lang, row=row) if row else "", column) if part)
    return f"{position}: {message}" + (f". → {fix}" if fix else "")
