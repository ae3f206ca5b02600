"""A matrix of quantities becomes an order list, and the columns about its SKUs a SKU list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.errors import Listing, Problem, Text, name_text
from poolsplit.tables.headings import parse
from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import cost_kind
from poolsplit.workbook.find import join
from poolsplit.workbook.find.signatures import ITEM_COLUMNS
from poolsplit.workbook.find.take import asked
from poolsplit.workbook.find.totals import Totals

if TYPE_CHECKING:
    from poolsplit.workbook.find.matrix import Matrix
    from poolsplit.workbook.find.take import Context


@dataclass
class Unrolled:
    """What a matrix holds. headings: what was read as what, for the report."""

    orders: Table
    items: Table | None
    headings: dict[str, str]
    problems: list[Problem] = field(default_factory=list)


def unroll(matrix: Matrix, context: Context) -> Unrolled:
    """One order line for every quantity that is not blank; totals checked and left out. (spec.md, section 2, Reading sheets)"""
    sheet = matrix.sheet
    found = Unrolled(Table("orders", {}), None, {})
    rows = _rows(matrix, context, found.problems)
    across = _names(matrix, [matrix.heading_parts(column) for column in matrix.across], "across", context, found.problems)
    down = _names(matrix, [matrix.row_parts(row) for row in rows], "down", context, found.problems)
    other = "partner" if matrix.down == "sku" else "sku"
    lines: dict[str, list[object]] = {"partner": [], "sku": [], "quantity": []}
    cells: dict[str, list[str]] = {name: [] for name in lines}
    for row, below in zip(rows, down, strict=True):
        for column, above in zip(matrix.across, across, strict=True):
            if sheet.at(row, column) is None:
                continue
            names = {matrix.down: (below, (row, matrix.leading[-1])), other: (above, (matrix.bottom, column))}
            for name, (value, place) in (names | {"quantity": (sheet.at(row, column), (row, column))}).items():
                lines[name].append(value)
                cells[name].append(sheet.address(*place))
    found.orders = Table("orders", lines, cells)
    found.headings = {sheet.text(matrix.bottom, column) or "-": matrix.down for column in matrix.leading}
    found.headings |= {str(sheet.at(matrix.bottom, column)): other for column in matrix.across}
    if matrix.beside and matrix.down == "sku":
        found.items = _items(matrix, rows, down, found)
    return found


def _rows(matrix: Matrix, context: Context, problems: list[Problem]) -> list[int]:
    """The rows of quantities, once every total was checked and every row without a name reported."""
    sheet, checked = matrix.sheet, Totals(matrix.sheet, "orders", context.lang)
    money = {row for row in matrix.rows if _is_money(sheet.text(row, matrix.leading[-1]))}
    rows = [row for row in matrix.rows if row not in money]
    problems += [_of_money(matrix, row) for row in sorted(money)]
    for row in matrix.unnamed:
        above = [line for line in rows if line < row]
        cell = sheet.address(row, matrix.across[0])
        if checked.unsaid(row, matrix.across, above):
            message = Text("row {row} has no name and equals the sums above it: it is taken as a total", row=row)
            problems.append(Problem("orders", 0, "quantity", message, Text('write "Total" beside it'), cell, warning=True))
        else:
            message = Text("row {row} has quantities and no name", row=row)
            problems.append(Problem("orders", 0, matrix.down, message, Text("type the name, or delete the row"), cell))
    columns = dict.fromkeys([*matrix.across, *matrix.total_columns], "quantity")
    for number, row in enumerate(matrix.totals):
        problems += checked.row(row, columns, rows, matrix.totals[:number])
    for column in matrix.total_columns:
        for row in rows:
            before = [c for c in matrix.across if c < column] or matrix.across
            groups = [[(row, c) for c in matrix.across], [(row, c) for c in before]]
            found = checked.one("quantity", (row, column), groups)
            problems += [found] if found else []
    return rows


def _is_money(name: str) -> bool:
    """Whether a name is that of amounts, not of pieces: "Tiền hàng", "Đã cọc", "Phải trả"."""
    return cost_kind(name) is not None or bool({"paid", "amount", "due", "unit_price", "landed"} & set(parse(name).meanings))


def _of_money(matrix: Matrix, row: int) -> Problem:
    """The problem about a row of amounts among the quantities."""
    name, cell = matrix.sheet.text(row, matrix.leading[-1]), matrix.sheet.address(row, matrix.leading[-1])
    message = Text('row {row}, "{name}", holds amounts among the quantities', row=row, name=name)
    fix = Text("leave a blank row above it; what partners paid counts in a table of its own: partner, paid")
    return Problem("orders", 0, "quantity", message, fix, cell)


def _names(matrix: Matrix, names: list[list[object]], side: str, context: Context, problems: list[Problem]) -> list[object]:
    """The names of one side, joined where they stand in several cells and the SKU list or --map says so."""
    is_sku = (matrix.down == "sku") == (side == "down")
    if not is_sku or all(len(parts) == 1 for parts in names):
        return [parts[-1] for parts in names] if not is_sku else [_spelt(parts[-1], context) for parts in names]
    row, column = (matrix.bottom, matrix.leading[0]) if side == "down" else (matrix.top, matrix.across[0])
    how = context.mapping.action(matrix.sheet, row, column) or join.decide(names, context.skus)
    if not how and side == "across" and all(parse(part).meanings for parts in names for part in parts[:-1]):
        how = "apart"
    if not how:
        problems.append(asked("orders", matrix.sheet.address(row, column), join.joined(names[0], {}), str(names[0][-1])))
    return [_spelt(parts[-1], context) if how == "apart" else join.joined(parts, context.skus) for parts in names]


def _spelt(name: object, context: Context) -> object:
    """A name as it was typed, or as the SKU list spells it."""
    return context.skus.get(join.pieces(name), name)


def _items(matrix: Matrix, rows: list[int], names: list[object], found: Unrolled) -> Table:
    """The SKU list beside the quantities: price, MOQ, unit weight."""
    sheet = matrix.sheet
    table = Table("items", {"sku": list(names)}, {"sku": [sheet.address(row, matrix.leading[-1]) for row in rows]})
    for column, heading in matrix.beside.items():
        if len(heading.meanings) > 1:
            cell = sheet.address(matrix.bottom, column)
            candidates = Listing(map(name_text, heading.meanings))
            message = Text('the heading "{heading}" can mean {candidates}', heading=heading.text, candidates=candidates)
            choices = "  ".join(f'--map "{cell}={candidate}"' for candidate in heading.meanings)
            found.problems.append(Problem("items", 0, "", message, Text("say which: {choices}", choices=choices), cell))
            continue
        name = heading.meanings[0]
        if name in table.columns or name not in ITEM_COLUMNS:
            continue
        table.columns[name] = [sheet.at(row, column) for row in rows]
        table.cells[name] = [sheet.address(row, column) for row in rows]
        table.headings[name] = heading.text
        if heading.unit:
            table.units[name] = heading.unit
        found.headings[heading.text] = name
    return table
