"""Which of several tables is read where they could be the same one: those that go on are joined, copies are left out, the rest is asked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Listing, Problem, Text, name_text
from poolsplit.tables.headings import parse
from poolsplit.tables.vocabulary import is_batch, total_words
from poolsplit.values.names import key
from poolsplit.workbook.find import batches, kinds, plausible
from poolsplit.workbook.find.account import DERIVED, OPEN, USED, Place
from poolsplit.workbook.find.beside import of_skus
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.labelled import owners
from poolsplit.workbook.find.lists import read_list, who_ordered
from poolsplit.workbook.find.matrix import read_matrix
from poolsplit.workbook.find.shape.signatures import JOINED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.regions import Region

    Parts = Mapping[str, Sequence[Table]]
    Contents = dict[tuple[str, str], int | float]

_KEYS = {
    "acceptances": ("pool", "partner"),
    "carry": ("partner", "measure"),
    "costs": ("pool", "cost"),
    "count": ("pool", "partner", "sku"),
    "evidence": ("pool", "stage", "item", "reference"),
    "ledger": ("pool", "partner", "date"),
    "payments": ("pool", "partner"),
    "rates": ("currency", "date"),
    "receipt": ("pool", "sku"),
    "steps": ("pool", "done", "date"),
    "terms": ("pool", "lead_buyer"),
    "withdrawals": ("pool", "partner", "sku"),
}
"""What a row of a table is about: where it stands in two ranges, they are two versions of one table."""


def one_or_continued(book: Book, table: str, regions: Sequence[Region]) -> list[Region]:
    """The regions of a table that are read: those that were answered, others that name nothing else twice, and SKU lists always."""
    decided = [region for region in regions if region.decided]
    if table == "items" or len(regions) == 1:
        return list(regions)
    said = {(book.pools.get(region, ""), *name) for region in decided for name in _names(region, table)}
    seen: dict[tuple[str, ...], Region] = {}
    kept = list(decided)
    for region in (region for region in regions if not region.decided):
        names = {(book.pools.get(region, ""), *name) for name in _names(region, table)}
        if any(seen.setdefault(name, region) is not region for name in names):
            _ask_several(book, table, regions)
            for each in regions:
                book.account.mark(each.cells, [(row, column) for row in each.rows for column in each.columns], OPEN, "asked")
            return []
        if names.isdisjoint(said):
            kept.append(region)
    return kept


def _names(region: Region, table: str) -> set[tuple[str, ...]]:
    """What the rows of a region are about, as keys; totals are left out."""
    columns = [column for name in _KEYS[table] for column in region.said(name, weak=False)[:1]]
    found = {tuple(region.cells.key(row, column) for column in columns) for row in region.rows}
    return {names for names in found if any(names) and not total_words(names[-1]) and not total_words(names[0])}


def _ask_several(book: Book, table: str, regions: Sequence[Region]) -> None:
    """Ask which of several ranges is a table; where they stand below captions, or on sheets, that may be batches, that is asked."""
    titles = list(dict.fromkeys(region.cells.title for region in regions))
    one_of_them, batch = _several(table, regions), batches.question_about(book, titles)
    if batch is None:
        book.ask_once(one_of_them)
    else:
        only = one_of_them.choices[:-1] if table == "orders" else ()
        book.ask_once(question(table, "pool", batch.cell, batch.message, [*batch.choices, *only]))


def _several(table: str, regions: Sequence[Region]) -> Problem:
    """The question which of several ranges is a table."""
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
    decides = bool(decided) and not _may_be_together(book, decided, regions)
    regions = _without_counts(book, decided if decides else regions)
    _name_sheets(book, regions)
    regions = _without_unclear(book, regions)
    sums = _without_partners(book, regions)
    regions = [region for region in regions if region not in sums]
    found = {region: _read_apart(book, region) for region in regions}
    with_orders = [region for region in regions if found[region].get("orders")]
    for region in [] if decides else _copies(with_orders, found):
        with_orders.remove(region)
        _mark_copy(book, region)
    if not with_orders:
        _say_missing(book)
    if len(with_orders) > 1 and _are_in_doubt(book, with_orders, found, decides=decides):
        _ask_several(book, "orders", with_orders)
        return
    for region in with_orders:
        for name, parts in found[region].items():
            book.parts.setdefault(name, []).extend(parts)
    _read_sums(book, sums)
    plausible.ask(book)


def _without_partners(book: Book, regions: Sequence[Region]) -> list[Region]:
    """The lists of SKUs in which nobody ordered, where others say who did: they may be the sums of those."""
    lists = [region for region in of_skus.without_partners(regions) if book.kinds[region] == "orders" and not who_ordered(book, region)]
    said = {region: book.answers.is_whole_table(region.cells.sheet, region.box, "orders") for region in lists}
    lists = [region for region in lists if not said[region]]
    return lists if len(lists) < len(regions) else []


def _read_sums(book: Book, regions: Sequence[Region]) -> None:
    """Read lists without partners that repeat the pieces of the orders for their prices; ask who ordered in others."""
    for region in regions:
        if not of_skus.repeats_orders(book, region):
            _ask_who(book, region)
        elif region.said("unit_price", "unit_kg", "unit_cbm"):
            book.kinds[region] = "items"
            read_list(book, region, "items")
        else:
            book.kinds[region] = kinds.RESULT


def _may_be_together(book: Book, decided: Sequence[Region], regions: Sequence[Region]) -> bool:
    """Whether an answer that some ranges are orders leaves the others what they are: a sheet for each partner, or each of a batch of its own."""
    sheets = {region.cells.title for region in regions}
    nameless = all(not region.said("partner") and book.kinds[region] == "orders" for region in decided)
    return (nameless and len(sheets) > 1) or len({book.pools.get(region, "") for region in regions} - {""}) == len(regions)


def _are_in_doubt(book: Book, regions: Sequence[Region], found: Mapping[Region, Parts], *, decides: bool) -> bool:
    """Whether it is open which of several tables are orders, or whether those that were answered to be orders are one order."""
    if decides:
        return batches.question_about(book, list(dict.fromkeys(region.cells.title for region in regions))) is not None
    return not _go_together(book, regions, found)


def _without_unclear(book: Book, regions: Sequence[Region]) -> list[Region]:
    """The regions without those on other sheets than orders with partners that name neither partners nor SKUs, which is said."""
    named = [region for region in regions if book.kinds[region] == kinds.MATRIX or _says_who(book, region)]
    unclear = [region for region in regions if region not in named and not region.said(*JOINED)]
    apart = [region for region in unclear if not any(other.is_on(region.cells) for other in named)] if named else []
    for region in apart:
        message = Text("{range} could be orders too; it was left alone", range=region.range)
        book.warn("orders", "", region.address(), message, Text('if it is the order: --answer "{cell}=orders"', cell=region.address()))
    return [region for region in regions if region not in apart]


def _says_who(book: Book, region: Region) -> bool:
    """Whether something says who ordered what stands in a list."""
    return bool(region.said("partner") or region.owners or who_ordered(book, region))


def _read_apart(book: Book, region: Region) -> Parts:
    """What a region hands on, without handing it on: table -> parts. SKU lists that were handed on before are known while it is read."""
    kept, items = book.parts, book.parts.get("items", [])
    book.parts = {"items": list(items)} if items else {}
    _read_one(book, region)
    found, book.parts = book.parts, kept
    return {name: parts[len(items) :] if name == "items" else parts for name, parts in found.items()}


def _name_sheets(book: Book, regions: Sequence[Region]) -> None:
    """A sheet for each partner: lists without partners on two sheets or more, of which each sheet's title, or a label on it, says whose it is."""
    nameless = [region for region in regions if book.kinds[region] == "orders" and not (region.said("partner") or region.owners)]
    sheets = {region.cells.title for region in nameless}
    if len(sheets) == 1 or len(sheets) < len(nameless):
        return
    by_title = [region for region in nameless if not who_ordered(book, region)]
    if not by_title or not all(_may_be_partner(region.cells.title) for region in by_title):
        return
    book.titles |= {region.cells.title for region in by_title}
    names = ", ".join(sorted(book.titles))
    message = Text("no column says who ordered: each sheet is read as the order of the partner it is called by: {names}", names=names)
    fix = Text("nothing, if that is right; else write Partner and the name above each table")
    book.warn("orders", "partner", by_title[0].address(), message, fix)


