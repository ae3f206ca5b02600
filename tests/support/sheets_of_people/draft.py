"""What one person has decided before she writes: which figures stand where, and what things are called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .facts import Fact, Of, Truth, dues, paid
from .numerals import DONG, FOREIGN, KILOGRAMS, Content, kilograms, money, plain, sign
from .pools import tables

if TYPE_CHECKING:
    from .pools import Order, Pool, Sku
    from .vocabulary import Voice

KINDS_OF_COST = ("freight", "domestic", "handling", "tax", "personal")
WHOLE_DONG = "#,##0"


@dataclass(frozen=True)
class Plan:
    """Where things stand.

    orders: list, partners down, partners across, two rows, sheets of partners. batches: column, blocks, sheets, or None where there is one batch.
    price, kg: orders (beside or above the quantities), items (a price list) or label (one for all); None where there is none.
    paid: columns, rows (below partners across), table, labels or None. costs: table, across or labels. personal: costs or column. rates: label, cell or table.
    """

    orders: str
    batches: str | None
    price: str | None
    kg: str | None
    paid: str | None
    costs: str
    personal: str
    rates: str


class Draft:
    """A pool, the plan and the person's habits, one for the whole book."""

    def __init__(self, pool: Pool, voice: Voice, plan: Plan) -> None:
        """Settle what things are called and how figures are typed."""
        self.pool, self.voice, self.plan = pool, voice, plan
        self.cost_names = {kind: voice.name(kind) for kind in KINDS_OF_COST}
        self.truth = Truth(tables(pool, self.cost_names))
        self.number_names = voice.chance(0.6)
        self.price_style = voice.random.choice(DONG if pool.skus[0].currency == "VND" else FOREIGN)
        self.bare_currency = list(pool.rates) == ["CNY"] and voice.chance(0.3)
        self.kg_style = voice.random.choice(KILOGRAMS)
        self.pieces_style = voice.random.choices(("number", "units", "text"), (6, 2, 1))[0]
        self.paid_style = self._dong_style(Fraction(payment.amount) for payment in pool.payments)
        self.dong_format = voice.random.choice([WHOLE_DONG, WHOLE_DONG, "General"])
        self._dues: dict[tuple[str | None, str], int] | None = None

    def _dong_style(self, amounts: Any) -> str:
        """How she writes these amounts: in bare thousands only where all are whole thousands."""
        whole = all(amount % 1000 == 0 for amount in amounts)
        return self.voice.random.choice([*DONG, "thousands"] if whole else DONG)

    def has(self, production: str) -> None:
        """Count what a sheet has, so that a test sees that everything occurs."""
        self.voice.counts[production] += 1

    def owed(self, meaning: str, batch: str | None, partner: str) -> int:
        """What a partner owes in a batch, exactly: all of it ("due"), or what he has not paid yet ("remaining")."""
        if self._dues is None:
            self._dues = dues(self.truth)
        return self._dues[batch, partner] - (paid(self.truth).get((batch, partner), 0) if meaning == "remaining" else 0)

    # ---------------------------------------------------------------- names

    def name(self, text: str, *, again: bool = False) -> Content:
        """A name as it stands in a cell: a number cell where it is a number; sometimes in another case where it was typed before."""
        if text.isdecimal() and self.number_names:
            self.has("name that is a number")
            return int(text)
        if again and self.voice.chance(0.04):
            other = self.voice.random.choice([text.upper(), text.lower(), f"{text} ", text.replace(" ", "  ")])
            if other != text:
                self.has("name in another case or with a space")
            return other
        return text

    def named(self, meaning: str, text: str, batch: str | None = None, role: str = "name") -> Fact:
        """The fact of a cell that names a partner, a SKU or a batch."""
        of = {"partner": Of(partner=text, pool=batch), "sku": Of(sku=text, pool=batch), "pool": Of(pool=text)}[meaning]
        return self.counted(Fact(role, meaning, text, of=of))

    def counted(self, fact: Fact) -> Fact:
        """The fact, which does not count where it is of somebody who has cancelled."""
        return replace(fact, counts=False) if fact.of.partner in self.pool.struck else fact

    # ---------------------------------------------------------------- figures of the goods

    def price(self, sku: Sku, batch: str | None = None) -> tuple[Content, Fact]:
        """The price of a SKU in a cell."""
        assert sku.price is not None
        content = money(sku.price, sku.currency, self.price_style, self.voice)
        return content, Fact("used", "unit_price", sku.price, "items", Of(sku=sku.name, pool=batch))

    def weight(self, sku: Sku, batch: str | None = None) -> tuple[Content, Fact]:
        """The weight of one piece in a cell."""
        assert sku.kg is not None
        return kilograms(sku.kg, self.kg_style, self.voice), Fact("used", "unit_kg", sku.kg, "items", Of(sku=sku.name, pool=batch))

    def price_heading(self, taken: tuple[str, ...] = ()) -> tuple[str, str]:
        """A heading or label for prices and what a bare number below it counts in; it states the currency unless the cells do, or only yuan can be meant."""
        currency = self.pool.skus[0].currency
        word = self.voice.word("unit_price", taken=taken)
        if self.price_style == "signed" or (currency == "VND" and self.voice.chance(0.6)):
            return word, currency
        if currency == "CNY" and self.bare_currency:
            self.has("price without a currency")
            return word, currency
        return f"{word} ({sign(currency, self.voice).strip()})", currency

    def kg_heading(self, taken: tuple[str, ...] = (), *, per_piece: bool = True) -> tuple[str, str]:
        """A heading or label for the weight of a piece, and the unit of a bare number below it. per_piece: it says so, as nothing else does."""
        unit, _, own = self.kg_style.partition(" ")
        each = self.voice.say("/cái", "/pc", "/件") if per_piece or self.voice.chance(0.4) else ""
        word = self.voice.word("unit_kg", taken=taken)
        inside = f"{unit}{each}" if not own else each.strip("/")
        return (f"{word} ({inside})" if inside else word), unit

    def paid_heading(self, number: int, of: int, first: str, taken: tuple[str, ...]) -> tuple[str, str]:
        """A heading for the deposits paid in one go, and the unit of a bare number: numbered, or another word, where there are several."""
        word = first if self.voice.chance(0.7) else self.voice.word("paid", taken=taken)
        if of > 1:
            word = f"{word} {self.voice.random.choice([str(number), self.voice.say(f'lần {number}', f'#{number}', f'第{number}次')])}"
        if self.paid_style == "thousands":
            self.has("thousands: heading")
            return f"{word} (k)", "k"
        return (f"{word} ({sign('VND', self.voice).strip()})" if self.voice.chance(0.25) else word), "VND"

    def payment(self, amount: int, batch: str | None, partner: str) -> tuple[Content, Fact]:
        """What somebody has paid, in a cell."""
        content = money(Fraction(amount), "VND", self.paid_style, self.voice)
        return content, Fact("used", "paid", Fraction(amount), "payments", Of(partner=partner, pool=batch))

    def pieces_of(self, order: Order, quantity: int) -> Fact:
        """The fact of a cell with a quantity."""
        return self.counted(Fact("used", "quantity", Fraction(quantity), "orders", Of(order.partner, order.sku.name, order.pool)))

    def personal(self, batch: str | None) -> dict[str, Fraction]:
        """Partner -> what he alone bears in a batch."""
        return {cost.partner: cost.amount for cost in self.pool.costs if cost.pool == batch and cost.partner and cost.amount is not None}

    def rate(self) -> Fraction:
        """Dong for one unit of the currency of the goods."""
        return self.pool.rates.get(self.pool.skus[0].currency, Fraction(1))


def rounded(value: Fraction) -> int | float:
    """A figure that somebody worked out and typed: whole where it is large, else with two decimals at most."""
    return round(value) if value >= 1000 else plain(Fraction(round(value * 100), 100))
