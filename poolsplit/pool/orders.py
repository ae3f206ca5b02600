"""Pools as the rules see them: names become indices, orders become integer columns, one row for each partner and SKU.

Within a pool, partners and SKUs are kept in the order of their keys, so that the index decides ties exactly as the name would, and the
order in which an operator typed her rows never changes who gets what (spec.md, section 1). Pools keep the order in which they were typed.

All rules use two groupings: row -> member (a partner in a pool) and row -> lot (a SKU in a pool).
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
    """The orders, added up by pool, partner and SKU, in the order of partners' and SKUs' keys.

    pool_names, partner_names, sku_names: the distinct names. member_pool, member_partner: the pool and the partner of each member, as
    indices into the names; lot_pool, lot_sku: the pool and the SKU of each lot. row_member, row_lot, row_pool: the member, lot and pool
    of each row; row_first: the first typed row that was added to each row; typed_row: the row that each typed row was added to.
    quantity, tolerance: pieces per row. shown: the members in the order in which they were typed.
    measures: the other numeric columns, one number per row; a sum is unknown if any of its parts is unknown.
    typed: the order rows as they were typed. ops: the operations that all of these columns are made by.
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
        """The sum of a column over the rows of each member. Where every member has one row, rows and members have the same order."""
        n = len(self.member_pool)
        return rows if len(self.row_pool) == n else self.ops.total(rows, self.row_member, n)

    def has_skus(self) -> bool:
        """True where the orders name any SKU."""
        return any(self.sku_names.keys)

    # by name ---------------------------------------------------------------------------------------------------------

    def members_at(self, pools: Column, partners: Column) -> Column:
        """The member for each pair of pool and partner, both as indices; -1 where there is none."""
        return self.ops.find((self.member_pool, self.member_partner), (pools, partners))

    def members_named(self, partners: Column) -> Column:
        """The member of each pool who is the given partner; -1 where there is none. partners: one index per pool."""
        ops = self.ops
        members = ops.where(ops.equal(self.member_partner, ops.spread(partners, self.member_pool)))
        return ops.placed(ops.constant(-1, len(partners)), ops.pick(self.member_pool, members), members)

    def lots_at(self, pools: Column, skus: Column) -> Column:
        """The lot for each pair of pool and SKU, both as indices; -1 where there is none."""
        return self.ops.find((self.lot_pool, self.lot_sku), (pools, skus))

    def member(self, pool: int, partner: object) -> int:
        """The index of the member with a partner's name in a pool; -1 where the pool has no such partner."""
        return int(self.members_at(self.ops.column([pool]), self.ops.column([self.partner_names.code(partner)]))[0])

    def lot(self, pool: int, sku: object) -> int:
        """The index of the lot with a SKU's name in a pool; -1 where the pool has no such SKU."""
        return int(self.lots_at(self.ops.column([pool]), self.ops.column([self.sku_names.code(sku)]))[0])

    def pool(self, name: object) -> int:
        """The index of a pool by its name. A blank name (None) means the only pool, else the pool without a name. -1 where there is none."""
        if name is None and len(self.pools) == 1:
            return 0
        return self.pool_names.code("" if name is None else name)

    @cached_property
    def lot_pieces(self) -> Column:
        """The ordered pieces of every lot."""
        return self.ops.total(self.quantity, self.row_lot, len(self.lots))

    @cached_property
    def only_lot(self) -> Column:
        """The lot of each pool that has exactly one lot; -1 for the other pools."""
        ops = self.ops
        first, size = self._starts(self.lot_pool)
        return ops.when(ops.equal(size, 1), first, -1)

    # rows of other tables --------------------------------------------------------------------------------------------

    def pools_named(self, typed: Rows) -> Column:
        """The pool that each row of another table names; -1 where it names no pool, -2 where nobody orders in that pool."""
        return typed.names("pool").within(self.pool_names, self.ops)

    def pools_clear(self, typed: Rows) -> Column:
        """The pool that each row of another table is about; a row that names no pool is about the only pool.

        -1 where a row names no pool and it is not clear which pool is meant, -2 where nobody orders in the named pool.
        """
        ops, named = self.ops, self.pools_named(typed)
        return ops.when(ops.equal(named, -1), self.pool(None), named)

    def strange_pools(self, typed: Rows) -> list[Problem]:
        """Problems for the rows of another table that name a pool in which nobody orders."""
        named, problems = self.pools_named(typed), []
        for row in self.ops.indices(self.ops.equal(named, -2)):
            message = Text("nobody orders in the pool {pool}", pool=typed.get("pool")[row])
            problems.append(typed.problem(row, "pool", message, Text("type a pool of the orders, or delete the row")))
        return problems

    def pool_rows(self, typed: Rows, some: Column | None = None) -> tuple[Column, Column]:
        """Every pair (row, pool) where a row of another table applies to a pool. A row that names no pool applies to all pools.

        some: the rows to look at; None for all rows of the table.
        """
        ops, named = self.ops, self.pools_named(typed)
        asked = ops.count(typed.size) if some is None else some
        named = ops.pick(named, asked)
        clear = ops.where(ops.at_least(named, 0))
        rows, pools = ops.pick(asked, clear), ops.pick(named, clear)
        for index in ops.indices(ops.equal(named, -1)):
            rows = ops.join(rows, ops.constant(int(asked[index]), len(self.pools)))
            pools = ops.join(pools, ops.count(len(self.pools)))
        return rows, self._in_order(pools, len(self.pools))

    def lot_rows(self, typed: Rows) -> tuple[Column, Column]:
        """Every pair (row, lot) where a row of another table is about a lot.

        A row that names no pool is about the lots of all pools. A row that names no SKU is about the only lot of a pool.
        """
        ops, pools = self.ops, self.pools_named(typed)
        skus = typed.names("sku").within(self.sku_names, ops)
        no_pool, no_sku = ops.equal(pools, -1), ops.equal(skus, -1)
        lot = ops.when(no_sku, ops.pick(self.only_lot, pools, -1), self.lots_at(pools, skus))
        clear = ops.where(ops.at_least(ops.when(no_pool, -1, lot), 0))
        in_all_rows, in_all_lots = ops.pairs(ops.when(no_pool, skus, -1), self.lot_sku)
        rows, lots = ops.join(clear, in_all_rows), ops.join(ops.pick(lot, clear), in_all_lots)
        for row in ops.indices(ops.both(no_pool, no_sku)):
            single = ops.where(ops.at_least(self.only_lot, 0))
            rows, lots = ops.join(rows, ops.constant(row, len(single))), ops.join(lots, ops.pick(self.only_lot, single))
        return rows, self._in_order(lots, len(self.lots))

    def _in_order(self, indices: Column, n: int) -> Column:
        """The indices, as a count where they are 0 to n - 1. Most tables have a row for each pool in the pools' order, so nothing is moved."""
        return self.ops.count(n) if self.ops.is_count(indices, n) else indices

    def rows_of(self, pool: int) -> range:
        """The rows of one pool, which are adjacent."""
        return self._range(self._row_starts, pool)

    def members_of(self, pool: int) -> range:
        """The members of one pool, which are adjacent."""
        return self._range(self._member_starts, pool)

    @staticmethod
    def _range(starts: tuple[Column, Column], pool: int) -> range:
        first, size = int(starts[0][pool]), int(starts[1][pool])
        return range(first, first + size)

    @cached_property
    def _row_starts(self) -> tuple[Column, Column]:
        return self._starts(self.row_pool)

    @cached_property
    def _member_starts(self) -> tuple[Column, Column]:
        return self._starts(self.member_pool)

    def _starts(self, pool_of: Column) -> tuple[Column, Column]:
        """The first index of each pool, and its number of indices. pool_of: the pool of each row, member or lot, adjacent by pool."""
        ops, n = self.ops, len(pool_of)
        return ops.lowest(ops.count(n), pool_of, len(self.pools)), ops.total(ops.constant(1, n), pool_of, len(self.pools))

    def typed_rows(self, row: int) -> list[int]:
        """The typed rows that were added to one row."""
        return self.ops.indices(self.ops.equal(self.typed_row, row))

    def sku(self, lot: int) -> str:
        """The name of a lot for people; "SKU" where the orders name no SKU."""
        return self.lots[lot] or "SKU"

    def one_pool(self) -> bool:
        """True where there is a single pool without a name, so that results need no `pool` column."""
        return len(self.pools) == 1 and not self.pools[0]

    def unsaid(self) -> set[str]:
        """The columns that results can omit: `pool` where there is a single pool without a name, `sku` where no order names a SKU."""
        return {name for name, is_unsaid in (("pool", self.one_pool()), ("sku", not self.has_skus())) if is_unsaid}


