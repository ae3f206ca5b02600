"""Adds, refreshes and removes one sheet of ours in an operator's own workbook. Nothing else in the file is touched."""

from __future__ import annotations

import time
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from poolsplit.errors import Refused, Text
from poolsplit.workbook.attach.book import Book, Name, Sheet
from poolsplit.workbook.attach.insert import marks, with_content, with_sheet, without_sheet
from poolsplit.workbook.attach.our_sheet import Settings, kept_seal, page, settings_in, untouched
from poolsplit.workbook.attach.replace import check_free, look, replace
from poolsplit.workbook.read.load import load
from poolsplit.workbook.read.scan import OURS
from poolsplit.workbook.run import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from poolsplit.workbook.read.grid import Grid

TITLE = "poolsplit"
MARK = f"{OURS}_attached"
_SECONDS = 1.0


class ActionResult(NamedTuple):
    """The outcome of an action on a workbook.

    run: the tables read and the results, None for `detach`. written: True where the file has changed. kept: the path of the file as it was
    before, None where it was not changed. title: the title of our sheet. signed: True where the workbook has signed macros. attached: True
    where our sheet was in the workbook before.
    """

    run: Run | None
    written: bool
    kept: Path | None
    title: str
    signed: bool
    attached: bool


def attach(path: Path, settings: Settings, *, answers: Sequence[str] = (), dry: bool = False) -> ActionResult:
    """Put our sheet behind the other sheets of a workbook, with the results that `run` gives for its tables.

    Where the data have problems, nothing is written, and the problems are in the run's outcome. answers: beside those that are kept.
    dry: a dry run, which writes nothing.
    Raises Refused: "attached" where the workbook has our sheet already, and the errors of `run`, `insert.inserted` and `replace.replace`.
    """
    opened = _Opened(path)
    if opened.sheet is not None:
        message = Text('poolsplit is in this workbook already, in its sheet "{title}"', title=opened.sheet.title)
        raise Refused("attached", message, Text("type: poolsplit refresh"))
    result = run(path, answers, settings.lang)
    if not result.outcome.exact:
        return opened.unwritten(result)
    new_page = page(result, settings)
    return opened.write(with_sheet(opened.book, TITLE, new_page.rows, MARK, new_page.widths()), result, dry=dry)


def refresh(
    path: Path, *, force: bool = False, live: bool | None = None, answers: Sequence[str] = (), lang: str | None = None
) -> ActionResult:
    """Write our sheet again from the present tables, with the settings that the sheet keeps.

    force: also where somebody has typed into our sheet; what was typed is lost. live, lang: None keeps the setting. answers: beside
    those that are kept. Raises Refused: "not-attached", "touched" where somebody has typed into our sheet, "settings", and the errors of `run`,
    `insert.replaced` and `replace.replace`.
    """
    opened = _Opened(path)
    sheet, grid = opened.our_sheet(force=force)
    kept = settings_in(grid)
    settings = Settings(lang or kept.lang, kept.live if live is None else live)
    result = run(path, answers, settings.lang)
    if not result.outcome.exact:
        return opened.unwritten(result)
    new_page = page(result, settings)
    if untouched(grid) and kept_seal(grid) == new_page.seal:
        return opened.unwritten(result)    # by the seal and not by the bytes, because another program may have saved the sheet in its own way
    return opened.write(with_content(opened.book, sheet, new_page.rows, new_page.widths()), result)


def detach(path: Path, *, force: bool = False) -> ActionResult:
    """Remove our sheet. The file is then as it was before, except for unused styles and the calculation chain.

    force: also where somebody has typed into our sheet. Raises Refused: "not-attached", "touched", and the errors of `insert.removed` and
    `replace.replace`.
    """
    opened = _Opened(path)
    sheet, _ = opened.our_sheet(force=force)
    return opened.write(without_sheet(opened.book, sheet), None)


def status(path: Path) -> tuple[ActionResult, bool]:
    """The outcome of a run, and True where the results in our sheet are those that a refresh would write now. Nothing is written.

    Raises Refused: "not-attached", "touched", and the errors of `run`.
    """
    opened = _Opened(path)
    _, grid = opened.our_sheet(force=False)
    settings = settings_in(grid)
    result = run(path, lang=settings.lang)
    if not result.outcome.exact:
        return opened.unwritten(result), False
    new_page = page(result, settings)
    return opened.unwritten(result), kept_seal(grid) == new_page.seal


def watch_file(path: Path, tell: Callable[[ActionResult | Refused], None], *, seconds: float = _SECONDS) -> NoReturn:
    """Refresh the workbook each time it was saved, until the operator interrupts. While another program holds the file, try again.

    tell: called with the outcome of each refresh, or with its refusal. seconds: the time between two checks of the file. A file that is being
    written is left alone until its time of modification no longer changes.
    """
    handled = before = 0
    while True:
        now = _modified(path)
        if now not in {handled, 0} and now == before:
            try:
                done = refresh(path)
                handled = _modified(path) if done.written else now
                tell(done)
            except Refused as refusal:
                if refusal.code not in _PASSING:
                    handled = now
                    tell(refusal)
        before = now
        time.sleep(seconds)


def _modified(path: Path) -> int:
    """The time of a file's last modification in nanoseconds; 0 while there is no file, as in the middle of another program's saving."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


_PASSING = {"open", "held", "changed"}
"""The codes of refusals that pass, so that the file is tried again."""


def _is_mark(name: Name) -> bool:
    """True where a defined name marks our sheet. The name in a copy of our sheet that somebody keeps is local to that copy."""
    return name.name == MARK and name.local is None


class _Opened:
    """A workbook read as a whole, and our sheet in it (None where it has none)."""

    def __init__(self, path: Path) -> None:
        check_free(path)
        self.path = path
        self.content, self.seen = look(path)
        self.book = Book(BytesIO(self.content))
        self.sheet: Sheet | None = next((sheet for sheet in self.book.sheets() if any(map(_is_mark, marks(self.book, sheet)))), None)

    def our_sheet(self, *, force: bool) -> tuple[Sheet, Grid]:
        """Our sheet and its values. Raises Refused "not-attached", and without force "touched"."""
        if self.sheet is None:
            message = Text("poolsplit is not in this workbook")
            raise Refused("not-attached", message, Text("type: poolsplit attach"))
        grid = next(grid for grid in load(self.path, ours=True) if grid.title == self.sheet.title)
        if not force and not untouched(grid):
            message = Text('somebody has typed into the sheet "{title}", and that would be lost', title=self.sheet.title)
            raise Refused("touched", message, Text("move it to a sheet of your own; or do the same with --force"))
        return self.sheet, grid

    def unwritten(self, result: Run | None) -> ActionResult:
        """The outcome where nothing was written."""
        title = self.sheet.title if self.sheet else TITLE
        return ActionResult(result, written=False, kept=None, title=title, signed=self.book.signed_macros(), attached=self.sheet is not None)

    def write(self, content: bytes, result: Run | None, *, dry: bool = False) -> ActionResult:
        """Replace the file by the new content where it differs, unless this is a dry run."""
        if dry or content == self.content:
            return self.unwritten(result)
        kept = replace(self.path, content, self.seen)
        return self.unwritten(result)._replace(written=True, kept=kept)
