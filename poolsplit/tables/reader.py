"""Reading of a table into typed rows, with a problem for every cell that cannot be read exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from poolsplit.engine import exact
from poolsplit.errors import CurrencyError, NumberError, Problem
from poolsplit.tables.cell_reader import CellReader, in_reading_order, with_stated_currency
from poolsplit.tables.columns import Rows
from poolsplit.tables.schema import DESCRIBED
from poolsplit.tables.table import Table, is_blank, with_lists
from poolsplit.tables.unknown_columns import wrong_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from poolsplit.engine.operations import Operations


def read(
    source: Table, lang: str | None = None, currency: str | Callable[[object], str] = "VND", ops: Operations = exact
) -> tuple[Rows, list[Problem]]:
    """Typed rows of a table, and a problem for every cell that cannot be read exactly, and every column that is misspelt.

    lang: how ambiguous numbers are read (None refuses them). currency: of all pools, or a function that gives a pool's by its name; it
    holds for amounts whose row, heading and cell do not state another. ops: the operations that will work on the rows. A cell that
    cannot be read is None in the rows.
    """
    if any(not isinstance(values, list) for values in source.columns.values()):
        if ops is not exact:
            from poolsplit.tables.frames import reader  # noqa: PLC0415  (whoever hands in a frame has pandas)

            return reader.read(source, lang, currency)
        source = with_lists(source)
    filled = [row for row in range(source.size) if any(not is_blank(values[row]) for values in source.columns.values())]
    source = with_stated_currency(_only(source, filled))
    rows = Rows(source.name, {}, [row + 1 for row in filled], source.cells)
    cells = CellReader(source, rows, lang, currency)
    cells.report_duplicate_columns()
    cells.problems += wrong_columns(source) if source.size else []
    for name in in_reading_order(source):
        rows.columns[name] = _column(cells, name)
    for name in cells.report_missing_columns():
        rows.columns[name] = [None] * source.size
    return rows, cells.problems


def _column(cells: CellReader, name: str) -> list[Any]:
    """The typed values of one column. A column that the schema does not know is kept as it is, unless all of its cells are numbers or blank."""
    values = cells.source.columns[name]
    described = next((column for column in DESCRIBED[cells.source.name] if column.name == name), None)
    if described is None and any(not is_blank(value) and not cells.is_readable(value) for value in values):
        return [None if is_blank(value) else value for value in values]
    read_cell = cells.readers[described.kind if described else "number"]
    typed: list[Any] = []
    for row, value in enumerate(values):
        typed.append(None)
        if is_blank(value):
            if described and described.required:
                cells.report_blank(row, name)
            continue
        try:
            typed[-1] = read_cell(value, row, name)
        except (NumberError, CurrencyError) as error:
            cells.report_unreadable(row, name, error)
    return typed


def _only(source: Table, keep: Sequence[int]) -> Table:
    """The table with only the rows at the indices in `keep`."""
    columns = {name: [values[row] for row in keep] for name, values in source.columns.items()}
    cells = {name: [addresses[row] for row in keep] for name, addresses in source.cells.items()}
    return replace(source, columns=columns, cells=cells)
