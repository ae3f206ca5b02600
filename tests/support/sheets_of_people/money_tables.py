"""Costs, the price list, payments, rates and the lead buyer: as tables, as labels with their values, or several in one cell."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from .blocks import Block
from .facts import Fact, Of
from .list_cells import NOTES
from .numerals import exchange, money, percent, plain, sign
from .totals import Summed, put_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .draft import Draft
    from .numerals import Content
    from .pools import Cost, Payment

GOODS = {"vi": ("trên tiền hàng", "tiền hàng", "% tiền hàng"), "en": ("of goods", "goods value", "goods"), "zh": ("货款", "按货款比例", "货值")}
ALONE = {"vi": ("{}", "chỉ {}", "{} chịu"), "en": ("{}", "{} only", "just {}"), "zh": ("{}", "{}自付", "只算{}")}
CURRENCIES = {"CNY": ("CNY", "tệ", "RMB", "人民币"), "VND": ("VND", "đ", "VND", "越盾"), "USD": ("USD",) * 4, "KRW": ("KRW",) * 4}


class Costs:
    """The cost lines of some batches, laid out one way or another. pools: a column says whose batch a line is."""

    def __init__(self, draft: Draft, costs: Sequence[Cost], *, pools: bool) -> None:
        """Decide how the amounts are typed; what stands in a column of partners is left out."""
        self.draft, self.voice, self.pools = draft, draft.voice, pools
        self.costs = [cost for cost in costs if not (cost.partner and draft.plan.personal == "column")]
        amounts = [cost for cost in self.costs if cost.amount is not None]
        self.dong_only = all(cost.currency == "VND" for cost in amounts)
        whole = self.dong_only and all(cost.amount % 1000 == 0 for cost in amounts if cost.amount is not None)
        thousands = 1 if whole and len(amounts) == len(self.costs) else 0
        self.style = self.voice.random.choices(("number", "plain", "grouped", "signed", "short", "thousands"), (4, 2, 2, 1, 2, thousands))[0]
        self.currency_column = not self.dong_only and self.style != "short" and self.voice.chance(0.35)

    def name(self, cost: Cost) -> str:
        """What the line is called."""
        return self.draft.cost_names[cost.kind]

    def of(self, cost: Cost) -> Of:
        """Whose line it is."""
        return Of(cost.partner, pool=cost.pool, cost=self.name(cost))

    def amount(self, cost: Cost) -> tuple[Content, Fact, str]:
        """The line's amount or percentage: content, fact and number format."""
        if cost.percent is not None:
            content, shown = percent(cost.percent, self.voice)
            return content, Fact("used", "rate", cost.percent / 100, "costs", self.of(cost)), shown
        assert cost.amount is not None
        style = self.style
        if cost.currency != "VND":
            style = "number" if self.currency_column else "signed"
        content = money(cost.amount, cost.currency, style, self.voice)
        fact = Fact("used", "amount", cost.amount, "costs", self.of(cost), unit=cost.currency)
        return content, fact, self.draft.dong_format if cost.amount >= 1000 else "General"

    def basis(self, cost: Cost) -> tuple[str, Fact]:
        """Words for how the line is shared."""
        language = self.voice.language
        if cost.percent is not None:
            return self.voice.write(self.voice.random.choice(GOODS[language])), Fact("used", "of", "goods", "costs", self.of(cost))
        if cost.partner:
            self.draft.has("cost of a partner alone")
            wrapped = self.voice.write(self.voice.random.choice(ALONE[language])).format(cost.partner)
            return wrapped, Fact("used", "partner", cost.partner, "costs", self.of(cost))
        return self.voice.word(f"basis_{cost.basis}"), Fact("used", "basis", cost.basis, "costs", self.of(cost))

    def amount_heading(self) -> tuple[str, str | None]:
        """The heading of the amounts and what a bare number counts in."""
        word = self.voice.word("amount")
        if self.style == "thousands":
            self.draft.has("thousands: heading")
            return f"{word} (k)", "k"
        if self.dong_only and self.voice.chance(0.4):
            return f"{word} ({sign('VND', self.voice).strip()})", "VND"
        return word, None if self.currency_column else "VND"

    def table(self) -> Block:
        """A row a line; with a total where all are dong."""
        self.draft.has("costs as a table")
        block, voice = Block(), self.voice
        meanings = [*(["pool"] if self.pools else []), "cost", "amount", *(["currency"] if self.currency_column else []), "basis"]
        taken: list[str] = []
        for column, meaning in enumerate(meanings):
            text, unit = self.amount_heading() if meaning == "amount" else (voice.word(meaning, taken=tuple(taken)), None)
            taken.append(text)
            block.put(0, column, text, Fact("heading", meaning, text, unit=unit), bold=True)
        at = {meaning: column for column, meaning in enumerate(meanings)}
        for row, cost in enumerate(self.costs, 1):
            if self.pools:
                assert cost.pool is not None
                block.put(row, at["pool"], cost.pool, self.draft.named("pool", cost.pool))
            block.put(row, at["cost"], self.name(cost), Fact("name", "cost", self.name(cost), of=self.of(cost)))
            content, fact, shown = self.amount(cost)
            block.put(row, at["amount"], content, fact, number_format=shown)
            if self.currency_column and cost.percent is None:
                currency = CURRENCIES[cost.currency][{"vi": 1, "en": 2, "zh": 3}[voice.language] if voice.chance(0.4) else 0]
                block.put(row, at["currency"], voice.write(currency), Fact("used", "currency", cost.currency, "costs", self.of(cost)))
            text, fact = self.basis(cost)
            block.put(row, at["basis"], text, fact)
        self._total(block, at["cost"], at["amount"])
        return block

    def _total(self, block: Block, label: int, column: int) -> None:
        """A row that adds up the amounts, where they are all dong."""
        rows, voice = list(range(1, len(self.costs) + 1)), self.voice
        if not self.dong_only or any(cost.percent for cost in self.costs) or len(rows) < 2 or not voice.chance(0.5):
            return
        word = voice.word("total")
        self.draft.has("total of costs")
        block.put(rows[-1] + 1, label, word, Fact("label", "total"), bold=True)
        scale = 1000 if self.style == "thousands" else 1
        summed = Summed([(row, column) for row in rows], Of(), lambda value: plain(value / scale), scale, self.draft.dong_format)
        put_sum(self.draft, block, (rows[-1] + 1, column), summed, voice.random.choice(["formula", "typed"]))

    def across(self) -> Block:
        """A column a line: names over amounts over how they are shared."""
        self.draft.has("costs as columns")
        block = Block()
        text, unit = self.amount_heading()
        block.put(1, 0, text, Fact("heading", "amount", text, unit=unit or "VND"), bold=True)
        text = self.voice.word("basis")
        block.put(2, 0, text, Fact("heading", "basis", text), bold=True)
        text = self.voice.word("cost")
        block.put(0, 0, text, Fact("heading", "cost", text), bold=True)
        self.currency_column = False
        for column, cost in enumerate(self.costs, 1):
            block.put(0, column, self.name(cost), Fact("name", "cost", self.name(cost), of=self.of(cost)), bold=True)
            content, fact, shown = self.amount(cost)
            block.put(1, column, content, fact, number_format=shown)
            text, fact = self.basis(cost)
            block.put(2, column, text, fact)
        return block

    def labels(self) -> Block:
        """A label and its value a line, the sharing in brackets behind the label or in a cell behind the value."""
        self.draft.has("costs as labels and values")
        block, self.currency_column = Block(bordered=False), False
        if self.style in {"number", "plain", "thousands"}:
            self.style = "grouped"
        inside = self.voice.chance(0.5)
        for row, cost in enumerate(self.costs):
            content, fact, shown = self.amount(cost)
            basis, basis_fact = self.basis(cost)
            label = f"{self.name(cost)} ({basis})" if inside else self.name(cost)
            block.put(row, 0, label + self.voice.random.choice(["", ":"]), Fact("name", "cost", self.name(cost), of=self.of(cost)))
            block.put(row, 1, content, fact, number_format=shown)
            if not inside:
                block.put(row, 2, basis, basis_fact)
        return block


