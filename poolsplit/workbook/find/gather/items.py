"""One SKU list out of its own table and the columns about SKUs in the orders; what was received, out of the orders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poolsplit.errors import Choice, Problem, Text, name_text
from poolsplit.tables.table import Table
from poolsplit.values.names import key
from poolsplit.workbook.find.book import question
from poolsplit.workbook.find.gather.stack import clashing_units, only, stack
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.find.shape.signatures import ITEM_COLUMNS
from poolsplit.workbook.read.grid import CellError, Uncached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.workbook.find.book import Book

_FEWEST_DONG = 1000
"""A price in dong is at least this."""
_COUNTED = ("received", "defective")


def take_items(book: Book, tables: dict[str, Table]) -> None:
    """Take the columns about SKUs and the counts out of the orders, and add the SKU list and the count to the tables."""
    lists, about = list(book.parts.get("items", [])), None
    if "orders" in tables:
        orders, count = split_count(tables["orders"])
        tables["orders"], about = split_items(orders)
        if count is not None:
            tables.setdefault("count", count)
    if not lists and about is None:
        return
    tables["items"], problems = _sku_list(lists, about, book.lang)
    book.problems += problems
    _say_clashes(book, [*lists, about] if about else lists)


def _sku_list(lists: Sequence[Table], about: Table | None, lang: str) -> tuple[Table, list[Problem]]:
    """One SKU list; with a row for each pool where the orders say that a SKU has another price in each."""
    if about is None or "pool" not in about.columns:
        return one_row_each([*lists, about] if about else lists, lang)
    plain = only(about, "items", [name for name in about.columns if name != "pool"])
    items, problems = one_row_each([*lists, plain], lang)
    if problems:
        items, problems = one_row_each([*lists, about], lang)
        _fill_pools(items)
    return items, problems


def _say_clashes(book: Book, items: Sequence[Table]) -> None:
    """A problem for each column whose unit the SKU list and the orders state differently."""
    for name in clashing_units(items):
        if name == "unit_price" and are_in_dong(book, items):
            continue
        if name != "sku" and sum(name in part.columns for part in items) > 1:
            message = Text("the SKU list and the orders state different units for {column}", column=name_text(name))
            book.problems.append(Problem("items", 0, name, message, Text("write the same unit into both headings")))


def are_in_dong(book: Book, parts: Sequence[Table]) -> bool:
    """Whether all prices are in dong although not every range says so: no other currency has a rate, or none is so small."""
    if not {part.units.get("unit_price", "") for part in parts} <= {"", "VND"}:
        return False
    numbers = [number_of(value, book.lang) for part in parts for value in part.columns.get("unit_price", ())]
    return not book.rates or all(number.value >= _FEWEST_DONG for number in numbers if number is not None)


def _fill_pools(items: Table) -> None:
    """Fill what the SKU of a pool does not say from the row of that SKU without a pool, which is left out then."""
    pools = items.columns["pool"]
    skus = [key(sku) for sku in items.columns.get("sku", [None] * items.size)]
    general = {skus[row]: row for row, pool in enumerate(pools) if pool is None}
    for row, pool in enumerate(pools):
        other = general.get(skus[row])
        if pool is not None and other is not None:
            for name, values in items.columns.items():
                if values[row] is None:
                    values[row], items.cells[name][row] = values[other], items.cells[name][other]
    of_pools = {skus[row] for row, pool in enumerate(pools) if pool is not None}
    keep = [row for row, pool in enumerate(pools) if pool is not None or skus[row] not in of_pools]
    for name in list(items.columns):
        items.columns[name] = [items.columns[name][row] for row in keep]
        items.cells[name] = [items.cells[name][row] for row in keep]


def split_items(orders: Table) -> tuple[Table, Table | None]:
    """An order list without the columns about its SKUs, and these as a SKU list with one row for every order line.

    >>> orders, items = split_items(Table("orders", {"partner": ["A"], "sku": ["S"], "quantity": [5], "unit_price": [28]}))
    >>> list(orders.columns), items.columns
    (['partner', 'sku', 'quantity'], {'sku': ['S'], 'unit_price': [28]})
    """
    about = [name for name in orders.columns if name in ITEM_COLUMNS]
    if not about:
        return orders, None
    keys = [name for name in ("pool", "sku") if name in orders.columns]
    return only(orders, "orders", [name for name in orders.columns if name not in about]), only(orders, "items", [*keys, *about])


def split_count(orders: Table) -> tuple[Table, Table | None]:
    """An order list without what was received and defective, and these as the count of split day.

    >>> orders, count = split_count(Table("orders", {"partner": ["A"], "sku": ["S"], "quantity": [5], "received": [4]}))
    >>> list(orders.columns), count.columns
    (['partner', 'sku', 'quantity'], {'sku': ['S'], 'partner': ['A'], 'received': [4]})
    """
    counted = [name for name in orders.columns if name in _COUNTED]
    if not counted:
        return orders, None
    keys = [name for name in ("pool", "sku", "partner") if name in orders.columns]
    return only(orders, "orders", [name for name in orders.columns if name not in _COUNTED]), only(orders, "count", [*keys, *counted])


def one_row_each(parts: Sequence[Table], lang: str = "en") -> tuple[Table, list[Problem]]:
    """SKU lists as one, with one row for each SKU; two different values for one SKU are a problem that names both cells.

    An error or a formula without result is kept in place of a value: it is reported as what it is, and by itself.

    >>> table, problems = one_row_each([Table("items", {"sku": ["S", "s"], "unit_price": [28, None]})])
    >>> table.columns, problems
    ({'sku': ['S'], 'unit_price': [28]}, [])
    """
    whole = stack(parts)
    skus = whole.columns.get("sku", [""] * whole.size)
    pools = whole.columns.get("pool", [""] * whole.size)
    rows: dict[tuple[str, str], int] = {}
    keys = {"sku", "pool", "supplier", "link"} if "sku" not in whole.columns else {"sku", "pool"}
    problems: list[Problem] = []
    items = Table("items", {name: [] for name in whole.columns}, {name: [] for name in whole.columns}, whole.headings, whole.units)
    for line, (pool, sku) in enumerate(zip(pools, skus, strict=True)):
        row = rows.setdefault((key(pool), key(sku)), len(rows))
        for name, values in whole.columns.items():
            value, cell = values[line], whole.cells[name][line]
            own, cells = items.columns[name], items.cells[name]
            if row == len(own):
                own.append(value)
                cells.append(cell)
            elif own[row] is None or isinstance(value, (CellError, Uncached)):
                own[row], cells[row] = value, cell
            elif name not in keys and not _agree(value, own[row], lang):
                problems.append(replace(_differs(name, sku, (own[row], cells[row]), (value, cell)), row=row + 1))
    return items, problems


def _agree(value: object, first: object, lang: str) -> bool:
    """Whether a value of a SKU says nothing else than the first one: it is blank, the same, or the first one is reported by itself."""
    return value is None or isinstance(first, (CellError, Uncached)) or _same(value, first, lang)


def _differs(name: str, sku: object, one: tuple[object, str], other: tuple[object, str]) -> Problem:
    """The problem about two values of one SKU, each with its cell."""
    (first, place), (second, cell) = one, other
    message = Text('"{sku}" has {first} in {place} and {second} in {cell}', sku=sku, first=first, place=place, second=second, cell=cell)
    if not sku:
        words = "nothing says what is ordered, and there is {first} in {place} and {second} in {cell}"
        message = Text(words, first=first, place=place, second=second, cell=cell)
    choices = [Choice(f"{place if value == second else cell}=={value}", Text("{value} for all of them", value=value)) for value in (first, second)]
    return question("items", name, cell, message, choices)


def _same(first: object, second: object, lang: str) -> bool:
    """Whether two values of a SKU are one.

    >>> _same("17,5", 17.5, "vi"), _same("17,5", 18, "vi")
    (True, False)
    """
    if first == second:
        return True
    one, other = number_of(first, lang), number_of(second, lang)
    return one is not None and other is not None and one.value == other.value and (one.unit == other.unit or not one.unit or not other.unit)
