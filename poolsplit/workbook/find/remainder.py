"""The numbers that nothing explains, asked about: one question for a column, a row or a table. (docs/workbooks.md, The account)"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text
from poolsplit.tables.vocabulary import basis, cost_kind, is_past, says_paid
from poolsplit.values.names import key
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import ANSWERED, ASIDE, DERIVED, OPEN, USED, Place
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.shape.labels import past_cells
from poolsplit.workbook.find.totals import shown
from poolsplit.workbook.read.grid import Box, letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

_NEAR = 2
_MONEY = 1000
_A_PHONE = 10**7


def ask(book: Book, tables: Mapping[str, Table]) -> None:
    """Give every number that has no role one, and ask about those that stay open."""
    used = {taken.sheet for taken in book.taken} | {place.sheet for place, (role, _) in book.account.roles.items() if role == USED}
    _derive_repeats(book, tables)
    _use_bases(book, tables)
    for cells in book.sheets:
        if cells.title in used or (used and _names_something(book, cells)):
            _ask_of_sheet(book, cells)
        elif used:
            _say_unread(book, cells)


def _names_something(book: Book, cells: Cells) -> bool:
    """Whether a sheet from which nothing was taken has a number beside a partner or a SKU of the order, or right below one."""
    known = {key(name) for part in book.parts.get("orders", []) for column in ("partner", "sku") for name in part.columns.get(column, ()) if name is not None}
    results = [region.lying_box for region, kind in book.kinds.items() if region.is_on(cells) and kind == kinds.RESULT]
    for row, column in cells.numbers:
        if any(box.top <= row <= box.bottom and box.left <= column <= box.right for box in results) or _is_number_of_something(cells, (row, column)):
            continue
        left = next((text for c in (column - 1, column - 2) if (text := cells.text(row, c))), "")
        if left and key(left) in known:
            return True
    return False


def _use_bases(book: Book, tables: Mapping[str, Table]) -> None:
    """A column of the orders that a cost is shared by is used."""
    shared_by = {key(name) for name in tables["costs"].columns.get("basis", ()) if name is not None} if "costs" in tables else set()
    for region, kind in book.kinds.items():
        if kind == "orders":
            for column in region.columns:
                if key(region.headings[column].text) in shared_by:
                    for row in region.rows:
                        if book.account.role(region.cells, row, column) == "":
                            book.account.take(region.cells, row, column)


def _derive_repeats(book: Book, tables: Mapping[str, Table]) -> None:
    """What a count sheet says of the pieces that were ordered of each SKU follows from the orders."""
    orders = tables.get("orders")
    if orders is None or "sku" not in orders.columns:
        return
    ordered: dict[str, int | float] = defaultdict(int)
    for sku, quantity in zip(orders.columns["sku"], orders.columns["quantity"], strict=True):
        if isinstance(quantity, (int, float)):
            ordered[key(sku)] += quantity
    for region, kind in book.kinds.items():
        skus = region.said("sku", weak=False)
        if kind == "count" and region.said("partner"):
            _derive_counted(book, region, orders)
        if kind != "receipt" or not skus:
            continue
        for column in region.numeric:
            rows = [row for row in region.rows if region.cells.counts(row, column) and not book.account.role(region.cells, row, column)]
            if rows and all(region.cells.number(row, column) == ordered.get(region.cells.key(row, skus[0])) for row in rows):
                book.account.mark(region.cells, [(row, column) for row in rows], DERIVED, "ordered")


def _derive_counted(book: Book, region: Region, orders: Table) -> None:
    """What the count of split day says of the pieces that each partner ordered follows from the orders."""
    cells = region.cells
    ordered: dict[tuple[str, str], int | float] = defaultdict(int)
    for partner, sku, quantity in zip(
        orders.columns["partner"], orders.columns.get("sku") or [""] * orders.size, orders.columns["quantity"], strict=True
    ):
        if isinstance(quantity, (int, float)):
            ordered[key(partner), key(sku)] += quantity
    who, skus = region.said("partner")[0], region.said("sku", weak=False)
    for column in region.numeric:
        rows = [row for row in region.rows if cells.counts(row, column) and not book.account.role(cells, row, column)]
        if rows and all(cells.number(row, column) == ordered.get((cells.key(row, who), cells.key(row, skus[0]) if skus else "")) for row in rows):
            book.account.mark(cells, [(row, column) for row in rows], DERIVED, "ordered")


def _ask_of_sheet(book: Book, cells: Cells) -> None:
    regions = [region for region in book.regions if region.is_on(cells)]
    open_cells: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    lonely: list[tuple[int, int]] = []
    owner: dict[tuple[int, int], Region] = {}
    for row, column in sorted({*cells.numbers, *cells.broken, *cells.holding}):
        role = book.account.role(cells, row, column)
        if role:
            continue
        said = book.answers.cell(cells.sheet, row, column) or book.answers.row(cells.sheet, row, [column])
        if said in {"ignore", "out"}:
            book.account.mark(cells, [(row, column)], ANSWERED, said)
            continue
        region = next((each for each in regions if _holds(each, row, column)), None)
        if (row, column) in cells.holding and cells.holding[row, column] == "sentence":
            _note_sentence(book, cells, (row, column), region)
            continue
        if region is not None and region.cells.place(row, column)[0] <= region.bottom:
            book.account.mark(cells, [(row, column)], ASIDE, "heading")
        elif region is not None:
            place = region.cells.place(row, column)
            spot = (regions.index(region), place[1])
            owner[spot] = region
            open_cells[spot].append(place)
        else:
            lonely.append((row, column))
    whole: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for spot, places in open_cells.items():
        region = owner[spot]
        if book.kinds[region] in {kinds.NOTHING, kinds.OPEN, kinds.RESULT}:
            whole[spot[0]] += places
        else:
            _ask_column(book, region, spot[1], places)
    for index, places in whole.items():
        _ask_table(book, regions[index], places)
    _ask_lonely(book, cells, regions, lonely)


def _note_sentence(book: Book, cells: Cells, place: tuple[int, int], region: Region | None) -> None:
    """An amount in a sentence: a question in a row of a table, unless the row is asked about already; elsewhere a notice."""
    book.account.mark(cells, [place], OPEN, "sentence")
    cell, text = cells.address(*place), cells.name(*place)
    row, column = region.cells.place(*place) if region is not None else place
    partners = {key(name) for part in book.parts.get("orders", []) for name in part.columns.get("partner", ()) if name is not None}
    if region is None and says_paid(text) and any(name and name in key(text) for name in partners):
        book.ask("payments", "", cell, Text('"{text}": does it count as a payment?', text=text), [("ignore", Text("no, it is only a remark"))])
        return
    if region is None or book.kinds[region] in {kinds.NOTHING, kinds.RESULT} or row <= region.bottom or row not in region.rows:
        book.warn("", "", cell, Text('"{text}" has an amount in it, which does not count', text=text), Text("nothing, if it is only a remark"))
        return
    asked = any(problem.choices and _same_row(problem.cell, cell) for problem in book.problems)
    asked = asked or any(book.answers.cell(region.cells.sheet, row, each) for each in region.columns)
    used = book.account.role(region.cells, row, column) == USED
    if not asked and not used:
        message = Text('"{text}" has an amount in it: does it count?', text=text)
        book.ask("", "", cell, message, [("ignore", Text("no, it is only a remark"))])


def _same_row(first: str, second: str) -> bool:
    digits = re.compile(r"(\d+)(?::[A-Z]+\d+)?$")
    one, other = digits.search(first), digits.search(second)
    return bool(one and other) and first.rpartition("!")[0] == second.rpartition("!")[0] and one[1] == other[1]  # type: ignore[index]


def _holds(region: Region, row: int, column: int) -> bool:
    """Whether a cell of a sheet lies within a region."""
    box = region.lying_box
    return box.top <= row <= box.bottom and box.left <= column <= box.right


def _ask_column(book: Book, region: Region, column: int, places: list[tuple[int, int]]) -> None:
    """Ask what the open numbers of a column are: the whole column, or rows that say too little."""
    cells, heading = region.cells, region.headings[column].text
    table = book.kinds[region]
    table = "orders" if table == kinds.MATRIX else table
    data = [row for row in region.rows if cells.counts(row, column)]
    used = [row for row in data if book.account.role(cells, row, column) == USED]
    book.account.mark(cells, places, OPEN, "unknown")
    first = cells.address(*places[0])
    numbers = ", ".join(shown(cells.number(*place)) or str(cells.sheet.at(*place)) for place in places[:3]) + (" …" if len(places) > 3 else "")
    if used or not heading:
        for row, _ in places:
            name = next((text for c in region.columns if (text := cells.text(row, c))), "")
            cell = cells.address(row, column)
            message = Text('row {row} ("{name}") has {number} in "{heading}", but does not say enough to count', row=row, name=name,
                           number=shown(cells.number(row, column)) or cells.name(row, column), heading=heading or letters(column))
            book.ask(table, "", cell, message, [("ignore", Text("it does not count")), ("total", Text("it is a total"))])
        return
    cell = region.address(column)
    message = Text('what is "{heading}" ({numbers})?', heading=heading, numbers=numbers)
    ignore, paid = ("ignore", Text("nothing that counts here")), ("paid", Text("what each of them has paid"))
    choices = {
        "orders": [paid, ("quantity", Text("how many pieces")), ("unit_price", Text("the price of a piece")), ignore],
        "costs": [ignore, ("amount", Text("the amount of the cost"))], "payments": [paid, ignore],
    }.get(table, [ignore])
    choices = [choice for choice in choices if choice[0] == "paid" or choice[0] not in region.meanings()]
    said = set(region.headings[column].meanings)
    if said & {"amount", "due", "total", "landed", "stock"}:
        choices = [ignore, *(choice for choice in choices if choice != ignore)]
    del first
    book.ask(table, "", cell, message, choices)


def _ask_table(book: Book, region: Region, places: list[tuple[int, int]]) -> None:
    """Ask what a table is that nobody knows."""
    cells = region.cells
    if book.kinds[region] == kinds.RESULT:
        book.account.mark(cells, places, DERIVED, "result")
        return
    if all(_is_number_of_something(cells, place) or "contact" in region.headings[place[1]].meanings or "index" in region.headings[place[1]].meanings for place in places):
        book.account.mark(cells, places, ASIDE, "contact")
        return
    book.account.mark(cells, places, OPEN, "unknown")
    headings = ", ".join(f'"{region.headings[c].text}"' for c in region.columns[:4] if region.headings[c].text)
    message = Text("what is the table {range} ({headings})?", range=region.range, headings=headings)
    ignore = Choice(f"{region.range}=ignore", Text("it is no part of this order"))
    choices = [Choice(f"{region.address()}={table}", text) for table, text in (
        ("payments", Text("what they have paid")), ("costs", Text("costs that are shared")), ("orders", Text("who ordered how much"))
    )]
    choices = [choice for choice in choices if not choice.answer.endswith("=orders") or not book.parts.get("orders")]
    choices = [*choices[:1], ignore, *choices[1:]] if region.said("partner") else [ignore, *choices]
    book.problems.append(question("", "", region.address(), message, choices))


def _ask_lonely(book: Book, cells: Cells, regions: list[Region], lonely: list[tuple[int, int]]) -> None:
    """Numbers outside of tables: beside or under one, or beside a text, a question; elsewhere a notice."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in lonely:
        rows[row].append(column)
    notices: list[tuple[int, int]] = []
    blocks: list[tuple[list[tuple[int, int]], list[str]]] = []
    past = past_cells(cells)
    for row, columns in rows.items():
        places = [(row, column) for column in columns]
        if all(_is_number_of_something(cells, place) for place in places) or all(place in cells.sheet.grid.summaries for place in places):
            book.account.mark(cells, places, ASIDE, "contact")
            continue
        if set(places) <= past or any(is_past(cells.text(row, c)) for c in cells.sheet.rows[row] if c < columns[0]):
            book.account.mark(cells, places, ASIDE, "past")
            continue
        beside = (c for c in reversed(cells.sheet.rows[row]) if columns[0] - _NEAR <= c < columns[0] and cells.text(row, c))
        text_column = next((c for c in beside if not any(_holds(region, row, c) for region in regions)), None)
        near = [region for region in regions if book.kinds[region] and _is_near(region.lying_box, places[0])]
        book.account.mark(cells, places, OPEN, "unknown")
        if text_column is None and not near and not any(place in cells.holding for place in places):
            notices += places
            continue
        label = cells.text(row, text_column) if text_column is not None else ""
        if blocks and label and blocks[-1][1][-1] and blocks[-1][0][-1][0] == row - 1 and blocks[-1][0][0][1] == columns[0]:
            blocks[-1][0].extend(places)
            blocks[-1][1].append(label)
        else:
            blocks.append((places, [label]))
    for places, names in blocks:
        _ask_block(book, cells, places, names)
    if notices:
        cell = cells.address(*notices[0])
        message = Text("{count} numbers stand apart from every table, and do not count", count=len(notices))
        book.problems.append(Problem("", 0, "", message, Text("nothing, if they are no part of the order"), cell, warning=True))


