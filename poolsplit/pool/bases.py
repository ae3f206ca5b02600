"""Allocation bases: the weights of each basis, by which cost lines are shared, one per member or one per row. (spec.md, section 2)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Text, name_text
from poolsplit.pool.costs import DIRECT, MEASURES, OF, Costs, Layer
from poolsplit.pool.shipment import Chargeable, measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from poolsplit.engine.operations import Column
    from poolsplit.errors import Problem
    from poolsplit.pool.items import Items
    from poolsplit.pool.lines import Lines
    from poolsplit.pool.orders import Orders
    from poolsplit.pool.terms import PoolTerms


class Bases:
    """The weights of every basis that a line uses, each computed once. Missing data is added to the problems of the lines.

    goods: the goods value of every row from the items' prices; () until it is computed. doubtful: the bases that are not known for everybody.
    """

    def __init__(self, orders: Orders, items: Items, costs: Costs, terms: PoolTerms, lines: Lines) -> None:
        """lines: the lines computed so far; later lines are added to its shares, names and problems while this object is used."""
        self.orders, self.items, self.costs, self.terms, self.ops = orders, items, costs, terms, orders.ops
        self.shares, self.names, self.problems = lines.shares, lines.names, lines.problems
        self.goods: Column = ()
        self.row_weights: dict[str | tuple[str, str], Column] = {}
        self.member_weights: dict[str | tuple[str, str], Column] = {}
        self.sums: dict[tuple[str, ...], Column] = {}
        self.known_chargeable: Chargeable | None = None
        self.doubtful: set[str | tuple[str, str]] = set()

    def weights(self, layer: Layer) -> tuple[Column, str]:
        """(weights per member, name of the basis) of a layer. Weights that are other lines' shares may be below 0."""
        ops, orders, n = self.ops, self.orders, len(self.orders.members)
        kind = layer.basis
        if kind == OF or (isinstance(kind, tuple) and kind[0] == "cost"):
            return self._signed(self.charged(self._keys(layer)), orders.member_pool), self.name(layer)
        if kind == DIRECT:
            return ops.mark(layer.partner, n), DIRECT
        if kind not in self.member_weights:
            rows = orders.quantity if kind == "equal" else self._rows_by(layer)
            weights = orders.by_member(rows)
            self.member_weights[kind] = ops.at_least(weights, 1) if kind == "equal" else weights
        return self.member_weights[kind], self.name(layer)

    def rows(self, layer: Layer, lines: dict[str, Column]) -> Column:
        """Weights per row, by which a member's share of a layer is split over his SKUs; never below 0. lines: the earlier lines, by row."""
        ops, orders, kind = self.ops, self.orders, layer.basis
        if kind in {DIRECT, "equal"}:
            return orders.quantity
        if kind != OF and not (isinstance(kind, tuple) and kind[0] == "cost"):
            return self._rows_by(layer)
        rows = self._signed(self._added(lines, self._keys(layer), len(orders.quantity)), orders.row_pool)
        return ops.choose(rows, 0, rows, 0)

    def name(self, layer: Layer) -> str:
        """The name of a layer's basis, for people."""
        kind = layer.basis
        if kind == OF or (isinstance(kind, tuple) and kind[0] == "cost"):
            return " + ".join(self.names.get(key, key) for key in self._keys(layer))
        return kind[1] if isinstance(kind, tuple) else kind

    def goods_value(self) -> Column:
        """The goods value of every row from the items' prices; 0 without prices."""
        return self.goods if len(self.goods) else self.ops.constant(0, len(self.orders.quantity))

    @staticmethod
    def _keys(layer: Layer) -> tuple[str, ...]:
        """The keys of the lines whose shares are the weights of a layer."""
        return layer.of if layer.basis == OF else (layer.basis[1],)

    def charged(self, keys: tuple[str, ...]) -> Column:
        """The sum of earlier lines per member. It is kept, because a rate needs it as its base and as its weights."""
        if keys not in self.sums:
            self.sums[keys] = self._added(self.shares, keys, len(self.orders.members))
        return self.sums[keys]

    def _added(self, columns: dict[str, Column], keys: tuple[str, ...], n: int) -> Column:
        """The sum of the columns with these keys, where they exist; n rows of 0 where none exists."""
        existing = [columns[key] for key in keys if key in columns]
        if len(existing) == 1:
            return existing[0]
        return self.ops.add(*existing) if existing else self.ops.constant(0, n)

    def _signed(self, weights: Column, pool_of: Column) -> Column:
        """The sum of lines as weights, where a credit counts as positive. Below 0 only where the lines charge some members and credit others."""
        ops, n_pools = self.ops, len(self.orders.pools)
        if not ops.some(ops.at_least(-1, weights)):
            return weights
        positive = ops.at_least(ops.total(weights, pool_of, n_pools), 0)
        if not ops.some(ops.without(1, positive)):
            return weights
        return ops.when(ops.spread(positive, pool_of), weights, ops.subtract(0, weights))

    def chargeable(self) -> Chargeable:
        """The measures that the carriers bill, in the pools where a line is shared by chargeable weight."""
        if self.known_chargeable is None:
            self.known_chargeable = Chargeable(self._using("chargeable"), self.orders, self.items, self.terms)
            self._report("chargeable", self.known_chargeable.problems)
        return self.known_chargeable

    def _rows_by(self, layer: Layer) -> Column:
        """One weight per row: quantity, value, a measure, or a column of the orders."""
        kind = layer.basis
        if kind == "quantity":
            return self.orders.quantity
        if kind == "value":
            return self.goods_value()
        if kind == "chargeable":
            return self.chargeable().weights
        if isinstance(kind, str) and kind in MEASURES:
            return self._computed_once(kind, lambda: self._measured(kind))
        return self._computed_once(kind, lambda: self._column(layer, kind[1]))

    def _computed_once(self, basis: str | tuple[str, str], compute: Callable[[], Column]) -> Column:
        if basis not in self.row_weights:
            self.row_weights[basis] = compute()
        return self.row_weights[basis]

    def _using(self, basis: str | tuple[str, str]) -> Column:
        """Flags: the pools in which a line has this basis."""
        here = self.ops.constant(0, len(self.orders.pools))
        for layer in self.costs.layers:
            if layer.basis == basis:
                here = self.ops.either(here, layer.here)
        return here

    def _measured(self, measure: str) -> Column:
        result = measured(measure, self._using(measure), self.orders, self.items, self.terms)
        self._report(measure, result.problems)
        return result.values

    def _column(self, layer: Layer, column: str) -> Column:
        """A column of the orders, where a blank or negative cell counts as 0. In pools where a line uses the column, such a cell is a problem."""
        ops, orders = self.ops, self.orders
        numbers = orders.measures[column]
        usable = ops.both(numbers.known, ops.at_least(numbers.values, 0))
        inside = ops.spread(self._using(("column", column)), orders.row_pool)
        problems = []
        for row in ops.indices(ops.without(inside, usable)):
            if orders.typed.unread and any((source, column) in orders.typed.unread for source in orders.typed_rows(row)):
                continue
            message = Text("{cost} is shared by {column}, which is not known here", cost=layer.name, column=name_text(column))
            if numbers.known[row]:
                message = Text("{cost} is shared by {column}, which is negative here", cost=layer.name, column=name_text(column))
            problems.append(orders.typed.problem(orders.row_first[row], column, message, Text("type a number of 0 or more")))
        self._report(("column", column), problems)
        return ops.multiply(numbers.values, usable)

    def _report(self, basis: str | tuple[str, str], problems: list[Problem]) -> None:
        self.problems += problems
        if any(not problem.warning for problem in problems):
            self.doubtful.add(basis)
