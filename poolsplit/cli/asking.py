"""Questions at a terminal: one at a time, with what each choice would come to; what is answered is kept at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from poolsplit.cli.runs import keep_silently, say_kept, today
from poolsplit.cli.terminal import say, translated

if TYPE_CHECKING:
    from pathlib import Path

    from poolsplit.errors import Problem
    from poolsplit.workbook.run import Run


def is_possible() -> bool:
    """Whether somebody sits at a terminal, who reads and types."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(file: Path, run: Run, lang: str | None) -> Run:
    """Ask the open questions of a run until all are answered or left open; the run with the answers.

    file: the workbook, beside which the answers are kept. lang: the language that was asked for, None where none was. End of input and Ctrl+C
    end the asking.
    """
    from poolsplit.workbook.run import run_with
    from poolsplit.workbook.supposed import identity

    left_open: set[tuple[str, str, str]] = set()
    kept: Path | None = None
    try:
        while question := next((each for each in run.questions if identity(each) not in left_open), None):
            answer, words = _answer_to(run, question)
            after = run_with(run, answer, today(), {answer: words}, lang) if answer else run
            if not answer or any(identity(each) == identity(question) for each in after.questions):
                left_open.add(identity(question))
                if answer:
                    click.echo(say("That does not settle it; it stays open", run.lang))
                continue
            run = after
            kept = keep_silently(file, run) or kept
    except click.Abort:
        click.echo()
    if kept or left_open:
        click.echo()
        say_kept(run, kept)
        click.echo()
    return run


def _answer_to(run: Run, question: Problem) -> tuple[str, str]:
    """Show a question and read the choice: the answer, and what it means in words; "" where it is left open."""
    _show(run, question)
    other = len(question.choices) + 1
    while True:
        typed = click.prompt(say("A number, or Enter to leave it open", run.lang), default="", show_default=False).strip()
        if not typed:
            return "", ""
        if typed.isdecimal() and 1 <= int(typed) < other:
            choice = question.choices[int(typed) - 1]
            return choice.answer, translated(choice.text, run.lang)
        if typed == str(other):
            return _something_else(run), ""
        click.echo(say("Type one of the numbers from 1 to {last}", run.lang, last=other))


def _show(run: Run, question: Problem) -> None:
    """Print the cell with its content, the sentence, and the numbered choices with what each would come to."""
    _, content = run.content(question.cell)
    click.echo(f"\n{question.cell}: {content}" if content else f"\n{question.cell}")
    click.echo(translated(question.message, run.lang))
    for number, (choice, result) in enumerate(zip(question.choices, run.results(question), strict=True), 1):
        click.echo(f"  {number}  {translated(choice.text, run.lang)}" + (f"  ({translated(result, run.lang)})" if result is not None else ""))
    click.echo(f"  {len(question.choices) + 1}  " + say("something else", run.lang))


def _something_else(run: Run) -> str:
    """An answer in the words of --answer, "" where she would rather change the sheet."""
    from poolsplit.values.translate import problem_line
    from poolsplit.workbook.find.answers import parse

    click.echo(say("Change the sheet and start again, or type the answer as PLACE=MEANING, such as 'Sheet1!D3=unit_kg'", run.lang))
    while typed := click.prompt(say("PLACE=MEANING, or Enter to leave it open", run.lang), default="", show_default=False).strip():
        answers, problems = parse([typed])
        if answers.entries and not problems:
            return str(typed)
        for problem in problems:
            click.echo(problem_line(problem, run.lang))
    return ""
