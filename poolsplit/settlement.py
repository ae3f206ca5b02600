"""Who pays whom: balances from dues and payments, and the transfers that clear them. (spec.md, section 4)"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def plan(balances: Sequence[int], lead: int) -> Plan | None:
    """What clears the balances due - paid, one a partner: with the lead buyer, or, where there is none (-1), the fewest transfers.

    None where there is no lead buyer and what was paid does not add up to the dues. (spec.md, section 4)

    >>> plan([300, -100], -1) is None
    True
    """
    if lead >= 0:
        return Plan(to_lead(balances, lead))
    return None if sum(balances) else fewest(balances)


def to_lead(balances: Sequence[int], lead: int) -> list[Transfer]:
    """Everybody clears with the lead buyer, whose own row is implied; at most n - 1 transfers.

    balances: due - paid, one a partner; a negative one is paid back.

    >>> to_lead([0, 8_200_000, -50_000], 0)
    [Transfer(payer=1, payee=0, amount=8200000), Transfer(payer=0, payee=2, amount=50000)]
    """
    return [
        Transfer(partner, lead, balance) if balance > 0 else Transfer(lead, partner, -balance)
        for partner, balance in enumerate(balances)
        if balance and partner != lead
    ]


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
