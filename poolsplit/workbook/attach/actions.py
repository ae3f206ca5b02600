"""poolsplit in an operator's own workbook: one sheet of ours is put in, made anew, taken out; nothing else in the file is touched."""

from __future__ import annotations

import time
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from poolsplit.errors import Refused, Text
from poolsplit.workbook.attach.book import Book, Name, Sheet
from poolsplit.workbook.attach.insert import inserted, marks, removed, replaced
from poolsplit.workbook.attach.our_sheet import Settings, kept_seal, page, settings_in, untouched
from poolsplit.workbook.attach.replace import check_free, look, replace
from poolsplit.workbook.read.load import load
from poolsplit.workbook.read.scan import OURS
from poolsplit.workbook.run import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poolsplit.workbook.read.grid import Grid

TITLE = "poolsplit"
MARK = f"{OURS}_attached"
_SECONDS = 1.0


class Done(NamedTuple):
    """What was done. run: what was read and computed, None for `detach`. written: whether the file has changed. kept: the file as it was before.

    title: of our sheet. signed: whether the workbook has signed macros.
    """

    run: Run | None
    written: bool
    kept: Path | None
    title: str
    signed: bool


def attach(path: Path, settings: Settings, *, dry: bool = False) -> Done:
    """Put our sheet behind the others of a workbook, with everything that `run` makes of its tables.

    Where the data have problems nothing is written: they are in the run's outcome. dry: nothing is written at all.
    Raises Refused: "attached" where it is in already, what `run`, `insert.inserted` and `replace.replace` raise.
    """
    opened = _Opened(path)
    if opened.sheet is not None:
        message = Text('poolsplit is in this workbook already, in its sheet "{title}"', title=opened.sheet.title)
        raise Refused("attached", message, Text("type: poolsplit refresh"))
    done = run(path, settings.mapping, settings.lang)
    if not done.outcome.exact:
        return opened.nothing(done)
    made = page(done, settings)
    return opened.put(inserted(opened.book, TITLE, made.rows, MARK, made.widths()), done, dry=dry)


def refresh(
    path: Path, *, force: bool = False, live: bool | None = None, mapping: tuple[str, ...] = (), lang: str | None = None
) -> Done:
    """Make our sheet anew from what the tables hold now, by the settings that it keeps; live, mapping and lang change or add to these.

    Raises Refused: "not-attached", "touched" where somebody has typed into our sheet (force: what was typed is lost), and as `attach`.
    """
    opened = _Opened(path)
    sheet, grid = opened.own(force=force)
    kept = settings_in(grid)
    settings = Settings((*kept.mapping, *mapping), lang or kept.lang, kept.live if live is None else live)
    done = run(path, settings.mapping, settings.lang)
    if not done.outcome.exact:
        return opened.nothing(done)
    made = page(done, settings)
    if untouched(grid) and kept_seal(grid) == made.seal:
        return opened.nothing(done)    # another program may have written the same in its own way
    return opened.put(replaced(opened.book, sheet, made.rows, made.widths()), done)


def detach(path: Path, *, force: bool = False) -> Done:
    """Take our sheet out: the file is as it was, but for unused styles and the list of the order of calculation. Raises Refused as `refresh`."""
    opened = _Opened(path)
    sheet, _ = opened.own(force=force)
    return opened.put(removed(opened.book, sheet), None)


def status(path: Path) -> tuple[Done, bool]:
    """Whether the results in our sheet are those that a refresh would give now; nothing is written.

    Raises Refused as `refresh`, "touched" too.
    """
    opened = _Opened(path)
    _, grid = opened.own(force=False)
    settings = settings_in(grid)
    done = run(path, settings.mapping, settings.lang)
    if not done.outcome.exact:
        return opened.nothing(done), False
    made = page(done, settings)
    return opened.nothing(done), kept_seal(grid) == made.seal


def watch_file(path: Path, tell: Callable[[Done | Refused], None], *, seconds: float = _SECONDS) -> NoReturn:
    """Refresh whenever the workbook was saved, until the operator interrupts; while a program holds the file it waits.

    tell: gets what each refresh did, or why it was refused. A file that is being written is left alone until it has come to rest.
    """
    known = before = 0
    while True:
        now = _modified(path)
        if now not in {known, 0} and now == before:
            try:
                done = refresh(path)
                known = _modified(path) if done.written else now
                tell(done)
            except Refused as refusal:
                if refusal.code not in _PASSING:
                    known = now
                    tell(refusal)
        before = now
        time.sleep(seconds)


def _modified(path: Path) -> int:
    """When a file was written last; 0 while there is none, as in the middle of somebody's saving."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


_PASSING = {"open", "held", "changed"}
"""Refusals that pass: the file is tried again."""


def _is_mark(name: Name) -> bool:
    """Whether a name marks our sheet; a copy that somebody keeps of it has one of its own, which belongs to that sheet alone."""
    return name.name == MARK and name.local is None


class _Opened:
    """A workbook that was read whole, with our sheet in it."""

    def __init__(self, path: Path) -> None:
        check_free(path)
        self.path = path
        self.content, self.seen = look(path)
        self.book = Book(BytesIO(self.content))
        self.sheet: Sheet | None = next((sheet for sheet in self.book.sheets() if any(map(_is_mark, marks(self.book, sheet)))), None)

    def own(self, *, force: bool) -> tuple[Sheet, Grid]:
        """Our sheet and what is in it."""
        if self.sheet is None:
            message = Text("poolsplit is not in this workbook")
            raise Refused("not-attached", message, Text("type: poolsplit attach"))
        grid = next(grid for grid in load(self.path, ours=True) if grid.title == self.sheet.title)
        if not force and not untouched(grid):
            message = Text('somebody has typed into the sheet "{title}", and that would be lost', title=self.sheet.title)
            raise Refused("touched", message, Text("move it to a sheet of your own; or do the same with --force"))
        return self.sheet, grid

    def nothing(self, done: Run | None) -> Done:
        """Nothing was written."""
        return Done(done, False, None, self.sheet.title if self.sheet else TITLE, self.book.signed_macros())  # noqa: FBT003  (a field)

    def put(self, content: bytes, done: Run | None, *, dry: bool = False) -> Done:
        """The new content in the place of the file, where it differs."""
        if dry or content == self.content:
            return self.nothing(done)
        kept = replace(self.path, content, self.seen)
        return self.nothing(done)._replace(written=True, kept=kept)