def price_list(draft: Draft) -> Block:
    """A row for each SKU with its price, its weight, or both."""
    draft.has("price list")
    block, voice = Block(), draft.voice
    meanings = ["sku", *(["unit_price"] if draft.plan.price == "items" else []), *(["unit_kg"] if draft.plan.kg == "items" else [])]
    for column, meaning in enumerate(meanings):
        text, unit = voice.word("sku"), None
        if meaning == "unit_price":
            text, unit = draft.price_heading()
        elif meaning == "unit_kg":
            text, unit = draft.kg_heading(per_piece=False)
        block.put(0, column, text, Fact("heading", meaning, text, unit=unit), bold=True)
    for row, sku in enumerate(draft.pool.skus, 1):
        assert sku.name is not None
        block.put(row, 0, draft.name(sku.name, again=True), draft.named("sku", sku.name))
        for column, meaning in enumerate(meanings[1:], 1):
            content, fact = draft.price(sku) if meaning == "unit_price" else draft.weight(sku)
            block.put(row, column, content, fact)
    return block


def payments_table(draft: Draft, payments: Sequence[Payment], *, pools: bool) -> Block:
    """A row for each payment, with its day or a remark here and there, and sometimes a total."""
    draft.has("payments as a table")
    block, voice = Block(), draft.voice
    payments = list(payments)
    if voice.chance(0.3):
        voice.random.shuffle(payments)
    dated, noted = voice.chance(0.35), voice.chance(0.2)
    meanings = [*(["date"] if dated else []), *(["pool"] if pools else []), "partner", "paid", *(["note"] if noted else [])]
    taken: list[str] = []
    for column, meaning in enumerate(meanings):
        text, unit = voice.word(meaning, taken=tuple(taken)), None
        if meaning == "paid":
            text, unit = draft.paid_heading(1, 1, text, ())
        taken.append(text)
        block.put(0, column, text, Fact("heading", meaning, text, unit=unit), bold=True)
    at = {meaning: column for column, meaning in enumerate(meanings)}
    for row, payment in enumerate(payments, 1):
        of = Of(payment.partner, pool=payment.pool)
        if pools:
            assert payment.pool is not None
            block.put(row, at["pool"], payment.pool, draft.named("pool", payment.pool))
        block.put(row, at["partner"], draft.name(payment.partner, again=True), draft.named("partner", payment.partner, payment.pool))
        content, fact = draft.payment(payment.amount, payment.pool, payment.partner)
        block.put(row, at["paid"], content, fact, number_format=draft.dong_format)
        if dated:
            day = dt.date(2026, 9, 1) + dt.timedelta(days=voice.random.randint(0, 25))
            block.put(row, at["date"], day, Fact("aside", "date", of=of))
        if noted and voice.chance(0.5):
            block.put(row, at["note"], voice.write(voice.random.choice(NOTES[voice.language])), Fact("aside", "note", of=of))
    if len(payments) > 1 and voice.chance(0.35):
        bottom, scale = len(payments) + 1, 1000 if draft.paid_style == "thousands" else 1
        draft.has("total of payments")
        block.put(bottom, at["partner"], voice.word("total"), Fact("label", "total"), bold=True)
        summed = Summed([(row, at["paid"]) for row in range(1, bottom)], Of(), lambda value: plain(value / scale), scale, draft.dong_format)
        put_sum(draft, block, (bottom, at["paid"]), summed, voice.random.choice(["formula", "typed"]))
    return block


