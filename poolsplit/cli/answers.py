"""answers: what was answered about a workbook and is kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from poolsplit.cli import options
from poolsplit.cli.terminal import WRONG_CALL, answering, language, say, width

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit.report.sections import Section
    from poolsplit.workbook.kept.record import Use
    from poolsplit.workbook.run import Run


@click.command()
@options.FILE
@click.option("--forget", metavar="N|all", help="Drop one answer by its number, or all.")
@options.LANGUAGE
def answers(file: Path, forget: str | None, lang: str | None) -> None:
    """List what was answered about FILE.xlsx and is kept beside it in FILE.poolsplit.json; FILE.xlsx itself is never changed."""
    from poolsplit.report.sections import Outcome
    from poolsplit.report.text import render
    from poolsplit.workbook.run import run

    with answering(language(lang)):
        done = run(file, lang=lang)
    if forget is not None:
        _forget(file, done, forget)
    elif done.kept:
        click.echo(render(Outcome([_table(done)]), done.lang, width=width()))
    else:
        click.echo(say("nothing was answered about this workbook", done.lang))


def _forget(file: Path, done: Run, forget: str) -> None:
    """Drop answers from the file, and list no more than what was dropped."""
    from poolsplit.workbook.run import keep_only

    numbers = range(1, len(done.kept) + 1)
    if forget != "all" and not (forget.isdecimal() and int(forget) in numbers):
        click.echo(say("there is no answer {number}; type a number of the list, or all", done.lang, number=forget), err=True)
        sys.exit(WRONG_CALL)
    dropped = [*numbers] if forget == "all" else [int(forget)]
    with answering(done.lang):
        keep_only(file, done, [use.kept for number, use in enumerate(done.kept, 1) if number not in dropped])
    for number in dropped:
        kept = done.kept[number - 1].kept
        click.echo(say('forgotten: "{label}"', done.lang, label=kept.label or kept.place))


def _table(done: Run) -> Section:
    """The kept answers as a table for people."""
    from poolsplit.errors import Text
    from poolsplit.report.sections import COUNT, TEXT, Section

    columns = [
        (Text("No."), COUNT), (Text("Cell"), TEXT), (Text("About"), TEXT), (Text("What stands there"), TEXT), (Text("What it means"), TEXT),
        (Text("Date"), TEXT), (Text("Where from"), TEXT), (Text("Used?"), TEXT),
    ]
    rows = [
        [number, _place(use), kept.label, kept.content, kept.words or _meaning(kept.meaning), kept.date, kept.origin, _state(use)]
        for number, use in enumerate(done.kept, 1) for kept in [use.kept]
    ]
    if not any(use.kept.origin for use in done.kept):
        columns, rows = [*columns[:6], columns[7]], [[*row[:6], row[7]] for row in rows]
    return Section("answers", Text("What was answered"), columns, rows)


def _place(use: Use) -> str:
    """Where the answer applies today; where it was given, if it does not apply."""
    return use.answer.removesuffix(f"={use.kept.meaning}") if use.answer and use.kept.sheet else use.kept.place


def _meaning(meaning: str) -> str:
    """A meaning as it stands in an answer, in words: those of an action, or the name of a table or column."""
    from poolsplit.errors import Text, name_text

    actions = {
        "ignore": Text("it does not count"), "out": Text("the row does not count"), "data": Text("yes, it counts like the others"),
        "total": Text("it is a total"), "above": Text("it is the one above each of them"), "member": Text("it is one of the names, and counts"),
        "own": Text("a cost that each of them bears alone"),
    }
    return actions.get(meaning) or name_text(meaning.rpartition(".")[2])


def _state(use: Use) -> str:
    from poolsplit.errors import Text

    if not use.answer:
        return Text("no: what stood there has changed")
    return Text("yes") if use.used else Text("no: it is not asked any more")
