"""A pool as it truly is, made at random: who takes what, what it costs, and who has paid."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .vocabulary import LANGUAGES, without_marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

BASES = ("kg", "quantity", "value", "equal")


@dataclass(frozen=True)
class Sku:
    """One variant. name: None where the pool has one kind of goods that nobody names. price: None where only costs are shared."""

    name: str | None
    price: Fraction | None
    currency: str
    kg: Fraction | None
    colour: str | None = None
    size: str | None = None


@dataclass(frozen=True)
class Order:
    """One partner's quantity of one SKU in one batch. pool: None where there is only one."""

    pool: str | None
    partner: str
    sku: Sku
    quantity: int


@dataclass(frozen=True)
class Cost:
    """One cost of one batch. kind: what it is for, a meaning of the vocabulary. amount in `currency`, or a percentage of the goods.

    basis: one of BASES; None where `partner` alone bears it, or it is a percentage.
    """

    pool: str | None
    kind: str
    amount: Fraction | None = None
    currency: str = "VND"
    percent: Fraction | None = None
    basis: str | None = None
    partner: str | None = None


@dataclass(frozen=True)
class Payment:
    """What a partner has paid in one go, in dong."""

    pool: str | None
    partner: str
    amount: int


@dataclass(frozen=True)
class Pool:
    """Everything of one pool, or of several batches that stand in one book.

    struck: who has cancelled. bare: words, and mostly names, are typed without tone marks.
    """

    language: str
    bare: bool
    partners: tuple[str, ...]
    struck: frozenset[str]
    skus: tuple[Sku, ...]
    batches: tuple[str | None, ...]
    orders: tuple[Order, ...]
    costs: tuple[Cost, ...]
    rates: dict[str, Fraction]
    lead: str | None
    payments: tuple[Payment, ...]

    def counting(self) -> list[Order]:
        """The orders of those who have not cancelled."""
        return [order for order in self.orders if order.partner not in self.struck]


@cache
def names() -> dict[str, dict[str, tuple[str, ...]]]:
    """Kind of name -> language -> the names."""
    text = (Path(__file__).parent / "names.json").read_text(encoding="utf-8")
    return {kind: {language: tuple(line.split(" | ")) for language, line in lines.items()} for kind, lines in json.loads(text).items()}


def pool(random: Random) -> Pool:
    """A random pool.

    >>> from random import Random
    >>> pool(Random(1)) == pool(Random(1))
    True
    """
    language = random.choices(LANGUAGES, (5, 3, 3))[0]
    bare = language == "vi" and random.random() < 0.2
    batches = _batches(random, language)
    partners = _partners(random, language)
    skus = _skus(random, language, one_batch=len(batches) == 1)
    partners = [partner for partner in partners if partner not in {sku.name for sku in skus}]
    if bare and random.random() < 0.6:
        partners = [without_marks(partner) for partner in partners]
        skus = [_bare(sku) for sku in skus]
        batches = tuple(batch and without_marks(batch) for batch in batches)
    struck = frozenset(random.sample(partners[1:], 1)) if len(partners) > 3 and random.random() < 0.2 else frozenset[str]()
    orders = _orders(random, batches, partners, skus, struck)
    skus = [sku for sku in skus if any(order.sku == sku and order.partner not in struck for order in orders)]
    orders = [order for order in orders if order.sku in skus]
    costs = [cost for batch in batches for cost in _costs(random, batch, [order for order in orders if order.pool == batch and order.partner not in struck])]
    currencies = dict.fromkeys(currency for currency in [*(sku.currency for sku in skus if sku.price), *(cost.currency for cost in costs)] if currency != "VND")
    standing = [partner for partner in partners if any(order.partner == partner for order in orders)]
    return Pool(
        language, bare, tuple(standing), struck & frozenset(standing), tuple(skus), batches, tuple(orders), tuple(costs),
        {currency: _rate(random, currency) for currency in currencies},
        next(p for p in standing if p not in struck) if random.random() < 0.92 else None,
        tuple(_payments(random, orders, struck)),
    )


def _batches(random: Random, language: str) -> tuple[str | None, ...]:
    """The names of the batches; (None,) in most books."""
    if random.random() < 0.72:
        return (None,)
    return tuple(random.choice(names()["pools"][language]).split(", ")[: random.choice([2, 2, 3])])


