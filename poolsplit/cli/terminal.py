"""The common work of all commands at a terminal: messages in the user's language, progress, and exit codes."""

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

_PRIMARY = 0x3FF  # the bits of a Windows language identifier without its country
_REDRAW_SECONDS = 0.2
_LINE_SECONDS = 30
_WRONG_CALLS = {"not-found", "is-a-folder", "exists", "suffix", "unwritable", "not-writable", "memory", "rates"}


def say(template: str, lang: str, **values: object) -> str:
    """A message in a language. values: of the placeholders in `template`, a key of the translation catalogues."""
    from poolsplit.errors import Text

    return translated(Text(template, **values), lang)


def translated(text: object, lang: str) -> str:
    """A text in a language; a Text brings its own values."""
    from poolsplit.values.translate import translate

    return translate(text, lang)


def language(asked: str | None) -> str:
    """The language of an answer before a sheet has been read: the one that was asked for, else the system's; "en" where that is not "vi" or "zh"."""
    if asked:
        return asked
    if sys.platform == "win32":
        import ctypes

        primary = ctypes.WinDLL("kernel32").GetUserDefaultUILanguage() & _PRIMARY
        return {0x2A: "vi", 0x04: "zh"}.get(primary, "en")
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return locale[:2] if locale[:2] in {"vi", "zh"} else "en"


def width() -> int:
    """The columns of the terminal, at least 80; 100 where the output goes into a file."""
    from shutil import get_terminal_size

    return max(get_terminal_size((100, 24)).columns, 80)


@contextmanager
def answering(lang: str) -> Iterator[None]:
    """Run a block that may raise one of our errors: then the reason is printed with the way out, and the command ends with an exit code."""
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
    """Print problems, one a line, and end the command; do nothing where there are none."""
    from poolsplit.values.translate import problem_line

    for problem in problems:
        click.echo(problem_line(problem, lang), err=True)
    if problems:
        sys.exit(PROBLEMS)


def refused(refusal: Refused, lang: str) -> str:
    """A refusal in one line, with its cell and the way out."""
    from poolsplit.errors import Problem
    from poolsplit.values.translate import problem_line

    return problem_line(Problem("", 0, "", refusal.args[0], refusal.fix, refusal.cell), lang)


def refuse(refusal: Refused, lang: str) -> NoReturn:
    """Print why a file cannot be used, and the way out. End with exit code 2 where the call is wrong, 1 where the file is."""
    click.echo(refused(refusal, lang), err=True)
    sys.exit(WRONG_CALL if refusal.code in _WRONG_CALLS else PROBLEMS)


class ReadingProgress:
    """A line on the terminal with the progress of reading, where it takes longer than a second. It is removed at the end."""

    def __init__(self, lang: str) -> None:
        """lang: the language of the line."""
        from time import monotonic

        self.lang, self.clock, self.next = lang, monotonic, monotonic() + 1
        self.shown = False

    def __call__(self, text: str, done: int, total: int) -> None:
        """Show the text and "done / total", on a terminal only, a few times a second; the text alone where `total` is 0."""
        from poolsplit.values.translate import translate

        if sys.stderr.isatty() and (self.clock() > self.next or (self.shown and not total)):
            self._show(translate(text, self.lang) + (f" {done:,} / {total:,}" if total else " ..."))
            self.shown, self.next = True, self.clock() + _REDRAW_SECONDS

    def __enter__(self) -> ReadingProgress:
        """Begin; nothing is shown yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the line."""
        if self.shown:
            self._show("")
            self.shown = False

    @staticmethod
    def _show(line: str) -> None:
        click.echo(f"\r{line}\x1b[K", nl=False, err=True)


class FilesProgress:
    """The progress of a run over files, on stderr. On a terminal it is one line that changes; else a line at the start, every 30 s and at the end."""

    def __init__(self, lang: str) -> None:
        """lang: the language of the line."""
        from time import monotonic

        self.lang, self.clock, self.next, self.kept = lang, monotonic, monotonic(), False

    def __call__(self, progress: Progress) -> None:
        """Show the progress where the time for it has come."""
        is_terminal, is_end = sys.stderr.isatty(), progress.done == progress.total
        if progress.kept and not self.kept:
            self.kept = True
            self._show(say("{kept:,} of {total:,} parts are there already and stay", self.lang, kept=progress.kept, total=progress.total), "\n")
        if is_end or self.clock() >= self.next:
            self.next = self.clock() + (_REDRAW_SECONDS if is_terminal else _LINE_SECONDS)
            self._show(self._line(progress), "" if is_terminal and not is_end else "\n")

    def _line(self, progress: Progress) -> str:
        if progress.step == "sort":
            return say("sorting the rows by pool: {done} %", self.lang, done=progress.done)
        if progress.left is None:
            return say("{done:,} of {total:,} parts", self.lang, done=progress.done, total=progress.total)
        words = "{done:,} of {total:,} parts, {rows:,} rows, {speed:,} rows a second, {left:,} s left"
        return say(words, self.lang, done=progress.done, total=progress.total, rows=progress.rows, speed=progress.speed, left=progress.left)

    @staticmethod
    def _show(line: str, end: str) -> None:
        click.echo((f"\r{line}\x1b[K" if sys.stderr.isatty() else line) + end, nl=False, err=True)
