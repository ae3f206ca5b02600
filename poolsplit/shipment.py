"""What a shipment weighs and measures, row by row: the weights that freight is split on. (spec.md, section 2)

Nothing is assumed: a SKU whose weight is unknown is the difference to the shipment's known total, or an estimate that a person
typed as one, or a problem. It is never zero and never equal.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text
from poolsplit.exact import integers

if TYPE_CHECKING:
    from poolsplit.items import Items
    from poolsplit.pool import Orders
    from poolsplit.terms import PoolTerms

_UNITS = {"kg": "kg", "cbm": "m3"}


def measured(measure: str, pools: set[int], orders: Orders, items: Items, terms: PoolTerms) -> tuple[list[Fraction], list[Problem]]:
    """kg or cbm of every row (0 outside `pools`), and what prevents it from being known. (spec.md, section 2, unknown weight)

    A row's own total comes first; else its quantity times the weight of a piece, which all holders of a SKU share.
    """
    rows = _typed_or_unit(measure, orders, items)
    problems: list[Problem] = []
    for pool in sorted(pools):
        mine = [row for row, member in enumerate(orders.row_member) if orders.member_pool[member] == pool]
        unknown = sorted({orders.row_lot[row] for row in mine if rows[row] is None})
        if unknown:
            problems += _complete(measure, pool, mine, unknown, rows, orders, items, terms)
        weightless = sorted({orders.row_lot[row] for row in mine if rows[row] == 0 and orders.quantity[row]})
        problems += [_weightless(measure, lot, orders, items) for lot in weightless]
    inside = [orders.member_pool[member] in pools for member in orders.row_member]
    return [value if value is not None and needed else Fraction(0) for value, needed in zip(rows, inside, strict=True)], problems


def _typed_or_unit(measure: str, orders: Orders, items: Items) -> list[Fraction | None]:
    """Row totals as typed, else from the weight of a piece as typed, else from the other holders of the same SKU."""
    rows = list(orders.measures.get(measure) or [None] * len(orders.quantity))
    pieces: dict[int, int] = {}
    weights: dict[int, Fraction] = {}
    for lot, quantity, weight in zip(orders.row_lot, orders.quantity, rows, strict=True):
        if weight is not None:
            pieces[lot] = pieces.get(lot, 0) + quantity
            weights[lot] = weights.get(lot, Fraction(0)) + weight
    for row, (lot, quantity) in enumerate(zip(orders.row_lot, orders.quantity, strict=True)):
        if rows[row] is None:
            unit = items.unit[measure][lot]
            if unit is None and pieces.get(lot):
                unit = weights[lot] / pieces[lot]
            rows[row] = Fraction(0) if not quantity else None if unit is None else unit * quantity
    return rows


def _complete(
    measure: str, pool: int, mine: list[int], unknown: list[int], rows: list[Fraction | None], orders: Orders, items: Items, terms: PoolTerms
) -> list[Problem]:
    """Fill the unknown rows of one pool: the difference for one SKU, else estimates; problems and marks for what was done."""
    unit = _UNITS[measure]
    billed = terms.billed[measure][pool]
    if any(items.unread(lot, f"unit_{measure}") for lot in unknown) or any(column == measure for _, column in orders.typed.unread):
        return []
    if len(unknown) == 1 and billed is not None:
        lot = unknown[0]
        open_rows = [row for row in mine if rows[row] is None]
        rest = billed - sum((rows[row] or Fraction(0) for row in mine), Fraction(0))
        if rest <= 0:
            message = Text("the shipment's {total:.6g} {unit} leave nothing for {sku}", total=float(billed), unit=unit, sku=orders.sku(lot))
            return [items.problem(lot, f"unit_{measure}", message, Text("check the shipment's total and the weights of the other SKUs"))]
        pieces = sum(orders.quantity[row] for row in open_rows)
        for row in open_rows:
            rows[row] = rest * orders.quantity[row] / pieces
        message = Text("{sku} weighs what the shipment's total leaves: {rest:.6g} {unit} in all", sku=orders.sku(lot), rest=float(rest), unit=unit)
        return [items.problem(lot, f"unit_{measure}", message, Text("weigh or measure a piece to be sure"), warning=True)]
    problems = []
    for lot in unknown:
        estimate = items.estimated[measure][lot]
        if estimate is None:
            message = Text("the {unit} of a piece of {sku} is not known", unit=unit, sku=orders.sku(lot))
            problems.append(items.problem(lot, f"unit_{measure}", message, _way_out(measure)))
            continue
        for row in mine:
            if orders.row_lot[row] == lot and rows[row] is None:
                rows[row] = estimate * orders.quantity[row]
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
    weights: one int a row. by_volume: one bool a pool. amounts: the carrier's amount where his prices are known, one a pool.
    """

    def __init__(self, pools: set[int], orders: Orders, items: Items, terms: PoolTerms) -> None:
        """Compare the two for every pool in `pools`; `problems` says what is missing."""
        kg, kg_problems = measured("kg", pools, orders, items, terms)
        cbm, cbm_problems = measured("cbm", pools, orders, items, terms)
        self.problems = kg_problems + cbm_problems
        self.by_volume = [False] * len(orders.pools)
        self.amounts: list[Fraction | None] = [None] * len(orders.pools)
        for pool in sorted(pools):
            self._decide(pool, self._sum(kg, pool, "kg", orders, terms), self._sum(cbm, pool, "cbm", orders, terms), terms)
        by_volume = [self.by_volume[orders.member_pool[member]] for member in orders.row_member]
        self.weights = integers([volume if by else weight for by, weight, volume in zip(by_volume, kg, cbm, strict=True)])

    @staticmethod
    def _sum(rows: list[Fraction], pool: int, measure: str, orders: Orders, terms: PoolTerms) -> Fraction:
        billed = terms.billed[measure][pool]
        mine = (value for value, member in zip(rows, orders.row_member, strict=True) if orders.member_pool[member] == pool)
        return sum(mine, Fraction(0)) if billed is None else billed

    def _decide(self, pool: int, kg: Fraction, cbm: Fraction, terms: PoolTerms) -> None:
        """What binds in one pool: the greater of two amounts where there are two prices, else the greater of two weights."""
        per_kg, per_cbm, kg_per_cbm = terms.price_per["kg"][pool], terms.price_per["cbm"][pool], terms.kg_per_cbm[pool]
        if per_kg is not None and per_cbm is not None:
            self.by_volume[pool] = cbm * per_cbm > kg * per_kg
            self.amounts[pool] = max(cbm * per_cbm, kg * per_kg)
        elif kg_per_cbm:
            self.by_volume[pool] = cbm * kg_per_cbm > kg
            per_chargeable_kg = per_kg if per_cbm is None else per_cbm / kg_per_cbm
            self.amounts[pool] = None if per_chargeable_kg is None else max(cbm * kg_per_cbm, kg) * per_chargeable_kg
        elif not terms.unread(pool, "kg_per_cbm") or kg_per_cbm == 0:
            message = Text("chargeable weight needs the kilograms that count for a cubic metre")
            fix = Text("type kg_per_cbm: 167 by air (divisor 6000), 200 (5000), 143 (7000), 1000 by sea; or both prices of the carrier")
            self.problems.append(terms.problem(pool, "kg_per_cbm", message, fix))
