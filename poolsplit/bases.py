"""What the cost lines are shared by: the weights of each basis, one a member and one a row. (spec.md, section 2)"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.costs import DIRECT, MEASURES, OF, Costs, Layer
from poolsplit.errors import Text, word
from poolsplit.exact import integers
from poolsplit.shipment import Chargeable, measured

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from poolsplit.errors import Problem
    from poolsplit.items import Items
    from poolsplit.lines import Lines
    from poolsplit.pool import Orders
    from poolsplit.terms import PoolTerms

    Column = Sequence[int]


class Bases:
    """The weights of every basis that some line has, each computed once; what is missing joins the problems of the lines.

    doubtful: the bases that are not known for everybody.
    """

    def __init__(self, orders: Orders, items: Items, costs: Costs, terms: PoolTerms, found: Lines, ops: Any) -> None:
        """found: the lines known so far; it grows while this is used."""
        self.orders, self.items, self.costs, self.terms, self.found, self.ops = orders, items, costs, terms, found, ops
        self.row_weights: dict[str | tuple[str, str], Column] = {}
        self.known_chargeable: Chargeable | None = None
        self.doubtful: set[str | tuple[str, str]] = set()

    def weights(self, layer: Layer) -> tuple[Column, Column, str]:
        """(weights a member, weights a row, name of the basis) that a layer follows; weights of other lines' shares may be below 0."""
        ops, orders, n = self.ops, self.orders, len(self.orders.members)
        kind = layer.basis
        if kind == OF or (isinstance(kind, tuple) and kind[0] == "cost"):
            return self._of_costs(layer.of if kind == OF else (kind[1],))
        if kind == DIRECT:
            bears = set(layer.partner)
            return [1 if member in bears else 0 for member in range(n)], orders.quantity, DIRECT
        if kind == "equal":
            pieces = ops.total(orders.quantity, orders.row_member, n)
            one, none = ops.constant(1, n), ops.constant(0, n)
            return ops.choose(pieces, one, one, none), orders.quantity, "equal"
        rows = self._rows_by(layer)
        return ops.total(rows, orders.row_member, n), rows, kind[1] if isinstance(kind, tuple) else kind

    def chargeable(self) -> Chargeable:
        """What the carriers bill, in the pools where a line is shared by it."""
        if self.known_chargeable is None:
            self.known_chargeable = Chargeable(self._using("chargeable"), self.orders, self.items, self.terms)
            self._say("chargeable", self.known_chargeable.problems)
        return self.known_chargeable

    def _of_costs(self, keys: tuple[str, ...]) -> tuple[Column, Column, str]:
        """The shares of other lines as weights, of a credit as well; below 0 only where the lines charge some and credit others."""
        ops, orders = self.ops, self.orders
        nothing, none = ops.constant(0, len(orders.members)), ops.constant(0, len(orders.quantity))
        weights = ops.add(nothing, *(self.found.shares.get(key) or nothing for key in keys))
        rows = ops.add(none, *(self.found.rows.get(key) or none for key in keys))
        basis = " + ".join(self.found.names.get(key, key) for key in keys)
        signs = [-1 if total < 0 else 1 for total in ops.total(weights, orders.member_pool, len(orders.pools))]
        by_member, by_row = ops.spread(signs, orders.member_pool), ops.spread(signs, [orders.member_pool[m] for m in orders.row_member])
        return ops.multiply(weights, by_member), ops.multiply(rows, by_row), basis

    def _rows_by(self, layer: Layer) -> Column:
        """One weight a row: quantity, value, a measure, or a column of the orders."""
        kind = layer.basis
        if kind == "quantity":
            return self.orders.quantity
        if kind == "value":
            return self.found.goods_value or self.ops.constant(0, len(self.orders.quantity))
        if kind == "chargeable":
            return self.chargeable().weights
        if isinstance(kind, str) and kind in MEASURES:
            return self._once(kind, lambda: self._measured(kind))
        return self._once(kind, lambda: self._column(layer, kind[1]))

    def _once(self, basis: str | tuple[str, str], make: Callable[[], Column]) -> Column:
        if basis not in self.row_weights:
            self.row_weights[basis] = make()
        return self.row_weights[basis]

    def _using(self, basis: str | tuple[str, str]) -> set[int]:
        """The pools in which a line has this basis."""
        return {pool for layer in self.costs.layers if layer.basis == basis for pool, here in enumerate(layer.here) if here}

    def _measured(self, measure: str) -> Column:
        values, problems = measured(measure, self._using(measure), self.orders, self.items, self.terms)
        self._say(measure, problems)
        return integers(values)

    def _column(self, layer: Layer, column: str) -> Column:
        orders, pools = self.orders, self._using(("column", column))
        weights, problems = [], []
        for row, value in enumerate(orders.measures[column]):
            weights.append(max(value or Fraction(0), Fraction(0)))
            unread = any((source, column) in orders.typed.unread for source in orders.source[row])
            if orders.member_pool[orders.row_member[row]] in pools and not unread and (value is None or value < 0):
                message = Text("{cost} is shared by {column}, which is not known here", cost=layer.name, column=word(column))
                if value is not None:
                    message = Text("{cost} is shared by {column}, which is negative here", cost=layer.name, column=word(column))
                problems.append(orders.typed.problem(orders.source[row][0], column, message, Text("type a number of 0 or more")))
        self._say(("column", column), problems)
        return integers(weights)

    def _say(self, basis: str | tuple[str, str], problems: list[Problem]) -> None:
        self.found.problems += problems
        if any(not problem.warning for problem in problems):
            self.doubtful.add(basis)
