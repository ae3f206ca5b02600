"""What a shipment weighs and measures, row by row: the weights that freight is split on. (spec.md, section 2)

Nothing is assumed: a SKU whose weight is unknown is the difference to the shipment's known total, or an estimate that a person
typed as one, or a problem. It is never zero and never equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from poolsplit.engine.exact import integers
from poolsplit.errors import Problem, Text
from poolsplit.tables.columns import Numbers

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

    from poolsplit.engine.operations import Column
    from poolsplit.pool.items import Items
    from poolsplit.pool.orders import Orders
    from poolsplit.pool.terms import PoolTerms

_UNITS = {"kg": "kg", "cbm": "m3"}


@dataclass
class Measured:
    """What every row weighs or measures, as counts of 1 / unit, which is one a pool; 0 outside the pools that were asked for."""

    values: Column
    unit: Column
    problems: list[Problem]


def measured(measure: str, here: Column, orders: Orders, items: Items, terms: PoolTerms) -> Measured:
    """kg or cbm of every row in the pools `here` (flags), and what prevents it from being known. (spec.md, section 2, unknown weight)

    A row's own total comes first; else its quantity times the weight of a piece, which all holders of a SKU share.
    """
    ops, n = orders.ops, len(orders.quantity)
    nothing, inside = ops.constant(0, n), ops.spread(here, orders.row_pool)
    typed, piece = orders.measures.get(measure) or Numbers(nothing, nothing), items.unit[measure]
    unit = lcm(typed.unit, piece.unit)
    if not ops.some(ops.without(inside, typed.known)):  # nothing to find out
        values = ops.when(inside, typed.values, 0) if ops.some(ops.without(1, here)) else typed.values
        warnings = _weightless_lots(measure, ops.both(inside, orders.quantity), values, orders, items)
        return Measured(values, ops.constant(typed.unit, len(orders.pools)), warnings)
    by_piece = ops.multiply(orders.quantity, ops.spread(piece.times(unit, ops), orders.row_lot))
    by_piece_known = ops.either(ops.equal(orders.quantity, 0), ops.spread(piece.known, orders.row_lot))
    values = ops.when(typed.known, typed.times(unit, ops), by_piece)
    known = ops.either(typed.known, by_piece_known)
    completed, completed_known = ops.own(ops.multiply(values, inside)), ops.own(known)
    units = ops.own(ops.constant(unit, len(orders.pools)))
    problems = []
    for pool in ops.indices(ops.total(ops.without(inside, known), orders.row_pool, len(here))):
        problems += _open_pool(measure, pool, completed, completed_known, units, orders, items, terms)
    problems += _weightless_lots(measure, ops.both(ops.both(inside, completed_known), orders.quantity), completed, orders, items)
    return Measured(completed, units, problems)


def _weightless_lots(measure: str, ordered: Column, values: Column, orders: Orders, items: Items) -> list[Problem]:
    """Warnings for SKUs of which somebody's pieces weigh nothing. ordered: flags: the rows that are looked at."""
    lots = sorted({int(orders.row_lot[row]) for row in orders.ops.indices(orders.ops.without(ordered, values))})
    return [_weightless(measure, lot, orders, items) for lot in lots]


def _open_pool(
    measure: str, pool: int, values: MutableSequence[int], known: MutableSequence[int], units: MutableSequence[int],
    orders: Orders, items: Items, terms: PoolTerms,
) -> list[Problem]:
    """Complete the rows of a pool in which some weight is unknown; its values are written as counts of a unit of its own."""
    ops, unit = orders.ops, int(units[pool])
    mine = orders.rows_of(pool)
    rows = {row: Fraction(int(values[row]), unit) if known[row] else None for row in mine}
    typed = orders.measures.get(measure)
    _share_unit_weights(rows, [row for row in mine if typed is not None and typed.known[row]], orders)
    unknown = sorted({int(orders.row_lot[row]) for row in mine if rows[row] is None})
    problems = _complete(measure, pool, mine, unknown, rows, orders, items, terms) if unknown else []
    completed = [Fraction(0) if rows[row] is None else rows[row] for row in mine]
    own = lcm(unit, *(value.denominator for value in completed if value is not None))
    ops.put(values, mine, integers([*(value or Fraction(0) for value in completed), Fraction(1, own)])[:-1])
    ops.put(known, [row for row in mine if rows[row] is not None], [1] * sum(rows[row] is not None for row in mine))
    ops.put(units, [pool], [own])
    return problems


