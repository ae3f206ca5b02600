"""Costs that only some bear: "trừ Lan", "Lan + Hoa", "chỉ áo" where what a cost is shared by stands, or a partner in its name ("Ship Hoa")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import says_only, says_without
from poolsplit.values.names import key, without_tones
from poolsplit.workbook.find.answers import AMONG_NAMED
from poolsplit.workbook.find.shape.cells import number_of
from poolsplit.workbook.read.grid import box

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book

_MOST_SHOWN = 4


def settle(book: Book, tables: Mapping[str, Table]) -> None:
    """Share the costs that were answered so among those who are named: by a column of the orders that is added to them, in place."""
    costs, orders = tables.get("costs"), tables.get("orders")
    if costs is None or orders is None or "basis" not in costs.columns:
        return
    for row, value in enumerate(costs.columns["basis"]):
        if value not in AMONG_NAMED:
            continue
        text = _text_at(book, costs.cells["basis"][row]) or str(costs.columns["cost"][row])
        rows = rows_named(orders, text)
        name = f"{text} ({row + 1})"
        orders.columns[name] = _weights(orders, rows, str(value), book.lang)
        orders.cells[name] = [""] * orders.size
        costs.columns["basis"][row] = name


def _text_at(book: Book, cell: str) -> str:
    """What stands in a cell, given by its address."""
    cells = next((each for each in book.sheets if cell.startswith(each.sheet.grid.name(""))), None)
    place = box(cell.rpartition("!")[2]) if cells is not None else None
    return "" if cells is None or place is None else cells.text(place.top, place.left)


def _weights(orders: Table, rows: Sequence[int], how: str, lang: str) -> list[Value]:
    """By what the rows of orders share a cost: their pieces, or 1 for each partner of a batch; 0 for those that are not named."""
    weights: list[Value] = [0] * orders.size
    seen = set[tuple[str, str]]()
    for row in rows:
        who = key(orders.columns.get("pool", [""] * orders.size)[row] or ""), key(orders.columns["partner"][row] or "")
        number = number_of(orders.columns["quantity"][row], lang)
        if number is None or not number.value:
            continue
        weights[row] = int(number.value) if how == "quantity_named" else int(who not in seen)
        seen.add(who)
    return weights


def rows_named(orders: Table, text: str) -> list[int]:
    """The rows of orders of the partners who are named in a text, or of all others where it says "without"; else those of the SKUs named in it.

    >>> from poolsplit.tables.table import Table
    >>> orders = Table("orders", {"partner": ["Lan", "Hoa", "Mai"], "sku": ["Áo", "Quần", "Áo"], "quantity": [1, 2, 3]})
    >>> rows_named(orders, "Lan + Hoa"), rows_named(orders, "trừ Lan"), rows_named(orders, "chỉ áo"), rows_named(orders, "đều")
    ([0, 1], [1, 2], [0, 2], [])
    """
    for column in ("partner", "sku") if "partner" in orders.columns else ():
        keys = [key(value) if value is not None else "" for value in orders.columns.get(column, [None] * orders.size)]
        named = _named(set(keys) - {""}, text) or (_named_in_part(set(keys) - {""}, text) if column == "sku" else set())
        if named and named != set(keys):
            return [row for row, name in enumerate(keys) if name and (name in named) != says_without(text)]
    return []


def _named(names: Iterable[str], text: str) -> set[str]:
    """Which of some keys stand in a text as words; a name that is a part of another one that stands there does not count."""
    said, found = without_tones(key(text)), set[str]()
    for name in sorted(names, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(without_tones(name))}(?!\w)"
        if re.search(pattern, said):
            found.add(name)
            said = re.sub(pattern, " ", said)
    return found


def _named_in_part(names: Iterable[str], text: str) -> set[str]:
    """The keys that have all words of a text which says "only" of them: "chỉ áo" names "áo đen s"."""
    rest = says_only(text)
    words = set(re.findall(r"\w+", without_tones(key(rest))))
    return {name for name in names if words and words <= set(re.findall(r"\w+", without_tones(name)))}


def who(orders: Table, rows: Sequence[int]) -> str:
    """The partners of some rows, or the SKUs where all partners have one of them."""
    partners = dict.fromkeys(str(orders.columns["partner"][row]) for row in rows)
    every = {str(name) for name in orders.columns["partner"] if name is not None}
    skus = dict.fromkeys(str(orders.columns.get("sku", [None] * orders.size)[row]) for row in rows)
    names = list(skus if set(partners) == every else partners)
    return ", ".join(names[:_MOST_SHOWN]) + (" …" if len(names) > _MOST_SHOWN else "")
