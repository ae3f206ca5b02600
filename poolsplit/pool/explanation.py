"""Why a partner owes what he owes: for one cell of the dues, the line, its basis, the quota, and where the odd unit went."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Text, word
from poolsplit.pool import goods
from poolsplit.pool.costs import BASES, DIRECT, ITEMS, ROUNDING
from poolsplit.values import money

if TYPE_CHECKING:
    from poolsplit.pool.lines import Lines, SharedLine
    from poolsplit.pool.orders import Orders
    from poolsplit.pool.terms import PoolTerms

_PLACES = 6


def explain(found: Lines, key: str, member: int, orders: Orders, terms: PoolTerms, lang: str = "en") -> list[Text]:
    """One sentence a step for one partner's share of one line (or of "due", "rounding"). (spec.md, section 2, explain)

    key: a key of `found.shares`, or "due".
    """
    return _Explanation(found, member, orders, terms, lang).of(key)


class _Explanation:
    """What is said about one partner."""

    def __init__(self, found: Lines, member: int, orders: Orders, terms: PoolTerms, lang: str) -> None:
        self.found, self.member, self.orders, self.terms, self.lang = found, member, orders, terms, lang
        self.pool = orders.member_pool[member]
        self.currency = terms.currency[self.pool]
        self.who = orders.members[member]
        self.mine = orders.members_of(self.pool)

    def of(self, key: str) -> list[Text]:
        """The sentences of one line."""
        if key == "due":
            return self._due()
        share = self._money(self.found.shares[key][self.member])
        if key == ROUNDING:
            return [self._rounding(share)]
        if key in self.found.credits:
            return [Text("the fee goes to the lead buyer: {partner} is credited {amount}", partner=self.who, amount=share)]
        steps = [step for step in self.found.steps if step.layer.key == key and step.layer.here[self.pool]]
        said = [sentence for step in steps for sentence in self._step(step)]
        if len(steps) != 1:
            said.append(Text("{line} of {partner} comes to {amount}", line=self.found.names[key], partner=self.who, amount=share))
        return said

    def _money(self, minor: int) -> str:
        return money.text(minor, self.currency, self.lang)

    def _due(self) -> list[Text]:
        """The lines that add up to the due."""
        said = [Text("{partner} owes {amount}, the sum of these lines", partner=self.who, amount=self._money(self.found.due[self.member]))]
        for key, column in self.found.shares.items():
            if column[self.member]:
                line = self.found.names[key]
                if key in self.found.credits:
                    line = Text("{cost}, credited to the lead buyer", cost=line)
                said.append(Text("{line} {amount}", line=line, amount=self._money(column[self.member])))
        return said

    def _rounding(self, share: str) -> Text:
        step = self._money(self.terms.step[self.pool])
        if self.terms.lead[self.pool] == self.member:
            template = "dues are paid in steps of {step}; {partner}, the lead buyer, takes the rest: {amount}"
            return Text(template, step=step, partner=self.who, amount=share)
        return Text("dues are paid in steps of {step}; for {partner} that is {amount}", step=step, partner=self.who, amount=share)

    def _step(self, step: SharedLine) -> list[Text]:
        """The sentences of one layer."""
        total, share = step.amount[self.pool], step.shares[self.member]
        if len(step.whole) and step.whole[self.pool]:
            template = "{line} takes back a whole earlier line: the share of {partner} is returned, {amount}"
            return [Text(template, line=step.layer.name, partner=self.who, amount=self._money(share))]
        if step.layer.basis == ITEMS:
            return self._goods(step)
        said = self._origin(step)
        weights = sum(step.weights[i] for i in self.mine)
        if not weights:
            return [*said, Text("{line} is 0", line=step.layer.name)]
        basis = word(step.basis) if step.basis in BASES else step.basis
        quota = Fraction(total * step.weights[self.member], weights)
        percent = float(Fraction(step.weights[self.member] * 100, weights))
        said.append(Text("{line} of {amount} is shared by {basis}", line=step.layer.name, amount=self._money(total), basis=basis))
        if step.layer.basis == DIRECT:
            return [*said, Text("{line} of {partner} comes to {amount}", line=step.layer.name, partner=self.who, amount=self._money(share))]
        template = "{partner} has {percent:.4g} % of it: exactly {quota} in minor units"
        said.append(Text(template, partner=self.who, percent=percent, quota=decimal_text(quota)))
        if quota.denominator == 1:
            return [*said, Text("that is whole, so nothing is rounded: {amount}", amount=self._money(share))]
        return said + self._odd_units(step, weights, abs(quota))

    def _origin(self, step: SharedLine) -> list[Text]:
        """Where the amount of a line comes from: a rate and its base, or another currency."""
        layer, pool = step.layer, self.pool
        total = self._money(step.amount[pool])
        rate = layer.rate.get(pool)
        if layer.of and rate:
            base, percent = self._money(step.base[pool]), float(rate * 100)
            of = " + ".join(self.found.names.get(key, key) for key in layer.of)
            return [Text("{line} is {percent:.6g} % of {of}, {base}: {amount}", line=layer.name, percent=percent, of=of, base=base, amount=total)]
        ratio = Fraction(layer.numerator[pool], layer.denominator[pool])
        if ratio != 1:
            template = "{line} is in another currency: one minor unit of it counts {ratio} here, so it comes to {amount}"
            return [Text(template, line=layer.name, ratio=decimal_text(ratio), amount=total)]
        return []

    def _odd_units(self, step: SharedLine, weights: int, quota: Fraction) -> list[Text]:
        """Who got the units that truncation left over, and why."""
        total = step.amount[self.pool]
        sign = -1 if total < 0 else 1
        quotas = {i: abs(Fraction(total * step.weights[i], weights)) for i in self.mine}
        got = {i: abs(step.shares[i]) - quotas[i].__floor__() for i in self.mine}
        carry = step.carry or [Fraction(0)] * len(step.shares)
        keys = {i: quotas[i] % 1 + sign * carry[i] for i in self.mine if quotas[i] % 1}
        template = "{n} odd units went to larger remainders than {remainder}: {partner} got none and pays {amount}"
        if got[self.member]:
            template = "{n} odd units went to the largest remainders, of which {remainder} is one: {partner} got one and pays {amount}"
        amount = self._money(step.shares[self.member])
        said = [Text(template, n=sum(got.values()), remainder=decimal_text(quota % 1), partner=self.who, amount=amount)]
        if carry[self.member]:
            template = "what earlier orders still owe {partner} was added to the remainder: {carry}"
            said.append(Text(template, partner=self.who, carry=decimal_text(carry[self.member])))
        rivals = [self.orders.members[i] for i in keys if keys[i] == keys[self.member] and got[i] != got[self.member]]
        if rivals:
            template = "{rivals} had the same remainder; the larger part of the basis comes first, then the name"
            said.append(Text(template, rivals=", ".join(rivals)))
        return said

    def _goods(self, step: SharedLine) -> list[Text]:
        """Price times quantity, SKU by SKU."""
        orders, said = self.orders, []
        prices = goods.prices(orders, self.found.items)
        for row, (member, lot) in enumerate(zip(orders.row_member, orders.row_lot, strict=True)):
            if member == self.member and orders.quantity[row]:
                holders = [i for i, own in enumerate(orders.row_lot) if own == lot]
                pieces, value = (sum(column[i] for i in holders) for column in (orders.quantity, self.found.goods_value))
                template = "{sku}: {pieces} pieces at {price} {currency} come to {value}; {mine} of them are exactly {quota} in minor units, {amount}"
                said.append(Text(
                    template, sku=orders.sku(lot), pieces=pieces, price=decimal_text(prices.get(lot) or Fraction(0)),
                    currency=self.found.items.currency[lot] or self.currency, value=self._money(value), mine=orders.quantity[row],
                    quota=decimal_text(Fraction(value * orders.quantity[row], pieces)), amount=self._money(self.found.goods_value[row]),
                ))
        amount = self._money(step.shares[self.member])
        return [*said, Text("{line} of {partner} comes to {amount}", line=step.layer.name, partner=self.who, amount=amount)]


def decimal_text(value: Fraction) -> str:
    """An exact number where it ends within six decimals, else cut off there, with a mark.

    >>> decimal_text(Fraction(5, 4)), decimal_text(Fraction(200, 3)), decimal_text(Fraction(-1, 3)), decimal_text(Fraction(10**20))
    ('1.25', '66.666666…', '-0.333333…', '100000000000000000000')
    """
    scaled = abs(value) * 10**_PLACES
    whole, decimals = divmod(scaled.__floor__(), 10**_PLACES)
    digits = f"{whole}.{decimals:0{_PLACES}d}"
    cut = digits if scaled.denominator != 1 else digits.rstrip("0").rstrip(".")
    return ("-" if value < 0 else "") + cut + ("…" if scaled.denominator != 1 else "")
