"""Which of the tables that were found is taken where several could be the same one: one is taken, more are asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.errors import Listing, Problem, Text, name_text
from poolsplit.values.names import key
from poolsplit.workbook.find.blocks import Block
from poolsplit.workbook.find.matrix import Matrix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.mapping import Mapping
    from poolsplit.workbook.find.take import Draft

Candidate = Block | Matrix


@dataclass
class Choice:
    """The order tables that are read on, and what is asked or said about the others."""

    lists: list[Block] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    decided: bool = False


def orders(blocks: Sequence[Block], matrices: Sequence[Matrix], mapping: Mapping) -> Choice:
    """Choose among everything that may be the orders. (spec.md, section 2, Reading sheets: what is ambiguous is asked)

    A decision by --map comes first: what it names is taken, all of it, and nothing else. Then one list, or one matrix confirmed
    by its totals, its corner or known names. Two are asked about, unless one continues the other (`continued`). What only may be
    orders is asked about where there is nothing better, and else named in a warning.
    """
    lists = [block for block in blocks if block.table == "orders" and block.rows]
    decided_lists = [block for block in lists if block.decided]
    decided = [matrix for matrix in matrices if _is_decided(matrix, mapping)]
    if decided_lists or decided:
        return Choice(decided_lists, [matrix for matrix in decided if matrix.down], _directions(decided), decided=True)
    sure = [matrix for matrix in matrices if matrix.sure]
    unsure = [matrix for matrix in matrices if not matrix.sure]
    doubtful: list[Candidate] = [block for block in blocks if block.table == "asked" and "quantity" in block.meanings() and block.rows]
    nameless = [block for block in blocks if block.table == "items" and "quantity" in block.meanings() and block.rows]
    if lists or sure:
        choice = Choice(lists, [matrix for matrix in sure if matrix.down], _directions(sure))
        choice.problems += [_left(candidate) for candidate in [*doubtful, *unsure]]
        return choice
    if len(unsure) == 1 and not doubtful and not nameless and not unsure[0].beside:
        return Choice([], [matrix for matrix in unsure if matrix.down], _directions(unsure))
    open_ones: list[Candidate] = [*doubtful, *nameless, *(matrix for matrix in unsure if matrix.down)]
    return Choice(problems=[*_directions(unsure), *map(_doubt, open_ones)])


def _is_decided(matrix: Matrix, mapping: Mapping) -> bool:
    cells = [(matrix.bottom, column) for column in (*matrix.leading, *matrix.across)]
    return mapping.table(matrix.sheet, cells) == "orders"


def _directions(matrices: Sequence[Matrix]) -> list[Problem]:
    """A question for every matrix of which it is not clear whether partners or SKUs stand down."""
    found = []
    for matrix in matrices:
        if not matrix.down:
            cell = matrix.address()
            message = Text("the quantities in {range} stand between two sets of names: which are the partners?", range=matrix.sheet.range(matrix.box))
            fix = Text('say what stands below {cell}: --map "{cell}=partner"  --map "{cell}=sku"', cell=cell)
            found.append(Problem("orders", 0, "", message, fix, cell))
    return found


def _left(candidate: Candidate) -> Problem:
    sheet, cell = candidate.sheet, candidate.address()
    message = Text("{range} could be orders too; it was left alone", range=sheet.range(candidate.box))
    fix = Text('if it is the order: --map "{cell}=orders"', cell=cell)
    return Problem("orders", 0, "", message, fix, cell, warning=True)


def _doubt(candidate: Candidate) -> Problem:
    """The question about the only thing that may be the orders."""
    sheet, cell = candidate.sheet, candidate.address()
    if isinstance(candidate, Matrix):
        first, last = (sheet.address(candidate.bottom, candidate.across[at]) for at in (0, -1))
        names = ", ".join(str(sheet.at(candidate.bottom, column)) for column in candidate.across)
        other = "partner" if candidate.down == "sku" else "sku"
        place = f"{first}:{last.rpartition('!')[2]}"
        message = Text("{names} may be the names of an order, or figures about the rows", names=names)
        return Problem("orders", 0, "", message, Text('if they are: --map "{place}={other}"', place=place, other=other), place)
    column = candidate.column_of("name") or _unknown_text(candidate)
    if column is None:
        message = Text("{range} may be orders: no column says who ordered", range=sheet.range(candidate.box))
        return Problem("orders", 0, "", message, Text("add a column headed Partner, with the name in every row"), cell)
    heading = candidate.headings[column].text
    place = sheet.address(candidate.bottom, column)
    whole = sheet.range(candidate.box)
    message = Text('{range} may be orders: no heading says who ordered ("{heading}"?)', range=whole, heading=heading)
    fix = Text('if these are the partners: --map "{place}=partner"; if it is no order: --map "{range}=ignore"', place=place, range=whole)
    return Problem("orders", 0, "", message, fix, place)


def _unknown_text(block: Block) -> int | None:
    """The first column of texts under a heading that nobody knows."""
    unknown = [column for column, heading in block.headings.items() if not heading.meanings]
    return next((column for column in unknown if all(block.sheet.text(row, column) for row in block.rows)), None)


def missing_orders(blocks: Sequence[Block]) -> Problem:
    """The problem where no orders were found at all: it names an empty order list, or a table of results that may be one."""
    for block in blocks:
        if block.table == "orders":
            return Problem("orders", 0, "", Text("the order list has no rows"), Text("fill in who orders how much"), block.address())
    for block in blocks:
        if block.table == "result" and {"partner", "quantity"} <= block.meanings():
            whole, cell = block.sheet.range(block.box), block.address()
            message = Text("{range} looks like a result (what each partner is due), and there are no other orders", range=whole)
            return Problem("orders", 0, "", message, Text('if it is the order list: --map "{cell}=orders"', cell=cell), cell)
    message = Text("no orders were found")
    fix = Text("give the columns headings such as Partner, SKU, Quantity (Tên shop, Mã hàng, SL; 店铺, 款式, 数量)")
    return Problem("orders", 0, "", message, fix)


def continued(drafts: Sequence[Draft]) -> bool:
    """Whether ranges are one table that goes on: same sheet, same headings, and no partner, SKU or cost in two of them."""
    first = drafts[0]
    if any(d.block.sheet is not first.block.sheet or d.table.headings != first.table.headings for d in drafts):
        return False
    seen: set[tuple[str, ...]] = set()
    for draft in drafts:
        own = set(_keys(draft.table))
        if own & seen:
            return False
        seen |= own
    return True


def _keys(table: Table) -> Iterator[tuple[str, ...]]:
    columns = [table.columns[name] for name in ("pool", "partner", "sku", "cost", "currency", "date", "reference") if name in table.columns]
    for values in zip(*columns, strict=True):
        yield tuple(key(value) for value in values)


def several(table: str, ranges: Sequence[tuple[str, str]]) -> Problem:
    """The question which of several ranges is a table. ranges: (whole range, cell that --map names) of each."""
    listed = Listing(whole for whole, _ in ranges)
    message = Text("{count} ranges could be {table}: {ranges}", count=len(ranges), table=name_text(table), ranges=listed)
    choices = "  ".join(f'--map "{cell}={table}"' for _, cell in ranges)
    return Problem(table, 0, "", message, Text("say which to take; with several of these, they are joined: {choices}", choices=choices), ranges[0][1])
