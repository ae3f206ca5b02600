"""The contents of our sheet in an operator's workbook: the results, whether they are still current, and the ranges they were made from.

Results are values. Beside them are figures of every range that was read (`fingerprint`), in functions that every spreadsheet has, so that
any spreadsheet shows when a range has changed. The last rows keep the settings for a refresh, and a seal over everything that was written,
which shows whether somebody has typed into the sheet.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from poolsplit import __version__
from poolsplit.errors import Refused, Text
from poolsplit.report.account import account_text
from poolsplit.report.sections import MARK, TEXT, Section
from poolsplit.report.text import display_width, heading, sources, value_text
from poolsplit.values.translate import translate
from poolsplit.workbook.attach.fingerprint import unchanged, watch
from poolsplit.workbook.attach.formula import Formula
from poolsplit.workbook.attach.live import blocks
from poolsplit.workbook.attach.sheet_xml import Styled
from poolsplit.workbook.attach.styles import Look
from poolsplit.workbook.read.grid import Box, Grid, letters
from poolsplit.workbook.results.write import location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.run import Run

TITLE = Look(bold=True, size=14, colour="FF1F5C57")
NOTE = Look(colour="FF595959")
STATUS = Look(bold=True)
HEADER = Look(bold=True, colour="FFFFFFFF", fill="FF1F5C57", wrap=True, centre=True)
WORDS, MARKED = Look(indent=True, wrap=True), Look(centre=True)
SMALL = Look(size=8, colour="FF9A9A9A")
_STATUS_ROW = 2
_NARROWEST, _WIDEST = 10, 60
_SETTINGS, _SEAL = "poolsplit settings ", "poolsplit seal "


@dataclass(frozen=True)
class Settings:
    """The settings for a refresh.

    lang: the language that the operator asked for, None where she asked for none. live: True where results are formulas. What she has answered is
    kept beside the workbook (`poolsplit.workbook.kept`), by headings and labels, because cells move.
    """

    lang: str | None = None
    live: bool = False


class Page:
    """The rows of our sheet, which are added from the top down."""

    def __init__(self, lang: str) -> None:
        """Begin an empty page. lang: the language of its texts."""
        self.lang = lang
        self.rows: list[list[Any]] = []

    @property
    def next_row(self) -> int:
        """The number of the row that comes next."""
        return len(self.rows) + 1

    def add_text(self, text: str, look: Look) -> None:
        """Add a row with one text."""
        self.rows.append([Styled(translate(text, self.lang), look)])

    def add_table(self, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add a row of headings, and rows of cells that have their looks."""
        self.rows.append([Styled(translate(label, self.lang), HEADER) for label in headings])
        self.rows += [list(row) for row in rows]

    def add_section(self, section: Section) -> None:
        """Add a section of the outcome, and a blank row."""
        self.add_text(heading(section, self.lang), TITLE)
        if section.note:
            self.add_text(section.note, NOTE)
        if section.rows:
            rows = [self._row(section, row, is_total=section.total and row is section.rows[-1]) for row in section.rows]
            self.add_table([value_text(name, self.lang) for name, _ in section.columns], rows)
        self.rows.append([])

    def _row(self, section: Section, row: Sequence[Any], *, is_total: bool) -> list[Any]:
        return [self._cell(value, kind, is_total=is_total) for value, (_, kind) in zip(row, section.columns, strict=True)]

    def _cell(self, value: Any, kind: str, *, is_total: bool) -> Styled:
        """A number with the decimals that it has, or a text."""
        if kind in {TEXT, MARK} or isinstance(value, (str, list)):
            text = value_text(value, self.lang) if value != "" else None  # no mutant: there is one empty text
            return Styled(text, MARKED if kind == MARK else WORDS._replace(bold=is_total))
        decimals = len(str(value).partition(".")[2])
        return Styled(value, Look(number=f"#,##0.{'0' * decimals}" if decimals else "#,##0", bold=is_total))

    def live_cells(self) -> list[str]:
        """The addresses of the cells in which blocks of our own functions begin."""
        return [
            f"A{number}" for number, row in enumerate(self.rows, 1)
            if row and isinstance(row[0], Styled) and isinstance(row[0].value, Formula) and row[0].value.text.startswith("=POOL")
        ]

    @property
    def seal(self) -> str:
        """The seal over everything on the page, see the function `seal`."""
        return seal(_as_grid(self.rows))

    def widths(self) -> list[int]:
        """Column widths in characters that show every number. A text wider than the widest column wraps."""
        widths: dict[int, int] = {}
        for row in self.rows:
            for column, cell in enumerate(row):
                value = cell.value if isinstance(cell, Styled) else cell
                if len(row) > 1 and value is not None and not isinstance(value, Formula):  # no mutant: no row is without cells
                    widths[column] = max(widths.get(column, _NARROWEST), min(display_width(_as_shown(value)) + 3, _WIDEST))
        return [widths.get(column, _NARROWEST) for column in range(max(widths, default=0) + 1)]


