"""Dues: every cost line apportioned by its basis, added up, and rounded to the payable step. (spec.md, section 2)

The rules use only the operations (`ops`), so they run unchanged on lists (`poolsplit.engine.exact`) and on arrays.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text, WeightsError, name_text
from poolsplit.pool import goods
from poolsplit.pool.bases import Bases
from poolsplit.pool.costs import BASES, CREDIT, DIRECT, FEE, FX, GOODS, ITEMS, ROUNDING, Costs, Layer
from poolsplit.pool.landed_cost import by_row
from poolsplit.pool.lines import Lines, SharedLine
from poolsplit.pool.rounding import in_steps
from poolsplit.values.typed_numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.engine.operations import Column
    from poolsplit.pool.items import Items
    from poolsplit.pool.orders import Orders
    from poolsplit.pool.terms import PoolTerms
    Ratios = tuple[Column, Column]


def lines(
    orders: Orders, items: Items, costs: Costs, terms: PoolTerms, ratios: Ratios,
    *, actual: bool = False, carry: Sequence[Fraction] | None = None, step_carry: Sequence[Fraction] | None = None,
) -> Lines:
    """All cost lines in computing order, each apportioned by its basis, and the dues. (spec.md, section 2)

    ratios: (numerators, denominators), which convert each lot's price into minor units of its pool's currency. actual: use the actual
    amounts, where `costs` has them, instead of the quote. carry, step_carry: the amount that rounding owes each member from earlier orders,
    for the lines and for the payable steps, in minor units.
    """
    return _Chain(orders, items, costs, terms, ratios, actual=actual, carry=carry, step_carry=step_carry).run()


class _Chain:
    """One pass over the cost lines, which adds one line after the other to `lines`."""

    def __init__(
        self, orders: Orders, items: Items, costs: Costs, terms: PoolTerms, ratios: Ratios,
        *, actual: bool, carry: Sequence[Fraction] | None, step_carry: Sequence[Fraction] | None,
    ) -> None:
        self.orders, self.items, self.costs, self.terms, self.ratios, self.ops = orders, items, costs, terms, ratios, orders.ops
        self.actual = actual
        self.n_members = len(orders.members)
        self.n_pools = len(orders.pools)
        self.member_zeros, self.pool_zeros = self.ops.constant(0, self.n_members), self.ops.constant(0, self.n_pools)
        self.lines = Lines(items, owed=None if carry is None else list(carry), steps_owed=None if step_carry is None else list(step_carry))
        self.bases = Bases(orders, items, costs, terms, self.lines)
        self.lines.landing = partial(by_row, self.lines.steps, self.bases)
        self.doubtful: set[str] = set()

    def run(self) -> Lines:
        """Compute all lines in computing order, put them into the order in which people listed them, and compute the dues."""
        self._goods_of_items()
        for index in self.costs.sequence:
            self._line(self.costs.layers[index])
        listed: dict[str, None] = {}
        for layer in self.costs.layers:
            listed[layer.key] = None
            if layer.key + CREDIT in self.lines.credits:
                listed[layer.key + CREDIT] = None
        self._fx_difference(listed)
        self.lines.shares = {key: self.lines.shares[key] for key in listed if key in self.lines.shares}
        self.lines.exact_due = self.ops.add(*self.lines.shares.values()) if self.lines.shares else self.member_zeros
        self._check_dues_limit()
        self._round()
        return self.lines

    # one line --------------------------------------------------------------------------------------------------------

    def _goods_of_items(self) -> None:
        """Compute the goods value of every row from the items' prices, and the amount that its rounding adds to the carry."""
        self.goods_owed: list[Fraction] = []
        self.billed_by_items = self.pool_zeros
        if self.items.priced:
            before = list(self.lines.owed or ())
            value = goods.lot_values(self.orders, self.items, *self.ratios)
            self.lines.goods_value = self.bases.goods = goods.row_values(value, self.orders, self.lines.owed)
            self.billed_by_items = self.ops.total(value, self.orders.lot_pool, self.n_pools)
            self.goods_owed = [after - owed for owed, after in zip(before, self.lines.owed or (), strict=True)]

    def _line(self, layer: Layer) -> None:
        """Share one layer and add it to its line."""
        problem_count = len(self.lines.problems)
        step = self._goods_step(layer) if layer.basis == ITEMS else self._shared_step(layer)  # no mutant: no other text is equal to ITEMS
        self._add_step(step)
        if layer.kind == FEE:
            self._credit(layer, step.amount)
        if len(self.lines.problems) > problem_count or self._depends_on_unread(layer):
            self.doubtful.add(layer.key)

    def _depends_on_unread(self, layer: Layer) -> bool:
        """True where a line may change once every cell can be read."""
        if self.items.typed.unread or self.orders.typed.unread or not self.doubtful.isdisjoint(layer.needs):
            return True
        rows = {row for row, column in self.costs.typed.unread if column in {"amount", "rate", "actual"}}
        return bool(rows) and not rows.isdisjoint(map(int, layer.row))

    def _goods_step(self, layer: Layer) -> SharedLine:
        """The goods line that follows from the prices, in the pools that have it. Its values are known by row."""
        ops, shares = self.ops, self.member_zeros
        if len(self.lines.goods_value):
            shares = self.orders.by_member(self.lines.goods_value)
            if ops.some(ops.without(1, layer.here)):
                shares = ops.multiply(shares, ops.spread(layer.here, self.orders.member_pool))
        amount = self._within_limit(layer, ops.multiply(self.billed_by_items, layer.here))
        carry = None if self.lines.owed is None else list(self.lines.owed)
        return SharedLine(layer, amount, (), shares, shares, "quantity", (), carry, self.goods_owed)

    def _shared_step(self, layer: Layer) -> SharedLine:
        """One layer apportioned by its basis. In the pools where it takes back a whole earlier line, its shares are that line's shares, negated."""
        ops = self.ops
        amount, base = self._amount(layer)
        earlier = self._earlier(layer, amount) if layer.reverses else self.pool_zeros
        whole = self._whole(layer, amount, earlier) if layer.reverses else ()
        weights, basis = self.bases.weights(layer)
        weights = self._at_least_zero(layer, self._without_exempt(layer, weights), amount, whole, basis)
        carry = None if self.lines.owed is None else list(self.lines.owed)
        if not ops.some(whole):
            shares, owed = self._apportion(layer, amount, weights)
        else:
            shares, owed = self._apportion(layer, ops.when(whole, 0, amount), weights)
            shares, owed = self._take_back(layer, whole, shares, owed)
            amount = ops.when(whole, ops.subtract(0, earlier), amount)
        if self.lines.owed is not None:
            self.lines.owed = [before + change for before, change in zip(self.lines.owed, owed, strict=True)]
        return SharedLine(layer, amount, base, weights, shares, basis, whole, carry, owed)

    def _take_back(self, layer: Layer, whole: Column, shares: Column, owed: list[Fraction]) -> tuple[Column, list[Fraction]]:
        """Shares and changes of the carry, less those of the reversed line in the pools where the whole line is taken back."""
        ops, taken_back = self.ops, self.ops.spread(whole, self.orders.member_pool)
        shares = ops.subtract(shares, ops.multiply(self.lines.shares.get(layer.reverses, self.member_zeros), taken_back))
        for step in self.lines.steps:
            if step.layer.key == layer.reverses and step.owed:
                owed = [change - earlier if taken else change for change, taken, earlier in zip(owed, taken_back, step.owed, strict=True)]
        return shares, owed

    def _add_step(self, step: SharedLine) -> None:
        self.lines.steps.append(step)
        self._add_shares(step.layer.key, step.layer.name, step.shares)

    def _add_shares(self, key: str, name: str, shares: Column) -> None:
        before = self.lines.shares.get(key)
        self.lines.names.setdefault(key, name)
        self.lines.shares[key] = shares if before is None else self.ops.add(before, shares)

    def _amount(self, layer: Layer) -> tuple[Column, Column]:
        """The amount that each pool shares in this line, and the base of a rate, () without a rate; in minor units of the pools' currencies."""
        ops = self.ops
        amount = ops.scale(layer.amount.values, layer.numerator, layer.denominator)
        base: Column = ()
        if layer.of:
            base = ops.total(self._without_exempt(layer, self.bases.charged(layer.of)), self.orders.member_pool, self.n_pools)
            amount = ops.add(amount, ops.scale(base, layer.rate.values, layer.rate.unit))
        if layer.basis == "chargeable":
            amount = self._carrier_amount(layer, amount)
        if self.actual and layer.kind != GOODS and ops.some(layer.actual.known):
            amount = ops.when(layer.actual.known, ops.scale(layer.actual.values, layer.numerator, layer.denominator), amount)
        return self._within_limit(layer, amount), base

    def _within_limit(self, layer: Layer, amount: Column) -> Column:
        """The amounts that a sheet can hold. Larger amounts are problems, and are replaced by 0."""
        ops = self.ops
        too_large = ops.beyond(amount, LIMIT)
        if not ops.some(too_large):
            return amount
        for pool in ops.indices(too_large):
            message = Text("{cost} comes to more than a sheet can hold to the last digit", cost=layer.name)
            self.lines.problems.append(self.costs.problem(layer, pool, "amount", message, Text("check the amount, its currency and the rate")))
        return ops.when(too_large, 0, amount)

    def _carrier_amount(self, layer: Layer, amount: Column) -> Column:
        """The amount of a chargeable line: the typed amount, else the amount from the carrier's prices."""
        if layer.of or layer.reverses:
            return amount
        ops, carrier = self.ops, self.bases.chargeable()
        untyped = ops.without(layer.here, layer.amount.known)
        unknown = ops.without(untyped, ops.either(carrier.priced, layer.actual.known))
        for pool in ops.indices(unknown):
            message = Text("{cost} has no amount, and the carrier's prices are not known", cost=layer.name)
            fix = Text("type the amount, or price_per_kg and price_per_cbm")
            self.lines.problems.append(self.costs.problem(layer, pool, "amount", message, fix))
        return ops.when(untyped, carrier.amounts, amount)

    def _earlier(self, layer: Layer, amount: Column) -> Column:
        """The amount that each pool shares in the line that a layer takes back. A layer with the same sign as that amount is a problem."""
        ops = self.ops
        earlier = ops.total(self.lines.shares.get(layer.reverses, self.member_zeros), self.orders.member_pool, self.n_pools)
        for pool in ops.indices(ops.both(layer.here, self._same_sign(amount, earlier))):
            message = Text("{cost} takes back {other}, but has the same sign", cost=layer.name, other=self.lines.names[layer.reverses])
            self.lines.problems.append(self.costs.problem(layer, pool, "amount", message, Text("type the amount with the other sign")))
        return earlier

    def _same_sign(self, a: Column, b: Column) -> Column:
        """Flags: where both values are above 0, or both below 0."""
        ops = self.ops
        below = ops.both(ops.at_least(-1, a), ops.at_least(-1, b))
        return ops.either(ops.both(ops.at_least(a, 1), ops.at_least(b, 1)), below)

    def _whole(self, layer: Layer, amount: Column, earlier: Column) -> Column:
        """Flags: the pools where a line takes back a whole earlier line. A partial credit is apportioned. (spec.md, section 1)"""
        ops = self.ops
        stated = layer.amount.known
        if layer.of:
            stated = layer.here
        elif self.actual:
            stated = ops.either(stated, layer.actual.known)
        in_full = ops.equal(ops.add(amount, earlier), 0)
        return ops.both(layer.here, ops.either(ops.without(1, stated), in_full))

    def _without_exempt(self, layer: Layer, column: Column) -> Column:
        """The column; for a layer of the fee, with 0 for an exempt lead buyer. (spec.md, section 2, fee)"""
        ops = self.ops
        if layer.kind != FEE or not ops.some(self.terms.lead_exempt):
            return column
        exempt = ops.when(self.terms.lead_exempt, self.terms.lead, -1)
        return ops.when(ops.mark(exempt, self.n_members), 0, column)

    def _at_least_zero(self, layer: Layer, weights: Column, amount: Column, whole: Column, basis: str) -> Column:
        """The weights with 0 for negative ones, which are a problem in the pools that have an amount to share. The problem names both lines."""
        ops = self.ops
        below = ops.at_least(-1, weights)
        if not ops.some(below):
            return weights
        shared = ops.without(amount, whole) if len(whole) else amount
        for pool in ops.indices(ops.both(shared, ops.total(below, self.orders.member_pool, self.n_pools))):
            message = Text("{cost} follows {basis}, where some partners have more than 0 and some less", cost=layer.name, basis=basis)
            self.lines.problems.append(self.costs.problem(layer, pool, "basis", message, Text("choose another basis")))
        return ops.when(below, 0, weights)

    def _credit(self, layer: Layer, amount: Column) -> None:
        """Credit the fee to the lead buyer, in a separate column, so that his own part of the fee cancels out."""
        ops, lead = self.ops, self.terms.lead
        if ops.some(ops.at_least(lead, 0)):
            self.lines.credits.add(layer.key + CREDIT)
            self._add_shares(layer.key + CREDIT, layer.name, ops.placed(self.member_zeros, lead, ops.subtract(0, amount)))

    def _apportion(self, layer: Layer, amount: Column, weights: Column) -> tuple[Column, list[Fraction]]:
        """The shares of one layer, and the change of each member's carry, [] without a carry.

        An amount that nobody can bear is a problem, and is replaced by 0.
        """
        ops, owed = self.ops, self.lines.owed
        try:
            shares = ops.apportion(amount, weights, self.orders.member_pool, carry=owed)
        except WeightsError as error:
            for pool in error.groups:
                self._report_zero_basis(layer, pool)
            amount = ops.when(ops.mark(error.groups, self.n_pools), 0, amount)
            shares = ops.apportion(amount, weights, self.orders.member_pool, carry=owed)
        if owed is None:
            return shares, []
        sums = ops.total(weights, self.orders.member_pool, self.n_pools)
        return shares, [
            Fraction(amount[pool] * weight, sums[pool] or 1) - share
            for pool, weight, share in zip(self.orders.member_pool, weights, shares, strict=True)
        ]

    def _report_zero_basis(self, layer: Layer, pool: int) -> None:
        """Report a line whose basis is zero for everybody, unless the cause is another problem that has been reported."""
        if layer.basis == DIRECT or layer.basis in self.bases.doubtful or self._depends_on_unread(layer):
            return
        basis = self.bases.name(layer)
        basis_name = name_text(basis) if basis in BASES else basis
        message = Text("{cost} is shared by {basis}, which is zero for everybody", cost=layer.name, basis=basis_name)
        fix = Text("choose another basis, or fill in what it is made of")
        self.lines.problems.append(self.costs.problem(layer, pool, "basis", message, fix))

    # after the lines -------------------------------------------------------------------------------------------------

    def _fx_difference(self, listed: dict[str, None]) -> None:
        """Add the amount that was debited for the goods, less the quoted goods, as a separate line, shared by goods value. (spec.md, section 2)"""
        ops = self.ops
        if not self.actual:
            return
        for layer in self.costs.layers:
            shares = self.lines.shares.get(layer.key)
            if layer.kind != GOODS or shares is None or not ops.some(layer.actual.known):
                continue
            quoted = ops.total(shares, self.orders.member_pool, self.n_pools)
            amount = ops.when(layer.actual.known, ops.subtract(layer.actual.values, quoted), 0)
            difference = Layer.empty(FX, FX, "fx", ("cost", layer.key), ops, self.n_pools)
            difference.here, difference.row = layer.actual.known, layer.row
            weights = self._at_least_zero(difference, shares, amount, (), layer.name)
            self._add_step(self._difference_step(difference, amount, weights, layer))
            listed[FX] = None

    def _difference_step(self, layer: Layer, amount: Column, weights: Column, of: Layer) -> SharedLine:
        carry = None if self.lines.owed is None else list(self.lines.owed)
        shares, owed = self._apportion(layer, amount, weights)
        if self.lines.owed is not None:
            self.lines.owed = [before + change for before, change in zip(self.lines.owed, owed, strict=True)]
        return SharedLine(layer, amount, (), weights, shares, of.name, (), carry, owed)

    def _check_dues_limit(self) -> None:
        """Report dues that a sheet cannot hold to the last digit; each single line may be small enough."""
        if self.ops.some(self.ops.beyond(self.lines.exact_due, LIMIT)):
            message = Text("the dues come to more than a sheet can hold to the last digit")
            self.lines.problems.append(Problem("costs", 0, "amount", message, Text("check the amounts, their currencies and the rates")))

    def _round(self) -> None:
        """Round the dues to payable steps, where a pool has a step above 1."""
        ops = self.ops
        self.lines.due = self.lines.exact_due
        if ops.some(ops.at_least(self.terms.step, 2)):
            rounded = in_steps(self.lines.exact_due, self.orders.member_pool, self.terms, self.lines.steps_owed, ops)
            self.lines.due, self.lines.shares[ROUNDING], self.lines.names[ROUNDING] = rounded.due, rounded.moved, ROUNDING
            self.lines.steps_owed = rounded.owed
            self.lines.problems += rounded.problems
