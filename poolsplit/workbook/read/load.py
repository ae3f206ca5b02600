"""A workbook's sheets as grids of values, read by openpyxl's cell parser after the scan has accepted the file.

The lists of styles and texts are read by `styles` and `texts` and not by openpyxl's whole reader. Little of them matters here, while the rest
of a stylesheet, validations and conditional formats from other programs make that reader fail.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, cast

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import TranslatorError
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, to_excel
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.xml.functions import iterparse

from poolsplit.errors import Refused, Text
from poolsplit.workbook.read.currencies import in_currency
from poolsplit.workbook.read.grid import COLUMNS, ROWS, Box, CellError, Grid, TableRows, Uncached, box, letters
from poolsplit.workbook.read.package import damage, opened
from poolsplit.workbook.read.scan import Scan, Sheet, check_merges, elements, scan_file
from poolsplit.workbook.read.styles import Styles, read_styles
from poolsplit.workbook.read.texts import RichText, comments, shared_texts, struck_by_runs, unescape

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import IO
    from xml.etree.ElementTree import Element

    Progress = Callable[[str, int, int], object]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TRUE = {"1", "true"}
_ROWS_A_STEP = 1_000
_SUMMARY = re.compile(r"=(?:SUM|COUNT|AVERAGE)(?:IFS?|A|BLANK|PRODUCT)?\(|=(?:SUBTOTAL|MIN|MAX)\(")
_ARRAY_CELLS = 1_000_000
"""The most cells of array formulas that are looked at: in an honest sheet they do not overlap, and lie where its values are."""


def load(path: str | Path, progress: Progress | None = None, *, ours: bool = False) -> list[Grid]:
    """The worksheets of a workbook (.xlsx, .xlsm, .xltx, .xltm), hidden ones too. Nothing is written.

    Chart sheets are left out, and so are the sheets that poolsplit wrote. ours: give only the sheets that poolsplit wrote.
    progress: called as progress(sentence, bytes read, bytes in total) every thousand rows.
    Raises `Refused` (see `poolsplit.workbook.read.scan.scan`) and nothing else, whatever the file holds.

    >>> load("orders.csv.zip")
    Traceback (most recent call last):
    poolsplit.errors.Refused: there is no file orders.csv.zip
    """
    with opened(path) as file:
        package, scan = scan_file(file)
        with package:
            strings = shared_texts(package, scan.strings) if scan.strings else []
            styles = read_styles(package, scan.styles, scan.theme) if scan.styles else Styles()
            total_bytes, read_bytes = 0, 0
            sheets = scan.ours if ours else scan.sheets
            for sheet in sheets:
                total_bytes += package.getinfo(sheet.part).file_size
            grids = []
            for sheet in sheets:
                with damage(sheet.part), package.open(sheet.part) as stream:
                    reader = _SheetReader(sheet, stream, strings, scan, styles)
                    for _ in reader.read():
                        if progress:
                            progress(Text("reading {sheet}", sheet=sheet.title), read_bytes + stream.tell(), total_bytes)
                read_bytes += package.getinfo(sheet.part).file_size
                _add_tables(package, sheet, reader.grid)
                _add_comments(package, sheet, reader.grid)
                grids.append(reader.grid)
    return grids


class _SheetReader(WorkSheetParser):
    """openpyxl's parser of cells, without the parts of a sheet that say nothing about values."""

    def __init__(self, sheet: Sheet, stream: IO[bytes], strings: list[str], scan: Scan, styles: Styles) -> None:
        """Prepare to read `stream` into `grid`, with the shared texts and the styles of the workbook."""
        super().__init__(stream, strings, data_only=True, epoch=MAC_EPOCH if scan.epoch_1904 else WINDOWS_EPOCH)
        self.grid = Grid(sheet.title, {}, hidden=sheet.hidden)
        self._styles = styles
        self._telling_styles = styles.struck | styles.grey_texts | styles.grey_fills
        self._recalculates = scan.recalculates
        self._summaries: set[tuple[int, int]] = set()
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._struck: set[tuple[int, int]] = set()
        self._grey_texts: set[tuple[int, int]] = set()
        self._grey_fills: set[tuple[int, int]] = set()
        self._array_formulas: list[tuple[Box, str]] = []

    def read(self) -> Iterator[None]:
        """Fill the grid; yields every thousand rows, so that the caller can report progress."""
        next_pause = _ROWS_A_STEP
        for _, node in iterparse(self.source):
            if node.tag == f"{_MAIN}row":
                self.parse_row(node)
                self.row_dimensions.clear()
                if _is_hidden(node, "ht"):
                    self._hidden_rows.add(self.row_counter)
                node.clear()
                if self.row_counter >= next_pause:
                    next_pause = self.row_counter + _ROWS_A_STEP
                    yield
            elif node.tag == f"{_MAIN}col" and _is_hidden(node, "width"):
                self._hidden_columns.update(range(int(node.attrib["min"]), min(int(node.attrib["max"]), COLUMNS) + 1))
            elif node.tag == f"{_MAIN}mergeCell":
                self.grid.merges.append(box(node.attrib["ref"]))
        check_merges(self.grid.title, self.grid.merges)
        self._drop_covered()
        self._write_out_arrays()
        self.grid.struck = frozenset(self._struck & self.grid.values.keys())
        self.grid.greyed = self._unless_usual(self._grey_texts) | self._unless_usual(self._grey_fills)
        self.grid.summaries = frozenset(self._summaries)
        self.grid.hidden_rows = frozenset(self._hidden_rows)
        self.grid.hidden_columns = frozenset(self._hidden_columns)

    def parse_cell(self, element: Element) -> dict[str, object]:
        """Put the value of one cell into the grid, unless the cell is blank."""
        with damage(self.grid.title, self.grid.name(element.get("r", ""))):
            cell = super().parse_cell(element)
            row, column = cast("int", cell["row"]), cast("int", cell["column"])
            if not (1 <= row <= ROWS and 1 <= column <= COLUMNS):
                raise ValueError(element.get("r"))
            formula = self._formula(element, (row, column))
            if formula:
                self._keep_formula(element, formula, (row, column))
            value = self._uncached(element, formula, cell["value"]) or self._value(cell)
            if value is not None and value != "":
                self.grid.values[row, column] = value
                self._store(cell, value)
                if cell["style_id"] in self._telling_styles or isinstance(cell["value"], RichText) or element.get("t") == "inlineStr":
                    self._mark(element, cell, (row, column))
        return cell

    def _keep_formula(self, element: Element, formula: str, cell: tuple[int, int]) -> None:
        """Put the formula of one cell into the grid, with the cells that it fills."""
        block = self._block(element)
        self.grid.formulas[cell] = formula
        self.grid.computed.append(block)
        if (block.top, block.left) != (block.bottom, block.right):
            self._array_formulas.append((block, formula))
        if _is_summary(formula):
            self._summaries.add(cell)

    def _mark(self, element: Element, cell: dict[str, object], place: tuple[int, int]) -> None:
        """Note whether a value is struck through or greyed. Runs of the text with fonts of their own go before the font of the cell."""
        text, style = cell["value"], cast("int", cell["style_id"])
        inline = element.find(f"{_MAIN}is")
        struck = text.struck if isinstance(text, RichText) else None if inline is None else struck_by_runs(inline)
        if struck or (struck is None and style in self._styles.struck):
            self._struck.add(place)
        if style in self._styles.grey_texts:
            self._grey_texts.add(place)
        if style in self._styles.grey_fills:
            self._grey_fills.add(place)

    def _store(self, cell: dict[str, object], value: object) -> None:
        """Keep the serial number of a date or time, because formulas see that number."""
        number = cell["value"]
        if isinstance(number, (date, time, timedelta)):
            number = to_excel(number, self.epoch)  # type: ignore[no-untyped-call]
        if cell["data_type"] in {"n", "d"} and not isinstance(value, (int, float, Uncached)):
            self.grid.stored[cast("int", cell["row"]), cast("int", cell["column"])] = number

    def _uncached(self, element: Element, formula: str, value: object) -> Uncached | None:
        """The formula of a cell that was saved without its result, or with a 0 in place of it until the first calculation; else None."""
        if not formula:
            return None
        result = element.find(f"{_MAIN}v")
        blank = value is None and (result is None or element.get("t") != "str")
        return Uncached(formula) if blank or (self._recalculates and value == 0) else None

    def _block(self, element: Element) -> Box:
        """The cells that a formula fills: the range of an array formula, or the cell itself."""
        formula = element.find(f"{_MAIN}f")
        is_block = formula is not None and formula.get("t") == "array" and formula.get("ref")
        return box(formula.attrib["ref"] if formula is not None and is_block else element.get("r", ""))

    def _formula(self, element: Element, place: tuple[int, int]) -> str:
        """The formula of a cell, "" where it has none. The file has a formula that several cells share only in the first of them."""
        formula = element.find(f"{_MAIN}f")
        if formula is None:
            return ""
        if element.get("r") is None:    # openpyxl translates a formula from address to address
            element.set("r", f"{letters(place[1])}{place[0]}")
        if formula.get("t") == "dataTable":
            return "={TABLE}"
        try:
            parsed: object = self.parse_formula(element)  # type: ignore[no-untyped-call]
        except (TokenizerError, TranslatorError):
            return "=" + (formula.text or "")
        return str(parsed.text if isinstance(parsed, ArrayFormula) else parsed)

    def _value(self, cell: dict[str, object]) -> object:
        """The value of a parsed cell as a `Grid` holds it."""
        value, data_type = cell["value"], cell["data_type"]
        if data_type == "e":
            return CellError(value)
        if isinstance(value, str):
            return unescape(value)
        if data_type == "n" and isinstance(value, int | float) and cell["style_id"] in self._styles.dates:
            return _plain(self._date(value))
        code = self._styles.currencies.get(cast("int", cell["style_id"]))
        return in_currency(value, code) if code and data_type == "n" and isinstance(value, int | float) else _plain(value)

    def _date(self, number: float) -> object:
        """The date that a serial number is shown as; the number itself where no such date exists, because Excel then shows only ####."""
        try:
            return from_excel(number, self.epoch) if number >= 0 else number
        except (OverflowError, ValueError):
            return number

    def _unless_usual(self, cells: set[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """Those of the cells that have a value; none where they are most of the sheet's values, because then they are how it looks."""
        telling = frozenset(cells & self.grid.values.keys())
        return frozenset() if len(telling) > len(self.grid.values) - len(telling) else telling

    def _write_out_arrays(self) -> None:
        """Give every cell with a value that an array formula fills that formula: the file has it only in the first of them."""
        if not self._array_formulas:
            return
        values = self.grid.values
        bottom, right = (max((cell[axis] for cell in values), default=0) for axis in (0, 1))
        filled = (
            (row, column, formula)
            for block, formula in self._array_formulas
            if block.left <= right
            for row in range(block.top, min(block.bottom, bottom) + 1)
            for column in range(block.left, min(block.right, right) + 1)
        )
        for row, column, formula in islice(filled, _ARRAY_CELLS):
            if (row, column) in values:
                self.grid.formulas.setdefault((row, column), formula)

    def _drop_covered(self) -> None:
        """Move the values under a merge from `values` to `stored`: Excel hides them, and other programs leave them in the file."""
        grid = self.grid
        if grid.merges:
            for row, column in list(grid.values):
                merge = grid.merge_at(row, column)
                if merge and (row, column) != (merge.top, merge.left):
                    grid.stored.setdefault((row, column), grid.values.pop((row, column)))


def _is_summary(formula: str) -> bool:
    """True where a formula is one call of a function that adds up or counts, whose bracket closes at the very end.

    >>> _is_summary("=SUM(B2:B9)"), _is_summary("=SUM(B2:B9)*25000"), _is_summary("=SUM(B2:B3)+(4)"), _is_summary("=B3")
    (True, False, False, False)
    """
    start = _SUMMARY.match(formula)
    if start is None:
        return False
    depth, ends = 1, list[int]()
    for end, character in enumerate(formula[start.end() :], start.end() + 1):
        depth += (character == "(") - (character == ")")
        ends += [end] * (depth == 0)
    return ends[:1] == [len(formula)]


def _is_hidden(node: Element, size: str) -> bool:
    """True where a row or a column range is hidden: by hand, by a filter, in a closed group, or by a height or width of 0."""
    return node.get("hidden") in _TRUE or (size in node.attrib and float(node.attrib[size]) == 0)


def _plain(value: object) -> object:
    """A date at midnight as `date`, a time without a date as text, a duration as text; any other value unchanged."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value) if isinstance(value, timedelta) else value


def _add_tables(package: zipfile.ZipFile, sheet: Sheet, grid: Grid) -> None:
    """Add the Excel tables of a sheet to its grid, by name."""
    for part in sheet.tables:
        for node in elements(package, part):
            if node.tag == f"{_MAIN}table":
                with damage(part):
                    name = node.get("displayName") or node.attrib["name"]
                    grid.tables[name] = box(node.attrib["ref"])
                    grid.table_rows[name] = TableRows(int(node.get("headerRowCount", "1")), int(node.get("totalsRowCount", "0")))


def _add_comments(package: zipfile.ZipFile, sheet: Sheet, grid: Grid) -> None:
    """Add the comments of a sheet to its grid. A damaged part of them is no reason to refuse the workbook."""
    grid.unread_comments = sheet.unread_comments
    try:
        grid.comments = comments(package, sheet.comments)
    except Refused:
        grid.unread_comments = True
