"""Which kept answers hold for a workbook: its own, or those of another book of the same layout."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from poolsplit.errors import Refused, Text
from poolsplit.workbook.find.answers import BASES
from poolsplit.workbook.kept.cells import Said, layout, sheets_of
from poolsplit.workbook.kept.meeting import located, place_now
from poolsplit.workbook.kept.record import COLUMN, HEADING, RANGE, SHEET, SUFFIX, VALUE, WORDS, AnswersFile, Kept, path_of, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from poolsplit.workbook.read.grid import Grid


def for_book(book: Path, grids: Sequence[Grid], others: Path | None = None) -> tuple[Kept, ...]:
    """The answers that are kept for a workbook, given its sheets.

    Those beside it. Where there is no such file, those of the newest book of the same layout in its folder, as far as they may be carried.
    others: a file of another book, whose answers are added where they are about something else. Raises Refused ("answers", "not-found").
    """
    own = read(path_of(book))
    kept = own.answers if own is not None else ()
    if others is None and own is not None:
        return kept
    sheets = sheets_of(grids)
    if others is None:
        alike = newest_alike(book, sheets)
        return carried(*alike, sheets) if alike else ()
    content = read(others)
    if content is None:
        raise Refused("not-found", Text("there is no file {file}", file=others.name), Text("check the name and the folder"))
    known = {place_now(each, sheets) for each in kept}
    return kept + tuple(each for each in carried(others, content, sheets) if place_now(each, sheets) not in known)


def in_use(book: Path, grids: Sequence[Grid], given: Sequence[str] = ()) -> list[str]:
    """All answers that hold for a workbook as they apply to its sheets of today, those that are given first. Raises as `for_book` does."""
    kept = for_book(book, grids)
    sheets = sheets_of(grids) if kept else {}
    return [*given, *filter(None, (located(each, sheets) for each in kept))]


def may_be_carried(kept: Kept) -> bool:
    """Whether an answer may hold for another book of the same layout: one about headings, whole tables and sheets, or what a cost is shared by."""
    return kept.about in {HEADING, RANGE, COLUMN, SHEET, WORDS} or (kept.about == VALUE and kept.meaning in BASES)


def newest_alike(book: Path, sheets: Mapping[str, Said]) -> tuple[Path, AnswersFile] | None:
    """The newest file of answers beside a book that is of another book, with the same headings on the same sheets. Foreign files are skipped."""
    own = path_of(book)
    found = []
    with suppress(OSError):
        found = sorted((path for path in book.parent.glob(f"*{SUFFIX}") if path.name != own.name and path.is_file()), key=_modified, reverse=True)
    for path in found:
        with suppress(Refused):
            content = read(path)
            if content is not None and content.answers and content.layout == layout(sheets):
                return path, content
    return None


def carried(path: Path, content: AnswersFile, sheets: Mapping[str, Said]) -> tuple[Kept, ...]:
    """Those answers of another book that hold for this one, marked with where they come from."""
    name = path.name.removesuffix(SUFFIX)
    return tuple(replace(kept, origin=kept.origin or name) for kept in content.answers if may_be_carried(kept) and located(kept, sheets))


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0
