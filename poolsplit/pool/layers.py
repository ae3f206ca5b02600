"""The layers, from which the dues are computed, built from the typed cost rows: the basis of each line, and the lines that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poolsplit.errors import Listing, Problem, Text, name_text
from poolsplit.pool.costs import BASES, CREDIT, DIRECT, FEE, GOODS, ITEMS, OF, RESERVED, Costs, Layer, computing_order, conversion
from poolsplit.pool.orders import lookalikes
from poolsplit.tables import vocabulary
from poolsplit.values import names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from poolsplit.engine.operations import Column
    from poolsplit.pool.items import Items
    from poolsplit.pool.orders import Orders
    from poolsplit.pool.terms import PoolTerms
    from poolsplit.tables.columns import Rows

    Basis = str | tuple[str, str]

_JOINED = str.maketrans("＋、", "++")


def gather_costs(typed: Rows, orders: Orders, items: Items, terms: PoolTerms, rates: Mapping[str, Fraction]) -> tuple[Costs, list[Problem]]:
    """The layers of all cost lines, and the problems of the rows. A row without a pool applies to every pool.

    rates: as for `costs.conversion`. Pools that have prices and no goods line get one: price times quantity. (spec.md, section 2, goods)
    """
    builder = _Builder(typed, orders, items, terms, rates)
    builder.add_goods()
    for form in builder.forms:
        builder.add(form)
    builder.check_references()
    sequence, cycle = computing_order(builder.layers)
    costs = Costs(builder.layers, sequence, typed)
    for layer in cycle:
        fix = Text("take it out of its own `of` or basis")
        pool = orders.ops.indices(layer.here)[0]
        builder.problems.append(costs.problem(layer, pool, "of", Text("{cost} depends on itself", cost=layer.name), fix))
    return costs, builder.problems + lookalikes(typed, "cost")


@dataclass
class _Form:
    """Cost rows that differ only in the pool, the figures and the partner. A million pools have few forms, so forms are processed, not rows.

    name: of the line; first_row: the first of the rows; its texts are those of all the rows. typed_rows: the rows. rows, pools: every pair
    (row, pool) where a row applies to a pool.
    """

    name: str
    first_row: int
    typed_rows: Column
    rows: Column
    pools: Column


class _Builder:
    """Turns cost rows into layers, one form after the other.

    keys: line key -> name; lines: line key -> flags of the pools that have the line; by_kind: kind -> line keys; goods: each pool's
    goods line, as an index into `keys`, -1 for none. priced: flags: the pools that have prices; unlisted: flags: those of them without a
    goods line. by_shape: the layers by name, basis, `of`, `reverses` and occurrence.
    """

    def __init__(self, typed: Rows, orders: Orders, items: Items, terms: PoolTerms, rates: Mapping[str, Fraction]) -> None:
        self.typed, self.orders, self.items, self.terms, self.rates = typed, orders, items, terms, rates
        self.ops, self.n_pools = orders.ops, len(orders.pools)
        self.amount, self.rate, self.actual = (typed.numbers(column).on(self.ops) for column in ("amount", "rate", "actual"))
        self.currencies = terms.currency.each(self.ops)
        self.layers: list[Layer] = []
        self.problems: list[Problem] = orders.strange_pools(typed) if self.n_pools else []
        self.reported: set[Problem] = set()
        self.by_shape: dict[tuple[object, ...], Layer] = {}
        self.keys: dict[str, str] = {}
        self.lines: dict[str, Column] = {}
        self.goods = self.ops.constant(-1, self.n_pools)
        self.forms = self._forms()
        for form in self.forms:
            self._register(names.key(form.name), form.name, self.ops.mark(form.pools, self.n_pools), is_goods=self._is_goods(form))
        self.priced = self.ops.mark(self.ops.pick(orders.lot_pool, self.ops.where(items.with_price())), self.n_pools)
        self.unlisted = self.ops.both(self.priced, self.ops.equal(self.goods, -1))
        if self.ops.some(self.unlisted):
            goods_key = next((list(self.keys)[int(index)] for index in self.ops.distinct(self.goods) if index >= 0), names.key(GOODS))
            self._register(goods_key, self.keys.get(goods_key, GOODS), self.unlisted, is_goods=True)
        self.by_kind: dict[str | None, list[str]] = {}
        for key in self.keys:
            self.by_kind.setdefault(vocabulary.cost_kind(key), []).append(key)

    def _forms(self) -> list[_Form]:
        """The forms in the order of their first rows; without the rows that name no cost."""
        ops, typed = self.ops, self.typed
        texts = [ops.column(typed.codes(column)) for column in ("cost", "basis", "of", "reverses", "currency")]
        present = [ops.at_least(ops.column(typed.names(column).codes), 0) for column in ("partner", "pool")]
        unread = sorted({row for row, _ in typed.unread})
        separate = ops.placed(ops.constant(0, typed.size), unread, [row + 1 for row in unread])  # a row with an unread cell is its own form
        form_of, first_rows = ops.group(*texts, *present, self.amount.known, self.rate.known, self.actual.known, separate)
        forms = []
        for index in ops.ordered(first_rows):
            first_row = int(first_rows[index])
            name = typed.get("cost")[first_row]
            if name is not None:
                rows = ops.where(ops.equal(form_of, index))
                forms.append(_Form(str(name), first_row, rows, *self.orders.pool_rows(typed, rows)))
        return forms

    def _register(self, key: str, name: str, here: Column, *, is_goods: bool) -> None:
        ops = self.ops
        self.keys.setdefault(key, name)
        self.lines[key] = ops.either(here, self.lines.get(key, here))
        if is_goods:
            self.goods = ops.when(ops.both(here, ops.equal(self.goods, -1)), list(self.keys).index(key), self.goods)

    def _is_goods(self, form: _Form) -> bool:
        """True where rows are the goods line itself, not a rate of it and not a credit for it."""
        kind = vocabulary.cost_kind(form.name)
        return kind == GOODS and self.typed.get("reverses")[form.first_row] is None and not self._is_rate(form)

    def _is_rate(self, form: _Form) -> bool:
        """True where rows have a rate, or one that cannot be read and the lines that it is of."""
        row, unread = form.first_row, self.typed.unread
        return bool(self.rate.known[row]) or ((row, "rate") in unread and self.typed.get("of")[row] is not None)

    def add_goods(self) -> None:
        """Add a goods line to the pools that have prices and list no goods line."""
        keys = list(self.keys)
        for index in self.ops.distinct(self.ops.pick(self.goods, self.ops.where(self.unlisted))):
            here = self.ops.both(self.unlisted, self.ops.equal(self.goods, index))
            layer = self._layer(self.keys[keys[index]], (ITEMS, (), ""), 0)
            layer.here = self.ops.either(here, layer.here)

    def add(self, form: _Form) -> None:
        """Add the rows of one form to their pools."""
        self._check_name(form)
        self._check_amounts(form)
        of, reverses = self._of(form), self._reverses(form)
        basis = self._basis(form, of, reverses)
        if basis is None or of is None or reverses is None:
            return
        for known_basis, flags in self._known_bases(form, basis):
            pairs = self.ops.where(self.ops.pick(flags, form.pools))
            self._fill(form, (known_basis, of, reverses), self.ops.pick(form.rows, pairs), self.ops.pick(form.pools, pairs))

    def _layer(self, name: str, shape: tuple[Basis, tuple[str, ...], str], occurrence: int) -> Layer:
        """The layer of a name and a shape (basis, of, reverses), made on first use. occurrence: 0, or 1, 2 ... for further lines of a pool."""
        shape_key = (names.key(name), *shape, occurrence)
        layer = self.by_shape.get(shape_key)
        if layer is None:
            basis, of, reverses = shape
            kind = vocabulary.cost_kind(name)
            if reverses:
                kind = FEE if vocabulary.cost_kind(reverses) == FEE else None
            layer = Layer.empty(name, names.key(name), kind, basis, self.ops, self.n_pools, of, reverses, self.rate.unit)
            self.by_shape[shape_key] = layer
            self.layers.append(layer)
        return layer

    def _fill(self, form: _Form, shape: tuple[Basis, tuple[str, ...], str], rows: Column, pools: Column) -> None:
        """Write the figures of rows into layers. A pool that has the line already gets one more layer of it. rows, pools: pairs (row, pool)."""
        ops, occurrence = self.ops, 0
        while len(rows):
            layer = self._layer(form.name, shape, occurrence)
            pairs = ops.count(len(rows))
            first = ops.equal(pairs, ops.pick(ops.lowest(pairs, pools, self.n_pools), pools))
            free = ops.without(first, ops.pick(layer.here, pools))
            now, later = ops.where(free), ops.where(ops.without(1, free))
            self._write(form, layer, ops.pick(rows, now), ops.pick(pools, now))
            rows, pools = ops.pick(rows, later), ops.pick(pools, later)
            occurrence += 1

    def _write(self, form: _Form, layer: Layer, rows: Column, pools: Column) -> None:
        """Write the figures of rows into one layer, each row into its pool. No two rows are for one pool."""
        ops = self.ops
        layer.here, layer.row = ops.placed(layer.here, pools, 1), ops.placed(layer.row, pools, rows)
        for figures, typed in ((layer.amount, self.amount), (layer.rate, self.rate), (layer.actual, self.actual)):
            figures.values = ops.placed(figures.values, pools, ops.pick(typed.values, rows))
            figures.known = ops.placed(figures.known, pools, ops.pick(typed.known, rows))
        currency = self.typed.get("currency")[form.first_row]
        for target, flags in self.currencies:
            ratio = conversion(currency or target, target, self.rates)
            pairs = ops.where(ops.pick(flags, pools))
            if ratio is None:
                message = Text("there is no rate from {currency} to {target}", currency=currency, target=target)
                for pair in pairs:
                    self._report(rows[pair], "currency", message, Text("type the rate of {currency} into the rates", currency=currency))
            else:
                layer.numerator = ops.placed(layer.numerator, ops.pick(pools, pairs), ratio.numerator)
                layer.denominator = ops.placed(layer.denominator, ops.pick(pools, pairs), ratio.denominator)
        if layer.basis == DIRECT:
            self._write_partner(layer, rows, pools)

    def _write_partner(self, layer: Layer, rows: Column, pools: Column) -> None:
        """Write the member who bears a direct line in each pool."""
        ops, typed = self.ops, self.typed
        partners = ops.pick(ops.column(typed.names("partner").within(self.orders.partner_names, ops)), rows)
        members = self.orders.members_at(pools, partners)
        layer.partner = ops.placed(layer.partner, pools, members)
        for pair in ops.indices(ops.equal(members, -1)):
            row = int(rows[pair])
            partner = typed.get("partner")[row]
            if (row, "partner") not in typed.unread:
                message = Text("{partner}, who bears {cost}, is not among the partners who order", partner=partner, cost=layer.name)
                if partner is None:
                    message = Text("{cost} is borne by one partner, and does not say by whom", cost=layer.name)
                self._report(row, "partner", message, Text("type the partner's name as it stands in the orders"))

    def _check_name(self, form: _Form) -> None:
        """Report a line that has the name of another column of the dues."""
        credits_of_fees = {f"{key}{CREDIT}" for kind, keys in self.by_kind.items() if kind == FEE for key in keys}
        if names.key(form.name) in RESERVED | credits_of_fees:
            message = Text("{name} is the name of another column of the dues", name=form.name)
            self._report_all(form, "cost", message, Text("give the cost another name"))

    def _check_amounts(self, form: _Form) -> None:
        """Report a line that has both an amount and a rate, or neither, unless its amount follows from other data, or has an unclear currency."""
        get, row, name = self.typed.get, form.first_row, form.name
        has_amount, has_rate, has_actual = (numbers.known[row] for numbers in (self.amount, self.rate, self.actual))
        if has_amount and has_rate:
            self._report_all(form, "rate", Text("{cost} has an amount and a rate", cost=name), Text("keep the one that was agreed"))
        follows = self._is_goods(form) or get("reverses")[row] is not None or vocabulary.basis(get("basis")[row] or "") == "chargeable"
        unread = {(row, "amount"), (row, "rate"), (row, "actual")} & self.typed.unread
        if not (has_amount or has_rate or has_actual or follows or unread):
            self._report_all(form, "amount", Text("{cost} has neither amount nor rate", cost=name), Text("type one of the two, or delete the row"))
        if (has_amount or has_actual) and get("pool")[row] is get("currency")[row] is None and len(self.currencies) > 1:
            message = Text("{cost} has an amount without a currency, and the pools have several", cost=name)
            self._report_all(form, "currency", message, Text("type the currency, or the pool that the line is for"))

    def _of(self, form: _Form) -> tuple[str, ...] | None:
        """The keys of the lines that rows are a rate of; () for rows without a rate; None, with a problem, where the lines are not known."""
        if not self._is_rate(form):
            return ()
        text = self.typed.get("of")[form.first_row]
        if text is not None:
            return self._named_lines(form, str(text))
        if (form.first_row, "of") not in self.typed.unread:
            message = Text("{cost} is a rate, but it does not say of which lines", cost=form.name)
            self._report_all(form, "of", message, Text("type the names of earlier lines, joined by +"))
        return None

    def _named_lines(self, form: _Form, of: str) -> tuple[str, ...] | None:
        """The keys of the lines named in "goods + freight"; None, with a problem, for unknown names. A line's name may contain a +."""
        key_of_all = self._key(of)
        if key_of_all:
            return (key_of_all,)
        keys: dict[str, None] = {}
        unknown = []
        for part in (part.strip() for part in of.translate(_JOINED).split("+")):
            key = self._key(part)
            if key:
                keys[key] = None
            elif part:
                unknown.append(part)
        for part in unknown:
            self._report_all(form, "of", Text("there is no line named {name}", name=part), self._list_of_lines())
        return None if unknown or not keys else tuple(keys)

    def _reverses(self, form: _Form) -> str | None:
        """The key of the line that rows take back; "" for none; None, with a problem, where there is no such line."""
        text = self.typed.get("reverses")[form.first_row]
        if text is None:
            return ""
        key = self._key(text)
        if key:
            return key
        message = Text("{cost} takes back {other}, which is no line of this pool", cost=form.name, other=text)
        self._report_all(form, "reverses", message, self._list_of_lines())
        return None

    def _basis(self, form: _Form, of: tuple[str, ...] | None, reverses: str | None) -> Basis | None:
        """The basis of rows: a word of BASES, a column of the orders, or a cost; for a blank cell, the basis that follows from the other cells.

        None, with a problem, where the basis is not known.
        """
        text, partner, name = self.typed.get("basis")[form.first_row], self.typed.get("partner")[form.first_row], form.name
        basis_unread, partner_unread, rate_unread = ((form.first_row, column) in self.typed.unread for column in ("basis", "partner", "rate"))
        if basis_unread or (text is None and (of is None or reverses is None or partner_unread)):
            return None
        basis = self._default_basis(form, of, reverses) if text is None else vocabulary.basis(text) or self._named_basis(form, str(text))
        if text is not None and partner is not None and basis != DIRECT:
            for row in form.typed_rows:
                message = Text("{cost} names {partner} and a basis: it is not clear who bears it", cost=name, partner=self.typed.get("partner")[row])
                self._report(row, "partner", message, Text('take the basis out, or type "direct"; or take the partner out'))
        if basis is None and (text is not None or not rate_unread):
            message = Text("{cost} does not say what it is shared by", cost=name)
            if text is not None:
                message = Text("{cost} is shared by {basis}, which is neither a basis, nor a column of numbers, nor a line", cost=name, basis=text)
            fix = Text("type one of: {bases}, a column of the orders, or another line", bases=Listing(map(name_text, BASES)))
            self._report_all(form, "basis", message, fix)
        return self._basis_of_goods(form, basis) if self._is_goods(form) else basis

    def _default_basis(self, form: _Form, of: tuple[str, ...] | None, reverses: str | None) -> Basis | None:
        """The basis of a line whose basis is blank: its partner, the line that it takes back, its `of` lines, or the items; None without these."""
        if self.typed.get("partner")[form.first_row] is not None:
            return DIRECT
        if reverses:
            return ("cost", reverses)
        if of:
            return OF
        return ITEMS if self._is_goods(form) else None

    def _basis_of_goods(self, form: _Form, basis: Basis | None) -> Basis | None:
        """The basis of the goods line, with problems where it contradicts the amount.

        Goods without an amount are price times quantity. Goods with an amount are by default shared by value where prices are known, else
        by quantity.
        """
        if self.amount.known[form.first_row] or (form.first_row, "amount") in self.typed.unread:
            return basis if basis != ITEMS else "value" if self.items.priced else "quantity"
        if not self.items.priced:
            message = Text("{cost} has no amount, and the items have no prices", cost=form.name)
            self._report_all(form, "amount", message, Text("type the amount, or the unit prices of the items"))
        elif basis not in {None, ITEMS, "quantity", "value"}:
            message = Text("{cost} has no amount: it is price times quantity of each SKU, and follows no other basis", cost=form.name)
            self._report_all(form, "basis", message, Text("take the basis out, or type the amount"))
        return None if basis is None else ITEMS

    def _named_basis(self, form: _Form, text: str) -> Basis | None:
        """The basis that is a column of the orders or another cost, by its name; None where there is neither."""
        bare, name = vocabulary.basis_name(text), names.key(form.name)
        column = next((column for column in self.orders.measures if names.key(column) == names.key(bare)), None)
        cost = self._key(bare)
        if column is not None and names.key(bare) == cost != name:
            message = Text("{basis} is a column of the orders and a line: it is not clear which one {cost} is shared by", basis=bare, cost=form.name)
            self._report_all(form, "basis", message, Text("give one of the two another name"))
        if column is not None:
            return ("column", column)
        return ("cost", cost) if cost and cost != name else None

    def _known_bases(self, form: _Form, basis: Basis) -> list[tuple[Basis, Column]]:
        """Pairs of a basis and flags of the pools in which it is used. In pools without prices, value becomes the pool's goods line."""
        ops = self.ops
        if basis != "value":
            return [(basis, ops.mark(form.pools, self.n_pools))]
        bases: list[tuple[Basis, Column]] = [("value", self.priced)]
        unpriced = ops.without(ops.mark(form.pools, self.n_pools), self.priced)
        if self._is_goods(form) and self.typed.get("basis")[form.first_row] is None:
            return [*bases, ("quantity", unpriced)]
        keys = list(self.keys)
        for index in ops.distinct(ops.pick(self.goods, ops.where(unpriced))):
            flags = ops.both(unpriced, ops.equal(self.goods, index))
            if index >= 0 and keys[index] != names.key(form.name):
                bases.append((("cost", keys[index]), flags))
                continue
            message = Text("{cost} is shared by value, but no value is known", cost=form.name)
            for pair in ops.indices(ops.pick(flags, form.pools)):
                self._report(form.rows[pair], "basis", message, Text("type the unit prices of the items, or a goods line above"))
            bases.append(("value", flags))
        return bases

    def _key(self, name: object) -> str:
        """The key of a line by its name, or by a word for its kind ("goods" for "Tiền hàng") if only one line is of that kind; "" for none."""
        key = names.key(name)
        kind = vocabulary.cost_kind(name)
        same_kind = self.by_kind.get(kind, []) if kind else []
        return key if key in self.keys else same_kind[0] if len(same_kind) == 1 else ""

    def _list_of_lines(self) -> Text:
        return Text("the lines are: {lines}", lines=", ".join(self.keys.values()))

    def check_references(self) -> None:
        """Report lines that refer to a line that their pool does not have."""
        ops = self.ops
        for layer in self.layers:
            if layer.of:
                for pool in ops.indices(ops.without(layer.here, ops.either(*(self.lines[key] for key in layer.of)))):
                    message = Text("{cost} is a rate of lines that the pool {pool} does not have", cost=layer.name, pool=self.orders.pools[pool])
                    self._report(layer.row[pool], "of", message, Text("give the row the name of its pool"))
            if layer.reverses:
                for pool in ops.indices(ops.without(layer.here, self.lines[layer.reverses])):
                    message = Text("{cost} takes back a line that the pool {pool} does not have", cost=layer.name, pool=self.orders.pools[pool])
                    self._report(layer.row[pool], "reverses", message, Text("give the row the name of its pool"))

    def _report_all(self, form: _Form, column: str, message: str, fix: str) -> None:
        for row in form.typed_rows:
            self._report(row, column, message, fix)

    def _report(self, row: int, column: str, message: str, fix: str) -> None:
        problem = self.typed.problem(row, column, message, fix)
        if problem not in self.reported:
            self.reported.add(problem)
            self.problems.append(problem)
