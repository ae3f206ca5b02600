"""Pools as the rules see them: names become indices, orders become integer columns, one row for each partner and SKU.

Rows, partners and SKUs are kept in the order of their keys, so that position decides ties exactly as names would, and the order
in which an operator typed her rows never changes who gets what. (spec.md, section 1)

Two groupings carry everything: row -> member (a partner in a pool) and row -> lot (a SKU in a pool).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit import names
from poolsplit.errors import Problem, Text
from poolsplit.reading import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass
class Rows:
    """One table after reading: typed values by column, None for a blank cell.

    Names and texts are str, quantities and money int (minor units), measures, prices and rates Fraction.
    numbers: the row that people see, counted from 1 below the header; blank rows are left out of the columns, not out of the count.
    cells: where each value stands in a workbook, by column; {} elsewhere.
    unread: (row, column) of the cells that could not be read: they are problems already, so nothing more is said about them.
    """

    table: str
    columns: dict[str, list[Any]]
    numbers: list[int]
    cells: dict[str, list[str]] = field(default_factory=dict)
    unread: set[tuple[int, str]] = field(default_factory=set)

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.numbers)

    def get(self, column: str) -> list[Any]:
        """The column's values; all None where the table does not have it."""
        return self.columns.get(column) or [None] * self.size

    def take(self, keep: Sequence[int]) -> Rows:
        """Some of the rows."""
        columns, cells = ({name: [values[row] for row in keep] for name, values in by_name.items()} for by_name in (self.columns, self.cells))
        places = {row: place for place, row in enumerate(keep)}
        unread = {(places[row], column) for row, column in self.unread if row in places}
        return Rows(self.table, columns, [self.numbers[row] for row in keep], cells, unread)

    def problem(self, row: int, column: str, message: str, fix: str = "", *, warning: bool = False) -> Problem:
        """A finding about one cell; row counts from 0 here and from 1 for people."""
        cells = self.cells.get(column) or next(iter(self.cells.values()), [])
        return Problem(self.table, self.numbers[row], column, message, fix, cells[row] if row < len(cells) else "", warning)


@dataclass
class Orders:
    """Who ordered what, added up by pool, partner and SKU, in the order of their keys.

    pools, members, lots: names for people; member_pool, lot_pool, row_member, row_lot: the groupings.
    shown: the members in the order in which they were typed. source: for each row the rows it was typed in.
    measures: the other numeric columns, exact; None where a row has no value.
    """

    pools: list[str]
    members: list[str]
    member_pool: list[int]
    lots: list[str]
    lot_pool: list[int]
    row_member: list[int]
    row_lot: list[int]
    quantity: list[int]
    tolerance: list[int]
    measures: dict[str, list[Fraction | None]]
    shown: list[int]
    source: list[list[int]]
    typed: Rows

    def member(self, pool: int, partner: object) -> int:
        """The index of a partner in a pool; -1 where there is none of that name."""
        return self._members.get((pool, names.key(partner)), -1)

    def lot(self, pool: int, sku: object) -> int:
        """The index of a SKU in a pool; -1 where there is none of that name."""
        return self._lots.get((pool, names.key(sku)), -1)

    def pool(self, name: object) -> int:
        """The index of a pool; a blank name means the only pool there is. -1 where there is none, or where it is not clear which."""
        if name is None and len(self.pools) == 1:
            return 0
        return self._pools.get(names.key("" if name is None else name), -1)

    def pools_of(self, name: object) -> list[int]:
        """The pools that a row of items, costs or terms holds in: all of them where it names none."""
        if name is None:
            return list(range(len(self.pools)))
        return [pool] if (pool := self.pool(name)) >= 0 else []

    def lot_of(self, pool: int, sku: object) -> int:
        """The index of a SKU; a blank name means the only SKU of the pool. -1 where there is none, or where it is not clear which."""
        if sku is None:
            mine = [lot for lot, own in enumerate(self.lot_pool) if own == pool]
            return mine[0] if len(mine) == 1 else -1
        return self.lot(pool, sku)

    def sku(self, lot: int) -> str:
        """The name of a lot for people, where orders name no SKU as well."""
        return self.lots[lot] or "SKU"

    def __post_init__(self) -> None:
        """Index the names."""
        self._pools = {names.key(name): i for i, name in enumerate(self.pools)}
        self._members = {(pool, names.key(name)): i for i, (pool, name) in enumerate(zip(self.member_pool, self.members, strict=True))}
        self._lots = {(pool, names.key(name)): i for i, (pool, name) in enumerate(zip(self.lot_pool, self.lots, strict=True))}

    def one_pool(self) -> bool:
        """Whether there is a single pool without a name, so that results need no `pool` column."""
        return self.pools == [""]


