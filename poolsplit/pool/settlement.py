"""Who pays whom: balances from dues and payments, and the transfers that clear them. (spec.md, section 4)"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from poolsplit.engine import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poolsplit.engine.operations import Column, Operations

EXACT_UP_TO = 12  # partners with an open balance for whom the fewest transfers are searched; the search doubles with each one


class Transfer(NamedTuple):
    """One payment between two partners, by index; the amount in minor units is positive."""

    payer: int
    payee: int
    amount: int


class Plan(NamedTuple):
    """Transfers that clear all balances. proven: whether none has fewer; None where a lead buyer leaves no choice."""

    transfers: list[Transfer]
    proven: bool | None = None


class Transfers(NamedTuple):
    """Transfers of many pools, by column; proven: flags a pool: whether no plan has fewer, in those without a lead buyer."""

    payer: Column
    payee: Column
    amount: Column
    proven: Column


def plan(balances: Sequence[int], lead: int) -> Plan | None:
    """What clears the balances due - paid, one a partner: with the lead buyer, or, where there is none (-1), the fewest transfers.

    None where there is no lead buyer and what was paid does not add up to the dues. (spec.md, section 4)

    >>> plan([300, -100], -1) is None
    True
    >>> plan([0, 8_200_000, -50_000], 0).transfers
    [Transfer(payer=1, payee=0, amount=8200000), Transfer(payer=0, payee=2, amount=50000)]
    """
    if lead < 0 and exact.total(balances, [0] * len(balances), 1)[0]:
        return None
    found = transfers(balances, [0] * len(balances), [lead], exact)
    moves = [Transfer(*move) for move in zip(found.payer, found.payee, found.amount, strict=True)]
    return Plan(moves, None if lead >= 0 else bool(found.proven[0]))


def transfers(balances: Column, pool_of: Column, lead: Column, ops: Operations) -> Transfers:
    """The transfers of all pools, pool after pool. (spec.md, section 4)

    balances: due - paid, one a partner, the partners of a pool standing together; pool_of: each partner's pool; lead: each pool's
    lead buyer, with whom everybody clears, -1 for none; the balances of a pool without one sum to zero.
    Without a lead buyer, a pool in which only one partner is owed, or only one owes, clears with that one: each of the others has to
    move his money once, so no plan has fewer transfers. For the remaining pools see `fewest`.
    """
    pools, n = len(lead), len(balances)
    owes, owed = ops.at_least(balances, 1), ops.at_least(-1, balances)
    hub = lead
    for flags in (owes, owed):
        alone = ops.both(ops.equal(hub, -1), ops.equal(ops.total(flags, pool_of, pools), 1))
        mine = ops.where(flags)
        hub = ops.when(alone, ops.lowest(mine, ops.pick(pool_of, mine), pools), hub)
    payer, payee, amount = _with_hub(balances, ops.spread(hub, pool_of), ops)
    clearing = ops.pick(pool_of, payer)
    by_size = ops.when(ops.pick(ops.equal(lead, -1), clearing), ops.subtract(0, amount), 0)
    proven = ops.own(ops.constant(1, pools))
    more: list[Transfer] = []
    still_open = ops.both(ops.equal(hub, -1), ops.total(ops.either(owes, owed), pool_of, pools))
    starts = ops.lowest(ops.count(n), pool_of, pools)
    sizes = ops.total(ops.constant(1, n), pool_of, pools)
    for pool in ops.indices(still_open):
        first = int(starts[pool])
        found = fewest([int(balance) for balance in balances[first : first + int(sizes[pool])]])
        more += [Transfer(first + move.payer, first + move.payee, move.amount) for move in found.transfers]
        ops.put(proven, [pool], [int(bool(found.proven))])
    searched = tuple(zip(*more, strict=True)) or ((), (), ())
    columns = [ops.join(column, ops.column(each)) for column, each in zip((payer, payee, amount), searched, strict=True)]
    pool_again = ops.pick(pool_of, columns[0])
    _, order = ops.group(pool_again, ops.join(by_size, ops.constant(0, len(more))), ops.count(len(pool_again)))
    payer, payee, amount = (ops.pick(column, order) for column in columns)
    return Transfers(payer, payee, amount, ops.when(ops.equal(lead, -1), proven, 0))


def _with_hub(balances: Column, hub: Column, ops: Operations) -> tuple[Column, Column, Column]:
    """Everybody clears with his pool's hub, whose own row is implied; at most n - 1 transfers a pool. hub: one a partner, -1 for none."""
    n = len(balances)
    others = ops.without(ops.at_least(hub, 0), ops.equal(hub, ops.count(n)))
    moves = ops.where(ops.both(others, balances))
    mine, hubs = ops.pick(balances, moves), ops.pick(hub, moves)
    pays = ops.at_least(mine, 0)
    return ops.when(pays, moves, hubs), ops.when(pays, hubs, moves), ops.choose(mine, 0, mine, ops.subtract(0, mine))


def fewest(balances: Sequence[int]) -> Plan:
    """The fewest transfers that clear balances which sum to zero; above EXACT_UP_TO open ones there may be a few more, not proven.

    Partners whose balances sum to zero among themselves need one transfer fewer than they are; the most such groups are found by
    search up to EXACT_UP_TO open balances. Above, the largest debt always meets the largest claim.

    >>> fewest([4, 6, -4, -3, -3]).transfers  # the largest debt first takes 4: 6 to -4, 4 to -3, 2 to -3, 1 to the last 1
    [Transfer(payer=0, payee=2, amount=4), Transfer(payer=1, payee=3, amount=3), Transfer(payer=1, payee=4, amount=3)]
    """
    open_ones = [partner for partner, balance in enumerate(balances) if balance]
    if len(open_ones) > EXACT_UP_TO:
        return Plan(_cleared(balances, open_ones), proven=False)
    found: list[Transfer] = []
    for group in _most_groups(balances, open_ones):
        found += _cleared(balances, group)
    return Plan(found, proven=True)


def _most_groups(balances: Sequence[int], members: Sequence[int]) -> list[list[int]]:
    """The members parted into as many groups of sum zero as there can be.

    Members are added one at a time in the best order; every time the running sum is zero, a group is complete.
    """
    size = 1 << len(members)
    sums, best, last = [0] * size, [0] * size, [0] * size
    for chosen in range(1, size):
        low = (chosen & -chosen).bit_length() - 1
        sums[chosen] = sums[chosen & (chosen - 1)] + balances[members[low]]
        options = [place for place in range(len(members)) if chosen >> place & 1]
        last[chosen] = max(options, key=lambda place, chosen=chosen: best[chosen ^ 1 << place])  # type: ignore[misc]
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
    """Transfers that clear one group: the largest debt meets the largest claim, ties by position."""
    left = {partner: balances[partner] for partner in group}
    found = []
    while any(left.values()):
        payer = max(left, key=lambda partner: (left[partner], -partner))
        payee = min(left, key=lambda partner: (left[partner], partner))
        amount = min(left[payer], -left[payee])
        left[payer] -= amount
        left[payee] += amount
        found.append(Transfer(payer, payee, amount))
    return found
