"""The clauses of an agreement in Vietnamese, English or Chinese. (spec.md, section 7)

The wording is data, `wording_{lang}.json`; this module decides which clauses are used, and with which figures. The text for one partner
holds his own figures only: no amounts of others, and no totals from which they follow.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast

from poolsplit.order.agreement.version import content, reply_code, version
from poolsplit.pool.costs import BASES, DIRECT, FEE, ITEMS, MEASURES, OF
from poolsplit.values import formats, money, names
from poolsplit.values.translate import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poolsplit.order.agreement.content import Agreement, CostTerm, Good, Party

_FREIGHT = "freight"


class Clause(NamedTuple):
    """One clause. number: "3", "3.2" for one below it, "" for a text without a number. text: one line, or more where a link has its own."""

    number: str
    text: str

    def __str__(self) -> str:
        """The clause with its number."""
        dot = "" if "." in self.number else "."
        return f"{self.number}{dot} {self.text}" if self.number else self.text


@cache
def wording(lang: str) -> dict[str, str]:
    """The templates of the clauses in a language, by name. Raises KeyError for a language that is not vi, en or zh."""
    if lang not in formats.formats():
        raise KeyError(lang)
    return cast("dict[str, str]", json.loads(files("poolsplit.order.agreement").joinpath(f"wording_{lang}.json").read_text(encoding="utf-8")))


def clauses(agreement: Agreement, lang: str, partner: str = "") -> list[Clause]:
    """Every clause in order, from the title to how to accept.

    partner: the one who is written to, "" for the group. Raises KeyError for a partner who is not a party.
    """
    writer = _Writer(agreement, lang, partner)
    result = [Clause("", writer.title())]
    for number, (heading, *subclauses) in enumerate((block for block in writer.blocks() if block), 1):
        result.append(Clause(str(number), heading))
        result += [Clause(f"{number}.{index}", text) for index, text in enumerate(subclauses, 1)]
    return [*result, Clause("", writer.reply())]


class _Writer:
    """Writes the clauses of one agreement in one language, for the group or for one partner."""

    def __init__(self, agreement: Agreement, lang: str, partner: str) -> None:
        self.agreement, self.lang, self.words = agreement, lang, wording(lang)
        self.recipient: Party | None = agreement.party(partner) if partner else None
        if partner and self.recipient is None:
            raise KeyError(partner)

    def say(self, name: str, **values: object) -> str:
        """A template with its values filled in."""
        return self.words[name].format(**values)

    def variant(self, name: str) -> str:
        """The name of a template, or of its variant for one partner where the text is written to one."""
        return f"{name}_mine" if self.recipient else name

    def money(self, minor: int) -> str:
        """An amount of the agreement's currency."""
        return money.amount_text(minor, self.agreement.currency, self.lang)

    def number(self, pieces: int) -> str:
        """A number of pieces."""
        return formats.number(pieces, self.lang)

    def title(self) -> str:
        """The title with the product, and the version on a second line."""
        return f"{self.say('title', product=self.agreement.product)}\n{self.say('version', version=version(content(self.agreement)))}"

    def blocks(self) -> Iterator[list[str]]:
        """Each clause as a list: its text, then the clauses below it. A clause that is left out is an empty list."""
        yield self.goods()
        yield self.shares()
        terms = self.agreement
        deadline = formats.moment(terms.deadline, self.lang) if terms.deadline else ""
        yield [self.say("payment", lead=terms.lead, deadline=deadline, account=terms.account, holder=terms.holder)]
        yield self.costs()
        yield from ([self.exchange(index)] for index in range(len(terms.exchange)))
        yield [self.rounding()]
        yield from ([self.say(name)] for name in ("defects", "shortage", "split"))
        yield [f"{self.say('before')}\n{self.say('after')}"]
        yield [self.say("change")]
        yield from ([self.say(name)] for name in (("ledger", "carry", "end") if terms.long_term else ("one_off",)))

    # goods and parties -----------------------------------------------------------------------------------------------

    def goods(self) -> list[str]:
        """Product, options, pieces, price and links; a link that all options share appears once."""
        pieces = dict(self.recipient.pieces) if self.recipient else {good.sku: good.pieces for good in self.agreement.goods}
        goods = [good for good in self.agreement.goods if pieces.get(good.sku)]
        links = {good.link for good in goods}
        total = self.number(sum(good.pieces for good in goods))
        heading = self.say(self.variant("goods"), product=self.agreement.product, pieces=total)
        if len(links) == 1:
            heading += self.link(goods[0])
        options = [self.option(good, pieces[good.sku]) + (self.link(good) if len(links) > 1 else "") for good in goods]
        return [heading, *(option for option in options if option)]

    def option(self, good: Good, pieces: int) -> str:
        """One option with its pieces and price; "" where it adds nothing to the heading."""
        suffix = "" if good.price is not None else "_unpriced"
        price = "" if good.price is None else money.price_text(good.price, good.currency, self.lang)
        if not good.sku and not self.recipient:
            return "" if suffix else self.say("only", price=price)
        name = f"{self.variant('option' if good.sku else 'only')}{suffix}"
        return self.say(name, sku=good.sku, pieces=self.number(pieces), price=price, partner=self.recipient.name if self.recipient else "")

    def link(self, good: Good) -> str:
        """The link on a line of its own, so that a chat app makes it clickable; "" where there is none."""
        return f"\n{self.say('link', link=good.link)}" if good.link else ""

    def shares(self) -> list[str]:
        """The pieces that each party takes, and its payment."""
        if self.recipient:
            return [self.party(self.recipient)]
        return [self.say("shares"), *(self.party(party) for party in self.agreement.parties)]

    def party(self, party: Party) -> str:
        """The pieces and the due of one party, with every cost line of the due."""
        taken = [self.say("taken" if sku else "taken_only", sku=sku, pieces=self.number(pieces)) for sku, pieces in party.pieces]
        goods = ", ".join(taken) or self.say("taken_only", pieces=0)
        lines = [self.say("line", cost=self.name(line.name), amount=self.money(line.amount)) for line in party.lines if line.amount]
        due = self.money(party.due)
        return self.say(self.variant("party"), partner=party.name, goods=goods, due=due, lines=" + ".join(lines) or due)

    def name(self, name: str) -> str:
        """The name of a cost line, translated where it is one of the names that poolsplit gives."""
        return translate(name, self.lang)

    # costs -----------------------------------------------------------------------------------------------------------

    def costs(self) -> list[str]:
        """Each cost with its basis, and the note on what nobody may add beyond them."""
        lines = [self.cost(cost) for cost in self.agreement.costs if self.concerns(cost)]
        note = self.say("fee_note" if any(cost.kind == FEE for cost in self.agreement.costs) else "no_fee")
        return [self.say("costs"), *lines, note]

    def concerns(self, cost: CostTerm) -> bool:
        """True where a cost belongs in the text: a cost that one partner bears alone is left out of the text for another one."""
        return self.recipient is None or not cost.partner or names.key(cost.partner) == names.key(self.recipient.name)

    def cost(self, cost: CostTerm) -> str:
        """The sentence on how one cost is shared, with its base where it is a rate."""
        template = "cost" if cost.rate is None else "rate"
        if cost.kind == FEE and self.agreement.lead and not cost.partner:
            template = "fee_fixed" if cost.rate is None else "fee_exempt" if self.agreement.lead_exempt else "fee"
        elif cost.kind == _FREIGHT and cost.rate is None and cost.basis in MEASURES:
            template = _FREIGHT
        rate = "" if cost.rate is None else formats.percent(cost.rate, self.lang)
        return self.say(self.variant(template), cost=self.name(cost.name), amount=self.money(cost.amount), basis=self.basis(cost), rate=rate,
                        of=" + ".join(map(self.name, cost.of)), base=self.money(cost.base), lead=self.agreement.lead)

    def basis(self, cost: CostTerm) -> str:
        """The name of the basis by which a cost is shared."""
        if cost.basis == DIRECT:
            return self.say("basis_direct", partner=cost.partner)
        if cost.basis in {ITEMS, OF, *BASES}:
            return self.say(f"basis_{cost.basis}")
        return self.say("basis_cost", cost=self.name(cost.basis))

    def exchange(self, index: int) -> str:
        """One rate of exchange with its day."""
        currency, rate, day = self.agreement.exchange[index]
        costs = money.price_text(rate, self.agreement.currency, self.lang)
        if day is None:
            return self.say("exchange_undated", currency=currency, rate=costs)
        return self.say("exchange", currency=currency, rate=costs, day=formats.day(day, self.lang))

    def rounding(self) -> str:
        """The rules of rounding: largest remainder, ties, the step, and who takes the rest."""
        lines = [self.say("rounding", unit=self.money(1))]
        if self.agreement.step > 1:
            lines.append(self.say("step" if self.agreement.lead else "step_no_lead", step=self.money(self.agreement.step), lead=self.agreement.lead))
        return "\n".join(lines)

    # acceptance ------------------------------------------------------------------------------------------------------

    def reply(self) -> str:
        """The reply by which each party accepts, one line for each party."""
        parties = [self.recipient] if self.recipient else self.agreement.parties
        lines = [self.say("reply_one", partner=party.name, code=reply_code(self.agreement, party.name)) for party in parties]
        return "\n".join([self.say("reply"), *lines])
