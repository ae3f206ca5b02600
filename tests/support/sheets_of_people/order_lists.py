"""Orders as a list, a row for a partner's quantity of a SKU: what most people begin with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from .blocks import Block, Formula
from .facts import Fact, Of
from .list_cells import ASIDE, aside_content, heading
from .numerals import money, pieces, plain
from .totals import Summed, put_product, put_sum, true_sum

if TYPE_CHECKING:
    from .draft import Draft
    from .list_habits import Habits
    from .pools import Order

@dataclass
class Line:
    """One row of the list. first: it is the first of its partner in its batch, where what he paid stands; again: his name has stood above."""

    order: Order
    quantity: int
    first: bool
    again: bool


class OrderList:
    """A list as a block, written from top to bottom."""

    def __init__(self, draft: Draft, orders: list[Order], how: Habits) -> None:
        """A list of these orders, to be written with these habits."""
        self.draft, self.voice, self.how, self.orders = draft, draft.voice, how, orders
        self.block = Block()
        self.at = {meaning: column for column, meaning in enumerate(how.columns)}
        self.rows: list[int] = []
        self.subtotals: list[int] = []
        self.paid_written: dict[tuple[str | None, str], int] = {}
        self.counted_rows = 0

    def write(self) -> Block:
        """The list with its headings, rows, subtotals and total."""
        self._headings()
        row = 1
        groups = self._groups()
        for number, lines in enumerate(groups):
            if self.how.blanks and number and self.voice.chance(0.4):
                self.draft.has("blank row in the middle")
                row += 1
            top = row
            for line in lines:
                self._line(row, line)
                row += 1
            self._name_group(top, row - 1)
            if self.how.subtotals != "none":
                row = self._subtotal(row, lines[0].order.partner, list(range(top, row)))
        self._total(row)
        if "share" in self.at:
            self._shares()
        return self.block

    def _groups(self) -> list[list[Line]]:
        """The lines in the order in which they stand: a partner's together, or as they came in; now and then an order is two rows."""
        orders = list(self.orders)
        grouped = self.how.names != "repeated" or self.how.subtotals != "none" or any(m in self.at for m in ("due", "remaining")) or self.voice.chance(0.5)
        if not grouped:
            self.voice.random.shuffle(orders)
            orders.sort(key=lambda order: self.draft.pool.batches.index(order.pool))
        groups: list[list[Line]] = []
        seen: set[tuple[str | None, str]] = set()
        for order in orders:
            key = (order.pool, order.partner)
            if not (grouped and key in seen):
                groups.append([])
            parts = [order.quantity]
            if order.quantity > 3 and self.voice.chance(0.03):
                self.draft.has("order in two rows")
                parts = [order.quantity - 1, 1]
            for part in parts:
                again = any(partner == order.partner for _, partner in seen)
                groups[-1].append(Line(order, part, key not in seen, again))
                seen.add(key)
        return groups

    def _headings(self) -> None:
        """The row of headings."""
        taken: list[str] = []
        deposits = sum(meaning.startswith("paid") for meaning in self.how.columns)
        word = self.voice.word("paid")
        for meaning, column in self.at.items():
            text, fact = heading(self.draft, meaning, tuple(taken), (word, deposits))
            taken.append(text)
            self.block.put(0, column, text, fact, bold=True)

    def _line(self, row: int, line: Line) -> None:
        """One row."""
        order, block = line.order, self.block
        gone = order.partner in self.draft.pool.struck
        self.rows.append(row)
        self.counted_rows += 1
        for meaning in self.how.columns:
            self._cell(row, meaning, line)
        if not gone:
            return
        self.draft.has(f"cancelled: {self.how.cancelled}")
        if self.how.cancelled != "note":
            for column in self.at.values():
                if (row, column) in block.cells:
                    block.cells[row, column] = replace(block.cells[row, column], struck=True)
        if self.how.cancelled != "struck":
            column = self.at.get("note", len(self.at))
            word = self.voice.word("cancelled", usual=True if self.how.cancelled == "note" else None)
            block.put(row, column, word, Fact("aside", "cancelled", of=Of(order.partner, pool=order.pool)))

    def _cell(self, row: int, meaning: str, line: Line) -> None:
        """What stands in one column of a row."""
        draft, order, block, column = self.draft, line.order, self.block, self.at[meaning]
        of = Of(order.partner, order.sku.name, order.pool)
        if meaning in ASIDE:
            content = aside_content(draft, meaning, self.counted_rows)
            if content is not None:
                draft.has(f"aside: {meaning}")
                block.put(row, column, content, Fact("aside", meaning, of=of))
        elif meaning == "partner":
            block.put(row, column, draft.name(order.partner, again=line.again), draft.named("partner", order.partner, order.pool))
        elif meaning == "pool":
            assert order.pool is not None
            block.put(row, column, order.pool, draft.named("pool", order.pool))
        elif meaning == "sku":
            assert order.sku.name is not None
            block.put(row, column, draft.name(order.sku.name, again=True), draft.counted(replace(draft.named("sku", order.sku.name), of=of)))
        elif meaning == "quantity":
            block.put(row, column, pieces(line.quantity, draft.pieces_style, self.voice), draft.pieces_of(order, line.quantity))
        elif meaning in {"unit_price", "unit_kg"}:
            content, fact = draft.price(order.sku, order.pool) if meaning == "unit_price" else draft.weight(order.sku, order.pool)
            block.put(row, column, content, draft.counted(replace(fact, of=of)))
        elif meaning in {"line_total", "line_vnd"}:
            self._product(row, meaning, line, of)
        elif line.first and order.partner not in draft.pool.struck:
            self._of_partner(row, column, meaning, order)

    def _product(self, row: int, meaning: str, line: Line, of: Of) -> None:
        """Quantity by price, in the goods' currency or in dong."""
        price, rate = line.order.sku.price, self.draft.rate() if meaning == "line_vnd" else Fraction(1)
        assert price is not None
        factors = [(row, self.at["quantity"]), (row, self.at["unit_price"])] if "unit_price" in self.at else [(row, self.at["quantity"])]
        constant = rate if "unit_price" in self.at else rate * price
        fact = self.draft.counted(Fact("derived", meaning, line.quantity * price * rate, of=of))
        put_product(self.block, (row, self.at[meaning]), factors, constant, fact, formula=self.how.formulas)
        self.draft.has(f"derived: {meaning}")

    def _of_partner(self, row: int, column: int, meaning: str, order: Order) -> None:
        """What stands once for each partner: deposits, what he alone bears, what he owes."""
        draft, of = self.draft, Of(order.partner, pool=order.pool)
        if meaning.startswith("paid"):
            amounts = [payment.amount for payment in draft.pool.payments if (payment.pool, payment.partner) == (order.pool, order.partner)]
            if len(amounts) >= int(meaning[5:]):
                content, fact = draft.payment(amounts[int(meaning[5:]) - 1], order.pool, order.partner)
                self.block.put(row, column, content, fact, number_format=draft.dong_format)
        elif meaning == "personal":
            amount = draft.personal(order.pool).get(order.partner)
            if amount:
                fact = Fact("used", "amount", amount, "costs", of._replace(cost=draft.cost_names["personal"]))
                self.block.put(row, column, money(amount, "VND", "plain", self.voice), fact, number_format=draft.dong_format)
        elif meaning in {"due", "remaining"}:
            value = draft.owed(meaning, order.pool, order.partner)
            draft.has(f"derived: {meaning}")
            self.block.put(row, column, value, Fact("derived", meaning, Fraction(value), of=of), number_format=draft.dong_format)

    def _name_group(self, top: int, bottom: int) -> None:
        """The partner's name once, with blank cells below it or merged with them."""
        if self.how.names == "repeated" or bottom == top:
            return
        column = self.at["partner"]
        self.draft.has(f"names {self.how.names}")
        for row in range(top + 1, bottom + 1):
            self.block.cells[row, column] = replace(self.block.cells[row, column], content=None)
        if self.how.names == "merged":
            self.block.merges.append((top, column, bottom, column))

    def _summed(self, meaning: str, rows: list[int], of: Of) -> Summed:
        """The cells of a column that are added up."""
        scale = 1000 if meaning.startswith("paid") and self.draft.paid_style == "thousands" else 1
        column = self.at[meaning]
        return Summed([(row, column) for row in rows], of, lambda value: plain(value / scale), scale, self.draft.dong_format)

    def _columns_summed(self) -> list[str]:
        """The columns that she adds up: the quantities, and what else there is of amounts."""
        return [meaning for meaning in self.how.columns if meaning in {"quantity", "line_total", "line_vnd"} or meaning.startswith("paid")]

    def _label_column(self) -> int:
        """Where the word for a total stands: in the column of names."""
        return self.at["partner"] if "partner" in self.at else self.at.get("sku", 0)

    def _subtotal(self, row: int, partner: str, rows: list[int]) -> int:
        """A row below a partner's that adds them up, and the next free row; as Excel makes it, or by hand."""
        block, label, of = self.block, self._label_column(), Of(partner)
        if self.how.subtotals == "excel":
            if self.how.counts:
                self.draft.has("Excel's own count")
                block.put(row, label, f"{partner}{ {'zh': ' 计数'}.get(self.voice.language, ' Count')}", Fact("label", "count", of=of), bold=True)
                place, cells = (row, self.at["quantity"]), ((rows[0], label), (rows[-1], label))
                block.put(*place, Formula("=SUBTOTAL(3,{0}:{1})", cells, Fraction(len(rows))), Fact("derived", "count", Fraction(len(rows)), of=of), bold=True)
                self.subtotals.append(row)
                row += 1
            self.draft.has("Excel's own subtotal")
            block.put(row, label, f"{partner}{ {'zh': ' 汇总'}.get(self.voice.language, ' Total')}", Fact("label", "total", of=of), bold=True)
            put_sum(self.draft, block, (row, self.at["quantity"]), self._summed("quantity", rows, of), "formula", function="SUBTOTAL")
            self.subtotals.append(row)
            return row + 1
        if partner in self.draft.pool.struck or (len(rows) < 2 and self.voice.chance(0.3)):
            return row
        self.draft.has("subtotal of a partner")
        block.put(row, label if self.how.names == "repeated" else label + 1, self.voice.word("total"), Fact("label", "total", of=of), bold=True)
        for meaning in self._columns_summed():
            how = "formula" if "formula" in self.how.totals else "typed"
            put_sum(self.draft, block, (row, self.at[meaning]), self._summed(meaning, rows, of), how)
        self.subtotals.append(row)
        return row + 1

    def _total(self, row: int) -> None:
        """The row below everything that adds it up."""
        if self.how.totals == "none" or len([order for order in self.orders if order.partner not in self.draft.pool.struck]) < 2:
            return
        how = self.how.totals.split()[-1]
        meanings = [m for m in self._columns_summed() if m == "quantity" or self.voice.chance(0.75)]
        if self.how.totals.startswith("bare"):
            self.draft.has("total row without a word")
        else:
            self.draft.has("total row with a word")
            word = self.voice.word("total", usual=True if how == "stale" else None)
            excel = self.how.subtotals == "excel"
            word = {"zh": "总计"}.get(self.voice.language, "Grand Total") if excel else word + self.voice.random.choice(["", "", ":", " "])
            self.block.put(row, self._label_column(), word, Fact("label", "total"), bold=True)
        for meaning in meanings:
            summed = self._summed(meaning, self.rows, Of())
            column = self.at[meaning]
            made = all((r, column) not in self.block.cells or isinstance(self.block.cells[r, column].content, Formula) for r in self.subtotals)
            if self.how.subtotals == "excel" and made and how == "formula":
                put_sum(self.draft, self.block, (row, column), summed, "formula", function="SUBTOTAL")
            elif self.subtotals and how == "formula":
                self._grand(row, meaning, summed)
            else:
                put_sum(self.draft, self.block, (row, column), summed, how, exact=self.how.totals.startswith("bare"))

    def _grand(self, row: int, meaning: str, summed: Summed) -> None:
        """The total of a column with subtotals: a formula that adds them up where every partner has one, else a typed figure."""
        live = {order.partner for order in self.orders} - self.draft.pool.struck
        if len(self.subtotals) != len(live):
            put_sum(self.draft, self.block, (row, self.at[meaning]), summed, "typed")
            return
        self.draft.has("grand total of subtotals")
        parts = summed._replace(cells=[(subtotal, self.at[meaning]) for subtotal in self.subtotals], right=true_sum(self.block, summed.cells))
        put_sum(self.draft, self.block, (row, self.at[meaning]), parts, "parts")

    def _shares(self) -> None:
        """The share of each row in all pieces, in per cent."""
        cells = [(row, self.at["quantity"]) for row in self.rows]
        whole = true_sum(self.block, cells)
        for cell in cells:
            fact = self.block.cells[cell].fact
            if fact.counts and isinstance(fact.value, Fraction):
                value = Fraction(round(fact.value / whole * 1000), 1000)
                self.draft.has("derived: share")
                self.block.put(cell[0], self.at["share"], float(value), Fact("derived", "share", value, of=fact.of), number_format="0.0%")
