"""What changed between two versions of an agreement, in sentences. (spec.md, section 6)"""

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
"""What mostly follows from other changes, and is said after them."""


def changes(old: Agreement, new: Agreement, lang: str = "en") -> list[Text]:
    """What changed between two versions, one sentence each; none exactly where both are the same version. (spec.md, section 6)

    What was decided comes first, then the amounts that follow from it.

    lang: how the amounts and dates in the sentences are written.
    """
    before, after = content(old), content(new)
    spelled = _spellings(old) | _spellings(new)
    every = sorted({**after, **before}, key=lambda at: at[0] in _FOLLOWING)
    return [
        _change(at, spelled, _shown(at[0], before.get(at), lang), _shown(at[0], after.get(at), lang))
        for at in every
        if (at in before, canonical(before.get(at))) != (at in after, canonical(after.get(at)))
    ]


def _spellings(agreement: Agreement) -> dict[str, str]:
    """Key -> name, of everybody and everything."""
    found = {names.key(good.sku): good.sku for good in agreement.goods} | {cost.key: cost.name for cost in agreement.costs}
    found |= {line.key: line.name for party in agreement.parties for line in party.lines}
    return found | {names.key(party.name): party.name for party in agreement.parties}


def _shown(kind: str, value: Binding, lang: str) -> str:
    """A value for people; a dash where there is none."""
    said: str = "–"
    if isinstance(value, Link):
        said = value.address or said
    elif isinstance(value, Amount):
        said = money.text(value.minor, value.currency, lang)
    elif isinstance(value, Price):
        said = money.price_text(value.each, value.currency, lang)
    elif isinstance(value, dt.datetime):
        said = formats.moment(value, lang)
    elif isinstance(value, dt.date):
        said = formats.day(value, lang)
    elif isinstance(value, str):
        said = value or said
    elif value is not None and kind in _FLAGS:
        said = Text("yes") if value else Text("no")
    elif value is not None:
        said = formats.percent(Fraction(value), lang) if kind == "rate" else formats.number(value, lang)
    return said


def _change(at: tuple[str, ...], spelled: dict[str, str], old: str, new: str) -> Text:
    """One change as a sentence; what has no sentence of its own is named."""
    kind, *keys = at
    who, what, *_ = [*(spelled.get(key, key) or "SKU" for key in keys), "", ""]
    for one, words in (
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
        if kind == one:
            return Text(words, who=who, what=what, new=new, old=old)
    return Text("{what}: {new} instead of {old}", what=_NAMES[kind], new=new, old=old)


_NAMES = {
    "pool": Text("pool"), "product": Text("product"), "currency": Text("currency"), "lead": Text("lead buyer"),
    "lead_exempt": Text("lead buyer exempt from the fee"), "step": Text("smallest payable amount"), "account": Text("account"),
    "holder": Text("account holder"), "deadline": Text("deadline"), "long_term": Text("long-term"),
}