def payment_labels(draft: Draft, payments: Sequence[Payment], *, named: bool = True) -> Block:
    """A label and its value for each payment: "Đã cọc - Lan: | 500k", or both in one cell. named: False on a partner's own sheet."""
    draft.has("payments as labels")
    block, voice = Block(bordered=False), draft.voice
    word, one_cell = voice.word("paid"), named and voice.chance(0.3)
    for row, payment in enumerate(payments):
        style = "signed" if draft.paid_style in {"number", "plain", "thousands"} and one_cell else draft.paid_style
        content = money(Fraction(payment.amount), "VND", "short" if style == "thousands" else style, voice)
        fact = Fact("used", "paid", Fraction(payment.amount), "payments", Of(payment.partner, pool=payment.pool))
        if one_cell:
            block.put(row, 0, f"{payment.partner} {word[0].lower()}{word[1:]}: {content}", fact)
        else:
            label = f"{word} - {payment.partner}" if named else word
            block.put(row, 0, label, Fact("label", "paid", label, of=fact.of))
            block.put(row, 1, content, fact, number_format=draft.dong_format)
    return block


def rate_of(draft: Draft, currency: str, *, one_cell: bool) -> Block:
    """An exchange rate as a label and its value, or both in one cell. That a rate is of the yuan is said, or is plain from what else there is."""
    block, voice, value = Block(bordered=False), draft.voice, draft.pool.rates[currency]
    words = {"CNY": ("tệ", "CNY", "人民币"), "USD": ("USD", "USD", "美元"), "KRW": ("KRW", "KRW", "韩元")}[currency]
    label = f"{voice.word('rate')} {voice.say(*words)}"
    if list(draft.pool.rates) == ["CNY"] and voice.chance(0.3):
        label = voice.word("rate")
    elif currency == "KRW" or voice.chance(0.15):
        label = f"1 {voice.say(*words)} ="
    content = exchange(value, voice)
    fact = Fact("used", "rate", value, "rates", unit=currency)
    if one_cell:
        draft.has("rate in one cell with its label")
        block.put(0, 0, f"{label} {content}" if label.endswith("=") else f"{label}: {content}", fact)
    else:
        draft.has("rate as a label and its value")
        block.put(0, 0, label + ("" if label.endswith("=") else voice.random.choice(["", "", ":"])), Fact("label", "rate", label, unit=currency))
        block.put(0, 1, content, fact)
    return block


