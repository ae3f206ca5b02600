"""Results as formulas: our functions over the operator's own ranges, as blocks of a fixed size, saved with their results.

The formulas use the plain names of the functions. They are written only where they give the results of the run: ranges that the functions
cannot read (a matrix, orders in several ranges) are refused instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import PoolsplitError, Refused, Text, name_text
from poolsplit.functions.declaration import call
from poolsplit.tables.vocabulary import heading
from poolsplit.workbook.attach.formula import Formula
from poolsplit.workbook.read.grid import Box, box, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.run import Run

_SPARE_ROWS, _SPARE_COLUMNS = 10, 4
_WITHOUT = Text("do the same without --live: the results are then values, which a refresh makes anew")


class Block(NamedTuple):
    """One block: its title and its rows. In the block of a formula the first cell holds the formula, the other cells its results."""

    title: str
    rows: list[list[Any]]


def blocks(run: Run, first: int) -> list[Block]:
    """The blocks of terms as read, dues, landed cost and transfers, in the order in which they are written from row `first` on.

    Raises Refused "live" where the functions do not give the results of the run.
    """
    ranges = _Ranges(run)
    terms = ranges.terms()
    terms_area = f"$A${first + 1}:$B${first + len(terms)}"
    live_blocks = [Block(Text("Terms as read"), terms)]
    arguments = [ranges.range("orders"), ranges.range("costs"), ranges.range("items"), terms_area if terms else ""]
    values = [ranges.values("orders"), ranges.values("costs"), ranges.values("items"), [[_result(cell) for cell in row] for row in terms] or None]
    dues = ranges.block("POOLDUES", arguments, values)
    if not ranges.agrees(dues):
        raise _refused(Text("the functions do not give what was worked out from these ranges"))
    dues_title_row = first + len(terms) + 2
    live_blocks.append(Block(Text("Who pays what"), dues.rows))
    live_blocks.append(Block(Text("What a piece costs once it is here"), ranges.block("POOLLANDED", arguments, values).rows))
    lead = ranges.lead()
    if ranges.range("payments") and lead:
        dues_area = f"$A${dues_title_row + 1}:$C${dues_title_row + len(dues.rows)}"
        dues_values = [[_result(cell) for cell in row[:3]] for row in dues.rows]
        transfers = ranges.block("POOLSETTLE", [dues_area, ranges.range("payments"), lead[0]], [dues_values, ranges.values("payments"), lead[1]])
        live_blocks.append(Block(Text("Who transfers what to whom"), transfers.rows))
    return live_blocks


class _Ranges:
    """The ranges of a run's tables as formulas refer to them, and the values in them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.grids = {grid.name(""): grid for grid in run.grids}
        self.by_table: dict[str, list[str]] = {}
        for taken in run.reading.taken:
            self.by_table.setdefault(taken.table, []).append(taken.range)

    def range(self, table: str) -> str:
        """The range of a table, "" where the run read no such table. Raises Refused "live" where the table is in several ranges."""
        ranges = self.by_table.get(table, [])
        if len(ranges) > 1:
            raise _refused(Text("{table} stand in several ranges: {ranges}", table=name_text(table), ranges=", ".join(ranges)))
        return _fixed(ranges[0]) if ranges else ""

    def values(self, table: str) -> list[list[Any]] | None:
        """The cell values in the range of a table, as a function gets them from a formula; None where the run read no such table."""
        ranges = self.by_table.get(table, [])
        if not ranges:
            return None
        sheet, _, ref = ranges[0].rpartition("!")
        grid, area = self.grids[f"{sheet}!"], box(ref)
        return [[grid.value(row, column) for column in range(area.left, area.right + 1)] for row in range(area.top, area.bottom + 1)]

    def terms(self) -> list[list[Any]]:
        """The rows of terms and rates: a label, and a formula that refers to the operator's own cell."""
        rows: list[list[Any]] = []
        for name in ("terms", "rates"):
            table = self.run.reading.tables.get(name)
            for column, values in table.columns.items() if table else ():
                if column == "rate" and table:
                    codes = table.columns.get("currency", [""] * len(values))
                    labels = [f"{heading('rate', self.run.lang)} {code}" for code in codes]
                elif name == "terms":
                    labels = [heading(column, self.run.lang)] * len(values)
                else:
                    continue
                cells = table.cells.get(column, [""] * len(values)) if table else []
                triples = zip(labels, cells, values, strict=True)
                rows += [self._term(label, cell, value) for label, cell, value in triples if cell and value is not None]
        return rows

    def _term(self, label: str, cell: str, value: object) -> list[Any]:
        sheet, _, ref = cell.rpartition("!")
        area = box(ref)
        cell_value = self.grids[f"{sheet}!"].value(area.top, area.left)
        link = Formula(f"={_fixed(cell)}", cell_value)
        return [label, link] if cell_value == value or not isinstance(cell_value, str) else [link, None]    # label and value are in one cell

    def lead(self) -> tuple[str, str] | None:
        """The address of the cell with the lead buyer, and the lead buyer's name; None where the terms name none."""
        table = self.run.reading.tables.get("terms")
        name = (table.columns.get("lead_buyer") or [None])[0] if table else None
        return (_fixed(table.cells["lead_buyer"][0]), str(name)) if table and name else None

    def block(self, function: str, arguments: Sequence[str], values: Sequence[Any]) -> Block:
        """The block of one of our functions.

        arguments: the ranges as the formula has them. values: what is in them, in the same order. The block has spare rows and columns, so that
        longer results still fit. Raises Refused "live" where the function gives an error.
        """
        arguments_text = ",".join(arguments).rstrip(",")
        try:
            grid = call(function, list(values))
        except PoolsplitError as error:
            raise _refused(error.args[0]) from None
        height = len([row for row in grid if any(cell != "" for cell in row)]) + _SPARE_ROWS
        width = max(len([cell for cell in row if cell != ""]) for row in grid) + _SPARE_COLUMNS
        rows = [list(row[:width]) for row in grid[:height]]
        rows[0][0] = Formula(f"={function}({arguments_text})", rows[0][0], array=True, rows=len(rows), columns=len(rows[0]))
        return Block(function, rows)

    def agrees(self, dues: Block) -> bool:
        """True where the partners and their dues in a block are those of the run."""
        report = self.run.outcome.report
        if report is None:
            return False
        columns = report.dues()
        block_dues = [(row[0], row[2]) for row in dues.rows[1:] if row[0] != ""]
        return "pool" not in columns and block_dues == [(name, float(due)) for name, due in zip(columns["partner"], columns["due"], strict=True)]


def _result(cell: object) -> object:
    return cell.value if isinstance(cell, Formula) else cell


def _fixed(reference: str) -> str:
    """An absolute reference ($A$1), whose rows and columns stay when the formula is copied."""
    sheet, _, ref = reference.rpartition("!")
    area: Box = box(ref)
    first = f"${letters(area.left)}${area.top}"
    return f"{sheet}!{first}" if ":" not in ref else f"{sheet}!{first}:${letters(area.right)}${area.bottom}"


def _refused(reason: str) -> Refused:
    return Refused("live", Text("the results cannot be formulas here: {reason}", reason=reason), _WITHOUT)
