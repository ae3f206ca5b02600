"""attach, refresh, detach, status and watch: the results as a sheet in the operator's own workbook."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from poolsplit.cli import options
from poolsplit.cli.runs import account_lines, keep_given, print_run
from poolsplit.cli.terminal import PROBLEMS, answering, language, refused, say, width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poolsplit.errors import Problem, Refused
    from poolsplit.workbook.attach.actions import ActionResult


@click.command()
@options.FILE
@click.option("--dry-run", "dry", is_flag=True, help="Show which ranges are taken and what would change; write nothing.")
@click.option("--live", is_flag=True, help="Results as formulas that follow every change, where poolsplit answers in cells.")
@options.LANGUAGE
@options.ANSWERS
def attach(file: Path, dry: bool, live: bool, lang: str | None, answers: tuple[str, ...]) -> None:  # noqa: FBT001  (click hands flags in)
    """Put a sheet with the results into FILE.xlsx itself; your own sheets stay as they are, and FILE.xlsx.bak is the file as it was.

    The sheet says when something has changed since; `poolsplit refresh` makes it anew, `poolsplit detach` takes it out.
    """
    from poolsplit.workbook.attach import actions
    from poolsplit.workbook.attach.our_sheet import Settings

    with answering(language(lang)):
        result = actions.attach(file, Settings(lang, live), answers=answers, dry=dry)
    answer = result.run.lang if result.run else language(lang)
    if dry and result.run and result.run.outcome.exact:
        from poolsplit.report.text import render_findings

        shown = account_lines(result.run, in_full=True)
        click.echo(render_findings(result.run.outcome, answer, width=width(), taken=result.run.reading.taken, notes=shown))
        click.echo(say('A sheet "{title}" would be added behind the others; nothing was written', answer, title=result.title))
        return
    keep_given(file, result.run)
    _tell(result, answer)


@click.command()
@options.FILE
@click.option("--force", is_flag=True, help="Also where somebody has typed into our sheet; what was typed is lost.")
@click.option("--live/--values", default=None, help="Results as formulas, or as values, from now on.")
@options.LANGUAGE
@options.ANSWERS
def refresh(file: Path, force: bool, live: bool | None, lang: str | None, answers: tuple[str, ...]) -> None:  # noqa: FBT001  (click hands flags in)
    """Make the results in FILE.xlsx anew, after its orders or costs have changed."""
    from poolsplit.workbook.attach import actions

    with answering(language(lang)):
        result = actions.refresh(file, force=force, live=live, answers=answers, lang=lang)
    keep_given(file, result.run)
    _tell(result, result.run.lang if result.run else language(lang))


@click.command()
@options.FILE
@click.option("--force", is_flag=True, help="Also where somebody has typed into our sheet; what was typed is lost.")
@options.LANGUAGE
def detach(file: Path, force: bool, lang: str | None) -> None:  # noqa: FBT001  (click hands flags in)
    """Take the sheet with the results out of FILE.xlsx again."""
    from poolsplit.workbook.attach import actions

    with answering(language(lang)):
        result = actions.detach(file, force=force)
    click.echo(say('The sheet "{title}" was taken out; the file as it was before: {path}', language(lang), title=result.title, path=result.kept))


@click.command()
@options.FILE
@options.LANGUAGE
def status(file: Path, lang: str | None) -> None:
    """Say whether the results in FILE.xlsx are up to date; exit code 1 where they are not."""
    from poolsplit.workbook.attach import actions

    with answering(language(lang)):
        result, current = actions.status(file)
    answer = language(lang or (result.run.lang if result.run else None))
    if result.run and not result.run.outcome.exact:
        print_run(result.run)
    if result.run and result.run.questions:
        click.echo("\n" + _waits(result.run.questions, answer))
    else:
        click.echo(say("The results are up to date", answer) if current else say("Something has changed: type poolsplit refresh", answer))
    sys.exit(0 if current else PROBLEMS)


@click.command()
@options.FILE
@options.LANGUAGE
def watch(file: Path, lang: str | None) -> None:
    """Refresh the results in FILE.xlsx whenever it was saved and closed, until you press Ctrl+C."""
    from poolsplit.errors import Refused
    from poolsplit.workbook.attach import actions

    def tell(result: ActionResult | Refused) -> None:
        if isinstance(result, Refused):
            click.echo(refused(result, language(lang)), err=True)
        elif result.run and not result.run.outcome.exact:
            from poolsplit.report.text import render_findings

            click.echo(render_findings(result.run.outcome, result.run.lang, width=width()))
            if result.run.questions:
                click.echo("\n" + _waits(result.run.questions, result.run.lang))
        else:
            answer = result.run.lang if result.run else language(lang)
            click.echo(say("Written to {path}", answer, path=file) if result.written else say("The results are up to date", answer))

    with answering(language(lang)):
        actions.status(file)  # so that a wrong call is reported once, before the loop
    click.echo(say("Watching {path}. Press Ctrl+C to stop", language(lang), path=file))
    try:
        actions.watch_file(file, tell)
    except KeyboardInterrupt:
        click.echo(say("Stopped", language(lang)))


def _waits(questions: Sequence[Problem], lang: str) -> str:
    """That our sheet stays as it is while something is asked."""
    return say("{count} questions are open: the results stay as they were. Type: poolsplit split FILE", lang, count=len(questions))


def _tell(result: ActionResult, lang: str) -> None:
    """Print what was done to a workbook. Where problems prevented it, print them and end with exit code 1."""
    if result.run:
        print_run(result.run)
    if result.run and result.run.questions and result.attached:
        click.echo("\n" + _waits(result.run.questions, lang))
    if result.run and not result.run.outcome.exact:
        sys.exit(PROBLEMS)
    if result.signed and result.written:
        click.echo(say("The macros in this workbook are signed. The signature is untouched, but Excel will look at it anew", lang))
    if result.written:
        click.echo("\n" + say('The sheet "{title}" was changed; the file as it was before: {path}', lang, title=result.title, path=result.kept))
    else:
        click.echo("\n" + say("The results are up to date", lang))
