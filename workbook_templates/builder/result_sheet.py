"""Writes a sheet of results: its title, the status of the engine, formulas with their saved results, and control totals."""

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
"""Half of the smallest unit: the unrounded product of a rate differs from the rounded amount by no more than this."""


class Control(NamedTuple):
    """One control total: a column, the formula of its expected total, and the results: that total and the sum of the column ("" for none)."""

    column: int
    formula: str
    wanted: Any
    shared: Any


def text_in(cell: str) -> str:
    """The formula of the text in a cell, or in each cell of a range, that a function of the engine filled.

    In LibreOffice a text from an add-in's array formula equals no other text (=, MATCH, COUNTIF) until another formula copies it.

    >>> text_in("F$10")
    '(F$10&"")'
    """
    return f'({cell}&"")'


class ResultSheet(Sheet):
    """One sheet of results while it is written. widths: those of the columns from `LEFT` on, in characters."""

    def __init__(
        self, book: Workbook, page: Worksheet, styles: Styles, figures: Figures, payments: OpenPayments, places: Places, widths: list[int]
    ) -> None:
        """Set up the page and the widths of the columns."""
        super().__init__(book, page, styles, figures.language)
        self.figures, self.payments, self.places, self.widths = figures, payments, places, widths
        self.words: dict[str, Any] = self.texts["results"]
        self.set_widths(widths)

    def head(self, table: str, columns: int) -> None:
        """Write the title, the note and the status of the engine. The note covers the first `columns` columns."""
        self.title(table, self.widths[:columns])
        self.status(STATUS, LEFT, self.styles.of(**SIDE, italic=True))

    def status(self, row: int, column: int, look: Format) -> None:
        """Write the status of the engine: its version, or that it is missing. An array formula, because LibreOffice recalculates those on opening."""
        formula = f'IF(ISERROR(engine_version),"{self.words["missing"]}","{self.words["engine"]}"&engine_version)'
        self.array(row, column, formula, [[f"{self.words['engine']}{self.figures.version}"]], look)

    def alert(self, row: int, columns: int, formula: str) -> None:
        """Write a red line over the first `columns` columns. The result of its formula is blank while nothing is wrong."""
        red = self.styles.of(font_color="#C00000", bold=True, text_wrap=True)
        self.page.set_row(row, LINE_HEIGHT * 2 + 2 if row == REASON else LINE_HEIGHT + 2)
        self.page.merge_range(row, LEFT, row, LEFT + columns - 1, "", red)
        self.page.write_formula(row, LEFT, formula, red, "")

    def reason(self, columns: int, block: str, otherwise: str = '""') -> None:
        """Write the line with the reason why the function of a block failed. otherwise: the formula of the text to show where it did not fail."""
        first = at(self.places, block, 0, 0)
        self.alert(REASON, columns, f'=IF(ISERROR(engine_version),"",IF(ISERROR({first}),{block}_reason,{otherwise}))')

    def wider(self, columns: int, beyond: str) -> None:
        """Write the line that warns of results beyond the printed page. beyond: the first cell that is not printed; while it is blank, no warning."""
        self.alert(WIDER, columns, f'=IF(ISERROR({beyond}),"",IF(LEN({beyond})=0,"","{self.words["wider"]}"))')

    def titled(self, plan: Plan, name: str) -> str:
        """The heading of a column, with its unit, as on the sheet of its table."""
        return column_heading(plan.table, next(spot for spot in plan.spots if spot.name == name), self.figures.language)

    # formulas --------------------------------------------------------------------------------------------------------

    def formula(self, row: int, column: int, formula: str, value: Any, look: Format) -> None:
        """Write a formula with its saved result."""
        self.page.write_formula(row, column, formula, look, value)

    def array(self, top: int, left: int, formula: str, grid: Grid, look: Format) -> None:
        """Write one array formula over a block of cells, each with its saved result."""
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
        """Write a formula for each cell of a grid, which shows the cell of the engine's block. corner: the row and column in the block to begin at.

        grid: the saved results; looks: a format per column. is_blank: the condition under which a cell is certainly blank, by row and column from 0.
        The condition is used where the engine is missing: LibreOffice keeps figures when it opens a file, and recalculates blanks.
        """
        for row, line in enumerate(grid):
            for column, (value, look) in enumerate(zip(line, looks, strict=True)):
                source = at(self.places, block, corner[0] + row, corner[1] + column)
                blank = f"IF(ISERROR(engine_version),{is_blank(row, column)},FALSE)"
                self.formula(top + row, left + column, f'=IF({blank},"",IF(ISNUMBER({source}),{source},{text_in(source)}))', value, look)

    # how it looks ----------------------------------------------------------------------------------------------------

    def choice(self, area: tuple[int, int, int, int], source: Any) -> None:
        """Add a drop-down list to yellow cells. Other entries are refused."""
        self.page.data_validation(*area, {"validate": "list", "source": source})

    def look(self, number: str = "text", **properties: Any) -> Format:
        """The format of a cell of results. number: a key of `styles.NUMBERS`; properties: further ones of the format."""
        text = {"align": "left", "indent": 1} if number == "text" else {}
        return self.styles.of(**(PLAIN | text | {"num_format": "General" if number == "text" else NUMBERS[number]} | properties))

    def headings(self, row: int, left: int, words: list[str]) -> None:
        """Write headings as plain texts, not as formulas."""
        for column, word in enumerate(words, left):
            self.page.write_string(row, column, word, self.styles.of(**HEADING))

    def controls(self, controls: list[Control], data: tuple[int, int], *, at: int = EXPECTED, first: bool = False) -> None:
        """Write three rows above the data: the expected total of each column, its sum, and a mark where they match or differ.

        All three are blank while there are no figures. data: the first and the last row. at: the first of the three rows. first: True where the
        expected total is shown even if the column has no figures yet, because the column is worked out from it.
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
        """Colour the cells of an area: green where they hold OK, red where they hold the mark of a difference."""
        for word, colours in ((OK, GOOD), (DIFFERS, BAD)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.book.add_format(colours)}
            self.page.conditional_format(top, left, bottom, right, rule)

    def filled(self, top: int, left: int, bottom: int, right: int) -> None:
        """Draw borders in the rows that have a result in the first column. A formula that failed is grey."""
        first, key = xl_rowcol_to_cell(top, left), xl_rowcol_to_cell(top, left, col_abs=True)
        area = (top, left, bottom, right)
        failed = {"type": "formula", "criteria": f"=ISERROR({first})", "format": self.book.add_format(FAILED), "stop_if_true": True}
        self.page.conditional_format(*area, failed)
        self.page.conditional_format(*area, {"type": "formula", "criteria": f"=LEN({key})>0", "format": self.book.add_format(FILLED)})

    def printed(self, bottom: int, right: int, *, landscape: bool) -> None:
        """Print everything up to a row and a column on one page."""
        if landscape:
            self.page.set_landscape()
        self.page.fit_to_pages(1, 1)
        self.page.print_area(0, 0, bottom, right)

    def fix_heads(self, last: int) -> None:
        """Set the heights of the row of headings and of the rows down to `last`, and keep the headings and the first column in view."""
        self.page.set_row(HEADS, 48)
        for row in range(DATA, last + 1):
            self.page.set_row(row, 18)
        self.page.freeze_panes(DATA, LEFT + 1)