def gather_orders(typed: Rows, ops: Operations) -> tuple[Orders, list[Problem]]:
    """The orders from the typed order rows, and warnings about similar names. Rows of one pool, partner and SKU are added up. (spec.md, section 1)"""
    pools = typed.names("pool").complete(ops)
    partners, skus = (typed.names(column).complete(ops).in_key_order(ops) for column in ("partner", "sku"))
    typed_row, row_first = ops.group(pools.codes, partners.codes, skus.codes)
    n = len(row_first)
    row_pool, row_partner, row_sku = (ops.pick(column.codes, row_first) for column in (pools, partners, skus))

    def summed(values: Column) -> Column:
        """The sum of the typed values of each row; the typed values themselves where no two typed rows were added up."""
        return ops.pick(values, row_first) if n == typed.size else ops.total(values, typed_row, n)  # no mutant: it is never more

    row_member, member_first = (ops.count(n),) * 2 if skus.count == 1 else ops.group(row_pool, row_partner)  # no mutant: a short cut
    row_lot, lot_first = ops.group(row_pool, row_sku)
    not_measures = {"pool", "partner", "sku", "quantity", "tolerance"}
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
        row_first=row_first,
        typed_row=typed_row,
        quantity=summed(typed.numbers("quantity").on(ops).values),
        tolerance=summed(typed.numbers("tolerance").on(ops).values),
        measures={
            column: _complete(typed.numbers(column).on(ops), summed, ops)
            for column in typed.columns if column not in not_measures and typed.is_numeric(column)
        },
        shown=ops.ordered(ops.lowest(row_first, row_member, len(member_first))),
        typed=typed,
    )
    return orders, [problem for column in ("pool", "partner", "sku") for problem in lookalikes(typed, column)]


