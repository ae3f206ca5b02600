"""A block of headings and rows becomes a table of columns, every value with its address."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text, name_text
from poolsplit.tables.schema import TABLES
from poolsplit.tables.table import Table
from poolsplit.tables.vocabulary import basis, basis_name, cost_kind, step, when
from poolsplit.values.money import currency_code
from poolsplit.workbook.find import join
from poolsplit.workbook.find.columns import Columns, settle
from poolsplit.workbook.find.signatures import NUMBERS
from poolsplit.workbook.find.totals import ADDITIVE, Totals

if TYPE_CHECKING:
    from collections.abc import Callable

    from poolsplit.workbook.find.blocks import Block
    from poolsplit.workbook.find.mapping import Mapping

_ALL_SKUS = frozenset({"withdrawals", "steps", "ledger"})
"""The tables in which a blank SKU says something: all of them, or none."""

KEYS = {
    table: tuple(c.name for c in columns if c.kind == "name" and (c.required or (c.name == "sku" and table not in _ALL_SKUS)))
    for table, columns in TABLES.items()
}
"""The columns that say whom or what a row is about."""


@dataclass
class Draft:
    """A table being taken. table: as it is read on. block: where it stands. columns: headings settled. problems: what was found."""

    table: Table
    block: Block
    columns: Columns
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Context:
    """What all tables of a workbook share: decisions, the language of numbers, the SKU list by the words of its names."""

    mapping: Mapping
    lang: str | None
    skus: dict[tuple[str, ...], str]


def take(block: Block, name: str, context: Context) -> Draft:
    """Take a block as table `name`: values and addresses by column, totals checked and left out.

    A merged cell counts for every row that it covers; where it holds a figure that adds up, a warning says so. (spec.md, section 2)
    """
    columns = settle(block, name)
    if name == "orders":
        _find_paid(columns, block)
    draft = Draft(Table(name, {}), block, columns, list(columns.problems))
    rows = _rows(draft, name, context)
    _fill(draft, rows)
    if columns.joined:
        _join(draft, rows, context)
    canonical(draft.table)
    draft.problems += _alone(block, name) + _apart(block, name, columns) + _unheaded(block, name) + _merged(draft, rows)
    return draft


def _find_paid(columns: Columns, block: Block) -> None:
    """Take the first column of an order list that can only be what partners paid, "Đã cọc", as that; another one is asked about."""
    for column in [column for column in columns.extra if block.headings[column].meanings == ("paid",)]:
        heading, cell = columns.extra.pop(column), block.sheet.address(block.bottom, column)
        if "paid" in columns.named.values():
            message = Text('a second heading "{heading}" for {column}', heading=heading, column=name_text("paid"))
            fix = Text("add both up in one column, or make a table of payments: partner, paid, date")
            columns.problems.append(Problem("payments", 0, "paid", message, fix, cell))
        else:
            columns.named[column] = "paid"


def _fill(draft: Draft, rows: list[int]) -> None:
    table, sheet = draft.table, draft.block.sheet
    for column, name in [*draft.columns.named.items(), *draft.columns.extra.items()]:
        values = [sheet.at(row, column) for row in rows]
        if name in table.columns or (column in draft.columns.extra and all(value is None for value in values)):
            continue
        table.columns[name] = values
        table.cells[name] = [sheet.address(row, column) for row in rows]
        table.headings[name] = draft.block.headings[column].text
    table.units = dict(draft.columns.units)


def _rows(draft: Draft, name: str, context: Context) -> list[int]:
    """The rows of data: without totals, and without rows that do not say whom or what they are about."""
    block, sheet = draft.block, draft.block.sheet
    sums, checked = _sums(draft), Totals(sheet, name, context.lang)
    keys = [column for column, key in draft.columns.named.items() if key in KEYS[name]]
    rows = sorted([*(row for row in block.rows if _says(draft, row, keys)), *_goods_alone(block, name)])
    if rows and keys and all(sheet.at(rows[-1], column) is None for column in keys) and checked.unsaid(rows[-1], sums, rows[:-1]):
        last = rows.pop()
        message = Text("row {row} has no name and equals the sums above it: it is taken as a total", row=last)
        cell = sheet.address(last, next(column for column in sums if sheet.at(last, column) is not None))
        draft.problems.append(Problem(name, 0, "", message, Text('write "Total" beside it'), cell, warning=True))
    for number, row in enumerate(block.totals):
        draft.problems += checked.row(row, sums, rows, block.totals[:number])
    for column in dict.fromkeys(keys + draft.columns.joined):
        blank = [row for row in rows if sheet.at(row, column) is None]
        rows = [row for row in rows if row not in set(blank)]
        draft.problems += [_blank(draft, name, column, run) for run in _runs(blank, block.rows)]
    return rows


def _says(draft: Draft, row: int, keys: list[int]) -> bool:
    """Whether a row names anything or has a figure other than 0; a template's row that was never filled in has its number and formulas only."""
    sheet = draft.block.sheet
    figures = [column for column, name in draft.columns.named.items() if name in NUMBERS]
    names = [sheet.at(row, column) for column in keys + draft.columns.joined]
    return not keys or any(name is not None for name in names) or any(sheet.at(row, column) not in {None, 0} for column in figures)


