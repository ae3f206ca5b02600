"""A whole book as a person lays it out: what stands at the top, where tables go, what stands beside and below them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .asides import KINDS, aside
from .blocks import HEADING, Block, Book
from .draft import Draft
from .facts import Fact, Of, Truth
from .list_habits import habits
from .money_tables import Costs, lead_of, one_for_all, payment_labels, payments_table, price_list, rate_of, rates_table
from .order_lists import OrderList
from .order_matrices import PartnersAcross, PartnersDown
from .plans import plan
from .vocabulary import Voice

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from openpyxl import Workbook

    from .pools import Pool

TITLES = {
    "orders": ("Đơn hàng", "Orders", "订单"), "costs": ("Chi phí", "Costs", "费用"), "prices": ("Bảng giá", "Prices", "价格表"),
    "payments": ("Cọc", "Payments", "付款"), "common": ("Chung", "Common", "公共"),
}
OVER = {
    "vi": ("ĐƠN GOM {} – XƯỞNG QUẢNG CHÂU", "Gom đơn {} T9", "CHỐT SỐ {}", "Order hè 2026 – {}"),
    "en": ("{} group order", "Joint buy: {} (Sept)", "{} 2026"),
    "zh": ("{}拼单", "9月{}团购", "{} 2026"),
}
CAPTIONS = {"costs": ("Chi phí chung", "Shared costs", "公共费用"), "payments": ("Tiền về", "Money in", "收款"), "prices": ("Giá xưởng", "Factory prices", "厂价")}


@dataclass
class SheetOfPeople:
    """A book, what is true of it, and which productions of the grammar it has. boxes: (title, top, left, bottom, right) of its tables and labels."""

    book: Book
    truth: Truth
    counts: Counter[str]

    @property
    def workbook(self) -> Workbook:
        """The book as openpyxl has it; formulas have their results only in the file that `save` writes."""
        return self.book.workbook

    def save(self, path: Path) -> None:
        """The book as a file, with the results of its formulas."""
        self.book.save(path)


class Page:
    """One worksheet that fills from the top; what is placed keeps a blank row or column to what stands there."""

    def __init__(self, book: Book, title: str, voice: Voice) -> None:
        """A new sheet of the book, which begins in its first row and column or in the second."""
        self.book, self.title, self.voice = book, book.sheet(title), voice
        self.left = 2 if voice.chance(0.12) else 1
        self.next = self.left
        self.beside: tuple[int, int] | None = None

    def down(self, block: Block, gap: int = 1) -> int:
        """The block below everything so far; the row of its top."""
        top = self.next + (gap if self.next > self.left else 0)
        if block.cells:
            self.book.place(block, self.title, top, self.left)
            self.next = top + block.height
        return top

    def main(self, block: Block, gap: int) -> None:
        """A table that others may stand beside."""
        top = self.down(block, gap)
        self.beside = (top, self.left + block.width + self.voice.random.choice([1, 1, 2]))

    def right(self, block: Block) -> None:
        """The block to the right of the last main table, or below what stands there already."""
        assert self.beside is not None
        top, left = self.beside
        self.book.place(block, self.title, top, left)
        self.beside = (top + block.height + 1, left)
        self.next = max(self.next, top + block.height)

    def somewhere(self, block: Block) -> None:
        """The block below, or beside the last main table."""
        if self.beside is not None and self.voice.chance(0.35):
            self.voice.counts["table beside a table"] += 1
            self.right(block)
        else:
            self.down(block, self.voice.random.choice([1, 1, 2]))


def write(pool: Pool, random: Random, known: float) -> SheetOfPeople:
    """The pool on a sheet such as people make, or on several. known: the share of headings, totals and labels in usual words.

    >>> from random import Random
    >>> from support.sheets_of_people.pools import pool
    >>> write(pool(Random(5)), Random(5), 1.0).counts["unknown word"]
    0
    """
    counts: Counter[str] = Counter()
    voice = Voice(random, pool.language, known, counts, bare=pool.bare)
    draft = Draft(pool, voice, plan(pool, voice))
    writer = _Writer(draft)
    writer.write()
    draft.truth.facts = writer.book.facts
    writer.book.fit()
    counts[f"layout: {draft.plan.orders}"] += 1
    counts[f"batches: {draft.plan.batches}"] += 1
    counts[f"language: {pool.language}"] += 1
    counts["without tone marks"] += pool.bare
    return SheetOfPeople(writer.book, draft.truth, counts)


class _Writer:
    """Puts one draft on paper."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.voice, self.pool, self.plan = draft, draft.voice, draft.pool, draft.plan
        self.book = Book(self.voice.random.choice(list(HEADING)))

    def write(self) -> None:
        """All pages."""
        if self.plan.orders == "sheets of partners":
            page = self._sheets_of_partners()
        elif self.plan.batches == "sheets":
            page = self._sheets_of_batches()
        else:
            page = self._one_page()
        self._shared(page)
        for kind in self.voice.random.sample(KINDS, self.voice.random.choices((0, 1, 2, 3), (3, 4, 2, 1))[0]):
            page.somewhere(aside(self.draft, kind))

    # ---------------------------------------------------------------- pages of orders

    def _one_page(self) -> Page:
        """All orders on one sheet."""
        page = self._page("orders")
        self._top(page)
        batches = self.pool.batches if self.plan.batches == "blocks" else (None,)
        for batch in batches:
            gap = self.voice.random.choice([0, 1, 1, 1])
            if batch is not None:
                label = Block(bordered=False)
                label.put(0, 0, batch, self.draft.named("pool", batch), bold=True)
                page.down(label, 2)
                gap = 0
            page.main(self._orders(batch), gap)
            if batch is not None:
                self._of_batch(page, batch)
        if self.plan.batches != "blocks":
            self._of_batch(page, None)
        return page

    def _sheets_of_batches(self) -> Page:
        """A sheet for each batch; the first is the one that shared things are put on."""
        pages = []
        for number, batch in enumerate(self.pool.batches):
            assert batch is not None
            page = Page(self.book, batch, self.voice)
            self._title(page)
            if number == 0:
                self._top(page, title=False)
            page.main(self._orders(batch), 1)
            self._of_batch(page, batch)
            pages.append(page)
        return pages[0]

    def _sheets_of_partners(self) -> Page:
        """A sheet for each partner, and one for what they share."""
        for partner in self.pool.partners:
            page = Page(self.book, partner, self.voice)
            if self.voice.chance(0.6):
                label, word = Block(bordered=False), self.voice.word("partner")
                label.put(0, 0, f"{word}:", Fact("label", "partner", word))
                label.put(0, 1, self.draft.name(partner), self.draft.named("partner", partner))
                page.down(label)
            orders = [order for order in self.pool.orders if order.partner == partner]
            page.main(OrderList(self.draft, orders, habits(self.draft, orders, partner=False)).write(), 1)
            if self.plan.paid == "labels":
                page.down(payment_labels(self.draft, [payment for payment in self.pool.payments if payment.partner == partner], named=False))
        page = self._page("common")
        self._top(page)
        self._of_batch(page, None)
        return page

    def _orders(self, batch: str | None) -> Block:
        """The orders of a batch, or all of them, in the layout that was decided on."""
        if self.plan.orders == "partners across":
            return PartnersAcross(self.draft, batch).write()
        if self.plan.orders in {"partners down", "two rows"}:
            return PartnersDown(self.draft, batch).write(two_rows=self.plan.orders == "two rows")
        orders = [order for order in self.pool.orders if batch is None or order.pool == batch]
        return OrderList(self.draft, orders, habits(self.draft, orders, pool=self.plan.batches == "column")).write()

    # ---------------------------------------------------------------- what stands around them

    def _page(self, kind: str) -> Page:
        """A new sheet of this kind."""
        return Page(self.book, self.voice.say(*TITLES[kind]), self.voice)

    def _title(self, page: Page) -> None:
        """A line that says what is bought."""
        if not self.voice.chance(0.6):
            return
        name = self.pool.skus[0].name
        goods = name.split()[0] if name and not name[0].isdigit() and not self.pool.skus[0].size else self.voice.say("hàng Trung", "China goods", "中国货")
        block = Block(bordered=False)
        text = self.voice.write(self.voice.random.choice(OVER[self.voice.language])).format(goods)
        block.put(0, 0, text, Fact("aside", "title"), bold=True)
        page.down(block, 0)

    def _top(self, page: Page, *, title: bool = True) -> None:
        """Title, lead buyer, rates, and what is the same for all: below each other, or side by side."""
        if title:
            self._title(page)
        blocks = [lead_of(self.draft)] if self.pool.lead else []
        if self.plan.rates != "table":
            blocks += [rate_of(self.draft, currency, one_cell=self.plan.rates == "cell") for currency in self.pool.rates]
        blocks += [one_for_all(self.draft, meaning) for meaning, place in (("unit_price", self.plan.price), ("unit_kg", self.plan.kg)) if place == "label"]
        if self.voice.chance(0.3):
            self.voice.random.shuffle(blocks)
        if self.voice.chance(0.5):
            for number, block in enumerate(blocks):
                page.down(block, 1 if number == 0 and self.voice.chance(0.4) else 0)
            return
        row = Block(bordered=False)
        for block in blocks:
            row = row.joined(block, 0, row.width + (1 if row.cells else 0))
        page.down(row, self.voice.random.choice([0, 1]))

    def _of_batch(self, page: Page, batch: str | None) -> None:
        """Costs and payments of one batch, or of all, around its orders; a shared table is written once, for all."""
        column = self.plan.batches == "column"
        costs = Costs(self.draft, [cost for cost in self.pool.costs if column or cost.pool == batch], pools=column)
        if costs.costs:
            block = {"table": costs.table, "across": costs.across, "labels": costs.labels}[self.plan.costs]()
            self._elsewhere(page, "costs", block, alone=self.plan.batches in {None, "column"})
        payments = [payment for payment in self.pool.payments if column or payment.pool == batch]
        if not payments:
            return
        if self.plan.paid == "table":
            self._elsewhere(page, "payments", payments_table(self.draft, payments, pools=column), alone=self.plan.batches in {None, "column"})
        elif self.plan.paid == "labels" and self.plan.orders != "sheets of partners":
            page.down(payment_labels(self.draft, payments))

    def _shared(self, page: Page) -> None:
        """What there is once in the book: the price list and the table of rates."""
        if "items" in {self.plan.price, self.plan.kg}:
            self._elsewhere(page, "prices", price_list(self.draft), alone=True)
        if self.plan.rates == "table" and self.pool.rates:
            page.somewhere(rates_table(self.draft))

    def _elsewhere(self, page: Page, kind: str, block: Block, *, alone: bool) -> None:
        """The block on this page, sometimes with a caption; or on a sheet of its own, where that says as much."""
        if self.voice.chance(0.25):
            caption = Block(bordered=block.bordered)
            caption.put(0, 0, self.voice.say(*CAPTIONS[kind]), Fact("aside", "title", of=Of()), bold=True)
            block = caption.under(block)
        if alone and self.voice.chance(0.25):
            self.draft.has("table on a sheet of its own")
            self._page(kind).down(block)
        else:
            page.somewhere(block)
