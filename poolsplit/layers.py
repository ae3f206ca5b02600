"""Typed cost rows become the layers that the dues are computed from: what each line is shared by, and what must be known before it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from poolsplit import names, vocabulary
from poolsplit.costs import BASES, CREDIT, DIRECT, FEE, GOODS, ITEMS, OF, RESERVED, Costs, Layer, computing_order, conversion
from poolsplit.errors import Listing, Problem, Text, word
from poolsplit.pool import lookalikes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poolsplit.items import Items
    from poolsplit.pool import Orders, Rows
    from poolsplit.terms import PoolTerms

    Basis = str | tuple[str, str]

_JOINED = str.maketrans("＋、", "++")


def gather(typed: Rows, orders: Orders, items: Items, terms: PoolTerms, rates: Mapping[str, Fraction]) -> tuple[Costs, list[Problem]]:
    """The layers of all cost lines; a row without a pool holds in every pool. rates: as `costs.conversion` takes them.

    Pools that have prices and no goods line get one: price times quantity. (spec.md, section 2, goods)
    """
    builder = _Builder(typed, orders, items, terms, rates)
    builder.add_goods()
    for row, name in enumerate(typed.get("cost")):
        if name is not None:
            builder.add(row, str(name))
    builder.check_references()
    sequence, cycle = computing_order(builder.layers)
    costs = Costs(builder.layers, sequence, typed)
    for layer in cycle:
        pool = layer.here.index(True)
        fix = Text("take it out of its own `of` or basis")
        builder.problems.append(costs.problem(layer, pool, "of", Text("{cost} depends on itself", cost=layer.name), fix))
    return costs, builder.problems + lookalikes(typed, "cost")


class _Builder:
    """Turns cost rows into layers, one after the other.

    keys: the name of every line by its key; lines: the pools that have it; by_kind: the lines of each kind; goods: each pool's own.
    priced: whether each pool has prices; unlisted: those of them without a goods line.
    """

    def __init__(self, typed: Rows, orders: Orders, items: Items, terms: PoolTerms, rates: Mapping[str, Fraction]) -> None:
        self.typed, self.orders, self.items, self.terms, self.rates = typed, orders, items, terms, rates
        self.layers: list[Layer] = []
        self.problems: list[Problem] = []
        self.by_shape: dict[tuple[object, ...], Layer] = {}
        self.keys: dict[str, str] = {}
        self.lines: dict[str, set[int]] = {}
        self.goods: dict[int, str] = {}
        for row, name in enumerate(typed.get("cost")):
            if name is not None:
                self._know(names.key(name), str(name), orders.pools_of(typed.get("pool")[row]), is_goods=self._is_goods(row))
        self.priced = [False] * len(orders.pools)
        for pool, price, tiers in zip(orders.lot_pool, items.unit_price, items.tiers, strict=True):
            self.priced[pool] |= price is not None or bool(tiers)
        self.unlisted = [pool for pool, priced in enumerate(self.priced) if priced and pool not in self.goods]
        if self.unlisted:
            own = next(iter(self.goods.values()), names.key(GOODS))
            self._know(own, self.keys.get(own, GOODS), self.unlisted, is_goods=True)
        self.by_kind: dict[str | None, list[str]] = {}
        for key in self.keys:
            self.by_kind.setdefault(vocabulary.cost_kind(key), []).append(key)

    def _know(self, key: str, name: str, pools: list[int], *, is_goods: bool) -> None:
        self.keys.setdefault(key, name)
        self.lines.setdefault(key, set()).update(pools)
        if is_goods:
            for pool in pools:
                self.goods.setdefault(pool, key)

    def _is_goods(self, row: int) -> bool:
        """Whether a row is the goods line itself, and not a rate or a credit of it."""
        get = self.typed.get
        return vocabulary.cost_kind(get("cost")[row]) == GOODS and get("reverses")[row] is None and get("rate")[row] is None

    def add_goods(self) -> None:
        """The goods line of the pools that have prices and did not list one."""
        for pool in self.unlisted:
            self._layer(self.keys[self.goods[pool]], pool, (ITEMS, (), "")).here[pool] = True

    def add(self, row: int, name: str) -> None:
        """One typed row, in its pool or in all of them."""
        pool_name = self.typed.get("pool")[row]
        pools = self.orders.pools_of(pool_name)
        if not pools and self.orders.pools:
            message = Text("nobody orders in the pool {pool}", pool=pool_name)
            self._say(row, "pool", message, Text("type a pool of the orders, or delete the row"))
        self._check_name(row, name)
        self._check_amounts(row, name)
        of, reverses = self._of(row, name), self._reverses(row, name)
        basis = self._basis(row, name, of, reverses)
        for pool in pools:
            if basis is not None and of is not None and reverses is not None:
                shape = (self._known_value(row, name, basis, pool), of, reverses)
                self._fill(self._layer(name, pool, shape), pool, row)

    def _layer(self, name: str, pool: int, shape: tuple[Basis, tuple[str, ...], str]) -> Layer:
        """The first layer of this name and shape that the pool does not have yet."""
        occurrence = 0
        while True:
            at = (names.key(name), *shape, occurrence)
            layer = self.by_shape.get(at)
            if layer is None:
                basis, of, reverses = shape
                kind = vocabulary.cost_kind(name)
                if reverses:
                    kind = FEE if vocabulary.cost_kind(reverses) == FEE else None
                layer = Layer(name, names.key(name), kind, len(self.orders.pools), basis, of, reverses)
                self.by_shape[at] = layer
                self.layers.append(layer)
            if not layer.here[pool]:
                return layer
            occurrence += 1

    def _fill(self, layer: Layer, pool: int, row: int) -> None:
        """One row's figures, as they hold in one pool."""
        get = self.typed.get
        layer.here[pool], layer.row[pool] = True, row
        target = self.terms.currency[pool]
        currency = get("currency")[row] or target
        ratio = conversion(currency, target, self.rates)
        if ratio is None:
            message = Text("there is no rate from {currency} to {target}", currency=currency, target=target)
            self._say(row, "currency", message, Text("type the rate of {currency} into the rates", currency=currency))
        else:
            layer.numerator[pool], layer.denominator[pool] = ratio.numerator, ratio.denominator
        layer.amount[pool], layer.actual[pool] = get("amount")[row], get("actual")[row]
        layer.rate[pool] = get("rate")[row] or Fraction(0)
        if layer.basis == DIRECT and (row, "partner") not in self.typed.unread:
            layer.partner[pool] = self.orders.member(pool, get("partner")[row] or "")
            if layer.partner[pool] < 0:
                message = Text("{partner}, who bears {cost}, is not among the partners who order", partner=get("partner")[row], cost=layer.name)
                if get("partner")[row] is None:
                    message = Text("{cost} is borne by one partner, and does not say by whom", cost=layer.name)
                self._say(row, "partner", message, Text("type the partner's name as it stands in the orders"))

    def _check_name(self, row: int, name: str) -> None:
        """No line may be named like another column of the dues."""
        credits_of_fees = {f"{key}{CREDIT}" for kind, keys in self.by_kind.items() if kind == FEE for key in keys}
        if names.key(name) in RESERVED | credits_of_fees:
            message = Text("{name} is the name of another column of the dues", name=name)
            self._say(row, "cost", message, Text("give the cost another name"))

    def _check_amounts(self, row: int, name: str) -> None:
        """A line has an amount or a rate, unless it follows from something else."""
        get = self.typed.get
        amount, rate, actual = get("amount")[row], get("rate")[row], get("actual")[row]
        if amount is not None and rate is not None:
            self._say(row, "rate", Text("{cost} has an amount and a rate", cost=name), Text("keep the one that was agreed"))
        follows = self._is_goods(row) or get("reverses")[row] is not None or vocabulary.basis(get("basis")[row] or "") == "chargeable"
        unread = {(row, "amount"), (row, "rate"), (row, "actual")} & self.typed.unread
        if amount is rate is actual is None and not follows and not unread:
            self._say(row, "amount", Text("{cost} has neither amount nor rate", cost=name), Text("type one of the two, or delete the row"))
        if (amount is not None or actual is not None) and get("pool")[row] is get("currency")[row] is None and len(set(self.terms.currency)) > 1:
            message = Text("{cost} has an amount without a currency, and the pools have several", cost=name)
            self._say(row, "currency", message, Text("type the currency, or the pool that the line is for"))

    def _of(self, row: int, name: str) -> tuple[str, ...] | None:
        """The keys of the lines that a row is a rate of; () where it is none; None, with a problem, where they cannot be told."""
        if self.typed.get("rate")[row] is None:
            return ()
        text = self.typed.get("of")[row]
        if text is not None:
            return self._named(row, str(text))
        if (row, "of") not in self.typed.unread:
            message = Text("{cost} is a rate, but it does not say of which lines", cost=name)
            self._say(row, "of", message, Text("type the names of earlier lines, joined by +"))
        return None

    def _named(self, row: int, of: str) -> tuple[str, ...] | None:
        """The keys of the lines named in "goods + freight"; a name that holds a + itself is taken whole."""
        whole = self._key(of)
        if whole:
            return (whole,)
        keys: dict[str, None] = {}
        unknown = []
        for part in (part.strip() for part in of.translate(_JOINED).split("+")):
            key = self._key(part)
            if key:
                keys[key] = None
            elif part:
                unknown.append(part)
        for part in unknown:
            self._say(row, "of", Text("there is no line named {name}", name=part), self._lines())
        return None if unknown or not keys else tuple(keys)

    def _reverses(self, row: int, name: str) -> str | None:
        """The key of the line that a row takes back; "" for none; None, with a problem, where there is no such line."""
        text = self.typed.get("reverses")[row]
        if text is None:
            return ""
        key = self._key(text)
        if key:
            return key
        message = Text("{cost} takes back {other}, which is no line of this pool", cost=name, other=text)
        self._say(row, "reverses", message, self._lines())
        return None

    def _basis(self, row: int, name: str, of: tuple[str, ...] | None, reverses: str | None) -> Basis | None:
        """The basis of a row: a word of BASES, a column of the orders, or a cost; where blank, what the line follows from."""
        text, partner = self.typed.get("basis")[row], self.typed.get("partner")[row]
        if (row, "basis") in self.typed.unread or (text is None and (of is None or reverses is None)):
            return None
        found = self._followed(row, of, reverses) if text is None else vocabulary.basis(text) or self._named_basis(row, name, str(text))
        if text is not None and partner is not None and found != DIRECT:
            message = Text("{cost} names {partner} and a basis: it is not clear who bears it", cost=name, partner=partner)
            self._say(row, "partner", message, Text('take the basis out, or type "direct"; or take the partner out'))
        if found is None:
            message = Text("{cost} does not say what it is shared by", cost=name)
            if text is not None:
                message = Text("{cost} is shared by {basis}, which is neither a basis, nor a column of numbers, nor a line", cost=name, basis=text)
            self._say(row, "basis", message, Text("type one of: {bases}, a column of the orders, or another line", bases=Listing(map(word, BASES))))
        return self._basis_of_goods(row, name, found) if self._is_goods(row) else found

    def _followed(self, row: int, of: tuple[str, ...] | None, reverses: str | None) -> Basis | None:
        """What a line without a basis follows: its partner, the line that it takes back, its `of` lines, the items."""
        if self.typed.get("partner")[row] is not None:
            return DIRECT
        if reverses:
            return ("cost", reverses)
        if of:
            return OF
        return ITEMS if self._is_goods(row) else None

    def _basis_of_goods(self, row: int, name: str, basis: Basis | None) -> Basis | None:
        """Goods without an amount are price times quantity; with one, they are shared by value where prices are known, else by quantity."""
        if self.typed.get("amount")[row] is not None or (row, "amount") in self.typed.unread:
            return basis if basis != ITEMS else "value" if self.items.priced else "quantity"
        if not self.items.priced:
            message = Text("{cost} has no amount, and the items have no prices", cost=name)
            self._say(row, "amount", message, Text("type the amount, or the unit prices of the items"))
        elif basis not in {None, ITEMS, "quantity", "value"}:
            message = Text("{cost} has no amount: it is price times quantity of each SKU, and follows no other basis", cost=name)
            self._say(row, "basis", message, Text("take the basis out, or type the amount"))
        return None if basis is None else ITEMS

    def _named_basis(self, row: int, name: str, text: str) -> Basis | None:
        """A column of the orders or another cost, by its name."""
        bare = vocabulary.basis_name(text)
        column = next((column for column in self.orders.measures if names.key(column) == names.key(bare)), None)
        cost = self._key(bare)
        if column is not None and names.key(bare) == cost != names.key(name):
            message = Text("{basis} is a column of the orders and a line: it is not clear which one {cost} is shared by", basis=bare, cost=name)
            self._say(row, "basis", message, Text("give one of the two another name"))
        if column is not None:
            return ("column", column)
        return ("cost", cost) if cost and cost != names.key(name) else None

    def _known_value(self, row: int, name: str, basis: Basis, pool: int) -> Basis:
        """Where a pool has no prices, value is what was paid for the goods: its goods line."""
        if basis != "value" or self.priced[pool]:
            return basis
        if self._is_goods(row) and self.typed.get("basis")[row] is None:
            return "quantity"
        goods = self.goods.get(pool, names.key(name))
        if goods != names.key(name):
            return ("cost", goods)
        message = Text("{cost} is shared by value, but no value is known", cost=name)
        self._say(row, "basis", message, Text("type the unit prices of the items, or a goods line above"))
        return basis

    def _key(self, name: object) -> str:
        """The key of a line by its name, or by a word for its kind ("goods" for "Tiền hàng") if only one is of it; "" for none."""
        key = names.key(name)
        kind = vocabulary.cost_kind(name)
        alike = self.by_kind.get(kind, []) if kind else []
        return key if key in self.keys else alike[0] if len(alike) == 1 else ""

    def _lines(self) -> Text:
        return Text("the lines are: {lines}", lines=", ".join(self.keys.values()))

    def check_references(self) -> None:
        """What a line refers to has to be a line of the same pool."""
        for layer in self.layers:
            for pool in layer.pools():
                of = [key for key in layer.of if pool not in self.lines[key]]
                if layer.of and len(of) == len(layer.of):
                    message = Text("{cost} is a rate of lines that the pool {pool} does not have", cost=layer.name, pool=self.orders.pools[pool])
                    self._say(layer.row[pool], "of", message, Text("give the row the name of its pool"))
                if layer.reverses and pool not in self.lines[layer.reverses]:
                    message = Text("{cost} takes back a line that the pool {pool} does not have", cost=layer.name, pool=self.orders.pools[pool])
                    self._say(layer.row[pool], "reverses", message, Text("give the row the name of its pool"))

    def _say(self, row: int, column: str, message: str, fix: str) -> None:
        problem = self.typed.problem(row, column, message, fix)
        if problem not in self.problems:
            self.problems.append(problem)
