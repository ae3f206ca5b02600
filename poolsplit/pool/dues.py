"""Who owes what: every cost line apportioned by its basis, added up, rounded to the payable step. (spec.md, section 2)

The rules below know only the operations (`ops`): they run unchanged on lists (`poolsplit.engine.exact`) and on arrays.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text, WeightsError, word
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
    """The chain: one cost line after the other, each apportioned by its basis, then the dues. (spec.md, section 2)

    ratios: (numerators, denominators), what turns each lot's price into minor units of its pool's currency. actual: what the lines came
    to in the end, where `costs` says so, instead of the quote. carry, step_carry: what rounding owes each member from earlier orders, of
    the lines and of the payable steps, in minor units.
    """
    return _Chain(orders, items, costs, terms, ratios, actual=actual, carry=carry, step_carry=step_carry).run()


class _Chain:
    """One walk along the cost lines; `found` grows by one line at a time."""

    def __init__(
        self, orders: Orders, items: Items, costs: Costs, terms: PoolTerms, ratios: Ratios,
        *, actual: bool, carry: Sequence[Fraction] | None, step_carry: Sequence[Fraction] | None,
    ) -> None:
        self.orders, self.items, self.costs, self.terms, self.ratios, self.ops = orders, items, costs, terms, ratios, orders.ops
        self.actual = actual
        self.n = len(orders.members)
        self.pools = len(orders.pools)
        self.nobody, self.none = self.ops.constant(0, self.n), self.ops.constant(0, self.pools)
        self.found = Lines(items, owed=None if carry is None else list(carry), steps_owed=None if step_carry is None else list(step_carry))
        self.bases = Bases(orders, items, costs, terms, self.found)
        self.found.landing = partial(by_row, self.found.steps, self.bases)
        self.doubtful: set[str] = set()

    def run(self) -> Lines:
        """All lines in computing order, then in the order in which people listed them; then the dues."""
        self._goods_of_items()
        for i in self.costs.sequence:
            self._line(self.costs.layers[i])
        listed: dict[str, None] = {}
        for layer in self.costs.layers:
            listed[layer.key] = None
            if layer.key + CREDIT in self.found.credits:
                listed[layer.key + CREDIT] = None
        self._fx_difference(listed)
        self.found.shares = {key: self.found.shares[key] for key in listed if key in self.found.shares}
        self.found.exact_due = self.ops.add(*self.found.shares.values()) if self.found.shares else self.nobody
        self._refuse_the_endless()
        self._round()
        return self.found

    # one line --------------------------------------------------------------------------------------------------------

    def _goods_of_items(self) -> None:
        """What the items' prices make of every row, and what its rounding adds to the carry."""
        self.goods_owed: list[Fraction] = []
        self.billed_by_items = self.none
        if self.items.priced:
            before = list(self.found.owed or ())
            value = goods.lot_values(self.orders, self.items, *self.ratios)
            self.found.goods_value = self.bases.goods = goods.row_values(value, self.orders, self.found.owed)
            self.billed_by_items = self.ops.total(value, self.orders.lot_pool, self.pools)
            self.goods_owed = [after - owed for owed, after in zip(before, self.found.owed or (), strict=True)]

    def _line(self, layer: Layer) -> None:
        """Share one layer and add it to its line."""
        before = len(self.found.problems)
        step = self._of_items(layer) if layer.basis == ITEMS else self._shared(layer)
        self._take(step)
        if layer.kind == FEE:
            self._credit(layer, step.amount)
        if len(self.found.problems) > before or self._unread(layer):
            self.doubtful.add(layer.key)

    def _unread(self, layer: Layer) -> bool:
        """Whether a line is not what it will be once every cell can be read."""
        if self.items.typed.unread or self.orders.typed.unread or not self.doubtful.isdisjoint(layer.needs):
            return True
        rows = {row for row, column in self.costs.typed.unread if column in {"amount", "rate", "actual"}}
        return bool(rows) and not rows.isdisjoint(map(int, layer.row))

    def _of_items(self, layer: Layer) -> SharedLine:
        """The goods line that the prices make, in the pools that have it; it is known by row."""
        ops, shares = self.ops, self.nobody
        if len(self.found.goods_value):
            shares = self.orders.by_member(self.found.goods_value)
            if ops.some(ops.without(1, layer.here)):
                shares = ops.multiply(shares, ops.spread(layer.here, self.orders.member_pool))
        amount = self._writable(layer, ops.multiply(self.billed_by_items, layer.here))
        carry = None if self.found.owed is None else list(self.found.owed)
        return SharedLine(layer, amount, (), shares, shares, "quantity", (), carry, self.goods_owed)

    def _shared(self, layer: Layer) -> SharedLine:
        """One layer apportioned by its basis; in the pools where it takes back a whole earlier line, that line's shares negated."""
        ops = self.ops
        amount, base = self._amount(layer)
        earlier = self._earlier(layer, amount) if layer.reverses else self.none
        whole = self._whole(layer, amount, earlier) if layer.reverses else ()
        weights, basis = self.bases.weights(layer)
        weights = self._at_least_zero(layer, self._without_exempt(layer, weights), amount, whole, basis)
        carry = None if self.found.owed is None else list(self.found.owed)
        if not ops.some(whole):
            shares, owed = self._apportion(layer, amount, weights)
        else:
            shares, owed = self._apportion(layer, ops.when(whole, 0, amount), weights)
            shares, owed = self._take_back(layer, whole, shares, owed)
            amount = ops.when(whole, ops.subtract(0, earlier), amount)
        if self.found.owed is not None:
            self.found.owed = [before + change for before, change in zip(self.found.owed, owed, strict=True)]
        return SharedLine(layer, amount, base, weights, shares, basis, whole, carry, owed)

    def _take_back(self, layer: Layer, whole: Column, shares: Column, owed: list[Fraction]) -> tuple[Column, list[Fraction]]:
        """Shares and carry with those of the reversed line negated, in the pools where it is taken back whole."""
        ops, back = self.ops, self.ops.spread(whole, self.orders.member_pool)
        shares = ops.subtract(shares, ops.multiply(self.found.shares.get(layer.reverses, self.nobody), back))
        for step in self.found.steps:
            if step.layer.key == layer.reverses and step.owed:
                owed = [here - change if taken else here for here, taken, change in zip(owed, back, step.owed, strict=True)]
        return shares, owed

    def _take(self, step: SharedLine) -> None:
        self.found.steps.append(step)
        self._add(step.layer.key, step.layer.name, step.shares)

    def _add(self, key: str, name: str, shares: Column) -> None:
        before = self.found.shares.get(key)
        self.found.names.setdefault(key, name)
        self.found.shares[key] = shares if before is None else self.ops.add(before, shares)

    def _amount(self, layer: Layer) -> tuple[Column, Column]:
        """What the pools share in this line, in minor units of their currencies, and what a rate was taken of."""
        ops = self.ops
        amount = ops.scale(layer.amount.values, layer.numerator, layer.denominator)
        base: Column = ()
        if layer.of:
            base = ops.total(self._without_exempt(layer, self.bases.charged(layer.of)), self.orders.member_pool, self.pools)
            amount = ops.add(amount, ops.scale(base, layer.rate.values, layer.rate.unit))
        if layer.basis == "chargeable":
            amount = self._carrier_amount(layer, amount)
        if self.actual and layer.kind != GOODS and ops.some(layer.actual.known):
            amount = ops.when(layer.actual.known, ops.scale(layer.actual.values, layer.numerator, layer.denominator), amount)
        return self._writable(layer, amount), base

    def _writable(self, layer: Layer, amount: Column) -> Column:
        """Amounts that a sheet can hold; larger ones are problems, and count as 0 from there on."""
        ops = self.ops
        endless = ops.beyond(amount, LIMIT)
        if not ops.some(endless):
            return amount
        for pool in ops.indices(endless):
            message = Text("{cost} comes to more than a sheet can hold to the last digit", cost=layer.name)
            self.found.problems.append(self.costs.problem(layer, pool, "amount", message, Text("check the amount, its currency and the rate")))
        return ops.when(endless, 0, amount)

    def _carrier_amount(self, layer: Layer, amount: Column) -> Column:
        """The amount of a chargeable line: as typed, else what the carrier's prices make."""
        if layer.of or layer.reverses:
            return amount
        ops, carrier = self.ops, self.bases.chargeable()
        asked = ops.without(layer.here, layer.amount.known)
        unknown = ops.without(asked, ops.either(carrier.priced, layer.actual.known))
        for pool in ops.indices(unknown):
            message = Text("{cost} has no amount, and the carrier's prices are not known", cost=layer.name)
            fix = Text("type the amount, or price_per_kg and price_per_cbm")
            self.found.problems.append(self.costs.problem(layer, pool, "amount", message, fix))
        return ops.when(asked, carrier.amounts, amount)

    def _earlier(self, layer: Layer, amount: Column) -> Column:
        """What the pools share in the line that a layer takes back; a credit has the other sign."""
        ops = self.ops
        earlier = ops.total(self.found.shares.get(layer.reverses, self.nobody), self.orders.member_pool, self.pools)
        for pool in ops.indices(ops.both(layer.here, self._same_sign(amount, earlier))):
            message = Text("{cost} takes back {other}, but has the same sign", cost=layer.name, other=self.found.names[layer.reverses])
            self.found.problems.append(self.costs.problem(layer, pool, "amount", message, Text("type the amount with the other sign")))
        return earlier

    def _same_sign(self, a: Column, b: Column) -> Column:
        """Flags: where both are above 0, or both below."""
        ops = self.ops
        below = ops.both(ops.at_least(-1, a), ops.at_least(-1, b))
        return ops.either(ops.both(ops.at_least(a, 1), ops.at_least(b, 1)), below)

    def _whole(self, layer: Layer, amount: Column, earlier: Column) -> Column:
        """Flags: where a line takes back a whole earlier line; a partial credit is apportioned. (spec.md, section 1)"""
        ops = self.ops
        stated = layer.amount.known
        if layer.of:
            stated = layer.here
        elif self.actual:
            stated = ops.either(stated, layer.actual.known)
        all_of_it = ops.equal(ops.add(amount, earlier), 0)
        return ops.both(layer.here, ops.either(ops.without(1, stated), all_of_it))

    def _without_exempt(self, layer: Layer, column: Column) -> Column:
        """The column with nothing for an exempt lead buyer, where the layer is the fee. (spec.md, section 2, fee)"""
        ops = self.ops
        if layer.kind != FEE or not ops.some(self.terms.lead_exempt):
            return column
        exempt = ops.when(self.terms.lead_exempt, self.terms.lead, -1)
        return ops.when(ops.mark(exempt, self.n), 0, column)

    def _at_least_zero(self, layer: Layer, weights: Column, amount: Column, whole: Column, basis: str) -> Column:
        """Weights without negative ones, which are a problem that names both lines where there is something to share."""
        ops = self.ops
        below = ops.at_least(-1, weights)
        if not ops.some(below):
            return weights
        shared = ops.without(amount, whole) if len(whole) else amount
        for pool in ops.indices(ops.both(shared, ops.total(below, self.orders.member_pool, self.pools))):
            message = Text("{cost} follows {basis}, where some partners have more than 0 and some less", cost=layer.name, basis=basis)
            self.found.problems.append(self.costs.problem(layer, pool, "basis", message, Text("choose another basis")))
        return ops.when(below, 0, weights)

    def _credit(self, layer: Layer, amount: Column) -> None:
        """The fee goes to the lead buyer, in a column of its own, so that his part nets out."""
        ops, lead = self.ops, self.terms.lead
        if ops.some(ops.at_least(lead, 0)):
            self.found.credits.add(layer.key + CREDIT)
            self._add(layer.key + CREDIT, layer.name, ops.placed(self.nobody, lead, ops.subtract(0, amount)))

    def _apportion(self, layer: Layer, amount: Column, weights: Column) -> tuple[Column, list[Fraction]]:
        """The shares of one layer, and what they add to the carry; what nobody can bear is a problem, and counts as 0 from there on."""
        ops, owed = self.ops, self.found.owed
        try:
            shares = ops.apportion(amount, weights, self.orders.member_pool, carry=owed)
        except WeightsError as error:
            for pool in error.groups:
                self._nobody(layer, pool)
            amount = ops.when(ops.mark(error.groups, self.pools), 0, amount)
            shares = ops.apportion(amount, weights, self.orders.member_pool, carry=owed)
        if owed is None:
            return shares, []
        sums = ops.total(weights, self.orders.member_pool, self.pools)
        return shares, [
            Fraction(amount[pool] * weight, sums[pool] or 1) - share
            for pool, weight, share in zip(self.orders.member_pool, weights, shares, strict=True)
        ]

    def _nobody(self, layer: Layer, pool: int) -> None:
        """A line whose basis is zero for everybody; one that waits for the solution of another problem is not blamed."""
        if layer.basis == DIRECT or layer.basis in self.bases.doubtful or self._unread(layer):
            return
        basis = self.bases.name(layer)
        message = Text("{cost} is shared by {basis}, which is zero for everybody", cost=layer.name, basis=word(basis) if basis in BASES else basis)
        fix = Text("choose another basis, or fill in what it is made of")
        self.found.problems.append(self.costs.problem(layer, pool, "basis", message, fix))

    # after the lines -------------------------------------------------------------------------------------------------

    def _fx_difference(self, listed: dict[str, None]) -> None:
        """The amount that was debited for the goods, less the quoted goods, is a line of its own on goods value. (spec.md, section 2)"""
        ops = self.ops
        if not self.actual:
            return
        for layer in self.costs.layers:
            shares = self.found.shares.get(layer.key)
            if layer.kind != GOODS or shares is None or not ops.some(layer.actual.known):
                continue
            quoted = ops.total(shares, self.orders.member_pool, self.pools)
            amount = ops.when(layer.actual.known, ops.subtract(layer.actual.values, quoted), 0)
            difference = Layer.empty(FX, FX, "fx", ("cost", layer.key), ops, self.pools)
            difference.here, difference.row = layer.actual.known, layer.row
            weights = self._at_least_zero(difference, shares, amount, (), layer.name)
            self._take(self._difference(difference, amount, weights, layer))
            listed[FX] = None

    def _difference(self, layer: Layer, amount: Column, weights: Column, of: Layer) -> SharedLine:
        carry = None if self.found.owed is None else list(self.found.owed)
        shares, owed = self._apportion(layer, amount, weights)
        if self.found.owed is not None:
            self.found.owed = [before + change for before, change in zip(self.found.owed, owed, strict=True)]
        return SharedLine(layer, amount, (), weights, shares, of.name, (), carry, owed)

    def _refuse_the_endless(self) -> None:
        """Dues that a sheet cannot hold to the last digit are a problem, though every line is."""
        if self.ops.some(self.ops.beyond(self.found.exact_due, LIMIT)):
            message = Text("the dues come to more than a sheet can hold to the last digit")
            self.found.problems.append(Problem("costs", 0, "amount", message, Text("check the amounts, their currencies and the rates")))

    def _round(self) -> None:
        """Dues in payable steps, where there are any."""
        ops = self.ops
        self.found.due = self.found.exact_due
        if ops.some(ops.at_least(self.terms.step, 2)):
            rounded = in_steps(self.found.exact_due, self.orders.member_pool, self.terms, self.found.steps_owed, ops)
            self.found.due, self.found.shares[ROUNDING], self.found.names[ROUNDING] = rounded.due, rounded.moved, ROUNDING
            self.found.steps_owed = rounded.owed
            self.found.problems += rounded.problems
