"""Pools as the rules see them: names become indices, orders become integer columns, one row for each partner and SKU.

Within a pool, partners and SKUs are kept in the order of their keys, so that position decides ties exactly as names would, and the
order in which an operator typed her rows never changes who gets what (spec.md, section 1). Pools stand as they were typed.

Two groupings carry everything: row -> member (a partner in a pool) and row -> lot (a SKU in a pool).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from poolsplit.errors import Text
from poolsplit.tables.columns import Labels, Numbers
from poolsplit.values import names
from poolsplit.values.typed_numbers import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from poolsplit.engine.operations import Column, Operations
    from poolsplit.errors import Problem
    from poolsplit.tables.columns import Names, Rows


@dataclass
class Orders:
    """Who ordered what, added up by pool, partner and SKU, in the order of partners' and SKUs' keys.

    pool_names, partner_names, sku_names: the distinct names. member_pool, member_partner, lot_pool, lot_sku: which of them a member
    and a lot has. row_member, row_lot, row_pool: the groupings; row_first: the first row that each was typed in; typed_row: the
    row that each typed one was added to.
    quantity, tolerance: pieces a row. shown: the members in the order in which they were typed.
    measures: the other numeric columns, one number a row, not known where a part of it is not.
    ops: the operations that all of these columns are made by.
    """

    ops: Operations
    pool_names: Names
    partner_names: Names
    sku_names: Names
    member_pool: Column
    member_partner: Column
    lot_pool: Column
    lot_sku: Column
    row_member: Column
    row_lot: Column
    row_pool: Column
    row_first: Column
    typed_row: Column
    quantity: Column
    tolerance: Column
    measures: dict[str, Numbers]
    shown: Column
    typed: Rows

    @cached_property
    def pools(self) -> Labels:
        """The name of every pool."""
        return Labels(self.pool_names, self.ops.count(self.pool_names.count))

    @cached_property
    def members(self) -> Labels:
        """The name of every member."""
        return Labels(self.partner_names, self.member_partner)

    @cached_property
    def lots(self) -> Labels:
        """The name of every lot; "" where the orders name no SKU."""
        return Labels(self.sku_names, self.lot_sku)

    def by_member(self, rows: Column) -> Column:
        """The sum of a column over the rows of each member; where everybody has one row, rows and members stand alike."""
        n = len(self.member_pool)
        return rows if len(self.row_pool) == n else self.ops.total(rows, self.row_member, n)

    def has_skus(self) -> bool:
        """Whether the orders name any SKU."""
        return any(self.sku_names.keys)

    # by name ---------------------------------------------------------------------------------------------------------

    def members_at(self, pools: Column, partners: Column) -> Column:
        """The member of each pool and partner, both as indices; -1 where there is none."""
        return self.ops.find((self.member_pool, self.member_partner), (pools, partners))

    def members_named(self, partners: Column) -> Column:
        """The member of every pool who is the partner that stands at the pool; -1 where there is none."""
        ops = self.ops
        members = ops.where(ops.equal(self.member_partner, ops.spread(partners, self.member_pool)))
        return ops.placed(ops.constant(-1, len(partners)), ops.pick(self.member_pool, members), members)

    def lots_at(self, pools: Column, skus: Column) -> Column:
        """The lot of each pool and SKU, both as indices; -1 where there is none."""
        return self.ops.find((self.lot_pool, self.lot_sku), (pools, skus))

    def member(self, pool: int, partner: object) -> int:
        """The index of a partner in a pool; -1 where there is none of that name."""
        return int(self.members_at(self.ops.column([pool]), self.ops.column([self.partner_names.code(partner)]))[0])

    def lot(self, pool: int, sku: object) -> int:
        """The index of a SKU in a pool; -1 where there is none of that name."""
        return int(self.lots_at(self.ops.column([pool]), self.ops.column([self.sku_names.code(sku)]))[0])

    def pool(self, name: object) -> int:
        """The index of a pool; a blank name means the only pool there is. -1 where there is none, or where it is not clear which."""
        if name is None and len(self.pools) == 1:
            return 0
        return self.pool_names.code("" if name is None else name)

    @cached_property
    def lot_pieces(self) -> Column:
        """The pieces of every lot."""
        return self.ops.total(self.quantity, self.row_lot, len(self.lots))

    @cached_property
    def only_lot(self) -> Column:
        """The lot of each pool that has only one, else -1."""
        ops = self.ops
        first, size = self._starts(self.lot_pool)
        return ops.when(ops.equal(size, 1), first, -1)

    # rows of other tables --------------------------------------------------------------------------------------------

    def pools_named(self, typed: Rows) -> Column:
        """The pool that each row of another table names: -1 where it names none, -2 where nobody orders in it."""
        return typed.names("pool").within(self.pool_names, self.ops)

    def pools_clear(self, typed: Rows) -> Column:
        """The pool that each row of another table is about, the only one where it names none; -1 where that is not clear."""
        ops, named = self.ops, self.pools_named(typed)
        return ops.when(ops.equal(named, -1), self.pool(None), named)

    def strange_pools(self, typed: Rows) -> list[Problem]:
        """Problems: the rows of another table that name a pool in which nobody orders."""
        named, found = self.pools_named(typed), []
        for row in self.ops.indices(self.ops.equal(named, -2)):
            message = Text("nobody orders in the pool {pool}", pool=typed.get("pool")[row])
            found.append(typed.problem(row, "pool", message, Text("type a pool of the orders, or delete the row")))
        return found

    def pool_rows(self, typed: Rows, some: Column | None = None) -> tuple[Column, Column]:
        """Every (row, pool) for which a row of another table holds: all pools where it names none. some: only these of its rows."""
        ops, named = self.ops, self.pools_named(typed)
        asked = ops.count(typed.size) if some is None else some
        named = ops.pick(named, asked)
        clear = ops.where(ops.at_least(named, 0))
        rows, pools = ops.pick(asked, clear), ops.pick(named, clear)
        for place in ops.indices(ops.equal(named, -1)):
            rows = ops.join(rows, ops.constant(int(asked[place]), len(self.pools)))
            pools = ops.join(pools, ops.count(len(self.pools)))
        return rows, self._in_order(pools, len(self.pools))

    def lot_rows(self, typed: Rows) -> tuple[Column, Column]:
        """Every (row, lot) that a row of another table is about.

        A row that names no pool is about those of all pools; one that names no SKU, about the only one of a pool.
        """
        ops, pools = self.ops, self.pools_named(typed)
        skus = typed.names("sku").within(self.sku_names, ops)
        no_pool, no_sku = ops.equal(pools, -1), ops.equal(skus, -1)
        lot = ops.when(no_sku, ops.pick(self.only_lot, pools, -1), self.lots_at(pools, skus))
        clear = ops.where(ops.at_least(ops.when(no_pool, -1, lot), 0))
        in_all_rows, in_all_lots = ops.pairs(ops.when(no_pool, skus, -1), self.lot_sku)
        rows, lots = ops.join(clear, in_all_rows), ops.join(ops.pick(lot, clear), in_all_lots)
        for row in ops.indices(ops.both(no_pool, no_sku)):
            alone = ops.where(ops.at_least(self.only_lot, 0))
            rows, lots = ops.join(rows, ops.constant(row, len(alone))), ops.join(lots, ops.pick(self.only_lot, alone))
        return rows, self._in_order(lots, len(self.lots))

    def _in_order(self, places: Column, n: int) -> Column:
        """Places, as a count where they are 0 to n - 1: tables mostly have a row for each pool, in one order, and then nothing is moved."""
        return self.ops.count(n) if self.ops.is_count(places, n) else places

    def rows_of(self, pool: int) -> range:
        """The rows of one pool, which stand together."""
        return self._run(self._row_starts, pool)

    def members_of(self, pool: int) -> range:
        """The members of one pool, which stand together."""
        return self._run(self._member_starts, pool)

    @staticmethod
    def _run(starts: tuple[Column, Column], pool: int) -> range:
        first, size = int(starts[0][pool]), int(starts[1][pool])
        return range(first, first + size)

    @cached_property
    def _row_starts(self) -> tuple[Column, Column]:
        return self._starts(self.row_pool)

    @cached_property
    def _member_starts(self) -> tuple[Column, Column]:
        return self._starts(self.member_pool)

    def _starts(self, pool_of: Column) -> tuple[Column, Column]:
        """The first place of each pool and how many it has."""
        ops, n = self.ops, len(pool_of)
        return ops.lowest(ops.count(n), pool_of, len(self.pools)), ops.total(ops.constant(1, n), pool_of, len(self.pools))

    def typed_rows(self, row: int) -> list[int]:
        """The rows that one row was typed in."""
        return self.ops.indices(self.ops.equal(self.typed_row, row))

    def sku(self, lot: int) -> str:
        """The name of a lot for people, where orders name no SKU as well."""
        return self.lots[lot] or "SKU"

    def one_pool(self) -> bool:
        """Whether there is a single pool without a name, so that results need no `pool` column."""
        return len(self.pools) == 1 and not self.pools[0]

    def unsaid(self) -> set[str]:
        """The columns that results can do without: `pool` where there is a single one without a name, `sku` where no order names one."""
        return {name for name, is_unsaid in (("pool", self.one_pool()), ("sku", not self.has_skus())) if is_unsaid}


def gather_orders(typed: Rows, ops: Operations) -> tuple[Orders, list[Problem]]:
    """Orders from the typed order rows; rows of the same pool, partner and SKU are added up. (spec.md, section 1)"""
    pools = typed.names("pool").complete(ops)
    partners, skus = (typed.names(column).complete(ops).in_key_order(ops) for column in ("partner", "sku"))
    typed_row, first = ops.group(pools.codes, partners.codes, skus.codes)
    n = len(first)
    row_pool, row_partner, row_sku = (ops.pick(each.codes, first) for each in (pools, partners, skus))

    def summed(values: Column) -> Column:
        """The sum of what was typed for each row; where no two rows are one, just what was typed."""
        return ops.pick(values, first) if n == typed.size else ops.total(values, typed_row, n)

    row_member, member_first = (ops.count(n),) * 2 if skus.count == 1 else ops.group(row_pool, row_partner)
    row_lot, lot_first = ops.group(row_pool, row_sku)
    known = {"pool", "partner", "sku", "quantity", "tolerance"}
    orders = Orders(
        ops=ops,
        pool_names=pools,
        partner_names=partners,
        sku_names=skus,
        member_pool=ops.pick(row_pool, member_first),
        member_partner=ops.pick(row_partner, member_first),
        lot_pool=ops.pick(row_pool, lot_first),
        lot_sku=ops.pick(row_sku, lot_first),
        row_member=row_member,
        row_lot=row_lot,
        row_pool=row_pool,
        row_first=first,
        typed_row=typed_row,
        quantity=summed(typed.numbers("quantity").on(ops).values),
        tolerance=summed(typed.numbers("tolerance").on(ops).values),
        measures={
            column: _complete(typed.numbers(column).on(ops), summed, ops)
            for column in typed.columns if column not in known and typed.is_numeric(column)
        },
        shown=ops.ordered(ops.lowest(first, row_member, len(member_first))),
        typed=typed,
    )
    return orders, [problem for column in ("pool", "partner", "sku") for problem in lookalikes(typed, column)]


def _complete(numbers: Numbers, summed: Callable[[Column], Column], ops: Operations) -> Numbers:
    """Sums of a measure; a row with any part unknown is unknown."""
    unknown = summed(ops.without(1, numbers.known))
    if not ops.some(unknown):
        return Numbers(summed(numbers.values), ops.without(1, unknown), numbers.unit)
    known = ops.without(1, unknown)
    return Numbers(ops.when(known, summed(numbers.values), 0), known, numbers.unit)


def lookalikes(typed: Rows, column: str) -> list[Problem]:
    """Warnings for names that look alike: they stay apart, and somebody should look. (spec.md, section 2)

    Names look alike that differ in tone marks only, in width (Ａn), or in characters that nobody sees.
    """
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    found: dict[tuple[str, str, str], Problem] = {}
    mine, pools = typed.get(column), typed.get("pool") if column in {"partner", "sku"} else ()
    for i in _doubtful(typed.names(column)):
        name, pool = mine[i], pools[i] if pools else None
        group = (names.key(pool or ""), names.plain(fold(name)))
        first = seen.setdefault(group, (names.key(name), str(name)))
        if first[0] != names.key(name) and (*group, names.key(name)) not in found:
            message = Text('"{name}" and "{other}" differ only in tone marks; they count as two', name=name, other=first[1])
            if names.plain(name) != names.plain(first[1]):
                message = Text('"{name}" and "{other}" look the same but are typed differently; they count as two', name=name, other=first[1])
            found[(*group, names.key(name))] = typed.problem(i, column, message, Text("where they are one, type them alike"), warning=True)
    return list(found.values())


def _doubtful(column: Names) -> list[int]:
    """The rows whose name looks like another one of the column."""
    if column.are_ascii:
        return []
    plain = names.plains([fold(name) for name in column.shown])
    met: dict[str, int] = {}
    for form in plain:
        met[form] = met.get(form, 0) + 1
    doubtful = {code for code, form in enumerate(plain) if met[form] > 1}
    return [row for row, code in enumerate(column.codes) if code in doubtful] if doubtful else []