def page(run: Run, settings: Settings) -> Page:
    """The whole content of our sheet for one run."""
    content = Page(run.lang)
    content.add_text(Text("poolsplit: who pays what"), TITLE)
    content.rows.append([])    # for the status, whose formula refers to cells below and is written last
    content.add_text(Text("These are results. Change your own sheets, then type: poolsplit refresh"), NOTE)
    content.rows.append([])
    live_keys = {"dues", "landed", "settlement"} if settings.live else set()
    for block in blocks(run, content.next_row) if live_keys else ():
        content.add_text(block.title, TITLE)
        content.rows += [[_live_cell(cell) for cell in row] for row in block.rows]
        content.rows.append([])
    for section in run.outcome.sections:
        if section.key not in live_keys:
            content.add_section(section)
    if run.outcome.problems:
        columns = [(Text("Where"), TEXT), (Text("Warnings"), TEXT), (Text("What to do"), TEXT)]
        warnings = [[location(problem, run.lang), problem.message, problem.fix] for problem in run.outcome.problems]
        content.add_section(Section("warnings", Text("Warnings"), columns, warnings))
    _add_watches(content, run)
    content.add_text(f"{_SETTINGS}{json.dumps({**asdict(settings), 'version': __version__}, ensure_ascii=False)}", SMALL)
    content.add_text(f"{_SEAL}{content.seal}", SMALL)
    return content


def _live_cell(cell: Any) -> Styled | None:
    """A cell of a block that a formula fills, with its look."""
    value = cell.value if isinstance(cell, Formula) else cell
    number = "#,##0.00" if isinstance(value, float) and not value.is_integer() else "#,##0"
    return Styled(cell, Look(number=number) if isinstance(value, (int, float)) else WORDS) if value not in {"", None} else cell or None


def _add_watches(content: Page, run: Run) -> None:
    """Add the ranges that were read with their figures, now and when they were read, and the status at the top, which compares these."""
    content.add_section(sources(run.reading.taken))
    account = account_text(run.reading.account.counts())
    if account is not None:
        content.add_text(account, NOTE)
        content.rows.append([])
    content.add_text(Text("Figures of what was read: now, and when the results were made"), TITLE)
    watches = watch(run.grids, list(dict.fromkeys(taken.range for taken in run.reading.taken)))
    first = content.next_row + 1
    labels = [Text("Figure")] * max((len(watched.formulas) for watched in watches), default=0)
    content.add_table([Text("Range"), *labels, *labels], [
        [
            Styled(watched.range, WORDS),
            *(Styled(figure, WORDS) for figure in watched.formulas), *(Styled(figure.value, WORDS) for figure in watched.formulas),
        ]
        for watched in watches
    ])
    content.rows.append([])
    cells = [[f"{letters(2 + column)}{first + row}" for column in range(len(watched.formulas))] for row, watched in enumerate(watches)]
    condition = unchanged(watches, cells)
    current = translate(Text("Up to date: what was read has not changed since the results were made"), run.lang)
    changed = translate(Text("CHANGED since the results were made. Save, close and type: poolsplit refresh"), run.lang)
    status = f'IF(IFERROR({condition},FALSE),"{current}","{changed}")'
    no_answer = translate(Text("poolsplit does not answer in cells here. Install it, or type: poolsplit refresh --values"), run.lang)
    for cell in content.live_cells():
        status = f'IF(ISERROR({cell}),"{no_answer}",{status})'
    content.rows[_STATUS_ROW - 1] = [Styled(Formula(f"={status}", current), STATUS)]


def _as_shown(value: object) -> str:
    """A value as a text of about the width that a cell shows."""
    return f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


# reading our sheet again ------------------------------------------------------------------------------------------------


def settings_in(grid: Grid) -> Settings:
    """The settings for a refresh that our sheet keeps. Raises Refused ("settings") where their row was deleted."""
    for value in grid.values.values():
        if isinstance(value, str) and value.startswith(_SETTINGS):
            try:
                record = json.loads(value.removeprefix(_SETTINGS))
                return Settings(record["lang"], bool(record["live"]))
            except (ValueError, KeyError, TypeError):
                break
    message = Text("the row with the settings of poolsplit was deleted from its sheet")
    raise Refused("settings", message, Text("delete that sheet by hand, then type: poolsplit attach"))


def untouched(grid: Grid) -> bool:
    """True where our sheet is as it was written: nobody has typed into it."""
    return kept_seal(grid) == seal(grid)


def kept_seal(grid: Grid) -> str:
    """The seal that our sheet was written with, "" where it is missing or occurs twice."""
    seals = [value.removeprefix(_SEAL) for value in grid.values.values() if isinstance(value, str) and value.startswith(_SEAL)]
    return seals.pop() if len(seals) == 1 else ""


def seal(grid: Grid) -> str:
    """A digest of everything in a sheet except the results of formulas and the seal itself."""
    contents = [
        (row, column, _canonical(value)) for (row, column), value in sorted(grid.values.items())
        if not any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in grid.computed)
        and not (isinstance(value, str) and value.startswith(_SEAL))
    ]
    return hashlib.sha256(repr((contents, sorted(map(tuple, grid.computed)))).encode()).hexdigest()[:32]  # no mutant: some letters more seal as well


def _canonical(value: object) -> str:
    """A value as a text that stays equal when another program saves the value again."""
    return format(float(value), ".15g") if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _as_grid(rows: Sequence[Sequence[Any]]) -> Grid:
    """The grid that reading the written rows again will give."""
    grid = Grid("", {})
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells, 1):
            value = cell.value if isinstance(cell, Styled) else cell
            if isinstance(value, Formula):
                grid.computed.append(Box(row, column, row + value.rows - 1, column + value.columns - 1))
            elif value is not None and value != "":
                grid.values[row, column] = value
    return grid
