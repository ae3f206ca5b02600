"""The columns of figures beside the quantities that are not handed on: worked out, set aside, or left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import total_words
from poolsplit.workbook.find import arithmetic, kinds
from poolsplit.workbook.find.account import ANSWERED, ASIDE, DERIVED
from poolsplit.workbook.find.beside.numbering import is_index
from poolsplit.workbook.find.beside.remarks import ask_of_remarks
from poolsplit.workbook.find.matrix.follows import column_adds_rows, column_is_worth

if TYPE_CHECKING:
    from poolsplit.workbook.find.arithmetic import Relation, Values
    from poolsplit.workbook.find.matrix.matrix import Matrix

_HANDED_ON = kinds.MATRIX_COLUMNS - {"amount"}
_SAYS_DUE = frozenset({"due", "remaining", "landed"})
_A_PHONE = 10**8


def explain(matrix: Matrix, totals: set[int]) -> None:
    """Give a role to the columns of figures that are no quantities. totals: the rows of totals, which have their roles."""
    region = matrix.region
    rest = [column for column in matrix.figures if column not in matrix.counted]
    known: dict[int, Values] = {column: matrix.values[column] for column in [*rest, matrix.sums] if column in matrix.values}
    relations = arithmetic.products(matrix.data, known, matrix.book.constants, [column for column in rest if column in known])
    for column in rest:
        if matrix.named.get(column) in _HANDED_ON:
            continue
        role, why = _by_heading(matrix, column, relations.get(column)) or _by_arithmetic(matrix, column, relations.get(column))
        if role:
            rows = (row for row in region.rows if why in {"index", "ignore"} or row not in totals)
            matrix.book.account.mark(matrix.cells, [(row, column) for row in rows], role, why)


def _by_heading(matrix: Matrix, column: int, relation: Relation | None) -> tuple[str, str] | None:
    """The role of a column that its heading tells, or long numbers that are no amounts, and why; None where neither does."""
    meanings = matrix.region.headings[column].meanings
    if relation is None and not _SAYS_DUE.isdisjoint(meanings):
        return DERIVED, "due"
    if "ignore" in meanings:
        return ANSWERED, "ignore"
    if "index" in meanings or is_index(matrix.region, column, matrix.data):
        return ASIDE, "index"
    return (ASIDE, "contact") if _are_identifiers(matrix, column) else None


def _by_arithmetic(matrix: Matrix, column: int, relation: Relation | None) -> tuple[str, str]:
    """The role of a column that follows from others, or that is nobody's business, and why; "" where it stays open."""
    heading = matrix.region.headings[column]
    follows = relation is not None and relation.holds and (relation.bits >= arithmetic.SURE or "amount" in heading.meanings)
    if follows or column_is_worth(matrix, column):
        return DERIVED, "product"
    filled = [row for row in matrix.data if matrix.cells.counts(row, column)]
    if filled and all((row, column) in matrix.cells.formulas for row in filled):
        return DERIVED, "formula"
    if kinds.is_ignored(heading.meanings):
        return ASIDE, "note"
    return (DERIVED, "total") if total_words(heading.text) and column_adds_rows(matrix, column) else ("", "")


def _are_identifiers(matrix: Matrix, column: int) -> bool:
    """Whether a column holds phone, account or tracking numbers: whole and very long."""
    numbers = [number for row in matrix.data if (number := matrix.cells.numbers.get((row, column))) is not None]
    return bool(numbers) and all(isinstance(number.value, int) and number.value >= _A_PHONE and not number.unit for number in numbers)


def ask_of_remarks_in(matrix: Matrix) -> None:
    """Ask about remarks beside the quantities, or right behind them, that change what a row says."""
    region = matrix.region
    read = {*matrix.figures, *matrix.leading, *matrix.named}
    free = [column for column in (*region.columns, region.columns[-1] + 1) if column not in read]
    for row in matrix.data:
        figures = {"take": (row, matrix.members[0])} if len(matrix.members) == 1 else {}
        ask_of_remarks(matrix.book, region, (row, matrix.leading[-1]), matrix.name_down(row), free, figures)