def _complete(numbers: Numbers, summed: Callable[[Column], Column], ops: Operations) -> Numbers:
    """The sum of a measure for each row; unknown where any part of it is unknown. summed: adds up typed values by row."""
    unknown = summed(ops.without(1, numbers.known))
    known, values = ops.equal(unknown, 0), summed(numbers.values)
    return Numbers(ops.when(known, values, 0) if ops.some(unknown) else values, known, numbers.unit)


def lookalikes(typed: Rows, column: str) -> list[Problem]:
    """Warnings for names that look alike: they count as different names, and somebody should check them. (spec.md, section 2)

    Names look alike that differ in tone marks only, in width (Ａn), or in invisible characters.
    """
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    warnings: dict[tuple[str, str, str], Problem] = {}
    cells, pools = typed.get(column), typed.get("pool") if column in {"partner", "sku"} else ()
    for row in _similar_rows(typed.names(column)):
        name, pool = cells[row], pools[row] if pools else None
        group = (names.key(pool or ""), names.without_tones(fold(name)))
        first = seen.setdefault(group, (names.key(name), str(name)))
        if first[0] != names.key(name) and (*group, names.key(name)) not in warnings:
            message = Text('"{name}" and "{other}" differ only in tone marks; they count as two', name=name, other=first[1])
            if names.without_tones(name) != names.without_tones(first[1]):
                message = Text('"{name}" and "{other}" look the same but are typed differently; they count as two', name=name, other=first[1])
            warnings[(*group, names.key(name))] = typed.problem(row, column, message, Text("where they are one, type them alike"), warning=True)
    return list(warnings.values())


def _similar_rows(column: Names) -> list[int]:
    """The rows whose name looks like another name of the column."""
    if column.are_ascii:
        return []
    plain_names = names.all_without_tones([fold(name) for name in column.shown])
    counts: dict[str, int] = {}
    for name in plain_names:
        counts[name] = counts.get(name, 0) + 1
    similar = {code for code, name in enumerate(plain_names) if counts[name] > 1}  # no mutant: a name alone resembles none, and costs time
    return [row for row, code in enumerate(column.codes) if code in similar] if similar else []
