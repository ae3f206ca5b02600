"""A sheet that works itself out: its title, whether the engine answers, formulas beside their saved results, and control totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from .blocks import at
from .layout import DATA, EXPECTED, HEADS, LEFT, REASON, STATUS, WIDER, Plan, column_heading
from .sheet import LINE_HEIGHT, Sheet
from .styles import BAD, COMPUTED, FAILED, FILLED, GOOD, HEADING, NUMBERS, PLAIN, SIDE, Styles

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from .figures import Figures, Grid
    from .payment_values import OpenPayments
    from .places import Places

OK, DIFFERS = "OK", "≠"
HALF = 0.5
"""Half the smallest unit: what a rate gives before it is rounded differs by no more."""


class Control(NamedTuple):
    """One control total: a column, the formula of what it must add up to, that value ("" where nothing says so), and its sum ("" for none)."""

    column: int
    formula: str
    wanted: Any
    shared: Any


def text_in(cell: str) -> str:
    """The text of a cell, or of each cell of a range, that an engine's formula filled.

    LibreOffice finds no text equal to one out of an add-in's block (=, MATCH, COUNTIF) until a formula has made it anew.

    >>> text_in("F$10")
    '(F$10&"")'
    """
    return f'({cell}&"")'


class ResultSheet(Sheet):
    """One result sheet being written. widths: of its columns from `LEFT` on, in characters."""

    def __init__(
        self, book: Workbook, page: Worksheet, styles: Styles, figures: Figures, payments: OpenPayments, places: Places, widths: list[int]
    ) -> None:
        """Set the widths."""
        super().__init__(book, page, styles, figures.language)
        self.figures, self.payments, self.places, self.widths = figures, payments, places, widths
        self.words: dict[str, Any] = self.texts["results"]
        self.set_widths(widths)

    def head(self, table: str, columns: int) -> None:
        """Title, note, and whether the engine answers, over the first `columns`."""
        self.title(table, self.widths[:columns])
        self.status(STATUS, LEFT, self.styles.of(**SIDE, italic=True))

    def status(self, row: int, column: int, look: Format) -> None:
        """Whether the engine answers, and its version. It is a block, which LibreOffice works out anew on opening."""
        formula = f'IF(ISERROR(engine_version),"{self.words["missing"]}","{self.words["engine"]}"&engine_version)'
        self.array(row, column, formula, [[f"{self.words['engine']}{self.figures.version}"]], look)

    def alert(self, row: int, columns: int, formula: str) -> None:
        """A line in red over the first `columns`, blank while nothing is wrong."""
        red = self.styles.of(font_color="#C00000", bold=True, text_wrap=True)
        self.page.set_row(row, LINE_HEIGHT * 2 + 2 if row == REASON else LINE_HEIGHT + 2)
        self.page.merge_range(row, LEFT, row, LEFT + columns - 1, "", red)
        self.page.write_formula(row, LEFT, formula, red, "")

    def reason(self, columns: int, block: str, otherwise: str = '""') -> None:
        """Why the function of a block failed. otherwise: what is said while it has not."""
        first = at(self.places, block, 0, 0)
        self.alert(REASON, columns, f'=IF(ISERROR(engine_version),"",IF(ISERROR({first}),{block}_reason,{otherwise}))')

    def wider(self, columns: int, beyond: str) -> None:
        """Say so where a cell beyond the printed page holds something."""
        self.alert(WIDER, columns, f'=IF(ISERROR({beyond}),"",IF(LEN({beyond})=0,"","{self.words["wider"]}"))')

    def titled(self, plan: Plan, name: str) -> str:
        """The heading of a column as its table has it."""
        return column_heading(plan.table, next(spot for spot in plan.spots if spot.name == name), self.figures.language)

    # formulas --------------------------------------------------------------------------------------------------------

    def formula(self, row: int, column: int, formula: str, value: Any, look: Format) -> None:
        """A formula beside its result."""
        self.page.write_formula(row, column, formula, look, value)

    def array(self, top: int, left: int, formula: str, grid: Grid, look: Format) -> None:
        """One formula over a block, of which every cell has its saved result."""
        bottom, right = top + len(grid) - 1, left + len(grid[0]) - 1
        self.page.write_array_formula(top, left, bottom, right, f"{{={formula}}}", look, grid[0][0])
        for row, line in enumerate(grid, top):
            for column, value in enumerate(line, left):
                if (row, column) == (top, left):
                    continue
                if isinstance(value, str):
                    self.page.write_string(row, column, value, look)    # "" becomes a blank cell
                else:
                    self.page.write_number(row, column, value, look)

    def answers(
        self, top: int, left: int, block: str, corner: tuple[int, int], grid: Grid, looks: list[Format], is_blank: Callable[[int, int], str]
    ) -> None:
        """What the engine answers, from a cell of its block on: a formula for each cell.

        grid: the values; looks: one a column. is_blank: the condition under which the cell in a row and column (from 0) is blank for sure.
        It counts where the engine is missing: LibreOffice keeps figures when it opens a file, and works out blanks anew.
        """
        for row, line in enumerate(grid):
            for column, (value, look) in enumerate(zip(line, looks, strict=True)):
                source = at(self.places, block, corner[0] + row, corner[1] + column)
                blank = f"IF(ISERROR(engine_version),{is_blank(row, column)},FALSE)"
                self.formula(top + row, left + column, f'=IF({blank},"",IF(ISNUMBER({source}),{source},{text_in(source)}))', value, look)

    # how it looks ----------------------------------------------------------------------------------------------------

    def choice(self, area: tuple[int, int, int, int], source: Any) -> None:
        """A drop-down list over yellow cells; what is not on it may not be typed."""
        self.page.data_validation(*area, {"validate": "list", "source": source})

    def look(self, number: str = "text", **more: Any) -> Format:
        """A cell of results."""
        text = {"align": "left", "indent": 1} if number == "text" else {}
        return self.styles.of(**(PLAIN | text | {"num_format": "General" if number == "text" else NUMBERS[number]} | more))

    def headings(self, row: int, left: int, words: list[str]) -> None:
        """Headings that stay as they are."""
        for column, word in enumerate(words, left):
            self.page.write_string(row, column, word, self.styles.of(**HEADING))

    def controls(self, controls: list[Control], data: tuple[int, int], *, at: int = EXPECTED, first: bool = False) -> None:
        """Above each column what it must add up to, what it does, and whether that matches; blank while there are no figures.

        data: first and last row. at: the first of the three rows. first: the column follows from what it must add up to.
        """
        grey, middle = self.styles.of(**COMPUTED, num_format=NUMBERS["money"]), self.styles.of(**COMPUTED, align="center")
        for row, word in enumerate(("expected", "sum", "mark"), at):
            self.page.write_string(row, LEFT, self.words[word], self.styles.of(**SIDE, align="right", indent=1))
        for column, formula, wanted, shared in controls:
            top = xl_rowcol_to_cell(data[0], column)
            figures = f"{top}:{xl_rowcol_to_cell(data[1], column)}"
            above, below = xl_rowcol_to_cell(at, column), xl_rowcol_to_cell(at + 1, column)
            mark = "" if wanted == "" or shared == "" else OK if abs(wanted - shared) <= HALF else DIFFERS
            self.formula(at, column, f"={formula}" if first else f'=IF({below}="","",{formula})', wanted, grey)
            self.formula(at + 1, column, f'=IF(ISERROR({top}),"",IF(COUNT({figures})=0,"",SUM({figures})))', shared, grey)
            differs = f'IF({below}="",IF({above}=0,"","{DIFFERS}"),IF(ABS({below}-{above})<={HALF},"{OK}","{DIFFERS}"))'
            self.formula(at + 2, column, f'=IF({above}="","",{differs})', mark, middle)
        self.judged(at + 2, controls[0].column, at + 2, controls[-1].column)

    def judged(self, top: int, left: int, bottom: int, right: int) -> None:
        """Green where cells say OK, red where they say that something differs."""
        for word, colours in ((OK, GOOD), (DIFFERS, BAD)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.book.add_format(colours)}
            self.page.conditional_format(top, left, bottom, right, rule)

    def filled(self, top: int, left: int, bottom: int, right: int) -> None:
        """Lines around the rows that have a result; a formula that failed is grey."""
        first, key = xl_rowcol_to_cell(top, left), xl_rowcol_to_cell(top, left, col_abs=True)
        area = (top, left, bottom, right)
        failed = {"type": "formula", "criteria": f"=ISERROR({first})", "format": self.book.add_format(FAILED), "stop_if_true": True}
        self.page.conditional_format(*area, failed)
        self.page.conditional_format(*area, {"type": "formula", "criteria": f"=LEN({key})>0", "format": self.book.add_format(FILLED)})

    def printed(self, bottom: int, right: int, *, landscape: bool) -> None:
        """Everything up to a row and a column on one page."""
        if landscape:
            self.page.set_landscape()
        self.page.fit_to_pages(1, 1)
        self.page.print_area(0, 0, bottom, right)

    def fix_heads(self, last: int) -> None:
        """The headings are tall, and stay in sight; rows down to `last` have some air."""
        self.page.set_row(HEADS, 48)
        for row in range(DATA, last + 1):
            self.page.set_row(row, 18)
        self.page.freeze_panes(DATA, LEFT + 1)
