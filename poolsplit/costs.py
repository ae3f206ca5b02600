"""The cost lines of every pool, as layers that the dues are computed from.

A layer is one cost line with one basis, as integer columns over the pools; a pool without the line holds zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit import names, vocabulary
from poolsplit.errors import Listing, Problem, Text, word
from poolsplit.money import exponent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.items import Items
    from poolsplit.pool import Orders, Rows
    from poolsplit.terms import PoolTerms

GOODS = "goods"
DIRECT = "direct"
MEASURES = ("kg", "cbm", "chargeable")
BASES = ("quantity", "value", *MEASURES, "equal", DIRECT)
"""The bases with a meaning of their own; any other is a column of the orders, or another cost."""


@dataclass(frozen=True)
class Cost:
    """One cost line, as a person writes it: an amount to share, or a rate of other lines. (spec.md, section 2)

    amount: in `currency` (the pool's by default), any sign; None for a rate line, and for goods that follow from the items.
    basis: "quantity", "value", "kg", "cbm", "chargeable", "equal", "direct", a column of the orders, or another cost's name.
    rate, of: "1.5%" of the cost or costs named ("goods", "goods + freight"). partner: who bears a direct line.
    reverses: the earlier line that this one takes back. actual: what the line came to in the end, beside the quote in `amount`.

    >>> Cost("freight", 3_000_000, basis="kg").currency is None
    True
    """

    cost: str
    amount: object = None
    currency: str | None = None
    basis: str | None = None
    rate: object = None
    of: str | None = None
    partner: str | None = None
    reverses: str | None = None
    actual: object = None
    pool: str | None = None


@dataclass
class Layer:
    """One cost line with one basis, over all pools.

    name: as the operator writes it; key: the name's key; kind: goods, freight, fee ... or None.
    amount: minor units of the line's own currency, one a pool; numerator, denominator: what converts it into the pool's.
    rate: the rate of a rate line, one Fraction a pool, 0 where there is none; of: keys of the lines it is a rate of.
    basis: one of BASES, or ("column", name) or ("cost", key). partner: the member who bears a direct line, -1 for none.
    reverses: key of the line taken back, "" for none. actual: what it came to, in minor units of the line's currency (goods: of the
    pool's), None where there is only a quote.
    row: the typed row of each pool, -1 where the pool does not have the line.
    """

    name: str
    key: str
    kind: str | None
    n: int
    basis: str | tuple[str, str]
    of: tuple[str, ...] = ()
    reverses: str = ""
    amount: list[int] = field(init=False)
    numerator: list[int] = field(init=False)
    denominator: list[int] = field(init=False)
    rate: list[Fraction] = field(init=False)
    partner: list[int] = field(init=False)
    actual: list[int | None] = field(init=False)
    row: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Start with a line that no pool has."""
        self.amount, self.rate, self.actual = [0] * self.n, [Fraction(0)] * self.n, [None] * self.n
        self.numerator, self.denominator = [1] * self.n, [1] * self.n
        self.partner, self.row = [-1] * self.n, [-1] * self.n

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of the lines that must be known before this one."""
        by_cost = (self.basis[1],) if isinstance(self.basis, tuple) and self.basis[0] == "cost" else ()
        return (*self.of, *by_cost, *((self.reverses,) if self.reverses else ()))


@dataclass
class Costs:
    """Every layer, in the order in which people listed the lines, and the goods line of the items where prices are known.

    goods: key of the line that the items' prices make, "" where there is none. sequence: indices of `layers` in computing order.
    ratio: for each pool and currency what converts minor units; `problem` places a finding at a layer's typed row.
    """

    layers: list[Layer]
    sequence: list[int]
    goods: str
    typed: Rows

    def problem(self, layer: Layer, pool: int, column: str, message: str, fix: str = "", *, warning: bool = False) -> Problem:
        """A finding about one line in one pool."""
        if layer.row[pool] < 0:
            return Problem("costs", 0, column, message, fix, warning=warning)
        return self.typed.problem(layer.row[pool], column, message, fix, warning=warning)


def conversion(currency: str, target: str, rates: Mapping[str, Fraction]) -> Fraction | None:
    """What turns minor units of `currency` into minor units of `target`; None where the rate is missing. (spec.md, section 2)

    >>> conversion("CNY", "VND", {"CNY": Fraction(3500)})
    Fraction(35, 1)
    """
    if currency == target:
        return Fraction(1)
    ratio = rates.get(currency)
    return None if ratio is None else ratio * Fraction(10) ** (exponent(target) - exponent(currency))


def gather(
    typed: Rows, orders: Orders, items: Items, terms: PoolTerms, rates: Mapping[str, Fraction]
) -> tuple[Costs, list[Problem]]:
    """The layers of all cost lines; a row without a pool holds in every pool."""
    builder = _Builder(typed, orders, terms, rates)
    for row in range(typed.size):
        builder.add(row)
    goods = builder.goods_of_items(items)
    layers = builder.layers
    sequence, cycle = _sequence(layers)
    costs = Costs(layers, sequence, goods, typed)
    for layer in cycle:
        message = Text("{cost} depends on itself", cost=layer.name)
        pool = next(pool for pool, row in enumerate(layer.row) if row >= 0)
        builder.problems.append(costs.problem(layer, pool, "of", message, Text("take it out of its own `of` or basis")))
    return costs, builder.problems


class _Builder:
    """Turns cost rows into layers, one after the other."""

    def __init__(self, typed: Rows, orders: Orders, terms: PoolTerms, rates: Mapping[str, Fraction]) -> None:
        self.typed, self.orders, self.terms, self.rates = typed, orders, terms, rates
        self.layers: list[Layer] = []
        self.problems: list[Problem] = []
        self.keys = {names.key(name): str(name) for name in typed.get("cost") if name is not None}
        self.keys.setdefault(names.key(GOODS), GOODS)
        self.aliases = {kind: key for key in reversed(list(self.keys)) if (kind := vocabulary.cost_kind(key))}
        self.by_shape: dict[tuple[object, ...], Layer] = {}

    def add(self, row: int) -> None:
        """One typed row, in its pool or in all of them."""
        pool_name, name = self.typed.get("pool")[row], self.typed.get("cost")[row]
        pools = range(len(self.orders.pools)) if pool_name is None else [self.orders.pool(pool_name)]
        shape = self._shape(row, str(name))
        if shape is None:
            return
        for pool in pools:
            if pool < 0:
                message = Text("nobody orders in the pool {pool}", pool=pool_name)
                self._say(row, "pool", message, Text("type a pool of the orders, or delete the row"))
                continue
            self._fill(self._layer(str(name), pool, shape), pool, row)

    def _layer(self, name: str, pool: int, shape: tuple[str | tuple[str, str], tuple[str, ...], str]) -> Layer:
        """The first layer of this name and shape that the pool does not have yet."""
        occurrence = 0
        while True:
            at = (names.key(name), *shape, occurrence)
            layer = self.by_shape.get(at)
            if layer is None:
                basis, of, reverses = shape
                layer = Layer(name, names.key(name), vocabulary.cost_kind(name), len(self.orders.pools), basis, of, reverses)
                self.by_shape[at] = layer
                self.layers.append(layer)
            if layer.row[pool] < 0:
                return layer
            occurrence += 1

    def _fill(self, layer: Layer, pool: int, row: int) -> None:
        get = self.typed.get
        layer.row[pool] = row
        currency = get("currency")[row] or self.terms.currency[pool]
        ratio = conversion(currency, self.terms.currency[pool], self.rates)
        if ratio is None:
            message = Text("there is no rate from {currency} to {target}", currency=currency, target=self.terms.currency[pool])
            self._say(row, "currency", message, Text("type the rate of {currency} into the rates", currency=currency))
            ratio = Fraction(0)
        layer.numerator[pool], layer.denominator[pool] = ratio.numerator, ratio.denominator
        layer.amount[pool] = get("amount")[row] or 0
        layer.rate[pool] = get("rate")[row] or Fraction(0)
        layer.actual[pool] = get("actual")[row]
        if layer.basis == DIRECT:
            layer.partner[pool] = self.orders.member(pool, get("partner")[row] or "")
            if layer.partner[pool] < 0:
                bears = get("partner")[row] or "?"
                message = Text("{partner}, who bears {cost}, is not among the partners who order", partner=bears, cost=layer.name)
                self._say(row, "partner", message, Text("type the partner's name as it stands in the orders"))
        follows = layer.kind == GOODS or layer.reverses or layer.basis == "chargeable" or layer.actual[pool] is not None
        if get("amount")[row] is None and get("rate")[row] is None and not follows:
            self._say(row, "amount", Text("{cost} has neither amount nor rate", cost=layer.name), Text("type one of the two, or delete the row"))
        if get("amount")[row] is not None and get("rate")[row] is not None:
            self._say(row, "rate", Text("{cost} has an amount and a rate", cost=layer.name), Text("keep the one that was agreed"))

    def _shape(self, row: int, name: str) -> tuple[str | tuple[str, str], tuple[str, ...], str] | None:
        """(basis, of, reverses) of a row; None, with a problem, where they cannot be told."""
        get = self.typed.get
        of: tuple[str, ...] = ()
        if get("rate")[row] is not None:
            of = self._named(row, str(get("of")[row] or ""))
            if not of:
                message = Text("{cost} is a rate, but it does not say of which lines", cost=name)
                self._say(row, "of", message, Text("type the names of earlier lines, joined by +"))
                return None
        reverses = ""
        if get("reverses")[row] is not None:
            reverses = self._key(get("reverses")[row])
            if not reverses:
                message = Text("{cost} takes back {other}, which is no line of this pool", cost=name, other=get("reverses")[row])
                self._say(row, "reverses", message, self._lines())
                return None
        basis = self._basis(row, name, of, reverses)
        return None if basis is None else (basis, of, reverses)

    def _basis(self, row: int, name: str, of: tuple[str, ...], reverses: str) -> str | tuple[str, str] | None:
        """The basis of a row: a word of BASES, a column of the orders, or a cost; where blank, what the line follows from."""
        text = self.typed.get("basis")[row]
        found = self._followed(row, name, of, reverses) if text is None else vocabulary.basis(text) or self._named_basis(name, str(text))
        if found is None:
            message = Text("{cost} does not say what it is shared by", cost=name)
            if text is not None:
                message = Text("{cost} is shared by {basis}, which is neither a basis, nor a column of numbers, nor a line", cost=name, basis=text)
            self._say(row, "basis", message, Text("type one of: {bases}, a column of the orders, or another line", bases=Listing(map(word, BASES))))
        return found

    def _followed(self, row: int, name: str, of: tuple[str, ...], reverses: str) -> str | tuple[str, str] | None:
        """What a line without a basis follows: its partner, the line that it takes back, its `of` lines, the items."""
        if self.typed.get("partner")[row] is not None:
            return DIRECT
        if reverses:
            return ("cost", reverses)
        if of:
            return "of"
        return "items" if vocabulary.cost_kind(name) == GOODS else None

    def _named_basis(self, name: str, text: str) -> tuple[str, str] | None:
        """A column of the orders or another cost, by its name."""
        bare = vocabulary.basis_name(text)
        column = next((column for column in self.orders.measures if names.key(column) == names.key(bare)), None)
        if column is not None:
            return ("column", column)
        cost = self._key(bare)
        return ("cost", cost) if cost and cost != names.key(name) else None

    def _named(self, row: int, of: str) -> tuple[str, ...]:
        """The keys of the lines named in "goods + freight"; a name that holds a + itself is taken whole."""
        if self._key(of):
            return (self._key(of),)
        keys = []
        for part in of.replace("＋", "+").replace("、", "+").split("+"):
            key = self._key(part)
            if key:
                keys.append(key)
            elif part.strip():
                message = Text("there is no line named {name}", name=part.strip())
                self._say(row, "of", message, self._lines())
        return tuple(keys)

    def _key(self, name: object) -> str:
        """The key of a line by its name, or by a word for its kind ("goods" for "Tiền hàng"); "" where there is none."""
        key = names.key(name)
        return key if key in self.keys else self.aliases.get(vocabulary.cost_kind(name) or "", "")

    def _lines(self) -> Text:
        return Text("the lines are: {lines}", lines=", ".join(self.keys.values()))

    def goods_of_items(self, items: Items) -> str:
        """The key of the goods line that the items' prices make: the typed one without an amount, or one put first; else "".

        A goods line with an amount is shared by the items' value, and by quantity where there are no prices.
        """
        priced = any(price is not None for price in items.unit_price)
        typed = [layer for layer in self.layers if layer.kind == GOODS and not layer.reverses and not layer.of]
        made = ""
        for layer in typed:
            if layer.basis == "items" and priced and not any(layer.amount):
                made = layer.key
            elif layer.basis == "items":
                layer.basis = "value" if priced else "quantity"
                self._bare_goods(layer)
        if priced and not typed:
            self.layers.insert(0, Layer(GOODS, names.key(GOODS), GOODS, len(self.orders.pools), "items"))
            made = names.key(GOODS)
        if not priced:
            self._value_of(typed)
        return made

    def _bare_goods(self, layer: Layer) -> None:
        for pool, row in enumerate(layer.row):
            if row >= 0 and not layer.amount[pool]:
                message = Text("{cost} has no amount, and the items have no prices", cost=layer.name)
                self._say(row, "amount", message, Text("type the amount, or the unit prices of the items"))

    def _value_of(self, goods: list[Layer]) -> None:
        """Without prices, value is what was paid for the goods: the typed goods line."""
        for layer in self.layers:
            if layer.basis == "value":
                if goods and goods[0].key != layer.key:
                    layer.basis = ("cost", goods[0].key)
                    continue
                message = Text("{cost} is shared by value, but no value is known", cost=layer.name)
                fix = Text("type the unit prices of the items, or a goods line above")
                self._say(max(layer.row), "basis", message, fix)

    def _say(self, row: int, column: str, message: str, fix: str) -> None:
        problem = self.typed.problem(row, column, message, fix)
        if problem not in self.problems:
            self.problems.append(problem)


def _sequence(layers: list[Layer]) -> tuple[list[int], list[Layer]]:
    """The layers' indices so that each comes after those it needs, as listed otherwise; and the layers that wait for themselves."""
    waiting = list(range(len(layers)))
    done: list[int] = []
    while waiting:
        open_keys = {layers[i].key for i in waiting}
        ready = next((i for i in waiting if not open_keys & set(layers[i].needs)), None)
        if ready is None:
            return done, [layers[i] for i in waiting]
        waiting.remove(ready)
        done.append(ready)
    return done, []
