"""What comes out of a run about money: dues, landed cost, bills, carry, as columns of display values.

Integers become display numbers here, once, on the way out.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit import exact, goods, names
from poolsplit.costs import CREDIT, FEE, GOODS, QUOTED
from poolsplit.errors import Problem, Text
from poolsplit.money import display
from poolsplit.policy import Advice, Facts, Policy, Sizes, advise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.case import Case
    from poolsplit.costs import Layer
    from poolsplit.lines import Lines


class Report:
    """The results of one case; `binding` are the lines that count: the actual ones where there are any, else the quote."""

    def __init__(self, case: Case) -> None:
        """Compute the lines of the quote and, where costs say what they came to, of the actual view."""
        self.case = case
        self.quote: Lines = case.lines()
        self.binding: Lines = case.lines(actual=True) if case.has_actual() else self.quote
        case.say(self._warnings())

    @classmethod
    def of(cls, case: Case) -> Report:
        """The report of a case without problems; raises DataError with all of them otherwise."""
        report = cls(case)
        case.stop_on_problems()
        return report

    # columns ---------------------------------------------------------------------------------------------------------

    def labels(self) -> dict[str, str]:
        """The name of every column of the dues by its key, in order."""
        found = {}
        for key in self.binding.shares:
            name = self.binding.names.get(key, key)
            found[key] = f"{name}{CREDIT}" if key in self.binding.credits else name
        if self.binding is not self.quote:
            found[QUOTED] = QUOTED
        return {**found, "due": "due"}

    def key(self, column: str) -> str | None:
        """The key of a column by its name, however spelled; None where there is none."""
        wanted = names.key(column)
        return next((key for key, label in self.labels().items() if wanted in {key, names.key(label)}), None)

    def amounts(self, key: str) -> Sequence[int]:
        """One column of the dues, in minor units, one a member."""
        if key == "due":
            return self.binding.due
        return self.quote.due if key == QUOTED else self.binding.shares[key]

    def dues(self) -> dict[str, list[Any]]:
        """The dues table by column, one row a member, in the order in which they were typed."""
        orders = self.case.orders
        pieces = exact.total(orders.quantity, orders.row_member, len(orders.members))
        return self.by_member({"quantity": pieces}, {label: self.amounts(key) for key, label in self.labels().items()})

    def by_member(self, counts: Mapping[str, Sequence[Any]], money: Mapping[str, Sequence[int]] | None = None) -> dict[str, list[Any]]:
        """Columns with one value a member, behind pool and partner."""
        orders = self.case.orders
        columns: dict[str, list[Any]] = {} if orders.one_pool() else {"pool": [orders.pools[orders.member_pool[i]] for i in orders.shown]}
        columns["partner"] = [orders.members[i] for i in orders.shown]
        columns.update({name: [values[i] for i in orders.shown] for name, values in counts.items()})
        for name, values in (money or {}).items():
            columns[name] = [display(values[i], self.currency(orders.member_pool[i])) for i in orders.shown]
        return columns

    def by_row(self, counts: Mapping[str, Sequence[Any]], money: Mapping[str, Sequence[int]] | None = None) -> dict[str, list[Any]]:
        """Columns with one value a partner and SKU, behind pool, partner and SKU, in the order in which they were typed."""
        orders = self.case.orders
        shown = sorted(range(len(orders.quantity)), key=lambda row: orders.source[row][0])
        pool_of = [orders.member_pool[member] for member in orders.row_member]
        columns: dict[str, list[Any]] = {} if orders.one_pool() else {"pool": [orders.pools[pool_of[row]] for row in shown]}
        columns["partner"] = [orders.members[orders.row_member[row]] for row in shown]
        if any(orders.lots):
            columns["sku"] = [orders.lots[orders.row_lot[row]] for row in shown]
        columns.update({name: [values[row] for row in shown] for name, values in counts.items()})
        for name, values in (money or {}).items():
            columns[name] = [display(values[row], self.currency(pool_of[row])) for row in shown]
        return columns

    def currency(self, pool: int) -> str:
        """The currency of a pool's dues."""
        return self.case.terms.currency[pool]

    # tables ----------------------------------------------------------------------------------------------------------

    def landed_rows(self) -> list[int]:
        """Landed cost of every row in minor units: all lines but rounding; the lead buyer's own fee is not a cost to him."""
        orders = self.case.orders
        fees = {layer.key for layer in self.case.costs.layers if layer.kind == FEE}
        own_fee = [self.case.terms.lead[orders.member_pool[member]] == member for member in orders.row_member]
        total = [0] * len(orders.quantity)
        for key, rows in self.binding.rows.items():
            paid = [0 if own and key in fees else value for own, value in zip(own_fee, rows, strict=True)]
            total = exact.add(total, paid)
        return total

    def landed(self) -> dict[str, list[Any]]:
        """The landed table by column."""
        cost, pieces = self.landed_rows(), self.case.orders.quantity
        unit_cost = exact.scale(cost, [1] * len(cost), [max(n, 1) for n in pieces])
        return self.by_row({"quantity": pieces}, {"landed": cost, "unit_cost": unit_cost})

    def lot_cost(self) -> tuple[list[int], list[int]]:
        """Landed cost and pieces of every lot."""
        orders = self.case.orders
        n = len(orders.lots)
        return exact.total(self.landed_rows(), orders.row_lot, n), exact.total(orders.quantity, orders.row_lot, n)

    def bills(self) -> dict[str, list[Any]]:
        """Every line against its bill: the total in the pool's currency, what the partners share, and whether it leaves the pool."""
        orders, leads = self.case.orders, self.case.terms.lead
        rows: list[dict[str, Any]] = []
        for key, shares in self.binding.shares.items():  # the fee's credit and the rounding have no step: no bill is behind them
            totals = exact.total(shares, orders.member_pool, len(orders.pools))
            steps = [step for step in self.binding.steps if step.layer.key == key]
            for pool, shared in enumerate(totals):
                here = [step for step in steps if step.layer.here[pool]]
                if here:
                    stays = here[0].layer.kind == FEE and leads[pool] >= 0
                    code = self.currency(pool)
                    billed = sum(step.amount[pool] for step in here)
                    rows.append({"pool": orders.pools[pool], "cost": self.binding.names[key], "billed": display(billed, code),
                                 "shared": display(shared, code), "leaves": "no" if stays else "yes"})
        columns = {name: [row[name] for row in rows] for name in ("pool", "cost", "billed", "shared", "leaves")}
        if orders.one_pool():
            del columns["pool"]
        return columns

    def carry(self, pieces: Mapping[str, Sequence[Fraction]] | None = None) -> dict[str, list[Any]]:
        """What rounding owes each partner after this order, per measure; what a partner has in several pools is added up.

        pieces: what giving out pieces adds, one a member, by measure.
        """
        case, orders = self.case, self.case.orders
        before = case.carry or {}
        found = {(measure, key): value for measure, by_partner in before.items() for key, value in by_partner.items()}
        shown = {names.key(name): name for name in orders.members}

        def add(measure: str, member: int, value: Fraction) -> None:
            at = (measure, names.key(orders.members[member]))
            found[at] = found.get(at, Fraction(0)) + value

        for member, pool in enumerate(orders.member_pool):
            add(case.measure(pool), member, self._added(self.binding.owed, member, pool, steps=False))
            if case.terms.step[pool] > 1:
                add(case.measure(pool, steps=True), member, self._added(self.binding.steps_owed, member, pool, steps=True))
            for measure, values in (pieces or {}).items():
                add(measure, member, values[member])
        rows = [(shown.get(key, key), measure, value) for (measure, key), value in sorted(found.items())]
        return {column: [row[i] for row in rows] for i, column in enumerate(("partner", "measure", "carry"))}

    def _added(self, owed: Sequence[Fraction] | None, member: int, pool: int, *, steps: bool) -> Fraction:
        """What this order adds to a member's carry in one measure."""
        case = self.case
        before = (case.carry or {}).get(case.measure(pool, steps=steps), {}).get(names.key(case.orders.members[member]), Fraction(0))
        return (owed[member] if owed else Fraction(0)) - before

    # advice ----------------------------------------------------------------------------------------------------------

    def advice(self, facts: Facts, policy: Policy) -> list[Advice]:
        """Advice on every pool; the thresholds are in VND, so pools in other currencies get what does not need them."""
        said: list[Advice] = []
        for pool in range(len(self.case.orders.pools)):
            for advice in advise(self.sizes(pool), facts, policy):
                if advice not in said:
                    said.append(advice)
        return said

    def sizes(self, pool: int) -> Sizes:
        """What advice looks at in one pool."""
        case, orders = self.case, self.case.orders
        members = [i for i, own in enumerate(orders.member_pool) if own == pool]
        in_vnd = self.currency(pool) == "VND"
        lots = [i for i, own in enumerate(orders.lot_pool) if own == pool]
        known = goods.prices(orders, case.items, exact)
        prices = [int(price * case.ratios[lot]) for lot in lots if (price := known[lot]) is not None]
        fees = [layer.rate[pool] for layer in case.costs.layers if layer.kind == FEE and layer.rate[pool] > 0]
        dues = sum(self.binding.due[i] for i in members) if in_vnd else None
        return Sizes(len(members), dues, min(prices, default=None) if in_vnd else None, fees, case.terms.lead[pool] >= 0)

    def saving(self, policy: Policy) -> dict[str, list[Any]]:
        """Goods at the pool's price beside what a supplier would ask of one shop that is below the MOQ."""
        case, orders = self.case, self.case.orders
        value = list(self.binding.goods_value) or [0] * len(orders.quantity)
        low, high = policy.alone_percent
        alone = []
        for percent in (low, high):
            asked = exact.scale(value, [100 + percent] * len(value), [100] * len(value))
            below = [(case.items.moq[lot] or 0) > pieces for lot, pieces in zip(orders.row_lot, orders.quantity, strict=True)]
            alone.append([dear if alone_is_dear else own for dear, own, alone_is_dear in zip(asked, value, below, strict=True)])
        n = len(orders.members)
        goods, cheap, dear = (exact.total(rows, orders.row_member, n) for rows in (value, *alone))
        minus = [-amount for amount in goods]
        saved = {"saving_low": exact.add(cheap, minus), "saving_high": exact.add(dear, minus)}
        return self.by_member({}, {"pooled": goods, "alone_low": cheap, "alone_high": dear, **saved})

    # findings --------------------------------------------------------------------------------------------------------

    def _warnings(self) -> list[Problem]:
        """What is odd about the money, though the result is exact."""
        case = self.case
        found: list[Problem] = []
        limit = Policy().fee_percent[1]
        for layer in case.costs.layers:
            for pool in layer.pools():
                if layer.kind == FEE and layer.rate[pool] * 100 > limit:
                    message = Text("a fee of {percent:.4g} % is above the customary 1 to 2 %", percent=float(layer.rate[pool] * 100))
                    found.append(case.costs.problem(layer, pool, "rate", message, Text("make sure that the agreement states it"), warning=True))
                if layer.kind == FEE and case.terms.lead[pool] < 0 and not case.terms.unread(pool, "lead_buyer"):
                    message = Text("{cost} is credited to nobody, as no lead buyer is named: it leaves the pool", cost=layer.name)
                    found.append(case.costs.problem(layer, pool, "cost", message, Text("name the lead buyer in the terms"), warning=True))
            if layer.kind == GOODS and not any(not problem.warning for problem in case.problems):
                found += self._bill_against_prices(layer)
        return found

    def _bill_against_prices(self, layer: Layer) -> list[Problem]:
        """A typed goods amount that the items' prices do not add up to."""
        case, orders = self.case, self.case.orders
        if not self.quote.goods_value:
            return []
        value = exact.total(self.quote.goods_value, [orders.member_pool[member] for member in orders.row_member], len(orders.pools))
        priced = {orders.lot_pool[lot] for lot, price in enumerate(goods.prices(orders, case.items, exact)) if price is not None}
        billed = exact.scale([amount or 0 for amount in layer.amount], layer.numerator, layer.denominator)
        found = []
        for pool, (typed, computed) in enumerate(zip(billed, value, strict=True)):
            if layer.amount[pool] is not None and pool in priced and typed != computed:
                code = self.currency(pool)
                message = Text("{cost} is {typed:,} {currency}, but price times quantity comes to {computed:,}", cost=layer.name,
                               typed=display(typed, code), computed=display(computed, code), currency=code)
                fix = Text("clear the amount to use the prices; as it stands, the amount is shared by value")
                if layer.basis != "value":
                    fix = Text("clear the amount to use the prices; as it stands, the amount counts")
                found.append(case.costs.problem(layer, pool, "amount", message, fix, warning=True))
        return found
