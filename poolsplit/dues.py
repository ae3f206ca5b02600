"""Who owes what: every cost line apportioned by its basis, added up, rounded to the payable step. (spec.md, section 2)

The rules below know only the operations (`ops`): they run unchanged on lists (`poolsplit.exact`) and on arrays.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit import goods
from poolsplit.bases import Bases
from poolsplit.costs import BASES, CREDIT, DIRECT, FEE, FX, GOODS, ITEMS, ROUNDING, Costs, Layer
from poolsplit.errors import Problem, Text, WeightsError, word
from poolsplit.lines import Lines, Step
from poolsplit.reading import LIMIT
from poolsplit.rounding import in_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.items import Items
    from poolsplit.pool import Orders
    from poolsplit.terms import PoolTerms

    Column = Sequence[int]


def lines(
    orders: Orders, items: Items, costs: Costs, terms: PoolTerms, ratios: Sequence[Fraction], ops: Any,
    *, actual: bool = False, carry: Sequence[Fraction] | None = None, step_carry: Sequence[Fraction] | None = None,
) -> Lines:
    """The chain: one cost line after the other, each apportioned by its basis, then the dues. (spec.md, section 2)

    ratios: what turns each lot's price into minor units of its pool's currency. actual: what the lines came to in the end,
    where `costs` says so, instead of the quote. carry, step_carry: what rounding owes each member from earlier orders, of the lines
    and of the payable steps, in minor units.
    """
    return _Chain(orders, items, costs, terms, ratios, ops, actual=actual, carry=carry, step_carry=step_carry).run()


class _Chain:
    """One walk along the cost lines; `found` grows by one line at a time."""

    def __init__(
        self, orders: Orders, items: Items, costs: Costs, terms: PoolTerms, ratios: Sequence[Fraction], ops: Any,
        *, actual: bool, carry: Sequence[Fraction] | None, step_carry: Sequence[Fraction] | None,
    ) -> None:
        self.orders, self.items, self.costs, self.terms, self.ratios, self.ops = orders, items, costs, terms, ratios, ops
        self.actual = actual
        self.n = len(orders.members)
        self.pools = len(orders.pools)
        self.found = Lines(items, owed=None if carry is None else list(carry), steps_owed=None if step_carry is None else list(step_carry))
        self.bases = Bases(orders, items, costs, terms, self.found, ops)
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
        nothing = self.ops.constant(0, self.n)
        self.found.exact_due = self.ops.add(nothing, *self.found.shares.values())
        self._refuse_the_endless()
        self._round()
        return self.found

    # one line --------------------------------------------------------------------------------------------------------

    def _goods_of_items(self) -> None:
        """What the items' prices make of every row, and what its rounding adds to the carry."""
        self.goods_owed: list[Fraction] = []
        self.billed_by_items = self.ops.constant(0, self.pools)
        if self.items.priced:
            before = list(self.found.owed or ())
            value = goods.lot_values(self.orders, self.items, self.ratios, self.ops)
            self.found.goods_value = goods.row_values(value, self.orders, self.ops, self.found.owed)
            self.billed_by_items = self.ops.total(value, self.orders.lot_pool, self.pools)
            self.goods_owed = [after - owed for owed, after in zip(before, self.found.owed or (), strict=True)]

    def _line(self, layer: Layer) -> None:
        """Share one layer and add it to its line."""
        before = len(self.found.problems)
        step, rows = self._of_items(layer) if layer.basis == ITEMS else self._shared(layer)
        self.found.steps.append(step)
        self._add(layer.key, layer.name, step.shares, rows)
        if layer.kind == FEE:
            self._credit(layer, step.amount)
        if len(self.found.problems) > before or self._unread(layer):
            self.doubtful.add(layer.key)

    def _unread(self, layer: Layer) -> bool:
        """Whether a line is not what it will be once every cell can be read."""
        cells = {(row, column) for row in layer.row if row >= 0 for column in ("amount", "rate", "actual")}
        unread = cells & self.costs.typed.unread or self.items.typed.unread or self.orders.typed.unread
        return bool(unread) or not self.doubtful.isdisjoint(layer.needs)

    def _of_items(self, layer: Layer) -> tuple[Step, Column]:
        """The goods line that the prices make, in the pools that have it; it is known by row."""
        here = self.ops.spread([1 if mine else 0 for mine in layer.here], self._row_pools())
        rows = self.ops.multiply(self.found.goods_value, here) if self.found.goods_value else self.ops.constant(0, len(here))
        shares = self.ops.total(rows, self.orders.row_member, self.n)
        amount = self._writable(layer, [value if mine else 0 for value, mine in zip(self.billed_by_items, layer.here, strict=True)])
        carry = None if self.found.owed is None else list(self.found.owed)
        return Step(layer, amount, (), shares, shares, "quantity", [False] * self.pools, carry, self.goods_owed), rows

    def _shared(self, layer: Layer) -> tuple[Step, Column]:
        """One layer apportioned by its basis; in the pools where it takes back a whole earlier line, that line's shares negated."""
        amount, base = self._amount(layer)
        earlier = self._earlier(layer, amount)
        whole = self._whole(layer, amount, earlier)
        weights, rows, basis = self.bases.weights(layer)
        weights = self._at_least_zero(layer, self._without_exempt(layer, weights), amount, whole, basis)
        carry = None if self.found.owed is None else list(self.found.owed)
        apportioned = [0 if back else value for value, back in zip(amount, whole, strict=True)]
        shares, owed = self._apportion(layer, apportioned, weights)
        by_row = self._to_rows(shares, [max(0, weight) for weight in rows])
        if any(whole):
            shares, by_row, owed = self._take_back(layer, whole, shares, by_row, owed)
        amount = [-total if back else value for value, total, back in zip(amount, earlier, whole, strict=True)]
        if self.found.owed is not None:
            self.found.owed = [before + change for before, change in zip(self.found.owed, owed, strict=True)]
        return Step(layer, amount, base, weights, shares, basis, whole, carry, owed), by_row

    def _take_back(
        self, layer: Layer, whole: Sequence[bool], shares: Column, rows: Column, owed: list[Fraction]
    ) -> tuple[Column, Column, list[Fraction]]:
        """Shares, rows and carry with those of the reversed line negated, in the pools where it is taken back whole."""
        ops, minus = self.ops, [-1 if back else 0 for back in whole]
        by_member, by_row = ops.spread(minus, self.orders.member_pool), ops.spread(minus, self._row_pools())
        nothing = ops.constant(0, self.n)
        shares = ops.add(shares, ops.multiply(self.found.shares.get(layer.reverses) or nothing, by_member))
        rows = ops.add(rows, ops.multiply(self.found.rows.get(layer.reverses) or ops.constant(0, len(by_row)), by_row))
        for step in self.found.steps:
            if step.layer.key == layer.reverses and step.owed:
                owed = [here + sign * change for here, sign, change in zip(owed, by_member, step.owed, strict=True)]
        return shares, rows, owed

    def _row_pools(self) -> list[int]:
        return [self.orders.member_pool[member] for member in self.orders.row_member]

    def _add(self, key: str, name: str, shares: Column, rows: Column) -> None:
        before = self.found.shares.get(key)
        self.found.names.setdefault(key, name)
        self.found.shares[key] = shares if before is None else self.ops.add(before, shares)
        self.found.rows[key] = rows if before is None else self.ops.add(self.found.rows[key], rows)

    def _amount(self, layer: Layer) -> tuple[Column, Column]:
        """What the pools share in this line, in minor units of their currencies, and what a rate was taken of."""
        ops = self.ops
        amount = ops.scale([value or 0 for value in layer.amount], layer.numerator, layer.denominator)
        base: Column = ()
        if layer.of:
            nothing = ops.constant(0, self.n)
            of = ops.add(nothing, *(self.found.shares.get(key) or nothing for key in layer.of))
            base = ops.total(self._without_exempt(layer, of), self.orders.member_pool, self.pools)
            rated = ops.scale(base, [rate.numerator for rate in layer.rate], [rate.denominator for rate in layer.rate])
            amount = ops.add(amount, rated)
        if layer.basis == "chargeable":
            amount = [self._carrier_amount(layer, pool, value) for pool, value in enumerate(amount)]
        if self.actual and layer.kind != GOODS:
            came_to = ops.scale([value or 0 for value in layer.actual], layer.numerator, layer.denominator)
            amount = [value if actual is None else final for value, actual, final in zip(amount, layer.actual, came_to, strict=True)]
        return self._writable(layer, amount), base

    def _writable(self, layer: Layer, amount: Column) -> Column:
        """Amounts that a sheet can hold; larger ones are problems, and count as 0 from there on."""
        for pool, value in enumerate(amount):
            if abs(value) >= LIMIT:
                message = Text("{cost} comes to more than a sheet can hold to the last digit", cost=layer.name)
                self.found.problems.append(self.costs.problem(layer, pool, "amount", message, Text("check the amount, its currency and the rate")))
        return [value if abs(value) < LIMIT else 0 for value in amount]

    def _carrier_amount(self, layer: Layer, pool: int, value: int) -> int:
        """The amount of a chargeable line: as typed, else what the carrier's prices make."""
        if layer.amount[pool] is not None or layer.of or layer.reverses or not layer.here[pool]:
            return value
        amount = self.bases.chargeable().amounts[pool]
        if amount is None and layer.actual[pool] is None:
            message = Text("{cost} has no amount, and the carrier's prices are not known", cost=layer.name)
            fix = Text("type the amount, or price_per_kg and price_per_cbm")
            self.found.problems.append(self.costs.problem(layer, pool, "amount", message, fix))
        return round(amount or 0)

    def _earlier(self, layer: Layer, amount: Column) -> Column:
        """What the pools share in the line that a layer takes back; a credit has the other sign."""
        nothing = self.ops.constant(0, self.n)
        earlier = self.ops.total(self.found.shares.get(layer.reverses) or nothing, self.orders.member_pool, self.pools)
        for pool, (value, total) in enumerate(zip(amount, earlier, strict=True)):
            if layer.here[pool] and value * total > 0:
                message = Text("{cost} takes back {other}, but has the same sign", cost=layer.name, other=self.found.names[layer.reverses])
                self.found.problems.append(self.costs.problem(layer, pool, "amount", message, Text("type the amount with the other sign")))
        return earlier  # type: ignore[no-any-return]

    def _whole(self, layer: Layer, amount: Column, earlier: Column) -> list[bool]:
        """The pools in which a line takes back a whole earlier line; a partial credit is apportioned. (spec.md, section 1)"""
        found = []
        for pool, (value, total) in enumerate(zip(amount, earlier, strict=True)):
            stated = layer.amount[pool] is not None or bool(layer.of) or (self.actual and layer.actual[pool] is not None)
            found.append(bool(layer.reverses) and layer.here[pool] and (value == -total or not stated))
        return found

    def _without_exempt(self, layer: Layer, column: Column) -> Column:
        """The column with nothing for an exempt lead buyer, where the layer is the fee. (spec.md, section 2, fee)"""
        if layer.kind != FEE or not any(self.terms.lead_exempt):
            return column
        exempt = {lead for lead, is_exempt in zip(self.terms.lead, self.terms.lead_exempt, strict=True) if is_exempt}
        return self.ops.multiply(column, [0 if member in exempt else 1 for member in range(self.n)])  # type: ignore[no-any-return]

    def _at_least_zero(self, layer: Layer, weights: Column, amount: Column, whole: Sequence[bool], basis: str) -> Column:
        """Weights without negative ones, which are a problem that names both lines where there is something to share."""
        below = sorted({pool for pool, weight in zip(self.orders.member_pool, weights, strict=True) if weight < 0})
        for pool in below:
            if amount[pool] and not whole[pool]:
                message = Text("{cost} follows {basis}, where some partners have more than 0 and some less", cost=layer.name, basis=basis)
                self.found.problems.append(self.costs.problem(layer, pool, "basis", message, Text("choose another basis")))
        return [max(0, weight) for weight in weights]

    def _credit(self, layer: Layer, amount: Column) -> None:
        """The fee goes to the lead buyer, in a column of its own, so that his part nets out."""
        leads = self.terms.lead
        if any(lead >= 0 for lead in leads):
            paid = self.ops.spread(amount, self.orders.member_pool)
            minus = [-1 if leads[pool] == member else 0 for member, pool in enumerate(self.orders.member_pool)]
            self.found.credits.add(layer.key + CREDIT)
            self._add(layer.key + CREDIT, layer.name, self.ops.multiply(paid, minus), self.ops.constant(0, len(self.orders.quantity)))

    def _apportion(self, layer: Layer, amount: Column, weights: Column) -> tuple[Column, list[Fraction]]:
        """The shares of one layer, and what they add to the carry; what nobody can bear is a problem, and counts as 0 from there on."""
        ops, owed = self.ops, self.found.owed
        try:
            shares = ops.apportion(amount, weights, self.orders.member_pool, carry=owed)
        except WeightsError as error:
            for pool in error.groups:
                self._nobody(layer, pool)
            amount = [0 if pool in error.groups else value for pool, value in enumerate(amount)]
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
        if isinstance(layer.basis, tuple):
            shown = self.found.names.get(layer.basis[1], layer.basis[1])
        else:
            shown = word(layer.basis) if layer.basis in BASES else " + ".join(self.found.names.get(key, key) for key in layer.of)
        message = Text("{cost} is shared by {basis}, which is zero for everybody", cost=layer.name, basis=shown)
        fix = Text("choose another basis, or fill in what it is made of")
        self.found.problems.append(self.costs.problem(layer, pool, "basis", message, fix))

    def _to_rows(self, shares: Column, rows: Column) -> Column:
        """A member's share goes on to his SKUs by the same basis, or by quantity where that leaves nobody. (spec.md, landed cost)"""
        ops, members = self.ops, self.orders.row_member
        sums = ops.total(rows, members, self.n)
        weights = ops.choose(ops.spread(sums, members), ops.constant(1, len(members)), rows, self.orders.quantity)
        pieces = ops.total(weights, members, self.n)
        spread = [share if weight else 0 for share, weight in zip(shares, pieces, strict=True)]
        return ops.apportion(spread, weights, members)  # type: ignore[no-any-return]

    # after the lines -------------------------------------------------------------------------------------------------

    def _fx_difference(self, listed: dict[str, None]) -> None:
        """The amount that was debited for the goods, less the quoted goods, is a line of its own on goods value. (spec.md, section 2)"""
        if not self.actual:
            return
        for layer in self.costs.layers:
            shares = self.found.shares.get(layer.key)
            if layer.kind != GOODS or shares is None or all(actual is None for actual in layer.actual):
                continue
            quoted = self.ops.total(shares, self.orders.member_pool, self.pools)
            amount = [0 if actual is None else actual - value for actual, value in zip(layer.actual, quoted, strict=True)]
            difference = Layer(FX, FX, "fx", self.pools, ("cost", layer.key))
            difference.here, difference.row = [actual is not None for actual in layer.actual], layer.row
            weights = self._at_least_zero(difference, shares, amount, [False] * self.pools, layer.name)
            step, rows = self._difference(difference, amount, weights, layer)
            self.found.steps.append(step)
            self._add(FX, FX, step.shares, rows)
            listed[FX] = None

    def _difference(self, layer: Layer, amount: Column, weights: Column, of: Layer) -> tuple[Step, Column]:
        carry = None if self.found.owed is None else list(self.found.owed)
        shares, owed = self._apportion(layer, amount, weights)
        if self.found.owed is not None:
            self.found.owed = [before + change for before, change in zip(self.found.owed, owed, strict=True)]
        step = Step(layer, amount, (), weights, shares, of.name, [False] * self.pools, carry, owed)
        return step, self._to_rows(shares, self.found.rows[of.key])

    def _refuse_the_endless(self) -> None:
        """Dues that a sheet cannot hold to the last digit are a problem, though every line is."""
        if any(abs(due) >= LIMIT for due in self.found.exact_due):
            message = Text("the dues come to more than a sheet can hold to the last digit")
            self.found.problems.append(Problem("costs", 0, "amount", message, Text("check the amounts, their currencies and the rates")))

    def _round(self) -> None:
        """Dues in payable steps, where there are any."""
        self.found.due = self.found.exact_due
        if any(step > 1 for step in self.terms.step):
            rounded = in_steps(self.found.exact_due, self.orders.member_pool, self.terms, self.found.steps_owed, self.ops)
            self.found.due, self.found.shares[ROUNDING], self.found.names[ROUNDING] = rounded.due, rounded.moved, ROUNDING
            self.found.steps_owed = rounded.owed
            self.found.problems += rounded.problems
