"""True answers to the questions that a reader asks about a sheet: those of somebody who knows what every cell is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from openpyxl.utils.cell import range_boundaries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.errors import Choice, Problem

    from .facts import Fact
    from .sheets import SheetOfPeople

_BASES = {"quantity", "value", "kg", "cbm", "chargeable", "equal", "direct"}
_TABLES = {"orders", "payments", "costs", "items", "rates"}
_BESIDE_LABELS = {"rate", "paid", "unit_price", "unit_kg", "lead_buyer"}
_DOES_NOT_COUNT = {
    "total", "count", "line_total", "line_vnd", "due", "remaining", "share", "goods", "index", "note", "date", "phone", "tracking", "title", "decoy",
    "cancelled",
}
"""What a heading or label can mean that is no part of the order."""
_LAST_COLUMN = 16384
_DEEP = 8
"""Rows below a heading that say whether its column was cancelled."""


def true_answer(question: Problem, sheet: SheetOfPeople) -> str | None:
    """The first choice of a question that is true of a sheet; None where none is, so that a person would say "something else"."""
    parts = {choice.answer: [_Answer(part, sheet) for part in choice.answer.split("; ")] for choice in question.choices}
    true = (choice for choice in question.choices if all(part.is_true() for part in parts[choice.answer]))
    return next((choice.answer for choice in true if not _leaves_out(choice, parts, sheet)), None)


def _leaves_out(choice: Choice, parts: Mapping[str, Sequence[_Answer]], sheet: SheetOfPeople) -> bool:
    """Whether a choice says of several tables that one alone counts where others do too, or that batches are one order."""
    words = getattr(choice.text, "template", "")
    if words == "only {range}":
        others = [part for answer, several in parts.items() if answer != choice.answer and len(several) == 1 for part in several]
        return any(part.is_true() for part in others)
    if words == 'all of this sheet is for "{title}"':
        [part] = parts[choice.answer]
        return {fact.of.partner for _, _, fact in part.facts() if fact.role == "used" and fact.table == "orders"} != {part.title}
    return words == "all of them together" and bool(sheet.truth.tables["orders"][0].get("pool"))


@dataclass
class _Answer:
    """One answer, "PLACE=MEANING", held against what is true."""

    written: str
    sheet: SheetOfPeople

    def __post_init__(self) -> None:
        place, _, self.meaning = self.written.partition("==") if "==" in self.written else self.written.rpartition("=")
        title, _, cells = place.rpartition("!")
        self.title = title.strip("'").replace("''", "'")
        self.left, self.top, self.right, self.bottom = range_boundaries(cells or "A1:XFD1048576")

    def is_true(self) -> bool:
        """Whether the answer is true of every cell that it names."""
        if "==" in self.written:
            return any(isinstance(fact.value, (Fraction, int)) and fact.value == _number(self.meaning) for _, _, fact in self.facts())
        checks = dict.fromkeys(("out", "data", "total"), self._is_row) | dict.fromkeys(_TABLES, self._is_table)
        checks |= {"join": self._is_one_order}
        checks |= {"ignore": self._is_nothing, "above": self._is_as_above, "member": self._is_member}
        return checks.get(self.meaning, self._is_heading)()

    def _is_nothing(self) -> bool:
        facts = self.facts()
        return bool(facts) and all(self._says_nothing(row, column, fact) for row, column, fact in facts)

    def _is_as_above(self) -> bool:
        return bool(self.facts()) and not any(self._is_total_row(row) for row in range(self.top, self.bottom + 1))

    def _is_member(self) -> bool:
        facts = [fact for _, _, fact in self.facts() if fact.meaning in {"partner", "sku"}]
        named = any(fact.role == "name" or fact.of.partner or fact.of.sku for fact in facts)
        return named and not self._is_cancelled(self.top, self.left)

    def _is_one_order(self) -> bool:
        """Whether there are no batches."""
        return not self.sheet.truth.tables["orders"][0].get("pool")

    def _is_batch(self) -> bool:
        """Whether a caption, or the title of a sheet, is the name of a batch, and no other batch stands below it."""
        if self.right < _LAST_COLUMN:
            return bool(self.facts()) and all(fact.role == "name" and fact.meaning == "pool" for _, _, fact in self.facts())
        return {fact.of.pool for _, _, fact in self.facts() if fact.role == "used" and fact.table == "orders"} == {self.title}

    def _is_heading(self) -> bool:
        """Whether a heading or label means a column; of a cell that is neither, whether it names a basis."""
        facts = [fact for _, _, fact in self.facts()]
        of_names = self._is_of_names(facts)
        if of_names is not None:
            return of_names
        heads = [fact for fact in facts if fact.role in {"heading", "label"}]
        if facts and all(fact.role == "used" for fact in facts) and self.meaning in _BESIDE_LABELS:
            heads = facts    # a label and its value in one cell
        if self.meaning == "rate" and any(fact.unit not in {None, "CNY"} for fact in heads if fact.role in {"label", "used"}):
            return False
        if self.meaning in _BASES and not heads:
            return self._is_basis_of_row() if not facts else any(fact.meaning == "basis" and fact.value == self.meaning for fact in facts)
        return any(fact.meaning == self.meaning for fact in heads)

    def _is_of_names(self, facts: Sequence[Fact]) -> bool | None:
        """Whether an answer about names is true of them: costs, a batch, names across, own costs; None where it is not about such."""
        some_names = any(fact.role == "name" for fact in facts)
        if self.meaning == "amount" and some_names:
            return all(fact.role == "name" and fact.meaning == "cost" for fact in facts)
        if self.meaning == "pool" and (self.right == _LAST_COLUMN or some_names):
            return self._is_batch()
        if self.meaning in {"partner", "sku"} and self.right > self.left:
            return bool(facts) and all(fact.meaning == self.meaning and (fact.role == "name" or fact.of.partner or fact.of.sku) for fact in facts)
        return self._is_own() if self.meaning == "own" else None

    def _is_basis_of_row(self) -> bool:
        """Whether the cost in the row of a blank cell is shared so."""
        named = [fact for fact in self._row(self.top) if fact.role == "name" and fact.meaning == "cost"]
        lines = [
            line for line in self.sheet.truth.tables.get("costs", []) for fact in named
            if line["cost"] == fact.value and line.get("pool") == fact.of.pool and line.get("partner") == fact.of.partner
        ]
        return bool(lines) and all(line.get("basis") == self.meaning for line in lines)

    def _is_own(self) -> bool:
        """Whether a heading is that of costs that one partner bears, or amounts right below it are."""
        if any(fact.role == "heading" and fact.meaning == "amount" and fact.of.cost for _, _, fact in self.facts()):
            return True
        every = self.sheet.truth.facts.items()
        below = sorted((r, fact.table, fact.role) for (title, r, c), fact in every if title == self.title and c == self.left and r > self.bottom)
        return bool(below) and below[0][0] <= self.bottom + _DEEP and below[0][1:] == ("costs", "used")

    def facts(self) -> list[tuple[int, int, Fact]]:
        """Row, column and fact of every cell that the answer names."""
        every = self.sheet.truth.facts.items()
        return [(r, c, fact) for (title, r, c), fact in every if title == self.title and self.top <= r <= self.bottom and self.left <= c <= self.right]

    def _row(self, row: int) -> list[Fact]:
        """The facts of a row of one table: those about the same partner as the nearest figure at or right of the answer's cell."""
        facts = {c: fact for (title, r, c), fact in self.sheet.truth.facts.items() if title == self.title and r == row}
        nearest = next((facts[c] for c in sorted(facts) if c >= self.left and facts[c].role in {"used", "derived"}), None)
        return [fact for fact in facts.values() if nearest is None or not fact.of.partner or fact.of.partner == nearest.of.partner]

    def _is_total_row(self, row: int) -> bool:
        return any(fact.role == "derived" and fact.meaning in {"total", "count"} for fact in self._row(row))

    def _is_row(self) -> bool:
        used = [fact for fact in self._row(self.top) if fact.role == "used" and fact.table in {"orders", "payments"}]
        if self.meaning == "total":
            return self._is_total_row(self.top) and not used
        return bool(used) and any(fact.counts for fact in used) == (self.meaning == "data")

    def _is_table(self) -> bool:
        """Whether the rows right below a corner are of a table: of orders, where there are orders among them."""
        stands = {(r, c): fact for (title, r, c), fact in self.sheet.truth.facts.items() if title == self.title and self.top <= r <= self.top + 3}
        columns = {c for _, c in stands}
        right = next(c for c in range(self.left, max(columns, default=0) + 2) if c not in columns)
        near = {fact.table for (r, c), fact in stands.items() if r > self.top and self.left <= c < right and fact.role == "used"}
        return self.meaning in near and (self.meaning == "orders" or "orders" not in near)

    def _says_nothing(self, row: int, column: int, fact: Fact) -> bool:
        """Whether what a cell says does not count. A heading or label does not, where what it heads does not."""
        if fact.role in {"aside", "derived"}:
            return True
        if fact.role == "used":
            return not fact.counts
        return fact.meaning in _DOES_NOT_COUNT or self._is_cancelled(row, column)

    def _is_cancelled(self, row: int, column: int) -> bool:
        """Whether no order below a heading counts."""
        every = self.sheet.truth.facts.items()
        below = [fact for (title, r, c), fact in every if title == self.title and c == column and row < r <= row + _DEEP]
        orders = [fact for fact in below if fact.role == "used" and fact.table == "orders"]
        return bool(orders) and not any(fact.counts for fact in orders)


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", "").removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
