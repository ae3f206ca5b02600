"""Finding the tables in an operator's own workbook, wherever they stand and whatever their headings are called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poolsplit.errors import Problem, Text, name_text
from poolsplit.tables.headings import language
from poolsplit.tables.schema import TABLES
from poolsplit.tables.table import Table, Taken
from poolsplit.values.names import key
from poolsplit.workbook.find import choose, gather
from poolsplit.workbook.find import mapping as maps
from poolsplit.workbook.find.blocks import Block, find_blocks
from poolsplit.workbook.find.join import pieces, spellings
from poolsplit.workbook.find.known import Known
from poolsplit.workbook.find.labels import Label, find_labels
from poolsplit.workbook.find.matrix import Matrix, find_matrices
from poolsplit.workbook.find.notices import broken, hidden
from poolsplit.workbook.find.take import Context, Draft, canonical, take
from poolsplit.workbook.find.unroll import unroll
from poolsplit.workbook.read.grid import CellError, Uncached
from poolsplit.workbook.read.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.read.grid import Grid

_FIRST = (
    "items", "payments", "count", "costs", "rates", "receipt", "withdrawals", "acceptances", "steps", "ledger", "carry", "evidence", "terms",
)


@dataclass
class Reading:
    """What a workbook says. tables: by name, raw values with their addresses. taken: what was taken for what.

    problems: what is asked, and warnings. lang: the language of most headings, "vi", "en" or "zh".
    """

    tables: dict[str, Table] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lang: str = "en"


def find(grids: list[Grid], mapping: Sequence[str] = (), lang: str | None = None) -> Reading:
    """Find every table of `schema.TABLES` in the sheets of a workbook. (spec.md, section 2, Reading sheets)

    mapping: what the operator decided, each "PLACE=MEANING" (`poolsplit.workbook.find.mapping`). lang: how ambiguous numbers are read
    when totals are checked; without it, the language of the headings.

    Ranges of one table are joined where one continues the other (same sheet, same headings, no name in both) or where --map names
    each of them; else it is asked which to take. Nothing raises: what cannot be settled is a problem.

    >>> from poolsplit.workbook.read.grid import Grid
    >>> cells = {(2, 1): "Tên shop", (2, 2): "SL", (3, 1): "An", (3, 2): 60, (4, 1): "Bình", (4, 2): 40, (5, 1): "Tổng", (5, 2): 100}
    >>> reading = find([Grid("Đơn", cells)])
    >>> reading.tables["orders"].columns, reading.taken[0].range, reading.lang
    ({'partner': ['An', 'Bình'], 'quantity': [60, 40]}, "'Đơn'!A2:B5", 'vi')
    """
    decisions, problems = maps.parse(mapping)
    sheets = [sheet for sheet in map(Sheet, grids) if not decisions.ignores(sheet)]
    return _Finder(sheets, decisions, lang, problems).run()


class _Finder:
    """One run over a workbook: lists first, then matrices by the names that the lists have, then labels in what is left."""

    def __init__(self, sheets: list[Sheet], mapping: maps.Mapping, lang: str | None, problems: list[Problem]) -> None:
        self.sheets = sheets
        self.mapping = mapping
        self.reading = Reading(problems=problems)
        self.blocks = [block for sheet in sheets for block in find_blocks(sheet, mapping)]
        self.lang = lang
        self.items: list[Table] = []
        self.skus: dict[tuple[str, ...], str] = {}
        self.used: set[str] = set()

    def run(self) -> Reading:
        """Everything in order; the reading."""
        self.reading.lang = self._language()
        matrices = self._matrices(self._known())
        choice = choose.orders(self.blocks, matrices, self.mapping)
        self.blocks = [block for block in self.blocks if not any(_same_place(matrix, block) for matrix in choice.matrices)]
        if not choice.lists and not choice.matrices:
            self.blocks = [block for block in self.blocks if block.table != "items" or "quantity" not in block.meanings()]
        for table in _FIRST:
            self._take_table(table, [block for block in self.blocks if block.table == table and block.rows])
        self._take_orders(choice)
        self._take_items()
        self._ask_doubtful()
        self._take_labels([*matrices])
        self._warn_of_cells()
        self.reading.problems += self.mapping.unused()
        self.reading.tables = {name: self.reading.tables[name] for name in TABLES if name in self.reading.tables}
        return self.reading

    def _language(self) -> str:
        return language([heading.languages for block in self.blocks for heading in block.headings.values()]) or "en"

    def _context(self) -> Context:
        return Context(self.mapping, self.lang or self.reading.lang, self.skus)

    def _known(self) -> Known:
        """Names in the clear columns of all lists."""
        names: dict[str, list[object]] = {"partner": [], "sku": []}
        for block in self.blocks:
            for kind, values in names.items():
                column = next((c for c, heading in block.headings.items() if heading.meanings == (kind,)), None)
                if column is not None and block.table not in {"asked", "ignore"} and not self._is_matrix_like(block, kind):
                    values += [block.sheet.at(row, column) for row in block.rows if block.sheet.at(row, column) is not None]
        return Known(frozenset(map(key, names["partner"])), frozenset(map(pieces, names["sku"])))

    @staticmethod
    def _is_matrix_like(block: Block, kind: str) -> bool:
        """Whether a SKU list has figures under headings that nobody knows: it may be a matrix, and cannot confirm itself."""
        unknown = [column for column, heading in block.headings.items() if not heading.meanings]
        return kind == "sku" and len([column for column in unknown if any(block.sheet.is_number(row, column) for row in block.rows)]) > 1

    def _matrices(self, known: Known) -> list[Matrix]:
        found = []
        for sheet in self.sheets:
            blocks = [block for block in self.blocks if block.sheet is sheet]
            taken = [block.box for block in blocks if block.table != "items" or not self._is_matrix_like(block, "sku")]
            found += list(find_matrices(sheet, self.mapping, taken, known))
        return found

    def _take_table(self, name: str, blocks: list[Block]) -> None:
        """Take the one range of a table, the ranges that --map names, or those of which one continues the other."""
        decided = [block for block in blocks if block.decided]
        drafts = [take(block, name, self._context()) for block in decided or blocks]
        if not drafts:
            return
        if len(drafts) > 1 and not decided and not choose.continued(drafts):
            self.reading.problems.append(choose.several(name, [(d.block.sheet.range(d.block.box), d.block.address()) for d in drafts]))
            return
        for draft in drafts:
            self._record(name, draft)
        self._keep(name, [draft.table for draft in drafts])

    def _record(self, name: str, draft: Draft) -> None:
        block, columns = draft.block, draft.columns
        read = {block.headings[column].text: column_name for column, column_name in columns.named.items()}
        read |= {block.headings[column].text: "sku" for column in columns.joined}
        self.reading.taken.append(Taken(name, block.sheet.grid.title, block.sheet.range(block.box), read))
        self.reading.problems += draft.problems
        self.used.add(block.sheet.grid.title)

    def _keep(self, name: str, parts: list[Table]) -> None:
        for column in gather.clashing_units(parts) if len(parts) > 1 else []:
            message = Text("the ranges of {table} state different units for {column}", table=name_text(name), column=name_text(column))
            self.reading.problems.append(Problem(name, 0, column, message, Text("write the same unit into both headings")))
        table = parts[0] if len(parts) == 1 else gather.stack(parts)
        if name == "items":
            self.items.append(table)
            self.skus = spellings(value for value in table.columns.get("sku", ()) if value is not None)
        else:
            self.reading.tables[name] = table

    def _take_orders(self, choice: choose.Choice) -> None:
        self.reading.problems += choice.problems
        lists = self._without_counts(choice)
        drafts = [take(block, "orders", self._context()) for block in lists]
        rolled = [(matrix, unroll(matrix, self._context())) for matrix in choice.matrices]
        places = [(d.block.sheet.range(d.block.box), d.block.address()) for d in drafts]
        places += [(matrix.sheet.range(matrix.box), matrix.address()) for matrix, _ in rolled]
        if not places:
            if not any(not problem.warning and problem.table == "orders" for problem in choice.problems):
                self.reading.problems.append(choose.missing_orders(self.blocks))
            return
        if len(places) > 1 and not choice.decided and not (drafts and not rolled and choose.continued(drafts)):
            self.reading.problems.append(choose.several("orders", places))
            return
        for draft in drafts:
            self._record("orders", draft)
        for matrix, found in rolled:
            self.reading.taken.append(Taken("orders", matrix.sheet.grid.title, matrix.sheet.range(matrix.box), found.headings))
            self.reading.problems += found.problems
            self.used.add(matrix.sheet.grid.title)
            self.items += [found.items] if found.items else []
        self._keep("orders", [*(draft.table for draft in drafts), *(found.orders for _, found in rolled)])

    def _without_counts(self, choice: choose.Choice) -> list[Block]:
        """Order lists; one that also says what was received is the count where there is another, and else gives both."""
        lists = choice.lists
        counts = [block for block in lists if block.meanings() & {"received", "defective"} and not block.decided]
        if not counts or (len(lists) == len(counts) and not choice.matrices):
            return lists
        if "count" not in self.reading.tables:
            self._take_table("count", counts)
        return [block for block in lists if block not in counts]

    def _take_items(self) -> None:
        """One SKU list out of its own table and the columns about SKUs in the orders."""
        orders = self.reading.tables.get("orders")
        if orders is not None:
            orders, count = gather.split_count(orders)
            orders, items = gather.split_items(orders)
            self.reading.tables["orders"] = orders
            self.items += [items] if items else []
            if count is not None:
                self.reading.tables.setdefault("count", count)
        if self.items:
            units = gather.clashing_units(self.items) if len(self.items) > 1 else []
            shared = [name for name in units if name != "sku" and sum(name in table.columns for table in self.items) > 1]
            table, problems = gather.one_row_each(self.items)
            self.reading.problems += problems
            for name in shared:
                message = Text("the SKU list and the orders state different units for {column}", column=name_text(name))
                self.reading.problems.append(Problem("items", 0, name, message, Text("write the same unit into both headings")))
            canonical(table)
            self.reading.tables["items"] = table

    def _ask_doubtful(self) -> None:
        """Lists of partners and amounts that may be payments, or what each one owes."""
        for block in self.blocks:
            if block.table == "asked" and "paid" in block.meanings() and "quantity" not in block.meanings() and block.rows:
                cell = block.sheet.address(block.bottom, block.column_of("paid") or 1)
                message = Text("{range} may be what partners paid, or what they owe; it was left alone", range=block.sheet.range(block.box))
                fix = Text('if it is what they paid: --map "{cell}=payments.paid"', cell=cell)
                self.reading.problems.append(Problem("payments", 0, "", message, fix, cell))

    def _take_labels(self, matrices: list[Matrix]) -> None:
        found: list[Label] = []
        for sheet in self.sheets:
            boxes = [block.box for block in self.blocks if block.sheet is sheet] + [matrix.box for matrix in matrices if matrix.sheet is sheet]
            for label in find_labels(sheet, boxes):
                if isinstance(label, Problem):
                    self.reading.problems.append(label)
                    continue
                found.append(label)
                self.reading.taken.append(Taken(label.name.table, sheet.grid.title, sheet.range(label.box), {label.text: label.name.column}))
                self.used.add(sheet.grid.title)
        self.reading.problems += gather.add_labels(self.reading.tables, found)
        for name in ("terms", "costs"):
            if name in self.reading.tables:
                canonical(self.reading.tables[name])
        if not any(heading.languages for block in self.blocks for heading in block.headings.values()):
            self.reading.lang = language([label.name.languages for label in found]) or self.reading.lang

    def _warn_of_cells(self) -> None:
        """Errors and formulas without results in what was taken, and what is hidden but counts."""
        for table in self.reading.tables.values():
            for column, values in table.columns.items():
                cells = table.cells.get(column, [""] * len(values))
                numbered = enumerate(zip(cells, values, strict=True), 1)
                bad = {cell: (row, value) for row, (cell, value) in numbered if isinstance(value, (CellError, Uncached))}
                for cell, (row, value) in bad.items():
                    self.reading.problems += broken(table.name, row, column, value, cell)
        for sheet in self.sheets:
            if sheet.grid.title in self.used:
                self.reading.problems += hidden(sheet)


def _same_place(matrix: Matrix, block: Block) -> bool:
    return block.sheet is matrix.sheet and matrix.top <= block.bottom <= matrix.bottom and bool(set(block.headings) & set(matrix.across))
