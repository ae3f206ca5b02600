"""Which of several tables is read where they could be the same one: those that go on are joined, copies are left out, the rest is asked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text, name_text
from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import is_batch, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds, plausible
from poolsplit.workbook.find.account import DERIVED, OPEN, USED, Place
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.lists import read_list, who_ordered
from poolsplit.workbook.find.matrix import read_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

_KEYS = {
    "costs": ("pool", "cost"), "payments": ("pool", "partner"), "rates": ("currency", "date"), "terms": ("pool", "lead_buyer"), "receipt": ("pool", "sku"),
    "count": ("pool", "partner", "sku"), "withdrawals": ("pool", "partner", "sku"), "acceptances": ("pool", "partner"), "steps": ("pool", "done", "date"),
    "ledger": ("pool", "partner", "date"), "carry": ("partner", "measure"), "evidence": ("pool", "stage", "item", "reference"), "orders": ("pool", "partner", "sku"),
}


def one_or_continued(book: Book, table: str, regions: Sequence[Region]) -> list[Region]:
    """The regions of a table that are read: those that were answered; all of them where no name is in two; SKU lists always."""
    decided = [region for region in regions if region.decided]
    if decided or len(regions) < 2 or table == "items":
        return decided or list(regions)
    seen: dict[tuple[str, ...], Region] = {}
    for region in regions:
        for name in ((book.pools.get(region, ""), *name) for name in _names(region, table)):
            if seen.setdefault(name, region) is not region:
                book.problems.append(_several(table, regions))
                for each in regions:
                    book.account.mark(each.cells, [(row, column) for row in each.rows for column in each.columns], OPEN, "asked")
                return []
    return list(regions)


def _names(region: Region, table: str) -> set[tuple[str, ...]]:
    columns = [column for name in _KEYS[table] for column in region.said(name, weak=False)[:1]]
    found = {tuple(region.cells.key(row, column) for column in columns) for row in region.rows}
    return {names for names in found if any(names) and not total_words(names[-1]) and not total_words(names[0])}


def _several(table: str, regions: Sequence[Region]) -> Problem:
    """The question which of several ranges is a table."""
    from poolsplit.errors import Listing

    message = Text(
        "{count} ranges could be {table}: {ranges}", count=len(regions), table=name_text(table), ranges=Listing(region.range for region in regions)
    )
    choices = [Choice(f"{region.address()}={table}", Text("only {range}", range=region.range)) for region in regions]
    choices.append(Choice("; ".join(choice.answer for choice in choices), Text("all of them together")))
    return question(table, "", regions[0].address(), message, choices)


# ---------------------------------------------------------------- orders


def read_orders(book: Book) -> None:
    """Read everything that may be the orders, and hand on what is: one table, those that go on, a sheet for each partner."""
    regions = [region for region in book.regions if book.kinds[region] in {"orders", kinds.MATRIX} and region.rows]
    decided = [region for region in regions if region.decided]
    regions = _without_counts(book, decided or regions)
    _name_sheets(book, regions)
    named = [region for region in regions if book.kinds[region] == kinds.MATRIX or region.said("partner") or who_ordered(book, region)]
    unclear = [region for region in regions if region not in named and not region.said("sku", "colour", "size")]
    for region in [region for region in unclear if all(not other.is_on(region.cells) for other in named)] if named else []:
        regions.remove(region)
        message = Text("{range} could be orders too; it was left alone", range=region.range)
        book.warn("orders", "", region.address(), message, Text('if it is the order: --answer "{cell}=orders"', cell=region.address()))
    kept = book.parts
    found: dict[Region, dict[str, list[Table]]] = {}
    for region in regions:
        book.parts = {name: parts for name, parts in kept.items() if name == "items"}
        before = {name: len(parts) for name, parts in book.parts.items()}
        book.parts = {name: list(parts) for name, parts in book.parts.items()}
        _read_one(book, region)
        found[region] = {name: parts[before.get(name, 0) :] for name, parts in book.parts.items()}
    book.parts = kept
    with_orders = [region for region in regions if found[region].get("orders")]
    for region in [] if decided else _copies(with_orders, found):
        with_orders.remove(region)
        _mark_copy(book, region)
    if not with_orders:
        _say_missing(book, regions)
    if len(with_orders) > 1 and not decided and not _go_together(book, with_orders, found):
        book.problems.append(_several("orders", with_orders))
        return
    for region in with_orders:
        for name, parts in found[region].items():
            book.parts.setdefault(name, []).extend(parts)
    plausible.ask(book)


def _name_sheets(book: Book, regions: Sequence[Region]) -> None:
    """A sheet for each partner: lists without partners on two sheets or more, of which each sheet's title, or a label on it, says whose it is."""
    nameless = [region for region in regions if book.kinds[region] == "orders" and not region.said("partner")]
    sheets = {region.cells.title for region in nameless}
    if len(sheets) < 2 or len(sheets) < len(nameless):
        return
    by_title = [region for region in nameless if not who_ordered(book, region)]
    if any(parse(region.cells.title).meanings or total_words(region.cells.title) or is_batch(region.cells.title) for region in by_title):
        return
    for region in by_title:
        book.titles.add(region.cells.title)
    if by_title:
        message = Text("no column says who ordered: each sheet is read as the order of the partner it is called by: {names}", names=", ".join(sorted(book.titles)))
        book.warn("orders", "partner", by_title[0].address(), message, Text("nothing, if that is right; else write Partner and the name above each table"))


def _without_counts(book: Book, regions: Sequence[Region]) -> list[Region]:
    """The regions without those that also say what was received, where others do not: they are the count of split day."""
    counts = [region for region in regions if region.meanings(weak=False) & {"received", "defective"} and not region.decided]
    if len(counts) == len(regions) or not counts:
        return list(regions)
    for region in counts:
        book.kinds[region] = "count"
    return [region for region in regions if region not in counts]


