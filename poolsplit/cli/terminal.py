"""What every command does at a terminal: it says things in the user's language, shows how far it is, and ends with the code that its outcome has."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.errors import Problem, Refused
    from poolsplit.scale import Progress

PROBLEMS = 1
WRONG_CALL = 2
INTERRUPTED = 130
"""Exit codes: problems in the data, or something that is not there yet; a call that cannot be carried out; Ctrl+C."""

_PRIMARY = 0x3FF  # the bits of a language of Windows that leave the country out
_A_MOMENT = 0.2
_A_LINE = 30
_WRONG_CALLS = {"not-found", "is-a-folder", "exists", "suffix", "unwritable", "not-writable", "memory", "rates"}


def say(template: str, lang: str, **values: object) -> str:
    """A sentence of ours in a language."""
    from poolsplit.errors import Text

    return translated(Text(template, **values), lang)


def translated(text: object, lang: str) -> str:
    """The same for a text that knows its values."""
    from poolsplit.values.translate import translate

    return translate(text, lang)


def language(asked: str | None) -> str:
    """The language that was asked for, else that of the system where it is one of ours: for an answer before a sheet has shown its own."""
    if asked:
        return asked
    if sys.platform == "win32":
        import ctypes

        primary = ctypes.WinDLL("kernel32").GetUserDefaultUILanguage() & _PRIMARY
        return {0x2A: "vi", 0x04: "zh"}.get(primary, "en")
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return said[:2] if said[:2] in {"vi", "zh"} else "en"


def width() -> int:
    """The columns of the terminal, at least 80; 100 where the output goes into a file."""
    from shutil import get_terminal_size

    return max(get_terminal_size((100, 24)).columns, 80)


@contextmanager
def answering(lang: str) -> Iterator[None]:
    """Do something that may be refused: then it is said why, with the way out, and the command ends."""
    from poolsplit.errors import DataError, PoolsplitError, Refused

    try:
        yield
    except Refused as refusal:
        refuse(refusal, lang)
    except DataError as error:
        stop_on([problem for problem in error.problems if not problem.warning], lang)
        sys.exit(PROBLEMS)
    except PoolsplitError as error:
        click.echo(translated(error.args[0], lang), err=True)
        sys.exit(WRONG_CALL)


def stop_on(problems: Sequence[Problem], lang: str) -> None:
    """Print problems, a line each, and leave; go on where there are none."""
    from poolsplit.values.translate import problem_line

    for problem in problems:
        click.echo(problem_line(problem, lang), err=True)
    if problems:
        sys.exit(PROBLEMS)


def refused(refusal: Refused, lang: str) -> str:
    """A refusal in one line, with its place and the way out."""
    from poolsplit.errors import Problem
    from poolsplit.values.translate import problem_line

    return problem_line(Problem("", 0, "", refusal.args[0], refusal.fix, refusal.cell), lang)


def refuse(refusal: Refused, lang: str) -> NoReturn:
    """Say why a file cannot be used, and what to do; leave with 2 where the call is wrong, with 1 where the file is."""
    click.echo(refused(refusal, lang), err=True)
    sys.exit(WRONG_CALL if refusal.code in _WRONG_CALLS else PROBLEMS)


class ReadingProgress:
    """A line on the terminal that says how far reading is, where it takes longer than a second; gone when it is done."""

    def __init__(self, lang: str) -> None:
        """lang: of what is shown."""
        from time import monotonic

        self.lang, self.clock, self.next = lang, monotonic, monotonic() + 1
        self.shown = False

    def __call__(self, text: str, done: int, total: int) -> None:
        """Show the text and how much of all is done, on a terminal only, a few times a second; the text alone where `total` is 0."""
        from poolsplit.values.translate import translate

        if sys.stderr.isatty() and (self.clock() > self.next or (self.shown and not total)):
            self._show(translate(text, self.lang) + (f" {done:,} / {total:,}" if total else " ..."))
            self.shown, self.next = True, self.clock() + _A_MOMENT

    def __enter__(self) -> ReadingProgress:
        """Nothing is shown yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        if self.shown:
            self._show("")
            self.shown = False

    @staticmethod
    def _show(line: str) -> None:
        click.echo(f"\r{line}\x1b[K", nl=False, err=True)


class FilesProgress:
    """How far a run over files is, on stderr: one line that changes on a terminal; else a line at the start, every half minute and at the end."""

    def __init__(self, lang: str) -> None:
        """lang: of what is shown."""
        from time import monotonic

        self.lang, self.clock, self.next, self.kept = lang, monotonic, monotonic(), False

    def __call__(self, now: Progress) -> None:
        """Show it where it is time to."""
        terminal, end = sys.stderr.isatty(), now.done == now.total
        if now.kept and not self.kept:
            self.kept = True
            self._show(say("{kept:,} of {total:,} parts are there already and stay", self.lang, kept=now.kept, total=now.total), "\n")
        if end or self.clock() >= self.next:
            self.next = self.clock() + (_A_MOMENT if terminal else _A_LINE)
            self._show(self._line(now), "" if terminal and not end else "\n")

    def _line(self, now: Progress) -> str:
        if now.step == "sort":
            return say("sorting the rows by pool: {done} %", self.lang, done=now.done)
        if now.left is None:
            return say("{done:,} of {total:,} parts", self.lang, done=now.done, total=now.total)
        words = "{done:,} of {total:,} parts, {rows:,} rows, {speed:,} rows a second, {left:,} s left"
        return say(words, self.lang, done=now.done, total=now.total, rows=now.rows, speed=now.speed, left=now.left)

    @staticmethod
    def _show(line: str, end: str) -> None:
        click.echo((f"\r{line}\x1b[K" if sys.stderr.isatty() else line) + end, nl=False, err=True)