def _partners(random: Random, language: str) -> list[str]:
    """Three to eight partners, the lead buyer first: most of the sheet's language, a few of another, sometimes a name that is hard to read."""
    other = random.choice([some for some in LANGUAGES if some != language])
    chosen = random.sample(names()["partners"][language], random.randint(3, 8))
    if random.random() < 0.2:
        chosen[random.randrange(len(chosen))] = random.choice(names()["partners"][other])
    if random.random() < 0.35:
        chosen[random.randrange(len(chosen))] = random.choice(names()["hard partners"][language])
    return list({without_marks(partner).casefold(): partner for partner in chosen}.values())


def _skus(random: Random, language: str, *, one_batch: bool) -> list[Sku]:
    """One to eight SKUs: styles, sizes of one style, or sizes of several colours."""
    currency = random.choices(("CNY", "VND", "USD", "KRW"), (14, 3, 1, 1))[0]
    weighed = random.random() < 0.65
    one_price, one_weight = random.random() < 0.25, random.random() < 0.2
    price, kg = _price(random, currency), _kg(random)
    kind = random.choices(("styles", "sizes", "both", "none"), (10, 3, 5, 1.5 if one_batch else 0))[0]
    sizes = names()["sizes"][random.choice(["letters", "numbers"])]
    if kind == "none":
        return [Sku(None, price if random.random() < 0.5 else None, currency, kg if weighed else None)]
    if kind == "styles":
        styles = random.sample(names()["products"][language], random.randint(1, 7))
        hard = random.sample(names()["hard products"][language], random.choice([0, 0, 0, 1, 2]))
        variants: list[tuple[str | None, str | None, str]] = [(None, None, name) for name in [*styles[: 8 - len(hard)], *hard]]
    elif kind == "sizes":
        variants = [(None, size, size) for size in sizes[: random.randint(2, len(sizes))]]
    else:
        colours = random.sample(names()["colours"][language], random.randint(2, 3))
        shown = sizes[: 2 if len(colours) > 2 else random.randint(2, 4)]
        variants = [(colour, size, f"{colour} {size}") for colour in colours for size in shown]
    return [
        Sku(name, price if one_price else _price(random, currency), currency, (kg if one_weight else _kg(random)) if weighed else None, colour, size)
        for colour, size, name in variants
    ]


def _bare(sku: Sku) -> Sku:
    """The SKU named by somebody who types no tone marks."""
    return Sku(sku.name and without_marks(sku.name), sku.price, sku.currency, sku.kg, sku.colour and without_marks(sku.colour), sku.size)


def _price(random: Random, currency: str) -> Fraction:
    """A price as such goods have it; in yuan and dollars with at most two decimals, so that none reads as thousands."""
    if currency == "VND":
        return Fraction(random.randint(30, 800) * 500)
    if currency == "KRW":
        return Fraction(random.randint(20, 400) * 100)
    whole = random.randint(3, 45 if currency == "USD" else 280)
    return whole + random.choice([Fraction(0), Fraction(0), Fraction(1, 2), Fraction(random.randint(1, 9), 10), Fraction(random.randint(1, 99), 100)])


def _kg(random: Random) -> Fraction:
    """The weight of one piece: whole tens of grams, now and then fives."""
    return Fraction(random.choice([random.randint(4, 140) * 10, random.randint(10, 120) * 5]), 1000)


def _rate(random: Random, currency: str) -> Fraction:
    """Dong for one unit: a round one, sometimes with half a dong."""
    if currency == "KRW":
        return Fraction(random.randint(171, 195), 10)
    if currency == "USD":
        return Fraction(random.randint(505, 530) * 50)
    return random.choice([Fraction(random.randint(340, 370) * 10), Fraction(random.randint(690, 740) * 5), Fraction(random.randint(6900, 7400), 2)])


