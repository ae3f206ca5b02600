"""Which rows and columns of a matrix follow from its quantities: with prices, as sums, as shares of a cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.workbook.find import arithmetic
from poolsplit.workbook.find.beside.prices import prices_elsewhere
from poolsplit.workbook.find.contents import MONEY
from poolsplit.workbook.find.matrix.sides import parts_across

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from poolsplit.workbook.find.arithmetic import Value, Values
    from poolsplit.workbook.find.matrix.matrix import Matrix


def row_follows(matrix: Matrix, row: int, worked_out: Sequence[int]) -> bool:
    """Whether a row of figures follows from the rows above it. worked_out: those of them that do."""
    stated = {column: values[row] for column in matrix.members if row in (values := matrix.values.get(column, {}))}
    says_much = sum(arithmetic.worth(value, 1) for value in stated.values()) >= arithmetic.SURE
    if not stated or not (says_much or row in matrix.meant):
        return False
    return _are_priced(matrix, stated) or _add_rows(matrix, stated, [line for line in worked_out if line < row]) or _share_a_cost(matrix, stated, row)


def _are_priced(matrix: Matrix, stated: Values) -> bool:
    """Whether each value is the pieces above it times their prices, at a number that is written somewhere. stated: column -> value."""
    return all(stated.values()) and any(_is_times(matrix, stated, worth) for worth in _worths(matrix, stated))


def _worths(matrix: Matrix, columns: Sequence[int] | Values) -> Iterator[dict[int, Value]]:
    """What the pieces of each column are worth, by every column of prices beside them and every row of prices below them."""
    pieces = {column: matrix.values[column] for column in columns}
    for price in (column for column, name in matrix.named.items() if name == "unit_price"):
        prices = matrix.values.get(price, {})
        yield {column: sum(pieces[column].get(row, 0) * prices.get(row, 0) for row in matrix.data) for column in columns}
    for price in (row for row, meaning in matrix.meant.items() if meaning == "unit_price"):
        yield {column: sum(pieces[column].get(row, 0) for row in matrix.data) * pieces[column].get(price, 0) for column in columns}


def _is_times(matrix: Matrix, stated: Values, exact: Mapping[int, Value]) -> bool:
    """Whether all values are exact ones, times one number: 1, or one that is written somewhere, such as a rate."""
    constants = (1, *matrix.book.constants)
    return any(all(arithmetic.close(value, exact[at] * constant) for at, value in stated.items()) for constant in constants)


def _add_rows(matrix: Matrix, stated: Values, above: Sequence[int]) -> bool:
    """Whether each value is the sum of two or more rows right above it that are worked out."""
    values = matrix.values
    return any(
        all(value == sum(values[column].get(row, 0) for row in above[first:]) for column, value in stated.items()) for first in range(len(above) - 1)
    )


def _share_a_cost(matrix: Matrix, stated: Values, row: int) -> bool:
    """Whether the values are shares of a cost that is written beside a label; pieces may well add up to a cost of 158 yuan."""
    whole = None if matrix.sums is None else matrix.values.get(matrix.sums, {}).get(row)
    total = sum(stated.values())
    numbers = (label.cells.numbers.get(label.place) for label in matrix.book.labels if label.name.table == "costs")
    amounts = {number.value for number in numbers if number is not None and number.unit != "%"}
    may_be_money = total >= MONEY or row in matrix.meant
    return len(stated) > 1 and may_be_money and total in amounts and whole in {None, total}


def column_is_worth(matrix: Matrix, column: int) -> bool:
    """Whether a column is the pieces of each row times their prices, at a number that is written somewhere."""
    stated = {row: value for row, value in matrix.values.get(column, {}).items() if row in matrix.data}
    if not any(stated.values()):
        return False
    return any(_is_times(matrix, stated, _worth_of_rows(matrix, prices)) for prices in _prices(matrix))


def _prices(matrix: Matrix) -> list[dict[int, Value]]:
    """The prices of the names across, by every row of prices; where there are none, as they stand elsewhere: column -> price."""
    rows = [row for row, meaning in matrix.meant.items() if meaning == "unit_price"]
    if rows:
        return [{column: matrix.values.get(column, {}).get(row, 0) for column in matrix.members} for row in rows]
    prices = prices_elsewhere(matrix.book)
    return [{column: prices.of(" ".join(map(str, parts_across(matrix, column)))) or 0 for column in matrix.members}]


def _worth_of_rows(matrix: Matrix, prices: Mapping[int, Value]) -> dict[int, Value]:
    """What the pieces of each row are worth."""
    return {row: sum(matrix.values[column].get(row, 0) * prices[column] for column in matrix.members) for row in matrix.data}


def column_adds_rows(matrix: Matrix, column: int) -> bool:
    """Whether a column repeats the sums of the rows."""
    stated = {row: value for row, value in matrix.values.get(column, {}).items() if row in matrix.data}
    return all(value == sum(matrix.values[member].get(row, 0) for member in matrix.members) for row, value in stated.items())
