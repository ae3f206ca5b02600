"""The worksheet functions on pieces: POOLDEFECTS, POOLRECEIVED, POOLFREIGHT, POOLMOQ.

Quantities are a line of partners, or a block of partners and SKUs. The shape of the range with one cell for each SKU decides which way the
block is read: it is a row where partners are in rows, and a column where partners are in columns.
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
    """Quantities of partners and SKUs, in either layout.

    rows: the range. partners_down: True where partners are in rows. lines: quantities, one line for each SKU, one entry for each partner.
    """

    def __init__(self, quantities: Any, per_sku: Grid, argument: str) -> None:
        self.rows = filled(quantities, "quantities")
        pieces = numbers(self.rows, "quantities", cells.quantity)
        self.partners_down = _partners_down(self.rows, per_sku, argument)
        self._by_sku = [*zip(*pieces, strict=True)] if self.partners_down else pieces
        self.lines = [[value or 0 for value in line] for line in self._by_sku]

    @cached_property
    def in_use(self) -> list[bool]:
        """One flag for each partner: True where any of his cells is not blank."""
        return [any(value is not None for value in quantities) for quantities in zip(*self._by_sku, strict=True)]

    def position(self, sku: int) -> tuple[int, int]:
        """Row and column, from 1, of a SKU's cell in the range with one cell for each SKU; (0, 0) where that is a single cell."""
        if len(self.lines) == 1:
            return 0, 0
        return (1, sku + 1) if self.partners_down else (sku + 1, 1)

    def shared(self, totals: Sequence[int | None], names: Any, carry: Any) -> Grid:
        """The totals apportioned over all SKUs at once, in the shape of the quantities.

        totals: one for each SKU, None for none. The shares are "" where a quantity is blank, and for a SKU without a total.
        """
        keys = None if names is None else self._of_all(keys_beside(names, self.in_use, "partners"), "")
        carries = None if carry is None else self._of_all(beside(numbers(grid(carry), "carry", owed), self.in_use, "carry", "partners"), 0)
        pieces = [total or 0 for total in totals]
        try:
            shares: list[list[Any]] = [list(line) for line in apportion.apportion_lines(pieces, self.lines, carries, keys)]
        except WeightsError as error:
            raise ArgumentError(error.args[0], "quantities") from None
        for sku, total in enumerate(totals):
            if total is None:
                shares[sku] = [""] * len(shares[sku])
        in_shape = zip(*shares, strict=True) if self.partners_down else shares
        return [
            ["" if blank(cell) else share for cell, share in zip(row, line, strict=True)] for row, line in zip(self.rows, in_shape, strict=True)
        ]

    def _of_all(self, values: list[Any], blank: Any) -> list[Any]:
        """One value for each partner: the next of `values` for a partner in use, `blank` for any other."""
        remaining = iter(values)
        return [next(remaining) if used else blank for used in self.in_use]


