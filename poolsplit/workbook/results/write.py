"""The results workbook: the outcome of a run, as sheets that an operator reads, prints and sends on."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook

from poolsplit.errors import Problem, Refused, Text
from poolsplit.report.sections import MARK, TEXT, Outcome, Section
from poolsplit.report.text import sources
from poolsplit.values.translate import problem_line, translate
from poolsplit.workbook.results.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.tables.table import Taken

SHEETS = (
    (Text("Dues"), ("dues",)),
    (Text("Settlement"), ("settlement",)),
    (Text("Landed costs"), ("landed",)),
    (Text("Pieces"), ("shortfall", "goods")),
    (Text("Buying alone"), ("saving",)),
    (Text("Bills"), ("bills",)),
    (Text("Checks"), ("problems", "warnings", "checks", "advice")),
    (Text("Read from"), ("sources",)),
)
"""The sheets, each with the keys of its sections. A section that is not listed gets a sheet named after its title."""

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_TITLE_LENGTH = 31


def write(outcome: Outcome, path: str | Path, lang: str, *, source: Path | None = None, taken: Sequence[Taken] = (), overwrite: bool = False) -> None:
    """Write the outcome of a run into a new workbook at `path` (.xlsx). The file appears there whole or not at all.

    source: the workbook that was read, which is never replaced. taken: the ranges that the tables were read from. overwrite: replace
    another file that exists at `path`. Text is always written as text, whatever it starts with; the workbook holds no formula.
    (spec.md, section 2, Reading sheets)

    Raises Refused: code "exists" where the file exists or is the source, "suffix" where its name does not end in .xlsx, "unwritable" where
    the file cannot be written.

    >>> import tempfile
    >>> from poolsplit.report.sections import MONEY, TEXT, Outcome, Section
    >>> dues = Section("dues", Text("Who pays what"), [("Shop", TEXT), ("Cước", MONEY)], [["An", 1800000]], "VND")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Outcome([dues]), Path(folder, "kết quả.xlsx"), "vi")
    ...     [file.name for file in Path(folder).iterdir()]
    ['kết quả.xlsx']
    """
    target = Path(path)
    _refuse(target, source, overwrite=overwrite)
    book = _book(outcome, taken, lang)
    part = target.with_name(f".{target.stem}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            book.save(file)
        part.replace(target)
    except OSError as error:
        fix = Text("check that the folder is there and that you may write into it, and close programs that hold the file")
        raise Refused(code="unwritable", message=Text("the file {file} cannot be written", file=target.name), fix=fix) from error
    finally:
        with suppress(OSError):
            part.unlink()


def free_path(source: Path, lang: str) -> Path:
    """An unused path for the results, beside the workbook that was read: "Đơn - kết quả.xlsx", then "Đơn - kết quả 2.xlsx".

    >>> free_path(Path("Đơn.xlsx"), "vi").name
    'Đơn - kết quả.xlsx'
    """
    stem = f"{source.stem} - {translate(Text('results'), lang)}"
    path, number = source.with_name(f"{stem}.xlsx"), 1
    while path.exists():
        number += 1
        path = source.with_name(f"{stem} {number}.xlsx")
    return path


def _refuse(target: Path, source: Path | None, *, overwrite: bool) -> None:
    """Raise Refused where `target` must not be written."""
    fix = Text("choose another name, or move that file away")
    if target.suffix.lower() != ".xlsx":
        message = Text("the name {file} does not end in .xlsx", file=target.name)
        raise Refused(code="suffix", message=message, fix=Text("choose a name that ends in .xlsx"))
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        message = Text("{file} is the workbook that was read: it is never written over", file=target.name)
        raise Refused(code="exists", message=message, fix=fix)
    if target.exists() and not overwrite:
        raise Refused(code="exists", message=Text("there is a file {file} already", file=target.name), fix=fix)


def _book(outcome: Outcome, taken: Sequence[Taken], lang: str) -> Workbook:
    """The workbook: the sheets of SHEETS that have a section, with those of the other sections before the last two."""
    sections = outcome.sections + _findings(outcome.problems, lang) + [sources(taken)] * bool(taken)
    book = Workbook()
    del book[book.active.title]    # type: ignore[union-attr]  # a new workbook has a sheet
    listed_keys = {key for _, keys in SHEETS for key in keys}
    others = tuple((section.title, (section.key,)) for section in sections if section.key not in listed_keys)
    for name, keys in (*SHEETS[:-2], *others, *SHEETS[-2:]):
        sections_of_sheet = [section for key in keys for section in sections if section.key == key]
        if sections_of_sheet:
            Page(book.create_sheet(_sheet_title(translate(name, lang), book.sheetnames)), lang).fill(sections_of_sheet)
    return book


def _sheet_title(name: str, used_titles: Sequence[str]) -> str:
    """An unused title that Excel accepts: at most 31 characters, no brackets, colon, asterisk, question mark or slash."""
    title = _NOT_IN_TITLES.sub(" ", name).strip("' ")[:_TITLE_LENGTH] or "_"
    number = 1
    while title.casefold() in {used.casefold() for used in used_titles}:
        number += 1
        title = f"{title[:_TITLE_LENGTH - 4]} {number}"
    return title


def _findings(problems: Sequence[Problem], lang: str) -> list[Section]:
    """The sections of the problems that prevent an exact result, and of the warnings: each with its location and the way out."""
    columns = [(Text("Finding"), TEXT), (Text("Result"), MARK), (Text("Where"), TEXT), (Text("What to do"), TEXT)]
    kinds = (("problems", Text("Problems"), Text("problem"), False), ("warnings", Text("Warnings"), Text("warning"), True))
    sections = []
    for key, title, mark, warning in kinds:
        rows = [[problem.message, mark, location(problem, lang), problem.fix] for problem in problems if problem.warning == warning]
        sections += [Section(key, title, columns, rows)] * bool(rows)
    return sections


def location(problem: Problem, lang: str) -> str:
    """The location of a problem (its cell, or its table, row and column), in the reader's language."""
    return problem_line(replace(problem, message="", fix=""), lang).removesuffix(": ")
