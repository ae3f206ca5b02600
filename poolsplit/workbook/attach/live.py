"""Results as formulas: our functions over the operator's own ranges, as blocks of a fixed size, with the figures beside them.

The formulas name the functions plainly. They are written only where they give what the run gave: ranges that the functions cannot read
(a matrix, orders in several ranges) are refused instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from poolsplit.errors import PoolsplitError, Refused, Text, word
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
    """One block: its title, and its rows; the first cell of a formula's block holds it, the others what it gives."""

    title: str
    rows: list[list[Any]]


def blocks(run: Run, first: int) -> list[Block]:
    """The terms as read, the dues, the landed cost and the transfers, in the order in which they are written from row `first` on.

    Raises Refused "live" where the functions do not give what the run gave.
    """
    made = _Live(run)
    terms = made.terms()
    area = f"$A${first + 1}:$B${first + len(terms)}"
    found = [Block(Text("Terms as read"), terms)]
    common = [made.range("orders"), made.range("costs"), made.range("items"), area if terms else ""]
    values = [made.values("orders"), made.values("costs"), made.values("items"), [[_result(cell) for cell in row] for row in terms] or None]
    dues = made.block("POOLDUES", common, values)
    if not made.agrees(dues):
        raise _refused(Text("the functions do not give what was worked out from these ranges"))
    at = first + len(terms) + 2
    found.append(Block(Text("Who pays what"), dues.rows))
    found.append(Block(Text("What a piece costs once it is here"), made.block("POOLLANDED", common, values).rows))
    lead = made.lead()
    if made.range("payments") and lead:
        area = f"$A${at + 1}:$C${at + len(dues.rows)}"
        owed = [[_result(cell) for cell in row[:3]] for row in dues.rows]
        moves = made.block("POOLSETTLE", [area, made.range("payments"), lead[0]], [owed, made.values("payments"), lead[1]])
        found.append(Block(Text("Who transfers what to whom"), moves.rows))
    return found


class _Live:
    """The ranges of a run as formulas name them, and what is in them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.grids = {grid.name(""): grid for grid in run.grids}
        self.taken: dict[str, list[str]] = {}
        for one in run.reading.taken:
            self.taken.setdefault(one.table, []).append(one.range)

    def range(self, table: str) -> str:
        """The one range of a table, "" for none."""
        found = self.taken.get(table, [])
        if len(found) > 1:
            raise _refused(Text("{table} stand in several ranges: {ranges}", table=word(table), ranges=", ".join(found)))
        return _fixed(found[0]) if found else ""

    def values(self, table: str) -> list[list[Any]] | None:
        """What is in that range, as a formula gets it."""
        found = self.taken.get(table, [])
        if not found:
            return None
        sheet, _, area = found[0].rpartition("!")
        grid, place = self.grids[f"{sheet}!"], box(area)
        return [[grid.value(row, column) for column in range(place.left, place.right + 1)] for row in range(place.top, place.bottom + 1)]

    def terms(self) -> list[list[Any]]:
        """Labels beside formulas that lead to the operator's own cells."""
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
                told = zip(labels, cells, values, strict=True)
                rows += [self._linked(label, cell, value) for label, cell, value in told if cell and value is not None]
        return rows

    def _linked(self, label: str, cell: str, value: object) -> list[Any]:
        sheet, _, area = cell.rpartition("!")
        place = box(area)
        there = self.grids[f"{sheet}!"].value(place.top, place.left)
        link = Formula(f"={_fixed(cell)}", there)
        return [label, link] if there == value or not isinstance(there, str) else [link, None]    # label and value in one cell

    def lead(self) -> tuple[str, str] | None:
        """The cell with the lead buyer, and who it is."""
        table = self.run.reading.tables.get("terms")
        name = (table.columns.get("lead_buyer") or [None])[0] if table else None
        return (_fixed(table.cells["lead_buyer"][0]), str(name)) if table and name else None

    def block(self, function: str, arguments: Sequence[str], values: Sequence[Any]) -> Block:
        """One function over ranges."""
        written = ",".join(arguments).rstrip(",")
        try:
            grid = call(function, list(values))
        except PoolsplitError as error:
            raise _refused(error.args[0]) from None
        height = len([row for row in grid if any(cell != "" for cell in row)]) + _SPARE_ROWS
        width = max(len([cell for cell in row if cell != ""]) for row in grid) + _SPARE_COLUMNS
        rows = [list(row[:width]) for row in grid[:height]]
        rows[0][0] = Formula(f"={function}({written})", rows[0][0], array=True, rows=len(rows), columns=len(rows[0]))
        return Block(function, rows)

    def agrees(self, dues: Block) -> bool:
        """Whether partners and dues are those of the run."""
        report = self.run.outcome.report
        if report is None:
            return False
        columns = report.dues()
        given = [(row[0], row[2]) for row in dues.rows[1:] if row[0] != ""]
        return "pool" not in columns and given == [(name, float(due)) for name, due in zip(columns["partner"], columns["due"], strict=True)]


def _result(cell: object) -> object:
    return cell.value if isinstance(cell, Formula) else cell


def _fixed(reference: str) -> str:
    """A reference whose rows and columns stay when it is copied."""
    sheet, _, area = reference.rpartition("!")
    place: Box = box(area)
    first = f"${letters(place.left)}${place.top}"
    return f"{sheet}!{first}" if ":" not in area else f"{sheet}!{first}:${letters(place.right)}${place.bottom}"


def _refused(reason: str) -> Refused:
    return Refused("live", Text("the results cannot be formulas here: {reason}", reason=reason), _WITHOUT)
