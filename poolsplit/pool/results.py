"""Results of a case in money: dues, landed cost, bills, carry, as columns of display values.

Minor units become display numbers only here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.errors import Problem, Text
from poolsplit.pool import goods
from poolsplit.pool.advice import Advice, Facts, Policy, Sizes, advise
from poolsplit.pool.costs import CREDIT, FEE, GOODS, QUOTED
from poolsplit.tables.columns import Labels
from poolsplit.values import names
from poolsplit.values.money import display, exponent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from poolsplit.engine.operations import Column
    from poolsplit.pool.costs import Layer
    from poolsplit.pool.inputs import Case
    from poolsplit.pool.lines import Lines


class Columns(dict[str, Any]):
    """A table by column. rows: returns the typed order row that each row of the table is about; None where its rows are not about order rows."""

    rows: Callable[[], Column] | None = None

    @classmethod
    def from_rows(cls, names: Sequence[str], rows: Sequence[Sequence[Any]], without: Collection[str] = ()) -> Columns:
        """A table from its rows, which have one value for each name. without: names of columns that are left out.

        >>> Columns.from_rows(("pool", "partner", "due"), [("", "An", 60), ("", "Bình", 40)], without={"pool"})
        {'partner': ['An', 'Bình'], 'due': [60, 40]}
        """
        return cls({name: [row[index] for row in rows] for index, name in enumerate(names) if name not in without})


def by_member(case: Case, counts: Mapping[str, Column], money: Mapping[str, Column] | None = None) -> Columns:
    """Columns with one value per member, after pool and partner, in the order in which members were typed.

    counts: whole numbers; money: minor units, which become display numbers.
    """
    orders, ops = case.orders, case.ops
    shown = orders.shown
    pools = ops.pick(orders.member_pool, shown)
    columns = Columns()
    if not orders.one_pool():
        columns["pool"] = Labels(orders.pool_names, pools)
    columns["partner"] = Labels(orders.partner_names, ops.pick(orders.member_partner, shown))
    columns.rows = lambda: ops.pick(ops.lowest(orders.row_first, orders.row_member, len(orders.members)), shown)
    return _with_figures(case, columns, shown, pools, counts, money or {})


def by_row(case: Case, counts: Mapping[str, Column], money: Mapping[str, Column] | None = None) -> Columns:
    """Columns with one value per partner and SKU, after pool, partner and SKU, in the order in which rows were typed.

    counts: whole numbers; money: minor units, which become display numbers.
    """
    orders, ops = case.orders, case.ops
    shown = ops.ordered(orders.row_first)
    pools, members = ops.pick(orders.row_pool, shown), ops.pick(orders.row_member, shown)
    columns = Columns()
    if not orders.one_pool():
        columns["pool"] = Labels(orders.pool_names, pools)
    columns["partner"] = orders.members.at(members, ops)
    if orders.has_skus():
        columns["sku"] = orders.lots.at(ops.pick(orders.row_lot, shown), ops)
    columns.rows = lambda: ops.pick(orders.row_first, shown)
    return _with_figures(case, columns, shown, pools, counts, money or {})


def _with_figures(
    case: Case, columns: Columns, shown: Column, pools: Column, counts: Mapping[str, Column], money: Mapping[str, Column]
) -> Columns:
    """Add figures to the columns of names. shown: the order of rows; pools: the pool of each row, whose currency its amounts are in."""
    columns.update({name: case.ops.pick(values, shown) for name, values in counts.items()})
    columns.update({name: _displayed(case, case.ops.pick(values, shown), pools) for name, values in money.items()})
    return columns


def _displayed(case: Case, amounts: Column, pools: Column) -> Sequence[Any]:
    """Minor units as display numbers. pools: the pool of each amount, whose currency it is in."""
    currencies = case.terms.currency
    if all(exponent(code) == 0 for code in currencies.occurring(case.ops)):
        return amounts
    return [display(amount, currencies[pool]) for amount, pool in zip(map(int, amounts), pools, strict=True)]


class Report:
    """The results of one case. quote: the lines as quoted. binding: the actual lines where there are actual amounts, else the quote."""

    def __init__(self, case: Case) -> None:
        """Compute the lines of the quote and, where costs have actual amounts, the actual lines."""
        self.case = case
        self.quote: Lines = case.lines()
        self.binding: Lines = case.lines(actual=True) if case.has_actual() else self.quote
        case.say(self._warnings())

    @classmethod
    def of(cls, case: Case) -> Report:
        """The report of a case. Raises DataError with all problems where any of them is not a warning."""
        report = cls(case)
        case.stop_on_problems()
        return report

    # columns ---------------------------------------------------------------------------------------------------------

    def labels(self) -> dict[str, str]:
        """The name of every column of the dues by its key, in order."""
        labels = {}
        for key in self.binding.shares:
            name = self.binding.names.get(key, key)
            labels[key] = f"{name}{CREDIT}" if key in self.binding.credits else name
        if self.binding is not self.quote:
            labels[QUOTED] = QUOTED
        return {**labels, "due": "due"}

    def key(self, column: str) -> str | None:
        """The key of a column by its name or key, in any spelling with the same name key; None where there is no such column."""
        wanted = names.key(column)
        return next((key for key, label in self.labels().items() if wanted in {key, names.key(label)}), None)

    def amounts(self, key: str) -> Column:
        """One column of the dues, in minor units, one per member."""
        if key == "due":
            return self.binding.due
        return self.quote.due if key == QUOTED else self.binding.shares[key]

    def dues(self) -> Columns:
        """The dues table by column, one row per member, in the order in which members were typed."""
        orders = self.case.orders
        pieces = orders.by_member(orders.quantity)
        return by_member(self.case, {"quantity": pieces}, {label: self.amounts(key) for key, label in self.labels().items()})

    def currency(self, pool: int) -> str:
        """The currency of a pool's dues."""
        return str(self.case.terms.currency[pool])

    # tables ----------------------------------------------------------------------------------------------------------

    def landed_rows(self) -> Column:
        """Landed cost of every row in minor units: all lines but rounding, and without the lead buyer's own fee, which is not a cost to him."""
        orders, ops = self.case.orders, self.case.ops
        fees = {layer.key for layer in self.case.costs.layers if layer.kind == FEE}
        own_fee = ops.spread(ops.mark(self.case.terms.lead, len(orders.members)), orders.row_member)
        lines = (ops.when(own_fee, 0, rows) if key in fees else rows for key, rows in self.binding.rows.items())
        return ops.add(ops.constant(0, len(orders.quantity)), *lines)

    def landed(self) -> Columns:
        """The landed table by column."""
        ops, cost, pieces = self.case.ops, self.landed_rows(), self.case.orders.quantity
        unit_cost = ops.scale(cost, 1, ops.when(pieces, pieces, 1))
        return by_row(self.case, {"quantity": pieces}, {"landed": cost, "unit_cost": unit_cost})

    def lot_cost(self) -> tuple[Column, Column]:
        """Landed cost and pieces of every lot."""
        orders, ops = self.case.orders, self.case.ops
        n = len(orders.lots)
        return ops.total(self.landed_rows(), orders.row_lot, n), orders.lot_pieces

    def bills(self) -> Columns:
        """Every line beside its bill: the billed and the shared total in the pool's currency, and "yes" where the amount leaves the pool."""
        orders, leads, ops = self.case.orders, self.case.terms.lead, self.case.ops
        rows: list[tuple[Any, ...]] = []
        for key, shares in self.binding.shares.items():  # the fee's credit and the rounding have no step: no bill is behind them
            totals = ops.total(shares, orders.member_pool, len(orders.pools))
            steps = [step for step in self.binding.steps if step.layer.key == key]
            here = ops.either(ops.constant(0, len(orders.pools)), *(step.layer.here for step in steps))
            billed = ops.add(ops.constant(0, len(orders.pools)), *(ops.multiply(step.amount, step.layer.here) for step in steps))
            for pool in ops.indices(here):
                stays = steps[0].layer.kind == FEE and leads[pool] >= 0
                code = self.currency(pool)
                rows.append((orders.pools[pool], self.binding.names[key], display(int(billed[pool]), code), display(int(totals[pool]), code),
                             "no" if stays else "yes"))
        return Columns.from_rows(("pool", "cost", "billed", "shared", "leaves"), rows, orders.unsaid())

    def carry(self, pieces: Mapping[str, Sequence[Fraction]] | None = None) -> Columns:
        """The amount that rounding owes each partner after this order, per measure, added up over the pools.

        pieces: measure -> the amount that sharing pieces adds to the carry, one per member.
        """
        case, orders = self.case, self.case.orders
        before = case.carry or {}
        carried = {(measure, key): value for measure, by_partner in before.items() for key, value in by_partner.items()}
        shown = {names.key(name): name for name in orders.members}

        def add(measure: str, member: int, value: Fraction) -> None:
            key = (measure, names.key(orders.members[member]))
            carried[key] = carried.get(key, Fraction(0)) + value

        for member, pool in enumerate(orders.member_pool):
            add(case.measure(pool), member, self._added(self.binding.owed, member, pool, steps=False))
            if case.terms.step[pool] > 1:
                add(case.measure(pool, steps=True), member, self._added(self.binding.steps_owed, member, pool, steps=True))
            for measure, values in (pieces or {}).items():
                add(measure, member, values[member])
        rows = [(shown.get(key, key), measure, value) for (measure, key), value in sorted(carried.items())]
        return Columns.from_rows(("partner", "measure", "carry"), rows)

    def _added(self, owed: Sequence[Fraction] | None, member: int, pool: int, *, steps: bool) -> Fraction:
        """The amount that this order adds to a member's carry in one measure."""
        case = self.case
        before = (case.carry or {}).get(case.measure(pool, steps=steps), {}).get(names.key(case.orders.members[member]), Fraction(0))
        return (owed[member] if owed else Fraction(0)) - before

    # advice ----------------------------------------------------------------------------------------------------------

    def advice(self, facts: Facts, policy: Policy) -> list[Advice]:
        """Advice on every pool, each once. The thresholds are in VND, so pools in other currencies get only the advice without amounts."""
        result: list[Advice] = []
        for pool in range(len(self.case.orders.pools)):
            for advice in advise(self.sizes(pool), facts, policy):
                if advice not in result:
                    result.append(advice)
        return result

    def sizes(self, pool: int) -> Sizes:
        """The figures of one pool that advice depends on."""
        case, orders = self.case, self.case.orders
        in_vnd = self.currency(pool) == "VND"
        lot_prices, (numerator, denominator) = goods.prices(orders, case.items), case.ratios
        lots = [lot for lot, lot_pool in enumerate(orders.lot_pool) if lot_pool == pool]
        prices = [int(price * Fraction(int(numerator[lot]), int(denominator[lot])))
                  for lot in lots if (price := lot_prices.get(lot)) is not None]
        fees = [rate for layer in case.costs.layers if layer.kind == FEE and (rate := layer.rate.get(pool)) is not None and rate > 0]
        members = orders.members_of(pool)
        dues = sum(int(self.binding.due[member]) for member in members) if in_vnd else None
        return Sizes(len(members), dues, min(prices, default=None) if in_vnd else None, fees, case.terms.lead[pool] >= 0)

    def saving(self, policy: Policy) -> Columns:
        """Goods value at the pool's price, beside the estimated price that one shop below the MOQ would pay alone."""
        case, orders, ops = self.case, self.case.orders, self.case.ops
        n = len(orders.members)
        value = self.binding.goods_value if len(self.binding.goods_value) else ops.constant(0, len(orders.quantity))
        below = ops.at_least(ops.subtract(ops.spread(case.items.moq.values, orders.row_lot), orders.quantity), 1)
        alone = [ops.when(below, ops.scale(value, 100 + percent, 100), value) for percent in policy.alone_percent]
        pooled, alone_low, alone_high = (ops.total(rows, orders.row_member, n) for rows in (value, *alone))
        saving = {"saving_low": ops.subtract(alone_low, pooled), "saving_high": ops.subtract(alone_high, pooled)}
        return by_member(case, {}, {"pooled": pooled, "alone_low": alone_low, "alone_high": alone_high, **saving})

    # findings --------------------------------------------------------------------------------------------------------

    def _warnings(self) -> list[Problem]:
        """Warnings about unusual amounts, with which the result is still exact."""
        case, ops = self.case, self.case.ops
        warnings: list[Problem] = []
        limit = Policy().fee_percent[1]
        for layer in case.costs.layers:
            if layer.kind == FEE:
                high = ops.at_least(layer.rate.values, int(limit * layer.rate.unit / 100) + 1)
                leaderless = ops.both(layer.here, ops.equal(case.terms.lead, -1))
                pools = ops.where(ops.either(leaderless, ops.both(layer.here, high)))
                _, first = ops.group(ops.pick(layer.row, pools), ops.pick(case.terms.row, pools))  # one warning for pools with the same rows
                for pool in ops.pick(pools, first):
                    warnings += self._fee_warnings(layer, pool, limit)
            if layer.kind == GOODS and not any(not problem.warning for problem in case.problems):
                warnings += self._bill_against_prices(layer)
        return warnings

    def _fee_warnings(self, layer: Layer, pool: int, limit: Fraction) -> list[Problem]:
        """Warnings about a fee above the customary rate, and about a fee that nobody receives."""
        case, warnings, rate = self.case, [], layer.rate.get(pool)
        if rate is not None and rate * 100 > limit:
            message = Text("a fee of {percent:.4g} % is above the customary 1 to 2 %", percent=float(rate * 100))
            warnings.append(case.costs.problem(layer, pool, "rate", message, Text("make sure that the agreement states it"), warning=True))
        if case.terms.lead[pool] < 0 and not case.terms.unread(pool, "lead_buyer"):
            message = Text("{cost} is credited to nobody, as no lead buyer is named: it leaves the pool", cost=layer.name)
            warnings.append(case.costs.problem(layer, pool, "cost", message, Text("name the lead buyer in the terms"), warning=True))
        return warnings

    def _bill_against_prices(self, layer: Layer) -> list[Problem]:
        """Warnings about typed goods amounts that differ from price times quantity."""
        case, orders, ops, n_pools = self.case, self.case.orders, self.case.ops, len(self.case.orders.pools)
        if not len(self.quote.goods_value) or not ops.some(layer.amount.known):
            return []
        computed = ops.total(self.quote.goods_value, orders.row_pool, n_pools)
        priced = ops.mark(ops.pick(orders.lot_pool, ops.where(goods.prices(orders, case.items).known)), n_pools)
        billed = ops.scale(layer.amount.values, layer.numerator, layer.denominator)
        warnings = []
        for pool in ops.indices(ops.without(ops.both(layer.amount.known, priced), ops.equal(billed, computed))):
            code = self.currency(pool)
            message = Text("{cost} is {typed:,} {currency}, but price times quantity comes to {computed:,}", cost=layer.name,
                           typed=display(int(billed[pool]), code), computed=display(int(computed[pool]), code), currency=code)
            fix = Text("clear the amount to use the prices; as it stands, the amount is shared by value")
            if layer.basis != "value":
                fix = Text("clear the amount to use the prices; as it stands, the amount counts")
            warnings.append(case.costs.problem(layer, pool, "amount", message, fix, warning=True))
        return warnings
