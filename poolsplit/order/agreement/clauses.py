"""The clauses of an agreement in Vietnamese, English or Chinese. (spec.md, section 7)

The wording is data, `locale/agreement_{lang}.json`; here it is decided which clause stands, and with which figures. For one partner the
text has his own figures only: no other's amounts, and no totals from which they follow.
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
    """One clause. number: "3", or "3.2" below it; "" for what is not numbered. text: one line, or more where a link stands on its own."""

    number: str
    text: str

    def __str__(self) -> str:
        """The clause with its number."""
        dot = "" if "." in self.number else "."
        return f"{self.number}{dot} {self.text}" if self.number else self.text


@cache
def wording(lang: str) -> dict[str, str]:
    """What the clauses say in a language: name -> template. Raises KeyError for a language that is not vi, en or zh."""
    if lang not in formats.formats():
        raise KeyError(lang)
    return cast("dict[str, str]", json.loads(files("poolsplit.order.agreement").joinpath(f"wording_{lang}.json").read_text(encoding="utf-8")))


def clauses(agreement: Agreement, lang: str, partner: str = "") -> list[Clause]:
    """Every clause in order, from the title to how to accept.

    partner: the one who is written to, "" for the group. Raises KeyError for a partner who is no party.
    """
    writer = _Writer(agreement, lang, partner)
    found = [Clause("", writer.title())]
    for number, (head, *below) in enumerate((block for block in writer.blocks() if block), 1):
        found.append(Clause(str(number), head))
        found += [Clause(f"{number}.{place}", text) for place, text in enumerate(below, 1)]
    return [*found, Clause("", writer.reply())]


class _Writer:
    """Writes the clauses of one agreement in one language, for the group or for one partner."""

    def __init__(self, agreement: Agreement, lang: str, partner: str) -> None:
        self.agreement, self.lang, self.words = agreement, lang, wording(lang)
        self.mine: Party | None = agreement.party(partner) if partner else None
        if partner and self.mine is None:
            raise KeyError(partner)

    def say(self, name: str, **values: object) -> str:
        """One template, filled in."""
        return self.words[name].format(**values)

    def own(self, name: str) -> str:
        """The template's name for one partner, where the text is his."""
        return f"{name}_mine" if self.mine else name

    def money(self, minor: int) -> str:
        """An amount of the agreement's currency."""
        return money.text(minor, self.agreement.currency, self.lang)

    def number(self, pieces: int) -> str:
        """A number of pieces."""
        return formats.number(pieces, self.lang)

    def title(self) -> str:
        """What it is, and which version."""
        return f"{self.say('title', product=self.agreement.product)}\n{self.say('version', version=version(content(self.agreement)))}"

    def blocks(self) -> Iterator[list[str]]:
        """Each clause with those below it; an empty one does not stand."""
        yield self.goods()
        yield self.shares()
        terms = self.agreement
        deadline = formats.moment(terms.deadline, self.lang) if terms.deadline else ""
        yield [self.say("payment", lead=terms.lead, deadline=deadline, account=terms.account, holder=terms.holder)]
        yield self.costs()
        yield from ([self.exchange(place)] for place in range(len(terms.exchange)))
        yield [self.rounding()]
        yield from ([self.say(name)] for name in ("defects", "shortage", "split"))
        yield [f"{self.say('before')}\n{self.say('after')}"]
        yield [self.say("change")]
        yield from ([self.say(name)] for name in (("ledger", "carry", "end") if terms.long_term else ("one_off",)))

    # goods and parties -----------------------------------------------------------------------------------------------

    def goods(self) -> list[str]:
        """Product, options, pieces, price and links; a link that all options share stands once."""
        own = dict(self.mine.pieces) if self.mine else {good.sku: good.pieces for good in self.agreement.goods}
        goods = [good for good in self.agreement.goods if own.get(good.sku)]
        links = {good.link for good in goods}
        total = self.number(sum(good.pieces for good in goods))
        head = self.say(self.own("goods"), product=self.agreement.product, pieces=total)
        if len(links) == 1:
            head += self.link(goods[0])
        options = [self.option(good, own[good.sku]) + (self.link(good) if len(links) > 1 else "") for good in goods]
        return [head, *(option for option in options if option)]

    def option(self, good: Good, pieces: int) -> str:
        """One option with its pieces and price; "" where nothing is left to say of it."""
        priced = "" if good.price is not None else "_unpriced"
        price = "" if good.price is None else money.price_text(good.price, good.currency, self.lang)
        if not good.sku and not self.mine:
            return "" if priced else self.say("only", price=price)
        name = f"{self.own('option' if good.sku else 'only')}{priced}"
        return self.say(name, sku=good.sku, pieces=self.number(pieces), price=price, partner=self.mine.name if self.mine else "")

    def link(self, good: Good) -> str:
        """The link on a line of its own, so that a chat makes one of it."""
        return f"\n{self.say('link', link=good.link)}" if good.link else ""

    def shares(self) -> list[str]:
        """Who takes and pays what."""
        if self.mine:
            return [self.party(self.mine)]
        return [self.say("shares"), *(self.party(party) for party in self.agreement.parties)]

    def party(self, party: Party) -> str:
        """What one party takes and pays, with every line of it."""
        taken = [self.say("taken" if sku else "taken_only", sku=sku, pieces=self.number(pieces)) for sku, pieces in party.pieces]
        goods = ", ".join(taken) or self.say("taken_only", pieces=0)
        lines = [self.say("line", cost=self.name(line.name), amount=self.money(line.amount)) for line in party.lines if line.amount]
        due = self.money(party.due)
        return self.say(self.own("party"), partner=party.name, goods=goods, due=due, lines=" + ".join(lines) or due)

    def name(self, name: str) -> str:
        """The name of a line, translated where it is ours."""
        return translate(name, self.lang)

    # costs -----------------------------------------------------------------------------------------------------------

    def costs(self) -> list[str]:
        """Each cost with its basis; what nobody may add beside them."""
        lines = [self.cost(cost) for cost in self.agreement.costs if self.concerns(cost)]
        note = self.say("fee_note" if any(cost.kind == FEE for cost in self.agreement.costs) else "no_fee")
        return [self.say("costs"), *lines, note]

    def concerns(self, cost: CostTerm) -> bool:
        """Whether a cost is anybody's business who is written to: what another one bears alone is not."""
        return self.mine is None or not cost.partner or names.key(cost.partner) == names.key(self.mine.name)

    def cost(self, cost: CostTerm) -> str:
        """How one cost is shared, with its base where it is a rate."""
        template = "cost" if cost.rate is None else "rate"
        if cost.kind == FEE and self.agreement.lead and not cost.partner:
            template = "fee_fixed" if cost.rate is None else "fee_exempt" if self.agreement.lead_exempt else "fee"
        elif cost.kind == _FREIGHT and cost.rate is None and cost.basis in MEASURES:
            template = _FREIGHT
        rate = "" if cost.rate is None else formats.percent(cost.rate, self.lang)
        return self.say(self.own(template), cost=self.name(cost.name), amount=self.money(cost.amount), basis=self.basis(cost), rate=rate,
                        of=" + ".join(map(self.name, cost.of)), base=self.money(cost.base), lead=self.agreement.lead)

    def basis(self, cost: CostTerm) -> str:
        """What a cost is shared by."""
        if cost.basis == DIRECT:
            return self.say("basis_direct", partner=cost.partner)
        if cost.basis in {ITEMS, OF, *BASES}:
            return self.say(f"basis_{cost.basis}")
        return self.say("basis_cost", cost=self.name(cost.basis))

    def exchange(self, place: int) -> str:
        """One rate of exchange with its day."""
        currency, rate, day = self.agreement.exchange[place]
        costs = money.price_text(rate, self.agreement.currency, self.lang)
        if day is None:
            return self.say("exchange_undated", currency=currency, rate=costs)
        return self.say("exchange", currency=currency, rate=costs, day=formats.day(day, self.lang))

    def rounding(self) -> str:
        """Largest remainder, ties, the step and who takes the rest."""
        said = [self.say("rounding", unit=self.money(1))]
        if self.agreement.step > 1:
            said.append(self.say("step" if self.agreement.lead else "step_no_lead", step=self.money(self.agreement.step), lead=self.agreement.lead))
        return "\n".join(said)

    # acceptance ------------------------------------------------------------------------------------------------------

    def reply(self) -> str:
        """What each one replies to accept, a line each."""
        parties = [self.mine] if self.mine else self.agreement.parties
        lines = [self.say("reply_one", partner=party.name, code=reply_code(self.agreement, party.name)) for party in parties]
        return "\n".join([self.say("reply"), *lines])
