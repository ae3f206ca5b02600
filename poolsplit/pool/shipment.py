"""Weight and volume of a shipment, row by row: the weights that freight is split by. (spec.md, section 2)

Nothing is assumed: the unknown weight of a SKU is the difference to the shipment's known total, or an estimate that a person typed as an
estimate, or a problem. It is never taken as zero or as equal to others.
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
    """Weight or volume. values: one per row, as counts of 1 / unit, 0 outside the requested pools; unit: one per pool."""

    values: Column
    unit: Column
    problems: list[Problem]


def measured(measure: str, here: Column, orders: Orders, items: Items, terms: PoolTerms) -> Measured:
    """kg or cbm of every row in the pools `here` (flags), and the problems of unknown ones. (spec.md, section 2, unknown weight)

    A row's typed total comes first; else it is quantity times the weight of a piece, which is the same for all holders of a SKU.
    """
    ops, n = orders.ops, len(orders.quantity)
    nothing, inside = ops.constant(0, n), ops.spread(here, orders.row_pool)
    typed, piece = orders.measures.get(measure) or Numbers(nothing, nothing), items.unit[measure]
    unit = lcm(typed.unit, piece.unit)
    if not ops.some(ops.without(inside, typed.known)):  # every row in these pools has a typed total
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
        problems += _complete_pool(measure, pool, completed, completed_known, units, orders, items, terms)
    problems += _weightless_lots(measure, ops.both(ops.both(inside, completed_known), orders.quantity), completed, orders, items)
    return Measured(completed, units, problems)


def _weightless_lots(measure: str, ordered: Column, values: Column, orders: Orders, items: Items) -> list[Problem]:
    """Warnings for SKUs with a row that weighs nothing. ordered: flags: the rows to look at."""
    lots = sorted({int(orders.row_lot[row]) for row in orders.ops.indices(orders.ops.without(ordered, values))})
    return [_weightless(measure, lot, orders, items) for lot in lots]


def _complete_pool(
    measure: str, pool: int, values: MutableSequence[int], known: MutableSequence[int], units: MutableSequence[int],
    orders: Orders, items: Items, terms: PoolTerms,
) -> list[Problem]:
    """Complete the rows of a pool in which some weight is unknown, and return its problems.

    values, known, units: updated in place; the pool gets a unit of its own.
    """
    ops, unit = orders.ops, int(units[pool])
    rows = orders.rows_of(pool)
    weights = {row: Fraction(int(values[row]), unit) if known[row] else None for row in rows}
    typed = orders.measures.get(measure)
    _apply_typed_totals(weights, [row for row in rows if typed is not None and typed.known[row]], orders)
    unknown = sorted({int(orders.row_lot[row]) for row in rows if weights[row] is None})
    problems = _complete_lots(measure, pool, rows, unknown, weights, orders, items, terms) if unknown else []
    completed = [Fraction(0) if weights[row] is None else weights[row] for row in rows]
    pool_unit = lcm(unit, *(value.denominator for value in completed if value is not None))
    ops.put(values, rows, integers([*(value or Fraction(0) for value in completed), Fraction(1, pool_unit)])[:-1])
    ops.put(known, [row for row in rows if weights[row] is not None], [1] * sum(weights[row] is not None for row in rows))
    ops.put(units, [pool], [pool_unit])
    return problems


def _apply_typed_totals(weights: dict[int, Fraction | None], typed: list[int], orders: Orders) -> None:
    """Fill the unknown weights of rows from the totals that other holders of the SKU typed. weights: row -> weight; typed: rows with a total."""
    pieces: dict[int, int] = {}
    totals: dict[int, Fraction] = {}
    for row in typed:
        lot = int(orders.row_lot[row])
        pieces[lot] = pieces.get(lot, 0) + int(orders.quantity[row])
        totals[lot] = totals.get(lot, Fraction(0)) + (weights[row] or Fraction(0))
    for row, value in weights.items():
        lot = int(orders.row_lot[row])
        if value is None and pieces.get(lot):
            weights[row] = totals[lot] / pieces[lot] * int(orders.quantity[row])


def _complete_lots(
    measure: str, pool: int, rows: Sequence[int], unknown: list[int], weights: dict[int, Fraction | None],
    orders: Orders, items: Items, terms: PoolTerms,
) -> list[Problem]:
    """Fill the unknown weights of one pool: by difference to the billed total for a single SKU, else by estimates.

    unknown: the lots with an unknown weight; weights: row -> weight, None for unknown. Returns a warning for each SKU that was filled, and a
    problem for each SKU that was not.
    """
    unit = _UNITS[measure]
    billed = terms.billed[measure].get(pool)
    if any(items.unread(lot, f"unit_{measure}") for lot in unknown) or any(column == measure for _, column in orders.typed.unread):
        return []
    if len(unknown) == 1 and billed is not None:
        lot = unknown[0]
        open_rows = [row for row in rows if weights[row] is None]
        rest = billed - sum((weights[row] or Fraction(0) for row in rows), Fraction(0))
        if rest <= 0:
            message = Text("the shipment's {total:.6g} {unit} leave nothing for {sku}", total=float(billed), unit=unit, sku=orders.sku(lot))
            return [items.problem(lot, f"unit_{measure}", message, Text("check the shipment's total and the weights of the other SKUs"))]
        pieces = sum(int(orders.quantity[row]) for row in open_rows)
        for row in open_rows:
            weights[row] = rest * int(orders.quantity[row]) / pieces
        message = Text("{sku} weighs what the shipment's total leaves: {rest:.6g} {unit} in all", sku=orders.sku(lot), rest=float(rest), unit=unit)
        return [items.problem(lot, f"unit_{measure}", message, Text("weigh or measure a piece to be sure"), warning=True)]
    problems = []
    for lot in unknown:
        estimate = items.estimated[measure].get(lot)
        if estimate is None:
            message = Text("the {unit} of a piece of {sku} is not known", unit=unit, sku=orders.sku(lot))
            problems.append(items.problem(lot, f"unit_{measure}", message, _way_out(measure)))
            continue
        for row in rows:
            if orders.row_lot[row] == lot and weights[row] is None:
                weights[row] = estimate * int(orders.quantity[row])
        message = Text("the {unit} of {sku} is an estimate: {estimate:.6g} a piece", unit=unit, sku=orders.sku(lot), estimate=float(estimate))
        fix = Text("type the true weight when the carrier has billed it; the difference is trued up then")
        problems.append(items.problem(lot, f"estimated_{measure}", message, fix, warning=True))
    return problems


def _weightless(measure: str, lot: int, orders: Orders, items: Items) -> Problem:
    """The warning that a SKU weighs 0: a typed 0 is used, but the operator is told."""
    message = Text("the {unit} of {sku} is 0, so it bears nothing of what is shared by it", unit=_UNITS[measure], sku=orders.sku(lot))
    return items.problem(lot, f"unit_{measure}", message, Text("leave the cell blank where it is not known"), warning=True)


def _way_out(measure: str) -> Text:
    if measure == "kg":
        return Text("type unit_kg, or the shipment's billed_kg where it is the only unknown SKU, or estimated_kg as an estimate")
    return Text("type unit_cbm, or the shipment's billed_cbm where it is the only unknown SKU, or estimated_cbm as an estimate")


class Chargeable:
    """The measure that the carrier bills: actual or volumetric weight, the greater of the two for the whole shipment, not row by row.

    Where the carrier quotes a price per kg and a price per cbm, the greater amount is charged. A single price is the price of a chargeable kg,
    or of the kilograms that count for a cubic metre. (spec.md, section 2, freight)
    weights: one int per row. by_volume: flags, one per pool: billed by volume. priced: flags, one per pool: the carrier's amount is known.
    amounts: the carrier's amount where his prices are known, one per pool, rounded half-even.
    """

    def __init__(self, here: Column, orders: Orders, items: Items, terms: PoolTerms) -> None:
        """Compare weight and volume for every pool in `here` (flags). Missing data is in `problems`."""
        self.ops, self.n_pools = orders.ops, len(orders.pools)
        kg, cbm = measured("kg", here, orders, items, terms), measured("cbm", here, orders, items, terms)
        self.problems = kg.problems + cbm.problems
        self._decide(here, self._total(kg, "kg", orders, terms), self._total(cbm, "cbm", orders, terms), terms)
        self.weights: Column = self.ops.when(self.ops.spread(self.by_volume, orders.row_pool), cbm.values, kg.values)

    def _total(self, rows: Measured, measure: str, orders: Orders, terms: PoolTerms) -> tuple[Column, Column]:
        """(counts, units): weight or volume of each pool's shipment, as counts of 1 / unit. As billed, else the sum over the rows."""
        ops, billed = self.ops, terms.billed[measure]
        summed = ops.total(rows.values, orders.row_pool, self.n_pools)
        return ops.when(billed.known, billed.values, summed), ops.when(billed.known, billed.unit, rows.unit)

    def _decide(self, here: Column, kg: tuple[Column, Column], cbm: tuple[Column, Column], terms: PoolTerms) -> None:
        """Set `by_volume`, `priced` and `amounts`: by the greater of two amounts where there are two prices, else of two weights."""
        ops = self.ops
        per_kg, per_cbm, factor = terms.price_per["kg"], terms.price_per["cbm"], terms.kg_per_cbm
        both = ops.both(per_kg.known, per_cbm.known)
        has_factor = ops.both(factor.known, factor.values)
        weight, weight_unit = ops.when(both, ops.multiply(kg[0], per_kg.values), ops.multiply(kg[0], factor.unit)), kg[1]
        volume, volume_unit = ops.when(both, ops.multiply(cbm[0], per_cbm.values), ops.multiply(cbm[0], factor.values)), cbm[1]
        weight_is_greater = ops.at_least(ops.multiply(weight, volume_unit), ops.multiply(volume, weight_unit))
        decided = ops.both(here, ops.either(both, has_factor))
        self.by_volume = ops.without(decided, weight_is_greater)
        self.priced = ops.both(decided, ops.either(per_kg.known, per_cbm.known))
        divisor = ops.when(has_factor, factor.values, 1)
        # a kilogram costs per_kg, or 1 / factor of per_cbm; a cubic metre costs per_cbm, or factor times per_kg
        kg_numerator = ops.when(per_kg.known, kg[0], ops.multiply(kg[0], factor.unit))
        kg_denominator = ops.when(per_kg.known, kg[1], ops.multiply(kg[1], divisor))
        cbm_numerator = ops.when(per_cbm.known, cbm[0], ops.multiply(cbm[0], factor.values))
        cbm_denominator = ops.when(per_cbm.known, cbm[1], ops.multiply(cbm[1], factor.unit))
        by_weight = ops.scale(ops.when(per_kg.known, per_kg.values, per_cbm.values), kg_numerator, kg_denominator)
        by_volume = ops.scale(ops.when(per_cbm.known, per_cbm.values, per_kg.values), cbm_numerator, cbm_denominator)
        self.amounts = ops.when(self.priced, ops.when(self.by_volume, by_volume, by_weight), 0)
        zero_factor = ops.without(factor.known, has_factor)
        message = Text("chargeable weight needs the kilograms that count for a cubic metre")
        fix = Text("type kg_per_cbm: 167 by air (divisor 6000), 200 (5000), 143 (7000), 1000 by sea; or both prices of the carrier")
        for pool in ops.indices(ops.without(here, decided)):
            if zero_factor[pool] or not terms.unread(pool, "kg_per_cbm"):
                self.problems.append(terms.problem(pool, "kg_per_cbm", message, fix))
