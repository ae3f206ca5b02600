"""Advice on a pool: suitability, warnings and reasons. All thresholds are in `Policy` and can be changed. (spec.md, section 5)"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from poolsplit.errors import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Policy:
    """The thresholds, amounts in VND. The defaults are customary among small shops (spec.md, section 5).

    >>> Policy(partners=6).partners
    6
    """

    clean_partners: int = 3
    partners: int = 4
    first_pool: int = 5_000_000
    capital: int = 30_000_000
    unit_price: int = 20_000
    market_test: tuple[int, int] = (10, 20)
    chat_below: int = 20_000_000
    signed_above: int = 50_000_000
    fee_percent: tuple[Fraction, Fraction] = (Fraction(1), Fraction(2))
    alone_percent: tuple[int, int] = (30, 50)
    trend_weeks: int = 3


@dataclass(frozen=True)
class Facts:
    """Facts about a pool that are not in the tables. None for unknown; there is no advice about an unknown fact.

    trend_weeks: the weeks for which the product will be in demand. lead_weeks: the weeks until the goods arrive. capital: of the smallest
    shop, in VND.
    """

    new_sku: bool | None = None
    trend_weeks: int | None = None
    lead_weeks: int | None = None
    capital: int | None = None
    one_sku: bool | None = None
    piece_inspection: bool | None = None
    first_together: bool | None = None
    competing: bool | None = None
    verifiable_shop: bool | None = None
    cold_contact: bool | None = None
    vague_payment: bool | None = None
    goods_before_paying: bool | None = None
    collateral: bool | None = None
    long_term: bool | None = None


class Advice(NamedTuple):
    """One piece of advice: its topic, True for a warning, and the reason."""

    topic: str
    warning: bool
    reason: Text


class Sizes(NamedTuple):
    """Figures of one pool from the tables: partners, dues and the lowest unit price (None where they are not in VND), fee rates as Fractions."""

    partners: int
    dues: int | None
    unit_price: int | None
    fees: Sequence[Fraction]
    has_lead: bool


def advise(sizes: Sizes, facts: Facts, policy: Policy) -> list[Advice]:
    """All advice on one pool, warnings first."""
    advice = [*_partners(sizes, facts, policy), *_product(sizes, facts, policy), *_fees(sizes, policy), *_agreement(sizes, facts, policy)]
    return sorted(advice, key=lambda piece: not piece.warning)


def _partners(sizes: Sizes, facts: Facts, policy: Policy) -> list[Advice]:
    n = sizes.partners
    advice = []
    if n > policy.partners:
        reason = Text("{n} partners: above {limit}, collecting payments costs more than the pool saves", n=n, limit=policy.partners)
        advice.append(Advice("partners", warning=True, reason=reason))
    elif n > policy.clean_partners:
        advice.append(Advice("partners", warning=False, reason=Text("{n} partners are manageable with clear messages", n=n)))
    elif n > 1:
        advice.append(Advice("partners", warning=False, reason=Text("{n} partners are the cleanest size", n=n)))
    else:
        advice.append(Advice("partners", warning=True, reason=Text("one partner is not a pool: nothing is shared")))
    if not sizes.has_lead:
        reason = Text("no lead buyer is named: choose the partner with the most importing experience or the most established account")
        advice.append(Advice("lead buyer", warning=True, reason=reason))
    if facts.first_together and sizes.dues is not None and sizes.dues > policy.first_pool:
        limit, dues = policy.first_pool, sizes.dues
        reason = Text("a first pool together is best kept under {limit:,} VND; this one is {dues:,} VND", limit=limit, dues=dues)
        advice.append(Advice("first pool", warning=True, reason=reason))
    flags = (
        (facts.vague_payment, "a partner is vague about when to pay"),
        (facts.verifiable_shop is False, "a partner has no active shop or selling history that can be verified"),
        (facts.goods_before_paying, "a partner wants goods before paying"),
        (facts.competing, "the partners compete in the same category"),
        (facts.cold_contact, "a partner is a cold contact; a referral or a fair is safer"),
    )
    return advice + [Advice("partner", warning=True, reason=Text(text)) for raised, text in flags if raised]


def _product(sizes: Sizes, facts: Facts, policy: Policy) -> list[Advice]:
    advice = []
    if sizes.unit_price is not None and sizes.unit_price < policy.unit_price:
        price, limit = sizes.unit_price, policy.unit_price
        reason = Text("a piece costs {price:,} VND: under {limit:,} VND, freight and coordination eat the margin", price=price, limit=limit)
        advice.append(Advice("unit price", warning=True, reason=reason))
    if facts.trend_weeks is not None and facts.trend_weeks <= max(policy.trend_weeks, facts.lead_weeks or 0):
        reason = Text("the trend lasts {weeks} weeks: the goods would arrive after it", weeks=facts.trend_weeks)
        advice.append(Advice("trend", warning=True, reason=reason))
    if facts.piece_inspection:
        advice.append(Advice("inspection", warning=True, reason=Text("goods that need inspection piece by piece do not fit a pool")))
    if facts.new_sku:
        low, high = policy.market_test
        reason = Text("a new SKU with unknown demand fits: a market test wants {low} to {high} pieces", low=low, high=high)
        advice.append(Advice("fit", warning=False, reason=reason))
    if facts.capital is not None and facts.capital < policy.capital:
        advice.append(Advice("fit", warning=False, reason=Text("capital under {limit:,} VND fits a pool", limit=policy.capital)))
    if facts.one_sku:
        advice.append(Advice("fit", warning=False, reason=Text("with all capital tied up in one SKU, a pool carries part of the risk")))
    return advice


def _fees(sizes: Sizes, policy: Policy) -> list[Advice]:
    low, high = policy.fee_percent
    advice = []
    for fee in sizes.fees:
        percent = float(fee * 100)
        if fee * 100 > high:
            reason = Text("a fee of {percent:.4g} % is above the customary {low} to {high} %", percent=percent, low=low, high=high)
            advice.append(Advice("fee", warning=True, reason=reason))
        reason = Text("the fee of {percent:.4g} % is on the goods value actually paid, and must stand in the agreement", percent=percent)
        advice.append(Advice("fee", warning=False, reason=reason))
    return advice


def _agreement(sizes: Sizes, facts: Facts, policy: Policy) -> list[Advice]:
    """Advice on the form of the agreement, and on the additions of a long-term one. Any reason for a signed document decides."""
    advice = []
    if facts.long_term:
        reason = Text("a long-term partnership needs an agreement with ledger, carry and how it ends")
        advice.append(Advice("agreement", warning=False, reason=reason))
    dues = sizes.dues
    if facts.first_together or facts.collateral:
        reason = Text("a signed document: the partners have no shared history, or there is collateral")
        advice.append(Advice("agreement", warning=True, reason=reason))
    elif dues is None:
        return advice
    elif dues > policy.signed_above:
        reason = Text("a signed document: dues of {dues:,} VND are above {limit:,} VND", dues=dues, limit=policy.signed_above)
        advice.append(Advice("agreement", warning=True, reason=reason))
    elif dues >= policy.chat_below:
        advice.append(Advice("agreement", warning=False, reason=Text("dues of {dues:,} VND: a signed document is advised", dues=dues)))
    else:
        reason = Text("dues of {dues:,} VND: a chat message that all confirm is enough; keep the screenshot", dues=dues)
        advice.append(Advice("agreement", warning=False, reason=reason))
    return advice