def _may_be_partner(title: str) -> bool:
    """Whether the title of a sheet may be the name of a partner: no heading, no word for totals, no batch.

    >>> _may_be_partner("Shop An"), _may_be_partner("Đơn giá"), _may_be_partner("Tổng"), _may_be_partner("Lô 5")
    (True, False, False, False)
    """
    return not (parse(title).meanings or total_words(title) or is_batch(title))


def _without_counts(book: Book, regions: Sequence[Region]) -> list[Region]:
    """The regions without those that also say what was received, where others do not: they are the count of split day."""
    counts = [region for region in regions if region.meanings(weak=False) & {"received", "defective"} and not region.decided]
    if len(counts) == len(regions) or not counts:
        return list(regions)
    for region in counts:
        book.kinds[region] = "count"
    return [region for region in regions if region not in counts]


def _read_one(book: Book, region: Region) -> None:
    """Read a region of orders, and hand them on; where nothing says who ordered, that is asked."""
    if book.kinds[region] == kinds.MATRIX:
        read_matrix(book, region)
        return
    partner = "" if region.said("partner") else who_ordered(book, region)
    if region.said("partner") or partner or region.owners:
        read_list(book, region, "orders", partner)
        return
    _ask_who(book, region)


def _ask_who(book: Book, region: Region) -> None:
    """Ask who ordered, where no heading, label or title says so: a column of texts, or the sheet's title."""
    cells = region.cells
    said = book.answers.heading(cells.sheet, region.bottom, region.columns[0])
    if book.answers.is_whole_table(cells.sheet, region.box, "orders") or said == "title":
        book.titles.add(cells.title)
        read_list(book, region, "orders", cells.title)
        return
    book.account.mark(cells, [(row, column) for row in region.rows for column in region.columns], OPEN, "asked")
    if owners.ask_who(book, region):
        return
    headings = region.headings
    texts = [column for column in region.columns if column not in region.numeric and headings[column].text]
    texts = [column for column in texts if not set(headings[column].meanings) & {*JOINED, "note"}]
    message = Text("{range} may be orders: no heading says who ordered", range=region.range)
    choices = [Choice(f"{region.address(column)}=partner", Text('those under "{heading}"', heading=headings[column].text)) for column in texts[:3]]
    across = [column for column in region.numeric if headings[column].text and (column in region.weak or not headings[column].meanings)]
    if len(across) > 1 and across == list(range(across[0], across[-1] + 1)):
        place = f"{region.address(across[0])}:{cells.short(region.bottom, across[-1])}"
        names = ", ".join(headings[column].text for column in across[:3])
        choices.append(Choice(f"{place}=partner", Text("those across: {names}", names=names)))
    choices.append(Choice(f"{region.range}=orders", Text('all of this sheet is for "{title}"', title=cells.title)))
    choices.append(Choice(f"{region.range}=ignore", Text("it is no order")))
    book.problems.append(question("orders", "", region.address(texts[0]) if texts else region.address(), message, choices))


