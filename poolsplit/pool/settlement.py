"""Settlement: balances from dues and payments, and the transfers that clear them. (spec.md, section 4)"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.engine import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.engine.operations import Column, Operations

EXACT_UP_TO = 12  # the most partners with an open balance for which the fewest transfers are searched; each further partner doubles the search


class Transfer(NamedTuple):
    """One payment between two partners, by index; the amount in minor units is positive."""

    payer: int
    payee: int
    amount: int


class Plan(NamedTuple):
    """Transfers that clear all balances. proven: True where no plan has fewer; None where there is no choice, because of a lead buyer."""

    transfers: list[Transfer]
    proven: bool | None = None


class Transfers(NamedTuple):
    """Transfers of many pools, by column. proven: flags, one per pool: set where no plan has fewer; 0 in pools with a lead buyer."""

    payer: Column
    payee: Column
    amount: Column
    proven: Column


def plan(balances: Sequence[int], lead: int) -> Plan | None:
    """The transfers that clear the balances due - paid, one per partner: with the lead buyer, or, without one (-1), the fewest transfers.

    Returns None where there is no lead buyer and the payments do not add up to the dues. (spec.md, section 4)

    >>> plan([300, -100], -1) is None
    True
    >>> plan([0, 8_200_000, -50_000], 0).transfers
    [Transfer(payer=1, payee=0, amount=8200000), Transfer(payer=0, payee=2, amount=50000)]
    """
    if lead < 0 and exact.total(balances, [0] * len(balances), 1)[0]:
        return None
    columns = transfers(balances, [0] * len(balances), [lead], exact)
    moves = [Transfer(*move) for move in zip(columns.payer, columns.payee, columns.amount, strict=True)]
    return Plan(moves, None if lead >= 0 else bool(columns.proven[0]))


def transfers(balances: Column, pool_of: Column, lead: Column, ops: Operations) -> Transfers:
    """The transfers of all pools, pool after pool. (spec.md, section 4)

    balances: due - paid, one per partner, the partners of a pool being adjacent; pool_of: each partner's pool; lead: each pool's lead
    buyer, with whom everybody clears, -1 for none; the balances of a pool without a lead buyer sum to zero.
    In a pool without a lead buyer where only one partner is owed, or only one partner owes, everybody clears with that partner: each of the
    others must make or receive one transfer, so no plan has fewer transfers. For the remaining pools see `fewest`.
    """
    n_pools, n = len(lead), len(balances)
    owes, owed = ops.at_least(balances, 1), ops.at_least(-1, balances)
    hub = lead
    for flags in (owes, owed):
        has_single = ops.both(ops.equal(hub, -1), ops.equal(ops.total(flags, pool_of, n_pools), 1))
        partners = ops.where(flags)
        hub = ops.when(has_single, ops.lowest(partners, ops.pick(pool_of, partners), n_pools), hub)
    payer, payee, amount = _with_hub(balances, ops.spread(hub, pool_of), ops)
    hub_pools = ops.pick(pool_of, payer)
    by_size = ops.when(ops.pick(ops.equal(lead, -1), hub_pools), ops.subtract(0, amount), 0)
    proven = ops.own(ops.constant(1, n_pools))
    searched: list[Transfer] = []
    still_open = ops.both(ops.equal(hub, -1), ops.total(ops.either(owes, owed), pool_of, n_pools))
    starts = ops.lowest(ops.count(n), pool_of, n_pools)
    sizes = ops.total(ops.constant(1, n), pool_of, n_pools)
    for pool in ops.indices(still_open):
        first = int(starts[pool])
        result = fewest([int(balance) for balance in balances[first : first + int(sizes[pool])]])
        searched += [Transfer(first + move.payer, first + move.payee, move.amount) for move in result.transfers]
        ops.put(proven, [pool], [int(bool(result.proven))])
    searched_columns = tuple(zip(*searched, strict=True)) or ((), (), ())
    columns = [ops.join(column, ops.column(values)) for column, values in zip((payer, payee, amount), searched_columns, strict=True)]
    pools = ops.pick(pool_of, columns[0])
    _, order = ops.group(pools, ops.join(by_size, ops.constant(0, len(searched))), ops.count(len(pools)))
    payer, payee, amount = (ops.pick(column, order) for column in columns)
    return Transfers(payer, payee, amount, ops.when(ops.equal(lead, -1), proven, 0))


def _with_hub(balances: Column, hub: Column, ops: Operations) -> tuple[Column, Column, Column]:
    """(payer, payee, amount) of the transfers in which each partner clears with the hub of his pool; at most n - 1 transfers per pool.

    The hub clears through the transfers of the others. hub: one per partner, -1 for none.
    """
    n = len(balances)
    others = ops.without(ops.at_least(hub, 0), ops.equal(hub, ops.count(n)))
    moves = ops.where(ops.both(others, balances))
    moved, hubs = ops.pick(balances, moves), ops.pick(hub, moves)
    pays = ops.at_least(moved, 0)
    return ops.when(pays, moves, hubs), ops.when(pays, hubs, moves), ops.choose(moved, 0, moved, ops.subtract(0, moved))


def fewest(balances: Sequence[int]) -> Plan:
    """The fewest transfers that clear balances which sum to zero. Above EXACT_UP_TO open balances there may be a few more, not proven.

    A group of n partners whose balances sum to zero needs n - 1 transfers, so the most groups give the fewest transfers. Up to EXACT_UP_TO
    open balances, the most groups are found by search. Above, the largest debt is always paid to the largest claim.

    >>> fewest([4, 6, -4, -3, -3]).transfers  # the largest debt first takes 4: 6 to -4, 4 to -3, 2 to -3, 1 to the last 1
    [Transfer(payer=0, payee=2, amount=4), Transfer(payer=1, payee=3, amount=3), Transfer(payer=1, payee=4, amount=3)]
    """
    open_partners = [partner for partner, balance in enumerate(balances) if balance]
    if len(open_partners) > EXACT_UP_TO:
        return Plan(_cleared(balances, open_partners), proven=False)
    moves: list[Transfer] = []
    for group in _most_groups(balances, open_partners):
        moves += _cleared(balances, group)
    return Plan(moves, proven=True)


def _most_groups(balances: Sequence[int], members: Sequence[int]) -> list[list[int]]:
    """Divide the members into the greatest number of groups whose balances sum to zero.

    Members are added one at a time in the best order. Each time that the running sum is zero, a group is complete. Sets of members are the
    bits of an int: bit i is members[i].
    """
    size = 1 << len(members)
    sums, best, last = [0] * size, [0] * size, [0] * size
    for chosen in range(1, size):
        lowest_bit = (chosen & -chosen).bit_length() - 1
        sums[chosen] = sums[chosen & (chosen - 1)] + balances[members[lowest_bit]]
        options = [bit for bit in range(len(members)) if chosen >> bit & 1]
        last[chosen] = max(options, key=lambda bit, chosen=chosen: best[chosen ^ 1 << bit])  # type: ignore[misc]
        best[chosen] = best[chosen ^ 1 << last[chosen]] + (sums[chosen] == 0)
    groups: list[list[int]] = []
    chosen = size - 1
    while chosen:
        if sums[chosen] == 0:
            groups.append([])
        groups[-1].append(members[last[chosen]])
        chosen ^= 1 << last[chosen]
    return sorted(sorted(group) for group in groups)


def _cleared(balances: Sequence[int], group: Sequence[int]) -> list[Transfer]:
    """Transfers that clear one group: the largest debt is paid to the largest claim; between equal ones, the partner with the lower index."""
    left = {partner: balances[partner] for partner in group}
    moves = []
    while any(left.values()):
        payer = max(left, key=lambda partner: (left[partner], -partner))
        payee = min(left, key=lambda partner: (left[partner], partner))
        amount = min(left[payer], -left[payee])
        left[payer] -= amount
        left[payee] += amount
        moves.append(Transfer(payer, payee, amount))
    return moves
