"""What the worksheet functions on pieces compute: POOLDEFECTS, POOLRECEIVED, POOLFREIGHT, POOLMOQ.

Quantities are a column of partners, or a block of partners and SKUs; the range that has one cell a SKU says by its shape which way.
Every function raises `ArgumentError` for the first argument that cannot be used.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from poolsplit.engine import apportion, exact
from poolsplit.errors import Text, WeightsError
from poolsplit.functions.names import beside, keys_beside, same_number
from poolsplit.functions.ranges import ArgumentError, Grid, blank, filled, flat, grid, number, numbers, owed, scalar
from poolsplit.functions.shares import steps, weight
from poolsplit.order.api import split
from poolsplit.pool.receipt import defective_pieces
from poolsplit.tables.columns import Numbers
from poolsplit.values import cells

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Pieces:
    """Quantities of partners and SKUs, whichever way the sheet has them.

    rows: the range. partners_down: whether partners stand in rows. lines: quantities, one line a SKU, one entry a partner.
    """

    def __init__(self, quantities: Any, per_sku: Grid, argument: str) -> None:
        self.rows = filled(quantities, "quantities")
        pieces = numbers(self.rows, "quantities", cells.quantity)
        self.partners_down = _partners_down(self.rows, per_sku, argument)
        self._by_sku = [*zip(*pieces, strict=True)] if self.partners_down else pieces
        self.lines = [[value or 0 for value in line] for line in self._by_sku]

    @cached_property
    def in_use(self) -> list[bool]:
        """For each partner whether any cell of his is not blank."""
        return [any(value is not None for value in one) for one in zip(*self._by_sku, strict=True)]

    def place(self, sku: int) -> tuple[int, int]:
        """Row and column of a SKU's cell in the range that has one a SKU; (0, 0) where it is a single cell."""
        if len(self.lines) == 1:
            return 0, 0
        return (1, sku + 1) if self.partners_down else (sku + 1, 1)

    def shared(self, totals: Sequence[int | None], names: Any, carry: Any) -> Grid:
        """The totals apportioned over all SKUs at once, in the shape of the quantities; blank stays blank, and so does a SKU without a total."""
        named = None if names is None else self._of_all(keys_beside(names, self.in_use, "partners"), "")
        before = None if carry is None else self._of_all(beside(numbers(grid(carry), "carry", owed), self.in_use, "carry", "partners"), 0)
        given = [total or 0 for total in totals]
        try:
            got: list[list[Any]] = [list(line) for line in apportion.apportion_lines(given, self.lines, before, named)]
        except WeightsError as error:
            raise ArgumentError(error.args[0], "quantities") from None
        for sku, total in enumerate(totals):
            if total is None:
                got[sku] = [""] * len(got[sku])
        in_shape = zip(*got, strict=True) if self.partners_down else got
        return [
            ["" if blank(cell) else share for cell, share in zip(row, line, strict=True)] for row, line in zip(self.rows, in_shape, strict=True)
        ]

    def _of_all(self, values: list[Any], blank: Any) -> list[Any]:
        """Values of the partners in use, put back among all partners."""
        left = iter(values)
        return [next(left) if used else blank for used in self.in_use]


def _partners_down(rows: Grid, per_sku: Grid, argument: str) -> bool:
    """Whether partners stand in rows: the range that has one cell a SKU is then a row, over the columns of the quantities."""
    (height, width), (n, m) = (len(per_sku), len(per_sku[0])), (len(rows), len(rows[0]))
    if height == width == 1:
        if 1 not in {n, m}:
            reason = Text("one cell a SKU is needed: a row above the quantities, or a column beside them")
            raise ArgumentError(reason, argument)
        return m == 1
    if (height, width) not in {(1, m), (n, 1)}:
        raise ArgumentError(Text("a range of {height} by {width} does not fit quantities of {rows} by {columns}", height=height, width=width,
                                           rows=n, columns=m), argument)
    return height == 1


def defects(defects: Any, quantities: Any, names: Any = None, carry: Any = None) -> Grid:
    """POOLDEFECTS: the defective pieces of each partner, in the shape of the quantities. (spec.md, section 3)

    A blank cell of defects is none.

    >>> defects(10, [[60], [40]])
    [[6], [4]]
    """
    given = filled(defects, "defects")
    block = _Pieces(quantities, given, "defects")
    arrived = [sum(line) for line in block.lines]
    count = defective_pieces(Numbers.of(flat(numbers(given, "defects", cells.defective))), arrived, exact)
    for sku, (bad, pieces) in enumerate(zip(count, arrived, strict=True)):
        if bad > pieces:
            reason = Text("{bad} defective pieces are more than the {pieces} that arrived", bad=bad, pieces=pieces)
            raise ArgumentError(reason, "defects", *block.place(sku), fix=Text("count again"))
    return block.shared(count, names, carry)