# ---------------------------------------------------------------- several tables of orders


def _contents(parts: Parts) -> Contents:
    """The pieces in orders: (partner, SKU) -> pieces; a SKU that is not named is ""."""
    pieces: Contents = defaultdict(int)
    for table in parts.get("orders", ()):
        skus = table.columns.get("sku") or [""] * table.size
        for partner, sku, quantity in zip(table.columns["partner"], skus, table.columns["quantity"], strict=True):
            if isinstance(quantity, (int, float)) and quantity:
                pieces[key(partner), key(sku)] += quantity
    return dict(pieces)


def _copies(regions: Sequence[Region], found: Mapping[Region, Parts]) -> list[Region]:
    """The regions that say what another one says already: a pivot, a summary by partner or by SKU. Batches may well be alike."""
    if any(table.columns.get("pool") for region in regions for table in found[region].get("orders", ())):
        return []
    contents = {region: _contents(found[region]) for region in regions}
    copies: list[Region] = []
    for at, region in enumerate(regions):
        others = [(contents[other], index < at) for index, other in enumerate(regions) if other is not region and other not in copies]
        if contents[region] and any(_is_copy(contents[region], other, is_earlier=is_earlier) for other, is_earlier in others):
            copies.append(region)
    return copies


def _is_copy(contents: Contents, other: Contents, *, is_earlier: bool) -> bool:
    """Whether orders are the same as others that stand before them, or their sums by partner or by SKU.

    >>> _is_copy({("an", ""): 5}, {("an", "s"): 2, ("an", "m"): 3}, is_earlier=False)
    True
    """
    if contents == other:
        return is_earlier
    return len(other) > len(contents) and contents in (_sums(other, of_partners=True), _sums(other, of_partners=False))


def _sums(contents: Contents, *, of_partners: bool) -> Contents:
    """The pieces of each partner, or of each SKU."""
    sums: Contents = defaultdict(int)
    for (partner, sku), quantity in contents.items():
        sums[(partner, "") if of_partners else ("", sku)] += quantity
    return dict(sums)


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


def _go_together(book: Book, regions: Sequence[Region], found: Mapping[Region, Parts]) -> bool:
    """Whether several order tables are one order: a sheet for each partner, or on one sheet with no name in two of them."""
    if all(not region.said("partner") and book.kinds[region] == "orders" for region in regions):
        return True
    pools = [book.pools.get(region) for region in regions]
    if all(pools) and (len(set(pools)) == len(pools) or all(table.columns.get("pool") for region in regions for table in found[region]["orders"])):
        return True
    if all(region.cells.title in book.together for region in regions):
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


def _say_missing(book: Book) -> None:
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
    fix = Text("give the columns headings such as Partner, SKU, Quantity (Tên shop, Mã hàng, SL; 店铺, 款式, 数量)")
    book.problems.append(Problem("orders", 0, "", Text("no orders were found"), fix))