def _ask_block(book: Book, cells: Cells, places: list[tuple[int, int]], names: list[str]) -> None:
    """Ask about the numbers of some rows that stand right below each other: one question."""
    numbers = ", ".join(shown(cells.number(*place)) or cells.name(*place) for place in places[:3]) + (" …" if len(places) > 3 else "")
    names = [name if name != "" or places[0] not in cells.holding else "" for name in names]
    cell = cells.address(*places[0])
    rows, columns = [row for row, _ in places], [column for _, column in places]
    target = cell if len(places) == 1 else f"{cells.address(min(rows), min(columns))}:{cells.short(max(rows), max(columns))}"
    message = Text('what is "{label}" ({numbers})?', label='", "'.join(names[:3]), numbers=numbers) if names[0] else Text(
        "what is {numbers}, which stands beside a table?", numbers=numbers
    )
    book.problems.append(question("", "", cell, message, [Choice(f"{target}=ignore", Text("nothing that counts here"))]))


def _is_near(box: Box, place: tuple[int, int]) -> bool:
    row, column = place
    return box.top <= row <= box.bottom + _NEAR and box.left - 1 <= column <= box.right + _NEAR


def _is_number_of_something(cells: Cells, place: tuple[int, int]) -> bool:
    """Whether a number is a phone, an account, a tracking number."""
    number, value = cells.numbers.get(place), cells.sheet.at(*place)
    if number is None or not isinstance(number.value, int) or number.unit or place in cells.formulas:
        return False
    return number.value >= _A_PHONE * 10 or (isinstance(value, str) and value.strip()[:1] in {"0", "+"} and number.value >= _A_PHONE)


