"""What matrices of orders share, whichever way they lie."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .blocks import Block
from .facts import Fact, Of
from .numerals import pieces
from .totals import put_sum

if TYPE_CHECKING:
    from .draft import Draft
    from .pools import Order, Sku
    from .totals import Summed

TOTALS = ("none", "word formula", "word typed", "bare formula", "bare typed", "stale")


class Matrix:
    """What both kinds of matrix share: the quantities of one batch, and the sums beside and below them."""

    def __init__(self, draft: Draft, batch: str | None) -> None:
        """Decide how the matrix of this batch looks."""
        self.draft, self.voice, self.batch = draft, draft.voice, batch
        self.orders = [order for order in draft.pool.orders if order.pool == batch]
        self.partners = [p for p in draft.pool.partners if any(order.partner == p for order in self.orders)]
        self.skus = [sku for sku in draft.pool.skus if any(order.sku == sku for order in self.orders)]
        self.block = Block()
        self.nothing = self.voice.random.choice(["", "", "0", "-"])
        self.formulas = self.voice.chance(0.6)
        self.total_row, self.total_column = self.voice.random.choices(TOTALS, (3, 4, 3, 1, 1, 1))[0], self.voice.chance(0.55)
        self.cancelled = self.voice.random.choice(["struck", "note", "both"])
        self.index = self.voice.chance(0.25)

    def order(self, partner: str, sku: Sku) -> Order | None:
        """The order of a partner for a SKU in this batch."""
        return next((order for order in self.orders if order.partner == partner and order.sku == sku), None)

    def put_quantity(self, row: int, column: int, partner: str, sku: Sku) -> None:
        """What a partner takes of a SKU; where nothing, a blank, a nought or a dash."""
        order, gone = self.order(partner, sku), partner in self.draft.pool.struck and self.cancelled != "note"
        if order:
            self.block.put(row, column, pieces(order.quantity, self.draft.pieces_style, self.voice), self.draft.pieces_of(order, order.quantity), struck=gone)
        elif self.nothing:
            self.draft.has(f"nothing: {self.nothing}")
            fact = self.draft.counted(Fact("used", "quantity", Fraction(0), "orders", Of(partner, sku.name, self.batch)))
            self.block.put(row, column, 0 if self.nothing == "0" else "-", fact, struck=gone)

    def put_partner(self, row: int, column: int, partner: str, *, bold: bool = False) -> None:
        """A partner's name."""
        gone = partner in self.draft.pool.struck and self.cancelled != "note"
        self.block.put(row, column, self.draft.name(partner), self.draft.named("partner", partner, self.batch), bold=bold, struck=gone)

    def put_heading(self, row: int, column: int, meaning: str, text: str, unit: str | None = None) -> None:
        """A heading or the label of a row of figures."""
        self.block.put(row, column, text, Fact("heading", meaning, text, unit=unit, of=Of(pool=self.batch)), bold=True)

    def word(self, meaning: str) -> str:
        """A heading that does not stand in this matrix yet."""
        return self.voice.word(meaning, taken=tuple(str(cell.content) for cell in self.block.cells.values()))

    def sums(self, label: tuple[int, int], summed: dict[tuple[int, int], Summed]) -> None:
        """The row or column of sums that was decided on. label: where its word stands; summed: place of a sum -> what it adds up."""
        if self.total_row == "none":
            return
        how = self.total_row.split()[-1]
        if self.total_row.startswith("bare"):
            self.draft.has("total row without a word")
        else:
            self.draft.has("total row with a word")
            word = self.voice.word("total", usual=True if how == "stale" else None)
            self.block.put(*label, word, Fact("label", "total", of=Of(pool=self.batch)), bold=True)
        stale_one = self.voice.random.choice(list(summed))
        for place, cells in summed.items():
            now = "typed" if how == "stale" and place != stale_one else how
            put_sum(self.draft, self.block, place, cells, now, exact=self.total_row.startswith("bare"))

    def put_cancelled(self, row: int, column: int, partner: str) -> None:
        """The word beside somebody who has cancelled."""
        self.draft.has(f"cancelled: {self.cancelled}")
        if self.cancelled != "struck":
            word = self.voice.word("cancelled", usual=True if self.cancelled == "note" else None)
            self.block.put(row, column, word, Fact("aside", "cancelled", of=Of(partner, pool=self.batch)))

    def enough(self) -> bool:
        """True where a row of sums would be more than a copy."""
        return len(self.partners) - len(self.draft.pool.struck) > 1

    def goods(self, partner: str) -> Fraction:
        """What a partner's goods cost in dong."""
        return sum((order.quantity * order.sku.price for order in self.orders if order.partner == partner and order.sku.price), Fraction(0)) * self.draft.rate()
