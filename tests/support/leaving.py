"""Withdrawals a second time, as docs/spec.md section 3 says them: holdings and dues of every partner afterwards. Nothing here comes from poolsplit."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from support.oracle import Pool, Split, key, number, shares


class Undetermined(Exception):
    """Largest remainder a line at a time gives somebody's total a piece too many: which unit moves, the page leaves open."""


def in_lines(totals: dict[Any, int], weights: dict[Any, dict[Any, Any]]) -> dict[Any, dict[Any, int]]:
    """Several lines at once: largest remainder per line first. Raises Undetermined where a partner's total is then off."""
    cut = {line: shares(total, weights[line]) for line, total in totals.items()}
    exact: dict[Any, Fraction] = defaultdict(Fraction)
    given: dict[Any, int] = defaultdict(int)
    for line, total in totals.items():
        for partner, weight in weights[line].items():
            exact[partner] += Fraction(total * weight, sum(weights[line].values()) or 1)
            given[partner] += cut[line][partner]
    if any(not abs(given[partner] - exact[partner]) < 1 for partner in exact):
        raise Undetermined
    return cut


def without_early(case: Any) -> Any:
    """The case as it is placed: before placing, pieces go to a replacement, or nobody orders them, with their part of every measure."""
    for row in sorted((row for row in case.withdrawals if row["when"] == "before"), key=lambda row: row["date"]):
        case = _placed_without(case, row)
    return case._replace(withdrawals=[row for row in case.withdrawals if row["when"] == "after"])


def _placed_without(case: Any, row: dict[str, Any]) -> Any:
    to_give: int | None = row.get("quantity")
    whole, replacement, orders = "sku" not in row, row.get("replacement"), []
    for order in case.orders:
        mine = order.get("pool") == row.get("pool") and key(order["partner"]) == key(row["partner"])
        if not mine or (not whole and key(order["sku"]) != key(row["sku"])):
            orders.append(order)
            continue
        n = order["quantity"]
        taken = n if whole or to_give is None else min(n, to_give)
        to_give = None if to_give is None else to_give - taken
        for partner, pieces in ((order["partner"], n - taken), (replacement, taken)):
            if partner is not None and (pieces or (whole and partner is replacement) or (not taken and partner is not replacement)):
                part = {name: number(order[name]) * Fraction(pieces, n) if n and order[name] is not None else order[name] for name in {"kg", "points"} & set(order)}
                orders.append({**order, "partner": partner, "quantity": pieces, **part})
    costs, terms = case.costs, case.terms
    if whole and replacement is not None:
        costs = [{**cost, "partner": replacement} if _same(cost, row) else cost for cost in costs]
    if row.get("new_lead") is not None:
        terms = [{**one, "lead_buyer": row["new_lead"]} if one.get("pool") == row.get("pool") else one for one in terms]
    return case._replace(orders=orders, costs=costs, terms=terms)


def _same(cost: dict[str, Any], row: dict[str, Any]) -> bool:
    return cost.get("pool") == row.get("pool") and cost.get("partner") is not None and key(cost["partner"]) == key(row["partner"])


