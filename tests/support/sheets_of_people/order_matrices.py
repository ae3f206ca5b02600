"""Orders as a matrix: partners down and SKUs across, under one or two rows of headings, or SKUs down and partners across."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .facts import Fact, Of
from .matrix import Matrix
from .numerals import money, plain
from .totals import Summed, put_product, put_sum, true_sum

if TYPE_CHECKING:
    from .blocks import Block
    from .pools import Sku

OVER = ("Số lượng mỗi loại", "pieces of each", "每款数量")
OVER_PARTNERS = ("Số lượng mỗi shop", "pieces per shop", "每家数量")


class PartnersDown(Matrix):
    """A row for each partner, a column for each SKU; prices and weights as rows under the headings, deposits and dues as columns."""

    def write(self, *, two_rows: bool) -> Block:
        """The matrix. two_rows: colours stand merged over sizes, or one heading over all SKUs."""
        first = 2 if self.index else 1
        top = self._headings(first, two_rows=two_rows)
        top = self._rows_of_skus(top, first)
        self.end = first + len(self.skus)
        rows = list(range(top, top + len(self.partners)))
        for row, partner in zip(rows, self.partners, strict=True):
            if self.index:
                self.draft.has("aside: index")
                self.block.put(row, 0, row - top + 1, Fact("aside", "index", of=Of(partner)))
            self.put_partner(row, first - 1, partner)
            for column, sku in enumerate(self.skus, first):
                self.put_quantity(row, column, partner, sku)
        summed = {
            (rows[-1] + 1, column): Summed([(row, column) for row in rows], Of(sku=sku.name, pool=self.batch), plain)
            for column, sku in enumerate(self.skus, first)
        }
        column = self._beside(rows, first, summed)
        for row, partner in zip(rows, self.partners, strict=True):
            if partner in self.draft.pool.struck:
                self.put_cancelled(row, column, partner)
        if self.enough():
            self.sums((rows[-1] + 1, first - 1), summed)
        return self.block

    def _headings(self, first: int, *, two_rows: bool) -> int:
        """The headings over partners and SKUs; the next free row."""
        coloured = two_rows and all(sku.colour for sku in self.skus)
        self.heading_row = 1 if two_rows else 0
        if two_rows:
            self.draft.has("two rows of headings: colour over size" if coloured else "two rows of headings: one over all")
        if self.index:
            self.put_heading(0, 0, "index", self.word("index"))
        self.put_heading(0, first - 1, "partner", self.word("partner"))
        if two_rows:
            self.block.merges += [(0, column, 1, column) for column in range(first)]
        for column, sku in enumerate(self.skus, first):
            assert sku.name is not None
            fact = self.draft.named("sku", sku.name)
            if not coloured:
                self.block.put(self.heading_row, column, self.draft.name(sku.name), fact, bold=True)
                continue
            assert sku.colour is not None
            assert sku.size is not None
            self.block.put(1, column, self.draft.name(sku.size), fact, bold=True)
            if column == first or self.skus[column - first - 1].colour != sku.colour:
                width = sum(other.colour == sku.colour for other in self.skus)
                self.block.put(0, column, sku.colour, Fact("heading", "sku", sku.colour), bold=True)
                if width > 1:
                    self.block.merges.append((0, column, 0, column + width - 1))
        if two_rows and not coloured:
            self.put_heading(0, first, "quantity", self.voice.say(*OVER))
            if len(self.skus) > 1:
                self.block.merges.append((0, first, 0, first + len(self.skus) - 1))
        return self.heading_row + 1

    def _rows_of_skus(self, row: int, first: int) -> int:
        """Prices and weights under the SKUs; the next free row."""
        draft = self.draft
        for meaning, place in (("unit_price", draft.plan.price), ("unit_kg", draft.plan.kg)):
            if place != "orders":
                continue
            text, unit = draft.price_heading() if meaning == "unit_price" else draft.kg_heading()
            draft.has("prices as a row of a matrix")
            self.put_heading(row, first - 1, meaning, text, unit)
            for column, sku in enumerate(self.skus, first):
                content, fact = draft.price(sku, self.batch) if meaning == "unit_price" else draft.weight(sku, self.batch)
                self.block.put(row, column, content, fact)
            row += 1
        return row

    def _beside(self, rows: list[int], first: int, summed: dict[tuple[int, int], Summed]) -> int:
        """Sums, deposits and what else stands to the right of the quantities; the next free column."""
        draft, below, column = self.draft, rows[-1] + 1, self.end
        live = [(row, partner) for row, partner in zip(rows, self.partners, strict=True) if partner not in draft.pool.struck]
        if self.total_column and len(self.skus) > 1:
            draft.has("total column")
            self.put_heading(self.heading_row, column, "total", self.word("total"))
            for row, partner in zip(rows, self.partners, strict=True):
                cells = [(row, c) for c in range(first, self.end)]
                gone = partner in draft.pool.struck
                if not gone or self.formulas:
                    put_sum(draft, self.block, (row, column), Summed(cells, Of(partner, pool=self.batch), plain), "formula" if self.formulas else "typed")
            summed[below, column] = Summed([(row, column) for row, _ in live], Of(pool=self.batch), plain)
            column += 1
        for meaning in ("goods", "due", "remaining"):
            if not self.voice.chance(0.2 if meaning == "goods" else 0.12) or (meaning == "goods" and draft.plan.price is None):
                continue
            draft.has(f"derived: {meaning}")
            self.put_heading(self.heading_row, column, meaning, self.word("line_vnd" if meaning == "goods" else meaning), "VND")
            for row, partner in live:
                value = self.goods(partner) if meaning == "goods" else Fraction(draft.owed(meaning, self.batch, partner))
                self.block.put(row, column, plain(value), Fact("derived", meaning, value, of=Of(partner, pool=self.batch)), number_format=draft.dong_format)
            column += 1
        if draft.plan.paid == "columns":
            column = self._deposits(live, column, summed, below)
        if draft.plan.personal == "column" and draft.personal(self.batch):
            column = self._personal(live, column)
        return column

    def _deposits(self, live: list[tuple[int, str]], column: int, summed: dict[tuple[int, int], Summed], below: int) -> int:
        """A column for each time that people paid; the next free column."""
        draft = self.draft
        amounts = {partner: [p.amount for p in draft.pool.payments if (p.pool, p.partner) == (self.batch, partner)] for partner in self.partners}
        most = max(map(len, amounts.values()), default=0)
        word, scale = self.voice.word("paid"), 1000 if draft.paid_style == "thousands" else 1
        if most:
            draft.has(f"deposits in columns: {most}")
        for number in range(most):
            taken = tuple(str(cell.content) for cell in self.block.cells.values())
            text, unit = draft.paid_heading(number + 1, most, word, taken)
            self.put_heading(self.heading_row, column, "paid", text, unit)
            for row, partner in live:
                if len(amounts[partner]) > number:
                    content, fact = draft.payment(amounts[partner][number], self.batch, partner)
                    self.block.put(row, column, content, fact, number_format=draft.dong_format)
            if self.voice.chance(0.5):
                cells = [(row, column) for row, _ in live]
                summed[below, column] = Summed(cells, Of(pool=self.batch), lambda value: plain(value / scale), scale, draft.dong_format)
            column += 1
        return column

    def _personal(self, live: list[tuple[int, str]], column: int) -> int:
        """A column of what each partner bears alone; the next free column."""
        name, amounts = self.draft.cost_names["personal"], self.draft.personal(self.batch)
        self.draft.has("cost as a column of partners")
        self.block.put(self.heading_row, column, name, Fact("heading", "amount", name, of=Of(cost=name, pool=self.batch), unit="VND"), bold=True)
        for row, partner in live:
            if partner in amounts:
                fact = Fact("used", "amount", amounts[partner], "costs", Of(partner, pool=self.batch, cost=name))
                self.block.put(row, column, money(amounts[partner], "VND", "plain", self.voice), fact, number_format=self.draft.dong_format)
        return column + 1


class PartnersAcross(Matrix):
    """A row for each SKU, a column for each partner; prices and weights before the quantities or behind them, deposits as rows below."""

    def write(self) -> Block:
        """The matrix."""
        draft = self.draft
        before = [meaning for meaning, place in (("unit_price", draft.plan.price), ("unit_kg", draft.plan.kg)) if place == "orders"]
        over = self.voice.chance(0.25)
        head = int(over)
        self.put_heading(head, 0, "sku", self.word("sku"))
        for column, meaning in enumerate(before, 1):
            text, unit = draft.price_heading() if meaning == "unit_price" else draft.kg_heading()
            self.put_heading(head, column, meaning, text, unit)
        first = 1 + len(before)
        if over:
            draft.has("two rows of headings: one over all")
            self.put_heading(0, first, "quantity", self.voice.say(*OVER_PARTNERS))
            if len(self.partners) > 1:
                self.block.merges.append((0, first, 0, first + len(self.partners) - 1))
        for column, partner in enumerate(self.partners, first):
            self.put_partner(head, column, partner, bold=partner not in draft.pool.struck)
        top = head + 1
        for row, sku in enumerate(self.skus, top):
            self._row(row, sku, before, first)
        self._beside(top, head, first)
        self._below(top + len(self.skus), top, first)
        return self.block

    def _row(self, row: int, sku: Sku, before: list[str], first: int) -> None:
        """One SKU."""
        assert sku.name is not None
        self.block.put(row, 0, self.draft.name(sku.name), self.draft.named("sku", sku.name))
        for column, meaning in enumerate(before, 1):
            content, fact = self.draft.price(sku, self.batch) if meaning == "unit_price" else self.draft.weight(sku, self.batch)
            self.block.put(row, column, content, fact)
        for column, partner in enumerate(self.partners, first):
            self.put_quantity(row, column, partner, sku)

    def _beside(self, top: int, head: int, first: int) -> None:
        """Pieces and money of each SKU, to the right of the partners."""
        draft, column = self.draft, first + len(self.partners)
        self.total_at = None
        if not self.total_column or not self.enough():
            return
        draft.has("total column")
        self.total_at = column
        self.put_heading(head, column, "total", self.word("total"))
        for row, sku in enumerate(self.skus, top):
            cells = [(row, c) for c in range(first, column)]
            put_sum(draft, self.block, (row, column), Summed(cells, Of(sku=sku.name, pool=self.batch), plain), "formula" if self.formulas else "typed")
        for meaning in ("line_total", "line_vnd"):
            if draft.plan.price != "orders" or not self.voice.chance(0.3):
                continue
            column += 1
            rate = draft.rate() if meaning == "line_vnd" else Fraction(1)
            self.put_heading(head, column, meaning, self.word(meaning), draft.pool.skus[0].currency if meaning == "line_total" else "VND")
            for row, sku in enumerate(self.skus, top):
                assert sku.price is not None
                value = true_sum(self.block, [(row, c) for c in range(first, first + len(self.partners))]) * sku.price * rate
                draft.has(f"derived: {meaning}")
                fact = Fact("derived", meaning, value, of=Of(sku=sku.name, pool=self.batch))
                put_product(self.block, (row, column), [(row, self.total_at), (row, 1)], rate, fact, formula=self.formulas)

    def _below(self, row: int, top: int, first: int) -> None:
        """Sums of each partner, what they have paid and what they owe, under the quantities."""
        draft, rows = self.draft, range(top, row)
        columns = dict(enumerate(self.partners, first))
        gone = [partner for partner in self.partners if partner in draft.pool.struck]
        if len(self.skus) > 1 and self.enough():
            summed = {
                (row, column): Summed([(r, column) for r in rows], Of(partner, pool=self.batch), plain)
                for column, partner in columns.items() if partner not in gone
            }
            if self.total_at is not None:
                summed[row, self.total_at] = Summed([(r, self.total_at) for r in rows], Of(pool=self.batch), plain)
            self.sums((row, 0), summed)
            row += self.total_row != "none"
        for column, partner in columns.items():
            if partner in gone:
                self.put_cancelled(row, column, partner)
                row += self.cancelled != "struck"
        if draft.plan.paid == "rows":
            row = self._deposits(row, columns)
        for meaning in ("due", "remaining"):
            if self.voice.chance(0.1):
                draft.has(f"derived: {meaning}")
                self.put_heading(row, 0, meaning, self.word(meaning), "VND")
                for column, partner in columns.items():
                    if partner not in gone:
                        value = draft.owed(meaning, self.batch, partner)
                        fact = Fact("derived", meaning, Fraction(value), of=Of(partner, pool=self.batch))
                        self.block.put(row, column, value, fact, number_format=draft.dong_format)
                row += 1

    def _deposits(self, row: int, columns: dict[int, str]) -> int:
        """A row for each time that people paid; the next free row."""
        draft = self.draft
        amounts = {partner: [p.amount for p in draft.pool.payments if (p.pool, p.partner) == (self.batch, partner)] for partner in columns.values()}
        most, word = max(map(len, amounts.values()), default=0), self.voice.word("paid")
        for number in range(most):
            text, unit = draft.paid_heading(number + 1, most, word, ())
            draft.has("deposits as rows of labels")
            self.put_heading(row, 0, "paid", text, unit)
            for column, partner in columns.items():
                if len(amounts[partner]) > number:
                    content, fact = draft.payment(amounts[partner][number], self.batch, partner)
                    self.block.put(row, column, content, fact, number_format=draft.dong_format)
            row += 1
        return row
