"""What our sheet in an operator's workbook holds: the results, whether they still fit what they were made of, and how they came about.

Results are values. Beside them stand native figures of every range that was read (`fingerprint`), so that any spreadsheet says when one
has changed. The last rows keep what a refresh has to know, and a seal over everything that was written, by which typing shows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from poolsplit import __version__
from poolsplit.errors import Refused, Text
from poolsplit.report.sections import MARK, TEXT, Section
from poolsplit.report.text import columns_wide, heading, sources, value_text
from poolsplit.values.translate import translate
from poolsplit.workbook.attach.fingerprint import unchanged, watch
from poolsplit.workbook.attach.formula import Formula
from poolsplit.workbook.attach.live import blocks
from poolsplit.workbook.attach.sheet_xml import Styled
from poolsplit.workbook.attach.styles import Look
from poolsplit.workbook.read.grid import Box, Grid, letters
from poolsplit.workbook.results.write import place

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
    """What a refresh has to know. mapping: the operator's --map; lang: the language that she asked for; live: whether results are formulas."""

    mapping: tuple[str, ...] = ()
    lang: str | None = None
    live: bool = False


class Page:
    """The rows of our sheet, being filled from the top."""

    def __init__(self, lang: str) -> None:
        """An empty page in a language."""
        self.lang = lang
        self.rows: list[list[Any]] = []

    @property
    def next(self) -> int:
        """The number of the row that comes next."""
        return len(self.rows) + 1

    def say(self, text: str, look: Look) -> None:
        """One text in a row of its own."""
        self.rows.append([Styled(translate(text, self.lang), look)])

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Headings and rows of cells that have their looks."""
        self.rows.append([Styled(translate(one, self.lang), HEADER) for one in headings])
        self.rows += [list(row) for row in rows]

    def section(self, section: Section) -> None:
        """One section of the outcome, and a blank row."""
        self.say(heading(section, self.lang), TITLE)
        if section.note:
            self.say(section.note, NOTE)
        if section.rows:
            rows = [self._row(section, row, last=section.total and row is section.rows[-1]) for row in section.rows]
            self.table([value_text(name, self.lang) for name, _ in section.columns], rows)
        self.rows.append([])

    def _row(self, section: Section, row: Sequence[Any], *, last: bool) -> list[Any]:
        return [self._cell(value, kind, last=last) for value, (_, kind) in zip(row, section.columns, strict=True)]

    def _cell(self, value: Any, kind: str, *, last: bool) -> Styled:
        """A number with the decimals that it has, or a text."""
        if kind in {TEXT, MARK} or isinstance(value, (str, list)):
            return Styled(value_text(value, self.lang) if value != "" else None, MARKED if kind == MARK else WORDS._replace(bold=last))
        decimals = len(str(value).partition(".")[2])
        return Styled(value, Look(number=f"#,##0.{'0' * decimals}" if decimals else "#,##0", bold=last))

    def live(self) -> list[str]:
        """The cells in which blocks of our own functions begin."""
        return [
            f"A{number}" for number, row in enumerate(self.rows, 1)
            if row and isinstance(row[0], Styled) and isinstance(row[0].value, Formula) and row[0].value.text.startswith("=POOL")
        ]

    @property
    def seal(self) -> str:
        """The mark of everything on the page."""
        return seal(_as_grid(self.rows))

    def widths(self) -> list[int]:
        """Widths that show every number; a text wider than the widest wraps."""
        wide: dict[int, int] = {}
        for row in self.rows:
            for column, cell in enumerate(row):
                value = cell.value if isinstance(cell, Styled) else cell
                if len(row) > 1 and value is not None and not isinstance(value, Formula):
                    wide[column] = max(wide.get(column, _NARROWEST), min(columns_wide(_as_shown(value)) + 3, _WIDEST))
        return [wide.get(column, _NARROWEST) for column in range(max(wide, default=0) + 1)]


def page(run: Run, settings: Settings) -> Page:
    """The whole sheet for one run."""
    made = Page(run.lang)
    made.say(Text("poolsplit: who pays what"), TITLE)
    made.rows.append([])    # the status, whose formula looks at cells below
    made.say(Text("These are results. Change your own sheets, then type: poolsplit refresh"), NOTE)
    made.rows.append([])
    live = {"dues", "landed", "settlement"} if settings.live else set()
    for block in blocks(run, made.next) if live else ():
        made.say(block.title, TITLE)
        made.rows += [[_live_cell(cell) for cell in row] for row in block.rows]
        made.rows.append([])
    for section in run.outcome.sections:
        if section.key not in live:
            made.section(section)
    if run.outcome.problems:
        columns = [(Text("Where"), TEXT), (Text("Warnings"), TEXT), (Text("What to do"), TEXT)]
        made.section(Section("warnings", Text("Warnings"), columns, [[place(one, run.lang), one.message, one.fix] for one in run.outcome.problems]))
    _add_watches(made, run)
    made.say(f"{_SETTINGS}{json.dumps({**asdict(settings), 'version': __version__}, ensure_ascii=False)}", SMALL)
    made.say(f"{_SEAL}{made.seal}", SMALL)
    return made


def _live_cell(cell: Any) -> Styled | None:
    """A cell of a block that a formula fills."""
    value = cell.value if isinstance(cell, Formula) else cell
    number = "#,##0.00" if isinstance(value, float) and not value.is_integer() else "#,##0"
    return Styled(cell, Look(number=number) if isinstance(value, (int, float)) else WORDS) if value not in {"", None} else cell or None


def _add_watches(made: Page, run: Run) -> None:
    """What was read from where, with the figures now and then; and the status at the top, which compares them."""
    made.section(sources(run.reading.taken))
    made.say(Text("Figures of what was read: now, and when the results were made"), TITLE)
    watches = watch(run.grids, list(dict.fromkeys(one.range for one in run.reading.taken)))
    first = made.next + 1
    named = [Text("Figure")] * max((len(one.formulas) for one in watches), default=0)
    made.table([Text("Range"), *named, *named], [
        [Styled(one.range, WORDS), *(Styled(figure, WORDS) for figure in one.formulas), *(Styled(figure.value, WORDS) for figure in one.formulas)]
        for one in watches
    ])
    made.rows.append([])
    places = [[f"{letters(2 + column)}{first + row}" for column in range(len(one.formulas))] for row, one in enumerate(watches)]
    same = unchanged(watches, places)
    well = translate(Text("Up to date: what was read has not changed since the results were made"), run.lang)
    changed = translate(Text("CHANGED since the results were made. Save, close and type: poolsplit refresh"), run.lang)
    said = f'IF(IFERROR({same},FALSE),"{well}","{changed}")'
    silent = translate(Text("poolsplit does not answer in cells here. Install it, or type: poolsplit refresh --values"), run.lang)
    for live in made.live():
        said = f'IF(ISERROR({live}),"{silent}",{said})'
    made.rows[_STATUS_ROW - 1] = [Styled(Formula(f"={said}", well), STATUS)]


def _as_shown(value: object) -> str:
    """A value about as wide as a cell shows it."""
    return f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


# what is found again ----------------------------------------------------------------------------------------------------


def settings_in(grid: Grid) -> Settings:
    """What our sheet keeps for a refresh. Raises Refused where that is gone."""
    for value in grid.values.values():
        if isinstance(value, str) and value.startswith(_SETTINGS):
            try:
                kept = json.loads(value.removeprefix(_SETTINGS))
                return Settings(tuple(map(str, kept["mapping"])), kept["lang"], bool(kept["live"]))
            except (ValueError, KeyError, TypeError):
                break
    message = Text("the row with the settings of poolsplit was deleted from its sheet")
    raise Refused("settings", message, Text("delete that sheet by hand, then type: poolsplit attach"))


def untouched(grid: Grid) -> bool:
    """Whether our sheet is as it was written: nobody has typed into it."""
    return kept_seal(grid) == seal(grid)


def kept_seal(grid: Grid) -> str:
    """The seal that our sheet was written with, "" where it is gone or stands there twice."""
    kept = [value.removeprefix(_SEAL) for value in grid.values.values() if isinstance(value, str) and value.startswith(_SEAL)]
    return kept[0] if len(kept) == 1 else ""


def seal(grid: Grid) -> str:
    """A mark of everything that was written, but for what formulas give."""
    kept = [
        (row, column, _canonical(value)) for (row, column), value in sorted(grid.values.items())
        if not any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in grid.computed)
        and not (isinstance(value, str) and value.startswith(_SEAL))
    ]
    return hashlib.sha256(repr((kept, sorted(map(tuple, grid.computed)))).encode()).hexdigest()[:32]


def _canonical(value: object) -> str:
    """A value as every program gives it back."""
    return format(float(value), ".15g") if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _as_grid(rows: Sequence[Sequence[Any]]) -> Grid:
    """Rows as they will be read again."""
    grid = Grid("", {})
    for row, line in enumerate(rows, 1):
        for column, cell in enumerate(line, 1):
            value = cell.value if isinstance(cell, Styled) else cell
            if isinstance(value, Formula):
                grid.computed.append(Box(row, column, row + value.rows - 1, column + value.columns - 1))
            elif value is not None and value != "":
                grid.values[row, column] = value
    return grid