def gather(typed: Rows) -> tuple[Orders, list[Problem]]:
    """Orders from the typed order rows; rows of the same pool, partner and SKU are added up. (spec.md, section 1)"""
    pool_names, partner_names, sku_names = (_displayed(typed.get(column)) for column in ("pool", "partner", "sku"))
    row_keys = [
        tuple(names.key(value or "") for value in row) for row in zip(typed.get("pool"), typed.get("partner"), typed.get("sku"), strict=True)
    ]
    source: dict[tuple[str, ...], list[int]] = {}
    for i, row_key in enumerate(row_keys):
        source.setdefault(row_key, []).append(i)
    rows = sorted(source)
    pools = sorted({pool for pool, _, _ in rows})
    members = sorted({(pool, partner) for pool, partner, _ in rows})
    lots = sorted({(pool, sku) for pool, _, sku in rows})
    member_at, lot_at, pool_at = _places(members), _places(lots), _places(pools)
    first_typed = {member_at[row_key[:2]]: None for row_key in row_keys}
    known = ("pool", "partner", "sku", "quantity", "tolerance")
    orders = Orders(
        pools=[pool_names[pool] for pool in pools],
        members=[partner_names[partner] for _, partner in members],
        member_pool=[pool_at[pool] for pool, _ in members],
        lots=[sku_names[sku] for _, sku in lots],
        lot_pool=[pool_at[pool] for pool, _ in lots],
        row_member=[member_at[row[:2]] for row in rows],
        row_lot=[lot_at[row[0], row[2]] for row in rows],
        quantity=_summed(typed.get("quantity"), [source[row] for row in rows]),
        tolerance=_summed(typed.get("tolerance"), [source[row] for row in rows]),
        measures={
            column: _measure(values, [source[row] for row in rows])
            for column, values in typed.columns.items()
            if column not in known and all(value is None or isinstance(value, Fraction) for value in values)
        },
        shown=list(first_typed),
        source=[source[row] for row in rows],
        typed=typed,
    )
    return orders, [problem for column in ("pool", "partner", "sku") for problem in lookalikes(typed, column)]


def _displayed(values: Iterable[object]) -> dict[str, str]:
    """The first spelling of each name by its key."""
    shown: dict[str, str] = {}
    for value in values:
        text = "" if value is None else str(value)
        shown.setdefault(names.key(text), " ".join(text.split()))
    return shown


def _places(keys: Sequence[Any]) -> dict[Any, int]:
    return {key: place for place, key in enumerate(keys)}


def _summed(values: Sequence[int | None], source: Sequence[Sequence[int]]) -> list[int]:
    return [sum(values[i] or 0 for i in rows) for rows in source]


def _measure(values: Sequence[Fraction | None], source: Sequence[Sequence[int]]) -> list[Fraction | None]:
    """Sums of a measure; a row with any part unknown is unknown."""
    parts = [[values[i] for i in rows] for rows in source]
    return [None if None in part else sum((Fraction(x) for x in part if x is not None), Fraction(0)) for part in parts]


def lookalikes(typed: Rows, column: str) -> list[Problem]:
    """Warnings for names that look alike: they stay apart, and somebody should look. (spec.md, section 2)

    Names look alike that differ in tone marks only, in width (Ａn), or in characters that nobody sees.
    """
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    found: dict[tuple[str, str, str], Problem] = {}
    pools = typed.get("pool") if column in {"partner", "sku"} else [None] * typed.size
    for i, (pool, name) in enumerate(zip(pools, typed.get(column), strict=True)):
        if name is None:
            continue
        group = (names.key(pool or ""), names.plain(fold(name)))
        first = seen.setdefault(group, (names.key(name), str(name)))
        if first[0] != names.key(name) and (*group, names.key(name)) not in found:
            message = Text('"{name}" and "{other}" differ only in tone marks; they count as two', name=name, other=first[1])
            if names.plain(name) != names.plain(first[1]):
                message = Text('"{name}" and "{other}" look the same but are typed differently; they count as two', name=name, other=first[1])
            found[(*group, names.key(name))] = typed.problem(i, column, message, Text("where they are one, type them alike"), warning=True)
    return list(found.values())