class Held:
    """One pool after placing: pieces and what they cost by (partner, SKU), the rest of a due by partner, what was taken over and forfeited."""

    def __init__(self, pool: Pool, paid: dict[str, int]) -> None:
        """As the order is placed. paid: minor units by partner."""
        self.pieces: dict[tuple[str, str], int] = defaultdict(int, {at: int(n) for at, n in pool.pieces.items()})
        self.cost: dict[tuple[str, str], int] = defaultdict(int)
        for at in pool.pieces:
            self.cost[at] = sum(layer["rows"][at] for layers in pool.layers.values() for layer in layers)
        self.rest: dict[str, int] = defaultdict(int)
        for partner, due in pool.due.items():
            self.rest[partner] = due - sum(cost for (holder, _), cost in self.cost.items() if holder == partner)
        self.taken_over: dict[str, int] = defaultdict(int)
        self.forfeit: dict[str, int] = defaultdict(int)
        self.people, self.gone, self.lead, self.paid = set(pool.partners), set(), pool.lead, paid
        self.fee = sum(column[pool.lead] for name, column in pool.columns.items() if name.endswith("_credit"))
        self.value = {sku: Fraction(sum(v for (_, other), v in pool.landed.items() if other == sku), max(int(n), 1)) for sku, n in pool.of_sku.items()}

    def due(self, partner: str) -> int:
        """All that a partner owes."""
        return self.rest[partner] + sum(cost for (holder, _), cost in self.cost.items() if holder == partner)

    def move(self, giver: str, taker: str, sku: str | None, amount: int) -> None:
        """An amount that is owed goes from one to the other."""
        for partner, change in ((giver, -amount), (taker, amount)):
            if sku is None:
                self.rest[partner] += change
            else:
                self.cost[partner, sku] += change
            self.taken_over[partner] += change

    def leaves(self, row: dict[str, Any]) -> None:
        """One row of the withdrawals."""
        leaver, whole = key(row["partner"]), "sku" not in row
        if row.get("new_lead") is not None and leaver == self.lead:
            self.move(leaver, key(row["new_lead"]), None, self.fee)
            self.lead = key(row["new_lead"])
        held = {sku: n for (partner, sku), n in self.pieces.items() if partner == leaver and n}
        sku = None if whole else key(row["sku"])
        given = held if sku is None else {sku: held.get(sku, 0) if row.get("quantity") is None else row["quantity"]}
        costs = {sku: self._part(leaver, sku, n) for sku, n in given.items()}
        if row.get("replacement") is not None:
            self._replaced(leaver, key(row["replacement"]), given, costs, whole=whole)
        else:
            self._forfeits(leaver, row.get("taker"), given, costs, whole=whole)
        if whole:
            self.gone.add(leaver)

    def _part(self, partner: str, sku: str, pieces: int) -> int:
        """What some of his pieces of a SKU cost: by pieces, cut to the minor unit."""
        kept = self.pieces[partner, sku] - pieces
        return shares(self.cost[partner, sku], {"0 given": pieces, "1 kept": kept})["0 given"] if pieces else 0

    def _replaced(self, leaver: str, replacement: str, given: dict[str, int], costs: dict[str, int], *, whole: bool) -> None:
        self.people.add(replacement)
        for sku, n in given.items():
            self.pieces[leaver, sku] -= n
            self.pieces[replacement, sku] += n
            self.move(leaver, replacement, sku, costs[sku])
        if whole:    # units and debts: the rest of the due as well
            for holder, sku in [at for at, cost in self.cost.items() if at[0] == leaver and cost]:
                self.move(holder, replacement, sku, self.cost[holder, sku])
            self.move(leaver, replacement, None, self.rest[leaver])

    def _forfeits(self, leaver: str, taker: str | None, given: dict[str, int], costs: dict[str, int], *, whole: bool) -> None:
        others = sorted(self.people - self.gone - {leaver})
        taken = self._taken(given, [key(taker)] if taker else others, named=taker is not None)
        lacking = self.due(leaver) - self.paid.get(leaver, 0)
        if not whole:    # the transfer first pays what he keeps, then what he gave up, as far as it goes
            lacking = min(max(lacking, 0), max(sum(costs.values()), 0))
            for sku, cost in costs.items():
                self.cost[leaver, sku] -= cost
                self.rest[leaver] += cost
        for (partner, sku), n in taken.items():
            self.pieces[leaver, sku] -= n
            self.pieces[partner, sku] += n
        takers = sorted({partner for partner, _ in taken}) or others
        cut = shares(lacking, self._worth({name: {at: n for at, n in taken.items() if at[0] == name} for name in takers}))
        for partner, share in cut.items():
            self.forfeit[partner] += share
            mine = {at: {at: n} for at, n in taken.items() if at[0] == partner}
            if not mine:
                self.rest[partner] += share
            for at, part in shares(share, self._worth(mine)).items() if mine else ():
                self.cost[at] += part
        self.rest[leaver] -= lacking
        self.forfeit[leaver] -= lacking

    def _taken(self, given: dict[str, int], takers: list[str], *, named: bool) -> dict[tuple[str, str], int]:
        """To the taker, or pro rata to the SKU's other holders; where there are none, to all by total quantity."""
        given = {sku: n for sku, n in given.items() if n}
        if named:
            return {(takers[0], sku): n for sku, n in given.items()}
        everything = {name: sum(n for (partner, _), n in self.pieces.items() if partner == name) for name in takers}
        everything = everything if any(everything.values()) else dict.fromkeys(takers, 1)
        holders = {sku: {name: self.pieces[name, sku] for name in takers} for sku in given}
        cut = in_lines(given, {sku: held if any(held.values()) else everything for sku, held in holders.items()})
        return {(partner, sku): n for sku, line in cut.items() for partner, n in line.items() if n}

    def _worth(self, taken: dict[Any, dict[tuple[str, str], int]]) -> dict[Any, Any]:
        """Landed cost of what each takes; pieces where that is no weight; equal where there are none."""
        worth = {name: sum((n * self.value.get(sku, Fraction(0)) for (_, sku), n in pieces.items()), Fraction(0)) for name, pieces in taken.items()}
        if all(value >= 0 for value in worth.values()) and any(worth.values()):
            return worth
        pieces = {name: sum(rows.values()) for name, rows in taken.items()}
        return pieces if any(pieces.values()) else dict.fromkeys(taken, 1)


def after(case: Any) -> dict[str | None, Held]:
    """Every pool after all withdrawals, before placing and after."""
    paid: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in case.payments:
        paid[row.get("pool")][key(row["partner"])] += int(number(row["paid"]) * (100 if case.currency == "USD" else 1))
    placed = without_early(case)
    pools = {pool: Held(binding, paid[pool]) for pool, binding in Split(placed).binding.items()}
    for row in sorted(placed.withdrawals, key=lambda row: row["date"]):
        pools[row.get("pool")].leaves(row)
    return pools