def _read_one(book: Book, region: Region) -> None:
    if book.kinds[region] == kinds.MATRIX:
        read_matrix(book, region)
        return
    partner = "" if region.said("partner") else who_ordered(book, region)
    if region.said("partner") or partner:
        read_list(book, region, "orders", partner)
        return
    _ask_who(book, region)


def _ask_who(book: Book, region: Region) -> None:
    """Ask who ordered, where no heading, label or title says so: a column of texts, or the sheet's title."""
    cells = region.cells
    said = book.answers.heading(cells.sheet, region.bottom, region.columns[0])
    texts = [
        column for column in region.columns
        if column not in region.numeric and not set(region.headings[column].meanings) & {"sku", "colour", "size", "note"} and region.headings[column].text
    ]
    if book.answers.table(cells.sheet, [(region.bottom, column) for column in region.columns]) == "orders" or said == "title":
        read_list(book, region, "orders", cells.title)
        return
    book.account.mark(cells, [(row, column) for row in region.rows for column in region.columns], OPEN, "asked")
    message = Text("{range} may be orders: no heading says who ordered", range=region.range)
    choices = [Choice(f"{region.address(column)}=partner", Text('those under "{heading}"', heading=region.headings[column].text)) for column in texts[:3]]
    choices.append(Choice(f"{region.range}=orders", Text('all of this sheet is for "{title}"', title=cells.title)))
    choices.append(Choice(f"{region.range}=ignore", Text("it is no order")))
    book.problems.append(question("orders", "", region.address(texts[0]) if texts else region.address(), message, choices))


def _contents(parts: Mapping[str, Sequence[Table]]) -> dict[tuple[str, str], object]:
    sums: dict[tuple[str, str], Value] = defaultdict(int)
    for table in parts.get("orders", ()):
        skus = table.columns.get("sku") or [""] * table.size
        for partner, sku, quantity in zip(table.columns["partner"], skus, table.columns["quantity"], strict=True):
            if isinstance(quantity, (int, float)) and quantity:
                sums[key(partner), key(sku)] += quantity
    return dict(sums)


def _copies(regions: Sequence[Region], found: Mapping[Region, Mapping[str, Sequence[Table]]]) -> list[Region]:
    """The regions that say what another one says already: a pivot, a summary by partner or by SKU."""
    contents = {region: _contents(found[region]) for region in regions}
    copies: list[Region] = []
    if any(table.columns.get("pool") for region in regions for table in found[region].get("orders", ())):
        return copies
    for region in regions:
        for other in regions:
            if other is region or other in copies or not contents[region]:
                continue
            larger = len(contents[other]) > len(contents[region])
            if contents[other] == contents[region] and regions.index(other) < regions.index(region):
                copies.append(region)
                break
            if larger and contents[region] in (_by(contents[other], 0), _by(contents[other], 1)):
                copies.append(region)
                break
    return copies


def _by(contents: Mapping[tuple[str, str], object], side: int) -> dict[tuple[str, str], object]:
    sums: dict[tuple[str, str], object] = {}
    for names, quantity in contents.items():
        name = (names[0], "") if side == 0 else ("", names[1])
        sums[name] = sums.get(name, 0) + quantity  # type: ignore[operator]
    return sums


def _mark_copy(book: Book, region: Region) -> None:
    """What a copy says follows from the orders."""
    box, title = region.box, region.cells.title
    for row in range(box.top, box.bottom + 1):
        for column in region.columns:
            place = Place(title, row, column)
            if book.account.roles.get(place, ("", ""))[0] in {USED, OPEN}:
                book.account.roles[place] = (DERIVED, "copy")
    book.taken = [taken for taken in book.taken if taken.range != region.range]
    message = Text("{range} says what the orders say already, and does not count", range=region.range)
    book.warn("orders", "", region.address(), message, Text("nothing, if it is a summary"))


def _go_together(book: Book, regions: Sequence[Region], found: Mapping[Region, Mapping[str, Sequence[Table]]]) -> bool:
    """Whether several order tables are one order: a sheet for each partner, or on one sheet with no name in two of them."""
    if all(not region.said("partner") and book.kinds[region] == "orders" for region in regions):
        return True
    pools = [book.pools.get(region) for region in regions]
    if all(pools) and (len(set(pools)) == len(pools) or all(table.columns.get("pool") for region in regions for table in found[region]["orders"])):
        return True
    if any(not region.is_on(regions[0].cells) for region in regions):
        return False
    seen: set[tuple[str, str]] = set()
    for region in regions:
        names = set(_contents(found[region]))
        if names & seen:
            return False
        seen |= names
    return True


def _say_missing(book: Book, regions: Sequence[Region]) -> None:
    """The problem where no orders were found at all: it names an empty order list, or a table of results that may be one."""
    if any(problem.table == "orders" and not problem.warning for problem in book.problems):
        return
    for region in book.regions:
        if book.kinds[region] == "orders" and not region.rows:
            message = Text("the order list has no rows")
            book.problems.append(Problem("orders", 0, "", message, Text("fill in who orders how much"), region.address()))
            return
    for region in book.regions:
        if book.kinds[region] == kinds.RESULT and {"partner", "quantity"} <= region.meanings():
            message = Text("{range} looks like a result (what each partner is due), and there are no other orders", range=region.range)
            book.ask("orders", "", region.address(), message, [("orders", Text("it is the order list"))])
            return
    del regions
    fix = Text("give the columns headings such as Partner, SKU, Quantity (Tên shop, Mã hàng, SL; 店铺, 款式, 数量)")
    book.problems.append(Problem("orders", 0, "", Text("no orders were found"), fix))