def rates_table(draft: Draft) -> Block:
    """A row for each currency."""
    draft.has("rates as a table")
    block, voice = Block(), draft.voice
    for column, meaning in enumerate(("currency", "rate")):
        text = voice.word(meaning)
        block.put(0, column, text, Fact("heading", meaning, text, unit="VND" if meaning == "rate" else None), bold=True)
    for row, (currency, value) in enumerate(draft.pool.rates.items(), 1):
        shown = CURRENCIES[currency][0 if voice.chance(0.6) else {"vi": 1, "en": 2, "zh": 3}[voice.language]]
        block.put(row, 0, voice.write(shown), Fact("used", "currency", currency, "rates"))
        block.put(row, 1, exchange(value, voice), Fact("used", "rate", value, "rates", unit=currency))
    return block


def lead_of(draft: Draft) -> Block:
    """Who places the order: a label and the name, or both in one cell."""
    block, voice, lead = Block(bordered=False), draft.voice, draft.pool.lead
    assert lead is not None
    label, fact = voice.word("lead_buyer"), Fact("used", "lead_buyer", lead, "terms", Of(partner=lead))
    if voice.chance(0.25):
        draft.has("lead buyer in one cell with its label")
        block.put(0, 0, f"{label}: {lead}", fact)
    else:
        block.put(0, 0, label + voice.random.choice(["", ":"]), Fact("label", "lead_buyer", label))
        block.put(0, 1, draft.name(lead, again=True), fact)
    return block


def one_for_all(draft: Draft, meaning: str) -> Block:
    """The one price, or the one weight of a piece, as a label and its value."""
    draft.has(f"one {meaning} for all")
    block, sku = Block(bordered=False), draft.pool.skus[0]
    text, unit = draft.price_heading() if meaning == "unit_price" else draft.kg_heading()
    content, fact = draft.price(sku) if meaning == "unit_price" else draft.weight(sku)
    block.put(0, 0, f"{text}:", Fact("label", meaning, text, unit=unit))
    block.put(0, 1, content, Fact(fact.role, fact.meaning, fact.value, fact.table))
    return block
