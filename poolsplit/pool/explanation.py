"""Explanations of the dues: for one amount, the sentences about its line, the basis, the quota, and who got the odd units."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Text, name_text
from poolsplit.pool import goods
from poolsplit.pool.costs import BASES, DIRECT, ITEMS, ROUNDING
from poolsplit.values import money

if TYPE_CHECKING:
    from poolsplit.pool.lines import Lines, SharedLine
    from poolsplit.pool.orders import Orders
    from poolsplit.pool.terms import PoolTerms

_DECIMALS = 6


def explain(lines: Lines, key: str, member: int, orders: Orders, terms: PoolTerms, lang: str = "en") -> list[Text]:
    """One sentence per step for one partner's share of one line (or of "due", "rounding"). (spec.md, section 2, explain)

    key: a key of `lines.shares`, or "due". lang: the language in which amounts are written.
    """
    return _Explanation(lines, member, orders, terms, lang).of(key)


class _Explanation:
    """The sentences about one partner's amounts. members: the members of his pool."""

    def __init__(self, lines: Lines, member: int, orders: Orders, terms: PoolTerms, lang: str) -> None:
        self.lines, self.member, self.orders, self.terms, self.lang = lines, member, orders, terms, lang
        self.pool = orders.member_pool[member]
        self.currency = terms.currency[self.pool]
        self.partner = orders.members[member]
        self.members = orders.members_of(self.pool)

    def of(self, key: str) -> list[Text]:
        """The sentences about one line."""
        if key == "due":
            return self._due()
        share = self._money(self.lines.shares[key][self.member])
        if key == ROUNDING:
            return [self._rounding(share)]
        if key in self.lines.credits:
            return [Text("the fee goes to the lead buyer: {partner} is credited {amount}", partner=self.partner, amount=share)]
        steps = [step for step in self.lines.steps if step.layer.key == key and step.layer.here[self.pool]]
        sentences = [sentence for step in steps for sentence in self._step(step)]
        if len(steps) != 1:
            sentences.append(Text("{line} of {partner} comes to {amount}", line=self.lines.names[key], partner=self.partner, amount=share))
        return sentences

    def _money(self, minor: int) -> str:
        return money.amount_text(minor, self.currency, self.lang)

    def _due(self) -> list[Text]:
        """The sentences about the lines that add up to the due."""
        sentences = [Text("{partner} owes {amount}, the sum of these lines", partner=self.partner, amount=self._money(self.lines.due[self.member]))]
        for key, column in self.lines.shares.items():
            if column[self.member]:
                line = self.lines.names[key]
                if key in self.lines.credits:
                    line = Text("{cost}, credited to the lead buyer", cost=line)
                sentences.append(Text("{line} {amount}", line=line, amount=self._money(column[self.member])))
        return sentences

    def _rounding(self, share: str) -> Text:
        step = self._money(self.terms.step[self.pool])
        if self.terms.lead[self.pool] == self.member:
            template = "dues are paid in steps of {step}; {partner}, the lead buyer, takes the rest: {amount}"
            return Text(template, step=step, partner=self.partner, amount=share)
        return Text("dues are paid in steps of {step}; for {partner} that is {amount}", step=step, partner=self.partner, amount=share)

    def _step(self, step: SharedLine) -> list[Text]:
        """The sentences about one layer."""
        total, share = step.amount[self.pool], step.shares[self.member]
        if len(step.whole) and step.whole[self.pool]:
            template = "{line} takes back a whole earlier line: the share of {partner} is returned, {amount}"
            return [Text(template, line=step.layer.name, partner=self.partner, amount=self._money(share))]
        if step.layer.basis == ITEMS:
            return self._goods(step)
        sentences = self._origin(step)
        weight_sum = sum(step.weights[member] for member in self.members)
        if not weight_sum:
            return [*sentences, Text("{line} is 0", line=step.layer.name)]
        basis = name_text(step.basis) if step.basis in BASES else step.basis
        quota = Fraction(total * step.weights[self.member], weight_sum)
        percent = float(Fraction(step.weights[self.member] * 100, weight_sum))
        sentences.append(Text("{line} of {amount} is shared by {basis}", line=step.layer.name, amount=self._money(total), basis=basis))
        if step.layer.basis == DIRECT:
            return [*sentences, Text("{line} of {partner} comes to {amount}", line=step.layer.name, partner=self.partner, amount=self._money(share))]
        template = "{partner} has {percent:.4g} % of it: exactly {quota} in minor units"
        sentences.append(Text(template, partner=self.partner, percent=percent, quota=decimal_text(quota)))
        if quota.denominator == 1:
            return [*sentences, Text("that is whole, so nothing is rounded: {amount}", amount=self._money(share))]
        return sentences + self._odd_units(step, weight_sum, abs(quota))

    def _origin(self, step: SharedLine) -> list[Text]:
        """The sentences about the source of a line's amount: a rate and its base, or another currency; [] for other lines."""
        layer, pool = step.layer, self.pool
        total = self._money(step.amount[pool])
        rate = layer.rate.get(pool)
        if layer.of and rate:
            base, percent = self._money(step.base[pool]), float(rate * 100)
            of = " + ".join(self.lines.names.get(key, key) for key in layer.of)
            return [Text("{line} is {percent:.6g} % of {of}, {base}: {amount}", line=layer.name, percent=percent, of=of, base=base, amount=total)]
        ratio = Fraction(layer.numerator[pool], layer.denominator[pool])
        if ratio != 1:
            template = "{line} is in another currency: one minor unit of it counts {ratio} here, so it comes to {amount}"
            return [Text(template, line=layer.name, ratio=decimal_text(ratio), amount=total)]
        return []

    def _odd_units(self, step: SharedLine, weight_sum: int, quota: Fraction) -> list[Text]:
        """The sentences about the partners who got the units that truncation left over, and the reasons. quota: without its sign."""
        total = step.amount[self.pool]
        sign = -1 if total < 0 else 1
        quotas = {member: abs(Fraction(total * step.weights[member], weight_sum)) for member in self.members}
        odd_units = {member: abs(step.shares[member]) - quotas[member].__floor__() for member in self.members}
        carry = step.carry or [Fraction(0)] * len(step.shares)
        remainders = {member: quotas[member] % 1 + sign * carry[member] for member in self.members if quotas[member] % 1}
        template = "odd units for remainders larger than {remainder}: {n}; {partner} got none and pays {amount}"
        if odd_units[self.member]:
            template = "odd units for the largest remainders: {n}; {remainder} is among these, so {partner} got one and pays {amount}"
        amount = self._money(step.shares[self.member])
        sentences = [Text(template, n=sum(odd_units.values()), remainder=decimal_text(quota % 1), partner=self.partner, amount=amount)]
        if carry[self.member]:
            template = "what earlier orders still owe {partner} was added to the remainder: {carry}"
            sentences.append(Text(template, partner=self.partner, carry=decimal_text(carry[self.member])))
        rivals = [
            self.orders.members[member] for member in remainders
            if remainders[member] == remainders[self.member] and odd_units[member] != odd_units[self.member]
        ]
        if rivals:
            template = "{rivals} had the same remainder; the larger part of the basis comes first, then the name"
            sentences.append(Text(template, rivals=", ".join(rivals)))
        return sentences

    def _goods(self, step: SharedLine) -> list[Text]:
        """The sentences about price times quantity, one for each SKU, and about their sum."""
        orders, sentences = self.orders, []
        prices = goods.prices(orders, self.lines.items)
        for row, (member, lot) in enumerate(zip(orders.row_member, orders.row_lot, strict=True)):
            if member == self.member and orders.quantity[row]:
                lot_rows = [other for other, other_lot in enumerate(orders.row_lot) if other_lot == lot]
                pieces, value = (sum(column[other] for other in lot_rows) for column in (orders.quantity, self.lines.goods_value))
                template = "{sku}: {pieces} pieces at {price} {currency} come to {value}; {mine} of them are exactly {quota} in minor units, {amount}"
                sentences.append(Text(
                    template, sku=orders.sku(lot), pieces=pieces, price=decimal_text(prices.get(lot) or Fraction(0)),
                    currency=self.lines.items.currency[lot] or self.currency, value=self._money(value), mine=orders.quantity[row],
                    quota=decimal_text(Fraction(value * orders.quantity[row], pieces)), amount=self._money(self.lines.goods_value[row]),
                ))
        amount = self._money(step.shares[self.member])
        return [*sentences, Text("{line} of {partner} comes to {amount}", line=step.layer.name, partner=self.partner, amount=amount)]


def decimal_text(value: Fraction) -> str:
    """A number as text: exact where it has at most six decimals, else truncated to six decimals, with "…".

    >>> decimal_text(Fraction(5, 4)), decimal_text(Fraction(200, 3)), decimal_text(Fraction(-1, 3)), decimal_text(Fraction(10**20))
    ('1.25', '66.666666…', '-0.333333…', '100000000000000000000')
    """
    scaled = abs(value) * 10**_DECIMALS
    whole, decimals = divmod(scaled.__floor__(), 10**_DECIMALS)
    digits = f"{whole}.{decimals:0{_DECIMALS}d}"
    shown = digits if scaled.denominator != 1 else digits.rstrip("0").rstrip(".")
    return ("-" if value < 0 else "") + shown + ("…" if scaled.denominator != 1 else "")
