"""Orders with names across: SKUs down and partners across, or the reverse. Rows and columns are told alike: names, totals, prices, payments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text, name_text
from poolsplit.tables.headings import parse, weak_heading
from poolsplit.tables.table import Table, Taken
from poolsplit.tables.vocabulary import cost_kind, is_cancelled, is_own, multiple_of, total_words
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find import arithmetic, join, kinds
from poolsplit.workbook.find.account import ANSWERED, ASIDE, DERIVED, OPEN
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.beside.numbering import is_index
from poolsplit.workbook.find.names import repeated_keys, settled_elsewhere
from poolsplit.workbook.find.shape.cells import number_of, typed
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS, JOINED
from poolsplit.workbook.find.totals import Totals, shown

if TYPE_CHECKING:
    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.arithmetic import Relation, Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_ROW_MEANINGS = ("unit_price", "unit_kg", "unit_cbm", "moq", "pack", "paid", "due", "remaining", "landed", "amount")
_ABOUT_SKUS = frozenset(ITEM_COLUMNS)
_TIMES_LARGER = 50


def read_matrix(book: Book, region: Region) -> None:
    """Read a region as orders with names across, and hand on one order for each quantity."""
    matrix = _Matrix(book, region)
    if matrix.settle():
        matrix.hand_on()


class _Matrix:
    """One matrix while it is read.

    leading: the columns that name the rows, the last one the nearest. named: column -> column of the schema, of what stands beside the quantities.
    members: the columns of quantities. best: the column of their sums, if any. meant: row -> column of the schema, of rows of prices or payments.
    data: the rows of quantities. down: what the rows are, "partner" or "sku".
    """

    def __init__(self, book: Book, region: Region) -> None:
        self.book, self.region, self.cells = book, region, region.cells
        self.leading = self._leading()
        self.named: dict[int, str] = {}
        self.members: list[int] = []
        self.best: int | None = None
        self.meant: dict[int, str] = {}
        self.data: list[int] = []
        self.down = ""
        self.values: dict[int, dict[int, Value]] = {}
        self.totals: Totals | None = None

    # ------------------------------------------------------------ columns

    def _leading(self) -> list[int]:
        region = self.region
        texts = [column for column in region.columns if column not in region.numeric and any(self.cells.text(row, column) for row in region.rows)]
        texts = [column for column in texts if "index" not in region.headings[column].meanings]
        named = [column for column in texts if set(region.headings[column].meanings) & {"partner", *JOINED, "name"}]
        if not named and not is_index(region, region.columns[0], region.rows) and set(region.headings[region.columns[0]].meanings) & {"partner", *JOINED, "name"}:
            named = region.columns[:1]      # SKUs that are numbers
        return named or texts[:1] or region.columns[:1]

    def settle(self) -> bool:
        """Tell rows and columns apart; False where something is asked without which nothing can be handed on."""
        region = self.region
        figures = [column for column in region.columns if column not in self.leading and any(self.cells.counts(row, column) for row in region.rows)]
        for column in region.columns:
            meanings = kinds.meanings_in(region, column, kinds.MATRIX)
            if column not in self.leading and meanings and not region.groups[column]:
                self.named[column] = meanings[0]
                if column in region.weak and self.named[column] != "paid":
                    del self.named[column]
        self._mean_rows()
        plain = [row for row in region.rows if row not in self.meant]
        self.values = kinds.values_of(region, [c for c in region.columns if c not in self.leading], region.rows)
        candidates = [c for c in figures if c not in self.named and self._may_be_member(c)]
        self._find_members(candidates, plain)
        if self._is_doubtful():
            return False
        self._find_totals(plain)
        self._sort_rows()
        self._ask_of_cancelled()
        self._orient()
        self._beside(figures)
        return bool(self.members and self.data and self.down)

    def _is_doubtful(self) -> bool:
        """Whether one column of numbers remains, of which nothing says that its heading is a name: then that is asked."""
        if len(self.members) != 1 or self.best is not None:
            return False
        column = self.members[0]
        heading = self.region.headings[column]
        known = kinds.members_known(self.region, self.members, self.book.regions, self.book.names)
        if "member" in heading.meanings or known or self.region.groups[column] or set(self.meant.values()) & _ABOUT_SKUS:
            return False
        self.book.account.mark(self.cells, [(row, c) for row in self.region.rows for c in self.region.columns], OPEN, "asked")
        message = Text('what is "{heading}" ({numbers})?', heading=heading.text, numbers=", ".join(self.cells.name(row, column) for row in self.region.rows[:3]))
        choices = [("quantity", Text("how many pieces")), ("member", Text("the name of a SKU, and how many of it")), ("ignore", Text("nothing that counts here"))]
        self.book.ask("orders", "", self.region.address(column), message, choices)
        return True

    def _may_be_member(self, column: int) -> bool:
        heading = self.region.headings[column]
        meanings = set(heading.meanings)
        if "member" not in meanings and (currency_code(heading.unit) or heading.multiple) and not self.region.groups[column]:
            return False    # an amount of money, under a word that nobody knows
        if is_index(self.region, column, self.region.rows) or is_index(self.region, column, self.region.rows[:-1]):
            return "member" in meanings
        return not meanings or bool(meanings & {"total", "member"}) or bool(self.region.groups[column]) or column in self.region.weak

    def _mean_rows(self) -> None:
        """Rows of prices, weights, payments below the names across: told by the words before them."""
        for row in self.region.rows:
            text = self.cells.text(row, self.leading[-1])
            if not text or self.book.names.is_partner(key(text)) or total_words(text) == len(("", "whole")):
                continue
            meanings = parse(text).meanings
            found = "amount" if "amount" in meanings else next((meaning for meaning in meanings if meaning in _ROW_MEANINGS), "")
            if not found and weak_heading(text).meanings == ("paid",):
                found = "paid"
            if not found and cost_kind(text) is not None:
                found = "amount"
            said = self.book.answers.heading(self.cells.sheet, row, self.leading[-1])
            if said or found:
                self.meant[row] = said or found

    def _find_members(self, candidates: list[int], plain: list[int]) -> None:
        region, answered = self.region, {c: set(self.region.headings[c].meanings) for c in candidates}
        columns = {column: {row: value for row, value in self.values[column].items() if row in set(plain)} for column in candidates if column in self.values}
        known = self._known_across(candidates)

        def evidence(column: int) -> float:
            words = max(total_words(region.headings[column].text), total_words(region.groups[column]) if region.groups[column] else 0)
            sums = any("SUM(" in self.cells.formulas.get((row, column), "").upper() for row in plain[:_FEW_ROWS])
            name = key(region.headings[column].text)
            grouped = bool(region.groups[column]) and not words
            behind = any(other > column for other in candidates if not total_words(region.headings[other].text))
            return (
                arithmetic.WORD[words] + arithmetic.FORMULA * sums + arithmetic.KNOWN_NAME * (name in known or grouped)
                + arithmetic.NOT_LAST * (behind and not words and not sums)
            )

        found = arithmetic.sums(plain, columns, evidence, copies=True)
        totals = {
            column: relation for column, relation in found.items()
            if (relation.bits >= arithmetic.A_TOTAL and (relation.kind == "sum" or total_words(region.headings[column].text))) or (total_words(region.headings[column].text) == 2 and relation.holds)
        }
        said_total = [column for column in candidates if "total" in answered[column] and column not in region.weak and self._was_answered(column)]
        members = [column for column in candidates if "member" in answered[column]]
        words = [column for column in candidates if total_words(region.headings[column].text)]
        if members or said_total:
            self.best = said_total[0] if said_total else max(totals, key=lambda c: totals[c].bits, default=None)
            self.members = [c for c in candidates if c in members or (c not in said_total and c not in words)]
        else:
            self.best = max(totals, key=lambda column: (totals[column].bits >= arithmetic.A_TOTAL, totals[column].bits), default=None)
            self.members = sorted(totals[self.best].parts) if self.best is not None else [c for c in candidates if c not in words]
            self._ask_of_columns(found, totals)
        if self.best is not None and self.best in self.members:
            self.members.remove(self.best)
        self.sum_of_row = totals.get(self.best) if self.best is not None else None
        if self.best is not None and self.sum_of_row is None:
            self.sum_of_row = found.get(self.best)
        self._leave_out_strangers(plain)

    def _was_answered(self, column: int) -> bool:
        sheet = self.cells.sheet
        return any(self.book.answers.heading(sheet, row, column) == "total" for row in range(self.region.top, self.region.bottom + 1))

    def _known_across(self, columns: Sequence[int]) -> set[str]:
        names = {key(self.region.headings[column].text) for column in columns}
        return settled_elsewhere(names, self.region, self.book.regions) | self.book.names.partners | self.book.names.leads

    def _ask_of_columns(self, found: dict[int, Relation], totals: dict[int, Relation]) -> None:
        """Ask about columns that repeat others or add them up, of which neither word nor name says what they are."""
        region = self.region
        for column, relation in found.items():
            doubtful = relation.bits >= arithmetic.PERHAPS and column not in totals and column != self.best and relation.holds
            mirrors = relation.kind == "copy" and any(part in totals or part > column for part in relation.parts)
            if not doubtful or mirrors:
                continue
            parts = ", ".join(f'"{region.headings[part].text}"' for part in sorted(relation.parts))
            words = '"{heading}" repeats {parts}' if relation.kind == "copy" else '"{heading}" adds up {parts}'
            message = Text(words, heading=region.headings[column].text, parts=parts)
            self._ask_column(column, message)

    def _ask_column(self, column: int, message: Text) -> None:
        choices = [("total", Text("it is a total, and does not count")), ("member", Text("it is one of the names, and counts"))]
        self.book.ask("orders", "", self.region.address(column), message, choices)
        self.book.account.mark(self.cells, [(row, column) for row in self.region.rows], OPEN, "asked")

    def _leave_out_strangers(self, plain: Sequence[int]) -> None:
        """Columns that are no quantities: many times larger than the others, or the only one whose heading is not known elsewhere."""
        known = set(kinds.members_known(self.region, self.members, self.book.regions, self.book.names))
        sizes = {column: self._middle(column, plain) for column in self.members}
        least = min((size for size in sizes.values() if size), default=0)
        for column in list(self.members):
            if "member" in self.region.headings[column].meanings or len(self.members) < 2:
                continue
            if sizes[column] >= _MONEY and sizes[column] > _TIMES_LARGER * least:
                self.members.remove(column)
                continue
            others = sorted(size for other, size in sizes.items() if other != column and size)
            large = bool(others) and sizes[column] > _TIMES_LARGER * others[len(others) // 2]
            stranger = self.best is None and bool(known) and len(known) * 2 >= len(self.members) and column not in known
            if large or stranger:
                self.members.remove(column)

    def _middle(self, column: int, rows: Sequence[int]) -> Value:
        values = sorted(abs(value) for row, value in self.values.get(column, {}).items() if value and row in set(rows))
        return values[len(values) // 2] if values else 0

    # ------------------------------------------------------------ rows

    def _find_totals(self, plain: list[int]) -> None:
        region, names = self.region, {self.cells.key(row, self.leading[-1]) for row in self.region.rows}
        known = settled_elsewhere(names, region, self.book.regions) | repeated_keys(region, self.leading) | self.book.names.leads
        paid = [column for column, name in self.named.items() if name == "paid"]
        columns = {c: self.values[c] for c in [*self.members, *([self.best] if self.best is not None else []), *paid] if c in self.values}
        self.totals = Totals(self.book, region, columns, self.leading, frozenset(known), None, plain, dict.fromkeys(columns, "quantity"))

    def _sort_rows(self) -> None:
        """Rows of quantities, and rows that follow from them: pieces times price, sums of such rows, a cost that is shared out."""
        totals, account, cells, sheet = self.totals, self.book.account, self.cells, self.cells.sheet
        assert totals is not None
        worked_out: list[int] = []
        figures = [*self.members, *([self.best] if self.best is not None else [])]
        last_total = max(totals.rows, default=0)
        for row in self.region.rows:
            said = self.book.answers.row(sheet, row, self.region.columns, self.leading)
            places = [(row, column) for column in figures]
            if row in totals.found:
                worked_out += [row] * totals.found[row].sure
            elif said in {"out", "ignore"}:
                account.mark(cells, [(row, column) for column in self.region.columns], ANSWERED, said)
            elif row in self.meant and self.meant[row] in {"unit_price", "unit_kg", "unit_cbm", "moq", "pack", "paid"}:
                self._mark_sum_of_row(row)
            elif self.data and self._follows(row, worked_out):
                account.mark(cells, places, DERIVED, "row")
                worked_out.append(row)
            elif self.meant.get(row) in {"due", "remaining", "landed"}:
                account.mark(cells, places, DERIVED, "due")
                worked_out.append(row)
            elif row in self.meant or (worked_out and row > last_total and said != "data"):
                account.mark(cells, places, OPEN, "row")
                if any(cells.counts(*place) for place in places):
                    self._ask_row(row)
            elif any(cells.sheet.at(row, column) is not None for column in self.members):
                self._add_row(row, said)
        totals.settle([c for c in self.region.numeric if c not in self.leading], "orders")

    def _add_row(self, row: int, said: str) -> None:
        cells, book = self.cells, self.book
        named = any(cells.name(row, column) for column in self.leading)
        if not named:
            cell = cells.address(row, self.leading[-1])
            message = Text("row {row} has quantities and no name", row=row)
            choices = [Choice(f"{cells.address(row, self.members[0])}={meaning}", text) for meaning, text in (
                ("total", Text("it is a total, and does not count")), ("out", Text("the row does not count"))
            )]
            book.problems.append(question("orders", "", cell, message, choices))
            book.account.mark(cells, [(row, column) for column in self.region.columns], OPEN, "asked")
            return
        notes = [column for column in (*self.region.columns, self.region.columns[-1] + 1) if column not in self.leading]
        note = next((text for column in notes if (text := cells.text(row, column)) and is_cancelled(text)), "")
        struck = any(cells.is_struck(row, column) for column in (*self.leading, *self.members))
        if said != "data" and (note or struck):
            name = cells.name(row, self.leading[-1])
            message = Text('row {row} ("{name}") says "{text}": does it count?', row=row, name=name, text=note) if note else Text(
                'row {row} ("{name}") is struck through: does it count?', row=row, name=name
            )
            choices = [("out", Text("no, it was cancelled")), ("data", Text("yes, it counts like the others"))]
            book.ask("orders", "", cells.address(row, self.leading[-1]), message, choices)
            book.account.mark(cells, [(row, column) for column in self.region.columns], OPEN, "asked")
            return
        self.data.append(row)
        self._mark_sum_of_row(row)

    def _mark_sum_of_row(self, row: int) -> None:
        """The sum at the end of a row; one that is off is asked about, unless a formula gives it."""
        if self.best is None:
            return
        cells, place = self.cells, (row, self.best)
        relation = self.sum_of_row
        off = row in self.data and relation is not None and row in relation.fails and not any((row, c) in cells.broken for c in (*self.members, self.best))
        if not off or place in cells.formulas:
            self.book.account.mark(cells, [place], DERIVED, "total")
            if off:
                self._warn_of_sum(row)
            return
        if self.book.answers.cell(cells.sheet, *place) == "ignore":
            self.book.account.mark(cells, [place], ANSWERED, "ignore")
            return
        total: Value = sum(self.values[column].get(row, 0) for column in self.members)
        stated = cells.number(*place)
        self.book.account.mark(cells, [place], OPEN, "asked")
        if stated is None:
            return
        message = Text("the row adds up to {found}, and its total says {stated}", found=shown(total), stated=shown(stated))
        self.book.ask("orders", "", cells.address(*place), message, [("ignore", Text("the pieces are right, the total is off"))])

    def _warn_of_sum(self, row: int) -> None:
        """Warn of a formula whose saved result is not the sum of its row: it skips what was typed as text."""
        if self.best is not None:
            total: Value = sum(self.values[column].get(row, 0) for column in self.members)
            message = Text("the row adds up to {found}, and its total says {stated}", found=shown(total), stated=shown(self.cells.number(row, self.best)))
            fix = Text("nothing, if the pieces are right: numbers that were typed as text are skipped by SUM")
            self.book.warn("orders", "", self.cells.address(row, self.best), message, fix)

    def _follows(self, row: int, worked_out: Sequence[int]) -> bool:
        """Whether a row of figures follows from the rows above it."""
        values = [(column, value) for column in self.members if (value := self.values.get(column, {}).get(row)) is not None]
        says_much = sum(arithmetic.worth(value, 1) for _, value in values) >= arithmetic.SURE
        if not values or not (says_much or row in self.meant):
            return False
        return self._is_weighted(values) or self._adds_rows(values, row, worked_out) or self._shares_a_cost(values, row)

    def _is_weighted(self, values: Sequence[tuple[int, Value]]) -> bool:
        """Whether each value is the pieces above it times the price beside them, at a number that is written somewhere."""
        for price in (column for column, name in self.named.items() if name == "unit_price"):
            prices = self.values.get(price, {})
            sums = {c: sum(self.values[c].get(row, 0) * prices.get(row, 0) for row in self.data) for c, _ in values}
            for constant in (1, *self.book.constants):
                if all(value and arithmetic.close(value, constant * sums[column]) for column, value in values):
                    return True
        for row, meaning in self.meant.items():
            if meaning == "unit_price":
                sums = {c: sum(self.values[c].get(line, 0) for line in self.data) * self.values.get(c, {}).get(row, 0) for c, _ in values}
                if any(all(value and arithmetic.close(value, constant * sums[c]) for c, value in values) for constant in (1, *self.book.constants)):
                    return True
        return False

    def _adds_rows(self, values: Sequence[tuple[int, Value]], row: int, worked_out: Sequence[int]) -> bool:
        """Whether each value is the sum of the worked out rows right above it."""
        above = [line for line in worked_out if line < row]
        return any(all(value == sum(self.values[c].get(line, 0) for line in above[at:]) for c, value in values) for at in range(len(above) - 1))

    def _shares_a_cost(self, values: Sequence[tuple[int, Value]], row: int) -> bool:
        """Whether the values are shares of a cost that is written elsewhere."""
        whole = self.values.get(self.best, {}).get(row) if self.best is not None else None
        total = sum(value for _, value in values)
        numbers = (label.cells.numbers.get(label.place) for label in self.book.labels if label.name.table == "costs")
        amounts = {number.value for number in numbers if number is not None and number.unit != "%"}
        return len(values) > 1 and total in amounts and whole in {None, total}

    def _ask_row(self, row: int) -> None:
        cells = self.cells
        cell = cells.address(row, self.leading[-1])
        message = Text('row {row}, "{name}", stands behind the quantities: what is it?', row=row, name=cells.name(row, self.leading[-1]))
        choices = [
            ("ignore", Text("it follows from the order, and does not count")), ("paid", Text("what each of them has paid")),
            ("data", Text("it counts like the rows above it")),
        ]
        self.book.ask("orders", "", cell, message, choices)

    def _ask_of_cancelled(self) -> None:
        """Ask about columns that are struck through, or have a word for cancelled above or below them."""
        cells, region = self.cells, self.region
        last = max([region.bottom, *region.rows, *region.notes])
        for column in list(self.members):
            places = [*range(region.top - 1, region.bottom + 1), *region.notes, last + 1, last + 2]
            note = next((text for row in places if (text := cells.text(row, column)) and is_cancelled(text)), "")
            filled = [row for row in self.data if cells.counts(row, column)]
            struck = bool(filled) and all(cells.is_struck(row, column) for row in filled)
            if not (note or struck) or self.book.answers.heading(cells.sheet, region.bottom, column) == "member":
                continue
            self.members.remove(column)
            self.book.account.mark(cells, [(row, column) for row in region.rows], OPEN, "asked")
            name = region.headings[column].text
            message = Text('"{name}" says "{text}": does it count?', name=name, text=note) if note else Text('"{name}" is struck through: does it count?', name=name)
            choices = [("ignore", Text("no, it was cancelled")), ("member", Text("yes, it counts like the others"))]
            self.book.ask("orders", "", region.address(column), message, choices)

    # ------------------------------------------------------------ who is who

    def _orient(self) -> None:
        """Whether partners stand down or across: by known names, then by the words of the corner, then by where prices stand."""
        region, names = self.region, self.book.names
        across = [key(region.headings[column].text) for column in self.members]
        down = [self.cells.key(row, self.leading[-1]) for row in self.data]
        partners = sum(map(names.is_partner, down)) - sum(map(names.is_partner, across))
        corner = {meaning for column in self.leading for meaning in (region.headings[column].meanings)}
        said = {self.book.answers.heading(self.cells.sheet, region.bottom, column) for column in self.leading}
        if region.across:
            self.down = "sku" if region.across == "partner" else "partner"
        elif said & {"partner", "sku"}:
            self.down = "partner" if "partner" in said else "sku"
        elif partners:
            self.down = "partner" if partners > 0 else "sku"
        elif corner & {"partner", *JOINED}:
            self.down = "partner" if "partner" in corner else "sku"
        elif self._skus(across) != self._skus(down):
            self.down = "sku" if self._skus(down) else "partner"
        elif set(self.named.values()) & {"unit_price", "unit_kg", "unit_cbm"}:
            self.down = "sku"
        elif set(self.meant.values()) & {"unit_price", "unit_kg", "unit_cbm"} or "paid" in self.named.values():
            self.down = "partner"
        elif self.members and self.data:
            cell = region.address(self.leading[-1])
            message = Text("the quantities in {range} stand between two sets of names: which are the partners?", range=region.range)
            choices = [
                ("partner", Text("those down: {names}", names=self._some(down=True))), ("sku", Text("those across: {names}", names=self._some(down=False))),
            ]
            self.book.ask("orders", "", cell, message, choices)
            self.book.account.mark(self.cells, [(row, column) for row in self.data for column in self.members], OPEN, "asked")

    def _skus(self, names: Sequence[str]) -> bool:
        return any(self.book.names.is_sku(name) for name in names)

    def _some(self, *, down: bool) -> str:
        names = [self.cells.name(row, self.leading[-1]) for row in self.data] if down else [self.region.headings[c].text for c in self.members]
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")

    # ------------------------------------------------------------ beside the quantities

    def _beside(self, figures: Sequence[int]) -> None:
        """Columns of figures that are no quantities: handed on, worked out, set aside, or open."""
        account, cells, region = self.book.account, self.cells, self.region
        assert self.totals is not None
        rest = [column for column in figures if column not in (*self.members, self.best)]
        known = {column: self.values[column] for column in rest if column in self.values}
        for column in (*self.members, self.best):
            if column is not None and column in self.values:
                known[column] = self.values[column]
        relations = arithmetic.products(self.data, {c: known[c] for c in known if c not in self.members}, self.book.constants, [c for c in rest if c in known])
        for column in rest:
            places = [(row, column) for row in region.rows if row not in self.totals.rows]
            meanings = set(region.headings[column].meanings)
            if self.named.get(column) in kinds.MATRIX_COLUMNS - {"amount"}:
                continue
            relation = relations.get(column)
            filled = [row for row in self.data if cells.counts(row, column)]
            by_formula = bool(filled) and all((row, column) in cells.formulas for row in filled)
            if meanings & {"due", "remaining", "landed"} and column not in relations:
                account.mark(cells, places, DERIVED, "due")
            elif "ignore" in meanings:
                account.mark(cells, places, ANSWERED, "ignore")
            elif "index" in meanings or is_index(region, column, self.data):
                account.mark(cells, [(row, column) for row in region.rows], ASIDE, "index")
            elif self._are_identifiers(column):
                account.mark(cells, places, ASIDE, "contact")
            elif self._is_worth(column) or (relation is not None and relation.holds and (relation.bits >= arithmetic.SURE or "amount" in meanings)):
                account.mark(cells, places, DERIVED, "product")
            elif by_formula:
                account.mark(cells, places, DERIVED, "formula")
            elif kinds.is_ignored(tuple(meanings)):
                account.mark(cells, places, ASIDE, "note")
            elif total_words(region.headings[column].text) and self._counts_rows(column):
                account.mark(cells, places, DERIVED, "total")

    def _are_identifiers(self, column: int) -> bool:
        """Whether a column holds phone, account or tracking numbers: whole and very long."""
        numbers = [number for row in self.data if (number := self.cells.numbers.get((row, column))) is not None]
        return bool(numbers) and all(isinstance(number.value, int) and number.value >= _LONG and not number.unit for number in numbers)

    def _is_worth(self, column: int) -> bool:
        """Whether a column is the pieces of each row times the prices above or below them, at a number that is written somewhere."""
        stated = {row: value for row, value in self.values.get(column, {}).items() if row in self.data}
        rows = [row for row, meaning in self.meant.items() if meaning == "unit_price"]
        lists = [{member: self.values.get(member, {}).get(row, 0) for member in self.members} for row in rows] or [self._prices_elsewhere()]
        for prices in lists:
            exact = {row: sum(self.values[c].get(row, 0) * prices[c] for c in self.members) for row in stated}
            for constant in (1, *self.book.constants):
                if stated and any(stated.values()) and all(arithmetic.close(value, exact[row] * constant) for row, value in stated.items()):
                    return True
        return False

    def _prices_elsewhere(self) -> dict[int, Value]:
        """The price of each member as another table, or a label for all, says it; 0 where none does."""
        of_sku = {
            key(sku): number.value for part in self.book.parts.get("items", []) if "unit_price" in part.columns
            for sku, value in zip(part.columns.get("sku", [None] * part.size), part.columns["unit_price"], strict=True)
            if sku is not None and (number := number_of(value, self.book.lang)) is not None
        }
        for_all = next(
            (n.value for label in self.book.labels if label.name[:2] == ("items", "unit_price") and (n := number_of(label.value, self.book.lang))), 0
        )
        return {column: of_sku.get(key(" ".join(map(str, self._column_parts(column)))), for_all) for column in self.members}

    def _counts_rows(self, column: int) -> bool:
        """Whether a column repeats the sums of the rows."""
        return all(
            value == sum(self.values[c].get(row, 0) for c in self.members) for row, value in self.values.get(column, {}).items() if row in self.data
        )

    # ------------------------------------------------------------ handing on

    def hand_on(self) -> None:
        """One order for each quantity that is not blank; prices and weights as SKU list; payments."""
        region, cells, account = self.region, self.cells, self.book.account
        other = "sku" if self.down == "partner" else "partner"
        down = self._names([self._row_parts(row) for row in self.data], (region.bottom, self.leading[0]), is_sku=self.down == "sku")
        across = self._names([self._column_parts(column) for column in self.members], (region.top, self.members[0]), is_sku=other == "sku")
        orders = Table("orders", {"partner": [], "sku": [], "quantity": []}, {"partner": [], "sku": [], "quantity": []})
        for row, below in zip(self.data, down, strict=True):
            for column, above in zip(self.members, across, strict=True):
                value = self._cell_value(row, column)
                if value is None:
                    continue
                account.take(cells, row, column)
                places = {self.down: (below, (row, self.leading[-1])), other: (above, (region.bottom, column)), "quantity": (value, (row, column))}
                for name, (content, place) in places.items():
                    orders.columns[name].append(content)
                    orders.cells[name].append(cells.address(*place))
            for column in self.leading:
                account.take(cells, row, column)
        account.mark(cells, [(line, column) for line in range(region.top, region.bottom + 1) for column in self.members], ASIDE, "heading")
        read = {region.headings[column].text or "-": self.down for column in self.leading} | {region.headings[c].text: other for c in self.members}
        read |= {region.headings[column].text: name for column, name in self.named.items()}
        self._of_batch(orders)
        self.book.hand_on(orders)
        self.book.taken.append(Taken("orders", cells.title, region.range, read))
        self._hand_on_items(down, across)
        self._hand_on_payments(down, across)
        self._hand_on_own_costs(down)

    @staticmethod
    def _factor(heading: Heading) -> int:
        """What the numbers of a heading count in: 1,000 for "Đã cọc (k)"."""
        return (multiple_of(heading.multiple) or 1) if heading.multiple else 1

    def _hand_on_own_costs(self, down: list[object]) -> None:
        """A column of costs beside the quantities ("Ship riêng") is what each partner bears alone."""
        cells, region = self.cells, self.region
        for column in region.columns:
            heading = region.headings[column].text
            if self.down != "partner" or column in (*self.members, *self.leading, self.best) or not (is_own(heading) or cost_kind(heading) not in {None, "goods"}):
                continue
            lines = [(name, (row, column)) for row, name in zip(self.data, down, strict=True) if cells.counts(row, column) and not self.book.account.role(cells, row, column)]
            if not lines:
                continue
            table = Table("costs", {"cost": [heading] * len(lines), "amount": [cells.sheet.at(*place) for _, place in lines]})
            table.columns |= {"basis": ["direct"] * len(lines), "partner": [name for name, _ in lines]}
            table.cells = {name: [cells.address(*place) for _, place in lines] for name in table.columns}
            for _, place in lines:
                self.book.account.take(cells, *place)
            self._of_batch(table)
            self.book.hand_on(table)
            message = Text('"{heading}" is read as what each of them bears alone', heading=heading)
            self.book.warn("costs", "", region.address(column), message, Text("nothing, if that is right; a cost that is shared stands in a table of costs"))

    def _of_batch(self, table: Table) -> None:
        """Add the batch to a table's rows, where the matrix is one of several."""
        pool = self.book.pools.get(self.region)
        if pool:
            table.columns["pool"], table.cells["pool"] = [pool] * table.size, [""] * table.size

    def _cell_value(self, row: int, column: int) -> object:
        said = self.book.answers.cell(self.cells.sheet, row, column)
        number = self.cells.numbers.get((row, column))
        if said.startswith("="):
            return said[1:]
        return typed(number.value) if number is not None and number.unit == "pieces" else self.cells.sheet.at(row, column)

    def _row_parts(self, row: int) -> list[object]:
        """The names before a row, of every leading column; a group without merge reaches down to the next one."""
        parts: list[object] = []
        for column in self.leading:
            lines = range(row, self.region.bottom, -1) if column != self.leading[-1] else [row]
            above = next((value for line in lines if (value := self.cells.sheet.at(line, column)) is not None), None)
            parts += [] if above is None else [above]
        return parts

    def _column_parts(self, column: int) -> list[object]:
        """The names over a column: the group, where it is one and names nothing known, and the heading."""
        own = self.cells.sheet.at(self.region.bottom, column)
        group = self.region.groups[column]
        several = len({self.region.groups[each] for each in self.members if self.region.groups[each]}) > 1
        names = group and several and not parse(group).meanings and not total_words(group)
        heading: object = self.region.headings[column].text if own is None or isinstance(own, str) else own
        return [group, heading] if names else [heading]

    def _names(self, names: list[list[object]], place: tuple[int, int], *, is_sku: bool) -> list[object]:
        """The names of one side, joined where they stand in several cells, unless the SKU list or an answer says otherwise."""
        spellings = self.book.spellings() if is_sku else {}
        if all(len(parts) == 1 for parts in names):
            return [spellings.get(join.pieces(parts[0]), parts[0]) for parts in names]
        how = self.book.answers.join(self.cells.sheet, *place) or join.decide(names, spellings) or "join"
        return [spellings.get(join.pieces(parts[-1]), parts[-1]) if how == "apart" else join.joined(parts, spellings) for parts in names]

    def _hand_on_items(self, down: list[object], across: list[object]) -> None:
        """What is said about the SKUs: in columns beside them, or in rows below them."""
        cells, region = self.cells, self.region
        if self.down == "sku":
            table = Table("items", {"sku": list(down)}, {"sku": [cells.address(row, self.leading[-1]) for row in self.data]})
            for column, name in self.named.items():
                if name in _ABOUT_SKUS and name not in table.columns:
                    self._fill(table, name, [(row, column) for row in self.data], column=column)
        else:
            table = Table("items", {"sku": list(across)}, {"sku": [cells.address(region.bottom, column) for column in self.members]})
            for row, name in self.meant.items():
                if name in _ABOUT_SKUS and name not in table.columns:
                    self._fill(table, name, [(row, column) for column in self.members], row=row)
        if len(table.columns) > 1:
            self.book.hand_on(table)

    def _fill(self, table: Table, name: str, places: list[tuple[int, int]], column: int | None = None, row: int | None = None) -> None:
        cells, heading = self.cells, self.region.headings[column] if column is not None else parse(self.cells.text(row or 0, self.leading[-1]))
        factor = multiple_of(heading.multiple) if heading.multiple and name == "unit_price" else 1
        table.columns[name] = [self._in_full(place, factor) for place in places]
        table.cells[name] = [cells.address(*place) for place in places]
        table.headings[name] = heading.text
        if heading.unit:
            table.units[name] = heading.unit
        for place in places:
            self.book.account.take(cells, *place)

    def _in_full(self, place: tuple[int, int], factor: int) -> object:
        number, value = self.cells.numbers.get(place), self._cell_value(*place)
        return value if factor < 2 or number is None else int(number.value * factor)

    def _hand_on_payments(self, down: list[object], across: list[object]) -> None:
        """What partners paid: in columns beside them, or in rows below them."""
        cells, account = self.cells, self.book.account
        payments = Table("payments", {"partner": [], "paid": []}, {"partner": [], "paid": []})
        if self.down == "partner":
            lines = [(name, (row, column), (row, self.leading[-1])) for column, what in self.named.items() if what == "paid"
                     for row, name in zip(self.data, down, strict=True)]
        else:
            lines = [(name, (row, column), (self.region.bottom, column)) for row, what in self.meant.items() if what == "paid"
                     for column, name in zip(self.members, across, strict=True)]
        headings = [self.region.headings[column] for column, what in self.named.items() if what == "paid"]
        factors = {column: self._factor(self.region.headings[column]) for column in self.region.columns}
        factors |= {-row: self._factor(weak_heading(cells.text(row, self.leading[-1]))) for row in self.meant}
        for name, place, who in lines:
            value = self._cell_value(*place)
            if value is None:
                continue
            if self.book.answers.cell(cells.sheet, *place) == "ignore":
                account.mark(cells, [place], ANSWERED, "ignore")
                continue
            if not cells.counts(*place) and not self.book.answers.cell(cells.sheet, *place).startswith("="):
                cell = cells.address(*place)
                message = Text('"{text}" stands where payments are: how much was it?', text=cells.name(*place))
                choices = [Choice(f"{cell}=ignore", Text("nothing beside the other payments"))]
                self.book.problems.append(question("payments", "paid", cell, message, choices))
                continue
            payments.columns["partner"].append(name)
            payments.columns["paid"].append(self._in_full(place, factors[place[1] if self.down == "partner" else -place[0]]))
            payments.cells["partner"].append(cells.address(*who))
            payments.cells["paid"].append(cells.address(*place))
            account.take(cells, *place)
        self._of_batch(payments)
        if payments.size:
            payments.headings["paid"] = name_text("paid")
            unit = next((heading.unit for heading in headings if heading.unit), "")
            payments.units = {"paid": unit} if unit else {}
            self.book.hand_on(payments)


_FEW_ROWS = 40
_LONG = 10**8
_MONEY = 1000