def _share_unit_weights(rows: dict[int, Fraction | None], typed: list[int], orders: Orders) -> None:
    """What holders of a SKU typed as their total tells what its pieces weigh for the others."""
    pieces: dict[int, int] = {}
    weights: dict[int, Fraction] = {}
    for row in typed:
        lot = int(orders.row_lot[row])
        pieces[lot] = pieces.get(lot, 0) + int(orders.quantity[row])
        weights[lot] = weights.get(lot, Fraction(0)) + (rows[row] or Fraction(0))
    for row, value in rows.items():
        lot = int(orders.row_lot[row])
        if value is None and pieces.get(lot):
            rows[row] = weights[lot] / pieces[lot] * int(orders.quantity[row])


def _complete(
    measure: str, pool: int, mine: Sequence[int], unknown: list[int], rows: dict[int, Fraction | None], orders: Orders, items: Items, terms: PoolTerms
) -> list[Problem]:
    """Fill the unknown rows of one pool: the difference for one SKU, else estimates; problems and marks for what was done."""
    unit = _UNITS[measure]
    billed = terms.billed[measure].get(pool)
    if any(items.unread(lot, f"unit_{measure}") for lot in unknown) or any(column == measure for _, column in orders.typed.unread):
        return []
    if len(unknown) == 1 and billed is not None:
        lot = unknown[0]
        open_rows = [row for row in mine if rows[row] is None]
        rest = billed - sum((rows[row] or Fraction(0) for row in mine), Fraction(0))
        if rest <= 0:
            message = Text("the shipment's {total:.6g} {unit} leave nothing for {sku}", total=float(billed), unit=unit, sku=orders.sku(lot))
            return [items.problem(lot, f"unit_{measure}", message, Text("check the shipment's total and the weights of the other SKUs"))]
        pieces = sum(int(orders.quantity[row]) for row in open_rows)
        for row in open_rows:
            rows[row] = rest * int(orders.quantity[row]) / pieces
        message = Text("{sku} weighs what the shipment's total leaves: {rest:.6g} {unit} in all", sku=orders.sku(lot), rest=float(rest), unit=unit)
        return [items.problem(lot, f"unit_{measure}", message, Text("weigh or measure a piece to be sure"), warning=True)]
    problems = []
    for lot in unknown:
        estimate = items.estimated[measure].get(lot)
        if estimate is None:
            message = Text("the {unit} of a piece of {sku} is not known", unit=unit, sku=orders.sku(lot))
            problems.append(items.problem(lot, f"unit_{measure}", message, _way_out(measure)))
            continue
        for row in mine:
            if orders.row_lot[row] == lot and rows[row] is None:
                rows[row] = estimate * int(orders.quantity[row])
        message = Text("the {unit} of {sku} is an estimate: {estimate:.6g} a piece", unit=unit, sku=orders.sku(lot), estimate=float(estimate))
        fix = Text("type the true weight when the carrier has billed it; the difference is trued up then")
        problems.append(items.problem(lot, f"estimated_{measure}", message, fix, warning=True))
    return problems


def _weightless(measure: str, lot: int, orders: Orders, items: Items) -> Problem:
    """A typed 0 counts, but not unnoticed."""
    message = Text("the {unit} of {sku} is 0, so it bears nothing of what is shared by it", unit=_UNITS[measure], sku=orders.sku(lot))
    return items.problem(lot, f"unit_{measure}", message, Text("leave the cell blank where it is not known"), warning=True)


def _way_out(measure: str) -> Text:
    if measure == "kg":
        return Text("type unit_kg, or the shipment's billed_kg where it is the only unknown SKU, or estimated_kg as an estimate")
    return Text("type unit_cbm, or the shipment's billed_cbm where it is the only unknown SKU, or estimated_cbm as an estimate")


