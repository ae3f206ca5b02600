"""Who owes what: every cost line apportioned by its basis, added up, rounded to the payable step. (spec.md, section 2)

The rules below know only the operations (`ops`): they run unchanged on lists (`poolsplit.exact`) and on arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.costs import BASES, DIRECT, GOODS, MEASURES, Costs, Layer
from poolsplit.errors import Problem, Text, WeightsError, word
from poolsplit.pool import integers
from poolsplit.shipment import Chargeable, measured

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from poolsplit.items import Items
    from poolsplit.pool import Orders
    from poolsplit.terms import PoolTerms

    Column = Sequence[int]

FX = "fx_difference"
ROUNDING = "rounding"
CREDIT = "_credit"


@dataclass
class Step:
    """How one layer was shared, for `explain`: amount a pool, weights and shares a member, and the rows they came from."""

    layer: Layer
    amount: Column
    weights: Column
    shares: Column
    basis: str


@dataclass
class Lines:
    """Every cost line of every member, in minor units of the pool's currency.

    shares: line -> one int a member, in display order; rows: line -> one int an order row, for landed cost.
    exact_due: the sum of the lines; due: what is paid, after `rounding`. goods_value: goods of the items, one int a row.
    steps: how each line was shared. owed: what rounding owes each member afterwards, where a carry was given.
    """

    shares: dict[str, Column] = field(default_factory=dict)
    rows: dict[str, Column] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    goods_value: Column = ()
    steps: list[Step] = field(default_factory=list)
    exact_due: Column = ()
    due: Column = ()
    owed: list[Fraction] | None = None
    problems: list[Problem] = field(default_factory=list)


def lines(
    orders: Orders, items: Items, costs: Costs, terms: PoolTerms, ratios: Sequence[Fraction], ops: Any,
    *, actual: bool = False, carry: Sequence[Fraction] | None = None,
) -> Lines:
    """The chain: one cost line after the other, each apportioned by its basis, then the dues. (spec.md, section 2)

    ratios: what turns each lot's price into minor units of its pool's currency. actual: what the lines came to in the end,
    where `costs` says so, instead of the quote. carry: what rounding owes each member from earlier orders.
    """
    return _Chain(orders, items, costs, terms, ratios, ops, actual=actual, carry=carry).run()


class _Chain:
    """One walk along the cost lines; `known` grows by one line at a time."""

    def __init__(
        self, orders: Orders, items: Items, costs: Costs, terms: PoolTerms, ratios: Sequence[Fraction], ops: Any,
        *, actual: bool, carry: Sequence[Fraction] | None,
    ) -> None:
        self.orders, self.items, self.costs, self.terms, self.ratios, self.ops = orders, items, costs, terms, ratios, ops
        self.actual = actual
        self.n = len(orders.members)
        self.pools = len(orders.pools)
        self.found = Lines(owed=None if carry is None else list(carry))
        self.row_weights: dict[str, Column] = {}
        self.chargeable: Chargeable | None = None

    def run(self) -> Lines:
        """All lines in computing order, then in the order in which people listed them; then the dues."""
        self.found.goods_value = self._goods_of_items()
        for i in self.costs.sequence:
            self._line(self.costs.layers[i])
        listed: dict[str, None] = {}
        for layer in self.costs.layers:
            listed.update(dict.fromkeys(key for key in (layer.key, layer.key + CREDIT) if key in self.found.shares))
        self._fx_difference(listed)
        self.found.shares = {key: self.found.shares[key] for key in listed}
        nothing = self.ops.constant(0, self.n)
        self.found.exact_due = self.ops.add(nothing, *self.found.shares.values())
        self._round()
        return self.found

    # goods -----------------------------------------------------------------------------------------------------------

    def _goods_of_items(self) -> Column:
        """price x quantity per SKU, converted, rounded half-even per SKU, then split by quantity among its holders."""
        ops, orders, items = self.ops, self.orders, self.items
        if all(price is None for price in items.unit_price):
            return ()
        pieces = ops.total(orders.quantity, orders.row_lot, len(orders.lots))
        prices = [Fraction(0) if price is None else price for price in items.unit_price]
        flat = [tier for tiers in items.tiers for tier in tiers or ()]
        scaled = integers([*prices, *(price for _, price in flat), Fraction(1)])
        unit = scaled[-1]
        price = self._tiered(scaled[: len(prices)], scaled[len(prices) : -1], pieces)
        numerator = [ratio.numerator for ratio in self.ratios]
        denominator = [ratio.denominator * unit for ratio in self.ratios]
        self.lot_value = ops.scale(ops.multiply(price, pieces), numerator, denominator)
        return ops.apportion(self.lot_value, orders.quantity, orders.row_lot)  # type: ignore[no-any-return]

    def _tiered(self, price: Column, tier_prices: Sequence[int], pieces: Column) -> Column:
        """The unit price from each SKU's total: the tier with the largest minimum that the total reaches. (spec.md, section 2)"""
        ladders: list[list[tuple[int, int]]] = []
        at = 0
        for tiers in self.items.tiers:
            ladders.append(sorted((minimum, tier_prices[at + i]) for i, (minimum, _) in enumerate(tiers or ())))
            at += len(tiers or ())
        for rung in range(max(map(len, ladders), default=0)):
            minimum = [ladder[rung][0] if rung < len(ladder) else 0 for ladder in ladders]
            at_rung = [ladder[rung][1] if rung < len(ladder) else standing for ladder, standing in zip(ladders, price, strict=True)]
            price = self.ops.choose(pieces, minimum, at_rung, price)
        return price

    # one line --------------------------------------------------------------------------------------------------------

    def _line(self, layer: Layer) -> None:
        """Apportion one layer and add it to its line."""
        if layer.basis == "items":
            return self._record(layer, self.found.goods_value, "quantity")
        amount = self._amount(layer)
        if layer.reverses and self._full_reversal(layer, amount):
            return None
        weights, rows, basis = self._basis(layer)
        weights = self._without_exempt(layer, weights)
        shares = self._apportion(layer, amount, weights)
        self.found.steps.append(Step(layer, amount, weights, shares, basis))
        self._add(layer.key, layer.name, shares, self._to_rows(shares, rows))
        if layer.kind == "fee":
            self._credit(layer, amount)
        return None

    def _record(self, layer: Layer, rows: Column, basis: str) -> None:
        """The goods line, which is known by row."""
        shares = self.ops.total(rows, self.orders.row_member, self.n)
        amount = self.ops.total(shares, self.orders.member_pool, self.pools)
        self.found.steps.append(Step(layer, amount, shares, shares, basis))
        self._add(layer.key, layer.name, shares, rows)

    def _add(self, key: str, name: str, shares: Column, rows: Column) -> None:
        before = self.found.shares.get(key)
        self.found.names.setdefault(key, name)
        self.found.shares[key] = shares if before is None else self.ops.add(before, shares)
        self.found.rows[key] = rows if before is None else self.ops.add(self.found.rows[key], rows)

    def _amount(self, layer: Layer) -> Column:
        """What the pools share in this line, in minor units of their currencies: converted, or a rate of earlier lines."""
        ops = self.ops
        amount = ops.scale(layer.amount, layer.numerator, layer.denominator)
        if layer.of:
            of = ops.add(*(self._without_exempt(layer, self.found.shares.get(key) or ops.constant(0, self.n)) for key in layer.of))
            base = ops.total(of, self.orders.member_pool, self.pools)
            rated = ops.scale(base, [rate.numerator for rate in layer.rate], [rate.denominator for rate in layer.rate])
            amount = ops.add(amount, rated)
        if layer.basis == "chargeable":
            amount = [self._carrier_amount(layer, pool, typed) for pool, typed in enumerate(amount)]
        if self.actual and layer.kind != GOODS:
            came_to = ops.scale([value or 0 for value in layer.actual], layer.numerator, layer.denominator)
            amount = [value if actual is None else final for value, actual, final in zip(amount, layer.actual, came_to, strict=True)]
        return amount  # type: ignore[no-any-return]

    def _carrier_amount(self, layer: Layer, pool: int, typed: int) -> int:
        """The amount of a chargeable line: as typed, else the greater of the carrier's two amounts."""
        if typed or layer.row[pool] < 0:
            return typed
        amount = self._chargeable().amounts[pool]
        if amount is None and layer.actual[pool] is None:
            message = Text("{cost} has no amount, and the carrier's prices are not known", cost=layer.name)
            fix = Text("type the amount, or price_per_kg and price_per_cbm")
            self.found.problems.append(self.costs.problem(layer, pool, "amount", message, fix))
        return round(amount or 0)

    def _full_reversal(self, layer: Layer, amount: Column) -> bool:
        """A line that takes back a whole earlier line negates its shares; a partial one is apportioned. (spec.md, section 1)"""
        ops = self.ops
        reversed_shares = self.found.shares.get(layer.reverses)
        if reversed_shares is None:
            return False
        whole = ops.total(reversed_shares, self.orders.member_pool, self.pools)
        here = [row >= 0 for row in layer.row]
        if any(mine and value not in {0, -total} for mine, value, total in zip(here, amount, whole, strict=True)):
            return False
        minus = ops.spread([-1 if mine else 0 for mine in here], self.orders.member_pool)
        shares = ops.multiply(reversed_shares, minus)
        rows = ops.multiply(self.found.rows[layer.reverses], ops.spread(minus, self.orders.row_member))
        self.found.steps.append(Step(layer, [-total if mine else 0 for mine, total in zip(here, whole, strict=True)], shares, shares, "reverses"))
        self._add(layer.key, layer.name, shares, rows)
        return True

    def _without_exempt(self, layer: Layer, column: Column) -> Column:
        """The column with nothing for an exempt lead buyer, where the layer is the fee. (spec.md, section 2, fee)"""
        if layer.kind != "fee" or not any(self.terms.lead_exempt):
            return column
        exempt = {lead for lead, is_exempt in zip(self.terms.lead, self.terms.lead_exempt, strict=True) if is_exempt}
        return self.ops.multiply(column, [0 if member in exempt else 1 for member in range(self.n)])  # type: ignore[no-any-return]

    def _credit(self, layer: Layer, amount: Column) -> None:
        """The fee goes to the lead buyer, in a column of its own, so that his part nets out."""
        leads = self.terms.lead
        if any(lead >= 0 for lead in leads):
            paid = self.ops.spread(amount, self.orders.member_pool)
            minus = [-1 if leads[pool] == member else 0 for member, pool in enumerate(self.orders.member_pool)]
            self._add(layer.key + CREDIT, layer.name, self.ops.multiply(paid, minus), self.ops.constant(0, len(self.orders.quantity)))

    def _apportion(self, layer: Layer, amount: Column, weights: Column) -> Column:
        """The shares of one layer; what nobody can bear is a problem that names both lines, and counts as 0 from there on."""
        ops, owed = self.ops, self.found.owed
        try:
            shares = ops.apportion(amount, weights, self.orders.member_pool, carry=owed)
        except WeightsError as error:
            for pool in error.groups:
                self.found.problems.append(self._nobody(layer, pool))
            amount = [0 if pool in error.groups else value for pool, value in enumerate(amount)]
            shares = ops.apportion(amount, weights, self.orders.member_pool, carry=owed)
        if owed is not None:
            sums = ops.total(weights, self.orders.member_pool, self.pools)
            self.found.owed = [
                before + (Fraction(amount[pool] * weight, sums[pool]) - share if sums[pool] else 0)
                for before, pool, weight, share in zip(owed, self.orders.member_pool, weights, shares, strict=True)
            ]
        return shares  # type: ignore[no-any-return]

    def _nobody(self, layer: Layer, pool: int) -> Problem:
        basis = layer.basis[1] if isinstance(layer.basis, tuple) else layer.basis
        shown = word(basis) if basis in BASES else self.found.names.get(basis, basis)
        message = Text("{cost} is shared by {basis}, which is zero for everybody", cost=layer.name, basis=shown)
        return self.costs.problem(layer, pool, "basis", message, Text("choose another basis, or fill in what it is made of"))

    def _to_rows(self, shares: Column, rows: Column) -> Column:
        """A member's share goes on to his SKUs by the same basis, or by quantity where that leaves nobody. (spec.md, landed cost)"""
        ops, members = self.ops, self.orders.row_member
        sums = ops.total(rows, members, self.n)
        weights = ops.choose(ops.spread(sums, members), ops.constant(1, len(members)), rows, self.orders.quantity)
        pieces = ops.total(weights, members, self.n)
        spread = [share if weight else 0 for share, weight in zip(shares, pieces, strict=True)]
        return ops.apportion(spread, weights, members)  # type: ignore[no-any-return]

    # bases -----------------------------------------------------------------------------------------------------------

    def _basis(self, layer: Layer) -> tuple[Column, Column, str]:
        """(weights a member, weights a row, name of the basis) that a layer follows."""
        ops, orders = self.ops, self.orders
        kind = layer.basis
        if kind == "of" or (isinstance(kind, tuple) and kind[0] == "cost"):
            return self._of_costs(layer, layer.of if kind == "of" else (kind[1],))
        if kind == DIRECT:
            bears = set(layer.partner)
            return [1 if member in bears else 0 for member in range(self.n)], orders.quantity, DIRECT
        if kind == "equal":
            pieces = ops.total(orders.quantity, orders.row_member, self.n)
            one, none = ops.constant(1, self.n), ops.constant(0, self.n)
            return ops.choose(pieces, one, one, none), orders.quantity, "equal"
        rows = self._rows_by(layer)
        name = kind[1] if isinstance(kind, tuple) else str(kind)
        return ops.total(rows, orders.row_member, self.n), rows, name

    def _of_costs(self, layer: Layer, keys: tuple[str, ...]) -> tuple[Column, Column, str]:
        """The shares of other lines as weights; a share below zero is a problem that names both lines."""
        ops = self.ops
        nothing, none = ops.constant(0, self.n), ops.constant(0, len(self.orders.quantity))
        weights = ops.add(nothing, *(self.found.shares.get(key) or nothing for key in keys))
        rows = ops.add(none, *(self.found.rows.get(key) or none for key in keys))
        basis = " + ".join(self.found.names.get(key, key) for key in keys)
        signs = self._signs(weights)
        for pool in {pool for pool, weight in zip(self.orders.member_pool, weights, strict=True) if weight * signs[pool] < 0}:
            if layer.row[pool] >= 0:
                message = Text("{cost} follows {basis}, where some partners have more than 0 and some less", cost=layer.name, basis=basis)
                self.found.problems.append(self.costs.problem(layer, pool, "basis", message, Text("choose another basis")))
        at_least = [max(0, weight * signs[pool]) for weight, pool in zip(weights, self.orders.member_pool, strict=True)]
        return at_least, [max(0, row * signs[self.orders.member_pool[m]]) for row, m in zip(rows, self.orders.row_member, strict=True)], basis

    def _signs(self, weights: Column) -> list[int]:
        """-1 for the pools where the line as a whole is a credit."""
        return [-1 if value < 0 else 1 for value in self.ops.total(weights, self.orders.member_pool, self.pools)]

    def _rows_by(self, layer: Layer) -> Column:
        """One weight a row: quantity, value, a measure, or a column of the orders."""
        kind = layer.basis
        if kind == "quantity":
            return self.orders.quantity
        if kind == "value":
            return self.found.goods_value or self.ops.constant(0, len(self.orders.quantity))
        if kind == "chargeable":
            return self._chargeable().weights
        if kind in MEASURES:
            return self._once(str(kind), lambda: self._measured(str(kind)))
        return self._once(kind[1], lambda: self._column(layer, kind[1]))

    def _once(self, name: str, make: Callable[[], Column]) -> Column:
        if name not in self.row_weights:
            self.row_weights[name] = make()
        return self.row_weights[name]

    def _using(self, basis: str) -> set[int]:
        """The pools in which a line has this basis."""
        return {pool for layer in self.costs.layers if layer.basis == basis for pool, row in enumerate(layer.row) if row >= 0}

    def _measured(self, measure: str) -> Column:
        values, problems = measured(measure, self._using(measure), self.orders, self.items, self.terms)
        self.found.problems += problems
        return integers(values)

    def _chargeable(self) -> Chargeable:
        if self.chargeable is None:
            self.chargeable = Chargeable(self._using("chargeable"), self.orders, self.items, self.terms)
            self.found.problems += self.chargeable.problems
        return self.chargeable

    def _column(self, layer: Layer, column: str) -> Column:
        values = self.orders.measures[column]
        typed = self.orders.typed
        for row, value in enumerate(values):
            if value is None or value < 0:
                message = Text("{cost} is shared by {column}, which is not known here", cost=layer.name, column=column)
                if value is not None:
                    message = Text("{cost} is shared by {column}, which is negative here", cost=layer.name, column=column)
                self.found.problems.append(typed.problem(self.orders.source[row][0], column, message, Text("type a number of 0 or more")))
        return integers([max(value or Fraction(0), Fraction(0)) for value in values])

    # after the lines -------------------------------------------------------------------------------------------------

    def _fx_difference(self, listed: dict[str, None]) -> None:
        """The amount that was debited for the goods, less the quoted goods, is a line of its own on goods value. (spec.md, section 2)"""
        if not self.actual:
            return
        for layer in self.costs.layers:
            if layer.kind != GOODS or layer.reverses or all(actual is None for actual in layer.actual):
                continue
            goods = self.found.shares[layer.key]
            quoted = self.ops.total(goods, self.orders.member_pool, self.pools)
            amount = [0 if actual is None else actual - value for actual, value in zip(layer.actual, quoted, strict=True)]
            shares = self._apportion(layer, amount, goods)
            self.found.steps.append(Step(Layer(FX, FX, "fx", self.pools, ("cost", layer.key)), amount, goods, shares, layer.name))
            self._add(FX, FX, shares, self._to_rows(shares, self.found.rows[layer.key]))
            listed[FX] = None

    def _round(self) -> None:
        """Truncate every due to the step, hand out the whole steps left over, and let the lead buyer take the rest."""
        ops, terms, pools = self.ops, self.terms, self.orders.member_pool
        due = self.found.exact_due
        if all(step == 1 for step in terms.step):
            self.found.due = due
            return
        steps = ops.spread(terms.step, pools)
        whole, rest = ops.divide(due, steps)
        left, remainder = ops.divide(ops.total(rest, pools, self.pools), terms.step)
        for pool, value in enumerate(remainder):
            if value and terms.lead[pool] < 0:
                message = Text("paying in whole steps leaves a rest that the lead buyer takes, and there is no lead buyer")
                self.found.problems.append(Problem("terms", 0, "lead_buyer", message, Text("name the lead buyer, or take the step out")))
        sign = [-1 if value < 0 else 1 for value in left]
        signs = ops.spread(sign, pools)
        given = ops.hand_out(ops.multiply(left, sign), ops.multiply(rest, signs), ops.multiply(due, signs), pools)
        paid = ops.multiply(ops.add(whole, ops.multiply(given, signs)), steps)
        rests = [remainder[pool] if terms.lead[pool] == member else 0 for member, pool in enumerate(pools)]
        self.found.due = ops.add(paid, rests)
        self.found.shares[ROUNDING] = ops.add(self.found.due, [-value for value in due])
        self.found.names[ROUNDING] = ROUNDING
