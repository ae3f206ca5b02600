"""What the orders, costs and payments that were handed on give for each partner, as somebody may have worked it out by hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from poolsplit.tables.vocabulary import cost_kind
from poolsplit.values.money import currency_code
from poolsplit.values.names import key
from poolsplit.workbook.find.shape.cells import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from poolsplit.tables.table import Table
    from poolsplit.workbook.find.arithmetic import Value
    from poolsplit.workbook.find.book import Book

    Figures = dict[str, Value]
    Owe = Callable[[Mapping[str, Table], str], Sequence["Owed"]]

_MOST_COSTS = 8
"""The costs up to which every sum of some of them is tried."""
_IN_DONG = "VND"


@dataclass(frozen=True)
class Owed:
    """What one partner of a batch owes and has paid in dong, by the rules of a split, which this room does not know: they are handed in.

    costs: name of each line, that of the goods among them -> amount.
    """

    pool: str
    partner: str
    pieces: int
    costs: Mapping[str, int]
    due: int
    paid: int


@dataclass
class Given:
    """What is given for the partners of one batch, or of all. Each: key of a partner -> figure; figures are in dong but for `goods_in`.

    goods_in: currency -> goods in it. costs: name -> shares. paid: 0 where there are no payments.
    """

    pieces: Figures = field(default_factory=dict)
    goods: Figures = field(default_factory=dict)
    goods_in: dict[str, Figures] = field(default_factory=dict)
    costs: dict[str, Figures] = field(default_factory=dict)
    due: Figures = field(default_factory=dict)
    paid: Figures = field(default_factory=dict)

    def sums_of_costs(self) -> Iterator[tuple[tuple[str, ...], Figures]]:
        """Every sum of some of the costs, all of them first: their names, and partner -> sum."""
        names = list(self.costs)
        counts = range(len(names), 0, -1) if len(names) <= _MOST_COSTS else (len(names), 1)
        for count in counts:
            for some in combinations(names, count):
                yield some, {partner: sum((self.costs[name].get(partner, 0) for name in some), Fraction(0)) for partner in self.pieces}


def given(book: Book, tables: Mapping[str, Table], owe: Owe) -> dict[str, Given]:
    """What the tables give by the key of each batch, and "" for all of them together; {} where they give no result yet. owe: see `Owed`."""
    owed, goods_in = owe(tables, book.lang), _goods_in(book, tables)
    found: defaultdict[str, Given] = defaultdict(Given)
    for line in owed if any(line.due for line in owed) else ():
        partner, pool = key(line.partner), key(line.pool)
        for own in {"", pool}:
            one = found[own]
            goods = sum(amount for name, amount in line.costs.items() if _is_goods(name))
            for figure, figures in ((line.pieces, one.pieces), (goods, one.goods), (line.due, one.due), (line.paid, one.paid)):
                figures[partner] = figures.get(partner, 0) + Fraction(figure)
            for name, amount in line.costs.items():
                if not _is_goods(name):
                    of_cost = one.costs.setdefault(name, {})
                    of_cost[partner] = of_cost.get(partner, 0) + Fraction(amount)
            for (name, currency), of_pools in goods_in.items():
                if name == partner and own in of_pools:
                    one.goods_in.setdefault(currency, {})[partner] = of_pools[own]
    return dict(found)


def _is_goods(name: str) -> bool:
    """Whether a line of the dues is that of the goods, by the operator's name or the engine's own."""
    return name == "goods" or cost_kind(name) == "goods"


def _goods_in(book: Book, tables: Mapping[str, Table]) -> dict[tuple[str, str], dict[str, Value]]:
    """What the goods of each partner come to in the currencies of their prices."""
    orders, items = tables.get("orders"), tables.get("items")
    found: defaultdict[tuple[str, str], defaultdict[str, Value]] = defaultdict(lambda: defaultdict(int))
    if orders is None or items is None or "partner" not in orders.columns or "unit_price" not in items.columns:
        return {}
    prices = dict(_prices(book, items))
    none = [None] * orders.size
    columns = (orders.columns.get(name, none) for name in ("pool", "partner", "sku", "quantity"))
    for pool, partner, sku, quantity in zip(*columns, strict=True):
        number, price = number_of(quantity, book.lang), prices.get(key(sku or ""))
        if number is not None and price is not None and partner is not None:
            for own in {"", key(pool or "")}:
                found[key(partner), price[1]][own] += number.value * price[0]
    return {who: dict(of_pools) for who, of_pools in found.items()}


def _prices(book: Book, items: Table) -> Iterator[tuple[str, tuple[Value, str]]]:
    """The key of each SKU with its price and the currency of that."""
    none = [None] * items.size
    for sku, value, code in zip(items.columns.get("sku", none), items.columns["unit_price"], items.columns.get("currency", none), strict=True):
        number = number_of(value, book.lang)
        if number is not None:
            unit = currency_code(number.unit) or currency_code(str(code or "")) or items.units.get("unit_price") or _IN_DONG
            yield key(sku or ""), (number.value, unit)
