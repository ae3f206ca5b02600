"""What is kept of an answer, and the file NAME.poolsplit.json beside a workbook."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import Refused, Text
from poolsplit.workbook.find.answers import parse
from poolsplit.workbook.kept.cells import like_figure
from poolsplit.workbook.read.grid import ROWS, Box, letters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUFFIX = ".poolsplit.json"
KINDS = HEADING, ROW, VALUE, RANGE, COLUMN, SHEET, WORDS = ("heading", "row", "value", "range", "column", "sheet", "words")
_FORMAT = "poolsplit answers"
_VERSION = 1
_LARGEST = 5_000_000


@dataclass(frozen=True)
class Kept:
    """One answer that is kept.

    sheet, cell: where it was given ("Đơn", "A9"; "" for a whole sheet). about: one of KINDS. heading: the heading it is about, or the one above
    the cell, or the name above a blank cell. row: what the row said, or the range cell by cell. content: what stood in the cell. meaning: as
    behind the "=" of an answer. date: when it was given. words: the meaning in a person's words. origin: the file that it was carried from.
    struck: whether the row was struck through. twins: how many headings or rows said the same. copies: how many of these had the same figures
    too. offset: how far the cell stood to the right of the first text of its row; of a heading, how many before it in its row said the same.
    """

    sheet: str
    cell: str
    about: str
    heading: str
    row: tuple[str, ...]
    content: str
    meaning: str
    date: str
    words: str = ""
    origin: str = ""
    struck: bool = False
    twins: int = 1
    copies: int = 1
    offset: int = 0

    @property
    def label(self) -> str:
        """What it is about, for a reader: the name of the row and the heading, as far as there are any."""
        if self.about in {HEADING, COLUMN, WORDS, RANGE}:
            return self.heading
        first = next((text for text in self.row if text and not like_figure(text)), "")
        return " / ".join(dict.fromkeys(filter(None, (first, self.heading))))

    @property
    def place(self) -> str:
        """Where it was given, as people write it: "Đơn!A9"."""
        return f"{self.sheet}!{self.cell}" if self.sheet else ""


class AnswersFile(NamedTuple):
    """The content of NAME.poolsplit.json. layout: sheet -> the headings on it, by which a book of the same layout is known."""

    answers: tuple[Kept, ...] = ()
    layout: dict[str, list[str]] = {}  # noqa: RUF012  (a default that nobody changes)


class Use(NamedTuple):
    """A kept answer in one reading. answer: as it is applied, "" where what it was about has changed. used: whether the reading asked for it."""

    kept: Kept
    answer: str
    used: bool = True


def path_of(book: Path) -> Path:
    """The path of the answers to a workbook.

    >>> from pathlib import Path
    >>> path_of(Path("don 10.xlsx")).name
    'don 10.poolsplit.json'
    """
    return book.with_name(f"{book.stem}{SUFFIX}")


def read(path: Path) -> AnswersFile | None:
    """The answers in a file, None where there is no such file. Raises Refused ("answers") for a file that poolsplit did not write."""
    try:
        if path.stat().st_size > _LARGEST:
            raise _foreign(path)
        record = json.loads(path.read_text(encoding="utf-8"))
        if record.get(_FORMAT) != _VERSION:
            raise _foreign(path)
        layout = {str(sheet): [str(text) for text in texts] for sheet, texts in record["layout"].items()}
        return AnswersFile(tuple(_kept_of(each) for each in record["answers"]), layout)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused("answers", Text("the kept answers in {file} cannot be read", file=path.name), Text("check that you may read it")) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        raise _foreign(path) from error


def _foreign(path: Path) -> Refused:
    message = Text("{file} does not hold answers that poolsplit has kept", file=path.name)
    return Refused("answers", message, Text("move that file away; what it answered is then asked again"))


def _kept_of(record: Mapping[str, Any]) -> Kept:
    """A record of the file as an answer. Raises KeyError, TypeError or ValueError where it is none."""
    values: dict[str, Any] = {each.name: record[each.name] for each in fields(Kept) if each.name in record}
    kept = Kept(**{**values, "row": tuple(map(str, values["row"]))})
    texts = (kept.sheet, kept.cell, kept.about, kept.heading, kept.content, kept.meaning, kept.date, kept.words, kept.origin)
    is_sound = all(isinstance(text, str) for text in texts) and kept.about in KINDS and isinstance(kept.struck, bool)
    if not is_sound or any(type(count) is not int for count in (kept.twins, kept.copies, kept.offset)):
        raise TypeError(kept)
    answers, problems = parse([written(kept, address(kept.sheet, kept.cell) if kept.sheet else kept.heading)])
    if problems or len(answers.entries) != 1:
        raise ValueError(kept)
    return kept


def write(path: Path, content: AnswersFile) -> None:
    """Write the answers, whole or not at all. Raises Refused ("unwritable")."""
    record = {_FORMAT: _VERSION, "answers": [asdict(each) for each in content.answers], "layout": content.layout}
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        fix = Text("check that you may write into the folder; without the file, give the answers with every command")
        raise Refused("unwritable", Text("the answers cannot be kept in {file}", file=path.name), fix) from error
    finally:
        with suppress(OSError):
            part.unlink()


def written(kept: Kept, place: str) -> str:
    """The answer as it is given for a place."""
    return f"{place}={kept.meaning}"


def address(sheet: str, ref: str) -> str:
    """A place on a sheet, with the title always in quotes."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{ref}"


def ref(box: Box) -> str:
    """A box as it is written: "A9", "B3:E3", "D" for a whole column."""
    first, last = letters(box.left), letters(box.right)
    if box.bottom >= ROWS:
        return first if first == last else f"{first}:{last}"
    return f"{first}{box.top}" if (box.top, box.left) == (box.bottom, box.right) else f"{first}{box.top}:{last}{box.bottom}"
