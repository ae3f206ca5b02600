"""The tables of orders, costs and terms after withdrawals before placing, to be split again. (spec.md, section 3)"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poolsplit.values import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poolsplit.order.withdrawal.withdrawals import Move
    from poolsplit.pool.inputs import Case, Inputs
    from poolsplit.tables.columns import Rows
    from poolsplit.tables.table import Table

_COUNTED = frozenset({"pool", "partner", "sku", "quantity", "tolerance"})


def reordered(case: Case, inputs: Inputs, moves: Mapping[str, tuple[Move, dict[str, int]]], leads: Mapping[str, str]) -> Inputs:
    """The inputs after one withdrawal of each pool. inputs: those of `case`; orders, costs and terms are Tables of lists.

    moves: pool key -> the withdrawal and the pieces given up, by SKU key. leads: pool key -> the new lead buyer, where there is one.
    """
    pools = case.orders.pools
    renamed = {(pool, move.key): move.replacement for pool, (move, _) in moves.items() if move.wholly and move.replacement is not None}
    terms = _led(inputs.terms, case, leads) if leads else inputs.terms
    orders, costs = _orders(inputs.orders, case.orders.typed, moves, pools), _renamed(inputs.costs, case.costs.typed, renamed, pools)
    return replace(inputs, orders=orders, costs=costs, terms=terms)


def _orders(source: Table, typed: Rows, moves: Mapping[str, tuple[Move, dict[str, int]]], pools: Sequence[str]) -> Table:
    """The orders after pieces have gone to a replacement, or are ordered no more. A row's kilograms and volume go with its pieces."""
    measures = [name for name in source.columns if name in {"kg", "cbm"} or (name not in _COUNTED and typed.is_numeric(name))]
    rows: list[tuple[int, str, int, object]] = []
    to_give = {pool: dict(given) for pool, (_, given) in moves.items()}
    for row, (pool, partner) in enumerate(_keys(typed, pools)):
        pieces, tolerance, name = (typed.get(column)[row] for column in ("quantity", "tolerance", "partner"))
        move = moves[pool][0] if pool in moves else None
        if move is None or partner != move.key:
            rows.append((row, name, pieces, tolerance))
            continue
        sku = names.key(typed.get("sku")[row] or "")
        taken = pieces if move.wholly else min(pieces, to_give[pool].get(sku, 0))
        to_give[pool][sku] = to_give[pool].get(sku, 0) - taken
        if taken < pieces or not (taken or move.wholly):
            rows.append((row, name, pieces - taken, tolerance))
        if move.replacement is not None and (taken or move.wholly):
            rows.append((row, move.replacement, taken, tolerance if taken == pieces else None))
    columns = {name: [values[typed.numbered[row] - 1] for row, *_ in rows] for name, values in source.columns.items()}
    for name in measures:
        columns[name] = [_part(typed.get(name)[row], pieces, typed.get("quantity")[row]) for row, _, pieces, _ in rows]
    for position, name in enumerate(("partner", "quantity", "tolerance"), start=1):
        if name in columns:
            columns[name] = [entry[position] for entry in rows]
    cells = {name: [addresses[typed.numbered[row] - 1] for row, *_ in rows] for name, addresses in source.cells.items()}
    units = {name: unit for name, unit in source.units.items() if name not in measures}
    return replace(source, columns=columns, cells=cells, units=units)


def _part(value: Any, pieces: int, of: int) -> Any:
    """The part of a row's measure that goes with some of its pieces. of: all pieces of the row."""
    return value if value is None or pieces == of else value * Fraction(pieces, of)


def _renamed(source: Table, typed: Rows, new_name: Mapping[tuple[str, str], str], pools: Sequence[str]) -> Table:
    """The costs; those that a replaced partner bore alone are borne by his replacement."""
    if "partner" not in source.columns:
        return source
    column = list(source.columns["partner"])
    for row, key in enumerate(_keys(typed, pools)):
        column[typed.numbered[row] - 1] = new_name.get(key, column[typed.numbered[row] - 1])
    return replace(source, columns={**source.columns, "partner": column})


def _keys(typed: Rows, pools: Sequence[str]) -> list[tuple[str, str]]:
    """The keys of pool and partner of every row; "" for a blank partner."""
    only_pool = names.key(pools[0]) if len(pools) == 1 else ""
    return [
        (names.key(pool) if pool is not None else only_pool, names.key(partner) if partner is not None else "")
        for pool, partner in zip(typed.get("pool"), typed.get("partner"), strict=True)
    ]


def _led(source: Table, case: Case, leads: Mapping[str, str]) -> Table:
    """The terms, a row for each pool, with new lead buyers."""
    terms, typed = case.terms, case.terms.typed
    rows = [typed.numbered[row] - 1 if row >= 0 else -1 for row in terms.row]
    columns = {name: [values[row] if row >= 0 else None for row in rows] for name, values in source.columns.items()}
    cells = {name: [addresses[row] if row >= 0 else "" for row in rows] for name, addresses in source.cells.items()}
    old = columns.get("lead_buyer", [None] * len(rows))
    columns["lead_buyer"] = [leads.get(names.key(pool), name) for pool, name in zip(case.orders.pools, old, strict=True)]
    columns["pool"] = [name or None for name in case.orders.pools]
    return replace(source, columns=columns, cells=cells)
