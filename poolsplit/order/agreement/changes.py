"""The changes between two versions of an agreement, as sentences. (spec.md, section 6)"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.order.agreement.version import Amount, Link, Price, canonical, content
from poolsplit.values import formats, money, names

if TYPE_CHECKING:
    from poolsplit.order.agreement.content import Agreement
    from poolsplit.order.agreement.version import Binding

_FLAGS = frozenset({"lead_exempt", "long_term"})
_FOLLOWING = frozenset({"amount", "line", "due"})
"""Kinds of facts that mostly follow from other changes, and are listed after them."""


def changes(old: Agreement, new: Agreement, lang: str = "en") -> list[Text]:
    """The changes between two versions, one sentence each; [] exactly where both are the same version. (spec.md, section 6)

    Decisions come first, then the amounts that follow from them.

    lang: how the amounts and dates in the sentences are written.
    """
    before, after = content(old), content(new)
    spellings = _spellings(old) | _spellings(new)
    facts = sorted({**after, **before}, key=lambda fact: fact[0] in _FOLLOWING)
    return [
        _change(fact, spellings, _shown(fact[0], before.get(fact), lang), _shown(fact[0], after.get(fact), lang))
        for fact in facts
        if (fact in before, canonical(before.get(fact))) != (fact in after, canonical(after.get(fact)))
    ]


def _spellings(agreement: Agreement) -> dict[str, str]:
    """The names for people by key, of goods, cost lines and parties."""
    spellings = {names.key(good.sku): good.sku for good in agreement.goods} | {cost.key: cost.name for cost in agreement.costs}
    spellings |= {line.key: line.name for party in agreement.parties for line in party.lines}
    return spellings | {names.key(party.name): party.name for party in agreement.parties}


def _shown(kind: str, value: Binding, lang: str) -> str:
    """A value as text for people; a dash where there is none."""
    text: str = "–"
    if isinstance(value, Link):
        text = value.address or text
    elif isinstance(value, Amount):
        text = money.amount_text(value.minor, value.currency, lang)
    elif isinstance(value, Price):
        text = money.price_text(value.each, value.currency, lang)
    elif isinstance(value, dt.datetime):
        text = formats.moment(value, lang)
    elif isinstance(value, dt.date):
        text = formats.day(value, lang)
    elif isinstance(value, str):
        text = value or text
    elif value is not None and kind in _FLAGS:
        text = Text("yes") if value else Text("no")
    elif value is not None:
        text = formats.percent(Fraction(value), lang) if kind == "rate" else formats.number(value, lang)
    return text


def _change(fact: tuple[str, ...], spellings: dict[str, str], old: str, new: str) -> Text:
    """One change as a sentence; a kind without a sentence of its own is given by its name."""
    kind, *keys = fact
    who, what, *_ = [*(spellings.get(key, key) or "SKU" for key in keys), "", ""]
    for template_kind, template in (
        ("pieces", "{who}, {what}: {new} pieces instead of {old}"),
        ("line", "{who}, {what}: {new} instead of {old}"),
        ("due", "{who} pays {new} instead of {old}"),
        ("price", "price of {who}: {new} instead of {old}"),
        ("link", "link of {who}: {new} instead of {old}"),
        ("exchange", "rate of {who}: {new} instead of {old}"),
        ("day", "day of the rate of {who}: {new} instead of {old}"),
        ("amount", "{who} in all: {new} instead of {old}"),
        ("basis", "{who} is shared by {new} instead of {old}"),
        ("rate", "{who} in percent: {new} instead of {old}"),
    ):
        if kind == template_kind:
            return Text(template, who=who, what=what, new=new, old=old)
    return Text("{what}: {new} instead of {old}", what=_NAMES[kind], new=new, old=old)


_NAMES = {
    "pool": Text("pool"), "product": Text("product"), "currency": Text("currency"), "lead": Text("lead buyer"),
    "lead_exempt": Text("lead buyer exempt from the fee"), "step": Text("smallest payable amount"), "account": Text("account"),
    "holder": Text("account holder"), "deadline": Text("deadline"), "long_term": Text("long-term"),
}
