"""The XML of one worksheet of ours: values, formulas with their results, and their styles."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, to_excel

from poolsplit.errors import Refused, Text
from poolsplit.report.text import wrapped
from poolsplit.values.typed_numbers import LIMIT
from poolsplit.workbook.attach.formula import Formula
from poolsplit.workbook.attach.styles import Look
from poolsplit.workbook.read.grid import COLUMNS, ROWS, letters
from poolsplit.workbook.results.heights import height

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXT_LENGTH, TEXT_BYTES, FORMULA_LENGTH = 32_767, 65_534, 8_192
DAY = Look(number="yyyy\\-mm\\-dd")
"""The look of a date that is given without one."""
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}


class Styled(NamedTuple):
    """A value with its look."""

    value: object
    look: Look


def looks(rows: Sequence[Sequence[object]]) -> list[Look]:
    """The looks of all cells, with repetitions; DAY where a date has no look."""
    explicit = [cell.look for row in rows for cell in row if isinstance(cell, Styled)]
    return explicit + [DAY] * any(isinstance(cell, dt.date) for row in rows for cell in row)


def sheet(uri: str, rows: Sequence[Sequence[object]], styles: Mapping[Look, int], widths: Sequence[float] = (), *, epoch_1904: bool = False) -> bytes:
    """The bytes of a worksheet's part.

    uri: the namespace of the workbook. styles: look -> index of its style. widths: of the columns, in characters. epoch_1904: True where days
    are counted from 1904. Raises Refused "cell" for a value that no cell can hold; the error names the cell.
    """
    width = max(map(len, rows), default=0)
    if len(rows) > ROWS or width > COLUMNS:
        message = Text("{rows} rows of {columns} cells are more than a sheet has", rows=len(rows), columns=width)
        raise Refused("cell", message, Text("divide them among several sheets"))
    columns = "".join(f'<col min="{number}" max="{number}" width="{chars}" customWidth="1"/>' for number, chars in enumerate(widths, 1))
    writer = _Writer(styles, widths, MAC_EPOCH if epoch_1904 else WINDOWS_EPOCH)
    body = "".join(writer.row(number, row) for number, row in enumerate(rows, 1))
    text = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{uri}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{letters(max(width, 1))}{max(len(rows), 1)}"/>'
        '<sheetViews><sheetView workbookViewId="0" showGridLines="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{body}</sheetData>"
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )
    return text.encode()


class _Writer:
    """Writes rows and cells as XML. styles: look -> index of its style. widths: of the columns, in characters. epoch: the workbook's day 0."""

    def __init__(self, styles: Mapping[Look, int], widths: Sequence[float], epoch: dt.datetime) -> None:
        self.styles, self.widths, self.epoch = styles, widths, epoch

    def row(self, number: int, row: Sequence[object]) -> str:
        """One row with its height, so that a program need not compute it on opening; "" for a blank row."""
        cells = "".join(self.cell(f"{letters(column)}{number}", cell) for column, cell in enumerate(row, 1))
        lines = max(map(_lines, row, self.widths), default=1)
        row_height = f' ht="{height(lines)}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{number}"{row_height}>{cells}</row>' if cells else ""

    def cell(self, address: str, cell: object) -> str:
        """One cell; "" for a blank cell without a look."""
        value, look = (cell.value, cell.look) if isinstance(cell, Styled) else (cell, DAY if isinstance(cell, dt.date) else None)
        style = f' s="{self.styles[look]}"' if look is not None and look in self.styles else ""
        formula = _formula(value)
        if formula is not None:
            type_attribute, content = self.formula(address, formula)
        elif value is None:
            return f'<c r="{address}"{style}/>' if style else ""
        else:
            type_attribute, content = self.value(address, value)
        return f'<c r="{address}"{style}{type_attribute}>{content}</c>'

    def formula(self, address: str, formula: Formula) -> tuple[str, str]:
        """The type attribute of a formula's result, and the elements of the formula and the result."""
        text = formula.text.removeprefix("=")
        if not text or len(text) > FORMULA_LENGTH or _CONTROL.search(text):
            message = Text("{cell}: this is no formula that a cell can hold: {text}", cell=address, text=repr(formula.text[:60]))
            raise Refused("cell", message, Text("shorten or correct it"), address)
        type_attribute, result = self.result(address, formula.value)
        array = f' t="array" ref="{formula.block(address)}"' if formula.array else ""
        return type_attribute, f"<f{array}>{escape(text)}</f>{result}"

    def result(self, address: str, value: object) -> tuple[str, str]:
        """The type attribute and the element of a formula's result."""
        if value is None:
            return "", ""
        if isinstance(value, str):
            kind = "e" if value in _ERRORS else "str"
            return f' t="{kind}"', f"<v>{_escaped(address, value)}</v>"
        return self.value(address, value)

    def value(self, address: str, value: object) -> tuple[str, str]:
        """The type attribute and the element of a value. A number with more digits than a cell keeps is written as text."""
        if isinstance(value, bool):
            return ' t="b"', f"<v>{int(value)}</v>"
        if isinstance(value, dt.date) and (serial := to_excel(value, self.epoch)) >= 0:  # type: ignore[no-untyped-call]
            return "", f"<v>{serial}</v>"
        if isinstance(value, (int, float, Decimal)) and _is_finite(value):
            if -LIMIT < value < LIMIT:
                return "", f"<v>{value!r}</v>" if isinstance(value, float) else f"<v>{value}</v>"
            value = str(value)
        if not isinstance(value, str):
            message = Text("{cell}: no cell can hold {value}", cell=address, value=repr(value)[:60])
            raise Refused("cell", message, Text("hand in texts, numbers, dates, yes and no, or formulas"), address)
        return ' t="inlineStr"', f'<is><t xml:space="preserve">{_escaped(address, value)}</t></is>'


def _formula(value: object) -> Formula | None:
    """The formula in a value: a Formula, or a tuple of its text and its result; None for any other value."""
    if isinstance(value, Formula) or not isinstance(value, tuple):
        return value if isinstance(value, Formula) else None
    return Formula(*value)


def _is_finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else isinstance(value, int) or math.isfinite(value)


def _escaped(address: str, text: str) -> str:
    """A text as written in a part. Excel's own escape replaces characters that XML cannot hold, and the beginning of what looks like it."""
    if len(text.encode("utf-16-le", "surrogatepass")) > TEXT_BYTES:  # in UTF-16, as Excel counts
        message = Text("{cell}: a cell holds {most} letters at most, and this text has {n}", cell=address, most=TEXT_LENGTH, n=len(text))
        raise Refused("cell", message, Text("shorten the text"), address)
    return escape(_CONTROL.sub(_code, _ESCAPED.sub("_x005F_", text)))


def _code(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _lines(cell: object, width: float) -> int:
    """The number of lines of a cell in a column of a width in characters; 1 where the cell does not wrap."""
    if not isinstance(cell, Styled) or not cell.look.wrap or not isinstance(cell.value, str):
        return 1
    return len(wrapped(cell.value, int(width)))