def _goods_alone(block: Block, name: str) -> list[int]:
    """The cost lines that say "goods" and no more: their amount follows from the prices of the SKUs. (spec.md, section 2)"""
    return [row for row in block.alone if name == "costs" and any(cost_kind(block.sheet.text(row, column)) == "goods" for column in block.headings)]


def _sums(draft: Draft) -> dict[int, str]:
    """The columns that a total can add up: none of the amounts where they are in several currencies."""
    block, currency = draft.block, next(iter(draft.columns.of("currency")), None)
    mixed = currency is not None and len({block.sheet.at(row, currency) for row in block.rows}) > 1
    return draft.columns.of(*(ADDITIVE - {"amount", "actual", "paid"} if mixed else ADDITIVE))


def _runs(some: list[int], rows: list[int]) -> list[list[int]]:
    """Rows that follow each other in the table, together."""
    places = {row: place for place, row in enumerate(rows)}
    return [[row for _, row in run] for _, run in groupby(enumerate(some), key=lambda pair: places[pair[1]] - pair[0])]


def _blank(draft: Draft, name: str, column: int, rows: list[int]) -> Problem:
    sheet, key = draft.block.sheet, draft.columns.named.get(column, "sku")
    cells = sheet.address(rows[0], column)
    if len(rows) > 1:
        cells += ":" + sheet.address(rows[-1], column).rpartition("!")[2]
    above = next((sheet.text(row, column) for row in range(rows[0] - 1, draft.block.bottom, -1) if sheet.text(row, column)), "")
    number = draft.block.rows.index(rows[0]) + 1
    if not above:
        return Problem(name, number, key, Text("the {column} is blank", column=name_text(key)), Text("type the name into the cell"), cells)
    message = Text('the {column} is blank below "{above}"', column=name_text(key), above=above)
    fix = Text('type the name into every row, or merge the cells if "{above}" is meant for them too', above=above)
    return Problem(name, number, key, message, fix, cells)


def _alone(block: Block, name: str) -> list[Problem]:
    """A problem for each row in the middle of a table that holds a name and nothing else."""
    found = []
    goods = _goods_alone(block, name)
    for row in (line for line in block.alone if line not in goods):
        column = next(column for column in block.headings if block.sheet.at(row, column) is not None)
        message = Text('row {row} says only "{text}"', row=row, text=block.sheet.text(row, column))
        fix = Text("fill in the rest of the row; write a group's name into each of its rows; move a note below the table")
        found.append(Problem(name, 0, "", message, fix, block.sheet.address(row, column)))
    return found


def _apart(block: Block, name: str, columns: Columns) -> list[Problem]:
    """A warning for rows after blank ones, where a name and a figure are all that a row needs: any label and value would fit."""
    if len(columns.named) > len(("name", "figure")):
        return []
    message = Text("the row comes after blank ones, and counts")
    fix = Text("if it is no row of the table, leave a blank row and a heading above it, or move it elsewhere")
    places = [(block.rows.index(row) + 1, block.sheet.address(row, min(block.headings))) for row in block.apart]
    return [Problem(name, number, "", message, fix, cell, warning=True) for number, cell in places]