def _partners_down(rows: Grid, per_sku: Grid, argument: str) -> bool:
    """True where partners are in rows: the range with one cell for each SKU is then a row above the columns of the quantities.

    rows: the quantities. Raises ArgumentError where the two ranges do not fit each other.
    """
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

    A blank cell of `defects` means none.

    >>> defects(10, [[60], [40]])
    [[6], [4]]
    """
    per_sku = filled(defects, "defects")
    block = _Pieces(quantities, per_sku, "defects")
    arrived = [sum(line) for line in block.lines]
    count = defective_pieces(Numbers.of(flat(numbers(per_sku, "defects", cells.defective))), arrived, exact)
    for sku, (defective, pieces) in enumerate(zip(count, arrived, strict=True)):
        if defective > pieces:
            reason = Text("{bad} defective pieces are more than the {pieces} that arrived", bad=defective, pieces=pieces)
            raise ArgumentError(reason, "defects", *block.position(sku), fix=Text("count again"))
    return block.shared(count, names, carry)


def received(received: Any, quantities: Any, names: Any = None, carry: Any = None) -> Grid:
    """POOLRECEIVED: each partner's share of the pieces that arrived, in the shape of the quantities. (spec.md, section 3)

    A SKU whose cell is blank has not been counted yet, and stays blank.

    >>> received(95, [[60], [40]])
    [[57], [38]]
    """
    per_sku = grid(received)
    block = _Pieces(quantities, per_sku, "received")
    totals = flat(numbers(per_sku, "received", cells.quantity))
    for sku, (pieces, line) in enumerate(zip(totals, block.lines, strict=True)):
        if pieces is not None and pieces > sum(line):
            message = Text("{pieces} pieces arrived and {ordered} were ordered: agree first who takes the others", pieces=pieces, ordered=sum(line))
            raise ArgumentError(message, "received", *block.position(sku))
    return block.shared(totals, names, carry)


def freight(amount: Any, quantities: Any, unit_kg: Any, unit_cbm: Any = None, kg_per_cbm: Any = None) -> Grid:
    """POOLFREIGHT: the freight of each partner, by the measure that the carrier bills for the whole shipment. (spec.md, section 2)

    With unit_cbm and kg_per_cbm, the greater of the actual and the volumetric weight counts. A partner whose quantities are blank stays blank.

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
        shares: list[Any] = list(apportion.apportion(steps(amount, 1), weights))
    except WeightsError as error:
        raise ArgumentError(error.args[0], "quantities") from None
    row = [share if used else "" for share, used in zip(shares, block.in_use, strict=True)]
    return [[share] for share in row] if block.partners_down else [row]


def _measured(block: _Pieces, units: Grid, argument: str, unit: str) -> list[Fraction]:
    """Each partner's kilograms or cubic metres. unit: "kg" or "m3".

    Raises ArgumentError for a SKU that somebody orders and whose measure is blank: it is never zero.
    """
    measures = flat(numbers(units, argument, lambda value: cells.measure(value, unit)))
    for sku, (measure, line) in enumerate(zip(measures, block.lines, strict=True)):
        if measure is None and any(line):
            reason = Text("the {unit} of a piece is not known", unit=unit)
            raise ArgumentError(reason, argument, *block.position(sku), fix=Text("weigh or measure it"))
    partners = zip(*block.lines, strict=True)
    return [sum((Fraction(measure or 0) * pieces for measure, pieces in zip(measures, line, strict=True)), Fraction(0)) for line in partners]


def moq(quantities: Any, moq: Any, tolerance: Any = None, pack: Any = None) -> Grid:
    """POOLMOQ: the quantities of one SKU, filled up from the tolerances, and a last cell with the shortfall. (spec.md, section 3)

    >>> moq([[60], [30]], 100, [[30], [5]])
    [[69], [31], [0]]
    """
    rows = filled(quantities, "quantities")
    if 1 not in {len(rows), len(rows[0])}:
        reason = Text("one SKU at a time: one column, or one row")
        raise ArgumentError(reason, "quantities")
    pieces = flat(numbers(rows, "quantities", cells.quantity))
    tolerances = [None] * len(pieces) if tolerance is None else flat(numbers(grid(tolerance), "tolerance", cells.quantity))
    same_number(len(tolerances), len(pieces), "tolerance", "weights")
    item = {"moq": number(moq, "moq", cells.quantity)}
    if pack is not None and scalar(pack, "pack") is not None:
        item["pack"] = number(pack, "pack", cells.quantity) or 1
    orders = [
        {"partner": f"{index:06}", "quantity": quantity or 0, "tolerance": most or 0}
        for index, (quantity, most) in enumerate(zip(pieces, tolerances, strict=True))
    ]
    result = split.fill(orders, item)
    line = ["" if quantity is None and not most else row["quantity"] for quantity, most, row in zip(pieces, tolerances, result, strict=False)]
    line.append(sum(row["shortfall"] for row in result))
    return [[value] for value in line] if len(rows[0]) == 1 else [line]
