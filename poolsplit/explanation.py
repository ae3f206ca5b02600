"""Why a partner owes what he owes: for one cell of the dues, the line, its basis, the quota, and where the odd unit went."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.costs import BASES
from poolsplit.dues import CREDIT, ROUNDING
from poolsplit.errors import Text, word
from poolsplit.money import text as money_text

if TYPE_CHECKING:
    from poolsplit.dues import Lines, Step
    from poolsplit.pool import Orders
    from poolsplit.terms import PoolTerms


def explain(found: Lines, key: str, member: int, orders: Orders, terms: PoolTerms, lang: str = "en") -> list[Text]:
    """One sentence a step for one partner's share of one line (or of "due", "rounding"). (spec.md, section 2, explain)"""
    pool = orders.member_pool[member]
    currency = terms.currency[pool]
    who = orders.members[member]
    said: list[Text] = []
    if key == "due":
        parts = [
            Text("{line} {amount}", line=found.names.get(name.removesuffix(CREDIT), name), amount=money_text(column[member], currency, lang))
            for name, column in found.shares.items()
            if column[member]
        ]
        said.append(Text("{partner} owes {amount}, the sum of these lines", partner=who, amount=money_text(found.due[member], currency, lang)))
        return said + parts
    if key == ROUNDING:
        return [_rounding(found, member, pool, currency, who, terms, lang)]
    if key.endswith(CREDIT):
        amount = money_text(found.shares[key][member], currency, lang)
        return [Text("the fee goes to the lead buyer: {partner} is credited {amount}", partner=who, amount=amount)]
    for step in found.steps:
        if step.layer.key == key and (step.layer.row[pool] >= 0 or step.amount[pool]):
            said += _share(step, member, pool, currency, who, orders, lang)
    return said


def _share(step: Step, member: int, pool: int, currency: str, who: str, orders: Orders, lang: str) -> list[Text]:
    """The sentences of one layer."""
    total, share = step.amount[pool], step.shares[member]
    amount = money_text(total, currency, lang)
    if step.basis == "reverses":
        back = money_text(share, currency, lang)
        template = "{line} takes back a whole earlier line: the share of {partner} is returned, {amount}"
        return [Text(template, line=step.layer.name, partner=who, amount=back)]
    if step.layer.basis == "items":
        words = Text("{line} of {partner} is price times quantity of each SKU, converted and split by quantity: {amount}",
                     line=step.layer.name, partner=who, amount=money_text(share, currency, lang))
        return [words]
    mine = [i for i, own in enumerate(orders.member_pool) if own == pool]
    weights = sum(step.weights[i] for i in mine)
    if not weights:
        return [Text("{line} is 0", line=step.layer.name)]
    basis = word(step.basis) if step.basis in BASES else step.basis
    quota = Fraction(total * step.weights[member], weights)
    percent = float(Fraction(step.weights[member] * 100, weights))
    said = [
        Text("{line} of {amount} is shared by {basis}", line=step.layer.name, amount=amount, basis=basis),
        Text("{partner} has {percent:.4g} % of it: exactly {quota} in minor units", partner=who, percent=percent, quota=_shown(quota)),
    ]
    whole = abs(quota).__floor__()
    if quota.denominator == 1:
        said.append(Text("that is whole, so nothing is rounded"))
        return said
    given = sum(abs(step.shares[i]) - abs(Fraction(total * step.weights[i], weights)).__floor__() for i in mine)
    template = "{n} odd units were left over and went to larger remainders: {partner} got none and pays {amount}"
    if abs(share) > whole:
        template = "{n} odd units were left over and went to the largest remainders: {partner} got one and pays {amount}"
    said.append(Text(template, n=given, partner=who, amount=money_text(share, currency, lang)))
    return said


def _shown(value: Fraction) -> str:
    """An exact number where it ends, else to six decimals with a mark."""
    exact = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return exact if Fraction(exact) == value else f"{exact}…"


def _rounding(found: Lines, member: int, pool: int, currency: str, who: str, terms: PoolTerms, lang: str) -> Text:
    step, rounding = money_text(terms.step[pool], currency, lang), money_text(found.shares[ROUNDING][member], currency, lang)
    if terms.lead[pool] == member:
        return Text("dues are paid in steps of {step}; {partner}, the lead buyer, takes the rest: {amount}", step=step, partner=who, amount=rounding)
    return Text("dues are paid in steps of {step}; for {partner} that is {amount}", step=step, partner=who, amount=rounding)