def _unheaded(block: Block, name: str) -> list[Problem]:
    """A warning for a column inside the table that has values and no heading."""
    sheet, found = block.sheet, []
    for column in range(min(block.headings), max(block.headings)):
        cells = [(row, column) for row in block.rows if sheet.at(row, column) is not None]
        if column not in block.headings and cells:
            message = Text("the column has values and no heading; it was left out")
            found.append(Problem(name, 0, "", message, Text("give it a heading"), sheet.address(*cells[0]), warning=True))
    return found


def _merged(draft: Draft, rows: list[int]) -> list[Problem]:
    """A warning for every merged cell with a figure that counts once for each row it covers."""
    sheet, found = draft.block.sheet, []
    for column, name in draft.columns.of(*ADDITIVE).items():
        for anchor in sorted({sheet.anchor(row, column) for row in rows if (row, column) in sheet.spans}):
            box = sheet.spans[anchor]
            covered = sum(box.top <= row <= box.bottom for row in rows)
            if covered > 1:
                message = Text("the merged cell counts for each of the {count} rows that it covers", count=covered)
                fix = Text("unmerge the cells and type each row's own figure, if it is meant for all of them together")
                found.append(Problem(draft.table.name, 0, name, message, fix, sheet.range(box), warning=True))
    return found


def _join(draft: Draft, rows: list[int], context: Context) -> None:
    """The SKU's name out of several cells of a row: colour and size, or a SKU column and these."""
    sheet, columns, table = draft.block.sheet, draft.columns.joined, draft.table
    names = [[sheet.at(row, column) for column in columns] for row in rows]
    first = draft.block.sheet.address(draft.block.bottom, columns[0])
    how = context.mapping.action(sheet, draft.block.bottom, columns[0]) or join.decide(names, context.skus)
    own = "sku" in table.columns
    if not how and (len(columns) > 1 or not own):
        how = "join"
        if len(columns) > 1:
            draft.problems.append(asked(table.name, first, join.joined(names[0], {}) if names else "", str(names[0][0]) if names else ""))
    if how == "join" or not own:
        table.columns["sku"] = [join.joined(parts, context.skus) for parts in names]
        table.cells["sku"] = [sheet.address(row, columns[-1]) for row in rows]
        table.headings["sku"] = " + ".join(draft.block.headings[column].text for column in columns)


def asked(table: str, cell: str, together: str, apart: str) -> Problem:
    """The question whether names in several cells make one SKU."""
    message = Text('it is not clear whether the SKU is "{together}" or "{apart}": the SKU list has neither', together=together, apart=apart)
    fix = Text('put the SKUs into a list of their own (SKU, price ...), or say which: --map "{cell}=join"  --map "{cell}=apart"', cell=cell)
    return Problem(table, 0, "sku", message, fix, cell)


def canonical(table: Table) -> None:
    """Words that the vocabulary knows become the engine's own, in place; all else stays as it was typed.

    >>> costs = Table("costs", {"cost": ["Cước"], "amount": ["1,5%"], "basis": ["theo cân nặng"]})
    >>> canonical(costs)
    >>> costs.columns
    {'cost': ['Cước'], 'amount': [None], 'basis': ['kg'], 'rate': ['1,5%']}
    """
    if table.name == "costs":
        _each(table, "basis", lambda text: basis(text) or basis_name(text))
        _percentages(table)
    _each(table, "currency", lambda text: currency_code(text) or text)
    if table.name == "withdrawals":
        _each(table, "when", lambda text: when(text) or text)
    if table.name == "steps":
        _each(table, "done", lambda text: step(text) or text)


def _each(table: Table, column: str, change: Callable[[str], str]) -> None:
    if column in table.columns:
        table.columns[column] = [change(value) if type(value) is str else value for value in table.columns[column]]


def _percentages(table: Table) -> None:
    """A percentage typed where the amounts stand is a rate."""
    amounts = table.columns.get("amount", [])
    rates = table.columns.get("rate", [None] * len(amounts))
    moved = [row for row, value in enumerate(amounts) if type(value) is str and value.strip().endswith(("%", "\uff05")) and rates[row] is None]
    if not moved:
        return
    cells = table.cells.get("rate", list(table.cells.get("amount", [])))
    for row in moved:
        rates[row], amounts[row] = amounts[row], None
        if cells:
            cells[row] = table.cells["amount"][row]
    table.columns["rate"] = rates
    if cells:
        table.cells["rate"] = cells