def _may_count(book: Book, region: Region) -> bool:
    """Whether a table that nobody knows, on a sheet of its own, may be part of the order: it names partners, costs or bases."""
    if book.kinds[region] not in {kinds.OPEN, kinds.NOTHING}:
        return False
    cells = region.cells
    texts = {text for row in region.rows for column in region.columns if (text := cells.text(row, column))}
    texts |= {region.headings[column].text for column in region.columns}
    if all(_is_number_of_something(cells, (row, column)) for row in region.rows for column in region.columns if cells.counts(row, column)):
        return False
    skus = {key(sku) for part in book.parts.get("orders", []) for sku in part.columns.get("sku", ()) if sku is not None}
    return any(key(text) in book.names.partners | skus or basis(text) or cost_kind(text) for text in texts) or bool(region.said("partner", "paid", "cost", weak=False))


def _say_unread(book: Book, cells: Cells) -> None:
    """A sheet with numbers from which nothing was taken."""
    results = [region.lying_box for region, kind in book.kinds.items() if region.is_on(cells) and kind == kinds.RESULT]
    numbers = [
        place for place in cells.numbers
        if place not in cells.sheet.grid.summaries and not any(box.top <= place[0] <= box.bottom and box.left <= place[1] <= box.right for box in results)
    ]
    beside = [(row, column) for row, column in numbers if any(cells.text(row, c) for c in cells.sheet.rows[row])]
    said = any(problem.cell.startswith(cells.sheet.grid.name("")) for problem in book.problems)
    partners = [region for region in book.regions if region.is_on(cells) and _may_count(book, region)]
    for region in partners:
        _ask_table(book, region, [(row, column) for row in region.rows for column in region.columns if cells.counts(row, column)])
    if beside and not said and not partners:
        first = cells.address(*min(beside))
        message = Text("nothing was read from this sheet")
        fix = Text("a cost counts in a table (Cost, Amount, Split by) or beside a name such as Freight; what is no part of the order can stay")
        book.problems.append(Problem("", 0, "", message, fix, first, warning=True))


__all__ = ["Place", "ask"]
