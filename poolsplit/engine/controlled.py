"""Controlled rounding: shares that are exact in every line are changed until every member's sum over the lines is right. (spec.md, section 1)

A row is one member's part in one line. Its share is the floor of its quota, or one unit up; only a row whose quota is not whole
can change. An exchange takes the unit from one row of a line and gives it to another row of that line, so that every line stays
exact. Exchanges in several lines, one after the other, move one unit from any member to any other.
"""

from __future__ import annotations

from collections import defaultdict, deque
from heapq import heappop, heappush
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

_FINE = 64  # costs count 2**-64 of a unit: smaller differences are ties, and occur only where the weights of a line add up to more than 2**31


class Rounding:
    """Quotas, the bounds of the members' sums, and the moves of single units that bring each sum within its bounds."""

    def __init__(
        self, totals: Sequence[int], weights: Sequence[int], lines: Sequence[int], members: Sequence[int], carry: Sequence[Fraction] | None
    ) -> None:
        """Read the rows; the arguments are those of `poolsplit.engine.exact.apportion_lines`."""
        self.lines, self.members = lines, members
        divisors = [0] * len(totals)
        for line, weight in zip(lines, weights, strict=True):
            divisors[line] += weight
        self.divisors = [divisor or 1 for divisor in divisors]  # a line without weights has a total of 0: any divisor will do
        quotas = [divmod(totals[line] * weight, self.divisors[line]) for line, weight in zip(lines, weights, strict=True)]
        self.floors = [floor for floor, _ in quotas]
        self.remainders = [remainder for _, remainder in quotas]
        self.open: list[list[int]] = [[] for _ in totals]  # the rows of each line that can change
        for i, line in enumerate(lines):
            if self.remainders[i]:
                self.open[line].append(i)
        self._bound(carry)

    def _bound(self, carry: Sequence[Fraction] | None) -> None:
        """Set the floor and ceiling of the members' exact sums. Exact sums and claims (exact sum + carry) are counted in 1 / `unit` of a unit."""
        n = max(self.members, default=-1) + 1
        self.unit = lcm(*self.divisors, *(owed.denominator for owed in carry or ()))
        factors = [self.unit // divisor for divisor in self.divisors]
        self.exact = [0] * n
        for floor, remainder, line, member in zip(self.floors, self.remainders, self.lines, self.members, strict=True):
            self.exact[member] += floor * self.unit + remainder * factors[line]
        self.lowest = [exact // self.unit for exact in self.exact]
        self.highest = [-(-exact // self.unit) for exact in self.exact]
        self.claims = self.exact if carry is None else [int(exact + owed * self.unit) for exact, owed in zip(self.exact, carry, strict=False)]

    def repaired(self, shares: Sequence[int]) -> list[int]:
        """The shares, changed so that every member's sum is the floor or ceiling of its exact sum.

        shares: one per row, each the floor or ceiling of its quota, every line's total exact.
        A rounding that is right for lines and members exists (the matrix of rows against lines and members is totally unimodular),
        and its difference from the present one consists of paths from members with too much to members with too little: a move
        always finds its path, and each move brings the sums closer to their bounds.
        """
        self.shares = list(shares)
        self.sums = [0] * len(self.exact)
        for share, member in zip(shares, self.members, strict=True):
            self.sums[member] += share
        wrong = [
            m for m, units in enumerate(self.sums)
            if not self.lowest[m] <= units <= self.highest[m]  # no mutant: no unit moves below from or to one who is right
        ]
        if wrong:
            self._start()
        for member in wrong:
            while self.sums[member] > self.highest[member]:
                self._move(member, giving=True)
            while self.sums[member] < self.lowest[member]:
                self._move(member, giving=False)
        return self.shares

    def _start(self) -> None:
        """Collect every exchange that is possible before the first move, by giving and taking member."""
        self.up = [share > floor for share, floor in zip(self.shares, self.floors, strict=True)]
        self.exchanges: dict[tuple[int, int], list[tuple[int, int, int, int]]] = defaultdict(list)
        for line in range(len(self.open)):
            self._offer(line)

    def _offer(self, line: int) -> None:
        """Add all exchanges that a line now allows to the heaps that `_best` reads, where the least loss in remainder comes first."""
        rows = self.open[line]
        for giver in rows:
            if self.up[giver]:
                for taker in rows:
                    if not self.up[taker]:
                        cost = ((self.remainders[giver] - self.remainders[taker]) << _FINE) // self.divisors[line]
                        heappush(self.exchanges[self.members[giver], self.members[taker]], (cost, line, giver, taker))

    def _best(self, giver: int, taker: int) -> tuple[int, int, int, int] | None:
        """The best exchange from one member to another that is still possible: (cost, line, row of the giver, row of the taker)."""
        offers = self.exchanges.get((giver, taker), [])
        while offers and (not self.up[offers[0][2]] or self.up[offers[0][3]]):
            heappop(offers)
        return offers[0] if offers else None

    def _move(self, start: int, *, giving: bool) -> None:
        """Move one unit from `start` (giving), or to it, through as few members as possible.

        The unit goes to the member who is furthest behind his claim, or comes from the one who is furthest ahead of it; where they
        tie, the larger exact sum is favoured, then the earlier member.
        """
        sign = 1 if giving else -1
        reached = self._reach(start, giving=giving)
        ends = [m for m in reached if (self.sums[m] < self.highest[m] if giving else self.sums[m] > self.lowest[m])]
        end = max(ends, key=lambda m: (sign * (self.claims[m] - self.sums[m] * self.unit), sign * self.exact[m], -m))
        while end != start:
            nearer = reached[end]
            self._exchange(*((nearer, end) if giving else (end, nearer)))
            end = nearer

    def _reach(self, start: int, *, giving: bool) -> dict[int, int]:
        """Every member that a unit from `start` can reach (giving), or whose unit can reach `start` -> the next member on the way to `start`."""
        reached = {start: start}
        queue = deque([start])
        while queue:
            member = queue.popleft()
            for other in range(len(self.sums)):
                if other not in reached and self._best(*((member, other) if giving else (other, member))):
                    reached[other] = member
                    queue.append(other)
        return reached

    def _exchange(self, giver: int, taker: int) -> None:
        """Move one unit from one member to another by the exchange that `_reach` saw: it is valid, because a shortest path uses no line twice."""
        _, line, giver_row, taker_row = self.exchanges[giver, taker][0]
        for row, member, unit in ((giver_row, giver, -1), (taker_row, taker, 1)):
            self.shares[row] += unit
            self.sums[member] += unit
            self.up[row] = unit > 0
        self._offer(line)