def received(received: Any, quantities: Any, names: Any = None, carry: Any = None) -> Grid:
    """POOLRECEIVED: what each partner gets of what arrived, in the shape of the quantities. (spec.md, section 3)

    A SKU whose cell is blank has not been counted yet, and stays blank.

    >>> received(95, [[60], [40]])
    [[57], [38]]
    """
    given = grid(received)
    block = _Pieces(quantities, given, "received")
    totals = flat(numbers(given, "received", cells.quantity))
    for sku, (pieces, line) in enumerate(zip(totals, block.lines, strict=True)):
        if pieces is not None and pieces > sum(line):
            message = Text("{pieces} pieces arrived and {ordered} were ordered: agree first who takes the others", pieces=pieces, ordered=sum(line))
            raise ArgumentError(message, "received", *block.place(sku))
    return block.shared(totals, names, carry)


def freight(amount: Any, quantities: Any, unit_kg: Any, unit_cbm: Any = None, kg_per_cbm: Any = None) -> Grid:
    """POOLFREIGHT: freight by the measure that the carrier bills for the whole shipment, one figure a partner. (spec.md, section 2)

    With unit_cbm and kg_per_cbm the greater of actual and volumetric weight counts. A partner whose quantities are blank stays blank.

    >>> freight(3_000_000, [[60, 0], [0, 40]], [["0.2", "0.5"]])
    [[1125000], [1875000]]
    """
    kg = filled(unit_kg, "unit_kg")
    block = _Pieces(quantities, kg, "unit_kg")
    weights = _measured(block, kg, "unit_kg", "kg")
    if unit_cbm is not None or kg_per_cbm is not None:
        cbm = filled(unit_cbm, "unit_cbm")
        if (len(cbm), len(cbm[0])) != (len(kg), len(kg[0])):
            raise ArgumentError(Text("it must have the shape of unit_kg"), "unit_cbm")
        volume = _measured(block, cbm, "unit_cbm", "m3")
        if scalar(kg_per_cbm, "kg_per_cbm") is None:
            fix = Text("type 167 by air (divisor 6000), 200 (5000), 143 (7000), 1000 by sea")
            raise ArgumentError(Text("chargeable weight needs the kilograms that count for a cubic metre"), "kg_per_cbm", fix=fix)
        if sum(volume) * number(kg_per_cbm, "kg_per_cbm", weight) > sum(weights):
            weights = volume
    try:
        got: list[Any] = list(apportion.apportion(steps(amount, 1), weights))
    except WeightsError as error:
        raise ArgumentError(error.args[0], "quantities") from None
    row = [value if used else "" for value, used in zip(got, block.in_use, strict=True)]
    return [[value] for value in row] if block.partners_down else [row]


def _measured(block: _Pieces, units: Grid, argument: str, unit: str) -> list[Fraction]:
    """Each partner's kilograms or cubic metres; a SKU that somebody orders and whose measure is blank is an error, never zero."""
    given = flat(numbers(units, argument, lambda value: cells.measure(value, unit)))
    for sku, (each, line) in enumerate(zip(given, block.lines, strict=True)):
        if each is None and any(line):
            raise ArgumentError(Text("the {unit} of a piece is not known", unit=unit), argument, *block.place(sku), fix=Text("weigh or measure it"))
    partners = zip(*block.lines, strict=True)
    return [sum((Fraction(each or 0) * pieces for each, pieces in zip(given, one, strict=True)), Fraction(0)) for one in partners]


def moq(quantities: Any, moq: Any, tolerance: Any = None, pack: Any = None) -> Grid:
    """POOLMOQ: one SKU's quantities filled up from the tolerances, and a last cell with the shortfall. (spec.md, section 3)

    >>> moq([[60], [30]], 100, [[30], [5]])
    [[69], [31], [0]]
    """
    rows = filled(quantities, "quantities")
    if 1 not in {len(rows), len(rows[0])}:
        reason = Text("one SKU at a time: one column, or one row")
        raise ArgumentError(reason, "quantities")
    pieces = flat(numbers(rows, "quantities", cells.quantity))
    spare = [None] * len(pieces) if tolerance is None else flat(numbers(grid(tolerance), "tolerance", cells.quantity))
    same_number(len(spare), len(pieces), "tolerance", "weights")
    item = {"moq": number(moq, "moq", cells.quantity)}
    if pack is not None and scalar(pack, "pack") is not None:
        item["pack"] = number(pack, "pack", cells.quantity) or 1
    orders = [{"partner": f"{i:06}", "quantity": n or 0, "tolerance": more or 0} for i, (n, more) in enumerate(zip(pieces, spare, strict=True))]
    full = split.fill(orders, item)
    got = ["" if n is None and not more else row["quantity"] for n, more, row in zip(pieces, spare, full, strict=False)]
    got.append(sum(row["shortfall"] for row in full))
    return [[value] for value in got] if len(rows[0]) == 1 else [got]