class Chargeable:
    """The measure that the carrier bills: actual or volumetric weight, whichever is greater for the shipment, not row by row.

    Where the carrier quotes a price per kg and a price per cbm, the greater amount binds; one price alone is that of a chargeable
    kg, or of as many of them as count for a cubic metre. (spec.md, section 2, freight)
    weights: one int a row. by_volume: flags a pool. amounts: the carrier's amount where his prices are known, one a pool, rounded half-even.
    """

    def __init__(self, here: Column, orders: Orders, items: Items, terms: PoolTerms) -> None:
        """Compare the two for every pool in `here` (flags); `problems` says what is missing."""
        self.ops, self.pools = orders.ops, len(orders.pools)
        kg, cbm = measured("kg", here, orders, items, terms), measured("cbm", here, orders, items, terms)
        self.problems = kg.problems + cbm.problems
        self._decide(here, self._total(kg, "kg", orders, terms), self._total(cbm, "cbm", orders, terms), terms)
        self.weights: Column = self.ops.when(self.ops.spread(self.by_volume, orders.row_pool), cbm.values, kg.values)

    def _total(self, rows: Measured, measure: str, orders: Orders, terms: PoolTerms) -> tuple[Column, Column]:
        """What the shipment of each pool weighs or measures, as billed where it was, else in sum: (count, unit)."""
        ops, billed = self.ops, terms.billed[measure]
        summed = ops.total(rows.values, orders.row_pool, self.pools)
        return ops.when(billed.known, billed.values, summed), ops.when(billed.known, billed.unit, rows.unit)

    def _decide(self, here: Column, kg: tuple[Column, Column], cbm: tuple[Column, Column], terms: PoolTerms) -> None:
        """What binds in each pool: the greater of two amounts where there are two prices, else the greater of two weights."""
        ops = self.ops
        per_kg, per_cbm, factor = terms.price_per["kg"], terms.price_per["cbm"], terms.kg_per_cbm
        both = ops.both(per_kg.known, per_cbm.known)
        has_factor = ops.both(factor.known, factor.values)
        weight, weight_unit = ops.when(both, ops.multiply(kg[0], per_kg.values), ops.multiply(kg[0], factor.unit)), kg[1]
        volume, volume_unit = ops.when(both, ops.multiply(cbm[0], per_cbm.values), ops.multiply(cbm[0], factor.values)), cbm[1]
        less = ops.at_least(ops.multiply(weight, volume_unit), ops.multiply(volume, weight_unit))
        decided = ops.both(here, ops.either(both, has_factor))
        self.by_volume = ops.without(decided, less)
        self.priced = ops.both(decided, ops.either(per_kg.known, per_cbm.known))
        safe = ops.when(has_factor, factor.values, 1)
        # one kilogram costs per_kg, or as much as its part of the cubic metre that it counts for; a cubic metre likewise
        kg_numerator = ops.when(per_kg.known, kg[0], ops.multiply(kg[0], factor.unit))
        kg_denominator = ops.when(per_kg.known, kg[1], ops.multiply(kg[1], safe))
        cbm_numerator = ops.when(per_cbm.known, cbm[0], ops.multiply(cbm[0], factor.values))
        cbm_denominator = ops.when(per_cbm.known, cbm[1], ops.multiply(cbm[1], factor.unit))
        by_weight = ops.scale(ops.when(per_kg.known, per_kg.values, per_cbm.values), kg_numerator, kg_denominator)
        by_volume = ops.scale(ops.when(per_cbm.known, per_cbm.values, per_kg.values), cbm_numerator, cbm_denominator)
        self.amounts = ops.when(self.priced, ops.when(self.by_volume, by_volume, by_weight), 0)
        zero = ops.without(factor.known, has_factor)
        message = Text("chargeable weight needs the kilograms that count for a cubic metre")
        fix = Text("type kg_per_cbm: 167 by air (divisor 6000), 200 (5000), 143 (7000), 1000 by sea; or both prices of the carrier")
        for pool in ops.indices(ops.without(here, decided)):
            if zero[pool] or not terms.unread(pool, "kg_per_cbm"):
                self.problems.append(terms.problem(pool, "kg_per_cbm", message, fix))
