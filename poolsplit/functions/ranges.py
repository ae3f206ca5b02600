"""Arguments of worksheet functions: ranges as 2-D lists, single cells as values; and results in the shape of a range."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.errors import NumberError, PoolsplitError, Text
from poolsplit.values import cells
from poolsplit.values.names import is_error_value
from poolsplit.values.typed_numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Grid = list[list[Any]]

_LARGEST_DENOMINATOR = 10**6  # two ratios of such denominators differ within the 15 digits of a cell


class ArgumentError(PoolsplitError):
    """One argument that cannot be used: its name, and row and column in its range, counted from 1; 0 for the argument as a whole."""

    def __init__(self, reason: str, argument: str, row: int = 0, column: int = 0, fix: str = "") -> None:
        """Put argument, row and column before the reason, and the way out after it."""
        if fix:
            reason = Text("{reason} → {fix}", reason=reason, fix=fix)
        if row:
            message = Text("{argument}, row {row}, column {column}: {reason}", argument=argument, row=row, column=column, reason=reason)
        else:
            message = Text("{argument}: {reason}", argument=argument, reason=reason)
        super().__init__(message)


def blank(value: object) -> bool:
    """True for a blank cell: hosts hand over None, or a text that is empty or of spaces only."""
    return value is None or (isinstance(value, str) and not value.strip())


def grid(value: Any) -> Grid:
    """A range as a list of rows; a single cell is a range of one.

    >>> grid(5), grid(((1, 2), (3, 4)))
    ([[5]], [[1, 2], [3, 4]])
    """
    if isinstance(value, (list, tuple)):
        return [list(row) if isinstance(row, (list, tuple)) else [row] for row in value]
    return [[value]]


def plain(value: Any) -> Any:
    """A cell's value, with whole numbers as int, because hosts hand over floats and no sentence should say -3.0.

    >>> plain(-3.0), plain(0.5), plain("3.0")
    (-3, 0.5, '3.0')
    """
    return int(value) if type(value) is float and value.is_integer() else value


def filled(value: Any, argument: str) -> Grid:
    """A range that must not be blank, as a list of rows. Raises ArgumentError."""
    rows = grid(value)
    if all(blank(cell) for row in rows for cell in row):
        reason = Text("the range is blank, or was left out")
        raise ArgumentError(reason, argument)
    return rows


def scalar(value: Any, argument: str) -> Any:
    """The value of a single cell, None where it is blank. Raises ArgumentError for a larger range."""
    rows = grid(value)
    if len(rows) != 1 or len(rows[0]) != 1:
        width = len(rows[0]) if rows else 0
        raise ArgumentError(Text("one cell is needed, not a range of {rows} by {columns}", rows=len(rows), columns=width), argument)
    return None if blank(rows[0][0]) else rows[0][0]


def number(value: Any, argument: str, read: Callable[[Any], Any] = cells.number) -> Any:
    """The number in a single cell, as `read` takes it. Raises ArgumentError where it is blank or `read` refuses it.

    >>> number("30万", "amount"), number(12.0, "amount")
    (Fraction(300000, 1), 12)
    """
    if (type(value) is int or (type(value) is float and value.is_integer())) and 0 < value < LIMIT:
        return int(value)  # every `read` gives this number back; 0 is left to it, since some refuse 0
    cell = scalar(value, argument)
    if cell is None:
        reason = Text("the cell is blank, or was left out")
        raise ArgumentError(reason, argument)
    try:
        return read(plain(cell))
    except NumberError as error:
        raise ArgumentError(error.args[0], argument, fix=error.fix) from None


def numbers(rows: Grid, argument: str, read: Callable[[Any], Any] = cells.number) -> Grid:
    """Every cell of a range as `read` takes it, None where it is blank. Raises ArgumentError with row and column of the first bad cell.

    read: has to give back a whole number from 0 as it is, as every reader of `poolsplit.values.cells` does. Such numbers are not handed to
    it, because nearly all cells are whole numbers and this is quicker.

    >>> numbers([[60.0, None], ["12.300.000", 0.2]], "weights")
    [[60, None], [Fraction(12300000, 1), Fraction(1, 5)]]
    """
    return [
        [
            int(value) if (type(value) is int or (type(value) is float and value.is_integer())) and 0 <= value < LIMIT
            else None if blank(value) else _read(value, argument, read, (row, column), rows)
            for column, value in enumerate(cells_of_row, 1)
        ]
        for row, cells_of_row in enumerate(rows, 1)
    ]


def _read(value: Any, argument: str, read: Callable[[Any], Any], position: tuple[int, int], rows: Grid) -> Any:
    """The value of one cell. position: its row and column, from 1."""
    try:
        return read(plain(value))
    except NumberError as error:
        if _is_header(value, position, rows):
            message = Text('"{text}" looks like a heading: let the range begin behind it', text=value)
            raise ArgumentError(message, argument, *position) from None
        raise ArgumentError(error.args[0], argument, *(position if len(rows) > 1 or len(rows[0]) > 1 else (0, 0)), fix=error.fix) from None


def _is_header(value: Any, position: tuple[int, int], rows: Grid) -> bool:
    """True for a text without digits in the first row or column, above or beside numbers only."""
    if not isinstance(value, str) or any(letter.isdigit() for letter in value) or value.strip().startswith("#"):
        return False
    row, column = position
    below = [cells_of_row[column - 1] for cells_of_row in rows[row:]] if row == 1 else []
    beside = rows[row - 1][column:] if column == 1 else []
    return any(line and all(blank(cell) or _has_digits(cell) for cell in line) for line in (below, beside))


def _has_digits(value: object) -> bool:
    return isinstance(value, (int, float)) or (isinstance(value, str) and any(letter.isdigit() for letter in value))


def owed(value: Any) -> Fraction:
    """The carry in a cell as a ratio. A cell keeps 15 digits; the simple ratio with these digits is taken, so that ties stay ties.

    >>> owed(-0.666666666666667), owed("-2/3"), owed(0.25)
    (Fraction(-2, 3), Fraction(-2, 3), Fraction(1, 4))
    """
    typed = cells.number(value)
    simple = typed.limit_denominator(_LARGEST_DENOMINATOR)
    return simple if cells.number(float(simple)) == typed else typed


def name(value: Any, argument: str, row: int = 0, column: int = 0) -> str:
    """A name as text, "" for a blank cell; 7.0 is the name 7. Raises ArgumentError for error values, TRUE and FALSE.

    >>> name(7.0, "partner"), name(" Chị  Hà ", "partner")
    ('7', 'Chị Hà')
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value)) if value == value and abs(value) < LIMIT and value == int(value) else str(value)  # noqa: PLR0124  (NaN)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not isinstance(value, str) or is_error_value(text):
        raise ArgumentError(Text("{text} is an error value, not a name", text=str(value)), argument, row, column)
    return text


def flat(rows: Iterable[Sequence[Any]]) -> list[Any]:
    """The cells of a range, row by row."""
    return [value for row in rows for value in row]


def like(rows: Grid, values: Sequence[Any]) -> Grid:
    """Values in the shape of a range, row by row; "" where a cell of the range is blank. values: one for each cell that is not blank.

    >>> like([[60], [None], [40]], [6, 4])
    [[6], [''], [4]]
    """
    remaining = iter(values)
    return [["" if blank(cell) else next(remaining) for cell in row] for row in rows]


def as_cell(value: Any) -> Any:
    """A result as the value of a cell: a whole number as int, another number as the float nearest to it, None as "".

    >>> as_cell(Fraction(1234, 100)), as_cell(Fraction(7, 1)), as_cell(None)
    (12.34, 7, '')
    """
    if value is None:
        return ""
    if isinstance(value, (int, str)):
        return value
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else float(exact)
