"""Numbers in tables that nothing explains: one question for a column, for a row that says too little, or for a table that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Text
from poolsplit.tables.headings import parse
from poolsplit.tables.typos import close_meaning
from poolsplit.tables.vocabulary import is_deduction, is_past, says_unpaid
from poolsplit.workbook.find import kinds
from poolsplit.workbook.find.account import ASIDE, DERIVED, OPEN, USED
from poolsplit.workbook.find.beside.results import deposits, repeats_payments
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.totals import shown
from poolsplit.workbook.read.grid import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from poolsplit.tables.headings import Heading
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book
    from poolsplit.workbook.find.shape.cells import Cells
    from poolsplit.workbook.find.shape.regions import Region

    Places = Sequence[tuple[int, int]]

_A_PHONE, _AN_ACCOUNT = 10**7, 10**8
_NO_WEIGHT = 1000
"""The smallest number that is neither a weight of a piece, not even in grams of what shops order, nor a number of pieces."""
_OF_A_PIECE = frozenset({("unit_price",), ("unit_kg",), ("unit_cbm",)})
_MOST_SHOWN = 3
_MOST_HEADINGS = 4
_SEVERAL = frozenset({"paid", "own", "member", "ignore"})
"""What several columns of a table may be."""
_MEANINGS = {
    "items": ("unit_price", "unit_kg", "quantity", "member", "ignore"), "costs": ("ignore", "amount"),
    "payments": ("paid", "quantity", "member", "unit_kg", "ignore"), "count": ("quantity", "unit_price", "unit_kg", "paid", "ignore"),
}
"""What a column of a table may be that nobody knows."""
_IN_A_LIST = ("paid", "unit_price", "unit_kg", "own")
_BESIDE_NAMES = {
    "partner": ("paid", "member", "own"), "sku": ("unit_price", "unit_kg", "member"), "": ("paid", "member", "unit_price", "own"),
}
"""What a column beside orders may be: in a list, and in a matrix by what the names before its rows are."""
_IN_WORDS = {
    "ignore": Text("nothing that counts here"), "paid": Text("what each of them has paid"), "unit_price": Text("the price of a piece"),
    "unit_kg": Text("the weight of a piece"), "member": Text("it is one of the names, and counts"), "quantity": Text("how many pieces"),
    "sku": Text("which SKU is ordered"), "own": Text("a cost that each of them bears alone"), "amount": Text("the amount of the cost"),
}


_FROM_BEFORE = {
    "paid": Text("left over from before: it counts as paid"), "own": Text("owed from before: it is added to what they owe"),
}
_MOST_TURNED = 40


def ask(book: Book, columns: Mapping[tuple[Region, int], Places]) -> None:
    """Ask about columns of known tables, and about other tables as a whole. columns: a column of a region -> its open cells."""
    tables: dict[Region, list[tuple[int, int]]] = {}
    for (region, column), places in columns.items():
        if book.kinds[region] in {kinds.NOTHING, kinds.OPEN, kinds.RESULT}:
            tables.setdefault(region, []).extend(places)
        else:
            _ask_column(book, region, column, places)
    for region, places in tables.items():
        if not _is_explained(book, region, places):
            _ask_table(book, region, places)


def ask_whole(book: Book, region: Region) -> None:
    """Ask what a table is that nobody knows."""
    every = [(row, column) for row in region.rows for column in region.columns if region.cells.counts(row, column)]
    places = [place for place in every if not book.account.role(region.cells, *place)]
    if places and not _is_explained(book, region, places):
        _ask_table(book, region, places)


def says_prices(region: Region) -> bool:
    """Whether a heading is one of prices or weights of a piece, and can be nothing else: "kg" also stands over a chart of sizes."""
    return any(heading.meanings in _OF_A_PIECE for heading in region.headings.values())


def is_reference(cells: Cells, place: tuple[int, int]) -> bool:
    """Whether a number is that of a phone, an account, a parcel: a long one without a unit, or one that begins with 0 or +."""
    number, value = cells.numbers.get(place), cells.sheet.at(*place)
    if number is None or not isinstance(number.value, int) or number.unit or place in cells.formulas:
        return False
    return number.value >= _AN_ACCOUNT or (number.value >= _A_PHONE and isinstance(value, str) and value.strip()[:1] in {"0", "+"})


def first_of(cells: Cells, places: Places) -> str:
    """The first numbers of some cells, as a question shows them."""
    numbers = [shown(cells.number(*place)) or str(cells.sheet.at(*place)) for place in places[:_MOST_SHOWN]]
    return ", ".join(numbers) + (" …" if len(places) > _MOST_SHOWN else "")


def _ask_column(book: Book, region: Region, column: int, places: Places) -> None:
    """Ask what the open numbers of a column are: each in its row where others of the column are used, else the whole column."""
    kind = book.kinds[region]
    table = "orders" if kind == kinds.MATRIX else kind
    is_used = any(book.account.role(region.cells, row, column) == USED for row in region.rows)
    book.account.mark(region.cells, places, OPEN, "unknown")
    if is_used or not region.headings[column].text:
        for place in places:
            _ask_row(book, region, table, place)
    else:
        _ask_heading(book, region, table, column, places)


def _ask_row(book: Book, region: Region, table: str, place: tuple[int, int]) -> None:
    """Ask about a number in a row that says too little: no name, no price."""
    cells, (row, column) = region.cells, place
    message = Text(
        'row {row} ("{name}") has {number} in "{heading}", but does not say enough to count',
        row=row,
        name=next((text for each in region.columns if (text := cells.text(row, each))), ""),
        number=shown(cells.number(row, column)) or cells.name(row, column),
        heading=region.headings[column].text or letters(column),
    )
    book.ask(table, "", cells.address(row, column), message, [("ignore", Text("it does not count")), ("total", Text("it is a total"))])


def _ask_heading(book: Book, region: Region, table: str, column: int, places: Places) -> None:
    """Ask what a column is."""
    heading = region.headings[column]
    message = Text('what is "{heading}" ({numbers})?', heading=heading.text, numbers=first_of(region.cells, places))
    meanings = _meanings_of_orders(book, region, places) if table == "orders" else _MEANINGS.get(table, ("ignore",))
    meanings = [meaning for meaning in meanings if meaning in _SEVERAL or meaning not in region.meanings()]
    if region.decided == "items":
        meanings = [meaning for meaning in meanings if meaning != "member"]    # somebody has said that it is no order
    if (close := close_meaning(heading.text)) in _IN_WORDS and close not in region.meanings():
        meanings = [close, *(meaning for meaning in meanings if meaning != close)]
    if set(heading.meanings) & {"amount", "due", "total", "landed", "stock"} or heading.unit == "%":
        meanings = sorted(meanings, key=lambda meaning: meaning != "ignore")
    cell = region.address(column)
    choices = [Choice(f"{cell}={meaning}", _said(heading, meaning)) for meaning in meanings]
    back = _given_back(region, column, places) if {"paid", "own"} <= set(meanings) else []
    book.problems.append(question(table, "", cell, message, [*back, *choices]))


def _said(heading: Heading, meaning: str) -> Text:
    """What an answer about a column says to a person; of a debt or a rest from before, what becomes of it."""
    is_old = is_past(heading.text) or "due" in parse(heading.text.split()[0]).meanings
    return _FROM_BEFORE.get(meaning, _IN_WORDS[meaning]) if is_old else _IN_WORDS[meaning]


def _given_back(region: Region, column: int, places: Places) -> list[Choice]:
    """That a column is of money which was given back, or is taken off what they owe, where its heading has a word for that: with the signs turned."""
    heading, cells = region.headings[column].text, region.cells
    numbers = [cells.numbers.get(place) for place in places]
    if not (is_deduction(heading) or says_unpaid(heading)) or len(places) > _MOST_TURNED or any(n is None or n.unit or n.value < 0 for n in numbers):
        return []
    turned = "; ".join(f"{cells.address(*place)}==-{shown(cells.number(*place))}" for place in places)
    cell = region.address(column)
    return [
        Choice(f"{cell}=paid; {turned}", Text("it was given back of what they have paid")),
        Choice(f"{cell}=own; {turned}", Text("it is taken off what they owe")),
    ]


def _meanings_of_orders(book: Book, region: Region, places: Places) -> Sequence[str]:
    """What numbers beside orders can be: prices and weights are those of SKUs, payments and own costs those of partners; and by their size."""
    if book.kinds[region] == kinds.MATRIX:
        meanings = _BESIDE_NAMES[region.down]
    else:
        meanings = _IN_A_LIST if "quantity" in region.meanings() else ("quantity", "member", "unit_price", "paid")
        if _are_names(region, places):
            meanings = ("sku", *meanings[:-1])
    unlikely = set[str]()
    if _are_mostly(region, places, lambda number: number >= _NO_WEIGHT):
        numbers = [number for place in places if (number := region.cells.number(*place)) is not None]
        unlikely = {"quantity", "unit_kg", "sku", *({"member"} if min(numbers) >= _NO_WEIGHT else ())}
    elif _are_mostly(region, places, lambda number: number != int(number)):
        unlikely = {"quantity", "member"}
    return [*(meaning for meaning in meanings if meaning not in unlikely), "ignore"]


def _are_names(region: Region, places: Places) -> bool:
    """Whether numbers beside orders may be the names of SKUs: small whole ones that repeat, or stand on a sheet of one partner."""
    numbers = [number for place in places if (number := region.cells.number(*place)) is not None]
    if region.said("sku") or not all(number == int(number) for number in numbers):
        return False
    return len(set(numbers)) < len(numbers) or not region.said("partner")


def _are_mostly(region: Region, places: Places, fits: Callable[[Value], bool]) -> bool:
    """Whether most numbers of some cells are of a kind."""
    numbers = [number for place in places if (number := region.cells.number(*place)) is not None]
    return sum(map(fits, numbers)) * 2 > len(numbers)


def _is_explained(book: Book, region: Region, places: Places) -> bool:
    """Whether a table that nobody knows says what was worked out, or holds phones, row numbers and names alone, which is noted."""
    if book.kinds[region] == kinds.RESULT:
        _ask_deposits(book, region, places)
        book.account.mark(region.cells, places, DERIVED, "result")
        return True
    contacts, names = region.said("contact", "index"), region.said("partner", weak=False) if region.said("contact") else []
    if all(is_reference(region.cells, place) or place[1] in {*contacts, *names} for place in places):
        book.account.mark(region.cells, places, ASIDE, "contact")
        return True
    return False


def _ask_deposits(book: Book, region: Region, places: Places) -> None:
    """Ask about deposits in a result that are neither counted nor what was paid elsewhere."""
    for column in deposits(region):
        own = [place for place in places if place[1] == column and place[0] in region.rows]
        if own and "ignore" not in region.headings[column].meanings and not repeats_payments(book, region, column):
            book.account.mark(region.cells, own, OPEN, "unknown")
            _ask_heading(book, region, "payments", column, own)


def _ask_table(book: Book, region: Region, places: Places) -> None:
    """Ask whether a table is one of payments, costs or orders."""
    book.account.mark(region.cells, places, OPEN, "unknown")
    headings = ", ".join(f'"{region.headings[column].text}"' for column in region.columns[:_MOST_HEADINGS] if region.headings[column].text)
    message = Text("what is the table {range} ({headings})?", range=region.range, headings=headings)
    ignore = Choice(f"{region.range}=ignore", Text("it is no part of this order"))
    tables = [
        ("payments", Text("what they have paid")), ("costs", Text("costs that are shared")), ("items", Text("prices or weights of the SKUs")),
        ("orders", Text("who ordered how much")),
    ]
    if says_prices(region) and book.parts.get("orders") and "quantity" not in region.meanings():
        tables = [each for each in tables if each[0] == "items"]
    choices = [Choice(_answer(book, region, table), text) for table, text in tables]
    choices.insert(1 if region.said("partner") else 0, ignore)
    book.problems.append(question("", "", region.address(), message, choices))


def _answer(book: Book, region: Region, table: str) -> str:
    """The answer that a region is a table, beside those that are: each is named, since one alone would leave out the others."""
    kind = {table, kinds.MATRIX} if table == "orders" else {table}
    others = [other for other in book.regions if book.kinds[other] in kind and other.rows and not other.decided]
    if table == "items" or (table == "orders" and any(not other.said("partner") and book.kinds[other] == "orders" for other in others)):
        others = []
    others = [other for other in others if book.pools.get(other, "") == book.pools.get(region, "")]
    return "; ".join(f"{each.address()}={table}" for each in (region, *others))