def _orders(random: Random, batches: tuple[str | None, ...], partners: list[str], skus: list[Sku], struck: frozenset[str]) -> list[Order]:
    """Orders in which the lead buyer and somebody else who stays have a part in every batch, and everybody in the first."""
    orders: list[Order] = []
    large = random.random() < 0.3
    for batch in batches:
        few = random.sample([p for p in partners[1:] if p not in struck], min(len(partners) - 1 - len(struck), random.randint(1, 4)))
        present = partners if batch == batches[0] else [partners[0], *few]
        for partner in present:
            taken = [sku for sku in skus if random.random() < 0.6] or [random.choice(skus)]
            orders += [Order(batch, partner, sku, random.randint(1, 120 if large else 24)) for sku in taken]
    return orders


def _costs(random: Random, batch: str | None, orders: list[Order]) -> Iterator[Cost]:
    """Two to five costs of a batch with these orders, each with a basis that they can be split by."""
    priced = orders[0].sku.price is not None
    weighed = orders[0].sku.kg is not None
    bases = [basis for basis in BASES if (basis != "kg" or weighed) and (basis != "value" or priced)]
    kinds = ["freight", *random.sample(["domestic", "handling", "tax", "personal"], random.randint(1, 4))]
    for kind in kinds:
        if kind == "tax" and priced:
            yield Cost(batch, kind, percent=Fraction(random.choice([5, 8, 10, random.randint(10, 99) / 10])).limit_denominator(10))
        elif kind == "personal":
            present = list(dict.fromkeys(order.partner for order in orders))
            for partner in random.sample(present, random.choice([1, 1, min(2, len(present)), min(3, len(present))])):
                yield Cost(batch, kind, Fraction(random.randint(15, 90) * 1000), partner=partner)
        elif kind == "domestic":
            yuan = random.random() < 0.7
            amount = Fraction(random.randint(15, 240)) if yuan else Fraction(random.randint(60, 900) * 1000)
            yield Cost(batch, kind, amount, "CNY" if yuan else "VND", basis=random.choice(bases))
        elif kind != "tax":
            amount = Fraction(random.randint(40, 600) * (10000 if kind == "freight" else 1000) + random.choice([0, 0, 0, random.randint(1, 999)]))
            yield Cost(batch, kind, amount, basis="kg" if kind == "freight" and weighed and random.random() < 0.6 else random.choice(bases))


def _payments(random: Random, orders: list[Order], struck: frozenset[str]) -> Iterator[Payment]:
    """None at all, or up to three of each partner in each batch."""
    if random.random() < 0.25:
        return
    most = random.choice([1, 1, 2, 3])
    for batch, partner in dict.fromkeys((order.pool, order.partner) for order in orders if order.partner not in struck):
        for _ in range(random.randint(0, most)):
            yield Payment(batch, partner, random.choice([random.randint(2, 60) * 50_000, random.randint(1, 9) * 500_000, random.randint(80, 4000) * 1000]))


def tables(of: Pool, cost_names: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The tables of the truth. cost_names: kind -> what the sheet calls it."""
    def placed(batch: str | None) -> dict[str, Any]:
        return {"pool": batch} if batch is not None else {}

    def named(sku: Sku) -> dict[str, Any]:
        return {"sku": sku.name} if sku.name is not None else {}

    def figures(sku: Sku) -> dict[str, Any]:
        price = {"unit_price": sku.price, "currency": sku.currency} if sku.price is not None else {}
        return {**price, **({"unit_kg": sku.kg} if sku.kg is not None else {})}

    items = [{**named(sku), **figures(sku)} for sku in of.skus if figures(sku)]
    costs: list[dict[str, Any]] = []
    for cost in of.costs:
        borne = {"partner": cost.partner} if cost.partner else {"basis": cost.basis} if cost.basis else {}
        share = {"rate": f"{float(cost.percent):g}%", "of": "goods"} if cost.percent is not None else {"amount": cost.amount, "currency": cost.currency}
        costs.append({**placed(cost.pool), "cost": cost_names[cost.kind], **share, **borne})
    return {
        "orders": [{**placed(order.pool), "partner": order.partner, **named(order.sku), "quantity": order.quantity} for order in of.counting()],
        "items": items,
        "costs": costs,
        "rates": [{"currency": currency, "rate": rate} for currency, rate in of.rates.items()],
        "terms": [{"lead_buyer": of.lead}] if of.lead else [],
        "payments": [{**placed(payment.pool), "partner": payment.partner, "paid": payment.amount} for payment in of.payments],
    }
